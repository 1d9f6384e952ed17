"""The map of a comparison: kinds, areas, words, and equal treatment of the two sets."""

from __future__ import annotations

from dataclasses import replace

import made_up_sea as sea
import pytest
import shapely
from toolkit.cartography.claims_map import map_claims
from toolkit.cartography.compare_map import KINDS, ONLY_A, ONLY_B, OTHER, SAME, kind_of, map_compare
from toolkit.cartography.lint import lint
from toolkit.cartography.style import lightness
from toolkit.claims.compare import compare
from toolkit.claims.partition import partition
from toolkit.claims.scenarios import Scenario
from toolkit.errors import FigureError
from toolkit.geodesy import area_km2


def a_set(name, *boxes):
    return sea.claim_set([sea.box(code, bounds) for code, bounds in boxes]).replace(id=name, title=f"The set {name}")


@pytest.fixture(scope="module")
def two():
    first = a_set("first", ("VNM", (109, 7, 112, 13)), ("PHL", (112, 7, 114, 13)))
    second = a_set("second", ("VNM", (110, 7, 112, 13)), ("MYS", (112, 7, 114, 13)), ("BRN", (114, 7, 115, 13)))
    return first, second


@pytest.fixture(scope="module")
def figure(two):
    return map_compare(*two, sea.REGION)


def test_a_patch_has_one_of_four_kinds():
    assert [kind_of(*pair) for pair in ((("A",), ("A",)), (("A",), ()), ((), ("A",)), (("A",), ("A", "B")))] == [
        SAME, ONLY_A, ONLY_B, OTHER,
    ]  # fmt: skip


def test_areas_by_kind_are_those_of_the_boxes(figure):
    found = figure.info.values["km2_by_kind"]
    expected = {SAME: (110, 7, 112, 13), ONLY_A: (109, 7, 110, 13), ONLY_B: (114, 7, 115, 13), OTHER: (112, 7, 114, 13)}
    assert found == {kind: pytest.approx(area_km2(shapely.box(*bounds)), rel=1e-9) for kind, bounds in expected.items()}
    assert figure.info.values["km2"] == pytest.approx(area_km2(shapely.box(109, 7, 115, 13)), rel=1e-9)


def test_the_map_keeps_the_rules_and_tells_the_differences(figure):
    assert [str(item) for item in lint(figure) if item.severity == "error"] == []
    assert "33\xa0per cent" in figure.info.title
    assert figure.info.values["largest"][0].endswith("Philippines in A; Malaysia in B.")
    assert 80 <= len(figure.info.alt_long.split()) <= 200
    assert len(figure.info.alt_short) <= 250
    for words in ("The set first", "The set second", "only in A", "only in B"):
        assert words in figure.info.alt_long


def test_swapping_the_sets_swaps_letters_and_nothing_else(two, figure):
    swapped = map_compare(two[1], two[0], sea.REGION).info.values["km2_by_kind"]
    straight = figure.info.values["km2_by_kind"]
    assert swapped == {SAME: straight[SAME], ONLY_A: straight[ONLY_B], ONLY_B: straight[ONLY_A], OTHER: straight[OTHER]}
    assert abs(lightness(KINDS[ONLY_A][0]) - lightness(KINDS[ONLY_B][0])) < 2.0


def test_faces_and_a_comparison_are_taken_too(two, figure):
    wanted = figure.info.values["km2_by_kind"]
    assert map_compare(partition(two[0]), partition(two[1]), sea.REGION).info.values["km2_by_kind"] == wanted
    found = map_compare(compare(*two), region=sea.REGION, names=("one", "two"), page="slide")
    assert found.info.values["km2_by_kind"] == wanted
    assert (found.info.values["a"], found.info.values["b"]) == ("one", "two")
    assert [str(item) for item in lint(found) if item.severity == "error"] == []


def test_equal_sets_and_one_set_alone(two):
    same = map_compare(two[0], two[0], sea.REGION)
    assert same.info.values["km2_by_kind"][SAME] == same.info.values["km2"]
    assert "100\xa0per cent" in same.info.title
    assert same.info.values["largest"] == ()
    with pytest.raises(FigureError, match=r"One claim set was given. Give the second one too"):
        map_compare(two[0], region=sea.REGION)


def test_two_scenarios_of_one_set_are_compared_and_the_choice_of_each_is_told():
    always = sea.box("VNM", (109, 7, 112, 13))
    islet = replace(sea.box("PHL", (111, 7, 113, 9)), when={"features": ("12",)})
    variants = replace(sea.claim_set([always, islet]), base={"features": "0"})
    small, large = (partition(variants, scenario=Scenario("s", features=n)) for n in ("0", "12"))
    figure = map_compare(small, large, sea.REGION)
    said = "in A, features with several claimants have no zone; in B, features with several claimants have 12 NM"
    assert said in figure.info.disclaimer
    assert figure.info.values["km2_by_kind"][ONLY_B] > 0 < figure.info.values["km2_by_kind"][OTHER]
    assert [str(item) for item in lint(figure) if item.severity == "error"] == []


def test_a_map_of_another_scenario_says_so_below_its_title():
    always = sea.box("VNM", (109, 7, 112, 13))
    islet = replace(sea.box("PHL", (111, 7, 113, 9)), when={"features": ("12",)})
    variants = replace(sea.claim_set([always, islet]), base={"features": "0"})
    for page in ("a4-landscape", "slide"):
        other = map_claims(partition(variants, scenario=Scenario("wide", features="12")), sea.REGION, page=page)
        assert other.info.subtitle.endswith("; scenario 'wide'.")
        assert "scenario '" not in map_claims(partition(variants), sea.REGION, page=page).info.subtitle
        assert "scenario '" not in map_claims(partition(variants, scenario=Scenario("base")), sea.REGION, page=page).info.subtitle
