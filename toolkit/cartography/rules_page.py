"""Rules about the page as a whole: its extent, its bands, its projection, what is uncertain, what is thin, what a legend must tell."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import combinations

import numpy as np

from toolkit.cartography.compose import frame_cuts
from toolkit.cartography.frame import region_extent
from toolkit.cartography.legal import band_width, is_vague
from toolkit.cartography.lint import rule
from toolkit.cartography.measure import Measured
from toolkit.cartography.paint import area_mm2
from toolkit.cartography.style import FIXED
from toolkit.cartography.words import FRAME_CUTS, scenario_words
from toolkit.claims.kinds import said_by


def _said(seen: Measured, *prefixes: str) -> str:
    return " ".join(word.text for word in seen.starting(*prefixes))


@rule("LAY-02", "error", "Bands that overlap hide each other.")
def _bands_apart(seen: Measured) -> Iterator[str]:
    page = seen.page
    bands = {"title": page.title, "map": page.frame, "legend": page.legend, "foot": page.foot}
    for (one, a), (other, b) in combinations(bands.items(), 2):
        if a.grown(-0.05).overlaps(b.grown(-0.05)):
            yield f"The bands of {one} and {other} overlap on page '{page.id}'."


@rule("LAY-04", "error", "An extent taken from one party's coast favours that party; and a cut coast is told.", maps_only=True)
def _extent(seen: Measured) -> Iterator[str]:
    base = seen.base
    frame, region = base.frame, base.region
    x0, y0, x1, y1 = region_extent(region)
    wanted = frame.of(region, frame.rect)
    if tuple(frame.bounds) != tuple(region.bounds) or not np.allclose((frame.left, frame.top), (wanted.left, wanted.top), atol=1.0):
        yield f"The frame does not hold the region '{region.id}' in its middle ({x0:.0f}..{x1:.0f} m east, {y0:.0f}..{y1:.0f} m north)."
    if not seen.page.is_slide and frame_cuts(base) and FRAME_CUTS not in _said(seen, "disclaimer:"):
        yield "The frame cuts coasts or claimed waters, and the foot does not say so."


@rule("SCL-01", "error", "Areas are compared on these maps: the projection keeps them.", maps_only=True)
def _equal_area(seen: Measured) -> Iterator[str]:
    if "+proj=laea" not in seen.base.frame.projection:
        yield f"The projection '{seen.base.frame.projection}' does not keep areas."


@rule("SCL-05", "error", "An inset says where the map lies, and nothing else.", maps_only=True)
def _locator(seen: Measured) -> Iterator[str]:
    inset = [name for name in seen.gids if name.startswith("locator:")]
    for name in sorted(set(inset) - {"locator:land", "locator:sea", "locator:frame", "locator:edge"}):
        yield f"The locator holds '{name}'."


@rule("SCN-01", "error", "A page shows one set of choices; who does not know that takes it for the only one.")
def _scenario(seen: Measured) -> Iterator[str]:
    choices = getattr(seen.base.claims, "base", {})
    said = _said(seen, "disclaimer:")
    if choices and not (("one scenario" in said) if seen.page.is_slide else (scenario_words(choices) in said)):
        yield "The page does not say which scenario of the claim set it shows."


@rule("LIN-03", "error", "An edge drawn twice closes its gaps and becomes solid.", maps_only=True)
def _once(seen: Measured) -> Iterator[str]:
    names = [line.gid for line in seen.lines if line.gid.startswith("line:")]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"'{name}' is drawn {names.count(name)} times."
    for item in seen.base.lines:
        if len({tuple(map(tuple, np.round(np.asarray(run.coords), 2))) for run in item.runs}) < len(item.runs):
            yield f"Line {item.number} holds the same run twice."


@rule("LIN-08", "error", "Who is printed as a party to the act of another is made to agree to it.")
def _whose_act(seen: Measured) -> Iterator[str]:
    by_id = {line.line_id: line for line in seen.base.claims.lines}
    cells = {word.gid.split(":")[2]: "" for word in seen.starting("key:cell:")}
    for word in seen.starting("key:cell:"):
        _, _, number, column = word.gid.split(":")
        cells[number] += f" {word.text}" if column == "3" else ""
    for row in seen.info.line_key:
        line = by_id.get(row["line_id"])
        if line is None:
            continue
        wanted = said_by(line, seen.base.claims.instruments, seen.info.profile)
        printed = " ".join(cells.get(str(row["number"]), row["by"]).split())
        if row["by"] != wanted or printed != wanted:
            yield f"Line {row['number']} is printed as the act of '{printed}'; '{wanted}' is wanted."


@rule("LIN-05", "error", "A line drawn finer than it is known claims a precision that nobody has.", maps_only=True)
def _vague(seen: Measured) -> Iterator[str]:
    drawn = {line.gid for line in seen.lines}
    key = {row["number"]: row for row in seen.info.line_key}
    for item in seen.base.lines:
        if not any(name.startswith("line:") for name in drawn):
            break  # a map without legal lines
        if band_width(item.line, seen.base.frame) and f"band:{item.look}:{item.number}" not in drawn:
            yield f"Line {item.number} is known to {item.line.uncertainty_km:g} km, more than 1 mm here, and has no band."
        if key and is_vague(item.line, seen.base.frame) and not key[item.number]["vague"]:
            yield f"The key does not say that line {item.number} is known to {item.line.uncertainty_km:g} km only."


@rule("UNC-01", "error", "A value on thin evidence that looks like any other is believed like any other.", maps_only=True)
def _thin(seen: Measured) -> Iterator[str]:
    veiled = {line.gid.rsplit(":", 1)[1] for line in seen.lines if line.gid.startswith("texture:thin evidence:")}
    for item in seen.base.shapes:
        share = seen.figure.shares.get(item.face_id, math.nan)
        if share < 0.5 and item.face_id not in veiled and area_mm2(item.filled) > 20 * seen.page.factor**2:
            yield f"Face {item.face_id} has data on {share:.0%} of what its value is taken over, and no veil."


@rule("UNC-03", "error", "Sharing out by area is an assumption; it is not a measurement.")
def _assumption(seen: Measured) -> Iterator[str]:
    text = _said(seen, "subtitle:")
    if "shared out" in text and "assumption" not in text:
        yield "The subtitle says 'shared out' and not that this is an assumption."


@rule("LEG-02", "error", "A class without its edges, or left out because it is empty, cannot be read.", maps_only=True)
def _class_labels(seen: Measured) -> Iterator[str]:
    if not seen.figure.class_order or seen.info.kind == "claims":
        return
    printed = re.sub(r"\s+", " ", _said(seen, "legend:text"))
    for label in seen.figure.class_order:
        if label not in printed:
            yield f"The class '{label}' is not in the legend."


@rule("LEG-05", "error", "Claimants stand in the key as words, all alike; a sign of their own would colour them.")
def _claimants_as_words(seen: Measured) -> Iterator[str]:
    for word in seen.starting("legend:claimants"):
        if word.colour != FIXED["ink"] or word.weight not in ("normal", "400"):
            yield f"'{word.text[:40]}' is set in {word.colour}, weight {word.weight}."


@rule("SLD-02", "error", "On a slide, words that carry the message are read from the last row: 16 px of a picture 1000 px wide.")
def _slide_sizes(seen: Measured) -> Iterator[str]:
    if not seen.page.is_slide:
        return
    per_point = 1000.0 / (seen.page.width / 25.4 * 72.0)
    for word in seen.starting("title:", "subtitle:", "legend:text", "legend:head", "legend:value", "label:sea", "label:digit"):
        if word.size * per_point < 16.0 - 1e-6:
            yield f"'{word.text[:40]}' is {word.size * per_point:.1f} px high on a picture 1000 px wide; 16 px is the least."
