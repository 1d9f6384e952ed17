"""Each patch of water once, with everyone who claims it: truths by hand, invariants on random claims, real polygons."""

from __future__ import annotations

import csv
import itertools
import random

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from toolkit.claims.model import STATED_OVERLAP, Claim, ClaimSet
from toolkit.claims.names import known_codes
from toolkit.claims.partition import partition
from toolkit.claims.read import read_claims
from toolkit.errors import GeometryError
from toolkit.geodesy import WGS84, area_km2, cell_area_km2

CODES = sorted(known_codes() - {"not-stated"})


def claim(name, geometry, claimants=("PHL",), **fields):
    given = {"zone_kind": "EEZ", "basis": "dataset", "regime": "claim", "instrument_ids": ()} | fields
    return Claim(name, tuple(claimants), f"Claim {name}", geometry=geometry, **given)


def world(*claims):
    return ClaimSet("world", "A world of squares", "2026-01-01", claims)


def square(west, south, size=1.0):
    return shapely.box(west, south, west + size, south + size)


def by_claims(faces):
    return {row.claim_ids: row for row in faces.frame.itertuples()}


# ---- by hand ----


def test_two_overlapping_squares_give_three_faces_in_reading_order():
    # a covers 0..2 x 0..2, b covers 1..3 x 1..3: the shared square is 1..2 x 1..2.
    faces = partition(world(claim("a", square(0, 0, 2), ["PHL"]), claim("b", square(1, 1, 2), ["VNM"])))
    assert list(faces.frame["label"]) == ["1", "2", "3"]
    assert list(faces.frame["claim_ids"]) == [("b",), ("a", "b"), ("a",)]
    shared = by_claims(faces)["a", "b"]
    assert shared.claimants == ("PHL", "VNM")
    assert (shared.n_claimants, shared.regime, shared.zone_kinds) == (2, "overlapping", ("EEZ",))
    assert shared.area_km2 == pytest.approx(cell_area_km2(1, 1, 2, 2), rel=1e-12)
    two_squares = cell_area_km2(0, 0, 2, 2) + cell_area_km2(1, 1, 3, 3)
    assert faces.area_km2 == pytest.approx(two_squares - shared.area_km2, rel=1e-12)


def test_two_claims_of_one_claimant_are_not_an_overlap():
    faces = partition(world(claim("a", square(0, 0), ["PHL"]), claim("b", square(0, 0), ["PHL"])))
    assert len(faces) == 1
    only = faces.frame.iloc[0]
    assert (only["claim_ids"], only["claimants"], only["regime"]) == (("a", "b"), ("PHL",), "single")


def test_a_claim_in_the_hole_of_another_touches_it_and_shares_nothing():
    ring = shapely.box(0, 0, 3, 3) - shapely.box(1, 1, 2, 2)
    faces = partition(world(claim("ring", ring, ["PHL"]), claim("hole", square(1, 1), ["VNM"])))
    assert set(by_claims(faces)) == {("ring",), ("hole",)}
    assert shapely.coverage_is_valid(faces.frame.geometry.to_numpy())


def test_a_hole_that_nobody_claims_stays_out():
    ring = shapely.box(0, 0, 3, 3) - shapely.box(1, 1, 2, 2)
    faces = partition(world(claim("ring", ring)))
    assert faces.area_km2 == pytest.approx(cell_area_km2(0, 0, 3, 3) - cell_area_km2(1, 1, 2, 2), rel=1e-12)


def test_squares_that_touch_at_a_point_stay_apart():
    faces = partition(world(claim("a", square(0, 0), ["PHL"]), claim("b", square(1, 1), ["VNM"])))
    assert set(by_claims(faces)) == {("a",), ("b",)}


@pytest.mark.parametrize(
    ("others", "regime"),
    [((), "joint"), ((("other", ("JPN",)),), "joint"), ((("other", ("CHN",)),), "overlapping")],
    ids=["alone", "with a claim of a party", "with a claim of somebody else"],
)
def test_a_joint_regime_is_joint_unless_somebody_else_claims_the_water(others, regime):
    joint = claim("joint", square(0, 0), ["JPN", "KOR"], regime="joint", zone_kind="joint regime")
    faces = partition(world(joint, *(claim(name, square(0, 0), who) for name, who in others)))
    assert list(faces.frame["regime"]) == [regime]


def test_water_called_overlapping_without_names_has_at_least_two_claimants():
    nameless = claim("n", square(0, 0), ["not-stated"], status=STATED_OVERLAP)
    faces = partition(world(nameless, claim("p", square(0, 0), ["PHL"]), claim("q", square(5, 5), ["PHL"])))
    row = by_claims(faces)["n", "p"]
    assert (row.claimants, row.n_claimants, row.regime) == (("PHL", "not-stated"), 2, "overlapping")


def test_a_face_across_the_antimeridian_is_one_face():
    two_parts = shapely.union_all([shapely.box(178, 0, 180, 1), shapely.box(-180, 0, -179, 1)])
    faces = partition(world(claim("a", two_parts)))
    assert len(faces) == 1
    assert faces.report.n_across_antimeridian == 1
    assert faces.area_km2 == pytest.approx(cell_area_km2(0, 0, 3, 1), rel=1e-12)


def test_halves_that_do_not_meet_on_the_antimeridian_stay_apart():
    apart = shapely.union_all([shapely.box(178, 0, 180, 1), shapely.box(-180, 5, -179, 6)])
    faces = partition(world(claim("a", apart)), join_parts_km2=0)
    assert len(faces) == 2


def test_a_small_patch_joins_the_nearest_large_one_of_the_same_claims_only():
    # 0.01 degree squares are about 1.2 km2; the islet lies beside the western of two large squares.
    west, islet, east = square(0, 0), square(1.5, 0, 0.01), square(8, 0)
    other = claim("b", square(3, 3, 0.01), ["VNM"])
    faces = partition(world(claim("a", shapely.union_all([west, islet, east])), other))
    assert [row.claim_ids for row in faces.frame.itertuples()] == [("b",), ("a",), ("a",)]
    joined = faces.frame.iloc[1]
    assert joined["area_km2"] == pytest.approx(area_km2(west) + area_km2(islet), rel=1e-12)
    assert (faces.report.n_joined, faces.report.n_patches) == (1, 4)
    apart = partition(world(claim("a", shapely.union_all([west, islet, east])), other), join_parts_km2=0)
    assert len(apart) == 4
    assert apart.area_km2 == pytest.approx(faces.area_km2, rel=1e-14)


def test_within_cuts_the_claims_to_a_frame_first():
    faces = partition(world(claim("a", square(0, 0, 4)), claim("b", square(50, 0))), within=(1, 1, 2, 3))
    assert list(faces.frame["claim_ids"]) == [("a",)]
    assert faces.area_km2 == pytest.approx(cell_area_km2(1, 1, 2, 3), rel=1e-12)


def test_a_tolerance_closes_a_gap_and_says_what_it_moved():
    # The gap between the two squares is 0.0004 degree wide, about 44 m.
    claims = world(claim("a", shapely.box(0, 0, 1, 1), ["PHL"]), claim("b", shapely.box(0.9996, 0, 2, 1), ["VNM"]))
    exact, snapped = partition(claims), partition(claims, tolerance_km=0.5)
    assert len(exact) == 3
    assert len(snapped) == 2
    assert exact.report.n_slivers == 1
    assert snapped.report.moved_km2["b"] != 0
    assert 0.25 < snapped.report.grid_km <= 0.5
    assert any("rounded to a grid" in line for line in snapped.report.lines())
    assert not any("rounded" in line for line in exact.report.lines())


def test_a_claim_thinner_than_the_tolerance_is_named():
    claims = world(claim("a", square(0, 0)), claim("thin", shapely.box(5, 5, 5.0001, 6)))
    assert partition(claims, tolerance_km=1.0).report.lost_claims == ("thin",)


@pytest.mark.parametrize("options", [{"tolerance_km": -1.0}, {"join_parts_km2": -1.0}])
def test_negative_sizes_are_refused(options):
    with pytest.raises(GeometryError, match="or more"):
        partition(world(claim("a", square(0, 0))), **options)


def test_an_empty_set_and_an_empty_frame_are_refused():
    with pytest.raises(GeometryError, match="Give a set with claims"):
        partition(world())
    with pytest.raises(GeometryError, match="inside the frame"):
        partition(world(claim("a", square(0, 0))), within=(50, 50, 51, 51))


def test_faces_describe_themselves():
    faces = partition(world(claim("a", square(0, 0, 2), ["PHL"]), claim("b", square(1, 1, 2), ["VNM"])))
    assert "3 faces" in repr(faces)
    assert ">Philippines, Viet Nam</td>" in faces._repr_html_()
    assert faces.by_count()["n_faces"].to_dict() == {1: 2, 2: 1}
    assert faces.face(faces.frame.index[0])["label"] == "1"
    assert str(faces.report).startswith("2 claims with 10 vertices gave 3 patches")


# ---- on random claims ----

halves = st.integers(0, 16).map(lambda n: 100.0 + n / 2)
sizes = st.integers(1, 6).map(lambda n: n / 2)
boxes = st.builds(lambda w, s, dx, dy: shapely.box(w, s - 100, w + dx, s - 100 + dy), halves, halves, sizes, sizes)


def with_hole(box):
    west, south, east, north = box.bounds
    return box - shapely.box(west + (east - west) / 4, south + (north - south) / 4, east - (east - west) / 4, north - (north - south) / 4)


def corner_to_corner(box):
    west, _, east, north = box.bounds
    return shapely.union_all([box, shapely.box(east, north, east + (east - west), north + 0.5)])


floats = st.floats(0, 8, allow_nan=False, width=32)
hulls = (
    st.lists(st.tuples(floats, floats), min_size=3, max_size=7)
    .map(lambda points: shapely.convex_hull(shapely.MultiPoint([(100 + x, y) for x, y in points])))
    .filter(lambda shape: shape.geom_type == "Polygon" and area_km2(shape) > 1.0)
)
shapes = st.one_of(boxes, boxes.map(with_hole), boxes.map(corner_to_corner), hulls)


@st.composite
def claim_sets(draw, most=35):
    drawn = draw(st.lists(shapes, min_size=2, max_size=most))
    if draw(st.booleans()):
        drawn.append(drawn[0])
    return world(*(claim(f"c{i:02d}", shape, [CODES[i * 7 % len(CODES)]]) for i, shape in enumerate(drawn)))


thorough = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
shorter = settings(thorough, max_examples=20)


@given(claims=claim_sets(), join=st.sampled_from([0.0, 25.0]))
@thorough
def test_faces_cover_the_union_once_and_add_up_to_every_claim(claims, join):
    faces = partition(claims, join_parts_km2=join)
    shapes = faces.frame.geometry.to_numpy()
    assert shapely.coverage_is_valid(shapes)
    union = shapely.union_all([item.geometry for item in claims.claims])
    # Threads between two drawings of one edge are in no face; the report has their area.
    left_out = faces.report.left_out_km2
    assert (left_out == 0.0) == (faces.report.n_left_out == 0)
    assert faces.frame["area_km2"].sum() + left_out == pytest.approx(area_km2(union), rel=1e-9)
    for item in claims.claims:
        mine = [item.claim_id in ids for ids in faces.frame["claim_ids"]]
        whole = area_km2(item.geometry)
        assert -1e-9 * whole <= whole - faces.frame["area_km2"][mine].sum() <= left_out + 1e-9 * whole
    assert list(faces.frame["area_km2"]) == pytest.approx(list(area_km2(shapes)), rel=1e-9)
    assert faces.frame.index.is_unique


@given(claims=claim_sets(most=12), tolerance=st.sampled_from([0.1, 1.0, 7.0]))
@shorter
def test_a_tolerance_keeps_the_coverage_valid_and_says_what_it_moved(claims, tolerance):
    faces = partition(claims, tolerance_km=tolerance)
    assert shapely.coverage_is_valid(faces.frame.geometry.to_numpy())
    for item in claims.claims:
        # No edge moves by more than the tolerance: at most a strip of that width along the outline changes hands.
        outline_km = shapely.length(item.geometry) * 111.7
        assert abs(faces.report.moved_km2[item.claim_id]) <= 1.5 * tolerance * outline_km


@given(claims=claim_sets(most=12), seed=st.integers(0, 1000))
@shorter
def test_the_order_of_the_claims_changes_nothing(claims, seed):
    mixed = list(claims.claims)
    random.Random(seed).shuffle(mixed)
    assert partition(world(*mixed)).fingerprint == partition(claims).fingerprint


@given(claims=claim_sets(most=12), data=st.data())
@shorter
def test_swapping_two_claimants_permutes_labels_and_nothing_else(claims, data):
    codes = sorted({code for item in claims.claims for code in item.claimants})
    one, two = data.draw(st.sampled_from(list(itertools.combinations(codes, 2))) if len(codes) > 1 else st.just((codes[0], codes[0])))
    swap = {one: two, two: one}
    swapped = world(*(claim(item.claim_id, item.geometry, [swap.get(code, code) for code in item.claimants]) for item in claims.claims))
    before, after = partition(claims).frame, partition(swapped).frame
    names = [tuple(sorted(swap.get(code, code) for code in codes)) for codes in before["claimants"]]
    assert list(after["claimants"]) == names
    for column in ("label", "claim_ids", "n_claimants", "regime", "zone_kinds", "area_km2"):
        assert list(after[column]) == list(before[column])
    assert list(after.index) == list(before.index)
    assert shapely.equals_identical(after.geometry.to_numpy(), before.geometry.to_numpy()).all()


@given(claims=claim_sets(most=12), extra=shapes)
@shorter
def test_adding_a_claim_keeps_the_id_of_every_face_that_it_does_not_reach(claims, extra):
    before = partition(claims).frame
    after = partition(world(*claims.claims, claim("new", extra))).frame
    apart = shapely.disjoint(before.geometry.to_numpy(), extra)
    kept = before.index[apart]
    assert set(kept) <= set(after.index)
    assert [after.loc[name, "claim_ids"] for name in kept] == [before.loc[name, "claim_ids"] for name in kept]
    assert [face for face in after.index if "new" in after.loc[face, "claim_ids"]]


@given(claims=claim_sets(most=8), shift=st.integers(1, 40))
@shorter
def test_a_claim_that_only_touches_a_face_keeps_its_id(claims, shift):
    # The neighbour's corner falls on the eastern edge of everything, where no vertex was.
    east = max(item.geometry.bounds[2] for item in claims.claims)
    neighbour = claim("new", shapely.box(east, shift / 7, east + 1, shift / 7 + 1))
    before = partition(claims).frame
    after = partition(world(*claims.claims, neighbour)).frame
    assert set(before.index) <= set(after.index)


# ---- real polygons ----


@pytest.fixture(scope="module")
def v12(shared_data):
    return read_claims(shared_data / "claims" / "eez_v12_clip.geojson")


@pytest.fixture(scope="module")
def kalayaan(shared_data):
    with (shared_data / "claims" / "points.csv").open(encoding="utf-8") as stream:
        rows = [row for row in csv.DictReader(stream) if row["instrument_id"] == "PH_1978_KIG"]
    points = [(float(row["lon"]), float(row["lat"])) for row in sorted(rows, key=lambda row: int(row["seq"]))]
    return claim("PH_1978_KIG", shapely.Polygon(points), ["PHL"], zone_kind="stated area", basis="coordinates")


def test_real_polygons_form_a_valid_coverage_that_adds_up(v12):
    faces = partition(v12)
    assert shapely.coverage_is_valid(faces.frame.geometry.to_numpy())
    union = shapely.union_all([item.geometry for item in v12.claims])
    assert faces.area_km2 == pytest.approx(area_km2(union), rel=1e-9)
    for item in v12.claims:
        mine = [item.claim_id in ids for ids in faces.frame["claim_ids"]]
        assert faces.frame["area_km2"][mine].sum() == pytest.approx(area_km2(item.geometry), rel=1e-9)


def test_overlaps_of_presidential_decree_1596_are_the_published_ones(v12, kalayaan):
    # The reference cuts planar and then measures along geodesics, with 0.1 % allowed; so is measured here.
    faces = partition(v12.replace(claims=(*v12.claims, kalayaan)), join_parts_km2=0).frame
    on = faces[["PH_1978_KIG" in ids for ids in faces["claim_ids"]]]
    geodesic = np.array([abs(WGS84.geometry_area_perimeter(shape)[0]) / 1e6 for shape in on.geometry])
    for mrgid, expected in {8322: 148_176, 49003: 58_312, 8483: 28_763, 8484: 652}.items():
        both = np.array([f"MR-{mrgid}" in ids for ids in on["claim_ids"]])
        assert geodesic[both].sum() == pytest.approx(expected, rel=1e-3)
    assert on["area_km2"].sum() == pytest.approx(area_km2(kalayaan.geometry), rel=1e-9)


def test_known_points_lie_in_the_polygons_that_the_reference_names(v12, kalayaan):
    faces = partition(v12.replace(claims=(*v12.claims, kalayaan)), join_parts_km2=0).frame
    places = {(117.76, 15.15): "MR-8322", (112.34, 16.83): "MR-8486", (109.70, 7.50): "MR-8484", (114.366, 10.377): "MR-49003"}
    for (lon, lat), claim_id in places.items():
        hit = faces[shapely.contains(faces.geometry.to_numpy(), shapely.Point(lon, lat))]
        assert len(hit) == 1
        assert claim_id in hit.iloc[0]["claim_ids"]


def test_faces_of_claims_that_were_reprojected_are_valid():
    """Edges that were one before the way to UTM and back leave slivers of rounding between them."""
    boxes = gpd.GeoSeries([shapely.box(102.5, 6, 105.5, 9.5), shapely.box(102, 5.5, 104.5, 8), shapely.box(100, 8, 103, 12)], crs=4326)
    there_and_back = boxes.to_crs(32648).to_crs(4326)
    faces = partition(world(*(claim(name, shape) for name, shape in zip("abc", there_and_back, strict=True))))
    assert shapely.is_valid(faces.frame.geometry.to_numpy()).all()
    assert faces.frame["area_km2"].sum() == pytest.approx(area_km2(shapely.union_all(there_and_back)), rel=1e-9)


def test_a_patch_that_is_the_rounding_of_a_shared_edge_is_left_out_and_said():
    """Two squares that share an edge but for 1e-13 degrees: 1e-13 of the area of each, which is below what a sum can show."""
    near = shapely.box(110, 10, 111.0 + 1e-13, 11)
    faces = partition(world(claim("a", near), claim("b", square(111, 10), claimants=("VNM",))))
    assert [face.claimants for face in faces.frame.itertuples()] == [("PHL",), ("VNM",)]
    assert any("1 patch that is the rounding of shared edges" in line for line in faces.report.lines())


def test_a_thread_between_two_drawings_of_one_line_is_no_patch():
    # One claim follows the line by a vertex 1e-5 degrees (1.1 m) off it: together they leave a thread of half that width on average.
    west = shapely.Polygon([(0, 0), (1, 0), (1, 1), (0, 1)])
    east = shapely.Polygon([(1, 0), (2, 0), (2, 1), (1, 1), (1 - 1e-5, 0.5)])
    faces = partition(world(claim("a", west), claim("b", east, claimants=("VNM",))))
    assert len(faces) == 2
    assert any("1 patch that is the rounding of shared edges (0.062 km2)" in line for line in faces.report.lines())
    assert faces.report.left_out_km2 == pytest.approx(0.062, abs=5e-4)
