"""Apply: weights to arrays, at once or as dask graphs. No labels here, and no scheduler of our own.

A lazy array keeps its chunks: each chunk that a face touches gives partial results, and those of one step are merged in the order of
the data. Chunks that no face touches are not read, and packed integers are added up as they are where what is asked for follows from that
(equal to adding up the decoded values but for rounding). A long series in memory is handed to dask's threads in slices of steps; each step
is worked on alone, so that the result is the same to the last bit.
"""

from __future__ import annotations

import functools
import uuid
from typing import Any

import numpy as np
import scipy.sparse as sp

from toolkit.catalog.packed import packed
from toolkit.overlay.coverage import Weights
from toolkit.overlay.kernel import OF_PACKED, gather, partials, weighted_quantiles
from toolkit.overlay.parts import Part, cut
from toolkit.overlay.statistics import Plan, merge

__all__ = ["apply_lazily", "apply_now"]

#: A series in memory is shared between threads from this number of touched values on,
_LONG = 20_000_000

#: and of pairs of a face and a cell in a step: threads that do little at a time wait for each other.
_LARGE = 400_000

#: Slices of steps for each thread: enough to even out, few enough to cost nothing.
_SLICES = 4


def apply_now(values: Any, weights: Weights, recipe: Plan) -> tuple[Any, Any]:
    """Compute at once.

    Parameters
    ----------
    values : numpy.ndarray, shape (..., rows, columns)
        Data.
    weights : Weights
        Weights of its grid.
    recipe : Plan
        What is wanted.

    Returns
    -------
    partial : numpy.ndarray, shape (..., faces, columns of the plan)
        Partial results.
    ordered : numpy.ndarray, shape (..., faces, ordered statistics), or None
        Quantiles.
    """
    rows, columns = weights.cells.shape
    found = _parts(weights, (rows,), (columns,))
    if not found:
        return _nothing(values.shape[:-2], weights, recipe)
    part = found[0][2]
    if values.ndim > 2 and len(values) > 1 and part.n_cells > _LARGE and np.prod(values.shape[:-2]) * part.n_cells > _LONG:
        return _on_threads(values, part, weights, recipe)
    return _slice(values, part, weights, recipe)


def _slice(values: Any, part: Part, weights: Weights, recipe: Plan) -> tuple[Any, Any]:
    """Work on some steps."""
    ordered = None
    if recipe.ordered:
        flat = values.reshape(*values.shape[:-2], -1)
        ordered = weighted_quantiles(flat, weights.matrix, tuple(item.number for item in recipe.ordered))
    return partials(values, part, recipe), ordered


def _on_threads(values: Any, part: Part, weights: Weights, recipe: Plan) -> tuple[Any, Any]:
    """Share the steps of a long series between dask's threads."""
    import dask as _dask
    from dask.system import CPU_COUNT

    dask: Any = _dask
    workers = int(dask.config.get("num_workers", None) or CPU_COUNT)
    step = max(1, len(values) // (workers * _SLICES))
    # Views, not a dask array: that would copy the data.
    task = dask.delayed(_slice, pure=False, traverse=False)
    slices = dask.compute(*(task(values[k : k + step], part, weights, recipe) for k in range(0, len(values), step)), scheduler="threads")
    partial, ordered = zip(*slices, strict=True)
    return np.concatenate(partial), np.concatenate(ordered) if recipe.ordered else None


def _nothing(lead: tuple[int, ...], weights: Weights, recipe: Plan) -> tuple[Any, Any]:
    """Return partial results of no cells."""
    partial = np.zeros((*lead, len(weights.face_ids), len(recipe.columns)))
    for name in ("min", "max"):
        if name in recipe.columns:
            partial[..., recipe.columns.index(name)] = np.nan
    return partial, np.full((*lead, len(weights.face_ids), len(recipe.ordered)), np.nan)


def _parts(weights: Weights, row_sizes: tuple[int, ...], column_sizes: tuple[int, ...]) -> list[tuple[slice, slice, Part]]:
    """Return the weights of each block of cells that a face touches, in the order of the data (kept for the next call)."""
    key = repr((row_sizes, column_sizes))
    if key not in weights._kept:
        weights._kept[key] = cut(weights.matrix, weights.whole_km2, row_sizes, column_sizes)
    kept: list[tuple[slice, slice, Part]] = weights._kept[key]
    return kept


def apply_lazily(array: Any, weights: Weights, recipe: Plan) -> tuple[Any, Any]:
    """Build dask arrays of what :func:`apply_now` returns."""
    import dask as _dask
    import dask.array as _da

    # dask is only partly typed.
    da: Any = _da
    dask: Any = _dask

    lead = array.ndim - 2
    before = array.chunks[:lead]
    stored = packed(array) if set(recipe.columns) <= set(OF_PACKED) and not recipe.ordered else None
    array, packing = stored or (array, None)
    n_faces, n_columns = len(weights.face_ids), len(recipe.columns)
    blocks = [
        (array[..., rows, columns], part, dask.delayed(part, name=f"weights-{uuid.uuid4().hex}", traverse=False))
        for rows, columns, part in _parts(weights, array.chunks[-2], array.chunks[-1])
    ]
    if not blocks:
        partial, ordered = _nothing(array.shape[:-2], weights, recipe)
        return da.from_array(partial, chunks=(*before, -1, -1)), da.from_array(ordered, chunks=(*before, -1, -1))
    shape = {"chunks": (*before, (n_faces,), (n_columns,)), "dtype": np.float64, "meta": np.zeros((0,) * (lead + 2))}
    axes = {"drop_axis": (lead, lead + 1), "new_axis": (lead, lead + 1)}
    found = [da.map_blocks(partials, block, part=shared, recipe=recipe, packing=packing, **axes, **shape) for block, _, shared in blocks]
    merged = da.map_blocks(_merge_all, *found, columns=recipe.columns, **shape) if len(found) > 1 else found[0]
    ordered = None
    if recipe.ordered:
        picked = [
            da.map_blocks(
                gather,
                block,
                part=shared,
                drop_axis=(lead, lead + 1),
                new_axis=lead,
                chunks=(*before, (len(part.touched),)),
                dtype=array.dtype,
                meta=np.zeros((0,) * (lead + 1), array.dtype),
            )
            for block, part, shared in blocks
        ]
        joined = da.concatenate(picked, axis=-1).rechunk({lead: -1})
        cells = np.concatenate([part.cells for _, part, _ in blocks])
        order = np.argsort(cells)
        numbers = tuple(item.number for item in recipe.ordered)
        ordered = da.map_blocks(
            _quantiles,
            joined,
            order,
            matrix=dask.delayed(_of_cells(weights.matrix, cells[order]), name=f"weights-{uuid.uuid4().hex}", traverse=False),
            numbers=numbers,
            drop_axis=lead,
            new_axis=(lead, lead + 1),
            chunks=(*before, (n_faces,), (len(numbers),)),
            dtype=np.float64,
            meta=np.zeros((0,) * (lead + 2)),
        )
    return merged, ordered


def _of_cells(matrix: sp.csr_array, cells: Any) -> sp.csr_array:
    """Return the columns of some cells, among which all that weigh are."""
    return sp.csr_array((matrix.data, np.searchsorted(cells, matrix.indices), matrix.indptr), shape=(matrix.shape[0], len(cells)))


def _quantiles(values: Any, place: Any, matrix: sp.csr_array, numbers: tuple[float, ...]) -> Any:
    """Put the cells of all blocks in the order of the data, so that sums run as in memory."""
    return weighted_quantiles(values[..., place], matrix, numbers)


def _merge_all(*parts: Any, columns: tuple[str, ...]) -> Any:
    return functools.reduce(lambda first, second: merge(first, second, columns), parts)
