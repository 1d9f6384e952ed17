"""Seas: polygons that tell which named sea a place is in (`data/claims/seas.csv`).

The seas share their corners, so that they cover the water without gap or overlap. They follow the descriptions named in their
``basis`` as far as those go; they are the project's own frames and not legal limits.
"""

from __future__ import annotations

import csv
import functools
from dataclasses import dataclass
from pathlib import Path

import shapely

from toolkit.catalog.registry import dataset_file
from toolkit.errors import SchemaError, UnreadableFileError

__all__ = ["Sea", "read_seas", "seas"]

_COLUMNS = ("sea_id", "title", "seq", "lon", "lat", "basis")


@dataclass(frozen=True)
class Sea:
    """A sea, as a frame in which coasts, pairs of claimants and regions are looked at.

    Attributes
    ----------
    id, title : str
        Identifier and printed name.
    polygon : shapely.Polygon
        In EPSG:4326; runs over land, not along the coast.
    basis : str
        What the corners follow.
    """

    id: str
    title: str
    polygon: shapely.Polygon
    basis: str


def read_seas(path: Path) -> dict[str, Sea]:
    """Read seas by id, in the order of the file.

    Raises
    ------
    UnreadableFileError
        The file is missing or is not text.
    SchemaError
        A column is missing, a corner is no place, or the corners make no ring.
    """
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFileError(f"{path} cannot be read: {error}. Restore it (git checkout data).") from error
    missing = [name for name in _COLUMNS if name not in (rows[0] if rows else ())]
    if missing:
        raise SchemaError(f"{path.name}, row 1: columns {', '.join(missing)} are missing. Required: {', '.join(_COLUMNS)}.")
    corners: dict[str, list[tuple[float, float]]] = {}
    about: dict[str, tuple[str, str]] = {}
    for row, record in enumerate(rows, start=2):
        about.setdefault(record["sea_id"], (record["title"], record["basis"]))
        place = tuple(_degrees(path.name, row, record, name, limit) for name, limit in (("lon", 180.0), ("lat", 90.0)))
        corners.setdefault(record["sea_id"], []).append((place[0], place[1]))
    out = {}
    for name, ring in corners.items():
        polygon = shapely.Polygon(ring) if len(ring) > 2 else shapely.Polygon()
        if polygon.is_empty or not polygon.is_valid:
            raise SchemaError(
                f"{path.name}, sea '{name}', field 'lon': its corners make no ring; allowed: three or more that do not cross."
            )
        out[name] = Sea(name, about[name][0], polygon, about[name][1])
    return out


def _degrees(file: str, row: int, record: dict[str, str], name: str, limit: float) -> float:
    try:
        value = float(record[name])
    except ValueError:
        value = float("nan")
    if not -limit <= value <= limit:
        raise SchemaError(f"{file}, row {row}, field '{name}': {record[name]!r} given; allowed: a number from {-limit:g} to {limit:g}.")
    return value


@functools.cache
def seas() -> dict[str, Sea]:
    """Return the registered seas by id."""
    return read_seas(dataset_file("claims-ledger", "seas.csv"))
