"""Records in words: plain text, HTML for notebooks, and the page of indicators (``docs/indicators.md``).

Write the page anew with ``python -m toolkit.indicators.render docs/indicators.md``.
"""

from __future__ import annotations

import sys
from html import escape
from pathlib import Path

from toolkit.indicators.model import Indicator
from toolkit.indicators.records import indicators

__all__ = ["html", "page", "text"]

_PARTS = {
    "entries_heat": "Heat stress and temperature",
    "entries_events": "Bleaching alerts and years of heat",
    "entries_coral": "Reefs and corals",
    "entries_stocks": "Status of fish stocks",
    "entries_catch": "Catch and what can be read from it",
    "entries_pressure": "Pressures from human activity",
}
_MINIMUM_WORDS = {
    "n_sites": "sites",
    "n_years": "years with a value",
    "n_months": "months",
    "n_days": "days",
    "n_cells": "cells with a value",
    "n_stocks": "stocks with a determined status",
    "span_years": "years between first and last",
    "fraction_of_year": "of the days of a year",
    "valid_fraction": "of the weight must have a value",
}


def _rows(record: Indicator) -> list[tuple[str, list[str]]]:
    """Return heading and lines of each part of a record, in the order in which they are printed."""
    minimum = [f"{value:g} {_MINIMUM_WORDS.get(name, name)} ({name})" for name, value in record.minimum.items() if value]
    rows = [
        ("Identifier", [record.identifier]),
        ("Units", [record.units]),
        ("Quantity", [f"{record.quantity}; basis {record.basis}; {record.cell_methods}"]),
        ("Inputs", [f"{item.name} [{item.units}]: {item.what}" for item in record.inputs]),
        ("Formula", [record.formula]),
        ("Reference", [record.reference]),
        ("Thresholds", [f"{item.value:.10g}: {item.meaning} ({item.source})" for item in record.thresholds]),
        ("Map classes", [f"{' | '.join(record.class_labels)} ({record.class_source})"] if record.class_edges else []),
        (
            "Three classes",
            [f"edges {' and '.join(f'{edge:.10g}' for edge in record.pair_edges)}, on maps of two indicators at once"]
            if record.pair_edges
            else [],
        ),
        ("Minimum of data", minimum),
        ("Where the data hold nothing", [record.no_data]),
        ("What it is not", [record.what_it_is_not]),
        ("Traps", list(record.traps)),
        ("Worked value", [record.worked.arithmetic]),
        ("Function", [f"toolkit.indicators.{record.function}"]),
        ("Real input", [record.real_input]),
        ("Registered datasets", [", ".join(record.datasets)] if record.datasets else []),
    ]
    return [(head, lines) for head, lines in rows if lines]


def text(record: Indicator) -> str:
    """Return a record as plain text.

    Parameters
    ----------
    record : Indicator
        The record.

    Returns
    -------
    str
        Title, then one part to a line.

    Examples
    --------
    >>> from toolkit.indicators import indicator
    >>> print(text(indicator("hotspot")).splitlines()[0])
    Coral bleaching HotSpot
    """
    lines = [record.title, "=" * len(record.title)]
    for head, parts in _rows(record):
        lines.append(f"{head}: {parts[0]}")
        lines.extend(f"{' ' * (len(head) + 2)}{part}" for part in parts[1:])
    return "\n".join(lines)


def html(record: Indicator) -> str:
    """Return a record as an HTML table, with all text escaped.

    Parameters
    ----------
    record : Indicator
        The record.

    Returns
    -------
    str
        A ``table`` element with a caption.
    """
    rows = "".join(
        f'<tr><th scope="row" style="text-align:left;vertical-align:top">{escape(head)}</th>'
        f'<td style="text-align:left">{"<br>".join(escape(part) for part in parts)}</td></tr>'
        for head, parts in _rows(record)
    )
    title = f'<caption style="text-align:left;font-weight:bold">{escape(record.title)}</caption>'
    return f"<table>{title}<tbody>{rows}</tbody></table>"


def page() -> str:
    """Return the page of indicators: every record with its worked value, as Markdown.

    Returns
    -------
    str
        The text of ``docs/indicators.md``.
    """
    from importlib import import_module

    from toolkit.catalog.registry import datasets

    records, registered = indicators(), datasets()
    embedded = {name for name, dataset in registered.items() if dataset.files}
    groups: dict[str, list[str]] = {"embedded": [], "brought": [], "none": []}
    for record in records.values():
        kind = "none" if not record.datasets else "embedded" if embedded & set(record.datasets) else "brought"
        groups[kind].append(f"[{record.title}](#{record.identifier})")
    lines = [
        "# Indicators",
        "",
        "This page is written from the records in `toolkit/indicators/`; do not edit it.",
        "Write it anew with `python -m toolkit.indicators.render docs/indicators.md`.",
        "",
        f"{len(records)} indicators. An *intensive* value is never summed over places; an *extensive* one is never averaged.",
        "Below its minimum of data a value is missing (NaN) and carries the reason. Missing is not zero.",
        "Where classes are drawn on maps, a value on an edge belongs to the class above it.",
        "",
        "In the calls, `with_units` (from `toolkit.indicators.arrays`) makes an array with units, `np` is NumPy and `pd` is pandas.",
        "",
        "## What there is real input for",
        "",
        f"Real data comes with the toolkit (aggregated), for {len(groups['embedded'])}: {'; '.join(groups['embedded'])}.",
        "",
        f"A registered file has to be fetched or brought, for {len(groups['brought'])}: {'; '.join(groups['brought'])}.",
        "",
        f"No registered data can feed them yet, {len(groups['none'])} (the functions stand and are tested): {'; '.join(groups['none'])}.",
        "",
        "## All indicators",
        "",
        "| identifier | title | units | quantity | basis |",
        "|---|---|---|---|---|",
        *(f"| [{r.identifier}](#{r.identifier}) | {r.title} | {r.units} | {r.quantity} | {r.basis} |" for r in records.values()),
    ]
    for module, heading in _PARTS.items():
        lines += ["", f"## {heading}"]
        for record in import_module(f"toolkit.indicators.{module}").RECORDS:
            lines += ["", f'### <a id="{record.identifier}"></a>{record.title}', ""]
            for head, parts in _rows(record):
                if len(parts) == 1:
                    lines.append(f"- **{head}**: {_code(head, parts[0])}")
                else:
                    lines += [f"- **{head}**:", *(f"  - {part}" for part in parts)]
            lines += ["", "```python", f">>> {record.worked.call}", f"{record.worked.result!r}", "```"]
    return "\n".join(lines) + "\n"


def _code(head: str, part: str) -> str:
    return f"`{part}`" if head in ("Identifier", "Function", "Formula") else part


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8", newline="\n")
