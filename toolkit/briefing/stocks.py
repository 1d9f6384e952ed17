"""The reporting areas behind the share of stocks that are fished sustainably, as a table: what a share of stocks is a share of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from toolkit.catalog.registry import dataset
from toolkit.errors import NoOverlapError

if TYPE_CHECKING:
    from toolkit.claims.faces import Faces

__all__ = ["STOCK_COLUMNS", "published_year", "reporting_areas"]

#: Columns of the table of reporting areas.
STOCK_COLUMNS: Final = ("area", "name", "n_assessed", "n_sustainable", "percent_sustainable", "percent_of_waters")

#: Which dataset the figures of stocks are from.
_STATUS: Final = "fao-stock-status"

#: And the outlines of the areas.
_AREAS: Final = "fao-areas"


def published_year() -> str:
    """Return the year in which the status of stocks was published."""
    return dataset(_STATUS).version[:4]


def reporting_areas(faces: Faces, table: pd.DataFrame) -> pd.DataFrame:
    """Return the reporting areas that the waters of a pack reach into, by number.

    Parameters
    ----------
    faces : Faces
        Patches of sea.
    table : pandas.DataFrame
        The indicator table of the pack; without stocks in it there is no row.

    Returns
    -------
    pandas.DataFrame
        Columns :data:`STOCK_COLUMNS`: code and name of the area, stocks assessed in all of it, how many of them are fished sustainably, as
        a count and in per cent, and the area's share of the waters of the pack in per cent; and ``dataset_ids``.
    """
    from toolkit.catalog import embedded
    from toolkit.overlay.standard import stock_areas

    rows: list[dict[str, Any]] = []
    if (table["indicator"] == "share_sustainable").any():
        try:
            pieces = getattr(stock_areas(faces)[0], "frame", None)
        except NoOverlapError:
            pieces = None
        if pieces is not None:
            status = embedded.read_stock_status().set_index("area")
            names = embedded.read_fao_areas().drop_duplicates("F_CODE").set_index("F_CODE")["name"]
            waters = pieces[pieces["area"].isin(status.index) & (pieces["area"] != "")].groupby("area")["area_km2"].sum()
            for code in sorted(waters.index):
                sustainable = int(status.loc[code, "n_u"] + status.loc[code, "n_m"])
                assessed = sustainable + int(status.loc[code, "n_o"])
                share = 100.0 * float(waters[code]) / float(pieces["area_km2"].sum())
                rows.append(
                    dict(zip(STOCK_COLUMNS, (code, names[code], assessed, sustainable, 100.0 * sustainable / assessed, share), strict=True))
                )
    out = pd.DataFrame(rows, columns=list(STOCK_COLUMNS))
    for name in STOCK_COLUMNS[2:]:
        out[name] = out[name].astype("float64")
    return out.assign(dataset_ids=" ".join((_STATUS, _AREAS, *faces.claims.dataset_ids)))
