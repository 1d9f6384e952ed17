"""Heat stress: definitions derivable by hand, and what must not change the answer."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from toolkit.errors import GridError, UnitsError
from toolkit.indicators.arrays import with_units
from toolkit.indicators.heat import (
    daily_climatology,
    degree_heating_week,
    hotspot,
    maximum_monthly_mean,
    monthly_means,
    sst_anomaly,
)


def heat(values, start="2024-01-01"):
    return with_units(values, "degC", start=start)


def cube(values, dims=("time", "lat", "lon"), units="degC"):
    values = np.asarray(values)
    coords = {
        "time": pd.date_range("2020-01-01", periods=values.shape[0]),
        "lat": np.arange(values.shape[1]) * 0.05,
        "lon": np.arange(values.shape[2]),
    }
    return xr.DataArray(values, dims=dims, coords=coords, attrs={"units": units})


def test_the_published_example_gives_0_6():
    assert degree_heating_week(heat([0.0] * 80 + [1.0, 2.0, 0.8, 1.2])).item(-1) == pytest.approx(4.2 / 7, abs=1e-12)


def test_exactly_one_counts_and_just_below_does_not():
    assert degree_heating_week(heat([0.0] * 83 + [1.0])).item(-1) == pytest.approx(1 / 7)
    assert degree_heating_week(heat([0.0] * 83 + [0.9999])).item(-1) == 0.0


def test_one_that_single_precision_made_smaller_still_counts():
    sst, mmm = np.float32(29.31), np.float32(28.31)
    step = np.float32(sst - mmm)
    just_under = xr.DataArray(
        np.full(84, min(step, np.float32(0.999998))), dims="time", coords={"time": pd.date_range("2024-01-01", periods=84)}
    )
    assert degree_heating_week(just_under.assign_attrs(units="degC")).item(-1) == pytest.approx(12.0, abs=1e-4)


def test_day_85_falls_out():
    weeks = degree_heating_week(heat([0.0] * 83 + [7.0] + [0.0] * 84))
    assert weeks.to_numpy()[83:].tolist() == [1.0] * 84 + [0.0]  # the day itself and 83 more; the 85th sees nothing


def test_the_first_83_days_have_no_value_unless_nothing_came_before():
    values = heat([7.0] + [0.0] * 99)
    assert np.isnan(degree_heating_week(values)[:83]).all()
    known = degree_heating_week(values, before="no heat")
    assert known.to_numpy().tolist() == [1.0] * 84 + [0.0] * 16


def test_a_gap_is_nan_and_days_are_not_collapsed():
    values = heat([2.0] * 200)
    gappy = values.drop_isel(time=100)
    weeks = degree_heating_week(gappy)
    assert weeks.sizes["time"] == 200
    assert np.isnan(weeks[100:184]).all()  # the gap, and 83 windows that hold it
    assert weeks[99].item() == weeks[184].item() == pytest.approx(24.0)


def test_with_fewer_days_wanted_a_gap_makes_a_lower_bound_and_stays_a_gap():
    weeks = degree_heating_week(heat([2.0] * 200).drop_isel(time=100), minimum_days=83)
    assert np.isnan(weeks[100])
    assert weeks[101].item() == pytest.approx(83 * 2 / 7)


def test_values_below_zero_add_nothing():
    assert degree_heating_week(heat([-5.0] * 84)).item(-1) == 0.0


@pytest.mark.parametrize(
    ("arguments", "message"), [({"minimum_days": 0}, "1 to 84"), ({"minimum_days": 85}, "1 to 84"), ({"before": "zero"}, "no heat")]
)
def test_wrong_arguments_are_refused(arguments, message):
    with pytest.raises(GridError, match=message):
        degree_heating_week(heat([1.0] * 84), **arguments)


def test_a_hotspot_in_kelvin_is_refused_because_it_is_a_difference():
    with pytest.raises(UnitsError, match="difference of temperatures"):
        degree_heating_week(with_units([1.0] * 84, "kelvin", start="2024-01-01"))
    with pytest.raises(UnitsError, match="No units"):
        degree_heating_week(xr.DataArray([1.0] * 84, dims="time", coords={"time": pd.date_range("2024-01-01", periods=84)}))


@settings(max_examples=25, deadline=None)
@given(
    data=st.lists(st.one_of(st.none(), st.floats(-3, 5).map(lambda x: round(x, 2))), min_size=84, max_size=220),
    minimum=st.integers(1, 84),
)
def test_dhw_is_the_obvious_sum(data, minimum):
    values = np.array([np.nan if x is None else x for x in data])
    result = degree_heating_week(heat(values), minimum_days=minimum).to_numpy()
    for i in range(len(values)):
        window = values[max(0, i - 83) : i + 1]
        enough = np.isfinite(window).sum() >= minimum and np.isfinite(values[i])
        expected = sum(x for x in window if x >= 1) / 7 if enough else np.nan
        assert result[i] == pytest.approx(expected, abs=1e-9, nan_ok=True)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000), extra=st.floats(0, 2))
def test_warmer_water_never_lowers_dhw(seed, extra):
    values = np.random.default_rng(seed).normal(0.5, 1, 120)
    cooler, warmer = degree_heating_week(heat(values))[83:], degree_heating_week(heat(values + extra))[83:]
    assert (warmer - cooler >= -1e-9).all()
    assert (cooler >= 0).all()


@pytest.mark.parametrize("chunks", [{"time": 30}, {"lat": 1, "lon": 2}, {"time": -1, "lat": 2, "lon": 3}])
def test_dask_gives_what_numpy_gives_and_stays_lazy(chunks):
    values = np.random.default_rng(1).normal(1, 1, (200, 4, 3))
    values[50:60, 2] = np.nan
    data = cube(values)
    lazy = degree_heating_week(data.chunk(chunks))
    assert lazy.chunks is not None
    xr.testing.assert_identical(lazy.compute(), degree_heating_week(data))


@pytest.mark.parametrize("dims", [("time", "lat", "lon"), ("lat", "lon", "time")])
def test_the_order_of_dimensions_is_kept(dims):
    data = cube(np.random.default_rng(2).normal(1, 1, (120, 2, 3)))
    result = degree_heating_week(data.transpose(*dims))
    assert result.dims == dims
    xr.testing.assert_allclose(result.transpose("time", "lat", "lon"), degree_heating_week(data))


def test_single_precision_stays_single_and_close():
    data = cube(np.random.default_rng(3).normal(1, 1, (200, 2, 2)))
    single = degree_heating_week(data.astype(np.float32))
    assert single.dtype == np.float32
    assert abs(single - degree_heating_week(data)).max() < 1e-3


def test_flipping_the_latitude_flips_the_answer():
    data = cube(np.random.default_rng(4).normal(1, 1, (120, 3, 2)))
    xr.testing.assert_allclose(
        degree_heating_week(data.isel(lat=slice(None, None, -1))), degree_heating_week(data).isel(lat=slice(None, None, -1))
    )


def test_a_calendar_without_leap_days_counts_84_of_its_days():
    time = xr.date_range("2023-12-01", periods=120, freq="D", calendar="noleap", use_cftime=True)
    data = xr.DataArray(np.ones(120), dims="time", coords={"time": time}, attrs={"units": "degC"})
    assert degree_heating_week(data).item(-1) == 12.0


def test_hotspot_is_clipped_only_on_request():
    sst = heat([28.0, 30.0])
    assert hotspot(sst, with_units(29.0, "degC")).to_numpy().tolist() == [-1.0, 1.0]
    assert hotspot(sst, with_units(29.0, "degC"), clip=True).to_numpy().tolist() == [0.0, 1.0]


def test_kelvin_and_celsius_give_the_same_hotspot():
    mmm = with_units(29.0, "degC")
    kelvin = with_units([303.15], "K", start="2024-01-01")
    assert hotspot(kelvin, mmm).item() == pytest.approx(1.0)


def test_grids_that_do_not_match_are_refused_not_cut():
    sst = cube(np.full((2, 2, 2), 30.0))
    mmm = xr.DataArray(np.full((2, 2), 29.0), dims=("lat", "lon"), coords={"lat": [0.0, 0.1], "lon": [0, 1]}, attrs={"units": "degC"})
    with pytest.raises(GridError, match="do not stand on the same cells"):
        hotspot(sst, mmm)


def test_the_climatology_is_the_monthly_mean_on_day_15_and_straight_between():
    monthly = with_units([10, 20, 30, 40, 50, 60, 60, 50, 40, 30, 20, 10], "degC", dim="month", start=1).where(lambda x: x <= 40, 40)
    days = daily_climatology(monthly, ["2023-01-15", "2023-02-15", "2023-02-01", "2023-01-01", "2023-12-31", "2024-03-01"])
    assert days.to_numpy()[:2].tolist() == [10.0, 20.0]
    assert days.to_numpy()[2] == pytest.approx(10 + 10 * 17 / 31)
    assert days.to_numpy()[3:5] == pytest.approx([10.0, 10.0])  # December 10 to January 10
    assert days.to_numpy()[5] == pytest.approx(20 + 10 * 15 / 29)  # 29 days from 15 February to 15 March in 2024


def test_a_missing_month_is_missing_around_it_only():
    monthly = with_units([20.0] * 12, "degC", dim="month", start=1).where(lambda x: x.month != 6)
    days = daily_climatology(monthly, ["2023-05-15", "2023-05-16", "2023-06-15", "2023-07-14", "2023-07-15"])
    assert np.isnan(days).to_numpy().tolist() == [False, True, True, True, False]


def test_the_anomaly_is_zero_on_the_climatology():
    monthly = with_units(np.linspace(24, 30, 12), "degC", dim="month", start=1)
    days = pd.date_range("2023-01-01", periods=365)
    sst = daily_climatology(monthly, days)
    assert abs(sst_anomaly(sst, monthly)).max().item() == 0.0


def test_impossible_monthly_means_are_missing():
    monthly = with_units([28.0] * 10 + [326.5, 27.0], "degC", dim="month", start=1)
    assert np.isnan(maximum_monthly_mean(monthly))
    assert maximum_monthly_mean(monthly).attrs["reason"].startswith("below minimum")


def test_eleven_months_are_no_year():
    with pytest.raises(GridError, match="a dimension 'month' of 12"):
        maximum_monthly_mean(with_units([28.0] * 11, "degC", dim="month", start=1))


def test_months_out_of_order_are_sorted():
    monthly = with_units(np.arange(12.0), "degC", dim="month", start=1)
    xr.testing.assert_equal(daily_climatology(monthly[::-1], ["2023-03-20"]), daily_climatology(monthly, ["2023-03-20"]))


def test_monthly_means_follow_the_line_to_the_baseline_year():
    days = pd.date_range("1985-01-01", "2012-12-31")
    sst = with_units(20 + days.month + 0.05 * (days.year - 1985), "degC", time=days)
    means = monthly_means(sst)
    assert means.to_numpy() == pytest.approx(20 + np.arange(1, 13) + 0.05 * (1988.2857 - 1985))
    assert maximum_monthly_mean(means).item() == pytest.approx(32 + 0.05 * 3.2857)


def test_years_outside_of_the_baseline_do_not_count():
    days = pd.date_range("1985-01-01", "2014-12-31")
    sst = with_units(np.where(days.year > 2012, 40.0, 25.0), "degC", time=days)
    assert monthly_means(sst).to_numpy() == pytest.approx([25.0] * 12)


def test_too_few_years_have_no_monthly_mean():
    days = pd.date_range("1985-01-01", "1990-12-31")
    means = monthly_means(with_units(np.full(len(days), 25.0), "degC", time=days))
    assert np.isnan(means).all()
    assert "fewer than 10 years" in means.attrs["reason"]
    outside = pd.date_range("2015-01-01", "2016-12-31")
    with pytest.raises(GridError, match="no days between 1985 and 2012"):
        monthly_means(with_units(np.full(len(outside), 25.0), "degC", time=outside))


def test_a_result_keeps_the_origin_of_its_input_and_nothing_else():
    sst = heat([30.0] * 100).assign_attrs(dataset_id="crw-5km", standard_name="sea_surface_temperature", valid_min=-2.0)
    weeks = degree_heating_week(hotspot(sst, with_units(28.0, "degC")))
    assert weeks.attrs["dataset_id"] == "crw-5km"
    assert weeks.attrs["units"] == "degC_week"
    assert not {"standard_name", "valid_min"} & set(weeks.attrs)
    assert sst.attrs["standard_name"] == "sea_surface_temperature"


def test_a_lazy_series_with_a_gap_equals_the_eager_one():
    data = cube(np.random.default_rng(6).normal(1, 1, (150, 2, 2))).drop_isel(time=[100, 101])
    lazy = degree_heating_week(data.chunk({"time": 20}), minimum_days=60)
    assert lazy.sizes["time"] == 150
    xr.testing.assert_identical(lazy.compute(), degree_heating_week(data, minimum_days=60))
