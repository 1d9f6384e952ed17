"""Parts: sparse weights laid out for the loops, one part for each rectangular block of cells.

In memory the cells of a face come in runs, at least one for each row that it crosses. Most lie wholly inside and weigh the same; where
these are many, they are kept as an even run with one weight. Others, and those that the outline cuts, are kept as uneven runs with a
weight for each cell. Runs of all faces are put in the order of memory.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from toolkit.overlay.loops import Runs

__all__ = ["Part", "cut"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.signedinteger[Any]]

#: Even runs are at least as long: to begin one costs as much as to read the weights of so many cells.
LONG = 64

#: A cell whose share reaches this lies wholly inside (exactextract gives shares in single precision).
_WHOLE = 1.0 - 1e-6

_RUNS = np.dtype(
    [("block", np.int32), ("face", np.int32), ("start", np.int64), ("stop", np.int64), ("km2", np.float64), ("share", np.float64)]
)
_RUNS = np.dtype([("block", "i4"), ("face", "i4"), ("start", "i8"), ("stop", "i8"), ("even", "?"), ("n_weights", "i8")])


@dataclass(frozen=True, eq=False)
class Part:
    """Weights of one rectangular block of cells.

    Attributes
    ----------
    runs : Runs
        Where the cells of faces lie in the flattened block; see :data:`toolkit.overlay.loops.Runs`.
    km2, share : numpy.ndarray of float
        Weights of the runs, and the share of each cell's content that they stand for.
    n_faces : int
        Number of faces.
    place : tuple of int
        Place of the block's first cell in the whole grid (flattened), number of columns of the block, and of the grid.
    """

    runs: Runs
    km2: Floats
    share: Floats
    n_faces: int
    place: tuple[int, int, int]

    @property
    def n_cells(self) -> int:
        """Number of pairs of a face and a cell."""
        _, start, stop, _, _ = self.runs
        return int((stop - start).sum())

    @cached_property
    def inside(self) -> Floats:
        """One for cells that lie wholly inside, else nothing."""
        return (self.share >= _WHOLE).astype(np.float64)

    @cached_property
    def cut(self) -> Floats:
        """One for cells that lie partly inside, else nothing."""
        return (self.share < _WHOLE).astype(np.float64)

    @cached_property
    def touched(self) -> Integers:
        """Cells of the block (flattened) that a face touches, in order."""
        _, start, stop, _, _ = self.runs
        return np.unique(_expanded(start, stop - start))

    @property
    def cells(self) -> Integers:
        """Places in the whole grid (flattened) of the touched cells, in the order of the block."""
        first, width, whole_width = self.place
        row, column = np.divmod(self.touched, width)
        return np.asarray(first + row * whole_width + column)


def cut(
    matrix: sp.csr_array, whole_km2: Callable[[Integers], Floats], row_sizes: tuple[int, ...], column_sizes: tuple[int, ...]
) -> list[tuple[slice, slice, Part]]:
    """Return the weights of each block of the grid that a face touches.

    Parameters
    ----------
    matrix : scipy.sparse.csr_array, shape (faces, cells)
        Weights of the whole grid, with sorted indices.
    whole_km2 : callable
        Takes cells and returns what they hold as a whole.
    row_sizes, column_sizes : tuple of int
        Sizes of the blocks.

    Returns
    -------
    list of (slice, slice, Part)
        Rows, columns and weights of each touched block, in the order of the data.
    """
    row_ends, column_ends = np.cumsum((0, *row_sizes)), np.cumsum((0, *column_sizes))
    width, n_faces = int(column_ends[-1]), matrix.shape[0]
    found, weights = [np.zeros(0, _RUNS)], [np.zeros((2, 0))]
    for face in range(n_faces):
        stored = slice(matrix.indptr[face], matrix.indptr[face + 1])
        block, cell, order = _in_blocks(matrix.indices[stored], row_ends, column_ends)
        km2 = matrix.data[stored]
        share = km2 / whole_km2(matrix.indices[stored])
        runs, kept = _runs(face, block, cell, km2[order], share[order])
        found.append(runs)
        weights.append(kept)
    runs, (km2, share) = np.concatenate(found), np.concatenate(weights, axis=1)
    first = np.cumsum(runs["n_weights"]) - runs["n_weights"]
    order = np.lexsort((runs["start"], runs["block"]))
    numbers, starts = np.unique(runs["block"][order], return_index=True)
    out = []
    for number, some in zip(map(int, numbers), np.split(order, starts[1:]), strict=False):
        down, across = divmod(number, len(column_sizes))
        rows, columns = (slice(int(ends[k]), int(ends[k + 1])) for ends, k in ((row_ends, down), (column_ends, across)))
        place = (rows.start * width + columns.start, columns.stop - columns.start, width)
        chosen, n_weights = runs[some], runs["n_weights"][some]
        at = _expanded(first[some], n_weights)
        names, start, stop, even = (np.ascontiguousarray(chosen[name]) for name in ("face", "start", "stop", "even"))
        at_block: Runs = (names, start, stop, even, np.asarray(np.cumsum(n_weights) - n_weights))
        out.append((rows, columns, Part(at_block, km2[at], share[at], n_faces, place)))
    return out


def _expanded(start: Integers, length: Integers) -> Integers:
    """Return the numbers from each start on, as many as the length says, behind each other."""
    return np.asarray(np.arange(int(length.sum())) + np.repeat(start - (np.cumsum(length) - length), length))


def _in_blocks(place: Integers, row_ends: Integers, column_ends: Integers) -> tuple[Integers, Integers, Any]:
    """Return for rising cells of the grid their blocks and places there, block by block, and how they were put in this order."""
    if len(row_ends) == len(column_ends) == 2:
        return np.zeros(len(place), np.int32), place.astype(np.int64), slice(None)
    row, column = np.divmod(place.astype(np.int64), column_ends[-1])
    down = np.searchsorted(row_ends, row, side="right") - 1
    across = np.searchsorted(column_ends, column, side="right") - 1
    block: Integers = down * (len(column_ends) - 1) + across
    cell = (row - row_ends[down]) * np.diff(column_ends)[across] + column - column_ends[across]
    order = np.argsort(block, kind="stable")
    return block[order], cell[order], order


def _runs(face: int, block: Integers, cell: Integers, km2: Floats, share: Floats) -> tuple[Any, Floats]:
    """Return the runs of one face, and their weights: km2 and share."""
    apart = np.r_[True, (np.diff(cell) != 1) | (np.diff(block) != 0)][: len(cell)]
    alike = np.flatnonzero(apart | np.r_[True, (np.diff(km2) != 0) | (np.diff(share) != 0)][: len(cell)])
    length = np.diff(np.r_[alike, len(cell)])
    long = alike[length >= LONG]
    begins, even, kept = apart.copy(), np.zeros(len(cell), bool), np.repeat(length < LONG, length)
    even[long] = begins[long] = kept[long] = True
    behind = long + length[length >= LONG]
    begins[behind[behind < len(cell)]] = True
    first = np.flatnonzero(begins)
    length = np.diff(np.r_[first, len(cell)])
    runs = np.zeros(len(first), _RUNS)
    runs["block"], runs["face"], runs["start"], runs["stop"] = block[first], face, cell[first], cell[first] + length
    runs["even"], runs["n_weights"] = even[first], np.where(even[first], 1, length)
    return runs, np.stack([km2[kept], share[kept]])
