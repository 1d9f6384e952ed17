"""Small multiples: one indicator over periods or scenarios, with the same frame, classes and order in every panel."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from toolkit.cartography.alt import indicator_alt
from toolkit.cartography.classes import classes_of, refuse_counts
from toolkit.cartography.compose import finish
from toolkit.cartography.indicator_map import facts, groups_of, legend_blocks, short_title, thin_limit
from toolkit.cartography.legend import draw_legend
from toolkit.cartography.pages import Page
from toolkit.cartography.panels import Panel, draw_panels, most_panels
from toolkit.cartography.rows import Selection, select_rows
from toolkit.cartography.sheet import MapFigure
from toolkit.cartography.words import count, legend_unit, period, spread
from toolkit.catalog.regions import Region
from toolkit.catalog.regions import region as find_region
from toolkit.errors import FigureError

__all__ = ["map_multiples"]


def map_multiples(
    faces: Any,
    table: Any,
    indicator: Any,
    region: str | Region,
    *,
    times: Sequence[str] | None = None,
    statistic: str | None = None,
    basis: str | None = None,
    page: str | Page = "a4",
    profile: str = "un",
    title: str = "",
    subtitle: str = "",
    synthetic: bool = False,
) -> MapFigure:
    """Draw one indicator in several panels: over periods, or over scenarios of the claims.

    Parameters
    ----------
    faces : Faces, or mapping of str to Faces
        One for all periods; or one for each scenario, by its name, in the order of the panels.
    table : IndicatorTable, or mapping of str to IndicatorTable
        The long table; for scenarios one for each, by the same names.
    indicator, region, statistic, basis, page, profile, title, subtitle, synthetic
        As for :func:`map_indicator`.
    times : sequence of str, optional
        Periods, in the order of the panels; by default the latest that fit (6 on paper, 3 on a slide), oldest first. For
        scenarios at most one.

    Returns
    -------
    MapFigure
        Panels lettered a, b, c, ...; a period without any value is a grey panel that says so.

    Raises
    ------
    FigureError
        There are too many panels for the page, or the names of scenarios differ between faces and table.
    UnknownNameError
        A time, indicator, statistic or basis is not in the table.

    Notes
    -----
    Class edges are those of the record, or round numbers chosen from the values of all panels together; they never differ
    between panels. Legal lines are left to the map of claims.
    """
    where = find_region(region)
    if isinstance(faces, Mapping) or isinstance(table, Mapping):
        named = _scenarios(faces, table, indicator, times, statistic, basis)
        what = "scenario"
    else:
        chosen_times = _times(table, indicator, times, statistic, basis, page)
        named = [(period(t), faces, select_rows(table, indicator, statistic=statistic, time=t, basis=basis)) for t in chosen_times]
        what = "period"
    known = [v.value for _, of, s in named for name, v in s.values.items() if math.isfinite(v.value) and name in of.frame.index]
    record = named[0][2].indicator
    refuse_counts(record)
    classes = classes_of(record, known)
    limit = thin_limit(record)

    def thin(value: Any) -> bool:
        return math.isfinite(value.value) and value.valid_fraction < limit

    made = draw_panels([Panel(head, of, chosen, classes, thin) for head, of, chosen in named], where, page, profile)
    blocks = legend_blocks(made.base, made.chosen, classes, made.thin, reefs=0, lines=False)
    # Counts over all panels together would be counts of nothing that a reader can point to.
    blocks = [replace(block, entries=tuple(replace(entry, value="") for entry in block.entries)) for block in blocks]
    blocks[0] = replace(blocks[0], unit=legend_unit(made.chosen.units))
    draw_legend(made.base.sheet, blocks, made.base.page.legend)
    values = _values(made, classes, named, what)
    figure = finish(
        made.base,
        f"{record.identifier.replace('_', '-')}-by-{what}",
        titles=(title,) if title else _titles(record, values, what),
        subtitles=(subtitle,) if subtitle else _subtitles(where, record, made.chosen, named, what),
        dataset_ids=[name for _, _, chosen in named for name in chosen.dataset_ids],
        parts=[what, *(f"{head}:{face}:{value!r}" for head, _, chosen in named for face, value in sorted(chosen.values.items()))],
        synthetic=synthetic,
        alt=indicator_alt(where.title, values),
        values={key: value for key, value in values.items() if key not in ("unit_words", "basis_words")},
        reasons=made.reasons,
        groups=groups_of(made.base, made.chosen, classes),
        class_order=classes.labels,
        with_frame=False,
    )
    return made.stamp(figure)


def _times(
    table: Any, indicator: Any, times: Sequence[str] | None, statistic: str | None, basis: str | None, page: str | Page
) -> list[str]:
    """Return the periods to draw."""
    if times is not None:
        if not times:
            raise FigureError("times=[] given; name one or more periods, or leave it out for the latest.")
        return [str(time) for time in times]
    select_rows(table, indicator, statistic=statistic, time=None, basis=basis)  # says what is wrong with the table, if anything is
    frame = table.frame if hasattr(table, "frame") else table
    name = indicator if isinstance(indicator, str) else indicator.identifier
    if "time" not in frame:
        raise FigureError("The table has no column 'time': there is one map, not several. Draw it with map_indicator.")
    found = sorted({str(time) for time in frame.loc[frame["indicator"] == name, "time"]})
    return found[-min(6, most_panels(page)) :]


def _scenarios(
    faces: Any, table: Any, indicator: Any, times: Sequence[str] | None, statistic: str | None, basis: str | None
) -> list[tuple[str, Any, Selection]]:
    """Return name, faces and rows of each scenario."""
    if not (isinstance(faces, Mapping) and isinstance(table, Mapping)) or list(faces) != list(table):
        raise FigureError(
            "For scenarios give faces and table both as mappings with the same names in the same order: "
            "map_multiples({'a': faces_a, 'b': faces_b}, {'a': table_a, 'b': table_b}, ...)."
        )
    if times is not None and len(times) != 1:
        raise FigureError(f"{len(times)} times given with scenarios; allowed: one, so that only the scenario differs between panels.")
    time = str(times[0]) if times else None
    return [(name, faces[name], select_rows(table[name], indicator, statistic=statistic, time=time, basis=basis)) for name in faces]


def _values(made: Any, classes: Any, named: list[tuple[str, Any, Selection]], what: str) -> dict[str, Any]:
    """Return the numbers of all panels."""
    values = facts(made.base, replace(made.chosen, time=""), classes, made.thin)
    counts = {
        head: sum(math.isfinite(chosen.of(item.face_id).value) for item in base.shapes)
        for (head, _, _), (base, chosen) in zip(named, made.each, strict=True)
    }
    values["panels"] = counts
    values["when"] = f", {count(len(counts), what)}"
    if values["with_value"]:
        said = f"{min(counts.values())} to {max(counts.values())}" if len(set(counts.values())) > 1 else str(min(counts.values()))
        unit = made.chosen.units
        values["finding"] = (
            f"{spread(values['low'], values['high'], unit)} over {count(len(counts), what)}, {said} patches with a value in each"
        )
    values["basis_words"] = f"one panel for each {what}, all with the same classes, {values['basis_words']}"
    overlap = [item for item in made.each[0][0].shapes if item.n_claimants >= 2]
    values["overlap_faces"], values["overlap_km2"] = len(overlap), math.fsum(item.area_km2 for item in overlap)
    return values


def _titles(record: Any, values: dict[str, Any], what: str) -> tuple[str, ...]:
    """Return the finding as a title, longest version first."""
    name = short_title(record)
    counts = list(values["panels"].values())
    if not values["with_value"]:
        return (f"{name}: no value for any patch in {count(len(counts), what)}", f"{name}: no value")
    said = f"{min(counts)} to {max(counts)}" if min(counts) != max(counts) else f"{counts[0]}"
    per = values["faces"] // max(1, len(counts)) if what == "period" else 0
    of = f" of {per}" if per else ""
    return (f"{name}: known in {said}{of} patches, by {what}", f"{name}, by {what}")


def _subtitles(where: Region, record: Any, chosen: Selection, named: list[tuple[str, Any, Selection]], what: str) -> tuple[str, ...]:
    """Return what is drawn, with unit and span."""
    unit = legend_unit(chosen.units)
    span = f"{named[0][0].split(' to ')[0]} to {named[-1][0].split(' to ')[-1]}" if what == "period" else count(len(named), "scenario")
    basis = f"; {chosen.statistic} over {chosen.basis}" if chosen.basis and chosen.statistic else ""
    return (
        f"{where.title}: {record.title}{f', {unit}' if unit else ''}, {span}; same classes in all panels{basis}.",
        f"{where.title}: {short_title(record)}{f', {unit}' if unit else ''}, {span}; same classes in all panels.",
        f"{where.title}, {span}.",
    )
