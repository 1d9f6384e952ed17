"""Means over reefs are painted near the reefs: the same water on every map, the rest told as such."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up_sea import REGION, faces, table
from toolkit.cartography.compose import begin
from toolkit.cartography.export import figure_info
from toolkit.cartography.figures import map_both, map_evidence, map_indicator, map_multiples, map_uncertainty, map_web
from toolkit.cartography.lint import lint
from toolkit.cartography.paint import area_mm2
from toolkit.cartography.reef_waters import REEF_KM, lay_on_reefs
from toolkit.cartography.rows import select_rows
from toolkit.cartography.style import FIXED
from toolkit.cartography.web_drawing import document_of
from toolkit.geodesy import distance_km

ON_REEFS = {"dataset_ids": ["reef-cells"]}


def rows(**columns):
    return table(faces(), **(ON_REEFS | columns))


def grid(places, step=0.25):
    lat, lon = np.arange(6 + step / 2, 14, step), np.arange(108 + step / 2, 118, step)
    n = xr.DataArray(np.zeros((len(lat), len(lon))), {"lat": lat, "lon": lon}, ("lat", "lon"))
    for x, y in places:
        n.loc[{"lat": lat[np.abs(lat - y).argmin()], "lon": lon[np.abs(lon - x).argmin()]}] = 3
    return xr.Dataset({"n_cells": n})


def errors(figure):
    return [item.rule for item in lint(figure) if item.severity == "error"]


def painted(shapes):
    return {item.face_id.partition("~")[0]: round(area_mm2(item.filled), 1) for item in shapes}


@pytest.fixture(scope="module", params=["a4", "slide"])
def figure(request):
    return map_indicator(faces(), rows(), "hard_coral_cover", REGION, page=request.param)


def test_no_colour_lies_farther_from_reef_than_the_legend_says():
    places = [(109.125, 9.125), (116.125, 8.125), (113.625, 12.125)]
    drawn = map_indicator(faces(), rows(), "hard_coral_cover", REGION, reefs=grid(places))
    frame, checked = drawn.base.frame, 0
    for item in drawn.base.shapes:
        if item.painted is None or area_mm2(item.painted) < 4.0:
            continue
        x, y = shapely.get_coordinates(shapely.segmentize(item.painted, 1.0)).T
        for lon, lat in frame.degrees(x, y):
            nearest = min(float(distance_km(lon, lat, *place)) for place in places)
            assert nearest <= 1.03 * REEF_KM
            checked += 1
    assert checked > 100


def test_the_legend_and_the_words_tell_of_the_water_without_colour(figure):
    assert errors(figure) == []
    said = [t.get_text() for t in figure.axes[1].texts if str(t.get_gid()) == "legend:text:far"]
    assert any("50 km" in text for text in said)
    assert figure_info(figure)["values"]["reef_km"] == 50.0
    assert "within 50 km" in figure_info(figure)["alt_long"]


def test_every_map_of_a_value_paints_the_same_water():
    wanted = painted(map_indicator(faces(), rows(), "hard_coral_cover", REGION).base.shapes)
    assert any(item.painted is not None for item in begin_painted())
    assert painted(map_evidence(faces(), rows(), "hard_coral_cover", REGION).base.shapes) == wanted
    both = map_both(faces(), pair(), "hard_coral_cover", "maximum_monthly_mean", REGION)
    assert painted(both.base.shapes) == wanted
    for panels in (
        map_uncertainty(faces(), rows(), "hard_coral_cover", REGION),
        map_multiples(faces(), rows(), "hard_coral_cover", REGION, page="a4"),
    ):
        first = [item for item in panels.base.shapes if item.face_id.endswith("~1")]
        share = {item.face_id.partition("~")[0]: area_mm2(item.filled) / area_mm2(item.shape) for item in first}
        other = {item.face_id: area_mm2(item.filled) / area_mm2(item.shape) for item in begin_painted()}
        # A panel may be smaller: water too small to be seen there grows.
        assert all(share[name] >= other[name] - 0.03 for name in other)
    made = document_of(faces(), rows(), "hard_coral_cover", REGION)
    assert {item.face_id for item in made.shapes if item.painted is not None} == {
        item.face_id for item in begin_painted() if item.painted is not None
    }
    page = map_web(faces(), rows(), "hard_coral_cover", REGION).html
    assert 'class="far"' in page
    assert "over 50 km from the patch&#x27;s reef" in page


def begin_painted():
    base = begin(faces(), REGION, "a4", "un")
    assert lay_on_reefs(base, select_rows(rows(), "hard_coral_cover"))
    return base.shapes


def pair():
    import pandas as pd

    warm = rows(values=[27.5, 28.5, 29.5, 30.5, 29.0], indicator="maximum_monthly_mean", units="degC")
    return pd.concat([rows(), warm], ignore_index=True)


def test_values_over_all_cells_keep_their_whole_water():
    drawn = map_indicator(faces(), rows(basis=["all cells"]), "hard_coral_cover", REGION)
    assert all(item.painted is None for item in drawn.base.shapes)
    assert "reef_km" not in figure_info(drawn)["values"]


def test_a_class_colour_over_deep_water_is_refused(figure):
    drawn = map_indicator(faces(), rows(), "hard_coral_cover", REGION, page=figure.page)
    beyond = drawn.base.shapes[0].face_id if drawn.base.shapes[0].painted is not None else None
    for patch in drawn.axes[0].patches:
        if str(patch.get_gid()).startswith("rest:"):
            patch.set_facecolor("#29552e")
            beyond = beyond or patch.get_gid()
    assert beyond
    assert "DAS-01" in errors(drawn)


def test_far_water_that_looks_like_no_survey_is_refused():
    drawn = map_indicator(faces(), rows(), "hard_coral_cover", REGION)
    for patch in drawn.axes[0].patches:
        if str(patch.get_gid()).startswith("rest:"):
            patch.set_facecolor(FIXED["no data"])
    assert "DAS-01" in errors(drawn)


def test_far_water_that_the_legend_does_not_name_is_refused():
    drawn = map_indicator(faces(), rows(), "hard_coral_cover", REGION)
    for text in drawn.axes[1].texts:
        if str(text.get_gid()) == "legend:text:far":
            text.set_visible(False)
    assert errors(drawn) == ["DAS-01"]


def test_pale_diagonals_on_far_water_are_refused():
    drawn = map_indicator(faces(), rows(values=[45.0]), "hard_coral_cover", REGION)
    over = [line for line in drawn.axes[0].collections if str(line.get_gid()).startswith("texture:rest overlap")]
    assert over
    over[0].set_color("#ffffff")
    assert errors(drawn) == ["DAS-01"]


def beyond_the_grid():
    reefs = grid([(lon, lat) for lon in (113.125, 113.875) for lat in np.arange(6.375, 13.9, 0.5)])
    return map_indicator(faces(), rows(values=[45.0]), "hard_coral_cover", REGION, reefs=reefs.sel(lon=slice(None, 114.0)))


def test_water_beyond_the_grid_of_reefs_is_not_told_as_far_from_reef():
    drawn = beyond_the_grid()
    beyond = [item for item in drawn.base.shapes if item.unreached is not None]
    assert beyond
    edge = drawn.base.frame.points([114.0], [9.0])[0][0]
    for item in beyond:
        assert item.unreached.bounds[0] > edge - 2.0
        assert area_mm2(item.filled) + area_mm2(item.rest) + area_mm2(item.unreached) == pytest.approx(area_mm2(item.shape), abs=0.1)
    assert "upright lines" in figure_info(drawn)["alt_long"]
    assert errors(drawn) == []


def test_unreached_water_without_its_lines_is_refused():
    drawn = beyond_the_grid()
    for line in drawn.axes[0].collections:
        if str(line.get_gid()).startswith("texture:unreached"):
            line.set_visible(False)
    assert set(errors(drawn)) == {"DAS-01"}


def test_a_patch_whose_reef_waters_cannot_be_seen_keeps_a_sign():
    wide = type(REGION)("wide-sea", "Wide Sea", (80.0, -20.0, 150.0, 40.0), REGION.seas)
    base = begin(faces(), wide, "a4", "un")
    assert REEF_KM * base.frame.mm_per_km < math.sqrt(3.0)
    lay_on_reefs(base, select_rows(rows(), "hard_coral_cover"), grid([(116.125, 8.125)]))
    shown = [item for item in base.shapes if item.painted is not None]
    assert shown
    for item in shown:
        water = area_mm2(shapely.difference(item.shape, base.land))
        assert area_mm2(shapely.difference(item.painted, base.land)) >= min(3.0, 0.9 * water) - 1e-6


@settings(max_examples=8, deadline=None)
@given(st.lists(st.tuples(st.floats(108.2, 117.8), st.floats(6.2, 13.8)), min_size=1, max_size=5))
def test_painted_water_is_water_of_the_patch_and_the_rest_is_the_rest(places):
    base = begin(faces(), REGION, "a4", "un")
    before = {item.face_id: item.shape for item in base.shapes}
    lay_on_reefs(base, select_rows(rows(), "hard_coral_cover"), grid(places))
    for item in base.shapes:
        assert item.shape is before[item.face_id]
        unreached = 0.0 if item.unreached is None else area_mm2(item.unreached)
        assert area_mm2(item.filled) + area_mm2(item.rest) + unreached == pytest.approx(area_mm2(item.shape), abs=0.05)
        assert area_mm2(shapely.difference(item.filled, shapely.buffer(item.shape, 0.01))) < 0.01
        assert area_mm2(item.filled) > 0
