"""The pack's page: one HTML file that opens from disk and asks nothing of the network."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2

__all__ = ["data_uri", "render_page"]

_TEMPLATES = Path(__file__).with_name("templates")


def data_uri(path: str | Path) -> str:
    """Return a PNG file as a ``data:`` address, so that the page is whole in itself."""
    return "data:image/png;base64," + base64.b64encode(Path(path).read_bytes()).decode("ascii")


def render_page(context: Mapping[str, Any]) -> str:
    """Render the page; every string is escaped, and the content-security policy allows nothing but the page itself.

    Parameters
    ----------
    context : mapping
        The names that ``templates/index.html.j2`` asks for.

    Returns
    -------
    str
        The page as HTML.

    Raises
    ------
    jinja2.UndefinedError
        The template asks for a name that is not given.
    """
    css = (_TEMPLATES / "index.css").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(css.encode("utf-8")).digest()).decode("ascii")
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
    )
    environment.globals["css"] = _Safe(css)
    environment.globals["css_hash"] = digest
    return environment.get_template("index.html.j2").render(**context)


class _Safe(str):
    """Our own style sheet: the one string that is not escaped, because its checksum must fit."""

    __slots__ = ()

    def __html__(self) -> str:
        return self
