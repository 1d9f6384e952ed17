"""Class edges and records for variables of the user's own."""

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from toolkit.indicators.own import own_indicator, round_edges


@pytest.mark.parametrize(
    ("values", "edges"),
    [
        ([0.3, 9.8], (2.0, 4.0, 6.0, 8.0)),
        ([27.1, 30.2], (28.0, 29.0, 30.0)),
        ([-3.0, 3.0], (-2.0, 0.0, 2.0)),
        ([5.0, 5.0], (5.0,)),
        ([301.65, 301.6499999999999], (301.65,)),
        ([math.nan], (0.0,)),
        ([0.0011, 0.0049], (0.002, 0.003, 0.004)),
    ],
)
def test_edges_are_round_numbers_inside_the_range(values, edges):
    assert round_edges(values) == pytest.approx(edges)


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=20))
def test_there_are_one_to_four_rising_edges(values):
    edges = round_edges(values)
    assert 1 <= len(edges) <= 4
    assert all(low < high for low, high in itertools.pairwise(edges))


def test_the_record_says_that_nothing_is_known():
    record = own_indicator("chl", title="Chlorophyll", units="mg/m3", quantity="intensive", values=[0.1, 0.9])
    assert record.units == "mg/m3"
    assert "knows nothing" in record.what_it_is_not
    assert len(record.class_labels) == len(record.class_edges) + 1
