"""One flipped byte anywhere is found and named, in under a second; a rebuild names what differs, the cause first."""

from __future__ import annotations

import contextlib
import copy
import json
import os
import random
import re
import shutil
import subprocess
import sys
import time

import pytest
from click.testing import CliRunner
from toolkit.briefing.manifest import manifest_digest, read_manifest, write_json
from toolkit.briefing.verify import _causes, rebuild_pack, verify_pack
from toolkit.cli import main
from toolkit.errors import PackError


@pytest.fixture
def twin(pack, tmp_path):
    return shutil.copytree(pack, tmp_path / "twin")


def flip(path, draw):
    content = bytearray(path.read_bytes())
    content[draw.randrange(len(content))] ^= 1
    path.write_bytes(bytes(content))


def test_one_flipped_byte_in_any_file_is_named(pack, tmp_path):
    draw = random.Random(11)
    twin = shutil.copytree(pack, tmp_path / "twin")
    files = sorted(path for path in twin.rglob("*") if path.is_file() and path.name != "manifest.json")
    for path in files:
        whole = path.read_bytes()
        flip(path, draw)
        assert [item.file for item in verify_pack(twin)] == [path.relative_to(twin).as_posix()]
        path.write_bytes(whole)
    assert verify_pack(twin) == []


def test_a_changed_manifest_does_not_agree_with_itself(twin):
    manifest = read_manifest(twin)
    for key in ("title", "date", "parameters", "inputs", "notes"):
        changed = copy.deepcopy(manifest)
        changed[key] = "other" if isinstance(changed[key], str) else [*changed[key], "other"]
        (twin / "manifest.json").write_text(json.dumps(changed))
        assert [str(item) for item in verify_pack(twin)] == ["manifest.json: changed"]


def test_a_manifest_without_a_checksum_is_damaged(twin):
    manifest = read_manifest(twin)
    del manifest["files"]["index.html"]["sha256"]
    (twin / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(PackError, match="damaged"):
        verify_pack(twin)


def test_a_flipped_byte_of_the_manifest_is_found(twin):
    draw = random.Random(2)
    whole = (twin / "manifest.json").read_bytes()
    for _ in range(20):
        flip(twin / "manifest.json", draw)
        with contextlib.suppress(PackError):
            assert "manifest.json" in {item.file for item in verify_pack(twin)}
        (twin / "manifest.json").write_bytes(whole)
    # A blank between two items is a byte as any other.
    (twin / "manifest.json").write_bytes(whole.replace(b"\n ", b"  ", 1))
    assert json.loads((twin / "manifest.json").read_bytes()) == json.loads(whole)
    assert [str(item) for item in verify_pack(twin)] == ["manifest.json: changed"]


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_a_map_of_another_pack_is_told_by_the_provenance_in_it(twin, kind):
    manifest = read_manifest(twin)
    manifest["figures"]["claims"] |= {"map_id": "another-map", "alt_long": "Another map."}
    manifest["digest"] = manifest_digest(manifest)
    (twin / "manifest.json").write_text(json.dumps(manifest))
    found = {item.file: item.what for item in verify_pack(twin)}
    assert "another-map" in found[f"maps/claims.{kind}"]


def test_a_single_map_is_verified_inside_its_pack(twin):
    assert verify_pack(twin / "maps" / "claims.png") == []
    flip(twin / "maps" / "claims.png", random.Random(1))
    assert [str(item) for item in verify_pack(twin / "maps" / "claims.png")] == ["maps/claims.png: changed"]


def test_a_file_outside_any_pack_is_said_so(tmp_path):
    (tmp_path / "map.png").write_bytes(b"")
    with pytest.raises(PackError, match="stands in no pack"):
        verify_pack(tmp_path / "map.png")


def test_the_list_of_checksums_is_read_by_the_tools_of_every_system(pack):
    lines = (pack / "SHA256SUMS.txt").read_text().splitlines()
    found = {name: digest for digest, name in (line.split("  ") for line in lines)}
    files = read_manifest(pack)["files"]
    assert found == {name: entry["sha256"] for name, entry in files.items() if name != "SHA256SUMS.txt"}
    assert "sha256sum -c SHA256SUMS.txt" in (pack / "README.txt").read_text()


def test_the_digest_to_ask_the_sender_for_is_printed(pack):
    done = CliRunner().invoke(main, ["verify", str(pack)])
    assert done.output.splitlines() == ["Each file is there and unchanged.", f"digest {read_manifest(pack)['digest']}  {pack.name}"]


def test_verifying_takes_less_than_a_second(pack):
    # Time of this process alone: what else the machine does is no matter of the verification.
    start = time.process_time()
    assert verify_pack(pack) == []
    assert time.process_time() - start < 1.0


def test_verifying_loads_no_heavy_library(pack):
    code = (
        "import sys; from toolkit.briefing.verify import verify_pack; assert verify_pack(sys.argv[1]) == []; "
        "heavy = {'pandas', 'matplotlib', 'geopandas', 'xarray'} & set(sys.modules); assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", code, str(pack)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_rebuild_names_the_cause_before_the_files(pack):
    old = read_manifest(pack)
    new = copy.deepcopy(old)
    new["inputs"][0]["files"] = {"changed": "0"}
    new["code_sha256"] = "other"
    new["libraries"]["shapely"] = "0.0"
    new["parameters"]["page"] = "a3"
    new["files"]["index.html"] = {"bytes": 0, "sha256": "0"}
    assert _causes(old, old) == []
    found = _causes(old, new)
    assert [line.split(":")[0].split(" ")[0] for line in found] == ["input", "code", "library", "parameter", "file"]


@pytest.fixture
def embedded(pack, tmp_path, monkeypatch):
    """A pack that can be rebuilt, as far as its manifest says, and a rebuild that ends before the work."""

    class BegunError(Exception):
        pass

    twin = shutil.copytree(pack, tmp_path / "embedded")
    manifest = read_manifest(twin)
    manifest["parameters"] |= dict.fromkeys(("claims", "grid", "points", "logo"), "embedded")
    manifest["inputs"] = [item for item in manifest["inputs"] if item["kind"] != "user"]

    def begun(**_):
        raise BegunError

    monkeypatch.setattr("toolkit.briefing.job.make_briefing", begun)

    def told(change) -> list[str]:
        changed = copy.deepcopy(manifest)
        change(changed)
        write_json({**changed, "digest": manifest_digest(changed)}, twin / "manifest.json")
        lines: list[str] = []
        with pytest.raises(BegunError):
            rebuild_pack(twin, tell=lines.append)
        return [line.removeprefix("differs already: ") for line in lines]

    return told


def test_what_differs_is_told_before_a_rebuild_begins(embedded):
    def other_file(prefix):
        def change(manifest):
            entry = next(item for item in manifest["inputs"] if item["id"].startswith(prefix))
            entry["files"][next(iter(entry["files"]))] = "0" * 64

        return change

    assert embedded(lambda manifest: None) == []
    assert embedded(other_file("fonts-")) == ["font: fonts-noto-sans"]
    assert embedded(other_file("reef-cells")) == ["input: reef-cells"]
    assert [line.split(":")[0] for line in embedded(lambda manifest: manifest.update(style_sha256="0"))] == ["style"]
    assert [line.split(":")[0] for line in embedded(lambda manifest: manifest.update(code_sha256="0"))] == ["code"]
    assert [line.split(":")[0] for line in embedded(lambda manifest: manifest["libraries"].update(shapely="0"))] == ["library shapely"]
    assert embedded(lambda manifest: manifest.update(toolkit="0"))[0].startswith("version of the toolkit: 0 in the pack")


def test_a_pack_from_own_files_is_not_rebuilt_in_silence(pack):
    with pytest.raises(PackError, match=r"claims \(my claims.gpkg\)"):
        rebuild_pack(pack)
    assert "SOURCE_DATE_EPOCH" not in os.environ
    assert CliRunner().invoke(main, ["verify", "--rebuild", str(pack)]).exit_code == 2


def test_the_crate_describes_every_file_but_the_manifest(pack):
    crate = json.loads((pack / "ro-crate-metadata.json").read_text())
    by_id = {item["@id"]: item for item in crate["@graph"]}
    assert crate["@context"] == "https://w3id.org/ro/crate/1.2/context"
    assert by_id["ro-crate-metadata.json"]["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.2"}
    root = by_id["./"]
    assert {"name", "description", "license", "hasPart", "isBasedOn"} <= root.keys()
    listed = {item["@id"] for item in root["hasPart"]}
    found = {path.relative_to(pack).as_posix() for path in pack.rglob("*") if path.is_file()}
    assert listed == found - {"manifest.json", "ro-crate-metadata.json", "SHA256SUMS.txt"}
    for name in listed:
        assert re.fullmatch(r"[0-9a-f]{64}", by_id[name]["sha256"])
