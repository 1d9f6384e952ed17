"""Pairs of claimants: the table of the annex holds every pair that a patch counts, those of the list of who is counted where."""

from __future__ import annotations

import itertools
import re
from types import SimpleNamespace

import pandas as pd
import pytest
import shapely
from toolkit.briefing.pairs import pairs_of
from toolkit.cartography.known import counted_where
from toolkit.catalog.regions import region, regions
from toolkit.claims.ledger import read_ledger
from toolkit.claims.names import code_of, features, filled
from toolkit.claims.partition import partition
from toolkit.claims.read import read_claims


@pytest.mark.parametrize("name", list(regions()))
def test_every_pair_of_the_list_of_who_is_counted_where_has_a_row(name):
    where = region(name)
    faces = partition(read_claims(name), within=where)
    listed = pairs_of(faces, read_ledger().delimitations, where.waters)
    told = counted_where(faces, [str(face) for face in faces.frame.index], "un")
    sets = [sorted(str(code_of(party)) for party in text.split(": ", 1)[0].split(", ")) for text in told]
    counted = {pair for codes in sets for pair in itertools.combinations(codes, 2)}
    assert {pair.parties for pair in listed if pair.together} == counted
    assert {pair.sea_id for pair in listed} <= set(where.waters)
    assert len({(pair.parties, pair.sea_id) for pair in listed}) == len(listed)


def world(*patches):
    """Return patches of boxes: who is counted, west, east; each claimant makes one zone of its boxes."""
    zones: dict[str, list[shapely.Polygon]] = {}
    for codes, west, east in patches:
        for code in codes:
            zones.setdefault(code, []).append(shapely.box(west, 12, east, 14))
    claims = [SimpleNamespace(claim_id=code, claimants=(code,), geometry=shapely.union_all(shapes)) for code, shapes in zones.items()]
    boxes = [shapely.box(west, 12, east, 14) for _, west, east in patches]
    frame = pd.DataFrame({"claimants": [codes for codes, _, _ in patches], "geometry": boxes})
    return SimpleNamespace(claims=SimpleNamespace(claims=claims, claimants=tuple(sorted(zones))), frame=frame)


def row(a, b, sea="south-china-sea"):
    return SimpleNamespace(parties=(a, b), sea_id=sea)


def test_a_pair_that_a_patch_counts_is_listed_whatever_the_ledger_has_and_a_pair_whose_zones_meet_if_it_has_a_row():
    faces = world((("PHL", "VNM"), 113.0, 114.0), (("PHL",), 114.0, 115.0), (("MYS",), 115.0, 116.0), (("BRN",), 117.0, 118.0))
    listed = pairs_of(faces, [row("MYS", "PHL"), row("BRN", "MYS")], ("south-china-sea",))
    assert [(pair.parties, pair.together, pair.known is None) for pair in listed] == [
        (("MYS", "PHL"), False, False),  # their zones touch
        (("PHL", "VNM"), True, True),  # a patch counts both; the ledger has no row
    ]
    assert pairs_of(faces, [], ("sulu-sea",)) == ()


def test_two_that_make_one_zone_alike_are_listed_where_a_patch_counts_both():
    assert [pair.parties for pair in pairs_of(world((("CHN", "TWN"), 113.0, 114.0)), [row("CHN", "TWN")])] == [("CHN", "TWN")]


def test_no_text_of_the_ledger_names_a_feature_with_several_names_by_one_of_them():
    ledger = read_ledger()
    texts = [text for item in ledger.delimitations for text in (item.source, item.note)]
    texts += [item.source for item in ledger.features] + [entry.instrument.title for entry in ledger.instruments.values()]
    for feature in features().values():
        if len(feature.names) < 2:
            continue
        alone = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in feature.names))
        assert not [text for text in texts if alone.search(text.replace(feature.name, ""))], feature.name


def test_ids_that_are_exported_hold_no_name_of_a_feature_or_of_one_side_of_a_sea():
    ledger = read_ledger()
    names = {word for feature in features().values() for name in feature.names for word in name.lower().split() if len(word) > 5}
    names -= {"islands", "northern", "southern"}
    names |= {"tonkin_", "kuril", "sea-of-japan-"}
    for text in (*ledger.instruments, *(item.id for item in ledger.features)):
        assert not [word for word in names if word in text.lower()], text
    claims = read_claims("arf")
    for text in (*(claim.claim_id for claim in claims.claims), *(line.line_id for line in claims.lines)):
        told = text.lower().replace("east-sea-sea-of-japan", "").replace("bac-bo-beibu-tonkin-gulf", "")
        assert not [word for word in names if word in told], text


def test_texts_of_the_ledger_follow_the_profile_of_names():
    texts = [item.source for item in read_ledger().delimitations]
    assert any("{TWN}" in text for text in texts)
    assert not any(re.search(r"\bTaiwan\b(?! Strait)", text.replace("east of Taiwan", "")) for text in texts)
    assert "{" not in "".join(filled(text) for text in texts)
