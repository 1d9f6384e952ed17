"""The project's own claim file: GeoParquet, one row for each claim and each line, everything else in the file's metadata.

Any reader of GeoParquet opens it; read back here, nothing is lost.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shapely

from toolkit.claims.model import Claim, ClaimSet, Instrument, LegalLine
from toolkit.claims.names import add_names, own_names
from toolkit.errors import SchemaError, UnreadableFileError

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["claims_from_parquet", "is_claim_file", "write_claims"]

_KEY = b"arf_marine_claims"
_VERSION = 1
_SET_FIELDS = ("id", "title", "date", "dataset_ids", "gaps", "notes", "base", "gap_places")
_LISTS = frozenset({"claimants", "parties", "instrument_ids"})
_TEXTS = frozenset({"source", "when", "open_ends"})


def _plain(value: Any) -> Any:
    """Return a value as JSON knows it (numpy scalars become Python's own)."""
    if hasattr(value, "item") and not isinstance(value, str | bytes):
        value = value.item()
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, str | int | float | bool):
        return value
    raise SchemaError(f"A source column holds {value!r} ({type(value).__name__}); allowed: text, numbers, true or false, nothing.")


def _text(value: Any) -> str:
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _geo(kinds: list[str]) -> bytes:
    """Return the GeoParquet metadata (specification 1.1.0; without 'crs' a reader takes OGC:CRS84: lon, lat on WGS84)."""
    from pyproj import CRS

    column = {"encoding": "WKB", "geometry_types": sorted(kinds), "crs": CRS.from_epsg(4326).to_json_dict()}
    return json.dumps({"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}, sort_keys=True).encode()


def _table(claims: ClaimSet) -> pa.Table:
    import pyarrow as pa

    records: list[Claim | LegalLine] = [*claims.claims, *claims.lines]
    names = ["record"]
    for kind in (Claim, LegalLine):
        names += [item.name for item in fields(kind) if item.name not in names and item.name != "geometry"]
    columns: dict[str, Any] = {}
    for name in names:
        values = [
            ("claim" if isinstance(record, Claim) else "line") if name == "record" else getattr(record, name, None) for record in records
        ]
        if name in _LISTS:
            columns[name] = pa.array([None if value is None else list(value) for value in values], pa.list_(pa.string()))
        elif name in _TEXTS:
            columns[name] = pa.array([None if value is None else _text(value) for value in values], pa.string())
        elif name == "uncertainty_km":
            columns[name] = pa.array(values, pa.float64())
        elif name == "agreed_not_encoded":
            columns[name] = pa.array(values, pa.bool_())
        else:
            columns[name] = pa.array(values, pa.string())
    geometries = [record.geometry for record in records]
    columns["geometry"] = pa.array([shapely.to_wkb(geometry, byte_order=1, flavor="iso") for geometry in geometries], pa.binary())
    own = own_names()
    used = {code for record in records for code in (record.claimants if isinstance(record, Claim) else record.parties)}
    about = {
        "version": _VERSION,
        "names": {code: own[code] for code in sorted(used & own.keys())},
        "set": {name: _plain(getattr(claims, name)) for name in _SET_FIELDS},
        "instruments": [_plain(asdict(item)) for item in claims.instruments.values()],
    }
    kinds = sorted({geometry.geom_type for geometry in geometries})
    return pa.table(columns).replace_schema_metadata({b"geo": _geo(kinds), _KEY: _text(about).encode()})


def write_claims(claims: ClaimSet, path: str | Path) -> Path:
    """Write a claim set as GeoParquet; reading it back with :func:`toolkit.claims.read.read_claims` loses nothing.

    Parameters
    ----------
    claims : ClaimSet
        The set; claims, lines, instruments, gaps and notes are all written.
    path : path
        File to write; its name ends in ``.parquet``. An existing file is replaced when the new one is complete.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    SchemaError
        The name does not end in ``.parquet``, or a source column holds what cannot be written.
    UnreadableFileError
        The folder is not there or cannot be written.
    """
    import pyarrow.parquet as pq

    path = Path(path)
    if path.suffix != ".parquet":
        raise SchemaError(f"Claims are written as GeoParquet; '{path.name}' given. Give a name that ends in .parquet.")
    table = _table(claims)
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        pq.write_table(table, partial, compression="zstd")
        partial.replace(path)
    except OSError as error:
        raise UnreadableFileError(f"{path} cannot be written: {error}. Give a folder that exists and may be written to.") from error
    finally:
        partial.unlink(missing_ok=True)
    return path


def is_claim_file(path: str | Path) -> bool:
    """Tell whether a Parquet file was written by :func:`write_claims`."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        metadata = pq.read_schema(path).metadata or {}
    except (OSError, pa.ArrowInvalid) as error:
        raise UnreadableFileError(f"{path} cannot be read as Parquet: {error}. Is it complete, and is it what its name says?") from error
    return _KEY in metadata


def claims_from_parquet(path: str | Path) -> ClaimSet:
    """Read a file written by :func:`write_claims`.

    Raises
    ------
    UnreadableFileError
        The file is damaged or of a later version.
    """
    import pyarrow.parquet as pq

    table = pq.read_table(path)
    about = json.loads((table.schema.metadata or {})[_KEY])
    if about["version"] != _VERSION:
        raise UnreadableFileError(f"{path} has layout {about['version']}, this toolkit reads {_VERSION}. Update the toolkit.")
    add_names(about.get("names", {}))
    out: dict[str, list[Any]] = {"claim": [], "line": []}
    kinds: dict[str, type[Any]] = {"claim": Claim, "line": LegalLine}
    wanted = {name: [item.name for item in fields(kind)] for name, kind in kinds.items()}
    for row in table.to_pylist():
        kind = row["record"]
        values = {name: row[name] for name in wanted[kind] if name in row}  # files of before a field was added lack it
        for name in _LISTS & values.keys():
            values[name] = tuple(values[name])
        for name in _TEXTS & values.keys():
            values[name] = json.loads(values[name])
        values["geometry"] = shapely.from_wkb(values["geometry"])
        out[kind].append(kinds[kind](**values))
    instruments = {item["id"]: Instrument(**{**item, "parties": tuple(item["parties"])}) for item in about["instruments"]}
    return ClaimSet(**about["set"], claims=tuple(out["claim"]), lines=tuple(out["line"]), instruments=instruments)
