"""What the claim set knows of and a map cannot draw: silence on a map is not absence."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import Any

from toolkit.cartography.compose import joint_zones
from toolkit.cartography.words import quantity
from toolkit.catalog.regions import Region
from toolkit.catalog.seas import seas

__all__ = ["counted_where", "known_not_drawn", "named_gap"]

_PAIR = re.compile(r"([A-Z]{3}-[A-Z]{3}), (.+?): (.+)", re.DOTALL)
#: What the sources do not tell at all is no line or area that is known.
_NOTHING_FOUND = "source not found"
_NO_LINE = "an agreement exists, its line is not encoded."


def named_gap(gap: str, profile: str) -> str:
    """Put printed names in place of the codes of a pair.

    Examples
    --------
    >>> named_gap("CHN-JPN, East China Sea: Provisional measures waters.", "un")
    'China and Japan, East China Sea: Provisional measures waters.'
    """
    from toolkit.claims.names import known_codes, order_by_name, party_name

    def name(match: re.Match[str]) -> str:
        codes = match.group(0).split("-")
        if not all(code in known_codes() for code in codes):
            return match.group(0)
        return " and ".join(party_name(code, profile) for code in order_by_name(codes, profile))

    return re.sub(r"\b[A-Z]{3}-[A-Z]{3}\b", name, gap)


def known_not_drawn(claims: Any, region: Region, profile: str, drawn: set[str] | frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return what is known of a region and not drawn, or drawn only in part, each in a sentence.

    Parameters
    ----------
    claims : ClaimSet
        Cut to the region; its gaps are what its sources lack.
    region : Region
        Where: agreements about other seas are left out.
    profile : str
        Whose names of parties are printed.
    drawn : set of str
        Instruments of lines on the page: what they lack stands in their own row of the key.
    """
    here = {seas()[name].title for name in region.waters if name in seas()}
    stand_in = {line.parties for line in claims.lines if line.agreed_not_encoded}
    baselines = {name for line in claims.lines if "baseline" in line.status for name in line.instrument_ids}
    out = []
    for gap in getattr(claims, "gaps", ()):
        if _NOTHING_FOUND in gap:
            continue
        pair = _PAIR.fullmatch(gap)
        if pair:
            # An agreement in whose place a computed line is drawn stands in the key, with an a behind its number.
            if (not here or pair[2] in here) and tuple(pair[1].split("-")) not in stand_in:
                out.append(
                    named_gap(gap, profile)
                    .replace(_NO_LINE, "an agreement exists; its line is not in the sources used.")
                    .replace("km2", "km²")
                )
            continue
        name = gap.partition(": ")[0]
        instrument = claims.instruments.get(name)
        if instrument is not None and name not in drawn and name not in baselines and "baseline" not in instrument.title:
            told = "" if instrument.completeness == "as noted" else f" ({instrument.completeness})"
            out.append(f"{instrument.title}: in the sources used only in part{told}.")
    out += [
        f"{line.title}: the line is drawn in part; no area is counted for it."
        for line in claims.lines_in_force()
        if line.kind == "unilateral" and line.open_ends and line.status == "EEZ"
    ]
    in_force = {line.line_id for line in claims.lines_in_force(baselines=True)}
    out += [f"{line.title}: {line.status or 'no longer in force'}; left out." for line in claims.lines if line.line_id not in in_force]
    if baselines:
        out.append("Straight baselines: they delimit nothing between parties and are left out here; the claim set holds them.")
    return tuple(dict.fromkeys(out))


def counted_where(faces: Any, face_ids: Iterable[str], profile: str) -> tuple[str, ...]:
    """Return who is counted where two or more are: each set of claimants with its area, its patches, and where the largest lies.

    Parameters
    ----------
    faces : Faces
        The patches.
    face_ids : iterable of str
        Those on the map.
    profile : str
        Whose names of parties are printed; sets stand in the order of their names.
    """
    from toolkit.cartography.furniture import degree_label
    from toolkit.claims.names import order_by_name, party_name

    frame = faces.frame.loc[list(face_ids)]
    out = []
    for codes, rows in frame[frame["n_claimants"] >= 2].groupby("claimants"):
        names = ", ".join(party_name(code, profile) for code in order_by_name(codes, profile))
        place = rows.loc[rows["area_km2"].idxmax(), "geometry"].representative_point()
        near = f"{degree_label(round(place.y, 1), 'N', 'S')} {degree_label(round(place.x, 1), 'E', 'W')}"
        said = quantity(math.fsum(rows["area_km2"]), "km2")
        where = f"one patch, near {near}" if len(rows) == 1 else f"{len(rows)} patches, the largest near {near}"
        joint = "; in part a joint or provisional zone" if any(joint_zones(rows)) else ""
        out.append((names, f"{names}: {said}, {where}{joint}."))
    return tuple(text for _, text in sorted(out))
