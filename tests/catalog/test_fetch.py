"""Downloads against a server on this machine that also truncates, stalls, redirects, fails and lies: nothing half-written shows."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from toolkit.catalog.addresses import parameters, request
from toolkit.catalog.archives import unpack
from toolkit.catalog.fetch import cache_folder, downloadable, fetch, licence_notice, subset_parameters
from toolkit.catalog.registry import data_folder, datasets, read_registry
from toolkit.errors import ChecksumError, DownloadError, SchemaError, UnknownNameError, UnreadableFileError

served = [pytest.mark.localserver, pytest.mark.allow_hosts(["127.0.0.1"])]

CSV = b"yy,a\n2019,1\n2020,2\n"
HTML = b"<!DOCTYPE html><html><body><h1>503 Service Unavailable</h1></body></html>"


def tiny_netcdf(folder):
    path = Path(folder) / "tiny.nc"
    grid = xr.Dataset({"dhw": (("lat", "lon"), np.arange(6.0).reshape(2, 3))}, coords={"lat": [10.0, 11.0], "lon": [110.0, 111.0, 112.0]})
    grid.to_netcdf(path, format="NETCDF3_CLASSIC")
    return path.read_bytes()


def zipped(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


class Handler(BaseHTTPRequestHandler):
    """Serves what the test put into ``server.pages``: path -> list of answers, the last one for good."""

    def log_message(self, *_):
        pass

    def do_GET(self):
        server = self.server
        path = self.path.partition("?")[0]
        server.seen.append(self.path)
        answers = server.pages.get(path, [("status", 404)])
        kind, value = answers[0]
        if len(answers) > 1:
            answers.pop(0)
        if kind == "body":
            self._send(200, value, len(value))
        elif kind == "status":
            self._send(value, b"no", 2)
        elif kind == "truncate":  # promises more than it sends
            self._send(200, value[: len(value) // 2], len(value))
        elif kind == "unsized":  # promises nothing and stops in the middle
            self._send(200, value[: len(value) // 2], None)
        elif kind == "redirect":
            self.send_response(302)
            self.send_header("Location", value)
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif kind == "stall":
            self._send(200, value[:4], len(value))
            server.release.wait(10)
        self.close_connection = True

    def _send(self, status, body, length):
        self.send_response(status)
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()


@pytest.fixture
def server():
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        running.pages, running.seen, running.release = {}, [], threading.Event()
        running.daemon_threads = False
        running.root = f"http://127.0.0.1:{running.server_address[1]}"
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield running
        running.release.set()
        running.shutdown()
        thread.join()


@pytest.fixture
def register(tmp_path, monkeypatch):
    """Write a register with one dataset, and point the toolkit to it."""

    def write(url="", *, name="heat", **fields):
        fields = {"access": "download", "format": "text"} | fields
        entry = {
            "title": "Heat",
            "kind": "derived",
            "licence": "CC BY 4.0",
            "citation": "A. Author (2020)",
            "source": "a server",
            "version": "1",
            "redistribution": "ok",
            "caveats": "none",
            "landing_page": "https://example.org/heat",
            "url": url,
        } | fields
        folder = tmp_path / f"data-{len(list(tmp_path.glob('data-*')))}"  # a register is read once for each folder
        folder.mkdir()
        lines = [f"[{name}]"] + [f"{key} = {json.dumps(value)}" for key, value in entry.items() if not isinstance(value, dict)]
        for key, choices in (fields.get("choices") or {}).items():
            lines += [f"[{name}.choices.{key}]"] + [f"{word} = {json.dumps(text)}" for word, text in choices.items()]
        (folder / "registry.toml").write_text("\n".join(lines))
        monkeypatch.setenv("ARF_MARINE_DATA", str(folder))
        return name

    return write


@pytest.fixture
def get(tmp_path):
    """Fetch into a cache of the test."""
    cache = tmp_path / "cache"

    def run(name="heat", **options):
        return fetch(name, **({"cache": cache, "accept_licence": True, "retries": 1, "timeout": 0.4} | options))

    run.cache = cache
    return run


def visible(cache):
    """What a person sees in the cache, apart from the list of accepted licences."""
    return sorted(path.name for path in cache.rglob("*") if path.is_file() and path.name != "licences.json") if cache.exists() else []


pytestmark = served


def test_a_file_comes_whole_and_says_where_from(server, register, get):
    server.pages["/heat.csv"] = [("body", CSV)]
    path = get(register(f"{server.root}/heat.csv"))
    assert path.read_bytes() == CSV
    assert visible(get.cache) == ["heat.csv", "heat.csv.source.json"]
    note = json.loads(path.with_name("heat.csv.source.json").read_text())
    assert (note["url"], note["bytes"], note["sha256"]) == (f"{server.root}/heat.csv", len(CSV), hashlib.sha256(CSV).hexdigest())
    assert (note["licence"], note["citation"]) == ("CC BY 4.0", "A. Author (2020)")


def test_the_second_time_the_server_is_not_asked(server, register, get):
    server.pages["/heat.csv"] = [("body", CSV)]
    name = register(f"{server.root}/heat.csv")
    assert get(name) == get(name, offline=True, accept_licence=False)
    assert server.seen == ["/heat.csv"]
    get(name, refresh=True)
    assert len(server.seen) == 2


def test_the_licence_is_shown_and_must_be_accepted_once(server, register, get):
    server.pages["/heat.csv"] = [("body", CSV)]
    name = register(f"{server.root}/heat.csv")
    with pytest.raises(DownloadError, match=r"(?s)not been accepted.*CC BY 4.0.*A. Author \(2020\).*accept_licence=True"):
        get(name, accept_licence=False)
    assert server.seen == []
    assert visible(get.cache) == []
    get(name)
    get(name, accept_licence=False, refresh=True)
    register(f"{server.root}/heat.csv", licence="all rights reserved")
    with pytest.raises(DownloadError, match="all rights reserved"):
        get(name, accept_licence=False, refresh=True)


@pytest.mark.parametrize("fault", ["truncate", "unsized", "stall"])
def test_a_part_of_a_file_never_becomes_visible(server, register, get, tmp_path, fault):
    server.pages["/grid.nc"] = [(fault, tiny_netcdf(tmp_path))]
    with pytest.raises((DownloadError, UnreadableFileError)):
        get(register(f"{server.root}/grid.nc", format="netcdf"))
    assert visible(get.cache) == []
    assert not list(get.cache.rglob(".partial-*"))


def test_a_fault_that_passes_is_tried_again(server, register, get, tmp_path):
    whole = tiny_netcdf(tmp_path)
    server.pages["/grid.nc"] = [("truncate", whole), ("body", whole)]
    assert get(register(f"{server.root}/grid.nc", format="netcdf")).read_bytes() == whole
    server.pages["/late.nc"] = [("status", 503), ("body", whole)]
    assert get(register(f"{server.root}/late.nc", name="late", format="netcdf")).read_bytes() == whole


def test_a_failed_refresh_leaves_the_old_file(server, register, get):
    server.pages["/heat.csv"] = [("body", CSV), ("truncate", CSV + CSV)]
    name = register(f"{server.root}/heat.csv")
    path = get(name)
    with pytest.raises(DownloadError):
        get(name, refresh=True)
    assert path.read_bytes() == CSV
    assert visible(get.cache) == ["heat.csv", "heat.csv.source.json"]


def test_an_error_of_the_server_ends_with_what_to_place_where(server, register, get):
    server.pages["/heat.csv"] = [("status", 500)]
    name = register(f"{server.root}/heat.csv")
    with pytest.raises(DownloadError, match=r"after 2 tries: the server answered 500.*browser.*place it at .*heat\.csv"):
        get(name)
    assert len(server.seen) == 2


def test_a_missing_page_is_not_asked_for_twice(server, register, get):
    with pytest.raises(DownloadError, match="answered 404"):
        get(register(f"{server.root}/nothing.csv"))
    assert server.seen == ["/nothing.csv"]


def test_redirects_are_followed_but_not_for_ever(server, register, get):
    server.pages["/old.csv"] = [("redirect", "/heat.csv")]
    server.pages["/heat.csv"] = [("body", CSV)]
    assert get(register(f"{server.root}/old.csv")).read_bytes() == CSV
    server.pages["/loop.csv"] = [("redirect", "/loop.csv")]
    with pytest.raises(DownloadError, match="redirected more than"):
        get(register(f"{server.root}/loop.csv", name="loop"))
    assert "loop.csv" not in visible(get.cache)


def test_a_wrong_checksum_is_thrown_away(server, register, get):
    server.pages["/heat.csv"] = [("body", CSV)]
    right = "sha256:" + hashlib.sha256(CSV).hexdigest()
    wrong = "md5:" + "0" * 32
    assert get(register(f"{server.root}/heat.csv", checksum=right)).read_bytes() == CSV
    with pytest.raises(ChecksumError, match="thrown away"):
        get(register(f"{server.root}/heat.csv", name="other", checksum=wrong))
    assert not [path for path in (get.cache / "other").iterdir() if path.is_file()]


@pytest.mark.parametrize("kind", ["text", "netcdf", "zip", "geojson"])
def test_a_web_page_under_the_name_of_the_data_is_refused(server, register, get, kind):
    server.pages["/file"] = [("body", HTML)]
    with pytest.raises(UnreadableFileError, match=r"web page|not GeoJSON"):
        get(register(f"{server.root}/file", format=kind))
    assert visible(get.cache) == []


def test_a_text_of_another_layout_is_refused(server, register, get):
    server.pages["/sabah.txt"] = [("body", CSV)]
    with pytest.raises((SchemaError, UnreadableFileError)):
        get(register(f"{server.root}/sabah.txt", layout="crw-station"))
    assert visible(get.cache) == []


def test_an_exception_report_is_not_geojson(server, register, get):
    server.pages["/wfs"] = [("body", b'<?xml version="1.0"?><ows:ExceptionReport/>')]
    with pytest.raises(UnreadableFileError, match="not GeoJSON"):
        get(register(f"{server.root}/wfs", format="geojson", filename="eez.geojson"))


def test_nobody_listening_is_told_with_what_to_do(register, get):
    with pytest.raises(DownloadError, match=r"ConnectionError at .*place it at"):
        get(register("http://127.0.0.1:9/heat.csv"))


def test_offline_says_what_to_place_where(register, get):
    name = register("https://example.org/heat.csv")
    with pytest.raises(DownloadError, match=r"not in the cache.*https://example.org/heat.csv.*CC BY 4.0.*heat/heat.csv"):
        get(name, offline=True)
    placed = get.cache / name / "heat.csv"
    placed.parent.mkdir(parents=True)
    placed.write_bytes(CSV)
    assert get(name, offline=True) == placed
    assert json.loads(placed.with_name("heat.csv.source.json").read_text())["url"] == "placed by hand"


def test_a_file_placed_by_hand_is_looked_at(register, get):
    name = register(access="by-hand", filename="heat.csv")
    with pytest.raises(DownloadError, match=r"no stable address.*https://example.org/heat"):
        get(name)
    placed = get.cache / name / "heat.csv"
    placed.parent.mkdir(parents=True)
    placed.write_bytes(HTML)
    with pytest.raises(UnreadableFileError, match="web page"):
        get(name)
    placed.write_bytes(CSV)
    assert get(name) == placed


def test_a_file_changed_in_the_cache_is_noticed(server, register, get):
    server.pages["/heat.csv"] = [("body", CSV)]
    name = register(f"{server.root}/heat.csv")
    get(name).write_bytes(CSV + b"2021,3\n")
    with pytest.raises(ChecksumError, match="changed after it was downloaded"):
        get(name)


def test_an_archive_gives_its_member(server, register, get):
    server.pages["/c.zip"] = [("body", zipped({"Capture.csv": CSV, "codes/area.csv": CSV}))]
    path = get(register(f"{server.root}/c.zip", format="zip", member="Capture.csv"))
    assert path.read_bytes() == CSV
    assert (path.parent / "codes" / "area.csv").read_bytes() == CSV


@pytest.mark.parametrize("member", ["../evil.csv", "a/../../evil.csv", "/evil.csv", "C:/evil.csv", "..\\evil.csv"])
def test_a_path_that_climbs_out_is_refused(server, register, get, tmp_path, member):
    server.pages["/c.zip"] = [("body", zipped({"good.csv": CSV, member: CSV}))]
    with pytest.raises(UnreadableFileError, match="climbs out"):
        get(register(f"{server.root}/c.zip", format="zip", member="good.csv"))
    assert not list(tmp_path.rglob("evil.csv"))
    assert not list(get.cache.rglob("good.csv"))


def test_links_bombs_and_damaged_archives_are_refused(tmp_path):
    link = zipfile.ZipInfo("link")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "link.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    (tmp_path / "bomb.zip").write_bytes(zipped({"zeros": bytes(20_000_000)}))
    whole = zipped({"a.csv": CSV * 100})
    (tmp_path / "cut.zip").write_bytes(whole[: len(whole) // 2])
    damaged = bytearray(whole)
    damaged[60] ^= 0xFF
    (tmp_path / "damaged.zip").write_bytes(bytes(damaged))
    for name, why in (("link", "a link"), ("bomb", "unpacks to"), ("cut", "cannot be unpacked"), ("damaged", "cannot be unpacked")):
        with pytest.raises(UnreadableFileError, match=why):
            unpack(tmp_path / f"{name}.zip", tmp_path / "out")
        assert not (tmp_path / "out").exists()
    assert not list(tmp_path.glob(".partial-*"))


def test_parameters_are_filled_into_the_address(server, register, get):
    server.pages["/2024/dhw_20240315.csv"] = [("body", CSV)]
    choices = {"product": {"dhw": "{year}/dhw", "sst": "{year}/coraltemp"}}
    name = register(f"{server.root}/{{product}}_{{yyyymmdd}}.csv", choices=choices, filename="{product}_{date}.csv")
    assert subset_parameters(name) == {"product": ("dhw", "sst"), "date": ()}
    assert get(name, product="dhw", date="2024-03-15").name == "dhw_2024-03-15.csv"
    assert server.seen == ["/2024/dhw_20240315.csv"]


@pytest.mark.parametrize(
    ("subset", "error", "message"),
    [
        ({}, SchemaError, "needs variable, start, end, bounds"),
        ({"variable": "CRW_XXX", "start": "2024-01-01", "end": "2024-01-02", "bounds": (1, 2, 3, 4)}, UnknownNameError, "CRW_XXX"),
        (
            {"variable": "CRW_SST", "start": "2024-01-01", "end": "2024-01-02", "bounds": (1, 2, 3, 4), "depth": 3},
            UnknownNameError,
            "depth",
        ),
        ({"variable": "CRW_SST", "start": "2024-01-03", "end": "2024-01-02", "bounds": (1, 2, 3, 4)}, SchemaError, "after end"),
        ({"variable": "CRW_SST", "start": "1/2/2024", "end": "2024-01-02", "bounds": (1, 2, 3, 4)}, SchemaError, "not a day"),
        ({"variable": "CRW_SST", "start": "2024-02-30", "end": "2024-03-02", "bounds": (1, 2, 3, 4)}, SchemaError, "not a day"),
        ({"variable": "CRW_SST", "start": "2024-01-01", "end": "2024-01-02", "bounds": (170, 2, -170, 4)}, SchemaError, "two requests"),
        ({"variable": "CRW_SST", "start": "2024-01-01", "end": "2024-01-02", "bounds": (1, 4, 3, 2)}, SchemaError, "south < north"),
        ({"variable": "CRW_SST", "start": "2024-01-01", "end": "2024-01-02", "bounds": (1, 2, 3)}, SchemaError, "four numbers"),
        ({"variable": "CRW_SST", "start": "2024-01-01", "end": "2024-01-02", "bounds": "abcd"}, SchemaError, "in degrees"),
        (
            {"variable": "CRW_SST", "start": "2024-01-01", "end": "2024-01-02", "bounds": (1, 2, float("nan"), 4)},
            SchemaError,
            "four numbers",
        ),
    ],
)
def test_parameters_that_cannot_be_are_refused(tmp_path, subset, error, message):
    with pytest.raises(error, match=message):
        fetch("crw-erddap", cache=tmp_path, **subset)


def test_an_erddap_request_has_the_documented_form():
    entry = datasets()["crw-erddap"]
    asked = request(entry, {"variable": "CRW_DHW", "start": "2024-01-01", "end": "2024-01-31", "bounds": (109, 6, 117.5, 12.5)})
    query = asked.url.partition("?")[2].replace("%5B", "[").replace("%5D", "]")
    assert query == "CRW_DHW[(2024-01-01T12:00:00Z):1:(2024-01-31T12:00:00Z)][(12.5):1:(6)][(109):1:(117.5)]"
    assert asked.filename == "crw-erddap_CRW_DHW_2024-01-01_2024-01-31_109_6_117.5_12.5.nc"


def test_every_registered_address_can_be_filled_and_is_encrypted():
    example = {"bounds": (100, 0, 120, 20), "date": "2024-03-15", "start": "2024-01-01", "end": "2024-01-31", "year": 2020}
    for name, entry in downloadable().items():
        subset = {key: values[0] if values else example[key] for key, values in parameters(entry).items()}
        asked = request(entry, subset)
        assert "{" not in asked.url + asked.filename, name
        assert asked.filename.strip("."), name
        assert "/" not in asked.filename, name
        assert asked.url.startswith("https://") == (entry.extra["access"] == "download"), name
        assert entry.licence in licence_notice(name)
        assert entry.extra["format"] in {"text", "netcdf", "zip", "geojson"}, name


def test_an_embedded_dataset_is_not_downloaded():
    embedded = next(name for name, entry in datasets().items() if entry.files)
    with pytest.raises(UnknownNameError, match="embedded"):
        fetch(embedded)
    with pytest.raises(UnknownNameError, match="Did you mean 'crw-station'"):
        fetch("crw-stations")


def test_every_layout_belongs_to_a_registered_dataset():
    from toolkit.catalog.readers import layouts

    registered = read_registry(data_folder() / "registry.toml")
    assert {layout.dataset_id for layout in layouts()} <= set(registered)


def test_the_cache_can_be_named(tmp_path, monkeypatch):
    monkeypatch.setenv("ARF_MARINE_CACHE", str(tmp_path / "here"))
    assert cache_folder() == tmp_path / "here"
    assert cache_folder(tmp_path) == tmp_path
    monkeypatch.delenv("ARF_MARINE_CACHE")
    assert cache_folder().name == "arf-marine-toolkit"


def test_a_cache_that_cannot_be_written_is_told(server, register, tmp_path):
    server.pages["/heat.csv"] = [("body", CSV)]
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DownloadError, match="cannot be made"):
        fetch(register(f"{server.root}/heat.csv"), cache=tmp_path / "file" / "cache", accept_licence=True)


def test_importing_loads_nothing_that_talks_to_the_network():
    code = (
        "import sys, toolkit.catalog.fetch; assert not {'requests', 'urllib3', 'pooch', 'pandas'} & set(sys.modules), sorted(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
