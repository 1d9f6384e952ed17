"""The known gaps of a set that are of its own waters: one list, in one set of words, for the map, its key and the pack.

A gap of a pair belongs to a set where the sea that the gap names is one of its seas, or the zones of both meet there; a gap of an
instrument where a claim or a line of the set rests on it, or its text is about one of these seas.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

import shapely

from toolkit.catalog.seas import seas
from toolkit.claims.names import known_codes, order_by_name, party_name
from toolkit.geodesy import NM_KM, area_km2, distance_km, length_km

if TYPE_CHECKING:
    from toolkit.claims.ledger import LedgerInstrument
    from toolkit.claims.model import Claim, ClaimSet, Instrument

__all__ = [
    "cited_instruments", "gap_parties", "gap_words", "gaps_here", "instruments_at", "instruments_behind", "known_gaps", "meeting_pairs",
    "seas_of",
]  # fmt: skip

_PAIR: Final = re.compile(r"^([A-Z]{3})-([A-Z]{3}), ([^:]+): ")
_INSTRUMENT: Final = re.compile(r"^([A-Z0-9_a-z]+): (?:partial|no text)")
_PARTIAL: Final = re.compile(r": partial \((?:partial \()?(.*?)\)*\.$")

#: Words of the ledger -> words for a reader.
_SAID: Final = (
    ("state 'undelimited' rests on no agreement having been found; source not found.", "no agreement was found in the sources used."),
    ("an agreement exists, its line is not encoded.", "an agreement exists; its line is not in the sources used."),
    ("km2", "km²"),
)
#: What the ledger says where it has no more to say of how much is missing.
_NO_MORE: Final = ("as noted", "partial")

#: Lines of the ledger are followed in steps of this, as those of the set.
_STEP_KM: Final = 5.0
#: Zones meet where they are nearer than this, in degrees: rounding leaves a thread of water between zones that share a line.
_NEAR: Final = 0.02
#: A zone is measured from a baseline as far as this, in nautical miles.
_ZONE_NM: Final = 200.0
#: Of a line that the edge of these waters cuts, less than this is a crumb: no map shows it, and nothing here rests on it.
_LEAST_LINE_KM: Final = 10.0
#: A set lies in a sea where it has more than this of it; less is rounding at a corner that two seas share.
_LEAST_KM2: Final = 100.0


def meeting_pairs(claims: ClaimSet) -> frozenset[tuple[str, str, str]]:
    """Return each pair whose zones meet in the waters of a set, with the sea: two codes in order, and the id of the sea.

    Parameters
    ----------
    claims : ClaimSet
        Cut to the waters that are meant, in its base.
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

    They are those of :func:`instruments_behind`, and those of the lines in force of which more than a crumb lies here.
    """
    used = {name for names in instruments_behind(claims).values() for name in names}
    drawn = [line for line in claims.lines_in_force() if length_km(line.geometry) >= _LEAST_LINE_KM]
    used |= {name for line in drawn for name in line.instrument_ids}
    found = [claims.instruments[name] for name in used & set(claims.instruments)]
    return tuple(sorted(found, key=lambda item: (item.date_made, item.title, item.id)))


def instruments_behind(claims: ClaimSet) -> dict[str, tuple[str, ...]]:
    """Return claim -> the instruments on which it rests in these waters: the one list for tables, pages, annexes and files.

    Parameters
    ----------
    claims : ClaimSet
        Cut to the waters that are meant.

    Notes
    -----
    A claim that was computed names the lines and baselines that it was cut at or measured from anywhere. Of these, those count that lie at
    the claim in these waters, and those whose text goes on to these waters.
    """
    return {
        claim.claim_id: tuple(sorted(name for name in claim.instrument_ids if not _computed(claim) or _bears(name, claims, claim.geometry)))
        for claim in claims.claims
    }


def instruments_at(claims: ClaimSet, behind: Mapping[str, Iterable[str]], claim_ids: Iterable[str], shape: Any) -> tuple[str, ...]:
    """Return the instruments on which the claims on a patch rest: the lines at it, and the baselines within 200 NM.

    Parameters
    ----------
    claims : ClaimSet
        Cut to the waters that are meant.
    behind : mapping of str to iterable of str
        From :func:`instruments_behind`.
    claim_ids : iterable of str
        The claims on the patch.
    shape : shapely geometry
        The patch.
    """
    by_id = {claim.claim_id: claim for claim in claims.claims}
    on = [by_id[name] for name in claim_ids if name in by_id]
    return tuple(sorted({
        name for claim in on for name in behind[claim.claim_id]
        if not _computed(claim) or _bears(name, claims, shape) or _within_reach(name, shape)
    }))  # fmt: skip


def _computed(claim: Claim) -> bool:
    return claim.basis in ("distance", "equidistance")


def _bears(name: str, claims: ClaimSet, shape: Any) -> bool:
    """Say whether a line lies at a part of the sea, or the text of an instrument goes on to its sea."""
    entry = _entry(name)
    if entry is None:
        lines = [line.geometry for line in claims.lines if name in line.instrument_ids]
        return not lines or any(shapely.dwithin(line, shape, _NEAR) for line in lines)
    return bool(shapely.dwithin(_run(name), shape, _NEAR)) or any(seas()[sea].polygon.intersects(shape) for sea in entry.seas_beyond)


def _within_reach(name: str, shape: Any) -> bool:
    """Say whether an instrument is a baseline from which zones are measured as far as a part of the sea."""
    entry = _entry(name)
    if entry is None or entry.subject != "baseline":
        return False
    (west, south), (east, north) = shapely.get_coordinates(shapely.shortest_line(_run(name), shape))
    return float(distance_km(west, south, east, north)) <= _ZONE_NM * NM_KM


@functools.lru_cache
def _entry(name: str) -> LedgerInstrument | None:
    """Return an instrument of the toolkit's ledger with its points, None where the ledger has no such instrument."""
    from toolkit.claims.ledger import read_ledger

    return read_ledger().instruments.get(name)


@functools.lru_cache
def _run(name: str) -> Any:
    """Return where an instrument of the toolkit's ledger runs, in the steps of the set's own lines."""
    entry = _entry(name)
    return shapely.Point() if entry is None else entry.geometry(_STEP_KM)


def seas_of(claims: ClaimSet) -> frozenset[str]:
    """Return the ids of the seas that a set lies in: all of it, or what is left of it after it was cut to the waters of a region."""
    if not claims.claims:
        return frozenset()
    whole = shapely.union_all([claim.geometry for claim in claims.claims])
    return frozenset(sea.id for sea in seas().values() if area_km2(shapely.intersection(whole, sea.polygon)) > _LEAST_KM2)


def gaps_here(claims: ClaimSet) -> dict[str, bool]:
    """Return each known gap of a set, in its order, and whether it is of these waters or of an instrument on which something here rests."""
    if not claims.gaps:
        return {}
    meeting, waters = meeting_pairs(claims), seas_of(claims)
    titles = {sea.title: sea.id for sea in seas().values()}
    cited = {item.id for item in cited_instruments(claims)}

    def here(gap: str) -> bool:
        if pair := _PAIR.match(gap):
            a, b = sorted(pair.group(1, 2))
            sea = titles.get(pair.group(3), "")
            return sea in waters or (a, b, sea) in meeting
        if instrument := _INSTRUMENT.match(gap):
            return instrument.group(1) in cited or bool(_about(instrument.group(1)) & waters)
        return True

    return {gap: here(gap) for gap in claims.gaps}


@functools.lru_cache
def _about(name: str) -> frozenset[str]:
    """Return the seas that an instrument of the toolkit's ledger is about: those of its points, and those that its text goes on to."""
    entry = _entry(name)
    if entry is None:
        return frozenset()
    points = shapely.multipoints([(point.lon, point.lat) for point in entry.points])
    return frozenset(entry.seas_beyond) | {sea.id for sea in seas().values() if sea.polygon.intersects(points)}


def _listed(name: str) -> Instrument | None:
    """Return an instrument of the toolkit's ledger, None where the ledger has no such instrument."""
    entry = _entry(name)
    return entry.instrument if entry else None


def _titled(name: str, claims: ClaimSet, profile: str) -> str:
    """Return the title of an instrument with those whose it is, where the title does not name them."""
    item = claims.instruments.get(name) or _listed(name)
    if item is None:
        return name
    codes = item.stated_by or item.parties
    names = [party_name(code, profile) for code in order_by_name([code for code in codes if code in known_codes()], profile)]
    return item.title if not names or all(text in item.title for text in names) else f"{item.title} ({', '.join(names)})"


def gap_parties(gap: str, claims: ClaimSet) -> frozenset[str]:
    """Return the codes of those whom a gap is about: the pair that it names, or those whose act or agreement its instrument is."""
    if pair := _PAIR.match(gap):
        return frozenset(pair.group(1, 2))
    if instrument := _INSTRUMENT.match(gap):
        item = claims.instruments.get(instrument.group(1)) or _listed(instrument.group(1))
        return frozenset(code for code in (item.stated_by or item.parties) if code in known_codes()) if item else frozenset()
    return frozenset()


def gap_words(gap: str, claims: ClaimSet, profile: str = "un") -> str:
    """Return a gap as it is printed: names in place of the codes of a pair, a title in place of the id of an instrument.

    Examples
    --------
    >>> from toolkit.claims.model import ClaimSet
    >>> gap_words("CHN-JPN, East China Sea: an agreement exists, its line is not encoded.", ClaimSet("a", "A", "2020"))
    'China and Japan, East China Sea: an agreement exists; its line is not in the sources used.'
    """
    if instrument := _INSTRUMENT.match(gap):
        gap = f"{_titled(instrument.group(1), claims, profile)}{gap[instrument.end(1) :]}"
        gap = _PARTIAL.sub(lambda found: _in_part(found[1]), gap)

    def name(match: re.Match[str]) -> str:
        codes = match.group(0).split("-")
        known = set(codes) <= known_codes()
        return " and ".join(party_name(code, profile) for code in order_by_name(codes, profile)) if known else match.group(0)

    for written, said in _SAID:
        gap = gap.replace(written, said)
    return re.sub(r"\b[A-Z]{3}-[A-Z]{3}\b", name, gap)


def _in_part(how: str) -> str:
    """Return that an instrument is known only in part, and how much of it, where the ledger says so."""
    return f": in the sources used only in part{'' if how in _NO_MORE else f' ({how})'}."


def known_gaps(claims: ClaimSet, profile: str = "un") -> tuple[str, ...]:
    """Return the known gaps of a set that are of its own waters, each in words: the list of the map's key and of the pack's annex.

    Parameters
    ----------
    claims : ClaimSet
        Cut to the waters that are meant, in its base.
    profile : str
        Whose names of parties are printed.
    """
    return tuple(gap_words(gap, claims, profile) for gap, here in gaps_here(claims).items() if here)
