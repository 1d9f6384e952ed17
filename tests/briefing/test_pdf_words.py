"""The words of a PDF are the same whether its drawings are read or left out."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject
from toolkit.briefing.pdf_words import page_texts, without_paths

FONT = DictionaryObject(
    {
        NameObject("/Type"): NameObject("/Font"),
        NameObject("/Subtype"): NameObject("/Type1"),
        NameObject("/BaseFont"): NameObject("/Helvetica"),
    }
)


def one_page(drawn: bytes) -> bytes:
    """Return a PDF of one page with these operators."""
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): DictionaryObject({NameObject("/F1"): FONT})})
    stream = DecodedStreamObject()
    stream.set_data(drawn)
    page[NameObject("/Contents")] = writer._add_object(stream)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def read_whole(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


PATHS = b"q 1 0 0 1 5 5 cm/c1 cs 0.5 0.6 0.7 scn 10 10 m 20.5 -3 l .5 1. 2 3 4 5 c h\nW\nn\n0 0 9 9 re f* Q\n"


@pytest.mark.parametrize(
    "words",
    [
        b"BT /F1 12 Tf 20 20 Td (Patch 12) Tj ET",
        b"BT /F1 12 Tf 20 20 Td (1 2 m 3 4 l h f) Tj ET",  # looks like a path
        b"BT /F1 12 Tf 20 20 Td (a \\( 1 2 l \\) b) Tj ET",
        b"BT /F1 12 Tf 20 20 Td [(4) 20 (2 m )-300( 5 l)] TJ ET",
        b"BT /F1 12 Tf 20 20 Td <312032206D20> Tj ET",
        b"BT /F1 12 Tf 20 20 Td (a (1 2 m ) b) Tj ET",  # a bracket in a string: nothing is left out
        b"% 1 ( 2\nBT /F1 12 Tf 20 20 Td (comment) Tj ET",
    ],
)
def test_words_stand_whatever_they_look_like(words: bytes) -> None:
    pdf = one_page(PATHS + words + b"\n" + PATHS + b"BT /F1 9 Tf 50 90 Td (end) Tj ET\n")
    assert page_texts(pdf) == read_whole(pdf)
    assert "end" in page_texts(pdf)[0]


@given(st.text(st.characters(codec="ascii", exclude_characters="()\\", min_codepoint=32), max_size=30))
def test_any_string_stands(text: str) -> None:
    drawn = PATHS + b"BT /F1 12 Tf (" + text.encode("ascii") + b") Tj ET " + PATHS
    assert b"(" + text.encode("ascii") + b")" in without_paths(drawn)


def test_drawings_go_and_all_else_stays() -> None:
    assert without_paths(b"x " + PATHS).split() == b"x q 1 0 0 1 5 5 cm Q".split()
    inline = b"q 1 2 m BI /W 4 ID \x00\x01 EI Q"
    assert without_paths(inline) == inline


def test_the_words_of_a_map_are_those_that_pypdf_reads(pack: Path) -> None:
    data = (pack / "maps" / "claims.pdf").read_bytes()
    drawn = PdfReader(io.BytesIO(data)).pages[0].get_contents()
    assert drawn is not None
    assert len(without_paths(drawn.get_data())) < len(drawn.get_data()) / 2
    assert page_texts(data) == read_whole(data)
    assert re.search(r"\w{4}", page_texts(data)[0])
