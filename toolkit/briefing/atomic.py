"""A folder appears whole or not at all.

A pack is written into a hidden folder beside its target, pushed to the disk, and renamed. An interruption at any moment
leaves the previous pack as it was. A lock file with the process id keeps two builds of the same pack apart.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from toolkit.errors import PackError

__all__ = ["check_target", "folder_written_whole"]


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@contextlib.contextmanager
def _locked(target: Path) -> Iterator[None]:
    """Hold the lock of a target folder; a lock left behind by a process that is gone is taken over."""
    lock = target.with_name(f".{target.name}.lock")
    for _ in range(2):
        try:
            handle = os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
        except FileExistsError:
            try:
                holder = int(lock.read_text("ascii") or 0)
            except (OSError, ValueError):
                holder = 0
            if holder and _alive(holder):
                raise PackError(
                    f"Process {holder} is writing to {target} right now. Wait until it has ended, or choose another folder with --out."
                ) from None
            lock.unlink(missing_ok=True)
            continue
        with os.fdopen(handle, "w") as stream:
            stream.write(str(os.getpid()))
        break
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)


def _to_disk(folder: Path) -> None:
    """Push all files of a folder to the disk."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as stream:
                os.fsync(stream.fileno())


def _fresh(target: Path) -> Path:
    """Make a hidden folder beside the target."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent))
    except OSError as error:
        raise PackError(f"{target.parent} cannot be written: {error.strerror}. Choose another folder with --out.") from error


def check_target(target: str | Path, *, replace: bool = False) -> Path:
    """Tell before a long job whether a pack could be written there.

    Parameters
    ----------
    target : path
        Folder to make.
    replace : bool
        Whether an existing pack may be replaced.

    Returns
    -------
    pathlib.Path
        The target as an absolute path.

    Raises
    ------
    PackError
        The target is a file, somebody's own folder, or a pack that may not be replaced, or nothing can be written beside it.
    """
    target = Path(target).absolute()
    if target.exists() and not target.is_dir():
        raise PackError(f"{target} is a file. Give the name of a folder with --out.")
    if target.is_dir() and any(target.iterdir()):
        if not (target / "manifest.json").is_file():
            raise PackError(
                f"{target} exists and is not a pack (it holds no manifest.json), so it is left alone. Choose another folder with --out."
            )
        if not replace:
            raise PackError(f"{target} already holds a pack. Add --replace to make it anew, or choose another folder with --out.")
    _fresh(target).rmdir()
    return target


@contextlib.contextmanager
def folder_written_whole(target: str | Path, *, replace: bool = False) -> Iterator[Path]:
    """Give a fresh folder to write into; it becomes the target only if the block ends without an error.

    Parameters
    ----------
    target : path
        Folder to make.
    replace : bool
        Whether an existing pack may be replaced. A folder that holds no ``manifest.json`` is never replaced: it may be
        somebody's own work.

    Yields
    ------
    pathlib.Path
        A hidden folder beside the target.

    Raises
    ------
    PackError
        The target exists and may not be replaced, cannot be written, or another process is writing it.
    """
    target = check_target(target, replace=replace)
    fresh = _fresh(target)
    try:
        with _locked(target):
            try:
                yield fresh
                _to_disk(fresh)
                fresh.chmod(0o755)
                _swap(fresh, target)
            except OSError as error:
                if isinstance(error, PackError):
                    raise
                raise PackError(
                    f"Writing {target} failed: {error.strerror or error}. What was there before is unchanged; "
                    "make room or choose another folder with --out."
                ) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _swap(fresh: Path, target: Path) -> None:
    """Put the fresh folder in the target's place; on failure the old one is put back."""
    if not target.exists():
        fresh.rename(target)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".old", dir=target.parent))
    old.rmdir()
    target.rename(old)
    try:
        fresh.rename(target)
    except OSError:
        old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)
