"""Numerals in the words of maps: each bound to the cell that says most, in its own units; words of the user's variable are quoted."""

from __future__ import annotations

import pandas as pd
import pytest
from toolkit.briefing.bound import Bound, Cells, Free
from toolkit.briefing.figure_text import bind_figure, bind_text, candidates_for
from toolkit.errors import PackError


def cells_of(values: list[float], units: str, name: str = "chl") -> Cells:
    """Two patches and one map that recorded the same extremes, as cartography does."""
    n = len(values)
    faces = [f"f{k}" for k in range(n)]
    table = pd.DataFrame(
        {
            "face_id": faces, "indicator": name, "statistic": "mean", "time": "2021-12", "value": values, "units": units, "reason": "",
            "reason_kind": "", "class_label": "",
        }
    )  # fmt: skip
    sums = {"low": min(values), "high": max(values), "faces": float(n)}
    figures = pd.DataFrame([("own-chl", key, value) for key, value in sums.items()], columns=["figure", "key", "value"])
    grounds = pd.DataFrame({"face_id": faces, "n_claimants": [1] * n, "area_km2": [1000.0] * n})
    return Cells({"indicator_table": table, "figures": figures, "faces": grounds})


def info_of(title: str, name: str) -> dict[str, object]:
    return {"kind": "chl", "title": title, "subtitle": "", "alt_short": title, "alt_long": title, "values": {"name": name}}


def bounds(text: str, units: str, values: list[float]) -> list[Bound]:
    cells = cells_of(values, units)
    candidates = candidates_for(cells, "own-chl", ("chl", "mean", "2021-12"), units)
    return list(bind_text(text, cells, candidates, phrases=(), dates=set(), where="here").bounds)


def test_a_value_is_bound_to_its_cell_in_its_own_units():
    low, high, n, total = bounds("Chlorophyll: 0.246 to 0.330\u00a0mg m⁻³ in 2 of 2 patches", "mg m-3", [0.2461, 0.3297])
    assert [item.units for item in (low, high)] == ["mg m-3", "mg m-3"]
    assert [item.query.source for item in (low, high)] == ["indicator_table", "indicator_table"]
    assert (n.units, total.units) == ("count", "count")


def test_a_share_that_prints_like_a_count_is_bound_by_the_words_behind_it():
    first, second = bounds("2\u00a0per cent in 2 patches", "percent", [1.6, 2.2])
    assert (first.units, first.query.column) == ("percent", "value")
    assert (second.units, second.query.how) == ("count", "count")


@pytest.mark.parametrize("units", ["mg m-3", "mg/m3", "W m-2", "1000 km2", "1e-3 kg m-3", "0.5 degree"])
def test_digits_of_units_and_of_a_name_are_quoted_and_no_value(units):
    from toolkit.rounding import quantity

    cells = cells_of([0.2461, 0.3297], units)
    info = info_of(f"Chlorophyll at 5 m: {quantity(0.3297, units)}", "chlorophyll at 5 m")
    words = bind_figure("own-chl", info, cells, None, ("chl", "mean", "2021-12"), "")
    assert [item.text for item in words.title.bounds] == ["0.330"]
    assert "Chlorophyll at 5 m" in [part.text for part in words.title.parts if isinstance(part, Free)]


def test_a_figure_that_no_table_holds_still_stops_the_build():
    with pytest.raises(PackError, match=r"the numeral '0\.999'"):
        bounds("Chlorophyll: 0.999\u00a0mg m⁻³", "mg m-3", [0.2461, 0.3297])
