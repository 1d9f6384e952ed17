"""Progress bars: tqdm's own, one place to turn them on and off."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")

__all__ = ["Steps", "dashboard", "track"]


class Steps:
    """The steps of a long job, told one line each as they begin and end.

    Parameters
    ----------
    total : int
        Number of steps.
    tell : callable, optional
        Takes one line of text; by default nothing is told.
    """

    def __init__(self, total: int, tell: Callable[[str], None] | None = None) -> None:
        self.total = total
        self.done = 0
        self._tell = tell or (lambda line: None)

    @contextlib.contextmanager
    def step(self, title: str) -> Iterator[Callable[[str], None]]:
        """Run one step; the function it gives adds what was found to the closing line."""
        self.done += 1
        found: list[str] = []
        start = time.perf_counter()
        yield found.append
        detail = f": {'; '.join(found)}" if found else ""
        self._tell(f"[{self.done}/{self.total}] {title}{detail} ({time.perf_counter() - start:.1f} s)")


def track(items: Iterable[Item], title: str, *, total: int | None = None, unit: str = "step") -> Iterator[Item]:
    """Pass items through, showing a bar on a terminal or in a notebook; silent in pipes and tests.

    Where a dask client is there, the bar names the page on which it shows its work.

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
    bar = tqdm(items, desc=title, total=total, unit=unit, disable=silent, leave=True, file=sys.stderr)
    if link := dashboard():
        bar.set_postfix_str(f"dask: {link}", refresh=False)
    yield from bar


def dashboard() -> str:
    """Return the address of the page on which a dask client shows its work; '' where nobody made a client."""
    distributed = sys.modules.get("distributed")
    if distributed is None:
        return ""
    try:
        return str(distributed.default_client().dashboard_link)
    except (AttributeError, ValueError):  # no client, or one without a page
        return ""
