"""The standard overlay: everything that comes with the toolkit, on any faces, in one table.

Coral values come from coral water: fields are averaged over reef-bearing cells inside a face. Coarse areas (FAO areas, 5 degree
squares) are brought to faces by area, which is an assumption; the table says so in its basis and carries bounds.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from toolkit.catalog import embedded
from toolkit.errors import NoOverlapError, OverlayError, SchemaError
from toolkit.indicators.own import own_indicator
from toolkit.indicators.records import Indicator, indicator, indicators
from toolkit.overlay.areas import areas_table
from toolkit.overlay.coverage import coverage
from toolkit.overlay.faces import face_frame
from toolkit.overlay.points import points_table
from toolkit.overlay.table import IndicatorTable
from toolkit.overlay.tabulate import zonal_table
from toolkit.overlay.zonal import zonal
from toolkit.progress import track

__all__ = ["standard_table"]

#: Length of the periods of surveys, in years; the embedded aggregate uses the same.
PERIOD_YEARS = 5


def standard_table(
    faces: Any, *, surveys: pd.DataFrame | None = None, grid: xr.DataArray | None = None, faces_overlap: bool = False
) -> tuple[IndicatorTable, Indicator | None]:
    """Overlay the embedded data on faces, with the user's own surveys and grid where they are given.

    Parameters
    ----------
    faces : Faces or geopandas.GeoDataFrame
        Polygons in EPSG:4326, indexed by face id.
    surveys : pandas.DataFrame, optional
        From :func:`toolkit.read_points`; it replaces the embedded aggregate of coral surveys.
    grid : xarray.DataArray, optional
        From :func:`toolkit.open_grid`; overlaid beside the embedded data, over reef-bearing cells.
    faces_overlap : bool
        Whether the polygons lie upon each other (waters of several scenarios): a survey then counts in each that holds it. The faces of
        one partition never do.

    Returns
    -------
    table : IndicatorTable
        One row for each face, indicator, statistic and time.
    own : Indicator or None
        Record of the user's grid: a known indicator by the name of the variable, else one made for it. None without a grid.

    Raises
    ------
    OverlayError
        The grid or the surveys do not touch the faces.
    UnitsError
        The grid or the surveys have no units, or units that do not fit.
    SchemaError
        The surveys hold another quantity than hard-coral cover.
    """
    share = embedded.read_reef_grid()["share"]
    jobs: dict[str, Callable[[], IndicatorTable]] = {}
    # What the user brought comes first: a mistake in it is told before anything else is computed.
    if grid is not None:
        jobs["your grid"] = lambda: _own_grid(grid, faces, share)
    jobs["coral surveys"] = (
        _where_covered(_coral_cover, faces, "hard_coral_cover", share)
        if surveys is None
        else lambda: _own_surveys(surveys, faces, apart=faces_overlap)
    )
    jobs["reefs"] = _where_covered(_reef_cells, faces, "reef_cells")
    jobs["sea temperature"] = _where_covered(_heat, faces, "maximum_monthly_mean", share)
    jobs["stock status"] = _where_covered(_stock_status, faces, "share_sustainable")
    jobs["tuna"] = _where_covered(_tuna, faces, "tuna_catch_density")
    tables = [job() for _, job in track(jobs.items(), "overlay", total=len(jobs), unit="layer")]
    return IndicatorTable.concat(tables), None if grid is None else _record(grid, tables[0])


def _where_covered(overlay: Callable[..., IndicatorTable], faces: Any, name: str, *arguments: Any) -> Callable[[], IndicatorTable]:
    """Return the overlay of an embedded layer as a job that gives no value, and says so, where the layer does not reach."""

    def job() -> IndicatorTable:
        try:
            return overlay(faces, *arguments)
        except NoOverlapError:
            record = indicator(name)
            return IndicatorTable(
                pd.DataFrame(
                    {
                        "face_id": [str(face) for face in face_frame(faces).index],
                        "indicator": record.identifier,
                        "statistic": "sum" if record.quantity == "extensive" else "mean",
                        "value": np.nan,
                        "units": record.units,
                        "valid_fraction": 0.0,
                        "basis": "outside the embedded data",
                        "reason": "not surveyed",
                    }
                )
            )

    return job


def _reef_cells(faces: Any) -> IndicatorTable:
    """Count reef-bearing cells in each face."""
    cells = embedded.read_reef_grid()["n_cells"]
    return zonal_table(cells, coverage(cells, faces), indicator=indicator("reef_cells"))


def _coral_cover(faces: Any, share: xr.DataArray) -> IndicatorTable:
    """Average the 1 degree survey means over the reef-bearing water of each face.

    A square with fewer sites than the record's minimum gives no value. ``valid_fraction`` tells how much of the reef of the face
    lies in squares with a value; ``n_sites`` counts the sites of all squares that hold reef of the face.
    """
    record = indicator("hard_coral_cover")
    surveys = embedded.read_coral_cover()
    cover, sites = surveys["hard_coral_cover"], surveys["n_sites"]
    weights = coverage(cover, faces)
    least = record.minimum["n_sites"]
    rows = zonal_table(cover.where(sites >= least), weights, indicator=record, within=share).frame
    any_survey = zonal_table(cover, weights, indicator=record, within=share).frame
    touched = zonal(sites, weights, ("upper",), within=share, quantity="extensive")["upper"].transpose("period", "face")
    counted = np.nan_to_num(touched.to_numpy().ravel()).round().astype(int)
    thin = rows["value"].isna() & any_survey["value"].notna()
    rows = rows.assign(n_sites=counted, reason=rows["reason"].mask(thin, f"below minimum: fewer than {least:g} sites in each square"))
    return IndicatorTable(rows)


def _own_surveys(surveys: pd.DataFrame | None, faces: Any, *, apart: bool) -> IndicatorTable:
    """Summarise the user's surveys at their own positions."""
    assert surveys is not None
    _refuse_other_quantity(surveys)
    dated = bool(surveys["time"].astype(str).str.len().gt(0).all())
    record = indicator("hard_coral_cover")
    frame = face_frame(faces)
    parts = [frame.iloc[[number]] for number in range(len(frame))] if apart else [faces]
    tables = [
        points_table(
            surveys,
            part,
            indicator=record,
            time="time" if dated else None,
            period_years=PERIOD_YEARS if dated else None,
            stats=("mean", "n"),
        )
        for part in parts
    ]
    table = IndicatorTable.concat(tables)
    if not table.frame["n_sites"].fillna(0).gt(0).any():
        raise OverlayError(
            f"None of the {len(surveys)} surveys of {surveys.attrs.get('dataset_id', 'the table')} lies in a face. "
            "Check the coordinates (longitude, latitude), or choose the region that fits them."
        )
    return table


#: Words of a column's name that say that it is not hard coral, or not cover.
_NOT_HARD_CORAL = ("live", "soft", "alga", "seagrass", "sponge", "dead", "bleach", "fish")


def _refuse_other_quantity(surveys: pd.DataFrame) -> None:
    """Raise unless the values are hard-coral cover: whatever else was measured must not be printed under that name."""
    column = str(surveys.attrs.get("value_column") or "value")
    bare = re.sub(r"[^a-z]", "", column.lower())
    named = bare in ("value", "measurementvalue", "hcc") or "cover" in bare or "hardcoral" in bare
    if not named or any(word in bare for word in _NOT_HARD_CORAL):
        raise SchemaError(
            f"Column '{column}' is not known as hard-coral cover, which is what surveys are mapped as here. "
            "Name a column of hard-coral cover with --value, or bring the other quantity to faces with "
            "points_table(surveys, faces, indicator=...)."
        )


def _heat(faces: Any, share: xr.DataArray) -> IndicatorTable:
    """Average the maximum monthly mean over the reef-bearing water of each face."""
    monthly = embedded.read_sst_climatology()
    warmest = monthly.max("month", skipna=False).assign_attrs(monthly.attrs).rename("maximum_monthly_mean")
    return zonal_table(warmest, coverage(warmest, faces), indicator=indicator("maximum_monthly_mean"), within=share)


def _stock_status(faces: Any) -> IndicatorTable:
    """Bring the status of assessed stocks from FAO areas to faces."""
    record = indicator("share_sustainable")
    status = embedded.read_stock_status()
    known = status[status["area"] != ""].set_index("area")
    total = known["n_u"] + known["n_m"] + known["n_o"]
    least = record.minimum["n_stocks"]
    share = (100.0 * (known["n_u"] + known["n_m"]) / total.where(total >= least)).rename("value")
    areas = embedded.read_fao_areas()
    joined = areas.join(share, on="F_CODE")
    joined.attrs = {"units": record.units, "dataset_id": areas.attrs["dataset_id"]}
    return areas_table(joined, faces, indicator=record, dataset_ids=(str(status.attrs["dataset_id"]),))


def _tuna(faces: Any) -> IndicatorTable:
    """Bring tuna catch and longline effort of 5 degree squares to faces, as densities on the sea surface of each square."""
    tuna = embedded.read_tuna()
    # The last period is not over in the files: its sums would look like a decline.
    tuna = tuna.isel(period=slice(0, -1))
    known = tuna["n_rows"] > 0
    weights = coverage(tuna["catch"], faces)
    surface = _sea_km2(tuna["catch"])
    tables = []
    for name, variable, units in (
        ("tuna_catch_density", "catch", "t/km2"),
        ("longline_effort_density", "effort_longline", "hundred_hooks/km2"),
    ):
        amount = tuna[variable]
        density = (amount / surface.where(surface > 0)).assign_attrs(units=units, dataset_id=amount.attrs["dataset_id"])
        withheld = (known & ~np.isfinite(amount)).drop_attrs()
        tables.append(zonal_table(density, weights, indicator=indicator(name), withheld=withheld, dataset_ids=("base-land",)))
    return IndicatorTable.concat(tables)


def _sea_km2(grid: xr.DataArray) -> xr.DataArray:
    """Return the sea surface of each cell: its area less the embedded land."""
    land = coverage(grid, embedded.read_land().rename_axis("face_id"))
    cells = land.cells
    dry = np.asarray(land.matrix.sum(axis=0)).reshape(cells.shape)
    y, x = cells.y, cells.x
    return xr.DataArray(np.maximum(cells.area_km2 - dry, 0.0), dims=(y, x), coords={y: grid[y], x: grid[x]})


def _name(grid: xr.DataArray) -> str:
    """Return the indicator of the user's variable: a known one by its name, else the name made plain."""
    name = re.sub(r"[^a-z0-9]+", "_", str(grid.name).lower()).strip("_")
    return _KNOWN.get(name, name) or "own_grid"


#: Names of variables in publishers' files -> indicator.
_KNOWN = {"crw_dhw": "degree_heating_week", "dhw": "degree_heating_week", "crw_hotspot": "hotspot", "mmm": "maximum_monthly_mean"}


def _own_grid(grid: xr.DataArray, faces: Any, share: xr.DataArray) -> IndicatorTable:
    """Average the user's grid over the reef-bearing water of each face; share out an amount by area."""
    weights = coverage(grid, faces)
    if not weights.matrix.sum() > 0:
        raise OverlayError(
            f"The grid {grid.attrs.get('dataset_id', grid.name)} does not touch any face. "
            "Check its longitudes and latitudes, or choose the region that fits it."
        )
    name = _name(grid)
    known = indicators().get(name)
    kind = known.quantity if known else grid.attrs.get("quantity", "intensive")
    return zonal_table(grid, weights, indicator=known or name, within=None if kind == "extensive" else share)


def _record(grid: xr.DataArray, table: IndicatorTable) -> Indicator:
    """Return the record of the user's variable."""
    name = _name(grid)
    known = indicators().get(name)
    if known is not None and known.class_edges:
        return known
    title = str(grid.attrs.get("long_name") or grid.name or name)
    rows = table.frame
    return own_indicator(
        name,
        title=title[:1].upper() + title[1:],
        units=str(rows["units"].iloc[0]),
        quantity=grid.attrs.get("quantity", "intensive"),
        values=rows["value"],
    )
