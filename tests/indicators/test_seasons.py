"""Years of heat: peaks, dates, days, events."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from toolkit.catalog.embedded import read_stations
from toolkit.errors import GridError, UnitsError
from toolkit.indicators.arrays import with_units
from toolkit.indicators.seasons import date_of_maximum, days_at_or_above, return_interval, severe_events_per_decade, yearly_maximum


def two_years(peak_2023=5.0, peak_2024=9.0):
    days = pd.date_range("2023-01-01", "2024-12-31")
    values = np.zeros(len(days))
    values[days == "2023-07-01"] = peak_2023
    values[(days >= "2024-06-01") & (days <= "2024-06-10")] = peak_2024
    return with_units(values, "degC_week", time=days)


def peaks(values, start=2001):
    return with_units(values, "degC_week", dim="year", start=start)


def test_the_peak_of_each_year():
    result = yearly_maximum(two_years())
    assert result.year.to_numpy().tolist() == [2023, 2024]
    assert result.to_numpy().tolist() == [5.0, 9.0]


def test_the_date_is_the_first_day_of_the_peak():
    dates = date_of_maximum(two_years())
    assert [str(day)[:10] for day in dates.to_numpy()] == ["2023-07-01", "2024-06-01"]


def test_a_year_without_heat_has_no_date():
    assert np.isnat(date_of_maximum(two_years(peak_2023=0.0)).to_numpy()).tolist() == [True, False]


def test_days_at_the_threshold_count():
    assert days_at_or_above(two_years(), 9.0).to_numpy().tolist() == [0.0, 10.0]
    assert days_at_or_above(two_years(), 4.0).to_numpy().tolist() == [1.0, 10.0]
    assert days_at_or_above(two_years(), 4.0).attrs["indicator"] == "days_dhw_4"
    assert days_at_or_above(two_years(), 5.5).attrs["indicator"] == "days_dhw_5.5"


def test_a_year_with_a_long_gap_has_no_peak_and_says_why():
    data = two_years()
    gappy = data.where(~((data.time >= np.datetime64("2023-02-01")) & (data.time < np.datetime64("2023-02-20"))))  # 19 of 365 days: 5.2 %
    for function in (yearly_maximum, days_at_or_above):
        result = function(gappy)
        assert np.isnan(result.to_numpy()).tolist() == [True, False]
        assert "95 % of the days" in result.attrs["reason"]
    assert np.isnat(date_of_maximum(gappy).to_numpy()).tolist() == [True, False]
    assert yearly_maximum(gappy, minimum_fraction=0.9).to_numpy().tolist() == [5.0, 9.0]


def test_half_a_year_is_no_year():
    assert np.isnan(yearly_maximum(two_years().sel(time=slice("2023-01-01", "2024-06-30")))[1])


def test_years_of_other_calendars_have_their_own_length():
    time = xr.date_range("2023-01-01", "2023-12-30", freq="D", calendar="360_day", use_cftime=True)
    data = xr.DataArray(np.ones(360), dims="time", coords={"time": time}, attrs={"units": "degC_week"})
    assert yearly_maximum(data).to_numpy().tolist() == [1.0]
    with pytest.raises(GridError, match="standard calendar"):
        date_of_maximum(data)


def test_lazy_years_equal_eager_years():
    values = np.random.default_rng(5).gamma(1, 2, (731, 3, 2))
    values[:, 2, 1] = np.nan
    days = pd.date_range("2023-01-01", "2024-12-31")
    data = xr.DataArray(values, dims=("time", "lat", "lon"), coords={"time": days}, attrs={"units": "degC_week"})
    for function in (yearly_maximum, date_of_maximum, days_at_or_above):
        lazy = function(data.chunk({"time": 100, "lat": 1}))
        assert lazy.chunks is not None
        xr.testing.assert_identical(lazy.compute(), function(data))


def test_events_per_decade_and_the_interval_between():
    values = peaks([8.0, 7.99, 12.0] + [0.0] * 17)
    assert severe_events_per_decade(values).item() == 1.0  # 2 in 20 years
    assert return_interval(values).item() == 10.0
    assert severe_events_per_decade(values, threshold=4.0).item() == 1.5


def test_no_event_is_zero_per_decade_but_no_interval():
    values = peaks([1.0] * 12)
    assert severe_events_per_decade(values).item() == 0.0
    result = return_interval(values)
    assert np.isnan(result)
    assert "no year reached 8" in result.attrs["reason"]


def test_fewer_than_ten_years_have_neither_and_missing_years_do_not_count():
    for function in (severe_events_per_decade, return_interval):
        assert np.isnan(function(peaks([9.0] * 9)))
        assert np.isnan(function(peaks([9.0] * 9 + [np.nan] * 5)))
        assert "fewer than 10 years" in function(peaks([9.0] * 9)).attrs["reason"]
    assert severe_events_per_decade(peaks([9.0] * 10 + [np.nan] * 10)).item() == 10.0


def test_yearly_values_need_years_and_units():
    with pytest.raises(GridError, match="dimension 'year'"):
        severe_events_per_decade(with_units([1.0], "degC_week", dim="x"))
    with pytest.raises(GridError, match="twice"):
        severe_events_per_decade(xr.DataArray([1.0, 2.0], dims="year", coords={"year": [2001, 2001]}, attrs={"units": "degC_week"}))
    with pytest.raises(UnitsError):
        severe_events_per_decade(xr.DataArray([1.0], dims="year"))


@pytest.mark.parametrize("function", [yearly_maximum, date_of_maximum, days_at_or_above])
def test_yearly_values_can_be_written_and_read_back(function, tmp_path):
    result = function(two_years())
    result.to_netcdf(tmp_path / "years.nc")
    with xr.open_dataarray(tmp_path / "years.nc", decode_timedelta=False) as back:
        assert np.array_equal(back.to_numpy(), result.to_numpy())
        assert back.attrs["reason"] == result.attrs["reason"]


def test_events_of_the_embedded_stations_are_those_counted_in_the_table():
    stations = read_stations()
    for _, rows in stations.groupby("station"):
        yearly = xr.DataArray(
            rows["peak_dhw"].to_numpy(), dims="year", coords={"year": rows["year"].to_numpy()}, attrs={"units": "degC_week"}
        )
        events = int((rows["peak_dhw"] >= 8).sum())
        assert severe_events_per_decade(yearly).item() == pytest.approx(10 * events / len(rows))
    sabah = stations[(stations["station"] == "sabah") & (stations["year"] == 2024)]
    assert sabah["peak_dhw"].item() == pytest.approx(11.3971)
