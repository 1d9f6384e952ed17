"""Pairs of claimants in the waters of a pack, and the known gaps of its claims as a table."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd
import shapely

from toolkit.catalog.seas import seas
from toolkit.claims.known import gap_words, gaps_here, meeting_pairs
from toolkit.claims.names import order_by_name
from toolkit.geodesy import area_km2

if TYPE_CHECKING:
    from toolkit.claims.faces import Faces
    from toolkit.claims.ledger import Delimitation
    from toolkit.claims.model import ClaimSet, Instrument

__all__ = ["Pair", "gaps_frame", "labelled", "pairs_of", "relevant_notes"]

#: How the words of verification begin where the text was not read in its official edition.
_DOUBT: Final = ("conflicting", "secondary", "not verified")

#: A patch lies in a sea where it has more than this of it; less is rounding along a limit that two seas share.
_LEAST_KM2: Final = 5.0


def labelled(item: Instrument) -> str:
    """Return the title of an instrument, with a label where only a copy was read or copies differ (SRC-02)."""
    return f"{item.title} [{item.verification}]" if item.verification.startswith(_DOUBT) else item.title


def gaps_frame(claims: ClaimSet, profile: str = "un") -> pd.DataFrame:
    """Return the known gaps of a set, those of its waters first: columns ``gap``, ``here`` ('yes' or 'no'), and ``words`` as printed."""
    judged = gaps_here(claims)
    rows = [(gap, word, gap_words(gap, claims, profile)) for word in ("yes", "no") for gap in claims.gaps if judged[gap] == (word == "yes")]
    return pd.DataFrame(rows, columns=["gap", "here", "words"], dtype=object)


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


@dataclass(frozen=True)
class Pair:
    """Two claimants in a sea.

    Attributes
    ----------
    parties : tuple of str
        Two codes, in the order of the ledger.
    sea_id : str
        Where.
    together : bool
        Whether a patch counts both.
    known : Delimitation or None
        What the toolkit's ledger has on them there; None where it has no row.
    """

    parties: tuple[str, ...]
    sea_id: str
    together: bool
    known: Delimitation | None


def _together(faces: Faces) -> set[tuple[str, str, str]]:
    """Return each pair that a patch counts, with each sea that the patch lies in (the one with most of it, where all are slivers)."""
    found = set()
    for codes, shape in zip(faces.frame["claimants"], faces.frame.geometry, strict=True):
        if len(codes) < 2:
            continue
        parts = {sea.id: area_km2(shapely.intersection(shape, sea.polygon)) for sea in seas().values() if sea.polygon.intersects(shape)}
        within = {name for name, area in parts.items() if area > _LEAST_KM2} or {max(parts, key=lambda name: parts[name])}
        found |= {(a, b, name) for name in within for a, b in itertools.combinations(sorted(codes), 2)}
    return found


def pairs_of(faces: Faces, delimitations: Iterable[Delimitation], waters: Iterable[str] = ()) -> tuple[Pair, ...]:
    """Return every pair that a patch counts, and every pair of the ledger whose zones meet, by sea and by the English alphabet.

    Parameters
    ----------
    faces : Faces
        The patches, in the base.
    delimitations : iterable of Delimitation
        Of a ledger.
    waters : iterable of str
        Seas that are meant; by default all.

    Notes
    -----
    A pair that a patch counts is listed whatever the ledger has on it. Two claimants that make one zone alike have no line between two
    zones; they are listed where a patch counts both.
    """
    claims, wanted = faces.claims, set(waters) or set(seas())
    meeting, together = meeting_pairs(claims), _together(faces)
    of = {code: {claim.claim_id for claim in claims.claims if code in claim.claimants} for code in claims.claimants}
    rows = {(*item.parties, item.sea_id): item for item in delimitations}
    apart = {key for key in meeting & rows.keys() if not (of[key[0]] <= of[key[1]] or of[key[1]] <= of[key[0]])}
    places = list(seas())
    listed = [Pair((a, b), sea, (a, b, sea) in together, rows.get((a, b, sea))) for a, b, sea in together | apart if sea in wanted]
    alphabet = {code: n for n, code in enumerate(order_by_name({code for pair in listed for code in pair.parties}))}
    return tuple(sorted(listed, key=lambda pair: (places.index(pair.sea_id), sorted(alphabet[code] for code in pair.parties))))
