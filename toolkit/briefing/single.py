"""One map as one file: what a pack would show of a file or an indicator, without the pack."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.briefing.own_files import (
    claims_say_synthetic,
    class_edges,
    outside_note,
    own_grid,
    own_surveys,
    survey_length,
    survey_years_note,
)
from toolkit.catalog.regions import Region
from toolkit.catalog.regions import region as find_region
from toolkit.errors import FigureError, GeometryError, SchemaError, unknown_name

if TYPE_CHECKING:
    from toolkit.cartography.sheet import MapFigure
    from toolkit.overlay.table import IndicatorTable

__all__ = ["make_map"]

_ENDINGS = (".png", ".svg", ".pdf")


def make_map(
    region: str | Region = "south-china-sea",
    *,
    out: str | Path,
    claims: str | Path | None = None,
    claimant_column: str | None = None,
    claimants: Mapping[str, str] | str | Path | None = None,
    land: str = "remove",
    indicator: str | None = None,
    grid: str | Path | None = None,
    variable: str | None = None,
    within: str | None = None,
    grid_units: str | None = None,
    classes: str | None = None,
    points: str | Path | None = None,
    value: str | None = None,
    units: str | None = None,
    columns: str | Mapping[str, str] | None = None,
    survey_years: int | str = 5,
    time: str | None = None,
    page: str = "a4",
    profile: str = "un",
    title: str = "",
    synthetic: bool = False,
    tell: Callable[[str], None] | None = None,
) -> Path:
    """Draw one map from embedded data or the user's own files, and write it.

    Parameters
    ----------
    region : str or Region
        Where.
    out : path
        File to write; its ending says the format: .png, .svg or .pdf.
    claims, claimant_column, claimants, land
        The user's claim polygons, as in :func:`toolkit.make_briefing`; by default the embedded set.
    indicator : str, optional
        An indicator of the embedded data. Without it, without a grid and without points the map is that of the claims.
    grid, variable, within, grid_units, classes
        The user's grid, as in :func:`toolkit.make_briefing`.
    points, value, columns
        The user's surveys, likewise.
    units : str, optional
        Units of the column of values where its name does not tell them; without surveys, of the grid.
    time : str, optional
        Which time, or its beginning, such as ``2021-06``; by default the last. Of a grid ``2021`` is the mean of its steps in 2021, as in
        :func:`toolkit.make_briefing`.
    page, profile, title : str
        As of :func:`toolkit.map_indicator`.
    synthetic : bool
        Whether the values are made up: the map is stamped.
    tell : callable, optional
        Takes one line for each thing worth knowing: what was left out, which time and which water the map shows.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    FigureError
        The file name is not allowed.
    SchemaError
        More than one of indicator, grid and points is given, or none of the time asked for.
    UnknownNameError
        The region, indicator, variable, time or page is not known.
    GeometryError
        No claim lies in the region.
    LintError
        The map breaks a rule of neutrality or legibility; nothing is written.
    """
    from toolkit.cartography.export import save_figure, stem_of
    from toolkit.cartography.figures import map_claims, map_indicator
    from toolkit.cartography.pages import page_of
    from toolkit.cartography.words import period
    from toolkit.catalog.embedded import read_reef_grid
    from toolkit.claims.partition import partition
    from toolkit.claims.read import read_claims
    from toolkit.indicators.records import indicator as find_indicator

    target, say = Path(out), tell or (lambda line: None)
    if target.suffix.lower() not in _ENDINGS:
        raise FigureError(f"The file '{target.name}' given; allowed endings: {', '.join(_ENDINGS)}. Name it so, for example map.png.")
    stem_of(target.stem, synthetic=synthetic)
    page_of(page)
    _refuse_several(indicator=indicator, grid=grid, points=points)
    for name, given, needed in (
        ("variable", variable, grid),
        ("grid_units", grid_units, grid),
        ("value", value, points),
        ("columns", columns, points),
    ):
        if given is not None and needed is None:
            raise SchemaError(f"{name}='{given}' is given without the file that it belongs to. Name the file too.")
    where = find_region(region)
    claim_set = read_claims(
        claims if claims is not None else where.id, claimant_column=claimant_column, claimants=claimants, land=land
    ).within(where.bounds)
    if not len(claim_set):
        raise GeometryError(
            f"No claim lies inside {where.title} {where.bounds}. "
            "Choose the region that fits the file (arf-marine regions), or check its coordinates."
        )
    faces = partition(claim_set)
    if claims is not None:
        _tell_all(say, claim_set.notes)
    made_up = synthetic or bool(claims is not None and claims_say_synthetic(claim_set))
    drawing: dict[str, Any] = {"page": page, "profile": profile, "title": title, "synthetic": made_up}
    if indicator is None and grid is None and points is None:
        return save_figure(map_claims(faces, where, **drawing), target.parent, target.stem, (target.suffix.lower()[1:],))[0]
    edges = class_edges(classes)
    data = surveys = None
    water = "reefs"
    if indicator is not None:
        find_indicator(indicator)
    if grid is not None:
        data, water, told = own_grid(grid, variable, units=grid_units or units, time=time, within=within)
        _tell_all(say, [*_noted(data), *told])
    if points is not None:
        surveys, told = own_surveys(points, value=value, units=units, columns=columns)
        _tell_all(say, [*told, survey_years_note(surveys, survey_length(survey_years)), outside_note(surveys, faces)])
    drawing["synthetic"] = made_up or any(bool(own.attrs.get("synthetic")) for own in (data, surveys) if own is not None)
    table, record = _table(faces, indicator, data, surveys, water, survey_length(survey_years))
    if edges and grid is not None and not isinstance(record, str):
        record = replace(record, class_edges=edges, class_labels=(), class_source="as given")
    chosen = _time(table, time if grid is None else None)
    rows = table.frame
    times = sorted(set(rows["time"]) - {""})
    if grid is None and len(times) > 1:
        say(f"Time: {period(chosen)}, of {len(times)} from {period(times[0])} to {period(times[-1])}. Another: time='{times[0]}'.")
    say(f"Values: {rows['basis'].iloc[0]}; {_counted(rows, chosen)}.")
    marked = None if grid is not None and water == "sea" else read_reef_grid()
    figure: MapFigure = map_indicator(faces, table, record, where, time=chosen or None, reefs=marked, **drawing)
    return save_figure(figure, target.parent, target.stem, (target.suffix.lower()[1:],))[0]


def _noted(data: Any) -> list[str]:
    """Return what the reader of the grid noted."""
    notes = data.attrs.get("notes", ())
    return [f"Grid: {note}." for note in (notes.split("; ") if isinstance(notes, str) else notes) if note]


def _refuse_several(**given: Any) -> None:
    named = [name for name, what in given.items() if what is not None]
    if len(named) > 1:
        raise SchemaError(f"{' and '.join(named)} are given for one map. Give one of them, or make a map of each.")


def _table(faces: Any, indicator: str | None, data: Any, surveys: Any, water: str, years: int) -> tuple[IndicatorTable, Any]:
    """Return the rows of what is to be drawn, from the same table that a pack is made of, and the record or its name."""
    from toolkit.overlay.standard import standard_table

    table, own = standard_table(faces, surveys=surveys, grid=data, within=water, survey_years=years)
    name = own.identifier if own is not None else "hard_coral_cover" if surveys is not None else indicator
    known = list(dict.fromkeys(table.frame["indicator"]))
    if name not in known:
        raise unknown_name("indicator with embedded data", name, known, next_step="For another, give a grid of your own.")
    chosen = table.select(indicator=name)
    statistic = "mean" if "mean" in set(chosen.frame["statistic"]) else chosen.frame["statistic"].iloc[0]
    return chosen.select(statistic=statistic), own if own is not None else name


def _time(table: IndicatorTable, asked: str | None) -> str:
    """Return the time that is meant by its beginning; the last where none is asked for."""
    times = sorted({str(item) for item in table.frame["time"]} - {""})
    if asked is None:
        return times[-1] if times else ""
    found = [item for item in times if item == asked] or [item for item in times if item.startswith(asked)]
    if len(found) > 1:
        raise SchemaError(f"time='{asked}' fits {len(found)} times: {', '.join(found[:12])}. Give one of them.")
    if not found:
        raise unknown_name("time", asked, times or ["none: the values have no time"])
    return found[0]


def _counted(rows: Any, time: str) -> str:
    shown = rows[rows["time"] == time] if time else rows
    return f"a value in {int(shown['value'].notna().sum())} of {shown['face_id'].nunique()} patches of sea"


def _tell_all(say: Callable[[str], None], notes: Any) -> None:
    for note in notes:
        if note:
            say(str(note))
