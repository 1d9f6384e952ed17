"""Sea-surface temperature to heat stress: monthly means, climatology, anomaly, HotSpot, degree heating weeks.

All functions are pure, take and return `xarray.DataArray` with units, and stay lazy on dask arrays (chunked along space).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd
import xarray as xr

from toolkit.errors import GridError, UnitsError
from toolkit.indicators.arrays import below_minimum, checked, dim_of_time, has_value, label, on_calendar_days
from toolkit.indicators.windows import along_time, trailing
from toolkit.units import normalise

__all__ = [
    "BASELINE_YEAR",
    "DHW_DAYS",
    "TOLERANCE",
    "aligned",
    "daily_climatology",
    "degree_heating_week",
    "difference",
    "hotspot",
    "maximum_monthly_mean",
    "monthly_means",
    "sst_anomaly",
]

#: Year to which the monthly means of 1985..2012 are brought (Skirving et al. 2020).
BASELINE_YEAR = 1988.2857
#: Days of a degree-heating-week window: 12 weeks.
DHW_DAYS = 84
#: A HotSpot or DHW within this of a threshold counts as on it: single-precision temperatures differ by a few 1e-6 degC.
TOLERANCE = 1e-5
#: Climatologies outside of this are errors of a file (one published November holds 326 degC), not water.
_POSSIBLE = (-5.0, 45.0)


def monthly_means(
    sst: xr.DataArray, *, first_year: int = 1985, last_year: int = 2012, minimum_years: int = 10, minimum_days: int = 25
) -> xr.DataArray:
    """Return the twelve monthly means of the Coral Reef Watch baseline.

    Parameters
    ----------
    sst : xarray.DataArray, dims (time, ...), units degC
        Daily temperature.
    first_year, last_year : int
        Years of the regression.
    minimum_years : int
        Years that a month needs; fewer give NaN.
    minimum_days : int
        Days that a month of a year needs to be used.

    Returns
    -------
    xarray.DataArray, dims (month, ...), units degC
        Value of each month's regression line at 1988.2857.

    Raises
    ------
    UnitsError
        Units are missing or not those of a temperature.
    GridError
        There is no time dimension, or no day within the years.

    Notes
    -----
    For month m with yearly means y(x) of years x: mean(y) + slope * (1988.2857 - mean(x)), the least-squares line.

    References
    ----------
    Skirving et al. 2020, doi 10.3390/rs12233856.
    """
    data = checked(sst, "degC", of="sst")
    dim = dim_of_time(data)
    data = data.isel({dim: (data[dim].dt.year >= first_year) & (data[dim].dt.year <= last_year)})
    if not data.sizes[dim]:
        raise GridError(
            f"The series has no days between {first_year} and {last_year}, the years of the baseline. Use a published climatology."
        )
    months = []
    for month in range(1, 13):
        part = data.isel({dim: (data[dim].dt.month == month).to_numpy()})
        if not part.sizes[dim]:
            months.append(data.isel({dim: 0}, drop=True).where(False))
            continue
        by_year = part.groupby(part[dim].dt.year.rename("year"))
        mean = by_year.mean(dim).where(has_value(part).groupby(part[dim].dt.year.rename("year")).sum(dim) >= minimum_days)
        used = has_value(mean)
        n = used.sum("year")
        year = mean["year"].astype(float).where(used)
        x = year - year.mean("year")
        spread = (x**2).sum("year")
        slope = (x * mean).sum("year") / spread.where(spread > 0)
        value = mean.mean("year") + slope * (BASELINE_YEAR - year.mean("year"))
        months.append(value.where(n >= minimum_years))
    result = xr.concat(months, dim=pd.Index(range(1, 13), name="month"), coords="minimal", compat="override")
    return label(
        result, "monthly_mean", of=sst, reason=below_minimum(f"a month with fewer than {minimum_years} years of {minimum_days} days")
    )


def _screened(monthly: xr.DataArray) -> xr.DataArray:
    data = checked(monthly, "degC", of="monthly")
    if data.sizes.get("month") != 12:
        raise GridError(
            f"Monthly means have the dimensions {dict(data.sizes)}; a dimension 'month' of 12 is wanted. "
            "Rename it: data.rename(time='month')."
        )
    if "month" in data.coords:
        data = data.sortby("month")
    return data.where((data >= _POSSIBLE[0]) & (data <= _POSSIBLE[1]))


def maximum_monthly_mean(monthly: xr.DataArray) -> xr.DataArray:
    """Return the largest of the twelve monthly means (MMM).

    Parameters
    ----------
    monthly : xarray.DataArray, dims (month, ...), units degC
        Monthly means; values outside -5..45 degC count as missing.

    Returns
    -------
    xarray.DataArray, units degC
        NaN where one of the twelve is missing.

    Raises
    ------
    UnitsError
        Units are missing or not those of a temperature.
    GridError
        There is no dimension ``month`` of 12.

    Examples
    --------
    >>> from toolkit.indicators.arrays import with_units
    >>> maximum_monthly_mean(with_units([28, 29.5] + [27] * 10, "degC", dim="month", start=1)).item()
    29.5
    """
    result = _screened(monthly).max("month", skipna=False)
    return label(result, "maximum_monthly_mean", of=monthly, reason=below_minimum("fewer than 12 possible monthly means"))


def daily_climatology(monthly: xr.DataArray, time: Sequence[Any] | pd.DatetimeIndex | xr.CFTimeIndex | xr.DataArray) -> xr.DataArray:
    """Return the climatology of days: monthly means on day 15, straight lines between.

    Parameters
    ----------
    monthly : xarray.DataArray, dims (month, ...), units degC
        Monthly means.
    time : sequence of dates
        Days wanted, in any calendar of CF; the time of day plays no part.

    Returns
    -------
    xarray.DataArray, dims (time, ...), units degC
        NaN where one of the two months is missing.

    Raises
    ------
    UnitsError
        Units are missing or not those of a temperature.
    GridError
        There is no dimension ``month`` of 12.
    """
    data = _screened(monthly)
    given = time.to_index() if isinstance(time, xr.DataArray) else time
    index: Any = given if isinstance(given, xr.CFTimeIndex | pd.DatetimeIndex) else pd.DatetimeIndex(pd.to_datetime(list(given)))
    early = np.asarray(index.day) < 15
    before = index - pd.Timedelta(days=15)
    length = np.where(early, before.days_in_month, index.days_in_month)
    passed = np.where(early, np.asarray(index.day) + length - 15, np.asarray(index.day) - 15)
    month = np.asarray(index.month)
    first = np.where(early, (month - 2) % 12, month - 1)
    weight = xr.DataArray(passed / length, dims="time", coords={"time": index})
    low = data.isel(month=xr.DataArray(first, dims="time")).drop_vars("month", errors="ignore")
    high = data.isel(month=xr.DataArray((first + 1) % 12, dims="time")).drop_vars("month", errors="ignore")
    # Where a line starts, the other end has no weight, and its absence does no harm.
    result = low.where(weight == 0, low + (high - low) * weight)
    result = result.transpose("time", *(name for name in data.dims if name != "month"))
    return label(result, "daily_climatology", of=monthly, reason=below_minimum("a neighbouring monthly mean is missing"))


def aligned(first: xr.DataArray, second: xr.DataArray, *, what: str) -> tuple[xr.DataArray, xr.DataArray]:
    """Return two arrays if they stand on the same cells and days; refuse instead of silently keeping the common part.

    Raises
    ------
    GridError
        Coordinates of a common dimension differ.
    """
    try:
        left, right = xr.align(first, second, join="exact")
    except ValueError as error:
        raise GridError(
            f"{what} do not stand on the same cells or days: {error}. Take both from one grid, or regrid and select one of them first."
        ) from error
    return left, right


def difference(data: xr.DataArray, *, of: str) -> xr.DataArray:
    """Return a temperature difference; kelvin is refused, because its zero would be subtracted from what is no temperature.

    Raises
    ------
    UnitsError
        Units are missing, or other than degC.
    """
    units = data.attrs.get("units") if isinstance(data, xr.DataArray) else None
    if isinstance(data, xr.DataArray) and units is not None and normalise(str(units), of=of) != "degC":
        raise UnitsError(
            f"{of} is a difference of temperatures in '{units}'; 'degC' is wanted. If it is in kelvin, its numbers are the same: set "
            "data.attrs['units'] = 'degC'."
        )
    return checked(data, "degC", of=of)


def sst_anomaly(sst: xr.DataArray, monthly: xr.DataArray) -> xr.DataArray:
    """Return the temperature of each day minus its climatology.

    Parameters
    ----------
    sst : xarray.DataArray, dims (time, ...), units degC
        Daily temperature.
    monthly : xarray.DataArray, dims (month, ...), units degC
        Monthly means.

    Returns
    -------
    xarray.DataArray, units degC
        The anomaly.

    Raises
    ------
    UnitsError
        Units are missing or not those of a temperature.
    GridError
        The two do not stand on the same cells.
    """
    data = checked(sst, "degC", of="sst")
    dim = dim_of_time(data)
    climatology = daily_climatology(monthly, data.indexes[dim]).rename(time=dim)
    data, climatology = aligned(data, climatology, what="sst and the climatology")
    return label((data - climatology).transpose(*data.dims), "sst_anomaly", of=sst)


def hotspot(sst: xr.DataArray, mmm: xr.DataArray, *, clip: bool = False) -> xr.DataArray:
    """Return the HotSpot: temperature minus maximum monthly mean.

    Parameters
    ----------
    sst : xarray.DataArray, units degC
        Temperature of each day.
    mmm : xarray.DataArray, units degC
        Maximum monthly mean of the same cells.
    clip : bool
        Set negative values to 0, as the definition does and published grids do not.

    Returns
    -------
    xarray.DataArray, units degC
        The HotSpot.

    Raises
    ------
    UnitsError
        Units are missing or not those of a temperature.
    GridError
        The two do not stand on the same cells.

    References
    ----------
    Skirving et al. 2020, doi 10.3390/rs12233856.
    """
    data, base = aligned(checked(sst, "degC", of="sst"), checked(mmm, "degC", of="mmm"), what="sst and mmm")
    result = (data - base).transpose(*data.dims)
    return label(result.clip(min=0.0) if clip else result, "hotspot", of=sst)


def degree_heating_week(
    hotspot: xr.DataArray, *, minimum_days: int = DHW_DAYS, before: Literal["missing", "no heat"] = "missing"
) -> xr.DataArray:
    """Return degree heating weeks: the HotSpots of 1 degC and more of the last 84 calendar days, divided by 7.

    Parameters
    ----------
    hotspot : xarray.DataArray, dims (time, ...), units degC
        Daily HotSpot, clipped at 0 or not. Days may be missing; they are not collapsed.
    minimum_days : int
        Days with a value that a window needs. With 84, the default, one missing day leaves the next 83 days without value too. With less,
        missing days count as no heat, and the result is a lower bound.
    before : {'missing', 'no heat'}
        What is known of the days before the first one: nothing, so the first 83 values are NaN; or that no HotSpot reached 1 degC.

    Returns
    -------
    xarray.DataArray, units degC_week
        On all calendar days between the first and the last; NaN on a day without HotSpot, and where the window is too thin.

    Raises
    ------
    UnitsError
        Units are missing, or kelvin.
    GridError
        There is no time dimension, two values fall on a day, or ``minimum_days`` is not 1..84.

    Notes
    -----
    DHW(i) = sum(h(j) for j in i-83..i if h(j) >= 1) / 7. Exactly 1.0 counts, also when single precision made it 0.999998.

    References
    ----------
    Skirving et al. 2020, doi 10.3390/rs12233856.

    Examples
    --------
    >>> from toolkit.indicators.arrays import with_units
    >>> warm = with_units(np.r_[np.zeros(80), 1.0, 2.0, 0.8, 1.2], "degC", start="2024-01-01")
    >>> round(degree_heating_week(warm).item(-1), 6)
    0.6
    """
    if not 1 <= minimum_days <= DHW_DAYS:
        raise GridError(f"minimum_days is {minimum_days}; allowed: 1 to {DHW_DAYS}, the length of the window.")
    if before not in ("missing", "no heat"):
        raise GridError(f"before is '{before}'; allowed: 'missing', 'no heat'.")
    data = on_calendar_days(difference(hotspot, of="hotspot"))
    dtype = np.float32 if data.dtype == np.float32 else np.float64

    def kernel(heat: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        known = ~np.isnan(heat)
        days = trailing(known.view(np.uint8), DHW_DAYS)
        if before == "no heat":
            head = min(DHW_DAYS, len(days))
            early = np.arange(DHW_DAYS - 1, DHW_DAYS - 1 - head, -1, dtype=np.uint8)
            days[:head] += early.reshape(-1, *[1] * (days.ndim - 1))
        # A comparison with NaN is false: a missing day adds nothing, and is counted above.
        sums = trailing(np.where(heat >= 1.0 - TOLERANCE, heat, np.zeros((), heat.dtype)), DHW_DAYS, dtype=dtype)
        sums /= 7.0
        known &= days >= minimum_days
        sums[~known] = np.nan
        return sums

    result = along_time(kernel, data, dim=dim_of_time(data), dtype=dtype)
    return label(
        result,
        "degree_heating_week",
        of=hotspot,
        reason=below_minimum(f"fewer than {minimum_days} of {DHW_DAYS} days, or no value on the day"),
    )
