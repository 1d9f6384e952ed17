"""From computed zones and the ledger to a claim set: claims, lines, gaps and notes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from toolkit.claims.coasts import Coast, Shape
from toolkit.claims.compile import TERRITORIAL_NM, ZONE_NM, Compilation, node_together
from toolkit.claims.gaps import ledger_gaps, placed
from toolkit.claims.kinds import ATTRIBUTED_STATUS, NO_TEXT
from toolkit.claims.ledger import Delimitation, Ledger, LedgerInstrument
from toolkit.claims.model import Claim, ClaimSet, LegalLine, LineKind
from toolkit.claims.zones import distance_zone, only_polygons
from toolkit.geodesy import area_km2

__all__ = ["Plan", "assemble"]

TITLE = "200 NM from the coast, computed"
_STANDS_IN = "Equidistance between coasts, computed, in place of an agreed line that is not encoded"
_BESIDE = "Equidistance between coasts, computed; the agreed line does not cover this part"

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_COAST_KM = 1.0
_APPROXIMATED_KM = 20.0
_STEP_KM = 5.0


@dataclass(frozen=True)
class Plan:
    """Choices of the compiled set that are data, not rules.

    Attributes
    ----------
    coast_claimants : mapping of str to tuple of str
        Coasts whose zone more than one party states: code of the coast -> claimants.
    coast_sources : mapping of str to str
        Where that was read.
    stated : tuple of str
        Instruments whose area is a claim of its own, under the choice that counts it.
    joint : mapping of str to str
        Instruments whose area is a joint or provisional regime -> status.
    conditional : mapping of str to mapping
        Joint regimes that belong to the set only under a choice.
    dated : tuple of str
        Encoded lines whose entry into force is kept: what each party gave up is carried as a claim that ended on that day.
    no_line : tuple of str
        Instruments that are not drawn as lines.
    symbol : str
        Id of the line that is only a map symbol.
    uncertainty_km : mapping of str to float
        Code of a coast -> how far its outer limit lies from that of a reference, where islets missing from the coast move it.
    """

    coast_claimants: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    coast_sources: Mapping[str, str] = field(default_factory=dict)
    stated: tuple[str, ...] = ()
    joint: Mapping[str, str] = field(default_factory=dict)
    conditional: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    dated: tuple[str, ...] = ()
    no_line: tuple[str, ...] = ()
    symbol: str = "CN_NINE_DASH_SYMBOL"
    uncertainty_km: Mapping[str, float] = field(default_factory=dict)


def assemble(
    found: Compilation,
    ledger: Ledger,
    land: gpd.GeoDataFrame,
    plan: Plan,
    *,
    date: str,
    symbol: Shape,
    grid: float,
) -> ClaimSet:
    """Put the claim set together.

    Parameters
    ----------
    found : Compilation
        Zones and computed lines.
    ledger : Ledger
        Instruments and disputed features.
    land : geopandas.GeoDataFrame
        Land polygons; those inside the bounds of a disputed feature generate its zone in a scenario.
    plan : Plan
        What is a stated area, a joint regime, a symbol.
    date : str
        ISO date of the set.
    symbol : shapely geometry
        The dashes.
    grid : float
        Grid of the coordinates, in degrees.

    Returns
    -------
    ClaimSet
        In its base the features generate nothing, undelimited pairs overlap, neither stated areas nor the symbol are counted, unratified
        texts are not applied: what is counted for one party is counted for each.
    """
    drafts = [*_zones(found, plan), *_given_up(found, ledger, plan), *_stated(ledger, plan), *_features(found, ledger, land)]
    drafts += _symbol_area(symbol, found, plan)
    noded = node_together({draft["claim_id"]: draft["geometry"] for draft in drafts}, grid)
    claims = tuple(Claim(**{**draft, "geometry": noded[draft["claim_id"]]}) for draft in drafts if draft["claim_id"] in noded)
    lines = tuple(_lines(found, ledger, plan, symbol))
    behind = [item.instrument_ids for item in claims] + [item.instrument_ids for item in lines]
    places = placed(
        ledger_gaps(ledger),
        {code: party.zone for code, party in found.parties.items()},
        {name: sea.polygon for name, sea in ledger.seas.items()},
    )
    used = {name for names in (*behind, *(item.instrument_ids for item in ledger.delimitations)) for name in names}
    return ClaimSet(
        id="arf",
        title="200 NM from the coast, computed, and lines of instruments",
        date=date,
        claims=claims,
        lines=lines,
        instruments={name: entry.instrument for name, entry in ledger.instruments.items() if name in used or not entry.complete},
        dataset_ids=("arf-claims", "claims-ledger", "base-coast-states"),
        gaps=(*ledger.gaps(), *found.gaps),
        notes=_NOTES,
        gap_places=places | found.gap_places,
        base={
            "features": "0",
            "undelimited": "overlap",
            "stated": "not counted",
            "symbol": "not counted",
            "unratified": "not applied",
        },
    )


_NOTES = (
    "A computation by one documented recipe, not a view on any claim; no legal value; not for navigation.",
    "Features with several claimants generate no zone in the base scenario.",
    "Pairs of coasts for which no line is agreed overlap; nothing is divided between them.",
    "Where only a shelf line is agreed, water between it and the computed equidistance line is shown with both claimants.",
    "Archipelagic waters of two parties are approximated (legs of at most 100 or 132 NM): their baselines are not sourced in full.",
    "Coasts are Natural Earth 1:10m: small islands are missing, and with them their zones.",
    "Zones end at the frames of the ledger's seas; beyond them nothing was computed.",
    "Strokes drawn on a map are lines; an area from them exists only in the scenario that says so.",
)


def _zones(found: Compilation, plan: Plan) -> Iterable[dict[str, Any]]:
    for code, zone in found.zones.items():
        if zone.is_empty:
            continue
        party = found.parties[code]
        instruments = tuple(sorted({*party.baselines, *(name for cut in party.cuts for name in re.findall(r"[A-Z]{2}_[A-Z0-9_]+", cut))}))
        touched = sorted(
            {other.code for other in found.parties.values() if other.approximated and other.code != code and other.inner.intersects(zone)}
        )
        method = [
            f"{ZONE_NM:g} NM by geodesic distance from the coast at 1:10m"
            + (" and complete straight baselines" if party.baselines else "")
            + ", seaward only",
            "without the territorial sea, internal and archipelagic waters of others",
            *sorted(set(party.cuts)),
        ]
        if party.approximated:
            method.append("measured from its coast and from approximated archipelagic baselines")
        if touched:
            method.append(f"stopped at approximated archipelagic waters of {', '.join(touched)}")
        common = {
            "claimants": tuple(plan.coast_claimants.get(code, (code,))),
            "title": TITLE,
            "zone_kind": "EEZ",
            "regime": "claim",
            "instrument_ids": instruments,
            "uncertainty_km": plan.uncertainty_km.get(code, _APPROXIMATED_KM if touched or party.approximated else _COAST_KM),
            "status": "computed",
            "method": "; ".join(method),
            "dataset_id": "arf-claims",
            "source": {"coast_of": code, "claimants_from": plan.coast_sources.get(code, "the coast's own party")},
        }
        other = found.equidistant_zones[code]
        differs = not other.is_empty and area_km2(zone.symmetric_difference(other)) > 1.0
        yield {
            **common,
            "claim_id": f"{code}-200NM",
            "basis": "distance",
            "geometry": zone,
            "when": {"undelimited": ("overlap",)} if differs else {},
        }
        if differs:
            yield {
                **common,
                "claim_id": f"{code}-200NM-equidistance",
                "basis": "equidistance",
                "geometry": other,
                "method": "; ".join([*method, "cut at the computed equidistance line with every undelimited pair"]),
                "when": {"undelimited": ("equidistance",)},
            }


def _given_up(found: Compilation, ledger: Ledger, plan: Plan) -> Iterable[dict[str, Any]]:
    """Yield what each party gave up at a dated line, as a claim that ended on the day the line came into force."""
    parts: dict[tuple[str, str], list[Shape]] = {}
    for code, given, part in found.given_up:
        for name in given.instrument_ids:
            if name in plan.dated:
                parts.setdefault((code, name), []).append(part)
    for (code, name), areas in parts.items():
        entry = ledger.instrument(name)
        area = only_polygons(shapely.union_all(areas))
        if area.is_empty or not _ISO_DATE.fullmatch(entry.instrument.in_force):
            continue
        yield {
            "claim_id": f"{code}-200NM-before-{name}",
            "claimants": tuple(plan.coast_claimants.get(code, (code,))),
            "title": f"{TITLE}: beyond the line agreed since",
            "zone_kind": "EEZ",
            "basis": "distance",
            "regime": "claim",
            "instrument_ids": (name,),
            "geometry": area,
            "uncertainty_km": _COAST_KM,
            "valid_to": entry.instrument.in_force,
            "status": "historic",
            "method": f"part of the computed zone beyond the line of {name}, which ended when the line came into force",
            "dataset_id": "arf-claims",
        }


def _stated(ledger: Ledger, plan: Plan) -> Iterable[dict[str, Any]]:
    for name in (*plan.stated, *plan.joint):
        entry = ledger.instrument(name)
        made = entry.instrument
        joint = name in plan.joint
        start = made.in_force if _ISO_DATE.fullmatch(made.in_force) else made.date_made
        yield {
            "claim_id": name,
            "claimants": made.parties,
            "title": made.title,
            "zone_kind": "joint regime" if joint else "stated area",
            "basis": "dataset" if made.kind == "dataset" else "coordinates",
            "regime": "joint" if joint else "claim",
            "instrument_ids": (name,),
            "geometry": entry.geometry(_STEP_KM),
            "uncertainty_km": entry.uncertainty_km,
            "valid_from": start,
            "valid_to": made.superseded,
            "status": plan.joint.get(name, "stated by the instrument"),
            "method": f"coordinates of the instrument, joined by geodesics; about: {entry.subject}; datum: {entry.datum}",
            "dataset_id": "claims-ledger",
            "source": {"subject": entry.subject, "verification": made.verification, "completeness": made.completeness},
            "when": plan.conditional.get(name, {}) if joint else {"stated": ("counted",)},
        }


def _features(found: Compilation, ledger: Ledger, land: gpd.GeoDataFrame) -> Iterable[dict[str, Any]]:
    shapes = land.geometry.to_numpy()
    for item in ledger.features:
        islands = shapes[shapely.contains_properly(shapely.box(*item.bounds), shapes)]
        if not len(islands):
            continue
        outline = shapely.union_all(islands)
        for breadth in (TERRITORIAL_NM, ZONE_NM):
            zone = distance_zone(Coast(shapely.boundary(outline)), breadth)
            near = [party for party in found.parties.values() if party.zone.intersects(zone) or party.land.intersects(zone)]
            taken = [party.land.intersection(zone) for party in near] + [party.territorial.intersection(zone) for party in near]
            taken += [party.inner.intersection(zone) for party in near]
            yield {
                "claim_id": f"feature-{item.id}-{breadth:g}NM",
                "claimants": item.claimants,
                "title": f"{breadth:g} NM from the feature, computed",
                "zone_kind": "territorial sea" if breadth == TERRITORIAL_NM else "EEZ",
                "basis": "distance",
                "regime": "claim",
                "instrument_ids": (),
                "geometry": only_polygons(shapely.difference(zone, shapely.union_all([*taken, outline]))),
                "uncertainty_km": _COAST_KM,
                "status": "scenario only",
                "method": f"{breadth:g} NM by geodesic distance from {len(islands)} outlines at 1:10m, for every claimant alike",
                "dataset_id": "arf-claims",
                "source": {"claimants_from": item.source, "position_from": item.position},
                "when": {"features": (f"{breadth:g}",)},
            }


def _symbol_area(symbol: Shape, found: Compilation, plan: Plan) -> Iterable[dict[str, Any]]:
    """Yield the area that a scenario may make of the dashes, by an assumption that is part of its record."""
    chain = _chain(symbol)
    if len(chain) < 3:
        return
    coast = shapely.union_all([found.parties[code].land for code in ("CHN", "TWN") if code in found.parties])
    if coast.is_empty:
        return
    ends = [shapely.get_coordinates(shapely.shortest_line(shapely.Point(point), coast))[1].tolist() for point in (chain[0], chain[-1])]
    hull = shapely.make_valid(shapely.Polygon([ends[0], *chain, ends[1]]))
    lands = [shapely.intersection(party.land, hull) for party in found.parties.values() if party.land.intersects(hull)]
    yield {
        "claim_id": f"{plan.symbol}-area",
        "claimants": ("CHN",),
        "title": "Area inside the strokes drawn on the map of the service Tianditu, as this scenario closes it",
        "zone_kind": "symbol area",
        "basis": "dataset",
        "regime": "claim",
        "instrument_ids": (),
        "geometry": only_polygons(shapely.difference(hull, shapely.union_all(lands))),
        "uncertainty_km": 50.0,
        "status": "scenario only",
        "method": "dashes joined in order by straight lines, the two ends joined to the nearest coast and these two places to each other; "
        "an assumption of the scenario: no coordinates were published and no area was stated",
        "dataset_id": "arf-claims",
        "source": {"claimants_from": "the map service that draws the symbol (Tianditu)"},
        "when": {"symbol": ("counted",)},
    }


def _chain(symbol: Shape) -> list[list[float]]:
    """Return the points of the dashes in order around their middle, beginning after the widest gap."""
    dashes = [shapely.get_coordinates(dash) for dash in shapely.get_parts(symbol) if not dash.is_empty]
    if not dashes:
        return []
    middle = shapely.get_coordinates(symbol.envelope.centroid)[0]

    def angle(xy: Any) -> float:
        return float(np.arctan2(xy[1] - middle[1], xy[0] - middle[0]) % (2 * np.pi))

    dashes.sort(key=lambda xy: angle(xy.mean(axis=0)))
    angles = np.array([angle(xy.mean(axis=0)) for xy in dashes])
    gaps = np.diff(np.r_[angles, angles[0] + 2 * np.pi])
    first = (int(gaps.argmax()) + 1) % len(dashes)
    ordered = dashes[first:] + dashes[:first]
    out: list[list[float]] = []
    for xy in ordered:
        turn = (angle(xy[-1]) - angle(xy[0]) + np.pi) % (2 * np.pi) - np.pi
        out.extend((xy if turn > 0 else xy[::-1]).tolist())
    return out


#: Lines of a treaty whose coordinates were read in the law of one party.
_AGREED_AS_ENACTED = {"AU_ID_SEABED_EAST": "as in the law of Australia", "AU_ID_SEABED_WEST": "as in the law of Australia"}


def _kind(entry: LedgerInstrument) -> LineKind:
    made = entry.instrument
    if made.superseded or made.kind == "provisional arrangement" or entry.subject in ("joint development", "historic waters"):
        return "provisional" if made.id != "IN_LK_1974" else "agreed"
    if made.kind in ("treaty", "dataset", "award") and entry.subject not in ("", "stated area"):
        return "agreed"
    if made.id in _AGREED_AS_ENACTED:
        return "agreed"
    return "unilateral"


def _by(entry: LedgerInstrument) -> tuple[str, ...]:
    """Return the parties of a line: of an act of one side only who stated it, nobody where that is no party."""
    return entry.stated_by if entry.instrument.stated_by else entry.instrument.parties


def _status(entry: LedgerInstrument) -> str:
    """Return what a line is about; 'historic' before it where the source calls it so, 'superseded' and the day after it."""
    made = entry.instrument
    words = (
        "historic" if entry.kind_in_source.startswith("historic") else "",
        entry.subject or entry.kind_in_source,
        "adjudicated" if made.kind == "award" else "",
        ATTRIBUTED_STATUS if made.verification == NO_TEXT else "",
        _AGREED_AS_ENACTED.get(made.id, ""),
        f"superseded {made.superseded}" if made.superseded else "",
    )
    return "; ".join(word for word in words if word)


def _clear_of_others(parts: list[Shape], parties: tuple[str, str], found: Compilation) -> list[Shape]:
    """Leave out what runs through water that a third party claims as well: no two parties have a line there that the others grant."""
    others = [zone for code, zone in found.zones.items() if code not in parties and not zone.is_empty]
    clear = [shapely.difference(part, shapely.union_all([zone for zone in others if zone.intersects(part)])) for part in parts]
    return [part for part in clear if not part.is_empty]


def _in_force(given: Delimitation, ledger: Ledger) -> tuple[str, ...]:
    """Return the instruments of a pair that have not ended: what has ended says nothing of the line that is agreed now."""
    return tuple(name for name in given.instrument_ids if not ledger.instrument(name).instrument.superseded)


def _lines(found: Compilation, ledger: Ledger, plan: Plan, symbol: Shape) -> Iterable[LegalLine]:
    for name, entry in ledger.instruments.items():
        made = entry.instrument
        if name in plan.no_line or name in plan.conditional or len(entry.points) < 2:
            continue
        geometry = entry.geometry(_STEP_KM)
        if geometry.geom_type.startswith("Multi") and geometry.geom_type != "MultiLineString":
            continue
        if geometry.geom_type == "Polygon":
            geometry = shapely.boundary(geometry)
        remarks = (f"verification: {made.verification}", f"completeness: {made.completeness}", made.note)
        yield LegalLine(
            name, _kind(entry), made.title, _by(entry), (name,), geometry, entry.uncertainty_km, made.date_made[:4],
            _status(entry),
            note="; ".join(text for text in remarks if text),
            valid_from=made.in_force if _ISO_DATE.fullmatch(made.in_force) else made.date_made, valid_to=made.superseded,
            open_ends=entry.ends,
        )  # fmt: skip
    drawn: dict[tuple[tuple[str, str], str], list[Shape]] = {}
    about = {}
    for given, line in found.computed_lines:
        if given.state in ("agreed-encoded", "agreed-not-encoded") and not line.is_empty:
            drawn.setdefault((given.parties, given.sea_id), []).append(line)
            about[given.parties, given.sea_id] = given
    for (parties, sea_id), parts in sorted(drawn.items(), key=lambda item: item[0]):
        given = about[parties, sea_id]
        encoded = given.state == "agreed-encoded"
        if encoded:
            parts = _clear_of_others(parts, parties, found)
        merged = shapely.line_merge(shapely.union_all(parts)) if len(parts) != 1 else parts[0]
        whole = shapely.simplify(merged, 0.002)
        if whole.is_empty or whole.geom_type not in ("LineString", "MultiLineString"):
            continue
        yield LegalLine(
            f"{parties[0]}-{parties[1]}-{sea_id}-equidistance", "computed", _BESIDE if encoded else _STANDS_IN, parties,
            () if encoded else _in_force(given, ledger), whole, _COAST_KM, "", "computed", not encoded,
            f"{given.source}. {given.note}".strip(),
        )  # fmt: skip
    if not symbol.is_empty:
        yield LegalLine(
            plan.symbol, "symbol", "Nine strokes drawn on the map of the service Tianditu", ("CHN",), (), symbol, 5.0,
            status="map symbol",
            note="no list of coordinates has been published; a further stroke, east of those drawn, is not in the source",
        )  # fmt: skip
