"""Kernel: sparse weights applied to blocks of values, step by step; numpy and compiled loops only, no labels.

Sums run in float64 whatever the values are; values that are not finite are missing; each step is worked on alone, so that results do not
depend on how many are given at a time.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from toolkit.overlay import loops
from toolkit.overlay.parts import Part
from toolkit.overlay.statistics import Plan

__all__ = ["gather", "partials", "weighted_quantiles"]

Floats = npt.NDArray[np.float64]

#: Types of values that the loops are compiled for, each when it first comes; others are converted to float64.
_NATIVE = ("f4", "f8", "i1", "i2", "i4", "u1", "u2", "u4")


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
    out = np.empty((*block.shape[:-2], part.n_faces, len(recipe.columns)))
    for place in np.ndindex(*block.shape[:-2]):
        _step(_plain(block[place]), part, recipe.columns, out[place])
    return out


def _plain(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return values flattened, in memory behind each other and of a type that the loops take; they are copied only if they must be."""
    kind = values.dtype.newbyteorder("=")
    return np.ascontiguousarray(values, dtype=kind if kind.str[1:] in _NATIVE else np.float64).ravel()


def _step(values: npt.NDArray[Any], part: Part, columns: tuple[str, ...], out: Floats) -> None:
    """Write partial results of one step, shape (faces, columns)."""
    main = np.empty((part.n_faces, 3))
    loops.sums(values, part.at, part.km2, main)
    found = dict(zip(("km2", "count", "total"), main.T, strict=True))
    if "min" in columns or "max" in columns:
        ends = np.empty((part.n_faces, 2))
        loops.extremes(values, part.at, ends)
        found |= dict(zip(("min", "max"), np.where(found["count"][:, None] > 0, ends, np.nan).T, strict=True))
    for number, name in enumerate(columns):
        out[:, number] = found[name] if name in found else _further(name, values, part, found)


def _further(name: str, values: npt.NDArray[Any], part: Part, found: dict[str, Floats]) -> Floats:
    """Return one of the rarer columns of a plan."""
    kind, _, number = name.partition(":")
    if kind in ("sum", "inside"):
        return _total(values, part, part.share if kind == "sum" else part.inside)
    if kind in ("rise", "fall"):
        return _total(np.maximum(values, 0) if kind == "rise" else np.minimum(values, 0), part, part.cut)
    out = np.empty(part.n_faces)
    if kind == "m2":
        loops.deviations(values, part.at, part.km2, found["total"] / np.where(found["km2"] > 0, found["km2"], 1.0), out)
    else:
        low = _rounded(float(number), values)
        loops.areas(values, part.at, part.km2, low, low if kind == "class" else np.inf, out)
    return out


def _total(values: npt.NDArray[Any], part: Part, weighing: loops.Weighing) -> Floats:
    """Return the sum of values by some weights."""
    out = np.empty((part.n_faces, 3))
    loops.sums(values, part.at, weighing, out)
    return out[:, 2]


def _rounded(number: float, values: npt.NDArray[Any]) -> float:
    """Return a number as the type of the values has it: 0.1 is meant to equal the 0.1 of single precision."""
    with np.errstate(over="ignore"):
        return float(values.dtype.type(number)) if values.dtype.kind == "f" else number


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
        loops.quantiles(_plain(values[place]), matrix.indptr, matrix.indices, matrix.data, np.asarray(quantiles, float), out[place])
    return out
