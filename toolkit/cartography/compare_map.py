"""The map of a comparison: where two claim sets say the same of the water, and where and how they differ."""

from __future__ import annotations

import hashlib
import math
import re
from types import SimpleNamespace
from typing import Any

import pandas as pd
import shapely

from toolkit.cartography.alt import clipped
from toolkit.cartography.compose import FaceShape, MapBase, begin, finish, hidden, paint_faces, set_insets
from toolkit.cartography.labels import draw_digits, draw_sea_names
from toolkit.cartography.legend import Block, Entry, draw_legend, legend_fits
from toolkit.cartography.pages import Page
from toolkit.cartography.paint import area_mm2, polygons_of
from toolkit.cartography.sheet import MapFigure
from toolkit.cartography.style import PALETTES
from toolkit.cartography.words import listed, number, per_cent, quantity
from toolkit.catalog.regions import Region
from toolkit.catalog.regions import region as find_region
from toolkit.claims.model import ClaimSet
from toolkit.errors import FigureError

__all__ = ["map_compare"]

_CHANGE = PALETTES["change"]

#: Kind of difference -> colour, letter in the patch. The two sets stand on a par: their colours are equally light.
KINDS: dict[str, tuple[str, str]] = {
    "same claimants": (_CHANGE[2], ""),
    "only in A": (_CHANGE[1], "A"),
    "only in B": (_CHANGE[3], "B"),
    "other claimants in A than in B": (PALETTES["overlap"][4], "D"),
}
SAME, ONLY_A, ONLY_B, OTHER = KINDS
#: Patches smaller than this on the page carry no letter, square millimetres; their fill tells the kind.
_LETTERED = 25.0
_MOST = 8


def kind_of(a: tuple[str, ...], b: tuple[str, ...]) -> str:
    """Return the kind of difference of one patch from who claims it in each set."""
    if a == b:
        return SAME
    return OTHER if a and b else (ONLY_A if a else ONLY_B)


def map_compare(
    a: Any,
    b: Any = None,
    region: str | Region = "south-china-sea",
    *,
    names: tuple[str, str] = ("", ""),
    page: str | Page = "a4",
    profile: str = "un",
    title: str = "",
    subtitle: str = "",
    synthetic: bool = False,
    leaf: str = "",
) -> MapFigure:
    """Draw where two claim sets agree and where they differ, by kind of difference.

    Parameters
    ----------
    a, b : ClaimSet or Faces
        The two sets; they are compared inside the region (:func:`toolkit.claims.compare.compare`). Or ``a`` alone: a Comparison.
    region : str or Region
        Where.
    names : tuple of str
        Short names of the two sets for legend and title; by default their own titles.
    page, profile, title, subtitle, synthetic, leaf
        As for :func:`map_claims`.

    Returns
    -------
    MapFigure
        A matplotlib figure. ``figure_info(fig)["values"]`` holds km2 by kind and the largest differences in words.

    Raises
    ------
    FigureError
        ``b`` is missing, or no patch lies in the region.
    UnknownNameError
        The region, the page or the profile is not known.

    Notes
    -----
    A patch is filled by the kind of difference, never by who claims it; lines are left out, because each set has its own.
    """
    from toolkit.claims.compare import Comparison, compare
    from toolkit.claims.faces import Faces

    where = find_region(region)
    behind: tuple[Any, ...] = ()
    if isinstance(a, Comparison):
        found = a
    elif b is None:
        raise FigureError("One claim set was given. Give the second one too, or a Comparison: compare(a, b).")
    else:
        found, behind = compare(a, b, within=where), tuple(item.claims if isinstance(item, Faces) else item for item in (a, b))
    title_a, title_b = (given or own for given, own in zip(names, (found.a, found.b), strict=True))
    areas, of = _areas(found)
    base = begin(_as_faces(areas, f"{title_a} (A) and {title_b} (B)", behind), where, page, profile)
    base.leaf = leaf
    paint_faces(base, lambda item: KINDS[of[item.face_id]][0])
    set_insets(base)
    _label(base, of)
    values = _values(base, of, found, (title_a, title_b), profile)
    _draw_legend(base, values, (title_a, title_b))
    return finish(
        base,
        "comparison",
        titles=(title,) if title else _titles(values),
        subtitles=(subtitle,) if subtitle else _subtitles(base, title_a, title_b),
        dataset_ids=(),
        parts=["comparison", title_a, title_b],
        synthetic=synthetic,
        alt=_alt(base, values, title_a, title_b),
        values=values,
        groups={item.face_id: of[item.face_id] for item in base.shapes},
        class_order=KINDS,
    )


class _Both(ClaimSet):
    """Two claim sets as one: its choices tell, where the two differ, that of each ('0 (A), 12 (B)'), which no scenario could make."""

    def __post_init__(self) -> None:
        told = dict(sorted(self.base.items()))
        object.__setattr__(self, "base", {})
        super().__post_init__()
        object.__setattr__(self, "base", told)


def _areas(found: Any) -> tuple[pd.DataFrame, dict[str, str]]:
    """Return one area for each pair of claimant sets (slivers along two coasts included), and the kind of each by its id."""
    rows, kinds = [], {}
    groups = found.frame.groupby(["claimants_a", "claimants_b"], sort=True)
    for position, ((mine, theirs), patches) in enumerate(groups, start=1):
        name = f"c{position}"
        kinds[name] = kind_of(mine, theirs)
        shape = shapely.union_all(patches.geometry.to_numpy())
        rows.append({"face_id": name, "label": str(position), "area_km2": math.fsum(patches["area_km2"]), "geometry": shape})
    # Neither number of claimants is the area's own: the fill tells how the two sets differ.
    return pd.DataFrame(rows).set_index("face_id").assign(n_claimants=1, regime="single"), kinds


def _as_faces(areas: pd.DataFrame, title: str, behind: tuple[Any, ...]) -> Any:
    """Return the areas in the form of faces, without lines: each set has its own."""
    import geopandas as gpd

    digest = hashlib.sha256()
    for name, shape in areas["geometry"].items():
        digest.update(str(name).encode())
        digest.update(shapely.to_wkb(shapely.normalize(shape), byte_order=1))
    ids = tuple(dict.fromkeys(name for item in behind for name in item.dataset_ids))
    # A choice in which the two sets differ is told as such: neither set's choice stands for both.
    axes = dict.fromkeys(axis for item in behind for axis in item.base)
    said = {axis: list(dict.fromkeys(item.base.get(axis, "") for item in behind)) for axis in axes}
    choices = {axis: " (A), ".join(values) + (" (B)" if len(values) > 1 else "") for axis, values in said.items()}
    dates = {item.date for item in behind}
    claims = _Both("comparison", title, dates.pop() if len(dates) == 1 else "", dataset_ids=ids, base=choices)
    return SimpleNamespace(
        frame=gpd.GeoDataFrame(areas, geometry="geometry", crs="EPSG:4326"), claims=claims, fingerprint=digest.hexdigest()
    )


def _label(base: MapBase, of: dict[str, str]) -> None:
    """Write names of seas, and into each patch that differs, and can be seen, the letter of its kind."""
    covered = hidden(base)
    base.dropped += draw_sea_names(base.sheet, base.frame, base.region.seas, base.land, shapely.MultiLineString(), base.placer)
    letters = []
    for item in base.shapes:
        colour, letter = KINDS[of[item.face_id]]
        parts = polygons_of(shapely.difference(item.shape, covered)) if letter else []
        wide = [part for part in parts if area_mm2(part) >= _LETTERED * base.page.factor**2]
        letters += [(f"{item.face_id}-{k}", letter, part, colour) for k, part in enumerate(wide, start=1)]
    dropped, _ = draw_digits(base.sheet, letters, shapely.MultiLineString(), base.placer, land=base.land)
    base.dropped += [f"letter {name}" for name in dropped]


def _total(items: list[FaceShape]) -> float:
    return math.fsum(item.area_km2 for item in items)


def _values(base: MapBase, of: dict[str, str], found: Any, titles: tuple[str, str], profile: str) -> dict[str, Any]:
    """Return the numbers of the map, from its patches."""
    shown = {kind: [item for item in base.shapes if of[item.face_id] == kind] for kind in KINDS}
    km2 = {kind: _total(items) for kind, items in shown.items()}
    return {
        "km2": math.fsum(km2.values()),
        "km2_by_kind": km2,
        "largest": tuple(_rounded(text) for text in found.sentences(a="A", b="B", profile=profile)[:_MOST]),
        "a": titles[0],
        "b": titles[1],
    }


def _rounded(text: str) -> str:
    """Print the area that a sentence begins with as areas are printed on maps."""
    return re.sub(r"^([\d,]+) km2", lambda found: quantity(float(found[1].replace(",", "")), "km2"), text)


def _draw_legend(base: MapBase, values: dict[str, Any], titles: tuple[str, str]) -> None:
    """Draw kinds with km2, what A and B are, and the largest differences as far as they fit."""
    slide = base.page.is_slide
    entries = tuple(
        Entry(
            kind,
            f"{number(values['km2_by_kind'][kind], 'km2')} km²",
            colour,
            digit=letter,
        )
        for kind, (colour, letter) in KINDS.items()
    )
    blocks = [Block("What the two sets say of the water", entries, unit="" if slide else "km²")]
    if slide:
        draw_legend(base.sheet, blocks, base.page.legend)
        return
    sets = Block(
        "The two sets", tuple(Entry(f"{letter}: {text}", mark="none", role="key") for letter, text in zip("AB", titles, strict=True))
    )
    for n in range(len(values["largest"]), -1, -1):
        largest = Block("Largest differences", tuple(Entry(text, mark="none", role="key") for text in values["largest"][:n]))
        more = [sets, *([largest] if n else [])]
        if legend_fits(base.sheet, [*blocks, *more], base.page.legend):
            break
    else:
        more = []
        base.dropped.append("names of the two sets in the legend")
    draw_legend(base.sheet, [*blocks, *more], base.page.legend)


def _titles(values: dict[str, Any]) -> tuple[str, ...]:
    """Return the finding as a title, longest version first."""
    same, total = values["km2_by_kind"][SAME], values["km2"]
    share = per_cent(same, total)
    return (
        f"The two sets name the same claimants on {share} of the {quantity(total, 'km2')} that either covers",
        f"The two sets name the same claimants on {share} of the waters covered",
        f"The same claimants in both sets on {share} of the waters",
        f"The same claimants in both sets: {share}",
    )


def _subtitles(base: MapBase, a: str, b: str) -> tuple[str, ...]:
    return (
        f"{base.region.title}: A, {a}, compared with B, {b}.",
        f"{base.region.title}: how two claim sets, A and B, differ.",
        f"{base.region.title}: two claim sets compared.",
    )


def _alt(base: MapBase, values: dict[str, Any], a: str, b: str) -> tuple[str, str]:
    """Return the short and the long alternative text."""
    said = listed(f"{kind}: {quantity(km2, 'km2')}" for kind, km2 in values["km2_by_kind"].items())
    short = clipped(f"Map that compares two claim sets in the region {base.region.title}: {said}.")
    parts = [
        f"The map shows the sea in the region {base.region.title} where at least one of two claim sets has a claim. A is {a}; B is {b}.",
        f"The sea is filled by how the two sets differ: {said}. Patches that differ carry a "
        "letter: A or B where only that set has a claim, D where both have and name other claimants.",
        f"The largest differences: {' '.join(values['largest'][:3])}" if values["largest"] else "No difference reaches 1,000 km2.",
        "Neither set is the measure of the other. Sea that neither of them covers is left pale; nothing is said about it.",
        "The table of the comparison holds every pair of claimants with its area.",
    ]
    return short, " ".join(parts)
