"""A value and how sure it is, side by side: the same frame twice, one palette each."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from toolkit.cartography.alt import indicator_alt
from toolkit.cartography.areas import on_areas
from toolkit.cartography.classes import classes_of, refuse_counts
from toolkit.cartography.compose import finish
from toolkit.cartography.described import described
from toolkit.cartography.evidence_map import evidence_of
from toolkit.cartography.indicator_legend import legend_blocks
from toolkit.cartography.indicator_map import groups_of, recorded
from toolkit.cartography.indicator_words import facts, is_thin, short_title, thin_limit
from toolkit.cartography.legend import Block, Entry, draw_legend
from toolkit.cartography.pages import Page
from toolkit.cartography.panels import Panel, draw_panels
from toolkit.cartography.rows import select_rows
from toolkit.cartography.sheet import MapFigure
from toolkit.cartography.words import legend_unit, period, spread
from toolkit.catalog.regions import Region
from toolkit.catalog.regions import region as find_region
from toolkit.errors import FigureError

__all__ = ["map_uncertainty"]


@described
def map_uncertainty(
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
    """Draw an indicator beside the evidence for it.

    Parameters
    ----------
    {faces, table, indicator, region, measure}
    {statistic, time, basis}
    {page, profile, title, subtitle, synthetic}

    Returns
    -------
    MapFigure
        Two panels, lettered a (the value) and b (the evidence); nothing is shown or written.

    Raises
    ------
    FigureError
        The measure is not known, the table has no such evidence or is empty or ambiguous, no face lies in the region, or a text does
        not fit.
    UnknownNameError
        The indicator, statistic, time, region or page is not known.
    """
    where = find_region(region)
    faces, table = on_areas(faces, table, indicator)
    chosen = select_rows(table, indicator, statistic=statistic, time=time, basis=basis)
    inside = [name for name in chosen.values if name in faces.frame.index]
    refuse_counts(chosen.indicator)
    classes = classes_of(chosen.indicator, [chosen.of(name).value for name in inside])
    twin, shades, head, printed = evidence_of(chosen, inside, measure)
    if not any(math.isfinite(chosen.of(name).value) for name in inside):
        raise FigureError(
            f"'{chosen.indicator.identifier}' has no value for any of the {len(inside)} patches: there is nothing whose evidence could be "
            "shown beside it. map_indicator draws why there is none."
        )
    if not any(math.isfinite(value.value) for value in twin.values.values()):
        raise FigureError(
            f"The table has no '{measure}' of '{chosen.indicator.identifier}' for any patch. "
            "Choose another measure: valid_fraction, n or bounds."
        )
    limit = thin_limit(chosen.indicator)

    name = short_title(chosen.indicator)
    when = f", {period(chosen.time)}" if chosen.time else ""
    made = draw_panels(
        [
            Panel(f"{name}{when}", faces, chosen, classes, lambda value: is_thin(value, limit)),
            Panel(head, faces, twin, shades, lambda value: False, waters=chosen),
        ],
        where,
        page,
        profile,
    )
    (one, values_here), (two, sure_here) = made.each
    blocks = legend_blocks(one, values_here, classes, made.thin, reefs=0, lines=False, ground=not made.base.page.is_slide)
    evidence = legend_blocks(two, sure_here, shades, set(), reefs=0, lines=False, ground=False)
    evidence[0] = replace(evidence[0], entries=tuple(entry for entry in evidence[0].entries if entry.gid == "legend:text:class"))
    if made.base.page.is_slide:  # two scales leave no room for lines of units: they stand in the heads
        units = (legend_unit(chosen.units), legend_unit(twin.units))
        heads = [
            f"{letter}  {said}{f', {unit}' if unit else ''}"
            for letter, said, unit in zip("ab", (blocks[0].head, "Evidence"), units, strict=True)
        ]
        bare = [replace(block, head="") for block in blocks[1:]]  # the words below it say what it is
        blocks = [Block(heads[0], blocks[0].entries), Block(heads[1], evidence[0].entries), *bare]
    else:
        first = replace(blocks[0], head=f"a  {blocks[0].head}")
        blocks = [
            first,
            Block(f"b  {head}", evidence[0].entries, unit=printed.format(many=facts(two, sure_here, shades, set())["noun"][1])),
            *blocks[1:],
        ]
    blocks = _per_panel(blocks, evidence)
    draw_legend(made.base.sheet, blocks, made.base.page.legend)
    values = facts(one, values_here, classes, made.thin)
    sure = facts(two, sure_here, shades, set())
    values["evidence"] = {"measure": measure, "low": sure["low"], "high": sure["high"], "classes": sure["classes"]}
    values["basis_words"] += f"; a second panel shows {head[0].lower() + head[1:]}, {sure['finding']}"
    figure = finish(
        made.base,
        f"{chosen.indicator.identifier.replace('_', '-')}-uncertainty",
        titles=(title,) if title else _titles(name, values, sure, head, twin.units),
        subtitles=(subtitle,)
        if subtitle
        else (f"{where.title}: {chosen.indicator.title}{when}, beside {head.lower()}.", f"{where.title}{when}, beside {head.lower()}."),
        dataset_ids=chosen.dataset_ids,
        parts=[measure, chosen.statistic, chosen.time, chosen.basis, *(f"{k}:{v!r}" for k, v in sorted(chosen.values.items()))],
        synthetic=synthetic,
        alt=indicator_alt(where.title, values),
        values=recorded(values),
        reasons=made.reasons,
        groups=groups_of(one, values_here, classes) | groups_of(two, sure_here, shades),
        with_frame=False,
    )
    return made.stamp(figure)


def _per_panel(blocks: list[Block], evidence: list[Block]) -> list[Block]:
    """Return the legend with the missing values counted for each panel, and what is missing in the second one alone behind them."""
    second = {entry.text: entry for block in evidence for entry in block.entries if entry.gid == "legend:text:missing"}

    def both(entry: Entry) -> Entry:
        if entry.gid != "legend:text:missing":
            return entry
        other = second.pop(entry.text, None)
        return replace(entry, value=f"a {entry.value}, b {other.value if other else 0}")

    out = [replace(block, entries=tuple(both(entry) for entry in block.entries)) for block in blocks]
    more = tuple(replace(entry, value=f"a 0, b {entry.value}") for entry in second.values())
    if more:
        at = next((k for k, block in enumerate(out) if k > 1), len(out))
        out[at : at + 1] = [replace(out[at], entries=(*more, *out[at].entries))] if at < len(out) else [Block("No value", more)]
    return out


def _titles(name: str, values: dict[str, Any], sure: dict[str, Any], head: str, units: str) -> tuple[str, ...]:
    """Return the finding about both panels, longest version first."""
    thin = f", {values['thin']:,} on thin evidence" if values["thin"] else ""
    known = f"{name}: {values['with_value']:,} of {values['faces']:,} {values['noun'][values['faces'] != 1]} known{thin}"
    said = spread(sure["low"], sure["high"], units)
    return (f"{known}; {head[0].lower() + head[1:]} {said}", known)
