"""The evidence twin of a map of an indicator: how much data stands behind each value."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from toolkit.cartography.alt import indicator_alt
from toolkit.cartography.areas import draw_area_names, on_areas
from toolkit.cartography.classes import Classes, labels_of, round_edges
from toolkit.cartography.compose import MapBase, begin, finish, set_insets
from toolkit.cartography.described import described
from toolkit.cartography.indicator_legend import legend_blocks
from toolkit.cartography.indicator_map import colours_of, digest_of, groups_of, label_faces, paint_values, reasons_of, recorded
from toolkit.cartography.indicator_words import facts, found_words, lower_title, short_title
from toolkit.cartography.legend import Block, draw_legend, legend_fits
from toolkit.cartography.pages import Page
from toolkit.cartography.reef_waters import lay_on_reefs
from toolkit.cartography.rows import NO_ROW, SHARES, Selection, Value, reason_kind, select_rows
from toolkit.cartography.sheet import MapFigure
from toolkit.cartography.style import palette
from toolkit.cartography.words import count, legend_unit, number, spread
from toolkit.catalog.regions import Region
from toolkit.errors import FigureError
from toolkit.indicators.reasons import NO_VALUE
from toolkit.rounding import SNAP, classed

__all__ = ["alike", "evidence_of", "map_evidence"]


#: Measure -> edges, head of the legend, unit line.
_MEASURES: dict[str, tuple[tuple[float, ...], str, str]] = {
    "valid_fraction": (SHARES, "Share of {what} with data", "% · number of {many}"),
    "n": ((5.0, 20.0, 100.0), "Number of {counted}", "number of {many}"),
    "bounds": ((), "Distance between the bounds", "number of {many}"),
}

#: Why the sites of the patches add up to fewer than those of the data.
_SHARED_OUT = "Sites of a square are shared out by its reef, in whole sites: their sum may be below that of all sites."


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
    units = {"valid_fraction": classed("percent", edges), "n": "count", "bounds": str(chosen.units)}[measure]
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


def alike(chosen: Selection, face_ids: Iterable[str], measure: str = "valid_fraction") -> bool:
    """Say whether the evidence is in one class wherever there is any: a map of it would tell nothing that a sentence does not."""
    twin, classes, _, _ = evidence_of(chosen, face_ids, measure)
    found = [value.value for value in twin.values.values()]
    known = [value for value in found if math.isfinite(value)]
    return bool(known) and len({classes.index(value) for value in known}) == 1


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
    share = 100.0 * value.valid_fraction
    whole = 100.0 if abs(share - 100.0) <= 100.0 * SNAP else share  # a rest of arithmetic is no part of the sea
    return (whole if measure == "valid_fraction" else float(value.n)) or math.nan


def _why_none(value: Value) -> str:
    """Return the reason of a face without evidence: that of the table, as on the map of the values."""
    return value.reason or NO_VALUE


@described
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
    {faces, table, indicator, region, measure}
    {statistic, time, basis}
    {page, profile, title, subtitle, synthetic}

    Returns
    -------
    MapFigure
        A matplotlib figure; nothing is shown or written. With ``measure='bounds'`` each patch bears its range, such as "53 to 63".

    Raises
    ------
    FigureError
        The measure is not known, the table has no such evidence or is empty or ambiguous, no face lies in the region, or a text does
        not fit.
    UnknownNameError
        The indicator, statistic, time, region or page is not known.
    """
    faces, table = on_areas(faces, table, indicator)
    chosen = select_rows(table, indicator, statistic=statistic, time=time, basis=basis)
    base = begin(faces, region, page, profile)
    twin, classes, head, printed = evidence_of(chosen, [item.face_id for item in base.shapes], measure)
    refuse_nothing(twin, chosen, measure)

    colour = colours_of(twin, classes)
    lay_on_reefs(base, chosen)
    paint_values(base, twin, colour, set())
    set_insets(base)
    label_faces(base, colour, lines=False, before=_ranges(base, chosen) if measure == "bounds" else None)
    draw_area_names(base, twin, colour)
    values = facts(base, twin, classes, set())
    values["filled_by"] = f"the {head[0].lower() + head[1:]}"
    values["name"] = f"the evidence behind {lower_title(chosen.indicator)}"
    if values["with_value"]:
        values["range"] = _spread_words(values["range"], head, measure)
        values["finding"] = found_words(values)
    if measure == "n":
        values["unit_words"] = f" {chosen.counted}"
    blocks = legend_blocks(base, twin, classes, set(), reefs=0, lines=False)
    blocks[0] = Block(head, blocks[0].entries, unit=printed.format(many=values["noun"][1]))
    if measure == "n" and "sites by share of the reef" in chosen.basis:
        noted = [replace(blocks[0], note=_SHARED_OUT), *blocks[1:]]
        blocks = noted if legend_fits(base.sheet, noted, base.page.legend) else blocks
    draw_legend(base.sheet, blocks, base.page.legend)
    return finish(
        base,
        f"{chosen.indicator.identifier.replace('_', '-')}-evidence",
        titles=(title,) if title else evidence_titles(short_title(chosen.indicator), head, values, twin.units, measure),
        subtitles=(subtitle,)
        if subtitle
        else (
            f"{base.region.title}: {head[0].lower() + head[1:]}{values['when']}, for the map of {chosen.indicator.title}.",
            f"{base.region.title}: {head[0].lower() + head[1:]}{values['when']}, for the map of {lower_title(chosen.indicator)}.",
            f"{base.region.title}: {head[0].lower() + head[1:]}{values['when']}.",
            f"{head}{values['when']}.",
        ),
        dataset_ids=chosen.dataset_ids,
        parts=[measure, chosen.statistic, chosen.time, chosen.basis, *digest_of(base, twin)],
        synthetic=synthetic,
        alt=indicator_alt(base.region.title, values),
        values=recorded(values),
        reasons=reasons_of(base, twin),
        groups=groups_of(base, twin, classes),
        class_order=classes.labels,
    )


def _spread_words(said: str, head: str, measure: str) -> str:
    """Return the range of a measure with what it is a range of."""
    what = head[0].lower() + head[1:]
    if measure == "n":
        return f"{said} {what.removeprefix('number of ')}"
    return (
        f"data for {said} of {what.removeprefix('share of ').removesuffix(' with data')}"
        if measure == "valid_fraction"
        else f"bounds {said} apart"
    )


def _ranges(base: MapBase, chosen: Selection) -> dict[str, str]:
    """Return the bounds of each face as a range, where it has any."""
    out = {}
    for item in base.shapes:
        found = chosen.of(item.face_id)
        if math.isfinite(found.lower) and math.isfinite(found.upper):
            low, high = number(found.lower, chosen.units), number(found.upper, chosen.units)
            out[item.face_id] = low if low == high else f"{low} to {high}"
    return out


def evidence_titles(name: str, head: str, values: dict[str, Any], units: str, measure: str) -> tuple[str, ...]:
    """Return the finding of a map of evidence: how much there is, where there is any, and in how many patches."""
    (one, many), total, known = values["noun"], values["faces"], values["with_value"]
    if not known:
        never = values["reasons"].get("not applicable", 0)
        if not never:
            return (f"{name}: no data in any of the {total:,} {many}", f"{name}: no data in any {one}", f"{name}: no data")
        if never == total:
            return (f"{name}: not applicable in any of the {total:,} {many}", f"{name}: not applicable")
        rest = count(total - never, one, many)
        return (f"{name}: no data in {rest}, not applicable in the other {never:,}", f"{name}: no data in {rest}", f"{name}: no data")
    said = _spread_words(spread(values["low"], values["high"], units), head, measure)
    where = f"in {known:,} of {total:,} {many if total > 1 else one}"
    alike = known > 1 and sum(1 for _, n in values["classes"] if n) == 1
    return (
        *((f"{name}: {said} {where}, all in one class",) if alike else ()),
        f"{name}: {said} {where}",
        f"{name}: data {where}",
        f"{name}: {said}",
        f"{name}: data in {known:,} of {total:,}",
    )
