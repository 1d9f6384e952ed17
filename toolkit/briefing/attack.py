"""What a reader could work out: the narrowest interval that everything released leaves for a value that was withheld.

A table is cells and the linear relations between them that any reader knows (totals, means and their counts). A reader who solves
them finds, for each cell that is not released, the least and the largest value that fits. A withheld value is safe if that interval
is wide enough; if it is not, other cells are withheld too (complementary suppression) until it is.

References
----------
Hundepool, A. et al. (2010) Handbook on Statistical Disclosure Control, sections on the feasibility interval, protection levels and
secondary cell suppression.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from toolkit.errors import PackError

__all__ = ["Cell", "Exposure", "Relation", "exposures", "feasible", "protect"]

#: Part of the largest value that counts as equal: rounding of sums in double precision, with room.
_TOLERANCE = 1e-7


@dataclass(frozen=True)
class Cell:
    """One value of a table, or a part of one that is never printed.

    Attributes
    ----------
    value : float
        NaN where it is not known to the maker either.
    low, high : float
        What any reader knows beforehand, such as 0 to 100 per cent.
    released : bool
        Whether it is printed if nothing speaks against it; parts are not.
    secret : bool
        Whether it must not be found.
    least_width : float
        Width that the interval of a secret must have at least, beside not being a single point.
    below, above : float
        How far the interval must reach below and above the value (the p% rule).
    cost : float
        What is lost if it is withheld to protect another one.
    """

    value: float
    low: float = -math.inf
    high: float = math.inf
    released: bool = True
    secret: bool = False
    least_width: float = 0.0
    below: float = 0.0
    above: float = 0.0
    cost: float = 1.0


@dataclass(frozen=True)
class Relation:
    """A sum that is zero: cell -> factor."""

    terms: Mapping[Hashable, float]


@dataclass(frozen=True)
class Exposure:
    """A secret that a reader finds, with the interval that is left for it."""

    cell: Hashable
    low: float
    high: float


def _scale(cells: Mapping[Hashable, Cell]) -> float:
    known = [abs(cell.value) for cell in cells.values() if math.isfinite(cell.value)]
    return max([*known, 1e-300]) or 1.0


def _near(start: Hashable, relations: Sequence[Relation], open_cells: set[Hashable]) -> tuple[list[Hashable], list[Relation]]:
    """Return the open cells and the relations that bear on a cell: those that are reached from it over open cells."""
    of: dict[Hashable, list[int]] = {}
    for number, relation in enumerate(relations):
        for key in relation.terms:
            if key in open_cells:
                of.setdefault(key, []).append(number)
    seen, used, queue = {start}, set[int](), [start]
    while queue:
        for number in of.get(queue.pop(), ()):
            if number not in used:
                used.add(number)
                for key in relations[number].terms:
                    if key in open_cells and key not in seen:
                        seen.add(key)
                        queue.append(key)
    order = [key for key in open_cells if key in seen] if start in open_cells else [start]
    return sorted(order, key=repr), [relations[number] for number in sorted(used)]


def feasible(
    target: Hashable, cells: Mapping[Hashable, Cell], relations: Sequence[Relation], withheld: Iterable[Hashable]
) -> tuple[float, float]:
    """Return the least and the largest value of a withheld cell that fit everything released.

    Parameters
    ----------
    target : hashable
        Key of the cell.
    cells : mapping
        Every cell by key.
    relations : sequence of Relation
        What any reader knows of them.
    withheld : iterable of hashable
        Keys of cells that are not printed though they would be; cells that are never printed need not be named.

    Returns
    -------
    tuple of float
        Infinite where nothing bounds it.

    Raises
    ------
    PackError
        The relations contradict the values.
    """
    from scipy.optimize import linprog

    hidden = set(withheld)
    open_cells = {key for key, cell in cells.items() if not cell.released or key in hidden}
    if target not in open_cells:
        return cells[target].value, cells[target].value
    keys, near = _near(target, relations, open_cells)
    column = {key: number for number, key in enumerate(keys)}
    scale = _scale(cells)
    rows, fixed = np.zeros((len(near), len(keys))), np.zeros(len(near))
    for number, relation in enumerate(near):
        for key, factor in relation.terms.items():
            if key in column:
                rows[number, column[key]] += factor
            else:
                fixed[number] -= factor * cells[key].value / scale
        size = max(abs(factor) for factor in relation.terms.values())
        rows[number] /= size
        fixed[number] /= size
    bounds = [tuple(None if math.isinf(edge) else edge / scale for edge in (cells[key].low, cells[key].high)) for key in keys]
    out = []
    for sign in (1.0, -1.0):
        goal = np.zeros(len(keys))
        goal[column[target]] = sign
        found: Any = linprog(
            goal,
            A_ub=np.vstack([rows, -rows]) if len(near) else None,
            b_ub=np.concatenate([fixed + _TOLERANCE / 100, _TOLERANCE / 100 - fixed]) if len(near) else None,
            bounds=bounds,
            method="highs",
        )
        if found.status == 3:
            out.append(-sign * math.inf)
        elif found.status == 0:
            out.append(float(found.x[column[target]]) * scale)
        else:
            raise PackError(
                f"What would be released contradicts itself around '{target}' ({found.message}). "
                "Make the pack again from its inputs, and report this with the tables."
            )
    return out[0], out[1]


def _exposed(cell: Cell, low: float, high: float, scale: float) -> bool:
    """Tell whether an interval is too narrow for a secret."""
    slack = _TOLERANCE * scale
    if high - low <= max(cell.least_width, 4 * slack):
        return True
    if cell.above and high < cell.value + cell.above - slack:
        return True
    return bool(cell.below) and low > max(cell.value - cell.below, cell.low) + slack


def exposures(cells: Mapping[Hashable, Cell], relations: Sequence[Relation], withheld: Iterable[Hashable]) -> list[Exposure]:
    """Return the secrets that a reader finds from everything released.

    Parameters
    ----------
    cells, relations, withheld
        As for :func:`feasible`.

    Examples
    --------
    >>> cells = {"a": Cell(2.0, low=0.0, secret=True), "b": Cell(5.0, low=0.0), "all": Cell(7.0, low=0.0)}
    >>> total = [Relation({"a": 1.0, "b": 1.0, "all": -1.0})]
    >>> [found.cell for found in exposures(cells, total, ["a"])], exposures(cells, total, ["a", "b"])
    (['a'], [])
    """
    hidden = set(withheld)
    scale = _scale(cells)
    out = []
    for key, cell in cells.items():
        if cell.secret:
            low, high = feasible(key, cells, relations, hidden)
            if _exposed(cell, low, high, scale):
                out.append(Exposure(key, low, high))
    return out


def protect(
    cells: Mapping[Hashable, Cell], relations: Sequence[Relation], primary: Iterable[Hashable] = ()
) -> tuple[list[Hashable], list[Exposure]]:
    """Withhold further cells until no secret can be found.

    Parameters
    ----------
    cells, relations
        As for :func:`feasible`; of cells that cost the same, the one that comes first is withheld first.
    primary : iterable of hashable
        Cells withheld by a rule of their own; every secret that would be printed belongs to them.

    Returns
    -------
    withheld : list
        The cells withheld to protect others, in the order of the cells.
    left : list of Exposure
        Secrets that stay open whatever is withheld: what was released before gives them away.
    """
    first = {*primary, *(key for key, cell in cells.items() if cell.secret and cell.released)}
    place = {key: number for number, key in enumerate(cells)}
    hidden = set(first)
    left: list[Exposure] = []
    lost: set[Hashable] = set()
    while True:
        open_now = [found for found in exposures(cells, relations, hidden) if found.cell not in lost]
        if not open_now:
            break
        target = open_now[0]
        candidates = _neighbours(target.cell, cells, relations, hidden)
        candidates.sort(key=lambda key: (cells[key].cost, place[key]))
        scale = _scale(cells)
        chosen = next((key for key in candidates if not _still_open(target.cell, cells, relations, {*hidden, key}, scale)), None)
        if chosen is None and not candidates:
            lost.add(target.cell)
            left.append(target)
            continue
        hidden.add(chosen if chosen is not None else candidates[0])
    for key in sorted(hidden - first, key=lambda key: (-cells[key].cost, place[key])):
        # What is not needed in the end is printed after all, the dearest first.
        fewer = hidden - {key}
        if all(found.cell in lost for found in exposures(cells, relations, fewer)):
            hidden = fewer
    return sorted(hidden - first, key=lambda key: place[key]), left


def _still_open(
    target: Hashable, cells: Mapping[Hashable, Cell], relations: Sequence[Relation], hidden: set[Hashable], scale: float
) -> bool:
    return _exposed(cells[target], *feasible(target, cells, relations, hidden), scale)


def _neighbours(target: Hashable, cells: Mapping[Hashable, Cell], relations: Sequence[Relation], hidden: set[Hashable]) -> list[Hashable]:
    """Return printed cells that stand in a relation with anything through which the target is found."""
    open_cells = {key for key, cell in cells.items() if not cell.released or key in hidden}
    _, near = _near(target, relations, open_cells)
    found = {key for relation in near for key in relation.terms if key not in open_cells and not math.isinf(cells[key].cost)}
    return list(found)
