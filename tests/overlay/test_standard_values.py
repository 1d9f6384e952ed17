"""What the standard overlay says of a face: floors, sites, periods, reasons, and values of areas."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
import xarray as xr
from toolkit.catalog import embedded
from toolkit.catalog.embedded import read_stock_status
from toolkit.overlay.standard import _coral_cover, standard_table, stock_areas


def faces(*boxes):
    return gpd.GeoDataFrame(
        geometry=[shapely.box(*box) for box in boxes], index=pd.Index([f"f{n}" for n in range(len(boxes))], name="face_id"), crs="EPSG:4326"
    )


@pytest.fixture(scope="module")
def table():
    return standard_table(faces((110.0, 15.0, 113.0, 18.0), (118.0, 8.0, 121.0, 11.0)))[0].frame.set_index("indicator")


@pytest.fixture
def one_square(monkeypatch):
    """One square of 1 degree with 9 sites (110..111 E, 10..11 N) in a sea that bears reef everywhere; nothing else surveyed."""
    lat, lon = np.arange(5.5, 15.0), np.arange(105.5, 131.0)
    shape = (1, lat.size, lon.size)
    dims = ("period", "lat", "lon")
    surveys = xr.Dataset(
        {"hard_coral_cover": (dims, np.full(shape, np.nan)), "n_sites": (dims, np.zeros(shape))},
        coords={"period": ["2015/2019"], "lat": lat, "lon": lon},
    )
    surveys["hard_coral_cover"].attrs = {"units": "percent", "dataset_id": "coral-cover"}
    surveys["hard_coral_cover"].loc[{"lat": 10.5, "lon": 110.5}] = 40.0
    surveys["n_sites"].loc[{"lat": 10.5, "lon": 110.5}] = 9
    monkeypatch.setattr(embedded, "read_coral_cover", lambda: surveys)
    return xr.DataArray(np.ones((lat.size, lon.size)), dims=("lat", "lon"), coords={"lat": lat, "lon": lon}, name="share")


def cover_of(share, *boxes):
    return _coral_cover(faces(*boxes), share).frame.set_index("face_id")


def test_the_sites_of_a_square_are_shared_out_and_never_counted_twice(one_square):
    # A third and two thirds of the square: 3 and 6 of its 9 sites.
    rows = cover_of(one_square, (110, 10, 110 + 1 / 3, 11), (110 + 1 / 3, 10, 111, 11))
    assert rows["n_sites"].tolist() == [3, 6]
    assert rows["value"].tolist() == pytest.approx([40.0, 40.0])
    assert rows["basis"].str.contains("sites by share of the reef").all()
    # Four quarters: 2.25 sites each are two whole sites, fewer than the record asks for; the sum stays below 9.
    quarters = cover_of(one_square, *[(110 + k / 4, 10, 110 + (k + 1) / 4, 11) for k in range(4)])
    assert quarters["n_sites"].tolist() == [2, 2, 2, 2]
    assert set(quarters["reason"]) == {"below minimum: n_sites 2 < 3, sites shared out by reef"}


@pytest.mark.parametrize(("squares", "known"), [(1, True), (2, True), (9, True), (11, False), (20, False)])
def test_a_square_does_not_speak_for_more_than_ten_times_its_reef(one_square, squares, known):
    rows = cover_of(one_square, (110, 10, 110 + squares, 11))
    assert rows["valid_fraction"].item() == pytest.approx(1 / squares)
    assert rows["value"].notna().item() is known
    if not known:
        assert rows["reason"].item() == f"below minimum: valid_fraction {1 / squares:.3g} < 0.1"


def test_a_face_that_only_touches_a_surveyed_square_borrows_nothing(one_square):
    rows = cover_of(one_square, (110.99, 10, 125, 11))
    assert rows["n_sites"].item() == 0
    assert rows["reason"].item() == "below minimum: valid_fraction 0.000714 < 0.1"  # 0.01 of 14.01 degrees


def test_few_sites_in_a_square_are_said_not_hidden(one_square):
    surveys = embedded.read_coral_cover()
    surveys["n_sites"].loc[{"lat": 10.5, "lon": 110.5}] = 2
    rows = cover_of(one_square, (110, 10, 111, 11))
    assert (rows["n_sites"].item(), rows["reason"].item()) == (2, "below minimum: fewer than 3 sites in each square")


def test_the_climatology_says_its_years_and_its_cells(table):
    rows = table.loc["maximum_monthly_mean"]
    assert set(rows["time"]) == {"1946/1989"}
    assert set(rows["basis"]) == {"reef-bearing cells, of a climatology in cells of two degrees"}


def test_a_publisher_who_withholds_is_named_with_the_rule(table):
    kinds = {reason.split(": valid_fraction")[0] for reason in table.loc["tuna_catch_density", "reason"]}
    assert kinds <= {"", "no catch reported in the data used", "withheld at source: fewer than 3 vessels", "below minimum"}
    assert "withheld at source: fewer than 3 vessels" in kinds
    efforts = {reason.split(": valid_fraction")[0] for reason in table.loc["longline_effort_density", "reason"]}
    assert efforts <= {"", "no effort reported in the data used", "withheld at source: fewer than 3 vessels", "below minimum"}


def test_stock_status_is_drawn_on_the_areas_that_it_is_stated_for():
    # FAO area 61 lies north of area 71; the second face lies in 71 only, the first reaches from 71 into 61.
    status = read_stock_status().set_index("area")
    counts = status.loc[["61", "71"], ["n_u", "n_m", "n_o"]]
    own = (100 * (counts["n_u"] + counts["n_m"]) / counts.sum(axis=1)).to_dict()
    both = faces((116.0, 17.0, 118.0, 22.0), (116.0, 15.0, 118.0, 17.0))
    pieces, found = stock_areas(both)
    rows = found.frame.set_index("face_id")
    assert rows["value"].to_dict() == pytest.approx({"f0@61": own["61"], "f0@71": own["71"], "f1@71": own["71"]})
    assert pieces["area"].tolist() == ["61", "71", "71"]
    mixed = standard_table(both)[0].select(indicator="share_sustainable", face_id="f0").frame.iloc[0]
    assert own["71"] < mixed["value"] < own["61"]
    assert [mixed["lower"], mixed["upper"]] == pytest.approx([own["71"], own["61"]])
    assert mixed["basis"] == "areas, weighted by shared area (an assumption)"
