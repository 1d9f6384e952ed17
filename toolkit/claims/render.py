"""Claim sets and faces as HTML for notebooks: a thumbnail, what is in them, what is missing.

The thumbnail is a sketch, not a map: fills without any outline (a line would look agreed), darker where more claims or claimants are, the
same for every party.
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from toolkit.claims.names import order_by_name, party_name
from toolkit.errors import SchemaError

if TYPE_CHECKING:
    from toolkit.claims.compare import Comparison
    from toolkit.claims.faces import Faces
    from toolkit.claims.model import ClaimSet

__all__ = ["beside_sketch", "claims_html", "comparison_html", "faces_html", "thumbnail"]

_WIDTH, _TALLEST = 300.0, 300.0
_SEA, _LAND, _TINT = "#f4f6f7", "#d9d4ca", "#7b3f61"


def thumbnail(geometries: Iterable[Any], opacities: Iterable[float], title: str) -> str:
    """Return a sketch of areas as SVG.

    Parameters
    ----------
    geometries : iterable of shapely geometry
        Areas in degrees.
    opacities : iterable of float
        How dark each is filled, 0..1.
    title : str
        What a screen reader says.

    Returns
    -------
    str
        An ``svg`` element; '' where there is nothing to draw.
    """
    areas = np.asarray(list(geometries), dtype=object)
    if not len(areas) or shapely.is_empty(areas).all():
        return ""
    # what lies across the antimeridian is drawn beside the rest
    west, _, east, _ = shapely.total_bounds(areas)
    if east - west > 270.0:
        areas = shapely.transform(areas, lambda xy: np.column_stack([np.where(xy[:, 0] < 0, xy[:, 0] + 360.0, xy[:, 0]), xy[:, 1]]))
    west, south, east, north = shapely.total_bounds(areas)
    span = max(east - west, 1e-6), max(north - south, 1e-6)
    scale = min(_WIDTH / span[0], _TALLEST / span[1])
    width, height = span[0] * scale, span[1] * scale

    def path(shape: Any) -> str:
        rings = []
        for part in shapely.get_parts(shapely.simplify(shape, 0.5 / scale)):
            for ring in [part.exterior, *part.interiors] if part.geom_type == "Polygon" else []:
                xy = shapely.get_coordinates(ring)
                points = np.column_stack([(xy[:, 0] - west) * scale, (north - xy[:, 1]) * scale])
                rings.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z")
        return "".join(rings)

    land = "".join(f'<path d="{path(item)}"/>' for item in _land(west, south, east, north))
    filled = [(item, opacity) for item, opacity in zip(areas, opacities, strict=True) if not item.is_empty]
    fills = "".join(f'<path d="{path(item)}" fill-opacity="{opacity:.2f}"/>' for item, opacity in filled)
    said = html.escape(title, quote=True)
    return (
        f'<svg role="img" aria-label="{said}" width="{width:.0f}" height="{height:.0f}" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'xmlns="http://www.w3.org/2000/svg"><title>{said}</title><rect width="100%" height="100%" fill="{_SEA}"/>'
        f'<g fill-rule="evenodd"><g fill="{_LAND}">{land}</g><g fill="{_TINT}">{fills}</g></g></svg>'
    )


def _land(west: float, south: float, east: float, north: float) -> list[Any]:
    """Return land behind the sketch, where the frame is one that the embedded coast can be cut to."""
    from toolkit.catalog.embedded import read_land

    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        return []
    return list(read_land((west, south, east, north)).geometry)


def _side_by_side(drawing: str, body: str) -> str:
    row = "display:flex;gap:1.5em;align-items:flex-start;flex-wrap:wrap"
    return f'<div style="{row}"><div>{drawing}</div><div style="flex:1;min-width:18em">{body}</div></div>'


def _rows(rows: dict[str, Any], caption: str) -> str:
    left = 'style="text-align:left;vertical-align:top"'
    body = "".join(f"<tr><th {left}>{html.escape(key)}</th><td {left}>{html.escape(str(value))}</td></tr>" for key, value in rows.items())
    return f'<table><caption style="text-align:left;font-weight:bold">{html.escape(caption)}</caption>{body}</table>'


def beside_sketch(record: Any, body: str) -> str:
    """Return the table of a claim beside a sketch of its extent; a line or an instrument has no sketch, so its table alone."""
    if not hasattr(record, "claim_id"):
        return body
    return _side_by_side(thumbnail([record.geometry], [0.4], f"{record.title}: sketch of its extent"), body)


def _folded(title: str, lines: Iterable[str]) -> str:
    items = "".join(f"<li>{html.escape(line)}</li>" for line in lines)
    return f"<details><summary>{html.escape(title)}</summary><ul>{items}</ul></details>" if items else ""


def _base(claims: ClaimSet) -> ClaimSet:
    """Return the set as it stands when no scenario is named; a set that has no such base as it is."""
    from toolkit.claims.scenarios import apply

    try:
        return apply(claims)
    except SchemaError:
        return claims


def claims_html(claims: ClaimSet) -> str:
    """Return a claim set as HTML: thumbnail, claimants A to Z, and, folded, instruments, gaps and notes."""
    base = _base(claims)
    shapes = [claim.geometry for claim in base.claims]
    drawing = thumbnail(shapes, [0.25] * len(shapes), f"{claims.title}: sketch, darker where more claims lie over one another")
    variants = len(claims.claims) - len(base.claims)
    rows = {
        "Claims": f"{len(base.claims)} in the base, {variants} more in variants (scenarios)" if variants else len(base.claims),
        "Claimants, A to Z": ", ".join(party_name(code) for code in claims.claimants),
        "Lines": len(claims.lines),
        "Date": claims.date or "not stated",
    }
    folded = (
        _folded(f"{len(claims.instruments)} instruments", (item.citation() for item in claims.instruments.values()))
        + _folded(f"{len(claims.gaps)} known gaps", claims.gaps)
        + _folded(f"{len(claims.notes)} note{'' if len(claims.notes) == 1 else 's'}", claims.notes)
    )
    return _side_by_side(drawing, _rows(rows, claims.title) + folded)


def faces_html(faces: Faces) -> str:
    """Return faces as HTML: thumbnail by number of claimants, areas by number, and, folded, the list and what was done."""
    counts = faces.by_count()
    most = max(int(counts.index.max()), 1) if len(counts) else 1
    opacities = [0.15 + 0.75 * (n - 1) / max(most - 1, 1) for n in faces.frame["n_claimants"]]
    drawing = thumbnail(faces.frame.geometry, opacities, f"Faces of {faces.claims.title}: sketch, darker where more parties claim")
    said = {f"{n} claimant{'s' if n != 1 else ''}": f"{row.n_faces:.0f} faces, {row.area_km2:,.0f} km²" for n, row in counts.iterrows()}
    left, right = 'style="text-align:left"', 'style="text-align:right"'
    sides = (left, left, left, right)
    head = "".join(f'<th scope="col" {side}>{name}</th>' for side, name in zip(sides, ("label", "claimants", "regime", "km²"), strict=True))
    cells = []
    for row in faces.frame.itertuples():
        names = ", ".join(party_name(code) for code in order_by_name(row.claimants))
        shown = (row.label, names, row.regime, f"{row.area_km2:,.0f}")
        cells.append("".join(f"<td {side}>{html.escape(str(cell))}</td>" for side, cell in zip(sides, shown, strict=True)))
    listed = f"<table><tr>{head}</tr>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"
    folded = f"<details><summary>{len(faces)} faces</summary>{listed}</details>" + _folded("What was done", faces.report.lines())
    return _side_by_side(drawing, _rows(said, f"Faces of {faces.claims.title}") + folded)


def comparison_html(found: Comparison) -> str:
    """Return a comparison as HTML: the areas, and, folded, each pair of claimant sets."""
    rows = {
        "The same claimants": f"{found.same_km2:,.0f} km²",
        "Other claimants": f"{found.differing_km2:,.0f} km²",
        "a": found.a,
        "b": found.b,
    }
    table = found.table()
    different = [
        f"{km2:,.0f} km²: {_listed(mine)} in a; {_listed(theirs)} in b"
        for mine, theirs, same, km2 in zip(*(table[name] for name in ("claimants_a", "claimants_b", "same", "area_km2")), strict=True)
        if not same
    ]
    return _rows(rows, "Comparison") + _folded(f"{len(different)} difference{'' if len(different) == 1 else 's'}", different)


def _listed(codes: tuple[str, ...]) -> str:
    return ", ".join(party_name(code) for code in order_by_name(codes)) or "no claim"
