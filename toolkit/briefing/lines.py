"""The annexes on lines and instruments: what is drawn, what is known of each pair, what each instrument is, and what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from toolkit.briefing.bound import Free, Text, text_of
from toolkit.briefing.desk import Desk
from toolkit.briefing.model import Block, Entry, Headed, Paragraph, Section, Table
from toolkit.briefing.pairs import Pair, pairs_of
from toolkit.briefing.sentences import quoted
from toolkit.claims.kinds import line_words, said_by
from toolkit.claims.known import cited_instruments, gap_words
from toolkit.claims.model import Instrument, LegalLine
from toolkit.claims.names import filled, known_codes, sea_names
from toolkit.rounding import NO_DATA, NOT_APPLICABLE

#: Words of the ledger that name no reference.
_NO_REFERENCE: Final = (
    "no", "not checked", "not verified", "national law", "see above", "not named in the copy", "not stated in the text read",
    "treaty texts", "treaty text Art. 1", "treaty text Art. I",
)  # fmt: skip

__all__ = ["claim_gaps", "copy_of", "instruments", "pairs_table", "provisional_lines", "reference_of"]


def reference_of(item: Instrument) -> str:
    """Return the official reference of an instrument: its own title or number, and where it is published or deposited."""
    parts = [part for part in (item.reference, item.deposited) if part and part not in _NO_REFERENCE and "ikipedia" not in part]
    return "; ".join(dict.fromkeys(parts))


def _dates(desk: Desk, item: Instrument) -> Text:
    """Return the dates of an instrument, those that are known: made, in force (a date, or words), ended."""
    say = desk.say
    words = item.in_force and not item.in_force[0].isdigit()
    told = [
        say("instruments.made", date=quoted(item.date_made, "date")) if item.date_made else say("instruments.undated"),
        quoted(item.in_force, "instrument")
        if words
        else say("instruments.in-force", date=quoted(item.in_force, "date"))
        if item.in_force
        else Text(),
        say("instruments.ended", date=quoted(item.superseded, "date")) if item.superseded else Text(),
    ]
    kept = [text for text in told if text.parts]
    return text_of(*(part for position, text in enumerate(kept) for part in (("; ", text) if position else (text,))))


def _lines(desk: Desk) -> Block:
    """Return the lines on the claims map as a table: sign, kind, title, who agreed or stated it, year, and the official reference."""
    from toolkit.cartography.legal import line_sign

    say, claims = desk.say, desk.faces.claims
    by_id = {line.line_id: line for line in claims.lines}
    rows = []
    for item in desk.cells.frames["lines"].to_dict("records"):
        line = by_id[item["line_id"]]
        sources = [claims.instruments[name] for name in line.instrument_ids if name in claims.instruments]
        checked = "; ".join(dict.fromkeys(source.verification for source in sources if source.verification)) or NOT_APPLICABLE
        decided = any(source.kind == "award" for source in sources)
        rows.append(
            (
                text_of(Free(line_sign(int(item["number"]), approximate=line.agreed_not_encoded), "figure")),
                say("instruments.adjudicated") if decided else text_of(line_words(line)),
                quoted(line.title, "instrument"),
                quoted(said_by(line, claims.instruments, desk.profile), "instrument"),
                quoted(line.year or NO_DATA, "date"),
                _reference(desk, line, sources),
                quoted(checked, "instrument"),
            )
        )
    if not rows:
        return Paragraph(say("instruments.none"))
    heads = desk.head("number", "kind", "title", "stated-by", "year", "reference", "verification")
    return desk.table("lines", "instruments.table", heads, (False,) * 7, rows)


def provisional_lines(desk: Desk) -> Text | None:
    """Return the provisional arrangements that are drawn as a line and not as an area, with what is missing of each; None without."""
    from toolkit.cartography.legal import line_sign

    claims = desk.faces.claims
    areas = {name for claim in claims.claims if claim.regime == "joint" for name in claim.instrument_ids}
    by_id = {line.line_id: line for line in claims.lines}
    told: list[Text | str | Free] = []
    for item in desk.cells.frames["lines"].to_dict("records"):
        line = by_id[item["line_id"]]
        if line.kind != "provisional" or set(line.instrument_ids) & areas:
            continue
        how = "; ".join(claims.instruments[name].completeness for name in line.instrument_ids if name in claims.instruments)
        told += [*([", "] if told else []), Free(line_sign(int(item["number"]), approximate=False), "figure")]
        told += [] if not how or how.startswith("complete") else [" (", quoted(how, "instrument"), ")"]
    return desk.say("claims.joint-lines", lines=text_of(*told)) if told else None


def _reference(desk: Desk, line: LegalLine, sources: Iterable[Instrument]) -> Text:
    """Return the official reference of a line; of an agreement whose line is not in the sources used, what says that it exists."""
    if line.agreed_not_encoded and line.note:
        return quoted(filled(line.note.split(". ", 1)[0], desk.profile).removesuffix("."), "instrument")
    if cited := "; ".join(dict.fromkeys(text for source in sources if (text := reference_of(source)))):
        return quoted(cited, "instrument")
    key = {"symbol": "instruments.symbol", "computed": "instruments.computed"}.get(line.kind, "instruments.none-known")
    return desk.say(key)


def _state(desk: Desk, pair: Pair, decided: bool) -> Text:
    """Return in words what is known of a pair: a decision of a court or tribunal is no agreement."""
    say = desk.say
    if pair.known is None:
        return say("instruments.not-listed")
    key = f"instruments.{pair.known.state}"
    if decided and pair.known.state == "agreed-encoded":
        return say("instruments.adjudicated-encoded")
    return say(key) if key in say.strings else quoted(pair.known.state, "instrument")


def pairs_table(desk: Desk) -> Table | None:
    """Return what the toolkit's ledger has on each pair that a patch counts or whose zones meet in these waters; None without such."""
    from toolkit.catalog.seas import seas
    from toolkit.claims.ledger import SOURCE_NOT_FOUND, read_ledger

    say, ledger = desk.say, read_ledger()
    rows = []
    for pair in pairs_of(desk.faces, ledger.delimitations, desk.where.waters):
        known = pair.known
        decided = known is not None and any(ledger.instrument(name).instrument.kind == "award" for name in known.instrument_ids)
        source = known.source if known is not None and known.source != SOURCE_NOT_FOUND else ""
        rows.append(
            (
                text_of(desk.names(pair.parties)),
                quoted(seas()[pair.sea_id].title, "name"),
                text_of(say.word("instruments.yes" if pair.together else "instruments.no")),
                quoted(known.subject if known else NO_DATA, "instrument"),
                _state(desk, pair, decided),
                quoted(filled(source, desk.profile), "instrument") if source else say("instruments.no-source"),
                quoted(filled(known.note, desk.profile).replace("km2", "km²") if known and known.note else NOT_APPLICABLE, "instrument"),
            )
        )
    if not rows:
        return None
    heads = desk.head("pair", "sea", "together", "zones", "state", "rests-on", "note")
    return desk.table("pairs", "instruments.pairs", heads, (False,) * 7, rows)


#: Hosts of governments, courts and international organizations: a copy there is named; any other is told by its kind.
_OFFICIAL: Final = re.compile(
    r"\b(?:[\w.-]*(?:fmprc\.gov\.cn|mofa\.go\.jp|china-embassy\.org|biengioilanhtho\.gov\.vn|un\.org|itlos\.org|pca-cpa\.org|gov\.au|gov\.vn))\b"
)
_KINDS_OF_COPY: Final = (
    (re.compile(r"GitHub|repository", re.IGNORECASE), "a public repository of code"),
    (re.compile(r"encyclop|wiki|liquisearch", re.IGNORECASE), "an encyclopedia"),
    (re.compile(r"docslib|scribd|123dok|adoc\.pub|documents\.pub", re.IGNORECASE), "a site for documents"),
    (re.compile(r"Marine Regions|eez_v12"), "Marine Regions, version 12 (no treaty text)"),
    (re.compile(r"e-Gov"), "the e-Gov text of the law"),
    (re.compile(r"fsou|luatminhkhue|luatvietnam|thuvienphapluat|maritimeindex|worldjpn"), "a collection of legal texts"),
)


def copy_of(item: Instrument) -> str:
    """Return which copy was read: an official page by its address, any other by its kind; the addresses of all stand in the ledger."""
    if hosts := sorted(set(_OFFICIAL.findall(item.text_read))):
        return ", ".join(hosts)
    kinds = [kind for pattern, kind in _KINDS_OF_COPY if pattern.search(item.text_read)]
    return ", ".join(kinds) or ("a public page" if item.text_read else NO_DATA)


def _about(desk: Desk, item: Instrument) -> Text:
    """Return whose act an instrument is, with its dates: an agreement or a decision has parties, another act is stated by somebody."""
    say, dates = desk.say, _dates(desk, item)
    others = desk.names([code for code in item.parties if code not in item.stated_by])
    if not item.stated_by:
        return say("instruments.about", parties=text_of(others or NOT_APPLICABLE), dates=dates)
    by = "; ".join(desk.name(name) if name in known_codes() else name for name in item.stated_by)
    if not others:
        return say("instruments.about-act", by=text_of(by), dates=dates)
    return say("instruments.about-act-on", by=text_of(by), parties=text_of(others), dates=dates)


def _sea_names(desk: Desk) -> list[Block]:
    """Return the names of these seas that are in use, by the English alphabet, with who uses each."""
    rows = []
    for item in sea_names(desk.where.waters):
        codes = desk.names([name for name in item.used_by if name in known_codes()])
        others = "; ".join(name for name in item.used_by if name not in known_codes())
        users = "; ".join(part for part in (codes, others) if part)
        rows.append((quoted(item.name, "name"), quoted(users, "name"), quoted(item.part, "name"), quoted(item.source, "source")))
    if not rows:
        return []
    return [desk.table("sea-names", "instruments.sea-names", desk.head("name", "used-by", "part", "read"), (False,) * 4, rows)]


def _cited(desk: Desk) -> list[Block]:
    """Return the instruments that a claim or line in these waters rests on: parties, dates, official reference, and the copy read."""
    say = desk.say
    entries = []
    for item in cited_instruments(desk.faces.claims):
        reference = reference_of(item)
        about = _about(desk, item)
        cited = say("instruments.reference", text=quoted(reference, "instrument")) if reference else say("instruments.no-reference")
        read = say(
            "instruments.copy",
            check=quoted(item.verification or NO_DATA, "instrument"),
            read=quoted(copy_of(item), "instrument"),
            completeness=quoted(item.completeness or NO_DATA, "instrument"),
        )
        entries.append(Entry(quoted(item.title, "instrument"), (text_of(about, " ", cited), read)))
    if not entries:
        return []
    return [Paragraph(say("instruments.listed")), Headed(tuple(entries), folded=say("instruments.fold"))]


def instruments(desk: Desk) -> Section:
    """Return the annex on lines, pairs and instruments."""
    say = desk.say
    blocks: list[Block] = [Paragraph(say("instruments.intro")), _lines(desk)]
    pairs = pairs_table(desk)
    blocks += [pairs] if pairs is not None else []
    blocks += [*_cited(desk), Paragraph(say("instruments.outside")), *_sea_names(desk)]
    return Section("instruments", say("section.instruments"), tuple(blocks))


def claim_gaps(desk: Desk) -> tuple[Section, ...]:
    """Return the annex on known gaps: those of these waters as they stand, the others folded."""
    say, claims, frame = desk.say, desk.faces.claims, desk.cells.frames["gaps"]
    if not len(frame):
        return ()

    def entries(here: str) -> Iterable[Entry]:
        mine = frame.loc[frame["here"] == here, "gap"]
        return (Entry(Text(), (quoted(gap_words(str(gap), claims, desk.profile), "instrument"),)) for gap in mine)

    blocks: list[Block] = [Paragraph(say("situation.gaps-here", n=desk.known(here=True))), Headed(tuple(entries("yes")))]
    others = tuple(entries("no"))
    if others:
        blocks += [Paragraph(say("situation.gaps-elsewhere", n=desk.known(here=False))), Headed(others, folded=say("situation.fold"))]
    return (Section("claim-gaps", say("section.claim-gaps"), tuple(blocks)),)
