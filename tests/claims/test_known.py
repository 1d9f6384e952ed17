"""The known gaps of a set's own waters: one list for the map, its key and the pack."""

from __future__ import annotations

import shapely
from toolkit.briefing.pairs import gaps_frame
from toolkit.claims.known import gap_words, gaps_here, known_gaps, meeting_pairs
from toolkit.claims.model import Claim, ClaimSet, Instrument, LegalLine

GAPS = (
    "CHN-VNM, South China Sea: an agreement exists, its line is not encoded.",
    "CHN-PHL, South China Sea: state 'undelimited' rests on no agreement having been found; source not found.",
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


def test_a_gap_is_of_these_waters_where_both_zones_meet_there_or_something_rests_on_its_instrument():
    assert meeting_pairs(a_set()) == {("CHN", "VNM", "south-china-sea")}
    assert gaps_here(a_set()) == dict(zip(GAPS, (True, False, True, False), strict=True))


def test_the_list_of_the_map_is_that_of_the_pack_in_words_without_codes():
    claims = a_set()
    frame = gaps_frame(claims)
    listed = frame.loc[frame["here"] == "yes", "gap"]
    assert known_gaps(claims) == tuple(gap_words(gap, claims) for gap in listed)
    assert known_gaps(claims) == (
        "China and Viet Nam, South China Sea: an agreement exists; its line is not in the sources used.",
        "A law on a line: in the sources used only in part (points 1 to 15 of 101).",
    )
    assert gap_words(GAPS[1], claims).endswith("South China Sea: no agreement was found in the sources used.")
    assert gap_words("HALF: partial (partial (2 of 3)).", claims) == "A law on a line: in the sources used only in part (2 of 3)."
    assert gap_words("HALF: partial (as noted).", claims) == "A law on a line: in the sources used only in part."


def test_a_set_without_gaps_has_none():
    assert known_gaps(ClaimSet("set", "A set", "2026")) == ()
