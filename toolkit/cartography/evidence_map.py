"""The evidence twin of a map of an indicator: how much data stands behind each value."""

from __future__ import annotations

import math
from typing import Any

from toolkit.cartography.alt import indicator_alt
from toolkit.cartography.classes import Classes, labels_of
from toolkit.cartography.compose import FaceShape, begin, finish, set_insets
from toolkit.cartography.indicator_map import digest_of, facts, label_faces, legend_blocks, paint_values, reasons_of, short_title
from toolkit.cartography.legend import Block, draw_legend
from toolkit.cartography.pages import Page
from toolkit.cartography.rows import NO_ROW, Selection, Value, reason_kind, select_rows
from toolkit.cartography.sheet import MapFigure
from toolkit.cartography.style import FIXED, palette
from toolkit.catalog.regions import Region
from toolkit.errors import FigureError

__all__ = ["map_evidence"]

#: Measure -> edges, head of the legend, unit line.
_MEASURES: dict[str, tuple[tuple[float, ...], str, str]] = {
    "valid_fraction": ((20.0, 40.0, 60.0, 80.0), "Share of the patch with data", "% · number of patches (faces)"),
    "n": ((5.0, 20.0, 100.0), "Number of sites or cells", "count · number of patches (faces)"),
}


def map_evidence(
    faces: Any,
    table: Any,
    indicator: Any,
    region: str | Region,
    *,
    measure: str = "valid_fraction",
    statistic: str | None = None,
    time: str | None = None,
    basis: str | None = None,
    page: str | Page = "a4",
    profile: str = "un",
    title: str = "",
    subtitle: str = "",
    synthetic: bool = False,
) -> MapFigure:
    """Draw how much evidence stands behind each value: the twin of :func:`map_indicator`, in the same frame.

    Parameters
    ----------
    faces, table, indicator, region, statistic, time, basis, page, profile, title, subtitle, synthetic
        As for :func:`map_indicator`.
    measure : {'valid_fraction', 'n'}
        The share of the face (or of its cells) with data, or the number of sites or cells.

    Raises
    ------
    FigureError
        The measure is not known, or as for :func:`map_indicator`.
    """
    if measure not in _MEASURES:
        raise FigureError(f"Measure '{measure}' given; allowed: {', '.join(_MEASURES)}.")
    chosen = select_rows(table, indicator, statistic=statistic, time=time, basis=basis)
    base = begin(faces, region, page, profile)
    edges, head, printed = _MEASURES[measure]
    classes = Classes(edges, labels_of(edges), palette("evidence", len(edges) + 1), "")

    def amount(item: FaceShape) -> float:
        value = chosen.of(item.face_id)
        if value.reason == NO_ROW or reason_kind(value.reason) in ("withheld", "not applicable"):
            return math.nan
        return (100.0 * value.valid_fraction if measure == "valid_fraction" else float(value.n)) or math.nan

    def colour(item: FaceShape) -> str:
        found = amount(item)
        if math.isfinite(found):
            return classes.colour(found)
        return FIXED["white"] if reason_kind(chosen.of(item.face_id).reason) == "not applicable" else FIXED["no data"]

    known = {
        item.face_id: Value(amount(item), 1.0, chosen.of(item.face_id).n, chosen.of(item.face_id).reason or "not surveyed", "")
        for item in base.shapes
    }
    twin = Selection(
        chosen.indicator, chosen.statistic, chosen.time, "percent" if measure == "valid_fraction" else "count", chosen.basis, known, ()
    )
    paint_values(base, twin, colour, set())
    set_insets(base)
    label_faces(base, colour, lines=False)
    values = facts(base, twin, classes, set())
    name = short_title(chosen.indicator)
    values["name"] = f"the evidence behind {name[0].lower() + name[1:]}"
    blocks = legend_blocks(base, twin, classes, set(), reefs=0, lines=False)
    blocks[0] = Block(head, blocks[0].entries, unit=printed)
    draw_legend(base.sheet, blocks, base.page.legend)
    with_data, total = values["with_value"], len(base.shapes)
    return finish(
        base,
        f"{chosen.indicator.identifier.replace('_', '-')}-evidence",
        titles=(title,)
        if title
        else (f"{name}: {with_data:,} of {total:,} patches of claimed sea have data", f"{name}: data in {with_data:,} of {total:,}"),
        subtitles=(subtitle,)
        if subtitle
        else (
            f"{base.region.title}: {head.lower()}{values['when']}, for the map of {chosen.indicator.title}.",
            f"{base.region.title}: {head.lower()}{values['when']}.",
        ),
        dataset_ids=chosen.dataset_ids,
        parts=[measure, chosen.statistic, chosen.time, chosen.basis, *digest_of(base, twin)],
        synthetic=synthetic,
        alt=indicator_alt(base.region.title, values),
        values={key: value for key, value in values.items() if key not in ("unit_words", "basis_words")},
        reasons=reasons_of(base, twin),
    )
