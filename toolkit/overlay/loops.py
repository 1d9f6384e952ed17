"""Loops: the compiled inside of the overlay, plain loops over the cells of each face, of which numba makes machine code.

A face is a list of runs: stretches of cells that follow each other in memory. Cells of an even run all weigh the same, those of an uneven
run each have a weight of their own (:mod:`toolkit.overlay.parts` lays them out).

Value number k of every stretch is added to sum number k of :data:`LANES` sums in double precision, and these are added up in order at the
end. So the order of additions depends on the weights alone, not on the processor or the number of steps, chunks or threads; and yet one
instruction can do several. Values outside ``low`` to ``high`` are missing, and what is not a number lies outside any limits. Where missing
cells are scattered no processor guesses which come next; so loops over values choose (``a if valid else b``) and never branch.

``low`` and ``high`` are numbers of the type of the values; :func:`limits` gives those that leave out what is infinite.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from toolkit.overlay.compiled import compiled

__all__ = ["LANES", "Places", "Weighing", "areas", "deviations", "extremes", "limits", "quantiles", "sums"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.signedinteger[Any]]

#: Independent sums: as many as a usual stretch is long, and few enough to stay in the nearest cache of a core.
LANES = 128


def limits(kind: np.dtype[Any]) -> tuple[Any, Any]:
    """Return the least and the largest finite number of a type, as numbers of that type."""
    info = np.finfo(kind) if kind.kind == "f" else np.iinfo(kind)
    return kind.type(info.min), kind.type(info.max)


class Places(NamedTuple):
    """Where cells lie in a flattened block: runs of face f are number ``of[f]`` to ``of[f + 1]``, cells of a run ``start`` to ``stop``."""

    even_of: Integers
    even_start: Integers
    even_stop: Integers
    uneven_of: Integers
    uneven_start: Integers
    uneven_stop: Integers
    uneven_first: Integers
    """Place of the first cell of an uneven run among the weights of all uneven cells."""


class Weighing(NamedTuple):
    """What cells count: one number for each even run, and one for each cell of uneven runs, behind each other."""

    even: Floats
    uneven: Floats


@compiled
def sums(values: npt.NDArray[Any], low: Any, high: Any, at: Places, weights: Weighing, out: Floats) -> None:
    """Write for each face the weight of its valid cells, their number, and the sum of weight times value."""
    totals, weighed = np.empty(LANES), np.empty(LANES)
    for face in range(len(out)):
        totals[:] = 0.0
        weighed[:] = 0.0
        weight, count = 0.0, 0
        for run in range(at.even_of[face], at.even_of[face + 1]):
            each, valid_cells = weights.even[run], 0
            for first in range(at.even_start[run], at.even_stop[run], LANES):
                stretch = values[first : min(first + LANES, at.even_stop[run])]
                for k in range(len(stretch)):
                    valid = (stretch[k] >= low) & (stretch[k] <= high)
                    totals[k] += each * (stretch[k] if valid else 0.0)
                    valid_cells += valid
            weight += each * valid_cells
            count += valid_cells
        for run in range(at.uneven_of[face], at.uneven_of[face + 1]):
            shift = at.uneven_first[run] - at.uneven_start[run]
            for first in range(at.uneven_start[run], at.uneven_stop[run], LANES):
                last = min(first + LANES, at.uneven_stop[run])
                stretch, own = values[first:last], weights.uneven[first + shift : last + shift]
                for k in range(len(stretch)):
                    valid = (stretch[k] >= low) & (stretch[k] <= high)
                    totals[k] += own[k] * (stretch[k] if valid else 0.0)
                    weighed[k] += own[k] if valid else 0.0
                    count += valid
        out[face, 0] = weight + weighed.sum()
        out[face, 1] = count
        out[face, 2] = totals.sum()


@compiled
def areas(values: npt.NDArray[Any], low: Any, high: Any, at: Places, weights: Weighing, out: Floats) -> None:
    """Write for each face the weight of its valid cells."""
    weighed = np.empty(LANES)
    for face in range(len(out)):
        weighed[:] = 0.0
        weight = 0.0
        for run in range(at.even_of[face], at.even_of[face + 1]):
            cells = 0
            for first in range(at.even_start[run], at.even_stop[run], LANES):
                stretch = values[first : min(first + LANES, at.even_stop[run])]
                for k in range(len(stretch)):
                    cells += (stretch[k] >= low) & (stretch[k] <= high)
            weight += weights.even[run] * cells
        for run in range(at.uneven_of[face], at.uneven_of[face + 1]):
            shift = at.uneven_first[run] - at.uneven_start[run]
            for first in range(at.uneven_start[run], at.uneven_stop[run], LANES):
                last = min(first + LANES, at.uneven_stop[run])
                stretch, own = values[first:last], weights.uneven[first + shift : last + shift]
                for k in range(len(stretch)):
                    valid = (stretch[k] >= low) & (stretch[k] <= high)
                    weighed[k] += own[k] if valid else 0.0
        out[face] = weight + weighed.sum()


@compiled
def deviations(values: npt.NDArray[Any], low: Any, high: Any, at: Places, weights: Weighing, mean: Floats, out: Floats) -> None:
    """Write for each face the sum of weight times squared deviation from its mean (a second pass: no cancellation)."""
    squares = np.empty(LANES)
    for face in range(len(out)):
        squares[:] = 0.0
        centre = mean[face]
        for run in range(at.even_of[face], at.even_of[face + 1]):
            each = weights.even[run]
            for first in range(at.even_start[run], at.even_stop[run], LANES):
                stretch = values[first : min(first + LANES, at.even_stop[run])]
                for k in range(len(stretch)):
                    valid = (stretch[k] >= low) & (stretch[k] <= high)
                    away = (stretch[k] if valid else centre) - centre
                    squares[k] += each * (away * away)
        for run in range(at.uneven_of[face], at.uneven_of[face + 1]):
            shift = at.uneven_first[run] - at.uneven_start[run]
            for first in range(at.uneven_start[run], at.uneven_stop[run], LANES):
                last = min(first + LANES, at.uneven_stop[run])
                stretch, own = values[first:last], weights.uneven[first + shift : last + shift]
                for k in range(len(stretch)):
                    valid = (stretch[k] >= low) & (stretch[k] <= high)
                    away = (stretch[k] if valid else centre) - centre
                    squares[k] += own[k] * (away * away)
        out[face] = squares.sum()


@compiled
def extremes(values: npt.NDArray[Any], low: Any, high: Any, at: Places, out: Floats) -> None:
    """Write for each face its least and its largest value, infinite where it has none."""
    least, largest = np.empty(LANES), np.empty(LANES)
    for face in range(len(out)):
        least[:] = np.inf
        largest[:] = -np.inf
        for start, stop, of in ((at.even_start, at.even_stop, at.even_of), (at.uneven_start, at.uneven_stop, at.uneven_of)):
            for run in range(of[face], of[face + 1]):
                for first in range(start[run], stop[run], LANES):
                    stretch = values[first : min(first + LANES, stop[run])]
                    for k in range(len(stretch)):
                        valid = (stretch[k] >= low) & (stretch[k] <= high)
                        least[k] = min(least[k], stretch[k] if valid else np.inf)
                        largest[k] = max(largest[k], stretch[k] if valid else -np.inf)
        out[face, 0] = least.min()
        out[face, 1] = largest.max()


@compiled
def quantiles(
    values: npt.NDArray[Any], low: Any, high: Any, rows: Integers, cell: Integers, weights: Floats, shares: Floats, out: Floats
) -> None:
    """Write for each face the smallest values at or below which at least these shares of the weight lie, NaN where it has no value.

    Cells of face f are number ``rows[f]`` to ``rows[f + 1]``. Nothing is sorted: a value divides the cells into those below, at and above
    it, and only the part in which the quantile lies is divided again.
    """
    most = 0
    for face in range(len(out)):
        most = max(most, rows[face + 1] - rows[face])
    found, weight = np.empty(most), np.empty(most)
    for face in range(len(out)):
        n, whole = 0, 0.0
        for pair in range(rows[face], rows[face + 1]):
            value = values[cell[pair]]
            found[n], weight[n] = value, weights[pair]
            if low <= value <= high:
                whole += weight[n]
                n += 1
        for number in range(len(shares)):
            out[face, number] = np.nan
            # What sums may lose by rounding is not to decide between two values.
            wanted = shares[number] * whole * (1 - 1e-12)
            first, last, below = 0, n, 0.0
            while first < last:
                pivot = _middle(found[first], found[(first + last) // 2], found[last - 1])
                front, place, back = first, first, last
                lower, equal = 0.0, 0.0
                while place < back:
                    if found[place] < pivot:
                        lower += weight[place]
                        found[place], found[front] = found[front], found[place]
                        weight[place], weight[front] = weight[front], weight[place]
                        front += 1
                        place += 1
                    elif found[place] > pivot:
                        back -= 1
                        found[place], found[back] = found[back], found[place]
                        weight[place], weight[back] = weight[back], weight[place]
                    else:
                        equal += weight[place]
                        place += 1
                if front > first and below + lower >= wanted:
                    last = front
                elif back == last or below + lower + equal >= wanted:
                    out[face, number] = pivot
                    break
                else:
                    first, below = back, below + lower + equal


@compiled
def _middle(a: float, b: float, c: float) -> float:
    """Return the second largest of three."""
    return max(min(a, b), min(max(a, b), c))
