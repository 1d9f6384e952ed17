"""The first pages: the one page, and how to read."""

from __future__ import annotations

from toolkit.briefing.bound import Free, Query, Text
from toolkit.briefing.desk import Desk
from toolkit.briefing.messages import long_date, period
from toolkit.briefing.model import Bullets, Paragraph, Section
from toolkit.briefing.statements import quoted

__all__ = ["front"]


def front(desk: Desk) -> tuple[Section, ...]:
    """Return the one page and the page that says how to read."""
    return (*_one_page(desk), _how_to_read(desk))


def _facts(desk: Desk) -> tuple[Text, ...]:
    """Return up to three findings, each under a number of its own."""
    cells, say = desk.cells, desk.say
    out = []
    area = desk.area_statement()
    if area is not None:
        out.append(
            say(
                "fact.overlap",
                value=cells.bind(desk.face_query(over=1), "km2"),
                total=cells.bind(desk.face_query(), "km2"),
                family=desk.statements.family(area),
                range=desk.statements.spread(area),
            )
        )
    reefs = (("indicator", "is", "reef_cells"), ("statistic", "is", "sum"))
    if cells.read(Query("indicator_table", "value", "sum", reefs)) > 0:
        over = (*reefs, ("n_claimants", "over", 1))
        out.append(
            say(
                "fact.reefs",
                value=cells.bind(Query("indicator_table", "value", "sum", reefs), "count"),
                over=cells.bind(Query("indicator_table", "value", "sum", over), "count"),
            )
        )
    time = desk.latest("hard_coral_cover")
    cover = (("indicator", "is", "hard_coral_cover"), ("statistic", "is", "mean"), ("time", "is", time), ("value", "known", None))
    count = Query("indicator_table", "face_id", "count", cover)
    if cells.read(count) > 0:
        low, high = (Query("indicator_table", "value", how, cover) for how in ("min", "max"))
        spread = cells.spread(low, high, "percent")
        out.append(say("fact.cover", range=spread, faces=cells.count(count, "face", "faces"), period=period(time, say)))
    return tuple(out)


def _unknown(desk: Desk) -> tuple[Text, ...]:
    """Return what is not known: the widest gaps first, then the gaps of the claims."""
    ranked = []
    for name, statistic, time in desk.shown():
        if name == "longline_effort_density":
            continue  # the same squares as the catch: said once
        sentence = desk.missing(name, statistic, time, "gap.short")
        if sentence is not None:
            rows = desk.cells.frames["indicator_table"]
            mine = rows[(rows["indicator"] == name) & (rows["statistic"] == statistic) & (rows["time"] == time)]
            ranked.append((-int(mine["value"].isna().sum()), name, sentence))
    out = [sentence for _, _, sentence in sorted(ranked, key=lambda item: item[:2])[:2]]
    out = [*out, desk.say("gap.condition")] if out else [desk.say("gap.none")]
    if len(desk.cells.frames["gaps"]):
        count = Query("gaps", "gap", "count")
        out.append(desk.say("gap.claims", n=desk.cells.count(count, "known gap", "known gaps")))
    return tuple(out)


def _sure(desk: Desk) -> tuple[Text, ...]:
    """Return since when, and how sure."""
    say, cells = desk.say, desk.cells
    out = []
    cover = desk.statements.find("hard_coral_cover", "claimed")
    if (
        cover is not None
        and cover.finding.kind in ("robust", "depends")
        and cover.confidence not in ("", "none")
        and cover.sites == cover.sites
    ):
        times = sorted(cells.frames["indicator_table"].loc[lambda rows: rows["indicator"] == "hard_coral_cover", "time"].astype(str))
        first, last = times[0].split("/")[0], cover.time.split("/")[-1]
        sites = cells.bind(Query("sensitivity", "n_sites", "value", (("statement", "is", cover.id),)), "count", "figure")
        sure = say.word(f"word.{cover.confidence}") + " confidence."
        out.append(say("sure.cover", first=Free(first, "date"), last=Free(last, "date"), n=sites, confidence=sure))
    out.append(say("sure.lines"))
    out.append(say("sure.family", date=long_date(desk.faces.claims.date, say), family=desk.family()))
    return tuple(out)


def _one_page(desk: Desk) -> tuple[Section, ...]:
    say = desk.say
    opening = [desk.figures["claims"]] if "claims" in desk.figures else []
    claims = desk.faces.claims
    head = say("situation.set", claims=quoted(claims.title, "instrument"), date=long_date(claims.date, say))
    return (
        Section("one-page", say("section.one-page"), (Paragraph(head, "small"),)),
        Section("known", say("section.known"), (Bullets(_facts(desk), "facts"),), level=3),
        Section("not-known", say("section.not-known"), (Bullets(_unknown(desk)),), level=3),
        Section("how-sure", say("section.how-sure"), (Bullets(_sure(desk)), Paragraph(say("next.gaps")), *opening), level=3),
    )


def _how_to_read(desk: Desk) -> Section:
    say = desk.say
    frame = desk.faces.frame
    several = frame[frame["n_claimants"] > 1]
    example = (several if len(several) else frame).index[0]
    area = Query("faces", "area_km2", "value", (("face_id", "is", str(example)),))
    worked = say(
        "read.six", label=desk.label(str(example)), area=desk.cells.bind(area, "km2"), who=desk.names(frame.loc[example, "claimants"])
    )
    items = (*(say(f"read.{name}") for name in ("one", "two", "three", "four", "five")), worked)
    return Section("how-to-read", say("section.how-to-read"), (Bullets(items),))
