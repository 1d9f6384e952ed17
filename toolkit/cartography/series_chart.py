"""Series over time, per face or regime: gaps stay gaps, n stands at the foot, thresholds have their names."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from toolkit.cartography.charts import (
    REGIME_WORDS,
    FaceRecord,
    Scale,
    chart_page,
    face_records,
    middle_of,
    nice_scale,
    rule_line,
    spread_apart,
    widest,
)
from toolkit.cartography.compose import MapBase, finish
from toolkit.cartography.described import described
from toolkit.cartography.indicator_words import thin_limit
from toolkit.cartography.pages import Page, Rect
from toolkit.cartography.paint import dots
from toolkit.cartography.patch_locator import draw_patch_locator, locator_room
from toolkit.cartography.rows import Selection, select_rows
from toolkit.cartography.series_words import series_alt, series_facts, series_subtitles, series_titles
from toolkit.cartography.sheet import MapFigure, line_height, wrapped
from toolkit.cartography.style import FIXED, PT_MM, REGIMES
from toolkit.cartography.words import legend_unit, period
from toolkit.catalog.regions import Region
from toolkit.catalog.regions import region as find_region
from toolkit.errors import FigureError, unknown_name

__all__ = ["plot_series", "thresholds_of"]

_DASHES: tuple[tuple[float, ...], ...] = ((), (3.0, 1.2), (1.0, 1.0))
_MOST_LINES = 3
#: Indicators whose thresholds are values of the indicator itself, so that they can be drawn as levels.
_LEVELS = ("degree_heating_week", "yearly_maximum_dhw", "b_bmsy", "f_fmsy", "u_umsy")
#: Ink of the lines of regimes: the pale fill of single claims would vanish as a line.
LINE_INKS = {**REGIMES, "single": FIXED["claim ink"]}


@dataclass(frozen=True)
class Series:
    """One line: its name, for each period value, bounds, count (NaN and 0 for a gap) and whether it stands on thin evidence; its faces.

    Of a group of patches ``members`` are those with a value in each period.
    """

    name: str
    colour: str
    values: tuple[float, ...]
    lower: tuple[float, ...]
    upper: tuple[float, ...]
    n: tuple[int, ...]
    thin: tuple[bool, ...] = ()
    faces: tuple[tuple[str, str], ...] = ()
    members: tuple[frozenset[str], ...] = ()


def thresholds_of(record: Any) -> dict[float, str]:
    """Return levels to draw for an indicator, with their names; none where its thresholds are about another quantity.

    Examples
    --------
    >>> from toolkit.indicators.records import indicator
    >>> sorted(thresholds_of(indicator("b_bmsy"))), thresholds_of(indicator("share_sustainable"))
    ([0.8, 1.2], {})
    """
    if record.identifier not in _LEVELS:
        return {}
    return {float(item.value): str(item.meaning) for item in record.thresholds}


@described
def plot_series(
    faces: Any,
    table: Any,
    indicator: Any,
    region: str | Region,
    *,
    by: str = "regime",
    labels: Sequence[str] | None = None,
    times: Sequence[str] | None = None,
    statistic: str | None = None,
    basis: str | None = None,
    thresholds: Mapping[float, str] | None = None,
    page: str | Page = "a4",
    profile: str = "un",
    title: str = "",
    subtitle: str = "",
    synthetic: bool = False,
) -> MapFigure:
    """Draw an indicator over time, one line for each regime or for each of at most three faces.

    Parameters
    ----------
    {faces, table, indicator, region}
    by : {'regime', 'face'}
        One claimant, overlapping claims, joint regimes; or single faces. There is no series of a party.
    labels : sequence of str, optional
        Labels of at most three faces; by default those with the most periods, by place.
    times : sequence of str, optional
        Periods, in order; by default all of the table.
    thresholds : mapping of float to str, optional
        Levels to draw with their names; by default those of the record where they are levels of this indicator.
    {statistic, basis}
    {page, profile, title, subtitle, synthetic}

    Returns
    -------
    MapFigure
        A period without a value is a gap; nothing is smoothed or filled in.

    Raises
    ------
    FigureError
        ``by`` is not one of the two, there is no period or no value, there are too many faces, or regimes are asked for of a statistic
        that is stated for whole areas.
    UnknownNameError
        A face has no such label; or the indicator, statistic, time, region or page is not known.

    Notes
    -----
    The value of a regime is the mean over its faces with a value, weighted by area, for an intensive indicator, and the sum for
    an extensive one; its points are joined only where the same patches have a value in both periods. Brackets show bounds of an
    assumption, not errors of sampling.
    """
    if by not in ("regime", "face"):
        raise FigureError(f"by='{by}' given; allowed: 'regime' or 'face'. There is no series by party.")
    where = find_region(region)
    base, body = chart_page(faces, where, page, profile)
    wanted = _times(table, indicator, times, statistic, basis)
    rows = [select_rows(table, indicator, statistic=statistic, time=time, basis=basis) for time in wanted]
    record = rows[0].indicator
    if by == "regime":
        refuse_regimes_of_areas(rows[0])
    records = face_records(faces, base.frame)
    limit = thin_limit(record)
    series = _together(_by_regime(records, rows, limit) if by == "regime" else _by_face(records, rows, labels, limit), by)
    known = [value for line in series for value in (*line.values, *line.lower, *line.upper) if math.isfinite(value)]
    if not known:
        raise FigureError(f"'{record.identifier}' has no value in any period for these {by}s: there is nothing to draw.")
    levels = dict(thresholds) if thresholds is not None else thresholds_of(record)
    scale = _scale(record, known, levels)
    chart, room = locator_room(body)
    _draw(base, chart, series, wanted, scale, levels, rows[0].units)
    numbered = {face_id: label for line in series for face_id, label in line.faces}
    note = "Hollow: value on thin evidence." if any(any(line.thin) for line in series) else ""
    draw_patch_locator(
        base, faces, room, numbered, {name: words for name, words in REGIME_WORDS.items() if name in set(faces.frame["regime"])}, note
    )
    values = series_facts(record, series, wanted, rows[0].units, by)
    return finish(
        base,
        f"{record.identifier.replace('_', '-')}-series",
        titles=(title,) if title else series_titles(record, series, wanted, rows[0].units, by),
        subtitles=(subtitle,) if subtitle else series_subtitles(where, record, wanted, rows[0], by),
        dataset_ids=[name for chosen in rows for name in chosen.dataset_ids],
        parts=[by, *wanted, *(repr(line) for line in series), *map(repr, levels.items())],
        synthetic=synthetic,
        alt=series_alt(where.title, record, values, levels, rows[0].units, by),
        values=values,
        with_map=False,
    )


def refuse_regimes_of_areas(chosen: Selection) -> None:
    """Refuse to compare regimes by a statistic of whole areas: they would differ only by how far each reaches into which area.

    Raises
    ------
    FigureError
        The values were brought to faces from larger areas by shared area.
    """
    bases = {value.basis for value in chosen.values.values()}
    if any(basis.startswith("areas, ") for basis in bases):
        raise FigureError(
            f"'{chosen.indicator.identifier}' is stated for whole areas and was brought to patches by shared area: waters of one claimant "
            "and of several would differ by arithmetic, not by anything found in them. Draw it on the areas (toolkit.stock_areas, then "
            "map_indicator), or by='face' with its range."
        )


def _times(table: Any, indicator: Any, times: Sequence[str] | None, statistic: str | None, basis: str | None) -> list[str]:
    """Return the periods in their order."""
    select_rows(table, indicator, statistic=statistic, time=None, basis=basis)
    frame = table.frame if hasattr(table, "frame") else table
    name = indicator if isinstance(indicator, str) else indicator.identifier
    found = [str(t) for t in times] if times is not None else sorted({str(t) for t in frame.loc[frame["indicator"] == name, "time"]})
    if len(found) < 2:
        raise FigureError(f"A series needs two periods or more; '{name}' has {len(found)}. Draw plot_bars or map_indicator instead.")
    return found


def _together(series: list[Series], by: str) -> list[Series]:
    """Return the series with those that lie on each other joined to one, under both names."""
    out: list[Series] = []
    for line in series:
        for k, other in enumerate(out):
            if np.allclose(line.values, other.values, rtol=1e-6, atol=0.0, equal_nan=True):
                n = tuple(a + b for a, b in zip(other.n, line.n, strict=True)) if by == "regime" else other.n
                thin = tuple(a or b for a, b in zip(other.thin, line.thin, strict=True))
                out[k] = replace(other, name=f"{other.name} and {line.name}", n=n, thin=thin, faces=(*other.faces, *line.faces))
                break
        else:
            out.append(line)
    return out


def _by_face(records: list[FaceRecord], rows: list[Selection], labels: Sequence[str] | None, limit: float) -> list[Series]:
    """Return one series for each face: by default of the faces with the most periods, the largest."""
    if labels is None:
        counts = {r.face_id: sum(math.isfinite(chosen.of(r.face_id).value) for chosen in rows) for r in records}
        best = sorted(range(len(records)), key=lambda k: (-counts[records[k].face_id], -records[k].area_km2, k))[:_MOST_LINES]
        shown = [records[k] for k in sorted(best) if counts[records[k].face_id]]
    else:
        by_label = {item.label: item for item in records}
        for label in labels:
            if label not in by_label:
                raise unknown_name("label of a face in the region:", str(label), list(by_label))
        shown = [by_label[label] for label in labels]
    if len(shown) > _MOST_LINES:
        raise FigureError(f"{len(shown)} faces given; {_MOST_LINES} lines are the most that can be told apart. Draw several charts.")
    out = []
    for item in shown:
        found = [chosen.of(item.face_id) for chosen in rows]
        words = f"patch {item.label}" + (f", {item.n_claimants} claimants" if item.n_claimants > 1 else "")
        out.append(
            Series(
                words,
                FIXED["claim ink"],
                tuple(v.value for v in found),
                tuple(v.lower for v in found),
                tuple(v.upper for v in found),
                tuple(v.n if math.isfinite(v.value) else 0 for v in found),
                tuple(v.valid_fraction < limit for v in found),
                ((item.face_id, item.label),),
            )
        )
    return out


def _by_regime(records: list[FaceRecord], rows: list[Selection], limit: float) -> list[Series]:
    """Return one series for each regime that occurs: the mean weighted by area, or the sum."""
    out = []
    nothing = (math.nan,) * len(rows)
    for regime, words in REGIME_WORDS.items():
        members = [item for item in records if item.regime == regime]
        values, counts, thin, there = [], [], [], []
        for chosen in rows:
            held = [(item.area_km2, v) for item in members if math.isfinite((v := chosen.of(item.face_id)).value)]
            values.append(regime_value([(km2, v.value) for km2, v in held], getattr(chosen.indicator, "quantity", "")))
            thin.append(bool(held) and regime_value([(km2, v.valid_fraction) for km2, v in held], "intensive") < limit)
            counts.append(len(held))
            there.append(frozenset(item.face_id for item in members if math.isfinite(chosen.of(item.face_id).value)))
        if any(counts):
            out.append(Series(words, LINE_INKS[regime], tuple(values), nothing, nothing, tuple(counts), tuple(thin), (), tuple(there)))
    return out


def regime_value(pairs: Sequence[tuple[float, float]], quantity: str) -> float:
    """Return the value of several faces together: pairs of area and value.

    Examples
    --------
    >>> regime_value([(1.0, 10.0), (3.0, 20.0)], "intensive"), regime_value([(1.0, 10.0), (3.0, 20.0)], "extensive")
    (17.5, 30.0)
    """
    if not pairs:
        return math.nan
    if quantity == "extensive":
        return math.fsum(value for _, value in pairs)
    weight = math.fsum(area for area, _ in pairs)
    return math.fsum(area * value for area, value in pairs) / weight


def _scale(record: Any, known: list[float], levels: Mapping[float, str]) -> Scale:
    """Return the scale of values: from zero for sums, shares and densities."""
    low, high = min(known), max(known)
    near = [level for level in levels if level <= 1.5 * high]
    high = max([high, *near])
    from_zero = low >= 0 and (getattr(record, "quantity", "") == "extensive" or record.units not in ("degC", ""))
    return nice_scale(0.0 if from_zero else min([low, *near]), high)


def _draw(base: MapBase, body: Rect, series: list[Series], times: list[str], scale: Scale, levels: Mapping[float, str], units: str) -> None:
    """Draw axes, thresholds, lines, labels and counts."""
    sheet = base.sheet
    small, text = sheet.style("key") if not base.page.is_slide else sheet.style("legend text"), sheet.style("legend text")
    step = line_height(text)
    names = [wrapped(line.name, text, 0.2 * body.w) for line in series]
    right = max(widest(rows, text) for rows in names) + 8.0
    ticks = [_tick(value) for value in scale.ticks]
    left = widest([*ticks, *(f"n, {line.name}" for line in series)], small) + 3.0
    foot = (len(series) + 1.4) * step + (1.5 if not base.page.is_slide else 4.0)
    plot = Rect(body.x + left, body.y + step + 2.0, body.w - left - right, body.h - step - 2.0 - foot)
    x = np.linspace(plot.x + 6.0, plot.right - 6.0, len(times))

    down = 1.6 if not base.page.is_slide else 4.0

    def y(value: float) -> float:
        return plot.bottom - scale.share(value) * plot.h

    head = legend_unit(units) or "value"
    sheet.write(plot.x - left, body.y + 0.8 * text.size * PT_MM, head, sheet.style("legend head"), gid="chart:unit")
    for value, said in zip(scale.ticks, ticks, strict=True):
        rule_line(sheet, [(plot.x - 1.2, y(value)), (plot.x, y(value))], gid="tick")
        sheet.write(plot.x - 2.0, y(value) + middle_of(small.size), said, small, gid="chart:tick", ha="right")
    rule_line(sheet, [(plot.x, plot.y), (plot.x, plot.bottom), (plot.right, plot.bottom)], gid="axis", width=0.5)
    for level, name in sorted(levels.items()):
        if not scale.low <= level <= scale.high:
            continue
        rule_line(sheet, [(plot.x, y(level)), (plot.right, y(level))], gid="threshold", width=0.5, dashes=(0.0, (6.0, 4.0)))
        said = f"{level:g}: {name}"
        sheet.write(plot.right, y(level) - 0.8, said, small, gid="chart:threshold", ha="right", halo=FIXED["paper"])
    every = max(1, math.ceil(len(times) * (widest((period(t) for t in times), small) + 2.0) / plot.w))
    for k, time in enumerate(times):
        rule_line(sheet, [(x[k], plot.bottom), (x[k], plot.bottom + 1.2)], gid="tick")
        if k % every == 0:
            sheet.write(x[k], plot.bottom + down + 0.8 * small.size * PT_MM, period(time), small, gid="chart:period", ha="center")
        if k % every == 0 or widest((f"{n:,}" for line in series for n in line.n), small) + 2.0 < plot.w / len(times):
            for row, line in enumerate(series, 1):
                below = plot.bottom + down + row * step + 0.8 * small.size * PT_MM
                sheet.write(x[k], below, f"{line.n[k]:,}", small, gid=f"chart:n:{row}", ha="center", colour=FIXED["grey ink"])
    for row, line in enumerate(series, 1):
        below = plot.bottom + down + row * step + 0.8 * small.size * PT_MM
        sheet.write(plot.x - 2.0, below, f"n, {line.name}", small, gid="chart:n name", ha="right", colour=FIXED["grey ink"])
    ends = []
    for k, line in enumerate(series):
        _line(base, line, x, y, k)
        last = max(i for i, value in enumerate(line.values) if math.isfinite(value))
        ends.append((float(x[last]), y(line.values[last])))
    places = spread_apart([end[1] for end in ends], max(len(rows) for rows in names) * step + 0.8, plot.y, plot.bottom)
    for (x0, y0), place, rows, line in zip(ends, places, names, series, strict=True):
        rule_line(sheet, [(x0 + 1.4, y0), (plot.right + 5.0, place)], gid="leader", width=0.25)
        for n, words in enumerate(rows):
            below = place + middle_of(text.size) + (n - (len(rows) - 1) / 2) * step
            sheet.write(plot.right + 6.0, below, words, text, gid=f"chart:name:{line.name}:{n}")


def _tick(value: float) -> str:
    """Return a value of the scale as printed."""
    return f"{value:,.10g}".replace("-", "\u2212")


def _line(base: MapBase, line: Series, x: Any, y: Any, k: int) -> None:
    """Draw one series: its runs without a gap, its points, its bounds as brackets."""
    sheet, factor = base.sheet, base.page.factor
    width = 1.0
    pattern = tuple(mm * factor / PT_MM / (width * factor) for mm in _DASHES[k])
    runs: list[list[tuple[float, float]]] = [[]]
    for n, (at, value) in enumerate(zip(x, line.values, strict=True)):
        if math.isfinite(value):
            # Means of other patches are no change of anything: their points are not joined.
            if n and line.members and line.members[n] != line.members[n - 1]:
                runs.append([])
            runs[-1].append((float(at), y(value)))
        elif runs[-1]:
            runs.append([])
    for run in runs:
        if len(run) > 1:
            rule_line(sheet, run, gid=f"series:{k}", width=width, dashes=(0.0, pattern) if pattern else "solid", colour=line.colour)
    points = np.array([point for run in runs for point in run])
    hollow = np.array([weak for weak, value in zip(line.thin, line.values, strict=True) if math.isfinite(value)], dtype=bool)
    dots(sheet.surface, points[~hollow], 1.6 * factor, line.colour, gid=f"chart:points:{k}", zorder=14, edge=FIXED["white"], width=0.4)
    # Hollow where the value stands on thin evidence.
    weak = points[hollow]
    dots(sheet.surface, weak, 1.6 * factor, FIXED["white"], gid=f"chart:thin points:{k}", zorder=14, edge=line.colour, width=0.8)
    for at, low, high in zip(x, line.lower, line.upper, strict=True):
        if math.isfinite(low) and math.isfinite(high):
            bracket = [(at + 0.75, y(low)), (at, y(low)), (at, y(high)), (at + 0.75, y(high))]
            rule_line(sheet, [(float(a), float(b)) for a, b in bracket], gid=f"bounds:{k}", width=0.8, colour=line.colour)
