"""The words of a PDF, page by page, without its drawings.

A map that is drawn into a page is some hundred thousand lines and curves, each of which pypdf would read as numbers to find no word in
them. What only moves a pen is left out before it reads.
"""

from __future__ import annotations

import io
import re
from typing import Final

__all__ = ["page_texts", "without_paths"]

#: What moves, fills, strokes and colours, with its numbers before it; and the choice of a space of colours, by its name.
_DRAWS: Final = (
    rb"(?<=\s)(?:[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)\s+){0,6}(?:[mlcvyhfFSsnwJjMiW]|re|[fBbW]\*?|rg|RG|g|G|k|K|scn?|SCN?)(?:\s+|(?=/))"
    rb"|/[A-Za-z0-9]+\s+(?:cs|CS)(?:\s+|(?=/))"
)

#: Strings, numbers in hexadecimal and heads of dictionaries, which are kept as they are; signs of what is not understood here (a comment,
#: a bracket inside a string, a picture inside the page); and runs of what draws.
_PARTS: Final = re.compile(
    rb"(?P<kept>\((?:[^()\\]|\\.)*\)|<<|>>|<[0-9A-Fa-f\s]*>)|(?P<unknown>[()%]|(?<=\s)BI(?=\s))|(?P<paths>(?:" + _DRAWS + rb")+)",
    re.DOTALL,
)


def without_paths(drawn: bytes) -> bytes:
    """Return what draws a page without the lines and curves in it; unchanged where it holds what is not understood here.

    Parameters
    ----------
    drawn : bytes
        Operators and operands of a page, as they are after unpacking.

    Returns
    -------
    bytes
        Strings, fonts, places of text and all other operators are there, in their order.

    Examples
    --------
    >>> without_paths(b"q 0 0 m 9 9 l h f BT (1 2 m ) Tj ET Q")
    b'q  BT (1 2 m ) Tj ET Q'
    """
    understood = True

    def instead(match: re.Match[bytes]) -> bytes:
        nonlocal understood
        understood = understood and match["unknown"] is None
        return b" " if match["paths"] else match[0]

    out = _PARTS.sub(instead, drawn)
    return out if understood else drawn


def page_texts(pdf: bytes) -> list[str]:
    """Return the text of each page of a PDF.

    Parameters
    ----------
    pdf : bytes
        The file.

    Raises
    ------
    pypdf.errors.PyPdfError
        It is none, or damaged.
    """
    from pypdf import PdfReader
    from pypdf.generic import DecodedStreamObject, NameObject

    out = []
    for page in PdfReader(io.BytesIO(pdf)).pages:
        contents = page.get_contents()
        if contents is not None:
            words = DecodedStreamObject()
            words.set_data(without_paths(contents.get_data()))
            page[NameObject("/Contents")] = words
        out.append(page.extract_text())
    return out
