"""Catch, effort, trophic indicators, categories."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from toolkit.errors import SchemaError, UnitsError
from toolkit.indicators.arrays import with_units
from toolkit.indicators.catch import catch_trend, per_surface, share_nei, total_catch
from toolkit.indicators.categories import CATEGORIES, catch_status
from toolkit.indicators.effort import nominal_cpue, total_effort
from toolkit.indicators.trophic import fishing_in_balance, marine_trophic_index, mean_trophic_level, primary_production_required


def tonnes(values):
    return with_units(values, "t", dim="record")


def test_withheld_rows_are_not_zero_and_make_a_lower_bound():
    result = total_catch(tonnes([10, 0, 5, 0]), withheld=[False, True, False, False])
    assert (result.value, result.n, result.valid_fraction, result.lower) == (15.0, 3, 0.75, 15.0)
    assert np.isnan(result.upper)
    complete = total_catch(tonnes([10, 0, 5]))
    assert (complete.value, complete.valid_fraction) == (15.0, 1.0)
    assert np.isnan(complete.lower)


def test_nothing_but_withheld_rows_is_withheld_and_nothing_at_all_not_surveyed():
    assert total_catch(tonnes([0, 0]), withheld=[True, True]).reason == "withheld at source"
    assert total_catch(tonnes([np.nan])).reason == "no catch reported in the data used"
    assert total_catch(tonnes([])).reason == "no catch reported in the data used"
    assert total_catch(tonnes([5, np.nan, np.nan])).reason == "below minimum: 33 of 50 % of the rows known"


def test_zero_catch_is_a_true_zero():
    result = total_catch(tonnes([0, 0]))
    assert result.value == 0.0
    assert result.reason == ""


def test_numbers_of_animals_and_negative_catch_are_refused():
    with pytest.raises(UnitsError):
        total_catch(with_units([12], "count", dim="record"))
    with pytest.raises(SchemaError, match="Row 1 has catch of -4"):
        total_catch(tonnes([3, -4]))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(0, 1e6), min_size=2, max_size=30), st.integers(1, 29))
def test_a_total_is_the_sum_of_its_parts(values, cut):
    cut = min(cut, len(values) - 1)
    parts = total_catch(tonnes(values[:cut])).value + total_catch(tonnes(values[cut:])).value
    assert total_catch(tonnes(values)).value == pytest.approx(parts)


def test_density_needs_a_surface_in_units_of_surface():
    assert per_surface(tonnes([300.0]), with_units([1e6], "m2", dim="record")).item() == pytest.approx(300.0)
    assert per_surface(tonnes([300.0]), with_units([2.0], "km2", dim="record")).attrs["units"] == "t/km2"
    assert np.isnan(per_surface(tonnes([300.0]), with_units([0.0], "km2", dim="record")))
    with pytest.raises(UnitsError):
        per_surface(tonnes([300.0]), with_units([2.0], "km", dim="record"))
    with pytest.raises(SchemaError, match="negative"):
        per_surface(tonnes([300.0]), with_units([-2.0], "km2", dim="record"))


def test_density_stays_lazy():
    catch = tonnes(np.arange(4.0)).chunk({"record": 2})
    assert per_surface(catch, with_units(np.full(4, 2.0), "km2", dim="record")).chunks is not None


def test_catch_trend_needs_ten_years_each_once():
    assert catch_trend(tonnes(np.arange(10.0) * 3), np.arange(10) + 2000).value == pytest.approx(3.0)
    assert catch_trend(tonnes([1, 2, 3]), [2000, 2001, 2002]).reason == "below minimum: 3 of 10 years"
    with pytest.raises(SchemaError, match="twice"):
        catch_trend(tonnes([1, 2]), [2000, 2000])


def test_nei_is_a_word_not_a_part_of_one():
    names = ["Marine fishes nei", "Sardinellas NEI", "Bonito (Neith)", "Sneip", "Skipjack tuna"]
    assert share_nei(tonnes([10, 10, 10, 10, 60]), names).value == pytest.approx(20.0)
    assert share_nei(tonnes([0, 0]), names[:2]).reason == "not applicable"
    assert share_nei(tonnes([np.nan]), names[:1]).reason == "no catch reported in the data used"


def test_trophic_means_leave_out_what_has_no_level_and_say_how_much():
    result = mean_trophic_level(tonnes([100, 300, 200]), [4.0, 3.0, np.nan])
    assert result.value == pytest.approx(3.25)
    assert result.valid_fraction == pytest.approx(400 / 600)
    assert mean_trophic_level(tonnes([100, 300]), [4.0, np.nan]).reason == "below minimum: 25 of 50 % of the catch has a trophic level"
    assert mean_trophic_level(tonnes([0, 0]), [4.0, 3.0]).reason == "not applicable"
    assert mean_trophic_level(tonnes([np.nan]), [4.0]).reason == "no catch reported in the data used"


def test_mti_counts_3_25_itself():
    assert marine_trophic_index(tonnes([100, 100, 300]), [3.25, 3.75, 3.2]).value == pytest.approx(3.5)
    assert marine_trophic_index(tonnes([100]), [3.0]).reason == "not applicable"


def test_ppr_is_ten_times_for_each_level():
    assert primary_production_required(tonnes([9, 9]), [2.0, 4.0]).value == pytest.approx(10 + 1000)
    partly = primary_production_required(tonnes([9, 4]), [2.0, np.nan])
    assert partly.value == partly.lower == pytest.approx(10.0)
    assert primary_production_required(tonnes([9, 90]), [2.0, np.nan]).reason == "below minimum: 9 of 50 % of the catch has a trophic level"


@pytest.mark.parametrize("level", [0.5, 7.0])
def test_impossible_trophic_levels_are_refused(level):
    with pytest.raises(SchemaError, match="Row 0 has a trophic level"):
        mean_trophic_level(tonnes([1]), [level])


def test_fib_is_zero_in_the_base_year_and_when_a_level_down_is_paid_with_ten_times_the_catch():
    result = fishing_in_balance(tonnes([100, 1000, 0]), [4.0, 3.0, 3.0])
    assert result[:2].to_numpy() == pytest.approx([0.0, 0.0])
    assert np.isnan(result[2])
    assert fishing_in_balance(tonnes([100, 200]), [4.0, 4.0], base=1).to_numpy() == pytest.approx([-np.log(2), 0.0])
    with pytest.raises(SchemaError, match="base year has position 5"):
        fishing_in_balance(tonnes([100]), [4.0], base=5)
    with pytest.raises(SchemaError, match="transfer efficiency"):
        fishing_in_balance(tonnes([100]), [4.0], transfer_efficiency=1.0)


def status(values, **options):
    return catch_status(tonnes(values), range(2001, 2001 + len(values)), **options).tolist()


def test_categories_before_and_after_the_peak():
    assert status([5, 50, 51, 100, 50, 10, 9, 10, 50, 60]) == [
        "developing",
        "developing",
        "exploited",
        "exploited",
        "over-exploited",
        "over-exploited",
        "collapsed",
        "rebuilding",
        "rebuilding",
        "exploited",
    ]


def test_without_a_collapse_there_is_no_rebuilding():
    assert status([10, 100, 20, 10, 40]) == ["developing", "exploited", "over-exploited", "over-exploited", "over-exploited"]


def test_a_peak_in_the_last_year_is_developing_throughout():
    assert status([10, 60, 70, 80, 100]) == ["developing"] * 5


def test_unknown_years_few_years_and_no_catch_have_no_category():
    assert status([10, 100, np.nan, 30, 20, 5])[2] == ""
    assert status([10, 100, 30, 20]) == [""] * 4
    assert status([0.0] * 6) == [""] * 6
    assert status([np.nan] * 6) == [""] * 6


def test_the_order_of_rows_does_not_matter_but_years_are_unique():
    years = np.array([2003, 2001, 2002, 2005, 2004])
    values = {2001: 20.0, 2002: 100.0, 2003: 60.0, 2004: 30.0, 2005: 5.0}
    shuffled = catch_status(tonnes([values[y] for y in years]), years)
    assert dict(zip(years.tolist(), shuffled.tolist(), strict=True))[2005] == "collapsed"
    with pytest.raises(SchemaError, match="twice"):
        catch_status(tonnes([1, 2]), [2001, 2001])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0, 1000), min_size=5, max_size=40), st.floats(0.01, 100))
def test_categories_do_not_depend_on_the_unit_and_every_known_year_has_one(values, factor):
    found = status(values)
    if max(values) > 1e-6:
        assert set(found) <= set(CATEGORIES)
        # Powers of two leave the shares untouched by rounding.
        assert status([4.0 * value for value in values]) == found
    assert len(found) == len(values)


def test_effort_is_never_added_across_gears():
    assert total_effort(with_units([1, 2], "hundred_hooks", dim="record")).units == "hundred_hooks"
    with pytest.raises(UnitsError, match="Effort in 't'"):
        total_effort(tonnes([1]))
    with pytest.raises(UnitsError, match="No units"):
        total_effort([1.0])
    assert total_effort(with_units([0.0], "h", dim="record"), withheld=[True]).reason == "withheld at source"


def test_cpue_is_a_ratio_of_sums():
    hooks = with_units([100, 900], "hundred_hooks", dim="record")
    assert nominal_cpue(tonnes([50, 50]), hooks).value == pytest.approx(0.1)  # the mean of ratios would be 0.278
    assert nominal_cpue(tonnes([50, 50]), hooks).units == "t/hundred_hooks"
    assert nominal_cpue(tonnes([50, np.nan]), hooks).value == pytest.approx(0.5)
    assert nominal_cpue(tonnes([50, 0]), hooks, withheld=[False, True]).value == pytest.approx(0.5)


def test_cpue_without_effort_or_rows_has_a_reason():
    zero = with_units([0.0], "day", dim="record")
    assert nominal_cpue(tonnes([1]), zero).reason == "not applicable"
    assert nominal_cpue(tonnes([np.nan]), zero).reason == "no catch reported in the data used"
    assert nominal_cpue(tonnes([1]), zero, withheld=[True]).reason == "withheld at source"
    many = with_units([1.0] * 3, "day", dim="record")
    assert nominal_cpue(tonnes([1, np.nan, np.nan]), many).reason.startswith("below minimum: 33 of 50 %")


def test_a_column_of_a_table_with_units_is_enough():
    frame = pd.DataFrame({"catch": [1.0, 2.0]})
    column = frame["catch"]
    column.attrs["units"] = "t"
    assert total_catch(column).value == 3.0
    assert total_catch(xr.DataArray([1000.0], dims="x", attrs={"units": "kg"})).value == pytest.approx(1.0)
