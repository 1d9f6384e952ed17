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
