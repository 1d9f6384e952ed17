"""Where two claim sets differ: area for each pair of faces."""

from __future__ import annotations

import dataclasses

import pytest
import shapely
from toolkit.catalog.regions import region
from toolkit.claims.compare import compare
from toolkit.claims.model import Claim, ClaimSet
from toolkit.claims.partition import partition
from toolkit.claims.read import read_claims
from toolkit.claims.scenarios import Scenario
from toolkit.errors import GeometryError
from toolkit.geodesy import area_km2, cell_area_km2


def claim(name, west, east, claimants):
    return Claim(name, claimants, name, "EEZ", "dataset", "claim", (), shapely.box(west, 0, east, 1))


def one(name, *claims):
    return ClaimSet(name, f"Set {name}", claims=claims)


def test_areas_for_each_pair_of_claimants():
    # First: PHL 0..2, VNM 1..3.  Second: PHL 0..1, CHN 3..4, MYS 1..2.
    first = one("first", claim("p", 0, 2, ("PHL",)), claim("v", 1, 3, ("VNM",)))
    second = one("second", claim("p", 0, 1, ("PHL",)), claim("c", 3, 4, ("CHN",)), claim("m", 1, 2, ("MYS",)))
    found = compare(first, second)
    table = {(row.claimants_a, row.claimants_b): row for row in found.table().itertuples()}
    assert {key: row.same for key, row in table.items()} == {
        (("PHL",), ("PHL",)): True,
        (("PHL", "VNM"), ("MYS",)): False,
        (("VNM",), ()): False,
        ((), ("CHN",)): False,
    }
    strip = cell_area_km2(0, 0, 1, 1)
    assert [row.area_km2 for row in table.values()] == pytest.approx([strip] * 4, rel=1e-12)
    assert found.same_km2 == pytest.approx(strip, rel=1e-12)
    assert found.differing_km2 == pytest.approx(3 * strip, rel=1e-12)
    assert found.frame.crs.to_epsg() == 4326
    assert any(ids == ("p", "v") for ids in found.frame["claim_ids_a"])


def test_sentences_name_parties_alphabetically_and_leave_out_the_small():
    first, second = one("first", claim("v", 0, 1, ("VNM", "KHM"))), one("second", claim("v", 0, 1.01, ("VNM",)))
    found = compare(first, second)
    assert found.sentences() == ("12,308 km2: Cambodia, Viet Nam in Set first; Viet Nam in Set second.",)
    assert found.sentences(1, a="A", b="B")[1] == "123 km2: no claim in A; Viet Nam in B."


def test_a_set_equals_itself_whatever_its_claim_ids():
    first, second = one("first", claim("x", 0, 2, ("PHL",))), one("second", claim("y", 0, 2, ("PHL",)))
    assert compare(first, second).differing_km2 == 0
    assert compare(first, partition(second)).same_km2 == pytest.approx(cell_area_km2(0, 0, 2, 1), rel=1e-12)


def test_the_frame_and_the_scenarios_are_applied():
    islet = dataclasses.replace(claim("i", 1, 2, ("VNM",)), when={"features": ("12",)})
    with_islet = one("v", claim("p", 0, 2, ("PHL",)), islet).replace(base={"features": "0"})
    found = compare(with_islet, with_islet, scenario_b=Scenario("12", features="12"))
    assert found.differing_km2 == pytest.approx(cell_area_km2(1, 0, 2, 1), rel=1e-12)
    assert compare(with_islet, with_islet, scenario_b=Scenario("12", features="12"), within=(0, 0, 1, 1)).differing_km2 == 0


def test_two_empty_sets_are_refused():
    with pytest.raises(GeometryError, match="Neither"):
        compare(one("a"), one("b"))
    assert compare(one("a"), one("b", claim("p", 0, 1, ("PHL",)))).same_km2 == 0


def test_two_editions_of_marine_regions_differ_where_the_reference_says(shared_data):
    # MRGID 8321 is one party's plain zone in version 10 and an overlapping claim of two in version 12.
    v12 = read_claims(shared_data / "claims" / "eez_v12_clip.geojson")
    v10 = read_claims(shared_data / "claims" / "eez_v10_world")
    found = compare(v10, v12, within=(115, 18, 126, 27), tolerance_km=0.5)
    table = {(row.claimants_a, row.claimants_b): row.area_km2 for row in found.table().itertuples()}
    changed = table[("TWN",), ("CHN", "TWN")]
    assert changed == max(area for (a, b), area in table.items() if a != b)
    assert 0.8 < changed / area_km2(v12.claim("MR-8321").geometry) < 1.0


def test_no_patch_is_lost_where_the_edges_of_two_sets_nearly_lie_on_each_other():
    # Found on a page: 28,901 km2 off Sabah were in both sets and in no patch of the comparison.
    where = region("south-china-sea")
    claims = read_claims("arf").within(where)
    base = partition(claims)
    other = partition(claims, scenario=Scenario("other", undelimited="equidistance", symbol="counted"))
    found = compare(base, other, within=where).frame
    covered = {column: found.loc[found[column].map(len) > 0, "area_km2"].sum() for column in ("claimants_a", "claimants_b")}
    assert covered["claimants_a"] == pytest.approx(base.frame["area_km2"].sum(), abs=1.0)
    assert covered["claimants_b"] == pytest.approx(other.frame["area_km2"].sum(), abs=1.0)
