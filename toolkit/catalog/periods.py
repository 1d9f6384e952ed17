"""Which time of a grid is meant: one step, or the mean of several, told by its period and not by the day that stands for it.

Steps that follow each other month by month are named by their months (``2021-12``), and so are steps with bounds of whole months or
years; any other step keeps its date.
"""

from __future__ import annotations

import itertools
import re
from typing import Any, Final

import numpy as np
import pandas as pd
import xarray as xr

from toolkit.catalog.axes import axes
from toolkit.errors import GridError

__all__ = ["BOUNDS", "COVERAGE", "select_period", "span_text", "spoken", "time_bounds"]

#: Attributes by which an opened grid keeps the bounds of its times, and the period that its file states for all of it.
BOUNDS: Final = "time_bounds"
COVERAGE: Final = "time_coverage"

_ASKED: Final = re.compile(r"(\d{4}(?:-\d{2}(?:-\d{2})?)?)(?:/(\d{4}(?:-\d{2}(?:-\d{2})?)?))?")
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
#: Steps at least that make a series of months: two dates a month apart can be two days.
_LEAST_MONTHS: Final = 3


def spoken(text: str) -> str:
    """Return a month as it is said; any other time stays as it is.

    Examples
    --------
    >>> spoken("2021-12"), spoken("2021-12-01"), spoken("2021")
    ('December 2021', '2021-12-01', '2021')
    """
    found = re.fullmatch(r"(\d{4})-(\d{2})", text)
    return f"{_MONTHS[int(found[2]) - 1]} {found[1]}" if found and 1 <= int(found[2]) <= 12 else text


def span_text(first: str, end: str) -> str:
    """Return the shortest text of a span from its first day to the day after its last.

    Examples
    --------
    >>> span_text("2021-06-01", "2021-07-01"), span_text("2021-01-01", "2022-01-01"), span_text("2019-01-01", "2022-01-01")
    ('2021-06', '2021', '2019/2021')
    >>> span_text("2021-06-01", "2021-06-08")
    '2021-06-01/2021-06-07'
    """
    last = (pd.Timestamp(end) - pd.Timedelta(days=1)).strftime("%Y-%m-%d")
    whole_months = first.endswith("-01") and end.endswith("-01") and first < end
    if whole_months and first.endswith("-01-01") and end.endswith("-01-01"):
        first, last = first[:4], last[:4]
    elif whole_months:
        first, last = first[:7], last[:7]
    return first if first == last else f"{first}/{last}"


def time_bounds(dataset: xr.Dataset, name: str) -> str:
    """Return the bounds of the times of a variable, as texts of spans with blanks between them; '' without bounds.

    Parameters
    ----------
    dataset : xarray.Dataset
        Decoded.
    name : str
        Name of the coordinate of times.
    """
    if name not in dataset.variables:
        return ""
    time = dataset[name]
    bounds = str(time.attrs.get("bounds", "") or time.encoding.get("bounds", ""))
    if bounds not in dataset.variables or dataset[bounds].size != 2 * time.size:
        return ""
    days = [[_iso(value)[:10] for value in pair] for pair in np.asarray(dataset[bounds].to_numpy()).reshape(-1, 2)]
    dated = all(re.fullmatch(r"\d{4}-\d{2}-\d{2}", day) for pair in days for day in pair)
    return " ".join(span_text(first, end) for first, end in days) if dated and all(first < end for first, end in days) else ""


def _iso(value: Any) -> str:
    if isinstance(value, np.datetime64):
        return str(pd.Timestamp(value).isoformat())
    return str(value.isoformat()) if hasattr(value, "isoformat") else str(value)


def _labels(data: xr.DataArray, dim: str) -> list[str]:
    """Return the period of each step."""
    stated = str(data.attrs.get(BOUNDS, "")).split()
    if len(stated) == data.sizes[dim]:
        return stated
    texts = [_iso(value).removesuffix("T00:00:00") for value in data[dim].to_numpy()]
    months = [int(text[:4]) * 12 + int(text[5:7]) if re.match(r"\d{4}-\d{2}-\d{2}", text) else 0 for text in texts]
    steps = {after - before for before, after in itertools.pairwise(months)}
    monthly = len(texts) >= _LEAST_MONTHS and all(months) and steps == {1}
    return [text[:7] for text in texts] if monthly else texts


def _joined(labels: list[str]) -> str:
    """Return the period from the first to the last of several: whole years where they are."""
    first, last = labels[0].split("/")[0], labels[-1].split("/")[-1]
    if len(labels) % 12 == 0 and re.fullmatch(r"\d{4}-01", first) and re.fullmatch(r"\d{4}-12", last):
        first, last = first[:4], last[:4]
    return first if first == last else f"{first}/{last}"


def select_period(data: xr.DataArray, asked: str | None = None) -> tuple[xr.DataArray, tuple[str, ...]]:
    """Choose the time of a grid, and name its times by their periods.

    Parameters
    ----------
    data : xarray.DataArray
        From :func:`toolkit.open_grid`.
    asked : str, optional
        A step or several: ``2021-06``, ``2021`` (of all its steps the mean, or the sum of amounts), ``2019/2021``. Without it all steps are
        kept, of which maps show the last. Of a grid without times it states the period.

    Returns
    -------
    data : xarray.DataArray
        Times along the dimension ``time``, as texts of periods.
    told : tuple of str
        What is worth knowing: which step is shown, or what was averaged.

    Raises
    ------
    GridError
        The text is no period, or the grid has no step in it.

    Notes
    -----
    In a mean every step counts alike, whatever its length; a cell needs a value in half of the steps. A sum needs all.
    """
    parts = _ASKED.fullmatch(asked.strip()) if asked is not None else None
    if asked is not None and parts is None:
        raise GridError(f"time='{asked}' is no period. Write a day, a month, a year or a span: 2021-06-15, 2021-06, 2021, 2019/2021.")
    dim = axes(data).time
    if dim not in data.dims:
        return _undated(data, asked)
    labels = _labels(data, dim)
    n = len(labels)
    ends = f"{spoken(labels[0])} to {spoken(labels[-1])}"
    if parts is None:
        told = (
            f"Time: {spoken(labels[-1])}, the last of {n} steps ({ends}). Another: time='{labels[0]}', a mean: time='{labels[0][:4]}'.",
        )
        return _named(data, dim, labels), told if n > 1 else (f"Time: {spoken(labels[0])}.",)
    first, last = parts[1], parts[2] or parts[1]
    texts = [_iso(value) for value in data[dim].to_numpy()]
    chosen = [k for k, text in enumerate(texts) if first <= text[: len(first)] and text[: len(last)] <= last]
    if not chosen:
        raise GridError(f"{data.attrs.get('source_path', 'The grid')} has no step in '{asked}': it has {n}, {ends}. Choose among them.")
    if len(chosen) == 1:
        label = labels[chosen[0]]
        return _named(data.isel({dim: chosen}), dim, [label]), (f"Time: {spoken(label)}, one of {n} steps ({ends}).",)
    label, steps = _joined([labels[k] for k in chosen]), data.isel({dim: chosen})
    if data.attrs.get("quantity") == "extensive":
        pooled, how = steps.sum(dim, skipna=False, keep_attrs=True), "sum"
    else:
        enough = steps.count(dim) * 2 >= len(chosen)
        pooled, how = steps.mean(dim, keep_attrs=True).where(enough), "mean"
    said = " to ".join(spoken(part) for part in label.split("/"))
    out = pooled.assign_attrs(data.attrs).rename(data.name).expand_dims(time=[label])
    return out, (f"Time: {how} of {len(chosen)} steps, {said} (of {n}, {ends}); each counts alike.",)


def _named(data: xr.DataArray, dim: str, labels: list[str]) -> xr.DataArray:
    """Return the grid with times as texts of their periods."""
    plain = data.drop_vars([name for name in data.coords if name == dim or data[name].dims == (dim,)])
    renamed = plain if dim == "time" else plain.rename({dim: "time"})
    return renamed.assign_coords(time=("time", np.asarray(labels, dtype=object)))


def _undated(data: xr.DataArray, asked: str | None) -> tuple[xr.DataArray, tuple[str, ...]]:
    alone = [_iso(c.to_numpy()[()]).removesuffix("T00:00:00") for c in data.coords.values() if c.ndim == 0 and c.dtype.kind == "M"]
    stated = str(data.attrs.get(BOUNDS, "")) or "".join(alone[:1]) or str(data.attrs.get(COVERAGE, ""))
    data = data.drop_vars([name for name, c in data.coords.items() if c.ndim == 0])
    if asked is not None:
        return data.expand_dims(time=[asked.strip()]), (f"Time: {spoken(asked.strip())}, as you state it: the file has no times.",)
    if stated:
        said = " to ".join(spoken(part) for part in stated.split("/"))
        return data.expand_dims(time=[stated]), (f"Time: {said}, which the file states for all of it.",)
    return data, ("Time: the file states no period, and the map says so. State it: time='2021'.",)
