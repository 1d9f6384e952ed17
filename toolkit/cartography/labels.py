"""Labels: a fixed sequence of candidate places, the first free one is taken; what finds none is told."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from toolkit.cartography.frame import Frame
from toolkit.cartography.pages import Rect
from toolkit.cartography.paint import area_mm2, dots, polygons_of, strokes
from toolkit.cartography.sheet import ASCENT, DESCENT, Sheet, line_height, text_width
from toolkit.cartography.style import FIXED, PT_MM, TypeStyle, lightness

__all__ = ["Placer", "draw_digits", "draw_sea_names", "label_features", "mark_features", "text_rect"]

#: Free space between two labels, millimetres.
GAP = 0.5
#: On a slide a digit is larger than a patch of this size, square millimetres: its diagonals alone mark it.
_SMALLEST_ON_SLIDE = 45.0
#: Names of seas may reach this far over a coast where there is no other place, millimetres.
_COAST = 1.5


@dataclass
class Placer:
    """The boxes that are taken on a map.

    Attributes
    ----------
    rect : Rect
        The frame; no label crosses it.
    taken : list of (Rect, str)
        Boxes and what they hold.
    """

    rect: Rect
    taken: list[tuple[Rect, str]] = field(default_factory=list)

    def free(self, rect: Rect) -> bool:
        """Say whether a box lies inside the frame and clear of all others."""
        if not self.rect.contains(rect.grown(GAP)):
            return False
        wide = rect.grown(GAP)
        return not any(wide.overlaps(other) for other, _ in self.taken)

    def take(self, rect: Rect, name: str, *, avoid: BaseGeometry | None = None) -> bool:
        """Take a box if it is free, and clear of a shape that is to be avoided."""
        if not self.free(rect):
            return False
        if avoid is not None and avoid.intersects(shapely.box(rect.x, rect.y, rect.right, rect.bottom)):
            return False
        self.taken.append((rect, name))
        return True

    def block(self, rect: Rect, name: str) -> None:
        """Take a box whatever lies there (insets, scale bar)."""
        self.taken.append((rect, name))


def text_rect(x: float, y: float, lines: Iterable[str], style: TypeStyle, ha: str = "center") -> Rect:
    """Return the box of lines of text whose first base line is at ``y``."""
    rows = list(lines)
    width = max(text_width(row, style) for row in rows)
    left = {"left": x, "center": x - width / 2, "right": x - width}[ha]
    top = y - ASCENT * style.size * PT_MM
    height = (ASCENT + DESCENT) * style.size * PT_MM + (len(rows) - 1) * line_height(style)
    return Rect(left, top, width, height)


def _write_rows(sheet: Sheet, x: float, y: float, rows: list[str], style: TypeStyle, *, gid: str, ha: str, halo: str) -> None:
    for n, row in enumerate(rows):
        sheet.write(x, y + n * line_height(style), row, style, gid=f"{gid}:{n}" if n else gid, ha=ha, halo=halo, zorder=48)


def draw_sea_names(
    sheet: Sheet,
    frame: Frame,
    seas: Iterable[Mapping[str, Any]],
    land: BaseGeometry,
    lines: BaseGeometry,
    placer: Placer,
    keyed: list[tuple[str, str]] | None = None,
) -> list[str]:
    """Write the names of seas near their places, off land, and clear of lines where there is room.

    Parameters
    ----------
    sheet, frame, land, lines, placer
        Page, frame, what lies there in millimetres, and the boxes taken.
    seas : iterable of mapping
        Names and places.
    keyed : list of (str, str), optional
        Takes the marks of seas too narrow for their names, with the names; without it such a name is left out.

    Returns
    -------
    list of str
        The names left out.
    """
    style = sheet.style("sea")
    both = shapely.union(land, lines)
    # Islets and the very edge of a coast may be touched where there is no other place.
    inland = shapely.buffer(land, -_COAST * sheet.page.factor)
    left_out = []
    for n, sea in enumerate(seas):
        rows = [str(name) for name in sea.get("names", ())] or str(sea["name"]).split(" / ")
        if len(rows) == 1 and text_width(rows[0], style) > 0.18 * frame.rect.w and " " in rows[0]:
            words = rows[0].split(" ")
            half = min(range(1, len(words)), key=lambda cut: max(len(" ".join(words[:cut])), len(" ".join(words[cut:]))))
            rows = [" ".join(words[:half]), " ".join(words[half:])]
        x0, y0 = frame.points([sea["lon"]], [sea["lat"]])[0]
        if not frame.rect.contains(Rect(x0, y0, 0, 0)):
            continue
        places = [(x0 + dx, y0 + dy) for dx, dy in _spiral(13.0, 1.5)]

        gid = f"label:sea:{n}"
        if any(_name_at(sheet, places, rows, gid, placer, avoid) for avoid in (both, land, inland)):
            continue
        # A name lies on no land: where the sea is too narrow for it, a letter with a number keys to it.
        mark = f"S{len(keyed) + 1}" if keyed is not None else ""
        if keyed is not None and any(_name_at(sheet, places, [mark], gid, placer, avoid) for avoid in (both, land)):
            keyed.append((mark, " / ".join(str(name) for name in sea.get("names", ())) or str(sea["name"])))
        else:
            left_out.append(f"name {sea['name']}")
    return left_out


def _name_at(sheet: Sheet, places: list[tuple[float, float]], rows: list[str], gid: str, placer: Placer, avoid: BaseGeometry) -> bool:
    """Write the name of a sea at the first free place off what is to be avoided."""
    style = sheet.style("sea")
    for x, y in places:
        if placer.take(text_rect(x, y, rows, style), gid.removeprefix("label:"), avoid=avoid):
            _write_rows(sheet, x, y, rows, style, gid=gid, ha="center", halo=FIXED["white"])
            return True
    return False


def _spiral(radius: float, step: float) -> list[tuple[float, float]]:
    """Return offsets around a place, nearest first, in a fixed order."""
    n = int(radius / step)
    grid = [(i * step, j * step) for i in range(-n, n + 1) for j in range(-n, n + 1)]
    return sorted((p for p in grid if p[0] ** 2 + p[1] ** 2 <= radius**2), key=lambda p: (round(p[0] ** 2 + p[1] ** 2, 6), p[1], p[0]))


def draw_digits(
    sheet: Sheet,
    shapes: Iterable[tuple[str, str, BaseGeometry, str]],
    lines: BaseGeometry,
    placer: Placer,
    *,
    smallest_mm2: float = 1.0,
    land: BaseGeometry | None = None,
) -> tuple[list[str], list[str]]:
    """Write a text into each shape, at its widest place; beside it with a leader where it does not fit.

    Parameters
    ----------
    sheet : Sheet
        The page.
    shapes : iterable of (name, text, geometry, fill)
        What to write where; geometry in millimetres, fill is the colour below.
    lines : shapely geometry
        Legal lines on the page, kept clear where there is room.
    placer : Placer
        Boxes taken.
    smallest_mm2 : float
        Shapes smaller than this on the page are not written on.
    land : shapely geometry, optional
        No text stands on it: a number of claimants is never one of land.

    Returns
    -------
    dropped, too_small : list of str
        Names of shapes without their text: no free place, or too small on this page.
    """
    style = sheet.style("digit")
    dropped, too_small = [], []
    pending = []
    for name, text, geometry, colour in shapes:
        if area_mm2(geometry) < (max(smallest_mm2, _SMALLEST_ON_SLIDE) if sheet.page.is_slide else smallest_mm2):
            too_small.append(name)
            continue
        pending.append((name, text, geometry, colour))
    pending.sort(key=lambda item: area_mm2(item[2]))
    both = lines if land is None else shapely.union(lines, land)
    for avoided in (both, land):
        shapely.prepare(avoided)
    for name, text, geometry, colour in pending:
        width = text_width(text, style)
        cap = 0.72 * style.size * PT_MM
        dark = lightness(colour) < 55
        places = _inside(geometry, max(width, cap) / 2 + 0.2)
        for x, y, avoid in [(x, y, avoid) for avoid in (both, land) for x, y in places]:
            if placer.take(Rect(x - width / 2 - 0.2, y - cap / 2 - 0.2, width + 0.4, cap + 0.4), f"digit {text}", avoid=avoid):
                ink, halo = (FIXED["white"], colour) if dark else (FIXED["ink"], colour)
                sheet.write(x, y + cap / 2, text, style, gid=f"label:digit:{name}", ha="center", colour=ink, halo=halo, zorder=47)
                break
        else:
            if not _with_leader(sheet, name, text, geometry, style, placer, land):
                dropped.append(name)
    return dropped, too_small


def _inside(geometry: BaseGeometry, radius: float) -> list[tuple[float, float]]:
    """Return places at least ``radius`` inside a shape: the widest of its largest parts first, then a grid."""
    out: list[tuple[float, float]] = []
    for polygon in sorted(polygons_of(geometry), key=lambda p: -area_mm2(p))[:3]:
        circle = shapely.maximum_inscribed_circle(polygon, tolerance=0.2)
        if circle.length < radius:
            continue
        centre = circle.coords[0]
        out.append((centre[0], centre[1]))
        core = shapely.buffer(polygon, -radius)
        if core.is_empty:
            continue
        x0, y0, x1, y1 = core.bounds
        step = max(2.0, (x1 - x0) / 20, (y1 - y0) / 20)
        xs, ys = np.meshgrid(np.arange(x0, x1 + step, step), np.arange(y0, y1 + step, step))
        inside = shapely.contains_xy(core, xs.ravel(), ys.ravel())
        places = sorted(
            zip(xs.ravel()[inside].tolist(), ys.ravel()[inside].tolist(), strict=True),
            key=lambda p: (round((p[0] - centre[0]) ** 2 + (p[1] - centre[1]) ** 2, 3), p[1], p[0]),
        )
        out += places
    return out


def _with_leader(
    sheet: Sheet, name: str, text: str, geometry: BaseGeometry, style: TypeStyle, placer: Placer, land: BaseGeometry | None
) -> bool:
    """Write a text beside a shape, off land, with a thin line to it: at most 12 mm long, or 24 where there is no water nearer."""
    anchor = geometry.representative_point()
    cap = 0.72 * style.size * PT_MM
    width = text_width(text, style)
    near, far = (4.0, 6.0, 8.0, 10.0, 12.0), (14.0, 16.0, 18.0, 20.0, 22.0, 24.0)
    eight = (45, -45, 135, -135, 0, 180, 90, -90)
    between = tuple(angle + 22.5 for angle in eight)
    for distances, angles in ((near, eight), (near, between), (far, (*eight, *between))):
        for distance, angle in itertools.product(distances, angles):
            x = anchor.x + distance * np.cos(np.radians(angle))
            y = anchor.y - distance * np.sin(np.radians(angle))
            if placer.take(Rect(x - width / 2 - 0.2, y - cap / 2 - 0.2, width + 0.4, cap + 0.4), f"digit {text}", avoid=land):
                end = (x - (0.9 * width) * np.cos(np.radians(angle)), y + cap * 0.8 * np.sin(np.radians(angle)))
                leader = [np.array([(anchor.x, anchor.y), end])]
                strokes(sheet.surface, leader, FIXED["white"], 1.2, gid=f"leader:edge:{name}", zorder=43.5)
                strokes(sheet.surface, leader, FIXED["grey ink"], 0.5, gid=f"leader:{name}", zorder=44)
                sheet.write(x, y + cap / 2, text, style, gid=f"label:digit:{name}", ha="center", halo=FIXED["white"], zorder=47)
                return True
    return False


def mark_features(sheet: Sheet, frame: Frame, features: Iterable[Any], placer: Placer) -> list[tuple[float, float, Any]]:
    """Mark listed features with the same open circle, north to south; return their places on the page."""
    radius = _radius(sheet)
    places = []
    for item in sorted(features, key=lambda f: (-f.lat, f.lon)):
        x, y = (float(value) for value in frame.points([item.lon], [item.lat])[0])
        if not (np.isfinite([x, y]).all() and frame.rect.contains(Rect(x, y, 0, 0).grown(2.0))):
            continue
        if placer.take(Rect(x - radius, y - radius, 2 * radius, 2 * radius), "feature"):
            places.append((x, y, item))
            dots(sheet.surface, np.array([[x, y]]), 2 * radius, FIXED["white"], gid="symbol:feature", zorder=43, edge=FIXED["claim ink"],
                 width=0.5 * sheet.page.factor)  # fmt: skip
    return places


def _radius(sheet: Sheet) -> float:
    return 0.7 * sheet.page.factor


def label_features(
    sheet: Sheet, places: Iterable[tuple[float, float, Any]], land: BaseGeometry, placer: Placer
) -> tuple[list[tuple[str, Any]], list[str]]:
    """Write a mark beside each feature that keys to all its names: one way for all, on every page.

    A feature written out on one page and only marked on another would look like the more important one.

    Returns
    -------
    keyed, left_out : list
        (mark, feature), whose names are printed in the key; what found no place at all.
    """
    style = sheet.style("feature")
    keyed: list[tuple[str, Any]] = []
    left_out: list[str] = []
    for x, y, item in places:
        mark = f"F{len(keyed) + 1}"
        if any(_beside(sheet, x, y, [mark], style, placer, f"label:feature:{item.id}", avoid) for avoid in (land, None)):
            keyed.append((mark, item))
        else:
            left_out.append(f"feature {item.id}")
    return keyed, left_out


def _beside(
    sheet: Sheet, x: float, y: float, rows: list[str], style: TypeStyle, placer: Placer, gid: str, avoid: BaseGeometry | None
) -> bool:
    """Write rows of text beside a point: NE, SE, NW, SW, then E, W."""
    height = (len(rows) - 1) * line_height(style)
    up, down = -0.3, ASCENT * style.size * PT_MM + 0.3
    middle = 0.36 * style.size * PT_MM - height / 2
    off = _radius(sheet) + 0.7
    for ha, dx, dy in (
        ("left", off, up - height), ("left", off, down), ("right", -off, up - height), ("right", -off, down),
        ("left", off, middle), ("right", -off, middle),
    ):  # fmt: skip
        if placer.take(text_rect(x + dx, y + dy, rows, style, ha), gid, avoid=avoid):
            _write_rows(sheet, x + dx, y + dy, rows, style, gid=gid, ha=ha, halo=FIXED["white"])
            return True
    return False
