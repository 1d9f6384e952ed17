"""Addresses of downloads: templates in the register, filled with checked values only."""

from __future__ import annotations

import datetime
import math
import string
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from toolkit.catalog.registry import Dataset
from toolkit.errors import SchemaError, unknown_name

__all__ = ["Request", "parameters", "request"]

_BOUNDS = ("west", "south", "east", "north")
#: Fields of a template that one parameter gives.
_GIVEN_BY = dict.fromkeys(_BOUNDS, "bounds") | {"date": "date", "yyyymmdd": "date", "start": "start", "end": "end"}
#: The first and the last year that any dataset here can have.
_YEARS = (1850, 2100)


@dataclass(frozen=True)
class Request:
    """What to ask for and what to call it.

    Attributes
    ----------
    url : str
        The full address; empty where there is none.
    filename : str
        Name in the cache; the same request always has the same.
    """

    url: str
    filename: str


def _fields(template: str) -> list[str]:
    """Return the names in a template, in order."""
    return list(dict.fromkeys(name for _, name, _, _ in string.Formatter().parse(template) if name))


def _choices(entry: Dataset) -> Mapping[str, Mapping[str, str]]:
    return entry.extra.get("choices") or {}


def _templates(entry: Dataset) -> list[str]:
    return [str(entry.extra.get("url", "")), str(entry.extra.get("filename", ""))]


def parameters(entry: Dataset) -> dict[str, tuple[str, ...]]:
    """Return the parameters of a dataset with their allowed values (empty where any will do).

    Parameters
    ----------
    entry : Dataset
        An entry with a template.

    Returns
    -------
    dict of str to tuple of str
        In the order of the template.
    """
    choices = _choices(entry)
    names = [name for template in _templates(entry) for name in _fields(template)]
    names += [name for name in choices for text in choices[name].values() for name in _fields(text)]
    dated = "date" in names or "yyyymmdd" in names
    out: dict[str, tuple[str, ...]] = {}
    for name in names:
        if name == "year" and dated:
            continue  # the date gives it
        out.setdefault(_GIVEN_BY.get(name, name), tuple(choices.get(name, ())))
    return out


def request(entry: Dataset, subset: Mapping[str, Any]) -> Request:
    """Fill the templates of a dataset.

    Parameters
    ----------
    entry : Dataset
        An entry with a template.
    subset : mapping
        Values of its parameters.

    Returns
    -------
    Request
        The address and the file name.

    Raises
    ------
    UnknownNameError
        A parameter, or a value that must be one of several, is not known.
    SchemaError
        A parameter is missing or impossible.
    """
    allowed = parameters(entry)
    for key in subset:
        if key not in allowed:
            raise unknown_name(f"parameter of {entry.id}", key, allowed)
    missing = [key for key in allowed if subset.get(key) is None]
    if missing:
        wanted = "; ".join(f"{key}: {', '.join(values) or _explain(key)}" for key, values in allowed.items())
        raise SchemaError(f"{entry.id} needs {', '.join(missing)}. Give {wanted}.")
    plain: dict[str, str] = {}
    for key, value in subset.items():
        if allowed[key] and str(value) not in allowed[key]:
            raise unknown_name(f"{key} of {entry.id}", value, allowed[key])
        plain |= _texts(entry, key, value, bool(allowed[key]))
    if "start" in plain and "end" in plain and plain["start"] > plain["end"]:
        raise SchemaError(f"{entry.id}: start {plain['start']} is after end {plain['end']}. Swap them.")
    chosen = {key: text.format_map(plain) for key, words in _choices(entry).items() if (text := words.get(plain.get(key, "")))}
    url = str(entry.extra.get("url", "")).format_map(plain | chosen)
    named = str(entry.extra.get("filename", "")).format_map(plain)
    return Request(url, named or url.partition("?")[0].rpartition("/")[2])


def _explain(key: str) -> str:
    return {
        "bounds": "(west, south, east, north) in degrees",
        "date": "a day such as 2024-03-15",
        "start": "a day such as 2024-03-15",
        "end": "a day such as 2024-04-15",
        "year": "a year such as 2020",
    }.get(key, "a value")


def _texts(entry: Dataset, key: str, value: Any, chosen: bool) -> dict[str, str]:
    """Turn one parameter into the texts of the template, checking it."""
    if chosen:
        return {key: str(value)}
    if key == "bounds":
        return _bounds(entry, value)
    if key in {"date", "start", "end"}:
        day = _day(entry, key, value)
        return {key: day.isoformat()} | ({"yyyymmdd": f"{day:%Y%m%d}", "year": f"{day:%Y}"} if key == "date" else {})
    if key == "year":
        text = str(value)
        if not text.isdigit() or not _YEARS[0] <= int(text) <= _YEARS[1]:
            raise SchemaError(f"{entry.id}: year {value!r} given; allowed: a year such as 2020.")
        return {key: text}
    raise SchemaError(f"{entry.id}: the register names a parameter '{key}' without a list of choices. Correct the entry.")


def _day(entry: Dataset, key: str, value: Any) -> datetime.date:
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    try:
        return datetime.date.fromisoformat(str(value))
    except ValueError as error:
        raise SchemaError(f"{entry.id}: {key} {value!r} is not a day. Write it as 2024-03-15.") from error


def _bounds(entry: Dataset, value: Any) -> dict[str, str]:
    try:
        numbers = [float(x) for x in value]
    except (TypeError, ValueError) as error:
        raise SchemaError(f"{entry.id}: bounds {value!r} given; allowed: (west, south, east, north) in degrees.") from error
    if len(numbers) != 4 or not all(math.isfinite(x) for x in numbers):
        raise SchemaError(f"{entry.id}: bounds {value!r} given; allowed: four numbers (west, south, east, north) in degrees.")
    west, south, east, north = numbers
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise SchemaError(
            f"{entry.id}: bounds {value!r} given; allowed: west < east within -180..180, south < north within -90..90. "
            "An area across 180 degrees needs two requests."
        )
    return {name: f"{number:.10g}" for name, number in zip(_BOUNDS, numbers, strict=True)}
