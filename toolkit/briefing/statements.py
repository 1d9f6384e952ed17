"""Sentences that hold under every scenario and every way of counting, or say what differs.

A sentence about data is made here and nowhere else: from the finding of :func:`toolkit.briefing.consensus.consensus` and the patterns of
the message catalogue, with its confidence computed from the fields behind it.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from toolkit.briefing.bound import Cells, Free, Part, Query, Text, text_of
from toolkit.briefing.confidence import Evidence, agreement_of, confidence_of, evidence_of, thresholds
from toolkit.briefing.consensus import Finding, World, consensus, direction
from toolkit.briefing.family import ACCOUNTING, WATERS, FamilyTable
from toolkit.briefing.gather import reason_kind
from toolkit.briefing.messages import Messages, period
from toolkit.indicators.records import indicators
from toolkit.rounding import number
from toolkit.rounding import unit as unit_word

__all__ = ["Statement", "Statements", "make_statements", "quoted", "sensitivity_table"]

_DIFFERENCE = {"percent": "percent_points"}

#: Scenarios that are said as a word; and the share of waters, in per cent, from which no least is named.
_BOTH, _ALL = 2, 99.5


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
    sites : float
        Least number of sites; NaN where there are none.
    valid_fraction : float
        Least share of the waters with data.
    basis : str
        Over what the value was taken.
    direction : str
        For a change: 'higher', 'lower' or ''.
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


def _statement(rows: pd.DataFrame, axes: tuple[str, ...], year: int | None) -> Statement:
    head = rows.iloc[0]
    worlds = _worlds(rows, axes)
    finding = consensus(worlds, str(head["units"]))
    sites = rows["n_sites"].astype("Float64")
    least = math.nan if sites.isna().all() else float(sites.fillna(0).min())
    share = float(rows["valid_fraction"].fillna(0.0).min())
    record = indicators().get(str(head["indicator"]))
    name, time = str(head["indicator"]), str(head["time"])
    if name == "area":
        evidence, agreement, confidence = "", "", ""
    else:
        evidence = evidence_of(Evidence(least, share, _last_year(time)), year)
        agreement = agreement_of([world.value for world in worlds], record)
        confidence = confidence_of(evidence, agreement)
    ident = "-".join(part for part in (name, str(head["waters"]), time.replace("/", "-")) if part)
    return Statement(
        ident, name, str(head["statistic"]), str(head["waters"]), time, str(head["units"]), finding, _base(rows), evidence, agreement,
        confidence, least, share, str(head["basis"]),
    )  # fmt: skip


def _change(frame: pd.DataFrame, last: Statement, axes: tuple[str, ...]) -> Statement | None:
    """Return the change from the first period with a value everywhere to the last one; None where it would be one of sites, not of cover.

    Each period asks for the sites of robust evidence, and all periods between have to move the same way: of values that go up, down and
    up again, first and last tell nothing.
    """
    rows = frame[(frame["indicator"] == last.indicator) & (frame["statistic"] == last.statistic) & (frame["waters"] == last.waters)]
    after = rows[rows["time"] == last.time]
    times = [str(time) for time in rows["time"].unique()]
    complete = sorted(time for time in times if time < last.time and rows.loc[rows["time"] == time, "value"].notna().all())
    if not complete or after["value"].isna().any():
        return None
    series = [rows[rows["time"] == time] for time in (*complete, last.time)]
    least = float(thresholds()["evidence"]["robust"]["sites"])
    if any((part["n_sites"].astype("Float64").fillna(0) < least).any() for part in (series[0], series[-1])):
        return None
    steps = {math.copysign(1.0, b - a) for a, b in itertools.pairwise(_base(part) for part in series) if a != b}
    if len(steps) > 1:
        return None
    before = series[0]
    first, second = _worlds(before, axes), _worlds(after, axes)
    word = direction(first, second)
    values = {world.key: world.value for world in first}
    moved = [World(world.choices, abs(world.value - values[world.key])) for world in second]
    units = _DIFFERENCE.get(last.units, last.units)
    finding = consensus(moved, units)
    return Statement(
        f"{last.indicator}-{last.waters}-change", last.indicator, last.statistic, last.waters, f"{complete[0]} to {last.time}", units,
        finding, abs(last.base - _base(before)), last.evidence, last.agreement, last.confidence, last.sites, last.valid_fraction,
        last.basis, word,
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
            made = _statement(rows, family.axes, year)
            out.append(made)
            if name == "hard_coral_cover":
                moved = _change(frame, made, family.axes)
                if moved is not None:
                    out.append(moved)
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
                "units": item.units,
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
                "n_worlds": found.n_scenarios * found.n_bases,
                "n_missing": found.n_missing,
                "n_sites": item.sites,
                "valid_fraction": item.valid_fraction,
                "percent_with_data": 100.0 * item.valid_fraction,
                "basis": item.basis,
                "evidence": item.evidence,
                "agreement": item.agreement,
                "confidence": item.confidence,
            }
        )
    return pd.DataFrame(rows)


def quoted(text: str, kind: str) -> Text:
    """Return words from a record or a register as they stand there, numerals included."""
    return text_of(Free(text, kind))


@dataclass(frozen=True)
class Statements:
    """Puts statements into words.

    Parameters
    ----------
    items : tuple of Statement
        All of them.
    cells : Cells
        Tables of the pack, the sensitivity table included.
    say : Messages
        The catalogue.
    complete : bool
        Whether the family holds all scenarios there are.
    """

    items: tuple[Statement, ...]
    cells: Cells
    say: Messages
    complete: bool = True

    def find(self, indicator: str, waters: str, *, change: bool = False) -> Statement | None:
        """Return a statement, if it was made."""
        wanted = [
            item for item in self.items if item.indicator == indicator and item.waters == waters and item.id.endswith("-change") == change
        ]
        return wanted[0] if wanted else None

    def _row(self, item: Statement, column: str) -> Query:
        return Query("sensitivity", column, "value", (("statement", "is", item.id),))

    def family(self, item: Statement) -> Text:
        """Return the family in words, with its number of scenarios."""
        found = item.finding
        if found.n_scenarios == 1:
            several = len(self.cells.frames["choices"]) > 1 if "choices" in self.cells.frames else False
            words = self.say("family.alone" if several else "family.one")
        else:
            k = self.cells.bind(self._row(item, "n_scenarios"), "count", "figure")
            words = self.say("family.all" if self.complete else "family.sampled", k=k)
            if self.complete and found.n_scenarios == _BOTH:
                words = self.say("family.both")
        if found.n_bases > 1:
            words = self.say("family.counted", family=words, m=self.cells.bind(self._row(item, "n_bases"), "count", "figure"))
        return words

    def title(self, item: Statement) -> Text:
        """Return what a statement is about, as a sentence begins."""
        return self.named(item.indicator)

    def named(self, indicator: str) -> Text:
        """Return an indicator in plain words, as a sentence begins; the title of its record where the catalogue has none."""
        if f"quantity.{indicator}" in self.say.strings:
            return self.say(f"quantity.{indicator}")
        record = indicators().get(indicator)
        return quoted(record.title, "definition") if record else quoted(indicator, "name")

    def basis(self, item: Statement) -> Text:
        """Return over what a value was taken, in words; nothing where the catalogue has none."""
        keys = [key for key in self.say.strings if key.startswith("basis.") and item.basis.startswith(key.removeprefix("basis."))]
        return self.say(max(keys, key=len)) if keys else Text()

    def spread(self, item: Statement) -> Text:
        """Return the range over all worlds, or the one figure."""
        return self.cells.spread(self._row(item, "low"), self._row(item, "high"), item.units)

    def base(self, item: Statement, form: str = "say") -> Part:
        """Return the value in the base."""
        return self.cells.bind(self._row(item, "base"), item.units, form)

    def mover(self, item: Statement) -> Text:
        """Return which choice moves a value most, and by how much."""
        found = item.finding
        choices = self.say.listed([self.say(f"axis.{axis}") for axis in found.movers])
        change = self.cells.bind(self._row(item, "change"), _DIFFERENCE.get(item.units, item.units))
        return self.say("statement.mover" if len(found.movers) == 1 else "statement.movers", choice=choices, change=change)

    def reasons(self, reasons: tuple[str, ...]) -> Text:
        """Return why values are missing, each kind once."""
        kinds = sorted({reason_kind(reason) for reason in reasons})
        return text_of("; ".join(self.say.word(f"reason.{kind}") for kind in kinds))

    def confidence(self, item: Statement) -> Text:
        """Return how sure a statement is, with what that rests on: sites, share of the waters, last year."""
        small = {"high": "high_small", "medium": "medium_small", "low": "low_small", "robust": "robust", "limited": "limited"}
        behind = []
        year = _last_year(item.time)
        if not math.isnan(item.sites):
            behind.append(self.say("statement.sites", n=self.cells.bind(self._row(item, "n_sites"), "count", "figure")))
        share = self.cells.bind(self._row(item, "percent_with_data"), "percent")
        behind.append(self.say("statement.covered" if share.value < _ALL else "statement.covered-all", share=share))
        behind.append(self.say("statement.latest", year=Free(str(year), "date")) if year else self.say("statement.undated"))
        return self.say(
            "statement.confidence",
            word=self.say.word(f"word.{item.confidence}"),
            evidence=self.say.word(f"word.{small[item.evidence]}"),
            agreement=self.say.word(f"word.{small[item.agreement]}"),
            behind=self.say.listed(behind),
        )

    def classed(self, item: Statement) -> Text:
        """Return in which class of its record the values of all scenarios fall, or from which to which; nothing without classes."""
        record = indicators().get(item.indicator)
        low, high = item.finding.low, item.finding.high
        if record is None or not record.class_edges or math.isnan(low) or item.id.endswith("-change"):
            return Text()
        first, last = record.classify(low), record.classify(high)
        assert first is not None
        assert last is not None
        names = [quoted(record.class_labels[number], "definition") for number in (first, last)]
        unit = unit_word(item.units)
        tail = f" {unit}" if unit else ""
        if first != last:
            return self.say("statement.classes", first=names[0], last=text_of(names[1], tail))
        out = self.say("statement.class", label=text_of(names[0], tail))
        edge = record.classify(float(number(high, item.units).replace(",", "").replace("\u2212", "-").lstrip("<>")))
        return text_of(out, " ", self.say("statement.edge")) if edge != last else out

    def settle(self, item: Statement) -> Text:
        """Return what would settle a question without an answer."""
        kinds = sorted({reason_kind(reason) for reason in item.finding.reasons})
        ways = dict.fromkeys(self.say.word(f"settle.{kind}") for kind in kinds)
        return self.say("statement.settle", ways=self.say.listed(list(ways)))

    def when(self, item: Statement) -> Text:
        """Return the period of a statement, '' for none."""
        return self.say("statement.when", period=period(item.time, self.say)) if item.time else Text()

    def sentence(self, item: Statement, *, sure: bool = True) -> Text:
        """Return the sentence that holds, by the pattern of its situation.

        Parameters
        ----------
        item : Statement
            What was found.
        sure : bool
            Whether the confidence follows.
        """
        found = item.finding
        common: dict[str, Part | Text] = {
            "title": self.title(item),
            "place": self.say.word(f"waters.{item.waters}"),
            "when": self.when(item),
        }
        if found.kind == "no data":
            out = self.say("statement.nodata", reasons=self.reasons(found.reasons), **common)
            return text_of(out, " ", self.settle(item))
        if found.kind == "nothing":
            missing = self.cells.bind(self._row(item, "n_missing"), "count", "figure")
            worlds = self.cells.bind(self._row(item, "n_worlds"), "count", "figure")
            out = self.say("statement.nothing", missing=missing, worlds=worlds, reasons=self.reasons(found.reasons), **common)
            return text_of(out, " ", self.settle(item))
        if item.confidence == "none":
            return self.say("statement.withheld", evidence=self.say.word(f"word.{item.evidence}"), **common)
        if found.kind == "robust":
            out = self.say("statement.robust", value=self.base(item), family=self.family(item), basis=self.basis(item), **common)
        else:
            out = self.say(
                "statement.depends",
                range=self.spread(item),
                family=self.family(item),
                base=self.base(item),
                basis=self.basis(item),
                mover=self.mover(item),
                **common,
            )
        if not (sure and item.confidence):
            return out
        tails = [text for text in (self.classed(item), self.confidence(item)) if text.parts]
        return text_of(out, *(part for text in tails for part in (" ", text)))

    def series(self, item: Statement) -> Text:
        """Return the value of each period in the base with its sites, in place of a change; nothing for a single period."""
        asked = {"scenario": "S1", "waters": item.waters, "indicator": item.indicator, "statistic": item.statistic}
        where: tuple[tuple[str, str, Any], ...] = tuple((column, "is", wanted) for column, wanted in asked.items())
        known = Query("scenarios", "value", "count", (*where, ("value", "known", None)))
        rows = self.cells.frames["scenarios"].iloc[self.cells.rows(known)]
        rows = rows[rows["accounting"].isin([ACCOUNTING["value"], "one way of counting"]) & rows["n_sites"].notna()].sort_values("time")
        parts = []
        for time, counted in zip(rows["time"].astype(str), rows["accounting"].astype(str), strict=True):
            cell = (*where, ("time", "is", time), ("accounting", "is", counted))
            value = self.cells.bind(Query("scenarios", "value", "value", cell), item.units)
            n = self.cells.bind(Query("scenarios", "n_sites", "value", cell), "count", "figure")
            parts.append(self.say("statement.of-period", value=value, period=period(time, self.say), n=n))
        return self.say("statement.series", values=self.say.listed(parts)) if len(parts) > 1 else Text()

    def change(self, item: Statement) -> Text:
        """Return the sentence on a change between two periods, in all scenarios alike or not at all."""
        first, _, last = item.time.partition(" to ")
        if not item.direction:
            return self.say("statement.direction-none", first=period(first, self.say))
        return self.say(
            "statement.direction",
            family=self.family(item),
            word=self.say.word(f"word.{item.direction}"),
            first=period(first, self.say),
            last=period(last, self.say),
            range=self.spread(item),
        )
