"""Rules about words: what must be said, how large, how clear, where, and what must not be said."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from itertools import combinations

from toolkit.cartography.fonts import missing_characters
from toolkit.cartography.lint import rule
from toolkit.cartography.measure import Measured, Word, contrast
from toolkit.cartography.pages import Rect
from toolkit.cartography.style import FIXED
from toolkit.cartography.words import DISCLAIMER, DISCLAIMER_SHORT, loaded_words

#: Ink boxes may touch their band's edge by this much, millimetres.
_TOLERANCE = 0.7


def _said(words: Iterable[Word]) -> str:
    return " ".join(word.text for word in words)


@rule("DIS-01", "error", "A map without its disclaimer can be read as a position; the text is the same for all regions.")
def _disclaimer(seen: Measured) -> Iterator[str]:
    wanted = DISCLAIMER_SHORT if seen.page.is_slide else DISCLAIMER
    words = seen.starting("disclaimer:")
    if not _said(words).startswith(wanted):
        yield "The disclaimer is missing or changed."
    for word in words:
        if contrast(word.colour, FIXED["paper"]) < 4.5:
            yield f"The disclaimer has a contrast of {contrast(word.colour, FIXED['paper']):.1f}; 4.5 is the least."


@rule("DIS-02", "error", "A page torn from its pack must still tell source, date, projection and where its numbers come from.")
def _sources(seen: Measured) -> Iterator[str]:
    ids = _said(seen.starting("map id"))
    if not seen.info.map_id or seen.info.map_id not in ids:
        yield f"The map id '{seen.info.map_id}' is not printed."
    foot = _said(seen.starting("disclaimer:", "sources:"))
    for line in seen.info.sources:
        if line not in foot:
            yield f"The source line '{line[:60]}' is not printed."
    if "Claims:" not in foot:
        yield "The claim set is not named."
    if "qual-area" not in foot and seen.figure.has_map:
        yield "The projection is not named."
    date = str(getattr(seen.base.claims, "date", ""))
    if date and date not in foot:
        yield f"The date of the claim set ({date}) is not printed."


@rule("DIS-03", "error", "Made-up values must never pass for real ones, in any crop.")
def _synthetic(seen: Measured) -> Iterator[str]:
    if "synthetic" not in seen.info.data_kind:
        return
    if not any(shape.gid == "stamp:SYNTHETIC" for shape in seen.shapes):
        yield "The data are synthetic and the stamp is missing."
    for where, text in (("title", _said(seen.starting("title:"))), ("title of the record", seen.info.title)):
        if "synthetic" not in text.lower():
            yield f"The data are synthetic and the {where} does not say so."


@rule("TYP-01", "error", "Text that cannot be read is not there: 6 pt on paper; on a slide 10 pt for the id and 12 pt for the rest.")
def _sizes(seen: Measured) -> Iterator[str]:
    for word in seen.words:
        least = 6.0 if not seen.page.is_slide else 10.0 if word.gid == "map id" else 12.0
        if word.size < least - 1e-6:
            yield f"'{word.text[:40]}' is set in {word.size:g} pt; {least:g} pt is the least."


@rule("TYP-02", "error", "Text needs a contrast of 4.5:1 with what is directly behind it (WCAG 2.2, success criterion 1.4.3).")
def _contrasts(seen: Measured) -> Iterator[str]:
    for word in seen.words:
        if word.gid.startswith("disclaimer:"):
            continue
        ground = word.halo or FIXED["paper"]
        # Letters of digits are outlined in the fill below them; black or white is chosen by its lightness.
        least = 3.0 if word.weight == "bold" and word.gid.startswith(("label:digit", "legend:digit")) else 4.5
        if contrast(word.colour, ground) < least:
            found = contrast(word.colour, ground)
            yield f"'{word.text[:40]}' in {word.colour} on {ground} has a contrast of {found:.1f}; {least:g} is the least."


@rule("TYP-03", "error", "A box instead of a letter can turn one name into another.")
def _glyphs(seen: Measured) -> Iterator[str]:
    for word in seen.words:
        missing = missing_characters(word.text)
        if missing:
            yield f"'{word.text[:40]}' holds characters without a glyph: {missing}."


@rule("TYP-05", "warning", "A title is read in three seconds.")
def _title_length(seen: Measured) -> Iterator[str]:
    for name, text, most in (("title", seen.info.title, 90), ("subtitle", seen.info.subtitle, 140)):
        if len(text) > most:
            yield f"The {name} has {len(text)} characters; {most} is the most."


@rule("TYP-06", "error", "A claimant in a title makes the map a map about that claimant.")
def _title_parties(seen: Measured) -> Iterator[str]:
    title = _said(seen.starting("title:"))
    region = seen.base.region
    for name in sorted([region.title, *(str(sea["name"]) for sea in region.seas)], key=len, reverse=True):
        title = title.replace(name, " ")
    for name in _party_names():
        if name in title and re.search(rf"\b{re.escape(name)}\b", title):
            yield f"The title names '{name}'."


@functools.cache
def _party_names() -> tuple[str, ...]:
    """Return the names of all parties in every profile."""
    from toolkit.claims.names import NOT_STATED, known_codes, party_name, profiles

    return tuple(sorted({party_name(code, profile) for code in known_codes() - {NOT_STATED} for profile in profiles()}))


@rule("NEU-03", "error", "Any order but the alphabet's ranks the claimants.")
def _alphabet(seen: Measured) -> Iterator[str]:
    from toolkit.claims.names import order_by_name, party_name

    def in_order(names: list[str]) -> bool:
        by_name = {party_name(code, seen.info.profile): code for item in seen.base.claims.claims for code in item.claimants}
        by_name |= {party_name(code, seen.info.profile): code for item in seen.base.claims.lines for code in item.parties}
        codes = [by_name.get(name, name) for name in names]
        return all(code in by_name.values() for code in codes) and list(order_by_name(codes, seen.info.profile)) == codes

    said = _said(seen.starting("legend:claimants"))
    if said and not in_order(said.split(", ")):
        yield f"The claimants are not in alphabetical order: {said}."
    for row in seen.info.line_key:
        if not in_order(list(row["parties"])):
            yield f"The parties of line {row['number']} are not in alphabetical order: {', '.join(row['parties'])}."


@rule("NEU-04", "error", "A loaded word takes a side.")
def _vocabulary(seen: Measured) -> Iterator[str]:
    own = {row["title"] for row in seen.info.line_key}
    printed = _said(word for word in seen.words if not word.gid.startswith(("legend:key", "key:cell")))
    for text in (printed, seen.info.title, seen.info.subtitle, seen.info.alt_short, seen.info.alt_long):
        for title in own:
            text = text.replace(title, "")
        for word, instead in loaded_words(text):
            yield f"'{word}' is said; say instead: {instead}."


@rule("TYP-04", "error", "A larger or bolder name has more weight than another.")
def _equal_names(seen: Measured) -> Iterator[str]:
    for prefix in ("legend:claimants", "label:feature", "label:sea", "badge number"):
        looks = {(word.size, word.weight, word.colour) for word in seen.starting(prefix)}
        if len(looks) > 1:
            yield f"Texts of '{prefix}' differ in size, weight or colour: {sorted(looks)}."


def _band(seen: Measured, gid: str) -> Rect | None:
    page = seen.page
    for prefixes, band in (
        (("title:", "subtitle:"), page.title),
        (("legend:",), page.legend),
        (("disclaimer:", "sources:", "map id"), page.foot),
        (("graticule",), page.frame),
        (("scale:",), page.insets or page.frame),
        (("label:", "badge"), page.map_rect),
    ):
        if gid.startswith(prefixes):
            return band
    return None


@rule("LAY-01", "error", "What is cut cannot be read, and what leaves its band covers something else.")
def _bands(seen: Measured) -> Iterator[str]:
    for word in seen.words:
        band = _band(seen, word.gid)
        if not seen.page.inner.contains(word.box, _TOLERANCE):
            yield f"'{word.text[:40]}' reaches into the margin of the page."
        elif band is not None and not band.contains(word.box, _TOLERANCE):
            yield f"'{word.text[:40]}' ({word.gid}) leaves its band of the page."


@rule("LAB-01", "error", "Labels that overlap cannot be told apart.")
def _overlaps(seen: Measured) -> Iterator[str]:
    labels = seen.starting("label:", "badge number:")
    for one, other in combinations(labels, 2):
        same = ":".join(one.gid.split(":")[:3]) == ":".join(other.gid.split(":")[:3])
        if not same and one.box.grown(-0.25).overlaps(other.box.grown(-0.25)):
            yield f"'{one.text}' and '{other.text}' overlap."
    others = [word for word in seen.words if not word.gid.startswith(("label:", "badge", "halo"))]
    for one, other in combinations(others, 2):
        if one.box.grown(-0.35).overlaps(other.box.grown(-0.35)):
            yield f"'{one.text[:30]}' and '{other.text[:30]}' overlap."


def _meant(item: str) -> bool:
    """Say whether a number is left out on purpose: its diagonals mark the patch."""
    return "too small" in item or "left out" in item


@rule("LAB-02", "error", "A patch of overlapping claims without its number reads as single.")
def _dropped_digits(seen: Measured) -> Iterator[str]:
    for item in seen.info.dropped:
        if item.startswith("digit") and not _meant(item):
            yield f"{item} found no place."


@rule("LAB-05", "warning", "A name or number left out must be told.")
def _dropped_names(seen: Measured) -> Iterator[str]:
    for item in seen.info.dropped:
        if not item.startswith("digit") or "too small" in item:
            yield f"Left out: {item}."


@rule("ALT-01", "error", "A reader who cannot see the map gets its finding in words.")
def _alternative(seen: Measured) -> Iterator[str]:
    short, long = seen.info.alt_short, seen.info.alt_long
    if not short or len(short) > 250:
        yield f"The short alternative text has {len(short)} characters; 1 to 250 are allowed."
    if not 60 <= len(long.split()) <= 260:
        yield f"The long alternative text has {len(long.split())} words; 60 to 260 are allowed."


@rule("ALT-04", "error", "An alternative text that repeats the caption tells nothing.")
def _alternative_differs(seen: Measured) -> Iterator[str]:
    if seen.info.alt_short in (seen.info.title, seen.info.subtitle, seen.info.alt_long):
        yield "The short alternative text equals the title, the subtitle or the long text."


@rule("SLD-01", "error", "A slide is read from eight screen heights away.")
def _slide(seen: Measured) -> Iterator[str]:
    if not seen.page.is_slide:
        return
    names = {":".join(word.gid.split(":")[:3]) for word in seen.starting("label:sea", "label:feature")}
    if len(names) > 9:
        yield f"{len(names)} names are on the map; 9 is the most."
