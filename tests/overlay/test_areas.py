"""Areas: values of whole polygons in faces, by shared area, with bounds."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from toolkit.errors import CRSError, MissingCRSError, OverlayError, SchemaError, UnitsError
from toolkit.geodesy import area_km2
from toolkit.overlay.areas import areas_table, cut_faces


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
    assert found.loc["off", "reason"] == "no value in the data used"
    assert set(found["dataset_ids"]) == {"fao"}
    # What is known of a mean over areas is that it lies between them; that is said.
    assert found.loc["both", ["lower", "upper"]].tolist() == [40.0, 60.0]
    assert found.loc["in", ["lower", "upper"]].tolist() == [60.0, 60.0]
    assert set(found["basis"]) == {"areas, weighted by shared area (an assumption)"}


def test_one_water_has_one_value_whoever_claims_it(faces):
    # Two neighbours in one area; the first reaches on into another area. Their means differ, the values of the pieces do not.
    zones = faces({"far": shapely.box(2, 0, 15, 1), "near": shapely.box(2, 1, 8, 2)})
    codes = areas([WEST, EAST], value=[60.0, 40.0], code=["w", "e"])
    mean = areas_table(codes, zones, indicator="share_sustainable", quantity="intensive").frame["value"]
    assert mean.tolist() == pytest.approx([(8 * 60 + 5 * 40) / 13, 60.0], rel=1e-9)
    pieces = cut_faces(zones, codes, by="code")
    found = areas_table(codes, pieces, indicator="share_sustainable", quantity="intensive").frame.set_index("face_id")
    assert found["value"].to_dict() == {"far@e": 40.0, "far@w": 60.0, "near@w": 60.0}
    assert found["lower"].equals(found["upper"])


def test_pieces_fill_the_faces_exactly_and_keep_what_is_known_of_them(faces):
    zones = faces({"a": shapely.box(8, 0, 25, 1), "off": shapely.box(30, 0, 31, 1)}).assign(n_claimants=[2, 1], area_km2=[0.0, 0.0])
    pieces = cut_faces(zones, areas([WEST, EAST], code=["w", "e"]), by="code")
    assert pieces.index.tolist() == ["a@e", "a@w", "a@", "off@"]  # what no area reaches is kept, with an empty name
    assert pieces["area"].tolist() == ["e", "w", "", ""]
    assert pieces["n_claimants"].tolist() == [2, 2, 2, 1]
    boxes = [shapely.box(10, 0, 20, 1), shapely.box(8, 0, 10, 1), shapely.box(20, 0, 25, 1), shapely.box(30, 0, 31, 1)]
    assert pieces["area_km2"].tolist() == pytest.approx(area_km2(np.array(boxes)).tolist(), rel=1e-9)
    assert pieces.index.name == zones.index.name


def test_rows_of_one_name_are_one_area(faces):
    halves = areas([shapely.box(0, 0, 5, 10), shapely.box(5, 0, 10, 10)], code=["w", "w"])
    assert cut_faces(faces({"a": shapely.box(4, 0, 6, 1)}), halves, by="code").index.tolist() == ["a@w"]
    with pytest.raises(SchemaError, match="no column 'name'"):
        cut_faces(faces({"a": shapely.box(4, 0, 6, 1)}), halves, by="name")


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
    assert found["reason"].to_dict() == {"w": "", "e": "withheld at source", "both": "below minimum: valid_fraction 0.5 < 0.6"}


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
