"""Build the tables of data/coral/: counts of reef cells, survey aggregates, yearly peaks of heat stress.

Cells are counted and surveys are averaged, so that nothing but aggregates leaves the sources. A survey's place is its coordinates;
the country that a table names for it is the surveyor's attribution and is not used.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from common import BOX, Sources, main, number, write_csv

REEF_CELLS = ("coral/reef_cells_arf.parquet", "63c8d01be95f3cc3d43b2d7580a0024fb7003fbc3a2e61f7ec2ff0b0e66819df")
SURVEYS = ("coral/reefcheck_sully2022.csv", "94d846528fabfe50b85ebfff20ec03e4d9b3f6dc4d5804952866f01846b4023f")
PEAKS = ("coral/malaysia_station_peak_dhw.csv", "f7369a2f0d6d9611c22638665f96442539ba6060a6d732fa7033540c5462b80c")
SABAH = ("coral/crw_station_sabah_2024.txt", "d31d8a400b5ddadfc7f97c74f8e1c6a17c4e0066e4b7143b0b93be1712d3c302")

#: A Reef Check line has four segments of 40 points each; the table counts points (reference: code of the source repository).
POINTS = 40.0


def reef_cells(path: Path) -> list[tuple[str, str, int]]:
    """Count 0.05 degree cells that bear reef in each 0.25 degree cell: rows of latitude, longitude and count."""
    cells = pd.read_parquet(path, columns=["crw_ix", "crw_iy"])
    # crw_ix counts 0.05 degree cells from 180 W, crw_iy from 90 N: five of them make one cell of 0.25 degree
    counts = cells.floordiv(5).value_counts().reset_index(name="n")
    counts = counts.sort_values(["crw_iy", "crw_ix"], ascending=[False, True])
    return [(number(89.875 - 0.25 * y, 3), number(-179.875 + 0.25 * x, 3), n) for x, y, n in counts.itertuples(index=False)]


def surveys(path: Path) -> pd.DataFrame:
    """Read the surveys of the box with cell and period; percent cover from points."""
    table = pd.read_csv(path, encoding="utf-8-sig")
    lon, lat = table["Longitude.Degrees"], table["Latitude.Degrees"]
    year = pd.to_datetime(table["Date"], format="%m/%d/%Y").dt.year
    first = year // 5 * 5
    out = pd.DataFrame(
        {
            "site": table["Reef_ID"],
            "date": table["Date"],
            "depth": table["Depth"],
            "period": first.astype(str) + "/" + (first + 4).astype(str),
            "lat": np.floor(lat) + 0.5,
            "lon": np.floor(lon) + 0.5,
            "cover": table["Average_coral_cover"] / POINTS * 100.0,
            "bleaching": table["Average_Bleaching"].where(table["Organism Code"] == "Bleaching (% of population)"),
        }
    )
    return out[lon.between(BOX[0], BOX[2], inclusive="left") & lat.between(BOX[1], BOX[3], inclusive="left")]


def per_cell(table: pd.DataFrame, value: str) -> list[tuple[object, ...]]:
    """Average one value per period and 1 degree cell, each survey once.

    Some surveys stand twice, once with their bleaching and once without: the first row that has the value is kept.
    """
    table = table.dropna(subset=[value]).drop_duplicates(["site", "date", "depth"])
    groups = table.groupby(["period", "lat", "lon"], sort=True)
    rows = groups.agg(n=(value, "size"), sites=("site", "nunique"), mean=(value, "mean"), sd=(value, "std")).reset_index()
    return [
        (row.period, number(row.lat, 1), number(row.lon, 1), row.n, row.sites, number(row.mean, 3), number(row.sd, 3))
        for row in rows.itertuples(index=False)
    ]


def peaks(table: Path, station: Path) -> list[tuple[object, ...]]:
    """List yearly peaks of degree heating weeks; position and check only for the station whose file is at hand."""
    lines = station.read_text("utf-8").splitlines()
    lon, lat = (
        lines[next(i for i, line in enumerate(lines) if name in line) + 1].strip() for name in ("Middle Longitude", "Middle Latitude")
    )
    daily = pd.read_csv(station, sep=r"\s+", skiprows=21)
    verified = {("sabah", int(year)): peak for year, peak in daily.groupby("YYYY")["DHW_from_90th_HS>1"].max().items()}
    rows = []
    for row in pd.read_csv(table).sort_values(["station", "year"]).itertuples(index=False):
        checked = verified.get((row.station, row.year))
        if checked is not None and abs(checked - row.peak_dhw) > 5e-4:
            raise SystemExit(f"{row.station} {row.year}: {row.peak_dhw} in the table, {checked} in the daily file.")
        place = (number(float(lat), 4), number(float(lon), 4)) if row.station == "sabah" else ("", "")
        note = "year incomplete" if row.year == 2026 else ""
        rows.append((row.station, row.year, number(row.peak_dhw, 4), *place, "yes" if checked is not None else "no", note))
    return rows


def build(sources: Sources, out: Path) -> list[Path]:
    """Write the four tables; return their paths."""
    folder = out / "coral"
    table = surveys(sources.file(SURVEYS[0], sha256=SURVEYS[1]))
    header = ("period", "lat", "lon", "n_surveys", "n_sites", "mean_percent", "sd_percent")
    cells = reef_cells(sources.file(REEF_CELLS[0], sha256=REEF_CELLS[1]))
    stations = peaks(sources.file(PEAKS[0], sha256=PEAKS[1]), sources.file(SABAH[0], sha256=SABAH[1]))
    return [
        write_csv(folder / "reef_cells_025.csv", ("lat", "lon", "n_cells"), cells),
        write_csv(folder / "coral_cover_1deg.csv", header, per_cell(table, "cover")),
        write_csv(folder / "bleaching_1deg.csv", header, per_cell(table, "bleaching")),
        write_csv(folder / "station_peak_dhw.csv", ("station", "year", "peak_dhw", "lat", "lon", "verified", "note"), stations),
    ]


if __name__ == "__main__":
    main(build, __doc__)
