"""Global Fishing Watch fleet-daily effort, and the Sea Around Us fact table with its dictionaries."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd

from toolkit.catalog.checks import first_row, instants
from toolkit.catalog.coordinates import positions
from toolkit.catalog.readers.flat import Field, FlatTable, as_layouts, whole, word
from toolkit.errors import SchemaError

__all__ = ["LAYOUTS", "SAU_EEZ", "SAU_ENTITIES", "SAU_FACTS", "read_gfw_fleet_daily"]

# ---- Global Fishing Watch ------------------------------------------------------------------------------------------------------

#: Sides of a cell in the editions of the dataset, degrees.
_SIDES = (0.01, 0.1)
_GFW = FlatTable(
    layout="gfw-fleet-daily",
    title="Global Fishing Watch fleet-daily effort",
    dataset_id="gfw-fleet-daily",
    fields=(
        word("date"),
        word("cell_ll_lat"),
        word("cell_ll_lon"),
        word("flag"),
        word("geartype"),
        Field("hours", "hours", "h", low=0),
        Field("fishing_hours", "fishing_hours", "h", low=0),
        whole("mmsi_present", low=0),
    ),
    key=("date", "cell_ll_lat", "cell_ll_lon", "flag", "geartype"),
    notes=(
        "hours is presence, fishing_hours apparent fishing; neither is catch, and small boats without AIS are missing",
        "cell_ll_lat and cell_ll_lon are the lower-left corner",
    ),
)


def read_gfw_fleet_daily(path: str | Path, *, side: float = 0.01) -> pd.DataFrame:
    """Read Global Fishing Watch effort by flag and gear, one day and cell in a row.

    Parameters
    ----------
    path : path
        ``fleet-daily-csvs-100-v3`` (cells of 0.01 degree) or an edition with cells of 0.1 degree.
    side : {0.01, 0.1}
        Side of a cell in degrees.

    Returns
    -------
    pandas.DataFrame
        ``time``, ``lon``, ``lat`` (centre of the cell), ``flag``, ``geartype``, ``hours`` (presence), ``fishing_hours``
        (apparent fishing), ``mmsi_present``, and the corner as in the file.

    Raises
    ------
    SchemaError
        A column is missing, a key occurs twice, a corner is impossible, or there are more fishing hours than hours.
    UnreadableFileError
        The file is damaged.
    """
    if side not in _SIDES:
        raise SchemaError(f"Cells of {side} degrees are not an edition of the dataset. Allowed: {', '.join(map(str, _SIDES))}.")
    path = Path(path)
    frame = _GFW.read(path)
    west, south, reason = positions(frame["cell_ll_lon"], frame["cell_ll_lat"])
    if (reason != "").any():
        row = first_row(reason != "")
        raise SchemaError(f"{path.name}, row {row}: {reason[row]}. Get the file again.")
    # Hours are printed with four decimals.
    over = frame["fishing_hours"] > frame["hours"] + 1e-3
    if over.any():
        row = first_row(over)
        raise SchemaError(f"{path.name}, row {row}: more fishing hours than hours present, which is impossible. Correct the row.")
    attrs = frame.attrs
    place = pd.DataFrame(
        {"time": instants(path, frame, "date", "%Y-%m-%d"), "lon": west + side / 2, "lat": south + side / 2}, index=frame.index
    )
    out = place.join(frame)
    out.attrs = attrs | {"cell_degrees": side}
    return out


# ---- Sea Around Us -------------------------------------------------------------------------------------------------------------

#: data_layer_id of the fact table.
SAU_LAYERS = {1: "domestic", 2: "foreign", 3: "tuna"}

SAU_FACTS = FlatTable(
    layout="sau-facts",
    title="Sea Around Us fact table of catch",
    dataset_id="sea-around-us",
    fields=(
        whole("taxon_key"),
        whole("fishing_entity_id"),
        whole("year", low=1900, high=2100),
        whole("main_area_id"),
        whole("data_layer_id", low=1, high=3),
        whole("catch_type_id"),
        word("reporting_status"),
        whole("sector_type_id"),
        Field("catch_sum", "catch", "t", low=0),
    ),
    optional=(
        whole("gear_id"),
        Field("real_value", "real_value", "USD", low=0),
        Field("primary_production_required", "primary_production_required", "t", low=0),
        Field("catch_trophic_level", "trophic_level", "1", low=1, high=6),
    ),
    notes=("an EEZ of Sea Around Us is its own unit, not one for each country; none is a contested area of the South China Sea",),
)
SAU_EEZ = FlatTable(
    layout="sau-eez",
    title="Sea Around Us list of EEZ units",
    dataset_id="sea-around-us-codes",
    fields=(whole("eez_id"), word("eez_name"), word("is_retired")),
    key=("eez_id",),
)
SAU_ENTITIES = FlatTable(
    layout="sau-entities",
    title="Sea Around Us list of fishing entities",
    dataset_id="sea-around-us-codes",
    fields=(whole("fishing_entity_id"), word("name"), word("recon_used"), word("web_used")),
    key=("fishing_entity_id",),
)

LAYOUTS = (replace(_GFW.as_layout(), reader=read_gfw_fleet_daily), *as_layouts((SAU_FACTS, SAU_EEZ, SAU_ENTITIES)))
