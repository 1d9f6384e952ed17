"""Alert levels: every corner of the definition, both scales, and the seven days."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from toolkit.errors import GridError, SchemaError, UnitsError
from toolkit.indicators.alerts import LEVELS, bleaching_alert_area, seven_day_maximum
from toolkit.indicators.arrays import with_units


def levels(heat, weeks, **options):
    n = len(heat)
    start = "2024-01-01"
    return bleaching_alert_area(with_units(heat, "degC", start=start), with_units(weeks, "degC_week", start=start), **options)[
        :n
    ].to_numpy()


def test_every_level_of_the_old_scale():
    heat = [-0.1, 0.0, 0.5, 0.99, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0]
    weeks = [30.0, 30.0, 30.0, 30.0, 0.0, 3.99, 4.0, 7.99, 8.0, 30.0]
    assert levels(heat, weeks).tolist() == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]


def test_every_level_of_the_extended_scale():
    weeks = [0.0, 4.0, 8.0, 11.99, 12.0, 15.99, 16.0, 19.99, 20.0, 40.0]
    assert levels([1.0] * 10, weeks, scale="extended").tolist() == [2, 3, 4, 4, 5, 5, 6, 6, 7, 7]


def test_much_heat_gone_by_is_watch_only():
    assert levels([0.85], [11.4]).tolist() == [1.0]


def test_missing_input_has_no_level():
    assert np.isnan(levels([np.nan, 1.0], [1.0, np.nan])).all()


def test_a_sum_that_rounding_left_under_the_edge_counts():
    assert levels([1.0], [4.0 - 1e-9]).tolist() == [3.0]


def test_negative_weeks_and_unknown_scales_are_refused():
    with pytest.raises(SchemaError, match="never negative"):
        levels([1.0], [-3.0])
    with pytest.raises(SchemaError, match="Unknown scale"):
        levels([1.0], [3.0], scale="0-7")


def test_different_days_are_refused():
    with pytest.raises(GridError, match="do not stand on the same"):
        bleaching_alert_area(with_units([1.0], "degC", start="2024-01-01"), with_units([1.0], "degC_week", start="2024-01-02"))


def test_the_names_of_the_codes_stand_in_the_file():
    result = bleaching_alert_area(with_units([1.0], "degC", start="2024-01-01"), with_units([1.0], "degC_week", start="2024-01-01"))
    assert result.flag_values == [0, 1, 2, 3, 4]
    assert result.flag_meanings == "No_Stress Watch Warning Alert_Level_1 Alert_Level_2"
    assert len(LEVELS) == 8


@settings(max_examples=30, deadline=None)
@given(heat=st.floats(-3, 5), weeks=st.floats(0, 40))
def test_the_scales_agree_up_to_level_2(heat, weeks):
    old, new = levels([heat], [weeks])[0], levels([heat], [weeks], scale="extended")[0]
    assert old == min(new, 4)


def test_the_largest_of_seven_days():
    codes = with_units([0, 3, 0, 0, 0, 0, 0, 0, 1], "code", start="2024-01-01")
    assert np.array_equal(seven_day_maximum(codes), [np.nan] * 6 + [3, 3, 1], equal_nan=True)


def test_a_missing_day_leaves_seven_days_without_maximum():
    codes = with_units([2] * 20, "code", start="2024-01-01").drop_isel(time=9)
    assert np.isnan(seven_day_maximum(codes)).sum() == 6 + 7


def test_alerts_need_units_and_stay_lazy():
    with pytest.raises(UnitsError):
        bleaching_alert_area(xr.DataArray([1.0]), with_units([1.0], "degC_week"))
    days = pd.date_range("2024-01-01", periods=30)
    codes = xr.DataArray(
        np.random.default_rng(0).integers(0, 5, (30, 4)), dims=("time", "x"), coords={"time": days}, attrs={"units": "code"}
    )
    lazy = seven_day_maximum(codes.chunk({"time": 10, "x": 2}))
    assert lazy.chunks is not None
    xr.testing.assert_identical(lazy.compute(), seven_day_maximum(codes))
