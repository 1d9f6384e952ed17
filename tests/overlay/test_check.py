"""Two routes to the same number: weights of cells, and cells as polygons."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
import xarray as xr
from toolkit.errors import OverlayError
from toolkit.overlay.check import check_zonal
from toolkit.overlay.coverage import coverage


@pytest.fixture
def field(grid):
    generator = np.random.default_rng(6)
    values = generator.normal(28, 1, (20, 30))
    values[generator.random(values.shape) < 0.2] = np.nan
    return grid(values, np.arange(9.75, 0, -0.5), np.arange(170.25, 185, 0.5))


@pytest.mark.parametrize("statistic", ["mean", "sum"])
def test_both_routes_agree_across_the_antimeridian(field, faces, statistic):
    zones = faces({"c": shapely.Point(175, 5).buffer(3.3), "east": shapely.box(-180, 1, -176.3, 8.1), "off": shapely.box(0, 0, 1, 1)})
    found = check_zonal(field, coverage(field, zones), statistic)
    assert found["agrees"].all()
    assert found["difference"].iloc[:2].max() < 1e-11
    assert np.isnan(found.loc["off", ["engine", "vector"]].astype(float)).all()


def test_the_planar_route_is_told_from_the_exact_one(field, faces):
    zones = faces({"c": shapely.Point(175, 5).buffer(0.3)})
    planar = check_zonal(field.fillna(28), coverage(field, zones, method="exactextract"), "mean")
    assert not planar["agrees"].item()
    assert 1e-9 < planar["difference"].item() < 1e-3


def test_a_curvilinear_grid_is_checked_too(faces):
    i, j = np.meshgrid(np.arange(12), np.arange(10))
    lon, lat = 100 + i + 0.2 * j, 0.5 + j - 0.1 * i
    data = xr.DataArray(lon * 0.1, dims=("j", "i"), coords={"lon": (("j", "i"), lon), "lat": (("j", "i"), lat)}, name="x")
    assert check_zonal(data, coverage(data, faces({"c": shapely.Point(106, 5).buffer(2)})))["agrees"].all()


def test_only_what_can_be_checked_is_checked(nine, inset):
    weights = coverage(nine, inset)
    for data, used, statistic, words in [
        (nine, weights, "median", "Allowed: mean, sum"),
        (nine.expand_dims(time=2), weights, "mean", "Select one time"),
    ]:
        with pytest.raises(OverlayError, match=words):
            check_zonal(data, used, statistic)
