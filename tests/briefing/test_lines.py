"""Which pairs of a patch the ledger has no row of; what is said of a sea without reef, or without secrets."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace

import pandas as pd
import pytest
from toolkit.briefing import lines
from toolkit.briefing.bound import Cells, text_of
from toolkit.briefing.desk import Desk
from toolkit.briefing.disclosed import disclosure_section
from toolkit.briefing.messages import messages
from toolkit.briefing.release import AT_SOURCE

SAY = messages("en")


def desk_with(**frames: pd.DataFrame) -> Desk:
    """Return a desk that has tables and words, and nothing else."""
    blank = dict.fromkeys(("where", "faces", "statements", "figures", "mapped"))
    return Desk(**blank, cells=Cells(frames), say=SAY, profile="un", date="2026-01-01")


def test_pairs_of_a_patch_that_the_ledger_lacks_are_named_but_not_those_that_make_one_zone(monkeypatch):
    monkeypatch.setattr(lines, "pairs_here", lambda claims, found: (SimpleNamespace(parties=("PHL", "VNM")),))
    claims = [("p", ("PHL",)), ("v", ("VNM",)), ("m", ("MYS",)), ("c", ("CHN", "TWN"))]
    made = SimpleNamespace(
        claims=[SimpleNamespace(claim_id=name, claimants=codes) for name, codes in claims],
        claimants=("CHN", "MYS", "PHL", "TWN", "VNM"),
    )
    patches = pd.DataFrame({"claimants": [("PHL", "VNM"), ("MYS", "VNM"), ("CHN", "TWN"), ("PHL",)]})
    desk = SimpleNamespace(faces=SimpleNamespace(claims=made, frame=patches), say=SAY, names=lambda codes: desk_with().names(codes))
    assert "in a patch and have no row in the ledger: Malaysia and Viet Nam. That" in str(lines._unlisted(desk))
    desk.faces.frame = patches.iloc[[0, 2, 3]]
    assert lines._unlisted(desk) is None


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
