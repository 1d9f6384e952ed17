"""How wide the columns of a table are on paper: none narrower than its longest word; what is left goes to where there is most to read."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

__all__ = ["shares", "widths"]

#: Letters of a word that is never broken.
_WORD: Final = 14

#: A column whose longest cell is shorter than this does not share the width that is left.
_NARROW: Final = 16

#: Width of a table in the typeset briefing, of a letter of its type on average, and of what a column keeps free, in millimetres.
WIDTH_MM, LETTER_MM, INSET_MM = 170.0, 1.5, 2.2


def _longest(head: str, column: Sequence[str]) -> int:
    """Return the letters of the longest word of a column, its head included."""
    return max((len(word) for value in (head, *column) for word in value.split()), default=0)


def _asked(column: Sequence[str]) -> float:
    """Return how much there is to read in a column."""
    return math.sqrt(sum(map(len, column)) / max(len(column), 1))


def shares(heads: Sequence[str], columns: Sequence[Sequence[str]], numeric: Sequence[bool]) -> list[float]:
    """Return the share of the width that each column of a typeset table gets; 0 for one that takes what it needs.

    Parameters
    ----------
    heads : sequence of str
        Column heads.
    columns : sequence of sequence of str
        Cells by column.
    numeric : sequence of bool
        Which columns hold numbers: they take what they need.
    """
    given = list(zip(heads, columns, numeric, strict=True))
    wide = [not number and max(map(len, column), default=0) >= _NARROW for _, column, number in given]
    least = [
        LETTER_MM * (min(_longest(head, column), _WORD) if broad else max(map(len, column), default=0)) + INSET_MM
        for broad, (head, column, _) in zip(wide, given, strict=True)
    ]
    asked = [_asked(column) if broad else 0.0 for broad, column in zip(wide, columns, strict=True)]
    rest = max(0.0, WIDTH_MM - sum(least))
    return [round(low + rest * ask / sum(asked), 1) if broad else 0 for broad, low, ask in zip(wide, least, asked, strict=True)]


def widths(heads: Sequence[str], columns: Sequence[Sequence[str]], *, total: float, letter: float, inset: float) -> list[float]:
    """Return the width of every column in millimetres.

    Parameters
    ----------
    heads, columns : sequence
        As for :func:`shares`.
    total : float
        Width of the table.
    letter, inset : float
        Width of a letter, and what a column keeps free.

    Examples
    --------
    >>> widths(["Base", "Why"], [["2,760,000"], ["one word after the other"]], total=100, letter=2, inset=4)
    [46.3, 53.7]
    """
    least = [letter * min(_longest(head, column), _WORD) + inset for head, column in zip(heads, columns, strict=True)]
    if sum(least) >= total:
        return [round(total * low / sum(least), 1) for low in least]
    asked = [_asked(column) for column in columns]
    rest = total - sum(least)
    return [round(low + rest * ask / (sum(asked) or 1.0), 1) for low, ask in zip(least, asked, strict=True)]
