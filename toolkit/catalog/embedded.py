"""Loaders of the embedded data: what the toolkit can show without network and without any file of the user's.

Every loader checks the bytes against the register (:func:`toolkit.catalog.registry.dataset_file`) and sets
``attrs["dataset_id"]``, under which licence, citation and caveats are found. `data/README.md` lists them all.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
import xarray as xr

from toolkit.catalog.registry import dataset_file
from toolkit.errors import GeometryError

if TYPE_CHECKING:
    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

__all__ = [
    "read_bathymetry",
    "read_bleaching",
    "read_coast",
    "read_coast_states",
    "read_coral_cover",
    "read_fao_areas",
    "read_land",
    "read_reef_grid",
    "read_sst_climatology",
    "read_stations",
    "read_stock_status",
    "read_tuna",
]

Bounds = tuple[float, float, float, float]

#: The embedded base map ends at these limits; there its polygons have edges that are no coast.
_LIMITS = (60.0, -60.0, 180.0, 65.0), (-180.0, -60.0, -150.0, 65.0)


def read_land(bounds: Bounds | None = None) -> gpd.GeoDataFrame:
    """Read land polygons, 1:10m.

    Parameters
    ----------
    bounds : tuple of float, degrees, optional
        (west, south, east, north), longitudes -180..180; west > east across the antimeridian. Polygons are cut to it, so
        their outline has edges on the frame: draw the coast from :func:`read_coast`, or ask for wider bounds.

    Returns
    -------
    geopandas.GeoDataFrame
        One row for each polygon, EPSG:4326, for 60..180 E (and 180..150 W), 60 S..65 N.

    Raises
    ------
    GeometryError
        The bounds are not four numbers in the right order.

    Examples
    --------
    >>> land = read_land((118.0, 9.0, 120.0, 12.0))
    >>> land.crs.to_epsg(), land.attrs["dataset_id"]
    (4326, 'base-land')
    """
    return _polygons("base-land", "land.parquet", bounds)


def read_coast_states(bounds: Bounds | None = None) -> gpd.GeoDataFrame:
    """Read land polygons by country, from which zones of distance from the coast are computed.

    The division of land is the one of Natural Earth 1:10m in the package named in the register. It is not a view of the
    project, and it decides no question of who may claim from a coast: which polygons a zone is measured from is stated by the
    caller, by name.

    Parameters
    ----------
    bounds : tuple of float, degrees, optional
        As in :func:`read_land`.

    Returns
    -------
    geopandas.GeoDataFrame
        Columns ``iso_n3`` (ISO 3166-1 numeric as text, empty where the source has none), ``name`` (verbatim), ``geometry``.
    """
    return _polygons("base-coast-states", "coast_states.parquet", bounds)


def read_coast(bounds: Bounds | None = None) -> gpd.GeoDataFrame:
    """Read the coast as lines: the outline of land without the edges where the map was cut.

    Parameters
    ----------
    bounds : tuple of float, degrees, optional
        As in :func:`read_land`; the lines are cut to it.

    Returns
    -------
    geopandas.GeoDataFrame
        One row for each line, EPSG:4326.
    """
    land = _whole("base-land", "land.parquet")
    lines = shapely.boundary(land.geometry.to_numpy())
    inset = 1e-6
    cut = [shapely.clip_by_rect(lines, w + inset, s + inset, e - inset, n - inset) for w, s, e, n in _LIMITS]
    kept = np.concatenate([_clip(piece, bounds) for piece in cut])
    parts = shapely.get_parts(shapely.line_merge(kept))
    frame = gpd.GeoDataFrame(geometry=parts[~shapely.is_empty(parts)], crs="EPSG:4326")
    frame.attrs["dataset_id"] = "base-land"
    return frame


def read_bathymetry(bounds: Bounds | None = None) -> gpd.GeoDataFrame:
    """Read steps of depth for a tint under maps: where the sea is at least 0, 200, 1000 and 3000 m deep.

    Parameters
    ----------
    bounds : tuple of float, degrees, optional
        As in :func:`read_land`.

    Returns
    -------
    geopandas.GeoDataFrame
        One row for each step, shallow before deep: ``depth_min``, ``depth_max`` (metres) and ``geometry``. The areas are nested
        (each covers the sea at least ``depth_min`` deep, whatever lies below): drawn in this order they leave no seams.

    Notes
    -----
    Smoothed ETOPO5: shoals smaller than about 400 km2 are absent and its coast is not the one of :func:`read_land`. Not for
    navigation and not for measuring.
    """
    pieces = _polygons("base-bathymetry", "bathymetry.parquet", bounds)
    rows = [
        {"depth_min": key[0], "depth_max": key[1], "geometry": shapely.multipolygons(shapely.get_parts(part.geometry.to_numpy()))}
        for key, part in pieces.groupby(["depth_min", "depth_max"], sort=True)
    ]
    frame = gpd.GeoDataFrame(rows, columns=["depth_min", "depth_max", "geometry"], geometry="geometry", crs="EPSG:4326")
    frame.attrs["dataset_id"] = "base-bathymetry"
    return frame


def read_fao_areas(bounds: Bounds | None = None) -> gpd.GeoDataFrame:
    """Read the FAO major fishing areas 57, 61, 71, 77 and 81 as far as the embedded box reaches.

    Parameters
    ----------
    bounds : tuple of float, degrees, optional
        As in :func:`read_land`.

    Returns
    -------
    geopandas.GeoDataFrame
        ``F_CODE`` (text), ``name``, ``geometry``; an area that crosses the antimeridian has a row on either side. The limits at
        sea are the published meridians and parallels; between coasts the outlines run over land, which is not cut out.
    """
    return _polygons("fao-areas", "fao_areas.parquet", bounds)


def read_reef_grid() -> xr.Dataset:
    """Read how many cells of 0.05 degree bear reef in each cell of 0.25 degree.

    Returns
    -------
    xarray.Dataset
        Dimensions ``lat`` (240) and ``lon`` (240): cell centres in 90..150 E, 15 S..45 N. ``n_cells`` (count, 0..25, extensive)
        and ``share`` (0..1, intensive: of the 25 cells of 0.05 degree). Presence of reef, not its area.

    Examples
    --------
    >>> int(read_reef_grid()["n_cells"].sum())
    24375
    """
    table = _table("reef-cells", "reef_cells_025.csv")
    lat, lon = np.arange(-14.875, 45.0, 0.25), np.arange(90.125, 150.0, 0.25)
    counts = np.zeros((lat.size, lon.size), dtype=np.int16)
    counts[_place(table["lat"], lat), _place(table["lon"], lon)] = table["n_cells"]
    grid = _dataset("reef-cells", {"lat": lat, "lon": lon})
    grid["n_cells"] = (("lat", "lon"), counts)
    grid["share"] = (("lat", "lon"), counts / 25.0)
    _describe(grid, "n_cells", units="count", long_name="0.05 degree cells that bear reef", quantity="extensive", cell_methods="area: sum")
    _describe(
        grid,
        "share",
        units="1",
        long_name="share of 0.05 degree cells that bear reef",
        quantity="intensive",
        basis="reef-bearing cells",
    )
    return grid


def read_coral_cover() -> xr.Dataset:
    """Read hard-coral cover of Reef Check surveys, aggregated per cell of 1 degree and five years.

    Returns
    -------
    xarray.Dataset
        Dimensions ``period`` (texts such as ``2010/2014``), ``lat`` and ``lon`` (cell centres, 60..180 E, 60 S..65 N):
        ``hard_coral_cover`` (percent, mean of surveys, NaN where nobody surveyed), ``hard_coral_cover_sd`` (percent, NaN below two
        surveys), ``n_surveys`` and ``n_sites`` (count, 0 where nobody surveyed).
    """
    return _survey_cells("coral-cover", "coral_cover_1deg.csv", "hard_coral_cover", "hard-coral cover")


def read_bleaching() -> xr.Dataset:
    """Read bleaching (percent of the coral population) of Reef Check surveys, aggregated like :func:`read_coral_cover`.

    Returns
    -------
    xarray.Dataset
        As :func:`read_coral_cover`, with ``bleaching`` and ``bleaching_sd``.
    """
    return _survey_cells("coral-bleaching", "bleaching_1deg.csv", "bleaching", "bleached share of the coral population")


def read_stations() -> pd.DataFrame:
    """Read yearly peaks of degree heating weeks at four virtual stations of NOAA Coral Reef Watch.

    Returns
    -------
    pandas.DataFrame
        ``station``, ``year``, ``peak_dhw`` (degC_week), ``lat``, ``lon`` (NaN where no file states them), ``verified`` (bool: recomputed
        from daily values), ``note``. For illustration: only one value is verified.
    """
    frame = _table("station-peak-dhw", "station_peak_dhw.csv")
    frame["verified"] = frame["verified"] == "yes"
    frame["note"] = frame["note"].fillna("")
    frame.attrs.update(dataset_id="station-peak-dhw", units={"peak_dhw": "degC_week"})
    return frame


def read_sst_climatology() -> xr.DataArray:
    """Read the monthly sea-surface temperature climatology of COADS, 1946-1989, at 2 degrees.

    Returns
    -------
    xarray.DataArray
        ``sst`` (degC) with dimensions ``month`` (1..12), ``lat`` (63) and ``lon`` (60): cell centres, 60..180 E, 60 S..66 N. Coarse and
        historical: not the climatology of Coral Reef Watch, so no heat stress may be computed against it.
    """
    path = dataset_file("sst-climatology", "sst_climatology.nc")
    with xr.open_dataset(path, engine="netcdf4") as source:
        sst = source["sst"].load()
    sst.attrs.update(dataset_id="sst-climatology", quantity="intensive")
    return sst


def read_tuna() -> xr.Dataset:
    """Read public catch and effort of longline and purse-seine fisheries in the western and central Pacific, per 5 degree square.

    Returns
    -------
    xarray.Dataset
        Dimensions ``period`` (five years, texts such as ``2015/2019``), ``lat`` (36) and ``lon`` (72), cell centres of the globe;
        ``gear`` (longline, purse-seine) and ``species`` for the finer variables. All extensive, per square and period:
        ``catch`` (t, all species and gears), ``catch_by_species`` (gear, species, ...), ``effort_longline`` (hundred_hooks),
        ``effort_purse_seine`` (day); and ``n_rows``, ``n_suppressed`` (count), ``share_suppressed`` (0..1, NaN without rows).

    Notes
    -----
    Rows of fewer than three vessels are published without values. A square that has only such rows is NaN (withheld, not zero);
    a square that has some is a lower bound: read it with ``share_suppressed``. No rows at all: NaN, and ``n_rows`` is 0. A species
    group that a gear's file does not list (skipjack of longliners, albacore and billfish of purse seiners) is NaN for that gear.
    """
    table = _table("wcpfc-5deg", "wcpfc_5deg.csv")
    species = sorted(name for name in table.columns if name.endswith("_t"))
    gears, periods = sorted(table["gear"].unique()), sorted(table["period"].unique())
    lat, lon = np.arange(-87.5, 90.0, 5.0), np.arange(-177.5, 180.0, 5.0)
    where = (
        np.searchsorted(gears, table["gear"]),
        np.searchsorted(periods, table["period"]),
        _place(table["lat"], lat),
        _place(table["lon"], lon),
    )
    shape = (len(gears), len(periods), lat.size, lon.size)

    def dense(name: str, empty: float) -> npt.NDArray[np.float64]:
        values = np.full(shape, empty)
        values[where] = table[name]
        return values

    catch = np.stack([dense(name, np.nan) for name in species], axis=1)
    known = np.isfinite(catch)
    rows, withheld = dense("n_rows", 0.0), dense("n_suppressed", 0.0)
    effort = dense("effort", np.nan)
    grid = _dataset("wcpfc-5deg", {"period": periods, "lat": lat, "lon": lon})
    grid = grid.assign_coords(gear=gears, species=[name.removesuffix("_t") for name in species])
    place = ("period", "lat", "lon")
    grid["catch"] = (place, np.where(known.any((0, 1)), np.where(known, catch, 0.0).sum((0, 1)), np.nan))
    grid["catch_by_species"] = (("gear", "species", *place), catch)
    grid["effort_longline"] = (place, effort[gears.index("longline")])
    grid["effort_purse_seine"] = (place, effort[gears.index("purse-seine")])
    grid["n_rows"] = (place, rows.sum(0).astype(np.int32))
    grid["n_suppressed"] = (place, withheld.sum(0).astype(np.int32))
    grid["share_suppressed"] = grid["n_suppressed"] / grid["n_rows"].where(grid["n_rows"] > 0)
    for name, units, text in (
        ("catch", "t", "catch of tuna, billfish and other species, longline and purse seine"),
        ("catch_by_species", "t", "catch by gear and species group"),
        ("effort_longline", "hundred_hooks", "longline effort"),
        ("effort_purse_seine", "day", "purse-seine effort"),
        ("n_rows", "count", "rows of flag and year behind the value"),
        ("n_suppressed", "count", "rows withheld by the publisher"),
    ):
        _describe(grid, name, units=units, long_name=text, quantity="extensive", cell_methods="area: sum time: sum")
    _describe(grid, "share_suppressed", units="1", long_name="share of rows withheld by the publisher", quantity="intensive")
    return grid


def read_stock_status() -> pd.DataFrame:
    """Read counts of assessed fish stocks by status of the FAO review of 2025, per analysis group.

    Returns
    -------
    pandas.DataFrame
        ``group`` (FAO's analysis groups and ``All groups``), ``area`` (FAO major area code as text, empty for groups that are no single
        area: tuna, sharks, salmon, the Antarctic), ``n_u``, ``n_m``, ``n_o`` (stocks underfished, maximally sustainably fished,
        overfished), ``landings_u_t``, ``landings_m_t``, ``landings_o_t`` (t, 2021), ``n_tier_1`` .. ``n_tier_3`` (tier of the assessment).
        Tuna and sharks are not part of the area groups.

    Examples
    --------
    >>> status = read_stock_status().set_index("group")
    >>> n = status.loc["All groups", ["n_u", "n_m", "n_o"]]
    >>> round(100 * (n["n_u"] + n["n_m"]) / n.sum(), 1)  # 64.5 % in the review
    np.float64(64.5)
    """
    path = dataset_file("fao-stock-status", "fao_stock_status.csv")
    frame = pd.read_csv(path, dtype={"area": str}, keep_default_na=False)
    frame.attrs.update(dataset_id="fao-stock-status", units={name: "t" if name.endswith("_t") else "count" for name in frame.columns[2:]})
    return frame


def _survey_cells(dataset_id: str, name: str, variable: str, text: str) -> xr.Dataset:
    """Return survey aggregates as a grid of 1 degree over the embedded box."""
    table = _table(dataset_id, name)
    periods = sorted(table["period"].unique())
    west, south, east, north = _LIMITS[0]
    lat, lon = np.arange(south + 0.5, north, 1.0), np.arange(west + 0.5, east, 1.0)
    where = (np.searchsorted(periods, table["period"]), _place(table["lat"], lat), _place(table["lon"], lon))
    grid = _dataset(dataset_id, {"period": periods, "lat": lat, "lon": lon})
    for column, target, empty in (
        ("mean_percent", variable, np.nan),
        ("sd_percent", f"{variable}_sd", np.nan),
        ("n_surveys", "n_surveys", 0),
        ("n_sites", "n_sites", 0),
    ):
        values = np.full((len(periods), lat.size, lon.size), empty)
        values[where] = table[column]
        grid[target] = (("period", "lat", "lon"), values)
    methods = "area: mean (of surveys) time: mean (of surveys)"
    _describe(grid, variable, units="percent", long_name=text, quantity="intensive", cell_methods=methods)
    _describe(grid, f"{variable}_sd", units="percent", long_name=f"standard deviation of surveys, {text}", quantity="intensive")
    _describe(grid, "n_surveys", units="count", long_name="surveys", quantity="extensive")
    _describe(grid, "n_sites", units="count", long_name="sites surveyed", quantity="extensive")
    return grid


def _table(dataset_id: str, name: str) -> pd.DataFrame:
    return pd.read_csv(dataset_file(dataset_id, name))


def _place(values: pd.Series, axis: npt.NDArray[np.float64]) -> npt.NDArray[np.intp]:
    """Return the positions of cell centres on an axis of equal steps."""
    places: npt.NDArray[np.intp] = np.rint((values.to_numpy(dtype=np.float64) - axis[0]) / (axis[1] - axis[0])).astype(np.intp)
    return places


def _dataset(dataset_id: str, coordinates: dict[str, object]) -> xr.Dataset:
    """Return an empty grid with described axes."""
    grid = xr.Dataset(coords=coordinates, attrs={"dataset_id": dataset_id, "Conventions": "CF-1.10"})
    grid["lat"].attrs = {"standard_name": "latitude", "units": "degrees_north", "axis": "Y"}
    grid["lon"].attrs = {"standard_name": "longitude", "units": "degrees_east", "axis": "X"}
    if "period" in grid.coords:
        grid["period"].attrs = {"long_name": "first and last year, ISO 8601 interval"}
    return grid


def _describe(grid: xr.Dataset, name: str, **attributes: str) -> None:
    grid[name].attrs = {**attributes, "dataset_id": grid.attrs["dataset_id"]}


def _polygons(dataset_id: str, name: str, bounds: Bounds | None) -> gpd.GeoDataFrame:
    """Return a copy of a layer, cut to the bounds."""
    whole = _whole(dataset_id, name)
    if bounds is None:
        frame = whole.copy()
    else:
        geometry = _clip(whole.geometry.to_numpy(), bounds)
        # a polygon that two sides of the frame cut can fall into collections with lines: keep what has an inside
        inside = np.array([_only_polygons(item) for item in geometry], dtype=object)
        kept = ~shapely.is_empty(inside)
        frame = whole.loc[kept].assign(geometry=inside[kept]).reset_index(drop=True)
    frame.attrs["dataset_id"] = dataset_id
    return frame


def _whole(dataset_id: str, name: str) -> gpd.GeoDataFrame:
    return _cached(dataset_file(dataset_id, name))


@functools.lru_cache(maxsize=8)
def _cached(path: Path) -> gpd.GeoDataFrame:
    return gpd.read_parquet(path)


def _frames(bounds: Bounds) -> list[Bounds]:
    """Return the bounds as frames that do not cross the antimeridian."""
    values = tuple(round(float(x), 9) for x in bounds)  # cutting goes astray at numbers such as 1e-309
    if len(values) != 4 or not -90 <= values[1] < values[3] <= 90 or not all(-180 <= x <= 180 for x in (values[0], values[2])):
        raise GeometryError(
            f"Bounds {bounds} given; allowed: (west, south, east, north) in degrees, longitudes -180..180, latitudes -90..90. "
            "Give them in that order; west > east means across the antimeridian."
        )
    west, south, east, north = values
    return [(west, south, east, north)] if west < east else [(west, south, 180.0, north), (-180.0, south, east, north)]


def _clip(geometry: npt.NDArray[np.object_], bounds: Bounds | None) -> npt.NDArray[np.object_]:
    """Cut geometries to the bounds; what lies outside becomes empty."""
    if bounds is None:
        return geometry
    pieces = []
    for west, south, east, north in _frames(bounds):
        piece = np.full(len(geometry), shapely.Point(), dtype=object)
        box = shapely.box(west, south, east, north)
        near = shapely.intersects(shapely.box(*shapely.bounds(geometry).T), box)
        within = near & shapely.contains(box, shapely.box(*shapely.bounds(geometry).T))
        piece[within] = geometry[within]
        piece[near & ~within] = shapely.intersection(geometry[near & ~within], box)
        pieces.append(piece)
    return pieces[0] if len(pieces) == 1 else shapely.union(pieces[0], pieces[1])


def _only_polygons(geometry: BaseGeometry) -> BaseGeometry:
    """Return the polygons of a geometry as one."""
    if geometry.geom_type in {"Polygon", "MultiPolygon"}:
        return geometry
    return shapely.MultiPolygon([part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"])
