"""Bleaching alert areas: levels from the HotSpot of the day and degree heating weeks."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import xarray as xr

from toolkit.errors import SchemaError
from toolkit.indicators.arrays import below_minimum, checked, dim_of_time, label, on_calendar_days
from toolkit.indicators.heat import TOLERANCE, aligned, difference
from toolkit.indicators.windows import along_time, trailing

__all__ = ["LEVELS", "SCALES", "bleaching_alert_area", "seven_day_maximum"]

#: Degree heating weeks from which each level above Warning (2) starts.
SCALES: dict[str, tuple[float, ...]] = {"0-4": (4.0, 8.0), "extended": (4.0, 8.0, 12.0, 16.0, 20.0)}
#: Names of the codes.
LEVELS = ("No Stress", "Watch", "Warning", "Alert Level 1", "Alert Level 2", "Alert Level 3", "Alert Level 4", "Alert Level 5")


def bleaching_alert_area(hotspot: xr.DataArray, dhw: xr.DataArray, *, scale: Literal["0-4", "extended"] = "0-4") -> xr.DataArray:
    """Return the alert level of each day.

    Parameters
    ----------
    hotspot : xarray.DataArray, units degC
        HotSpot of the day.
    dhw : xarray.DataArray, units degC_week
        Degree heating weeks of the day, on the same cells and days.
    scale : {'0-4', 'extended'}
        Scale of 0 to 4, or the one of December 2023 with levels 3 to 5 (codes 5 to 7).

    Returns
    -------
    xarray.DataArray, codes as floats
        NaN where one of the two is missing.

    Raises
    ------
    UnitsError
        Units are missing or wrong.
    GridError
        The two do not stand on the same cells and days.
    SchemaError
        The scale is unknown, or degree heating weeks are negative.

    Examples
    --------
    >>> from toolkit.indicators.arrays import with_units
    >>> heat, weeks = with_units([0.85, 1.2], "degC", start="2024-06-27"), with_units([11.4, 11.4], "degC_week", start="2024-06-27")
    >>> bleaching_alert_area(heat, weeks).values
    array([1., 4.])
    """
    if scale not in SCALES:
        raise SchemaError(f"Unknown scale '{scale}'. Known: {', '.join(SCALES)}. State which one a map or a text uses.")
    heat, weeks = aligned(difference(hotspot, of="hotspot"), checked(dhw, "degC_week", of="dhw"), what="hotspot and dhw")
    edges = np.asarray(SCALES[scale]) - TOLERANCE

    def levels(heat: np.ndarray[Any, Any], weeks: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        if np.any(weeks < 0):
            raise SchemaError(
                f"Degree heating weeks of {np.nanmin(weeks):g} were given; they are never negative. Check the fill value of the file."
            )
        code = np.where(heat >= 1.0 - TOLERANCE, 2.0 + np.searchsorted(edges, weeks, side="right"), np.where(heat > TOLERANCE, 1.0, 0.0))
        return np.where(np.isnan(heat) | np.isnan(weeks), np.nan, code)

    result: xr.DataArray = xr.apply_ufunc(levels, heat, weeks, dask="parallelized", output_dtypes=[np.float64])
    names = LEVELS[: 3 + len(edges)]
    out = label(
        result, "bleaching_alert_area" if scale == "0-4" else "bleaching_alert_area_extended", of=dhw, reason="hotspot or dhw is missing"
    )
    return out.assign_attrs(
        flag_values=list(range(len(names))), flag_meanings=" ".join(name.replace(" ", "_") for name in names), scale=scale
    )


def seven_day_maximum(alert: xr.DataArray, *, days: int = 7) -> xr.DataArray:
    """Return the largest alert level of today and the six days before.

    Parameters
    ----------
    alert : xarray.DataArray, dims (time, ...), units code
        Level of each day.
    days : int
        Length of the window.

    Returns
    -------
    xarray.DataArray
        On all calendar days between the first and the last; NaN for the first six, and where a day of the window is missing.

    Raises
    ------
    UnitsError
        Units are missing.
    GridError
        There is no time dimension, or two values fall on a day.
    """
    data = on_calendar_days(checked(alert, "code", of="alert"))

    def kernel(levels: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        out = trailing(levels.astype(np.float64), days, how=np.maximum)
        out[: days - 1] = np.nan
        return out

    result = along_time(kernel, data, dim=dim_of_time(data), dtype=np.float64)
    kept = {key: value for key, value in alert.attrs.items() if key in ("flag_values", "flag_meanings", "scale")}
    return label(result, "bleaching_alert_area_7day_max", of=alert, reason=below_minimum(f"fewer than {days} days")).assign_attrs(kept)
