"""Areas and distances on the WGS84 ellipsoid: the only place that measures anything.

An edge between two vertices is a straight line in longitude and latitude, unless a caller has turned a geodesic or a
loxodrome into vertices first (:func:`densify_geodesic`). Areas are exact for that definition, so that a vertex added on an
edge changes no area.

Formulas
--------
The area between the equator and latitude phi is a**2 * q(phi) / 2 for each radian of longitude, with ::

    q(phi) = (1 - e2) * [ sin(phi) / (1 - e2 sin(phi)**2) + artanh(e sin(phi)) / e ]

(Snyder, J. P. (1987) Map Projections: A Working Manual, USGS Professional Paper 1395, equation 3-12.) A polygon's area is
the sum over its edges of the integral of that expression along the edge, here by Gauss-Legendre quadrature.
"""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Geod

from toolkit.errors import GeometryError

__all__ = ["NM_KM", "WGS84", "area_km2", "cell_area_km2", "densify_geodesic", "distance_km", "length_km"]

#: The ellipsoid of every measurement.
WGS84 = Geod(ellps="WGS84")

#: Kilometres in an international nautical mile (1852 m by definition: BIPM, The International System of Units, 8th edition, table 8).
NM_KM = 1.852

_A_KM = WGS84.a / 1000.0
_E2 = WGS84.es
_NODES, _NODE_WEIGHTS = np.polynomial.legendre.leggauss(6)
_LONGEST_STEP = np.radians(2.0)
#: On an edge this short the error of the rule of two nodes, length**4 / 4320 of q, is 4e-18: far below rounding.
_SHORT_STEP = np.radians(0.02)
_SHORT_NODES, _SHORT_WEIGHTS = np.polynomial.legendre.leggauss(2)
#: Coefficients of q / (sine * (1 - e2)) as a series in (e * sine)**2: both terms of q are sums of odd powers of the sine. The first
#: one left out is 3e-20.
_Q_SERIES = tuple(1.0 + 1.0 / (2 * k + 1) for k in range(9))

Floats = npt.NDArray[np.float64]


def _q(latitude: Floats) -> Floats:
    """Authalic function q of Snyder (3-12); latitude in radians. Summed as a series, which to rounding is the same and much faster."""
    sine = np.sin(latitude)
    square = _E2 * (sine * sine)
    total = np.full_like(square, _Q_SERIES[-1])
    for coefficient in reversed(_Q_SERIES[:-1]):
        total *= square
        total += coefficient
    return np.asarray((1 - _E2) * sine * total)


def _mean_q(middle: Floats, half: Floats) -> Floats:
    """Mean of q along straight edges, given by the latitude of their middle and half their height, in radians."""
    short = np.abs(half) <= _SHORT_STEP / 2
    if short.all():
        return _quadrature(middle, half, _SHORT_NODES, _SHORT_WEIGHTS)
    out = np.empty_like(middle)
    out[short] = _quadrature(middle[short], half[short], _SHORT_NODES, _SHORT_WEIGHTS)
    out[~short] = _quadrature(middle[~short], half[~short], _NODES, _NODE_WEIGHTS)
    return out


def _quadrature(middle: Floats, half: Floats, nodes: Floats, weights: Floats) -> Floats:
    total = np.zeros_like(middle)
    for node, weight in zip(nodes, weights, strict=True):
        total += weight * _q(middle + half * node)
    return total / 2


def _ring_areas(coordinates: Floats, ring_of: npt.NDArray[np.intp], n_rings: int) -> Floats:
    """Return the signed areas of closed rings in km2 (positive if counterclockwise)."""
    longitude, latitude = np.radians(coordinates[:, 0]), np.radians(coordinates[:, 1])
    same = ring_of[1:] == ring_of[:-1]
    lon0, lon1 = longitude[:-1][same], longitude[1:][same]
    lat0, lat1 = latitude[:-1][same], latitude[1:][same]
    ring = ring_of[1:][same]
    # Cut long edges into pieces on the same straight line: quadrature is then exact to rounding.
    pieces = np.maximum(1, np.ceil(np.maximum(np.abs(lon1 - lon0), np.abs(lat1 - lat0)) / _LONGEST_STEP)).astype(int)
    if (pieces > 1).any():
        edge = np.repeat(np.arange(len(pieces)), pieces)
        step = np.arange(len(edge)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
        start, end = step / pieces[edge], (step + 1) / pieces[edge]
        dlon, dlat = (lon1 - lon0)[edge], (lat1 - lat0)[edge]
        lon0, lon1 = lon0[edge] + start * dlon, lon0[edge] + end * dlon
        lat0, lat1 = lat0[edge] + start * dlat, lat0[edge] + end * dlat
        ring = ring[edge]
    middle, half = (lat0 + lat1) / 2, (lat1 - lat0) / 2
    parts = -(lon1 - lon0) * _mean_q(middle, half) * _A_KM**2 / 2
    return np.asarray(np.bincount(ring, weights=parts, minlength=n_rings), dtype=np.float64)


def area_km2(geometries: Any) -> Any:
    """Area on the WGS84 ellipsoid; edges are straight lines in longitude and latitude.

    Parameters
    ----------
    geometries : shapely geometry, or array_like of shapely geometries
        Polygons and multipolygons in EPSG:4326 (longitude, latitude; degrees). Other kinds have area 0.

    Returns
    -------
    float, or numpy.ndarray, shape as given, float64
        Area in km2. A hole is subtracted; the direction of the rings does not matter. Empty and missing geometries give 0.

    Raises
    ------
    GeometryError
        A latitude lies beyond the poles, or a coordinate is not finite: the coordinates are not degrees.

    Notes
    -----
    Gauss-Legendre quadrature of Snyder's authalic function along each edge; see the head of this module.

    References
    ----------
    Snyder, J. P. (1987) Map Projections: A Working Manual. USGS Professional Paper 1395, equation 3-12.

    Examples
    --------
    The whole surface of the ellipsoid:

    >>> import shapely
    >>> round(area_km2(shapely.box(-180, -90, 180, 90)), 1)
    510065621.7
    """
    array = np.asarray(geometries, dtype=object)
    flat = array.ravel()
    parts, part_of = shapely.get_parts(flat, return_index=True)
    is_polygon = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    parts, part_of = parts[is_polygon], part_of[is_polygon]
    rings, polygon_of = shapely.get_rings(parts, return_index=True)
    coordinates, ring_of = shapely.get_coordinates(rings, return_index=True)
    total = np.zeros(flat.shape)
    if len(coordinates):
        if not np.isfinite(coordinates).all():
            raise GeometryError("A coordinate is not a finite number. Repair or drop that geometry first (shapely.make_valid).")
        highest = float(np.abs(coordinates[:, 1]).max())
        if highest > 90.0 + 1e-9:
            raise GeometryError(
                f"Latitudes reach {highest:g}; degrees go from -90 to 90. "
                "Reproject to EPSG:4326 first (GeoDataFrame.to_crs('EPSG:4326')), or check that longitude comes before latitude."
            )
        signed = np.abs(_ring_areas(coordinates, ring_of, len(rings)))
        first = np.r_[True, polygon_of[1:] != polygon_of[:-1]]
        np.add.at(total, part_of[polygon_of], np.where(first, signed, -signed))
    if array.ndim == 0:
        return float(total[0])
    return total.reshape(array.shape)


def cell_area_km2(west: Any, south: Any, east: Any, north: Any) -> Any:
    """Area of cells bounded by meridians and parallels, in closed form.

    Parameters
    ----------
    west, south, east, north : float or array_like, degrees
        Edges; arrays broadcast against each other.

    Returns
    -------
    float or numpy.ndarray
        Area in km2 (float64), never negative.

    Notes
    -----
    a**2 / 2 * (east - west) * (q(north) - q(south)), Snyder (1987), equation 3-12.

    Examples
    --------
    >>> round(cell_area_km2(0, 0, 1, 1), 3)
    12308.464
    """
    width = np.radians(np.abs(np.subtract(east, west, dtype=np.float64)))
    height = np.abs(_q(np.radians(np.asarray(north, np.float64))) - _q(np.radians(np.asarray(south, np.float64))))
    area = _A_KM**2 / 2 * width * height
    return float(area) if np.ndim(area) == 0 else area


def distance_km(lon1: Any, lat1: Any, lon2: Any, lat2: Any) -> Any:
    """Geodesic distance between points, in km.

    Parameters
    ----------
    lon1, lat1, lon2, lat2 : float or array_like, degrees
        Coordinates; arrays broadcast against each other.

    Returns
    -------
    float or numpy.ndarray
        Distance in km.

    References
    ----------
    Karney, C. F. F. (2013) Algorithms for geodesics. Journal of Geodesy 87, 43-55, through ``pyproj.Geod``.

    Examples
    --------
    >>> round(distance_km(0, 0, 0, 1), 3)
    110.574
    """
    lon1, lat1, lon2, lat2 = np.broadcast_arrays(*(np.asarray(x, np.float64) for x in (lon1, lat1, lon2, lat2)))
    metres = np.asarray(WGS84.inv(lon1.ravel(), lat1.ravel(), lon2.ravel(), lat2.ravel())[2]).reshape(lon1.shape)
    return float(metres) / 1000.0 if metres.ndim == 0 else metres / 1000.0


def length_km(line: shapely.Geometry) -> float:
    """Length of a line along the geodesics between its vertices, in km (0 for points and empty geometries)."""
    return float(WGS84.geometry_length(line)) / 1000.0


def densify_geodesic(coordinates: npt.ArrayLike, step_km: float = 5.0) -> Floats:
    """Add vertices along the geodesics between the given points.

    Parameters
    ----------
    coordinates : array_like, shape (n, 2), degrees
        Longitude and latitude of the vertices.
    step_km : float
        Largest distance between two vertices of the result, in km.

    Returns
    -------
    numpy.ndarray, shape (m, 2), degrees
        The same line with its vertices kept and others added on the geodesics. Longitudes of added vertices follow those
        of their leg without a jump at 180 degrees.

    Raises
    ------
    GeometryError
        ``step_km`` is not positive, or fewer than two points are given.
    """
    points = np.asarray(coordinates, dtype=np.float64)
    if step_km <= 0 or points.ndim != 2 or len(points) < 2:
        raise GeometryError(
            f"A line of {len(points)} points and a step of {step_km} km cannot be densified. Give at least two points and a positive step."
        )
    out = [points[:1]]
    for (lon0, lat0), (lon1, lat1) in itertools.pairwise(points):
        leg = WGS84.inv(lon0, lat0, lon1, lat1)[2] / 1000.0
        n = max(0, int(np.ceil(leg / step_km)) - 1)
        if n:
            added = np.asarray(WGS84.npts(lon0, lat0, lon1, lat1, n), dtype=np.float64)
            added[:, 0] = lon0 + (added[:, 0] - lon0 + 180.0) % 360.0 - 180.0
            out.append(added)
        out.append(np.array([[lon1, lat1]]))
    return np.concatenate(out)
