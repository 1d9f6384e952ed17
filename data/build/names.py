"""Write the parties of `data/names.toml` from three lists of names; the features below them are kept as they are.

    python data/build/names.py COUNTRY_CSV ISO_JSON EEZ_V10_DBF

COUNTRY_CSV   FAO country list (FishStat 2025), columns country_name, iso3
ISO_JSON      iso3166-1.json of pycountry 26.2.16 (Debian iso-codes)
EEZ_V10_DBF   attribute table of World EEZ version 10 (columns Sovereign1..3, ISO_Ter1..3), shapefile beside it
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import pyogrio

TARGET = Path(__file__).resolve().parents[1] / "names.toml"
MARK = "# ---- features: written by hand, a source for each name"

#: Sovereign names of Marine Regions that neither list spells so; version 12 where its spelling is not that of version 10.
MARINE_REGIONS = {
    "Brunei": "BRN", "Cape Verde": "CPV", "Comores": "COM", "Democratic Republic of the Congo": "COD", "East Timor": "TLS",
    "Federal Republic of Somalia": "SOM", "Iran": "IRN", "Ivory Coast": "CIV", "Micronesia": "FSM", "Netherlands": "NLD",
    "North Korea": "PRK", "Palestine": "PSE", "Republic of Mauritius": "MUS", "Republic of the Congo": "COG", "Russia": "RUS",
    "South Korea": "KOR", "Syria": "SYR", "Taiwan": "TWN", "Tanzania": "TZA", "Turkey": "TUR", "United Kingdom": "GBR",
    "United States": "USA", "Venezuela": "VEN", "Vietnam": "VNM",
}  # fmt: skip
EXTRA_ALIASES = {
    "RUS": ["Russia (USSR)"],
    "USA": ["United States of America"],
    "PRK": ["DPRK"],
    "TLS": ["Timor-Leste"],
    "KOR": ["Republic of Korea"],
}


def text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def main(country_csv: str, iso_json: str, eez: str) -> None:
    with Path(country_csv).open(encoding="utf-8-sig", newline="") as stream:
        fao = {
            row["iso3"]: row["country_name"]
            for row in csv.DictReader(stream)
            if len(row["iso3"]) == 3 and "[former]" not in row["country_name"]
        }
    iso = {row["alpha_3"]: row for row in json.loads(Path(iso_json).read_text("utf-8"))["3166-1"]}
    frame = pyogrio.read_dataframe(eez, encoding="latin1", read_geometry=False)
    by_name = {name: code for code, name in fao.items()} | {row["name"]: code for code, row in iso.items()} | MARINE_REGIONS
    source = {}
    for column in ("Sovereign1", "Sovereign2", "Sovereign3"):
        for name in frame[column].dropna().unique():
            source[by_name[name]] = name
    parts = []
    for code in sorted(iso):
        un = fao.get(code)
        if un is None:
            continue
        aliases = {iso[code].get("common_name"), *EXTRA_ALIASES.get(code, ())}
        aliases -= {None, un, iso[code]["name"], source.get(code)}
        fields = {"un": un, "iso": iso[code]["name"], "source": source.get(code, iso[code].get("common_name", iso[code]["name"]))}
        line = ", ".join(f"{key} = {text(value)}" for key, value in fields.items())
        if aliases:
            line += ", aliases = [" + ", ".join(text(alias) for alias in sorted(aliases)) + "]"
        if code not in source:
            line += ', source_from = "ISO"'
        parts.append(f"{code} = {{ {line} }}")
    head = TARGET.read_text("utf-8").split("\n[parties]\n")[0]
    tail = TARGET.read_text("utf-8").split(MARK)[1]
    fixed = [
        'EU = { un = "European Union", iso = "European Union", source = "European Union", source_from = "participant list" }',
        'not-stated = { un = "not stated", iso = "not stated", source = "not stated", source_from = "this project" }',
    ]
    TARGET.write_text("\n".join([head, "[parties]", *parts, *fixed, "", MARK]) + tail, "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
