"""Units are declared or refused; days are calendar days."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from toolkit.errors import GridError, SchemaError, UnitsError
from toolkit.indicators.arrays import checked, dim_of_time, on_calendar_days, plain, plain_numbers, with_units
from toolkit.indicators.estimate import Estimate


def test_units_are_converted_and_kept():
    warm = checked(with_units([300.0], "kelvin", start="2024-01-01"), "degC", of="sst")
    assert warm.item() == pytest.approx(26.85)
    assert warm.units == "degC"


@pytest.mark.parametrize("data", [xr.DataArray([28.0]), pd.Series([28.0]), [28.0], 28.0])
def test_data_without_units_is_refused(data):
    with pytest.raises(UnitsError, match="No units are given for sst"):
        checked(data, "degC", of="sst")


def test_a_catch_in_numbers_is_no_catch_in_tonnes():
    with pytest.raises(UnitsError, match="cannot be converted"):
        checked(with_units([12.0], "count"), "t", of="catch")


def test_plain_numbers_are_dimensionless():
    assert checked([0.5, 1.5], "1", of="b_bmsy").to_numpy().tolist() == [0.5, 1.5]
    assert plain(pd.Series([1.0, 2.0]), "1", of="x").tolist() == [1.0, 2.0]


def test_a_series_with_units_is_read():
    series = pd.Series([1000.0])
    series.attrs["units"] = "kg"
    assert plain(series, "t", of="catch").tolist() == [1.0]


def test_a_table_column_has_one_dimension():
    with pytest.raises(SchemaError, match="2 dimensions"):
        plain(xr.DataArray(np.ones((2, 2)), attrs={"units": "t"}), "t", of="catch")
    with pytest.raises(SchemaError, match="3 values beside 2 rows"):
        plain_numbers([1, 2, 3], 2, of="year")


def test_a_missing_day_becomes_a_gap_and_order_does_not_matter():
    days = on_calendar_days(with_units([3.0, 1.0], "degC", time=["2024-03-01T12:00", "2024-02-28T12:00"]))
    assert days.indexes["time"].strftime("%m-%d").tolist() == ["02-28", "02-29", "03-01"]
    assert np.array_equal(days, [1.0, np.nan, 3.0], equal_nan=True)


def test_a_calendar_without_leap_days_has_no_gap_in_february():
    time = xr.date_range("2024-02-27", periods=3, freq="D", calendar="noleap", use_cftime=True)
    days = on_calendar_days(xr.DataArray([1.0, 2.0, 3.0], dims="time", coords={"time": time}))
    assert days.sizes["time"] == 3
    gappy = on_calendar_days(xr.DataArray([1.0, 3.0], dims="time", coords={"time": time[[0, 2]]}))
    assert np.array_equal(gappy, [1.0, np.nan, 3.0], equal_nan=True)


def test_integers_get_a_gap_too():
    time = pd.to_datetime(["2024-01-01", "2024-01-03"])
    assert np.isnan(on_calendar_days(xr.DataArray([1, 2], dims="time", coords={"time": time}))[1])


def test_two_values_on_a_day_are_refused():
    with pytest.raises(GridError, match="Two values fall on the day 2024-02-28"):
        on_calendar_days(with_units([1.0, 2.0], "degC", time=["2024-02-28T06:00", "2024-02-28T18:00"]))


def test_a_series_without_dates_is_refused():
    with pytest.raises(GridError, match="0 dimensions with dates"):
        dim_of_time(xr.DataArray([1.0], dims="time"))
    with pytest.raises(GridError, match="no days"):
        on_calendar_days(with_units([], "degC", start="2024-01-01"))


def test_times_and_values_must_match():
    with pytest.raises(SchemaError, match="2 values and 1 times"):
        with_units([1.0, 2.0], "degC", time=["2024-01-01"])


def test_a_missing_estimate_says_why_and_a_value_does_not():
    assert float(Estimate(1.5, "t", 2)) == 1.5
    with pytest.raises(SchemaError, match="reason"):
        Estimate(float("nan"), "t", 0)
    with pytest.raises(SchemaError, match="reason"):
        Estimate(1.0, "t", 0, reason="withheld at source")
    with pytest.raises(SchemaError, match="Unknown reason"):
        Estimate.missing("t", 0, "no idea")
