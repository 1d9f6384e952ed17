"""Compiled: how the loops of the overlay become machine code (numba), and where that is kept.

Nothing is compiled before it is first called with a type of values; what was compiled is kept for the next process: beside the source file
(``__pycache__``), where that cannot be written in the user's cache folder, in ``$NUMBA_CACHE_DIR`` if it is set, and nowhere if none of
them can be written. Several processes may write at a time: numba writes beside and renames.

Floating point is as written (no ``fastmath``: sums in another order, or products and sums fused, would depend on the processor).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numba as _numba

# numba is only partly typed.
numba: Any = _numba

__all__ = ["compiled"]

F = TypeVar("F", bound=Callable[..., Any])


def compiled(function: F) -> F:
    """Return the function as numba compiles it on first call, free of Python's lock; ``.py_func`` is the function as written."""
    options = {"nogil": True, "error_model": "numpy"}
    try:
        made: F = numba.njit(cache=True, **options)(function)
    except RuntimeError:  # No folder can be written: compile in each process.
        made = numba.njit(**options)(function)
    return made
