"""Swapping two claimants changes labels only."""

from __future__ import annotations

import io

import numpy as np
import pytest
from made_up_sea import CODES, LINES, REGION, faces, table
from PIL import Image
from toolkit.cartography.export import figure_info, png_bytes
from toolkit.cartography.figures import map_claims, map_indicator
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


@pytest.mark.parametrize(("one", "other"), [("BRN", "VNM"), ("CHN", "PHL"), ("MYS", "THA")])
def test_the_claims_map_is_the_same_outside_its_labels(one, other):
    first = map_claims(faces(), REGION)
    second = map_claims(faces(swapped(one, other), LINES), REGION)
    free = outside_labels(first) & outside_labels(second)
    assert free.mean() > 0.7
    assert (pixels(first) == pixels(second))[free].all()
    assert figure_info(first)["values"] == figure_info(second)["values"]
    assert figure_info(first)["title"] == figure_info(second)["title"]


def test_an_indicator_map_is_the_same_outside_its_labels():
    values = [5.0, 15.0, 25.0, "not surveyed", 45.0]
    first = map_indicator(faces(), table(faces(), values=values), "hard_coral_cover", REGION)
    other = faces(swapped("CHN", "VNM"), LINES)
    second = map_indicator(other, table(other, values=values), "hard_coral_cover", REGION)
    free = outside_labels(first) & outside_labels(second)
    assert (pixels(first) == pixels(second))[free].all()
