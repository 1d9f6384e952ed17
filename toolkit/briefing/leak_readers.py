"""Everything that can be read out of the files of a pack: words, drawing code, rows, and bytes that no reader shows.

A file is opened as far as it goes: parts of Office files, streams and attachments of PDFs, chunks of PNGs, pictures inside pages,
outputs of notebooks, pages of a GeoPackage that are no longer used, statistics of Parquet columns.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import csv
import io
import json
import re
import sqlite3
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any, Literal

from toolkit.briefing.pdf_words import page_texts

__all__ = ["Piece", "pieces_of"]

#: Long runs of base64 inside text, such as pictures of a page or of a notebook.
_BASE64 = re.compile(rb"[A-Za-z0-9+/]{120,}={0,2}")
_PRINTABLE = re.compile(rb"[\x20-\x7e]{4,}")
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
#: Parts of an SVG that say where to draw, not what.
_DRAWING = re.compile(r'\s(?:d|points|transform|viewBox|x|y|x1|y1|x2|y2|cx|cy|r|rx|ry|width|height|style|clip-path)="[^"]*"')
_DEEPEST = 6


@dataclass(frozen=True)
class Piece:
    """Something read out of a file.

    Attributes
    ----------
    where : str
        Path inside the pack, and the part of the file.
    kind : {'words', 'drawing', 'row', 'bytes'}
        Readable text; numbers that say where to draw; one row of a table; bytes as they lie on the disk.
    text : str
        For words and drawing code.
    row : mapping
        Column -> value, for rows.
    data : bytes
        For bytes.
    """

    where: str
    kind: Literal["words", "drawing", "row", "bytes"]
    text: str = ""
    row: Mapping[str, Any] = field(default_factory=dict)
    data: bytes = b""


def pieces_of(name: str, data: bytes, deep: int = 0) -> Iterator[Piece]:
    """Read everything out of a file.

    Parameters
    ----------
    name : str
        Path inside the pack; its ending does not decide what the file is.
    data : bytes
        Its content.
    deep : int
        How many files it lies in.

    Yields
    ------
    Piece
        In no order that matters.
    """
    yield Piece(name, "bytes", data=data)
    if deep > _DEEPEST:
        return
    if data.startswith(b"\x89PNG\r\n"):
        yield from _png(name, data, deep)
    elif data.startswith(b"%PDF"):
        yield from _pdf(name, data, deep)
    elif data.startswith(b"PK\x03\x04"):
        yield from _archive(name, data, deep)
    elif data.startswith(b"SQLite format 3"):
        yield from _database(name, data)
    elif data.startswith(b"PAR1"):
        yield from _parquet(name, data)
    elif data.startswith((b"\xff\xd8\xff", b"\x00\x01\x00\x00", b"OTTO", b"wOF")):
        yield Piece(f"{name}, texts", "words", text=_runs(data))
    else:
        yield from _text(name, data, deep)


def _runs(data: bytes) -> str:
    """Return the printable runs of binary data, also those with two bytes for a letter."""
    wide = data.replace(b"\x00", b"")
    return "\n".join(match.group(0).decode("ascii") for part in (data, wide) for match in _PRINTABLE.finditer(part))


def _text(name: str, data: bytes, deep: int) -> Iterator[Piece]:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        yield Piece(f"{name}, texts", "words", text=_runs(data))
        return
    for number, match in enumerate(_BASE64.finditer(data), start=1):
        with contextlib.suppress(binascii.Error, ValueError):
            inner = base64.b64decode(match.group(0), validate=True)
            if inner.startswith((b"\x89PNG", b"%PDF", b"PK\x03\x04", b"\xff\xd8\xff", b"<svg", b"<?xml")):
                yield from pieces_of(f"{name}, embedded file {number}", inner, deep + 1)
    words = _BASE64.sub(b" ", data).decode("utf-8", "replace") if _BASE64.search(data) else text
    if "<svg" in words:
        yield Piece(f"{name}, drawing", "drawing", text=words)
        words = _DRAWING.sub(" ", words)
    yield Piece(name, "words", text=unescape(words) if "<" in words else words)
    if name.endswith(".ipynb"):
        with contextlib.suppress(ValueError):
            yield Piece(f"{name}, cells", "words", text="\n".join(_strings(json.loads(text))))
    if name.endswith(".csv"):
        for number, row in enumerate(csv.DictReader(io.StringIO(text)), start=2):
            yield Piece(f"{name}, line {number}", "row", row={str(key): value for key, value in row.items()})


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list):
        yield "".join(item for item in value if isinstance(item, str))
        for item in value:
            if not isinstance(item, str):
                yield from _strings(item)


def _png(name: str, data: bytes, deep: int) -> Iterator[Piece]:
    place = 8
    while place + 8 <= len(data):
        (size,) = struct.unpack(">I", data[place : place + 4])
        kind = data[place + 4 : place + 8]
        chunk = data[place + 8 : place + 8 + size]
        place += 12 + size
        if kind in (b"IDAT", b"PLTE", b"IHDR", b"tRNS"):
            continue
        where = f"{name}, chunk {kind.decode('latin-1')}"
        if kind in (b"zTXt", b"iTXt"):
            keyword, _, rest = chunk.partition(b"\x00")
            packed = rest[1:] if kind == b"zTXt" else rest[2:].split(b"\x00", 2)[-1]
            with contextlib.suppress(zlib.error):
                chunk = keyword + b" " + zlib.decompress(packed)
        yield Piece(where, "words", text=chunk.decode("utf-8", "replace"))
        if kind == b"IEND":
            break
    if place < len(data):
        yield from pieces_of(f"{name}, after its end", data[place:], deep + 1)


def _pdf(name: str, data: bytes, deep: int) -> Iterator[Piece]:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    for number, match in enumerate(_STREAM.finditer(data), start=1):
        where = f"{name}, stream {number}"
        head = data[max(0, match.start() - 400) : match.start()].rsplit(b"obj", 1)[-1]
        if re.search(rb"/Subtype\s*/Image", head):
            continue  # pixels; the file's own bytes are looked at as they lie
        body = match.group(1)
        with contextlib.suppress(zlib.error):
            body = zlib.decompressobj().decompress(body)
        yield Piece(where, "bytes", data=body)
        if b"/Metadata" in head or body.lstrip().startswith((b"<?xpacket", b"<?xml", b"<x:xmpmeta")):
            yield Piece(where, "words", text=body.decode("utf-8", "replace"))
        elif b"/EmbeddedFile" in head:
            yield from pieces_of(f"{where}, attachment", body, deep + 1)
        else:
            yield Piece(where, "drawing", text=body.decode("latin-1"))
    outside = _STREAM.sub(b" ", data)
    yield Piece(f"{name}, objects", "drawing", text=outside.decode("latin-1"))
    with contextlib.suppress(PyPdfError, ValueError, KeyError):
        reader = PdfReader(io.BytesIO(data))
        for number, text in enumerate(page_texts(data), start=1):
            yield Piece(f"{name}, page {number}", "words", text=text)
        told = [str(value) for value in (reader.metadata or {}).values()]
        told += [str(item.get_object().get("/Alt", "")) for item in _dictionaries(reader)]
        yield Piece(f"{name}, metadata and alternative texts", "words", text="\n".join(told))


def _dictionaries(reader: Any) -> Iterator[Any]:
    """Yield the objects of a PDF that carry alternative text."""
    for number in range(1, int(reader.trailer["/Size"])):
        with contextlib.suppress(Exception):
            item = reader.get_object(number)
            if hasattr(item, "get") and item.get("/Alt") is not None:
                yield item


def _archive(name: str, data: bytes, deep: int) -> Iterator[Piece]:
    with contextlib.suppress(zipfile.BadZipFile), zipfile.ZipFile(io.BytesIO(data)) as archive:
        yield Piece(f"{name}, comment", "words", text=archive.comment.decode("utf-8", "replace"))
        for entry in archive.infolist():
            yield Piece(f"{name}, names of parts", "words", text=f"{entry.filename} {entry.comment.decode('utf-8', 'replace')}")
            inner = archive.read(entry)
            yield from pieces_of(f"{name}, {entry.filename}", inner, deep + 1)
            if entry.filename.endswith((".xml", ".rels")):
                # A word can be cut into runs of its own format.
                joined = re.sub(r"</?(?:a|w):(?:r|t|rPr)\b[^>]*>", "", inner.decode("utf-8", "replace"))
                yield Piece(f"{name}, {entry.filename}, joined", "words", text=unescape(re.sub(r"<[^>]+>", " ", joined)))


def _database(name: str, data: bytes) -> Iterator[Piece]:
    yield Piece(f"{name}, all its pages", "words", text=_runs(data))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "copy.gpkg"
        path.write_bytes(data)
        database = sqlite3.connect(path)
        try:
            database.row_factory = sqlite3.Row
            tables = [row[0] for row in database.execute("select name from sqlite_master where type = 'table'")]
            for table in tables:
                quoted = '"' + table.replace('"', '""') + '"'
                with contextlib.suppress(sqlite3.Error):
                    for number, row in enumerate(database.execute(f"select * from {quoted}"), start=1):  # noqa: S608 - the file's own name
                        yield Piece(f"{name}, {table}, row {number}", "row", row=dict(row))
        finally:
            database.close()


def _parquet(name: str, data: bytes) -> Iterator[Piece]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    with contextlib.suppress(pa.ArrowException, OSError):
        file = pq.ParquetFile(io.BytesIO(data))
        told = [str(value) for pair in (file.metadata.metadata or {}).items() for value in pair]
        yield Piece(f"{name}, metadata", "words", text="\n".join(told))
        for group in range(file.metadata.num_row_groups):
            for number in range(file.metadata.num_columns):
                column = file.metadata.row_group(group).column(number)
                seen = column.statistics
                if seen is not None and seen.has_min_max:
                    yield Piece(f"{name}, statistics of {column.path_in_schema}", "words", text=f"{seen.min!r} {seen.max!r}")
        for number, row in enumerate(file.read().to_pylist(), start=1):
            yield Piece(f"{name}, row {number}", "row", row=row)
