"""Within: weights that count only part of each cell, such as the part that bears reef.

The share comes on any rectilinear grid. Both grids are cut into their common refinement (all edges of both), so that a 0.25
degree share over a 0.05 or a 1 degree field is exact: no cell is resampled.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
import xarray as xr

from toolkit.errors import OverlayError
from toolkit.overlay.coverage import Weights, overlap_km2
from toolkit.overlay.lattice import SAME_EDGE, Lattice, lattice
from toolkit.overlay.mesh import Mesh

__all__ = ["restrict"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.signedinteger[Any]]


def restrict(weights: Weights, share: xr.DataArray) -> Weights:
    """Return weights that count only a share of each cell.

    Parameters
    ----------
    weights : Weights
        Weights of whole cells.
    share : xarray.DataArray, dims (lat, lon), values 0..1
        Share of each cell that counts, on any rectilinear grid. ``attrs['basis']`` (else ``long_name``, else the name) is the text
        that says what counts, such as "reef-bearing cells". Missing values, and places outside its grid, are unknown: they do not
        count, and ``known_fraction`` falls.

    Returns
    -------
    Weights
        Same faces and grid; km2 of the counting part of each cell in each face.

    Raises
    ------
    OverlayError
        The share is not two-dimensional, not within 0..1, or the weights are restricted already.
    GridError
        The axes of the share cannot be used.
    """
    key = _fingerprint(share)
    if key not in weights._kept:
        weights._kept[key] = _restrict(weights, share)
    kept: Weights = weights._kept[key]
    return kept


def _fingerprint(share: xr.DataArray) -> str:
    if not hasattr(share, "ndim"):
        names = ", ".join(map(str, getattr(share, "data_vars", ())))
        raise OverlayError(f"`within` holds several layers ({names}); allowed is one DataArray. Select it: within=reefs['share'].")
    if share.ndim != 2:
        raise OverlayError(
            f"`within` has dimensions {tuple(map(str, share.dims))}; allowed are latitude and longitude only. "
            "Select one layer first (share.sel)."
        )
    digest = hashlib.sha256(lattice(share).fingerprint.encode())
    digest.update(np.ascontiguousarray(share.values).tobytes())
    digest.update(basis_text(share).encode())
    return digest.hexdigest()


def basis_text(share: xr.DataArray) -> str:
    """Return the text that says what counts."""
    return str(share.attrs.get("basis") or share.attrs.get("long_name") or share.name or "cells of a layer")


def _restrict(weights: Weights, share: xr.DataArray) -> Weights:
    if weights.basis != "all cells":
        raise OverlayError(
            f"The weights already count only '{weights.basis}'. Start from coverage(grid, faces), or multiply the two shares first."
        )
    layer = lattice(share)
    axes = (layer.y, layer.x)
    rising = layer.in_data_order(np.asarray(share.transpose(*axes).values, dtype=np.float64))
    known = np.isfinite(rising)
    if ((rising < 0) | (rising > 1)).any():
        raise OverlayError(
            f"`within` has values from {np.nanmin(rising):g} to {np.nanmax(rising):g}; allowed are shares 0..1. "
            "Divide counts by the number of parts of a cell, or percent by 100."
        )
    value, told = np.where(known, rising, 0.0), known.astype(np.float64)
    cells = weights.cells
    if isinstance(cells, Mesh):
        raise OverlayError(
            "The grid is curvilinear; `within` takes rectilinear grids. Regrid the data first, or mask it: data.where(share > 0)."
        )
    refined, row_of, column_of, layer_row, layer_column = _common(cells, layer)
    # Parts of cells: what they are in the data's grid, and their share (-1: outside the layer).
    inside = (layer_row[:, None] >= 0) & (layer_column[None, :] >= 0)
    part_share = np.where(inside, value[layer_row[:, None], layer_column[None, :]], 0.0)
    part_known = np.where(inside, told[layer_row[:, None], layer_column[None, :]], 0.0)
    if refined.shape == cells.shape:
        matrix, order = weights.matrix.tocoo(), cells.in_data_order
        face, cell, km2 = matrix.row, matrix.col, matrix.data
        counted, seen = order(part_share).ravel()[cell], order(part_known).ravel()[cell]
    else:
        face, row, column, km2 = overlap_km2(refined, weights.geometry, weights.method)
        cell = cells.cell_numbers(row_of[row], column_of[column])
        counted, seen = part_share[row, column], part_known[row, column]
    shape = weights.matrix.shape
    keep = counted > 0
    matrix = sp.csr_array(sp.coo_array((km2[keep] * counted[keep], (face[keep], cell[keep])), shape=shape))
    matrix.sum_duplicates()
    matrix.sort_indices()
    seen_km2 = np.asarray(np.bincount(face, weights=km2 * seen, minlength=shape[0]), dtype=np.float64)
    beyond_km2, beyond_seen_km2 = _beyond(weights, layer, value, told, np.asarray(matrix.sum(axis=1)).ravel(), seen_km2)
    cell_km2 = np.zeros(cells.shape)
    np.add.at(cell_km2, (row_of[:, None], column_of[None, :]), part_share * refined.area_km2)
    return replace(
        weights,
        matrix=matrix,
        outside_km2=beyond_km2,
        basis=basis_text(share),
        held_km2=cells.in_data_order(cell_km2).ravel(),
        known_fraction=np.minimum((seen_km2 + beyond_seen_km2) / weights.face_km2, 1.0),
        dataset_ids=tuple(dict.fromkeys((*weights.dataset_ids, *str(share.attrs.get("dataset_id", "")).split()))),
        _kept={},
    )


#: A part of a face beyond the grid is the rounding of two ways to add up the same cells below this share of the face.
_ROUNDING = 1e-9


def _beyond(weights: Weights, layer: Lattice, value: Floats, told: Floats, counted_km2: Floats, seen_km2: Floats) -> tuple[Floats, Floats]:
    """Return what counts, and what the layer knows, of the part of each face that lies beyond the data's grid (km2).

    Faces that reach beyond the grid are laid over the layer itself; what they hold inside the grid is taken off.
    """
    out = np.zeros((2, len(weights.face_ids)))
    reach = np.flatnonzero(weights.outside_km2 > 0)
    if len(reach):
        face, row, column, km2 = overlap_km2(layer, weights.geometry[reach], weights.method)
        for kind, (of_layer, inside_km2) in enumerate(((value, counted_km2), (told, seen_km2))):
            whole = np.bincount(face, weights=km2 * of_layer[row, column], minlength=len(reach))
            rest = whole - inside_km2[reach]
            out[kind, reach] = np.where(rest > _ROUNDING * whole, rest, 0.0)
    return out[0], out[1]


def _common(cells: Lattice, layer: Lattice) -> tuple[Lattice, Integers, Integers, Integers, Integers]:
    """Cut the cells at the edges of the layer; tell for each part its cell and its place in the layer (-1: outside)."""
    lon, column_of, layer_column = _cut(cells.lon_edges, layer.lon_edges, cyclic=True)
    lat, row_of, layer_row = _cut(cells.lat_edges, layer.lat_edges, cyclic=False)
    even = [bool(np.ptp(np.diff(edges)) <= 1e-6 * np.diff(edges).mean()) for edges in (lon, lat)]
    return Lattice(lon, lat, cells.x, cells.y, lon_even=even[0], lat_even=even[1]), row_of, column_of, layer_row, layer_column


def _cut(edges: Floats, other: Floats, *, cyclic: bool) -> tuple[Floats, Integers, Integers]:
    """Merge two sets of rising edges; edges nearer than SAME_EDGE are one."""
    shifts = (-720.0, -360.0, 0.0, 360.0, 720.0) if cyclic else (0.0,)
    tolerance = 1e3 * SAME_EDGE
    added = np.concatenate([other + shift for shift in shifts])
    added = added[(added > edges[0] + tolerance) & (added < edges[-1] - tolerance)]
    nearest = edges[np.clip(np.searchsorted(edges, added), 1, len(edges) - 1)]
    below = edges[np.clip(np.searchsorted(edges, added) - 1, 0, len(edges) - 1)]
    new = np.unique(added[np.minimum(np.abs(added - nearest), np.abs(added - below)) > tolerance])
    new = new[np.r_[True, np.diff(new) > tolerance]] if len(new) else new
    merged = np.sort(np.concatenate([edges, new]))
    middle = (merged[1:] + merged[:-1]) / 2
    own = np.clip(np.searchsorted(edges, middle, side="right") - 1, 0, len(edges) - 2)
    theirs = np.full(len(middle), -1, dtype=np.intp)
    for shift in shifts:
        place = np.searchsorted(other + shift, middle, side="right") - 1
        hit = (place >= 0) & (place < len(other) - 1)
        theirs[hit] = place[hit]
    return merged, own, theirs
