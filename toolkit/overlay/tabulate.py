"""From zonal statistics to the indicator table, with a reason wherever there is no value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import xarray as xr

from toolkit.catalog.axes import axes
from toolkit.errors import OverlayError, UnitsError
from toolkit.indicators.reasons import BELOW, NO_VALUE, NOT_APPLICABLE, OUTSIDE, OUTSIDE_IN_PART, WITHHELD
from toolkit.overlay.coverage import Weights
from toolkit.overlay.table import IndicatorTable
from toolkit.overlay.within import restrict
from toolkit.overlay.zonal import Quantity, zonal
from toolkit.units import convert, example, same, spelled

__all__ = ["time_text", "zonal_table"]


def zonal_table(
    data: xr.DataArray,
    weights: Weights,
    *,
    indicator: Any = None,
    stats: str | Sequence[str] | None = None,
    within: xr.DataArray | None = None,
    quantity: Quantity | None = None,
    min_valid_fraction: float | None = None,
    classes: Sequence[float] | None = None,
    withheld: xr.DataArray | None = None,
    withheld_reason: str = WITHHELD,
    units: str | None = None,
    dataset_ids: Sequence[str] = (),
) -> IndicatorTable:
    """Compute statistics of a grid in each face and set them out as an indicator table.

    Parameters
    ----------
    data : xarray.DataArray, dims (lat, lon) or one more
        Values on the grid of the weights, with ``attrs['units']``.
    weights : Weights
        From :func:`toolkit.overlay.coverage.coverage`.
    indicator : Indicator or str, optional
        What the values are; a record also gives units (data is converted), quantity and minimum. By default the name of the data.
    stats : str or sequence of str, optional
        Statistics; by default ``mean`` of an intensive quantity and ``sum`` of an extensive one (then with its bounds).
    within, quantity, min_valid_fraction, classes
        As in :func:`toolkit.overlay.zonal.zonal`.
    withheld : xarray.DataArray of bool, dims as ``data`` or (lat, lon), optional
        Cells whose values exist but are suppressed: they are missing, and a face without any other value says so.
    withheld_reason : str
        What is said then: ``withheld at source``, with the rule of the publisher where it is known.
    units : str, optional
        Units of the values, where the data does not say.
    dataset_ids : sequence of str
        Datasets behind the values, besides those that data, weights and layer name themselves.

    Returns
    -------
    IndicatorTable
        One row for each face x statistic x time.

    Raises
    ------
    UnitsError
        The units are missing, or do not fit those of the indicator.
    OverlayError
        As :func:`toolkit.overlay.zonal.zonal`; also where the data has more than one dimension besides latitude and longitude, or one
        that is no time (a dimension of one value is left out).
    """
    name = str(getattr(indicator, "identifier", indicator) or data.name or "")
    if not name:
        raise OverlayError(
            "The data has no name and no indicator is given. Give one: zonal_table(data, weights, indicator='degree_heating_week')."
        )
    kind: Any = quantity or getattr(indicator, "quantity", None) or data.attrs.get("quantity", "intensive")
    data = _in_units(_without_levels(data), indicator, units)
    if min_valid_fraction is None:
        min_valid_fraction = dict(getattr(indicator, "minimum", None) or {}).get("valid_fraction")
    wanted = [stats] if isinstance(stats, str) else list(stats or (("mean",) if kind == "intensive" else ("sum",)))
    asked = list(wanted)
    if kind == "extensive" and "sum" in wanted:
        asked += [bound for bound in ("lower", "upper") if bound not in wanted]
    if withheld is not None:
        data = data.where(~withheld.astype(bool))
    found = zonal(data, weights, asked, within=within, quantity=kind, classes=classes).compute()
    extra = [str(dim) for dim in found["n_cells"].dims if dim != "face"]
    used = weights if within is None else restrict(weights, within)
    suppressed = None if withheld is None else _touches_withheld(withheld, used, found)
    words = str(getattr(indicator, "no_data", "") or NO_VALUE), withheld_reason
    reasons = _reasons(found, used, min_valid_fraction, suppressed, words)
    ids = " ".join(dict.fromkeys((*found.attrs["dataset_ids"].split(), *dataset_ids)))
    times = [time_text(value, extra[0]) for value in found[extra[0]].to_numpy()] if extra else [""]
    frames = []
    for stat in wanted:
        per_class = [(stat, found[stat])]
        if "class" in found[stat].dims:
            per_class = [(f"{stat}_{float(c):g}", found[stat].sel({"class": c})) for c in found["class"].to_numpy()]
        for label, values in per_class:
            frames.append(
                _rows(found, values, label, times, reasons, {"indicator": name, "basis": found.attrs["basis"], "dataset_ids": ids})
            )
    return IndicatorTable(pd.concat(frames, ignore_index=True))


#: Names of dimensions that are times although their values are plain numbers or texts.
_TIMES = ("time", "date", "year", "period", "decade", "season", "quarter", "month", "week", "day", "dayofyear", "hour")


def _without_levels(data: xr.DataArray) -> xr.DataArray:
    """Leave out dimensions of one value that are no time; refuse what a table with a column of times cannot hold."""
    found = axes(data)
    others = [str(dim) for dim in data.dims if dim not in (found.x, found.y, found.time) and str(dim).lower() not in _TIMES]
    data = data.squeeze([dim for dim in others if data.sizes[dim] == 1], drop=True)
    extra = [str(dim) for dim in data.dims if dim not in (found.x, found.y)]
    levels = [dim for dim in extra if dim in others]
    if levels or len(extra) > 1:
        first = (levels or extra)[0]
        raise OverlayError(
            f"The data has dimensions {tuple(extra)} besides latitude and longitude; a table takes one, which must be a time "
            f"({', '.join(_TIMES)}, or dates). Select the others first: data.isel({first}=0)."
        )
    return data


def _rows(
    found: xr.Dataset, values: xr.DataArray, label: str, times: list[str], reasons: npt.NDArray[Any], same_everywhere: dict[str, str]
) -> pd.DataFrame:
    """Return the rows of one statistic, faces within times."""
    shape = (found.sizes["face"], len(times))
    gap = reasons != ""

    def flat(array: xr.DataArray) -> npt.NDArray[Any]:
        return np.asarray(array.values).reshape(shape).T.ravel()

    def blanked(array: xr.DataArray) -> npt.NDArray[Any]:
        return np.where(gap.T.ravel(), np.nan, flat(array))

    columns: dict[str, Any] = {
        "face_id": np.tile(found["face"].values, shape[1]),
        "statistic": label,
        "time": np.repeat(times, shape[0]),
        "value": blanked(values),
        "units": values.attrs.get("units") or "1",
        "valid_fraction": flat(found["valid_fraction"]),
        "n_cells": flat(found["n_cells"]),
        "reason": reasons.T.ravel(),
        **same_everywhere,
    }
    if label == "sum":
        columns |= {"lower": blanked(found["lower"]), "upper": blanked(found["upper"])}
    return pd.DataFrame(columns)


def _in_units(data: xr.DataArray, indicator: Any, units: str | None) -> xr.DataArray:
    """Return the data in the units of the indicator (or of the argument, or its own)."""
    stated = data.attrs.get("units") if units is None else units
    if stated is None:
        like = example(str(data.name))
        raise UnitsError(
            f"No units are given for '{data.name}'. Set them, for example data.attrs['units'] = '{like}', or give units='{like}'."
        )
    wanted = getattr(indicator, "units", None)
    if wanted is None:
        return data.assign_attrs(units=spelled(str(stated)))
    if same(stated, wanted):
        return data.assign_attrs(units=wanted)
    attributes = data.attrs
    converted: xr.DataArray = convert(data, stated, wanted, of=f"'{data.name}'")
    return converted.assign_attrs({**attributes, "units": wanted})


def _touches_withheld(withheld: xr.DataArray, weights: Weights, found: xr.Dataset) -> npt.NDArray[np.bool_]:
    """Tell for each face and time whether a suppressed cell touches it."""
    share = zonal(withheld.astype(np.float64), weights, ("max",))["max"]
    extra = [dim for dim in found["n_cells"].dims if dim != "face"]
    if extra and extra[0] not in share.dims:
        share = share.expand_dims({extra[0]: found.sizes[extra[0]]}, axis=1)
    return np.asarray(share > 0).reshape(found.sizes["face"], -1)


#: Shares of a face below this are the rounding of two ways to add up the same cells.
_REST = 1e-6


def _reasons(
    found: xr.Dataset, weights: Weights, minimum: float | None, suppressed: npt.NDArray[np.bool_] | None, words: tuple[str, str]
) -> npt.NDArray[Any]:
    """Return why there is no value, '' where there is one; shape (faces, times)."""
    count = np.asarray(found["n_cells"].values).reshape(len(weights.face_ids), -1)
    share = np.asarray(found["valid_fraction"].values).reshape(count.shape)
    reasons = np.full(count.shape, "", dtype=object)
    if minimum is not None:
        low = (count > 0) & (share < minimum)
        reasons[low] = [f"{BELOW}valid_fraction {x:.3g} < {minimum:g}" for x in share[low]]
    reasons[count == 0] = words[0]
    if suppressed is not None:
        reasons[(count == 0) & suppressed] = words[1]
    # Nothing counts in the face. Where the layer is known all over it, there is nothing to have a value; beyond the layer nobody knows.
    nothing, known = weights.face_km2 == 0, weights.known_fraction
    whole, none = known > 1 - _REST, known < _REST
    for where, why in ((whole, NOT_APPLICABLE), (none, OUTSIDE), (~whole & ~none, OUTSIDE_IN_PART)):
        reasons[nothing & where] = why
    return reasons


def time_text(value: Any, dimension: str = "time") -> str:
    """Return a coordinate value as the text of the column ``time``: an ISO date or time, a year, or the text itself.

    Examples
    --------
    >>> import numpy as np
    >>> time_text(np.datetime64("2024-06-20T12:00:00")), time_text(np.datetime64("2024-06-20")), time_text(2024, "year")
    ('2024-06-20T12:00:00', '2024-06-20', '2024')
    >>> time_text(9, "month")
    'month 09'
    """
    if isinstance(value, np.datetime64):
        text = str(pd.Timestamp(value).isoformat())
        return text.removesuffix("T00:00:00")
    if hasattr(value, "isoformat"):
        return str(value.isoformat()).removesuffix("T00:00:00")
    if isinstance(value, (int, float, np.integer, np.floating)):
        number = f"{float(value):g}" if float(value) != int(value) else str(int(value))
        # Two digits for months, hours and the like, so that the alphabet of the texts is the order of the values.
        return number if dimension in ("time", "year", "period") else f"{dimension} {number:0>2}"
    return str(value)
