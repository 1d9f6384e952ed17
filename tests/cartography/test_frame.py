"""From degrees to millimetres and back."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from toolkit.cartography.frame import Frame, region_aspect
from toolkit.cartography.furniture import bar_lengths, degree_label
from toolkit.cartography.pages import Rect
from toolkit.catalog.regions import Region, regions
from toolkit.geodesy import NM_KM, area_km2, distance_km

RECT = Rect(16, 34, 182, 182)


@pytest.mark.parametrize("region", regions().values(), ids=list(regions()))
def test_the_whole_region_is_in_the_frame_and_there_and_back_is_the_same(region):
    frame = Frame.of(region, RECT)
    west, south, east, north = region.bounds
    lon, lat = np.meshgrid(np.linspace(west, east, 7), np.linspace(south, north, 7))
    page = frame.points(lon.ravel(), lat.ravel())
    assert (page[:, 0] >= RECT.x - 1e-6).all()
    assert (page[:, 0] <= RECT.right + 1e-6).all()
    assert (page[:, 1] >= RECT.y - 1e-6).all()
    assert (page[:, 1] <= RECT.bottom + 1e-6).all()
    back = frame.degrees(page[:, 0], page[:, 1])
    assert np.allclose(back, np.column_stack([lon.ravel(), lat.ravel()]), atol=1e-6)


def test_areas_on_the_page_are_areas_at_sea():
    region = regions()["south-china-sea"]
    frame = Frame.of(region, RECT)
    for bounds in ((103, 0, 104, 1), (120, 22, 121, 23)):
        shape = shapely.box(*bounds)
        flat = frame.project([shape], tolerance=0.0)[0]
        on_page = abs(shapely.area(flat))
        # edges are straight in degrees on the ground and bent on the page: 0.1 % is left to that
        assert on_page / frame.mm_per_km**2 == pytest.approx(area_km2(shape), rel=1e-3)


def test_the_scale_bar_is_true_at_the_centre_of_the_map():
    for region in regions().values():
        frame = Frame.of(region, RECT)
        km, km_mm, nm, nm_mm = bar_lengths(frame)
        x, y = RECT.centre
        for length, mm in ((km, km_mm), (nm * NM_KM, nm_mm)):
            (lon1, lat1), (lon2, lat2) = frame.degrees([x - mm / 2, x + mm / 2], [y, y])
            assert distance_km(lon1, lat1, lon2, lat2) == pytest.approx(length, rel=0.01)
        assert str(int(km))[0] in "125"
        assert 0.1 < km_mm / RECT.w < 0.35


def test_a_region_across_the_antimeridian_is_one_piece():
    region = Region("pacific", "Pacific", (170.0, -20.0, -170.0, 0.0))
    frame = Frame.of(region, RECT)
    assert region_aspect(region) == pytest.approx(1.0, abs=0.1)
    halves = frame.project([shapely.box(178, -11, 180, -9), shapely.box(-180, -11, -178, -9)])
    east, west = (shapely.bounds(half) for half in halves)
    assert east[2] == pytest.approx(west[0], abs=0.1)
    assert frame.window[0] > 0 > frame.window[2]


def test_degrees_are_printed_with_their_hemisphere():
    assert [degree_label(v, "E", "W") for v in (115.0, 180.0, 190.0, -5.0)] == ["115°E", "180°", "170°W", "5°W"]
