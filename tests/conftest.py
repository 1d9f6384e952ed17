"""Fixtures for all rooms."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]

# Packs of tests are made in one process, which fixtures can reach into; tests/briefing/test_workers.py begins others itself.
os.environ["ARF_MARINE_WORKERS"] = "1"


@pytest.fixture(scope="session")
def project() -> Path:
    """The checkout."""
    return PROJECT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real data that may not be redistributed: used where it is there, else the test is skipped with a reason."""
    folder = Path(os.environ.get("ARF_MARINE_SHARED", PROJECT.parent / "shared" / "data"))
    if not (folder / "sources.toml").is_file():
        pytest.skip("the shared development data is not on this machine (set ARF_MARINE_SHARED to its folder)")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser of this machine; where there is none, or no font at all for it to set text in, the test is skipped with a reason."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.skip("Chromium is not on this machine")
    listing = shutil.which("fc-list")
    if listing and not subprocess.run([listing], capture_output=True, check=False).stdout.strip():
        pytest.skip("there is no font on this machine: Chromium draws no text, and what has no text cannot be pressed")
    return found
