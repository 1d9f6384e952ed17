"""Small grids and faces for the tests of the overlay."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
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
