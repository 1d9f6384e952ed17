"""Points: each survey in one face, each site once, and no surveys said as such."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely
from toolkit.errors import OverlayError, SchemaError, UnitsError
from toolkit.overlay.points import assign_points, points_table


@pytest.fixture
def zones(faces):
    return faces({"west": shapely.box(0, 0, 1, 1), "east": shapely.box(1, 0, 2, 1), "empty": shapely.box(5, 5, 6, 6)})


def surveys(**columns):
    frame = pd.DataFrame(columns)
    frame.attrs = {"units": "percent", "dataset_id": "reef-check"}
    return frame


def test_a_point_on_a_shared_edge_is_counted_once_whatever_the_order(zones):
    lon, lat = [0.5, 1.0, 1.0, 1.5, 361.5, 9.0], [0.5, 0.5, 1.0, 0.5, 0.5, 0.5]
    expected = ["west", "east", "east", "east", "east", ""]  # 'east' comes before 'west' in the alphabet
    assert assign_points(lon, lat, zones).tolist() == expected
    assert assign_points(lon, lat, zones.iloc[::-1]).tolist() == expected


def test_a_site_counts_once_however_often_it_was_visited(zones):
    frame = surveys(lon=[0.2, 0.2, 0.8, 1.5], lat=[0.5] * 4, site=["a", "a", "b", "c"], value=[20.0, 40.0, 60.0, 10.0])
    table = points_table(frame, zones, indicator="hard_coral_cover", stats=("mean", "median", "sd", "min", "max", "n")).frame
    west = table[table["face_id"] == "west"].set_index("statistic")
    # Sites a (30) and b (60).
    assert west["value"].to_dict() == pytest.approx({"mean": 45, "median": 45, "sd": np.sqrt(450), "min": 30, "max": 60, "n": 3})
    assert set(west["n_sites"]) == {2}
    assert west.loc["n", "units"] == "count"
    empty = table[table["face_id"] == "empty"].set_index("statistic")
    assert empty.loc["mean", "reason"] == "no survey in the data used"
    assert empty.loc["n", "value"] == 0
    assert table[(table["face_id"] == "east") & (table["statistic"] == "sd")]["reason"].item() == "below minimum: n_sites 1 < 2"
    assert set(table["dataset_ids"]) == {"reef-check"}


def test_the_interval_is_over_sites_and_repeats_with_its_seed(zones):
    generator = np.random.default_rng(0)
    sites = np.repeat([f"s{k}" for k in range(20)], 10)
    level = np.repeat(generator.normal(30, 8, 20), 10)
    frame = surveys(lon=np.full(200, 0.5), lat=np.full(200, 0.5), site=sites, value=level + generator.normal(0, 0.1, 200))
    rows = [points_table(frame, zones, indicator="c", seed=seed).frame.iloc[0] for seed in (1, 1, 2)]
    width = rows[0]["upper"] - rows[0]["lower"]
    # About 2 x 1.96 x sd / sqrt(20); over the 200 surveys it would be three times narrower.
    spread = frame.groupby("site")["value"].mean().std()
    assert width == pytest.approx(2 * 1.96 * spread / np.sqrt(20), rel=0.15)
    assert rows[0]["lower"] == rows[1]["lower"]
    assert rows[0]["lower"] != rows[2]["lower"]
    assert rows[0]["lower"] < rows[0]["value"] < rows[0]["upper"]


def test_the_order_of_surveys_and_faces_changes_nothing(zones):
    generator = np.random.default_rng(4)
    frame = surveys(
        lon=generator.uniform(0, 2, 40), lat=generator.uniform(0, 1, 40), site=list("abcdefgh") * 5, value=generator.uniform(0, 60, 40)
    )
    mixed = frame.sample(frac=1, random_state=1)
    mixed.attrs = frame.attrs
    one = points_table(frame, zones, indicator="c").frame.set_index("face_id")
    other = points_table(mixed, zones.iloc[::-1], indicator="c").frame.set_index("face_id")
    pd.testing.assert_frame_equal(other.loc[one.index], one, rtol=1e-12)


def test_periods_have_rows_for_every_face(zones):
    frame = surveys(
        lon=[0.5] * 3, lat=[0.5] * 3, site=["a", "b", "a"], value=[10.0, 20.0, 30.0], date=["2009-05-01", "2011-01-01", "2016-07-07"]
    )
    table = points_table(frame, zones, indicator="c", time="date", period_years=5).frame
    west = table[table["face_id"] == "west"]
    assert west["time"].tolist() == ["2005/2009", "2010/2014", "2015/2019"]
    assert west["value"].tolist() == [10.0, 20.0, 30.0]
    assert (table[table["face_id"] == "east"]["reason"] == "no survey in the data used").all()
    whole = points_table(frame, zones, indicator="c", time="date").frame
    assert set(whole["time"]) == {"2009/2016"}


def test_surveys_in_no_face_and_without_value_are_told(zones):
    frame = surveys(lon=[0.5, 9.0, 0.6], lat=[0.5, 0.5, 0.5], site=["a", "b", "c"], value=[10.0, 20.0, np.nan])
    table = points_table(frame, zones, indicator="c")
    assert table.notes == ("1 of 3 surveys lie in no face", "1 of 3 surveys hold no value")
    assert table.frame.iloc[0]["value"] == 10.0


def test_too_few_sites_give_no_value(zones):
    frame = surveys(lon=[0.5, 0.6], lat=[0.5, 0.5], site=["a", "b"], value=[10.0, 20.0])
    table = points_table(frame, zones, indicator="c", min_sites=3).frame
    assert table.iloc[0]["reason"] == "below minimum: n_sites 2 < 3"


def test_positions_are_sites_where_none_are_named(zones):
    frame = surveys(lon=[0.5, 0.5, 0.6], lat=[0.5, 0.5, 0.5], value=[10.0, 30.0, 60.0])
    assert points_table(frame, zones, indicator="c", site=None).frame.iloc[0]["value"] == pytest.approx(40.0)


def test_bad_survey_tables_are_refused(zones):
    good = surveys(lon=[0.5], lat=[0.5], site=["a"], value=[10.0], date=["soon"])
    with pytest.raises(SchemaError, match="no column 'cover'"):
        points_table(good, zones, indicator="c", value="cover")
    with pytest.raises(SchemaError, match="'soon'"):
        points_table(good, zones, indicator="c", time="date")
    with pytest.raises(OverlayError, match="without a column of times"):
        points_table(good, zones, indicator="c", period_years=5)
    with pytest.raises(OverlayError, match="Allowed: mean"):
        points_table(good, zones, indicator="c", stats="sum")
    with pytest.raises(SchemaError, match="usable position"):
        assign_points([np.nan], [0.5], zones)
    with pytest.raises(SchemaError, match="usable position"):
        assign_points([0.5], [95.0], zones)
    bare = pd.DataFrame(good)
    bare.attrs = {}
    with pytest.raises(UnitsError, match="Give them"):
        points_table(bare, zones, indicator="c")
