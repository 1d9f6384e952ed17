"""Regions: what part of the sea a map or a briefing is about (`data/regions.toml`).

A region is a frame for a page and the named seas that are looked at in it, both chosen by the project. It is not a legal area and
says nothing about one.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.catalog.registry import data_folder
from toolkit.errors import SchemaError, UnreadableFileError, unknown_name
from toolkit.show import Listing, block, record_html

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

__all__ = ["Region", "region", "regions"]


@dataclass(frozen=True)
class Region:
    """A frame on the sea.

    Attributes
    ----------
    id, title : str
        Identifier and printed title.
    bounds : tuple of float, degrees
        (west, south, east, north), longitudes -180..180; west > east where the region crosses the antimeridian.
    seas : tuple of mapping
        Labels of seas: ``name``, ``lon``, ``lat`` and, where they matter, ``names`` (parallel names).
    note : str
        What the frame leaves out, printed where it matters.
    waters : tuple of str
        Ids of the seas that the region is about (:mod:`toolkit.catalog.seas`); without any, all water in the frame.
    code : str
        What stands for the region in ids that are printed: it names no sea, whose name can be one party's.
    """

    id: str
    title: str
    bounds: tuple[float, float, float, float]
    seas: tuple[Mapping[str, Any], ...] = ()
    note: str = ""
    waters: tuple[str, ...] = ()
    code: str = ""

    @property
    def sign(self) -> str:
        """The code of the region, or its id where it has none (a region made by the user)."""
        return self.code or self.id

    @property
    def polygon(self) -> BaseGeometry:
        """The seas of the region inside its frame, EPSG:4326; two parts where the frame crosses the antimeridian.

        Raises
        ------
        UnknownNameError
            A sea is not known.
        """
        import shapely

        from toolkit.catalog.seas import seas

        west, south, east, north = self.bounds
        sides = [(west, east)] if west < east else [(west, 180.0), (-180.0, east)]
        frame = shapely.union_all([shapely.box(left, south, right, north) for left, right in sides])
        if not self.waters:
            return frame
        known = seas()
        if unknown := [name for name in self.waters if name not in known]:
            raise unknown_name("sea", unknown[0], known)
        return shapely.intersection(frame, shapely.union_all([known[name].polygon for name in self.waters]))

    @property
    def centre(self) -> tuple[float, float]:
        """Longitude and latitude of the middle of the frame, the centre of its equal-area projection."""
        west, south, east, north = self.bounds
        east += 360.0 if east < west else 0.0
        lon = (west + east) / 2
        return (lon - 360.0 if lon > 180.0 else lon, (south + north) / 2)

    @property
    def projection(self) -> str:
        """PROJ string of the region's Lambert azimuthal equal-area projection."""
        lon, lat = self.centre
        return f"+proj=laea +lat_0={lat:g} +lon_0={lon:g} +datum=WGS84 +units=m +no_defs"

    def _rows(self) -> list[tuple[str, str]]:
        return [
            ("bounds", f"{self.bounds} (west, south, east, north)"),
            ("waters", ", ".join(self.waters) or "all in the frame"),
            ("note", self.note),
        ]

    def __repr__(self) -> str:
        return block(f"Region '{self.id}': {self.title}", self._rows())

    def _repr_html_(self) -> str:
        return record_html(self.title, [("id", self.id), *self._rows()])


@functools.cache
def _registered(folder: Path) -> dict[str, Region]:
    path = folder / "regions.toml"
    try:
        entries = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UnreadableFileError(f"The list of regions {path} cannot be read: {error}. Restore it (git checkout data).") from error
    out = {}
    for name, fields in entries.items():
        bounds = tuple(float(x) for x in fields.get("bounds", ()))
        if len(bounds) != 4 or not -90 <= bounds[1] < bounds[3] <= 90 or not all(-180 <= x <= 180 for x in (bounds[0], bounds[2])):
            raise SchemaError(
                f"{path.name}, region '{name}', field 'bounds': {bounds} given; allowed: [west, south, east, north] in degrees, -180..180."
            )
        if not fields.get("title"):
            raise SchemaError(f"{path.name}, region '{name}', field 'title' is missing. Give the title that is printed.")
        out[name] = Region(
            name,
            fields["title"],
            bounds,
            tuple(fields.get("seas", ())),
            fields.get("note", ""),
            tuple(fields.get("waters", ())),
            str(fields.get("code", "")),
        )
    return out


def regions() -> dict[str, Region]:
    """Return all regions by id, in the order of the file."""
    return Listing(
        _registered(data_folder()), "regions", ("title", "west, south, east, north"), lambda item: (item.title, f"{item.bounds}"[1:-1])
    )


def region(name: str | Region) -> Region:
    """Return one region by id (a Region is returned as it is).

    Raises
    ------
    UnknownNameError
        No region has that id.
    """
    if isinstance(name, Region):
        return name
    known = _registered(data_folder())
    if name not in known:
        raise unknown_name("region", name, known)
    return known[name]
