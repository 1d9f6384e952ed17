"""For all tests, notebooks and doctests: processes that they start have no network either, and draw no progress bars."""

from __future__ import annotations

import os
from pathlib import Path

_OFFLINE = str(Path(__file__).parent / "tests" / "offline")
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (_OFFLINE, os.environ.get("PYTHONPATH"))))
os.environ["ARF_MARINE_QUIET"] = "1"
