"""The register of numbers: every printed number with its cell, rounding and place; and the checks against it.

The few numerals that are not measured (dates, numbers of maps, identifiers, words of instruments and sources) are listed beside it, each
with its kind, so that every numeral of a pack can be looked up.

Two checks, either of which stops a build: each number is read again from its cell and must print the same; and each document is read
back as text, in which no numeral may stand that the content did not put there.
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.briefing.bound import FREE, Bound, Cells, Free, Query, Text, numerals, printed
from toolkit.briefing.model import Content
from toolkit.briefing.tiers import HIGHEST
from toolkit.errors import PackError
from toolkit.rounding import classed, edges_of, more_of, with_more

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Entry", "check_cells", "entries_of", "other_numerals", "read_register", "scan", "write_register"]


@dataclass(frozen=True)
class Entry:
    """One printed number.

    Attributes
    ----------
    id, place : str
        Running id, and where it stands: section, and table or map.
    bound : Bound
        The number with its cell.
    context : str
        The words around it.
    """

    id: str
    place: str
    bound: Bound
    context: str

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for the register's file."""
        value = self.bound.value
        return {
            "id": self.id,
            "place": self.place,
            "text": self.bound.text,
            "value": None if math.isnan(value) else value,
            "units": str(self.bound.units),
            **({"edges": list(edges)} if (edges := edges_of(self.bound.units)) else {}),
            **({"more": more} if (more := more_of(self.bound.units)) else {}),
            "form": self.bound.form,
            "rounding": self.bound.rounding,
            "query": self.bound.query.to_dict(),
            "cell": self.bound.query.describe(),
            "context": self.context,
        }

    @classmethod
    def from_dict(cls, given: dict[str, Any]) -> Entry:
        """Return the entry that :meth:`to_dict` wrote."""
        value = math.nan if given["value"] is None else float(given["value"])
        units = with_more(classed(given["units"], given.get("edges", ())), int(given.get("more", 0)))
        bound = Bound(Query.from_dict(given["query"]), value, units, given["form"], given["text"])
        return cls(given["id"], given["place"], bound, given["context"])


def entries_of(content: Content) -> list[Entry]:
    """Return every bound number of a pack, in reading order."""
    out: list[Entry] = []
    for place, text in content.placed():
        for bound in text.bounds:
            out.append(Entry(f"n{len(out) + 1}", place, bound, _context(text)))
    return out


def other_numerals(content: Content) -> pd.DataFrame:
    """Return every numeral of a pack that is bound to no cell, once for each place.

    Parameters
    ----------
    content : Content
        Everything that the pack says.

    Returns
    -------
    pandas.DataFrame
        Columns ``text``, ``kind`` (:data:`toolkit.briefing.bound.FREE`), ``what`` it is in words, ``place`` and ``context``.
    """
    import pandas as pd

    rows: dict[tuple[str, str, str], tuple[str, ...]] = {}
    for place, text in content.placed():
        for part in text.parts:
            if isinstance(part, Free) and numerals(part.text):
                rows.setdefault((part.text, part.kind, place), (part.text, part.kind, FREE[part.kind], place, _context(text)))
    return pd.DataFrame(list(rows.values()), columns=["text", "kind", "what", "place", "context"], dtype=object)


def _context(text: Text) -> str:
    """Return the words around a numeral, as many as a line holds."""
    words = str(text)
    return words if len(words) <= 160 else words[:157] + "..."


def check_cells(entries: Iterable[Entry], cells: Cells) -> list[str]:
    """Read each number again from its cell.

    Parameters
    ----------
    entries : iterable of Entry
        The register.
    cells : Cells
        Tables of the pack as they are now.

    Returns
    -------
    list of str
        One finding for each number whose cell changed, is gone, or prints otherwise; it names number and cell.
    """
    out = []
    for entry in entries:
        bound = entry.bound
        where = f"{entry.place}: the number '{bound.text}' ({entry.id})"
        try:
            value = cells.read(bound.query)
        except (PackError, KeyError) as error:
            out.append(f"{where}: its cell cannot be read: {error}")
            continue
        same = value == bound.value or (math.isnan(value) and math.isnan(bound.value))
        if not same:
            out.append(f"{where}: its cell holds {value!r}, the register {bound.value!r}. Cell: {bound.query.describe()}.")
        elif not math.isnan(value) and printed(value, bound.units, bound.form) != bound.text:
            out.append(f"{where}: its cell prints '{printed(value, bound.units, bound.form)}'. Cell: {bound.query.describe()}.")
    return out


def scan(document: str, found: str, expected: Iterable[str], entries: Iterable[Entry] = ()) -> list[str]:
    """Compare the numerals of a document, read back, with those that the content put there.

    Parameters
    ----------
    document : str
        File name, for the finding.
    found : str
        Its text.
    expected : iterable of str
        The texts that were rendered into it.
    entries : iterable of Entry
        The register, to name the cell of a number that is missing.

    Returns
    -------
    list of str
        One finding for each numeral that is too many, and for each that is missing with its cell.
    """
    have = Counter(numerals(_joined(found)))
    want: Counter[str] = Counter()
    for text in expected:
        want.update(numerals(_joined(text)))
    cell_of: dict[str, str] = {}
    for entry in entries:
        for token in numerals(entry.bound.text):
            cell_of.setdefault(token, f"{entry.place}, {entry.bound.query.describe()}")
    out = [
        f"{document}: the numeral '{token}' stands {n} times too often and is bound to no cell."
        for token, n in sorted((have - want).items())
    ]
    for token, n in sorted((want - have).items()):
        cell = cell_of.get(token, "none, it is a date, name or figure number")
        out.append(f"{document}: the numeral '{token}' is missing {n} times; its cell: {cell}.")
    return out


def _joined(text: str) -> str:
    """Return a text with its kinds of blanks made one, so that numerals read alike in every format."""
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("\u00ad", "")


def plain_texts(texts: Iterable[Text]) -> list[str]:
    """Return texts as strings, empty ones left out."""
    return [str(text) for text in texts if text.parts]


def write_register(entries: Iterable[Entry], folder: str | Path, tiers: Mapping[str, str] | None = None) -> None:
    """Write the register as ``numbers.json`` (for the toolkit) and ``numbers.csv`` (for people).

    Parameters
    ----------
    entries : iterable of Entry
        The register.
    folder : path
        The folder of data.
    tiers : mapping of str to str, optional
        Running id -> widest audience of the number; those not named are for the highest tier.
    """
    from toolkit.briefing.tables import inert

    rows = [{**entry.to_dict(), "tier": (tiers or {}).get(entry.id, HIGHEST)} for entry in entries]
    folder = Path(folder)
    lines = ",\n".join(json.dumps(row, ensure_ascii=False, sort_keys=True) for row in rows)
    (folder / "numbers.json").write_text(f"[\n{lines}\n]\n", "utf-8")
    stream = io.StringIO()
    columns = ("id", "place", "text", "value", "units", "rounding", "cell", "tier", "context")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow(
            [row[name] if isinstance(row[name], float) else inert(str("" if row[name] is None else row[name])) for name in columns]
        )
    (folder / "numbers.csv").write_text(stream.getvalue(), "utf-8")


def read_register(pack: str | Path) -> list[Entry]:
    """Read the register of a pack.

    Raises
    ------
    PackError
        It is missing or damaged.
    """
    path = Path(pack) / "data" / "numbers.json"
    try:
        return [Entry.from_dict(item) for item in json.loads(path.read_text("utf-8"))]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PackError(f"{path} cannot be read ({error}). Make the pack again with: arf-marine briefing.") from error
