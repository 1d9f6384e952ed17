"""Zonal statistics: the 3 x 3 picture for every statistic, fields with known answers, bad input."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from overlay_worlds import make_faces, make_grid
from toolkit.errors import GridError, OverlayError, UnknownNameError
from toolkit.geodesy import cell_area_km2
from toolkit.overlay.coverage import coverage
from toolkit.overlay.kernel import weighted_quantiles
from toolkit.overlay.zonal import zonal

# The square inset half a cell: areas of its rows (north to south) for half, whole, half a column.
KM2 = np.outer(cell_area_km2(0, np.array([2, 1, 0.5]), 1, np.array([2.5, 2, 1])), [0.5, 1, 0.5]).ravel()
V = np.arange(1.0, 10.0)
MEAN = (KM2 @ V) / KM2.sum()

#: Every statistic of the 3 x 3 picture, written out. Shares are nearly 1/16, 2/16, 4/16: half the area is reached in cell 5.
TRUTHS = {
    "mean": MEAN,
    "std": np.sqrt(KM2 @ (V - MEAN) ** 2 / KM2.sum()),
    "min": 1.0,
    "max": 9.0,
    "median": 5.0,
    "quantile_0": 1.0,
    "quantile_0.25": 4.0,  # 1/16 + 2/16 + 1/16 = 4/16 is just not reached by 1, 2, 3: the northern rows are smaller
    "quantile_0.9": 8.0,  # 1..8 hold 15/16
    "quantile_1": 9.0,
    "area_above_5": KM2[4:].sum(),
    "area_below_5": KM2[:4].sum(),
    "fraction_above_5": KM2[4:].sum() / KM2.sum(),
    "fraction_below_5": KM2[:4].sum() / KM2.sum(),
    "majority": 5.0,
}


@pytest.mark.parametrize(("name", "expected"), TRUTHS.items())
def test_the_three_by_three_picture(nine, inset, name, expected):
    found = zonal(nine, coverage(nine, inset), name)
    assert float(found[name][0]) == pytest.approx(expected, rel=1e-12)
    assert float(found["valid_fraction"][0]) == pytest.approx(1.0, abs=1e-12)
    assert int(found["n_cells"][0]) == 9


def test_class_fractions_of_the_picture_add_up_to_one(nine, inset):
    found = zonal(nine, coverage(nine, inset), "class_fraction")["class_fraction"]
    np.testing.assert_allclose(found[0], KM2 / KM2.sum(), rtol=1e-12)
    assert found["class"].to_numpy().tolist() == V.tolist()


def test_an_extensive_sum_of_the_picture_with_its_bounds(nine, inset):
    found = zonal(nine, coverage(nine, inset), ("sum", "lower", "upper"), quantity="extensive")
    cells = np.repeat(cell_area_km2(0, np.array([2, 1, 0]), 1, np.array([3, 2, 1])), 3)
    assert float(found["sum"][0]) == pytest.approx(V @ (KM2 / cells), rel=1e-12)
    assert float(found["lower"][0]) == 5.0  # only the middle cell lies wholly inside
    assert float(found["upper"][0]) == 45.0  # all nine are touched
    assert "assumption" in found.attrs["basis"]


def test_amounts_are_conserved_over_faces_that_cover_the_grid(grid, faces):
    generator = np.random.default_rng(3)
    data = grid(generator.random((6, 8)), np.arange(0.5, 6), np.arange(0.5, 8))
    cut = shapely.Point(3.3, 2.7).buffer(2.1)
    whole = shapely.box(0, 0, 8, 6)
    found = zonal(data, coverage(data, faces({"in": cut, "out": whole.difference(cut)})), ("sum",), quantity="extensive")
    assert float(found["sum"].sum()) == pytest.approx(float(data.sum()), rel=1e-9)


def test_bounds_hold_amounts_below_zero_too(nine, inset):
    found = zonal(-nine, coverage(nine, inset), ("sum", "lower", "upper"), quantity="extensive")
    assert float(found["lower"][0]) == -45.0
    assert float(found["upper"][0]) == -5.0
    assert -45 < float(found["sum"][0]) < -5


def test_a_constant_field_gives_the_constant_and_no_spread(grid, faces):
    data = grid(np.full((40, 50), 27.3, dtype=np.float32), np.arange(0.125, 10, 0.25), np.arange(100.125, 112.5, 0.25))
    shape = faces({"a": shapely.Point(105, 5).buffer(3), "b": shapely.box(100.1, 0.1, 100.2, 0.2)})
    found = zonal(data, coverage(data, shape), ("mean", "std", "median", "min", "max"))
    for name in ("mean", "median", "min", "max"):
        np.testing.assert_allclose(found[name], np.float64(np.float32(27.3)), rtol=1e-12)
    np.testing.assert_allclose(found["std"], 0, atol=1e-6)


def test_a_field_linear_in_longitude_gives_its_value_at_the_middle_meridian(grid, faces):
    lon = np.arange(100.05, 120, 0.1)
    data = grid(np.tile(2 * lon + 1, (100, 1)), np.arange(-4.95, 5, 0.1), lon)
    # Symmetric about 110 E and made of whole cells: the mean is the value there.
    found = zonal(data, coverage(data, faces({"a": shapely.box(105, -3, 115, 4)})), "mean")
    assert float(found["mean"][0]) == pytest.approx(221.0, rel=1e-12)


def test_overlapping_squares_are_each_averaged_over_all_their_cells(nine, faces):
    squares = faces({"a": shapely.box(0, 0, 2, 2), "b": shapely.box(1, 1, 3, 3), "c": shapely.box(0, 1, 2, 3)})
    found = zonal(nine, coverage(nine, squares), ("max", "min"))
    # a: 4 5 7 8; b: 2 3 5 6; c: 1 2 4 5
    np.testing.assert_array_equal(found["max"], [8, 6, 5])
    np.testing.assert_array_equal(found["min"], [4, 2, 1])


def test_a_missing_cell_lowers_the_valid_fraction_and_not_the_mean(nine, inset):
    gap = nine.where(nine != 5)
    found = zonal(gap, coverage(nine, inset), ("mean", "min", "median"))
    others = V != 5
    assert float(found["mean"][0]) == pytest.approx(KM2[others] @ V[others] / KM2[others].sum(), rel=1e-12)
    assert float(found["valid_fraction"][0]) == pytest.approx(1 - KM2[4] / KM2.sum(), rel=1e-12)
    assert int(found["n_cells"][0]) == 8


def test_the_part_of_a_face_outside_the_grid_lowers_the_valid_fraction(nine, faces):
    # Two cells of one row inside, two outside.
    found = zonal(nine, coverage(nine, faces({"a": shapely.box(1, 1, 5, 2)})), "mean")
    assert float(found["valid_fraction"][0]) == pytest.approx(0.5, rel=1e-9)
    assert float(found["mean"][0]) == pytest.approx(5.5, rel=1e-12)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_values_that_are_not_finite_are_missing(nine, inset, bad):
    stats = ("mean", "std", "min", "max", "median", "area_above_0", "majority")
    found = zonal(xr.full_like(nine, bad), coverage(nine, inset), stats, classes=(1,))
    assert all(np.isnan(found[name][0]) for name in stats)
    assert float(found["valid_fraction"][0]) == 0
    assert int(found["n_cells"][0]) == 0
    one = zonal(nine.where(nine != 5, bad), coverage(nine, inset), ("mean", "max"))
    assert int(one["n_cells"][0]) == 8
    assert float(one["max"][0]) == 9


def test_too_few_valid_cells_give_no_value(nine, inset):
    weights = coverage(nine, inset)
    gap = nine.where(nine < 5)
    assert np.isnan(zonal(gap, weights, "mean", min_valid_fraction=0.5)["mean"][0])
    assert np.isfinite(zonal(gap, weights, "mean", min_valid_fraction=0.3)["mean"][0])


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int16", "int32", "int64", "float16", "float32", "float64", ">f4", ">i2", "bool"])
def test_every_type_of_number_is_added_in_double_precision(nine, inset, dtype):
    weights = coverage(nine, inset)
    found = zonal((nine > 4 if dtype == "bool" else nine).astype(dtype), weights, "mean")["mean"]
    expected = KM2[4:].sum() / KM2.sum() if dtype == "bool" else MEAN
    assert found.dtype == np.float64
    assert float(found[0]) == pytest.approx(expected, rel=1e-12)


def test_sums_do_not_lose_small_values_among_large_ones(grid, faces):
    # In single precision 1e8 + 1 is 1e8; a mean over 999 ones and one 1e8 would lose the ones.
    values = np.ones((1, 2, 500), dtype=np.float32)
    values[0, 0, 0] = 1e8
    data = grid(values[0], [0.5, 1.5], np.arange(0.5, 500) * 0.1)
    found = zonal(data, coverage(data, faces({"a": shapely.box(0, 0, 50, 1)})), "mean")
    assert float(found["mean"][0]) == pytest.approx((1e8 + 499) / 500, rel=1e-12)


def test_extra_dimensions_and_their_coordinates_are_kept(nine, inset):
    cube = xr.concat([nine, nine + 1, nine + 2], "time").expand_dims(depth=[0.0, 10.0]).assign_coords(season=("time", ["a", "b", "c"]))
    found = zonal(cube.transpose("lon", "time", "lat", "depth"), coverage(nine, inset), "mean")["mean"]
    assert found.dims == ("face", "time", "depth")
    assert found["season"].to_numpy().tolist() == ["a", "b", "c"]
    np.testing.assert_allclose(found.sel(depth=10.0)[0], MEAN + np.arange(3), rtol=1e-12)


def test_a_dataset_gives_each_variable_its_name(nine, inset):
    both = xr.Dataset({"sst": nine, "dhw": nine * 2, "crs": 0})
    found = zonal(both, coverage(both, inset), ("mean", "max"))
    assert set(found.data_vars) >= {"sst_mean", "sst_max", "dhw_mean", "dhw_valid_fraction"}
    assert float(found["dhw_mean"][0]) == pytest.approx(2 * MEAN, rel=1e-12)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), missing=st.sampled_from([0.0, 0.3, 0.95]))
def test_statistics_equal_plain_loops_over_cells(seed, missing):
    generator = np.random.default_rng(seed)
    values = generator.normal(20, 5, (2, 12, 37)).astype(generator.choice(["float32", "float64"]))
    values[generator.random(values.shape) < missing] = np.nan
    data = make_grid(values, np.arange(0.25, 6, 0.5), np.arange(100.25, 118.5, 0.5), time=[0, 1])
    shapes = {
        str(k): shapely.Point(generator.uniform(100, 118), generator.uniform(0, 6)).buffer(generator.uniform(0.1, 4), 5) for k in range(4)
    }
    weights = coverage(data, make_faces(shapes))
    stats = ("mean", "std", "min", "max", "area_above_20", "fraction_below_18", "quantile_0.3")
    found = zonal(data, weights, stats)
    dense = weights.matrix.toarray()
    for face, time in np.ndindex(4, 2):
        v, a = values[time].ravel().astype(float), dense[face]
        use = np.isfinite(v) & (a > 0)
        v, a = v[use], a[use]
        got = {name: float(found[name][face, time]) for name in stats}
        assert int(found["n_cells"][face, time]) == len(v)
        if not len(v):
            assert all(np.isnan(x) for x in got.values())
            continue
        mean = (a @ v) / a.sum()
        assert got["mean"] == pytest.approx(mean, rel=1e-9)
        assert got["std"] == pytest.approx(np.sqrt(a @ (v - mean) ** 2 / a.sum()), rel=1e-9, abs=1e-9)
        assert (got["min"], got["max"]) == (v.min(), v.max())
        assert got["area_above_20"] == pytest.approx(a[v >= 20].sum(), rel=1e-9, abs=1e-9)
        assert got["fraction_below_18"] == pytest.approx(a[v < 18].sum() / a.sum(), rel=1e-9, abs=1e-9)
        below = a[v <= got["quantile_0.3"]].sum() / a.sum()
        under = a[v < got["quantile_0.3"]].sum() / a.sum()
        assert under - 1e-9 < 0.3 <= below + 1e-9


def test_turning_the_grid_round_changes_nothing(grid, faces):
    generator = np.random.default_rng(1)
    lat, lon = np.arange(-29.5, 30), np.arange(0.5, 360)
    data = grid(generator.random((60, 360)), lat, lon)
    shape = faces({"a": shapely.Point(120, 3).buffer(8), "b": shapely.box(-15.3, -9.1, 12.2, 8.8), "c": shapely.box(170, -5, 180, 5)})
    stats = ("mean", "std", "median", "area_above_0.5")
    first = zonal(data, coverage(data, shape), stats)
    west = data.assign_coords(lon=(lon + 180) % 360 - 180).sortby("lon")
    for turned in (data.isel(lat=slice(None, None, -1)), data.isel(lon=slice(None, None, -1)), west, data.transpose("lon", "lat")):
        xr.testing.assert_allclose(zonal(turned, coverage(turned, shape), stats), first, rtol=1e-11)
    backward = shape.iloc[::-1]
    xr.testing.assert_allclose(zonal(data, coverage(data, backward), stats).sel(face=list(shape.index)), first, rtol=1e-11)


def test_results_equal_exactextract_on_its_own_planar_weights(grid, faces):
    from dataclasses import replace

    from exactextract import exact_extract
    from exactextract.raster import NumPyRasterSource

    generator = np.random.default_rng(5)
    values = generator.normal(25, 3, (40, 60))
    values[generator.random(values.shape) < 0.3] = np.nan
    data = grid(values, np.arange(9.875, 0, -0.25), np.arange(100.125, 115, 0.25))
    shape = faces({"a": shapely.Point(107, 5).buffer(4), "b": shapely.box(101.1, 1.3, 113.7, 2.2)})
    weights = coverage(data, shape, method="exactextract")
    fractions = weights.matrix.copy()
    fractions.data = np.float64(np.float32(fractions.data / weights.cell_km2[fractions.indices]))
    planar = replace(weights, matrix=fractions, held_km2=np.ones_like(weights.cell_km2), _kept={})
    source = NumPyRasterSource(values, 100, 0, 115, 10, srs_wkt=shape.crs.to_wkt())
    theirs = exact_extract(source, shape, ["mean", "stdev", "min", "max"], output="pandas")
    ours = zonal(data, planar, ("mean", "std", "min", "max"))
    for their_name, our_name in (("mean", "mean"), ("min", "min"), ("max", "max"), ("stdev", "std")):
        np.testing.assert_allclose(ours[our_name], theirs[their_name], rtol=1e-12)


@pytest.mark.parametrize(
    ("stats", "quantity", "error", "words"),
    [
        ("sum", "intensive", OverlayError, "never summed"),
        ("mean", "extensive", OverlayError, "never averaged"),
        ("avg", "intensive", UnknownNameError, "mean"),
        ("quantile_1.5", "intensive", OverlayError, "0 to 1"),
        ((), "intensive", OverlayError, "at least one"),
        (("mean", "mean"), "intensive", OverlayError, "twice"),
        ("mean", "sort-of", OverlayError, "Allowed"),
    ],
)
def test_statistics_that_are_not_allowed_are_refused(nine, inset, stats, quantity, error, words):
    with pytest.raises(error, match=words):
        zonal(nine, coverage(nine, inset), stats, quantity=quantity)


def test_data_can_say_that_it_is_extensive(nine, inset):
    weights = coverage(nine, inset)
    with pytest.raises(OverlayError, match="never averaged"):
        zonal(nine.assign_attrs(quantity="extensive"), weights, "mean")


def test_weights_for_another_grid_are_refused(nine, inset):
    weights = coverage(nine, inset)
    for other in (nine.isel(lat=slice(None, None, -1)), nine.assign_coords(lon=nine["lon"] + 0.1), nine.isel(lon=slice(0, 2))):
        with pytest.raises(OverlayError, match="coverage\\(data, faces\\)"):
            zonal(other, weights, "mean")


def test_words_are_refused_as_values(nine, inset):
    with pytest.raises(GridError, match="not numbers"):
        zonal(nine.astype(str).astype(object), coverage(nine, inset), "mean")


def test_a_field_of_many_values_is_not_categorical(grid, inset, nine):
    weights = coverage(nine, inset)
    lat, lon = np.linspace(0.05, 2.95, 30), np.linspace(0.05, 2.95, 30)
    many = grid(np.arange(900.0).reshape(30, 30), lat, lon)
    with pytest.raises(OverlayError, match="not categorical"):
        zonal(many, coverage(many, inset), "majority")
    with pytest.raises(OverlayError, match="no value"):
        zonal(nine.where(nine > 99), weights, "majority")


def test_quantiles_do_not_change_when_a_cell_is_cut_in_two():
    import scipy.sparse as sp

    whole = weighted_quantiles(np.array([1.0, 2.0, 7.0]), sp.csr_array([[1.0, 2.0, 1.0]]), (0.2, 0.5, 0.8))
    halves = weighted_quantiles(np.array([1.0, 2.0, 2.0, 7.0]), sp.csr_array([[1.0, 1.0, 1.0, 1.0]]), (0.2, 0.5, 0.8))
    np.testing.assert_array_equal(whole, [[1.0, 2.0, 7.0]])
    np.testing.assert_array_equal(halves, whole)
