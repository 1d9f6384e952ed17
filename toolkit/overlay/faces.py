"""Faces as the overlay needs them: a checked table of polygons, and a fingerprint of it."""

from __future__ import annotations

import hashlib
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from toolkit.errors import CRSError, GeometryError, MissingCRSError, SchemaError

__all__ = ["face_fingerprint", "face_frame"]


def face_frame(faces: Any) -> gpd.GeoDataFrame:
    """Return the GeoDataFrame of faces after checking that it can be overlaid.

    Raises
    ------
    SchemaError
        There is no table of polygons, or an id is repeated.
    MissingCRSError, CRSError
        No CRS, or not EPSG:4326.
    GeometryError
        A polygon is missing, empty, invalid or beyond the poles.
    """
    frame = getattr(faces, "frame", faces)
    if not isinstance(frame, gpd.GeoDataFrame) or frame.empty:
        raise SchemaError(
            f"Faces must be the result of partition(claims) or a GeoDataFrame with polygons; {type(faces).__name__} given or empty."
        )
    if frame.crs is None:
        raise MissingCRSError("The faces have no CRS. If they are in longitude and latitude, say so: faces.set_crs('EPSG:4326').")
    if not frame.crs.equals("EPSG:4326", ignore_axis_order=True) and not (frame.crs.is_geographic and "WGS 84" in frame.crs.name):
        raise CRSError(f"The faces are in {frame.crs.name}; allowed is EPSG:4326. Reproject them first: faces.to_crs('EPSG:4326').")
    if frame.index.has_duplicates:
        raise SchemaError(f"Face id '{frame.index[frame.index.duplicated()][0]}' is repeated. Give each face its own index.")
    shapes = np.asarray(frame.geometry.to_numpy(), dtype=object)
    bad = shapely.is_missing(shapes) | shapely.is_empty(shapes) | ~np.isin(shapely.get_type_id(shapes), (3, 6)) | ~shapely.is_valid(shapes)
    if bad.any():
        name = frame.index[int(np.flatnonzero(bad)[0])]
        raise GeometryError(
            f"{int(bad.sum())} of {len(frame)} faces are missing, empty, invalid or not polygons; the first is '{name}'. "
            "Repair them first: faces.geometry.make_valid(), and keep the polygons."
        )
    if np.abs(shapely.bounds(shapes)[:, [1, 3]]).max() > 90.0 + 1e-9:
        raise GeometryError("A face reaches beyond the poles: the coordinates are not degrees, or latitude comes first. Check them.")
    return frame


def face_fingerprint(faces: Any) -> str:
    """Return the checksum of faces: the one they carry, else of their ids and coordinates."""
    given = getattr(faces, "fingerprint", None)
    if isinstance(given, str) and given:
        return given
    frame = getattr(faces, "frame", faces)
    digest = hashlib.sha256("\n".join(map(str, frame.index)).encode())
    for shape in frame.geometry.to_numpy():
        digest.update(shapely.to_wkb(shape, byte_order=1))
    return digest.hexdigest()[:16]
