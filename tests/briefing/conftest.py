"""A pack of a user's own small files, made once for the room's tests."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
import xarray as xr
from PIL import Image
from toolkit.briefing.job import make_briefing

#: Syntax of spreadsheets, HTML, Typst, XML, paths and bidirectional text, in one string of the data; and in the name of a file.
HOSTILE = '=HYPERLINK("http://evil.example/") <script>alert(1)</script> #include("/etc/passwd") ]]> ../../x \u202egnp ${{7*7}} *bold* @ref'
CLAIMS = "my claims.gpkg"
SURVEYS = "=cmd <script>#eval(1) $x$ surveys.csv"

REGION = "gulf-of-thailand"


def brief(folder: Path, out: str, **choices) -> Path:
    return make_briefing(REGION, out=folder / out, claims=folder / CLAIMS, claimant_column="claimant", **choices)


@pytest.fixture(scope="session")
def folder(tmp_path_factory) -> Path:
    """A user's files: two overlapping squares, a grid of two days, three surveys (one far away)."""
    folder = tmp_path_factory.mktemp("own")
    claims = gpd.GeoDataFrame(
        {"claimant": ["Cambodia", "Thailand"], "name": [HOSTILE, "plain"]},
        geometry=[shapely.box(101, 9, 103, 11), shapely.box(102, 9, 104, 11)],
        crs="EPSG:4326",
    )
    claims.to_file(folder / CLAIMS)
    lon, lat = np.arange(99.5, 106, 1.0), np.arange(6.5, 14, 1.0)
    heat = xr.DataArray(
        np.stack([np.full((lat.size, lon.size), 3.0), np.full((lat.size, lon.size), 9.0)]),
        dims=("time", "lat", "lon"),
        coords={
            "time": pd.to_datetime(["2024-05-01", "2024-06-01"]),
            "lat": ("lat", lat, {"units": "degrees_north"}),
            "lon": ("lon", lon, {"units": "degrees_east"}),
        },
        attrs={"units": "degree_Celsius_weeks"},
        name="degree_heating_week",
    )
    heat.to_netcdf(folder / "heat.nc")
    surveys = pd.DataFrame(
        {
            "site": ["=1+1", "b", "c", "d", "far"],
            "lon": [102.2, 102.4, 102.5, 102.6, -40.0],
            "lat": [9.8, 9.9, 10.0, 10.1, 30.0],
            "date": ["2016-03-01"] * 5,
            "cover_percent": [10.0, 20.0, 30.0, 40.0, 99.0],
        }
    )
    surveys.to_csv(folder / SURVEYS, index=False)
    Image.new("RGB", (200, 80), "navy").save(folder / "logo.png")
    return folder


def full(folder: Path) -> dict:
    """The choices of the room's pack: a grid for everybody, surveys for participants, with the consent of those who surveyed."""
    return {
        "grid": folder / "heat.nc",
        "variable": "degree_heating_week",
        "points": folder / SURVEYS,
        "value": "cover_percent",
        "claims_tier": "public",
        "grid_tier": "public",
        "points_tier": "participants",
        "exact_positions": True,
    }


@pytest.fixture(scope="session")
def choices(folder) -> dict:
    return full(folder)


@pytest.fixture(scope="session")
def make():
    """Make a briefing of the user's files."""
    return brief


@pytest.fixture(scope="session")
def pack(folder) -> Path:
    return brief(folder, "pack", **full(folder))
