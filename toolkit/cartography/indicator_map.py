"""Maps of an indicator: one class of value for each face, what is not known drawn as such, and the twin that shows the evidence."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import shapely

from toolkit.cartography.alt import indicator_alt
from toolkit.cartography.claims_map import line_entries
from toolkit.cartography.classes import Classes, classes_of, refuse_counts
from toolkit.cartography.compose import (
    Z_FACES,
    Z_VEIL,
    FaceShape,
    MapBase,
    begin,
    finish,
    ground_entries,
    hidden,
    paint_lines,
    paint_overlap,
    set_insets,
)
from toolkit.cartography.labels import draw_digits, draw_sea_names
from toolkit.cartography.legend import Block, Entry, draw_legend
from toolkit.cartography.pages import Page
from toolkit.cartography.paint import dots, fill, polygons_of, texture
from toolkit.cartography.reefs import draw_reefs
from toolkit.cartography.rows import NO_ROW, Selection, Value, reason_kind, select_rows
from toolkit.cartography.sheet import MapFigure
from toolkit.cartography.style import FIXED, TEXTURES, lightness
from toolkit.cartography.words import APPORTIONED, legend_unit, period, quantity, spread, unit
from toolkit.catalog.regions import Region

__all__ = ["map_indicator"]

#: Said where there are data, but less than the record asks for.
_TOO_LITTLE = "too little in the data used"
#: Beginning of a reason for withholding other than the publisher's -> words of the legend. All are drawn alike.
_WITHHELD = {
    "withheld: fewer than": "withheld: too few units",
    "withheld: protects another": "withheld: protects another cell",
    "withheld: protects single": "withheld: protects single units",
    "withheld: kept": "withheld: kept to a narrower audience",
}
_DOT_RING = 0.9
#: Fills lighter than this (CIE L*) bear grey lines of thin evidence, darker ones white lines.
_LIGHT = 75.0


def map_indicator(
    faces: Any,
    table: Any,
    indicator: Any,
    region: str | Region,
    *,
    statistic: str | None = None,
    time: str | None = None,
    basis: str | None = None,
    reefs: Any = None,
    lines: bool | None = None,
    page: str | Page = "a4",
    profile: str = "un",
    title: str = "",
    subtitle: str = "",
    synthetic: bool = False,
    leaf: str = "",
) -> MapFigure:
    """Draw the class of an indicator for each face.

    Parameters
    ----------
    faces : Faces
        From :func:`toolkit.partition`.
    table : IndicatorTable or pandas.DataFrame
        The long table; one row for each face.
    indicator : str or Indicator
        Identifier, or a record for a variable of the user's own.
    region : str or Region
        Where.
    statistic, time, basis : str, optional
        Which rows: by default the mean (or the only statistic), the latest time, the only basis.
    reefs : xarray.Dataset or geopandas.GeoDataFrame, optional
        Reef-bearing cells to mark: ``n_cells`` on a grid, or points.
    lines : bool, optional
        Whether to draw the legal lines; by default on paper, not on a slide.
    page, profile : str
        As for :func:`map_claims`.
    title, subtitle : str
        Instead of the sentences computed from the table.
    synthetic : bool
        Whether the values are made up: the map is stamped.
    leaf : str
        Words before the map id, such as 'Page 3 of 9'.

    Returns
    -------
    MapFigure
        A matplotlib figure; nothing is shown or written.

    Raises
    ------
    FigureError
        The table is empty or ambiguous, no face lies in the region, or a text does not fit.
    UnknownNameError
        The indicator, statistic, time, region or page is not known.
    """
    chosen = select_rows(table, indicator, statistic=statistic, time=time, basis=basis)
    base = begin(faces, region, page, profile)
    base.leaf = leaf
    lines = not base.page.is_slide if lines is None else lines
    known = [value.value for item in base.shapes if math.isfinite((value := chosen.of(item.face_id)).value)]
    refuse_counts(chosen.indicator)
    classes = classes_of(chosen.indicator, known)

    def colour(item: FaceShape) -> str:
        value = chosen.of(item.face_id)
        if math.isfinite(value.value):
            return classes.colour(value.value)
        return FIXED["white"] if reason_kind(value.reason) == "not applicable" else FIXED["no data"]

    limit = thin_limit(chosen.indicator)
    thin = {item.face_id for item in base.shapes if _is_thin(chosen.of(item.face_id), limit)}
    paint_values(base, chosen, colour, thin)
    shown_reefs = draw_reefs(base, reefs, {item.face_id for item in base.shapes if lightness(colour(item)) < 55})
    if lines:
        paint_lines(base)
    set_insets(base)
    label_faces(base, colour, lines)
    values = facts(base, chosen, classes, thin)
    blocks = legend_blocks(base, chosen, classes, thin, reefs=shown_reefs, lines=lines)
    draw_legend(base.sheet, blocks, base.page.legend)
    return finish(
        base,
        chosen.indicator.identifier.replace("_", "-"),
        titles=(title,) if title else _titles(chosen, values, len(known), len(base.shapes)),
        subtitles=(subtitle,) if subtitle else _subtitles(base, chosen),
        dataset_ids=[
            *chosen.dataset_ids,
            *([reefs.attrs["dataset_id"]] if shown_reefs and "dataset_id" in getattr(reefs, "attrs", {}) else []),
        ],
        parts=[chosen.statistic, chosen.time, chosen.basis, shown_reefs, lines, *digest_of(base, chosen)],
        synthetic=synthetic,
        alt=indicator_alt(base.region.title, values),
        values={key: value for key, value in values.items() if key not in ("unit_words", "basis_words")},
        reasons=reasons_of(base, chosen),
        groups=groups_of(base, chosen, classes),
        class_order=classes.labels,
        shares={name: v.valid_fraction for item in base.shapes if math.isfinite((v := chosen.of(name := item.face_id)).value)},
    )


def groups_of(base: MapBase, chosen: Selection, classes: Classes) -> dict[str, str]:
    """Return the class of every face in words, or the kind of reason why it has no value."""
    out = reasons_of(base, chosen)
    for item in base.shapes:
        if item.face_id not in out:
            out[item.face_id] = classes.labels[classes.index(chosen.of(item.face_id).value)]
    return out


def reasons_of(base: MapBase, chosen: Selection) -> dict[str, str]:
    """Return the kind of reason of every face without a value."""
    pairs = ((item.face_id, chosen.of(item.face_id)) for item in base.shapes)
    return {face_id: reason_kind(value.reason) for face_id, value in pairs if not math.isfinite(value.value)}


def thin_limit(record: Any) -> float:
    """Return the share with data below which a value is marked as standing on thin evidence: half, or the record's own minimum."""
    return max(0.5, float(record.minimum.get("valid_fraction", 0.0)))


def _is_thin(value: Value, limit: float) -> bool:
    """Say whether a value stands on thin evidence."""
    return math.isfinite(value.value) and value.valid_fraction < limit


def digest_of(base: MapBase, chosen: Selection) -> list[str]:
    """Return what every face gets, for the map's id."""
    return [f"{item.face_id}:{chosen.of(item.face_id)!r}" for item in base.shapes]


def paint_values(base: MapBase, chosen: Selection, colour: Any, thin: set[str]) -> None:
    """Fill the faces and lay the textures: no data, thin evidence, overlap."""
    ground, factor = base.sheet.ground, base.page.factor
    for item in base.shapes:
        fill(ground, item.shape, colour(item), gid=f"face:{item.face_id}", zorder=Z_FACES)
        value = chosen.of(item.face_id)
        kind = "" if math.isfinite(value.value) else reason_kind(value.reason)
        if kind in ("no data", "below minimum", NO_ROW):
            texture(ground, item.shape, TEXTURES["no data"], gid=f"texture:no data:{item.face_id}", zorder=Z_VEIL, factor=factor)
        elif kind == "withheld":
            texture(ground, item.shape, TEXTURES["withheld"], gid=f"texture:withheld:{item.face_id}", zorder=Z_VEIL, factor=factor)
        elif kind == "not applicable":
            _dotted_ring(base, item)
        if item.face_id in thin:
            # White cannot be seen on a light class: there the lines are grey.
            ink = FIXED["no data ink"] if lightness(colour(item)) > _LIGHT else None
            gid = f"texture:thin evidence:{item.face_id}"
            texture(ground, item.shape, TEXTURES["thin evidence"], gid=gid, zorder=Z_VEIL, ink=ink, factor=factor)
    # No bars of joint regimes here: with those of missing data and of overlap a face would have three textures.
    paint_overlap(base, colour, joint=False)


def _dotted_ring(base: MapBase, item: FaceShape) -> None:
    """Mark a face to which the indicator does not apply: a row of dots just inside it, and no fill."""
    inner = shapely.buffer(item.shape, -_DOT_RING * base.page.factor)
    points = []
    for polygon in polygons_of(inner):
        ring = polygon.exterior
        steps = max(3, round(ring.length / (1.5 * base.page.factor)))
        points += [ring.interpolate(n / steps, normalized=True).coords[0] for n in range(steps)]
    dots(
        base.sheet.ground,
        np.array(points),
        0.35 * base.page.factor,
        FIXED["no data ink"],
        gid=f"texture:not applicable:{item.face_id}",
        zorder=Z_VEIL,
    )


def label_faces(base: MapBase, colour: Any, lines: bool) -> None:
    """Place names of seas and digits of overlap."""
    covered = hidden(base)
    drawn = shapely.union_all([item.visible for item in base.lines] if lines else [])
    base.dropped += draw_sea_names(base.sheet, base.frame, base.region.seas, base.land, drawn, base.placer, base.sea_keys())
    digits = [
        (item.face_id, str(item.n_claimants), shapely.difference(item.shape, covered), colour(item))
        for item in base.shapes
        if item.n_claimants >= 2
    ]
    dropped, small = draw_digits(base.sheet, digits, drawn, base.placer)
    base.dropped += [f"digit {name}" for name in dropped] + [f"digit {name} (too small on this page)" for name in small]


def facts(base: MapBase, chosen: Selection, classes: Classes, thin: set[str]) -> dict[str, Any]:
    """Return the numbers of the map, from the table."""
    pairs = [(item, chosen.of(item.face_id)) for item in base.shapes]
    known = [(item, value) for item, value in pairs if math.isfinite(value.value)]
    counts = [sum(1 for _, value in known if classes.index(value.value) == n) for n in range(len(classes.labels))]
    reasons: dict[str, int] = {}
    for _, value in pairs:
        if not math.isfinite(value.value):
            words = reason_words(chosen, value.reason)
            reasons[words] = reasons.get(words, 0) + 1
    overlap = [item for item in base.shapes if item.n_claimants >= 2]
    # Extremes are those of values on sound evidence, where there are any.
    firm = [value.value for item, value in known if item.face_id not in thin]
    spoken = firm or [value.value for _, value in known]
    low, high = min(spoken, default=math.nan), max(spoken, default=math.nan)
    word = unit(chosen.units)
    when = f", {period(chosen.time)}" if chosen.time else ""
    name = short_title(chosen.indicator)
    return {
        "name": name[0].lower() + name[1:] if name[1:2].islower() else name,
        "when": when,
        "faces": len(pairs),
        "with_value": len(known),
        "without": len(pairs) - len(known),
        "low": low,
        "high": high,
        "lowest": quantity(low, chosen.units) if known else "",
        "highest": quantity(high, chosen.units) if known else "",
        "finding": _finding(low, high, chosen.units, len(known), len(firm), len(pairs)),
        "firm": len(firm),
        "classes": list(zip(classes.labels, counts, strict=True)),
        "reasons": reasons,
        "thin": len(thin),
        "overlap_faces": len(overlap),
        "overlap_km2": math.fsum(item.area_km2 for item in overlap),
        "unit_words": f" {word}" if word else "",
        "basis_words": _basis(chosen),
    }


def _finding(low: float, high: float, units: str, known: int, firm: int, total: int) -> str:
    """Return the range of values with the number of patches it holds for."""
    if not known:
        return "no patch has a value"
    if firm in (0, known):
        return f"{spread(low, high, units)} in {known:,} of {total:,} patches" + ("" if firm else ", all on thin evidence")
    return f"{spread(low, high, units)} in {firm:,} of {total:,} patches, and {known - firm:,} more on thin evidence"


def short_title(record: Any) -> str:
    """Return the short title of an indicator as printed."""
    return str(record.short_title).replace("km2", "km²")


def _basis(chosen: Selection) -> str:
    """Return over what the value was taken."""
    basis = chosen.basis or "basis as in the table, which differs between patches"
    return f"{chosen.statistic} over {basis}" if (chosen.statistic and basis.endswith(("cells", "sites"))) or "cells" in basis else basis


def _titles(chosen: Selection, values: dict[str, Any], known: int, total: int) -> tuple[str, ...]:
    """Return the finding as a title, longest version first."""
    name = short_title(chosen.indicator)
    if not known:
        return (f"{name}: no value for any of the {total:,} patches of claimed sea", f"{name}: no value for any patch")
    head = f"{name}: {spread(values['low'], values['high'], chosen.units)}"
    firm = values["firm"]
    if firm == known:
        return (f"{head} in {known:,} of {total:,} patches of claimed sea", f"{head} in {known:,} of {total:,} patches", head)
    if not firm:
        return (f"{head} in {known:,} of {total:,} patches, all on thin evidence", f"{head}, all on thin evidence", head)
    more = f"{known - firm:,} more on thin evidence"
    return (f"{head} in {firm:,} of {total:,} patches; {more}", f"{head} in {firm:,} of {total:,} patches", head)


def _subtitles(base: MapBase, chosen: Selection) -> tuple[str, ...]:
    """Return quantity, unit, period and basis, longest version first."""
    record = chosen.indicator
    when = period(chosen.time) if chosen.time else ""
    basis = _basis(chosen)
    assumed = f"; {APPORTIONED}" if "shared out" in basis and "assumption" not in basis else ""
    out = []
    for parts in ((record.title, legend_unit(chosen.units), when), (record.short_title, legend_unit(chosen.units), when), (when,)):
        said = ", ".join(part for part in parts if part)
        out.append(f"{base.region.title}: {said}{'; ' if said else ''}{basis}{assumed}.")
    least = ", ".join(part for part in (short_title(record), legend_unit(chosen.units), when) if part)
    # The quantity is dropped last of all: a page torn from its pack must say what it shows.
    return (*out[:2], f"{base.region.title}: {least}{assumed}.", f"{least}{assumed}.", out[2], f"{base.region.title}: {when}{assumed}.")


def legend_blocks(
    base: MapBase, chosen: Selection, classes: Classes, thin: set[str], *, reefs: int, lines: bool, ground: bool = True
) -> list[Block]:
    """Return the legend of an indicator map: classes, no data, textures and signs, lines."""
    shown = [chosen.of(item.face_id) for item in base.shapes]
    counts = [0] * len(classes.labels)
    for value in shown:
        if math.isfinite(value.value):
            counts[classes.index(value.value)] += 1
    printed = legend_unit(chosen.units)
    entries = tuple(
        Entry(label, f"{n:,}", colour) for label, n, colour in reversed(list(zip(classes.labels, counts, classes.colours, strict=True)))
    )
    note = f"Classes: {classes.source}." if classes.source.startswith("round numbers") else ""
    head = short_title(chosen.indicator)
    counted = "number of patches" if base.page.is_slide else "number of patches (faces)"
    blocks = [Block(head, entries, unit=f"{printed} · {counted}" if printed else counted, note=note)]
    known = (*_no_data_entries(chosen, shown, base.page.is_slide), *_sure_entries(base, thin), *(ground_entries(base) if ground else ()))
    blocks.append(Block("No value, and how sure", known))
    signs = []
    if reefs:
        signs.append(Entry("reef-bearing cells (presence)", mark="reef"))
    if lines:
        signs += list(line_entries(base))
    if signs:
        blocks.append(Block("Signs and lines", tuple(signs)))
    return [block for block in blocks if block.entries]


def reason_words(chosen: Selection, reason: str) -> str:
    """Return the words of a legend for a reason: those of the table, without the numbers of one face."""
    kind = reason_kind(reason)
    if kind == "withheld":
        return next((words for begin, words in _WITHHELD.items() if reason.startswith(begin)), reason)
    if kind == "below minimum":
        return _TOO_LITTLE
    return "not applicable" if kind == "not applicable" else str(chosen.indicator.no_data)


def _no_data_entries(chosen: Selection, shown: list[Value], slide: bool) -> list[Entry]:
    """Return a legend line for each texture of missing values that occurs; nothing in the data and too little in them share one."""
    counted: dict[str, dict[str, int]] = {"no data": {}, "withheld": {}, "not applicable": {}}
    for value in shown:
        if not math.isfinite(value.value):
            kind = reason_kind(value.reason)
            kind = "no data" if kind in ("below minimum", NO_ROW) else kind
            words = reason_words(chosen, value.reason)
            counted[kind][words] = counted[kind].get(words, 0) + 1
    greys = counted["no data"]
    if greys:
        words = f"{chosen.indicator.no_data}, or too little" if len(greys) > 1 else next(iter(greys))
        counted["no data"] = {"no or too little data" if slide else words: sum(greys.values())}
    out = []
    for kind, lines in counted.items():
        for words, n in sorted(lines.items()):
            if kind == "not applicable":
                out.append(Entry(words, f"{n:,}", FIXED["white"], mark="box dots"))
            else:
                out.append(Entry(words, f"{n:,}", FIXED["no data"], ("withheld" if kind == "withheld" else "no data",)))
    return out


def _sure_entries(base: MapBase, thin: set[str]) -> list[Entry]:
    """Return the legend lines of thin evidence and overlap, where they occur."""
    slide = base.page.is_slide
    overlap = sum(1 for item in base.shapes if item.n_claimants >= 2)
    out = []
    if thin:
        out.append(Entry("thin evidence" if slide else "value on thin evidence", f"{len(thin):,}", FIXED["graticule"], ("thin evidence",)))
    if overlap:
        words = "overlapping claims" if slide else "overlapping claims, with the number of claimants"
        out.append(Entry(words, f"{overlap:,}", "", ("overlap 2",), "2"))
    return out
