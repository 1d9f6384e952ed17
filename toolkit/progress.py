"""Progress bars: tqdm's own, one place to turn them on and off."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")

__all__ = ["track"]


def track(items: Iterable[Item], title: str, *, total: int | None = None, unit: str = "step") -> Iterator[Item]:
    """Pass items through, showing a bar on a terminal or in a notebook; silent in pipes and tests.

    Parameters
    ----------
    items : iterable
        What is worked on.
    title : str
        What the step is called.
    total : int, optional
        Number of items, where it is not known from the iterable.
    unit : str
        Name of one item.

    Yields
    ------
    object
        The items, unchanged and in order.
    """
    from tqdm.auto import tqdm

    silent = bool(os.environ.get("ARF_MARINE_QUIET")) or not (sys.stderr.isatty() or "ipykernel" in sys.modules)
    yield from tqdm(items, desc=title, total=total, unit=unit, disable=silent, leave=True, file=sys.stderr)
