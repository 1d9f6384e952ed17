"""Words on the map: the disclaimer, sentences added when due, numbers as printed, words that are not printed."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from typing import Final

from toolkit.catalog.periods import spoken
from toolkit.rounding import SNAP, legend_unit, number, quantity, spread, unit

__all__ = [
    "DISCLAIMER",
    "DISCLAIMER_SHORT",
    "LOADED",
    "count",
    "counted_on",
    "legend_unit",
    "listed",
    "loaded_words",
    "number",
    "per_cent",
    "period",
    "quantity",
    "spread",
    "unit",
]

DISCLAIMER: Final = (
    "Working map for a study group. It shows what has been claimed, agreed or computed according to the sources named. Showing a line, an "
    "area or a name takes no position on sovereignty, on rights at sea or on where a boundary runs, and prejudices no claim or "
    "negotiation. Areas are computed, not official. Not for navigation."
)
DISCLAIMER_SHORT: Final = "Shows claims and computations as sourced; takes no position on them. Not for navigation."
COMPUTED: Final = "Zones, and lines at equal distance, are computed by the toolkit; no State stated them."
#: Choice of a scenario -> value -> words.
_CHOICES: Final = {
    "features": {
        "0": "features with several claimants have no zone",
        "12": "features with several claimants have 12 NM",
        "200": "features with several claimants have 200 NM",
    },
    "undelimited": {
        "overlap": "zones without an agreed line overlap",
        "equidistance": "zones without an agreed line end at equal distance",
    },
    "stated": {
        "not counted": "areas stated by coordinates are not counted",
        "counted": "areas stated by coordinates are counted",
    },
    "symbol": {"not counted": "strokes on a map enclose no area", "counted": "strokes on a map are joined to an area"},
    "unratified": {"not applied": "treaties not in force are not applied", "applied": "treaties not in force are applied"},
}
#: Neither is counted, whoever states or draws it: the clause of both choices in one.
_NEITHER: Final = "areas stated by coordinates and strokes on a map are not counted"
#: Printed where coast or claims go on beyond the frame.
FRAME_CUTS: Final = "Coasts, waters and claims go on beyond the frame."
#: Sea of the region that lies in no patch.
UNCOUNTED: Final = "no zone counted here; claims may exist"
#: Printed where claimants are counted.
COUNTED: Final = "Each name is counted as its source names it; counting says nothing about status."
ONE_SCENARIO: Final = "Zones computed; one scenario."
APPORTIONED: Final = "shared out by area: an assumption"

#: Words that take a side, each a pattern on lower-case text, with what to say instead.
LOADED: Final = (
    (r"\bowners?\b|\bowned by\b", "claimant"),
    (r"\boccup(y|ies|ied|iers?|ation)\b", "claimant"),
    (r"\bso-called\b|\balleged(ly)?\b|\bpurported(ly)?\b|\bself-declared\b|\bexcessive claims?\b", "states, publishes"),
    (r"\beez of\b|'s waters\b|\bour waters\b", "200 NM from the coast, computed"),
    (r"\bcontested (by|with)\b|\bdispute with\b|\bdisputed by\b", "overlapping claims"),
    (r"\bnine-dash boundary\b|\bhistoric border\b|\bsea borders?\b|\bmaritime borders?\b", "line, limit, strokes drawn on the map"),
    (r"\bintrusions?\b|\bincursions?\b|\bpoach(ed|ing|ers?)\b|\bstolen\b|\bplundered\b|\bcollapsed\b", "effort; catch reported by flag"),
    (r"\bprovocat(ion|ive)\b|\baggress(ion|ive|or)s?\b|\benem(y|ies)\b|\brivals?\b|\billegal(ly)?\b", "(leave it out)"),
    (r"\bpristine\b|\bunaffected\b|\bhealthy\b", "no survey in the data used"),
)

_NBSP = "\u00a0"


def _choice(words: Mapping[str, str], axis: str, value: str) -> str:
    """Return one choice in words; of two sets compared ('0 (A), 12 (B)') that of each."""
    if value in words:
        return words[value]
    parts = re.findall(r"(.+?) \(([AB])\)(?:, |$)", value)
    return "; ".join(f"in {one}, {words[found]}" for found, one in parts if found in words) or f"{axis} {value}"


def scenario_words(base: Mapping[str, str]) -> str:
    """Return the sentence that says which scenario of a claim set is drawn; empty for a set without choices.

    Examples
    --------
    >>> scenario_words({"undelimited": "overlap", "features": "0"})
    'One scenario of several: features with several claimants have no zone; zones without an agreed line overlap.'
    >>> scenario_words({"stated": "not counted", "symbol": "not counted"})[25:]
    'areas stated by coordinates and strokes on a map are not counted.'
    >>> scenario_words({"features": "0 (A), 12 (B)"})[25:]
    'in A, features with several claimants have no zone; in B, features with several claimants have 12 NM.'
    """
    said = [_choice(words, axis, base[axis]) for axis, words in _CHOICES.items() if axis in base]
    if base.get("stated") == base.get("symbol") == "not counted":
        # The two stand side by side in the order of the choices: one clause for both.
        at = said.index(_CHOICES["stated"]["not counted"])
        said[at : at + 2] = [_NEITHER]
    said += [f"{axis} {value}" for axis, value in sorted(base.items()) if axis not in _CHOICES]
    return f"One scenario of several: {'; '.join(said)}." if said else ""


def loaded_words(text: str) -> list[tuple[str, str]]:
    """Return the words of a text that take a side, each with what to say instead.

    Examples
    --------
    >>> loaded_words("The so-called EEZ of A")
    [('so-called', 'states, publishes'), ('eez of', '200 NM from the coast, computed')]
    """
    lower = text.lower()
    return [(found.group(0), instead) for pattern, instead in LOADED if (found := re.search(pattern, lower))]


def per_cent(part: float, whole: float) -> str:
    """Return a share in whole per cent; never 0 for something, nor 100 for less than all.

    Examples
    --------
    >>> per_cent(1, 3) == "33\u00a0per cent", per_cent(1, 1000) == "<1\u00a0per cent"
    (True, True)
    """
    if whole <= 0 or math.isnan(whole):
        return ".."
    share = 100.0 * part / whole
    figure = ">99" if number(share, "percent") == "100" and part < whole * (1 - SNAP) else number(share, "percent")
    return f"{figure}{_NBSP}per cent"


def count(n: int, one: str, many: str = "") -> str:
    """Return a count with its noun.

    Examples
    --------
    >>> count(1, "face"), count(1200, "face")
    ('1 face', '1,200 faces')
    """
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def counted_on(km2: float) -> str:
    """Return the finding of a map of claims, the same on every page and screen.

    Not that zones overlap: two claimants can be counted through one and the same zone.

    Examples
    --------
    >>> counted_on(0.0)
    'More than one claimant is counted on no water'
    >>> counted_on(596_123.0).replace("\u00a0", " ")
    'More than one claimant is counted on 596,000 km²'
    """
    return f"More than one claimant is counted on {quantity(km2, 'km2') if km2 else 'no water'}"


def period(time: str) -> str:
    """Return a period as printed: an ISO interval becomes ``a to b``.

    Examples
    --------
    >>> period("2010/2014"), period("2019"), period("2021-12")
    ('2010 to 2014', '2019', 'December 2021')
    """
    first, _, last = str(time).partition("/")
    return f"{spoken(first)} to {spoken(last)}" if last and last != first else spoken(first)


def listed(words: Iterable[str]) -> str:
    """Return words as a list in a sentence.

    Examples
    --------
    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    items = list(words)
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""
