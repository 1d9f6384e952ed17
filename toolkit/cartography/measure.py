"""What is on a figure, measured by the renderer: texts with boxes in millimetres, lines with widths and patterns, fills."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import Collection, LineCollection, PathCollection
from matplotlib.colors import to_hex, to_rgba
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Patch
from matplotlib.spines import Spine
from matplotlib.text import Text
from matplotlib.textpath import TextPath, text_to_path

from toolkit.cartography.fonts import missing_characters
from toolkit.cartography.info import FigureInfo, info_of
from toolkit.cartography.pages import Page, Rect
from toolkit.cartography.picture import Picture
from toolkit.cartography.sheet import MapFigure
from toolkit.cartography.style import PT_MM

__all__ = ["Line", "Measured", "Shape", "Word", "contrast"]


@dataclass(frozen=True)
class Word:
    """A text on the page."""

    gid: str
    text: str
    size: float
    weight: str
    colour: str
    box: Rect
    halo: str


@dataclass(frozen=True)
class Line:
    """A set of lines with one look: width in points, pattern of the longest in millimetres (empty for solid).

    ``runs`` holds of each line its length, where in its pattern it begins, and the pattern.
    """

    gid: str
    width: float
    pattern: tuple[float, ...]
    colour: str
    alpha: float
    cap: str
    runs: tuple[tuple[float, float, tuple[float, ...]], ...] = ()


@dataclass(frozen=True)
class Shape:
    """A filled shape."""

    gid: str
    fill: str
    edge: str
    edge_width: float
    alpha: float


def _hex(colour: Any) -> str:
    """Return a colour without its alpha; empty for none."""
    rgba = to_rgba(colour) if not hasattr(colour, "__len__") or isinstance(colour, str) or len(colour) else (0, 0, 0, 0)
    return "" if rgba[3] == 0 else to_hex(rgba, keep_alpha=False)


def _alpha(colour: Any, own: float | None) -> float:
    return float(to_rgba(colour)[3]) * (1.0 if own is None else float(own))


def _first(values: Any) -> Any:
    return values[0] if len(values) else "none"


def _runs(artist: LineCollection) -> tuple[tuple[float, float, tuple[float, ...]], ...]:
    """Return of each line its length, phase and pattern, all in millimetres."""
    styles: Any = artist.get_linestyle()
    out = []
    for k, path in enumerate(artist.get_paths()):
        phase, pattern = styles[k % len(styles)]
        length = float(np.hypot(*np.diff(np.asarray(path.vertices), axis=0).T).sum())
        out.append((length, float(phase or 0.0) * PT_MM, tuple(float(step) * PT_MM for step in pattern) if pattern else ()))
    return tuple(out)


@functools.lru_cache(maxsize=8192)
def _outline(text: str, properties: FontProperties) -> tuple[float, float, float, float, float]:
    """Return the bounds of a text's outlines around its base point, and its advance, in millimetres."""
    for character in missing_characters(text):
        text = text.replace(character, "?")
    path = TextPath((0, 0), text, size=properties.get_size_in_points(), prop=properties, usetex=False)
    # Control points bound the curves from outside; the points that close a curve carry no place.
    points = np.asarray(path.vertices)[np.asarray(path.codes) != path.CLOSEPOLY] * PT_MM
    advance = text_to_path.get_text_width_height_descent(text, properties, ismath=False)[0] * PT_MM
    if not len(points):
        return 0.0, 0.0, float(advance), 0.0, float(advance)
    (left, bottom), (right, top) = points.min(axis=0), points.max(axis=0)
    return float(left), float(bottom), float(right), float(top), float(advance)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours.

    References
    ----------
    Web Content Accessibility Guidelines 2.2, definitions of contrast ratio and relative luminance.

    Examples
    --------
    >>> contrast("#000000", "#ffffff")
    21.0
    """

    def luminance(colour: str) -> float:
        channels = [int(colour[i : i + 2], 16) / 255.0 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return round((light + 0.05) / (dark + 0.05), 6)


@dataclass(frozen=True)
class Measured:
    """A figure, measured.

    Attributes
    ----------
    figure : MapFigure
        The figure.
    page : Page
        Its grid.
    info : FigureInfo
        Its record.
    """

    figure: MapFigure
    page: Page
    info: FigureInfo

    @classmethod
    def of(cls, figure: Figure) -> Measured:
        """Measure a figure of this room."""
        info = info_of(figure)
        assert isinstance(figure, MapFigure)
        return cls(figure, figure.page, info)

    @cached_property
    def base(self) -> Any:
        """Faces, lines and frame on the page."""
        return self.figure.base

    @cached_property
    def picture(self) -> Picture:
        """The page as rendered."""
        return Picture(self.figure)

    @cached_property
    def _artists(self) -> list[Artist]:
        children = [(axes, artist) for axes in self.figure.axes for artist in axes.get_children()]
        return [a for axes, a in children if a.get_visible() and a is not axes.patch and not isinstance(a, Spine)]

    @cached_property
    def words(self) -> list[Word]:
        """All texts that are seen, without their halos."""
        texts = [artist for artist in self._artists if isinstance(artist, Text) and artist.get_text().strip()]
        halos = {}
        for text in texts:
            gid = str(text.get_gid() or "")
            if gid.startswith("halo:"):
                halos[(gid.removeprefix("halo:"), text.get_text(), text.get_position())] = _hex(text.get_color())
        out = []
        for text in texts:
            gid = str(text.get_gid() or "")
            if gid.startswith("halo:"):
                continue
            rect = self._ink(text)
            halo = halos.get((gid, text.get_text(), text.get_position()), "")
            out.append(
                Word(gid, text.get_text(), float(text.get_fontsize()), str(text.get_fontweight()), _hex(text.get_color()), rect, halo)
            )
        return out

    def _ink(self, text: Text) -> Rect:
        """Return the box of a text's ink: of its outlines where it stands in millimetres, else as the renderer has it."""
        axes = text.axes
        if (
            axes is None
            or text.get_transform() != axes.transData
            or text.get_verticalalignment() != "baseline"
            or text.get_rotation() not in (0.0, 90.0)
        ):
            box = text.get_window_extent(self.figure.canvas.get_renderer())  # type: ignore[attr-defined]
            unit = 25.4 / self.figure.dpi
            return Rect(box.x0 * unit, self.page.height - box.y1 * unit, box.width * unit, box.height * unit)
        x, y = (float(value) for value in text.get_position())
        left, bottom, right, top, advance = _outline(text.get_text(), text.get_fontproperties())
        shift = {"left": 0.0, "center": advance / 2, "right": advance}[str(text.get_horizontalalignment())]
        if text.get_rotation() == 90.0:
            return Rect(x - top, y - right + shift, top - bottom, right - left)
        return Rect(x + left - shift, y - top, right - left, top - bottom)

    def starting(self, *prefixes: str) -> list[Word]:
        """Return the texts whose name begins with one of some prefixes."""
        return [word for word in self.words if word.gid.startswith(prefixes)]

    @cached_property
    def lines(self) -> list[Line]:
        """All lines."""
        out = []
        for artist in self._artists:
            if not isinstance(artist, LineCollection):
                continue
            width = float(_first(artist.get_linewidth()))
            runs = _runs(artist)
            colour = _first(artist.get_colors())
            out.append(
                Line(
                    str(artist.get_gid() or ""),
                    width,
                    max(runs)[2] if runs else (),
                    _hex(colour),
                    _alpha(colour, artist.get_alpha()),
                    str(artist.get_capstyle() or "butt"),
                    runs,
                )
            )
        return out

    @cached_property
    def shapes(self) -> list[Shape]:
        """All filled shapes: patches, and symbols drawn many times."""
        out = []
        for artist in self._artists:
            if isinstance(artist, Patch):
                face, edge, width = artist.get_facecolor(), artist.get_edgecolor(), artist.get_linewidth()
            elif isinstance(artist, PathCollection):
                face, edge = _first(artist.get_facecolor()), _first(artist.get_edgecolor())
                width = _first(artist.get_linewidth())
            else:
                continue
            gid, fill = str(artist.get_gid() or ""), _hex(face)
            out.append(Shape(gid, fill, _hex(edge), float(width), _alpha(face, None) if fill else 1.0))
        return out

    @cached_property
    def unknown(self) -> list[str]:
        """Artists that this room does not draw: images, other collections, annotations."""
        known = (Text, LineCollection, PathCollection, Patch)
        kinds = [artist for artist in self._artists if isinstance(artist, Collection) or not isinstance(artist, known)]
        plain = {"XAxis", "YAxis"}
        return [type(a).__name__ for a in kinds if not isinstance(a, known) and type(a).__name__ not in plain]

    @cached_property
    def gids(self) -> set[str]:
        """Names of all artists."""
        return {str(artist.get_gid() or "") for artist in self._artists}
