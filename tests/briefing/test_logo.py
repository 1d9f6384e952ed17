"""A logo is checked before anything is made with it."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from toolkit.briefing.logo import read_logo
from toolkit.errors import SchemaError, UnreadableFileError


def png(path, size=(200, 100), **more):
    Image.new("RGBA", size, (10, 20, 30, 0)).save(path, format="png", **more)
    return path


def test_a_good_logo_is_written_anew_without_its_metadata(tmp_path):
    info = PngInfo()
    info.add_text("Author", "somebody at a desk")
    logo = read_logo(png(tmp_path / "logo.png", pnginfo=info), " Secretariat ")
    assert (logo.width, logo.height, logo.alt) == (200, 100, "Secretariat")
    assert b"somebody" not in logo.data
    with Image.open(io.BytesIO(logo.data)) as shown:
        assert shown.getpixel((0, 0)) == (255, 255, 255)


def test_a_broken_or_missing_logo_is_refused(tmp_path):
    (tmp_path / "broken.png").write_bytes(png(tmp_path / "whole.png").read_bytes()[:60])
    (tmp_path / "drawn.svg").write_text("<svg/>")
    for name in ("broken.png", "drawn.svg", "none.png"):
        with pytest.raises(UnreadableFileError, match=f"{name} cannot be read as a PNG .* Save it as PNG"):
            read_logo(tmp_path / name, "x")


def test_a_logo_without_words_or_of_a_wrong_size_is_refused(tmp_path):
    with pytest.raises(SchemaError, match="no alternative text"):
        read_logo(png(tmp_path / "logo.png"), "  ")
    with pytest.raises(SchemaError, match=r"16 x 100 pixels"):
        read_logo(png(tmp_path / "thin.png", (16, 100)), "x")


def test_a_release_names_no_logo_that_it_does_not_carry():
    from toolkit.briefing import edition

    full = object.__new__(edition.Edition)
    for name in edition.Edition.__dataclass_fields__:
        object.__setattr__(full, name, None)
    object.__setattr__(full, "parameters", {"logo": "our-mark.png", "page": "a4"})
    assert edition._with_logo(full, None).parameters == {"logo": "embedded", "page": "a4"}
    assert full.parameters["logo"] == "our-mark.png"
