"""Numbers as they are printed: rounded once from the stored value, with the unit, in one style.

Data values are figures, also below ten; a comma separates thousands from 1,000 on; the minus sign is U+2212; a no-break space
stands between value and unit. Rounding is half away from zero, in decimal arithmetic on the shortest decimal that names the
stored value.
"""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

__all__ = ["NOT_APPLICABLE", "NO_DATA", "WITHHELD", "cell", "printed_unit", "round_decimal", "rounding", "say"]

#: Signs of tables (UN practice): no data, withheld, not applicable.
NO_DATA: Final = ".."
WITHHELD: Final = "w"
NOT_APPLICABLE: Final = "n.a."

_NBSP = "\u00a0"
_MINUS = "\u2212"

#: Unit -> (printed unit, rule): a rule is ("decimals", n) or ("significant", n).
_STYLE: Final[dict[str, tuple[str, tuple[str, int]]]] = {
    "km2": ("km²", ("significant", 3)),
    "percent": ("per cent", ("decimals", 0)),
    "percent_points": ("percentage points", ("decimals", 0)),
    "degC": ("degC", ("decimals", 1)),
    "degC_week": ("degC-weeks", ("decimals", 1)),
    "t": ("t", ("significant", 3)),
    "t/km2": ("t/km²", ("significant", 2)),
    "hundred_hooks": ("hundred hooks", ("significant", 3)),
    "hundred_hooks/km2": ("hundred hooks/km²", ("significant", 3)),
    "count": ("", ("decimals", 0)),
    "1": ("", ("decimals", 2)),
}


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


def _digits(number: Decimal) -> str:
    text = f"{abs(number):,f}"
    return (_MINUS if number < 0 else "") + text


def _printed(value: float, units: str) -> str:
    """Return the figure without its unit."""
    rule, n = _STYLE.get(units, ("", ("significant", 3)))[1]
    number = round_decimal(value, decimals=n) if rule == "decimals" else round_decimal(value, significant=n)
    if value != 0 and number == 0:
        smallest = Decimal(1).scaleb(-n)
        return ("<" if value > 0 else f">{_MINUS}") + _digits(smallest)
    if units == "percent" and number == 100 and value < 100:
        return ">99"
    return _digits(number)


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
    return _printed(float(value), units)


def say(value: float, units: str) -> str:
    """Return the figure with its unit, as it stands in a sentence.

    Parameters
    ----------
    value : float
        Stored value; must be finite.
    units : str
        Unit in the toolkit's spelling.

    Returns
    -------
    str
        Such as ``'12.4 degC-weeks'``, with a no-break space.

    Raises
    ------
    ValueError
        The value is not finite: a sentence about it must not be made.
    """
    if not math.isfinite(value):
        raise ValueError(f"{value} cannot stand in a sentence; say why there is no value instead.")
    unit = _STYLE.get(units, (units, ("", 0)))[0]
    figure = _printed(value, units)
    return f"{figure}{_NBSP}{unit}" if unit else figure


def printed_unit(units: str) -> str:
    """Return a unit as it is printed.

    Examples
    --------
    >>> printed_unit("km2"), printed_unit("degC_week")
    ('km²', 'degC-weeks')
    """
    return _STYLE.get(units, (units, ("", 0)))[0]


def rounding(units: str) -> str:
    """Return the rule of rounding of a unit in words.

    Examples
    --------
    >>> rounding("km2"), rounding("percent")
    ('3 significant digits, half away from zero', '0 decimals, half away from zero')
    """
    rule, n = _STYLE.get(units, ("", ("significant", 3)))[1]
    kind = {"decimals": "decimals", "significant": "significant digits"}[rule]
    return f"{n} {kind}, half away from zero"
