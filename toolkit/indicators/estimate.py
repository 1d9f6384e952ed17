"""One value for one place and period, with its interval, the data behind it, and the reason where there is none."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan, nan

from toolkit.errors import SchemaError
from toolkit.indicators.reasons import REASONS

__all__ = ["Estimate"]


@dataclass(frozen=True)
class Estimate:
    """A value with what is needed to judge it. Every function on tables returns one.

    Attributes
    ----------
    value : float
        The value; NaN where there is none.
    units : str
        Units of value and bounds.
    n : int
        Number of sites, stocks, years, cells or rows behind the value, whichever the indicator counts.
    lower, upper : float
        Bounds of the interval that the record describes; NaN where there is none.
    valid_fraction : float
        Share of the rows, or of the catch or landings where those are the weight, that had what the value needs.
    reason : str
        Why the value is NaN, in the words of :mod:`toolkit.indicators.reasons`; empty else.
    """

    value: float
    units: str
    n: int
    lower: float = nan
    upper: float = nan
    valid_fraction: float = 1.0
    reason: str = ""

    def __post_init__(self) -> None:
        """Refuse a NaN without a reason, and a reason beside a value: missing data is always explained."""
        if self.reason and not self.reason.startswith(REASONS):
            raise SchemaError(f"Unknown reason '{self.reason}'. Allowed: {', '.join(REASONS)}.")
        if isnan(self.value) != bool(self.reason):
            raise SchemaError(
                f"An estimate of {self.value} with the reason '{self.reason}' was given. Give a reason if, and only if, the value is NaN."
            )

    @classmethod
    def missing(cls, units: str, n: int, reason: str, *, valid_fraction: float = 0.0) -> Estimate:
        """Return an estimate without value."""
        return cls(nan, units, n, valid_fraction=valid_fraction, reason=reason)

    def __float__(self) -> float:
        return float(self.value)
