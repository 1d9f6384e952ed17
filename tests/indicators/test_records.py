"""Records: complete, consistent, findable, and refused when they contradict themselves."""

import dataclasses
import inspect
import math
import re

import pytest
from toolkit.catalog.registry import datasets
from toolkit.errors import SchemaError, UnknownNameError
from toolkit.indicators import indicator, indicators, search
from toolkit.indicators.model import PALETTES
from toolkit.indicators.render import html, text
from toolkit.indicators.stocks import FAO_CUT_OFFS
from toolkit.units import normalise

ALL = list(indicators().values())
#: Colours of each role in the design language of the maps.
COLOURS = {"heat": 6, "temperature": 6, "cover": 5, "status": 5, "fao": 3, "pressure": 5, "evidence": 5, "change": 5}
DEFAULT_BRIEFING = {
    "hard_coral_cover": ("percent", "intensive"),
    "reef_cells": ("count", "extensive"),
    "maximum_monthly_mean": ("degC", "intensive"),
    "degree_heating_week": ("degC_week", "intensive"),
    "share_sustainable": ("percent", "intensive"),
    "tuna_catch": ("t", "extensive"),
    "tuna_catch_density": ("t/km2", "intensive"),
    "longline_effort": ("hundred_hooks", "extensive"),
}


@pytest.mark.parametrize("name", DEFAULT_BRIEFING)
def test_the_default_briefing_finds_its_indicators(name):
    record = indicator(name)
    assert (record.units, record.quantity) == DEFAULT_BRIEFING[name]
    # A count of patches of unequal size is not drawn in classes: reef_cell_density is.
    assert bool(record.class_edges) == (name != "reef_cells")
    assert record.real_input


@pytest.mark.parametrize("record", ALL, ids=lambda record: record.identifier)
def test_a_record_is_complete(record):
    for part in ("title", "short_title", "cell_methods", "formula", "reference", "what_it_is_not", "function"):
        assert getattr(record, part).strip(), part
    assert re.fullmatch(r"[a-z][a-z0-9_]*", record.identifier)
    assert record.inputs
    assert record.traps
    assert normalise(record.units) == record.units
    assert all(normalise(item.units) == item.units for item in record.inputs)
    assert all(threshold.source and math.isfinite(threshold.value) for threshold in record.thresholds)
    assert callable(record.compute())
    assert record.palette in PALETTES


@pytest.mark.parametrize("record", [r for r in ALL if r.class_edges], ids=lambda record: record.identifier)
def test_a_mapped_indicator_has_no_more_classes_than_its_palette_has_colours(record):
    assert len(record.class_labels) <= COLOURS[record.palette] <= 6
    if record.palette == "change":  # the pale middle colour stands for no change
        low, high = record.class_edges[1:3]
        assert low == -high
    assert record.class_source


def test_two_indicators_at_once_are_drawn_in_classes_of_the_records():
    for record in ALL:
        assert set(record.pair_edges) <= set(record.class_edges)
    assert indicator("degree_heating_week").pair_edges == (4.0, 8.0)  # the levels that Coral Reef Watch names
    assert indicator("b_bmsy").pair_edges == FAO_CUT_OFFS
    # Whatever the values on a page: a cover of 37 percent is in the middle class, a share of 53 percent in the lowest.
    assert sum(edge <= 37.0 for edge in indicator("hard_coral_cover").pair_edges) == 1
    assert sum(edge <= 53.0 for edge in indicator("share_sustainable").pair_edges) == 0


def test_the_usual_temperature_is_not_drawn_as_heat_stress():
    record = indicator("maximum_monthly_mean")
    assert record.palette == "temperature"
    assert "not heat stress" in record.what_it_is_not
    assert "1946 to 1989" in record.real_input


def test_no_reef_is_a_class_of_its_own():
    record = indicator("reef_cell_density")
    assert [record.class_labels[record.classify(x)] for x in (0.0, 1e-9, 0.01, 0.5)] == ["none", "none", *record.class_labels[1:3]]


def test_what_is_said_where_there_is_nothing_speaks_of_the_data_used():
    for record in ALL:
        assert record.no_data.endswith("the data used"), record.identifier
    words = {name: indicator(name).no_data for name in ("hard_coral_cover", "tuna_catch_density", "longline_effort_density")}
    assert words == {
        "hard_coral_cover": "no survey in the data used",
        "tuna_catch_density": "no catch reported in the data used",
        "longline_effort_density": "no effort reported in the data used",
    }


def test_a_value_on_an_edge_belongs_to_the_class_above():
    record = indicator("degree_heating_week")
    labels = [record.class_labels[record.classify(value)] for value in (0.0, 3.999, 4.0, 8.0, 19.99, 20.0, 35.0)]
    assert labels == ["under 4", "under 4", "4 to <8", "8 to <12", "16 to <20", "20 and more", "20 and more"]
    assert record.classify(math.nan) is None
    assert indicator("f_fmsy").classify(1.0) is None


def test_fao_classes_follow_their_cut_offs():
    record = indicator("fao_status")
    assert record.class_edges == FAO_CUT_OFFS
    assert [record.class_labels[record.classify(x)][-25:] for x in (0.79, 0.8, 1.2)] == [label[-25:] for label in record.class_labels]


#: Minimum in a record -> argument of the function. ``valid_fraction`` of a grid is the share of a face, which the overlay checks.
ARGUMENTS = {
    "n_sites": "minimum_sites",
    "n_years": "minimum_years",
    "n_stocks": "minimum_stocks",
    "n_cells": "minimum_cells",
    "span_years": "minimum_span",
    "n_days": "minimum_days",
    "fraction_of_year": "minimum_fraction",
}


@pytest.mark.parametrize("record", ALL, ids=lambda record: record.identifier)
def test_minima_of_a_record_are_those_of_its_function(record):
    options = inspect.signature(record.compute()).parameters
    for name, value in record.minimum.items():
        if ARGUMENTS.get(name) in options:
            assert options[ARGUMENTS[name]].default == value
    if "minimum_fraction" in options and "fraction_of_year" not in record.minimum and record.minimum.get("valid_fraction"):
        assert options["minimum_fraction"].default == record.minimum["valid_fraction"]


@pytest.mark.parametrize("record", ALL, ids=lambda record: record.identifier)
def test_the_data_of_a_record_is_registered(record):
    assert set(record.datasets) <= set(datasets())
    assert record.real_input
    assert bool(record.datasets) != record.real_input.startswith("none")


def test_an_unknown_name_is_answered_with_the_nearest_one():
    with pytest.raises(UnknownNameError, match="Did you mean 'degree_heating_week'"):
        indicator("degree_heating_weeks")


def test_records_cannot_be_changed():
    record = indicator("hotspot")
    with pytest.raises(dataclasses.FrozenInstanceError):
        record.units = "K"
    with pytest.raises(TypeError):
        record.minimum["valid_fraction"] = 0.0
    indicators().clear()
    assert indicator("hotspot") is record


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"quantity": "both"}, "quantity 'both'"),
        ({"basis": "map"}, "basis 'map'"),
        ({"palette": "rainbow"}, "palette 'rainbow'"),
        ({"class_edges": (4.0, 4.0), "class_labels": ()}, "increasing"),
        ({"class_labels": ("low", "high")}, "2 class labels for 5 edges"),
        ({"palette": ""}, "both or neither"),
        ({"pair_edges": (4.0, 5.0)}, "two of the class edges"),
        ({"no_data": "nobody looked"}, "no_data 'nobody looked'"),
    ],
)
def test_a_record_that_contradicts_itself_is_refused(changes, message):
    with pytest.raises(SchemaError, match=message):
        dataclasses.replace(indicator("degree_heating_week"), **changes)


def test_search_finds_all_words_in_any_case_and_titles_first():
    found = [record.identifier for record in search("HEATING weeks")]
    assert found[0] in {"degree_heating_week", "yearly_maximum_dhw", "date_of_maximum_dhw"}
    assert "hard_coral_cover" not in found
    assert search("no such words at all") == search("") == ()


def test_a_record_prints_as_text_and_as_escaped_html():
    record = dataclasses.replace(indicator("hotspot"), title="<script>alert(1)</script>")
    assert "<script>" not in html(record)
    assert "&lt;script&gt;" in record._repr_html_()
    assert text(record).startswith("<script>")
    assert "temperature of the day minus maximum monthly mean" in str(record)
    assert "Traps:" in str(record)


@pytest.mark.parametrize("record", ALL, ids=lambda record: record.identifier)
def test_words_are_neutral(record):
    loaded = r"\b(owner\w*|sovereign\w*|occupi\w*|poach\w*|illegal|stolen|rival\w*|enem\w*|pristine|collapsed by)\b"
    assert not re.search(loaded, text(record), re.IGNORECASE)
