"""Benthic cover of GCRMN, yearly peaks of stations, and the colour tables that Ferret ships under the names of the products."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from toolkit.catalog.checks import Layout, finish, need_columns, numbers
from toolkit.catalog.coordinates import positions
from toolkit.catalog.layout import read_table, read_text
from toolkit.catalog.readers.flat import Field, FlatTable, whole, word
from toolkit.errors import SchemaError

__all__ = ["BENTHIC_CATEGORIES", "LAYOUTS", "STATION_PEAKS", "read_colour_table", "read_gcrmn_benthos"]

#: Columns of the synthetic dataset (README of GCRMN/gcrmndb_benthos, tables 2 and 3).
GCRMN = ("datasetID", "decimalLatitude", "decimalLongitude", "locality", "year", "category", "measurementValue")
BENTHIC_CATEGORIES = ("Abiotic", "Algae", "Hard coral", "Other fauna", "Seagrass")


def read_gcrmn_benthos(path: str | Path) -> pd.DataFrame:
    """Read benthic cover in the layout of the GCRMN synthetic dataset.

    Parameters
    ----------
    path : path
        Table with Darwin Core columns; ``measurementValue`` is percent cover.

    Returns
    -------
    pandas.DataFrame
        ``lon``, ``lat``, ``site``, ``year``, ``category``, ``cover`` (percent), and the columns of the file.
        ``attrs["rows_dropped"]`` tells rows without a possible position.

    Raises
    ------
    SchemaError
        A column is missing, a category is not known, or a cover is impossible.
    UnreadableFileError
        The file is damaged.
    """
    path = Path(path)
    frame = read_table(path)
    encoding = frame.attrs["encoding"]
    need_columns(path, frame.columns, GCRMN, what="GCRMN benthic cover")
    lon, lat, reason = positions(frame["decimalLongitude"], frame["decimalLatitude"])
    good = reason == ""
    dropped = list(zip(reason.index[~good].to_numpy().tolist(), reason[~good].tolist(), strict=True))
    frame = frame[good]
    category = frame["category"].astype("str").str.strip()
    odd = sorted(set(category) - set(BENTHIC_CATEGORIES))
    if odd:
        raise SchemaError(f"{path.name}, column 'category': {', '.join(odd[:5])} given; known: {', '.join(BENTHIC_CATEGORIES)}.")
    ours = pd.DataFrame(
        {
            "lon": lon[good],
            "lat": lat[good],
            "site": frame["locality"].astype("str").str.strip(),
            "year": numbers(path, frame, "year", missing=(), low=1900, high=2100).astype("int64"),
            "category": category,
            "cover": numbers(path, frame, "measurementValue", low=0, high=100, unit="percent"),
        },
        index=frame.index,
    )
    out = ours.join(frame[[name for name in frame.columns if name not in ours.columns]])
    out.attrs["encoding"] = encoding
    units = {"cover": "percent", "lon": "degree_east", "lat": "degree_north"}
    return finish(out, layout="gcrmn-benthos", dataset_id="gcrmn-benthos", units=units, path=path, dropped=dropped)


STATION_PEAKS = FlatTable(
    layout="station-peaks",
    title="Yearly peak degree heating weeks of stations",
    dataset_id="malaysia-station-peaks",
    fields=(whole("year", low=1985, high=2100), word("station"), Field("peak_dhw", "peak_dhw", "degC_week", 0, 100)),
    key=("year", "station"),
    notes=("derived by a third party from Coral Reef Watch stations: illustration only",),
)


def read_colour_table(path: str | Path) -> pd.DataFrame:
    """Read a Ferret colour table (``.spk``).

    Returns
    -------
    pandas.DataFrame
        ``level``, ``red``, ``green``, ``blue``: percent of full intensity, not 0..255. ``attrs["mapping"]`` is ``Percent`` or
        ``By_value``: what the level counts.

    Raises
    ------
    SchemaError
        A line is not four numbers, or an intensity is outside 0..100.
    UnreadableFileError
        The file is damaged.
    """
    path = Path(path)
    text, encoding = read_text(path)
    rows: list[tuple[int, list[str]]] = []
    mapping = "Percent"
    for number, line in enumerate(text.splitlines(), 1):
        words = line.partition("!")[0].split()
        if not words:
            continue
        if words[0].lower() == "rgb_mapping" and len(words) == 2:
            mapping = words[1].capitalize()
        else:
            rows.append((number, words))
    names = ("level", "red", "green", "blue")
    odd = [number for number, words in rows if len(words) != len(names)]
    if odd or not rows:
        raise SchemaError(f"{path.name}, row {odd[0] if odd else 1}: not a colour table. Each line holds {', '.join(names)}, in percent.")
    frame = pd.DataFrame([words for _, words in rows], columns=list(names), index=pd.Index([n for n, _ in rows], name="row"), dtype="str")
    out = pd.DataFrame(
        {"level": numbers(path, frame, "level", missing=())}
        | {name: numbers(path, frame, name, missing=(), low=0, high=100, unit="percent") for name in names[1:]}
    )
    out.attrs["encoding"] = encoding
    units = dict.fromkeys(names[1:], "percent")
    out = finish(out, layout="colour-table", dataset_id="ferret-colour-tables", units=units, path=path)
    out.attrs["mapping"] = mapping
    return out


_TABLE = frozenset({"text", "parquet", "xlsx"})
LAYOUTS = (
    Layout("gcrmn-benthos", "GCRMN benthic cover", "gcrmn-benthos", _TABLE, GCRMN, read_gcrmn_benthos),
    STATION_PEAKS.as_layout(),
    Layout(
        "colour-table",
        "Ferret colour table (name the layout)",
        "ferret-colour-tables",
        frozenset({"text"}),
        ("level", "red"),
        read_colour_table,
    ),
)
