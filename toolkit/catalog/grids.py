"""Grids: netCDF files and Zarr stores, opened lazily, decoded once, with axes that are found and never guessed.

What a file says is believed only where its coordinates agree: a grid mapping that names a projection while the coordinates
are degrees (the 5 km files of Coral Reef Watch say ``EPSG:32663``) is overridden, and a note says so.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from toolkit.catalog.axes import Axes, axes, candidates, check_monotonic, keep_edges
from toolkit.catalog.kinds import says_synthetic
from toolkit.catalog.layout import refuse_cut_netcdf
from toolkit.catalog.packed import remember
from toolkit.catalog.periods import BOUNDS, COVERAGE, span_text, time_bounds
from toolkit.errors import GridError, UnreadableFileError, unknown_name

__all__ = ["open_grid"]

#: Chunks of about this size are read at a time (multiples of the chunks of the file).
_CHUNK = "32MiB"

_ZARR_MARKS = ("zarr.json", ".zgroup", ".zmetadata", ".zarray")


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
    attributes |= _told_of_time(dataset, data, found.time) | (
        {"synthetic": said} if (said := says_synthetic(dataset.attrs, data.attrs)) else {}
    )
    if data.chunks and np.dtype(data.encoding.get("dtype", data.dtype)).kind in "iu":
        remember(data, _stored(source, engine, name, data.chunks))
    return data.assign_attrs(attributes)


def _stored(source: Path, engine: str, name: str, chunks: Any) -> xr.DataArray:
    """Return a variable as it is stored, not decoded, in given chunks."""
    options = _options(source, engine)
    with xr.open_dataset(source, **options, decode_cf=False) as plain:
        dims = plain[name].dims
    return xr.open_dataset(source, **options, decode_cf=False, chunks=dict(zip(dims, chunks, strict=True)))[name]


def _told_of_time(dataset: xr.Dataset, data: xr.DataArray, dim: str) -> dict[str, str]:
    """Return the bounds of the times, and for a variable without times the period that the file states for all of it."""
    name = dim or next((str(key) for key in data.coords if data[key].ndim == 0 and data[key].dtype.kind == "M"), "")
    if name:
        bounds = time_bounds(dataset, name)
        return {BOUNDS: bounds} if bounds else {}
    ends = [str(dataset.attrs.get(f"time_coverage_{end}", ""))[:10] for end in ("start", "end")]
    if not all(re.fullmatch(r"\d{4}-\d{2}-\d{2}", day) for day in ends) or ends[0] > ends[1]:
        return {}
    after = (pd.Timestamp(ends[1]) + pd.Timedelta(days=1)).strftime("%Y-%m-%d")
    return {COVERAGE: span_text(ends[0], after)}


def _along_degrees(data: xr.DataArray, notes: list[str]) -> xr.DataArray:
    """Make longitude and latitude the dimensions where each runs along its own one that has no coordinate (``x_index``, ``nj``)."""
    known = candidates(data)
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

    options = {**_options(source, engine), "chunks": "auto"}
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


def _options(source: Path, engine: str) -> dict[str, Any]:
    """Return how to open a file; metadata of a Zarr store are read in one piece where they are kept so."""
    if engine != "zarr":
        return {"engine": engine}
    root = source / "zarr.json"
    return {
        "engine": engine,
        "consolidated": (source / ".zmetadata").exists() or (root.exists() and "consolidated_metadata" in root.read_text("utf-8")),
    }


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
    known = candidates(data)
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
