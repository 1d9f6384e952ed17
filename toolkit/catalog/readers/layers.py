"""Map layers of reefs: cells on the Coral Reef Watch grid, refugia cells, GCRMN regions, reef polygons of UNEP-WCMC and the Allen Atlas."""

from __future__ import annotations

import io
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from toolkit.catalog.checks import Layout, finish, first_row, need_columns, numbers, refuse_outside, refuse_repeated
from toolkit.catalog.layout import container, layer_source, read_table, read_text
from toolkit.errors import CRSError, MissingCRSError, SchemaError, UnreadableFileError

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = [
    "ALLEN_BENTHIC",
    "LAYOUTS",
    "grid_index",
    "read_allen_atlas",
    "read_gcrmn_regions",
    "read_reef_cells",
    "read_refugia_cells",
    "read_wcmc_reefs",
]

#: The Coral Reef Watch 5 km grid: side of a cell, centre of the first cell from the west, centre of the first from the north.
_SIDE, _WEST, _NORTH = 0.05, -179.975, 89.975
#: How far a cell centre may lie from the grid, degrees.
_TOLERANCE = 1e-6
_VECTOR = frozenset({"sqlite", "shapefile", "text"})

CELLS = ("OBJECTID", "Region", "cell_km2")
PRESSURES = ("grav_NC", "pop_count", "num_ports", "reef_value", "sediment", "nutrient")
SCORES = ("score", "scoreth", "scorepfc", "scoretr", "scorecn", "scorecy")
REFUGIA = ("bcu", *PRESSURES, *SCORES, "src_crs")
REGIONS = ("region",)
#: Columns of the polygon layer, version 4.1 (data.unep-wcmc.org/datasets/1).
WCMC = ("LAYER_NAME", "METADATA_I", "ORIG_NAME", "DATA_TYPE", "START_DATE", "END_DATE", "DATE_TYPE", "VERIF", "GIS_AREA_K")
#: Benthic classes of the Allen Coral Atlas with the codes of its rasters.
ALLEN_BENTHIC = {11: "Sand", 12: "Rubble", 13: "Rock", 14: "Seagrass", 15: "Coral/Algae", 18: "Microalgal Mats"}
#: Where the share of reef cells or the pressures need it: their meaning, in the words of the source.
_PRESSURE_NOTES = (
    "refugia cells only, not all reefs; pressures are magnitudes, not percentiles: grav_NC fishing (gravity), pop_count coastal "
    "development, num_ports industrial development, reef_value tourism, sediment, nutrient (nitrogen)",
)


def read_layer(path: str | Path, known: tuple[str, ...], *, what: str) -> gpd.GeoDataFrame:
    """Read a map layer and bring it to EPSG:4326.

    Parameters
    ----------
    path : path
        GeoPackage, shapefile or GeoJSON.
    known : tuple of str
        Columns that must be there.
    what : str
        Name of the layer, for messages.

    Returns
    -------
    geopandas.GeoDataFrame
        Index ``row`` from 1. Invalid geometries are repaired; ``attrs["notes"]`` tells how many, and of a change of CRS.

    Raises
    ------
    UnreadableFileError
        The file is no map layer or is damaged.
    SchemaError
        A column is missing or the layer is empty.
    MissingCRSError
        The layer does not say its CRS.
    """
    import geopandas as gpd

    path = Path(path)
    kind = container(path)
    if kind not in _VECTOR or (kind == "text" and read_text(path)[0].lstrip()[:1] != "{"):
        raise UnreadableFileError(f"{path.name} is {kind}, not a map layer. Give a GeoPackage, a shapefile or GeoJSON.")
    notes: list[str] = []
    source = layer_source(path)
    try:
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            frame = gpd.read_file(io.BytesIO(source) if isinstance(source, bytes) else source, engine="pyogrio")
        notes += list(dict.fromkeys(str(item.message) for item in told))
    except Exception as error:  # a parser of damaged bytes may raise anything
        raise UnreadableFileError(
            f"{path.name} is a map layer that cannot be read ({type(error).__name__}). Get the file again."
        ) from error
    need_columns(path, frame.columns, known, what=what)
    if not isinstance(frame, gpd.GeoDataFrame) or frame.empty:
        raise SchemaError(f"{path.name} holds no geometries. Give the layer with its polygons.")
    if frame.crs is None:
        raise MissingCRSError(
            f"{path.name} does not say its coordinate reference system. Set it to the publisher's, for example EPSG:4326."
        )
    frame.index = pd.RangeIndex(1, len(frame) + 1, name="row")
    if frame.crs.to_epsg() != 4326:
        notes.append(f"reprojected from {frame.crs.to_string()[:40]} to EPSG:4326")
        frame = frame.to_crs(4326)
    absent = frame.geometry.isna() | frame.geometry.is_empty
    dropped = [(row, "no geometry") for row in frame.index[absent].to_numpy().tolist()]
    frame = frame[~absent]
    invalid = ~frame.geometry.is_valid
    if invalid.any():
        notes.append(f"{int(invalid.sum())} invalid polygon(s) repaired")
        frame = frame.set_geometry(frame.geometry.make_valid())
    frame.attrs = {"notes": notes, "rows_dropped": dropped}
    return frame


def _done(frame: Any, path: Path, layout: str, dataset_id: str, units: dict[str, str], notes: tuple[str, ...] = ()) -> Any:
    attrs = frame.attrs
    return finish(
        frame,
        layout=layout,
        dataset_id=dataset_id,
        units=units,
        path=path,
        dropped=attrs.get("rows_dropped", ()),
        notes=(*notes, *attrs.get("notes", ())),
    )


def grid_index(lon: pd.Series, lat: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Return the column and row of cells on the Coral Reef Watch 5 km grid.

    Parameters
    ----------
    lon, lat : pandas.Series, degrees
        Cell centres.

    Returns
    -------
    ix, iy : pandas.Series of int
        Counted from the west and from the north.

    Notes
    -----
    ``ix = round((lon + 179.975) / 0.05)``, ``iy = round((89.975 - lat) / 0.05)``.

    Examples
    --------
    >>> ix, iy = grid_index(pd.Series([-179.975, 130.325]), pd.Series([89.975, 33.675]))
    >>> ix.tolist(), iy.tolist()
    ([0, 6206], [0, 1126])
    """
    ix = ((lon - _WEST) / _SIDE).round().astype("int64")
    iy = ((_NORTH - lat) / _SIDE).round().astype("int64")
    return ix, iy


def read_reef_cells(path: str | Path) -> pd.DataFrame:
    """Read the reef-bearing cells of 0.05 degree.

    Parameters
    ----------
    path : path
        GeoPackage (polygons) or Parquet (centres).

    Returns
    -------
    pandas.DataFrame or geopandas.GeoDataFrame
        ``lon``, ``lat`` (centre), ``crw_ix``, ``crw_iy`` (place on the Coral Reef Watch grid, no resampling needed),
        ``cell_km2`` (area of the whole cell: presence of reef, not reef area), and the columns of the file.

    Raises
    ------
    SchemaError
        A column is missing, a cell is not on the grid or occurs twice, or an area is impossible.
    CRSError, MissingCRSError
        The polygons are not in EPSG:4326.
    UnreadableFileError
        The file is damaged.
    """
    path = Path(path)
    if container(path) == "parquet":
        frame: Any = read_table(path)
        need_columns(path, frame.columns, (*CELLS, "lon", "lat"), what="a table of reef cells")
        frame.attrs = {}
    else:
        frame = read_layer(path, CELLS, what="a layer of reef cells")
        if any(note.startswith("reprojected") for note in frame.attrs["notes"]):
            raise CRSError(f"{path.name} is not in EPSG:4326: cells would no longer be squares on the grid. Give the layer as published.")
        attrs = frame.attrs
        box = frame.geometry.bounds
        frame = frame.assign(lon=(box["minx"] + box["maxx"]) / 2, lat=(box["miny"] + box["maxy"]) / 2)
        odd = ((box["maxx"] - box["minx"] - _SIDE).abs() > _TOLERANCE) | ((box["maxy"] - box["miny"] - _SIDE).abs() > _TOLERANCE)
        if odd.any():
            raise SchemaError(f"{path.name}, row {first_row(odd)}: the cell is not 0.05 x 0.05 degree. Give the cells as published.")
        frame.attrs = attrs
    attrs = frame.attrs
    refuse_outside(path, frame["cell_km2"].astype("float64"), "cell_km2", low=0, high=31, unit="km2")
    ix, iy = grid_index(frame["lon"], frame["lat"])
    away = np.maximum((frame["lon"] - (_WEST + ix * _SIDE)).abs(), (frame["lat"] - (_NORTH - iy * _SIDE)).abs()) > _TOLERANCE
    if away.any():
        raise SchemaError(f"{path.name}, row {first_row(away)}: the cell is not on the Coral Reef Watch grid. Give the cells as published.")
    if "crw_ix" in frame and not ((frame["crw_ix"] == ix) & (frame["crw_iy"] == iy)).all():
        row = first_row((frame["crw_ix"] != ix) | (frame["crw_iy"] != iy))
        raise SchemaError(f"{path.name}, row {row}: crw_ix and crw_iy do not belong to lon and lat. Get the file again.")
    number = numbers(path, frame, "OBJECTID", missing=(), low=0).astype("int64")
    frame = frame.assign(OBJECTID=number, crw_ix=ix, crw_iy=iy)
    refuse_repeated(path, frame, ["crw_ix", "crw_iy"])
    frame.attrs = attrs
    note = ("cell_km2 is the area of the whole cell: presence of reef, not reef area",)
    return _done(frame, path, "reef-cells", "reef-cells-2022", {"cell_km2": "km2", "lon": "degree_east", "lat": "degree_north"}, note)  # type: ignore[no-any-return]


def read_refugia_cells(path: str | Path) -> gpd.GeoDataFrame:
    """Read the cells of climate refugia with pressures and climate scores.

    Returns
    -------
    geopandas.GeoDataFrame
        ``bcu`` (unit), six pressures as magnitudes, six climate scores, ``lon``, ``lat`` (middle of the cell's box).

    Raises
    ------
    SchemaError
        A column is missing, or a pressure is negative.
    MissingCRSError
        The layer does not say its CRS.
    UnreadableFileError
        The file is damaged.
    """
    path = Path(path)
    frame = read_layer(path, REFUGIA, what="a layer of refugia cells")
    attrs = frame.attrs
    for name in PRESSURES:
        refuse_outside(path, pd.to_numeric(frame[name], errors="coerce"), name, low=0)
    box = frame.geometry.bounds
    frame = frame.assign(lon=(box["minx"] + box["maxx"]) / 2, lat=(box["miny"] + box["maxy"]) / 2)
    frame.attrs = attrs
    missing = int(frame["grav_NC"].isna().sum())
    notes = (*_PRESSURE_NOTES, f"grav_NC is missing in {missing} cell(s)") if missing else _PRESSURE_NOTES
    return _done(frame, path, "refugia-cells", "refugia-cells-2022", dict.fromkeys((*PRESSURES, *SCORES), "1"), notes)


def read_gcrmn_regions(path: str | Path) -> gpd.GeoDataFrame:
    """Read GCRMN regions, subregions or ecoregions.

    Returns
    -------
    geopandas.GeoDataFrame
        ``region`` and, at the finer levels, ``subregion`` (code such as EAS 6), ``subregion_name``, ``ecoregion``, beside the
        columns of the file (``subregn``, ``sbrgn_n``, ``ecoregn``).

    Raises
    ------
    SchemaError
        A column is missing.
    MissingCRSError
        The layer does not say its CRS.
    UnreadableFileError
        The file is damaged.
    """
    path = Path(path)
    frame = read_layer(path, REGIONS, what="a layer of GCRMN regions")
    attrs = frame.attrs
    names = {"subregn": "subregion", "sbrgn_n": "subregion_name", "ecoregn": "ecoregion"}
    frame = frame.assign(**{new: frame[old] for old, new in names.items() if old in frame.columns})
    if "subregion" in frame.columns:
        # The ecoregions write the region twice: "EAS EAS 6" is the subregion "EAS 6" of the other layers.
        pairs = zip(frame["region"].astype("str"), frame["subregion"].astype("str"), strict=True)
        frame["subregion"] = [code.removeprefix(f"{region} ") if code.startswith(f"{region} {region}") else code for region, code in pairs]
    frame.attrs = attrs
    return _done(frame, path, "gcrmn-regions", "gcrmn-regions", {})


def read_wcmc_reefs(path: str | Path) -> gpd.GeoDataFrame:
    """Read the reef polygons of UNEP-WCMC, WorldFish, WRI and TNC.

    Returns
    -------
    geopandas.GeoDataFrame
        The columns of the file, and ``area_stated_km2`` (``GIS_AREA_K``). Polygons overlap: do not add their areas.

    Raises
    ------
    SchemaError
        A column is missing, or a stated area is negative.
    MissingCRSError
        The layer does not say its CRS.
    UnreadableFileError
        The file is damaged.
    """
    path = Path(path)
    frame = read_layer(path, WCMC, what="the reef layer of UNEP-WCMC")
    attrs = frame.attrs
    stated = pd.to_numeric(frame["GIS_AREA_K"], errors="coerce")
    refuse_outside(path, stated, "GIS_AREA_K", low=0, unit="km2")
    frame = frame.assign(area_stated_km2=stated)
    frame.attrs = attrs
    return _done(frame, path, "wcmc-reefs", "wcmc-reefs", {"area_stated_km2": "km2"}, ("polygons overlap: do not add their areas",))


def read_allen_atlas(path: str | Path) -> gpd.GeoDataFrame:
    """Read benthic polygons of the Allen Coral Atlas.

    Returns
    -------
    geopandas.GeoDataFrame
        ``benthic_class`` (name), ``benthic_code`` (as in the rasters of the Atlas), and the columns of the file. Column
        ``class`` may hold names or codes.

    Raises
    ------
    SchemaError
        The column is missing or holds a class that is not known.
    MissingCRSError
        The layer does not say its CRS.
    UnreadableFileError
        The file is damaged.
    """
    path = Path(path)
    frame = read_layer(path, ("class",), what="a benthic layer of the Allen Coral Atlas")
    attrs = frame.attrs
    codes = {name.lower(): code for code, name in ALLEN_BENTHIC.items()} | {str(code): code for code in ALLEN_BENTHIC}
    code = frame["class"].astype("str").str.strip().str.lower().str.replace(r"\.0$", "", regex=True).map(codes)
    if code.isna().any():
        row = first_row(code.isna())
        known = ", ".join(f"{name} ({number})" for number, name in ALLEN_BENTHIC.items())
        raise SchemaError(f"{path.name}, row {row}: class '{frame.loc[row, 'class']!s}' is not a benthic class. Known: {known}.")
    frame = frame.assign(benthic_code=code.astype("int64"), benthic_class=code.astype("int64").map(ALLEN_BENTHIC))
    frame.attrs = attrs
    return _done(frame, path, "allen-atlas-benthic", "allen-coral-atlas", {})


LAYOUTS = (
    Layout("reef-cells", "Reef-bearing cells of 0.05 degree", "reef-cells-2022", _VECTOR | {"parquet"}, CELLS, read_reef_cells),
    Layout("refugia-cells", "Climate refugia cells with pressures", "refugia-cells-2022", _VECTOR, REFUGIA, read_refugia_cells),
    Layout("gcrmn-regions", "GCRMN regions, subregions, ecoregions", "gcrmn-regions", _VECTOR, ("region", "geometry"), read_gcrmn_regions),
    Layout("wcmc-reefs", "UNEP-WCMC reef polygons", "wcmc-reefs", _VECTOR, WCMC, read_wcmc_reefs),
    Layout(
        "allen-atlas-benthic", "Allen Coral Atlas benthic polygons", "allen-coral-atlas", _VECTOR, ("class", "geometry"), read_allen_atlas
    ),
)
