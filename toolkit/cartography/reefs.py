"""Reef-bearing cells as symbols: presence, never sized by a value."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from toolkit.cartography.compose import Z_SYMBOLS, MapBase
from toolkit.cartography.paint import dots
from toolkit.cartography.style import FIXED
from toolkit.errors import FigureError

__all__ = ["draw_reefs", "reef_points"]


def reef_points(reefs: Any) -> tuple[Any, float]:
    """Return longitudes and latitudes of reef-bearing cells, and the size of a cell in degrees."""
    if hasattr(reefs, "geometry") and hasattr(reefs, "crs"):
        points = reefs.geometry.representative_point()
        return np.column_stack([points.x, points.y]), 0.0
    if hasattr(reefs, "data_vars") and "n_cells" in reefs:
        grid = reefs["n_cells"].transpose("lat", "lon").to_numpy()
        lat, lon = reefs["lat"].to_numpy(), reefs["lon"].to_numpy()
        rows, columns = np.nonzero(np.nan_to_num(grid) > 0)
        step = float(abs(lat[1] - lat[0])) if len(lat) > 1 else 0.0
        return np.column_stack([lon[columns], lat[rows]]), step
    raise FigureError(
        f"Reefs as {type(reefs).__name__} cannot be drawn. Give toolkit.read_reef_grid() (a Dataset with n_cells on lat, lon), "
        "or a GeoDataFrame of points."
    )


def draw_reefs(base: MapBase, reefs: Any, dark_faces: set[str], *, faint: bool = False) -> int:
    """Mark reef-bearing cells inside the frame, light on dark faces, or all of them faintly; return how many."""
    if reefs is None:
        return 0
    lonlat, step = reef_points(reefs)
    west, south, east, north = base.region.bounds
    lon = lonlat[:, 0]
    inside = (
        (lonlat[:, 1] >= south)
        & (lonlat[:, 1] <= north)
        & (((lon >= west) & (lon <= east)) if west < east else ((lon >= west) | (lon <= east)))
    )
    points = base.frame.points(lonlat[inside, 0], lonlat[inside, 1])
    r = base.frame.rect
    points = points[(points[:, 0] > r.x) & (points[:, 0] < r.right) & (points[:, 1] > r.y) & (points[:, 1] < r.bottom)]
    if base.veiled:  # beyond the region the veil hides them: the legend names nothing that is not seen
        points = points[shapely.contains_xy(base.frame.region_outline, points[:, 0], points[:, 1])]
    slide = base.page.is_slide
    size = max(0.7 if slide else 0.5, (0.3 if slide else 0.4) * step * 111.2 * base.frame.mm_per_km)
    dark = _on_dark(base, points, dark_faces)
    # Small squares with a white edge are seen as white ones: those for orientation have none, here and in the legend.
    light = (~dark, FIXED["reef faint"], "none") if faint else (~dark, FIXED["reef"], FIXED["white"])
    for where, fill, edge in (light, (dark, FIXED["white"], FIXED["reef"])):
        dots(base.sheet.ground, points[where], size, fill, gid="symbol:reef", zorder=Z_SYMBOLS, edge=edge, width=0.2, square=True)
    base.marks.append((points, size))
    return len(points)


def _on_dark(base: MapBase, points: Any, dark_faces: set[str]) -> Any:
    """Say which points lie on a dark fill, where a dark square would not be seen."""
    dark = shapely.union_all([item.filled for item in base.shapes if item.face_id in dark_faces])
    shapely.prepare(dark)
    return np.asarray(shapely.contains_xy(dark, points[:, 0], points[:, 1]), dtype=bool)
