"""Slides: a PPTX with editable text, one finding with its map on a slide, alternative text on every picture."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any, Final

from toolkit.briefing.archives import rewritten
from toolkit.briefing.bound import Text
from toolkit.briefing.messages import messages
from toolkit.briefing.model import Bullets, Content, Figure, Paragraph
from toolkit.briefing.tables import shown

__all__ = ["properties", "slide_texts", "slides", "slides_text"]

_WIDTH, _HEIGHT = 13.333, 7.5
_MARGIN: Final = 0.6
#: Layouts of the library's bare template: title only, and nothing.
_TITLE_ONLY = 5


def _rows(content: Content) -> list[tuple[Text, list[Text], Figure | None]]:
    """Return the slides: title, points, map."""
    say = messages(content.language)
    points: dict[str, list[Text]] = {}
    for name in ("known", "not-known", "how-sure"):
        for block in content.section(name).blocks:
            if isinstance(block, Bullets):
                points.setdefault(name, []).extend(block.items)
    out: list[tuple[Text, list[Text], Figure | None]] = [(content.section(name).title, items, None) for name, items in points.items()]
    for section in content.sections:
        lead: list[Text] = []
        for block in section.blocks:
            if isinstance(block, Paragraph) and block.style == "lead":
                lead = [block.text]
            if isinstance(block, Figure):
                out.append((block.title, [block.subtitle, *lead], block))
                lead = []
    missing = [block for block in content.section("pressures").blocks if isinstance(block, Paragraph)]
    out.append((say("section.gaps"), [block.text for block in content.section("gaps").blocks if isinstance(block, Paragraph)], None))
    out.append((say("section.next"), [say("next.gaps"), *(block.text for block in missing[-1:]), *_register(content)], None))
    return out


def _register(content: Content) -> list[Text]:
    return [block.text for block in content.section("register").blocks if isinstance(block, Paragraph)]


def slide_texts(content: Content) -> list[str]:
    """Return every text that the slides are made from."""
    out = [str(content.title), str(content.subtitle), str(content.data_kind), str(content.disclaimer)]
    for title, points, figure in _rows(content):
        out += [str(title), *(str(text) for text in points)]
        if figure is not None:
            out += [str(figure.alt_short), str(figure.map_id)]
    return out


def slides(content: Content, folder: str | Path) -> bytes:
    """Return the slides.

    Parameters
    ----------
    content : Content
        Everything that the pack says.
    folder : path
        The pack, with its maps.

    Returns
    -------
    bytes
        A PPTX; the same content gives the same bytes.
    """
    from pptx import Presentation
    from pptx.util import Inches

    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(_WIDTH), Inches(_HEIGHT)
    layout = deck.slide_layouts[_TITLE_ONLY]
    short = messages(content.language).word("doc.short")
    first = deck.slides.add_slide(layout)
    _title(first, str(content.title), top=1.6, size=36)
    body = _box(first, _MARGIN, 3.2, _WIDTH - 2 * _MARGIN, 3.6)
    _write(body, [str(content.subtitle), str(content.data_kind), str(content.disclaimer)], 16)
    for title, points, figure in _rows(content):
        slide = deck.slides.add_slide(layout)
        _title(slide, str(title), top=0.4, size=26 if figure is None else 22)
        width = _WIDTH - 2 * _MARGIN
        if figure is not None:
            left = _picture(slide, Path(folder) / "maps" / f"{figure.name}.png", str(figure.alt_short))
            width = left - 2 * _MARGIN
            _write(_box(slide, _MARGIN, 6.6, width, 0.6), [short, str(figure.map_id)], 9)
        _write(_box(slide, _MARGIN, 1.6, width, 4.8), [str(text) for text in points], 20 if figure is None else 18)
    properties(deck.core_properties, content)
    stream = io.BytesIO()
    deck.save(stream)
    return rewritten(stream.getvalue())


def _title(slide: Any, text: str, *, top: float, size: int) -> None:
    from pptx.enum.text import PP_ALIGN
    from pptx.util import Inches, Pt

    title = slide.shapes.title
    title.left, title.top, title.width, title.height = Inches(_MARGIN), Inches(top), Inches(_WIDTH - 2 * _MARGIN), Inches(1.1)
    title.text_frame.word_wrap = True
    title.text_frame.text = shown(text)
    for paragraph in title.text_frame.paragraphs:
        paragraph.alignment = PP_ALIGN.LEFT
        paragraph.font.size, paragraph.font.bold, paragraph.font.name = Pt(size), True, "Noto Sans"


def _box(slide: Any, left: float, top: float, width: float, height: float) -> Any:
    from pptx.util import Inches

    frame = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(width), Inches(height)).text_frame
    frame.word_wrap = True
    return frame


def _write(frame: Any, texts: list[str], size: int) -> None:
    from pptx.util import Pt

    for position, text in enumerate(texts):
        paragraph = frame.paragraphs[0] if position == 0 else frame.add_paragraph()
        paragraph.text = shown(text)
        paragraph.space_after = Pt(8)
        paragraph.font.size, paragraph.font.name = Pt(size), "Noto Sans"


def _picture(slide: Any, path: Path, alt: str) -> float:
    """Place a map at the right of a slide, whole, with its alternative text; return where it begins, in inches."""
    from PIL import Image
    from pptx.util import Inches

    with Image.open(path) as image:
        ratio = image.width / image.height
    room_w, room_h = _WIDTH - 2 * _MARGIN - 4.2, _HEIGHT - 1.7
    height = min(room_h, room_w / ratio)
    left = _WIDTH - _MARGIN - height * ratio
    picture = slide.shapes.add_picture(str(path), Inches(left), Inches(1.4), height=Inches(height))
    named = picture._element.nvPicPr.cNvPr
    named.set("descr", shown(alt))
    named.set("name", f"Map {picture.shape_id}")
    return left


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
    return "\n".join(out)
