"""The known gaps of a set's own waters: one list for the map, its key and the pack."""

from __future__ import annotations

import pytest
import shapely
from toolkit.briefing.pairs import gaps_frame
from toolkit.catalog.regions import regions
from toolkit.claims.known import (
    cited_instruments,
    gap_words,
    gaps_here,
    instruments_at,
    instruments_behind,
    known_gaps,
    meeting_pairs,
    seas_of,
)
from toolkit.claims.model import Claim, ClaimSet, Instrument, LegalLine
from toolkit.claims.read import read_claims

GAPS = (
    "CHN-VNM, South China Sea: an agreement exists, its line is not encoded.",
    "CHN-PHL, Sulu Sea: state 'undelimited' rests on no agreement having been found; source not found.",
    "HALF: partial (points 1 to 15 of 101).",
    "FAR: partial (as noted).",
)


def zone(code, west, east):
    return Claim(f"z-{code}", (code,), "a zone", "EEZ", "distance", "claim", (), shapely.box(west, 10, east, 12))


def a_set():
    line = LegalLine("HALF", "unilateral", "Half a line", ("VNM",), ("HALF",), shapely.LineString([(110, 10), (111, 11)]), status="EEZ")
    law = Instrument("HALF", "A law on a line", ("VNM",), completeness="points 1 to 15 of 101")
    zones = (zone("CHN", 112, 114), zone("VNM", 110, 113), zone("PHL", 116, 118))
    return ClaimSet("set", "A set", "2026", zones, (line,), instruments={"HALF": law}, gaps=GAPS)


def test_a_gap_is_of_these_waters_where_it_names_their_sea_or_something_rests_on_its_instrument():
    assert meeting_pairs(a_set()) == {("CHN", "VNM", "south-china-sea")}
    assert seas_of(a_set()) == {"south-china-sea"}
    assert gaps_here(a_set()) == dict(zip(GAPS, (True, False, True, False), strict=True))


@pytest.mark.parametrize(("region", "here", "elsewhere"), [
    ("south-china-sea",
     ("IDN-PHL, South China Sea", "PH_2009_BASELINE", "CN_1996_BASELINE_2", "CN_2024_BASELINE_NOVEMBER", "VN_2025_BASELINE"),
     ("MYS-THA, Gulf of Thailand", "CHN-JPN, East China Sea")),
    ("gulf-of-thailand", ("IDN-MYS, Gulf of Thailand", "MY_TH_1979_JDA_C"), ("IDN-THA, South China Sea",)),
    ("yellow-sea", ("CN_1996_MAINLAND_BASELINE", "KR_SPECIAL_SEA_ZONE_WEST"), ("JPN-PRK, East China Sea",)),
])  # fmt: skip
def test_what_is_missing_of_a_sea_itself_is_listed_as_of_that_sea(region, here, elsewhere):
    claims = read_claims(region)
    found = gaps_here(claims)
    for begin in (*here, *elsewhere):
        assert [found[gap] for gap in claims.gaps if gap.startswith(begin)][:1] in ([begin in here], [])
    assert all(any(gap.startswith(begin) for gap in claims.gaps) for begin in here)


def test_an_instrument_that_is_known_in_part_is_told_with_those_whose_it_is():
    claims = read_claims("south-china-sea")
    words = " ".join(known_gaps(claims))
    for told in ("Republic Act 9522, archipelagic baselines (Philippines): in", "several claimants, 1996 (China): in", "2024 (China): in"):
        assert told in words


def test_the_list_of_the_map_is_that_of_the_pack_in_words_without_codes():
    claims = a_set()
    frame = gaps_frame(claims)
    listed = frame.loc[frame["here"] == "yes", "gap"]
    assert known_gaps(claims) == tuple(gap_words(gap, claims) for gap in listed)
    assert known_gaps(claims) == (
        "China and Viet Nam, South China Sea: an agreement exists; its line is not in the sources used.",
        "A law on a line (Viet Nam): in the sources used only in part (points 1 to 15 of 101).",
    )
    assert gap_words(GAPS[1], claims).endswith("Sulu Sea: no agreement was found in the sources used.")
    assert (
        gap_words("HALF: partial (partial (2 of 3)).", claims) == "A law on a line (Viet Nam): in the sources used only in part (2 of 3)."
    )
    assert gap_words("HALF: partial (as noted).", claims) == "A law on a line (Viet Nam): in the sources used only in part."


def test_a_set_without_gaps_has_none():
    assert known_gaps(ClaimSet("set", "A set", "2026")) == ()


@pytest.mark.parametrize("region", sorted(regions()))
def test_a_text_read_in_part_on_which_a_claim_rests_is_a_known_gap_wherever_it_rests_on_it(region):
    claims = read_claims(region)
    behind = {name for names in instruments_behind(claims).values() for name in names}
    here = gaps_here(claims)
    partial = {gap.split(":")[0] for gap in read_claims("arf").gaps if ": partial" in gap}
    for name in behind & partial:
        assert [told for gap, told in here.items() if gap.startswith(f"{name}: partial")] == [True], name
    assert {item.id for item in cited_instruments(claims)} >= behind


def test_what_lies_elsewhere_is_behind_no_claim_and_a_crumb_of_a_line_is_cited_nowhere():
    """A line that the edge of these waters leaves a few kilometres of is drawn on no map of them."""
    south, timor = read_claims("south-china-sea"), read_claims("timor-arafura-seas")
    assert instruments_behind(south)["VNM-200NM"] == ("CN_VN_2000_BOUNDARY", "ID_VN_2003_CS", "VN_1982_BASELINE")
    assert instruments_behind(south)["PHL-200NM"] == ("PH_2009_BASELINE",)
    assert instruments_behind(timor)["IDN-200NM"] == ("AU_ID_SEABED_EAST", "AU_ID_SEABED_WEST")
    assert any(line.line_id == "TW_STRAIT_MEDIAN" for line in south.lines_in_force())
    assert "TW_STRAIT_MEDIAN" not in {item.id for item in cited_instruments(south)}
    assert "TW_STRAIT_MEDIAN" in {item.id for item in cited_instruments(read_claims("east-china-sea"))}
    assert any(line.line_id == "AU_SCHED_AREA_NW" for line in timor.lines_in_force())
    assert "AU_SCHED_AREA_NW" not in {item.id for item in cited_instruments(timor)}


def test_a_patch_has_the_lines_at_it_and_the_baselines_from_which_its_zone_is_measured():
    south = read_claims("south-china-sea")
    behind = instruments_behind(south)
    of = ("CHN-200NM", "VNM-200NM")
    off_the_gulf, in_the_gulf = shapely.box(116, 20, 117, 21), shapely.box(107, 18, 108.5, 20)
    assert instruments_at(south, behind, ("CHN-200NM",), off_the_gulf) == ()
    assert instruments_at(south, behind, of, in_the_gulf) == ("CN_VN_2000_BOUNDARY", "VN_1982_BASELINE")
    assert instruments_at(south, behind, of, shapely.box(111, 11, 112, 12)) == ("VN_1982_BASELINE",)
