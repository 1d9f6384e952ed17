"""The kernel: bands, octets, eights and groups against a plain sparse product."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
import shapely
import xarray as xr
from toolkit.overlay import parts
from toolkit.overlay.coverage import coverage
from toolkit.overlay.kernel import partials
from toolkit.overlay.parts import cut
from toolkit.overlay.statistics import parse, plan
from toolkit.overlay.zonal import zonal

COLUMNS = ("mean", "area_above_0.5", "fraction_below_0.25", "min", "max", "std")


def plain(matrix, values):
    """Weight of valid cells, their number, and the mean, cell by cell."""
    valid = np.isfinite(values).ravel()
    filled = np.where(valid, values.ravel().astype(np.float64), 0.0)
    km2 = matrix @ valid.astype(float)
    return km2, (matrix > 0).astype(float) @ valid.astype(float), (matrix @ filled) / np.where(km2 > 0, km2, np.nan)


@pytest.fixture(scope="module")
def world():
    """Five faces that overlap, one within another, on cells that fill more than one band and more than one piece of eights."""
    import geopandas as gpd

    lat, lon = np.arange(0.025, 25, 0.05), np.arange(100.025, 130, 0.05)
    shapes = [shapely.Point(105 + 3 * k, 8 + 2 * k).buffer(7 - k, quad_segs=64) for k in range(4)]
    faces = gpd.GeoDataFrame(index=list("abcde"), geometry=[*shapes, shapely.box(101.01, 1.03, 128.99, 24.97)], crs="EPSG:4326")
    empty = xr.DataArray(np.zeros((len(lat), len(lon)), np.float32), coords={"lat": lat, "lon": lon}, dims=("lat", "lon"), name="x")
    return empty, coverage(empty, faces)


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int16, np.dtype(">f4")])
@pytest.mark.parametrize("missing", [0.0, 0.02, 0.5, 1.0])
def test_sums_equal_a_plain_product(world, dtype, missing):
    empty, weights = world
    draw = np.random.default_rng(3)
    values = (draw.normal(0, 300, (3, *empty.shape))).astype(dtype)
    if values.dtype.kind == "f":
        values[draw.random(values.shape) < missing] = np.nan
        values[1, :4, :4] = np.inf
    elif missing:
        pytest.skip("integers have no missing values")
    data = xr.DataArray(values, coords=empty.coords, dims=("time", "lat", "lon"), name="x")
    found = zonal(data, weights, ("mean",))
    for step in range(3):
        km2, count, mean = plain(weights.matrix, values[step])
        np.testing.assert_array_equal(found["n_cells"][:, step], count)
        np.testing.assert_allclose(found["valid_fraction"][:, step], km2 / weights.face_km2, rtol=1e-12, atol=1e-15)
        scale = np.abs(np.nan_to_num(values[step][np.isfinite(values[step])].astype(float))).mean() if count.any() else 1.0
        np.testing.assert_allclose(found["mean"][:, step], mean, rtol=1e-12, atol=1e-12 * scale)


def test_a_step_without_gaps_after_one_with_gaps_and_before_one_is_its_own(world):
    empty, weights = world
    values = np.ones((4, *empty.shape), np.float32)
    values[1, 200:300] = np.nan
    data = xr.DataArray(values, coords=empty.coords, dims=("time", "lat", "lon"), name="x")
    found = zonal(data, weights, COLUMNS)
    alone = [zonal(data[[step]], weights, COLUMNS) for step in range(4)]
    xr.testing.assert_identical(found, xr.concat(alone, "time").transpose("face", ...).assign_attrs(found.attrs))
    assert (found["n_cells"][:, 1] < found["n_cells"][:, 0]).any()
    np.testing.assert_array_equal(found["n_cells"][:, 2], found["n_cells"][:, 0])


def test_cells_are_read_once_for_all_faces_that_hold_them(world):
    empty, weights = world
    rows, columns = empty.shape
    ((_, _, part),) = cut(weights.matrix, weights.whole_km2, (rows,), (columns,))
    assert len(part.bands) > 1
    touched, km2 = part.sorted
    np.testing.assert_array_equal(touched, np.unique(weights.matrix.indices))
    difference = abs(km2 - weights.matrix[:, touched]).max()
    assert difference == 0
    cells_read = part.n_octets * parts.OCTET + int(part.is_cell.sum())
    assert cells_read < 1.1 * len(touched)
    assert cells_read < 0.7 * weights.matrix.nnz


def test_blocks_and_copies_of_weights_give_the_same_parts(world):
    empty, weights = world
    values = np.random.default_rng(0).random(empty.shape)
    recipe = plan(parse(("mean",), "intensive"))
    rows, columns = empty.shape
    ((_, _, part),) = cut(weights.matrix, weights.whole_km2, (rows,), (columns,))
    whole = partials(values, part, recipe)
    np.testing.assert_array_equal(partials(values, pickle.loads(pickle.dumps(part)), recipe), whole)
    blocks = cut(weights.matrix, weights.whole_km2, (100, 150, rows - 250), (7, columns - 7))
    added = sum(partials(values[r, c], block, recipe) for r, c, block in blocks)
    np.testing.assert_allclose(added, whole, rtol=1e-12)


def test_a_grid_without_any_value_gives_gaps_with_a_reason(world):
    from toolkit.overlay.tabulate import zonal_table

    empty, weights = world
    table = zonal_table(empty * np.float32(np.nan), weights, indicator="x", units="1").frame
    assert table["value"].isna().all()
    assert (table["n_cells"] == 0).all()
    assert table["reason"].str.len().gt(0).all()
