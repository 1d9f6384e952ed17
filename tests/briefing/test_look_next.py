"""Where to look next: chosen by reef, or by sea where no reef is known; never by who claims the water."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
import shapely
import xarray as xr
from toolkit.briefing.look_next import look_next, near, place_of

NAN = math.nan


def faces(**areas: float) -> pd.DataFrame:
    return pd.DataFrame({"area_km2": areas})


def table(indicator: str, values: dict[str, float], time: str = "2015/2019") -> pd.DataFrame:
    statistic = "sum" if indicator == "reef_cells" else "mean"
    rows = {"face_id": list(values), "value": list(values.values())}
    return pd.DataFrame(rows).assign(indicator=indicator, statistic=statistic, time=time)


def both(reef: dict[str, float], cover: dict[str, float]) -> pd.DataFrame:
    return pd.concat([table("reef_cells", reef), table("hard_coral_cover", cover)], ignore_index=True)


def test_the_patches_with_most_reef_and_no_survey_in_the_order_of_the_maps():
    reef = {"a": 10.0, "b": 40.0, "c": 30.0, "d": 20.0, "e": 90.0}
    found = look_next(both(reef, {"a": NAN, "b": NAN, "c": NAN, "d": NAN, "e": 45.0}), faces(d=1, c=1, b=1, a=1, e=1))
    assert (found.kind, found.face_ids, found.whole) == ("reef", ("d", "c", "b"), False)


def test_three_or_fewer_are_all_there_are():
    found = look_next(both({"a": 10.0, "b": 0.5}, {"a": NAN, "b": NAN}), faces(a=1, b=1))
    assert (found.face_ids, found.whole) == (("a",), True)


def test_claimants_and_areas_have_no_part_in_it():
    rows = both({"a": 10.0, "b": 40.0}, {"a": NAN, "b": NAN})
    one = faces(a=1, b=1).assign(n_claimants=[1, 3])
    other = faces(a=999, b=1).assign(n_claimants=[3, 1])
    assert look_next(rows, one, 1) == look_next(rows, other, 1)
    assert look_next(rows, one, 1).face_ids == ("b",)


def test_the_period_asked_is_the_last_with_a_value():
    rows = pd.concat([both({"a": 10.0, "b": 40.0}, {"a": 33.0, "b": NAN}), table("hard_coral_cover", {"a": NAN, "b": NAN}, "2020/2024")])
    assert look_next(rows, faces(a=1, b=1)).face_ids == ("b",)


@pytest.mark.parametrize("reef", [{"a": 0.0, "b": NAN}, {}])
def test_where_no_reef_is_known_the_largest_without_catch(reef):
    rows = pd.concat([table("reef_cells", reef), table("tuna_catch_density", {"a": NAN, "b": NAN, "c": 0.2})])
    found = look_next(rows, faces(a=5, b=7, c=900), 1)
    assert (found.kind, found.face_ids, found.whole) == ("catch", ("b",), False)


def test_where_every_reef_is_surveyed_none_is_named():
    assert look_next(both({"a": 10.0}, {"a": 45.0}), faces(a=1)).kind == "none"
    assert look_next(table("degree_heating_week", {"a": 1.0}), faces(a=1)).kind == "none"


def grid(cells: dict[tuple[float, float], int]) -> xr.Dataset:
    """Reef-bearing cells by longitude and latitude of the middles of squares of one degree, in 100..110 E, 0..10 N."""
    counts = np.zeros((10, 10))
    for (lon, lat), n in cells.items():
        counts[int(lat - 0.5), int(lon - 100.5)] = n
    axes = {"lat": np.arange(0.5, 10), "lon": np.arange(100.5, 110)}
    return xr.Dataset({"n_cells": (("lat", "lon"), counts)}, coords=axes)


SEA = shapely.box(100, 0, 110, 10)


def test_a_place_is_the_middle_of_the_largest_group_of_reef():
    # Three squares in a row with 6 cells in all beat one square with 5; their mean is the square in the middle.
    row = grid({(101.5, 8.5): 2, (102.5, 8.5): 2, (103.5, 8.5): 2, (107.5, 2.5): 5})
    assert place_of(SEA, row) == (102.5, 8.5)
    assert near(SEA, row) == "8.5°N 102.5°E"
    # Weighted by cells the mean lies at 101.5 + (0 + 1 + 2 * 10) / 12 = 103.25.
    assert place_of(SEA, grid({(101.5, 8.5): 1, (102.5, 8.5): 1, (103.5, 8.5): 10})) == (103.5, 8.5)
    # Squares that touch at a corner are one group: 3 + 3 beat 5.
    assert place_of(SEA, grid({(101.5, 8.5): 3, (102.5, 7.5): 3, (107.5, 2.5): 5})) == (101.5, 8.5)


def test_a_square_counts_with_its_share_in_the_patch_and_the_place_is_in_the_patch():
    reefs = grid({(104.5, 8.5): 8, (101.5, 2.5): 5})
    half = shapely.box(100, 0, 104.4, 10)  # 40 per cent of the square with 8 cells: 3.2, less than 5
    assert place_of(half, reefs) == (101.5, 2.5)
    lon, lat = place_of(half, grid({(104.5, 8.5): 8}))  # the middle of the square lies outside
    assert (104.0 < lon < 104.4, 8.0 < lat < 9.0) == (True, True)


def test_of_equal_groups_the_northern_then_the_western_and_without_reef_a_point_inside():
    assert place_of(SEA, grid({(104.5, 2.5): 4, (101.5, 8.5): 4, (107.5, 8.5): 4})) == (101.5, 8.5)
    assert place_of(SEA, grid({})) == (5.0 + 100.0, 5.0)


def test_a_place_stands_inside_its_patch_and_as_in_the_key_of_lines():
    ring = shapely.box(100, -2, 110, 8).difference(shapely.box(101, -1, 109, 7))
    lat, lon = (float(part[:-2]) for part in near(ring).split())
    assert ring.buffer(0.06).contains(shapely.Point(lon, lat))
    assert near(shapely.box(178, -9, 179, -7)) == "8°S 178.5°E"
