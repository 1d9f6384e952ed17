"""Bring data/registry.toml and data/README.md into step with the files of data/.

Refreshes the sha256 of every registered file, writes the table of sources in data/README.md, and reports files that are in the
folder and in no entry, or in an entry and not in the folder. With ``--check`` nothing is written. Exit code 1 if anything is
out of step.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
import tomllib
from pathlib import Path

DATA = Path(__file__).resolve().parents[1]

#: Files of data/ that need no entry (they may have one).
NOT_DATA = {"README.md", "registry.toml", "regions.toml", "names.toml"}

BEGIN, END = "<!-- table of sources: written by data/build/register.py -->", "<!-- end of the table -->"


def files_in(folder: Path) -> set[str]:
    """Return the data files of the folder, as paths below it."""
    found = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    names = {path.relative_to(folder).as_posix() for path in found}
    return {name for name in names if name not in NOT_DATA and not name.startswith(("build/", "."))}


def refreshed(text: str, folder: Path) -> str:
    """Return the text of a register with the checksums of the files as they are now (formatting and comments kept)."""

    def checksum(match: re.Match[str]) -> str:
        path = folder / match["path"]
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else match["sha"]
        return f'"{match["path"]}" = "{sha256}"'

    return re.sub(r'"(?P<path>[\w./-]+)" = "(?P<sha>[0-9a-f]{64}|)"', checksum, text)


def table(text: str, folder: Path) -> str:
    """Return the table of sources as Markdown, in the order of the register."""
    rows = ["| dataset | files | kind | licence | source | may be passed on |", "|---|---|---|---|---|---|"]
    for name, entry in tomllib.loads(text).items():
        files = ", ".join(f"`{path}`" for path in entry.get("files", {})) or "none (downloaded on request)"
        cells = (f"**{name}**: {entry['title']}", files, entry["kind"], entry["licence"], entry["source"], entry["redistribution"])
        rows.append("| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells) + " |")
    return "\n".join(rows)


def with_table(readme: str, rows: str) -> str:
    """Return the text of the README with the table between its marks."""
    head, rest = readme.split(BEGIN)
    return f"{head}{BEGIN}\n{rows}\n{END}{rest.split(END)[1]}"


def problems(text: str, folder: Path) -> list[str]:
    """Return what is registered and missing, or there and not registered."""
    registered = {path for entry in tomllib.loads(text).values() for path in entry.get("files", {})}
    missing = [f"registered, not there: {path}" for path in sorted(registered) if not (folder / path).is_file()]
    return missing + [f"there, not registered: {path}" for path in sorted(files_in(folder) - registered)]


def main() -> int:
    """Refresh or check; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, only report")
    parser.add_argument("--data", type=Path, default=DATA, help="data folder (default: the project's)")
    given = parser.parse_args()
    register, readme = given.data / "registry.toml", given.data / "README.md"
    old, old_readme = register.read_text("utf-8"), readme.read_text("utf-8")
    new = refreshed(old, given.data)
    new_readme = with_table(old_readme, table(new, given.data))
    found = problems(new, given.data)
    if given.check:
        found += ["a checksum in registry.toml is out of date"] * (new != old)
        found += ["the table in README.md is out of date"] * (new_readme != old_readme)
    else:
        register.write_text(new, "utf-8")
        readme.write_text(new_readme, "utf-8")
    sys.stdout.write("".join(f"{line}\n" for line in found) or "data/ and its register are in step\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
