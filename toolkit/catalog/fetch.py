"""Download of registered datasets: an explicit verb, with a cache, a licence to accept, and nothing half-written ever visible.

Addresses are templates in `data/registry.toml` (``access = "download"``). A dataset whose publisher has no stable address
(``access = "by-hand"``) is looked for in the cache folder, and the message says what to place where. Nothing here touches
the network when it is imported.
"""

from __future__ import annotations

import datetime
import json
import os
import shutil
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from toolkit.catalog.addresses import Request, parameters, request
from toolkit.catalog.archives import unpack
from toolkit.catalog.registry import Dataset, dataset, datasets, file_sha256
from toolkit.errors import ArfMarineError, ChecksumError, DownloadError, UnreadableFileError, unknown_name
from toolkit.progress import track

__all__ = ["cache_folder", "downloadable", "fetch", "licence_notice", "subset_parameters"]

_CHUNK = 1_048_576
_REDIRECTS = 5
#: Partial downloads older than this were left by a process that was killed.
_STALE_SECONDS = 86_400.0


def cache_folder(cache: str | Path | None = None) -> Path:
    """Return the folder of downloads: the one given, ``$ARF_MARINE_CACHE``, or the cache folder of the user."""
    if cache is not None:
        return Path(cache)
    if os.environ.get("ARF_MARINE_CACHE"):
        return Path(os.environ["ARF_MARINE_CACHE"])
    import pooch

    return Path(pooch.os_cache("arf-marine-toolkit"))


def downloadable() -> dict[str, Dataset]:
    """Return the registered datasets that :func:`fetch` knows, by id: those to download and those to place by hand."""
    return {name: entry for name, entry in datasets().items() if entry.extra.get("access") in {"download", "by-hand"}}


def subset_parameters(name: str) -> Mapping[str, tuple[str, ...]]:
    """Return what :func:`fetch` must be told for a dataset: parameter -> allowed values (empty where any will do).

    Raises
    ------
    UnknownNameError
        No dataset to fetch has that id.
    """
    return parameters(_entry(name))


def licence_notice(name: str) -> str:
    """Return the text to be shown before the first download: licence, citation, terms of passing on, caveats.

    Raises
    ------
    UnknownNameError
        No dataset to fetch has that id.
    """
    entry = _entry(name)
    return (
        f"{entry.title} ({entry.id}, {entry.version})\nLicence: {entry.licence}\nMay be passed on: {entry.redistribution}\n"
        f"Cite as: {entry.citation}\nSource: {entry.extra.get('landing_page') or entry.source}\nNote: {entry.caveats}"
    )


def fetch(
    name: str,
    *,
    cache: str | Path | None = None,
    accept_licence: bool = False,
    offline: bool = False,
    refresh: bool = False,
    retries: int = 2,
    timeout: float = 60.0,
    **subset: Any,
) -> Path:
    """Get a dataset from its publisher, or from the cache.

    Parameters
    ----------
    name : str
        Id in the register; see :func:`downloadable`.
    cache : path, optional
        Folder of downloads; see :func:`cache_folder`.
    accept_licence : bool
        Whether the licence (:func:`licence_notice`) is accepted. Needed once for each dataset and cache.
    offline : bool
        Whether to use the cache only.
    refresh : bool
        Whether to download again what is in the cache.
    retries : int
        How often to try again after a fault that may pass (a stall, a cut, a status of 500 and above).
    timeout : float, seconds
        How long to wait for the server to answer or to send more.
    **subset
        What to get, as the dataset asks (:func:`subset_parameters`): ``bounds=(west, south, east, north)``, ``date``,
        ``start``, ``end``, ``product``, ``variable``, ``layer``, ``station``, ``year``.

    Returns
    -------
    pathlib.Path
        A complete file whose kind was checked; for an archive, the member that holds the data.

    Raises
    ------
    UnknownNameError
        The dataset or a parameter is not known.
    SchemaError
        A parameter is missing or impossible.
    DownloadError
        The licence is not accepted, the download failed, or the file is not in the cache and cannot be downloaded. The
        message says what to place where.
    ChecksumError
        The bytes are not those registered.
    UnreadableFileError
        What came is not the kind of file it should be, such as a web page; it was thrown away.
    """
    entry = _entry(name)
    wanted = request(entry, subset)
    folder = cache_folder(cache) / entry.id
    target = folder / wanted.filename
    if target.is_file() and not refresh:
        _check_cached(entry, target)
        return _data_file(entry, target)
    if entry.extra["access"] == "by-hand" or offline:
        why = "has no stable address for downloads" if entry.extra["access"] == "by-hand" else "is not in the cache, and offline=True"
        raise DownloadError(f"{entry.id} {why}. {_by_hand(entry, wanted, target)}")
    _accept(entry, cache_folder(cache), accept_licence)
    _download(entry, wanted, target, retries, timeout)
    return _data_file(entry, target)


def _entry(name: str) -> Dataset:
    known = downloadable()
    if name in known:
        return known[name]
    if name in datasets():
        raise unknown_name("dataset to download", name, known, next_step=f"'{name}' is embedded: read it from the data folder.")
    return dataset(name)


def _by_hand(entry: Dataset, wanted: Request, target: Path) -> str:
    """Say what to place where."""
    where = wanted.url or str(entry.extra.get("landing_page", entry.source))
    return f"Get it from {where} with a browser (licence: {entry.licence}), place it at {target}, and call again."


def _accept(entry: Dataset, root: Path, accepted: bool) -> None:
    """Refuse a download whose licence was not accepted; remember an acceptance as long as the text stays the same."""
    register = root / "licences.json"
    try:
        known = json.loads(register.read_text("utf-8")) if register.is_file() else {}
    except (OSError, ValueError):
        known = {}
    if not isinstance(known, dict):
        known = {}
    if known.get(entry.id) == entry.licence:
        return
    if not accepted:
        raise DownloadError(
            f"The licence of {entry.id} has not been accepted yet.\n{licence_notice(entry.id)}\n"
            "If you accept it, call again with accept_licence=True (on the command line: --accept-licence)."
        )
    _make_folder(root)
    _write_whole(register, json.dumps(known | {entry.id: entry.licence}, indent=1, sort_keys=True))


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DownloadError(f"The cache folder {folder} cannot be made: {error.strerror or error}. Give another: cache='...'.") from error


def _write_whole(path: Path, text: str) -> None:
    """Write a small file so that it is either the old one or the new one, never a part."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".partial-")
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(text)
    Path(temporary).replace(path)


def _sidecar(target: Path) -> Path:
    return target.with_name(f"{target.name}.source.json")


def _check_cached(entry: Dataset, target: Path) -> None:
    """Check a file in the cache against what was noted when it came, or look at it closely if a person placed it."""
    side = _sidecar(target)
    try:
        noted = json.loads(side.read_text("utf-8")).get("sha256", "") if side.is_file() else ""
    except (OSError, ValueError, AttributeError):
        noted = ""
    digest = file_sha256(target)
    if noted and noted != digest:
        raise ChecksumError(f"{target} was changed after it was downloaded. Delete it, or download it again with refresh=True.")
    if not noted:
        _check_kind(entry, target)
        _check_sum(entry, target)
        _note(entry, target, "placed by hand", digest)


def _note(entry: Dataset, target: Path, url: str, digest: str) -> None:
    note = {
        "dataset_id": entry.id,
        "url": url,
        "retrieved": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "bytes": target.stat().st_size,
        "sha256": digest,
        "licence": entry.licence,
        "citation": entry.citation,
    }
    try:
        _write_whole(_sidecar(target), json.dumps(note, indent=1))
    except OSError:
        # A cache that cannot be written to can still be read: the file is checked again next time.
        return


def _check_sum(entry: Dataset, path: Path) -> None:
    """Compare with the registered checksum, where the publisher's file never changes."""
    fixed = str(entry.extra.get("checksum", ""))
    if not fixed:
        return
    import pooch

    method, _, expected = fixed.rpartition(":")
    got = pooch.file_hash(str(path), alg=method or "sha256")
    if got != expected:
        raise ChecksumError(
            f"{path.name} has {method or 'sha256'} {got[:12]}..., registered is {expected[:12]}...; it was thrown away. "
            "The publisher changed the file, or the download was tampered with: try again, then ask for the register to be updated."
        )


def _check_kind(entry: Dataset, path: Path) -> None:
    """Refuse a file that is not what it should be, such as a server's error page."""
    from toolkit.catalog.layout import columns_of, container, read_text

    expected = str(entry.extra.get("format", "text"))
    kind = container(path)
    if expected == "geojson":
        text = read_text(path)[0] if kind == "text" else ""
        try:
            found = json.loads(text)
        except ValueError:
            found = None
        if not isinstance(found, dict) or found.get("type") != "FeatureCollection":
            raise UnreadableFileError(f"What came for {entry.id} is not GeoJSON; it begins with {text[:80]!r}. Try again later.")
    elif kind != expected:
        raise UnreadableFileError(f"What came for {entry.id} is {kind}, not {expected}. Try again later, or get it by hand.")
    elif kind == "netcdf":
        columns_of(path)
    elif kind == "text" and (layout := entry.extra.get("layout")):
        from toolkit.catalog.readers import recognise

        if (found_layout := recognise(path).name) != layout:
            raise UnreadableFileError(f"What came for {entry.id} has the layout {found_layout}, not {layout}. Get it by hand.")


def _data_file(entry: Dataset, target: Path) -> Path:
    """Return the file itself, or the member of an archive that holds the data."""
    pattern = entry.extra.get("member")
    if not pattern:
        return target
    folder = target.with_name(f"{target.name}.unpacked")
    if not folder.is_dir():
        unpack(target, folder)
    found = sorted(path for path in folder.rglob(str(pattern)) if path.is_file())
    if not found:
        raise UnreadableFileError(f"{target.name} holds no {pattern}. The publisher changed the archive: look into {folder}.")
    return found[0] if len(found) == 1 else found[0].parent


# ---- the network ---------------------------------------------------------------------------------------------------------------


class _PassingError(Exception):
    """A fault that may pass: worth another try."""


def _download(entry: Dataset, wanted: Request, target: Path, retries: int, timeout: float) -> None:
    """Download to a folder nobody looks into, check, and only then give the file its name."""
    import pooch

    _make_folder(target.parent)
    _sweep(target.parent)
    logger = pooch.get_logger()
    level = logger.level
    logger.setLevel("ERROR")  # the progress bar and the errors below say what pooch would
    last = ""
    try:
        for attempt in range(retries + 1):
            partial = Path(tempfile.mkdtemp(prefix=".partial-", dir=target.parent))
            try:
                got = Path(
                    pooch.retrieve(wanted.url, known_hash=None, fname="download", path=partial, downloader=_Downloader(entry.id, timeout))
                )
                _check_kind(entry, got)
                _check_sum(entry, got)
                digest = file_sha256(got)
                shutil.rmtree(target.with_name(f"{target.name}.unpacked"), ignore_errors=True)
                got.replace(target)
                _note(entry, target, wanted.url, digest)
                return
            except _PassingError as fault:
                last = str(fault)
                if attempt < retries:
                    time.sleep(min(2.0**attempt, 10.0) * min(timeout, 1.0))
            except ArfMarineError:
                raise
            except OSError as error:
                raise DownloadError(
                    f"{target} cannot be written: {error.strerror or error}. Free space or give another cache='...'."
                ) from error
            finally:
                shutil.rmtree(partial, ignore_errors=True)
    finally:
        logger.setLevel(level)
    raise DownloadError(f"{entry.id} could not be downloaded after {retries + 1} tries: {last}. {_by_hand(entry, wanted, target)}")


def _sweep(folder: Path) -> None:
    """Remove partial downloads that a killed process left."""
    for path in folder.glob(".partial-*"):
        try:
            if time.time() - path.stat().st_mtime > _STALE_SECONDS:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        except OSError:
            continue


class _Downloader:
    """Fetch one address into one file, for pooch."""

    def __init__(self, title: str, timeout: float) -> None:
        self.title = title
        self.timeout = timeout

    def __call__(self, url: str, output_file: Any, pooch: Any, check_only: bool = False) -> None:
        import requests

        with requests.Session() as session:
            session.max_redirects = _REDIRECTS
            try:
                with session.get(url, stream=True, timeout=self.timeout) as answer:
                    self._refuse(url, answer)
                    size = int(answer.headers.get("content-length") or 0)
                    chunks = answer.iter_content(chunk_size=_CHUNK)
                    with Path(output_file).open("wb") as stream:
                        for chunk in track(chunks, self.title, total=-(-size // _CHUNK) or None, unit="MB"):
                            stream.write(chunk)
            except requests.exceptions.TooManyRedirects as error:
                raise DownloadError(
                    f"{url} was redirected more than {_REDIRECTS} times. The address may have moved: see the landing page."
                ) from error
            except requests.exceptions.InvalidURL as error:
                raise DownloadError(f"{url} is not an address: {error}. Correct the entry in the register.") from error
            except requests.exceptions.RequestException as error:
                raise _PassingError(f"{type(error).__name__} at {url}") from error

    def _refuse(self, url: str, answer: Any) -> None:
        """Refuse an answer that is not the file."""
        if url.startswith("https:") and not answer.url.startswith("https:"):
            raise DownloadError(f"{url} was redirected to {answer.url}, which is not encrypted. Get the file by hand if you trust it.")
        status = int(answer.status_code)
        if status >= 500 or status == 429:
            raise _PassingError(f"the server answered {status} at {url}")
        if status >= 400:
            raise DownloadError(f"The server answered {status} at {url}. Check the date and the area asked for, then the landing page.")
