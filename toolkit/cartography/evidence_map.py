"""The evidence twin of a map of an indicator: how much data stands behind each value."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from toolkit.cartography.alt import indicator_alt
from toolkit.cartography.classes import Classes, labels_of, round_edges
from toolkit.cartography.compose import FaceShape, begin, finish, set_insets
from toolkit.cartography.indicator_map import digest_of, facts, groups_of, label_faces, legend_blocks, paint_values, reasons_of, short_title
from toolkit.cartography.legend import Block, draw_legend
from toolkit.cartography.pages import Page
from toolkit.cartography.rows import NO_ROW, Selection, Value, reason_kind, select_rows
from toolkit.cartography.sheet import MapFigure
from toolkit.cartography.style import FIXED, palette
from toolkit.cartography.words import legend_unit
from toolkit.catalog.regions import Region
from toolkit.errors import FigureError

__all__ = ["evidence_of", "map_evidence"]

#: Measure -> edges, head of the legend, unit line.
_MEASURES: dict[str, tuple[tuple[float, ...], str, str]] = {
    "valid_fraction": ((20.0, 40.0, 60.0, 80.0), "Share of {what} with data", "% · number of patches (faces)"),
    "n": ((5.0, 20.0, 100.0), "Number of {counted}", "count · number of patches (faces)"),
    "bounds": ((), "Distance between the bounds", "number of patches (faces)"),
}


def evidence_of(chosen: Selection, face_ids: Iterable[str], measure: str) -> tuple[Selection, Classes, str, str]:
    """Return the evidence behind values as a selection of its own, with classes, head of the legend and unit line.

    Raises
    ------
    FigureError
        The measure is not known.
    """
    if measure not in _MEASURES:
        raise FigureError(f"Measure '{measure}' given; allowed: {', '.join(_MEASURES)}.")
    edges, head, printed = _MEASURES[measure]
    head = head.format(what="the reef cells" if "reef" in chosen.basis else "the patch", counted=chosen.counted)
    units = {"valid_fraction": "percent", "n": "count", "bounds": chosen.units}[measure]
    found = {name: _amount(chosen.of(name), measure) for name in face_ids}
    if measure == "bounds":
        edges = round_edges(found.values())
        printed = f"{legend_unit(units)} · {printed}" if legend_unit(units) else printed
    known = {
        name: Value(amount, 1.0, chosen.of(name).n, "" if math.isfinite(amount) else _why_none(chosen.of(name)), "")
        for name, amount in found.items()
    }
    twin = Selection(chosen.indicator, chosen.statistic, chosen.time, units, chosen.basis, known, ())
    return twin, Classes(edges, labels_of(edges), palette("evidence", len(edges) + 1), ""), head, printed


def refuse_nothing(twin: Selection, chosen: Selection, measure: str) -> None:
    """Refuse evidence that the table does not hold: a map of it would say that nothing is known.

    Raises
    ------
    FigureError
        There are values, and no face has this kind of evidence.
    """
    if any(math.isfinite(value.value) for value in twin.values.values()):
        return
    if measure != "bounds" and not any(math.isfinite(value.value) for value in chosen.values.values()):
        return
    raise FigureError(
        f"The table has no '{measure}' of '{chosen.indicator.identifier}' for any patch. Choose another measure: {', '.join(_MEASURES)}."
    )


def _amount(value: Value, measure: str) -> float:
    """Return the evidence behind one value; NaN where there is none to speak of."""
    if value.reason == NO_ROW or reason_kind(value.reason) in ("withheld", "not applicable"):
        return math.nan
    if measure == "bounds":
        return value.upper - value.lower
    return (100.0 * value.valid_fraction if measure == "valid_fraction" else float(value.n)) or math.nan


def _why_none(value: Value) -> str:
    """Return the reason of a face without evidence."""
    return "no value in the data used" if not value.reason or value.reason.startswith("below minimum") else value.reason


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
    measure : {'valid_fraction', 'n', 'bounds'}
        The share of the face (or of its cells) with data, the number of sites or cells, or how far the bounds lie apart.

    Raises
    ------
    FigureError
        The measure is not known, or as for :func:`map_indicator`.
    """
    chosen = select_rows(table, indicator, statistic=statistic, time=time, basis=basis)
    base = begin(faces, region, page, profile)
    twin, classes, head, printed = evidence_of(chosen, [item.face_id for item in base.shapes], measure)
    refuse_nothing(twin, chosen, measure)

    def colour(item: FaceShape) -> str:
        found = twin.of(item.face_id)
        if math.isfinite(found.value):
            return classes.colour(found.value)
        return FIXED["white"] if reason_kind(found.reason) == "not applicable" else FIXED["no data"]

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
        groups=groups_of(base, twin, classes),
        class_order=classes.labels,
    )
