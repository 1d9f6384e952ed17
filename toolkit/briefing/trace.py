"""Where a printed number comes from: its place, its cell, the datasets behind the cell, their files, and where those can be got."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from toolkit.briefing.bound import numerals
from toolkit.briefing.gather import read_cells, read_table
from toolkit.briefing.manifest import read_manifest
from toolkit.briefing.register import Entry, check_cells, read_register
from toolkit.errors import PackError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Origin", "Unmeasured", "trace"]

#: Rows of a cell that are shown, and places of a numeral that is not measured; the rest is counted.
_SHOWN: Final = 5

#: Kind of a dataset that the user brought.
_OWN: Final = "user"
_UNSTATED: Final = "(version and licence not stated)"


@dataclass(frozen=True)
class Origin:
    """Where one printed number comes from.

    Attributes
    ----------
    entry : Entry
        The number, its place and its cell.
    rows : tuple of mapping
        Rows of the table that it is read from.
    inputs : tuple of mapping
        Datasets behind them, as the manifest lists them: what was measured first, the claims last.
    changed : str
        What is wrong with the cell now; empty if nothing is.
    """

    entry: Entry
    rows: tuple[Mapping[str, Any], ...]
    inputs: tuple[Mapping[str, Any], ...]
    changed: str

    def lines(self) -> list[str]:
        """Return the origin as lines of text."""
        bound = self.entry.bound
        out = [
            f"'{bound.text}' in {self.entry.place}: {self.entry.context}",
            f"  cell:     {bound.query.describe()}",
            f"  file:     data/{bound.query.source}.csv, data/{bound.query.source}.parquet",
            f"  value:    {bound.value!r} {bound.units}",
            f"  rounding: {bound.rounding}",
        ]
        if self.changed:
            out.append(f"  CHANGED:  {self.changed}")
        for row in self.rows[:_SHOWN]:
            shown = {key: value for key, value in row.items() if _told(value) and key != "dataset_ids"}
            out.append("  row:      " + ", ".join(f"{key} {value}" for key, value in shown.items()))
        if len(self.rows) > _SHOWN:
            out.append(f"  and {len(self.rows) - _SHOWN} more rows")
        for item in self.inputs:
            own = item["kind"].startswith(_OWN)
            unstated = own and item["version"] == item["licence"]
            out.append(
                f"  dataset:  {item['id']}: {item['title']} " + (_UNSTATED if unstated else f"({item['version']}); {item['licence']}")
            )
            if own:
                out.append("            not in this pack: a file of those who made it; ask them for it")
            else:
                out.append(f"            cite:     {item['citation']}")
                out.append(f"            got from: {item['source']}; not in this pack, it comes with the toolkit in its folder data/")
            out += [f"            {name} sha256 {digest}" for name, digest in sorted(item["files"].items())]
        return out


@dataclass(frozen=True)
class Unmeasured:
    """A numeral that stands for no measured value.

    Attributes
    ----------
    text : str
        The numeral, or the words that it stands in.
    what : str
        What it is, such as a date or the number of a map.
    places : tuple of (str, str)
        Where it stands, with the words around it.
    changed : str
        Always empty: there is no cell that could change.
    """

    text: str
    what: str
    places: tuple[tuple[str, str], ...]
    changed: str = ""

    def lines(self) -> list[str]:
        """Return what it is, as lines of text."""
        out = [f"'{self.text}': {self.what}. It is not measured, so that no cell of a table stands behind it."]
        out += [f"  in {place}: {context}" for place, context in self.places[:_SHOWN]]
        more = len(self.places) - _SHOWN
        return [*out, f"  and {more} more places"] if more > 0 else out


def _told(value: Any) -> bool:
    """Tell whether a cell holds anything."""
    return value is not None and value == value and value != "" and str(value) != "<NA>"


def _plain(text: str) -> str:
    """Return a numeral without what may or may not be typed: kinds of blanks, and separators of thousands."""
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("\u2212", "-").replace(",", "").strip()


def _prints(wanted: str, text: str) -> bool:
    """Tell whether a text is what is asked for, or holds it as a numeral of its own."""
    return _plain(text) == wanted or wanted in (_plain(token) for token in numerals(text))


def _ordered(named: Sequence[str], claims: Sequence[str]) -> list[str]:
    """Return datasets as they are named, those of the claims last: they say where a value is, not what it is."""
    return [name for name in dict.fromkeys(named) if name not in claims] + [name for name in claims if name in named]


def trace(number: str, pack: str | Path) -> list[Origin | Unmeasured]:
    """Tell where a printed number comes from.

    Parameters
    ----------
    number : str
        As printed, with or without its unit and commas, such as ``"12.4"`` or ``"1,100,000 km²"``; or its id in the register.
    pack : path
        The pack.

    Returns
    -------
    list of Origin, or of Unmeasured
        One for each cell that prints so, each place of the same cell once. Where none does: what kind of numeral it is, such as a date.

    Raises
    ------
    PackError
        The folder is no pack, or no numeral of it prints so.
    """
    manifest = read_manifest(pack)
    wanted = _plain(number)
    found = [entry for entry in read_register(pack) if entry.id == wanted or _prints(wanted, entry.bound.text)]
    if not found:
        return _unmeasured(wanted, number, pack)
    cells = read_cells(pack)
    inputs = {item["id"]: item for item in manifest["inputs"]}
    claims = list(manifest["claims_dataset_ids"])
    out: list[Origin | Unmeasured] = []
    seen = set()
    for entry in found:
        query = entry.bound.query
        if query in seen:
            continue
        seen.add(query)
        frame = cells.frames[query.source]
        rows = [{str(key): value for key, value in row.items()} for row in frame.iloc[cells.rows(query)].to_dict("records")]
        named = [name for row in rows for name in _datasets(row, cells.frames["indicator_table"], manifest)] or claims
        changed = check_cells([entry], cells)
        behind = tuple(inputs[name] for name in _ordered(named, claims) if name in inputs)
        out.append(Origin(entry, tuple(rows), behind, changed[0] if changed else ""))
    return out


def _datasets(row: Mapping[str, Any], table: pd.DataFrame, manifest: Mapping[str, Any]) -> list[str]:
    """Return the datasets behind a row: those it names, else those of its indicator, else those of the map that it is a sum of."""
    if named := str(row.get("dataset_ids", "")).split():
        return named
    if (indicator := row.get("indicator")) is not None:
        measured = [name for ids in table.loc[table["indicator"] == indicator, "dataset_ids"].unique() for name in str(ids).split()]
        return [*measured, *manifest["claims_dataset_ids"]]
    figure = manifest["figures"].get(str(row.get("figure", "")), {})
    return [str(name) for name in figure.get("dataset_ids", ())]


def _unmeasured(wanted: str, number: str, pack: str | Path) -> list[Origin | Unmeasured]:
    """Return what a numeral is that is bound to no cell."""
    listed = read_table(pack, "numerals") if (Path(pack) / "data" / "numerals.parquet").is_file() else None
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for row in listed.to_dict("records") if listed is not None else ():
        text = str(row["text"])
        if _prints(wanted, text):
            shown = text if len(text) <= 80 else text[:77] + "..."
            found.setdefault((shown, str(row["what"])), []).append((str(row["place"]), str(row["context"])))
    if not found:
        raise PackError(
            f"No bound number of {pack} prints as '{number}', and no date, number of a map or words of a source hold it. "
            "Give it as it is printed, such as '1,100,000'; data/numbers.csv lists every number."
        )
    return [Unmeasured(text, what, tuple(places)) for (text, what), places in found.items()]
