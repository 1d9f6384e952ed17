"""Zones on small coasts whose answer can be said by hand."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from pyproj import Geod
from toolkit.claims.coasts import Coast, line_points
from toolkit.claims.zones import archipelagic_waters, beside_line, cut_along, distance_zone, faces_sea, limit_error_km, only_polygons
from toolkit.errors import GeometryError
from toolkit.geodesy import NM_KM, area_km2, length_km

GEOD = Geod(ellps="WGS84")


def geod_distance_km(point, shore, step=0.02):
    """Distance to a shore by brute force, independent of the search tree."""
    xy = shapely.get_coordinates(shapely.segmentize(shore, step))
    metres = GEOD.inv(np.full(len(xy), point[0]), np.full(len(xy), point[1]), xy[:, 0], xy[:, 1])[2]
    return min(metres) / 1000.0


@pytest.mark.parametrize("island", [shapely.box(112, 15, 113, 16), shapely.box(140, -45, 143, -44), shapely.box(110, -1, 120, 1)])
def test_every_point_of_a_limit_is_200_miles_from_the_coast(island):
    shore = shapely.boundary(island)
    zone = distance_zone(Coast(shore), 200)
    limit = shapely.boundary(only_polygons(shapely.union_all([zone, island])))
    points = shapely.get_coordinates(shapely.line_interpolate_point(limit, np.linspace(0, 1, 60), normalized=True))
    distances = np.array([geod_distance_km(point, shore) for point in points])
    assert np.abs(distances - 200 * NM_KM).max() < 0.5
    assert limit_error_km(zone, Coast(shore), 200, outside=island).max() < 0.5


def test_a_zone_around_a_point_has_the_area_of_a_geodesic_circle():
    zone = distance_zone(Coast(shapely.Point(115, 12)), 200)
    azimuths = np.arange(0, 360, 0.5)
    lon, lat, _ = GEOD.fwd(np.full(720, 115.0), np.full(720, 12.0), azimuths, np.full(720, 200 * NM_KM * 1000))
    circle = shapely.Polygon(np.column_stack([lon, lat]))
    assert area_km2(zone) == pytest.approx(area_km2(circle), rel=1e-3)


def test_a_shallow_bay_does_not_push_the_limit_out():
    """Plain buffering smooths a shallow bay away and would draw the limit too far out."""
    bay = shapely.LineString([(110, 10), (110.45, 9.97), (110.9, 10)])
    shore = shapely.union(bay, shapely.LineString([(110, 10), (110, 9), (110.9, 9), (110.9, 10)]))
    zone = distance_zone(Coast(shore), 200)
    assert limit_error_km(zone, Coast(shore), 200).max() < 0.5


def test_a_breadth_of_nothing_is_refused():
    with pytest.raises(GeometryError, match="more than 0"):
        distance_zone(Coast(shapely.Point(0, 0)), 0)


def test_an_empty_coast_is_refused():
    with pytest.raises(GeometryError, match="at least one vertex"):
        Coast(shapely.Polygon())


def test_coast_points_leave_no_gap_longer_than_the_step():
    points = line_points(shapely.box(100, 0, 101, 1), 10.0)
    metres = GEOD.inv(points[:-1, 0], points[:-1, 1], points[1:, 0], points[1:, 1])[2]
    assert np.max(metres) <= 10_000.001


def test_a_coast_faces_only_the_sea_it_lies_on():
    peninsula = shapely.box(100, 0, 101, 10)
    west, east = shapely.box(95, 0, 100.5, 10), shapely.box(100.5, 0, 106, 10)
    strip = shapely.box(100, 0, 100.5, 10)  # one party holds the western shore only, the other the eastern
    other = shapely.difference(peninsula, strip)
    assert faces_sea(strip, west, others=other)
    assert not faces_sea(strip, east, others=other)
    assert faces_sea(peninsula, east)


def test_archipelagic_waters_close_over_short_legs_only():
    """Four islets one degree apart on the equator (60 NM) make a square; a fifth three degrees off stays alone."""
    islets = [shapely.box(x, y, x + 0.05, y + 0.05) for x, y in ((120, 0), (121, 0), (120, 1), (121, 1), (124, 0.5))]
    waters = archipelagic_waters(shapely.union_all(islets), longest_leg_nm=100)
    assert waters.contains(shapely.Point(120.5, 0.5))
    assert not waters.contains(shapely.Point(122.5, 0.5))
    assert len(shapely.get_parts(waters)) == 2


def test_wide_water_inside_a_ring_of_short_legs_is_inside():
    ring = [
        shapely.box(120 + 2.5 * np.cos(a), 2.5 * np.sin(a), 120.04 + 2.5 * np.cos(a), 0.04 + 2.5 * np.sin(a))
        for a in np.linspace(0, 6.2, 24)
    ]
    assert archipelagic_waters(shapely.union_all(ring), longest_leg_nm=100).contains(shapely.Point(120, 0))


def test_cut_along_a_line_keeps_the_whole_area():
    area = shapely.box(0, 0, 10, 4)
    pieces = cut_along(area, shapely.LineString([(3, 1), (3, 3)]), reach_deg=5)
    assert len(pieces) == 2
    assert sum(area_km2(piece) for piece in pieces) == pytest.approx(area_km2(area), rel=1e-9)
    assert len(cut_along(area, shapely.LineString([(3, 1), (3, 3)]))) == 1


def test_beside_a_line_ends_at_its_ends():
    """Two coasts north and south of a strip; the line covers its middle third, so the outer thirds belong to neither side."""
    north, south = Coast(shapely.LineString([(0, 5), (9, 5)])), Coast(shapely.LineString([(0, 1), (9, 1)]))
    area = shapely.box(0, 1, 9, 5)
    line = shapely.LineString([(3, 2), (6, 2)])  # not the median: an agreed line need not be
    side_north, side_south = beside_line(area, line, north, south)
    assert side_north.equals(shapely.box(3, 2, 6, 5))
    assert side_south.equals(shapely.box(3, 1, 6, 2))
    swapped = beside_line(area, shapely.reverse(line), south, north)
    assert swapped[0].equals(side_south)
    assert swapped[1].equals(side_north)


def test_lengths_of_legs_are_geodesic():
    assert length_km(shapely.LineString([(0, 0), (1, 0)])) == pytest.approx(111.319, abs=0.001)
