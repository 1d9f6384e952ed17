"""The family of scenarios: the same waters under every set of choices that the claim set carries, in one table.

Each scenario is partitioned by itself and overlaid by itself: what stands in the table is what a reader gets who makes that choice,
not an approximation from the base. Only sums over waters are kept, never sums of a claimant.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from toolkit.claims.model import AXES
from toolkit.claims.partition import partition
from toolkit.claims.scenarios import Family, carried, family
from toolkit.overlay.standard import standard_table
from toolkit.overlay.table import IndicatorTable as Table

if TYPE_CHECKING:
    import xarray as xr

    from toolkit.claims.faces import Faces
    from toolkit.claims.model import ClaimSet

__all__ = ["ACCOUNTING", "WATERS", "FamilyTable", "area_only", "family_table"]

#: Waters that are summed up under every scenario.
WATERS = ("claimed", "overlapping")


@dataclass(frozen=True)
class FamilyTable:
    """The waters of a region under every scenario.

    Attributes
    ----------
    frame : pandas.DataFrame
        The columns of the indicator table, with ``scenario`` (S1 is the base), one column for each axis of choices, and ``waters`` in
        place of ``face_id``, and ``accounting`` (:data:`ACCOUNTING`) in place of bounds. The area stands under the indicator 'area'.
    axes : tuple of str
        Axes of which the claim set carries more than one choice here.
    complete : bool
        Whether these are all scenarios there are.
    n_possible : int
        How many there are.
    shapes : mapping of str to geopandas.GeoDataFrame
        Scenario and waters, such as 'S1 claimed' -> their polygon; empty where the table was read from a pack.
    """

    frame: pd.DataFrame
    axes: tuple[str, ...]
    complete: bool
    n_possible: int
    shapes: Mapping[str, Any] = field(default_factory=dict, hash=False, repr=False)

    def scenarios(self) -> pd.DataFrame:
        """Return one row for each scenario with its choices."""
        return self.frame[["scenario", *AXES]].drop_duplicates("scenario").reset_index(drop=True)

    def overlap_span(self) -> tuple[float, float, int] | None:
        """Return least and greatest overlap, km2, over how many scenarios; None where an area is withheld, and for one scenario.

        Where the base is an end of the range, its number alone would be read as the finding: the range is told for two scenarios as
        well, with their number.
        """
        rows = self.frame[(self.frame["indicator"] == "area") & (self.frame["waters"] == "overlapping")]
        if len(rows) < 2 or rows["value"].isna().any() or not self.complete:
            return None
        return float(rows["value"].min()), float(rows["value"].max()), len(rows)


def _ordered(members: Family, claims: ClaimSet, axes: tuple[str, ...]) -> list[dict[str, str]]:
    """Return the choices of each scenario, those of the base first."""
    rows = [{axis: getattr(item, axis) or claims.base.get(axis, "") for axis in AXES} for item in members]
    rows.sort(key=lambda row: sum(row[axis] != claims.base.get(axis) for axis in axes) > 0)
    return rows


def family_table(
    claims: ClaimSet,
    *,
    surveys: pd.DataFrame | None = None,
    grid: xr.DataArray | None = None,
    within: str = "reefs",
    survey_years: int = 5,
) -> FamilyTable:
    """Overlay the waters of every scenario.

    Parameters
    ----------
    claims : ClaimSet
        Cut to the region, with its variants.
    surveys, grid, within, survey_years : optional
        The user's own, and what of the water the grid is averaged over, as for :func:`toolkit.standard_table`.

    Returns
    -------
    FamilyTable
        Every indicator, for the waters with any claimant and those with more than one, under every scenario.

    Notes
    -----
    The family is every combination of the choices that the claim set carries. Subsets of claims are not in it: a sentence that would
    have to hold however many parties are left out says nothing about the sea.
    """
    import geopandas as gpd

    axes = tuple(axis for axis, choices in carried(claims).items() if len(choices) > 1)
    members = family(claims, axes=axes, subsets=False)
    rows = _ordered(members, claims, axes)
    by_choice = {tuple(getattr(item, axis) or claims.base.get(axis, "") for axis in AXES): item for item in members}
    shapes: list[dict[str, Any]] = []
    areas: list[dict[str, Any]] = []
    for number, row in enumerate(rows, start=1):
        name = f"S{number}"
        frame = partition(claims, scenario=by_choice[tuple(row.values())]).frame
        for waters in WATERS:
            part = frame[frame["n_claimants"] > (1 if waters == "overlapping" else 0)]
            face_id = f"{name} {waters}"
            areas.append({"face_id": face_id, "area_km2": float(part["area_km2"].sum())})
            if len(part):
                shapes.append({"face_id": face_id, "geometry": part.geometry.union_all()})
    groups = gpd.GeoDataFrame(shapes, geometry="geometry", crs="EPSG:4326").set_index("face_id")
    # The waters of the scenarios lie upon each other: a survey counts in each of them.
    table, _ = standard_table(groups, surveys=surveys, grid=grid, within=within, survey_years=survey_years, faces_overlap=True)
    area_rows = _area_rows([item["face_id"] for item in areas], [item["area_km2"] for item in areas], claims.dataset_ids)
    alone = {str(name): groups.loc[[name]] for name in groups.index}
    return FamilyTable(_named(table.frame, area_rows, rows), axes, members.complete, members.n_possible, alone)


def area_only(faces: Faces) -> FamilyTable:
    """Return the family of faces that stand alone, without scenarios and indicators: their area, once."""
    frame = faces.frame
    sums = [float(frame.loc[frame["n_claimants"] > least, "area_km2"].sum()) for least in (0, 1)]
    rows = _area_rows([f"S1 {waters}" for waters in WATERS], sums, faces.claims.dataset_ids)
    choices = [{axis: faces.claims.base.get(axis, "") for axis in AXES}]
    return FamilyTable(_named(rows.iloc[:0], rows, choices), (), True, 1)


def _area_rows(face_ids: list[str], sums: list[float], dataset_ids: tuple[str, ...]) -> pd.DataFrame:
    """Return areas as rows of an indicator table."""
    fixed = {"indicator": "area", "statistic": "sum", "time": "", "units": "km2", "valid_fraction": 1.0}
    frame = pd.DataFrame(
        {"face_id": face_ids, **fixed, "value": sums, "basis": "faces of the partition, each once", "dataset_ids": " ".join(dataset_ids)}
    )
    return Table(frame).frame


def _named(table: pd.DataFrame, areas: pd.DataFrame, rows: list[dict[str, str]]) -> pd.DataFrame:
    """Put the scenario, its choices and the waters in place of the face id."""
    frame = pd.concat([areas, table], ignore_index=True) if len(table) else areas
    split = frame["face_id"].str.split(" ", n=1)
    frame.insert(0, "scenario", split.str[0])
    frame.insert(1, "waters", split.str[1])
    for position, axis in enumerate(AXES):
        choices = [rows[int(name[1:]) - 1][axis] for name in frame["scenario"]]
        frame.insert(1 + position, axis, choices)
    return _accounted(frame.drop(columns="face_id"))


#: Column of the indicator table -> the way of counting that it stands for, where an indicator has bounds.
ACCOUNTING = {"value": "shared out by area", "lower": "whole cells only", "upper": "every cell touched"}


def _accounted(frame: pd.DataFrame) -> pd.DataFrame:
    """Give each way of counting a row of its own: the value by area, and its bounds where the indicator has them."""
    # Bounds of what is shared out by area are ways of counting; an interval over survey sites is not.
    bounded = (frame["lower"].notna() | frame["upper"].notna()) & frame["basis"].str.contains("shared out by area", regex=False)
    parts = [frame[~bounded].assign(accounting="one way of counting")]
    for column, name in ACCOUNTING.items():
        rows = frame[bounded]
        parts.append(rows.assign(accounting=name, value=rows[column]))
    out = pd.concat(parts).sort_index(kind="stable").reset_index(drop=True)
    return out.drop(columns=["lower", "upper"])
