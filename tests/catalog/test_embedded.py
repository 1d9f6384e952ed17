"""The embedded data as its loaders give it: shapes, counts known from the sources, and the limits of what may be read from it."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from toolkit.catalog import embedded
from toolkit.catalog.registry import dataset
from toolkit.errors import GeometryError
from toolkit.geodesy import area_km2

SOUTH_CHINA_SEA = (101.0, -1.0, 123.0, 24.5)
MAPS = [embedded.read_land, embedded.read_coast_states, embedded.read_bathymetry, embedded.read_fao_areas]
LOADERS = [
    *MAPS,
    embedded.read_coast,
    embedded.read_reef_grid,
    embedded.read_coral_cover,
    embedded.read_bleaching,
    embedded.read_stations,
    embedded.read_sst_climatology,
    embedded.read_tuna,
    embedded.read_stock_status,
]


def total(frame):
    return sum(area_km2(geometry) for geometry in frame.geometry)


@pytest.mark.parametrize("load", LOADERS, ids=lambda load: load.__name__)
def test_every_loader_names_its_dataset(load):
    entry = dataset(load().attrs["dataset_id"])
    assert entry.files
    assert entry.citation


@pytest.mark.parametrize("load", [embedded.read_reef_grid, embedded.read_coral_cover, embedded.read_bleaching, embedded.read_tuna])
def test_every_variable_of_a_grid_has_units_quantity_and_dataset(load):
    grid = load()
    assert grid["lat"].attrs["units"] == "degrees_north"
    assert grid["lon"].attrs["units"] == "degrees_east"
    for name, variable in grid.data_vars.items():
        assert variable.attrs["units"], name
        assert variable.attrs["quantity"] in {"intensive", "extensive"}, name
        assert variable.attrs["dataset_id"] == grid.attrs["dataset_id"], name
    for axis in ("lat", "lon"):
        steps = np.diff(grid[axis])
        assert np.allclose(steps, steps[0])
        assert steps[0] > 0


# --- base maps ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("load", MAPS, ids=lambda load: load.__name__)
def test_base_maps_are_valid_and_inside_the_box(load):
    frame = load()
    assert frame.crs.to_epsg() == 4326
    assert frame.geometry.is_valid.all()
    assert not frame.geometry.is_empty.any()
    for west, south, east, north in frame.geometry.explode().bounds.itertuples(index=False):
        assert (west >= 60 and east <= 180) or (west >= -180 and east <= -150)
        assert south >= -60
        assert north <= 65


def test_the_large_lands_are_there():
    # points inside New Guinea (both halves), Borneo, Australia, India, Indochina, Kyushu: repairs had once dropped some of them
    inside = {
        "Papua New Guinea": (143, -6),
        "Indonesia": (135, -4),
        "Australia": (134, -25),
        "India": (78, 22),
        "Vietnam": (107.8, 15),
        "Japan": (131, 32.8),
    }
    land, states = embedded.read_land(), embedded.read_coast_states()
    for name, (lon, lat) in inside.items():
        point = shapely.Point(lon, lat)
        assert land.intersects(point).any(), name
        assert states[states.intersects(point)]["name"].tolist() == [name]


def test_no_outline_runs_around_the_world():
    # rings that cross the antimeridian become slivers across the whole map if they are not unwrapped
    for load in (embedded.read_land, embedded.read_coast_states):
        bounds = load().geometry.bounds
        assert not ((bounds.maxx - bounds.minx > 20) & (bounds.maxy - bounds.miny < 1)).any()


def test_land_and_the_lands_of_states_are_the_same_land():
    land, states = (load(SOUTH_CHINA_SEA) for load in (embedded.read_land, embedded.read_coast_states))
    both = shapely.union_all(states.geometry.to_numpy())
    assert area_km2(shapely.symmetric_difference(shapely.union_all(land.geometry.to_numpy()), both)) < 0.0005 * area_km2(both)
    # every feature of the source is drawn, also the smallest
    assert all(land.intersects(geometry).any() for geometry in states.geometry)


def test_features_without_a_country_in_the_source_have_no_code():
    states = embedded.read_coast_states(SOUTH_CHINA_SEA)
    assert set(states.loc[states["iso_n3"] == "", "name"]) == {"Spratly Is.", "Scarborough Reef"}
    assert states["iso_n3"].str.fullmatch(r"\d{3}|").all()


def test_the_coast_has_no_edges_where_the_map_was_cut():
    whole = shapely.get_coordinates(embedded.read_coast().geometry.to_numpy())
    assert whole[:, 1].max() < 65
    assert np.abs(whole[:, 0]).max() < 180
    # two outlines on a frame that cuts through land: the coast lacks the stretch along the frame
    bounds = (110.0, 0.0, 114.0, 3.0)
    outline = shapely.length(shapely.boundary(embedded.read_land(bounds).geometry.to_numpy())).sum()
    coast = shapely.length(embedded.read_coast(bounds).geometry.to_numpy()).sum()
    on_frame = shapely.length(
        shapely.intersection(shapely.boundary(shapely.box(*bounds)), shapely.union_all(embedded.read_land(bounds).geometry.to_numpy()))
    )
    assert on_frame > 5
    assert coast == pytest.approx(outline - on_frame, abs=1e-6)


@given(west=st.floats(90, 130), width=st.floats(0.5, 20), south=st.floats(-12, 25), height=st.floats(0.5, 15), share=st.floats(0.1, 0.9))
@settings(max_examples=12, deadline=None)
def test_cutting_in_two_keeps_all_land(west, width, south, height, share):
    east, north, middle = west + width, south + height, west + share * width
    whole = embedded.read_land((west, south, east, north))
    halves = [embedded.read_land((west, south, middle, north)), embedded.read_land((middle, south, east, north))]
    assert sum(total(half) for half in halves) == pytest.approx(total(whole), rel=1e-8, abs=1e-3)
    if len(whole):
        w, s, e, n = whole.total_bounds
        assert west - 1e-8 < w < e < east + 1e-8
        assert south - 1e-8 < s < n < north + 1e-8
        assert set(whole.geom_type) <= {"Polygon", "MultiPolygon"}


def test_bounds_may_cross_the_antimeridian():
    both = embedded.read_land((170.0, -30.0, -160.0, 10.0))
    east = embedded.read_land((-180.0, -30.0, -160.0, 10.0))
    west = embedded.read_land((170.0, -30.0, 180.0, 10.0))
    assert len(east)
    assert len(west)
    assert total(both) == pytest.approx(total(east) + total(west), rel=1e-9)


@pytest.mark.parametrize("bounds", [(101, 24, 123, -1), (101, -1, 223, 24), (101, -1, 123), (101, -91, 123, 24)])
def test_bounds_in_the_wrong_order_or_range_are_refused(bounds):
    with pytest.raises(GeometryError, match=r"\(west, south, east, north\)"):
        embedded.read_land(bounds)


def test_open_sea_is_an_empty_frame():
    frame = embedded.read_land((85.0, -20.0, 86.0, -19.0))
    assert len(frame) == 0
    assert frame.crs.to_epsg() == 4326


def test_what_a_caller_does_to_a_frame_stays_with_the_caller():
    frame = embedded.read_coast_states()
    names = frame["name"].tolist()
    frame["name"] = "changed"
    assert embedded.read_coast_states()["name"].tolist() == names


def test_depth_steps_are_nested_and_in_order():
    steps = embedded.read_bathymetry(SOUTH_CHINA_SEA)
    assert steps["depth_min"].tolist() == [0, 200, 1000, 3000]
    assert steps["depth_max"].tolist()[:3] == [200, 1000, 3000]
    for shallow, deep in zip(steps.geometry[:-1], steps.geometry[1:], strict=True):
        assert area_km2(shapely.difference(deep, shallow)) < 1.0
        assert area_km2(deep) < area_km2(shallow)


# --- coral and heat ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("west", "east", "south", "north", "cells"),
    [
        (109, 117.5, 6, 12.5, 1208),
        (110.5, 113.5, 15, 18, 92),
        (116.5, 117, 20.5, 21, 24),
        (107, 110, 2, 5, 174),
        (99, 105, 6, 14, 306),
        (117, 126, 0, 12, 4652),
        (122, 132, -15, -8, 943),
        (120, 131, 24, 34, 499),
        (92, 99, 5, 16, 840),
    ],
    ids=["Spratly", "Paracel", "Pratas", "Natuna", "Gulf of Thailand", "Sulu-Celebes", "Timor Sea", "East China Sea", "Andaman"],
)
def test_reef_cells_of_known_boxes(west, east, south, north, cells):
    grid = embedded.read_reef_grid().sel(lon=slice(west, east), lat=slice(south, north))
    assert grid.sizes == {"lat": (north - south) * 4, "lon": (east - west) * 4}
    assert int(grid["n_cells"].sum()) == cells


def test_reef_shares_are_shares_of_25_cells():
    grid = embedded.read_reef_grid()
    assert int(grid["n_cells"].max()) <= 25
    assert float(np.abs(grid["share"] * 25 - grid["n_cells"]).max()) < 1e-12
    assert float(grid["share"].sum()) * 25 == pytest.approx(24375)


def test_coral_cover_is_percent_of_surveyed_cells_only():
    cover = embedded.read_coral_cover()
    surveyed = cover["n_surveys"] > 0
    assert (np.isfinite(cover["hard_coral_cover"]) == surveyed).all()
    assert (np.isfinite(cover["hard_coral_cover_sd"]) == (cover["n_surveys"] > 1)).all()
    assert (cover["n_sites"] <= cover["n_surveys"]).all()
    assert float(cover["hard_coral_cover"].min()) >= 0
    assert float(cover["hard_coral_cover"].max()) <= 100
    assert cover["period"].to_numpy().tolist() == ["1995/1999", "2000/2004", "2005/2009", "2010/2014", "2015/2019"]
    # the known mean of the surveys of 90..150 E, 15 S..45 N is 14.868 points of 40
    box = cover.sel(lon=slice(90, 150), lat=slice(-15, 45))
    mean = float((box["hard_coral_cover"] * box["n_surveys"]).sum() / box["n_surveys"].sum())
    assert mean == pytest.approx(14.868 / 40 * 100, abs=0.1)
    # 6,091 surveys with cover, of which 27 stand twice
    assert int(box["n_surveys"].sum()) == 6091 - 27
    # nobody surveyed the Paracels
    assert int(cover["n_surveys"].sel(lon=slice(110, 114), lat=slice(15, 18)).sum()) == 0


@pytest.mark.shared
def test_survey_aggregates_agree_with_the_surveys(shared_data):
    table = pd.read_csv(shared_data / "coral" / "reefcheck_sully2022.csv", encoding="utf-8-sig")
    table["year"] = pd.to_datetime(table["Date"], format="%m/%d/%Y").dt.year
    here = table[
        table["Longitude.Degrees"].between(103, 104, inclusive="left")
        & table["Latitude.Degrees"].between(10, 11, inclusive="left")
        & table["year"].between(2000, 2004)
        & table["Average_coral_cover"].notna()
    ]
    assert not here.duplicated(["Reef_ID", "Date", "Depth"]).any()
    cell = embedded.read_coral_cover().sel(period="2000/2004", lat=10.5, lon=103.5)
    assert int(cell["n_surveys"]) == len(here) > 1
    assert int(cell["n_sites"]) == here["Reef_ID"].nunique()
    assert float(cell["hard_coral_cover"]) == pytest.approx(here["Average_coral_cover"].mean() * 2.5, abs=5e-4)
    assert float(cell["hard_coral_cover_sd"]) == pytest.approx(here["Average_coral_cover"].std(ddof=1) * 2.5, abs=5e-4)


def test_bleaching_counts_fewer_surveys_than_there_are():
    bleaching = embedded.read_bleaching().sel(lon=slice(90, 150), lat=slice(-15, 45))
    assert int(bleaching["n_surveys"].sum()) <= 4299
    assert float(bleaching["bleaching"].max()) <= 100


def test_only_one_station_peak_is_verified():
    stations = embedded.read_stations()
    assert len(stations) == 68
    verified = stations[stations["verified"]]
    assert verified[["station", "year", "peak_dhw"]].to_numpy().tolist() == [["sabah", 2024, 11.3971]]
    assert (stations["lon"].notna() == (stations["station"] == "sabah")).all()
    assert set(stations.loc[stations["note"] != "", "year"]) == {2026}


def test_the_climatology_is_in_degrees_celsius_and_close_to_a_known_pixel():
    sst = embedded.read_sst_climatology()
    assert sst.dims == ("month", "lat", "lon")
    assert sst.attrs["units"] == "degC"
    assert -3 < float(sst.min()) < float(sst.max()) < 35
    assert sst["month"].to_numpy().tolist() == list(range(1, 13))
    # Coral Reef Watch gives a maximum monthly mean of 28.59 degC (February) and a coolest month of 23.73 (August) at 145.425 E, 14.675 S
    here = sst.sel(lon=145.425, lat=-14.675, method="nearest")
    assert float(here.max()) == pytest.approx(28.59, abs=0.5)
    assert float(here.min()) == pytest.approx(23.73, abs=0.5)
    assert int(here["month"][here.argmax("month")]) in {1, 2, 3}


# --- fish --------------------------------------------------------------------------------------------------------------------


def test_withheld_squares_are_not_zero():
    tuna = embedded.read_tuna()
    assert int(tuna["n_rows"].sum()) == 28176 + 11588
    assert int(tuna["n_suppressed"].sum()) == 15207 + 3823
    withheld = (tuna["share_suppressed"] == 1).to_numpy()
    assert withheld.any()
    assert np.isnan(tuna["catch"].to_numpy()[withheld]).all()
    assert np.isnan(tuna["effort_longline"].to_numpy()[withheld]).all()
    assert (np.isfinite(tuna["catch"]) == (tuna["n_suppressed"] < tuna["n_rows"])).all()
    assert (np.isnan(tuna["share_suppressed"]) == (tuna["n_rows"] == 0)).all()


def test_catch_is_the_sum_of_species_and_gears():
    tuna = embedded.read_tuna()
    species = tuna["catch_by_species"].sum(("gear", "species"), min_count=1)
    assert np.allclose(species.fillna(-1), tuna["catch"].fillna(-1))
    assert tuna["gear"].to_numpy().tolist() == ["longline", "purse-seine"]
    # a group that a gear's file does not list has no value, not zero
    listed = np.isfinite(tuna["catch_by_species"]).any(("period", "lat", "lon"))
    assert listed.sel(gear="longline").to_numpy().tolist() == [True, True, True, True, False, True]
    assert listed.sel(gear="purse-seine").to_numpy().tolist() == [False, True, False, True, True, True]
    assert tuna["species"].to_numpy().tolist() == ["albacore", "bigeye", "billfish", "other", "skipjack", "yellowfin"]


@pytest.mark.shared
def test_yearly_effort_of_the_publisher_adds_up_to_the_periods(shared_data):
    table = pd.read_csv(shared_data / "fish" / "wcpfc" / "WCPFC_L_PUBLIC_BY_FLAG_YR.CSV")
    assert table.loc[table["yy"] == 2019, "hhooks"].sum() == pytest.approx(6_725_781.8, abs=0.1)  # as printed by the publisher
    ours = embedded.read_tuna()["effort_longline"].sum(("lat", "lon"))
    theirs = table.groupby(table["yy"] // 5 * 5)["hhooks"].sum()
    for first, hooks in theirs.items():
        assert float(ours.sel(period=f"{first}/{first + 4}")) == pytest.approx(hooks, rel=1e-6), first


@pytest.mark.shared
def test_squares_stand_at_their_centre(shared_data):
    # "00N", "175W" is the south-west corner: the centre is 2.5 N, 172.5 W
    table = pd.read_csv(shared_data / "fish" / "wcpfc" / "WCPFC_L_PUBLIC_BY_FLAG_YR.CSV")
    square = table[(table["lat_short"] == "00N") & (table["lon_short"] == "175W") & table["yy"].between(2010, 2014)]
    cell = embedded.read_tuna().sel(period="2010/2014", lat=2.5, lon=-172.5)
    assert float(cell["effort_longline"]) == pytest.approx(square["hhooks"].sum(), rel=1e-6)


def test_stock_status_gives_the_shares_that_fao_prints():
    status = embedded.read_stock_status().set_index("group")
    n, t = (status[[f"{prefix}_{c}{suffix}" for c in "umo"]] for prefix, suffix in (("n", ""), ("landings", "_t")))
    share = 100 * (1 - n["n_o"] / n.sum(axis=1))
    by_landings = 100 * (1 - t["landings_o_t"] / t.sum(axis=1))
    # FAO (2025) Review of the state of world marine fishery resources, and its press release of June 2025
    assert round(share["All groups"], 1) == 64.5
    assert round(by_landings["All groups"], 1) == 77.2
    printed = {"Area 67": 92.7, "Area 57": 72.7, "Area 37": 35.1, "Area 48,58,88": 100.0, "Sharks": 100 - 43.5}
    assert {group: round(share[group], 1) for group in printed} == printed
    assert round(share["Tuna"]) == 87


def test_stock_counts_add_up_once():
    status = embedded.read_stock_status().set_index("group")
    parts = status.drop(index="All groups")
    counted = [name for name in status.columns if name != "area"]
    assert (
        parts[counted].drop(columns=[c for c in counted if c.startswith("landings")]).sum()
        == status.loc["All groups"].drop(["area", *(c for c in counted if c.startswith("landings"))])
    ).all()
    assert status.loc["All groups", ["n_u", "n_m", "n_o"]].sum() == 2572
    assert (status[["n_u", "n_m", "n_o"]].sum(axis=1) == status[["n_tier_1", "n_tier_2", "n_tier_3"]].sum(axis=1)).all()
    assert {"57", "61", "71", "77", "81"} <= set(status["area"])
    assert (status.loc[["Tuna", "Sharks", "All groups"], "area"] == "").all()


@pytest.mark.parametrize(
    ("code", "points"),
    [
        (
            "71",
            [
                (101.5, 10),
                (120.5, 8.5),
                (122, 3.5),
                (135, -9),
                (110, -5),
                (116, 17),
                (116, 19.9),
                (112, 14.9),
                (114.3, 10.4),
                (117.75, 15.15),
            ],
        ),
        ("57", [(96, 10), (100, 4), (127, -11), (115, -10.5)]),
        ("61", [(125, 29), (123, 36), (116, 21), (114, 17), (116, 20.1), (112.3, 16.8)]),
    ],
)
def test_fishing_areas_hold_the_known_points(code, points):
    areas = embedded.read_fao_areas()
    for point in points:
        assert areas[areas.intersects(shapely.Point(point))]["F_CODE"].tolist() == [code], point


def test_fishing_areas_do_not_overlap():
    areas = embedded.read_fao_areas().geometry.to_numpy()
    one, two = np.triu_indices(len(areas), k=1)
    assert shapely.area(shapely.intersection(areas[one], areas[two])).max() < 1e-9


@pytest.mark.shared
def test_fishing_areas_agree_with_the_published_polygons_at_sea(shared_data):
    theirs = gpd.read_file(shared_data / "claims" / "fao_major_areas" / "CHI_FAO_main_oceans.shp")[["F_CODE", "geometry"]]
    generator = np.random.default_rng(20261121)
    points = gpd.GeoDataFrame(
        geometry=gpd.points_from_xy(generator.uniform(60, 180, 4000), generator.uniform(-60, 65, 4000)), crs="EPSG:4326"
    )
    land = gpd.sjoin(points, embedded.read_land(), predicate="intersects").index
    points = points.drop(index=land.unique())
    ours = gpd.sjoin(points, embedded.read_fao_areas(), predicate="within")["F_CODE"]
    other = gpd.sjoin(points, theirs, predicate="within")["F_CODE"]
    both = ours.index.intersection(other.index)
    assert len(both) > 2000
    assert (ours[both] == other[both]).all()
    # where their coarse coast leaves sea without an area, ours has one
    assert len(ours) - len(both) < 0.003 * len(both)
