"""Catch: totals that say what is missing, density on the sea surface, trend, share not identified."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import xarray as xr

from toolkit.errors import SchemaError
from toolkit.indicators.arrays import PROVENANCE, below_minimum, checked, plain, plain_numbers
from toolkit.indicators.estimate import Estimate
from toolkit.indicators.heat import aligned
from toolkit.indicators.reasons import NO_CATCH, NO_EFFORT, WITHHELD
from toolkit.indicators.trends import slope
from toolkit.units import normalise

__all__ = ["catch_trend", "known_rows", "per_surface", "share_nei", "total", "total_catch"]

#: A group that is no species carries this word in its FAO name: not elsewhere included.
_NEI = re.compile(r"\bnei\b", re.IGNORECASE)


def known_rows(values: np.ndarray[Any, Any], *, of: str) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Tell which rows have a value; refuse negative ones.

    Raises
    ------
    SchemaError
        A value is negative, with the row.
    """
    if (values < 0).any():
        row = int(np.flatnonzero(values < 0)[0])
        raise SchemaError(f"Row {row} has {of} of {values[row]:g}; allowed: 0 and more. Correct the row, or set it to missing.")
    known: np.ndarray[Any, np.dtype[np.bool_]] = ~np.isnan(values)
    return known


def total(data: Any, units: str, *, of: str, withheld: Any = None, minimum_fraction: float = 0.0) -> Estimate:
    """Return the sum of the rows of a table, with the share of the rows that are known.

    Parameters
    ----------
    data : xarray.DataArray or pandas.Series
        Amounts with units.
    units : str
        Units wanted.
    of : str
        What the data is, for messages.
    withheld : sequence of bool, optional
        Rows that the publisher suppressed; their numbers (often 0) are not used.
    minimum_fraction : float
        Share of the rows that must be known.

    Returns
    -------
    Estimate
        The sum. Where rows are missing or withheld, ``lower`` is the sum too and ``upper`` is open: the total is at least this much.

    Raises
    ------
    UnitsError
        Units are missing or of another kind.
    SchemaError
        An amount is negative, or ``withheld`` is not one for each row.
    """
    values = plain(data, units, of=of)
    hidden = np.zeros(len(values), bool) if withheld is None else plain_numbers(withheld, len(values), of="withheld").astype(bool)
    known = known_rows(values, of=of) & ~hidden
    n = int(known.sum())
    share = n / len(values) if len(values) else 0.0
    if not n:
        return Estimate.missing(units, 0, WITHHELD if hidden.any() else NO_CATCH if of == "catch" else NO_EFFORT, valid_fraction=share)
    if share < minimum_fraction:
        return Estimate.missing(
            units, n, below_minimum(f"{100 * share:.0f} of {100 * minimum_fraction:g} % of the rows known"), valid_fraction=share
        )
    amount = float(values[known].sum())
    return Estimate(amount, units, n, lower=amount if share < 1 else float("nan"), valid_fraction=share)


def total_catch(catch: Any, *, withheld: Any = None, minimum_fraction: float = 0.5) -> Estimate:
    """Return the catch of a place and period.

    Parameters
    ----------
    catch : xarray.DataArray or pandas.Series, units t
        Catch of each row; NaN is unknown.
    withheld : sequence of bool, optional
        Rows that the publisher suppressed: their zero is not zero.
    minimum_fraction : float
        Share of the rows that must be known.

    Returns
    -------
    Estimate
        Tonnes; NaN with the reason ``"withheld at source"``, ``"no catch reported in the data used"`` or ``"below minimum: ..."``.

    Raises
    ------
    UnitsError
        Units are missing, or numbers of animals were given.
    SchemaError
        A catch is negative.

    Examples
    --------
    >>> from toolkit.indicators.arrays import with_units
    >>> total_catch(with_units([10.0, 0.0, 5.0], "t", dim="record"), withheld=[False, True, False]).value
    15.0
    """
    return total(catch, "t", of="catch", withheld=withheld, minimum_fraction=minimum_fraction)


def per_surface(amount: xr.DataArray, surface: xr.DataArray) -> xr.DataArray:
    """Return an amount (catch, effort) for each km2 of sea surface.

    Parameters
    ----------
    amount : xarray.DataArray
        Amount with units, such as t or hundred_hooks.
    surface : xarray.DataArray, units km2
        Sea surface of the same squares, measured on the ellipsoid (`toolkit.geodesy`).

    Returns
    -------
    xarray.DataArray
        Units of the amount, per km2; NaN where there is no surface.

    Raises
    ------
    UnitsError
        Units are missing, or the surface is no surface.
    GridError
        The two do not stand on the same squares.
    SchemaError
        A surface or an amount is negative.
    """
    units = normalise(amount.attrs.get("units"), of="amount")
    top, km2 = aligned(checked(amount, units, of="amount"), checked(surface, "km2", of="surface"), what="amount and surface")
    if bool((km2 < 0).any()) or bool((top < 0).any()):
        raise SchemaError("A surface or an amount is negative; allowed: 0 and more. Check the fill value of the file.")
    result = top / km2.where(km2 > 0)
    result.attrs = {"units": f"{units}/km2", "reason": "not applicable: no sea surface"}
    result.attrs |= {key: amount.attrs[key] for key in PROVENANCE if key in amount.attrs}
    return result


def catch_trend(catch: Any, year: Any, *, minimum_years: int = 10) -> Estimate:
    """Return the trend of yearly catch.

    Parameters
    ----------
    catch : xarray.DataArray or pandas.Series, units t
        Catch of each year.
    year : sequence of int
        The years, each once.
    minimum_years : int
        Years with a value that are needed.

    Returns
    -------
    Estimate
        t/year, with a 95 % interval; NaN with a reason.

    Raises
    ------
    UnitsError
        Units are missing or none of mass.
    SchemaError
        A year stands twice, or a catch is negative.
    """
    values = plain(catch, "t", of="catch")
    known_rows(values, of="catch")
    return slope(values, plain_numbers(year, len(values), of="year"), units="t/year", minimum_years=minimum_years)


def share_nei(catch: Any, name: Any) -> Estimate:
    """Return the share of the catch that is reported under groups instead of species.

    Parameters
    ----------
    catch : xarray.DataArray or pandas.Series, units t
        Catch of each row.
    name : sequence of str
        FAO name of each row; 'NEI' as a word, in any case, marks a group.

    Returns
    -------
    Estimate
        Percent of the known catch; NaN where there is none.

    Raises
    ------
    UnitsError
        Units are missing or none of mass.
    SchemaError
        A catch is negative, or names are not one for each row.
    """
    values = plain(catch, "t", of="catch")
    known = known_rows(values, of="catch")
    groups = np.array([bool(_NEI.search(str(item))) for item in plain_numbers(name, len(values), of="name")], dtype=bool)
    n = int(known.sum())
    share = n / len(values) if len(values) else 0.0
    amount = float(values[known].sum())
    if not n:
        return Estimate.missing("percent", 0, NO_CATCH, valid_fraction=share)
    if amount <= 0:
        return Estimate.missing("percent", n, "not applicable", valid_fraction=share)
    return Estimate(100.0 * float(values[known & groups].sum()) / amount, "percent", n, valid_fraction=share)
