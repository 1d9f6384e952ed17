"""The legend: blocks of entries, laid out in the page's legend band; nothing is cut, what does not fit is refused."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np
import shapely

from toolkit.cartography.pages import Rect
from toolkit.cartography.paint import dots, fill, strokes, texture
from toolkit.cartography.sheet import Sheet, line_height, text_width, wrapped
from toolkit.cartography.style import FIXED, LINES, PT_MM, TEXTURES, lightness
from toolkit.errors import FigureError

__all__ = ["Block", "Entry", "draw_legend", "draw_swatch", "legend_fits"]


@dataclass(frozen=True)
class Entry:
    """One line of the legend.

    Attributes
    ----------
    text, value : str
        Words, and what stands at the right end of the line.
    fill : str
        Colour of the box; empty for none.
    textures : tuple of str
        Names of textures over the fill.
    digit : str
        A digit in the box.
    line : str
        A kind of legal line instead of a box.
    mark : str
        With a kind of line 'stand-in': agreed, its position computed. A symbol instead of a box: 'reef', 'reef faint', 'feature',
        'open end', 'none', 'patch:7' for the number of a patch, 'shades:' with colours, or 'number:L1' for a row of the key.
    role : str
        Role of the text.
    gid : str
        Name of the artists of the text; by default from the role.
    """

    text: str
    value: str = ""
    fill: str = ""
    textures: tuple[str, ...] = ()
    digit: str = ""
    line: str = ""
    mark: str = ""
    role: str = "legend text"
    gid: str = ""


@dataclass(frozen=True)
class Block:
    """Entries under a head; ``note`` is printed below them."""

    head: str
    entries: tuple[Entry, ...]
    note: str = ""
    unit: str = ""


#: Space between columns, and the least width of a column on a slide, millimetres.
_GUTTER, _SLIDE_COLUMN = 5.0, 74.0


@dataclass(frozen=True)
class _Metrics:
    box: tuple[float, float]
    line: float
    gap: float
    row_gap: float
    block_gap: float


def _metrics(sheet: Sheet, tightness: float) -> _Metrics:
    slide = sheet.page.is_slide
    return _Metrics(
        (12.0, 7.0) if slide else (7.0, 4.0),
        26.0 if slide else 14.0,
        3.0 if slide else 2.0,
        (1.6 if slide else 1.0) * tightness,
        max(3.2 * tightness, 1.8),
    )


def _entry_lines(sheet: Sheet, entry: Entry, width: float, m: _Metrics) -> list[str]:
    style = sheet.style(entry.role)
    value = text_width(entry.value, style) + 2.0 if entry.value else 0.0
    left = _left(sheet, entry, m)
    return wrapped(entry.text, style, width - left - value) or [""]


def _left(sheet: Sheet, entry: Entry, m: _Metrics) -> float:
    if entry.mark == "none":
        return 0.0
    if entry.mark.startswith("number:"):
        return text_width("L00a", sheet.style("line number")) + 1.5
    return _swatch_width(entry, m) + m.gap


def _swatch_width(entry: Entry, m: _Metrics) -> float:
    return m.line if entry.line or entry.mark == "open end" else m.box[0]


def _entry_height(sheet: Sheet, entry: Entry, width: float, m: _Metrics) -> float:
    rows = len(_entry_lines(sheet, entry, width, m))
    text = rows * line_height(sheet.style(entry.role))
    return text if entry.mark.startswith(("number:", "none")) else max(m.box[1], text)


def _block_height(sheet: Sheet, block: Block, width: float, m: _Metrics) -> float:
    head = len(wrapped(block.head, sheet.style("legend head"), width)) * line_height(sheet.style("legend head"))
    if block.unit:
        head += len(wrapped(block.unit, sheet.style("key"), width)) * line_height(sheet.style("key"))
    tight = m.row_gap * (0.3 if block.entries and block.entries[0].mark.startswith("number:") else 1.0)
    body = sum(_entry_height(sheet, entry, width, m) + tight for entry in block.entries)
    note = len(wrapped(block.note, sheet.style("key"), width)) * line_height(sheet.style("key")) + 0.6 if block.note else 0.0
    return head + 0.8 + body + note


@dataclass(frozen=True)
class _Plan:
    columns: tuple[tuple[Block, ...], ...]
    width: float
    metrics: _Metrics


def _plan(sheet: Sheet, blocks: list[Block], rect: Rect, loosest: float) -> _Plan | None:
    """Return the loosest arrangement that fits, or None."""
    for tightness in (1.0, 0.7, 0.4, 0.15, 0.05, 0.0):
        if tightness > loosest:
            continue
        m = _metrics(sheet, tightness)
        for columns in _counts(sheet, rect):
            width = (rect.w - _GUTTER * (columns - 1)) / columns
            split = _columns(sheet, blocks, columns, width, rect.h, m)
            if split is not None:
                return _Plan(tuple(tuple(part) for part in split), width, m)
    return None


def _counts(sheet: Sheet, rect: Rect) -> tuple[int, ...]:
    """Return the numbers of columns to try: on a slide, whose letters are large, two at most."""
    if sheet.page.is_slide:
        return (2, 1) if rect.w >= 2 * _SLIDE_COLUMN + _GUTTER else (1,)
    return (1,) if rect.h > rect.w else (3, 2, 4, 1)


def legend_fits(sheet: Sheet, blocks: list[Block], rect: Rect) -> bool:
    """Say whether a legend fits into a band."""
    return _plan(sheet, blocks, rect, 1.0) is not None


def draw_legend(sheet: Sheet, blocks: list[Block], rect: Rect) -> None:
    """Draw the legend.

    Parameters
    ----------
    sheet : Sheet
        The page.
    blocks : list of Block
        In reading order.
    rect : Rect
        The band; a wide one is divided into columns.

    Raises
    ------
    FigureError
        The legend does not fit.
    """
    plan = _plan(sheet, blocks, rect, 1.0)
    if plan is None:
        names = ", ".join(f"'{block.head}' ({len(block.entries)} lines)" for block in blocks)
        raise FigureError(
            f"The legend does not fit into its band of {rect.w:g} x {rect.h:g} mm on page '{sheet.page.id}': {names}. "
            "Use a larger page (a3-portrait, a3-landscape), or fewer classes and shorter labels."
        )
    for n, part in enumerate(plan.columns):
        y = rect.y
        for block in part:
            y = _draw_block(sheet, block, rect.x + n * (plan.width + _GUTTER), y, plan.width, plan.metrics) + plan.metrics.block_gap


def _columns(sheet: Sheet, blocks: list[Block], columns: int, width: float, height: float, m: _Metrics) -> list[list[Block]] | None:
    """Split blocks, in order, into columns of the least greatest height; None if that is too high."""
    heights = [_block_height(sheet, block, width, m) for block in blocks]
    best: list[list[Block]] | None = None
    least = height + 1e-6
    for cuts in combinations(range(1, len(blocks)), min(columns, len(blocks)) - 1):
        edges = [0, *cuts, len(blocks)]
        tallest = max(sum(heights[a:b]) + m.block_gap * (b - a - 1) for a, b in pairwise(edges))
        if tallest < least:
            least = tallest
            best = [blocks[a:b] for a, b in pairwise(edges)]
    return best


def _draw_block(sheet: Sheet, block: Block, x: float, y: float, width: float, m: _Metrics) -> float:
    """Draw one block; return its lower edge."""
    head = sheet.style("legend head")
    for row in wrapped(block.head, head, width):
        sheet.write(x, y + 0.8 * head.size * PT_MM, row, head, gid="legend:head")
        y += line_height(head)
    small = sheet.style("key")
    for row in wrapped(block.unit, small, width):
        sheet.write(x, y + 0.8 * small.size * PT_MM, row, small, gid="legend:unit", colour=FIXED["grey ink"])
        y += line_height(small)
    y += 0.8
    for entry in block.entries:
        tight = m.row_gap * (0.3 if entry.mark.startswith("number:") else 1.0)
        y += _draw_entry(sheet, entry, x, y, width, m) + tight
    for row in wrapped(block.note, small, width):
        sheet.write(x, y + 0.6 + 0.8 * small.size * PT_MM, row, small, gid="legend:note", colour=FIXED["grey ink"])
        y += line_height(small)
    return y + (0.6 if block.note else 0.0)


def _draw_entry(sheet: Sheet, entry: Entry, x: float, y: float, width: float, m: _Metrics) -> float:
    style = sheet.style(entry.role)
    rows = _entry_lines(sheet, entry, width, m)
    height = _entry_height(sheet, entry, width, m)
    draw_swatch(sheet, entry, Rect(x, y + (height - m.box[1]) / 2, _swatch_width(entry, m), m.box[1]))
    left = _left(sheet, entry, m)
    base = y + (height - len(rows) * line_height(style)) / 2 + 0.8 * style.size * PT_MM + 0.1 * style.size * PT_MM
    for n, row in enumerate(rows):
        sheet.write(x + left, base + n * line_height(style), row, style, gid=entry.gid or f"legend:{entry.role.split()[-1]}")
    if entry.value:
        sheet.write(x + width, base, entry.value, style, gid="legend:value", ha="right")
    if entry.mark.startswith("number:"):
        number = sheet.style("line number")
        sheet.write(x + left - 1.5, base, entry.mark.removeprefix("number:"), number, gid="legend:number", ha="right")
    return height


def draw_swatch(sheet: Sheet, entry: Entry, rect: Rect) -> None:
    """Draw the sample of an entry, from the same brushes as the map."""
    factor = sheet.page.factor
    axes = sheet.surface
    middle = rect.centre[1]
    if entry.line:
        kind = LINES[entry.line]
        ends = [np.array([(rect.x, middle), (rect.right, middle)])]
        if entry.line == "symbol":
            # strokes apart from each other and aslant, as they stand on a map; nothing that could be read as dashes
            steps = (rect.x, rect.x + 0.45 * rect.w) if rect.w > 8.0 else (rect.x + 0.5,)
            ends = [np.array([(a, rect.bottom - 0.4), (a + 0.9 * rect.h, rect.y + 0.4)]) for a in steps]
        strokes(axes, ends, FIXED["claim ink"], kind.width * factor, gid=f"legend:line:{entry.line}", zorder=12, dashes=kind.dashes)
        if kind.core:
            strokes(axes, ends, FIXED["white"], kind.core * factor, gid=f"legend:core:{entry.line}", zorder=12.5,
                    dashes=kind.dashes_at(kind.core))  # fmt: skip
        return
    if entry.mark == "reef":  # dark on light classes, light on dark ones
        left, right = np.array([(rect.x + 0.28 * rect.w, middle)]), np.array([(rect.x + 0.72 * rect.w, middle)])
        for at, inside, edge in ((left, FIXED["reef"], FIXED["white"]), (right, FIXED["white"], FIXED["reef"])):
            dots(axes, at, 1.6 * factor, inside, gid="legend:reef", zorder=12, edge=edge, width=0.3, square=True)
        return
    if entry.mark == "reef faint":
        dots(axes, np.array([rect.centre]), 1.6 * factor, FIXED["reef faint"], gid="legend:reef", zorder=12, square=True)
        return
    if entry.mark.startswith("patch:"):
        from toolkit.cartography.patch_numbers import number_style, plate, write_plate

        text, style = entry.mark.removeprefix("patch:"), number_style(sheet)
        write_plate(sheet, plate(sheet, *rect.centre, text, style), text, style, gid="legend:patch", zorder=12.5)
        return
    if entry.mark.startswith("shades:"):
        colours = entry.mark.removeprefix("shades:").split(",")
        for n, colour in enumerate(colours):
            part = shapely.box(rect.x + n * rect.w / len(colours), rect.y, rect.x + (n + 1) * rect.w / len(colours), rect.bottom)
            fill(axes, part, colour, gid="legend:box", zorder=10, seam=False)
        sheet.box(rect, gid="legend:box edge", fill=None, edge=FIXED["box edge"], width=0.25, zorder=12)
        return
    if entry.mark == "feature":
        dots(axes, np.array([rect.centre]), 1.4 * factor, FIXED["white"], gid="legend:feature", zorder=12, edge=FIXED["claim ink"],
             width=0.5 * factor)  # fmt: skip
        return
    if entry.mark == "open end":
        from toolkit.cartography.legal import open_end_shape

        end = rect.x + 0.72 * rect.w
        kind = LINES["unilateral"]
        strokes(axes, [np.array([(rect.x, middle), (end, middle)])], FIXED["claim ink"], kind.width * factor, gid="legend:open end line",
                zorder=12, dashes=kind.dashes)  # fmt: skip
        strokes(axes, [open_end_shape(end, middle, (1.0, 0.0), factor)], FIXED["claim ink"], 0.6 * factor, gid="legend:open end",
                zorder=12.1)  # fmt: skip
        return
    if entry.mark:
        return
    shape = shapely.box(rect.x, rect.y, rect.right, rect.bottom)
    if entry.fill:
        fill(axes, shape, entry.fill, gid="legend:box", zorder=10, seam=False)
    for name in entry.textures:
        white = name.startswith(("overlap", "joint")) and bool(entry.fill) and lightness(entry.fill) < 55
        pale = name == "thin evidence" and bool(entry.fill) and lightness(entry.fill) > 75
        texture(
            axes,
            shape,
            TEXTURES[name],
            gid=f"legend:texture:{name}",
            zorder=11,
            ink=FIXED["white"] if white else FIXED["no data ink"] if pale else None,
            factor=factor,
        )
    sheet.box(rect, gid="legend:box edge", fill=None, edge=FIXED["box edge"], width=0.25, zorder=12)
    if entry.digit:
        style = sheet.style("digit")
        dark = bool(entry.fill) and lightness(entry.fill) < 55
        sheet.write(rect.centre[0], middle + 0.36 * style.size * PT_MM, entry.digit, style, gid="legend:digit", ha="center",
                    colour=FIXED["white"] if dark else None, halo=entry.fill or FIXED["white"])  # fmt: skip
