"""NOAA Coral Reef Watch text: regional virtual stations, and ERDDAP series saved as CSV.

Grids of Coral Reef Watch are read by :mod:`toolkit.catalog.readers.crw_grids`.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from toolkit.catalog.checks import Layout, finish, first_row, instants, need_columns, numbers, refuse_repeated
from toolkit.catalog.coordinates import positions
from toolkit.catalog.layout import read_table, read_text
from toolkit.errors import SchemaError, UnreadableFileError

__all__ = ["LAYOUTS", "STATION_COLUMNS", "read_crw_series", "read_crw_station"]

STATION_COLUMNS = (
    "YYYY",
    "MM",
    "DD",
    "SST_MIN",
    "SST_MAX",
    "SST@90th_HS",
    "SSTA@90th_HS",
    "90th_HS>0",
    "DHW_from_90th_HS>1",
    "BAA_7day_max",
)
#: Columns -> our names, units, lowest and highest possible value. Alert levels 5..7 belong to the scale of December 2023.
_STATION = {
    "SST_MIN": ("sst_min", "degC", -3.0, 45.0),
    "SST_MAX": ("sst_max", "degC", -3.0, 45.0),
    "SST@90th_HS": ("sst", "degC", -3.0, 45.0),
    "SSTA@90th_HS": ("sst_anomaly", "degC", -15.0, 15.0),
    "90th_HS>0": ("hotspot", "degC", 0.0, 15.0),
    "DHW_from_90th_HS>1": ("degree_heating_week", "degC_week", 0.0, 100.0),
    "BAA_7day_max": ("bleaching_alert_area_7d_max", "1", 0.0, 7.0),
}
_HEADER = (
    ("name", "Name:"),
    ("lon", "Polygon Middle Longitude:"),
    ("lat", "Polygon Middle Latitude:"),
    ("mmm", "Averaged Maximum Monthly Mean:"),
    ("monthly_means", "Averaged Monthly Mean (Jan-Dec):"),
    ("first_valid_dhw", "First Valid DHW Date:"),
    ("first_valid_baa", "First Valid BAA Date:"),
)
_GAP = ("", "NaN", "NA", "-999", "-999.0", "-999.0000", "9999", "9999.0000")


def read_crw_station(path: str | Path) -> pd.DataFrame:
    """Read the text file of a regional virtual station.

    Parameters
    ----------
    path : path
        Text as published: 21 header lines, a line of column names, one row for each day.

    Returns
    -------
    pandas.DataFrame
        Index ``time`` (daily, one row for each calendar day between the first and the last: a day missing from the file is
        a row of NaN, never left out). Columns ``sst_min``, ``sst_max``, ``sst``, ``sst_anomaly``, ``hotspot`` (degC; the 90th
        percentile of the polygon, clipped at 0), ``degree_heating_week`` (degC_week), ``bleaching_alert_area_7d_max``, and
        the columns of the file. ``attrs["station"]`` holds the header: ``name``, ``lon``, ``lat``, ``mmm``,
        ``monthly_means`` (12, degC), ``first_valid_dhw`` and ``first_valid_baa`` (ISO; the file writes year day month).

    Raises
    ------
    SchemaError
        The header or a column is missing, a day occurs twice, or a value is impossible (DHW of -3).
    UnreadableFileError
        The file is cut short or is not text.

    Notes
    -----
    ``sst`` and ``sst_anomaly`` belong to the pixel that holds the 90th-percentile HotSpot on that day, a moving pixel:
    ``hotspot`` is not ``sst`` minus the mean in the header.
    """
    path = Path(path)
    text, encoding = read_text(path)
    lines = text.splitlines()
    at = next((n for n, line in enumerate(lines) if line.split()[:3] == ["YYYY", "MM", "DD"]), None)
    if at is None:
        first = lines[0].strip()[:60] if lines else ""
        raise SchemaError(
            f"{path.name} is not a Coral Reef Watch station: no line of columns. First line found: {first!r}. "
            f"Columns known: {' '.join(STATION_COLUMNS)}. Get the file again from the publisher."
        )
    columns = lines[at].split()
    need_columns(path, columns, STATION_COLUMNS, what="a Coral Reef Watch station")
    station = _header(path, lines[:at])
    cells = [(n, line.split()) for n, line in enumerate(lines[at + 1 :], at + 2) if line.strip()]
    for number, row in cells:
        if len(row) != len(columns):
            raise UnreadableFileError(
                f"{path.name}, row {number}: {len(row)} fields where the header has {len(columns)}. The file is cut short; get it again."
            )
    if not cells:
        raise UnreadableFileError(f"{path.name} has a header but no days. Get the file again.")
    frame = pd.DataFrame([row for _, row in cells], columns=columns, index=pd.Index([n for n, _ in cells], name="row"), dtype="str")
    frame["date"] = frame["YYYY"] + "-" + frame["MM"] + "-" + frame["DD"]
    refuse_repeated(path, frame, ["date"])
    days = instants(path, frame, "date", "%Y-%m-%d")
    values = {}
    for column, (name, unit, low, high) in _STATION.items():
        values[name] = numbers(path, frame, column, missing=_GAP, low=low, high=high, unit=unit)
    out = frame.drop(columns="date").assign(**values).set_axis(pd.DatetimeIndex(days, name="time"), axis=0).sort_index()
    whole = pd.date_range(out.index[0], out.index[-1], freq="D", name="time")
    gaps = len(whole) - len(out)
    out = out.reindex(whole)
    out = out[[*values, *columns]]
    out.attrs["encoding"] = encoding
    out = finish(
        out,
        layout="crw-station",
        dataset_id="crw-station",
        units={name: unit for name, unit, _, _ in _STATION.values()},
        path=path,
        notes=[f"{gaps} day(s) missing from the file stand as NaN"] if gaps else [],
    )
    out.attrs["station"] = station
    return out


def _header(path: Path, lines: list[str]) -> dict[str, object]:
    """Read the 21 header lines: each title is followed by its value."""
    plain = [line.strip() for line in lines]
    found: dict[str, str] = {}
    for key, title in _HEADER:
        try:
            found[key] = plain[plain.index(title) + 1]
        except (ValueError, IndexError) as error:
            known = ", ".join(title for _, title in _HEADER)
            raise SchemaError(f"{path.name}: the header lacks '{title}'. Known titles: {known}. Get the file again.") from error

    def floats(key: str, count: int) -> list[float]:
        words = found[key].split()
        if len(words) != count or not all(re.fullmatch(r"-?\d+(\.\d+)?", word) for word in words):
            raise SchemaError(f"{path.name}: '{dict(_HEADER)[key]}' is {found[key]!r}; {count} number(s) expected. Get the file again.")
        return [float(word) for word in words]

    def day(key: str) -> str:
        # The publisher writes year, day, month: "1985 25 03" is 25 March 1985.
        stamp = pd.to_datetime(found[key], format="%Y %d %m", errors="coerce")
        if pd.isna(stamp):
            raise SchemaError(f"{path.name}: '{dict(_HEADER)[key]}' is {found[key]!r}; year day month expected. Get the file again.")
        return str(stamp.date().isoformat())

    lon, lat, why = positions(pd.Series(floats("lon", 1)), pd.Series(floats("lat", 1)))
    if why[0]:
        raise SchemaError(f"{path.name}, header: {why[0]}. Get the file again.")
    return {
        "name": found["name"],
        "lon": float(lon[0]),
        "lat": float(lat[0]),
        "mmm": floats("mmm", 1)[0],
        "monthly_means": tuple(floats("monthly_means", 12)),
        "first_valid_dhw": day("first_valid_dhw"),
        "first_valid_baa": day("first_valid_baa"),
    }


#: ERDDAP names -> ours, units, lowest and highest possible value.
SERIES = {
    "CRW_SST": ("sst", "degC", -3.0, 45.0),
    "CRW_SSTANOMALY": ("sst_anomaly", "degC", -15.0, 15.0),
    "CRW_HOTSPOT": ("hotspot", "degC", -50.0, 15.0),
    "CRW_DHW": ("degree_heating_week", "degC_week", 0.0, 100.0),
    "CRW_BAA": ("bleaching_alert_area", "1", 0.0, 7.0),
    "CRW_BAA_7D_MAX": ("bleaching_alert_area_7d_max", "1", 0.0, 7.0),
}


def read_crw_series(path: str | Path) -> pd.DataFrame:
    """Read a subset of the Coral Reef Watch grids that an ERDDAP server wrote as CSV.

    Parameters
    ----------
    path : path
        CSV with ``time``, ``latitude``, ``longitude`` and at least one of the columns ``CRW_*``. The second header line with
        units, which ERDDAP writes in plain ``.csv``, is recognised.

    Returns
    -------
    pandas.DataFrame
        One row for each time and pixel: ``time``, ``lon``, ``lat``, our names for the variables (``sst``, ``hotspot``, not
        clipped at 0, ...) and the columns of the file.

    Raises
    ------
    SchemaError
        A column is missing, a pixel and time occurs twice, or a value is impossible.
    UnreadableFileError
        The file is cut short or is not text.
    """
    path = Path(path)
    frame = read_table(path)
    encoding = frame.attrs["encoding"]
    need_columns(path, frame.columns, ("time", "latitude", "longitude"), what="an ERDDAP series of Coral Reef Watch")
    present = [name for name in SERIES if name in frame.columns]
    if not present:
        need_columns(path, frame.columns, SERIES, what="an ERDDAP series of Coral Reef Watch")
    if len(frame) and frame["time"].iloc[0].strip().upper() == "UTC":
        frame = frame.iloc[1:]
    refuse_repeated(path, frame, ["time", "latitude", "longitude"])
    stamps = pd.to_datetime(frame["time"], format="%Y-%m-%dT%H:%M:%SZ", errors="coerce")
    if stamps.isna().any():
        row = first_row(stamps.isna())
        raise SchemaError(f"{path.name}, row {row}, column 'time': {frame.loc[row, 'time']!r} is not a time such as 2015-06-01T12:00:00Z.")
    lon, lat, reason = positions(frame["longitude"], frame["latitude"])
    if (reason != "").any():
        row = first_row(reason != "")
        raise SchemaError(f"{path.name}, row {row}: {reason[row]}. Correct the row or get the file again.")
    values: dict[str, pd.Series] = {"time": stamps, "lon": lon, "lat": lat}
    for column in present:
        name, unit, low, high = SERIES[column]
        values[name] = numbers(path, frame, column, missing=("", "NaN", "nan"), low=low, high=high, unit=unit)
    out = pd.DataFrame(values, index=frame.index).join(frame.drop(columns=["time"]))
    out.attrs["encoding"] = encoding
    units = {SERIES[column][0]: SERIES[column][1] for column in present}
    return finish(out, layout="crw-series", dataset_id="crw-erddap", units=units, path=path)


LAYOUTS = (
    Layout(
        "crw-station", "Coral Reef Watch regional virtual station", "crw-station", frozenset({"text"}), STATION_COLUMNS, read_crw_station
    ),
    Layout(
        "crw-series",
        "Coral Reef Watch series from ERDDAP",
        "crw-erddap",
        frozenset({"text"}),
        ("time", "latitude", "longitude"),
        read_crw_series,
        one_of=tuple(SERIES),
    ),
)
