"""What stands beside the key of lines: who is counted where, and which lines are left out."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from toolkit.cartography.compose import joint_zones
from toolkit.cartography.words import quantity

__all__ = ["counted_where", "joined", "left_out"]


def joined(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the entries of a list with those that say the same of several subjects in one, where the first of them stands.

    Examples
    --------
    >>> joined(["A and B: none found.", "C: in part.", "D and E: none found."])
    ('None found: A and B; D and E.', 'C: in part.')
    """
    said: dict[str, list[str]] = {}
    for text in texts:
        subject, _, rest = text.partition(": ")
        said.setdefault(rest or text, []).append(subject if rest else "")
    out = []
    for rest, subjects in said.items():
        if len(subjects) == 1:
            out.append(f"{subjects[0]}: {rest}" if subjects[0] else rest)
        else:
            out.append(f"{rest[0].upper()}{rest[1:].removesuffix('.')}: {'; '.join(subjects)}.")
    return tuple(out)


def left_out(claims: Any) -> tuple[str, ...]:
    """Return the lines that a map leaves out though the set holds them, each with the reason; baselines in one sentence."""
    in_force = {line.line_id for line in claims.lines_in_force(baselines=True)}
    out = [f"{line.title}: {_why(line)}." for line in claims.lines if line.line_id not in in_force]
    if any(line.status.split(";")[0].endswith("baseline") for line in claims.lines_in_force(baselines=True)):
        out.append("Straight baselines: zones are measured from them; they delimit nothing between parties. The claim set holds them.")
    return tuple(dict.fromkeys(out))


def _why(line: Any) -> str:
    """Return why a line is not in force."""
    if line.status.startswith("historic"):
        return "historic, as its source says"
    if line.status.startswith("domestic"):
        return "a domestic rule, which claims no limit"
    return f"ended {line.valid_to}" if line.valid_to else "not yet in force"


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
