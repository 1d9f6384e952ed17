"""What is known to be missing, each with the place where it matters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely

from toolkit.claims.kinds import NO_TEXT

if TYPE_CHECKING:
    from toolkit.claims.coasts import Shape
    from toolkit.claims.ledger import Delimitation, Ledger, LedgerInstrument

__all__ = ["NOT_VERIFIED", "SOURCE_NOT_FOUND", "Gap", "ledger_gaps", "placed"]

SOURCE_NOT_FOUND = "source not found"
NOT_VERIFIED = "not verified"

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True)
class Gap:
    """One thing that is known to be missing.

    Attributes
    ----------
    text : str
        In words.
    bounds : tuple of float, degrees
        (west, south, east, north) of where it matters, as far as the ledger alone tells.
    pair : tuple of str
        The two codes, for a gap of a pair in a sea; else empty.
    sea_id : str
        The sea, for a gap of a pair.
    of, beyond : tuple of str
        For a gap of an instrument whose text goes on: the codes of those whose it is, and the seas that it goes on to.
    """

    text: str
    bounds: Bounds
    pair: tuple[str, ...] = ()
    sea_id: str = ""
    of: tuple[str, ...] = ()
    beyond: tuple[str, ...] = ()


def _pair_texts(item: Delimitation, where: str) -> Iterable[str]:
    if item.source == SOURCE_NOT_FOUND:
        yield f"{where}: state '{item.state}' rests on no agreement having been found; {SOURCE_NOT_FOUND}."
    elif item.verification == NOT_VERIFIED:
        yield f"{where}: {item.source}."
    if item.state == "agreed-not-encoded":
        yield f"{where}: an agreement exists, its line is not encoded. {item.note}".rstrip()
    elif item.state == "joint-or-provisional" and item.note:
        yield f"{where}: {item.note}"


def _of_instrument(entry: LedgerInstrument, text: str) -> Gap:
    """Return a gap of an instrument, in the frame of its points that are here."""
    bounds = shapely.MultiPoint([(point.lon, point.lat) for point in entry.points]).bounds
    return Gap(text, bounds, of=entry.stated_by or entry.instrument.parties, beyond=entry.seas_beyond)


def ledger_gaps(ledger: Ledger) -> tuple[Gap, ...]:
    """List pairs without a source, agreements without a line, instruments without all points or text, features without claimants."""
    out = []
    for item in ledger.delimitations:
        sea = ledger.seas[item.sea_id]
        where = f"{item.parties[0]}-{item.parties[1]}, {sea.title}"
        out += [Gap(text, sea.polygon.bounds, item.parties, item.sea_id) for text in _pair_texts(item, where)]
    for entry in ledger.instruments.values():
        if not entry.complete:
            text = f"{entry.instrument.id}: partial ({entry.instrument.completeness})."
            out.append(_of_instrument(entry, text))
        if entry.instrument.verification == NO_TEXT:
            out.append(_of_instrument(entry, f"{entry.instrument.id}: no text of an act was read."))
    out += [Gap(f"Claimants of {item.id}: {SOURCE_NOT_FOUND}.", item.bounds) for item in ledger.features if SOURCE_NOT_FOUND in item.source]
    return tuple(out)


def placed(gaps: Iterable[Gap], zones: Mapping[str, Shape], seas: Mapping[str, Shape]) -> dict[str, Bounds]:
    """Return gap -> where it matters: for a pair, only where both zones reach in that sea; for a text, as far as it goes on.

    Parameters
    ----------
    gaps : iterable of Gap
        From :func:`ledger_gaps`.
    zones : mapping of str to shapely geometry
        Zones of the parties before pairs were cut.
    seas : mapping of str to shapely geometry
        Frames of the seas.

    Returns
    -------
    dict of str to tuple of float
        (west, south, east, north); the bounds that the ledger tells where the two zones do not meet.
    """
    out = {}
    for gap in gaps:
        bounds = gap.bounds
        if gap.pair and all(code in zones for code in gap.pair):
            shared = shapely.intersection(shapely.intersection(zones[gap.pair[0]], zones[gap.pair[1]]), seas[gap.sea_id])
            bounds = bounds if shared.is_empty else shared.bounds
        if gap.beyond:
            zone = shapely.union_all([zones[code] for code in gap.of if code in zones])
            further = shapely.intersection(zone, shapely.union_all([seas[name] for name in gap.beyond]))
            bounds = shapely.union(further, shapely.box(*bounds)).bounds
        west, south, east, north = (round(float(value), 3) for value in bounds)
        # A single point or a line along a meridian is given a little breadth, so that it is a frame.
        out[gap.text] = (west, south, max(east, west + 0.01), max(north, south + 0.01))
    return out
