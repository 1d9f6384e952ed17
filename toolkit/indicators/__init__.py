"""Indicators: pure functions on arrays, and the records that describe them. No indicator can see who claims the water.

``toolkit.indicators`` is this room and, called, the verb: ``tk.indicators()`` gives all records, whatever was imported before.
"""

import sys
from types import ModuleType

from toolkit.indicators.records import Indicator, indicator, indicators, search

__all__ = ["Indicator", "indicator", "indicators", "search"]


class _Room(ModuleType):
    """A package that can be called: Python sets it in place of the verb of its name on `toolkit` when it is imported."""

    def __call__(self) -> dict[str, Indicator]:
        return indicators()


sys.modules[__name__].__class__ = _Room
