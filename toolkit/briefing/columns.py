"""How wide the columns of a table are on paper: none narrower than its longest word; what is left goes to where there is most to read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

__all__ = ["EM_MM", "INSET_MM", "WIDTH_MM", "shares", "widths", "word_mm"]

#: A column whose longest cell is shorter than this does not share the width that is left.
_NARROW: Final = 16

#: Width of a table of the typeset briefing, size of its letters, and what a column keeps free, in millimetres.
WIDTH_MM, EM_MM, INSET_MM = 170.0, 2.54, 2.2

#: A word longer than this share of the table may be broken, such as an address.
_MOST: Final = 0.13

#: Letters by width, as shares of their size: narrow, rather narrow, wide; all others.
_LETTERS: Final = (("ijl.,:;'|!I", 0.29), ("ftr()-/\u2013 ", 0.40), ("mwMW%@", 0.95))
_OTHER: Final = 0.61

#: Where a line may end inside a word.
_ENDS: Final = re.compile(r"(?<=[-/\u2013])|\s")


def word_mm(word: str, em: float = EM_MM) -> float:
    """Return about how wide a word is, rather too wide than too narrow.

    Examples
    --------
    >>> round(word_mm("arrangement"), 1), round(word_mm("2,760,000"), 1)
    (16.3, 12.3)
    """
    return em * sum(next((width for letters, width in _LETTERS if letter in letters), _OTHER) for letter in word)


def _longest(head: str, column: Sequence[str], em: float) -> float:
    """Return the width of the longest word of a column, its head included."""
    return max((word_mm(word, em) for value in (head, *column) for word in _ENDS.split(value) if word), default=0.0)


def _asked(column: Sequence[str]) -> float:
    """Return how much there is to read in a column."""
    return sum(map(len, column)) / max(len(column), 1)


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
        INSET_MM
        + (
            min(_longest(head, column, EM_MM), _MOST * WIDTH_MM)
            if broad
            else max(_longest(head, column, EM_MM), *map(word_mm, column), 0.0)
        )
        for broad, (head, column, _) in zip(wide, given, strict=True)
    ]
    asked = [_asked(column) if broad else 0.0 for broad, column in zip(wide, columns, strict=True)]
    rest = max(0.0, WIDTH_MM - sum(least))
    return [round(low + rest * ask / sum(asked), 1) if broad else 0 for broad, low, ask in zip(wide, least, asked, strict=True)]


def widths(heads: Sequence[str], columns: Sequence[Sequence[str]], *, total: float, em: float, inset: float) -> list[float]:
    """Return the width of every column in millimetres.

    Parameters
    ----------
    heads, columns : sequence
        As for :func:`shares`.
    total : float
        Width of the table.
    em, inset : float
        Size of its letters, and what a column keeps free.
    """
    least = [min(_longest(head, column, em), _MOST * total) + inset for head, column in zip(heads, columns, strict=True)]
    if sum(least) >= total:
        return [round(total * low / sum(least), 1) for low in least]
    asked = [_asked(column) for column in columns]
    rest = total - sum(least)
    return [round(low + rest * ask / (sum(asked) or 1.0), 1) for low, ask in zip(least, asked, strict=True)]
