"""Killed at any moment, a full disk, a folder that cannot be written: the old pack stays, and a rerun succeeds."""

from __future__ import annotations

import errno
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import threading
import time

import pytest
from toolkit.briefing.atomic import folder_written_whole, held_target
from toolkit.briefing.verify import verify_pack
from toolkit.errors import FigureError, PackError

#: A build that goes through every step of writing, with the heavy ones left out: the writers of maps copy files of another pack.
BUILD = """
import sys, shutil, time
from pathlib import Path
from toolkit.briefing.atomic import folder_written_whole
source, target = map(Path, sys.argv[1:])
print('begun', flush=True)
with folder_written_whole(target, replace=True) as folder:
    for path in sorted(source.rglob('*')):
        place = folder / path.relative_to(source)
        if path.is_dir():
            place.mkdir(parents=True, exist_ok=True)
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, place)
            time.sleep(0.005)
"""


def test_killed_at_random_moments_the_old_pack_is_whole_and_a_rerun_succeeds(pack, tmp_path):
    draw = random.Random(20260101)
    target = tmp_path / "pack"
    shutil.copytree(pack, target)
    for _ in range(8):
        with subprocess.Popen([sys.executable, "-c", BUILD, str(pack), str(target)], stdout=subprocess.PIPE, text=True) as build:
            assert build.stdout.readline() == "begun\n"
            time.sleep(draw.uniform(0, 0.5))
            build.kill()
        assert verify_pack(target) == []
    done = subprocess.run([sys.executable, "-c", BUILD, str(pack), str(target)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert verify_pack(target) == []
    assert list(tmp_path.glob("*.lock")) == []


@pytest.mark.parametrize("module", ["write_documents", "write_table"])
def test_a_full_disk_at_any_writer_leaves_nothing_and_says_so(folder, make, monkeypatch, module):
    import toolkit.briefing.pack as packing

    def full(*_arguments, **_choices):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(packing, module, full)
    monkeypatch.setattr("toolkit.cartography.export.rendered", lambda *_arguments, **_choices: {})
    if module != "write_table":
        monkeypatch.setattr(packing, "render_page", lambda *_arguments: "")
        monkeypatch.setattr(packing, "scan", lambda *_arguments: [])
    before = sorted(folder.iterdir())
    with pytest.raises(PackError, match=r"No space left on device.*What was there before is unchanged"):
        make(folder, "full")
    assert sorted(folder.iterdir()) == before


def _figure(_):
    raise FigureError("The map cannot be written to /hidden/.part/maps.") from OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _database(_):
    raise sqlite3.OperationalError("database or disk is full")


@pytest.mark.parametrize(("writer", "free"), [(_figure, 10**9), (_database, 0)])
def test_a_full_disk_is_named_whatever_library_found_it(tmp_path, monkeypatch, writer, free):
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=free))
    told = pytest.raises(PackError, match=r"Writing .*/pack failed: No space left on device\. What was there before is unchanged")
    with told, folder_written_whole(tmp_path / "pack") as folder:
        writer(folder)
    assert list(tmp_path.iterdir()) == []


def test_what_is_not_the_fault_of_the_disk_keeps_its_own_words(tmp_path):
    with pytest.raises(FigureError, match="of the map"), folder_written_whole(tmp_path / "pack"):
        raise FigureError("A fault of the map.")
    with pytest.raises(ZeroDivisionError), folder_written_whole(tmp_path / "pack"):
        raise ZeroDivisionError


def test_a_second_run_to_the_same_folder_is_refused_before_its_work(folder, make, monkeypatch):
    import toolkit.claims.read as reading

    monkeypatch.setattr(reading, "read_claims", lambda *_arguments, **_choices: pytest.fail("the work began"))
    held = (
        "import sys, time; from toolkit.briefing.atomic import held_target\n"
        "with held_target(sys.argv[1]): print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", held, str(folder / "both")], stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout.readline() == "held\n"
        with pytest.raises(PackError, match=f"Process {first.pid} is writing to"):
            make(folder, "both")
        first.kill()
    assert not (folder / "both").exists()


def test_a_second_run_in_another_thread_is_refused(tmp_path):
    refused = []

    def second():
        try:
            with held_target(tmp_path / "pack"):
                pass
        except PackError as error:
            refused.append(str(error))

    with held_target(tmp_path / "pack"):
        other = threading.Thread(target=second)
        other.start()
        other.join()
    assert len(refused) == 1
    assert str(os.getpid()) in refused[0]


def test_of_many_runs_that_find_an_old_lock_one_goes_on(tmp_path):
    (tmp_path / ".pack.lock").write_text("999999999")
    race = (
        "import sys, time; from toolkit.briefing.atomic import held_target\n"
        "with held_target(sys.argv[1]): print('held', flush=True); time.sleep(3)"
    )
    runs = [subprocess.Popen([sys.executable, "-c", race, str(tmp_path / "pack")], stdout=subprocess.PIPE, text=True) for _ in range(4)]
    ended = [run.communicate()[0] for run in runs]
    assert ended.count("held\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_target_that_cannot_be_written_is_refused_before_the_work(folder, make, monkeypatch):
    import tempfile

    import toolkit.claims.read as reading

    def read_only(*_arguments, **_choices):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(reading, "read_claims", lambda *_arguments, **_choices: pytest.fail("the work began"))
    monkeypatch.setattr(tempfile, "mkdtemp", read_only)
    with pytest.raises(PackError, match=r"cannot be written: Read-only file system. Choose another folder"):
        make(folder, "sealed")


def test_a_run_killed_between_two_renames_gives_the_old_pack_back_to_the_next(tmp_path):
    old = tmp_path / ".pack.abcd1234.old"
    old.mkdir()
    (old / "manifest.json").write_text("the old pack")
    (tmp_path / ".pack.efgh5678.part").mkdir()
    (tmp_path / ".pack.other.zzzz9999.part").mkdir()
    with held_target(tmp_path / "pack", replace=True):
        pass
    assert (tmp_path / "pack" / "manifest.json").read_text() == "the old pack"
    assert sorted(path.name for path in tmp_path.iterdir()) == [".pack.other.zzzz9999.part", "pack"]
