"""Parameters that many maps share are described once; the docstring of each map holds them in full, and its signature stays its own."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable
from typing import Any, TypeVar

__all__ = ["PARAMETERS", "described"]

Function = TypeVar("Function", bound=Callable[..., Any])

#: Name -> type and description, as they stand in a docstring.
PARAMETERS: dict[str, tuple[str, str]] = {
    "faces": ("Faces", "Patches of sea, from :func:`toolkit.partition`."),
    "table": (
        "IndicatorTable or pandas.DataFrame",
        "The long table with one row for each face; from :func:`toolkit.standard_table` or other.",
    ),
    "indicator": ("str or Indicator", "Identifier, or a record for a variable of the user's own."),
    "region": ("str or Region", "Where: the id of a region (:func:`toolkit.regions`) or a region of one's own."),
    "statistic": ("str, optional", "Which rows of the table: by default the mean, or the only statistic."),
    "time": ("str, optional", "Which rows: as in the table, such as '2015/2019'; by default the latest."),
    "basis": ("str, optional", "Which rows: by default the only basis."),
    "measure": (
        "{'valid_fraction', 'n', 'bounds'}",
        "What is known of how sure a value is: the share of the patch (or of its reef cells) with data, the number of sites, cells or "
        "stocks, or how far the bounds ``lower`` and ``upper`` of the table lie apart (of an assumption, or over scenarios: "
        ":func:`toolkit.span_of_scenarios`).",
    ),
    "page": (
        "str or Page",
        "'a4', 'a3' (in the direction that suits the region), 'a4-portrait', 'a4-landscape', 'a3-portrait', 'a3-landscape' or 'slide'.",
    ),
    "profile": ("str", "Whose names of parties and seas are printed: 'un', 'iso' or 'source'."),
    "title": ("str", "Instead of the sentence computed from the table."),
    "subtitle": ("str", "Instead of the line computed from the table."),
    "synthetic": ("bool", "Whether the values are made up: the page is stamped."),
}

_SHARED = re.compile(r"^( *)\{([a-z_, ]+)\}$", re.MULTILINE)


def described(function: Function) -> Function:
    """Write shared descriptions into the docstring of a function: a line ``{faces, table}`` becomes the entries of these parameters.

    Parameters
    ----------
    function : callable
        Its docstring may hold such lines in the section of parameters. It is returned itself, so that signature and source stay.

    Raises
    ------
    KeyError
        A name has no shared description.
    """

    def entries(match: re.Match[str]) -> str:
        indent = match.group(1)
        rows = []
        for name in match.group(2).split(", "):
            kind, words = PARAMETERS[name]
            body = textwrap.wrap(words, 120 - len(indent), break_long_words=False, break_on_hyphens=False)
            rows += [f"{indent}{name} : {kind}", *(f"{indent}    {line}" for line in body)]
        return "\n".join(rows)

    if function.__doc__:  # python -OO drops docstrings
        function.__doc__ = _SHARED.sub(entries, function.__doc__)
    return function
