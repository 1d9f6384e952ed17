"""Bars for faces or regimes, named by label and never by a party, with n at the end of each."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

from toolkit.cartography.alt import clipped
from toolkit.cartography.areas import on_areas
from toolkit.cartography.charts import REGIME_WORDS, FaceRecord, Scale, chart_page, face_records, middle_of, nice_scale, rule_line, widest
from toolkit.cartography.compose import MapBase, finish
from toolkit.cartography.described import described
from toolkit.cartography.indicator_words import basis_words, decimals_of, is_thin, lower_title, reason_words, short_title, thin_limit
from toolkit.cartography.pages import Page, Rect
from toolkit.cartography.patch_locator import draw_patch_locator, locator_room
from toolkit.cartography.rows import Selection, select_rows
from toolkit.cartography.series_chart import refuse_regimes_of_areas, regime_value
from toolkit.cartography.sheet import MapFigure, line_height, wrapped
from toolkit.cartography.style import FIXED, PT_MM, REGIMES
from toolkit.cartography.words import count, legend_unit, listed, number, period, quantity, spread
from toolkit.catalog.regions import Region
from toolkit.catalog.regions import region as find_region
from toolkit.errors import FigureError

__all__ = ["plot_bars"]

#: Name, regime, value, n and bounds of one bar, and whether it stands on thin evidence.
Bar = tuple[str, str, float, int, float, float, bool]


@described
def plot_bars(
    faces: Any,
    table: Any,
    indicator: Any,
    region: str | Region,
    *,
    by: str = "face",
    order: str = "place",
    statistic: str | None = None,
    time: str | None = None,
    basis: str | None = None,
    page: str | Page = "a4",
    profile: str = "un",
    title: str = "",
    subtitle: str = "",
    synthetic: bool = False,
) -> MapFigure:
    """Draw a bar for each face with a value, or for each regime.

    Parameters
    ----------
    {faces, table, indicator, region}
    by : {'face', 'regime'}
        What a bar is: a patch (or, of what is stated for FAO areas, an area), or one claimant, overlapping claims and joint zones. There
        is no bar of a party.
    order : {'place', 'value'}
        Order of the bars: by label (north to south, then west to east), or by value, highest first.
    {statistic, time, basis}
    {page, profile, title, subtitle, synthetic}

    Returns
    -------
    MapFigure
        Bars begin at zero; faces without a value are counted below by reason.

    Raises
    ------
    FigureError
        ``by`` or ``order`` is not allowed, no face has a value or one alone, there are more bars than lines on the page, or regimes are
        asked for of a statistic that is stated for whole areas.
    """
    for name, given, allowed in (("by", by, ("face", "regime")), ("order", order, ("place", "value"))):
        if given not in allowed:
            raise FigureError(f"{name}='{given}' given; allowed: {' or '.join(allowed)}. There is no chart of parties.")
    if by == "face":
        faces, table = on_areas(faces, table, indicator)
    where = find_region(region)
    base, body = chart_page(faces, where, page, profile)
    chosen = select_rows(table, indicator, statistic=statistic, time=time, basis=basis)
    if by == "regime":
        refuse_regimes_of_areas(chosen)
    records = face_records(faces, base.frame)
    if records[0].area_code:  # what is stated for FAO areas has a bar for each area, whatever the number of its patches
        records = _areas(records)
    missing: dict[str, int] = {}
    for item in records:
        if not math.isfinite(chosen.of(item.face_id).value):
            words = reason_words(chosen, chosen.of(item.face_id).reason)
            missing[words] = missing.get(words, 0) + 1
    bars: list[Bar] = []
    numbered: dict[str, str] = {}
    limit = thin_limit(chosen.indicator)
    if by == "face":
        for item in records:
            value = chosen.of(item.face_id)
            if math.isfinite(value.value):
                words = f"patch {item.label}" + (f" ({item.n_claimants} claimants)" if item.n_claimants > 1 else "")
                numbered[item.face_id] = item.area_code or item.label
                bars.append(
                    (
                        f"FAO area {item.area_code}" if item.area_code else words,
                        "single" if item.area_code else item.regime,
                        value.value,
                        value.n,
                        value.lower,
                        value.upper,
                        is_thin(value, limit),
                    )
                )
    else:
        for regime, words in REGIME_WORDS.items():
            held = [(i.area_km2, v) for i in records if i.regime == regime and math.isfinite((v := chosen.of(i.face_id)).value)]
            if held:
                found = regime_value([(km2, v.value) for km2, v in held], getattr(chosen.indicator, "quantity", ""))
                thin = regime_value([(km2, v.valid_fraction) for km2, v in held], "intensive") < limit
                bars.append((words, regime, found, len(held), math.nan, math.nan, thin))
    if not bars:
        raise FigureError(f"'{chosen.indicator.identifier}' has no value for any of the {len(records)} faces: there is nothing to draw.")
    if len(bars) == 1 and by == "face":
        only = f"{quantity(bars[0][2], chosen.units, decimals=decimals_of(chosen))} ({count(bars[0][3], *_nouns(chosen.counted))})"
        raise FigureError(
            f"Only {bars[0][0]} has a value of '{chosen.indicator.identifier}': {only}. One bar compares nothing: write the sentence, or "
            "draw map_indicator, which shows where it is and why the others have none."
        )
    if order == "value":
        bars.sort(key=lambda bar: -bar[2])
    chart, room = locator_room(body)
    counted = chosen.counted if by == "face" else "patches with a value"
    _draw(base, chart, bars, missing, chosen, counted)
    note = "Hollow: value on thin evidence." if any(bar[6] for bar in bars) else ""
    key = {name: words for name, words in REGIME_WORDS.items() if name in set(faces.frame["regime"])}
    if records[0].area_code:
        note, key = "A figure of a whole FAO area, whoever claims its waters.", {}
        faces = replace_regime(faces)
    draw_patch_locator(base, faces, room, numbered, key, note)
    values = {
        "by": by,
        "bars": {bar[0]: bar[2] for bar in bars},
        "n": {bar[0]: bar[3] for bar in bars},
        "without": sum(missing.values()),
        "reasons": missing,
    }
    name = short_title(chosen.indicator)
    when = f", {period(chosen.time)}" if chosen.time else ""
    unit = legend_unit(chosen.units)
    decimals = decimals_of(chosen)
    about = "about " if decimals is not None else ""
    nouns = ("FAO area", "FAO areas") if records[0].area_code else ("patch", "patches")
    weak = sum(bar[6] for bar in bars)
    # As on the map: the range is that of values on sound evidence, where there are any.
    sound = [bar[2] for bar in bars if not bar[6]] or [bar[2] for bar in bars]
    low, high = min(sound), max(sound)
    thin_words = "" if not weak else ", all on thin evidence" if weak == len(bars) else f"; {weak:,} more on thin evidence"
    what = f"in {len(sound):,} of {count(len(records), *nouns)}" if by == "face" else "by number of claimants"
    place = "by code of the area" if records[0].area_code else "by place, north to south"
    ordered = "by value" if order == "value" else place if by == "face" else "by number of claimants"
    mean = "sum" if getattr(chosen.indicator, "quantity", "") == "extensive" else "mean weighted by area"
    how = (
        basis_words(chosen)
        if by == "face" and chosen.basis
        else "by patch"
        if by == "face"
        else f"{mean} of patches by number of claimants"
    )
    return finish(
        base,
        f"{chosen.indicator.identifier.replace('_', '-')}-bars",
        titles=(title,)
        if title
        else _titles(f"{name}: {about}{spread(low, high, chosen.units, decimals=decimals)}", what, thin_words, weak),
        subtitles=(subtitle,)
        if subtitle
        else (
            f"{where.title}: {name}{f', {unit}' if unit else ''}{when}; {how}; ordered {ordered}.",
            f"{where.title}{when}; {how}; ordered {ordered}.",
            f"{where.title}{when}; ordered {ordered}.",
            f"{where.title}{when}; ordered {ordered.split(',')[0]}.",
            f"{where.title}{when}.",
        ),
        dataset_ids=chosen.dataset_ids,
        parts=[by, order, chosen.time, *map(repr, bars), *sorted(missing.items())],
        synthetic=synthetic,
        alt=_alt(where.title, name, when, bars, missing, chosen, by, ordered),
        values=values,
        with_map=False,
    )


def _titles(head: str, what: str, thin: str, weak: int) -> tuple[str, ...]:
    """Return the finding, longest version first; none leaves out that values stand on thin evidence."""
    brief = "" if not weak else ", all thin" if thin.startswith(",") else f"; {weak:,} more thin"
    return (f"{head} {what}{thin}", f"{head} {what}{brief}", f"{head}{brief}")


def _draw(base: MapBase, body: Rect, bars: list[Bar], missing: dict[str, int], chosen: Selection, counted: str) -> None:
    """Draw the bars in one to three columns, with a scale that is the same in each."""
    sheet, slide = base.sheet, base.page.is_slide
    text, small = sheet.style("legend text"), sheet.style("key") if not slide else sheet.style("legend text")
    note = _note(missing, counted)
    rows = wrapped(note, small, body.w)
    space = len(rows) * line_height(small) + 1.5
    least = line_height(text) + 0.4
    head = line_height(text) + 2.0
    per_column = int((body.h - space - 2 * head) / least)
    columns = math.ceil(len(bars) / per_column)
    if columns > (1 if slide else 3):
        raise FigureError(f"{len(bars)} bars do not fit on page '{base.page.id}'. Use a larger page (a3), or by='regime'.")
    per_column = math.ceil(len(bars) / columns)
    ends = [v for bar in bars for v in (bar[2], bar[4], bar[5]) if math.isfinite(v)]
    scale = nice_scale(min(0.0, *ends, 0.0), max(0.0, *ends))
    gap = 10.0
    width = (body.w - gap * (columns - 1)) / columns
    thick = min((body.h - space - 2 * head) / per_column, 24.0 if slide else 9.0)
    for c in range(columns):
        part = bars[c * per_column : (c + 1) * per_column]
        _column(
            base,
            Rect(body.x + c * (width + gap), body.y, width, head * 2 + thick * len(part)),
            part,
            bars,
            scale,
            thick,
            head,
            chosen,
            counted,
        )
    y = body.bottom - space + 1.5
    for k, row in enumerate(rows):
        sheet.write(body.x, y + (k + 0.8) * line_height(small), row, small, gid="chart:note", colour=FIXED["grey ink"])


def _nouns(counted: str) -> tuple[str, str]:
    """Return one and many of what is counted, in one word."""
    last = counted.split(" ")[0] if counted.startswith("patches") else counted.rsplit(" ", 1)[-1]
    return {"patches": ("patch", "patches"), "cells": ("cell", "cells")}.get(last, (last.removesuffix("s"), last))


def _column(
    base: MapBase, rect: Rect, part: list[Bar], bars: list[Bar], scale: Scale, thick: float, head: float, chosen: Selection, counted: str
) -> None:
    """Draw one column of bars with its scale below."""
    sheet = base.sheet
    text, small = sheet.style("legend text"), sheet.style("key") if not base.page.is_slide else sheet.style("legend text")
    left = widest((bar[0] for bar in bars), text) + 2.5
    decimals = decimals_of(chosen)
    noun = _nouns(counted)
    said = {bar[0]: f"{number(bar[2], chosen.units, decimals=decimals)}  ({count(bar[3], *noun)})" for bar in bars}
    right = widest(said.values(), text) + 2.0
    plot = Rect(rect.x + left, rect.y + head, rect.w - left - right, thick * len(part))

    def x(value: float) -> float:
        return plot.x + scale.share(value) * plot.w

    unit = legend_unit(chosen.units)
    sheet.write(plot.x, rect.y + 0.8 * text.size * PT_MM, unit or "value", sheet.style("legend head"), gid="chart:unit")
    for k, (name, regime, value, _, lower, upper, thin) in enumerate(part):
        middle = plot.y + (k + 0.5) * thick
        low, high = sorted((x(0.0), x(value)))
        bar = Rect(low, middle - 0.35 * thick, max(high - low, 0.2), 0.7 * thick)
        solid, edge = (FIXED["white"], REGIMES["overlapping"]) if thin else (REGIMES[regime], FIXED["box edge"])
        sheet.box(bar, gid=f"chart:bar:{name}", fill=solid, edge=edge, width=0.8 if thin else 0.25, zorder=11)
        sheet.write(plot.x - 1.5, middle + middle_of(text.size), name, text, gid=f"chart:name:{name}", ha="right")
        end = high
        if math.isfinite(lower) and math.isfinite(upper):
            bracket = [(x(lower), middle - 0.75), (x(lower), middle), (x(upper), middle), (x(upper), middle - 0.75)]
            rule_line(sheet, bracket, gid=f"bounds:{name}", width=0.8, colour=FIXED["claim ink"])
            end = max(end, x(upper))
        sheet.write(end + 1.5, middle + middle_of(text.size), said[name], text, gid=f"chart:value:{name}")
    rule_line(sheet, [(x(0.0), plot.y), (x(0.0), plot.bottom + 0.8)], gid="axis", width=0.5)
    drawn = -math.inf
    for value in scale.ticks:
        label = f"{value:,.10g}".replace("-", "\u2212")
        half = widest([label], small) / 2
        rule_line(sheet, [(x(value), plot.bottom), (x(value), plot.bottom + 1.2)], gid="tick")
        if x(value) - half > drawn + 1.5:
            sheet.write(x(value), plot.bottom + 1.8 + 0.8 * small.size * PT_MM, label, small, gid="chart:tick", ha="center")
            drawn = x(value) + half


def replace_regime(faces: Any) -> Any:
    """Return faces for a small map that tells no regimes apart."""
    return SimpleNamespace(frame=faces.frame.assign(regime="single"))


def _areas(records: list[FaceRecord]) -> list[FaceRecord]:
    """Return of each FAO area its largest piece, by the code of the area."""
    largest: dict[str, FaceRecord] = {}
    for item in records:
        if item.area_code not in largest or item.area_km2 > largest[item.area_code].area_km2:
            largest[item.area_code] = item
    return [largest[code] for code in sorted(largest, key=lambda code: (len(code), code))]


def _note(missing: dict[str, int], counted: str) -> str:
    """Return the line below the bars: what n is, and who is not there."""
    counted = f"In brackets: number of {counted}"
    left = listed(f"{words} ({n:,})" for words, n in sorted(missing.items()))
    return f"{counted}." + (f" Without a value and not drawn: {left}." if left else "")


def _alt(
    region: str, name: str, when: str, bars: list[Bar], missing: dict[str, int], chosen: Selection, by: str, ordered: str
) -> tuple[str, str]:
    """Return the short and the long alternative text."""
    high, low = max(bars, key=lambda bar: bar[2]), min(bars, key=lambda bar: bar[2])
    lower, decimals = lower_title(chosen.indicator), decimals_of(chosen)
    ends = [f"{quantity(bar[2], chosen.units, decimals=decimals)} ({bar[0]})" for bar in (high, low)]
    without = count(sum(missing.values()), "patch", "patches")
    short = clipped(f"Bar chart of {lower} in the region {region}{when}: highest {ends[0]}, lowest {ends[1]}; {without} without a value.")
    areas = bars[0][0].startswith("FAO area")
    each = "FAO area" if areas else "patch of claimed sea" if by == "face" else "group of patches by number of claimants"
    shown = listed(
        f"{bar[0]} {number(bar[2], chosen.units, decimals=decimals)} (n {bar[3]:,}{', thin evidence' if bar[6] else ''})"
        for bar in bars[:15]
    )
    more = f", and {len(bars) - 15} more in the table" if len(bars) > 15 else ""
    left = listed(f"{words} ({n:,})" for words, n in sorted(missing.items()))
    unit = legend_unit(chosen.units)
    long = (
        f"The chart has one horizontal bar for each {each} with a value in the region {region}{when}, "
        f"{count(len(bars), 'bar')}, ordered {ordered}; all bars begin at zero. Values{f' in {unit}' if unit else ''}: "
        f"{shown}{more}. The number behind each value is the count of sites, cells, stocks or patches it rests on. "
        f"{f'Patches without a value are not drawn: {left}. ' if left else ''}"
        "Bars are named by place or kind of claim, never by a party, and their "
        "order says nothing about one. The indicator table of the same pack holds every value with its bounds."
    )
    return short, long
