"""Style tokens: the colours, lines, textures and type sizes of every figure.

The values are the contract of the design language; nothing else in this room holds a colour or a width. Colours of classes are
cut from published perceptual maps (Crameri's scientific colour maps: acton, lajolla, bamako, glasgow, vik, lapaz, navia; cmocean: matter)
at equal steps of lightness.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from toolkit.cartography.dashes import fitted
from toolkit.claims.kinds import ATTRIBUTED, LINE_WORDS, PLACE_COMPUTED

__all__ = [
    "BIVARIATE",
    "COLOURS",
    "DEPTH_TINTS",
    "FIXED",
    "LINES",
    "PALETTES",
    "PT_MM",
    "REGIMES",
    "SHADES",
    "TEXTURES",
    "TYPE",
    "LineStyle",
    "Texture",
    "TypeStyle",
    "lightness",
    "palette",
]

#: Millimetres in a point.
PT_MM: Final = 25.4 / 72.0

INK: Final = "#1a1a1a"
GREY_INK: Final = "#4d4d4d"

#: Ground, ink and special colours by role.
FIXED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "paper": "#ffffff",
        "sea": "#f4f8fb",
        "outside": "#eeeeee",
        "outside ink": "#9a9a9a",
        "land": "#d2cdc4",
        "coast": "#6b6b6b",
        "frame": "#4d4d4d",
        "graticule": "#6b6b6b",
        "ink": INK,
        "grey ink": GREY_INK,
        "sea name": "#1f4e79",
        "claim ink": "#2b2b2b",
        "reef": "#00584f",
        "reef faint": "#6f9a94",
        "no reef": "#c6d8ea",
        "stamp": "#b00020",
        "no data": "#bbbbbb",
        "no data ink": "#6b6b6b",
        "box edge": "#6b6b6b",
        "white": "#ffffff",
    }
)

#: Depth tint by the upper end of the step in metres below the sea surface; only where nothing thematic is drawn.
DEPTH_TINTS: Final = ("#f4f8fb", "#eaf1f7", "#dfe9f2", "#d3e0ec")

#: Colours of classes by role, low to high.
PALETTES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "overlap": ("#ebd7eb", "#dfa9c8", "#d17ca1", "#95658f", "#554f7c"),
        "heat": ("#fbec99", "#f1c058", "#e68e51", "#d55a4d", "#9e4442", "#67342a"),
        # Usual temperature: the warmer the darker, in other colours than heat stress, as a property of a place is no alarm (matter of
        # cmocean). From dark blue to pale orange, the one patch that is cooler was the reddest of the page.
        "temperature": ("#fcdca0", "#f5a773", "#e97356", "#cf4456", "#a42662", "#721a60"),
        "cover": ("#fae0a3", "#d3b94f", "#a4940e", "#5e770d", "#29552e"),
        # Stock status runs from dark to light, so that its order survives a photocopy (glasgow; vik has its lightest class in the middle).
        "status": ("#5f1f15", "#744b00", "#697b46", "#67a1a1", "#a6bed8"),
        "fao": ("#5f1f15", "#697b46", "#a6bed8"),
        "pressure": ("#f7ded1", "#cab79d", "#77999f", "#3e72a1", "#29498d"),
        "evidence": ("#edeec3", "#9ccd72", "#5ca370", "#2b758e", "#0d497d"),
        "change": ("#20719e", "#8ab8ce", "#efe3bd", "#daa688", "#af4c18"),
    }
)

#: Nine colours for two indicators at once: rows from below (second indicator, less to more pressed), columns from the left (first).
BIVARIATE: Final = (
    ("#e6e0cf", "#e1a276", "#d95f0e"),
    ("#9bacbd", "#887978", "#7a442a"),
    ("#3b7fc4", "#434e63", "#2a1f1f"),
)

REGIMES: Final[Mapping[str, str]] = MappingProxyType({"single": "#cfd6e1", "overlapping": "#5e4b8b", "joint": "#c98a1b"})

#: Shades of the index of patches, which only tell neighbours apart: cool, as palettes of classes are not, and light enough for dark ink.
SHADES: Final = ("#d3e0ec", "#b9c7da", "#c6d6e4", "#a9b7cb")

#: Every colour a figure may hold.
COLOURS: Final = frozenset(
    {*FIXED.values(), *DEPTH_TINTS, *SHADES, *REGIMES.values(), *(c for p in (*PALETTES.values(), *BIVARIATE) for c in p)}
)


@dataclass(frozen=True)
class LineStyle:
    """How a line of one legal kind is drawn: one ink, the kind is the pattern.

    Attributes
    ----------
    width : float
        Points on paper; widths differ so that each kind lays down the same ink for its length.
    pattern : tuple of float
        Millimetres of dash, gap, ...; empty for a solid line.
    rank : int
        Which one is drawn where two lie on the same edge: the higher.
    label : str
        Words of the legend, the same on every page, table and style.
    core : float
        Points of white along the middle, in the same pattern: a hollow stroke, which nobody takes for the solid line of an agreement.
        What is left of the ink is at least one pixel at 96 dots an inch, so that no screen shows white alone.
    """

    width: float
    pattern: tuple[float, ...]
    rank: int
    label: str
    core: float = 0.0

    @property
    def dashes(self) -> tuple[float, tuple[float, ...] | None]:
        """The pattern as matplotlib wants it: in units of the line's width, which it multiplies back."""
        return self.dashes_at(self.width)

    def dashes_at(self, width: float, length: float = math.inf) -> tuple[float, tuple[float, ...] | None]:
        """Return the same pattern for a stroke of another width, in points, over or below this one; a short line shows a gap of it."""
        phase, steps = fitted(self.pattern, length)
        return (phase / PT_MM / width, tuple(mm / PT_MM / width for mm in steps) or None)


#: How each kind of legal line is drawn; 'placed' is any that stands in for an agreed line whose place had to be computed, 'attributed' one
#: of one side of which no text was read.
LINES: Final[Mapping[str, LineStyle]] = MappingProxyType(
    {
        "agreed": LineStyle(0.70, (), 5, LINE_WORDS["agreed"]),
        "provisional": LineStyle(0.90, (5.0, 0.9, 1.1, 0.9), 4, LINE_WORDS["provisional"]),
        "unilateral": LineStyle(1.00, (3.0, 1.2), 3, LINE_WORDS["unilateral"]),
        "attributed": LineStyle(1.75, (1.2, 1.8), 3, ATTRIBUTED),
        "placed": LineStyle(1.55, (1.4, 0.8), 2, PLACE_COMPUTED, core=0.45),
        "computed": LineStyle(1.10, (1.4, 0.8), 2, LINE_WORDS["computed"]),
        "symbol": LineStyle(2.60, (), 1, LINE_WORDS["symbol"], core=1.9),
    }
)


@dataclass(frozen=True)
class Texture:
    """A texture with one meaning: lines at an angle, or dots.

    Attributes
    ----------
    kind : {'lines', 'dots'}
        What is drawn.
    angle : float
        Degrees, counterclockwise from the east.
    spacing : float
        Millimetres between neighbours.
    width : float
        Points (lines), or millimetres across (dots).
    ink : str
        Colour.
    """

    kind: str
    angle: float
    spacing: float
    width: float
    ink: str


_DARK = FIXED["claim ink"]
_OVERLAP_SPACING = {2: 3.0, 3: 1.5, 4: 1.0, 5: 0.75}

#: Dark ink speaks of law, white of weak evidence, grey of no evidence.
TEXTURES: Final[Mapping[str, Texture]] = MappingProxyType(
    {
        **{f"overlap {n}": Texture("lines", 45.0, spacing, 0.35, _DARK) for n, spacing in _OVERLAP_SPACING.items()},
        "joint": Texture("lines", 90.0, 2.1, 0.35, _DARK),
        "thin evidence": Texture("lines", 0.0, 2.1, 0.6, FIXED["white"]),
        "no data": Texture("lines", -45.0, 1.5, 0.35, FIXED["no data ink"]),
        # The data do not reach there: upright lines, as of no other reason.
        "beyond data": Texture("lines", 90.0, 1.5, 0.35, FIXED["no data ink"]),
        # Some data, too little for a value: the white of weak evidence on the grey of no value.
        "too little": Texture("lines", 0.0, 1.5, 0.6, FIXED["white"]),
        "withheld": Texture("dots", 0.0, 1.5, 0.5, FIXED["no data ink"]),
        "not applicable": Texture("dots", 0.0, 2.0, 0.4, FIXED["no data ink"]),
        "outside": Texture("dots", 0.0, 2.4, 0.45, FIXED["outside ink"]),
    }
)


@dataclass(frozen=True)
class TypeStyle:
    """Size in points, weight, slant and colour of one role of text."""

    size: float
    weight: str = "normal"
    slant: str = "normal"
    colour: str = INK


def _type(sizes: tuple[float, ...]) -> Mapping[str, TypeStyle]:
    title, subtitle, head, text, sea, digit, feature, number, graticule, sources, disclaimer, ident = sizes
    return MappingProxyType(
        {
            "title": TypeStyle(title, "bold"),
            "subtitle": TypeStyle(subtitle),
            "legend head": TypeStyle(head, "bold"),
            "legend text": TypeStyle(text),
            "sea": TypeStyle(sea, "normal", "italic", FIXED["sea name"]),
            "digit": TypeStyle(digit, "bold"),
            "feature": TypeStyle(feature),
            "line number": TypeStyle(number, "bold"),
            "key": TypeStyle(max(number, 6.5)),
            "graticule": TypeStyle(graticule, colour=GREY_INK),
            "sources": TypeStyle(sources, colour=GREY_INK),
            "disclaimer": TypeStyle(disclaimer, colour=GREY_INK),
            "id": TypeStyle(ident, colour=GREY_INK),
        }
    )


#: Type by paper and role, points at output size. On letter paper a map for A4 stands at 94 per cent, where 6.4 pt are 6 pt.
TYPE: Final[Mapping[str, Mapping[str, TypeStyle]]] = MappingProxyType(
    {
        "A4": _type((14, 9.5, 8.5, 8, 10.5, 7, 6.5, 6.5, 6.5, 6.5, 7, 6.4)),
        "A3": _type((18, 12, 10, 9.5, 13, 8.5, 8, 8, 7.5, 7.5, 8, 7)),
        "slide": _type((28, 20, 18, 16, 18, 16, 16, 14, 12, 12, 12, 10)),
    }
)


def lightness(colour: str) -> float:
    """Return CIE L* of an sRGB colour.

    Parameters
    ----------
    colour : str
        ``#rrggbb``.

    Returns
    -------
    float
        0 (black) to 100 (white).

    References
    ----------
    CIE 015:2018 Colorimetry; IEC 61966-2-1 for sRGB.

    Examples
    --------
    >>> round(lightness("#ffffff")), round(lightness("#bbbbbb"))
    (100, 76)
    """
    channels = [int(colour[i : i + 2], 16) / 255.0 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    y = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 116.0 * y ** (1 / 3) - 16.0 if y > (6 / 29) ** 3 else y * (29 / 3) ** 3


def palette(role: str, n: int) -> tuple[str, ...]:
    """Return ``n`` colours of a role, low to high, spread over its palette (the ends always there).

    Raises
    ------
    ValueError
        The palette has fewer colours than classes are wanted.

    Examples
    --------
    >>> palette("cover", 2)
    ('#fae0a3', '#29552e')
    """
    colours = PALETTES[role]
    if not 1 <= n <= len(colours):
        raise ValueError(f"{n} classes wanted of palette '{role}', which has 1 to {len(colours)}.")
    if n == 1:
        return colours[:1]
    return tuple(colours[round(i * (len(colours) - 1) / (n - 1))] for i in range(n))
