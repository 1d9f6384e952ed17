"""The index of patches: every patch numbered once, in a box, without a meaning of its own."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up_sea import CODES, REGION, box, claim_set, faces
from toolkit.cartography.export import figure_info
from toolkit.cartography.figures import atlas, map_claims, map_patches
from toolkit.cartography.lint import lint
from toolkit.cartography.patches_map import shades_of
from toolkit.claims.partition import partition
from toolkit.errors import UnknownNameError


def found(figure, rule=""):
    return [item.rule for item in lint(figure) if item.severity == "error" and (not rule or item.rule == rule)]


def numbers(figure):
    return {str(t.get_gid()).removeprefix("label:patch:"): t for t in figure.axes[1].texts if str(t.get_gid()).startswith("label:patch:")}


def boxes(figure):
    return {str(p.get_gid()).rpartition(":")[2]: p for p in figure.axes[1].patches if str(p.get_gid()).startswith("plate:patch:")}


@pytest.fixture(scope="module", params=["a4", "slide"])
def figure(request):
    return map_patches(faces(), REGION, page=request.param)


def test_every_patch_has_its_number_once_and_in_a_box(figure):
    labels = [str(label) for label in faces().frame["label"]]
    assert sorted(numbers(figure)) == sorted(labels) == sorted(boxes(figure))
    assert [text.get_text() for text in numbers(figure).values()] == list(numbers(figure))
    assert found(figure) == []


def test_neighbours_have_different_shades_whoever_claims_them(figure):
    shades = shades_of(figure.base)
    for one, other in itertools.combinations(figure.base.shapes, 2):
        if shapely.intersection(one.shape.buffer(0.2), other.shape.buffer(0.2)).area > 2:
            assert shades[one.face_id] != shades[other.face_id]
    swapped = map_patches(faces((CODES[1], CODES[0], *CODES[2:])), REGION, page=figure.page)
    assert [shades_of(swapped.base)[item.face_id] for item in swapped.base.shapes] == list(shades.values())


def test_no_number_of_claimants_stands_on_the_index(figure):
    assert not [t for t in figure.axes[1].texts if str(t.get_gid()).startswith("label:digit")]
    left_out = [word for word in figure_info(figure)["dropped"] if word.startswith("digit")]
    assert len(left_out) == int((faces().frame["n_claimants"] >= 2).sum())


def test_a_number_without_its_box_is_refused():
    drawn = map_patches(faces(), REGION)
    boxes(drawn)["3"].set_visible(False)
    assert found(drawn) == ["PAT-01"]


def test_a_missing_number_is_refused():
    drawn = map_patches(faces(), REGION)
    numbers(drawn)["3"].set_visible(False)
    assert found(drawn) == ["PAT-01"]


def test_a_number_moved_into_another_patch_is_refused():
    drawn = map_patches(faces(), REGION)
    texts = numbers(drawn)
    here, there = texts["3"].get_position(), texts["9"].get_position()
    texts["3"].set_position(there)
    texts["9"].set_position(here)
    assert "PAT-01" in found(drawn)


def test_a_wrong_number_is_refused():
    drawn = map_patches(faces(), REGION)
    numbers(drawn)["3"].set_text("8")
    assert "PAT-01" in found(drawn)


def test_gaps_between_patches_are_white_or_they_are_lines():
    drawn = map_patches(faces(), REGION)
    gaps = next(c for c in drawn.axes[0].collections if c.get_gid() == "patch gaps")
    gaps.set_color("#2b2b2b")
    assert "LIN-01" in found(drawn)


@settings(max_examples=6, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 6), st.integers(1, 4), st.integers(1, 4)), min_size=1, max_size=6))
def test_whatever_the_sea_each_number_is_on_the_map_or_told(rectangles):
    claims = [
        box(CODES[k], (108.5 + 1.1 * x, 6.3 + 1.05 * y, min(117.8, 108.5 + 1.1 * x + w), min(13.8, 6.3 + 1.05 * y + h)))
        for k, (x, y, w, h) in enumerate(rectangles)
    ]
    drawn = map_patches(partition(claim_set(claims, ())), REGION)
    said = " ".join(t.get_text() for t in drawn.axes[1].texts if str(t.get_gid()).startswith("legend:text"))
    for label in {item.label for item in drawn.base.shapes} - set(numbers(drawn)):
        assert label in said
    assert found(drawn, "PAT-01") == []


def test_patches_that_a_text_names_are_marked_on_the_map_of_claims():
    drawn = map_claims(faces(), REGION, numbers=("2", "7"))
    assert {number: text.get_text() for number, text in numbers(drawn).items()} == {"2": "patch 2", "7": "patch 7"}
    assert found(drawn) == []
    boxes(drawn)["7"].set_facecolor("none")
    assert found(drawn) == ["PAT-01"]


@pytest.mark.parametrize("page", ["a4", "slide"])
def test_a_box_stands_or_leads_to_the_place_that_a_text_gives(page):
    whole = faces()
    shape = whole.frame.set_index("label").loc["2", "geometry"]
    place = shape.representative_point()
    for lon, lat in ((place.x, place.y), np.asarray(shape.exterior.coords)[0]):
        drawn = map_claims(whole, REGION, numbers={"2": (float(lon), float(lat))}, page=page)
        x, y = drawn.base.frame.points([lon], [lat])[0]
        box = boxes(drawn)["2"].get_path().get_extents()
        leaders = [dots for dots in drawn.axes[1].collections if str(dots.get_gid()) == "leader dot:patch:2"]
        at = leaders[0].get_offsets()[0] if leaders else ((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2)
        assert np.allclose(at, (x, y), atol=0.01)
        assert found(drawn, "PAT-01") == []


def test_a_number_of_no_patch_is_refused():
    with pytest.raises(UnknownNameError, match="number of a patch"):
        map_claims(faces(), REGION, numbers=("99",))


def test_an_atlas_can_hold_the_index():
    pages = atlas(["gulf-of-thailand"], index=True)
    assert pages[-1].info.kind == "patches"
    assert pages[-1].info.map_id not in {page.info.map_id for page in pages[:-1]}
