"""Where to look next: the patches that the one page names, chosen by reef or by sea alone, and each patch's place in words.

The maps ask for the same patches before a word is written, so that what the page names is marked on its map.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pandas as pd

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

__all__ = ["MOST_NAMED", "LookNext", "look_next", "near"]

#: Patches that the one page names at most.
MOST_NAMED = 3

_COVER, _REEF, _CATCH = "hard_coral_cover", "reef_cells", "tuna_catch_density"


@dataclass(frozen=True)
class LookNext:
    """Patches to look at next.

    Attributes
    ----------
    kind : {'reef', 'catch', 'none'}
        Those with most reef and without a survey value; where no reef is known, the largest without a value of catch; none.
    face_ids : tuple of str
        In the order of the maps.
    whole : bool
        Whether these are all there are of the kind.
    """

    kind: Literal["reef", "catch", "none"]
    face_ids: tuple[str, ...] = ()
    whole: bool = True


def look_next(table: pd.DataFrame, faces: pd.DataFrame, most: int = MOST_NAMED) -> LookNext:
    """Return the patches to look at next; who claims them has no part in the choice.

    Parameters
    ----------
    table : pandas.DataFrame
        Rows of an indicator table.
    faces : pandas.DataFrame
        Patches by id in the order of the maps, with ``area_km2``.
    most : int
        How many at most.
    """
    reef = table[table["indicator"] == _REEF].drop_duplicates("face_id").set_index("face_id")["value"].astype("float64")
    reef.index = reef.index.astype(str)
    missing = _without_value(table, _COVER)
    cells = reef[reef.index.isin(missing) & (reef >= 1.0)]
    if len(cells):
        return _first("reef", cells, faces, most)
    if (reef > 0.0).any():
        return LookNext("none")
    empty = _without_value(table, _CATCH)
    areas = faces["area_km2"].astype("float64")
    return _first("catch", areas[[str(name) in empty for name in areas.index]], faces, most) if empty else LookNext("none")


def _without_value(table: pd.DataFrame, indicator: str) -> set[str]:
    """Return the patches without a value in the last period at which any patch has one, else in the last period at all."""
    rows = table[(table["indicator"] == indicator) & (table["statistic"] == "mean")]
    known = rows[rows["value"].notna()]
    last = max((known if len(known) else rows)["time"].astype(str), default="")
    last_rows = rows[rows["time"].astype(str) == last]
    return set(last_rows.loc[last_rows["value"].isna(), "face_id"].astype(str))


def _first(kind: Literal["reef", "catch"], sizes: pd.Series[float], faces: pd.DataFrame, most: int) -> LookNext:
    order = {str(name): position for position, name in enumerate(faces.index)}
    ranked = sorted(sizes.items(), key=lambda item: (-item[1], str(item[0])))[:most]
    chosen = sorted((str(name) for name, _ in ranked), key=order.__getitem__)
    return LookNext(kind, tuple(chosen), len(sizes) <= most)


def near(shape: BaseGeometry) -> str:
    """Return a place inside a patch in words, in the form of the key of lines: degrees to one decimal.

    Examples
    --------
    >>> import shapely
    >>> near(shapely.box(106.8, 2.0, 107.2, 2.4))
    '2.2°N 107°E'
    """
    from toolkit.cartography.furniture import degree_label

    place = shape.representative_point()
    return f"{degree_label(round(place.y, 1), 'N', 'S')} {degree_label(round(place.x, 1), 'E', 'W')}"
