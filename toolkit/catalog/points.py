"""The user's own survey table: one row for each place and date, one value. Bad rows are left out and told, never in silence."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from toolkit.catalog.checks import parse_numbers, refuse_outside
from toolkit.catalog.coordinates import positions
from toolkit.catalog.dates import iso_dates
from toolkit.catalog.kinds import columns_say_synthetic
from toolkit.catalog.layout import read_table
from toolkit.catalog.readers.reefcheck import COLUMNS_2019, COLUMNS_2022, read_reef_check_2019, read_reef_check_2022
from toolkit.errors import SchemaError, UnitsError, unknown_name
from toolkit.units import convert, normalise

__all__ = ["column_roles", "known_names", "read_points"]

#: Known names of columns, without case, blanks and punctuation; an earlier name is preferred to a later one.
_NAMES = {
    "lon": ("lon", "longitude", "longitudedegrees", "decimallongitude", "londd", "londeg", "longdd", "long", "lng"),
    "lat": ("lat", "latitude", "latitudedegrees", "decimallatitude", "latdd", "latdeg"),
    "site": ("site", "siteid", "sitename", "reefid", "reef", "reefname", "station", "stationid", "locationid", "locality", "transect"),
    "time": ("time", "date", "eventdate", "surveydate", "datesurveyed", "samplingdate", "datetime", "surveyyear", "samplingyear", "year"),
}
#: Names of columns that hold a date in three parts.
_PARTS = {"year": ("year", "yr", "yyyy"), "month": ("month", "mon", "mo", "mm"), "day": ("day", "dd", "dy")}
_COMMA = re.compile(r"[+-]?\d+,\d+")
_MISSING = ("", "NA", "na", "N/A", "n/a", "nd", "ND", "NaN", "nan", "null", "NULL", "None", "-")


@dataclass(frozen=True)
class _Quantity:
    """A quantity that survey tables hold: known column names, the unit it is returned in and the possible range in it."""

    names: tuple[str, ...]
    unit: str
    low: float = 0.0
    high: float = np.inf


_QUANTITIES = (
    _Quantity(
        (
            "hardcoralcover",
            "hardcoral",
            "coralcover",
            "livecoralcover",
            "livecoral",
            "livehardcoral",
            "livehardcoralcover",
            "percentcover",
            "averagecoralcover",
            "hcc",
        ),
        "percent",
        0,
        100,
    ),
    _Quantity(("bleaching", "bleachingprevalence", "averagebleaching", "percentbleached", "percentbleaching"), "percent", 0, 100),
    _Quantity(("degreeheatingweek", "degreeheatingweeks", "dhw"), "degC_week"),
    _Quantity(("bbmsy", "bdivbmsy", "bdivbmsypref"), "1"),
    _Quantity(("ffmsy", "fdivfmsy", "uumsy", "udivumsypref"), "1"),
    _Quantity(("catch", "catcht", "landings"), "t"),
)
_PLAIN_VALUE = ("value", "measurementvalue")
_SUFFIX = re.compile(r"(?:[\(\[](?P<bracket>[^)\]]+)[\)\]]|_(?P<suffix>percent|pct|degC|km2|t|kg|count|m))\s*$")


def known_names() -> dict[str, tuple[str, ...]]:
    """Return the column names that :func:`read_points` knows, without case, blanks and punctuation."""
    return {**_NAMES, "value": tuple(name for quantity in _QUANTITIES for name in quantity.names) + _PLAIN_VALUE}


def column_roles(given: str | Mapping[str, str] | None) -> dict[str, str]:
    """Return the columns of a survey table that are named by hand, by their role.

    Parameters
    ----------
    given : str or mapping, optional
        ``lon``, ``lat``, ``site`` or ``time`` -> column; or the same as text.

    Returns
    -------
    dict
        For the keywords of :func:`read_points`.

    Raises
    ------
    SchemaError
        A part of the text is not ``role=column``.
    UnknownNameError
        The role is not known.

    Examples
    --------
    >>> column_roles("lon=E_deg, lat=N_deg")
    {'lon': 'E_deg', 'lat': 'N_deg'}
    """
    if isinstance(given, str):
        parts = [part.partition("=") for part in given.split(",") if part.strip()]
        if not all(sign and name.strip() for _, sign, name in parts):
            raise SchemaError(f'The columns are given as "{given}". Write them so: "lon=E_deg, lat=N_deg".')
        given = {role.strip(): name.strip() for role, _, name in parts}
    for role in given or {}:
        if role not in _NAMES:
            raise unknown_name("role of a column", role, _NAMES)
    return dict(given or {})


def _bare(name: str) -> str:
    """Return a column name without case, punctuation and unit."""
    return re.sub(r"[^a-z0-9]", "", _SUFFIX.sub("", name).lower())


def _find(file: str, columns: list[str], role: str, given: str | None, *, required: bool) -> str | None:
    """Return the column of a role: the one named, or the first known name."""
    if given is not None:
        if given in columns:
            return given
        raise SchemaError(f"{file} has no column '{given}' for {role}. Columns found: {', '.join(columns)}. Name one of them.")
    known = known_names()[role]
    bare = {_bare(column): column for column in reversed(columns)}
    found = [bare[name] for name in known if name in bare]
    if role == "value" and len(set(found)) > 1:
        raise SchemaError(
            f"{file} has several columns that could be the value: {', '.join(dict.fromkeys(found))}. "
            f"Name one: value='{found[0]}' (on the command line --value)."
        )
    if found:
        return found[0]
    if required:
        option = "--value" if role == "value" else f'--columns "{role}=..."'
        raise SchemaError(
            f"{file} has no column known as {role}. Columns found: {', '.join(columns) or 'none'}. "
            f"Names known (case and punctuation do not matter): {', '.join(known)}. "
            f"Rename the column or name it: {role}='...' (on the command line {option})."
        )
    return None


def read_points(
    path: str | Path,
    *,
    lon: str | None = None,
    lat: str | None = None,
    value: str | None = None,
    site: str | None = None,
    time: str | None = None,
    units: str | None = None,
    day_first: bool | None = None,
) -> pd.DataFrame:
    """Read a table of surveys at points.

    Parameters
    ----------
    path : path
        CSV, xlsx or Parquet. The published Reef Check tables are recognised by their columns and read by their own reader
        (cover is a count out of 40 there).
    lon, lat, value, site, time : str, optional
        Names of the columns; by default known names are looked for. ``site`` and ``time`` may be missing from the table: a
        position then stands for the site, and the time is empty.
    units : str, optional
        Units of the value as the file holds them; needed unless the column's name tells them.
    day_first : bool, optional
        How to read dates such as 3/4/2015 where the column does not settle it.

    Returns
    -------
    pandas.DataFrame
        Columns ``lon``, ``lat`` (degrees, -180..180), ``value``, ``site`` (text), ``time`` (ISO text, empty where unknown),
        then the columns of the file that have other names. ``attrs``: ``dataset_id``, ``units`` (of the value),
        ``value_column``, ``rows_dropped`` (tuple of row in the file and reason), ``rows_read``, ``notes``.

    Raises
    ------
    SchemaError
        No column for a role, a value that is impossible (cover of 140 %), dates that can be read two ways, or no row left.
    UnitsError
        The units are not known, or look wrong (cover that never exceeds 1 in percent).
    UnreadableFileError
        The file is damaged or not a table.

    Notes
    -----
    A row is left out, and told in ``attrs["rows_dropped"]``, when its position cannot be or its value is missing or not a
    number. Longitudes of 180..360 are wrapped; degrees, minutes and seconds are read. A file whose longitudes and latitudes are
    written with a decimal comma is read so, and its note says it. A date may stand in three columns (year, month, day).
    """
    path = Path(path)
    frame = read_table(path)
    columns = list(frame.columns)
    roles = {role for role, given in (("lon", lon), ("lat", lat), ("site", site), ("time", time)) if given is not None}
    if not roles:
        for known, reader, names in (
            (
                COLUMNS_2022,
                read_reef_check_2022,
                {"hard_coral_cover": ("hard_coral_cover", "Average_coral_cover"), "bleaching": ("bleaching", "Average_Bleaching")},
            ),
            (COLUMNS_2019, read_reef_check_2019, {"bleaching": ("bleaching", "Average_bleaching")}),
        ):
            if set(known) <= set(columns):
                wanted = next(iter(names)) if value is None else next((key for key, alias in names.items() if value in alias), None)
                if wanted is not None:
                    return _reef_check(path, reader(path), wanted, units)
    names_found = {
        "lon": _find(path.name, columns, "lon", lon, required=True),
        "lat": _find(path.name, columns, "lat", lat, required=True),
        "value": _find(path.name, columns, "value", value, required=True),
        "site": _find(path.name, columns, "site", site, required=False),
        "time": _find(path.name, columns, "time", time, required=False),
    }
    return _generic(path, frame, names_found, units, day_first)


def _reef_check(path: Path, surveys: pd.DataFrame, quantity: str, units: str | None) -> pd.DataFrame:
    """Turn the result of a Reef Check reader into points."""
    if units is not None and normalise(units, of="the value") != "percent":
        raise UnitsError(f"{path.name} is a Reef Check table: {quantity} is returned in percent, not '{units}'. Leave the units out.")
    attrs = surveys.attrs
    good = surveys[quantity].notna()
    dropped = [
        *attrs["rows_dropped"],
        *((row, f"no {quantity.replace('_', ' ')} recorded") for row in surveys.index[~good].to_numpy().tolist()),
    ]
    out = surveys[good]
    out = _standard(out, out["lon"], out["lat"], out[quantity], out["site"], out["time"].dt.strftime("%Y-%m-%d").fillna(""))
    out.attrs = {
        "dataset_id": attrs["dataset_id"],
        "units": "percent",
        "value_column": quantity,
        "rows_dropped": tuple(sorted(dropped)),
        "rows_read": len(out) + len(dropped),
        "notes": attrs["notes"],
    }
    return out


def _standard(frame: pd.DataFrame, lon: pd.Series, lat: pd.Series, value: pd.Series, site: pd.Series, time: pd.Series) -> pd.DataFrame:
    """Put the standard columns first, and the file's other columns behind them."""
    first = pd.DataFrame(
        {"lon": lon, "lat": lat, "value": value.astype("float64"), "site": site.astype("str"), "time": time.astype("str")},
        index=frame.index,
    )
    return first.join(frame[[name for name in frame.columns if name not in first.columns]])


def _generic(path: Path, frame: pd.DataFrame, names: dict[str, str | None], units: str | None, day_first: bool | None) -> pd.DataFrame:
    """Read a table of an unknown author."""
    notes: list[str] = []
    frame = _with_points(frame, [str(names[role]) for role in ("lon", "lat", "value")], notes)
    lon, lat, reason = positions(frame[str(names["lon"])], frame[str(names["lat"])])
    cells = frame[str(names["value"])]
    value, bad = parse_numbers(cells, missing=_MISSING)
    empty = value.isna() & ~bad
    for row in reason.index[(reason == "") & (bad | empty)]:
        given = "" if pd.isna(cells[row]) else str(cells[row]).strip()
        reason[row] = (
            f"value '{given}' is not a number" if bad[row] else (f"value '{given}' means no data" if given else "value is missing")
        )
    column = names["time"]
    parts = _date_parts(list(frame.columns)) if column is None or _bare(column) in _PARTS["year"] else []
    if parts:
        whole = _joined_dates(frame, parts)
        time, undated = iso_dates(whole, file=path.name, column=", ".join(parts))
        notes.append(f"dates from the columns {', '.join(parts)}")
        for row in reason.index[(reason == "") & undated]:
            reason[row] = f"date '{whole[row]}' is not a date"
    elif column is None:
        time = pd.Series("", index=frame.index, dtype="object")
        like = [str(name) for name in frame.columns if re.search(r"year|date|time", str(name), re.IGNORECASE)]
        hint = f"; did you mean time='{like[0]}'?" if like else ""
        notes.append(f"no column of dates is known, so that surveys of all times are pooled{hint}")
    else:
        time, undated = iso_dates(frame[column], file=path.name, column=column, day_first=day_first)
        for row in reason.index[(reason == "") & undated]:
            reason[row] = f"date '{frame.loc[row, column]}' is not a date"
    good = reason == ""
    dropped = tuple(zip(reason.index[~good].to_numpy().tolist(), reason[~good].tolist(), strict=True))
    if not good.any():
        told = "; ".join(f"row {row}: {why}" for row, why in dropped[:3]) or "the table has no rows"
        raise SchemaError(f"{path.name}: no row can be used ({told}). Check which columns hold lon, lat and value, and their order.")
    kept, unit = _checked_units(path, str(names["value"]), value[good], units, notes)
    if names["site"] is None:
        site = pd.Series([f"{x:.4f},{y:.4f}" for x, y in zip(lon[good], lat[good], strict=True)], index=kept.index)
        notes.append("no column of sites: each position stands for a site")
    else:
        site = frame.loc[good, names["site"]].astype("str").str.strip()
    wrapped = int((pd.to_numeric(frame.loc[good, str(names["lon"])], errors="coerce") > 180).sum())
    if wrapped:
        notes.append(f"{wrapped} longitude(s) of 180..360 wrapped to -180..180")
    out = _standard(frame[good], lon[good], lat[good], kept, site, time[good])
    out.attrs = {
        "dataset_id": path.name,
        "units": unit,
        "value_column": str(names["value"]),
        "rows_dropped": dropped,
        "rows_read": len(frame),
        "notes": tuple(notes),
        "synthetic": columns_say_synthetic(frame[good]),
    }
    return out


def _date_parts(columns: list[str]) -> list[str]:
    """Return the columns of year, month and day, where there is exactly one of each; else none."""
    found = [[column for column in columns if _bare(column) in names] for names in _PARTS.values()]
    return [names[0] for names in found] if all(len(names) == 1 for names in found) else []


def _joined_dates(frame: pd.DataFrame, parts: list[str]) -> pd.Series:
    """Return 2019-3-7 of three columns, as far as they are filled in: 2019-3, or 2019, where the day or the month is missing."""

    def whole(cells: Iterable[Any]) -> str:
        texts = ["" if pd.isna(cell) else re.sub(r"\.0$", "", str(cell).strip()) for cell in cells]
        return "-".join(itertools.takewhile(lambda text: text not in _MISSING, texts))

    return pd.Series([whole(row) for row in frame[parts].itertuples(index=False)], index=frame.index, dtype="object")


def _with_points(frame: pd.DataFrame, columns: list[str], notes: list[str]) -> pd.DataFrame:
    """Return the table with decimal points, where both coordinates are written with decimal commas throughout.

    A degree has no thousands, so there is nothing to guess: ``101,698`` is 101.698.
    """
    texts = [frame[name].dropna().astype("str").str.strip() for name in columns[:2]]
    texts = [text[~text.isin(_MISSING)] for text in texts]
    if not all(len(text) and text.str.fullmatch(r"[+-]?\d{1,3}(,\d+)?").all() and text.str.contains(",").any() for text in texts):
        return frame
    notes.append("decimal commas read as decimal points")

    def point(cell: Any) -> Any:
        return cell.replace(",", ".") if isinstance(cell, str) and _COMMA.fullmatch(cell.strip()) else cell

    return frame.assign(**{name: frame[name].map(point) for name in columns})


def _checked_units(path: Path, column: str, values: pd.Series, units: str | None, notes: list[str]) -> tuple[pd.Series, str]:
    """Return the values in the unit of their quantity, refusing what cannot be."""
    quantity = next((item for item in _QUANTITIES if _bare(column) in item.names), None)
    match = _SUFFIX.search(column)
    written = (match["bracket"] or match["suffix"]) if match else None
    stated = units if units is not None else written
    if stated is None and quantity is None:
        raise UnitsError(
            f"{path.name}, column '{column}': the units are not stated. "
            "Give them: units='percent', 't', 'degC_week', ... (on the command line --units)."
        )
    unit = normalise(stated, of=f"column '{column}'") if stated is not None else str(quantity.unit if quantity else "")
    is_share = (quantity is not None and quantity.high == 100) or re.search("cover|bleach", column, re.I) is not None
    if units is None and is_share and unit == "percent" and len(values) > 1 and 0 < values.max() <= 1:
        raise UnitsError(
            f"{path.name}, column '{column}': no value exceeds 1, so it may be a fraction, not percent"
            f"{', whatever its name says' if written else ''}. "
            "Say which: units='1' or units='percent' (on the command line --units)."
        )
    if quantity is not None and unit != quantity.unit:
        values = pd.Series(convert(values.to_numpy(), unit, quantity.unit, of=f"column '{column}'"), index=values.index)
        notes.append(f"{column} converted from {unit} to {quantity.unit}")
        unit = quantity.unit
    if quantity is not None:
        refuse_outside(path, values, column, low=quantity.low, high=quantity.high, unit=unit)
    elif unit == "percent" and re.search("cover|bleach", column, re.I):
        refuse_outside(path, values, column, low=0, high=100, unit=unit)
    return values, unit
