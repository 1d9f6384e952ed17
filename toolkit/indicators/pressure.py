"""Local pressures on reefs, as far as there is data."""

from __future__ import annotations

from typing import Any

import numpy as np

from toolkit.errors import SchemaError
from toolkit.indicators.arrays import below_minimum, plain
from toolkit.indicators.catch import known_rows
from toolkit.indicators.estimate import Estimate
from toolkit.indicators.reasons import NO_VALUE

__all__ = ["local_pressure", "local_threat_share"]


def local_pressure(pressure: Any, *, minimum_cells: int = 10, minimum_fraction: float = 0.5) -> Estimate:
    """Return the median of one pressure over reef cells, with the quartiles.

    Parameters
    ----------
    pressure : array_like, dimensionless
        Magnitude in each reef cell, in the units of its own layer; NaN where it is missing.
    minimum_cells : int
        Cells with a value that are needed.
    minimum_fraction : float
        Share of the cells that must have a value.

    Returns
    -------
    Estimate
        Median, with the lower and the upper quartile as bounds: they describe the spread over cells, not an error. NaN with a reason.

    Raises
    ------
    UnitsError
        Units other than a plain number are declared.
    SchemaError
        A magnitude is negative.
    """
    values = plain(pressure, "1", of="pressure")
    known = known_rows(values, of="pressure")
    n = int(known.sum())
    share = n / len(values) if len(values) else 0.0
    if not n:
        return Estimate.missing("1", 0, NO_VALUE, valid_fraction=share)
    if n < minimum_cells or share < minimum_fraction:
        return Estimate.missing(
            "1", n, below_minimum(f"{n} of {max(minimum_cells, n)} cells, {100 * share:.0f} % of the cells"), valid_fraction=share
        )
    low, middle, high = (float(x) for x in np.quantile(values[known], [0.25, 0.5, 0.75]))
    return Estimate(middle, "1", n, low, high, share)


def local_threat_share(high: float, very_high: float, total: float) -> float:
    """Return the share of reef in the classes high and very high.

    Parameters
    ----------
    high, very_high : float
        Amount of reef in the two classes, in any unit.
    total : float
        Amount of reef in all classes, in the same unit.

    Returns
    -------
    float
        Percent.

    Raises
    ------
    SchemaError
        An amount is negative, or the two exceed the total by more than rounding.
    """
    if min(high, very_high, total) < 0 or high + very_high > total * (1 + 1e-6) or total == 0:
        raise SchemaError(
            f"Reef of {high:g} and {very_high:g} of {total:g} was given; allowed: parts of 0 and more, together at most the total."
        )
    return 100.0 * (high + very_high) / total
