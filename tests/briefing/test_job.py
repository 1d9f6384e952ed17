"""The main job, end to end, on a small claim set of a user's own."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pandas as pd
import pyogrio
import pytest
from click.testing import CliRunner
from toolkit.briefing.verify import verify_pack
from toolkit.catalog.registry import file_sha256
from toolkit.cli import main

REGION = "gulf-of-thailand"


@pytest.fixture(scope="module")
def table(pack) -> pd.DataFrame:
    return pd.read_parquet(pack / "data" / "indicator_table.parquet")


def overlap(pack) -> str:
    faces = pyogrio.read_dataframe(pack / "data" / "faces.gpkg", layer="faces")
    return faces.loc[faces["n_claimants"] == 2, "face_id"].item()


def test_a_pack_holds_maps_data_page_and_manifest(pack):
    files = {path.relative_to(pack).as_posix() for path in pack.rglob("*") if path.is_file()}
    maps = {name.rsplit(".", 1)[0] for name in files if name.startswith("maps/")}
    assert maps == {f"maps/{name}" for name in json.loads((pack / "manifest.json").read_text())["figures"]}
    assert {f"{name}.{kind}" for name in maps if not name.endswith("-slide") for kind in ("png", "svg", "pdf")} <= files
    assert {f"{name}.png" for name in maps} <= files
    assert {
        "index.html",
        "README.txt",
        "manifest.json",
        "data/indicator_table.csv",
        "data/indicator_table.parquet",
        "data/faces.gpkg",
    } <= files
    assert {"maps/claims", "maps/coral-cover", "maps/stock-status", "maps/own-degree-heating-week"} <= maps


def test_the_overlap_is_a_face_of_its_own(pack):
    faces = pyogrio.read_dataframe(pack / "data" / "faces.gpkg", layer="faces")
    assert sorted(faces["n_claimants"]) == [1, 1, 2]
    assert faces.loc[faces["n_claimants"] == 2, "claimants"].item() == "KHM; THA"


def test_surveys_are_averaged_over_their_sites(pack, table):
    row = table[(table["indicator"] == "hard_coral_cover") & (table["statistic"] == "mean") & (table["face_id"] == overlap(pack))].squeeze()
    assert row["value"] == pytest.approx((10 + 20 + 30 + 40) / 4)
    assert row["n_sites"] == 4
    assert row["time"] == "2015/2019"


def test_a_constant_field_gives_its_constant_on_each_day(pack, table):
    rows = table[(table["indicator"] == "degree_heating_week") & (table["face_id"] == overlap(pack))]
    assert dict(zip(rows["time"], rows["value"], strict=True)) == {"2024-05-01": pytest.approx(3.0), "2024-06-01": pytest.approx(9.0)}


def test_every_missing_value_has_a_reason(table):
    assert (table["value"].isna() == (table["reason"] != "")).all()


def test_each_input_is_in_the_manifest_with_checksum_licence_and_citation(pack, folder):
    manifest = json.loads((pack / "manifest.json").read_text())
    own = {name: digest for item in manifest["inputs"] for name, digest in item["files"].items()}
    for name in ("my claims.gpkg", "heat.nc", "=cmd <script>#eval(1) $x$ surveys.csv"):
        assert own[name] == file_sha256(folder / name)
    for item in manifest["inputs"]:
        assert item["licence"], item
        assert item["citation"], item
    used = {name for text in pd.read_parquet(pack / "data" / "indicator_table.parquet")["dataset_ids"] for name in text.split()}
    assert used <= {item["id"] for item in manifest["inputs"]}


def test_the_manifest_says_how_many_surveys_lie_in_no_face(pack):
    assert any("1 of 5 surveys lie in no face" in note for note in json.loads((pack / "manifest.json").read_text())["notes"])


def test_the_page_asks_nothing_of_the_network_and_names_no_machine(pack, folder):
    page = (pack / "index.html").read_text()
    assert "default-src 'none'" in page
    assert not re.findall(r"""(?:src|href)=["'](?!data:|maps/|#)""", page)
    for path in pack.rglob("*"):
        if path.is_file() and path.suffix in {".html", ".json", ".svg", ".csv", ".txt"}:
            assert str(folder) not in path.read_text("utf-8"), path


def test_the_page_describes_each_map_in_words(pack):
    page = (pack / "index.html").read_text()
    pictures = re.findall(r'<img src="data:image/png;base64,[^"]+" alt="([^"]+)"', page)
    figures = json.loads((pack / "manifest.json").read_text())["figures"]
    assert len(pictures) == len([name for name in figures if not name.endswith("-slide")])
    assert len(set(pictures)) == len(pictures)


def test_an_untouched_pack_verifies_and_a_flipped_byte_is_named(pack, tmp_path):
    import shutil

    assert verify_pack(pack) == []
    copy = tmp_path / "copy"
    shutil.copytree(pack, copy)
    victim = copy / "data" / "indicator_table.csv"
    content = bytearray(victim.read_bytes())
    content[len(content) // 2] ^= 1
    victim.write_bytes(bytes(content))
    (copy / "maps" / "claims.svg").unlink()
    (copy / "extra.txt").write_text("")
    assert [str(found) for found in verify_pack(copy)] == [
        "maps/claims.svg: missing",
        "extra.txt: not in the manifest",
        "data/indicator_table.csv: changed",
    ]
    done = CliRunner().invoke(main, ["verify", str(copy)])
    assert done.exit_code == 1
    assert "data/indicator_table.csv: changed" in done.output


def test_the_same_job_gives_the_same_bytes_in_another_process_and_folder(pack, folder, choices, tmp_path):
    again = tmp_path / "elsewhere" / "again"
    again.parent.mkdir()
    asked = {**choices, "region": REGION, "out": again, "claims": folder / "my claims.gpkg", "claimant_column": "claimant"}
    given = json.dumps({name: value if isinstance(value, bool) else str(value) for name, value in asked.items()})
    code = "import json, sys; from toolkit.briefing.job import make_briefing; make_briefing(**json.loads(sys.argv[1]))"
    # Everything around a build that is not its input: hashes, clock, language, width of the terminal, threads, folders, rights of files.
    (tmp_path / "temporary").mkdir()
    around = {"PYTHONHASHSEED": "7", "TZ": "Asia/Manila", "LANG": "tr_TR.UTF-8", "LC_ALL": "C", "COLUMNS": "61", "OMP_NUM_THREADS": "1"}
    around["TMPDIR"] = str(tmp_path / "temporary")
    subprocess.run([sys.executable, "-c", code, given], cwd=again.parent, env={**os.environ, **around}, umask=0o077, check=True)
    names = sorted(path.relative_to(pack) for path in pack.rglob("*") if path.is_file())
    different = [str(name) for name in names if (pack / name).read_bytes() != (again / name).read_bytes()]
    assert different == []


def test_ctrl_c_in_the_middle_leaves_nothing(folder, monkeypatch):
    import toolkit.briefing.pack as module

    def interrupted(*_arguments, **_choices):
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "write_geopackage", interrupted)
    before = sorted(path.name for path in folder.iterdir())
    done = CliRunner().invoke(
        main,
        [
            "briefing",
            "--region",
            REGION,
            "--claims",
            str(folder / "my claims.gpkg"),
            "--claimant-column",
            "claimant",
            "--out",
            str(folder / "cut"),
        ],
    )
    assert done.exit_code == 130
    assert "nothing half-made" in done.output
    assert sorted(path.name for path in folder.iterdir()) == before
