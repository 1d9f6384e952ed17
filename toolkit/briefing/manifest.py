"""The manifest of a pack: every file, every input, every choice, and nothing that changes by itself.

No clock, no machine, no user and no path enters it. The one date of a pack is ``SOURCE_DATE_EPOCH`` where that is set, else the
date of the claim set.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import importlib.metadata
import json
import os
import platform
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from toolkit.briefing.tiers import HIGHEST
from toolkit.catalog.registry import Dataset, datasets, file_sha256
from toolkit.errors import PackError

__all__ = [
    "Input",
    "build_manifest",
    "code_sha256",
    "made_with",
    "manifest_digest",
    "pack_date",
    "read_manifest",
    "registered_inputs",
    "user_input",
    "with_own_files",
    "write_json",
    "written_alike",
]

#: Libraries whose versions can change a number or a line.
_LIBRARIES = (
    "cartopy",
    "dask",
    "exactextract",
    "geopandas",
    "matplotlib",
    "netcdf4",
    "numba",
    "numpy",
    "pandas",
    "pyarrow",
    "pyogrio",
    "pypdf",
    "pyproj",
    "python-docx",
    "python-pptx",
    "scipy",
    "shapely",
    "typst",
    "xarray",
    "zarr",
)

#: Endings of files that are code or decide on its output.
_CODE = {".py", ".j2", ".css", ".js", ".typ", ".toml", ".txt", ".pptx", ".docx"}

#: Version of the manifest's own layout.
LAYOUT = 2


@dataclass(frozen=True)
class Input:
    """A dataset that a pack was made from.

    Attributes
    ----------
    id, title, kind, licence, citation, source, version, redistribution, caveats : str
        As registered; for a user's own file, what the user stated, or ``not stated``.
    files : mapping of str to str
        File name -> SHA-256.
    """

    id: str
    title: str
    kind: str
    licence: str
    citation: str
    source: str
    version: str
    redistribution: str
    caveats: str
    files: Mapping[str, str] = field(default_factory=dict)


def _from_dataset(entry: Dataset) -> Input:
    return Input(
        id=entry.id,
        title=entry.title,
        kind=entry.kind,
        licence=entry.licence,
        citation=entry.citation,
        source=entry.source,
        version=entry.version,
        redistribution=entry.redistribution,
        caveats=entry.caveats,
        files=dict(sorted(entry.files.items())),
    )


def registered_inputs(ids: Iterable[str]) -> list[Input]:
    """Return the register's entries of the given dataset ids, in the order of the ids' alphabet.

    Parameters
    ----------
    ids : iterable of str
        Dataset ids; those that are not registered (a user's own files) are left to :func:`user_input`.

    Returns
    -------
    list of Input
        One for each registered id.
    """
    known = datasets()
    return [_from_dataset(known[name]) for name in sorted(set(ids)) if name in known]


def user_input(dataset_id: str, path: str | Path, role: str, *, synthetic: bool = False) -> Input:
    """Describe a user's own file or folder (Zarr) by name and checksum; its folder on the machine stays private.

    Parameters
    ----------
    dataset_id : str
        The id under which the file's data stands in the indicator table.
    path : path
        File, or folder of files.
    role : str
        What it was used for, such as ``"claims"``.
    synthetic : bool
        Whether its data are made up, as the file or the user says.

    Returns
    -------
    Input
        With licence and citation ``not stated``: the user states them to the reader.
    """
    path = Path(path)
    members = [path]
    if path.is_dir():
        members = sorted(p for p in path.rglob("*") if p.is_file())
    elif path.suffix == ".shp":
        members = sorted(p for p in path.parent.glob(path.stem + ".*") if p.is_file())
    root = path.parent
    return Input(
        id=dataset_id,
        title=f"{role}: {path.name}",
        kind="user, synthetic" if synthetic else "user",
        licence="not stated",
        citation="not stated",
        source="file given by the user",
        version="not stated",
        redistribution="unstated",
        caveats="The toolkit knows nothing of this file but its content.",
        files={p.relative_to(root).as_posix(): file_sha256(p) for p in members},
    )


def with_own_files(registered: Iterable[Input], own: Iterable[Input]) -> list[Input]:
    """Join registered inputs and the user's own files, one entry for each id.

    A user's copy of a registered dataset keeps the registered licence and citation, and names the file that was read.

    Parameters
    ----------
    registered, own : iterable of Input
        From :func:`registered_inputs` and :func:`user_input`.

    Returns
    -------
    list of Input
        In the order given, own files that are not registered last.
    """
    joined = {item.id: item for item in registered}
    for item in own:
        known = joined.get(item.id)
        joined[item.id] = item if known is None else replace(known, files={**known.files, **item.files})
    return list(joined.values())


def pack_date(claims_date: str) -> str:
    """Return the one date of a pack, ISO: that of ``SOURCE_DATE_EPOCH`` where set, else the claim set's.

    Raises
    ------
    PackError
        ``SOURCE_DATE_EPOCH`` is set and is not a whole number of seconds.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch is None:
        return claims_date
    try:
        return dt.datetime.fromtimestamp(int(epoch), tz=dt.UTC).date().isoformat()
    except (ValueError, OverflowError, OSError) as error:
        raise PackError(
            f"SOURCE_DATE_EPOCH is '{epoch}'; it must be whole seconds since 1970. Unset it, or set it to such a number."
        ) from error


@functools.cache
def code_sha256(*rooms: str) -> str:
    """Return one checksum over the toolkit's code and templates, or of some of its rooms, as this process found them."""
    root = Path(__file__).resolve().parents[1]
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_file() and path.suffix in _CODE and not name.startswith("_data/") and (not rooms or name.startswith(rooms)):
            digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def manifest_digest(manifest: Mapping[str, Any]) -> str:
    """Return the checksum of a manifest's own content, without the checksum itself."""
    content = {key: value for key, value in manifest.items() if key != "digest"}
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode("utf-8")).hexdigest()


def made_with() -> dict[str, Any]:
    """Return what a pack is made with: the toolkit and its code, templates and style, Python, and the libraries that can change a value."""
    return {
        "toolkit": importlib.metadata.version("arf-marine-toolkit"),
        "libraries": {name: importlib.metadata.version(name) for name in _LIBRARIES},
        "python": ".".join(platform.python_version_tuple()[:2]),
        "code_sha256": code_sha256(),
        "style_sha256": code_sha256("cartography/style", "briefing/templates"),
    }


def build_manifest(
    folder: str | Path,
    *,
    title: str,
    date: str,
    parameters: Mapping[str, Any],
    inputs: Iterable[Input],
    figures: Mapping[str, Mapping[str, Any]],
    claims_dataset_ids: Iterable[str] = (),
    notes: Iterable[str] = (),
    edition: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Build the manifest of a folder from the files that stand in it.

    Parameters
    ----------
    folder : path
        The pack, complete but for its manifest.
    title, date : str
        As printed.
    parameters : mapping
        Every choice that went in, so that the pack can be made again.
    inputs : iterable of Input
        Datasets used.
    figures : mapping of str to mapping
        Stem of the figure's files -> map id, title, alternative texts, sources, waivers.
    claims_dataset_ids : iterable of str
        Datasets behind the claims.
    notes : iterable of str
        What was repaired, dropped or reprojected on the way.
    edition : mapping, optional
        Audience, rules that ran, and what else is needed to release the pack to a lower tier.

    Returns
    -------
    dict
        Ready for :func:`write_json`.
    """
    folder, tier = Path(folder), str(parameters.get("tier", HIGHEST))
    files = {
        path.relative_to(folder).as_posix(): {"bytes": path.stat().st_size, "sha256": file_sha256(path), "tier": tier}
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "manifest.json"
    }
    return {
        "layout": LAYOUT,
        "title": title,
        "date": date,
        "source_date_epoch": os.environ.get("SOURCE_DATE_EPOCH", ""),
        **made_with(),
        "parameters": dict(parameters),
        "inputs": [asdict(item) for item in sorted(inputs, key=lambda item: item.id)],
        "claims_dataset_ids": list(claims_dataset_ids),
        "figures": {name: dict(info) for name, info in sorted(figures.items())},
        "notes": list(notes),
        "edition": dict(edition) if edition else None,
        "files": files,
    }


def write_json(content: Mapping[str, Any], path: str | Path) -> None:
    """Write JSON with sorted keys, UTF-8, one final newline."""
    Path(path).write_text(_as_written(content), "utf-8", newline="\n")


def _as_written(content: Mapping[str, Any]) -> str:
    return json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def written_alike(content: Mapping[str, Any], path: str | Path) -> bool:
    """Tell whether a file holds its content in the very bytes that :func:`write_json` gives it, so that no blank of it was changed."""
    return Path(path).read_bytes() == _as_written(content).encode("utf-8")


def read_manifest(pack: str | Path) -> dict[str, Any]:
    """Read the manifest of a pack.

    Raises
    ------
    PackError
        The folder is no pack, or its manifest is damaged.
    """
    path = Path(pack) / "manifest.json"
    try:
        content = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise PackError(
            f"{pack} is not a pack: {path.name} cannot be read ({error.strerror}). Give the folder that 'arf-marine briefing' wrote."
        ) from error
    except ValueError as error:
        raise PackError(f"{path} is damaged ({error}). Make the pack again with: arf-marine briefing.") from error
    if not isinstance(content, dict) or content.get("layout") != LAYOUT or not isinstance(content.get("files"), dict):
        raise PackError(f"{path} has another layout than this version of the toolkit reads (layout {LAYOUT}). Make the pack again.")
    return content
