"""No sentence that is false in any world."""

import math
import random

import pytest
from toolkit.briefing.bound import printed
from toolkit.briefing.consensus import World, consensus, direction, holds
from toolkit.errors import PackError

UNITS = ("percent", "km2", "degC", "count", "t/km2")


def random_worlds(draw: random.Random) -> list[World]:
    """A small family: one to three axes of one to three choices; values that tie, miss, and sit on edges of rounding."""
    axes = {
        name: [f"{name}{n}" for n in range(draw.randint(1, 3))]
        for name in draw.sample(["accounting", "features", "symbol"], draw.randint(1, 3))
    }
    pool = [
        draw.choice([0.0, 0.49, 0.5, 9.95, 10.05, 99.6, 1234.5, draw.uniform(0, 100), draw.gauss(0, 1e4)])
        for _ in range(draw.randint(1, 3))
    ]
    if draw.random() < 0.2:
        pool.append(math.nan)
    worlds = [{}]
    for name, choices in axes.items():
        worlds = [{**world, name: choice} for world in worlds for choice in choices]
    return [
        World(world, value, "no survey in the data used" if math.isnan(value) else "") for world in worlds for value in [draw.choice(pool)]
    ]


def moved(worlds, axis):
    """By brute force: the largest difference between two worlds that differ in this axis alone."""
    return max(
        (
            abs(a.value - b.value)
            for a in worlds
            for b in worlds
            if not math.isnan(a.value + b.value) and all(a.choices[other] == b.choices[other] for other in a.choices if other != axis)
        ),
        default=0.0,
    )


def test_ten_thousand_small_worlds_give_no_false_finding():
    draw = random.Random(20260101)
    seen = set()
    for _ in range(10_000):
        worlds, units = random_worlds(draw), draw.choice(UNITS)
        found = consensus(worlds, units)
        seen.add(found.kind)
        values = [world.value for world in worlds]
        known = [value for value in values if not math.isnan(value)]
        assert all(holds(found, world) for world in worlds)
        assert found.n_missing == len(values) - len(known)
        assert found.n_scenarios * found.n_bases == len(worlds)
        if found.kind == "no data":
            assert not known
            continue
        assert (found.kind == "nothing") == (len(known) < len(values))
        if found.kind == "robust":
            assert {printed(value, units, "cell") for value in values} == {printed(found.low, units, "cell")}
        if found.kind == "depends":
            assert len({printed(value, units, "cell") for value in values}) > 1
        assert (found.low, found.high) == (min(known), max(known))
        assert dict(found.low_at) in [dict(world.choices) for world in worlds if world.value == found.low]
        if found.movers:
            sizes = {axis: moved(worlds, axis) for axis in worlds[0].choices}
            assert set(found.movers) == {axis for axis, size in sizes.items() if size == max(sizes.values())}
            assert found.change == max(sizes.values())
    assert seen == {"robust", "depends", "nothing", "no data"}


def test_a_direction_is_told_only_if_it_is_the_same_everywhere():
    draw = random.Random(7)
    told = set()
    for _ in range(2_000):
        before = random_worlds(draw)
        after = [World(world.choices, draw.choice([world.value, world.value + draw.gauss(0.5, 0.5)])) for world in before]
        word = direction(before, after)
        told.add(word)
        if word:
            assert all((b.value > a.value) == (word == "higher") and a.value != b.value for a, b in zip(before, after, strict=True))
    assert told == {"higher", "lower", ""}


def test_the_choice_that_moves_most_is_named():
    worlds = [
        World({"features": f, "symbol": s}, value)
        for f, s, value in [("0", "n", 1.0), ("0", "y", 2.0), ("200", "n", 9.0), ("200", "y", 9.5)]
    ]
    found = consensus(worlds, "count")
    assert (found.movers, found.change) == (("features",), 8.0)
    assert dict(found.high_at) == {"features": "200", "symbol": "y"}


@pytest.mark.parametrize(
    ("worlds", "message"),
    [
        ([], "no scenario"),
        ([World({"a": "x"}, 1.0), World({"b": "x"}, 1.0)], "axes"),
        ([World({"a": "x"}, 1.0), World({"a": "x"}, 2.0)], "same choices"),
        ([World({"a": "x"}, math.inf)], "infinite"),
    ],
)
def test_a_broken_family_is_refused(worlds, message):
    with pytest.raises(PackError, match=message):
        consensus(worlds, "count")


def test_a_difference_in_the_last_digits_moves_nothing():
    worlds = [World({"line": "a"}, 44.7142589577331), World({"line": "b"}, 44.71425895773312)]
    found = consensus(worlds, "percent")
    assert (found.kind, found.movers, found.change) == ("robust", (), 0.0)
    larger = [World({"line": "a"}, 44.7), World({"line": "b"}, 44.8)]
    assert consensus(larger, "percent").movers == ("line",)
