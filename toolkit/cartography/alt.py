"""Alternative text, from the same numbers as the map."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from toolkit.cartography.words import count, listed, per_cent, quantity

__all__ = ["claims_alt", "clipped"]


def clipped(text: str, limit: int = 250) -> str:
    """Return a text of at most ``limit`` characters, cut at a word."""
    return text if len(text) <= limit else text[: limit - 1].rsplit(" ", 1)[0].rstrip(",;: ") + "…"


def claims_alt(region: str, date: str, values: dict[str, Any], rows: Iterable[Any]) -> tuple[str, str]:
    """Return the short and the long alternative text of a map of claims."""
    when = f", {date}" if date else ""
    if values["overlap_km2"]:
        finding = (
            f"more than one claimant is counted on {quantity(values['overlap_km2'], 'km2')} of {quantity(values['km2'], 'km2')} "
            f"({per_cent(values['overlap_km2'], values['km2'])}), in {values['overlap_faces']} of {values['faces']} patches"
        )
    else:
        finding = f"one claimant counted in each of {count(values['faces'], 'patch', 'patches')}, {quantity(values['km2'], 'km2')}"
    short = clipped(f"Map of claims in the region {region}{when}: {finding}.")
    depths = [f"{count(n, 'claimant')}: {quantity(km2, 'km2')}" for n, km2 in values["km2_by_claimants"].items()]
    rows = list(rows)
    kinds: dict[str, int] = {}
    for row in rows:
        kinds[row.words] = kinds.get(row.words, 0) + 1
    parts = [
        f"The map shows the sea in the region {region}, divided into {count(values['faces'], 'patch', 'patches')} so that each patch lies "
        "within the same claims. Counted are the claimants of the scenario drawn; others may claim the same water. A patch with two or "
        "more claimants has diagonal lines and a digit; more claimants are darker, with closer diagonals.",
        f"Area by number of claimants: {listed(depths)}.",
        f"The largest number of claimants on one patch is {values['deepest']}.",
    ]
    if values["joint_km2"]:
        parts.append(f"Joint or provisional zones cover {quantity(values['joint_km2'], 'km2')} and have vertical bars.")
    if rows:
        said = "; ".join(f"{n} {words}" for words, n in sorted(kinds.items()))
        parts.append(
            f"{count(len(rows), 'line')} of legal instruments or computations are drawn and numbered from north to south: {said}. "
            "Only lines that are agreed or adjudicated are solid; the others are broken, each kind in its own pattern."
        )
    else:
        parts.append("No line of a legal instrument is drawn.")
    parts.append(
        "Sea where no zone is counted is left pale; claims may exist there. "
        f"{'Known gaps of the sources are listed with the key of lines. ' if values.get('known_gaps') else ''}"
        "The table of patches in the same pack holds every value."
    )
    return short, " ".join(parts)


def indicator_alt(region: str, values: dict[str, Any]) -> tuple[str, str]:
    """Return the short and the long alternative text of a map of an indicator."""
    missing, (one, many) = values["without"], values.get("noun", ("patch", "patches"))
    short = clipped(
        f"Map of {values['name']} in the region {region}{values['when']}: {values['finding']}; "
        f"{missing} of {values['faces']} {many if values['faces'] != 1 else one} without a value."
    )
    classes = [f"{label}{values['unit_words']}: {count(n, one, many)}" for label, n in values["classes"]]
    how = "whoever claims the water" if values.get("areas") else values["basis_words"]
    parts = [
        f"The map shows {values['name']} for {'' if values['faces'] == 1 else 'each of '}{count(values['faces'], one, many)} of claimed "
        f"sea in the region {region}{values['when']}. Each {one} is filled by {values.get('filled_by') or f'its class of value, {how}'}.",
        f"Classes: {listed(classes)}.",
    ]
    if values.get("areas"):
        each = [
            f"area {code} with {values['quantity'](value)}, {stocks:,} assessed stocks"
            for code, value, stocks in values["areas"]
            if value == value
        ]
        parts.append(f"The {many} are {listed(each)}." if len(each) > 1 else f"It is {listed(each)}." if each else "")
    if values.get("reef_km"):
        parts.append(
            f"Values are means over reef-bearing cells: classes and textures lie within {values['reef_km']:g} km of the cells of a {one}; "
            f"the rest of a {one} is plain water{', and has upright lines where the data do not reach' if values.get('unreached') else ''}."
        )
    if values["highest"] and values["highest"] != values["lowest"]:
        of = values["unit_words"] if not values["highest"].endswith(values["unit_words"].strip()) else ""
        parts.append(f"The highest value is {values['highest']}{of}; the lowest is {values['lowest']}{of}.")
    if values["reasons"]:
        said = listed(f"{reason} {count(n, one, many)}" for reason, n in values["reasons"].items())
        parts.append(
            f"{many[0].upper() + many[1:]} without a value have a texture of their own: {said}. This says nothing about their condition."
        )
    if values["thin"]:
        has = "has" if values["thin"] == 1 else "have"
        parts.append(f"{count(values['thin'], one, many)} with a value on thin evidence, counted in the classes, {has} horizontal lines.")
    if values["overlap_faces"]:
        has = "has" if values["overlap_faces"] == 1 else "have"
        parts.append(
            f"{count(values['overlap_faces'], 'patch', 'patches')} with two or more claimants, {quantity(values['overlap_km2'], 'km2')} "
            f"in all, {has} diagonal lines{'' if values.get('without_digits') else ' and a digit'}."
        )
    parts.append("Values, counts and bounds of every patch stand in the indicator table of the same pack.")
    return short, " ".join(part for part in parts if part)
