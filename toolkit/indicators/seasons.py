"""Heat stress by calendar year: peak, its date, days above a threshold, events and intervals between them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from toolkit.errors import GridError
from toolkit.indicators.arrays import below_minimum, checked, dim_of_time, has_value, label, on_calendar_days
from toolkit.indicators.heat import TOLERANCE
from toolkit.indicators.records import indicators

__all__ = [
    "MINIMUM_OF_YEAR",
    "date_of_maximum",
    "days_at_or_above",
    "days_in_year",
    "return_interval",
    "severe_events_per_decade",
    "yearly_maximum",
]

#: Share of the days of a year that must have a value: the peak could lie in a longer gap.
MINIMUM_OF_YEAR = 0.95


def days_in_year(index: pd.DatetimeIndex | xr.CFTimeIndex, years: list[int]) -> dict[int, int]:
    """Return the number of days of each year, in the calendar of the index."""
    if isinstance(index, xr.CFTimeIndex):
        return {
            year: int(index[0].replace(year=year, month=12, day=index[0].replace(year=year, month=12, day=1).daysinmonth).dayofyr)
            for year in years
        }
    return {year: 366 if pd.Timestamp(year=year, month=1, day=1).is_leap_year else 365 for year in years}


def _by_year(dhw: xr.DataArray, minimum_fraction: float) -> tuple[xr.DataArray, str, xr.DataArray, xr.DataArray]:
    """Return calendar-day data, its time dimension, the year of each day, and where a year has enough days (dims year, ...)."""
    data = on_calendar_days(checked(dhw, "degC_week", of="dhw"))
    dim = dim_of_time(data)
    year = data[dim].dt.year.rename("year")
    counts = has_value(data).groupby(year).sum(dim)
    lengths = days_in_year(data.indexes[dim], [int(y) for y in counts["year"].to_numpy()])
    whole = xr.DataArray([lengths[int(y)] for y in counts["year"].to_numpy()], dims="year", coords={"year": counts["year"]})
    return data, dim, year, counts / whole >= minimum_fraction


def _why(minimum_fraction: float) -> str:
    return below_minimum(f"fewer than {100 * minimum_fraction:g} % of the days of the year")


def yearly_maximum(dhw: xr.DataArray, *, minimum_fraction: float = MINIMUM_OF_YEAR) -> xr.DataArray:
    """Return the largest degree heating weeks of each calendar year.

    Parameters
    ----------
    dhw : xarray.DataArray, dims (time, ...), units degC_week
        Daily degree heating weeks.
    minimum_fraction : float
        Share of the days of a year that must have a value.

    Returns
    -------
    xarray.DataArray, dims (year, ...), units degC_week
        NaN for a year with fewer days.

    Raises
    ------
    UnitsError
        Units are missing or wrong.
    GridError
        There is no time dimension, or two values fall on a day.
    """
    data, dim, year, enough = _by_year(dhw, minimum_fraction)
    return label(data.groupby(year).max(dim).where(enough), "yearly_maximum_dhw", of=dhw, reason=_why(minimum_fraction))


def date_of_maximum(dhw: xr.DataArray, *, minimum_fraction: float = MINIMUM_OF_YEAR) -> xr.DataArray:
    """Return the first day on which the yearly maximum is reached.

    Parameters
    ----------
    dhw : xarray.DataArray, dims (time, ...), units degC_week
        Daily degree heating weeks, in the standard calendar.
    minimum_fraction : float
        Share of the days of a year that must have a value.

    Returns
    -------
    xarray.DataArray of datetime64, dims (year, ...)
        NaT for a year with fewer days, and for a year in which the maximum is 0.

    Raises
    ------
    UnitsError
        Units are missing or wrong.
    GridError
        There is no time dimension, or the calendar of the dates is not the standard one.
    """
    data, dim, year, enough = _by_year(dhw, minimum_fraction)
    if isinstance(data.indexes[dim], xr.CFTimeIndex):
        raise GridError("Dates of the maximum need the standard calendar. Convert the data first: data.convert_calendar('standard').")
    parts = []
    for value in enough["year"].to_numpy():
        part = data.isel({dim: np.flatnonzero(year.to_numpy() == value)})
        part = part if part.chunks is None else part.chunk({dim: -1})
        days = part[dim].to_numpy().astype("datetime64[ns]")
        filled = part.fillna(-1.0)

        def day(position: np.ndarray[Any, Any], days: np.ndarray[Any, Any] = days) -> np.ndarray[Any, Any]:
            dates: np.ndarray[Any, Any] = days[position]
            return dates

        first = xr.apply_ufunc(day, filled.argmax(dim), dask="parallelized", output_dtypes=[days.dtype])
        parts.append(first.where((filled.max(dim) > 0) & enough.sel(year=value, drop=True)))
    result = xr.concat(parts, dim=pd.Index(enough["year"].to_numpy(), name="year"), coords="minimal", compat="override")
    return label(result, "date_of_maximum_dhw", of=dhw, reason=f"{_why(minimum_fraction)}; or not applicable: the maximum is 0")


def days_at_or_above(dhw: xr.DataArray, threshold: float = 4.0, *, minimum_fraction: float = MINIMUM_OF_YEAR) -> xr.DataArray:
    """Return the days of each calendar year on which degree heating weeks are at or above a threshold.

    Parameters
    ----------
    dhw : xarray.DataArray, dims (time, ...), units degC_week
        Daily degree heating weeks.
    threshold : float, degC_week
        Threshold, itself included.
    minimum_fraction : float
        Share of the days of a year that must have a value.

    Returns
    -------
    xarray.DataArray, dims (year, ...), units day
        NaN for a year with fewer days.

    Raises
    ------
    UnitsError
        Units are missing or wrong.
    GridError
        There is no time dimension, or two values fall on a day.
    """
    data, dim, year, enough = _by_year(dhw, minimum_fraction)
    count = (data >= threshold - TOLERANCE).groupby(year).sum(dim).astype(float).where(enough)
    name = f"days_dhw_{threshold:g}"
    if name in indicators():
        return label(count, name, of=dhw, reason=_why(minimum_fraction))
    return label(count, "days_dhw_4", of=dhw, reason=_why(minimum_fraction)).assign_attrs(
        indicator=name,
        long_name=f"Days in the year at or above {threshold:g} degC-weeks",
        cell_methods=f"time: count within years (DHW >= {threshold:g})",
    )


def _events(yearly: xr.DataArray, threshold: float, minimum_years: int) -> tuple[xr.DataArray, xr.DataArray]:
    data = checked(yearly, "degC_week", of="yearly")
    if "year" not in data.dims:
        raise GridError(
            f"Yearly values have the dimensions {tuple(map(str, data.dims))}; a dimension 'year' is wanted. Use yearly_maximum first."
        )
    if not data.indexes["year"].is_unique if "year" in data.indexes else False:
        raise GridError("A year stands twice in the yearly values. Give one value for each year.")
    years = has_value(data).sum("year")
    return (data >= threshold - TOLERANCE).sum("year").where(years >= minimum_years), years


def severe_events_per_decade(yearly: xr.DataArray, *, threshold: float = 8.0, minimum_years: int = 10) -> xr.DataArray:
    """Return the number of years per decade whose peak reaches a threshold.

    Parameters
    ----------
    yearly : xarray.DataArray, dims (year, ...), units degC_week
        Largest degree heating weeks of each year; NaN years are left out.
    threshold : float, degC_week
        Threshold, itself included.
    minimum_years : int
        Years with a value that are needed.

    Returns
    -------
    xarray.DataArray, units 1/decade
        NaN where there are fewer years.

    Raises
    ------
    UnitsError
        Units are missing or wrong.
    GridError
        There is no dimension ``year``.
    """
    events, years = _events(yearly, threshold, minimum_years)
    rate = 10.0 * events / years.where(years > 0)
    return label(rate, "severe_events_per_decade", of=yearly, reason=below_minimum(f"fewer than {minimum_years} years"))


def return_interval(yearly: xr.DataArray, *, threshold: float = 8.0, minimum_years: int = 10) -> xr.DataArray:
    """Return the mean number of years for each year whose peak reaches a threshold.

    Parameters
    ----------
    yearly : xarray.DataArray, dims (year, ...), units degC_week
        Largest degree heating weeks of each year; NaN years are left out.
    threshold : float, degC_week
        Threshold, itself included.
    minimum_years : int
        Years with a value that are needed.

    Returns
    -------
    xarray.DataArray, units year
        NaN where there are fewer years, and where no year reached the threshold.

    Raises
    ------
    UnitsError
        Units are missing or wrong.
    GridError
        There is no dimension ``year``.
    """
    events, years = _events(yearly, threshold, minimum_years)
    reason = f"{below_minimum(f'fewer than {minimum_years} years')}; or not applicable: no year reached {threshold:g} degC-weeks"
    return label(years / events.where(events > 0), "return_interval", of=yearly, reason=reason)
