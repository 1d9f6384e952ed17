"""The ledger: legal instruments, their coordinates as published, and what is known of each pair of coasts.

`data/claims/` holds facts only: instruments.csv, points.csv, delimitations.csv, features.csv (features with more than one claimant)
and seas.csv (frames in which pairs are looked at; not legal limits). Everything is checked when it is read, and a broken record is
named by file, row and field.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import shapely

from toolkit.catalog.registry import data_folder, dataset_file
from toolkit.catalog.seas import Sea, read_seas
from toolkit.claims.coasts import Shape
from toolkit.claims.gaps import SOURCE_NOT_FOUND, ledger_gaps
from toolkit.claims.kinds import NO_TEXT
from toolkit.claims.model import Instrument
from toolkit.claims.names import known_codes
from toolkit.claims.neighbourhood import refuse_strays
from toolkit.claims.tables import Table
from toolkit.errors import SchemaError, unknown_name
from toolkit.geodesy import NM_KM, densify_geodesic, distance_km

__all__ = ["SOURCE_NOT_FOUND", "Delimitation", "DisputedFeature", "Ledger", "LedgerInstrument", "Point", "read_ledger"]

KINDS = (
    "national legislation", "decree", "proclamation", "treaty", "provisional arrangement", "submission", "award", "map symbol",
    "dataset", "military order", "practice", "statement",
)  # fmt: skip
VERIFICATIONS = ("official text", "secondary copy", "conflicting copies", NO_TEXT)
STATES = ("complete", "partial", "derived from Marine Regions v12 geometry")
JOINS = ("geodesic", "loxodrome", "straight", "as stated")
PAIR_STATES = ("agreed-encoded", "agreed-not-encoded", "undelimited", "joint-or-provisional")
RESTS = ("", "whole sea", "equidistance", "overlap")
SUBJECTS = ("EEZ", "continental shelf", "all zones", "territorial sea", "fisheries")

_FILES = ("instruments.csv", "points.csv", "delimitations.csv", "features.csv", "seas.csv")
_LEG_TOLERANCE_NM = 0.02
_LONGEST_TOLERANCE_NM = 0.1


@dataclass(frozen=True)
class Point:
    """One published point: label, text as printed, decimal degrees, and the length of the leg to the next point if it is stated (NM)."""

    seq: int
    label: str
    lat_text: str
    lon_text: str
    lon: float
    lat: float
    leg_nm: float | None = None


@dataclass(frozen=True)
class LedgerInstrument:
    """An instrument with its points.

    Attributes
    ----------
    instrument : Instrument
        The record as claims carry it.
    points : tuple of Point
        In the order of the text.
    subject, kind_in_source, state, geometry_type, joined_by, datum : str
        What it is about, the source's own word for its kind, how complete its points are, and how they are joined and referred.
    closed : bool
        The points are the ring of an area.
    uncertainty_km : float
        From the printing and the datum of the points.
    stated_by : tuple of str
        Codes of those whose act a line of one side is; empty where it is the act of all its parties, and for an order of somebody who is no
        party: the instrument's own ``stated_by`` has the words.
    open_ends : {'', 'first', 'last', 'both'}
        Ends at which the text goes on beyond the points that are here.
    seas_beyond : tuple of str
        Seas that the text is about beyond its points.
    """

    instrument: Instrument
    points: tuple[Point, ...]
    subject: str
    kind_in_source: str
    state: str
    geometry_type: str
    joined_by: str
    datum: str
    closed: bool
    uncertainty_km: float
    stated_by: tuple[str, ...] = ()
    open_ends: str = ""
    seas_beyond: tuple[str, ...] = ()

    @property
    def ends(self) -> tuple[tuple[float, float], ...]:
        """Longitude and latitude of the ends at which the text goes on."""
        chosen = {"first": self.points[:1], "last": self.points[-1:], "both": (self.points[0], self.points[-1])}
        return tuple((point.lon, point.lat) for point in chosen.get(self.open_ends, ()))

    @property
    def complete(self) -> bool:
        """Whether every point that the text has is here."""
        return self.state != "partial"

    def geometry(self, step_km: float | None = None) -> Shape:
        """Return the points as a geometry: an area only if the ring is complete, else lines or points.

        Parameters
        ----------
        step_km : float, optional
            Add points along the geodesics so that no gap exceeds this; by default the vertices alone.

        Returns
        -------
        shapely geometry
            EPSG:4326. A partial list is never closed, and a gap in the text's numbering splits the line.
        """
        runs = [run if step_km is None or len(run) < 2 else densify_geodesic(run, step_km).tolist() for run in self._runs()]
        if self.geometry_type in ("Point", "MultiPoint") or all(len(run) < 2 for run in runs):
            return (
                shapely.multipoints([(point.lon, point.lat) for point in self.points])
                if len(self.points) > 1
                else shapely.points(*runs[0][0])
            )
        if self.closed and self.complete:
            ring = self._ring()
            return shapely.polygons(ring if step_km is None else densify_geodesic(ring, step_km))
        lines = [shapely.linestrings(run) for run in runs if len(run) > 1]
        return lines[0] if len(lines) == 1 else shapely.multilinestrings(lines)

    def _ring(self) -> list[tuple[float, float]]:
        ring = [(point.lon, point.lat) for point in self.points]
        return ring if ring[0] == ring[-1] else [*ring, ring[0]]

    def _runs(self) -> list[list[tuple[float, float]]]:
        """Split the points where the text's own numbering jumps (MultiLineString only)."""
        runs: list[list[tuple[float, float]]] = [[]]
        last: int | None = None
        for point in self.points:
            number = int(point.label) if point.label.isdigit() else None
            if self.geometry_type == "MultiLineString" and None not in (number, last) and number != (last or 0) + 1 and runs[-1]:
                runs.append([])
            runs[-1].append((point.lon, point.lat))
            last = number
        return runs

    def legs_nm(self) -> list[float]:
        """Geodesic lengths of the legs between points, in nautical miles."""
        xy = self._ring() if self.closed and self.complete else [(point.lon, point.lat) for point in self.points]
        return [float(distance_km(*a, *b)) / NM_KM for a, b in itertools.pairwise(xy)]


@dataclass(frozen=True)
class Delimitation:
    """What is known of a pair of coasts in one sea.

    Attributes
    ----------
    parties : tuple of str
        Two codes, sorted.
    sea_id, subject, state, rest : str
        Where; what the statement is about; its state; and, for an encoded line, how water beyond its ends is treated.
    instrument_ids : tuple of str
        Instruments of the ledger.
    source, verification, note : str
        Who says so; ``source not found`` marks a gap.
    """

    parties: tuple[str, str]
    sea_id: str
    subject: str
    state: str
    instrument_ids: tuple[str, ...]
    rest: str
    source: str
    verification: str
    note: str


@dataclass(frozen=True)
class DisputedFeature:
    """A feature or group with more than one claimant: it generates a zone only in a scenario that says so."""

    id: str
    claimants: tuple[str, ...]
    bounds: tuple[float, float, float, float]
    source: str
    position: str


@dataclass(frozen=True)
class Ledger:
    """The whole ledger.

    Attributes
    ----------
    instruments : mapping of str to LedgerInstrument
        By id, in the order of the file.
    delimitations : tuple of Delimitation
        One for each pair and sea.
    features : tuple of DisputedFeature
        Features with more than one claimant.
    seas : mapping of str to Sea
        Frames by id.
    dataset_id : str
        Registered dataset.
    """

    instruments: Mapping[str, LedgerInstrument]
    delimitations: tuple[Delimitation, ...]
    features: tuple[DisputedFeature, ...]
    seas: Mapping[str, Sea]
    dataset_id: str = field(default="claims-ledger")

    def instrument(self, name: str) -> LedgerInstrument:
        """Return one instrument with its points.

        Raises
        ------
        UnknownNameError
            The ledger has no instrument of that id.
        """
        if name not in self.instruments:
            raise unknown_name("instrument", name, self.instruments)
        return self.instruments[name]

    def citation(self, name: str) -> str:
        """Return one instrument as a line for a list of sources."""
        return self.instrument(name).instrument.citation()

    def pair(self, a: str, b: str, sea_id: str) -> Delimitation | None:
        """Return what is known of a pair in a sea, or None."""
        parties = tuple(sorted((a, b)))
        return next((item for item in self.delimitations if item.parties == parties and item.sea_id == sea_id), None)

    def gaps(self) -> tuple[str, ...]:
        """List what is known to be missing: pairs without a source, agreements without a line, instruments without all points."""
        return tuple(gap.text for gap in ledger_gaps(self))


def read_ledger(folder: str | Path | None = None) -> Ledger:
    """Read and check the ledger.

    Parameters
    ----------
    folder : path, optional
        Folder with the five files; by default the registered ones, whose bytes are checked.

    Returns
    -------
    Ledger
        Instruments with their points, delimitations, features, frames of seas.

    Raises
    ------
    SchemaError
        A record is broken: the message names file, row and field.
    UnreadableFileError
        A file is missing or is not text.

    Examples
    --------
    >>> ledger = read_ledger()
    >>> len(ledger.instruments), ledger.instrument("TH_VN_1997").instrument.parties
    (100, ('THA', 'VNM'))
    """
    paths = [Path(folder) / name if folder is not None else dataset_file("claims-ledger", name) for name in _FILES]
    points = _points(Table(paths[1], ("instrument_id", "seq", "point", "lat_text", "lon_text", "lat", "lon", "leg_nm")))
    instruments = dict(_instruments(paths[0], points))
    stray = sorted(set(points) - set(instruments))
    if stray:
        raise SchemaError(
            f"{paths[1].name}, field 'instrument_id': {', '.join(stray)} given, which {paths[0].name} does not have. Add the instrument."
        )
    seas = read_seas(paths[4])
    ledger = Ledger(instruments, tuple(_delimitations(paths[2], instruments, seas)), tuple(_features(paths[3])), seas)
    refuse_strays(ledger, paths[1].name, {name: [row for row, _ in found] for name, found in points.items()})
    return ledger


def ledger_folder() -> Path:
    """Return the folder of the embedded ledger."""
    return data_folder() / "claims"


def _points(table: Table) -> dict[str, list[tuple[int, Point]]]:
    out: dict[str, list[tuple[int, Point]]] = defaultdict(list)
    for row, record in table.rows:
        seq = int(table.number(row, record, "seq", 1, 10_000))
        if seq != len(out[record["instrument_id"]]) + 1:
            raise table.error(
                row, "seq", seq, f"{len(out[record['instrument_id']]) + 1} (points of one instrument stand together and count from 1)"
            )
        point = Point(
            seq,
            record["point"],
            record["lat_text"],
            record["lon_text"],
            table.number(row, record, "lon", -180, 180),
            table.number(row, record, "lat", -90, 90),
            table.number(row, record, "leg_nm", 0, 500) if record["leg_nm"] else None,
        )
        before = out[record["instrument_id"]]
        if before and (before[-1][1].lon, before[-1][1].lat) == (point.lon, point.lat):
            raise table.error(row, "lon", (point.lon, point.lat), "a point that differs from the one before it")
        before.append((row, point))
    return out


def _instruments(path: Path, points: Mapping[str, list[tuple[int, Point]]]) -> Iterator[tuple[str, LedgerInstrument]]:
    required = (
        "instrument_id", "title", "parties", "kind", "kind_in_source", "subject", "date_made", "in_force", "superseded", "deposited",
        "primary_source", "text_read", "verification", "state", "completeness", "geometry_type", "closed", "n_points", "joined_by",
        "datum", "longest_leg_nm", "uncertainty_km", "stated_by", "open_ends", "seas_beyond", "note",
    )  # fmt: skip
    table = Table(path, required)
    seen: set[str] = set()
    for row, record in table.rows:
        name = table.new_id(row, record, "instrument_id", seen)
        mine = points.get(name, [])
        if int(table.number(row, record, "n_points", 1, 10_000)) != len(mine):
            raise table.error(row, "n_points", record["n_points"], f"{len(mine)}, the number of its rows in points.csv")
        made, force, ended = (
            table.date(row, record, "date_made"),
            table.date(row, record, "in_force", ("in force", "not in force")),
            table.date(row, record, "superseded"),
        )
        if made and ended and ended < made:
            raise table.error(row, "superseded", ended, f"a date after date_made ({made})")
        entry = LedgerInstrument(
            Instrument(
                name, record["title"], table.codes(row, record, "parties"), table.word(row, record, "kind", KINDS), made, force, ended,
                record["deposited"], record["text_read"], table.word(row, record, "verification", VERIFICATIONS), record["completeness"],
                record["note"], record["primary_source"], table.actors(row, record, "stated_by"),
            ),
            tuple(point for _, point in mine),
            record["subject"],
            record["kind_in_source"],
            table.word(row, record, "state", STATES),
            record["geometry_type"],
            table.word(row, record, "joined_by", JOINS),
            record["datum"],
            table.word(row, record, "closed", ("yes", "no")) == "yes",
            table.number(row, record, "uncertainty_km", 0, 50),
            tuple(name for name in table.actors(row, record, "stated_by") if name in known_codes()),
            table.word(row, record, "open_ends", ("", "first", "last", "both")),
            tuple(name for name in record["seas_beyond"].split(";") if name),
        )  # fmt: skip
        _check_shape(table, row, record, entry)
        yield name, entry


def _check_shape(table: Table, row: int, record: Mapping[str, str], entry: LedgerInstrument) -> None:
    """Check rings, and the lengths of legs where the instrument states them."""
    if entry.closed:
        if len(entry.points) < 3:
            raise table.error(row, "closed", "yes", "'no' for fewer than three points")
        if entry.complete and not entry.geometry().is_valid:
            raise table.error(row, "closed", "yes", f"a ring that does not cross itself ({shapely.is_valid_reason(entry.geometry())})")
    legs = entry.legs_nm()
    for point, leg in zip(entry.points, legs, strict=False):
        if point.leg_nm is not None and abs(point.leg_nm - leg) > _LEG_TOLERANCE_NM:
            raise SchemaError(
                f"points.csv, instrument '{entry.instrument.id}', point {point.label}, field 'leg_nm': {point.leg_nm} NM stated, "
                f"{leg:.2f} NM measured to the next point; allowed: {_LEG_TOLERANCE_NM} NM apart. Check both points against the text."
            )
    if record["longest_leg_nm"] and legs:
        stated = table.number(row, record, "longest_leg_nm", 0, 500)
        if abs(stated - max(legs)) > _LONGEST_TOLERANCE_NM:
            raise table.error(row, "longest_leg_nm", stated, f"{max(legs):.2f}, the longest leg between its points")


def _delimitations(path: Path, instruments: Mapping[str, LedgerInstrument], seas: Mapping[str, Sea]) -> Iterator[Delimitation]:
    table = Table(path, ("party_a", "party_b", "sea_id", "subject", "state", "instrument_ids", "rest", "source", "verification", "note"))
    seen: set[tuple[str, str, str]] = set()
    for row, record in table.rows:
        a, b = (table.codes(row, record, name)[0] for name in ("party_a", "party_b"))
        if a >= b:
            raise table.error(row, "party_b", b, f"a code after '{a}' in the alphabet")
        if record["sea_id"] not in seas:
            raise table.error(row, "sea_id", record["sea_id"], ", ".join(seas))
        if (a, b, record["sea_id"]) in seen:
            raise table.error(row, "party_a", f"{a}-{b} in {record['sea_id']}", "each pair once in a sea")
        seen.add((a, b, record["sea_id"]))
        names = tuple(name for name in record["instrument_ids"].split(";") if name)
        for name in names:
            if name not in instruments:
                raise table.error(row, "instrument_ids", name, "ids of instruments.csv, separated by semicolons")
        state, rest = table.word(row, record, "state", PAIR_STATES), table.word(row, record, "rest", RESTS)
        if (state == "agreed-encoded") != bool(rest) or (state == "agreed-encoded" and not names):
            raise table.error(
                row,
                "rest",
                rest,
                "'whole sea', 'equidistance' or 'overlap' with an instrument where the state is 'agreed-encoded', else nothing",
            )
        if not record["source"]:
            raise table.error(row, "source", "", f"who says so, or '{SOURCE_NOT_FOUND}'")
        yield Delimitation(
            (a, b),
            record["sea_id"],
            table.word(row, record, "subject", SUBJECTS),
            state,
            names,
            rest,
            record["source"],
            record["verification"],
            record["note"],
        )


def _features(path: Path) -> Iterator[DisputedFeature]:
    table = Table(path, ("feature_id", "claimants", "west", "south", "east", "north", "source", "position"))
    for row, record in table.rows:
        west, south, east, north = (table.number(row, record, name, -180, 180) for name in ("west", "south", "east", "north"))
        if west >= east or south >= north:
            raise table.error(row, "east", record["east"], "bounds with west < east and south < north")
        yield DisputedFeature(
            record["feature_id"], table.codes(row, record, "claimants"), (west, south, east, north), record["source"], record["position"]
        )
