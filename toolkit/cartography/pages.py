"""Pages: sizes and bands in millimetres, origin at the top left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from toolkit.errors import unknown_name

__all__ = ["PAGES", "Page", "Rect", "best_page", "fitted_slide", "page_of"]


@dataclass(frozen=True)
class Rect:
    """A rectangle on the page: left, top, width and height in millimetres."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        """Right edge."""
        return self.x + self.w

    @property
    def bottom(self) -> float:
        """Lower edge (larger than the top: millimetres run down the page)."""
        return self.y + self.h

    @property
    def edges(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom."""
        return (self.x, self.y, self.right, self.bottom)

    @property
    def centre(self) -> tuple[float, float]:
        """Middle."""
        return (self.x + self.w / 2, self.y + self.h / 2)

    def inset(self, left: float, top: float, right: float, bottom: float) -> Rect:
        """Return the rectangle without strips at its sides."""
        return Rect(self.x + left, self.y + top, self.w - left - right, self.h - top - bottom)

    def grown(self, by: float) -> Rect:
        """Return the rectangle with a margin around it."""
        return self.inset(-by, -by, -by, -by)

    def contains(self, other: Rect, tolerance: float = 0.0) -> bool:
        """Say whether another rectangle lies inside, to a tolerance in millimetres."""
        return (
            other.x >= self.x - tolerance
            and other.y >= self.y - tolerance
            and other.right <= self.right + tolerance
            and other.bottom <= self.bottom + tolerance
        )

    def overlaps(self, other: Rect) -> bool:
        """Say whether the insides of two rectangles meet."""
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom


@dataclass(frozen=True)
class Page:
    """A page grid.

    Attributes
    ----------
    id, paper : str
        Identifier, and whose type sizes it has: A4, A3 or slide.
    width, height : float
        Millimetres.
    margin_x, margin_y : float
        Free edge; nothing is drawn there.
    title, frame, legend, foot : Rect
        Bands. The map frame's band holds the frame and the degrees outside it.
    graticule_strip : float
        Width of the strip for degrees, at the left and below the frame.
    insets : Rect, optional
        A strip for locator and scale bar beside the map; without it they lie on the map.
    """

    id: str
    paper: str
    width: float
    height: float
    margin_x: float
    margin_y: float
    title: Rect
    frame: Rect
    legend: Rect
    foot: Rect
    graticule_strip: float
    insets: Rect | None = None

    @property
    def is_slide(self) -> bool:
        """Whether the page is read from the back of a room."""
        return self.paper == "slide"

    @property
    def factor(self) -> float:
        """Widths of lines, textures and symbols relative to paper."""
        return 2.0 if self.is_slide else 1.0

    @property
    def map_rect(self) -> Rect:
        """The frame of the map itself."""
        strip = self.graticule_strip
        return self.frame.inset(strip, 0.0, 0.0, strip)

    @property
    def inner(self) -> Rect:
        """The page without its margins."""
        return Rect(self.margin_x, self.margin_y, self.width - 2 * self.margin_x, self.height - 2 * self.margin_y)


#: The frame of a slide is at least this wide and high, millimetres, whatever the shape of the region.
_NARROWEST_FRAME, _LOWEST_FRAME = 100.0, 106.5
#: Width of a legend of two columns on a slide, and height of the strip of insets below it, millimetres.
_TWO_COLUMNS, _INSETS = 153.0, 37.0

#: Every page by id.
PAGES: Final[Mapping[str, Page]] = MappingProxyType(
    {
        page.id: page
        for page in (
            Page("a4-portrait", "A4", 210, 297, 12, 12, Rect(12, 12, 186, 16), Rect(12, 30, 186, 186), Rect(12, 218, 186, 44),
                 Rect(12, 264, 186, 21), 4.0),
            Page("a4-landscape", "A4", 297, 210, 12, 12, Rect(12, 12, 273, 16), Rect(12, 30, 200, 150), Rect(216, 30, 69, 150),
                 Rect(12, 182, 273, 16), 4.0),
            Page("a3-landscape", "A3", 420, 297, 15, 15, Rect(15, 15, 390, 24), Rect(15, 42, 290, 219), Rect(311, 42, 94, 219),
                 Rect(15, 264, 390, 18), 4.5),
            Page("a3-portrait", "A3", 297, 420, 15, 15, Rect(15, 15, 267, 21), Rect(15, 39, 267, 267), Rect(15, 309, 267, 63),
                 Rect(15, 375, 267, 30), 4.5),
            Page("slide", "slide", 338.67, 190.5, 12, 9, Rect(12, 9, 314.67, 22), Rect(12, 33, 216, 136), Rect(232, 33, 94.67, 136),
                 Rect(12, 170.6, 314.67, 10.9), 6.5),
        )
    }
)  # fmt: skip


def page_of(name: str | Page, aspect: float | None = None) -> Page:
    """Return a page by id; ``a4`` and ``a3`` choose the direction in which the region is larger, a slide gets a frame of its shape.

    Parameters
    ----------
    name : str or Page
        One of :data:`PAGES`, or ``a4`` or ``a3``.
    aspect : float, optional
        Width of the region divided by its height, in its projection; without it a slide keeps the grid of its table.

    Raises
    ------
    UnknownNameError
        There is no such page.

    Examples
    --------
    >>> page_of("a4", aspect=0.85).id, page_of("a4", aspect=1.6).id
    ('a4-portrait', 'a4-landscape')
    """
    if isinstance(name, Page):
        return name
    if name in ("a4", "a3"):
        return best_page(name, aspect or 1.0)
    if name == "slide" and aspect is not None:
        return fitted_slide(aspect)
    if name not in PAGES:
        raise unknown_name("page", name, [*PAGES, "a4", "a3"])
    return PAGES[name]


def best_page(paper: str, aspect: float) -> Page:
    """Return the page of a paper size on which a region of this shape is drawn larger."""

    def size(page: Page) -> float:
        return min(page.map_rect.w / aspect, page.map_rect.h)

    return max((PAGES[f"{paper}-portrait"], PAGES[f"{paper}-landscape"]), key=size)


def fitted_slide(aspect: float) -> Page:
    """Return the slide whose frame has the shape of a region, as large as the band allows; the legend has the rest of the width.

    Parameters
    ----------
    aspect : float
        Width of the region divided by its height.

    Examples
    --------
    >>> tall, wide = fitted_slide(0.8), fitted_slide(3.0)
    >>> round(tall.map_rect.w / tall.map_rect.h, 2), tall.map_rect.h, tall.legend.w > 180, round(wide.map_rect.w / wide.map_rect.h, 1)
    (0.8, 129.5, True, 2.1)
    """
    page = PAGES["slide"]
    strip, gutter = page.graticule_strip, page.legend.x - page.frame.right
    width = min(aspect * (page.frame.h - strip) + strip, page.frame.w)
    # A frame lower than this leaves no room for scale, locator and names: a very wide region shows some of its neighbours.
    height = min(page.frame.h, max((width - strip) / aspect + strip, _LOWEST_FRAME))
    width = max(width, _NARROWEST_FRAME)
    right = page.legend.right
    legend = Rect(page.frame.x + width + gutter, page.legend.y, right - page.frame.x - width - gutter, page.legend.h)
    frame = replace(page.frame, w=width, h=height)
    if legend.w < _TWO_COLUMNS:
        return replace(page, frame=frame, legend=legend)
    # A narrow map has no corner to spare: locator and scale bar stand below the legend, which has two columns.
    insets = Rect(legend.x, legend.bottom - _INSETS, legend.w, _INSETS)
    return replace(page, frame=frame, legend=replace(legend, h=legend.h - _INSETS - gutter), insets=insets)
