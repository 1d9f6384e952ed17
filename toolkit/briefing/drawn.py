"""The maps of an edition, drawn by as many processes as share the work."""

from __future__ import annotations

import functools
import pickle
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from toolkit.briefing.drawing import DrawnMap, arranged, map_jobs, rendered_map
from toolkit.briefing.look_next import look_next, place_of
from toolkit.briefing.workers import Workers

if TYPE_CHECKING:
    from toolkit.briefing.edition import Edition
    from toolkit.cartography.sheet import MapFigure

__all__ = ["draw_edition"]


def draw_edition(edition: Edition, workers: Workers | None = None) -> tuple[dict[str, DrawnMap], dict[str, DrawnMap]]:
    """Draw the maps of an edition, for paper and for slides, measured and rendered.

    Parameters
    ----------
    edition : Edition
        Released to its audience.
    workers : Workers, optional
        Who shares the work; by default this process alone.

    Returns
    -------
    tuple of dict
        For paper and for slides: stem of the files -> map, in the order of the pack.

    Raises
    ------
    LintError
        A map breaks a rule of neutrality or legibility.
    """
    # The same bytes for each process: each reads its own edition from them once.
    packed = pickle.dumps(edition, protocol=pickle.HIGHEST_PROTOCOL)
    names = list(_jobs(packed))
    pages = (workers or Workers(1)).each(_drawn, [(packed, name) for name in names], "maps", "map")
    _jobs.cache_clear()
    return arranged(dict(zip(names, pages, strict=True)))


def _drawn(packed: bytes, name: str) -> list[DrawnMap]:
    """Draw and render one map of an edition, here or in a process of its own."""
    return [rendered_map(name, figure) for figure in _jobs(packed)[name]()]


@functools.lru_cache(maxsize=1)
def _jobs(packed: bytes) -> dict[str, Callable[[], Sequence[MapFigure]]]:
    """Return what draws each map of an edition."""
    edition: Edition = pickle.loads(packed)  # noqa: S301 - packed above
    page = str(edition.parameters.get("page", "a4"))
    own = edition.own_indicator()
    span = edition.family.overlap_span()
    within = str(edition.parameters.get("within") or "reefs")
    made_up = frozenset(item.id for item in edition.inputs if "synthetic" in item.kind)
    frame = edition.faces.frame
    named = look_next(edition.tables.faces, frame).face_ids
    return map_jobs(
        edition.faces, edition.table(), own, edition.where, page=page, profile=edition.profile, span=span, within=within, made_up=made_up,
        # The box of a patch stands where the text says that it is found.
        numbers={str(frame.loc[name, "label"]): place_of(frame.loc[name, "geometry"]) for name in named},
    )  # fmt: skip
