"""Units are declared, checked and converted."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from toolkit.errors import UnitsError
from toolkit.units import convert, normalise, same


@pytest.mark.parametrize(
    ("written", "ours"),
    [
        ("degree_Celsius_weeks", "degC_week"),
        ("Celsius weeks", "degC_week"),
        ("kelvin", "K"),
        ("degrees_C", "degC"),
        ("%", "percent"),
        ("tonnes", "t"),
        ("g m-2", "g/m2"),
        ("", "1"),
    ],
)
def test_spellings_of_the_field_are_known(written, ours):
    assert normalise(written) == ours


def test_every_spelling_of_ours_is_its_own_spelling():
    from toolkit.units import _SPELLINGS

    assert {normalise(unit) for unit in _SPELLINGS.values()} == set(_SPELLINGS.values())


@pytest.mark.parametrize("written", [None, "furlongs"])
def test_missing_and_unknown_units_are_refused(written):
    with pytest.raises(UnitsError, match=r"No units|not known"):
        normalise(written, of="sst")


def test_conversions_by_hand():
    assert convert(np.array([273.15, 300.0]), "K", "degC").tolist() == pytest.approx([0.0, 26.85])
    assert convert(2500.0, "kg", "t") == pytest.approx(2.5)
    assert convert(3.0, "hundred hooks", "count") == pytest.approx(300)
    assert convert(0.25, "fraction", "percent") == pytest.approx(25)


def test_the_units_attribute_follows():
    data = xr.DataArray([300.0], attrs={"units": "K"})
    assert convert(data, "K", "degC").attrs["units"] == "degC"


def test_a_column_of_a_table_is_converted_too():
    assert convert(pd.Series([300.0]), "K", "degC").round(2).tolist() == [26.85]


def test_other_kinds_of_units_are_refused():
    with pytest.raises(UnitsError, match="cannot be converted"):
        convert(1.0, "km2", "degC")


def test_same():
    assert same("Celsius weeks", "degC-weeks")
    assert not same("K", "degC")
    assert same("points of 40", "points of 40")
