"""Whether a file says of itself that its data are made up: only its own words are believed, nothing is guessed from values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

import pandas as pd

__all__ = ["columns_say_synthetic", "says_synthetic"]

_MADE_UP: Final = re.compile(r"\b(?:synthetic(?! aperture)|made[- ]up|fictitious|(?:mock|dummy) data)\b", re.IGNORECASE)
#: Attributes of a grid that describe it; its history also speaks of what it was made from.
_DESCRIBING: Final = ("title", "summary", "comment", "source", "keywords", "id", "long_name", "description", "data_kind", "kind")


def says_synthetic(*described: Mapping[str, Any]) -> str:
    """Return the words by which attributes say that the data are made up; '' where none does.

    Examples
    --------
    >>> says_synthetic({"long_name": "chlorophyll, SYNTHETIC"}), says_synthetic({"title": "Synthetic aperture radar winds"})
    ('chlorophyll, SYNTHETIC', '')
    """
    for attributes in described:
        for key in _DESCRIBING:
            text = str(attributes.get(key, ""))
            if _MADE_UP.search(text):
                return text[:80]
    return ""


def columns_say_synthetic(frame: pd.DataFrame) -> str:
    """Return the words by which a table says that all of it is made up: the name of a column, or one that says so in every row.

    Examples
    --------
    >>> columns_say_synthetic(pd.DataFrame({"value": [1.0, 2.0], "note": ["SYNTHETIC", "synthetic, for a test"]}))
    "column 'note': SYNTHETIC"
    >>> columns_say_synthetic(pd.DataFrame({"value": [1.0, 2.0], "note": ["synthetic", "measured"]}))
    ''
    """
    for name in frame.columns:
        if _MADE_UP.search(str(name)):
            return f"column '{name}'"
        column = frame[name]
        if column.dtype.kind in "OUT" and len(column) and _every(column.dropna().astype(str)):
            return f"column '{name}': {column.dropna().astype(str).iloc[0][:60]}"
    return ""


def _every(texts: Iterable[str]) -> bool:
    said = [bool(_MADE_UP.search(text)) for text in texts if text.strip()]
    return bool(said) and all(said)
