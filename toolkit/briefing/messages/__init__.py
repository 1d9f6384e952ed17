"""Message catalogues: every fixed string of a pack, one file for each language."""

from __future__ import annotations

import functools
import re
import string
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from toolkit.briefing.bound import Free, Part, Text, fill, text_of
from toolkit.errors import SchemaError, UnreadableFileError, unknown_name

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
    missing : sequence of str
        Keys that the catalogue of the language lacks; they stand in English.
    """

    def __init__(self, language: str, strings: Mapping[str, str], missing: Sequence[str] = ()) -> None:
        self.language = language
        self.strings = dict(strings)
        self.missing = tuple(missing)

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
    """Return the catalogue of a language; what it lacks stands in English, and is listed in ``missing``.

    Raises
    ------
    UnknownNameError
        There is none.
    UnreadableFileError
        It is no TOML.
    SchemaError
        It has a string that the English one has not, a numeral, or not the same fields in braces.

    Examples
    --------
    >>> str(messages("en")("section.coral"))
    'Coral'
    """
    if language not in languages():
        place = f"{_FOLDER.parent.name}/{_FOLDER.name}"
        how = f"Choose one of these, or add {language}.toml to {place}: a copy of en.toml with its words translated."
        raise unknown_name("language", language, languages(), next_step=how)
    english = _strings("en")
    if language == "en":
        return Messages("en", english)
    own = _strings(language)
    for key, text in own.items():
        _check_string(language, key, text, english)
    missing = [key for key in english if key not in own]
    return Messages(language, {**english, **own}, missing)


def _strings(language: str) -> dict[str, str]:
    """Read the file of a language: key -> template."""
    path = _FOLDER / f"{language}.toml"
    try:
        given = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise UnreadableFileError(
            f"{path.name} cannot be read as TOML: {error}. Compare the line with en.toml, or undo its last change."
        ) from error
    out: dict[str, str] = {}

    def gather(table: Mapping[str, object], prefix: str) -> None:
        for key, value in table.items():
            if isinstance(value, Mapping):
                gather(value, f"{prefix}{key}.")
            else:
                out[prefix + key] = str(value)

    gather(given, "")
    return out


def _check_string(language: str, key: str, text: str, english: Mapping[str, str]) -> None:
    """Raise where a translated string cannot stand for the English one."""
    where = f"{language}.toml, '{key}'"
    if key not in english:
        raise SchemaError(f"{where} is no string of en.toml. Take it out, or give it the key that it has there.")
    try:
        asked, given = (sorted({name for _, name, _, _ in string.Formatter().parse(part) if name}) for part in (english[key], text))
    except ValueError as error:
        raise SchemaError(f"{where} cannot be read: {error}. A brace that is to be printed is written twice.") from error
    if asked != given:
        named = ", ".join(f"{{{name}}}" for name in asked) or "none"
        raise SchemaError(
            f"{where} has the fields {', '.join(given) or 'none'}. Allowed: those of the English string, each of them: {named}."
        )
    if re.search(r"\d", re.sub(r"\{[^}]*\}", "", text)):
        raise SchemaError(f"{where} holds a numeral. Every number is a field in braces; write other numerals as words.")


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
        return _spoken(first, say)
    return say("date.period", first=_spoken(first, say), last=_spoken(last, say))


def _spoken(time: str, say: Messages) -> Text:
    """Return a month with its name, any other time as it is."""
    if (found := re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", time)) is None:
        return text_of(Free(time, "date"))
    return text_of(f"{say.word(f'month.{int(found[2])}')} ", Free(found[1], "date"))
