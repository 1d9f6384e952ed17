"""What holds under every scenario and every accounting basis, and if nothing does, what differs and by how much.

A world is one scenario with one accounting basis. A finding is made from all worlds of a family at once; it can be checked against each
of them with :func:`holds`. Nothing here knows what the values mean.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from toolkit.briefing.bound import printed
from toolkit.errors import PackError

#: Differences smaller than this share of a value come from the order of additions.
_NOISE: Final = 1e-9

__all__ = ["Finding", "World", "consensus", "direction", "holds"]


@dataclass(frozen=True)
class World:
    """One value under one set of choices.

    Attributes
    ----------
    choices : mapping of str to str
        Axis -> choice; the accounting basis is the axis 'accounting'.
    value : float
        NaN where there is none.
    reason : str
        Why there is none.
    """

    choices: Mapping[str, str]
    value: float
    reason: str = ""

    @property
    def key(self) -> tuple[tuple[str, str], ...]:
        """The choices, in order of the axes' names."""
        return tuple(sorted(self.choices.items()))


@dataclass(frozen=True)
class Finding:
    """What can be said of a value under all worlds of a family.

    Attributes
    ----------
    kind : {'robust', 'depends', 'nothing', 'no data'}
        All worlds print the same figure; they differ; some worlds have no value; no world has one.
    units : str
        Units of the value.
    low, high : float
        Least and largest value (NaN without any).
    low_at, high_at : tuple
        Keys of the first worlds that have them.
    movers : tuple of str
        Axes that move the value most when they alone are changed; several where they tie.
    change : float
        By how much, at most, one of them moves it; 0 where none does.
    n_scenarios, n_bases, n_missing : int
        Sizes of the family, and the number of worlds without a value.
    reasons : tuple of str
        Why values are missing.
    changes : mapping of str to float
        Axis -> the largest change when it alone is changed.
    """

    kind: Literal["robust", "depends", "nothing", "no data"]
    units: str
    low: float
    high: float
    low_at: tuple[tuple[str, str], ...]
    high_at: tuple[tuple[str, str], ...]
    movers: tuple[str, ...]
    change: float
    n_scenarios: int
    n_bases: int
    n_missing: int
    reasons: tuple[str, ...] = ()
    changes: Mapping[str, float] = field(default_factory=dict, hash=False)


def _checked(worlds: Sequence[World]) -> None:
    if not worlds:
        raise PackError("A consensus over no scenario was asked for. Give at least one world.")
    axes = sorted(worlds[0].choices)
    for world in worlds:
        if sorted(world.choices) != axes:
            raise PackError(f"A world has the axes {sorted(world.choices)}, another {axes}. Give each world a choice on every axis.")
        if math.isinf(world.value):
            raise PackError(f"A world has an infinite value ({world.choices}). Correct the data.")
    if len({world.key for world in worlds}) != len(worlds):
        raise PackError("Two worlds make the same choices. Give each set of choices once.")


def _changes(worlds: Sequence[World]) -> dict[str, float]:
    """Return, for each axis, the largest change of the value when that axis alone is changed."""
    out: dict[str, float] = {}
    for axis in sorted(worlds[0].choices):
        groups: dict[tuple[tuple[str, str], ...], list[float]] = {}
        for world in worlds:
            if not math.isnan(world.value):
                rest = tuple(item for item in world.key if item[0] != axis)
                groups.setdefault(rest, []).append(world.value)
        out[axis] = max((max(values) - min(values) for values in groups.values()), default=0.0)
    return out


def consensus(worlds: Sequence[World], units: str) -> Finding:
    """Find what holds in every world.

    Parameters
    ----------
    worlds : sequence of World
        All scenarios, each with every accounting basis that the value has.
    units : str
        Units of the value; they set the rounding.

    Returns
    -------
    Finding
        What can be said.

    Raises
    ------
    PackError
        There is no world, the worlds differ in their axes, or one is given twice.

    Examples
    --------
    >>> here = [World({"symbol": "counted"}, 10.2), World({"symbol": "not counted"}, 9.9)]
    >>> consensus(here, "percent").kind, consensus(here, "degC").kind
    ('robust', 'depends')
    """
    _checked(worlds)
    known = [world for world in worlds if not math.isnan(world.value)]
    missing = [world for world in worlds if math.isnan(world.value)]
    n_bases = len({world.choices.get("accounting", "") for world in worlds})
    n_scenarios = len({tuple(item for item in world.key if item[0] != "accounting") for world in worlds})
    reasons = tuple(sorted({world.reason for world in missing if world.reason}))
    sizes: dict[str, Any] = {"n_scenarios": n_scenarios, "n_bases": n_bases, "n_missing": len(missing)}
    if not known:
        return Finding("no data", units, math.nan, math.nan, (), (), (), 0.0, **sizes, reasons=reasons)
    low = min(known, key=lambda world: world.value)
    high = max(known, key=lambda world: world.value)
    changes = _changes(worlds)
    change = max(changes.values(), default=0.0)
    # Sums taken in another order differ in their last digits: that is no change.
    change = change if change > _NOISE * max(abs(low.value), abs(high.value)) else 0.0
    movers = tuple(axis for axis, size in changes.items() if size == change) if change > 0 else ()
    kind: Literal["robust", "depends", "nothing"]
    alike = len({printed(world.value, units, "cell") for world in known}) == 1
    kind = "nothing" if missing else "robust" if alike else "depends"
    return Finding(kind, units, low.value, high.value, low.key, high.key, movers, change, **sizes, reasons=reasons, changes=changes)


def holds(finding: Finding, world: World) -> bool:
    """Tell whether a finding is true in a world.

    Robust: the world prints the same figure. Depends: its value lies within the range. Otherwise nothing was said of its value.
    """
    if finding.kind == "no data":
        return math.isnan(world.value)
    if math.isnan(world.value):
        return finding.kind == "nothing"
    if finding.kind == "robust":
        return printed(world.value, finding.units, "cell") == printed(finding.low, finding.units, "cell")
    return finding.low <= world.value <= finding.high


def direction(before: Sequence[World], after: Sequence[World]) -> Literal["higher", "lower", ""]:
    """Tell whether a value was higher, or lower, in every world; '' where neither is true of all.

    Parameters
    ----------
    before, after : sequence of World
        The same worlds at two times.

    Raises
    ------
    PackError
        The worlds are not the same.
    """
    _checked(before)
    _checked(after)
    first, last = ({world.key: world.value for world in worlds} for worlds in (before, after))
    if first.keys() != last.keys():
        raise PackError("A direction needs the same worlds at both times. Give each scenario and basis twice.")
    signs = {(last[key] > first[key]) - (last[key] < first[key]) if not math.isnan(last[key] + first[key]) else 0 for key in first}
    return "higher" if signs == {1} else "lower" if signs == {-1} else ""
