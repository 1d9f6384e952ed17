"""Distance by water around a wall, where two straight legs give the answer."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from toolkit.claims.coasts import Coast
from toolkit.claims.waterways import beyond_water, water_distance_km
from toolkit.claims.zones import distance_zone
from toolkit.geodesy import NM_KM, area_km2, distance_km

STEP = 0.125
LON, LAT = np.arange(100, 106, STEP), np.arange(0, 6, STEP)
COAST = Coast(shapely.Point(100.5, 3))
WALL = shapely.box(102, 1, 102.3, 7)


def test_over_open_water_a_way_is_at_most_three_per_cent_too_long():
    found = water_distance_km(LON, LAT, shapely.Polygon(), COAST, 2000)
    x, y = np.meshgrid(LON, LAT)
    true = distance_km(100.5, 3, x, y)
    far = true > 100
    assert (found[far] / true[far]).min() > 0.98
    assert (found[far] / true[far]).max() < 1.035


def test_behind_a_wall_the_way_leads_around_its_end():
    found = water_distance_km(LON, LAT, WALL, COAST, 2000)
    around = distance_km(100.5, 3, 102, 1) + distance_km(102, 1, 102.3, 1) + distance_km(102.3, 1, 103, 3)
    there = found[np.argmin(abs(LAT - 3)), np.argmin(abs(LON - 103))]
    assert there == pytest.approx(around, rel=0.06)
    assert np.isinf(found[np.argmin(abs(LAT - 3)), np.argmin(abs(LON - 102.125))])


def test_a_zone_does_not_leak_through_a_wall():
    zone = distance_zone(COAST, 200)
    wall = shapely.box(102, -3, 102.3, 9)
    beyond = beyond_water(shapely.difference(zone, wall), wall, COAST, 200 * NM_KM)
    assert beyond.contains(shapely.Point(103, 3))
    assert not beyond.intersects(shapely.Point(101.5, 3))


def test_open_water_and_an_empty_zone_lose_nothing():
    zone = distance_zone(COAST, 200)
    assert area_km2(beyond_water(zone, shapely.Polygon(), COAST, 200 * NM_KM)) == 0
    assert beyond_water(shapely.Polygon(), WALL, COAST, 370.4).is_empty
