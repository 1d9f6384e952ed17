"""The annexes on lines and instruments: what is drawn, what is known of each pair, what each instrument is, and what is missing."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Final

from toolkit.briefing.bound import Free, Text, text_of
from toolkit.briefing.desk import Desk
from toolkit.briefing.model import Block, Entry, Headed, Paragraph, Section, Table
from toolkit.briefing.pairs import pairs_here
from toolkit.briefing.sentences import quoted
from toolkit.claims.kinds import line_words, said_by
from toolkit.claims.known import cited_instruments, gap_words
from toolkit.claims.model import Instrument
from toolkit.rounding import NO_DATA, NOT_APPLICABLE

#: Words of the ledger that name no reference.
_NO_REFERENCE: Final = (
    "no", "not checked", "not verified", "national law", "see above", "not named in the copy", "not stated in the text read",
    "treaty texts", "treaty text Art. 1", "treaty text Art. I",
)  # fmt: skip

__all__ = ["claim_gaps", "instruments", "pairs_table", "reference_of"]


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
        cited = "; ".join(dict.fromkeys(text for source in sources if (text := reference_of(source) or source.title)))
        checked = "; ".join(dict.fromkeys(source.verification for source in sources if source.verification)) or NOT_APPLICABLE
        symbol = say("instruments.symbol") if line.kind == "symbol" else say("instruments.computed")
        rows.append(
            (
                text_of(Free(line_sign(int(item["number"]), approximate=line.agreed_not_encoded), "figure")),
                text_of(line_words(line)),
                quoted(line.title, "instrument"),
                quoted(said_by(line, claims.instruments, desk.profile), "instrument"),
                quoted(line.year or NO_DATA, "date"),
                quoted(cited, "instrument") if cited else symbol,
                quoted(checked, "instrument"),
            )
        )
    if not rows:
        return Paragraph(say("instruments.none"))
    heads = desk.head("number", "kind", "title", "stated-by", "year", "reference", "verification")
    return desk.table("lines", "instruments.table", heads, (False,) * 7, rows)


def _unlisted(desk: Desk) -> Text | None:
    """Return the pairs of claimants that stand together in a patch and have no row in the ledger; None without such."""
    from toolkit.claims.ledger import read_ledger

    listed = {item.parties for item in pairs_here(desk.faces.claims, read_ledger().delimitations)}
    claims = desk.faces.claims.claims
    of = {code: {item.claim_id for item in claims if code in item.claimants} for code in desk.faces.claims.claimants}
    together = {pair for codes in desk.faces.frame["claimants"] for pair in itertools.combinations(sorted(codes), 2)}
    missing = [(a, b) for a, b in together - listed if a in of and b in of and not (of[a] <= of[b] or of[b] <= of[a])]
    pairs = sorted(text for text in (desk.names(pair).replace("; ", " and ") for pair in missing))
    return desk.say("instruments.in-patch", pairs=text_of("; ".join(pairs))) if pairs else None


def pairs_table(desk: Desk) -> Table | None:
    """Return what the toolkit's ledger has on each pair whose zones meet in these waters; None where none does."""
    from toolkit.catalog.seas import seas
    from toolkit.claims.ledger import read_ledger

    say = desk.say
    found = pairs_here(desk.faces.claims, read_ledger().delimitations)
    rows = [
        (
            text_of(desk.names(item.parties)),
            quoted(seas()[item.sea_id].title, "name"),
            quoted(item.subject, "instrument"),
            say(f"instruments.{item.state}") if f"instruments.{item.state}" in say.strings else quoted(item.state, "instrument"),
            quoted(item.source or NO_DATA, "instrument"),
            quoted(item.note or NOT_APPLICABLE, "instrument"),
        )
        for item in found
        if item.sea_id in desk.where.waters or not desk.where.waters
    ]
    if not rows:
        return None
    heads = desk.head("pair", "sea", "zones", "state", "rests-on", "note")
    return desk.table("pairs", "instruments.pairs", heads, (False,) * 6, rows)


def _cited(desk: Desk) -> list[Block]:
    """Return the instruments that a claim or line in these waters rests on: parties, dates, official reference, and the copy read."""
    say = desk.say
    entries = []
    for item in cited_instruments(desk.faces.claims):
        reference = reference_of(item)
        # Only an agreement or a decision has parties; of another act it is said whom it concerns.
        agreed = item.kind in ("treaty", "award", "provisional arrangement", "dataset")
        about = say(
            "instruments.about" if agreed else "instruments.about-act",
            parties=text_of(desk.names(item.parties) or NOT_APPLICABLE),
            dates=_dates(desk, item),
        )
        cited = say("instruments.reference", text=quoted(reference, "instrument")) if reference else say("instruments.no-reference")
        read = say(
            "instruments.copy",
            check=quoted(item.verification or NO_DATA, "instrument"),
            read=quoted(item.text_read or NO_DATA, "instrument"),
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
    unlisted = _unlisted(desk)
    blocks += [Paragraph(unlisted)] if unlisted is not None else []
    return Section("instruments", say("section.instruments"), (*blocks, *_cited(desk), Paragraph(say("instruments.outside"))))


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
