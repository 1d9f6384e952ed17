"""Numbers as they are printed, on maps and in briefings alike: rounded once from the stored value, with the unit, in one style.

Data values are figures, also below ten; a comma separates thousands from 1,000 on; the minus sign is U+2212; a no-break space
stands between value and unit. Rounding is half away from zero, in decimal arithmetic on the shortest decimal that names the
stored value.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from toolkit.unit_text import typeset

__all__ = [
    "NOT_APPLICABLE",
    "NO_DATA",
    "SNAP",
    "WITHHELD",
    "cell",
    "classed",
    "coarse",
    "edges_of",
    "finer",
    "legend_unit",
    "more_of",
    "number",
    "quantity",
    "round_decimal",
    "rounded",
    "rounding",
    "spread",
    "unit",
    "with_more",
]

#: Signs of tables (UN practice): no data, withheld, not applicable.
NO_DATA: Final = ".."
WITHHELD: Final = "w"
NOT_APPLICABLE: Final = "n.a."

#: A share this close to all, relatively, is all: what is missing is a rest of arithmetic, and no part of the sea.
SNAP: Final = 1e-9

_NBSP = "\u00a0"
_MINUS = "\u2212"

#: Unit -> (unit in a sentence, unit in the head of a legend or table, rule): a rule is ("decimals", n) or ("significant", n).
_STYLE: Final[dict[str, tuple[str, str, tuple[str, int]]]] = {
    "km2": ("km²", "km²", ("significant", 3)),
    "percent": ("per cent", "%", ("decimals", 0)),
    "percent_points": ("percentage points", "percentage points", ("decimals", 0)),
    "degC": ("°C", "°C", ("decimals", 1)),
    "degC_week": ("°C-weeks", "°C-weeks", ("decimals", 1)),
    "t": ("t", "t", ("significant", 3)),
    "t/km2": ("t/km²", "t/km²", ("significant", 2)),
    "t km-2": ("t/km²", "t/km²", ("significant", 2)),
    "hundred_hooks": ("hundred hooks", "hundred hooks", ("significant", 3)),
    "hundred_hooks/km2": ("hundred hooks/km²", "hundred hooks/km²", ("significant", 2)),
    "count": ("", "count", ("decimals", 0)),
    "count/1000_km2": ("per 1,000\u00a0km²", "per 1,000\u00a0km²", ("decimals", 1)),
    "1": ("", "", ("decimals", 2)),
}


#: No figure gets more digits than this for the sake of its class: what is left is a rest of arithmetic.
_MOST_MORE: Final = 8
#: Units of what is counted or computed: their digits are those of maps and tables.
_EXACT: Final = frozenset({"count", "km2"})
#: A difference is resolved by a step of at most this much more than it: 55.45 and 55.55 differ by a tenth, whatever binary makes of it.
_RESOLVED: Final = Decimal("0.999999")
#: A temperature of such cells is no measurement at the place.
_COARSE: Final = re.compile(r"cells of (two|\d+) degrees")


class _Classed(str):
    """Units of values that are counted in classes, or printed finer than their rule."""

    edges: tuple[float, ...] = ()
    more: int = 0


def classed(units: str, edges: Iterable[float]) -> str:
    """Return units whose values are counted in classes: no figure prints as one of another class.

    Parameters
    ----------
    units : str
        Unit in the toolkit's spelling.
    edges : iterable of float
        Edges of the classes; a value on an edge belongs to the class above.

    Returns
    -------
    str
        The same text; :func:`number`, :func:`quantity`, :func:`spread` and :func:`cell` print one more digit, and so on, where the rounded
        figure would lie in another class than the value.

    Examples
    --------
    >>> number(39.81, "percent"), number(39.81, classed("percent", (30, 40))), number(39.41, classed("percent", (30, 40)))
    ('40', '39.8', '39')
    >>> number(29.87, classed("degC", (29, 30)), decimals=0), number(29.996, classed("degC", (29, 30)))
    ('29.9', '29.996')
    """
    return _with(units, tuple(sorted(float(edge) for edge in edges)), more_of(units))


def with_more(units: str, more: int) -> str:
    """Return units whose values are printed with so many digits more than by their rule; classes stay."""
    return _with(units, edges_of(units), more)


def _with(units: str, edges: tuple[float, ...], more: int) -> str:
    out = _Classed(units)
    out.edges, out.more = edges, more
    return out if edges or more else str(units)


def finer(units: str, low: float, high: float) -> str:
    r"""Return units whose digits resolve a range: no span of figures is an artefact of rounding.

    Where two values print as different figures although less than one step of the last digit lies between them, both get one digit more,
    and so on; where one alone has a digit more, for the sake of its class, both have it. All figures of one statement are printed in
    these units: base, least, most and change.

    Parameters
    ----------
    units : str
        Unit in the toolkit's spelling, with or without classes. Counts and areas keep their digits.
    low, high : float
        Ends of the range.

    Examples
    --------
    >>> spread(29.035, 29.629, "percent"), spread(29.035, 29.629, finer("percent", 29.035, 29.629))
    ('29 to 30\xa0per cent', '29.0 to 29.6\xa0per cent')
    >>> finer("percent", 29.1, 29.4) == "percent", number(29.1, finer("percent", 29.1, 29.4))
    (True, '29')
    """
    if units in _EXACT or not (math.isfinite(low) and math.isfinite(high)):
        return units
    for more in range(more_of(units), _MOST_MORE):
        out = with_more(units, more)
        first, last = rounded(low, out), rounded(high, out)
        places = sorted(int(figure.as_tuple().exponent) for figure in (first, last))
        if places[0] != places[1] and not more:
            continue  # one digit more than the other, for the sake of its class: then both have it
        step = Decimal(1).scaleb(places[0])
        if first == last or abs(Decimal(repr(float(high))) - Decimal(repr(float(low)))) >= step * _RESOLVED:
            return out
    return units


def more_of(units: str) -> int:
    """Return how many digits more than by the rule of their unit values in these units are printed with."""
    return units.more if isinstance(units, _Classed) else 0


def edges_of(units: str) -> tuple[float, ...]:
    """Return the edges of the classes that values in these units are counted in; empty for plain units."""
    return units.edges if isinstance(units, _Classed) else ()


def coarse(basis: str) -> bool:
    """Say whether a temperature on this basis is told as about so many degrees.

    Examples
    --------
    >>> coarse("reef-bearing cells, of a climatology in cells of two degrees"), coarse("all cells")
    (True, False)
    """
    return bool(_COARSE.search(basis))


def _style(units: str) -> tuple[str, str, tuple[str, int]]:
    plain = typeset(units.replace("_", " "))
    return _STYLE.get(units, (plain, plain, ("significant", 3)))


def round_decimal(value: float, *, decimals: int | None = None, significant: int | None = None) -> Decimal:
    """Round half away from zero, once, from the stored value.

    Parameters
    ----------
    value : float
        A finite number.
    decimals : int, optional
        Digits after the point; or
    significant : int, optional
        significant digits (one of the two is needed).

    Returns
    -------
    decimal.Decimal
        The rounded number.

    Raises
    ------
    ValueError
        The value is not finite, or not exactly one rule is given.

    Examples
    --------
    >>> round_decimal(2.5, decimals=0), round_decimal(-2.5, decimals=0), round_decimal(236016, significant=3)
    (Decimal('3'), Decimal('-3'), Decimal('236000'))
    """
    if not math.isfinite(value) or (decimals is None) == (significant is None):
        raise ValueError(f"Cannot round {value} by decimals={decimals}, significant={significant}: give a finite number and one rule.")
    exact = Decimal(repr(float(value)))
    if decimals is None:
        if exact == 0:
            return Decimal(0)
        decimals = int(significant or 1) - 1 - exact.adjusted()
    step = Decimal(1).scaleb(-decimals)
    rounded = exact.quantize(step, rounding=ROUND_HALF_UP)
    return rounded.quantize(Decimal(1)) if decimals < 0 else rounded


def _digits(rounded: Decimal) -> str:
    return (_MINUS if rounded < 0 else "") + f"{abs(rounded):,f}"


def rounded(value: float, units: str, *, decimals: int | None = None) -> Decimal:
    """Return the number that is printed for a value: rounded by the rule of its unit, or to ``decimals``.

    In units with classes it is finer where it would lie in another class.

    Examples
    --------
    >>> rounded(29.87, "degC", decimals=0), rounded(39.81, "percent")
    (Decimal('30'), Decimal('40'))
    """
    rule, n = _style(units)[2] if decimals is None else ("decimals", decimals)
    n += more_of(units) if decimals is None else 0
    edges = edges_of(units)
    for more in range(_MOST_MORE):
        figure = round_decimal(value, decimals=n + more) if rule == "decimals" else round_decimal(value, significant=n + more)
        if bisect_right(edges, float(figure)) == bisect_right(edges, value):
            return figure
    return round_decimal(value, decimals=n) if rule == "decimals" else round_decimal(value, significant=n)


def number(value: float, units: str, *, decimals: int | None = None) -> str:
    """Return a figure without its unit; ``decimals`` in place of the rule of the unit, where the data are coarser than it.

    A value that is not zero never prints as zero, and a share of less than all never as 100. What differs from 100 per cent only by
    rounding of the arithmetic is all.

    Examples
    --------
    >>> number(236016.4, "km2"), number(12.25, "degC_week"), number(0.3, "percent"), number(99.7, "percent")
    ('236,000', '12.3', '<1', '>99')
    >>> number(99.99999999999994, "percent")
    '100'
    """
    figure, n = rounded(value, units, decimals=decimals), _style(units)[2][1] + more_of(units) if decimals is None else decimals
    if value != 0 and figure == 0:
        smallest = Decimal(1).scaleb(-n)
        return ("<" if value > 0 else f">{_MINUS}") + _digits(smallest)
    if units == "percent" and figure == 100 and value < 100 * (1 - SNAP):
        return f">{_digits(100 - Decimal(1).scaleb(-n))}"
    return _digits(figure)


def cell(value: float | None, units: str, reason: str = "") -> str:
    """Return the figure for a table cell, or the sign of its absence.

    Parameters
    ----------
    value : float or None
        Stored value; NaN or None where there is none.
    units : str
        Unit in the toolkit's spelling.
    reason : str
        Why there is no value, as the indicator table says it.

    Returns
    -------
    str
        A figure without unit, or ``..`` (no data), ``w`` (withheld), ``n.a.`` (not applicable).

    Examples
    --------
    >>> cell(236016.4, "km2"), cell(0.3, "percent"), cell(float("nan"), "percent", "withheld")
    ('236,000', '<1', 'w')
    """
    if value is None or math.isnan(value):
        if reason.startswith("withheld"):
            return WITHHELD
        return NOT_APPLICABLE if reason.startswith("not applicable") else NO_DATA
    return number(float(value), units)


def quantity(value: float, units: str, *, decimals: int | None = None) -> str:
    """Return the figure with its unit, as it stands in a sentence, with a no-break space.

    Parameters
    ----------
    value : float
        Stored value; must be finite.
    units : str
        Unit in the toolkit's spelling.
    decimals : int, optional
        In place of the rule of the unit, where the data are coarser than it.

    Raises
    ------
    ValueError
        The value is not finite: a sentence about it must not be made.

    Examples
    --------
    >>> quantity(236016.4, "km2") == "236,000\u00a0km²", quantity(357, "count")
    (True, '357')
    """
    if not math.isfinite(value):
        raise ValueError(f"{value} cannot stand in a sentence; say why there is no value instead.")
    word, figure = unit(units), number(value, units, decimals=decimals)
    return f"{figure}{_NBSP}{word}" if word else figure


def spread(low: float, high: float, units: str, *, decimals: int | None = None) -> str:
    """Return ``low to high unit``, or one figure where both print alike.

    Examples
    --------
    >>> spread(12.04, 12.01, "1"), spread(12.04, 12.04, "1")
    ('12.04 to 12.01', '12.04')
    >>> spread(29.96, 30.21, "degC", decimals=0) == quantity(30.0, "degC", decimals=0)
    True
    """
    first = number(low, units, decimals=decimals)
    if first == number(high, units, decimals=decimals):
        return quantity(high, units, decimals=decimals)
    return f"{first} to {quantity(high, units, decimals=decimals)}"


def unit(units: str) -> str:
    """Return a unit as it is printed in a sentence.

    Examples
    --------
    >>> unit("km2"), unit("degC_week"), unit("percent"), unit("mg m-3")
    ('km²', '°C-weeks', 'per cent', 'mg m⁻³')
    """
    return _style(units)[0]


def legend_unit(units: str) -> str:
    """Return a unit as it is printed in the head of a legend.

    Examples
    --------
    >>> legend_unit("percent"), legend_unit("count")
    ('%', 'count')
    """
    return _style(units)[1]


def rounding(units: str) -> str:
    """Return the rule of rounding of a unit in words.

    Examples
    --------
    >>> rounding("km2"), rounding("percent")
    ('3 significant digits, half away from zero', '0 decimals, half away from zero')
    """
    rule, n = _style(units)[2]
    n += more_of(units)
    kind = {"decimals": "decimals", "significant": "significant digits"}[rule]
    finer = "; finer where the figure would lie in another class" if edges_of(units) else ""
    return f"{n} {kind}, half away from zero{finer}"
