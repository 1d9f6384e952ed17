"""The overlay of everything that comes with the toolkit."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
import xarray as xr
from toolkit.catalog.embedded import read_reef_grid
from toolkit.errors import GridError, UnknownNameError
from toolkit.overlay.standard import standard_table


def faces(*boxes):
    return gpd.GeoDataFrame(
        geometry=[shapely.box(*box) for box in boxes], index=pd.Index([f"f{n}" for n in range(len(boxes))], name="face_id"), crs="EPSG:4326"
    )


@pytest.fixture(scope="module")
def table():
    return (
        standard_table(faces((110.0, 15.0, 113.0, 18.0), (118.0, 8.0, 121.0, 11.0)))[0]
        .frame.set_index(["indicator", "face_id"])
        .sort_index()
    )


def test_reef_cells_are_counted_as_the_grid_counts_them(table):
    grid = read_reef_grid()["n_cells"]
    by_hand = int(grid.sel(lat=slice(15.0, 18.0), lon=slice(110.0, 113.0)).sum())
    assert table.loc[("reef_cells", "f0"), "value"].item() == pytest.approx(by_hand)


def test_no_survey_of_the_data_lies_in_the_first_face_and_that_is_no_zero(table):
    rows = table.loc[("hard_coral_cover", "f0")]
    assert rows["value"].isna().all()
    assert set(rows["reason"]) == {"no survey in the data used"}


def test_the_second_face_has_cover_with_sites(table):
    rows = table.loc[("hard_coral_cover", "f1")].dropna(subset="value")
    assert len(rows)
    assert rows["value"].between(0, 100).all()
    assert (rows["n_sites"] >= 3).all()


def test_each_indicator_has_each_face_and_a_reason_where_it_has_no_value(table):
    assert set(table.index.get_level_values("face_id")) == {"f0", "f1"}
    assert (table["value"].isna() == (table["reason"] != "")).all()


def test_faces_outside_the_embedded_layers_have_no_value_and_no_error():
    rows = standard_table(faces((80.0, 8.0, 83.0, 11.0)))[0].frame
    assert rows.loc[rows["indicator"] == "reef_cells", "reason"].tolist() == ["outside the data used"]


def test_where_no_reef_is_known_cover_is_not_applicable_and_beyond_the_reef_map_nobody_knows():
    # The reef map covers 90 to 150 degrees east and 15 degrees south to 45 degrees north.
    where = faces((138.0, 38.0, 139.0, 39.0), (147.0, 43.0, 148.0, 46.0), (80.0, 8.0, 83.0, 11.0), (110.0, 15.0, 113.0, 18.0))
    assert read_reef_grid()["n_cells"].sel(lat=slice(43.0, 45.0), lon=slice(147.0, 148.0)).sum() == 0
    frame = standard_table(where)[0].frame
    for name in ("hard_coral_cover", "maximum_monthly_mean"):
        rows = frame[frame["indicator"] == name].groupby("face_id")["reason"].unique()
        assert list(rows["f0"]) == ["not applicable"]
        assert list(rows["f1"]) == ["outside the data used in part, not applicable in the rest"]
        assert list(rows["f2"]) == ["outside the data used"]
    cover = frame[(frame["indicator"] == "hard_coral_cover") & (frame["face_id"] == "f3")]
    assert set(cover["reason"]) == {"no survey in the data used"}


def test_a_dataset_in_place_of_a_share_is_refused_in_words():
    from toolkit.errors import OverlayError
    from toolkit.overlay.coverage import coverage
    from toolkit.overlay.zonal import zonal

    reefs = read_reef_grid()
    weights = coverage(reefs["n_cells"], faces((110.0, 15.0, 113.0, 18.0)))
    with pytest.raises(OverlayError, match=r"reefs\['share'\]"):
        zonal(reefs["share"], weights, within=reefs)


def test_a_survey_counts_in_each_of_several_waters_that_lie_upon_each_other():
    surveys = pd.DataFrame({"lon": [110.5, 112.5], "lat": [16.0, 16.0], "value": [20.0, 40.0], "site": ["a", "b"], "time": ["", ""]})
    surveys.attrs = {"units": "percent", "dataset_id": "own"}
    waters = faces((110.0, 15.0, 113.0, 18.0), (112.0, 15.0, 113.0, 18.0))
    table, _ = standard_table(waters, surveys=surveys, faces_overlap=True)
    rows = table.select(indicator="hard_coral_cover", statistic="n").frame.set_index("face_id")["value"]
    assert rows.to_dict() == {"f0": 2.0, "f1": 1.0}


@pytest.mark.parametrize("column", ["bleaching_percent", "LiveCoral%", "soft coral cover", "depth_m"])
def test_another_quantity_is_not_printed_as_hard_coral_cover(column):
    from toolkit.errors import SchemaError

    surveys = pd.DataFrame({"lon": [110.5], "lat": [16.0], "value": [20.0], "site": ["a"], "time": [""]})
    surveys.attrs = {"units": "percent", "dataset_id": "own", "value_column": column}
    with pytest.raises(SchemaError, match="not known as hard-coral cover"):
        standard_table(faces((110.0, 15.0, 113.0, 18.0)), surveys=surveys)


def own_grid():
    """Values that rise eastward: their mean over all cells is not that over reefs."""
    lat, lon = np.arange(8.125, 11.0, 0.25), np.arange(118.125, 121.0, 0.25)
    values = np.broadcast_to(lon - 118.0, (len(lat), len(lon)))
    return xr.DataArray(
        values, coords={"lat": lat, "lon": lon}, dims=("lat", "lon"), name="own", attrs={"units": "degC", "dataset_id": "o"}
    )


def test_a_grid_of_the_users_is_averaged_over_reefs_or_over_all_cells():
    where = faces((118.0, 8.0, 121.0, 11.0))
    found = {
        name: standard_table(where, grid=own_grid(), within=name)[0].select(indicator="own").frame.iloc[0] for name in ("reefs", "sea")
    }
    assert found["sea"]["value"] == pytest.approx(1.5)
    assert found["sea"]["basis"] == "all cells"
    # By hand: cells of one row weigh alike, rows by their height on the ellipsoid, which the share of reef outweighs by far.
    share = read_reef_grid()["share"].sel(lat=slice(8.0, 11.0), lon=slice(118.0, 121.0)).fillna(0.0)
    weight = share * np.cos(np.radians(share["lat"]))
    assert found["reefs"]["value"] == pytest.approx(float(((share["lon"] - 118.0) * weight).sum() / weight.sum()), rel=1e-4)
    assert "reef-bearing" in found["reefs"]["basis"]
    with pytest.raises(UnknownNameError, match="reefs, sea"):
        standard_table(where, grid=own_grid(), within="land")


def test_heating_weeks_below_zero_are_refused_with_what_to_look_for():
    grid = own_grid().rename("degree_heating_week").assign_attrs(units="degC_week")
    standard_table(faces((118.0, 8.0, 121.0, 11.0)), grid=grid)
    with pytest.raises(GridError, match=r"never negative.*_FillValue"):
        standard_table(faces((118.0, 8.0, 121.0, 11.0)), grid=grid.where(grid["lon"] < 120, -20.0))


def test_live_hard_coral_is_hard_coral():
    surveys = pd.DataFrame({"lon": [110.5] * 3, "lat": [16.0] * 3, "value": [20.0, 30.0, 40.0], "site": list("abc"), "time": [""] * 3})
    surveys.attrs = {"units": "percent", "dataset_id": "own", "value_column": "Live hard coral (%)"}
    table, _ = standard_table(faces((110.0, 15.0, 113.0, 18.0)), surveys=surveys)
    assert table.select(indicator="hard_coral_cover", statistic="mean").frame["value"].tolist() == [30.0]
