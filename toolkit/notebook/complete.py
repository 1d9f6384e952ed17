"""Tab completion of the names that the toolkit knows: regions, datasets, indicators."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

__all__ = ["complete_names", "forget_names", "names_for"]

#: The text before the cursor, up to an open quotation mark, and what it opens.
_OPEN = re.compile(r"""(?P<before>[\w.]+(?:\(|\[|\(\)\[)(?:[^()]*,\s*)?(?:\w+\s*=\s*)?)(?P<quote>["'])(?P<typed>[\w-]*)$""")


def _regions() -> Iterable[str]:
    from toolkit.catalog.regions import regions

    return regions()


def _datasets() -> Iterable[str]:
    from toolkit.catalog.registry import datasets

    return datasets()


def _indicators() -> Iterable[str]:
    from toolkit.indicators.records import indicators

    return indicators()


#: What a call or a keyword takes -> the names that fit.
_TAKES: tuple[tuple[str, Callable[[], Iterable[str]]], ...] = (
    (r"indicator\s*=\s*$|\bindicators?\([^()]*$|\bindicators\(\)\[$|map_indicator\([^,()]+,[^,()]+,\s*$", _indicators),
    (
        r"region\s*=\s*$|\bread_claims\($|\bregions\(\)\[$|\bmap_claims\([^,()]+,\s*$|\bmake_briefing\($|map_indicator\(([^,()]+,){3}\s*$",
        _regions,
    ),
    (r"\bdatasets?\($|\bdatasets\(\)\[$|dataset_id\s*=\s*$", _datasets),
)


def names_for(line: str) -> list[str]:
    """Return the names that complete a line of code which ends inside a text.

    Parameters
    ----------
    line : str
        The line up to the cursor.

    Returns
    -------
    list of str
        Names, sorted; empty where the toolkit has nothing to say.

    Examples
    --------
    >>> names_for('claims = tk.read_claims("gulf')
    ['gulf-of-thailand']
    >>> names_for('print("gulf')
    []
    """
    found = _OPEN.search(line)
    if not found:
        return []
    for pattern, known in _TAKES:
        if re.search(pattern, found["before"]):
            return sorted(name for name in known() if name.startswith(found["typed"]))
    return []


def complete_names(shell: Any) -> None:
    """Add the names to the completions of a shell of IPython."""
    completer = getattr(shell, "Completer", None)
    if completer is not None and _matcher not in completer.custom_matchers:
        completer.custom_matchers.append(_matcher)


def forget_names(shell: Any) -> None:
    """Take the names out of the completions again."""
    completer = getattr(shell, "Completer", None)
    if completer is not None and _matcher in completer.custom_matchers:
        completer.custom_matchers.remove(_matcher)


def _matcher(context: Any) -> Any:
    """Answer IPython's completer (its matcher interface of version 2)."""
    from IPython.core.completer import SimpleCompletion

    line = context.line_with_cursor[: context.cursor_position]
    names = names_for(line)
    typed = re.search(r"[\w-]*$", line)
    return {
        "completions": [SimpleCompletion(name, type="name") for name in names],
        "matched_fragment": typed[0] if typed else "",
        "suppress": bool(names),
    }


_matcher.matcher_api_version = 2  # type: ignore[attr-defined]
