"""What the columns of a layer mean: the layouts of Marine Regions, and a plain table with a claimant column."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from toolkit.catalog.registry import dataset_file
from toolkit.claims.model import STATED_OVERLAP, ZONE_KINDS, Claim, Instrument, Regime
from toolkit.claims.names import NOT_STATED, code_of, order_by_name, party_name
from toolkit.errors import SchemaError, UnknownNameError, unknown_name

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["EDITIONS", "from_marine_regions", "from_plain", "is_marine_regions", "marine_regions_edition", "stated_claimants"]

#: Editions of World EEZ: date and citation (Flanders Marine Institute, as registered with the publisher).
EDITIONS: Mapping[str, tuple[str, str]] = {
    "v10": ("2018-02-21", "Flanders Marine Institute (2018) Maritime Boundaries Geodatabase: EEZ (200NM), version 10. https://doi.org/10.14284/312"),
    "v11": ("2019", "Flanders Marine Institute (2019) Maritime Boundaries and Exclusive Economic Zones (200NM), version 11. https://doi.org/10.14284/386"),
    "v12": ("2023-10-25", "Flanders Marine Institute (2023) Maritime Boundaries and Exclusive Economic Zones (200NM), version 12. https://doi.org/10.14284/632"),
}  # fmt: skip

_REQUIRED = ("mrgid", "geoname", "pol_type", "sovereign1")
_SEPARATORS = re.compile(r"\s*[;/|&+]\s*|\s+and\s+")


def _lower(frame: gpd.GeoDataFrame) -> dict[str, str]:
    """Return lower-case name -> column, so that both spellings of the publisher are read."""
    return {str(name).lower(): str(name) for name in frame.columns}


def is_marine_regions(frame: gpd.GeoDataFrame) -> bool:
    """Tell whether a layer has the columns of Marine Regions' EEZ polygons."""
    return set(_REQUIRED) <= set(_lower(frame))


def marine_regions_edition(frame: gpd.GeoDataFrame, file_name: str) -> str:
    """Return 'v10', 'v11' or 'v12', from the file's name or its columns and words; '' where neither tells."""
    named = re.search(r"v_?(1[012])(?!\d)", file_name.lower())
    if named:
        return f"v{named.group(1)}"
    columns = _lower(frame)
    words = set(frame[columns["pol_type"]].dropna())
    return "v10" if "iso_sov1" not in columns and words <= {"200NM", "Disputed", "Joint regime"} else ""


def _value(row: Mapping[str, Any], column: str | None) -> Any:
    """Return a cell as plain Python; None where it is missing or blank."""
    value: Any = row[column] if column else None
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if hasattr(value, "item"):
        value = value.item()
    if value is None or value != value or (isinstance(value, str) and not value.strip()):
        return None
    return value


def _source(row: Mapping[str, Any], geometry: str) -> dict[str, Any]:
    return {str(name): _value(row, name) for name in row if name != geometry}


def stated_claimants() -> dict[int, tuple[tuple[str, ...], str]]:
    """Return what the ledger says of polygons whose claimants Marine Regions does not carry: MRGID -> (codes, source)."""
    import csv

    try:
        path = dataset_file("claims-ledger", "stated_claimants.csv")
    except UnknownNameError:
        return {}
    with path.open(encoding="utf-8", newline="") as stream:
        return {int(row["mrgid"]): (tuple(sorted(row["claimants"].split(";"))), row["source"]) for row in csv.DictReader(stream)}


def _sovereigns(row: Mapping[str, Any], columns: Mapping[str, str], where: str) -> tuple[str, ...]:
    """Return the codes of up to three sovereigns of a row; ISO codes first, names where there is none."""
    codes = set()
    for number in (1, 2, 3):
        iso = _value(row, columns.get(f"iso_sov{number}"))
        name = _value(row, columns.get(f"sovereign{number}"))
        given = name if iso is None else iso
        if given is None:
            continue
        code = code_of(str(given)) or (code_of(str(name)) if name is not None else None)
        if code is None:
            raise UnknownNameError(
                f"{where}, field 'sovereign{number}': '{given}' is not a known claimant. "
                "Add it to data/names.toml (as a party or an alias), with its source, or correct the file."
            )
        codes.add(code)
    return tuple(sorted(codes))


def from_marine_regions(
    frame: gpd.GeoDataFrame, file_name: str, stated: Mapping[int, tuple[tuple[str, ...], str]], notes: list[str]
) -> tuple[list[Claim], Instrument]:
    """Build claims from Marine Regions' EEZ polygons (versions 10 to 12, either spelling of the columns).

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Valid polygons, EPSG:4326.
    file_name : str
        Named in messages; tells the edition where the columns do not.
    stated : mapping of int to (codes, source)
        Claimants of polygons whose own columns do not carry them (:func:`stated_claimants`).
    notes : list of str
        Appended to.

    Returns
    -------
    claims : list of Claim
        One for each polygon, basis 'dataset'.
    instrument : Instrument
        The edition, of kind 'dataset'.

    Raises
    ------
    SchemaError
        An MRGID comes twice or is missing, or a type of polygon is not known.
    UnknownNameError
        A sovereign is not in `data/names.toml`.

    Notes
    -----
    A polygon of type 'Overlapping claim' (version 10: 'Disputed') or 'Joint regime' with fewer than two sovereigns carries no
    usable statement of who claims it: its claimants are 'not stated', unless the ledger states them, whose source is then named.
    """
    columns = _lower(frame)
    edition = marine_regions_edition(frame, file_name)
    date, citation = EDITIONS.get(
        edition, ("", "Flanders Marine Institute, Maritime Boundaries Geodatabase, World EEZ; edition not stated in the file")
    )
    instrument = Instrument(
        id=f"marine-regions-eez{f'-{edition}' if edition else ''}",
        title=f"World EEZ{f', version {edition[1:]}' if edition else ''}",
        kind="dataset",
        date_made=date,
        text_read=citation,
        verification="dataset as published; it has no legal value",
    )
    claims, open_ones = [], []
    geometry = frame.geometry.name
    for number, row in enumerate(frame.to_dict("records")):
        mrgid = _value(row, columns["mrgid"])
        where = f"{file_name}, row {number}, MRGID {mrgid}"
        if mrgid is None:
            raise SchemaError(f"{file_name}, row {number}, field 'mrgid' is missing. Give the polygon's identifier.")
        mrgid = int(mrgid)
        kind = str(_value(row, columns["pol_type"]) or "")
        regime, status = _type(kind, where)
        claimants = _sovereigns(row, columns, where)
        method = "polygon as published; edges are straight in longitude and latitude"
        if len(claimants) < (1 if kind == "200NM" else 2):
            if mrgid in stated:
                claimants, said = stated[mrgid]
                method += f"; claimants from the ledger ({said})"
                notes.append(f"MRGID {mrgid}: claimants filled from the ledger ({said})")
            else:
                claimants = (NOT_STATED,)
                open_ones.append(str(mrgid))
        claims.append(
            Claim(
                claim_id=f"MR-{mrgid}",
                claimants=claimants,
                title=str(_value(row, columns["geoname"]) or f"MRGID {mrgid}"),
                zone_kind="joint regime" if regime == "joint" else "EEZ",
                basis="dataset",
                regime=regime,
                instrument_ids=(instrument.id,),
                geometry=row[geometry],
                status=status,
                method=method,
                dataset_id=instrument.id,
                source=_source(row, geometry),
            )
        )
    if open_ones:
        notes.append(f"Claimants not carried by the file and marked 'not stated': MRGID {', '.join(open_ones)}")
    return claims, instrument


def _type(kind: str, where: str) -> tuple[Regime, str]:
    """Return regime and status for a type of polygon ('Joint regime (EEZ)' is the spelling of a derived product)."""
    word = kind.lower()
    if word == "200nm":
        return "claim", "200 NM zone as published"
    if word in {"overlapping claim", "disputed"}:
        return "claim", STATED_OVERLAP
    if word in {"joint regime", "joint regime (eez)"}:
        return "joint", "joint regime as published"
    raise SchemaError(f"{where}, field 'pol_type': '{kind}' given; allowed: 200NM, Overlapping claim, Disputed, Joint regime.")


def from_plain(frame: gpd.GeoDataFrame, file_name: str, claimant_column: str) -> list[Claim]:
    """Build claims from a layer with a column of claimants: codes or names, several with ';', '/' or '|' between them.

    Optional columns, taken where they are there: claim_id, title, zone_kind, regime, status, valid_from, valid_to, uncertainty_km.

    Raises
    ------
    UnknownNameError
        The column is not there, or a claimant is not in `data/names.toml`.
    SchemaError
        A row has no claimant.
    """
    if claimant_column not in frame.columns or claimant_column == frame.geometry.name:
        raise unknown_name(f"column in {file_name}:", claimant_column, [str(name) for name in frame.columns if name != frame.geometry.name])
    columns = _lower(frame)
    geometry = frame.geometry.name
    claims = []
    stem = re.sub(r"[\s/\\]+", "-", file_name.rsplit(".", 1)[0])
    for number, row in enumerate(frame.to_dict("records")):
        where = f"{file_name}, row {number}"
        claimants = _claimants(_value(row, claimant_column), where, claimant_column)
        names = " / ".join(party_name(code) for code in order_by_name(claimants))
        optional = {name: _value(row, columns.get(name)) for name in ("status", "valid_from", "valid_to")}
        regime = str(_value(row, columns.get("regime")) or "claim")
        kind = _value(row, columns.get("zone_kind")) or ("joint regime" if regime == "joint" else "stated area")
        if kind not in ZONE_KINDS:
            raise SchemaError(f"{where}, field 'zone_kind': '{kind}' given; allowed: {', '.join(ZONE_KINDS)}.")
        # A date that the format stores as a moment ('2001-06-30T00:00:00') is a day here.
        texts: dict[str, Any] = {key: str(value).removesuffix("T00:00:00") for key, value in optional.items() if value is not None}
        uncertainty = _value(row, columns.get("uncertainty_km"))
        claims.append(
            Claim(
                claim_id=str(_value(row, columns.get("claim_id")) or f"{stem}-{number + 1}"),
                claimants=claimants,
                title=str(_value(row, columns.get("title")) or f"Area claimed by {names}, row {number + 1} of {file_name}"),
                zone_kind=kind,
                basis="dataset",
                regime=cast(Regime, regime),
                instrument_ids=(),
                geometry=row[geometry],
                uncertainty_km=float("nan") if uncertainty is None else float(uncertainty),
                method="polygon as given by the user; edges are straight in longitude and latitude",
                dataset_id=file_name,
                source=_source(row, geometry),
                **texts,
            )
        )
    return claims


def _claimants(given: Any, where: str, column: str) -> tuple[str, ...]:
    if given is None:
        raise SchemaError(f"{where}, field '{column}' is missing. Give codes or names of the claimants, or '{NOT_STATED}'.")
    text = str(given).strip()
    whole = code_of(text)
    if whole:
        return (whole,)
    codes = set()
    for part in _SEPARATORS.split(text):
        code = code_of(part)
        if code is None:
            raise UnknownNameError(
                f"{where}, field '{column}': '{part}' is not a known claimant. Allowed: ISO 3166-1 alpha-3 codes, "
                f"names in data/names.toml, several with ';', '/', '&' or 'and' between them, or '{NOT_STATED}'. "
                f"Name a claimant of your own with read_claims(..., claimants={{'{part}': 'its name'}}), or a CSV file of "
                "code and name (arf-marine briefing --claimants FILE)."
            )
        codes.add(code)
    return tuple(sorted(codes))
