"""For all tests, notebooks and doctests: processes that they start have no network either, and draw no progress bars."""

from __future__ import annotations

import os
from pathlib import Path

_OFFLINE = str(Path(__file__).parent / "tests" / "offline")
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (_OFFLINE, os.environ.get("PYTHONPATH"))))
os.environ["ARF_MARINE_QUIET"] = "1"

#: Fixtures are not looked through for doctests: several files of that name cannot be imported as modules side by side.
collect_ignore_glob = ["tests/conftest.py", "tests/*/conftest.py"]
