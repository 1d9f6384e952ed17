"""Where the value of a mean over reef-bearing cells is painted: near these cells, not over all the sea of a patch.

A class colour over a whole patch says of deep water what is known of a reef at its edge. The colour is laid where the data are from
instead: a dasymetric map with a binary mask. Value, count and class stay those of the patch.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from toolkit.cartography.compose import FaceShape, MapBase
from toolkit.cartography.frame import Frame
from toolkit.cartography.ground import land_on
from toolkit.cartography.legend import Entry
from toolkit.cartography.paint import area_mm2
from toolkit.cartography.reefs import reef_points
from toolkit.cartography.rows import Selection
from toolkit.cartography.style import FIXED, TEXTURES

__all__ = ["REEF_KM", "far_entries", "lay_on_reefs", "on_reefs", "painted_near_reefs", "reef_waters", "reefless", "unreached_entries"]

#: Colour is laid so far from the reef-bearing cells of a patch, km: on A4 and on a slide of the largest region a band of 4 to 7 mm.
REEF_KM: Final = 50.0
#: How the basis of a mean over reef-bearing cells begins, and the dataset that says where these cells are.
_BASIS, _DATASET = "reef-bearing cells", "reef-cells"
#: Water painted for a value is seen from this size on, on paper, square millimetres: a smaller band grows until it is.
_SEEN = 3.0
#: A square of reef cells belongs to a patch that it reaches into: half of the diagonal of a square of one degree, km.
_HALF_DIAGONAL = 111.2 * 0.7071


def on_reefs(chosen: Selection) -> bool:
    """Say whether values were taken over reef-bearing cells."""
    return any(value.basis.startswith(_BASIS) for value in chosen.values.values()) or chosen.basis.startswith(_BASIS)


def lay_on_reefs(base: MapBase, chosen: Selection, reefs: Any = None) -> bool:
    """Confine what is painted of each patch to the water near its reef-bearing cells, where the values are means over such cells.

    Parameters
    ----------
    base : MapBase
        The map; its shapes get what is painted of them.
    chosen : Selection
        What each face gets.
    reefs : xarray.Dataset or geopandas.GeoDataFrame, optional
        The reef-bearing cells; by default the embedded grid, where the rows name it.

    Returns
    -------
    bool
        Whether any patch has water without colour.

    Notes
    -----
    The band is the set of all points of the patch within :data:`REEF_KM` of the middle of a square of the grid of reefs that holds
    reef-bearing cells and reaches into the patch, measured on the page at the scale of its centre. A patch without any such square keeps
    its whole water.

    References
    ----------
    C. L. Eicher and C. A. Brewer, "Dasymetric Mapping and Areal Interpolation: Implementation and Evaluation", 2001. J. Mennis and
    T. Hultgren, "Intelligent Dasymetric Mapping and Its Application to Areal Interpolation", Cartography and Geographic Information Science
    33 (3), 2006, 179-194 (binary masks).
    """
    if not on_reefs(chosen) or (reefs is None and _DATASET not in chosen.dataset_ids):
        return False
    base.shapes = reef_waters(base.shapes, base.frame, reefs, base.land, base.page.factor)
    return any(item.painted is not None for item in base.shapes)


def reef_waters(shapes: list[FaceShape], frame: Frame, reefs: Any, land: BaseGeometry, factor: float = 1.0) -> list[FaceShape]:
    """Return shapes that are painted near their reef-bearing cells only."""
    points, found = _squares(shapes, frame, reefs)
    out = [_painted(item, points[own], frame.mm_per_km, land, factor) for item, own in zip(shapes, found, strict=True)]
    reach = _reach(frame, reefs)
    return out if reach is None else [_unreached(item, reach, land, factor) for item in out]


def _reach(frame: Frame, reefs: Any) -> BaseGeometry | None:
    """Return what the grid of reefs covers, on the page; None for points, which do not tell."""
    if reefs is None:
        from toolkit.catalog.embedded import read_reef_grid

        reefs = read_reef_grid()
    if not hasattr(reefs, "data_vars"):
        return None
    (west, east, wide), (south, north, high) = (
        (float(a[0]), float(a[-1]), abs(float(a[1] - a[0])) / 2) for a in (reefs["lon"], reefs["lat"])
    )
    box = shapely.box(min(west, east) - wide, min(south, north) - high, max(west, east) + wide, max(south, north) + high)
    return shapely.transform(shapely.segmentize(box, 0.25), lambda xy: frame.points(xy[:, 0], xy[:, 1]))


def _unreached(item: FaceShape, reach: BaseGeometry, land: BaseGeometry, factor: float) -> FaceShape:
    """Return a shape with the water that the grid of reefs does not reach, where there is enough of it to be seen."""
    if item.painted is None or shapely.covers(reach, item.shape):
        return item
    beyond = shapely.difference(shapely.difference(item.shape, item.painted), reach)
    sea = shapely.difference(beyond, land)
    # Narrower than the lines are apart it may hold none, and no texture could be seen.
    wide = not shapely.buffer(sea, -0.5 * TEXTURES["beyond data"].spacing * factor).is_empty
    return replace(item, unreached=beyond) if wide and area_mm2(sea) > _SEEN * factor**2 else item


def reefless(base: MapBase, chosen: Selection) -> set[str]:
    """Return the ids of pieces without a reef-bearing cell, where faces are cut at the limits of areas.

    What is known of the reef of a patch says nothing of a piece of it without reef.
    """
    if not on_reefs(chosen) or _DATASET not in chosen.dataset_ids:
        return set()
    _, found = _squares(base.shapes, base.frame, None)
    return {item.face_id for item, own in zip(base.shapes, found, strict=True) if item.area_code and not len(own)}


def _squares(shapes: list[FaceShape], frame: Frame, reefs: Any) -> tuple[Any, list[Any]]:
    """Return the middles of the squares of the grid of reefs on the page, and which of them reach into each shape."""
    points, step = _points(frame, reefs)
    tree = shapely.STRtree(points)
    reach = max(_HALF_DIAGONAL * step, 5.0) * frame.mm_per_km
    return points, [np.sort(tree.query(item.shape, predicate="dwithin", distance=reach)) for item in shapes]


def _points(frame: Frame, reefs: Any) -> tuple[Any, float]:
    """Return the middles of squares of reef cells on the page, and the size of a square in degrees."""
    if reefs is None:
        lonlat, step = _embedded()
    else:
        lonlat, step = reef_points(reefs)
    west, south, east, north = frame.window
    lon, lat = lonlat[:, 0], lonlat[:, 1]
    inside = (lat > south) & (lat < north) & (((lon > west) & (lon < east)) if west < east else ((lon > west) | (lon < east)))
    return shapely.points(frame.points(lon[inside], lat[inside])), step


@functools.lru_cache(maxsize=1)
def _embedded() -> tuple[Any, float]:
    from toolkit.catalog.embedded import read_reef_grid

    return reef_points(read_reef_grid())


def _painted(item: FaceShape, points: Any, km: float, land: BaseGeometry, factor: float) -> FaceShape:
    """Return a shape with its water near some points; larger where that could not be seen on the page."""
    if not len(points):
        return item
    radius = REEF_KM * km
    everything = area_mm2(shapely.difference(item.shape, land))
    least = min(_SEEN * factor**2, 0.9 * everything)
    while True:
        band = shapely.union_all(shapely.buffer(points, radius, quad_segs=6))
        painted = shapely.intersection(item.shape, band)
        seen = area_mm2(shapely.difference(painted, land))
        if seen >= least or radius > 60.0:
            break
        radius *= 1.4
    # What is left is less than can be seen: the whole patch is near its reef.
    if everything - seen < 0.5 * factor**2:
        return item
    return replace(item, painted=painted)


def painted_near_reefs(shapes: list[FaceShape], frame: Frame, chosen: Selection) -> list[FaceShape]:
    """Return the shapes of an interactive map, painted as on paper."""
    if not on_reefs(chosen) or _DATASET not in chosen.dataset_ids:
        return shapes
    return reef_waters(shapes, frame, None, land_on(frame))


def far_entries(shapes: Iterable[FaceShape], *, slide: bool = False) -> tuple[Entry, ...]:
    """Return the legend line of the water without colour, where there is any."""
    if all(item.painted is None for item in shapes):
        return ()
    words = f"over {REEF_KM:g} km from reef" if slide else f"over {REEF_KM:g} km from the patch's reef"
    return (Entry(words, "", FIXED["no reef"], gid="legend:text:far"),)


def unreached_entries(shapes: Iterable[FaceShape], told: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the legend line of water that the data do not reach, where there is any and no patch without a value tells of it."""
    if all(item.unreached is None for item in shapes) or any("beyond data" in entry.textures for entry in told):
        return ()
    return (Entry("outside the data used", "", FIXED["no data"], ("beyond data",), gid="legend:text:unreached"),)
