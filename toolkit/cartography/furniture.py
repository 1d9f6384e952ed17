"""What stands around a map: title, frame, degrees, scale bar, locator, foot, stamp."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from toolkit.cartography.frame import Frame
from toolkit.cartography.pages import Rect
from toolkit.cartography.paint import area_mm2, fill, lines_of, strokes
from toolkit.cartography.sheet import Sheet, line_height, text_width, wrapped
from toolkit.cartography.style import FIXED, PT_MM, TypeStyle
from toolkit.catalog.embedded import read_land
from toolkit.errors import FigureError
from toolkit.geodesy import NM_KM, WGS84

__all__ = [
    "Corner",
    "bar_lengths",
    "corners",
    "draw_foot",
    "draw_frame",
    "draw_graticule",
    "draw_locator",
    "draw_scale",
    "draw_stamp",
    "draw_title",
]


def fitting_title(sheet: Sheet, titles: tuple[str, ...], subtitles: tuple[str, ...]) -> tuple[str, str]:
    """Return the first title and subtitle, of versions from long to short, that fit into the title band.

    Raises
    ------
    FigureError
        None of them fit.
    """
    head, width = sheet.style("title"), sheet.page.title.w
    # A title of one line is better than a longer one whose last word stands alone.
    titles = (*(t for t in titles if text_width(t, head) <= width), *titles)
    for title in titles:
        for subtitle in subtitles:
            if _title_rows(sheet, title, subtitle) is not None:
                return title, subtitle
    band = sheet.page.title
    raise FigureError(
        f"The title ({len(titles[-1])} characters) and subtitle ({len(subtitles[-1])}) do not fit into the band of "
        f"{band.w:g} x {band.h:g} mm on page '{sheet.page.id}' with two lines of title. "
        "Shorten them (title= and subtitle=), or use a larger page."
    )


def _title_rows(sheet: Sheet, title: str, subtitle: str) -> tuple[list[str], list[str], float] | None:
    """Return the lines of both and the step of the title, or None where they do not fit."""
    band, head, below = sheet.page.title, sheet.style("title"), sheet.style("subtitle")
    heads, belows = wrapped(title, head, band.w), wrapped(subtitle, below, band.w)
    step = 0.93 * line_height(head)  # a heading of two lines is set a little closer
    needed = len(heads) * step + len(belows) * line_height(below)
    return None if len(heads) > 2 or needed > band.h + 0.3 else (heads, belows, step)


def draw_title(sheet: Sheet, title: str, subtitle: str) -> None:
    """Write the finding (at most two lines) and the subtitle into the title band; they come first in the text of a PDF."""
    rows = _title_rows(sheet, title, subtitle)
    if rows is None:
        raise FigureError(f"The title '{title}' does not fit on page '{sheet.page.id}'. Shorten it (title=).")
    heads, belows, step = rows
    band, head, below = sheet.page.title, sheet.style("title"), sheet.style("subtitle")
    y = band.y
    for n, row in enumerate(heads):
        sheet.write(band.x, y + 0.8 * head.size * PT_MM, row, head, gid=f"title:{n}", zorder=5)
        y += step
    for n, row in enumerate(belows):
        sheet.write(band.x, y + 0.8 * below.size * PT_MM + 0.3, row, below, gid=f"subtitle:{n}", zorder=5)
        y += line_height(below)


def draw_frame(sheet: Sheet) -> None:
    """Draw the frame line, one weight on all sides."""
    sheet.box(sheet.map_rect, gid="frame", fill=None, edge=FIXED["frame"], width=0.5, zorder=40)


def _step(span: float) -> float:
    """Return the step in degrees that gives 4 to 8 lines, or the nearest to it."""
    return min((1.0, 2.0, 5.0, 10.0, 20.0), key=lambda step: (not 4 <= span / step <= 8, abs(span / step - 5.5)))


def degree_label(value: float, positive: str, negative: str) -> str:
    """Return degrees with their hemisphere, such as ``10°N``; none for 0 and 180.

    Examples
    --------
    >>> degree_label(-7.0, "N", "S"), degree_label(0.0, "N", "S"), degree_label(180.0, "E", "W")
    ('7°S', '0°', '180°')
    """
    value = (value + 180.0) % 360.0 - 180.0 if abs(value) > 180.0 else value
    if value == 0 or abs(value) == 180:
        return f"{abs(value):g}°"
    return f"{abs(value):g}°{positive if value > 0 else negative}"


def draw_graticule(sheet: Sheet, frame: Frame, *, left: bool = True, below: bool = True) -> int:
    """Draw ticks inside the frame, crosses where lines meet, and degrees at the left and below; return the number of labels."""
    west, south, east, north = frame.window
    east += 360.0 if east < west else 0.0
    style = sheet.style("graticule")
    dlon, dlat = _step(east - west), _step(north - south)
    lons = np.arange(np.ceil(west / dlon) * dlon, east + 1e-9, dlon)
    lats = np.arange(np.ceil(south / dlat) * dlat, north + 1e-9, dlat)
    r, marks, labels = frame.rect, [], 0
    ends = {True: -np.inf, False: np.inf}  # where the last label ended, along the lower side and up the left one
    reach = 1.0 * sheet.page.factor
    sides = {
        "left": shapely.LineString([(r.x, r.y), (r.x, r.bottom)]),
        "right": shapely.LineString([(r.right, r.y), (r.right, r.bottom)]),
        "top": shapely.LineString([(r.x, r.y), (r.right, r.y)]),
        "bottom": shapely.LineString([(r.x, r.bottom), (r.right, r.bottom)]),
    }
    for values, other, is_lon in ((lons, lats, True), (lats, lons, False)):
        for value in values:
            t = np.linspace((south if is_lon else west) - 1.0, (north if is_lon else east) + 1.0, 241)
            t = np.clip(t, -90, 90) if is_lon else t
            lon, lat = (np.full(241, value), t) if is_lon else (t, np.full(241, value))
            curve = shapely.LineString(frame.points((lon + 180) % 360 - 180, lat))
            for side, edge in sides.items():
                for point in shapely.get_parts(shapely.intersection(curve, edge)):
                    if point.geom_type != "Point":
                        continue
                    at = curve.project(point)
                    inward = min((curve.interpolate(at + 2 * reach), curve.interpolate(at - 2 * reach)), key=lambda p: -r_depth(r, p))
                    marks.append(np.array([(point.x, point.y), (inward.x, inward.y)]))
                    text = degree_label(value, "E", "W") if is_lon else degree_label(value, "N", "S")
                    half = text_width(text, style) / 2
                    if below and is_lon and side == "bottom" and max(r.x, ends[True] + 1.0) + half < point.x < r.right - half:
                        ends[True] = point.x + half
                        sheet.write(point.x, r.bottom + 0.95 * style.size * PT_MM + 0.4, text, style, gid="graticule", ha="center")
                        labels += 1
                    if left and not is_lon and side == "left" and r.y + half < point.y < min(r.bottom, ends[False] - 1.0) - half:
                        ends[False] = point.y - half
                        sheet.write(r.x - 1.0, point.y, text, style, gid="graticule", ha="center", rotation=90)
                        labels += 1
            for cross in other:
                x, y = frame.points([((value if is_lon else cross) + 180) % 360 - 180], [cross if is_lon else value])[0]
                if r.x + 1 < x < r.right - 1 and r.y + 1 < y < r.bottom - 1:
                    at = curve.project(shapely.Point(x, y))
                    piece = [curve.interpolate(at - reach), curve.interpolate(at + reach)]
                    marks.append(np.array([(p.x, p.y) for p in piece]))
    strokes(sheet.ground, marks, FIXED["graticule"], 0.25 * sheet.page.factor, gid="graticule ticks", zorder=23)
    return labels


def r_depth(rect: Rect, point: shapely.Point) -> float:
    """Return how deep a point lies inside a rectangle (negative outside)."""
    return float(min(point.x - rect.x, rect.right - point.x, point.y - rect.y, rect.bottom - point.y))


@dataclass(frozen=True)
class Corner:
    """A place for an inset: its box and how much of a map it would cover."""

    rect: Rect
    covers: float


#: Insets are moved along the frame in these steps, millimetres.
_SLIDE_STEP = 6.0


def corners(rect: Rect, width: float, height: float, busy: BaseGeometry, *, margin: float) -> list[Corner]:
    """Return places for a box along the frame, least covering of what is busy first; of equal ones corners first."""
    boxes = [
        Rect(rect.x + margin, rect.bottom - height - margin, width, height),
        Rect(rect.right - width - margin, rect.bottom - height - margin, width, height),
        Rect(rect.x + margin, rect.y + margin, width, height),
        Rect(rect.right - width - margin, rect.y + margin, width, height),
    ]
    left, right, top, bottom = rect.x + margin, rect.right - width - margin, rect.y + margin, rect.bottom - height - margin
    along = np.arange(left + _SLIDE_STEP, right, _SLIDE_STEP)
    boxes += [Rect(float(x), y, width, height) for y in (bottom, top) for x in along]
    boxes += [Rect(x, float(y), width, height) for x in (left, right) for y in np.arange(bottom - _SLIDE_STEP, top, -_SLIDE_STEP)]
    found = [Corner(b, area_mm2(shapely.intersection(shapely.box(b.x, b.y, b.right, b.bottom), busy)) / (width * height)) for b in boxes]
    return sorted(found, key=lambda corner: round(corner.covers, 2))


def bar_lengths(frame: Frame) -> tuple[float, float, float, float]:
    """Return length and millimetres of the scale bar in km and in NM, true at the centre of the map.

    Lengths are 1, 2 or 5 times a power of ten: in km nearest to a fifth of the frame's width, in NM not longer on the page.
    """
    x, y = frame.rect.centre
    half = frame.rect.w * 0.05
    ends = frame.degrees([x - half, x + half], [y, y])
    km_per_mm = WGS84.inv(*ends[0], *ends[1])[2] / 1000.0 / (2 * half)
    steps = [m * 10.0**e for e in range(-1, 5) for m in (1, 2, 5)]
    wanted = 0.2 * frame.rect.w * km_per_mm
    km = min(steps, key=lambda step: abs(np.log(step / wanted)))
    nm = max(step for step in steps if step * NM_KM <= 1.05 * km or step == steps[0])
    return km, km / km_per_mm, nm, nm * NM_KM / km_per_mm


def scale_size(sheet: Sheet, frame: Frame) -> tuple[float, float]:
    """Return width and height of the plate of the scale bar."""
    _, km_mm, _, nm_mm = bar_lengths(frame)
    style = sheet.style("graticule")
    width = max(max(km_mm, nm_mm) + text_width("1,000 km", style) + 6.0, text_width(_scale_words(sheet), style) + 6.0)
    return width, 3 * line_height(style) + 2 * 1.4 + 3.2


def _scale_words(sheet: Sheet) -> str:
    """Return where the bar is true, in words that suit the width of the frame."""
    return "Scale at the centre of the map" if sheet.map_rect.w > 75.0 * sheet.page.factor else "at the map's centre"


def draw_scale(sheet: Sheet, frame: Frame, rect: Rect) -> None:
    """Draw the scale bar in km and NM on a white plate."""
    km, km_mm, nm, nm_mm = bar_lengths(frame)
    style = sheet.style("graticule")
    sheet.box(rect, gid="plate:scale", fill=FIXED["paper"], edge=FIXED["frame"], width=0.25, zorder=36)
    y = rect.y + 1.2
    for length, mm, unit in ((km, km_mm, "km"), (nm, nm_mm, "NM")):
        base = y + 0.85 * style.size * PT_MM
        x = rect.x + 3.0
        sheet.write(x, base, "0", style, gid="scale:text", ha="center")
        if mm > text_width(f"0{length / 2:,g}", style) + 3.0:
            sheet.write(x + mm / 2, base, f"{length / 2:,g}", style, gid="scale:text", ha="center")
        sheet.write(x + mm, base, f"{length:,g} {unit}", style, gid="scale:text", ha="left")
        bar = y + line_height(style) - 0.2
        sheet.box(Rect(x, bar, mm / 2, 1.4), gid=f"scale:{unit}:dark", fill=FIXED["grey ink"], edge=FIXED["grey ink"], zorder=37)
        sheet.box(Rect(x + mm / 2, bar, mm / 2, 1.4), gid=f"scale:{unit}:light", fill=FIXED["paper"], edge=FIXED["grey ink"], zorder=37)
        y += line_height(style) + 1.4 + 0.3
    sheet.write(rect.x + 3.0 - 0.6, y + 0.9 * style.size * PT_MM, _scale_words(sheet), style, gid="scale:caption")


#: How far the registered land reaches (`base-land`), degrees; beyond it the inset is left white.
_LAND_WEST, _LAND_EAST, _LAND_SOUTH, _LAND_NORTH = 60.0, 210.0, -60.0, 65.0


@functools.lru_cache(maxsize=16)
def _locator(frame: Frame, width: float, height: float) -> tuple[BaseGeometry, BaseGeometry, BaseGeometry]:
    """Return land, the map's frame, and how far the registered land reaches, in an inset of a size, millimetres from its corner."""
    span = max(frame.rect.w / frame.scale, frame.rect.h / frame.scale)
    reach = max(2.4 * span, 7.0e6)
    scale = min(width, height) / reach
    whole = Frame(frame.projection, frame.bounds, Rect(0, 0, width, height), -width / scale / 2, height / scale / 2, scale)
    land = read_land()
    sizes = shapely.bounds(land.geometry.to_numpy())
    big = land.geometry.to_numpy()[np.hypot(sizes[:, 2] - sizes[:, 0], sizes[:, 3] - sizes[:, 1]) > 0.4]
    flat = whole.project(shapely.make_valid(shapely.simplify(big, 0.1)), tolerance=0.08)
    r = frame.rect
    t = np.linspace(0, 1, 11)
    x = np.concatenate([r.x + r.w * t, np.full(11, r.right), r.right - r.w * t, np.full(11, r.x)])
    y = np.concatenate([np.full(11, r.y), r.y + r.h * t, np.full(11, r.bottom), r.bottom - r.h * t])
    lonlat = frame.degrees(x, y)
    outline = shapely.Polygon(whole.points(lonlat[:, 0], lonlat[:, 1]))
    box = shapely.box(0, 0, width, height)
    lon, lat = np.linspace(_LAND_WEST, _LAND_EAST, 181), np.linspace(_LAND_SOUTH, _LAND_NORTH, 126)
    ring_lon = np.concatenate([lon, np.full(126, _LAND_EAST), lon[::-1], np.full(126, _LAND_WEST)])
    ring_lat = np.concatenate([np.full(181, _LAND_SOUTH), lat, np.full(181, _LAND_NORTH), lat[::-1]])
    known = shapely.make_valid(shapely.Polygon(whole.points((ring_lon + 180) % 360 - 180, ring_lat)))
    return shapely.intersection(shapely.union_all(flat[~shapely.is_empty(flat)]), box), outline, shapely.intersection(known, box)


def draw_locator(sheet: Sheet, frame: Frame, rect: Rect) -> None:
    """Draw the inset that shows where the map lies: land and the frame, nothing else."""
    land, outline, known = _locator(frame, rect.w, rect.h)
    shift = [1, 0, 0, 1, rect.x, rect.y]
    from shapely.affinity import affine_transform

    sheet.box(rect, gid="plate:locator", fill=FIXED["paper"], edge=None, zorder=36)
    fill(sheet.surface, affine_transform(known, shift), FIXED["sea"], gid="locator:sea", zorder=36.5, seam=False)
    fill(sheet.surface, affine_transform(land, shift), FIXED["land"], gid="locator:land", zorder=37, seam=False)
    strokes(
        sheet.surface,
        lines_of(shapely.boundary(affine_transform(outline, shift))),
        FIXED["ink"],
        0.8 * sheet.page.factor,
        gid="locator:frame",
        zorder=38,
    )
    sheet.box(rect, gid="locator:edge", fill=None, edge=FIXED["frame"], width=0.25, zorder=39)


def draw_foot(sheet: Sheet, disclaimer: str, sources: tuple[tuple[str, ...], ...], ident: str) -> tuple[str, ...]:
    """Write disclaimer, sources and map id into the foot; return the source lines written.

    Parameters
    ----------
    sheet : Sheet
        The page.
    disclaimer : str
        Printed in full.
    sources : tuple of tuple of str
        Source lines in versions from long to short; the first that fits is printed.
    ident : str
        Map id and kind of data, at the right end.

    Raises
    ------
    FigureError
        None of them fit.
    """
    for lines in sources:
        rows = _foot_rows(sheet, disclaimer, lines, ident)
        if rows is not None:
            _write_foot(sheet, rows, ident)
            return lines
    raise FigureError(
        f"Disclaimer and sources do not fit into the foot of page '{sheet.page.id}' ({sheet.page.foot.w:g} x {sheet.page.foot.h:g} mm). "
        "Give the claim set a shorter title, or use a larger page."
    )


def _foot_rows(sheet: Sheet, disclaimer: str, lines: tuple[str, ...], ident: str) -> list[tuple[str, TypeStyle, str]] | None:
    """Return the lines of the foot, the last with room for the map id; None where they do not fit."""
    band = sheet.page.foot
    one, two, three = sheet.style("disclaimer"), sheet.style("sources"), sheet.style("id")
    said = " ".join(line for line in lines if line)
    if sheet.page.is_slide:
        rows = [(row, one, "disclaimer") for row in wrapped(f"{disclaimer} {said}", one, band.w)]
    else:
        rows = [(row, one, "disclaimer") for row in wrapped(disclaimer, one, band.w)]
        rows += [(row, two, "sources") for row in wrapped(said, two, band.w)]
    if text_width(rows[-1][0], rows[-1][1]) > band.w - text_width(ident, three) - 4.0:
        rows.append(("", three, "id"))
    return rows if sum(line_height(style) for _, style, _ in rows) <= band.h + 0.3 else None


def _write_foot(sheet: Sheet, rows: list[tuple[str, TypeStyle, str]], ident: str) -> None:
    band = sheet.page.foot
    y = band.y
    counts: dict[str, int] = {}
    for row, style, name in rows:
        counts[name] = counts.get(name, -1) + 1
        base = y + 0.85 * style.size * PT_MM
        if row:
            sheet.write(band.x, base, row, style, gid=f"{name}:{counts[name]}")
        y += line_height(style)
    sheet.write(band.right, base, ident, "id", gid="map id", ha="right")


def draw_stamp(sheet: Sheet) -> None:
    """Stamp SYNTHETIC across the frame, in outline letters."""
    from matplotlib.patches import PathPatch
    from matplotlib.textpath import TextPath
    from matplotlib.transforms import Affine2D

    from toolkit.cartography.sheet import font

    rect = sheet.map_rect
    letters = TextPath((0, 0), "\u2009".join("SYNTHETIC"), size=100, prop=font(TypeStyle(100, "bold")), usetex=False)
    box = letters.get_extents()
    scale = 0.12 * rect.h / box.height
    scale = min(scale, 0.9 * rect.w / (box.width * np.cos(np.radians(25)) + box.height * np.sin(np.radians(25))))
    move = Affine2D().translate(-(box.x0 + box.x1) / 2, -(box.y0 + box.y1) / 2).rotate_deg(25).scale(scale, -scale).translate(*rect.centre)
    patch = PathPatch(
        move.transform_path(letters), facecolor="none", edgecolor=FIXED["stamp"], linewidth=1.0 * sheet.page.factor, zorder=60
    )
    patch.set_gid("stamp:SYNTHETIC")
    sheet.ground.add_artist(patch)
