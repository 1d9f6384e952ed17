"""The ledger: known answers of the instruments, and an error that names file, row and field for each broken record."""

from __future__ import annotations

import csv
import shutil

import pytest
import shapely
from toolkit.claims.ledger import SOURCE_NOT_FOUND, ledger_folder, read_ledger
from toolkit.errors import SchemaError, UnknownNameError, UnreadableFileError
from toolkit.geodesy import area_km2


@pytest.fixture(scope="module")
def ledger():
    return read_ledger()


@pytest.fixture
def folder(tmp_path):
    for path in ledger_folder().glob("*.csv"):
        shutil.copy(path, tmp_path)
    return tmp_path


def change(folder, name, select, **values):
    """Change fields of the first row that fits, and return its line number."""
    with (folder / name).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    at = next(i for i, row in enumerate(rows) if all(row[key] == value for key, value in select.items()))
    rows[at].update(values)
    with (folder / name).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return at + 2


@pytest.mark.parametrize(
    ("name", "km2"),
    [
        ("CN_KR_2000_PMZ", 83_487),
        ("PH_1978_PD1596", 236_016),
        ("CN_2012_BASELINE_1", 157.9),
        ("CN_JP_2008_JDB", 2_694),
        ("AU_TL_2002_JPDA", 35_037),
    ],
)
def test_areas_of_instruments_are_the_known_ones(ledger, name, km2):
    assert area_km2(ledger.instrument(name).geometry(2.0)) == pytest.approx(km2, rel=5e-4)


def test_the_legs_of_the_philippine_baselines_are_as_the_law_prints_them(ledger):
    stated = [70.03, 99.17, 71.83, 1.05, 0.39, 3.29, 9.74, 3.51, 2.40, 30.94, 116.26, 80.29, 0.54, 96.04]
    assert ledger.instrument("PH_2009_BASELINE").legs_nm() == pytest.approx(stated, abs=0.01)
    assert [point.leg_nm for point in ledger.instrument("PH_2009_BASELINE").points[:14]] == stated


@pytest.mark.parametrize(
    ("name", "nm"), [("VN_1982_BASELINE", 161.86), ("CN_1996_MAINLAND_BASELINE", 121.69), ("PH_2009_BASELINE", 116.26)]
)
def test_the_longest_legs_are_the_known_ones(ledger, name, nm):
    assert max(ledger.instrument(name).legs_nm()) == pytest.approx(nm, abs=0.01)


def test_the_counts_are_those_of_the_collection(ledger):
    # 96 and 801 of the collection; two lines attributed to Brunei (2 points each), and the decisions of 2012 (12) and 2014 (4).
    assert len(ledger.instruments) == 100
    assert sum(len(entry.points) for entry in ledger.instruments.values()) == 821


def test_points_as_printed_and_in_decimals_agree(ledger):
    """Where the text is degrees, minutes and seconds in blanks, the decimal value follows from it."""
    checked = 0
    for entry in ledger.instruments.values():
        if entry.kind_in_source == "domestic fishing regulation":
            continue  # the only copy read gives both, some 10 m apart
        for point in entry.points:
            for text, value in ((point.lat_text, point.lat), (point.lon_text, point.lon)):
                parts = text.split()
                if len(parts) in (2, 3) and all(part.replace(".", "", 1).isdigit() for part in parts):
                    decimal = sum(float(part) / 60**i for i, part in enumerate(parts))
                    assert abs(value) == pytest.approx(decimal, abs=2e-6), (entry.instrument.id, point.label)
                    checked += 1
    assert checked > 500


def test_a_partial_list_is_never_closed_and_a_gap_splits_the_line(ledger):
    assert ledger.instrument("CN_1996_BASELINE_2").geometry().geom_type == "LineString"
    parts = shapely.get_parts(ledger.instrument("CN_2024_BASELINE_NOVEMBER").geometry())
    assert [len(shapely.get_coordinates(part)) for part in parts] == [3, 9]
    assert ledger.instrument("MY_TH_1979_JDA_C").geometry().geom_type == "Point"


def test_a_line_that_goes_on_beyond_the_points_read_tells_at_which_end(ledger):
    # of 35 points, 1 to 9 were read: the first is the end of the line, the ninth is not
    cut = ledger.instrument("JP_KR_1974_CS_NORTH")
    assert (cut.open_ends, cut.ends) == ("last", ((cut.points[8].lon, cut.points[8].lat),))
    assert len(ledger.instrument("BN_EEZ_WEST").ends) == 2  # the outer limit that joins the far ends is not listed
    assert ledger.instrument("TH_VN_1997").ends == ()
    # one end at least is told of every partial list whose points make a line, but where the gap lies inside it
    lines = [entry for entry in ledger.instruments.values() if not entry.complete and len(entry.points) > 2 and not entry.closed]
    silent = {entry.instrument.id for entry in lines if not entry.open_ends}
    assert silent <= {"CN_2024_BASELINE_NOVEMBER", "JP_CN_FISH_JPSIDE_SOUTH_REF", "KR_SPECIAL_SEA_ZONE_WEST", "KR_SPECIAL_SEA_ZONE_EAST",
                      "KR_RESTRAINT_ZONE_WEST", "KR_RESTRAINT_ZONE_EAST"}  # fmt: skip


def test_every_pair_says_who_says_so(ledger):
    for item in ledger.delimitations:
        assert item.source
        if item.state == "agreed-encoded":
            assert item.instrument_ids, item
    gaps = ledger.gaps()
    unsourced = [item for item in ledger.delimitations if item.source == SOURCE_NOT_FOUND]
    assert sum(SOURCE_NOT_FOUND in gap for gap in gaps) >= len(unsourced)


def test_one_pair_differs_from_sea_to_sea(ledger):
    assert ledger.pair("VNM", "CHN", "bac-bo-beibu-tonkin-gulf").state == "agreed-encoded"
    assert ledger.pair("CHN", "VNM", "south-china-sea").state == "undelimited"
    assert ledger.pair("CHN", "VNM", "celebes-sea") is None


def test_frames_of_seas_do_not_overlap(ledger):
    seas = list(ledger.seas.values())
    for i, a in enumerate(seas):
        for b in seas[i + 1 :]:
            assert area_km2(shapely.intersection(a.polygon, b.polygon)) < 200, (a.id, b.id)


def test_an_instrument_is_cited_with_parties_dates_and_text(ledger):
    text = ledger.citation("CN_VN_2000_BOUNDARY")
    assert "2000-12-25" in text
    assert "2004-06-30" in text
    with pytest.raises(UnknownNameError, match="CN_VN_2000_BOUNDARY"):
        ledger.citation("CN_VN_2000_BOUNDARIES")


BROKEN = [
    ("instruments.csv", {"instrument_id": "TH_VN_1997"}, {"open_ends": "middle"}, "open_ends"),
    ("instruments.csv", {"instrument_id": "TH_VN_1997"}, {"kind": "agreed boundary"}, "kind"),
    ("instruments.csv", {"instrument_id": "TH_VN_1997"}, {"verification": "sure"}, "verification"),
    ("instruments.csv", {"instrument_id": "TH_VN_1997"}, {"parties": "THA;QQQ"}, "parties"),
    ("instruments.csv", {"instrument_id": "TH_VN_1997"}, {"parties": ""}, "parties"),
    ("instruments.csv", {"instrument_id": "TH_VN_1997"}, {"date_made": "9 August 1997"}, "date_made"),
    ("instruments.csv", {"instrument_id": "TH_VN_1997"}, {"superseded": "1990"}, "superseded"),
    ("instruments.csv", {"instrument_id": "TH_VN_1997"}, {"n_points": "3"}, "n_points"),
    ("instruments.csv", {"instrument_id": "TH_VN_1997"}, {"instrument_id": "CN_KR_2000_PMZ"}, "instrument_id"),
    ("instruments.csv", {"instrument_id": "TH_VN_1997"}, {"joined_by": "curve"}, "joined_by"),
    ("instruments.csv", {"instrument_id": "TH_VN_1997"}, {"closed": "yes"}, "closed"),
    ("instruments.csv", {"instrument_id": "TH_VN_1997"}, {"uncertainty_km": "-1"}, "uncertainty_km"),
    ("instruments.csv", {"instrument_id": "CN_1996_MAINLAND_BASELINE"}, {"longest_leg_nm": "99"}, "longest_leg_nm"),
    ("points.csv", {"instrument_id": "TH_VN_1997", "seq": "2"}, {"lat": "98.1"}, "lat"),
    ("points.csv", {"instrument_id": "TH_VN_1997", "seq": "2"}, {"seq": "1"}, "seq"),
    ("points.csv", {"instrument_id": "TH_VN_1997", "seq": "2"}, {"lon": "103.041667", "lat": "7.816667"}, "lon"),
    ("delimitations.csv", {"party_a": "CHN", "party_b": "VNM"}, {"state": "settled"}, "state"),
    ("delimitations.csv", {"party_a": "CHN", "party_b": "VNM"}, {"source": ""}, "source"),
    ("delimitations.csv", {"party_a": "CHN", "party_b": "VNM"}, {"sea_id": "atlantic"}, "sea_id"),
    ("delimitations.csv", {"party_a": "CHN", "party_b": "VNM"}, {"party_a": "VNM", "party_b": "CHN"}, "party_b"),
    ("delimitations.csv", {"party_a": "CHN", "party_b": "VNM"}, {"instrument_ids": "NONE"}, "instrument_ids"),
    ("delimitations.csv", {"state": "agreed-encoded"}, {"rest": ""}, "rest"),
    ("delimitations.csv", {"party_a": "BRN", "party_b": "IDN"}, {"party_b": "CHN"}, "party_a"),
    ("features.csv", {"feature_id": "r1-a"}, {"east": "100"}, "east"),
]


@pytest.mark.parametrize(("name", "select", "values", "field"), BROKEN)
def test_a_broken_record_names_file_row_and_field(folder, name, select, values, field):
    row = change(folder, name, select, **values)
    with pytest.raises(SchemaError) as caught:
        read_ledger(folder)
    text = str(caught.value)
    assert name in text
    assert f"'{field}'" in text
    # A pair given twice is noticed at the second of its two rows.
    assert f"row {row}," in text or (name, field) == ("delimitations.csv", "party_a")


def test_a_leg_that_is_not_as_long_as_stated_names_instrument_and_point(folder):
    change(folder, "points.csv", {"instrument_id": "PH_2009_BASELINE", "seq": "8"}, lat="16.988342")
    with pytest.raises(SchemaError, match=r"PH_2009_BASELINE.*leg_nm"):
        read_ledger(folder)


@pytest.mark.parametrize(
    ("name", "seq", "changes"),
    [
        ("JP_KR_1998_ART7_LINE", "3", "hemisphere"),
        ("IN_LK_1976_MANNAR", "2", "swapped"),  # 79 E and 8 N: both orders are degrees
    ],
)
def test_a_point_far_from_its_parties_is_refused_and_the_slip_is_named(folder, name, seq, changes):
    point = read_ledger().instrument(name).points[int(seq) - 1]
    moved = {"lat": f"{-point.lat}"} if changes == "hemisphere" else {"lat": f"{point.lon}", "lon": f"{point.lat}"}
    row = change(folder, "points.csv", {"instrument_id": name, "seq": seq}, **moved)
    with pytest.raises(SchemaError, match=rf"points.csv, row {row}, field 'lat'.*point {seq} of {name}.*hemisphere.*swapped"):
        read_ledger(folder)


def test_a_ring_that_crosses_itself_is_refused(folder):
    change(folder, "points.csv", {"instrument_id": "PH_1978_PD1596", "seq": "2"}, lon="118.5", lat="11")
    with pytest.raises(SchemaError, match=r"instruments.csv, row \d+, field 'closed'"):
        read_ledger(folder)


def test_a_missing_file_and_a_missing_column_are_named(folder):
    change(folder, "seas.csv", {"seq": "1"})
    text = (folder / "seas.csv").read_text("utf-8").replace("lat,", "latitude,", 1)
    (folder / "seas.csv").write_text(text, "utf-8")
    with pytest.raises(SchemaError, match=r"seas.csv, row 1: columns lat"):
        read_ledger(folder)
    (folder / "seas.csv").unlink()
    with pytest.raises(UnreadableFileError, match=r"seas.csv"):
        read_ledger(folder)
