"""The typeset briefing: PDF through Typst, tagged, with bookmarks, the same bytes every time.

Words reach Typst as JSON and are printed as values, so that nothing in them is run; fonts come from the registered files alone; no package
and no file outside the pack can be read.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from toolkit.briefing.columns import shares
from toolkit.briefing.logo import HEIGHT_MM
from toolkit.briefing.messages import messages
from toolkit.briefing.model import Block, Bullets, Content, Figure, Headed, Paragraph, Section, Table
from toolkit.briefing.one_page import FOOT, ONE_PAGE
from toolkit.briefing.pdf_words import page_texts
from toolkit.briefing.tables import shown
from toolkit.briefing.templates_check import typst_words
from toolkit.catalog.registry import dataset_file
from toolkit.errors import PackError, unknown_name

__all__ = ["PAPERS", "pdf_text", "typeset"]

_TEMPLATE = Path(__file__).with_name("templates") / "briefing.typ"

#: Paper -> its name in Typst, and the height of the map on the one page where it was not drawn for a slide.
PAPERS: Final = {"a4": ("a4", "122mm"), "letter": ("us-letter", "108mm")}

#: Sections that begin a page of their own: what is read alone. No other page is left empty for the sake of a head; maps
#: end the pages of most chapters as it is.
_ON_A_PAGE = {"one-page", "how-to-read"}

#: Sections that are not parted: the answer to one question is read on one page.
_WHOLE = {"withheld"}

#: Sections on the one page.
_FIRST = {*ONE_PAGE, FOOT}


def _block(block: Block, level: int, pictures: Mapping[str, str]) -> dict[str, Any]:
    kind = type(block).__name__
    out: dict[str, Any] = {}
    if isinstance(block, Paragraph):
        out = {"text": str(block.text), "style": block.style}
    elif isinstance(block, Bullets):
        out = {"items": [str(item) for item in block.items]}
    elif isinstance(block, Table):
        rows = [[str(value) for value in row] for row in block.rows]
        columns = list(zip(*rows, strict=True)) if rows else [() for _ in block.heads]
        out = {
            "takeaway": str(block.takeaway),
            "caption": str(block.caption),
            "heads": [str(head) for head in block.heads],
            "numeric": list(block.numeric),
            "shares": shares([str(head) for head in block.heads], columns, block.numeric),
            "rows": rows,
            "key": str(block.key),
        }
    elif isinstance(block, Figure):
        out = {name: str(getattr(block, name)) for name in ("number", "title", "subtitle", "alt_short", "alt_long", "map_id")}
        out["image"] = pictures.get(f"{block.name}/slide") or pictures[f"{block.name}/drawing"]
        out["slide"] = f"{block.name}/slide" in pictures
    elif isinstance(block, Headed):
        entries = [{"head": str(entry.head), "paragraphs": [str(text) for text in entry.paragraphs]} for entry in block.entries]
        out = {"entries": entries, "deep": level > 2}
    return {"kind": kind, **out}


def _section(section: Section, pictures: Mapping[str, str]) -> dict[str, Any]:
    return {
        "name": section.name,
        "title": str(section.title),
        "level": section.level - 1,
        "new-page": section.name in _ON_A_PAGE,
        "whole": section.name in _WHOLE,
        "blocks": [_block(block, section.level, pictures) for block in section.blocks],
    }


def _plate(figure: Figure, pictures: Mapping[str, str]) -> dict[str, Any]:
    out = {name: str(getattr(figure, name)) for name in ("number", "alt_short")}
    return {"kind": "Plate", "image": pictures[f"{figure.name}/drawing"], "wide": pictures[f"{figure.name}/wide"] == "yes", **out}


def _sections(content: Content, pictures: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the sections for paper: the maps of a chapter follow its text, each on a page of its own, and are then described.

    The map on the one page stands there as it is drawn for a slide, and once more among the maps of the chapter on claims.
    """
    map_word, described = (messages(content.language).word(f"doc.{key}") for key in ("map", "described"))
    out: list[dict[str, Any]] = []
    waiting: list[Figure] = []
    first = [figure for section in content.sections if section.name in _FIRST for figure in section.figures()]
    for position, section in enumerate(content.sections):
        made = _section(section, pictures)
        if section.name in _FIRST:
            out.append(made)
            continue
        waiting += first if section.name == "claims" else []
        waiting += section.figures()
        made["blocks"] = [block for block in made["blocks"] if block["kind"] != "Figure"]
        out.append(made)
        last = position + 1 == len(content.sections) or content.sections[position + 1].level == 2
        if last and waiting:
            made["blocks"] += [_plate(figure, pictures) for figure in waiting]
            # Their descriptions follow the maps and share a page with the next chapter: before them three lines would take a page.
            for figure in waiting:
                text = f"{figure.number}. {figure.title}. {described}: {figure.alt_long} {figure.map_id}"
                made["blocks"].append({"kind": "Paragraph", "style": "small", "text": f"{map_word} {text}"})
            waiting = []
    return out


def _plain(value: Any) -> Any:
    """Return nested values with control and bidirectional override characters as escapes."""
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value


def typeset(content: Content, folder: str | Path, pictures: Mapping[str, str], *, paper: str = "a4") -> bytes:
    """Return the briefing as PDF.

    Parameters
    ----------
    content : Content
        Everything that the pack says.
    folder : path
        The pack, with its maps; nothing outside it can be read.
    pictures : mapping of str to str
        From :func:`toolkit.briefing.pictures.prepared`.
    paper : {'a4', 'letter'}
        Page.

    Returns
    -------
    bytes
        A tagged PDF (PDF/UA-1; PDF/A-2a besides where the pack has a date).

    Raises
    ------
    UnknownNameError
        The paper is not known.
    PackError
        Typst refuses; its message says why.
    """
    import typst

    if paper not in PAPERS:
        raise unknown_name("paper", paper, PAPERS)
    name, first = PAPERS[paper]
    say = messages(content.language)
    day = dt.date.fromisoformat(content.date) if len(content.date) == 10 else None
    given = _plain(
        {
            "title": str(content.title),
            "subtitle": str(content.subtitle),
            "data_kind": str(content.data_kind),
            "edition": str(content.edition),
            "disclaimer": str(content.disclaimer),
            "closing": str(content.closing),
            "author": say.word("doc.author"),
            "language": content.language,
            "paper": name,
            "words": {
                "short": str(content.running),
                **{key: say.word(f"doc.{key}") for key in ("contents", "page", "of", "map", "described")},
            },
            "sections": _sections(content, pictures),
        }
    )
    source = _TEMPLATE.read_text("utf-8").replace("content.first_map", "auto" if "claims/slide" in pictures else first)
    given["logo"] = {"image": pictures["/logo"], "alt": shown(content.logo.alt), "height": HEIGHT_MM} if content.logo is not None else None
    given["date"] = [day.year, day.month, day.day] if day else None
    fonts = dataset_file("fonts-noto-sans", "NotoSans-Regular.ttf").parent
    try:
        out = typst.compile(  # type: ignore[call-overload]  # the stub wants one type for source, root and fonts
            source.encode("utf-8"),
            root=str(folder),
            font_paths=[str(fonts)],
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"content": json.dumps(given, ensure_ascii=False, sort_keys=True)},
            pdf_standards=["a-2a", "ua-1"] if day else ["ua-1"],
            timestamp=int(dt.datetime.combine(day, dt.time(), dt.UTC).timestamp()) if day else 0,
        )
    except RuntimeError as error:
        raise PackError(
            f"The PDF cannot be typeset: {typst_words(error)}. Undo the last change of {_TEMPLATE.name}, or report this."
        ) from error
    if not isinstance(out, bytes):
        raise PackError("Typst gave no PDF. Update it: the toolkit is tested with the version that its lock file names.")
    return out


def pdf_text(pdf: bytes) -> str:
    """Return the text of a PDF, page by page."""
    return "\n".join(page_texts(pdf))
