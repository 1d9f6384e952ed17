"""The atlas: numbered pages, the same foot, one PDF with the same bytes."""

from __future__ import annotations

import io

import pytest
from made_up_sea import REGION, claim_set, world
from pypdf import PdfReader
from toolkit.cartography.atlas_pages import atlas, save_atlas
from toolkit.cartography.measure import Measured
from toolkit.catalog.regions import Region
from toolkit.errors import FigureError, LintError

SECOND = Region("second-sea", "Second Sea", (110.0, 5.0, 118.5, 13.0))


def two_pages():
    return atlas([REGION, SECOND], claims=claim_set(world()))


def test_pages_are_numbered_and_have_the_same_foot(tmp_path):
    figures = two_pages()
    assert [figure.info.kind for figure in figures] == ["claims", "key", "claims", "key"]
    feet = [[word.text for word in Measured.of(figure).starting("disclaimer:")] for figure in figures[::2]]
    ids = [Measured.of(figure).starting("map id")[0].text for figure in figures]
    assert feet[0] == feet[1]
    assert [text.split(" · ")[0] for text in ids] == [f"Page {k} of 4" for k in (1, 2, 3, 4)]
    path = save_atlas(figures, tmp_path)
    first = path.read_bytes()
    assert save_atlas(two_pages(), tmp_path).read_bytes() == first
    book = PdfReader(io.BytesIO(first))
    assert len(book.pages) == 4
    assert "Second Sea" in book.pages[2].extract_text()
    keyed = {str(row["number"]) for row in figures[0].info.line_key}
    assert keyed == {str(row["number"]) for row in figures[1].info.line_key} != set()


def test_a_broken_page_stops_the_book(tmp_path):
    figures = two_pages()[:1]
    next(text for text in figures[0].axes[1].texts if text.get_gid() == "map id").remove()
    with pytest.raises(LintError, match="DIS-02"):
        save_atlas(figures, tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert save_atlas(figures, tmp_path, waive={"DIS-02": "a test"}).name == "atlas.pdf"


def test_no_region_and_no_page_are_told(tmp_path):
    with pytest.raises(FigureError, match="no region"):
        atlas([], claims=claim_set(world()))
    with pytest.raises(FigureError, match="without pages"):
        save_atlas([], tmp_path)
