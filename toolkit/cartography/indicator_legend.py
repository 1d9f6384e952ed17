"""The legend of a map of an indicator: classes with their counts, why there is no value, how sure, ground, signs, lines."""

from __future__ import annotations

import math

from toolkit.cartography.areas import area_note, area_values
from toolkit.cartography.claims_map import line_entries
from toolkit.cartography.classes import Classes
from toolkit.cartography.compose import MapBase, ground_entries
from toolkit.cartography.indicator_words import facts, reason_words, short_title
from toolkit.cartography.legend import Block, Entry, legend_fits
from toolkit.cartography.reef_waters import far_entries, unreached_entries
from toolkit.cartography.rows import NO_ROW, Selection, Value, reason_kind
from toolkit.cartography.style import FIXED, lightness
from toolkit.cartography.words import legend_unit

__all__ = ["bears_digits", "legend_blocks", "missing_entries", "sign_of_class"]

#: Kind of a reason -> the texture of patches that have no value for it.
TEXTURE_OF = {
    "no data": "no data",
    NO_ROW: "no data",
    "outside": "beyond data",
    "below minimum": "too little",
    "withheld": "withheld",
    "not applicable": "not applicable",
}


#: Head of what is known of values: why there is none, and how sure those are that there are.
_SURE = "No value, and how sure"

#: Texture -> words on a slide, where a line holds three or four.
_ON_SLIDES = {
    "no data": "no data",
    "beyond data": "outside the data",
    "too little": "too little data",
    "withheld": "withheld",
    "not applicable": "not applicable",
}


def counted(firm: int, thin: int, *, apart: bool) -> str:
    """Return a count as printed: values on thin evidence are added behind a plus, so that both sums can be made.

    Examples
    --------
    >>> counted(4, 2, apart=True), counted(4, 0, apart=True), counted(4, 0, apart=False)
    ('4 + 2', '4', '4')
    """
    return f"{firm:,} + {thin:,}" if apart and thin else f"{firm:,}"


def legend_blocks(
    base: MapBase, chosen: Selection, classes: Classes, thin: set[str], *, reefs: int, lines: bool, ground: bool = True
) -> list[Block]:
    """Return the legend of an indicator map: classes, no data, textures and signs, lines."""
    values = facts(base, chosen, classes, thin)
    slide, printed = base.page.is_slide, legend_unit(chosen.units)
    rows = zip(classes.labels, values["firm_by_class"], values["thin_by_class"], classes.colours, strict=True)
    entries = tuple(
        Entry(
            label, counted(firm, weak, apart=bool(values["thin"])), colour, digit=sign_of_class(chosen, classes, k), gid="legend:text:class"
        )
        for k, (label, firm, weak, colour) in reversed(list(enumerate(rows)))
    )
    note = f"Classes: {classes.source}." if classes.source.startswith("round numbers") else ""
    areas = area_values(base, chosen)
    if areas:
        note = " ".join(part for part in (note, area_note(areas, chosen.units)) if part)
    head = f"number of {values['noun'][1]}"
    if values["thin"]:
        head += ", + on thin evidence"
    blocks = [
        Block(
            short_title(chosen.indicator),
            (*entries, *far_entries(base.shapes, slide=slide)),
            unit=f"{printed} · {head}" if printed else head,
            note=note,
        )
    ]
    shown = [chosen.of(item.face_id) for item in base.units()]
    missing = missing_entries(chosen, shown, slide=slide)
    known = (
        *missing,
        *unreached_entries(base.shapes, missing),
        *_sure_entries(base, values["thin"], _thin_fill(base, chosen, classes, thin), digits=bears_digits(chosen, classes)),
        *(ground_entries(base) if ground else ()),
    )
    blocks += _known_blocks(base, known)
    signs = []
    if reefs:
        signs.append(Entry("reef-bearing cells (presence)", mark="reef"))
    if lines:
        signs += list(line_entries(base))
    if signs:
        blocks.append(Block("Signs and lines", tuple(signs)))
    kept = [block for block in blocks if block.entries]
    return kept if legend_fits(base.sheet, kept, base.page.legend) else _under_fewer_heads(kept)


def _under_fewer_heads(blocks: list[Block]) -> list[Block]:
    """Return a legend that is too long with what is known of values, claims and ground under one head."""
    first = next((k for k, block in enumerate(blocks) if block.head == _SURE), None)
    if first is None or first + 1 >= len(blocks) or not blocks[first + 1].head.startswith("Claims"):
        return blocks
    one = Block(_SURE, (*blocks[first].entries, *blocks[first + 1].entries))
    return [*blocks[:first], one, *blocks[first + 2 :]]


def _known_blocks(base: MapBase, known: tuple[Entry, ...]) -> list[Block]:
    """Return what is said of values, and of claims, ground and names, under heads of their own; under one on a slide."""
    of_values = tuple(entry for entry in known if entry.gid in ("legend:text:missing", "legend:text:unreached", "legend:text:thin"))
    others = tuple(entry for entry in known if entry not in of_values)
    if base.page.is_slide and of_values:
        return [Block(_SURE, known)]
    names = any(entry.mark.startswith("number:") for entry in others)
    return [Block(_SURE, of_values), Block("Claims, ground and names" if names else "Claims and ground", others)]


def sign_of_class(chosen: Selection, classes: Classes, k: int) -> str:
    """Return the sign of a class of a signed change, whose two ends are alike in grey; empty for other indicators.

    Examples
    --------
    >>> from toolkit.cartography.classes import Classes
    >>> from toolkit.indicators.records import indicator
    >>> from toolkit.cartography.rows import Selection
    >>> record = indicator("sst_anomaly")
    >>> change = Selection(record, "mean", "", "degC", "", {}, ())
    >>> [sign_of_class(change, Classes((-1.0, -0.5, 0.5, 1.0), (), (), ""), k) for k in range(5)]
    ['−−', '−', '0', '+', '++']
    """
    if chosen.indicator.palette != "change":
        return ""
    below = sum(edge <= 0 for edge in classes.edges)
    away = k - below if below * 2 == len(classes.edges) else (k - below + (0 if k < below else 1))
    return "0" if not away else ("\u2212" if away < 0 else "+") * abs(away)


def missing_entries(chosen: Selection, shown: list[Value], *, slide: bool = False) -> list[Entry]:
    """Return a legend line for each reason of missing values that occurs, each reason with a texture of its own."""
    found: dict[tuple[str, str], int] = {}
    for value in shown:
        if not math.isfinite(value.value):
            kind = TEXTURE_OF[reason_kind(value.reason)]
            key = (kind, _ON_SLIDES[kind] if slide else reason_words(chosen, value.reason))
            found[key] = found.get(key, 0) + 1
    order = list(dict.fromkeys(TEXTURE_OF.values()))
    out = []
    for (kind, words), n in sorted(found.items(), key=lambda item: (order.index(item[0][0]), item[0][1])):
        if kind == "not applicable":
            out.append(Entry(words, f"{n:,}", FIXED["white"], ("not applicable",), gid="legend:text:missing"))
        else:
            out.append(Entry(words, f"{n:,}", FIXED["no data"], (kind,), gid="legend:text:missing"))
    return out


def _thin_fill(base: MapBase, chosen: Selection, classes: Classes, thin: set[str]) -> str:
    """Return the darkest class colour that bears lines of thin evidence on the map: the sample shows what is seen."""
    colours = [classes.colour(chosen.of(item.face_id).value) for item in base.shapes if item.face_id in thin]
    return min(colours, key=lightness, default=FIXED["graticule"])


def bears_digits(chosen: Selection, classes: Classes) -> bool:
    """Say whether patches bear their number of claimants: not where the classes are counts so small that it reads as one of them."""
    return not (chosen.units == "count" and classes.edges and max(classes.edges) < 10)


def _sure_entries(base: MapBase, thin: int, fill: str, *, digits: bool) -> list[Entry]:
    """Return the legend lines of thin evidence and overlap, where they occur."""
    slide = base.page.is_slide
    overlap = len({item.patch for item in base.shapes if item.n_claimants >= 2})
    out = []
    if thin:
        words = "thin evidence" if slide else "value on thin evidence"
        out.append(Entry(words, f"{thin:,}", fill, ("thin evidence",), gid="legend:text:thin"))
    if overlap:
        words = "overlapping claims" if slide or not digits else "overlapping claims, with the number of claimants"
        out.append(Entry(words, f"{overlap:,}", "", ("overlap 2",), "2" if digits else ""))
    return out
