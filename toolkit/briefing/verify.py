"""Verify a pack against its own manifest, without recomputing anything."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from toolkit.briefing.manifest import read_manifest
from toolkit.catalog.registry import file_sha256

__all__ = ["Difference", "verify_pack"]


@dataclass(frozen=True)
class Difference:
    """One thing in a pack that is not as its manifest says.

    Attributes
    ----------
    file : str
        Path inside the pack.
    what : {'changed', 'missing', 'not in the manifest'}
        What is wrong with it.
    """

    file: str
    what: str

    def __str__(self) -> str:
        return f"{self.file}: {self.what}"


def verify_pack(pack: str | Path) -> list[Difference]:
    """Compare every file of a pack with its manifest.

    Parameters
    ----------
    pack : path
        Folder written by :func:`toolkit.write_pack` or ``arf-marine briefing``.

    Returns
    -------
    list of Difference
        Empty if each file is there, unchanged, and no other file stands beside them.

    Raises
    ------
    PackError
        The folder is no pack, or its manifest is damaged.
    """
    pack = Path(pack)
    expected = read_manifest(pack)["files"]
    found = {path.relative_to(pack).as_posix() for path in pack.rglob("*") if path.is_file()} - {"manifest.json"}
    out = [Difference(name, "missing") for name in sorted(set(expected) - found)]
    out += [Difference(name, "not in the manifest") for name in sorted(found - set(expected))]
    out += [Difference(name, "changed") for name in sorted(found & set(expected)) if file_sha256(pack / name) != expected[name]["sha256"]]
    return out
