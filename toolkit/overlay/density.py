"""Densities: counts of faces brought to a common surface, so that faces of unequal size can be compared and drawn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from toolkit.errors import OverlayError, SchemaError
from toolkit.geodesy import area_km2
from toolkit.indicators.records import indicator
from toolkit.overlay.faces import face_frame
from toolkit.overlay.table import IndicatorTable

__all__ = ["density_table"]


def density_table(table: IndicatorTable, faces: Any) -> IndicatorTable:
    """Return the reef-bearing cells of each face for each 1,000 km2 of its sea.

    A map of fills that shows the count itself makes a large face dark because it is large.

    Parameters
    ----------
    table : IndicatorTable
        With the rows of ``reef_cells``, such as :func:`toolkit.standard_table`.
    faces : Faces or geopandas.GeoDataFrame
        The polygons that the rows are of.

    Returns
    -------
    IndicatorTable
        Rows of ``reef_cell_density``; bounds, reasons and shares with data are those of the counts.

    Raises
    ------
    OverlayError
        The table has no sums of ``reef_cells``.
    SchemaError
        A row is of a face that is not among the faces.

    Notes
    -----
    1000 * cells / km2, with the area of the face on the ellipsoid.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> faces = gpd.GeoDataFrame(index=["a"], geometry=[shapely.box(110, 10, 111, 11)], crs="EPSG:4326")
    >>> row = {"face_id": "a", "indicator": "reef_cells", "statistic": "sum", "value": 24.0, "units": "count"}
    >>> round(density_table(IndicatorTable(pd.DataFrame([row])), faces).frame["value"].item(), 2)
    1.98
    """
    record = indicator("reef_cell_density")
    rows = table.frame[(table.frame["indicator"] == "reef_cells") & (table.frame["statistic"] == "sum")]
    if not len(rows):
        raise OverlayError("The table has no sums of 'reef_cells'. Take the table of toolkit.standard_table(faces).")
    frame = face_frame(faces)
    km2 = pd.Series(area_km2(np.asarray(frame.geometry.to_numpy(), dtype=object)), index=frame.index.astype(str))
    if len(strange := set(rows["face_id"]) - set(km2.index)):
        raise SchemaError(
            f"The table has rows of face '{min(strange)}', which is not among the faces. Give the faces that it was made from."
        )
    share = 1000.0 / km2.loc[rows["face_id"]].to_numpy()
    scaled = {name: rows[name] * share for name in ("value", "lower", "upper")}
    fixed = {"indicator": record.identifier, "statistic": "mean", "units": record.units, "basis": "cells counted in the patch, by its area"}
    return IndicatorTable(rows.assign(**scaled, **fixed), notes=table.notes)
