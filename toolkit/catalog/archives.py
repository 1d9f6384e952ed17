"""Zip archives, unpacked with care: no path may climb out, no link, no bomb, and no half-unpacked folder is left."""

from __future__ import annotations

import shutil
import stat
import tempfile
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from toolkit.errors import UnreadableFileError

__all__ = ["unpack"]

_LARGEST = 200_000_000_000
#: A member that unpacks to more than this many times its packed size is a bomb, not data.
_RATIO = 1000
_SMALL = 10_000_000


def _refuse(archive: Path, item: zipfile.ZipInfo) -> None:
    """Refuse a member that does not belong into a folder."""
    name = item.filename
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if name.startswith(("/", "\\")) or ".." in parts or any(":" in part for part in parts) or "\x00" in name:
        raise UnreadableFileError(
            f"{archive.name} holds a path that climbs out of its folder: {name!r}. Nothing was unpacked; do not trust it."
        )
    if stat.S_ISLNK(item.external_attr >> 16):
        raise UnreadableFileError(f"{archive.name} holds a link: {name!r}. Nothing was unpacked; do not trust it.")
    if item.flag_bits & 0x1:
        raise UnreadableFileError(f"{archive.name}: {name!r} is encrypted. Get the archive without a password.")
    if item.file_size > _SMALL and item.file_size > _RATIO * max(item.compress_size, 1):
        raise UnreadableFileError(
            f"{archive.name}: {name!r} unpacks to {item.file_size:,} bytes from {item.compress_size:,}. Nothing was unpacked."
        )


def unpack(archive: str | Path, folder: str | Path) -> list[Path]:
    """Unpack a zip archive into a new folder.

    Parameters
    ----------
    archive : path
        The zip file.
    folder : path
        The folder to make; it must not exist.

    Returns
    -------
    list of pathlib.Path
        The files, sorted.

    Raises
    ------
    UnreadableFileError
        The archive is damaged, or a member climbs out of the folder, is a link, is encrypted or unpacks beyond measure.
    """
    archive, folder = Path(archive), Path(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(prefix=".partial-", dir=folder.parent))
    try:
        with zipfile.ZipFile(archive) as opened:
            items = [item for item in opened.infolist() if not item.is_dir()]
            for item in items:
                _refuse(archive, item)
            if sum(item.file_size for item in items) > _LARGEST:
                raise UnreadableFileError(f"{archive.name} unpacks to more than {_LARGEST:,} bytes. Unpack it by hand.")
            for item in items:
                target = partial / PurePosixPath(item.filename.replace("\\", "/"))
                target.parent.mkdir(parents=True, exist_ok=True)
                with opened.open(item) as source, target.open("wb") as sink:
                    shutil.copyfileobj(source, sink)
        partial.chmod(0o755)
        partial.replace(folder)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, OSError, RuntimeError) as error:
        if isinstance(error, UnreadableFileError):
            raise
        raise UnreadableFileError(f"{archive.name} cannot be unpacked: {error}. It is damaged or cut short: get it again.") from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return sorted(path for path in folder.rglob("*") if path.is_file())
