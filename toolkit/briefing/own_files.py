"""The user's own grid and survey table, read as the command asks, with one line for everything worth knowing about what was read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.errors import SchemaError, UnitsError, unknown_name

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from toolkit.claims.model import ClaimSet

__all__ = [
    "claims_say_synthetic",
    "class_edges",
    "for_page",
    "outside_note",
    "own_grid",
    "own_surveys",
    "remarks",
    "survey_length",
    "survey_years_note",
]


def own_grid(
    path: str | Path, variable: str | None = None, *, units: str | None = None, time: str | None = None, within: str | None = None
) -> tuple[xr.DataArray, str, tuple[str, ...]]:
    """Open the user's grid at the time and over the water that are asked for.

    Parameters
    ----------
    path, variable : path and str
        As of :func:`toolkit.open_grid`.
    units : str, optional
        Units of the variable, where the file does not state them.
    time : str, optional
        As of :func:`toolkit.catalog.periods.select_period`.
    within : {'reefs', 'sea'}, optional
        What of each face is averaged over; by default the water of reefs for indicators of heat and corals, else all of it.

    Returns
    -------
    data : xarray.DataArray
        The grid.
    within : str
        The water.
    told : tuple of str
        Time, water, and what the file says of itself.

    Raises
    ------
    UnitsError
        The file states no units and none are given, or other ones than given.
    UnknownNameError
        ``within`` is not known.
    GridError
        The file has no such time, or cannot be used.
    """
    from toolkit.catalog.grids import open_grid
    from toolkit.catalog.periods import select_period
    from toolkit.overlay.standard import WITHIN, usual_within
    from toolkit.units import example, same

    if within is not None and within not in WITHIN:
        raise unknown_name("water to average over", within, WITHIN)
    data = open_grid(path, variable)
    stated = data.attrs.get("units")
    if stated is None and units is None:
        raise UnitsError(
            f"{Path(path).name} states no units of '{data.name}'. Give them: grid_units='{example(str(data.name))}', "
            f"or write them into the file, as the attribute units of the variable."
        )
    if stated is not None and units is not None and not same(str(stated), units):
        raise UnitsError(
            f"{Path(path).name} states the units '{stated}' of '{data.name}', and '{units}' are given. Leave them out, or correct the file."
        )
    data, told = select_period(data.assign_attrs(units=stated if stated is not None else units), time)
    water = within or usual_within(data)
    over = {"reefs": "the reef-bearing water of each patch", "sea": "all water of each patch"}[water]
    if data.attrs.get("quantity") == "extensive":
        over = "all water of each patch, as an amount that is shared out"
    other = "" if within is not None else f" Other water: within='{'sea' if water == 'reefs' else 'reefs'}'."
    said = data.attrs.get("synthetic")
    return data, water, (*told, f"Grid: '{data.name}' over {over}.{other}", *([_made_up("grid", said)] if said else []))


def _made_up(what: str, said: str) -> str:
    return f"The {what} says of itself that it is synthetic ({said}): every map made from it is stamped."


def own_surveys(
    path: str | Path, *, value: str | None = None, units: str | None = None, columns: str | Mapping[str, str] | None = None
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Read the user's survey table, and say which columns were taken.

    Parameters
    ----------
    path, value, units, columns
        As of :func:`toolkit.read_points` and :func:`toolkit.catalog.points.column_roles`.

    Returns
    -------
    surveys : pandas.DataFrame
        The surveys.
    told : tuple of str
        Columns, rows left out, notes of the reader, years, and what the file says of itself.
    """
    from toolkit.catalog.points import column_roles, read_points

    roles: dict[str, Any] = column_roles(columns)
    surveys = read_points(path, value=value, units=units, **roles)
    about = surveys.attrs
    dropped = len(about.get("rows_dropped", ()))
    guessed = "" if value is not None else ", taken by its name; another: value='...'"
    told = [f"Surveys: {len(surveys)} rows, column '{about.get('value_column', 'value')}'{guessed}; {dropped} rows left out."]
    told += [f"Surveys: {note}." for note in about.get("notes", ())]
    if said := about.get("synthetic"):
        told.append(_made_up("survey table", said))
    return surveys, tuple(told)


def survey_length(given: int | str) -> int:
    """Return the length of the periods of surveys."""
    if str(given) not in ("1", "5"):
        raise SchemaError(f"survey_years='{given}' is no length of periods. Give 5, as of the embedded surveys, or 1 for each year.")
    return int(given)


def survey_years_note(surveys: pd.DataFrame, length: int) -> str:
    """Return which years the surveys are of, and in which periods they stand; '' where they have no dates."""
    years = sorted({str(text)[:4] for text in surveys["time"] if str(text)[:4].isdigit()})
    if not years or not all(str(text)[:4].isdigit() for text in surveys["time"]):
        return ""
    of = years[0] if len(years) == 1 else f"{years[0]} to {years[-1]}"
    missing = "" if len(years) == int(years[-1]) - int(years[0]) + 1 else f" (in {len(years)} of these years)"
    each = "a period of its own for each year" if length == 1 else f"periods of {length} years, named by their first and last year"
    return f"Surveys: of {of}{missing}, in {each}"


def outside_note(surveys: pd.DataFrame, faces: Any) -> str:
    """Return how many surveys and sites lie in no patch; '' where all lie in one."""
    from toolkit.overlay.points import assign_points

    inside = assign_points(surveys["lon"], surveys["lat"], faces) != ""
    if inside.all():
        return ""
    sites = surveys["site"].astype(str)
    gone = sites[~inside].nunique()
    return (
        f"Surveys: {int((~inside).sum())} of {len(surveys)} ({gone} of {sites.nunique()} sites) lie in no patch of claimed sea of this "
        "region and are in no value"
    )


#: Advice at the end of a line, which is for whoever runs the command and not for readers of the page.
_ADVICE = re.compile(r"(?:; did you mean|, taken by its name|; with \w+='\w+'| (?:Another|Other water|State it):).*$")


def for_page(notes: Iterable[str]) -> list[str]:
    """Return notes without the advice at their end, which is for whoever runs the command."""
    return [_ADVICE.sub("", note) for note in notes]


def remarks(surveys: pd.DataFrame | None, data: xr.DataArray | None, told: Mapping[str, Iterable[str]]) -> list[str]:
    """Return for the page what the readers dropped or changed in the user's files, and what was chosen; advice is left out."""
    out: list[str] = []
    if surveys is not None:
        reasons: dict[str, int] = {}
        for _, reason in surveys.attrs.get("rows_dropped", ()):
            reasons[reason] = reasons.get(reason, 0) + 1
        out += [f"Surveys: {n} rows dropped: {reason}." for reason, n in sorted(reasons.items())]
    if data is not None:
        noted = data.attrs.get("notes", ())
        out += [f"Grid: {note}." for note in (noted.split("; ") if isinstance(noted, str) else noted) if note]
    for role, lines in told.items():
        head = {"points": "Surveys", "grid": "Grid"}[role]
        plain = [_ADVICE.sub("", line).rstrip(".;") for line in lines]
        out += [f"{line}." if line.startswith(head) else f"{head}: {line[:1].lower()}{line[1:]}." for line in plain]
    return out


def claims_say_synthetic(claims: ClaimSet) -> str:
    """Return the words by which a claim file says that all its polygons are made up; '' where it does not."""
    import pandas as pd

    from toolkit.catalog.kinds import columns_say_synthetic

    return columns_say_synthetic(pd.DataFrame([dict(claim.source) for claim in claims.claims], dtype=object))


def class_edges(given: str | None) -> tuple[float, ...]:
    """Return edges of classes from their text.

    Raises
    ------
    SchemaError
        A part is no number, or the numbers do not rise.

    Examples
    --------
    >>> class_edges("0.2, 0.3, 0.4"), class_edges(None)
    ((0.2, 0.3, 0.4), ())
    """
    if given is None:
        return ()
    try:
        edges = tuple(float(part) for part in given.split(","))
    except ValueError as error:
        raise SchemaError(f"classes='{given}' are no numbers. Write the edges between classes so: 0.2, 0.3, 0.4.") from error
    if any(low >= high for low, high in pairwise(edges)):
        raise SchemaError(f"classes='{given}' do not rise. Write the edges between classes so: 0.2, 0.3, 0.4.")
    return edges
