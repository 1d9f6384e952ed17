"""The small map beside a chart: where the patches lie that its bars and lines are named by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely

from toolkit.cartography.compose import MapBase
from toolkit.cartography.frame import Frame, region_aspect
from toolkit.cartography.ground import land_on
from toolkit.cartography.labels import Placer
from toolkit.cartography.pages import Rect
from toolkit.cartography.paint import area_mm2, fill, polygons_of, strokes
from toolkit.cartography.sheet import line_height, text_width, wrapped
from toolkit.cartography.style import FIXED, PT_MM, REGIMES, lightness

__all__ = ["draw_patch_locator", "locator_room"]

#: Part of the width of a chart that the small map takes.
_SHARE = 0.26


def locator_room(body: Rect) -> tuple[Rect, Rect]:
    """Return what a chart keeps of its body, and the room of the small map at its right."""
    width = _SHARE * body.w
    gap = 6.0
    return Rect(body.x, body.y, body.w - width - gap, body.h), Rect(body.right - width, body.y, width, body.h)


def draw_patch_locator(base: MapBase, faces: Any, room: Rect, labels: Mapping[str, str], key: Mapping[str, str], note: str = "") -> None:
    """Draw the patches of a region in the colours of their regimes, number those that a chart shows, and key the colours.

    Parameters
    ----------
    base : MapBase
        The page of the chart.
    faces : Faces
        All patches of the region.
    room : Rect
        Where on the page.
    labels : mapping of str to str
        Face id -> number, of the patches to be numbered.
    key : mapping of str to str
        Regime -> words, of the colours to be keyed.
    note : str
        Printed below the key.
    """
    sheet = base.sheet
    small = sheet.style("legend text") if base.page.is_slide else sheet.style("key")
    step = line_height(small)
    notes = wrapped(note, small, room.w) if note else []
    lines = [row for words in key.values() for row in wrapped(words, small, room.w - 9.0)]
    below = (len(lines) + len(notes)) * step + 5.0
    height = min(room.h - below, room.w / region_aspect(base.region))
    width = min(room.w, height * region_aspect(base.region))
    plate = Rect(room.x, room.y, width, height)
    frame = Frame.of(base.region, plate)
    fill(sheet.surface, frame.box, FIXED["sea"], gid="chart:plate", zorder=3, seam=False)
    rows = faces.frame
    flat = shapely.intersection(frame.project(rows.geometry.to_numpy()), frame.box)
    land = land_on(frame)
    for shape, regime in zip(flat, rows["regime"], strict=True):
        fill(sheet.surface, shape, REGIMES[str(regime)], gid="chart:patch", zorder=4)
    edges = [line for shape in flat for polygon in polygons_of(shape) for line in (polygon.exterior,)]
    strokes(sheet.surface, edges, FIXED["white"], 0.5 * base.page.factor, gid="chart:patch edges", zorder=4.5)
    fill(sheet.surface, shapely.intersection(land, frame.box), FIXED["land"], gid="chart:land", zorder=5, seam=False)
    sheet.box(plate, gid="chart:plate edge", fill=None, edge=FIXED["frame"], width=0.25, zorder=6)
    placer = Placer(plate)
    seen = {}
    for face_id, shape, regime in zip(rows.index, flat, rows["regime"], strict=True):
        # A patch smaller than the generalised coast is numbered where it is.
        sea = shapely.difference(shape, land)
        seen[str(face_id)] = (shape if sea.is_empty else sea, str(regime))
    for face_id in sorted(labels, key=lambda name: area_mm2(seen[name][0])):
        _number(base, placer, labels[face_id], *seen[face_id])
    y = plate.bottom + 2.5
    for regime, words in key.items():
        sheet.box(
            Rect(room.x, y + 0.15 * step, 6.5, 0.7 * step), gid="chart:swatch", fill=REGIMES[regime], edge=FIXED["box edge"], width=0.25
        )
        for row in wrapped(words, small, room.w - 9.0):
            sheet.write(room.x + 9.0, y + 0.8 * step, row, small, gid="chart:key")
            y += step
    for row in notes:
        sheet.write(room.x, y + 0.8 * step + 0.8, row, small, gid="chart:key note", colour=FIXED["grey ink"])
        y += step


def _number(base: MapBase, placer: Placer, text: str, shape: Any, regime: str) -> None:
    """Write the number of a patch into it, or beside it with a thin leader; what finds no place is told."""
    sheet = base.sheet
    style = sheet.style("digit") if not base.page.is_slide else sheet.style("graticule")
    width, cap = text_width(text, style), 0.72 * style.size * PT_MM
    parts = [part for part in polygons_of(shape) if area_mm2(part) > 0]
    if not parts:
        base.dropped.append(f"number {text} (too small on this page)")
        return
    circle = shapely.maximum_inscribed_circle(max(parts, key=area_mm2), tolerance=0.2)
    x0, y0 = circle.coords[0]
    around = [(r * np.cos(a), r * np.sin(a)) for r in (3.5, 5.0, 7.0, 9.0, 12.0) for a in np.radians(range(0, 360, 45))]
    inside = circle.length >= max(width, cap) / 2
    for dx, dy in ([(0.0, 0.0)] if inside else []) + around:
        x, y = x0 + float(dx), y0 + float(dy)
        if placer.take(Rect(x - width / 2 - 0.2, y - cap / 2 - 0.2, width + 0.4, cap + 0.4), f"number {text}"):
            here = not (dx or dy)
            if not here:
                strokes(sheet.surface, [np.array([(x0, y0), (x, y)])], FIXED["ink"], 0.35, gid="chart:leader", zorder=7)
            ground = REGIMES[regime] if here else FIXED["white"]
            ink = FIXED["white"] if lightness(ground) < 55 else FIXED["ink"]
            sheet.write(x, y + cap / 2, text, style, gid=f"chart:patch number:{text}", ha="center", colour=ink, halo=ground, zorder=8)
            return
    base.dropped.append(f"number {text}")
