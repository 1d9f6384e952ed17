"""Reef-bearing cells: how many, and what share meets a condition. Presence of reef, never its extent."""

from __future__ import annotations

import xarray as xr

from toolkit.errors import SchemaError
from toolkit.indicators.arrays import checked, label
from toolkit.indicators.reasons import NO_VALUE

__all__ = ["reef_cell_density", "reef_cells", "share_of_reef_cells"]


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
    return label(data.astype(float).sum(min_count=1), "reef_cells", of=n_cells, reason=NO_VALUE)


def reef_cell_density(n_cells: xr.DataArray, surface: xr.DataArray) -> xr.DataArray:
    """Return the number of reef-bearing cells for each 1,000 km2 of sea: what patches of unequal size can be compared by.

    Parameters
    ----------
    n_cells : xarray.DataArray, units count
        Reef-bearing cells of each place.
    surface : xarray.DataArray, units km2
        Sea surface of the same places.

    Returns
    -------
    xarray.DataArray, units count/1000_km2
        NaN where there is no surface.

    Raises
    ------
    UnitsError
        The units are not a count, or no surface.
    SchemaError
        A count or a surface is negative.

    Notes
    -----
    1000 * n_cells / surface. Presence of reef in cells of some 30 km2, not km2 of reef.
    """
    cells, km2 = checked(n_cells, "count", of="n_cells"), checked(surface, "km2", of="surface")
    if bool((cells < 0).any()) or bool((km2 < 0).any()):
        raise SchemaError("A count or a surface is negative; allowed: 0 and more. Check the fill value of the file.")
    return label(1000.0 * cells / km2.where(km2 > 0), "reef_cell_density", of=n_cells, reason="not applicable: no sea surface")


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
