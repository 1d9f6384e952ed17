"""Mesh: the cells of a curvilinear grid as polygons, and the slow, plain way to overlay any cells and faces."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
import xarray as xr

from toolkit.catalog.axes import Axes, axes, corner_name
from toolkit.errors import GridError
from toolkit.geodesy import area_km2
from toolkit.overlay.lattice import SAME_EDGE, Lattice

__all__ = ["Mesh", "boxes", "eastward", "mesh", "polygon_overlaps"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.signedinteger[Any]]


@dataclass(frozen=True, eq=False)
class Mesh:
    """Corners of the cells of a curvilinear grid, in the order of the data.

    Attributes
    ----------
    lon, lat : numpy.ndarray, shape (rows, columns, 4), degrees
        Corners of each cell, in order around it; longitudes of one cell do not jump.
    x, y : str
        Dimensions of the data.
    corners : str
        Where the corners come from: ``of the file`` or ``between centres``.
    """

    lon: Floats
    lat: Floats
    x: str
    y: str
    corners: str = "between centres"

    def __str__(self) -> str:
        within = tuple(round(x, 6) for x in self.extent)
        return f"{self.shape[0]} x {self.shape[1]} curvilinear cells within {within}, corners {self.corners}"

    @property
    def shape(self) -> tuple[int, int]:
        """Number of rows and columns."""
        return int(self.lon.shape[0]), int(self.lon.shape[1])

    @property
    def extent(self) -> tuple[float, float, float, float]:
        """West, south, east and north end of all cells."""
        return float(self.lon.min()), float(self.lat.min()), float(self.lon.max()), float(self.lat.max())

    @cached_property
    def polygons(self) -> npt.NDArray[Any]:
        """The cells, flattened."""
        corners = np.stack([self.lon, self.lat], axis=-1).reshape(-1, 4, 2)
        return np.asarray(shapely.polygons(corners), dtype=object)

    @cached_property
    def area_km2(self) -> Floats:
        """Area of each cell on WGS84, shape (rows, columns)."""
        return np.asarray(area_km2(self.polygons)).reshape(self.shape)

    def whole_km2(self, cell: Integers) -> Floats:
        """Return the area of cells by their place in the data (flattened)."""
        return np.asarray(self.area_km2.ravel()[cell])

    @cached_property
    def fingerprint(self) -> str:
        """Checksum of the corners (to 1e-9 degrees)."""
        digest = hashlib.sha256(f"mesh {self.shape}".encode())
        for corners in (self.lon, self.lat):
            digest.update(np.round(corners / SAME_EDGE).astype(np.int64).tobytes())
        return digest.hexdigest()[:16]


def mesh(data: xr.DataArray) -> Mesh:
    """Return the cells of a curvilinear grid.

    Parameters
    ----------
    data : xarray.DataArray
        A grid with two-dimensional longitude and latitude. Corners are those of its CF bounds where it has them
        (:func:`toolkit.catalog.grids.open_grid` keeps them), else they lie in the middle of four centres, and as far beyond the outer
        centres; ``Mesh.corners`` tells which.

    Returns
    -------
    Mesh
        The corners.

    Raises
    ------
    GridError
        Coordinates are missing or not finite, there are fewer than two rows or columns, or a cell is folded.
    """
    found = axes(data)
    lon, lat = (np.asarray(data[name].transpose(found.y, found.x).values, dtype=np.float64) for name in (found.lon, found.lat))
    if not (np.isfinite(lon).all() and np.isfinite(lat).all()):
        raise GridError(
            f"Coordinates of the curvilinear grid '{data.name}' have gaps. Cut the grid to rows and columns without gaps (data.isel)."
        )
    stated = _stated(data, found)
    if stated is not None:
        return _checked(data, Mesh(*stated, found.x, found.y, "of the file"))
    if min(lon.shape) < 2:
        raise GridError(
            f"The curvilinear grid '{data.name}' has {lon.shape[0]} x {lon.shape[1]} cells; corners need at least two each way. "
            "Give a larger grid."
        )
    unrolled = np.unwrap(np.unwrap(lon, period=360.0, axis=1), period=360.0, axis=0)
    lon_corners, lat_corners = _around(_corners(unrolled)), _around(np.clip(_corners(lat), -90.0, 90.0))
    return _checked(data, Mesh(_together(lon_corners), lat_corners, found.x, found.y))


def _together(lon: Floats) -> Floats:
    """Return corners of each cell without a jump of longitude."""
    return np.asarray(lon[..., :1] + (lon - lon[..., :1] + 180.0) % 360.0 - 180.0)


def _stated(data: xr.DataArray, found: Axes) -> tuple[Floats, Floats] | None:
    """Return the corners that the coordinates carry, None where they carry none."""
    names = [[corner_name(name, number) for number in range(4)] for name in (found.lon, found.lat)]
    if not all(name in data.coords for name in (*names[0], *names[1])):
        return None
    lon, lat = (
        np.stack([data[name].transpose(found.y, found.x).to_numpy().astype(np.float64) for name in corners], axis=-1) for corners in names
    )
    if not (np.isfinite(lon).all() and np.isfinite(lat).all()) or np.abs(lat).max() > 90.0 + 1e-6:
        raise GridError(
            f"Bounds of the curvilinear grid '{data.name}' have gaps or reach beyond the poles. "
            f"Correct them, or drop them to use the middles between centres: data.drop_vars({[*names[0], *names[1]]})."
        )
    return _together(lon), np.clip(lat, -90.0, 90.0)


def _checked(data: xr.DataArray, out: Mesh) -> Mesh:
    """Return the cells, or raise if one is folded."""
    if not shapely.is_valid(out.polygons).all():
        raise GridError(
            f"{int((~shapely.is_valid(out.polygons)).sum())} cells of grid '{data.name}' are folded. "
            "Cut the grid to a part that is not (data.isel), or regrid it."
        )
    return out


def _corners(centres: Floats) -> Floats:
    """Return corners, one more each way: middles of four centres, going on straight beyond the outer ones."""
    wide = np.pad(centres, 1, mode="reflect", reflect_type="odd")
    return (wide[1:, 1:] + wide[1:, :-1] + wide[:-1, 1:] + wide[:-1, :-1]) / 4


def _around(corners: Floats) -> Floats:
    """Return the four corners of each cell, in order around it."""
    return np.stack([corners[:-1, :-1], corners[:-1, 1:], corners[1:, 1:], corners[1:, :-1]], axis=-1)


def eastward(degrees: float) -> Callable[[Floats], Floats]:
    """Return a function that moves coordinates east."""
    return lambda xy: np.column_stack([xy[:, 0] + degrees, xy[:, 1]])


def polygon_overlaps(cells: npt.NDArray[Any], shapes: npt.NDArray[Any]) -> tuple[Integers, Integers, Floats]:
    """Return face, cell and km2 of every pair that overlaps: the plain way, cell by cell, exact on the ellipsoid.

    Parameters
    ----------
    cells, shapes : array of shapely polygons, EPSG:4326
        Cells and faces; longitudes may differ by whole turns.

    Returns
    -------
    face, cell : numpy.ndarray of int
        Positions in ``shapes`` and ``cells``.
    km2 : numpy.ndarray
        Shared area on WGS84.
    """
    tree = shapely.STRtree(cells)
    whole = area_km2(cells)
    shapely.prepare(shapes)
    parts: list[tuple[Integers, Integers, Floats]] = []
    for shift in (-720.0, -360.0, 0.0, 360.0, 720.0):
        moved = shapely.transform(shapes, eastward(shift)) if shift else shapes
        shapely.prepare(moved)
        face, cell = tree.query(moved, predicate="intersects")
        if not len(face):
            continue
        inside = shapely.contains_properly(moved[face], cells[cell])
        km2 = np.where(inside, whole[cell], 0.0)
        km2[~inside] = area_km2(shapely.intersection(moved[face[~inside]], cells[cell[~inside]]))
        keep = km2 > 0
        parts.append((face[keep], cell[keep], km2[keep]))
    if not parts:
        return np.zeros(0, np.intp), np.zeros(0, np.intp), np.zeros(0)
    face, cell, km2 = (np.concatenate(column) for column in zip(*parts, strict=True))
    return face, cell, km2


def boxes(cells: Lattice) -> npt.NDArray[Any]:
    """Return the cells of a rectilinear grid as polygons, in the order of the data."""
    lon, lat = cells.lon_edges, cells.lat_edges
    west, south, east, north = np.broadcast_arrays(lon[None, :-1], lat[:-1, None], lon[None, 1:], lat[1:, None])
    rising = shapely.box(west, south, east, north)
    return np.asarray(cells.in_data_order(rising), dtype=object).ravel()
