"""Grids: netCDF files and Zarr stores, opened lazily, decoded once, with axes that are found and never guessed.

What a file says is believed only where its coordinates agree: a grid mapping that names a projection while the coordinates
are degrees (the 5 km files of Coral Reef Watch say ``EPSG:32663``) is overridden, and a note says so.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cf_xarray as _cf_xarray
import numpy as np
import xarray as xr

from toolkit.catalog.layout import refuse_cut_netcdf
from toolkit.errors import GridError, UnreadableFileError, unknown_name

__all__ = ["Axes", "axes", "check_monotonic", "decimal", "keep_edges", "open_grid"]

#: Names that cf-xarray would pass for longitude and latitude but that are bounds or masks, not axes.
_NOT_AXES = ("bnds", "bounds", "vertices", "mask")

#: Chunks of about this size are read at a time (multiples of the chunks of the file).
_CHUNK = "32MiB"

_ZARR_MARKS = ("zarr.json", ".zgroup", ".zmetadata", ".zarray")


@dataclass(frozen=True)
class Axes:
    """Names of the axes of a grid.

    Attributes
    ----------
    lon, lat : str
        Coordinates of longitude and latitude.
    x, y : str
        Dimensions they run along; equal to ``lon`` and ``lat`` on a rectilinear grid.
    time : str
        Dimension of time, '' where there is none.
    """

    lon: str
    lat: str
    x: str
    y: str
    time: str = ""

    @property
    def curvilinear(self) -> bool:
        """Whether longitude and latitude vary along both dimensions."""
        return self.lon != self.x


def _candidates(data: xr.DataArray) -> dict[str, list[str]]:
    """Return coordinates that are longitude, latitude and time to cf-xarray: by attributes, and only if there are none, by known names."""
    frame: Any = data.coords.to_dataset().cf
    found = frame.coordinates
    if not (found.get("longitude") and found.get("latitude")):
        found = {**frame.guess_coord_axis().cf.coordinates, **{key: names for key, names in found.items() if names}}
    return {key: [str(name) for name in names if not any(part in str(name).lower() for part in _NOT_AXES)] for key, names in found.items()}


def _one(data: xr.DataArray, key: str, found: list[str]) -> str:
    """Return the one coordinate that is ``key``, or raise."""
    along_dimension = [name for name in found if name in data.dims]
    if len(found) > 1 and len(along_dimension) == 1:
        found = along_dimension
    if len(found) == 1:
        return found[0]
    what = f"more than one coordinate is {key}: {', '.join(found)}" if found else f"no coordinate is {key}"
    coords = ", ".join(f"{name}{tuple(c.dims)}" for name, c in data.coords.items()) or "none"
    example = "degrees_east" if key == "longitude" else "degrees_north"
    raise GridError(
        f"In grid '{data.name}' with dimensions {tuple(map(str, data.dims))} {what} (coordinates: {coords}). "
        f"Allowed: one coordinate with units '{example}', standard_name '{key}' or a name such as '{key[:3]}'. "
        f"Set it, for example data['x'].attrs['units'] = '{example}', or rename it: data.rename(x='{key[:3]}')."
    )


def axes(data: xr.DataArray) -> Axes:
    """Find longitude, latitude and time by CF attributes and known names.

    Parameters
    ----------
    data : xarray.DataArray
        A grid with longitude and latitude, one-dimensional (rectilinear) or two-dimensional (curvilinear).

    Returns
    -------
    Axes
        Names of coordinates and dimensions.

    Raises
    ------
    GridError
        Longitude or latitude is not found, is found twice, or does not run along dimensions of the data.

    References
    ----------
    CF conventions 1.11, sections 4.1, 4.2 and 4.4, as implemented by cf-xarray.

    Examples
    --------
    >>> import numpy as np, xarray as xr
    >>> grid = xr.DataArray(np.zeros((2, 3)), coords={"lat": [0.5, 1.5], "lon": [10.5, 11.5, 12.5]}, dims=("lat", "lon"))
    >>> axes(grid)
    Axes(lon='lon', lat='lat', x='lon', y='lat', time='')
    """
    known = _candidates(data)
    lon, lat = (_one(data, key, known.get(key, [])) for key in ("longitude", "latitude"))
    time = _time_dimension(data, known.get("time", []))
    if data[lon].ndim == data[lat].ndim == 1 and lon in data.dims and lat in data.dims:
        return Axes(lon, lat, lon, lat, time)
    if data[lon].ndim == 2 and data[lon].dims == data[lat].dims and set(data[lon].dims) <= set(data.dims):
        y, x = map(str, data[lon].dims)
        return Axes(lon, lat, x, y, time)
    if data[lon].ndim == data[lat].ndim == 1 and data[lon].dims != data[lat].dims and {*data[lon].dims, *data[lat].dims} <= set(data.dims):
        (x,), (y,) = data[lon].dims, data[lat].dims
        raise GridError(
            f"In grid '{data.name}' longitude '{lon}' runs along dimension '{x}' and latitude '{lat}' along '{y}'. "
            f"Make them dimensions first: data.swap_dims({x}='{lon}', {y}='{lat}'). open_grid does it for files."
        )
    raise GridError(
        f"In grid '{data.name}' longitude '{lon}' runs along {tuple(data[lon].dims)} and latitude '{lat}' along {tuple(data[lat].dims)}, "
        f"while the data has {tuple(data.dims)}. Allowed: each along its own dimension, or both along the same two. "
        "Give such coordinates, or regrid the data to longitude and latitude first."
    )


def _time_dimension(data: xr.DataArray, known: list[str]) -> str:
    """Return the dimension of time, '' where there is none."""
    found = [name for name in known if name in data.dims]
    found += [str(dim) for dim in data.dims if dim in data.coords and _is_time(data[dim])]
    return found[0] if found else ""


def _is_time(values: xr.DataArray) -> bool:
    if values.dtype.kind == "M":
        return True
    return values.dtype.kind == "O" and values.size > 0 and hasattr(values.values.flat[0], "calendar")


# ---- opening -----------------------------------------------------------------------------------------------------------------


def open_grid(path: str | Path, variable: str | None = None) -> xr.DataArray:
    """Open one variable of a netCDF file or a Zarr store.

    Parameters
    ----------
    path : path
        A netCDF file (classic or netCDF-4) or a Zarr store (a folder).
    variable : str, optional
        Name of the variable; needed where the file has more than one with longitude and latitude.

    Returns
    -------
    xarray.DataArray
        Lazy (dask), packed integers decoded once (scale_factor, add_offset, _FillValue; values outside the valid range that
        the file states are missing), times decoded. ``attrs`` keep ``units`` and gain ``dataset_id`` (the file's ``id`` or its name),
        ``source_path`` (the file's name) and ``notes``.

    Raises
    ------
    UnreadableFileError
        The file is missing, empty, truncated or not a grid file.
    UnknownNameError
        There is no such variable.
    GridError
        There are several variables and none is named, longitude or latitude is not found, coordinates are repeated, the grid is
        projected, the values are not numbers, or the times cannot be decoded.
    """
    source = Path(path)
    engine = _engine(source)
    dataset = keep_edges(_open(source, engine))
    name = _choose(dataset, variable, source)
    data = dataset[name]
    notes: list[str] = []
    if data.dtype.kind not in "fiub":
        raise GridError(
            f"Variable '{name}' of {source.name} holds {data.dtype} values, not numbers. Choose another variable, or convert it first."
        )
    _check_mapping(dataset, data, source, notes)
    data = _along_degrees(data, notes)
    found = axes(data)
    _check_coordinates(data, found, source)
    data = _within_valid_range(data, notes)
    title = str(dataset.attrs.get("id") or source.stem)
    attributes = {**data.attrs, "dataset_id": title, "source_path": source.name, "notes": "; ".join(notes)}
    return data.assign_attrs(attributes)


def _along_degrees(data: xr.DataArray, notes: list[str]) -> xr.DataArray:
    """Make longitude and latitude the dimensions where each runs along its own one that has no coordinate (``x_index``, ``nj``)."""
    known = _candidates(data)
    swap = {}
    for key in ("longitude", "latitude"):
        names = known.get(key, [])
        if len(names) == 1 and names[0] not in data.dims and data[names[0]].ndim == 1:
            (dimension,) = map(str, data[names[0]].dims)
            if dimension in data.dims and dimension not in data.coords:
                swap[dimension] = names[0]
    if len(swap) != 2:
        return data
    notes.append("dimensions " + " and ".join(f"{old} are taken as {new}" for old, new in swap.items()))
    return data.swap_dims(swap)


def _engine(source: Path) -> str:
    """Return the engine for a file by its first bytes, or raise."""
    if "://" in str(source) or str(source).startswith(("http:", "https:", "s3:")):
        raise UnreadableFileError(f"{source} is an address. Download the file first, then give its path.")
    if source.is_dir():
        if any((source / mark).exists() for mark in _ZARR_MARKS):
            return "zarr"
        raise UnreadableFileError(f"{source} is a folder without Zarr metadata. Give a netCDF file or a Zarr store.")
    if not source.is_file():
        raise UnreadableFileError(f"{source} does not exist. Check the path; allowed are netCDF files and Zarr stores.")
    with source.open("rb") as stream:
        head = stream.read(512)
    if not head:
        raise UnreadableFileError(f"{source} is empty (0 bytes). Download it again.")
    if head.startswith((b"CDF\x01", b"CDF\x02", b"CDF\x05", b"\x89HDF\r\n\x1a\n")):
        refuse_cut_netcdf(source)
        return "netcdf4"
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<!doctype", b"<html", b"<?xml", b"<")):
        raise UnreadableFileError(
            f"{source} is a web page or XML, not netCDF: the server answered with a message. Open it as text, then download again."
        )
    if head.startswith((b"II*\x00", b"MM\x00*")):
        raise UnreadableFileError(
            f"{source} is a TIFF image. Convert it to netCDF first, for example: gdal_translate -of netCDF in.tif out.nc."
        )
    raise UnreadableFileError(f"{source} is not netCDF (its first bytes are {head[:8]!r}). Give a netCDF file or a Zarr store.")


def _open(source: Path, engine: str) -> xr.Dataset:
    """Open a dataset lazily, in chunks that are multiples of those of the file."""
    import dask

    options: dict[str, Any] = {"engine": engine, "chunks": "auto"}
    if engine == "zarr":
        options["consolidated"] = None
    try:
        with dask.config.set({"array.chunk-size": _CHUNK}):
            return xr.open_dataset(source, **options)
    except (OSError, EOFError, RuntimeError) as error:
        raise UnreadableFileError(f"{source} cannot be read: it is truncated or damaged ({error}). Download or write it again.") from error
    except KeyError as error:
        raise UnreadableFileError(f"{source} cannot be read: its metadata lacks {error}. Write it again.") from error
    except (ValueError, OverflowError) as error:
        _explain_time(source, options, error)
        raise UnreadableFileError(
            f"{source} cannot be decoded: {error}. Repair the attributes it names, or write the file again."
        ) from error


def _explain_time(source: Path, options: dict[str, Any], error: Exception) -> None:
    """Raise a GridError if the file opens once its times are left as numbers."""
    try:
        with xr.open_dataset(source, **options, decode_times=False) as plain:
            stated = {
                str(name): (var.attrs.get("units"), var.attrs.get("calendar", "standard"))
                for name, var in plain.variables.items()
                if "since" in str(var.attrs.get("units", ""))
            }
    except (OSError, ValueError, RuntimeError):
        return
    told = "; ".join(f"'{name}' has units '{units}', calendar '{calendar}'" for name, (units, calendar) in stated.items())
    raise GridError(
        f"The times of {source.name} cannot be decoded ({told}). Allowed: '<unit> since <date>' and a calendar of the CF conventions. "
        "Correct the attributes of that variable in a copy of the file."
    ) from error


def _choose(dataset: xr.Dataset, variable: str | None, source: Path) -> str:
    """Return the name of the variable to use."""
    skip = _auxiliary(dataset)
    names = [str(name) for name, data in dataset.data_vars.items() if str(name) not in skip]
    grids = [name for name in names if dataset[name].ndim >= 2]
    if variable is not None:
        if variable not in dataset.data_vars:
            raise unknown_name(f"variable of {source.name}", variable, names)
        return variable
    if len(grids) == 1:
        return grids[0]
    listed = ", ".join(f"{name}{tuple(map(str, dataset[name].dims))}" for name in (grids or names)) or "none"
    raise GridError(
        f"{source.name} has {len(grids)} gridded variables: {listed}. "
        f"Name one: variable='{(grids or ['name'])[0]}' (on the command line --variable)."
    )


def _auxiliary(dataset: xr.Dataset) -> set[str]:
    """Names of bounds, grid mappings and the like, which are not data."""
    out: set[str] = set()
    for var in dataset.variables.values():
        for key in ("bounds", "grid_mapping", "cell_measures", "ancillary_variables"):
            text = str(var.attrs.get(key, "") or var.encoding.get(key, ""))
            out.update(text.replace(":", " ").split())
    return out


def _check_mapping(dataset: xr.Dataset, data: xr.DataArray, source: Path, notes: list[str]) -> None:
    """Refuse projected grids; note a mapping that contradicts coordinates in degrees."""
    mapping = str(data.attrs.get("grid_mapping") or data.encoding.get("grid_mapping") or "").split(":")[0].strip()
    if not mapping or mapping not in dataset.variables:
        return
    attributes = dataset[mapping].attrs
    kind = str(attributes.get("grid_mapping_name", ""))
    known = _candidates(data)
    has_degrees = bool(known.get("longitude") and known.get("latitude"))
    if kind not in ("", "latitude_longitude", "rotated_latitude_longitude") and not has_degrees:
        raise GridError(
            f"Variable '{data.name}' of {source.name} is on a projected grid ({kind}, dimensions {tuple(map(str, data.dims))}). "
            "Allowed: longitude and latitude in degrees. Reproject it first (for example with gdalwarp -t_srs EPSG:4326), "
            "or add two-dimensional coordinates of longitude and latitude."
        )
    code = str(attributes.get("epsg_code", attributes.get("spatial_epsg", ""))).upper().removeprefix("EPSG:")
    if code and code != "4326" and has_degrees:
        notes.append(f"{mapping}: says EPSG:{code}, but the coordinates are degrees; taken as EPSG:4326")


def _check_coordinates(data: xr.DataArray, found: Axes, source: Path) -> None:
    """Refuse coordinates that are not degrees, repeated, missing or out of order."""
    for name, limit in ((found.lon, 540.0), (found.lat, 90.0 + 1e-6)):
        values = np.asarray(data[name].values)
        if values.dtype.kind not in "fiu" or not np.isfinite(values).all():
            raise GridError(
                f"Coordinate '{name}' of {source.name} is not a finite number everywhere. Repair it, or cut the grid (data.isel)."
            )
        if values.size == 0:
            raise GridError(f"Coordinate '{name}' of {source.name} is empty. Give a grid with at least one cell.")
        if np.abs(values).max() > limit:
            raise GridError(
                f"Coordinate '{name}' of {source.name} reaches {np.abs(values).max():g}, which is not degrees. "
                "Reproject the grid to EPSG:4326 first (for example with gdalwarp -t_srs EPSG:4326)."
            )
        if values.ndim == 1:
            check_monotonic(values.astype(np.float64), name, cyclic=name == found.lon)


def check_monotonic(values: np.ndarray, name: Hashable, *, cyclic: bool = False) -> np.ndarray:
    """Return an axis that only rises or only falls; longitudes may step once across 180 or 360 degrees and are then unrolled.

    Raises
    ------
    GridError
        Values are repeated or change direction.
    """
    unrolled = np.unwrap(values, period=360.0) if cyclic else values
    step = np.diff(unrolled)
    if len(values) != len(np.unique(values)) or (step == 0).any():
        distinct, times = np.unique(values, return_counts=True)
        twice = distinct[times > 1]
        raise GridError(
            f"Coordinate '{name}' has repeated values ({', '.join(f'{x:g}' for x in twice[:3])}). "
            f"Drop them first: data.drop_duplicates('{name}')."
        )
    if len(step) and not ((step > 0).all() or (step < 0).all()):
        place = int(np.flatnonzero(np.sign(step) != np.sign(step[0]))[0])
        raise GridError(
            f"Coordinate '{name}' changes direction at position {place} ({values[place]:g}, {values[place + 1]:g}). "
            f"Allowed: values that only rise or only fall. Sort it first: data.sortby('{name}')."
        )
    return unrolled


def decimal(values: np.ndarray) -> np.ndarray:
    """Return single-precision coordinates as the decimals they were written from (89.975, not 89.97499847).

    Examples
    --------
    >>> import numpy as np
    >>> float(decimal(np.array([89.975], dtype=np.float32))[0])
    89.975
    """
    if values.dtype == np.float32:
        return values.astype(str).astype(np.float64)
    return values.astype(np.float64)


def keep_edges(dataset: xr.Dataset) -> xr.Dataset:
    """Keep the cell edges that CF bounds state as the attribute ``edges`` of their coordinates: a DataArray cannot carry bounds.

    Raises
    ------
    GridError
        The bounds leave gaps or overlap.
    """
    out = dataset
    for name, coordinate in dataset.coords.items():
        bounds = coordinate.attrs.get("bounds") or coordinate.encoding.get("bounds")
        if coordinate.ndim != 1 or bounds not in dataset.variables or not _is_degrees(coordinate):
            continue
        pairs = np.sort(decimal(np.asarray(dataset[bounds].values)), axis=-1)
        pairs = pairs[np.argsort(pairs[:, 0])]
        if pairs.shape != (coordinate.size, 2) or not np.allclose(pairs[1:, 0], pairs[:-1, 1], rtol=0, atol=1e-4 * np.ptp(pairs[0])):
            raise GridError(
                f"Bounds '{bounds}' of coordinate '{name}' leave gaps or overlap. Allowed: each cell begins where the one before ends. "
                f"Correct them, or drop them (data.drop_vars('{bounds}')) to use the middles between centres."
            )
        out = out.assign_coords({name: coordinate.assign_attrs(edges=[*pairs[:, 0].tolist(), float(pairs[-1, 1])])})
    return out


def _is_degrees(coordinate: xr.DataArray) -> bool:
    units, standard = str(coordinate.attrs.get("units", "")), str(coordinate.attrs.get("standard_name", ""))
    return units.startswith("degree") or standard in ("latitude", "longitude") or str(coordinate.name).lower().startswith(("lat", "lon"))


def _within_valid_range(data: xr.DataArray, notes: list[str]) -> xr.DataArray:
    """Make values outside the stated valid range missing (CF 2.5.1: the range is in packed units)."""
    attributes = data.attrs
    low, high = attributes.get("valid_min"), attributes.get("valid_max")
    if "valid_range" in attributes:
        low, high = np.ravel(attributes["valid_range"])[:2]
    if (low is None and high is None) or isinstance(low, str) or isinstance(high, str):
        return data
    packed = np.dtype(data.encoding.get("dtype", data.dtype))
    scale = float(data.encoding.get("scale_factor", 1.0)) if packed.kind in "iu" else 1.0
    offset = float(data.encoding.get("add_offset", 0.0)) if packed.kind in "iu" else 0.0
    slack = abs(scale) * 0.5 if packed.kind in "iu" else 0.0
    limits = (
        -np.inf if low is None else float(low) * scale + offset - slack,
        np.inf if high is None else float(high) * scale + offset + slack,
    )
    notes.append("values outside the valid range stated in the file are missing")
    floating = data.dtype if data.dtype.kind == "f" else np.dtype(np.float64)
    kept: xr.DataArray = xr.apply_ufunc(
        _drop_outside, data, kwargs={"limits": limits}, dask="parallelized", output_dtypes=[floating], keep_attrs=True
    )
    return kept


def _drop_outside(block: np.ndarray, limits: tuple[float, float]) -> np.ndarray:
    """Make values outside the limits missing; a block without such values is handed on as it is."""
    values = block if block.dtype.kind == "f" else block.astype(np.float64)
    outside = (values < limits[0]) | (values > limits[1])
    if not outside.any():
        return values
    return np.where(outside, np.nan, values).astype(values.dtype)


_ = _cf_xarray  # registers the accessor `.cf`
