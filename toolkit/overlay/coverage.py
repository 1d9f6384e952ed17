"""Coverage: km2 of every grid cell inside every face, computed once and used for any data on that grid.

Two methods give it, and each checks the other. ``exact`` (the default) adds up the edges of a face, cell by cell, on the ellipsoid
(:mod:`toolkit.overlay.scan`): the weights of a face add up to its area to 12 digits. ``exactextract`` multiplies the covered fraction
that the library of that name gives (planar, single precision) by the area of the cell. In a cell that a face cuts, the covered part lies a
little nearer to the pole or to the equator than the cell's middle, which that product does not see: the error of one cut cell is at
most about ``tan(latitude) * height / 4`` of its area (height in radians), 2e-4 for 0.05 degree cells at 45 degrees and 0.4 % for 1
degree cells; cells wholly inside carry none, and in a face of many cells the errors of opposite edges cancel.
"""

from __future__ import annotations

import itertools
import zipfile
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
import shapely
import xarray as xr

from toolkit.catalog.axes import axes
from toolkit.errors import NoOverlapError, OverlayError, UnreadableFileError
from toolkit.geodesy import area_km2
from toolkit.overlay.faces import face_fingerprint, face_frame
from toolkit.overlay.fractions import covered_fractions
from toolkit.overlay.lattice import Lattice, first_grid, lattice
from toolkit.overlay.mesh import Mesh, eastward, mesh, polygon_overlaps
from toolkit.overlay.scan import scan_km2
from toolkit.show import record_html

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.signedinteger[Any]]

__all__ = ["Weights", "coverage", "load_weights"]

ALL_CELLS = "all cells"

Method = Literal["exact", "exactextract"]

_FORMAT = "arf-marine weights 2"


@dataclass(frozen=True, eq=False)
class Weights:
    """km2 of each grid cell inside each face.

    Attributes
    ----------
    matrix : scipy.sparse.csr_array, shape (n_faces, n_cells), km2
        Columns are cells of the grid in the order of the data, flattened (lat, lon).
    face_ids : tuple of str
        Faces, in the order of the rows.
    cells : Lattice or Mesh
        The grid the weights are made for.
    outside_km2 : numpy.ndarray
        Area of each face outside the grid.
    geometry : numpy.ndarray of shapely geometries
        The faces, kept to refine the weights (``within``).
    fingerprint : str
        Checksum of the faces.
    basis : str
        Which cells count, as printed.
    held_km2 : numpy.ndarray, shape (n_cells,), or None
        What the whole cell holds of the basis where that is not its area (``within``).
    known_fraction : numpy.ndarray
        Share of each face for which the layer of the basis says something (1 where the basis is all cells).
    dataset_ids : tuple of str
        Datasets that the weights rest on (faces, layer).
    method : str
        How the weights were computed.
    """

    matrix: sp.csr_array
    face_ids: tuple[str, ...]
    cells: Lattice | Mesh
    outside_km2: npt.NDArray[np.float64]
    geometry: npt.NDArray[Any]
    fingerprint: str
    basis: str = ALL_CELLS
    held_km2: npt.NDArray[np.float64] | None = None
    known_fraction: npt.NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    dataset_ids: tuple[str, ...] = ()
    method: Method = "exact"
    _kept: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def grid_fingerprint(self) -> str:
        """Checksum of the cell edges and the order of the data."""
        return self.cells.fingerprint

    @cached_property
    def face_km2(self) -> npt.NDArray[np.float64]:
        """Area of each face (of the basis) inside and outside the grid: the denominator of ``valid_fraction``."""
        return np.asarray(self.matrix.sum(axis=1)).ravel() + self.outside_km2

    def whole_km2(self, cell: Integers) -> Floats:
        """Return what whole cells hold of the basis: their area, or their area within a layer."""
        if self.held_km2 is not None:
            return np.asarray(self.held_km2[cell])
        return self.cells.whole_km2(cell)

    @property
    def cell_km2(self) -> Floats:
        """What each whole cell holds of the basis, shape (n_cells,)."""
        return self.whole_km2(np.arange(self.matrix.shape[1]))

    def check(self, data: xr.DataArray) -> Lattice | Mesh:
        """Return the cells of the data, or raise an OverlayError if the weights were made for another grid."""
        cells = _cells(data)
        if cells.fingerprint != self.cells.fingerprint:
            raise OverlayError(f"The weights are for {self.cells}; '{data.name}' has {cells}. Make them again: coverage(data, faces).")
        return cells

    def to_dataarray(self) -> xr.DataArray:
        """Return the weights as a dense array with dims (face, lat, lon), km2: for small grids and for looking at them."""
        dense = self.matrix.toarray().reshape(len(self.face_ids), *self.cells.shape)
        return xr.DataArray(dense, dims=("face", self.cells.y, self.cells.x), coords={"face": list(self.face_ids)}, attrs={"units": "km2"})

    def save(self, path: str | Path) -> None:
        """Write the weights to one file (.npz), with the fingerprints of grid and faces; read it with ``load_weights``."""
        target = Path(path)
        text = [_FORMAT, self.basis, self.fingerprint, self.cells.fingerprint, self.method, *self.dataset_ids]
        part = target.with_name(target.name + ".part")
        with part.open("wb") as stream:
            np.savez_compressed(
                stream,
                text=np.asarray(text, dtype=np.str_),
                data=self.matrix.data,
                indices=self.matrix.indices,
                indptr=self.matrix.indptr,
                outside_km2=self.outside_km2,
                held_km2=np.zeros(0) if self.held_km2 is None else self.held_km2,
                known_fraction=self.known_fraction,
            )
        part.replace(target)

    def __repr__(self) -> str:
        rows, columns = self.cells.shape
        return f"<Weights: {len(self.face_ids)} faces x {rows} x {columns} cells, {self.matrix.nnz} pairs, basis: {self.basis}>"

    def _repr_html_(self) -> str:
        rows, columns = self.cells.shape
        return record_html(
            f"Weights: km² of each of {rows} x {columns} cells inside each of {len(self.face_ids)} faces",
            [
                ("pairs of cell and face", f"{self.matrix.nnz:,}"),
                ("inside the grid", f"{float(self.matrix.sum()):,.0f} km²"),
                ("outside the grid", f"{float(np.sum(self.outside_km2)):,.0f} km²"),
                ("basis", self.basis),
                ("method", self.method),
                ("datasets", ", ".join(self.dataset_ids)),
            ],
        )


def coverage(grid: xr.DataArray | xr.Dataset, faces: Any, *, method: Method = "exact") -> Weights:
    """Compute km2 of each grid cell inside each face.

    Parameters
    ----------
    grid : xarray.DataArray or Dataset
        A rectilinear grid, even or not, in any order and range of longitudes, or a curvilinear one (cells as polygons, slower, areas
        exact on the ellipsoid); its values are not looked at.
    faces : Faces or geopandas.GeoDataFrame
        Polygons in EPSG:4326, indexed by face id.
    method : {'exact', 'exactextract'}
        How the area of cut cells is found; see the head of this module.

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
        No face touches the grid, or the method is not known.

    References
    ----------
    Baston, D. exactextract, https://github.com/isciences/exactextract.
    """
    if method not in get_args(Method):
        raise OverlayError(f"method='{method}' is not known. Allowed: {', '.join(get_args(Method))}.")
    frame = face_frame(faces)
    cells = _cells(grid)
    shapes = np.asarray(frame.geometry.to_numpy(), dtype=object)
    matrix = sp.csr_array(sp.vstack([_matrix(cells, shapes[batch], method) for batch in _batches(cells, shapes)], format="csr"))
    if not matrix.nnz:
        west, south, east, north = shapely.total_bounds(shapes)
        raise NoOverlapError(
            f"The grid covers {tuple(round(x, 3) for x in cells.extent)} and the faces ({west:g}, {south:g}, {east:g}, {north:g}) "
            "(west, south, east, north): they do not touch. "
            "Check the order of longitude and latitude, or take a grid that covers the faces."
        )
    outside: Floats
    if isinstance(cells, Mesh):  # noqa: SIM108
        outside = np.maximum(area_km2(shapes) - matrix.sum(axis=1), 0.0)
    else:
        outside = _outside_km2(cells, shapes)
    return Weights(
        matrix=matrix,
        face_ids=tuple(map(str, frame.index)),
        cells=cells,
        outside_km2=outside,
        geometry=shapes,
        fingerprint=face_fingerprint(faces),
        known_fraction=np.ones(len(frame)),
        method=method,
        dataset_ids=tuple(getattr(getattr(faces, "claims", None), "dataset_ids", ()) or ()),
    )


#: Pairs of cells and faces that are found at a time: a bound on memory.
_AT_ONCE = 3_000_000


def _batches(cells: Lattice | Mesh, shapes: npt.NDArray[Any]) -> list[slice]:
    """Cut the list of faces so that each batch has about as many cells within its bounds as can be held."""
    west, south, east, north = cells.extent
    rows, columns = cells.shape
    bounds = shapely.bounds(shapes)
    across = (bounds[:, 2] - bounds[:, 0]) / max(east - west, 1e-9) * columns + 2
    down = (bounds[:, 3] - bounds[:, 1]) / max(north - south, 1e-9) * rows + 2
    number = np.cumsum(np.minimum(across, columns) * np.minimum(down, rows)) // _AT_ONCE
    ends = [*(np.flatnonzero(np.diff(number)) + 1), len(shapes)]
    return [slice(int(a), int(b)) for a, b in itertools.pairwise([0, *ends])]


def _matrix(cells: Lattice | Mesh, shapes: npt.NDArray[Any], method: Method) -> sp.csr_array:
    """Return the weights of some faces."""
    if isinstance(cells, Mesh):
        face, cell, km2 = polygon_overlaps(cells.polygons, shapes)
    else:
        face, row, column, km2 = overlap_km2(cells, shapes, method)
        cell = cells.cell_numbers(row, column)
    matrix = sp.csr_array(sp.coo_array((km2, (face, cell)), shape=(len(shapes), cells.shape[0] * cells.shape[1])))
    matrix.sort_indices()
    return matrix


def _cells(grid: xr.DataArray | xr.Dataset) -> Lattice | Mesh:
    """Return the cells of a grid of either kind."""
    data = grid if isinstance(grid, xr.DataArray) else first_grid(grid)
    found = axes(data)
    return mesh(data) if found.curvilinear else lattice(data, found)


def overlap_km2(cells: Lattice, shapes: npt.NDArray[Any], method: Method) -> tuple[Integers, Integers, Integers, Floats]:
    """Return face, row, column (rising) and km2 of every pair of a face and a cell that overlap, whatever the range of longitudes."""
    parts = []
    for shift, chosen in _shifts(cells, shapes):
        moved = shapely.transform(shapes[chosen], eastward(shift)) if shift else shapes[chosen]
        if method == "exact":
            face, row, column, km2 = scan_km2(cells, moved)
        else:
            face, row, column, fraction = covered_fractions(cells, moved)
            km2 = fraction * cells.row_area_km2[row] * cells.widths[column]
        parts.append((chosen[face].astype(np.int32), row, column, km2))
    if not parts:
        return np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0)
    face, row, column, km2 = (np.concatenate(part) for part in zip(*parts, strict=True))
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
        with Path(path).open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
            parts = {name: stored[name] for name in ("text", "data", "indices", "indptr", "outside_km2", "held_km2", "known_fraction")}
        kind, basis, face_print, grid_print, method, *datasets = map(str, parts["text"])
        if kind != _FORMAT:
            raise ValueError(f"it holds '{kind}'")
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise UnreadableFileError(f"{path} holds no saved weights ({error}). Make them again: coverage(grid, faces).save(path).") from error
    frame, cells = face_frame(faces), _cells(grid)
    for what, then, now in (("grid", grid_print, cells.fingerprint), ("faces", face_print, face_fingerprint(faces))):
        if then != now:
            raise OverlayError(
                f"{path} was made for other {what} (fingerprint {then[:12]}, given {now[:12]}). "
                "Make it again: coverage(grid, faces).save(path)."
            )
    shape = (len(frame), cells.shape[0] * cells.shape[1])
    return Weights(
        matrix=sp.csr_array((parts["data"], parts["indices"], parts["indptr"]), shape=shape),
        face_ids=tuple(map(str, frame.index)),
        cells=cells,
        outside_km2=parts["outside_km2"],
        geometry=np.asarray(frame.geometry.to_numpy(), dtype=object),
        fingerprint=face_print,
        basis=basis,
        held_km2=parts["held_km2"] if len(parts["held_km2"]) else None,
        known_fraction=parts["known_fraction"],
        dataset_ids=tuple(datasets),
        method="exactextract" if method == "exactextract" else "exact",
    )
