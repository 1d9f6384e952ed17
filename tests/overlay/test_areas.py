"""Areas: values of whole polygons in faces, by shared area, with bounds."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from toolkit.errors import CRSError, MissingCRSError, OverlayError, SchemaError, UnitsError
from toolkit.geodesy import area_km2
from toolkit.overlay.areas import areas_table


def areas(shapes, **columns):
    frame = gpd.GeoDataFrame(columns, geometry=list(shapes), crs="EPSG:4326")
    frame.attrs = {"units": "percent", "dataset_id": "fao"}
    return frame


WEST, EAST = shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 10)


def test_an_intensive_value_is_weighed_by_shared_area(faces):
    zones = faces(
        {
            "in": shapely.box(1, 1, 2, 2),
            "both": shapely.box(8, 0, 12, 1),
            "half": shapely.box(19, 0, 21, 1),
            "off": shapely.box(30, 0, 31, 1),
        }
    )
    found = areas_table(
        areas([WEST, EAST], value=[60.0, 40.0]), zones, indicator="share_sustainable", quantity="intensive"
    ).frame.set_index("face_id")
    assert found["value"].tolist()[:3] == pytest.approx([60.0, 50.0, 40.0], rel=1e-12)
    assert found["valid_fraction"].tolist() == pytest.approx([1, 1, 0.5, 0], rel=1e-12)
    assert found["n_cells"].tolist() == [1, 2, 1, 0]
    assert found.loc["off", "reason"] == "not surveyed"
    assert set(found["dataset_ids"]) == {"fao"}


def test_an_amount_is_shared_out_with_bounds(faces):
    zones = faces({"part": shapely.box(0, 0, 5, 10), "rest": shapely.box(5, 0, 20, 10)})
    catch = areas([WEST, EAST], value=[100.0, 30.0])
    catch.attrs["units"] = "t"
    found = areas_table(catch, zones, indicator="catch", quantity="extensive").frame.set_index("face_id")
    share = area_km2(shapely.box(0, 0, 5, 10)) / area_km2(WEST)
    assert found["value"].tolist() == pytest.approx([100 * share, 100 * (1 - share) + 30], rel=1e-12)
    assert found["lower"].tolist() == [0.0, 30.0]  # the east lies wholly in the rest
    assert found["upper"].tolist() == [100.0, 130.0]
    assert found["value"].sum() == pytest.approx(130, rel=1e-12)
    assert "assumption" in found.loc["part", "basis"]


def test_missing_and_withheld_values_are_not_zero(faces):
    zones = faces({"w": shapely.box(1, 1, 2, 2), "e": shapely.box(11, 1, 12, 2), "both": shapely.box(9, 1, 11, 2)})
    found = areas_table(
        areas([WEST, EAST], value=[60.0, np.nan], hidden=[False, True]),
        zones,
        indicator="s",
        quantity="intensive",
        withheld="hidden",
        min_valid_fraction=0.6,
    ).frame.set_index("face_id")
    assert found["reason"].to_dict() == {"w": "", "e": "withheld", "both": "below minimum: valid_fraction 0.5 < 0.6"}


def test_each_time_has_its_own_areas(faces):
    zones = faces({"w": shapely.box(1, 1, 2, 2)})
    found = areas_table(
        areas([WEST, WEST], value=[60.0, 70.0], year=[2017, 2021]), zones, indicator="s", quantity="intensive", time="year"
    ).frame
    assert found[["time", "value"]].to_numpy().tolist() == [["2017", 60.0], ["2021", 70.0]]


def test_areas_that_cannot_be_used_are_refused(faces):
    zones = faces({"w": shapely.box(1, 1, 2, 2)})
    good = areas([WEST], value=[1.0])
    with pytest.raises(OverlayError, match="overlap each other"):
        areas_table(areas([WEST, WEST], value=[1.0, 2.0]), zones, indicator="s", quantity="intensive")
    with pytest.raises(OverlayError, match="No area touches"):
        areas_table(areas([EAST], value=[1.0]), zones, indicator="s", quantity="intensive")
    with pytest.raises(OverlayError, match="not stated"):
        areas_table(good, zones, indicator="s")
    with pytest.raises(SchemaError, match="no column 'b'"):
        areas_table(good, zones, indicator="s", value="b", quantity="intensive")
    with pytest.raises(MissingCRSError, match="set_crs"):
        areas_table(good.set_crs(None, allow_override=True), zones, indicator="s", quantity="intensive")
    with pytest.raises(CRSError, match="to_crs"):
        areas_table(good.to_crs(3857), zones, indicator="s", quantity="intensive")
    bare = good.copy()
    bare.attrs = {}
    with pytest.raises(UnitsError, match="Give them"):
        areas_table(bare, zones, indicator="s", quantity="intensive")
