"""Mistakes end with exit code 2 and one message that says what was given, what is allowed and what to do next."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
import xarray as xr
from click.testing import CliRunner
from toolkit.cli import main


@pytest.fixture
def claims_file(tmp_path):
    """Two overlapping squares in the South China Sea, as a user would have them."""
    frame = gpd.GeoDataFrame(
        {"claimant": ["Alpha", "Beta"]}, geometry=[shapely.box(112, 10, 114, 12), shapely.box(113, 10, 115, 12)], crs="EPSG:4326"
    )
    frame.to_file(tmp_path / "claims.gpkg")
    return tmp_path / "claims.gpkg"


def grid(lon=(112.0, 113.0, 114.0), lat=(10.0, 11.0, 12.0)):
    data = xr.DataArray(
        np.ones((len(lat), len(lon))),
        dims=("lat", "lon"),
        coords={"lat": ("lat", list(lat), {"units": "degrees_north"}), "lon": ("lon", list(lon), {"units": "degrees_east"})},
        name="sst",
        attrs={"units": "degC"},
    )
    return data.to_dataset()


@pytest.fixture
def refused(tmp_path):
    """Run a briefing that must be refused; return the message."""

    def run(*arguments, out="pack"):
        before = {path for path in tmp_path.rglob("*") if path.name.startswith((".pack", "pack"))}
        done = CliRunner().invoke(main, ["briefing", "--out", str(tmp_path / out), "--quiet", *map(str, arguments)])
        assert done.exit_code == 2, f"{done.exit_code}: {done.output}\n{done.exception!r}"
        assert "Traceback" not in done.output
        after = {path for path in tmp_path.rglob("*") if path.name.startswith((".pack", "pack"))}
        assert after == before, "something half-written is left"
        message = done.output.strip()
        assert "\n" not in message.split("arf-marine: ", 1)[-1].rstrip(), message
        return message

    return run


def test_an_unknown_region(refused):
    assert "Did you mean 'south-china-sea'" in refused("--region", "south-chna-sea")


def test_an_unknown_page_and_an_unknown_profile_are_told_at_once(refused):
    assert "a4-landscape" in refused("--page", "b9")
    assert "Known: iso, source, un" in refused("--profile", "usa")


def test_claims_without_a_crs(refused, tmp_path, claims_file):
    frame = gpd.read_file(claims_file).set_crs(None, allow_override=True)
    frame.to_parquet(tmp_path / "bare.parquet")
    assert "coordinate reference system" in refused("--claims", tmp_path / "bare.parquet")


def test_a_claims_file_that_is_not_there(refused, tmp_path):
    assert "missing.gpkg" in refused("--claims", tmp_path / "missing.gpkg")


def test_a_claims_file_that_is_not_what_its_name_says(refused, tmp_path):
    (tmp_path / "page.gpkg").write_text("<html><body>404 Not Found</body></html>")
    assert "page.gpkg" in refused("--claims", tmp_path / "page.gpkg")


def test_an_empty_claim_set(refused, tmp_path):
    empty = {"type": "FeatureCollection", "features": []}
    (tmp_path / "empty.geojson").write_text(json.dumps(empty))
    assert "empty.geojson" in refused("--claims", tmp_path / "empty.geojson")


def test_claims_that_are_points(refused, tmp_path):
    frame = gpd.GeoDataFrame({"claimant": ["Alpha"]}, geometry=[shapely.Point(113, 11)], crs="EPSG:4326")
    frame.to_file(tmp_path / "points.geojson")
    assert "points.geojson" in refused("--claims", tmp_path / "points.geojson")


def test_claims_elsewhere_than_the_region(refused, tmp_path):
    frame = gpd.GeoDataFrame({"claimant": ["Viet Nam"]}, geometry=[shapely.box(-40, 30, -30, 40)], crs="EPSG:4326")
    frame.to_file(tmp_path / "atlantic.gpkg")
    assert "South China Sea" in refused("--claims", tmp_path / "atlantic.gpkg", "--claimant-column", "claimant")


def test_latitudes_beyond_the_poles(refused, tmp_path):
    frame = gpd.GeoDataFrame({"claimant": ["Viet Nam"]}, geometry=[shapely.box(113, 95, 114, 120)], crs="EPSG:4326")
    frame.to_file(tmp_path / "swapped.gpkg")
    assert "atitude" in refused("--claims", tmp_path / "swapped.gpkg", "--claimant-column", "claimant")


def test_an_unknown_variable(refused, tmp_path):
    grid().to_netcdf(tmp_path / "grid.nc")
    message = refused("--grid", tmp_path / "grid.nc", "--variable", "dhw")
    assert "dhw" in message
    assert "sst" in message


def test_a_variable_without_a_grid(refused):
    assert "--grid" in refused("--variable", "sst")


def test_a_truncated_netcdf(refused, tmp_path):
    grid().to_netcdf(tmp_path / "grid.nc")
    content = (tmp_path / "grid.nc").read_bytes()
    (tmp_path / "cut.nc").write_bytes(content[: len(content) // 2])
    assert "cut.nc" in refused("--grid", tmp_path / "cut.nc", "--variable", "sst")


def test_a_page_saved_as_netcdf(refused, tmp_path):
    (tmp_path / "page.nc").write_text("<!doctype html><title>Service unavailable</title>")
    assert "page.nc" in refused("--grid", tmp_path / "page.nc", "--variable", "sst")


def test_a_grid_that_does_not_touch_the_claims(refused, tmp_path):
    grid(lon=(-40.0, -39.0, -38.0)).to_netcdf(tmp_path / "atlantic.nc")
    assert "do not touch" in refused("--grid", tmp_path / "atlantic.nc", "--variable", "sst")


def test_a_survey_table_without_coordinates(refused, tmp_path):
    pd.DataFrame({"site": ["a"], "cover": [12.0]}).to_csv(tmp_path / "table.csv", index=False)
    assert "cover" in refused("--points", tmp_path / "table.csv")


def test_surveys_that_do_not_touch_the_claims(refused, tmp_path):
    pd.DataFrame({"lon": [-40.0], "lat": [30.0], "value": [12.0]}).to_csv(tmp_path / "atlantic.csv", index=False)
    assert "atlantic.csv" in refused("--points", tmp_path / "atlantic.csv")


def test_an_output_folder_that_is_somebodys_own(refused, tmp_path):
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / "thesis.txt").write_text("chapter one")
    assert "not a pack" in refused()


def test_an_output_folder_that_cannot_be_written(refused, tmp_path):
    (tmp_path / "file").write_text("")
    assert "cannot be written" in refused(out="file/pack")


def test_a_pack_that_is_none(tmp_path):
    done = CliRunner().invoke(main, ["verify", str(tmp_path)])
    assert done.exit_code == 2
    assert "is not a pack" in done.output
