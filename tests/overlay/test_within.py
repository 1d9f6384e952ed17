"""Within: only part of each cell counts, exactly, whatever the two grids."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
import xarray as xr
from toolkit.errors import OverlayError
from toolkit.geodesy import area_km2, cell_area_km2
from toolkit.overlay.coverage import coverage
from toolkit.overlay.tabulate import zonal_table
from toolkit.overlay.zonal import zonal


def share_grid(grid, values, lat, lon):
    return grid(values, lat, lon, name="reef", units="1").assign_attrs(basis="reef-bearing cells", dataset_id="reefs")


def test_a_mask_on_the_same_grid_leaves_only_its_cells(nine, inset):
    mask = xr.where(nine == 5, 1.0, 0.0).assign_attrs(basis="reef-bearing cells")
    found = zonal(nine, coverage(nine, inset), ("mean", "area_above_0"), within=mask)
    assert float(found["mean"][0]) == 5.0
    assert float(found["area_above_0"][0]) == pytest.approx(cell_area_km2(1, 1, 2, 2), rel=1e-12)
    assert int(found["n_cells"][0]) == 1
    assert found.attrs["basis"] == "reef-bearing cells"


def test_a_fine_share_over_a_coarse_field_counts_only_reef_water(grid, faces):
    # One degree field 10 20; quarter degree reef: one quarter-cell fully reef in each, the second outside the face.
    field = grid([[10.0, 20.0], [30.0, 40.0]], [0.5, 1.5], [0.5, 1.5])
    reef = np.zeros((8, 8))
    reef[0, 0] = 1.0  # 0..0.25: inside the face, in the cell of 10
    reef[0, 7] = 0.5  # 1.75..2: half reef, inside the face, in the cell of 20
    reef[7, 0] = 1.0  # north of the face
    share = share_grid(grid, reef, np.arange(0.125, 2, 0.25), np.arange(0.125, 2, 0.25))
    found = zonal(field, coverage(field, faces({"south": shapely.box(0, 0, 2, 1)})), ("mean", "area_below_99"), within=share)
    assert float(found["mean"][0]) == pytest.approx((10 * 1 + 20 * 0.5) / 1.5, rel=1e-12)
    assert float(found["area_below_99"][0]) == pytest.approx(1.5 * cell_area_km2(0, 0, 0.25, 0.25), rel=1e-12)


def test_a_coarse_share_over_a_fine_field_is_used_as_it_is(grid, faces):
    field = grid(np.arange(16.0).reshape(4, 4), np.arange(0.25, 2, 0.5), np.arange(0.25, 2, 0.5))
    share = share_grid(grid, [[0.2, 0.0], [0.0, 0.8]], [0.5, 1.5], [0.5, 1.5])
    found = zonal(field, coverage(field, faces({"all": shapely.box(0, 0, 2, 2)})), "mean", within=share)
    rows = cell_area_km2(0, np.arange(0, 2, 0.5), 0.5, np.arange(0.5, 2.5, 0.5))
    weight = np.zeros((4, 4))
    weight[:2, :2] = 0.2
    weight[2:, 2:] = 0.8
    weight *= rows[:, None]
    assert float(found["mean"][0]) == pytest.approx((weight * field.to_numpy()).sum() / weight.sum(), rel=1e-12)


def test_grids_whose_lines_do_not_meet_are_cut_at_all_of_them(grid, faces):
    # Field of 1 degree, share of 0.4 degree: the slow reference cuts polygons.
    field = grid(np.arange(1.0, 7.0).reshape(2, 3), [0.5, 1.5], [0.5, 1.5, 2.5])
    generator = np.random.default_rng(2)
    values = generator.random((5, 8))
    share = share_grid(grid, values, np.arange(0.2, 2, 0.4), np.arange(0.2, 3.2, 0.4))
    shape = shapely.Point(1.4, 1.1).buffer(0.9)
    expected = np.zeros((2, 3))
    for (row, column), (y, x) in ((cell, part) for cell in np.ndindex(2, 3) for part in np.ndindex(5, 8)):
        both = shapely.box(column, row, column + 1, row + 1) & shapely.box(x * 0.4, y * 0.4, x * 0.4 + 0.4, y * 0.4 + 0.4) & shape
        expected[row, column] += area_km2(both) * values[y, x]
    found = zonal(field, coverage(field, faces({"c": shape})), ("mean", "area_above_0"), within=share)
    assert float(found["area_above_0"][0]) == pytest.approx(expected.sum(), rel=1e-9)
    assert float(found["mean"][0]) == pytest.approx((expected * field.to_numpy()).sum() / expected.sum(), rel=1e-9)


def test_a_share_of_0_to_360_and_falling_latitude_is_the_same_share(grid, faces):
    field = grid(np.arange(16.0).reshape(4, 4), [0.5, 1.5, 2.5, 3.5], [-1.5, -0.5, 0.5, 1.5])
    values = np.random.default_rng(0).random((8, 8))
    lat, lon = np.arange(0.25, 4, 0.5), np.arange(-1.75, 2, 0.5)
    shape = faces({"c": shapely.Point(0.2, 2).buffer(1.5)})
    weights = coverage(field, shape)
    one = zonal(field, weights, "mean", within=share_grid(grid, values, lat, lon))
    # As it comes in a global file of 0..360: all columns, those of the west at the end.
    whole = np.zeros((8, 720))
    whole[:, ((lon % 360 - 0.25) / 0.5).round().astype(int)] = values
    other = zonal(field, weights, "mean", within=share_grid(grid, whole[::-1], lat[::-1], np.arange(0.25, 360, 0.5)))
    xr.testing.assert_allclose(one, other, rtol=1e-9)


def test_what_counts_beyond_the_grid_is_without_a_value(grid, faces):
    # The grid covers 0..2 of a face of 0..4; of the 3 reef cells of the layer, 1 lies in the grid, 2 beyond it.
    field = grid([[10.0, 20.0], [30.0, 40.0]], [0.5, 1.5], [0.5, 1.5])
    share = share_grid(grid, [[1.0, 0.0, 1.0, 1.0], [0.0, 0.0, 0.0, 0.0]], [0.5, 1.5], [0.5, 1.5, 2.5, 3.5])
    shapes = faces({"both": shapely.box(0, 0, 4, 1), "bare": shapely.box(1, 0, 2, 1), "beyond": shapely.box(2, 0, 4, 1)})
    weights = coverage(field, shapes)
    found = zonal(field, weights, "mean", within=share)
    assert float(found["mean"][0]) == 10.0
    assert float(found["valid_fraction"][0]) == pytest.approx(1 / 3, rel=1e-9)
    table = zonal_table(field, weights, indicator="x", within=share).frame.set_index("face_id")
    assert table["reason"].to_dict() == {"both": "", "bare": "not applicable", "beyond": "no value in the data used"}
    # A grid that reaches over all of it but has no values there tells the same.
    wide = grid([[10.0, 20.0, np.nan, np.nan], [30.0, 40.0, np.nan, np.nan]], [0.5, 1.5], [0.5, 1.5, 2.5, 3.5])
    same = zonal(wide, coverage(wide, shapes), "mean", within=share)
    assert float(same["valid_fraction"][0]) == pytest.approx(float(found["valid_fraction"][0]), rel=1e-9)


def test_amounts_are_shared_out_by_the_part_that_counts(grid, faces):
    # 100 t in one cell; three quarters of its sea lie in the west face.
    catch = grid([[100.0, 0.0], [0.0, 0.0]], [2.5, 7.5], [2.5, 7.5], units="t")
    sea = np.zeros((20, 20))
    sea[0, :4] = 1.0  # four half-degree cells along the equator: 0..2
    share = grid(sea, np.arange(0.25, 10, 0.5), np.arange(0.25, 10, 0.5), units="1").assign_attrs(basis="sea")
    zones = faces({"west": shapely.box(0, 0, 1.5, 5), "east": shapely.box(1.5, 0, 5, 5)})
    found = zonal(catch, coverage(catch, zones), ("sum", "lower", "upper"), within=share, quantity="extensive")
    np.testing.assert_allclose(found["sum"], [75.0, 25.0], rtol=1e-12)
    np.testing.assert_array_equal(found["lower"], [0.0, 0.0])
    np.testing.assert_array_equal(found["upper"], [100.0, 100.0])
    assert found.attrs["basis"].startswith("sea, shared out by area")


def test_no_reef_is_not_applicable_and_an_unknown_reef_is_outside_the_data(nine, faces, grid):
    shapes = faces(
        {
            "reef": shapely.box(0, 0, 1, 1),
            "none": shapely.box(1, 0, 2, 1),
            "unknown": shapely.box(2, 0, 3, 1),
            "off": shapely.box(0, 2, 3, 3),
        }
    )
    share = share_grid(grid, [[1.0, 0.0, np.nan], [1.0, 0.0, np.nan]], [0.5, 1.5], [0.5, 1.5, 2.5])
    table = zonal_table(nine, coverage(nine, shapes), indicator="mmm", within=share)
    rows = table.frame.set_index("face_id")
    assert rows.loc["reef", "value"] == 7.0
    assert rows["reason"].to_dict() == {
        "reef": "",
        "none": "not applicable",
        "unknown": "outside the data used",
        "off": "outside the data used",
    }
    assert rows.loc["reef", "dataset_ids"] == "reefs"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda s: s * 25, "0..1"),
        (lambda s: s - 0.5, "0..1"),
        (lambda s: s.expand_dims(time=2), "Select one layer"),
    ],
)
def test_shares_that_cannot_be_are_refused(nine, inset, grid, change, words):
    share = share_grid(grid, [[1.0, 0.0], [0.0, 1.0]], [0.5, 1.5], [0.5, 1.5])
    with pytest.raises(OverlayError, match=words):
        zonal(nine, coverage(nine, inset), "mean", within=change(share))
