"""Axes of grids: longitude, latitude and time found by CF attributes and known names, never guessed, and checked."""

from __future__ import annotations

import functools
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import cf_xarray as _cf_xarray
import numpy as np
import xarray as xr

from toolkit.errors import GridError

__all__ = ["Axes", "axes", "candidates", "check_monotonic", "corner_name", "decimal", "keep_edges"]

#: Name, dimensions, whether it is a time, and attributes of each coordinate.
_Described = tuple[tuple[str, tuple[str, ...], bool, tuple[tuple[str, str], ...]], ...]

#: Names that cf-xarray would pass for longitude and latitude but that are bounds or masks, not axes.
_NOT_AXES = ("bnds", "bounds", "vertices", "mask")


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


def candidates(data: xr.DataArray) -> dict[str, list[str]]:
    """Return coordinates that are longitude, latitude and time to cf-xarray: by attributes, and only if there are none, by known names."""
    described: _Described = tuple(
        (str(name), tuple(map(str, c.dims)), _is_time(c), tuple((key, str(text)) for key, text in c.attrs.items() if isinstance(text, str)))
        for name, c in data.coords.items()
    )
    return {key: list(names) for key, names in _by_cf(described).items()}


@functools.lru_cache(maxsize=256)
def _by_cf(described: _Described) -> dict[str, tuple[str, ...]]:
    """Ask cf-xarray about coordinates of the same names, dimensions and attributes; it takes its time, so answers are kept."""
    kinds = {True: np.dtype("datetime64[ns]"), False: np.dtype(np.float64)}
    frame: Any = xr.Dataset(coords={name: (dims, np.zeros((1,) * len(dims), kinds[time]), dict(a)) for name, dims, time, a in described}).cf
    found = frame.coordinates
    if not (found.get("longitude") and found.get("latitude")):
        found = {**frame.guess_coord_axis().cf.coordinates, **{key: names for key, names in found.items() if names}}
    plain = {key: map(str, names) for key, names in found.items()}
    return {key: tuple(name for name in names if not any(part in name.lower() for part in _NOT_AXES)) for key, names in plain.items()}


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
    known = candidates(data)
    lon, lat = (_one(data, key, known.get(key, [])) for key in ("longitude", "latitude"))
    time = _time_dimension(data, known.get("time", []))
    if data[lon].ndim == data[lat].ndim == 1 and lon in data.dims and lat in data.dims:
        return Axes(lon, lat, lon, lat, time)
    if data[lon].ndim == 2 and data[lon].dims == data[lat].dims and set(data[lon].dims) <= set(data.dims):
        y, x = map(str, data[lon].dims)
        return Axes(lon, lat, x, y, time)
    if data[lon].ndim == data[lat].ndim == 1 and data[lon].dims != data[lat].dims and {*data[lon].dims, *data[lat].dims} <= set(data.dims):
        x, y = str(data[lon].dims[0]), str(data[lat].dims[0])
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
    """Keep what CF bounds state: a DataArray cannot carry them.

    Edges of a rectilinear grid become the attribute ``edges`` of their coordinates; the four corners of the cells of a curvilinear grid
    become four coordinates (``lon_vertices_0`` and so on), which are cut together with the data.

    Raises
    ------
    GridError
        The bounds leave gaps or overlap.
    """
    out = dataset
    for name, coordinate in dataset.coords.items():
        if coordinate.ndim == 2 and _is_degrees(coordinate):
            out = _keep_corners(out, str(name))
            continue
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


def _keep_corners(dataset: xr.Dataset, name: str) -> xr.Dataset:
    """Keep the corners that a two-dimensional coordinate states, one coordinate for each; without four of them, nothing."""
    coordinate = dataset[name]
    stated = coordinate.attrs.get("bounds") or coordinate.encoding.get("bounds")
    for bounds in (stated, f"{name}_vertices", f"{name}_bounds", f"{name}_bnds"):
        if bounds in dataset.variables and dataset[bounds].ndim == 3 and dataset[bounds].shape == (*coordinate.shape, 4):
            corners = np.asarray(dataset[bounds].values, dtype=np.float64)
            return dataset.assign_coords({corner_name(name, k): (coordinate.dims, corners[..., k]) for k in range(4)})
    return dataset


def corner_name(coordinate: str, number: int) -> str:
    """Return the name under which a corner of curvilinear cells is kept."""
    return f"{coordinate}_vertices_{number}"


def _is_degrees(coordinate: xr.DataArray) -> bool:
    units, standard = str(coordinate.attrs.get("units", "")), str(coordinate.attrs.get("standard_name", ""))
    return units.startswith("degree") or standard in ("latitude", "longitude") or str(coordinate.name).lower().startswith(("lat", "lon"))


_ = _cf_xarray  # registers the accessor `.cf`
