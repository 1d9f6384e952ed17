"""Kernel: sparse weights applied to blocks of values; numpy and scipy only, no labels.

Most cells lie wholly inside one face and weigh the same as their neighbours. Eight such cells in a row are one octet: their
values are added first and weighed once. The other cells are weighed one by one. Sums run in float64 whatever the values
are; values that are not finite are missing; each step is worked on alone, so that results do not depend on how many are
given at a time.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from toolkit.overlay.statistics import Plan

__all__ = ["Part", "cut", "gather", "partials", "weighted_quantiles"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.signedinteger[Any]]

_OCTET = 8

#: Cells worked on at a time (a band): read in one go from memory, then picked from in the cache of a core.
_BAND = 131072

#: Units are read once, and looked up for each pair, where there are fewer of them than this share of the pairs.
_SHARED = 0.7

#: A cell whose share reaches this lies wholly inside (exactextract gives shares in single precision).
_WHOLE = 1.0 - 1e-6


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs of a face and a unit (an octet or a single cell), sorted by band, face and unit.

    Attributes
    ----------
    face : numpy.ndarray of int
        Number of the face.
    unit : numpy.ndarray of int
        Number of the octet, or of the cell, in the flattened block.
    km2 : numpy.ndarray
        Weight of one cell of the unit in the face.
    share : numpy.ndarray
        Share of the cell's content that the weight stands for.
    read : numpy.ndarray of int
        Units that are read, sorted by band: each once where many pairs share a unit (faces that overlap), else one for each pair.
    of : numpy.ndarray of int, or None
        For each pair its place in ``read``; None where that is its own.
    """

    face: Integers
    unit: Integers
    km2: Floats
    share: Floats
    read: Integers
    of: Integers | None = None

    @cached_property
    def starts(self) -> Integers:
        """Where the runs of pairs of one face begin."""
        return np.flatnonzero(np.r_[True, self.face[1:] != self.face[:-1]]) if len(self.face) else np.zeros(0, np.intp)

    def sums(self, column: str, values: npt.NDArray[Any], n_faces: int) -> Floats:
        """Return the weighed sums of one column of the plan, one number for each face."""
        if not len(self.face):
            return np.zeros(n_faces)
        values = values if self.of is None else values.take(self.of)
        weighed = values.astype(np.float64) if column == "count" else values * self._weights(column)
        runs = np.add.reduceat(weighed, self.starts)
        return np.asarray(np.bincount(self.face[self.starts], weights=runs, minlength=n_faces), dtype=np.float64)

    def _weights(self, column: str) -> Any:
        if column == "sum":
            return self.share
        if column in ("inside", "rise", "fall"):
            return (self.share >= _WHOLE) == (column == "inside")
        return self.km2


@dataclass(frozen=True)
class Band:
    """A stretch of the flattened block, which of the units that are read lie in it, and where in the stretch these are."""

    start: int
    stop: int
    octets: slice
    singles: slice
    octet_at: Integers
    single_at: Integers


@dataclass(frozen=True, eq=False)
class Part:
    """Weights of one rectangular block of cells.

    Attributes
    ----------
    octets, singles : Pairs
        Runs of eight equal cells (numbered by their first cell over eight), and all other cells that a face touches.
    bands : tuple of Band
        Where their bands begin and end.
    place : tuple of int
        Place of the block's first cell in the whole grid (flattened), number of columns of the block, and of the grid.
    n_faces : int
        Number of faces.
    """

    octets: Pairs
    singles: Pairs
    bands: tuple[Band, ...]
    place: tuple[int, int, int]
    n_faces: int

    @property
    def n_pairs(self) -> int:
        """Number of pairs of a face and a cell."""
        return len(self.octets.unit) * _OCTET + len(self.singles.unit)

    @property
    def cells(self) -> Integers:
        """Places in the whole grid (flattened) of the touched cells, in order."""
        first, width, whole_width = self.place
        row, column = np.divmod(self.touched, width)
        return np.asarray(first + row * whole_width + column)

    @cached_property
    def touched(self) -> Integers:
        """Cells of the block (flattened) that a face touches, in order."""
        in_order = np.sort(np.concatenate([_spread(self.octets.read), self.singles.read]))
        return np.asarray(in_order[np.diff(in_order, prepend=-1) > 0])

    @cached_property
    def km2(self) -> sp.csr_array:
        """Weights with a column for each touched cell, shape (faces, touched)."""
        cell = np.concatenate([_spread(self.octets.unit), self.singles.unit])
        face, km2 = (
            np.concatenate([np.repeat(a, _OCTET), b])
            for a, b in ((self.octets.face, self.singles.face), (self.octets.km2, self.singles.km2))
        )
        shape = (self.n_faces, len(self.touched))
        matrix = sp.csr_array(sp.coo_array((km2, (face, np.searchsorted(self.touched, cell))), shape=shape))
        matrix.sort_indices()
        return matrix


def _spread(octets: Integers) -> Integers:
    """Return the cells of octets."""
    return np.asarray((octets[:, None] * _OCTET + np.arange(_OCTET)).ravel())


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
    found: dict[int, tuple[list[Pairs], list[Pairs]]] = {}
    for face in range(matrix.shape[0]):
        stored = slice(matrix.indptr[face], matrix.indptr[face + 1])
        place, km2 = matrix.indices[stored], matrix.data[stored]
        row, column = np.divmod(place, width)
        down: Integers = np.asarray(np.searchsorted(row_ends, row, side="right") - 1)
        across: Integers = np.asarray(np.searchsorted(column_ends, column, side="right") - 1)
        block = down * len(column_sizes) + across
        order = np.argsort(block, kind="stable") if len(row_sizes) * len(column_sizes) > 1 else np.arange(len(block))
        limits = np.r_[np.flatnonzero(np.diff(block[order], prepend=-1)), len(order)]
        for first, last in itertools.pairwise(limits):
            some = order[first:last]
            number = int(block[some[0]])
            d, a = divmod(number, len(column_sizes))
            cell = (row[some] - row_ends[d]) * column_sizes[a] + column[some] - column_ends[a]
            octets, singles = found.setdefault(number, ([], []))
            for into, pairs in zip((octets, singles), _split(face, cell, km2[some], km2[some] / whole_km2(place[some])), strict=True):
                into.append(pairs)
    out = []
    for number in sorted(found):
        d, a = divmod(number, len(column_sizes))
        rows, columns = slice(int(row_ends[d]), int(row_ends[d + 1])), slice(int(column_ends[a]), int(column_ends[a + 1]))
        of_octets, of_singles = found.pop(number)
        eight, one = _sorted_pairs(of_octets, _BAND // _OCTET), _sorted_pairs(of_singles, _BAND)
        place_of_first = (rows.start * width + columns.start, columns.stop - columns.start, width)
        out.append((rows, columns, Part(eight, one, _bands(eight.read, one.read), place_of_first, matrix.shape[0])))
    return out


def _split(face: int, cell: Integers, km2: Floats, share: Floats) -> tuple[Pairs, Pairs]:
    """Split the cells of one face (in order) into octets whose eight cells weigh exactly the same, and single cells."""
    start = np.flatnonzero(np.diff(cell // _OCTET, prepend=-1))
    size = np.diff(np.r_[start, len(cell)])
    equal = size == _OCTET
    for numbers in (km2, share):
        equal &= np.minimum.reduceat(numbers, start) == np.maximum.reduceat(numbers, start)
    first = start[equal]
    rest = ~np.repeat(equal, size)
    of_octet, of_single = (cell[first] // _OCTET).astype(np.int32), cell[rest].astype(np.int32)
    return (
        Pairs(np.full(len(first), face, np.int32), of_octet, km2[first], share[first], of_octet),
        Pairs(np.full(len(of_single), face, np.int32), of_single, km2[rest], share[rest], of_single),
    )


def _sorted_pairs(pairs: list[Pairs], band: int) -> Pairs:
    """Join the pairs of all faces and sort them by band, face and unit."""
    face, unit, km2, share = (np.concatenate([getattr(item, name) for item in pairs]) for name in ("face", "unit", "km2", "share"))
    order = np.argsort(unit // band, kind="stable")  # they come by face and unit
    unit = unit[order]
    read, of = np.unique_inverse(unit)
    if len(read) > _SHARED * len(unit):
        return Pairs(face[order], unit, km2[order], share[order], unit)
    return Pairs(face[order], unit, km2[order], share[order], read, of)


def _bands(octet: Integers, single: Integers) -> tuple[Band, ...]:
    """Return the bands that are touched, narrowed to their touched cells (whole octets)."""
    out = []
    of_octet, of_single = octet // (_BAND // _OCTET), single // _BAND
    for number in np.flatnonzero(np.bincount(np.concatenate([of_octet, of_single]))):
        a, b = (slice(*map(int, np.searchsorted(of, (number, number + 1)))) for of in (of_octet, of_single))
        cells = np.concatenate([octet[a] * _OCTET, octet[a] * _OCTET + _OCTET - 1, single[b]])
        start = int(cells.min()) // _OCTET * _OCTET
        out.append(Band(start, int(cells.max()) + 1, a, b, octet[a] - start // _OCTET, single[b] - start))
    return tuple(out)


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
    kind = block.dtype if block.dtype in (np.float32, np.float64) else np.dtype(np.float64)
    room = np.zeros(_BAND, dtype=kind)
    for place in np.ndindex(*block.shape[:-2]):
        out[place] = _step(np.ascontiguousarray(block[place]).ravel(), part, recipe.columns, room)
    return out


def _step(values: npt.NDArray[Any], part: Part, columns: tuple[str, ...], room: npt.NDArray[Any]) -> Floats:
    """Return partial results of one step, shape (faces, columns); ``room`` is where bands are copied to."""
    added = [name for name in columns if name not in ("m2", "min", "max")]
    octets = {name: np.empty(len(part.octets.read)) for name in added}
    single = np.empty(len(part.singles.read), dtype=room.dtype)
    for band in part.bands:
        room[: band.stop - band.start] = values[band.start : band.stop]
        _add_octets(room.reshape(-1, _OCTET).take(band.octet_at, axis=0), added, octets, band.octets)
        single[band.singles] = room.take(band.single_at)
    single, valid = _filled(single)
    out = np.zeros((len(columns), part.n_faces))
    for place, name in enumerate(columns):
        if name in octets:
            out[place] = part.octets.sums(name, octets[name], part.n_faces)
            out[place] += part.singles.sums(name, _term(name, single, valid), part.n_faces)
        elif name == "m2":
            out[place] = _deviations(values, out[columns.index("total")], out[columns.index("km2")], part)
        else:
            out[place] = _extreme(values, part, name)
    return out.T


def _filled(values: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], npt.NDArray[np.bool_]]:
    """Set values that are not finite to zero (in place) and tell which are finite. Working on the bits costs a third of numpy.where."""
    valid = np.isfinite(values)
    if not valid.all():
        bits = np.uint32 if values.dtype.itemsize == 4 else np.uint64
        mask = valid.astype(bits)
        np.negative(mask, out=mask)
        np.bitwise_and(values.view(bits), mask, out=values.view(bits))
    return values, valid


def _term(name: str, filled: npt.NDArray[Any], valid: npt.NDArray[np.bool_]) -> npt.NDArray[Any]:
    """Return what is added up for a column: numbers, or truth that is counted."""
    if name in ("km2", "count"):
        return valid
    if name == "rise":
        return np.asarray(np.maximum(filled, 0))
    if name == "fall":
        return np.asarray(np.minimum(filled, 0))
    if ":" in name:
        kind, number = name.split(":")
        return valid & (filled >= float(number) if kind == "at_least" else filled == float(number))
    return filled


def _add_octets(values: npt.NDArray[Any], added: list[str], out: dict[str, Floats], batch: slice) -> None:
    """Add up each octet, for all columns."""
    filled, valid = _filled(values)
    known: dict[str, npt.NDArray[Any]] = {}
    for name in added:
        kind = _ALIKE.get(name, name)
        if kind not in known:
            term = _term(name, filled, valid)
            # Eight truths are eight bytes: counting the bits of one 64 bit number adds them.
            known[kind] = np.bitwise_count(term.view(np.uint64)[:, 0]) if term.dtype == np.bool_ else term.astype(np.float64) @ _ONES
        out[name][batch] = known[kind]


_ONES = np.ones(_OCTET)

#: Columns that add up the same numbers (with other weights).
_ALIKE = {"count": "km2", "sum": "total", "inside": "total"}


def _rows(matrix: sp.csr_array) -> Integers:
    return np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))


def _deviations(values: npt.NDArray[Any], total: Floats, km2: Floats, part: Part) -> Floats:
    """Return squared deviations about each face's mean (two passes: no cancellation)."""
    mean = total / np.where(km2 > 0, km2, 1.0)
    row = _rows(part.km2)
    away = values.take(part.touched).astype(np.float64)[part.km2.indices] - mean[row]
    squares = np.where(np.isfinite(away), away * away, 0.0) * part.km2.data
    return np.asarray(np.bincount(row, weights=squares, minlength=part.n_faces), dtype=np.float64)


def _extreme(values: npt.NDArray[Any], part: Part, name: str) -> Floats:
    """Return the least or largest value of each face, NaN where there is none."""
    ufunc = np.fmin if name == "min" else np.fmax
    found = np.full(part.n_faces, np.nan)
    some = np.flatnonzero(np.diff(part.km2.indptr))
    picked = values.take(part.touched).astype(np.float64)
    picked[~np.isfinite(picked)] = np.nan
    found[some] = ufunc.reduceat(picked[part.km2.indices], part.km2.indptr[:-1][some])
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
    out = np.full((*values.shape[:-1], matrix.shape[0], len(quantiles)), np.nan)
    for place in np.ndindex(*values.shape[:-1]):
        step = values[place].astype(np.float64)
        for face in range(matrix.shape[0]):
            stored = slice(matrix.indptr[face], matrix.indptr[face + 1])
            picked, km2 = step[matrix.indices[stored]], matrix.data[stored]
            valid = np.isfinite(picked)
            if valid.any():
                out[(*place, face)] = _inverse(picked[valid], km2[valid], quantiles)
    return out


def _inverse(values: Floats, km2: Floats, quantiles: tuple[float, ...]) -> Floats:
    """Invert the distribution of area over values."""
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(km2[order])
    wanted = np.asarray(quantiles) * reached[-1] * (1 - 1e-12)
    return np.asarray(values[order][np.searchsorted(reached, wanted, side="left").clip(0, len(values) - 1)])
