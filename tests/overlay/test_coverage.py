"""Coverage: km2 of cells in faces against worked pictures, a slow reference, and itself turned round."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from overlay_worlds import make_faces, make_grid
from pyproj import Geod
from toolkit.errors import CRSError, GeometryError, GridError, MissingCRSError, OverlayError, SchemaError, UnreadableFileError
from toolkit.geodesy import area_km2, cell_area_km2
from toolkit.overlay.coverage import coverage, load_weights

SHARES = np.array([[0.25, 0.5, 0.25], [0.5, 1.0, 0.5], [0.25, 0.5, 0.25]])


def test_a_square_inset_half_a_cell_takes_a_quarter_of_corners_and_half_of_sides(nine, inset):
    # Rows of the square: 2..2.5, 1..2, 0.5..1; columns half, whole, half of a degree.
    rows = cell_area_km2(0, np.array([2, 1, 0.5]), 1, np.array([2.5, 2, 1]))
    found = coverage(nine, inset).to_dataarray()[0].to_numpy()
    np.testing.assert_allclose(found, np.outer(rows, [0.5, 1, 0.5]), rtol=1e-12)


def test_exactextract_gives_planar_shares_of_the_same_square(nine, inset):
    rows = cell_area_km2(0, np.array([2, 1, 0]), 1, np.array([3, 2, 1]))
    found = coverage(nine, inset, method="exactextract").to_dataarray()[0].to_numpy()
    np.testing.assert_allclose(found, SHARES * rows[:, None], rtol=1e-12)
    with pytest.raises(OverlayError, match="Allowed: exact, exactextract"):
        coverage(nine, inset, method="centre")


def test_the_area_of_a_cell_is_that_of_geographiclib(nine, faces):
    weights = coverage(nine, faces({"middle": shapely.box(1, 1, 2, 2)}))
    # Geodesic edges are not parallels: cut the parallels into 400 pieces.
    along = np.linspace(1, 2, 401)
    lon, lat = np.r_[along, along[::-1]], np.r_[np.full(401, 1.0), np.full(401, 2.0)]
    square_metres, _ = Geod(ellps="WGS84").polygon_area_perimeter(lon, lat)
    assert weights.matrix.sum() == pytest.approx(square_metres / 1e6, rel=1e-6)


def reference(lon_edges, lat_edges, shape):
    """Area of each cell inside a polygon, and the planar share of it: the slow, plain way."""
    out, planar = np.zeros((2, len(lat_edges) - 1, len(lon_edges) - 1))
    for row, column in np.ndindex(out.shape):
        west, east, south, north = lon_edges[column], lon_edges[column + 1], lat_edges[row], lat_edges[row + 1]
        piece = shapely.box(west, south, east, north).intersection(shape)
        out[row, column] = area_km2(piece)
        planar[row, column] = shapely.area(piece) / ((east - west) * (north - south)) * cell_area_km2(west, south, east, north)
    return out, planar


@st.composite
def stars(draw):
    """A star-shaped polygon, maybe with a hole, somewhere over a grid of 12 x 12 degrees."""
    n = draw(st.integers(3, 9))
    radius = np.array(draw(st.lists(st.floats(0.2, 5.0), min_size=n, max_size=n)))
    angle = np.linspace(0, 2 * np.pi, n, endpoint=False) + draw(st.floats(0, 1))
    x, y = draw(st.floats(100, 112)), draw(st.floats(-6, 6))
    ring = np.column_stack([x + radius * np.cos(angle), y + radius * np.sin(angle)])
    shape = shapely.make_valid(shapely.Polygon(ring))
    return shape.difference(shapely.Point(x, y).buffer(0.1, 3)) if draw(st.booleans()) else shape


@settings(max_examples=30, deadline=None)
@given(shape=stars(), uneven=st.booleans(), falls=st.booleans(), seed=st.integers(0, 99))
def test_random_grids_and_faces_equal_the_slow_reference(shape, uneven, falls, seed):
    generator = np.random.default_rng(seed)
    steps = (generator.uniform(0.3, 2.0, 9), generator.uniform(0.3, 2.0, 8)) if uneven else (np.full(9, 1.25), np.full(8, 1.5))
    lon, lat = 100 + np.cumsum(steps[0]), -6 + np.cumsum(steps[1])
    edges = [np.r_[2 * c[0] - m[0], m, 2 * c[-1] - m[-1]] for c in (lon, lat) for m in [(c[1:] + c[:-1]) / 2]]
    expected, planar = reference(*edges, shape)
    grid = make_grid(np.zeros((8, 9)), lat[::-1] if falls else lat, lon)
    faces = make_faces({"star": shape})
    if expected.sum() == 0:
        with pytest.raises(OverlayError, match="do not touch"):
            coverage(grid, faces)
        return
    order = slice(None, None, -1 if falls else 1)
    found = coverage(grid, faces).to_dataarray()[0].to_numpy()[order]
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9 * expected.max())
    # exactextract rounds shares to single precision.
    other = coverage(grid, faces, method="exactextract").to_dataarray()[0].to_numpy()[order]
    np.testing.assert_allclose(other, planar, rtol=1e-6, atol=1e-6 * expected.max())


def test_longitudes_of_0_to_360_give_the_weights_of_minus_180_to_180(grid, faces):
    shape = faces({"a": shapely.box(-10.3, -3.2, 7.7, 4.9), "b": shapely.box(170.2, 0, 180, 5), "c": shapely.box(-180, 0, -171.5, 5)})
    lat = np.arange(-9.5, 10)
    east = coverage(grid(np.zeros((20, 360)), lat, np.arange(-179.5, 180)), shape).to_dataarray()
    turned = coverage(grid(np.zeros((20, 360)), lat, np.arange(0.5, 360)), shape).to_dataarray()
    np.testing.assert_allclose(turned.roll(lon=180).to_numpy(), east.to_numpy(), rtol=1e-9, atol=1e-6)


def test_a_cell_across_the_antimeridian_takes_faces_from_both_sides(grid, faces):
    lon = np.arange(0.0, 360.0)  # the first cell reaches from 359.5 to 0.5, cell 180 from 179.5 to 180.5
    weights = coverage(
        grid(np.zeros((2, 360)), [0.5, 1.5], lon), faces({"w": shapely.box(179, 0, 180, 1), "e": shapely.box(-180, 0, -179, 1)})
    )
    dense = weights.to_dataarray().to_numpy()
    half = cell_area_km2(0, 0, 0.5, 1)
    np.testing.assert_allclose(dense[0, 0, [179, 180]], half, rtol=1e-9)
    np.testing.assert_allclose(dense[1, 0, [180, 181]], half, rtol=1e-9)
    assert weights.matrix.nnz == 4


def test_cells_at_the_poles_end_at_the_poles(grid, faces):
    lat = np.linspace(-90, 90, 37)  # centres on the poles: half cells
    weights = coverage(grid(np.zeros((37, 72)), lat, np.arange(0, 360, 5.0)), faces({"globe": shapely.box(-180, -90, 180, 90)}))
    assert weights.matrix.sum() == pytest.approx(area_km2(shapely.box(-180, -90, 180, 90)), rel=1e-9)
    np.testing.assert_allclose(weights.matrix.toarray()[0], weights.cell_km2, rtol=1e-6)


def test_a_face_smaller_than_a_cell_and_a_face_partly_outside(nine, faces):
    shape = faces({"dot": shapely.box(1.2, 1.2, 1.3, 1.3), "edge": shapely.box(2.5, 1, 4, 2), "far": shapely.box(50, 1, 51, 2)})
    weights = coverage(nine, shape)
    dense = weights.matrix.toarray()
    assert np.count_nonzero(dense[0]) == 1
    assert dense[0, 4] == pytest.approx(area_km2(shapely.box(1.2, 1.2, 1.3, 1.3)), rel=1e-9)
    assert weights.outside_km2[1] == pytest.approx(area_km2(shapely.box(3, 1, 4, 2)), rel=1e-9)
    assert dense[2].sum() == 0
    assert weights.outside_km2[2] == pytest.approx(area_km2(shapely.box(50, 1, 51, 2)), rel=1e-9)


def test_single_precision_coordinates_are_read_as_decimals(grid, faces):
    lat = np.float32(np.round(89.975 - 0.05 * np.arange(1800, 1840), 3))
    lon = np.float32(np.round(-179.975 + 0.05 * np.arange(5600, 5640), 3))
    cells = coverage(grid(np.zeros((40, 40)), lat, lon), faces({"a": shapely.box(100.1, -1, 101, -0.5)})).cells
    np.testing.assert_allclose(cells.extent, (100.0, -2.0, 102.0, 0.0), atol=1e-9)


def test_bounds_that_come_with_the_grid_are_the_edges(grid, faces):
    data = grid(np.zeros((2, 2)), [1.0, 3.0], [0.0, 1.0]).to_dataset()
    data = data.assign_coords(lat_bnds=(("lat", "bnds"), [[0.0, 1.5], [1.5, 9.0]]))
    data["lat"].attrs["bounds"] = "lat_bnds"
    cells = coverage(data, faces({"a": shapely.box(0, 0, 1, 1)})).cells
    np.testing.assert_allclose(cells.lat_edges, [0, 1.5, 9])
    data = data.assign_coords(lat_bnds=(("lat", "bnds"), [[0.0, 1.5], [2.0, 9.0]]))
    data["lat"].attrs["bounds"] = "lat_bnds"
    with pytest.raises(GridError, match="gaps"):
        coverage(data, faces({"a": shapely.box(0, 0, 1, 1)}))


@pytest.mark.parametrize(("step", "at", "limit"), [(0.05, 45, 2.3e-4), (1.0, 20, 1.7e-3), (1.0, 45, 4.5e-3), (5.0, 20, 9.1e-3)])
def test_error_of_a_half_cut_cell_is_as_stated(grid, faces, step, at, limit):
    # The northern half of one cell: the planar share is 1/2, the true share is smaller by about tan(latitude) * height / 4.
    data = grid(np.zeros((2, 2)), [at + step / 2, at + 1.5 * step], [step / 2, 1.5 * step])
    half = shapely.box(0, at + step / 2, step, at + step)
    found = coverage(data, faces({"half": half}), method="exactextract").matrix.sum()
    error = abs(found / area_km2(half) - 1)
    assert limit / 3 < error < limit
    assert coverage(data, faces({"half": half})).matrix.sum() == pytest.approx(area_km2(half), rel=1e-12)


def test_weights_of_faces_of_many_cells_are_near_the_true_area(grid, faces):
    circle = shapely.Point(112, 15).buffer(3.0, 64)
    data = grid(np.zeros((200, 200)), np.arange(10.025, 20, 0.05), np.arange(107.025, 117, 0.05))
    assert coverage(data, faces({"c": circle})).matrix.sum() == pytest.approx(area_km2(circle), rel=1e-12)
    assert coverage(data, faces({"c": circle}), method="exactextract").matrix.sum() == pytest.approx(area_km2(circle), rel=1e-6)


def test_saved_weights_come_back_for_the_same_grid_and_faces_only(nine, inset, faces, tmp_path):
    weights = coverage(nine, inset)
    weights.save(tmp_path / "w.npz")
    again = load_weights(tmp_path / "w.npz", nine, inset)
    assert (again.matrix != weights.matrix).nnz == 0
    assert again.face_ids == weights.face_ids
    assert again.basis == weights.basis
    assert list(tmp_path.iterdir()) == [tmp_path / "w.npz"]
    with pytest.raises(OverlayError, match="other grid"):
        load_weights(tmp_path / "w.npz", nine.isel(lat=slice(None, None, -1)), inset)
    with pytest.raises(OverlayError, match="other faces"):
        load_weights(tmp_path / "w.npz", nine, faces({"inset": shapely.box(0.5, 0.5, 2.5, 2.4)}))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut short", b"not weights"])
def test_a_file_that_holds_no_weights_is_refused(nine, inset, tmp_path, content):
    (tmp_path / "w.npz").write_bytes(content)
    with pytest.raises(UnreadableFileError, match="no saved weights"):
        load_weights(tmp_path / "w.npz", nine, inset)
    with pytest.raises(UnreadableFileError, match="no saved weights"):
        load_weights(tmp_path / "none.npz", nine, inset)


def test_faces_that_cannot_be_used_are_refused_by_name(nine, inset, faces):
    for bad, error, words in [
        (inset.set_crs(None, allow_override=True), MissingCRSError, "set_crs"),
        (inset.to_crs(3857), CRSError, "to_crs"),
        (faces({"bow": shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])}), GeometryError, "bow"),
        (faces({"line": shapely.LineString([(0, 0), (1, 1)])}), GeometryError, "line"),
        (faces({"high": shapely.box(0, 80, 1, 95)}), GeometryError, "poles"),
        (inset.iloc[:0], SchemaError, "GeoDataFrame"),
        ([shapely.box(0, 0, 1, 1)], SchemaError, "GeoDataFrame"),
        (inset.loc[["inset", "inset"]], SchemaError, "repeated"),
    ]:
        with pytest.raises(error, match=words):
            coverage(nine, bad)


@pytest.mark.parametrize(
    ("lon", "words"),
    [
        ([0.5, 1.5, 1.5], "repeated"),
        ([0.5, 2.5, 1.5], "changes direction"),
        ([0.5, np.nan, 2.5], "finite"),
        ([0.0, 180.0, 360.0], "repeated|span"),
    ],
)
def test_axes_that_cannot_be_used_are_refused(grid, inset, lon, words):
    with pytest.raises(GridError, match=words):
        coverage(grid(np.zeros((3, 3)), [0.5, 1.5, 2.5], lon), inset)


def test_one_column_without_bounds_is_refused(grid, inset):
    with pytest.raises(GridError, match="no bounds"):
        coverage(grid(np.zeros((3, 1)), [0.5, 1.5, 2.5], [0.5]), inset)


def test_longitudes_that_step_across_180_once_are_unrolled(grid, faces):
    data = grid(np.zeros((2, 4)), [0.5, 1.5], [178.5, 179.5, -179.5, -178.5])
    dense = coverage(data, faces({"e": shapely.box(-180, 0, -179, 1)})).to_dataarray()[0].to_numpy()
    np.testing.assert_allclose(dense[0], [0, 0, cell_area_km2(0, 0, 1, 1), 0], rtol=1e-9)


def test_a_curvilinear_grid_that_is_straight_gives_the_weights_of_the_straight_one(grid, faces):
    lon, lat = np.arange(100.5, 110), np.arange(0.5, 8)
    shape = faces({"a": shapely.Point(104.3, 3.9).buffer(2.2), "b": shapely.box(98, 1, 101.5, 2)})
    straight = grid(np.zeros((8, 10)), lat, lon)
    bent = xr.DataArray(
        np.zeros((8, 10)),
        dims=("j", "i"),
        coords={"lon": (("j", "i"), np.tile(lon, (8, 1))), "lat": (("j", "i"), np.tile(lat[:, None], (1, 10)))},
    )
    one, other = coverage(straight, shape), coverage(bent, shape)
    np.testing.assert_allclose(other.matrix.toarray(), one.matrix.toarray(), rtol=1e-9, atol=1e-9 * one.cell_km2.max())
    np.testing.assert_allclose(one.face_km2, area_km2(shape.geometry.to_numpy()), rtol=1e-12)
    np.testing.assert_allclose(other.outside_km2[1], area_km2(shapely.box(98, 1, 100, 2)), rtol=1e-9)


def test_a_folded_curvilinear_grid_is_refused(faces):
    lon, lat = np.meshgrid([0.0, 1.0, 2.0], [0.0, 1.0, 2.0])
    lon[2] = 6 - 3 * lon[2]  # the last row runs backwards
    data = xr.DataArray(np.zeros((3, 3)), dims=("j", "i"), coords={"lon": (("j", "i"), lon), "lat": (("j", "i"), lat)}, name="q")
    with pytest.raises(GridError, match="folded"):
        coverage(data, faces({"a": shapely.box(0, 0, 1, 1)}))


@pytest.mark.shared
def test_weights_of_published_zones_add_up_to_their_areas(shared_data, grid):
    zones = gpd.read_file(shared_data / "claims" / "eez_v12_clip.geojson")[["geometry"]].set_index(np.arange(35).astype(str))
    west, south, east, north = zones.total_bounds
    lon, lat = (a + (b - a) * (np.arange(n) + 0.5) / n for a, b, n in ((west, east, 900), (south, north, 600)))
    weights = coverage(grid(np.zeros((600, 900)), lat, lon), zones)
    np.testing.assert_allclose(weights.matrix.sum(axis=1), area_km2(zones.geometry.to_numpy()), rtol=1e-11)


@pytest.mark.slow
@pytest.mark.shared
def test_where_the_two_methods_differ_by_a_cell_polygons_decide_for_the_exact_one(shared_data, grid):
    zones = gpd.read_file(shared_data / "claims" / "eez_v12_clip.geojson")[["geometry"]].set_index(np.arange(35).astype(str))
    data = grid(np.zeros((1200, 1800)), np.arange(0.025, 60, 0.05), np.arange(90.025, 180, 0.05))
    exact, other = coverage(data, zones), coverage(data, zones, method="exactextract")
    away = (exact.matrix - other.matrix).tocoo()
    far = np.flatnonzero(np.abs(away.data) > 0.01 * exact.cell_km2[away.col])
    assert len(far) < 20
    for face, cell in zip(away.row[far], away.col[far], strict=True):
        row, column = divmod(int(cell), 1800)
        west, south = exact.cells.lon_edges[column], exact.cells.lat_edges[row]
        piece = zones.geometry.iloc[int(face)] & shapely.box(west, south, west + 0.05, south + 0.05)
        assert exact.matrix[[int(face)], [int(cell)]][0] == pytest.approx(area_km2(piece), rel=1e-6, abs=1e-6)


def test_the_order_of_faces_changes_nothing_but_the_order(nine, faces):
    shapes = {"a": shapely.box(0.1, 0.1, 1.4, 1.9), "b": shapely.box(1, 1, 3, 3), "c": shapely.box(0, 0, 3, 1)}
    forward = coverage(nine, faces(shapes)).to_dataarray()
    backward = coverage(nine, faces(dict(reversed(shapes.items())))).to_dataarray()
    xr.testing.assert_allclose(backward.sel(face=list(shapes)), forward, rtol=1e-13)
