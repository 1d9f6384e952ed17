"""Status of fish stocks: ratios to maximum sustainable yield, FAO classes, shares, Kobe quadrants."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from toolkit.errors import SchemaError
from toolkit.indicators.arrays import below_minimum, checked, plain, plain_numbers
from toolkit.indicators.estimate import Estimate
from toolkit.indicators.heat import aligned
from toolkit.indicators.reasons import NO_ASSESSMENT
from toolkit.units import normalise

__all__ = ["FAO_CUT_OFFS", "fao_status", "kobe_quadrant", "ratio", "share_sustainable"]

#: B/Bmsy from which a stock is maximally sustainably fished, and underfished (FAO).
FAO_CUT_OFFS = (0.8, 1.2)


def ratio(value: xr.DataArray, at_msy: xr.DataArray) -> xr.DataArray:
    """Return a quantity over its level at maximum sustainable yield: B/Bmsy, F/Fmsy or U/Umsy, whichever is put in.

    Parameters
    ----------
    value, at_msy : xarray.DataArray
        The quantity and its level, with units of one kind.

    Returns
    -------
    xarray.DataArray, units 1
        NaN where the level is 0 or missing.

    Raises
    ------
    UnitsError
        Units are missing, or of two kinds.
    GridError
        The two do not stand on the same labels.
    SchemaError
        A value or a level is negative.
    """
    units = normalise(value.attrs.get("units"), of="value")
    top, level = aligned(checked(value, units, of="value"), checked(at_msy, units, of="at_msy"), what="value and at_msy")
    if bool((top < 0).any()) or bool((level < 0).any()):
        raise SchemaError("A stock quantity or its level at maximum sustainable yield is negative; allowed: 0 and more. Correct the row.")
    result = top / level.where(level > 0)
    result.attrs = {"units": "1", "reason": "not applicable: no level at maximum sustainable yield"}
    return result


def _ratio(values: Any, *, of: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    data = plain(values, "1", of=of)
    if (data < 0).any():
        row = int(np.flatnonzero(data < 0)[0])
        raise SchemaError(f"Row {row} has {of} of {data[row]:g}; allowed: 0 and more. Correct the row, or set it to missing.")
    return data


def fao_status(b_bmsy: Any, *, cut_offs: tuple[float, float] = FAO_CUT_OFFS) -> np.ndarray[Any, Any]:
    """Return the FAO class of each stock.

    Parameters
    ----------
    b_bmsy : array_like, dimensionless
        B/Bmsy of each stock.
    cut_offs : tuple of float
        Where M and U begin; print them wherever the classes are shown.

    Returns
    -------
    numpy.ndarray of str
        ``"O"``, ``"M"``, ``"U"``, or ``""`` where there is no assessment.

    Raises
    ------
    SchemaError
        A ratio is negative, with the row, or the cut-offs do not rise.

    Examples
    --------
    >>> fao_status([0.79, 0.8, 1.2, np.nan]).tolist()
    ['O', 'M', 'U', '']
    """
    low, high = cut_offs
    if not 0 < low < high:
        raise SchemaError(f"Cut-offs {cut_offs} were given; allowed: two rising numbers above 0, such as (0.8, 1.2).")
    data = _ratio(b_bmsy, of="b_bmsy")
    return np.select([np.isnan(data), data < low, data < high], ["", "O", "M"], default="U")


def kobe_quadrant(b_bmsy: Any, f_fmsy: Any) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return the Kobe quadrant of each stock.

    Parameters
    ----------
    b_bmsy, f_fmsy : array_like, dimensionless
        Biomass ratio, and F/Fmsy (or U/Umsy: say which).

    Returns
    -------
    numpy.ndarray of float
        1 (B > 1, F < 1), 2 (B > 1, F >= 1), 3 (B <= 1, F < 1) or 4 (B <= 1, F >= 1); NaN where one ratio is missing.

    Raises
    ------
    SchemaError
        A ratio is negative, or the two differ in length.

    Examples
    --------
    >>> kobe_quadrant([1.3, 1.3, 1.0, 1.0], [0.9, 1.0, 0.9, 1.0]).tolist()
    [1.0, 2.0, 3.0, 4.0]
    """
    b, f = _ratio(b_bmsy, of="b_bmsy"), _ratio(f_fmsy, of="f_fmsy")
    f = plain_numbers(f, len(b), of="f_fmsy")
    quadrant = np.where(b > 1, np.where(f < 1, 1.0, 2.0), np.where(f < 1, 3.0, 4.0))
    return np.where(np.isnan(b) | np.isnan(f), np.nan, quadrant)


def share_sustainable(status: Any, *, landings: Any = None, minimum_stocks: int = 5, minimum_fraction: float = 0.5) -> Estimate:
    """Return the share of the stocks with a determined status that are fished within biologically sustainable levels.

    Parameters
    ----------
    status : sequence of str
        Class of each stock: U, M or O. Anything else is not determined.
    landings : xarray.DataArray or pandas.Series, units t, optional
        Landings of each stock: the share is then of landings. A stock without landings drops out of both sides.
    minimum_stocks : int
        Stocks with a determined status that are needed.
    minimum_fraction : float
        Share of the landings that must be of stocks with a determined status; plays no part without landings.

    Returns
    -------
    Estimate
        Percent; ``n`` counts stocks with a determined status, ``valid_fraction`` is their share by number (of landings where those are
        given). NaN with a reason.

    Raises
    ------
    UnitsError
        Landings have no units, or none of mass.
    SchemaError
        Landings are negative, or not one for each stock.

    Notes
    -----
    SDG 14.4.1: 100 Ns / (Ns + Nu), U and M being sustainable.

    Examples
    --------
    >>> share_sustainable(list("UUMMO")).value
    80.0
    """
    classes = np.asarray(pd.Series(list(status), dtype=object).fillna("").astype(str).str.strip())
    known = np.isin(classes, ["U", "M", "O"])
    weight = np.ones(len(classes)) if landings is None else plain_numbers(plain(landings, "t", of="landings"), len(classes), of="landings")
    if (weight < 0).any():
        raise SchemaError(f"Row {int(np.flatnonzero(weight < 0)[0])} has negative landings; allowed: 0 and more. Correct the row.")
    counted = known & ~np.isnan(weight)
    n = int(counted.sum())
    everything = float(np.nansum(weight))
    share = float(weight[counted].sum()) / everything if everything > 0 else 0.0
    if not n:
        return Estimate.missing("percent", 0, NO_ASSESSMENT, valid_fraction=share)
    if n < minimum_stocks:
        return Estimate.missing("percent", n, below_minimum(f"{n} of {minimum_stocks} stocks"), valid_fraction=share)
    total = float(weight[counted].sum())
    if total <= 0:
        return Estimate.missing("percent", n, "not applicable", valid_fraction=share)
    good = float(weight[counted & (classes != "O")].sum())
    if landings is not None and share < minimum_fraction:
        reason = below_minimum(f"{100 * share:.0f} of {100 * minimum_fraction:g} % of the landings")
        return Estimate.missing("percent", n, reason, valid_fraction=share)
    return Estimate(100.0 * good / total, "percent", n, valid_fraction=share)
