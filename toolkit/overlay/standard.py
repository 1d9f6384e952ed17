"""The standard overlay: everything that comes with the toolkit, on any faces, in one table.

Coral values come from coral water: fields are averaged over reef-bearing cells inside a face. Coarse areas (FAO areas, 5 degree
squares) are brought to faces by area, which is an assumption; the table says so in its basis and carries bounds.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import xarray as xr

from toolkit.catalog import embedded
from toolkit.errors import GridError, NoOverlapError, OverlayError, SchemaError, unknown_name
from toolkit.indicators import entries_coral, entries_events, entries_heat
from toolkit.indicators.own import own_indicator
from toolkit.indicators.reasons import BELOW, OUTSIDE, WITHHELD
from toolkit.indicators.records import Indicator, indicator, indicators
from toolkit.overlay.areas import areas_table, cut_faces
from toolkit.overlay.coverage import coverage
from toolkit.overlay.faces import face_frame
from toolkit.overlay.points import points_table
from toolkit.overlay.table import IndicatorTable
from toolkit.overlay.tabulate import zonal_table
from toolkit.overlay.zonal import zonal
from toolkit.progress import track

__all__ = ["WITHIN", "own_name", "standard_table", "stock_areas", "usual_within"]

#: What of each face a user's grid can be averaged over.
WITHIN = ("reefs", "sea")

#: Length of the periods of surveys, in years; the embedded aggregate uses the same.
PERIOD_YEARS = 5
#: Years of the embedded climatology of sea-surface temperature (dataset sst-climatology).
CLIMATOLOGY_YEARS = "1946/1989"
#: The rule by which the publisher of the tuna files withholds rows (dataset wcpfc-5deg).
WITHHELD_TUNA = f"{WITHHELD}: fewer than 3 vessels"


def standard_table(
    faces: Any,
    *,
    surveys: pd.DataFrame | None = None,
    grid: xr.DataArray | None = None,
    within: str = "reefs",
    survey_years: int = PERIOD_YEARS,
    faces_overlap: bool = False,
) -> tuple[IndicatorTable, Indicator | None]:
    """Overlay the embedded data on faces, with the user's own surveys and grid where they are given.

    Parameters
    ----------
    faces : Faces or geopandas.GeoDataFrame
        Polygons in EPSG:4326, indexed by face id.
    surveys : pandas.DataFrame, optional
        From :func:`toolkit.read_points`; it replaces the embedded aggregate of coral surveys.
    grid : xarray.DataArray, optional
        From :func:`toolkit.open_grid`; overlaid beside the embedded data.
    within : {'reefs', 'sea'}
        What of each face the user's grid is averaged over: its reef-bearing water, or all cells (where the grid has values). The column
        ``basis`` of the table tells which. Amounts (``quantity`` extensive) are of all cells always; the embedded data keep their own.
    survey_years : int
        Length of the periods of the user's surveys, in years; the embedded aggregate has its own.
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
    GridError
        The grid is of a known indicator that is never negative, and holds values below zero.
    UnknownNameError
        ``within`` is not known.
    """
    if within not in WITHIN:
        raise unknown_name("water to average over", within, WITHIN)
    share = embedded.read_reef_grid()["share"]
    jobs: dict[str, Callable[[], IndicatorTable]] = {}
    # What the user brought comes first: a mistake in it is told before anything else is computed.
    if grid is not None:
        jobs["your grid"] = lambda: _own_grid(grid, faces, share if within == "reefs" else None)
    jobs["coral surveys"] = (
        _where_covered(_coral_cover, faces, "hard_coral_cover", share)
        if surveys is None
        else lambda: _own_surveys(surveys, faces, survey_years, apart=faces_overlap)
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
                        "reason": OUTSIDE,
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
    lies in squares with a value. ``n_sites`` shares out the sites of a square by its reef, in whole sites: added over faces they are at
    most the sites that were surveyed, and a face that only touches a square does not borrow its neighbour's surveys.
    """
    record = indicator("hard_coral_cover")
    surveys = embedded.read_coral_cover()
    cover, sites = surveys["hard_coral_cover"], surveys["n_sites"]
    weights = coverage(cover, faces)
    least = record.minimum["n_sites"]
    rows = zonal_table(cover.where(sites >= least), weights, indicator=record, within=share).frame
    any_survey = zonal_table(cover, weights, indicator=record, within=share, min_valid_fraction=0.0).frame["value"].notna()

    def shared_out(counts: xr.DataArray) -> npt.NDArray[np.int64]:
        found = zonal(counts, weights, ("sum",), within=share, quantity="extensive")["sum"].transpose("period", "face")
        whole: npt.NDArray[np.int64] = np.floor(np.nan_to_num(found.to_numpy().ravel()) + 1e-9).astype(np.int64)
        return whole

    known = rows["value"].notna()
    counted = np.where(known, shared_out(sites.where(sites >= least, 0)), shared_out(sites))
    few = known & (counted < least)
    thin = (rows["reason"] == record.no_data) & any_survey
    reason = rows["reason"].mask(thin, f"{BELOW}fewer than {least:g} sites in each square")
    reason = reason.mask(few, pd.Series([f"{BELOW}n_sites {n} < {least:g}, sites shared out by reef" for n in counted], index=rows.index))
    basis = "reef-bearing cells in surveyed squares of one degree, sites by share of the reef"
    return IndicatorTable(rows.assign(value=rows["value"].mask(few), n_sites=counted, reason=reason, basis=basis))


def _own_surveys(surveys: pd.DataFrame | None, faces: Any, years: int, *, apart: bool) -> IndicatorTable:
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
            period_years=years if dated else None,
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
    if not named or any(word in bare.replace("livehardcoral", "hardcoral") for word in _NOT_HARD_CORAL):
        raise SchemaError(
            f"Column '{column}' is not known as hard-coral cover, which is what surveys are mapped as here. "
            "Name a column of hard-coral cover with --value, or bring the other quantity to faces with "
            "points_table(surveys, faces, indicator=...)."
        )


def _heat(faces: Any, share: xr.DataArray) -> IndicatorTable:
    """Average the temperature of the usual warmest month over the reef-bearing water of each face."""
    monthly = embedded.read_sst_climatology()
    warmest = monthly.max("month", skipna=False).assign_attrs(monthly.attrs).rename("maximum_monthly_mean")
    table = zonal_table(warmest, coverage(warmest, faces), indicator=indicator("maximum_monthly_mean"), within=share)
    return IndicatorTable(table.frame.assign(time=CLIMATOLOGY_YEARS, basis="reef-bearing cells, of a climatology in cells of two degrees"))


def _status_of_areas() -> gpd.GeoDataFrame:
    """Return the FAO areas with their share of stocks fished sustainably, where enough stocks are assessed."""
    record = indicator("share_sustainable")
    status = embedded.read_stock_status()
    known = status[status["area"] != ""].set_index("area")
    total = known["n_u"] + known["n_m"] + known["n_o"]
    least = record.minimum["n_stocks"]
    share = (100.0 * (known["n_u"] + known["n_m"]) / total.where(total >= least)).rename("value")
    areas = embedded.read_fao_areas()
    joined = areas.join(share, on="F_CODE")
    joined.attrs = {"units": record.units, "dataset_id": f"{areas.attrs['dataset_id']} {status.attrs['dataset_id']}"}
    return joined


def _stock_status(faces: Any) -> IndicatorTable:
    """Bring the status of assessed stocks from FAO areas to faces."""
    return areas_table(_status_of_areas(), faces, indicator=indicator("share_sustainable"))


def stock_areas(faces: Any) -> tuple[Any, IndicatorTable]:
    """Cut faces at the limits of FAO areas and give each piece the status of its own area, for maps.

    In :func:`standard_table` a face that reaches into two areas has a mean of both, weighted by area: arithmetic, by which neighbours in
    one water differ. Here one water has one value across every line of a claim.

    Parameters
    ----------
    faces : Faces or geopandas.GeoDataFrame
        Polygons in EPSG:4326, indexed by face id.

    Returns
    -------
    pieces : Faces or geopandas.GeoDataFrame
        From :func:`toolkit.overlay.areas.cut_faces`: ids ``<face>@<FAO area>``, column ``area``.
    table : IndicatorTable
        ``share_sustainable`` for each piece; the basis is ``FAO areas, each with its own value``, ``n_cells`` the number of assessed
        stocks of the area.

    Raises
    ------
    NoOverlapError
        No face lies in the embedded FAO areas.
    """
    areas = _status_of_areas()
    pieces = cut_faces(faces, areas, by="F_CODE")
    frame = areas_table(areas, pieces, indicator=indicator("share_sustainable")).frame
    status = embedded.read_stock_status().set_index("area")
    stocks = (status["n_u"] + status["n_m"] + status["n_o"]).to_dict()
    behind = [int(stocks.get(str(area), 0)) for area in (pieces.frame if hasattr(pieces, "claims") else pieces)["area"]]
    own = frame.assign(basis="FAO areas, each with its own value", n_cells=behind, lower=np.nan, upper=np.nan)
    return pieces, IndicatorTable(own)


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
        tables.append(
            zonal_table(
                density, weights, indicator=indicator(name), withheld=withheld, withheld_reason=WITHHELD_TUNA, dataset_ids=("base-land",)
            )
        )
    return IndicatorTable.concat(tables)


def _sea_km2(grid: xr.DataArray) -> xr.DataArray:
    """Return the sea surface of each cell: its area less the embedded land."""
    land = coverage(grid, embedded.read_land().rename_axis("face_id"))
    cells = land.cells
    dry = np.asarray(land.matrix.sum(axis=0)).reshape(cells.shape)
    y, x = cells.y, cells.x
    return xr.DataArray(np.maximum(cells.area_km2 - dry, 0.0), dims=(y, x), coords={y: grid[y], x: grid[x]})


def own_name(grid: xr.DataArray) -> str:
    """Return the indicator of the user's variable: a known one by its name, else the name made plain."""
    name = re.sub(r"[^a-z0-9]+", "_", str(grid.name).lower()).strip("_")
    return _KNOWN.get(name, name) or "own_grid"


def usual_within(grid: xr.DataArray) -> str:
    """Return what of each face a grid is averaged over where nobody says it: the water of reefs for heat and corals, else all of it.

    Of a variable that the toolkit has no record of it knows nothing, least of all that it is about reefs.
    """
    about_reefs = {record.identifier for record in (*entries_heat.RECORDS, *entries_events.RECORDS, *entries_coral.RECORDS)}
    return "reefs" if own_name(grid) in about_reefs else "sea"


#: Indicators that add up what is above zero (degree heating weeks), or count: a value below zero is a mistake.
_NEVER_NEGATIVE = ("degree_heating_week", "yearly_maximum_dhw", "hard_coral_cover", "bleaching_prevalence")

#: Names of variables in publishers' files -> indicator.
_KNOWN = {"crw_dhw": "degree_heating_week", "dhw": "degree_heating_week", "crw_hotspot": "hotspot", "mmm": "maximum_monthly_mean"}


def _own_grid(grid: xr.DataArray, faces: Any, share: xr.DataArray | None) -> IndicatorTable:
    """Average the user's grid over the reef-bearing water of each face, or over all cells; share out an amount by area."""
    weights = coverage(grid, faces)
    if not weights.matrix.sum() > 0:
        raise OverlayError(
            f"The grid {grid.attrs.get('dataset_id', grid.name)} does not touch any face. "
            "Check its longitudes and latitudes, or choose the region that fits it."
        )
    name = own_name(grid)
    known = indicators().get(name)
    kind = known.quantity if known else grid.attrs.get("quantity", "intensive")
    if kind == "extensive":
        return zonal_table(grid, weights, indicator=known or name)
    stats = ("mean", "area_below_0") if name in _NEVER_NEGATIVE else ("mean",)
    table = zonal_table(grid, weights, indicator=known or name, within=share, stats=stats)
    below = table.frame.query("statistic == 'area_below_0' and value > 0")
    if len(below):
        raise GridError(
            f"'{grid.name}' of {grid.attrs.get('dataset_id', 'the grid')} is taken for {name}, which is never negative, and is below 0 in "
            f"{below['face_id'].nunique()} faces. Look for a fill value that the file does not declare (_FillValue), and correct the file; "
            "or, if it is another quantity, rename the variable."
        )
    return table.select(statistic="mean")


def _record(grid: xr.DataArray, table: IndicatorTable) -> Indicator:
    """Return the record of the user's variable."""
    name = own_name(grid)
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
