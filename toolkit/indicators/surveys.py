"""Coral surveys: cover, its trend, bleaching. Surveys of one site are not independent, so sites are what is counted."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from toolkit.errors import SchemaError
from toolkit.indicators.arrays import below_minimum, plain, plain_numbers
from toolkit.indicators.estimate import Estimate
from toolkit.indicators.reasons import NO_SURVEY
from toolkit.indicators.trends import t_quantile

__all__ = ["MINIMUM_SITES", "bleaching_prevalence", "cover_percent", "hard_coral_cover", "hard_coral_cover_trend"]

#: Sites that a mean needs: below it neither an interval nor discretion holds.
MINIMUM_SITES = 3


def cover_percent(hits: Any, *, of: int = 40) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return cover in percent from counts of points.

    Parameters
    ----------
    hits : array_like
        Points that fell on coral in each segment (Reef Check: of 40), or their mean over segments.
    of : int
        Points of a segment.

    Returns
    -------
    numpy.ndarray, percent
        100 * hits / of; NaN stays NaN.

    Raises
    ------
    SchemaError
        A count is negative or larger than the number of points: the column is then no count of points.

    Examples
    --------
    >>> cover_percent([10, 40]).tolist()
    [25.0, 100.0]
    """
    values = np.asarray(hits, dtype=float)
    wrong = (values < 0) | (values > of)
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        raise SchemaError(
            f"Row {row} has {values.flat[row]:g} hits of {of} points; allowed: 0 to {of}. "
            "If the column is in percent already, do not convert it."
        )
    return 100.0 * values / of


def _percent(values: Any, *, of: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    data = plain(values, "percent", of=of)
    wrong = (data < 0) | (data > 100)
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        raise SchemaError(
            f"Row {row} has {of} of {data[row]:g} percent; allowed: 0 to 100. Correct the row, or convert fractions and counts first."
        )
    return data


def _site_means(values: np.ndarray[Any, Any], site: Any, minimum_sites: int) -> Estimate:
    names = plain_numbers(site, len(values), of="site")
    known = ~np.isnan(values) & pd.notna(names)
    share = float(known.mean()) if len(values) else 0.0
    if not known.any():
        return Estimate.missing("percent", 0, NO_SURVEY, valid_fraction=share)
    means = pd.Series(values[known]).groupby(names[known]).mean().to_numpy()
    n = len(means)
    if n < minimum_sites:
        return Estimate.missing("percent", n, below_minimum(f"{n} of {minimum_sites} sites"), valid_fraction=share)
    mean = float(means.mean())
    if n < 2:
        return Estimate(mean, "percent", n, valid_fraction=share)
    half = float(t_quantile(n - 1)) * float(means.std(ddof=1)) / float(np.sqrt(n))
    return Estimate(mean, "percent", n, max(mean - half, 0.0), min(mean + half, 100.0), share)


def hard_coral_cover(cover: Any, site: Any, *, minimum_sites: int = MINIMUM_SITES) -> Estimate:
    """Return the mean hard-coral cover of the sites of a place and period.

    Parameters
    ----------
    cover : xarray.DataArray or pandas.Series, units percent
        Cover of each survey.
    site : sequence
        Site of each survey; surveys of one site are averaged first.
    minimum_sites : int
        Sites that are needed.

    Returns
    -------
    Estimate
        Mean of the site means in percent, 95 % interval over sites (cut at 0 and 100), ``n`` sites. NaN with the reason
        ``"no survey in the data used"`` or ``"below minimum: ..."``.

    Raises
    ------
    UnitsError
        The units are missing or not percent (or a share).
    SchemaError
        Cover outside 0..100 percent, with the row.

    Examples
    --------
    >>> from toolkit.indicators.arrays import with_units
    >>> hard_coral_cover(with_units([20, 40, 30, 60], "percent", dim="survey"), ["a", "a", "b", "c"]).value
    40.0
    """
    return _site_means(_percent(cover, of="cover"), site, minimum_sites)


def bleaching_prevalence(bleached: Any, site: Any, *, minimum_sites: int = MINIMUM_SITES) -> Estimate:
    """Return the mean share of the coral population that was bleached at the sites of a place and period.

    Parameters
    ----------
    bleached : xarray.DataArray or pandas.Series, units percent
        Share of the coral population bleached in each survey ("% of population", not "% of colony").
    site : sequence
        Site of each survey.
    minimum_sites : int
        Sites that are needed.

    Returns
    -------
    Estimate
        Mean of the site means in percent, with the interval over sites. NaN with a reason.

    Raises
    ------
    UnitsError
        The units are missing or not percent (or a share).
    SchemaError
        A share outside 0..100 percent, with the row.
    """
    return _site_means(_percent(bleached, of="bleached"), site, minimum_sites)


def hard_coral_cover_trend(cover: Any, year: Any, site: Any, *, minimum_sites: int = 5, minimum_span: float = 5.0) -> Estimate:
    """Return the trend of hard-coral cover within sites that were visited in different years.

    Parameters
    ----------
    cover : xarray.DataArray or pandas.Series, units percent
        Cover of each survey.
    year : sequence of float
        Year of each survey, with or without fraction.
    site : sequence
        Site of each survey.
    minimum_sites : int
        Sites visited in at least two years that are needed.
    minimum_span : float
        Years between the first and the last visit that are needed.

    Returns
    -------
    Estimate
        Slope in percent/year (percentage points a year), with a 95 % interval that allows for the surveys of a site to be alike; ``n``
        counts the sites used, ``valid_fraction`` is the share of the surveys used. NaN with a reason.

    Raises
    ------
    UnitsError
        The units are missing or not percent (or a share).
    SchemaError
        Cover outside 0..100 percent, or years and sites that are not one for each survey.

    Notes
    -----
    With x and y the year and the cover as deviations from the means of their own site: b = sum(x y) / sum(x x); its variance is
    sum over sites of (sum x (y - b x))^2 / (sum x x)^2 * n / (n - 1).
    """
    values = _percent(cover, of="cover")
    frame = pd.DataFrame(
        {
            "y": values,
            "x": plain_numbers(year, len(values), of="year").astype(float),
            "site": plain_numbers(site, len(values), of="site"),
        }
    ).dropna()
    repeated = frame[frame.groupby("site")["x"].transform("nunique") > 1]
    n = int(repeated["site"].nunique())
    share = len(repeated) / len(values) if len(values) else 0.0
    if frame.empty:
        return Estimate.missing("percent/year", 0, NO_SURVEY)
    if n < max(minimum_sites, 2):
        return Estimate.missing(
            "percent/year", n, below_minimum(f"{n} of {max(minimum_sites, 2)} sites visited in two years or more"), valid_fraction=share
        )
    span = float(repeated["x"].max() - repeated["x"].min())
    if span < minimum_span:
        return Estimate.missing(
            "percent/year", n, below_minimum(f"{span:g} of {minimum_span:g} years between visits"), valid_fraction=share
        )
    by_site = repeated.groupby("site")
    x = (repeated["x"] - by_site["x"].transform("mean")).to_numpy()
    y = (repeated["y"] - by_site["y"].transform("mean")).to_numpy()
    spread = float(x @ x)
    b = float(x @ y) / spread
    scores = pd.Series(x * (y - b * x)).groupby(repeated["site"].to_numpy()).sum().to_numpy()
    error = float(np.sqrt((scores**2).sum() * n / (n - 1))) / spread
    half = float(t_quantile(n - 1)) * error
    return Estimate(b, "percent/year", n, b - half, b + half, share)
