"""Rules about values: title and legend count alike, an area has one colour, the order of classes survives a photocopy."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

import shapely

from toolkit.cartography.lint import rule
from toolkit.cartography.measure import Measured
from toolkit.cartography.style import FIXED, PALETTES, lightness
from toolkit.cartography.vision import distance

_IN_OF = re.compile(r"\bin ([\d,]+) of (?:the )?([\d,]+)(?= patch| FAO area|;)")
_THIN = re.compile(r"([\d,]+) more (?:on )?thin|thin in ([\d,]+) more")


def _int(text: str) -> int:
    return int(text.replace(",", ""))


def _rows(seen: Measured) -> list[tuple[str, int, int]]:
    """Return the counted rows of the legend: what is counted, how many, and how many of them behind a plus."""
    out: list[tuple[str, int, int]] = []
    kind = ""
    for word in seen.words:
        if word.gid.startswith("legend:text:"):
            kind = word.gid.removeprefix("legend:text:")
        elif word.gid == "legend:value" and kind:
            found = re.fullmatch(r"([\d,]+)(?: \+ ([\d,]+))?", word.text)
            out.append((kind, _int(found[1]), _int(found[2] or "0")) if found else (kind, -1, 0))
            kind = ""
        elif word.gid.startswith("legend:text"):
            kind = ""
    return out


@rule("LEG-06", "error", "Title and legend count the same patches in the same way: two counts of one thing are two findings.")
def _counts(seen: Measured) -> Iterator[str]:
    rows = _rows(seen)
    if not any(kind == "class" for kind, _, _ in rows) or seen.info.kind.endswith("-uncertainty"):  # two scales, each with its counts
        return
    firm = sum(n for kind, n, _ in rows if kind == "class")
    thin = sum(more for kind, _, more in rows if kind == "class")
    missing = sum(n for kind, n, _ in rows if kind == "missing")
    total = firm + thin + missing
    told = [n for kind, n, _ in rows if kind == "thin"]
    if told and told != [thin]:
        yield f"The legend counts {told[0]} values on thin evidence in one line, and {thin} in the classes."
    if thin and not told:
        yield f"{thin} values on thin evidence are counted in the classes and not named in a line of their own."
    recorded = seen.info.values
    if (firm + thin, missing) != (recorded.get("with_value", firm + thin), recorded.get("without", missing)):
        yield f"The legend counts {firm + thin} with a value and {missing} without; the table has others."
    title = seen.info.title
    if found := _IN_OF.search(title):
        wanted = thin if re.search(r"(?<!more )on thin evidence|all thin", title) else firm
        if (_int(found[1]), _int(found[2])) != (wanted, total):
            yield f"The title says '{found[0]}'; the legend counts {wanted} of {total}."
    if (weak := _THIN.search(title)) and _int(weak[1] or weak[2]) != thin:
        yield f"The title says '{weak[0]}'; the legend counts {thin} on thin evidence."
    if found and thin and not weak and "thin" not in title:
        yield f"The title leaves out {thin} values on thin evidence that the legend counts."


@rule("ARE-01", "error", "What is stated for an area is the same in all its waters, whoever claims them.", maps_only=True)
def _areas(seen: Measured) -> Iterator[str]:
    if "weighted by shared area" in seen.info.subtitle and seen.info.kind.startswith("share-sustainable"):
        yield "A status of FAO areas is drawn as a mean of areas, by which patches of one water differ."
    fills = {shape.gid.partition(":")[2]: shape.fill for shape in seen.shapes if shape.gid.startswith("face:")}
    found: dict[str, set[str]] = {}
    for item in seen.base.shapes:
        panel = item.face_id.rpartition("~")[2] if "~" in item.face_id else ""
        if item.area_code and item.face_id in fills and "-and-" not in seen.info.kind:
            found.setdefault(f"{item.area_code}~{panel}", set()).add(fills[item.face_id])
    for key, colours in sorted(found.items()):
        if len(colours) > 1:
            yield f"The waters of FAO area {key.partition('~')[0]} have {len(colours)} colours: {', '.join(sorted(colours))}."


@rule("COL-08", "error", "On a photocopy the order of the classes is the order of their greys, or there is none.", maps_only=True)
def _order(seen: Measured) -> Iterator[str]:
    order, groups = seen.figure.class_order, seen.figure.groups
    fills = {shape.gid.partition(":")[2]: shape.fill for shape in seen.shapes if shape.gid.startswith("face:")}
    shown = [next((fills[name] for name, group in groups.items() if group == label and name in fills), "") for label in order]
    colours = [colour for colour in shown if colour]
    if len(colours) < 3 or set(colours) <= set(PALETTES["change"]):  # of a signed change the sign is printed on each patch
        return
    steps = [lightness(b) - lightness(a) for a, b in itertools.pairwise(colours)]
    if not (all(step > 0 for step in steps) or all(step < 0 for step in steps)):
        yield f"In grey the classes have the lightness {', '.join(f'{lightness(colour):.0f}' for colour in colours)}, which is no order."


@rule("SCN-02", "warning", "Scenarios beside each other are compared with a base, which the reader must know.", maps_only=True)
def _base(seen: Measured) -> Iterator[str]:
    heads = [word.text for word in seen.starting("panel:head:")]
    if seen.info.kind.endswith("-by-scenario") and heads and not any("base" in head.lower() for head in heads):
        yield "No panel is marked as the base. Name it: map_multiples(..., base='...')."


@rule("DAS-01", "error", "A mean over reefs painted over deep water speaks of water that nobody looked at.", maps_only=True)
def _reef_waters(seen: Measured) -> Iterator[str]:
    far = [item for item in seen.base.shapes if item.painted is not None]
    if not far:
        return
    if not seen.starting("legend:text:far"):
        yield "Water far from reef is left without colour, and the legend does not say so."
    for face_id, colour in seen.picture.beyond.items():
        if distance(colour, FIXED["no reef"]) > 1.0:
            yield f"The water of face {face_id} far from its reef is seen as {colour}; {FIXED['no reef']} is wanted."
    for item in far:
        if item.unreached is not None and not {f"texture:unreached:{item.face_id}", "legend:texture:beyond data"} <= seen.gids:
            yield f"Water of face {item.face_id} that the data do not reach looks as if it had been looked at."
    for line in seen.lines:
        if line.gid.startswith("texture:rest overlap") and line.colour != FIXED["claim ink"]:
            yield f"'{line.gid}' is drawn in {line.colour} on water without colour; {FIXED['claim ink']} is wanted."


@rule(
    "PAT-01", "error", "A number of a patch that looks like a count, or is missing from the index, sends the reader astray.", maps_only=True
)
def _patches(seen: Measured) -> Iterator[str]:
    boxes = {shape.gid.removeprefix("plate:"): shape for shape in seen.shapes if shape.gid.startswith("plate:patch:")}
    leaders = {line.gid.rsplit(":", 1)[1] for line in seen.lines if line.gid.startswith("leader:patch:")}
    numbers = {word.gid.removeprefix("label:patch:"): word for word in seen.starting("label:patch:")}
    for number, word in numbers.items():
        box = boxes.get(f"patch:{number}")
        if box is None or box.fill != FIXED["white"] or box.edge != FIXED["ink"]:
            yield f"The number {word.text} of a patch has no box, and reads as a number of claimants."
        if word.text.rpartition(" ")[2] != number:
            yield f"Patch {number} bears the number {word.text}."
        own = [item.shape for item in seen.base.shapes if item.label == number]
        if number not in leaders and not any(shapely.dwithin(shapely.Point(*word.box.centre), shape, 0.3) for shape in own):
            yield f"The number {word.text} stands outside its patch and has no leader to it."
    if seen.info.kind != "patches":
        return
    said = " ".join(word.text for word in seen.starting("legend:text"))
    told = set(re.findall(r"\d+", said.rpartition("too small to number here:")[2])) if "too small to number here:" in said else set()
    for label in dict.fromkeys(item.label for item in seen.base.shapes):
        if label not in numbers and label not in told:
            yield f"Patch {label} is on the index and has no number."
