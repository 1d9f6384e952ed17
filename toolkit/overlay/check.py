"""Check: published values computed again by another route, cells and faces as polygons, with areas exact on the ellipsoid."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import scipy.sparse as sp
import xarray as xr

from toolkit.catalog.axes import axes
from toolkit.errors import OverlayError
from toolkit.overlay.coverage import Weights
from toolkit.overlay.lattice import lattice
from toolkit.overlay.mesh import boxes, mesh, polygon_overlaps
from toolkit.overlay.zonal import zonal

__all__ = ["check_zonal"]


def check_zonal(data: xr.DataArray, weights: Weights, statistic: str = "mean", *, tolerance: float = 1e-9) -> pd.DataFrame:
    """Compute a mean or a sum in each face by two routes and compare.

    Parameters
    ----------
    data : xarray.DataArray, dims (lat, lon)
        Values on the grid of the weights; one time.
    weights : Weights
        Weights of whole cells, as used for what is checked.
    statistic : {'mean', 'sum'}
        ``mean`` of an intensive quantity, ``sum`` of an extensive one.
    tolerance : float
        Largest relative difference that agrees; weights by ``exactextract`` need about 1e-3 for 1 degree cells (see
        :mod:`toolkit.overlay.coverage`).

    Returns
    -------
    pandas.DataFrame
        Index ``face_id``; columns ``engine``, ``vector``, ``difference`` (relative, to the larger of the two and the spread of the data)
        and ``agrees``.

    Raises
    ------
    OverlayError
        The statistic is another one, the data has further dimensions, or the weights count part of the cells.
    """
    if statistic not in ("mean", "sum"):
        raise OverlayError(f"'{statistic}' cannot be checked by the vector route. Allowed: mean, sum.")
    if data.ndim != 2:
        raise OverlayError(
            f"The data has dimensions {tuple(map(str, data.dims))}; the check takes latitude and longitude. "
            "Select one time: data.isel(time=0)."
        )
    if weights.basis != "all cells":
        raise OverlayError(f"The weights count '{weights.basis}'; the check takes weights of whole cells, from coverage(grid, faces).")
    weights.check(data)
    found = axes(data)
    cells = mesh(data).polygons if found.curvilinear else boxes(lattice(data))
    face, cell, km2 = polygon_overlaps(cells, weights.geometry)
    values = np.asarray(data.transpose(found.y, found.x).values, dtype=np.float64).ravel()
    valid = np.isfinite(values)
    filled = np.where(valid, values, 0.0)
    matrix = sp.csr_array(sp.coo_array((km2, (face, cell)), shape=weights.matrix.shape))
    whole = weights.cell_km2
    with np.errstate(invalid="ignore"):
        vector: Any = matrix @ filled / (matrix @ valid.astype(float)) if statistic == "mean" else matrix @ (filled / whole)
    vector = np.where(matrix @ valid.astype(float) > 0, vector, np.nan)
    kind: Any = "intensive" if statistic == "mean" else "extensive"
    engine = zonal(data, weights, (statistic,), quantity=kind)[statistic].to_numpy()
    scale = np.fmax(np.fmax(np.abs(vector), np.abs(engine)), np.nanstd(values) if statistic == "mean" else 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        difference = np.where(scale > 0, np.abs(vector - engine) / scale, 0.0)
    agrees = (difference <= tolerance) | (np.isnan(vector) & np.isnan(engine))
    return pd.DataFrame(
        {"engine": engine, "vector": vector, "difference": difference, "agrees": agrees}, index=pd.Index(weights.face_ids, name="face_id")
    )
