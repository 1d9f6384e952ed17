"""The annexes: faces and values, definitions, lines, sources, sensitivity, and how to check numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from toolkit.briefing.bound import Query, Text, text_of
from toolkit.briefing.desk import Desk
from toolkit.briefing.disclosed import disclosure_section
from toolkit.briefing.lines import claim_gaps, instruments
from toolkit.briefing.manifest import Input
from toolkit.briefing.messages import Messages, period
from toolkit.briefing.model import Block, Entry, Headed, Paragraph, Section
from toolkit.briefing.sensitivity import sensitivity_of
from toolkit.briefing.sentences import quoted
from toolkit.briefing.tiers import rules
from toolkit.rounding import NO_DATA
from toolkit.rounding import unit as unit_word

if TYPE_CHECKING:
    from toolkit.briefing.edition import Edition

__all__ = ["annexes"]

#: What a register entry says of the map symbol, which a claim set without it does not hold.
#: Words of a register entry to whoever would pass the data on.
_ASK = re.compile(r"Ask [^.]*? before [^.]*\. ?")

_SYMBOL = re.compile(r"(?:Map symbol: [^.]*\.[^.]*\.[^.]*\. )|(?:; the map symbol: [^.;]*)|(?:; nine_dash_symbol[^;]*)")

#: Columns of the table of values, in this order where the table has them.
_COLUMNS = (
    ("reef_cells", "sum"),
    ("hard_coral_cover", "mean"),
    ("maximum_monthly_mean", "mean"),
    ("share_sustainable", "mean"),
    ("tuna_catch_density", "mean"),
    ("longline_effort_density", "mean"),
)


def annexes(desk: Desk, inputs: Iterable[Input], edition: Edition | None = None) -> tuple[Section, ...]:
    """Return the annexes, in order."""
    return (
        _sensitivity(desk),
        _faces(desk),
        _definitions(desk),
        disclosure_section(desk, edition),
        instruments(desk),
        *claim_gaps(desk),
        _sources(desk, inputs, passed_on=edition is not None and edition.audience == rules().order[-1]),
        Section(
            "register",
            desk.say("section.register"),
            tuple(Paragraph(desk.say(f"register.{name}")) for name in ("text", "trace", "inputs")),
        ),
    )


def _sensitivity(desk: Desk) -> Section:
    table = sensitivity_of(desk, "sensitivity")
    blocks: list[Block] = [Paragraph(desk.say("sensitivity.intro", family=desk.family(), id=desk.family_id()))]
    blocks += [table] if table is not None else []
    return Section("sensitivity", desk.say("section.sensitivity"), (*blocks, Paragraph(desk.say("sensitivity.unknown"))))


def _faces(desk: Desk) -> Section:
    say, cells = desk.say, desk.cells
    frame = desk.faces.frame
    region = quoted(desk.where.title, "name")
    listed = []
    for face_id, face in frame.iterrows():
        area = Query("faces", "area_km2", "value", (("face_id", "is", str(face_id)),))
        bound = cells.bind(area, "km2", "cell")
        where_it_is = (desk.label(str(face_id)), desk.place(str(face_id)))
        listed.append((*where_it_is, text_of(desk.names(face["claimants"])), text_of(str(face["regime"])), text_of(bound)))
    table = cells.frames["indicator_table"]
    columns = []
    for name, statistic in _COLUMNS:
        rows = table[(table["indicator"] == name) & (table["statistic"] == statistic)]
        if len(rows):
            columns.append((name, statistic, desk.latest(name, statistic), str(rows["units"].iloc[0])))
    heads = [say("head.face")]
    for name, _statistic, time, units in columns:
        record = desk.record(name)
        short = quoted(record.short_title, "definition") if record else quoted(name, "name")
        unit = unit_word(units)
        tail = [quoted(unit, "definition")] if unit else []
        parts: list[Any] = [short, " (", *tail]
        if time:
            parts += [", " if tail else "", period(time, say)]
        heads.append(text_of(*parts, ")") if tail or time else short)
    reasons = {
        (str(row.face_id), str(row.indicator), str(row.statistic), str(row.time)): str(row.reason) for row in table.itertuples(index=False)
    }
    values = []
    for face_id in frame.index:
        cells_of: list[Text] = [desk.label(str(face_id))]
        for name, statistic, time, units in columns:
            key = (str(face_id), name, statistic, time)
            if key not in reasons:
                cells_of.append(text_of(NO_DATA))
                continue
            where = (("face_id", "is", key[0]), ("indicator", "is", name), ("statistic", "is", statistic), ("time", "is", time))
            cells_of.append(desk.in_table(where, units, reasons[key]))
        values.append(cells_of)
    blocks: tuple[Block, ...] = (
        desk.table(
            "faces",
            "faces.table",
            desk.head("face", "near", "claimants", "regime", "area"),
            (False, False, False, False, True),
            listed,
            region=region,
        ),
        desk.table("values", "faces.values", heads, (False, *(True for _ in columns)), values),
    )
    return Section("faces", say("section.faces"), blocks)


def _definitions(desk: Desk) -> Section:
    say, cells = desk.say, desk.cells
    entries = []
    for name in dict.fromkeys(desk.cells.frames["indicator_table"]["indicator"]):
        record = desk.record(str(name))
        if record is None:
            entries.append(Entry(quoted(str(name), "name"), (say("definitions.own"),)))
            continue
        words = [quoted(record.formula, "definition"), say("definitions.reference", text=quoted(record.reference, "definition"))]
        inputs = "; ".join(f"{item.what} ({item.units})" for item in record.inputs)
        words += [say("definitions.inputs", text=quoted(inputs, "definition"))] if inputs else []
        words.append(say("definitions.basis", text=quoted(_bases(desk, str(name)), "definition")))
        limits = "; ".join(f"{item.value:g}: {item.meaning} [{item.source}]" for item in record.thresholds)
        words += [say("definitions.thresholds", text=quoted(limits, "definition"))] if limits else []
        if record.class_edges:
            classes = f"{', '.join(record.class_labels)} ({record.class_source})"
            words.append(say("definitions.classes", text=quoted(classes, "definition")))
        least = ", ".join(f"{say.word(f'least.{key}')} {value:g}" for key, value in record.minimum.items())
        words += [say("definitions.minimum", text=quoted(least, "definition"))] if least else []
        if record.what_it_is_not:
            words.append(say("definitions.is_not", text=quoted(record.what_it_is_not, "definition")))
        words += [say("definitions.traps", text=quoted(" ".join(record.traps), "definition"))] if record.traps else []
        unit = unit_word(record.units)
        head = text_of(quoted(record.title, "definition"), *((" (", quoted(unit, "definition"), ")") if unit else ()))
        entries.append(Entry(head, tuple(words)))

    def rule(name: str, units: str = "count", form: str = "figure") -> Any:
        return cells.bind(Query("rules", "value", "value", (("rule", "is", name),)), units, form)

    confidence = say(
        "definitions.confidence-text",
        sites=rule("evidence.robust.sites"),
        share=rule("evidence.robust.valid_fraction", "percent", "say"),
        years=rule("evidence.robust.years"),
        sites_medium=rule("evidence.medium.sites"),
        share_medium=rule("evidence.medium.valid_fraction", "percent", "say"),
        years_medium=rule("evidence.medium.years"),
    )
    agreement = say(
        "definitions.agreement-text", high=rule("agreement.high", "percent", "say"), medium=rule("agreement.medium", "percent", "say")
    )
    entries.append(Entry(say("definitions.confidence"), (confidence, agreement)))
    short = dict(part.split(": ", 1) for part in say.strings["definitions.short-list"].splitlines() if part)
    entries.append(Entry(say("definitions.short"), tuple(text_of(f"{name}: {meaning}") for name, meaning in short.items())))
    return Section("definitions", say("section.definitions"), (Headed(tuple(entries)),))


def _bases(desk: Desk, indicator: str) -> str:
    """Return over what the values of an indicator were taken, as the table says it."""
    frame = desk.cells.frames["indicator_table"]
    return "; ".join(sorted(set(frame.loc[frame["indicator"] == indicator, "basis"].astype(str)) - {""}))


def _may_be_passed_on(say: Messages, redistribution: str, *, passed_on: bool) -> Text:
    """Return whether a dataset may be passed on, in words."""
    if passed_on and redistribution != "ok":
        return say("sources.derived")
    key = f"sources.may-{redistribution}"
    return say(key) if key in say.strings else quoted(redistribution, "source")


def _sources(desk: Desk, inputs: Iterable[Input], *, passed_on: bool = False) -> Section:
    """Return the sources; in an edition that is itself passed on, it is said what of a source it holds, not whom to ask before."""
    say = desk.say
    entries: list[Entry] = []
    tools: list[Entry] = []
    symbol = any(line.kind == "symbol" for line in desk.faces.claims.lines)

    def told(text: str) -> Text:
        return quoted(text if symbol else _SYMBOL.sub("", text).strip(), "source")

    measured = {name for names in desk.cells.frames["indicator_table"]["dataset_ids"] for name in str(names).split()}
    legal = set(desk.faces.claims.dataset_ids)
    # What was measured comes first, then what the lines rest on, then what the pack is drawn and written with.
    for item in sorted(inputs, key=lambda item: (item.id not in measured - legal, item.id not in legal, item.id)):
        meta = say(
            "sources.meta",
            id=quoted(item.id, "source"),
            version=quoted(item.version, "source"),
            kind=quoted(item.kind, "source"),
            licence=told(item.licence),
            source=told(item.source),
            redistribution=_may_be_passed_on(say, item.redistribution, passed_on=passed_on),
            caveats=told(_ASK.sub("", item.caveats).strip() if passed_on else item.caveats),
        )
        words = [told(item.citation), meta]
        if item.files:
            digests = ", ".join(digest[:12] for digest in item.files.values())
            words.append(say("sources.checksums", digests=quoted(digests, "name")))
        (entries if item.id in measured | legal else tools).append(Entry(quoted(item.title, "source"), tuple(words)))
    blocks = tuple(Headed(tuple(held)) for held in (entries, tools) if held)
    return Section("sources", say("section.sources"), blocks)
