"""Checks that the records of this room make of themselves; every message names the record and the field."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from toolkit.claims.names import NOT_STATED, known_codes
from toolkit.errors import GeometryError, SchemaError, UnknownNameError

__all__ = [
    "AXES", "bad", "check_date", "check_geometry", "check_id", "check_words", "checked_choices", "checked_km", "checked_parties",
    "full_date", "valid_on",
]  # fmt: skip

#: Choices that a scenario makes, and the words allowed for each (:class:`toolkit.claims.scenarios.Scenario`).
AXES: Mapping[str, tuple[str, ...]] = {
    "features": ("0", "12", "200"),
    "undelimited": ("overlap", "equidistance"),
    "stated": ("not counted", "counted"),
    "symbol": ("not counted", "counted"),
    "unratified": ("not applied", "applied"),
}

_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_ID = re.compile(r"[^\s/\\]+")


def bad(record: str, name: str, given: object, allowed: str) -> SchemaError:
    """Build the error for a value that is not allowed."""
    return SchemaError(f"{record}, field '{name}': {given!r} given; allowed: {allowed}.")


def check_words(record: str, name: str, given: str, allowed: Iterable[str]) -> None:
    """Raise unless the word is one of the allowed ones."""
    words = tuple(allowed)
    if given not in words:
        raise bad(record, name, given, ", ".join(f"'{word}'" for word in words))


def check_id(kind: str, name: str, given: str) -> None:
    """Raise unless the id is a text without blanks and slashes."""
    if not isinstance(given, str) or not _ID.fullmatch(given):
        raise SchemaError(
            f"{kind}, field '{name}': {given!r} given; allowed: a text without blanks and slashes. Give every record its own id."
        )


def checked_km(record: str, name: str, given: float) -> float:
    """Return a distance; always the same NaN object for "not stated", so that records compare equal after a round trip."""
    value = float(given)
    if value < 0 or math.isinf(value):
        raise bad(record, name, given, "a number of km, 0 or more, or NaN for not stated")
    return math.nan if math.isnan(value) else value


def check_date(record: str, name: str, given: str) -> None:
    """Raise unless the date is open or an ISO date."""
    if given and not _DATE.fullmatch(given):
        raise bad(record, name, given, "'' (open or not known) or an ISO date: YYYY, YYYY-MM or YYYY-MM-DD")


def full_date(date: str) -> str:
    """Return a date to the day; '1999' and '1999-01' stand for their first day."""
    return date + "-01-01"[len(date) - 4 :] if 4 <= len(date) < 10 else date


def valid_on(start: str, end: str, day: str) -> bool:
    """Tell whether something that holds from ``start`` until before ``end`` held on a day; without a day, whether its end is open."""
    if not day:
        return not end
    return (not start or full_date(start) <= day) and (not end or day < full_date(end))


def checked_parties(record: str, name: str, given: Iterable[str]) -> tuple[str, ...]:
    """Return the codes sorted, or raise with the record and the field named."""
    if isinstance(given, str):
        raise bad(record, name, given, "a tuple of codes such as ('CHN', 'VNM')")
    codes = tuple(sorted(given))
    known = known_codes()
    for code in codes:
        if code not in known:
            near = get_close_matches(str(code), known, n=1)
            hint = f" Did you mean '{near[0]}'?" if near else ""
            raise UnknownNameError(
                f"{record}, field '{name}': '{code}' is not a known code.{hint} Allowed: ISO alpha-3 codes listed in data/names.toml, "
                f"or '{NOT_STATED}'. Name a claimant of your own with read_claims(..., claimants={{'{code}': 'its name'}}) or add_names."
            )
    if len(set(codes)) != len(codes):
        raise bad(record, name, codes, "each code once")
    return codes


def check_geometry(record: str, geometry: object, kinds: tuple[str, ...], *, valid: bool) -> None:
    """Raise unless the geometry is there, of the right kind, in degrees and (if asked) valid."""
    if not isinstance(geometry, BaseGeometry):
        raise GeometryError(f"{record}, field 'geometry': {type(geometry).__name__} given; allowed: a shapely {' or '.join(kinds)}.")
    if geometry.is_empty:
        raise GeometryError(f"{record}, field 'geometry' is empty. Leave the record out, or give its {kinds[0]}.")
    if geometry.geom_type not in kinds:
        raise GeometryError(f"{record}, field 'geometry': {geometry.geom_type} given; allowed: {', '.join(kinds)}.")
    west, south, east, north = geometry.bounds
    if not (west >= -180 and east <= 180 and south >= -90 and north <= 90):
        raise GeometryError(
            f"{record}, field 'geometry': bounds {west:g}, {south:g}, {east:g}, {north:g} given; allowed: degrees, longitude -180..180 "
            "(EPSG:4326). read_claims wraps 0..360 longitudes and reprojects; longitude comes before latitude."
        )
    if valid and not geometry.is_valid:
        raise GeometryError(
            f"{record}, field 'geometry' is invalid: {shapely.is_valid_reason(geometry)}. "
            "Repair it (shapely.make_valid); read_claims does, and says so."
        )


def checked_choices(record: str, when: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return choices with sorted axes and checked words, or raise with the record named."""
    out = {}
    for axis in sorted(when):
        check_words(record, "when", axis, AXES)
        values: tuple[str, ...] = (when[axis],) if isinstance(when[axis], str) else tuple(when[axis])
        for value in values:
            check_words(f"{record}, choice '{axis}'", "when", value, AXES[axis])
        out[axis] = values
    return out
