"""Grids for a GIS: cloud-optimised GeoTIFF with declared missing values, and the classes of the pages as colours."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import quoteattr

import numpy as np
import numpy.typing as npt

from toolkit.cartography.classes import Classes, classes_of
from toolkit.cartography.export import write_files
from toolkit.cartography.words import DISCLAIMER_SHORT, legend_unit
from toolkit.errors import FigureError, GridError

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["save_grid"]

#: Missing value of a grid of classes.
_NO_CLASS = 255
_MOST_BANDS = 400


def save_grid(grid: xr.DataArray, path: str | os.PathLike[str], indicator: Any = None, *, classed: bool = False) -> tuple[Path, ...]:
    """Write a grid as cloud-optimised GeoTIFF, with a style in the colours of the pages.

    Parameters
    ----------
    grid : xarray.DataArray
        On regular longitudes and latitudes, with at most one dimension more: each of its entries becomes a band.
    path : path
        A file name that ends with ``.tif``.
    indicator : str or Indicator, optional
        Whose classes and palette the style has; without it no style is written.
    classed : bool
        Write the number of the class (from 0) as a byte with a table of colours, instead of the values.

    Returns
    -------
    tuple of pathlib.Path
        The file and, for values with an indicator, a QML style of the same name, which QGIS applies when it opens the file.

    Raises
    ------
    GridError
        The axes are not found, are not regular, or there is a dimension too many.
    FigureError
        The file name is not allowed, the folder cannot be written, or classes are wanted without an indicator.

    Notes
    -----
    Values are 32-bit floats with NaN for missing; classes are bytes with 255 for missing. Overviews repeat cells (nearest
    neighbour), so that no number is in the file that is not in the grid. EPSG:4326; rows from the north. The same grid gives the
    same bytes.

    Examples
    --------
    >>> import toolkit as tk
    >>> share = tk.read_reef_grid()["share"]
    >>> tk.save_grid(share, "reefs.tif")  # doctest: +SKIP
    """
    from toolkit.indicators.records import indicator as find_indicator

    target = Path(path)
    if target.suffix != ".tif":
        raise FigureError(f"File '{target.name}' given; the name of a GeoTIFF ends with .tif.")
    if classed and indicator is None:
        raise FigureError("Classes wanted without an indicator; give the one whose classes they are: save_grid(..., 'hard_coral_cover').")
    values, names, transform = _bands(grid)
    record = find_indicator(indicator) if isinstance(indicator, str) else indicator
    classes = classes_of(record, [float(v) for v in np.unique(values[np.isfinite(values)])]) if record is not None else None
    tags = {
        "DISCLAIMER": DISCLAIMER_SHORT,
        "DATASET_ID": str(grid.attrs.get("dataset_id", "")),
        "INDICATOR": str(getattr(record, "identifier", "")),
        "TITLE": str(grid.attrs.get("long_name", "") or getattr(record, "title", "") or grid.name or ""),
        "UNITS": str(grid.attrs.get("units", "") or getattr(record, "units", "")),
    }
    files = {target.name: _geotiff(values, names, transform, tags, classes if classed else None)}
    if classes is not None and not classed:
        files[target.with_suffix(".qml").name] = _style(classes, legend_unit(str(record.units)), values).encode("utf-8")
    return write_files(target.parent, files)


def _steps(found: npt.NDArray[np.float64], name: str) -> float:
    """Return the step of an axis.

    Raises
    ------
    GridError
        It has one entry only, or its steps differ.
    """
    steps = np.diff(found)
    if not len(steps) or not np.allclose(steps, steps[0], rtol=1e-3, atol=1e-6) or steps[0] == 0:
        raise GridError(
            f"The axis '{name}' has {len(found)} entries that are not evenly spaced; a GeoTIFF needs a regular grid. "
            "Interpolate it first (DataArray.interp), or keep it as netCDF."
        )
    return float((found[-1] - found[0]) / (len(found) - 1))


def _bands(grid: xr.DataArray) -> tuple[npt.NDArray[np.float32], list[str], tuple[float, ...]]:
    """Return values (band, row from the north, column from the west), names of bands, and the affine transform."""
    from toolkit.catalog.axes import axes

    found = axes(grid)
    if found.curvilinear:
        raise GridError("The grid is curvilinear; a GeoTIFF needs longitudes along one dimension and latitudes along the other.")
    more = [str(name) for name in grid.dims if name not in (found.x, found.y)]
    if len(more) > 1:
        raise GridError(
            f"The grid has the dimensions {', '.join(more)} beside longitude and latitude; one is allowed. Choose: grid.isel(...)."
        )
    # Across the antimeridian longitudes run on beyond 180; whole circles begin at -180.
    lon = np.unwrap(np.asarray(grid[found.lon], dtype=np.float64), period=360.0)
    if lon.min() >= 180.0 or np.ptp(lon) * len(lon) >= 359.9 * (len(lon) - 1):
        lon = (lon + 180.0) % 360.0 - 180.0
    grid = grid.assign_coords({found.lon: (found.x, lon, grid[found.lon].attrs)}).sortby(found.lon)
    grid = grid.sortby(found.lat, ascending=False).transpose(*more, found.y, found.x)
    lon, lat = (np.asarray(grid[name], dtype=np.float64) for name in (found.lon, found.lat))
    dx, dy = _steps(lon, found.lon), _steps(lat, found.lat)
    values = np.asarray(grid.to_numpy(), dtype=np.float32)
    values = values if more else values[None]
    if len(values) > _MOST_BANDS:
        raise GridError(f"{len(values)} bands wanted; {_MOST_BANDS} are the most. Choose fewer: grid.isel({more[0]}=slice(...)).")
    names = [str(value) for value in np.asarray(grid[more[0]])] if more else [""]
    return values, names, (dx, 0.0, float(lon[0]) - dx / 2, 0.0, dy, float(lat[0]) - dy / 2)


def _geotiff(
    values: npt.NDArray[np.float32], names: list[str], transform: tuple[float, ...], tags: dict[str, str], classes: Classes | None
) -> bytes:
    """Return the file."""
    import rasterio
    import rasterio.shutil
    from rasterio.io import MemoryFile

    kind = "float32" if classes is None else "uint8"
    data: npt.NDArray[Any] = values
    if classes is not None:
        data = np.full(values.shape, _NO_CLASS, dtype=np.uint8)
        known = np.isfinite(values)
        data[known] = np.searchsorted(np.asarray(classes.edges, dtype=np.float64), values[known], side="right")
        tags = {**tags, **{f"CLASS_{k}": label for k, label in enumerate(classes.labels)}}
    shape = {"count": len(data), "height": data.shape[1], "width": data.shape[2]}
    with MemoryFile() as plain, MemoryFile(ext=".tif") as out:
        with plain.open(
            driver="GTiff", dtype=kind, crs="EPSG:4326", transform=rasterio.Affine(*transform),
            nodata=np.nan if classes is None else _NO_CLASS, **shape,
        ) as dataset:  # fmt: skip
            dataset.write(data)
            dataset.update_tags(**{key: value for key, value in tags.items() if value})
            for k, name in enumerate(names, 1):
                if name:
                    dataset.set_band_description(k, name)
            if classes is not None and len(data) == 1:
                dataset.write_colormap(1, {k: _rgba(colour) for k, colour in enumerate(classes.colours)} | {_NO_CLASS: (0, 0, 0, 0)})
        with plain.open() as dataset:
            rasterio.shutil.copy(
                dataset, out.name, driver="COG", COMPRESS="DEFLATE", BLOCKSIZE="256", OVERVIEW_RESAMPLING="NEAREST", NUM_THREADS="1"
            )
        return bytes(out.read())


def _rgba(colour: str) -> tuple[int, int, int, int]:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return red, green, blue, 255


def _style(classes: Classes, unit: str, values: npt.NDArray[np.float32]) -> str:
    """Return a QML style with the classes of the pages."""
    known = values[np.isfinite(values)]
    low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
    # QGIS counts the upper edge to a class, the pages count it to the next one.
    ends = [*(repr(float(np.nextafter(np.float32(edge), np.float32(-np.inf)))) for edge in classes.edges), "inf"]
    items = "".join(
        f'<item alpha="255" color="{colour}" label={quoteattr(f"{label} {unit}".strip())} value="{end}"/>'
        for end, label, colour in zip(ends, classes.labels, classes.colours, strict=True)
    )
    return (
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
        '<qgis version="3.28" styleCategories="Symbology"><pipe>'
        f'<rasterrenderer type="singlebandpseudocolor" band="1" opacity="1" alphaBand="-1" classificationMin="{low:.9g}" '
        f'classificationMax="{high:.9g}"><rastershader><colorrampshader colorRampType="DISCRETE" classificationMode="1" clip="0">'
        f"{items}</colorrampshader></rastershader></rasterrenderer></pipe></qgis>"
    )
