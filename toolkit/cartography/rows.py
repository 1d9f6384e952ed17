"""The rows of an indicator table that one map shows, and what each face gets."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from toolkit.errors import FigureError, unknown_name
from toolkit.indicators.reasons import NO_VALUE, OUTSIDE
from toolkit.indicators.reasons import reason_kind as kind_of
from toolkit.rounding import classed

__all__ = ["NO_ROW", "SHARES", "Selection", "Value", "reason_kind", "select_rows"]

#: Edges of the classes of the share with data, per cent.
SHARES: Final = (20.0, 40.0, 60.0, 80.0)
#: A face without any row.
NO_ROW = "not in the table"
_NEEDED = ("face_id", "indicator", "value", "units")


@dataclass(frozen=True)
class Value:
    """What the table says about one face."""

    value: float
    valid_fraction: float
    n: int
    reason: str
    basis: str
    lower: float = math.nan
    upper: float = math.nan


@dataclass(frozen=True)
class Selection:
    """The rows of one map.

    Attributes
    ----------
    indicator : Indicator
        The record.
    statistic, time, units, basis : str
        What was chosen; basis is empty where rows differ.
    values : dict of str to Value
        By face id.
    dataset_ids : tuple of str
        Datasets named in the rows.
    counted : str
        What n counts, in words.
    """

    indicator: Any
    statistic: str
    time: str
    units: str
    basis: str
    values: dict[str, Value]
    dataset_ids: tuple[str, ...]
    counted: str = "sites or cells"

    def of(self, face_id: str) -> Value:
        """Return what the table says about a face."""
        return self.values.get(face_id, Value(math.nan, math.nan, 0, NO_ROW, ""))


def reason_kind(reason: str) -> str:
    """Return the kind of a reason: which texture a face without a value has.

    Examples
    --------
    >>> reason_kind("below minimum: 2 of 3 sites"), reason_kind("withheld at source"), reason_kind("no survey in the data used")
    ('below minimum', 'withheld', 'no data')
    >>> reason_kind("outside the data used")
    'outside'
    """
    if reason.startswith(OUTSIDE):
        return "outside"  # nobody was asked there: another thing than a place that the data hold nothing of
    return NO_ROW if reason.startswith(NO_ROW) else kind_of(reason) or "no data"


def _one(column: str, given: str | None, found: list[str], name: str, preferred: str | None) -> str:
    """Return the statistic, time or basis to draw."""
    if given is not None:
        if given not in found:
            raise unknown_name(f"{column} of indicator '{name}' in the table:", given, found)
        return given
    if preferred in found:
        return str(preferred)
    if column == "statistic" and len(found) > 1:
        raise FigureError(
            f"The table has several statistics of '{name}': {', '.join(found)}. Choose one: map_indicator(..., statistic='...')."
        )
    return found[-1]


def _described(name: str, frame: pd.DataFrame) -> Any:
    """Return the record of an indicator, or one made for a variable that only the table knows."""
    from toolkit.indicators.own import own_indicator
    from toolkit.indicators.records import indicator, indicators

    rows = frame[frame["indicator"] == name]
    if name in indicators() or not len(rows):
        return indicator(name)
    title = name.replace("_", " ").strip()
    units = str(rows["units"].iloc[0])
    return own_indicator(name, title=title[:1].upper() + title[1:], units=units, quantity="intensive", values=rows["value"])


def select_rows(
    table: Any, indicator: Any, *, statistic: str | None = None, time: str | None = None, basis: str | None = None
) -> Selection:
    """Choose the rows of a map.

    Parameters
    ----------
    table : IndicatorTable or pandas.DataFrame
        The long table.
    indicator : str or Indicator
        Which one. A variable of the user's own needs no record: its classes are then cut from its values in the table.
    statistic, time, basis : str, optional
        Which; by default the mean (or the only statistic), the latest time, the only basis.

    Raises
    ------
    UnknownNameError
        The indicator, statistic, time or basis is not in the table.
    FigureError
        The table is empty, lacks a column, has several statistics or bases to choose from, or two units.
    """
    frame: pd.DataFrame = table.frame if hasattr(table, "frame") else table
    missing = [name for name in _NEEDED if name not in frame.columns]
    if missing:
        raise FigureError(
            f"The indicator table lacks the columns {', '.join(missing)}. Make it with toolkit.zonal_table or toolkit.points_table."
        )
    if not len(frame):
        raise FigureError("The indicator table is empty: there is nothing to draw. Overlay an indicator first (toolkit.zonal_table).")
    record = _described(indicator, frame) if isinstance(indicator, str) else indicator
    rows = frame[frame["indicator"] == record.identifier]
    if not len(rows):
        raise unknown_name("indicator in the table:", record.identifier, frame["indicator"].unique().tolist())
    chosen: dict[str, str] = {}
    for column, given, preferred in (("statistic", statistic, "mean"), ("time", time, None), ("basis", basis, None)):
        if column not in rows:
            chosen[column] = ""
            continue
        found = sorted({str(word) for word in rows[column]})
        if column == "basis" and given is None:
            chosen[column] = found[0] if len(found) == 1 else ""
            continue
        chosen[column] = _one(column, given, found, record.identifier, preferred)
        rows = rows[rows[column].astype("str") == chosen[column]]
    if rows["face_id"].duplicated().any():
        bases = ", ".join(sorted({str(word) for word in rows["basis"]})) if "basis" in rows else "none"
        raise FigureError(
            f"The table has several rows of '{record.identifier}' for one face (bases: {bases}). "
            "Choose one: map_indicator(..., basis='...')."
        )
    units = sorted({str(word) for word in rows["units"]})
    if len(units) > 1:
        raise FigureError(f"The rows of '{record.identifier}' have several units: {', '.join(units)}. Convert them to one first.")
    if record.units != units[0] and record.units:
        raise FigureError(
            f"The table has '{record.identifier}' in {units[0]}, the record in {record.units}. "
            "Convert the values, or give a record with these units."
        )
    values, ids = _values(rows), _datasets(rows)
    # A figure never prints as one of another class.
    unit = classed(units[0], record.class_edges)
    return Selection(record, chosen["statistic"], chosen["time"], unit, chosen["basis"], values, ids, _counted(rows, record))


def _has_sites(rows: pd.DataFrame) -> bool:
    """Say whether what is behind the values is counted in survey sites, also where there is none in any patch."""
    told = "basis" in rows and bool(rows["basis"].astype(str).str.contains(r"\bsites\b").any())
    return "n_sites" in rows and (told or bool((pd.to_numeric(rows["n_sites"]) > 0).any()))


def _counted(rows: pd.DataFrame, record: Any) -> str:
    """Return what the counts of rows are counts of."""
    if _has_sites(rows):
        return "survey sites"
    if "basis" in rows and rows["basis"].astype(str).str.startswith("FAO areas, each").all():
        return "assessed stocks"
    return {"area": "source areas", "stock": "stocks"}.get(str(getattr(record, "basis", "")), "cells")


def _datasets(rows: pd.DataFrame) -> tuple[str, ...]:
    """Return the datasets named in rows (ids in a text or in a tuple), each once, in the order of the first row."""
    if "dataset_ids" not in rows:
        return ()
    out: dict[str, None] = {}
    for item in rows["dataset_ids"].drop_duplicates():
        names = re.split(r"[\s,;]+", item) if isinstance(item, str) else [str(name) for name in item]
        out.update(dict.fromkeys(name for name in names if name))
    return tuple(out)


def _number(row: Mapping[Any, Any], name: str) -> float:
    value = row.get(name)
    return math.nan if value is None or pd.isna(value) else float(value)


def _values(rows: pd.DataFrame) -> dict[str, Value]:
    out = {}
    # One rule for all rows, and for the words of what is counted: a patch without a site has none, whatever cells it has.
    sites = _has_sites(rows)
    for row in rows.to_dict("records"):
        n_sites, n_cells = _number(row, "n_sites"), _number(row, "n_cells")
        n = n_sites if sites else n_cells
        reason = "" if pd.isna(row.get("reason", "")) else str(row.get("reason", ""))
        value = _number(row, "value")
        out[str(row["face_id"])] = Value(
            value if math.isfinite(value) else math.nan,
            _number(row, "valid_fraction"),
            0 if math.isnan(n) else int(n),
            reason or ("" if math.isfinite(value) else NO_VALUE),
            str(row.get("basis", "")),
            _number(row, "lower"),
            _number(row, "upper"),
        )
    return out
