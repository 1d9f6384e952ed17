"""Packed integers: what they stand for is known, and kept only with the grid that was opened."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from toolkit.catalog.grids import open_grid
from toolkit.catalog.packed import packed, packing_of


def limits(kind, **attributes):
    found = packing_of(attributes, np.dtype(kind))
    return found and tuple(map(int, found.limits))


@pytest.mark.parametrize(
    ("kind", "attributes", "expected"),
    [
        ("i2", {}, (-32768, 32767)),
        ("i2", {"_FillValue": np.int16(-32768), "missing_value": np.int16(-32768)}, (-32767, 32767)),
        ("i2", {"_FillValue": 32767, "valid_min": -200, "valid_max": 5000}, (-200, 5000)),
        ("u1", {"_FillValue": 255, "missing_value": np.array([254, 255])}, (0, 253)),
        ("u1", {"_FillValue": 0, "scale_factor": 0.5}, (1, 255)),
        ("i4", {"valid_range": np.array([0, 9])}, (0, 9)),
        ("i2", {"_FillValue": -999}, None),  # within the limits: they cannot leave it out
        ("i2", {"scale_factor": -0.1}, None),
        ("i1", {"_Unsigned": "true"}, None),
        ("i2", {"valid_min": "0"}, None),
        ("i8", {}, None),
        ("f4", {}, None),
    ],
)
def test_limits_leave_out_what_the_file_calls_missing(kind, attributes, expected):
    assert limits(kind, **attributes) == expected


@pytest.fixture
def stored(tmp_path):
    values = np.arange(24, dtype=np.int16).reshape(2, 3, 4)
    values[0, 0, 0] = -32768
    attributes = {"scale_factor": 0.5, "add_offset": 10.0, "_FillValue": np.int16(-32768), "units": "degC"}
    data = xr.Dataset(
        {"sst": (("time", "lat", "lon"), values, attributes)},
        coords={
            "time": ("time", [0, 1], {"units": "days since 2024-01-01"}),
            "lat": ("lat", [0.5, 1.5, 2.5], {"units": "degrees_north"}),
            "lon": ("lon", [0.5, 1.5, 2.5, 3.5], {"units": "degrees_east"}),
        },
    )
    data.to_netcdf(tmp_path / "packed.nc")
    data.to_zarr(tmp_path / "packed.zarr", consolidated=False, zarr_format=2)
    return tmp_path, values


@pytest.mark.parametrize("name", ["packed.nc", "packed.zarr"])
def test_a_grid_that_was_opened_remembers_its_integers_and_nothing_made_from_it_does(stored, name):
    folder, values = stored
    grid = open_grid(folder / name)
    integers, found = packed(grid.data)
    np.testing.assert_array_equal(integers.compute(), values)
    assert (found.scale, found.offset, found.limits) == (0.5, 10.0, (-32767, 32767))
    expected = np.where(values == -32768, np.nan, 10 + 0.5 * values)
    np.testing.assert_array_equal(grid.to_numpy(), expected)
    assert packed(grid.assign_attrs(units="K").data) is not None
    for other in (grid * 2, grid.isel(time=0), grid.transpose("lon", ...), grid.chunk(time=1), grid.where(grid > 11), grid.load()):
        assert packed(other.data) is None
