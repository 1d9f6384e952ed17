"""No number enters a text unless it is bound to a cell."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from toolkit.briefing.bound import Bound, Cells, Free, Query, Text, fill, numerals, text_of
from toolkit.errors import PackError, UnknownNameError


@pytest.fixture
def cells():
    faces = pd.DataFrame({"face_id": ["a", "b", "c"], "n_claimants": [1, 2, 3], "area_km2": [10.0, 20.0, math.nan]})
    return Cells({"faces": faces})


def where(face):
    return (("face_id", "is", face),)


def test_a_typed_numeral_stops_the_build():
    with pytest.raises(PackError, match=r"'12\.4' in 'about 12\.4 weeks' is bound to no cell"):
        Text(("about 12.4 weeks",))


def test_a_numeral_in_a_template_stops_the_build():
    with pytest.raises(PackError, match="'3'"):
        fill("{x} in 3 faces", x="many")


def test_a_numeral_without_a_cell_says_what_it_is():
    assert str(text_of("Map ", Free("3", "figure"))) == "Map 3"
    with pytest.raises(UnknownNameError, match="kind of numeral"):
        Free("3", "because")


def test_each_way_to_read_a_number(cells):
    assert cells.read(Query("faces", "area_km2", "value", where("b"))) == 20.0
    assert cells.read(Query("faces", "area_km2", "sum")) == 30.0
    assert cells.read(Query("faces", "area_km2", "min")) == 10.0
    assert cells.read(Query("faces", "face_id", "count", (("n_claimants", "over", 1),))) == 2.0
    assert cells.read(Query("faces", "face_id", "count", (("area_km2", "missing", None),))) == 1.0
    assert cells.read(Query("faces", "face_id", "count", (("face_id", "begins", "a"),))) == 1.0
    share = Query("faces", "area_km2", "sum", where("b"), share_of=Query("faces", "area_km2", "sum"))
    assert cells.read(share) == pytest.approx(100 * 20 / 30)


def test_a_cell_must_be_one(cells):
    with pytest.raises(PackError, match="2 cells answer"):
        cells.read(Query("faces", "area_km2", "value", (("n_claimants", "over", 1),)))
    with pytest.raises(PackError, match="0 cells answer"):
        cells.read(Query("faces", "area_km2", "value", where("z")))


@pytest.mark.parametrize("query", [Query("nowhere", "x"), Query("faces", "x", "sum"), Query("faces", "area_km2", "median")])
def test_an_unknown_table_column_or_way_is_named(cells, query):
    with pytest.raises(UnknownNameError):
        cells.read(query)


def test_a_number_is_rounded_once_from_its_cell(cells):
    bound = cells.bind(Query("faces", "area_km2", "sum"), "km2")
    assert bound == Bound(Query("faces", "area_km2", "sum"), 30.0, "km2", "say", "30.0\u00a0km²")
    assert bound.rounding == "3 significant digits, half away from zero"


def test_a_range_of_like_figures_prints_once(cells):
    low, high = Query("faces", "area_km2", "min"), Query("faces", "area_km2", "max")
    assert str(cells.spread(low, high, "km2")) == "10.0 to 20.0\u00a0km²"
    assert str(cells.spread(low, low, "km2")) == "10.0\u00a0km²"


def test_a_query_survives_its_file():
    query = Query("faces", "area_km2", "sum", (("n_claimants", "over", 1),), share_of=Query("faces", "area_km2", "sum"))
    assert Query.from_dict(query.to_dict()) == query


@given(st.text())
def test_no_text_with_a_digit_passes_unbound(text):
    if any(sign.isdigit() and sign.isascii() for sign in text):
        with pytest.raises(PackError):
            Text((text,))


@given(st.floats(-1e9, 1e9, allow_nan=False))
def test_a_printed_number_is_found_again_as_one_numeral(value):
    cells = Cells({"t": pd.DataFrame({"x": [value]})})
    bound = cells.bind(Query("t", "x", "value"), "degC")
    assert len(numerals(bound.text)) == 1


def table_of_values():
    rows = {
        "face_id": ["a", "b", "c"],
        "indicator": ["hard_coral_cover", "hard_coral_cover", "maximum_monthly_mean"],
        "value": [39.81, 35.4, 29.87],
        "percent_with_data": [39.81, 50.0, 100.0],
        "basis": ["reef-bearing cells", "reef-bearing cells", "reef-bearing cells, of a climatology in cells of two degrees"],
    }
    return Cells({"indicator_table": pd.DataFrame(rows)})


def test_a_value_is_printed_as_one_of_its_own_class_and_of_no_other():
    told = table_of_values()
    say = {face: told.bind(Query("indicator_table", "value", "value", where(face)), units).text
           for face, units in (("a", "percent"), ("b", "percent"), ("c", "degC"))}  # fmt: skip
    # The classes of cover meet at 40, those of temperature at 30.
    assert say == {"a": "39.8\u00a0per cent", "b": "35\u00a0per cent", "c": "29.9\u00a0°C"}
    # A share of the data has no classes of cover.
    assert told.bind(Query("indicator_table", "percent_with_data", "value", where("a")), "percent", "cell").text == "40"


def test_classes_of_an_indicator_of_the_users_own_count_as_well():
    frame = pd.DataFrame({"face_id": ["a"], "indicator": ["own"], "value": [4.96], "basis": ["all cells"]})
    query = Query("indicator_table", "value", "value", where("a"))
    assert Cells({"indicator_table": frame}).bind(query, "percent", "cell").text == "5"
    assert Cells({"indicator_table": frame}, own_edges={"own": (2.0, 5.0)}).bind(query, "percent", "cell").text == "4.96"


def test_the_register_keeps_the_edges_that_a_figure_was_rounded_by():
    from toolkit.briefing.register import Entry, check_cells

    told = table_of_values()
    bound = told.bind(Query("indicator_table", "value", "value", where("a")), "percent", "cell")
    entry = Entry.from_dict(Entry("n1", "somewhere", bound, "").to_dict())
    assert check_cells([entry], told) == []
    # A figure that was rounded into the next class is found.
    wrong = Entry("n1", "somewhere", Bound(bound.query, bound.value, bound.units, "cell", "40"), "")
    assert len(check_cells([wrong], told)) == 1
