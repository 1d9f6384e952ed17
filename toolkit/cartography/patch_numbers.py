"""Numbers of patches on a map: always in a box, so that none is taken for a number of claimants."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from toolkit.cartography.compose import FaceShape, MapBase, hidden
from toolkit.cartography.pages import Rect
from toolkit.cartography.paint import area_mm2, dots, polygons_of, strokes
from toolkit.cartography.sheet import Sheet, text_width
from toolkit.cartography.style import FIXED, PT_MM, TypeStyle
from toolkit.errors import unknown_name

__all__ = ["PLATE_EDGE", "around", "draw_leader", "draw_patch_numbers", "number_style", "plate", "write_plate"]

#: Width of the edge of a box on paper, points.
PLATE_EDGE = 0.5
#: Free space between the number and its box, on paper, millimetres.
_PAD = 0.55
#: A box beside its patch stands at most this far away, millimetres.
_NEAR, _FAR = (3.5, 4.5, 5.5, 7.0, 9.0, 11.0, 13.0), (16.0, 19.0, 22.0, 26.0)


def number_style(sheet: Sheet) -> TypeStyle:
    """Return the type of the numbers: bold, on a slide smaller than the counts of claimants, as there are many more of them."""
    return sheet.style("digit") if not sheet.page.is_slide else TypeStyle(sheet.style("graticule").size, "bold")


def plate(sheet: Sheet, x: float, y: float, text: str, style: TypeStyle) -> Rect:
    """Return the box of a number whose middle is at a place."""
    pad = _PAD * (1.4 if sheet.page.is_slide else 1.0)
    width, height = text_width(text, style) + 2 * pad, 0.72 * style.size * PT_MM + 2 * pad
    return Rect(x - width / 2, y - height / 2, width, height)


def write_plate(sheet: Sheet, box: Rect, text: str, style: TypeStyle, *, gid: str, zorder: float = 47.0) -> None:
    """Write a number in its box."""
    name = gid.replace("label:", "plate:", 1)
    sheet.box(box, gid=name, fill=FIXED["white"], edge=FIXED["ink"], width=PLATE_EDGE * sheet.page.factor, zorder=zorder - 0.6)
    x, y = box.centre
    sheet.write(x, y + 0.36 * style.size * PT_MM, text, style, gid=gid, ha="center", zorder=zorder)


def draw_patch_numbers(
    base: MapBase, *, only: Iterable[str] | Mapping[str, tuple[float, float]] | None = None, word: str = "", lines: Any = None
) -> list[str]:
    """Write the numbers of patches into them, or beside them with a leader.

    Parameters
    ----------
    base : MapBase
        The map.
    only : iterable of str, or mapping of str to (float, float), optional
        Numbers of the patches to be marked; by default all. With longitudes and latitudes the box stands there, or leads there.
    word : str
        Before each number, such as 'patch'.
    lines : shapely geometry, optional
        Legal lines on the page, kept clear where there is room.

    Returns
    -------
    list of str
        Numbers that found no place, in the order of the patches.

    Raises
    ------
    UnknownNameError
        A number is none of a patch on the map.
    """
    pieces: dict[str, list[FaceShape]] = {}
    for item in base.shapes:
        pieces.setdefault(item.label, []).append(item)
    wanted = list(pieces) if only is None else list(dict.fromkeys(str(number) for number in only))
    for number in wanted:
        if number not in pieces:
            raise unknown_name("number of a patch on this map:", number, list(pieces))
    covered = hidden(base)
    shapes = {number: shapely.union_all([item.shape for item in pieces[number]]) for number in wanted}
    anchors = (
        {str(number): tuple(base.frame.points([lon], [lat])[0]) for number, (lon, lat) in only.items()} if isinstance(only, Mapping) else {}
    )
    return _placed(base, shapes, covered, word, lines, anchors)


def _placed(
    base: MapBase,
    shapes: Mapping[str, BaseGeometry],
    covered: BaseGeometry,
    word: str,
    lines: Any,
    anchors: Mapping[str, tuple[float, ...]],
) -> list[str]:
    """Place the numbers, those of small patches first; return the ones without a place."""
    seen = {}
    for number, shape in shapes.items():
        free = shapely.difference(shape, covered)
        # A patch smaller than the generalised coast is numbered where it is.
        seen[number] = shape if area_mm2(free) < 0.02 else free
    without = set()
    for number in sorted(seen, key=lambda name: (area_mm2(seen[name]), name)):
        if not _one(base, number, f"{word} {number}".strip(), seen[number], covered, lines, anchors.get(number)):
            without.add(number)
    return [number for number in shapes if number in without]


def _one(
    base: MapBase, number: str, text: str, shape: BaseGeometry, covered: BaseGeometry, lines: Any, anchor: tuple[float, ...] | None
) -> bool:
    """Place one number: at its anchor or wholly inside its patch, else beside it with a leader."""
    sheet, style = base.sheet, number_style(base.sheet)
    gid = f"label:patch:{number}"
    inside = (
        _inside(shape, plate(sheet, 0.0, 0.0, text, style))
        if anchor is None
        else _at(shape, plate(sheet, anchor[0], anchor[1], text, style))
    )
    for avoid, (x, y) in itertools.product((lines, None) if lines is not None else (None,), inside):
        box = plate(sheet, x, y, text, style)
        if base.placer.take(box, f"patch {number}", avoid=avoid):
            write_plate(sheet, box, text, style, gid=gid)
            return True
    part = max(polygons_of(shape), key=area_mm2, default=None)
    if part is None:
        return False
    anchor = anchor or (
        shapely.maximum_inscribed_circle(part, tolerance=0.1).coords[0] if area_mm2(part) > 0.5 else part.representative_point().coords[0]
    )
    others = shapely.geometrycollections([item.shape for item in base.shapes if item.label != number])
    insets = shapely.union_all([shapely.box(*rect.edges) for rect, name in base.placer.taken if name in ("locator", "scale bar")])
    places = list(around(anchor, covered, others, lines, 1.6 if sheet.page.is_slide else 1.0))
    # A leader through an inset is followed to the wrong end: such a place is the last resort.
    places.sort(key=lambda place: bool(shapely.intersects(insets, shapely.LineString([anchor[:2], place[:2]]))))
    for x, y, avoid in places:
        box = plate(sheet, x, y, text, style)
        if base.placer.take(box, f"patch {number}", avoid=avoid):
            draw_leader(base, f"patch:{number}", anchor, box)
            write_plate(sheet, box, text, style, gid=gid)
            return True
    return False


def _at(shape: BaseGeometry, box: Rect) -> list[tuple[float, float]]:
    """Return the middle of a box where it lies inside a shape."""
    return [box.centre] if shapely.covers(shape, shapely.box(*box.edges)) else []


def _inside(shape: BaseGeometry, box: Rect) -> list[tuple[float, float]]:
    """Return places where the box lies inside a shape, the widest of its largest parts first."""
    out: list[tuple[float, float]] = []
    for part in sorted(polygons_of(shape), key=lambda part: -area_mm2(part))[:4]:
        if area_mm2(part) < box.w * box.h:
            break
        centre = shapely.maximum_inscribed_circle(part, tolerance=0.2).coords[0]
        x0, y0, x1, y1 = part.bounds
        step = max(1.5, (x1 - x0) / 24, (y1 - y0) / 24)
        xs, ys = (axis.ravel() for axis in np.meshgrid(np.arange(x0, x1, step), np.arange(y0, y1, step)))
        xs, ys = np.append(xs, centre[0]), np.append(ys, centre[1])
        boxes = shapely.box(xs - box.w / 2, ys - box.h / 2, xs + box.w / 2, ys + box.h / 2)
        shapely.prepare(part)
        found = np.flatnonzero(shapely.contains(part, boxes))
        places = [(float(xs[k]), float(ys[k])) for k in found]
        out += sorted(places, key=lambda p: (round((p[0] - centre[0]) ** 2 + (p[1] - centre[1]) ** 2, 3), p[1], p[0]))
    return out


def around(
    anchor: tuple[float, ...], covered: BaseGeometry, others: BaseGeometry, lines: Any, reach: float
) -> Iterable[tuple[float, float, Any]]:
    """Yield places around an anchor with what they avoid: other patches, land and insets where there is room, then land, then nothing."""
    angles = np.radians(np.arange(0.0, 360.0, 22.5))
    everything = shapely.geometrycollections([item for item in (covered, others, lines) if item is not None])
    for shape in (everything, covered):
        shapely.prepare(shape)
    every = (*_NEAR, *_FAR)
    for avoid, distances in ((everything, every), (covered, every), (None, every)):
        for distance, angle in itertools.product(distances, angles):
            yield anchor[0] + reach * distance * float(np.cos(angle)), anchor[1] - reach * distance * float(np.sin(angle)), avoid


def draw_leader(base: MapBase, name: str, anchor: tuple[float, ...], box: Rect) -> None:
    """Draw a thin line from a box to a dot in what it names, such as ``patch:7``."""
    sheet = base.sheet
    start = shapely.Point(anchor[0], anchor[1])
    end = shapely.shortest_line(start, shapely.box(*box.edges)).coords[1]
    line, factor = [np.array([anchor[:2], end])], sheet.page.factor
    strokes(sheet.surface, line, FIXED["white"], 1.2 * factor, gid=f"leader:edge:{name}", zorder=43.5)
    strokes(sheet.surface, line, FIXED["ink"], 0.45 * factor, gid=f"leader:{name}", zorder=44)
    steps = np.linspace(0.0, 1.0, 40)[:, None]
    base.marks.append((line[0][0] + steps * (line[0][1] - line[0][0]), 0.8 * factor))  # no fill of a patch is looked for below it
    dots(sheet.surface, np.array([anchor[:2]]), 0.8 * factor, FIXED["ink"], gid=f"leader dot:{name}", zorder=44.5)
