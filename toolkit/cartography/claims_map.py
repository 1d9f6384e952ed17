"""The map of claims: how many claimants each patch of sea has, and which lines rest on which instrument."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

import shapely

from toolkit.cartography.alt import claims_alt
from toolkit.cartography.compose import (
    FaceShape,
    MapBase,
    begin,
    finish,
    ground_entries,
    has_computed_zones,
    hidden,
    n_scenarios,
    overlap_texture,
    paint_faces,
    paint_lines,
    paint_overlap,
    set_insets,
)
from toolkit.cartography.labels import draw_digits, draw_sea_names, label_features, mark_features
from toolkit.cartography.legal import LineKeyRow, draw_badges, key_rows
from toolkit.cartography.legend import Block, Entry, draw_legend, legend_fits
from toolkit.cartography.pages import Page
from toolkit.cartography.patch_numbers import draw_patch_numbers
from toolkit.cartography.sheet import MapFigure
from toolkit.cartography.style import LINES, PALETTES
from toolkit.cartography.words import counted_on, number, per_cent, quantity, spread
from toolkit.catalog.regions import Region
from toolkit.claims.known import known_gaps
from toolkit.errors import FigureError

__all__ = ["map_claims"]

_DEPTHS = (1, 2, 3, 4, 5)


#: A patch has the claimants that are counted in the scenario drawn; who else claims it is not said.
_DEPTH_WORDS = {n: f"{n} counted" if n < 5 else "5 or more counted" for n in _DEPTHS}


def _depth(item: FaceShape) -> int:
    return min(max(item.n_claimants, 1), 5)


def depth_colour(item: FaceShape) -> str:
    """Return the colour of a number of claimants."""
    return PALETTES["overlap"][_depth(item) - 1]


def map_claims(
    faces: Any,
    region: str | Region,
    *,
    page: str | Page = "a4",
    profile: str = "un",
    title: str = "",
    subtitle: str = "",
    features: Iterable[Any] | None = None,
    line_key: bool = True,
    synthetic: bool = False,
    leaf: str = "",
    span: tuple[float, float, int] | None = None,
    numbers: Iterable[str] | Mapping[str, tuple[float, float]] = (),
) -> MapFigure:
    """Draw how many claimants each patch of sea has, and the lines of the instruments by kind.

    Parameters
    ----------
    faces : Faces
        From :func:`toolkit.partition`; its claims carry the lines and the instruments.
    region : str or Region
        Where; the frame comes from the region, never from a coast.
    page : str or Page
        ``a4`` (the direction in which the region is larger), ``a4-portrait``, ``a4-landscape``, ``a3``, ``a3-portrait``,
        ``a3-landscape`` or ``slide``.
    profile : str
        Whose names of parties are printed.
    title, subtitle : str
        Instead of the sentences computed from the faces.
    features : iterable of Feature, optional
        Features with parallel names; by default those of `data/names.toml`.
    line_key : bool
        Whether to print the key of lines beside the map where there is room; it is always in ``figure_info(fig)["line_key"]``.
    synthetic : bool
        Whether the claims are made up: the map is stamped. Datasets registered as synthetic do so by themselves.
    leaf : str
        Words before the map id, such as 'Page 3 of 9'.
    span : tuple of (float, float, int), optional
        Least and greatest overlap over a family of scenarios, km2, and how many they are: the title gives them beside the base.
    numbers : iterable of str, or mapping of str to (float, float)
        Numbers of patches to mark, such as those that a text names: each stands in a box behind the word 'patch', as no number of
        claimants does; with longitudes and latitudes it stands there, or leads there. :func:`map_patches` numbers them all.

    Returns
    -------
    MapFigure
        A matplotlib figure; nothing is shown or written.

    Raises
    ------
    FigureError
        There is no face in the region, a text does not fit, or the span does not hold the overlap that is drawn.
    UnknownNameError
        The region, the page or the profile is not known, or a number is none of a patch on the map.
    """
    from toolkit.claims.names import features as listed_features

    base = begin(faces, region, page, profile)
    base.leaf = leaf
    base.known_gaps = known_gaps(base.claims, profile)
    paint_faces(base, depth_colour)
    paint_overlap(base, depth_colour, joint=True)
    paint_lines(base)
    set_insets(base)
    covered = hidden(base)
    marked = numbers if isinstance(numbers, Mapping) else tuple(str(number) for number in numbers)
    keyed = _label(base, covered, listed_features().values() if features is None else features, marked)
    rows = key_rows(base.lines, base.claims, base.frame, profile=profile)
    _draw_legend(base, faces, keyed, rows if line_key and not base.page.is_slide else ())
    values = _values(base) | _spanned(_values(base), span)
    date = str(getattr(base.claims, "date", ""))
    return finish(
        base,
        "claims",
        titles=(title,) if title else _titles(values, slide=base.page.is_slide),
        subtitles=(subtitle,) if subtitle else _subtitles(base, date, values, _scenario(faces)),
        dataset_ids=(),
        parts=[
            "claims",
            line_key,
            *(span or ()),
            *(f"patch {number}" for number in marked),
            *(f"{lon:.2f} {lat:.2f}" for lon, lat in (marked.values() if isinstance(marked, Mapping) else ())),
            [row.line_id for row in rows],
        ],
        synthetic=synthetic,
        alt=claims_alt(base.region.title, date, values, rows),
        values=values,
        groups={item.face_id: _DEPTH_WORDS[_depth(item)] for item in base.shapes},
        class_order=_DEPTH_WORDS.values(),
        line_key=tuple(asdict(row) for row in rows),
        feature_key=tuple({"letter": mark, "names": item.names} for mark, item in keyed),
    )


def _label(
    base: MapBase, covered: Any, features: Iterable[Any], numbers: Iterable[str] | Mapping[str, tuple[float, float]] = ()
) -> list[tuple[str, Any]]:
    """Place names of seas, digits, numbers of patches, badges and features, in that order."""
    sheet, placer = base.sheet, base.placer
    lines = shapely.union_all([item.visible for item in base.lines])
    places = [] if base.page.is_slide else mark_features(sheet, base.frame, features, placer)
    # The name of a sea stands over one patch where there is room: over an edge it seems to belong to one side.
    edges = shapely.union_all([lines, *(shapely.boundary(item.shape) for item in base.shapes)])
    base.dropped += draw_sea_names(sheet, base.frame, base.region.seas, base.land, edges, placer, base.sea_keys())
    digits = [
        (item.face_id, str(item.n_claimants), shapely.difference(item.shape, covered), depth_colour(item))
        for item in base.shapes
        if item.n_claimants >= 2
    ]
    dropped, small = draw_digits(sheet, digits, lines, placer, land=base.land)
    base.dropped += [f"digit {name}" for name in dropped] + [f"digit {name} (too small on this page)" for name in small]
    if numbers:
        without = draw_patch_numbers(base, only=numbers, word="patch", lines=lines)
        base.dropped += [f"number of patch {number}" for number in without]
    if not base.page.is_slide:
        base.dropped += draw_badges(sheet, base.lines, placer)
    keyed, left_out = label_features(sheet, places, base.land, placer)
    base.dropped += left_out
    return keyed


def legend_blocks(base: MapBase, keyed: list[tuple[str, Any]], *, keyed_here: bool) -> list[Block]:
    """Return the legend: textures and classes, lines by kind, symbols; with the words where the key of lines is."""
    by_depth = {n: [i for i in base.shapes if min(i.n_claimants, 5) == n] for n in _DEPTHS}
    deepest = max(n for n in _DEPTHS if by_depth[n])
    slide = base.page.is_slide

    def counted(n: int) -> str:
        return "" if slide else f" · {n:,}"

    entries = []
    for n in _DEPTHS[: max(deepest, 2)]:
        km2 = math.fsum(item.area_km2 for item in by_depth[n])
        words = _DEPTH_WORDS[n]
        value = f"{number(km2, 'km2')} km²{counted(len(by_depth[n]))}" if by_depth[n] else f"0 km²{counted(0)}"
        textures = (overlap_texture(n),) if n >= 2 else ()
        entries.append(Entry(words, value, PALETTES["overlap"][n - 1], textures, str(n) if n >= 2 else ""))
    joint = [item for item in base.shapes if item.joint_zone]
    if joint:
        km2 = math.fsum(item.area_km2 for item in joint)
        words = "of these, joint zone" if slide else "of these, in a joint or provisional zone"
        entries.append(Entry(words, f"{number(km2, 'km2')} km²{counted(len(joint))}", "", ("joint",)))
    stated = any(claim.zone_kind == "stated area" for claim in base.claims.claims)
    zones = f"Zones computed{', and stated areas' if stated else ''}" if has_computed_zones(base.claims) else "Areas as stated"
    said = (
        "Diagonals: overlap; others may claim"
        if slide
        else f"Patch: sea within the same claims. {zones}; others may claim it too. Dark diagonals: overlap. km² · patches"
    )
    blocks = [Block("Claimants by patch" if slide else "Claimants in each patch of sea", tuple(entries), unit=said)]
    kinds = line_entries(base)
    if kinds:
        blocks.append(
            Block(
                "Lines" if slide else "Lines, by what they rest on", kinds, note="" if slide else _line_words(base, keyed_here=keyed_here)
            )
        )
    marks = ground_entries(base)
    named = [name.removeprefix("patch ") for _, name in base.placer.taken if name.startswith("patch ")]
    if named:
        marks.append(Entry("number of a patch", mark=f"patch:{named[0]}"))
    if slide:
        return [*blocks, Block("Ground", tuple(marks))] if marks else blocks
    if any(name == "feature" for _, name in base.placer.taken):
        marks.append(Entry("feature with several names", mark="feature"))
    marks += [Entry(" / ".join(item.names), mark=f"number:{mark}", role="key") for mark, item in keyed]
    if marks:
        blocks.append(Block("Ground and signs", tuple(marks)))
    return blocks


def _line_words(base: MapBase, *, keyed_here: bool) -> str:
    """Return what the signs of lines say, and where the rest stands."""
    out = []
    if not keyed_here:
        out.append("L1, L2: sign of a line; key on a page of its own.")
    if base.known_gaps:
        there = "on the page of the key" if keyed_here else "there"
        out.append(f"Known gaps of the sources: {len(base.known_gaps)}, listed {there}.")
    return " ".join(out)


def line_entries(base: MapBase) -> tuple[Entry, ...]:
    """Return a legend line for each kind of line on the map, settled ones first, and for the sign of an open end."""
    slide = base.page.is_slide
    drawn = {item.look for item in base.lines if item.runs}
    out = []
    for kind, style in LINES.items():
        if kind in drawn:
            out.append(Entry(style.label, line=kind))
    if any(name == "open end" for _, name in base.placer.taken):
        out.append(Entry("goes on, not drawn" if slide else "goes on; not in the sources used", mark="open end"))
    return tuple(out)


def _draw_legend(base: MapBase, faces: Any, keyed: list[tuple[str, Any]], rows: tuple[LineKeyRow, ...]) -> None:
    """Draw the legend with the claimants and the key of lines where they fit; all of the key or nothing of it."""
    from toolkit.claims.names import order_by_name, party_name

    shown = faces.frame.loc[[item.face_id for item in base.shapes], "claimants"]
    names = [party_name(code, base.profile) for code in order_by_name({code for codes in shown for code in codes}, base.profile)]
    blocks = {here: legend_blocks(base, keyed, keyed_here=here) for here in (True, False)}
    parties = Block(
        "Claimants counted" if base.page.is_slide else "Claimants counted here, by alphabet",
        (Entry(", ".join(names), mark="none", role="key", gid="legend:claimants"),),
    )
    entries = tuple(Entry(row.short(), mark=f"number:{row.sign}", role="key") for row in rows)
    key = [Block("Key of lines", entries)] if entries else []
    band = base.page.legend
    for more in ([parties, *key], [parties], []):
        first, *others = blocks[bool(set(key) & set(more))]
        # Who is counted stands below the counts, or last where there is no room for it.
        orders = ([first, *more[:1], *others, *more[1:]], [first, *others, *more])
        chosen = next((order for order in orders if legend_fits(base.sheet, order, band)), None)
        if chosen is not None:
            draw_legend(base.sheet, chosen, band)
            break
    else:
        draw_legend(base.sheet, blocks[False], band)
        more = []
    if parties not in more:
        base.dropped.append("claimants in the legend")
    if base.lines and not set(key) & set(more):
        base.notes.append(
            "The key of lines does not fit beside the map: it is in figure_info(fig)['line_key'], and map_line_key draws it as a page."
        )


def _values(base: MapBase) -> dict[str, Any]:
    """Return the numbers of the map, from its faces."""
    total = math.fsum(item.area_km2 for item in base.shapes)
    overlap = math.fsum(item.area_km2 for item in base.shapes if item.n_claimants >= 2)
    by_depth: dict[int, float] = {}
    for item in base.shapes:
        by_depth[item.n_claimants] = by_depth.get(item.n_claimants, 0.0) + item.area_km2
    return {
        "faces": len(base.shapes),
        "km2": total,
        "overlap_km2": overlap,
        "overlap_faces": sum(1 for item in base.shapes if item.n_claimants >= 2),
        "km2_by_claimants": dict(sorted(by_depth.items())),
        "joint_km2": math.fsum(item.area_km2 for item in base.shapes if item.joint_zone),
        "computed": has_computed_zones(base.claims),
        "deepest": max(item.n_claimants for item in base.shapes),
        "scenario": 1,
        "scenarios": n_scenarios(base.claims),
        "known_gaps": len(base.known_gaps),
    }


def _spanned(values: dict[str, Any], span: tuple[float, float, int] | None) -> dict[str, Any]:
    """Return the range of the overlap over scenarios as numbers of the map."""
    if span is None:
        return {}
    low, high, n = span
    if not low - 1.0 <= values["overlap_km2"] <= high + 1.0 or n < 1:
        raise FigureError(
            f"A span of {low:,.0f} to {high:,.0f} km2 over {n} scenarios given; more than one claimant is counted on "
            f"{values['overlap_km2']:,.0f} km2 here. "
            "Give the least and the greatest such area over a family of scenarios that holds this one, and their number."
        )
    return {"span_low_km2": low, "span_high_km2": high, "scenarios": n} if n > 1 else {}


def _over(values: dict[str, Any]) -> str:
    """Return the range of the overlap over scenarios in words."""
    low, high = values["span_low_km2"], values["span_high_km2"]
    same = math.isclose(low, high, abs_tol=1.0)
    return f"{'the same' if same else spread(low, high, 'km2')} over {values['scenarios']} scenarios"


def _titles(values: dict[str, Any], *, slide: bool) -> tuple[str, ...]:
    """Return the finding as a title, longest version first; a range over scenarios goes before a share."""
    head = counted_on(values["overlap_km2"])
    if "span_low_km2" in values:
        return (f"{head} in the base scenario", head) if slide else (f"{head} in the base scenario; {_over(values)}",)
    if not values["overlap_km2"]:
        return (head,) if slide else (f"{head}; claimed waters shown: {quantity(values['km2'], 'km2')}",)
    # The same words on every size of paper, on two lines where one is too short.
    share = per_cent(values["overlap_km2"], values["km2"])
    return (head,) if slide else (f"{head}, {share} of the claimed waters shown",)


def _scenario(faces: Any) -> str:
    """Return the name of the scenario that faces were made for, where it is another than the base."""
    name = getattr(getattr(faces, "scenario", None), "name", "")
    return "" if name == "base" else str(name)


def _subtitles(base: MapBase, date: str, values: dict[str, Any], scenario: str = "") -> tuple[str, ...]:
    when = f", claims compiled {date}" if date else ""
    n = values.get("scenarios", 0) or n_scenarios(base.claims)
    which = f"; scenario '{scenario}'" if scenario else f"; base scenario, 1 of {n}" if n > 1 else ""
    if base.page.is_slide and "span_low_km2" in values:
        # A slide has no room for the range in its title: it stands in the line below.
        return (f"{base.region.title}: {_over(values)}; base shown.", f"{_over(values).capitalize()}; base shown.")
    head = f"{base.region.title}: number of claimants in each patch of sea{when}{which}."
    return (
        head,
        f"{base.region.title}: claimants by patch of sea{when}{which}.",
        f"{base.region.title}{when}{which}.",
        f"{base.region.title}{which}.",
    )
