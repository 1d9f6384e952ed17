"""Whose act an instrument is and what is cited of it; what is said of a sea without reef, or without secrets."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace

import pandas as pd
import pytest
import shapely
from toolkit.briefing import lines
from toolkit.briefing.bound import Cells, text_of
from toolkit.briefing.desk import Desk
from toolkit.briefing.disclosed import disclosure_section
from toolkit.briefing.messages import messages
from toolkit.briefing.release import AT_SOURCE
from toolkit.claims.model import Instrument, LegalLine

SAY = messages("en")


def desk_with(**frames: pd.DataFrame) -> Desk:
    """Return a desk that has tables and words, and nothing else."""
    blank = dict.fromkeys(("where", "faces", "statements", "figures", "mapped"))
    return Desk(**blank, cells=Cells(frames), say=SAY, profile="un", date="2026-01-01")


def law(kind: str = "treaty", **fields: object) -> Instrument:
    return Instrument("A", "A title", ("JPN", "KOR"), kind, "1998-11-28", **fields)


@pytest.mark.parametrize(
    ("item", "said"),
    [
        (law(), "Parties: Japan; Republic of Korea; made 28 November 1998."),
        (law("decree", stated_by=("JPN",)), "Stated by: Japan. Concerns: Republic of Korea; made 28 November 1998."),
        (
            law("military order", stated_by=("United Nations Command",)),
            "Stated by: United Nations Command. Concerns: Japan; Republic of Korea; made 28 November 1998.",
        ),
        (Instrument("B", "A law", ("VNM",), "decree", stated_by=("VNM",)), "Stated by: Viet Nam; date not stated."),
    ],
)
def test_only_an_agreement_or_a_decision_has_parties_and_another_act_is_stated_by_somebody(item, said):
    assert str(lines._about(desk_with(), item)).replace("1998-11-28", "28 November 1998") == said


@pytest.mark.parametrize(
    ("read", "told"),
    [
        ("GitHub someone/laws file.md @1234567 (e-Gov law text)", "a public repository of code, the e-Gov text of the law"),
        ("zh.scribd.com/document/1 (1-13), encyclopedia (1-5)", "an encyclopedia, a site for documents"),
        ("www.fmprc.gov.cn/a/b.htm", "www.fmprc.gov.cn"),
        ("somewhere.example", "a public page"),
        ("", ".."),
    ],
)
def test_a_copy_that_no_delegation_would_cite_is_told_by_its_kind(read, told):
    assert lines.copy_of(law(text_read=read)) == told


def test_a_line_without_a_reference_says_so_and_never_repeats_its_title():
    line = LegalLine("L", "agreed", "A title", ("JPN", "KOR"), ("A",), shapely.LineString([(130, 30), (131, 31)]))
    assert str(lines._reference(desk_with(), line, [law()])) == "none known to the ledger"
    assert str(lines._reference(desk_with(), line, [law(reference="Agreement of 1998", deposited="not checked")])) == "Agreement of 1998"
    stands_in = dataclasses.replace(line, kind="computed", agreed_not_encoded=True, note="Agreement of 1986, in force. More words.")
    assert str(lines._reference(desk_with(), stands_in, [])) == "Agreement of 1986, in force"


def test_an_arrangement_that_is_drawn_as_a_line_is_said_to_be_one_with_what_is_missing():
    shape = shapely.LineString([(130, 36), (131, 37)])
    made = [LegalLine(name, "provisional", name, ("JPN", "KOR"), (name,), shape) for name in ("AREA", "HALF", "WHOLE")]
    area = SimpleNamespace(regime="joint", instrument_ids=("AREA",))
    how = {"AREA": "complete", "HALF": "14 of 15 corners", "WHOLE": "complete (3)"}
    acts = {name: Instrument(name, name, completeness=text) for name, text in how.items()}
    claims = SimpleNamespace(claims=(area,), lines=made, instruments=acts)
    keyed = pd.DataFrame({"number": [1, 2, 3], "line_id": ["AREA", "HALF", "WHOLE"]})
    desk = dataclasses.replace(desk_with(lines=keyed), faces=SimpleNamespace(claims=claims))
    assert str(lines.provisional_lines(desk)) == "Drawn as a line, not as an area: L2 (14 of 15 corners), L3."
    assert lines.provisional_lines(dataclasses.replace(desk, cells=Cells({"lines": keyed.iloc[:1]}))) is None


def reefs(*kinds: str) -> pd.DataFrame:
    rows = {"indicator": "hard_coral_cover", "statistic": "mean", "reason_kind": list(kinds)}
    return pd.DataFrame(rows)


def test_a_sea_is_without_known_reef_where_nothing_over_reefs_applies_to_any_patch():
    assert desk_with(indicator_table=reefs("not applicable", "not applicable")).no_reef()
    assert desk_with(indicator_table=reefs("not applicable", "no data")).no_reef()
    assert not desk_with(indicator_table=reefs("no data")).no_reef()
    assert not desk_with(indicator_table=reefs("not applicable", "no survey")).no_reef()
    assert not desk_with(indicator_table=reefs("not applicable", "")).no_reef()
    assert not desk_with(indicator_table=reefs()).no_reef()


def test_where_the_map_of_reefs_does_not_reach_all_waters_only_the_rest_is_spoken_of():
    part, whole = reefs("not applicable", "no data"), reefs("not applicable")
    assert "in the part of these waters" in str(desk_with(indicator_table=part).without_reef("gap.no-reef"))
    assert "in these waters" in str(desk_with(indicator_table=whole).without_reef("coral.no-reef"))


def withheld_said(*tables: str) -> str:
    record = pd.DataFrame({"rule": [AT_SOURCE] * len(tables), "table": list(tables)}, dtype=object)
    section = disclosure_section(desk_with(withheld=record, rules=pd.DataFrame({"rule": [], "value": []})), None)
    return " ".join(str(text) for block in section.blocks for text in block.texts())


def test_rows_of_withheld_csv_are_all_counted_those_of_patches_and_those_of_sums():
    assert "(3 values of patches and 2 of sums under scenarios)" in withheld_said(*["indicator_table"] * 3, *["scenarios"] * 2)
    assert "Nothing is withheld at source." in withheld_said()


def test_a_patch_is_read_out_with_what_is_counted_and_with_its_claimants():
    value = SAY("web.indicators", value=text_of("two"))
    words = SAY("web.patch", label=text_of("A"), value=value, n=text_of("two"), claimants=text_of("claimants"), names=text_of("X, Y"))
    assert str(words) == "Patch A: two indicators; two claimants: X, Y"


@pytest.mark.parametrize(("kinds", "said"), [(("no data", "no data"), ["claimed"]), (("no data", "robust"), ["claimed", "overlapping"])])
def test_what_has_no_value_in_the_whole_and_in_its_part_is_said_once(kinds, said):
    made = {
        waters: SimpleNamespace(id=waters, finding=SimpleNamespace(kind=kind))
        for waters, kind in zip(("claimed", "overlapping"), kinds, strict=True)
    }
    told = SimpleNamespace(find=lambda indicator, waters: made[waters], sentence=lambda item: item.id)
    desk = dataclasses.replace(desk_with(), statements=told)
    assert desk.both("tuna_catch_density") == said
