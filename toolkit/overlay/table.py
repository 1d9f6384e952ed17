"""The indicator table: long, tidy, and the only thing that maps and briefings are drawn from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from toolkit.errors import OverlayError, SchemaError, unknown_name
from toolkit.indicators.reasons import REASONS

__all__ = ["COLUMNS", "IndicatorTable"]

#: Columns, in order.
COLUMNS = (
    "face_id", "indicator", "statistic", "time", "value", "units", "valid_fraction", "n_cells", "n_sites", "basis", "lower", "upper",
    "reason", "dataset_ids",
)  # fmt: skip
_FLOATS = ("value", "valid_fraction", "lower", "upper")
_COUNTS = ("n_cells", "n_sites")
_TEXTS = tuple(name for name in COLUMNS if name not in (*_FLOATS, *_COUNTS))

_KEY = ["face_id", "indicator", "statistic", "time", "basis"]


@dataclass(frozen=True, eq=False)
class IndicatorTable:
    """One row for each face x indicator x statistic x time.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns as in ``COLUMNS``; missing ones of counts, bounds, basis, time, reason and dataset_ids are filled with "none".
        A value is missing if and only if there is a reason, in the words of :mod:`toolkit.indicators.reasons`. ``n_sites`` of means of
        squares are the sites of each square shared out: added over faces they are at most the sites there are.
    notes : tuple of str
        What was left out, such as surveys in no face.

    Raises
    ------
    SchemaError
        A column is missing or unknown, a value has no unit or no reason, or a row is repeated; the message says which.

    Examples
    --------
    >>> import pandas as pd
    >>> row = {"face_id": "a", "indicator": "maximum_monthly_mean", "statistic": "mean", "value": 29.5, "units": "degC"}
    >>> table = IndicatorTable(pd.DataFrame([row]))
    >>> table.select(face_id="a").frame["value"].item()
    29.5
    """

    frame: pd.DataFrame
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "frame", _checked(self.frame))

    def select(self, **equal: Any) -> IndicatorTable:
        """Return the rows whose columns equal the given values (or are one of a list of values).

        Raises
        ------
        UnknownNameError
            There is no such column.
        """
        frame = self.frame
        for name, wanted in equal.items():
            if name not in COLUMNS:
                raise unknown_name("column of the indicator table", name, COLUMNS)
            values = [wanted] if isinstance(wanted, str) or not isinstance(wanted, Iterable) else list(wanted)
            frame = frame[frame[name].isin(values)]
        return IndicatorTable(frame, notes=self.notes)

    @classmethod
    def concat(cls, tables: Sequence[IndicatorTable]) -> IndicatorTable:
        """Return one table with the rows of all, in the order given.

        Raises
        ------
        SchemaError
            A row is in two of them.
        """
        frames = [table.frame for table in tables if len(table)]
        notes = tuple(dict.fromkeys(note for table in tables for note in table.notes))
        return cls(pd.concat(frames, ignore_index=True) if frames else _empty(), notes=notes)

    def pivot(self, columns: str = "indicator") -> pd.DataFrame:
        """Return values with one row for each face and one column for each indicator (or statistic, or time).

        Raises
        ------
        OverlayError
            A face would need two values in one place; select first.
        """
        if columns not in ("indicator", "statistic", "time", "basis"):
            raise unknown_name("column to pivot on", columns, ("indicator", "statistic", "time", "basis"))
        if self.frame.duplicated(["face_id", columns]).any():
            many = [name for name in ("indicator", "statistic", "time", "basis") if name != columns and len(self.frame[name].unique()) > 1]
            raise OverlayError(
                f"Some faces have several values for one {columns}: they differ in {', '.join(many)}. Select one first: table.select(...)."
            )
        wide = self.frame.pivot_table(index="face_id", columns=columns, values="value", sort=False, dropna=False, aggfunc="first")
        return wide.rename_axis(columns=None)

    @property
    def dataset_ids(self) -> tuple[str, ...]:
        """Datasets behind the values, in alphabetical order."""
        return tuple(sorted({name for text in self.frame["dataset_ids"].unique() for name in text.split()}))

    def __len__(self) -> int:
        return len(self.frame)

    def __repr__(self) -> str:
        seen = self.frame
        return (
            f"<IndicatorTable: {len(seen)} rows, {seen['face_id'].nunique()} faces, "
            f"indicators: {', '.join(seen['indicator'].unique()) or 'none'}, "
            f"{int(seen['value'].isna().sum())} without value>"
        )

    def summary(self) -> pd.DataFrame:
        """Return one row for each indicator, statistic and basis: times, faces with and without value, median ``valid_fraction``."""
        rows = []
        for key, part in self.frame.groupby(["indicator", "statistic", "units", "basis"], sort=False):
            times = sorted(set(part["time"]) - {""})
            span = times[0] if len(times) == 1 else f"{len(times)}: {times[0]} to {times[-1]}" if times else "none"
            known = part["value"].notna()
            seen = part["valid_fraction"].dropna()
            rows.append((*key, span, int(known.sum()), int((~known).sum()), round(float(seen.median()), 2) if len(seen) else np.nan))
        names = ["indicator", "statistic", "units", "basis", "times", "with value", "without value", "median valid_fraction"]
        return pd.DataFrame(rows, columns=names)

    def _repr_html_(self) -> str:
        summary = self.summary().to_html(index=False, na_rep="–", border=0)
        # the basis stands above, the datasets below; a column without any entry says nothing
        rows = self.frame.drop(columns=["basis", "dataset_ids"]).head(20).astype(object).replace("", np.nan).dropna(axis=1, how="all")
        head = rows.to_html(index=False, na_rep="–", border=0, float_format=lambda value: f"{value:.4g}")
        said = f"<p>Datasets: {', '.join(self.dataset_ids) or 'not stated'}</p>"
        return f"{summary}{said}<details><summary>the first {min(len(self), 20)} of {len(self)} rows</summary>{head}</details>"


def _empty() -> pd.DataFrame:
    return pd.DataFrame({name: [] for name in COLUMNS})


def _checked(given: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with its columns in order and of their types, or raise."""
    missing = [name for name in ("face_id", "indicator", "statistic", "value", "units") if name not in given]
    unknown = sorted(set(map(str, given.columns)) - set(COLUMNS))
    if missing or unknown:
        raise SchemaError(
            f"Indicator table: missing columns {missing or 'none'}, unknown columns {unknown or 'none'}. Allowed: {', '.join(COLUMNS)}."
        )
    out: dict[str, Any] = {}
    for name in COLUMNS:
        try:
            if name in _FLOATS:
                out[name] = given[name].astype(np.float64) if name in given else pd.Series(np.nan, index=given.index)
            elif name in _COUNTS:
                out[name] = (given[name] if name in given else pd.Series(pd.NA, index=given.index)).astype("Int64")
            else:
                out[name] = (given[name] if name in given else pd.Series("", index=given.index)).fillna("").astype(str)
        except (TypeError, ValueError) as error:
            raise SchemaError(f"Indicator table, column '{name}': {error}. Allowed: numbers.") from error
    frame = pd.DataFrame(out).reset_index(drop=True)
    _check_rows(frame)
    return frame


def _check_rows(frame: pd.DataFrame) -> None:
    def first(bad: pd.Series) -> str:
        row = frame[bad].iloc[0]
        return f"{row['indicator']}, {row['statistic']}, face '{row['face_id']}', time '{row['time']}'"

    for name in ("face_id", "indicator", "statistic", "units"):
        if (bad := frame[name] == "").any():
            raise SchemaError(f"Indicator table, column '{name}' is empty in {int(bad.sum())} rows (first: {first(bad)}). Fill it.")
    if (bad := np.isinf(frame["value"])).any():
        raise SchemaError(f"Indicator table, a value is infinite ({first(bad)}). Correct the data.")
    if (bad := frame["value"].isna() & (frame["reason"] == "")).any():
        raise SchemaError(
            f"Indicator table, {int(bad.sum())} values are missing without a reason (first: {first(bad)}). Reasons: {', '.join(REASONS)}."
        )
    if (bad := frame["value"].notna() & (frame["reason"] != "")).any():
        raise SchemaError(f"Indicator table, a value has a reason for being missing ({first(bad)}). Drop the reason or the value.")
    if (bad := (frame["reason"] != "") & ~frame["reason"].str.startswith(REASONS)).any():
        raise SchemaError(f"Indicator table, reason '{frame.loc[bad, 'reason'].iloc[0]}' is not known. Allowed: {', '.join(REASONS)}.")
    if (bad := frame.duplicated(_KEY)).any():
        raise SchemaError(
            f"Indicator table, a row is repeated ({first(bad)}). Keep one row for each face, indicator, statistic, time and basis."
        )
