"""Reef Check surveys, in the editions of Sully et al. 2022 (cover and bleaching) and 2019 (bleaching with CoRTAD metrics).

Cover is a count of points out of 40 in each of four segments, not percent. Temperatures of CoRTAD are kelvin. The country
written in a row is the surveyor's attribution and decides nothing here.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from toolkit.catalog.checks import Layout, finish, first_row, instants, need_columns, numbers, parse_numbers, refuse_outside
from toolkit.catalog.coordinates import positions
from toolkit.catalog.layout import read_table
from toolkit.errors import SchemaError

__all__ = ["COLUMNS_2019", "COLUMNS_2022", "LAYOUTS", "POINTS_PER_SEGMENT", "read_reef_check_2019", "read_reef_check_2022"]

#: Points recorded in each segment of a Reef Check line transect.
POINTS_PER_SEGMENT = 40
_MISSING = ("", "NA", "nd", "ND")
_SEGMENTS = tuple(f"Hard_Coral_S{n}" for n in range(1, 5))
_BLEACHED = tuple(f"Bleaching_S{n}" for n in range(1, 5))

COLUMNS_2022 = (
    "Reef_ID",
    "Latitude.Degrees",
    "Longitude.Degrees",
    "Date",
    "Depth",
    *_BLEACHED,
    "Average_Bleaching",
    "substrate_code",
    *_SEGMENTS,
    "Average_coral_cover",
)
COLUMNS_2019 = (
    "Reef.ID",
    "Latitude.Degrees",
    "Longitude.Degrees",
    "Date",
    "Depth",
    "S1",
    "S2",
    "S3",
    "S4",
    "Average_bleaching",
    "ClimSST",
    "Temperature_Kelvin",
    "SSTA",
    "TSA",
    "TSA_DHW",
)


def _place(frame: pd.DataFrame, dropped: list[tuple[int, str]]) -> pd.DataFrame:
    """Add lon and lat; leave out and report rows without a possible position."""
    lon, lat, reason = positions(frame["Longitude.Degrees"], frame["Latitude.Degrees"])
    bad = reason[reason != ""]
    dropped += list(zip(bad.index.to_numpy().tolist(), bad.tolist(), strict=True))
    good = reason == ""
    return frame[good].assign(lon=lon[good], lat=lat[good])


def _reported(path: Path, frame: pd.DataFrame, column: str, notes: list[str], *, low: float, high: float, unit: str) -> pd.Series:
    """Turn a survey column into numbers: words are reported and become NaN, impossible numbers are refused."""
    values, bad = parse_numbers(frame[column], missing=_MISSING)
    if bad.any():
        rows = ", ".join(str(row) for row in bad.index[bad][:5])
        notes.append(f"{column}: {int(bad.sum())} cell(s) that are not numbers read as no data (rows {rows})")
    refuse_outside(path, values, column, low=low, high=high, unit=unit)
    return values


def read_reef_check_2022(path: str | Path) -> pd.DataFrame:
    """Read Reef Check hard-coral cover and bleaching (edition of Sully et al. 2022).

    Parameters
    ----------
    path : path
        The table, UTF-8 with byte-order mark, dates month/day/year.

    Returns
    -------
    pandas.DataFrame
        One row for each survey: ``site``, ``lon``, ``lat``, ``time``, ``depth`` (m), ``hard_coral_cover`` (percent, mean of
        the segments surveyed), ``n_segments``, ``bleaching`` (percent of the population), and the columns of the file.
        ``attrs["rows_repeated"]`` counts rows that repeat a reef, date and depth.

    Raises
    ------
    SchemaError
        A column is missing, a count exceeds 40 (140 % would be one), or the mean is not that of the segments.
    UnreadableFileError
        The file is damaged.

    Notes
    -----
    ``percent = points / 40 * 100``; the mean is taken over the segments that were surveyed.
    """
    path = Path(path)
    frame = read_table(path)
    need_columns(path, frame.columns, COLUMNS_2022, what="the Reef Check table of 2022")
    encoding = frame.attrs["encoding"]
    dropped: list[tuple[int, str]] = []
    notes: list[str] = []
    frame = _place(frame, dropped)
    points = pd.DataFrame(
        {name: _reported(path, frame, name, notes, low=0, high=POINTS_PER_SEGMENT, unit="points of 40") for name in _SEGMENTS},
        index=frame.index,
    )
    given = _reported(path, frame, "Average_coral_cover", notes, low=0, high=POINTS_PER_SEGMENT, unit="points of 40")
    mean = points.mean(axis=1)
    differs = (given - mean).abs() > 1e-6
    if differs.any():
        row = first_row(differs)
        raise SchemaError(
            f"{path.name}, row {row}: Average_coral_cover is {given[row]:g}, the mean of its segments {mean[row]:g}. "
            "Another edition or other units; correct the row or choose the right layout."
        )
    bleaching = _reported(path, frame, "Average_Bleaching", notes, low=0, high=100, unit="percent")
    repeated = frame.duplicated(["Reef_ID", "Date", "Depth"])
    codes = set(frame["substrate_code"].str.strip()) - {"HC", "", "NA"}
    if codes:
        raise SchemaError(f"{path.name}, column 'substrate_code': {', '.join(sorted(codes)[:5])} given; known: HC (hard coral).")
    out = frame.assign(
        site=frame["Reef_ID"],
        time=instants(path, frame, "Date", "%m/%d/%Y"),
        depth=numbers(path, frame, "Depth", missing=_MISSING, low=0, high=200, unit="m"),
        hard_coral_cover=given.fillna(mean) / POINTS_PER_SEGMENT * 100,
        n_segments=points.notna().sum(axis=1),
        bleaching=bleaching,
    )
    out.attrs["encoding"] = encoding
    out = finish(
        out,
        layout="reef-check-2022",
        dataset_id="reef-check-2022",
        units={"hard_coral_cover": "percent", "bleaching": "percent", "depth": "m", "lon": "degree_east", "lat": "degree_north"}
        | dict.fromkeys((*_SEGMENTS, "Average_coral_cover"), "points of 40"),
        path=path,
        dropped=dropped,
        notes=notes,
    )
    out.attrs["rows_repeated"] = int(repeated.sum())
    return out


def read_reef_check_2019(path: str | Path) -> pd.DataFrame:
    """Read Reef Check bleaching with CoRTAD temperature metrics (edition of Sully et al. 2019).

    Parameters
    ----------
    path : path
        The table, dates such as 19-Feb-03.

    Returns
    -------
    pandas.DataFrame
        One row for each survey: ``site``, ``lon``, ``lat``, ``time``, ``depth`` (m), ``bleaching`` (percent of the
        population), and the columns of the file with numbers where they are numbers. ``Temperature_*`` and ``ClimSST`` are
        kelvin; ``TSA_DHW`` and ``SSTA_DHW`` are CoRTAD metrics, not the degree heating week of Coral Reef Watch.

    Raises
    ------
    SchemaError
        A column is missing or a value is impossible (bleaching above 100 %).
    UnreadableFileError
        The file is damaged.
    """
    path = Path(path)
    frame = read_table(path)
    need_columns(path, frame.columns, COLUMNS_2019, what="the Reef Check table of 2019")
    encoding = frame.attrs["encoding"]
    dropped: list[tuple[int, str]] = []
    notes: list[str] = []
    frame = _place(frame, dropped)
    first = list(frame.columns).index("Average_bleaching")
    metrics = [name for name in frame.columns[first + 1 :] if name not in {"Region", "lon", "lat", "Latitude.Degrees", "Longitude.Degrees"}]
    values = {
        name: _reported(path, frame, name, notes, low=0 if name.endswith("Kelvin") else -np.inf, high=np.inf, unit="") for name in metrics
    }
    time = instants(path, frame, "Date", "%d-%b-%y")
    out = frame.assign(**values).assign(
        site=frame["Reef.ID"],
        time=time,
        depth=numbers(path, frame, "Depth", missing=_MISSING, low=0, high=200, unit="m"),
        bleaching=_reported(path, frame, "Average_bleaching", notes, low=0, high=100, unit="percent"),
    )
    kelvin = [name for name in metrics if name == "ClimSST" or (name.startswith("Temperature") and "Deviation" not in name)]
    cold = pd.concat([values[name] < 273.15 for name in kelvin], axis=1).any(axis=1)
    if cold.any():
        notes.append(
            f"{int(cold.sum())} row(s) hold a temperature below 273.15 K, impossible in the sea (first: row {first_row(cold)}): screen them"
        )
    out.attrs["encoding"] = encoding
    return finish(
        out,
        layout="reef-check-2019",
        dataset_id="reef-check-2019",
        units={"bleaching": "percent", "depth": "m", "lon": "degree_east", "lat": "degree_north"} | dict.fromkeys(kelvin, "K"),
        path=path,
        dropped=dropped,
        notes=notes,
    )


LAYOUTS = (
    Layout(
        "reef-check-2022",
        "Reef Check hard-coral cover and bleaching",
        "reef-check-2022",
        frozenset({"text"}),
        COLUMNS_2022,
        read_reef_check_2022,
    ),
    Layout(
        "reef-check-2019",
        "Reef Check bleaching with CoRTAD metrics",
        "reef-check-2019",
        frozenset({"text"}),
        COLUMNS_2019,
        read_reef_check_2019,
    ),
)
