"""The legend of two indicators: a square of nine cells with codes, axes in words, and what is missing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import shapely

from toolkit.cartography.compose import MapBase, ground_entries
from toolkit.cartography.indicator_legend import TEXTURE_OF
from toolkit.cartography.legend import Block, Entry, draw_legend, legend_fits
from toolkit.cartography.pages import Rect
from toolkit.cartography.paint import fill
from toolkit.cartography.reef_waters import far_entries, unreached_entries
from toolkit.cartography.sheet import line_height, text_width, wrapped
from toolkit.cartography.style import BIVARIATE, FIXED, PT_MM, lightness
from toolkit.cartography.words import legend_unit

__all__ = ["draw_both_legend"]

#: Texture of a patch without both values -> words on paper, and on a slide.
_WORDS = {
    "no data": ("no data for one or both", "no data"),
    "beyond data": ("outside the data for one or both", "outside the data"),
    "too little": ("too little data for one or both", "too little data"),
    "withheld": ("one or both withheld", "withheld"),
    "not applicable": ("one or both not applicable", "not applicable"),
}


def draw_both_legend(base: MapBase, across: Any, up: Any, counts: dict[tuple[int, int], int], missing: dict[str, int], weak: int) -> None:
    """Draw the square at the top (or the left) of the legend band, and below (or beside) it its corners in words and the rest."""
    band, sheet = base.page.legend, base.sheet
    if not any(counts.values()):
        _draw_without(base, across, up, missing)
        return
    text = sheet.style("key") if not base.page.is_slide else sheet.style("legend text")
    step = line_height(text)
    left = max(text_width(label, text) for label in _edges(up)) + 2.0
    tall = band.h > band.w
    heads = _heads(across, up, band.w if tall else band.w * 0.34, base)
    largest = 50.0 if base.page.is_slide else 34.0
    side = min(largest, band.w - left) if tall else min(largest, band.h - (len(heads) + 1.4) * step)
    y = band.y
    for row, role in heads:
        style = sheet.style(role) if role == "legend head" else text
        sheet.write(band.x, y + 0.8 * style.size * PT_MM, row, style, gid="legend:head" if role == "legend head" else "legend:unit")
        y += line_height(style)
    square = Rect(band.x + left, y + 0.6, side, side)
    _square(base, square, across, up, counts)
    bottom = square.bottom + 1.3 * step
    rest = Rect(band.x, bottom + 3.0, band.w, band.bottom - bottom - 3.0) if tall else Rect(
        band.x + 0.38 * band.w, band.y, 0.62 * band.w, band.h
    )  # fmt: skip
    known = _known(base, missing, weak)
    ground = [*far_entries(base.shapes, slide=base.page.is_slide), *unreached_entries(base.shapes, known.entries), *ground_entries(base)]
    # A mark on the map and water without colour are always keyed.
    names = tuple(
        entry for entry in ground if entry.mark.startswith("number:") or entry.gid in ("legend:text:far", "legend:text:unreached")
    )
    full, least = (replace(known, entries=(*known.entries, *more)) for more in (ground, names))
    corners = _corners(base, across, up, counts)
    bare = replace(corners, note="")
    for blocks in ([corners, full], [bare, full], [bare, least], [least]):
        shown = [block for block in blocks if block.entries]
        if legend_fits(sheet, shown, rest) or blocks == [least]:
            draw_legend(sheet, shown, rest)
            return


def _draw_without(base: MapBase, across: Any, up: Any, missing: dict[str, int]) -> None:
    """Draw the legend of a map on which no patch has both values: a sentence in place of nine empty cells and four corners."""
    band, sheet = base.page.legend, base.sheet
    known = _known(base, missing, 0)
    ground = (*far_entries(base.shapes, slide=base.page.is_slide), *unreached_entries(base.shapes, known.entries), *ground_entries(base))
    names = " and ".join(str(axis.chosen.indicator.short_title).replace("km2", "km²") for axis in (across, up))
    note = f"No patch has a value of both: {names}."
    said = Block("No patch has both values", known.entries, unit=known.unit, note=note)
    on_ground = Block("Ground and names" if base.keyed_seas else "Ground", ground)
    full = [block for block in (said, on_ground) if block.entries]
    bare = [replace(said, note=""), *full[1:]]
    draw_legend(sheet, full if legend_fits(sheet, full, band) else bare, band)


def _heads(across: Any, up: Any, width: float, base: MapBase) -> list[tuple[str, str]]:
    """Return the lines above the square: what goes to the right, and what goes up."""
    sheet, slide = base.sheet, base.page.is_slide
    text = sheet.style("legend text") if slide else sheet.style("key")
    out = []
    if not slide:
        out += [(row, "legend head") for row in wrapped("Two indicators at once", sheet.style("legend head"), width)]
    for way, axis in (("To the right", across), ("Upwards", up)):
        record = axis.chosen.indicator
        unit = legend_unit(axis.chosen.units)
        name = str(record.short_title).replace("km2", "km²")
        said = f"{way}: {'lower' if axis.low_is_pressed else 'higher'} {name[0].lower() + name[1:]}{f', {unit}' if unit else ''}"
        out += [(row, "key") for row in wrapped(said, text, width)]
    return out


def _square(base: MapBase, square: Rect, across: Any, up: Any, counts: dict[tuple[int, int], int]) -> None:
    """Draw nine cells with code and number of patches, and the labels of the classes."""
    from toolkit.cartography.both_map import code_of

    sheet, slide = base.sheet, base.page.is_slide
    small = sheet.style("legend text") if slide else sheet.style("key")
    digit = sheet.style("digit")
    size = square.w / 3
    for (x, y), n in counts.items():
        colour = BIVARIATE[y][x]
        cell = Rect(square.x + x * size, square.bottom - (y + 1) * size, size, size)
        fill(sheet.surface, shapely.box(*cell.edges), colour, gid="legend:box", zorder=10, seam=False)
        sheet.box(cell, gid="legend:box edge", fill=None, edge=FIXED["box edge"], width=0.25, zorder=12)
        ink = FIXED["white"] if lightness(colour) < 55 else FIXED["ink"]
        middle = cell.centre[1] - (0.0 if slide else 0.6)
        sheet.write(cell.centre[0], middle, code_of((x, y)), digit, gid="legend:digit", ha="center", colour=ink, halo=colour)
        below = middle + (1.15 if slide else 1.3) * small.size * PT_MM
        sheet.write(cell.centre[0], below, f"n {n}", digit, gid="legend:digit n", ha="center", colour=ink, halo=colour)
    # The edges stand where the classes meet, so that two numbers say three classes.
    for k, label in enumerate(_edges(up), 1):
        middle = square.bottom - k * size + 0.35 * small.size * PT_MM
        sheet.write(square.x - 1.2, middle, label, small, gid="legend:text", ha="right")
    under = square.bottom + 0.95 * small.size * PT_MM + 0.4
    for k, label in enumerate(_edges(across), 1):
        sheet.write(square.x + k * size, under, label, small, gid="legend:text", ha="center")


def _edges(axis: Any) -> tuple[str, ...]:
    """Return the two edges of an axis from less to more pressed."""
    edges = tuple(f"{edge:,.10g}" for edge in axis.edges)
    return edges[::-1] if axis.low_is_pressed else edges


def _corners(base: MapBase, across: Any, up: Any, counts: dict[tuple[int, int], int]) -> Block:
    """Return the four corners of the square in words, each with its colour, code and number of patches."""
    from toolkit.cartography.both_map import code_of, noun_of, pressed_word

    slide, word = base.page.is_slide, pressed_word(across, up)
    one, two = noun_of(across), noun_of(up)
    said = {(2, 2): f"both {word}", (0, 2): f"only {two} {word}", (2, 0): f"only {one} {word}", (0, 0): f"neither {word}"}
    entries = tuple(Entry(words, f"{counts[cell]:,}", BIVARIATE[cell[1]][cell[0]], digit=code_of(cell)) for cell, words in said.items())
    return Block(f"Corners: {word} is {_where(across)} and {_where(up)}" if not slide else "Corners", entries,
                 note="" if slide else f"Classes: {_source(across)}.")  # fmt: skip


def _where(axis: Any) -> str:
    """Return from where on a value counts as pressed: ``under 20 %``."""
    unit = legend_unit(axis.chosen.units)
    edge, word = (axis.edges[0], "under {}") if axis.low_is_pressed else (axis.edges[1], "from {}")
    return word.format(f"{edge:,.10g}{f' {unit}' if unit else ''}")


def _known(base: MapBase, missing: dict[str, int], weak: int) -> Block:
    """Return the legend lines of missing values, thin evidence and overlap."""
    slide = base.page.is_slide
    greys: dict[str, int] = {}
    for kind, n in missing.items():
        greys[TEXTURE_OF[kind]] = greys.get(TEXTURE_OF[kind], 0) + n
    entries = []
    for kind, (on_paper, on_slides) in _WORDS.items():
        if n := greys.get(kind, 0):
            said = on_slides if slide else on_paper
            if kind == "not applicable":
                entries.append(Entry(said, f"{n:,}", FIXED["white"], ("not applicable",)))
            else:
                entries.append(Entry(said, f"{n:,}", FIXED["no data"], (kind,)))
    if weak:
        said = "thin evidence" if slide else "one or both on thin evidence"
        entries.append(Entry(said, f"{weak:,}", FIXED["graticule"], ("thin evidence",)))
    overlap = len({item.patch for item in base.shapes if item.n_claimants >= 2})
    if overlap:
        said = "overlapping claims" if slide else "overlapping claims, with the number of claimants in brackets"
        entries.append(Entry(said, f"{overlap:,}", "", ("overlap 2",), "(2)"))
    unit = "" if slide else "number of parts: patches cut at the limits of FAO areas" if is_cut(base) else "number of patches"
    return Block("Both known, or not", tuple(entries), unit=unit)


def is_cut(base: MapBase) -> bool:
    """Say whether a patch is drawn in several parts, each in an FAO area of its own."""
    return len({item.patch for item in base.shapes}) < len(base.shapes)


def _source(axis: Any) -> str:
    edges = {float(edge) for edge in axis.chosen.indicator.class_edges}
    return "two of the edges of each single map" if set(axis.edges) <= edges else "round numbers"
