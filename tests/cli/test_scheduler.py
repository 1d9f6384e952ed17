"""The command with a real cluster in other processes, of which a worker is killed while it works."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr

HERE = Path(__file__).resolve().parent

#: The command as it is, ended when its cluster has done its part: what comes then (maps, documents) takes a minute and no cluster.
_COMMAND = """
import sys
import toolkit.overlay.standard as standard
from toolkit.cli import main
from toolkit.overlay.coverage import coverage
from toolkit.overlay.tabulate import zonal_table

folder = sys.argv.pop(1)
original = standard.standard_table

def table_and_end(faces, *, grid, **options):
    original(faces, grid=grid, **options)[0].select(indicator="own").frame.to_parquet(folder + "/cluster.parquet")
    here = grid.compute(scheduler="threads")
    zonal_table(here, coverage(here, faces), indicator="own").frame.to_parquet(folder + "/here.parquet")
    sys.exit(0)

standard.standard_table = table_and_end
main()
"""


@pytest.fixture
def own_grid(tmp_path):
    lat, lon, steps = np.arange(5.0125, 14, 0.0125), np.arange(98.0125, 106, 0.0125), 72
    wave = (1500 + 500 * np.sin(lat)[:, None] * np.cos(lon)).astype(np.int16)
    values = np.stack([np.roll(wave, step, axis=1) for step in range(steps)])
    values[:, ::7, ::5] = -32768
    attributes = {"units": "degC", "scale_factor": 0.01, "_FillValue": np.int16(-32768)}
    data = xr.Dataset(
        {"own": (("time", "lat", "lon"), values, attributes)},
        coords={
            "time": ("time", np.arange(steps), {"units": "days since 2024-01-01"}),
            "lat": ("lat", lat, {"units": "degrees_north"}),
            "lon": ("lon", lon, {"units": "degrees_east"}),
        },
    )
    data.to_netcdf(tmp_path / "own.nc", encoding={"own": {"chunksizes": (1, 180, 160), "zlib": True, "complevel": 6}})
    return tmp_path / "own.nc"


@pytest.mark.slow
@pytest.mark.localserver
def test_the_command_outlives_a_worker_of_its_cluster(own_grid, tmp_path):
    with subprocess.Popen(
        [sys.executable, str(HERE / "failing_cluster.py")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as cluster:
        try:
            address = cluster.stdout.readline().strip()
            assert address.startswith("tcp://127.0.0.1:")
            arguments = [
                "briefing",
                "--region",
                "gulf-of-thailand",
                "--grid",
                str(own_grid),
                "--within",
                "sea",
                "--out",
                str(tmp_path / "p"),
            ]
            command = [sys.executable, "-c", _COMMAND, str(tmp_path), *arguments, "--scheduler", address]
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
            assert done.returncode == 0, done.stderr
            killed, n_done, n_left = cluster.stdout.readline().split()
        finally:
            cluster.stdin.close()
            cluster.wait(timeout=60)
    assert killed == "killed"
    assert int(n_done) > 0
    assert int(n_left) > 0
    found, expected = (pd.read_parquet(tmp_path / f"{name}.parquet") for name in ("cluster", "here"))
    assert len(found) >= 72
    assert found["value"].notna().any()
    pd.testing.assert_frame_equal(found.reset_index(drop=True)[expected.columns], expected, rtol=1e-12)
