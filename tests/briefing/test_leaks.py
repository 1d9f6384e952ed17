"""Secrets planted in every kind of place are found; clean files and accidental likenesses give no alarm."""

from __future__ import annotations

import base64
import io
import json
import sqlite3
import struct
import zipfile
import zlib

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter
from pypdf.generic import NameObject, StreamObject
from toolkit.briefing.leaks import Leak, Secrets, Value, scan_pack, stop_leaks
from toolkit.errors import PackError

SECRET = 37.4168593
SECRETS = Secrets(
    cells=(Value(SECRET, "f0ace", "hard_coral_cover", "2015/2019"), Value(12.0, "f0bad", "hard_coral_cover", "2015/2019")),
    names=("Hidden Reef", "delegation-file.csv"),
    places=((102.123456, 9.876543),),
    released=frozenset({48.25, 15.0}),
    vocabulary="Map of reefs with hard_coral_cover",
)


SPACE = b" " * 120


def coded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def png(*chunks: tuple[bytes, bytes], tail: bytes = b"") -> bytes:
    made = [(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)), *chunks, (b"IDAT", zlib.compress(b"\x00\x00")), (b"IEND", b"")]
    body = b"".join(struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in made)
    return b"\x89PNG\r\n\x1a\n" + body + tail


def pdf(*, title: str = "Briefing", stream: bytes = b"", attached: bytes = b"") -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_metadata({"/Title": title})
    if stream:
        held = StreamObject()
        held.set_data(stream)
        held[NameObject("/Type")] = NameObject("/Metadata")
        writer._root_object[NameObject("/Metadata")] = writer._add_object(held.flate_encode())
    if attached:
        writer.add_attachment("data.csv", attached)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def archive(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return out.getvalue()


def parquet(rows: dict, *, statistics: bool = False) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table(rows), out, write_statistics=statistics, compression="zstd")
    return out.getvalue()


def geopackage(tmp_path, statements: list[str]) -> bytes:
    path = tmp_path / "made.gpkg"
    database = sqlite3.connect(path)
    for statement in ("pragma secure_delete = off", *statements):
        database.execute(statement)
        database.commit()
    database.close()
    data = path.read_bytes()
    path.unlink()
    return data


def found(tmp_path, name: str, data: bytes | str) -> list[Leak]:
    folder = tmp_path / "pack"
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return scan_pack(folder, SECRETS)


TEXTS = {
    "the value as stored": f"cover {SECRET} percent",
    "the value at four decimals": "37.4169",
    "the value at three decimals": "about 37.417%",
    "the value at two decimals": "<td>37.42</td>",
    "a position at four decimals": "102.1235, 9.8765",
    "a position at three decimals": "9.877 N 102.123 E",
    "a position at two decimals": "(102.12 9.88)",
    "a name": "seen at Hidden Reef, twice",
    "a name in other letters": "HIDDEN REEF",
    "the name of a file": "read from delegation-file.csv",
}

PLACES = {
    "text": lambda text: ("notes.txt", text),
    "alternative text": lambda text: ("index.html", f'<html><img alt="{text.replace("<", "&lt;")}"></html>'),
    "comment of a page": lambda text: ("index.html", f"<html><!-- {text} --></html>"),
    "comment of an SVG": lambda text: ("maps/claims.svg", f"<svg><!-- {text} --><path d='M 1 2'/></svg>"),
    "description of an SVG": lambda text: ("maps/claims.svg", f"<svg><desc>{text.replace('<', '&lt;')}</desc></svg>"),
    "page of an SVG inside HTML": lambda text: (
        "index.html", f'<img src="data:image/svg+xml;base64,{coded(f"<svg><desc>{text}</desc>".encode() + SPACE + b"</svg>")}">',
    ),
    "chunk of a PNG": lambda text: ("maps/claims.png", png((b"tEXt", b"Description\x00" + text.encode()))),
    "packed chunk of a PNG": lambda text: ("maps/claims.png", png((b"zTXt", b"Comment\x00\x00" + zlib.compress(text.encode())))),
    "packed text of a PNG": lambda text: ("maps/claims.png", png((b"iTXt", b"XMP\x00\x01\x00\x00\x00" + zlib.compress(text.encode())))),
    "bytes after a PNG": lambda text: ("maps/claims.png", png(tail=text.encode())),
    "metadata of a PDF": lambda text: ("documents/a.pdf", pdf(title=text)),
    "packed stream of a PDF": lambda text: ("documents/a.pdf", pdf(stream=b"<x:xmpmeta>" + text.encode() + b"</x:xmpmeta>")),
    "attachment of a PDF": lambda text: ("documents/a.pdf", pdf(attached=text.encode())),
    "part of an Office file": lambda text: ("documents/a.docx", archive(word__document_dot_xml=f"<w:t>{text}</w:t>".encode())),
    "thumbnail of an Office file": lambda text: (
        "documents/a.pptx", archive(docProps__thumbnail_dot_png=png((b"tEXt", b"Title\x00" + text.encode())))
    ),
    "name of a part": lambda text: ("documents/a.pptx", archive(**{text.replace("/", ""): b""})),
    "row of a CSV": lambda text: ("data/x.csv", f"a,b\n1,{json.dumps(text)}\n"),
    "Parquet": lambda text: ("data/x.parquet", parquet({"a": [text]})),
    "output of a notebook": lambda text: ("a.ipynb", json.dumps({"cells": [{"outputs": [{"text": [text[:5], text[5:]]}]}]})),
    "picture in a notebook": lambda text: (
        "a.ipynb",
        json.dumps({"cells": [{"outputs": [{"data": {"image/png": coded(png((b"tEXt", b"T\x00" + text.encode() + SPACE)))}}]}]}),
    ),
    "JSON": lambda text: ("manifest.json", json.dumps({"notes": [text]})),
    "name of a file": lambda text: (f"data/{text.replace('/', '')}.txt", ""),
}  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("secret", TEXTS)
def test_a_planted_secret_is_found(tmp_path, place, secret):
    name, data = PLACES[place](TEXTS[secret])
    assert found(tmp_path, name, data)


def test_a_freed_page_of_a_geopackage_still_tells(tmp_path):
    statements = ["create table t (a text)", "insert into t values ('Hidden Reef 37.4169')", "delete from t"]
    assert found(tmp_path, "data/faces.gpkg", geopackage(tmp_path, statements))


def test_numbers_of_a_geopackage_are_found_in_rows_and_in_bytes(tmp_path):
    statements = ["create table t (a real)", f"insert into t values ({SECRET!r})"]
    assert found(tmp_path, "data/faces.gpkg", geopackage(tmp_path, statements))
    emptied = [*statements, "delete from t"]
    assert found(tmp_path, "data/faces.gpkg", geopackage(tmp_path, emptied))


def test_a_position_in_a_geometry_is_found_by_its_bytes(tmp_path):
    assert found(tmp_path, "data/sites.bin", b"\x01\x01\x00\x00\x00" + struct.pack("<dd", 102.123456, 9.876543))


def test_the_statistics_of_a_parquet_column_are_read(tmp_path):
    hidden = parquet({"value": [SECRET, 1.0], "a": ["x", "y"]}, statistics=True)
    assert any("statistics of value" in leak.where for leak in found(tmp_path, "data/x.parquet", hidden))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("data/x.csv", "face_id,indicator,time,value\nf0bad,hard_coral_cover,2015/2019,12.0\n"),
        ("data/x.parquet", parquet({"face_id": ["f0bad"], "indicator": ["hard_coral_cover"], "time": ["2015/2019"], "value": [12.0]})),
        ("data/x.csv", "face_id,hard_coral_cover__mean__2015_2019\nf0bad,12\n"),
        ("data/x.csv", "face_id,indicator,time,value,upper\nf0ace,hard_coral_cover,2015/2019,,37.4\n"),
    ],
)
def test_a_short_number_is_found_where_its_row_is_that_of_the_cell(tmp_path, name, data):
    assert found(tmp_path, name, data)


@pytest.mark.parametrize(
    "text",
    [
        "12 maps, 12.0 of something, and 2012",
        "48.25 percent is released, and so is 15",
        "1374.168593 137.4168593 37.41685931 0.374168593",
        "the checksum 3741685933741685 and 37416859ab",
        "102.1235 alone, far from everything that could make it a position, and a long time later 9.8765",
        "hidden reefs, a reef, unhidden reef-like",
        "hard_coral_cover of face f0bad",
    ],
)
def test_likenesses_give_no_alarm(tmp_path, text):
    assert found(tmp_path, "notes.txt", text) == []


def test_short_numbers_of_drawing_code_give_no_alarm(tmp_path):
    assert found(tmp_path, "maps/a.svg", '<svg><path d="M 37.42 12.0 L 37.417 102.12"/><text x="37.42">48</text></svg>') == []
    assert found(tmp_path, "maps/a.svg", f'<svg><path d="M {SECRET} 3"/></svg>')


def test_another_row_may_hold_the_same_short_number(tmp_path):
    assert found(tmp_path, "data/x.csv", "face_id,indicator,time,value\nf0ace,hard_coral_cover,2010/2014,12.0\n") == []


def test_a_released_value_is_no_secret_even_if_it_rounds_alike(tmp_path):
    secrets = Secrets(cells=(Value(48.2512, "a", "b", ""),), released=frozenset({48.25}))
    (tmp_path / "a.txt").write_text("48.25")
    assert scan_pack(tmp_path, secrets) == []
    (tmp_path / "a.txt").write_text("48.2512")
    assert scan_pack(tmp_path, secrets)


def test_words_that_everybody_may_use_are_no_secret(tmp_path):
    (tmp_path / "a.txt").write_text("value and cover")
    assert scan_pack(tmp_path, Secrets(names=("value", "cov"), vocabulary="the value of a thing")) == []


def test_a_pack_with_a_leak_is_refused_and_the_value_is_not_repeated(tmp_path):
    (tmp_path / "a.txt").write_text(f"{SECRET}")
    with pytest.raises(PackError, match=r"DSC-02.*\n.*a.txt: a withheld value of hard_coral_cover f0ace 2015/2019") as caught:
        stop_leaks(tmp_path, SECRETS)
    assert "37.4" not in str(caught.value)


@settings(max_examples=30, deadline=None)
@given(st.floats(10, 1e6, allow_nan=False).map(lambda value: round(value, 5)))
def test_any_value_of_enough_figures_is_found_as_stored_and_rounded(tmp_path_factory, value):
    folder = tmp_path_factory.mktemp("any")
    secrets = Secrets(cells=(Value(value + 1e-6),))
    for text in (repr(value + 1e-6), f"{value + 1e-6:.4f}", f"{value + 1e-6:,.3f}"):
        if "e" in text or len(f"{float(text.replace(',', '')):.10f}".replace(".", "").strip("0")) < 4:
            continue  # too short to be told from other numbers
        (folder / "a.txt").write_text(f"x {text} y")
        assert scan_pack(folder, secrets), text
