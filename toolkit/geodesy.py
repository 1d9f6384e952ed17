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

__all__ = ["NM_KM", "WGS84", "area_km2", "cell_area_km2", "densify_geodesic", "distance_km", "length_km", "plane_deg2"]

#: The ellipsoid of every measurement.
WGS84 = Geod(ellps="WGS84")

#: Kilometres in an international nautical mile (1852 m by definition: BIPM, The International System of Units, 8th edition, table 8).
NM_KM = 1.852

_A_KM = WGS84.a / 1000.0
_E2 = WGS84.es
_NODES, _NODE_WEIGHTS = np.polynomial.legendre.leggauss(6)
_LONGEST_STEP = np.radians(2.0)
#: On an edge this short the error of the corrected trapezoidal rule, length**4 / 720 of q, is 2e-17: far below rounding.
_SHORT_STEP = np.radians(0.02)
#: Coefficients of q / (sine * (1 - e2)) as a series in (e * sine)**2: both terms of q are sums of odd powers of the sine. The first
#: one left out is 4e-18.
_Q_SERIES = tuple(1.0 + 1.0 / (2 * k + 1) for k in range(8))

Floats = npt.NDArray[np.float64]


def _q(latitude: Floats) -> Floats:
    """Authalic function q of Snyder (3-12); latitude in radians."""
    return _q_of_sine(np.sin(latitude))


def _q_of_sine(sine: Floats) -> Floats:
    """Return the same from the sine of the latitude, summed as a series: to rounding the closed form, and much faster."""
    square = _E2 * (sine * sine)
    total = np.full_like(square, _Q_SERIES[-1])
    for coefficient in reversed(_Q_SERIES[:-1]):
        total *= square
        total += coefficient
    total *= sine
    total *= 1 - _E2
    return total


def _mean_q(latitude: Floats, inner: npt.NDArray[np.intp]) -> Floats:
    """Mean of q along the straight edges from each vertex ``inner`` to the next one; latitude in radians.

    Short edges by the trapezoidal rule with the derivatives at both ends (Euler and Maclaurin), one evaluation for each vertex;
    longer ones by quadrature.
    """
    sine = np.sin(latitude)
    q = _q_of_sine(sine)
    height = latitude[inner + 1] - latitude[inner]
    # dq / dlatitude = 2 (1 - e2) cos / (1 - e2 sin**2)**2
    slope = np.sqrt(np.maximum(0.0, 1.0 - sine * sine))
    slope *= 2 * (1 - _E2) / 12
    slope /= (1.0 - _E2 * (sine * sine)) ** 2
    out = (q[inner] + q[inner + 1]) / 2 - height * (slope[inner + 1] - slope[inner])
    long = np.flatnonzero(np.abs(height) > _SHORT_STEP)
    if len(long):
        out[long] = _quadrature(latitude[inner[long]], height[long])
    return np.asarray(out)


def _quadrature(start: Floats, height: Floats) -> Floats:
    """Mean of q along edges of any height, in equal pieces on which the quadrature is exact to rounding."""
    pieces = np.maximum(1, np.ceil(np.abs(height) / _LONGEST_STEP)).astype(int)
    edge = np.repeat(np.arange(len(pieces)), pieces)
    step = np.arange(len(edge)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    half = (height / pieces / 2)[edge]
    middle = start[edge] + (2 * step + 1) * half
    total = np.zeros(len(edge))
    for node, weight in zip(_NODES, _NODE_WEIGHTS, strict=True):
        total += weight * _q(middle + half * node)
    return np.asarray(np.bincount(edge, weights=total / 2, minlength=len(pieces)) / pieces)


def _ring_areas(coordinates: Floats, ring_of: npt.NDArray[np.intp], n_rings: int) -> Floats:
    """Return the signed areas of closed rings in km2 (positive if counterclockwise)."""
    latitude = np.radians(coordinates[:, 1])
    inner = np.flatnonzero(ring_of[1:] == ring_of[:-1])
    width = np.radians(coordinates[inner + 1, 0] - coordinates[inner, 0])
    parts = width * _mean_q(latitude, inner)
    return np.asarray(np.bincount(ring_of[inner], weights=parts, minlength=n_rings) * (-(_A_KM**2) / 2), dtype=np.float64)


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
    if (shapely.get_type_id(flat) == shapely.GeometryType.POLYGON).all():
        parts, part_of = flat, np.arange(len(flat))
    else:
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


def plane_deg2(geometries: npt.NDArray[Any]) -> Floats:
    """Plane area in square degrees: no size of anything on the earth, only a quick test that a cut lost nothing.

    Parameters
    ----------
    geometries : numpy.ndarray of shapely geometries
        Polygons in degrees.

    Returns
    -------
    numpy.ndarray
        Square degrees; sums of the parts of a polygon are that of the polygon.
    """
    return np.asarray(shapely.area(geometries), dtype=np.float64)


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
