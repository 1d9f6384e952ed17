"""Build data/heat/sst_climatology.nc: monthly sea-surface temperature of COADS (Debian package ferret-datasets 7.6.0-5).

Of the two monthly climatologies in the package, COADS is used: its values are means of 2 degree boxes and it has a value in more
boxes of the South China Sea. The other (ocean_atlas_subset) holds every second point of a 1 degree analysis, which is not the mean of
anything 2 degrees wide. Written as classic netCDF by one fixed writer without history or dates, so that the bytes are the same.
"""

from __future__ import annotations

from pathlib import Path

import netCDF4
import numpy as np
from common import BOX, Sources, main
from scipy.io import netcdf_file

INPUT = ("coads_climatology.cdf", "b94f55034d13d63f33e2153afddc0c5e00347076c35ab3e34937aec38ce9c4c1")
FILL, SCALE = -32768, 0.01


def build(sources: Sources, out: Path) -> list[Path]:
    """Write the file; return its path."""
    with netCDF4.Dataset(sources.file(INPUT[0], package="ferret-datasets", sha256=INPUT[1])) as source:
        lon, lat = source["COADSX"][:].data, source["COADSY"][:].data
        i = (lon > BOX[0]) & (lon < BOX[2])
        j = (lat > BOX[1]) & (lat <= BOX[3])
        sst = np.ma.filled(source["SST"][:, j, i].astype(np.float64), np.nan)
    lon, lat = lon[i], lat[j]
    packed = np.where(np.isfinite(sst), np.round(sst / SCALE), FILL).astype(np.int16)
    path = out / "heat" / "sst_climatology.nc"
    path.parent.mkdir(parents=True, exist_ok=True)
    with netcdf_file(path, "w", version=1) as target:
        target.Conventions = "CF-1.10"
        target.title = "Monthly sea-surface temperature climatology, COADS 1946-1989, 2 degrees, 60-180 E"
        target.source = "coads_climatology.cdf of the Debian package ferret-datasets 7.6.0-5"
        target.comment = "Coarse and historical: for demonstration, not the climatology of Coral Reef Watch."
        for name, size in (("month", 12), ("lat", lat.size), ("lon", lon.size), ("bnds", 2)):
            target.createDimension(name, size)
        month = target.createVariable("month", "i4", ("month",))
        month[:] = np.arange(1, 13)
        month.long_name, month.units = "calendar month", "1"
        for name, values, units in (("lat", lat, "degrees_north"), ("lon", lon, "degrees_east")):
            axis = target.createVariable(name, "f8", (name,))
            axis[:] = values
            axis.standard_name, axis.units = {"lat": "latitude", "lon": "longitude"}[name], units
            axis.axis, axis.bounds = {"lat": "Y", "lon": "X"}[name], f"{name}_bnds"
            bounds = target.createVariable(f"{name}_bnds", "f8", (name, "bnds"))
            bounds[:] = np.stack([values - 1.0, values + 1.0], axis=1)
        data = target.createVariable("sst", "i2", ("month", "lat", "lon"))
        data[:] = packed
        data.standard_name, data.long_name = "sea_surface_temperature", "monthly mean sea-surface temperature"
        data.units, data.cell_methods = "degC", "area: mean month: mean"
        data.scale_factor, data.add_offset = np.float64(SCALE), np.float64(0.0)
        data._FillValue = np.int16(FILL)
    return [path]


if __name__ == "__main__":
    main(build, __doc__)
