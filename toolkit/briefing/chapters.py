"""The chapters on a region: the same order and the same build whoever is concerned."""

from __future__ import annotations

from typing import Any

from toolkit.briefing.bound import Free, Query, Text, text_of
from toolkit.briefing.desk import Desk
from toolkit.briefing.messages import long_date
from toolkit.briefing.model import Block, Bullets, Paragraph, Section
from toolkit.briefing.statements import quoted
from toolkit.claims.model import AXES
from toolkit.claims.names import order_by_name
from toolkit.rounding import NO_DATA

__all__ = ["chapters"]

#: Instruments named for one claimant; the rest is in the table of claims.
_LISTED = 3


def chapters(desk: Desk) -> tuple[Section, ...]:
    """Return the chapters R1 to R7."""
    return (_situation(desk), _claims(desk), _coral(desk), _fish(desk), _pressures(desk), _gaps(desk), _options(desk))


def _situation(desk: Desk) -> Section:
    say, cells, claims = desk.say, desk.cells, desk.faces.claims
    n_claims = cells.count(Query("claims", "claim_id", "count"), "claim", "claims")
    over = cells.bind(desk.face_query("face_id", "count", 1), "count", "figure")
    parties = text_of(desk.names(claims.claimants).replace("; ", ", "))
    blocks: list[Block] = [
        Paragraph(say("situation.intro", n=n_claims, claimants=parties)),
        Paragraph(say("situation.faces", faces=desk.n_faces(), area=cells.bind(desk.face_query(), "km2"), over=over)),
        Paragraph(say("situation.claimants")),
    ]
    rows = []
    for code in order_by_name(claims.claimants, desk.profile):
        mine = [claim for claim in claims.claims if code in claim.claimants]
        ids = list(dict.fromkeys(name for claim in mine for name in claim.instrument_ids if name in claims.instruments))
        titles = quoted("; ".join(claims.instruments[name].title for name in ids[:_LISTED]), "instrument")
        if not ids:
            computed = all(claim.basis in ("distance", "equidistance") for claim in mine)
            titles = say("situation.none" if computed else "situation.unstated")
        if len(ids) > _LISTED:
            titles = say("situation.more", first=titles)
        count = Query("claims_by_party", "claim_id", "count", (("party", "is", code),))
        number = cells.bind(count, "count", "cell")
        rows.append((text_of(desk.name(code)), text_of(number), titles))
    blocks.append(desk.table("claimants", "situation.table", desk.head("claimant", "n_claims", "instruments"), (False, True, False), rows))
    if len(cells.frames["gaps"]):
        n = cells.count(Query("gaps", "gap", "count"), "known gap", "known gaps")
        blocks.append(Paragraph(say("situation.gaps", n=n)))
    return Section("situation", say("section.situation"), tuple(blocks))


def _claims(desk: Desk) -> Section:
    say, cells = desk.say, desk.cells
    set_line = say("situation.set", claims=quoted(desk.faces.claims.title, "instrument"), date=long_date(desk.faces.claims.date, say))
    blocks: list[Block] = [Paragraph(set_line, "small")]
    if "claims" in desk.figures:
        blocks.append(Paragraph(say("claims.map", number=desk.figure_number("claims"))))
    rows: list[tuple[Text, ...]] = []
    for depth in sorted({int(n) for n in cells.frames["faces"]["n_claimants"]}):
        where = (("n_claimants", "is", depth),)
        rows.append(
            (
                text_of(cells.bind(Query("faces", "n_claimants", "max", where), "count", "cell")),
                text_of(cells.bind(Query("faces", "face_id", "count", where), "count", "cell")),
                text_of(cells.bind(Query("faces", "area_km2", "sum", where), "km2", "cell")),
            )
        )
    region = quoted(desk.where.title, "name")
    heads = desk.head("n_claimants", "faces", "area")
    blocks.append(desk.table("depth", "claims.table", heads, (True, True, True), rows, region=region))
    joint = Query("faces", "area_km2", "sum", (("regime", "is", "joint"),))
    blocks.append(Paragraph(say("claims.joint-some", area=cells.bind(joint, "km2")) if cells.read(joint) > 0 else say("claims.joint")))
    blocks += _scenarios(desk)
    area = desk.statement("area", "overlapping")
    if area is not None:
        blocks.append(Paragraph(area, "lead"))
    blocks.append(Paragraph(say("claims.unknown")))
    return Section("claims", say("section.claims"), tuple(blocks))


def _scenarios(desk: Desk) -> list[Block]:
    """Return the table of scenarios, if there are several."""
    cells = desk.cells
    choices = cells.frames["choices"]
    if len(choices) < 2:
        return []
    axes = [axis for axis in AXES if choices[axis].nunique() > 1]
    rows = []
    for row in choices.to_dict("records"):
        base: tuple[tuple[str, str, Any], ...] = (("scenario", "is", row["scenario"]), ("indicator", "is", "area"))
        sums = [Query("scenarios", "value", "value", (*base, ("waters", "is", waters))) for waters in ("claimed", "overlapping")]
        rows.append(
            (
                text_of(Free(str(row["scenario"]), "name")),
                *(quoted(str(row[axis]), "definition") for axis in axes),
                *(text_of(cells.bind(query, "km2", "cell")) for query in sums),
            )
        )
    heads = desk.head("scenario", *axes, "claimed", "overlap")
    numeric = (False, *(False for _ in axes), True, True)
    return [desk.table("scenarios", "claims.scenarios", heads, numeric, rows, family=desk.family())]


def _about(desk: Desk, indicator: str, name: str, sentence: str) -> list[Block]:
    """Return statements, the sentence that announces the map, the map, and what is missing."""
    blocks: list[Block] = [Paragraph(text, "lead" if position == 0 else "plain") for position, text in enumerate(desk.both(indicator))]
    moved = desk.change(indicator)
    if moved is not None:
        blocks.append(Paragraph(moved))
    if name in desk.figures:
        blocks.append(Paragraph(desk.say(sentence, number=desk.figure_number(name))))
        blocks.append(desk.figures[name])
    return blocks


def _missing(desk: Desk, *wanted: str) -> list[Block]:
    """Return what is not known of some indicators."""
    items = [
        text
        for name, statistic, time in desk.shown()
        if name in wanted and statistic != "sum" and (text := desk.missing(name, statistic, time)) is not None
    ]
    return [Bullets(tuple(items))] if items else []


def _own_maps(desk: Desk) -> list[str]:
    return [name for name in desk.figures if name.startswith("own-")]


def _coral(desk: Desk) -> Section:
    say = desk.say
    blocks = _about(desk, "hard_coral_cover", "coral-cover", "coral.cover-map")
    blocks += _about(desk, "maximum_monthly_mean", "reef-water-temperature", "coral.heat-map")
    shown = {name for name, _, _ in desk.shown()}
    standard = {
        "hard_coral_cover",
        "reef_cells",
        "share_sustainable",
        "tuna_catch_density",
        "longline_effort_density",
        "maximum_monthly_mean",
    }
    for name in _own_maps(desk):
        blocks += _about(desk, desk.mapped[name][0], name, "coral.own-map")
    blocks += [Paragraph(text) for text in desk.both("reef_cells")]
    blocks += _missing(desk, "hard_coral_cover", "maximum_monthly_mean", *sorted(shown - standard))
    return Section("coral", say("section.coral"), tuple(blocks))


def _fish(desk: Desk) -> Section:
    blocks = _about(desk, "share_sustainable", "stock-status", "fish.stock-map")
    blocks.append(Paragraph(desk.say("fish.apportioned")))
    blocks += _about(desk, "tuna_catch_density", "tuna-catch", "fish.tuna-map")
    blocks += _missing(desk, "share_sustainable", "tuna_catch_density")
    return Section("fish", desk.say("section.fish"), tuple(blocks))


def _pressures(desk: Desk) -> Section:
    blocks: list[Block] = [Paragraph(text) for text in desk.both("longline_effort_density")]
    blocks.append(Paragraph(desk.say("pressures.effort")))
    blocks.append(Paragraph(desk.say("pressures.missing")))
    blocks += _missing(desk, "longline_effort_density")
    return Section("pressures", desk.say("section.pressures"), tuple(blocks))


def _gaps(desk: Desk) -> Section:
    say, cells = desk.say, desk.cells
    rows: list[tuple[Text, ...]] = []
    for name, statistic, time in desk.shown():
        where: tuple[tuple[str, str, Any], ...] = (
            ("indicator", "is", name), ("statistic", "is", statistic), ("time", "is", time), ("value", "missing", None),
        )  # fmt: skip
        count = Query("indicator_table", "face_id", "count", where)
        taken = cells.frames["indicator_table"].iloc[cells.rows(count)]
        why = []
        for kind in sorted(set(taken["reason_kind"])):
            mine = Query(count.source, count.column, "count", (*where, ("reason_kind", "is", kind)))
            why.append(text_of(cells.bind(mine, "count", "figure"), " ", say.word(f"reason.{kind}")))
        rows.append(
            (
                desk.title(name),
                text_of(Free(time.replace("/", "–"), "date")) if time else text_of(NO_DATA),
                text_of(cells.bind(count, "count", "cell")),
                text_of(cells.bind(Query("indicator_table", "area_km2", "sum", where), "km2", "cell")),
                say.listed(why) if why else text_of(say.word("sensitivity.none")),
            )
        )
    heads = desk.head("indicator", "since", "missing", "area", "why")
    blocks: list[Block] = [Paragraph(say("gaps.intro")), desk.table("gaps", "gaps.table", heads, (False, False, True, True, False), rows)]
    cover = desk.statements.find("hard_coral_cover", "claimed")
    if cover is not None and cover.time:
        blocks.append(Paragraph(say("gap.age", year=Free(cover.time.split("/")[-1], "date"))))
    blocks.append(Paragraph(say("gaps.who")))
    return Section("gaps", say("section.gaps"), tuple(blocks))


def _options(desk: Desk) -> Section:
    """Return arrangements of the ledger by which parties share or set aside a question, with their sources."""
    from toolkit.claims.read import read_claims

    say = desk.say
    every = read_claims("arf")
    joint = {name for claim in every.claims if claim.regime == "joint" for name in claim.instrument_ids}
    found = [item for item in every.instruments.values() if item.id in joint or item.kind == "provisional arrangement"]
    found.sort(key=lambda item: (item.date_made, item.title))
    rows = [
        (
            quoted(item.title, "instrument"),
            text_of(desk.names(item.parties)),
            quoted(item.date_made or NO_DATA, "date"),
            quoted(item.in_force or NO_DATA, "date"),
            quoted(item.superseded or NO_DATA, "date"),
            text_of(item.verification or NO_DATA),
        )
        for item in found
    ]
    heads = [*desk.head("title", "parties", "made", "in_force"), say("head.superseded"), *desk.head("verification")]
    blocks: list[Block] = [Paragraph(say("options.intro"))]
    if rows:
        blocks.append(desk.table("options", "options.table", heads, (False,) * 6, rows))
    blocks.append(Paragraph(say("options.unknown")))
    return Section("options", say("section.options"), tuple(blocks))
