"""Lattice: the edges of the cells of a rectilinear grid, in longitude and latitude.

Everything that overlays grids works on edges, always rising; whether the data runs the other way is kept beside them.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from toolkit.catalog.axes import Axes, axes, check_monotonic, decimal, keep_edges
from toolkit.errors import GridError
from toolkit.geodesy import cell_area_km2

__all__ = ["Lattice", "first_grid", "lattice"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.signedinteger[Any]]

#: Coordinates may leave an even spacing by this share of a step and still be one (rounded decimals).
_EVEN = 1e-3

#: Edges nearer than this (degrees; 0.1 mm) are the same edge.
SAME_EDGE = 1e-9


@dataclass(frozen=True, eq=False)
class Lattice:
    """Edges of the cells of a rectilinear grid.

    Attributes
    ----------
    lon_edges, lat_edges : numpy.ndarray, degrees
        Rising edges, one more than there are columns and rows. Longitudes are as in the grid (0..360 or -180..180).
    x, y : str
        Dimensions of the data.
    lon_falls, lat_falls : bool
        Whether the data runs against the edges.
    lon_even, lat_even : bool
        Whether all steps are equal.
    """

    lon_edges: Floats
    lat_edges: Floats
    x: str
    y: str
    lon_falls: bool = False
    lat_falls: bool = False
    lon_even: bool = True
    lat_even: bool = True

    def __str__(self) -> str:
        return (
            f"{self.shape[0]} x {self.shape[1]} cells within {tuple(round(x, 6) for x in self.extent)}, "
            f"latitude {'falling' if self.lat_falls else 'rising'}, longitude {'falling' if self.lon_falls else 'rising'}"
        )

    @property
    def shape(self) -> tuple[int, int]:
        """Number of rows and columns."""
        return len(self.lat_edges) - 1, len(self.lon_edges) - 1

    @property
    def extent(self) -> tuple[float, float, float, float]:
        """West, south, east and north edge."""
        return float(self.lon_edges[0]), float(self.lat_edges[0]), float(self.lon_edges[-1]), float(self.lat_edges[-1])

    @cached_property
    def row_area_km2(self) -> Floats:
        """Area of a cell one degree wide in each row, rising."""
        return np.asarray(cell_area_km2(0.0, self.lat_edges[:-1], 1.0, self.lat_edges[1:]))

    @cached_property
    def widths(self) -> Floats:
        """Width of each column in degrees; exactly equal where the columns are even, so that cells of a row weigh the same."""
        steps = np.diff(self.lon_edges)
        return np.full(len(steps), (self.lon_edges[-1] - self.lon_edges[0]) / len(steps)) if self.lon_even else steps

    @cached_property
    def area_km2(self) -> Floats:
        """Area of each cell on WGS84, shape (rows, columns), rising."""
        return np.asarray(self.row_area_km2[:, None] * self.widths[None, :])

    @cached_property
    def fingerprint(self) -> str:
        """Checksum of the edges (to 1e-9 degrees) and the order of the data."""
        digest = hashlib.sha256(f"lattice {self.lon_falls} {self.lat_falls} {self.shape}".encode())
        for edges in (self.lon_edges, self.lat_edges):
            digest.update(np.round(edges / SAME_EDGE).astype(np.int64).tobytes())
        return digest.hexdigest()[:16]

    def in_data_order(self, rising: Any) -> Any:
        """Return an array of shape (..., rows, columns) in the order of the data."""
        return rising[..., :: -1 if self.lat_falls else 1, :: -1 if self.lon_falls else 1]

    def whole_km2(self, cell: Integers) -> Floats:
        """Return the area of cells by their place in the data (flattened)."""
        rows, columns = self.shape
        row, column = np.divmod(cell, columns)
        row = rows - 1 - row if self.lat_falls else row
        column = columns - 1 - column if self.lon_falls else column
        return np.asarray(self.row_area_km2[row] * self.widths[column])

    def cell_numbers(self, row: Integers, column: Integers) -> Integers:
        """Return the place of cells (rising rows and columns) in the data, flattened in C order (lat, lon)."""
        rows, columns = self.shape
        row = rows - 1 - row if self.lat_falls else row
        column = columns - 1 - column if self.lon_falls else column
        return row * columns + column


def lattice(grid: xr.DataArray | xr.Dataset, found: Axes | None = None) -> Lattice:
    """Return the cell edges of a rectilinear grid.

    Parameters
    ----------
    grid : xarray.DataArray or Dataset
        A grid with one-dimensional longitude and latitude. Edges are those of its CF bounds where it has them
        (:func:`toolkit.catalog.grids.open_grid` keeps them), else they lie half-way between centres; at the poles they stop at 90 degrees.
    found : Axes, optional
        Its axes, where they are known already.

    Returns
    -------
    Lattice
        Edges and the order of the data.

    Raises
    ------
    GridError
        Axes are not found, repeated or out of order, the grid is curvilinear, spans more than 360 degrees, or has one row or
        column and no bounds.
    """
    data = grid if isinstance(grid, xr.DataArray) else first_grid(grid)
    found = found or axes(data)
    if found.curvilinear:
        raise GridError(
            f"Grid '{data.name}' is curvilinear ('{found.lon}' is two-dimensional). Regrid it to a rectilinear grid for this step."
        )
    lon, lon_falls, lon_even = _edges(data, found.lon, cyclic=True)
    lat, lat_falls, lat_even = _edges(data, found.lat, cyclic=False)
    span = lon[-1] - lon[0]
    if span > 360.0 + 1e-6:
        raise GridError(
            f"Columns of grid '{data.name}' span {span:g} degrees of longitude: cells repeat at the seam. Drop the repeated column, "
            f"for example data.isel({found.lon}=slice(0, -1))."
        )
    return Lattice(lon, lat, found.x, found.y, lon_falls, lat_falls, lon_even, lat_even)


def first_grid(grid: xr.Dataset) -> xr.DataArray:
    """Return the first variable of a dataset that can have longitude and latitude."""
    for data in keep_edges(grid).data_vars.values():
        if data.ndim >= 2:
            return data
    raise GridError("The dataset has no gridded variable. Give one with longitude and latitude.")


def _edges(data: xr.DataArray, name: str, *, cyclic: bool) -> tuple[Floats, bool, bool]:
    """Return rising edges, whether the data falls, and whether the steps are even."""
    raw = np.asarray(data[name].values)
    if raw.dtype.kind not in "fiu" or raw.size == 0 or not np.isfinite(raw).all():
        raise GridError(f"Coordinate '{name}' of grid '{data.name}' is empty or holds values that are not finite numbers. Repair it first.")
    centres = check_monotonic(decimal(raw), name, cyclic=cyclic)
    falls = len(centres) > 1 and bool(centres[1] < centres[0])
    centres = centres[::-1] if falls else centres
    stated = _stated_edges(data, name, centres)
    if stated is not None:
        edges = stated
    elif len(centres) == 1:
        raise GridError(
            f"Coordinate '{name}' of grid '{data.name}' has one value and no bounds, so the size of the cell is unknown. "
            f"Give bounds: data.assign_coords({name}_bnds=(('{name}', 'bnds'), [[low, high]])), "
            f"and data['{name}'].attrs['bounds'] = '{name}_bnds'."
        )
    else:
        step = (centres[-1] - centres[0]) / (len(centres) - 1)
        even = centres[0] + step * np.arange(len(centres))
        if np.abs(even - centres).max() <= _EVEN * step:
            edges = centres[0] + step * (np.arange(len(centres) + 1) - 0.5)
        else:
            middle = (centres[1:] + centres[:-1]) / 2
            edges = np.r_[2 * centres[0] - middle[0], middle, 2 * centres[-1] - middle[-1]]
    step = np.diff(edges)
    is_even = bool(np.ptp(step) <= 1e-6 * step.mean())
    if not cyclic:
        edges = np.clip(edges, -90.0, 90.0)
    return edges, falls, is_even


def _stated_edges(data: xr.DataArray, name: str, centres: Floats) -> Floats | None:
    """Return the edges that the coordinate carries (``keep_edges``), for the cells that are left of it."""
    kept = data[name].attrs.get("edges")
    if kept is None:
        return None
    edges = np.asarray(kept, dtype=np.float64)
    place = np.searchsorted(edges, centres, side="right") - 1
    if (np.diff(place) != 1).any() or place[0] < 0 or place[-1] > len(edges) - 2:
        return None
    return edges[place[0] : place[-1] + 2]
