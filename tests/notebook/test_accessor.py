"""The accessor says the same as the verbs."""

import numpy as np
import pandas as pd
import pytest
import toolkit as tk
import toolkit.notebook
import xarray as xr
from toolkit.cartography.export import figure_info
from toolkit.errors import GridError


@pytest.fixture(scope="module")
def faces():
    return tk.partition(tk.read_claims("gulf-of-thailand"), within=tk.regions()["gulf-of-thailand"].bounds)


@pytest.fixture
def grid():
    lat, lon = np.arange(5.25, 15, 0.5), np.arange(98.25, 107, 0.5)
    values = np.full((lat.size, lon.size), 4.0)
    data = xr.DataArray(values, dims=("lat", "lon"), coords={"lat": lat, "lon": lon}, name="degree_heating_week")
    data["lat"].attrs["units"], data["lon"].attrs["units"] = "degrees_north", "degrees_east"
    return data.assign_attrs(units="degC_week")


def test_a_table_by_accessor_is_the_table_by_verbs(grid, faces):
    by_verbs = tk.zonal_table(grid, tk.coverage(grid, faces), indicator=tk.indicator("degree_heating_week"))
    pd.testing.assert_frame_equal(grid.arf.table(faces).frame, by_verbs.frame)


def test_a_constant_field_keeps_its_value_in_every_face(grid, faces):
    assert np.allclose(grid.arf.zonal(faces)["mean"], 4.0)


def test_the_weights_of_the_same_faces_are_computed_once(grid, faces):
    accessor = grid.arf
    assert accessor.coverage(faces) is accessor.coverage(faces)


def test_a_map_by_accessor_says_what_it_shows(grid, faces):
    figure = grid.arf.map(faces, "gulf-of-thailand")
    assert "heat" in figure.info.alt_long.lower()


def test_a_variable_of_ones_own_is_mapped_without_a_record(grid, faces):
    own = (grid + grid["lat"]).rename("bottom_temp").assign_attrs(units="degC", long_name="bottom temperature")
    figure = own.arf.map(faces, "gulf-of-thailand")
    assert "bottom temperature" in figure.info.title.lower()
    by_verbs = tk.map_indicator(faces, own.arf.table(faces), "bottom_temp", "gulf-of-thailand")
    assert figure_info(by_verbs)["values"]["classes"] == figure_info(figure)["values"]["classes"]
    assert sum(count for _, count in figure_info(figure)["values"]["classes"]) == len(faces)


def test_a_dataset_gives_the_rows_of_each_variable(grid, faces):
    both = xr.Dataset({"a": grid.rename("a"), "b": (grid * 2).assign_attrs(grid.attrs).rename("b")})
    frame = both.arf.table(faces).frame
    assert frame.groupby("indicator")["value"].mean().to_dict() == pytest.approx({"a": 4.0, "b": 8.0})


def test_a_dataset_without_a_grid_is_refused(faces):
    with pytest.raises(GridError):
        xr.Dataset({"a": ("x", [1.0])}).arf.table(faces)


def test_polygons_of_the_user_need_no_faces(grid, faces):
    polygons = faces.frame[["geometry"]].iloc[:2]
    assert grid.arf.zonal(polygons)["mean"].sizes == {"face": 2}
