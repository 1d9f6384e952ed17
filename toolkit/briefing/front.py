"""The first pages: the one page, and how to read."""

from __future__ import annotations

import math
from collections.abc import Iterable

from toolkit.briefing.bound import Free, Part, Query, Text, text_of
from toolkit.briefing.desk import Desk
from toolkit.briefing.messages import long_date
from toolkit.briefing.model import Bullets, Figure, Paragraph, Section
from toolkit.briefing.sentences import quoted
from toolkit.briefing.statements import Statement

__all__ = ["MOST_FACTS", "MOST_WORDS", "ONE_PAGE", "SHORTENED", "front", "page_words"]

#: Sections of the one page, and how many numbers lead its findings.
ONE_PAGE = ("one-page", "known", "not-known", "how-sure")
MOST_FACTS = 3
#: Words of the one page at most, headings included.
MOST_WORDS = 220

#: Gaps beside those of coral and claims that the one page names at most; one, where that is a third of it.
MOST_GAPS = 3

#: What is left out of the one page where it would be longer, in this order, and stands in its chapter all the same: the period with most
#: surveys; the range of cover over other lines; where to look next; the sea without a claimant of every zone; the third finding. What other
#: choices of lines give for the overlap, and what is not known, are never left out.
SHORTENED = ("best", "by-lines", "next", "zones", "third")


def front(desk: Desk) -> tuple[Section, ...]:
    """Return the one page and the page that says how to read."""
    return (*_one_page(desk), _how_to_read(desk))


def _facts(desk: Desk, without: tuple[str, ...]) -> tuple[Text, ...]:
    """Return up to three findings, each led by its number."""
    found = (_overlap(desk, without), _cover(desk, without), _stocks(desk), _reefs(desk))
    return tuple(text for text in found if text is not None)[: MOST_FACTS - ("third" in without)]


def _overlap(desk: Desk, without: tuple[str, ...]) -> Text | None:
    """Return the sea with more than one claimant, what the base counts, and what other choices give."""
    say, cells, area = desk.say, desk.cells, desk.area_statement()
    if area is None or cells.read(desk.face_query(over=1)) == 0:
        return None
    several = desk.faces.frame[desk.faces.frame["n_claimants"] > 1]
    used = {name for names in several["claim_ids"] for name in names}
    here = [claim for claim in desk.faces.claims.claims if claim.claim_id in used]
    computed = all(claim.basis in ("distance", "equidistance") for claim in here)
    choices = area.finding.n_scenarios > 1
    out = [say("fact.overlap-computed" if computed else "fact.overlap" if choices else "fact.overlap-one", value=_sea(desk))]
    stated = any(claim.basis == "coordinates" and claim.regime == "claim" for claim in desk.faces.claims.claims)
    if (left_out := desk.not_counted()) is not None and not computed:
        out = [say("fact.overlap-stated" if stated else "fact.overlap-not", value=_sea(desk), others=left_out)]
    alike = (("n_claimants", "over", 1), ("one_makes_all", "is", "yes"))
    if "zones" not in without and cells.read(Query("faces", "face_id", "count", alike)) > 0:
        apart = Query("faces", "area_km2", "sum", (("n_claimants", "over", 1), ("one_makes_all", "is", "no")))
        out.append(say("fact.overlap-zones", value=cells.bind(apart, "km2")))
    if area.finding.kind == "depends":
        two = desk.statements.two(area)
        other = say("fact.overlap-other", value=desk.statements.other(area)) if two else None
        out.append(other or say("fact.overlap-range", range=desk.statements.spread(area)))
    return text_of(*(part for position, text in enumerate(out) for part in ((" ", text) if position else (text,))))


def _sea(desk: Desk) -> Part:
    return desk.cells.bind(desk.face_query(over=1), "km2")


def _spoken(item: Statement | None) -> bool:
    """Tell whether a statement was made, and with some confidence."""
    return item is not None and item.finding.kind in ("robust", "depends") and item.confidence not in ("", "none")


def _cover(desk: Desk, without: tuple[str, ...]) -> Text | None:
    """Return the cover of hard coral with its sites, the share of the reef behind it, and the period with most sites."""
    say = desk.say
    item = desk.statements.find("hard_coral_cover", "claimed")
    if item is None or not _spoken(item) or math.isnan(item.sites) or math.isnan(item.base):
        return None
    exact = item.most_fraction == item.valid_fraction
    told: dict[str, Part | Text] = {
        "value": desk.statements.base(item),
        "sites": desk.statements.sites(item),
        "when": desk.when(item.time),
        "share": desk.cells.bind(desk.statements.row(item, "percent_with_data"), "percent"),
    }
    out = [say("fact.cover" if exact else "fact.cover-least", **told)]
    if item.finding.kind == "depends" and "by-lines" not in without:
        out.append(say("fact.by-lines", range=desk.statements.spread(item)))
    best = desk.statements.best_period(item)
    if best is not None and "best" not in without:
        out.append(say("fact.cover-best", **best[1]))
    return text_of(*(part for position, text in enumerate(out) for part in ((" ", text) if position else (text,))))


def _stocks(desk: Desk) -> Text | None:
    """Return the share of stocks of each reporting area, with the number of stocks assessed; without such areas nothing."""
    say, cells = desk.say, desk.cells
    areas = cells.frames["fao_areas"]
    codes = [quoted(f"FAO area {code}", "name") for code in areas["area"]]
    item = desk.statements.find("share_sustainable", "claimed")
    if item is None or not _spoken(item) or not len(areas):
        return None
    shares: list[Text] = []
    for code, name in zip(areas["area"], codes, strict=True):
        row = (("area", "is", code),)
        share = cells.bind(Query("fao_areas", "percent_sustainable", "value", row), "percent")
        n = cells.bind(Query("fao_areas", "n_assessed", "value", row), "count", "figure")
        shares.append(say("fact.stocks-first" if not shares else "fact.stocks-next", share=share, n=n, area=name))
    return say("fact.stocks", shares=say.listed(shares), year=Free(desk.statements.published, "date"))


def _reefs(desk: Desk) -> Text | None:
    item = desk.statements.find("reef_cells", "claimed")
    if item is None or not item.base > 0:
        return None
    value = desk.statements.base(item)
    if item.finding.kind != "depends":
        return desk.say("fact.reefs-same", value=value)
    return desk.say("fact.reefs", value=value, range=desk.statements.spread(item))


def _unknown(desk: Desk, gaps: int) -> tuple[Text, ...]:
    """Return what is not known: hard coral, then so many of the widest other gaps, then the gaps of the claims."""
    table = desk.cells.frames["indicator_table"]
    out, ranked = [], []
    no_reef = desk.no_reef()
    effort = table.loc[(table["indicator"] == "longline_effort_density") & (table["statistic"] != "n"), "value"]
    for name, statistic, time in desk.shown():
        if name in ("longline_effort_density", "reef_cells"):
            continue  # the same squares as the catch; and a count that is never missing
        if no_reef and name in ("hard_coral_cover", "maximum_monthly_mean"):
            continue  # what does not apply is not unknown
        coral = name == "hard_coral_cover"
        mine = table[(table["indicator"] == name) & (table["statistic"] == statistic) & (table["time"] == time)]
        pattern = "gap.none-at-all" if mine["value"].isna().all() else "gap.short"
        if pattern == "gap.none-at-all" and name == "tuna_catch_density" and len(effort) and effort.isna().all():
            pattern = "gap.none-effort"
        sentence = desk.unsurveyed(name, statistic, time, "gap.coral") if coral else desk.missing(name, statistic, time, pattern)
        if sentence is None:
            continue
        if coral:
            out.append(sentence)
        else:
            ranked.append((-int(mine["value"].isna().sum()), name, sentence))
    out += [sentence for _, _, sentence in sorted(ranked, key=lambda item: item[:2])[:gaps]]
    out.append(desk.say("gap.condition") if out else desk.say("gap.none"))
    out = [desk.without_reef("gap.no-reef"), *out] if no_reef else out
    if len(desk.cells.frames["gaps"]):
        out.append(desk.say("gap.claims", n=desk.known(here=True)))
    return tuple(out)


def _sure(desk: Desk) -> tuple[Text, ...]:
    """Return since when, and how sure."""
    say = desk.say
    words: dict[str, str] = {}
    for name in ("hard_coral_cover", "share_sustainable"):
        item = desk.statements.find(name, "claimed")
        if item is not None and _spoken(item):
            words[name] = say.word(f"word.{item.confidence}_small")
    alike = len(words) > 1 and len(set(words.values())) == 1
    told = [say("sure.both", confidence=word) for word in set(words.values())] if alike else []
    told = told or [say(f"sure.{name}", confidence=word) for name, word in words.items()]
    confidence = say("sure.confidence", listed=say.listed(told)) if told else say("sure.lines")
    return (confidence, say("sure.family", date=long_date(desk.faces.claims.date, say), family=desk.family()))


def _next(desk: Desk) -> Text:
    """Return where to look next: patches with reef and without a survey value, and what depends on lines."""
    say = desk.say
    if desk.no_reef():
        return say("next.gaps")
    patches = desk.most_reef_unsurveyed()
    if not patches:
        return say("next.lines")
    return say("next.patches" if len(patches) > 1 else "next.patch", patches=say.listed(patches))


def page_words(sections: Iterable[Section]) -> int:
    """Return how many words the one page has, headings included, pictures left out."""
    page = [section for section in sections if section.name in ONE_PAGE]
    texts = [
        text
        for section in page
        for text in (section.title, *(text for block in section.blocks if not isinstance(block, Figure) for text in block.texts()))
    ]
    return sum(len(str(text).split()) for text in texts)


def _one_page(desk: Desk) -> tuple[Section, ...]:
    """Return the one page, short and with a third of it on gaps: more gaps where there is room, else less of :data:`SHORTENED`."""
    made: tuple[Section, ...] = ()
    for n in range(len(SHORTENED) + 1):
        for gaps in range(1, MOST_GAPS + 1):
            made = _page(desk, SHORTENED[:n], gaps)
            if page_words(made) > MOST_WORDS:
                break
            if 3 * page_words(section for section in made if section.name == "not-known") >= page_words(made):
                return made
    return made


def _page(desk: Desk, without: tuple[str, ...], gaps: int) -> tuple[Section, ...]:
    say = desk.say
    opening = [desk.figures["claims"]] if "claims" in desk.figures else []
    further = [] if "next" in without else [Paragraph(_next(desk))]
    return (
        Section("one-page", say("section.one-page"), ()),
        Section("known", say("section.known"), (Bullets(_facts(desk, without), "facts"),), level=3),
        Section("not-known", say("section.not-known"), (Bullets(_unknown(desk, gaps)),), level=3),
        Section("how-sure", say("section.how-sure"), (Bullets(_sure(desk)), *further, *opening), level=3),
    )


def _how_to_read(desk: Desk) -> Section:
    say = desk.say
    fixed = [say(f"read.{name}") for name in ("one", "two", "three", "four")]
    items = [*fixed, *_counted(desk), say("read.base", choices=desk.base_choices()), say("read.five"), say("read.words"), say("read.names")]
    return Section("how-to-read", say("section.how-to-read"), (Bullets((*items, _worked(desk))),))


def _counted(desk: Desk) -> list[Text]:
    """Return what the base counts and what not, of what this claim set holds."""
    say, claims = desk.say, desk.faces.claims
    out = []
    if any("territorial sea" in claim.method for claim in claims.claims):
        out.append(say("read.strip", nm=quoted("12 NM", "definition")))
    stated = [claim for claim in claims.claims if claim.basis == "coordinates" and claim.regime == "claim"]
    computed = [claim for claim in claims.claims if claim.basis in ("distance", "equidistance")]
    left_out = desk.not_counted()
    if computed and left_out and not stated:
        out.append(say("read.left-out", others=left_out))
    elif computed and left_out:
        n = desk.cells.count(
            Query("claims", "claim_id", "count", (("basis", "is", "coordinates"), ("regime", "is", "claim"))), "area", "areas"
        )
        out.append(say("read.unequal", n=n, others=left_out))
    if desk.cells.read(Query("faces", "face_id", "count", (("n_claimants", "over", 1), ("one_makes_all", "is", "yes")))) > 0:
        out.append(say("read.every"))
    if computed and any(claim.instrument_ids for claim in computed):
        out.append(say("read.baselines"))
    return out


def _worked(desk: Desk) -> Text:
    """Return the worked example: the largest patch in which zones of different claimants meet; else the largest."""
    frame = desk.faces.frame
    rows = desk.cells.frames["faces"].set_index("face_id").loc[frame.index]
    apart = frame[((rows["n_claimants"] > 1) & (rows["one_makes_all"] == "no")).to_numpy()]
    example = str((apart if len(apart) else frame).sort_values("area_km2", ascending=False).index[0])
    area = Query("faces", "area_km2", "value", (("face_id", "is", example),))
    who = desk.names(frame.loc[example, "claimants"])
    return desk.say("read.six", label=desk.label(example), area=desk.cells.bind(area, "km2"), who=who)
