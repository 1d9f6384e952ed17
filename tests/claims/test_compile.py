"""The recipe on small coasts, and the compiled set against the list of things that must come out right."""

from __future__ import annotations

import re

import geopandas as gpd
import pyproj
import pytest
import shapely
from toolkit.catalog.seas import Sea
from toolkit.claims.assemble import Plan, assemble
from toolkit.claims.compile import baseline_waters, compile_zones, node_together
from toolkit.claims.ledger import Delimitation, DisputedFeature, Ledger, LedgerInstrument, Point, read_ledger
from toolkit.claims.model import Instrument
from toolkit.claims.read import read_claims
from toolkit.claims.write import write_claims
from toolkit.geodesy import NM_KM, area_km2, distance_km

WEST, EAST = "VNM", "PHL"  # any two codes: nothing depends on which


def states(**land):
    rows = [{"code": code, "geometry": part} for code, shape in land.items() for part in shapely.get_parts(shape)]
    return gpd.GeoDataFrame(rows, crs="EPSG:4326")


def ledger(seas, pairs=(), instruments=(), features=()):
    return Ledger(
        {item.instrument.id: item for item in instruments},
        tuple(pairs),
        tuple(features),
        {name: Sea(name, name, polygon, "test") for name, polygon in seas.items()},
    )


def line_instrument(name, xy, subject="all zones"):
    points = tuple(Point(i, str(i), "", "", x, y) for i, (x, y) in enumerate(xy, 1))
    made = Instrument(name, name, (WEST, EAST), "treaty", "2000-01-01", "2004-06-30")
    return LedgerInstrument(made, points, subject, "", "complete", "LineString", "as stated", "WGS 84", False, 0.1)


def pair(state, *names, rest="", subject="EEZ"):
    return Delimitation(tuple(sorted((WEST, EAST))), "strait", subject, state, names, rest, "test", "", "")


# Two islands two degrees apart on the equator, in one sea.
STRAIT = {"strait": shapely.box(105, -6, 118, 6)}
ISLANDS = {WEST: shapely.box(109, -1, 110, 1), EAST: shapely.box(113, -1, 114, 1)}


def strait(*pairs, instruments=(), **land):
    return compile_zones(states(**(land or ISLANDS)), ledger(STRAIT, pairs, instruments), claimants=tuple(sorted((WEST, EAST))))


def test_an_undelimited_pair_overlaps_but_not_in_the_territorial_sea_or_on_land():
    found = strait(pair("undelimited"))
    middle, near_east = shapely.Point(111.5, 0), shapely.Point(112.85, 0)
    assert all(found.zones[code].contains(middle) for code in (WEST, EAST))
    assert distance_km(112.85, 0, 113, 0) < 12 * NM_KM
    assert found.zones[EAST].contains(near_east)
    assert not found.zones[WEST].intersects(near_east)
    assert not found.zones[WEST].intersects(shapely.Point(113.5, 0))
    assert not found.gaps


def test_a_pair_without_a_record_overlaps_and_is_reported():
    found = strait()
    assert found.zones[WEST].intersects(shapely.Point(111.5, 0))
    assert found.zones[EAST].intersects(shapely.Point(111.5, 0))
    assert len(found.gaps) == 1
    assert "no record of the pair" in found.gaps[0]


def test_an_agreement_whose_line_is_not_encoded_is_cut_at_equidistance():
    found = strait(pair("agreed-not-encoded"))
    overlap = shapely.intersection(found.zones[WEST], found.zones[EAST])
    assert area_km2(overlap) < 1
    assert found.zones[WEST].contains(shapely.Point(111.45, 0))
    assert found.zones[EAST].contains(shapely.Point(111.55, 0))
    ((given, line),) = found.computed_lines
    assert given.state == "agreed-not-encoded"
    assert abs(shapely.get_coordinates(line)[:, 0] - 111.5).max() < 1e-3


def test_an_encoded_line_cuts_even_where_it_is_not_the_median():
    line = line_instrument("LINE", [(112.2, -1), (112.2, 1)])
    found = strait(pair("agreed-encoded", "LINE", rest="whole sea"), instruments=[line])
    assert found.zones[WEST].contains(shapely.Point(112.1, 0))
    assert not found.zones[EAST].intersects(shapely.Point(112.1, 0))
    assert area_km2(shapely.intersection(found.zones[WEST], found.zones[EAST])) < 1


def test_beyond_the_ends_of_a_line_the_record_says_what_happens():
    line = line_instrument("LINE", [(112.2, -1), (112.2, 1)])
    place = shapely.Point(111.9, 3)  # nearer to the east, beyond the line's end
    overlapping = strait(pair("agreed-encoded", "LINE", rest="overlap"), instruments=[line])
    assert all(overlapping.zones[code].contains(place) for code in (WEST, EAST))
    median = strait(pair("agreed-encoded", "LINE", rest="equidistance"), instruments=[line])
    assert median.zones[EAST].contains(place)
    assert not median.zones[WEST].intersects(place)
    assert not median.zones[EAST].intersects(shapely.Point(112.1, 0))


def test_a_shelf_line_does_not_divide_the_water():
    """Between the shelf line (112.2) and the median (111.5) the water has both claimants; beyond either, one."""
    line = line_instrument("SHELF", [(112.2, -1), (112.2, 1)], "continental shelf")
    found = strait(pair("agreed-encoded", "SHELF", rest="equidistance", subject="continental shelf"), instruments=[line])
    who = {x: [code for code in (WEST, EAST) if found.zones[code].contains(shapely.Point(x, 0))] for x in (111.4, 111.9, 112.4)}
    assert who == {111.4: [WEST], 111.9: [WEST, EAST], 112.4: [EAST]}


def test_a_peninsula_keeps_its_shores_apart():
    """The west coast holder is 40 km from the eastern sea as the crow flies, and has no zone in it."""
    peninsula = {WEST: shapely.box(109.8, -6, 110, 6), EAST: shapely.box(110, -6, 110.2, 6)}
    seas = {"west": shapely.box(104, -6, 110, 6), "east": shapely.box(110, -6, 116, 6)}
    found = compile_zones(states(**peninsula), ledger(seas), claimants=tuple(sorted((WEST, EAST))))
    assert found.parties[WEST].seas == ("west",)
    assert found.parties[EAST].seas == ("east",)
    assert found.zones[WEST].bounds[2] <= 110 + 1e-9
    assert found.zones[EAST].bounds[0] >= 110 - 1e-9
    assert found.zones[WEST].contains(shapely.Point(107, 0))


def test_a_disputed_feature_generates_no_zone():
    islet = shapely.box(116, 3, 116.02, 3.02)
    feature = DisputedFeature("islet", (WEST, EAST), (115.9, 2.9, 116.1, 3.1), "test", "test")
    land = {WEST: ISLANDS[WEST], EAST: shapely.MultiPolygon([ISLANDS[EAST], islet])}
    seas = {"strait": shapely.box(105, -8, 122, 8)}
    sets = [
        compile_zones(states(**land), ledger(seas, [pair("undelimited")], features=features), claimants=(EAST, WEST))
        for features in ((), (feature,))
    ]
    place = shapely.Point(118.5, 4.5)
    assert sets[0].zones[EAST].contains(place)
    assert not sets[1].zones[EAST].intersects(place)


def test_what_lies_behind_anothers_coast_falls_away():
    """A long island of the other party shields the water behind it: it is cut off from the claimant's own shore."""
    land = {WEST: ISLANDS[WEST], EAST: shapely.box(111, -6, 111.2, 6)}
    found = strait(pair("undelimited"), **land)
    assert not found.zones[WEST].intersects(shapely.Point(112.5, 0))


def test_swapping_two_claimants_permutes_labels_and_nothing_else():
    swapped = {WEST: ISLANDS[EAST], EAST: ISLANDS[WEST]}
    for given in (pair("undelimited"), pair("agreed-not-encoded")):
        one, other = strait(given), strait(given, **swapped)
        for a, b in ((WEST, EAST), (EAST, WEST)):
            assert area_km2(one.zones[a].symmetric_difference(other.zones[b])) < 1


def test_water_behind_a_baseline_is_found_and_an_open_end_is_closed_to_the_mainland():
    land = shapely.box(0, 0, 10, 2)
    baseline = shapely.LineString([(2, 2), (3, 3), (6, 3)])  # ends in open water, one degree off
    waters = baseline_waters(baseline, land)
    assert area_km2(shapely.symmetric_difference(waters, shapely.Polygon([(2, 2), (3, 3), (6, 3), (6, 2)]))) < 1


def test_zones_noded_together_share_their_edges_exactly():
    zones = {
        "a": shapely.box(0, 0, 2, 1.0000321),
        "b": shapely.Polygon([(1, 0.5), (3, 0.7), (3, 2), (1, 2)]),
        "c": shapely.box(1.5, -1, 1.9, 3),
    }
    noded = node_together(zones, 2.0**-14)
    assert set(noded) == set(zones)
    inside, outside = shapely.intersection(noded["a"], noded["b"]), shapely.difference(noded["a"], noded["b"])
    assert area_km2(inside) + area_km2(outside) == pytest.approx(area_km2(noded["a"]), rel=1e-12)
    for name, zone in zones.items():
        assert area_km2(shapely.symmetric_difference(noded[name], zone)) < 50
        assert (shapely.get_coordinates(noded[name]) * 2**14 % 1 == 0).all()


def test_the_same_inputs_give_the_same_bytes(tmp_path):
    feature = DisputedFeature("islet", (WEST, EAST), (115.9, 2.9, 116.1, 3.1), "test", "test")
    land = states(**{WEST: ISLANDS[WEST], EAST: shapely.MultiPolygon([ISLANDS[EAST], shapely.box(116, 3, 116.02, 3.02)])})
    line = line_instrument("LINE", [(112.2, -1), (112.2, 1)])
    book = ledger(STRAIT, [pair("agreed-encoded", "LINE", rest="whole sea")], [line], [feature])
    written = []
    for name in ("a.parquet", "b.parquet"):
        found = compile_zones(land, book, claimants=(EAST, WEST))
        dashes = shapely.MultiLineString([[(111, -4), (111.5, -4)], [(112, -3.5), (112.4, -3)], [(112.6, 2), (112, 3)]])
        claims = assemble(found, book, land, Plan(dated=("LINE",)), date="2026-01-01", symbol=dashes, grid=2.0**-14)
        written.append(write_claims(claims, tmp_path / name).read_bytes())
    assert written[0] == written[1]
    ended = [claim for claim in claims.claims if claim.valid_to]
    assert {claim.valid_to for claim in ended} == {"2004-06-30"}
    assert {axis for claim in claims.claims for axis in claim.when} == {"features"}


# The compiled set of the project.


@pytest.fixture(scope="module")
def arf():
    return read_claims("arf")


def claimants_at(claims, lon, lat, **choices):
    """Who claims a place, with the choices of a scenario (default: the base of the set), as of the set's date."""
    chosen = {**claims.base, **choices}
    return {
        code
        for claim in claims.claims
        if all(chosen[axis] in words for axis, words in claim.when.items()) and not (claim.valid_to and claim.valid_to <= claims.date)
        if claim.geometry.intersects(shapely.Point(lon, lat))
        for code in claim.claimants
    }


RIGHT = [
    ("a pocket beyond 200 NM of every coast", 114.0, 14.0, set()),
    ("the same pocket further north", 115.0, 17.0, set()),
    ("east of Ca Mau there is no Cambodian zone", 106.5, 8.0, {"VNM"}),
    ("no zone of Myanmar in the Gulf of Thailand, Cambodia and Thailand overlap", 101.0, 11.0, {"KHM", "THA"}),
    ("Thai-Cambodian overlap", 102.2, 10.5, {"KHM", "THA"}),
    ("Thailand, Malaysia, Cambodia inside the gulf", 101.5, 8.5, {"KHM", "MYS", "THA"}),
    ("Malaysia and Viet Nam at the mouth of the gulf", 104.2, 7.2, {"MYS", "VNM"}),
    ("Gulf of Tonkin, west of the line of 2000", 107.2, 20.0, {"VNM"}),
    ("Gulf of Tonkin, east of the line of 2000", 108.8, 20.0, {"CHN"}),
    ("south of the closing line of the gulf", 109.5, 17.0, {"CHN", "VNM"}),
    ("no Malaysian zone among the Visayas", 121.5, 10.6, {"PHL"}),
    ("middle of the Sulu Sea", 120.0, 8.3, {"PHL"}),
    ("off Sabah in the Sulu Sea", 118.9, 6.4, {"MYS", "PHL"}),
    ("Celebes Sea south of the line of 2014", 123.5, 2.5, {"IDN"}),
    ("Celebes Sea north of the line of 2014", 123.5, 5.5, {"PHL"}),
    ("off eastern Sabah and Kalimantan", 119.0, 2.8, {"IDN", "MYS"}),
    ("Taiwan Strait", 119.3, 24.2, {"CHN", "TWN"}),
    ("Yellow Sea measures zone", 123.3, 34.8, {"CHN", "KOR", "PRK"}),
    ("south of Jeju, beyond the end of the line of 1998", 126.5, 32.6, {"JPN", "KOR"}),
    ("around the southern Kurils", 148.0, 43.6, {"JPN", "RUS"}),
    ("open Bay of Bengal", 86.5, 12.5, set()),
    ("west of the Andaman Islands", 91.5, 11.0, {"IND"}),
]


@pytest.mark.parametrize(("what", "lon", "lat", "who"), RIGHT, ids=[item[0] for item in RIGHT])
def test_things_that_must_come_out_right(arf, what, lon, lat, who):
    assert claimants_at(arf, lon, lat) == who


def test_stated_areas_have_their_known_size(arf):
    assert area_km2(arf.claim("PH_1978_PD1596").geometry) == pytest.approx(236_016, rel=5e-4)
    assert area_km2(arf.claim("CN_KR_2000_PMZ").geometry) == pytest.approx(83_487, rel=5e-4)
    assert arf.claim("CN_KR_2000_PMZ").regime == "joint"


def test_scenarios_change_only_what_they_name(arf):
    assert claimants_at(arf, 114.36, 10.2) == {"PHL"}  # the stated area of 1978
    many = claimants_at(arf, 114.3, 10.25, features="12")
    assert many == {"BRN", "CHN", "MYS", "PHL", "TWN", "VNM"}
    assert claimants_at(arf, 114.0, 14.0, features="200") == many
    assert claimants_at(arf, 114.0, 14.0, symbol="counted") == {"CHN"}
    assert claimants_at(arf, 101.0, 11.0, undelimited="equidistance") == {"THA"}


def test_what_was_given_up_in_the_gulf_ended_when_the_agreement_came_into_force(arf):
    ended = {claim.claim_id: claim for claim in arf.claims if claim.valid_to == "2004-06-30"}
    assert set(ended) == {"CHN-200NM-before-CN_VN_2000_BOUNDARY", "VNM-200NM-before-CN_VN_2000_BOUNDARY"}
    assert ended["CHN-200NM-before-CN_VN_2000_BOUNDARY"].geometry.contains(shapely.Point(107.2, 20.0))


def test_a_computed_zone_is_called_computed(arf):
    for claim in arf.claims:
        if claim.basis in ("distance", "equidistance"):
            assert "computed" in claim.title
        assert "EEZ of" not in claim.title
        assert claim.method
        assert claim.uncertainty_km >= 0


def test_the_symbol_is_a_line_and_its_area_needs_a_scenario(arf):
    (symbol,) = [line for line in arf.lines if line.kind == "symbol"]
    assert len(shapely.get_parts(symbol.geometry)) == 9
    areas = [claim for claim in arf.claims if claim.zone_kind == "symbol area"]
    assert [dict(claim.when) for claim in areas] == [{"symbol": ("counted",)}]


def test_lines_that_stand_in_say_so_and_are_not_agreed(arf):
    standing_in = [line for line in arf.lines if line.agreed_not_encoded]
    assert standing_in
    assert {line.kind for line in standing_in} == {"computed"}
    assert arf.gaps


def test_a_line_of_one_side_has_the_party_whose_act_it_is(arf):
    assert not [line.line_id for line in arf.lines if line.kind == "unilateral" and len(line.parties) > 1]
    (order,) = [line for line in arf.lines if line.kind == "unilateral" and not line.parties]
    made = arf.instruments[order.line_id]  # ordered by the United Nations Command, which is no claimant
    assert made.stated_by == ("United Nations Command",)
    assert made.citation().startswith("Stated by United Nations Command; concerns Democratic People's Republic of Korea, ")
    assert made.verification == "no text read"


def test_an_agreement_is_stated_by_nobody_and_an_act_by_those_whose_act_it_is(arf):
    for item in arf.instruments.values():
        agreed = item.kind in ("treaty", "award", "provisional arrangement", "dataset")
        assert bool(item.stated_by) != agreed or item.id == "PH_1898_TREATY_LIMITS", item.id
    order = arf.instruments["JP_KR_FISH_EAST_JPSIDE"]
    assert (order.date_made, order.in_force, order.stated_by) == ("1996-07-05", "1999-01-22", ("JPN",))


def test_titles_of_lines_use_no_short_name_of_a_party_and_no_single_name_of_a_feature_with_several(arf):
    for line in arf.lines:
        assert not re.search(r"\b(ROK|DPRK|Taiwan fishers|Senkaku|Diaoyu|Kunashiri|Habomai|Shikotan|Huangyan)\b", line.title), line.title


def test_an_equidistance_line_beside_an_agreed_one_is_not_called_agreed(arf):
    encoded = {(item.parties, item.sea_id) for item in read_ledger().delimitations if item.state == "agreed-encoded"}
    computed = [line for line in arf.lines if line.kind == "computed"]
    beside = [line for line in computed if (line.parties, line.line_id[8:].removesuffix("-equidistance")) in encoded]
    assert beside
    assert all(not line.agreed_not_encoded and not line.instrument_ids for line in beside)


def test_the_outline_of_each_stated_area_and_joint_regime_is_a_line(arf):
    lines = {line.line_id: line.kind for line in arf.lines}
    for claim in arf.claims:
        if claim.zone_kind in ("stated area", "joint regime") and not claim.when:
            assert lines[claim.claim_id] == ("unilateral" if claim.zone_kind == "stated area" else "provisional")


def test_the_decisions_on_the_bay_of_bengal_leave_their_last_points_at_the_azimuths_they_state():
    """Geodesics at 215 degrees (2012) and 177 degrees 30 minutes (2014), to rounding of the printed points."""
    geod = pyproj.Geod(ellps="GRS80")
    for name, azimuth in (("BD_MM_2012_JUDGMENT", 215.0), ("BD_IN_2014_AWARD", 177.5)):
        before, junction = read_ledger().instrument(name).points[-2:]
        found, _, _ = geod.inv(before.lon, before.lat, junction.lon, junction.lat)
        assert found % 360 == pytest.approx(azimuth, abs=0.001)


def test_waters_between_the_decisions_of_2012_and_2014_are_those_of_one_claimant(arf):
    assert claimants_at(arf, 90.0, 19.5) == {"BGD"}
    assert claimants_at(arf, 88.8, 20.0) == {"IND"}
    assert claimants_at(arf, 92.0, 19.5) == {"MMR"}
