"""What every map of faces has in common: page, frame, faces on the page, lines, furniture, foot."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely

from toolkit.cartography.frame import Frame, region_aspect
from toolkit.cartography.furniture import (
    corners,
    draw_foot,
    draw_frame,
    draw_graticule,
    draw_locator,
    draw_scale,
    draw_stamp,
    draw_title,
    fitting_title,
    scale_size,
)
from toolkit.cartography.ground import draw_coast, draw_sea, faces_end_at_region, land_on, veil_outside
from toolkit.cartography.info import (
    GROUND,
    FigureInfo,
    coast_source,
    data_kind,
    drawn_on,
    makers,
    map_id,
    short_source,
    source_line,
    version,
)
from toolkit.cartography.labels import Placer
from toolkit.cartography.legal import DrawnLine, draw_lines, draw_open_ends, lines_on
from toolkit.cartography.legend import Entry
from toolkit.cartography.pages import Page, Rect, page_of
from toolkit.cartography.paint import area_mm2, fill, texture
from toolkit.cartography.sheet import MapFigure, Sheet
from toolkit.cartography.style import FIXED, TEXTURES, lightness
from toolkit.cartography.words import COMPUTED, COUNTED, DISCLAIMER, DISCLAIMER_SHORT, FRAME_CUTS, ONE_SCENARIO, UNCOUNTED, scenario_words
from toolkit.catalog.regions import Region
from toolkit.catalog.regions import region as find_region
from toolkit.errors import FigureError, SchemaError

__all__ = ["FaceShape", "MapBase", "begin", "finish", "overlap_texture"]

_NEEDED = ("label", "n_claimants", "regime", "area_km2", "geometry")
Z_FACES, Z_VEIL, Z_OVERLAP, Z_SYMBOLS = 2.0, 4.0, 6.0, 8.0


@dataclass(frozen=True)
class FaceShape:
    """A face on the page: its record, its shape in millimetres, and whether a joint or provisional zone lies over it.

    Of a face cut at the limits of areas a piece is drawn: ``area_code`` names its area, ``patch`` the face that it is a piece of.
    ``painted`` is the part that a value is painted on, where that is not the whole shape; ``unreached`` the part of the other water that
    the data do not reach.
    """

    face_id: str
    label: str
    n_claimants: int
    regime: str
    area_km2: float
    shape: Any
    joint_zone: bool = False
    patch: str = ""
    area_code: str = ""
    painted: Any = None
    unreached: Any = None

    @property
    def filled(self) -> Any:
        """What a value is painted on."""
        return self.shape if self.painted is None else self.painted

    @property
    def rest(self) -> Any:
        """What lies beyond and is reached by the data; empty where the whole shape is painted."""
        if self.painted is None:
            return shapely.Polygon()
        left = shapely.difference(self.shape, self.painted)
        return left if self.unreached is None else shapely.difference(left, self.unreached)


@dataclass
class MapBase:
    """A map being drawn."""

    region: Region
    page: Page
    sheet: Sheet
    frame: Frame
    land: Any
    shapes: list[FaceShape]
    lines: list[DrawnLine]
    placer: Placer
    claims: Any
    fingerprint: str
    profile: str
    leaf: str = ""
    veiled: bool = False
    marks: list[tuple[Any, float]] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    keyed_seas: list[tuple[str, str]] = field(default_factory=list)
    known_gaps: tuple[str, ...] = ()

    def units(self) -> list[FaceShape]:
        """Return what is counted on a map of values."""
        return units_of(self.shapes)

    def sea_keys(self) -> list[tuple[str, str]] | None:
        """Return the list that takes marks of narrow seas; None on a slide, whose legend has no room for their names."""
        return None if self.page.is_slide else self.keyed_seas


def units_of(shapes: Iterable[FaceShape]) -> list[FaceShape]:
    """Return what is counted on a map of values: each face, or where faces are cut at areas one piece of each area (and panel)."""
    found: dict[tuple[str, str], FaceShape] = {}
    for item in shapes:
        panel = item.face_id.rpartition("~")[2] if "~" in item.face_id else ""
        found.setdefault((panel, item.area_code or item.face_id), item)
    return list(found.values())


def overlap_texture(n_claimants: int) -> str:
    """Return the name of the texture for a number of claimants."""
    return f"overlap {min(max(n_claimants, 2), 5)}"


def begin(faces: Any, region: str | Region, page: str | Page, profile: str, *, sheet: Sheet | None = None) -> MapBase:
    """Choose page and frame, and bring faces and lines onto the page (or onto a sheet, in its frame of the map).

    Raises
    ------
    FigureError
        There are no faces, or none of them lies in the region.
    SchemaError
        The frame of faces lacks a column.
    """
    where = find_region(region)
    frame_of = faces.frame
    missing = [name for name in _NEEDED if name not in frame_of.columns]
    if missing:
        raise SchemaError(f"The faces lack the columns {', '.join(missing)}. Make them with toolkit.partition(claims).")
    if not len(frame_of):
        raise FigureError(f"There are no faces to draw on the map of '{where.id}'. Give claims that reach into {where.bounds}.")
    grid = sheet.page if sheet else page_of(page, region_aspect(where))
    frame = Frame.of(where, sheet.map_rect if sheet else grid.map_rect)
    flat = shapely.intersection(frame.project(frame_of.geometry.to_numpy()), frame.box)
    shapes = [
        FaceShape(str(face_id), str(label), int(n), str(regime), float(km2), shape, over, *piece)
        for face_id, label, n, regime, km2, shape, over, piece in zip(
            frame_of.index,
            frame_of["label"],
            frame_of["n_claimants"],
            frame_of["regime"],
            frame_of["area_km2"],
            flat,
            joint_zones(frame_of),
            pieces_of(frame_of),
            strict=True,
        )
        if area_mm2(shape) > 0
    ]
    if not shapes:
        raise FigureError(
            f"None of the {len(frame_of)} faces lies in region '{where.id}' {where.bounds}; they reach over "
            f"{np.round(frame_of.total_bounds, 2).tolist()} (west, south, east, north). Choose a region that holds them."
        )
    lines = lines_on(faces.claims.lines_in_force(), frame)
    base = MapBase(
        where,
        grid,
        sheet or Sheet.new(grid),
        frame,
        land_on(frame),
        shapes,
        lines,
        Placer(frame.rect),
        faces.claims,
        str(faces.fingerprint),
        profile,
    )
    if len(shapes) < len(frame_of):
        base.notes.append(f"{len(frame_of) - len(shapes)} of {len(frame_of)} faces lie outside the frame.")
    draw_sea(base.sheet, frame, bathymetry=False)
    draw_coast(base.sheet, frame)
    if faces_end_at_region(frame, frame_of.geometry.to_numpy()):
        base.veiled = veil_outside(base.sheet, frame)
    return base


def joint_zones(frame: Any) -> list[bool]:
    """Return for each face whether a joint or provisional zone lies over it, also where others than its parties claim the water."""
    joint = [str(regime) == "joint" for regime in frame["regime"]]
    kinds = frame["zone_kinds"] if "zone_kinds" in frame.columns else [()] * len(joint)
    return [one or "joint regime" in found for one, found in zip(joint, kinds, strict=True)]


def pieces_of(frame: Any) -> list[tuple[str, str]]:
    """Return for each row of faces which face it is a piece of, and in which area: itself and no area where faces are whole."""
    if "area" not in frame.columns:
        return [(str(name), "") for name in frame.index]
    return [(str(name).rpartition("@")[0] or str(name), str(area)) for name, area in zip(frame.index, frame["area"], strict=True)]


#: Sea smaller than this on the page needs no line of the legend, square millimetres.
_SEEN = 4.0


def ground_entries(base: MapBase) -> list[Entry]:
    """Return the legend lines of sea that is no patch: where no zone is counted, and beyond the region."""
    taken = shapely.union_all([base.land, *(item.shape for item in base.shapes)])
    here = shapely.intersection(base.frame.box, base.frame.region_outline) if base.veiled else base.frame.box
    out = []
    if area_mm2(shapely.difference(here, taken)) > _SEEN * base.page.factor**2:
        narrow = base.page.is_slide and base.page.insets is None
        out.append(Entry(UNCOUNTED.split(";")[0] if narrow else UNCOUNTED, "", FIXED["sea"]))
    if base.veiled:
        out.append(Entry("outside the region drawn", "", FIXED["outside"], ("outside",)))
    return [*out, *(Entry(names, mark=f"number:{mark}", role="key") for mark, names in base.keyed_seas)]


def paint_faces(base: MapBase, colour: Callable[[FaceShape], str]) -> None:
    """Fill each face, in the order of their labels; no face has an outline."""
    for item in base.shapes:
        fill(base.sheet.ground, item.shape, colour(item), gid=f"face:{item.face_id}", zorder=Z_FACES)


def paint_overlap(base: MapBase, colour: Callable[[FaceShape], str], *, joint: bool) -> None:
    """Lay diagonals over every face with two or more claimants and, where wanted, bars over joint regimes."""
    factor = base.page.factor
    for item in base.shapes:
        white = "#ffffff" if lightness(colour(item)) < 55 else None
        if item.n_claimants >= 2:
            name = overlap_texture(item.n_claimants)
            # Diagonals go over the whole patch; on its water without colour they are dark.
            beyond = shapely.difference(item.shape, item.filled)
            parts = [("", item.filled, white), ("rest ", beyond, None)] if white else [("", item.shape, None)]
            for part, shape, ink in parts:
                gid = f"texture:{part}{name}:{item.face_id}"
                texture(base.sheet.ground, shape, TEXTURES[name], gid=gid, zorder=Z_OVERLAP, ink=ink, factor=factor)
        if joint and item.joint_zone:
            texture(
                base.sheet.ground,
                item.shape,
                TEXTURES["joint"],
                gid=f"texture:joint:{item.face_id}",
                zorder=Z_OVERLAP,
                ink=white,
                factor=factor,
            )


def paint_lines(base: MapBase, **look: float) -> None:
    """Draw the legal lines by kind, with the sign of an end that is open."""
    draw_lines(base.sheet, base.frame, base.lines, **look)
    draw_open_ends(base.sheet, base.frame, base.lines, base.placer)


def set_insets(base: MapBase) -> None:
    """Put locator and scale bar into the corners that hold least of the faces, and keep labels off them."""
    sheet, frame = base.sheet, base.frame
    # A small patch counts with what is around it: its number and leader stand there.
    busy = shapely.union_all([item.shape if area_mm2(item.shape) > 10 * _SEEN else shapely.buffer(item.shape, 3.0) for item in base.shapes])
    factor = {"A4": 1.0, "A3": 1.3, "slide": 1.4}[base.page.paper]
    width, height = 34.0 * factor, 26.0 * factor
    margin = 2.5
    scale_width, scale_height = scale_size(sheet, frame)
    if (strip := base.page.insets) is not None and strip.w >= width + scale_width + margin:
        draw_locator(sheet, frame, Rect(strip.right - width, strip.bottom - height, width, height))
        draw_scale(sheet, frame, Rect(strip.x, strip.bottom - scale_height, scale_width, scale_height))
        return
    first = corners(frame.rect, width, height, busy, margin=margin)
    for corner in first:
        rest = [
            c for c in corners(frame.rect, scale_width, scale_height, busy, margin=margin) if not c.rect.grown(2.0).overlaps(corner.rect)
        ]
        if rest:
            bar = rest[0].rect
            break
    else:
        raise FigureError(f"Locator and scale bar do not fit into the frame of page '{base.page.id}'. Use a larger page.")
    draw_locator(sheet, frame, corner.rect)
    draw_scale(sheet, frame, bar)
    base.placer.block(corner.rect, "locator")
    base.placer.block(bar, "scale bar")


def hidden(base: MapBase) -> Any:
    """Return what covers faces on the page: land and the plates of insets."""
    plates = [shapely.box(r.x, r.y, r.right, r.bottom) for r, name in base.placer.taken if name in ("locator", "scale bar")]
    return shapely.union_all([base.land, *plates])


def finish(
    base: MapBase,
    kind: str,
    *,
    titles: tuple[str, ...],
    subtitles: tuple[str, ...],
    dataset_ids: Iterable[str],
    parts: Iterable[object],
    source_words: Iterable[str] = (),
    synthetic: bool = False,
    alt: tuple[str, str] = ("", ""),
    values: Mapping[str, Any] | None = None,
    line_key: tuple[Mapping[str, Any], ...] = (),
    feature_key: tuple[Mapping[str, Any], ...] = (),
    reasons: Mapping[str, str] | None = None,
    groups: Mapping[str, str] | None = None,
    class_order: Iterable[str] = (),
    shares: Mapping[str, float] | None = None,
    with_map: bool = True,
    with_frame: bool = True,
) -> MapFigure:
    """Draw title, frame, degrees and foot, and write the record of the figure.

    A page without a map (``with_map=False``) has neither frame nor projection; one whose panels have frames of their own
    (``with_frame=False``) gets no other.
    """
    sheet, page, claims = base.sheet, base.page, base.claims
    data = tuple(dict.fromkeys([*getattr(claims, "dataset_ids", ()), *dataset_ids]))
    used = tuple(dict.fromkeys([*data, *GROUND]))
    kinds = data_kind(used, synthetic)
    made_up = kinds.startswith("synthetic")
    if made_up:
        titles = tuple(text if "synthetic" in text.lower() else f"Synthetic data. {text}" for text in titles)
    title, subtitle = fitting_title(sheet, titles, subtitles)
    date = str(getattr(claims, "date", ""))
    ident = map_id(kind, base.region.sign, [base.fingerprint, page.id, base.profile, version(), title, subtitle, *parts])
    disclaimer = _disclaimer(base)
    own = tuple(word for word in source_words if word)
    sources = _source_versions(base, claims, date, dataset_ids, own, drawn_on(date), with_map=with_map)
    draw_title(sheet, title, subtitle)
    if with_map and with_frame:
        draw_graticule(sheet, base.frame)
        draw_frame(sheet)
    leaf = f"{base.leaf} · " if base.leaf else ""
    lines = draw_foot(sheet, disclaimer, sources, f"{leaf}Map {ident} · {kinds}")
    if made_up:
        draw_stamp(sheet)
    figure = sheet.figure
    figure.base = base
    figure.has_map = with_map
    figure.reasons = dict(reasons or {})
    figure.groups = dict(groups or {})
    figure.class_order = tuple(class_order)
    figure.shares = dict(shares or {})
    figure.info = FigureInfo(
        kind=kind,
        region=base.region.id,
        page=page.id,
        title=title,
        subtitle=subtitle,
        alt_short=alt[0],
        alt_long=alt[1],
        sources=lines,
        dataset_ids=used,
        data_kind=kinds,
        map_id=ident,
        disclaimer=disclaimer,
        line_key=line_key,
        feature_key=feature_key,
        dropped=tuple(base.dropped),
        known_gaps=base.known_gaps,
        profile=base.profile,
        values=dict(values or {}),
        notes=tuple(base.notes),
    )
    return figure


def _disclaimer(base: MapBase) -> str:
    """Return the disclaimer with the sentences that are due: what is computed, which scenario, what the frame cuts."""
    choices = getattr(base.claims, "base", {})
    if base.page.is_slide:
        return f"{DISCLAIMER_SHORT} {ONE_SCENARIO}" if choices else DISCLAIMER_SHORT
    computed = any(item.line.kind == "computed" for item in base.lines)
    computed |= has_computed_zones(base.claims)
    counted = COUNTED if any(item.n_claimants > 1 for item in base.shapes) else ""
    words = (DISCLAIMER, COMPUTED if computed else "", scenario_words(choices), counted, FRAME_CUTS if frame_cuts(base) else "")
    return " ".join(word for word in words if word)


def has_computed_zones(claims: Any) -> bool:
    """Say whether any extent of a claim set was computed, not published."""
    return any(claim.basis in ("distance", "equidistance") for claim in getattr(claims, "claims", ()))


def n_scenarios(claims: Any) -> int:
    """Return how many scenarios the choices of a claim set make: 1 for a set without choices."""
    from toolkit.claims.scenarios import carried

    if not getattr(claims, "base", None):
        return 1
    return math.prod(len(choices) for choices in carried(claims).values() if choices)


def frame_cuts(base: MapBase) -> bool:
    """Say whether land or claimed sea reaches the edge of the frame or of the region."""
    edges = shapely.union_all([shapely.boundary(base.frame.box), shapely.boundary(base.frame.region_outline)])
    near = shapely.buffer(edges, 0.3)
    return bool(shapely.intersects(near, base.land)) or any(bool(shapely.intersects(near, item.shape)) for item in base.shapes)


def _source_versions(
    base: MapBase, claims: Any, date: str, dataset_ids: Iterable[str], own: tuple[str, ...], drawn: str, *, with_map: bool
) -> tuple[tuple[str, ...], ...]:
    """Return the source lines in versions from long to short."""
    behind = {*getattr(claims, "dataset_ids", ()), *GROUND}
    named = [name for name in dict.fromkeys(dataset_ids) if name not in behind]
    head = f"Claims: {claims.title}{f', compiled {date}' if date else ''}."
    lon, lat = base.region.centre
    place = f"{abs(lat):g}°{'N' if lat >= 0 else 'S'} {abs(lon):g}°{'E' if lon >= 0 else 'W'}"
    where = f"centre {place}"
    end = f"Drawn {drawn} with arf-marine {version()}." if drawn else f"Drawn with arf-marine {version()}."
    coast = f"Coast: {coast_source()}."
    out = []
    for long in (True, False):
        said = source_line(named, versions=long)
        projection = f"Lambert azimuthal equal-area projection, {where}" + ("; WGS 84." if long else ".")
        out.append((head, *own, f"{said}." if said else "", coast, projection, end))
    short = f"{'; '.join(short_source(name) for name in named)}." if named else ""
    out.append((head, *own, short, coast, f"Equal-area projection, {where}.", end))
    out.append((head, *own, short, f"Equal-area projection, {where}.", f"Drawn {drawn}." if drawn else ""))
    brief = f"Claims: {re.split('[:,]', str(claims.title))[0]}{f', compiled {date}' if date else ''}."
    out.append((brief, *own, short, f"Equal-area projection, {where}.", f"Drawn {drawn}." if drawn else ""))
    out.append((brief, short, f"Equal-area, {where}."))
    least = f"Claims: compiled {date}." if date else brief
    out.append((least, short, "Equal-area."))
    # A reader can look up a maker and a year, and no id of a dataset.
    out.append((least, f"{makers(named)}." if named else "", "Equal-area."))
    kept = out[3:] if base.page.is_slide else out
    # A page without a map has neither coast nor projection.
    return tuple(tuple(line for line in lines if line and (with_map or not _of_maps(line))) for lines in kept)


def _of_maps(line: str) -> bool:
    """Say whether a source line is about the base map."""
    return line.startswith("Coast:") or "qual-area" in line
