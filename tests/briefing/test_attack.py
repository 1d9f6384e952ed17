"""What a reader can work out: intervals against hand-made sums, and no secret found in random tables with totals."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from toolkit.briefing.attack import Cell, Relation, exposures, feasible, protect

SUM = [Relation({"a": 1.0, "b": 1.0, "c": 1.0, "all": -1.0})]


def cells(**changes) -> dict:
    out = {name: Cell(value, low=0.0) for name, value in (("a", 2.0), ("b", 5.0), ("c", 8.0), ("all", 15.0))}
    return {**out, **changes}


def test_one_withheld_cell_beside_a_total_is_a_single_point():
    assert feasible("a", cells(), SUM, ["a"]) == pytest.approx((2.0, 2.0))


def test_two_withheld_cells_share_what_is_left():
    assert feasible("a", cells(), SUM, ["a", "b"]) == pytest.approx((0.0, 7.0))


def test_a_printed_cell_is_what_it_is():
    assert feasible("b", cells(), SUM, ["a"]) == (5.0, 5.0)


def test_nothing_known_bounds_nothing():
    assert feasible("x", {"x": Cell(3.0)}, [], ["x"]) == (-math.inf, math.inf)


def test_the_cheapest_cell_that_helps_is_withheld():
    table = cells(a=Cell(2.0, low=0.0, secret=True), b=Cell(5.0, low=0.0, cost=5), c=Cell(8.0, low=0.0, cost=3), all=Cell(15.0, cost=9))
    assert protect(table, SUM) == (["c"], [])


def test_a_protection_level_asks_for_room_above_and_below():
    table = cells(
        a=Cell(2.0, low=0.0, secret=True, above=6.0), b=Cell(5.0, low=0.0, cost=1), c=Cell(8.0, low=0.0, cost=2), all=Cell(15.0, cost=9)
    )
    # With b withheld, a is at most 7, which is 5 above it; with c it could be 10.
    assert protect(table, SUM) == (["c"], [])


def test_what_was_printed_before_cannot_be_taken_back():
    fixed = {name: Cell(value, cost=math.inf) for name, value in (("b", 5.0), ("c", 8.0), ("all", 15.0))}
    withheld, left = protect({"a": Cell(2.0, low=0.0, secret=True), **fixed}, SUM)
    assert withheld == []
    assert [found.cell for found in left] == ["a"]


def table_of(values: np.ndarray, secret: np.ndarray) -> tuple[dict, list[Relation]]:
    """A table with totals of rows, columns and all."""
    n_rows, n_columns = values.shape
    made = {}
    for i in range(n_rows):
        for j in range(n_columns):
            made[(i, j)] = Cell(
                values[i, j], low=0.0, secret=bool(secret[i, j]), least_width=0.5 if secret[i, j] else 0.0, cost=values[i, j]
            )
    relations = []
    for i in range(n_rows):
        made[(i, "all")] = Cell(values[i].sum(), low=0.0, cost=100 + values[i].sum())
        relations.append(Relation({**{(i, j): 1.0 for j in range(n_columns)}, (i, "all"): -1.0}))
    for j in range(n_columns):
        made[("all", j)] = Cell(values[:, j].sum(), low=0.0, cost=100 + values[:, j].sum())
        relations.append(Relation({**{(i, j): 1.0 for i in range(n_rows)}, ("all", j): -1.0}))
    made[("all", "all")] = Cell(values.sum(), low=0.0, cost=1000)
    relations.append(Relation({**{(i, "all"): 1.0 for i in range(n_rows)}, ("all", "all"): -1.0}))
    return made, relations


def solved_apart(made: dict, relations: list[Relation], hidden: set, target: object) -> tuple[float, float]:
    """The same question asked of a plain program over every cell, written anew."""
    keys = list(made)
    rows = [[relation.terms.get(key, 0.0) for key in keys] for relation in relations]
    bounds = [(0.0, None) if key in hidden else (made[key].value, made[key].value) for key in keys]
    goal = [1.0 if key == target else 0.0 for key in keys]
    low = linprog(goal, A_eq=rows, b_eq=[0.0] * len(rows), bounds=bounds)
    high = linprog([-factor for factor in goal], A_eq=rows, b_eq=[0.0] * len(rows), bounds=bounds)
    return low.fun, -high.fun if high.status == 0 else math.inf


@settings(max_examples=25, deadline=None)
@given(st.integers(2, 4), st.integers(2, 4), st.data())
def test_no_secret_of_a_table_with_totals_is_found(n_rows, n_columns, data):
    size = n_rows * n_columns
    values = np.array(data.draw(st.lists(st.integers(1, 40), min_size=size, max_size=size)), dtype=float).reshape(n_rows, n_columns)
    secret = np.zeros((n_rows, n_columns), dtype=bool)
    for place in data.draw(st.sets(st.integers(0, size - 1), min_size=1, max_size=2)):
        secret.flat[place] = True
    made, relations = table_of(values, secret)
    more, left = protect(made, relations)
    assert left == []
    hidden = {key for key, cell in made.items() if cell.secret} | set(more)
    assert exposures(made, relations, hidden) == []
    for key, cell in made.items():
        if cell.secret:
            low, high = solved_apart(made, relations, hidden, key)
            assert low <= cell.value <= high
            assert high - low >= 0.5
    for key in more:
        # Nothing is withheld for nothing.
        assert exposures(made, relations, hidden - {key}) != []
