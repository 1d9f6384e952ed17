"""Numbers in print."""

import math
from bisect import bisect_right
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toolkit.rounding import cell, classed, edges_of, legend_unit, number, quantity, round_decimal, rounding, spread, unit

NBSP = "\u00a0"


def test_halves_are_rounded_away_from_zero():
    assert [round_decimal(x, decimals=0) for x in (0.5, 1.5, 2.5, -0.5, -2.5)] == [1, 2, 3, -1, -3]


def test_three_significant_digits_of_an_area():
    assert cell(236016.4, "km2") == "236,000"
    assert cell(999.6, "km2") == "1,000"
    assert cell(0.012345, "km2") == "0.0123"


def test_rounding_takes_the_decimal_that_names_the_number():
    # 2.675 is stored as 2.67499999...; a reader sees 2.675 and expects 2.68.
    assert round_decimal(2.675, decimals=2) == Decimal("2.68")


def test_a_value_that_is_not_zero_never_prints_as_zero():
    assert cell(0.3, "percent") == "<1"
    assert cell(0.0, "percent") == "0"
    assert cell(0.04, "degC_week") == "<0.1"
    assert cell(-0.04, "degC") == ">\u22120.1"


def test_nearly_everything_is_not_everything():
    assert cell(99.7, "percent") == ">99"
    assert cell(100.0, "percent") == "100"


def test_absence_has_three_signs():
    nan = math.nan
    reasons = ("no survey in the data used", "withheld at source", "not applicable", "below minimum: 5 sites")
    assert [cell(nan, "t", reason) for reason in reasons] == ["..", "w", "n.a.", ".."]


def test_a_sentence_has_unit_and_no_break_space():
    assert quantity(12.44, "degC_week") == f"12.4{NBSP}°C-weeks"
    assert quantity(-1.25, "degC") == f"\u22121.3{NBSP}°C"
    assert quantity(7, "count") == "7"


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_no_sentence_about_no_number(value):
    with pytest.raises(ValueError, match="cannot stand in a sentence"):
        quantity(value, "km2")


@given(st.floats(min_value=-1e12, max_value=1e12, allow_nan=False), st.integers(1, 6))
def test_significant_rounding_moves_a_value_by_at_most_half_a_step(value, n):
    rounded = round_decimal(value, significant=n)
    exact = Decimal(repr(value))
    step = Decimal(1).scaleb((exact.adjusted() if exact else 0) - n + 1)
    assert abs(rounded - exact) <= step / 2


@settings(max_examples=200)
@given(st.floats(0.0, 60.0, allow_nan=False), st.sampled_from(["percent", "degC", "degC_whole", "count"]), st.sampled_from([0, 1, None]))
def test_a_figure_never_prints_as_one_of_another_class(value, units, decimals):
    edges = (10.0, 20.0, 29.0, 30.0, 40.0)
    said = number(value, classed(units, edges), decimals=decimals)
    if said.startswith(("<", ">")):
        return
    assert bisect_right(edges, float(said)) == bisect_right(edges, value) or min(abs(value - edge) for edge in edges) < 1e-6
    plain = number(value, units, decimals=decimals)
    # No digit more than the class asks for.
    assert said == plain or bisect_right(edges, float(plain)) != bisect_right(edges, value)


def test_the_same_figure_everywhere_a_value_of_a_class_is_printed():
    percent = classed("percent", (30, 40))
    assert [cell(39.81, percent), quantity(39.81, percent), spread(31, 39.81, percent)] == [
        "39.8",
        "39.8\u00a0per cent",
        "31 to 39.8\u00a0per cent",
    ]
    assert (unit(percent), legend_unit(percent), rounding(percent)[:10]) == ("per cent", "%", "0 decimals")
    assert classed("percent", ()) == "percent"
    assert edges_of("percent") == ()
