"""Make the bare templates of slides and summary: no stranger's name, thumbnail, printer or macro; three layouts; Noto Sans.

A secretariat may edit the files in ``toolkit/briefing/templates`` with its own office programme instead of running this. What the toolkit
asks of them: layouts named Cover, Text and Map with a title (and, on the first two, a body), and the paragraph styles of the summary.
"""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from pptx import Presentation
from pptx.util import Inches
from pptx.util import Pt as Points

HERE = Path(__file__).resolve().parents[2] / "toolkit" / "briefing" / "templates"
FONT = "Noto Sans"
INK = RGBColor(0x1A, 0x1A, 0x1A)
LAYOUTS = {"Title Slide": "Cover", "Title and Content": "Text", "Title Only": "Map"}
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
MARGIN, WIDTH = 12 / 25.4, 314.67 / 25.4

APP = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>ARF marine toolkit</Application></Properties>"
)


def bare(data: bytes) -> bytes:
    """Drop what the libraries' templates carry of others: thumbnails, printer settings, names of programmes; fix order and times."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in sorted(given.namelist(), key=lambda item: (item != "[Content_Types].xml", item)):
            if re.search(r"thumbnail|printerSettings", name):
                continue
            text = given.read(name)
            if name == "docProps/app.xml":
                text = APP.encode("utf-8")
            elif name.endswith(".rels"):
                text = re.sub(rb'<Relationship [^>]*Target="[^"]*(?:thumbnail|printerSettings)[^"]*"[^>]*/>', b"", text)
            elif name == "[Content_Types].xml":
                text = re.sub(rb'<Default [^>]*Extension="(?:bin|jpeg)"[^>]*/>', b"", text)
            elif name.startswith(("ppt/theme/", "word/theme/")):
                text = re.sub(rb'(<a:(?:major|minor)Font><a:latin typeface=")[^"]*', rb"\1" + FONT.encode(), text)
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            made.writestr(entry, text)
    return out.getvalue()


def unnamed(core: object) -> None:
    """Set the properties of a file to nothing."""
    for name in ("author", "last_modified_by", "title", "subject", "keywords", "comments", "category"):
        setattr(core, name, "")


def slides() -> bytes:
    """Return the template of slides."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(13.333), Inches(7.5)
    kept = deck.slide_layouts
    for layout in list(kept):
        if layout.name not in LAYOUTS:
            kept.remove(layout)
            continue
        layout.name = LAYOUTS[layout.name]
    places = {"Cover": ((1.4, 1.6), (3.2, 3.8)), "Text": ((0.35, 1.1), (1.6, 5.3)), "Map": ((0.35, 0.48), (1.6, 5.3))}
    for layout in kept:
        for holder in list(layout.placeholders):
            kind = holder.placeholder_format.idx
            if kind >= 10:  # date, foot and number: the documents print their own
                holder._element.getparent().remove(holder._element)
                continue
            top, height = places[layout.name][0 if kind == 0 else 1]
            holder.left, holder.top, holder.width, holder.height = (Inches(x) for x in (MARGIN, top, WIDTH, height))
        if layout.name == "Cover":
            plain = layout.placeholders[1]._element.txBody.find(f"{A}lstStyle")
            for level in list(plain):
                plain.remove(level)
            first = plain.makeelement(f"{A}lvl1pPr", {"marL": "0", "indent": "0", "algn": "l"})
            first.append(first.makeelement(f"{A}buNone", {}))
            plain.append(first)
            title = layout.placeholders[0]._element.txBody.find(f"{A}bodyPr")
            title.set("anchor", "b")
    for holder in list(deck.slide_master.placeholders):
        kind = holder.placeholder_format.idx
        if kind >= 2:
            holder._element.getparent().remove(holder._element)
            continue
        top, height = places["Text"][kind]
        holder.left, holder.top, holder.width, holder.height = (Inches(x) for x in (MARGIN, top, WIDTH, height))
    styles = deck.slide_master._element.find(qn_p("txStyles"))
    for name, size, bold in (("titleStyle", 28, "1"), ("bodyStyle", 20, "0")):
        for level in styles.find(qn_p(name)):
            if level.tag.endswith("pPr"):
                level.set("algn", "l")
                run = level.find(f"{A}defRPr")
                run.set("sz", str(int(Points(size).pt * 100)))
                run.set("b", bold)
    unnamed(deck.core_properties)
    stream = io.BytesIO()
    deck.save(stream)
    return bare(stream.getvalue())


def qn_p(tag: str) -> str:
    """Return a tag of the presentation namespace."""
    return f"{{http://schemas.openxmlformats.org/presentationml/2006/main}}{tag}"


def summary() -> bytes:
    """Return the template of the summary."""
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(20)
    sizes = {"Normal": 10, "Title": 22, "Heading 1": 15, "Heading 2": 11, "Caption": 9, "List Bullet": 10}
    for name, size in sizes.items():
        style = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), INK
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in [key for key in fonts.attrib if key.endswith("Theme")]:
            del fonts.attrib[attribute]
    for border in document.styles["Title"].element.iter(qn("w:pBdr")):
        border.getparent().remove(border)
        break
    unnamed(document.core_properties)
    stream = io.BytesIO()
    document.save(stream)
    return bare(stream.getvalue())


if __name__ == "__main__":
    (HERE / "slides.pptx").write_bytes(slides())
    (HERE / "summary.docx").write_bytes(summary())
