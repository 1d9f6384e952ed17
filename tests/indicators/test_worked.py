"""Every worked value is what its function gives, and the page of indicators is in step with the records."""

from importlib import import_module

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from toolkit.indicators import indicators
from toolkit.indicators.render import page

MODULES = (
    "arrays",
    "heat",
    "alerts",
    "seasons",
    "trends",
    "reefs",
    "surveys",
    "stocks",
    "catch",
    "effort",
    "trophic",
    "categories",
    "pressure",
    "ohi",
)


@pytest.fixture(scope="module")
def names():
    known = {"np": np, "pd": pd, "xr": xr}
    for name in MODULES:
        module = import_module(f"toolkit.indicators.{name}")
        known.update({item: getattr(module, item) for item in module.__all__})
    return known


@pytest.mark.parametrize("record", indicators().values(), ids=lambda record: record.identifier)
def test_the_worked_value_of_the_record_is_what_the_function_gives(record, names):
    assert record.compute().__name__ + "(" in record.worked.call
    value = eval(record.worked.call, names)
    value = value.item() if isinstance(value, xr.DataArray) else value
    assert isinstance(value, type(record.worked.result))
    assert value == (pytest.approx(record.worked.result, abs=1e-9) if isinstance(value, float) else record.worked.result)


@pytest.mark.parametrize("record", indicators().values(), ids=lambda record: record.identifier)
def test_a_gridded_result_carries_the_units_of_its_record(record, names):
    value = eval(record.worked.call, names)
    if isinstance(value, xr.DataArray):
        assert value.attrs["units"] == record.units


def test_the_page_of_indicators_is_written_from_the_records(project):
    written = (project / "docs" / "indicators.md").read_text("utf-8")
    assert written == page(), "write it anew: python -m toolkit.indicators.render docs/indicators.md"


def test_the_page_holds_every_indicator_with_its_arithmetic():
    text = page()
    for record in indicators().values():
        assert f'<a id="{record.identifier}"></a>' in text
        assert record.worked.arithmetic in text
