"""Stock assessments and catch layers: RAM Legacy (v4.46 latest, v3.8 series and key, full views) and Ocean Health Index."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from toolkit.catalog.checks import Layout, first_row
from toolkit.catalog.readers.flat import Field, FlatTable, as_layouts, whole, word
from toolkit.errors import SchemaError

__all__ = ["LAYOUTS", "RAM_KEY", "RAM_LATEST", "RAM_SERIES", "RAM_VIEWS", "read_ohi_catch", "read_ohi_status"]


def _ratio(column: str, name: str) -> Field:
    """Declare a ratio to a reference point: never negative."""
    return Field(column, name, "1", low=0)


RAM_LATEST = FlatTable(
    layout="ram-latest",
    title="RAM Legacy v4.46, latest B/Bmsy and U/Umsy",
    dataset_id="ram-v446",
    fields=(
        word("stockid"),
        word("region"),
        word("primary_country"),
        whole("primary_FAOarea", "fao_area", 1, 99),
        word("cspref"),
        word("BvB_source"),
        word("UvU_source"),
        _ratio("BvB_recent", "b_bmsy"),
        _ratio("UvU_recent", "u_umsy"),
        Field("TCbest_recent", "catch", "t", low=0),
        word("faor"),
    ),
    key=("stockid",),
    notes=("U/Umsy is a ratio of exploitation rates, not F/Fmsy",),
)

RAM_SERIES = FlatTable(
    layout="ram-series",
    title="RAM Legacy v3.8 production series",
    dataset_id="ram-v38",
    fields=(
        word("assessid"),
        word("stockid"),
        whole("year", low=1700, high=2100),
        _ratio("bbmsy", "b_bmsy"),
        _ratio("ffmsy", "f_fmsy"),
        word("catch_type"),
        Field("catch", "catch", "t", low=0),
        Field("tb", "tb", "t", low=0),
        Field("sp", "sp", "t"),
        Field("r", "r", "1", low=0),
    ),
    key=("assessid", "year"),
    notes=("catch_type: tc total catch, tl landings; sp is surplus production",),
)

RAM_KEY = FlatTable(
    layout="ram-key",
    title="RAM Legacy v3.8 key of stocks",
    dataset_id="ram-v38",
    fields=tuple(word(name) for name in ("assessid", "stockid", "country", "region", "area", "stocklong", "species", "comm_name")),
    key=("assessid",),
)

_VIEW_RATIOS = (
    ("BdivBmsypref", "b_bmsy"),
    ("UdivUmsypref", "u_umsy"),
    ("TBdivTBmsy", "tb_tbmsy"),
    ("SSBdivSSBmsy", "ssb_ssbmsy"),
    ("FdivFmsy", "f_fmsy"),
)
RAM_VIEWS = FlatTable(
    layout="ram-views",
    title="RAM Legacy timeseries_values_views",
    dataset_id="ram-legacy",
    fields=(word("assessid"), word("stockid"), whole("year", low=1700, high=2100)),
    optional=(
        word("stocklong"),
        *(_ratio(column, name) for column, name in _VIEW_RATIOS),
        Field("TBbest", "tb", "t", low=0),
        Field("TCbest", "catch", "t", low=0),
        Field("ERbest", "exploitation_rate", "1", low=0),
    ),
    key=("assessid", "year"),
    notes=("UdivUmsypref is a ratio of exploitation rates, not F/Fmsy; units of TBbest and TCbest are in timeseries_units_views",),
    one_of=("BdivBmsypref", "UdivUmsypref", "TBbest", "TCbest"),
)

_OHI_STATUS = FlatTable(
    layout="ohi-b-bmsy",
    title="Ocean Health Index layer fis_b_bmsy",
    dataset_id="ohi-fisheries",
    fields=(whole("rgn_id", "region"), word("stock_id"), whole("year", low=1900, high=2100), _ratio("bbmsy", "b_bmsy")),
    key=("region", "stock_id", "year"),
)
_OHI_CATCH = FlatTable(
    layout="ohi-mean-catch",
    title="Ocean Health Index layer fis_meancatch",
    dataset_id="ohi-fisheries",
    fields=(
        whole("rgn_id", "region"),
        word("stock_id_taxonkey"),
        whole("year", low=1900, high=2100),
        Field("mean_catch", "mean_catch", "t", low=0),
    ),
    key=("region", "stock_id_taxonkey", "year"),
)


def _split(path: Path, frame: pd.DataFrame, column: str, pattern: str, form: str) -> pd.DataFrame:
    """Take a compound key apart."""
    parts = frame[column].str.extract(pattern)
    if parts.isna().any(axis=None):
        row = first_row(parts.isna().any(axis=1))
        raise SchemaError(
            f"{path.name}, row {row}, column '{column}': '{frame.loc[row, column]!s}' is not of the form {form}. Correct the row."
        )
    return parts


def read_ohi_status(path: str | Path) -> pd.DataFrame:
    """Read the Ocean Health Index layer ``fis_b_bmsy``.

    Returns
    -------
    pandas.DataFrame
        ``region`` (OHI number), ``stock_id``, ``year``, ``b_bmsy``, and from the key ``taxon`` and ``fao_area``.

    Raises
    ------
    SchemaError
        A column is missing, a key occurs twice or is malformed, or a ratio is negative.
    UnreadableFileError
        The file is damaged.
    """
    frame = _OHI_STATUS.read(path)
    parts = _split(Path(path), frame, "stock_id", r"^(?P<taxon>.+)-(?P<fao_area>\d+)$", "Clupea_harengus-21")
    frame["taxon"] = parts["taxon"].str.replace("_", " ")
    frame["fao_area"] = parts["fao_area"].astype("int64")
    return frame


def read_ohi_catch(path: str | Path) -> pd.DataFrame:
    """Read the Ocean Health Index layer ``fis_meancatch``.

    Returns
    -------
    pandas.DataFrame
        ``region``, ``stock_id_taxonkey``, ``year``, ``mean_catch`` (t), and from the key ``stock_id`` and ``taxon_key`` (the
        number behind the last underscore; its first digit tells how finely the taxon is named).

    Raises
    ------
    SchemaError
        A column is missing, a key occurs twice or is malformed, or a catch is negative.
    UnreadableFileError
        The file is damaged.
    """
    frame = _OHI_CATCH.read(path)
    parts = _split(Path(path), frame, "stock_id_taxonkey", r"^(?P<stock_id>.+)_(?P<taxon_key>\d+)$", "Clupea_harengus-21_600024")
    frame["stock_id"] = parts["stock_id"]
    frame["taxon_key"] = parts["taxon_key"].astype("int64")
    return frame


def _with(table: FlatTable, reader: object) -> Layout:
    """Return the layout of a table that has a reader of its own."""
    import dataclasses

    return dataclasses.replace(table.as_layout(), reader=reader)  # type: ignore[arg-type]


LAYOUTS = (
    *as_layouts((RAM_LATEST, RAM_SERIES, RAM_KEY, RAM_VIEWS)),
    _with(_OHI_STATUS, read_ohi_status),
    _with(_OHI_CATCH, read_ohi_catch),
)
