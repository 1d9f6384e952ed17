"""From overlapping polygons to patches that do not overlap: node once, polygonize, label. Geometry only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from toolkit.geodesy import plane_deg2

__all__ = ["Patches", "cut_into_patches", "descriptors", "nearest_large", "seam_groups"]

Ints = npt.NDArray[np.intp]

#: West, south, east, north, longitude and latitude of the centroid, km2.
_DESCRIPTION = "%.6f,%.6f,%.6f,%.6f,%.6f,%.6f,%.6g"


@dataclass(frozen=True)
class Patches:
    """Patches of a planar partition, in a canonical order.

    Attributes
    ----------
    geometry : numpy.ndarray of shapely Polygon
        The patches; together a valid coverage.
    members : tuple of tuple of int
        For each patch the positions of the input polygons that cover it, ascending, never empty.
    centres : numpy.ndarray, shape (n, 2)
        Centroids, in degrees.
    """

    geometry: npt.NDArray[Any]
    members: tuple[tuple[int, ...], ...]
    centres: npt.NDArray[np.float64]


#: Grids on which edges are noded where full precision loses a patch, degrees (powers of two: 0.03 mm, 0.4 mm, 7 mm).
_GRIDS = (2.0**-32, 2.0**-28, 2.0**-24)
#: A patch of this size is more than rounding, square degrees (about 0.001 km2).
_LOST = 1e-7


def cut_into_patches(polygons: npt.NDArray[Any], grid: float = 0.0) -> Patches:
    """Cut polygons along each other's boundaries and tell which of them cover each patch.

    Parameters
    ----------
    polygons : numpy.ndarray of shapely Polygon or MultiPolygon
        Valid polygons, in any order and any number.
    grid : float, degrees
        0 for full precision, else the size of the grid to which all vertices are rounded.

    Returns
    -------
    Patches
        Every patch inside at least one polygon.

    Notes
    -----
    All boundaries are noded in one operation, then polygonized; a patch is covered by a polygon if a point of its inside
    is. Because the boundaries of every polygon are among the lines, no patch is half inside.

    Where edges lie within rounding of each other, noding at full precision can leave a crossing out, and the patch around it is lost.
    Each polygon is therefore compared with the sum of its patches; where one falls short, all lines are noded again on a grid that is
    finer than any coordinate is known (0.03 mm, then coarser), which leaves nothing uncrossed.
    """
    cut = _cut(polygons, grid)
    for finer in () if grid else _GRIDS:
        if not _falls_short(polygons, cut):
            break
        cut = _cut(polygons, finer)
    return cut


def _falls_short(polygons: npt.NDArray[Any], cut: Patches) -> bool:
    """Say whether any polygon has more area than its patches together, beyond rounding (square degrees)."""
    of_patch = np.repeat(np.arange(len(cut.members)), np.array([len(item) for item in cut.members], dtype=np.intp))
    of_polygon = np.fromiter((k for item in cut.members for k in item), dtype=np.intp)
    total = np.bincount(of_polygon, weights=plane_deg2(cut.geometry)[of_patch], minlength=len(polygons))
    return bool((plane_deg2(polygons) - total > _LOST).any())


def _cut(polygons: npt.NDArray[Any], grid: float) -> Patches:
    """Cut polygons along each other's boundaries, noded at full precision or on a grid."""
    boundaries = shapely.boundary(polygons)
    lines = shapely.union_all(boundaries, grid_size=grid) if grid else shapely.union_all(boundaries)
    patches = shapely.get_parts(shapely.polygonize([lines]))
    if not len(patches):
        return Patches(patches, (), np.empty((0, 2)))
    inside = shapely.STRtree(shapely.point_on_surface(patches))
    of_polygon, of_patch = inside.query(polygons, predicate="contains")
    order = np.lexsort((of_polygon, of_patch))
    of_polygon, of_patch = of_polygon[order], of_patch[order]
    covered, start = np.unique(of_patch, return_index=True)
    members = [tuple(int(i) for i in part) for part in np.split(of_polygon, start[1:])]
    # North to south, then west to east: the order in which a page is read, and one that no input order changes.
    kept = shapely.normalize(patches[covered])
    centres = shapely.get_coordinates(shapely.centroid(kept))
    order = np.lexsort((centres[:, 0], -centres[:, 1]))
    return Patches(kept[order], tuple(members[i] for i in order), centres[order])


def descriptors(patches: Patches, area_km2: npt.NDArray[np.float64]) -> list[str]:
    """Describe each patch so that only its own shape matters: bounds, centroid and area, rounded.

    A vertex that somebody else's boundary adds on its edge changes none of them.
    """
    # Adding 0.0 turns -0.0 into 0.0.
    numbers = np.round(np.hstack([shapely.bounds(patches.geometry), patches.centres]), 6) + 0.0
    return [_DESCRIPTION % tuple(row) for row in np.column_stack([numbers, area_km2]).tolist()]


def seam_groups(patches: npt.NDArray[Any], labels: list[Any]) -> Ints:
    """Group patches that are one across the antimeridian: same label, and a shared stretch of it.

    Parameters
    ----------
    patches : numpy.ndarray of shapely Polygon
        Patches with longitudes -180..180.
    labels : list
        What must be equal for two patches to be one (the claims that cover them).

    Returns
    -------
    numpy.ndarray of int
        Group of each patch: the position of its first member.
    """
    group = np.arange(len(patches))
    bounds = shapely.bounds(patches)
    east, west = np.flatnonzero(bounds[:, 2] >= 180.0), np.flatnonzero(bounds[:, 0] <= -180.0)
    if not len(east) or not len(west):
        return group
    touch = {int(i): shapely.intersection(patches[i], shapely.LineString([(180, -90), (180, 90)])) for i in east}
    for j in west:
        mine = shapely.transform(
            shapely.intersection(patches[j], shapely.LineString([(-180, -90), (-180, 90)])), lambda xy: xy + np.array([360.0, 0.0])
        )
        for i, other in touch.items():
            if labels[i] == labels[j] and shapely.length(shapely.intersection(mine, other)) > 0:
                first, last = sorted((int(group[i]), int(group[j])))
                group[group == last] = first
    return group


def nearest_large(patches: npt.NDArray[Any], labels: list[Any], area_km2: npt.NDArray[np.float64], smallest: float) -> Ints:
    """For each patch the large patch it is joined to: itself if large, else the nearest large one of the same label.

    Where a label has no patch of at least ``smallest`` km2, its largest one counts as large.
    """
    target = np.arange(len(patches))
    by_label: dict[Any, list[int]] = {}
    for i, label in enumerate(labels):
        by_label.setdefault(label, []).append(i)
    for positions in by_label.values():
        if len(positions) == 1:
            continue
        mine = np.array(positions)
        large = mine[area_km2[mine] >= smallest]
        if not len(large):
            large = mine[[int(np.argmax(area_km2[mine]))]]
        small = np.setdiff1d(mine, large)
        if not len(small):
            continue
        of_small, of_large = shapely.STRtree(patches[large]).query_nearest(patches[small], all_matches=True)
        # Of equally near ones the first in reading order.
        first = np.full(len(small), len(large))
        np.minimum.at(first, of_small, of_large)
        target[small] = large[first]
    return target
