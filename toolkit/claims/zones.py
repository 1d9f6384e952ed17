"""Zones: n nautical miles from a coast, seaward only; archipelagic waters, approximated; cuts along a line.

A distance zone is first drawn by buffering, tile by tile, in azimuthal equidistant projections. Buffering smooths coasts, so each
point of the result is then moved along the geodesic from its nearest coast point until it is exactly n nautical miles away.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Transformer
from scipy.spatial import Delaunay

from toolkit.claims.coasts import Coast, Shape
from toolkit.errors import GeometryError
from toolkit.geodesy import NM_KM, WGS84, area_km2, distance_km

__all__ = ["archipelagic_waters", "beside_line", "cut_along", "distance_zone", "faces_sea", "limit_error_km", "only_polygons"]

Floats = npt.NDArray[np.float64]

_TILE_DEG = 4.0
_LIMIT_STEP_DEG = 0.03
_PASSES = 4
_SIDE_DEG = 0.005
_END_DEG = 0.3
#: A piece beyond the end of a line meets the strip beside it in a corner of (0.005 degree) squared, 0.3 km2: that is not "beside".
_TOUCH_KM2 = 1.0


def only_polygons(geometry: Shape) -> Shape:
    """Return the polygons of a geometry, without the lines and points that an overlay leaves behind."""
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon" and not part.is_empty]
    if not parts:
        return shapely.Polygon()
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _tile_buffer(geometry: Shape, radius_km: float) -> Shape:
    centre = geometry.envelope.centroid
    here = f"+proj=aeqd +lat_0={centre.y} +lon_0={centre.x} +datum=WGS84 +units=km +no_defs"
    forward = Transformer.from_crs("EPSG:4326", here, always_xy=True)
    back = Transformer.from_crs(here, "EPSG:4326", always_xy=True)

    def project(xy: Floats, transformer: Transformer) -> Floats:
        return np.column_stack(transformer.transform(xy[:, 0], xy[:, 1]))

    plane = shapely.transform(geometry, lambda xy: project(xy, forward))
    return shapely.make_valid(shapely.transform(shapely.buffer(plane, radius_km, quad_segs=32), lambda xy: project(xy, back)))


def distance_zone(coast: Coast, nautical_miles: float) -> Shape:
    """Return everything within n nautical miles of a coast, on the ellipsoid, land included.

    Parameters
    ----------
    coast : Coast
        Land or baselines; longitudes of one coast must not jump at 180 degrees.
    nautical_miles : float
        Breadth, more than 0.

    Returns
    -------
    shapely polygon or multipolygon
        EPSG:4326. Land and foreign waters are not yet taken out.

    Raises
    ------
    GeometryError
        The breadth is not positive.

    Notes
    -----
    The outline is moved onto the exact distance: each point P with nearest coast point C goes to the place at n NM from C on
    the geodesic C-P, until it stays. :func:`limit_error_km` measures what is left.

    Examples
    --------
    Twelve miles around a point on the equator: half a degree of a circle has a geodesic radius of 22.224 km.

    >>> zone = distance_zone(Coast(shapely.Point(100.0, 0.0)), 12.0)
    >>> round(float(limit_error_km(zone, Coast(shapely.Point(100.0, 0.0)), 12.0).max()), 2)
    0.0
    """
    if nautical_miles <= 0:
        raise GeometryError(f"A breadth of {nautical_miles} nautical miles was given; allowed: more than 0.")
    radius_km = nautical_miles * NM_KM
    west, south, east, north = coast.geometry.bounds
    tiles = []
    for x in np.arange(west, east + 1e-9, _TILE_DEG):
        for y in np.arange(south, north + 1e-9, _TILE_DEG):
            piece = shapely.intersection(coast.geometry, shapely.box(x, y, x + _TILE_DEG, y + _TILE_DEG))
            if not piece.is_empty:
                tiles.append(_tile_buffer(piece, radius_km))
    rough = shapely.union_all(tiles)
    outline = shapely.segmentize(rough, min(_LIMIT_STEP_DEG, nautical_miles / 400.0))
    xy = shapely.get_coordinates(outline)
    for _ in range(_PASSES):
        found, azimuth, _ = coast.bearing_from(xy)
        lon, lat, _ = WGS84.fwd(found[:, 0], found[:, 1], azimuth, np.full(len(xy), radius_km * 1000.0))
        xy = np.column_stack([lon, lat])
    exact = shapely.make_valid(shapely.set_coordinates(outline, xy))
    return only_polygons(shapely.union_all([only_polygons(exact), shapely.buffer(coast.geometry, 0)]))


def limit_error_km(zone: Shape, coast: Coast, nautical_miles: float, *, outside: Shape | None = None) -> Floats:
    """Distance of each point of a zone's outline from the n nautical miles that it should have, in km.

    Parameters
    ----------
    zone : shapely polygon or multipolygon
        A distance zone.
    coast : Coast
        The coast that it was drawn from.
    nautical_miles : float
        Its breadth.
    outside : shapely geometry, optional
        Only points outside this geometry are measured.

    Returns
    -------
    numpy.ndarray
        Absolute differences in km, at the vertices.
    """
    xy = shapely.get_coordinates(shapely.segmentize(shapely.boundary(zone), 0.05))
    if outside is not None:
        xy = xy[~shapely.intersects_xy(outside, xy)]
    return np.abs(coast.distance_km(xy) - nautical_miles * NM_KM)


def faces_sea(land: Shape, sea: Shape, *, others: Shape | None = None, least_km: float = 2.0) -> bool:
    """Whether a coast lies on a sea: part of its shore, not counting land borders, is inside the sea's frame.

    Parameters
    ----------
    land : shapely geometry
        Land of one state.
    sea : shapely polygon
        Frame of the sea; it may run over land.
    others : shapely geometry, optional
        Land of the others: shore that touches it is a land border.
    least_km : float
        Shortest shore that counts, in km.
    """
    shore = shapely.intersection(shapely.boundary(land), sea)
    if others is not None and not shore.is_empty:
        shore = shapely.difference(shore, shapely.buffer(others, 0.01))
    return float(WGS84.geometry_length(shore)) / 1000.0 >= least_km


def archipelagic_waters(islands: Shape, *, longest_leg_nm: float = 100.0, step_deg: float = 0.1) -> Shape:
    """Approximate the archipelagic waters of a group of islands whose baselines are not sourced.

    Islands are joined by the legs of their Delaunay diagram that are at most ``longest_leg_nm`` long; water that these enclose
    counts as inside, because the rule limits the legs of the outer line, not the width of the water within.

    Parameters
    ----------
    islands : shapely multipolygon
        Land of the archipelagic state.
    longest_leg_nm : float
        Longest leg. The default is the ordinary limit of UNCLOS, article 47(2); 3 per cent of the legs may reach 125 NM.
    step_deg : float
        Gap between the shore points that are joined, in degrees.

    Returns
    -------
    shapely polygon or multipolygon
        EPSG:4326, islands included. An approximation: it is not the published baseline.

    References
    ----------
    United Nations Convention on the Law of the Sea (1982), article 47.
    """
    shore = shapely.segmentize(shapely.simplify(islands, step_deg / 4), step_deg)
    points = np.unique(np.round(shapely.get_coordinates(shore), 6), axis=0)
    if len(points) < 4:
        return islands
    triangles = Delaunay(points).simplices
    legs = np.unique(np.sort(np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [0, 2]]]), axis=1), axis=0)
    start, end = points[legs[:, 0]], points[legs[:, 1]]
    short = distance_km(start[:, 0], start[:, 1], end[:, 0], end[:, 1]) <= longest_leg_nm * NM_KM
    cells = shapely.get_parts(shapely.polygonize(list(map(shapely.LineString, np.stack([start[short], end[short]], axis=1)))))
    joined = shapely.union_all([*cells, *shapely.get_parts(islands)])
    return only_polygons(
        shapely.union_all([shapely.Polygon(part.exterior) for part in shapely.get_parts(joined) if part.geom_type == "Polygon"])
    )


def cut_along(area: Shape, line: Shape, *, reach_deg: float = 0.0) -> list[Shape]:
    """Cut an area along a line and return its pieces.

    Parameters
    ----------
    area : shapely polygon or multipolygon
        EPSG:4326.
    line : shapely LineString
        The cutting line.
    reach_deg : float
        By how much the line's first and last legs are prolonged before cutting, in degrees.

    Returns
    -------
    list of shapely polygons
        At least one; together they are the area.
    """
    xy = shapely.get_coordinates(line)
    if reach_deg > 0:
        xy = np.concatenate([[_beyond(xy[1], xy[0], reach_deg)], xy, [_beyond(xy[-2], xy[-1], reach_deg)]])
    edges = shapely.union_all([shapely.boundary(area), shapely.LineString(xy)])
    pieces = shapely.get_parts(shapely.polygonize(shapely.get_parts(edges)))
    return [piece for piece in _pieces(pieces) if area.intersects(piece.representative_point())]


def beside_line(area: Shape, line: Shape, a: Coast, b: Coast, *, reach_deg: float = 15.0) -> tuple[Shape, Shape]:
    """Return the parts of an area beside a line: on the side of the first coast, and on the side of the second.

    "Beside" ends at the perpendiculars to the line at its two ends. Beyond them the line says nothing.

    Parameters
    ----------
    area : shapely polygon or multipolygon
        EPSG:4326.
    line : shapely LineString
        The agreed line.
    a, b : Coast
        The two coasts.
    reach_deg : float
        Length of the perpendiculars to either side, in degrees.

    Returns
    -------
    tuple of two shapely geometries
        Polygons, perhaps empty.

    Notes
    -----
    The first coast's side is the one towards which the distance to it falls against the distance to the other.
    """
    xy = shapely.get_coordinates(line)
    inner = (
        shapely.get_coordinates(shapely.line_interpolate_point(line, [_END_DEG, -_END_DEG])) if line.length > 2 * _END_DEG else xy[[-1, 0]]
    )
    sides_of_ends = [_across(inner[0] - xy[0]) * reach_deg, _across(xy[-1] - inner[1]) * reach_deg]
    caps = shapely.linestrings([[end - side, end, end + side] for end, side in zip((xy[0], xy[-1]), sides_of_ends, strict=True)])
    cells = shapely.get_parts(shapely.polygonize(shapely.get_parts(shapely.union_all([shapely.boundary(area), line, *caps]))))
    shapely.prepare(area)
    pieces = [cell for cell in cells if area.intersects(cell.representative_point())]
    left = shapely.buffer(line, _SIDE_DEG, single_sided=True)
    right = shapely.buffer(line, -_SIDE_DEG, single_sided=True)
    middle = shapely.line_interpolate_point(line, np.linspace(0.1, 0.9, 9), normalized=True)
    normal = _across(xy[-1] - xy[0]) * 10 * _SIDE_DEG
    places = shapely.get_coordinates(middle)
    lead = (a.distance_km(places + normal) - b.distance_km(places + normal)) - (
        a.distance_km(places - normal) - b.distance_km(places - normal)
    )
    a_is_left = float(lead.mean()) < 0
    sides: tuple[list[Shape], list[Shape]] = ([], [])
    for piece in pieces:
        on_left, on_right = area_km2(shapely.intersection(piece, left)), area_km2(shapely.intersection(piece, right))
        if max(on_left, on_right) < _TOUCH_KM2:
            continue
        sides[0 if (on_left > on_right) == a_is_left else 1].append(piece)
    return only_polygons(shapely.union_all(sides[0])), only_polygons(shapely.union_all(sides[1]))


def _across(direction: Floats) -> Floats:
    """Return the unit vector to the left of a direction."""
    return np.asarray(np.array([-direction[1], direction[0]]) / np.hypot(*direction))


def _beyond(start: Floats, end: Floats, reach: float) -> Floats:
    direction = end - start
    return np.asarray(end + direction / np.hypot(*direction) * reach)


def _pieces(parts: Iterable[Shape]) -> list[Shape]:
    return [part for part in parts if part.geom_type == "Polygon" and not part.is_empty]
