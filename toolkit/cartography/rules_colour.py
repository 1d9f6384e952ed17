"""Rules about colour as it is seen: classes kept apart for every vision and in grey, from sea and land, and equally strong for all."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from toolkit.cartography.lint import rule
from toolkit.cartography.measure import Measured
from toolkit.cartography.style import BIVARIATE, FIXED, PALETTES, SHADES
from toolkit.cartography.vision import VISIONS, distance, nearest_pair

#: Least distance of two classes under any vision (CAM02-UCS), and least step of lightness in grey (CIE L*).
APART, STEP = 10.0, 9.0
#: Least distance of a class from the sea, and from the land.
FROM_SEA, FROM_LAND = 7.5, 6.0
#: Patches of one class may differ by this much where the page is looked at, whoever claims them (CAM02-UCS).
ALIKE = 1.0
#: Least step of lightness that a squint still tells.
SQUINT = 8.0

_NOT_CLASSES = frozenset({FIXED["no data"], FIXED["white"], FIXED["sea"], FIXED["outside"], FIXED["graticule"], FIXED["no reef"], *SHADES})
#: Colours that are alike in grey by design: the number of the class is printed beside them.
_PRINTED = frozenset({colour for row in BIVARIATE for colour in row} | set(PALETTES["change"]))


@rule(
    "COL-05",
    "error",
    "Classes of heat stress are degrees and weeks, not alert levels: an alert is a statement about corals, made elsewhere.",
)
def _no_alerts(seen: Measured) -> Iterator[str]:
    printed = [word.text for word in seen.starting("title:", "subtitle:", "legend:", "label:")]
    said = (*printed, seen.info.alt_short, seen.info.alt_long)
    if not any(re.search(r"heating week", text, re.IGNORECASE) for text in said):
        return  # a map of the alert area itself names its levels
    for text in said:
        if found := re.search(r"\balert(s| levels?)?\b|\bbleaching (watch|warning)\b", text, re.IGNORECASE):
            yield f"'{found.group(0)}' is said; name the class by its edges, in degree weeks."


def _panel(face_id: str) -> str:
    """Return which panel a face is in."""
    return face_id.rpartition("~")[2] if "~" in face_id else ""


def _too_close(colours: Iterable[str], what: str) -> Iterator[str]:
    """Tell the closest pair of some colours where it is too close."""
    found = sorted(set(colours) - _NOT_CLASSES)
    if len(found) < 2:
        return
    least, vision, pair, step, close = nearest_pair(found)
    if least < APART:
        yield f"{what} {pair[0]} and {pair[1]} are {least:.1f} apart under {vision} vision; {APART:g} (CAM02-UCS) is the least."
    if step < STEP and not set(close) <= _PRINTED:
        yield f"{what} {close[0]} and {close[1]} are {step:.1f} L* apart in grey; {STEP:g} is the least."


@rule("COL-02", "error", "Classes that look alike to some readers, or on a photocopy, are one class to them.")
def _classes_apart(seen: Measured) -> Iterator[str]:
    panels: dict[str, set[str]] = {}
    for shape in seen.shapes:
        if shape.gid.startswith("face:") and shape.fill:
            panels.setdefault(_panel(shape.gid), set()).add(shape.fill)
    if len(panels) == 1:  # with several panels the legend may hold two scales
        panels[next(iter(panels))] |= {shape.fill for shape in seen.shapes if shape.gid == "legend:box" and shape.fill}
    for colours in panels.values():
        yield from _too_close(colours, "The classes")


@rule("COL-03", "error", "A class that looks like sea or land looks like nothing.", maps_only=True)
def _from_ground(seen: Measured) -> Iterator[str]:
    fills = {shape.fill for shape in seen.shapes if shape.gid.startswith("face:")} - _NOT_CLASSES - {""}
    for colour in sorted(fills):
        for name, least in (("sea", FROM_SEA), ("land", FROM_LAND)):
            near, vision = min((distance(colour, FIXED[name], vision), vision) for vision in VISIONS)
            if near < least:
                yield f"The class {colour} is {near:.1f} from the {name} under {vision} vision; {least:g} (CAM02-UCS) is the least."


@rule("COL-06", "error", "What a reader sees is the page, not the list of colours: it is measured on the rendered page.", maps_only=True)
def _as_drawn(seen: Measured) -> Iterator[str]:
    asked = {shape.gid.partition(":")[2]: shape.fill for shape in seen.shapes if shape.gid.startswith("face:")}
    for face_id, colour in seen.picture.seen.items():
        if face_id in asked and asked[face_id] and distance(colour, asked[face_id]) > ALIKE:
            yield f"Face {face_id} is filled with {asked[face_id]} and seen as {colour}: something lies over it."
    panels: dict[str, set[str]] = {}
    for face_id, colour in seen.picture.seen.items():
        if face_id not in seen.figure.reasons:
            panels.setdefault(_panel(face_id), set()).add(colour)
    for colours in panels.values():
        yield from _too_close(colours, "On the rendered page")


@rule("NEU-06", "error", "Patches of one class look the same, whoever claims them: none stands out more than another.", maps_only=True)
def _equally_strong(seen: Measured) -> Iterator[str]:
    by_class: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for face_id, colour in seen.picture.seen.items():
        if face_id in seen.figure.groups:
            by_class.setdefault((_panel(face_id), seen.figure.groups[face_id]), []).append((face_id, colour))
    for (_, name), members in by_class.items():
        usual = Counter(colour for _, colour in members).most_common(1)[0][0]
        for face_id, colour in members:
            if (off := distance(colour, usual)) > ALIKE:
                yield (
                    f"Face {face_id} of the class '{name}' is seen as {colour}, {off:.1f} from the others of its class ({usual}); "
                    f"{ALIKE:g} (CAM02-UCS) is the most."
                )


@rule("SLD-03", "warning", "Who squints, or sits far away, must still tell high from low, known from unknown, and overlapping from single.",
      maps_only=True)  # fmt: skip
def _squint(seen: Measured) -> Iterator[str]:
    groups, reasons = seen.figure.groups, seen.figure.reasons
    if len({_panel(face_id) for face_id in groups}) > 1 or seen.info.kind.endswith("-evidence") or not seen.figure.class_order:
        return
    order = [name for name in seen.figure.class_order if name in groups.values()]
    if not order:
        return

    def light(name: str) -> float | None:
        return seen.picture.squinted({face_id for face_id, found in groups.items() if found == name})

    unknown = {face_id for face_id, kind in reasons.items() if kind != "not applicable"}
    pairs = [(f"'{order[-1]}' and '{order[0]}'", light(order[-1]), light(order[0]))] if len(order) > 1 else []
    if seen.info.kind == "claims" and len(order) > 2:
        pairs.append((f"'{order[1]}' and '{order[0]}'", light(order[1]), light(order[0])))
    if order[0] == seen.figure.class_order[0]:
        pairs.append((f"patches without a value and '{order[0]}'", seen.picture.squinted(unknown), light(order[0])))
    for what, one, other in pairs:
        if one is not None and other is not None and abs(one - other) < SQUINT:
            yield f"Blurred over 3 mm and in grey, {what} are {abs(one - other):.1f} L* apart; {SQUINT:g} is the least."
