"""Trends: the textbook slope and interval."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from scipy import stats
from toolkit.errors import SchemaError
from toolkit.indicators.arrays import with_units
from toolkit.indicators.trends import slope, sst_trend


def test_slope_and_interval_are_those_of_scipy():
    years = np.arange(2000, 2015)
    values = np.random.default_rng(0).normal(0, 1, 15) + 0.3 * years
    fit = stats.linregress(years, values)
    result = slope(values, years, units="t/year", minimum_years=10)
    half = stats.t.ppf(0.975, 13) * fit.stderr
    assert result.value == pytest.approx(fit.slope)
    assert (result.lower, result.upper) == pytest.approx((fit.slope - half, fit.slope + half))
    assert result.n == 15


def test_missing_years_are_left_out_and_too_few_give_a_reason():
    years = np.arange(2000, 2012)
    values = np.where(years == 2005, np.nan, 2.0 * years)
    assert slope(values, years, units="t/year", minimum_years=10).value == pytest.approx(2.0)
    few = slope(values[:8], years[:8], units="t/year", minimum_years=10)
    assert np.isnan(few.value)
    assert few.reason == "below minimum: 7 of 10 years"


def test_a_year_given_twice_is_refused():
    with pytest.raises(SchemaError, match="twice"):
        slope(np.ones(3), np.array([2000, 2000, 2001]), units="t/year", minimum_years=2)


def test_temperature_trend_per_decade_with_interval():
    days = pd.date_range("2001-01-01", "2012-12-31")
    wobble = np.random.default_rng(1).normal(0, 0.1, 12)
    yearly = 27 + 0.03 * np.arange(12) + wobble
    sst = with_units(yearly[days.year - 2001], "degC", time=days)
    fit = stats.linregress(np.arange(2001, 2013), yearly)
    result = sst_trend(sst)
    half = stats.t.ppf(0.975, 10) * fit.stderr
    assert result.sel(statistic=["value", "lower", "upper"]).to_numpy() == pytest.approx(
        [10 * fit.slope, 10 * (fit.slope - half), 10 * (fit.slope + half)]
    )


def test_incomplete_years_are_left_out_and_nine_years_are_too_few():
    days = pd.date_range("2001-01-01", "2010-06-30")
    result = sst_trend(with_units(27 + 0.1 * (days.year - 2001), "degC", time=days))
    assert np.isnan(result).all()
    assert "fewer than 10 years" in result.attrs["reason"]
    assert sst_trend(with_units(27 + 0.1 * (days.year - 2001), "degC", time=days), minimum_years=9).sel(
        statistic="value"
    ).item() == pytest.approx(1.0)


def test_lazy_trend_equals_eager_trend():
    days = pd.date_range("2001-01-01", "2011-12-31")
    values = np.random.default_rng(2).normal(28, 1, (len(days), 2, 2))
    values[:, 1, 1] = np.nan
    data = xr.DataArray(values, dims=("time", "lat", "lon"), coords={"time": days}, attrs={"units": "degC"})
    lazy = sst_trend(data.chunk({"time": 500, "lat": 1}))
    assert lazy.chunks is not None
    xr.testing.assert_allclose(lazy.compute(), sst_trend(data))
