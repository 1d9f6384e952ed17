"""Fixtures for all rooms."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]


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
