"""A pack appears whole or not at all."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from toolkit.briefing.atomic import folder_written_whole
from toolkit.errors import PackError


def make(target, content="one", **choices):
    with folder_written_whole(target, **choices) as folder:
        (folder / "manifest.json").write_text(content)


def leftovers(parent):
    return sorted(path.name for path in parent.iterdir() if path.name.startswith("."))


def test_a_folder_is_made_whole(tmp_path):
    make(tmp_path / "deep" / "pack")
    assert (tmp_path / "deep" / "pack" / "manifest.json").read_text() == "one"
    assert leftovers(tmp_path / "deep") == []


def test_an_error_inside_leaves_nothing_new_and_the_old_pack_as_it_was(tmp_path):
    target = tmp_path / "pack"
    make(target)

    def half():
        with folder_written_whole(target, replace=True) as folder:
            (folder / "manifest.json").write_text("two")
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        half()
    assert (target / "manifest.json").read_text() == "one"
    assert leftovers(tmp_path) == []


def test_ctrl_c_inside_leaves_nothing(tmp_path):
    with pytest.raises(KeyboardInterrupt), folder_written_whole(tmp_path / "pack"):
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_a_pack_is_replaced_only_when_asked(tmp_path):
    target = tmp_path / "pack"
    make(target)
    with pytest.raises(PackError, match="--replace"):
        make(target, "two")
    make(target, "two", replace=True)
    assert (target / "manifest.json").read_text() == "two"


def test_somebodys_own_folder_is_never_replaced(tmp_path):
    (tmp_path / "thesis.txt").write_text("chapter one")
    with pytest.raises(PackError, match="not a pack"):
        make(tmp_path, replace=True)
    assert (tmp_path / "thesis.txt").read_text() == "chapter one"


def test_a_file_in_the_way_is_named(tmp_path):
    (tmp_path / "pack").write_text("a file")
    with pytest.raises(PackError, match="is a file"):
        make(tmp_path / "pack")


def test_a_parent_that_is_a_file_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(PackError, match="cannot be written"):
        make(tmp_path / "file" / "pack")


def test_two_builds_of_one_pack_do_not_meet(tmp_path):
    with folder_written_whole(tmp_path / "pack") as folder:
        (folder / "manifest.json").write_text("first")
        # A job holds its target and then writes to it; another thread of the same process is another run.
        with ThreadPoolExecutor(1) as other, pytest.raises(PackError, match=f"Process {os.getpid()} is writing"):
            other.submit(make, tmp_path / "pack").result()
    assert (tmp_path / "pack" / "manifest.json").read_text() == "first"


def test_a_lock_of_a_process_that_is_gone_is_taken_over(tmp_path):
    gone = subprocess.Popen([sys.executable, "-c", "pass"])
    gone.wait()
    (tmp_path / ".pack.lock").write_text(str(gone.pid))
    make(tmp_path / "pack")
    assert leftovers(tmp_path) == []


def test_a_killed_build_leaves_the_old_pack_and_the_next_build_succeeds(tmp_path):
    target = tmp_path / "pack"
    make(target)
    code = (
        "import sys, time\n"
        "from toolkit.briefing.atomic import folder_written_whole\n"
        f"with folder_written_whole({str(target)!r}, replace=True) as folder:\n"
        "    (folder / 'manifest.json').write_text('half')\n"
        "    print('inside', flush=True)\n"
        "    time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as build:
        assert build.stdout.readline() == "inside\n"
        build.kill()
    assert (target / "manifest.json").read_text() == "one"
    start = time.monotonic()
    make(target, "three", replace=True)
    assert (target / "manifest.json").read_text() == "three"
    assert time.monotonic() - start < 30
