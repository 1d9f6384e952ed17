"""Errors of the toolkit in a cell: what was given, what is allowed, what to do next; no trace of thirty lines."""

from __future__ import annotations

import sys
import textwrap
from types import TracebackType
from typing import Any

from toolkit.errors import ArfMarineError

__all__ = ["long_errors", "short_errors", "short_message"]

_WIDTH = 110


def short_message(error: BaseException) -> list[str]:
    r"""Return an error as lines: its kind, its message, and how to see the trace.

    Examples
    --------
    >>> from toolkit.errors import GridError
    >>> print(*short_message(GridError("The grid has no longitudes. Name them.")), sep="\n")
    GridError: The grid has no longitudes. Name them.
    (%tb shows where it happened.)
    """
    text = f"{type(error).__name__}: {error}"
    lines = [row for line in text.splitlines() for row in textwrap.wrap(line, _WIDTH, break_long_words=False) or [""]]
    return [*lines, "(%tb shows where it happened.)"]


def _show(
    shell: Any, kind: type[BaseException], error: BaseException, trace: TracebackType | None, tb_offset: int | None = None
) -> list[str]:
    """Show the message and keep the trace for ``%tb``; IPython calls this."""
    sys.last_type, sys.last_value, sys.last_traceback = kind, error, trace
    lines = short_message(error)
    shell._showtraceback(kind, error, lines)
    return lines


def short_errors(shell: Any) -> None:
    """Let a shell of IPython show errors of the toolkit as one message.

    Parameters
    ----------
    shell : IPython.core.interactiveshell.InteractiveShell
        The shell; other errors keep their trace.
    """
    shell.set_custom_exc((ArfMarineError,), _show)


def long_errors(shell: Any) -> None:
    """Let a shell of IPython show errors of the toolkit with their trace, as it shows any other."""
    shell.set_custom_exc((), None)
