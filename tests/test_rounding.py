"""Numbers in print."""

import math
from bisect import bisect_right
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toolkit.rounding import (
    cell,
    classed,
    edges_of,
    finer,
    legend_unit,
    more_of,
    number,
    quantity,
    round_decimal,
    rounded,
    rounding,
    spread,
    unit,
)

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
@given(st.floats(0.0, 60.0, allow_nan=False), st.sampled_from(["percent", "degC", "count"]), st.sampled_from([0, 1, None]))
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


@settings(max_examples=200)
@given(st.floats(0.0, 99.0), st.floats(0.0, 1.0), st.sampled_from(["percent", "degC", "t/km2"]), st.booleans())
def test_no_span_is_an_artefact_of_rounding(low, width, units, in_classes):
    """A mean of 29.57 under a highest patch of 29.9, and a spread of 0.59 told as "29 to 30": both were digits too few."""
    high = low + width
    said = finer(classed(units, (30.0, 40.0)) if in_classes else units, low, high)
    first, last = rounded(low, said), rounded(high, said)
    assert first <= last
    step = Decimal(1).scaleb(min(first.as_tuple().exponent, last.as_tuple().exponent))
    assert first == last or more_of(said) > 6 or Decimal(repr(high)) - Decimal(repr(low)) >= step * Decimal("0.999")
    assert not more_of(said) or number(low, units) != number(high, units) or in_classes


def test_what_is_finer_is_finer_for_all_of_a_statement():
    units = finer("percent", 55.45, 55.55)
    assert (spread(55.45, 55.55, units), number(55.5, units)) == ("55.5 to 55.6\u00a0per cent", "55.5")
    assert [number(value, units) for value in (0.0, 0.04, 99.96, 100.0)] == [number(0.0, units), "<0.1", ">99.9", "100.0"]
    assert rounding(units) == "1 decimals, half away from zero"
    assert finer("km2", 471_499.0, 471_501.0) == "km2"
    assert finer(classed("percent", (40,)), 39.81, 40.4).edges == (40.0,)
    assert [number(value, finer(classed("percent", (40,)), 39.81, 40.4)) for value in (39.81, 40.4)] == ["39.8", "40.4"]
