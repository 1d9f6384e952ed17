"""Reading a layer of polygons from a file: open it, check it, bring it to longitude and latitude. What it means is not decided here."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from toolkit.claims.cutting import polygons_of, wrap
from toolkit.errors import CRSError, GeometryError, MissingCRSError, SchemaError, UnreadableFileError

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["SUFFIXES", "read_layer"]

#: Files that are read, by the end of their name.
SUFFIXES = (".geojson", ".json", ".gpkg", ".shp", ".parquet", ".geoparquet", ".fgb", ".gml", ".zip")


def _listed(values: Any, most: int = 5) -> str:
    """Return the first few values as text, and how many more there are."""
    names = [str(value) for value in values]
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def _one_file(path: Path) -> Path:
    """Return the layer's file: the path itself, or the only readable file of a folder."""
    if path.is_dir():
        found = sorted(item for item in path.iterdir() if item.suffix.lower() in SUFFIXES)
        if len(found) != 1:
            raise UnreadableFileError(
                f"{path} is a folder with {len(found)} layers ({_listed(p.name for p in found) or 'none'}). Name one file."
            )
        return found[0]
    if not path.is_file():
        raise UnreadableFileError(f"{path} is not there. Give the path of a file, or the id of an embedded region.")
    if path.suffix.lower() not in SUFFIXES:
        raise UnreadableFileError(f"{path.name}: files that end in '{path.suffix}' are not read. Allowed: {', '.join(SUFFIXES)}.")
    if path.stat().st_size == 0:
        raise UnreadableFileError(f"{path} is empty (0 bytes). Copy or download it again.")
    return path


def _layer_name(path: Path, layer: str | None) -> str | None:
    """Return the name of the layer to read; refuse to choose between several."""
    import pyogrio

    found = [(str(name), kind) for name, kind in pyogrio.list_layers(path)]
    names = [name for name, _ in found]
    if layer is not None:
        if layer not in names:
            raise UnreadableFileError(f"{path.name} has no layer '{layer}'. Its layers: {', '.join(names)}.")
        return layer
    with_polygons = [name for name, kind in found if kind is not None and (kind == "Unknown" or "Polygon" in str(kind))]
    if len(with_polygons) > 1:
        raise UnreadableFileError(
            f"{path.name} has {len(with_polygons)} layers of polygons: {', '.join(with_polygons)}. Name one: layer='...'."
        )
    return with_polygons[0] if with_polygons else (names[0] if names else None)


def _opened(path: Path, layer: str | None, notes: list[str]) -> gpd.GeoDataFrame:
    import geopandas as gpd
    import pyarrow as pa
    import pyogrio

    advice = "Is it complete, and is it what its name says? Copy or download it again."
    try:
        if path.suffix.lower() in {".parquet", ".geoparquet"}:
            return gpd.read_parquet(path)
        name = _layer_name(path, layer)
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            try:
                frame = _decoded(path, name, "raise", notes)
            except (shapely.errors.GEOSException, ValueError) as error:
                frame = _decoded(path, name, "fix", notes)
                notes.append(f"{path.name}: rings that did not close were closed ({str(error).splitlines()[0]})")
        notes += [f"{path.name}: {warning.message}" for warning in said if issubclass(warning.category, RuntimeWarning | UserWarning)]
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pyogrio.errors.FeatureError, OSError) as error:
        raise UnreadableFileError(f"{path} cannot be read: {error}. {advice}") from error
    except (pa.ArrowInvalid, ValueError, KeyError) as error:
        raise UnreadableFileError(f"{path} cannot be read as a layer of polygons: {error}. {advice}") from error
    if not isinstance(frame, gpd.GeoDataFrame):
        raise GeometryError(f"{path.name} has no geometry. Give a file of polygons (for a shapefile, the .shp beside its .shx and .dbf).")
    return frame


def _decoded(path: Path, layer: str | None, on_invalid: str, notes: list[str]) -> Any:
    """Read with the encoding the file declares; where that is wrong, as Latin-1 (older editions of Marine Regions)."""
    import pyogrio

    try:
        return pyogrio.read_dataframe(path, layer=layer, on_invalid=on_invalid)
    except UnicodeDecodeError:
        notes.append(f"{path.name}: text is not in the encoding the file declares; read as Latin-1")
        return pyogrio.read_dataframe(path, layer=layer, on_invalid=on_invalid, encoding="latin1")


def read_layer(path: str | Path, *, layer: str | None = None) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Read polygons from a file as valid geometries in longitude and latitude.

    Parameters
    ----------
    path : path
        A file (:data:`SUFFIXES`), or a folder with exactly one.
    layer : str, optional
        Layer, where the file has more than one.

    Returns
    -------
    frame : geopandas.GeoDataFrame
        EPSG:4326, longitudes -180..180, valid Polygon and MultiPolygon only; columns as in the file.
    notes : list of str
        What was done: reprojected, wrapped, repaired, ...

    Raises
    ------
    UnreadableFileError
        The file is missing, empty, truncated, of an unknown kind, or has several layers.
    MissingCRSError, CRSError
        It has no coordinate reference system, or one that cannot be used.
    GeometryError
        It has no polygons, empty ones, or ones that are not in degrees.
    SchemaError
        It has no rows.
    """
    notes: list[str] = []
    path = _one_file(Path(path))
    frame = _opened(path, layer, notes)
    if not len(frame):
        raise SchemaError(f"{path.name} has no rows: an empty claim set. Give a file with at least one polygon.")
    frame = _in_degrees(path, frame, notes)
    geometry = frame.geometry.to_numpy()
    empty = [str(i) for i, item in enumerate(geometry) if item is None or item.is_empty]
    if empty:
        raise GeometryError(f"{path.name}: rows {_listed(empty)} have no geometry. Remove them, or give their polygons.")
    kinds = sorted({item.geom_type for item in geometry} - {"Polygon", "MultiPolygon"})
    if kinds:
        raise GeometryError(f"{path.name} holds {', '.join(kinds)}; allowed: Polygon and MultiPolygon. Lines and points make no area.")
    if shapely.has_z(geometry).any():
        geometry = shapely.force_2d(geometry)
        notes.append(f"{path.name}: heights dropped")
    geometry = _tidied(path, geometry, notes)
    frame = frame.set_geometry(_series(geometry, frame))
    return frame.reset_index(drop=True), notes


def _series(geometry: Any, frame: gpd.GeoDataFrame) -> gpd.GeoSeries:
    import geopandas as gpd

    return gpd.GeoSeries(geometry, index=frame.index, crs="EPSG:4326", name=frame.geometry.name)


def _in_degrees(path: Path, frame: gpd.GeoDataFrame, notes: list[str]) -> gpd.GeoDataFrame:
    from pyproj import CRS
    from pyproj.exceptions import ProjError

    if frame.crs is None:
        raise MissingCRSError(
            f"{path.name} has no coordinate reference system, and none is guessed. Find out which it is and store it with the file: "
            "GeoDataFrame.set_crs(...).to_file(...), or add the .prj of the shapefile."
        )
    if frame.crs == CRS.from_epsg(4326) or frame.crs == CRS.from_user_input("OGC:CRS84"):
        bounds = frame.total_bounds
        if np.isfinite(bounds).all() and (bounds[1] < -90 or bounds[3] > 90):
            swapped = max(abs(bounds[0]), abs(bounds[2])) <= 90
            raise GeometryError(
                f"{path.name}: latitudes run from {bounds[1]:g} to {bounds[3]:g}; degrees go from -90 to 90. "
                + ("Longitude and latitude look swapped: write longitude first. " if swapped else "")
                + "If the file is in metres, store its true coordinate reference system."
            )
        return frame
    try:
        moved = frame.to_crs("EPSG:4326")
    except ProjError as error:
        raise CRSError(f"{path.name}: '{frame.crs.name}' cannot be brought to EPSG:4326: {error}. Reproject the file first.") from error
    if not np.isfinite(moved.total_bounds).all():
        raise CRSError(
            f"{path.name}: some coordinates have no place in EPSG:4326 when read as '{frame.crs.name}'. Store its true system with it."
        )
    notes.append(f"{path.name}: reprojected from {frame.crs.name} to EPSG:4326")
    return moved


def _tidied(path: Path, geometry: Any, notes: list[str]) -> Any:
    """Wrap longitudes and repair rings; say which rows."""
    out = np.empty(len(geometry), dtype=object)
    done: dict[str, list[int]] = {}
    for i, item in enumerate(geometry):
        item, said = wrap(item)
        if said:
            done.setdefault(said, []).append(i)
        if not item.is_valid:
            why = shapely.is_valid_reason(item).split("[")[0].strip().lower()
            item = polygons_of(shapely.make_valid(item, method="structure", keep_collapsed=False))
            done.setdefault(f"rings repaired ({why})", []).append(i)
        if item.is_empty:
            raise GeometryError(f"{path.name}: row {i} has a polygon without area. Remove it, or give its outline.")
        out[i] = item
    notes += [f"{path.name}: {said} in rows {_listed(rows)}" for said, rows in done.items()]
    return out
