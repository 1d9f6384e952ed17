"""Templates that a secretariat may have edited, tried before a long job: what cannot be used is named with its file and place."""

from __future__ import annotations

import json
import string
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from toolkit.briefing.readme import FIELDS, template_of
from toolkit.catalog.registry import dataset_file
from toolkit.errors import PackError

__all__ = ["check_templates", "typst_words"]

_TEMPLATES: Final = Path(__file__).with_name("templates")

#: Layouts of the slides, and whether each needs a place for text beside its title.
_LAYOUTS: Final = {"Cover": True, "Text": True, "Map": False}

#: Styles that the summary is written in.
_STYLES: Final = ("Title", "Heading 1", "Heading 2", "List Bullet", "Caption", "Table Grid", "Normal")

_UNDO: Final = "Undo the last change of this file (git checkout toolkit/briefing/templates), or mend it."


def check_templates(language: str = "en") -> None:
    """Try every template of a pack.

    Parameters
    ----------
    language : str
        Of the fixed words.

    Raises
    ------
    PackError
        A template is damaged, or has not what the documents ask of it.
    """
    _check_pages()
    _check_readme(language)
    _check_typeset()
    _check_slides()
    _check_summary()


def _check_pages() -> None:
    import jinja2

    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(_TEMPLATES), autoescape=True)
    environment.filters.update(dict.fromkeys(("words", "kind", "drawing", "exact"), str))
    for name in ("index.html.j2", "all.html.j2"):
        try:
            environment.get_template(name)
        except jinja2.TemplateSyntaxError as error:
            raise PackError(f"The template {name} cannot be read, line {error.lineno}: {error.message}. {_UNDO}") from error
        except jinja2.TemplateNotFound as error:
            raise PackError(f"The template {name} is missing. {_UNDO}") from error


def _check_readme(language: str) -> None:
    path = template_of(language)
    try:
        asked = {name for _, name, _, _ in string.Formatter().parse(path.read_text("utf-8")) if name is not None}
    except (OSError, ValueError) as error:
        raise PackError(
            f"The template {path.name} cannot be read: {error}. A brace that is to be printed is written twice. {_UNDO}"
        ) from error
    if unknown := sorted(asked - set(FIELDS)):
        raise PackError(f"The template {path.name} asks for {_quoted(unknown)}. Allowed: {', '.join(sorted(FIELDS))}. {_UNDO}")


def _check_typeset() -> None:
    """Set a page of nothing."""
    import typst

    words = dict.fromkeys(("contents", "page", "of", "map", "described", "short"), "x")
    given: dict[str, Any] = {"words": words, "sections": [], "date": None, "logo": None, "paper": "a4", "language": "en"}
    given |= dict.fromkeys(("title", "subtitle", "data_kind", "edition", "disclaimer", "closing", "author"), "x")
    fonts = dataset_file("fonts-noto-sans", "NotoSans-Regular.ttf").parent
    source = (_TEMPLATES / "briefing.typ").read_text("utf-8").replace("content.first_map", "auto")
    try:
        _, warnings = typst.compile_with_warnings(  # type: ignore[call-overload]  # the stub wants one type for source, root and fonts
            source.encode("utf-8"), root=str(_TEMPLATES), font_paths=[str(fonts)], ignore_system_fonts=True, format="pdf",
            sys_inputs={"content": json.dumps(given)}, timestamp=0,
        )  # fmt: skip
    except RuntimeError as error:
        raise PackError(f"The template briefing.typ cannot be set: {typst_words(error)}. {_UNDO}") from error
    if strange := sorted({str(item.message) for item in warnings if "font" in str(item.message)}):
        raise PackError(
            f"The template briefing.typ asks for letters that are not there: {'; '.join(strange)}. Allowed: Noto Sans, whose files are "
            "registered, so that every machine sets the same pages; another font is registered first (data/README.md)."
        )


def typst_words(error: Exception) -> str:
    """Return what Typst says of a mistake, with its hints."""
    hints = [str(hint) for hint in getattr(error, "hints", ())]
    return "; ".join([str(getattr(error, "message", error)).strip(), *hints]).rstrip(".")


def _check_slides() -> None:
    from pptx import Presentation

    path = _TEMPLATES / "slides.pptx"
    try:
        layouts = {layout.name: layout for layout in Presentation(str(path)).slide_layouts}
    except Exception as error:  # the library raises whatever the damaged archive gave it
        raise PackError(f"The template {path.name} cannot be read: {error}. Save it as a PPTX again. {_UNDO}") from error
    if missing := sorted(set(_LAYOUTS) - set(layouts)):
        raise PackError(
            f"The template {path.name} has no layout {_quoted(missing)}. It needs {', '.join(_LAYOUTS)}; name them so in its master. "
            f"{_UNDO}"
        )
    for name, needs_body in _LAYOUTS.items():
        held: Any = layouts[name].placeholders
        places = {holder.placeholder_format.idx for holder in held}
        if 0 not in places or (needs_body and 1 not in places):
            lacks = "title" if 0 not in places else "place for text"
            raise PackError(f"The layout {name} of the template {path.name} has no {lacks}. Insert it in the master of slides. {_UNDO}")


def _check_summary() -> None:
    from docx import Document

    path = _TEMPLATES / "summary.docx"
    try:
        styles = {style.name for style in Document(str(path)).styles}
    except Exception as error:  # as above
        raise PackError(f"The template {path.name} cannot be read: {error}. Save it as a DOCX again. {_UNDO}") from error
    if missing := sorted(set(_STYLES) - styles):
        raise PackError(f"The template {path.name} has no style {_quoted(missing)}. It needs {', '.join(_STYLES)}. {_UNDO}")


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)
