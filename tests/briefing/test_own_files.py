"""The user's own files as the command reads them: units, water, time, columns, and what is told of them."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
import xarray as xr
from toolkit.briefing.own_files import class_edges, outside_note, own_grid, own_surveys, remarks, survey_years_note
from toolkit.cli.hints import for_commands
from toolkit.errors import SchemaError, UnitsError


def write_grid(path, name="CHL", **attrs):
    xr.DataArray(
        np.ones((2, 2)),
        dims=("lat", "lon"),
        coords={"lat": ("lat", [5.0, 6.0], {"units": "degrees_north"}), "lon": ("lon", [100.0, 101.0], {"units": "degrees_east"})},
        name=name,
        attrs=attrs,
    ).to_netcdf(path)
    return path


def write_surveys(path, **columns):
    pd.DataFrame({"Station": ["a", "a", "b"], "Latitude": [5.0, 5.0, 9.0], "Longitude": [100.0, 100.0, 100.0], **columns}).to_csv(
        path, index=False
    )
    return path


def test_units_of_a_grid_are_given_where_the_file_has_none_and_the_example_fits(tmp_path):
    bare = write_grid(tmp_path / "bare.nc")
    with pytest.raises(UnitsError, match="grid_units='mg m-3'") as caught:
        own_grid(bare)
    assert '--grid-units "mg m-3"' in for_commands(str(caught.value))
    assert own_grid(bare, units="ug/L")[0].attrs["units"] == "ug/L"


def test_units_that_contradict_the_file_are_refused(tmp_path):
    with pytest.raises(UnitsError, match="states the units 'mg m-3'"):
        own_grid(write_grid(tmp_path / "chl.nc", units="mg m-3"), units="degC")


@pytest.mark.parametrize(("name", "water"), [("CHL", "sea"), ("dhw", "reefs"), ("degree_heating_week", "reefs")])
def test_water_is_that_of_reefs_only_for_what_is_about_them(tmp_path, name, water):
    path = write_grid(tmp_path / "x.nc", name, units="1")
    _, chosen, told = own_grid(path)
    assert chosen == water
    assert any("Other water: within=" in line for line in told)
    assert own_grid(path, within="sea")[1] == "sea"


def test_the_column_that_was_taken_is_told_and_the_survey_year_is_a_time(tmp_path):
    path = write_surveys(tmp_path / "s.csv", **{"Survey year": [2019, 2021, 2020], "Hard coral cover (%)": [10.0, 20.0, 30.0]})
    surveys, told = own_surveys(path)
    assert surveys["time"].tolist() == ["2019", "2021", "2020"]
    assert "column 'Hard coral cover (%)', taken by its name" in told[0]
    assert survey_years_note(surveys, 5) == "Surveys: of 2019 to 2021, in periods of 5 years, named by their first and last year"


def test_years_that_are_not_recognised_are_told_with_the_column_that_may_hold_them(tmp_path):
    path = write_surveys(tmp_path / "s.csv", **{"Year of dive": [2019, 2021, 2020], "Hard coral cover (%)": [10.0, 20.0, 30.0]})
    surveys, told = own_surveys(path)
    assert "did you mean time='Year of dive'?" in " ".join(told)
    assert "did you mean" not in " ".join(remarks(surveys, None, {"points": told}))
    assert survey_years_note(surveys, 5) == ""


def test_surveys_in_no_patch_are_told_with_their_sites(tmp_path):
    faces = gpd.GeoDataFrame(index=pd.Index(["f1"], name="face_id"), geometry=[shapely.box(99, 4, 101, 6)], crs="EPSG:4326")
    surveys, _ = own_surveys(write_surveys(tmp_path / "s.csv", **{"Hard coral cover (%)": [10.0, 20.0, 30.0]}))
    assert outside_note(surveys, faces).startswith("Surveys: 1 of 3 (1 of 2 sites) lie in no patch")
    assert outside_note(surveys[surveys["site"] == "a"], faces) == ""


def test_files_that_say_so_are_synthetic(tmp_path):
    _, _, told = own_grid(write_grid(tmp_path / "x.nc", units="mg m-3", long_name="chlorophyll, SYNTHETIC"))
    assert "synthetic" in told[-1]
    surveys, told = own_surveys(
        write_surveys(tmp_path / "s.csv", **{"Hard coral cover (%)": [1.0, 20.0, 30.0], "Observer": ["SYNTHETIC"] * 3})
    )
    assert surveys.attrs["synthetic"]
    assert "stamped" in told[-1]


@pytest.mark.parametrize("given", ["0.3, 0.2", "a, b", "0.2,,0.3"])
def test_edges_of_classes_must_be_rising_numbers(given):
    with pytest.raises(SchemaError, match=r"0\.2, 0\.3, 0\.4"):
        class_edges(given)
