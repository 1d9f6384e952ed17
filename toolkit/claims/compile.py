"""The compiled claim set: each participant's computed zone, with the cuts that the ledger gives, by one documented recipe.

A computation, not a view. Features with more than one claimant generate no zone in the base scenario; pairs for which no line
is agreed overlap; a line that is only a map symbol stays a line. Steps (the numbers of the recipe in the documentation):

1. coast of each party, without disputed features; straight baselines where the instrument is complete;
2. everything within 200 NM, on the ellipsoid;
3. seaward only: kept in the seas (frames of the ledger) on which the coast lies, without land, and without water that is further
   than 200 NM by water (round a headland or an island), found on a grid;
4. without the others' territorial sea, internal waters behind complete baselines, and archipelagic waters (approximated);
5. for each pair in each sea, what the ledger says: cut along an encoded line; cut at the equidistance line where an agreement's
   line is not encoded; overlapping where nothing is agreed or a provisional regime stands;
6. equidistance on the ellipsoid;
7. stated areas and joint regimes as claims of their own;
8. map symbols as lines;
9. titles say "computed".
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import shapely

from toolkit.claims.coasts import Coast, Shape
from toolkit.claims.equidistance import nearer_part
from toolkit.claims.ledger import Delimitation, Ledger
from toolkit.claims.waterways import beyond_water
from toolkit.claims.zones import archipelagic_waters, beside_line, cut_along, distance_zone, faces_sea, only_polygons
from toolkit.geodesy import NM_KM, area_km2

__all__ = ["Compilation", "Party", "compile_zones"]

#: Breadth of the zone and of the territorial sea (UNCLOS, articles 57 and 3), nautical miles.
ZONE_NM, TERRITORIAL_NM = 200.0, 12.0

_COAST_STEP_KM = 2.0
_BORDER_DEG = 0.01
_REACH_DEG = 4.0
_AT_LAND_DEG = 0.05
_ON_DEG = 1e-5
_SHORT_DEG = 0.05
_SLIVER_KM2 = 0.01


@dataclass
class Party:
    """One party's coast and what was computed from it."""

    code: str
    land: Shape
    coast: Coast
    seas: tuple[str, ...]
    zone: Shape
    territorial: Shape
    inner: Shape
    approximated: bool = False
    baselines: tuple[str, ...] = ()
    cuts: list[str] = field(default_factory=list)


@dataclass
class Compilation:
    """What the recipe gives: zones by party, equidistance lines drawn on the way, strips given up at dated lines, gaps."""

    parties: Mapping[str, Party]
    zones: dict[str, Shape]
    equidistant_zones: dict[str, Shape]
    computed_lines: list[tuple[Delimitation, Shape]]
    given_up: list[tuple[str, Delimitation, Shape]]
    gaps: list[str]
    gap_places: dict[str, tuple[float, float, float, float]] = field(default_factory=dict)


def baseline_waters(baseline: Shape, land: Shape, reach_deg: float = 1.5) -> Shape:
    """Return the water between a straight baseline and the land behind it.

    An end that lies in open water is joined to the nearest mainland (the largest piece of land near the baseline) by the shortest
    line, if that is no longer than ``reach_deg``: a conservative closure where the text leaves the end open.
    """
    near = only_polygons(shapely.intersection(land, shapely.box(*shapely.buffer(baseline, reach_deg).bounds)))
    if near.is_empty:
        return shapely.Polygon()
    mainland = max(shapely.get_parts(near), key=area_km2)
    edges = [baseline, shapely.boundary(near)]
    for line in shapely.get_parts(baseline):
        xy = shapely.get_coordinates(line)
        for end in (xy[0], xy[-1]):
            point = shapely.points(end)
            cap = shapely.shortest_line(point, mainland)
            if shapely.distance(point, near) > _AT_LAND_DEG and cap.length <= reach_deg:
                edges.append(cap)
    cells = shapely.get_parts(shapely.polygonize(shapely.get_parts(shapely.union_all(edges))))
    water = [cell for cell in cells if not near.intersects(cell.representative_point())]
    return only_polygons(shapely.union_all(water)) if water else shapely.Polygon()


def compile_zones(
    states: gpd.GeoDataFrame,
    ledger: Ledger,
    *,
    claimants: tuple[str, ...],
    neighbours: tuple[str, ...] = (),
    archipelagic: Mapping[str, float] | None = None,
    baselines: Mapping[str, tuple[str, ...]] | None = None,
    open_baselines: Mapping[str, tuple[str, ...]] | None = None,
    progress: Callable[[str], None] = lambda step: None,
) -> Compilation:
    """Compute every party's zone by the recipe.

    Parameters
    ----------
    states : geopandas.GeoDataFrame
        Land polygons with a column ``code`` (empty for land that belongs to no party here).
    ledger : Ledger
        Instruments, pairs, disputed features and frames of seas.
    claimants, neighbours : tuple of str
        Codes of parties that get a zone; codes of others, whose coasts only stop the zones at equidistance.
    archipelagic : mapping of str to float
        Parties with archipelagic baselines that are not sourced: their waters are approximated with legs of that many NM.
    baselines : mapping of str to tuple of str
        Complete straight baselines by party (instrument ids).
    open_baselines : mapping of str to tuple of str
        Baselines of which only a part is sourced, by party: zones are measured from its legs too, but no water is closed off by them.
    progress : callable
        Told the name of each step.

    Returns
    -------
    Compilation
        Zones on EPSG:4326, not yet rounded.
    """
    disputed = shapely.union_all([shapely.box(*item.bounds) for item in ledger.features])
    domain = shapely.union_all([sea.polygon for sea in ledger.seas.values()])
    states = states.set_geometry(shapely.intersection(states.geometry.to_numpy(), shapely.buffer(domain, _REACH_DEG).envelope))
    states = states[~states.geometry.is_empty]
    is_disputed = shapely.contains_properly(disputed, states.geometry.to_numpy())
    all_land = only_polygons(shapely.intersection(shapely.union_all(states.geometry.to_numpy()), domain))
    frame = shapely.boundary(shapely.buffer(domain, _REACH_DEG).envelope)
    parties: dict[str, Party] = {}
    for code in (*claimants, *neighbours):
        progress(f"zone of {code}")
        mine = (states["code"] == code).to_numpy() & ~is_disputed
        land = only_polygons(shapely.union_all(states.geometry.to_numpy()[mine]))
        others = states.geometry.to_numpy()[~mine & shapely.intersects(states.geometry.to_numpy(), shapely.buffer(land.envelope, 0.1))]
        parties[code] = _party(
            code,
            land,
            shapely.union_all([*others, frame]),
            all_land,
            ledger,
            archipelagic or {},
            (baselines or {}).get(code, ()),
            (open_baselines or {}).get(code, ()),
        )
    _settle_territorial(parties)
    for code in claimants:
        party = parties[code]
        taken = [other.territorial for other in parties.values() if other is not party]
        taken += [other.inner for other in parties.values() if other is not party]
        party.zone = _without(party.zone, taken)
    return _cut_pairs(parties, claimants, neighbours, ledger, progress)


def _party(
    code: str,
    land: Shape,
    others: Shape,
    all_land: Shape,
    ledger: Ledger,
    archipelagic: Mapping[str, float],
    baselines: tuple[str, ...],
    open_baselines: tuple[str, ...] = (),
) -> Party:
    shore = shapely.difference(shapely.boundary(land), shapely.buffer(others, _BORDER_DEG))
    lines = [ledger.instrument(name).geometry(_COAST_STEP_KM) for name in baselines]
    parts = [ledger.instrument(name).geometry(_COAST_STEP_KM) for name in open_baselines]
    coast = Coast(shapely.union_all([shore, *lines, *parts]), _COAST_STEP_KM)
    seas = tuple(name for name, sea in ledger.seas.items() if faces_sea(land, sea.polygon, others=others))
    water = shapely.union_all([ledger.seas[name].polygon for name in seas])
    inner = [baseline_waters(line, land) for line in lines]
    if code in archipelagic:
        inner.append(archipelagic_waters(land, longest_leg_nm=archipelagic[code]))
    inside = shapely.difference(shapely.union_all(inner), all_land) if inner else shapely.Polygon()
    # UNCLOS, article 48: zones of an archipelagic State are measured from its archipelagic baselines.
    legs = shapely.difference(shapely.boundary(inner[-1]), shapely.buffer(all_land, _BORDER_DEG)) if code in archipelagic else None
    outer = coast if legs is None or legs.is_empty else Coast(shapely.union_all([coast.geometry, legs]), _COAST_STEP_KM)
    reach = shapely.union_all([distance_zone(outer, ZONE_NM), *inner])
    zone = only_polygons(shapely.difference(shapely.intersection(reach, water), all_land))
    zone = only_polygons(shapely.difference(zone, beyond_water(zone, all_land, outer, ZONE_NM * NM_KM)))
    territorial = only_polygons(
        shapely.difference(shapely.union_all([distance_zone(coast, TERRITORIAL_NM), *inner[: len(lines)]]), all_land)
    )
    return Party(code, land, coast, seas, zone, territorial, only_polygons(inside), code in archipelagic, (*baselines, *open_baselines))


def _without(area: Shape, taken: list[Shape]) -> Shape:
    """Return an area without others, looking only at those that reach into it."""
    shapely.prepare(area)
    near = [item for item in taken if not item.is_empty and area.intersects(item)]
    return only_polygons(shapely.difference(area, shapely.union_all(near))) if near else area


def _settle_territorial(parties: Mapping[str, Party]) -> None:
    """Divide territorial seas that meet at equidistance, and keep archipelagic waters out of the others' territorial seas."""
    before = {code: party.territorial for code, party in parties.items()}
    for a, b in itertools.combinations(sorted(parties), 2):
        shared = only_polygons(shapely.intersection(before[a], before[b]))
        if shared.is_empty:
            continue
        near_a = nearer_part(shared, parties[a].coast, parties[b].coast)
        parties[a].territorial = only_polygons(shapely.difference(parties[a].territorial, shapely.difference(shared, near_a)))
        parties[b].territorial = only_polygons(shapely.difference(parties[b].territorial, near_a))
    for code, party in parties.items():
        if not party.inner.is_empty:
            party.inner = _without(party.inner, [other.territorial for name, other in parties.items() if name != code])


def _cut_pairs(
    parties: Mapping[str, Party],
    claimants: tuple[str, ...],
    neighbours: tuple[str, ...],
    ledger: Ledger,
    progress: Callable[[str], None],
) -> Compilation:
    removed: dict[str, list[Shape]] = {code: [] for code in claimants}
    removed_if_equidistant: dict[str, list[Shape]] = {code: [] for code in claimants}
    lines: list[tuple[Delimitation, Shape]] = []
    given_up: list[tuple[str, Delimitation, Shape]] = []
    gaps: dict[str, tuple[float, float, float, float]] = {}
    for a, b in itertools.combinations(sorted((*claimants, *neighbours)), 2):
        if a in neighbours and b in neighbours:
            continue
        overlap = only_polygons(shapely.intersection(parties[a].zone, parties[b].zone))
        if area_km2(overlap) < _SLIVER_KM2:
            continue
        progress(f"{a} and {b}")
        for name, sea in ledger.seas.items():
            area = only_polygons(shapely.intersection(overlap, sea.polygon))
            if area_km2(area) < _SLIVER_KM2:
                continue
            given = ledger.pair(a, b, name)
            if given is None:
                given = Delimitation((a, b), name, "EEZ", "undelimited", (), "", "not in the ledger", "", "")
                if a not in neighbours and b not in neighbours:
                    text = f"{a}-{b}, {sea.title}: the computed zones overlap and the ledger has no record of the pair; left overlapping."
                    gaps[text] = area.bounds
            part_a, part_b, drawn = _divide(area, parties[a], parties[b], given, ledger, force=bool({a, b} & set(neighbours)))
            lines.extend((given, line) for line in drawn)
            for code, part in ((a, part_a), (b, part_b)):
                if code in claimants and not part.is_empty:
                    removed[code].append(part)
                    given_up.append((code, given, part))
                    parties[code].cuts.append(f"{a}-{b} ({sea.title}): {_how(given)}")
            if part_a.is_empty and part_b.is_empty:
                near_a = nearer_part(area, parties[a].coast, parties[b].coast)
                removed_if_equidistant[a].append(only_polygons(shapely.difference(area, near_a)))
                removed_if_equidistant[b].append(near_a)
    zones, equidistant = {}, {}
    for code in claimants:
        zones[code] = _joined_to_coast(shapely.difference(parties[code].zone, shapely.union_all(removed[code])), parties[code])
        both = shapely.union_all([*removed[code], *removed_if_equidistant[code]])
        equidistant[code] = _joined_to_coast(shapely.difference(parties[code].zone, both), parties[code])
    kept = [(given, _on_both(line, zones, given.parties)) for given, line in lines]
    return Compilation(
        parties, zones, equidistant, [(given, line) for given, line in kept if not line.is_empty], given_up, list(gaps), gaps
    )


def _on_both(line: Shape, zones: Mapping[str, Shape], parties: tuple[str, str]) -> Shape:
    """Return the part of a line on which both zones end: elsewhere a third party's zone has come between them."""
    for code in parties:
        if code in zones and not line.is_empty:
            near = only_polygons(shapely.intersection(zones[code], shapely.buffer(line.envelope, 0.1)))
            line = shapely.intersection(line, shapely.buffer(shapely.boundary(near), _ON_DEG))
    parts = [part for part in shapely.get_parts(line) if part.geom_type == "LineString" and part.length > _SHORT_DEG]
    return shapely.line_merge(shapely.MultiLineString(parts)) if parts else shapely.LineString()


def _joined_to_coast(zone: Shape, party: Party) -> Shape:
    """Keep the parts of a zone that touch the party's own territorial sea: what lies behind another's coast falls away."""
    home = shapely.buffer(party.territorial, _BORDER_DEG)
    shapely.prepare(home)
    return only_polygons(
        shapely.union_all([part for part in shapely.get_parts(zone) if part.geom_type == "Polygon" and home.intersects(part)])
    )


def _how(given: Delimitation) -> str:
    if given.state == "agreed-encoded":
        return "agreed line " + ", ".join(given.instrument_ids)
    return (
        "equidistance, because the agreed line is not encoded"
        if given.state == "agreed-not-encoded"
        else "equidistance towards a neighbour"
    )


def _divide(area: Shape, a: Party, b: Party, given: Delimitation, ledger: Ledger, *, force: bool) -> tuple[Shape, Shape, list[Shape]]:
    """Return what the first and the second party give up in a shared area, and the equidistance lines drawn for it."""
    nothing = shapely.Polygon()
    if given.state == "agreed-encoded":
        return _divide_at_line(area, a, b, given, ledger)
    if force or given.state == "agreed-not-encoded":
        near_a = nearer_part(area, a.coast, b.coast)
        near_b = only_polygons(shapely.difference(area, near_a))
        return near_b, near_a, [_between(near_a, near_b)]
    return nothing, nothing, []


def _between(part_a: Shape, part_b: Shape) -> Shape:
    """Return the line between two parts of a divided area."""
    if part_a.is_empty or part_b.is_empty:
        return shapely.LineString()
    shared = shapely.intersection(shapely.boundary(part_a), shapely.boundary(part_b))
    parts = [part for part in shapely.get_parts(shared) if part.geom_type == "LineString" and not part.is_empty]
    return shapely.line_merge(shapely.MultiLineString(parts)) if parts else shapely.LineString()


def _divide_at_line(area: Shape, a: Party, b: Party, given: Delimitation, ledger: Ledger) -> tuple[Shape, Shape, list[Shape]]:
    near_a = nearer_part(area, a.coast, b.coast)
    side_a: list[Shape] = []
    side_b: list[Shape] = []
    rest = area
    for name in given.instrument_ids:
        line = ledger.instrument(name).geometry(_COAST_STEP_KM)
        if given.rest == "whole sea":
            for piece in cut_along(rest, line, reach_deg=12.0):
                share = area_km2(shapely.intersection(piece, near_a)) / area_km2(piece)
                (side_a if share >= 0.5 else side_b).append(piece)
            rest = shapely.Polygon()
        else:
            beside_a, beside_b = beside_line(rest, line, a.coast, b.coast)
            side_a.append(beside_a)
            side_b.append(beside_b)
            rest = only_polygons(shapely.difference(rest, shapely.union_all([beside_a, beside_b])))
    drawn = []
    if given.rest == "equidistance" and not rest.is_empty:
        rest_a = only_polygons(shapely.intersection(rest, near_a))
        rest_b = only_polygons(shapely.difference(rest, near_a))
        side_a.append(rest_a)
        side_b.append(rest_b)
        drawn.append(_between(rest_a, rest_b))
    on_a, on_b = only_polygons(shapely.union_all(side_a)), only_polygons(shapely.union_all(side_b))
    if given.subject == "continental shelf":
        # The shelf line does not divide the water: each zone keeps what is on its side of the shelf line or nearer to its coast.
        on_a, on_b = (
            only_polygons(shapely.intersection(on_a, near_a)),
            only_polygons(shapely.difference(on_b, near_a)),
        )
    return on_b, on_a, [line for line in drawn if not line.is_empty]


def node_together(zones: Mapping[str, Shape], grid: float) -> dict[str, Shape]:
    """Round several zones to one grid so that they keep sharing their edges exactly.

    All outlines are noded together on the grid; each zone is rebuilt from the cells that lie in it.
    """
    outlines = [shapely.boundary(zone) for zone in zones.values()]
    edges = shapely.union_all(np.array(outlines, dtype=object), grid_size=grid)
    cells = shapely.get_parts(shapely.polygonize(shapely.get_parts(edges)))
    inside = shapely.point_on_surface(cells)
    out = {}
    for name, zone in zones.items():
        shapely.prepare(zone)
        mine = cells[shapely.contains(zone, inside)]
        if len(mine):
            out[name] = only_polygons(shapely.coverage_union_all(mine))
    return out
