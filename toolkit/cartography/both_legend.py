"""The legend of two indicators: a square of nine cells with codes, axes in words, and what is missing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import shapely

from toolkit.cartography.compose import MapBase, ground_entries
from toolkit.cartography.legend import Block, Entry, draw_legend, legend_fits
from toolkit.cartography.pages import Rect
from toolkit.cartography.paint import fill
from toolkit.cartography.sheet import line_height, text_width, wrapped
from toolkit.cartography.style import BIVARIATE, FIXED, PT_MM, lightness
from toolkit.cartography.words import legend_unit

__all__ = ["draw_both_legend"]

_WORDS = {
    "no data": "no or too little data for one or both",
    "withheld": "one or both withheld at source",
    "not applicable": "one or both not applicable",
}


def draw_both_legend(base: MapBase, across: Any, up: Any, counts: dict[tuple[int, int], int], missing: dict[str, int], weak: int) -> None:
    """Draw the square at the top (or the left) of the legend band and the rest below (or beside) it."""
    band, sheet = base.page.legend, base.sheet
    text = sheet.style("key") if not base.page.is_slide else sheet.style("legend text")
    step = line_height(text)
    left = max(text_width(label, text) for label in up.labels) + 2.0
    tall = band.h > band.w
    heads = _heads(across, up, band.w if tall else band.w * 0.48, base)
    side = min(50.0 if base.page.is_slide else 34.0, band.w - left) if tall else min(34.0, band.h - (len(heads) + 1.4) * step)
    y = band.y
    for row, role in heads:
        style = sheet.style(role) if role == "legend head" else text
        sheet.write(band.x, y + 0.8 * style.size * PT_MM, row, style, gid="legend:head" if role == "legend head" else "legend:unit")
        y += line_height(style)
    square = Rect(band.x + left, y + 0.6, side, side)
    _square(base, square, across, up, counts)
    bottom = square.bottom + 1.3 * step
    rest = Rect(band.x, bottom + 4.0, band.w, band.bottom - bottom - 4.0) if tall else Rect(
        band.x + 0.52 * band.w, band.y, 0.48 * band.w, band.h
    )  # fmt: skip
    blocks = _blocks(base, across, up, missing, weak)
    ground = [replace(block, entries=(*block.entries, *ground_entries(base))) for block in blocks]
    draw_legend(sheet, ground if legend_fits(sheet, ground, rest) else blocks, rest)


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
    for k, label in enumerate(up.labels):
        middle = square.bottom - (k + 0.5) * size + 0.35 * small.size * PT_MM
        sheet.write(square.x - 1.2, middle, label, small, gid="legend:text", ha="right")
    under = square.bottom + 0.95 * small.size * PT_MM + 0.4
    labels = [_short(label) for label in across.labels]
    for k, label in enumerate(labels):
        sheet.write(square.x + (k + 0.5) * size, under, label, small, gid="legend:text", ha="center")


def _short(label: str) -> str:
    """Return a class label short enough to stand below a cell."""
    if label.endswith(" and more"):
        return f"≥{label.removesuffix(' and more')}"
    return f"<{label.removeprefix('under ')}" if label.startswith("under ") else label.replace(" to <", "–<")


def _blocks(base: MapBase, across: Any, up: Any, missing: dict[str, int], weak: int) -> list[Block]:
    """Return the rest of the legend: corners in words, missing values, overlap."""
    slide = base.page.is_slide
    entries = []
    greys: dict[str, int] = {}
    for kind, n in missing.items():
        # Nothing in the data and too little in them look alike on the map: one line of the legend.
        name = kind if kind in ("withheld", "not applicable") else "no data"
        greys[name] = greys.get(name, 0) + n
    for kind, n in sorted(greys.items()):
        words = ("no data for one or both" if kind == "no data" else _WORDS[kind].replace("one or both ", "")) if slide else _WORDS[kind]
        if kind == "not applicable":
            entries.append(Entry(words, f"{n:,}", FIXED["white"], mark="box dots"))
        else:
            entries.append(Entry(words, f"{n:,}", FIXED["no data"], ("withheld" if kind == "withheld" else "no data",)))
    if weak:
        words = "thin evidence" if slide else "one or both on thin evidence"
        entries.append(Entry(words, f"{weak:,}", FIXED["graticule"], ("thin evidence",)))
    overlap = sum(1 for item in base.shapes if item.n_claimants >= 2)
    if overlap:
        words = "overlapping claims" if slide else "overlapping claims, with the number of claimants in brackets"
        entries.append(Entry(words, f"{overlap:,}", "", ("overlap 2",), "(2)"))
    corners = "" if slide else (
        "A1: neither pressed. C3: both pressed. C1: only the first, A3: only the second. "
        f"Classes: {_source(across)}; n: number of patches."
    )  # fmt: skip
    return [Block("Both known, or not", tuple(entries), note=corners)] if entries else [Block("Classes", (), note=corners)]


def _source(axis: Any) -> str:
    edges = {float(edge) for edge in axis.chosen.indicator.class_edges}
    return "two of the edges of each single map" if set(axis.edges) <= edges else "round numbers"
