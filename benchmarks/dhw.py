"""Degree heating weeks of a large cube: the toolkit against the obvious rolling sum.

The cube is 600 x 600 cells x 7300 days (20 years of a tile of 30 x 30 degrees at 0.05 degree), in single precision 10.5 GB. It is made and
computed a block of sea at a time, so that it fits any machine; both ways see the same blocks.
"""

from __future__ import annotations

import argparse
import time
import tracemalloc
from collections.abc import Callable

import numpy as np
import pandas as pd
import xarray as xr
from toolkit.indicators.heat import degree_heating_week

DAYS = 7300
TIME = pd.date_range("2001-01-01", periods=DAYS, freq="D")


def block(rows: int, columns: int, seed: int) -> xr.DataArray:
    """Make a block of HotSpots: a season, noise, and a little land."""
    rng = np.random.default_rng(seed)
    season = 1.5 * np.sin(np.arange(DAYS, dtype=np.float32) * np.float32(2 * np.pi / 365.25)) - 0.5
    values = rng.standard_normal((DAYS, rows, columns), dtype=np.float32)
    values *= 0.5
    values += season[:, None, None]
    np.round(values, 2, out=values)  # as published grids are
    values[:, : rows // 10] = np.nan
    return xr.DataArray(values, dims=("time", "lat", "lon"), coords={"time": TIME}, attrs={"units": "degC"})


def obvious(hotspot: xr.DataArray) -> xr.DataArray:
    """Sum the HotSpots of 1 degC and more with a rolling window of 84 days, as it is commonly written."""
    return hotspot.where(hotspot >= 1.0, 0.0).rolling(time=84, min_periods=84).sum() / 7.0


def ours(hotspot: xr.DataArray) -> xr.DataArray:
    """Compute degree heating weeks with the toolkit."""
    return degree_heating_week(hotspot)


def stream(function: Callable[[xr.DataArray], xr.DataArray], side: int, edge: int, blocks: int) -> float:
    """Return the seconds for the cube, from so many of its blocks."""
    spent = 0.0
    for number in range(blocks):
        data = block(edge, edge, number)
        start = time.perf_counter()
        function(data)
        spent += time.perf_counter() - start
    return spent * (side / edge) ** 2 / blocks


def run(*, side: int = 600, edge: int = 50, blocks: int = 4) -> pd.DataFrame:
    """Benchmark both ways.

    Parameters
    ----------
    side : int
        Cells of a side of the cube.
    edge : int
        Cells of a side of a block; the blocks of the cube are (side / edge) squared.
    blocks : int
        Blocks that are timed; the time of the cube is theirs times the number of blocks in it over the number timed.

    Returns
    -------
    pandas.DataFrame
        Columns ``method``, ``cells``, ``days``, ``blocks_timed``, ``seconds_for_cube``, ``million_values_per_second``,
        ``largest_difference`` (from the rolling sum in double precision) and ``memory_over_block`` (largest memory used
        beside the input, in sizes of the block).
    """
    data = block(edge, edge, 0)
    exact = obvious(data.astype(float))
    rows = []
    for name, function in (("toolkit", ours), ("rolling sum", obvious)):
        tracemalloc.start()
        result = function(data)
        memory = tracemalloc.get_traced_memory()[1] / data.nbytes
        tracemalloc.stop()
        difference = float(abs(result - exact).max())
        seconds = stream(function, side, edge, blocks)
        rows.append(
            {
                "method": name,
                "cells": side * side,
                "days": DAYS,
                "blocks_timed": blocks,
                "seconds_for_cube": round(seconds, 1),
                "million_values_per_second": round(side * side * DAYS / seconds / 1e6, 1),
                "largest_difference": difference,
                "memory_over_block": round(memory, 1),
            }
        )
    return pd.DataFrame(rows)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--blocks", type=int, default=4, help="blocks to time; 144 is the whole cube")
    print(run(blocks=parser.parse_args().blocks).to_string(index=False))
