"""Scan: the exact area of every grid cell inside every polygon, from the polygon's edges alone.

Green's theorem, cell by cell. Along a parallel, a counterclockwise polygon lies to the left of its edges that go north and to the
right of those that go south. So the part of a cell (from meridian w to meridian e) inside it is the sum over all edges, cut at
the grid lines, of ::

    integral of (longitude - w) dG    for pieces of edges inside the cell,
    (e - w) * (G(end) - G(start))     for pieces in the same row further east,

where G(latitude) is the area south of a parallel for each degree of longitude. Pieces in the cell's row further west add
nothing. Cells that no edge enters are either wholly inside or wholly outside, which the second sum tells. The result is exact on the
ellipsoid for edges that are straight in longitude and latitude, up to the rounding of double precision.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from toolkit.geodesy import cell_area_km2
from toolkit.overlay.lattice import Lattice

__all__ = ["scan_km2"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.signedinteger[Any]]

_NODES, _NODE_WEIGHTS = np.polynomial.legendre.leggauss(5)

#: Shares of a cell nearer than this to nothing or to the whole are that: rounding of sums.
_ROUNDING = 1e-10


def scan_km2(cells: Lattice, polygons: npt.NDArray[Any]) -> tuple[Integers, Integers, Integers, Floats]:
    """Return the cells that each polygon covers and the area of the covered part.

    Parameters
    ----------
    cells : Lattice
        The grid.
    polygons : array of shapely polygons, longitude and latitude in the grid's own range
        Valid polygons and multipolygons; parts outside the grid are left out.

    Returns
    -------
    polygon, row, column : numpy.ndarray of int
        Position in ``polygons``; row and column of the cell, counted from the south and the west.
    km2 : numpy.ndarray, float64
        Area on WGS84 of the part of the cell inside the polygon, above 0.
    """
    start, end, owner = _edges(polygons)
    start, end, owner = _within_rows(cells, start, end, owner)
    start, end, owner = _cut(cells.lat_edges, 1, start, end, owner)
    start, end, owner = _cut(cells.lon_edges, 0, start, end, owner)
    middle = (start + end) / 2
    row = np.searchsorted(cells.lat_edges, middle[:, 1], side="right") - 1
    column = np.searchsorted(cells.lon_edges, middle[:, 0], side="right") - 1
    inside = (row >= 0) & (row < cells.shape[0]) & (column >= 0)
    inner, over = _integrals(cells, start[inside], end[inside], column[inside])
    sign = np.sign(owner[inside])
    return _collect(cells, np.abs(owner[inside]) - 1, row[inside], column[inside], inner * sign, over * sign)


def _edges(polygons: npt.NDArray[Any]) -> tuple[Floats, Floats, Integers]:
    """Return start and end of all edges, and number + 1 of their polygon, negative where the ring runs the other way."""
    parts, polygon_of = shapely.get_parts(polygons, return_index=True)
    is_polygon = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    rings, part_of = shapely.get_rings(parts[is_polygon], return_index=True)
    outer = np.diff(part_of, prepend=-1) != 0
    right_way = shapely.is_ccw(rings) == outer
    ring_owner = (polygon_of[is_polygon][part_of] + 1) * np.where(right_way, 1, -1)
    points, ring_of = shapely.get_coordinates(rings, return_index=True)
    same = np.flatnonzero(ring_of[1:] == ring_of[:-1])
    return points[same], points[same + 1], ring_owner[ring_of[same]]


def _within_rows(cells: Lattice, start: Floats, end: Floats, owner: Integers) -> tuple[Floats, Floats, Integers]:
    """Leave out edges that touch no row, or that lie west of the grid, where they add nothing."""
    west, south, _, north = cells.extent
    keep = (np.minimum(start[:, 1], end[:, 1]) < north) & (np.maximum(start[:, 1], end[:, 1]) > south)
    keep &= np.maximum(start[:, 0], end[:, 0]) > west
    return start[keep], end[keep], owner[keep]


def _cut(lines: Floats, axis: int, start: Floats, end: Floats, owner: Integers) -> tuple[Floats, Floats, Integers]:
    """Cut edges where they cross grid lines; the new ends lie on the lines exactly."""
    low, high = np.minimum(start[:, axis], end[:, axis]), np.maximum(start[:, axis], end[:, axis])
    first, last = np.searchsorted(lines, low, side="right"), np.searchsorted(lines, high, side="left")
    count = np.maximum(last - first, 0)
    edge = np.repeat(np.arange(len(start)), count)
    if not len(edge):
        return start, end, owner
    number = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)
    falls = end[edge, axis] < start[edge, axis]
    line = np.where(falls, last[edge] - 1 - number, first[edge] + number)
    share = (lines[line] - start[edge, axis]) / (end[edge, axis] - start[edge, axis])
    crossing = np.empty((len(edge), 2))
    crossing[:, axis] = lines[line]
    other = 1 - axis
    crossing[:, other] = start[edge, other] + share * (end[edge, other] - start[edge, other])
    # Each edge becomes count + 1 pieces: its start, its crossings in order, its end.
    pieces = np.cumsum(count + 1)
    of_edge = np.repeat(np.arange(len(start)), count + 1)
    begin, finish = np.empty((pieces[-1], 2)), np.empty((pieces[-1], 2))
    is_first, is_last = np.zeros(pieces[-1], bool), np.zeros(pieces[-1], bool)
    is_first[pieces - count - 1] = True
    is_last[pieces - 1] = True
    begin[is_first], begin[~is_first] = start, crossing
    finish[is_last], finish[~is_last] = end, crossing
    return begin, finish, owner[of_edge]


def _integrals(cells: Lattice, start: Floats, end: Floats, column: Integers) -> tuple[Floats, Floats]:
    """Return for each piece the area west of it in its cell, and what it adds to a cell one degree wide further west."""
    over = np.sign(end[:, 1] - start[:, 1]) * cell_area_km2(0.0, start[:, 1], 1.0, end[:, 1])
    inner = np.zeros(len(start))
    here = np.flatnonzero((column < cells.shape[1]) & (over != 0))
    west = cells.lon_edges[column[here]]
    # Longitude weighed by the area at each latitude: Gauss-Legendre along the piece; all weights together make `over`.
    height = end[here, 1] - start[here, 1]
    total, moment = np.zeros(len(here)), np.zeros(len(here))
    for node, weight in zip(_NODES, _NODE_WEIGHTS, strict=True):
        share = (1 + node) / 2
        density = weight * _density(start[here, 1] + share * height)
        total += density
        moment += density * (start[here, 0] + share * (end[here, 0] - start[here, 0]) - west)
    inner[here] = over[here] * moment / total
    return inner, over


def _density(latitude: Floats) -> Floats:
    """Return the area of a small cell for each square degree, but for a constant: cos(latitude) / (1 - e2 sin(latitude)**2)**2."""
    from toolkit.geodesy import WGS84

    phi = np.radians(latitude)
    return np.asarray(np.cos(phi) / (1 - WGS84.es * np.sin(phi) ** 2) ** 2)


def _collect(
    cells: Lattice, polygon: Integers, row: Integers, column: Integers, inner: Floats, over: Floats
) -> tuple[Integers, Integers, Integers, Floats]:
    """Add up pieces by cell, then walk each row of each polygon from east to west."""
    rows, columns = cells.shape
    if not len(polygon):
        return np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0)
    line = polygon * rows + row
    order = np.lexsort((-column, line))
    key = (line * (columns + 1) + (columns - column))[order]
    first = np.flatnonzero(np.diff(key, prepend=-1))
    inner, over = np.add.reduceat(inner[order], first), np.add.reduceat(over[order], first)
    line, column = line[order][first], column[order][first]
    starts = np.flatnonzero(np.diff(line, prepend=-1))
    running = np.cumsum(over)
    through = running - np.repeat(np.r_[0.0, running[starts[1:] - 1]], np.diff(np.r_[starts, len(line)]))
    return _cells(cells, line, column, inner, over, through, starts)


def _cells(
    cells: Lattice, line: Integers, column: Integers, inner: Floats, over: Floats, through: Floats, starts: Integers
) -> tuple[Integers, Integers, Integers, Floats]:
    """Return covered cells: those that edges enter, and those between them."""
    rows, columns = cells.shape
    row = line % rows
    full = cells.row_area_km2[row]
    here = column < columns
    width = cells.widths[np.minimum(column, columns - 1)]
    share = np.where(here, (inner + width * (through - over)) / (width * full), 0.0)
    share = np.where(share > 1 - _ROUNDING, 1.0, share)
    cut = np.flatnonzero(here & (share > _ROUNDING))
    # Between this cell and the next one to the west that an edge enters, cells are wholly inside or wholly outside.
    next_column = np.r_[column[1:], -1]
    next_column[np.r_[starts[1:] - 1, len(line) - 1]] = -1
    filled = np.where(through / full > 0.5, column - next_column - 1, 0)
    # There may be many of these: 32 bit numbers, and nothing kept that is not needed.
    offset = (next_column + 1 - (np.cumsum(filled) - filled)).astype(np.int32)
    between = np.arange(int(filled.sum()), dtype=np.int32) + np.repeat(offset, filled)
    inside_km2 = np.repeat(full, filled) * cells.widths[between]
    polygons, all_rows = (
        np.concatenate([number[cut].astype(np.int32), np.repeat(number.astype(np.int32), filled)]) for number in (line // rows, row)
    )
    km2 = np.concatenate([share[cut] * full[cut] * width[cut], inside_km2])
    return polygons, all_rows, np.concatenate([column[cut].astype(np.int32), between]), km2
