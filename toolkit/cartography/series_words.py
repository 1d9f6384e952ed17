"""What a chart of series says: numbers, title, subtitle and alternative text."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from toolkit.cartography.indicator_words import short_title
from toolkit.cartography.rows import Selection
from toolkit.cartography.words import count, legend_unit, listed, number, period, spread
from toolkit.catalog.regions import Region

__all__ = ["series_alt", "series_facts", "series_subtitles", "series_titles"]


def series_facts(record: Any, series: list[Any], times: list[str], units: str, by: str) -> dict[str, Any]:
    """Return the numbers of the chart."""
    return {
        "by": by,
        "units": units,
        "periods": list(times),
        "series": {line.name: {"values": line.values, "n": line.n} for line in series},
    }


def series_titles(record: Any, series: list[Any], times: list[str], units: str, by: str) -> tuple[str, ...]:
    """Return the finding: ends of the fullest series of a face; of regimes the spread, as their patches differ between periods."""
    name = short_title(record)
    best = max(series, key=lambda line: (sum(map(math.isfinite, line.values)), sum(line.n)))
    at = [k for k, value in enumerate(best.values) if math.isfinite(value)]
    first, last = at[0], at[-1]
    said = f"{number(best.values[first], units)} in {period(times[first])} and {number(best.values[last], units)} in {period(times[last])}"
    known = [value for line in series for value in line.values if math.isfinite(value)]
    head = (f"{name}, {best.name}: {said}",) if by == "face" else ()
    with_value = [k for k in range(len(times)) if any(math.isfinite(line.values[k]) for line in series)]
    n = len(with_value)
    over = f"over {count(n, 'period')}" if n == len(times) else f"in {n:,} of {count(len(times), 'period')}"
    weak = sum(a for line in series for a, v in zip(line.thin, line.values, strict=True) if math.isfinite(v))
    thin = "" if not weak else f"; {weak:,} of {len(known):,} values on thin evidence"
    said = f"{name}: {spread(min(known), max(known), units)} {over}{thin}"
    gone = (f"{said}, the last {period(times[with_value[-1]])}",) if with_value[-1] < len(times) - 1 else ()
    values = f"{name}: {spread(min(known), max(known), units)}"
    brief = f", thin in {weak:,} of {len(known):,}" if weak else ""
    return (*head, *gone, said, f"{values} {over}{brief}", f"{values}{brief}")


def series_subtitles(where: Region, record: Any, times: list[str], chosen: Selection, by: str) -> tuple[str, ...]:
    """Return what is drawn, how the patches are joined, and what n is, longest version first."""
    unit = legend_unit(chosen.units)
    what = f"{where.title}: {short_title(record)}{f', {unit}' if unit else ''}"
    if by == "face":
        how = f"by patch; {chosen.statistic} over {chosen.basis}" if chosen.basis else "by patch"
    else:
        how = (
            "sum of patches by number of claimants"
            if getattr(record, "quantity", "") == "extensive"
            else "mean of patches by number of claimants, weighted by area"
        )
    counted = "n: patches with a value; joined only where they are the same" if by == "regime" else f"n: {chosen.counted}"
    span = f"{period(times[0]).split(' to ')[0]} to {period(times[-1]).split(' to ')[-1]}"
    return (f"{what}, {span}; {how}. {counted}.", f"{what}, {span}; {how}.", f"{where.title}, {span}; {how}.", f"{where.title}, {span}.")


def _value(found: tuple[str, float, int]) -> float:
    """Return the value of a period."""
    return found[1]


def series_alt(region: str, record: Any, values: dict[str, Any], levels: Mapping[float, str], units: str, by: str) -> tuple[str, str]:
    """Return the short and the long alternative text."""
    name = short_title(record)
    lower = name[0].lower() + name[1:] if name[1:2].islower() else name
    parts = []
    for line, found in values["series"].items():
        pairs = [(t, v, n) for t, v, n in zip(values["periods"], found["values"], found["n"], strict=True) if math.isfinite(v)]
        told = pairs if len(pairs) <= 6 else [pairs[0], min(pairs[1:-1], key=_value), max(pairs[1:-1], key=_value), pairs[-1]]
        said = listed(f"{number(v, units)} in {period(t)} (n {n:,})" for t, v, n in sorted(told))
        gaps = len(values["periods"]) - len(pairs)
        without = f"; {count(gaps, 'period')} without a value" if gaps else ""
        parts.append(f"{line[0].upper() + line[1:]}: {said}{without}.")
    unit = legend_unit(units)
    short = (
        f"Line chart of {lower} in the region {region} over {count(len(values['periods']), 'period')}, {count(len(parts), 'line')} by {by}."
    )
    span = f"over {count(len(values['periods']), 'period')}"
    drawn = listed(f"{level:g}, {re.sub(r'[.]$', '', words)}" for level, words in sorted(levels.items()))
    long = (
        f"The chart shows {lower}{f' in {unit}' if unit else ''} in the region {region} {span}, "
        f"one line for each {by if by == 'regime' else 'patch'}, told apart by dash and by name at its end. {' '.join(parts)} "
        f"{f'Dashed levels: {drawn}. ' if drawn else ''}"
        "A period without a value is a gap in the line, and points of groups are joined only where the same patches have a value. Below "
        "each period stands the number of values or of sites and cells behind it. Lines are for patches of sea or kinds of regime, never "
        "for a party. The indicator table of the same pack holds every value with its bounds and its reason where it is missing."
    )
    return short, long
