"""The ground of a map: sea, depth, land, coast, and the edge of the region."""

from __future__ import annotations

import functools
from dataclasses import replace

import numpy as np
import shapely
from shapely.affinity import translate
from shapely.geometry.base import BaseGeometry

from toolkit.cartography.frame import Frame
from toolkit.cartography.pages import Rect
from toolkit.cartography.paint import fill, lines_of, strokes, texture
from toolkit.cartography.sheet import Sheet
from toolkit.cartography.style import DEPTH_TINTS, FIXED, TEXTURES
from toolkit.catalog.embedded import read_coast, read_land

__all__ = ["draw_coast", "draw_sea", "faces_end_at_region", "land_on", "veil_outside"]

#: Coast and land are drawn above faces, below legal lines.
Z_SEA, Z_TINT, Z_OUTSIDE, Z_LAND, Z_COAST = 0.0, 0.5, 19.0, 20.0, 21.0


def _corner(frame: Frame) -> Frame:
    """Return the frame at the corner of the page: panels of one size share their ground."""
    return replace(frame, rect=Rect(0.0, 0.0, round(frame.rect.w, 6), round(frame.rect.h, 6)))


def land_on(frame: Frame) -> BaseGeometry:
    """Return land in millimetres on the page."""
    return translate(_land(_corner(frame)), frame.rect.x, frame.rect.y)


@functools.lru_cache(maxsize=8)
def _land(frame: Frame) -> BaseGeometry:
    flat = frame.project(read_land(frame.window).geometry.to_numpy())
    return shapely.union_all(flat[~shapely.is_empty(flat)])


@functools.lru_cache(maxsize=8)
def _coast(frame: Frame) -> tuple[shapely.LineString, ...]:
    flat = frame.project(read_coast(frame.window).geometry.to_numpy(), clip=False)
    return tuple(line for item in flat for line in lines_of(item))


def draw_sea(sheet: Sheet, frame: Frame, *, bathymetry: bool) -> None:
    """Draw the sea; depth tint only on maps without a thematic fill."""
    fill(sheet.ground, frame.box, FIXED["sea"], gid="sea", zorder=Z_SEA, seam=False)
    if not bathymetry:
        return
    from toolkit.catalog.embedded import read_bathymetry

    steps = read_bathymetry(frame.window).sort_values("depth_min")
    flat = frame.project(steps.geometry.to_numpy(), tolerance=0.08)
    for n, geometry in enumerate(flat):
        fill(sheet.ground, geometry, DEPTH_TINTS[min(n, len(DEPTH_TINTS) - 1)], gid=f"depth:{n}", zorder=Z_TINT + 0.01 * n, seam=False)


def draw_coast(sheet: Sheet, frame: Frame) -> None:
    """Draw land and coast above the faces."""
    fill(sheet.ground, land_on(frame), FIXED["land"], gid="land", zorder=Z_LAND, seam=False)
    coast = [translate(line, frame.rect.x, frame.rect.y) for line in _coast(_corner(frame))]
    strokes(sheet.ground, coast, FIXED["coast"], 0.35, gid="coast", zorder=Z_COAST, cap="round")


def veil_outside(sheet: Sheet, frame: Frame) -> bool:
    """Grey and dot what lies outside the region, and dash its edge: not looked at, and not the sea that nobody is counted in."""
    outside = shapely.difference(frame.box, frame.region_outline)
    if outside.is_empty:
        return False
    fill(sheet.ground, outside, FIXED["outside"], gid="outside", zorder=Z_OUTSIDE, seam=False)
    texture(sheet.ground, outside, TEXTURES["outside"], gid="outside dots", zorder=Z_OUTSIDE + 0.05, factor=sheet.page.factor)
    edge = shapely.intersection(shapely.boundary(frame.region_outline), frame.box)
    width = 0.5 * sheet.page.factor
    strokes(sheet.ground, lines_of(edge), FIXED["grey ink"], width, gid="region edge", zorder=Z_OUTSIDE + 0.1, dashes=(0.0, (1.0, 3.0)))
    return True


def faces_end_at_region(frame: Frame, geometry: np.ndarray) -> bool:
    """Say whether no face reaches beyond the region (to a tenth of a degree)."""
    if frame.waters is not None:
        return bool(shapely.covers(shapely.buffer(frame.waters, 0.1), geometry).all())
    west, south, east, north = frame.bounds
    x0, y0, x1, y1 = shapely.total_bounds(geometry)
    inside_lat = bool(y0 >= south - 0.1 and y1 <= north + 0.1)
    if west > east:
        return inside_lat
    return inside_lat and bool(x0 >= west - 0.1 and x1 <= east + 0.1)
