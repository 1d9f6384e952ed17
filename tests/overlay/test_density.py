"""Counts for each 1,000 km2: what patches of unequal size can be compared by."""

from __future__ import annotations

import pandas as pd
import pytest
import shapely
from toolkit.errors import OverlayError, SchemaError
from toolkit.geodesy import area_km2
from toolkit.indicators.records import indicator
from toolkit.overlay.density import density_table
from toolkit.overlay.table import IndicatorTable

SMALL, LARGE = shapely.box(110, 10, 110.5, 11), shapely.box(111, 10, 113, 11)


def counts(**values):
    fixed = {"indicator": "reef_cells", "statistic": "sum", "units": "count", "valid_fraction": 1.0}
    rows = [
        {"face_id": name, **fixed, "value": value, "reason": "" if value == value else "outside the data used"}
        for name, value in values.items()
    ]
    return IndicatorTable(pd.DataFrame(rows))


def test_the_same_reef_in_a_larger_patch_is_thinner_and_zero_stays_zero(faces):
    zones = faces({"small": SMALL, "large": LARGE, "none": shapely.box(114, 10, 115, 11), "off": shapely.box(60, 0, 61, 1)})
    found = density_table(counts(small=12.0, large=12.0, none=0.0, off=float("nan")), zones).frame.set_index("face_id")
    assert found.loc["small", "value"] == pytest.approx(12_000 / area_km2(SMALL))
    assert found.loc["small", "value"] / found.loc["large", "value"] == pytest.approx(4.0)  # two degrees of longitude against half a one
    record = indicator("reef_cell_density")
    assert record.class_labels[record.classify(found.loc["none", "value"])] == "none"
    assert found.loc["off", "reason"] == "outside the data used"
    assert set(found["units"]) == {"count/1000_km2"}


def test_a_table_of_something_else_is_refused(faces):
    zones = faces({"small": SMALL})
    with pytest.raises(SchemaError, match="face 'large'"):
        density_table(counts(large=1.0), zones)
    other = counts(small=1.0).frame.assign(indicator="tuna_catch", units="t")
    with pytest.raises(OverlayError, match="no sums of 'reef_cells'"):
        density_table(IndicatorTable(other), zones)
