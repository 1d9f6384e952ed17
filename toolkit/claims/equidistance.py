"""Equidistance on the ellipsoid: which part of an area is nearer to one coast than to another, and the line between them.

A first line comes from the Voronoi diagram of both coasts' points in a plane; each of its vertices is then moved, by Newton's
method, until the geodesic distances to both coasts agree.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Transformer

from toolkit.claims.coasts import Coast, Shape, ecef
from toolkit.errors import GeometryError
from toolkit.geodesy import WGS84, densify_geodesic

__all__ = ["equidistance_error_km", "median_line", "nearer_part"]

Floats = npt.NDArray[np.float64]

_STEPS = 12
_LONGEST_MOVE_KM = 20.0
_CLOSE_KM = 1e-4
_SAMPLE = 70


def _plane(lon: float, lat: float) -> tuple[Transformer, Transformer]:
    here = f"+proj=aeqd +lat_0={lat} +lon_0={lon} +datum=WGS84 +units=km +no_defs"
    return (
        Transformer.from_crs("EPSG:4326", here, always_xy=True),
        Transformer.from_crs(here, "EPSG:4326", always_xy=True),
    )


def _project(lonlat: Floats, transformer: Transformer) -> Floats:
    return np.column_stack(transformer.transform(lonlat[:, 0], lonlat[:, 1]))


def _contributors(coast: Coast, area: Shape, step_km: float) -> Floats:
    """Return the points of a coast that are nearest to some place of an area (sampled), thinned to a step."""
    west, south, east, north = area.bounds
    lon, lat = np.meshgrid(np.linspace(west, east, _SAMPLE), np.linspace(south, north, _SAMPLE))
    sample = np.column_stack([lon.ravel(), lat.ravel()])
    inside = shapely.contains_xy(area, sample)
    edge = shapely.get_coordinates(shapely.segmentize(area, max(east - west, north - south) / _SAMPLE))
    sample = np.concatenate([sample[inside], edge])
    near = np.unique(coast.nearest(sample)[0], axis=0)
    # The neighbours of a point that was found belong to the coast's outline here: take all points within a few steps.
    hits = coast.tree.query_ball_point(ecef(near), 4 * step_km)
    index = np.unique(np.concatenate([np.asarray(hit, dtype=np.int64) for hit in hits]))
    points = coast.points[index]
    cell = np.round(points / (step_km / 111.0)).astype(np.int64)
    _, first = np.unique(cell, axis=0, return_index=True)
    return np.unique(np.round(np.concatenate([near, points[np.sort(first)]]), 5), axis=0)


def _move_to_equal(places: Floats, a: Coast, b: Coast) -> Floats:
    """Move places until their distances to both coasts agree (Newton's method along the difference of bearings)."""
    out = places.copy()
    for _ in range(_STEPS):
        distances, bearings = [], []
        for coast in (a, b):
            found, _, km = coast.bearing_from(out)
            # The direction away from the coast, at the place: the geodesic from the coast continued beyond it.
            back = np.asarray(WGS84.inv(found[:, 0], found[:, 1], out[:, 0], out[:, 1])[1])
            distances.append(km)
            bearings.append(np.radians(back + 180.0))
        east = np.sin(bearings[0]) - np.sin(bearings[1])
        north = np.cos(bearings[0]) - np.cos(bearings[1])
        square = east**2 + north**2
        difference = distances[0] - distances[1]
        moving = (np.abs(difference) > _CLOSE_KM) & (square > _CLOSE_KM)
        if not moving.any():
            break
        step = np.clip(-difference / np.maximum(square, _CLOSE_KM), -_LONGEST_MOVE_KM, _LONGEST_MOVE_KM)
        azimuth, metres = np.degrees(np.arctan2(step * east, step * north)), np.abs(step) * np.sqrt(square) * 1000.0
        lon, lat, _ = WGS84.fwd(out[:, 0], out[:, 1], azimuth, np.where(moving, metres, 0.0))
        out = np.column_stack([lon, lat])
    return out


def _union(cells: npt.NDArray[np.object_]) -> Shape:
    """Unite the cells of a diagram; where their corners miss each other by rounding (points on a lattice), widened by a millimetre."""
    try:
        return shapely.union_all(cells)
    except shapely.GEOSException:
        return shapely.union_all(shapely.buffer(cells, 1e-6, quad_segs=1))


def _voronoi_part(area: Shape, near: Floats, far: Floats) -> Shape:
    """Return the union of the Voronoi cells of the first points, in longitude and latitude, over an area."""
    centre = area.envelope.centroid
    forward, back = _plane(centre.x, centre.y)
    points = _project(np.concatenate([near, far]), forward)
    plane_area = shapely.transform(shapely.segmentize(shapely.box(*area.bounds), 0.5), lambda xy: _project(xy, forward))
    frame = plane_area.envelope.buffer(1000.0)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(points), extend_to=frame, ordered=True))
    part = _union(cells[: len(near)])
    part = part.intersection(plane_area.buffer(30.0))
    return shapely.transform(shapely.segmentize(part, 4.0), lambda xy: _project(xy, back))


def nearer_part(area: Shape, a: Coast, b: Coast, *, step_km: float = 2.0) -> Shape:
    """Return the part of an area that is nearer to coast ``a`` than to coast ``b``.

    Parameters
    ----------
    area : shapely polygon or multipolygon
        EPSG:4326.
    a, b : Coast
        The two coasts.
    step_km : float
        Gap between coast points that take part in the first, plane diagram.

    Returns
    -------
    shapely geometry
        Polygons, EPSG:4326; empty where no part is nearer to ``a``.

    Raises
    ------
    GeometryError
        The area is empty.
    """
    if area.is_empty:
        raise GeometryError("An empty area cannot be divided. Check that the two zones meet before dividing them.")
    near, far = _contributors(a, area, step_km), _contributors(b, area, step_km)
    shared = {tuple(point) for point in np.round(far, 7)} & {tuple(point) for point in np.round(near, 7)}
    if shared:  # where two coasts touch (a land border) a common point belongs to neither
        near = near[[tuple(point) not in shared for point in np.round(near, 7)]]
        far = far[[tuple(point) not in shared for point in np.round(far, 7)]]
    if not len(near) or not len(far):
        return area if not len(far) else shapely.Polygon()
    part = _voronoi_part(area, near, far)
    west, south, east, north = area.bounds
    outline = shapely.get_coordinates(part)
    within = (outline[:, 0] > west - 0.15) & (outline[:, 0] < east + 0.15) & (outline[:, 1] > south - 0.15) & (outline[:, 1] < north + 0.15)
    moved = outline.copy()
    moved[within] = _move_to_equal(outline[within], a, b)
    far_away = np.hypot(moved[:, 0] - outline[:, 0], moved[:, 1] - outline[:, 1]) > 0.5
    moved[far_away] = outline[far_away]
    part = shapely.make_valid(shapely.set_coordinates(part, moved))
    return _polygons(shapely.intersection(area, part))


def median_line(area: Shape, a: Coast, b: Coast, *, step_km: float = 2.0) -> Shape:
    """Return the line in an area from which both coasts are equally far.

    Parameters
    ----------
    area : shapely polygon or multipolygon
        Where the line is wanted, EPSG:4326.
    a, b : Coast
        The two coasts.
    step_km : float
        As in :func:`nearer_part`.

    Returns
    -------
    shapely LineString or MultiLineString
        EPSG:4326; empty where one coast is nearer everywhere.
    """
    part = nearer_part(area, a, b, step_km=step_km)
    if part.is_empty:
        return shapely.LineString()
    rest = shapely.difference(shapely.boundary(part), shapely.buffer(shapely.boundary(area), 1e-6))
    return shapely.line_merge(rest) if rest.geom_type == "MultiLineString" else rest


def equidistance_error_km(line: Shape, a: Coast, b: Coast, *, step_km: float = 5.0) -> Floats:
    """Difference of the geodesic distances to both coasts, in km, at points along a line.

    Parameters
    ----------
    line : shapely line
        EPSG:4326.
    a, b : Coast
        The two coasts.
    step_km : float
        Gap between sampled points.

    Returns
    -------
    numpy.ndarray
        Absolute differences; divide by two for the offset of the line where the coasts are opposite.
    """
    points = np.concatenate([densify_geodesic(shapely.get_coordinates(part), step_km) for part in shapely.get_parts(line)])
    return np.abs(a.distance_km(points) - b.distance_km(points))


def _polygons(geometry: Shape) -> Shape:
    """Return the polygons of a geometry as one multipolygon (or an empty polygon)."""
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type in ("Polygon", "MultiPolygon") and not part.is_empty]
    return shapely.union_all(parts) if parts else shapely.Polygon()
