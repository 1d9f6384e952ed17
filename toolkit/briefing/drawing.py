"""The maps of a pack, in their order: claims and the key of lines, the index of patches, each value with its evidence beside it, gaps.

Each is drawn twice: for paper, and for a slide. A map that stands smaller in a document is not shrunk but drawn for that size.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

import pandas as pd

from toolkit.catalog.regions import Region
from toolkit.errors import FigureError
from toolkit.indicators.model import Indicator, Worked
from toolkit.indicators.reasons import NOT_APPLICABLE

if TYPE_CHECKING:
    from toolkit.cartography.info import FigureInfo
    from toolkit.cartography.sheet import MapFigure
    from toolkit.claims.faces import Faces
    from toolkit.overlay.table import IndicatorTable

__all__ = ["KNOWN", "ON_AREAS", "DrawnMap", "arranged", "map_jobs", "own_stem", "plain_stem", "rendered_map", "with_known"]

Map = TypeVar("Map", bound="MapFigure | DrawnMap")

#: Counts what is known of a face; it is made from the other rows of a pack and lives in no other table.
KNOWN: Final = Indicator(
    identifier="indicators_with_value",
    title="Indicators with a value in their latest period",
    short_title="Indicators with a value",
    units="count",
    quantity="intensive",
    basis="area",
    cell_methods="area: count",
    inputs=(),
    formula="number of indicators of the pack that have a value for the face in their latest period",
    reference="the other rows of the indicator table of the pack",
    what_it_is_not="A measure of condition: it counts what is known of a face, not how the sea fares there.",
    function="",
    worked=Worked("", "", ""),
    class_edges=(2.0, 3.0, 4.0, 5.0),
    class_labels=("none or one", "two", "three", "four", "five and more"),
    class_source="one class for each indicator more",
    palette="evidence",
)

#: Mapped on the faces cut at the limits of FAO areas, each piece with the value of its area: one water has one value on the map.
ON_AREAS: Final = "share_sustainable"

#: Maps of values: stem of the files, indicator, whether reefs are drawn, and what its evidence is measured by.
_VALUES: Final = (
    ("coral-cover", "hard_coral_cover", True, "n"),
    ("reef-water-temperature", "maximum_monthly_mean", True, "valid_fraction"),
    ("stock-status", ON_AREAS, False, "valid_fraction"),
    ("tuna-catch", "tuna_catch_density", False, "valid_fraction"),
    ("longline-effort", "longline_effort_density", False, "valid_fraction"),
)


#: Ending of the names of maps for slides; and the pages of the key of lines, which are one job.
_SLIDE: Final = "-slide"
_KEYS: Final = "line-key"


@dataclass(frozen=True)
class DrawnMap:
    """A map that is drawn and measured, ready to be written.

    Attributes
    ----------
    info : FigureInfo
        What cartography knows of it.
    files : mapping of str to bytes
        Format -> content of the file.
    """

    info: FigureInfo
    files: Mapping[str, bytes]


def with_known(table: IndicatorTable) -> IndicatorTable:
    """Add the number of indicators with a value, one row for each face.

    Parameters
    ----------
    table : IndicatorTable
        The rows of a pack.

    Returns
    -------
    IndicatorTable
        The same with the rows of :data:`KNOWN`.
    """
    from toolkit.briefing.gather import latest_time
    from toolkit.overlay.table import IndicatorTable as Table

    frame = table.frame
    spoken = frame[frame["statistic"].isin(["mean", "sum"])]
    latest = {
        (name, statistic): latest_time(frame, str(name), str(statistic))
        for name, statistic in spoken[["indicator", "statistic"]].drop_duplicates().itertuples(index=False)
    }
    last = spoken[
        [latest[name, stat] == time for name, stat, time in zip(spoken["indicator"], spoken["statistic"], spoken["time"], strict=True)]
    ]
    counts = last.groupby("face_id", sort=False)["value"].count()
    rows = pd.DataFrame(
        {
            "face_id": counts.index.astype(str),
            "indicator": KNOWN.identifier,
            "statistic": "sum",
            "time": "",
            "value": counts.to_numpy(dtype="float64"),
            "units": KNOWN.units,
            "valid_fraction": 1.0,
            "basis": "indicators of this pack",
            "reason": "",
            "dataset_ids": "",
        }
    )
    return Table.concat([table, Table(rows)])


def known_title(frame: pd.DataFrame) -> str:
    """Return how many of the indicators of a pack have a value in a patch.

    Examples
    --------
    >>> names = ["indicators_with_value"] * 2 + ["hard_coral_cover", "reef_cells", "reef_cells"]
    >>> statistics = ["sum", "sum", "mean", "sum", "n"]
    >>> known_title(pd.DataFrame({"indicator": names, "statistic": statistics, "value": [1.0, 2.0, 40.0, 3.0, 3.0]}))
    'Of the indicators used, each patch has a value of 1 to 2'
    """
    spoken = frame[frame["statistic"].isin(["mean", "sum"])]
    of_known = spoken["indicator"] == KNOWN.identifier
    low, high = (int(found) for found in spoken.loc[of_known, "value"].agg(["min", "max"]))
    return f"Of the indicators used, each patch has a value of {low}{f' to {high}' if high != low else ''}"


def own_stem(identifier: str) -> str:
    """Return the stem of the files of the map of a user's own indicator.

    Examples
    --------
    >>> own_stem("degree_heating_week")
    'own-degree-heating-week'
    """
    return f"own-{identifier.replace('_', '-')}"[:60]


def plain_stem(stem: str) -> str:
    """Return the stem of a map without the word that names made-up data in its files.

    Examples
    --------
    >>> plain_stem("own-chl-synthetic"), plain_stem("coral-cover")
    ('own-chl', 'coral-cover')
    """
    return stem.removesuffix("-synthetic")


def _informs(table: IndicatorTable, name: str, measure: str) -> tuple[bool, bool]:
    """Tell whether any patch has a value of an indicator, and whether any has evidence of it, in the rows that its map shows."""
    rows = table.frame[table.frame["indicator"] == name]
    if "mean" in set(rows["statistic"]):
        rows = rows[rows["statistic"] == "mean"]
    rows = rows[rows["time"].astype(str) == rows["time"].astype(str).max()]
    # What is kept back, or cannot be, is no evidence that could be drawn.
    seen = rows[~rows["reason"].str.startswith(("withheld", NOT_APPLICABLE))]
    behind = seen["valid_fraction"] if measure == "valid_fraction" else seen["n_sites"].astype("Float64").fillna(seen["n_cells"])
    return bool(rows["value"].notna().any()), bool((behind.astype("Float64").fillna(0.0) > 0).any())


def map_jobs(
    faces: Faces,
    table: IndicatorTable,
    own: Indicator | None,
    where: Region,
    *,
    page: str,
    profile: str,
    span: tuple[float, float, int] | None = None,
    within: str = "reefs",
    made_up: frozenset[str] = frozenset(),
    numbers: Iterable[str] | Mapping[str, tuple[float, float]] = (),
) -> dict[str, Callable[[], Sequence[MapFigure]]]:
    """Return what draws each map of a pack.

    Parameters
    ----------
    faces, table : Faces, IndicatorTable
        What is mapped; rows of :data:`KNOWN` for the map of gaps.
    own : Indicator or None
        Record of the user's grid.
    where : Region
        The frame.
    page, profile : str
        Paper, and whose names are printed.
    span : tuple of (float, float, int), optional
        Least and greatest overlap over the scenarios, km2, and how many they are.
    within : {'reefs', 'sea'}
        What the user's grid is averaged over: cells that bear reef are marked where it is their water.
    made_up : frozenset of str
        Datasets whose data are made up: every map made from them is stamped, and its files are named so.
    numbers : iterable of str, or mapping of str to (float, float)
        Numbers of the patches that the one page names: they are marked on the map of claims, at longitudes and latitudes where given.

    Returns
    -------
    dict of str to callable
        Stem of the files -> what draws its pages: those for paper in the order of the pack, which take longest, then those for slides.
        A map whose sources are too long for the foot of a slide has no page for one; documents then show the map for paper.
    """
    from toolkit.cartography.evidence_map import alike
    from toolkit.cartography.figures import map_claims, map_evidence, map_indicator, map_line_key, map_patches
    from toolkit.cartography.rows import select_rows
    from toolkit.catalog.embedded import read_reef_grid
    from toolkit.overlay.standard import stock_areas

    reefs = read_reef_grid()
    on_paper: dict[str, Any] = {"page": page, "profile": profile}
    on_slide: dict[str, Any] = {"page": "slide", "profile": profile}
    has = set(table.frame["indicator"])
    of_claims = bool(made_up & set(faces.claims.dataset_ids))

    def stamp(name: str = "") -> bool:
        rows = table.frame if not name else table.frame[table.frame["indicator"] == name]
        return of_claims or any(made_up & set(str(ids).split()) for ids in rows["dataset_ids"].unique())

    papers: dict[str, Callable[[], Sequence[MapFigure]]] = {}
    slides: dict[str, Callable[[], Sequence[MapFigure]]] = {}

    def add(stem: str, draw: Callable[..., MapFigure], **of_paper: Any) -> None:
        """Add a map for paper and for a slide; some things are drawn on paper only."""

        def slide() -> list[MapFigure]:
            try:
                return [draw(**on_slide)]
            except FigureError:  # sources can be too long for the foot of a slide
                return []

        papers[stem] = lambda: [draw(**of_paper, **on_paper)]
        slides[stem + _SLIDE] = slide

    # Maps are numbered in the order of the pack: the key of lines follows the map of claims.
    add("claims", functools.partial(map_claims, faces, where, span=span, synthetic=of_claims, numbers=numbers))
    papers[_KEYS] = lambda: map_line_key(faces, where, page="a4" if page == "slide" else page, profile=profile, synthetic=of_claims)
    add("patches", functools.partial(map_patches, faces, where, reefs=reefs, synthetic=of_claims))

    def value(stem: str, record: Any, on_reefs: bool, measure: str) -> None:
        name = record if isinstance(record, str) else record.identifier
        shown: dict[str, Any] = {"reefs": reefs} if on_reefs else {}
        kind: dict[str, Any] = {"synthetic": stamp(name)}
        has_value, has_evidence = _informs(table, name, measure)
        # An empty map says less than the sentence that stands in its place.
        if has_value:
            of, rows = stock_areas(faces) if record == ON_AREAS else (faces, table)
            add(stem, functools.partial(map_indicator, of, rows, record, where, **kind), **shown)
        # Where the evidence is in one class, the legend of the map says it in a sentence.
        if has_evidence and not (has_value and alike(select_rows(table, record), faces.frame.index, measure)):
            add(f"{stem}-evidence", functools.partial(map_evidence, faces, table, record, where, measure=measure, **kind))

    for stem, name, on_reefs, measure in _VALUES:
        if name in has:
            value(stem, name, on_reefs, measure)
    if own is not None:
        value(own_stem(own.identifier), own, within == "reefs", "valid_fraction")
    if KNOWN.identifier in has:
        add("gaps", functools.partial(map_indicator, faces, table, KNOWN, where, title=known_title(table.frame), synthetic=stamp()))
    return {**papers, **slides}


def rendered_map(name: str, figure: MapFigure) -> DrawnMap:
    """Measure a map and render it in the formats of a pack: on slides it is a picture alone.

    Parameters
    ----------
    name : str
        From :func:`map_jobs`.
    figure : MapFigure
        What the job drew.

    Raises
    ------
    LintError
        The map breaks a rule of neutrality or legibility.
    """
    from toolkit.cartography.export import rendered

    if name.endswith(_SLIDE):
        return DrawnMap(figure.info, rendered(figure, ("png",), 150))
    return DrawnMap(figure.info, rendered(figure))


def arranged(drawn: Mapping[str, Sequence[Map]]) -> tuple[dict[str, Map], dict[str, Map]]:
    """Return maps under the names of their files.

    Parameters
    ----------
    drawn : mapping of str to sequence
        Job of :func:`map_jobs` -> its pages.

    Returns
    -------
    tuple of dict
        For paper and for slides: stem of the files -> map, in the order of the pack. A stem says where the data are made up.
    """
    paper: dict[str, Map] = {}
    slides: dict[str, Map] = {}
    for name, pages in drawn.items():
        for number, page in enumerate(pages, start=1):
            stem = f"{name}-{number}" if name == _KEYS else name.removesuffix(_SLIDE)
            stem = f"{stem}-synthetic" if "synthetic" in page.info.data_kind else stem
            (slides if name.endswith(_SLIDE) else paper)[stem] = page
    return paper, slides
