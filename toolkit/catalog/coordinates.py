"""Coordinates as people write them, turned into degrees east and north; what cannot be is told, not mended."""

from __future__ import annotations

import math
import re

import numpy as np
import pandas as pd

__all__ = ["parse_degrees", "positions"]

_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?")
_MARKED = re.compile(
    r"(?P<before>[NSEWnew])?\s*(?P<sign>[+-])?\s*(?P<deg>\d{1,3}(?:\.\d+)?)\s*(?:°|º|deg|[dD:\s])?\s*"
    r"(?:(?P<min>\d{1,2}(?:\.\d+)?)\s*(?:['′’mM:]|\s)?\s*)?"
    r"(?:(?P<sec>\d{1,2}(?:\.\d+)?)\s*(?:\"|″|”|''|s)?\s*)?"
    r"(?P<after>[NSEWnew])?"  # a small s is the unit of seconds
)


def parse_degrees(text: str, axis: str) -> tuple[float, str]:
    r"""Turn one coordinate into decimal degrees.

    Parameters
    ----------
    text : str
        Decimal degrees (``117.2``, ``117.2E``) or degrees, minutes and seconds (``10°50'46.1"N``, ``103 10 28.1 E``).
    axis : {'lon', 'lat'}
        Which coordinate it is.

    Returns
    -------
    degrees : float
        NaN where the text cannot be read.
    reason : str
        Why not; empty where it can.

    Examples
    --------
    >>> parse_degrees("10°30'36\"S", "lat")
    (-10.51, '')
    >>> parse_degrees("nd", "lat")
    (nan, "latitude 'nd' is not a number")
    """
    word = "longitude" if axis == "lon" else "latitude"
    letters = "EW" if axis == "lon" else "NS"
    text = text.strip()
    if not text:
        return math.nan, f"{word} is missing"
    if _PLAIN.fullmatch(text):
        value = float(text)
        return (value, "") if math.isfinite(value) else (math.nan, f"{word} '{text}' is not a number")
    match = _MARKED.fullmatch(text)
    if match is None:
        return math.nan, f"{word} '{text}' is not a number"
    hemisphere = (match["before"] or match["after"] or "").upper()
    if (match["before"] and match["after"]) or (hemisphere and match["sign"]):
        return math.nan, f"{word} '{text}' gives its side twice"
    if hemisphere and hemisphere not in letters:
        return math.nan, f"{word} '{text}' is marked {hemisphere}: longitude and latitude look swapped"
    degrees, minutes, seconds = (float(match[part] or 0) for part in ("deg", "min", "sec"))
    whole = all("." not in (match[part] or "") for part, finer in (("deg", "min"), ("min", "sec")) if match[finer])
    if minutes >= 60 or seconds >= 60 or not whole:
        return math.nan, f"{word} '{text}' is not degrees, minutes and seconds"
    value = degrees + minutes / 60 + seconds / 3600
    negative = hemisphere in {"S", "W"} or match["sign"] == "-"
    return round(-value if negative else value, 10), ""


def _parsed(cells: pd.Series, axis: str) -> tuple[pd.Series, pd.Series]:
    """Parse a column of coordinates: values, and for each row why it is bad ('' where it is good)."""
    if pd.api.types.is_numeric_dtype(cells.dtype) and not pd.api.types.is_bool_dtype(cells.dtype):
        values = pd.Series(cells.to_numpy("float64", na_value=np.nan), index=cells.index)
        word = "longitude" if axis == "lon" else "latitude"
        return values.where(np.isfinite(values)), pd.Series(np.where(np.isfinite(values), "", f"{word} is missing"), index=cells.index)
    pairs = [parse_degrees("" if pd.isna(cell) else str(cell), axis) for cell in cells]
    return (
        pd.Series([value for value, _ in pairs], index=cells.index, dtype="float64"),
        pd.Series([reason for _, reason in pairs], index=cells.index, dtype="object"),
    )


def positions(lon: pd.Series, lat: pd.Series) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Turn two columns into longitudes -180..180 and latitudes -90..90.

    Parameters
    ----------
    lon, lat : pandas.Series
        Numbers or text, as in the file.

    Returns
    -------
    lon, lat : pandas.Series of float, degrees
        Longitudes of 180..360 are wrapped. NaN where the position cannot be.
    reason : pandas.Series of str
        Why a row is bad; empty where it is good.
    """
    x, why_x = _parsed(lon, "lon")
    y, why_y = _parsed(lat, "lat")
    reason = pd.Series(np.where(why_x != "", why_x, why_y), index=lon.index, dtype="object")
    fine = reason == ""
    tall = fine & (y.abs() > 90)
    swapped = tall & (y.abs() <= 360) & (x.abs() <= 90)
    for row in reason.index[swapped]:
        reason[row] = f"latitude {y[row]:g} is impossible: longitude and latitude look swapped"
    for row in reason.index[tall & ~swapped]:
        reason[row] = f"latitude {y[row]:g} is impossible"
    wide = fine & ~tall & ((x > 360) | (x < -180))
    for row in reason.index[wide]:
        reason[row] = f"longitude {x[row]:g} is impossible"
    good = reason == ""
    x = x.where(x <= 180, x - 360.0)
    return x.where(good), y.where(good), reason
