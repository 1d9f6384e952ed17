"""Where a printed number comes from: its place, its cell, the datasets behind the cell, and their files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.briefing.bound import numerals
from toolkit.briefing.gather import read_cells
from toolkit.briefing.manifest import read_manifest
from toolkit.briefing.register import Entry, check_cells, read_register
from toolkit.errors import PackError

__all__ = ["Origin", "trace"]

#: Rows of a cell that are shown; the rest is counted.
_SHOWN = 5


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
        Datasets behind them, as the manifest lists them.
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
            f"  file:     data/{bound.query.source}.parquet, data/{bound.query.source}.csv",
            f"  value:    {bound.value!r} {bound.units}",
            f"  rounding: {bound.rounding}",
        ]
        if self.changed:
            out.append(f"  CHANGED:  {self.changed}")
        for row in self.rows[:_SHOWN]:
            shown = {key: value for key, value in row.items() if value == value and value not in (None, "") and key != "dataset_ids"}
            out.append("  row:      " + ", ".join(f"{key} {value}" for key, value in shown.items()))
        if len(self.rows) > _SHOWN:
            out.append(f"  and {len(self.rows) - _SHOWN} more rows")
        for item in self.inputs:
            out.append(f"  dataset:  {item['id']}: {item['title']} ({item['version']}); {item['licence']}")
            out += [f"            {name} sha256 {digest}" for name, digest in sorted(item["files"].items())]
        return out


def trace(number: str, pack: str | Path) -> list[Origin]:
    """Tell where a printed number comes from.

    Parameters
    ----------
    number : str
        As printed, with or without its unit, such as ``"12.4"`` or ``"1,100,000 km²"``; or its id in the register.
    pack : path
        The pack.

    Returns
    -------
    list of Origin
        One for each cell that prints so, each place of the same cell once.

    Raises
    ------
    PackError
        The folder is no pack, or no bound number prints so.
    """
    manifest = read_manifest(pack)
    entries = read_register(pack)
    wanted = number.replace("\u00a0", " ").strip()
    figures = numerals(wanted)
    found = [
        entry
        for entry in entries
        if entry.id == wanted
        or entry.bound.text.replace("\u00a0", " ") == wanted
        or (wanted in figures and wanted in numerals(entry.bound.text))
    ]
    if not found:
        raise PackError(
            f"No bound number of {pack} prints as '{number}'. Give it as it is printed, with commas, such as '1,100,000'; "
            "dates, map numbers and words of sources are bound to no cell."
        )
    cells = read_cells(pack)
    inputs = {item["id"]: item for item in manifest["inputs"]}
    out: list[Origin] = []
    seen = set()
    for entry in found:
        query = entry.bound.query
        if query in seen:
            continue
        seen.add(query)
        frame = cells.frames[query.source]
        rows = [{str(key): value for key, value in row.items()} for row in frame.iloc[cells.rows(query)].to_dict("records")]
        named = {name for row in rows for name in str(row.get("dataset_ids", "")).split()}
        if not named:
            named = set(manifest["claims_dataset_ids"])
        changed = check_cells([entry], cells)
        out.append(
            Origin(entry, tuple(rows), tuple(inputs[name] for name in sorted(named) if name in inputs), changed[0] if changed else "")
        )
    return out
