"""Joint and provisional arrangements that the ledger knows of, drawn or not (`data/claims/arrangements.csv`)."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from toolkit.catalog.registry import dataset_file
from toolkit.claims.tables import Table

__all__ = ["Arrangement", "arrangements", "read_arrangements"]

_COLUMNS = (
    "arrangement_id", "title", "parties", "place", "about", "date_made", "in_force", "ended", "instrument_ids", "drawn", "source",
    "verification",
)  # fmt: skip
_VERIFICATIONS = ("official text", "secondary copy", "conflicting copies")


@dataclass(frozen=True)
class Arrangement:
    """What parties do together, or let rest, in waters that they share or do not agree on.

    Attributes
    ----------
    id, title, place, about : str
        Identifier, what it is in words, where, and what it is about.
    parties : tuple of str
        Codes, sorted.
    date_made, in_force, ended : str
        ISO dates as far as they were read; ``in_force`` may be 'not in force'; '' where it was not read, or has not ended.
    instrument_ids : tuple of str
        Instruments of the ledger that hold its lines.
    drawn : str
        How it stands on the maps, and if not, why.
    source, verification : str
        What says so, and how that was read.
    """

    id: str
    title: str
    parties: tuple[str, ...]
    place: str
    about: str
    date_made: str
    in_force: str
    ended: str
    instrument_ids: tuple[str, ...]
    drawn: str
    source: str
    verification: str


def read_arrangements(path: str | Path) -> tuple[Arrangement, ...]:
    """Read and check a table of arrangements, by the day that they were made.

    Raises
    ------
    SchemaError
        A record is broken: the message names file, row and field.
    UnreadableFileError
        The file is missing or is not text.
    """
    return tuple(sorted(_rows(Path(path)), key=lambda item: (item.date_made, item.title, item.id)))


@functools.lru_cache
def arrangements() -> tuple[Arrangement, ...]:
    """Return the arrangements of the toolkit's own ledger.

    Examples
    --------
    >>> [item.id for item in arrangements() if item.place == "Gulf of Thailand"][:2]
    ['MY_TH_1979_JDA', 'KH_VN_1982_HISTORIC']
    """
    return read_arrangements(dataset_file("claims-ledger", "arrangements.csv"))


def _rows(path: Path) -> Iterator[Arrangement]:
    table = Table(path, _COLUMNS)
    seen: set[str] = set()
    for row, record in table.rows:
        name = table.new_id(row, record, "arrangement_id", seen)
        for column in ("title", "place", "about", "drawn", "source"):
            if not record[column]:
                raise table.error(row, column, "", "words")
        made, force, ended = (
            table.date(row, record, "date_made"),
            table.date(row, record, "in_force", ("not in force",)),
            table.date(row, record, "ended"),
        )
        if not made:
            raise table.error(row, "date_made", "", "an ISO date")
        if ended and ended < max(made, force if force[:1].isdigit() else ""):
            raise table.error(row, "ended", ended, "a date after it was made and came into force")
        yield Arrangement(
            name, record["title"], table.codes(row, record, "parties"), record["place"], record["about"], made, force, ended,
            tuple(part for part in record["instrument_ids"].split(";") if part), record["drawn"], record["source"],
            table.word(row, record, "verification", _VERIFICATIONS),
        )  # fmt: skip
