"""Build data/base/bathymetry.parquet: steps of depth from ETOPO5 (Debian package ferret-datasets 7.6.0-5).

ETOPO5 holds heights at the corners of a 5 minute grid, from the 1980s: good for a tint under a map, not for measuring. The heights
are smoothed a little (its soundings were gridded in patches, which shows as steps and stripes), land being held at 50 m so that
mountains do not lift the sea floor beside them, and interpolated to half the spacing. The outlines of "at least 0, 200, 1000, 3000 m
deep" are nested, so that drawing them in the order of the rows leaves no seams.
"""

from __future__ import annotations

import itertools
from pathlib import Path

import contourpy
import geopandas as gpd
import netCDF4
import numpy as np
import shapely
from common import BOX, STRIP, Sources, main, single_polygons, write_geoparquet
from scipy import ndimage
from toolkit.geodesy import area_km2

INPUT = ("etopo5.cdf", "1455d5e5feebd183d0bef5538a750ca8a44801e1503f964df900831c224459ce")
STEPS = ((0, 200), (200, 1000), (1000, 3000), (3000, 12000))
GRID = 2.0**-10  # degrees to which outlines are rounded (about 0.1 km)
SIMPLIFY = 0.012  # degrees
SMALLEST_KM2 = 400.0  # smaller patches and holes are noise at this resolution
MARGIN = 1.0


def heights(path: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return longitudes (0..360), latitudes and smoothed heights around the box, at 2.5 minutes."""
    west, east = BOX[0] - MARGIN, 360.0 + STRIP[2] + MARGIN
    with netCDF4.Dataset(path) as source:
        lon, lat = source["ETOPO05_X"][:].data, source["ETOPO05_Y"][:].data
        i = np.flatnonzero((lon >= west) & (lon <= east))
        j = np.flatnonzero((lat >= BOX[1] - MARGIN) & (lat <= BOX[3] + MARGIN))
        z = np.asarray(source["ROSE"][j[0] : j[-1] + 1, i[0] : i[-1] + 1], dtype=np.float64)
    z = ndimage.gaussian_filter(np.minimum(z, 50.0), 0.8, mode="nearest")
    n_lat, n_lon = (2 * n - 1 for n in z.shape)
    fine = ndimage.zoom(z, (n_lat / z.shape[0], n_lon / z.shape[1]), order=3, mode="nearest", grid_mode=False)
    return np.linspace(lon[i[0]], lon[i[-1]], n_lon), np.linspace(lat[j[0]], lat[j[-1]], n_lat), fine


def outlines(lon: np.ndarray, lat: np.ndarray, z: np.ndarray, depth: float) -> shapely.Geometry:
    """Return where the sea is at least so deep, without small patches and holes."""
    generator = contourpy.contour_generator(lon, lat, z, fill_type=contourpy.FillType.OuterOffset)
    points, offsets = generator.filled(-20000.0, -depth)
    kept = []
    for coordinates, offset in zip(points, offsets, strict=True):
        rings = [coordinates[a:b] for a, b in itertools.pairwise(offset)]
        if area_km2(shapely.Polygon(rings[0])) >= SMALLEST_KM2:
            kept.append(shapely.Polygon(rings[0], [r for r in rings[1:] if area_km2(shapely.Polygon(r)) >= SMALLEST_KM2]))
    simple = shapely.simplify(shapely.MultiPolygon(kept), SIMPLIFY, preserve_topology=True)
    return shapely.MultiPolygon(single_polygons(shapely.set_precision(shapely.make_valid(simple), GRID)))


def build(sources: Sources, out: Path) -> list[Path]:
    """Write the file; return its path."""
    lon, lat, z = heights(sources.file(INPUT[0], package="ferret-datasets", sha256=INPUT[1]))
    frames = ((shapely.box(*BOX), 0.0), (shapely.box(STRIP[0] + 360, STRIP[1], STRIP[2] + 360, STRIP[3]), -360.0))
    rows, shallower = [], shapely.box(0, -90, 360, 90)
    for start, end in STEPS:
        shallower = shapely.intersection(outlines(lon, lat, z, float(start)), shallower, grid_size=GRID)
        shallower = shapely.MultiPolygon(single_polygons(shallower))
        for frame, shift in frames:
            cut = shapely.set_precision(shapely.intersection(shallower, frame), GRID)
            parts = [shapely.normalize(part) for part in single_polygons(cut)]
            parts = [shapely.transform(part, lambda xy, by=shift: xy + np.array([by, 0.0])) for part in parts]
            rows += [{"depth_min": start, "depth_max": end, "geometry": part} for part in parts]
    rows.sort(key=lambda row: (row["depth_min"], *row["geometry"].bounds))
    return [write_geoparquet(gpd.GeoDataFrame(rows, crs="EPSG:4326"), out / "base" / "bathymetry.parquet")]


if __name__ == "__main__":
    main(build, __doc__)
