"""Records check themselves; a message names the record and the field."""

from __future__ import annotations

import dataclasses
import math

import pytest
import shapely
from toolkit.claims.model import Claim, ClaimSet, Instrument, LegalLine
from toolkit.errors import GeometryError, SchemaError, UnknownNameError

SQUARE = shapely.box(100, 0, 101, 1)


def claim(**changes):
    fields = {
        "claim_id": "a",
        "claimants": ("VNM", "CHN"),
        "title": "A square",
        "zone_kind": "EEZ",
        "basis": "dataset",
        "regime": "claim",
        "instrument_ids": ("i",),
        "geometry": SQUARE,
    }
    return Claim(**(fields | changes))


def line(**changes):
    fields = {"line_id": "l", "kind": "agreed", "title": "A line", "parties": ("VNM", "CHN"), "instrument_ids": ("i",)}
    return LegalLine(**(fields | {"geometry": shapely.LineString([(1, 1), (2, 2)])} | changes))


def test_claimants_are_sorted_and_nothing_can_be_changed():
    made = claim()
    assert made.claimants == ("CHN", "VNM")
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.title = "other"


@pytest.mark.parametrize(
    ("changes", "error", "says"),
    [
        ({"claim_id": ""}, SchemaError, "claim_id"),
        ({"claim_id": "a b"}, SchemaError, "without blanks"),
        ({"claimants": ()}, SchemaError, "'claimants'"),
        ({"claimants": "VNM"}, SchemaError, "tuple of codes"),
        ({"claimants": ("VNM", "VNM")}, SchemaError, "each code once"),
        ({"claimants": ("VNN",)}, UnknownNameError, "Did you mean 'VNM'"),
        ({"claimants": ("VNM", "not-stated")}, SchemaError, "alone"),
        ({"title": ""}, SchemaError, "'title' is missing"),
        ({"zone_kind": "200NM"}, SchemaError, "'continental shelf'"),
        ({"basis": "memory"}, SchemaError, "'coordinates'"),
        ({"regime": "disputed"}, SchemaError, "'joint'"),
        ({"valid_from": "25.12.2000"}, SchemaError, "ISO date"),
        ({"valid_from": "2001", "valid_to": "2000"}, SchemaError, "after valid_from"),
        ({"uncertainty_km": -1.0}, SchemaError, "uncertainty_km"),
        ({"uncertainty_km": math.inf}, SchemaError, "uncertainty_km"),
        ({"when": {"weather": ("fine",)}}, SchemaError, "'features'"),
        ({"when": {"features": ("24",)}}, SchemaError, "'12'"),
        ({"geometry": None}, GeometryError, "'geometry'"),
        ({"geometry": shapely.Polygon()}, GeometryError, "empty"),
        ({"geometry": shapely.Point(1, 1)}, GeometryError, "Polygon"),
        ({"geometry": shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])}, GeometryError, "make_valid"),
        ({"geometry": shapely.box(179, 0, 181, 1)}, GeometryError, "-180..180"),
        ({"geometry": shapely.box(0, 80, 1, 100)}, GeometryError, "longitude comes before latitude"),
    ],
)
def test_a_wrong_field_is_named(changes, error, says):
    with pytest.raises(error, match=says) as caught:
        claim(**changes)
    assert "'a" in str(caught.value) or "claim_id" in str(caught.value)


def test_a_claim_not_stated_equals_itself_after_copying():
    one, two = claim(uncertainty_km=float("nan")), claim(uncertainty_km=float("nan"))
    assert one == two
    assert hash(one) == hash(two)
    assert one != claim(uncertainty_km=1.0)
    assert one != "a"
    assert line() == line(uncertainty_km=float("nan"))
    assert len({line(), line()}) == 1


@pytest.mark.parametrize(
    ("changes", "says"),
    [({"kind": "border"}, "'symbol'"), ({"title": ""}, "'title'"), ({"line_id": ""}, "line_id"), ({"valid_to": "now"}, "ISO date")],
)
def test_a_line_checks_itself_too(changes, says):
    with pytest.raises(SchemaError, match=says):
        line(**changes)
    with pytest.raises(GeometryError, match="LineString"):
        line(geometry=SQUARE)


def test_an_instrument_needs_id_and_title_and_prints_parties_alphabetically():
    with pytest.raises(SchemaError, match="'title'"):
        Instrument("i", "")
    with pytest.raises(SchemaError, match="'id'"):
        Instrument("", "Title")
    made = Instrument("i", "Treaty", ("VNM", "KHM"), date_made="1982-07-07", deposited="UN", verification="secondary copy")
    assert made.citation() == "Cambodia; Viet Nam. Treaty. Made 1982-07-07. Deposited: UN. Verification: secondary copy."


def test_a_set_sorts_its_records_and_its_claimants_by_english_name():
    # United Nations names: Democratic People's Republic of Korea, Philippines, Republic of Korea.
    claims = ClaimSet("s", "Set", claims=(claim(claim_id="b", claimants=("KOR", "PRK")), claim(claimants=("PHL",))), lines=(line(),))
    assert [item.claim_id for item in claims.claims] == ["a", "b"]
    assert claims.claimants == ("PRK", "PHL", "KOR")
    assert len(claims) == 2
    assert claims.claim("b").claimants == ("KOR", "PRK")
    with pytest.raises(UnknownNameError, match="Known: a, b"):
        claims.claim("c")


def test_ids_given_twice_are_named():
    with pytest.raises(SchemaError, match="more than once: a"):
        ClaimSet("s", "Set", claims=(claim(), claim()))
    with pytest.raises(SchemaError, match="more than once: l"):
        ClaimSet("s", "Set", lines=(line(), line()))


@pytest.mark.parametrize(
    ("changes", "says"), [({"date": "today"}, "ISO"), ({"base": {"x": "y"}}, "features"), ({"base": {"features": "6"}}, "12")]
)
def test_a_set_checks_date_and_base(changes, says):
    with pytest.raises(SchemaError, match=says):
        ClaimSet("s", "Set", **changes)


def test_frames_have_one_row_for_each_record():
    claims = ClaimSet("s", "Set", claims=(claim(), claim(claim_id="b", uncertainty_km=2.0)), lines=(line(),))
    frame = claims.to_frame()
    assert list(frame.index) == ["a", "b"]
    assert frame.crs.to_epsg() == 4326
    assert frame.loc["a", "claimants"] == ("CHN", "VNM")
    assert frame["uncertainty_km"].tolist() == pytest.approx([math.nan, 2.0], nan_ok=True)
    assert list(claims.lines_frame()["kind"]) == ["agreed"]
    assert len(ClaimSet("empty", "Empty").to_frame()) == 0


def test_within_cuts_claims_and_lines_and_drops_what_is_outside():
    far = claim(claim_id="far", geometry=shapely.box(150, 0, 151, 1))
    claims = ClaimSet("s", "Set", claims=(claim(), far), lines=(line(geometry=shapely.LineString([(100, 0.5), (103, 0.5)])),))
    cut = claims.within((100.5, 0, 102, 5))
    assert [item.claim_id for item in cut.claims] == ["a"]
    assert cut.claims[0].geometry.bounds == (100.5, 0, 101, 1)
    assert cut.lines[0].geometry.bounds == (100.5, 0.5, 102, 0.5)
    assert claims.within((100, 0, 160, 1)).claims == claims.claims


def test_a_frame_across_the_antimeridian_keeps_both_sides():
    sides = shapely.union_all([shapely.box(178, 0, 180, 1), shapely.box(-180, 0, -178, 1)])
    cut = ClaimSet("s", "Set", claims=(claim(geometry=sides),)).within((179, -5, -179, 5))
    assert sorted(part.bounds for part in cut.claims[0].geometry.geoms) == [(-180, 0, -179, 1), (179, 0, 180, 1)]


@pytest.mark.parametrize("bounds", [(1, 2, 3), (0, 5, 1, 5), (0, 0, 200, 1), ("a", 0, 1, 1), (10, 0, 10, 1)])
def test_bounds_that_make_no_frame_are_refused(bounds):
    with pytest.raises(GeometryError, match="west, south, east, north"):
        ClaimSet("s", "Set", claims=(claim(),)).within(bounds)


def test_a_set_shows_itself_as_a_table_with_names():
    claims = ClaimSet("s", "A <set>", claims=(claim(),), gaps=("one",), notes=("reprojected & repaired",))
    assert repr(claims) == "<ClaimSet 's': 1 claims by 2 claimants, 0 lines, 0 instruments, 1 known gaps>"
    shown = claims._repr_html_()
    assert ">China, Viet Nam</td>" in shown
    assert "A &lt;set&gt;" in shown
    assert "reprojected &amp; repaired" in shown


def test_lines_in_force_follow_the_date_and_leave_out_baselines_and_history():
    def line(name, status="fisheries", start="", end=""):
        shape = shapely.LineString([(100, 0), (101, 0)])
        return LegalLine(name, "unilateral", name, ("PHL",), (), shape, status=status, valid_from=start, valid_to=end)

    lines = (
        line("a", end="2000-06-01"), line("b", start="2000-06-01"), line("c", "baseline"), line("d", "historic; stated area"),
        line("e", "historic waters"),
    )  # fmt: skip
    claims = ClaimSet("x", "X", "2020-01-01", lines=lines)
    assert [item.line_id for item in claims.lines_in_force()] == ["b", "e"]
    assert [item.line_id for item in claims.lines_in_force("1999-12-31")] == ["a", "e"]
    # A line ends when the other begins: on that day only the later one holds.
    assert [item.line_id for item in claims.lines_in_force("2000-06-01")] == ["b", "e"]
    assert [item.line_id for item in claims.lines_in_force(baselines=True, historic=True)] == ["b", "c", "d", "e"]
    assert [item.line_id for item in claims.replace(date="").lines_in_force()] == ["b", "e"]
    assert len(claims.lines) == 5
    with pytest.raises(SchemaError, match="'as_of': 'today' given"):
        claims.lines_in_force("today")
