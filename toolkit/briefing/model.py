"""The content of a briefing, once: sections with bound sentences, tables and figures. Every document is rendered from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from toolkit.briefing.bound import Text
from toolkit.briefing.logo import Logo

__all__ = ["Block", "Bullets", "Content", "Entry", "Explorer", "Figure", "Headed", "Paragraph", "Section", "Table"]


@dataclass(frozen=True)
class Paragraph:
    """One paragraph; ``style`` is 'plain', 'lead', 'notice' or 'small'."""

    text: Text
    style: str = "plain"

    def texts(self) -> Iterator[Text]:
        """Yield every text, in reading order."""
        yield self.text


@dataclass(frozen=True)
class Bullets:
    """A list; ``style`` 'facts' sets each item as a box of its own."""

    items: tuple[Text, ...]
    style: str = "plain"

    def texts(self) -> Iterator[Text]:
        """Yield every text, in reading order."""
        yield from self.items


@dataclass(frozen=True)
class Table:
    """A table with a takeaway sentence above and its key below.

    Attributes
    ----------
    name : str
        Identifier on the page.
    takeaway, caption, key : Text
        The sentence above, the title, the signs explained.
    heads : tuple of Text
        Column heads.
    numeric : tuple of bool
        Which columns hold numbers.
    rows : tuple of tuple of Text
        The first cell heads its row.
    """

    name: str
    takeaway: Text
    caption: Text
    heads: tuple[Text, ...]
    numeric: tuple[bool, ...]
    rows: tuple[tuple[Text, ...], ...]
    key: Text

    def texts(self) -> Iterator[Text]:
        """Yield every text, in reading order."""
        yield self.takeaway
        yield self.caption
        yield from self.heads
        for row in self.rows:
            yield from row
        yield self.key


@dataclass(frozen=True)
class Explorer:
    """A map to explore on the page.

    Attributes
    ----------
    prefix : str
        What its ids begin with.
    svg, legend, css : str
        Drawing, legend and rules of style, escaped by cartography.
    width, height, most : float
        Size in the drawing's own units, and the largest zoom.
    words : tuple of Text
        Every text in drawing and legend, with its numbers bound.
    names : tuple of Text
        What a screen reader says of each patch, in the order of the drawing.
    table : Table
        The same in words; the card of a patch is filled from it.
    patch, none : Text
        The word for a patch, and what the card says without one.
    """

    prefix: str
    svg: str
    legend: str
    css: str
    width: float
    height: float
    most: float
    words: tuple[Text, ...]
    names: tuple[Text, ...]
    table: Table
    patch: Text
    none: Text

    def texts(self) -> Iterator[Text]:
        """Yield every text, in reading order."""
        yield from self.words
        yield from self.names
        yield from self.table.texts()


@dataclass(frozen=True)
class Figure:
    """A map with its words.

    Attributes
    ----------
    name : str
        Stem of its files.
    number : Text
        Its number in the pack.
    title, subtitle, alt_short, alt_long, map_id, files : Text
        As printed.
    web : Explorer or None
        The same to explore.
    """

    name: str
    number: Text
    title: Text
    subtitle: Text
    alt_short: Text
    alt_long: Text
    map_id: Text
    files: Text
    web: Explorer | None = None

    def texts(self) -> Iterator[Text]:
        """Yield every text, in reading order."""
        yield from (self.alt_short, self.number, self.title, self.subtitle, self.files, self.map_id, self.alt_long)
        if self.web is not None:
            yield from self.web.texts()


@dataclass(frozen=True)
class Entry:
    """One entry of a headed list."""

    head: Text
    paragraphs: tuple[Text, ...]


@dataclass(frozen=True)
class Headed:
    """Entries with a head each, such as definitions or sources; ``folded`` shows the summary first where the format can."""

    entries: tuple[Entry, ...]
    folded: Text | None = None

    def texts(self) -> Iterator[Text]:
        """Yield every text, in reading order."""
        if self.folded is not None:
            yield self.folded
        for entry in self.entries:
            yield entry.head
            yield from entry.paragraphs


Block = Paragraph | Bullets | Table | Figure | Headed


@dataclass(frozen=True)
class Section:
    """A section; ``level`` 2 is a chapter, 3 a part of one."""

    name: str
    title: Text
    blocks: tuple[Block, ...]
    level: int = 2

    def texts(self) -> Iterator[Text]:
        """Yield every text, in reading order."""
        yield self.title
        for block in self.blocks:
            yield from block.texts()

    def figures(self) -> tuple[Figure, ...]:
        """Return the maps of the section."""
        return tuple(block for block in self.blocks if isinstance(block, Figure))


@dataclass(frozen=True)
class Content:
    """Everything that a pack says.

    Attributes
    ----------
    title, subtitle, data_kind, disclaimer, closing : Text
        As printed.
    synthetic : bool
        Whether any input is synthetic.
    date : str
        The pack's one date, ISO; may be empty.
    language : str
        BCP 47 tag.
    sections : tuple of Section
        In reading order.
    shapes : str
        Shapes that the maps to explore have in common, as a drawing of no size.
    logo : Logo or None
        Mark of whoever sends the pack.
    edition : Text
        Whom the pack is for, in the running head of its documents.
    running : Text
        What stands at the foot of each page.
    """

    title: Text
    subtitle: Text
    data_kind: Text
    disclaimer: Text
    closing: Text
    synthetic: bool
    date: str
    language: str
    sections: tuple[Section, ...]
    shapes: str = ""
    logo: Logo | None = None
    edition: Text = field(default_factory=Text)
    running: Text = field(default_factory=Text)

    def section(self, name: str) -> Section:
        """Return a section by name."""
        return next(section for section in self.sections if section.name == name)

    def only(self, *names: str) -> Content:
        """Return the content with the named sections only, in their own order."""
        return replace(self, sections=tuple(section for section in self.sections if section.name in names))

    def placed(self) -> Iterator[tuple[str, Text]]:
        """Yield every text with its place: the name of the section, and of the table or map."""
        for text in (self.title, self.subtitle, self.data_kind, self.disclaimer):
            yield "head", text
        for section in self.sections:
            yield section.name, section.title
            for block in section.blocks:
                place = f"{section.name}/{block.name}" if isinstance(block, Table | Figure) else section.name
                for text in block.texts():
                    yield place, text
        yield "end", self.closing

    def texts(self) -> Iterator[Text]:
        """Yield every text, in reading order."""
        for _, text in self.placed():
            yield text


def plain(text: Text) -> list[dict[str, Any]]:
    """Return a text as runs of plain values, numbers marked, for a renderer."""
    return [{"text": part} if isinstance(part, str) else {"text": part.text, "number": True} for part in text.parts]
