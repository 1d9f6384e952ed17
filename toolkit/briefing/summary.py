"""The summary: a DOCX with the one page and what stands in bold or on a map in each chapter."""

from __future__ import annotations

import io
import itertools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from toolkit.briefing.archives import rewritten
from toolkit.briefing.bound import Free, Text
from toolkit.briefing.columns import widths
from toolkit.briefing.logo import HEIGHT_MM
from toolkit.briefing.messages import messages
from toolkit.briefing.model import Block, Bullets, Content, Figure, Paragraph, Section, Table
from toolkit.briefing.one_page import FOOT, ONE_PAGE
from toolkit.briefing.slides import properties
from toolkit.briefing.tables import shown

__all__ = ["summary", "summary_text", "summary_texts"]

#: Sections of the summary, in order; of the chapters only sentences and maps are taken.
_SECTIONS = (
    *ONE_PAGE, FOOT, "how-to-read", "situation", "situation-unknown", "claims", "claims-unknown", "coral",
    "coral-unknown", "fish", "fish-unknown", "pressures", "pressures-unknown", "gaps", "gaps-unknown", "sensitivity",
)  # fmt: skip
_WITH_TABLES = {"claims", "gaps", "sensitivity"}
#: Sections that begin a page: the one page has one of its own, on which its map is as wide as it leaves room for, in millimetres.
_ON_A_PAGE = {"one-page", "how-to-read"}
_FIRST_MM = 130.0

#: Size of the letters of a table, and what a column keeps free, in millimetres.
_EM_MM, _INSET_MM = 2.82, 4.0

_TEMPLATE = Path(__file__).with_name("templates") / "summary.docx"


def _shows(section: Section, block: Block) -> bool:
    """Tell whether what a sentence points at is in the summary: it says the number of a map, or the signs on one."""
    if not isinstance(block, Paragraph):
        return True
    asked = {part.text for part in block.text.parts if isinstance(part, Free) and part.kind == "figure"}
    return asked <= {str(figure.number) for figure in section.figures()}


def _blocks(section: Section) -> list[Block]:
    """Return what is taken of a section; the key of lines is not, nor what points at it or at a map on another page."""
    kept: list[Block] = []
    for block, after in itertools.zip_longest(section.blocks, section.blocks[1:]):
        if any(isinstance(item, Figure) and item.name.startswith("line-key") for item in (block, after)):
            continue
        if not _shows(section, block):
            continue
        if isinstance(block, Paragraph | Bullets | Figure) or (isinstance(block, Table) and section.name in _WITH_TABLES):
            kept.append(block)
    return kept


def _told(block: Block) -> list[Text]:
    """Return the texts of a block as the summary prints them."""
    if isinstance(block, Figure):
        return [block.alt_short, block.number, block.title, block.subtitle]
    return list(block.texts())


def summary_texts(content: Content) -> list[str]:
    """Return every text that the summary is made from."""
    out = [str(content.title), str(content.subtitle), str(content.data_kind), str(content.disclaimer)]
    out += [content.logo.alt] if content.logo is not None else []
    for section in content.only(*_SECTIONS).sections:
        out.append(str(section.title))
        for block in _blocks(section):
            out += [str(text) for text in _told(block)]
    return out


def summary(content: Content, folder: str | Path, pictures: Mapping[str, str]) -> bytes:
    """Return the summary, in the styles of ``templates/summary.docx``.

    Parameters
    ----------
    content : Content
        Everything that the pack says.
    folder : path
        The pack, with its maps.
    pictures : mapping of str to str
        From :func:`toolkit.briefing.pictures.prepared`.

    Returns
    -------
    bytes
        A DOCX; the same content gives the same bytes.
    """
    from docx import Document
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    document = Document(str(_TEMPLATE))
    language = document.styles["Normal"].element.get_or_add_rPr()
    for old in language.findall(qn("w:lang")):
        language.remove(old)
    language.append(language.makeelement(qn("w:lang"), {qn("w:val"): content.language}))
    _running(document.sections[0], content)
    if content.logo is not None:
        mark = document.add_picture(io.BytesIO(content.logo.data), height=Mm(HEIGHT_MM))._inline
        mark.docPr.set("descr", shown(content.logo.alt))
        mark.docPr.set("name", "Logo")
        mark.graphic.graphicData.pic.nvPicPr.cNvPr.set("name", "Logo")
    document.add_heading(shown(str(content.title)), level=0)
    for text in (content.subtitle, content.data_kind, content.disclaimer):
        document.add_paragraph(shown(str(text)))
    map_word = messages(content.language).word("doc.map")
    for section in content.only(*_SECTIONS).sections:
        head = document.add_heading(shown(str(section.title)), level=section.level - 1)
        head.paragraph_format.page_break_before = section.name in _ON_A_PAGE
        before = len(document.paragraphs)
        for block in _blocks(section):
            _add(document, block, Path(folder), pictures, map_word, _FIRST_MM if section.name in ONE_PAGE else 170.0)
        if section.name in (*ONE_PAGE, FOOT):
            # The one page is one page in every document: close lines, and its foot in small letters.
            head.paragraph_format.space_before = Pt(6)
            for paragraph in document.paragraphs[before:]:
                paragraph.paragraph_format.line_spacing, paragraph.paragraph_format.space_after = 1.0, Pt(2)
                for run in paragraph.runs if section.name == FOOT else ():
                    run.font.size = Pt(8)
    properties(document.core_properties, content)
    stream = io.BytesIO()
    document.save(stream)
    return rewritten(stream.getvalue())


def _running(page: Any, content: Content) -> None:
    """Write title and audience at the head of each page, and its number at the foot; both are fields of the programme's own kind."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Pt

    say = messages(content.language)
    head = page.header.paragraphs[0].add_run(shown(" \u00b7 ".join(str(text) for text in (content.title, content.edition) if text.parts)))
    foot = page.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    runs = [head, foot.add_run(f"{content.running} {say.word('doc.page')} ")]
    for kind, words in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = foot.add_run()
        part = run._r.makeelement(qn("w:fldChar"), {qn("w:fldCharType"): kind}) if kind else run._r.makeelement(qn("w:instrText"), {})
        if words:
            part.text = words
        run._r.append(part)
        runs.append(run)
    for run in runs:
        run.font.size = Pt(8)


def _add(document: Any, block: Block, folder: Path, pictures: Mapping[str, str], map_word: str, width: float) -> None:
    from docx.shared import Mm

    if isinstance(block, Paragraph):
        run = document.add_paragraph().add_run(shown(str(block.text)))
        run.bold = block.style == "lead" or None
    elif isinstance(block, Bullets):
        for item in block.items:
            document.add_paragraph(shown(str(item)), style="List Bullet")
    elif isinstance(block, Table):
        _table(document, block)
    elif isinstance(block, Figure):
        drawn = pictures.get(f"{block.name}/slide")
        path = folder / (drawn or pictures[block.name]).lstrip("/")
        # A map for paper is not shrunk: it takes the page.
        shape = document.add_picture(str(path), width=Mm(width)) if drawn else document.add_picture(str(path), height=Mm(225))
        if shape.width > Mm(170):
            shape.height, shape.width = int(shape.height * Mm(170) / shape.width), Mm(170)
        properties_of = shape._inline.docPr
        properties_of.set("descr", shown(str(block.alt_short)))
        properties_of.set("name", f"Map {properties_of.id}")
        shape._inline.graphic.graphicData.pic.nvPicPr.cNvPr.set("name", f"Map {properties_of.id}")
        document.add_paragraph(shown(f"{map_word} {block.number}. {block.title}. {block.subtitle}"), style="Caption")


def _table(document: Any, block: Table) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    document.add_paragraph(shown(str(block.takeaway)))
    document.add_paragraph(shown(str(block.caption)), style="Caption")
    table = document.add_table(rows=1 + len(block.rows), cols=len(block.heads))
    table.style = "Table Grid"
    marked = table.rows[0]._tr.get_or_add_trPr()
    marked.append(marked.makeelement(qn("w:tblHeader"), {qn("w:val"): "true"}))
    table.autofit = False
    by_column = [[str(row[n]) for row in block.rows] for n in range(len(block.heads))]
    found = widths([str(head) for head in block.heads], by_column, total=170.0, em=_EM_MM, inset=_INSET_MM)
    sizes = [Mm(width) for width in found]
    for column, width in zip(table.columns, sizes, strict=True):
        column.width = width
    for number, row in enumerate([block.heads, *block.rows]):
        for column, text in enumerate(row):
            table.cell(number, column).width = sizes[column]
            cell = table.cell(number, column).paragraphs[0]
            run = cell.add_run(shown(str(text)))
            run.font.size = Pt(8)
            run.bold = number == 0 or None
            if block.numeric[column]:
                cell.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.add_paragraph(shown(str(block.key)))


def summary_text(docx: bytes) -> str:
    """Return everything that a DOCX says, alternative texts included."""
    from docx import Document
    from docx.oxml.ns import qn

    body = Document(io.BytesIO(docx)).element.body
    out: list[str] = []
    for element in body.iter():
        if element.tag == qn("w:p"):
            out.append("\n")
        elif element.tag == qn("w:t"):
            out.append(element.text or "")
        elif element.tag == qn("wp:docPr"):
            out.append("\n" + element.get("descr", "") + "\n")
    return "".join(out)
