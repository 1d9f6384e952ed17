"""For all tests, notebooks and doctests: processes that they start have no network either, and draw no progress bars."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

_OFFLINE = str(Path(__file__).parent / "tests" / "offline")
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (_OFFLINE, os.environ.get("PYTHONPATH"))))
os.environ["ARF_MARINE_QUIET"] = "1"

#: Fixtures are not looked through for doctests: several files of that name cannot be imported as modules side by side.
collect_ignore_glob = ["tests/conftest.py", "tests/*/conftest.py"]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    """Show a result of a notebook that changed as one sentence with the notebook and the cell, not as a trace of the test runner."""
    report = yield
    if call.excinfo is not None and "'evalue'" in str(call.excinfo.value):
        sys.path.insert(0, _OFFLINE)
        try:
            import notebook_results
        finally:
            sys.path.remove(_OFFLINE)
        report.longrepr = notebook_results.told(str(call.excinfo.value)) or report.longrepr
    return report
