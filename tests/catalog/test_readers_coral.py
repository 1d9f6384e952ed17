"""Readers of coral files: small files with answers derivable by hand, and the real ones with the counts published for them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from toolkit.catalog.readers import layouts, read, recognise
from toolkit.catalog.readers.benthos import read_colour_table, read_gcrmn_benthos
from toolkit.catalog.readers.crw import STATION_COLUMNS, read_crw_series, read_crw_station
from toolkit.catalog.readers.grids import read_crw_climatology, read_crw_grid
from toolkit.catalog.readers.layers import ALLEN_BENTHIC, grid_index, read_allen_atlas, read_gcrmn_regions, read_reef_cells, read_wcmc_reefs
from toolkit.catalog.readers.reefcheck import COLUMNS_2022, read_reef_check_2019, read_reef_check_2022
from toolkit.errors import CRSError, GridError, MissingCRSError, SchemaError, UnreadableFileError

geopandas = pytest.importorskip("geopandas")
shapely = pytest.importorskip("shapely")


def box_of(frame):
    return frame[frame["lon"].between(90, 150) & frame["lat"].between(-15, 45)]


# ---- Reef Check ----------------------------------------------------------------------------------------------------------------


def reef_check(folder, **changes):
    """A table of one survey with 8 and 24 points in two of its four segments: 16 of 40 points, 40 %."""
    row = dict.fromkeys(COLUMNS_2022, "") | {
        "Reef_ID": "A",
        "Latitude.Degrees": "8.5",
        "Longitude.Degrees": "117.5",
        "Date": "11/22/2001",
        "Depth": "3",
        "substrate_code": "HC",
        "Hard_Coral_S1": "8",
        "Hard_Coral_S3": "24",
        "Average_coral_cover": "16",
    }
    row |= changes
    path = folder / "reefcheck.csv"
    path.write_text("﻿" + ",".join(row) + "\n" + ",".join(row.values()) + "\n", "utf-8")
    return path


def test_cover_of_forty_points_becomes_percent(tmp_path):
    survey = read_reef_check_2022(reef_check(tmp_path)).iloc[0]
    assert (survey["hard_coral_cover"], survey["n_segments"]) == (40.0, 2)
    assert survey["time"] == pd.Timestamp(2001, 11, 22)
    assert survey["Average_coral_cover"] == "16"


def test_a_mean_that_is_missing_is_taken_from_the_segments(tmp_path):
    assert read_reef_check_2022(reef_check(tmp_path, Average_coral_cover="")).iloc[0]["hard_coral_cover"] == 40.0


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"Hard_Coral_S1": "56", "Average_coral_cover": "40"}, r"row 2, column 'Hard_Coral_S1': 56 is impossible; allowed: 0..40"),  # 140 %
        ({"Average_coral_cover": "20"}, r"row 2: Average_coral_cover is 20, the mean of its segments 16"),
        ({"Average_Bleaching": "101"}, r"row 2, column 'Average_Bleaching': 101 is impossible; allowed: 0..100 percent"),
        ({"Date": "22/11/2001"}, r"row 2, column 'Date': '22/11/2001' is not a date"),
        ({"substrate_code": "SC"}, r"substrate_code.*SC given; known: HC"),
        ({"Depth": "-3"}, r"row 2, column 'Depth': -3 is impossible"),
    ],
)
def test_impossible_surveys_are_refused_with_their_row(tmp_path, changes, message):
    with pytest.raises(SchemaError, match=message):
        read_reef_check_2022(reef_check(tmp_path, **changes))


def test_words_in_a_survey_are_reported_and_read_as_no_data(tmp_path):
    frame = read_reef_check_2022(reef_check(tmp_path, Average_Bleaching="some", Hard_Coral_S2="nd"))
    assert np.isnan(frame.iloc[0]["bleaching"])
    assert frame.attrs["notes"] == ("Average_Bleaching: 1 cell(s) that are not numbers read as no data (rows 2)",)


def test_a_survey_without_a_position_is_left_out_and_told(tmp_path):
    frame = read_reef_check_2022(reef_check(tmp_path, **{"Latitude.Degrees": "117.5", "Longitude.Degrees": "8.5"}))
    assert frame.empty
    assert frame.attrs["rows_dropped"] == ((2, "latitude 117.5 is impossible: longitude and latitude look swapped"),)


@pytest.mark.shared
def test_reef_check_2022_has_the_published_counts(shared_data):
    frame = read(shared_data / "coral" / "reefcheck_sully2022.csv")
    assert frame.attrs["layout"] == "reef-check-2022"
    assert len(frame) == 13077
    assert frame.attrs["rows_dropped"] == ()
    box = box_of(frame)
    assert (len(box), box["site"].nunique()) == (6146, 2396)
    assert int(box["hard_coral_cover"].notna().sum()) == 6091
    assert box["hard_coral_cover"].mean() * 40 / 100 == pytest.approx(14.868, abs=5e-4)
    assert int(box["bleaching"].notna().sum()) == 4299
    assert int(box.duplicated(["Reef_ID", "Date", "Depth"]).sum()) == 27
    assert frame["hard_coral_cover"].max() == 100.0
    spratly = box[box["lon"].between(109, 117.5) & box["lat"].between(6, 12.5)]
    assert len(spratly) == 554
    assert spratly["hard_coral_cover"].mean() * 0.4 == pytest.approx(11.89, abs=5e-3)
    paracel = box[box["lon"].between(110.5, 113.5) & box["lat"].between(15, 18)]
    assert len(paracel) == 0
    assert box["Country_Name"].value_counts()["Malaysia"] == 1735
    assert (frame["time"].min(), frame["time"].max()) == (pd.Timestamp(1997, 5, 2), pd.Timestamp(2018, 7, 1))


@pytest.mark.shared
def test_reef_check_2019_has_the_published_counts(shared_data):
    frame = read(shared_data / "coral" / "reefcheck_sully2019_cortad.csv")
    assert frame.attrs["layout"] == "reef-check-2019"
    assert len(frame) == 9215
    box = box_of(frame)
    assert (len(box), box["site"].nunique()) == (4004, 1629)
    assert [int((box["bleaching"] > level).sum()) for level in (0, 10, 50)] == [1100, 180, 31]
    assert frame.attrs["units"]["Temperature_Kelvin"] == "K"
    assert frame["Temperature_Kelvin"].median() == pytest.approx(300, abs=5)
    # An impossible climatology of 262.15 K stands in many rows: told, not hidden.
    assert any(
        f"{int((frame['ClimSST'] < 273.15).sum())} row(s) hold a temperature below 273.15 K" in note for note in frame.attrs["notes"]
    )


# ---- Coral Reef Watch stations and series --------------------------------------------------------------------------------------

HEADER = """Name:
Test Reef

Polygon Middle Longitude:
117.2000

Polygon Middle Latitude:
5.8000

Averaged Maximum Monthly Mean:
29.5

Averaged Monthly Mean (Jan-Dec):
27 27 28 29 29.4 29.5 29.1 29.2 29.2 29.1 29 28.3

First Valid DHW Date:
1985 25 03

First Valid BAA Date:
1985 31 03

"""
COLUMNS = " ".join(STATION_COLUMNS) + "\n"
DAYS = ["2024 02 20 25 29.8 29.1 1.4 0.0 0.0 0", "2024 02 21 25 29.8 29.1 1.4 0.5 0.0 1", "2024 02 24 25 29.8 29.1 1.4 1.0 0.1429 1"]


def station(folder, header=HEADER, columns=COLUMNS, days=DAYS):
    path = folder / "station.txt"
    path.write_text(header + columns + "\n".join(days) + "\n")
    return path


def test_a_station_has_every_calendar_day(tmp_path):
    frame = read_crw_station(station(tmp_path))
    assert [day.day for day in frame.index] == [20, 21, 22, 23, 24]
    assert frame["hotspot"].tolist()[:2] + frame["hotspot"].tolist()[4:] == [0.0, 0.5, 1.0]
    assert frame["hotspot"].isna().tolist() == [False, False, True, True, False]
    assert frame.attrs["notes"] == ("2 day(s) missing from the file stand as NaN",)


def test_header_dates_are_year_day_month(tmp_path):
    told = read_crw_station(station(tmp_path)).attrs["station"]
    assert (told["first_valid_dhw"], told["first_valid_baa"]) == ("1985-03-25", "1985-03-31")
    assert (told["name"], told["lon"], told["lat"], told["mmm"]) == ("Test Reef", 117.2, 5.8, 29.5)
    assert max(told["monthly_means"]) == told["mmm"]


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"days": [*DAYS, "2024 02 25 25 29.8 29.1 1.4 0 -3 1"]}, SchemaError, r"DHW_from_90th_HS>1': -3 is impossible"),
        ({"days": [*DAYS, DAYS[0]]}, SchemaError, "same key .date = 2024-02-20"),
        ({"days": [*DAYS, "2024 02 30 25 29.8 29.1 1.4 0 0 1"]}, SchemaError, "Gregorian calendar"),
        ({"days": [*DAYS, "2024 02 25 25 29.8 29"]}, UnreadableFileError, "cut short"),
        ({"days": [*DAYS, "2024 02 25 25 29.8 warm 1.4 0 0 1"]}, SchemaError, "'warm' is not a number"),
        ({"days": []}, UnreadableFileError, "no days"),
        ({"columns": COLUMNS.replace("BAA_7day_max", "BAA")}, SchemaError, "missing BAA_7day_max.*Columns found.*Columns known"),
        ({"columns": ""}, SchemaError, "no line of columns"),
        ({"header": HEADER.replace("Averaged Maximum", "Mean Maximum")}, SchemaError, "lacks 'Averaged Maximum Monthly Mean:'"),
        ({"header": HEADER.replace("1985 25 03", "1985 03 25")}, SchemaError, "year day month expected"),
        ({"header": HEADER.replace("5.8000", "95.8")}, SchemaError, "latitude 95.8 is impossible"),
        ({"header": HEADER.replace("28.3", "warm")}, SchemaError, "12 number"),
    ],
)
def test_damaged_stations_are_refused(tmp_path, changes, error, message):
    with pytest.raises(error, match=message):
        read_crw_station(station(tmp_path, **changes))


@pytest.mark.shared
def test_the_station_of_sabah_has_the_published_peak(shared_data):
    frame = read(shared_data / "coral" / "crw_station_sabah_2024.txt")
    assert frame.attrs["layout"] == "crw-station"
    assert len(frame) == 192
    assert frame["degree_heating_week"].max() == 11.3971
    assert frame["degree_heating_week"].idxmax() == pd.Timestamp(2024, 6, 20)
    assert (frame["degree_heating_week"] >= 8).sum() == 70
    assert frame.index[frame["degree_heating_week"] >= 4][0] == pd.Timestamp(2024, 5, 12)
    assert (frame["hotspot"].max(), frame["hotspot"].idxmax()) == (1.75, pd.Timestamp(2024, 5, 25))
    assert (frame["hotspot"] >= 1).sum() == 75
    late = frame.loc["2024-06-27":]
    assert late.iloc[0][["bleaching_alert_area_7d_max", "degree_heating_week"]].tolist() == [1, 11.3971]
    peaks = read(shared_data / "coral" / "malaysia_station_peak_dhw.csv")
    assert len(peaks) == 68
    assert peaks.query("station == 'sabah' and year == 2024")["peak_dhw"].tolist() == [11.3971]


SERIES = "time,latitude,longitude,CRW_SST,CRW_DHW\n2015-06-01T12:00:00Z,-14.675,145.425,26.1,0.0\n"


def test_the_second_header_of_erddap_is_recognised(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(SERIES.replace("CRW_DHW\n", "CRW_DHW\nUTC,degrees_north,degrees_east,degree_C,degree_C weeks\n"))
    frame = read_crw_series(path)
    assert len(frame) == 1
    assert frame.iloc[0][["lon", "lat", "sst", "degree_heating_week"]].tolist() == [145.425, -14.675, 26.1, 0.0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (SERIES.replace(",0.0", ",-3"), "-3 is impossible"),
        (SERIES + SERIES.splitlines()[1] + "\n", "same key"),
        (SERIES.replace("12:00:00Z", "noon"), "is not a time"),
        (SERIES.replace("-14.675", "-114.675"), "impossible"),
        (SERIES.replace("CRW_SST,CRW_DHW", "SST,DHW"), "missing CRW_SST"),
    ],
)
def test_series_that_cannot_be_are_refused(tmp_path, text, message):
    path = tmp_path / "a.csv"
    path.write_text(text)
    with pytest.raises(SchemaError, match=message):
        read_crw_series(path)


@pytest.mark.shared
def test_the_pixel_says_the_same_as_table_and_as_grid(shared_data):
    folder = shared_data / "coral" / "crw_pixel_gbr"
    stem = "NOAA_DHW_pixel_145.425E_14.675S_20150601_20170601"
    table, grid = read(folder / f"{stem}.csv"), read(folder / f"{stem}.nc")
    assert (table.attrs["layout"], grid.attrs["layout"]) == ("crw-series", "crw-erddap")
    assert len(table) == grid.sizes["time"] == 732
    for name in ("sst", "sst_anomaly", "hotspot", "degree_heating_week", "bleaching_alert_area", "bleaching_alert_area_7d_max"):
        np.testing.assert_allclose(table[name], grid[name].to_numpy().ravel())
    assert grid["hotspot"].attrs["clipped"] == "no"
    assert table["hotspot"].min() == pytest.approx(-5.29)
    assert (table["sst"] - table["hotspot"]).round(6).unique().tolist() == [28.59]
    assert table["degree_heating_week"].max() == 8.99
    assert table.loc[table["degree_heating_week"].idxmax(), "time"].date().isoformat() == "2017-04-02"
    assert (table["degree_heating_week"] >= 4).sum() == 182
    assert grid["degree_heating_week"].attrs["units"] == "degC_week"


# ---- Coral Reef Watch grids (synthetic files in the published layout) ----------------------------------------------------------


def crw_file(folder, values, *, mask=None, name="degree_heating_week", units="degree_Celsius_weeks", packed=True, **attributes):
    """A synthetic file in the layout of ct5km_dhw_v3.1: int16 hundredths, a mask of unsigned bytes, a wrong epsg_code."""
    values = np.asarray(values, dtype="float64")
    lat = np.array([10.025, 9.975])
    lon = np.array([110.025, 110.075, 110.125])
    attrs = {"units": units, "grid_mapping": "crs", "valid_min": np.int16(0), "valid_max": np.int16(10000)} | attributes
    attrs = {key: value for key, value in attrs.items() if value is not None}
    data = xr.Dataset(
        {
            name: (("time", "lat", "lon"), values[None], attrs),
            "mask": (("time", "lat", "lon"), np.asarray(np.zeros_like(values) if mask is None else mask, dtype="uint8")[None]),
            "crs": ((), np.int16(0), {"grid_mapping_name": "latitude_longitude", "epsg_code": "EPSG:32663"}),
        },
        coords={
            "time": ("time", np.array(["2024-03-15T12:00"], dtype="datetime64[ns]")),
            "lat": ("lat", lat, {"standard_name": "latitude", "units": "degrees_north"}),
            "lon": ("lon", lon, {"standard_name": "longitude", "units": "degrees_east"}),
        },
    )
    encoding = {name: {"dtype": "int16", "scale_factor": 0.01, "_FillValue": np.int16(-32768)}} if packed else {}
    path = folder / "synthetic_ct5km.nc"
    data.to_netcdf(path, encoding=encoding)
    return path


def test_a_daily_file_is_decoded_once_and_masked(tmp_path):
    path = crw_file(tmp_path, [[0.0, 4.25, np.nan], [8.0, 12.34, 20.0]], mask=[[0, 0, 1], [0, 2, 0]])
    grid = read(path)
    assert grid.attrs["dataset_id"] == "crw-5km"
    dhw = grid["degree_heating_week"]
    np.testing.assert_allclose(dhw.to_numpy()[0], [[0, 4.25, np.nan], [8, np.nan, 20]])
    assert dhw.attrs["units"] == "degC_week"
    assert dhw.dims == ("time", "lat", "lon")
    assert "32663" in grid.attrs["notes"]


def test_impossible_heat_is_refused_where_the_file_does_not_exclude_it(tmp_path):
    path = crw_file(tmp_path, [[0, 1, 2], [3, -3, 5]], valid_min=None)
    with pytest.raises(SchemaError, match=r"lat 9.975, lon 110.075: -3 is impossible; allowed: 0..100 degC_week"):
        read_crw_grid(path)
    assert read_crw_grid(path, check=False)["degree_heating_week"].min().compute() == -3


@pytest.mark.parametrize("signed", [False, True])
def test_the_fill_of_alert_levels_is_no_level(tmp_path, signed):
    fill = -5 if signed else 251
    path = crw_file(
        tmp_path, [[0, 1, fill], [4, 7, 2]], name="bleaching_alert_area", units="stress_level", packed=False, valid_min=None, valid_max=None
    )
    levels = read_crw_grid(path)["bleaching_alert_area"].to_numpy()[0]
    np.testing.assert_array_equal(levels, [[0, 1, np.nan], [4, 7, 2]])


def test_kelvin_becomes_celsius_and_is_told(tmp_path):
    path = crw_file(tmp_path, [[300.0] * 3] * 2, name="analysed_sst", units="kelvin", packed=False, valid_min=None, valid_max=None)
    grid = read_crw_grid(path)
    np.testing.assert_allclose(grid["sst"], 26.85)
    assert "converted from kelvin to degC" in grid.attrs["notes"]


def test_a_day_twice_is_refused(tmp_path):
    path = crw_file(tmp_path, [[1.0] * 3] * 2)
    with xr.open_dataset(path) as one:
        twice = xr.concat([one.load(), one.load()], dim="time", data_vars="minimal", coords="minimal", compat="override", join="exact")
    twice = twice.assign({name: twice[name].isel(time=[0, 0]) if "time" in twice[name].dims else twice[name] for name in twice.data_vars})
    twice.to_netcdf(tmp_path / "twice.nc")
    with pytest.raises((SchemaError, GridError), match=r"occurs 2 times|repeated"):
        read_crw_grid(tmp_path / "twice.nc")


def test_a_grid_of_something_else_is_refused(tmp_path):
    path = crw_file(tmp_path, [[1.0] * 3] * 2, name="chlorophyll")
    with pytest.raises(SchemaError, match=r"Variables found: .*chlorophyll.*Known"):
        read_crw_grid(path)
    with pytest.raises(SchemaError, match="no known layout"):
        read(path)


def climatology(folder, months=12):
    names = [pd.Timestamp(2001, month, 1).month_name().lower() for month in range(1, months + 1)]
    coords = {"lat": ("lat", [10.025, 9.975], {"units": "degrees_north"}), "lon": ("lon", [110.025, 110.075], {"units": "degrees_east"})}
    fields = {f"sst_clim_{name}": (("lat", "lon"), np.full((2, 2), 20.0 + n), {"units": "Celsius"}) for n, name in enumerate(names)}
    if months == 12:
        fields["sst_clim_november"][1][0, 0] = 326.5
        fields["sst_clim_mmm"] = (("lat", "lon"), np.full((2, 2), 31.0), {"units": "Celsius"})
    xr.Dataset(fields, coords=coords).to_netcdf(folder / "synthetic_climatology.nc")
    return folder / "synthetic_climatology.nc"


def test_the_climatology_is_screened_for_impossible_values(tmp_path):
    grid = read(climatology(tmp_path))
    assert grid.attrs["layout"] == "crw-climatology"
    assert grid["sst_climatology"].dims == ("month", "lat", "lon")
    np.testing.assert_allclose(grid["sst_climatology"].sel(month=3), 22.0)
    assert np.isnan(grid["sst_climatology"].sel(month=11).values).tolist() == [[True, False], [False, False]]
    assert "sst_clim_november: 1 impossible value(s) left out" in grid.attrs["notes"]
    np.testing.assert_allclose(grid["mmm"], 31.0)


def test_a_climatology_without_a_month_is_refused(tmp_path):
    with pytest.raises(SchemaError, match="lacks sst_clim_december"):
        read_crw_climatology(climatology(tmp_path, months=11))


# ---- Map layers ----------------------------------------------------------------------------------------------------------------


def cells(folder, lon=(110.025, 110.075), lat=(10.025, 10.025), crs="EPSG:4326", km2=(30.4, 30.4)):
    frame = geopandas.GeoDataFrame(
        {"OBJECTID": range(len(lon)), "Region": "Test", "cell_km2": list(km2)},
        geometry=[shapely.box(x - 0.025, y - 0.025, x + 0.025, y + 0.025) for x, y in zip(lon, lat, strict=True)],
        crs=crs,
    )
    path = folder / "cells.gpkg"
    frame.to_file(path)
    return path


def test_reef_cells_find_their_place_on_the_grid(tmp_path):
    frame = read(cells(tmp_path))
    assert frame.attrs["layout"] == "reef-cells"
    # (110.025 + 179.975) / 0.05 = 5800; (89.975 - 10.025) / 0.05 = 1599
    assert frame[["crw_ix", "crw_iy"]].to_numpy().tolist() == [[5800, 1599], [5801, 1599]]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"lon": (110.03, 110.1)}, "not on the Coral Reef Watch grid"),
        ({"lon": (110.025, 110.025)}, "rows 1 and 2 have the same key"),
        ({"km2": (30.4, 61.0)}, "row 2, column 'cell_km2': 61 is impossible"),
    ],
)
def test_cells_that_are_not_those_of_the_grid_are_refused(tmp_path, changes, message):
    with pytest.raises(SchemaError, match=message):
        read_reef_cells(cells(tmp_path, **changes))


def test_the_crs_of_cells_is_not_guessed(tmp_path):
    with pytest.warns(UserWarning, match="'crs' was not provided"):
        nowhere = cells(tmp_path, crs=None)
    with pytest.raises(MissingCRSError, match="does not say"):
        read_reef_cells(nowhere)
    with pytest.raises(CRSError, match="not in EPSG:4326"):
        read_reef_cells(cells(tmp_path, crs="EPSG:3832"))


@pytest.mark.shared
def test_the_real_cells_have_the_published_counts(shared_data):
    table = read(shared_data / "coral" / "reef_cells_arf.parquet")
    layer = read(shared_data / "coral" / "reef_cells_arf.gpkg")
    assert len(table) == len(layer) == 24375
    assert table["Region"].value_counts().to_dict() == {
        "Southeast Asia": 19176,
        "Australia": 2510,
        "Melanesia": 1339,
        "Micronesia": 753,
        "North Pacific Ocean": 597,
    }
    both = table.merge(pd.DataFrame(layer[["OBJECTID", "lon", "lat", "crw_ix", "crw_iy"]]), on="OBJECTID")
    assert (both["crw_ix_x"] == both["crw_ix_y"]).all()
    np.testing.assert_allclose(both["lat_x"], both["lat_y"], atol=1e-6)
    counts = {"Spratly": (109, 117.5, 6, 12.5, 1208), "Paracel": (110.5, 113.5, 15, 18, 92), "Pratas": (116.5, 117, 20.5, 21, 24)}
    for place, (west, east, south, north, expected) in counts.items():
        assert (table["lon"].between(west, east) & table["lat"].between(south, north)).sum() == expected, place
    assert grid_index(table["lon"], table["lat"])[0].equals(table["crw_ix"])


@pytest.mark.shared
def test_refugia_and_regions_have_the_published_counts(shared_data):
    refugia = read(shared_data / "coral" / "bcu_refugia_cells_arf.gpkg")
    assert refugia.attrs["layout"] == "refugia-cells"
    assert (len(refugia), refugia["bcu"].nunique(), int(refugia["grav_NC"].isna().sum())) == (10576, 38, 125)
    assert "grav_NC is missing in 125 cell(s)" in refugia.attrs["notes"]
    for level, count in (("regions", 10), ("subregions", 53), ("ecoregions", 110)):
        frame = read(shared_data / "coral" / "gcrmn_regions" / f"gcrmn_{level}.shp")
        assert (len(frame), frame.attrs["layout"], frame.crs.to_epsg()) == (count, "gcrmn-regions", 4326)
    names = frame[frame["region"] == "EAS"].groupby("subregion")["subregion_name"].first()
    assert (len(names), int((frame["region"] == "EAS").sum())) == (7, 23)
    assert names["EAS 6"] == "South China Sea"


@pytest.mark.shared
def test_the_colour_tables_are_read(shared_data):
    tables = {path.stem: read(path, "colour-table") for path in (shared_data / "coral" / "crw_colour").glob("*.spk")}
    assert len(tables) == 7
    assert tables["coralreefwatch_dhw"].attrs["mapping"] == "By_value"
    assert all(table[["red", "green", "blue"]].to_numpy().max() <= 100 for table in tables.values())


def layer(folder, columns, crs="EPSG:4326", geometry=None):
    frame = geopandas.GeoDataFrame(columns, geometry=geometry or [shapely.box(110, 10, 111, 11)], crs=crs)
    path = folder / "layer.gpkg"
    frame.to_file(path)
    return path


def test_classes_of_the_atlas_are_known_by_name_and_code(tmp_path):
    assert read(layer(tmp_path, {"class": ["Coral/Algae"]})).iloc[0][["benthic_code", "benthic_class"]].tolist() == [15, "Coral/Algae"]
    assert read_allen_atlas(layer(tmp_path, {"class": [18]}))["benthic_class"].tolist() == ["Microalgal Mats"]
    with pytest.raises(SchemaError, match=r"row 1: class 'Lava' is not.*Sand \(11\)"):
        read_allen_atlas(layer(tmp_path, {"class": ["Lava"]}))
    assert sorted(ALLEN_BENTHIC) == [11, 12, 13, 14, 15, 18]


def wcmc(**changes):
    row = {key: ["x"] for key in ("LAYER_NAME", "ORIG_NAME", "DATA_TYPE", "START_DATE", "END_DATE", "DATE_TYPE", "VERIF")}
    return row | {"METADATA_I": [1], "GIS_AREA_K": [2.5]} | changes


def test_reef_polygons_keep_their_columns(tmp_path):
    frame = read(layer(tmp_path, wcmc()))
    assert frame.attrs["layout"] == "wcmc-reefs"
    assert frame["area_stated_km2"].tolist() == [2.5]
    with pytest.raises(SchemaError, match="-1 is impossible"):
        read_wcmc_reefs(layer(tmp_path, wcmc(GIS_AREA_K=[-1.0])))


def test_broken_polygons_are_repaired_and_told(tmp_path):
    bow = shapely.Polygon([(110, 10), (111, 11), (111, 10), (110, 11)])
    frame = read_gcrmn_regions(layer(tmp_path, {"region": ["A"]}, geometry=[bow]))
    assert frame.geometry.is_valid.all()
    assert "1 invalid polygon(s) repaired" in frame.attrs["notes"]


def test_another_crs_is_reprojected_and_told(tmp_path):
    frame = read_gcrmn_regions(layer(tmp_path, {"region": ["A"]}, crs="EPSG:3857", geometry=[shapely.box(0, 0, 111319.49, 111325.14)]))
    np.testing.assert_allclose(frame.total_bounds, [0, 0, 1, 1], atol=1e-4)
    assert "reprojected from EPSG:3857" in frame.attrs["notes"][0]


# ---- GCRMN cover ---------------------------------------------------------------------------------------------------------------

GCRMN = "datasetID,decimalLatitude,decimalLongitude,locality,year,category,measurementValue\n"


def test_benthic_cover_is_read_and_bad_positions_told(tmp_path):
    path = tmp_path / "gcrmn.csv"
    path.write_text(GCRMN + "1,8.5,117.5,Reef A,2010,Hard coral,33\n1,117.5,8.5,Reef B,2010,Algae,20\n")
    frame = read(path)
    assert frame.attrs["layout"] == "gcrmn-benthos"
    assert frame[["site", "category", "cover"]].to_numpy().tolist() == [["Reef A", "Hard coral", 33.0]]
    assert [row for row, _ in frame.attrs["rows_dropped"]] == [3]


@pytest.mark.parametrize(
    ("row", "message"), [("1,8,117,A,2010,Hard coral,140", "140 is impossible"), ("1,8,117,A,2010,Lava,14", "Lava given")]
)
def test_impossible_cover_is_refused(tmp_path, row, message):
    path = tmp_path / "gcrmn.csv"
    path.write_text(GCRMN + row + "\n")
    with pytest.raises(SchemaError, match=message):
        read_gcrmn_benthos(path)


def test_a_colour_table_that_is_none_is_refused(tmp_path):
    path = tmp_path / "a.spk"
    path.write_text("RGB_Mapping Percent\n0 0 0 0\n100 1 2\n")
    with pytest.raises(SchemaError, match="row 3"):
        read_colour_table(path)
    path.write_text("0 0 0 0\n100 0 0 255\n")
    with pytest.raises(SchemaError, match="row 2, column 'blue': 255 is impossible"):
        read_colour_table(path)


def test_layouts_have_names_of_their_own():
    names = [layout.name for layout in layouts()]
    assert names == sorted(set(names))
    assert {"reef-check-2022", "crw-station", "crw-5km", "reef-cells"} <= set(names)
    assert all(layout.title for layout in layouts())


@pytest.mark.shared
def test_no_real_file_is_taken_for_another(shared_data):
    expected = {
        "reef_cells_arf.parquet": "reef-cells",
        "reefcheck_sully2022.csv": "reef-check-2022",
        "crw_station_sabah_2024.txt": "crw-station",
    }
    assert {name: recognise(shared_data / "coral" / name).name for name in expected} == expected


@pytest.mark.shared
def test_reef_check_2019_and_2022_are_not_confused(shared_data):
    with pytest.raises(SchemaError, match="missing Reef_ID"):
        read_reef_check_2022(shared_data / "coral" / "reefcheck_sully2019_cortad.csv")
    with pytest.raises(SchemaError, match=r"missing Reef\.ID"):
        read_reef_check_2019(shared_data / "coral" / "reefcheck_sully2022.csv")
