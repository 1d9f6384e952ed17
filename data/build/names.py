"""Parties of `data/names.toml` from three lists of names; the head and the features below them are kept as they are.

Sources: FAO country list (FishStat 2025; columns country_name, iso3); the ISO list of Debian iso-codes as packaged in pycountry
26.2.16 (unpack the wheel, or give a folder with its iso3166-1.json); the attribute table of World EEZ version 10.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pyogrio
from common import DATA, Sources, main

MARK = "# ---- features: written by hand, a source for each name"

SHA256 = {
    "country.csv": "72f8a23e5c16c1a4cbc5912537132da7acf4b068bc6a6473cd706f01c8413a1a",
    "iso3166-1.json": "f01b812b57fba9f31ff621bf33e7c7570a01964dbeb5be2167e94decf538c89f",
    "eez_s05.dbf": "3bebeff591b371f4ff9ab62ca8854806eeb659ea2165697b18344244099b58e1",
}

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


def build(sources: Sources, out: Path) -> list[Path]:
    """Write the parties; return the path of the file."""
    country_csv = sources.file("fao_fishstat25/country.csv", sha256=SHA256["country.csv"])
    iso_json = sources.file("iso3166-1.json", sha256=SHA256["iso3166-1.json"])
    eez = sources.file("eez_v10_world/eez_s05.dbf", sha256=SHA256["eez_s05.dbf"])
    with country_csv.open(encoding="utf-8-sig", newline="") as stream:
        fao = {
            row["iso3"]: row["country_name"]
            for row in csv.DictReader(stream)
            if len(row["iso3"]) == 3 and "[former]" not in row["country_name"]
        }
    iso = {row["alpha_3"]: row for row in json.loads(iso_json.read_text("utf-8"))["3166-1"]}
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
    kept = (DATA / "names.toml").read_text("utf-8")
    head, tail = kept.split("\n[parties]\n")[0], kept.split(MARK)[1]
    fixed = [
        'EU = { un = "European Union", iso = "European Union", source = "European Union", source_from = "participant list" }',
        'not-stated = { un = "not stated", iso = "not stated", source = "not stated", source_from = "this project" }',
    ]
    path = out / "names.toml"
    path.write_text("\n".join([head, "[parties]", *parts, *fixed, "", MARK]) + tail, "utf-8")
    return [path]


if __name__ == "__main__":
    main(build, __doc__)
