"""WCPFC public catch and effort by flag and year on 5 degree squares, longline and purse seine, both editions.

Column names changed between releases (``flag_id`` and ``flag_code``, ``lat_short`` and ``LAT5``, ...): both are read, and
come out under the names of the older edition. The corner given is the south-west one. A blank flag means fewer than three
vessels: the zeros of such a row are suppressed figures, not zero, and become NaN.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from toolkit.catalog.checks import Layout, finish, first_row, need_columns, numbers
from toolkit.catalog.layout import read_table
from toolkit.errors import SchemaError

__all__ = ["LAYOUTS", "read_wcpfc_longline", "read_wcpfc_purse_seine"]

_SPECIES = ("alb", "yft", "bet", "mls", "blm", "bum", "swo", "oth")
_SETS = ("una", "log", "dfad", "afad", "oth")
_LONGLINE = ("hhooks", *(f"{species}_{measure}" for species in _SPECIES for measure in "cn"))
_PURSE_SEINE = (
    "days",
    *(f"sets_{kind}" for kind in _SETS),
    *(f"{species}_c_{kind}" for kind in _SETS for species in ("skj", "yft", "bet", "oth")),
)
#: Names of the newer editions and of the publisher's field description -> ours.
_RENAMED = {"flag_code": "flag_id", "flag": "flag_id", "lat5": "lat_short", "lon5": "lon_short", "blz_c": "bum_c", "blz_n": "bum_n"}
_KEY = ("yy", "flag_id", "lat_short", "lon_short")
#: Side of a square, degrees.
_SIDE = 5.0


def read_wcpfc_longline(path: str | Path) -> pd.DataFrame:
    """Read longline catch and effort by flag and year.

    Parameters
    ----------
    path : path
        ``WCPFC_L_PUBLIC_BY_FLAG_YR.CSV`` of any edition.

    Returns
    -------
    pandas.DataFrame
        ``year``, ``flag`` (empty where suppressed), ``suppressed``, ``west``, ``south`` (corner; west -180..180), ``lon``,
        ``lat`` (centre), then the columns of the file under their older names: ``hhooks`` (hundreds of hooks), ``*_c`` (t),
        ``*_n`` (number of fish), NaN where suppressed.

    Raises
    ------
    SchemaError
        A column is missing, a square is not on the 5 degree grid, or a value is negative.
    UnreadableFileError
        The file is damaged.
    """
    units = {"hhooks": "hundred_hooks"} | {name: "t" if name.endswith("_c") else "count" for name in _LONGLINE[1:]}
    return _read(Path(path), _LONGLINE, "wcpfc-longline", units)


def read_wcpfc_purse_seine(path: str | Path) -> pd.DataFrame:
    """Read purse-seine catch and effort by flag and year.

    Parameters
    ----------
    path : path
        ``WCPFC_S_PUBLIC_BY_FLAG_YEAR.CSV`` of any edition.

    Returns
    -------
    pandas.DataFrame
        As :func:`read_wcpfc_longline`; ``days`` (days fished and searched), ``sets_*`` (number), ``*_c_*`` (t by kind of set).

    Raises
    ------
    SchemaError
        A column is missing, a square is not on the 5 degree grid, or a value is negative.
    UnreadableFileError
        The file is damaged.
    """
    units = {"days": "day"} | {name: "count" if name.startswith("sets_") else "t" for name in _PURSE_SEINE[1:]}
    return _read(Path(path), _PURSE_SEINE, "wcpfc-purse-seine", units)


def _canonical(columns: Sequence[str]) -> dict[str, str]:
    """Map the columns of any edition to the names of the older one."""
    return {name: _RENAMED.get(name.strip().lower(), name.strip().lower()) for name in columns}


def _corner(path: Path, cells: pd.Series, plus: str, minus: str) -> pd.Series:
    """Turn corners such as 05N or 130E into degrees, west and south negative."""
    text = cells.str.strip().str.upper()
    good = text.str.fullmatch(rf"\d{{1,3}}[{plus}{minus}]")
    if not good.all():
        row = first_row(~good)
        raise SchemaError(
            f"{path.name}, row {row}: {cells[row]!r} is not the corner of a square. "
            f"Allowed: degrees and {plus} or {minus}, such as 05{plus}."
        )
    degrees = text.str[:-1].astype("float64")
    out = degrees.where(text.str[-1] == plus, -degrees)
    off = (out % _SIDE != 0) | (out.abs() > (180 if plus == "E" else 85))
    if off.any():
        row = first_row(off)
        raise SchemaError(f"{path.name}, row {row}: {cells[row]!r} is not a corner of the 5 degree grid. Correct the row.")
    return out


def _read(path: Path, measures: tuple[str, ...], dataset_id: str, units: dict[str, str]) -> pd.DataFrame:
    frame = read_table(path)
    encoding = frame.attrs["encoding"]
    renamed = _canonical(list(frame.columns))
    need_columns(path, renamed.values(), (*_KEY, *measures), what=f"a WCPFC table ({dataset_id})")
    if len(set(renamed.values())) < len(renamed):
        raise SchemaError(f"{path.name}: two columns have the same meaning ({', '.join(renamed)}). Keep the columns of one edition.")
    frame = frame.rename(columns=renamed)
    values = {name: numbers(path, frame, name, missing=("", "NULL"), low=0, unit=units[name]) for name in measures}
    figures = (pd.DataFrame(values).fillna(0) > 0).any(axis=1)
    flag = frame["flag_id"].str.strip()
    # NA is the flag of Namibia, but also what R writes for a blank: it is a flag where there are figures.
    suppressed = flag.isin(["", "NULL"]) | ((flag == "NA") & ~figures)
    flag = flag.mask(suppressed, "")
    leaking = suppressed & figures
    notes = [f"{int(suppressed.sum())} of {len(frame)} rows suppressed (fewer than three vessels): their figures are NaN, not zero"]
    if leaking.any():
        notes.append(
            f"{int(leaking.sum())} suppressed row(s) hold figures all the same (first: row {first_row(leaking)}): left out as well"
        )
    year = numbers(path, frame, "yy", missing=(), low=1900, high=2100).astype("int64")
    west = _corner(path, frame["lon_short"], "E", "W")
    south = _corner(path, frame["lat_short"], "N", "S")
    west = west.where(west < 180, west - 360)
    centre = west + _SIDE / 2
    out = frame.assign(**{name: column.mask(suppressed) for name, column in values.items()})
    extra = pd.DataFrame(
        {"year": year, "flag": flag, "suppressed": suppressed, "west": west, "south": south, "lon": centre, "lat": south + _SIDE / 2},
        index=frame.index,
    )
    out = extra.join(out)
    out.attrs["encoding"] = encoding
    out = finish(
        out,
        layout=dataset_id,
        dataset_id=dataset_id,
        units=units,
        path=path,
        notes=notes,
    )
    out.attrs["source_columns"] = {new: old for old, new in renamed.items() if new != old}
    return out


def _alias(columns: Sequence[str]) -> Sequence[str]:
    return list(_canonical(columns).values())


_TEXT = frozenset({"text"})
LAYOUTS = (
    Layout(
        "wcpfc-longline",
        "WCPFC longline catch and effort, 5 degrees, by flag and year",
        "wcpfc-longline",
        _TEXT,
        (*_KEY, *_LONGLINE),
        read_wcpfc_longline,
        alias=_alias,
    ),
    Layout(
        "wcpfc-purse-seine",
        "WCPFC purse-seine catch and effort, 5 degrees, by flag and year",
        "wcpfc-purse-seine",
        _TEXT,
        (*_KEY, *_PURSE_SEINE),
        read_wcpfc_purse_seine,
        alias=_alias,
    ),
)
