"""Fishing effort, and catch for each unit of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from toolkit.errors import UnitsError
from toolkit.indicators.arrays import below_minimum, plain, plain_numbers
from toolkit.indicators.catch import known_rows, total
from toolkit.indicators.estimate import Estimate
from toolkit.indicators.reasons import NO_CATCH, WITHHELD
from toolkit.units import normalise

__all__ = ["EFFORT_UNITS", "nominal_cpue", "total_effort"]

#: Units in which effort is counted; they cannot be converted to each other.
EFFORT_UNITS = ("hundred_hooks", "day", "h")


def _units(effort: Any) -> str:
    declared = effort.attrs.get("units") if isinstance(effort, xr.DataArray | pd.Series) else None
    units = normalise(declared, of="effort")
    if units not in EFFORT_UNITS:
        raise UnitsError(f"Effort in '{units}' was given; allowed: {', '.join(EFFORT_UNITS)}. Effort of different gears is never added.")
    return units


def total_effort(effort: Any, *, withheld: Any = None, minimum_fraction: float = 0.5) -> Estimate:
    """Return the fishing effort of a place and period, in its own units.

    Parameters
    ----------
    effort : xarray.DataArray or pandas.Series, units hundred_hooks, day or h
        Effort of each row.
    withheld : sequence of bool, optional
        Rows that the publisher suppressed: their zero is not zero.
    minimum_fraction : float
        Share of the rows that must be known.

    Returns
    -------
    Estimate
        The sum; NaN with the reason ``"withheld at source"``, ``"no effort reported in the data used"`` or ``"below minimum: ..."``.

    Raises
    ------
    UnitsError
        Units are missing, or none of effort.
    SchemaError
        An effort is negative.
    """
    return total(effort, _units(effort), of="effort", withheld=withheld, minimum_fraction=minimum_fraction)


def nominal_cpue(catch: Any, effort: Any, *, withheld: Any = None, minimum_fraction: float = 0.5) -> Estimate:
    """Return nominal catch per unit of effort: the sum of the catch over the sum of the effort.

    Parameters
    ----------
    catch : xarray.DataArray or pandas.Series, units t
        Catch of each row.
    effort : xarray.DataArray or pandas.Series, units hundred_hooks, day or h
        Effort of the same rows.
    withheld : sequence of bool, optional
        Rows that the publisher suppressed.
    minimum_fraction : float
        Share of the rows that must have both.

    Returns
    -------
    Estimate
        Tonnes per unit of effort; rows that lack one of the two are left out of both. NaN with a reason, also where there was no effort.

    Raises
    ------
    UnitsError
        Units are missing or wrong.
    SchemaError
        A value is negative, or the rows differ in number.
    """
    effort_units = _units(effort)
    tonnes = plain(catch, "t", of="catch")
    spent = plain_numbers(plain(effort, effort_units, of="effort"), len(tonnes), of="effort")
    hidden = np.zeros(len(tonnes), bool) if withheld is None else plain_numbers(withheld, len(tonnes), of="withheld").astype(bool)
    known = known_rows(tonnes, of="catch") & known_rows(spent, of="effort") & ~hidden
    units = f"t/{effort_units}"
    n = int(known.sum())
    share = n / len(tonnes) if len(tonnes) else 0.0
    if not n:
        return Estimate.missing(units, 0, WITHHELD if hidden.any() else NO_CATCH, valid_fraction=share)
    if share < minimum_fraction:
        return Estimate.missing(
            units, n, below_minimum(f"{100 * share:.0f} of {100 * minimum_fraction:g} % of the rows known"), valid_fraction=share
        )
    whole = float(spent[known].sum())
    if whole <= 0:
        return Estimate.missing(units, n, "not applicable", valid_fraction=share)
    return Estimate(float(tonnes[known].sum()) / whole, units, n, valid_fraction=share)
