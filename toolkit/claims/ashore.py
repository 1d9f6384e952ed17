"""Claims that reach over land: how much of them lies there, and taking it away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from toolkit.claims.cutting import polygons_of
from toolkit.errors import SchemaError
from toolkit.geodesy import area_km2

if TYPE_CHECKING:
    from toolkit.claims.model import Claim

__all__ = ["LAND", "without_land"]

#: What may be done with the part of a claim that lies on land.
LAND = ("remove", "keep")

#: Below this share of a claim, what lies on land is within the accuracy of the coast (1:10m), and the claim stays as it is.
SMALL_SHARE = 0.01


def without_land(claims: Iterable[Claim], land: str, notes: list[str]) -> list[Claim]:
    """Take the land of the embedded coast (1:10m) away from claims, or only tell how much of them lies on it.

    Parameters
    ----------
    claims : iterable of Claim
        Claims as read.
    land : {'remove', 'keep'}
        'remove' cuts a claim of which more than 1 per cent lies on land; what is less is within the accuracy of the coast, and
        cutting it would only leave slivers. A claim without any sea is kept too, and said. 'keep' changes nothing.
    notes : list of str
        Appended to: each claim with its km2 on land, and what was done.

    Returns
    -------
    list of Claim
        The claims, in the same order.

    Raises
    ------
    SchemaError
        ``land`` is another word.
    """
    if land not in LAND:
        raise SchemaError(f"land = {land!r} given; allowed: {', '.join(repr(word) for word in LAND)}.")
    given = list(claims)
    if not given:
        return given
    from toolkit.catalog.embedded import read_land

    shapes = read_land().geometry.to_numpy()
    tree = shapely.STRtree(shapes)
    out = []
    for claim in given:
        near = shapes[np.sort(tree.query(claim.geometry, predicate="intersects"))]
        ground = shapely.union_all(near) if len(near) else None
        ashore = float(area_km2(polygons_of(shapely.intersection(claim.geometry, ground)))) if ground is not None else 0.0
        total = float(area_km2(claim.geometry))
        if ashore <= SMALL_SHARE * total:
            out.append(claim)
            continue
        told = f"Claim '{claim.claim_id}': {ashore:,.0f} of {total:,.0f} km2 lie on land (coast at 1:10m)"
        if land == "keep":
            notes.append(f"{told}; kept, and counted with the sea; with land='remove' they are taken away")
            out.append(claim)
            continue
        water = polygons_of(shapely.difference(claim.geometry, ground))
        if water.is_empty:
            notes.append(f"{told}: there is no sea in it, and it is kept as given. Check its coordinates: longitude before latitude")
            out.append(claim)
            continue
        notes.append(f"{told}; taken away; with land='keep' they stay in")
        out.append(replace(claim, geometry=water, method=f"{claim.method}; without land (coast at 1:10m)".lstrip("; ")))
    return out
