"""How near the compiled claim set comes to Marine Regions v12 where both follow the same rule, and how much water is shared.

Prints two tables (Markdown). Marine Regions polygons are not part of the project: give the file with ``--eez``.

- agreed lines: distance from points of the ledger's line to the nearest polygon boundary of Marine Regions, and the other way round
  for the zones that the line divides;
- outer limits: distance from points of Marine Regions' limits that face open ocean (no neighbour, no coast, not the clip
  box) to the limit of the computed zone of the same party.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from toolkit.catalog.regions import regions
from toolkit.claims.coasts import Coast
from toolkit.claims.ledger import read_ledger
from toolkit.claims.partition import partition
from toolkit.claims.read import read_claims
from toolkit.geodesy import area_km2

LINES = ("CN_VN_2000_BOUNDARY", "ID_VN_2003_CS", "JP_KR_1998_ART7_LINE", "ID_TH_1971_1975", "PH_ID_2014_EEZ_MRV12", "TH_VN_1997")
PARTIES = {"JPN": "JPN", "PHL": "PHL", "IDN": "IDN", "VNM": "VNM", "IND": "IND", "RUS": "RUS", "CHN": "CHN", "MYS": "MYS"}
STEP_DEG = 0.05
#: Nearer to any land than this a boundary is a baseline or the edge of internal waters, not the limit of a zone.
OPEN_KM = 250.0


def row(name: str, distances: np.ndarray) -> str:
    if not len(distances):
        return f"| {name} | 0 | | | | |"
    middle, high, largest = np.percentile(distances, (50, 95, 100))
    return f"| {name} | {len(distances)} | {middle:.2f} | {high:.2f} | {largest:.2f} | {(distances < 5.0).mean():.0%} |"


def agreed_lines(eez: gpd.GeoDataFrame) -> list[str]:
    edges = shapely.union_all(shapely.boundary(eez.geometry.to_numpy()))
    ledger = read_ledger()
    out = []
    for name in LINES:
        line = ledger.instrument(name).geometry(2.0)
        near = shapely.intersection(edges, shapely.buffer(line, 0.6).envelope)
        out.append(row(name, Coast(near, 0.5).distance_km(shapely.get_coordinates(shapely.segmentize(line, STEP_DEG)))))
    return out


def outer_limits(eez: gpd.GeoDataFrame, land: gpd.GeoDataFrame) -> list[str]:
    claims = {claim.claim_id: claim for claim in read_claims("arf").claims}
    shapes = eez.geometry.to_numpy()
    west, south, east, north = eez.total_bounds
    ground = Coast(shapely.union_all(shapely.boundary(land.geometry.to_numpy())), 5.0)
    out = []
    for code, iso in PARTIES.items():
        mine = (eez["iso_sov1"] == iso).to_numpy() & (eez["pol_type"] == "200NM").to_numpy()
        if not mine.any() or f"{code}-200NM" not in claims:
            continue
        line = shapely.boundary(shapely.union_all(shapes[mine]))
        points = shapely.get_coordinates(shapely.segmentize(line, STEP_DEG))
        inside = (points[:, 0] > west + 0.05) & (points[:, 0] < east - 0.05) & (points[:, 1] > south + 0.05) & (points[:, 1] < north - 0.05)
        others = shapely.buffer(shapely.union_all(shapes[~mine]), 0.02)
        shapely.prepare(others)
        free = inside & ~shapely.intersects_xy(others, points)
        frame = shapely.boundary(shapely.union_all([sea.polygon for sea in read_ledger().seas.values()]).buffer(0))
        at_frame = shapely.buffer(frame, 0.3)
        shapely.prepare(at_frame)
        free &= ground.distance_km(points) > OPEN_KM
        free &= ~shapely.intersects_xy(at_frame, points) & shapely.intersects_xy(shapely.convex_hull(frame), points)
        limit = shapely.boundary(claims[f"{code}-200NM"].geometry)
        distances = Coast(limit, 1.0).distance_km(points[free]) if free.any() else np.empty(0)
        out.append(row(code, distances))
    return out


def shared() -> list[str]:
    out = []
    for name in regions():
        faces = partition(read_claims(name)).frame
        by = faces.groupby("n_claimants")["area_km2"].agg(["size", "sum"])
        cells = " | ".join(f"{by['sum'].get(k, 0.0):,.0f}" for k in range(1, 6))
        out.append(f"| {name} | {len(faces)} | {cells} |")
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--eez", type=Path, required=True, help="Marine Regions World EEZ v12, GeoJSON")
    given = parser.parse_args()
    eez = gpd.read_file(given.eez)
    eez = eez.set_geometry(shapely.make_valid(eez.geometry.to_numpy()))
    land = gpd.read_parquet(Path(__file__).resolve().parents[1] / "data" / "base" / "land.parquet")
    land = land[land.intersects(shapely.box(*eez.total_bounds))]
    print("| agreed line | points | median km | 95 % km | largest km | within 5 km |\n|---|---|---|---|---|---|")
    print("\n".join(agreed_lines(eez)))
    print("\n| outer limit of | points | median km | 95 % km | largest km | within 5 km |\n|---|---|---|---|---|---|")
    print("\n".join(outer_limits(eez, land)))
    print("\n| region | faces | 1 claimant km2 | 2 | 3 | 4 | 5 |\n|---|---|---|---|---|---|---|")
    print("\n".join(shared()))
    faces = partition(read_claims("arf")).frame
    print(f"\nall: {len(faces)} faces, {float(np.sum(area_km2(faces.geometry.to_numpy()))):,.0f} km2")


if __name__ == "__main__":
    main()
