"""Small worlds whose answers can be worked out by hand."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
import xarray as xr


def make_grid(values, lat, lon, name="x", units="degC", **coords):
    """A grid whose last two dimensions are latitude and longitude."""
    values = np.asarray(values)
    dims = (*coords, "lat", "lon")
    return xr.DataArray(
        values, dims=dims, coords={**coords, "lat": np.asarray(lat), "lon": np.asarray(lon)}, name=name, attrs={"units": units}
    )


def make_faces(shapes):
    """Faces from a mapping of id to polygon."""
    return gpd.GeoDataFrame(index=list(shapes), geometry=list(shapes.values()), crs="EPSG:4326")


@pytest.fixture
def grid():
    return make_grid


@pytest.fixture
def faces():
    return make_faces


@pytest.fixture
def nine():
    """The 3 x 3 picture: 1 2 3 in the north, 7 8 9 in the south, cells of one degree."""
    return make_grid(np.arange(1.0, 10.0).reshape(3, 3), [2.5, 1.5, 0.5], [0.5, 1.5, 2.5])


@pytest.fixture
def inset():
    """A square inset half a cell: shares 1/4 in the corners, 1/2 on the sides, 1 in the middle."""
    return make_faces({"inset": shapely.box(0.5, 0.5, 2.5, 2.5)})
