"""Classes come from the record; without one, from round numbers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toolkit.cartography.classes import classes_of, round_edges
from toolkit.cartography.style import PALETTES
from toolkit.errors import FigureError
from toolkit.indicators.records import indicator, indicators


def test_a_value_on_an_edge_belongs_to_the_class_above():
    classes = classes_of(indicator("hard_coral_cover"), [])
    assert [classes.index(v) for v in (0.0, 9.99, 10.0, 39.9, 40.0, 100.0)] == [0, 0, 1, 3, 4, 4]
    assert classes.colour(100.0) == PALETTES["cover"][-1]
    assert classes.labels[0] == "under 10"


@pytest.mark.parametrize("record", [r for r in indicators().values() if r.class_edges], ids=lambda r: r.identifier)
def test_every_record_has_colours_for_its_classes(record):
    classes = classes_of(record, [])
    assert len(classes.colours) == len(set(classes.colours)) == len(classes.labels)
    assert [record.classify(v) for v in record.class_edges] == [classes.index(v) for v in record.class_edges]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(-1e6, 1e6, allow_nan=False), max_size=20))
def test_round_edges_rise_and_make_at_most_five_classes(values):
    edges = round_edges(values)
    assert 1 <= len(edges) <= 4
    assert list(edges) == sorted(set(edges))


def test_skewed_values_get_edges_ten_times_apart():
    assert round_edges([1, 2, 3, 4, 50_000]) == (10.0, 100.0, 1000.0, 10000.0)


def test_more_classes_than_colours_are_refused():
    record = replace(indicator("hard_coral_cover"), class_edges=(1.0, 2.0, 3.0, 4.0, 5.0, 6.0), class_labels=(), pair_edges=())
    with pytest.raises(FigureError, match="6 class edges and 7 labels; palette 'cover' has 5 colours"):
        classes_of(record, [])
