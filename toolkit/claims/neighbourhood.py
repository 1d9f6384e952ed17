"""Whether a place lies where its parties are: finds a missing sign, the wrong hemisphere, latitude and longitude swapped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from toolkit.errors import SchemaError

if TYPE_CHECKING:
    from toolkit.claims.ledger import Ledger
    from toolkit.claims.model import Claim

__all__ = ["far_notes", "refuse_strays", "seas_of"]

#: A point of an instrument is at most this far from a sea in which one of its parties meets another, degrees. The farthest of the
#: embedded ledger are 13.8 away (Australia and Papua New Guinea, in the Coral Sea).
NEAR_DEG = 15.0

#: A claim further than this from every sea of its claimants is told, degrees. Wide: many have coasts beyond the seas of the ledger.
FAR_DEG = 20.0


def seas_of(ledger: Ledger, parties: Iterable[str]) -> Any:
    """Return the seas in which any of these parties is one of a pair of the ledger, as one geometry; empty where none is."""
    codes = set(parties)
    found = {item.sea_id for item in ledger.delimitations if codes & set(item.parties)}
    return shapely.union_all([ledger.seas[name].polygon for name in sorted(found)])


def refuse_strays(ledger: Ledger, file_name: str, rows: Mapping[str, list[int]]) -> None:
    """Raise where a point of an instrument lies far from the seas of its parties.

    Parameters
    ----------
    ledger : Ledger
        Instruments, pairs and seas.
    file_name : str
        The file of points, named in the message.
    rows : mapping of str to list of int
        Instrument -> the rows of its points.

    Raises
    ------
    SchemaError
        File, row and field, and what to check.
    """
    seas: dict[tuple[str, ...], Any] = {}
    for name, entry in ledger.instruments.items():
        parties = entry.instrument.parties
        near = seas.setdefault(parties, seas_of(ledger, parties))
        if near.is_empty or not entry.points:
            continue
        away = shapely.distance(shapely.points([(point.lon, point.lat) for point in entry.points]), near)
        if (worst := int(np.argmax(away))) >= 0 and away[worst] > NEAR_DEG:
            point = entry.points[worst]
            raise SchemaError(
                f"{file_name}, row {rows[name][worst]}, field 'lat': point {point.seq} of {name} at {point.lat:g}, {point.lon:g} given; "
                f"allowed: at most {NEAR_DEG:g} degrees from a sea in which {' or '.join(parties)} meets another party (it is "
                f"{away[worst]:.0f} away). Check the sign (hemisphere), and that latitude and longitude are not swapped."
            )


def far_notes(claims: Iterable[Claim]) -> list[str]:
    """Return a note for each claim that lies far from all seas of all its claimants.

    Notes
    -----
    Only claimants that the ledger knows of are looked at. The claim is kept: a party may have waters elsewhere.
    """
    from toolkit.claims.ledger import read_ledger

    ledger = read_ledger()
    near: dict[tuple[str, ...], Any] = {}
    out = []
    for claim in claims:
        seas = near.setdefault(claim.claimants, seas_of(ledger, claim.claimants))
        if seas.is_empty:
            continue
        distance = float(shapely.distance(shapely.envelope(claim.geometry), seas))
        if distance > FAR_DEG:
            out.append(
                f"Claim '{claim.claim_id}' lies {distance:.0f} degrees from every sea in which {', '.join(claim.claimants)} meet others: "
                "check hemisphere and sign, and that longitude comes before latitude"
            )
    return out
