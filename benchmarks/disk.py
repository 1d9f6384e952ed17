"""A year of global 5 km daily data (366 x 3600 x 7200 packed 16 bit integers) from disk, in bounded memory.

The data are synthetic, in the layout of the daily files of Coral Reef Watch (chunks 1 x 900 x 1800, scale 0.01, fill -32768): a smooth
field with noise in the last digits, land missing. Each run is a process of its own, so that its peak memory is its own. ``decode``
reads and decodes the same chunks and does nothing with them; the bar is 1.25 times that. ``zonal`` is all of it: coverage, the loading of
compiled loops, means of all days. It adds up packed integers as they are, so it can be quicker than decoding them; the means of the first
two days are compared with those of decoded values in memory (``largest_difference``).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

ROWS, COLUMNS = 3600, 7200
DAYS = int(os.environ.get("ARF_MARINE_BENCH_DAYS", "366"))

_RUN = """
import json, sys, time
import dask, geopandas as gpd, numpy as np, shapely
import toolkit as tk

what, path, zones = sys.argv[1:]
dask.config.set(scheduler="threads", num_workers=2)
grid = tk.open_grid(path)
if zones == "globe":
    boxes = [shapely.box(x, y, x + 20, y + 20).buffer(-0.31) for x in range(-180, 180, 20) for y in range(-80, 80, 20)]
else:
    boxes = [shapely.box(x, y, x + 9.7, y + 9.7) for x in range(90, 170, 10) for y in range(0, 50, 10)]
faces = gpd.GeoDataFrame(index=[f"f{k:03d}" for k in range(len(boxes))], geometry=boxes, crs="EPSG:4326")
start, start_cpu = time.perf_counter(), time.process_time()
if what == "decode":
    rows = slice(0, 3600) if zones == "globe" else slice(0, 1800)
    columns = slice(0, 7200) if zones == "globe" else slice(5400, 7200)
    def nothing(block):
        return np.zeros((block.shape[0], 1, 1))
    values = grid.data[:, rows, columns]
    values.map_blocks(nothing, dtype=float, chunks=(values.chunks[0], (1,) * len(values.chunks[1]), (1,) * len(values.chunks[2]))).compute()
    result = None
else:
    weights = tk.coverage(grid, faces)
    result = tk.zonal(grid, weights, "mean")["mean"].compute()
seconds, cpu = time.perf_counter() - start, time.process_time() - start_cpu
with open("/proc/self/status") as status:  # ru_maxrss would count the parent's memory too
    peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024**2
mean = away = None
if result is not None:
    plain = tk.zonal(grid[:2].compute(), weights, "mean")["mean"]
    mean, away = float(result.mean()), float(abs(result[:, :2] / plain - 1).max())
print(json.dumps({"seconds": seconds, "cpu": cpu, "peak_gb": peak, "mean": mean, "largest_difference": away}))
"""


def write(folder: Path) -> dict[str, Path]:
    """Write the same synthetic year as Zarr and as netCDF."""
    import netCDF4
    import zarr

    lat = np.round(89.975 - 0.05 * np.arange(ROWS), 3)
    lon = np.round(-179.975 + 0.05 * np.arange(COLUMNS), 3)
    wave = 1500 * np.cos(np.radians(lat))[:, None] + 300 * np.sin(np.radians(3 * lon))[None, :] + 1000
    land = np.sin(np.radians(2.3 * lon + 40))[None, :] + np.cos(np.radians(3.1 * lat))[:, None] > 0.9
    draw = np.random.default_rng(0)
    noise = draw.integers(-8, 9, (ROWS, COLUMNS + 400), dtype=np.int16)
    attributes = {"units": "degree_Celsius", "scale_factor": 0.01, "long_name": "synthetic sea-surface temperature"}
    store = folder / "year.zarr"
    group = zarr.open_group(store, mode="w", zarr_format=2)
    packed = group.create_array("sst", shape=(DAYS, ROWS, COLUMNS), chunks=(1, 900, 1800), dtype="i2", fill_value=-32768)
    packed.attrs.update({**attributes, "_ARRAY_DIMENSIONS": ["time", "lat", "lon"], "_FillValue": -32768})
    for name, values, units in (
        ("lat", lat, "degrees_north"),
        ("lon", lon, "degrees_east"),
        ("time", np.arange(DAYS), "days since 2024-01-01"),
    ):
        coordinate = group.create_array(name, data=np.asarray(values))
        coordinate.attrs.update({"units": units, "_ARRAY_DIMENSIONS": [name]})
    path = folder / "year.nc"
    with netCDF4.Dataset(path, "w") as file:
        for name, size in (("time", DAYS), ("lat", ROWS), ("lon", COLUMNS)):
            file.createDimension(name, size)
            file.createVariable(name, "f8", (name,))[:] = {"time": np.arange(DAYS), "lat": lat, "lon": lon}[name]
        file["time"].units, file["lat"].units, file["lon"].units = "days since 2024-01-01", "degrees_north", "degrees_east"
        variable = file.createVariable(
            "sst", "i2", ("time", "lat", "lon"), fill_value=-32768, zlib=True, complevel=1, shuffle=True, chunksizes=(1, 900, 1800)
        )
        variable.setncatts(attributes)
        variable.set_auto_maskandscale(False)
        for day in range(DAYS):
            values = (wave + 200 * np.sin(2 * np.pi * day / 366)).astype(np.int16) + noise[:, day : day + COLUMNS]
            values[land] = -32768
            packed[day] = values
            variable[day] = values
    return {"zarr": store, "netcdf": path}


def run() -> pd.DataFrame:
    folder = Path(tempfile.mkdtemp(prefix="arf-bench-", dir=os.environ.get("ARF_MARINE_BENCH_FOLDER")))
    rows = []
    try:
        files = write(folder)
        for kind, path in files.items():
            size = sum(f.stat().st_size for f in path.rglob("*") if f.is_file()) if path.is_dir() else path.stat().st_size
            for zones in ("globe", "region"):
                found = {}
                for what in ("decode", "zonal"):
                    done = subprocess.run([sys.executable, "-c", _RUN, what, str(path), zones], capture_output=True, text=True, check=True)
                    found[what] = json.loads(done.stdout.strip().splitlines()[-1])
                rows.append(
                    {
                        "format": kind,
                        "file_gb": size / 1e9,
                        "days": DAYS,
                        "zones": zones,
                        "decode_s": found["decode"]["seconds"],
                        "zonal_s": found["zonal"]["seconds"],
                        "zonal_over_decode": found["zonal"]["seconds"] / found["decode"]["seconds"],
                        "cpu_over_decode": found["zonal"]["cpu"] / found["decode"]["cpu"],
                        "decode_peak_gb": found["decode"]["peak_gb"],
                        "zonal_peak_gb": found["zonal"]["peak_gb"],
                        "mean": found["zonal"]["mean"],
                        "largest_difference": found["zonal"]["largest_difference"],
                    }
                )
                print(rows[-1], flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return pd.DataFrame(rows)


if __name__ == "__main__":
    print(run().to_string())
