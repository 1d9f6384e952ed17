"""The span over scenarios: what the same water has where the claims are cut otherwise."""

from __future__ import annotations

from types import SimpleNamespace

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from toolkit.errors import OverlayError
from toolkit.overlay.span import span_of_scenarios
from toolkit.overlay.table import IndicatorTable


def faces(**boxes):
    index = pd.Index(list(boxes), name="face_id")
    return SimpleNamespace(frame=gpd.GeoDataFrame(geometry=[shapely.box(*b) for b in boxes.values()], index=index, crs="EPSG:4326"))


def table(indicator="hard_coral_cover", units="percent", **values):
    rows = [
        {
            "face_id": name,
            "indicator": indicator,
            "statistic": "mean",
            "time": "2015/2019",
            "value": value,
            "units": units,
            "basis": "cells",
            "reason": "" if value is not None else "no survey in the data used",
        }
        for name, value in values.items()
    ]
    return IndicatorTable(pd.DataFrame(rows).astype({"value": "float64"}))


def test_bounds_are_the_least_and_the_greatest_over_the_scenarios():
    base = faces(a=(0, 0, 2, 1), b=(2, 0, 4, 1))
    # in the other scenario 'c' is the western half of a, 'd' all the rest
    other = faces(c=(0, 0, 1, 1), d=(1, 0, 4, 1))
    found = span_of_scenarios(base, table(a=30.0, b=50.0), [(other, table(c=20.0, d=40.0))]).frame
    # a: half 20, half 40, mean 30; b: all of it in d, 40
    assert found["lower"].tolist() == pytest.approx([30.0, 40.0])
    assert found["upper"].tolist() == pytest.approx([30.0, 50.0])
    assert set(found["basis"]) == {"cells; span over 2 scenarios"}


def test_water_without_a_value_takes_no_part_and_a_missing_value_gets_no_bounds():
    base = faces(a=(0, 0, 2, 1), b=(2, 0, 4, 1))
    other = faces(c=(0, 0, 1, 1), d=(1, 0, 4, 1))
    found = span_of_scenarios(base, table(a=30.0, b=None), [(other, table(c=20.0, d=None))]).frame
    assert found["lower"].iloc[0] == pytest.approx(20.0)
    assert found[["value", "lower", "upper"]].iloc[1].isna().all()


def test_sums_and_no_scenario_are_refused():
    base = faces(a=(0, 0, 2, 1))
    with pytest.raises(OverlayError, match="No other scenario given"):
        span_of_scenarios(base, table(a=30.0), [])
    with pytest.raises(OverlayError, match="The table holds sums: reef_cells"):
        span_of_scenarios(base, table("reef_cells", "count", a=3.0), [(base, table("reef_cells", "count", a=3.0))])
