"""Sums by claimant name their basis; no grand total counts water twice."""

from __future__ import annotations

import inspect

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from toolkit.claims.model import STATED_OVERLAP, Claim, ClaimSet
from toolkit.claims.partition import partition
from toolkit.claims.rollup import rollup, rollup_total
from toolkit.errors import OverlayError, UnknownNameError
from toolkit.geodesy import area_km2, cell_area_km2


def claim(name, west, east, claimants, **fields):
    return Claim(name, claimants, name, "EEZ", "dataset", "claim", (), shapely.box(west, 0, east, 1), **fields)


@pytest.fixture
def faces():
    # PHL 0..3, VNM 2..5, KOR 2..3: so 0..2 PHL alone, 2..3 all three, 3..5 VNM alone.
    return partition(ClaimSet("s", "S", claims=(claim("p", 0, 3, ("PHL",)), claim("v", 2, 5, ("VNM",)), claim("k", 2, 3, ("KOR",)))))


def rows(table):
    return {(row.claimant, None if row.basis != "shared" else row.n_claimants): round(row.area_km2, 6) for row in table.itertuples()}


def test_each_basis_counts_what_it_says(faces):
    strip = cell_area_km2(0, 0, 1, 1)
    assert rows(rollup(faces, "exclusive")) == {("PHL", None): round(2 * strip, 6), ("VNM", None): round(2 * strip, 6)}
    assert rows(rollup(faces, "shared")) == {(code, 3): round(strip, 6) for code in ("PHL", "KOR", "VNM")}
    assert rows(rollup(faces, "as_claimed")) == pytest.approx({("PHL", None): 3 * strip, ("KOR", None): strip, ("VNM", None): 3 * strip})


def test_claimants_come_in_the_english_order_of_their_names(faces):
    table = rollup(faces, "as_claimed")
    assert list(table["name"]) == ["Philippines", "Republic of Korea", "Viet Nam"]
    assert set(table["basis"]) == {"as_claimed"}


def test_there_is_no_default_basis(faces):
    assert inspect.signature(rollup).parameters["basis"].default is inspect.Parameter.empty
    with pytest.raises(UnknownNameError, match="there is no default"):
        rollup(faces, "all")


def test_a_grand_total_that_counts_water_twice_is_refused(faces):
    assert rollup_total(rollup(faces, "exclusive")) == pytest.approx(4 * cell_area_km2(0, 0, 1, 1), rel=1e-12)
    for basis in ("as_claimed", "shared"):
        with pytest.raises(OverlayError, match="once for each claimant and is refused"):
            rollup_total(rollup(faces, basis))


def test_water_called_overlapping_without_names_is_nobodys_alone():
    faces = partition(ClaimSet("s", "S", claims=(claim("n", 0, 1, ("not-stated",), status=STATED_OVERLAP),)))
    assert rollup(faces, "exclusive").empty
    assert list(rollup(faces, "shared")["name"]) == ["not stated"]


@given(
    spans=st.lists(st.tuples(st.integers(0, 9), st.integers(1, 5), st.sampled_from(["PHL", "VNM", "CHN", "MYS"])), min_size=1, max_size=8)
)
@settings(max_examples=25, deadline=None)
def test_the_bases_add_up_for_every_claimant(spans):
    claims = tuple(claim(f"c{i}", west, west + width, (code,)) for i, (west, width, code) in enumerate(spans))
    faces = partition(ClaimSet("s", "S", claims=claims))
    sums = {basis: rollup(faces, basis).groupby("claimant")["area_km2"].sum() for basis in ("exclusive", "shared", "as_claimed")}
    for code in sums["as_claimed"].index:
        union = area_km2(shapely.union_all([item.geometry for item in claims if code in item.claimants]))
        assert sums["exclusive"].get(code, 0) + sums["shared"].get(code, 0) == pytest.approx(sums["as_claimed"][code], rel=1e-12)
        assert sums["as_claimed"][code] == pytest.approx(union, rel=1e-9)
    once = faces.by_count()["area_km2"]
    assert rollup_total(rollup(faces, "exclusive")) == pytest.approx(once.get(1, 0.0), rel=1e-12)
