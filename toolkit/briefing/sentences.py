"""Statements in words: each by the pattern of its situation, from the message catalogue, with every number bound.

A sentence about data is made here and nowhere else.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from toolkit.briefing.bound import Cells, Free, Part, Query, Text, text_of
from toolkit.briefing.family import ACCOUNTING
from toolkit.briefing.gather import reason_kind
from toolkit.briefing.messages import Messages, period
from toolkit.briefing.statements import DIFFERENCE, Statement
from toolkit.indicators.model import Indicator
from toolkit.indicators.records import indicators
from toolkit.rounding import finer, number
from toolkit.rounding import unit as unit_word

__all__ = ["Statements", "quoted"]

#: Scenarios, or worlds, that are said as a word.
_BOTH: Final = 2

#: Beginning of the basis of values that are taken over water with reef alone.
_REEF: Final = "reef-bearing cells"


def quoted(text: str, kind: str) -> Text:
    """Return words from a record or a register as they stand there, numerals included."""
    return text_of(Free(text, kind))


def _joined(*texts: Text) -> Text:
    """Return sentences one after the other; empty ones are left out."""
    kept = [text for text in texts if text.parts]
    return text_of(*(part for position, text in enumerate(kept) for part in ((" ", text) if position else (text,))))


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
    banded : bool
        Whether numbers of sites are the least of their band, so that the true number is that or more.
    published : str
        Year in which values without a period of their own were published.
    own : Indicator, optional
        Record of the user's grid.
    """

    items: tuple[Statement, ...]
    cells: Cells
    say: Messages
    complete: bool = True
    banded: bool = False
    published: str = ""
    own: Indicator | None = None

    def find(self, indicator: str, waters: str, *, change: bool = False) -> Statement | None:
        """Return a statement, if it was made."""
        wanted = [
            item for item in self.items if item.indicator == indicator and item.waters == waters and item.id.endswith("-change") == change
        ]
        return wanted[0] if wanted else None

    def row(self, item: Statement, column: str) -> Query:
        """Return the query of a cell of a statement's row in the sensitivity table."""
        return Query("sensitivity", column, "value", (("statement", "is", item.id),))

    def family(self, item: Statement) -> Text:
        """Return the family in words, with its number of scenarios."""
        found = item.finding
        some = item.n_possible > found.n_scenarios
        if found.n_scenarios == 1:
            words = self.say(("family.base-alone" if not math.isnan(item.base) else "family.alone") if some else "family.one")
        else:
            k = self.cells.bind(self.row(item, "n_scenarios"), "count", "figure")
            if some:
                words = self.say("family.some", k=k, n=self.cells.bind(self.row(item, "n_possible"), "count", "figure"))
            elif self.complete and found.n_scenarios == _BOTH:
                words = self.say("family.both")
            else:
                words = self.say("family.all" if self.complete else "family.sampled", k=k)
        if found.n_bases > 1:
            words = self.say("family.counted", family=words, m=self.cells.bind(self.row(item, "n_bases"), "count", "figure"))
        return words

    def title(self, item: Statement) -> Text:
        """Return what a statement is about, as a sentence begins."""
        return self.named(item.indicator)

    def named(self, indicator: str) -> Text:
        """Return an indicator in plain words, as a sentence begins; the title of its record where the catalogue has none."""
        if f"quantity.{indicator}" in self.say.strings:
            return self.say(f"quantity.{indicator}")
        own = self.own if self.own is not None and self.own.identifier == indicator else None
        record = own or indicators().get(indicator)
        return quoted(record.title, "definition") if record else quoted(indicator, "name")

    def brief(self, indicator: str) -> Text:
        """Return an indicator in few words, as a sentence begins."""
        return self.say(f"brief.{indicator}") if f"brief.{indicator}" in self.say.strings else self.named(indicator)

    def basis(self, item: Statement) -> Text:
        """Return over what a value was taken, as a sentence; nothing where the catalogue has none."""
        keys = [key for key in self.say.strings if key.startswith("basis.") and item.basis.startswith(key.removeprefix("basis."))]
        return self.say(max(keys, key=len)) if keys else Text()

    def spread(self, item: Statement) -> Text:
        """Return the range over all worlds, or the one figure."""
        return self.cells.spread(self.row(item, "low"), self.row(item, "high"), item.units)

    def base(self, item: Statement, form: str = "say") -> Part:
        """Return the value in the base."""
        return self.cells.bind(self.row(item, "base"), item.units, form)

    def other(self, item: Statement) -> Part:
        """Return the value of the one other world, where there are two."""
        end = "low" if item.base == item.finding.high else "high"
        return self.cells.bind(self.row(item, end), item.units)

    def two(self, item: Statement) -> bool:
        """Tell whether there are two worlds, of which the base is one: then the other has a value, and there is no range."""
        found = item.finding
        return found.n_scenarios == _BOTH and found.n_bases == 1 and item.base in (found.low, found.high)

    def mover(self, item: Statement) -> Text:
        """Return which choice moves a value most, and by how much."""
        found = item.finding
        choices = self.say.listed([self.say(f"axis.{axis}") for axis in found.movers])
        change = self.cells.bind(self.row(item, "change"), DIFFERENCE.get(item.units, item.units))
        return self.say("statement.mover" if len(found.movers) == 1 else "statement.movers", choice=choices, change=change)

    def moves(self, item: Statement) -> bool:
        """Tell whether one choice alone changes a value by what can be printed, and not by less than the rounding."""
        return not number(
            item.finding.change, finer(DIFFERENCE.get(item.units, item.units), item.finding.low, item.finding.high)
        ).startswith("<")

    def reasons(self, reasons: Iterable[str]) -> Text:
        """Return why values are missing, each kind once."""
        kinds = sorted({reason_kind(reason) for reason in reasons})
        return text_of("; ".join(self.say.word(f"reason.{kind}") for kind in kinds))

    def why(self, item: Statement) -> tuple[str, ...]:
        """Return why waters have no value: for the reasons of their sum, and for those of their patches in the base."""
        frame = self.cells.frames.get("indicator_table")
        if frame is None:
            return item.finding.reasons
        mine = (frame["indicator"] == item.indicator) & (frame["statistic"] == item.statistic)
        rows = frame[mine & (frame["time"].astype(str) == item.time) & frame["value"].isna()]
        rows = rows[rows["n_claimants"] > 1] if item.waters == "overlapping" else rows
        # A patch to which the indicator does not apply is no part of the waters that it is asked of.
        of_patches = [str(reason) for reason in rows["reason"] if reason_kind(str(reason)) != "not applicable"]
        return tuple(sorted({*item.finding.reasons, *of_patches}))

    def sites(self, item: Statement) -> Text:
        """Return the number of survey sites: one number, or from the least to the most over the scenarios."""
        least, most = (self.cells.bind(self.row(item, column), "count", "figure") for column in ("n_sites", "most_sites"))
        if self.banded or math.isnan(most.value):
            return self.say("statement.sites-least", n=least)
        return self.say("statement.sites", n=least) if least.text == most.text else self.say("statement.sites-range", n=least, m=most)

    def covered(self, item: Statement) -> Text:
        """Return the share of the waters, or of their reef, with data."""
        water = self.say.word("statement.reef" if item.basis.startswith(_REEF) else "statement.sea")
        share = self.cells.bind(self.row(item, "percent_with_data"), "percent")
        if share.value == 100.0:
            return self.say("statement.covered-all", water=water)
        exact = item.most_fraction == item.valid_fraction
        return self.say("statement.covered" if exact else "statement.covered-least", share=share, water=water)

    def confidence(self, item: Statement) -> Text:
        """Return how sure a statement is, with what that rests on: sites, share of the waters, last period."""
        small = {"high": "high_small", "medium": "medium_small", "low": "low_small", "robust": "robust", "limited": "limited"}
        behind = [] if math.isnan(item.sites) else [self.sites(item)]
        behind.append(self.covered(item))
        if item.time:
            behind.append(self.say("statement.latest", period=period(item.time, self.say)))
        elif self.published:
            behind.append(self.say("statement.published", year=Free(self.published, "date")))
        else:
            behind.append(self.say("statement.undated"))
        return self.say(
            "statement.confidence-one" if self._held_back(item) else "statement.confidence",
            word=self.say.word(f"word.{item.confidence}"),
            evidence=self.say.word(f"word.{small[item.evidence]}"),
            agreement=self.say.word(f"word.{small[item.agreement]}"),
            behind=self.say.listed(behind),
        )

    def _held_back(self, item: Statement) -> bool:
        """Tell whether scenarios that all agree count as medium agreement, because there is one dataset only."""
        record, found = indicators().get(item.indicator), item.finding
        if item.agreement != "medium" or found.n_missing:
            return False
        classed = record is not None and bool(record.class_edges)
        return record.classify(found.low) == record.classify(found.high) if record is not None and classed else found.low == found.high

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
        tail = (" ", quoted(unit, "definition")) if unit else ()
        if first != last:
            return self.say("statement.classes", first=names[0], last=text_of(names[1], *tail))
        single = item.finding.n_scenarios * item.finding.n_bases == 1
        return self.say("statement.class-one" if single else "statement.class", label=text_of(names[0], *tail))

    def settle(self, item: Statement) -> Text:
        """Return what would settle a question without an answer."""
        kinds = sorted({reason_kind(reason) for reason in self.why(item)})
        # A reason that nothing would settle stands alone, or not at all.
        kinds = [kind for kind in kinds if kind != "not applicable"] or kinds
        squares = math.isnan(item.sites)

        def way(kind: str) -> str:
            key = f"settle.{kind} squares"
            return self.say.word(key if squares and key in self.say.strings else f"settle.{kind}")

        return self.say("statement.settle", ways="; ".join(dict.fromkeys(way(kind) for kind in kinds)))

    def when(self, item: Statement) -> Text:
        """Return the period of a statement, '' for none."""
        return self.say("statement.when", period=period(item.time, self.say)) if item.time else Text()

    def same(self, item: Statement) -> Text:
        """Return under which scenarios a figure is the same; nothing where there is one scenario alone."""
        found = item.finding
        if found.n_scenarios * found.n_bases == 1:
            some = item.n_possible > 1
            return self.say("statement.only" if math.isnan(item.base) else "statement.only-base") if some else Text()
        return self.say("statement.same-area" if item.same_area else "statement.same", family=self.family(item))

    def sentence(self, item: Statement, *, sure: bool = True) -> Text:
        """Return the sentences that hold, by the pattern of the situation.

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
        if found.kind == "no data" and {reason_kind(reason) for reason in self.why(item)} == {"not applicable"}:
            return self.say("statement.not-applicable", **common)
        if found.kind == "no data":
            out = self.say("statement.nodata", reasons=self.reasons(self.why(item)), **common)
            return text_of(out, " ", self.settle(item))
        if found.kind == "nothing":
            missing = self.cells.bind(self.row(item, "n_missing"), "count", "figure")
            worlds = self.cells.bind(self.row(item, "n_worlds"), "count", "figure")
            out = self.say("statement.nothing", missing=missing, worlds=worlds, reasons=self.reasons(self.why(item)), **common)
            return text_of(out, " ", self.settle(item))
        if item.confidence == "none":
            return self.say("statement.withheld", evidence=self.say.word(f"word.{item.evidence}"), **common)
        if found.kind == "robust":
            # Where the base has no such waters, any of the others stands for all: they print alike.
            value = self.cells.bind(self.row(item, "low" if math.isnan(item.base) else "base"), item.units)
            out = _joined(self.say("statement.robust", value=value, **common), self.same(item))
        elif self.two(item):
            pair = self.say("statement.depends-two", base=self.base(item), other=self.other(item), **common)
            choice = self.say.listed([self.say(f"axis.{axis}") for axis in found.movers])
            out = _joined(pair, self.say("statement.differs", choice=choice) if found.movers else Text())
        else:
            spread = self.say("statement.depends", range=self.spread(item), family=self.family(item), **common)
            base = self.say("statement.base", base=self.base(item)) if not math.isnan(item.base) else Text()
            pattern = "statement.ways" if found.movers == ("accounting",) else "statement.lines"
            moved = self.say(pattern, mover=self.mover(item)) if self.moves(item) else self.say("statement.below")
            out = _joined(spread, base, moved if found.movers else Text())
        tails = [self.classed(item), self.confidence(item)] if sure and item.confidence else []
        return _joined(out, self.basis(item), *tails)

    def series(self, item: Statement) -> Text:
        """Return the value of each period in the base with its sites and squares, and whether a change can be read; '' for one period."""
        asked = {"scenario": "S1", "waters": item.waters, "indicator": item.indicator, "statistic": item.statistic}
        where: tuple[tuple[str, str, Any], ...] = tuple((column, "is", wanted) for column, wanted in asked.items())
        known = Query("scenarios", "value", "count", (*where, ("value", "known", None)))
        rows = self.cells.frames["scenarios"].iloc[self.cells.rows(known)]
        rows = rows[rows["accounting"].isin([ACCOUNTING["value"], "one way of counting"]) & rows["n_sites"].notna()].sort_values("time")
        parts, least = [], "-least" if self.banded else ""
        for time, counted, squares in zip(rows["time"].astype(str), rows["accounting"].astype(str), rows["n_cells"], strict=True):
            cell = (*where, ("time", "is", time), ("accounting", "is", counted))
            told: dict[str, Part | Text] = {
                "value": self.cells.bind(Query("scenarios", "value", "value", cell), item.units),
                "period": period(time, self.say),
                "n": self.cells.bind(Query("scenarios", "n_sites", "value", cell), "count", "figure"),
            }
            several = bool(pd.notna(squares)) and "square" in item.basis
            if several:
                told["squares"] = self.cells.count(Query("scenarios", "n_cells", "value", cell), "square", "squares")
            parts.append(self.say(f"statement.of-period{'-squares' if several else ''}{least}", **told))
        if len(parts) < _BOTH:
            return Text()
        tail = Text() if self.find(item.indicator, item.waters, change=True) else self.say("statement.no-trend")
        return _joined(self.say("statement.series"), *parts, tail)

    def best_period(self, item: Statement) -> tuple[str, dict[str, Part | Text]] | None:
        """Return the period with most sites in the base where that is not the one spoken of, with its value and sites; else None."""
        frame = self.cells.frames["scenarios"]
        rows = frame[(frame["scenario"] == "S1") & (frame["waters"] == item.waters) & (frame["indicator"] == item.indicator)]
        rows = rows[(rows["statistic"] == item.statistic) & rows["value"].notna() & rows["n_sites"].notna()]
        if not len(rows):
            return None
        best = rows.sort_values(["n_sites", "time"]).iloc[-1]
        if str(best["time"]) == item.time:
            return None
        asked = {"scenario": "S1", "waters": item.waters, "indicator": item.indicator, "statistic": item.statistic, "time": best["time"]}
        where = tuple((column, "is", wanted) for column, wanted in asked.items())
        told: dict[str, Part | Text] = {
            "value": self.cells.bind(Query("scenarios", "value", "value", where), item.units),
            "period": period(str(best["time"]), self.say),
            "n": self.cells.bind(Query("scenarios", "n_sites", "value", where), "count", "figure"),
        }
        return str(best["time"]), told

    def change(self, item: Statement) -> Text:
        """Return the sentence on a change between two periods, in all scenarios alike or not at all."""
        first, _, last = item.time.partition(" to ")
        if not item.direction:
            return self.say("statement.direction-none", first=period(first, self.say), last=period(last, self.say))
        return self.say(
            "statement.direction",
            title=self.title(item),
            family=self.family(item),
            word=self.say.word(f"word.{item.direction}"),
            first=period(first, self.say),
            last=period(last, self.say),
            range=self.spread(item),
            share=self.cells.bind(self.row(item, "percent_with_data"), "percent"),
        )
