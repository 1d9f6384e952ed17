"""Message catalogues: every fixed string of a pack, one file for each language."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from toolkit.briefing.bound import Free, Part, Text, fill, text_of
from toolkit.errors import unknown_name

__all__ = ["Messages", "languages", "long_date", "messages"]

_FOLDER = Path(__file__).parent


class Messages:
    """The strings of one language.

    Parameters
    ----------
    language : str
        BCP 47 tag, the stem of the catalogue's file.
    strings : mapping of str to str
        Key -> template.
    """

    def __init__(self, language: str, strings: Mapping[str, str]) -> None:
        self.language = language
        self.strings = dict(strings)

    def __call__(self, key: str, **fields: Part | Text) -> Text:
        """Return a string of the catalogue with its fields filled.

        Raises
        ------
        UnknownNameError
            There is no such string.
        PackError
            A field is missing, or the string holds a numeral.
        """
        if key not in self.strings:
            raise unknown_name("string of the message catalogue", key, self.strings)
        return fill(self.strings[key], **fields)

    def word(self, key: str) -> str:
        """Return a string without fields."""
        return str(self(key))

    def listed(self, items: Sequence[Part | Text]) -> Text:
        """Return items as a list in a sentence."""
        parts: list[Part | Text] = []
        for position, item in enumerate(items):
            if position:
                parts.append(f" {self.word('and')} " if position == len(items) - 1 else ", ")
            parts.append(item)
        return text_of(*parts)


def languages() -> tuple[str, ...]:
    """Return the languages that have a catalogue."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


@functools.lru_cache
def messages(language: str = "en") -> Messages:
    """Return the catalogue of a language.

    Raises
    ------
    UnknownNameError
        There is none.

    Examples
    --------
    >>> str(messages("en")("section.coral"))
    'Coral'
    """
    if language not in languages():
        place = f"{_FOLDER.parent.name}/{_FOLDER.name}"
        how = f"Choose one of these, or add {language}.toml to {place}: a copy of en.toml with its words translated."
        raise unknown_name("language", language, languages(), next_step=how)
    strings: dict[str, str] = {}

    def gather(table: Mapping[str, object], prefix: str) -> None:
        for key, value in table.items():
            if isinstance(value, Mapping):
                gather(value, f"{prefix}{key}.")
            else:
                strings[prefix + key] = str(value)

    gather(tomllib.loads((_FOLDER / f"{language}.toml").read_text("utf-8")), "")
    return Messages(language, strings)


def long_date(iso: str, say: Messages) -> Text:
    """Return an ISO date as it is printed, such as 12 March 2024; shorter dates as they are."""
    year, _, rest = iso.partition("-")
    month, _, day = rest.partition("-")
    if not day:
        return text_of(Free(iso, "date")) if iso else say("date.none")
    return text_of(Free(str(int(day)), "date"), f" {say.word(f'month.{int(month)}')} ", Free(year, "date"))


def period(time: str, say: Messages) -> Text:
    """Return a period of the indicator table as it is printed."""
    first, _, last = time.partition("/")
    if not last or first == last:
        return text_of(Free(first, "date"))
    return say("date.period", first=Free(first, "date"), last=Free(last, "date"))
