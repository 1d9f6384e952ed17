"""The index of patches: each patch of sea with its number, by which tables and texts speak of it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import shapely

from toolkit.cartography.compose import MapBase, begin, finish, ground_entries, paint_faces, paint_overlap, set_insets
from toolkit.cartography.described import described
from toolkit.cartography.labels import draw_sea_names
from toolkit.cartography.legend import Block, Entry, draw_legend, legend_fits
from toolkit.cartography.pages import Page
from toolkit.cartography.paint import area_mm2, polygons_of, strokes
from toolkit.cartography.patch_numbers import draw_patch_numbers
from toolkit.cartography.reefs import draw_reefs
from toolkit.cartography.sheet import MapFigure
from toolkit.cartography.style import FIXED, SHADES
from toolkit.cartography.words import count, listed, quantity
from toolkit.catalog.regions import Region

__all__ = ["map_patches", "shades_of"]

#: Patches nearer to each other than this on the page are neighbours, millimetres.
_TOUCH = 0.4
#: Patches that share no more than this touch at a corner, millimetres.
_CORNER = 1.0


@described
def map_patches(
    faces: Any,
    region: str | Region,
    *,
    reefs: Any = None,
    page: str | Page = "a4",
    profile: str = "un",
    title: str = "",
    subtitle: str = "",
    synthetic: bool = False,
    leaf: str = "",
) -> MapFigure:
    """Draw the index of patches: each with its number, in a box, by which every table and text speaks of it.

    Parameters
    ----------
    {faces, region}
    reefs : xarray.Dataset or geopandas.GeoDataFrame, optional
        Reef-bearing cells to mark faintly, for orientation: ``n_cells`` on a grid, or points.
    {page, profile, title, subtitle, synthetic}
    leaf : str
        Words before the map id, such as 'Page 3 of 9'.

    Returns
    -------
    MapFigure
        A matplotlib figure; nothing is shown or written. A number that finds no place is listed in the legend.

    Raises
    ------
    FigureError
        No face lies in the region, or a text does not fit.
    UnknownNameError
        The region or page is not known.

    Notes
    -----
    Fills are shades without any meaning, chosen so that neighbours differ; who claims a patch has no part in it. Overlapping claims have
    their diagonals and no digit: beside numbers of patches a number of claimants would be taken for one of them.

    Examples
    --------
    >>> import toolkit as tk
    >>> faces = tk.partition(tk.read_claims("gulf-of-thailand"))
    >>> figure = tk.map_patches(faces, "gulf-of-thailand")
    >>> tk.lint(figure)
    []
    """
    base = begin(faces, region, page, profile)
    base.leaf = leaf
    shades = shades_of(base)
    paint_faces(base, lambda item: shades[item.face_id])
    _gaps(base)
    paint_overlap(base, lambda item: shades[item.face_id], joint=False)
    shown = draw_reefs(base, reefs, set(), faint=True)
    set_insets(base)
    without = draw_patch_numbers(base)
    base.dropped += draw_sea_names(base.sheet, base.frame, base.region.seas, base.land, _edges(base), base.placer, base.sea_keys())
    base.dropped += [f"number of patch {number}" for number in without]
    base.dropped += [f"digit {item.face_id} (left out beside numbers of patches)" for item in base.shapes if item.n_claimants >= 2]
    _legend(base, sorted(set(shades.values()), key=SHADES.index), without, shown)
    values = _values(base, without)
    return finish(
        base,
        "patches",
        titles=(title,) if title else _titles(values),
        subtitles=(subtitle,)
        if subtitle
        else (
            f"{base.region.title}: numbers run from north to south, then from west to east; they say nothing about a party.",
            f"{base.region.title}: numbers run from north to south and say nothing about a party.",
            f"{base.region.title}: numbers run from north to south.",
        ),
        dataset_ids=[reefs.attrs["dataset_id"]] if shown and "dataset_id" in getattr(reefs, "attrs", {}) else [],
        parts=["patches", shown, *(f"{item.label}:{item.face_id}" for item in base.shapes)],
        synthetic=synthetic,
        alt=_alt(base, values, shown),
        values=values,
    )


def shades_of(base: MapBase) -> dict[str, str]:
    """Return a shade for each patch, other than those of its neighbours on the page.

    The patch with most different shades around it comes next (D. Brélaz, "New methods to color the vertices of a graph", Communications
    of the ACM, April 1979); where all shades are taken, it gets that of the neighbour with the shortest common border. Numbers and shapes
    decide, never a claimant.
    """
    patches: dict[str, list[Any]] = {}
    for item in base.shapes:
        patches.setdefault(item.label, []).append(item.shape)
    labels = list(patches)
    border = _borders([shapely.union_all(shapes) for shapes in patches.values()])
    chosen: dict[int, int] = {}
    while len(chosen) < len(labels):
        free = [k for k in range(len(labels)) if k not in chosen]
        around = {k: {chosen[other] for other in border[k] if other in chosen} for k in free}
        k = min(free, key=lambda k: (-len(around[k]), -len(border[k]), k))
        shared = [math.fsum(mm for other, mm in border[k].items() if chosen.get(other) == shade) for shade in range(len(SHADES))]
        chosen[k] = min(range(len(SHADES)), key=lambda shade: (shared[shade], shade))
    number = {label: chosen[k] for k, label in enumerate(labels)}
    return {item.face_id: SHADES[number[item.label]] for item in base.shapes}


def _borders(shapes: list[Any]) -> list[dict[int, float]]:
    """Return for each shape its neighbours with the length of the border that they share, millimetres."""
    wide = shapely.buffer(shapely.simplify(np.array(shapes, dtype=object), _TOUCH / 2), _TOUCH / 2)
    out: list[dict[int, float]] = [{} for _ in shapes]
    for a, b in shapely.STRtree(wide).query(wide, predicate="intersects").T:
        if a < b and (mm := area_mm2(shapely.intersection(wide[a], wide[b])) / _TOUCH) > _CORNER:
            out[a][int(b)] = out[b][int(a)] = mm
    return out


def _edges(base: MapBase) -> Any:
    return shapely.union_all([shapely.boundary(item.shape) for item in base.shapes])


def _gaps(base: MapBase) -> None:
    """Leave a white gap between patches: no line, and no outline of any of them."""
    rings = [
        ring
        for item in base.shapes
        for part in polygons_of(item.shape)
        if area_mm2(part) > 2.0
        for ring in (part.exterior, *part.interiors)
    ]
    strokes(base.sheet.ground, rings, FIXED["white"], 0.6 * base.page.factor, gid="patch gaps", zorder=3.0)


def _legend(base: MapBase, shades: list[str], without: list[str], reefs: int) -> None:
    """Draw the legend: what a number is, that shades mean nothing, overlap, ground, names."""
    slide = base.page.is_slide
    n_overlap = sum(item.n_claimants >= 2 for item in base.shapes)
    first = base.shapes[0].label
    entries = [
        Entry("number of a patch" if slide else "number of a patch, as in every table and text", mark=f"patch:{first}"),
        Entry("shades: no meaning" if slide else "shades only tell neighbours apart", mark=f"shades:{','.join(shades)}"),
    ]
    if n_overlap:
        entries.append(Entry("overlapping claims", f"{n_overlap:,}", "", ("overlap 2",)))
    if without:
        entries.append(Entry(f"too small to number here: {listed(without)}", mark="none"))
    ground = list(ground_entries(base))
    if reefs:
        ground.insert(0, Entry("reef-bearing cells (presence)", mark="reef faint"))
    note = "" if slide else "A patch is sea within the same claims. On other maps a bare digit is a number of claimants, never of a patch."
    blocks = [Block("Patches of sea", tuple(entries), note=note), Block("Ground and names", tuple(ground))]
    kept = [block for block in blocks if block.entries]
    bare = [Block(block.head, block.entries) for block in kept]
    draw_legend(base.sheet, kept if legend_fits(base.sheet, kept, base.page.legend) else bare, base.page.legend)


def _values(base: MapBase, without: list[str]) -> dict[str, Any]:
    """Return the numbers of the map."""
    overlap = [item for item in base.shapes if item.n_claimants >= 2]
    return {
        "faces": len(base.shapes),
        "km2": math.fsum(item.area_km2 for item in base.shapes),
        "overlap_faces": len(overlap),
        "overlap_km2": math.fsum(item.area_km2 for item in overlap),
        "numbered": len(base.shapes) - len(without),
    }


def _titles(values: dict[str, Any]) -> tuple[str, ...]:
    """Return what the map is for, with the number of patches."""
    n = count(values["faces"], "patch", "patches")
    if values["faces"] == 1:
        return ("The one patch of claimed sea, by the number that tables and texts use", "The one patch of sea, by its number")
    return (f"The {n} of claimed sea, by the numbers that tables and texts use", f"The {n} of sea, by their numbers", f"{n} by number")


def _alt(base: MapBase, values: dict[str, Any], reefs: int) -> tuple[str, str]:
    """Return the short and the long alternative text."""
    n, region = count(values["faces"], "patch", "patches"), base.region.title
    short = f"Index map of the {n} of claimed sea in the region {region}, {quantity(values['km2'], 'km2')}, each with its number."
    parts = [
        f"The map shows where each of the {n} of claimed sea in the region {region} lies, by the number that every table and text of the "
        "same pack uses. A patch is sea that lies within the same claims. Numbers stand in boxes, in the patch or beside it with a thin "
        "line to it. They run from north to south, then from west to east, and say nothing about a party.",
        "Shades of the fill only tell neighbours apart and have no meaning.",
    ]
    if values["overlap_faces"]:
        parts.append(
            f"{count(values['overlap_faces'], 'patch', 'patches')} with two or more claimants, {quantity(values['overlap_km2'], 'km2')} in "
            "all, have diagonal lines; how many claimants a patch has stands on the map of claims."
        )
    if reefs:
        parts.append("Small pale squares are reef-bearing cells, for orientation.")
    parts.append("The table of patches in the same pack holds for each number the claimants and the area.")
    return short, " ".join(parts)
