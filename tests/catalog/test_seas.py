"""Seas and the water of regions."""

from __future__ import annotations

import itertools

import pytest
import shapely
from toolkit.catalog.regions import Region, regions
from toolkit.catalog.seas import read_seas, seas
from toolkit.errors import SchemaError, UnknownNameError, UnreadableFileError

_HEAD = "sea_id,title,seq,lon,lat,basis\n"


def test_seas_share_their_corners_and_do_not_overlap():
    for one, other in itertools.combinations(seas().values(), 2):
        assert shapely.intersection(one.polygon, other.polygon).area == pytest.approx(0.0, abs=1e-9), (one.id, other.id)


def test_a_region_is_its_seas_inside_its_frame():
    for region in regions().values():
        west, south, east, north = region.bounds
        x0, y0, x1, y1 = region.polygon.bounds
        assert region.waters, region.id
        assert west <= x0 < x1 <= east, region.id
        assert south <= y0 < y1 <= north, region.id
        assert region.polygon.is_valid, region.id
        assert region.polygon.geom_type == "Polygon", region.id


def test_no_water_belongs_to_two_regions():
    named = [name for region in regions().values() for name in region.waters]
    assert len(named) == len(set(named))


def test_a_region_without_seas_is_all_of_its_frame_also_across_the_antimeridian():
    assert Region("a", "A", (0.0, 0.0, 2.0, 1.0)).polygon.equals(shapely.box(0, 0, 2, 1))
    assert Region("b", "B", (179.0, 0.0, -179.0, 1.0)).polygon.area == pytest.approx(2.0)


def test_an_unknown_sea_is_refused():
    with pytest.raises(UnknownNameError, match="sulu-sea"):
        _ = Region("a", "A", (0.0, 0.0, 2.0, 1.0), waters=("sulu",)).polygon


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (_HEAD.replace("lat", "latitude") + "a,A,1,0,0,x\n", "columns lat are missing"),
        (_HEAD + "a,A,1,0,0,x\na,A,2,1,95,x\n", "row 3, field 'lat'"),
        (_HEAD + "a,A,1,0,0,x\na,A,2,east,1,x\n", "row 3, field 'lon'"),
        (_HEAD + "a,A,1,0,0,x\na,A,2,1,1,x\n", "no ring"),
        (_HEAD + "a,A,1,0,0,x\na,A,2,1,1,x\na,A,3,1,0,x\na,A,4,0,1,x\n", "no ring"),
    ],
)
def test_a_broken_file_is_named_with_its_row(tmp_path, text, said):
    path = tmp_path / "seas.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(SchemaError, match=said):
        read_seas(path)


def test_a_missing_file_is_said(tmp_path):
    with pytest.raises(UnreadableFileError, match=r"seas\.csv"):
        read_seas(tmp_path / "seas.csv")
