"""Maps of an indicator: one class of value for each face, what is not known drawn as such."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import shapely

from toolkit.cartography.alt import indicator_alt
from toolkit.cartography.areas import draw_area_names, on_areas
from toolkit.cartography.classes import Classes, classes_of, refuse_counts
from toolkit.cartography.compose import (
    Z_FACES,
    Z_VEIL,
    FaceShape,
    MapBase,
    begin,
    finish,
    hidden,
    paint_lines,
    paint_overlap,
    set_insets,
)
from toolkit.cartography.described import described
from toolkit.cartography.indicator_legend import TEXTURE_OF, bears_digits, legend_blocks, sign_of_class
from toolkit.cartography.indicator_words import facts, is_thin, subtitles_of, thin_limit, titles_of
from toolkit.cartography.labels import draw_digits, draw_sea_names
from toolkit.cartography.legal import DARK_EDGE
from toolkit.cartography.legend import draw_legend, legend_fits
from toolkit.cartography.pages import Page
from toolkit.cartography.paint import area_mm2, fill, texture
from toolkit.cartography.reef_waters import lay_on_reefs
from toolkit.cartography.reefs import draw_reefs
from toolkit.cartography.rows import Selection, reason_kind, select_rows
from toolkit.cartography.sheet import MapFigure
from toolkit.cartography.style import FIXED, TEXTURES, lightness
from toolkit.cartography.words import spread
from toolkit.catalog.regions import Region

__all__ = ["map_indicator"]

#: Fills lighter than this (CIE L*) bear grey lines of thin evidence, darker ones white lines.
_LIGHT = 75.0
#: On fills darker than this lines are seen by their white edge alone.
_DARK = 40.0
#: Kept for those who print the figure's words themselves, not part of its record of numbers.
_WORDS_ONLY = (
    "unit_words", "basis_words", "noun", "quantity", "range", "coarse", "filled_by", "without_digits",
)  # fmt: skip


@described
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
    {faces, table, indicator, region}
    {statistic, time, basis}
    reefs : xarray.Dataset or geopandas.GeoDataFrame, optional
        Reef-bearing cells to mark: ``n_cells`` on a grid, or points.
    lines : bool, optional
        Whether to draw the legal lines; by default on paper, not on a slide.
    {page, profile, title, subtitle, synthetic}
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

    Notes
    -----
    What is stated for whole FAO areas (``share_sustainable``) is drawn on the areas: one water has one value across every line of a
    claim. Title and legend count and name the areas, not the patches.

    A mean over reef-bearing cells is painted within 50 km of these cells (:mod:`toolkit.cartography.reef_waters`), as on every map of
    values: the rest of a patch is plain water with a line of the legend. Value, count and class are those of the patch.
    """
    faces, table = on_areas(faces, table, indicator)
    chosen = select_rows(table, indicator, statistic=statistic, time=time, basis=basis)
    base = begin(faces, region, page, profile)
    base.leaf = leaf
    lines = not base.page.is_slide if lines is None else lines
    known = [value.value for item in base.shapes if math.isfinite((value := chosen.of(item.face_id)).value)]
    refuse_counts(chosen.indicator)
    classes = classes_of(chosen.indicator, known)
    colour = colours_of(chosen, classes)
    limit = thin_limit(chosen.indicator)
    thin = {item.face_id for item in base.shapes if is_thin(chosen.of(item.face_id), limit)}
    lay_on_reefs(base, chosen, reefs)
    paint_values(base, chosen, colour, thin)
    shown_reefs = draw_reefs(base, reefs, {item.face_id for item in base.shapes if lightness(colour(item)) < 55})
    if lines:
        # On a fill as dark as the ink a line is told by its white edge.
        dark = any(lightness(colour(item)) < _DARK for item in base.shapes)
        paint_lines(base, **({"edge": DARK_EDGE} if dark else {}))
    set_insets(base)
    label_faces(base, colour, lines, signs_of(base, chosen, classes), claimants=bears_digits(chosen, classes))
    draw_area_names(base, chosen, colour)
    values = facts(base, chosen, classes, thin)
    values["without_digits"] = not bears_digits(chosen, classes)
    blocks = legend_blocks(base, chosen, classes, thin, reefs=shown_reefs, lines=lines)
    full = " ".join(filter(None, (blocks[0].note, _evidence_note(base, chosen))))
    tries = ([replace(blocks[0], note=full), *blocks[1:]], blocks, [replace(blocks[0], note=""), *blocks[1:]])
    blocks = next((found for found in tries if legend_fits(base.sheet, found, base.page.legend)), blocks)
    draw_legend(base.sheet, blocks, base.page.legend)
    return finish(
        base,
        chosen.indicator.identifier.replace("_", "-"),
        titles=(title,) if title else titles_of(chosen, values),
        subtitles=(subtitle,) if subtitle else subtitles_of(base, chosen),
        dataset_ids=[
            *chosen.dataset_ids,
            *([reefs.attrs["dataset_id"]] if shown_reefs and "dataset_id" in getattr(reefs, "attrs", {}) else []),
        ],
        parts=[chosen.statistic, chosen.time, chosen.basis, shown_reefs, lines, *digest_of(base, chosen)],
        synthetic=synthetic,
        alt=indicator_alt(base.region.title, values),
        values=recorded(values),
        reasons=reasons_of(base, chosen),
        groups=groups_of(base, chosen, classes),
        class_order=classes.labels,
        shares={name: v.valid_fraction for item in base.shapes if math.isfinite((v := chosen.of(name := item.face_id)).value)},
    )


def _evidence_note(base: MapBase, chosen: Selection) -> str:
    """Return the sentence that says how much data stands behind the values: beside a map of it, or in its place."""
    known = [value for item in base.units() if math.isfinite((value := chosen.of(item.face_id)).value)]
    shares = [100.0 * value.valid_fraction for value in known if math.isfinite(value.valid_fraction)]
    if base.page.is_slide or not shares or base.units()[0].area_code or not any(value.n for value in known):
        return ""
    counts = sorted({value.n for value in known})
    n = f"{counts[0]:,}" if len(counts) == 1 else f"{counts[0]:,} to {counts[-1]:,}"
    what = "the reef cells" if "reef" in chosen.basis else "the patch"
    return f"Behind a value: {n} {chosen.counted}, data for {spread(min(shares), max(shares), 'percent')} of {what}."


def recorded(values: dict[str, Any]) -> dict[str, Any]:
    """Return the numbers of a map without the words that they were put into."""
    return {key: value for key, value in values.items() if key not in _WORDS_ONLY}


def colours_of(chosen: Selection, classes: Classes) -> Any:
    """Return the function that gives a face its fill."""

    def colour(item: FaceShape) -> str:
        value = chosen.of(item.face_id)
        if math.isfinite(value.value):
            return classes.colour(value.value)
        return FIXED["white"] if reason_kind(value.reason) == "not applicable" else FIXED["no data"]

    return colour


def signs_of(base: MapBase, chosen: Selection, classes: Classes) -> dict[str, str]:
    """Return the sign of the class of each face, for a signed change; empty for other indicators."""
    pairs = ((item.face_id, chosen.of(item.face_id).value) for item in base.shapes)
    found = {name: sign_of_class(chosen, classes, classes.index(value)) for name, value in pairs if math.isfinite(value)}
    return {name: sign for name, sign in found.items() if sign}


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


def digest_of(base: MapBase, chosen: Selection) -> list[str]:
    """Return what every face gets, for the map's id."""
    return [f"{item.face_id}:{chosen.of(item.face_id)!r}" for item in base.shapes]


def paint_values(base: MapBase, chosen: Selection, colour: Any, thin: set[str]) -> None:
    """Fill the faces and lay the textures: no data, thin evidence, overlap."""
    ground, factor = base.sheet.ground, base.page.factor
    for item in base.shapes:
        if item.painted is not None:
            fill(ground, item.shape, FIXED["no reef"], gid=f"rest:{item.face_id}", zorder=Z_FACES - 0.5)
        if item.unreached is not None:
            fill(ground, item.unreached, FIXED["no data"], gid=f"unreached:{item.face_id}", zorder=Z_FACES - 0.4)
            gid = f"texture:unreached:{item.face_id}"
            texture(ground, item.unreached, TEXTURES["beyond data"], gid=gid, zorder=Z_VEIL, factor=factor)
        fill(ground, item.filled, colour(item), gid=f"face:{item.face_id}", zorder=Z_FACES)
        value = chosen.of(item.face_id)
        kind = "" if math.isfinite(value.value) else TEXTURE_OF[reason_kind(value.reason)]
        if kind:
            texture(ground, item.filled, TEXTURES[kind], gid=f"texture:{kind}:{item.face_id}", zorder=Z_VEIL, factor=factor)
        if item.face_id in thin:
            # White cannot be seen on a light class: there the lines are grey.
            ink = FIXED["no data ink"] if lightness(colour(item)) > _LIGHT else None
            gid = f"texture:thin evidence:{item.face_id}"
            texture(ground, item.filled, TEXTURES["thin evidence"], gid=gid, zorder=Z_VEIL, ink=ink, factor=factor)
    # No bars of joint regimes here: with those of missing data and of overlap a face would have three textures.
    paint_overlap(base, colour, joint=False)


def digit_pieces(base: MapBase, covered: Any) -> list[FaceShape]:
    """Return of each patch the piece that bears its digit: the patch itself, or the largest of its pieces that is not covered."""
    patches: dict[str, list[FaceShape]] = {}
    for item in base.shapes:
        patches.setdefault(item.patch or item.face_id, []).append(item)
    return [max(pieces, key=lambda item: area_mm2(shapely.difference(item.shape, covered))) for pieces in patches.values()]


def place_of(item: FaceShape, covered: Any, colour: Any, *, on_value: bool = False) -> tuple[Any, str]:
    """Return where a text of a patch is written and the colour below it: its larger part, painted or not; or where its value is painted."""
    filled = shapely.difference(item.filled, covered)
    if item.painted is None:
        return filled, colour(item)
    rest = shapely.difference(item.rest, covered)
    if on_value or area_mm2(filled) >= area_mm2(rest):
        return filled, colour(item)
    return rest, FIXED["no reef"]


def label_faces(base: MapBase, colour: Any, lines: bool, before: dict[str, str] | None = None, *, claimants: bool = True) -> None:
    """Place names of seas and, once on each patch, the digit of overlap, behind another sign where there is one.

    Without ``claimants`` the diagonals alone mark overlap, and the digits are told as left out.
    """
    covered = hidden(base)
    drawn = shapely.union_all([item.visible for item in base.lines] if lines else [])
    # Where only the water near reefs is painted, the name of a sea stands on the rest.
    busy = shapely.union_all([drawn, *(item.painted for item in base.shapes if item.painted is not None)])
    base.dropped += draw_sea_names(base.sheet, base.frame, base.region.seas, base.land, busy, base.placer, base.sea_keys())
    digits = []
    for largest in digit_pieces(base, covered):
        sign = (before or {}).get(largest.face_id, "")
        n = f"{largest.n_claimants}" if largest.n_claimants >= 2 else ""
        if n and not claimants:
            base.dropped.append(f"digit {largest.face_id} (left out beside counts)")
            n = ""
        said = f"{sign} ({n})" if sign and n else sign or n
        if said:
            digits.append((largest.face_id, said, *place_of(largest, covered, colour, on_value=bool(sign))))
    dropped, small = draw_digits(base.sheet, digits, drawn, base.placer, land=base.land)
    base.dropped += [f"digit {name}" for name in dropped] + [f"digit {name} (too small on this page)" for name in small]
