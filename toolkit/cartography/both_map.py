"""Two indicators at once: a patch gets one of nine colours, and its code in letters and digits."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import shapely

from toolkit.cartography.alt import indicator_alt
from toolkit.cartography.areas import on_areas
from toolkit.cartography.both_legend import draw_both_legend, is_cut
from toolkit.cartography.classes import labels_of
from toolkit.cartography.compose import FaceShape, MapBase, begin, finish, hidden, set_insets
from toolkit.cartography.described import described
from toolkit.cartography.indicator_map import digit_pieces, paint_values, place_of, recorded
from toolkit.cartography.indicator_words import decimals_of, is_thin, lower_title, short_title, thin_limit
from toolkit.cartography.labels import draw_digits, draw_sea_names
from toolkit.cartography.pages import Page
from toolkit.cartography.reef_waters import REEF_KM, lay_on_reefs, on_reefs, reefless
from toolkit.cartography.rows import Selection, Value, reason_kind, select_rows
from toolkit.cartography.sheet import MapFigure
from toolkit.cartography.style import BIVARIATE, FIXED
from toolkit.cartography.words import period, quantity
from toolkit.catalog.regions import Region
from toolkit.errors import FigureError
from toolkit.indicators.reasons import NOT_APPLICABLE

__all__ = ["Axis", "map_both", "three_classes"]

#: Palette roles whose low values are the pressed ones; of all others it is the high values.
_LOW_IS_PRESSED = ("cover", "status", "fao")
_LETTERS = "ABC"


@dataclass(frozen=True)
class Axis:
    """One of the two indicators, with its three classes from less to more pressed.

    Attributes
    ----------
    chosen : Selection
        Rows of the table.
    edges : tuple of float
        Two edges; a value on an edge belongs to the class above.
    low_is_pressed : bool
        Whether low values have the stronger colour.
    """

    chosen: Selection
    edges: tuple[float, float]
    low_is_pressed: bool

    @property
    def labels(self) -> tuple[str, ...]:
        """Labels from less to more pressed."""
        labels = labels_of(self.edges)
        return labels[::-1] if self.low_is_pressed else labels

    def index(self, value: float) -> int:
        """Return 0 (less pressed), 1 or 2."""
        above = sum(value >= edge for edge in self.edges)
        return 2 - above if self.low_is_pressed else above


def three_classes(values: Sequence[float], offered: Sequence[float], *, heat: bool = False) -> tuple[float, float]:
    """Return two edges: two of the record, the same on every page; only for a record without edges round numbers near thirds of the range.

    Parameters
    ----------
    values : sequence of float
        Looked at only where the record has fewer than two edges.
    offered : sequence of float
        The edges of the record. Of many the middle two are taken; of levels of heat stress the two lowest, which have names.
    heat : bool
        Whether they are levels of heat stress.

    Examples
    --------
    >>> three_classes([], (10.0, 20.0, 30.0, 40.0))
    (20.0, 30.0)
    >>> three_classes([], (4.0, 8.0, 12.0, 16.0, 20.0), heat=True)
    (4.0, 8.0)
    >>> three_classes([0.0, 50.0, 100.0], ())
    (40.0, 60.0)
    """
    if len(offered) >= 2:
        edges = sorted(offered)
        first = 0 if heat else (len(edges) - 2) // 2
        return edges[first], edges[first + 1]
    low, high = min(values, default=0.0), max(values, default=0.0)
    third = (high - low) / 3
    if third <= 1e-9 * max(abs(low), abs(high)):
        raise FigureError("All values are alike, so that three classes cannot be chosen. Give two edges, such as first_edges=(10, 20).")
    power = 10.0 ** math.floor(math.log10(third))
    step = max(m * power for m in (1, 2, 5) if m * power <= third)
    first_edge, second_edge = (float(f"{round((low + k * third) / step) * step:.12g}") for k in (1, 2))
    return first_edge, second_edge


@described
def map_both(
    faces: Any,
    table: Any,
    first: Any,
    second: Any,
    region: str | Region,
    *,
    first_edges: Sequence[float] | None = None,
    second_edges: Sequence[float] | None = None,
    first_time: str | None = None,
    second_time: str | None = None,
    first_statistic: str | None = None,
    second_statistic: str | None = None,
    first_basis: str | None = None,
    second_basis: str | None = None,
    page: str | Page = "a4",
    profile: str = "un",
    title: str = "",
    subtitle: str = "",
    synthetic: bool = False,
) -> MapFigure:
    """Draw two indicators at once, three classes each; the maps of each one alone belong beside it.

    Parameters
    ----------
    {faces, table}
    first, second : str or Indicator
        Two indicators with one value a patch, such as ``hard_coral_cover`` and ``share_sustainable``: columns and rows of the legend.
    {region}
    first_edges, second_edges : sequence of two floats, optional
        Edges of the classes; by default two of the record, the same on every page, so that a code means the same on each.
    first_time, second_time, first_statistic, second_statistic, first_basis, second_basis : str, optional
        Which rows of each indicator: by default the latest time, the mean (or the only statistic) and the only basis.
    {page, profile, title, subtitle, synthetic}

    Returns
    -------
    MapFigure
        A patch without one of the two values is grey, never half a colour.

    Raises
    ------
    FigureError
        An indicator is extensive (its sums grow with the patch), the edges are not two, the table is empty or ambiguous, no face lies in
        the region, or a text does not fit.
    UnknownNameError
        An indicator, statistic, time, region or page is not known.

    Notes
    -----
    Letters A to C and digits 1 to 3 go from less to more pressed; the number in brackets is the number of claimants. Two corners
    of the legend look alike in grey, so that every patch bears its code.
    """
    faces, table = on_areas(faces, table, first, second)
    one = select_rows(table, first, statistic=first_statistic, time=first_time, basis=first_basis)
    two = select_rows(table, second, statistic=second_statistic, time=second_time, basis=second_basis)
    base = begin(faces, region, page, profile)
    across, up = (_axis(base, chosen, edges) for chosen, edges in ((one, first_edges), (two, second_edges)))
    dry = reefless(base, one) | reefless(base, two)
    both = _both(base, one, two, dry)
    # A pair is known where both are: near the reef, if one of them is a mean over reef-bearing cells.
    lay_on_reefs(base, one if on_reefs(one) else two)

    def cell(item: FaceShape) -> tuple[int, int] | None:
        if not math.isfinite(both.of(item.face_id).value):
            return None
        return across.index(one.of(item.face_id).value), up.index(two.of(item.face_id).value)

    def colour(item: FaceShape) -> str:
        found = cell(item)
        if found is not None:
            return BIVARIATE[found[1]][found[0]]
        return FIXED["white"] if reason_kind(both.of(item.face_id).reason) == "not applicable" else FIXED["no data"]

    weak = {
        item.face_id for item in base.shapes if any(is_thin(chosen.of(item.face_id), thin_limit(chosen.indicator)) for chosen in (one, two))
    }
    weak &= {item.face_id for item in base.shapes if cell(item) is not None}
    paint_values(base, both, colour, weak)
    set_insets(base)
    cells = {item.face_id: found for item in base.shapes if (found := cell(item)) is not None}
    _label(base, cells, colour)
    counts = {(x, y): sum(found == (x, y) for found in cells.values()) for y in range(3) for x in range(3)}
    missing: dict[str, int] = {}
    for item in base.shapes:
        if item.face_id not in cells:
            kind = reason_kind(both.of(item.face_id).reason)
            missing[kind] = missing.get(kind, 0) + 1
    draw_both_legend(base, across, up, counts, missing, len(weak))
    values = _values(base, across, up, counts, missing) | {"thin": len(weak)}
    return finish(
        base,
        f"{one.indicator.identifier}-and-{two.indicator.identifier}".replace("_", "-"),
        titles=(title,) if title else _titles(values, across, up),
        subtitles=(subtitle,) if subtitle else _subtitles(base, across, up),
        dataset_ids=[*one.dataset_ids, *two.dataset_ids],
        parts=[across.edges, up.edges, *(f"{name}:{found}" for name, found in cells.items()), one.time, two.time],
        synthetic=synthetic,
        alt=indicator_alt(base.region.title, values),
        values=recorded(values),
        reasons={item.face_id: reason_kind(both.of(item.face_id).reason) for item in base.shapes if item.face_id not in cells},
        groups={name: code_of(found) for name, found in cells.items()},
    )


def _axis(base: MapBase, chosen: Selection, edges: Sequence[float] | None) -> Axis:
    """Return one indicator with its classes."""
    record = chosen.indicator
    if getattr(record, "quantity", "") == "extensive":
        raise FigureError(
            f"'{record.identifier}' is a sum that grows with the size of a patch; two such classes cannot be compared. "
            "Choose indicators with quantity 'intensive' (shares, means, densities)."
        )
    if edges is None:
        known = [value.value for item in base.shapes if math.isfinite((value := chosen.of(item.face_id)).value)]
        fixed: tuple[float, ...] = tuple(getattr(record, "pair_edges", ()))
        heat = record.palette == "heat"
        edges = fixed or (three_classes(known, record.class_edges, heat=heat) if known or record.class_edges else (0.0, 1.0))
    if len(edges) != 2 or not edges[0] < edges[1]:
        raise FigureError(f"Edges {tuple(edges)} given for '{record.identifier}'; allowed: two numbers, the smaller first.")
    return Axis(chosen, (float(edges[0]), float(edges[1])), record.palette in _LOW_IS_PRESSED)


def _both(base: MapBase, one: Selection, two: Selection, dry: set[str]) -> Selection:
    """Return for each face a value where both are known, else why not: the first indicator's reason comes first.

    A dry piece has no reef that a mean over reef-bearing cells could be of.
    """
    values = {}
    for item in base.shapes:
        a, b = one.of(item.face_id), two.of(item.face_id)
        known = math.isfinite(a.value) and math.isfinite(b.value) and item.face_id not in dry
        reason = "" if known else a.reason if not math.isfinite(a.value) else b.reason if not math.isfinite(b.value) else NOT_APPLICABLE
        values[item.face_id] = Value(1.0 if known else math.nan, 1.0, min(a.n, b.n), reason, "")
    return Selection(one.indicator, one.statistic, one.time, "1", "", values, ())


def code_of(cell: tuple[int, int]) -> str:
    """Return the code of a cell.

    Examples
    --------
    >>> code_of((1, 2))
    'B3'
    """
    return f"{_LETTERS[cell[0]]}{cell[1] + 1}"


def _label(base: MapBase, cells: dict[str, tuple[int, int]], colour: Any) -> None:
    """Write names of seas, then the code of each face and in brackets its number of claimants."""
    covered = hidden(base)
    nothing = shapely.GeometryCollection()
    base.dropped += draw_sea_names(base.sheet, base.frame, base.region.seas, base.land, nothing, base.placer, base.sea_keys())
    bearing = {item.face_id for item in digit_pieces(base, covered)}
    labels = []
    for item in base.shapes:
        claimants = f"({item.n_claimants})" if item.n_claimants >= 2 and (item.face_id in bearing or item.face_id in cells) else ""
        text = " ".join(part for part in (code_of(cells[item.face_id]) if item.face_id in cells else "", claimants) if part)
        if text:
            labels.append((item.face_id, text, *place_of(item, covered, colour, on_value=item.face_id in cells)))
    smallest = 12.0 if base.page.is_slide else 1.0
    dropped, small = draw_digits(base.sheet, labels, nothing, base.placer, smallest_mm2=smallest, land=base.land)
    base.dropped += [f"digit {name}" for name in dropped] + [f"digit {name} (too small on this page)" for name in small]


def pressed_words(axis: Axis) -> str:
    """Return which way pressure grows, in words."""
    return "lower" if axis.low_is_pressed else "higher"


def pressed_word(across: Axis, up: Axis) -> str:
    """Return the word for the pressed end: low or high where both axes agree, else pressed."""
    return ("low" if across.low_is_pressed else "high") if across.low_is_pressed == up.low_is_pressed else "pressed"


def noun_of(axis: Axis) -> str:
    """Return the first words of an indicator's name: what stands before 'per', 'of', 'fished', 'on' or 'in'."""
    return re.split(r" (?:per|of|fished|in|on) ", lower_title(axis.chosen.indicator))[0]


def pressed_edge(axis: Axis) -> str:
    """Return where the most pressed class of an indicator begins, with its unit: ``under 20 per cent``, ``29 °C and more``."""
    if axis.low_is_pressed:
        return f"under {quantity(axis.edges[0], axis.chosen.units)}"
    return f"{quantity(axis.edges[1], axis.chosen.units, decimals=decimals_of(axis.chosen))} and more"


def _values(base: MapBase, across: Axis, up: Axis, counts: dict[tuple[int, int], int], missing: dict[str, int]) -> dict[str, Any]:
    """Return the numbers of the map."""
    known = sum(counts.values())
    names = [short_title(axis.chosen.indicator) for axis in (across, up)]
    said = " and ".join(lower_title(axis.chosen.indicator) for axis in (across, up))
    overlap = [item for item in base.shapes if item.n_claimants >= 2]
    classes = [(f"{code_of((x, y))}, {names[0]} {across.labels[x]} and {names[1]} {up.labels[y]}", n) for (x, y), n in counts.items() if n]
    times = [period(axis.chosen.time) for axis in (across, up)]
    when = f", {' and '.join(dict.fromkeys(time for time in times if time))}" if any(times) else ""
    both = counts[(2, 2)]
    one, many = ("part of a patch", "parts of patches") if is_cut(base) else ("patch", "patches")
    return {
        "name": f"{said} together",
        "when": when,
        "faces": len(base.shapes),
        "with_value": known,
        "without": len(base.shapes) - known,
        "both_pressed": both,
        "neither_pressed": counts[(0, 0)],
        "first_pressed": sum(n for (x, _), n in counts.items() if x == 2),
        "second_pressed": sum(n for (_, y), n in counts.items() if y == 2),
        "first_edges": across.edges,
        "second_edges": up.edges,
        "noun": (one, many),
        "finding": f"both values are known in {known} of {len(base.shapes)} {many}; {both} are in the most pressed class of both",
        "highest": "",
        "lowest": "",
        "classes": classes or [("no patch with both values", 0)],
        "reasons": missing,
        "thin": 0,
        **({"reef_km": REEF_KM} if any(item.painted is not None for item in base.shapes) else {}),
        "unreached": any(item.unreached is not None for item in base.shapes),
        "overlap_faces": len({item.patch for item in overlap}),
        "overlap_km2": math.fsum(item.area_km2 for item in overlap),
        "unit_words": "",
        "basis_words": f"three classes of each; letters A to C go with {pressed_words(across)} {names[0]}, digits 1 to 3 with "
        f"{pressed_words(up)} {names[1]}",
    }


def _titles(values: dict[str, Any], across: Axis, up: Axis) -> tuple[str, ...]:
    """Return the finding: how many patches are in the most pressed class of both, in the least pressed of both, and on thin evidence."""
    known = values["with_value"]
    one, two = short_title(across.chosen.indicator), lower_title(up.chosen.indicator)
    if not known:
        return (f"{one} and {two}: no patch has both values", "No patch has both values")
    word = pressed_word(across, up)
    one, two = noun_of(across), noun_of(up)
    noun = values["noun"][known != 1].split(" ")[0]
    head = f"{one[0].upper() + one[1:]} {word} in {values['first_pressed']} of {known:,} {noun}"
    found = f"{head}, {two} in {values['second_pressed']}, both in {values['both_pressed']}"
    both = f"Both {word} in {values['both_pressed']} of {known:,} {noun}"
    if not values["thin"]:
        return (found, both)
    weak = values["thin"]
    return (f"{found}; {weak} on thin evidence", f"{found}; thin in {weak}", f"{both}; {weak} on thin evidence")


def _subtitles(base: MapBase, across: Axis, up: Axis) -> tuple[str, ...]:
    """Return what is drawn, with periods, and from where on a value counts as pressed."""
    parts = []
    for axis in (across, up):
        when = f" {period(axis.chosen.time)}" if axis.chosen.time else ""
        parts.append((short_title(axis.chosen.indicator) + when, pressed_edge(axis)))
    word = pressed_word(across, up)
    full = f"{parts[0][0]} ({word}: {parts[0][1]}) and {parts[1][0][0].lower() + parts[1][0][1:]} ({word}: {parts[1][1]})"
    return (
        f"{base.region.title}: {full}, three classes each.",
        f"{base.region.title}: {full}.",
        f"{base.region.title}: {parts[0][0]} and {parts[1][0]}, three classes each.",
        f"{base.region.title}: {short_title(across.chosen.indicator)} and {lower_title(up.chosen.indicator)}.",
        f"{base.region.title}: two indicators, three classes each.",
    )
