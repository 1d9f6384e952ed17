"""Chapter R7, options in use elsewhere: described with place, instrument, year and source; never recommended."""

from __future__ import annotations

import functools
import re
import tomllib
from dataclasses import dataclass

from toolkit.briefing.bound import Text, text_of
from toolkit.briefing.desk import Desk
from toolkit.briefing.messages import long_date
from toolkit.briefing.model import Block, Bullets, Paragraph, Section
from toolkit.briefing.sentences import quoted
from toolkit.catalog.registry import dataset_file
from toolkit.errors import SchemaError
from toolkit.rounding import NOT_APPLICABLE

__all__ = ["KINDS", "Option", "listed_options", "options"]

#: Kinds, in the order of the table.
KINDS = ("joint survey", "seasonal closure", "data sharing", "provisional arrangement")

#: Which of several lines of one arrangement a title names.
_LINE_OF = re.compile(r", (?:eastern|western) line$")

#: How close to the instrument the text was that was read.
VERIFICATION = ("instrument read", "articles read in excerpt", "official summary read", "secondary source read")


@dataclass(frozen=True)
class Option:
    """One arrangement that is in use, or was.

    Attributes
    ----------
    kind, what, place : str
        One of :data:`KINDS`; what the parties do; where.
    outside : bool
        Whether the place lies outside the seas of the forum.
    parties : tuple of str
        In alphabetical order.
    instrument, year, source, verification : str
        What it rests on, and how that was read.
    """

    kind: str
    what: str
    place: str
    outside: bool
    parties: tuple[str, ...]
    instrument: str
    year: str
    source: str
    verification: str


@functools.lru_cache
def listed_options() -> tuple[Option, ...]:
    """Return the options of ``data/briefing/options.toml``, by kind, then by place.

    Raises
    ------
    SchemaError
        An entry lacks a field, or has a kind or a verification that is not known.
    """
    rows = tomllib.loads(dataset_file("briefing-options", "options.toml").read_text("utf-8"))["option"]
    out = []
    for number, row in enumerate(rows, start=1):
        missing = [name for name in Option.__annotations__ if row.get(name, "") == ""]
        if missing or row["kind"] not in KINDS or row["verification"] not in VERIFICATION:
            raise SchemaError(
                f"options.toml, entry {number}: {', '.join(missing) or 'kind or verification'} is missing or not known. "
                f"Kinds: {', '.join(KINDS)}; verification: {', '.join(VERIFICATION)}. Correct the entry."
            )
        out.append(Option(**{**row, "parties": tuple(sorted(row["parties"]))}))
    return tuple(sorted(out, key=lambda item: (KINDS.index(item.kind), item.place, item.year)))


def options(desk: Desk) -> tuple[Section, ...]:
    """Return the chapter and the section on what is not known."""
    say, claims = desk.say, desk.faces.claims
    rows = [
        (
            text_of(item.kind),
            quoted(item.place, "instrument"),
            quoted(item.what, "instrument"),
            quoted(", ".join(item.parties), "instrument"),
            quoted(f"{item.instrument}; {item.year}", "instrument"),
            quoted(item.source, "source"),
            text_of(item.verification),
        )
        for item in listed_options()
    ]
    heads = desk.head("kind", "place", "what", "parties", "instrument-year", "read", "verification")
    set_line = say("situation.set", claims=quoted(claims.title, "instrument"), date=long_date(claims.date, say), family=desk.family_id())
    blocks: list[Block] = [
        Paragraph(set_line, "small"),
        Paragraph(say("options.intro")),
        desk.table("options", "options.elsewhere", heads, (False,) * 7, rows),
        *_ledger(desk),
    ]
    return (
        Section("options", say("section.options"), tuple(blocks)),
        Section("options-unknown", desk.unknown_title("options"), (Bullets((say("options.unknown"),), "unknown"),), level=3),
    )


def _ledger(desk: Desk) -> list[Block]:
    """Return the joint and provisional arrangements in the toolkit's own ledger, whatever claims the pack is about."""
    from toolkit.claims.read import read_claims

    say = desk.say
    every = read_claims("arf")
    status = {name: claim.status for claim in every.claims if claim.regime == "joint" for name in claim.instrument_ids}
    found = [item for item in every.instruments.values() if item.id in status or item.kind == "provisional arrangement"]
    rows: dict[tuple[str, ...], tuple[Text, ...]] = {}
    for item in sorted(found, key=lambda item: (item.date_made, item.title)):
        title = _LINE_OF.sub("", item.title)
        words = status.get(item.id) or say.word("options.by-line")
        rows.setdefault(
            (title, item.date_made),
            (
                quoted(title, "instrument"),
                text_of(desk.names(item.parties)),
                quoted(item.date_made, "date") if item.date_made else say("instruments.undated"),
                quoted(item.in_force, "date") if item.in_force else say("options.not-stated"),
                quoted(item.superseded, "date") if item.superseded else text_of(NOT_APPLICABLE),
                quoted(words, "instrument"),
            ),
        )
    if not rows:
        return []
    heads = [*desk.head("title", "parties", "made", "in_force"), say("head.superseded"), *desk.head("status")]
    return [desk.table("arrangements", "options.table", heads, (False,) * 6, rows.values())]
