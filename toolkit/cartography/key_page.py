"""The key of lines on pages of its own, where the map has no room for it: every number with its instrument."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import shapely

from toolkit.cartography.compose import MapBase, finish
from toolkit.cartography.frame import Frame, region_aspect
from toolkit.cartography.known import counted_where, joined, left_out
from toolkit.cartography.labels import Placer
from toolkit.cartography.legal import LineKeyRow, key_rows, lines_on
from toolkit.cartography.legend import Entry, draw_swatch
from toolkit.cartography.pages import Page, Rect, page_of
from toolkit.cartography.paint import area_mm2, strokes
from toolkit.cartography.sheet import MapFigure, Sheet, line_height, wrapped
from toolkit.cartography.style import FIXED, PT_MM
from toolkit.cartography.words import count
from toolkit.cartography.words import listed as listed_words
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
#: Height of the head of the table, and indent of the entries of a list, millimetres.
_TABLE_HEAD, _INDENT = 8.0, 3.0
#: Room above the head of a list, below each entry and below each row, millimetres: the closer ones where they save a page.
_ROOMS = ((7.0, 0.8, 1.2), (6.0, 0.5, 0.9), (5.0, 0.3, 0.6))


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
    listed = [(head, text) for head, texts in told for text in joined(texts)]
    # the loosest of those on fewest pages
    parts = min((_split(Sheet.new(grid), rows, listed, room) for room in _ROOMS), key=len)
    said = [*leaves, *[""] * len(parts)]
    places = [(n, len(parts), said[n - 1]) for n in range(1, len(parts) + 1)]
    made = zip(parts, places, strict=True)
    pages = tuple(_page(faces, where, grid, frame, profile, part, place, key=bool(rows), synthetic=synthetic) for part, place in made)
    for figure in pages:
        figure.info.known_gaps = gaps if figure.info.known_gaps else ()
    return pages


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


def _height(sheet: Sheet, cells: list[list[str]], below: float) -> float:
    return max(4.4, max(len(cell) for cell in cells) * line_height(sheet.style("key")) + below)


@dataclass
class _Part:
    """What one page holds: rows of the table, and the lists below it."""

    room: tuple[float, float, float]
    rows: list[LineKeyRow] = field(default_factory=list)
    listed: list[tuple[str, str]] = field(default_factory=list)

    @property
    def heads(self) -> tuple[str, ...]:
        """Heads of the lists, in their order."""
        return tuple(dict.fromkeys(head for head, _ in self.listed))

    @property
    def gaps(self) -> tuple[str, ...]:
        """The known gaps, of that which is listed."""
        return tuple(text for head, text in self.listed if head == _GAPS)


def _split(sheet: Sheet, rows: tuple[LineKeyRow, ...], listed: list[tuple[str, str]], spaces: tuple[float, float, float]) -> list[_Part]:
    """Share the rows, and then the lists below the table, out to pages."""
    above, below_item, below_row = spaces
    list_head = above + 1.2 * line_height(sheet.style("legend head")) + 0.3
    body = _body(sheet.page)
    widths = [width for _, width in _edges(body)]
    room = body.h - _TABLE_HEAD
    pages: list[_Part] = []
    used = room + 1.0
    for row in rows:
        height = _height(sheet, _rows_of(sheet, row, widths), below_row)
        if used + height > room:
            pages.append(_Part(spaces))
            used = 0.0
        pages[-1].rows.append(row)
        used += height
    for head, text in listed:
        below = bool(pages and pages[-1].listed) and pages[-1].listed[-1][0] == head
        height = _item_height(sheet, text, body.w, below_item) + (0.0 if below else list_head)
        if used + height > room:
            pages.append(_Part(spaces))
            used, height = 0.0, _item_height(sheet, text, body.w, below_item) + list_head
        pages[-1].listed.append((head, text))
        used += height
    return pages


def _item_height(sheet: Sheet, text: str, width: float, below: float) -> float:
    return len(wrapped(text, sheet.style("key"), width - _INDENT)) * line_height(sheet.style("key")) + below


def _write_lists(sheet: Sheet, body: Rect, y: float, part: _Part) -> None:
    """Write the lists below a height of the page, each under its head."""
    above, below, _ = part.room
    style, head = sheet.style("key"), sheet.style("legend head")
    last = ""
    for title, text in part.listed:
        if title != last:
            y += above
            sheet.write(body.x, y, title, head, gid="key:head")
            y += 1.2 * line_height(head)
            last = title
        sheet.write(body.x, y, "–", style, gid="key:known")
        for row in wrapped(text, style, body.w - _INDENT):
            sheet.write(body.x + _INDENT, y, row, style, gid="key:known")
            y += line_height(style)
        y += below


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
        y += _height(sheet, cells, part.room[2])
    if rows:
        rules.append([(body.x, y), (body.right, y)])
    _write_lists(sheet, body, y if rows else body.y - 4.0, part)
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
        titles=_titles(which, part, lines=key),
        subtitles=_subtitles(where, lines=bool(rows)),
        dataset_ids=(),
        synthetic=synthetic,
        parts=[*(row.line_id for row in rows), *(text for _, text in part.listed)],
        alt=_alt(where.title, part, which),
        line_key=tuple(asdict(row) for row in rows),
        with_map=False,
    )


#: Head of a list -> what it is, in the title of a page without a line, and in words for who does not see it.
_SAYS = {
    _COUNTED: (
        "who is counted",
        "each set of claimants that are counted together, with its area in square kilometres, its number of patches and where the largest "
        "lies, in the order of the names of the claimants in the English alphabet",
    ),
    _GAPS: ("known gaps", "the known gaps of the sources in these waters"),
    _LEFT_OUT: ("what is left out", "the lines that the map leaves out, each with the reason"),
}


def _titles(which: str, part: _Part, *, lines: bool) -> tuple[str, ...]:
    """Return what the page is, from what stands on it: the key; lists alone on a page of it; without a line, the lists."""
    lists = listed_words(_SAYS[head][0] for head in part.heads)
    if lines:
        on = "" if part.rows else f": {lists}"
        return (f"Key of the lines on the map of claims{which}{on}", f"Key of lines{which}{on}")
    return (f"Beside the map of claims: {lists}{which}", f"Beside the map of claims{which}")


def _subtitles(where: Region, *, lines: bool) -> tuple[str, ...]:
    if not lines:
        return (f"{where.title}.",)
    return (
        f"{where.title}: numbers run from north to south, then from west to east; they say nothing about a party.",
        f"{where.title}: numbers run from north to south and say nothing about a party.",
        "Numbers run from north to south, then from west to east; they say nothing about a party.",
    )


def _alt(region: str, part: _Part, which: str) -> tuple[str, str]:
    """Return the short and the long alternative text of a page, from what stands on it."""
    rows, heads = part.rows, part.heads
    kinds: dict[str, int] = {}
    for row in rows:
        kinds[row.words] = kinds.get(row.words, 0) + 1
    short_lists = listed_words(_SAYS[head][0] for head in heads)
    said = []
    if rows:
        short = f"Table: key of {count(len(rows), 'line')} on the map of claims of the region {region}{which}."
        said.append(
            f"The table gives for each line on the map of claims of the region {region} its number, kind, title, who agreed or stated it, "
            f"year and status. Numbers go from north to south. It has {count(len(rows), 'row')}: "
            f"{'; '.join(f'{k} {name}' for name, k in sorted(kinds.items()))}. Only agreed lines are drawn solid."
        )
        if any(row.approximate for row in rows):
            said.append(
                "Where an agreement exists and its line is not in the sources used, the place drawn is computed, and the letter a stands "
                "behind the number."
            )
        said.append("Listing a line takes no position on it.")
    else:
        short = f"List beside the map of claims of the region {region}{which}: {short_lists}."
        said.append(f"The page has no row of the table of lines of the region {region}.")
    if heads:
        below = "Listed below the table:" if rows else "It lists"
        said.append(f"{below} {'; '.join(_SAYS[head][1] for head in heads)}.")
    if not rows:
        said.append("Listing a line or an area takes no position on it, and what is not listed says nothing about it.")
    said.append("The texts of the instruments, with where they are deposited and which copy was read, stand in the list of instruments of "
                "the pack.")  # fmt: skip
    return short, " ".join(said)
