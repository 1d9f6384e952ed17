"""Where to look next: the patches that the one page names, chosen by reef or by sea alone, and where each patch is found.

The maps ask for the same patches before a word is written, so that what the page names is marked on its map.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
import shapely

from toolkit.geodesy import area_km2, cell_area_km2, distance_km

if TYPE_CHECKING:
    from collections.abc import Sequence

    import xarray as xr
    from shapely.geometry.base import BaseGeometry

__all__ = ["MOST_NAMED", "LookNext", "look_next", "near", "place_of"]

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


def place_of(shape: BaseGeometry, reefs: xr.Dataset | None = None) -> tuple[float, float]:
    """Return where a patch is found: in the middle of the largest group of its reef; without reef, a point inside it.

    Parameters
    ----------
    shape : shapely geometry
        A patch, in degrees.
    reefs : xarray.Dataset, optional
        The grid of reefs (``n_cells`` on ``lat``, ``lon``); by default the embedded one.

    Returns
    -------
    tuple of float
        Longitude and latitude.

    Notes
    -----
    Each square of the grid counts with its reef-bearing cells times the share of it that lies in the patch, as in the table of the
    patches. Squares that touch, at a corner too, are one group. Of the group with most cells the place is the square nearest to the
    mean of its squares, each weighted by its cells: its centre, or a point of its part in the patch where the centre lies outside. Of
    equal groups the more northern one counts, then the more western one.
    """
    if reefs is None:
        from toolkit.catalog.embedded import read_reef_grid

        reefs = read_reef_grid()
    lat, lon = (reefs[name].to_numpy().astype("float64") for name in ("lat", "lon"))
    high, wide = abs(float(lat[1] - lat[0])) / 2, abs(float(lon[1] - lon[0])) / 2
    counts = reefs["n_cells"].transpose("lat", "lon").to_numpy()
    rows, columns = np.nonzero(counts > 0)
    x, y = lon[columns], lat[rows]
    west, south, east, north = shapely.bounds(shape)
    around = np.flatnonzero((x + wide > west) & (x - wide < east) & (y + high > south) & (y - high < north))
    # From north to south, then from west to east: of equal squares and groups the first one counts.
    around = around[np.lexsort((x[around], -y[around]))]
    shapely.prepare(shape)
    parts, members = [], []
    for k in around:
        square = shapely.box(x[k] - wide, y[k] - high, x[k] + wide, y[k] + high)
        if not shapely.intersects(shape, square):
            continue
        part = square if shapely.covers(shape, square) else shapely.intersection(shape, square)
        share = float(area_km2(part)) / float(cell_area_km2(*square.bounds))
        if share > 0.0:
            parts.append((part, share * float(counts[rows[k], columns[k]])))
            members.append((int(rows[k]), int(columns[k])))
    if not members:
        inside = shape.representative_point()
        return float(inside.x), float(inside.y)
    group = max(_groups(members), key=lambda found: round(sum(parts[k][1] for k in found), 6))
    at = np.array([(lon[members[k][1]], lat[members[k][0]]) for k in group])
    middle = np.average(at, axis=0, weights=[parts[k][1] for k in group])
    away = np.round(distance_km(at[:, 0], at[:, 1], middle[0], middle[1]), 3)
    nearest = int(np.argmin(away))
    part, centre = parts[group[nearest]][0], shapely.Point(at[nearest])
    found = centre if shapely.covers(shape, centre) else part.representative_point()
    return float(found.x), float(found.y)


def _groups(members: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Return the groups of squares that touch, at a corner too, each as positions among the squares, in their order."""
    left = {member: k for k, member in enumerate(members)}
    out = []
    while left:
        row, column = next(iter(left))
        waiting, group = [(row, column)], [left.pop((row, column))]
        while waiting:
            row, column = waiting.pop()
            for other in [(row + i, column + j) for i in (-1, 0, 1) for j in (-1, 0, 1)]:
                if other in left:
                    group.append(left.pop(other))
                    waiting.append(other)
        out.append(sorted(group))
    return out


def near(shape: BaseGeometry, reefs: xr.Dataset | None = None) -> str:
    """Return the place of a patch in words, in the form of the key of lines: degrees to one decimal.

    Examples
    --------
    >>> import shapely
    >>> near(shapely.box(106.8, 5.0, 107.2, 5.4))
    '5.2°N 107°E'
    """
    from toolkit.cartography.furniture import degree_label

    lon, lat = place_of(shape, reefs)
    return f"{degree_label(round(lat, 1), 'N', 'S')} {degree_label(round(lon, 1), 'E', 'W')}"
