"""The map's frame: the region's equal-area projection, and the way from degrees to millimetres on the page."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import CRS, Transformer
from shapely.geometry.base import BaseGeometry

from toolkit.cartography.pages import Rect
from toolkit.catalog.regions import Region
from toolkit.errors import FigureError

__all__ = ["Frame", "region_aspect", "region_extent"]

Floats = npt.NDArray[np.float64]
#: Longest edge in degrees before it is bent by the projection.
_STEP = 0.25


@functools.lru_cache(maxsize=32)
def _transformers(projection: str) -> tuple[Transformer, Transformer]:
    """Return the ways there and back."""
    crs = CRS.from_user_input(projection)
    there = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    back = Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    return there, back


def _outline(bounds: tuple[float, float, float, float]) -> tuple[Floats, Floats]:
    """Return points along the sides of bounds in degrees."""
    west, south, east, north = bounds
    east += 360.0 if east < west else 0.0
    t = np.linspace(0.0, 1.0, 101)
    lon = np.concatenate([west + (east - west) * t, np.full(101, east), east - (east - west) * t, np.full(101, west)])
    lat = np.concatenate([np.full(101, south), south + (north - south) * t, np.full(101, north), north - (north - south) * t])
    return lon, lat


def region_extent(region: Region) -> tuple[float, float, float, float]:
    """Return west, south, east and north of a region in its own projection, metres."""
    lon, lat = _outline(region.bounds)
    x, y = _transformers(region.projection)[0].transform((lon + 180) % 360 - 180, lat)
    return float(np.min(x)), float(np.min(y)), float(np.max(x)), float(np.max(y))


def region_aspect(region: Region) -> float:
    """Return width divided by height of a region in its own projection."""
    x0, y0, x1, y1 = region_extent(region)
    return (x1 - x0) / (y1 - y0)


@dataclass(frozen=True)
class Frame:
    """A rectangle of the page that shows a rectangle of the projection.

    Attributes
    ----------
    projection : str
        PROJ string of the region.
    bounds : tuple of float
        Bounds of the region, degrees.
    rect : Rect
        Where on the page, millimetres.
    left, top : float
        Projected coordinates of the frame's corner, metres.
    scale : float
        Millimetres of page for a metre.
    waters : shapely geometry, optional
        The seas of the region in degrees; without them, all of its bounds.
    """

    projection: str
    bounds: tuple[float, float, float, float]
    rect: Rect
    left: float
    top: float
    scale: float
    waters: BaseGeometry | None = None

    @classmethod
    def of(cls, region: Region, rect: Rect) -> Frame:
        """Return the frame in which a region fills a rectangle as far as it can, in the middle."""
        x0, y0, x1, y1 = region_extent(region)
        if not np.isfinite([x0, y0, x1, y1]).all() or x1 <= x0 or y1 <= y0:
            raise FigureError(
                f"Region '{region.id}' with bounds {region.bounds} cannot be projected. Give bounds of less than a hemisphere."
            )
        scale = min(rect.w / (x1 - x0), rect.h / (y1 - y0))
        left = (x0 + x1) / 2 - rect.w / scale / 2
        top = (y0 + y1) / 2 + rect.h / scale / 2
        return cls(region.projection, (*region.bounds,), rect, left, top, scale, region.polygon if region.waters else None)

    @property
    def mm_per_km(self) -> float:
        """Millimetres on the page for a kilometre."""
        return self.scale * 1000.0

    def points(self, lon: Any, lat: Any) -> Floats:
        """Return page coordinates of points in degrees, shape (n, 2)."""
        x, y = _transformers(self.projection)[0].transform(np.asarray(lon, np.float64), np.asarray(lat, np.float64))
        return np.column_stack([self.rect.x + (x - self.left) * self.scale, self.rect.y + (self.top - y) * self.scale])

    def degrees(self, x: Any, y: Any) -> Floats:
        """Return longitude and latitude of points on the page, shape (n, 2)."""
        easting = self.left + (np.asarray(x, np.float64) - self.rect.x) / self.scale
        northing = self.top - (np.asarray(y, np.float64) - self.rect.y) / self.scale
        return np.column_stack(_transformers(self.projection)[1].transform(easting, northing))

    @functools.cached_property
    def window(self) -> tuple[float, float, float, float]:
        """Bounds in degrees that hold everything in the frame, with a margin; west > east across the antimeridian."""
        t = np.linspace(0.0, 1.0, 61)
        r = self.rect
        x = np.concatenate([r.x + r.w * t, np.full(61, r.right), r.x + r.w * t, np.full(61, r.x)])
        y = np.concatenate([np.full(61, r.y), r.y + r.h * t, np.full(61, r.bottom), r.y + r.h * t])
        lonlat = self.degrees(x, y)
        middle = self.degrees(*r.centre)[0, 0]
        turn = (lonlat[:, 0] - middle + 180.0) % 360.0 - 180.0
        west, east = middle + turn.min() - 0.5, middle + turn.max() + 0.5
        south, north = max(-90.0, lonlat[:, 1].min() - 0.5), min(90.0, lonlat[:, 1].max() + 0.5)
        return ((west + 180) % 360 - 180, south, (east + 180) % 360 - 180, north)

    def _boxes(self) -> list[shapely.Polygon]:
        west, south, east, north = self.window
        if west < east:
            return [shapely.box(west, south, east, north)]
        return [shapely.box(west, south, 180.0, north), shapely.box(-180.0, south, east, north)]

    def project(self, geometries: Any, *, tolerance: float = 0.03, clip: bool = True) -> npt.NDArray[np.object_]:
        """Return geometries in millimetres on the page, cut to the frame.

        Parameters
        ----------
        geometries : array_like of shapely geometries
            EPSG:4326, longitudes -180..180.
        tolerance : float
            Vertices closer to a straight line than this are left out, millimetres.
        clip : bool
            Whether to cut to the frame (with 2 mm around it, so that no cut edge is seen).
        """
        given = np.asarray(geometries, dtype=object).ravel()
        pieces = [shapely.intersection(given, box) for box in self._boxes()]
        cut = pieces[0] if len(pieces) == 1 else shapely.union(pieces[0], pieces[1])
        cut = shapely.segmentize(cut, _STEP)
        flat = shapely.transform(cut, lambda lonlat: self.points(lonlat[:, 0], lonlat[:, 1]))
        flat = shapely.simplify(flat, tolerance, preserve_topology=True)
        if clip:
            flat = np.where(shapely.is_valid(flat), flat, shapely.make_valid(flat))
            r = self.rect.grown(2.0)
            flat = shapely.intersection(flat, shapely.box(r.x, r.y, r.right, r.bottom))
        return np.asarray(flat, dtype=object)

    @functools.cached_property
    def region_outline(self) -> BaseGeometry:
        """The seas of the region on the page, or its bounds."""
        if self.waters is not None:
            fine = shapely.segmentize(self.waters, 0.25)
            return shapely.transform(fine, lambda xy: self.points(xy[:, 0], xy[:, 1]))
        lon, lat = _outline(self.bounds)
        return shapely.Polygon(self.points((lon + 180) % 360 - 180, lat))

    @functools.cached_property
    def box(self) -> shapely.Polygon:
        """The frame on the page."""
        r = self.rect
        return shapely.box(r.x, r.y, r.right, r.bottom)
