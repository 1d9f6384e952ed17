"""Small multiples: one indicator over periods or scenarios, with the same frame, classes and order in every panel."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from toolkit.cartography.alt import indicator_alt
from toolkit.cartography.areas import on_areas
from toolkit.cartography.classes import classes_of, refuse_counts
from toolkit.cartography.compose import finish
from toolkit.cartography.described import described
from toolkit.cartography.indicator_legend import legend_blocks
from toolkit.cartography.indicator_map import groups_of, recorded
from toolkit.cartography.indicator_words import facts, is_thin, short_title, thin_limit
from toolkit.cartography.legend import draw_legend
from toolkit.cartography.pages import Page
from toolkit.cartography.panels import Panel, draw_panels, most_panels
from toolkit.cartography.rows import Selection, select_rows
from toolkit.cartography.sheet import MapFigure
from toolkit.cartography.words import count, legend_unit, period
from toolkit.catalog.regions import Region
from toolkit.catalog.regions import region as find_region
from toolkit.errors import FigureError, unknown_name

__all__ = ["map_multiples"]


@described
def map_multiples(
    faces: Any,
    table: Any,
    indicator: Any,
    region: str | Region,
    *,
    times: Sequence[str] | None = None,
    base: str = "",
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
    {indicator, region}
    times : sequence of str, optional
        Periods, in the order of the panels; by default the latest that fit (6 on paper, 3 on a slide), oldest first. For
        scenarios at most one.
    base : str
        Name of the scenario that the others are compared with; by default the one by which the claim set was divided as it was read.
    {statistic, basis}
    {page, profile, title, subtitle, synthetic}

    Returns
    -------
    MapFigure
        Panels lettered a, b, c, ..., each with the number of patches that have a value; the panel of the scenario that the claim set
        names as its base is marked so. A period without any value is a grey panel that says so.

    Raises
    ------
    FigureError
        There are too many panels for the page, the names of scenarios differ between faces and table, a table is empty or ambiguous,
        or no face lies in the region.
    UnknownNameError
        A time, indicator, statistic or basis is not in the table; or the region or page is not known.

    Notes
    -----
    Class edges are those of the record, or round numbers chosen from the values of all panels together; they never differ
    between panels. Legal lines are left to the map of claims.
    """
    where = find_region(region)
    if isinstance(faces, Mapping) or isinstance(table, Mapping):
        named = _scenarios(faces, table, indicator, times, statistic, basis, base)
        what = "scenario"
    else:
        faces, table = on_areas(faces, table, indicator)
        chosen_times = _times(table, indicator, times, statistic, basis, page)
        named = [(period(t), faces, select_rows(table, indicator, statistic=statistic, time=t, basis=basis)) for t in chosen_times]
        what = "period"
    known = [v.value for _, of, s in named for name, v in s.values.items() if math.isfinite(v.value) and name in of.frame.index]
    record = named[0][2].indicator
    refuse_counts(record)
    classes = classes_of(record, known)
    limit = thin_limit(record)
    panels = [Panel(head, of, chosen, classes, lambda value: is_thin(value, limit), counted=True) for head, of, chosen in named]
    made = draw_panels(panels, where, page, profile)
    blocks = legend_blocks(made.base, made.chosen, classes, made.thin, reefs=0, lines=False)
    # Counts over all panels together would be counts of nothing that a reader can point to.
    blocks = [replace(block, entries=tuple(replace(entry, value="") for entry in block.entries)) for block in blocks]
    blocks[0] = replace(blocks[0], unit=legend_unit(made.chosen.units), note="")
    draw_legend(made.base.sheet, blocks, made.base.page.legend)
    values = _values(made, classes, named, what)
    values["all_panels"] = _n_periods(table, record.identifier) if what == "period" and times is None else len(named)
    figure = finish(
        made.base,
        f"{record.identifier.replace('_', '-')}-by-{what}",
        titles=(title,) if title else _titles(record, values, what),
        subtitles=(subtitle,) if subtitle else _subtitles(where, record, made.chosen, named, what),
        dataset_ids=[name for _, _, chosen in named for name in chosen.dataset_ids],
        parts=[what, *(f"{head}:{face}:{value!r}" for head, _, chosen in named for face, value in sorted(chosen.values.items()))],
        synthetic=synthetic,
        alt=indicator_alt(where.title, values),
        values=recorded(values),
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


def _n_periods(table: Any, name: str) -> int:
    """Return how many periods the table holds."""
    frame = table.frame if hasattr(table, "frame") else table
    return int(frame.loc[frame["indicator"] == name, "time"].nunique()) if "time" in frame else 1


def _scenarios(
    faces: Any, table: Any, indicator: Any, times: Sequence[str] | None, statistic: str | None, basis: str | None, base: str
) -> list[tuple[str, Any, Selection]]:
    """Return name, faces and rows of each scenario."""
    if not (isinstance(faces, Mapping) and isinstance(table, Mapping)) or list(faces) != list(table):
        raise FigureError(
            "For scenarios give faces and table both as mappings with the same names in the same order: "
            "map_multiples({'a': faces_a, 'b': faces_b}, {'a': table_a, 'b': table_b}, ...)."
        )
    if times is not None and len(times) != 1:
        raise FigureError(f"{len(times)} times given with scenarios; allowed: one, so that only the scenario differs between panels.")
    if base and base not in faces:
        raise unknown_name("base, a name of a scenario:", base, list(faces))
    time = str(times[0]) if times else None
    out = []
    bases = [name for name in faces if _is_base(faces[name], str(name), base)]
    for name in faces:
        of, rows = on_areas(faces[name], table[name], indicator)
        head = f"{name} (base)" if bases == [name] and "base" not in str(name).lower() else str(name)
        out.append((head, of, select_rows(rows, indicator, statistic=statistic, time=time, basis=basis)))
    return out


def _is_base(faces: Any, name: str, base: str) -> bool:
    """Say whether a panel is the base: the one that is named so, else the one divided by the choices of the set as it was read."""
    if base:
        return name == base
    scenario = getattr(faces, "scenario", None)
    if scenario is None:
        return True
    if not str(faces.claims.id).startswith("arf"):
        return False  # a set of the user's own: its faces do not tell what was its base before the scenario
    from toolkit.claims.read import read_claims

    chosen = dict(read_claims("arf").base)
    return all(getattr(scenario, axis, None) in (None, "", choice) for axis, choice in chosen.items())


def _values(made: Any, classes: Any, named: list[tuple[str, Any, Selection]], what: str) -> dict[str, Any]:
    """Return the numbers of all panels."""
    values = facts(made.base, replace(made.chosen, time=""), classes, made.thin)
    counts, totals = {}, []
    for (head, _, _), (base, chosen) in zip(named, made.each, strict=True):
        units = base.units()
        counts[head] = sum(math.isfinite(chosen.of(item.face_id).value) for item in units)
        totals.append(len(units))
    values["panels"], values["of_each"] = counts, totals
    values["when"] = f", {count(len(counts), what)}"
    if values["with_value"]:
        values["finding"] = f"{values['range']} over {count(len(counts), what)}, {_each(counts)} {values['noun'][1]} with a value in each"
    values["basis_words"] = f"one panel for each {what}, all with the same classes, {values['basis_words']}"
    overlap = [item for item in made.each[0][0].shapes if item.n_claimants >= 2]
    values["overlap_faces"], values["overlap_km2"] = len({i.patch for i in overlap}), math.fsum(item.area_km2 for item in overlap)
    return values


def _each(counts: Mapping[str, int]) -> str:
    """Return how many patches have a value in a panel: one number, or the least and the greatest."""
    low, high = min(counts.values()), max(counts.values())
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def _titles(record: Any, values: dict[str, Any], what: str) -> tuple[str, ...]:
    """Return the finding as a title, longest version first."""
    name, counts, (one, many) = short_title(record), values["panels"], values["noun"]
    if not values["with_value"]:
        return (f"{name}: no value for any {one} in {count(len(counts), what)}", f"{name}: no value")
    sound = " on sound evidence" if values["thin"] and values["firm"] else ""
    every = values["all_panels"]
    over = f"the last {len(counts):,} of {every:,} periods" if every > len(counts) else count(len(counts), what)
    head = f"{name}: {values['range']}{sound} over {over}"
    least = ", thin left out" if sound else ""
    some = f"{len(counts):,} of {every:,} periods" if every > len(counts) else count(len(counts), what)
    brief = f"{name}: {values['range']}{least}, {some}"
    totals = set(values["of_each"])
    of = f" of {totals.pop():,}" if len(totals) == 1 else ""
    noun = one if f"{_each(counts)}{of}" in ("1", "1 of 1") else many
    # The divisions of scenarios differ in the number of their patches, which then says nothing.
    if what == "scenario" and not of:
        return (head, brief, f"{name}, by {what}")
    return (f"{head}, known in {_each(counts)}{of} {noun}", head, brief, f"{name}, by {what}")


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
