"""Zonal means of long series: weights once and a product for each step, against the peers, on the same data in the same run.

Three cases. (a) Published zones (Marine Regions v12, cut to 90..180 E, 0..60 N, from ``$ARF_MARINE_SHARED``; synthetic zones where that is
not there) on 1200 x 1800 cells with 30 % missing at random, 365 steps. (b) Seven overlapping synthetic claims of 28,000 vertices on 500 x
460 cells, 480 steps. (c) 63 synthetic regions of 140,000 vertices on 2500 x 2400 cells, 40 steps. Results are compared before times are.

Times are of one process, coverage included, best of three runs, so of contestants that are warm, with their libraries loaded. Ours
compiles its loops when they are first called and keeps them; what that costs once is told as ``first_call_s``: of a fresh process with an
empty cache in the row ``ours, compiled anew``, of one that finds its loops kept in ``ours, compiled before`` (import of numba included,
other imports not). Ours uses dask's threads (two) as it does by default, which is for long series of more than 400,000 pairs of a face and
a cell, so in all three cases; one thread has a row of its own. The peers have no threads for this (xvec could start processes that copy
the data; it runs in one here). A further step is the slope between a short and a long series. Peers that are slow are given fewer steps,
as the column ``steps`` tells, and in (c) at most 4.
"""

from __future__ import annotations

import dataclasses
import importlib.util
import os
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
import xarray as xr
from toolkit.overlay.coverage import coverage
from toolkit.overlay.zonal import zonal

PROJECT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("ARF_MARINE_SHARED", PROJECT.parent / "shared" / "data"))
REPEATS = int(os.environ.get("ARF_MARINE_BENCH_REPEATS", "3"))


@dataclasses.dataclass
class Case:
    name: str
    data: xr.DataArray
    zones: gpd.GeoDataFrame
    bounds: tuple[float, float, float, float]
    short: int
    slow: int = 40  # largest number of steps of peers that are slow


def ragged(n: int, n_vertices: int, centres, radius: float, seed: int = 0) -> gpd.GeoDataFrame:
    """Zones with ragged outlines round given centres."""
    draw = np.random.default_rng(seed)
    each = n_vertices // n - 1
    angle = np.linspace(0, 2 * np.pi, each, endpoint=False)
    shapes = []
    for x, y in centres:
        waves = sum(draw.normal(0, 0.5 / k) * np.cos(k * angle + draw.uniform(0, 7)) for k in range(2, 40))
        reach = radius * np.exp(0.25 * np.tanh(waves))
        shapes.append(shapely.Polygon(np.c_[x + reach * np.cos(angle), y + reach * np.sin(angle)]))
    return gpd.GeoDataFrame(index=[f"z{k:02d}" for k in range(n)], geometry=shapes, crs="EPSG:4326")


def field(bounds, rows: int, columns: int, steps: int, missing: float, seed: int = 1) -> xr.DataArray:
    west, south, east, north = bounds
    draw = np.random.default_rng(seed)
    values = draw.random((steps, rows, columns), dtype=np.float32)
    for step in values:
        step[draw.random((rows, columns), dtype=np.float32) < missing] = np.nan
    dx, dy = (east - west) / columns, (north - south) / rows
    coords = {"time": np.arange(steps), "lat": north - dy * (np.arange(rows) + 0.5), "lon": west + dx * (np.arange(columns) + 0.5)}
    return xr.DataArray(values, dims=("time", "lat", "lon"), coords=coords, name="x", attrs={"units": "1"})


def case_a() -> Case:
    path = SHARED / "claims" / "eez_v12_clip.geojson"
    bounds = (90.0, 0.0, 180.0, 60.0)
    if path.is_file():
        zones, name = gpd.read_file(path)[["geometry"]], "a: 35 published zones, 1200 x 1800"
        zones.index = [f"z{k:02d}" for k in range(len(zones))]
    else:
        centres = [(x, y) for x in np.linspace(98, 172, 7) for y in np.linspace(8, 52, 5)]
        zones, name = ragged(35, 138_000, centres, 5.0), "a: 35 synthetic zones, 1200 x 1800"
    return Case(name, field(bounds, 1200, 1800, 365, 0.3), zones, bounds, 30)


def case_b() -> Case:
    centres = [(112 + 2.2 * np.cos(k), 12 + 2.2 * np.sin(k)) for k in range(7)]
    bounds = (100.0, 0.0, 125.0, 23.0)
    return Case("b: 7 overlapping claims, 460 x 500", field(bounds, 460, 500, 480, 0.0), ragged(7, 28_000, centres, 8.0), bounds, 40)


def case_c() -> Case:
    centres = [(x, y) for x in np.linspace(95, 175, 9) for y in np.linspace(-20, 40, 7)]
    bounds = (90.0, -25.0, 180.0, 45.0)
    return Case("c: 63 regions, 2400 x 2500", field(bounds, 2400, 2500, 40, 0.3), ragged(63, 140_000, centres, 4.4), bounds, 10, 4)


# ---- contestants: each takes a case and a number of steps and returns means, shape (zones, steps) --------------------------------


def ours(case: Case, steps: int, threads: int = 2) -> np.ndarray:
    import dask

    with dask.config.set(num_workers=threads):
        weights = coverage(case.data, case.zones)
        return zonal(case.data[:steps], weights, "mean")["mean"].to_numpy()


def ours_one_thread(case: Case, steps: int) -> np.ndarray:
    return ours(case, steps, threads=1)


def _exactextract(strategy: str):
    def extract(case: Case, steps: int) -> np.ndarray:
        from exactextract import exact_extract
        from exactextract.raster import NumPyRasterSource

        wkt = case.zones.crs.to_wkt()
        values = case.data.to_numpy()
        sources = [NumPyRasterSource(values[k], *case.bounds, name=f"t{k:03d}", srs_wkt=wkt) for k in range(steps)]
        table = exact_extract(sources, case.zones, "mean", strategy=strategy, output="pandas")
        return table[[f"t{k:03d}_mean" for k in range(steps)]].to_numpy()

    return extract


def _xvec(method: str):
    def extract(case: Case, steps: int) -> np.ndarray:
        import rioxarray  # noqa: F401
        import xvec  # noqa: F401

        # Dimensions called lon and lat stop one of its methods and silently spoil another: call them x and y.
        data = case.data[:steps].rename(lon="x", lat="y").rio.write_crs("EPSG:4326")
        found = data.xvec.zonal_stats(case.zones.geometry, x_coords="x", y_coords="y", stats="mean", method=method, n_jobs=1)
        return found.transpose("geometry", "time").to_numpy()

    return extract


def regionmask_groupby(case: Case, steps: int) -> np.ndarray:
    """Centre-in: each cell belongs to the zone that holds its centre."""
    import regionmask

    masks = regionmask.mask_3D_geopandas(case.zones.reset_index(drop=True), case.data["lon"], case.data["lat"], drop=False, overlap=True)
    data = case.data[:steps]
    return np.stack([data.where(mask).mean(("lat", "lon")).to_numpy() for mask in masks])


def rasterstats_loop(case: Case, steps: int) -> np.ndarray:
    from affine import Affine
    from rasterstats import zonal_stats

    west, _, _, north = case.bounds
    rows, columns = case.data.shape[1:]
    place = Affine((case.bounds[2] - west) / columns, 0, west, 0, -(north - case.bounds[1]) / rows, north)
    out = []
    for k in range(steps):
        found = zonal_stats(list(case.zones.geometry), case.data[k].to_numpy(), affine=place, stats="mean", nodata=np.nan)
        out.append([item["mean"] if item["mean"] is not None else np.nan for item in found])
    return np.array(out, dtype=float).T


#: name -> (function, module it needs, largest number of steps it is given (it is slow), how it relates to exact means)
CONTESTANTS = {
    "ours": (ours, "toolkit", None, "area-weighted, WGS84"),
    "ours, 1 thread": (ours_one_thread, "toolkit", None, "area-weighted, WGS84"),
    "exactextract, feature-sequential": (_exactextract("feature-sequential"), "exactextract", None, "exact, planar"),
    "exactextract, raster-sequential": (_exactextract("raster-sequential"), "exactextract", None, "exact, planar"),
    "xvec, exactextract": (_xvec("exactextract"), "xvec", None, "exact, planar"),
    "xvec, iterate": (_xvec("iterate"), "xvec", 40, "centre-in, planar"),
    "regionmask, mask_3D": (regionmask_groupby, "regionmask", 10, "centre-in, planar"),
    "rasterstats": (rasterstats_loop, "rasterstats", 3, "centre-in, planar"),
}


def best(function, case: Case, steps: int) -> tuple[np.ndarray, float, float]:
    """Result, best elapsed and best processor time."""
    elapsed, processor, found = np.inf, np.inf, None
    for _ in range(REPEATS):
        start, start_cpu = time.perf_counter(), time.process_time()
        found = function(case, steps)
        elapsed, processor = min(elapsed, time.perf_counter() - start), min(processor, time.process_time() - start_cpu)
        if elapsed > 30:
            break
    return found, elapsed, processor


def planar_means(case: Case, steps: int) -> np.ndarray:
    """Our product on exactextract's own planar shares: what must equal exactextract to rounding."""
    weights = coverage(case.data, case.zones, method="exactextract")
    shares = weights.matrix.copy()
    shares.data = np.float64(np.float32(shares.data / weights.cell_km2[shares.indices]))
    planar = dataclasses.replace(weights, matrix=shares, held_km2=np.ones_like(weights.cell_km2), _kept={})
    return zonal(case.data[:steps], planar, "mean")["mean"].to_numpy()


def plain_read(case: Case) -> float:
    """Best time to pick the touched cells of one step and add them up."""
    touched = np.unique(coverage(case.data, case.zones).matrix.indices)
    values = case.data.to_numpy()
    steps = min(30, len(values))

    def read(_: Case, n: int) -> None:
        for k in range(n):
            values[k].ravel().take(touched).sum(dtype=np.float64)

    return best(read, case, steps)[1] / steps


_FIRST = """
import sys, time
import dask.array, geopandas as gpd, numpy as np, pandas, shapely, xarray as xr
from toolkit.overlay.coverage import coverage
places = {"lat": np.arange(60) + 0.5, "lon": np.arange(60) + 0.5}
data = xr.DataArray(np.ones((2, 60, 60), np.float32), dims=("time", "lat", "lon"), coords=places, name="x")
weights = coverage(data, gpd.GeoDataFrame(index=["a"], geometry=[shapely.box(1.5, 1.5, 50.2, 50.2)], crs="EPSG:4326"))
start = time.perf_counter()
from toolkit.overlay.zonal import zonal
zonal(data, weights, "mean")["mean"].to_numpy()
print(time.perf_counter() - start)
"""


def first_calls() -> dict[str, float]:
    """Seconds of the first call for means of single precision in a fresh process, of a small grid: nothing kept, and kept."""
    with tempfile.TemporaryDirectory() as folder:
        surroundings = {**os.environ, "NUMBA_CACHE_DIR": folder}
        seconds = [
            float(
                subprocess.run(
                    [sys.executable, "-W", "ignore", "-c", _FIRST], env=surroundings, capture_output=True, text=True, check=True
                ).stdout
            )
            for _ in range(4)
        ]
    return {"ours, compiled anew": seconds[0], "ours, compiled before": min(seconds[1:])}


def compare(case: Case) -> list[dict[str, object]]:
    rows = []
    n = case.data.sizes["time"]
    exact = ours(case, case.short)
    planar = planar_means(case, case.short)
    read = plain_read(case)
    for name, (function, module, most, kind) in CONTESTANTS.items():
        if importlib.util.find_spec(module) is None:
            continue
        few, many = (case.short, n) if most is None else (1, min(most, case.slow, n))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                found, first, first_cpu = best(function, case, few)
                _, total, total_cpu = best(function, case, many)
            except MemoryError:
                rows.append({"case": case.name, "contestant": name, "means": "out of memory"})
                continue
        reference = planar if kind == "exact, planar" else exact
        steps = min(few, case.short)
        with np.errstate(invalid="ignore", divide="ignore"):
            away = np.nanmax(np.abs(found[:, :steps] / reference[:, :steps] - 1))
        rows.append(
            {
                "case": case.name,
                "contestant": name,
                "means": kind,
                "steps": many,
                "total_s": total,
                "cpu_s": total_cpu,
                "further_step_ms": 1e3 * (total - first) / (many - few),
                "further_step_cpu_ms": 1e3 * (total_cpu - first_cpu) / (many - few),
                "plain_read_ms": 1e3 * read,
                "largest_difference": away,
                "compared_with": "ours on planar shares" if kind == "exact, planar" else "ours",
            }
        )
        print(rows[-1], flush=True)
    rows += [{"case": case.name, "contestant": name, "first_call_s": seconds} for name, seconds in first_calls().items()]
    return rows


def run(cases: str = "abc") -> pd.DataFrame:
    """Run the named cases."""
    rows: list[dict[str, object]] = []
    for name in cases:
        rows += compare({"a": case_a, "b": case_b, "c": case_c}[name]())
    table = pd.DataFrame(rows)
    peers = table[~table["contestant"].str.startswith("ours") & table["total_s"].notna()]
    # Processor time is told beside elapsed time: it says more on a machine that does other work.
    for column, factor in (
        ("total_s", "best_peer_over_this"),
        ("cpu_s", "cpu_best_peer_over_this"),
        ("further_step_ms", "step_best_peer_over_this"),
        ("further_step_cpu_ms", "step_cpu_best_peer_over_this"),
    ):
        # Totals are compared between those that did all steps.
        most = peers.groupby("case")["steps"].transform("max")
        least = peers[peers["steps"] == most].groupby("case")[column].min()
        table[factor] = table["case"].map(least) / table[column]
    return table


if __name__ == "__main__":
    print(run().to_string())
