"""Slides: a PPTX with editable text, one finding with its map on a slide, alternative text on every picture.

The look is that of ``templates/slides.pptx``, which a secretariat can edit: its layouts Cover, Text and Map are filled here.
"""

from __future__ import annotations

import datetime as dt
import functools
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from toolkit.briefing.archives import rewritten
from toolkit.briefing.bound import Free, Part, Text, text_of
from toolkit.briefing.logo import HEIGHT_MM
from toolkit.briefing.messages import Messages, messages
from toolkit.briefing.model import Bullets, Content, Figure, Headed, Paragraph, Section
from toolkit.briefing.tables import shown
from toolkit.catalog.registry import dataset_file
from toolkit.errors import PackError

__all__ = ["properties", "slide_texts", "slides", "slides_text"]

_TEMPLATE: Final = Path(__file__).with_name("templates") / "slides.pptx"

#: A slide of the maps, in millimetres: where the middle of the drawing begins, and its foot.
_WIDTH_MM, _HEIGHT_MM, _MIDDLE_MM, _FOOT_MM, _NUMBER_MM, _MARGIN_MM = 338.67, 190.5, 31.5, 172.0, 182.0, 12.0

#: Chapters with a slide of what is known and one of what is not.
_SURE: Final = ("how-sure", "which-lines", "held-back", "next")
_CHAPTERS: Final = ("claims", "coral", "fish", "pressures", "gaps")

#: Heights that are free for the title and for the line under it, and the sizes that their letters may have, in points.
_TITLE_MM, _TITLE_SIZES = 12.6, (28, 22, 18, 15, 12)
_SUBTITLE_MM, _SUBTITLE_SIZES = 10.0, (16, 14, 12, 11)

#: Height of a line as a multiple of its letters; room that a frame leaves at each side, in millimetres; a point in millimetres.
_LEADING, _INSET_MM, _POINT_MM = 1.2, 2.54, 25.4 / 72

#: Height that the points of a slide have, what lies between two of them, and their indent, in millimetres; the sizes of their letters.
_BODY_MM, _BETWEEN_MM, _INDENT_MM, _SIZES = 130.0, 2.2, 10.0, (20, 16, 14, 12)


@dataclass(frozen=True)
class _Slide:
    title: Text
    points: tuple[Text, ...]
    figure: Figure | None = None


def _split(title: Text, points: list[Text]) -> Iterator[_Slide]:
    """Yield as many slides as the points need; from the second on their titles are numbered, so that each has one of its own."""
    page: list[Text] = []
    pages: list[list[Text]] = []
    for point in points:
        if page and _height([*page, point], _SIZES[0]) > _BODY_MM:
            pages.append(page)
            page = []
        page.append(point)
    if page:
        pages.append(page)
    for number, held in enumerate(pages, start=1):
        yield _Slide(title if number == 1 else text_of(title, " (", Free(str(number), "figure"), ")"), tuple(held))


#: Words that a point of a slide has at most, where it has more than one sentence.
_MOST_WORDS: Final = 40


def _points(text: Text) -> list[Text]:
    """Return a text of many words as several points, parted between sentences."""
    sentences: list[list[Part]] = [[]]
    for part in text.parts:
        if not isinstance(part, str):
            sentences[-1].append(part)
            continue
        first, *others = part.split(". ")
        for closed in others:
            sentences[-1].append(f"{first}.")
            sentences.append([])
            first = closed
        sentences[-1].append(first)
    points: list[list[Part]] = []
    for sentence in sentences:
        if points and len(str(text_of(*points[-1], " ", *sentence)).split()) <= _MOST_WORDS:
            points[-1] += [" ", *sentence]
        else:
            points.append(list(sentence))
    return [made for made in (text_of(*point) for point in points) if made.parts]


def _said(section: Section) -> list[Text]:
    """Return what a chapter says in its own sentences: not its small print, and not the words that announce a map."""
    out: list[Text] = []
    for block in section.blocks:
        if isinstance(block, Bullets):
            out += [point for item in block.items for point in _points(item)]
        elif isinstance(block, Paragraph) and block.style in ("lead", "plain"):
            announces = any(isinstance(part, Free) and part.kind == "figure" for part in block.text.parts)
            out += [] if announces else _points(block.text)
    return out


def _slides(content: Content, say: Messages) -> Iterator[_Slide]:
    """Yield the slides after the cover."""
    for name in ("known", "not-known"):
        yield from _split(content.section(name).title, _said(content.section(name)))
    # What the page says in a line or two under a head of its own is one slide.
    yield from _split(say("section.how-sure-slide"), [item for name in _SURE for item in _said(content.section(name))])
    for figure in content.section("next").figures():
        yield _Slide(figure.title, (figure.subtitle,), figure)
    known = {section.name for section in content.sections}
    for name in _CHAPTERS:
        section = content.section(name)
        yield from _split(section.title, _said(section))
        for figure in section.figures():
            if not figure.name.startswith("line-key"):  # a table of many rows is no slide; it stands in the other documents
                yield _Slide(figure.title, (figure.subtitle,), figure)
        if f"{name}-unknown" in known:
            unknown = content.section(f"{name}-unknown")
            yield from _split(unknown.title, _said(unknown))
    yield from _split(content.section("register").title, _said(content.section("register")))
    # What was measured and what the lines rest on; what a pack is drawn and written with stands in the annex.
    listed = next((block.entries for block in content.section("sources").blocks if isinstance(block, Headed)), ())
    yield from _split(content.section("sources").title, [entry.head for entry in listed])


def slide_texts(content: Content) -> list[str]:
    """Return every text that the slides are made from."""
    out = [str(content.title), str(content.subtitle), str(content.data_kind), str(content.disclaimer)]
    out += [content.logo.alt] if content.logo is not None else []
    for slide in _slides(content, messages(content.language)):
        out += [str(slide.title), *(str(text) for text in slide.points)]
        if slide.figure is not None:
            out += [str(slide.figure.alt_short), str(slide.figure.map_id), str(slide.figure.alt_long)]
    return out


def slides(content: Content, folder: str | Path, pictures: Mapping[str, str]) -> bytes:
    """Return the slides.

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
        A PPTX; the same content gives the same bytes.

    Raises
    ------
    PackError
        The template has not the layouts that are asked for.
    """
    from pptx import Presentation
    from pptx.util import Mm

    say = messages(content.language)
    deck = Presentation(str(_TEMPLATE))
    layouts = {layout.name: layout for layout in deck.slide_layouts}
    missing = sorted({"Cover", "Text", "Map"} - set(layouts))
    if missing:
        raise PackError(f"{_TEMPLATE.name} has no layout {', '.join(missing)}. It needs Cover, Text and Map; name them so in its master.")
    first = deck.slides.add_slide(layouts["Cover"])
    _title(first, content.title)
    _body(first, [content.subtitle, content.data_kind, content.disclaimer], 16)
    if content.logo is not None:
        picture = first.shapes.add_picture(io.BytesIO(content.logo.data), Mm(_MARGIN_MM), Mm(_MARGIN_MM), height=Mm(HEIGHT_MM))
        picture._element.nvPicPr.cNvPr.set("descr", shown(content.logo.alt))
        picture._element.nvPicPr.cNvPr.set("name", "Logo")
    for item in _slides(content, say):
        slide = deck.slides.add_slide(layouts["Text" if item.figure is None else "Map"])
        _title(slide, item.title, _fitting(str(item.title), _TITLE_MM, _TITLE_SIZES, bold=True))
        if item.figure is None:
            size = next((size for size in _SIZES if _height(item.points, size) <= _BODY_MM), _SIZES[-1])
            _body(slide, list(item.points), size)
            _foot(slide, content)
            continue
        size = _fitting(" ".join(str(text) for text in item.points), _SUBTITLE_MM, _SUBTITLE_SIZES)
        _box(slide, _MARGIN_MM, 21.0, _WIDTH_MM - 2 * _MARGIN_MM, _SUBTITLE_MM, item.points, size)
        _picture(slide, Path(folder), item.figure, pictures)
        foot = (content.running, item.figure.map_id)
        _box(slide, _MARGIN_MM, _FOOT_MM, _WIDTH_MM - 2 * _MARGIN_MM, 12.0, foot, 12)
        _foot(slide, content)
        # Whoever speaks to the map has its description at hand.
        slide.notes_slide.notes_text_frame.text = shown(f"{say.word('doc.described')}: {item.figure.alt_long}")
    for slide in deck.slides:
        _in_language(slide, content.language)
    properties(deck.core_properties, content)
    stream = io.BytesIO()
    deck.save(stream)
    return rewritten(stream.getvalue())


def _fitting(text: str, height: float, sizes: tuple[int, ...], *, bold: bool = False) -> int:
    """Return the largest size in which a text stands in a frame as wide as the slide without being cut; the smallest if none does."""
    width = _WIDTH_MM - 2 * _MARGIN_MM - 2 * _INSET_MM
    return next((size for size in sizes if _lines(text, width, size, bold=bold) * size * _LEADING * _POINT_MM <= height), sizes[-1])


def _height(points: Sequence[Text], size: int) -> float:
    """Return the height of points under each other, in millimetres."""
    width = _WIDTH_MM - 2 * _MARGIN_MM - 2 * _INSET_MM - _INDENT_MM
    return sum(_lines(str(point), width, size) * size * _LEADING * _POINT_MM + _BETWEEN_MM for point in points)


def _lines(text: str, width: float, size: int, *, bold: bool = False) -> int:
    """Return how many lines a text takes in a frame so many millimetres wide."""
    font = _font(bold)
    room, lines, line = width / (size * _POINT_MM) * 100, 1, ""
    for word in text.split(" "):
        longer = f"{line} {word}".strip()
        lines, line = (lines, longer) if font.getlength(longer) <= room else (lines + 1, word)
    return lines


@functools.cache
def _font(bold: bool) -> Any:
    """Return the letters of the slides at a hundred units, to measure with."""
    from PIL import ImageFont

    return ImageFont.truetype(str(dataset_file("fonts-noto-sans", f"NotoSans-{'Bold' if bold else 'Regular'}.ttf")), 100)


def _foot(slide: Any, content: Content) -> None:
    """Write whom the slides are for and the number of the slide at the foot; the number is a field, so that it follows when slides move."""
    from pptx.enum.text import PP_ALIGN
    from pptx.oxml.ns import qn
    from pptx.util import Mm, Pt

    frame = slide.shapes.add_textbox(Mm(_WIDTH_MM / 2), Mm(_NUMBER_MM), Mm(_WIDTH_MM / 2 - _MARGIN_MM), Mm(6.0)).text_frame
    paragraph = frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT
    paragraph.font.size = Pt(11)
    paragraph.text = shown(f"{content.edition} \u00b7 ") if content.edition.parts else ""
    line = paragraph._p
    field = line.makeelement(qn("a:fld"), {"id": "{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}", "type": "slidenum"})
    field.append(field.makeelement(qn("a:rPr"), {}))
    text = field.makeelement(qn("a:t"), {})
    text.text = "\u2039#\u203a"
    field.append(text)
    last = line.find(qn("a:endParaRPr"))
    line.append(field) if last is None else last.addprevious(field)


def _in_language(slide: Any, language: str) -> None:
    """Name the language of every run, for those who hear the slides."""
    from pptx.oxml.ns import qn

    parts = [slide._element, *([slide.notes_slide._element] if slide.has_notes_slide else [])]
    for part in parts:
        for run in part.iter(qn("a:r"), qn("a:fld")):
            said = run.find(qn("a:rPr"))
            if said is None:
                said = run.makeelement(qn("a:rPr"), {})
                run.insert(0, said)
            said.set("lang", language)


def _title(slide: Any, text: Text, size: int = 0) -> None:
    from pptx.util import Pt

    slide.shapes.title.text_frame.text = shown(str(text))
    if size:
        for paragraph in slide.shapes.title.text_frame.paragraphs:
            paragraph.font.size = Pt(size)


def _body(slide: Any, texts: list[Text], size: int) -> None:
    holder = next(item for item in slide.placeholders if item.placeholder_format.idx == 1)
    _write(holder.text_frame, texts, size)


def _box(slide: Any, left: float, top: float, width: float, height: float, texts: tuple[Text, ...], size: int) -> None:
    from pptx.util import Mm

    frame = slide.shapes.add_textbox(Mm(left), Mm(top), Mm(width), Mm(height)).text_frame
    frame.word_wrap = True
    _write(frame, list(texts), size)


def _write(frame: Any, texts: list[Text], size: int) -> None:
    from pptx.util import Pt

    frame.word_wrap = True
    for position, text in enumerate(texts):
        paragraph = frame.paragraphs[0] if position == 0 else frame.add_paragraph()
        paragraph.text = shown(str(text))
        paragraph.space_after = Pt(6)
        paragraph.font.size = Pt(size)


def _picture(slide: Any, folder: Path, figure: Figure, pictures: Mapping[str, str]) -> None:
    """Place a map: the middle of its slide where it was drawn for one, else the map for paper, whole."""
    from pptx.util import Mm

    drawn = pictures.get(f"{figure.name}/slide")
    path = folder / (drawn or pictures[figure.name]).lstrip("/")
    if drawn:
        picture = slide.shapes.add_picture(str(path), Mm(0), Mm(_MIDDLE_MM), width=Mm(_WIDTH_MM))
    else:
        picture = slide.shapes.add_picture(str(path), Mm(0), Mm(_MIDDLE_MM), height=Mm(_FOOT_MM - _MIDDLE_MM - 1.0))
        picture.left = Mm((_WIDTH_MM - picture.width / Mm(1)) / 2)
    named = picture._element.nvPicPr.cNvPr
    named.set("descr", shown(str(figure.alt_short)))
    named.set("name", f"Map {picture.shape_id}")


def properties(core: Any, content: Content) -> None:
    """Set what a file says of itself; nothing of the machine or the template."""
    say = messages(content.language)
    day = dt.datetime.fromisoformat(content.date) if len(content.date) == 10 else dt.datetime(1980, 1, 1)
    core.author = core.last_modified_by = say.word("doc.author")
    core.title, core.subject, core.keywords, core.comments, core.category = str(content.title), str(content.data_kind), "", "", ""
    core.created = core.modified = core.last_printed = day
    core.revision, core.language = 1, content.language


def slides_text(pptx: bytes) -> str:
    """Return everything that a PPTX says, alternative texts included."""
    from pptx import Presentation

    out = []
    for slide in Presentation(io.BytesIO(pptx)).slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                out.append(shape.text_frame.text)
            else:
                out.append(str(shape._element.nvPicPr.cNvPr.get("descr", "")))
        if slide.has_notes_slide:
            out.append(slide.notes_slide.notes_text_frame.text)
    return "\n".join(out)
