"""The table of a pack as cells and relations: what a reader knows of the sites or vessels behind values, editions side by side.

The units behind a value (surveyed sites, vessels, respondents) are cut into parts: those that lie in the same face and in the same waters
of every scenario. Every printed mean, sum or count is a sum over parts, whatever lines were used, so that parts are what a reader of all
tables, maps and sentences can solve for at best.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from toolkit.briefing.attack import Cell, Relation
from toolkit.briefing.tiers import Rules

__all__ = ["UNIT_COLUMNS", "RowKey", "System", "build_system", "too_concentrated", "units_of"]

#: Columns of the table of units; one row for each unit and part. ``waters`` lists scenario and waters, such as 'S1 claimed; S2 claimed'.
UNIT_COLUMNS = ("indicator", "time", "holding", "face_id", "waters", "value", "n_surveys")

#: Statistics that follow from the units by a sum.
_LINEAR = ("mean", "sum", "n")

#: A printed row: 'face' or 'waters', and which.
RowKey = tuple[str, str]


@dataclass(frozen=True)
class System:
    """Cells and relations of one indicator, statistic and time.

    Attributes
    ----------
    cells, relations
        As :func:`toolkit.briefing.attack.protect` takes them. Printed rows are keyed ``("now", row)``.
    few, concentrated : frozenset of RowKey
        Rows that a rule withholds: fewer units than the minimum; the p% rule.
    """

    cells: Mapping[Hashable, Cell]
    relations: tuple[Relation, ...]
    few: frozenset[RowKey]
    concentrated: frozenset[RowKey]


@dataclass(frozen=True)
class _Part:
    """Units that no printed row tells apart."""

    amounts: tuple[float, ...]

    @property
    def total(self) -> float:
        return math.fsum(self.amounts)


def units_of(units: pd.DataFrame, rows: Mapping[RowKey, Any]) -> dict[RowKey, pd.DataFrame]:
    """Return the units behind each printed row."""
    waters = units["waters"].str.split("; ")
    out = {}
    for row in rows:
        kind, name = row
        mask = units["face_id"] == name if kind == "face" else waters.map(lambda listed, wanted=name: wanted in listed)
        out[row] = units[mask.to_numpy(bool)]
    return out


def too_concentrated(values: Mapping[str, float], p: float) -> tuple[bool, float]:
    """Apply the p% rule to the amounts of holdings.

    Parameters
    ----------
    values : mapping of str to float
        Holding -> amount.
    p : float
        In per cent, from the key holder.

    Returns
    -------
    tuple of (bool, float)
        Whether the sum is withheld, and how far from it its interval must reach.

    Notes
    -----
    Withheld if X - x1 - x2 < p / 100 x1: the second largest could find the largest to within p per cent. The interval must then reach
    p / 100 x1 - (X - x1 - x2) beyond the sum.

    References
    ----------
    Hundepool, A. et al. (2010) Handbook on Statistical Disclosure Control: p% rule, protection levels.

    Examples
    --------
    >>> too_concentrated({"a": 90.0, "b": 8.0, "c": 2.0}, 10.0)
    (True, 7.0)
    >>> too_concentrated({"a": 40.0, "b": 30.0, "c": 30.0}, 10.0)[0]
    False
    """
    amounts = sorted((abs(value) for value in values.values()), reverse=True)
    largest, second = (*amounts, 0.0, 0.0)[:2]
    short = p / 100.0 * largest - (math.fsum(amounts) - largest - second)
    return short > 0, max(short, 0.0)


def _parts(units: pd.DataFrame, column: str) -> dict[tuple[str, str], _Part]:
    out = {}
    for (face, waters), group in units.groupby(["face_id", "waters"], sort=True):
        out[(str(face), str(waters))] = _Part(tuple(group[column].astype(float)))
    return out


def _holders(units: pd.DataFrame, column: str) -> dict[str, float]:
    return {str(name): math.fsum(group) for name, group in units.groupby("holding")[column]}


@dataclass(frozen=True)
class _Range:
    """What a reader knows of one unit's value, and how wide an interval must be."""

    low: float
    high: float
    width: float


def _range_of(printed_units: str, statistic: str, values: pd.Series, rules: Rules) -> _Range:
    if statistic == "n":
        return _Range(1.0, math.inf, 1.0)
    if printed_units == "percent":
        return _Range(0.0, 100.0, rules.least_width * 100.0)
    low = 0.0 if not len(values) or values.min() >= 0 else -math.inf
    return _Range(low, math.inf, rules.least_width * float(values.abs().max() if len(values) else 0.0))


def _changed(now: _Part | None, before: _Part | None) -> int:
    """Return how many units came or went between two editions of a part."""
    ours, theirs = Counter(now.amounts if now else ()), Counter(before.amounts if before else ())
    return max((ours - theirs).total(), (theirs - ours).total())


def build_system(
    indicator: str,
    statistic: str,
    printed_units: str,
    rows: Mapping[RowKey, bool],
    units: pd.DataFrame,
    rules: Rules,
    *,
    p: float | None = None,
    before: pd.DataFrame | None = None,
    before_rows: Mapping[RowKey, bool] | None = None,
) -> System:
    """Put one indicator, statistic and time into cells and relations.

    Parameters
    ----------
    indicator, statistic, printed_units : str
        Of the rows.
    rows : mapping of (kind, name) to bool
        Printed rows in order, and whether each has a value.
    units : pandas.DataFrame
        Units of this indicator and time.
    rules : Rules
        Minimum frequency and least width.
    p : float, optional
        Of the p% rule, for amounts.
    before, before_rows : optional
        The same of the previous edition: its units, and whether it printed each row.

    Notes
    -----
    Secret are rows and parts from fewer units than the minimum, or too concentrated; and, between editions, a change that comes from
    fewer units than the minimum.
    """
    column = "n_surveys" if statistic == "n" else "value"
    about = _range_of(printed_units, statistic, units[column], rules)
    least = rules.least_units(indicator)
    watched = p is not None and indicator in rules.concentration and statistic == "sum"
    parts = _parts(units, column)
    old_parts = _parts(before, column) if before is not None else {}
    cells: dict[Hashable, Cell] = {}
    relations: list[Relation] = []
    few, concentrated = set(), set()
    behind = units_of(units, rows)

    def guard(group: pd.DataFrame) -> tuple[bool, bool, float]:
        held = _holders(group, column)
        close, short = too_concentrated(held, p) if watched and p is not None else (False, 0.0)
        return 0 < len(held) < least, close, short

    for number, (row, has_value) in enumerate(rows.items()):
        group = behind[row]
        if not len(group):
            continue
        n = float(len(group)) if statistic == "mean" else 1.0
        thin, close, short = guard(group)
        if thin:
            few.add(row)
        elif close:
            concentrated.add(row)
        cells[("now", row)] = Cell(
            math.fsum(group[column]) / n,
            about.low,
            about.high if statistic == "mean" else about.high * len(group),
            released=has_value or thin,
            secret=thin or close,
            least_width=about.width if thin else 0.0,
            below=short,
            above=short,
            cost=float(len(group)) + number * 1e-6,
        )
        inside = [key for key in parts if _in(key, row)]
        relations.append(Relation({("now", row): n, **{("part", key): -1.0 for key in inside}}))
    for key, part in parts.items():
        group = units[(units["face_id"] == key[0]) & (units["waters"] == key[1])]
        thin, close, short = guard(group)
        thin = thin and statistic != "n"
        made = _part_cell(part, about, statistic)
        width = about.width * len(part.amounts) if thin else 0.0
        cells[("part", key)] = replace(made, secret=thin or close, least_width=width, below=short, above=short)
    if before is not None:
        _add_previous(cells, relations, rows, parts, old_parts, before, before_rows or {}, statistic, about, least)
    return System(cells, tuple(relations), frozenset(few), frozenset(concentrated))


def _part_cell(part: _Part, about: _Range, statistic: str) -> Cell:
    """Return a part as a cell that is never printed."""
    n = 1 if statistic == "n" else len(part.amounts)
    return Cell(part.total, about.low * n, about.high * n, released=False)


def _in(part: tuple[str, str], row: RowKey) -> bool:
    return part[0] == row[1] if row[0] == "face" else row[1] in part[1].split("; ")


def _add_previous(
    cells: dict[Hashable, Cell],
    relations: list[Relation],
    rows: Mapping[RowKey, bool],
    parts: Mapping[tuple[str, str], _Part],
    old_parts: Mapping[tuple[str, str], _Part],
    before: pd.DataFrame,
    before_rows: Mapping[RowKey, bool],
    statistic: str,
    about: _Range,
    least: int,
) -> None:
    """Add what the previous edition printed, and the changes from it."""
    column = "n_surveys" if statistic == "n" else "value"
    same = {key for key in old_parts if key in parts and _changed(parts[key], old_parts[key]) == 0}

    def old(key: tuple[str, str]) -> Hashable:
        return ("part", key) if key in same else ("old part", key)

    for key, part in old_parts.items():
        if key not in same:
            cells[("old part", key)] = _part_cell(part, about, statistic)
    for row, group in units_of(before, before_rows).items():
        if not before_rows[row] or not len(group):
            continue
        n = float(len(group)) if statistic == "mean" else 1.0
        cells[("before", row)] = Cell(math.fsum(group[column]) / n, cost=math.inf)
        inside = [key for key in old_parts if _in(key, row)]
        relations.append(Relation({("before", row): n, **{old(key): -1.0 for key in inside}}))
    if statistic == "n":
        return
    moved = {}
    for key in sorted({*parts, *old_parts} - same):
        count = _changed(parts.get(key), old_parts.get(key))
        moved[key] = count
        cells[("change", key)] = _change_cell(count, parts.get(key), old_parts.get(key), about, least)
        terms: dict[Hashable, float] = {("change", key): 1.0}
        if key in parts:
            terms[("part", key)] = -1.0
        if key in old_parts:
            terms[("old part", key)] = 1.0
        relations.append(Relation(terms))
    for row in rows:
        inside = [key for key in moved if _in(key, row)]
        n_changed = sum(moved[key] for key in inside)
        if len(inside) > 1 and 0 < n_changed < least:
            together = math.fsum(cells[("change", key)].value for key in inside)
            cells[("row change", row)] = Cell(together, released=False, secret=True, least_width=about.width * n_changed)
            relations.append(Relation({("row change", row): 1.0, **{("change", key): -1.0 for key in inside}}))


def _change_cell(count: int, now: _Part | None, before: _Part | None, about: _Range, least: int) -> Cell:
    value = (now.total if now else 0.0) - (before.total if before else 0.0)
    secret = 0 < count < least
    return Cell(value, released=False, secret=secret, least_width=about.width * count if secret else 0.0)
