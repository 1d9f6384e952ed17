"""The first pages: the one page, and how to read."""

from __future__ import annotations

import math

from toolkit.briefing.bound import Query, Text, text_of
from toolkit.briefing.desk import Desk
from toolkit.briefing.messages import long_date, period
from toolkit.briefing.model import Bullets, Paragraph, Section

__all__ = ["MOST_FACTS", "ONE_PAGE", "front"]

#: Sections of the one page, and how many numbers lead its findings.
ONE_PAGE = ("one-page", "known", "not-known", "how-sure")
MOST_FACTS = 3

#: Of two sets of lines, one is the base: the other has one value, and no range.
_PAIR = 2


def front(desk: Desk) -> tuple[Section, ...]:
    """Return the one page and the page that says how to read."""
    return (*_one_page(desk), _how_to_read(desk))


def _facts(desk: Desk) -> tuple[Text, ...]:
    """Return up to three findings, each led by its number."""
    found = (_overlap(desk), _reefs(desk), _cover(desk), _stocks(desk))
    return tuple(text for text in found if text is not None)[:MOST_FACTS]


def _overlap(desk: Desk) -> Text | None:
    area = desk.area_statement()
    if area is None or desk.cells.read(desk.face_query(over=1)) == 0:
        return None
    several = desk.faces.frame[desk.faces.frame["n_claimants"] > 1]
    used = {name for names in several["claim_ids"] for name in names}
    computed = all(claim.basis in ("distance", "equidistance") for claim in desk.faces.claims.claims if claim.claim_id in used)
    several_choices = area.finding.n_scenarios > 1
    pattern = "fact.overlap-computed" if computed else "fact.overlap" if several_choices else "fact.overlap-one"
    out = desk.say(pattern, value=desk.cells.bind(desk.face_query(over=1), "km2"))
    if area.finding.kind != "depends":
        return out
    if area.finding.n_scenarios * area.finding.n_bases == _PAIR:
        end = "low" if area.base == area.finding.high else "high"
        other = desk.cells.bind(Query("sensitivity", end, "value", (("statement", "is", area.id),)), "km2")
        return text_of(out, " ", desk.say("fact.overlap-other", value=other))
    return text_of(out, " ", desk.say("fact.overlap-range", range=desk.statements.spread(area)))


def _reefs(desk: Desk) -> Text | None:
    item = desk.statements.find("reef_cells", "claimed")
    if item is None or not item.base > 0 or item.confidence in ("", "none"):
        return None
    value = desk.statements.base(item)
    if item.finding.kind != "depends":
        return desk.say("fact.reefs-same", value=value)
    return desk.say("fact.reefs", value=value, range=desk.statements.spread(item))


def _cover(desk: Desk) -> Text | None:
    item = desk.statements.find("hard_coral_cover", "claimed")
    if item is None or item.finding.kind not in ("robust", "depends") or item.confidence in ("", "none"):
        return None
    value, when = desk.statements.base(item), period(item.time, desk.say)
    if item.finding.kind == "robust":
        return desk.say("fact.cover", value=value, period=when, family=desk.statements.family(item))
    return desk.say("fact.cover-depends", value=value, period=when, range=desk.statements.spread(item))


def _stocks(desk: Desk) -> Text | None:
    item = desk.statements.find("share_sustainable", "claimed")
    if item is None or item.finding.kind not in ("robust", "depends") or item.confidence in ("", "none"):
        return None
    return desk.say("fact.stocks", value=desk.statements.base(item))


def _unknown(desk: Desk) -> tuple[Text, ...]:
    """Return what is not known: hard coral, then the widest other gap, then the gaps of the claims."""
    table = desk.cells.frames["indicator_table"]
    out, ranked = [], []
    for name, statistic, time in desk.shown():
        if name in ("longline_effort_density", "reef_cells"):
            continue  # the same squares as the catch; and a count that is never missing
        sentence = desk.missing(name, statistic, time, "gap.coral" if name == "hard_coral_cover" else "gap.short")
        if sentence is None:
            continue
        if name == "hard_coral_cover":
            out.append(sentence)
        else:
            mine = table[(table["indicator"] == name) & (table["statistic"] == statistic) & (table["time"] == time)]
            ranked.append((-int(mine["value"].isna().sum()), name, sentence))
    out += [sentence for _, _, sentence in sorted(ranked, key=lambda item: item[:2])[:1]]
    out.append(desk.say("gap.condition") if out else desk.say("gap.none"))
    if len(desk.cells.frames["gaps"]):
        out.append(desk.say("gap.claims", n=desk.cells.count(Query("gaps", "gap", "count"), "known gap", "known gaps")))
    return tuple(out)


def _sure(desk: Desk) -> tuple[Text, ...]:
    """Return since when, and how sure."""
    say, cells = desk.say, desk.cells
    out = []
    cover = desk.statements.find("hard_coral_cover", "claimed")
    spoken = cover is not None and cover.finding.kind in ("robust", "depends") and cover.confidence not in ("", "none")
    if cover is not None and spoken and not math.isnan(cover.sites) and cover.time:
        sites = cells.bind(Query("sensitivity", "n_sites", "value", (("statement", "is", cover.id),)), "count", "figure")
        sure = say.word(f"word.{cover.confidence}") + " confidence."
        out.append(say("sure.cover", period=period(cover.time, say), n=sites, confidence=sure))
    out = out or [say("sure.lines")]
    out.append(say("sure.family", date=long_date(desk.faces.claims.date, say), family=desk.family()))
    return tuple(out)


def _one_page(desk: Desk) -> tuple[Section, ...]:
    say = desk.say
    opening = [desk.figures["claims"]] if "claims" in desk.figures else []
    return (
        Section("one-page", say("section.one-page"), ()),
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
    fixed = {name: say(f"read.{name}") for name in ("one", "two", "three", "four")}
    items = (*fixed.values(), say("read.base", choices=desk.base_choices()), say("read.five"), worked)
    return Section("how-to-read", say("section.how-to-read"), (Bullets(items),))
