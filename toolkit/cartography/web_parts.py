"""Parts of the interactive map: faces in a frame, paths, textures as patterns, hashes of the policy."""

from __future__ import annotations

import base64
import hashlib
import math
from html import escape
from typing import Any

import numpy as np
import shapely

from toolkit.cartography.compose import FaceShape, joint_zones, pieces_of
from toolkit.cartography.frame import Frame
from toolkit.cartography.paint import area_mm2, lines_of, polygons_of
from toolkit.cartography.style import TEXTURES

__all__ = ["PX", "box_of", "digits_of", "number_cell", "path_data", "patterns", "plates_of", "shapes_in", "source_hash", "table_of"]

#: Strokes of textures on a screen, points: finer ones are paler than the ink that they are drawn in.
_FINEST = 0.75
#: Pixels of a style sheet in a millimetre.
PX = 96.0 / 25.4


def shapes_in(faces: Any, frame: Frame) -> list[FaceShape]:
    """Return the faces in a frame, in the order of their labels."""
    rows = faces.frame
    flat = shapely.intersection(frame.project(rows.geometry.to_numpy()), frame.box)
    out = [
        FaceShape(str(face_id), str(row.label), int(row.n_claimants), str(row.regime), float(row.area_km2), shape, over, *piece)
        for face_id, row, shape, over, piece in zip(rows.index, rows.itertuples(), flat, joint_zones(rows), pieces_of(rows), strict=True)
        if area_mm2(shape) > 0
    ]
    return sorted(out, key=lambda item: [int(part) if part.isdigit() else part for part in item.label.split(".")])


def path_data(geometry: Any, *, closed: bool = True) -> str:
    """Return the data of an SVG path, to a hundredth of a millimetre."""
    rings = [ring for polygon in polygons_of(geometry) for ring in (polygon.exterior, *polygon.interiors)] if closed else lines_of(geometry)
    out = []
    for ring in rings:
        points = np.round(np.asarray(ring.coords)[:, :2], 2)
        keep = np.r_[True, (np.diff(points, axis=0) != 0).any(axis=1)]
        said = " ".join(f"{x:g},{y:g}" for x, y in points[keep][: -1 if closed else None])
        if said:
            out.append(f"M{said}{'Z' if closed else ''}")
    return "".join(out)


#: Height of letters of a name of a sea where a map is small on the screen, and least room of a number beside it, millimetres of the map.
_LETTER, _ROOM = 5.0, 2.5


def box_of(names: list[str], x: float, y: float, side: str) -> Any:
    """Return about the box of the name of a sea, in lines around its place; at the sides of the map it begins or ends there."""
    wide, high = 0.55 * _LETTER * max(map(len, names)), 1.15 * _LETTER * len(names)
    left = x if side == "start" else x - wide if side == "end" else x - wide / 2
    return shapely.box(left, y - high / 2, left + wide, y + high / 2)


def digits_of(shapes: list[FaceShape], names: list[Any]) -> list[str]:
    """Return the numbers of claimants, each in the widest part of its patch, off the names of seas where there is room.

    The largest patches first: where two numbers are crowded on a screen, the script keeps the first. A patch drawn in pieces has one.
    """
    largest: dict[str, FaceShape] = {}
    for item in shapes:
        name = item.patch or item.face_id
        if item.n_claimants >= 2 and (name not in largest or area_mm2(item.shape) > area_mm2(largest[name].shape)):
            largest[name] = item
    out = []
    for item in sorted(largest.values(), key=lambda item: -area_mm2(item.shape)):
        whole, clear = [polygons_of(shape) for shape in (item.shape, shapely.difference(item.shape, shapely.union_all(names)))]
        circles = [shapely.maximum_inscribed_circle(max(parts, key=area_mm2), tolerance=0.5) for parts in (clear, whole) if parts]
        chosen = next((circle for circle in circles if circle.length > _ROOM), circles[-1])
        x, y = chosen.coords[0]
        out.append(f'<text class="digit" x="{x:.2f}" y="{y:.2f}">{item.n_claimants}</text>')
    return out


def plates_of(shapes: list[FaceShape]) -> str:
    """Return the number of each patch in a box, hidden until it is asked for; below the number of claimants where there is one.

    Inside its group a box counts in pixels: the script keeps it so at any zoom.
    """
    out = []
    for item in shapes:
        part = max(polygons_of(item.shape), key=area_mm2, default=None)
        if part is None:
            continue
        x, y = shapely.maximum_inscribed_circle(part, tolerance=0.5).coords[0]
        wide, down = 9 + 8 * len(item.label), 17 if item.n_claimants >= 2 else 0
        out.append(
            f'<g class="plate" data-x="{x:.2f}" data-y="{y:.2f}" transform="translate({x:.2f} {y:.2f}) scale(0.25)">'
            f'<rect x="{-wide / 2:g}" y="{down - 9}" width="{wide}" height="18"/><text y="{down}">{escape(item.label)}</text></g>'
        )
    return f'<g id="patches" class="off">{"".join(out)}</g>'


def source_hash(text: str) -> str:
    """Return the hash of a style or script as a content security policy names it."""
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii") + "'"


def number_cell(value: float, said: str) -> str:
    """Return a cell of the table with the exact value for sorting."""
    exact = f"{value:.6g}" if math.isfinite(value) else ""
    return f'<td class="num" data-v="{exact}">{escape(said)}</td>'


def _key(ident: str, angle: float) -> str:
    """Return the same pattern for the legend, which counts in pixels."""
    return f'<pattern id="{ident}-key" href="#{ident}" patternTransform="rotate({-angle:g}) scale({PX:.4f})"/>'


def patterns() -> str:
    """Return the textures as SVG patterns in millimetres; the script keeps them so on the screen."""
    out = []
    for name, kind in TEXTURES.items():
        ident = name.replace(" ", "-")
        size = f'width="{kind.spacing:g}" height="{kind.spacing:g}" data-angle="{-kind.angle:g}" patternTransform="rotate({-kind.angle:g})"'
        if kind.kind == "dots":
            body = f'<circle class="spot" cx="{kind.spacing / 2:g}" cy="{kind.spacing / 2:g}" r="{kind.width / 2:g}"/>'
            out.append(f'<pattern id="{ident}" patternUnits="userSpaceOnUse" {size}>{body}</pattern>{_key(ident, kind.angle)}')
            continue
        inks = {"": "white" if name in ("thin evidence", "too little") else "grey" if name in ("no data", "beyond data") else "dark"}
        if name.startswith("overlap"):
            inks["-white"] = "white"
        for suffix, ink in inks.items():
            y = kind.spacing / 2
            body = f'<path class="{ink}" stroke-width="{max(kind.width, _FINEST) * 25.4 / 72:.3f}" d="M0,{y:g}L{kind.spacing:g},{y:g}"/>'
            out.append(
                f'<pattern id="{ident}{suffix}" patternUnits="userSpaceOnUse" {size}>{body}</pattern>{_key(ident + suffix, kind.angle)}'
            )
    return "".join(out)


def table_of(heads: list[tuple[str, str]], rows: list[str]) -> str:
    """Return a sortable table of heads (words and kind) and rows."""
    head = "".join(
        f'<th scope="col" data-kind="{kind}"{first}><button type="button">{escape(words)}</button></th>'
        for (words, kind), first in zip(heads, [' aria-sort="ascending"', *[""] * (len(heads) - 1)], strict=True)
    )
    return (
        '<div class="scroll"><table id="table"><caption class="quiet">Patches numbered from north to south, then from west to east; '
        f"the order says nothing about a party.</caption><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )
