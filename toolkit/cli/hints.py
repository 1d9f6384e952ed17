"""Advice of error messages in the words of the command line: what is an argument in Python is an option here."""

from __future__ import annotations

import re

__all__ = ["for_commands"]

#: Arguments of Python that are options of a command, spelled alike but for the hyphens.
_OPTIONS = "claimant_column|claimants|columns|units|value|variable|within|page|profile|language"

_WAYS = (
    (re.compile(r"data(?:\['\w+'\])?\.attrs\['units'\] = '([^']*)'"), r"in the file, as the attribute units = \1 of the variable"),
    (re.compile(rf"\b({_OPTIONS})='([^']*)'"), None),
)


def for_commands(message: str) -> str:
    """Return a message with its advice for Python turned into advice for the command line.

    Examples
    --------
    >>> for_commands("Name the column: claimant_column='sov'. Set them: data.attrs['units'] = 'degC'.")
    'Name the column: --claimant-column sov. Set them: in the file, as the attribute units = degC of the variable.'
    """
    out = message
    for pattern, instead in _WAYS:
        out = pattern.sub(instead if instead is not None else _option, out)
    return out


def _option(match: re.Match[str]) -> str:
    return f"--{match.group(1).replace('_', '-')} {match.group(2) if match.group(2) != '...' else 'NAME'}"
