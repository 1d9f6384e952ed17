"""Parts: sparse weights laid out for the kernel, one part for each rectangular block of cells.

Most cells lie wholly inside one face and weigh the same as their neighbours. Eight such cells in a row are one octet, which is added up
first; a run of octets that weigh the same is weighed once. The other cells are weighed one by one. Where faces overlap, a cell is read and
weighed once for all faces in which it weighs the same: such sets of faces are groups.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

__all__ = ["OCTET", "Band", "Part", "cut"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.signedinteger[Any]]

#: Cells of an octet: as many as there are bytes in a 64 bit number, for eight truths are counted as its bits.
OCTET = 8

#: Cells worked on at a time (a band): read in one go from memory, then picked from in the cache of a core.
BAND = 262144

#: A cell whose share reaches this lies wholly inside (exactextract gives shares in single precision).
_WHOLE = 1.0 - 1e-6


@dataclass(frozen=True)
class Band:
    """A stretch of the flattened block, which octets and eights lie in it, and where in the stretch these are.

    An eight is a row of eight single cells of one group, wherever they are; the last of a group is filled up with its first cell.
    """

    start: int
    stop: int
    octets: slice
    eights: slice
    octet_at: Integers
    single_at: Integers

    @cached_property
    def solid(self) -> bool:
        """Whether the octets follow each other without a gap from the first cell on: no need to pick them."""
        return bool(len(self.octet_at) and self.octet_at[0] == 0 and self.octet_at[-1] == len(self.octet_at) - 1)


@dataclass(frozen=True, eq=False)
class Part:
    """Weights of one rectangular block of cells.

    Attributes
    ----------
    bands : tuple of Band
        Stretches of the block that are touched.
    run : numpy.ndarray of int
        Where the runs of octets begin that weigh the same and lie in the same faces.
    km2, share : numpy.ndarray, shape (runs,)
        Weight of one cell of the run in each of its faces, and the share of the cell's content that it stands for.
    single_km2, single_share : numpy.ndarray, shape (eights, 8)
        The same of single cells, 0 where the eight is filled up.
    held : scipy.sparse.csr_array of bool, shape (faces, runs and eights)
        Which faces hold the run, or the single cells.
    place : tuple of int
        Place of the block's first cell in the whole grid (flattened), number of columns of the block, and of the grid.
    """

    bands: tuple[Band, ...]
    run: Integers
    km2: Floats
    share: Floats
    single_km2: Floats
    single_share: Floats
    held: sp.csr_array
    place: tuple[int, int, int]
    _kept: dict[str, Any] = field(default_factory=dict, repr=False)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_kept": {}}

    @property
    def cells_of_eights(self) -> npt.NDArray[np.intp]:
        """Number of cells of each eight."""
        kept: npt.NDArray[np.intp] = self._keep("cells of eights", lambda: (self.single_km2 > 0).sum(axis=1))
        return kept

    @property
    def n_cells(self) -> int:
        """Number of cells that are read."""
        return self.n_octets * OCTET + self.single_km2.size

    def kept(self, name: str) -> dict[str, Any]:
        """Return what was found under a name in an earlier step, to be added to."""
        found: dict[str, Any] = self._keep(f"found {name}", dict)
        return found

    @property
    def is_cell(self) -> npt.NDArray[np.bool_]:
        """Where eights are not filled up, eights behind each other."""
        kept: npt.NDArray[np.bool_] = self._keep("is cell", lambda: self.single_km2.ravel() > 0)
        return kept

    @property
    def n_faces(self) -> int:
        """Number of faces."""
        return int(self.held.shape[0])

    @property
    def n_octets(self) -> int:
        """Number of octets."""
        return self.bands[-1].octets.stop if self.bands else 0

    @property
    def n_units(self) -> int:
        """Number of runs and eights."""
        return int(self.held.shape[1])

    @property
    def room(self) -> int:
        """Cells of the longest band, in whole octets."""
        return max((-(-(band.stop - band.start) // OCTET) * OCTET for band in self.bands), default=0)

    def of_singles(self, weight: str) -> Floats:
        """Return what single cells count for by a kind of weight: ``km2``, ``share``, ``inside`` or ``cut``; eights behind each other."""
        kept: Floats = self._keep(f"singles {weight}", lambda: _weights(weight, self.single_km2, self.single_share).ravel())
        return kept

    def of_faces(self, weights: tuple[str, ...]) -> sp.csr_array:
        """Return what units (runs, then eights, which are weighed already) count for in each face, a block for each kind of weight."""

        def make() -> sp.csr_array:
            blocks = []
            for weight in weights:
                of_units = np.concatenate([_weights(weight, self.km2, self.share), np.ones(len(self.single_km2))])
                blocks.append(sp.csr_array((of_units[self.held.indices], self.held.indices, self.held.indptr), shape=self.held.shape))
            return sp.csr_array(sp.block_diag(blocks, format="csr"))

        return self._keep(f"faces {weights}", make)

    def _keep(self, name: str, make: Callable[[], Any]) -> Any:
        if name not in self._kept:
            self._kept[name] = make()
        return self._kept[name]

    @property
    def cells(self) -> Integers:
        """Places in the whole grid (flattened) of the touched cells, in order."""
        first, width, whole_width = self.place
        row, column = np.divmod(self.touched, width)
        return np.asarray(first + row * whole_width + column)

    @property
    def touched(self) -> Integers:
        """Cells of the block (flattened) that a face touches, in order."""
        touched: Integers = self.sorted[0]
        return touched

    @property
    def sorted(self) -> tuple[Integers, sp.csr_array]:
        """Cells that a face touches, in order, and their weights: shape (faces, touched)."""
        kept: tuple[Integers, sp.csr_array] = self._keep("sorted", self._sorted)
        return kept

    def _sorted(self) -> tuple[Integers, sp.csr_array]:
        eighths = np.concatenate([np.zeros(0, np.intp), *(band.octet_at + band.start // OCTET for band in self.bands)])
        singles = np.concatenate([np.zeros((0, OCTET), np.intp), *(band.single_at + band.start for band in self.bands)])
        is_cell = self.is_cell.reshape(-1, OCTET)
        cell = np.concatenate([(eighths[:, None] * OCTET + np.arange(OCTET)).ravel(), singles[is_cell]])
        number = np.repeat(np.arange(len(self.run)), np.diff(np.r_[self.run, len(eighths)]) * OCTET)
        unit = np.concatenate([number, len(self.run) + np.nonzero(is_cell)[0]])
        km2 = np.concatenate([self.km2[number], self.single_km2[is_cell]])
        touched, column = np.unique(cell, return_inverse=True)
        of_units = sp.csr_array(sp.coo_array((km2, (unit, column)), shape=(self.held.shape[1], len(touched))))
        matrix = sp.csr_array(self.held.astype(np.float64) @ of_units)
        matrix.sort_indices()
        return touched, matrix


def _weights(kind: str, km2: Floats, share: Floats) -> Floats:
    """Return a kind of weight."""
    if kind == "inside":
        return (share >= _WHOLE).astype(np.float64)
    if kind == "cut":
        return (share < _WHOLE).astype(np.float64)
    return {"km2": km2, "share": share, "count": np.ones_like(km2)}[kind]


@dataclass(frozen=True, eq=False)
class _Pairs:
    """Pairs of a face (later: a group) and a unit, which is an octet or a single cell."""

    face: Integers
    at: Integers
    km2: Floats
    share: Floats

    def take(self, some: Any) -> _Pairs:
        return _Pairs(self.face[some], self.at[some], self.km2[some], self.share[some])

    @staticmethod
    def join(pairs: list[_Pairs]) -> _Pairs:
        face, at, km2, share = (np.concatenate([getattr(item, name) for item in pairs]) for name in ("face", "at", "km2", "share"))
        return _Pairs(face, at, km2, share)


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
    width = int(column_ends[-1])
    one_block = len(row_sizes) == len(column_sizes) == 1
    found: dict[int, tuple[list[_Pairs], list[_Pairs]]] = {}
    for face in range(matrix.shape[0]):
        stored = slice(matrix.indptr[face], matrix.indptr[face + 1])
        place, km2 = matrix.indices[stored], matrix.data[stored]
        share = km2 / whole_km2(place)
        if one_block:
            if len(place):
                _split(found.setdefault(0, ([], [])), face, place, km2, share)
            continue
        row, column = np.divmod(place, width)
        down: Integers = np.asarray(np.searchsorted(row_ends, row, side="right") - 1)
        across: Integers = np.asarray(np.searchsorted(column_ends, column, side="right") - 1)
        block = down * len(column_sizes) + across
        order = np.argsort(block, kind="stable")
        limits = np.r_[np.flatnonzero(np.diff(block[order], prepend=-1)), len(order)]
        for first, last in itertools.pairwise(limits):
            some = order[first:last]
            number = int(block[some[0]])
            d, a = divmod(number, len(column_sizes))
            cell = (row[some] - row_ends[d]) * column_sizes[a] + column[some] - column_ends[a]
            _split(found.setdefault(number, ([], [])), face, cell, km2[some], share[some])
    out = []
    for number in sorted(found):
        d, a = divmod(number, len(column_sizes))
        rows, columns = slice(int(row_ends[d]), int(row_ends[d + 1])), slice(int(column_ends[a]), int(column_ends[a + 1]))
        octets, singles = (_Pairs.join(pairs) for pairs in found.pop(number))
        place = (rows.start * width + columns.start, columns.stop - columns.start, width)
        out.append((rows, columns, _part(octets, singles, matrix.shape[0], place)))
    return out


def _split(into: tuple[list[_Pairs], list[_Pairs]], face: int, cell: Integers, km2: Floats, share: Floats) -> None:
    """Split the cells of one face (in order) into octets whose eight cells weigh exactly the same, and single cells."""
    eighth = cell // OCTET
    # An octet begins where the eighth cell from here is of the same octet: cells are in order and none is repeated.
    first = np.flatnonzero(eighth[: 1 - OCTET] == eighth[OCTET - 1 :]) if len(cell) >= OCTET else np.zeros(0, np.intp)
    for numbers in (km2, share):
        same = np.cumsum(np.r_[0, numbers[1:] != numbers[:-1]])
        first = first[same[first] == same[first + OCTET - 1]]
    rest = np.ones(len(cell), bool)
    rest[first[:, None] + np.arange(OCTET)] = False
    for part, some, at in ((into[0], first, eighth), (into[1], np.flatnonzero(rest), cell)):
        part.append(_Pairs(np.full(len(some), face, np.int32), at[some].astype(np.intp), km2[some], share[some]))


def _part(octets: _Pairs, singles: _Pairs, n_faces: int, place: tuple[int, int, int]) -> Part:
    """Lay out the pairs of one block."""
    eight, one, faces_of = _grouped(octets, singles, n_faces)
    new = (np.diff(eight.face) != 0) | (np.diff(eight.km2) != 0) | (np.diff(eight.share) != 0)
    run = np.flatnonzero(np.r_[True, new]) if len(eight.at) else np.zeros(0, np.intp)
    # Single cells by band and group, each group filled up to whole eights.
    one = one.take(np.lexsort((one.face, one.at // BAND)))
    key = (one.at // BAND) * faces_of.shape[1] + one.face
    start = np.flatnonzero(np.diff(key, prepend=-1))
    size = np.diff(np.r_[start, len(key)])
    rows = -(-size // OCTET)
    first_row = np.cumsum(rows) - rows
    where = np.repeat(first_row * OCTET - start, size) + np.arange(len(key))
    cell, km2, share = np.repeat(one.at[start], rows * OCTET), np.zeros(rows.sum() * OCTET), np.zeros(rows.sum() * OCTET)
    cell[where], km2[where], share[where] = one.at, one.km2, one.share
    group = np.concatenate([eight.face[run], np.repeat(one.face[start], rows)])
    return Part(
        bands=_bands(eight.at, cell.reshape(-1, OCTET)),
        run=run,
        km2=eight.km2[run],
        share=eight.share[run],
        single_km2=km2.reshape(-1, OCTET),
        single_share=share.reshape(-1, OCTET),
        held=sp.csr_array(faces_of[:, group]),
        place=place,
    )


def _grouped(octets: _Pairs, singles: _Pairs, n_faces: int) -> tuple[_Pairs, _Pairs, sp.csc_array]:
    """Return each unit once for all faces in which it weighs the same (with the number of the group), and the faces of each group."""
    n_octets = len(octets.at)
    both = _Pairs.join([octets, singles])
    kind = np.arange(len(both.at)) >= n_octets
    order = np.lexsort((both.face, both.km2, both.at, kind))
    both, kind = both.take(order), kind[order]
    start = np.flatnonzero(np.r_[True, (np.diff(both.at) != 0) | (np.diff(both.km2) != 0) | np.diff(kind)])
    size = np.diff(np.r_[start, len(both.at)])
    units, kind = both.take(start), kind[start]
    group = units.face.astype(np.intp)
    known = n_faces
    for number in range(1, int(size.max())):
        more = np.flatnonzero(size > number)
        _, inverse = np.unique(group[more] * n_faces + both.face[start[more] + number], return_inverse=True)
        group[more] = known + inverse
        known += int(inverse.max()) + 1
    _, example, group = np.unique(group, return_index=True, return_inverse=True)
    times = size[example]
    held = np.repeat(start[example] - np.cumsum(times) + times, times) + np.arange(times.sum())
    of_group = np.repeat(np.arange(len(example)), times)
    faces_of = sp.csc_array(sp.coo_array((np.ones(len(held), bool), (both.face[held], of_group)), shape=(n_faces, len(example))))
    units = _Pairs(group, units.at, units.km2, units.share)
    return units.take(~kind), units.take(kind), faces_of


def _bands(octet: Integers, single: Integers) -> tuple[Band, ...]:
    """Return the bands that are touched, narrowed to their touched cells (whole octets)."""
    out = []
    of_octet, of_single = octet // (BAND // OCTET), single[:, 0] // BAND
    for number in np.flatnonzero(np.bincount(np.concatenate([of_octet, of_single]))):
        a, b = (slice(*map(int, np.searchsorted(of, (number, number + 1)))) for of in (of_octet, of_single))
        cells = np.concatenate([octet[a] * OCTET, octet[a] * OCTET + OCTET - 1, single[b].ravel()])
        start = int(cells.min()) // OCTET * OCTET
        out.append(Band(start, int(cells.max()) + 1, a, b, octet[a] - start // OCTET, single[b] - start))
    return tuple(out)
