"""Office files and other zip archives with the same bytes every time."""

from __future__ import annotations

import io
import re
import zipfile

__all__ = ["rewritten"]

#: The first moment that a zip archive can name.
_EPOCH = (1980, 1, 1, 0, 0, 0)

#: Parts of the libraries' templates that are not ours: pictures and settings of the deck that the template was made from.
_STRANGE = re.compile(r"^docProps/thumbnail\.|^ppt/printerSettings/")


def _without(name: str, data: bytes) -> bytes:
    """Drop relations and content types of the parts that are left out."""
    if name.endswith(".rels"):
        return re.sub(rb'<Relationship [^>]*Target="[^"]*(?:thumbnail\.|printerSettings)[^"]*"[^>]*/>', b"", data)
    return data


def rewritten(archive: bytes) -> bytes:
    """Return a zip archive with sorted members, fixed times and attributes, and without strange parts.

    Parameters
    ----------
    archive : bytes
        As a library wrote it.

    Returns
    -------
    bytes
        The same content, the same bytes for the same content.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as made:
        names = sorted(given.namelist(), key=lambda name: (name != "[Content_Types].xml", name))
        for name in names:
            if _STRANGE.search(name):
                continue
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            made.writestr(entry, _without(name, given.read(name)))
    return out.getvalue()
