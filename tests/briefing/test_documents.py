"""The documents of a pack: read back, tagged, with alternative texts, and without strangers' traces."""

from __future__ import annotations

import io
import itertools
import json
import re
import zipfile

import pytest
from toolkit.briefing.archives import rewritten
from toolkit.briefing.bound import Text, numerals, text_of
from toolkit.briefing.documents import _rejoined, stop_if
from toolkit.briefing.slides import slides_text
from toolkit.briefing.summary import summary_text
from toolkit.briefing.typeset import pdf_text
from toolkit.errors import PackError


def document(pack, name):
    return (pack / "documents" / name).read_bytes()


def _headings(node) -> list[int]:
    """The levels of the headings of a tagged PDF, in reading order."""
    node = node.get_object()
    if isinstance(node, list):
        return [level for item in node if not isinstance(item, int) for level in _headings(item)]
    if not hasattr(node, "get"):
        return []
    own = re.fullmatch(r"/H(\d)", str(node.get("/S")))
    below = _headings(node["/K"]) if "/K" in node and not isinstance(node["/K"], int) else []
    return [int(own.group(1)), *below] if own else below


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_the_pdf_is_tagged_titled_and_bookmarked(pack, paper):
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(document(pack, f"briefing-{paper}.pdf")))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert "Gulf of Thailand" in reader.metadata.title
    assert len(reader.outline) > 8
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert root["/PageLabels"]
    assert {page.get("/Tabs") for page in reader.pages} == {"/S"}
    levels = _headings(root["/StructTreeRoot"])
    assert levels[0] == 1
    assert max(after - before for before, after in itertools.pairwise(levels)) <= 1
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
    headline = numerals(re.search(r'<ul class="facts">\s*<li>[^<]*<data[^>]*>([^<]+)<', page).group(1).replace("\u00a0", " "))[0]
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
    assert len(re.findall(r'descr="(?:Map|Index map) of [^"]{20,}"', text)) == len(shown)
    assert ".png" not in text


def test_maps_in_the_pdf_are_drawings(pack):
    """No picture but the one of the one page: a map stays sharp however far it is enlarged."""
    from pypdf import PdfReader

    pdf = PdfReader(io.BytesIO(document(pack, "briefing-a4.pdf")))
    pictures = [len(list(page.images)) for page in pdf.pages]
    assert sum(pictures) == 1
    assert pictures.index(1) == 1
    assert len(document(pack, "briefing-a4.pdf")) < 8_000_000


def test_each_slide_has_a_title_of_its_own_a_number_a_language_and_says_whom_it_is_for(pack):
    from pptx import Presentation

    deck = Presentation(io.BytesIO(document(pack, "slides.pptx")))
    cover, *others = deck.slides
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert len(set(titles)) == len(titles)
    for slide in others:
        xml = slide._element.xml
        assert 'type="slidenum"' in xml
        assert "Edition for the study group; not to be passed on" in xml
        assert len(re.findall(r"<a:(?:r|fld)[ >]", xml)) == len(re.findall(r'<a:rPr[^>]*lang="en"', xml))
        assert slide.shapes[0] == slide.shapes.title
        with_map = [shape for shape in slide.shapes if shape.shape_type == 13]
        assert slide.has_notes_slide == bool(with_map)
        if with_map:
            assert slide.notes_slide.notes_text_frame.text.startswith("In words: ")
    assert "Edition for: the study group" in cover._element.xml


def test_no_title_or_subtitle_of_a_slide_is_cut():
    from toolkit.briefing.slides import _SUBTITLE_MM, _SUBTITLE_SIZES, _TITLE_MM, _TITLE_SIZES, _fitting

    # A frame of 314.67 mm less its insets; Noto Sans Bold sets 30 wide letters of 28 points on some 250 mm: one line.
    assert _fitting("M" * 20, _TITLE_MM, _TITLE_SIZES, bold=True) == 28
    sizes = [_fitting("overlapping waters " * n, _TITLE_MM, _TITLE_SIZES, bold=True) for n in range(1, 9)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] < 22
    # Two lines of 11 points take 9.3 of the 10 mm; two of 12 take 10.2.
    assert _fitting("overlapping waters " * 9, _SUBTITLE_MM, _SUBTITLE_SIZES) == 11


def test_no_slide_has_more_text_than_its_height():
    from toolkit.briefing.slides import _BODY_MM, _SIZES, _height, _split

    points = [text_of("a source of data with a long name " * n) for n in (1, 1, 4, 2, 9, 1, 1, 1, 3, 1, 1, 1, 1, 1, 2, 1)]
    slides = list(_split(text_of("Sources"), points))
    assert [point for slide in slides for point in slide.points] == points
    assert len(slides) > 1
    assert [str(slide.title) for slide in slides] == ["Sources", *(f"Sources ({n})" for n in range(2, len(slides) + 1))]
    assert all(_height(slide.points, _SIZES[0]) <= _BODY_MM for slide in slides)
    # One line of 20 points is 20 x 1.2 x 25.4 / 72 mm high.
    assert _height([text_of("short")], 20) == pytest.approx(8.467 + 2.2, abs=0.001)


def test_each_page_of_the_summary_says_whom_it_is_for_and_has_its_number(pack):
    from docx import Document

    made = Document(io.BytesIO(document(pack, "summary.docx")))
    assert "Edition for the study group; not to be passed on" in made.sections[0].header.paragraphs[0].text
    assert "PAGE" in made.sections[0].footer._element.xml
    for table in made.tables:
        assert [column.width for column in table.columns] == [cell.width for cell in table.rows[0].cells]
        assert "w:tblHeader" in table.rows[0]._tr.xml


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


def test_the_one_page_is_one_page_on_every_paper(pack):
    """From its head to the foot with the sources; what follows begins another page."""
    from pypdf import PdfReader

    for paper in ("a4", "letter"):
        pages = [page.extract_text() for page in PdfReader(io.BytesIO(document(pack, f"briefing-{paper}.pdf"))).pages]
        heads = ("The one page", "What is known", "How sure", "Under which lines", "What is withheld", "Where to look next", "From where")
        assert [head for head in heads if head not in pages[1]] == []
        assert "How to read" not in pages[1]
