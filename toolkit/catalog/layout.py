"""What a file really is, and how a table is taken out of it.

A file is judged by its first bytes, never by its name. Tables are read as text with the row number a spreadsheet would
show (the header is row 1), so that every complaint can name the row.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
import warnings
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import pandas as pd

from toolkit.errors import SchemaError, UnreadableFileError

__all__ = [
    "Container",
    "columns_of",
    "container",
    "layer_source",
    "read_table",
    "read_text",
    "refuse_cut_netcdf",
]

Container = Literal["text", "xlsx", "parquet", "netcdf", "sqlite", "shapefile", "tiff", "zip"]

_SIGNATURES: tuple[tuple[bytes, Container], ...] = (
    (b"PAR1", "parquet"),
    (b"CDF\x01", "netcdf"),
    (b"CDF\x02", "netcdf"),
    (b"CDF\x05", "netcdf"),
    (b"\x89HDF\r\n\x1a\n", "netcdf"),
    (b"SQLite format 3\x00", "sqlite"),
    (b"\x00\x00\x27\x0a", "shapefile"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
)
#: First bytes of what is refused, and what to do instead.
_REFUSED = (
    (b"\x1f\x8b", "a gzip archive", "Unpack it first"),
    (b"BZh", "a bzip2 archive", "Unpack it first"),
    (b"\xfd7zXZ", "an xz archive", "Unpack it first"),
    (b"RDX", "an R workspace", "Export the table as CSV, or use the publisher's CSV or netCDF"),
    (b"%PDF", "a PDF document", "Give the table it describes"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls)", "Save it as .xlsx or CSV"),
)
_MARKUP = re.compile(r"\s*(<\?xml[^>]*\?>\s*)?(<!--.*?-->\s*)?<(!doctype\s+html|html\b|head\b|body\b)", re.I | re.S)
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_LARGEST_UNPACKED = 2_000_000_000


def container(path: str | Path) -> Container:
    """Say what a file is, by its first bytes.

    Parameters
    ----------
    path : path
        The file.

    Returns
    -------
    {'text', 'xlsx', 'parquet', 'netcdf', 'sqlite', 'shapefile', 'tiff', 'zip'}
        ``text`` is anything without a known signature; :func:`read_text` looks closer.

    Raises
    ------
    UnreadableFileError
        The file is missing, a folder, empty, truncated, a web page, a pickle or an archive of another kind.
    """
    path = Path(path)
    if path.is_dir():
        raise UnreadableFileError(f"{path} is a folder. Give one file; folders (Zarr) are read by open_grid.")
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            head = stream.read(1024)
            stream.seek(max(size - 4, 0))
            tail = stream.read(4)
    except OSError as error:
        raise UnreadableFileError(f"{path} cannot be opened: {error.strerror or error}. Give the path of a file that exists.") from error
    if not head:
        raise UnreadableFileError(f"{path.name} is empty (0 bytes). Get the file again from its publisher.")
    if head[0] == 0x80 and len(head) > 1 and head[1] <= 5:
        raise UnreadableFileError(
            f"{path.name} is a Python pickle (byte 0 is 0x80): it could run code and is never opened. Give CSV, Parquet or netCDF."
        )
    for signature, what, step in _REFUSED:
        if head.startswith(signature):
            raise UnreadableFileError(f"{path.name} is {what}, which is not read. {step}.")
    if _MARKUP.match(head.decode("latin-1").removeprefix("ï»¿")):
        raise UnreadableFileError(
            f"{path.name} is a web page (HTML from byte 0), most likely a server's error page saved under the name of the data. "
            "Get the file again."
        )
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return "xlsx" if any(name == "xl/workbook.xml" for name in _zip_names(path)) else "zip"
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            if kind == "parquet" and (size < 12 or tail != b"PAR1"):
                raise UnreadableFileError(
                    f"{path.name} is Parquet cut short at byte {size}: the footer is missing. Get the file again from its publisher."
                )
            return kind
    return "text"


def _zip_names(path: Path) -> list[str]:
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(item.file_size for item in archive.infolist()) > _LARGEST_UNPACKED:
                raise UnreadableFileError(f"{path.name} would unpack to more than {_LARGEST_UNPACKED:,} bytes and is not opened.")
            return archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, UnicodeDecodeError) as error:
        raise UnreadableFileError(f"{path.name} is a zip archive that is damaged or cut short: {error}. Get the file again.") from error


def read_text(path: str | Path) -> tuple[str, str]:
    """Read a text file and say which encoding it has.

    Returns
    -------
    text : str
        Without byte-order mark.
    encoding : str
        ``utf-8``, ``utf-16``, ``latin-1`` or ``cp1252``.

    Raises
    ------
    UnreadableFileError
        The file is not text; the message names the byte.
    """
    path = Path(path)
    kind = container(path)
    if kind != "text":
        raise UnreadableFileError(f"{path.name} is {kind}, not text.")
    data = path.read_bytes()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16"), "utf-16"
        except UnicodeDecodeError as error:
            raise UnreadableFileError(f"{path.name}: byte {error.start} is not UTF-16. Save the file as UTF-8.") from error
    bad = _CONTROL.search(data)
    if bad:
        raise UnreadableFileError(
            f"{path.name}: byte {bad.start()} is 0x{data[bad.start()]:02x}, which no text holds. "
            "The file is binary, damaged, or UTF-16 without a byte-order mark: save it as UTF-8."
        )
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError as error:
        first = error.start
    # 0x80..0x9f are control characters in Latin-1: where they occur the text is Windows-1252 or something else.
    if not re.search(rb"[\x80-\x9f]", data):
        return data.decode("latin-1"), "latin-1"
    try:
        return data.decode("cp1252"), "cp1252"
    except UnicodeDecodeError as error:
        raise UnreadableFileError(
            f"{path.name}: byte {first} is not UTF-8 and byte {error.start} (0x{data[error.start]:02x}) is not Windows-1252. "
            "Save the file as UTF-8."
        ) from error


def _separator(line: str) -> str:
    """Return the separator that splits a header line into most fields (comma where there is none)."""
    unquoted = re.sub(r'"[^"]*"', "", line)
    return max(",;\t|", key=unquoted.count)


def read_table(
    path: str | Path, *, header: bool = True, separator: str | None = None, sheet: int = 0, names: Sequence[str] | None = None
) -> pd.DataFrame:
    """Read a table from CSV, xlsx or Parquet.

    Parameters
    ----------
    path : path
        The file.
    header : bool
        Whether the first row holds the names of the columns.
    separator : str, optional
        Field separator of a text table; by default the one of comma, semicolon, tab and bar that splits the first line most.
    sheet : int
        Which sheet of a workbook, counted from 0.
    names : sequence of str, optional
        Names of the columns where ``header`` is false.

    Returns
    -------
    pandas.DataFrame
        Cells of text files and workbooks are text, exactly as written (a Parquet file keeps its types). The index, named
        ``row``, is the row in the file: with a header the first row of data is row 2; in Parquet it is row 1.
        ``attrs["encoding"]`` tells how the text was read.

    Raises
    ------
    UnreadableFileError
        The file is not a table, damaged or cut short.
    SchemaError
        A column name occurs twice, or a row has more fields than the header.
    """
    path = Path(path)
    kind = container(path)
    encoding = ""
    if kind == "parquet":
        return _read_parquet(path)
    if kind == "xlsx":
        rows = _workbook_rows(path, sheet)
    elif kind == "text":
        text, encoding = read_text(path)
        rows = _text_rows(path, text, separator or _separator(text.partition("\n")[0]))
    else:
        raise UnreadableFileError(f"{path.name} is {kind}, not a table. Give CSV, xlsx or Parquet.")
    if not rows:
        raise UnreadableFileError(f"{path.name} holds no rows.")
    columns = [cell.strip() for cell in rows[0][1]] if header else list(names or (f"column {i}" for i, _ in enumerate(rows[0][1], 1)))
    body = rows[1:] if header else rows
    while header and columns and columns[-1] == "":
        columns.pop()
    _refuse_twice(path, columns)
    width = len(columns)
    for number, cells in body:
        if len(cells) < width:
            raise UnreadableFileError(
                f"{path.name}, row {number}: {len(cells)} fields where the header has {width}. "
                "The file is cut short or a separator is lost; get it again."
            )
        if len(cells) > width and any(cell.strip() for cell in cells[len(rows[0][1]) :]):
            raise SchemaError(
                f"{path.name}, row {number}: {len(cells)} fields where the header has {width}. Quote fields that hold the separator."
            )
    frame = pd.DataFrame([cells[:width] for _, cells in body], columns=columns, dtype="str")
    frame.index = pd.Index([number for number, _ in body], name="row", dtype="int64")
    frame.attrs["encoding"] = encoding
    return frame


def _refuse_twice(path: Path, columns: Sequence[str]) -> None:
    twice = sorted({name for name in columns if name and list(columns).count(name) > 1})
    if twice:
        raise SchemaError(f"{path.name}: the header names {', '.join(twice)} more than once. Rename or remove the extra columns.")


def _text_rows(path: Path, text: str, separator: str) -> list[tuple[int, list[str]]]:
    """Split text into rows with the line on which each starts; blank lines are left out."""
    rows: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=False)
    start = 1
    try:
        for cells in reader:
            if any(cells):
                rows.append((start, cells))
            start = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableFileError(f"{path.name}, row {start}: {error}. A quotation mark may be lost; get the file again.") from error
    return rows


def _workbook_rows(path: Path, sheet: int) -> list[tuple[int, list[str]]]:
    import openpyxl

    try:
        with path.open("rb") as stream:  # by its bytes: openpyxl refuses names that do not end in .xlsx
            book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
            cells = [
                (n, [_cell_text(value) for value in row]) for n, row in enumerate(book.worksheets[sheet].iter_rows(values_only=True), 1)
            ]
            book.close()
    except Exception as error:  # a parser of damaged XML may raise anything
        raise UnreadableFileError(
            f"{path.name} is a workbook that cannot be read ({type(error).__name__}: {error}). Save it again."
        ) from error
    width = max((len(row) for _, row in cells), default=0)
    return [(n, row + [""] * (width - len(row))) for n, row in cells if any(row)]


def _cell_text(value: object) -> str:
    """Write a cell of a workbook as text: 57.0 as 57, dates in ISO form."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat()
    return str(value)


def _read_parquet(path: Path) -> pd.DataFrame:
    import pyarrow.parquet

    try:
        frame: pd.DataFrame = pyarrow.parquet.read_table(path).to_pandas()
    except Exception as error:  # a parser of damaged bytes may raise anything
        raise UnreadableFileError(f"{path.name} is Parquet that cannot be read ({type(error).__name__}). Get the file again.") from error
    frame.columns = [str(name) for name in frame.columns]
    _refuse_twice(path, list(frame.columns))
    frame.index = pd.RangeIndex(1, len(frame) + 1, name="row")
    frame.attrs = {"encoding": ""}
    return frame


def columns_of(path: str | Path) -> list[str]:
    """Return the names by which a layout is recognised: columns of a table, fields of a layer, variables of a grid file.

    Raises
    ------
    UnreadableFileError
        The file is damaged or of no known kind.
    """
    path = Path(path)
    kind = container(path)
    if kind == "text":
        text, _ = read_text(path)
        if text.lstrip()[:1] == "{":
            return _fields(path)
        lines = text.splitlines()[:60]
        station = next((line.split() for line in lines if line.split()[:3] == ["YYYY", "MM", "DD"]), None)
        if station:
            return station
        first = next((line for line in lines if line.strip()), "")
        return [cell.strip() for cell in next(iter(csv.reader([first], delimiter=_separator(first))), [])]
    if kind == "xlsx":
        rows = _workbook_rows(path, 0)
        return [cell.strip() for cell in rows[0][1]] if rows else []
    if kind == "parquet":
        import pyarrow.parquet

        try:
            return [str(name) for name in pyarrow.parquet.read_schema(path).names]
        except Exception as error:  # a parser of damaged bytes may raise anything
            raise UnreadableFileError(
                f"{path.name} is Parquet that cannot be read ({type(error).__name__}). Get the file again."
            ) from error
    if kind in {"sqlite", "shapefile"}:
        return _fields(path)
    if kind == "netcdf":
        import netCDF4

        refuse_cut_netcdf(path)
        try:
            with netCDF4.Dataset(path) as grid:
                return [str(name) for name in grid.variables]
        except Exception as error:  # a parser of damaged bytes may raise anything
            raise UnreadableFileError(f"{path.name} is netCDF that cannot be read ({type(error).__name__}). Get the file again.") from error
    raise UnreadableFileError(f"{path.name} is {kind}: no layout of that kind is known. Unpack it, or give the table or grid in it.")


def refuse_cut_netcdf(path: str | Path) -> None:
    """Refuse a classic netCDF file that is shorter than its header says: the library would read the missing end as zeros.

    Raises
    ------
    UnreadableFileError
        The file is cut short or its header is damaged.
    """
    path = Path(path)
    with path.open("rb") as stream:
        if stream.read(4) not in (b"CDF\x01", b"CDF\x02"):
            return
    from scipy.io import netcdf_file

    try:
        # Mapping every variable into memory fails where the bytes end too early; no data are read.
        netcdf_file(path, mode="r", mmap=True).close()
    except Exception as error:  # a parser of damaged bytes may raise anything
        size = path.stat().st_size
        raise UnreadableFileError(
            f"{path.name} is netCDF cut short at byte {size}, or its header is damaged ({type(error).__name__}). Get the file again."
        ) from error


def layer_source(path: Path) -> Path | bytes:
    """Return what GDAL is to open: GeoJSON as bytes, for by its name it would take ``layer.csv`` for a table."""
    return path.read_bytes() if container(path) == "text" else path


def _fields(path: Path) -> list[str]:
    import pyogrio

    try:
        # GDAL warns about damaged features; they are told when the layer is read.
        with warnings.catch_warnings(record=True):
            warnings.simplefilter("always")
            return [str(name) for name in pyogrio.read_info(layer_source(path))["fields"]] + ["geometry"]
    except Exception as error:  # a parser of damaged bytes may raise anything
        raise UnreadableFileError(
            f"{path.name} is a map layer that cannot be read ({type(error).__name__}). Get the file again."
        ) from error
