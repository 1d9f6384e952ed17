"""Trophic indicators of the catch: mean level, marine trophic index, fishing in balance, primary production required."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr

from toolkit.errors import SchemaError
from toolkit.indicators.arrays import below_minimum, label, plain, plain_numbers
from toolkit.indicators.catch import known_rows
from toolkit.indicators.estimate import Estimate
from toolkit.indicators.reasons import NO_CATCH

__all__ = [
    "MTI_CUT",
    "TRANSFER_EFFICIENCY",
    "fishing_in_balance",
    "marine_trophic_index",
    "mean_trophic_level",
    "primary_production_required",
]

#: Share of production that reaches the next trophic level (Pauly and Christensen 1995).
TRANSFER_EFFICIENCY = 0.1
#: Least trophic level that counts in the marine trophic index.
MTI_CUT = 3.25
#: Tonnes of wet weight for a tonne of carbon (Pauly and Christensen 1995).
WET_TO_CARBON = 9.0


def _levels(trophic_level: Any, rows: int) -> np.ndarray[Any, np.dtype[np.float64]]:
    levels: np.ndarray[Any, np.dtype[np.float64]] = plain_numbers(trophic_level, rows, of="trophic_level").astype(float)
    wrong = (levels < 1) | (levels > 6)
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        raise SchemaError(f"Row {row} has a trophic level of {levels[row]:g}; allowed: 1 to 6. Correct the row, or set it to missing.")
    return levels


def _weighted(
    catch: Any, trophic_level: Any, units: str, minimum_fraction: float, cut: float
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], Estimate | None, float]:
    """Return catch and level of the rows that count, the estimate where there is none, and the share of the catch that has a level."""
    tonnes = plain(catch, "t", of="catch")
    known = known_rows(tonnes, of="catch")
    levels = _levels(trophic_level, len(tonnes))
    everything = float(tonnes[known].sum())
    used = known & ~np.isnan(levels)
    share = float(tonnes[used].sum()) / everything if everything > 0 else 0.0
    counted = used & (levels >= cut)
    n = int(counted.sum())
    gap = None
    if not known.any():
        gap = Estimate.missing(units, 0, NO_CATCH)
    elif everything <= 0:
        gap = Estimate.missing(units, 0, "not applicable")
    elif share < minimum_fraction:
        gap = Estimate.missing(
            units, n, below_minimum(f"{100 * share:.0f} of {100 * minimum_fraction:g} % of the catch has a trophic level")
        )
    elif tonnes[counted].sum() <= 0:
        gap = Estimate.missing(units, n, "not applicable", valid_fraction=share)
    return tonnes[counted], levels[counted], gap, share


def mean_trophic_level(catch: Any, trophic_level: Any, *, minimum_fraction: float = 0.5) -> Estimate:
    """Return the mean trophic level of the catch.

    Parameters
    ----------
    catch : xarray.DataArray or pandas.Series, units t
        Catch of each species or group.
    trophic_level : sequence of float
        Trophic level of each; NaN where it is not known.
    minimum_fraction : float
        Share of the catch that must have a level.

    Returns
    -------
    Estimate
        sum(TL Y) / sum(Y); ``valid_fraction`` is the share of the catch that has a level. NaN with a reason.

    Raises
    ------
    UnitsError
        Units are missing or none of mass.
    SchemaError
        A catch is negative, or a level outside 1..6.
    """
    tonnes, levels, gap, share = _weighted(catch, trophic_level, "1", minimum_fraction, cut=0.0)
    return gap or Estimate(float(tonnes @ levels) / float(tonnes.sum()), "1", len(tonnes), valid_fraction=share)


def marine_trophic_index(catch: Any, trophic_level: Any, *, cut: float = MTI_CUT, minimum_fraction: float = 0.5) -> Estimate:
    """Return the mean trophic level of the catch at or above a level.

    Parameters
    ----------
    catch : xarray.DataArray or pandas.Series, units t
        Catch of each species or group.
    trophic_level : sequence of float
        Trophic level of each; NaN where it is not known.
    cut : float
        Least level that counts, itself included.
    minimum_fraction : float
        Share of the catch that must have a level.

    Returns
    -------
    Estimate
        The mean; NaN with a reason.

    Raises
    ------
    UnitsError
        Units are missing or none of mass.
    SchemaError
        A catch is negative, or a level outside 1..6.
    """
    tonnes, levels, gap, share = _weighted(catch, trophic_level, "1", minimum_fraction, cut=cut)
    return gap or Estimate(float(tonnes @ levels) / float(tonnes.sum()), "1", len(tonnes), valid_fraction=share)


def primary_production_required(catch: Any, trophic_level: Any, *, minimum_fraction: float = 0.5) -> Estimate:
    """Return the primary production that the catch required, in tonnes of carbon.

    Parameters
    ----------
    catch : xarray.DataArray or pandas.Series, units t
        Catch of each species or group.
    trophic_level : sequence of float
        Trophic level of each; NaN where it is not known.
    minimum_fraction : float
        Share of the catch that must have a level.

    Returns
    -------
    Estimate
        sum((Y / 9) 10^(TL - 1)). Where some catch has no level the value is a lower bound, and ``lower`` says so. NaN with a reason.

    Raises
    ------
    UnitsError
        Units are missing or none of mass.
    SchemaError
        A catch is negative, or a level outside 1..6.
    """
    tonnes, levels, gap, share = _weighted(catch, trophic_level, "t", minimum_fraction, cut=0.0)
    if gap is not None:
        return gap
    value = float((tonnes / WET_TO_CARBON) @ (1.0 / TRANSFER_EFFICIENCY) ** (levels - 1.0))
    return Estimate(value, "t", len(tonnes), lower=value if share < 1 else float("nan"), valid_fraction=share)


def fishing_in_balance(catch: Any, trophic_level: Any, *, transfer_efficiency: float = TRANSFER_EFFICIENCY, base: int = 0) -> xr.DataArray:
    """Return the fishing-in-balance index of each year against a base year.

    Parameters
    ----------
    catch : xarray.DataArray or pandas.Series, units t
        Catch of each year.
    trophic_level : sequence of float
        Mean trophic level of the catch of each year.
    transfer_efficiency : float
        Share of production that reaches the next level.
    base : int
        Position of the base year.

    Returns
    -------
    xarray.DataArray, dims (record)
        ln(Y (1/TE)^TL) minus the same of the base year; NaN where catch or level is missing or the catch is 0, everywhere if that is so
        in the base year.

    Raises
    ------
    UnitsError
        Units are missing or none of mass.
    SchemaError
        A catch is negative, a level outside 1..6, or the base year is not among the years.
    """
    tonnes = plain(catch, "t", of="catch")
    known_rows(tonnes, of="catch")
    levels = _levels(trophic_level, len(tonnes))
    if not 0 <= base < len(tonnes):
        raise SchemaError(f"The base year has position {base}; allowed: 0 to {len(tonnes) - 1}.")
    if not 0 < transfer_efficiency < 1:
        raise SchemaError(f"A transfer efficiency of {transfer_efficiency} was given; allowed: above 0 and below 1, such as 0.1.")
    index = np.log(np.where(tonnes > 0, tonnes, np.nan)) - levels * np.log(transfer_efficiency)
    named = xr.DataArray(index - index[base], dims="record")
    return label(named, "fishing_in_balance", of=named, reason="not applicable: no catch or no trophic level")
