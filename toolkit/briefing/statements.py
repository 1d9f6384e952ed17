"""What can be said of every indicator in every kind of waters, and how sure: findings over all scenarios and all ways of counting.

:mod:`toolkit.briefing.sentences` puts them into words.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from toolkit.briefing.confidence import Evidence, agreement_of, confidence_of, evidence_of, thresholds
from toolkit.briefing.consensus import Finding, World, consensus, direction
from toolkit.briefing.family import ACCOUNTING, WATERS, FamilyTable
from toolkit.indicators.records import Indicator, indicators
from toolkit.rounding import SNAP, classed, finer

__all__ = ["DIFFERENCE", "Statement", "make_statements", "sensitivity_table", "whole_percent"]

#: Units of a difference, where they are not those of the values.
DIFFERENCE = {"percent": "percent_points"}

#: Part of the basis of a value that is a property of the place in years long past: it has no age that could be held against it.
_HISTORIC = "climatology"


@dataclass(frozen=True)
class Statement:
    """One thing that is said of waters, with what it rests on.

    Attributes
    ----------
    id : str
        Row of the sensitivity table.
    indicator, statistic, waters, time, units : str
        What is said, where and when. For a change, ``time`` holds both periods, joined by ' to '.
    finding : Finding
        What holds.
    base : float
        Value in the base, counted by area.
    evidence, agreement, confidence : str
        How sure, in words of data.
    sites, most_sites : float
        Least and greatest number of sites; NaN where there are none.
    valid_fraction, most_fraction : float
        Least and greatest share of the waters with data.
    basis : str
        Over what the value was taken.
    direction : str
        For a change: 'higher', 'lower' or ''.
    n_possible : int
        Scenarios of the family, those without such waters included.
    same_area : bool
        Whether these waters measure the same in every scenario of the family.
    """

    id: str
    indicator: str
    statistic: str
    waters: str
    time: str
    units: str
    finding: Finding
    base: float
    evidence: str
    agreement: str
    confidence: str
    sites: float
    valid_fraction: float
    basis: str = ""
    direction: str = ""
    most_sites: float = math.nan
    most_fraction: float = math.nan
    n_possible: int = 0
    same_area: bool = False


def _worlds(rows: pd.DataFrame, axes: tuple[str, ...]) -> list[World]:
    several = len(set(rows["accounting"])) > 1
    out = []
    for row in rows.to_dict("records"):
        choices = {axis: str(row[axis]) for axis in axes}
        if several:
            choices["accounting"] = str(row["accounting"])
        if not choices:
            choices = {"scenario": str(row["scenario"])}
        out.append(World(choices, float(row["value"]), str(row["reason"])))
    return out


def _base(rows: pd.DataFrame) -> float:
    first = rows[(rows["scenario"] == "S1") & rows["accounting"].isin([ACCOUNTING["value"], "one way of counting"])]
    return float(first["value"].iloc[0]) if len(first) else math.nan


def _last_year(time: str) -> int | None:
    last = time.split("/")[-1][:4]
    return int(last) if last.isdigit() else None


def whole_percent(share: float) -> float:
    """Return a share as a percentage; all of it where only the rounding of sums is missing.

    Examples
    --------
    >>> whole_percent(0.9999999999), whole_percent(0.25)
    (100.0, 25.0)
    """
    percent = 100.0 * share
    return 100.0 if abs(percent - 100.0) <= 100.0 * SNAP else percent


def _counted(record: Indicator | None) -> bool:
    """Tell whether an indicator is a count without classes: its range over the ways of counting is the statement, and no measurement."""
    return record is not None and record.quantity == "extensive" and not record.class_edges


def _statement(rows: pd.DataFrame, axes: tuple[str, ...], year: int | None, waters_area: tuple[int, bool]) -> Statement:
    head = rows.iloc[0]
    worlds = _worlds(rows, axes)
    basis = str(head["basis"])
    record = indicators().get(str(head["indicator"]))
    # No value prints as a figure of another class, and no range is an artefact of rounding.
    units = classed(str(head["units"]), record.class_edges if record else ())
    values = [world.value for world in worlds if not math.isnan(world.value)]
    units = finer(units, min(values), max(values)) if values else units
    finding = consensus(worlds, units)
    sites = rows["n_sites"].astype("Float64")
    none = bool(sites.isna().all())
    shares = rows["valid_fraction"].fillna(0.0)
    name, time = str(head["indicator"]), str(head["time"])
    least = math.nan if none else float(sites.fillna(0).min())
    evidence, agreement, confidence = "", "", ""
    if name != "area" and not _counted(record) and _HISTORIC not in basis:
        evidence = evidence_of(Evidence(least, float(shares.min()), _last_year(time)), year)
        agreement = agreement_of([world.value for world in worlds], record)
        confidence = confidence_of(evidence, agreement)
    ident = "-".join(part for part in (name, str(head["waters"]), time.replace("/", "-")) if part)
    return Statement(
        ident, name, str(head["statistic"]), str(head["waters"]), time, units, finding, _base(rows), evidence, agreement,
        confidence, least, float(shares.min()), basis, "", math.nan if none else float(sites.fillna(0).max()), float(shares.max()),
        *waters_area,
    )  # fmt: skip


def _waters_area(frame: pd.DataFrame, waters: str, rows: pd.DataFrame) -> tuple[int, bool]:
    """Return the number of scenarios of the family, and whether these waters measure the same in all of them."""
    areas = frame.loc[(frame["indicator"] == "area") & (frame["waters"] == waters), "value"]
    if not len(areas):
        return rows["scenario"].nunique(), False
    spread = float(areas.max() - areas.min()) if areas.notna().all() else math.nan
    return len(areas), spread <= 1e-9 * float(areas.max())


def _change(frame: pd.DataFrame, last: Statement, axes: tuple[str, ...]) -> Statement | None:
    """Return the change from the first period with a value everywhere to the last one; None where it would be one of sites, not of cover.

    Each end asks for the sites and the share of the waters of robust evidence: with that share surveyed at both, most of what was
    surveyed at one was surveyed at the other. All periods between have to move the same way: of values that go up, down and up again,
    first and last tell nothing.
    """
    rows = frame[(frame["indicator"] == last.indicator) & (frame["statistic"] == last.statistic) & (frame["waters"] == last.waters)]
    after = rows[rows["time"] == last.time]
    times = [str(time) for time in rows["time"].unique()]
    complete = sorted(time for time in times if time < last.time and rows.loc[rows["time"] == time, "value"].notna().all())
    if not complete or after["value"].isna().any():
        return None
    series = [rows[rows["time"] == time] for time in (*complete, last.time)]
    asked = thresholds()["evidence"]["robust"]
    ends = pd.concat([series[0], series[-1]])
    few = ends["n_sites"].astype("Float64").fillna(0) < float(asked["sites"])
    if few.any() or (ends["valid_fraction"].fillna(0.0) < float(asked["valid_fraction"])).any():
        return None
    steps = {math.copysign(1.0, b - a) for a, b in itertools.pairwise(_base(part) for part in series) if a != b}
    if len(steps) > 1:
        return None
    before = series[0]
    first, second = _worlds(before, axes), _worlds(after, axes)
    word = direction(first, second)
    values = {world.key: world.value for world in first}
    moved = [World(world.choices, abs(world.value - values[world.key])) for world in second]
    units = finer(DIFFERENCE.get(last.units, last.units), min(world.value for world in moved), max(world.value for world in moved))
    finding = consensus(moved, units)
    return Statement(
        f"{last.indicator}-{last.waters}-change", last.indicator, last.statistic, last.waters, f"{complete[0]} to {last.time}", units,
        finding, abs(last.base - _base(before)), last.evidence, last.agreement, last.confidence,
        float(ends["n_sites"].astype("Float64").min()), float(ends["valid_fraction"].min()),
        last.basis, word, last.most_sites, last.most_fraction, last.n_possible, last.same_area,
    )  # fmt: skip


def make_statements(family: FamilyTable, latest: Mapping[str, str], year: int | None) -> list[Statement]:
    """Find what can be said of every indicator in every kind of waters.

    Parameters
    ----------
    family : FamilyTable
        All scenarios.
    latest : mapping of str to str
        Indicator -> the period that is spoken of.
    year : int or None
        Year of the pack.

    Returns
    -------
    list of Statement
        In the order of the indicators; the area first.
    """
    frame = family.frame
    out: list[Statement] = []
    for name in dict.fromkeys(frame["indicator"]):
        for waters in WATERS:
            rows = frame[(frame["indicator"] == name) & (frame["waters"] == waters) & (frame["time"] == latest.get(str(name), ""))]
            rows = rows[rows["statistic"] != "n"]
            if not len(rows):
                continue
            made = _statement(rows, family.axes, year, _waters_area(frame, waters, rows))
            out.append(made)
            if name == "hard_coral_cover":
                moved = _change(frame, made, family.axes)
                if moved is not None:
                    out.append(moved)
    return _whole_reasons(out)


def _whole_reasons(made: list[Statement]) -> list[Statement]:
    """Return the statements, where the reasons of all waters hold those of the waters that are a part of them."""
    part = {(item.indicator, item.time): item.finding.reasons for item in made if item.waters == "overlapping"}
    out = []
    for item in made:
        reasons = item.finding.reasons
        if item.waters == "claimed" and reasons:
            reasons = tuple(sorted({*reasons, *part.get((item.indicator, item.time), ())}))
        out.append(item if reasons == item.finding.reasons else replace(item, finding=replace(item.finding, reasons=reasons)))
    return out


def sensitivity_table(statements: list[Statement]) -> pd.DataFrame:
    """Return one row for each statement: range, base, and what moves it."""
    rows: list[dict[str, Any]] = []
    for item in statements:
        found = item.finding
        rows.append(
            {
                "statement": item.id,
                "indicator": item.indicator,
                "statistic": item.statistic,
                "waters": item.waters,
                "time": item.time,
                "units": str(item.units),
                "kind": found.kind,
                "direction": item.direction,
                "base": item.base,
                "low": found.low,
                "low_at": "; ".join(f"{axis}: {choice}" for axis, choice in found.low_at),
                "high": found.high,
                "high_at": "; ".join(f"{axis}: {choice}" for axis, choice in found.high_at),
                "movers": "; ".join(found.movers),
                "change": found.change,
                "n_scenarios": found.n_scenarios,
                "n_bases": found.n_bases,
                "n_possible": item.n_possible,
                "n_worlds": found.n_scenarios * found.n_bases,
                "n_missing": found.n_missing,
                "n_sites": item.sites,
                "most_sites": item.most_sites,
                "valid_fraction": item.valid_fraction,
                "percent_with_data": whole_percent(item.valid_fraction),
                "basis": item.basis,
                "evidence": item.evidence,
                "agreement": item.agreement,
                "confidence": item.confidence,
            }
        )
    return pd.DataFrame(rows)
