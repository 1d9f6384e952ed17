"""The checks that all readers share: columns, numbers, impossible values, repeated keys, dates, and what was dropped."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from toolkit.errors import SchemaError

__all__ = ["Layout", "finish", "first_row", "instants", "need_columns", "numbers", "parse_numbers", "refuse_outside", "refuse_repeated"]


@dataclass(frozen=True)
class Layout:
    """One publisher's layout of a file.

    Attributes
    ----------
    name, title : str
        Name for ``read(path, layout=name)``, and what the file is.
    dataset_id : str
        Id in the register (`data/registry.toml`).
    containers : frozenset of str
        What the file may be: ``text``, ``parquet``, ``netcdf``, ...
    columns : tuple of str
        Columns (or variables) by which the layout is known; all must be there.
    reader : callable
        Takes the path, returns the data.
    one_of : tuple of str
        Columns of which at least one must be there too.
    alias : callable, optional
        Turns the columns of another edition into those named here.
    """

    name: str
    title: str
    dataset_id: str
    containers: frozenset[str]
    columns: tuple[str, ...]
    reader: Callable[[Path], Any]
    one_of: tuple[str, ...] = ()
    alias: Callable[[Sequence[str]], Sequence[str]] | None = None

    def fits(self, kind: str, columns: Sequence[str]) -> bool:
        """Tell whether a file of this kind with these columns has this layout."""
        have = set(self.alias(columns) if self.alias else columns)
        return kind in self.containers and set(self.columns) <= have and (not self.one_of or bool(have & set(self.one_of)))


def first_row(where: pd.Series) -> int:
    """Return the first row of a file for which a condition holds."""
    return int(where.index.to_numpy()[where.to_numpy(dtype=bool)][0])


def need_columns(path: str | Path, found: Iterable[str], known: Iterable[str], *, what: str) -> None:
    """Refuse a file that lacks columns of its layout.

    Raises
    ------
    SchemaError
        Naming the missing columns, those found and those known.
    """
    have, want = list(found), list(known)
    missing = [name for name in want if name not in have]
    if missing:
        raise SchemaError(
            f"{Path(path).name} is not {what}: missing {', '.join(missing)}. Columns found: {', '.join(have) or 'none'}. "
            f"Columns known: {', '.join(want)}. Choose another layout, or rename the columns back to the publisher's names."
        )


def parse_numbers(cells: pd.Series, *, missing: Collection[str] = ("", "NA")) -> tuple[pd.Series, pd.Series]:
    """Turn text into numbers.

    Returns
    -------
    values : pandas.Series of float
        NaN where the cell is one of ``missing`` or not a number.
    bad : pandas.Series of bool
        Where the cell is neither a finite number nor one of ``missing``.
    """
    if pd.api.types.is_numeric_dtype(cells.dtype) and not pd.api.types.is_bool_dtype(cells.dtype):
        values = pd.Series(cells.to_numpy(dtype="float64", na_value=np.nan), index=cells.index)
        infinite = pd.Series(np.isinf(values.to_numpy()), index=cells.index)
        return values.mask(infinite), infinite
    text = cells.astype("str").str.strip()
    blank = text.isin(list(missing)) | cells.isna()
    plain = text.str.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?").fillna(False).astype(bool)
    values = pd.to_numeric(text.where(plain & ~blank), errors="coerce").astype("float64")
    finite = np.isfinite(values)
    return values.where(finite), ~blank & ~finite


def numbers(
    path: str | Path,
    frame: pd.DataFrame,
    column: str,
    *,
    missing: Collection[str] = ("", "NA"),
    low: float | None = None,
    high: float | None = None,
    unit: str = "",
) -> pd.Series:
    """Return a column as numbers, refusing text and impossible values.

    Raises
    ------
    SchemaError
        Naming the row, what it holds and what is allowed.
    """
    values, bad = parse_numbers(frame[column], missing=missing)
    if bad.any():
        row = first_row(bad)
        blanks = ", ".join(repr(word) for word in missing)
        raise SchemaError(
            f"{Path(path).name}, row {row}, column '{column}': {frame.loc[row, column]!r} is not a number. "
            f"Allowed: a number with a decimal point, or {blanks} for no data. Correct the row or get the file again."
        )
    refuse_outside(path, values, column, low=low, high=high, unit=unit)
    return values


def refuse_outside(
    path: str | Path, values: pd.Series, column: str, *, low: float | None = None, high: float | None = None, unit: str = ""
) -> None:
    """Refuse values that cannot be.

    Raises
    ------
    SchemaError
        Naming the first row outside ``low..high``.
    """
    outside = pd.Series(False, index=values.index)
    if low is not None:
        outside |= values < low
    if high is not None:
        outside |= values > high
    if outside.any():
        row = first_row(outside)
        span = f"{'' if low is None else f'{low:g}'}..{'' if high is None else f'{high:g}'} {unit}".strip()
        raise SchemaError(
            f"{Path(path).name}, row {row}, column '{column}': {float(values[row]):g} is impossible; allowed: {span}"
            f" ({int(outside.sum())} such row(s)). Check the units and correct the row."
        )


def refuse_repeated(path: str | Path, frame: pd.DataFrame, key: Sequence[str]) -> None:
    """Refuse a table in which two rows have the same key.

    Raises
    ------
    SchemaError
        Naming both rows.
    """
    again = frame.duplicated(list(key))
    if again.any():
        row = first_row(again)
        first = first_row((frame[list(key)] == frame.loc[row, list(key)].to_numpy()).all(axis=1))
        value = ", ".join(f"{name} = {frame.loc[row, name]!s}" for name in key)
        raise SchemaError(
            f"{Path(path).name}: rows {first} and {row} have the same key ({value}). Each key may occur once; remove one of them."
        )


def instants(path: str | Path, frame: pd.DataFrame, column: str, form: str) -> pd.Series:
    """Return a column of dates in one strptime form, refusing other text.

    Raises
    ------
    SchemaError
        Naming the row; also for a day that the Gregorian calendar does not have.
    """
    text = frame[column].astype("str").str.strip()
    blank = text.eq("") | frame[column].isna()
    out = pd.to_datetime(text.where(~blank), format=form, errors="coerce")
    bad = out.isna() & ~blank
    if bad.any():
        row = first_row(bad)
        raise SchemaError(
            f"{Path(path).name}, row {row}, column '{column}': {text[row]!r} is not a date of the form {form} "
            "in the Gregorian calendar. Correct the row."
        )
    return out.astype("datetime64[ns]")


def finish(
    frame: pd.DataFrame,
    *,
    layout: str,
    dataset_id: str,
    units: Mapping[str, str],
    path: str | Path,
    dropped: Iterable[tuple[int, str]] = (),
    notes: Iterable[str] = (),
) -> pd.DataFrame:
    """Write what every reader must tell into ``attrs``: dataset, units, rows dropped and why, notes."""
    frame.attrs = {
        "dataset_id": dataset_id,
        "layout": layout,
        "units": dict(units),
        "source_file": Path(path).name,
        "encoding": frame.attrs.get("encoding", ""),
        "rows_dropped": tuple(sorted(dropped)),
        "notes": tuple(notes),
    }
    return frame
