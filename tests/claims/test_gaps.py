"""Known gaps: each has a place, and a region lists those that matter in it."""

from __future__ import annotations

import pytest
import shapely
from toolkit.claims.gaps import ledger_gaps, placed
from toolkit.claims.known import gaps_here
from toolkit.claims.ledger import read_ledger
from toolkit.claims.model import ClaimSet
from toolkit.claims.read import read_claims
from toolkit.claims.write import claims_from_parquet, write_claims


@pytest.fixture(scope="module")
def ledger():
    return read_ledger()


def test_every_gap_has_a_place_and_the_texts_are_those_of_the_ledger(ledger):
    gaps = ledger_gaps(ledger)
    assert tuple(gap.text for gap in gaps) == ledger.gaps()
    assert all(gap.bounds[0] <= gap.bounds[2] and gap.bounds[1] <= gap.bounds[3] for gap in gaps)


def test_a_pair_matters_where_both_zones_reach(ledger):
    gap = next(item for item in ledger_gaps(ledger) if item.pair == ("KHM", "VNM"))
    sea = ledger.seas[gap.sea_id].polygon
    west, south, east, north = sea.bounds
    middle = (west + east) / 2
    zones = {"KHM": shapely.box(west, south, middle + 1, north), "VNM": shapely.box(middle - 1, south, east, north)}
    found = placed([gap], zones, {gap.sea_id: sea})[gap.text]
    assert found[0] >= middle - 1.001
    assert found[2] <= middle + 1.001
    # Where the zones do not meet, or are not there, the sea itself is the place.
    apart = {"KHM": shapely.box(west, south, middle - 1, north), "VNM": shapely.box(middle + 1, south, east, north)}
    for given in (apart, {}):
        assert placed([gap], given, {gap.sea_id: sea})[gap.text] == pytest.approx(sea.bounds, abs=1e-3)


def test_a_frame_keeps_the_gaps_that_reach_into_it_and_those_without_a_place(tmp_path):
    claims = ClaimSet("a", "A", gaps=("near", "far", "everywhere"), gap_places={"near": (100, 0, 101, 1), "far": (120, 0, 121, 1)})
    assert claims.within((100.5, -1, 105, 2)).gaps == ("near", "everywhere")
    assert claims.within((170, -1, -170, 2)).gaps == ("everywhere",)
    again = claims_from_parquet(write_claims(claims.within((99, 0, 110, 5)), tmp_path / "a.parquet"))
    assert (again.gaps, dict(again.gap_places)) == (("near", "everywhere"), {"near": (100, 0, 101, 1)})


def test_a_region_lists_only_gaps_of_its_own_seas(ledger):
    every = read_claims("arf").gaps
    gulf = read_claims("gulf-of-thailand").gaps
    assert set(gulf) < set(every)
    assert any(gap.startswith("MYS-VNM, Gulf of Thailand") for gap in gulf)
    for word in ("Timor", "Yellow Sea", "Bay of Bengal", "JP_", "Torres"):
        assert not [gap for gap in gulf if word in gap]
    assert not [gap for gap in read_claims("east-sea-sea-of-japan").gaps if "Gulf of Thailand" in gap or "PH_2009" in gap]


def test_a_text_that_goes_on_is_a_gap_of_every_sea_that_it_goes_on_to():
    """The baselines of Republic Act 9522 go round the archipelago; the points that were read lie in its north-east."""
    for region in ("south-china-sea", "sulu-celebes-sea"):
        claims = read_claims(region)
        assert [here for gap, here in gaps_here(claims).items() if gap.startswith("PH_2009_BASELINE: partial")] == [True]
