"""Grids from files: what is opened, how it is decoded, and what is refused with which next step."""

from __future__ import annotations

import dask
import netCDF4
import numpy as np
import pytest
import shapely
import xarray as xr
from toolkit.catalog.axes import axes
from toolkit.catalog.grids import open_grid
from toolkit.errors import GridError, UnknownNameError, UnreadableFileError

HTML = b"<!DOCTYPE html><html><body>404 Not Found</body></html>"


@pytest.fixture
def sst():
    values = np.arange(24.0).reshape(2, 3, 4)
    return xr.Dataset(
        {"sst": (("time", "lat", "lon"), values, {"units": "degC"})},
        coords={
            "time": ("time", [0, 1], {"units": "days since 2024-01-01", "calendar": "standard"}),
            "lat": ("lat", [2.0, 1.0, 0.0], {"units": "degrees_north"}),
            "lon": ("lon", [100.0, 101.0, 102.0, 103.0], {"units": "degrees_east"}),
        },
    )


def write(dataset, path):
    """Write as it stands: no decoding on the way."""
    dataset.to_netcdf(path, engine="netcdf4")
    return path


def crw_file(path, days=1):
    """A synthetic file in the layout of the daily 5 km degree heating weeks of Coral Reef Watch (part of the globe; no observation)."""
    with netCDF4.Dataset(path, "w") as file:
        file.createDimension("time", None)
        file.createDimension("lat", 40)
        file.createDimension("lon", 60)
        time = file.createVariable("time", "i4", ("time",))
        time.setncatts({"axis": "T", "standard_name": "time", "units": "seconds since 1981-01-01 00:00:00"})
        time[:] = 86400 * (15000 + np.arange(days)) + 43200
        lat = file.createVariable("lat", "f4", ("lat",))
        lat.setncatts({"axis": "Y", "standard_name": "latitude", "units": "degrees_north"})
        lat[:] = np.round(9.975 - 0.05 * np.arange(40), 3)
        lon = file.createVariable("lon", "f4", ("lon",))
        lon.setncatts({"axis": "X", "standard_name": "longitude", "units": "degrees_east"})
        lon[:] = np.round(110.025 + 0.05 * np.arange(60), 3)
        dhw = file.createVariable("degree_heating_week", "i2", ("time", "lat", "lon"), fill_value=-32768, zlib=True, chunksizes=(1, 20, 30))
        dhw.setncatts(
            {"long_name": "degree heating week", "grid_mapping": "crs", "units": "degree_Celsius_weeks", "scale_factor": 0.01}
            | {"valid_min": np.int16(0), "valid_max": np.int16(10000)}
        )
        dhw.set_auto_maskandscale(False)
        packed = np.tile(np.arange(60, dtype=np.int16) * 10, (days, 40, 1))
        packed[:, 0, 0], packed[:, 0, 1], packed[:, 0, 2] = -32768, -5, 10001
        dhw[:] = packed
        mask = file.createVariable("mask", "u1", ("time", "lat", "lon"), fill_value=251)
        mask.setncatts(
            {"flag_values": np.array([0, 1, 2, 4], "u1"), "flag_meanings": "valid-water land missing ice", "grid_mapping": "crs"}
        )
        mask[:] = 0
        crs = file.createVariable("crs", "i2")
        crs.setncatts({"grid_mapping_name": "latitude_longitude", "epsg_code": "EPSG:32663"})
        file.setncatts({"id": "Satellite_Daily_Global_5km_Degree_Heating_Week", "geospatial_bounds_crs": "EPSG:32663"})
    return path


def test_a_coral_reef_watch_file_is_decoded_once_and_its_wrong_code_overridden(tmp_path):
    grid = open_grid(crw_file(tmp_path / "ct5km_dhw_synthetic.nc"), "degree_heating_week")
    assert dask.is_dask_collection(grid.data)
    assert grid.dims == ("time", "lat", "lon")
    values = grid.compute().to_numpy()[0]
    np.testing.assert_allclose(values[1], np.arange(60) * 0.1, rtol=1e-6)
    # The fill value, and values outside the valid range 0..10000 of packed numbers, are missing.
    np.testing.assert_array_equal(np.isnan(values[0, :4]), [True, True, True, False])
    assert grid["time"].to_numpy()[0] == np.datetime64("2022-01-26T12:00:00")
    assert "EPSG:32663" in grid.attrs["notes"]
    assert "taken as EPSG:4326" in grid.attrs["notes"]
    assert grid.attrs["units"] == "degree_Celsius_weeks"
    assert grid.attrs["dataset_id"] == "Satellite_Daily_Global_5km_Degree_Heating_Week"
    assert grid.attrs["source_path"] == "ct5km_dhw_synthetic.nc"


def test_three_lines_from_file_to_table(tmp_path):
    import geopandas as gpd
    from toolkit.overlay.coverage import coverage
    from toolkit.overlay.tabulate import zonal_table

    faces = gpd.GeoDataFrame(index=["a"], geometry=[shapely.box(110.5, 8.1, 112, 9.3)], crs="EPSG:4326")
    grid = open_grid(crw_file(tmp_path / "dhw.nc", days=3), "degree_heating_week")
    weights = coverage(grid, faces)
    table = zonal_table(grid, weights)
    # Columns 10..39 of 0.05 degree hold 1.0, 1.1 .. 3.9: their mean is 2.45.
    np.testing.assert_allclose(table.frame["value"], 2.45, rtol=1e-6)
    assert table.frame["time"].tolist() == ["2022-01-26T12:00:00", "2022-01-27T12:00:00", "2022-01-28T12:00:00"]
    assert set(table.frame["units"]) == {"degC_week"}


def test_zarr_and_netcdf_hold_the_same_grid(sst, tmp_path):
    sst.to_zarr(tmp_path / "sst.zarr", zarr_format=2)
    write(sst, tmp_path / "sst.nc")
    one, other = open_grid(tmp_path / "sst.zarr"), open_grid(tmp_path / "sst.nc")
    np.testing.assert_array_equal(one, other)
    assert one.attrs["source_path"] == "sst.zarr"


def test_a_classic_file_is_read_too(sst, tmp_path):
    sst.to_netcdf(tmp_path / "classic.nc", format="NETCDF3_CLASSIC", engine="netcdf4")
    assert float(open_grid(tmp_path / "classic.nc")[1, 0, 0]) == 12.0


def test_a_calendar_of_360_days_is_decoded(sst, tmp_path):
    sst["time"].attrs["calendar"] = "360_day"
    sst["time"].attrs["units"] = "days since 2024-02-29"
    grid = open_grid(write(sst, tmp_path / "model.nc"))
    assert [t.isoformat()[:10] for t in grid["time"].to_numpy()] == ["2024-02-29", "2024-02-30"]
    assert axes(grid).time == "time"


def test_names_and_attributes_are_both_known(sst, tmp_path):
    renamed = sst.rename(lat="nav_lat", lon="nav_lon")
    for name in ("nav_lat", "nav_lon"):
        renamed[name].attrs = {}
    assert axes(open_grid(write(renamed, tmp_path / "a.nc"))).lon == "nav_lon"
    odd = sst.rename(lat="j", lon="i")
    assert axes(open_grid(write(odd, tmp_path / "b.nc"))).lat == "j"


def test_edges_stated_by_bounds_are_kept(sst, tmp_path):
    sst["lat"].attrs["bounds"] = "lat_bnds"
    sst["lat_bnds"] = (("lat", "bnds"), [[1.5, 9.0], [0.5, 1.5], [-0.5, 0.5]])
    grid = open_grid(write(sst, tmp_path / "b.nc"))
    assert grid["lat"].attrs["edges"] == [-0.5, 0.5, 1.5, 9.0]
    sst["lat_bnds"] = (("lat", "bnds"), [[1.5, 9.0], [0.7, 1.5], [-0.5, 0.5]])
    with pytest.raises(GridError, match="gaps"):
        open_grid(write(sst, tmp_path / "c.nc"))


def test_two_dimensional_coordinates_make_a_curvilinear_grid():
    lon, lat = np.meshgrid([1.0, 2.0, 3.0], [4.0, 5.0])
    data = xr.DataArray(np.zeros((2, 3)), dims=("y", "x"), coords={"lon": (("y", "x"), lon), "lat": (("y", "x"), lat)})
    found = axes(data)
    assert found.curvilinear
    assert (found.x, found.y) == ("x", "y")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.nc", b"", "0 bytes"),
        ("page.nc", HTML, "web page"),
        ("page.nc", b"\n  <?xml version='1.0'?><error/>", "web page or XML"),
        ("image.nc", b"II*\x00 and so on", "gdal_translate"),
        ("text.nc", b"lon,lat,value\n1,2,3\n", "first bytes"),
        ("cut.nc", b"\x89HDF\r\n\x1a\n" + b"\x00" * 40, "truncated or damaged|cut short"),
        ("cut3.nc", b"CDF\x01\x00\x00", "truncated or damaged|cut short"),
    ],
)
def test_files_that_are_not_grids_are_refused(tmp_path, name, content, words):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadableFileError, match=words):
        open_grid(tmp_path / name)


def test_a_file_cut_short_in_its_data_is_refused(tmp_path, sst):
    for kind, engine in (("NETCDF4", "netcdf4"), ("NETCDF3_CLASSIC", "netcdf4")):
        big = sst.isel(time=[0] * 400).assign_coords(time=np.arange(400.0))
        big.to_netcdf(tmp_path / "whole.nc", format=kind, engine=engine)
        content = (tmp_path / "whole.nc").read_bytes()
        (tmp_path / "cut.nc").write_bytes(content[: len(content) // 2])
        with pytest.raises(UnreadableFileError, match=r"truncated or damaged|cut short"):
            open_grid(tmp_path / "cut.nc")


def test_places_without_a_grid_are_refused(tmp_path):
    with pytest.raises(UnreadableFileError, match="does not exist"):
        open_grid(tmp_path / "none.nc")
    with pytest.raises(UnreadableFileError, match="without Zarr metadata"):
        open_grid(tmp_path)
    with pytest.raises(UnreadableFileError, match="Download the file first"):
        open_grid("https://example.org/sst.nc")


def test_the_variable_must_be_named_where_there_are_several(sst, tmp_path):
    path = write(sst.assign(dhw=sst["sst"] * 2), tmp_path / "two.nc")
    with pytest.raises(GridError, match=r"sst\('time', 'lat', 'lon'\), dhw.*variable='sst'"):
        open_grid(path)
    assert open_grid(path, "dhw").name == "dhw"
    with pytest.raises(UnknownNameError, match=r"'dwh'.*Did you mean 'dhw'.*dhw, sst"):
        open_grid(path, "dwh")


def test_axes_that_are_not_found_are_told_with_what_to_set(sst, tmp_path):
    odd = sst.rename(lat="b", lon="a")
    for name in "ab":
        odd[name].attrs = {}
    with pytest.raises(GridError, match=r"dimensions \('time', 'b', 'a'\).*no coordinate is longitude.*degrees_east"):
        open_grid(write(odd, tmp_path / "odd.nc"))


def test_degrees_beside_bare_dimensions_become_the_dimensions(sst, tmp_path):
    plain = open_grid(write(sst, tmp_path / "plain.nc"))
    odd = sst.rename_dims(lat="nj", lon="ni").reset_index(["lat", "lon"]).rename_vars(lat="ylat", lon="xlon")
    grid = open_grid(write(odd, tmp_path / "odd.nc"))
    assert grid.dims == ("time", "ylat", "xlon")
    assert "ni are taken as xlon" in grid.attrs["notes"]
    assert (grid.values == plain.values).all()
    with pytest.raises(GridError, match=r"swap_dims\(ni='xlon', nj='ylat'\)"):
        axes(odd["sst"])


def test_two_longitudes_are_not_chosen_between(sst):
    data = sst["sst"].assign_coords(other=("lon", [1.0, 2.0, 3.0, 4.0])).swap_dims(lon="cell")
    data["other"].attrs["units"] = "degrees_east"
    with pytest.raises(GridError, match="more than one coordinate is longitude"):
        axes(data)


def test_a_projected_grid_is_refused_with_the_next_step(tmp_path):
    data = xr.Dataset(
        {"sst": (("y", "x"), np.zeros((2, 3)), {"grid_mapping": "utm"}), "utm": ((), 0, {"grid_mapping_name": "transverse_mercator"})},
        coords={"x": ("x", [5e5, 6e5, 7e5], {"units": "m"}), "y": ("y", [1e5, 2e5], {"units": "m"})},
    )
    with pytest.raises(GridError, match=r"transverse_mercator.*gdalwarp -t_srs EPSG:4326"):
        open_grid(write(data, tmp_path / "utm.nc"))


def test_metres_called_lon_are_refused(sst, tmp_path):
    far = sst.assign_coords(lon=sst["lon"] * 1000)
    with pytest.raises(GridError, match="not degrees"):
        open_grid(write(far, tmp_path / "far.nc"))


@pytest.mark.parametrize(
    ("lon", "words"),
    [
        ([100.0, 101.0, 101.0, 103.0], "repeated values \\(101\\).*drop_duplicates"),
        ([100.0, 102.0, 101.0, 103.0], "changes direction.*sortby"),
        ([100.0, 101.0, np.nan, 103.0], "not a finite number"),
    ],
)
def test_axes_out_of_order_are_refused(sst, tmp_path, lon, words):
    with pytest.raises(GridError, match=words):
        open_grid(write(sst.assign_coords(lon=("lon", lon, {"units": "degrees_east"})), tmp_path / "bad.nc"))


def test_times_that_do_not_decode_are_told_with_their_units(sst, tmp_path):
    sst["time"].attrs["units"] = "days since the flood"
    with pytest.raises(GridError, match=r"times of bad.nc cannot be decoded.*days since the flood"):
        open_grid(write(sst, tmp_path / "bad.nc"))


def test_words_are_not_values(sst, tmp_path):
    words = sst.assign(sst=(sst["sst"].dims, np.full(sst["sst"].shape, "warm", dtype=object)))
    with pytest.raises(GridError, match="not numbers"):
        open_grid(write(words, tmp_path / "words.nc"))


@pytest.mark.shared
def test_a_published_pixel_series_has_axes(shared_data):
    path = shared_data / "coral" / "crw_pixel_gbr" / "NOAA_DHW_pixel_145.425E_14.675S_20150601_20170601.nc"
    with pytest.raises(GridError, match="CRW_DHW"):
        open_grid(path)
    series = open_grid(path, "CRW_DHW")
    assert axes(series).time == "time"
    assert float(series.max()) == pytest.approx(8.99)


def curvilinear_file(path, *, corners=True, shear=0.25):
    """Cells of 1 degree, each row moved east by ``shear``: corners of rows do not lie between the centres."""
    row, column = np.meshgrid(np.arange(4.0), np.arange(5.0), indexing="ij")
    lon, lat = 110.5 + column + shear * row, 5.5 + row
    around = np.array([[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5]])
    data = xr.Dataset(
        {"sst": (("y", "x"), np.ones((4, 5)), {"units": "degC"})},
        coords={
            "lon": (("y", "x"), lon, {"units": "degrees_east", "standard_name": "longitude"}),
            "lat": (("y", "x"), lat, {"units": "degrees_north", "standard_name": "latitude"}),
        },
    )
    if corners:
        for k, name in enumerate(("lon", "lat")):
            data[f"{name}_vertices"] = (("y", "x", "vertices"), data[name].to_numpy()[..., None] + around[:, k])
            data[name].attrs["bounds"] = f"{name}_vertices"
    data.to_netcdf(path)
    return path


def test_corners_of_a_curvilinear_grid_are_those_of_the_file(tmp_path):
    import geopandas as gpd
    from toolkit.overlay.coverage import coverage
    from toolkit.overlay.zonal import zonal

    grid = open_grid(curvilinear_file(tmp_path / "ocean.nc"))
    box = shapely.box(111.25, 6.0, 112.0, 7.0)  # cells of row 1 begin at 110.25, 111.25, 112.25
    faces = gpd.GeoDataFrame(index=["a"], geometry=[box], crs="EPSG:4326")
    weights = coverage(grid, faces)
    assert "corners of the file" in str(weights.cells)
    np.testing.assert_array_equal(weights.matrix.indices, [6])  # the second cell of row 1 alone
    assert zonal(grid, weights)["mean"].to_numpy() == pytest.approx([1.0])
    assert zonal(grid, weights).attrs["cell_corners"] == "of the file"
    part = grid.isel(y=slice(1, 2), x=slice(1, 3))  # one row has corners too, now that the file states them
    np.testing.assert_array_equal(coverage(part, faces).matrix.indices, [0])
    guessed = coverage(open_grid(curvilinear_file(tmp_path / "bare.nc", corners=False)), faces)
    assert "corners between centres" in str(guessed.cells)
    assert len(guessed.matrix.indices) > 1
    assert guessed.grid_fingerprint != weights.grid_fingerprint


def test_corners_that_are_missing_are_refused(tmp_path):
    from toolkit.overlay.mesh import mesh

    grid = open_grid(curvilinear_file(tmp_path / "ocean.nc"))
    grid["lat_vertices_2"][0, 0] = np.nan
    with pytest.raises(GridError, match=r"have gaps.*drop_vars"):
        mesh(grid)
