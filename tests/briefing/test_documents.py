"""The documents of a pack: read back, tagged, with alternative texts, and without strangers' traces."""

from __future__ import annotations

import io
import json
import re
import zipfile

import pytest
from toolkit.briefing.archives import rewritten
from toolkit.briefing.bound import Text, numerals
from toolkit.briefing.documents import _rejoined, stop_if
from toolkit.briefing.slides import slides_text
from toolkit.briefing.summary import summary_text
from toolkit.briefing.typeset import pdf_text
from toolkit.errors import PackError


def document(pack, name):
    return (pack / "documents" / name).read_bytes()


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_the_pdf_is_tagged_titled_and_bookmarked(pack, paper):
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(document(pack, f"briefing-{paper}.pdf")))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert "Gulf of Thailand" in reader.metadata.title
    assert len(reader.outline) > 8
    width = float(reader.pages[0].mediabox.width)
    assert width == pytest.approx({"a4": 595.28, "letter": 612.0}[paper], abs=0.1)


def test_each_map_in_the_pdf_has_its_alternative_text(pack):
    from pypdf import PdfReader

    pdf = PdfReader(io.BytesIO(document(pack, "briefing-a4.pdf")))
    found = [
        str(item["/Alt"])
        for number in range(1, len(pdf.xref[0]) + 1)
        if isinstance(item := pdf.get_object(number), dict) and "/Alt" in item
    ]
    figures = json.loads((pack / "manifest.json").read_text())["figures"]
    wanted = {info["alt_short"] for name, info in figures.items() if not name.endswith("-slide")}
    assert wanted <= {text.replace("\u00a0", "\u00a0") for text in found}


def test_every_document_says_the_same_headline(pack):
    texts = [
        pdf_text(document(pack, "briefing-a4.pdf")),
        slides_text(document(pack, "slides.pptx")),
        summary_text(document(pack, "summary.docx")),
    ]
    page = (pack / "index.html").read_text()
    headline = numerals(re.search(r'<ul class="facts">\s*<li><data[^>]*>([^<]+)<', page).group(1).replace("\u00a0", " "))[0]
    for text in texts:
        assert headline in numerals(text.replace("\u00a0", " "))


@pytest.mark.parametrize("name", ["slides.pptx", "summary.docx"])
def test_office_files_carry_no_clock_no_stranger_and_no_thumbnail(pack, name):
    with zipfile.ZipFile(io.BytesIO(document(pack, name))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        names = archive.namelist()
        assert names == sorted(names, key=lambda item: (item != "[Content_Types].xml", item))
        assert not [item for item in names if "thumbnail" in item or "printerSettings" in item]
        core = archive.read("docProps/core.xml").decode()
        everything = b"".join(archive.read(item) for item in names if item.endswith((".xml", ".rels"))).decode("utf-8", "replace")
    assert "ARF marine toolkit" in core
    assert "Steve Canny" not in everything
    assert "python-" not in core
    assert "thumbnail" not in everything


@pytest.mark.parametrize("name", ["slides.pptx", "summary.docx"])
def test_each_picture_has_a_text_of_its_own_and_no_file_name(pack, name):
    with zipfile.ZipFile(io.BytesIO(document(pack, name))) as archive:
        text = "".join(
            archive.read(item).decode() for item in archive.namelist() if re.search(r"slides/slide\d+\.xml$|word/document\.xml$", item)
        )
    figures = json.loads((pack / "manifest.json").read_text())["figures"]
    shown = [stem for stem in figures if not stem.endswith("-slide") and not stem.startswith("line-key")]
    assert len(re.findall(r'descr="Map of [^"]{20,}"', text)) == len(shown)
    assert ".png" not in text


def test_no_slide_title_names_a_claimant(pack):
    from pptx import Presentation

    for slide in Presentation(io.BytesIO(document(pack, "slides.pptx"))).slides:
        assert not re.search(r"Cambodia|Thailand(?! )|Viet Nam", slide.shapes.title.text_frame.text.replace("Gulf of Thailand", ""))


def test_rewriting_forgets_order_and_time():
    def archive(names, year):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as made:
            for name in names:
                made.writestr(zipfile.ZipInfo(name, (year, 1, 1, 0, 0, 0)), name)
        return stream.getvalue()

    assert rewritten(archive(["b.xml", "a.xml"], 2001)) == rewritten(archive(["a.xml", "b.xml"], 2020))


def test_a_numeral_broken_over_a_line_is_one_numeral_and_two_that_follow_each_other_are_two():
    allowed = {"10.14284", "632", "7"}
    assert numerals(_rejoined("https://doi.org/10.\n14284/632", allowed)) == ["10.14284", "632"]
    assert numerals(_rejoined("Map 7\n632 patches", allowed)) == ["7", "632"]
    assert numerals(_rejoined("about 99\n1 patch", allowed)) == ["99", "1"]


def test_type_of_a_map_for_a4_is_still_legible_on_letter_paper():
    from toolkit.cartography.style import TYPE

    assert min(style.size for style in TYPE["A4"].values()) * 279.4 / 297.0 >= 6.0


def test_findings_stop_a_build_and_the_first_are_named():
    stop_if([], "nothing")
    with pytest.raises(PackError, match=r"(?s)a numeral is bound to no cell\.\n  f0\n.*and 2 more"):
        stop_if([f"f{n}" for n in range(10)], "a numeral is bound to no cell")


def test_an_empty_text_is_no_text():
    assert str(Text()) == ""
