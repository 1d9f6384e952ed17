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
