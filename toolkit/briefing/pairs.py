"""Pairs of claimants in the waters of a pack, and the known gaps of its claims as a table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import pandas as pd

from toolkit.claims.known import gaps_here, meeting_pairs

if TYPE_CHECKING:
    from toolkit.claims.ledger import Delimitation
    from toolkit.claims.model import ClaimSet, Instrument

__all__ = ["gaps_frame", "labelled", "pairs_here", "relevant_notes"]

#: How the words of verification begin where the text was not read in its official edition.
_DOUBT: Final = ("conflicting", "secondary", "not verified")


def labelled(item: Instrument) -> str:
    """Return the title of an instrument, with a label where only a copy was read or copies differ (SRC-02)."""
    return f"{item.title} [{item.verification}]" if item.verification.startswith(_DOUBT) else item.title


def gaps_frame(claims: ClaimSet) -> pd.DataFrame:
    """Return the known gaps of a set, those of its waters first: columns ``gap`` and ``here`` ('yes' or 'no')."""
    judged = gaps_here(claims)
    rows = [(gap, word) for word in ("yes", "no") for gap in claims.gaps if judged[gap] == (word == "yes")]
    return pd.DataFrame(rows, columns=["gap", "here"], dtype=object)


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
