"""Tables of the ledger: rows of a CSV file, with errors that name file, row and field."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from pathlib import Path

from toolkit.claims.names import known_codes
from toolkit.errors import SchemaError, UnreadableFileError

__all__ = ["Table"]

_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


class Table:
    """Rows of one file with errors that name file, row and field.

    Parameters
    ----------
    path : pathlib.Path
        CSV file, UTF-8, with a header.
    required : tuple of str
        Columns that it must have.

    Raises
    ------
    UnreadableFileError
        The file is missing or is not text.
    SchemaError
        A column is missing.
    """

    def __init__(self, path: Path, required: tuple[str, ...]) -> None:
        self.name = path.name
        try:
            with path.open(encoding="utf-8", newline="") as stream:
                reader = csv.DictReader(stream)
                header = tuple(reader.fieldnames or ())
                self.rows = list(enumerate(reader, start=2))
        except (OSError, UnicodeDecodeError) as error:
            raise UnreadableFileError(f"{path} cannot be read: {error}. Restore it (git checkout data).") from error
        missing = [name for name in required if name not in header]
        if missing:
            raise SchemaError(f"{self.name}, row 1: columns {', '.join(missing)} are missing. Required: {', '.join(required)}.")

    def error(self, row: int, name: str, given: object, allowed: str) -> SchemaError:
        """Return the error for a value that is not allowed."""
        return SchemaError(f"{self.name}, row {row}, field '{name}': {given!r} given; allowed: {allowed}.")

    def new_id(self, row: int, record: Mapping[str, str], name: str, seen: set[str]) -> str:
        """Return an id that no earlier row has, and note it among those that were seen."""
        if not record[name] or record[name] in seen:
            raise self.error(row, name, record[name], "an id that no other row has")
        seen.add(record[name])
        return record[name]

    def word(self, row: int, record: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
        """Return a value that must be one of a list of words."""
        if record[name] not in allowed:
            raise self.error(row, name, record[name], ", ".join(f"'{word}'" for word in allowed))
        return record[name]

    def number(self, row: int, record: Mapping[str, str], name: str, low: float, high: float) -> float:
        """Return a value that must be a number between two limits."""
        try:
            value = float(record[name])
        except ValueError:
            value = float("nan")
        if not low <= value <= high:
            raise self.error(row, name, record[name], f"a number from {low:g} to {high:g}")
        return value

    def codes(self, row: int, record: Mapping[str, str], name: str) -> tuple[str, ...]:
        """Return codes of parties, sorted, each known and given once."""
        codes = tuple(sorted(code for code in record[name].split(";") if code))
        unknown = [code for code in codes if code not in known_codes()]
        if unknown or not codes or len(set(codes)) != len(codes):
            raise self.error(row, name, record[name], "codes of data/names.toml, each once, separated by semicolons")
        return codes

    def actors(self, row: int, record: Mapping[str, str], name: str) -> tuple[str, ...]:
        """Return codes of parties, or words of two or more for somebody who is no party (such as a military command); sorted."""
        given = tuple(sorted(part for part in record[name].split(";") if part))
        if [part for part in given if part not in known_codes() and " " not in part] or len(set(given)) != len(given):
            raise self.error(row, name, record[name], "codes of data/names.toml or words for another, each once, separated by semicolons")
        return given

    def date(self, row: int, record: Mapping[str, str], name: str, words: tuple[str, ...] = ()) -> str:
        """Return an ISO date, one of the words, or nothing."""
        value = record[name]
        if value and value not in words and not _DATE.fullmatch(value):
            raise self.error(
                row, name, value, "an ISO date (YYYY, YYYY-MM or YYYY-MM-DD)" + "".join(f", '{word}'" for word in words) + " or nothing"
            )
        return value
