"""The key of lines on pages of its own, where the map has no room for it: every number with its instrument."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import shapely

from toolkit.cartography.compose import MapBase, finish
from toolkit.cartography.frame import Frame, region_aspect
from toolkit.cartography.known import counted_where, left_out
from toolkit.cartography.labels import Placer
from toolkit.cartography.legal import LineKeyRow, key_rows, lines_on
from toolkit.cartography.legend import Entry, draw_swatch
from toolkit.cartography.pages import Page, Rect, page_of
from toolkit.cartography.paint import area_mm2, strokes
from toolkit.cartography.sheet import MapFigure, Sheet, line_height, wrapped
from toolkit.cartography.style import FIXED, PT_MM
from toolkit.cartography.words import count
from toolkit.catalog.regions import Region
from toolkit.catalog.regions import region as find_region
from toolkit.claims.known import known_gaps
from toolkit.errors import FigureError

__all__ = ["map_line_key"]

#: Heads of the columns, and how the width is shared.
_COLUMNS = (
    ("Sign", 0.05),
    ("Kind", 0.205),
    ("Line", 0.275),
    ("Agreed or stated by", 0.19),
    ("Year", 0.05),
    ("Status, position", 0.23),
)
#: The sample of a line is long enough to show its whole pattern; the words of its kind stand behind it. Millimetres.
_SAMPLE, _BESIDE = 12.5, 15.0
_GAP = 2.5
#: Heads of the lists below the table.
_COUNTED, _GAPS, _LEFT_OUT = "Who is counted where two or more are", "Known gaps of the sources, in these waters", "Left out of the map"
#: Height of the head of the table, of the head of a list, and indent of its entries, millimetres.
_TABLE_HEAD, _LIST_HEAD, _INDENT = 8.0, 12.0, 3.0


def map_line_key(
    faces: Any,
    region: str | Region,
    *,
    page: str | Page = "a4",
    profile: str = "un",
    synthetic: bool = False,
    leaves: Sequence[str] = (),
) -> tuple[MapFigure, ...]:
    """Draw the key of the lines of a claims map as a table, on as many pages as it takes.

    Parameters
    ----------
    faces, region, page, profile, synthetic
        As for :func:`map_claims`; the numbers are those of the map on the same page.
    leaves : sequence of str
        Words before the map id of each page, such as 'Page 4 of 18'.

    Returns
    -------
    tuple of MapFigure
        In order; empty where no line is on the map, no water has two claimants, no gap is known and no line is left out.

    Raises
    ------
    FigureError
        The page is a slide, which has no room for a table.
    """
    where = find_region(region)
    grid = page_of(page, region_aspect(where))
    if grid.is_slide:
        raise FigureError("A key of lines is not drawn on a slide. Choose a page of paper, such as page='a4'.")
    frame = Frame.of(where, grid.map_rect)
    lines = lines_on(faces.claims.lines_in_force(), frame)
    rows = key_rows(lines, faces.claims, frame, profile=profile)
    gaps = known_gaps(faces.claims, profile)
    flat = frame.project(faces.frame.geometry.to_numpy())
    seen = [str(name) for name, shape in zip(faces.frame.index, flat, strict=True) if area_mm2(shapely.intersection(shape, frame.box)) > 0]
    told = ((_COUNTED, counted_where(faces, seen, profile)), (_GAPS, gaps), (_LEFT_OUT, left_out(faces.claims)))
    listed = [(head, text) for head, texts in told for text in texts]
    parts = _split(Sheet.new(grid), rows, listed)
    said = [*leaves, *[""] * len(parts)]
    places = [(n, len(parts), said[n - 1]) for n in range(1, len(parts) + 1)]
    made = zip(parts, places, strict=True)
    return tuple(_page(faces, where, grid, frame, profile, part, place, key=bool(rows), synthetic=synthetic) for part, place in made)


def _body(page: Page) -> Rect:
    """Return the part of the page between title and foot."""
    top = page.title.bottom + 2.0
    return Rect(page.inner.x, top, page.inner.w, page.foot.y - 2.0 - top)


def _edges(body: Rect) -> list[tuple[float, float]]:
    """Return left edge and width of each column."""
    out, x = [], body.x
    for _, share in _COLUMNS:
        width = share * body.w
        out.append((x, width - _GAP))
        x += width
    return out


def _cells(row: LineKeyRow) -> tuple[str, ...]:
    status = "; ".join(part for part in (_status(row), row.position(), row.partial(), row.remark) if part)
    return (row.sign, row.words, row.title, row.by, row.year, status)


def _status(row: LineKeyRow) -> str:
    """Return what a line is about; of a computed one its kind has said it."""
    if row.kind == "computed":
        return ""
    return f"{row.status}, not agreed" if row.status.endswith("control line") else row.status


def _rows_of(sheet: Sheet, row: LineKeyRow, widths: list[float]) -> list[list[str]]:
    """Return the lines of text of each cell."""
    style = sheet.style("key")
    return [
        wrapped(text, style, width - (_BESIDE if n == 1 else 0.0)) for n, (text, width) in enumerate(zip(_cells(row), widths, strict=True))
    ]


def _height(sheet: Sheet, cells: list[list[str]]) -> float:
    return max(4.4, max(len(cell) for cell in cells) * line_height(sheet.style("key")) + 1.2)


@dataclass
class _Part:
    """What one page holds: rows of the table, and the lists below it."""

    rows: list[LineKeyRow] = field(default_factory=list)
    listed: list[tuple[str, str]] = field(default_factory=list)

    @property
    def gaps(self) -> tuple[str, ...]:
        """The known gaps, of that which is listed."""
        return tuple(text for head, text in self.listed if head == _GAPS)


def _split(sheet: Sheet, rows: tuple[LineKeyRow, ...], listed: list[tuple[str, str]]) -> list[_Part]:
    """Share the rows, and then the lists below the table, out to pages."""
    body = _body(sheet.page)
    widths = [width for _, width in _edges(body)]
    room = body.h - _TABLE_HEAD
    pages: list[_Part] = []
    used = room + 1.0
    for row in rows:
        height = _height(sheet, _rows_of(sheet, row, widths))
        if used + height > room:
            pages.append(_Part())
            used = 0.0
        pages[-1].rows.append(row)
        used += height
    for head, text in listed:
        below = bool(pages and pages[-1].listed) and pages[-1].listed[-1][0] == head
        height = _item_height(sheet, text, body.w) + (0.0 if below else _LIST_HEAD)
        if used + height > room:
            pages.append(_Part())
            used, height = 0.0, _item_height(sheet, text, body.w) + _LIST_HEAD
        pages[-1].listed.append((head, text))
        used += height
    return pages


def _item_height(sheet: Sheet, text: str, width: float) -> float:
    return len(wrapped(text, sheet.style("key"), width - _INDENT)) * line_height(sheet.style("key")) + 0.8


def _write_lists(sheet: Sheet, body: Rect, y: float, listed: list[tuple[str, str]]) -> None:
    """Write the lists below a height of the page, each under its head."""
    style, head = sheet.style("key"), sheet.style("legend head")
    last = ""
    for title, text in listed:
        if title != last:
            y += 7.0
            sheet.write(body.x, y, title, head, gid="key:head")
            y += 1.2 * line_height(head)
            last = title
        sheet.write(body.x, y, "–", style, gid="key:known")
        for row in wrapped(text, style, body.w - _INDENT):
            sheet.write(body.x + _INDENT, y, row, style, gid="key:known")
            y += line_height(style)
        y += 0.8


def _page(
    faces: Any,
    where: Region,
    grid: Page,
    frame: Frame,
    profile: str,
    part: _Part,
    place: tuple[int, int, str],
    *,
    key: bool,
    synthetic: bool,
) -> MapFigure:
    """Draw one page: which of how many it is, and the words before its map id; ``key`` where any of them keys a line."""
    n, of, leaf = place
    rows = part.rows
    sheet = Sheet.new(grid)
    body = _body(grid)
    columns = _edges(body)
    style, head = sheet.style("key"), sheet.style("legend head")
    y = body.y + 4.0
    rules = []
    if rows:
        for (title, _), (x, _) in zip(_COLUMNS, columns, strict=True):
            sheet.write(x, y, title, head, gid="key:head")
        rules += [[(body.x, body.y), (body.right, body.y)], [(body.x, y + 1.6), (body.right, y + 1.6)]]
        y += 3.4
    for row in rows:
        cells = _rows_of(sheet, row, [width for _, width in columns])
        for k, (lines, (x, _)) in enumerate(zip(cells, columns, strict=True)):
            for m, text in enumerate(lines):
                base = y + 0.85 * style.size * PT_MM + m * line_height(style)
                bold = sheet.style("line number") if k == 0 else style
                sheet.write(x + (_BESIDE if k == 1 else 0.0), base, text, bold, gid=f"key:cell:{row.number}:{k}")
        sample = Rect(columns[1][0], y - 0.3, _SAMPLE, 4.0)
        draw_swatch(sheet, Entry("", line=row.look), sample)
        y += _height(sheet, cells)
    if rows:
        rules.append([(body.x, y), (body.right, y)])
    _write_lists(sheet, body, y if rows else body.y - 4.0, part.listed)
    strokes(sheet.surface, rules, FIXED["frame"], 0.5, gid="key:rules", zorder=10)
    made = MapBase(
        where, grid, sheet, frame, shapely.Polygon(), [], [], Placer(grid.map_rect), faces.claims, str(faces.fingerprint), profile
    )
    made.leaf = leaf
    made.known_gaps = part.gaps
    which = f", page {n} of {of}" if of > 1 else ""
    return finish(
        made,
        "key",
        titles=_titles(which, lines=key),
        subtitles=_subtitles(where, lines=key),
        dataset_ids=(),
        synthetic=synthetic,
        parts=[*(row.line_id for row in rows), *(text for _, text in part.listed)],
        alt=_alt(where.title, rows, which, known=bool(part.gaps)),
        line_key=tuple(asdict(row) for row in rows),
        with_map=False,
    )


def _titles(which: str, *, lines: bool) -> tuple[str, ...]:
    """Return what the page is; one without a line is a key of none."""
    if lines:
        return (f"Key of the lines on the map of claims{which}", f"Key of lines{which}")
    return (f"Beside the map of claims: who is counted, what is left out{which}", f"Beside the map of claims{which}")


def _subtitles(where: Region, *, lines: bool) -> tuple[str, ...]:
    if not lines:
        return (f"{where.title}.",)
    return (
        f"{where.title}: numbers run from north to south, then from west to east; they say nothing about a party.",
        f"{where.title}: numbers run from north to south and say nothing about a party.",
        "Numbers run from north to south, then from west to east; they say nothing about a party.",
    )


def _alt(region: str, rows: list[LineKeyRow], part: str, *, known: bool) -> tuple[str, str]:
    """Return the short and the long alternative text of a page."""
    kinds: dict[str, int] = {}
    for row in rows:
        kinds[row.words] = kinds.get(row.words, 0) + 1
    if not rows:
        short = f"List beside the map of claims of the region {region}{part}: who is counted where two or more are, and what is left out."
        long = (
            f"The page has no line to key. It lists for the region {region} each set of claimants that are counted together, with its area "
            "in square kilometres, its number of patches and where the largest lies, then the known gaps of the sources in these waters, "
            "and the lines that the map leaves out, each with the reason. Who is counted stands in the order of the names of the claimants "
            "in the English alphabet. Listing a line or an area takes no position on it, and what is not listed says nothing about it. The "
            "texts of the instruments, with where they are deposited and which copy was read, stand in the list of instruments of the pack."
        )
        return short, long
    short = f"Table: key of {count(len(rows), 'line')} on the map of claims of the region {region}{part}."
    long = (
        f"The table gives for each line on the map of claims of the region {region} its number, kind, title, who agreed or stated it, "
        f"year and status. Numbers go from north to south. It has {count(len(rows), 'row')}: "
        f"{'; '.join(f'{k} {name}' for name, k in sorted(kinds.items()))}. "
        "Only agreed lines are drawn solid; where an agreement exists and "
        "its line is not in the sources used, the place drawn is computed, and the letter a stands behind the number. "
        "Listing a line takes no position on it. "
        f"{'Known gaps of the sources in these waters are listed below the table. ' if known else ''}The "
        "texts of the instruments, with where they are deposited and which copy was read, stand in the list of instruments of the pack."
    )
    return short, long
