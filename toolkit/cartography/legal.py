"""Legal lines on the page: which are seen, which is drawn where two coincide, their numbers and their badges."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from toolkit.cartography.frame import Frame
from toolkit.cartography.labels import Placer
from toolkit.cartography.pages import Rect
from toolkit.cartography.paint import lines_of, strokes
from toolkit.cartography.sheet import Sheet, text_width
from toolkit.cartography.style import FIXED, LINES, PT_MM

__all__ = [
    "DARK_EDGE",
    "DrawnLine",
    "LineKeyRow",
    "draw_badges",
    "draw_lines",
    "draw_open_ends",
    "is_vague",
    "key_rows",
    "line_sign",
    "lines_on",
    "open_end_shape",
]

#: Two lines closer than this on the page lie on the same edge, millimetres.
_SAME_EDGE = 0.35
#: A visible run shorter than this is left out, millimetres.
_SHORTEST = 1.0
#: A connected part of a line has a number of its own from this length on, millimetres.
_NUMBERED = 6.0
#: A part with an open end needs this length to bear its sign, millimetres.
_SHORTEST_OPEN = 3.0
#: A part shorter than this many badges has its number beside it, not on it.
_SHORT_PART = 3.5
_BADGE = 3.4
_EVERY = 60.0
_Z = 30.0
#: White on both sides of a line together, points: enough on dark fills, too little to look like a second line.
_EDGE = 0.5
#: The same on a map with fills as dark as the ink, which then stands out by its edge alone.
DARK_EDGE = 1.6


@dataclass(frozen=True)
class DrawnLine:
    """A legal line with its number on this page.

    Attributes
    ----------
    number : int
        By place: north to south, then west to east of the northern end.
    line : LegalLine
        The record.
    visible : shapely geometry
        The whole line on the page, millimetres.
    runs : tuple of shapely.LineString
        The parts that are drawn: where a line of a higher kind lies on the same edge, only that one is.
    """

    number: int
    line: Any
    visible: Any
    runs: tuple[Any, ...]

    @property
    def look(self) -> str:
        """How it is drawn: a key of :data:`toolkit.cartography.style.LINES`."""
        return _look(self.line, self.line.agreed_not_encoded)


@dataclass(frozen=True)
class LineKeyRow:
    """One row of the key of lines: everything a reader needs to find the instrument.

    ``parties`` are those who agreed or stated the line, ``concerns`` those whom it touches besides; ``by`` says both in words, and
    ``words`` says what kind of line it is.
    """

    number: int
    line_id: str
    kind: str
    title: str
    year: str
    parties: tuple[str, ...]
    status: str
    instruments: tuple[str, ...]
    uncertainty_km: float
    approximate: bool
    vague: bool
    drawn: str = ""
    remark: str = ""
    whole: bool = False
    words: str = ""
    by: str = ""
    concerns: tuple[str, ...] = ()

    @property
    def sign(self) -> str:
        """The sign of the line on the map."""
        return line_sign(self.number, approximate=self.approximate)

    @property
    def look(self) -> str:
        """How it is drawn: a key of :data:`toolkit.cartography.style.LINES`."""
        return _look(self, self.approximate)

    def position(self) -> str:
        """Return how well the place of the line is known, where the page can show the difference."""
        return f"position known to about {self.uncertainty_km:,.0f} km" if self.vague else ""

    def partial(self) -> str:
        """Return what of the line the sources used hold, where that is not all of it."""
        return self.drawn if self.whole else f"drawn in part: {self.drawn}" if self.drawn else ""

    def short(self) -> str:
        """Return the row as it is printed beside the map."""
        year = self.year if self.year not in self.title else ""
        return " · ".join(part for part in (self.title, year, self.by, self.status, self.position(), self.partial(), self.remark) if part)


def _look(line: Any, stands_in: bool) -> str:
    from toolkit.claims.kinds import is_attributed

    if line.kind == "unilateral" and is_attributed(line):
        return "attributed"
    return "placed" if stands_in else str(line.kind)


def _merged(geometry: BaseGeometry) -> list[shapely.LineString]:
    """Join pieces to the longest runs, each beginning at its northern (then western) end."""
    lines = lines_of(geometry)
    if not lines:
        return []
    runs = lines_of(shapely.line_merge(shapely.MultiLineString(lines)))
    out = []
    for run in runs:
        first, last = run.coords[0], run.coords[-1]
        out.append(run if (first[1], first[0]) <= (last[1], last[0]) else run.reverse())
    return sorted(out, key=lambda run: (round(run.coords[0][1], 3), round(run.coords[0][0], 3), run.length))


def lines_on(lines: Iterable[Any], frame: Frame) -> list[DrawnLine]:
    """Return the lines seen in a frame, numbered by place, with the parts to draw.

    Given are those in force without straight baselines (``ClaimSet.lines_in_force``): these delimit nothing between parties, and a
    party with many of them would fill the page with its numbers.
    """
    records = list(lines)
    if not records:
        return []
    flat = frame.project([line.geometry for line in records], clip=False)
    seen = []
    for line, geometry in zip(records, shapely.intersection(flat, frame.box), strict=True):
        runs = [run for run in _merged(geometry) if run.length >= _SHORTEST]
        if runs:
            visible = shapely.MultiLineString(runs)
            start = frame.degrees(*runs[0].coords[0])[0]
            seen.append((line, visible, (-round(float(start[1]), 4), round(float(start[0]), 4), visible.wkb)))
    seen.sort(key=lambda item: item[2])
    numbered = [(n, item[0], item[1]) for n, item in enumerate(seen, 1)]
    drawn: dict[int, list[Any]] = {}
    above: list[Any] = []
    for n, _, visible in sorted(numbered, key=lambda item: (-LINES[item[1].kind].rank, item[0])):
        drawn[n] = _merged(_without_doubles(visible, above))
        above.append(visible)
    return [DrawnLine(n, line, visible, tuple(drawn[n])) for n, line, visible in numbered]


def _without_doubles(visible: BaseGeometry, above: list[Any]) -> BaseGeometry:
    """Cut away the parts that run along a line already drawn; crossings stay."""
    if not above:
        return visible
    near = shapely.union_all(shapely.buffer(np.array(above, dtype=object), _SAME_EDGE, cap_style="flat"))
    shared = [line for line in _merged(shapely.intersection(visible, near)) if line.length > 6 * _SAME_EDGE]
    if not shared:
        return visible
    return shapely.difference(visible, shapely.buffer(shapely.MultiLineString(shared), 1e-3, cap_style="flat"))


def draw_lines(sheet: Sheet, frame: Frame, lines: list[DrawnLine], edge: float = _EDGE) -> None:
    """Draw the lines, one artist for each kind and line, in the order of kinds and then of place."""
    factor = sheet.page.factor
    for item in sorted(lines, key=lambda item: (LINES[item.look].rank, item.number)):
        kind, name = LINES[item.look], f"{item.look}:{item.number}"
        z = _Z + kind.rank
        width_mm = band_width(item.line, frame)
        if width_mm:
            band = shapely.intersection(shapely.boundary(shapely.buffer(item.visible, width_mm / 2, cap_style="flat")), frame.box)
            strokes(sheet.ground, lines_of(band), FIXED["claim ink"], 0.25 * factor, gid=f"band:{name}", zorder=z,
                    dashes=(0.0, (2.0, 6.0)))  # fmt: skip
        # A white edge in the same pattern keeps a line readable on dark fills; the ink itself keeps its width.
        over = [("casing", "white", kind.width + edge, _Z + 0.1 * kind.rank), ("line", "claim ink", kind.width, z)]
        for part, colour, width, order in [*over, ("core", "white", kind.core, z + 0.05)][: 3 if kind.core else 2]:
            dashes = [kind.dashes_at(width, run.length / factor) for run in item.runs]
            strokes(sheet.ground, list(item.runs), FIXED[colour], width * factor, gid=f"{part}:{name}", zorder=order, dashes=dashes)


def _uncertainty(line: Any) -> float:
    value = float(line.uncertainty_km)
    return 0.0 if math.isnan(value) else value


def line_sign(number: int, *, approximate: bool = False) -> str:
    """Return the sign of a line: L and its number, so that no reader takes it for a number of claimants.

    An ``a`` follows where an agreement exists and the drawn line stands in for it.

    Examples
    --------
    >>> line_sign(2), line_sign(9, approximate=True)
    ('L2', 'L9a')
    """
    return f"L{number}{'a' if approximate else ''}"


def badge_text(item: DrawnLine) -> str:
    """Return the sign of a line on the page."""
    return line_sign(item.number, approximate=item.line.agreed_not_encoded)


def open_end_shape(x: float, y: float, along: tuple[float, float], factor: float = 1.0) -> Any:
    """Return the break sign at an open end: a bar with a zigzag, square to the line that comes from the other side."""
    d, n = np.array(along), np.array([-along[1], along[0]])
    steps = ((-2.0, 0.0), (-0.6, 0.0), (-0.2, 0.8), (0.2, -0.8), (0.6, 0.0), (2.0, 0.0))
    return np.array([(x, y)] * len(steps)) + factor * np.array([across * n + ahead * d for across, ahead in steps])


def open_ends_on(item: DrawnLine, frame: Frame, lines: Iterable[DrawnLine]) -> list[tuple[float, float, tuple[float, float]]]:
    """Return the open ends of a line that are seen in the frame: place and direction, millimetres.

    Where another line of the same parties runs through the end, the boundary goes on there and nothing is open.
    """
    ends = getattr(item.line, "open_ends", ())
    if not ends:
        return []
    others = [other.visible for other in lines if other is not item and set(item.line.parties) <= set(other.line.parties)]
    out = []
    for x, y in frame.points([lon for lon, _ in ends], [lat for _, lat in ends]).tolist():
        at = shapely.Point(x, y)
        if any(shapely.dwithin(at, other, 2 * _SAME_EDGE) for other in others):
            continue
        for run in lines_of(item.visible):
            if run.length < _SHORTEST_OPEN or not frame.rect.contains(Rect(x, y, 0, 0)):
                continue
            for k, back in ((0.0, 2.0), (run.length, run.length - 2.0)):
                end, inner = run.interpolate(k), run.interpolate(back)
                if end.distance(at) < _SAME_EDGE:
                    size = math.hypot(end.x - inner.x, end.y - inner.y)
                    out.append((end.x, end.y, ((end.x - inner.x) / size, (end.y - inner.y) / size)))
    return out


def draw_open_ends(sheet: Sheet, frame: Frame, lines: list[DrawnLine], placer: Placer) -> bool:
    """Draw the break sign where a line goes on by its text and its points are not in the sources; say whether there is any."""
    factor = sheet.page.factor
    found = False
    for item in lines:
        shapes = [open_end_shape(x, y, along, factor) for x, y, along in open_ends_on(item, frame, lines)]
        strokes(sheet.ground, shapes, FIXED["white"], 1.5 * factor, gid=f"open end edge:{item.number}", zorder=_Z + 8)
        strokes(sheet.ground, shapes, FIXED["claim ink"], 0.6 * factor, gid=f"open end:{item.number}", zorder=_Z + 8.1)
        for shape in shapes:
            (x0, y0), (x1, y1) = shape.min(axis=0), shape.max(axis=0)
            placer.block(Rect(x0, y0, x1 - x0, y1 - y0), "open end")
            found = True
    return found


def draw_badges(sheet: Sheet, lines: list[DrawnLine], placer: Placer) -> list[str]:
    """Set a numbered disc on each connected part of a line, one for each 60 mm of it; return the lines that have none."""
    left_out = []
    for item in sorted(lines, key=lambda item: (item.visible.length, item.number)):
        text = badge_text(item)
        width, size = badge_size(sheet, text)
        placed = 0
        runs = sorted(lines_of(item.visible), key=lambda run: -run.length)
        for run in [run for k, run in enumerate(runs) if k == 0 or run.length >= _NUMBERED]:
            wanted = max(1, round(run.length / _EVERY))
            for part in range(wanted):
                for x, y in _along(run, part, wanted) if run.length >= _SHORT_PART * size else _around(run, 0.42 * (size + width)):
                    rect = Rect(x - width / 2, y - size / 2, width, size)
                    if placer.take(rect, f"badge {text}"):
                        draw_badge(sheet, *rect.centre, text)
                        placed += 1
                        break
        if not placed and not _beside_line(sheet, item, text, (width, size), placer):
            left_out.append(f"line {item.number}")
    return left_out


def _around(run: Any, distance: float) -> list[tuple[float, float]]:
    """Return places beside the middle of a short part, which a number would cover."""
    middle = run.interpolate(0.5, normalized=True)
    angles = (45, -45, 135, -135, 0, 180)
    out = [(middle.x + distance * math.cos(math.radians(a)), middle.y - distance * math.sin(math.radians(a))) for a in angles]
    return sorted(out, key=lambda at: -round(run.distance(shapely.Point(at)), 6))


def _beside_line(sheet: Sheet, item: DrawnLine, text: str, size: tuple[float, float], placer: Placer) -> bool:
    """Set a badge off the line with a thin leader, at most 12 mm long."""
    width, height = size
    for distance in (4.0, 5.5, 7.0, 9.0, 12.0):
        for x0, y0 in _along(item.visible, 0, 1):
            for angle in range(0, 360, 45):
                x, y = x0 + distance * math.cos(math.radians(angle)), y0 - distance * math.sin(math.radians(angle))
                rect = Rect(x - width / 2, y - height / 2, width, height)
                if placer.take(rect, f"badge {text}"):
                    strokes(sheet.surface, [np.array([(x0, y0), (x, y)])], FIXED["grey ink"], 0.35, gid=f"leader:badge {text}", zorder=44)
                    draw_badge(sheet, *rect.centre, text)
                    return True
    return False


def _along(visible: BaseGeometry, part: int, parts: int) -> list[tuple[float, float]]:
    """Return places on a line for one of several badges: the middle of its share first, then to both sides."""
    runs = sorted(lines_of(visible), key=lambda run: -run.length)
    total = sum(run.length for run in runs)
    out = []
    for step in (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82, 0.1, 0.9, 0.04, 0.96):
        distance = total * (part + step) / parts
        for run in runs:
            if distance <= run.length:
                point = run.interpolate(distance)
                out.append((point.x, point.y))
                break
            distance -= run.length
    return out


def badge_size(sheet: Sheet, text: str) -> tuple[float, float]:
    """Return width and height of a badge with its text, millimetres."""
    height = _BADGE * (1.6 if sheet.page.is_slide else (1.2 if sheet.page.paper == "A3" else 1.0))
    return max(height, text_width(text, sheet.style("line number")) + 1.4), height


def draw_badge(sheet: Sheet, x: float, y: float, text: str) -> None:
    """Draw the sign of a line around a point: a white box with round ends."""
    from matplotlib.patches import FancyBboxPatch

    width, height = badge_size(sheet, text)
    radius = height / 2
    box = FancyBboxPatch(
        (x - width / 2 + radius, y - 1e-6), max(width - height, 1e-6), 2e-6,
        boxstyle=f"round,pad={radius},rounding_size={radius}", facecolor=FIXED["white"], edgecolor=FIXED["claim ink"],
        linewidth=0.5 * sheet.page.factor, zorder=45.0, mutation_aspect=1.0,
    )  # fmt: skip
    box.set_gid(f"badge:{text}")
    box.set_clip_on(False)
    sheet.surface.add_artist(box)
    style = sheet.style("line number")
    sheet.write(x, y + 0.36 * style.size * PT_MM, text, style, gid=f"badge number:{text}", ha="center", zorder=46)


def band_width(line: Any, frame: Frame) -> float:
    """Return the width of the band in which a line lies, millimetres; 0 where it is known to 1 mm on the page."""
    half = _uncertainty(line) * frame.mm_per_km
    return 2 * half if half > 1.0 else 0.0


def is_vague(line: Any, frame: Frame) -> bool:
    """Say whether the place of a line is known less well than half of its width on the page."""
    return _uncertainty(line) * frame.mm_per_km > LINES[line.kind].width * PT_MM / 2


def _part_drawn(line: Any, claims: Any) -> str:
    """Return what the ledger says of an instrument whose points are not all in the sources used; empty where they are."""
    said = [claims.instruments[name].completeness for name in line.instrument_ids if name in claims.instruments]
    words = (re.sub(r"^partial \((.*)\)$", r"\1", text) for text in said if text and not text.lower().startswith("complete"))
    return "; ".join(words)


def _uncounted(line: Any, claims: Any) -> str:
    """Return that no area is counted for a line that states one, where that is so: the same words for every claimant."""
    states = line.kind == "unilateral" and line.status.split(";")[0] in ("EEZ", "stated area")
    counted = {name for claim in claims.claims if claim.basis == "coordinates" for name in claim.instrument_ids}
    return "no area is counted for it" if states and not counted & set(line.instrument_ids) else ""


def _is_whole(line: Any, claims: Any) -> bool:
    """Say whether a set that tells which of its instruments are partial calls those of a line whole, and no end of it is open."""
    partial = {gap.split(": ")[0] for gap in getattr(claims, "gaps", ()) if ": partial" in gap}
    return bool(getattr(claims, "gaps", ())) and not line.open_ends and not partial & set(line.instrument_ids)


def key_rows(lines: list[DrawnLine], claims: Any, frame: Frame, *, profile: str) -> tuple[LineKeyRow, ...]:
    """Return the key of the lines on a page: parties by name in English alphabetical order."""
    from toolkit.claims.kinds import behind, line_words, said_by
    from toolkit.claims.names import order_by_name, party_name

    def names(codes: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(party_name(code, profile) for code in order_by_name(codes, profile))

    rows = []
    for item in lines:
        line = item.line
        who = behind(line, claims.instruments)
        instruments = tuple(claims.instruments[name].citation() if name in claims.instruments else name for name in line.instrument_ids)
        rows.append(
            LineKeyRow(
                number=item.number,
                line_id=line.line_id,
                kind=line.kind,
                title=line.title,
                year=str(line.year),
                parties=names(who.by),
                status=line.status,
                instruments=instruments,
                uncertainty_km=_uncertainty(line),
                approximate=bool(line.agreed_not_encoded),
                vague=is_vague(line, frame),
                drawn="" if line.agreed_not_encoded or line.kind == "computed" else _part_drawn(line, claims),
                remark=line.note if line.kind == "symbol" else _uncounted(line, claims),
                whole=_is_whole(line, claims),
                words=line_words(line),
                by=said_by(line, claims.instruments, profile),
                concerns=names(who.concerns),
            )
        )
    return tuple(rows)
