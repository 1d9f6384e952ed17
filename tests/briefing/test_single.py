"""One map as one file: the numbers of the pack, what it shows said in words, mistakes told before anything is drawn."""

import numpy as np
import pandas as pd
import pytest
import toolkit as tk
import xarray as xr
from toolkit.briefing.single import make_map
from toolkit.errors import FigureError, GeometryError, SchemaError, UnitsError, UnknownNameError

REGION = "gulf-of-thailand"


@pytest.fixture
def grid(tmp_path):
    """Three months of a field that is 1, 2, 3 everywhere."""
    lat, lon = np.arange(5.25, 14.5, 0.5), np.arange(98.25, 107, 0.5)
    months = pd.date_range("2021-04-01", periods=3, freq="MS")
    values = np.ones((3, lat.size, lon.size)) * np.array([1.0, 2.0, 3.0])[:, None, None]
    data = xr.DataArray(values, dims=("time", "lat", "lon"), coords={"time": months, "lat": lat, "lon": lon}, name="chl")
    data["lat"].attrs["units"], data["lon"].attrs["units"] = "degrees_north", "degrees_east"
    path = tmp_path / "chl.nc"
    data.assign_attrs(units="mg m-3", long_name="chlorophyll").to_netcdf(path)
    return path


@pytest.fixture
def drawn(monkeypatch):
    """What is asked of the map, without drawing it."""
    seen = {}

    def instead(faces, table, indicator, region, **options):
        seen.update(options, faces=faces, table=table, indicator=indicator, region=region)
        return "figure"

    monkeypatch.setattr("toolkit.cartography.figures.map_indicator", instead)
    monkeypatch.setattr("toolkit.cartography.export.save_figure", lambda figure, folder, stem, formats: [folder / f"{stem}.{formats[0]}"])
    return seen


def test_without_anything_named_it_is_the_map_of_claims(tmp_path):
    made = make_map(REGION, out=tmp_path / "claims.svg")
    assert made == tmp_path / "claims.svg"
    assert "Gulf of Thailand" in made.read_text("utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["claims.svg"]


def test_a_grid_is_mapped_at_the_time_that_is_named_by_its_beginning(tmp_path, grid, drawn):
    said = []
    made = make_map(REGION, out=tmp_path / "chl.png", grid=grid, within="sea", time="2021-05", tell=said.append)
    assert made == tmp_path / "chl.png"
    assert drawn["time"] == "2021-05"
    shown = drawn["table"].select(time="2021-05").frame["value"]
    assert np.allclose(shown, 2.0)
    assert any("May 2021, one of 3 steps (April 2021 to June 2021)" in line for line in said)
    assert any("all cells" in line for line in said)
    assert drawn["reefs"] is None


def test_units_that_the_grid_does_not_state_can_be_given_and_those_it_states_stand(tmp_path, grid, drawn):
    bare = xr.open_dataarray(grid).load().drop_attrs(deep=False)
    bare.to_netcdf(tmp_path / "bare.nc")
    bare.close()
    make_map(REGION, out=tmp_path / "chl.png", grid=tmp_path / "bare.nc", units="ug/L")
    assert set(drawn["table"].frame["units"]) == {"ug/L"}
    with pytest.raises(UnitsError, match="states the units 'mg m-3'"):
        make_map(REGION, out=tmp_path / "chl.png", grid=grid, units="ug/L")


def test_without_a_time_it_is_the_last_and_it_says_so(tmp_path, grid, drawn):
    said = []
    make_map(REGION, out=tmp_path / "chl.png", grid=grid, within="reefs", tell=said.append)
    assert drawn["time"] == "2021-06"
    assert any(line.startswith("Time: June 2021, the last of 3 steps") for line in said)
    assert any("reef-bearing cells" in line for line in said)
    assert drawn["reefs"] is not None


def test_a_year_is_the_mean_of_its_months_over_all_water_in_the_classes_that_are_given(tmp_path, grid, drawn):
    make_map(REGION, out=tmp_path / "chl.png", grid=grid, time="2021", classes="1, 2, 3")
    assert drawn["time"] == "2021-04/2021-06"
    assert np.allclose(drawn["table"].frame["value"].dropna(), 2.0)
    assert drawn["indicator"].class_edges == (1.0, 2.0, 3.0)
    assert drawn["indicator"].class_labels == ("under 1", "1 to <2", "2 to <3", "3 and more")
    assert drawn["reefs"] is None


def test_surveys_are_counted_and_those_in_no_face_are_told(tmp_path, drawn):
    path = tmp_path / "surveys.csv"
    path.write_text(
        "lon,lat,site,cover_percent\n101,10,a,20\n101.1,10,b,30\n101.2,10,c,40\n101.3,10.1,d,50\n60,0,far,99\n", encoding="utf-8"
    )
    said = []
    make_map(REGION, out=tmp_path / "stations.png", points=path, value="cover_percent", tell=said.append)
    rows = drawn["table"].frame
    assert rows.loc[rows["value"].notna(), "value"].tolist() == [35.0]
    assert any("5 rows, column 'cover_percent'" in line for line in said)
    assert any("1 of 5 (1 of 5 sites) lie in no patch" in line for line in said)


def test_the_numbers_are_those_of_the_standard_table(tmp_path, drawn):
    make_map(REGION, out=tmp_path / "cover.png", indicator="hard_coral_cover")
    standard = tk.standard_table(tk.partition(tk.read_claims(REGION)))[0]
    expected = standard.select(indicator="hard_coral_cover", statistic="mean").frame
    pd.testing.assert_frame_equal(drawn["table"].frame, expected)


@pytest.mark.parametrize(
    ("given", "error", "said"),
    [
        ({"out": "map.jpeg"}, FigureError, ".png"),
        ({"out": "My map.png"}, FigureError, "small letters"),
        ({"indicator": "hard_coral_cover", "points": "x.csv"}, SchemaError, "one of them"),
        ({"variable": "chl"}, SchemaError, "variable='chl'"),
        ({"indicator": "hard_coral"}, UnknownNameError, "hard_coral_cover"),
        ({"indicator": "b_bmsy"}, UnknownNameError, "grid of your own"),
        ({"indicator": "hard_coral_cover", "time": "1066"}, UnknownNameError, "2015/2019"),
        ({"indicator": "hard_coral_cover", "time": "20"}, SchemaError, "fits 4 times"),
        ({"region": "atlantis"}, UnknownNameError, "yellow-sea"),
    ],
)
def test_a_mistake_is_told_and_nothing_is_written(tmp_path, given, error, said):
    asked = {"region": REGION, "out": "map.png", **given}
    with pytest.raises(error, match=said.replace(".", r"\.")):
        make_map(**{**asked, "out": tmp_path / asked["out"]})
    assert list(tmp_path.iterdir()) == []


def test_claims_that_lie_elsewhere_are_refused(tmp_path):
    path = tmp_path / "far.geojson"
    path.write_text(
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"who": "Viet Nam"}, "geometry":'
        ' {"type": "Polygon", "coordinates": [[[60, 0], [61, 0], [61, 1], [60, 1], [60, 0]]]}}]}',
        encoding="utf-8",
    )
    with pytest.raises(GeometryError, match="No claim lies inside"):
        make_map(REGION, out=tmp_path / "map.png", claims=path, claimant_column="who")
