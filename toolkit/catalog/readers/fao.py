"""FAO: capture production (FishStat) with its code lists, the stock status sheets of 2025, and the ASFIS species list."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from toolkit.catalog.checks import Layout, finish, first_row, need_columns, numbers, refuse_repeated
from toolkit.catalog.layout import read_table
from toolkit.errors import SchemaError

__all__ = ["LAYOUTS", "read_asfis", "read_fao_capture", "read_fao_codes", "read_sosi", "read_sosi_landings", "read_sosi_status"]

# ---- capture production --------------------------------------------------------------------------------------------------------

CAPTURE = ("species", "year", "area", "country", "value", "measure", "status")
#: Columns of the file that FAO offers for download -> ours.
_FISHSTAT = {
    "COUNTRY.UN_CODE": "country",
    "SPECIES.ALPHA_3_CODE": "species",
    "AREA.CODE": "area",
    "MEASURE": "measure",
    "PERIOD": "year",
    "VALUE": "value",
    "STATUS": "status",
}
#: Statuses that stand for a missing value; the file writes 0 there.
_NO_VALUE = ("L", "M", "O", "Q")
_MEASURES = {"Q_tlw": "t", "Q_no_1": "count"}
#: Largest number of a major area; FAO area codes have two digits.
_LAST_AREA = 99


def _alias(columns: Sequence[str]) -> list[str]:
    return [_FISHSTAT.get(name, name) for name in columns]


def read_fao_capture(path: str | Path) -> pd.DataFrame:
    """Read FAO capture production.

    Parameters
    ----------
    path : path
        ``Capture_Quantity.csv`` of FAO's own archive, or a table (CSV, Parquet) with the columns species, year, area,
        country, value, measure, status.

    Returns
    -------
    pandas.DataFrame
        ``species`` (3-letter code), ``year``, ``area`` (FAO major area), ``country`` (UN number), ``value``, ``measure``,
        ``status``. ``value`` is tonnes live weight where ``measure`` is ``Q_tlw`` and a number of animals where it is
        ``Q_no_1``: never add the two. It is NaN where the status says that a value is missing or suppressed (L, M, O, Q).

    Raises
    ------
    SchemaError
        A column is missing, a measure or status is unknown, a key occurs twice, or a value is negative.
    UnreadableFileError
        The file is damaged.

    Notes
    -----
    Status N (not significant, below 0.5) keeps its 0: it is a rounded figure, not a missing one.
    """
    path = Path(path)
    frame = read_table(path)
    encoding = frame.attrs["encoding"]
    need_columns(path, _alias(list(frame.columns)), CAPTURE, what="FAO capture production")
    frame = frame.rename(columns=_FISHSTAT)[list(CAPTURE)]
    text = {name: frame[name].astype("str").str.strip() for name in ("species", "measure", "status")}
    out = pd.DataFrame(
        {
            "species": text["species"],
            "year": numbers(path, frame, "year", missing=(), low=1900, high=2100).astype("int32"),
            "area": numbers(path, frame, "area", missing=(), low=1, high=_LAST_AREA).astype("int32"),
            "country": numbers(path, frame, "country", missing=(), low=0, high=9999).astype("int32"),
            "value": numbers(path, frame, "value", low=0, unit="t or number"),
            "measure": text["measure"].astype("category"),
            "status": text["status"].astype("category"),
        },
        index=frame.index,
    )
    for column, known in (("measure", tuple(_MEASURES)), ("status", tuple("ABEFGILMNOPQSUVX"))):
        odd = ~out[column].isin(known)
        if odd.any():
            row = first_row(odd)
            raise SchemaError(f"{path.name}, row {row}, column '{column}': '{out.loc[row, column]!s}' given; known: {', '.join(known)}.")
    refuse_repeated(path, out, ["species", "year", "area", "country", "measure"])
    missing = out["status"].isin(_NO_VALUE)
    out["value"] = out["value"].mask(missing)
    out.attrs["encoding"] = encoding
    return finish(
        out,
        layout="fao-capture",
        dataset_id="fao-capture",
        units={"value": "t where measure is Q_tlw, count where it is Q_no_1"},
        path=path,
        notes=[f"{int(missing.sum())} row(s) of status {', '.join(_NO_VALUE)} (missing or suppressed): NaN, not zero"],
    )


#: Code lists by their columns: name of the list, columns, key.
_CODE_LISTS = (
    ("fao-species", ("species", "species_name", "scientific", "isscaap"), "species"),
    ("fao-country", ("country", "country_name", "iso2", "iso3"), "country"),
    ("fao-area", ("area", "area_name", "inlandmarine"), "area"),
    ("fao-measure", ("measure", "measure_name", "unit"), "measure"),
    ("fao-status", ("status", "status_name", "status_description"), "status"),
)


def read_fao_codes(path: str | Path) -> pd.DataFrame:
    """Read a code list of FAO capture production: species, country, area, measure or status.

    Returns
    -------
    pandas.DataFrame
        The columns of the file as text, so that ``NA`` stays the code of Namibia and ``NAN`` that of Nansenia; the key of a
        country or area is an integer.

    Raises
    ------
    SchemaError
        The columns are those of no code list, or a code occurs twice.
    UnreadableFileError
        The file is damaged.
    """
    path = Path(path)
    frame = read_table(path)
    encoding = frame.attrs["encoding"]
    for name, columns, key in _CODE_LISTS:
        if set(columns) <= set(frame.columns):
            refuse_repeated(path, frame, [key])
            if key in {"country", "area"}:
                frame[key] = numbers(path, frame, key, missing=(), low=0).astype("int32")
            frame.attrs["encoding"] = encoding
            return finish(frame, layout=name, dataset_id="fao-capture", units={}, path=path)
    known = "; ".join(f"{name}: {', '.join(columns)}" for name, columns, _ in _CODE_LISTS)
    raise SchemaError(f"{path.name} is no FAO code list. Columns found: {', '.join(frame.columns)}. Known: {known}.")


# ---- state of stocks -----------------------------------------------------------------------------------------------------------

STATUS = ("Analysis Group", "FAO Areas", "ASFIS Scientific Name", "Location", "Tier", "Status", "Uncertainty")
LANDINGS = ("FAO Area", "ASFIS Scientific Name", "Location", "Stock Landings 2021")
_STOCK = ["scientific", "location"]


def read_sosi_status(path: str | Path) -> pd.DataFrame:
    """Read the stock status sheet of FAO's 2025 review.

    Parameters
    ----------
    path : path
        ``stock_assessments.xlsx`` (or the same columns as CSV).

    Returns
    -------
    pandas.DataFrame
        One row for each stock: ``analysis_group``, ``areas`` (tuple of FAO area codes as text: one cell may name several),
        ``scientific``, ``location`` (text, also where the cell is a number such as 48.3), ``tier`` (1..3), ``status`` (U, M
        or O), ``uncertainty`` (L, M, H or empty), and the columns of the file.

    Raises
    ------
    SchemaError
        A column is missing, a status or tier is unknown, or a stock occurs twice.
    UnreadableFileError
        The file is damaged.
    """
    path = Path(path)
    frame = read_table(path)
    encoding = frame.attrs["encoding"]
    need_columns(path, frame.columns, STATUS, what="the FAO stock status sheet")
    frame = frame.astype(dict.fromkeys(STATUS, "str"))
    _only(path, frame, "Status", ("U", "M", "O"))
    tier = numbers(path, frame, "Tier", missing=(), low=1, high=3).astype("int8")
    areas = frame["FAO Areas"].map(lambda cell: tuple(part.strip() for part in cell.split(",")))
    odd = ~frame["FAO Areas"].str.fullmatch(r"\s*\d{2}\s*(,\s*\d{2}\s*)*")
    if odd.any():
        row = first_row(odd)
        raise SchemaError(f"{path.name}, row {row}: FAO Areas is '{frame.loc[row, 'FAO Areas']!s}'; allowed: two-digit codes with commas.")
    unsure = frame["Uncertainty"].str.strip()
    unknown = ~unsure.isin(["L", "M", "H", ""])
    out = pd.DataFrame(
        {
            "analysis_group": frame["Analysis Group"].str.strip(),
            "areas": areas,
            "scientific": frame["ASFIS Scientific Name"].str.strip(),
            "location": frame["Location"].str.strip(),
            "tier": tier,
            "status": frame["Status"].str.strip(),
            "uncertainty": unsure.mask(unknown, ""),
        },
        index=frame.index,
    ).join(frame)
    refuse_repeated(path, out, _STOCK)
    words = sorted(set(unsure[unknown]))
    rows = ", ".join(str(row) for row in out.index[unknown].to_numpy())
    out.attrs["encoding"] = encoding
    notes = [f"Uncertainty: {', '.join(words)} read as not stated (rows {rows})"] if words else []
    return finish(out, layout="sosi-status", dataset_id="sosi-2025", units={}, path=path, notes=notes)


def read_sosi_landings(path: str | Path) -> pd.DataFrame:
    """Read the stock landings sheet of FAO's 2025 review.

    Parameters
    ----------
    path : path
        ``stock_landings.xlsx`` (or the same columns as CSV): one row for each stock and single FAO area.

    Returns
    -------
    pandas.DataFrame
        ``area`` (text), ``scientific``, ``location``, ``landings_2021`` (t), and the columns of the file.

    Raises
    ------
    SchemaError
        A column is missing, a stock and area occurs twice, or a landing is negative.
    UnreadableFileError
        The file is damaged.
    """
    path = Path(path)
    frame = read_table(path)
    encoding = frame.attrs["encoding"]
    need_columns(path, frame.columns, LANDINGS, what="the FAO stock landings sheet")
    landings = numbers(path, frame, "Stock Landings 2021", low=0, unit="t")
    frame = frame.astype(dict.fromkeys(LANDINGS, "str"))
    out = pd.DataFrame(
        {
            "area": frame["FAO Area"].str.strip(),
            "scientific": frame["ASFIS Scientific Name"].str.strip(),
            "location": frame["Location"].str.strip(),
            "landings_2021": landings,
        },
        index=frame.index,
    ).join(frame)
    refuse_repeated(path, out, ["area", *_STOCK])
    out.attrs["encoding"] = encoding
    return finish(out, layout="sosi-landings", dataset_id="sosi-2025", units={"landings_2021": "t"}, path=path)


def read_sosi(status: str | Path, landings: str | Path) -> pd.DataFrame:
    """Read both sheets of FAO's 2025 review and join them, each stock once.

    Parameters
    ----------
    status, landings : path
        ``stock_assessments.xlsx`` and ``stock_landings.xlsx``.

    Returns
    -------
    pandas.DataFrame
        As :func:`read_sosi_status`, with ``landings_2021`` (t), the sum over the areas of the stock; NaN where none is given.

    Raises
    ------
    SchemaError
        A sheet is not as it must be, or landings belong to a stock that has no status.
    UnreadableFileError
        A file is damaged.
    """
    stocks = read_sosi_status(status)
    landed = read_sosi_landings(landings)
    totals = landed.groupby(_STOCK)["landings_2021"].sum(min_count=1)
    lost = totals.index.difference(pd.MultiIndex.from_frame(stocks[_STOCK]))
    if len(lost):
        raise SchemaError(
            f"{Path(landings).name}: {len(lost)} stock(s) have landings but no status, such as {lost[0]}. Use sheets of one edition."
        )
    attrs = stocks.attrs
    out = stocks.join(totals, on=_STOCK)
    out.attrs = attrs | {"units": {"landings_2021": "t"}}
    return out


ASFIS = ("ISSCAAP_Group_Code", "Taxonomic_Code", "Alpha3_Code", "Scientific_Name", "English_name")


def read_asfis(path: str | Path) -> pd.DataFrame:
    """Read the ASFIS list of species (semicolons).

    Returns
    -------
    pandas.DataFrame
        The columns of the file as text; ``Alpha3_Code`` is unique.

    Raises
    ------
    SchemaError
        A column is missing or a code occurs twice.
    UnreadableFileError
        The file is damaged.
    """
    path = Path(path)
    frame = read_table(path)
    encoding = frame.attrs["encoding"]
    need_columns(path, frame.columns, ASFIS, what="the ASFIS list of species")
    refuse_repeated(path, frame[frame["Alpha3_Code"] != ""], ["Alpha3_Code"])
    frame.attrs["encoding"] = encoding
    return finish(frame, layout="asfis", dataset_id="asfis", units={}, path=path)


def _only(path: Path, frame: pd.DataFrame, column: str, known: Sequence[str]) -> None:
    """Refuse a code that is not known, naming the row."""
    odd = ~frame[column].str.strip().isin(list(known))
    if odd.any():
        row = first_row(odd)
        raise SchemaError(f"{path.name}, row {row}, column '{column}': '{frame.loc[row, column]!s}' given; known: {', '.join(known)}.")


_TABLE = frozenset({"text", "parquet", "xlsx"})
LAYOUTS = (
    Layout("fao-capture", "FAO capture production (FishStat)", "fao-capture", _TABLE, CAPTURE, read_fao_capture, alias=_alias),
    *(Layout(name, f"FAO code list: {key}", "fao-capture", _TABLE, columns, read_fao_codes) for name, columns, key in _CODE_LISTS),
    Layout("sosi-status", "FAO stock status sheet (2025 review)", "sosi-2025", _TABLE, STATUS, read_sosi_status),
    Layout("sosi-landings", "FAO stock landings sheet (2025 review)", "sosi-2025", _TABLE, LANDINGS, read_sosi_landings),
    Layout("asfis", "ASFIS list of species", "asfis", _TABLE, ASFIS, read_asfis),
)
