"""Axes of cartopy in a region's projection, with the registered coast, for fields of the user's own."""

from __future__ import annotations

from typing import Any

import shapely
from matplotlib.figure import Figure

from toolkit.cartography.frame import region_extent
from toolkit.cartography.pages import Page, page_of
from toolkit.cartography.style import FIXED
from toolkit.catalog.embedded import read_land
from toolkit.catalog.regions import Region
from toolkit.catalog.regions import region as find_region

__all__ = ["map_axes"]


def map_axes(region: str | Region, *, page: str | Page | None = None, labels: bool = True) -> tuple[Figure, Any]:
    """Return a figure with cartopy axes of a region, to plot on.

    Parameters
    ----------
    region : str or Region
        Where.
    page : str or Page, optional
        Size of the figure, as for :func:`map_claims`; by default 160 mm wide, in the shape of the region.
    labels : bool
        Whether degrees are printed at the left and below.

    Returns
    -------
    figure : matplotlib.figure.Figure
        Without pyplot: nothing is shown; ``figure.savefig(...)`` writes it.
    axes : cartopy.mpl.geoaxes.GeoAxes
        In the equal-area projection of the region, with the registered coast, and no borders. Nothing is fetched.

    Notes
    -----
    This is a drawing board for scientists. What is drawn on it is not measured by :func:`lint` and has no disclaimer: draw pages for
    a briefing with the ``map_*`` functions.

    Examples
    --------
    >>> import cartopy.crs as ccrs
    >>> figure, axes = map_axes("gulf-of-thailand")
    >>> _ = axes.plot([100.5, 102.5], [12.0, 9.0], transform=ccrs.PlateCarree())
    >>> type(axes).__name__
    'GeoAxes'
    """
    import cartopy.crs as ccrs
    from cartopy.feature import ShapelyFeature

    where = find_region(region)
    lon, lat = where.centre
    projection = ccrs.LambertAzimuthalEqualArea(central_longitude=lon, central_latitude=lat)
    x0, y0, x1, y1 = region_extent(where)
    if page is None:
        size = (160 / 25.4, 160 / 25.4 * (y1 - y0) / (x1 - x0))
    else:
        grid = page_of(page, (x1 - x0) / (y1 - y0))
        size = (grid.width / 25.4, grid.height / 25.4)
    figure = Figure(figsize=size, dpi=150, facecolor=FIXED["paper"], layout="constrained")
    axes: Any = figure.add_subplot(projection=projection)
    axes.set_xlim(x0, x1)
    axes.set_ylim(y0, y1)
    axes.set_facecolor(FIXED["sea"])
    west, south, east, north = where.bounds
    land = read_land(((west - 3 + 180) % 360 - 180, max(south - 3, -90), (east + 3 + 180) % 360 - 180, min(north + 3, 90)))
    shapes = [part for part in shapely.get_parts(land.geometry.to_numpy()) if not part.is_empty]
    coast = ShapelyFeature(shapes, ccrs.PlateCarree(), facecolor=FIXED["land"], edgecolor=FIXED["coast"], linewidth=0.35)
    axes.add_feature(coast, zorder=2)
    grid_lines = axes.gridlines(draw_labels={"left": "y", "bottom": "x"} if labels else False, linewidth=0.25, color=FIXED["graticule"])
    grid_lines.xlabel_style = grid_lines.ylabel_style = {"size": 7, "color": FIXED["grey ink"]}
    return figure, axes
