"""Tab completion of the names that the toolkit knows: regions, datasets, indicators; faces and claims of the objects at hand.

What a text stands for is read from the call around it: which argument it is, by the signature of the verb, or by its keyword.
"""

from __future__ import annotations

import functools
import inspect
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["complete_names", "forget_names", "names_for"]


def _regions() -> Iterable[str]:
    from toolkit.catalog.regions import regions

    return regions()


def _datasets() -> Iterable[str]:
    from toolkit.catalog.registry import datasets

    return datasets()


def _indicators() -> Iterable[str]:
    from toolkit.indicators.records import indicators

    return indicators()


#: Name of an argument, whatever the call -> the names that fit.
_ARGUMENTS: Mapping[str, Callable[[], Iterable[str]]] = {
    "region": _regions,
    "regions": _regions,
    "indicator": _indicators,
    "indicators": _indicators,
    "dataset_id": _datasets,
}
#: The same for arguments of our own verbs that are too common as names of keywords.
_PLACES: Mapping[str, Callable[[], Iterable[str]]] = {**_ARGUMENTS, "first": _indicators, "second": _indicators}
#: The first argument of a verb, or the key of what it returns -> the names that fit.
_FIRST: Mapping[str, Callable[[], Iterable[str]]] = {
    "read_claims": _regions,
    "regions": _regions,
    "datasets": _datasets,
    "dataset": _datasets,
    "fetch": _datasets,
    "indicator": _indicators,
    "indicators": _indicators,
}
#: A method of an object that is there -> the names that it takes.
_METHODS: Mapping[str, Callable[[Any], Iterable[str]]] = {
    "face": lambda faces: faces.frame.index,
    "claim": lambda claims: [item.claim_id for item in claims.claims],
}
#: Also a path may stand here: what was begun is completed as one too.
_OR_PATH = ("read_claims",)


@dataclass
class _Open:
    """A bracket that is open at the cursor: what stands before it, and which argument the cursor is in."""

    called: str
    bracket: str
    position: int = 0
    keyword: str = ""


def _around(code: str) -> tuple[list[_Open], str | None]:
    """Return the brackets open at the end of some code, outermost first, and the text begun there; None where no text is open."""
    opened: list[_Open] = []
    quote, start = "", 0
    closed = ""  # what a bracket that was just closed belonged to
    index = 0
    while index < len(code):
        character = code[index]
        if quote:
            if character == "\\":
                index += 1
            elif code.startswith(quote, index):
                index += len(quote) - 1
                quote = ""
        elif character in "\"'":
            quote = character * 3 if code.startswith(character * 3, index) else character
            index += len(quote) - 1
            start = index + 1
        elif character == "#":
            end = code.find("\n", index)
            index = len(code) if end < 0 else end
        elif character in "([{":
            name = re.search(r"[\w.]+$", code[:index])
            opened.append(_Open(name[0] if name else closed, character))
        elif character in ")]}":
            closed = opened.pop().called if opened else ""
        elif opened and character == ",":
            opened[-1].position, opened[-1].keyword = opened[-1].position + 1, ""
        elif opened and character == "=":
            word = re.search(r"(\w+)\s*$", code[:index])
            opened[-1].keyword = word[1] if word else ""
        if character not in ")]}" and not character.isspace():
            closed = ""
        index += 1
    if quote and "\n" in code[start:] and len(quote) == 1:
        return [], None  # a quotation mark that was never closed on its line
    return opened, code[start:] if quote else None


@functools.cache
def _signature(verb: str) -> tuple[str, ...]:
    """Return the names of the positional arguments of a public verb or of the accessor; () for any other name."""
    from toolkit.notebook.accessor import ArfDataArray

    door = sys.modules["toolkit"]  # what the user calls tk
    owner = ArfDataArray if ".arf." in verb else door
    name = verb.rpartition(".")[2]
    if owner is door and name not in door.__all__:
        return ()
    try:
        parameters = inspect.signature(getattr(owner, name)).parameters.values()
    except (AttributeError, ImportError, TypeError, ValueError):
        return ()
    names = [item.name for item in parameters if item.kind in (item.POSITIONAL_ONLY, item.POSITIONAL_OR_KEYWORD)]
    return tuple(names[1:] if owner is ArfDataArray else names)


def _known(call: _Open, objects: Mapping[str, Any]) -> Iterable[str]:
    """Return all names that fit where the cursor is in a call."""
    if call.keyword:
        return _ARGUMENTS.get(call.keyword, tuple)()
    subject, _, name = call.called.rpartition(".")
    if call.position == 0 and name in _METHODS and subject in objects:
        try:
            return list(_METHODS[name](objects[subject]))
        except (AttributeError, TypeError):  # another object with a method of that name
            return ()
    if call.position == 0 and name in _FIRST:
        return _FIRST[name]()
    if call.bracket != "(":
        return ()
    arguments = _signature(call.called)
    return _PLACES.get(arguments[call.position], tuple)() if call.position < len(arguments) else ()


def names_for(code: str, objects: Mapping[str, Any] | None = None) -> list[str]:
    """Return the names that complete some code which ends inside a text.

    Parameters
    ----------
    code : str
        The cell up to the cursor.
    objects : mapping of str to object, optional
        What is defined, for the faces and claims of an object.

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
    opened, typed = _around(code)
    if typed is None or not re.fullmatch(r"[\w-]*", typed):
        return []
    # inside a list or a tuple of names, what the call around it takes
    calls = [item for item in opened if item.called]
    if not calls or any(item.bracket == "{" for item in opened[opened.index(calls[-1]) :]):
        return []
    return sorted(name for name in _known(calls[-1], objects or {}) if name.startswith(typed))


def complete_names(shell: Any) -> None:
    """Add the names to the completions of a shell of IPython."""
    completer = getattr(shell, "Completer", None)
    if completer is not None and not _ours(completer):
        completer.custom_matchers.append(_matcher(shell))


def forget_names(shell: Any) -> None:
    """Take the names out of the completions again."""
    completer = getattr(shell, "Completer", None)
    if completer is not None:
        for item in _ours(completer):
            completer.custom_matchers.remove(item)


def _ours(completer: Any) -> list[Any]:
    return [item for item in completer.custom_matchers if getattr(item, "matcher_identifier", "") == "toolkit.names"]


def _matcher(shell: Any) -> Any:
    """Return what answers IPython's completer (its matcher interface of version 2)."""
    from IPython.core.completer import SimpleCompletion

    def names_of_the_toolkit(context: Any) -> Any:
        before = [*context.full_text.splitlines()[: context.cursor_line], context.line_with_cursor[: context.cursor_position]]
        code = "\n".join(before)
        names = names_for(code, shell.user_ns)
        typed = re.search(r"[\w-]*$", code)
        return {
            "completions": [SimpleCompletion(name, type="name") for name in names],
            "matched_fragment": typed[0] if typed else "",
            "suppress": bool(names) and not (typed and typed[0] and any(item.called.endswith(_OR_PATH) for item in _around(code)[0][-1:])),
        }

    made: Any = names_of_the_toolkit
    made.matcher_api_version, made.matcher_identifier = 2, "toolkit.names"
    return made
