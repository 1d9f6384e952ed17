"""The pack's page: one HTML file that opens from disk and asks nothing of the network."""

from __future__ import annotations

import base64
import hashlib
import io
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup, escape

from toolkit.briefing.bound import Bound, Text
from toolkit.briefing.messages import messages
from toolkit.briefing.model import Content, Explorer
from toolkit.briefing.pictures import on_paper
from toolkit.briefing.tables import shown
from toolkit.briefing.workers import Workers
from toolkit.cartography.web_embed import explorer_script, explorer_style
from toolkit.errors import PackError

__all__ = ["expected_texts", "page_text", "render_page"]

_TEMPLATES = Path(__file__).with_name("templates")


#: Width of a map on the page, in pixels: sharp on most screens, and small enough to send. The files in maps/ are for print.
_WIDTH = 1500


def _image(path: Path) -> dict[str, Any]:
    """Return a map as a ``data:`` address with its size, so that the page is whole in itself."""
    from PIL import Image

    data = on_paper(path, _WIDTH)
    with Image.open(io.BytesIO(data)) as picture:
        width, height = picture.size
    return {"uri": "data:image/png;base64," + base64.b64encode(data).decode("ascii"), "width": width, "height": height}


def _drawing(web: Explorer) -> Markup:
    """Return the drawing of a map to explore with the names of its patches and its own; cartography escaped the rest."""
    names = iter(web.names)
    svg = re.sub(r'aria-label=""', lambda _: f'aria-label="{escape(shown(str(next(names))))}"', web.svg)
    return Markup(svg.replace('aria-label="Map. "', f'aria-label="{escape(shown(str(web.words[-1])))}"', 1))  # noqa: S704


def _hash(text: str) -> str:
    """Return the hash by which the policy of the page knows a style or script."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _exact(text: Text) -> str:
    """Return the stored number of a cell, for sorting; nothing where there is none."""
    return next((f"{bound.value:.9g}" for bound in text.bounds if bound.value == bound.value), "")


def _words(text: Text) -> Markup:
    """Return a text with its bound numbers marked; every string is escaped."""
    out = []
    for part in text.parts:
        if isinstance(part, str):
            out.append(escape(shown(part)))
        elif isinstance(part, Bound):
            out.append(Markup('<data value="{}">{}</data>').format("" if part.value != part.value else repr(part.value), part.text))
        else:
            out.append(escape(shown(part.text)))
    return Markup("").join(out)


def render_page(content: Content, images: str | Path, workers: Workers | None = None) -> str:
    """Render the page; every string is escaped, and the content-security policy allows nothing but the page itself.

    Parameters
    ----------
    content : Content
        Everything that the pack says.
    images : path
        Folder of the maps.
    workers : Workers, optional
        Who shares the work; by default this process alone.

    Returns
    -------
    str
        The page as HTML.

    Raises
    ------
    PackError
        The template asks for a name that is not given.
    """
    figures = [figure for section in content.sections for figure in section.figures()]
    explored = [figure.web for figure in figures if figure.web is not None]
    css = (_TEMPLATES / "index.css").read_text("utf-8") + (explorer_style([web.css for web in explored]) if explored else "")
    script = explorer_script() if explored else ""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined, keep_trailing_newline=True
    )
    environment.filters["words"] = _words
    environment.filters["kind"] = lambda block: type(block).__name__
    environment.filters["drawing"] = _drawing
    environment.filters["exact"] = _exact
    pictures = (workers or Workers(1)).each(_image, [(Path(images) / f"{figure.name}.png",) for figure in figures])
    try:
        template = environment.get_template("index.html.j2")
        return template.render(
            content=content,
            say=messages(content.language),
            images=dict(zip((figure.name for figure in figures), pictures, strict=True)),
            css=Markup(css),  # noqa: S704  (our own style sheet, whose checksum must fit)
            css_hash=_hash(css),
            script=Markup(script),  # noqa: S704  (our own script, whose checksum must fit)
            script_hash=_hash(script),
            legend=Markup,
            logo="" if content.logo is None else "data:image/png;base64," + base64.b64encode(content.logo.data).decode("ascii"),
        )
    except jinja2.TemplateError as error:
        raise PackError(f"The template index.html.j2 cannot be filled: {error}. Undo its last change.") from error


class _Reader(HTMLParser):
    """Reads a page as a person or a screen reader does: text, alternative texts, title; no styles."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._skip = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("style", "script"):
            self._skip += 1
        if tag not in ("data", "strong", "span", "a"):
            self.parts.append("\n")
        self.parts += [f"\n{value}\n" for name, value in attrs if name in ("alt", "aria-label", "title") and value]

    def handle_endtag(self, tag: str) -> None:
        if tag in ("style", "script"):
            self._skip -= 1
        if tag not in ("data", "strong", "span", "a"):
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._skip:
            self.parts.append(data)


def page_text(html: str) -> str:
    """Return everything that a page says."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return "".join(reader.parts)


def expected_texts(content: Content) -> list[str]:
    """Return every text that the page is rendered from, as often as it stands there."""
    out = [str(text) for text in content.texts()]
    out += [content.logo.alt] if content.logo is not None else []
    out.append(str(content.title))
    out += [str(section.title) for section in content.sections if section.level == 2]
    return out
