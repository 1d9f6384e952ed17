"""Reef-bearing cells: how many, and what share meets a condition. Presence of reef, never its extent."""

from __future__ import annotations

import xarray as xr

from toolkit.errors import SchemaError
from toolkit.indicators.arrays import checked, label

__all__ = ["reef_cells", "share_of_reef_cells"]


def reef_cells(n_cells: xr.DataArray) -> xr.DataArray:
    """Return the number of reef-bearing cells.

    Parameters
    ----------
    n_cells : xarray.DataArray, units count
        Reef-bearing cells in each grid cell; True and False count as 1 and 0. NaN is outside the map of reefs.

    Returns
    -------
    xarray.DataArray, units count
        The sum over all dimensions; NaN where there is no value at all.

    Raises
    ------
    UnitsError
        The units are not a count.
    SchemaError
        A count is negative.
    """
    data = checked(n_cells, "count", of="n_cells")
    if bool((data < 0).any()):
        raise SchemaError(f"A count of {float(data.min()):g} cells was given; counts are never negative. Check the fill value of the file.")
    return label(data.astype(float).sum(min_count=1), "reef_cells", of=n_cells, reason="not surveyed")


def share_of_reef_cells(part: xr.DataArray, whole: xr.DataArray) -> xr.DataArray:
    """Return which share of the reef-bearing cells a part is.

    Parameters
    ----------
    part, whole : xarray.DataArray, units count
        Reef-bearing cells of the part and of the whole.

    Returns
    -------
    xarray.DataArray, units percent
        NaN where the whole is 0.

    Raises
    ------
    UnitsError
        The units are not a count.
    SchemaError
        A part is larger than its whole.
    """
    some, every = checked(part, "count", of="part"), checked(whole, "count", of="whole")
    if bool((some > every).any()):
        raise SchemaError("A part has more reef-bearing cells than its whole. Count both on one map of reefs.")
    return label(100.0 * some / every.where(every > 0), "share_of_reef_cells", of=part, reason="not applicable: no reef-bearing cells")
