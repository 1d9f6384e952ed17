"""How records show themselves: one short block of plain text for logs and terminals, a table in a notebook."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

__all__ = ["Listing", "block", "record_html"]

_WIDTH = 110
_LEFT = 'style="text-align:left;vertical-align:top"'

Record = TypeVar("Record")


def block(head: str, rows: Iterable[tuple[str, str]] = ()) -> str:
    """Return a record as a few lines, each of one line on a screen.

    Parameters
    ----------
    head : str
        What it is.
    rows : iterable of (str, str)
        Names and values; those without a value are left out.

    Returns
    -------
    str
        In pointed brackets, as Python shows what cannot be typed in again.

    Examples
    --------
    >>> print(block("Region 'here'", [("title", "A sea"), ("note", "")]))
    <Region 'here'
      title: A sea>
    """
    lines = ("  " + textwrap.shorten(f"{name}: {value}", _WIDTH, placeholder=" …") for name, value in rows if value)
    return "<" + "\n".join([head, *lines]) + ">"


def record_html(caption: str, rows: Iterable[tuple[str, str]]) -> str:
    """Return a record as an HTML table with a caption; all text escaped, rows without a value left out."""
    cells = "".join(
        f'<tr><th scope="row" {_LEFT}>{html.escape(name)}</th><td {_LEFT}>{html.escape(value)}</td></tr>' for name, value in rows if value
    )
    title = f'<caption style="text-align:left;font-weight:bold">{html.escape(caption)}</caption>'
    return f"<table>{title}<tbody>{cells}</tbody></table>"


class Listing(dict[str, Record]):
    """Records by id that show themselves as a list of ids and titles instead of everything they hold.

    Parameters
    ----------
    records : mapping of str to record
        What is listed.
    what : str
        What they are, in the plural.
    columns : sequence of str
        Heads of what is shown beside the id.
    row : callable
        Gives the cells of one record.

    Examples
    --------
    >>> Listing({"a": 1, "bb": 2}, "numbers", ("value",), lambda record: (str(record),))
    <2 numbers by id
      a   1
      bb  2>
    """

    def __init__(
        self, records: Mapping[str, Record], what: str, columns: tuple[str, ...], row: Callable[[Record], tuple[str, ...]]
    ) -> None:
        super().__init__(records)
        self._what, self._columns, self._row = what, columns, row

    def __repr__(self) -> str:
        rows = [(name, *self._row(record)) for name, record in self.items()]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = ("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)
        return "<" + "\n".join([f"{len(self)} {self._what} by id", *(line[:160] for line in lines)]) + ">"

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col" {_LEFT}>{html.escape(name)}</th>' for name in ("id", *self._columns))
        body = "".join(
            f'<tr><th scope="row" {_LEFT}>{html.escape(name)}</th>'
            + "".join(f"<td {_LEFT}>{html.escape(cell)}</td>" for cell in self._row(record))
            + "</tr>"
            for name, record in self.items()
        )
        title = f'<caption style="text-align:left;font-weight:bold">{len(self)} {html.escape(self._what)} by id</caption>'
        return f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
