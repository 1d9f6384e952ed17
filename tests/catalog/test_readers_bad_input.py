"""Bad input: each mistake has its own error with the row or byte named, and no reader ever ends in another error."""

from __future__ import annotations

import contextlib
import io
import json
import pickle
import re
import zipfile

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from toolkit.catalog.layout import columns_of, container, read_table, read_text
from toolkit.catalog.points import read_points
from toolkit.catalog.readers import layouts, read, recognise
from toolkit.errors import ArfMarineError, SchemaError, UnknownNameError, UnreadableFileError

#: One good file of each layout of text, small enough to be read in the head.
HEADERS = {layout.name: layout.columns for layout in layouts() if "text" in layout.containers}


LAYERS = {layout.name for layout in layouts() if "shapefile" in layout.containers}


def put(folder, data, name="file.csv"):
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def table_bytes(suffix):
    frame = pd.DataFrame({"lon": [117.0, 118.0], "lat": [8.0, 9.0], "coral_cover": [40.0, 20.0]})
    out = io.BytesIO()
    frame.to_parquet(out) if suffix == "parquet" else frame.to_excel(out, index=False)
    return out.getvalue()


@pytest.fixture(scope="module")
def parquet_file():
    return table_bytes("parquet")


@pytest.fixture(scope="module")
def workbook_file():
    return table_bytes("xlsx")


@pytest.fixture(scope="module")
def netcdf_file(tmp_path_factory):
    """A synthetic grid in the layout of Coral Reef Watch, classic netCDF."""
    path = tmp_path_factory.mktemp("grid") / "synthetic.nc"
    coords = {"lat": ("lat", [10.025, 9.975], {"units": "degrees_north"}), "lon": ("lon", [110.025, 110.075], {"units": "degrees_east"})}
    data = xr.Dataset({"degree_heating_week": (("lat", "lon"), np.ones((2, 2)), {"units": "degree_Celsius_weeks"})}, coords=coords)
    data.to_netcdf(path, format="NETCDF3_CLASSIC")
    return path.read_bytes()


@pytest.fixture(scope="module")
def layer_file():
    """A layer in the layout of the Allen Coral Atlas."""
    ring = [[110, 10], [111, 10], [111, 11], [110, 10]]
    one = {"type": "Feature", "properties": {"class": "Sand"}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    return json.dumps({"type": "FeatureCollection", "features": [one]}).encode()


# ---- one error for each mistake ------------------------------------------------------------------------------------------------


def test_a_missing_file_and_a_folder(tmp_path):
    with pytest.raises(UnreadableFileError, match="cannot be opened"):
        read(tmp_path / "nothing.csv")
    with pytest.raises(UnreadableFileError, match="is a folder"):
        read(tmp_path)


def test_zero_bytes(tmp_path):
    with pytest.raises(UnreadableFileError, match=r"empty \(0 bytes"):
        read(put(tmp_path, b""))


@pytest.mark.parametrize(
    "page",
    [
        b"<!DOCTYPE html><html></html>",
        b"\n  <HTML><head>",
        b'<?xml version="1.0"?>\n<!-- x -->\n<html xmlns="x">',
        "﻿<html>".encode(),
        b"<head><title>502",
    ],
)
@pytest.mark.parametrize("name", ["ct5km_dhw_v3.1_20240315.nc", "table.csv", "layer.gpkg"])
def test_a_web_page_under_the_name_of_data(tmp_path, page, name):
    with pytest.raises(UnreadableFileError, match="is a web page"):
        read(put(tmp_path, page, name))


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
def test_a_pickle_posing_as_data_is_never_opened(tmp_path, protocol):
    class Trap:
        def __reduce__(self):
            return (exec, ("raise SystemExit('ran')",))

    for name in ("table.csv", "grid.nc", "cells.parquet"):
        with pytest.raises(UnreadableFileError, match=r"Python pickle \(byte 0"):
            read(put(tmp_path, pickle.dumps(Trap(), protocol), name))


@pytest.mark.parametrize(
    ("head", "what"),
    [
        (b"\x1f\x8b\x08", "gzip"),
        (b"BZh9", "bzip2"),
        (b"\xfd7zXZ\x00", "xz"),
        (b"RDX3\n", "R workspace"),
        (b"%PDF-1.4", "PDF"),
        (b"\xd0\xcf\x11\xe0", "xls"),
    ],
)
def test_other_kinds_of_file_are_named(tmp_path, head, what):
    with pytest.raises(UnreadableFileError, match=what):
        read(put(tmp_path, head + b"\x00" * 20))


def test_bytes_that_no_text_holds_are_named(tmp_path):
    with pytest.raises(UnreadableFileError, match="byte 5 is 0x00"):
        read_text(put(tmp_path, b"a,b\n1\x002\n"))
    with pytest.raises(UnreadableFileError, match="byte 0 is 0x"):
        read_text(put(tmp_path, "lon,lat".encode("utf-16-le")[1:]))
    with pytest.raises(UnreadableFileError, match=r"byte 4 is not UTF-8 and byte 5 \(0x81\) is not Windows-1252"):
        read_text(put(tmp_path, b"a,b\n\xff\x81,1\n"))
    with pytest.raises(UnreadableFileError, match="not UTF-16"):
        read_text(put(tmp_path, b"\xff\xfea\x00\x00"))


@pytest.mark.parametrize(
    ("encoding", "told"), [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("latin-1", "latin-1"), ("cp1252", "cp1252"), ("utf-16", "utf-16")]
)
def test_the_encoding_is_found_and_told(tmp_path, encoding, told):
    word = "Récif—1" if encoding == "cp1252" else "Récif"
    frame = read_table(put(tmp_path, f"site,n\n{word},1\n".encode(encoding)))
    assert frame["site"].tolist() == [word]
    assert frame.attrs["encoding"] == told


def test_a_table_cut_short_names_the_row(tmp_path):
    with pytest.raises(UnreadableFileError, match="row 3: 2 fields where the header has 3"):
        read_table(put(tmp_path, "a,b,c\n1,2,3\n4,5"))
    with pytest.raises(SchemaError, match="row 2: 4 fields where the header has 3"):
        read_table(put(tmp_path, "a,b,c\n1,2,3,4\n"))
    with pytest.raises(UnreadableFileError, match="holds no rows"):
        read_table(put(tmp_path, "\n\n"))


def test_rows_are_counted_as_a_spreadsheet_does(tmp_path):
    frame = read_table(put(tmp_path, 'a,b\n1,"two\nlines"\n\n3,4\n'))
    assert frame.index.tolist() == [2, 5]


def test_a_column_name_twice_is_refused(tmp_path):
    with pytest.raises(SchemaError, match="names a more than once"):
        read_table(put(tmp_path, "a,b,a\n1,2,3\n"))


@pytest.mark.parametrize("name", sorted(name for name in HEADERS if name not in LAYERS))
def test_a_renamed_column_is_refused_with_those_found_and_known(tmp_path, name):
    columns = list(HEADERS[name])
    separator = " " if name == "crw-station" else ","
    renamed = [columns[0] + "X", *columns[1:]]
    header = separator.join(f'"{column}"' if separator == "," and "," in column else column for column in renamed)
    with pytest.raises(SchemaError, match=r"(?s)[Cc]olumns? found|no line of columns|not a colour table|known|missing|not a") as caught:
        read(put(tmp_path, header + "\n"), layout=name)
    assert not isinstance(caught.value, UnreadableFileError)


def test_an_unknown_layout_is_refused_with_the_nearest(tmp_path):
    with pytest.raises(SchemaError, match=r"no known layout\. Columns found: stockid, year, weight\. Nearest.*ram"):
        read(put(tmp_path, "stockid,year,weight\nA,2001,3\n"))
    with pytest.raises(UnknownNameError, match="Did you mean 'ram-views'"):
        read(put(tmp_path, "a\n1\n"), layout="ram-view")


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.99])
def test_truncated_files_of_every_kind(tmp_path, parquet_file, workbook_file, netcdf_file, part):
    for data, name in ((parquet_file, "a.parquet"), (workbook_file, "a.xlsx"), (netcdf_file, "a.nc")):
        path = put(tmp_path, data[: int(len(data) * part)], name)
        with pytest.raises(ArfMarineError):
            read(path)


def test_a_layer_is_read_and_another_json_is_not(tmp_path, layer_file):
    assert read(put(tmp_path, layer_file))["benthic_code"].tolist() == [11]
    with pytest.raises(UnreadableFileError, match="cannot be read"):
        read(put(tmp_path, layer_file[:-40]))
    with pytest.raises(ArfMarineError):
        read(put(tmp_path, '{"class": "Sand"}'))


def test_a_grid_cut_short_is_not_filled_with_zeros(tmp_path, netcdf_file):
    from toolkit.catalog.grids import open_grid

    for door in (read, open_grid):
        with pytest.raises(UnreadableFileError, match="cut short"):
            door(put(tmp_path, netcdf_file[:-8], "a.nc"))


def test_a_zip_is_not_a_table(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("../evil.csv", "a")
    with pytest.raises(UnreadableFileError, match="is zip"):
        read(put(tmp_path, out.getvalue(), "a.zip"))


def test_a_file_is_judged_by_its_bytes_not_its_name(tmp_path, parquet_file, workbook_file):
    assert container(put(tmp_path, parquet_file, "table.csv")) == "parquet"
    assert container(put(tmp_path, workbook_file, "table.nc")) == "xlsx"
    assert read_points(put(tmp_path, workbook_file, "points.csv"))["value"].tolist() == [40.0, 20.0]
    assert columns_of(put(tmp_path, parquet_file, "table.csv")) == ["lon", "lat", "coral_cover"]


def test_messages_say_what_to_do_next(tmp_path):
    steps = re.compile(r"(?i)\b(get|give|save|choose|correct|rename|unpack|open|name|export|check|merge|call|write|known)\b")
    bad = [b"", b"<html>", pickle.dumps({}, 4), b"a,b\n1\n", b"a,a\n1,2\n", b"x,y\n1,2\n", b"\x1f\x8b"]
    for data in bad:
        with pytest.raises(ArfMarineError) as caught:
            read(put(tmp_path, data))
        assert steps.search(str(caught.value)), str(caught.value)


# ---- fuzz: nothing but errors of the toolkit ------------------------------------------------------------------------------------

quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def check_every_door(path):
    """Read with every door; anything but an error of the toolkit fails the test."""
    for door in (read, read_points):
        with contextlib.suppress(ArfMarineError):
            door(path)


@quick
@given(st.binary(max_size=400))
def test_random_bytes(tmp_path, data):
    check_every_door(put(tmp_path, data))


@quick
@given(st.text(max_size=300))
def test_random_text(tmp_path, text):
    check_every_door(put(tmp_path, text.encode("utf-8", "surrogatepass")))


CELLS = st.one_of(
    st.sampled_from(
        [
            "",
            "NA",
            "nd",
            "0",
            "-1",
            "1e999",
            "nan",
            "inf",
            "2015-06-01",
            "11/22/2001",
            "19-Feb-03",
            "05N",
            "130E",
            '"',
            "a;b",
            "HC",
            "57, 51",
            "U",
        ]
    ),
    st.integers(-(10**6), 10**6).map(str),
    st.floats(-1e4, 1e4).map(str),
    st.text(max_size=6),
)


@quick
@given(st.data())
def test_real_headers_with_random_cells(tmp_path, data):
    name = data.draw(st.sampled_from(sorted(HEADERS)))
    separator = " " if name == "crw-station" else data.draw(st.sampled_from(",;"))
    columns = HEADERS[name]
    rows = data.draw(st.lists(st.lists(CELLS, min_size=len(columns), max_size=len(columns)), max_size=3))
    quote = '"{}"'.format if separator != " " else str
    text = "\n".join(separator.join(quote(cell.replace('"', "'")) for cell in row) for row in [columns, *rows])
    path = put(tmp_path, text.encode("utf-8", "surrogatepass"))
    check_every_door(path)
    with contextlib.suppress(ArfMarineError):
        read(path, layout=name)


def mutate(data, seed_bytes):
    out = bytearray(data)
    for place, value in seed_bytes:
        out[place % len(out)] = value
    return bytes(out)


MUTATIONS = st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=6)
#: Mutated files of binary formats go through C libraries: a fixed sequence keeps the suite the same on every machine.
fixed = settings(quick, max_examples=25, derandomize=True)


@fixed
@given(MUTATIONS)
def test_mutated_workbooks(tmp_path, workbook_file, changes):
    check_every_door(put(tmp_path, mutate(workbook_file, changes), "a.xlsx"))


@fixed
@given(MUTATIONS)
def test_mutated_parquet(tmp_path, parquet_file, changes):
    check_every_door(put(tmp_path, mutate(parquet_file, changes), "a.parquet"))


def read_or_refused(path):
    """Read a file: what comes back is known by its dataset, and a refusal says what to do; anything else fails the test."""
    refused = ""
    try:
        found = read(path)
    except ArfMarineError as error:
        refused = str(error)
    assert len(refused.split()) > 5 or found.attrs["dataset_id"]


@settings(fixed, max_examples=10)
@given(MUTATIONS)
def test_mutated_grids(tmp_path, netcdf_file, changes):
    read_or_refused(put(tmp_path, mutate(netcdf_file, changes), "a.nc"))


@fixed
@given(MUTATIONS)
def test_mutated_layers(tmp_path, layer_file, changes):
    read_or_refused(put(tmp_path, mutate(layer_file, changes), "a.geojson"))


@pytest.mark.shared
@fixed
@given(data=st.data())
def test_mutated_real_tables(tmp_path, shared_data, data):
    names = [
        "coral/crw_station_sabah_2024.txt",
        "coral/malaysia_station_peak_dhw.csv",
        "fish/gfw_format/fleet-daily-100-v3_sample.csv",
        "fish/fao_fishstat25/area.csv",
        "fish/twap_lme/lmes_coral_coverage.csv",
        "fish/ram/ram_v4.46_latest.csv",
        "coral/gcrmn_regions/gcrmn_regions.prj",
    ]
    whole = (shared_data / data.draw(st.sampled_from(names))).read_bytes()[:3000]
    check_every_door(put(tmp_path, mutate(whole, data.draw(MUTATIONS))))


@pytest.mark.shared
def test_real_files_that_are_no_data_are_refused(shared_data):
    for name in ("coral/crw_ct5km_dhw_header.cdl", "coral/LICENSE_local-reef-pressures.md", "fish/gfw_format/fourwings_report_item.json"):
        with pytest.raises((SchemaError, UnreadableFileError)):
            recognise(shared_data / name)
