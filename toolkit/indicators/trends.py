"""Straight lines through years, with the interval of their slope."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr

from toolkit.errors import SchemaError
from toolkit.indicators.arrays import below_minimum, checked, dim_of_time, has_value, label, on_calendar_days
from toolkit.indicators.estimate import Estimate
from toolkit.indicators.seasons import MINIMUM_OF_YEAR, days_in_year

__all__ = ["slope", "sst_trend", "t_quantile"]


def t_quantile(degrees: Any) -> Any:
    """Return the 97.5 % point of Student's t, which makes a two-sided interval of 95 %."""
    from scipy import stats

    return stats.t.ppf(0.975, degrees)


def slope(values: np.ndarray[Any, Any], years: np.ndarray[Any, Any], *, units: str, minimum_years: int) -> Estimate:
    """Return the least-squares slope of yearly values.

    Parameters
    ----------
    values, years : numpy.ndarray
        One value for each year; NaN values are left out.
    units : str
        Units of the slope.
    minimum_years : int
        Years with a value that are needed.

    Returns
    -------
    Estimate
        Slope, with the 95 % interval of Student's t with n - 2 degrees of freedom; ``n`` counts years.

    Raises
    ------
    SchemaError
        A year stands twice.
    """
    if len(np.unique(years)) != len(years):
        raise SchemaError("A year stands twice. Add up or average the values of a year first.")
    known = ~np.isnan(values)
    n = int(known.sum())
    share = n / len(values) if len(values) else 0.0
    if n < max(minimum_years, 3):
        return Estimate.missing(units, n, below_minimum(f"{n} of {max(minimum_years, 3)} years"), valid_fraction=share)
    x = years[known].astype(float)
    y = values[known].astype(float)
    dx = x - x.mean()
    spread = float(dx @ dx)
    b = float(dx @ (y - y.mean())) / spread
    rest = y - y.mean() - b * dx
    half = float(t_quantile(n - 2)) * float(np.sqrt(rest @ rest / (n - 2) / spread))
    return Estimate(b, units, n, b - half, b + half, share)


def sst_trend(
    sst: xr.DataArray, *, minimum_years: int = 10, minimum_fraction: float = MINIMUM_OF_YEAR, values_per_year: int | None = None
) -> xr.DataArray:
    """Return the trend of yearly mean temperature.

    Parameters
    ----------
    sst : xarray.DataArray, dims (time, ...), units degC
        Daily temperature, or other regular values with ``values_per_year``.
    minimum_years : int
        Years that are needed.
    minimum_fraction : float
        Share of the values of a year that must be there for the year to be used.
    values_per_year : int, optional
        Values that make a year, such as 12; by default the days of the year.

    Returns
    -------
    xarray.DataArray, dims (statistic, ...), units degC/decade
        ``value``, ``lower`` and ``upper`` (95 %); NaN with fewer years.

    Raises
    ------
    UnitsError
        Units are missing or not those of a temperature.
    GridError
        There is no time dimension, or two daily values fall on a day.

    Notes
    -----
    Ordinary least squares; the interval takes the years as independent.
    """
    data = checked(sst, "degC", of="sst")
    if values_per_year is None:
        data = on_calendar_days(data)
    dim = dim_of_time(data)
    year = data[dim].dt.year.rename("year")
    counts = has_value(data).groupby(year).sum(dim)
    years = [int(y) for y in counts["year"].to_numpy()]
    lengths = days_in_year(data.indexes[dim], years) if values_per_year is None else dict.fromkeys(years, values_per_year)
    whole = xr.DataArray([lengths[y] for y in years], dims="year", coords={"year": counts["year"]})
    mean = data.groupby(year).mean(dim).where(counts / whole >= minimum_fraction)
    used = has_value(mean)
    n = used.sum("year")
    x = mean["year"].astype(float).where(used)
    dx = x - x.mean("year")
    spread = (dx**2).sum("year")
    b = (dx * mean).sum("year") / spread.where(spread > 0)
    rest = mean - mean.mean("year") - b * dx
    variance = (rest**2).sum("year") / (n - 2).where(n > 2) / spread.where(spread > 0)
    quantile = xr.apply_ufunc(t_quantile, (n - 2).where(n > 2), dask="parallelized", output_dtypes=[float])
    half = quantile * np.sqrt(variance)
    enough = n >= max(minimum_years, 3)
    parts = [10.0 * part.where(enough) for part in (b, b - half, b + half)]
    result = xr.concat(
        parts,
        dim=xr.DataArray(np.array(["value", "lower", "upper"]), dims="statistic", name="statistic"),
        coords="minimal",
        compat="override",
    )
    return label(result, "sst_trend", of=sst, reason=below_minimum(f"fewer than {max(minimum_years, 3)} years"))
