"""Pages without much on them: no empty square, no chart of one bar; and marks in the legend that look as on the map."""

from __future__ import annotations

import pandas as pd
import pytest
import shapely
from made_up_sea import REGION, faces, table
from matplotlib.colors import to_hex
from toolkit.cartography.figures import map_both, map_patches, plot_bars
from toolkit.cartography.lint import lint
from toolkit.catalog.embedded import read_reef_grid
from toolkit.claims.partition import partition
from toolkit.claims.read import read_claims
from toolkit.errors import FigureError

NONE = "no survey in the data used"


def errors(figure):
    return [str(item) for item in lint(figure) if item.severity == "error"]


@pytest.mark.parametrize("page", ["a4", "slide"])
def test_where_no_patch_has_both_values_a_sentence_stands_in_place_of_the_square(page):
    rows = pd.concat([table(faces(), values=[NONE]), table(faces(), indicator="share_sustainable", values=[55.0])])
    figure = map_both(faces(), rows, "hard_coral_cover", "share_sustainable", REGION, page=page)
    said = [text.get_text() for axes in figure.axes for text in axes.texts]
    assert "No patch has both values" in said
    assert not any(text.startswith("n ") for text in said)
    assert errors(figure) == []


def test_one_bar_is_refused_with_the_sentence_that_it_would_say():
    one = table(faces(), values=[46.0, *[NONE] * (len(faces().frame) - 1)])
    with pytest.raises(FigureError, match=r"Only patch 1\b.* has a value of 'hard_coral_cover': 46\sper cent \(4 cells\)"):
        plot_bars(faces(), one, "hard_coral_cover", REGION)


def test_reefs_for_orientation_look_alike_on_the_index_and_in_its_legend():
    figure = map_patches(faces(), REGION, reefs=read_reef_grid())
    drawn = [made for axes in figure.axes for made in axes.collections if str(made.get_gid()) in ("symbol:reef", "legend:reef")]
    assert len(drawn) == 2
    assert len({to_hex(made.get_facecolor()[0]) for made in drawn}) == 1
    assert all((made.get_edgecolor()[:, 3] == 0.0).all() for made in drawn)


def test_reefs_that_the_veil_over_other_waters_hides_are_not_in_the_legend():
    figure = map_patches(partition(read_claims("east-sea-sea-of-japan")), "east-sea-sea-of-japan", reefs=read_reef_grid())
    base = figure.base
    drawn = [made for axes in figure.axes for made in axes.collections if str(made.get_gid()) == "symbol:reef"]
    places = [place for made in drawn for place in made.get_offsets()]
    assert base.veiled
    assert all(shapely.contains_xy(base.frame.region_outline, *place) for place in places)
    named = any(text.get_text().startswith("reef-bearing") for axes in figure.axes for text in axes.texts)
    assert named == bool(drawn)
