"""Data files of a pack: the indicator table as CSV and Parquet, the faces as GeoPackage; the same bytes each time."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio

__all__ = ["face_values", "inert", "plain_table", "shown", "write_csv", "write_geopackage", "write_parquet", "write_table"]

#: A text cell that a spreadsheet would run as a formula begins like this (OWASP, CSV injection; full-width forms besides).
_FORMULA = re.compile(r"^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def inert(text: str) -> str:
    """Return text that no spreadsheet runs and no terminal obeys.

    A leading formula character gets an apostrophe; control and bidirectional override characters are shown as escapes.

    Examples
    --------
    >>> print(inert("=A1"))
    '=A1
    """
    plain = shown(text)
    return "'" + plain if _FORMULA.match(plain) else plain


def shown(text: str) -> str:
    """Return text with control and bidirectional override characters as escapes."""
    return _CONTROL.sub(lambda match: f"\\u{ord(match.group(0)):04x}", text)


def plain_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Turn tuples into text, keep numbers typed."""
    out = frame.copy()
    for column in out.columns:
        if out[column].map(lambda value: isinstance(value, (tuple, list))).any():
            out[column] = out[column].map(lambda value: "; ".join(str(item) for item in value))
    return out


def write_csv(frame: pd.DataFrame, path: str | Path) -> None:
    """Write a table as CSV: UTF-8, line feeds, numbers by their shortest decimal, text made inert."""
    out = plain_table(frame)
    for column in out.columns:
        if not pd.api.types.is_numeric_dtype(out[column].dtype):
            out[column] = out[column].map(lambda value: inert(str(value)) if value is not None and value == value else "")
    out.to_csv(path, index=False, lineterminator="\n", encoding="utf-8")


def write_parquet(frame: pd.DataFrame, path: str | Path) -> None:
    """Write a table as Parquet with the exact strings, and no statistics or metadata that could tell more than the rows."""
    table = pa.Table.from_pandas(plain_table(frame), preserve_index=False).replace_schema_metadata(None)
    # A text column is of one kind, whether it was made here or read from another pack.
    plain = [field.with_type(pa.string()) if pa.types.is_large_string(field.type) else field for field in table.schema]
    table = table.cast(pa.schema(plain))
    pq.write_table(table, path, compression="zstd", compression_level=9, write_statistics=False, version="2.6")


def write_table(frame: pd.DataFrame, path: str | Path) -> None:
    """Write a table as CSV and as Parquet.

    Parameters
    ----------
    frame : pandas.DataFrame
        A table of a pack.
    path : path
        Both files without their endings.
    """
    write_csv(frame, f"{path}.csv")
    write_parquet(frame, f"{path}.parquet")


def face_values(faces: gpd.GeoDataFrame, table: pd.DataFrame) -> gpd.GeoDataFrame:
    """Put the indicator table beside the faces, one column for each indicator, statistic and time.

    Parameters
    ----------
    faces : GeoDataFrame, index face_id
        Faces with ``label``, ``claimants``, ``regime``, ``area_km2``.
    table : DataFrame
        Rows of the indicator table.

    Returns
    -------
    GeoDataFrame
        The faces with the values; NaN where there is none. Columns are named ``indicator__statistic__time``.
    """
    wide = table.assign(column=table["indicator"] + "__" + table["statistic"] + "__" + table["time"].astype(str))
    names = list(dict.fromkeys(wide["column"]))
    values = wide.pivot_table(index="face_id", columns="column", values="value", aggfunc="first", dropna=False)
    values = values.reindex(columns=names)
    values.columns = [re.sub(r"[^a-z0-9_]+", "_", str(name).lower()).strip("_") for name in values.columns]
    return faces.join(values)


def write_geopackage(
    layers: Iterable[tuple[str, gpd.GeoDataFrame]], path: str | Path, *, date: str, styles: pd.DataFrame | None = None
) -> None:
    """Write layers, and styles that QGIS applies to them, into one GeoPackage with a pinned date and no freed pages.

    Parameters
    ----------
    layers : iterable of (str, GeoDataFrame)
        Name and content; an index with a name becomes a column.
    path : path
        File to write.
    date : str
        ISO date that stands for the time of the last change.
    styles : DataFrame, optional
        Rows of :func:`toolkit.gis_styles`, for the table ``layer_styles``.
    """
    path = Path(path)
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{date}T00:00:00Z"})
    try:
        for name, frame in layers:
            content: Any = plain_table(frame.reset_index() if frame.index.name else frame)
            kinds = set(content.geom_type.dropna())
            if kinds & {"Polygon", "MultiPolygon"}:
                kind = "MultiPolygon"
            elif kinds & {"LineString", "MultiLineString"}:
                kind = "MultiLineString"
            else:
                kind = None
            pyogrio.write_dataframe(content, path, layer=name, driver="GPKG", promote_to_multi=kind is not None, geometry_type=kind)
        if styles is not None:
            typed = styles.assign(useAsDefault=styles["useAsDefault"].astype(bool), update_time=pd.to_datetime(styles["update_time"]))
            pyogrio.write_dataframe(typed, path, layer="layer_styles", driver="GPKG", layer_options={"FID": "id"})
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})
    with sqlite3.connect(path) as database:
        database.execute("VACUUM")
    database.close()
