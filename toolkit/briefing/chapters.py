"""The chapters on a region: the same order and the same build whoever is concerned.

Each names its claim set and date first, has the table of what the lines change beside its sentences, mentions a map before it shows it,
and ends with what is not known.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from toolkit.briefing.bound import Free, Query, Text, text_of
from toolkit.briefing.desk import Desk
from toolkit.briefing.drawing import own_stem
from toolkit.briefing.lines import provisional_lines
from toolkit.briefing.messages import long_date, period
from toolkit.briefing.model import Block, Bullets, Paragraph, Section
from toolkit.briefing.options import options
from toolkit.briefing.pairs import labelled
from toolkit.briefing.sensitivity import sensitivity_of
from toolkit.briefing.sentences import quoted
from toolkit.claims.known import instruments_behind
from toolkit.claims.model import AXES
from toolkit.claims.names import order_by_name

__all__ = ["chapters"]

#: Instruments named for one claimant; the rest is in the annex of instruments.
_LISTED = 6

#: Indicators of the embedded data, by chapter; what is in none of them is the user's own.
_CORAL = ("hard_coral_cover", "reef_cells", "maximum_monthly_mean")
_FISH = ("share_sustainable", "tuna_catch_density")
_PRESSURES = ("longline_effort_density",)


def chapters(desk: Desk) -> tuple[Section, ...]:
    """Return the chapters R1 to R7, each with the section on what is not known."""
    return (
        *_situation(desk), *_claims(desk), *_coral(desk), *_fish(desk), *_pressures(desk), *_gaps(desk), *options(desk),
    )  # fmt: skip


def _set_line(desk: Desk) -> Paragraph:
    """Return the line that names claim set, date and family."""
    claims, say = desk.faces.claims, desk.say
    words = say("situation.set", claims=quoted(claims.title, "instrument"), date=long_date(claims.date, say), family=desk.family_id())
    return Paragraph(words, "small")


def _chapter(desk: Desk, name: str, blocks: Iterable[Block], unknown: Iterable[Text]) -> tuple[Section, ...]:
    """Return a chapter: its claim set and date, its content, and what is not known."""
    items = tuple(text for text in unknown if text.parts) or (desk.say("unknown.none"),)
    return (
        Section(name, desk.say(f"section.{name}"), (_set_line(desk), *blocks)),
        Section(f"{name}-unknown", desk.unknown_title(name), (Bullets(items, "unknown"),), level=3),
    )


def _situation(desk: Desk) -> tuple[Section, ...]:
    say, cells, claims = desk.say, desk.cells, desk.faces.claims
    n_claims = cells.count(Query("claims", "claim_id", "count"), "claim", "claims")
    over = cells.bind(desk.face_query("face_id", "count", 1), "count", "figure")
    parties = text_of(desk.names(claims.claimants).replace("; ", ", "))
    blocks: list[Block] = [
        Paragraph(say("situation.intro", n=n_claims, claimants=parties, choices=desk.base_choices())),
        Paragraph(say("situation.faces", faces=desk.n_faces(), area=cells.bind(desk.face_query(), "km2"), over=over)),
        Paragraph(say("situation.claimants")),
    ]
    if left_out := desk.not_counted():
        blocks.append(Paragraph(say("situation.left-out", others=left_out)))
    behind = instruments_behind(claims)
    rows = []
    for code in order_by_name(claims.claimants, desk.profile):
        mine = [claim for claim in claims.claims if code in claim.claimants]
        ids = list(dict.fromkeys(name for claim in mine for name in behind[claim.claim_id] if name in claims.instruments))
        titles = quoted("; ".join(labelled(claims.instruments[name]) for name in ids[:_LISTED]), "instrument")
        if not ids:
            computed = all(claim.basis in ("distance", "equidistance") for claim in mine)
            titles = say("situation.none" if computed else "situation.unstated")
        if len(ids) > _LISTED:
            titles = say("situation.more", first=titles)
        count = Query("claims_by_party", "claim_id", "count", (("party", "is", code),))
        number = cells.bind(count, "count", "cell")
        rows.append((text_of(desk.name(code)), text_of(number), titles))
    blocks.append(desk.table("claimants", "situation.table", desk.head("claimant", "n_claims", "instruments"), (False, True, False), rows))
    gaps = desk.claim_gaps("situation.gaps") if len(cells.frames["gaps"]) else Text()
    return _chapter(desk, "situation", blocks, (gaps,))


def _claims(desk: Desk) -> tuple[Section, ...]:
    say, cells = desk.say, desk.cells
    blocks: list[Block] = []
    area = desk.statement("area", "overlapping")
    if area is not None:
        blocks.append(Paragraph(area, "lead"))
    table = sensitivity_of(desk, "lines-claims", ("area",))
    if table is not None:
        blocks.append(table)
    if "claims" in desk.figures:
        blocks.append(Paragraph(say("claims.map", number=desk.figure_number("claims"))))
    if desk.features:
        named = [text_of(Free(sign, "figure"), " ", quoted(" / ".join(names), "name")) for sign, names in desk.features]
        blocks.append(Paragraph(say("claims.features", features=_semicolons(named))))
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
    blocks += [Paragraph(say("claims.one")), Paragraph(_joint(desk))]
    blocks += _scenarios(desk)
    for position, name in enumerate(stem for stem in desk.figures if stem.startswith("line-key")):
        blocks += [Paragraph(say("claims.key-more" if position else "claims.key", number=desk.figure_number(name))), desk.figures[name]]
    if "patches" in desk.figures:
        blocks += [Paragraph(say("claims.patches", number=desk.figure_number("patches"))), desk.figures["patches"]]
    return _chapter(desk, "claims", blocks, (say("claims.unknown"),))


def _semicolons(items: Iterable[Text]) -> Text:
    """Return items with a semicolon between them."""
    return text_of(*(part for position, item in enumerate(items) for part in (("; ", item) if position else (item,))))


def _joint(desk: Desk) -> Text:
    """Return how much sea lies in joint or provisional zones, and how much of it others claim besides."""
    say, cells = desk.say, desk.cells
    zones = Query("faces", "area_km2", "sum", (("zone_kinds", "holds", "joint regime"),))
    lines = provisional_lines(desk)
    if cells.read(zones) == 0:
        return text_of(say("claims.joint"), " ", lines) if lines is not None else say("claims.joint")
    beside = Query("faces", "area_km2", "sum", (("zone_kinds", "holds", "joint regime"), ("regime", "is not", "joint")))
    out = say("claims.joint-some", area=cells.bind(zones, "km2"))
    out = text_of(out, " ", say("claims.joint-beside", area=cells.bind(beside, "km2"))) if cells.read(beside) > 0 else out
    return text_of(out, " ", lines) if lines is not None else out


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
    found = desk.area_statement()
    alike = found is not None and found.finding.kind == "robust"
    return [desk.table("scenarios", "claims.scenarios-same" if alike else "claims.scenarios", heads, numeric, rows, family=desk.family())]


def _said(desk: Desk, *indicators: str) -> list[Block]:
    """Return what can be said of some indicators, with the table of what the lines change."""
    blocks: list[Block] = []
    for name in indicators:
        blocks += [Paragraph(text, "lead" if position == 0 else "plain") for position, text in enumerate(desk.both(name))]
        if name == "reef_cells" and (beyond := desk.beyond_reefs()) is not None:
            blocks.append(Paragraph(beyond))
        if (moved := desk.change(name)) is not None:
            blocks.append(Paragraph(moved))
        series = desk.series(name) if name == "hard_coral_cover" else Text()
        if series.parts:
            blocks.append(Paragraph(series))
    return blocks


def _lines_of(desk: Desk, chapter: str, *indicators: str) -> list[Block]:
    table = sensitivity_of(desk, f"lines-{chapter}", indicators)
    return [table] if table is not None else []


def _map(desk: Desk, name: str, sentence: str, indicator: str = "") -> list[Block]:
    """Return the sentence that announces a map and its evidence, and both; where no patch has a value, why there is no such map."""
    say, twin = desk.say, f"{name}-evidence"
    shown = [desk.figures[stem] for stem in (name, twin) if stem in desk.figures]
    words = say(sentence, number=desk.figure_number(name)) if name in desk.figures else _no_map(desk, indicator)
    if not words.parts:
        return []
    if twin in desk.figures:
        words = text_of(words, " ", say("evidence.map", number=desk.figure_number(twin)))
    return [Paragraph(words), *shown]


def _no_map(desk: Desk, indicator: str) -> Text:
    """Return why an indicator of the table has no map: no patch has a value in its last period."""
    frame = desk.cells.frames["indicator_table"]
    rows = frame[(frame["indicator"] == indicator) & (frame["statistic"] != "n")]
    rows = rows[rows["statistic"] == "mean"] if "mean" in set(rows["statistic"]) else rows
    rows = rows[rows["time"] == rows["time"].max()]
    if not len(rows) or rows["value"].notna().any():
        return Text()
    statistic, time = str(rows.iloc[0]["statistic"]), str(rows.iloc[0]["time"])
    if not desk.before(indicator, statistic):
        return desk.missing(indicator, statistic, time, "gap.no-map") or Text()
    last = period(desk.latest(indicator, statistic), desk.say)
    return desk.missing(indicator, statistic, time, "gap.no-map-before", last=last) or Text()


def _missing(desk: Desk, *wanted: str) -> list[Text]:
    """Return what is not known of some indicators."""
    found = []
    for name, statistic, time in desk.shown():
        rows = desk.cells.frames["indicator_table"]
        rows = rows[(rows["indicator"] == name) & (rows["statistic"] == statistic) & (rows["time"] == time)]
        # Where no patch has a value the chapter says so in place of a map.
        if name in wanted and statistic != "sum" and rows["value"].notna().any():
            # Square kilometres of sea measure no gap of what is known of reefs.
            reef = desk.unsurveyed(name, statistic, time, "gap.reef") if name in _CORAL else desk.missing(name, statistic, time)
            later = desk.say("gap.before") if reef is not None and desk.before(name, statistic) else Text()
            found.append(text_of(reef, " ", later) if reef is not None and later.parts else reef)
    return [text for text in found if text is not None]


def _own(desk: Desk) -> tuple[str, ...]:
    """Return the indicators that are the user's own."""
    return tuple(sorted({name for name, _, _ in desk.shown()} - {*_CORAL, *_FISH, *_PRESSURES}))


def _coral(desk: Desk) -> tuple[Section, ...]:
    own, no_reef = _own(desk), desk.no_reef()
    blocks: list[Block]
    if no_reef:
        blocks = [Paragraph(desk.without_reef("coral.no-reef")), *_said(desk, *own), *_lines_of(desk, "coral", *own)]
    else:
        blocks = [*_said(desk, "hard_coral_cover", "maximum_monthly_mean", *own, "reef_cells"), *_lines_of(desk, "coral", *_CORAL, *own)]
        blocks += _map(desk, "coral-cover", "coral.cover-map", "hard_coral_cover")
        blocks += _map(desk, "reef-water-temperature", "coral.heat-map", "maximum_monthly_mean")
    for name in own:
        rows = desk.cells.frames["indicator_table"]
        reefs = rows.loc[rows["indicator"] == name, "basis"].astype(str).str.contains("reef").any()
        blocks += _map(desk, own_stem(name), "coral.own-map-reefs" if reefs else "coral.own-map-sea", name)
    unknown = (*_missing(desk, *own), desk.say("coral.no-reef-unknown")) if no_reef else (*_missing(desk, *_CORAL, *own), _age(desk))
    return _chapter(desk, "coral", blocks, unknown)


def _age(desk: Desk) -> Text:
    """Return where the surveys end: the last period in which a patch has a value."""
    rows = desk.cells.frames["indicator_table"]
    rows = rows[(rows["indicator"] == "hard_coral_cover") & (rows["statistic"] == "mean")]
    if not len(rows):
        return Text()
    times = rows.loc[rows["value"].notna(), "time"]
    return desk.say("gap.age", period=period(str(times.max()), desk.say)) if len(times) else desk.say("gap.no-age")


def _fish(desk: Desk) -> tuple[Section, ...]:
    blocks = [*_reporting_areas(desk), *_said(desk, *_FISH), *_lines_of(desk, "fish", *_FISH)]
    blocks += _map(desk, "stock-status", "fish.stock-map", "share_sustainable")
    blocks += _map(desk, "tuna-catch", "fish.tuna-map", "tuna_catch_density")
    return _chapter(desk, "fish", blocks, (*_missing(desk, *_FISH), desk.say("fish.unknown")))


def _reporting_areas(desk: Desk) -> list[Block]:
    """Return the reporting areas of stocks as a table: whose share it is, and of how many stocks."""
    cells = desk.cells
    rows: list[tuple[Text, ...]] = []
    for code, name in zip(cells.frames["fao_areas"]["area"], desk.reporting_areas(), strict=True):
        asked = (("n_assessed", "count"), ("n_sustainable", "count"), ("percent_sustainable", "percent"), ("percent_of_waters", "percent"))
        found = [cells.bind(Query("fao_areas", column, "value", (("area", "is", code),)), units, "cell") for column, units in asked]
        rows.append((name, *(text_of(value) for value in found)))
    if not rows:
        return []
    heads = desk.head("reporting-area", "n-assessed", "n-sustainable", "percent-sustainable", "percent-of-waters")
    year = quoted(desk.statements.published, "date")
    return [desk.table("reporting-areas", "fish.areas", heads, (False, True, True, True, True), rows, year=year)]


def _pressures(desk: Desk) -> tuple[Section, ...]:
    blocks = [*_said(desk, *_PRESSURES), Paragraph(desk.say("pressures.effort")), *_lines_of(desk, "pressures", *_PRESSURES)]
    blocks += _map(desk, "longline-effort", "pressures.effort-map", "longline_effort_density")
    return _chapter(desk, "pressures", blocks, (*_missing(desk, *_PRESSURES), desk.say("pressures.missing")))


def _places(desk: Desk) -> list[Block]:
    """Return the patches to look at next with their places: those with most reef and no survey value, or the largest without catch."""
    cells, found = desk.cells, desk.look_next(most=10)
    reef = found.kind == "reef"
    rows = []
    for name in found.face_ids:
        of_face = (("face_id", "is", name),)
        measured = [text_of(cells.bind(Query("faces", "area_km2", "value", of_face), "km2", "cell"))]
        if reef:
            measured.insert(0, desk.in_table((*of_face, ("indicator", "is", "reef_cells")), "count"))
        rows.append((desk.label(name), desk.place(name), *measured))
    if not rows:
        return []
    heads = desk.head("face", "near", "reef-cells", "area") if reef else desk.head("face", "near", "area")
    if not reef:
        return [desk.table("places", "gaps.places-catch", heads, (False, False, True), rows)]
    time = desk.latest("hard_coral_cover")
    every: tuple[tuple[str, str, Any], ...] = (
        ("indicator", "is", "hard_coral_cover"), ("time", "is", time), ("statistic", "is", "mean"), ("reef_cells", "over", 0),
        ("value", "missing", None),
    )  # fmt: skip
    count = Query("indicator_table", "face_id", "count", every)
    some = cells.read(count) > len(rows)
    n = {"n": cells.bind(count, "count", "figure")} if some else {}
    made = desk.table("places", "gaps.places", heads, (False, False, True, True), rows)
    return [replace(made, caption=desk.say("gaps.places-most", **n)) if some else made]


def _sea_without(desk: Desk, where: tuple[tuple[str, str, Any], ...]) -> Text:
    """Return the sea of the patches without a value; where it prints like all of it, all but the sea of those with one."""
    if (rest := desk.all_but(where)) is not None:
        return desk.say("gaps.all-but", rest=desk.cells.bind(rest.query, "km2", "cell"))
    return text_of(desk.cells.bind(Query("indicator_table", "area_km2", "sum", where), "km2", "cell"))


def _gaps(desk: Desk) -> tuple[Section, ...]:
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
                text_of(Free(time.replace("/", "–"), "date")) if time else say("gaps.undated"),
                text_of(cells.bind(count, "count", "cell")),
                _sea_without(desk, where),
                say.listed(why) if why else say("gaps.complete"),
            )
        )
    heads = desk.head("indicator", "since", "missing", "area", "why")
    blocks: list[Block] = [
        Paragraph(say("gaps.intro")),
        *_places(desk),
        desk.table("gaps", "gaps.table", heads, (False, False, True, True, False), rows),
    ]
    blocks += _map(desk, "gaps", "gaps.map")
    return _chapter(desk, "gaps", blocks, (say("gaps.who"),) if desk.no_reef() else (_age(desk), say("gaps.who"), say("gaps.where")))
