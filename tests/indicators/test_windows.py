"""Windows: the same as the obvious sum, without its drift."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toolkit.indicators.windows import trailing

small = st.lists(st.integers(0, 50), min_size=1, max_size=60)


@settings(max_examples=60, deadline=None)
@given(values=small, window=st.integers(1, 20))
def test_a_trailing_sum_is_the_sum_of_the_last_values(values, window):
    expected = [sum(values[max(0, i - window + 1) : i + 1]) for i in range(len(values))]
    assert trailing(np.array(values), window).tolist() == expected


@settings(max_examples=60, deadline=None)
@given(values=small, window=st.integers(1, 20))
def test_a_trailing_maximum_is_the_largest_of_the_last_values(values, window):
    expected = [max(values[max(0, i - window + 1) : i + 1]) for i in range(len(values))]
    assert trailing(np.array(values), window, how=np.maximum).tolist() == expected


def test_after_the_window_has_passed_nothing_is_left_over():
    values = np.zeros(400)
    values[10:20] = 0.1  # a sum that adds and subtracts leaves about 1e-16 behind
    assert trailing(values, 84)[110:].tolist() == [0.0] * 290


@pytest.mark.parametrize("n", [1, 83, 84, 85, 167, 168, 169])
def test_lengths_around_a_block(n):
    assert trailing(np.ones(n), 84).tolist() == [float(min(i + 1, 84)) for i in range(n)]


def test_other_axes_are_left_alone():
    values = np.arange(24.0).reshape(6, 2, 2)
    assert np.array_equal(trailing(values, 3)[:, 1, 0], trailing(values[:, 1, 0], 3))


def test_single_precision_is_summed_in_double():
    values = np.full(84, 0.1, dtype=np.float32)
    assert trailing(values, 84)[-1] == np.float32(np.sum(values.astype(float)))
