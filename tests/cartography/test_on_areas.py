"""What is stated for FAO areas is drawn on the areas: one water has one colour, and the areas are counted."""

from __future__ import annotations

import functools

import pandas as pd
import pytest
from made_up_sea import REGION, faces, table
from toolkit.cartography.areas import on_areas
from toolkit.cartography.export import figure_info
from toolkit.cartography.figures import map_indicator
from toolkit.cartography.lint import lint
from toolkit.cartography.measure import Measured
from toolkit.catalog.embedded import read_stock_status
from toolkit.overlay.standard import _stock_status
from toolkit.overlay.table import IndicatorTable


@functools.cache
def stated():
    return _stock_status(faces())


def test_a_mean_of_areas_is_brought_back_to_the_areas():
    pieces, rows = on_areas(faces(), stated(), "share_sustainable")
    counts = read_stock_status().set_index("area")[["n_u", "n_m", "n_o"]]
    found = rows.frame.set_index("face_id")
    for face_id, area in pieces.frame["area"].items():
        own = counts.loc[area]
        assert found.loc[face_id, "value"] == pytest.approx(100 * (own["n_u"] + own["n_m"]) / own.sum())
        assert found.loc[face_id, "n_cells"] == own.sum()


def test_what_is_withheld_from_a_patch_is_withheld_from_its_pieces():
    frame = stated().frame.copy()
    first = frame["face_id"].iloc[0]
    frame.loc[frame["face_id"] == first, ["value", "lower", "upper"]] = float("nan")
    frame.loc[frame["face_id"] == first, "reason"] = "withheld: kept to a narrower audience"
    _, rows = on_areas(faces(), IndicatorTable(frame), "share_sustainable")
    mine = rows.frame[rows.frame["face_id"].str.startswith(f"{first}@")]
    assert len(mine)
    assert mine["value"].isna().all()
    assert set(mine["reason"]) == {"withheld: kept to a narrower audience"}


def test_another_indicator_beside_it_keeps_the_value_of_the_patch():
    both = IndicatorTable.concat([stated(), IndicatorTable(table(faces(), values=[12.0, 34.0]))])
    pieces, rows = on_areas(faces(), both, "hard_coral_cover", "share_sustainable")
    cover = rows.select(indicator="hard_coral_cover").frame.set_index("face_id")["value"]
    given = table(faces(), values=[12.0, 34.0]).set_index("face_id")["value"]
    assert set(cover.index) == set(pieces.frame.index)
    assert all(cover[name] == given[name.rpartition("@")[0]] for name in cover.index)


@pytest.mark.parametrize("name", ["hard_coral_cover", "share_sustainable"])
def test_a_table_of_ones_own_is_drawn_as_given(name):
    of, rows = faces(), table(faces(), indicator=name)
    assert on_areas(of, rows, name) == (of, rows) if not isinstance(rows, pd.DataFrame) else on_areas(of, rows, name)[1] is rows


def test_the_map_counts_and_names_areas_and_numbers_each_patch_once():
    figure = map_indicator(faces(), stated(), "share_sustainable", REGION)
    info = figure_info(figure)
    areas = sorted({item.area_code for item in figure.base.shapes})
    assert [code for code, _, _ in info["values"]["areas"]] == areas
    assert info["values"]["faces"] == len(areas)
    assert all(code in info["title"] for code in areas)
    seen = Measured.of(figure)
    numbered = [word.gid.rsplit(":", 1)[1].rpartition("@")[0] for word in seen.starting("label:digit:")]
    assert len(numbered) == len(set(numbered))
    for code in areas:
        fills = {s.fill for s in seen.shapes if s.gid.startswith("face:") and s.gid.endswith(f"@{code}")}
        assert len(fills) == 1
    assert [str(found) for found in lint(figure) if found.severity == "error"] == []
