"""Interactive maps as parts of a page that holds several: each with ids of its own, the shapes of all of them stored once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from html import unescape
from importlib.resources import files
from typing import Any

from toolkit.cartography.web_drawing import WIDTH, document_of
from toolkit.catalog.regions import Region

__all__ = ["WebParts", "explorer_script", "explorer_style", "shared", "web_parts"]

#: Rules of the style of a map that stands alone which a page with several takes over, and those that it has itself.
_OWN = (".", ":focus", "th button", "th[", "td.num", "button", "@media (")
_OF_A_PAGE = (".lead", ".stamp", ".scroll")

#: Paths shorter than this are not worth a name of their own.
_LONG = 120
_PATH = re.compile(rf'<path((?: [a-z-]+="[^"]*")*?) d="([^"]{{{_LONG},}})"/>')


@dataclass(frozen=True)
class WebParts:
    """The parts of one interactive map.

    Attributes
    ----------
    prefix : str
        What its ids begin with; the element that holds it has class ``explorer`` and ``data-prefix``.
    svg, legend, css : str
        Drawing, legend and the rules of its fills; no number stands in the drawing but the digits and the marks.
    words, digits, titles : tuple of str
        The texts of legend and drawing, to be bound; titles are those of lines and features, in the words of their sources.
    marks : tuple of str
        Of features, which the list below the legend keys to their names.
    face_ids : tuple of str
        Faces in the order of the drawing, which the table beside it keeps.
    width, height, most : float
        Size in the drawing's own units, and the largest zoom.
    """

    prefix: str
    svg: str
    legend: str
    css: str
    words: tuple[str, ...]
    digits: tuple[str, ...]
    titles: tuple[str, ...]
    marks: tuple[str, ...]
    face_ids: tuple[str, ...]
    width: float
    height: float
    most: float


def web_parts(
    faces: Any,
    region: str | Region,
    prefix: str,
    *,
    table: Any = None,
    indicator: Any = None,
    statistic: str | None = None,
    time: str | None = None,
    profile: str = "un",
    synthetic: bool = False,
) -> WebParts:
    """Draw an interactive map for a page that holds several.

    Parameters
    ----------
    faces, region, table, indicator, statistic, time, profile, synthetic
        As for :func:`toolkit.map_web`.
    prefix : str
        Small letters, digits and hyphens; unique on the page.

    Returns
    -------
    WebParts
        Names of faces are left to the page (``aria-label`` of each ``g.face`` is empty): it binds their numbers.

    Raises
    ------
    FigureError
        As for :func:`toolkit.map_web`.
    """
    made = document_of(faces, table, indicator, region, statistic=statistic, time=time, basis=None, profile=profile, synthetic=synthetic)
    svg = re.sub(r'(<g class="face"[^>]*) aria-label="[^"]*"', r'\1 aria-label=""', made.svg(""))
    features = made.features_list()
    legend = made.legend() + features
    plain = legend.replace("<h2>", '<p class="head">').replace("</h2>", "</p>")
    return WebParts(
        prefix=prefix,
        svg=_prefixed(svg, prefix),
        legend=_prefixed(plain, prefix),
        css="".join(f"#{prefix}root {rule}\n" for rule in made.classes_css().strip().split("\n")),
        words=tuple(unescape(text) for text in re.findall(r"<(?:span|h2)>(.*?)</", legend)),
        digits=tuple(re.findall(r'<text class="digit"[^>]*>(.*?)</text>', svg)),
        titles=tuple(unescape(text) for text in (*re.findall(r"<title>(.*?)</title>", svg), *re.findall(r"<li>([^<]*)</li>", features))),
        marks=tuple(re.findall(r'<text class="[^"]*feature-mark[^"]*"[^>]*>(.*?)</text>', svg)),
        face_ids=tuple(item.face_id for item in made.shapes),
        width=WIDTH,
        height=round(made.frame.rect.h, 3),
        most=made.most(),
    )


def _prefixed(fragment: str, prefix: str) -> str:
    """Give every id of a fragment, and every reference to one, a prefix."""
    out = re.sub(r' id="([^"]+)"', rf' id="{prefix}\1"', fragment)
    return re.sub(r'(url\(|href=")#', rf"\1#{prefix}", out)


def shared(parts: Iterable[WebParts]) -> tuple[str, list[WebParts]]:
    """Store each long path once and draw it from there.

    Parameters
    ----------
    parts : iterable of WebParts
        Maps of one page.

    Returns
    -------
    tuple of (str, list of WebParts)
        A drawing of no size that holds the paths, and the maps that use them.
    """
    names: dict[str, str] = {}

    def use(match: re.Match[str]) -> str:
        name = names.setdefault(match.group(2), f"shape-{len(names) + 1}")
        return f'<use{match.group(1)} href="#{name}"/>'

    out = [replace(item, svg=_PATH.sub(use, item.svg)) for item in parts]
    # A line keeps its width at any zoom whether its path is drawn here or from the store: the effect is not inherited, nor do rules of
    # style that name the store reach the copies.
    paths = "".join(f'<path id="{name}" vector-effect="non-scaling-stroke" d="{data}"/>' for data, name in names.items())
    return f'<svg class="shapes" aria-hidden="true" width="0" height="0"><defs>{paths}</defs></svg>', out


def explorer_style(rules: Iterable[str]) -> str:
    """Return the style of maps on a page that has a style of its own for everything else.

    Parameters
    ----------
    rules : iterable of str
        The ``css`` of each map.
    """
    given = (files("toolkit.cartography") / "web" / "explore.css").read_text("utf-8").splitlines()
    own = [line for line in given if line.startswith(_OWN) and not line.startswith(_OF_A_PAGE)]
    return "\n".join([*own, *rules]) + "\n"


def explorer_script() -> str:
    """Return the script of the maps."""
    return (files("toolkit.cartography") / "web" / "explore.js").read_text("utf-8")
