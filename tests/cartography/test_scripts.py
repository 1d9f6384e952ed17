"""Names in the working scripts of participants: shaped, not strung together; a script without a font is refused with the package."""

from __future__ import annotations

import pytest
from toolkit.cartography import fonts
from toolkit.cartography.sheet import text_width
from toolkit.cartography.style import TYPE
from toolkit.errors import FigureError

STYLE = TYPE["A4"]["title"]

#: A word in which letters join, stack or change places, so that it is narrower than its letters side by side.
SHAPED = {
    "Arabic": "پاکستان",
    "Bengali": "বঙ্গোপসাগর",
    "Devanagari": "हिन्द",
    "Khmer": "កម្ពុជា",
    "Myanmar": "ကပ္ပလီ",
    "Sinhala": "ශ්‍රී",
    "Tamil": "மன்னார்",
    "Thai": "น้ำ",
}


@pytest.mark.parametrize("script", list(SHAPED))
def test_letters_join_and_stack_as_the_script_asks(script):
    word = SHAPED[script]
    if fonts.missing_characters(word):
        pytest.skip(f"no font for {script} is installed")
    assert text_width(word, STYLE) < 0.97 * sum(text_width(letter, STYLE) for letter in word)


@pytest.mark.parametrize("word", ["Россия", "Монгол Улс", "Việt Nam", "Timór-Leste", "Brunei Darussalam"])
def test_what_the_bundled_font_prints_needs_no_other(word):
    assert fonts.missing_characters(word) == ""


@pytest.mark.parametrize(
    ("word", "package"),
    [
        ("東海", "fonts-noto-cjk"),
        ("にほん", "fonts-noto-cjk"),
        ("ニホン", "fonts-noto-cjk"),
        ("동해", "fonts-noto-cjk"),
        ("อ่าวไทย", "fonts-noto-core"),
        ("ລາວ", "fonts-noto-core"),
        ("བོད", "fonts-noto-core"),
    ],
)
def test_a_script_without_a_font_names_the_package(monkeypatch, word, package):
    bundled = fonts.BUNDLED
    monkeypatch.setattr(fonts, "missing_characters", lambda text: "".join(sorted(set(text))))
    fonts.refuse_missing.cache_clear()
    with pytest.raises(FigureError, match=rf"apt install {package}"):
        fonts.refuse_missing(word)
    fonts.refuse_missing.cache_clear()
    assert fonts.families()[0] == bundled


def test_a_font_installed_after_the_list_of_fonts_was_written_is_found(monkeypatch):
    from matplotlib import font_manager

    installed = [path for path in font_manager.findSystemFonts() if "NotoSansThai-Regular" in path or "NotoSansThai[" in path]
    if not installed:
        pytest.skip("no font for Thai is installed")

    def forget():
        for kept in (fonts._look_again, fonts._installed, fonts.families, fonts._covered, fonts.refuse_missing):
            kept.cache_clear()

    stale = [entry for entry in font_manager.fontManager.ttflist if "Thai" not in entry.name]
    monkeypatch.setattr(font_manager.fontManager, "ttflist", stale)
    forget()
    assert "Noto Sans Thai" not in fonts._installed()
    assert fonts.missing_characters("อ่าวไทย") == ""
    assert "Noto Sans Thai" in fonts.families()
    monkeypatch.undo()
    forget()
