"""Which time of a grid is meant, and how it is named: months by their names, means by their span, nothing undated in silence."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from toolkit.catalog.grids import open_grid
from toolkit.catalog.kinds import columns_say_synthetic, says_synthetic
from toolkit.catalog.periods import select_period, span_text
from toolkit.errors import GridError


def grid(times, values=None, **attrs) -> xr.DataArray:
    """Two by two cells; the value of a step is its number unless values are given."""
    n = len(times)
    steps = np.arange(n, dtype=float) if values is None else np.asarray(values, dtype=float)
    return xr.DataArray(
        np.broadcast_to(steps[:, None, None], (n, 2, 2)).copy(),
        dims=("time", "lat", "lon"),
        coords={
            "time": pd.to_datetime(times),
            "lat": ("lat", [5.0, 6.0], {"units": "degrees_north"}),
            "lon": ("lon", [100.0, 101.0], {"units": "degrees_east"}),
        },
        name="CHL",
        attrs={"units": "mg m-3", "source_path": "chl.nc", **attrs},
    )


MONTHS = [f"{year}-{month:02d}-01" for year in (2020, 2021) for month in range(1, 13)]


@pytest.mark.parametrize(
    ("asked", "label", "value"),
    [
        ("2021-06", "2021-06", 17.0),
        ("2021", "2021", 17.5),  # steps 12 to 23
        ("2020/2021", "2020/2021", 11.5),
        ("2021-03/2021-05", "2021-03/2021-05", 15.0),
        ("2020-12/2021-01", "2020-12/2021-01", 11.5),
    ],
)
def test_a_month_is_taken_and_a_span_is_the_mean_of_its_steps(asked, label, value):
    chosen, told = select_period(grid(MONTHS), asked)
    assert chosen["time"].to_numpy().tolist() == [label]
    assert float(chosen.mean()) == value
    assert told[0].startswith("Time: ")
    assert chosen.attrs["units"] == "mg m-3"


def test_without_a_choice_all_months_stay_and_the_last_is_named():
    chosen, told = select_period(grid(MONTHS))
    assert chosen["time"].to_numpy().tolist()[-1] == "2021-12"
    assert chosen.sizes["time"] == 24
    assert told == (
        "Time: December 2021, the last of 24 steps (January 2020 to December 2021). Another: time='2020-01', a mean: time='2020'.",
    )


def test_an_amount_is_summed_and_not_averaged():
    chosen, told = select_period(grid(MONTHS, quantity="extensive"), "2020")
    assert float(chosen.max()) == sum(range(12))
    assert "sum of 12 steps" in told[0]


def test_a_cell_needs_half_of_the_steps():
    data = grid(MONTHS[:4])
    data[:3, 0, 0] = np.nan
    data[:2, 0, 1] = np.nan
    chosen, _ = select_period(data, "2020")
    assert np.isnan(float(chosen[0, 0, 0]))
    assert float(chosen[0, 0, 1]) == 2.5
    assert chosen["time"].item() == "2020-01/2020-04"


def test_two_dates_a_month_apart_are_two_days():
    assert select_period(grid(["2024-05-01", "2024-06-01"]))[0]["time"].to_numpy().tolist() == ["2024-05-01", "2024-06-01"]


@pytest.mark.parametrize(("asked", "why"), [("2019", "no step in '2019'"), ("june", "is no period"), ("2021-6", "is no period")])
def test_what_is_not_there_or_no_period_is_refused(asked, why):
    with pytest.raises(GridError, match=why):
        select_period(grid(MONTHS), asked)


def test_a_grid_without_times_takes_the_period_that_is_stated_or_says_that_none_is():
    undated = grid(MONTHS).mean("time", keep_attrs=True)
    plain, told = select_period(undated)
    assert "time" not in plain.dims
    assert "no period" in told[0]
    stated, told = select_period(undated, "2021")
    assert stated["time"].item() == "2021"
    assert "as you state it" in told[0]


def test_bounds_of_times_name_a_mean_by_its_span(tmp_path):
    data = grid(["2021-07-02"]).to_dataset()
    data["time_bnds"] = (("time", "nv"), pd.to_datetime(["2021-01-01", "2022-01-01"]).to_numpy().reshape(1, 2))
    data["time"].attrs["bounds"] = "time_bnds"
    data["time"].encoding["units"] = "days since 2000-01-01"
    data.to_netcdf(tmp_path / "year.nc")
    chosen, told = select_period(open_grid(tmp_path / "year.nc", "CHL"))
    assert chosen["time"].to_numpy().tolist() == ["2021"]
    assert told == ("Time: 2021.",)


def test_a_mean_without_times_keeps_the_period_that_its_file_states(tmp_path):
    data = grid(MONTHS).mean("time", keep_attrs=True).to_dataset()
    data.attrs = {"time_coverage_start": "2021-01-01T00:00:00Z", "time_coverage_end": "2021-12-31T23:59:59Z"}
    data.to_netcdf(tmp_path / "mean.nc")
    assert select_period(open_grid(tmp_path / "mean.nc"))[0]["time"].item() == "2021"


def test_spans_are_written_as_short_as_they_are_true():
    assert span_text("2020-02-01", "2020-03-01") == "2020-02"
    assert span_text("2020-02-01", "2020-02-29") == "2020-02-01/2020-02-28"


@pytest.mark.parametrize(
    ("text", "says"), [("SYNTHETIC trial", True), ("made-up values", True), ("Synthetic aperture radar", False), ("chlorophyll", False)]
)
def test_only_the_words_of_the_file_make_it_synthetic(tmp_path, text, says):
    data = grid(MONTHS[:1]).to_dataset()
    data.attrs["title"] = text
    data.to_netcdf(tmp_path / "a.nc")
    assert bool(open_grid(tmp_path / "a.nc").attrs.get("synthetic")) is says
    assert bool(says_synthetic({"history": text})) is False


def test_a_table_is_synthetic_where_every_row_says_so():
    assert columns_say_synthetic(pd.DataFrame({"synthetic cover": [1.0]}))
    assert not columns_say_synthetic(pd.DataFrame({"note": ["synthetic rope", "reef"]}))
