"""The tokens keep what the design language promises of them."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest
from colorspacious import cspace_convert
from toolkit.cartography.style import FIXED, LINES, PALETTES, REGIMES, lightness, palette

VISIONS = [None, *({"name": "sRGB1+CVD", "cvd_type": kind, "severity": 100} for kind in ("deuteranomaly", "protanomaly", "tritanomaly"))]
RUNS = ("overlap", "heat", "temperature", "cover", "pressure", "evidence")
TOUCHING = ("status", "fao", "change")


def rgb(colour):
    return np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])


def distance(one, other, vision):
    seen = [rgb(c) if vision is None else np.clip(cspace_convert(rgb(c), vision, "sRGB1"), 0, 1) for c in (one, other)]
    a, b = (cspace_convert(c, "sRGB1", "CAM02-UCS") for c in seen)
    return float(np.hypot.reduce(a - b))


@pytest.mark.parametrize("role", RUNS)
def test_neighbouring_classes_differ_under_every_vision_and_in_grey(role):
    for one, other in pairwise(PALETTES[role]):
        assert min(distance(one, other, vision) for vision in VISIONS) >= 10
        assert abs(lightness(one) - lightness(other)) >= 9


@pytest.mark.parametrize("role", TOUCHING)
def test_classes_that_can_touch_without_order_all_differ(role):
    for one, other in combinations(PALETTES[role], 2):
        assert min(distance(one, other, vision) for vision in VISIONS) >= 10


def test_regimes_all_differ():
    for one, other in combinations(REGIMES.values(), 2):
        assert min(distance(one, other, vision) for vision in VISIONS) >= 10


@pytest.mark.parametrize("role", list(PALETTES))
def test_no_class_looks_like_sea_or_land(role):
    for colour in PALETTES[role]:
        assert min(distance(colour, FIXED["sea"], vision) for vision in VISIONS) >= 7.5
        assert min(distance(colour, FIXED["land"], vision) for vision in VISIONS) >= 6


def test_every_kind_of_line_lays_down_the_same_ink():
    for style in LINES.values():
        share = sum(style.pattern[::2]) / sum(style.pattern) if style.pattern else 1.0
        assert 0.68 <= (style.width - style.core) * share <= 0.72


def test_dashes_are_in_units_of_the_width_so_that_millimetres_come_out():
    # 3.0 mm of dash at a width of 1 pt (25.4 / 72 mm) are 8.504 widths
    on, off = LINES["unilateral"].dashes[1]
    assert (round(on, 3), round(off, 3)) == (8.504, 3.402)
    assert LINES["agreed"].dashes[1] is None


def test_a_palette_keeps_its_ends_and_refuses_too_many_classes():
    assert palette("heat", 6) == PALETTES["heat"]
    assert palette("heat", 3) == (PALETTES["heat"][0], PALETTES["heat"][2], PALETTES["heat"][5])
    with pytest.raises(ValueError, match="7 classes wanted of palette 'heat', which has 1 to 6"):
        palette("heat", 7)
