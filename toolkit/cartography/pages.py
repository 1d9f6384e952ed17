"""Pages: sizes and bands in millimetres, origin at the top left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from toolkit.errors import unknown_name

__all__ = ["PAGES", "Page", "Rect", "best_page", "page_of"]


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


#: Every page by id.
PAGES: Final[Mapping[str, Page]] = MappingProxyType(
    {
        page.id: page
        for page in (
            Page("a4-portrait", "A4", 210, 297, 12, 12, Rect(12, 12, 186, 20), Rect(12, 34, 186, 186), Rect(12, 222, 186, 40),
                 Rect(12, 264, 186, 21), 4.0),
            Page("a4-landscape", "A4", 297, 210, 12, 12, Rect(12, 12, 273, 16), Rect(12, 30, 200, 150), Rect(216, 30, 69, 150),
                 Rect(12, 182, 273, 16), 4.0),
            Page("a3-landscape", "A3", 420, 297, 15, 15, Rect(15, 15, 390, 24), Rect(15, 42, 290, 219), Rect(311, 42, 94, 219),
                 Rect(15, 264, 390, 18), 4.5),
            Page("a3-portrait", "A3", 297, 420, 15, 15, Rect(15, 15, 267, 26), Rect(15, 44, 267, 267), Rect(15, 314, 267, 58),
                 Rect(15, 375, 267, 30), 4.5),
            Page("slide", "slide", 338.67, 190.5, 12, 9, Rect(12, 9, 314.67, 22), Rect(12, 33, 216, 136), Rect(232, 33, 94.67, 136),
                 Rect(12, 170.6, 314.67, 10.9), 6.5),
        )
    }
)  # fmt: skip


def page_of(name: str | Page, aspect: float = 1.0) -> Page:
    """Return a page by id; ``a4`` and ``a3`` choose the direction in which the region is larger.

    Parameters
    ----------
    name : str or Page
        One of :data:`PAGES`, or ``a4`` or ``a3``.
    aspect : float
        Width of the region divided by its height, in its projection.

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
        return best_page(name, aspect)
    if name not in PAGES:
        raise unknown_name("page", name, [*PAGES, "a4", "a3"])
    return PAGES[name]


def best_page(paper: str, aspect: float) -> Page:
    """Return the page of a paper size on which a region of this shape is drawn larger."""

    def size(page: Page) -> float:
        return min(page.map_rect.w / aspect, page.map_rect.h)

    return max((PAGES[f"{paper}-portrait"], PAGES[f"{paper}-landscape"]), key=size)
