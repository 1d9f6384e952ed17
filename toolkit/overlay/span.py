"""The span of a value over scenarios of the claims: what the same water has under every other set of choices."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csr_array

from toolkit.errors import OverlayError
from toolkit.geodesy import area_km2
from toolkit.overlay.table import IndicatorTable

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["span_of_scenarios"]

_KEY = ["indicator", "statistic", "time", "basis"]


def span_of_scenarios(faces: Any, table: IndicatorTable, others: Iterable[tuple[Any, IndicatorTable]]) -> IndicatorTable:
    """Return a table whose bounds are the span of each value over scenarios.

    Parameters
    ----------
    faces : Faces
        The faces that the table is about.
    table : IndicatorTable
        Their values.
    others : iterable of (Faces, IndicatorTable)
        Faces and values of the same region under other scenarios.

    Returns
    -------
    IndicatorTable
        The same rows; ``lower`` and ``upper`` are the least and the greatest of the value and of what the water of the face has in the
        other scenarios. The basis says over how many.

    Raises
    ------
    OverlayError
        No scenario is given, or the table holds an extensive indicator (its sums grow with the patch, so that patches of
        different scenarios cannot be compared).

    Notes
    -----
    In another scenario the water of a face may lie in several faces: its value there is their mean, weighted by the area shared. Water
    that has no value there takes no part.
    """
    from toolkit.indicators.records import indicators

    found = list(others)
    if not found:
        raise OverlayError("No other scenario given. Partition the claims under another one: partition(claims, scenario=...).")
    frame = table.frame.copy()
    known = indicators()
    sums = sorted({str(n) for n in frame["indicator"].unique() if n in known and known[str(n)].quantity == "extensive"})
    if sums:
        raise OverlayError(f"The table holds sums: {', '.join(sums)}. Choose the rows of one that is not, with table.select(...).")
    ids = list(faces.frame.index)
    low = frame["value"].to_numpy(dtype=np.float64, copy=True)
    high = low.copy()
    row_of = {name: k for k, name in enumerate(ids)}
    at = frame["face_id"].map(row_of).to_numpy()
    for other_faces, other in found:
        shared = _shared(faces.frame, other_faces.frame)
        for key, rows in frame.groupby(_KEY, sort=False):
            theirs = other.frame
            for column, word in zip(_KEY, key, strict=True):
                theirs = theirs[theirs[column] == word]
            values = theirs.set_index("face_id")["value"].reindex(other_faces.frame.index).to_numpy(dtype=np.float64)
            there = _mean(shared, values)
            place = frame.index.get_indexer(rows.index)
            mine = there[at[place].astype(int)]
            low[place] = np.where(np.isfinite(low[place]), np.fmin(low[place], mine), low[place])
            high[place] = np.where(np.isfinite(high[place]), np.fmax(high[place], mine), high[place])
    frame["lower"], frame["upper"] = low, high
    frame["basis"] = frame["basis"].astype(str) + f"; span over {len(found) + 1} scenarios"
    return IndicatorTable(frame)


def _shared(one: pd.DataFrame, other: pd.DataFrame) -> csr_array:
    """Return km2 that each face of one partition shares with each of another."""
    mine, theirs = one.geometry.to_numpy(), other.geometry.to_numpy()
    left, right = shapely.STRtree(theirs).query(mine, predicate="intersects")
    pieces = shapely.intersection(mine[left], theirs[right])
    # Faces that touch beside the water they share have a line in common, too.
    polygons = np.array([shapely.MultiPolygon([p for p in shapely.get_parts(piece) if p.geom_type == "Polygon"]) for piece in pieces])
    areas = np.asarray(area_km2(polygons), dtype=np.float64)
    return csr_array((areas, (left, right)), shape=(len(mine), len(theirs)))


def _mean(shared: csr_array, values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the mean of values weighted by shared area, of those that are known; NaN where none is."""
    finite = np.isfinite(values)
    weight = shared @ finite.astype(np.float64)
    total = shared @ np.where(finite, values, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(weight > 0, total / weight, np.nan), dtype=np.float64)
