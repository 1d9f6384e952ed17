"""Reef cells, cover, bleaching, local pressure."""

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from toolkit.errors import SchemaError, UnitsError
from toolkit.indicators.arrays import with_units
from toolkit.indicators.pressure import local_pressure, local_threat_share
from toolkit.indicators.reefs import reef_cell_density, reef_cells, share_of_reef_cells
from toolkit.indicators.surveys import bleaching_prevalence, cover_percent, hard_coral_cover, hard_coral_cover_trend


def percent(values):
    return with_units(values, "percent", dim="survey")


def test_reef_cells_are_counted_and_missing_is_not_zero():
    assert reef_cells(with_units([3, 0, np.nan], "count", dim="x")).item() == 3.0
    nothing = reef_cells(with_units([np.nan, np.nan], "count", dim="x"))
    assert np.isnan(nothing)
    assert nothing.attrs["reason"] == "no value in the data used"
    assert reef_cells(xr.DataArray([True, False, True], dims="x")).item() == 2.0


def test_negative_counts_and_parts_larger_than_the_whole_are_refused():
    with pytest.raises(SchemaError, match="never negative"):
        reef_cells(with_units([-1, 3], "count", dim="x"))
    with pytest.raises(SchemaError, match="more reef-bearing cells than its whole"):
        share_of_reef_cells(with_units(3, "count"), with_units(2, "count"))


def test_a_share_of_no_reef_is_not_applicable():
    result = share_of_reef_cells(with_units([0, 1], "count", dim="x"), with_units([0, 4], "count", dim="x"))
    assert np.array_equal(result, [np.nan, 25.0], equal_nan=True)
    assert result.attrs["reason"].startswith("not applicable")


def test_cover_is_counted_of_40_points():
    assert cover_percent([0, 10, 37.5, np.nan])[:3].tolist() == [0.0, 25.0, 93.75]
    with pytest.raises(SchemaError, match="Row 1 has 55 hits of 40"):
        cover_percent([10, 55])


def test_cover_is_the_mean_of_sites_not_of_surveys():
    result = hard_coral_cover(percent([10, 10, 10, 10, 40, 70]), ["a", "a", "a", "a", "b", "c"])
    assert result.value == pytest.approx((10 + 40 + 70) / 3)
    assert result.n == 3
    half = stats.t.ppf(0.975, 2) * 30 / np.sqrt(3)  # 10, 40, 70 lie 30 apart: their standard deviation is 30
    assert (result.lower, result.upper) == (max(40 - half, 0), min(40 + half, 100))


def test_the_interval_is_that_of_student():
    values = [30.0, 35.0, 40.0, 45.0, 50.0]
    result = hard_coral_cover(percent(values), list("abcde"))
    low, high = stats.t.interval(0.95, 4, loc=40, scale=stats.sem(values))
    assert (result.lower, result.upper) == pytest.approx((low, high))


def test_two_sites_are_below_the_minimum_and_none_is_not_surveyed():
    assert hard_coral_cover(percent([20, 30]), ["a", "b"]).reason == "below minimum: 2 of 3 sites"
    assert hard_coral_cover(percent([]), []).reason == "no survey in the data used"
    assert hard_coral_cover(percent([np.nan, np.nan]), ["a", "b"]).reason == "no survey in the data used"
    assert hard_coral_cover(percent([20, 30]), ["a", "b"], minimum_sites=2).value == 25.0
    alone = hard_coral_cover(percent([20]), ["a"], minimum_sites=1)
    assert alone.value == 20.0
    assert np.isnan(alone.lower)  # one site has no spread


def test_missing_surveys_lower_the_fraction_and_do_not_drag_the_mean():
    result = hard_coral_cover(percent([30, 30, 30, np.nan]), list("abcd"))
    assert (result.value, result.n, result.valid_fraction) == (30.0, 3, 0.75)


@pytest.mark.parametrize("values", [[140.0, 20, 30], [20, -1, 30]])
def test_impossible_cover_is_refused_with_its_row(values):
    with pytest.raises(SchemaError, match=r"Row [01] has cover of"):
        hard_coral_cover(percent(values), list("abc"))


def test_cover_without_units_is_refused_and_a_fraction_is_converted():
    with pytest.raises(UnitsError, match="No units"):
        hard_coral_cover([20, 30, 40], list("abc"))
    assert hard_coral_cover(with_units([0.2, 0.3, 0.4], "1", dim="survey"), list("abc")).value == pytest.approx(30.0)


@settings(max_examples=30, deadline=None)
@given(values=st.lists(st.floats(0, 100), min_size=3, max_size=12), constant=st.floats(0, 100))
def test_cover_lies_within_its_surveys_and_a_constant_stays(values, constant):
    sites = list(range(len(values)))
    result = hard_coral_cover(percent(values), sites)
    assert min(values) - 1e-9 <= result.value <= max(values) + 1e-9
    assert 0 <= result.lower <= result.value + 1e-9
    assert hard_coral_cover(percent([constant] * 5), list("abcde")).value == pytest.approx(constant)


def test_the_trend_looks_within_sites_only():
    # Poor sites are visited later: the mean falls from 60 to 20, but no site changes.
    values = [60, 60] * 5 + [20, 20] * 5
    years = [2000, 2005] * 5 + [2008, 2013] * 5
    sites = np.repeat([f"s{i}" for i in range(10)], 2)
    result = hard_coral_cover_trend(percent(values), years, sites)
    assert result.value == pytest.approx(0.0)
    assert result.n == 10


def test_the_trend_by_hand():
    # Two sites over 4 years, changes of -8 and 0: slopes -2 and 0, equal weight, mean -1.
    result = hard_coral_cover_trend(
        percent([40, 32, 30, 30]), [2000, 2004, 2000, 2004], ["a", "a", "b", "b"], minimum_sites=2, minimum_span=4
    )
    assert result.value == pytest.approx(-1.0)
    # x is -2, 2 at each site, sum(x x) = 16; scores are -8 and 8: sqrt(128 * 2 / 1) / 16 = 1
    half = stats.t.ppf(0.975, 1) * 1.0
    assert (result.lower, result.upper) == pytest.approx((-1 - half, -1 + half))


def test_single_visits_do_not_count_and_short_spans_say_nothing():
    once = hard_coral_cover_trend(percent([40, 30, 20, 10, 5]), range(2000, 2005), list("abcde"))
    assert once.reason == "below minimum: 0 of 5 sites visited in two years or more"
    short = hard_coral_cover_trend(percent([40, 30] * 5), [2000, 2003] * 5, np.repeat(list("abcde"), 2))
    assert short.reason == "below minimum: 3 of 5 years between visits"
    assert hard_coral_cover_trend(percent([]), [], []).reason == "no survey in the data used"


def test_bleaching_is_a_mean_of_sites_too():
    result = bleaching_prevalence(percent([0, 100, 50, 10]), ["a", "a", "b", "c"])
    assert result.value == pytest.approx((50 + 50 + 10) / 3)
    assert bleaching_prevalence(percent([5]), ["a"]).reason == "below minimum: 1 of 3 sites"


def test_local_pressure_is_a_median_with_quartiles():
    result = local_pressure(np.r_[np.arange(1.0, 12.0), 1e6])
    assert (result.lower, result.value, result.upper) == (3.75, 6.5, 9.25)
    assert local_pressure([1.0] * 9).reason.startswith("below minimum: 9 of 10 cells")
    assert local_pressure([np.nan] * 20).reason == "no value in the data used"
    assert local_pressure([1.0] * 10 + [np.nan] * 11).reason.startswith("below minimum")
    with pytest.raises(SchemaError, match="Row 0"):
        local_pressure([-1.0])


def test_local_threat_is_a_share_of_all_reef():
    assert local_threat_share(20, 5, 100) == 25.0
    for wrong in [(20, 90, 100), (-1, 5, 100), (0, 0, 0)]:
        with pytest.raises(SchemaError, match="at most the total"):
            local_threat_share(*wrong)


def test_reef_cells_for_each_thousand_km2_compare_patches_of_unequal_size():
    cells = with_units([30, 30, 0, 5], "count", dim="face")
    surface = with_units([20_000, 2_000, 1_000, 0], "km2", dim="face")
    density = reef_cell_density(cells, surface)
    assert density.attrs["units"] == "count/1000_km2"
    assert density.values[:3].tolist() == [1.5, 15.0, 0.0]
    assert np.isnan(density.values[3])
    assert density.attrs["reason"].startswith("not applicable")
    with pytest.raises(SchemaError, match="negative"):
        reef_cell_density(-cells, surface)
