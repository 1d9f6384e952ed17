"""Loops: the compiled inside of the overlay, plain loops over the cells of each face, of which numba makes machine code.

Faces are made of runs: stretches of cells that follow each other in memory. Cells of an even run all weigh the same, those of an uneven run
each have a weight of their own. Runs of all faces come in the order of memory, in which a processor reads best
(:mod:`toolkit.overlay.parts` lays them out).

Value number k of every stretch is added to sum number k of the face's :data:`LANES` sums in double precision, and these are added up in
order at the end. So the order of additions depends on the weights alone, not on the processor or the number of steps, chunks or threads;
and yet one instruction can do several. Values outside ``low`` to ``high`` are missing, and what is not a number lies outside any limits.
Where missing cells are scattered no processor guesses which come next; so loops over values choose (``a if valid else b``) and never
branch.

``low`` and ``high`` are numbers of the type of the values; :func:`limits` gives those that leave out what is infinite.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from toolkit.overlay.compiled import compiled

__all__ = ["LANES", "Runs", "areas", "deviations", "extremes", "limits", "quantiles", "sums"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.signedinteger[Any]]

#: Independent sums: as many as a usual stretch is long, and few enough to stay in the nearest cache of a core.
LANES = 64


def limits(kind: np.dtype[Any]) -> tuple[Any, Any]:
    """Return the least and the largest finite number of a type, as numbers of that type."""
    info = np.finfo(kind) if kind.kind == "f" else np.iinfo(kind)
    return kind.type(info.min), kind.type(info.max)


#: Runs of cells of a flattened block: the face of each, its first cell and the one behind its last, whether it is even, and the place of
#: its weight (of its first cell's weight) among the weights of all runs. A plain tuple: what numba keeps must not name a class of ours,
#: or it could not be read again when that class is changed.
Runs = tuple[Integers, Integers, Integers, npt.NDArray[np.bool_], Integers]


@compiled
def sums(values: npt.NDArray[Any], low: Any, high: Any, runs: Runs, weights: Floats, out: Floats) -> None:
    """Write for each face the weight of its valid cells, their number, and the sum of weight times value."""
    face_of, start, stop, even, weight_of = runs
    totals, weighed, counts = np.zeros((len(out), LANES)), np.zeros((len(out), LANES)), np.zeros((len(out), LANES))
    for run in range(len(start)):
        face, each, shift = face_of[run], weights[weight_of[run]], weight_of[run] - start[run]
        total, weight, count = totals[face], weighed[face], counts[face]
        if even[run]:
            for first in range(start[run], stop[run], LANES):
                stretch = values[first : min(first + LANES, stop[run])]
                for k in range(len(stretch)):
                    valid = (stretch[k] >= low) & (stretch[k] <= high)
                    total[k] += each * (stretch[k] if valid else 0.0)
                    weight[k] += each if valid else 0.0
                    count[k] += 1.0 if valid else 0.0
        else:
            for first in range(start[run], stop[run], LANES):
                last = min(first + LANES, stop[run])
                stretch, own = values[first:last], weights[first + shift : last + shift]
                for k in range(len(stretch)):
                    valid = (stretch[k] >= low) & (stretch[k] <= high)
                    total[k] += own[k] * (stretch[k] if valid else 0.0)
                    weight[k] += own[k] if valid else 0.0
                    count[k] += 1.0 if valid else 0.0
    for face in range(len(out)):
        out[face, 0] = weighed[face].sum()
        out[face, 1] = counts[face].sum()
        out[face, 2] = totals[face].sum()


@compiled
def areas(values: npt.NDArray[Any], low: Any, high: Any, runs: Runs, weights: Floats, out: Floats) -> None:
    """Write for each face the weight of its valid cells."""
    face_of, start, stop, even, weight_of = runs
    weighed = np.zeros((len(out), LANES))
    for run in range(len(start)):
        face, each, shift = face_of[run], weights[weight_of[run]], weight_of[run] - start[run]
        weight = weighed[face]
        if even[run]:
            for first in range(start[run], stop[run], LANES):
                stretch = values[first : min(first + LANES, stop[run])]
                for k in range(len(stretch)):
                    valid = (stretch[k] >= low) & (stretch[k] <= high)
                    weight[k] += each if valid else 0.0
        else:
            for first in range(start[run], stop[run], LANES):
                last = min(first + LANES, stop[run])
                stretch, own = values[first:last], weights[first + shift : last + shift]
                for k in range(len(stretch)):
                    valid = (stretch[k] >= low) & (stretch[k] <= high)
                    weight[k] += own[k] if valid else 0.0
    for face in range(len(out)):
        out[face] = weighed[face].sum()


@compiled
def deviations(values: npt.NDArray[Any], low: Any, high: Any, runs: Runs, weights: Floats, mean: Floats, out: Floats) -> None:
    """Write for each face the sum of weight times squared deviation from its mean (a second pass: no cancellation)."""
    face_of, start, stop, even, weight_of = runs
    squares = np.zeros((len(out), LANES))
    for run in range(len(start)):
        face, each, shift = face_of[run], weights[weight_of[run]], weight_of[run] - start[run]
        centre, square = mean[face], squares[face]
        if even[run]:
            for first in range(start[run], stop[run], LANES):
                stretch = values[first : min(first + LANES, stop[run])]
                for k in range(len(stretch)):
                    valid = (stretch[k] >= low) & (stretch[k] <= high)
                    away = (stretch[k] if valid else centre) - centre
                    square[k] += each * (away * away)
        else:
            for first in range(start[run], stop[run], LANES):
                last = min(first + LANES, stop[run])
                stretch, own = values[first:last], weights[first + shift : last + shift]
                for k in range(len(stretch)):
                    valid = (stretch[k] >= low) & (stretch[k] <= high)
                    away = (stretch[k] if valid else centre) - centre
                    square[k] += own[k] * (away * away)
    for face in range(len(out)):
        out[face] = squares[face].sum()


@compiled
def extremes(values: npt.NDArray[Any], low: Any, high: Any, runs: Runs, out: Floats) -> None:
    """Write for each face its least and its largest value, infinite where it has none."""
    face_of, start, stop, _, _ = runs
    least, largest = np.full((len(out), LANES), np.inf), np.full((len(out), LANES), -np.inf)
    for run in range(len(start)):
        below, above = least[face_of[run]], largest[face_of[run]]
        for first in range(start[run], stop[run], LANES):
            stretch = values[first : min(first + LANES, stop[run])]
            for k in range(len(stretch)):
                valid = (stretch[k] >= low) & (stretch[k] <= high)
                below[k] = min(below[k], stretch[k] if valid else np.inf)
                above[k] = max(above[k], stretch[k] if valid else -np.inf)
    for face in range(len(out)):
        out[face, 0] = least[face].min()
        out[face, 1] = largest[face].max()


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
