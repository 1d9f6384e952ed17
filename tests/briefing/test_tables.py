"""Data files of a pack."""

import sqlite3

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely
from toolkit.briefing.tables import face_values, inert, write_csv, write_geopackage, write_parquet

HOSTILE = ['=HYPERLINK("x")', "+1", "-1 cm", "@SUM(A1)", "\tx", " =1", "\uff1d1"]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_formula_is_disarmed(text):
    assert inert(text).startswith("'")


@pytest.mark.parametrize("text", ["China", "10 to 20", "a=b", "<script>"])
def test_plain_text_stays_as_it_is(text):
    assert inert(text) == text


def test_bidirectional_overrides_are_shown():
    assert inert("abc\u202egnp") == "abc\\u202egnp"


def test_csv_keeps_negative_numbers_and_disarms_text(tmp_path):
    frame = pd.DataFrame({"name": HOSTILE[:2], "value": [-1.5, float("nan")], "who": [("A", "B"), ("A",)]})
    write_csv(frame, tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_bytes().decode() == 'name,value,who\n"\'=HYPERLINK(""x"")",-1.5,A; B\n\'+1,,A\n'


def test_parquet_keeps_exact_strings_and_tells_no_minimum(tmp_path):
    import pyarrow.parquet as pq

    frame = pd.DataFrame({"name": HOSTILE[:2], "value": [1.0, 2.0]})
    write_parquet(frame, tmp_path / "t.parquet")
    assert pd.read_parquet(tmp_path / "t.parquet")["name"].tolist() == HOSTILE[:2]
    assert pq.ParquetFile(tmp_path / "t.parquet").metadata.row_group(0).column(1).statistics is None


@pytest.fixture
def faces():
    return gpd.GeoDataFrame(
        {"label": ["1", "2"], "claimants": [("AAA",), ("AAA", "BBB")]},
        geometry=[shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)],
        index=pd.Index(["f1", "f2"], name="face_id"),
        crs="EPSG:4326",
    )


def test_values_stand_beside_their_face(faces):
    table = pd.DataFrame(
        {
            "face_id": ["f2", "f1", "f1"],
            "indicator": ["a", "a", "b"],
            "statistic": "mean",
            "time": ["2010/2014", "2010/2014", ""],
            "value": [2.0, 1.0, 3.0],
        }
    )
    wide = face_values(faces, table)
    assert wide.loc["f2", "a__mean__2010_2014"] == 2.0
    assert wide.loc["f1", "b__mean"] == 3.0
    assert pd.isna(wide.loc["f2", "b__mean"])


def test_geopackage_has_the_same_bytes_twice_and_no_freed_pages(faces, tmp_path):
    lines = gpd.GeoDataFrame({"kind": ["computed"]}, geometry=[shapely.LineString([(0, 0), (1, 1)])], crs="EPSG:4326")
    for name in ("a.gpkg", "b.gpkg"):
        write_geopackage([("faces", faces), ("lines", lines)], tmp_path / name, date="2026-01-02")
    assert (tmp_path / "a.gpkg").read_bytes() == (tmp_path / "b.gpkg").read_bytes()
    back = pyogrio.read_dataframe(tmp_path / "a.gpkg", layer="faces")
    assert back["claimants"].tolist() == ["AAA", "AAA; BBB"]
    assert back.crs == "EPSG:4326"
    with sqlite3.connect(tmp_path / "a.gpkg") as database:
        assert database.execute("PRAGMA freelist_count").fetchone() == (0,)
        assert database.execute("SELECT DISTINCT last_change FROM gpkg_contents").fetchall() == [("2026-01-02T00:00:00Z",)]
    database.close()
