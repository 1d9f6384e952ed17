"""Titles and alternative texts of maps, with each numeral matched to a cell of the pack's tables.

Cartography writes these texts from its own sums. Here every numeral in them is looked for among the cells that can stand on such a
map, read anew from the tables of the pack: a figure that the tables do not hold, or hold differently, stops the build.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from toolkit.briefing.bound import Bound, Cells, Free, Part, Query, Text
from toolkit.cartography.rows import SHARES
from toolkit.catalog.periods import spoken
from toolkit.errors import PackError
from toolkit.rounding import cell, classed, legend_unit, unit

if TYPE_CHECKING:
    from toolkit.indicators.records import Indicator

__all__ = ["Candidate", "FigureText", "bind_figure", "bind_text", "candidates_for", "drawn_values", "printed_dates", "rules_in_reasons"]

_WORD = re.compile(r"(?:[<>]\s?)?[\u2212-]?\d+(?:,\d{3})*(?:\.\d+)?")


@dataclass(frozen=True)
class Candidate:
    """A cell that can stand on a map; ``hint`` is a word that stands near it where it does."""

    query: Query
    units: str
    hint: str = ""


@dataclass(frozen=True)
class FigureText:
    """The words of one map with their numbers bound."""

    title: Text
    subtitle: Text
    alt_short: Text
    alt_long: Text


def _on_every_map() -> list[Candidate]:
    over = (("n_claimants", "over", 1),)
    whole = Query("faces", "area_km2", "sum")
    return [
        Candidate(Query("faces", "face_id", "count"), "count"),
        Candidate(Query("faces", "face_id", "count", over), "count", "two or more claimants"),
        Candidate(Query("faces", "area_km2", "sum", over), "km2"),
        Candidate(whole, "km2"),
        Candidate(Query("faces", "area_km2", "sum", over, share_of=whole), "percent"),
    ]


def _on_claims_maps(cells: Cells) -> list[Candidate]:
    out = []
    for n in sorted({int(value) for value in cells.frames["faces"]["n_claimants"]}):
        where = (("n_claimants", "is", n),)
        out.append(Candidate(Query("faces", "area_km2", "sum", where), "km2"))
        out.append(Candidate(Query("faces", "n_claimants", "max", where), "count", "claimant"))
    out.append(Candidate(Query("faces", "n_claimants", "max"), "count", "largest number of claimants"))
    out.append(Candidate(Query("faces", "area_km2", "sum", (("regime", "is", "joint"),)), "km2", "joint"))
    out.append(Candidate(Query("lines", "line_id", "count"), "count", "lines of legal"))
    over = (("indicator", "is", "area"), ("waters", "is", "overlapping"))
    out += [Candidate(Query("scenarios", "value", how, over), "km2", "scenarios") for how in ("min", "max")]
    out.append(Candidate(Query("scenarios", "scenario", "count", over), "count", "scenario"))
    for kind in sorted(set(cells.frames["lines"]["kind"])):
        out.append(Candidate(Query("lines", "line_id", "count", (("kind", "is", kind),)), "count", kind))
    return out


def _on_indicator_maps(cells: Cells, rows: tuple[str, str, str], units: str) -> list[Candidate]:
    indicator, statistic, time = rows
    frame = cells.frames["indicator_table"]
    where: tuple[tuple[str, str, Any], ...] = (("indicator", "is", indicator), ("statistic", "is", statistic), ("time", "is", time))
    known, missing = (*where, ("value", "known", None)), (*where, ("value", "missing", None))
    out = [
        Candidate(Query("indicator_table", "value", "min", where), units, "lowest"),
        Candidate(Query("indicator_table", "value", "max", where), units, "highest"),
        Candidate(Query("indicator_table", "face_id", "count", known), "count"),
        Candidate(Query("indicator_table", "face_id", "count", missing), "count", "without a value"),
    ]
    its = frame["indicator"] == indicator
    for column, base in (("reason_kind", missing), ("class_label", known)):
        for word in sorted(set(frame.loc[its, column]) - {""}):
            hint = _REASON_WORDS.get(word, word)
            out.append(Candidate(Query("indicator_table", "face_id", "count", (*base, (column, "is", word))), "count", hint))
    return out


#: Kind of a reason -> the words that cartography prints for it.
_REASON_WORDS = {
    "below minimum": "too little data",
    "withheld": "withheld at source",
    "withheld few": "withheld: too few units",
    "withheld protects": "withheld: protects another cell",
    "withheld single": "withheld: protects single units",
    "withheld kept": "withheld: kept to a narrower audience",
}


def candidates_for(cells: Cells, name: str, rows: tuple[str, str, str], units: str) -> list[Candidate]:
    """Return the cells that can stand on a map, the likeliest first.

    Parameters
    ----------
    cells : Cells
        Tables of the pack.
    name : str
        Stem of the map's files.
    rows : tuple of (indicator, statistic, time)
        Rows of the indicator table that are mapped; empty texts for maps of claims.
    units : str
        Units of the indicator.

    Notes
    -----
    Last come the sums that cartography itself recorded for the map (table 'figures'): they hold what cannot be asked of the tables
    alone, such as counts in classes that were chosen from the values on the map.
    """
    out = (_on_indicator_maps(cells, rows, units) if rows[0] else []) + _on_every_map() + ([] if rows[0] else _on_claims_maps(cells))
    return out + _recorded(cells, name, units)


def _recorded(cells: Cells, name: str, units: str) -> list[Candidate]:
    """Return the sums that cartography recorded for a map."""
    out = []
    drawn = cells.frames["figures"]
    for key in drawn.loc[drawn["figure"] == name, "key"]:
        query = Query("figures", "value", "value", (("figure", "is", name), ("key", "is", key)))
        hint = str(key).removeprefix("lines of kind ") if str(key).startswith("lines of kind ") else ""
        first = ("km2",) if "km2" in str(key) else (units or "count",) if str(key) in _EXTREMES else ()
        out += [Candidate(query, said, hint) for said in dict.fromkeys((*first, "count", "km2", units or "count"))]
    return out


#: Sums of cartography that are in the units of what is mapped.
_EXTREMES = ("low", "high")


def drawn_values(figures: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    """Return the numbers that cartography recorded for each map: columns figure, key, value."""
    rows: list[tuple[str, str, float]] = []

    def gather(name: str, key: str, value: Any) -> None:
        if isinstance(value, bool) or value is None:
            return
        if isinstance(value, int | float):
            if math.isfinite(value):
                rows.append((name, key, float(value)))
        elif isinstance(value, Mapping):
            for inner, item in value.items():
                gather(name, f"{key}.{inner}" if key else str(inner), item)
        elif isinstance(value, list | tuple):
            for position, item in enumerate(value):
                gather(name, f"{key}.{position}", item)

    pages = sum(info["kind"] == "key" for info in figures.values())
    page = 0
    for name, info in figures.items():
        gather(name, "", info.get("values", {}))
        if info["kind"] == "key":
            page += 1
            kinds = Counter(str(item["words"]) for item in info["line_key"])
            gather(name, "", {"page": page, "pages": pages, "lines": len(info["line_key"])})
            gather(name, "", {f"lines of kind {kind}": n for kind, n in kinds.items()})
    return pd.DataFrame(rows, columns=["figure", "key", "value"]).astype({"value": "float64"})


def _labels(info: Mapping[str, Any]) -> list[str]:
    """Return the labels of the classes of a map."""
    return [str(item[0]) for item in info.get("values", {}).get("classes", ())]


def _said_with(units: str, after: str) -> int:
    """Return how well units agree with the words behind a numeral: 0 where they stand there, 1 for none, 2 where they should."""
    word = unit(units)
    if not word:
        return 1
    return 0 if re.match(rf"(?: to {_WORD.pattern})?[\u00a0 ]{re.escape(word)}(?!\w)", after) else 2


def _bound(token: str, before: str, after: str, cells: Cells, candidates: Iterable[Candidate]) -> Bound | None:
    """Return the cell that prints as a token.

    The one whose units stand behind it; then the one whose hint stands nearest; then a cell of a table before a sum of cartography, which
    says less of where a value is from; then the first without a hint, and the first.
    """
    found: list[tuple[int, bool, int, int, Candidate]] = []
    for position, item in enumerate(candidates):
        value = cells.read(item.query)
        if value != value or cell(value, cells.units(item.query, item.units)) != token:
            continue
        distance = _FAR // 2
        if item.hint:
            ahead, back = after.find(item.hint), before.rfind(item.hint)
            near = [ahead] * (ahead >= 0) + [len(before) - back - len(item.hint)] * (back >= 0)
            distance = min(near, default=_FAR)
        summed = item.query.source == "figures" and distance >= _FAR // 2
        agrees = _said_with(item.units, after)
        found.append((agrees, summed, distance, position, item))
    if not found:
        return None
    best = min(found, key=lambda item: item[:4])[4]
    return cells.bind(best.query, best.units, "figure")


#: Characters around a numeral in which a hint is looked for.
_FAR = 40


def rules_in_reasons(cells: Cells, indicator: str) -> list[str]:
    """Return the reasons of withheld values of an indicator: the rule that they name is its publisher's, and no value of a cell."""
    frame = cells.frames["indicator_table"]
    reasons = frame.loc[frame["indicator"] == indicator, "reason"].astype(str).unique()
    return sorted(reason for reason in reasons if reason.startswith("withheld"))


def _words_of(record: Indicator | None) -> list[str]:
    """Return the words of a record that stand on maps."""
    return [*record.class_labels, record.title, record.short_title] if record else []


def _units_of(info: Mapping[str, Any], units: str) -> list[str]:
    """Return the words of a map that are its user's: its units as they are printed, and the name of a variable of one's own."""
    name = re.escape(str(info.get("values", {}).get("name", "")))
    texts = (str(info[key]) for key in ("title", "subtitle", "alt_short", "alt_long"))
    return [unit(units), legend_unit(units), *(found for text in texts if name for found in re.findall(name, text, re.IGNORECASE))]


def printed_dates(times: Iterable[str]) -> set[str]:
    """Return the dates and periods that may stand in the words of a map, months as they are said too.

    Examples
    --------
    >>> sorted(printed_dates(["2021-12", "2015/2019"]))
    ['2015', '2019', '2021-12', 'December 2021']
    """
    parts = {part for time in times for part in str(time).split("/") if part}
    return parts | {spoken(part) for part in parts}


def bind_text(text: str, cells: Cells, candidates: list[Candidate], *, phrases: Iterable[str], dates: set[str], where: str) -> Text:
    """Bind each numeral of a text, or raise.

    Parameters
    ----------
    text : str
        As cartography wrote it.
    cells : Cells
        Tables of the pack.
    candidates : list of Candidate
        Cells that can stand there.
    phrases : iterable of str
        Words of the indicator's record that hold numerals, such as labels of classes.
    dates : set of str
        Dates and years that may stand there.
    where : str
        Said in the error.

    Raises
    ------
    PackError
        A numeral is in no cell.
    """
    quoted = sorted({phrase for phrase in phrases if re.search(r"\d", phrase)}, key=len, reverse=True)
    fixed = sorted((date for date in dates if date), key=len, reverse=True)
    pattern = "|".join([*(rf"(?<![\d.,]){re.escape(item)}(?![\d]|[.,]\d)" for item in [*quoted, *fixed]), _WORD.pattern])
    parts: list[Part] = []
    last = 0
    for match in re.finditer(pattern, text):
        token = match.group(0)
        parts.append(text[last : match.start()])
        last = match.end()
        if token in quoted:
            parts.append(Free(token, "definition"))
        elif token in dates:
            parts.append(Free(token, "date"))
        else:
            before, after = text[max(0, match.start() - _FAR) : match.start()], text[match.end() : match.end() + _FAR]
            bound = _bound(token, before, after, cells, candidates)
            if bound is None:
                raise PackError(
                    f"{where}: the numeral '{token}' in '{before}{token}{after}' is in no cell of the tables "
                    "that this map is drawn from. Draw the map from the table of the pack, or write the text without it."
                )
            parts.append(bound)
    parts.append(text[last:])
    return Text(tuple(part for part in parts if part != ""))


def bind_figure(
    name: str, info: Mapping[str, Any], cells: Cells, record: Indicator | None, rows: tuple[str, str, str], date: str
) -> FigureText:
    """Bind the words of a map.

    Parameters
    ----------
    name : str
        Stem of its files.
    info : mapping
        From :func:`toolkit.figure_info`.
    cells : Cells
        Tables of the pack.
    record : Indicator or None
        Its indicator's record.
    rows : tuple of (indicator, statistic, time)
        What is mapped; empty texts for maps of claims.
    date : str
        Date of the claim set.

    Raises
    ------
    PackError
        A numeral of its title or alternative text is in no cell.
    """
    frame = cells.frames["indicator_table"]
    own = frame.loc[frame["indicator"] == rows[0], "units"]
    units = classed(record.units, record.class_edges) if record else str(own.iloc[0]) if len(own) else ""
    if str(info["kind"]).endswith("-evidence"):
        units = classed("percent", SHARES)
        candidates = [*_on_every_map(), *_recorded(cells, name, units)]
    elif info["kind"] == "key":
        candidates = _recorded(cells, name, units)
    else:
        candidates = candidates_for(cells, name, rows, units)
    times = [rows[2], date, *(frame["time"].unique() if rows[0] else ())]
    dates = printed_dates(times)
    # The size of the cells of a grid, or of squares, is a fact of its dataset and no value of a cell.
    sizes = [size for key in ("subtitle", "alt_long") for size in re.findall(r"(?:cells|squares) of [\d.]+ degrees?", str(info[key]))]
    phrases = [*sizes, *_labels(info), *rules_in_reasons(cells, rows[0]), *_words_of(record), *_units_of(info, units)]
    bound = {
        key: bind_text(str(info[key]), cells, candidates, phrases=phrases, dates=dates, where=f"Map '{name}', {key}")
        for key in ("title", "subtitle", "alt_short", "alt_long")
    }
    return FigureText(**bound)
