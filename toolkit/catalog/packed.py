"""Packed: the integers behind a grid, for those who can work on them as they are.

Publishers store values as integers with a scale and an offset. To decode them costs more than to add them up, and the sum of the integers
gives that of the values. So a grid that was opened lazily remembers the integers it is decoded from (:func:`packed`), as long as it is
what was opened: whatever is computed or cut from it is another array, which does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr

__all__ = ["Packing", "packed", "packing_of", "remember"]


@dataclass(frozen=True)
class Packing:
    """How integers stand for values: value = scale * integer + offset; integers outside the limits stand for none.

    Attributes
    ----------
    scale, offset : float
        The scale is above zero, so that the order of values is that of integers.
    limits : tuple of two numpy integers
        Least and largest integer that stands for a value.
    """

    scale: float
    offset: float
    limits: tuple[Any, Any]


def packing_of(attributes: Mapping[str, Any], kind: np.dtype[Any]) -> Packing | None:
    """Return the packing that the attributes of a variable tell (CF 2.5.1 and 8.1), or None where limits cannot say it.

    Examples
    --------
    >>> packing_of({"scale_factor": 0.01, "_FillValue": -32768}, np.dtype("int16"))
    Packing(scale=0.01, offset=0.0, limits=(np.int16(-32767), np.int16(32767)))
    """
    scale, offset = float(attributes.get("scale_factor", 1.0)), float(attributes.get("add_offset", 0.0))
    if kind.kind not in "iu" or kind.itemsize > 4 or "_Unsigned" in attributes or not (0 < scale < np.inf and np.isfinite(offset)):
        return None
    low, high = int(np.iinfo(kind).min), int(np.iinfo(kind).max)
    least, largest = attributes.get("valid_range", (attributes.get("valid_min"), attributes.get("valid_max")))
    if isinstance(least, str) or isinstance(largest, str):
        return None
    low = low if least is None else max(low, int(np.ceil(least)))
    high = high if largest is None else min(high, int(np.floor(largest)))
    missing = sorted({float(x) for name in ("_FillValue", "missing_value") for x in np.ravel(attributes.get(name, ()))})
    for number in missing:
        low += number == low
    for number in reversed(missing):
        high -= number == high
    if low > high or any(low < number < high for number in missing):
        return None
    return Packing(scale, offset, (kind.type(low), kind.type(high)))


def remember(data: xr.DataArray, stored: xr.DataArray) -> None:
    """Let a lazy grid remember the integers it is decoded from, where they have its shape and chunks and can be worked on."""
    found = packing_of(stored.attrs, stored.dtype.newbyteorder("="))
    if found is not None and data.dtype.kind == "f" and stored.chunks == data.chunks:
        data.data._packed = (stored.data, found)


def packed(array: Any) -> tuple[Any, Packing] | None:
    """Return the integers that a dask array is decoded from, as a dask array of the same chunks, and their packing."""
    kept: tuple[Any, Packing] | None = getattr(array, "_packed", None)
    return kept
