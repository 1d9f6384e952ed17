"""Kernel: sparse weights applied to blocks of values; numpy and scipy only, no labels.

Values are taken a band at a time, while they are in the cache of a core: octets of cells are added up, single cells are picked, and both
are weighed (:mod:`toolkit.overlay.parts`). Sums run in float64 whatever the values are; values that are not finite are missing; each step
is worked on alone, so that results do not depend on how many are given at a time.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from toolkit.overlay.parts import OCTET, Band, Part
from toolkit.overlay.statistics import Plan

__all__ = ["gather", "partials", "weighted_quantiles"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.signedinteger[Any]]


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
    room = _Room(block.dtype if block.dtype in (np.float32, np.float64) else np.dtype(np.float64), part)
    for place in np.ndindex(*block.shape[:-2]):
        out[place] = _step(np.ascontiguousarray(block[place]).ravel(), part, recipe.columns, room)
    return out


class _Room:
    """Memory for one step, used again by the next: new memory costs more than the sums."""

    def __init__(self, kind: np.dtype[Any], part: Part) -> None:
        self.band = np.empty(part.room, kind)
        self.picked = _Values(part.room, kind)
        self.singles = _Values(part.single_km2.size, kind)
        self.numbers = np.empty(max(part.room, _PIECE * OCTET))
        self.counts = np.empty(len(part.single_km2), np.uint8)


#: Eights worked on at a time: what they need fits into the cache of a core.
_PIECE = 4096


#: Octets with missing values are mended one by one where they are at most this share.
_FEW = 0.25


class _Values:
    """Values in octets, which of them are finite, and zero in place of the others."""

    def __init__(self, size: int, kind: np.dtype[Any]) -> None:
        self.filled = np.empty(size, kind)
        self.valid = np.empty(size, bool)
        # Multiplying the bits by truth costs a twentieth of numpy.where.
        self._bits = self.filled.view(np.uint32 if kind.itemsize == 4 else np.uint64)

    def fill(self, where: slice, only: npt.NDArray[np.bool_] | None = None) -> npt.NDArray[np.uint8]:
        """Find which values are finite (and among ``only``), set the others to zero; return the number of those in each octet."""
        valid, bits = self.valid[where], self._bits[where]
        np.isfinite(self.filled[where], out=valid)
        if only is not None:
            np.logical_and(valid, only, out=valid)
        counts = _counts(valid)
        bad = np.flatnonzero(counts < OCTET)
        if len(bad) > _FEW * len(counts):
            np.multiply(bits, valid, out=bits)
        elif len(bad):
            octets = bits.reshape(-1, OCTET)
            octets[bad] = octets[bad] * valid.reshape(-1, OCTET)[bad]
        return counts

    def term(self, name: str, where: slice) -> npt.NDArray[Any]:
        """Return what is added up: numbers, or truth."""
        filled, valid = self.filled[where], self.valid[where]
        if name == "valid":
            return valid
        if name == "rise":
            return np.asarray(np.maximum(filled, 0))
        if name == "fall":
            return np.asarray(np.minimum(filled, 0))
        if ":" in name:
            kind, number = name.split(":")
            return valid & (filled >= float(number) if kind == "at_least" else filled == float(number))
        return filled


def _counts(truth: npt.NDArray[np.bool_]) -> npt.NDArray[np.uint8]:
    """Count eight truths at a time: they are eight bytes, and the bits of one 64 bit number are counted at once."""
    counts: npt.NDArray[np.uint8] = np.bitwise_count(truth.view(np.uint64))
    return counts


#: Columns of the plan: what is added up, and by what it is weighed.
_TERMS = {
    "km2": ("valid", "km2"),
    "count": ("valid", "count"),
    "total": ("value", "km2"),
    "sum": ("value", "share"),
    "inside": ("value", "inside"),
    "rise": ("rise", "cut"),
    "fall": ("fall", "cut"),
}


def _step(values: npt.NDArray[Any], part: Part, columns: tuple[str, ...], room: _Room) -> Floats:
    """Return partial results of one step, shape (faces, columns)."""
    wanted = {name: _TERMS.get(name, (name, "km2")) for name in columns if name not in ("m2", "min", "max")}
    octets = {term: np.empty(part.n_octets) for term, _ in wanted.values()}
    complete = True
    for band in part.bands:
        room.band[: band.stop - band.start] = values[band.start : band.stop]
        # All places are known to be inside; any other mode than 'raise' writes straight into the memory given.
        room.band.take(band.single_at, out=room.singles.filled.reshape(-1, OCTET)[band.eights], mode="wrap")
        if len(band.octet_at):
            complete &= _add_octets(band, octets, room)
    for piece in _pieces(part):
        where = slice(piece.start * OCTET, piece.stop * OCTET)
        room.counts[piece] = room.singles.fill(where, part.is_cell[where])
    complete &= np.array_equal(room.counts, part.cells_of_eights)
    found = dict(part.kept("complete")) if complete else {}
    missing = {name: item for name, item in wanted.items() if name not in found}
    found |= _summed(missing, octets, part, room)
    if complete:
        # Without a missing value the area and the number of cells are the same in each step.
        part.kept("complete").update({name: found[name] for name in ("km2", "count") if name in found})
    for name in columns:
        if name == "m2":
            found[name] = _deviations(values, found["total"], found["km2"], part)
        elif name in ("min", "max"):
            found[name] = _extreme(values, part, name)
    return np.stack([found[name] for name in columns], axis=-1)


def _pieces(part: Part) -> list[slice]:
    """Cut the eights into pieces."""
    n = len(part.single_km2)
    return [slice(first, min(first + _PIECE, n)) for first in range(0, n, _PIECE)]


def _summed(wanted: dict[str, tuple[str, str]], octets: dict[str, Floats], part: Part, room: _Room) -> dict[str, Floats]:
    """Weigh runs of octets and single cells, and add them up in each face."""
    if not wanted:
        return {}
    n_runs = len(part.run)
    terms = dict.fromkeys(term for term, _ in wanted.values())
    runs = {term: np.add.reduceat(octets[term], part.run) if n_runs else octets[term] for term in terms}
    units = np.empty((len(wanted), part.n_units))
    for row, (term, weight) in zip(units, wanted.values(), strict=True):
        row[:n_runs] = runs[term]
        if weight == "count":
            row[n_runs:] = room.counts
            continue
        for piece in _pieces(part):
            where = slice(piece.start * OCTET, piece.stop * OCTET)
            numbers = room.numbers[: where.stop - where.start]
            np.copyto(numbers, room.singles.term(term, where))
            np.multiply(numbers, part.of_singles(weight)[where], out=numbers)
            np.matmul(numbers.reshape(-1, OCTET), _ONES, out=row[n_runs + piece.start : n_runs + piece.stop])
    sums = part.of_faces(tuple(weight for _, weight in wanted.values())) @ units.ravel()
    return dict(zip(wanted, sums.reshape(len(wanted), -1), strict=True))


def _add_octets(band: Band, out: dict[str, Floats], room: _Room) -> bool:
    """Add up each octet of a band, for all terms; tell whether no value is missing."""
    where = slice(0, len(band.octet_at) * OCTET)
    picked = room.picked.filled[where]
    if band.solid:
        np.copyto(picked, room.band[where])
    else:
        room.band.reshape(-1, OCTET).take(band.octet_at, axis=0, out=picked.reshape(-1, OCTET), mode="wrap")
    counts = room.picked.fill(where)
    for name, sums in out.items():
        term = room.picked.term(name, where)
        if name == "valid":
            sums[band.octets] = counts
        elif term.dtype == np.bool_:
            sums[band.octets] = _counts(term)
        else:
            if term.dtype != np.float64:
                np.copyto(room.numbers[where], term)
                term = room.numbers[where]
            np.matmul(term.reshape(-1, OCTET), _ONES, out=sums[band.octets])
    return bool(counts.min() == OCTET)


_ONES = np.ones(OCTET)


def _rows(matrix: sp.csr_array) -> Integers:
    return np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))


def _deviations(values: npt.NDArray[Any], total: Floats, km2: Floats, part: Part) -> Floats:
    """Return squared deviations about each face's mean (two passes: no cancellation)."""
    mean = total / np.where(km2 > 0, km2, 1.0)
    touched, km2_of = part.sorted
    row = _rows(km2_of)
    away = values.take(touched).astype(np.float64)[km2_of.indices] - mean[row]
    squares = np.where(np.isfinite(away), away * away, 0.0) * km2_of.data
    return np.asarray(np.bincount(row, weights=squares, minlength=part.n_faces), dtype=np.float64)


def _extreme(values: npt.NDArray[Any], part: Part, name: str) -> Floats:
    """Return the least or largest value of each face, NaN where there is none."""
    ufunc = np.fmin if name == "min" else np.fmax
    found = np.full(part.n_faces, np.nan)
    touched, km2_of = part.sorted
    some = np.flatnonzero(np.diff(km2_of.indptr))
    picked = values.take(touched).astype(np.float64)
    picked[~np.isfinite(picked)] = np.nan
    found[some] = ufunc.reduceat(picked[km2_of.indices], km2_of.indptr[:-1][some])
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
