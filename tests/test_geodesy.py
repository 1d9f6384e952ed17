"""Areas and distances on the ellipsoid."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from toolkit.errors import GeometryError
from toolkit.geodesy import NM_KM, WGS84, area_km2, cell_area_km2, densify_geodesic, distance_km, length_km


@st.composite
def polygons(draw):
    """Star-shaped polygons anywhere but at the poles."""
    lon, lat = draw(st.floats(-150, 150)), draw(st.floats(-60, 60))
    radii = draw(st.lists(st.floats(0.2, 8), min_size=3, max_size=12))
    turns = [2 * math.pi * k / len(radii) for k in range(len(radii))]
    return shapely.Polygon([(lon + r * math.cos(t), lat + r * math.sin(t)) for t, r in zip(turns, radii, strict=True)])


def test_a_cell_agrees_with_the_closed_form_and_with_geographiclib():
    box = shapely.box(110, 10, 111, 11)
    dense = shapely.segmentize(box, 0.001)
    geographiclib = abs(WGS84.geometry_area_perimeter(dense)[0]) / 1e6
    assert area_km2(box) == pytest.approx(cell_area_km2(110, 10, 111, 11), rel=1e-13)
    assert area_km2(box) == pytest.approx(geographiclib, rel=1e-9)


def test_hemispheres_halve_the_ellipsoid_and_cells_add_up_to_it():
    lat = np.arange(-90, 90, 0.5)
    total = cell_area_km2(0, lat, 360, lat + 0.5).sum()
    assert total == pytest.approx(area_km2(shapely.box(-180, -90, 180, 90)), rel=1e-13)
    assert area_km2(shapely.box(-180, 0, 180, 90)) == pytest.approx(total / 2, rel=1e-13)


def test_a_hole_is_subtracted_and_parts_are_added():
    outer, inner = shapely.box(0, 0, 4, 4), shapely.box(1, 1, 2, 2)
    assert area_km2(outer.difference(inner)) == pytest.approx(area_km2(outer) - area_km2(inner), rel=1e-13)
    two = shapely.MultiPolygon([inner, shapely.box(10, 10, 11, 11)])
    assert area_km2(two) == pytest.approx(area_km2(inner) + area_km2(shapely.box(10, 10, 11, 11)), rel=1e-13)


def test_shapes_are_kept_and_things_without_area_have_none():
    array = np.array([[shapely.box(0, 0, 1, 1), None], [shapely.Point(0, 0), shapely.Polygon()]], dtype=object)
    assert area_km2(array).tolist() == [[pytest.approx(cell_area_km2(0, 0, 1, 1)), 0.0], [0.0, 0.0]]


@given(polygons(), st.integers(1, 50))
def test_a_vertex_added_on_an_edge_changes_no_area(polygon, n):
    dense = shapely.segmentize(polygon, 3.0 / n)
    assert area_km2(dense) == pytest.approx(area_km2(polygon), rel=1e-11, abs=1e-6)


@given(polygons())
def test_direction_of_the_ring_does_not_matter(polygon):
    assert area_km2(shapely.reverse(polygon)) == pytest.approx(area_km2(polygon), rel=1e-12, abs=1e-9)


@given(polygons(), st.floats(0.1, 0.9))
def test_two_pieces_add_up_to_the_whole(polygon, share):
    west, south, east, north = polygon.bounds
    cut = west + share * (east - west)
    left = polygon.intersection(shapely.box(west - 1, south - 1, cut, north + 1))
    right = polygon.intersection(shapely.box(cut, south - 1, east + 1, north + 1))
    assert area_km2(left) + area_km2(right) == pytest.approx(area_km2(polygon), rel=1e-9, abs=1e-6)


def test_metres_taken_for_degrees_are_refused():
    with pytest.raises(GeometryError, match="Reproject to EPSG:4326"):
        area_km2(shapely.box(0, 0, 500_000, 1_000_000))


def test_distances_along_equator_and_meridian():
    assert distance_km(0, 0, 1, 0) == pytest.approx(math.radians(1) * WGS84.a / 1000, rel=1e-12)
    assert distance_km([0, 0], [0, 0], [0, 0], [90, 0]).tolist() == [pytest.approx(10001.966, abs=1e-3), 0.0]
    assert length_km(shapely.LineString([(0, 0), (1, 0), (2, 0)])) == pytest.approx(distance_km(0, 0, 2, 0))
    assert NM_KM == 1.852


def test_a_densified_leg_keeps_its_ends_and_lies_on_the_geodesic():
    line = densify_geodesic([(100, 10), (110, 20)], step_km=50)
    assert line[0].tolist() == [100, 10]
    assert line[-1].tolist() == [110, 20]
    legs = distance_km(line[:-1, 0], line[:-1, 1], line[1:, 0], line[1:, 1])
    assert legs.max() <= 50
    assert legs.sum() == pytest.approx(distance_km(100, 10, 110, 20), rel=1e-9)


def test_a_leg_across_the_antimeridian_does_not_jump():
    line = densify_geodesic([(179, 0), (181, 0)], step_km=20)
    assert np.abs(np.diff(line[:, 0])).max() < 1


@pytest.mark.parametrize(("points", "step"), [([(0, 0)], 5), ([(0, 0), (1, 1)], 0)])
def test_what_cannot_be_densified_is_refused(points, step):
    with pytest.raises(GeometryError, match="at least two points"):
        densify_geodesic(points, step)
