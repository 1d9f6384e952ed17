"""A folder appears whole or not at all.

A pack is written into a hidden folder beside its target, pushed to the disk, and renamed. An interruption at any moment
leaves the previous pack as it was. A lock file with the process id keeps two builds of the same pack apart.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

from toolkit.errors import ArfMarineError, PackError

__all__ = ["check_target", "folder_written_whole", "held_target", "locked"]

#: A disk with fewer bytes than this is full: a write of one page more fails.
_LEAST_FREE = 100_000

#: What a disk answers when it takes no more.
_OF_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO})

#: Targets that this process holds -> the thread that does: a job that holds one may write to it.
_HELD: dict[Path, int] = {}


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _holder(lock: Path) -> int:
    try:
        return int(lock.read_text("ascii") or 0)
    except (OSError, ValueError):
        return 0


@contextlib.contextmanager
def locked(target: Path) -> Iterator[None]:
    """Hold the lock of a target folder; a lock left behind by a process that is gone is taken over.

    Parameters
    ----------
    target : path
        Absolute path of the folder; the lock stands beside it.

    Raises
    ------
    PackError
        Another run holds it, or nothing can be written beside the folder.
    """
    _reachable(target)
    if _HELD.get(target) == threading.get_ident():
        yield
        return
    lock = target.with_name(f".{target.name}.lock")
    # The lock appears with the process id in it: a lock without one would look like that of a process that is gone.
    mine = target.with_name(f".{target.name}.{os.getpid()}.lock")
    mine.write_text(str(os.getpid()), "ascii")
    try:
        for _ in range(8):
            try:
                os.link(mine, lock)
                break
            except FileExistsError:
                holder = _holder(lock)
                if holder and _alive(holder):
                    raise PackError(
                        f"Process {holder} is writing to {target} right now. Wait until it has ended, or choose another folder with --out."
                    ) from None
                # Whoever moves the old lock away first may try again; the others find it gone.
                with contextlib.suppress(FileNotFoundError):
                    aside = target.with_name(f".{target.name}.{os.getpid()}.gone")
                    lock.rename(aside)
                    if _holder(aside) not in (holder, 0):
                        with contextlib.suppress(FileExistsError):
                            os.link(aside, lock)
                    aside.unlink()
        else:
            raise PackError(f"{target} is being written to by several runs at once. Wait until they have ended, and try again.")
    finally:
        mine.unlink(missing_ok=True)
    _HELD[target] = threading.get_ident()
    try:
        _mend(target)
        yield
    finally:
        _HELD.pop(target, None)
        lock.unlink(missing_ok=True)


def _mend(target: Path) -> None:
    """Clear away what a killed run left beside the target; put the previous pack back if it was killed between two renames."""
    name = re.escape(target.name)
    for path in sorted(target.parent.glob(f".{target.name}.*")):
        kind = re.fullmatch(rf"\.{name}\.(?:[a-z0-9_]{{8}}\.(?P<left>old|part)|(?P<process>\d+)\.(?:lock|gone))", path.name)
        if kind is None:
            continue
        if kind["left"] == "old" and not target.exists() and (path / "manifest.json").is_file():
            path.rename(target)
        elif kind["left"]:
            shutil.rmtree(path, ignore_errors=True)
        elif not _alive(int(kind["process"])):
            path.unlink(missing_ok=True)


@contextlib.contextmanager
def held_target(target: str | Path, *, replace: bool = False) -> Iterator[Path]:
    """Hold a target folder for the whole of a job, so that whatever would stop its end stops its beginning.

    Parameters
    ----------
    target : path
        Folder to make.
    replace : bool
        Whether an existing pack may be replaced.

    Yields
    ------
    pathlib.Path
        The target as an absolute path.

    Raises
    ------
    PackError
        As :func:`check_target`, or another run is writing to the folder.
    """
    place = Path(target).absolute()
    with locked(place):
        yield check_target(place, replace=replace)


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


def _reachable(target: Path) -> None:
    """Raise unless something can be written beside the target."""
    _fresh(target).rmdir()


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
    with held_target(target, replace=replace) as place:
        fresh = _fresh(place)
        try:
            yield fresh
            _to_disk(fresh)
            fresh.chmod(0o755)
            _swap(fresh, place)
        except Exception as error:
            why = _refused_by_the_disk(error, place.parent)
            if not why:
                raise
            raise PackError(
                f"Writing {place} failed: {why}. What was there before is unchanged; make room or choose another folder with --out."
            ) from error
        finally:
            shutil.rmtree(fresh, ignore_errors=True)


def _refused_by_the_disk(error: BaseException, folder: Path) -> str:
    """Return why the disk refused what failed, '' where it was something else: each library reports a full disk in a way of its own."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, OSError) and not isinstance(seen, ArfMarineError) and (seen is error or seen.errno in _OF_DISK):
            return str(seen.strerror or seen)
        seen = seen.__cause__ or seen.__context__
    return os.strerror(errno.ENOSPC) if shutil.disk_usage(folder).free < _LEAST_FREE else ""


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
