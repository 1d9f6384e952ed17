"""Covered fractions: the share of each grid cell that lies inside a polygon, exact for straight edges in longitude and latitude.

exactextract does the geometry on even grids. An uneven axis is turned into an even one first: a vertex is put wherever an
edge of a polygon crosses a grid line, then longitude and latitude become cell numbers, which keeps edges straight inside
every cell and fractions as they are.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from toolkit.overlay.lattice import Lattice

__all__ = ["covered_fractions"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.signedinteger[Any]]


def covered_fractions(cells: Lattice, polygons: npt.NDArray[Any]) -> tuple[Integers, Integers, Integers, Floats]:
    """Return the cells each polygon touches and the planar share of the cell inside.

    Parameters
    ----------
    cells : Lattice
        The grid.
    polygons : array of shapely polygons, longitude and latitude in the grid's own range
        Parts outside the grid are left out. Missing and empty ones touch nothing.

    Returns
    -------
    polygon, row, column : numpy.ndarray of int
        Position in ``polygons``; row and column of the cell, counted from the south and the west.
    fraction : numpy.ndarray, float64
        Share of the cell's area in longitude and latitude, above 0 and at most 1.

    References
    ----------
    Baston, D. exactextract, https://github.com/isciences/exactextract.
    """
    rows, columns = cells.shape
    if cells.lon_even and cells.lat_even and _whole_steps(cells):
        extent, shapes = cells.extent, polygons
    else:
        extent, shapes = (0.0, 0.0, float(columns), float(rows)), _to_cell_numbers(cells, polygons)
    return _run(shapes, rows, columns, extent)


def _whole_steps(cells: Lattice) -> bool:
    """Whether the rows keep their full height at the poles (edges are cut at 90 degrees)."""
    return bool(np.ptp(np.diff(cells.lat_edges)) <= 1e-6 * np.diff(cells.lat_edges).mean())


def _run(
    shapes: npt.NDArray[Any], rows: int, columns: int, extent: tuple[float, float, float, float]
) -> tuple[Integers, Integers, Integers, Floats]:
    """Let exactextract list the cells and covered fractions of each shape on an even grid."""
    from exactextract import exact_extract
    from exactextract.feature import FeatureSource, JSONFeature
    from exactextract.raster import RasterSource

    class Blank(RasterSource):  # type: ignore[misc]
        """A raster without values: only its cells matter."""

        def res(self) -> tuple[float, float]:
            return (extent[2] - extent[0]) / columns, (extent[3] - extent[1]) / rows

        def extent(self) -> tuple[float, float, float, float]:
            return extent

        def read_window(self, x0: int, y0: int, nx: int, ny: int) -> npt.NDArray[np.int8]:
            return np.zeros((ny, nx), dtype=np.int8)

        def nodata_value(self) -> None:
            return None

        def srs_wkt(self) -> None:
            return None

    class Shape(JSONFeature):  # type: ignore[misc]
        """One polygon and its place in the list."""

        def __init__(self, number: int) -> None:
            super().__init__({"type": "Feature", "properties": {"number": number}})
            self.number = number

        def geometry(self) -> bytes:
            return bytes(shapely.to_wkb(shapes[self.number], include_srid=False, output_dimension=2))

    class Shapes(FeatureSource):  # type: ignore[misc]
        """All polygons."""

        def count(self) -> int:
            return len(numbers)

        def __iter__(self) -> Any:
            return (Shape(number) for number in numbers)

        def srs_wkt(self) -> None:
            return None

    numbers = [int(n) for n in np.flatnonzero(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)))]
    listed = exact_extract(Blank(), Shapes(), ["cell_id", "coverage"], include_cols=["number"], output="pandas")
    counts = [len(cells) for cells in listed["cell_id"]]
    cell = np.concatenate([np.zeros(0, np.intp), *listed["cell_id"]]).astype(np.intp)
    fraction = np.concatenate([np.zeros(0), *listed["coverage"]]).astype(np.float64)
    polygon = np.repeat(np.asarray(listed["number"], dtype=np.intp), counts)
    keep = fraction > 0
    row, column = np.divmod(cell, columns)
    return polygon[keep], rows - 1 - row[keep], column[keep], fraction[keep]


def _to_cell_numbers(cells: Lattice, polygons: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Turn longitude and latitude into column and row numbers, with vertices where edges cross grid lines."""
    out = np.empty(len(polygons), dtype=object)
    for number, polygon in enumerate(polygons):
        if polygon is None or polygon.is_empty:
            out[number] = None
            continue
        parts = [
            shapely.Polygon(_ring(cells, shapely.get_exterior_ring(part)), [_ring(cells, hole) for hole in part.interiors])
            for part in shapely.get_parts(polygon)
            if shapely.get_type_id(part) == shapely.GeometryType.POLYGON
        ]
        out[number] = shapely.MultiPolygon(parts)
    return out


def _ring(cells: Lattice, ring: shapely.Geometry) -> Floats:
    """Return the vertices of a ring in cell numbers, with one more wherever it crosses a grid line."""
    points = shapely.get_coordinates(ring)
    start, end = points[:-1], points[1:]
    segment, share = [np.arange(len(start))], [np.zeros(len(start))]
    for axis, edges in ((0, cells.lon_edges), (1, cells.lat_edges)):
        low, high = np.minimum(start[:, axis], end[:, axis]), np.maximum(start[:, axis], end[:, axis])
        first, last = np.searchsorted(edges, low, side="right"), np.searchsorted(edges, high, side="left")
        count = np.maximum(last - first, 0)
        which = np.repeat(np.arange(len(start)), count)
        line = np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count) + np.repeat(first, count)
        segment.append(which)
        share.append((edges[line] - start[which, axis]) / (end[which, axis] - start[which, axis]))
    which, along = np.concatenate(segment), np.concatenate(share)
    order = np.lexsort((along, which))
    which, along = which[order], along[order]
    vertices = start[which] + along[:, None] * (end[which] - start[which])
    vertices = np.concatenate([vertices, vertices[:1]])
    return np.column_stack([_numbers(cells.lon_edges, vertices[:, 0]), _numbers(cells.lat_edges, vertices[:, 1])])


def _numbers(edges: Floats, values: Floats) -> Floats:
    """Interpolate cell numbers, going on beyond the ends at the size of the last cell."""
    inside = np.interp(values, edges, np.arange(len(edges), dtype=np.float64))
    below, above = values < edges[0], values > edges[-1]
    inside[below] = (values[below] - edges[0]) / (edges[1] - edges[0])
    inside[above] = len(edges) - 1 + (values[above] - edges[-1]) / (edges[-1] - edges[-2])
    return inside
