"""The indicator table: its columns, its reasons, and how rows get into it and are brought together."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pytest
import shapely
import xarray as xr
from toolkit.errors import OverlayError, SchemaError, UnitsError, UnknownNameError
from toolkit.geodesy import area_km2
from toolkit.overlay.coverage import coverage
from toolkit.overlay.rollup import roll_up
from toolkit.overlay.table import COLUMNS, IndicatorTable
from toolkit.overlay.tabulate import time_text, zonal_table


@dataclass(frozen=True)
class Record:
    """What the overlay asks of an indicator."""

    identifier: str = "degree_heating_week"
    units: str = "degC_week"
    quantity: str = "intensive"
    minimum: dict = field(default_factory=dict)


def row(**changes):
    return {"face_id": "a", "indicator": "x", "statistic": "mean", "value": 1.0, "units": "1", **changes}


def test_the_columns_are_those_of_the_contract_in_order():
    table = IndicatorTable(pd.DataFrame([row()]))
    assert tuple(table.frame.columns) == COLUMNS
    assert list(COLUMNS[:5]) == ["face_id", "indicator", "statistic", "time", "value"]
    assert list(COLUMNS[5:9]) == ["units", "valid_fraction", "n_cells", "n_sites"]
    assert list(COLUMNS[9:]) == ["basis", "lower", "upper", "reason", "dataset_ids"]
    assert str(table.frame["n_cells"].dtype) == "Int64"


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([row(value=np.nan)], "without a reason"),
        ([row(reason="no value in the data used")], "has a reason"),
        ([row(value=np.nan, reason="lost")], "'lost' is not known"),
        ([row(value=np.inf)], "infinite"),
        ([row(units="")], "'units' is empty"),
        ([row(), row()], "repeated"),
        ([row(value="many")], "column 'value'"),
        ([row(owner="x")], "unknown columns \\['owner'\\]"),
        ([{"face_id": "a", "value": 1.0}], "missing columns"),
    ],
)
def test_rows_that_break_a_rule_are_refused(rows, words):
    with pytest.raises(SchemaError, match=words):
        IndicatorTable(pd.DataFrame(rows))


def test_select_concat_and_pivot():
    one = IndicatorTable(pd.DataFrame([row(), row(face_id="b", value=2.0)]), notes=("3 surveys left out",))
    two = IndicatorTable(pd.DataFrame([row(indicator="y", value=5.0, dataset_ids="d2 d1")]))
    both = IndicatorTable.concat([one, two])
    assert len(both) == 3
    assert both.notes == ("3 surveys left out",)
    assert both.dataset_ids == ("d1", "d2")
    assert both.select(indicator="x", face_id=["b"]).frame["value"].tolist() == [2.0]
    wide = both.pivot()  # noqa: PD010
    assert wide.loc["a"].to_dict() == {"x": 1.0, "y": 5.0}
    assert np.isnan(wide.loc["b", "y"])
    with pytest.raises(SchemaError, match="repeated"):
        IndicatorTable.concat([one, one])
    with pytest.raises(UnknownNameError, match="face_id"):
        both.select(faces="a")
    with pytest.raises(OverlayError, match="Select one first"):
        both.pivot("statistic")  # noqa: PD010
    assert "3 rows" in both._repr_html_()
    assert "2 faces" in repr(both)
    assert len(IndicatorTable.concat([])) == 0


def test_a_grid_becomes_rows_with_times_units_and_reasons(nine, inset, faces):
    cube = xr.concat([nine, nine * np.nan, nine.where(nine == 1)], "time").assign_coords(time=pd.date_range("2024-06-20", periods=3))
    cube.attrs = {"units": "degree_Celsius_weeks", "dataset_id": "crw"}
    table = zonal_table(cube, coverage(nine, inset), indicator=Record(minimum={"valid_fraction": 0.5}), stats=("mean", "fraction_above_4"))
    frame = table.frame
    assert frame["time"].tolist() == ["2024-06-20", "2024-06-21", "2024-06-22"] * 2
    assert frame["units"].tolist() == ["degC_week"] * 3 + ["1"] * 3
    assert frame["reason"].tolist()[:2] == ["", "no value in the data used"]
    assert frame["reason"][2].startswith("below minimum: valid_fraction 0.0625")
    assert frame["n_cells"].tolist() == [9, 0, 1] * 2
    assert set(frame["basis"]) == {"all cells"}
    assert table.dataset_ids == ("crw",)


def test_suppressed_cells_are_withheld_and_not_zero(grid, faces):
    catch = grid([[3.0, 0.0], [0.0, 5.0]], [2.5, 7.5], [2.5, 7.5], units="t")
    hidden = catch == 0
    zones = faces(
        {"sw": shapely.box(0, 0, 5, 5), "se": shapely.box(5, 0, 10, 5), "all": shapely.box(0, 0, 10, 10), "off": shapely.box(20, 0, 21, 1)}
    )
    record = Record("tuna_catch", "t", "extensive")
    frame = zonal_table(catch, coverage(catch, zones), indicator=record, withheld=hidden).frame.set_index("face_id")
    assert frame["reason"].to_dict() == {"sw": "", "se": "withheld at source", "all": "", "off": "no value in the data used"}
    assert frame.loc["all", ["value", "lower", "upper"]].tolist() == [8.0, 8.0, 8.0]
    assert frame.loc["all", "valid_fraction"] == pytest.approx(0.5, rel=1e-9)
    assert frame.loc["all", "statistic"] == "sum"


def test_temperatures_are_converted_to_the_units_of_the_indicator(nine, inset):
    kelvin = (nine + 273.15).assign_attrs(units="kelvin", dataset_id="sst")
    table = zonal_table(kelvin, coverage(nine, inset), indicator=Record("maximum_monthly_mean", "degC"), stats="min")
    assert table.frame["value"].item() == pytest.approx(1.0)
    assert table.frame["units"].item() == "degC"
    assert table.dataset_ids == ("sst",)
    bare = nine.copy()
    bare.attrs = {}
    with pytest.raises(UnitsError, match="units"):
        zonal_table(bare, coverage(nine, inset), indicator="x")
    with pytest.raises(UnitsError, match="cannot be converted"):
        zonal_table(kelvin, coverage(nine, inset), indicator=Record("catch", "t"))


def test_a_table_takes_one_dimension_besides_place(nine, inset):
    with pytest.raises(OverlayError, match="Select the others first"):
        zonal_table(nine.expand_dims(time=2, depth=2), coverage(nine, inset), indicator="x")
    with pytest.raises(OverlayError, match="no name"):
        zonal_table(nine.rename(None), coverage(nine, inset))


def test_a_depth_is_no_time(nine, inset):
    weights = coverage(nine, inset)
    with pytest.raises(OverlayError, match=r"must be a time.*data\.isel\(depth=0\)"):
        zonal_table(nine.expand_dims(depth=[0.0, 10.0]), weights, indicator="x")
    flat = zonal_table(nine, weights, indicator="x").frame
    pd.testing.assert_frame_equal(zonal_table(nine.expand_dims(zlev=[0.0]), weights, indicator="x").frame, flat)
    assert zonal_table(nine.expand_dims(month=[9]), weights, indicator="x").frame["time"].unique().tolist() == ["month 09"]


def test_classes_have_a_row_each(nine, inset):
    frame = zonal_table(nine, coverage(nine, inset), indicator="alert", stats="class_fraction", classes=(1, 5), units="1").frame
    assert frame["statistic"].tolist() == ["class_fraction_1", "class_fraction_5"]


def test_lazy_data_gives_the_same_table(nine, inset):
    weights = coverage(nine, inset)
    eager, lazy = (zonal_table(data, weights, indicator="x", stats=("mean", "median")).frame for data in (nine, nine.chunk(lat=1)))
    pd.testing.assert_frame_equal(eager, lazy, rtol=1e-12)


@pytest.mark.parametrize(
    ("value", "dimension", "text"),
    [
        (np.datetime64("2024-06-20T00:00:00"), "time", "2024-06-20"),
        (2016, "year", "2016"),
        (3, "month", "month 03"),
        ("2010/2014", "period", "2010/2014"),
        (xr.date_range("2001-02-28", periods=1, calendar="360_day", use_cftime=True)[0], "time", "2001-02-28"),
    ],
)
def test_times_are_text(value, dimension, text):
    assert time_text(value, dimension) == text


@pytest.fixture
def three(faces):
    zones = faces({"a": shapely.box(0, 0, 1, 1), "b": shapely.box(1, 0, 3, 1), "c": shapely.box(0, 1, 3, 2)})
    zones["regime"] = ["single", "single", "overlapping"]
    zones["n_claimants"] = [1, 1, 2]
    zones["claimants"] = [("AAA",), ("BBB",), ("AAA", "BBB")]
    zones["area_km2"] = area_km2(zones.geometry.to_numpy())
    return zones


def test_a_roll_up_of_means_is_the_mean_of_the_whole(three, nine, faces):
    weights = coverage(nine, three)
    table = zonal_table(nine, weights, indicator="x", stats=("mean", "area_above_5", "max"))
    found = roll_up(table, three, by="regime").frame
    union = faces({"u": shapely.box(0, 0, 3, 1)})
    whole = zonal_table(nine, coverage(nine, union), indicator="x", stats=("mean", "area_above_5", "max")).frame
    single = found[found["face_id"] == "regime=single"]
    np.testing.assert_allclose(single["value"], whole["value"], rtol=1e-9)
    assert single["n_cells"].tolist() == [3, 3, 3]
    assert set(found["basis"]) == {"all cells; regime, by face area"}


def test_a_roll_up_weighs_by_what_has_values(three, nine):
    # b holds cells 8 and 9; without 9 its mean 8 stands for half of its area.
    table = zonal_table(nine.where(nine != 9), coverage(nine, three), indicator="x")
    found = roll_up(table, three, by="n_claimants").frame.set_index("face_id")
    assert found.loc["n_claimants=1", "value"] == pytest.approx(7.5, rel=1e-9)
    assert found.loc["n_claimants=1", "valid_fraction"] == pytest.approx(2 / 3, rel=1e-9)


def test_a_roll_up_by_claimant_says_its_basis_and_has_no_grand_total(three, nine):
    table = zonal_table(nine.assign_attrs(units="t"), coverage(nine, three), indicator="catch", quantity="extensive")
    alone = roll_up(table, three, by="claimant", claim_basis="exclusive").frame.set_index("face_id")
    claimed = roll_up(table, three, by="claimant", claim_basis="as_claimed")
    assert alone["value"].to_dict() == pytest.approx({"claimant=AAA": 7.0, "claimant=BBB": 17.0})
    assert claimed.frame.set_index("face_id")["value"].to_dict() == pytest.approx({"claimant=AAA": 22.0, "claimant=BBB": 32.0})
    with pytest.raises(OverlayError, match="grand total"):
        roll_up(claimed, three, by="regime")
    with pytest.raises(OverlayError, match="exclusive"):
        roll_up(table, three, by="claimant")
    with pytest.raises(OverlayError, match="must not"):
        roll_up(table, three, by="regime", claim_basis="exclusive")
    with pytest.raises(UnknownNameError, match="n_claimants"):
        roll_up(table, three, by="country")


def test_a_median_is_not_rolled_up_and_gaps_stay_gaps(three, nine):
    weights = coverage(nine, three)
    with pytest.raises(OverlayError, match="median"):
        roll_up(zonal_table(nine, weights, indicator="x", stats="median"), three, by="regime")
    gaps = roll_up(zonal_table(nine * np.nan, weights, indicator="x", units="degC"), three, by="regime").frame
    assert gaps["reason"].tolist() == ["no value in the data used", "no value in the data used"]
    assert gaps["valid_fraction"].tolist() == [0.0, 0.0]
