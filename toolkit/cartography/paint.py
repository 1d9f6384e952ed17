"""Brushes: fills, textures and lines in millimetres of the page.

Textures are drawn as lines and dots of their own rather than as hatches of the renderer, so that spacing and stroke are exact
in every format and at every resolution, and continue from face to face.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.patches import PathPatch
from matplotlib.path import Path as MplPath
from matplotlib.transforms import IdentityTransform
from shapely.geometry.base import BaseGeometry

from toolkit.cartography.style import PT_MM, Texture

__all__ = ["area_mm2", "fill", "lines_of", "polygons_of", "strokes", "texture"]

#: A fill is stroked with this width in its own colour, so that no seam shows between neighbours.
SEAM_PT = 0.15


def polygons_of(geometry: BaseGeometry) -> list[shapely.Polygon]:
    """Return the polygons of a geometry."""
    parts = shapely.get_parts(shapely.get_parts(np.array([geometry], dtype=object)))
    return [part for part in parts if part.geom_type == "Polygon" and not part.is_empty]


def lines_of(geometry: BaseGeometry) -> list[shapely.LineString]:
    """Return the lines of a geometry."""
    parts = shapely.get_parts(shapely.get_parts(np.array([geometry], dtype=object)))
    return [part for part in parts if part.geom_type in {"LineString", "LinearRing"} and not part.is_empty]


def area_mm2(geometry: BaseGeometry) -> float:
    """Return the size of a shape on the page in mm2 (a size on paper; areas at sea are measured by toolkit.geodesy)."""
    total = 0.0
    for polygon in polygons_of(geometry):
        for n, ring in enumerate((polygon.exterior, *polygon.interiors)):
            x, y = np.asarray(ring.coords)[:, :2].T
            total += (1 if n == 0 else -1) * abs(float(np.dot(x[:-1] - x[0], y[1:]) - np.dot(y[:-1], x[1:] - x[0]))) / 2
    return total


def path_of(geometry: BaseGeometry) -> MplPath | None:
    """Return the polygons of a geometry as one path, holes wound the other way; None if there are none."""
    polygons = polygons_of(geometry)
    if not polygons:
        return None
    rings = []
    for polygon in shapely.orient_polygons(np.array(polygons, dtype=object)):
        rings += [np.asarray(ring.coords)[:, :2] for ring in (polygon.exterior, *polygon.interiors)]
    vertices = np.concatenate(rings)
    codes = np.full(len(vertices), MplPath.LINETO, dtype=np.uint8)
    ends = np.cumsum([len(ring) for ring in rings])
    codes[np.r_[0, ends[:-1]]] = MplPath.MOVETO
    codes[ends - 1] = MplPath.CLOSEPOLY
    return MplPath(vertices, codes)


def fill(axes: Axes, geometry: BaseGeometry, colour: str, *, gid: str, zorder: float, seam: bool = True) -> PathPatch | None:
    """Fill polygons without any outline in another colour."""
    path = path_of(geometry)
    if path is None:
        return None
    patch = PathPatch(
        path, facecolor=colour, edgecolor=colour if seam else "none", linewidth=SEAM_PT if seam else 0.0, joinstyle="round", zorder=zorder
    )
    patch.set_gid(gid)
    axes.add_artist(patch)
    return patch


def strokes(
    axes: Axes, lines: list[Any], colour: str, width: float, *, gid: str, zorder: float, dashes: Any = "solid", cap: str = "butt"
) -> LineCollection | None:
    """Draw lines of one width, each with its pattern beginning at its first point; a list of patterns has one for each line."""
    segments = [np.asarray(line.coords)[:, :2] if hasattr(line, "coords") else np.asarray(line) for line in lines]
    if not segments:
        return None
    made = LineCollection(
        segments,
        colors=[colour],
        linewidths=[width],
        linestyles=dashes if isinstance(dashes, list) else [dashes],
        capstyle=cap,
        joinstyle="round",
        zorder=zorder,
    )
    made.set_gid(gid)
    axes.add_collection(made, autolim=False)
    return made


def _parallels(bounds: tuple[float, float, float, float], angle: float, spacing: float) -> npt.NDArray[np.object_]:
    """Return parallel lines over bounds, counted from the corner of the page so that they go on from shape to shape."""
    x0, y0, x1, y1 = bounds
    radians = np.radians(angle)
    # Millimetres run downwards, so a line that rises to the right goes along (cos, -sin).
    along = np.array([np.cos(radians), -np.sin(radians)])
    across = np.array([np.sin(radians), np.cos(radians)])
    corners = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]])
    low, high = (corners @ across).min(), (corners @ across).max()
    steps = np.arange(np.ceil(low / spacing), np.floor(high / spacing) + 1) * spacing
    first, last = (corners @ along).min() - 1, (corners @ along).max() + 1
    ends = np.stack([steps[:, None] * across + first * along, steps[:, None] * across + last * along], axis=1)
    return np.asarray(shapely.linestrings(ends), dtype=object)


def texture(
    axes: Axes, geometry: BaseGeometry, kind: Texture, *, gid: str, zorder: float, ink: str | None = None, factor: float = 1.0
) -> None:
    """Lay a texture over a shape.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Axes in millimetres.
    geometry : shapely geometry
        Polygons in millimetres.
    kind : Texture
        What to draw.
    gid : str
        Name of the artist.
    zorder : float
        Order of drawing.
    ink : str, optional
        Another colour, where the ground is dark.
    factor : float
        Enlargement, 2 on slides.
    """
    if geometry.is_empty:
        return
    shapely.prepare(geometry)
    if kind.kind == "lines":
        rays = _parallels(geometry.bounds, kind.angle, kind.spacing * factor)
        cut = shapely.intersection(rays, geometry)
        strokes(axes, [line for item in cut for line in lines_of(item)], ink or kind.ink, kind.width * factor, gid=gid, zorder=zorder)
        return
    x0, y0, x1, y1 = geometry.bounds
    step = kind.spacing * factor
    xs, ys = np.meshgrid(np.arange(np.ceil(x0 / step), x1 / step + 1) * step, np.arange(np.ceil(y0 / step), y1 / step + 1) * step)
    points = np.column_stack([xs.ravel(), ys.ravel()])
    inside = shapely.contains_xy(geometry, points[:, 0], points[:, 1])
    dots(axes, points[inside], kind.width * factor, ink or kind.ink, gid=gid, zorder=zorder)


def dots(
    axes: Axes,
    points: npt.NDArray[np.float64],
    diameter: float,
    colour: str,
    *,
    gid: str,
    zorder: float,
    edge: str = "none",
    width: float = 0.0,
    square: bool = False,
) -> PathCollection | None:
    """Draw discs (or squares) of a diameter in millimetres."""
    if not len(points):
        return None
    shape = MplPath.unit_rectangle() if square else MplPath.unit_circle()
    corners = np.asarray(shape.vertices, dtype=np.float64)
    unit = corners - 0.5 if square else corners / 2
    marker = MplPath(unit, shape.codes)
    made = PathCollection(
        [marker],
        sizes=[(diameter / PT_MM) ** 2],
        offsets=points,
        offset_transform=axes.transData,
        facecolors=[colour],
        edgecolors=[edge],
        linewidths=[width],
        zorder=zorder,
    )
    made.set_transform(IdentityTransform())
    made.set_gid(gid)
    axes.add_collection(made, autolim=False)
    return made
