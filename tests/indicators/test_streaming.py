"""Long series stream through in pieces of sea: memory is bounded by the piece, not by the series."""

import tracemalloc

import dask.array as da
import numpy as np
import pandas as pd
import xarray as xr
from toolkit.indicators.heat import degree_heating_week, hotspot
from toolkit.indicators.seasons import yearly_maximum

DAYS = pd.date_range("2001-01-01", "2020-12-31")


def tile(side, chunk):
    """Twenty years of daily temperature of a tile of 0.05 degree, made a block at a time."""

    def block(block_info=None):
        (t0, t1), (y0, y1), (x0, x1) = block_info[None]["array-location"]
        season = 28.5 + 2 * np.sin(np.arange(t0, t1) * 2 * np.pi / 365.25)
        place = 0.01 * (np.arange(y0, y1)[:, None] + np.arange(x0, x1))
        return (season[:, None, None] + place).astype(np.float32)

    chunks = ((len(DAYS),), (chunk,) * (side // chunk), (chunk,) * (side // chunk))
    values = da.map_blocks(block, chunks=chunks, dtype=np.float32, meta=np.empty((0, 0, 0), np.float32))
    coords = {"time": DAYS, "lat": 5 + 0.05 * np.arange(side), "lon": 110 + 0.05 * np.arange(side)}
    return xr.DataArray(values, dims=("time", "lat", "lon"), coords=coords, attrs={"units": "degC"})


def test_twenty_years_of_a_tile_are_computed_a_piece_at_a_time():
    side, chunk = 30, 6  # 25 pieces
    sst = tile(side, chunk)
    mmm = xr.DataArray(np.full((side, side), 29.0), coords={"lat": sst.lat, "lon": sst.lon}, dims=("lat", "lon"), attrs={"units": "degC"})
    peaks = degree_heating_week(hotspot(sst, mmm)).max("time")
    assert peaks.chunks is not None
    tracemalloc.start()
    try:
        result = peaks.compute(scheduler="synchronous")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    piece = len(DAYS) * chunk * chunk * 8
    assert peak < 10 * piece < 25 * piece == side * side * len(DAYS) * 8
    # Cells grow warmer to the north and to the east, and so do their peaks.
    assert (result.diff("lat") >= -1e-4).all()
    assert result.argmax(["lat", "lon"])["lat"].item() == side - 1


def test_years_of_a_lazy_tile_need_their_days():
    sst = tile(4, 2)
    mmm = xr.DataArray(np.full((4, 4), 29.0), coords={"lat": sst.lat, "lon": sst.lon}, dims=("lat", "lon"), attrs={"units": "degC"})
    result = yearly_maximum(degree_heating_week(hotspot(sst, mmm))).compute()
    assert np.isnan(result.sel(year=2001)).all()  # no first 83 days
    assert (result.sel(year=slice(2002, None)) > 4).all()


def test_series_chunked_by_day_are_turned_into_pieces_of_sea():
    sst = tile(8, 4).isel(time=slice(0, 200))
    by_day = sst.chunk({"time": 1, "lat": -1, "lon": -1})
    heat = (by_day - 29.0).assign_attrs(units="degC")
    weeks = degree_heating_week(heat)
    assert len(weeks.chunksizes["time"]) == 1
    xr.testing.assert_allclose(weeks.compute(), degree_heating_week(heat.compute()))
