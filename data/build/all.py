"""Build every derived file of data/ that has a script here, then bring the register into step."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent

#: In this order: later ones read what earlier ones made.
SCRIPTS = ("base.py", "bathymetry.py", "coral.py", "heat.py", "fish.py", "fao_areas.py", "fonts.py", "ledger.py", "claims.py")


def main() -> int:
    """Run all scripts; return the exit code of the register's check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sources", type=Path, nargs="*", default=[], help="folders that hold the sources")
    given = parser.parse_args()
    for name in SCRIPTS:
        sys.stdout.write(f"{name}\n")
        sys.stdout.flush()
        subprocess.run([sys.executable, HERE / name, "--sources", *given.sources], check=True)
    return subprocess.run([sys.executable, HERE / "register.py"], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
