"""Coverage: km2 of every grid cell inside every face, computed once and used for any data on that grid.

The weight of a cell in a face is the covered fraction (exact in longitude and latitude) times the cell's area on WGS84. In a
cell that a face cuts, the covered part lies a little nearer to the pole or to the equator than the cell's middle, which the
product does not see. The error of one cut cell is at most about ``tan(latitude) * height / 4`` of its area (height in radians): 2e-4
for 0.05 degree cells at 45 degrees, 0.4 % for 1 degree cells; cells wholly inside carry none, and in a face of many cells the
errors of opposite edges cancel (tests/overlay/test_coverage.py measures both).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
import shapely
import xarray as xr

from toolkit.errors import CRSError, GeometryError, MissingCRSError, OverlayError, SchemaError, UnreadableFileError
from toolkit.geodesy import area_km2
from toolkit.overlay.fractions import covered_fractions
from toolkit.overlay.lattice import Lattice, lattice

__all__ = ["Weights", "coverage", "face_fingerprint", "face_frame", "load_weights"]

ALL_CELLS = "all cells"


@dataclass(frozen=True, eq=False)
class Weights:
    """km2 of each grid cell inside each face.

    Attributes
    ----------
    matrix : scipy.sparse.csr_array, shape (n_faces, n_cells), km2
        Columns are cells of the grid in the order of the data, flattened (lat, lon).
    face_ids : tuple of str
        Faces, in the order of the rows.
    cells : Lattice
        The grid the weights are made for.
    outside_km2 : numpy.ndarray
        Area of each face outside the grid.
    geometry : numpy.ndarray of shapely geometries
        The faces, kept to refine the weights (``within``).
    fingerprint : str
        Checksum of the faces.
    basis : str
        Which cells count, as printed.
    cell_km2 : numpy.ndarray, shape (n_cells,)
        What the whole cell holds of the basis: its area, or its area within a layer.
    known_fraction : numpy.ndarray
        Share of each face for which the layer of the basis says something (1 where the basis is all cells).
    dataset_ids : tuple of str
        Datasets that the weights rest on (faces, layer).
    """

    matrix: sp.csr_array
    face_ids: tuple[str, ...]
    cells: Lattice
    outside_km2: npt.NDArray[np.float64]
    geometry: npt.NDArray[Any]
    fingerprint: str
    basis: str = ALL_CELLS
    cell_km2: npt.NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    known_fraction: npt.NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    dataset_ids: tuple[str, ...] = ()
    _kept: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def grid_fingerprint(self) -> str:
        """Checksum of the cell edges and the order of the data."""
        return self.cells.fingerprint

    @cached_property
    def face_km2(self) -> npt.NDArray[np.float64]:
        """Area of each face (of the basis) inside and outside the grid: the denominator of ``valid_fraction``."""
        return np.asarray(self.matrix.sum(axis=1)).ravel() + self.outside_km2

    def check(self, data: xr.DataArray) -> Lattice:
        """Return the lattice of the data, or raise an OverlayError if the weights were made for another grid."""
        cells = lattice(data)
        if cells.fingerprint != self.cells.fingerprint:
            raise OverlayError(
                f"The weights are for a grid of {self.cells.shape[0]} x {self.cells.shape[1]} cells from {self.cells.extent} "
                f"(latitude {'falling' if self.cells.lat_falls else 'rising'}); '{data.name}' has {cells.shape[0]} x {cells.shape[1]} cells "
                f"from {cells.extent} (latitude {'falling' if cells.lat_falls else 'rising'}). Make them again: coverage(data, faces)."
            )
        return cells

    def to_dataarray(self) -> xr.DataArray:
        """Return the weights as a dense array with dims (face, lat, lon), km2: for small grids and for looking at them."""
        dense = self.matrix.toarray().reshape(len(self.face_ids), *self.cells.shape)
        return xr.DataArray(dense, dims=("face", self.cells.y, self.cells.x), coords={"face": list(self.face_ids)}, attrs={"units": "km2"})

    def save(self, path: str | Path) -> None:
        """Write the weights to one .npz file, with the fingerprints of grid and faces."""
        np.savez_compressed(
            path,
            format=np.array("arf-marine weights 1"),
            data=self.matrix.data,
            indices=self.matrix.indices,
            indptr=self.matrix.indptr,
            face_ids=np.asarray(self.face_ids, dtype=np.str_),
            lon_edges=self.cells.lon_edges,
            lat_edges=self.cells.lat_edges,
            order=np.array([self.cells.lon_falls, self.cells.lat_falls, self.cells.lon_even, self.cells.lat_even]),
            dims=np.asarray([self.cells.x, self.cells.y], dtype=np.str_),
            outside_km2=self.outside_km2,
            cell_km2=self.cell_km2,
            known_fraction=self.known_fraction,
            wkb=np.frombuffer(b"".join(blobs := [shapely.to_wkb(shape) for shape in self.geometry]), dtype=np.uint8),
            wkb_lengths=np.array([len(blob) for blob in blobs], dtype=np.int64),
            text=np.asarray([self.basis, self.fingerprint, self.cells.fingerprint, *self.dataset_ids], dtype=np.str_),
        )

    def __repr__(self) -> str:
        rows, columns = self.cells.shape
        return f"<Weights: {len(self.face_ids)} faces x {rows} x {columns} cells, {self.matrix.nnz} pairs, basis: {self.basis}>"


def coverage(grid: xr.DataArray | xr.Dataset, faces: Any) -> Weights:
    """Compute km2 of each grid cell inside each face.

    Parameters
    ----------
    grid : xarray.DataArray or Dataset
        A rectilinear grid, even or not, in any order and range of longitudes; its values are not looked at.
    faces : Faces or geopandas.GeoDataFrame
        Polygons in EPSG:4326, indexed by face id.

    Returns
    -------
    Weights
        Sparse weights with the fingerprints of grid and faces.

    Raises
    ------
    GridError
        The axes of the grid are not found or cannot be used.
    MissingCRSError, CRSError
        The faces have no CRS, or not EPSG:4326.
    OverlayError
        No face touches the grid.

    Notes
    -----
    weight = covered fraction (planar, exactextract) x area of the cell on WGS84; see the head of this module for the error.

    References
    ----------
    Baston, D. exactextract, https://github.com/isciences/exactextract.
    """
    frame = face_frame(faces)
    cells = lattice(grid)
    shapes = np.asarray(frame.geometry.values, dtype=object)
    face, row, column, km2 = overlap_km2(cells, shapes)
    if not len(km2):
        west, south, east, north = shapely.total_bounds(shapes)
        raise OverlayError(
            f"The grid covers {tuple(round(x, 3) for x in cells.extent)} and the faces ({west:g}, {south:g}, {east:g}, {north:g}) "
            "(west, south, east, north): they do not touch. Check the order of longitude and latitude, or take a grid that covers the faces."
        )
    shape = (len(frame), cells.shape[0] * cells.shape[1])
    matrix = sp.csr_array(sp.coo_array((km2, (face, cells.cell_numbers(row, column))), shape=shape))
    matrix.sort_indices()
    return Weights(
        matrix=matrix,
        face_ids=tuple(map(str, frame.index)),
        cells=cells,
        outside_km2=_outside_km2(cells, shapes),
        geometry=shapes,
        fingerprint=face_fingerprint(faces),
        cell_km2=cells.in_data_order(cells.area_km2).ravel(),
        known_fraction=np.ones(len(frame)),
        dataset_ids=tuple(getattr(getattr(faces, "claims", None), "dataset_ids", ()) or ()),
    )


def overlap_km2(
    cells: Lattice, shapes: npt.NDArray[Any]
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], npt.NDArray[np.intp], npt.NDArray[np.float64]]:
    """Return face, row, column (rising) and km2 of every pair of a face and a cell that overlap, whatever the range of longitudes."""
    parts = []
    for shift, chosen in _shifts(cells, shapes):
        moved = shapely.transform(shapes[chosen], lambda xy, by=shift: xy + (by, 0.0)) if shift else shapes[chosen]
        face, row, column, fraction = covered_fractions(cells, moved)
        parts.append((chosen[face], row, column, fraction * cells.row_area_km2[row] * np.diff(cells.lon_edges)[column]))
    if not parts:
        return np.zeros(0, np.intp), np.zeros(0, np.intp), np.zeros(0, np.intp), np.zeros(0)
    face, row, column, km2 = (np.concatenate(x) for x in zip(*parts, strict=True))
    return face, row, column, km2


def _shifts(cells: Lattice, shapes: npt.NDArray[Any]) -> list[tuple[float, npt.NDArray[np.intp]]]:
    """Return by how many degrees faces must be moved to meet the grid, and which faces meet it there."""
    west, south, east, north = cells.extent
    bounds = shapely.bounds(shapes)
    out = []
    for shift in (-720.0, -360.0, 0.0, 360.0, 720.0):
        meets = (bounds[:, 0] + shift < east) & (bounds[:, 2] + shift > west) & (bounds[:, 1] < north) & (bounds[:, 3] > south)
        if meets.any():
            out.append((shift, np.flatnonzero(meets)))
    return out


def _outside_km2(cells: Lattice, shapes: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """Area of each face that lies outside the grid."""
    west, south, east, north = cells.extent
    bounds = shapely.bounds(shapes)
    whole = (east - west >= 360.0 - 1e-6) & (bounds[:, 1] >= south) & (bounds[:, 3] <= north)
    inside = np.zeros(len(shapes))
    for shift, chosen in _shifts(cells, shapes):
        fits = (
            (bounds[chosen, 0] + shift >= west)
            & (bounds[chosen, 2] + shift <= east)
            & (bounds[chosen, 1] >= south)
            & (bounds[chosen, 3] <= north)
        )
        whole[chosen[fits]] = True
        rest = chosen[~fits & ~whole[chosen]]
        if len(rest):
            inside[rest] += area_km2(shapely.clip_by_rect(shapes[rest], west - shift, south, east - shift, north))
    outside = np.zeros(len(shapes))
    partly = np.flatnonzero(~whole)
    if len(partly):
        outside[partly] = np.maximum(area_km2(shapes[partly]) - inside[partly], 0.0)
    return outside


# ---- faces -------------------------------------------------------------------------------------------------------------------


def face_frame(faces: Any) -> gpd.GeoDataFrame:
    """Return the GeoDataFrame of faces after checking that it can be overlaid.

    Raises
    ------
    SchemaError
        There is no table of polygons, or an id is repeated.
    MissingCRSError, CRSError
        No CRS, or not EPSG:4326.
    GeometryError
        A polygon is missing, empty, invalid or beyond the poles.
    """
    frame = getattr(faces, "frame", faces)
    if not isinstance(frame, gpd.GeoDataFrame) or frame.empty:
        raise SchemaError(
            f"Faces must be the result of partition(claims) or a GeoDataFrame with polygons; {type(faces).__name__} given or empty."
        )
    if frame.crs is None:
        raise MissingCRSError("The faces have no CRS. If they are in longitude and latitude, say so: faces.set_crs('EPSG:4326').")
    if not frame.crs.equals("EPSG:4326", ignore_axis_order=True) and not (frame.crs.is_geographic and "WGS 84" in frame.crs.name):
        raise CRSError(f"The faces are in {frame.crs.name}; allowed is EPSG:4326. Reproject them first: faces.to_crs('EPSG:4326').")
    if frame.index.has_duplicates:
        raise SchemaError(f"Face id '{frame.index[frame.index.duplicated()][0]}' is repeated. Give each face its own index.")
    shapes = np.asarray(frame.geometry.values, dtype=object)
    bad = shapely.is_missing(shapes) | shapely.is_empty(shapes) | ~np.isin(shapely.get_type_id(shapes), (3, 6)) | ~shapely.is_valid(shapes)
    if bad.any():
        name = frame.index[int(np.flatnonzero(bad)[0])]
        raise GeometryError(
            f"{int(bad.sum())} of {len(frame)} faces are missing, empty, invalid or not polygons; the first is '{name}'. "
            "Repair them first: faces.geometry.make_valid(), and keep the polygons."
        )
    if np.abs(shapely.bounds(shapes)[:, [1, 3]]).max() > 90.0 + 1e-9:
        raise GeometryError("A face reaches beyond the poles: the coordinates are not degrees, or latitude comes first. Check them.")
    return frame


def face_fingerprint(faces: Any) -> str:
    """Return the checksum of faces: the one they carry, else of their ids and coordinates."""
    given = getattr(faces, "fingerprint", None)
    if isinstance(given, str) and given:
        return given
    frame = getattr(faces, "frame", faces)
    digest = hashlib.sha256("\n".join(map(str, frame.index)).encode())
    for shape in frame.geometry.values:
        digest.update(shapely.to_wkb(shape, byte_order=1))
    return digest.hexdigest()[:16]


# ---- keeping ------------------------------------------------------------------------------------------------------------------


def load_weights(path: str | Path, grid: xr.DataArray | xr.Dataset, faces: Any) -> Weights:
    """Read weights that were saved, for the same grid and faces.

    Parameters
    ----------
    path : path
        A file that :meth:`Weights.save` wrote.
    grid : xarray.DataArray or Dataset
        The grid they are to be used with.
    faces : Faces or geopandas.GeoDataFrame
        The faces they are to be used with.

    Returns
    -------
    Weights
        As they were saved.

    Raises
    ------
    UnreadableFileError
        The file is missing, damaged or holds something else.
    OverlayError
        The weights were made for another grid or for other faces.
    """
    try:
        with np.load(path, allow_pickle=False) as stored:
            if str(stored["format"]) != "arf-marine weights 1":
                raise KeyError("format")
            parts = {name: stored[name] for name in stored.files}
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise UnreadableFileError(f"{path} holds no saved weights ({error}). Make them again: coverage(grid, faces).save(path).") from error
    basis, face_print, grid_print, *datasets = map(str, parts["text"])
    now_grid, now_faces = lattice(grid).fingerprint, face_fingerprint(faces)
    for what, then, now in (("grid", grid_print, now_grid), ("faces", face_print, now_faces)):
        if then != now:
            raise OverlayError(
                f"{path} was made for other {what} (fingerprint {then}, given {now}). Make it again: coverage(grid, faces).save(path)."
            )
    lon_falls, lat_falls, lon_even, lat_even = map(bool, parts["order"])
    x, y = map(str, parts["dims"])
    cells = Lattice(parts["lon_edges"], parts["lat_edges"], x, y, lon_falls, lat_falls, lon_even, lat_even)
    ends = np.cumsum(parts["wkb_lengths"])
    blob = parts["wkb"].tobytes()
    shapes = np.array(
        [shapely.from_wkb(blob[end - size : end]) for end, size in zip(ends, parts["wkb_lengths"], strict=True)], dtype=object
    )
    shape = (len(parts["face_ids"]), cells.shape[0] * cells.shape[1])
    return Weights(
        matrix=sp.csr_array((parts["data"], parts["indices"], parts["indptr"]), shape=shape),
        face_ids=tuple(map(str, parts["face_ids"])),
        cells=cells,
        outside_km2=parts["outside_km2"],
        geometry=shapes,
        fingerprint=face_print,
        basis=basis,
        cell_km2=parts["cell_km2"],
        known_fraction=parts["known_fraction"],
        dataset_ids=tuple(datasets),
    )
