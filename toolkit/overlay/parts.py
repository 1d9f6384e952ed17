"""Parts: sparse weights laid out for the loops, one part for each rectangular block of cells.

In memory the cells of a face come in runs, at least one for each row that it crosses. Most lie wholly inside and weigh the same; where
these are many, they are kept as an even run with one weight. Others, and those that the outline cuts, are kept as uneven runs with a
weight for each cell.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from toolkit.overlay.loops import Places, Weighing

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
_CELLS = np.dtype([("block", np.int32), ("km2", np.float64), ("share", np.float64)])


@dataclass(frozen=True, eq=False)
class Part:
    """Weights of one rectangular block of cells.

    Attributes
    ----------
    at : Places
        Where the cells of each face lie in the flattened block.
    km2, share : Weighing
        Weight of cells, and the share of each cell's content that it stands for.
    place : tuple of int
        Place of the block's first cell in the whole grid (flattened), number of columns of the block, and of the grid.
    """

    at: Places
    km2: Weighing
    share: Weighing
    place: tuple[int, int, int]

    @property
    def n_faces(self) -> int:
        """Number of faces."""
        return len(self.at.even_of) - 1

    @property
    def n_cells(self) -> int:
        """Number of pairs of a face and a cell."""
        return int((self.at.even_stop - self.at.even_start).sum()) + len(self.km2.uneven)

    @cached_property
    def inside(self) -> Weighing:
        """One for cells that lie wholly inside, else nothing."""
        return Weighing(*((share >= _WHOLE).astype(np.float64) for share in self.share))

    @cached_property
    def cut(self) -> Weighing:
        """One for cells that lie partly inside, else nothing."""
        return Weighing(*((share < _WHOLE).astype(np.float64) for share in self.share))

    @cached_property
    def touched(self) -> Integers:
        """Cells of the block (flattened) that a face touches, in order."""
        start = np.concatenate([self.at.even_start, self.at.uneven_start])
        length = np.concatenate([self.at.even_stop, self.at.uneven_stop]) - start
        behind = np.arange(int(length.sum())) - np.repeat(np.cumsum(length) - length, length)
        return np.unique(np.repeat(start, length) + behind)

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
    evens, unevens, cells = [np.zeros(0, _RUNS)], [np.zeros(0, _RUNS)], [np.zeros(0, _CELLS)]
    for face in range(n_faces):
        stored = slice(matrix.indptr[face], matrix.indptr[face + 1])
        block, cell, order = _in_blocks(matrix.indices[stored], row_ends, column_ends)
        km2 = matrix.data[stored]
        share = km2 / whole_km2(matrix.indices[stored])
        for found, made in zip((evens, unevens, cells), _runs(face, block, cell, km2[order], share[order]), strict=True):
            found.append(made)
    even, uneven, single = (_by_block(found) for found in (evens, unevens, cells))
    out = []
    for number in sorted({*even, *uneven}):
        down, across = divmod(number, len(column_sizes))
        rows, columns = (slice(int(ends[k]), int(ends[k + 1])) for ends, k in ((row_ends, down), (column_ends, across)))
        place = (rows.start * width + columns.start, columns.stop - columns.start, width)
        runs = (even.get(number, evens[0]), uneven.get(number, unevens[0]))
        out.append((rows, columns, _part(*runs, single.get(number, cells[0]), n_faces, place)))
    return out


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


def _runs(face: int, block: Integers, cell: Integers, km2: Floats, share: Floats) -> tuple[Any, Any, Any]:
    """Return the even runs of one face, its uneven runs, and the weights of their cells."""
    apart = np.r_[True, (np.diff(cell) != 1) | (np.diff(block) != 0)][: len(cell)]
    unlike = apart | np.r_[True, (np.diff(km2) != 0) | (np.diff(share) != 0)][: len(cell)]
    first = np.flatnonzero(unlike)
    length = np.diff(np.r_[first, len(cell)])
    long = length >= LONG
    rest = np.repeat(~long, length)
    even = _table(_RUNS, block=block[first], face=face, start=cell[first], stop=cell[first] + length, km2=km2[first], share=share[first])[
        long
    ]
    kept = np.flatnonzero(rest)
    # An uneven run also begins behind an even one.
    begins = apart[kept] | (np.diff(kept, prepend=-2) != 1)
    at = kept[begins]
    length = np.diff(np.r_[np.flatnonzero(begins), len(kept)])
    uneven = _table(_RUNS, block=block[at], face=face, start=cell[at], stop=cell[at] + length)
    return even, uneven, _table(_CELLS, block=block[kept], km2=km2[kept], share=share[kept])


def _table(kind: np.dtype[Any], **columns: Any) -> npt.NDArray[Any]:
    """Return a structured array of columns, the first of which tells the length."""
    out = np.zeros(len(columns["block"]), kind)
    for name, values in columns.items():
        out[name] = values
    return out


def _by_block(found: list[npt.NDArray[Any]]) -> dict[int, npt.NDArray[Any]]:
    """Return the rows of each block, in the order of faces and cells."""
    rows = np.concatenate(found)
    rows = rows[np.argsort(rows["block"], kind="stable")] if rows["block"].any() else rows
    numbers, first = np.unique(rows["block"], return_index=True)
    return dict(zip(map(int, numbers), np.split(rows, first[1:]), strict=bool(len(numbers))))


def _part(even: npt.NDArray[Any], uneven: npt.NDArray[Any], cells: npt.NDArray[Any], n_faces: int, place: tuple[int, int, int]) -> Part:
    """Lay out the runs of one block."""
    faces = np.arange(n_faces + 1)
    length = uneven["stop"] - uneven["start"]
    at = Places(
        even_of=np.searchsorted(even["face"], faces),
        even_start=even["start"].copy(),
        even_stop=even["stop"].copy(),
        uneven_of=np.searchsorted(uneven["face"], faces),
        uneven_start=uneven["start"].copy(),
        uneven_stop=uneven["stop"].copy(),
        uneven_first=np.cumsum(length) - length,
    )
    km2, share = (Weighing(even[name].copy(), cells[name].copy()) for name in ("km2", "share"))
    return Part(at, km2, share, place)
