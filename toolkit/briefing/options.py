"""Chapter R7, options in use elsewhere: described with place, instrument, year and source; never recommended."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass

from toolkit.briefing.bound import text_of
from toolkit.briefing.desk import Desk
from toolkit.briefing.messages import long_date
from toolkit.briefing.model import Block, Bullets, Paragraph, Section
from toolkit.briefing.sentences import quoted
from toolkit.catalog.registry import dataset_file
from toolkit.claims.arrangements import arrangements
from toolkit.claims.names import filled
from toolkit.errors import SchemaError
from toolkit.rounding import NOT_APPLICABLE

__all__ = ["KINDS", "Option", "listed_options", "options"]

#: Kinds, in the order of the table.
KINDS = ("joint survey", "seasonal closure", "data sharing", "provisional arrangement")

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
    """Return the joint and provisional arrangements that the toolkit's ledger knows of, drawn or not, whatever the claims of the pack."""
    say = desk.say
    rows = []
    for item in arrangements():
        force = quoted(item.in_force, "date") if item.in_force[:1].isdigit() else quoted(item.in_force, "instrument")
        rows.append(
            (
                quoted(f"{item.title}, {item.place}; {item.about}", "instrument"),
                text_of(desk.names(item.parties)),
                quoted(item.date_made, "date"),
                force if item.in_force else say("options.not-read"),
                quoted(item.ended, "date") if item.ended else text_of(NOT_APPLICABLE),
                quoted(item.drawn, "instrument"),
                quoted(f"{filled(item.source, desk.profile)} [{item.verification}]", "source"),
            )
        )
    if not rows:
        return []
    heads = [*desk.head("title", "parties", "made", "in_force"), say("head.superseded"), *desk.head("drawn", "rests-on")]
    return [desk.table("arrangements", "options.table", heads, (False,) * 7, rows)]
