"""Units as they are printed: powers raised, so that ``mg m-3`` reads mg m⁻³ on every map and page, whatever spelling a file has.

The words of a unit stay those of the file; only its powers are set. Spellings of UDUNITS, CF and hand: ``m-3``, ``m^-3``, ``m**-3``,
``m3``, ``kg.m-3``, ``1e-3``, ``10^-3``.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["typeset"]

_RAISED: Final = str.maketrans("+-\u22120123456789", "⁺⁻⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_LOWERED: Final = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")

#: Molecules whose number is one of atoms, and no power.
_MOLECULES: Final = re.compile(r"O[23]|N2|N2O|NO[23]|NH[34]|H2|H2[OS]|CO[23]|HCO3|CaCO3|CH4|PO4|SO[24]|SiO[234]")

_POWER: Final = re.compile(r"(?P<name>[^\W\d_]+|[%°])(?:\*\*|\^)?(?P<power>[+\u2212-]?\d+)(?![\d.,])")
_SCALE: Final = re.compile(
    r"(?<![\w.])(?:1(?:\.0*)?[eE]|10(?:\*\*|\^))(?P<power>[+\u2212-]?\d+)(?![\d.])|(?<![\w.])10(?P<minus>[\u2212-]\d+)(?![\d.])"
)
_TIMES: Final = re.compile(r"(?<=[\w⁰¹²³⁴⁵⁶⁷⁸⁹])[.*·](?=[^\W\d_])")


def typeset(units: str) -> str:
    """Return a unit with its powers raised.

    Parameters
    ----------
    units : str
        As a file writes it.

    Returns
    -------
    str
        The same words; numbers that are neither powers nor counts of atoms stay as they are.

    Examples
    --------
    >>> typeset("mg m-3"), typeset("mg/m3"), typeset("W m^-2"), typeset("mmol O2 m-2 d-1"), typeset("1e-3 kg.m**-3")
    ('mg m⁻³', 'mg/m³', 'W m⁻²', 'mmol O₂ m⁻² d⁻¹', '10⁻³ kg m⁻³')
    """
    text = _SCALE.sub(lambda match: "10" + (match["power"] or match["minus"]).lstrip("+").translate(_RAISED), units.strip())
    text = _TIMES.sub(" ", text)
    return _POWER.sub(_raised, text)


def _raised(match: re.Match[str]) -> str:
    whole, start = match.string, match.start()
    while start and whole[start - 1].isalnum():
        start -= 1
    word = whole[start : match.end()]
    if _MOLECULES.fullmatch(word):
        return match["name"] + match["power"].translate(_LOWERED)
    return match["name"] + match["power"].lstrip("+").translate(_RAISED)
