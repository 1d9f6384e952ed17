"""Series and bars: per face or regime, gaps stay gaps, n is told."""

from __future__ import annotations

import itertools
import math

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from made_up_sea import REGION, faces, table
from toolkit.cartography.bar_chart import plot_bars
from toolkit.cartography.charts import nice_scale, spread_apart
from toolkit.cartography.export import figure_info
from toolkit.cartography.lint import lint
from toolkit.cartography.measure import Measured
from toolkit.cartography.series_chart import Series, _together, plot_series
from toolkit.errors import FigureError, UnknownNameError


def errors(figure):
    return [str(found) for found in lint(figure) if found.severity == "error"]


def over_time(*values):
    return pd.concat([table(faces(), time=str(2000 + k), values=[value]) for k, value in enumerate(values)])


def test_a_gap_is_a_gap():
    figure = plot_series(
        faces(), over_time(10.0, 20.0, "no survey in the data used", 30.0), "hard_coral_cover", REGION, by="face", labels=["1"]
    )
    runs = [c for c in figure.axes[1].collections if str(c.get_gid()) == "chart:series:0"]
    assert [len(run.get_segments()[0]) for run in runs] == [2]  # one run of two points; the third point stands alone
    points = next(c for c in figure.axes[1].collections if str(c.get_gid()) == "chart:points:0")
    assert len(points.get_offsets()) == 3


def test_a_regime_is_the_mean_weighted_by_area():
    of = faces()
    values = [float(k) for k in range(len(of.frame))]
    rows = pd.concat([table(of, time=t, values=values) for t in ("2000", "2001")])
    figure = plot_series(of, rows, "hard_coral_cover", REGION)
    single = of.frame["regime"] == "single"
    wanted = (of.frame["area_km2"] * values)[single].sum() / of.frame["area_km2"][single].sum()
    found = figure_info(figure)["values"]["series"]["one claimant"]
    assert found["values"][0] == pytest.approx(wanted)
    assert found["n"][0] == int(single.sum())


def test_levels_are_named_and_only_where_they_are_levels_of_the_indicator():
    def names(**more):
        figure = plot_series(faces(), over_time(10.0, 20.0), "hard_coral_cover", REGION, **more)
        return [word.text for word in Measured.of(figure).starting("chart:threshold")]

    assert names() == []  # the thresholds of the record are for live coral, hard and soft together
    assert names(thresholds={15.0: "a level of the user"}) == ["15: a level of the user"]


def test_shares_begin_at_zero():
    figure = plot_series(faces(), over_time(40.0, 50.0), "hard_coral_cover", REGION)
    assert Measured.of(figure).starting("chart:tick")[0].text == "0"


def test_no_chart_by_party():
    for draw in (plot_series, plot_bars):
        with pytest.raises(FigureError, match="part"):
            draw(faces(), over_time(1.0, 2.0), "hard_coral_cover", REGION, by="claimant")


def test_a_series_has_two_periods_and_three_lines_at_most():
    with pytest.raises(FigureError, match="two periods"):
        plot_series(faces(), table(faces()), "hard_coral_cover", REGION)
    with pytest.raises(FigureError, match="most that can be told apart"):
        plot_series(faces(), over_time(1.0, 2.0), "hard_coral_cover", REGION, by="face", labels=["1", "2", "3", "4"])
    with pytest.raises(UnknownNameError, match="label of a face"):
        plot_series(faces(), over_time(1.0, 2.0), "hard_coral_cover", REGION, by="face", labels=["no such"])


def test_bars_are_named_by_patch_and_ordered_as_asked():
    rows = table(faces(), values=[10.0, 30.0, 20.0])
    by_place = list(figure_info(plot_bars(faces(), rows, "hard_coral_cover", REGION, page="a3"))["values"]["bars"])
    by_value = figure_info(plot_bars(faces(), rows, "hard_coral_cover", REGION, page="a3", order="value"))["values"]["bars"]
    assert by_place[0].startswith("patch 1")
    assert sorted(by_value.values(), reverse=True) == list(by_value.values())


def test_bars_begin_at_zero_and_their_length_is_the_value():
    rows = table(faces(), values=[10.0, 30.0])
    figure = plot_bars(faces(), rows, "hard_coral_cover", REGION, page="a3-landscape")
    bars = [p.get_path().get_extents() for p in figure.axes[1].patches if str(p.get_gid()).startswith("chart:bar:")]
    assert bars[1].width / bars[0].width == pytest.approx(3.0)


def test_faces_without_a_value_are_counted_not_drawn():
    figure = plot_bars(faces(), table(faces(), values=[10.0, "no survey in the data used"]), "hard_coral_cover", REGION)
    info = figure_info(figure)["values"]
    assert len(info["bars"]) + info["without"] == len(faces().frame)
    assert "no survey in the data used (" in " ".join(word.text for word in Measured.of(figure).starting("chart:note"))
    with pytest.raises(FigureError, match="nothing to draw"):
        plot_bars(faces(), table(faces(), values=["no survey in the data used"]), "hard_coral_cover", REGION)


@pytest.mark.parametrize("page", ["a4", "a3", "slide"])
def test_charts_break_no_rule(page):
    rows = pd.concat([over_time(10.0, 20.0), over_time(15.0).assign(time="2002")]).assign(lower=5.0, upper=25.0)
    assert errors(plot_series(faces(), rows, "hard_coral_cover", REGION, page=page)) == []
    assert errors(plot_series(faces(), rows, "hard_coral_cover", REGION, by="face", page=page, thresholds={12.0: "a level"})) == []
    assert errors(plot_bars(faces(), rows, "hard_coral_cover", REGION, by="regime", page=page, time="2002")) == []


@given(st.floats(-1e6, 1e6), st.floats(1e-6, 1e6))
@settings(max_examples=60, deadline=None)
def test_a_scale_holds_its_values(low, width):
    scale = nice_scale(low, low + width)
    # a double near a million holds steps of a millionth only roughly
    rounding = 1e-6 * scale.step + 4 * math.ulp(abs(low) + width)
    assert scale.low <= low + rounding
    assert scale.high >= low + width - rounding
    assert 2 <= len(scale.ticks) <= 12
    assert math.isclose(scale.ticks[-1], scale.high, rel_tol=1e-9, abs_tol=1e-9 * scale.step)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=3))
@example([0.0, 96.0, 100.0])
@settings(max_examples=40, deadline=None)
def test_names_are_spread_apart_in_their_order(places):
    found = spread_apart(places, 5.0, 0.0, 100.0)
    ranked = sorted(found)
    assert all(b - a >= 5.0 - 1e-3 for a, b in itertools.pairwise(ranked))
    assert ranked[0] >= -1e-6
    assert ranked[-1] <= 100.0 + 1e-6


def test_regimes_are_not_compared_by_a_statistic_of_whole_areas():
    basis = ["areas, weighted by shared area (an assumption)"]
    given = table(faces(), indicator="share_sustainable", values=[53.0, 63.0], basis=basis, time="2021")
    with pytest.raises(FigureError, match="differ by arithmetic"):
        plot_bars(faces(), given, "share_sustainable", REGION, by="regime")
    more = pd.concat([given, given.assign(time="2022")])
    with pytest.raises(FigureError, match="differ by arithmetic"):
        plot_series(faces(), more, "share_sustainable", REGION, by="regime")
    assert plot_bars(faces(), given, "share_sustainable", REGION, by="face")


def test_lines_that_lie_on_each_other_are_drawn_once():
    nothing = (math.nan, math.nan)
    one = Series("patch 1", "#2b2b2b", (1.0, math.nan), nothing, nothing, (2, 0), (True, False), (("f1", "1"),))
    two = Series("patch 2", "#2b2b2b", (1.0, math.nan), nothing, nothing, (2, 0), (False, False), (("f2", "2"),))
    far = Series("patch 3", "#2b2b2b", (1.5, math.nan), nothing, nothing, (2, 0), (False, False), (("f3", "3"),))
    found = _together([one, far, two], "face")
    assert [line.name for line in found] == ["patch 1 and patch 2", "patch 3"]
    assert found[0].thin == (True, False)
    assert found[0].n == (2, 0)
    assert [label for _, label in found[0].faces] == ["1", "2"]
    assert _together([one, two], "regime")[0].n == (4, 0)


def test_patches_of_bars_are_numbered_on_a_small_map():
    figure = plot_bars(faces(), over_time(10.0, 20.0), "hard_coral_cover", REGION, time="2001")
    numbered = {str(text.get_gid()).rsplit(":", 1)[1] for text in figure.axes[1].texts if "patch number:" in str(text.get_gid())}
    named = {str(text.get_gid()).split("patch ")[1].split(" ")[0] for text in figure.axes[1].texts
             if str(text.get_gid()).startswith("chart:name:patch ")}  # fmt: skip
    assert numbered == named != set()
