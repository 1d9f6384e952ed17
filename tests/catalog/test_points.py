"""The user's own survey table: columns found, rows left out and told, nothing guessed."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toolkit.catalog.coordinates import parse_degrees, positions
from toolkit.catalog.dates import iso_dates
from toolkit.catalog.points import column_roles, known_names, read_points
from toolkit.errors import SchemaError, UnitsError, UnknownNameError, UnreadableFileError


def write(folder, text, name="surveys.csv", encoding="utf-8"):
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def reasons(frame):
    return dict(frame.attrs["rows_dropped"])


def test_known_names_are_found_whatever_their_case(tmp_path):
    path = write(tmp_path, "Longitude,LATITUDE,Site Name,Survey Date,Hard_Coral_Cover\n117.5,8.25,Reef A,2015-06-01,37.5\n")
    points = read_points(path)
    assert list(points.columns[:5]) == ["lon", "lat", "value", "site", "time"]
    assert points.iloc[0][["lon", "lat", "value", "site", "time"]].tolist() == [117.5, 8.25, 37.5, "Reef A", "2015-06-01"]
    assert points.attrs["units"] == "percent"
    assert points.attrs["dataset_id"] == "surveys.csv"
    assert points.attrs["rows_dropped"] == ()


def test_columns_of_the_file_are_kept(tmp_path):
    points = read_points(write(tmp_path, "lon,lat,coral_cover,observer,depth\n117,8,20,AB,5\n"))
    assert points["observer"].tolist() == ["AB"]
    assert points["depth"].tolist() == ["5"]


def test_columns_can_be_named(tmp_path):
    path = write(tmp_path, "east,north,score\n117,8,3\n")
    points = read_points(path, lon="east", lat="north", value="score", units="count")
    assert (points["lon"][2], points["lat"][2], points["value"][2], points.attrs["units"]) == (117.0, 8.0, 3.0, "count")


def test_a_named_column_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(SchemaError, match=r"no column 'easting' for lon.*Columns found: lon, lat, cover"):
        read_points(write(tmp_path, "lon,lat,cover\n1,2,3\n"), lon="easting")


def test_a_missing_role_tells_columns_found_and_names_known(tmp_path):
    with pytest.raises(SchemaError, match=r"no column known as lat.*Columns found: lon, nord, cover.*latitude"):
        read_points(write(tmp_path, "lon,nord,cover\n1,2,3\n"))


def test_two_possible_values_are_not_chosen_between(tmp_path):
    path = write(tmp_path, "lon,lat,hard_coral,bleaching\n117,8,20,5\n")
    with pytest.raises(SchemaError, match="several columns that could be the value: hard_coral, bleaching"):
        read_points(path)
    assert read_points(path, value="bleaching")["value"].tolist() == [5.0]


def test_bad_rows_are_left_out_and_told(tmp_path):
    text = (
        "lon,lat,hard_coral_cover,date\n"
        "117.5,8.5,40,2015-06-01\n"  # row 2: good
        "8.5,117.5,40,2015-06-01\n"  # row 3: swapped
        "117.5,8.5,nd,2015-06-01\n"  # row 4: no data
        "117.5,8.5,forty,2015-06-01\n"  # row 5: text
        "417.5,8.5,40,2015-06-01\n"  # row 6: no such longitude
        "117.5,,40,2015-06-01\n"  # row 7: no latitude
        "117.5,8.5,40,2015-02-30\n"  # row 8: no such day
        "117.5,8.5,,2015-06-01\n"  # row 9: empty
    )
    points = read_points(write(tmp_path, text))
    assert points.index.tolist() == [2]
    assert points.attrs["rows_read"] == 8
    assert reasons(points) == {
        3: "latitude 117.5 is impossible: longitude and latitude look swapped",
        4: "value 'nd' means no data",
        5: "value 'forty' is not a number",
        6: "longitude 417.5 is impossible",
        7: "latitude is missing",
        8: "date '2015-02-30' is not a date",
        9: "value is missing",
    }


def test_no_row_left_is_refused(tmp_path):
    with pytest.raises(SchemaError, match=r"no row can be used \(row 2: latitude 117"):
        read_points(write(tmp_path, "lon,lat,coral_cover\n8,117,40\n"))


@pytest.mark.parametrize(("given", "cover"), [("140", 140), ("-1", -1)])
def test_impossible_cover_is_refused_with_its_row(tmp_path, given, cover):
    with pytest.raises(SchemaError, match=rf"row 3, column 'hard_coral_cover': {cover} is impossible; allowed: 0..100 percent"):
        read_points(write(tmp_path, f"lon,lat,hard_coral_cover\n117,8,40\n117,8,{given}\n"))


def test_a_fraction_under_the_name_of_a_percentage_is_not_guessed(tmp_path):
    path = write(tmp_path, "lon,lat,hard_coral_cover\n117,8,0.4\n117,9,0.25\n")
    with pytest.raises(UnitsError, match="no value exceeds 1"):
        read_points(path)
    assert read_points(path, units="1")["value"].tolist() == [40.0, 25.0]
    assert read_points(path, units="percent")["value"].tolist() == [0.4, 0.25]


@pytest.mark.parametrize("column", ["cover_percent", "hard_coral_cover (percent)", "bleaching_pct"])
def test_fractions_in_a_column_that_says_percent_are_not_believed(tmp_path, column):
    path = write(tmp_path, f"lon,lat,{column}\n117,8,0.4\n117,9,0.25\n")
    with pytest.raises(UnitsError, match=r"no value exceeds 1.*whatever its name says.*--units"):
        read_points(path, value=column)
    assert read_points(path, value=column, units="percent")["value"].tolist() == [0.4, 0.25]
    assert read_points(write(tmp_path, f"lon,lat,{column}\n117,8,0.4\n117,9,25\n"), value=column)["value"].tolist() == [0.4, 25.0]


def test_units_are_taken_from_the_column_or_asked_for(tmp_path):
    assert read_points(write(tmp_path, "lon,lat,value (t)\n117,8,12\n")).attrs["units"] == "t"
    assert read_points(write(tmp_path, "lon,lat,value_degC\n117,8,29\n")).attrs["units"] == "degC"
    with pytest.raises(UnitsError, match="units are not stated"):
        read_points(write(tmp_path, "lon,lat,value\n117,8,12\n"))
    with pytest.raises(UnitsError, match="'furlong'"):
        read_points(write(tmp_path, "lon,lat,value\n117,8,12\n"), units="furlong")


def test_longitudes_beyond_180_are_wrapped_and_told(tmp_path):
    points = read_points(write(tmp_path, "lon,lat,coral_cover\n190,8,40\n180,8,40\n-180,8,40\n360,8,40\n"))
    assert points["lon"].tolist() == [-170.0, 180.0, -180.0, 0.0]
    assert "2 longitude(s) of 180..360 wrapped" in points.attrs["notes"][-1]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16"])
def test_encodings_are_recognised(tmp_path, encoding):
    path = write(tmp_path, "lon,lat,coral_cover,site\n117,8,40,Récif Ñ\n", encoding=encoding)
    assert read_points(path)["site"].tolist() == ["Récif Ñ"]


def test_semicolons_and_quoted_names_are_read(tmp_path):
    assert read_points(write(tmp_path, 'lon;lat;coral_cover;site\n117;8;40;"A; B"\n'))["site"].tolist() == ["A; B"]


def test_parquet_and_xlsx_say_the_same_as_csv(tmp_path):
    frame = pd.DataFrame(
        {"lon": [117.5, 118.0], "lat": [8.0, 9.0], "coral_cover": [40, 20], "site": ["A", "B"], "date": ["2015-06-01", "2016"]}
    )
    frame.to_csv(tmp_path / "a.csv", index=False)
    frame.to_parquet(tmp_path / "a.parquet")
    frame.to_excel(tmp_path / "a.xlsx", index=False)
    first, second, third = (read_points(tmp_path / name).reset_index(drop=True) for name in ("a.csv", "a.parquet", "a.xlsx"))
    for other in (second, third):
        pd.testing.assert_frame_equal(first[["lon", "lat", "value", "site", "time"]], other[["lon", "lat", "value", "site", "time"]])
    assert first["time"].tolist() == ["2015-06-01", "2016"]


def test_without_a_site_the_position_stands_for_it(tmp_path):
    points = read_points(write(tmp_path, "lon,lat,coral_cover\n117,8,40\n117,8,30\n118,8,20\n"))
    assert points["site"].nunique() == 2
    assert points["time"].tolist() == ["", "", ""]


@pytest.mark.parametrize(
    ("text", "axis", "degrees"),
    [
        ("117.2", "lon", 117.2),
        ("117.2E", "lon", 117.2),
        ("W 117.5", "lon", -117.5),
        ("10°30'36\"N", "lat", 10.51),  # 10 + 30/60 + 36/3600
        ("10 30 36 S", "lat", -10.51),
        ("10:30:36", "lat", 10.51),
        ("103°30.5'E", "lon", 103 + 30.5 / 60),
        ("-10d30m36s", "lat", -10.51),
        ("10º 30′ 36″ N", "lat", 10.51),
    ],
)
def test_coordinates_are_read_as_people_write_them(text, axis, degrees):
    value, reason = parse_degrees(text, axis)
    assert reason == ""
    assert value == pytest.approx(degrees, abs=1e-9)


@pytest.mark.parametrize(
    ("text", "axis", "reason"),
    [
        ("10°61'N", "lat", "not degrees, minutes"),
        ("10.5°30'N", "lat", "not degrees, minutes"),
        ("10N", "lon", "look swapped"),
        ("-10S", "lat", "side twice"),
        ("N10S", "lat", "side twice"),
        ("abc", "lat", "not a number"),
        ("", "lat", "missing"),
        ("inf", "lat", "not a number"),
        ("1e999", "lat", "not a number"),
    ],
)
def test_what_is_no_coordinate_is_told(text, axis, reason):
    value, why = parse_degrees(text, axis)
    assert value != value
    assert reason in why


@settings(max_examples=60)
@given(st.floats(-180, 180, exclude_min=True), st.floats(-90, 90))
def test_positions_survive_shifting_by_360_degrees(lon, lat):
    x, y, why = positions(pd.Series([lon, lon + 360 if lon < 0 else lon]), pd.Series([lat, lat]))
    assert why.tolist() == ["", ""]
    assert x[1] == pytest.approx(x[0], abs=1e-9)
    assert -180 <= x[0] <= 180
    assert y.tolist() == [lat, lat]


@settings(max_examples=60)
@given(st.integers(0, 89), st.integers(0, 59), st.integers(0, 59), st.sampled_from("NS"))
def test_degrees_minutes_and_seconds_are_a_sum(degrees, minutes, seconds, side):
    value, _ = parse_degrees(f"{degrees}°{minutes}'{seconds}\"{side}", "lat")
    assert value == pytest.approx((degrees + minutes / 60 + seconds / 3600) * (1 if side == "N" else -1), abs=1e-9)


def dates(values, **options):
    iso, bad = iso_dates(pd.Series(values), file="a.csv", column="date", **options)
    return iso.tolist(), bad.tolist()


def test_dates_keep_the_fineness_they_were_written_with():
    written = ["2015-06-01", "2015-6", "2015", "20150601", "1 June 2015", "19-Feb-2003", "2015-06-01T08:00:00Z", "nd", "", "June"]
    iso, bad = dates(written)
    assert iso == ["2015-06-01", "2015-06", "2015", "2015-06-01", "2015-06-01", "2003-02-19", "2015-06-01", "", "", ""]
    assert bad == [False] * 9 + [True]


def test_a_column_that_settles_the_order_of_its_dates_is_read():
    assert dates(["3/4/2015", "25/4/2015"])[0] == ["2015-04-03", "2015-04-25"]
    assert dates(["3/4/2015", "3/25/2015"])[0] == ["2015-03-04", "2015-03-25"]


def test_dates_that_can_be_read_two_ways_are_refused():
    with pytest.raises(SchemaError, match="day first or month first"):
        dates(["3/4/2015", "5/6/2015"])
    with pytest.raises(SchemaError, match="holds both"):
        dates(["25/4/2015", "4/25/2015"])
    assert dates(["3/4/2015"], day_first=True)[0] == ["2015-04-03"]


def test_an_empty_file_and_a_web_page_are_refused(tmp_path):
    with pytest.raises(UnreadableFileError, match="empty"):
        read_points(write(tmp_path, ""))
    with pytest.raises(UnreadableFileError, match="web page"):
        read_points(write(tmp_path, "<!DOCTYPE html><html>lon,lat,cover</html>"))


def test_known_names_cover_every_role():
    assert set(known_names()) == {"lon", "lat", "site", "time", "value"}


# ---- real tables ---------------------------------------------------------------------------------------------------------------


def in_box(points):
    return points[points["lon"].between(90, 150) & points["lat"].between(-15, 45)]


@pytest.mark.shared
def test_reef_check_is_recognised_and_turned_into_percent(shared_data):
    points = read_points(shared_data / "coral" / "reefcheck_sully2022.csv")
    box = in_box(points)
    assert len(box) == 6091
    assert box["value"].mean() == pytest.approx(14.868 / 40 * 100, abs=0.005)
    assert points.attrs["units"] == "percent"
    assert points.attrs["dataset_id"] == "reef-check-2022"
    assert {why for _, why in points.attrs["rows_dropped"]} == {"no hard coral cover recorded"}
    assert len(points) + len(points.attrs["rows_dropped"]) == 13077


@pytest.mark.shared
def test_reef_check_bleaching_can_be_asked_for(shared_data):
    first = in_box(read_points(shared_data / "coral" / "reefcheck_sully2022.csv", value="bleaching"))
    assert len(first) == 4299
    second = in_box(read_points(shared_data / "coral" / "reefcheck_sully2019_cortad.csv"))
    assert len(second) == 4004
    assert [int((second["value"] > level).sum()) for level in (0, 10, 50)] == [1100, 180, 31]


@pytest.mark.shared
def test_reef_check_in_other_units_is_refused(shared_data):
    with pytest.raises(UnitsError, match="returned in percent"):
        read_points(shared_data / "coral" / "reefcheck_sully2022.csv", units="1")


def test_decimal_commas_are_read_where_both_coordinates_have_them(tmp_path):
    points = read_points(write(tmp_path, "lon;lat;coral_cover\n101,698;8,25;37,5\n102;-9,5;40\n"))
    assert points[["lon", "lat", "value"]].to_numpy().tolist() == [[101.698, 8.25, 37.5], [102.0, -9.5, 40.0]]
    assert "decimal commas read as decimal points" in points.attrs["notes"]


def test_commas_in_one_column_alone_are_not_guessed_at(tmp_path):
    points = read_points(write(tmp_path, "lon;lat;coral_cover\n101.5;8.25;37,5\n102.5;9.5;40\n"))
    assert reasons(points) == {2: "value '37,5' is not a number"}


def test_a_date_in_three_columns_is_read_whole(tmp_path):
    points = read_points(write(tmp_path, "lon,lat,coral_cover,Yr,Mon,Day\n117,8,20,2019,3,7\n117,8,21,2019,2,30\n117,8,22,2019,,1\n"))
    assert points["time"].tolist() == ["2019-03-07", "2019"]
    assert reasons(points) == {3: "date '2019-2-30' is not a date"}
    assert "dates from the columns Yr, Mon, Day" in points.attrs["notes"]


def test_a_year_alone_is_still_a_year(tmp_path):
    assert read_points(write(tmp_path, "lon,lat,coral_cover,year,month\n117,8,20,2019,3\n"))["time"].tolist() == ["2019"]


def test_roles_of_columns_can_be_named_as_text():
    assert column_roles(" lon = E_deg,lat=N deg ") == column_roles({"lon": "E_deg", "lat": "N deg"})
    assert column_roles(None) == {}
    with pytest.raises(SchemaError, match="lon=E_deg, lat=N_deg"):
        column_roles("E_deg")
    with pytest.raises(UnknownNameError, match="length"):
        column_roles("length=E_deg")


def test_a_column_that_is_not_found_is_told_for_both_ways_of_working(tmp_path):
    with pytest.raises(SchemaError, match=r"name it: lon='\.\.\.' \(on the command line --columns"):
        read_points(write(tmp_path, "E_deg,N_deg,coral_cover\n117,8,20\n"))
