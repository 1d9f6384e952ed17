"""Advice of error messages in the words of the command line: what is an argument in Python is an option here."""

from __future__ import annotations

import re
from collections.abc import Callable

__all__ = ["for_commands"]

#: Arguments of Python that are options of a command, spelled alike but for the hyphens.
_OPTIONS = (
    "claimant_column|claimants|columns|units|grid_units|classes|survey_years|workers|value|variable|within|page|profile|language|land|time"
    "|title"
)

_WAYS: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"data(?:\['\w+'\])?\.attrs\['units'\] = '([^']*)'"), r"in the file, as the attribute units = \1 of the variable"),
    (re.compile(r"rename it: data\.rename\((\w+)='(\w+)'\)"), r"rename \1 to \2 in the file"),
    # what is the same for both is said once: as the option with its value, where the message has it
    (re.compile(r"\w+=(?:'[^']*'|True) \(on the command line:? (--[\w-]+ [^)]+)\)"), r"\1"),
    (re.compile(r"\w+=True \(on the command line:? (--[\w-]+)\)"), r"\1"),
    (re.compile(rf"\b({_OPTIONS})='([^']*)'"), lambda match: _option(match)),
    (re.compile(r" \(on the command line:? --[\w-]+\)"), ""),
)


def for_commands(message: str) -> str:
    """Return a message with its advice for Python turned into advice for the command line.

    Examples
    --------
    >>> for_commands("Name the column: claimant_column='sov' (on the command line --claimant-column).")
    'Name the column: --claimant-column sov.'
    >>> for_commands("Set them: data.attrs['units'] = 'degC'.")
    'Set them: in the file, as the attribute units = degC of the variable.'
    """
    out = message
    for pattern, instead in _WAYS:
        out = pattern.sub(instead, out)
    return out


def _option(match: re.Match[str]) -> str:
    given = match.group(2) if match.group(2) != "..." else "NAME"
    return f"--{match.group(1).replace('_', '-')} " + (f'"{given}"' if " " in given else given)
