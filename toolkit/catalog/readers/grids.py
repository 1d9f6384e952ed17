"""Grids of publishers: Coral Reef Watch 5 km products and ERDDAP subsets, and FishMIP model output.

:func:`toolkit.catalog.grids.open_grid` finds the axes and decodes the packing; here come the publishers' own names, codes,
masks and known faults.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from toolkit.catalog.axes import axes
from toolkit.catalog.checks import Layout
from toolkit.catalog.grids import open_grid
from toolkit.catalog.layout import columns_of, container
from toolkit.errors import SchemaError, UnitsError, UnreadableFileError
from toolkit.units import convert, normalise

__all__ = ["LAYOUTS", "read_crw_climatology", "read_crw_grid", "read_fishmip"]

#: Variables of the files and of the ERDDAP dataset -> our name, unit, lowest and highest possible value.
_CRW: dict[str, tuple[str, str, float, float]] = {
    "analysed_sst": ("sst", "degC", -3.0, 45.0),
    "sea_surface_temperature": ("sst", "degC", -3.0, 45.0),
    "sea_surface_temperature_anomaly": ("sst_anomaly", "degC", -15.0, 15.0),
    "hotspot": ("hotspot", "degC", -60.0, 15.0),
    "degree_heating_week": ("degree_heating_week", "degC_week", 0.0, 100.0),
    "bleaching_alert_area": ("bleaching_alert_area", "1", 0.0, 7.0),
    "trend": ("sst_trend_7d", "degC", -15.0, 15.0),
    "CRW_SST": ("sst", "degC", -3.0, 45.0),
    "CRW_SSTANOMALY": ("sst_anomaly", "degC", -15.0, 15.0),
    "CRW_HOTSPOT": ("hotspot", "degC", -60.0, 15.0),
    "CRW_DHW": ("degree_heating_week", "degC_week", 0.0, 100.0),
    "CRW_BAA": ("bleaching_alert_area", "1", 0.0, 7.0),
    "CRW_BAA_7D_MAX": ("bleaching_alert_area_7d_max", "1", 0.0, 7.0),
}
#: The fill of alert levels, and the same byte read as signed.
_ALERT_FILL = (251.0, -5.0)
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
_CLIMATOLOGY = tuple(f"sst_clim_{month}" for month in _MONTHS)
_SST_RANGE = (-3.0, 45.0)


def _standard_axes(data: xr.DataArray) -> xr.DataArray:
    """Name the axes lon, lat and time."""
    found = axes(data)
    names = {found.lon: "lon", found.lat: "lat"} | ({found.time: "time"} if found.time else {})
    out = data.rename({old: new for old, new in names.items() if old != new})
    # The name of the axes' container says a wrong EPSG code in the publisher's files; the coordinates are plain degrees.
    return out.drop_vars([name for name in ("crs",) if name in out.coords])


def _check_time(path: Path, data: xr.DataArray) -> None:
    """Refuse a day that occurs twice."""
    if "time" not in data.dims:
        return
    values = data["time"].values
    unique, counts = np.unique(values, return_counts=True)
    if (counts > 1).any():
        raise SchemaError(
            f"{path.name}: {unique[counts > 1][0]} occurs {int(counts.max())} times. Drop the repeats first (drop_duplicates('time'))."
        )


def _in_unit(path: Path, data: xr.DataArray, unit: str, notes: list[str]) -> xr.DataArray:
    """Bring a variable to its unit; codes have none."""
    stated = data.attrs.get("units")
    if unit == "1":
        return data.assign_attrs(units="1")
    if stated in (None, ""):
        notes.append(f"{data.name}: no units in the file; taken as {unit}, the publisher's")
        return data.assign_attrs(units=unit)
    if re.sub(r"\s+", "", str(stated)).lower() in {"degree_celsius/week", "celsius/week"}:
        return data.assign_attrs(units=unit)
    if normalise(str(stated), of=f"variable '{data.name}'") == unit:
        return data.assign_attrs(units=unit)
    notes.append(f"{data.name}: converted from {stated} to {unit}")
    return convert(data, str(stated), unit, of=f"variable '{data.name}'")  # type: ignore[no-any-return]


def _refuse_impossible(path: Path, data: xr.DataArray, low: float, high: float) -> None:
    """Refuse a grid with a value that cannot be, naming where it is (reads the whole variable)."""
    outside = (data < low) | (data > high)
    count = int(outside.sum().compute())
    if not count:
        return
    flat = np.asarray(outside.values).ravel()
    index = np.unravel_index(int(flat.argmax()), data.shape)
    where = ", ".join(f"{dim} {data[dim].values[i]}" for dim, i in zip(data.dims, index, strict=True))
    value = float(data[dict(zip(data.dims, index, strict=True))])
    raise SchemaError(
        f"{path.name}, variable '{data.name}' at {where}: {value:g} is impossible; allowed: {low:g}..{high:g} {data.attrs.get('units', '')}"
        f" ({count} such value(s)). Check the packing and the units."
    )


def read_crw_grid(path: str | Path, *, check: bool = True) -> xr.Dataset:
    """Read a Coral Reef Watch grid: a daily file of a product, or a subset from an ERDDAP server.

    Parameters
    ----------
    path : path
        ``ct5km_dhw_v3.1_*.nc``, ``ct5km_hs_*``, ``ct5km_ssta_*``, ``ct5km_baa*``, ``ct5km_sst-trend-7d_*``, ``coraltemp_*``,
        or netCDF with variables ``CRW_*``.
    check : bool
        Whether to read all values once and refuse impossible ones. Without, only what the file itself calls invalid is left out.

    Returns
    -------
    xarray.Dataset, dims (time, lat, lon)
        Lazy. ``sst``, ``sst_anomaly``, ``hotspot`` (degC), ``degree_heating_week`` (degC_week), ``bleaching_alert_area``,
        ``bleaching_alert_area_7d_max``, ``sst_trend_7d``: those the file has. Land, ice and missing cells are NaN. ``attrs``:
        ``dataset_id``, ``layout``, ``notes``; each variable keeps ``source_variable``.

    Raises
    ------
    SchemaError
        No known variable, a time occurs twice, or a value is impossible (DHW of -3).
    GridError, UnitsError
        The axes or units cannot be used.
    UnreadableFileError
        The file is damaged or not netCDF.

    Notes
    -----
    HotSpots are not clipped at 0 here, as published. ``crs:epsg_code`` of the publisher's files is wrong (32663): coordinates
    are degrees, EPSG:4326. Alert levels 5..7 belong to the scale of December 2023.
    """
    path = Path(path)
    names = _netcdf_names(path)
    present = [name for name in _CRW if name in names]
    if not present:
        raise SchemaError(
            f"{path.name} is no Coral Reef Watch grid. Variables found: {', '.join(names) or 'none'}. Known: {', '.join(_CRW)}."
        )
    notes: list[str] = []
    out: dict[str, xr.DataArray] = {}
    for source in present:
        name, unit, low, high = _CRW[source]
        data = open_grid(path, source)
        notes += [note for note in str(data.attrs.get("notes", "")).split("; ") if note and note not in notes]
        if unit == "1":
            data = data.where(~data.isin(_ALERT_FILL)).assign_attrs(data.attrs)
        mask_name = f"{source}_mask" if source.startswith("CRW_") else "mask"
        if mask_name in names:
            mask = open_grid(path, mask_name)
            if mask.dims == data.dims:
                data = data.where(mask == 0).assign_attrs(data.attrs)
        data = _standard_axes(_in_unit(path, data, unit, notes)).rename(name)
        _check_time(path, data)
        if check:
            _refuse_impossible(path, data, low, high)
        out[name] = data.assign_attrs(source_variable=source, dataset_id="crw-5km")
    if "hotspot" in out:
        out["hotspot"].attrs["clipped"] = "no"
    layout = "crw-erddap" if present[0].startswith("CRW_") else "crw-5km"
    return xr.Dataset(out, attrs={"dataset_id": layout, "layout": layout, "source_file": path.name, "notes": "; ".join(notes)})


def read_crw_climatology(path: str | Path, *, check: bool = True) -> xr.Dataset:
    """Read the monthly mean climatology of Coral Reef Watch.

    Parameters
    ----------
    path : path
        ``ct5km_climatology_v3.1.nc``, with variables ``sst_clim_january`` to ``sst_clim_december`` and mostly ``sst_clim_mmm``.
    check : bool
        Whether to count the impossible values that are left out (reads all values once).

    Returns
    -------
    xarray.Dataset
        Lazy. ``sst_climatology`` (month 1..12, lat, lon; degC) and, where the file has it, the official ``mmm`` (lat, lon;
        degC). Impossible values (the published November has three cells of 326..327) are NaN.

    Raises
    ------
    SchemaError
        A month is missing.
    GridError, UnitsError
        The axes or units cannot be used.
    UnreadableFileError
        The file is damaged or not netCDF.
    """
    path = Path(path)
    names = _netcdf_names(path)
    missing = [name for name in _CLIMATOLOGY if name not in names]
    if missing:
        raise SchemaError(f"{path.name} lacks {', '.join(missing)}. Variables found: {', '.join(names) or 'none'}. Get the file again.")
    notes: list[str] = []

    def screened(name: str) -> xr.DataArray:
        data = _standard_axes(_in_unit(path, open_grid(path, name), "degC", notes))
        if "time" in data.dims and data.sizes["time"] == 1:
            data = data.isel(time=0, drop=True)
        low, high = _SST_RANGE
        impossible = (data < low) | (data > high)
        if check and (count := int(impossible.sum().compute())):
            notes.append(f"{name}: {count} impossible value(s) left out")
        return data.where(~impossible)

    months = [screened(name).rename("sst_climatology") for name in _CLIMATOLOGY]
    whole = xr.concat(months, dim="month", coords="minimal", compat="override", join="exact").assign_coords(month=np.arange(1, 13))
    whole.attrs = {"units": "degC", "cell_methods": "time: mean within years time: mean over years"}
    out = {"sst_climatology": whole}
    if "sst_clim_mmm" in names:
        out["mmm"] = screened("sst_clim_mmm").rename("mmm").assign_attrs(units="degC", long_name="maximum monthly mean")
    attrs = {
        "dataset_id": "crw-climatology",
        "layout": "crw-climatology",
        "source_file": path.name,
        "notes": "; ".join(dict.fromkeys(notes)),
    }
    return xr.Dataset(out, attrs=attrs)


#: Output variables of FishMIP (ISIMIP3a): biomass density and catch density, total and by group.
_FISHMIP = ("tcb", "tcblog10", "tpb", "tdb", "tc", "tclog10", "tic", "tpc", "tdc", "bp30cm", "bd30cm")
_PATTERN = re.compile(
    r"(?P<model>[^_]+)_(?P<forcing>[^_]+_?[^_]*?)_(?P<bias>none|[a-z0-9-]+)_(?P<climate>[a-z0-9]+clim|[a-z0-9]+)_(?P<human>[a-z0-9-]+soc|nat)_"
    r"(?P<sensitivity>[a-z0-9.-]+)_(?P<variable>[a-z0-9]+)_global_(?P<step>monthly|annual)_(?P<first>\d{4})_(?P<last>\d{4})"
)
#: What models write for missing; nothing in the sea comes near.
_FISHMIP_MISSING = 1e19


def read_fishmip(path: str | Path) -> xr.DataArray:
    """Read one FishMIP output file.

    Parameters
    ----------
    path : path
        netCDF with one variable on a longitude-latitude grid, often with a calendar of 365 days.

    Returns
    -------
    xarray.DataArray
        Lazy; dims (time, lat, lon), for ``*log10`` also ``bins``; ``units`` g/m2. 1e20 is NaN. Times keep their calendar
        (``attrs["calendar"]``). ``attrs`` hold what the name of the file tells: model, forcing, scenario.

    Raises
    ------
    SchemaError
        No known variable, or a biomass is negative.
    GridError, UnitsError
        The axes or units cannot be used.
    UnreadableFileError
        The file is damaged or not netCDF.
    """
    path = Path(path)
    names = _netcdf_names(path)
    present = [name for name in _FISHMIP if name in names]
    if not present:
        raise SchemaError(
            f"{path.name} is not FishMIP output. Variables found: {', '.join(names) or 'none'}. Variables known: {', '.join(_FISHMIP)}."
        )
    data = open_grid(path, present[0])
    stated = data.attrs.get("units")
    if stated in (None, ""):
        raise UnitsError(f"{path.name}, variable '{present[0]}': no units in the file. Set them to g m-2 in a copy.")
    unit = normalise(str(stated), of=f"variable '{present[0]}'")
    data = data.where(np.abs(data) < _FISHMIP_MISSING).assign_attrs(data.attrs)
    data = _standard_axes(data)
    _check_time(path, data)
    _refuse_impossible(path, data.assign_attrs(units=unit), 0.0, _FISHMIP_MISSING)
    calendar = str(data["time"].dt.calendar) if "time" in data.coords else ""
    told = match.groupdict() if (match := _PATTERN.search(path.name.lower())) else {}
    extra: dict[str, Any] = {"units": unit, "dataset_id": "fishmip", "layout": "fishmip", "calendar": calendar, **told}
    return data.assign_attrs(extra)


def _netcdf_names(path: Path) -> list[str]:
    kind = container(path)
    if kind != "netcdf":
        raise UnreadableFileError(f"{path.name} is {kind}, not netCDF. Give the file as published.")
    return columns_of(path)


_NETCDF = frozenset({"netcdf"})
LAYOUTS = (
    Layout("crw-5km", "Coral Reef Watch 5 km grid or ERDDAP subset", "crw-5km", _NETCDF, (), read_crw_grid, one_of=tuple(_CRW)),
    Layout("crw-climatology", "Coral Reef Watch monthly climatology", "crw-climatology", _NETCDF, _CLIMATOLOGY, read_crw_climatology),
    Layout("fishmip", "FishMIP model output", "fishmip", _NETCDF, (), read_fishmip, one_of=_FISHMIP),
)
