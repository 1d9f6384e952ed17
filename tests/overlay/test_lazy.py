"""Lazy data: dask arrays give what numpy gives, chunk by chunk, on threads and on a cluster, also when a worker dies."""

from __future__ import annotations

import os
import signal
import time

import dask
import numpy as np
import pytest
import shapely
import xarray as xr
from toolkit.catalog.grids import open_grid
from toolkit.errors import ClusterError, OverlayError
from toolkit.overlay import apply
from toolkit.overlay.cluster import on_cluster
from toolkit.overlay.coverage import coverage
from toolkit.overlay.zonal import zonal

STATS = ("mean", "std", "min", "max", "median", "quantile_0.9", "area_above_0.5", "majority", "class_fraction")
CLASSES = (0.25, 0.5)


@pytest.fixture
def cube(grid):
    generator = np.random.default_rng(8)
    values = generator.random((6, 40, 60)).round(2)
    values[generator.random(values.shape) < 0.3] = np.nan
    return grid(values, np.arange(9.875, 0, -0.25), np.arange(100.125, 115, 0.25), time=np.arange(6))


@pytest.fixture
def zones(faces):
    return faces({"a": shapely.Point(105, 5).buffer(3), "b": shapely.box(101, 1, 114, 9), "far": shapely.box(0, 0, 1, 1)})


def test_chunks_in_time_give_the_same_bits(cube, zones):
    weights = coverage(cube, zones)
    expected = zonal(cube, weights, STATS, classes=CLASSES)
    xr.testing.assert_identical(zonal(cube.chunk(time=2), weights, STATS, classes=CLASSES).compute(), expected)


@pytest.mark.parametrize("chunks", [{"time": 1, "lat": 16, "lon": 25}, {"time": 4, "lat": 40, "lon": 7}, {"time": -1, "lat": 1, "lon": -1}])
def test_chunks_in_space_give_the_same_to_the_last_digits(cube, zones, chunks):
    weights = coverage(cube, zones)
    expected = zonal(cube, weights, STATS, classes=CLASSES)
    found = zonal(cube.chunk(chunks), weights, STATS, classes=CLASSES)
    assert all(dask.is_dask_collection(found[name].data) for name in found.data_vars)
    assert found["mean"].chunks[0] == (3,)
    computed = found.compute()
    xr.testing.assert_allclose(computed, expected, rtol=1e-12)
    for name in ("min", "max", "median", "quantile_0.9", "majority", "n_cells"):
        xr.testing.assert_identical(computed[name], expected[name])


def test_amounts_and_shares_of_cells_are_the_same_lazily(cube, zones, grid):
    share = grid(np.random.default_rng(1).random((20, 30)), np.arange(0.25, 10, 0.5), np.arange(100.25, 115, 0.5)).assign_attrs(
        basis="reef"
    )
    weights = coverage(cube, zones)
    stats = ("sum", "lower", "upper")
    expected = zonal(cube, weights, stats, within=share, quantity="extensive")
    found = zonal(cube.chunk(time=3, lat=13, lon=13), weights, stats, within=share, quantity="extensive")
    xr.testing.assert_allclose(found.compute(), expected, rtol=1e-12)


def test_nothing_is_computed_before_it_is_asked_for(cube, zones):
    def fail(block):
        raise AssertionError("computed too early")

    lazy = cube.copy(data=cube.chunk(time=2).data.map_blocks(fail, dtype=np.float64, meta=np.zeros((0, 0, 0))))
    found = zonal(lazy, coverage(cube, zones), ("mean", "median"))
    with pytest.raises(AssertionError, match="too early"):
        found.compute(scheduler="synchronous")


def test_chunks_that_no_face_touches_are_not_read(cube, faces):
    seen = []

    def look(block, block_info=None):
        seen.append(block_info[0]["chunk-location"])
        return block

    data = cube.chunk(time=6, lat=20, lon=20)
    lazy = data.copy(data=data.data.map_blocks(look, dtype=np.float64, meta=np.zeros((0, 0, 0))))
    zonal(lazy, coverage(cube, faces({"corner": shapely.box(100, 6, 104, 9)})), "mean").compute(scheduler="synchronous")
    assert seen == [(0, 0, 0)]


def test_lazy_categories_need_their_classes(cube, zones):
    weights = coverage(cube, zones)
    with pytest.raises(OverlayError, match="classes="):
        zonal(cube.chunk(time=1), weights, "majority")
    flagged = cube.chunk(time=1).assign_attrs(flag_values=np.array([0.25, 0.5]))
    xr.testing.assert_identical(zonal(flagged, weights, "majority").compute(), zonal(cube, weights, "majority", classes=CLASSES))


def test_a_grid_of_which_no_chunk_is_touched_gives_no_values(cube, zones):
    weights = coverage(cube, zones)
    nowhere = xr.zeros_like(cube.isel(time=0, drop=True)).assign_attrs(basis="nothing")
    for data in (cube, cube.chunk(time=2)):
        found = zonal(data, weights, ("mean", "min", "median"), within=nowhere).compute()
        assert all(np.isnan(found[name]).all() for name in ("mean", "min", "median", "valid_fraction"))
        assert (found["n_cells"] == 0).all()


def _slow_copy(block):
    time.sleep(0.05)
    return block


@pytest.mark.slow
@pytest.mark.localserver
@pytest.mark.allow_hosts(["127.0.0.1"])
def test_a_cluster_gives_the_same_also_when_a_worker_dies(cube, zones, socket_enabled):
    distributed = pytest.importorskip("distributed")
    weights = coverage(cube, zones)
    stats = ("mean", "std", "median", "area_above_0.5")
    expected = zonal(cube, weights, stats)
    many = xr.concat([cube] * 5, "time").assign_coords(time=np.arange(30))
    lazy = many.copy(data=many.chunk(time=1, lat=20, lon=30).data.map_blocks(_slow_copy, dtype=np.float64, meta=np.zeros((0, 0, 0))))
    with (
        dask.config.set({"distributed.worker.memory.terminate": False, "distributed.comm.timeouts.connect": "20s"}),
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None, silence_logs=50
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        plain = zonal(cube.chunk(time=2, lat=20), weights, stats).compute()
        xr.testing.assert_allclose(plain, expected, rtol=1e-12)
        running = client.compute(zonal(lazy, weights, stats))
        pids = client.run(os.getpid)
        time.sleep(0.5)
        assert running.status == "pending"
        os.kill(next(iter(pids.values())), signal.SIGKILL)
        found = running.result(timeout=120)
    xr.testing.assert_allclose(found.isel(time=slice(0, 6)), expected, rtol=1e-12)
    xr.testing.assert_allclose(found.isel(time=slice(24, 30)).assign_coords(time=np.arange(6)), expected, rtol=1e-12)


@pytest.mark.slow
@pytest.mark.localserver
@pytest.mark.allow_hosts(["127.0.0.1"])
def test_the_workers_at_an_address_overlay_a_file(cube, zones, tmp_path, socket_enabled):
    distributed = pytest.importorskip("distributed")
    cube.rename("x").assign_attrs(units="1").to_netcdf(tmp_path / "cube.nc")
    grid = open_grid(tmp_path / "cube.nc")
    weights = coverage(grid, zones)
    expected = zonal(grid, weights).compute()
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None, silence_logs=50
    ) as cluster:
        with on_cluster(cluster.scheduler_address) as client:
            assert distributed.default_client() is client
            xr.testing.assert_identical(zonal(grid, weights).compute(), expected)
            assert set(client.run(os.getpid).values()) != {os.getpid()}  # in a process of its own
        with pytest.raises(ValueError, match="No clients found"):
            distributed.default_client()
    with on_cluster(None) as nobody:
        assert nobody is None


@pytest.mark.localserver
@pytest.mark.allow_hosts(["127.0.0.1"])
@pytest.mark.parametrize(
    ("address", "words"), [("tcp://127.0.0.1:9", "answers at tcp://127.0.0.1:9 within 1 seconds"), ("localhost", "not the address")]
)
def test_an_address_without_a_scheduler_is_told_in_time(address, words, socket_enabled):
    start = time.monotonic()
    with pytest.raises(ClusterError, match=words), on_cluster(address, wait_seconds=1):
        pass
    assert time.monotonic() - start < 20


@pytest.mark.parametrize(("kind", "fill"), [("int16", -32768), ("uint8", 255), ("int32", -2147483648)])
def test_packed_integers_are_added_up_as_they_are(cube, zones, tmp_path, monkeypatch, kind, fill):
    # Tenths above 3, as Kelvin might be stored: what is asked for follows from the integers, or is computed from the values.
    values = (cube * 10 + 3).rename("x").assign_attrs(units="1")
    values.encoding = {"dtype": kind, "scale_factor": 0.1, "add_offset": 3.0, "_FillValue": fill, "chunksizes": (1, 20, 20)}
    values.to_netcdf(tmp_path / "packed.nc")
    grid = open_grid(tmp_path / "packed.nc")
    weights = coverage(grid, zones)
    seen = []
    original = apply.partials

    def look(block, part, recipe, packing=None):
        seen.append((block.dtype.kind, packing is not None))
        return original(block, part, recipe, packing)

    monkeypatch.setattr(apply, "partials", look)
    for stats, whole in (("mean", True), (("mean", "std", "min", "max"), True), (("mean", "median"), False), ("area_above_4", False)):
        seen.clear()
        found = zonal(grid, weights, stats).compute(scheduler="synchronous")
        assert set(seen) - {("f", False)} == ({("iu"[kind[0] == "u"], True)} if whole else set())
        expected = zonal(grid.compute(), weights, stats)
        xr.testing.assert_allclose(found, expected, rtol=1e-12)
        for name in ("n_cells", "valid_fraction"):
            xr.testing.assert_identical(found[name], expected[name])
