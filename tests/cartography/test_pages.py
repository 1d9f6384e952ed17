"""Page grids: bands inside the margins, none over another."""

from __future__ import annotations

from itertools import combinations

import pytest
from toolkit.cartography.pages import PAGES, Rect, page_of
from toolkit.errors import UnknownNameError


@pytest.mark.parametrize("page", PAGES.values(), ids=list(PAGES))
def test_bands_lie_inside_the_margins_and_do_not_overlap(page):
    bands = [page.title, page.frame, page.legend, page.foot]
    for band in bands:
        assert page.inner.contains(band, 1e-6)
    for one, other in combinations(bands, 2):
        assert not one.overlaps(other)
    assert page.frame.contains(page.map_rect)
    assert page.map_rect.w * page.map_rect.h >= 0.4 * page.width * page.height


@pytest.mark.parametrize("aspect", [0.3, 0.8, 0.93, 1.1, 1.55, 2.5])
def test_a_slide_has_a_frame_of_the_shape_of_its_region(aspect):
    page = page_of("slide", aspect)
    bands = [page.title, page.frame, page.legend, page.foot, *([page.insets] if page.insets else [])]
    for band in bands:
        assert page.inner.contains(band, 1e-6)
    for one, other in combinations(bands, 2):
        assert not one.overlaps(other)
    if 0.8 <= aspect <= 1.6:
        assert page.map_rect.w / page.map_rect.h == pytest.approx(aspect)
    # as large as the band of the grid allows, in one direction at least
    grid = PAGES["slide"].map_rect
    assert max(page.map_rect.w / grid.w, page.map_rect.h / grid.h) == pytest.approx(1.0)
    # what a narrow map leaves free is the legend's, and locator and scale need not lie on the map
    assert (page.insets is not None) == (aspect < 1.2)
    assert page.legend.right == pytest.approx(PAGES["slide"].legend.right)


def test_a_paper_takes_the_direction_in_which_the_region_is_larger():
    assert page_of("a4", 0.8).id == "a4-portrait"
    assert page_of("a3", 1.8).id == "a3-landscape"
    with pytest.raises(UnknownNameError, match="Unknown page 'a5'"):
        page_of("a5")


def test_rectangles():
    outer, inner = Rect(0, 0, 10, 10), Rect(2, 3, 4, 5)
    assert outer.contains(inner)
    assert not inner.contains(outer)
    assert inner.edges == (2, 3, 6, 8)
    assert inner.grown(1) == Rect(1, 2, 6, 7)
    assert not Rect(0, 0, 1, 1).overlaps(Rect(1, 0, 1, 1))
