"""Swapping two claimants changes labels only."""

from __future__ import annotations

import functools
import io
import itertools

import numpy as np
import pandas as pd
import pytest
from made_up_sea import CODES, LINES, REGION, faces, table
from PIL import Image
from toolkit.cartography.export import figure_info, png_bytes
from toolkit.cartography.figures import map_both, map_claims, map_indicator
from toolkit.cartography.measure import Measured

DPI = 50


def pixels(figure):
    return np.asarray(Image.open(io.BytesIO(png_bytes(figure, DPI))).convert("RGB"), dtype=np.int16)


def outside_labels(figure):
    """Return where no text stands (with a little around it)."""
    page = figure.page
    free = np.ones((int(page.height / 25.4 * DPI), int(page.width / 25.4 * DPI)), dtype=bool)
    for word in Measured.of(figure).words:
        box = word.box.grown(1.2)
        x0, y0, x1, y1 = (round(v / 25.4 * DPI) for v in box.edges)
        free[max(y0, 0) : max(y1, 0) + 1, max(x0, 0) : max(x1, 0) + 1] = False
    return free


def swapped(one, other):
    return tuple({one: other, other: one}.get(code, code) for code in CODES)


@functools.cache
def first_world():
    figure = map_claims(faces(), REGION)
    return figure_info(figure), outside_labels(figure), pixels(figure)


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(CODES, 2)))
def test_the_claims_map_is_the_same_outside_its_labels(one, other):
    info, free, drawn = first_world()
    second = map_claims(faces(swapped(one, other), LINES), REGION)
    free = free & outside_labels(second)
    assert free.mean() > 0.7
    assert (drawn == pixels(second))[free].all()
    assert figure_info(second)["values"] == info["values"]
    assert figure_info(second)["title"] == info["title"]


def test_two_indicators_at_once_are_the_same_outside_their_labels():
    def draw(of):
        rows = pd.concat([table(of, values=[5.0, 15.0, 25.0]), table(of, indicator="share_sustainable", values=[45.0, 55.0, 65.0])])
        return map_both(of, rows, "hard_coral_cover", "share_sustainable", REGION)

    first, second = draw(faces()), draw(faces(swapped("CHN", "VNM"), LINES))
    free = outside_labels(first) & outside_labels(second)
    assert (pixels(first) == pixels(second))[free].all()


def test_an_indicator_map_is_the_same_outside_its_labels():
    values = [5.0, 15.0, 25.0, "no survey in the data used", 45.0]
    first = map_indicator(faces(), table(faces(), values=values), "hard_coral_cover", REGION)
    other = faces(swapped("CHN", "VNM"), LINES)
    second = map_indicator(other, table(other, values=values), "hard_coral_cover", REGION)
    free = outside_labels(first) & outside_labels(second)
    assert (pixels(first) == pixels(second))[free].all()
