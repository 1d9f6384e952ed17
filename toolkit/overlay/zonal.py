"""Zonal statistics: weights applied to labelled grids with any further dimensions, at once or lazily."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import xarray as xr

from toolkit.catalog.axes import keep_edges
from toolkit.errors import GridError, OverlayError
from toolkit.overlay.apply import apply_lazily, apply_now
from toolkit.overlay.coverage import Weights
from toolkit.overlay.mesh import Mesh
from toolkit.overlay.statistics import Plan, finish_one, parse, plan
from toolkit.overlay.within import restrict

__all__ = ["zonal"]

Quantity = Literal["intensive", "extensive"]

_APPORTIONED = "shared out by area (an assumption)"


def zonal(
    data: xr.DataArray | xr.Dataset,
    weights: Weights,
    stats: str | Sequence[str] = ("mean",),
    *,
    within: xr.DataArray | None = None,
    quantity: Quantity | None = None,
    min_valid_fraction: float | None = None,
    classes: Sequence[float] | None = None,
) -> xr.Dataset:
    """Compute statistics of a grid in each face.

    Parameters
    ----------
    data : xarray.DataArray or Dataset, dims (..., lat, lon)
        Values on the grid of the weights, in memory or as dask arrays (then the result is lazy).
    weights : Weights
        From :func:`toolkit.overlay.coverage.coverage`.
    stats : str or sequence of str
        Names of statistics: see :func:`toolkit.overlay.statistics.parse`.
    within : xarray.DataArray, optional
        Share (0..1) of each cell that counts, on any rectilinear grid, such as the share that bears reef.
    quantity : {'intensive', 'extensive'}, optional
        What the values are; by default ``data.attrs['quantity']``, else intensive.
    min_valid_fraction : float, optional
        Statistics are NaN where less of the face (of its counting part) than this has values.
    classes : sequence of float, optional
        Classes of categorical data, needed for ``majority`` and ``class_fraction`` of lazy data without ``flag_values``.

    Returns
    -------
    xarray.Dataset, dims (face, ...)
        One variable for each statistic (``<variable>_<statistic>`` for a Dataset), with ``valid_fraction`` and ``n_cells``.
        Attributes say the basis.

    Raises
    ------
    OverlayError
        The weights are for another grid, or the statistic is not allowed for the quantity.
    UnknownNameError
        There is no such statistic.
    GridError
        The axes are not found, or the values are not numbers.

    Notes
    -----
    With a the km2 of a cell that count in the face and v its value, over cells with a finite v:
    mean = sum(a v) / sum(a); std = sqrt(sum(a (v - mean)**2) / sum(a)); quantile q = the smallest v at or below which at least q
    of sum(a) lies; valid_fraction = sum(a) / (counting area of the face, with what lies outside the grid). Extensive: sum = sum(v a / A)
    with A the whole cell's (counting) area; lower and upper bound: cells wholly inside the face with none, or with all, of the others.
    """
    if isinstance(data, xr.Dataset):
        options: dict[str, Any] = {"within": within, "quantity": quantity, "min_valid_fraction": min_valid_fraction, "classes": classes}
        named = []
        data = keep_edges(data)
        for name in _gridded(data):
            found = zonal(data[name], weights, stats, **options)
            named.append(found.rename({str(stat): f"{name}_{stat}" for stat in found.data_vars}))
        return xr.merge(named, combine_attrs="override", join="exact", compat="equals")
    cells = weights.check(data)
    if data.dtype.kind not in "fiub":
        raise GridError(f"'{data.name}' holds {data.dtype} values, not numbers. Convert it first: data.astype(float).")
    kind = quantity or data.attrs.get("quantity", "intensive")
    wanted = parse(stats, str(kind))
    used = weights if within is None else restrict(weights, within)
    recipe = plan(wanted, _classes(data, wanted, classes))
    extra = tuple(dim for dim in data.dims if dim not in (cells.y, cells.x))
    array = data.transpose(*extra, cells.y, cells.x).data
    results, ordered = apply_lazily(array, used, recipe) if hasattr(array, "dask") else apply_now(np.asarray(array), used, recipe)
    return _labelled(data, used, recipe, extra, results, ordered, str(kind), min_valid_fraction)


def _gridded(data: xr.Dataset) -> list[str]:
    names = [str(name) for name, item in data.data_vars.items() if item.ndim >= 2 and item.dtype.kind in "fiub"]
    if not names:
        raise GridError("The dataset has no gridded variable of numbers. Give one with longitude and latitude.")
    return names


def _classes(data: xr.DataArray, wanted: tuple[Any, ...], given: Sequence[float] | None) -> tuple[float, ...]:
    """Return the classes of categorical data, rising."""
    if not any(item.kind in ("majority", "class_fraction") for item in wanted):
        return ()
    found: Any = given if given is not None else data.attrs.get("flag_values")
    if found is None and hasattr(data.data, "dask"):
        raise OverlayError(f"'{data.name}' is lazy and has no flag_values, so its classes are not known. Give them: classes=(0, 1, 2).")
    if found is None:
        values = np.unique(data.values[np.isfinite(data.values)])
        if len(values) > 256:
            raise OverlayError(
                f"'{data.name}' has {len(values)} different values: it is not categorical. Use mean or quantiles, or give `classes`."
            )
        found = values
    out = tuple(sorted({float(value) for value in np.ravel(found)}))
    if not out:
        raise OverlayError(f"'{data.name}' has no value at all, so there are no classes. Give them: classes=(0, 1, 2).")
    return out


def _labelled(
    data: xr.DataArray,
    weights: Weights,
    recipe: Plan,
    extra: tuple[Any, ...],
    merged: Any,
    ordered: Any,
    quantity: str,
    minimum: float | None,
) -> xr.Dataset:
    """Put names, coordinates and attributes on the results."""
    dims = (*extra, "face")
    coords = {"face": list(weights.face_ids), **{name: c for name, c in data.coords.items() if set(c.dims) <= set(extra)}}
    sheet = xr.DataArray(merged, dims=(*dims, "column"), coords=coords)
    km2, count = sheet.isel(column=0), sheet.isel(column=1)
    whole = xr.DataArray(weights.face_km2, dims="face", coords={"face": coords["face"]})
    valid_fraction = (km2 / whole.where(whole > 0)).clip(max=1.0)
    units = str(data.attrs.get("units", ""))
    out: dict[str, xr.DataArray] = {}
    for item in recipe.partial:
        finished = xr.apply_ufunc(
            finish_one,
            sheet,
            kwargs={"recipe": recipe, "name": item.name},
            input_core_dims=[["column"]],
            output_core_dims=[["class"] if item.kind == "class_fraction" else []],
            dask="parallelized",
            output_dtypes=[np.float64],
            dask_gufunc_kwargs={"output_sizes": {"class": len(recipe.classes)}} if item.kind == "class_fraction" else None,
        )
        out[item.name] = finished.assign_coords({"class": list(recipe.classes)}) if item.kind == "class_fraction" else finished
    for place, item in enumerate(recipe.ordered):
        out[item.name] = xr.DataArray(ordered[..., place], dims=dims, coords=coords)
    for item in recipe.statistics:
        value = out[item.name]
        if minimum is not None:
            value = value.where(valid_fraction >= minimum)
        out[item.name] = value.assign_attrs(units=item.units(units), statistic=item.name)
    ordered_names = [item.name for item in recipe.statistics]
    variables = {name: out[name] for name in ordered_names}
    variables["valid_fraction"] = valid_fraction.assign_attrs(units="1", long_name="share of the face's (counting) area with values")
    variables["n_cells"] = count.astype(np.int64).assign_attrs(units="count", long_name="cells with values that touch the face")
    basis = weights.basis if quantity == "intensive" else f"{weights.basis}, {_APPORTIONED}"
    attrs = {
        "basis": basis,
        "quantity": quantity,
        "faces": weights.fingerprint,
        "grid": weights.grid_fingerprint,
        "dataset_ids": " ".join(dict.fromkeys((*str(data.attrs.get("dataset_id", "")).split(), *weights.dataset_ids))),
    }
    if isinstance(weights.cells, Mesh):
        attrs["cell_corners"] = weights.cells.corners
    if minimum is not None:
        attrs["min_valid_fraction"] = str(minimum)
    return xr.Dataset(variables, attrs=attrs).transpose("face", ...)
