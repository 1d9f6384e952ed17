"""Killed at any moment, a full disk, a folder that cannot be written: the old pack stays, and a rerun succeeds."""

from __future__ import annotations

import errno
import os
import random
import shutil
import subprocess
import sys
import time

import pytest
from toolkit.briefing.verify import verify_pack
from toolkit.errors import PackError

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


@pytest.mark.parametrize("module", ["write_documents", "write_parquet"])
def test_a_full_disk_at_any_writer_leaves_nothing_and_says_so(folder, make, monkeypatch, module):
    import toolkit.briefing.pack as packing

    def full(*_arguments, **_choices):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(packing, module, full)
    monkeypatch.setattr(packing, "save_figure", lambda *_arguments, **_choices: None)
    if module != "write_parquet":
        monkeypatch.setattr(packing, "render_page", lambda *_arguments: "")
        monkeypatch.setattr(packing, "scan", lambda *_arguments: [])
    before = sorted(folder.iterdir())
    with pytest.raises(PackError, match=r"No space left on device.*What was there before is unchanged"):
        make(folder, "full")
    assert sorted(folder.iterdir()) == before
