"""The structure of a figure says what is drawn; a change of what is drawn changes it, a change of looks does not."""

from __future__ import annotations

import matplotlib.figure
import pytest
from made_up_sea import REGION, faces, table
from toolkit.cartography.figures import map_claims, map_indicator
from toolkit.cartography.structure import figure_structure
from toolkit.errors import FigureError


@pytest.fixture(scope="module")
def found():
    return figure_structure(map_claims(faces(), REGION))


def test_what_is_drawn_is_counted(found):
    depth = faces().frame["n_claimants"]
    assert found["kind"] == "claims"
    assert found["faces"] == len(depth)
    assert sum(found["digits"].values()) == (depth > 1).sum()
    assert found["lines"] == {"agreed": 1, "placed": 1, "provisional": 1, "symbol": 1, "unilateral": 1}
    assert found["axes"] == ["map", "page"]


def test_words_are_those_on_the_page(found):
    figure = map_claims(faces(), REGION)
    assert found["title"] == figure.info.title
    assert found["subtitle"] == figure.info.subtitle


def test_the_legend_counts_every_face_once():
    drawn = figure_structure(map_indicator(faces(), table(faces()), "hard_coral_cover", REGION))
    classes = [int(value) for text, value in drawn["legend"] if value and not text.startswith(("overlapping claims", "claimants"))]
    assert sum(classes) == drawn["faces"]


def test_a_face_or_a_word_less_is_seen_and_a_colour_is_not(found):
    figure = map_claims(faces(), REGION)
    patch = next(item for item in figure.axes[0].patches if str(item.get_gid()).startswith("face:"))
    patch.set_facecolor("red")
    assert figure_structure(figure) == found
    patch.set_visible(False)
    assert figure_structure(figure)["faces"] == found["faces"] - 1
    next(item for item in figure.axes[1].texts if str(item.get_gid()).startswith("title:")).set_text("Another title")
    assert figure_structure(figure)["title"] != found["title"]


def test_thousands_are_read_as_one_number():
    figure = map_claims(faces(), REGION)
    figure.info.alt_long = "On 301,000 km², 4.5 per cent, in 8, 9 and 10 patches."
    assert figure_structure(figure)["alt_numbers"] == ["301000", "4.5", "8", "9", "10"]


def test_a_figure_of_another_maker_is_refused():
    with pytest.raises(FigureError, match="map_claims"):
        figure_structure(matplotlib.figure.Figure())
