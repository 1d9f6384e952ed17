"""The sheet: a figure of exact size whose two axes count in millimetres, and text that is measured before it is drawn.

Everything is placed in millimetres from the top left of the page. The map's axes clip what is drawn on the map; the page's
axes hold the rest. Sizes of text come from the fonts themselves, not from a renderer, so that a layout does not depend on the
resolution.
"""

from __future__ import annotations

import base64
import functools
import html
from dataclasses import dataclass, field
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch
from matplotlib.path import Path as MplPath
from matplotlib.patheffects import Stroke
from matplotlib.text import Text
from matplotlib.textpath import text_to_path

from toolkit.cartography.fonts import families, missing_characters, refuse_missing
from toolkit.cartography.pages import Page, Rect
from toolkit.cartography.style import FIXED, PT_MM, TYPE, TypeStyle

__all__ = ["RC", "MapFigure", "Sheet", "fitted", "font", "text_width", "wrapped"]

#: Settings under which every figure is drawn and written, whatever the user's own settings are.
RC: dict[str, Any] = {
    "svg.hashsalt": "arf-marine",
    "svg.fonttype": "path",
    "svg.id": None,
    "pdf.fonttype": 42,
    "pdf.compression": 6,
    "path.simplify": False,
    "path.snap": False,
    "text.hinting": "none",
    "text.antialiased": True,
    "text.usetex": False,
    "text.parse_math": False,
    "lines.scale_dashes": True,
    "hatch.linewidth": 0.35,
    "path.effects": [],
    "path.sketch": None,
    "agg.path.chunksize": 0,
}

#: Height of a line of text as a multiple of its size; of the part above the base line; and of that below.
LINE_HEIGHT = 1.25
ASCENT = 0.76
DESCENT = 0.24


class MapFigure(Figure):
    """A figure that draws itself the same under any settings, and tells what is on it.

    Attributes
    ----------
    info : object
        What :func:`toolkit.cartography.figure_info` returns.
    page : Page
        Its page grid.
    base : MapBase
        Faces, lines and frame on the page, against which the lint measures.
    reasons : dict of str to str
        Face id -> kind of reason, for faces without a value.
    groups : dict of str to str
        Face id -> its class in words, from the data and not from what was drawn: faces of one class look alike.
    class_order : tuple of str
        The classes from low to high.
    shares : dict of str to float
        Face id -> the share of what its value is taken over that has data.
    has_map : bool
        Whether a map is on it, not only a table or a chart.
    """

    info: Any
    page: Page
    base: Any
    reasons: dict[str, str]
    groups: dict[str, str]
    class_order: tuple[str, ...]
    shares: dict[str, float]
    has_map: bool

    def __init__(self, page: Page, dpi: float = 150.0) -> None:
        super().__init__(figsize=(page.width / 25.4, page.height / 25.4), dpi=dpi, facecolor=FIXED["paper"], edgecolor="none")
        FigureCanvasAgg(self)
        self.page = page
        self.info = None
        self.base = None
        self.reasons = {}
        self.groups = {}
        self.class_order = ()
        self.shares = {}
        self.has_map = True

    def draw(self, renderer: Any) -> None:
        """Draw with the settings of this room."""
        with mpl.rc_context(RC):  # type: ignore[arg-type]
            super().draw(renderer)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict[str, Any], dict[str, Any]]:
        """Show the figure in a notebook as a picture with its alternative text, which JupyterLab keeps only in HTML."""
        from toolkit.cartography.export import png_bytes

        alt = str(getattr(self.info, "alt_short", ""))
        data = png_bytes(self, dpi=110)
        source = base64.b64encode(data).decode("ascii")
        page = f'<img src="data:image/png;base64,{source}" alt="{html.escape(alt, quote=True)}" style="max-width:100%"/>'
        return {"text/html": page, "image/png": data, "text/plain": alt}, {"image/png": {"alt": alt}}


@functools.lru_cache(maxsize=64)
def font(style: TypeStyle) -> FontProperties:
    """Return the font of a style of text."""
    return FontProperties(
        family=list(families()), size=style.size, weight=style.weight, style="italic" if style.slant == "italic" else "normal"
    )


@functools.lru_cache(maxsize=16384)
def text_width(text: str, style: TypeStyle) -> float:
    """Return the width of one line of text in millimetres."""
    if not text.isascii():
        missing_characters(text)  # looks for fonts installed since the list of fonts was written
    width, _, _ = text_to_path.get_text_width_height_descent(text, font(style), ismath=False)
    return float(width) * PT_MM


def line_height(style: TypeStyle) -> float:
    """Return the distance between base lines in millimetres."""
    return style.size * LINE_HEIGHT * PT_MM


def wrapped(text: str, style: TypeStyle, width: float) -> list[str]:
    """Break a text at blanks into lines of at most a width in millimetres; a longer word is broken between letters."""
    lines: list[str] = []
    current = ""
    for word in text.split(" "):
        trial = f"{current} {word}" if current else word
        if text_width(trial, style) <= width:
            current = trial
            continue
        if current:
            lines.append(current)
        while text_width(word, style) > width and len(word) > 1:
            cut = next(n for n in range(len(word) - 1, 0, -1) if n == 1 or text_width(word[:n], style) <= width)
            lines.append(word[:cut])
            word = word[cut:]
        current = word
    return [*lines, current] if current else lines


def fitted(text: str, style: TypeStyle, width: float) -> str:
    """Return a text cut to a width with an ellipsis, or as it is where it fits."""
    if text_width(text, style) <= width:
        return text
    while text and text_width(text + "…", style) > width:
        text = text[:-1]
    return text.rstrip(" ,;:") + "…"


@dataclass
class Sheet:
    """A page being drawn.

    Attributes
    ----------
    page : Page
        Its grid.
    figure : MapFigure
        The figure.
    map_rect : Rect
        The frame of the map.
    ground, surface : matplotlib.axes.Axes
        Axes in millimetres: clipped to the frame, and the whole page above it.
    """

    page: Page
    figure: MapFigure
    map_rect: Rect
    ground: Axes
    surface: Axes
    notes: list[str] = field(default_factory=list)

    @classmethod
    def new(cls, page: Page, map_rect: Rect | None = None) -> Sheet:
        """Begin an empty page."""
        rect = map_rect or page.map_rect
        figure = MapFigure(page)
        ground = _axes(figure, page, rect, "map", 1)
        surface = _axes(figure, page, Rect(0, 0, page.width, page.height), "page", 2)
        return cls(page, figure, rect, ground, surface)

    def panel(self, rect: Rect, name: str) -> Sheet:
        """Return a sheet for a further map on the same page, in a frame of its own."""
        return Sheet(self.page, self.figure, rect, _axes(self.figure, self.page, rect, name, 1), self.surface)

    def style(self, role: str) -> TypeStyle:
        """Return the style of a role of text on this paper."""
        return TYPE[self.page.paper][role]

    def write(
        self,
        x: float,
        y: float,
        text: str,
        role: str | TypeStyle,
        *,
        gid: str,
        ha: str = "left",
        rotation: float = 0.0,
        colour: str | None = None,
        halo: str | None = None,
        zorder: float = 50.0,
    ) -> Text:
        """Write one line of text with its base line at ``y`` millimetres.

        A halo is an artist of its own below plain text: a text with a path effect would vanish from the text of a PDF.
        """
        refuse_missing(text)
        style = self.style(role) if isinstance(role, str) else role
        common: dict[str, Any] = {
            "fontproperties": font(style),
            "ha": ha,
            "va": "baseline",
            "rotation": rotation,
            "rotation_mode": "anchor",
            "parse_math": False,
            "clip_on": False,
        }
        if halo:
            width = {"A4": 1.6, "A3": 2.2, "slide": 3.0}[self.page.paper]
            below = self.surface.text(x, y, text, color=halo, zorder=zorder - 0.5, **common)
            below.set_path_effects([Stroke(linewidth=width, foreground=halo, joinstyle="round")])
            below.set_gid(f"halo:{gid}")
        out = self.surface.text(x, y, text, color=colour or style.colour, zorder=zorder, **common)
        out.set_gid(gid)
        return out

    def box(
        self, rect: Rect, *, gid: str, fill: str | None, edge: str | None = None, width: float = 0.25, zorder: float = 10.0
    ) -> PathPatch:
        """Draw a rectangle on the page."""
        path = MplPath(
            [(rect.x, rect.y), (rect.right, rect.y), (rect.right, rect.bottom), (rect.x, rect.bottom), (rect.x, rect.y)], closed=True
        )
        patch = PathPatch(
            path, facecolor=fill or "none", edgecolor=edge or "none", linewidth=width if edge else 0.0, joinstyle="miter", zorder=zorder
        )
        patch.set_gid(gid)
        patch.set_clip_on(False)
        self.surface.add_artist(patch)
        return patch


def _axes(figure: MapFigure, page: Page, rect: Rect, label: str, zorder: float) -> Axes:
    """Return axes without any decoration that count in millimetres of the page, downwards."""
    axes = figure.add_axes(
        (rect.x / page.width, 1 - rect.bottom / page.height, rect.w / page.width, rect.h / page.height), label=label, zorder=zorder
    )
    axes.set_xlim(rect.x, rect.right)
    axes.set_ylim(rect.bottom, rect.y)
    axes.set_axis_off()
    axes.set_gid(label)
    axes.patch.set_visible(False)
    return axes
