"""The register of datasets: `data/registry.toml`, the only one.

Each entry says what a dataset is, who made it, under which terms, where it came from and which bytes it must have. Nothing
is read from `data/` except through :func:`dataset_file`, which checks those bytes.
"""

from __future__ import annotations

import functools
import hashlib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from toolkit.errors import ChecksumError, SchemaError, UnreadableFileError, unknown_name
from toolkit.show import Listing, block, record_html

__all__ = ["Dataset", "data_folder", "dataset", "dataset_file", "datasets", "file_sha256", "read_registry"]

Kind = Literal["facts", "observed", "derived", "model", "synthetic"]
Redistribution = Literal["ok", "non-commercial", "ask", "unstated"]

_KINDS = frozenset(get_args(Kind))
_REDISTRIBUTION = frozenset(get_args(Redistribution))
_REQUIRED = ("title", "kind", "licence", "citation", "source", "version", "redistribution", "caveats")
#: Fields of a dataset that is fetched: name in the cache, values a parameter may have, kind and layout of the file, member of an
#: archive, fixed checksum, where the address is documented.
_DOWNLOAD = ("filename", "choices", "format", "layout", "member", "checksum", "documented")
_ALLOWED = frozenset(
    (*_REQUIRED, "files", "built_by", "built_from", "brief", "units", "landing_page", "url", "access", "valid_time", *_DOWNLOAD)
)


@dataclass(frozen=True)
class Dataset:
    """One registered dataset.

    Attributes
    ----------
    id : str
        Identifier, as printed in tables and manifests.
    title : str
        Title in plain words.
    kind : {'facts', 'observed', 'derived', 'model', 'synthetic'}
        What the values are. ``synthetic`` is stamped on every map made from it.
    licence, citation, source, version, caveats : str
        As they are printed in a briefing.
    redistribution : {'ok', 'non-commercial', 'ask', 'unstated'}
        Whether the dataset may be passed on.
    files : mapping of str to str
        Path below the data folder -> sha256.
    built_by : str
        Script that made the files, below the project folder; empty for files typed by hand.
    built_from : tuple of str
        What the script read: package names with versions, or ids of other datasets.
    extra : mapping
        Further fields of the entry (publisher in brief, units, landing page, download address, ...).
    """

    id: str
    title: str
    kind: Kind
    licence: str
    citation: str
    source: str
    version: str
    redistribution: Redistribution
    caveats: str
    files: Mapping[str, str] = field(default_factory=dict)
    built_by: str = ""
    built_from: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        there = f"{len(self.files)} file{'' if len(self.files) == 1 else 's'} in data/" if self.files else "not embedded"
        return block(
            f"Dataset '{self.id}': {self.title}",
            [("kind", f"{self.kind}, {there}, version {self.version}"), ("licence", self.licence), ("caveats", self.caveats)],
        )

    def _repr_html_(self) -> str:
        names = ("id", "kind", "version", "licence", "redistribution", "citation", "source", "caveats")
        rows = [(name, str(getattr(self, name))) for name in names]
        return record_html(self.title, [*rows, ("files", ", ".join(self.files) or "not embedded"), ("built by", self.built_by)])


def data_folder() -> Path:
    """Return the folder of registered data: ``$ARF_MARINE_DATA``, the installed copy, or the checkout's ``data/``."""
    given = os.environ.get("ARF_MARINE_DATA")
    if given:
        return Path(given)
    package = Path(__file__).resolve().parents[1]
    installed = package / "_data"
    return installed if installed.is_dir() else package.parent / "data"


def file_sha256(path: str | Path) -> str:
    """Return the SHA-256 checksum of a file, in hexadecimal."""
    with Path(path).open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def read_registry(path: str | Path) -> dict[str, Dataset]:
    """Read and check a register.

    Parameters
    ----------
    path : path to a TOML file
        One table for each dataset, named by its id.

    Returns
    -------
    dict of str to Dataset
        In the order of the file.

    Raises
    ------
    UnreadableFileError
        The file is missing or is not TOML.
    SchemaError
        An entry lacks a field, has an unknown one, or a value that is not allowed; the message names entry and field.
    """
    path = Path(path)
    try:
        entries = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UnreadableFileError(f"The register {path} cannot be read: {error}. Restore it (git checkout {path.name}).") from error
    return {name: _entry(path, name, fields) for name, fields in entries.items()}


def _entry(path: Path, name: str, fields: dict[str, Any]) -> Dataset:
    """Check one entry and build its record."""
    missing = [key for key in _REQUIRED if key not in fields]
    unknown = sorted(set(fields) - _ALLOWED)
    if missing or unknown:
        raise SchemaError(
            f"{path.name}, entry '{name}': missing {missing or 'nothing'}, unknown {unknown or 'nothing'}. "
            f"Required: {', '.join(_REQUIRED)}. Allowed besides: {', '.join(sorted(_ALLOWED - set(_REQUIRED)))}."
        )
    for key, allowed in (("kind", _KINDS), ("redistribution", _REDISTRIBUTION)):
        if fields[key] not in allowed:
            raise SchemaError(f"{path.name}, entry '{name}', field '{key}': '{fields[key]}' given; allowed: {', '.join(sorted(allowed))}.")
    known = {*_REQUIRED, "files", "built_by", "built_from"}
    return Dataset(
        id=name,
        **{key: fields[key] for key in _REQUIRED},
        files=dict(fields.get("files", {})),
        built_by=fields.get("built_by", ""),
        built_from=tuple(fields.get("built_from", ())),
        extra={key: value for key, value in fields.items() if key not in known},
    )


@functools.cache
def _registered(folder: Path) -> dict[str, Dataset]:
    return read_registry(folder / "registry.toml")


def datasets() -> dict[str, Dataset]:
    """Return all registered datasets by id, in the order of the register."""
    return Listing(
        _registered(data_folder()),
        "datasets",
        ("kind", "may be passed on", "title"),
        lambda item: (item.kind, item.redistribution, item.title),
    )


def dataset(name: str) -> Dataset:
    """Return one registered dataset.

    Raises
    ------
    UnknownNameError
        No dataset has that id.
    """
    known = _registered(data_folder())
    if name not in known:
        raise unknown_name("dataset", name, known, next_step="List them with: arf-marine data list.")
    return known[name]


def dataset_file(name: str, suffix: str = "") -> Path:
    """Return the path of a registered file after checking its bytes.

    Parameters
    ----------
    name : str
        Id of the dataset.
    suffix : str
        End of the file's name, needed where a dataset has more than one file.

    Returns
    -------
    pathlib.Path
        A file whose SHA-256 is the registered one.

    Raises
    ------
    UnknownNameError
        No dataset has that id, or none of its files has that ending.
    UnreadableFileError
        The file is not there.
    ChecksumError
        The file's bytes are not the registered ones.
    """
    entry = dataset(name)
    found = [item for item in entry.files if item.endswith(suffix)]
    if len(found) != 1:
        raise unknown_name(f"file of dataset '{name}' ending in", suffix, entry.files)
    path = data_folder() / found[0]
    if not path.is_file():
        raise UnreadableFileError(
            f"{path} is registered but not there. Restore it (git checkout data) or run {entry.built_by or 'its build script'}."
        )
    _verify(path, entry.files[found[0]])
    return path


@functools.lru_cache(maxsize=256)
def _verified(path: Path, size: int, modified: int, expected: str) -> str:
    return file_sha256(path)


def _verify(path: Path, expected: str) -> None:
    """Raise unless the file has the expected checksum (looked at once for each state of the file)."""
    state = path.stat()
    got = _verified(path, state.st_size, state.st_mtime_ns, expected)
    if got != expected:
        raise ChecksumError(
            f"{path} has SHA-256 {got[:12]}..., registered is {expected[:12]}... "
            "The file was changed or damaged: restore it (git checkout data), or rebuild and register it again (data/build/README.md)."
        )
