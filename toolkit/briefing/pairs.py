"""Pairs of claimants in the waters of a pack: where their zones meet, which known gaps that touches, and what the ledger has on each pair.

A gap of a pair belongs to a pack where the zones of both, as the base has them, meet in the sea that the gap names; a gap of an instrument
where a claim or line of the pack rests on it.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import shapely

from toolkit.catalog.seas import seas
from toolkit.claims.names import known_codes, party_name

if TYPE_CHECKING:
    from toolkit.claims.ledger import Delimitation
    from toolkit.claims.model import ClaimSet, Instrument

__all__ = ["cited_instruments", "gaps_frame", "labelled", "meeting_pairs", "named_gap", "pairs_here", "relevant_notes"]

_PAIR: Final = re.compile(r"^([A-Z]{3})-([A-Z]{3}), ([^:]+): ")
_INSTRUMENT: Final = re.compile(r"^([A-Z0-9_a-z]+): partial")

#: How the words of verification begin where the text was not read in its official edition.
_DOUBT: Final = ("conflicting", "secondary", "not verified")

#: Zones meet where they are nearer than this, in degrees: rounding leaves a thread of water between zones that share a line.
_NEAR: Final = 0.02


def meeting_pairs(claims: ClaimSet) -> frozenset[tuple[str, str, str]]:
    """Return each pair whose zones meet in the waters of a set, with the sea: two codes in order, and the id of the sea.

    Parameters
    ----------
    claims : ClaimSet
        Cut to the waters of a pack, in its base.
    """
    zones: dict[str, list[Any]] = {}
    for claim in claims.claims:
        for code in claim.claimants:
            zones.setdefault(code, []).append(claim.geometry)
    found = set()
    for sea in seas().values():
        cut = {code: shapely.intersection(shapely.union_all(shapes), sea.polygon) for code, shapes in zones.items()}
        here = sorted(code for code, shape in cut.items() if not shape.is_empty)
        for a, b in itertools.combinations(here, 2):
            if shapely.dwithin(cut[a], cut[b], _NEAR):
                found.add((a, b, sea.id))
    return frozenset(found)


def cited_instruments(claims: ClaimSet) -> tuple[Instrument, ...]:
    """Return the instruments that a claim or a line in these waters rests on, by date and title.

    A claim that was computed names the lines and baselines that it was cut at or measured from anywhere; of these only those whose line is
    in these waters are meant.
    """
    here = {name for line in claims.lines for name in line.instrument_ids}
    here |= {name for claim in claims.claims if claim.basis not in ("distance", "equidistance") for name in claim.instrument_ids}
    used = {name for claim in claims.claims for name in claim.instrument_ids}
    used |= {name for line in claims.lines_in_force() for name in line.instrument_ids}
    found = [claims.instruments[name] for name in here & used & set(claims.instruments)]
    return tuple(sorted(found, key=lambda item: (item.date_made, item.title, item.id)))


def labelled(item: Instrument) -> str:
    """Return the title of an instrument, with a label where only a copy was read or copies differ (SRC-02)."""
    return f"{item.title} [{item.verification}]" if item.verification.startswith(_DOUBT) else item.title


def gaps_frame(claims: ClaimSet) -> pd.DataFrame:
    """Return the known gaps of a set, those of its waters first: columns ``gap`` and ``here`` ('yes' or 'no')."""
    if not claims.gaps:
        return pd.DataFrame({"gap": [], "here": []}, dtype=object)
    meeting = meeting_pairs(claims)
    titles = {sea.title: sea.id for sea in seas().values()}
    cited = {item.id for item in cited_instruments(claims)}

    def here(gap: str) -> bool:
        if pair := _PAIR.match(gap):
            a, b = sorted(pair.group(1, 2))
            return (a, b, titles.get(pair.group(3), "")) in meeting
        if instrument := _INSTRUMENT.match(gap):
            return instrument.group(1) in cited
        return True

    judged = {gap: here(gap) for gap in claims.gaps}
    rows = [(gap, word) for word in ("yes", "no") for gap in claims.gaps if judged[gap] == (word == "yes")]
    return pd.DataFrame(rows, columns=["gap", "here"], dtype=object)


@functools.lru_cache
def _title(name: str) -> str:
    """Return the title of an instrument of the toolkit's ledger, or the name where the ledger has no such instrument."""
    from toolkit.claims.ledger import read_ledger

    entry = read_ledger().instruments.get(name)
    return entry.instrument.title if entry else name


def named_gap(gap: str, claims: ClaimSet, profile: str) -> str:
    """Put printed names in place of the codes of a pair, and a title in place of the id of an instrument."""
    if instrument := _INSTRUMENT.match(gap):
        known_here = claims.instruments.get(instrument.group(1))
        gap = f"{known_here.title if known_here else _title(instrument.group(1))}{gap[instrument.end(1) :]}"

    def name(match: re.Match[str]) -> str:
        codes = match.group(0).split("-")
        known = known_codes()
        return " and ".join(party_name(code, profile) for code in codes) if all(code in known for code in codes) else match.group(0)

    return re.sub(r"\b[A-Z]{3}-[A-Z]{3}\b", name, gap)


def relevant_notes(claims: ClaimSet, notes: Iterable[str], axes: Iterable[str]) -> list[str]:
    """Return the notes of a set that say something of its waters: not those on what no claim or line here has.

    Parameters
    ----------
    claims : ClaimSet
        Cut to the waters of a pack, in its base.
    notes : iterable of str
        What the reader and the recipe did, for all seas.
    axes : iterable of str
        Choices of which these waters have more than one.
    """
    several = set(axes)
    here = {
        "Archipelagic waters": any("archipelagic" in claim.method and "approximated" in claim.method for claim in claims.claims),
        "Strokes drawn on a map": any(line.kind == "symbol" for line in claims.lines),
        "Features with several claimants": "features" in several,
        "Where only a shelf line is agreed": any(line.kind == "agreed" and "shelf" in line.status for line in claims.lines),
        "Pairs of coasts for which no line": len(claims.claimants) > 1,
    }
    return [note for note in notes if all(told for begin, told in here.items() if note.startswith(begin))]


def pairs_here(claims: ClaimSet, delimitations: Iterable[Delimitation]) -> tuple[Delimitation, ...]:
    """Return what a ledger has on the pairs whose zones meet in these waters, in the order of the ledger.

    Two claimants that make one zone alike have no line between two zones: they are no such pair.
    """
    meeting = meeting_pairs(claims)
    of = {code: {claim.claim_id for claim in claims.claims if code in claim.claimants} for code in claims.claimants}

    def alike(a: str, b: str) -> bool:
        return of[a] <= of[b] or of[b] <= of[a]

    return tuple(item for item in delimitations if (*item.parties, item.sea_id) in meeting and not alike(*item.parties))
