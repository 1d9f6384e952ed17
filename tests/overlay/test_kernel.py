"""The kernel: runs of cells against a plain sparse product, and its loops compiled against the same loops in Python."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
import shapely
import xarray as xr
from toolkit.overlay import loops
from toolkit.overlay.coverage import coverage
from toolkit.overlay.kernel import partials, weighted_quantiles
from toolkit.overlay.parts import cut
from toolkit.overlay.statistics import parse, plan
from toolkit.overlay.zonal import zonal

#: Limits of all finite numbers.
ALL = loops.limits(np.dtype("f8"))

COLUMNS = ("mean", "area_above_0.5", "fraction_below_0.25", "min", "max", "std")


def plain(matrix, values):
    """Weight of valid cells, their number, and the mean, cell by cell."""
    valid = np.isfinite(values).ravel()
    filled = np.where(valid, values.ravel().astype(np.float64), 0.0)
    km2 = matrix @ valid.astype(float)
    return km2, (matrix > 0).astype(float) @ valid.astype(float), (matrix @ filled) / np.where(km2 > 0, km2, np.nan)


@pytest.fixture(scope="module")
def world():
    """Five faces that overlap, one within another, with runs that are longer than the loops have sums."""
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


def test_runs_hold_each_cell_of_each_face_once(world):
    empty, weights = world
    ((_, _, part),) = cut(weights.matrix, weights.whole_km2, *((n,) for n in empty.shape))
    _, start, stop, even, _ = part.runs
    assert part.n_cells == weights.matrix.nnz
    assert (stop - start)[even].max() > loops.LANES
    assert (np.diff(start) >= 0).all()
    np.testing.assert_array_equal(part.touched, np.unique(weights.matrix.indices))
    dense = np.zeros((5, empty.size))
    for face, begin, end, flat, first in zip(*part.runs, strict=True):
        dense[face, begin:end] += part.km2[first] if flat else part.km2[first : first + end - begin]
    np.testing.assert_array_equal(dense, weights.matrix.toarray())


@pytest.fixture
def small():
    """Two faces in a row of 300 cells: one of an even run and its cut ends, one of cells that each weigh something else."""
    import scipy.sparse as sp

    dense = np.zeros((2, 300))
    dense[0, 10:200] = 4.0
    dense[0, [9, 200]] = 1.0, 3.0
    dense[1, 150:290] = 1.0 + np.arange(140) % 7
    matrix = sp.csr_array(dense)
    ((_, _, part),) = cut(matrix, lambda cell: np.full(len(cell), 8.0), (1,), (300,))
    values = np.random.default_rng(4).normal(0, 10, 300)
    values[::9], values[::50] = np.nan, np.inf
    return dense, matrix, part, values


@pytest.mark.parametrize("compiled", [True, False])
def test_loops_say_what_numpy_says_compiled_or_not(small, compiled):
    dense, matrix, part, values = small

    def loop(name):
        return getattr(loops, name) if compiled else getattr(loops, name).py_func

    assert part.runs[3].sum() == 1
    valid = np.isfinite(values)
    use, v = dense * valid, np.where(valid, values, 0.0)
    out = np.empty((2, 3))
    loop("sums")(values, *ALL, part.runs, part.km2, out)
    np.testing.assert_allclose(out[:, 0], use.sum(axis=1), rtol=1e-14)
    np.testing.assert_array_equal(out[:, 1], (use > 0).sum(axis=1))
    np.testing.assert_allclose(out[:, 2], use @ v, rtol=1e-12)
    one = np.empty(2)
    loop("areas")(values, -3.0, 8.0, part.runs, part.km2, one)
    np.testing.assert_allclose(one, use @ ((v >= -3) & (v <= 8)), rtol=1e-14)
    mean = out[:, 2] / out[:, 0]
    loop("deviations")(values, *ALL, part.runs, part.km2, mean, one)
    np.testing.assert_allclose(one, [use[k] @ (v - mean[k]) ** 2 for k in range(2)], rtol=1e-12)
    ends = np.empty((2, 2))
    loop("extremes")(values, *ALL, part.runs, ends)
    np.testing.assert_array_equal(ends, [[values[use[k] > 0].min(), values[use[k] > 0].max()] for k in range(2)])
    shares = np.array([0.0, 0.1, 0.5, 0.9, 1.0])
    found = np.empty((2, 5))
    loop("quantiles")(values, *ALL, matrix.indptr, matrix.indices, matrix.data, shares, found)
    for face, number in np.ndindex(2, 5):
        order = np.argsort(values[use[face] > 0])
        reached = np.cumsum(use[face][use[face] > 0][order])
        place = np.searchsorted(reached, shares[number] * reached[-1] * (1 - 1e-12))
        assert found[face, number] == values[use[face] > 0][order][place]


def test_quantiles_of_equal_values_and_of_none():
    import scipy.sparse as sp

    matrix = sp.csr_array([[1.0, 1.0, 1.0, 1.0], [0.0, 0.0, 0.0, 2.0]])
    found = weighted_quantiles(np.array([[5.0, 5.0, 5.0, 5.0], [1.0, 1.0, 2.0, np.nan]]), matrix, (0.0, 0.5, 2 / 3, 0.7, 1.0))
    np.testing.assert_array_equal(found[0], np.full((2, 5), 5.0))
    np.testing.assert_array_equal(found[1], [[1, 1, 1, 2, 2], [np.nan] * 5])


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


def test_what_is_kept_of_compiled_loops_names_no_class_of_ours(small):
    # numba keeps the types of arguments: a class that is renamed later would make what is kept unreadable.
    _, _, part, values = small
    loops.sums(values, *ALL, part.runs, part.km2, np.empty((2, 3)))
    assert all("toolkit" not in str(kind) and "class" not in str(kind) for kind in loops.sums.signatures)
    assert type(part.runs) is tuple
