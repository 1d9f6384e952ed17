"""Equidistance on coasts where symmetry gives the answer, and against pyproj.Geod where it does not."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from toolkit.claims.coasts import Coast
from toolkit.claims.equidistance import equidistance_error_km, median_line, nearer_part
from toolkit.errors import GeometryError
from toolkit.geodesy import area_km2

GEOD = Geod(ellps="WGS84")


def test_the_line_between_two_meridians_is_the_meridian_between_them():
    west, east = Coast(shapely.LineString([(110, 0), (110, 10)])), Coast(shapely.LineString([(114, 0), (114, 10)]))
    line = median_line(shapely.box(110, 2, 114, 8), west, east)
    assert np.abs(shapely.get_coordinates(line)[:, 0] - 112).max() < 1e-4


def test_the_line_between_two_islands_on_one_parallel_is_not_moved_by_the_projection():
    a, b = Coast(shapely.box(120, 55, 121, 56)), Coast(shapely.box(127, 55, 128, 56))
    line = median_line(shapely.box(119, 52, 129, 59), a, b)
    assert np.abs(shapely.get_coordinates(line)[:, 0] - 124).max() < 1e-3


def test_the_error_is_measured_by_geod():
    a, b = Coast(shapely.box(105, 3, 106, 5)), Coast(shapely.box(109, 1, 111, 2))
    area = shapely.box(104, 0, 112, 8)
    line = median_line(area, a, b)
    assert equidistance_error_km(line, a, b).max() < 0.1
    # Independent of the search tree: brute force over both shores.
    shores = [shapely.get_coordinates(shapely.segmentize(shapely.boundary(c.geometry), 0.005)) for c in (a, b)]
    for point in shapely.get_coordinates(shapely.line_interpolate_point(line, np.linspace(0, 1, 9), normalized=True)):
        d = [min(GEOD.inv(np.full(len(s), point[0]), np.full(len(s), point[1]), s[:, 0], s[:, 1])[2]) / 1000 for s in shores]
        assert abs(d[0] - d[1]) < 0.5


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.tuples(st.floats(100, 104), st.floats(0, 6)), min_size=1, max_size=5, unique=True),
    st.lists(st.tuples(st.floats(106, 110), st.floats(0, 6)), min_size=1, max_size=5, unique=True),
)
def test_both_parts_make_up_the_area_and_nobody_gets_what_is_nearer_to_the_other(first, second):
    a, b = Coast(shapely.MultiPoint(first)), Coast(shapely.MultiPoint(second))
    area = shapely.box(102, 1, 108, 5)
    part_a, part_b = nearer_part(area, a, b), nearer_part(area, b, a)
    assert area_km2(part_a) + area_km2(part_b) == pytest.approx(area_km2(area), rel=2e-4)
    places = np.random.default_rng(1).uniform((102, 1), (108, 5), (200, 2))
    lead = a.distance_km(places) - b.distance_km(places)
    in_a = shapely.contains_xy(part_a, places)
    assert not (in_a & (lead > 2)).any()
    assert not (~in_a & (lead < -2)).any()


def test_one_coast_nearer_everywhere_takes_all():
    a, b = Coast(shapely.Point(100, 0)), Coast(shapely.Point(150, 0))
    area = shapely.box(99, -1, 101, 1)
    assert area_km2(nearer_part(area, a, b)) == pytest.approx(area_km2(area), rel=1e-9)
    assert median_line(area, a, b).is_empty


def test_an_empty_area_is_refused():
    with pytest.raises(GeometryError, match="empty area"):
        nearer_part(shapely.Polygon(), Coast(shapely.Point(0, 0)), Coast(shapely.Point(1, 0)))
