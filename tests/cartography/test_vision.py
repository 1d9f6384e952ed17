"""Distances of colours are those of the published model, under every vision."""

from __future__ import annotations

import numpy as np
import pytest
from colorspacious import cspace_convert
from toolkit.cartography.style import COLOURS, PALETTES
from toolkit.cartography.vision import VISIONS, distance, nearest_pair, ucs

KINDS = {"protanopia": "protanomaly", "deuteranopia": "deuteranomaly", "tritanopia": "tritanomaly"}


def reference(colour, vision):
    coded = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    if vision != "normal":
        coded = cspace_convert(coded, {"name": "sRGB1+CVD", "cvd_type": KINDS[vision], "severity": 100}, "sRGB1")
    return cspace_convert(coded, "sRGB1", "CAM02-UCS")


@pytest.mark.parametrize("vision", list(VISIONS))
def test_places_of_colours_are_those_of_the_reference_implementation(vision):
    # the matrices from sRGB differ in the fifth digit
    for colour in sorted(COLOURS):
        assert np.allclose(ucs(colour, vision), reference(colour, vision), atol=0.01)


def test_a_colour_is_at_no_distance_from_itself_and_black_is_far_from_white():
    assert distance("#d17ca1", "#d17ca1") == 0
    assert round(distance("#000000", "#ffffff")) == 100


def test_red_and_green_of_one_lightness_meet_for_those_who_lack_one_kind_of_cone():
    assert distance("#d60000", "#707000") > 20
    assert distance("#d60000", "#707000", "deuteranopia") < 8


def test_the_nearest_pair_is_found_with_its_vision():
    least, vision, pair, step, close = nearest_pair(PALETTES["heat"])
    assert (round(least, 1), vision) == (10.8, "protanopia")
    assert pair == ("#9e4442", "#67342a")
    assert round(step, 1) == 12.7
    assert close == ("#fbec99", "#f1c058")
    with pytest.raises(ValueError, match="a distance needs two"):
        nearest_pair(["#ffffff", "#ffffff"])
