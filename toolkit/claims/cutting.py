"""Longitudes and frames: wrap 0..360, split at the antimeridian, cut to a frame. Geometry only; nothing here knows a claimant."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import shapely
import shapely.affinity

from toolkit.catalog.regions import Region
from toolkit.errors import GeometryError
from toolkit.geodesy import area_km2

if TYPE_CHECKING:
    from toolkit.claims.model import ClaimSet

__all__ = ["cut_to_frame", "frame_polygon", "lines_of", "polygons_of", "wrap"]

Bounds = tuple[float, float, float, float]

#: Parts of a claim that a cut to the seas of a region leaves, and that are no water worth a face.
_THREAD_KM2 = 1.0


def frame_polygon(bounds: Bounds | Region) -> Any:
    """Return a frame as a polygon, or as two where it crosses the antimeridian.

    Parameters
    ----------
    bounds : tuple of float (degrees) or Region
        (west, south, east, north); longitudes -180..180; west > east crosses the antimeridian. Or a region: its seas.

    Raises
    ------
    GeometryError
        The bounds are not four numbers that make a frame.
    """
    if isinstance(bounds, Region):
        return bounds.polygon
    try:
        west, south, east, north = (float(value) for value in bounds)
    except (TypeError, ValueError):
        raise GeometryError(f"Bounds {bounds!r} given; allowed: (west, south, east, north) in degrees.") from None
    if not (-90 <= south < north <= 90 and -180 <= west <= 180 and -180 <= east <= 180 and west != east):
        raise GeometryError(
            f"Bounds {bounds} given; allowed: (west, south, east, north) in degrees, longitudes -180..180, south below north "
            "(west above east for a frame across the antimeridian)."
        )
    if west < east:
        return shapely.box(west, south, east, north)
    boxes = [shapely.box(a, south, b, north) for a, b in ((west, 180.0), (-180.0, east)) if a < b]
    return shapely.multipolygons(boxes) if len(boxes) > 1 else boxes[0]


def polygons_of(geometry: Any) -> Any:
    """Return the polygonal part of a geometry (what an overlay leaves besides points and lines)."""
    if geometry.geom_type in {"Polygon", "MultiPolygon"}:
        return geometry
    parts = shapely.get_parts(shapely.get_parts(geometry)) if geometry.geom_type == "GeometryCollection" else shapely.get_parts(geometry)
    parts = parts[(shapely.get_type_id(parts) == 3) & ~shapely.is_empty(parts)]
    return _collected(parts, shapely.multipolygons, shapely.Polygon())


def lines_of(geometry: Any) -> Any:
    """Return the linear part of a geometry."""
    if geometry.geom_type in {"LineString", "MultiLineString"}:
        return geometry
    parts = shapely.get_parts(shapely.get_parts(geometry)) if geometry.geom_type == "GeometryCollection" else shapely.get_parts(geometry)
    parts = parts[(shapely.get_type_id(parts) == 1) & ~shapely.is_empty(parts)]
    return _collected(parts, shapely.multilinestrings, shapely.LineString())


def _collected(parts: npt.NDArray[Any], collect: Any, empty: Any) -> Any:
    if not len(parts):
        return empty
    return parts[0] if len(parts) == 1 else collect(parts)


def cut_to_frame(claims: ClaimSet, bounds: Bounds | Region) -> ClaimSet:
    """Cut the claims and lines of a set to a frame or to the seas of a region; what does not reach into it is left out.

    Where a zone ends at the edge of a sea, rounding leaves threads of water along that edge: parts that the cut makes smaller than
    1 km2 are left out, and a note tells how much that is.
    """
    frame = frame_polygon(bounds)
    shapely.prepare(frame)
    threads: list[float] = []

    def cut(geometry: Any, kind: Any) -> Any:
        if shapely.contains_properly(frame, geometry) or shapely.covers(frame, geometry):
            return geometry
        return kind(shapely.intersection(geometry, frame))

    def cut_area(geometry: Any) -> Any:
        found = cut(geometry, polygons_of)
        if found is geometry or not isinstance(bounds, Region):
            return found
        parts = shapely.get_parts(found)
        areas = np.asarray(area_km2(parts), dtype=np.float64)
        thin = (areas < _THREAD_KM2) & ~np.isin(shapely.to_wkb(parts), shapely.to_wkb(shapely.get_parts(geometry)))
        threads.extend(areas[thin].tolist())
        return polygons_of(shapely.multipolygons(parts[~thin])) if thin.any() else found

    kept_claims = [(claim, cut_area(claim.geometry)) for claim in claims.claims]
    kept_lines = [(line, cut(line.geometry, lines_of)) for line in claims.lines]
    return replace(
        claims,
        claims=tuple(_recut(claim, geometry) for claim, geometry in kept_claims if not geometry.is_empty),
        lines=tuple(_recut(line, geometry) for line, geometry in kept_lines if not geometry.is_empty),
        notes=claims.notes
        if not threads
        else (
            *claims.notes,
            f"At the edge of the region, {len(threads)} parts of claims below 1 km2 ({sum(threads):.2g} km2) are left out",
        ),
        gaps=tuple(gap for gap in claims.gaps if gap not in claims.gap_places or frame.intersects(frame_polygon(claims.gap_places[gap]))),
    )


def _recut(record: Any, geometry: Any) -> Any:
    return record if geometry is record.geometry else replace(record, geometry=geometry)


def wrap(geometry: Any) -> tuple[Any, str]:
    """Bring longitudes into -180..180 and split what crosses the antimeridian.

    Parameters
    ----------
    geometry : shapely geometry
        Polygons or lines in degrees; longitudes may run 0..360 or beyond, and rings may jump from 179 to -179.

    Returns
    -------
    geometry : shapely geometry
        The same place with longitudes -180..180; two parts where it crosses the antimeridian.
    said : str
        What was done, '' for nothing.

    Raises
    ------
    GeometryError
        A ring goes round the whole globe, so that its inside is not determined.

    Notes
    -----
    An edge longer than 180 degrees of longitude (and shorter than 360) is read as the short way across the antimeridian.
    """
    coordinates = shapely.get_coordinates(geometry)
    if not len(coordinates):
        return geometry, ""
    said = []
    if _jumps(geometry):
        geometry = _unrolled(geometry)
        said.append("rings that jump across the antimeridian unrolled")
    west, _, east, _ = geometry.bounds
    if west >= -180.0 and east <= 180.0:
        return geometry, "; ".join(said)
    if east - west > 360.0 + 1e-9:
        raise GeometryError(f"Longitudes run from {west:g} to {east:g}, more than once round the globe. Give longitudes of one turn.")
    is_polygon = geometry.geom_type in {"Polygon", "MultiPolygon"}
    if is_polygon and not geometry.is_valid:
        geometry = polygons_of(shapely.make_valid(geometry))
        said.append("rings repaired")
    turns = range(int(np.floor((west + 180.0) / 360.0)), int(np.floor((east + 180.0) / 360.0)) + 1)
    pieces = []
    for turn in turns:
        window = shapely.box(-180.0 + 360.0 * turn, -90.0, 180.0 + 360.0 * turn, 90.0)
        piece = geometry if shapely.covers(window, geometry) else shapely.intersection(geometry, window)
        piece = polygons_of(piece) if is_polygon else lines_of(piece)
        if not piece.is_empty:
            pieces.append(shapely.affinity.translate(piece, xoff=-360.0 * turn))
    parts = np.concatenate([shapely.get_parts(piece) for piece in pieces])
    said.append("longitudes wrapped to -180..180" if len(pieces) == 1 else "longitudes wrapped to -180..180 and split at the antimeridian")
    return _collected(parts, shapely.multipolygons if is_polygon else shapely.multilinestrings, geometry), "; ".join(said)


def _rings(geometry: Any) -> list[Any]:
    parts = shapely.get_parts(geometry)
    return [part for item in parts for part in (shapely.get_rings(item) if item.geom_type == "Polygon" else [item])]


def _jumps(geometry: Any) -> bool:
    for ring in _rings(geometry):
        step = np.abs(np.diff(shapely.get_coordinates(ring)[:, 0]))
        if ((step > 180.0) & (step < 360.0)).any():
            return True
    return False


def _unrolled(geometry: Any) -> Any:
    """Return the geometry with continuous longitudes, each outer ring starting where it starts."""
    parts: list[Any] = []
    for part in shapely.get_parts(geometry):
        if part.geom_type == "Polygon":
            shell, *holes = (_continuous(shapely.get_coordinates(ring), closed=True) for ring in shapely.get_rings(part))
            middle = (shell[:, 0].min() + shell[:, 0].max()) / 2
            holes = [hole + np.array([360.0 * np.round((middle - hole[:, 0].mean()) / 360.0), 0.0]) for hole in holes]
            parts.append(shapely.Polygon(shell, holes))
        else:
            parts.append(shapely.LineString(_continuous(shapely.get_coordinates(part), closed=False)))
    if len(parts) == 1:
        return parts[0]
    return shapely.multipolygons(parts) if parts[0].geom_type == "Polygon" else shapely.multilinestrings(parts)


def _continuous(coordinates: npt.NDArray[np.float64], *, closed: bool) -> npt.NDArray[np.float64]:
    step = np.diff(coordinates[:, 0])
    turn = np.where((np.abs(step) > 180.0) & (np.abs(step) < 360.0), -np.sign(step) * 360.0, 0.0)
    out = coordinates.copy()
    out[1:, 0] += np.cumsum(turn)
    if closed and abs(out[0, 0] - out[-1, 0]) > 1e-9:
        raise GeometryError(
            "A ring goes round the globe (it encloses a pole). Cut it at the antimeridian and close it along the pole first."
        )
    if closed:
        out[-1] = out[0]
    return out
