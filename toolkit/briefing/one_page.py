"""The one page: what is known, what is not, how sure, under which lines, what is withheld, where to look next, and from where.

A reader who has this page alone finds an answer to each of these questions under a head of its own.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from toolkit.briefing.bound import Free, Part, Query, Text, text_of
from toolkit.briefing.confidence import thresholds
from toolkit.briefing.desk import Desk
from toolkit.briefing.messages import long_date
from toolkit.briefing.model import Bullets, Figure, Paragraph, Section
from toolkit.briefing.release import AT_SOURCE
from toolkit.briefing.sentences import quoted
from toolkit.briefing.statements import Statement
from toolkit.catalog.registry import datasets
from toolkit.claims.model import AXES
from toolkit.rounding import number

__all__ = ["FOOT", "GAPS", "MOST_FACTS", "MOST_SOURCES", "MOST_WORDS", "ONE_PAGE", "SHORTENED", "one_page", "page_words"]

#: Sections of the one page, and how many numbers lead its findings.
ONE_PAGE = ("one-page", "known", "not-known", "how-sure", "which-lines", "held-back", "next")
MOST_FACTS = 3
#: Words of prose on the one page at most: what is read aloud in two minutes. Heads are signposts, by which an answer is found in seconds;
#: they are not counted.
MOST_WORDS = 220

#: What is not known, what is withheld, and where the widest gaps lie: a third of the page at least.
GAPS = ("not-known", "held-back", "next")

#: The foot of the page names publishers and years, as the foot of a map does: no statement, so that it is counted apart, and short.
FOOT = "from-where"
MOST_SOURCES = 60

#: Gaps beside those of coral and claims that the one page names at most; one, where that is a third of it.
MOST_GAPS = 3

#: What is left out of the one page where it would be longer, in this order, and stands in its chapter all the same: the period with most
#: surveys; the range of cover over other lines; that zones are computed, which the base and the sources say too; the places of the patches
#: to look at, which are marked on the map; the sea where zones from different coasts meet; the third finding. What other
#: choices of lines give, what is not known and what is withheld are never left out.
SHORTENED = ("best", "by-lines", "computed", "next", "zones", "third")

#: What a choice of the base leaves out.
_NONE = {"features": "0", "stated": "not counted", "symbol": "not counted"}

#: Indicators that no sentence of the page rests on.
_NOT_SPOKEN_OF = ("maximum_monthly_mean",)


def _facts(desk: Desk, without: tuple[str, ...]) -> tuple[Text, ...]:
    """Return up to three findings, each with its number in the first sentence."""
    found = (_overlap(desk, without), _cover(desk, without), _stocks(desk), _reefs(desk))
    return tuple(text for text in found if text is not None)[: MOST_FACTS - ("third" in without)]


def _overlap(desk: Desk, without: tuple[str, ...]) -> Text | None:
    """Return the sea with more than one claimant in the base: in the words of the maps, the same in every region."""
    say, cells = desk.say, desk.cells
    if desk.area_statement() is None or cells.read(desk.face_query(over=1)) == 0:
        return None
    several = desk.faces.frame[desk.faces.frame["n_claimants"] > 1]
    used = {name for names in several["claim_ids"] for name in names}
    here = [claim for claim in desk.faces.claims.claims if claim.claim_id in used and claim.regime != "joint"]
    computed = {claim.basis in ("distance", "equidistance") for claim in here}
    kind = "computed" if computed == {True} else "mixed" if True in computed else "claims"
    out = [say("fact.overlap", value=cells.bind(desk.face_query(over=1), "km2"))]
    alike = (("n_claimants", "over", 1), ("one_makes_all", "is", "yes"))
    if "zones" not in without and cells.read(Query("faces", "face_id", "count", alike)) > 0:
        apart = Query("faces", "area_km2", "sum", (("n_claimants", "over", 1), ("one_makes_all", "is", "no")))
        out.append(say("fact.overlap-zones", value=cells.bind(apart, "km2")))
    if kind != "claims" and "computed" not in without:
        out.append(say(f"fact.overlap-{kind}"))
    return _one_after_the_other(out)


def _spoken(item: Statement | None) -> bool:
    """Tell whether a statement was made, and with some confidence."""
    return item is not None and item.finding.kind in ("robust", "depends") and item.confidence not in ("", "none")


def _one_after_the_other(texts: Iterable[Text]) -> Text:
    """Return sentences with a blank between them."""
    kept = [text for text in texts if text.parts]
    return text_of(*(part for position, text in enumerate(kept) for part in ((" ", text) if position else (text,))))


def _cover(desk: Desk, without: tuple[str, ...]) -> Text | None:
    """Return the cover of hard coral with its sites, the share of the reef behind it, and the period with most sites."""
    say = desk.say
    item = desk.statements.find("hard_coral_cover", "claimed")
    if item is None or not _spoken(item) or math.isnan(item.sites) or math.isnan(item.base) or _few(item):
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
    return _one_after_the_other(out)


def _few(item: Statement) -> bool:
    """Tell whether a value rests on fewer sites than medium evidence asks for: it is no finding of a whole sea."""
    return item.sites < float(thresholds()["evidence"]["medium"]["sites"])


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
    """Return the number of reef-bearing cells; where the map of reefs does not reach all waters, of the part that it reaches."""
    item = desk.statements.find("reef_cells", "claimed")
    if item is None or not item.base > 0:
        return None
    value, part = desk.statements.base(item), "-part" if desk.beyond_reefs() is not None else ""
    if item.finding.kind != "depends":
        return desk.say(f"fact.reefs-same{part}", value=value)
    return desk.say(f"fact.reefs{part}", value=value, range=desk.statements.spread(item))


def _unknown(desk: Desk, gaps: int) -> tuple[Text, ...]:
    """Return what is not known: where no data reach, hard coral, so many of the widest other gaps, then the gaps of the claims."""
    table = desk.cells.frames["indicator_table"]
    out, ranked = [], []
    no_reef = desk.no_reef()
    effort = table.loc[(table["indicator"] == "longline_effort_density") & (table["statistic"] != "n"), "value"]
    for name, statistic, time in desk.shown():
        if name in ("longline_effort_density", "reef_cells"):
            continue  # the same squares as the catch; and a count that is missing only where no data reach
        if no_reef and name in ("hard_coral_cover", "maximum_monthly_mean"):
            continue  # what does not apply is not unknown
        coral = name == "hard_coral_cover"
        mine = table[(table["indicator"] == name) & (table["statistic"] == statistic) & (table["time"] == time)]
        pattern = "gap.none-at-all" if mine["value"].isna().all() else "gap.short-before" if desk.before(name, statistic) else "gap.short"
        if pattern == "gap.none-at-all" and name == "tuna_catch_density" and len(effort) and effort.isna().all():
            pattern = "gap.none-effort"
        sentence = desk.unsurveyed(name, statistic, time, "gap.coral") if coral else desk.missing(name, statistic, time, pattern)
        if sentence is None:
            continue
        if coral:
            out += [*_thin(desk), sentence]
        else:
            ranked.append((-int(mine["value"].isna().sum()), name, sentence))
    out += [sentence for _, _, sentence in sorted(ranked, key=lambda item: item[:2])[:gaps]]
    out.append(desk.say("gap.condition") if out else desk.say("gap.none"))
    out = [desk.without_reef("gap.no-reef"), *out] if no_reef else out
    beyond = desk.beyond_reefs()
    out = [beyond, *out] if beyond is not None and not no_reef else out
    if len(desk.cells.frames["gaps"]):
        out.append(desk.claim_gaps("gap.claims"))
    return tuple(out)


def _thin(desk: Desk) -> list[Text]:
    """Return the cover of hard coral where too few sites tell it."""
    item = desk.statements.find("hard_coral_cover", "claimed")
    if item is None or not _spoken(item) or math.isnan(item.base) or not _few(item):
        return []
    told = {"value": desk.statements.base(item), "sites": desk.statements.sites(item), "when": desk.when(item.time)}
    return [desk.say("gap.coral-few", **told)]


def _sure(desk: Desk) -> tuple[Text, ...]:
    """Return how sure: the confidence of what was said, and of what nothing could be said."""
    say = desk.say
    words: dict[str, str] = {}
    silent = []
    for name in ("hard_coral_cover", "share_sustainable"):
        item = desk.statements.find(name, "claimed")
        if item is not None and _spoken(item):
            words[name] = say.word(f"word.{item.confidence}_small")
        elif item is not None and not (name == "hard_coral_cover" and desk.no_reef()):
            silent.append(say(f"sure.none-{name}"))
    alike = len(words) > 1 and len(set(words.values())) == 1
    told = [say("sure.both", confidence=word) for word in set(words.values())] if alike else []
    told = told or [say(f"sure.{name}", confidence=word) for name, word in words.items()]
    if not told and not silent:
        return (say("sure.lines"),)
    spoken = say("sure.confidence", listed=say.listed(told)) if told else Text()
    return (_one_after_the_other([spoken, *silent]),)


def _lines(desk: Desk) -> tuple[Text, ...]:
    """Return under which lines: the base in plain words, the choices that give least and most overlap, and the family."""
    say = desk.say
    tested = say("lines.tested", date=long_date(desk.faces.claims.date, say), family=desk.family())
    return tuple(text for text in (_base(desk), _ends(desk), tested) if text.parts)


def _base(desk: Desk) -> Text:
    """Return the base in plain words: what its zones do where no line is agreed, and what it does not count."""
    say, choices = desk.say, desk.cells.frames["choices"]
    computed = any(claim.basis in ("distance", "equidistance") for claim in desk.faces.claims.claims)
    if not computed:
        return say("lines.given")
    base = choices[choices["scenario"] == "S1"].iloc[0]
    rule = str(base["undelimited"]) if choices["undelimited"].nunique() > 1 else ""
    zones = say(f"lines.base-{rule}" if f"lines.base-{rule}" in say.strings else "lines.base")
    left_out = [say(f"lines.none-{axis}") for axis, choice in _NONE.items() if str(base[axis]) == choice and choices[axis].nunique() > 1]
    return say("lines.base-without", zones=zones, others=say.listed(left_out)) if left_out else say("lines.base-alone", zones=zones)


def _ends(desk: Desk) -> Text:
    """Return which choices give the least and the most overlap; nothing where one scenario stands alone or no zones meet."""
    say, area = desk.say, desk.area_statement()
    if area is None or area.finding.n_scenarios < 2 or not area.finding.high > 0:
        return Text()
    if area.finding.kind == "robust":
        return say("lines.same")
    least, most = (_end(desk, area, column) for column in ("low", "high"))
    return say(
        "lines.ends",
        low=desk.cells.bind(desk.statements.row(area, "low"), "km2"),
        least=least,
        high=desk.cells.bind(desk.statements.row(area, "high"), "km2"),
        most=most,
    )


def _end(desk: Desk, area: Statement, column: str) -> Text:
    """Return the choices of an end of the range that differ from the base: of the scenarios that print alike, the one nearest to it."""
    say, frames = desk.say, desk.cells.frames
    rows = frames["scenarios"]
    rows = rows[(rows["indicator"] == "area") & (rows["waters"] == "overlapping") & rows["value"].notna()]
    wanted = number(getattr(area.finding, column), area.units)
    alike = {str(name) for name, value in zip(rows["scenario"], rows["value"], strict=True) if number(float(value), area.units) == wanted}
    choices = frames["choices"].set_index("scenario")
    axes = [axis for axis in AXES if choices[axis].nunique() > 1]
    made = [
        [(axis, str(row[axis])) for axis in axes if row[axis] != choices.loc["S1", axis]]
        for name, row in choices.iterrows()
        if name in alike
    ]
    nearest = min(made, key=len)
    if not nearest:
        return say("lines.end-base")
    return say.listed([desk.choice(axis, choice) for axis, choice in nearest])


def _held_back(desk: Desk) -> Text:
    """Return what is withheld, by whom: values of patches; that nothing is, where so."""
    say, cells = desk.say, desk.cells
    rows = cells.frames["withheld"]
    of_patches = rows[rows["table"] == "indicator_table"]
    at_source = of_patches[of_patches["rule"] == AT_SOURCE]
    where: tuple[tuple[str, str, Any], ...] = (("table", "is", "indicator_table"),)
    readers = cells.count(Query("withheld", "rule", "count", (*where, ("rule", "is not", AT_SOURCE))), "value", "values")
    if not len(at_source):
        return say("held.readers", n=readers) if len(of_patches) else say("held.nothing")
    names = [name for name in dict.fromkeys(cells.frames["indicator_table"]["indicator"]) if name in set(at_source["indicator"])]
    what = [say(f"held.{name}") if f"held.{name}" in say.strings else desk.statements.brief(str(name)) for name in names]
    told: dict[str, Part | Text] = {
        "n": cells.count(Query("withheld", "rule", "count", (*where, ("rule", "is", AT_SOURCE))), "value", "values"),
        "what": say.listed(what),
    }
    times = sorted({str(time) for time in at_source["time"]} - {""})
    if times and names:
        told |= _held_now(desk, str(names[0]), times[0])
    source = say("held.source" if "now" in told else "held.undated", **told)
    return source if len(at_source) == len(of_patches) else say("held.besides", source=source, m=readers)


def _held_now(desk: Desk, indicator: str, first: str) -> dict[str, Part | Text]:
    """Return in how many patches a publisher withholds the last period of the data, and since when he withholds any."""
    cells, table = desk.cells, desk.cells.frames["indicator_table"]
    time = str(table.loc[(table["indicator"] == indicator) & (table["statistic"] == "mean"), "time"].astype(str).max())
    rows: tuple[tuple[str, str, Any], ...] = (("indicator", "is", indicator), ("statistic", "is", "mean"), ("time", "is", time))
    now = Query("indicator_table", "face_id", "count", (*rows, ("reason_kind", "is", "withheld")))
    return {
        "when": desk.when(time),
        "now": cells.bind(now, "count", "figure"),
        "faces": cells.count(Query("indicator_table", "face_id", "count", rows), "patch", "patches"),
        "first": Free(first[:4], "date"),
    }


def _next(desk: Desk, without: tuple[str, ...]) -> Text:
    """Return where to look next: the patches by number and place, and why these."""
    say, found = desk.say, desk.look_next()
    if not found.face_ids:
        return say("next.lines")
    named = [
        desk.label(name) if "next" in without else say("next.place", label=desk.label(name), place=desk.place(name))
        for name in found.face_ids
    ]
    number = "patch" if len(named) == 1 else "patches"
    return say(f"next.{found.kind}-{number}{'' if not found.whole else '-all'}", patches=say.listed(named))


def _sources(desk: Desk) -> Text:
    """Return from where: publishers and years of what the page rests on, and what the areas are computed from."""
    say, table = desk.say, desk.cells.frames["indicator_table"]
    rows = table[~table["indicator"].isin((*_NOT_SPOKEN_OF, *(("hard_coral_cover",) if desk.no_reef() else ())))]
    claims = desk.faces.claims
    ids = [name for told in rows["dataset_ids"].unique() for name in str(told).split() if name not in claims.dataset_ids]
    known = datasets()
    # What measures nothing, such as a coast or the outline of a reporting area, has no publisher in brief and stands in the annex.
    named = (known[name].extra.get("brief", "") if name in known else name for name in ids)
    values = {str(name) for name in named if name}
    computed = any(claim.basis in ("distance", "equidistance") for claim in claims.claims)
    coast = known["base-coast-states"].extra.get("brief", "")
    out = (
        say("from.computed", coast=quoted(str(coast), "source")) if computed else say("from.claims", claims=quoted(claims.title, "source"))
    )
    if not values:
        return out
    return _one_after_the_other([say("from.values", values=quoted("; ".join(sorted(values)), "source")), out])


def page_words(sections: Iterable[Section]) -> int:
    """Return how many words of prose the one page has: heads, pictures and the foot with the sources are left out."""
    page = [section for section in sections if section.name in ONE_PAGE]
    texts = [text for section in page for block in section.blocks if not isinstance(block, Figure) for text in block.texts()]
    return sum(len(str(text).split()) for text in texts)


def one_page(desk: Desk) -> tuple[Section, ...]:
    """Return the one page, short and with a third of it on gaps: more gaps where there is room, else less of :data:`SHORTENED`."""
    made: tuple[Section, ...] = ()
    for n in range(len(SHORTENED) + 1):
        for gaps in range(1, MOST_GAPS + 1):
            made = _page(desk, SHORTENED[:n], gaps)
            if page_words(made) > MOST_WORDS:
                break
            if 3 * page_words(section for section in made if section.name in GAPS) >= page_words(made):
                return made
    return made


def _page(desk: Desk, without: tuple[str, ...], gaps: int) -> tuple[Section, ...]:
    say = desk.say
    opening = [desk.figures["claims"]] if "claims" in desk.figures else []
    return (
        Section("one-page", say("section.one-page"), ()),
        Section("known", say("section.known"), (Bullets(_facts(desk, without), "facts"),), level=3),
        Section("not-known", say("section.not-known"), (Bullets(_unknown(desk, gaps)),), level=3),
        Section("how-sure", say("section.how-sure"), (Bullets(_sure(desk)),), level=3),
        Section("which-lines", say("section.which-lines"), (Bullets(_lines(desk)),), level=3),
        Section("held-back", say("section.held-back"), (Bullets((_held_back(desk),)),), level=3),
        Section("next", say("section.next"), (Bullets((_next(desk, without),)), *opening), level=3),
        Section(FOOT, say("section.from-where"), (Paragraph(_sources(desk), "small"),), level=3),
    )
