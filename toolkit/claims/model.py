"""The nouns of this room: instrument, claim, legal line, claim set.

Records are frozen and check themselves when they are made: a missing or wrong field is an error that names the record and the
field. There is no field for who is right. Claimants are codes, in alphabetical order, any number of them; how a code is
printed is the business of :mod:`toolkit.claims.names`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, Literal, get_args

from toolkit.claims.checks import (
    AXES,
    bad,
    check_date,
    check_geometry,
    check_id,
    check_words,
    checked_choices,
    checked_km,
    checked_parties,
    full_date,
    valid_on,
)  # fmt: skip
from toolkit.claims.names import NOT_STATED, known_codes, order_by_name, party_name
from toolkit.claims.shown import Shown
from toolkit.errors import SchemaError, unknown_name

if TYPE_CHECKING:
    import geopandas as gpd

    from toolkit.catalog.regions import Region

__all__ = ["AXES", "STATED_OVERLAP", "ZONE_KINDS", "Basis", "Claim", "ClaimSet", "Instrument", "LegalLine", "LineKind", "Regime"]

Basis = Literal["coordinates", "distance", "equidistance", "dataset"]
Regime = Literal["claim", "joint"]
LineKind = Literal["agreed", "provisional", "unilateral", "computed", "symbol"]

#: What a claim is about. A shelf boundary cuts the shelf, not the water column, so kinds are kept apart.
ZONE_KINDS = ("EEZ", "continental shelf", "territorial sea", "fisheries", "joint regime", "stated area", "symbol area")

#: Status of a polygon that its source calls overlapping, whether or not it names the claimants.
STATED_OVERLAP = "overlapping claim"


@dataclass(frozen=True, repr=False)
class Instrument(Shown):
    """The legal source of a claim or a line.

    Attributes
    ----------
    id, title : str
        Identifier and title in English.
    parties : tuple of str
        Codes, sorted.
    kind : str
        National legislation, decree, treaty, provisional arrangement, dataset, ...
    date_made, in_force, superseded : str
        ISO dates, or '' where open or not known; ``in_force`` may be a word such as 'not in force'.
    deposited, text_read, verification, completeness, note : str
        Where it is deposited, which copy was read, how that was checked, and how complete the encoded coordinates are.
    reference : str
        The instrument's own reference: its date and article, or where it is officially published. The copy read is no authority.
    stated_by : tuple of str
        Whose act it is, where it is not that of all its parties: codes, or words for somebody who is no party. ``parties`` then names whom
        it concerns.
    """

    id: str
    title: str
    parties: tuple[str, ...] = ()
    kind: str = ""
    date_made: str = ""
    in_force: str = ""
    superseded: str = ""
    deposited: str = ""
    text_read: str = ""
    verification: str = ""
    completeness: str = ""
    note: str = ""
    reference: str = ""
    stated_by: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_id("Instrument", "id", self.id)
        object.__setattr__(self, "stated_by", tuple(self.stated_by))
        if not self.title:
            raise SchemaError(f"Instrument '{self.id}', field 'title' is missing. Give the title that is printed in citations.")
        object.__setattr__(self, "parties", checked_parties(f"instrument '{self.id}'", "parties", self.parties))

    def citation(self) -> str:
        """Return the instrument as one line: parties (alphabetical), title, dates, deposit, text read.

        Examples
        --------
        >>> Instrument("A", "Agreement on a line", ("VNM", "CHN"), date_made="2000-12-25", in_force="2004-06-30").citation()
        'China; Viet Nam. Agreement on a line. Made 2000-12-25, in force 2004-06-30.'
        """
        who = "; ".join(party_name(code) for code in order_by_name(self.parties))
        if self.stated_by:
            by = ", ".join(party_name(name) if name in known_codes() else name for name in self.stated_by)
            others = ", ".join(party_name(code) for code in order_by_name(set(self.parties) - set(self.stated_by)))
            who = f"Stated by {by}" + (f"; concerns {others}" if others else "")
        dates = [
            f"{word} {value}" if value[0].isdigit() else value  # in force: a date, or words
            for word, value in (("made", self.date_made), ("in force", self.in_force), ("superseded", self.superseded))
            if value
        ]
        parts = [who, self.title, ", ".join(dates)]
        parts += [f"{word}: {value}" for word, value in (("Deposited", self.deposited), ("Text read", self.text_read)) if value]
        if self.verification:
            parts.append(f"Verification: {self.verification}")
        return " ".join(part[:1].upper() + part[1:].rstrip(".") + "." for part in parts if part)


@dataclass(frozen=True, eq=False, repr=False)
class Claim(Shown):
    """One stated or computed extent, with everyone who states it.

    Attributes
    ----------
    claim_id : str
        Identifier, unique in its set.
    claimants : tuple of str
        Codes, sorted, at least one; ``("not-stated",)`` where the source does not carry them.
    title : str
        In words; a computed zone is never called "the EEZ of".
    zone_kind : str
        One of :data:`ZONE_KINDS`.
    basis : {'coordinates', 'distance', 'equidistance', 'dataset'}
        Where the outline comes from.
    regime : {'claim', 'joint'}
        'joint' for an area that its parties manage together by agreement.
    instrument_ids : tuple of str
        The instruments behind it.
    geometry : shapely Polygon or MultiPolygon
        EPSG:4326, longitude -180..180; crossing the antimeridian means two parts.
    uncertainty_km : float
        Positional uncertainty; NaN where it is not stated.
    valid_from, valid_to : str
        ISO dates; '' is open.
    status, method : str
        In words: 'in force', 'historic', 'provisional', ...; how the geometry was made.
    dataset_id : str
        Registered dataset, or the name of the file that it was read from.
    source : mapping
        Columns of the source, verbatim.
    when : mapping of str to tuple of str
        Choices under which this claim is part of the set: axis -> values (:data:`AXES`). Empty: always. An example is
        ``{"features": ("12",)}`` for the 12 NM belt of a disputed feature.
    """

    claim_id: str
    claimants: tuple[str, ...]
    title: str
    zone_kind: str
    basis: Basis
    regime: Regime
    instrument_ids: tuple[str, ...]
    geometry: Any
    uncertainty_km: float = math.nan
    valid_from: str = ""
    valid_to: str = ""
    status: str = ""
    method: str = ""
    dataset_id: str = ""
    source: Mapping[str, Any] = field(default_factory=dict)
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check_id("Claim", "claim_id", self.claim_id)
        record = f"claim '{self.claim_id}'"
        object.__setattr__(self, "claimants", checked_parties(record, "claimants", self.claimants))
        object.__setattr__(self, "instrument_ids", tuple(self.instrument_ids))
        if not self.claimants:
            raise bad(record, "claimants", self.claimants, f"at least one code, or ('{NOT_STATED}',) where the source carries none")
        if NOT_STATED in self.claimants and len(self.claimants) > 1:
            raise bad(record, "claimants", self.claimants, f"'{NOT_STATED}' alone, or codes without it")
        if not self.title:
            raise SchemaError(f"{record}, field 'title' is missing. Say in words what the extent is.")
        check_words(record, "zone_kind", self.zone_kind, ZONE_KINDS)
        check_words(record, "basis", self.basis, get_args(Basis))
        check_words(record, "regime", self.regime, get_args(Regime))
        check_date(record, "valid_from", self.valid_from)
        check_date(record, "valid_to", self.valid_to)
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise bad(record, "valid_to", self.valid_to, f"a date after valid_from ({self.valid_from})")
        object.__setattr__(self, "uncertainty_km", checked_km(record, "uncertainty_km", self.uncertainty_km))
        object.__setattr__(self, "when", checked_choices(record, self.when))
        check_geometry(record, self.geometry, ("Polygon", "MultiPolygon"), valid=True)

    def __eq__(self, other: object) -> bool:
        return _key(self) == _key(other) if isinstance(other, Claim) else NotImplemented

    def __hash__(self) -> int:
        return hash((self.claim_id, self.claimants, self.geometry))


def _key(record: Claim | LegalLine) -> tuple[Any, ...]:
    """Return all fields, with None for a distance that is not stated (NaN is not equal to itself)."""
    return tuple(None if value is math.nan else value for value in (getattr(record, item.name) for item in fields(record)))


@dataclass(frozen=True, eq=False, repr=False)
class LegalLine(Shown):
    """A line of an instrument, or one that was computed; never an area.

    Attributes
    ----------
    line_id, title : str
        Identifier and title.
    kind : {'agreed', 'provisional', 'unilateral', 'computed', 'symbol'}
        What it rests on; only 'agreed' may be drawn solid.
    parties, instrument_ids : tuple of str
        Codes, sorted; the instruments behind it.
    geometry : shapely LineString or MultiLineString
        EPSG:4326.
    uncertainty_km : float
        Positional uncertainty; NaN where it is not stated.
    year, status, note : str
        As printed.
    agreed_not_encoded : bool
        An agreement exists, its line is not encoded, and this line stands in for it.
    valid_from, valid_to : str
        ISO dates; '' is open.
    when : mapping
        As in :class:`Claim`.
    open_ends : tuple of (float, float)
        Longitude and latitude of ends at which the line goes on by its own text, but the points are not in the sources used.
    """

    line_id: str
    kind: LineKind
    title: str
    parties: tuple[str, ...]
    instrument_ids: tuple[str, ...]
    geometry: Any
    uncertainty_km: float = math.nan
    year: str = ""
    status: str = ""
    agreed_not_encoded: bool = False
    note: str = ""
    valid_from: str = ""
    valid_to: str = ""
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    open_ends: tuple[tuple[float, float], ...] = ()

    def __post_init__(self) -> None:
        check_id("Line", "line_id", self.line_id)
        record = f"line '{self.line_id}'"
        check_words(record, "kind", self.kind, get_args(LineKind))
        if not self.title:
            raise SchemaError(f"{record}, field 'title' is missing. Say in words what the line is.")
        object.__setattr__(self, "parties", checked_parties(record, "parties", self.parties))
        object.__setattr__(self, "instrument_ids", tuple(self.instrument_ids))
        check_date(record, "valid_from", self.valid_from)
        check_date(record, "valid_to", self.valid_to)
        object.__setattr__(self, "uncertainty_km", checked_km(record, "uncertainty_km", self.uncertainty_km))
        object.__setattr__(self, "agreed_not_encoded", bool(self.agreed_not_encoded))
        object.__setattr__(self, "when", checked_choices(record, self.when))
        check_geometry(record, self.geometry, ("LineString", "MultiLineString"), valid=False)
        object.__setattr__(self, "open_ends", tuple((float(lon), float(lat)) for lon, lat in self.open_ends))

    def __eq__(self, other: object) -> bool:
        return _key(self) == _key(other) if isinstance(other, LegalLine) else NotImplemented

    def __hash__(self) -> int:
        return hash((self.line_id, self.parties, self.geometry))


def _unique(kind: str, ids: list[str]) -> None:
    twice = sorted({name for name in ids if ids.count(name) > 1})
    if twice:
        raise SchemaError(f"{kind} ids given more than once: {', '.join(twice)}. Give every {kind.lower()} its own id.")


@dataclass(frozen=True)
class ClaimSet:
    """Claims, lines and instruments that belong together, of one date.

    Attributes
    ----------
    id, title : str
        Identifier and printed title.
    date : str
        ISO date of the set.
    claims : tuple of Claim
        Sorted by claim id, whatever the order given.
    lines : tuple of LegalLine
        Sorted by line id.
    instruments : mapping of str to Instrument
        By id.
    dataset_ids, gaps, notes : tuple of str
        Registered datasets behind it; what is known to be missing; what the reader did (reprojected, repaired, ...).
    base : mapping of str to str
        Which choice of each axis (:data:`AXES`) the set stands for when none is named; empty for a set that does not say.
    gap_places : mapping of str to tuple of float
        Gap -> (west, south, east, north) of where it matters; a gap without a place matters everywhere.
    """

    id: str
    title: str
    date: str = ""
    claims: tuple[Claim, ...] = ()
    lines: tuple[LegalLine, ...] = ()
    instruments: Mapping[str, Instrument] = field(default_factory=dict, hash=False)
    dataset_ids: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    base: Mapping[str, str] = field(default_factory=dict, hash=False)
    gap_places: Mapping[str, tuple[float, float, float, float]] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        check_date(f"claim set '{self.id}'", "date", self.date)
        object.__setattr__(self, "claims", tuple(sorted(self.claims, key=lambda claim: claim.claim_id)))
        object.__setattr__(self, "lines", tuple(sorted(self.lines, key=lambda line: line.line_id)))
        given = self.instruments.values() if isinstance(self.instruments, Mapping) else self.instruments
        object.__setattr__(self, "instruments", {item.id: item for item in sorted(given, key=lambda item: item.id)})
        for name in ("dataset_ids", "gaps", "notes"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        _unique("Claim", [claim.claim_id for claim in self.claims])
        _unique("Line", [line.line_id for line in self.lines])
        for axis, value in self.base.items():
            check_words(f"claim set '{self.id}'", "base", axis, AXES)
            check_words(f"claim set '{self.id}', choice '{axis}'", "base", value, AXES[axis])
        object.__setattr__(self, "base", dict(sorted(self.base.items())))
        places = {gap: tuple(float(x) for x in self.gap_places[gap]) for gap in self.gaps if gap in self.gap_places}
        object.__setattr__(self, "gap_places", places)

    @property
    def claimants(self) -> tuple[str, ...]:
        """All codes of the set, sorted by the English alphabet of their names."""
        return order_by_name({code for claim in self.claims for code in claim.claimants})

    def __len__(self) -> int:
        return len(self.claims)

    def claim(self, claim_id: str) -> Claim:
        """Return one claim by id.

        Raises
        ------
        UnknownNameError
            The set has no claim of that id.
        """
        for claim in self.claims:
            if claim.claim_id == claim_id:
                return claim
        raise unknown_name(f"claim in set '{self.id}':", claim_id, [claim.claim_id for claim in self.claims])

    def to_frame(self) -> gpd.GeoDataFrame:
        """Return the claims as a GeoDataFrame (index ``claim_id``, EPSG:4326), one row for each claim."""
        return _frame(self.claims, Claim, "claim_id")

    def lines_frame(self) -> gpd.GeoDataFrame:
        """Return the lines as a GeoDataFrame (index ``line_id``, EPSG:4326), one row for each line."""
        return _frame(self.lines, LegalLine, "line_id")

    def lines_in_force(self, as_of: str = "", *, baselines: bool = False, historic: bool = False) -> tuple[LegalLine, ...]:
        """Return the lines that hold on a day: what a map and a pack show. A party's domestic rules, which claim no limit, are none.

        Parameters
        ----------
        as_of : str
            ISO date; by default the date of the set. In a set without a date, lines with an open end.
        baselines : bool
            With straight and archipelagic baselines, which delimit nothing between parties.
        historic : bool
            With lines that their source calls historic.

        Notes
        -----
        :attr:`lines` keeps all of them, and so does a file of the set.

        Examples
        --------
        >>> import shapely
        >>> def line(name, status, until=""):
        ...     shape = shapely.LineString([(0, 0), (1, 0)])
        ...     return LegalLine(name, "unilateral", name, ("PHL",), (), shape, status=status, valid_to=until)
        >>> lines = ClaimSet("a", "A", "2020", lines=(line("a", "fisheries", "2010"), line("b", "baseline"), line("c", "EEZ")))
        >>> [item.line_id for item in lines.lines_in_force()], [item.line_id for item in lines.lines_in_force("2005", baselines=True)]
        (['c'], ['a', 'b', 'c'])
        """
        check_date(f"claim set '{self.id}'", "as_of", as_of)
        day = full_date(as_of or self.date)
        left_out = ["domestic fisheries line", *(word for word, wanted in (("baseline", baselines), ("historic", historic)) if not wanted)]
        return tuple(
            line
            for line in self.lines
            # of the first part of the status: historic waters are a matter in force, what the source calls historic is not
            if valid_on(line.valid_from, line.valid_to, day) and not any(line.status.split(";")[0].endswith(word) for word in left_out)
        )

    def within(self, bounds: tuple[float, float, float, float] | Region) -> ClaimSet:
        """Return the set cut to a frame or to the seas of a region; claims, lines and known gaps outside are left out.

        Parameters
        ----------
        bounds : tuple of float (degrees) or Region
            (west, south, east, north); west > east where the frame crosses the antimeridian. Or a region: its seas.

        Raises
        ------
        GeometryError
            The bounds are not a frame in degrees.
        """
        from toolkit.claims.cutting import cut_to_frame

        return cut_to_frame(self, bounds)

    def replace(self, **changes: Any) -> ClaimSet:
        """Return the set with fields changed."""
        return replace(self, **changes)

    def __repr__(self) -> str:
        return (
            f"<ClaimSet '{self.id}': {len(self.claims)} claims by {len(self.claimants)} claimants, {len(self.lines)} lines, "
            f"{len(self.instruments)} instruments, {len(self.gaps)} known gaps>"
        )

    def _repr_html_(self) -> str:
        from toolkit.claims.render import claims_html

        return claims_html(self)


def _frame(records: tuple[Any, ...], kind: type[Any], index: str) -> gpd.GeoDataFrame:
    import geopandas as gpd
    import pandas as pd

    names = [item.name for item in fields(kind)]
    columns = {name: pd.Series([getattr(record, name) for record in records], dtype=object) for name in names if name != "geometry"}
    frame = gpd.GeoDataFrame(columns, geometry=gpd.array.from_shapely([record.geometry for record in records], crs="EPSG:4326"))
    frame["uncertainty_km"] = frame["uncertainty_km"].astype("float64")
    frame = frame.set_index(index)
    frame.index = frame.index.astype("object")
    return frame
