"""Status that is stated for FAO areas: drawn on the areas themselves, named by them, whoever claims the water."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd
import shapely

from toolkit.cartography.compose import FaceShape, MapBase, hidden
from toolkit.cartography.info import short_source
from toolkit.cartography.labels import text_rect
from toolkit.cartography.paint import area_mm2, polygons_of
from toolkit.cartography.patch_numbers import around, draw_leader, number_style, plate, write_plate
from toolkit.cartography.rows import Selection
from toolkit.cartography.sheet import line_height
from toolkit.cartography.style import FIXED, PT_MM, lightness
from toolkit.cartography.words import legend_unit, number, quantity
from toolkit.indicators.reasons import WITHHELD, reason_kind

__all__ = ["AreaValue", "area_note", "area_values", "draw_area_names", "on_areas"]

#: Stated for FAO areas; its rows in a table of patches are means over the areas in each, weighted by area.
_STATED = "share_sustainable"
_SOURCE = "fao-stock-status"


@dataclass(frozen=True)
class AreaValue:
    """An FAO area on a map: its code, its value (NaN for none), and how many assessed stocks are behind it."""

    code: str
    value: float
    n: int


def on_areas(faces: Any, table: Any, *indicators: Any) -> tuple[Any, Any]:
    """Return faces and table for a map on which a status of FAO areas is drawn on the areas.

    Parameters
    ----------
    faces, table : Faces, IndicatorTable
        Of patches, or already of pieces (then they are returned as given).
    indicators : str or Indicator
        What the map shows.

    Returns
    -------
    faces, table
        Faces cut at the limits of FAO areas, each piece with the value of its area; the rows of another indicator on the map are those
        of the patch. Faces and table as given where nothing on the map is stated for FAO areas.
    """
    names = {str(getattr(item, "identifier", item)) for item in indicators}
    frame: pd.DataFrame = table.frame if hasattr(table, "frame") else table
    if _STATED not in names or "area" in faces.frame.columns or not {"indicator", "basis", "dataset_ids"} <= set(frame.columns):
        return faces, table
    rows = frame[(frame["indicator"] == _STATED) & frame["basis"].astype(str).str.startswith("areas, weighted")]
    if not rows["dataset_ids"].astype(str).str.contains(_SOURCE).any():
        return faces, table
    from toolkit.overlay.standard import stock_areas
    from toolkit.overlay.table import IndicatorTable

    pieces, own = stock_areas(faces)
    patch = pieces.frame.index.to_series().str.rpartition("@")[0]
    kept = rows[rows["reason"].astype(str).map(reason_kind) == WITHHELD.split()[0]].set_index("face_id")["reason"]
    stated = own.frame.copy()
    why = stated["face_id"].map(patch).map(kept)
    stated.loc[why.notna(), ["value", "lower", "upper"]] = math.nan
    stated.loc[why.notna(), "reason"] = why[why.notna()]
    others = frame[frame["indicator"].isin(names - {_STATED})]
    joined = patch.rename("face_id").rename_axis("piece").reset_index().merge(others, on="face_id")
    joined = joined.drop(columns="face_id").rename(columns={"piece": "face_id"})
    if not len(joined):
        return pieces, IndicatorTable(stated)
    return pieces, IndicatorTable.concat([IndicatorTable(stated), IndicatorTable(joined)])


def area_values(base: Any, chosen: Selection) -> list[AreaValue]:
    """Return the FAO areas on a map in the order of their codes; empty where patches are whole."""
    found = {}
    for item in base.units():
        if item.area_code:
            value = chosen.of(item.face_id)
            found[item.area_code] = AreaValue(item.area_code, value.value, value.n)
    return [found[code] for code in sorted(found, key=lambda code: (len(code), code))]


def area_note(areas: list[AreaValue], units: str) -> str:
    """Return the sentence of the legend that gives each area with its value and its number of stocks."""
    unit = legend_unit(units)
    said = "; ".join(
        f"{area.code}: {number(area.value, units)}{f' {unit}' if unit else ''} of {area.n:,} assessed stocks"
        if math.isfinite(area.value)
        else f"{area.code}: no value"
        for area in areas
    )
    return f"FAO area {said}. {short_source(_SOURCE)}; stocks of a whole area, never of a claim." if areas else ""


def draw_area_names(base: MapBase, chosen: Selection, colour: Any) -> None:
    """Write the name and the value of each FAO area into the largest of its waters on the map, shorter where it is narrow.

    What finds no place is told.
    """
    covered = hidden(base)
    drawn = shapely.union_all([item.visible for item in base.lines])
    for area in area_values(base, chosen):
        pieces = [item for item in base.shapes if item.area_code == area.code]
        water = shapely.difference(shapely.union_all([item.shape for item in pieces]), covered)
        said = quantity(area.value, chosen.units) if math.isfinite(area.value) else "no value"
        tries = (([f"FAO area {area.code}", said], 2.0), ([f"FAO {area.code}"], 1.5))
        named = any(_named(base, pieces, water, drawn, rows, clear, colour) for rows, clear in tries)
        if not named and not _led(base, area.code, water):
            base.dropped.append(f"name of FAO area {area.code}")


def _named(base: MapBase, pieces: list[FaceShape], water: Any, drawn: Any, rows: list[str], clear: float, colour: Any) -> bool:
    """Write rows of text into water, off lines where there is room, and so far from numbers that none is read as part of it."""
    style = base.sheet.style("legend head") if not base.page.is_slide else base.sheet.style("digit")
    middle = 0.36 * style.size * PT_MM - (len(rows) - 1) * line_height(style) / 2
    code = pieces[0].area_code
    places = [(x, y) for x, y in _places(water) if water.contains(shapely.box(*text_rect(x, y + middle, rows, style).edges))]
    for x, y, avoid in [(x, y, avoid) for avoid in (drawn, None) for x, y in places]:
        if base.placer.take(text_rect(x, y + middle, rows, style).grown(clear), f"area {code}", avoid=avoid):
            ground = colour(next((item for item in pieces if item.shape.intersects(shapely.Point(x, y))), pieces[0]))
            ink = FIXED["white"] if lightness(ground) < 55 else FIXED["ink"]
            for n, row in enumerate(rows):
                at = y + middle + n * line_height(style)
                base.sheet.write(x, at, row, style, gid=f"label:area:{code}:{n}", ha="center", colour=ink, halo=ground, zorder=47)
            return True
    return False


def _led(base: MapBase, code: str, water: Any) -> bool:
    """Write the name of an area beside its water, in a box with a leader to it: off other patches where there is room."""
    part = max(polygons_of(water), key=area_mm2, default=None)
    if part is None:
        return False
    sheet, style = base.sheet, number_style(base.sheet)
    anchor = shapely.maximum_inscribed_circle(part, tolerance=0.3).coords[0]
    patches = shapely.geometrycollections([item.shape for item in base.shapes])
    for x, y, avoid in around(anchor, hidden(base), patches, None, 1.6 if base.page.is_slide else 1.0):
        box = plate(sheet, x, y, f"FAO {code}", style)
        if base.placer.take(box, f"area {code}", avoid=patches if avoid is not None else None):
            draw_leader(base, f"area:{code}", anchor, box)
            write_plate(sheet, box, f"FAO {code}", style, gid=f"label:area:{code}:0")
            return True
    return False


def _places(water: Any) -> list[tuple[float, float]]:
    """Return places in water, the widest of its largest parts first, then a grid in it."""
    out: list[tuple[float, float]] = []
    for part in sorted(polygons_of(water), key=lambda p: -area_mm2(p))[:3]:
        x0, y0 = shapely.maximum_inscribed_circle(part, tolerance=0.3).coords[0]
        grid = [(x0 + dx, y0 + dy) for dx in range(-40, 41, 4) for dy in range(-40, 41, 4)]
        inside = [place for place in grid if part.contains(shapely.Point(*place))]
        out += sorted(inside, key=lambda p: (round((p[0] - x0) ** 2 + (p[1] - y0) ** 2, 6), p[1], p[0]))
    return out
