"""Loaders of the embedded data: what the toolkit can show without network and without any file of the user's.

Every loader checks the bytes against the register (:func:`toolkit.catalog.registry.dataset_file`) and sets
``attrs["dataset_id"]``, under which licence, citation and caveats are found. `data/README.md` lists them all.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from toolkit.catalog.registry import dataset_file
from toolkit.errors import GeometryError

if TYPE_CHECKING:
    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

__all__ = ["read_bathymetry", "read_coast", "read_coast_states", "read_land"]

Bounds = tuple[float, float, float, float]

#: The embedded base map ends at these limits; there its polygons have edges that are no coast.
_LIMITS = (60.0, -60.0, 180.0, 65.0), (-180.0, -60.0, -150.0, 65.0)


def read_land(bounds: Bounds | None = None) -> gpd.GeoDataFrame:
    """Read land polygons, 1:10m.

    Parameters
    ----------
    bounds : tuple of float, degrees, optional
        (west, south, east, north), longitudes -180..180; west > east across the antimeridian. Polygons are cut to it, so
        their outline has edges on the frame: draw the coast from :func:`read_coast`, or ask for wider bounds.

    Returns
    -------
    geopandas.GeoDataFrame
        One row for each polygon, EPSG:4326, for 60..180 E (and 180..150 W), 60 S..65 N.

    Raises
    ------
    GeometryError
        The bounds are not four numbers in the right order.

    Examples
    --------
    >>> land = read_land((118.0, 9.0, 120.0, 12.0))
    >>> land.crs.to_epsg(), land.attrs["dataset_id"]
    (4326, 'base-land')
    """
    return _polygons("base-land", "land.parquet", bounds)


def read_coast_states(bounds: Bounds | None = None) -> gpd.GeoDataFrame:
    """Read land polygons by country, from which zones of distance from the coast are computed.

    The division of land is the one of Natural Earth 1:10m in the package named in the register. It is not a view of the
    project, and it decides no question of who may claim from a coast: which polygons a zone is measured from is stated by the
    caller, by name.

    Parameters
    ----------
    bounds : tuple of float, degrees, optional
        As in :func:`read_land`.

    Returns
    -------
    geopandas.GeoDataFrame
        Columns ``iso_n3`` (ISO 3166-1 numeric as text, empty where the source has none), ``name`` (verbatim), ``geometry``.
    """
    return _polygons("base-coast-states", "coast_states.parquet", bounds)


def read_coast(bounds: Bounds | None = None) -> gpd.GeoDataFrame:
    """Read the coast as lines: the outline of land without the edges where the map was cut.

    Parameters
    ----------
    bounds : tuple of float, degrees, optional
        As in :func:`read_land`; the lines are cut to it.

    Returns
    -------
    geopandas.GeoDataFrame
        One row for each line, EPSG:4326.
    """
    land = _whole("base-land", "land.parquet")
    lines = shapely.boundary(land.geometry.to_numpy())
    inset = 1e-6
    cut = [shapely.clip_by_rect(lines, w + inset, s + inset, e - inset, n - inset) for w, s, e, n in _LIMITS]
    kept = np.concatenate([_clip(piece, bounds) for piece in cut])
    parts = shapely.get_parts(shapely.line_merge(kept))
    frame = gpd.GeoDataFrame(geometry=parts[~shapely.is_empty(parts)], crs="EPSG:4326")
    frame.attrs["dataset_id"] = "base-land"
    return frame


def read_bathymetry(bounds: Bounds | None = None) -> gpd.GeoDataFrame:
    """Read steps of depth for a tint under maps: where the sea is at least 0, 200, 1000 and 3000 m deep.

    Parameters
    ----------
    bounds : tuple of float, degrees, optional
        As in :func:`read_land`.

    Returns
    -------
    geopandas.GeoDataFrame
        Columns ``depth_from_m``, ``depth_to_m`` and ``geometry``, shallow before deep. The areas are nested (each row covers the
        sea at least ``depth_from_m`` deep, whatever lies below): drawn in this order they leave no seams.

    Notes
    -----
    Smoothed ETOPO5: shoals smaller than about 400 km2 are absent and its coast is not the one of :func:`read_land`. Not for
    navigation and not for measuring.
    """
    return _polygons("base-bathymetry", "bathymetry.parquet", bounds)


def _polygons(dataset_id: str, name: str, bounds: Bounds | None) -> gpd.GeoDataFrame:
    """Return a copy of a layer, cut to the bounds."""
    whole = _whole(dataset_id, name)
    if bounds is None:
        frame = whole.copy()
    else:
        geometry = _clip(whole.geometry.to_numpy(), bounds)
        # a polygon that two sides of the frame cut can fall into collections with lines: keep what has an inside
        inside = np.array([_only_polygons(item) for item in geometry], dtype=object)
        kept = ~shapely.is_empty(inside)
        frame = whole.loc[kept].assign(geometry=inside[kept]).reset_index(drop=True)
    frame.attrs["dataset_id"] = dataset_id
    return frame


def _whole(dataset_id: str, name: str) -> gpd.GeoDataFrame:
    return _cached(dataset_file(dataset_id, name))


@functools.lru_cache(maxsize=8)
def _cached(path: Path) -> gpd.GeoDataFrame:
    return gpd.read_parquet(path)


def _frames(bounds: Bounds) -> list[Bounds]:
    """Return the bounds as frames that do not cross the antimeridian."""
    values = tuple(float(x) for x in bounds)
    if len(values) != 4 or not -90 <= values[1] < values[3] <= 90 or not all(-180 <= x <= 180 for x in (values[0], values[2])):
        raise GeometryError(
            f"Bounds {bounds} given; allowed: (west, south, east, north) in degrees, longitudes -180..180, latitudes -90..90. "
            "Give them in that order; west > east means across the antimeridian."
        )
    west, south, east, north = values
    return [(west, south, east, north)] if west < east else [(west, south, 180.0, north), (-180.0, south, east, north)]


def _clip(geometry: npt.NDArray[np.object_], bounds: Bounds | None) -> npt.NDArray[np.object_]:
    """Cut geometries to the bounds; what lies outside becomes empty."""
    if bounds is None:
        return geometry
    pieces = []
    for west, south, east, north in _frames(bounds):
        piece = np.full(len(geometry), shapely.Point(), dtype=object)
        box = shapely.box(west, south, east, north)
        near = shapely.intersects(shapely.box(*shapely.bounds(geometry).T), box)
        within = near & shapely.contains(box, shapely.box(*shapely.bounds(geometry).T))
        piece[within] = geometry[within]
        piece[near & ~within] = shapely.intersection(geometry[near & ~within], box)
        pieces.append(piece)
    return pieces[0] if len(pieces) == 1 else shapely.union(pieces[0], pieces[1])


def _only_polygons(geometry: BaseGeometry) -> BaseGeometry:
    """Return the polygons of a geometry as one."""
    if geometry.geom_type in {"Polygon", "MultiPolygon"}:
        return geometry
    return shapely.MultiPolygon([part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"])
