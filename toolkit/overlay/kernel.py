"""Kernel: sparse weights applied to blocks of values, step by step; numpy and compiled loops only, no labels.

Sums run in float64 whatever the values are; values that are not finite are missing; each step is worked on alone, so that results do not
depend on how many are given at a time.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from toolkit.catalog.packed import Packing
from toolkit.overlay import loops
from toolkit.overlay.parts import Part
from toolkit.overlay.statistics import Plan

__all__ = ["OF_PACKED", "gather", "partials", "weighted_quantiles"]

Floats = npt.NDArray[np.float64]

#: Types of values that the loops are compiled for, each when it first comes; others are converted to float64.
_NATIVE = ("f4", "f8", "i1", "i2", "i4", "u1", "u2", "u4")


def gather(block: npt.NDArray[Any], part: Part) -> npt.NDArray[Any]:
    """Return the values of the touched cells, shape (..., touched)."""
    return block.reshape(*block.shape[:-2], -1)[..., part.touched]


def partials(block: npt.NDArray[Any], part: Part, recipe: Plan, packing: Packing | None = None) -> Floats:
    """Return partial results of a block, shape (..., faces, columns).

    Parameters
    ----------
    block : numpy.ndarray, shape (..., rows, columns)
        Values.
    part : Part
        Weights of the same block.
    recipe : Plan
        What is needed; of packed values only what :data:`OF_PACKED` names.
    packing : Packing, optional
        How the integers of the block stand for values, where they do.
    """
    out = np.empty((*block.shape[:-2], part.n_faces, len(recipe.columns)))
    for place in np.ndindex(*block.shape[:-2]):
        values = _plain(block[place])
        low, high = loops.limits(values.dtype) if packing is None else packing.limits
        found = _main(values, low, high, part, recipe.columns)
        if packing is not None:
            found = _unpacked(found, packing)
        for number, name in enumerate(recipe.columns):
            out[(*place, slice(None), number)] = found[name] if name in found else _further(name, values, part)
    return out


def _plain(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return values flattened, in memory behind each other and of a type that the loops take; they are copied only if they must be."""
    kind = values.dtype.newbyteorder("=")
    return np.ascontiguousarray(values, dtype=kind if kind.str[1:] in _NATIVE else np.float64).ravel()


#: Columns of a plan that follow from those of packed integers.
OF_PACKED = ("km2", "count", "total", "m2", "min", "max")


def _main(values: npt.NDArray[Any], low: Any, high: Any, part: Part, columns: tuple[str, ...]) -> dict[str, Floats]:
    """Return those of the columns of :data:`OF_PACKED` that are needed, shape (faces,) each."""
    three = np.empty((part.n_faces, 3))
    loops.sums(values, low, high, part.runs, part.km2, three)
    found: dict[str, Floats] = dict(zip(("km2", "count", "total"), three.T, strict=True))
    if "m2" in columns:
        found["m2"] = np.empty(part.n_faces)
        mean = found["total"] / np.where(found["km2"] > 0, found["km2"], 1.0)
        loops.deviations(values, low, high, part.runs, part.km2, mean, found["m2"])
    if "min" in columns or "max" in columns:
        ends = np.empty((part.n_faces, 2))
        loops.extremes(values, low, high, part.runs, ends)
        found["min"], found["max"] = np.where(found["count"][:, None] > 0, ends, np.nan).T
    return found


def _unpacked(found: dict[str, Floats], packing: Packing) -> dict[str, Floats]:
    """Return what results of packed integers are of the values they stand for."""
    scale, offset = packing.scale, packing.offset
    out = dict(found, total=scale * found["total"] + offset * found["km2"])
    if "m2" in found:
        out["m2"] = scale**2 * found["m2"]
    out.update({name: scale * found[name] + offset for name in ("min", "max") if name in found})
    return out


def _further(name: str, values: npt.NDArray[Any], part: Part) -> Floats:
    """Return one of the rarer columns of a plan."""
    kind, _, number = name.partition(":")
    if kind in ("sum", "inside"):
        return _total(values, part, part.share if kind == "sum" else part.inside)
    if kind in ("rise", "fall"):
        return _total(np.maximum(values, 0) if kind == "rise" else np.minimum(values, 0), part, part.cut)
    low, high = _between(values.dtype, float(number), float(number) if kind == "class" else np.inf)
    out = np.empty(part.n_faces)
    loops.areas(values, low, high, part.runs, part.km2, out)
    return out


def _total(values: npt.NDArray[Any], part: Part, weights: Floats) -> Floats:
    """Return the sum of values by some weights."""
    out = np.empty((part.n_faces, 3))
    loops.sums(values, *loops.limits(values.dtype), part.runs, weights, out)
    return out[:, 2]


def _between(kind: np.dtype[Any], low: float, high: float) -> tuple[Any, Any]:
    """Return limits as numbers that values of a type can be compared with; the 0.1 that is asked for is the 0.1 of that type."""
    least, largest = loops.limits(kind)
    if kind.kind != "f":
        return low, high
    with np.errstate(over="ignore"):
        return max(kind.type(low), least), min(kind.type(high), largest)


def weighted_quantiles(values: npt.NDArray[Any], matrix: sp.csr_array, quantiles: tuple[float, ...]) -> Floats:
    """Return area-weighted quantiles: the smallest value at or below which at least that share of the area lies.

    Parameters
    ----------
    values : numpy.ndarray, shape (..., cells)
        Values of cells.
    matrix : scipy.sparse.csr_array, shape (faces, cells)
        Weights.
    quantiles : tuple of float
        Between 0 and 1.

    Returns
    -------
    numpy.ndarray, shape (..., faces, quantiles)
        NaN where a face has no valid cell.
    """
    out = np.empty((*values.shape[:-1], matrix.shape[0], len(quantiles)))
    for place in np.ndindex(*values.shape[:-1]):
        plain = _plain(values[place])
        loops.quantiles(
            plain, *loops.limits(plain.dtype), matrix.indptr, matrix.indices, matrix.data, np.asarray(quantiles, float), out[place]
        )
    return out
