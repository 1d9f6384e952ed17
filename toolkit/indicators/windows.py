"""Sums and maxima over the last so many days, without drift and in one pass.

A running sum that adds the new day and subtracts the old one collects rounding errors: zero comes back as 1e-16. Here the series is cut
into blocks of the window's length; each window is the end of one block plus the beginning of the next, so nothing is ever subtracted,
sums of nothing are exactly zero, and the answer does not depend on how the data is chunked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import xarray as xr

__all__ = ["along_time", "trailing"]

Array = np.ndarray[Any, Any]


def trailing(values: Array, window: int, *, how: np.ufunc = np.add, dtype: Any = None) -> Array:
    """Combine each value along the first axis with the ``window - 1`` before it; before the beginning there is nothing.

    Parameters
    ----------
    values : numpy.ndarray
        Series along the first axis.
    window : int
        Length of the window, itself included.
    how : numpy.ufunc
        ``np.add`` or ``np.maximum``.
    dtype : numpy.dtype, optional
        Type of the result; by default that of the values. Sums of floats are carried in double precision.

    Returns
    -------
    numpy.ndarray
        Same shape as the values.

    Examples
    --------
    >>> trailing(np.array([1.0, 2.0, 3.0, 4.0]), 3)
    array([1., 3., 6., 9.])
    >>> trailing(np.array([4, 1, 2, 0]), 2, how=np.maximum)
    array([4, 4, 2, 2])
    """
    n = len(values)
    out = np.empty(values.shape, dtype or values.dtype)
    carry = np.float64 if np.issubdtype(out.dtype, np.floating) else out.dtype
    blocks = -(-n // window)
    run: Array = np.zeros((blocks, *values.shape[1:]), carry)
    for day in range(min(window, n)):  # beginnings: the days of a block up to this one
        part = values[day::window]
        here = run[: len(part)]
        if day == 0:
            here[...] = part
        else:
            how(here, part, out=here, casting="unsafe")
        out[day::window] = here
    whole = blocks - 1
    if whole > 0:
        run = run[:whole]
        for day in range(window - 1, 0, -1):  # ends: the days of the block before, from the day after this one
            part = values[day::window][:whole]
            if day == window - 1:
                run[...] = part
            else:
                how(run, part, out=run, casting="unsafe")
            target = out[window + day - 1 :: window]
            how(target, run[: len(target)], out=target, casting="unsafe")
    return out


def along_time(kernel: Callable[..., Array], *arrays: xr.DataArray, dim: str, dtype: Any) -> xr.DataArray:
    """Apply a function of time-first arrays to DataArrays; lazy data stays lazy, in blocks that hold the whole period of a piece of sea.

    Parameters
    ----------
    kernel : callable
        Takes arrays with time first, returns one of the same shape.
    *arrays : xarray.DataArray
        Same dimensions each.
    dim : str
        Name of the time dimension.
    dtype : numpy.dtype
        Type of the result.

    Returns
    -------
    xarray.DataArray
        Dimensions in the order of the first array.
    """

    def time_first(*blocks: Array) -> Array:
        return np.moveaxis(kernel(*(np.moveaxis(block, -1, 0) for block in blocks)), 0, -1)

    ready = [_whole_period(array, dim) for array in arrays]
    result: xr.DataArray = xr.apply_ufunc(
        time_first,
        *ready,
        input_core_dims=[[dim]] * len(ready),
        output_core_dims=[[dim]],
        dask="parallelized",
        output_dtypes=[dtype],
    )
    return result.transpose(*arrays[0].dims)


def _whole_period(array: xr.DataArray, dim: str) -> xr.DataArray:
    """Chunk lazy data along space instead of time: files come a day at a time, windows need the days together."""
    if array.chunks is None or len(array.chunksizes[dim]) == 1:
        return array
    return array.chunk({name: (-1 if name == dim else "auto") for name in array.dims})
