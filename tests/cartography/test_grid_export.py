"""Grids as GeoTIFF: every cell where it was, missing declared, classes in the colours of the pages, the same bytes twice."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET

import numpy as np
import pytest
import rasterio
import xarray as xr
from toolkit.cartography.grid_export import save_grid
from toolkit.cartography.style import PALETTES
from toolkit.catalog.embedded import read_coral_cover, read_reef_grid
from toolkit.errors import FigureError, GridError


def grid(lon, lat, values=None, **attrs):
    values = np.arange(len(lon) * len(lat), dtype=float).reshape(len(lat), len(lon)) if values is None else values
    return xr.DataArray(values, {"lat": lat, "lon": lon}, ("lat", "lon"), name="made_up", attrs=attrs)


def test_each_cell_stands_where_it_was_and_missing_is_declared(tmp_path):
    made = grid([100.5, 101.5, 102.5], [0.5, 1.5], units="percent", dataset_id="made-up")
    made[0, 1] = np.nan
    (path,) = save_grid(made, tmp_path / "a.tif")
    with rasterio.open(path) as found:
        assert found.crs.to_epsg() == 4326
        assert tuple(found.bounds) == (100.0, 0.0, 103.0, 2.0)
        assert math.isnan(found.nodata)
        # the first row is the northern one: 3, 4, 5; below it 0, missing, 2
        assert np.array_equal(found.read(1), [[3, 4, 5], [0, np.nan, 2]], equal_nan=True)
        assert [value for (value,) in found.sample([(101.5, 1.5)])] == [4]
        assert found.tags()["UNITS"] == "percent"
        assert "Not for navigation" in found.tags()["DISCLAIMER"]
        assert found.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"


def test_a_large_grid_has_overviews_that_repeat_cells(tmp_path):
    made = grid(np.arange(600) * 0.1 + 90.05, np.arange(600) * 0.1 - 29.95)
    (path,) = save_grid(made, tmp_path / "a.tif")
    with rasterio.open(path) as found:
        assert found.overviews(1) == [2, 4]
        small = found.read(1, out_shape=(300, 300))
    assert np.isin(small, made.to_numpy().astype(np.float32)).all()


@pytest.mark.parametrize("lon", [[178.5, 179.5, -179.5, -178.5], [178.5, 179.5, 180.5, 181.5]])
def test_a_grid_across_the_antimeridian_stays_in_one_piece(tmp_path, lon):
    (path,) = save_grid(grid(lon, [0.5, 1.5]), tmp_path / "a.tif")
    with rasterio.open(path) as found:
        assert tuple(found.bounds) == (178.0, 0.0, 182.0, 2.0)
        assert found.read(1)[1].tolist() == [0, 1, 2, 3]


def test_a_whole_circle_of_0_to_360_begins_at_minus_180(tmp_path):
    (path,) = save_grid(grid(np.arange(36) * 10.0 + 5, [0.0, 10.0]), tmp_path / "a.tif")
    with rasterio.open(path) as found:
        assert tuple(found.bounds) == (-180.0, -5.0, 180.0, 15.0)
        # 185 degrees east, the 19th column, is the first now
        assert found.read(1)[1, 0] == 18


def test_periods_become_bands_with_their_names(tmp_path):
    cover = read_coral_cover()["hard_coral_cover"]
    (path, style) = save_grid(cover, tmp_path / "cover.tif", "hard_coral_cover")
    with rasterio.open(path) as found:
        assert list(found.descriptions) == [str(period) for period in cover["period"].to_numpy()]
        assert np.array_equal(found.read(5)[::-1], cover.to_numpy()[4].astype(np.float32), equal_nan=True)
    items = list(ET.fromstring(style.read_text()).iter("item"))
    assert [item.get("color") for item in items] == list(PALETTES["cover"])
    # QGIS counts an upper edge to its class: 10 per cent exactly must not be in 'under 10'
    assert float(items[0].get("value")) < 10 < float(items[1].get("value"))
    assert items[-1].get("value") == "inf"


def test_classes_are_bytes_with_the_colours_of_the_page(tmp_path):
    made = grid([0.5, 1.5, 2.5], [0.5, 1.5], np.array([[5.0, 10.0, np.nan], [25.0, 39.9, 40.0]]))
    (path,) = save_grid(made, tmp_path / "a.tif", "hard_coral_cover", classed=True)
    with rasterio.open(path) as found:
        assert found.nodata == 255
        assert found.read(1).tolist() == [[2, 3, 4], [0, 1, 255]]
        assert found.colormap(1)[4][:3] == tuple(int(PALETTES["cover"][4][i : i + 2], 16) for i in (1, 3, 5))
        assert found.tags()["CLASS_0"] == "under 10"


def test_the_same_grid_gives_the_same_bytes(tmp_path):
    share = read_reef_grid()["share"]
    (one,) = save_grid(share, tmp_path / "a.tif")
    (two,) = save_grid(share, tmp_path / "b.tif")
    assert one.read_bytes() == two.read_bytes()


def test_what_cannot_be_a_geotiff_is_refused(tmp_path):
    plain = grid([0.5, 1.5], [0.5, 1.5])
    with pytest.raises(FigureError, match=r"ends with \.tif"):
        save_grid(plain, tmp_path / "a.png")
    with pytest.raises(FigureError, match="Classes wanted without an indicator"):
        save_grid(plain, tmp_path / "a.tif", classed=True)
    with pytest.raises(GridError, match="not evenly spaced"):
        save_grid(grid([0.5, 1.5, 4.0], [0.5, 1.5]), tmp_path / "a.tif")
    with pytest.raises(GridError, match="not evenly spaced"):
        save_grid(grid([0.5], [0.5, 1.5]), tmp_path / "a.tif")
    with pytest.raises(GridError, match="one is allowed"):
        save_grid(plain.expand_dims(time=[1], depth=[2]), tmp_path / "a.tif")
    assert list(tmp_path.iterdir()) == []
