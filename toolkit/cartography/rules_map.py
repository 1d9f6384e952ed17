"""Rules about what is drawn: lines, fills, textures, legend, scale."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from toolkit.cartography.dashes import fitted, shows_gap
from toolkit.cartography.legal import open_ends_on
from toolkit.cartography.lint import rule
from toolkit.cartography.measure import Line, Measured, Shape
from toolkit.cartography.paint import polygons_of
from toolkit.cartography.style import COLOURS, FIXED, LINES, PALETTES, PT_MM, TEXTURES, lightness
from toolkit.geodesy import NM_KM, WGS84

_SETTLED = ("agreed", "symbol")
#: Boxes of letters are this much wider than their ink, millimetres.
_ROOM = 0.3


def _face_id(gid: str) -> str:
    return gid.rsplit(":", 1)[1]


def _faces(seen: Measured) -> dict[str, Shape]:
    return {_face_id(shape.gid): shape for shape in seen.shapes if shape.gid.startswith("face:")}


@rule("LIN-01", "error", "A solid line at sea says that its parties have agreed.")
def _solid(seen: Measured) -> Iterator[str]:
    quiet = ("coast", "graticule ticks", "texture:", "leader:", "locator:", "legend:texture", "casing:", "core:", "legend:core:",
             "key:rules", "chart:", "open end", "legend:open end")  # fmt: skip
    placed = {f"line:placed:{item.number}" for item in seen.base.lines if item.line.agreed_not_encoded}
    hollow = {line.gid.replace("core:", "line:", 1) for line in seen.lines if line.gid.startswith(("core:", "legend:core:"))}
    for line in seen.lines:
        if line.gid.startswith(("line:symbol", "legend:line:symbol", "line:placed", "legend:line:placed")) and line.gid not in hollow:
            yield f"'{line.gid}' is not hollow, as strokes of a map symbol are, and lines that stand in for an agreed one."
        if line.gid.startswith("line:placed:") and line.gid not in placed:
            yield f"'{line.gid}' has the hollow dashes of an agreed line; its parties have agreed on none."
        if line.pattern or line.gid.startswith(quiet) or (line.gid == "patch gaps" and line.colour == FIXED["white"]):
            continue
        kind = line.gid.split(":")[-2] if line.gid.startswith("line:") else line.gid.rsplit(":", 1)[-1]
        if not (line.gid.startswith(("line:", "legend:line:")) and kind in _SETTLED):
            yield f"'{line.gid or 'a line without a name'}' is solid; only agreed or adjudicated lines are."


@rule("LIN-02", "error", "The kind of a line is its pattern; another width or pattern is another kind.")
def _patterns(seen: Measured) -> Iterator[str]:
    factor = seen.page.factor
    for line in seen.lines:
        if not line.gid.startswith(("line:", "legend:line:")):
            continue
        kind = line.gid.split(":")[2 if line.gid.startswith("legend:") else 1]
        style = LINES[kind]
        # of a line shorter than three of its gaps a third is the gap
        longest = max((run[0] for run in line.runs), default=math.inf)
        wanted = tuple(step * factor for step in fitted(style.pattern, longest / factor)[1])
        same = len(line.pattern) == len(wanted) and np.allclose(line.pattern, wanted, rtol=0.02)
        if abs(line.width - style.width * factor) > 0.02 * style.width * factor or not same:
            drawn = [round(step, 2) for step in line.pattern]
            yield f"'{line.gid}' is {line.width:g} pt with {drawn} mm; {style.width * factor:g} pt with {list(wanted)} mm is wanted."
        if line.colour != FIXED["claim ink"] or line.alpha < 1:
            yield f"'{line.gid}' is drawn in {line.colour}; all legal lines have one ink, {FIXED['claim ink']}."
        if line.cap != "butt":
            yield f"'{line.gid}' has {line.cap} caps, which eat the gaps."


@rule("LIN-04", "error", "A stroked patch is a solid line that nobody agreed.")
def _stroked(seen: Measured) -> Iterator[str]:
    for shape in seen.shapes:
        if shape.gid.startswith("face:") and shape.edge and (shape.edge != shape.fill or shape.edge_width > 0.16):
            yield f"'{shape.gid}' has an outline of {shape.edge_width:g} pt in {shape.edge}."


@rule("LIN-06", "error", "Gaps that close make a dashed line solid.")
def _gaps(seen: Measured) -> Iterator[str]:
    def least(line: Line) -> float:
        return min(0.6 * seen.page.factor, max(run[0] for run in line.runs) / 3)

    for line in seen.lines:
        if line.gid.startswith(("line:", "legend:line:")) and line.pattern and min(line.pattern[1::2]) < least(line) - 1e-6:
            yield f"'{line.gid}' has gaps of {min(line.pattern[1::2]):.2f} mm; {0.6 * seen.page.factor:g} mm is the least."
        short = [length for length, phase, steps in line.runs if steps and not shows_gap(phase, steps, length, 0.6 * seen.page.factor)]
        if short and line.gid.startswith(("line:", "legend:line:")):
            yield f"'{line.gid}' shows no gap on {min(short):.1f} mm: there it looks solid."


@rule("NEU-01", "error", "The fill of a patch depends on how many claim it or on its value, never on who claims it.")
def _fills(seen: Measured) -> Iterator[str]:
    if seen.info.kind != "claims":
        return
    by_id = {item.face_id: item for item in seen.base.shapes}
    for face_id, shape in _faces(seen).items():
        wanted = PALETTES["overlap"][min(max(by_id[face_id].n_claimants, 1), 5) - 1]
        if shape.fill != wanted:
            yield f"Face {face_id} with {by_id[face_id].n_claimants} claimants is filled with {shape.fill}; {wanted} is wanted."


@rule("NEU-05", "error", "A patch that two or more claim is marked so on every map (IHO S-101 marks both sides likewise).")
def _marked(seen: Measured) -> Iterator[str]:
    small = {word.split()[1] for word in seen.info.dropped if word.startswith("digit")}
    digits = {_face_id(word.gid): word.text for word in seen.starting("label:digit:")}  # "3", or after a class code "B2 (3)"
    textured = {_face_id(line.gid) for line in seen.lines if line.gid.startswith(("texture:overlap", "texture:rest overlap"))}
    for item in seen.base.shapes:
        if item.n_claimants < 2:
            continue
        # A patch that is drawn in pieces bears its number once, on any of them.
        of_patch = [other.face_id for other in seen.base.shapes if item.patch and other.patch == item.patch]
        spacing = TEXTURES[f"overlap {min(item.n_claimants, 5)}"].spacing * seen.page.factor
        if item.face_id not in textured and _widest(item.shape) > spacing:
            yield f"Face {item.face_id} with {item.n_claimants} claimants has no diagonals."
        said = next((digits[name] for name in (item.face_id, *of_patch) if name in digits), "")
        if said != str(item.n_claimants) and not said.endswith(f"({item.n_claimants})") and not small & {item.face_id, *of_patch}:
            yield f"Face {item.face_id} with {item.n_claimants} claimants has the digit {said or 'missing'}."
    yield from _astray(seen)


def _astray(seen: Measured) -> Iterator[str]:
    """Find numbers that stand outside their own patch without a leader to it: they read as the number of another."""
    shapes = {item.face_id: item.shape for item in seen.base.shapes}
    leaders = {line.gid.rsplit(":", 1)[1] for line in seen.lines if line.gid.startswith("leader:")}
    for word in seen.starting("label:digit:"):
        face_id = _face_id(word.gid)
        if face_id in shapes and face_id not in leaders and not shapely.dwithin(shapely.Point(*word.box.centre), shapes[face_id], 0.3):
            yield f"The number {word.text} of face {face_id} stands outside its patch and has no leader to it."


@rule("LAB-06", "error", "A number of claimants that stands on land speaks of the land.")
def _on_land(seen: Measured) -> Iterator[str]:
    land = shapely.buffer(seen.base.land, -_ROOM * seen.page.factor)
    for word in seen.starting("label:digit:"):
        box = word.box
        if shapely.intersects(land, shapely.box(box.x, box.y, box.right, box.bottom)):
            yield f"The number {word.text} of face {_face_id(word.gid)} stands on land."


@rule("COL-01", "error", "Colours outside the palettes have not been tested for colour vision, grey and equal weight.")
def _colours(seen: Measured) -> Iterator[str]:
    found = {(shape.gid, c) for shape in seen.shapes for c in (shape.fill, shape.edge) if c}
    found |= {(line.gid, line.colour) for line in seen.lines} | {(word.gid, word.colour) for word in seen.words}
    for gid, colour in sorted(found):
        if colour not in COLOURS:
            yield f"'{gid}' has the colour {colour}, which is in no palette."


@rule("COL-04", "error", "A class colour that shines through is in no legend.")
def _opaque(seen: Measured) -> Iterator[str]:
    for shape in seen.shapes:
        if shape.gid.startswith(("face:", "legend:box")) and shape.fill and shape.alpha < 1:
            yield f"'{shape.gid}' is drawn with alpha {shape.alpha:g}."


@rule("COL-07", "error", "Fills and legend are the same colours: each fill on the map stands in the legend.")
def _legend_colours(seen: Measured) -> Iterator[str]:
    legend = {shape.fill for shape in seen.shapes if shape.gid == "legend:box"}
    for face_id, shape in _faces(seen).items():
        if shape.fill not in legend:
            yield f"Face {face_id} is filled with {shape.fill}, which the legend does not show."


@rule("HAT-01", "error", "Strokes of textures stay visible, and do not hide the fill.")
def _strokes(seen: Measured) -> Iterator[str]:
    for line in seen.lines:
        if line.gid.startswith("texture:") and not 0.3 <= line.width / seen.page.factor <= 0.6 + 1e-6:
            yield f"'{line.gid}' is drawn with {line.width:g} pt; 0.3 to 0.6 pt (twice that on a slide) are allowed."


@rule("HAT-02", "error", "Dark diagonals on a dark fill cannot be seen.")
def _ink(seen: Measured) -> Iterator[str]:
    faces = _faces(seen)
    for line in seen.lines:
        if not line.gid.startswith(("texture:overlap", "texture:joint")):
            continue
        if (face := faces.get(_face_id(line.gid))) is None:
            continue  # a face that is not drawn is told by another rule
        fill = face.fill
        wanted = FIXED["white"] if lightness(fill) < 55 else FIXED["claim ink"]
        if line.colour != wanted:
            yield f"'{line.gid}' is drawn in {line.colour} on {fill}; {wanted} is wanted."


@rule("NOD-01", "error", "No data, beyond the data, too little, withheld and not applicable are five things, and none is a low value.")
def _no_data(seen: Measured) -> Iterator[str]:
    names = {"withheld": "withheld", "not applicable": "not applicable", "below minimum": "too little", "outside": "beyond data"}
    textures = {shape.gid for shape in seen.shapes} | {line.gid for line in seen.lines}
    faces = _faces(seen)
    for face_id, kind in seen.figure.reasons.items():
        name = names.get(kind, "no data")
        fill = FIXED["white"] if name == "not applicable" else FIXED["no data"]
        if face_id in faces and faces[face_id].fill != fill:
            yield f"Face {face_id} has no value ({kind}) and is filled with {faces[face_id].fill}; {fill} is wanted."
        if f"texture:{name}:{face_id}" not in textures and not _is_small(seen, face_id):
            yield f"Face {face_id} has no value ({kind}) and lacks the texture '{name}'."
        if f"legend:texture:{name}" not in textures:
            yield f"The texture '{name}' is not in the legend."


def _widest(shape: BaseGeometry) -> float:
    """Return the diameter of the largest disc in a shape, millimetres: wider than a texture's spacing, it must show the texture."""
    return max((2 * shapely.maximum_inscribed_circle(part, tolerance=0.1).length for part in polygons_of(shape)), default=0.0)


def _is_small(seen: Measured, face_id: str) -> bool:
    shape = next(item.filled for item in seen.base.shapes if item.face_id == face_id)
    return _widest(shape) < 2.5 * seen.page.factor


@rule("LEG-01", "error", "The legend names everything that is on the map, and nothing that is not.", maps_only=True)
def _legend(seen: Measured) -> Iterator[str]:
    drawn = {line.gid.split(":")[1] for line in seen.lines if line.gid.startswith("line:")}
    told = {line.gid.split(":")[2] for line in seen.lines if line.gid.startswith("legend:line:")}
    for kind in sorted(drawn - told):
        yield f"Lines of kind '{kind}' are on the map and not in the legend."
    for kind in sorted(told - drawn):
        yield f"Lines of kind '{kind}' are in the legend and not on the map."
    for symbol in ("reef", "feature", "open end"):
        here = any(name.startswith((f"symbol:{symbol}", f"{symbol}:")) for name in seen.gids)
        if here != (f"legend:{symbol}" in seen.gids):
            yield f"The symbol '{symbol}' is {'on the map and not in the legend' if here else 'in the legend and not on the map'}."
    for texture in ("thin evidence", "joint"):
        here = any(line.gid.startswith(f"texture:{texture}:") for line in seen.lines)
        if here and f"legend:texture:{texture}" not in seen.gids:
            yield f"The texture '{texture}' is on the map and not in the legend."


@rule("LIN-07", "error", "A line that stops where the points read stop looks as if it ended there.", maps_only=True)
def _open_ends(seen: Measured) -> Iterator[str]:
    if not any(line.gid.startswith("line:") for line in seen.lines):
        return  # a map without legal lines
    for item in seen.base.lines:
        if open_ends_on(item, seen.base.frame, seen.base.lines) and f"open end:{item.number}" not in seen.gids:
            yield f"Line {item.number} goes on beyond an end seen here, and has no sign of it."


@rule("LEG-03", "error", "More than six classes cannot be told apart.")
def _classes(seen: Measured) -> Iterator[str]:
    role_colours = {colour for colours in PALETTES.values() for colour in colours}
    shown = {shape.fill for shape in seen.shapes if shape.gid == "legend:box" and shape.fill in role_colours}
    # Beside its evidence a value has a second scale, in a panel of its own.
    if len(shown) > (12 if seen.info.kind.endswith("-uncertainty") else 6):
        yield f"The legend has {len(shown)} classes."


@rule("SCL-02", "error", "A scale bar is true at the centre of the map, or it is not one.", maps_only=True)
def _scale(seen: Measured) -> Iterator[str]:
    frame = seen.base.frame
    said = {found.group(2): float(found.group(1).replace(",", "")) for word in seen.starting("scale:text")
            if (found := re.fullmatch(r"([\d,.]+) (km|NM)", word.text))}  # fmt: skip
    for unit, factor in (("km", 1.0), ("NM", NM_KM)):
        widths = [
            artist.get_path().get_extents().width
            for artist in seen.figure.axes[1].patches
            if str(artist.get_gid() or "").startswith(f"scale:{unit}:") and artist.get_visible()
        ]
        if not widths or unit not in said:
            yield f"The scale bar in {unit} is missing."
            continue
        x, y = frame.rect.centre
        half = sum(widths) / 2
        ends = frame.degrees([x - half, x + half], [y, y])
        true = WGS84.inv(*ends[0], *ends[1])[2] / 1000.0 / factor
        if abs(true / said[unit] - 1) > 0.01:
            yield f"The bar of {said[unit]:g} {unit} is {true:.1f} {unit} long at the centre of the map."


@rule("SCL-03", "error", "Degrees on two sides let a reader find a place.", maps_only=True)
def _graticule(seen: Measured) -> Iterator[str]:
    labels = [word.text for word in seen.words if word.gid == "graticule"]
    if sum("E" in t or "W" in t or t == "180°" for t in labels) < 2 or sum("N" in t or "S" in t or t == "0°" for t in labels) < 2:
        yield f"Only these degrees are printed: {', '.join(labels) or 'none'}."


@rule("LAY-03", "error", "A frame heavier on one side pulls the eye there.", maps_only=True)
def _frame_line(seen: Measured) -> Iterator[str]:
    frames = [shape for shape in seen.shapes if shape.gid == "frame"]
    maps = sum(str(axes.get_label()).startswith(("map", "panel")) for axes in seen.figure.axes)
    if len(frames) != maps or any(abs(frame.edge_width - 0.5) > 1e-6 for frame in frames):
        yield "The frame is not one line of 0.5 pt on all sides."


@rule("LAY-06", "error", "Things that this room does not draw have not been measured.")
def _strangers(seen: Measured) -> Iterator[str]:
    for kind in seen.unknown:
        yield f"The figure holds a {kind}, which no rule measures."


@rule("LAY-05", "warning", "A small map wastes the page.", maps_only=True)
def _frame_size(seen: Measured) -> Iterator[str]:
    rect, page = seen.page.map_rect, seen.page
    share = rect.w * rect.h / (page.width * page.height)
    # The frame of a slide has the shape of its region: of a tall one the height is what can be filled.
    if share < 0.40 and not (page.is_slide and rect.h > 0.65 * page.height):
        yield f"The map fills {share:.0%} of the page; 40% is the least, or two thirds of the height of a slide."


def dash_share(kind: str) -> float:
    """Return the ink that a kind of line lays down for its length, in points.

    Examples
    --------
    >>> [round(dash_share(kind), 2) for kind in LINES]
    [0.7, 0.69, 0.71, 0.7, 0.7, 0.7, 0.7]
    """
    style = LINES[kind]
    return (style.width - style.core) * (sum(style.pattern[::2]) / sum(style.pattern) if style.pattern else 1.0)


#: Width of a gap in points, for those who check by hand: millimetres divided by this.
POINT_MM = PT_MM
