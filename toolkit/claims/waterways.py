"""Distance by water: how far a place is from a coast if the way may not cross land.

A zone measured as the crow flies leaks across land into water that the coast does not face. The shortest way by water is found
on a grid; where it is clearly longer than the breadth of the zone, the place is not in the zone.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from toolkit.claims.coasts import Coast, Shape
from toolkit.geodesy import area_km2

__all__ = ["beyond_water", "water_distance_km"]

Floats = npt.NDArray[np.float64]

#: Moves to neighbours and by the knight's move: ways on the grid are then at most 2.7 per cent too long.
_MOVES = ((0, 1), (1, 0), (1, 1), (1, -1), (1, 2), (2, 1), (1, -2), (2, -1))
_GRID_FACTOR = 1.03
_SMALLEST_KM2 = 2000.0
_DEGREE_KM = 111.2


def water_distance_km(lon: Floats, lat: Floats, land: Shape, coast: Coast, limit_km: float) -> Floats:
    """Shortest way by water from a coast to each cell of a grid.

    Parameters
    ----------
    lon, lat : numpy.ndarray, degrees
        Centres of the cells, both ascending with one step.
    land : shapely geometry
        Land that the way may not cross, EPSG:4326.
    coast : Coast
        Where the ways begin.
    limit_km : float
        Ways longer than this are not followed.

    Returns
    -------
    numpy.ndarray, shape (lat, lon)
        Distance in km; infinite on land and where no way is short enough.
    """
    step = lon[1] - lon[0]
    x, y = np.meshgrid(lon, lat)
    shapely.prepare(land)
    water = ~shapely.contains_xy(land, x.ravel(), y.ravel()).reshape(x.shape)
    n = water.size
    index = np.arange(n).reshape(water.shape)
    starts, ends, lengths = [], [], []
    for down, right in _MOVES:
        rows = slice(0, len(lat) - down), slice(down, None)
        left = (slice(0, len(lon) - right), slice(right, None)) if right >= 0 else (slice(-right, None), slice(0, right))
        free = water[rows[0], left[0]] & water[rows[1], left[1]]
        if abs(down) + abs(right) == 3:  # a knight's move must not jump over land: both cells between are water
            for row, column in (
                (down // 2, right // 2 if right > 0 else -(-right // 2)),
                (down - down // 2, right - (right // 2 if right > 0 else -(-right // 2))),
            ):
                free &= _shifted(water, row, column)[rows[0], left[0]]
        middle = np.radians((y[rows[0], left[0]] + y[rows[1], left[1]]) / 2)
        km = _DEGREE_KM * step * np.hypot(down, right * np.cos(middle))
        starts.append(index[rows[0], left[0]][free])
        ends.append(index[rows[1], left[1]][free])
        lengths.append(km[free])
    # One more node lies at the coast: every water cell near a point of the coast is joined to it by its distance.
    close = coast.distance_km(np.column_stack([x[water], y[water]]))
    near = close <= 1.5 * step * _DEGREE_KM
    starts.append(np.full(int(near.sum()), n))
    ends.append(index[water][near])
    lengths.append(np.maximum(close[near], 1e-3))
    graph = coo_array((np.concatenate(lengths), (np.concatenate(starts), np.concatenate(ends))), shape=(n + 1, n + 1)).tocsr()
    found = dijkstra(graph, directed=False, indices=n, limit=limit_km)
    return np.asarray(found[:n].reshape(water.shape))


def _shifted(mask: npt.NDArray[np.bool_], down: int, right: int) -> npt.NDArray[np.bool_]:
    return np.roll(np.roll(mask, -down, axis=0), -right, axis=1)


def beyond_water(zone: Shape, land: Shape, coast: Coast, limit_km: float, *, step_deg: float = 0.125) -> Shape:
    """Return the parts of a distance zone to which every way by water is clearly longer than its breadth.

    Parameters
    ----------
    zone : shapely polygon or multipolygon
        Zone as the crow flies, EPSG:4326.
    land : shapely geometry
        Land.
    coast : Coast
        Coast of the zone.
    limit_km : float
        Breadth of the zone in km.
    step_deg : float
        Step of the grid; the edge of what is returned is as coarse as this.

    Returns
    -------
    shapely polygon or multipolygon
        Perhaps empty. Parts below 2,000 km2 are left in the zone: the grid does not resolve them.
    """
    if zone.is_empty:
        return shapely.Polygon()
    west, south, east, north = zone.bounds
    lon = np.arange(west - step_deg, east + 2 * step_deg, step_deg)
    lat = np.arange(south - step_deg, north + 2 * step_deg, step_deg)
    near = shapely.intersection(land, shapely.box(lon[0], lat[0], lon[-1], lat[-1]))
    allowed = limit_km * _GRID_FACTOR + step_deg * _DEGREE_KM
    far = ~np.isfinite(water_distance_km(lon, lat, near, coast, allowed))
    x, y = np.meshgrid(lon, lat)
    shapely.prepare(zone)
    far &= shapely.contains_xy(zone, x.ravel(), y.ravel()).reshape(far.shape)
    if not far.any():
        return shapely.Polygon()
    half = step_deg / 2
    cells = shapely.box(x[far] - half, y[far] - half, x[far] + half, y[far] + half)
    blocks = shapely.get_parts(shapely.union_all(cells))
    blocks = blocks[np.asarray(area_km2(blocks)) >= _SMALLEST_KM2]
    if not len(blocks):
        return shapely.Polygon()
    rounded = shapely.buffer(shapely.buffer(shapely.union_all(blocks), step_deg), -step_deg)
    return shapely.simplify(rounded, half)
