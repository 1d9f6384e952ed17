"""Arrays with units, and calendar days: what every function of this room asks of its input.

Units are never guessed. A plain number counts as dimensionless, so it is refused where a temperature or a catch is wanted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from toolkit.errors import GridError, SchemaError, UnitsError
from toolkit.units import convert, normalise

__all__ = [
    "PROVENANCE",
    "below_minimum",
    "checked",
    "dim_of_time",
    "has_value",
    "label",
    "on_calendar_days",
    "plain",
    "plain_numbers",
    "with_units",
]


def with_units(
    values: Any, units: str, *, dim: str = "time", start: str | int | None = None, time: Sequence[Any] | pd.DatetimeIndex | None = None
) -> xr.DataArray:
    """Make an array with units out of numbers.

    Parameters
    ----------
    values : float or array_like
        One number, or a series along one dimension.
    units : str
        Units of the values, in any known spelling.
    dim : str
        Name of the dimension of a series.
    start : str or int, optional
        First label: a date for daily values (dimension ``time``), else the first of consecutive integers.
    time : sequence of dates, optional
        Labels of the dimension ``time``, one for each value.

    Returns
    -------
    xarray.DataArray
        The numbers as floats, with attribute ``units``.

    Raises
    ------
    UnitsError
        The units are not known.
    SchemaError
        There are not as many labels as values.

    Examples
    --------
    >>> with_units([28.1, 28.4], "celsius", start="2024-02-28").units
    'degC'
    """
    array = np.asarray(values, dtype=float)
    attrs = {"units": normalise(units)}
    if array.ndim == 0:
        return xr.DataArray(array, attrs=attrs)
    coords: dict[str, Any] = {}
    if time is not None:
        if len(time) != array.size:
            raise SchemaError(f"{array.size} values and {len(time)} times were given. Give one time for each value.")
        coords[dim] = pd.to_datetime(list(time))
    elif isinstance(start, str):
        coords[dim] = pd.date_range(start, periods=array.size, freq="D")
    elif start is not None:
        coords[dim] = np.arange(start, start + array.size)
    return xr.DataArray(array, dims=(dim,), coords=coords, attrs=attrs)


def checked(data: Any, units: str, *, of: str) -> xr.DataArray:
    """Return data as a DataArray in the wanted units; refuse data without units.

    Parameters
    ----------
    data : xarray.DataArray, pandas.Series or number
        Data with ``attrs["units"]``; plain numbers only where ``units`` is ``"1"``.
    units : str
        Units wanted.
    of : str
        What the data is, for the message.

    Returns
    -------
    xarray.DataArray
        The data in ``units``; lazy data stays lazy.

    Raises
    ------
    UnitsError
        Units are missing, unknown or of another kind.

    Examples
    --------
    >>> checked(with_units(300.0, "kelvin"), "degC", of="sst").round(2).item()
    26.85
    """
    declared = data.attrs.get("units") if isinstance(data, xr.DataArray | pd.Series) else None
    if declared is None:
        if units in ("1", "count", "year", "code"):
            declared = units
        elif isinstance(data, xr.DataArray | pd.Series):
            raise UnitsError(
                f"No units are given for {of}. Set them: data.attrs['units'] = '{units}' (or units that can be converted to it)."
            )
        else:
            raise UnitsError(
                f"No units are given for {of}: it is a plain {type(data).__name__}. "
                f"Give an array with units: with_units(values, '{units}')."
            )
    array = data if isinstance(data, xr.DataArray) else _as_array(data)
    if units == "1" and normalise(declared, of=of) == "code":
        declared = "1"
    result: xr.DataArray = convert(array, str(declared), units, of=of)
    return result.assign_attrs(units=units)


def _as_array(data: Any) -> xr.DataArray:
    values = data.to_numpy() if isinstance(data, pd.Series) else np.asarray(data, dtype=float)
    return xr.DataArray(values, dims=tuple(f"dim_{n}" for n in range(values.ndim)))


def plain(data: Any, units: str, *, of: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return a table column with units as a one-dimensional array of floats, for the functions that work on tables."""
    array = np.asarray(checked(data, units, of=of).values, dtype=float)
    if array.ndim > 1:
        raise SchemaError(f"{of} has {array.ndim} dimensions; one value for each row of a table is wanted. Select or stack first.")
    return np.atleast_1d(array)


def plain_numbers(data: Any, rows: int, *, of: str) -> np.ndarray[Any, Any]:
    """Return labels or numbers of a table as a one-dimensional array with as many rows as the values beside it."""
    array = np.asarray(list(data) if not isinstance(data, np.ndarray | pd.Series | xr.DataArray) else data)
    if array.shape != (rows,):
        raise SchemaError(f"{of} has {array.size} values beside {rows} rows. Give one for each row.")
    return array


#: What a result keeps of its input: where it came from. Names, valid ranges and flags of the input would be wrong on it.
PROVENANCE = ("dataset_id", "source_path")


def label(data: xr.DataArray, identifier: str, *, of: xr.DataArray, reason: str = "") -> xr.DataArray:
    """Name a result, give it the attributes of its record, and of its main input only the origin.

    Parameters
    ----------
    data : xarray.DataArray
        The result.
    identifier : str
        Its indicator.
    of : xarray.DataArray
        The main input.
    reason : str
        Why values are NaN where the input had data.

    Returns
    -------
    xarray.DataArray
        The result with name and attributes. Dates carry no units, which would clash with those of their encoding in files.
    """
    from toolkit.indicators.records import indicator

    record = indicator(identifier)
    attrs: dict[str, Any] = {
        "units": record.units,
        "long_name": record.title,
        "cell_methods": record.cell_methods,
        "indicator": identifier,
        "reference": record.reference,
    }
    if record.units == "date":
        del attrs["units"]
    if reason:
        attrs["reason"] = reason
    attrs |= {key: of.attrs[key] for key in PROVENANCE if key in of.attrs}
    named = data.rename(identifier).copy(deep=False)  # a copy: renaming alone shares its attributes with the input
    named.attrs = attrs
    return named


def has_value(data: xr.DataArray) -> xr.DataArray:
    """Tell where there is a value."""
    return data.notnull()  # noqa: PD004 - the method of xarray, not of pandas


def below_minimum(what: str) -> str:
    """Return the reason that stands beside a NaN made by a minimum of data, in the one wording of the indicator table."""
    return f"below minimum: {what}"


def dim_of_time(data: xr.DataArray) -> str:
    """Return the name of the time dimension: the one that holds dates.

    Raises
    ------
    GridError
        There is no dimension with dates, or more than one.
    """
    found = [str(dim) for dim in data.dims if dim in data.indexes and _holds_dates(data.indexes[dim])]
    if len(found) != 1:
        raise GridError(
            f"{len(found)} dimensions with dates were found among {tuple(map(str, data.dims))}; one is wanted. "
            "Decode the times on reading (xarray.open_dataset decodes CF times) or set the coordinate."
        )
    return found[0]


def _holds_dates(index: pd.Index[Any]) -> bool:
    return isinstance(index, pd.DatetimeIndex | xr.CFTimeIndex)


def on_calendar_days(data: xr.DataArray) -> xr.DataArray:
    """Put daily data on all calendar days between its first and its last: a missing day becomes NaN, never a shorter series.

    Parameters
    ----------
    data : xarray.DataArray
        At most one value for each calendar day, in any calendar of CF; the time of day is dropped.

    Returns
    -------
    xarray.DataArray
        The data on consecutive days.

    Raises
    ------
    GridError
        Two values fall on one day, or there is no time.

    Examples
    --------
    >>> gappy = with_units([1.0, 2.0], "degC", time=["2024-02-28", "2024-03-01"])
    >>> on_calendar_days(gappy).values
    array([ 1., nan,  2.])
    """
    dim = dim_of_time(data)
    index = data.indexes[dim]
    if not len(index):
        raise GridError("The series has no days. Give at least one day.")
    days = index.floor("D")
    if not days.is_unique:
        twice = days[days.duplicated()][0]
        raise GridError(f"Two values fall on the day {str(twice)[:10]}. Give one value for each calendar day (daily mean, or one product).")
    data = data.assign_coords({dim: days})
    if not days.is_monotonic_increasing:
        data = data.sortby(dim)
        days = data.indexes[dim]
    if isinstance(days, xr.CFTimeIndex):
        every: Any = xr.date_range(days[0], days[-1], freq="D", use_cftime=True)
    else:
        every = pd.date_range(days[0], days[-1], freq="D")
    if len(every) == len(days):
        return data
    return data.astype(np.result_type(data.dtype, np.float32)).reindex({dim: every})
