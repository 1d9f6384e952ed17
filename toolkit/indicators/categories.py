"""Categories of a stock read from the history of its catch (Kleisner and Pauly)."""

from __future__ import annotations

from typing import Any

import numpy as np

from toolkit.errors import SchemaError
from toolkit.indicators.arrays import plain, plain_numbers
from toolkit.indicators.catch import known_rows

__all__ = ["CATEGORIES", "catch_status"]

#: In the order of the stock-status plot. An empty text stands where there is no category.
CATEGORIES = ("developing", "exploited", "over-exploited", "collapsed", "rebuilding")


def catch_status(catch: Any, year: Any, *, minimum_years: int = 5) -> np.ndarray[Any, Any]:
    """Return the category of a stock in each year.

    Parameters
    ----------
    catch : xarray.DataArray or pandas.Series, units t
        Catch of the stock in each year; NaN is unknown.
    year : sequence of int
        The years, each once, in any order.
    minimum_years : int
        Years with a catch that are needed; with fewer no year has a category.

    Returns
    -------
    numpy.ndarray of str
        One of `CATEGORIES` for each year, in the order given. ``""`` stands where the catch is unknown; for all years where there are
        too few of them, or where there was never a catch.

    Raises
    ------
    UnitsError
        Units are missing or none of mass.
    SchemaError
        A year stands twice, or a catch is negative.

    Notes
    -----
    As stated for Kleisner and Pauly 2011, in this order: rebuilding, after the year of the least catch since the peak, if that was under
    10 % of the peak, and the catch is 10 to 50 %; developing, before the peak and at most 50 %, or the peak is in the last year;
    exploited, above 50 %; over-exploited, after the peak and 10 to 50 %; collapsed, after the peak and under 10 %. Of equal peaks, or
    equal least catches, the first counts.

    Examples
    --------
    >>> from toolkit.indicators.arrays import with_units
    >>> catch_status(with_units([20, 100, 60, 30, 5, 40], "t", dim="record"), range(2001, 2007)).tolist()
    ['developing', 'exploited', 'exploited', 'over-exploited', 'collapsed', 'rebuilding']
    """
    tonnes = plain(catch, "t", of="catch")
    known = known_rows(tonnes, of="catch")
    years = plain_numbers(year, len(tonnes), of="year")
    if len(np.unique(years)) != len(years):
        raise SchemaError("A year stands twice. Add up the catch of a year first.")
    out = np.full(len(tonnes), "", dtype="<U14")
    if known.sum() < max(minimum_years, 1) or not np.nanmax(tonnes, initial=0.0) > 0:
        return out
    order = np.flatnonzero(known)[np.argsort(years[known], kind="stable")]
    y = tonnes[order]
    peak = int(np.argmax(y))
    share = y / y[peak]
    place = np.arange(len(y))
    after = place > peak
    rebuilding = np.zeros(len(y), bool)
    if after.any():
        least = peak + 1 + int(np.argmin(y[peak + 1 :]))
        if share[least] < 0.1:
            rebuilding = (place > least) & (share >= 0.1) & (share <= 0.5)
    developing = ((place < peak) & (share <= 0.5)) | (peak == len(y) - 1)
    named = np.select(
        [rebuilding, developing, share > 0.5, after & (share >= 0.1), after],
        ["rebuilding", "developing", "exploited", "over-exploited", "collapsed"],
        default="",
    )
    out[order] = named
    return out
