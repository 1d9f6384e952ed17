"""Words and numbers on maps."""

from __future__ import annotations

import pytest
from toolkit.cartography.fonts import missing_characters, refuse_missing
from toolkit.cartography.words import listed, loaded_words, per_cent, period, spread
from toolkit.errors import FigureError


def test_shares_are_never_none_nor_all_by_rounding():
    assert per_cent(999.9, 1000).startswith(">99")
    assert per_cent(1000, 1000).startswith("100")
    assert per_cent(0, 1000).startswith("0")
    assert per_cent(1, 0) == ".."


def test_small_words():
    assert period("2015/2015") == "2015"
    assert listed([]) == ""
    assert spread(1.01, 1.02, "degC").startswith("1.0\u00a0")


@pytest.mark.parametrize(
    "text", ["the rightful owner", "waters occupied since", "The EEZ of somewhere", "an alleged claim", "illegal fishing", "our waters"]
)
def test_loaded_words_are_found(text):
    assert loaded_words(text)


@pytest.mark.parametrize(
    "text", ["Claims overlap on 3 km²", "stated by one side", "200 NM from the coast, computed", "claimants, in alphabetical order"]
)
def test_plain_words_pass(text):
    assert not loaded_words(text)


def test_a_character_without_a_glyph_names_the_font_package():
    assert missing_characters("Đảo Trường Sa, Ünye, Ōsaka") == ""
    with pytest.raises(FigureError, match="apt install fonts-noto-core"):
        refuse_missing("\U0001e900")  # Adlam, in no bundled font and in none of the scripts of participants
