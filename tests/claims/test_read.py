"""Reading what users have: both editions as published, plain layers, and every kind of bad input."""

from __future__ import annotations

import collections
import json
import shutil

import geopandas as gpd
import numpy as np
import pytest
import shapely
from toolkit.claims import names
from toolkit.claims.cutting import wrap
from toolkit.claims.model import STATED_OVERLAP, Claim, ClaimSet
from toolkit.claims.partition import partition
from toolkit.claims.read import read_claims
from toolkit.claims.write import write_claims
from toolkit.errors import CRSError, GeometryError, MissingCRSError, SchemaError, UnknownNameError, UnreadableFileError
from toolkit.geodesy import area_km2

SQUARE = shapely.box(100, 0, 101, 1)
DESK = 'ENGCRS["desk",EDATUM["desk"],CS[Cartesian,2],AXIS["x",east],AXIS["y",north],LENGTHUNIT["metre",1]]'


def layer(path, geometry=SQUARE, crs="EPSG:4326", **columns):
    shapes = geometry if isinstance(geometry, list) else [geometry]
    columns = {"who": "VNM"} | columns
    data = {key: value if isinstance(value, list) else [value] * len(shapes) for key, value in columns.items()}
    frame = gpd.GeoDataFrame(data, geometry=shapes, crs=crs)
    frame.to_parquet(path) if path.suffix == ".parquet" else frame.to_file(path)
    return path


def eez(**changes):
    """Columns of one polygon as Marine Regions publishes them (version 12)."""
    return {"MRGID": 1, "GEONAME": "Zone", "POL_TYPE": "200NM", "SOVEREIGN1": "Vietnam", "ISO_SOV1": "VNM", "SOVEREIGN2": None} | changes


# ---- Marine Regions ----


@pytest.fixture(scope="module")
def v12(shared_data):
    return read_claims(shared_data / "claims" / "eez_v12_clip.geojson")


@pytest.fixture(scope="module")
def v10(shared_data):
    return read_claims(shared_data / "claims" / "eez_v10_world")


def types(claims, column):
    return collections.Counter(item.source[column] for item in claims.claims)


def test_version_12_has_the_counts_and_claimants_of_the_reference(v12):
    assert types(v12, "pol_type") == {"200NM": 26, "Overlapping claim": 7, "Joint regime": 2}
    assert (v12.title, v12.date, v12.dataset_ids) == ("World EEZ, version 12", "2023-10-25", ("marine-regions-eez-v12",))
    expected = {
        48954: ("CHN", "JPN", "TWN"),
        8321: ("CHN", "TWN"),
        48955: ("JPN", "KOR"),
        48950: ("JPN", "RUS"),
        8319: ("MHL", "USA"),
        64440: ("MYS", "SGP"),
    }
    for mrgid, claimants in expected.items():
        item = v12.claim(f"MR-{mrgid}")
        assert (item.claimants, item.status, item.regime) == (claimants, STATED_OVERLAP, "claim")
    joint = v12.claim("MR-21796")
    assert (joint.claimants, joint.regime, joint.zone_kind) == (("JPN", "KOR"), "joint", "joint regime")


def test_version_12_areas_of_whole_polygons_agree_with_the_published_column(v12):
    # 24 polygons are not cut by the clip box; the reference gives 0.998..1.003 of area_km2 (Singapore 1.023).
    whole = [item for item in v12.claims if shapely.box(90.001, 0.001, 179.999, 59.999).covers(item.geometry)]
    ratios = {item.claim_id: area_km2(item.geometry) / item.source["area_km2"] for item in whole}
    assert len(ratios) == 24
    assert ratios.pop("MR-8485") == pytest.approx(1.023, abs=0.002)
    assert all(0.9975 < ratio < 1.0035 for ratio in ratios.values())


def test_claimants_that_the_file_does_not_carry_are_filled_from_the_ledger_or_not_stated_and_said(v12, v10):
    for claims in (v12, v10):
        item = claims.claim("MR-49003")
        assert (item.claimants, item.status) == (("BRN", "CHN", "MYS", "PHL", "TWN", "VNM"), STATED_OVERLAP)
        assert "The World Factbook" in item.method
        assert "not each of them claims all" in item.method
        assert any("49003" in note and "filled from the ledger" in note for note in claims.notes)
    # The file's own word is kept verbatim beside it.
    assert v12.claim("MR-49003").source["sovereign1"] == "China"
    assert v10.claim("MR-49003").source["Sovereign1"] is None
    # Outside the seas of the ledger nothing is filled.
    assert v10.claim("MR-5695").claimants == ("not-stated",)
    assert any("5695" in note and "not stated" in note for note in v10.notes)


def test_nothing_is_filled_where_the_ledger_is_not_asked(shared_data):
    item = read_claims(shared_data / "claims" / "eez_v12_clip.geojson", stated={}).claim("MR-49003")
    assert item.claimants == ("not-stated",)


def test_claimants_stated_elsewhere_are_filled_in_with_the_source_named(shared_data):
    stated = {49003: (("CHN", "VNM"), "Ledger, record X")}
    item = read_claims(shared_data / "claims" / "eez_v12_clip.geojson", stated=stated).claim("MR-49003")
    assert item.claimants == ("CHN", "VNM")
    assert "Ledger, record X" in item.method


def test_version_10_is_read_with_its_own_spelling_and_its_ring_repaired(v10):
    assert types(v10, "Pol_type") == {"200NM": 230, "Disputed": 31, "Joint regime": 20}
    assert (v10.title, v10.date, len(v10)) == ("World EEZ, version 10", "2018-02-21", 281)
    assert any("rings repaired" in note for note in v10.notes)
    assert v10.claim("MR-8344").claimants == ("GBR", "MUS")
    assert v10.claim("MR-21795").claimants == ("AUS", "TLS")
    assert v10.claim("MR-48951").claimants == ("HTI", "JAM", "USA")


def test_a_region_cuts_the_set_and_keeps_the_instruments_in_use(v12, shared_data):
    cut = read_claims(shared_data / "claims" / "eez_v12_clip.geojson", region="gulf-of-thailand")
    assert len(cut) < len(v12)
    west, south, east, north = cut.to_frame().total_bounds
    assert west >= 98.5
    assert south >= 5.5
    assert east <= 106.5
    assert north <= 14.0
    assert set(cut.instruments) == {"marine-regions-eez-v12"}


@pytest.mark.parametrize("suffix", [".geojson", ".gpkg", ".shp", ".parquet"])
@pytest.mark.parametrize("lower", [True, False], ids=["lower case", "upper case"])
def test_every_format_and_both_spellings_are_read(tmp_path, suffix, lower):
    columns = eez(SOVEREIGN2="China", POL_TYPE="Overlapping claim")
    path = layer(tmp_path / f"eez_v12{suffix}", **{key.lower() if lower else key: value for key, value in columns.items()})
    claims = read_claims(path)
    assert claims.claim("MR-1").claimants == ("CHN", "VNM")
    assert claims.title == "World EEZ, version 12"


def test_an_edition_that_nothing_tells_is_said_to_be_unknown(tmp_path):
    claims = read_claims(layer(tmp_path / "mine.geojson", **eez(POL_TYPE="Joint regime (EEZ)", SOVEREIGN2="China")))
    assert claims.title == "World EEZ"
    assert any("edition" in note for note in claims.notes)
    assert claims.claim("MR-1").regime == "joint"


def test_accents_in_latin_1_are_read_where_the_file_declares_otherwise(tmp_path):
    path = tmp_path / "eez_v10.shp"
    frame = gpd.GeoDataFrame({k: [v] for k, v in eez(GEONAME="Réunion").items()}, geometry=[SQUARE], crs="EPSG:4326")
    frame.to_file(path, encoding="ISO-8859-1")
    path.with_suffix(".cpg").write_text("UTF-8")
    claims = read_claims(path)
    assert claims.claims[0].title == "Réunion"
    assert any("Latin-1" in note for note in claims.notes)


@pytest.mark.parametrize(
    ("changes", "error", "says"),
    [
        ({"SOVEREIGN1": "Atlantis", "ISO_SOV1": None}, UnknownNameError, "row 0, MRGID 1, field 'sovereign1': 'Atlantis'"),
        ({"POL_TYPE": "High seas"}, SchemaError, "'High seas' given; allowed: 200NM"),
        ({"MRGID": None}, SchemaError, "'mrgid' is missing"),
    ],
)
def test_a_wrong_cell_is_named(tmp_path, changes, error, says):
    with pytest.raises(error, match=says):
        read_claims(layer(tmp_path / "eez.geojson", **eez(**changes)))


def test_the_same_mrgid_twice_is_refused(tmp_path):
    with pytest.raises(SchemaError, match="MRGID 1 comes more than once"):
        read_claims(layer(tmp_path / "eez.geojson", [SQUARE, SQUARE], **eez()))


# ---- plain layers and the embedded set ----


def test_a_plain_layer_with_codes_names_and_several_claimants(tmp_path):
    who = ["CHN; Viet Nam", "South Korea/JPN", "Korea, Republic of", "not-stated"]
    path = layer(
        tmp_path / "my areas.gpkg", [shapely.box(i, 0, i + 1, 1) for i in range(4)], who=who, title=["A", "B", "C", "D"], rank=[1, 2, 3, 4]
    )
    claims = read_claims(path, claimant_column="who")
    assert [item.claimants for item in claims.claims] == [("CHN", "VNM"), ("JPN", "KOR"), ("KOR",), ("not-stated",)]
    assert [item.claim_id for item in claims.claims] == [f"my-areas-{i}" for i in (1, 2, 3, 4)]
    assert claims.claims[1].title == "B"
    assert claims.claims[1].source == {"who": "South Korea/JPN", "title": "B", "rank": 2}


def test_optional_columns_of_a_plain_layer_are_used_and_checked(tmp_path):
    columns = {"claim_id": "x1", "zone_kind": "fisheries", "regime": "joint", "valid_from": "2001-06-30", "uncertainty_km": 2.5}
    item = read_claims(layer(tmp_path / "a.geojson", **columns), claimant_column="who").claims[0]
    assert (item.claim_id, item.zone_kind, item.regime, item.valid_from, item.uncertainty_km) == (
        "x1",
        "fisheries",
        "joint",
        "2001-06-30",
        2.5,
    )
    with pytest.raises(SchemaError, match="'zone_kind': 'sea' given"):
        read_claims(layer(tmp_path / "b.geojson", zone_kind="sea"), claimant_column="who")
    with pytest.raises(SchemaError, match="claim ids x come more than once"):
        read_claims(layer(tmp_path / "c.geojson", [SQUARE, SQUARE], claim_id="x"), claimant_column="who")


@pytest.mark.parametrize("who", ["Malaysia & Viet Nam", "MYS/VNM", "Viet Nam and Malaysia", "VNM; MYS", "Malaysia+VNM"])
def test_several_claimants_in_one_field_are_read_however_they_are_joined(tmp_path, who):
    claims = read_claims(layer(tmp_path / "a.geojson", who=who), claimant_column="who")
    assert claims.claims[0].claimants == ("MYS", "VNM")


def test_a_missing_claimant_and_a_missing_column_are_named(tmp_path):
    path = layer(tmp_path / "a.geojson", who=None, other="x")
    with pytest.raises(SchemaError, match="row 0, field 'who' is missing"):
        read_claims(path, claimant_column="who")
    with pytest.raises(UnknownNameError, match=r"'whom'.*Did you mean 'who'"):
        read_claims(path, claimant_column="whom")
    with pytest.raises(UnknownNameError, match="'x' is not a known claimant"):
        read_claims(path, claimant_column="other")


def test_an_unknown_layout_lists_columns_found_and_known(tmp_path):
    with pytest.raises(SchemaError, match=r"has the columns who.*claimant_column="):
        read_claims(layer(tmp_path / "a.geojson"))


def test_an_embedded_region_is_cut_from_the_compiled_set(tmp_path, monkeypatch):
    def square(name, west):
        return Claim(name, ("VNM",), name, "EEZ", "distance", "claim", (), shapely.box(west, 8, west + 1, 9))

    path = write_claims(ClaimSet("arf", "Compiled", claims=(square("gulf", 101), square("far", 150))), tmp_path / "arf.parquet")
    monkeypatch.setattr("toolkit.claims.read.dataset_file", lambda name, suffix: path)
    assert [item.claim_id for item in read_claims("arf").claims] == ["far", "gulf"]
    cut = read_claims("gulf-of-thailand")
    assert [item.claim_id for item in cut.claims] == ["gulf"]
    assert (cut.id, cut.title) == ("arf-gulf-of-thailand", "Compiled: Gulf of Thailand")
    with pytest.raises(SchemaError, match="reaches into the"):
        read_claims("yellow-sea")


def test_unknown_sets_and_regions_are_refused_with_the_nearest_name():
    with pytest.raises(UnknownNameError, match="Did you mean 'yellow-sea'"):
        read_claims("yelow-sea")
    with pytest.raises(UnknownNameError, match="region 'atlantic'"):
        read_claims("yellow-sea", region="atlantic")


# ---- bad input ----


def test_a_missing_reference_system_is_refused(tmp_path):
    layer(tmp_path / "a.shp")
    (tmp_path / "a.prj").unlink()
    with pytest.raises(MissingCRSError, match="none is guessed"):
        read_claims(tmp_path / "a.shp", claimant_column="who")


def test_another_reference_system_is_reprojected_and_said(tmp_path):
    frame = gpd.GeoDataFrame({"who": ["VNM"]}, geometry=[SQUARE], crs="EPSG:4326").to_crs("EPSG:3857")
    frame.to_file(tmp_path / "a.gpkg")
    claims = read_claims(tmp_path / "a.gpkg", claimant_column="who")
    assert area_km2(claims.claims[0].geometry) == pytest.approx(area_km2(SQUARE), rel=1e-9)
    assert any("reprojected from WGS 84 / Pseudo-Mercator" in note for note in claims.notes)


def test_a_reference_system_without_a_place_on_earth_is_refused(tmp_path):
    layer(
        tmp_path / "a.parquet",
        geometry=shapely.box(0, 0, 10, 10),
        crs=DESK,
    )
    with pytest.raises(CRSError, match="cannot be brought to EPSG:4326"):
        read_claims(tmp_path / "a.parquet", claimant_column="who")


def test_swapped_coordinates_and_metres_called_degrees_are_refused(tmp_path):
    swapped = shapely.box(10, 100, 11, 101)
    with pytest.raises(GeometryError, match="look swapped"):
        read_claims(layer(tmp_path / "a.gpkg", swapped), claimant_column="who")
    with pytest.raises(GeometryError, match="true coordinate reference system"):
        read_claims(layer(tmp_path / "b.gpkg", shapely.box(1e6, 1e6, 2e6, 2e6)), claimant_column="who")


def test_a_self_intersecting_ring_is_repaired_and_said(tmp_path):
    bow = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    claims = read_claims(layer(tmp_path / "a.gpkg", bow), claimant_column="who")
    assert claims.claims[0].geometry.is_valid
    assert area_km2(claims.claims[0].geometry) == pytest.approx(area_km2(shapely.box(0, 0, 1, 1)) / 2, rel=1e-3)
    assert any("rings repaired (self-intersection) in rows 0" in note for note in claims.notes)


def test_a_ring_that_is_not_closed_is_closed_and_said(tmp_path):
    ring = [[0, 0], [1, 0], [1, 1], [0, 1]]
    feature = {"type": "Feature", "properties": {"who": "VNM"}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    path = tmp_path / "open.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    claims = read_claims(path, claimant_column="who")
    assert area_km2(claims.claims[0].geometry) == pytest.approx(area_km2(shapely.box(0, 0, 1, 1)), rel=1e-12)


@pytest.mark.parametrize(
    ("shape", "parts", "said"),
    [
        (shapely.box(190, 0, 200, 5), [(-170, 0, -160, 5)], "wrapped"),
        (shapely.box(170, 0, 190, 5), [(-180, 0, -170, 5), (170, 0, 180, 5)], "split at the antimeridian"),
        (shapely.Polygon([(170, 0), (-170, 0), (-170, 5), (170, 5)]), [(-180, 0, -170, 5), (170, 0, 180, 5)], "split at the antimeridian"),
        (shapely.box(-200, 0, -170, 5), [(-180, 0, -170, 5), (160, 0, 180, 5)], "split"),
        (shapely.box(-180, 0, 180, 5), [(-180, 0, 180, 5)], ""),
    ],
    ids=["0-360 east", "0-360 across", "jump across", "below -180", "whole belt"],
)
def test_longitudes_are_wrapped_and_split(shape, parts, said):
    wrapped, note = wrap(shape)
    assert sorted(part.bounds for part in shapely.get_parts(wrapped)) == [tuple(map(float, part)) for part in parts]
    assert said in note
    assert bool(note) == bool(said)


def test_holes_and_lines_are_unrolled_with_their_ring():
    ring = shapely.Polygon([(170, 0), (-170, 0), (-170, 5), (170, 5)], [[(-178, 1), (-176, 1), (-176, 2), (-178, 2)]])
    wrapped, _ = wrap(ring)
    assert area_km2(wrapped) == pytest.approx(area_km2(shapely.box(0, 0, 20, 5)) - area_km2(shapely.box(0, 1, 2, 2)), rel=1e-12)
    line, _ = wrap(shapely.LineString([(179, 0), (-179, 2)]))
    assert sorted(part.bounds for part in line.geoms) == [(-180, 1, -179, 2), (179, 0, 180, 1)]


def test_a_ring_round_the_globe_is_refused():
    belt = shapely.Polygon([(-170, 60), (-10, 60), (100, 60), (175, 60)])
    with pytest.raises(GeometryError, match="encloses a pole"):
        wrap(belt)
    with pytest.raises(GeometryError, match="more than once round"):
        wrap(shapely.box(-100, 0, 300, 1))


@pytest.mark.parametrize(
    ("geometry", "says"),
    [
        ([SQUARE, None], "rows 1 have no geometry"),
        ([shapely.Point(1, 1)], "holds Point"),
        ([shapely.LineString([(0, 0), (1, 1)])], "LineString"),
    ],
    ids=["empty", "point", "line"],
)
def test_rows_without_polygons_are_refused(tmp_path, geometry, says):
    with pytest.raises(GeometryError, match=says):
        read_claims(layer(tmp_path / "a.gpkg", geometry), claimant_column="who")


def test_heights_are_dropped_and_said(tmp_path):
    claims = read_claims(layer(tmp_path / "a.gpkg", shapely.force_3d(SQUARE, 5.0)), claimant_column="who")
    assert not claims.claims[0].geometry.has_z
    assert any("heights dropped" in note for note in claims.notes)


def test_files_that_are_missing_empty_truncated_or_something_else_are_refused(tmp_path, shared_data):
    cases = {
        "missing.geojson": (None, "is not there"),
        "empty.geojson": (b"", "empty"),
        "text.geojson": (b"not a map", "cannot be read"),
        "text.gpkg": (b"not a map", "cannot be read"),
        "text.parquet": (b"not a map", "cannot be read"),
        "areas.xlsx": (b"x", "Allowed: .geojson"),
    }
    whole = (shared_data / "claims" / "eez_v12_clip.geojson").read_bytes()
    cases["half.geojson"] = (whole[: len(whole) // 2], "cannot be read")
    for name, (content, says) in cases.items():
        if content is not None:
            (tmp_path / name).write_bytes(content)
        with pytest.raises(UnreadableFileError, match=says):
            read_claims(tmp_path / name)


def test_a_truncated_shapefile_is_refused(tmp_path, shared_data):
    for part in (shared_data / "claims" / "eez_v10_world").iterdir():
        shutil.copyfile(part, tmp_path / part.name)
    path = tmp_path / "eez_s05.shp"
    path.write_bytes(path.read_bytes()[:20_000])
    with pytest.raises((UnreadableFileError, GeometryError), match="eez_s05"):
        read_claims(path)


def test_a_layer_without_rows_and_a_table_without_geometry_are_refused(tmp_path):
    gpd.GeoDataFrame({"who": []}, geometry=[], crs="EPSG:4326").to_parquet(tmp_path / "none.parquet")
    with pytest.raises(SchemaError, match="no rows"):
        read_claims(tmp_path / "none.parquet", claimant_column="who")
    gpd.GeoDataFrame({"who": ["VNM"], "n": np.array([1])}).to_csv(tmp_path / "t.csv")
    with pytest.raises(UnreadableFileError, match="are not read"):
        read_claims(tmp_path / "t.csv")


def test_a_layer_must_be_named_where_there_are_several(tmp_path):
    path = tmp_path / "two.gpkg"
    frame = gpd.GeoDataFrame({"who": ["VNM"]}, geometry=[SQUARE], crs="EPSG:4326")
    frame.to_file(path, layer="one")
    frame.to_file(path, layer="two")
    with pytest.raises(UnreadableFileError, match="2 layers of polygons: one, two"):
        read_claims(path, claimant_column="who")
    with pytest.raises(UnreadableFileError, match="no layer 'three'"):
        read_claims(path, claimant_column="who", layer="three")
    assert len(read_claims(path, claimant_column="who", layer="two")) == 1


def test_a_folder_must_hold_exactly_one_layer(tmp_path):
    with pytest.raises(UnreadableFileError, match="folder with 0 layers"):
        read_claims(tmp_path)
    layer(tmp_path / "a.geojson")
    layer(tmp_path / "b.geojson")
    with pytest.raises(UnreadableFileError, match=r"a\.geojson, b\.geojson"):
        read_claims(tmp_path)


# ---- claimants of one's own ----


@pytest.fixture
def own(monkeypatch):
    monkeypatch.setattr(names, "_own", {})


def test_an_unknown_claimant_is_an_error_that_tells_how_to_name_it(tmp_path, own):
    path = layer(tmp_path / "a.geojson", who="Council A")
    with pytest.raises(UnknownNameError, match=r"row 0, field 'who': 'Council A'.*claimants=\{'Council A': 'its name'\}.*--claimants FILE"):
        read_claims(path, claimant_column="who")
    with pytest.raises(UnknownNameError, match=r"'XXA' is not a known code.*claimants=\{'XXA': 'its name'\}"):
        Claim("x", ("XXA",), "X", "EEZ", "dataset", "claim", (), SQUARE)


@pytest.mark.parametrize("as_file", [False, True])
def test_own_claimants_take_their_place_in_the_alphabet_and_in_the_partition(tmp_path, own, as_file):
    path = layer(tmp_path / "a.geojson", [SQUARE, shapely.box(100.5, 0, 101.5, 1)], who=["XXA", "Viet Nam; Middle Council"])
    given = {"XXA": "Zone Authority", "XXB": "Middle Council"}
    if as_file:
        (tmp_path / "names.csv").write_text("code,name\n" + "\n".join(",".join(pair) for pair in given.items()), "utf-8")
        given = tmp_path / "names.csv"
    claims = read_claims(path, claimant_column="who", claimants=given, land="keep")
    assert claims.claimants == ("XXB", "VNM", "XXA")  # Middle Council, Viet Nam, Zone Authority
    assert set(partition(claims).frame["claimants"]) == {("XXA",), ("VNM", "XXA", "XXB"), ("VNM", "XXB")}
    # A file of ours keeps the names that it uses.
    write_claims(claims, tmp_path / "own.parquet")
    names._own.clear()
    again = read_claims(tmp_path / "own.parquet")
    assert names.party_name("XXB") == "Middle Council"
    assert again.claims == claims.claims


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"VNM": "Another name"}, "already stands for 'VNM'"),
        ({"XXA": "Viet Nam"}, r"'Viet Nam' already stands for 'VNM' \(Viet Nam\). Use that code"),
        ({"X X": "Somebody"}, "a code of 1 to 32 letters"),
        ({"XXA": " "}, "a name that is not empty"),
        ({"XXA": "One", "XXB": "one"}, "'one' already stands for 'XXA'"),
    ],
)
def test_own_claimants_that_would_blur_others_are_refused(own, given, says):
    with pytest.raises(SchemaError, match=says):
        names.add_names(given)
    assert names.own_names() == {}


@pytest.mark.parametrize(
    ("text", "error", "says"),
    [
        ("code;name\nXXA;One\n", SchemaError, "required: code, name"),
        ("code,name\nXXA,One\nXXA,Two\n", SchemaError, "line 3: code 'XXA' comes twice"),
        (None, UnreadableFileError, r"cannot be read.*code,name"),
    ],
)
def test_a_broken_file_of_names_is_refused(tmp_path, own, text, error, says):
    path = tmp_path / "names.csv"
    if text is not None:
        path.write_text(text, "utf-8")
    with pytest.raises(error, match=says):
        read_claims("arf", claimants=path)


# ---- claims that reach over land ----

#: Made-up land, so that half of a square degree west of it is known.
LAND_HALF = shapely.box(10.5, 0, 12, 1)


@pytest.fixture
def made_up_land(monkeypatch):
    from toolkit.catalog import embedded

    monkeypatch.setattr(embedded, "read_land", lambda bounds=None: gpd.GeoDataFrame(geometry=[LAND_HALF], crs="EPSG:4326"))


def test_land_is_taken_away_from_a_plain_claim_and_the_area_said(tmp_path, made_up_land):
    path = layer(tmp_path / "a.geojson", shapely.box(10, 0, 11, 1))
    claims = read_claims(path, claimant_column="who")
    # Half of the square degree at the equator: 12,308 km2 / 2.
    assert area_km2(claims.claims[0].geometry) == pytest.approx(6154.2, abs=0.1)
    assert any("6,154 of 12,308 km2 lie on land" in note and "taken away" in note for note in claims.notes)
    assert "without land" in claims.claims[0].method


def test_land_is_kept_where_that_is_asked_for_and_said_all_the_same(tmp_path, made_up_land):
    claims = read_claims(layer(tmp_path / "a.geojson", shapely.box(10, 0, 11, 1)), claimant_column="who", land="keep")
    assert area_km2(claims.claims[0].geometry) == pytest.approx(12308.5, abs=0.1)
    assert any("6,154 of 12,308 km2" in note and "kept, and counted with the sea" in note for note in claims.notes)
    with pytest.raises(SchemaError, match="land = 'cut' given; allowed: 'remove', 'keep'"):
        read_claims("arf", land="cut")


def test_a_coast_that_differs_a_little_leaves_a_claim_alone_and_one_all_on_land_is_said(tmp_path, made_up_land):
    little, inland = shapely.box(9.5, 0, 10.509, 1), shapely.box(11, 0.2, 11.5, 0.8)
    claims = read_claims(layer(tmp_path / "a.geojson", [little, inland], claim_id=["little", "inland"]), claimant_column="who")
    assert claims.claim("little").geometry.equals(little)
    assert claims.claim("inland").geometry.equals(inland)
    assert [note for note in claims.notes if "little" in note and "land" in note] == []
    assert any("'inland'" in note and "there is no sea in it" in note and "longitude before latitude" in note for note in claims.notes)


def test_a_claim_far_from_the_seas_of_its_claimant_is_said(tmp_path):
    near, south = shapely.box(109, 8, 110, 9), shapely.box(109, -49, 110, -48)
    claims = read_claims(layer(tmp_path / "a.geojson", [near, south], claim_id=["near", "south"]), claimant_column="who")
    far = [note for note in claims.notes if "check hemisphere" in note]
    assert len(far) == 1
    assert far[0].startswith("Claim 'south'")
