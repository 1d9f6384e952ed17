"""The packs of several regions in one folder: a page and a list lead to what is there, and to nothing else."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from toolkit.briefing import job
from toolkit.briefing.atomic import folder_written_whole, locked
from toolkit.briefing.collection import make_collection, verify_collection
from toolkit.briefing.manifest import LAYOUT, build_manifest, manifest_digest, write_json
from toolkit.cli import main
from toolkit.errors import GeometryError, PackError

NAMES = ("gulf-of-thailand", "south-china-sea", "yellow-sea")


def small(region, *, out, replace=False, tell=None, language="en", **_):
    """A pack of two files, written as a whole one is."""
    with folder_written_whole(out, replace=replace) as folder:
        (folder / "index.html").write_text(f"<p>{region}</p>")
        (folder / "README.txt").write_text(region)
        told = {"title": f"Briefing: {region} <b>", "date": "2026-01-02", "parameters": {"region": region, "tier": "public"}}
        manifest = build_manifest(folder, inputs=[], figures={}, **told)
        assert manifest["layout"] == LAYOUT
        write_json({**manifest, "digest": manifest_digest(manifest)}, folder / "manifest.json")
    if tell:
        tell("[1/1] Write the pack")
    return out


@pytest.fixture
def made(monkeypatch, tmp_path):
    monkeypatch.setattr(job, "make_briefing", small)
    make_collection(NAMES, tmp_path / "all")
    return tmp_path / "all"


def test_the_page_leads_to_each_pack_by_the_alphabet_and_runs_nothing(made):
    page = (made / "index.html").read_text()
    assert re.findall(r'href="([^"]+)"', page) == [f"{name}/{file}" for name in NAMES for file in ("index.html", "README.txt")]
    assert all((made / path).is_file() for path in re.findall(r'href="([^"]+)"', page))
    assert "default-src 'none'" in page
    assert "<script" not in page
    assert "yellow-sea &lt;b&gt;" in page
    assert "Edition for the public" in page
    assert sorted(path.name for path in made.iterdir()) == sorted([*NAMES, "index.html", "packs.json"])


def test_a_folder_of_packs_is_verified_with_every_pack_in_it(made):
    done = CliRunner().invoke(main, ["verify", str(made)])
    assert done.exit_code == 0, done.output
    assert len(re.findall(r"^digest [0-9a-f]{64}  ", done.output, re.MULTILINE)) == 3
    (made / "yellow-sea" / "README.txt").write_text("other")
    (made / "index.html").write_text("other")
    done = CliRunner().invoke(main, ["verify", str(made)])
    assert done.exit_code == 1
    assert done.output.splitlines()[:2] == ["index.html: changed", "yellow-sea/README.txt: changed"]


def test_another_pack_in_the_place_of_one_is_told_though_it_agrees_with_itself(made):
    small("east-sea-sea-of-japan", out=made / "yellow-sea", replace=True)
    small("east-sea-sea-of-japan", out=made / "east-sea-sea-of-japan")
    assert verify_collection(made)[1] == ["east-sea-sea-of-japan: not in packs.json", "yellow-sea: another pack than listed"]


def test_a_pack_that_stands_there_is_refused_before_the_work_or_kept_or_made_anew(made, monkeypatch):
    began = []
    monkeypatch.setattr(job, "make_briefing", lambda name, **choices: began.append(name) or small(name, **choices))
    with pytest.raises(PackError, match=r"already holds a pack\. Add --replace .* or --keep"):
        make_collection(["sulu-celebes-sea", *NAMES], made)
    assert began == []
    assert make_collection(["sulu-celebes-sea", *NAMES], made, keep=True).kept == list(NAMES)
    assert began == ["sulu-celebes-sea"]
    assert len(make_collection(NAMES, made, replace=True).made) == 3
    assert verify_collection(made) == (sorted([*NAMES, "sulu-celebes-sea"]), [])


def test_a_region_that_cannot_be_made_does_not_stop_the_others_and_is_told(monkeypatch, tmp_path):
    def picky(name, **choices):
        if name == "south-china-sea":
            raise GeometryError("No claim lies inside.")
        return small(name, **choices)

    monkeypatch.setattr(job, "make_briefing", picky)
    monkeypatch.setattr("toolkit.catalog.regions.regions", lambda: dict.fromkeys(NAMES))
    done = CliRunner().invoke(main, ["briefing", "--region", "all", "--out", str(tmp_path / "all")])
    assert done.exit_code == 1
    assert "south-china-sea: No claim lies inside." in done.output
    assert "2 packs made" in done.output
    assert "south-china-sea" not in (tmp_path / "all" / "index.html").read_text()


def test_killed_between_packs_the_page_names_what_is_there_and_keep_makes_the_rest(tmp_path, monkeypatch):
    code = (
        "import sys, time; sys.path.insert(0, sys.argv[2]); import test_collection as t; from toolkit.briefing import job\n"
        "def slow(name, **choices):\n"
        "    if name == 'yellow-sea': print('third', flush=True); time.sleep(60)\n"
        "    return t.small(name, **choices)\n"
        "job.make_briefing = slow\n"
        "t.make_collection(t.NAMES, sys.argv[1])"
    )
    target = tmp_path / "all"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(target), str(Path(__file__).parent)], stdout=subprocess.PIPE, text=True
    ) as run:  # fmt: skip
        assert run.stdout.readline() == "third\n"
        run.send_signal(signal.SIGKILL)
    assert verify_collection(target) == (["gulf-of-thailand", "south-china-sea"], [])
    monkeypatch.setattr(job, "make_briefing", small)
    assert make_collection(NAMES, target, keep=True).made == ["yellow-sea"]
    assert verify_collection(target)[1] == []


def test_two_runs_into_one_folder_of_packs_are_kept_apart(made):
    held = (
        "import sys, time; from pathlib import Path; from toolkit.briefing.atomic import locked\n"
        "with locked(Path(sys.argv[1])): print(flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", held, str(made)], stdout=subprocess.PIPE, text=True) as first:
        first.stdout.readline()
        start = time.monotonic()
        with pytest.raises(PackError, match=f"Process {first.pid} is writing to"):
            make_collection(NAMES, made, replace=True)
        assert time.monotonic() - start < 5
        first.kill()
    with locked(made):
        pass


def test_keep_is_for_all_regions_and_the_pack_of_one_is_no_folder_of_packs(made):
    assert CliRunner().invoke(main, ["briefing", "--keep", "--out", "x"]).exit_code == 2
    with pytest.raises(PackError, match="is the pack of one region"):
        make_collection(NAMES, made / "yellow-sea")


def test_a_damaged_list_is_said_so(made):
    (made / "packs.json").write_text("[]")
    with pytest.raises(PackError, match="damaged"):
        verify_collection(made)
