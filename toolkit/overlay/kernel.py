"""Kernel: sparse weights applied to blocks of values; numpy and scipy only, no labels.

Sums run in float64 whatever the values are. Values that are not finite are missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from toolkit.overlay.statistics import Plan

__all__ = ["Part", "cut", "gather", "partials", "weighted_quantiles"]

Floats = npt.NDArray[np.float64]

#: Values worked on at a time: small enough to stay in memory caches, large enough to hide the cost of a call.
_BATCH = 4_000_000


@dataclass(frozen=True, eq=False)
class Part:
    """Weights of one rectangular block of cells, on the columns that any face touches.

    Attributes
    ----------
    touched : numpy.ndarray of int
        Cells of the block (flattened) that a face touches.
    km2 : scipy.sparse.csr_array, shape (faces, touched)
        Weights.
    share : numpy.ndarray
        For each stored weight, the share of the cell's content that it stands for.
    cells : numpy.ndarray of int
        Places of the touched cells in the whole grid (flattened).
    """

    touched: npt.NDArray[np.intp]
    km2: sp.csr_array
    share: Floats
    cells: npt.NDArray[np.intp]


def cut(matrix: sp.csr_array, cell_km2: Floats, shape: tuple[int, int], rows: slice, columns: slice) -> Part | None:
    """Return the weights of a block of the grid (None where no face touches it)."""
    _, width = shape
    coo = matrix.tocoo()
    row, column = np.divmod(coo.col.astype(np.intp), width)
    inside = (row >= rows.start) & (row < rows.stop) & (column >= columns.start) & (column < columns.stop)
    if not inside.any():
        return None
    cell = (row[inside] - rows.start) * (columns.stop - columns.start) + column[inside] - columns.start
    touched, place = np.unique(cell, return_inverse=True)
    km2 = sp.csr_array(sp.coo_array((coo.data[inside], (coo.row[inside], place)), shape=(matrix.shape[0], len(touched))))
    km2.sort_indices()
    whole = cell_km2.reshape(shape)[rows, columns].ravel()[touched]
    cells = np.unique(coo.col[inside])
    return Part(touched, km2, km2.data / whole[km2.indices], cells)


def gather(block: npt.NDArray[Any], part: Part) -> npt.NDArray[Any]:
    """Return the values of the touched cells, shape (..., touched)."""
    return block.reshape(*block.shape[:-2], -1)[..., part.touched]


def partials(block: npt.NDArray[Any], part: Part, recipe: Plan) -> Floats:
    """Return partial results of a block, shape (..., faces, columns).

    Parameters
    ----------
    block : numpy.ndarray, shape (..., rows, columns)
        Values.
    part : Part
        Weights of the same block.
    recipe : Plan
        What is needed.
    """
    lead = block.shape[:-2]
    flat = block.reshape(-1, block.shape[-2] * block.shape[-1])
    out = np.empty((len(flat), part.km2.shape[0], len(recipe.columns)))
    step = max(1, _BATCH // max(1, len(part.touched)))
    for start in range(0, len(flat), step):
        values = flat[start : start + step][:, part.touched].astype(np.float64)
        out[start : start + step] = _columns(values, part, recipe)
    return out.reshape(*lead, *out.shape[1:])


def _columns(values: Floats, part: Part, recipe: Plan) -> Floats:
    """Return partial results of a few steps, shape (steps, faces, columns); values have shape (steps, touched)."""
    valid = np.isfinite(values)
    filled = np.where(valid, values, 0.0)
    counted = _pattern(part.km2)
    out = np.empty((len(values), part.km2.shape[0], len(recipe.columns)))
    for place, name in enumerate(recipe.columns):
        if name == "km2":
            found = _product(part.km2, valid)
        elif name == "count":
            found = _product(counted, valid)
        elif name == "total":
            found = _product(part.km2, filled)
        elif name == "m2":
            found = _deviations(values, out, part, recipe)
        elif name in ("min", "max"):
            found = _extreme(values, valid, part.km2, name)
        elif name == "sum":
            found = _product(_with(part.km2, part.share), filled)
        elif name == "inside":
            found = _product(_with(part.km2, (part.share >= _WHOLE) * 1.0), filled)
        elif name in ("rise", "fall"):
            one_sided = np.maximum(filled, 0.0) if name == "rise" else np.minimum(filled, 0.0)
            found = _product(_with(part.km2, (part.share < _WHOLE) * 1.0), one_sided)
        else:
            kind, number = name.split(":")
            found = _product(part.km2, valid & (values >= float(number) if kind == "at_least" else values == float(number)))
        out[..., place] = found
    return out


#: A cell whose share reaches this lies wholly inside (exactextract gives shares in single precision).
_WHOLE = 1.0 - 1e-6


def _with(matrix: sp.csr_array, data: Floats) -> sp.csr_array:
    return sp.csr_array((data, matrix.indices, matrix.indptr), shape=matrix.shape)


def _pattern(matrix: sp.csr_array) -> sp.csr_array:
    return _with(matrix, np.ones(matrix.nnz))


def _product(matrix: sp.csr_array, values: npt.NDArray[Any]) -> Floats:
    """Return values times weights, shape (steps, faces), one step at a time: the order of sums never depends on the batch."""
    return np.stack([matrix @ step for step in values.astype(np.float64)])


def _rows(matrix: sp.csr_array) -> npt.NDArray[np.intp]:
    return np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))


def _deviations(values: Floats, out: Floats, part: Part, recipe: Plan) -> Floats:
    """Return squared deviations about each face's mean (two passes: no cancellation)."""
    km2, total = (out[..., recipe.columns.index(name)] for name in ("km2", "total"))
    mean = total / np.where(km2 > 0, km2, 1.0)
    row = _rows(part.km2)
    found = np.empty_like(mean)
    for step in range(len(values)):
        away = values[step, part.km2.indices] - mean[step, row]
        squares = np.where(np.isfinite(away), away * away, 0.0) * part.km2.data
        found[step] = np.bincount(row, weights=squares, minlength=part.km2.shape[0])
    return found


def _extreme(values: Floats, valid: npt.NDArray[np.bool_], matrix: sp.csr_array, name: str) -> Floats:
    """Return the least or largest value of each face, NaN where there is none."""
    ufunc = np.fmin if name == "min" else np.fmax
    found = np.full((len(values), matrix.shape[0]), np.nan)
    filled = np.flatnonzero(np.diff(matrix.indptr))
    starts = matrix.indptr[:-1][filled]
    for step in range(len(values)):
        picked = np.where(valid[step], values[step], np.nan)[matrix.indices]
        found[step, filled] = ufunc.reduceat(picked, starts)
    return found


def weighted_quantiles(values: npt.NDArray[Any], matrix: sp.csr_array, quantiles: tuple[float, ...]) -> Floats:
    """Return area-weighted quantiles: the smallest value at or below which at least that share of the area lies.

    Parameters
    ----------
    values : numpy.ndarray, shape (..., touched)
        Values of the touched cells.
    matrix : scipy.sparse.csr_array, shape (faces, touched)
        Weights.
    quantiles : tuple of float
        Between 0 and 1.

    Returns
    -------
    numpy.ndarray, shape (..., faces, quantiles)
        NaN where a face has no valid cell.
    """
    lead = values.shape[:-1]
    flat = values.reshape(-1, values.shape[-1])
    out = np.full((len(flat), matrix.shape[0], len(quantiles)), np.nan)
    for face in range(matrix.shape[0]):
        stored = slice(matrix.indptr[face], matrix.indptr[face + 1])
        cells, km2 = matrix.indices[stored], matrix.data[stored]
        for step in range(len(flat)):
            picked = flat[step, cells].astype(np.float64)
            valid = np.isfinite(picked)
            if valid.any():
                out[step, face] = _inverse(picked[valid], km2[valid], quantiles)
    return out.reshape(*lead, *out.shape[1:])


def _inverse(values: Floats, km2: Floats, quantiles: tuple[float, ...]) -> Floats:
    """Invert the distribution of area over values."""
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(km2[order])
    wanted = np.asarray(quantiles) * reached[-1] * (1 - 1e-12)
    return np.asarray(values[order][np.searchsorted(reached, wanted, side="left").clip(0, len(values) - 1)])
