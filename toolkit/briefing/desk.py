"""What the writers of chapters have at hand: the cells, the words, the statements, and queries that several chapters ask."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toolkit.briefing.bound import Bound, Cells, Free, Query, Text, text_of
from toolkit.briefing.drawing import KNOWN
from toolkit.briefing.gather import latest_time
from toolkit.briefing.look_next import MOST_NAMED, LookNext, look_next, near
from toolkit.briefing.messages import Messages, period
from toolkit.briefing.model import Figure, Table
from toolkit.briefing.sentences import Statements, quoted
from toolkit.briefing.statements import Statement
from toolkit.catalog.regions import Region
from toolkit.claims.model import AXES
from toolkit.claims.names import order_by_name, party_name
from toolkit.indicators.records import Indicator, indicators
from toolkit.rounding import number

if TYPE_CHECKING:
    from toolkit.claims.faces import Faces

__all__ = ["Desk"]


@dataclass(frozen=True)
class Desk:
    """Everything that a chapter is written from.

    Attributes
    ----------
    where : Region
        What the pack is about.
    cells : Cells
        Tables of the pack.
    faces : Faces
        The faces in the base.
    statements : Statements
        What can be said.
    say : Messages
        Fixed words.
    profile : str
        Profile of printed names.
    figures : mapping of str to Figure
        Maps with bound words.
    mapped : mapping of str to (indicator, statistic, time)
        What each map shows.
    date : str
        The pack's date.
    own : Indicator or None
        Record of the user's grid.
    features : tuple of (str, tuple of str)
        Features with several names on the map of claims: sign and names.
    """

    where: Region
    cells: Cells
    faces: Faces
    statements: Statements
    say: Messages
    profile: str
    figures: Mapping[str, Figure]
    mapped: Mapping[str, tuple[str, str, str]]
    date: str
    own: Indicator | None = None
    features: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def name(self, code: str) -> str:
        """Return the printed name of a party."""
        return party_name(code, self.profile)

    def names(self, codes: Iterable[str]) -> str:
        """Return printed names in alphabetical order."""
        return "; ".join(self.name(code) for code in order_by_name(codes, self.profile))

    def record(self, indicator: str) -> Indicator | None:
        """Return the record of an indicator, if there is one."""
        if self.own is not None and indicator == self.own.identifier:
            return self.own
        return KNOWN if indicator == KNOWN.identifier else indicators().get(indicator)

    def title(self, indicator: str) -> Text:
        """Return the printed title of an indicator."""
        record = self.record(indicator)
        return quoted(record.title, "definition") if record else quoted(indicator, "name")

    def latest(self, indicator: str, statistic: str = "mean") -> str:
        """Return the period of an indicator that is spoken of."""
        return latest_time(self.cells.frames["indicator_table"], indicator, statistic)

    def when(self, time: str) -> Text:
        """Return ' in {period}', or nothing."""
        return self.say("statement.when", period=period(time, self.say)) if time else Text()

    def shown(self) -> list[tuple[str, str, str]]:
        """Return what the table holds: indicator, statistic, period that is spoken of."""
        frame = self.cells.frames["indicator_table"]
        pairs = frame[(frame["statistic"] != "n") & (frame["indicator"] != KNOWN.identifier)][["indicator", "statistic"]].drop_duplicates()
        return [(str(name), str(stat), self.latest(str(name), str(stat))) for name, stat in pairs.itertuples(index=False)]

    def face_query(self, column: str = "area_km2", how: str = "sum", over: int | None = None) -> Query:
        """Return a query over the faces, all or those with more than so many claimants."""
        where: tuple[tuple[str, str, Any], ...] = () if over is None else (("n_claimants", "over", over),)
        return Query("faces", column, how, where)

    def n_faces(self, over: int | None = None) -> Text:
        """Return the number of faces with its noun."""
        return self.cells.count(self.face_query("face_id", "count", over), "patch", "patches")

    def statement(self, indicator: str, waters: str) -> Text | None:
        """Return the sentence on an indicator in some waters, if it was made."""
        found = self.statements.find(indicator, waters)
        return self.statements.sentence(found) if found else None

    def both(self, indicator: str) -> list[Text]:
        """Return the sentences on an indicator: all waters with a claimant, and those with several."""
        found = [self.statements.find(indicator, waters) for waters in ("claimed", "overlapping")]
        # Where neither the whole nor its part has a value, that is said once.
        nowhere = all(item is not None and item.finding.kind == "no data" for item in found)
        kinds = ("claimed",) if nowhere else ("claimed", "overlapping")
        return [text for waters in kinds if (text := self.statement(indicator, waters)) is not None]

    def change(self, indicator: str, waters: str = "claimed") -> Text | None:
        """Return the sentence on the change of an indicator."""
        found = self.statements.find(indicator, waters, change=True)
        return self.statements.change(found) if found else None

    def series(self, indicator: str, waters: str = "claimed") -> Text:
        """Return the values of all periods of an indicator with their sites; nothing where none can be spoken of."""
        found = self.statements.find(indicator, waters)
        return self.statements.series(found) if found else Text()

    def not_counted(self) -> Text | None:
        """Return what the base leaves out and another scenario counts, in words; None where there is nothing of the kind."""
        choices = self.cells.frames["choices"]
        base = choices[choices["scenario"] == "S1"].iloc[0]
        none = {"features": "0", "stated": "not counted", "symbol": "not counted"}
        left_out = [self.say(f"counted.{axis}") for axis, choice in none.items() if base[axis] == choice and choices[axis].nunique() > 1]
        return self.say.listed(left_out) if left_out else None

    def known(self, here: bool) -> Text:
        """Return how many known gaps of the claims are of these waters, or are not, with the noun."""
        where = (("here", "is", "yes" if here else "no"),)
        return self.cells.count(Query("gaps", "gap", "count", where), "known gap", "known gaps")

    def claim_gaps(self, key: str) -> Text:
        """Return the sentence on the known gaps of these waters: where none is recorded that is no finding that there is none."""
        none = not (self.cells.frames["gaps"]["here"] == "yes").any()
        return self.say(f"{key}-none") if none else self.say(key, n=self.known(here=True))

    def unsurveyed(self, indicator: str, statistic: str, time: str, pattern: str) -> Text | None:
        """Return the sentence on the reef of patches without a value; None where no patch with reef is without one."""
        rows: tuple[tuple[str, str, Any], ...] = (
            ("indicator", "is", indicator), ("statistic", "is", statistic), ("time", "is", time), ("reef_cells", "over", 0),
        )  # fmt: skip
        missing = (*rows, ("value", "missing", None))
        count = Query("indicator_table", "face_id", "count", missing)
        if self.cells.read(count) == 0:
            return None
        share = Query("indicator_table", "reef_cells", "sum", missing, Query("indicator_table", "reef_cells", "sum", rows))
        return self.say(
            pattern,
            brief=self.statements.brief(indicator),
            when=self.when(time),
            missing=self.cells.bind(count, "count", "figure"),
            faces=self.cells.count(Query("indicator_table", "face_id", "count", rows), "patch", "patches"),
            share=self.cells.bind(share, "percent"),
        )

    def no_reef(self) -> bool:
        """Tell whether no reef is known in these waters: nothing over reefs applies to any patch that the map of reefs reaches."""
        frame = self.cells.frames["indicator_table"]
        over_reefs = frame[frame["indicator"].isin(["hard_coral_cover", "maximum_monthly_mean"]) & (frame["statistic"] != "n")]
        return {"not applicable"} <= set(over_reefs["reason_kind"]) <= {"not applicable", "no data"}

    def without_reef(self, key: str) -> Text:
        """Return the sentence on waters without known reef: all of them, or the part that the map of reefs reaches."""
        over_reefs = self.cells.frames["indicator_table"]["indicator"].isin(["hard_coral_cover", "maximum_monthly_mean"])
        part = "no data" in set(self.cells.frames["indicator_table"].loc[over_reefs, "reason_kind"])
        return self.say(f"{key}-part" if part else key)

    def look_next(self, most: int = MOST_NAMED) -> LookNext:
        """Return the patches to look at next: the same that the map of the one page marks."""
        return look_next(self.cells.frames["indicator_table"], self.faces.frame, most)

    def place(self, face_id: str) -> Text:
        """Return where a patch is found: in degrees, at its reef where it has any, as the box on the map."""
        return quoted(near(self.faces.frame.loc[face_id, "geometry"]), "place")

    def before(self, indicator: str, statistic: str = "mean") -> bool:
        """Tell whether the period that is spoken of is not the last one of the data: after it no patch has a value."""
        frame = self.cells.frames["indicator_table"]
        rows = frame[(frame["indicator"] == indicator) & (frame["statistic"] == statistic)]
        return self.latest(indicator, statistic) < str(rows["time"].astype(str).max())

    def beyond_reefs(self) -> Text | None:
        """Return how much of these waters the map of reefs does not reach; None where it reaches every patch."""
        where = (("indicator", "is", "reef_cells"), ("reason_kind", "is", "no data"))
        count = Query("indicator_table", "face_id", "count", where)
        if self.cells.read(count) == 0:
            return None
        return self.say(
            "gap.reach",
            missing=self.cells.bind(count, "count", "figure"),
            faces=self.n_faces(),
            area=self.cells.bind(Query("indicator_table", "area_km2", "sum", where), "km2"),
        )

    def reporting_areas(self) -> list[Text]:
        """Return the reporting areas of stocks that the waters reach into, each with its code and name."""
        rows = self.cells.frames["fao_areas"].to_dict("records") if "fao_areas" in self.cells.frames else []
        return [quoted(f"FAO area {row['area']} ({row['name']})", "name") for row in rows]

    def area_statement(self) -> Statement | None:
        """Return the statement on the area with more than one claimant."""
        return self.statements.find("area", "overlapping")

    def family(self) -> Text:
        """Return the family of scenarios in words."""
        found = self.area_statement()
        return self.statements.family(found) if found else self.say("family.one")

    def base_choices(self) -> Text:
        """Return the choices of the base in words, one after the other: those of which these waters have more than one."""
        choices = self.cells.frames["choices"]
        base = choices[choices["scenario"] == "S1"].iloc[0]
        several = [axis for axis in AXES if base[axis] and choices[axis].nunique() > 1]
        made = [self.choice(axis, str(base[axis])) for axis in several]
        parts = [part for text in made for part in ("; ", text)][1:]
        return text_of(*parts) if parts else text_of(self.say.word("family.as-read"))

    def choice(self, axis: str, choice: str) -> Text:
        """Return a choice in plain words."""
        if axis == "features" and choice not in ("0", ""):
            return self.say("choice.features", zone=quoted(f"{choice} nautical miles", "definition"))
        key = f"choice.{axis}-{choice}".replace(" ", "-")
        return self.say(key) if key in self.say.strings else quoted(choice, "definition")

    def in_table(self, where: tuple[tuple[str, str, Any], ...], units: str, reason: str = "") -> Text:
        """Return a value of the indicator table as it stands in a table: a count with its range over the ways of counting."""
        value = text_of(self.cells.bind(Query("indicator_table", "value", "value", where), units, "cell", reason=reason))
        if units != "count":
            return value
        low, high = (self.cells.bind(Query("indicator_table", column, "value", where), units, "cell") for column in ("lower", "upper"))
        if math.isnan(low.value) or math.isnan(high.value) or low.text == high.text:
            return value
        return self.say("faces.range", value=value, low=low, high=high)

    def family_id(self) -> Text:
        """Return the id of the family of scenarios: the same choices have the same id."""
        rows = self.cells.frames["choices"].to_csv(index=False)
        return quoted(f"{self.where.sign}-{hashlib.sha256(rows.encode('utf-8')).hexdigest()[:6]}", "name")

    def missing(self, indicator: str, statistic: str, time: str, pattern: str = "gap.indicator", **more: Text) -> Text | None:
        """Return the sentence on faces without a value, by a pattern of the catalogue; None where each has one."""
        where = (("indicator", "is", indicator), ("statistic", "is", statistic), ("time", "is", time), ("value", "missing", None))
        count = Query("indicator_table", "face_id", "count", where)
        if self.cells.read(count) == 0:
            return None
        rows = self.cells.frames["indicator_table"].iloc[self.cells.rows(count)]
        rest = self.all_but(where)
        return self.say(
            f"{pattern}-but" if rest is not None and f"{pattern}-but" in self.say.strings else pattern,
            rest=rest or "",
            **more,
            brief=self.statements.brief(indicator),
            when=self.when(time),
            missing=self.cells.bind(count, "count", "figure"),
            faces=self.n_faces(),
            area=self.cells.bind(Query("indicator_table", "area_km2", "sum", where), "km2"),
            reasons=self.statements.reasons(tuple(rows["reason"])),
        )

    def all_but(self, where: tuple[tuple[str, str, Any], ...]) -> Bound | None:
        """Return the sea of the patches with a value, where the sea of those without prints like all of it; else None."""
        missing = Query("indicator_table", "area_km2", "sum", where)
        every = Query("indicator_table", "area_km2", "sum", where[:-1])
        known = Query("indicator_table", "area_km2", "sum", (*where[:-1], ("value", "known", None)))
        alike = number(self.cells.read(missing), "km2") == number(self.cells.read(every), "km2")
        return self.cells.bind(known, "km2") if alike and self.cells.read(known) > 0 else None

    def table(
        self, name: str, key: str, heads: Iterable[Text], numeric: Iterable[bool], rows: Iterable[Iterable[Text]], **fields: Text
    ) -> Table:
        """Return a table whose caption and takeaway stand in the catalogue under a key."""
        return Table(
            name=name,
            takeaway=self.say(f"{key}-takeaway" if f"{key}-takeaway" in self.say.strings else f"{key.rsplit('.', 1)[0]}.takeaway"),
            caption=self.say(key, **fields),
            heads=tuple(heads),
            numeric=tuple(numeric),
            rows=tuple(tuple(row) for row in rows),
            key=self.say("faces.key"),
        )

    def head(self, *names: str) -> list[Text]:
        """Return column heads from the catalogue."""
        return [self.say(f"head.{name}") for name in names]

    def figure_number(self, name: str) -> Text:
        """Return the number of a map."""
        return self.figures[name].number if name in self.figures else text_of()

    def unknown_title(self, chapter: str) -> Text:
        """Return the head of what is not known of a chapter: no two heads are alike."""
        return self.say("section.unknown-of", chapter=self.say(f"section.{chapter}"))

    def label(self, face_id: str) -> Text:
        """Return the number of a face on the maps."""
        return text_of(Free(str(self.faces.frame.loc[face_id, "label"]), "face"))
