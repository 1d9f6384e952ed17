"""Points: survey tables to faces. A site counts once however often it was visited; no surveys is said, not left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from toolkit.errors import OverlayError, SchemaError, UnitsError
from toolkit.indicators.reasons import BELOW, NO_SURVEY
from toolkit.overlay.faces import face_frame
from toolkit.overlay.table import IndicatorTable
from toolkit.units import convert, normalise, same

__all__ = ["assign_points", "points_table"]

STATISTICS = ("mean", "median", "sd", "min", "max", "n")
_BASIS = "surveyed sites"


def assign_points(lon: npt.ArrayLike, lat: npt.ArrayLike, faces: Any) -> npt.NDArray[Any]:
    """Return the face of each point.

    Parameters
    ----------
    lon, lat : array_like, degrees
        Points; longitudes beyond 180 are taken round the globe.
    faces : Faces or geopandas.GeoDataFrame
        Polygons in EPSG:4326, indexed by face id.

    Returns
    -------
    numpy.ndarray of str
        Face ids, '' for a point in no face. A point on an edge that faces share belongs to the face whose id comes first in
        alphabetical order: a rule that does not depend on the order of the faces.

    Raises
    ------
    GeometryError
        A coordinate is missing or is not degrees.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> faces = gpd.GeoDataFrame(index=["b", "a"], geometry=[shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)], crs="EPSG:4326")
    >>> assign_points([0.5, 1.0, 3.0], [0.5, 0.5, 0.5], faces).tolist()
    ['b', 'a', '']
    """
    frame = face_frame(faces)
    x, y = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    bad = ~(np.isfinite(x) & np.isfinite(y) & (np.abs(y) <= 90) & (np.abs(x) <= 540))
    if bad.any():
        first = int(np.flatnonzero(bad)[0])
        raise SchemaError(
            f"{int(bad.sum())} points have no usable position; the first is number {first}: lon {x[first]:g}, lat {y[first]:g}. "
            "Give degrees, or drop these rows first."
        )
    ids = np.asarray([str(name) for name in frame.index], dtype=object)
    out = np.full(x.shape, "", dtype=object)
    tree = shapely.STRtree(np.asarray(frame.geometry.to_numpy(), dtype=object))
    for turn in (0.0, -360.0, 360.0):
        point, face = tree.query(shapely.points(x + turn, y), predicate="intersects")
        for number, name in sorted(zip(point, ids[face], strict=True), key=lambda pair: pair[1], reverse=True):
            out[number] = name if not out[number] else min(out[number], name)
    return out


def points_table(
    frame: pd.DataFrame,
    faces: Any,
    *,
    indicator: Any,
    value: str = "value",
    lon: str = "lon",
    lat: str = "lat",
    site: str | None = "site",
    time: str | None = None,
    period_years: int | None = None,
    stats: str | Sequence[str] = ("mean",),
    units: str | None = None,
    min_sites: int | None = None,
    seed: int = 0,
    resamples: int = 2000,
    level: float = 0.95,
    dataset_ids: Sequence[str] = (),
) -> IndicatorTable:
    """Summarise a survey table in each face.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row for each survey. ``attrs`` may hold ``units`` and ``dataset_id``.
    faces : Faces or geopandas.GeoDataFrame
        Polygons in EPSG:4326, indexed by face id.
    indicator : Indicator or str
        What the values are; a record also gives units and the least number of sites.
    value, lon, lat : str
        Columns of the value and the position.
    site : str or None
        Column that names the site (of repeated visits); None: each position (to 1e-4 degrees) is a site.
    time : str, optional
        Column of dates or years.
    period_years : int, optional
        With ``time``: length of periods, such as 5 for 2010/2014, 2015/2019. By default one period from the first to the last year.
    stats : str or sequence of str
        ``mean``, ``median``, ``sd``, ``min``, ``max`` over site means, and ``n``, the number of surveys.
    units : str, optional
        Units of the values, where neither ``frame.attrs`` nor the indicator says.
    min_sites : int, optional
        Fewer sites give no value; by default the minimum of the indicator, else 1.
    seed, resamples, level : int, int, float
        The interval of mean and median: percentiles of a bootstrap over sites.
    dataset_ids : sequence of str
        Datasets behind the values, besides that of the frame.

    Returns
    -------
    IndicatorTable
        A row for each face, statistic and period; where there is no survey the value is missing, with the reason of the indicator.
        ``notes`` tell how many surveys lie in no face or hold no value.

    Raises
    ------
    SchemaError
        A column is missing, or a position cannot be used.
    UnitsError
        The units are missing, or do not fit those of the indicator.
    OverlayError
        The statistic is not known, or a period is asked without times.

    Notes
    -----
    Surveys of one site are not independent, so each site counts once (mean of its surveys in the period), and the interval comes
    from drawing sites with replacement: the percentiles (1 - level) / 2 and (1 + level) / 2 of the statistic. It is given for two
    sites or more. The random numbers depend on the seed, the face id and the period only.

    References
    ----------
    Davison, A. C. and Hinkley, D. V. (1997) Bootstrap Methods and their Application, section 3.8 (resampling of clusters).
    """
    wanted = [stats] if isinstance(stats, str) else list(stats)
    if unknown := [name for name in wanted if name not in STATISTICS]:
        raise OverlayError(f"Statistic '{unknown[0]}' is not known for points. Allowed: {', '.join(STATISTICS)}.")
    if period_years is not None and time is None:
        raise OverlayError("Periods are asked for without a column of times. Name it: points_table(..., time='date', period_years=5).")
    for column in filter(None, (value, lon, lat, site, time)):
        if column not in frame.columns:
            raise SchemaError(
                f"The survey table has no column '{column}'. Columns found: {', '.join(map(str, frame.columns))}. Name one of them."
            )
    ids = [str(name) for name in face_frame(faces).index]
    numbers, unit = _values(frame, value, indicator, units)
    surveys = pd.DataFrame({"value": numbers, "face": assign_points(frame[lon], frame[lat], faces)})
    surveys["site"] = frame[site].astype(str).to_numpy() if site else _place(frame, lon, lat)
    surveys["period"], periods = _periods(frame, time, period_years)
    outside, empty = int((surveys["face"] == "").sum()), int(surveys["value"].isna().sum())
    notes = tuple(text for count, text in ((outside, "surveys lie in no face"), (empty, "surveys hold no value")) if count)
    surveys = surveys[(surveys["face"] != "") & surveys["value"].notna()]
    name = str(getattr(indicator, "identifier", indicator))
    least = min_sites if min_sites is not None else int(dict(getattr(indicator, "minimum", None) or {}).get("n_sites", 1))
    nothing = str(getattr(indicator, "no_data", "") or NO_SURVEY)
    groups = dict(list(surveys.groupby(["period", "face"], sort=False)))
    named = " ".join(dict.fromkeys((*str(frame.attrs.get("dataset_id", "")).split(), *dataset_ids)))
    rows: list[dict[str, Any]] = []
    for stat in wanted:
        for period in periods:
            for face in ids:
                found = _summary(groups.get((period, face)), stat, least, (seed, face, period), resamples, level, nothing)
                fixed = {"face_id": face, "indicator": name, "statistic": stat, "time": period, "units": "count" if stat == "n" else unit}
                rows.append({**fixed, "basis": _BASIS, "dataset_ids": named, **found})
    counted = zip((count for count in (outside, empty) if count), notes, strict=True)
    return IndicatorTable(pd.DataFrame(rows), notes=tuple(f"{count} of {len(frame)} {text}" for count, text in counted))


def _values(frame: pd.DataFrame, value: str, indicator: Any, units: str | None) -> tuple[npt.NDArray[np.float64], str]:
    """Return the values in the units of the indicator."""
    stated = units if units is not None else frame.attrs.get("units")
    wanted = getattr(indicator, "units", None)
    numbers = pd.to_numeric(frame[value], errors="coerce").to_numpy(np.float64)
    numbers = np.where(np.isfinite(numbers), numbers, np.nan)
    if stated is None:
        raise UnitsError(f"No units are given for column '{value}'. Give them, such as units='{wanted or 'percent'}'.")
    if wanted is None:
        return numbers, normalise(stated, of=f"column '{value}'")
    return (numbers if same(stated, wanted) else convert(numbers, stated, wanted, of=f"column '{value}'")), str(wanted)


def _place(frame: pd.DataFrame, lon: str, lat: str) -> npt.NDArray[Any]:
    return np.asarray([f"{x:.4f} {y:.4f}" for x, y in zip(frame[lon], frame[lat], strict=True)], dtype=object)


def _periods(frame: pd.DataFrame, time: str | None, years: int | None) -> tuple[npt.NDArray[Any], list[str]]:
    """Return the period of each survey as text, and all periods in order."""
    if time is None or not len(frame):
        return np.full(len(frame), "", dtype=object), [""]
    column = frame[time]
    if pd.api.types.is_numeric_dtype(column):
        year = column.to_numpy(np.float64)
    else:
        year = pd.to_datetime(column, errors="coerce", format="ISO8601").dt.year.to_numpy(np.float64)
    if np.isnan(year).any():
        bad = frame[time][np.isnan(year)].iloc[0]
        raise SchemaError(
            f"{int(np.isnan(year).sum())} times of column '{time}' cannot be read; the first is '{bad}'. Allowed: ISO dates or years."
        )
    first, last = int(year.min()), int(year.max())
    if years is None:
        text = str(first) if first == last else f"{first}/{last}"
        return np.full(len(frame), text, dtype=object), [text]
    if years < 1:
        raise OverlayError(f"period_years={years} is not a length of time. Give 1 or more.")
    start = (year // years * years).astype(int)
    known = {int(s): str(s) if years == 1 else f"{s}/{s + years - 1}" for s in range(first // years * years, last + 1, years)}
    return np.asarray([known[int(s)] for s in start], dtype=object), list(known.values())


def _summary(
    group: pd.DataFrame | None, stat: str, least: int, key: tuple[int, str, str], resamples: int, level: float, nothing: str
) -> dict[str, Any]:
    """Return value, interval, number of sites and reason for the surveys of one face and period."""
    n_surveys = 0 if group is None else len(group)
    if group is None:
        none = 0.0 if stat == "n" else np.nan
        return {"value": none, "n_sites": 0, "reason": "" if stat == "n" else nothing}
    sites = group.groupby("site", sort=True)["value"].mean().to_numpy()
    out: dict[str, Any] = {"n_sites": len(sites), "reason": ""}
    if stat == "n":
        return {**out, "value": float(n_surveys)}
    least = max(least, 2 if stat == "sd" else 1)
    if len(sites) < least:
        return {**out, "value": np.nan, "reason": f"{BELOW}n_sites {len(sites)} < {least}"}
    if stat == "sd":
        return {**out, "value": float(np.std(sites, ddof=1))}
    out["value"] = float(getattr(np, stat)(sites))
    if stat in ("mean", "median") and len(sites) >= 2:
        out["lower"], out["upper"] = _interval(sites, stat, key, resamples, level)
    return out


def _interval(sites: npt.NDArray[np.float64], stat: str, key: tuple[int, str, str], resamples: int, level: float) -> tuple[float, float]:
    """Return the bootstrap interval over sites."""
    seed, face, period = key
    generator = np.random.default_rng([seed, *f"{face}|{period}".encode()])
    drawn = sites[generator.integers(0, len(sites), size=(resamples, len(sites)))]
    found = getattr(np, stat)(drawn, axis=1)
    low, high = np.quantile(found, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)
