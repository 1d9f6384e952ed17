"""Reading claims: the embedded compiled set, Marine Regions, a plain layer, or the project's own file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.catalog.regions import regions
from toolkit.catalog.registry import dataset_file
from toolkit.claims.ashore import LAND, without_land
from toolkit.claims.layers import read_layer
from toolkit.claims.layouts import from_marine_regions, from_plain, is_marine_regions, marine_regions_edition, stated_claimants
from toolkit.claims.model import Claim, ClaimSet, Instrument, LegalLine
from toolkit.claims.names import add_names
from toolkit.claims.neighbourhood import far_notes
from toolkit.claims.write import claims_from_parquet, is_claim_file
from toolkit.errors import SchemaError, unknown_name

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["read_claims"]

_EMBEDDED = "arf"


def read_claims(
    source: str | Path,
    *,
    claimant_column: str | None = None,
    region: str | None = None,
    layer: str | None = None,
    stated: Mapping[int, tuple[tuple[str, ...], str]] | None = None,
    claimants: Mapping[str, str] | str | Path | None = None,
    land: str = "remove",
) -> ClaimSet:
    """Read a claim set.

    Parameters
    ----------
    source : str or path
        Id of a region, or ``"arf"`` for all of them: the embedded compiled set, cut to the region's seas. Otherwise a file:
        Marine Regions' EEZ polygons (versions 10, 11, 12; shapefile, GeoPackage, GeoJSON, GeoParquet, as downloaded or from the
        web service), any layer of polygons with a column of claimants, or a file of :func:`toolkit.claims.write.write_claims`.
    claimant_column : str, optional
        Column with the claimants, for a plain layer.
    region : str, optional
        Cut the set to the seas of this region.
    layer : str, optional
        Layer of the file, where it has more than one.
    stated : mapping of int to (tuple of str, str), optional
        Claimants of Marine Regions polygons that do not carry them: MRGID -> (codes, source); by default what the ledger states.
    claimants : mapping of str to str, or path, optional
        Claimants of your own that the list of names does not have: code -> name, or a CSV file with the columns ``code`` and
        ``name`` (:func:`toolkit.claims.names.add_names`). Without it, an unknown code or name is an error.
    land : {'remove', 'keep'}
        What to do where more than 1 per cent of a claim of a plain layer lies on land (embedded coast, 1:10m): take it away, so
        that areas are of sea (the default), or keep it. Either way ``notes`` tell the km2. Marine Regions and the project's own
        files are left as they are.

    Returns
    -------
    ClaimSet
        With source columns verbatim in ``Claim.source``, and what was done to the file in ``notes``.

    Raises
    ------
    UnreadableFileError
        The file is missing, empty, truncated, of an unknown kind, or has several layers.
    MissingCRSError, CRSError
        The file has no coordinate reference system, or one that cannot be used.
    GeometryError
        Geometries are missing, empty, not polygons, or not in degrees.
    SchemaError
        The columns are of no known layout, ids come twice, or there are no rows.
    UnknownNameError
        A region, column or claimant is not known.

    Notes
    -----
    Other reference systems are reprojected, longitudes 0..360 wrapped, geometries that cross the antimeridian split and invalid
    rings repaired; every one of these is said in ``notes``.
    """
    if land not in LAND:
        raise SchemaError(f"land = {land!r} given; allowed: {', '.join(repr(word) for word in LAND)}.")
    if claimants is not None:
        add_names(claimants)
    if region is not None and region not in regions():
        raise unknown_name("region", region, regions())
    text = str(source)
    if text == _EMBEDDED or text in regions():
        claims = claims_from_parquet(dataset_file("arf-claims", ".parquet"))
        if text != _EMBEDDED:
            claims = _cut(claims, text, rename=True)
    elif isinstance(source, str) and not Path(source).exists() and not Path(source).suffix and "/" not in source:
        raise unknown_name("claim set", source, [_EMBEDDED, *regions()], next_step="Or give the path of a file.")
    else:
        claims = _from_file(Path(source), claimant_column, layer, stated, land)
    return claims if region is None else _cut(claims, region, rename=False)


def _cut(claims: ClaimSet, name: str, *, rename: bool) -> ClaimSet:
    """Cut a set to the seas of a region, keeping only the instruments that are still referred to."""
    frame = regions()[name]
    cut = claims.within(frame)
    if not cut.claims:
        raise SchemaError(
            f"No claim of set '{claims.id}' reaches into the seas of region '{name}', in {frame.bounds}. Choose another region or file."
        )
    records: tuple[Claim | LegalLine, ...] = (*cut.claims, *cut.lines)
    used = {item for record in records for item in record.instrument_ids}
    instruments = {key: value for key, value in claims.instruments.items() if key in used}
    note = f"Cut to the seas of region '{name}'"
    changed = cut.replace(instruments=instruments, notes=(*cut.notes, note))
    return changed.replace(id=f"{claims.id}-{name}", title=f"{claims.title}: {frame.title}") if rename else changed


def _from_file(
    path: Path, claimant_column: str | None, layer: str | None, stated: Mapping[int, tuple[tuple[str, ...], str]] | None, land: str
) -> ClaimSet:
    """Read a file of any of the known kinds."""
    if path.suffix == ".parquet" and path.is_file() and path.stat().st_size and is_claim_file(path):
        return claims_from_parquet(path)
    frame, notes = read_layer(path, layer=layer)
    instruments: dict[str, Instrument] = {}
    if claimant_column is not None:
        claims = without_land(from_plain(frame, path.name, claimant_column), land, notes)
        notes += far_notes(claims)
        dataset, title, date = path.name, path.name, ""
    elif is_marine_regions(frame):
        _refuse_twice(frame, path.name)
        claims, instrument = from_marine_regions(frame, path.name, stated_claimants() if stated is None else stated, notes)
        edition = marine_regions_edition(frame, path.name)
        instruments[instrument.id] = instrument
        dataset, title, date = instrument.id, instrument.title, instrument.date_made
        if not edition:
            notes.append(f"{path.name}: the edition of Marine Regions is not stated in the file or its name")
    else:
        found = ", ".join(str(name) for name in frame.columns if name != frame.geometry.name)
        raise SchemaError(
            f"{path.name} has the columns {found or '(none)'}, which is no known layout. Known: Marine Regions (mrgid, geoname, pol_type, "
            f"sovereign1..3, in either case), or any layer with a column of claimants, named: claimant_column='{_text_column(frame)}' "
            "(on the command line --claimant-column)."
        )
    _refuse_same_ids(claims, path.name)
    return ClaimSet(path.stem.replace(" ", "-"), title, date, tuple(claims), (), instruments, (dataset,), (), tuple(notes))


def _text_column(frame: gpd.GeoDataFrame) -> str:
    """Return the column that is most likely to name claimants, for an advice; nothing is read by it."""
    texts = [str(name) for name in frame.columns if name != frame.geometry.name and frame[name].dtype.kind not in "iufbMm"]
    told = [name for name in texts if re.search(r"claim|countr|state|sovereign|territor|party|assert|nation", name.lower())]
    return (told or texts or ["..."])[0]


def _refuse_twice(frame: gpd.GeoDataFrame, name: str) -> None:
    column = next(item for item in frame.columns if str(item).lower() == "mrgid")
    twice = sorted(set(frame[column][frame[column].duplicated()].dropna()))
    if twice:
        raise SchemaError(f"{name}: MRGID {', '.join(str(int(item)) for item in twice)} comes more than once. Keep one polygon for each.")


def _refuse_same_ids(claims: list[Claim], name: str) -> None:
    ids = [claim.claim_id for claim in claims]
    twice = sorted({item for item in ids if ids.count(item) > 1})
    if twice:
        raise SchemaError(f"{name}: claim ids {', '.join(twice)} come more than once. Give every row its own claim_id.")
