"""Several maps of one region on one page: the same frame, scale and order of drawing in every panel."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import shapely

from toolkit.cartography.classes import Classes
from toolkit.cartography.compose import MapBase, begin, hidden
from toolkit.cartography.frame import region_aspect
from toolkit.cartography.furniture import corners, draw_frame, draw_graticule, draw_locator, draw_scale, draw_stamp, scale_size
from toolkit.cartography.indicator_map import colours_of, digit_pieces, paint_values, place_of
from toolkit.cartography.labels import Placer, draw_digits
from toolkit.cartography.pages import PAGES, Page, Rect, page_of
from toolkit.cartography.reef_waters import lay_on_reefs
from toolkit.cartography.rows import Selection, reason_kind
from toolkit.cartography.sheet import MapFigure, Sheet, line_height, text_width, wrapped
from toolkit.cartography.style import FIXED, PT_MM
from toolkit.catalog.regions import Region
from toolkit.errors import FigureError

__all__ = ["Panel", "Panels", "draw_panels", "most_panels"]

_GAP = 3.0
#: Room above a panel for a head of one line, on paper and on a slide, millimetres.
_HEAD = {False: 5.0, True: 9.0}
#: A head has at most so many lines.
_HEAD_ROWS = 3
#: Panels narrower than this cannot be read, millimetres; and how many a page has at most.
_NARROWEST = {"A4": 56.0, "A3": 80.0, "slide": 64.0}
_MOST = {"A4": 9, "A3": 9, "slide": 3}
#: Overlapping claims smaller than this in a panel keep their diagonals and have no digit, square millimetres.
_SMALLEST_DIGIT = 30.0


@dataclass(frozen=True)
class Panel:
    """One map of several: its head, its faces, its rows and the classes that colour them.

    Attributes
    ----------
    head : str
        Period or scenario, printed above the panel behind its letter.
    faces : Faces
        What is divided.
    chosen : Selection
        What each face gets.
    classes : Classes
        Classes, shared by panels of the same quantity.
    thin : callable
        Whether a value stands on thin evidence.
    counted : bool
        Whether the number of patches with a value stands at the end of the head.
    waters : Selection, optional
        The values that say which water is painted, where that is not what each face gets here.
    """

    head: str
    faces: Any
    chosen: Selection
    classes: Classes
    thin: Callable[[Any], bool]
    counted: bool = False
    waters: Selection | None = None


@dataclass(frozen=True)
class Panels:
    """Panels on a page.

    Attributes
    ----------
    base : MapBase
        All shapes of all panels; the face ids end with ``~`` and the number of the panel.
    chosen : Selection
        All values by these ids.
    each : tuple of (MapBase, Selection)
        The panels by themselves.
    thin : set of str
        Ids of values on thin evidence.
    """

    base: MapBase
    chosen: Selection
    each: tuple[tuple[MapBase, Selection], ...]
    thin: set[str]

    def stamp(self, figure: MapFigure) -> MapFigure:
        """Stamp the panels after the first where the first is stamped, and return the figure."""
        if figure.info.data_kind.startswith("synthetic"):
            for base, _ in self.each[1:]:
                draw_stamp(base.sheet)
        return figure

    @property
    def reasons(self) -> dict[str, str]:
        """Kind of reason of each face without a value."""
        pairs = ((item.face_id, self.chosen.of(item.face_id)) for item in self.base.shapes)
        return {face_id: reason_kind(value.reason) for face_id, value in pairs if not math.isfinite(value.value)}


def most_panels(page: str | Page) -> int:
    """Return how many panels a page has at most."""
    return _MOST[page_of(page).paper]


def _grid(page: Page, aspect: float, n: int, head: float = 0.0) -> tuple[float, int, int]:
    """Return the size of a panel and the columns and rows that make it largest."""
    style_height = head or _HEAD[page.is_slide]
    best = (0.0, 1, n)
    for columns in range(1, n + 1):
        rows = math.ceil(n / columns)
        width = (page.map_rect.w - (columns - 1) * _GAP) / columns
        height = (page.map_rect.h - (rows - 1) * (_GAP + 2.0)) / rows - style_height
        best = max(best, (min(width / aspect, height), columns, rows))
    return best


def _page_for(page: str | Page, region: Region, n: int) -> Page:
    """Return the page; ``a4`` and ``a3`` in the direction in which the panels are larger."""
    aspect = region_aspect(region)
    if page in ("a4", "a3"):
        return max((PAGES[f"{page}-{way}"] for way in ("portrait", "landscape")), key=lambda p: _grid(p, aspect, n)[0])
    return page_of(page)


def _rects(page: Page, aspect: float, n: int, head: float) -> tuple[list[Rect], int, Rect | None]:
    """Return the frames of the panels, the number of columns, and an empty place at the end of the grid.

    Raises
    ------
    FigureError
        There are too many panels for the page.
    """
    _, columns, rows = _grid(page, aspect, n, head)
    area = page.map_rect
    width = (area.w - (columns - 1) * _GAP) / columns
    if n > _MOST[page.paper] or width < _NARROWEST[page.paper]:
        raise FigureError(
            f"{n} panels do not fit on page '{page.id}': {_MOST[page.paper]} are the most, "
            f"each at least {_NARROWEST[page.paper]:g} mm wide. "
            "Choose fewer periods (times=[...]), or a larger page (a3)."
        )
    height = (area.h - (rows - 1) * (_GAP + 2.0)) / rows
    # No taller or wider than the region with a little around it: the rest would be empty sea.
    width, height = min(width, 1.3 * (height - head) * aspect), min(height, head + 1.06 * width / aspect)
    steps = width + _GAP, height + _GAP + (2.0 if page.is_slide else 1.0)
    frames = [
        Rect(area.x + (k % columns) * steps[0], area.y + (k // columns) * steps[1] + head, width, height - head)
        for k in range(columns * rows)
    ]
    return frames[:n], columns, (frames[n] if len(frames) > n else None)


def draw_panels(panels: Sequence[Panel], region: Region, page: str | Page, profile: str) -> Panels:
    """Draw panels in their order, left to right and then down.

    Raises
    ------
    FigureError
        There is no panel, there are too many for the page, or no face of a panel lies in the region.
    """
    if not panels:
        raise FigureError("There is no panel to draw. Give at least one period or scenario.")
    grid = _page_for(page, region, len(panels))
    rects, columns, empty, heads = _room(grid, region_aspect(region), panels)
    first = Sheet.new(grid, rects[0])
    each: list[tuple[MapBase, Selection]] = []
    thin: set[str] = set()
    for k, (panel, rect) in enumerate(zip(panels, rects, strict=True), 1):
        sheet = first if k == 1 else first.panel(rect, f"panel {k}")
        base = begin(panel.faces, region, grid, profile, sheet=sheet)
        lay_on_reefs(base, panel.waters or panel.chosen)
        base.shapes = [replace(item, face_id=f"{item.face_id}~{k}", patch=f"{item.patch}~{k}") for item in base.shapes]
        chosen = replace(panel.chosen, values={f"{name}~{k}": value for name, value in panel.chosen.values.items()})
        here = {item.face_id for item in base.shapes if panel.thin(chosen.of(item.face_id))}
        if k == 1:
            _scale(first, base, empty, max(rect.bottom for rect in rects))
        _draw(base, chosen, panel, here, k, heads[k - 1])
        draw_graticule(sheet, base.frame, left=(k - 1) % columns == 0, below=k + columns > len(panels))
        draw_frame(sheet)
        each.append((base, chosen))
        thin |= here
    main = each[0][0]
    merged = replace(
        main,
        shapes=[item for base, _ in each for item in base.shapes],
        lines=[],
        land=shapely.union_all([base.land for base, _ in each]),
        placer=Placer(main.placer.rect, [box for base, _ in each for box in base.placer.taken]),
        fingerprint=" ".join(base.fingerprint for base, _ in each),
        dropped=[name for base, _ in each for name in base.dropped],
        notes=[note for base, _ in each for note in base.notes],
    )
    values = {name: value for _, chosen in each for name, value in chosen.values.items()}
    return Panels(merged, replace(each[0][1], values=values), tuple(each), thin)


def _room(page: Page, aspect: float, panels: Sequence[Panel]) -> tuple[list[Rect], int, Rect | None, list[list[str]]]:
    """Return frames, number of columns, an empty place, and the heads broken into lines, with as much room above as the longest takes.

    Raises
    ------
    FigureError
        A head is longer than its panel is wide, or there are too many panels.
    """
    style = Sheet.new(page).style("legend head")
    for rows in range(1, _HEAD_ROWS + 1):
        head = _HEAD[page.is_slide] + (rows - 1) * line_height(style)
        rects, columns, empty = _rects(page, aspect, len(panels), head)
        kept = text_width("00 of 00", style) + 2.0 if any(panel.counted for panel in panels) else 0.0
        heads = [wrapped(f"{'abcdefghi'[k]}  {panel.head}", style, rects[0].w - kept) for k, panel in enumerate(panels)]
        if max(len(lines) for lines in heads) <= rows:
            return rects, columns, empty, heads
    longest = max((panel.head for panel in panels), key=len)
    raise FigureError(
        f"The head '{longest}' does not fit above a panel {rects[0].w:.0f} mm wide in {_HEAD_ROWS} lines. Give shorter names, "
        "or a larger page (a3)."
    )


def _draw(base: MapBase, chosen: Selection, panel: Panel, thin: set[str], k: int, heads: list[str]) -> None:
    """Draw fills, textures, head and digits of one panel."""
    colour = colours_of(chosen, panel.classes)
    sheet = base.sheet
    paint_values(base, chosen, colour, thin)
    head = sheet.style("legend head")
    for n, row in enumerate(reversed(heads)):
        sheet.write(sheet.map_rect.x, sheet.map_rect.y - 1.3 - n * line_height(head), row, head, gid=f"panel:head:{k}:{len(heads) - n}")
    if panel.counted:
        units = base.units()
        known = sum(math.isfinite(chosen.of(item.face_id).value) for item in units)
        sheet.write(sheet.map_rect.right, sheet.map_rect.y - 1.3, f"{known:,} of {len(units):,}", head, gid=f"panel:count:{k}", ha="right")
    covered = hidden(base)
    labels = [
        (item.face_id, str(item.n_claimants), *place_of(item, covered, colour))
        for item in digit_pieces(base, covered)
        if item.n_claimants >= 2
    ]
    if not any(math.isfinite(chosen.of(item.face_id).value) for item in base.shapes):
        _say_nothing_known(base, k)
    smallest, nothing = _SMALLEST_DIGIT / base.page.factor, shapely.GeometryCollection()
    dropped, small = draw_digits(sheet, labels, nothing, base.placer, smallest_mm2=smallest, land=base.land)
    base.dropped += [f"digit {name} (too small on this page)" for name in [*dropped, *small]]


def _say_nothing_known(base: MapBase, k: int) -> None:
    """Write into a panel without any value that there is none, in the place that covers least of the patches."""
    sheet = base.sheet
    style = sheet.style("legend text")
    text = "no value"
    width, height = text_width(text, style) + 4.0, line_height(style) + 2.0
    busy = shapely.union_all([item.shape for item in base.shapes])
    free = [c.rect for c in corners(sheet.map_rect, width, height, busy, margin=1.5)]
    plate = next((rect for rect in free if not any(rect.overlaps(other) for other, _ in base.placer.taken)), free[0])
    sheet.box(plate, gid=f"plate:none:{k}", fill=FIXED["paper"], edge=FIXED["frame"], width=0.25, zorder=46)
    x, y = plate.centre
    sheet.write(x, y + 0.36 * style.size * PT_MM, text, style, gid=f"label:none:{k}", ha="center")
    base.placer.block(plate, "no value")


def _scale(sheet: Sheet, base: MapBase, empty: Rect | None, lowest: float) -> None:
    """Draw locator and scale bar once: in the empty place of the grid, else the bar below the panels, or in the first one."""
    width, height = scale_size(sheet, base.frame)
    if empty is not None and empty.w >= width + 4.0 and empty.h >= height + 32.0:
        inset = Rect(empty.x + 2.0, empty.y + 6.0, min(34.0 * sheet.page.factor, empty.w - 4.0), 26.0)
        draw_locator(sheet, base.frame, inset)
        draw_scale(sheet, base.frame, Rect(empty.x + 2.0, inset.bottom + 3.0, width, height))
        return
    below = lowest + sheet.page.graticule_strip + 2.0
    # A free band below the panels, with the strip for degrees at its foot: nothing is covered.
    if below + height <= sheet.page.map_rect.bottom + sheet.page.graticule_strip - 0.5:
        draw_scale(sheet, base.frame, Rect(sheet.page.map_rect.right - width, below, width, height))
        return
    rect = sheet.map_rect
    if width > rect.w - 3.0:
        raise FigureError(f"The scale bar does not fit into a panel {rect.w:.0f} mm wide. Choose fewer panels, or a larger page.")
    busy = shapely.union_all([item.shape for item in base.shapes])
    place = corners(rect, width, height, busy, margin=1.5)[0].rect
    draw_scale(sheet, base.frame, place)
    base.placer.block(place, "scale bar")
