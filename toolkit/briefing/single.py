"""One map as one file: what a pack would show of a file or an indicator, without the pack."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
    within: str = "reefs",
    points: str | Path | None = None,
    value: str | None = None,
    units: str | None = None,
    columns: str | Mapping[str, str] | None = None,
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
    grid, variable, within
        The user's grid, as in :func:`toolkit.make_briefing`.
    points, value, columns
        The user's surveys, likewise.
    units : str, optional
        Units of the grid where the file states none, or of the column of values where its name does not tell them.
    time : str, optional
        Which time, or its beginning, such as ``2021-06``; by default the last.
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
    from toolkit.catalog.embedded import read_reef_grid
    from toolkit.claims.partition import partition
    from toolkit.claims.read import read_claims

    target, say = Path(out), tell or (lambda line: None)
    if target.suffix.lower() not in _ENDINGS:
        raise FigureError(f"The file '{target.name}' given; allowed endings: {', '.join(_ENDINGS)}. Name it so, for example map.png.")
    stem_of(target.stem, synthetic=synthetic)
    page_of(page)
    _refuse_several(indicator=indicator, grid=grid, points=points)
    for name, given, needed in (("variable", variable, grid), ("value", value, points), ("columns", columns, points)):
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
    drawing: dict[str, Any] = {"page": page, "profile": profile, "title": title, "synthetic": synthetic}
    if indicator is None and grid is None and points is None:
        return save_figure(map_claims(faces, where, **drawing), target.parent, target.stem, (target.suffix.lower()[1:],))[0]
    table, record = _table(faces, indicator, grid, variable, within, points, value, units, columns, say)
    chosen = _time(table, time)
    rows = table.frame
    times = sorted(set(rows["time"]) - {""})
    if len(times) > 1:
        say(f"Time: {chosen}, of {len(times)} from {times[0]} to {times[-1]}; another: time='{times[0]}'.")
    say(f"Values: {rows['basis'].iloc[0]}; {_counted(rows, chosen)}.")
    marked = None if grid is not None and within == "sea" else read_reef_grid()
    figure: MapFigure = map_indicator(faces, table, record, where, time=chosen or None, reefs=marked, **drawing)
    return save_figure(figure, target.parent, target.stem, (target.suffix.lower()[1:],))[0]


def _refuse_several(**given: Any) -> None:
    named = [name for name, what in given.items() if what is not None]
    if len(named) > 1:
        raise SchemaError(f"{' and '.join(named)} are given for one map. Give one of them, or make a map of each.")


def _table(
    faces: Any,
    indicator: str | None,
    grid: Any,
    variable: str | None,
    within: str,
    points: Any,
    value: str | None,
    units: str | None,
    columns: Any,
    say: Callable[[str], None],
) -> tuple[IndicatorTable, Any]:
    """Return the rows of what is to be drawn, from the same table that a pack is made of, and the record or its name."""
    from toolkit.catalog.grids import open_grid
    from toolkit.catalog.points import column_roles, read_points
    from toolkit.indicators.records import indicator as find_indicator
    from toolkit.overlay.standard import standard_table

    if indicator is not None:
        find_indicator(indicator)
    data = surveys = None
    if grid is not None:
        data = open_grid(grid, variable)
        if units is not None:
            data.attrs.setdefault("units", units)
        notes = data.attrs.get("notes", ())
        _tell_all(say, notes.split("; ") if isinstance(notes, str) else notes)
    if points is not None:
        roles: dict[str, Any] = column_roles(columns)
        surveys = read_points(points, value=value, units=units, **roles)
        dropped = surveys.attrs.get("rows_dropped", [])
        say(f"{len(surveys)} surveys read from column '{surveys.attrs.get('value_column') or value}', {len(dropped)} rows dropped.")
        _tell_all(say, surveys.attrs.get("notes", ()))
    table, own = standard_table(faces, surveys=surveys, grid=data, within=within)
    if surveys is not None:
        _tell_all(say, table.notes)
    name = own.identifier if own is not None else "hard_coral_cover" if points is not None else indicator
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
