"""Verify a pack, or one map of it, against its manifest; and, if asked, by making it anew."""

from __future__ import annotations

import contextlib
import json
import os
import re
import tempfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from html import unescape
from pathlib import Path
from typing import Any

from toolkit.briefing.manifest import manifest_digest, read_manifest, written_alike
from toolkit.briefing.tiers import HIGHEST
from toolkit.catalog.registry import file_sha256
from toolkit.errors import PackError

__all__ = ["Difference", "rebuild_pack", "verify_pack"]


@dataclass(frozen=True)
class Difference:
    """One thing in a pack that is not as its manifest says.

    Attributes
    ----------
    file : str
        Path inside the pack.
    what : str
        What is wrong with it: 'changed', 'missing', 'not in the manifest', or what its embedded provenance says.
    """

    file: str
    what: str

    def __str__(self) -> str:
        return f"{self.file}: {self.what}"


def verify_pack(pack: str | Path) -> list[Difference]:
    """Compare every file of a pack, or one file in it, with its manifest, without recomputing anything.

    Parameters
    ----------
    pack : path
        Folder written by :func:`toolkit.write_pack` or ``arf-marine briefing``, or a file in such a folder.

    Returns
    -------
    list of Difference
        Empty if each file is there, unchanged, no other file stands beside them, the maps carry the provenance that the manifest
        lists, and the manifest agrees with itself.

    Raises
    ------
    PackError
        The folder is no pack, or its manifest is damaged.
    """
    pack = Path(pack)
    only = ""
    if pack.is_file():
        found_in = next((parent for parent in pack.absolute().parents if (parent / "manifest.json").is_file()), None)
        if found_in is None:
            raise PackError(
                f"{pack} stands in no pack: no folder above it holds a manifest.json. Verify it inside the pack that it came with."
            )
        only = pack.absolute().relative_to(found_in).as_posix()
        pack = found_in
    manifest = read_manifest(pack)
    sound = manifest.get("digest") == manifest_digest(manifest) and written_alike(manifest, pack / "manifest.json")
    out = [] if sound else [Difference("manifest.json", "changed")]
    try:
        return [*out, *_compared(pack, manifest, only)]
    except (AttributeError, KeyError, TypeError) as error:
        raise PackError(f"{pack / 'manifest.json'} is damaged ({error!r}). Make the pack again with: arf-marine briefing.") from error


def _compared(pack: Path, manifest: Mapping[str, Any], only: str) -> list[Difference]:
    """Compare the files of a pack, or one of them, with the manifest."""
    expected = manifest["files"]
    found = {path.relative_to(pack).as_posix() for path in pack.rglob("*") if path.is_file()} - {"manifest.json"}
    if only:
        found, expected = found & {only}, {name: entry for name, entry in expected.items() if name == only}
    out = [Difference(name, "missing") for name in sorted(set(expected) - found)]
    out += [Difference(name, "not in the manifest") for name in sorted(found - set(expected) - {"manifest.json"})]
    out += [Difference(name, "changed") for name in sorted(found & set(expected)) if file_sha256(pack / name) != expected[name]["sha256"]]
    changed = {item.file for item in out}
    for name, info in manifest["figures"].items():
        for kind, read in _EMBEDDED.items():
            path = f"maps/{name}.{kind}"
            if path in found and path not in changed and not read((pack / path).read_bytes(), info):
                out.append(Difference(path, f"does not carry the map id {info['map_id']} that the manifest lists"))
    return out


def _in_png(data: bytes, info: Mapping[str, Any]) -> bool:
    return b"MapId\x00" + str(info["map_id"]).encode() in data or b"MapId\x00\x00\x00\x00\x00" + str(info["map_id"]).encode() in data


def _in_svg(data: bytes, info: Mapping[str, Any]) -> bool:
    match = re.search(rb'<desc id="alt-desc">(.*?)</desc>', data, re.DOTALL)
    return match is not None and unescape(match.group(1).decode("utf-8")) == info["alt_long"]


def _in_pdf(data: bytes, info: Mapping[str, Any]) -> bool:
    wanted = str(info["map_id"])
    if wanted.encode() in data or wanted.encode("utf-16-be") in data:
        return True
    for match in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL):
        if len(match.group(1)) < 10_000:
            try:
                if wanted.encode() in zlib.decompress(match.group(1)):
                    return True
            except zlib.error:
                continue
    return False


_EMBEDDED: dict[str, Callable[[bytes, Mapping[str, Any]], bool]] = {"png": _in_png, "svg": _in_svg, "pdf": _in_pdf}

#: Choices of the manifest that name a user's own file, which the pack does not hold.
_OWN = ("claims", "grid", "points", "logo")


def rebuild_pack(pack: str | Path, tell: Callable[[str], None] | None = None) -> list[str]:
    """Make a pack anew from registered inputs, and name what differs, the cause first.

    Parameters
    ----------
    pack : path
        A pack made from embedded data.
    tell : callable, optional
        Takes a line of progress.

    Returns
    -------
    list of str
        Empty if every byte is the same; else input, code, library, parameter, style or font that differs, then the files.

    Raises
    ------
    PackError
        The pack was made from a user's own files, which it does not hold.
    """
    from toolkit.briefing.job import make_briefing

    old = read_manifest(pack)
    choices = dict(old["parameters"])
    own = [f"{name} ({choices[name]})" for name in _OWN if choices.get(name, "embedded") != "embedded"]
    if own:
        raise PackError(
            f"{pack} was made from your own files: {', '.join(own)}. Make it again with the same options, and compare with verify."
        )
    ran = (old.get("edition") or {}).get("rules_ran", ())
    if secret := [name for name in ("p% rule", "previous edition") if name in ran]:
        raise PackError(
            f"{pack} was released with what it does not hold: {' and '.join(secret)}. "
            "Release it again from the fuller pack with the same key and previous edition (arf-marine release), and compare with verify."
        )
    kept = {name: choices[name] for name in ("region", "page", "profile", "language") if name in choices}
    kept["audience"] = choices.get("tier", HIGHEST)
    if tell:
        for cause in _causes_now(old):
            tell(f"differs already: {cause}")
    with _epoch(str(old.get("source_date_epoch", ""))), tempfile.TemporaryDirectory() as folder:
        fresh = make_briefing(out=Path(folder) / "pack", tell=tell, **kept)
        return _causes(old, read_manifest(fresh))


def _causes_now(old: Mapping[str, Any]) -> list[str]:
    """Return what of the causes can be told before the work: datasets, code, style and libraries as they are here."""
    from toolkit.briefing.manifest import made_with, registered_inputs

    new = {**old, **made_with(), "inputs": [asdict(item) for item in registered_inputs(item["id"] for item in old["inputs"])]}
    return _causes(old, new)


@contextlib.contextmanager
def _epoch(wanted: str) -> Iterator[None]:
    """Set ``SOURCE_DATE_EPOCH`` as it was when the pack was made, for the time of a block."""
    before = os.environ.pop("SOURCE_DATE_EPOCH", None)
    if wanted:
        os.environ["SOURCE_DATE_EPOCH"] = wanted
    try:
        yield
    finally:
        os.environ.pop("SOURCE_DATE_EPOCH", None)
        if before is not None:
            os.environ["SOURCE_DATE_EPOCH"] = before


def _causes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Compare two manifests, causes before effects."""
    out = []
    before, after = ({item["id"]: item for item in manifest["inputs"]} for manifest in (old, new))
    for name in sorted({*before, *after}):
        if before.get(name, {}).get("files") != after.get(name, {}).get("files"):
            out.append(f"{'font' if name.startswith('fonts-') else 'input'}: {name}")
    for key, word in (("toolkit", "version of the toolkit"), ("style_sha256", "style"), ("code_sha256", "code"), ("python", "Python")):
        if old.get(key) != new.get(key):
            out.append(f"{word}: {old.get(key)} in the pack, {new.get(key)} here")
    for key in sorted({*old["libraries"], *new["libraries"]}):
        if old["libraries"].get(key) != new["libraries"].get(key):
            out.append(f"library {key}: {old['libraries'].get(key)} in the pack, {new['libraries'].get(key)} here")
    for key in sorted({*old["parameters"], *new["parameters"]}):
        if old["parameters"].get(key) != new["parameters"].get(key):
            out.append(
                f"parameter {key}: {json.dumps(old['parameters'].get(key))} in the pack, {json.dumps(new['parameters'].get(key))} here"
            )
    files = sorted({*old["files"], *new["files"]})
    out += [f"file: {name}" for name in files if old["files"].get(name) != new["files"].get(name)]
    return out
