"""Partition of overlapping claims: node once, against the usual chain of ``geopandas.overlay(how="union")``.

Results are compared before times are: area for each set of claims, and whether the pieces are a valid coverage.
"""

from __future__ import annotations

import os
import time
import warnings
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from toolkit.claims.model import Claim, ClaimSet
from toolkit.claims.names import known_codes
from toolkit.claims.partition import partition
from toolkit.claims.read import read_claims
from toolkit.claims.scenarios import apply
from toolkit.errors import ArfMarineError
from toolkit.geodesy import area_km2

PROJECT = Path(__file__).resolve().parents[1]
RESULT = PROJECT / "benchmarks" / "results" / "partition.md"
SHARED = Path(os.environ.get("ARF_MARINE_SHARED", PROJECT.parent / "shared" / "data"))
REPEATS = 5


def synthetic(n_claims: int, n_vertices: int, *, name: str, spread: float = 1.0, seed: int = 1) -> ClaimSet:
    """Claims with ragged outlines, crowded so that a place has several claimants; the sea grows with their number."""
    draw = np.random.default_rng(seed)
    codes = sorted(known_codes() - {"not-stated"})
    each = n_vertices // n_claims - 1
    width, height = 2.0 * spread * np.sqrt(n_claims), 1.4 * spread * np.sqrt(n_claims)
    angle = np.linspace(0, 2 * np.pi, each, endpoint=False)
    claims = []
    for i in range(n_claims):
        lon, lat, radius = 120 + width * draw.uniform(-0.5, 0.5), height * draw.uniform(-0.5, 0.5), draw.uniform(1.5, 4.0)
        waves = sum(draw.normal(0, 0.3 / k) * np.cos(k * angle + draw.uniform(0, 7)) for k in range(2, 40))
        reach = radius * np.exp(0.3 * waves)
        ring = np.c_[lon + reach * np.cos(angle), lat + reach * np.sin(angle)]
        claims.append(Claim(f"s{i:03d}", (codes[i % len(codes)],), f"Synthetic {i}", "EEZ", "dataset", "claim", (), shapely.Polygon(ring)))
    return ClaimSet(f"synthetic-{n_claims}-{name}", name, claims=tuple(claims))


def chain(claims: ClaimSet) -> gpd.GeoDataFrame:
    """The recipe in common use: one pairwise union after the other, a column for each claim."""
    pieces = None
    for claim in claims.claims:
        layer = gpd.GeoDataFrame({claim.claim_id: [True]}, geometry=[claim.geometry], crs="EPSG:4326")
        pieces = layer if pieces is None else gpd.overlay(pieces, layer, how="union", keep_geom_type=True)
    return pieces


def by_members(members: list[tuple[str, ...]], areas: np.ndarray) -> dict[tuple[str, ...], float]:
    sums: dict[tuple[str, ...], float] = {}
    for ids, area in zip(members, areas, strict=True):
        sums[ids] = sums.get(ids, 0.0) + float(area)
    return sums


def timed(function, repeats: int = REPEATS):
    """Result, best elapsed time and best processor time of some runs (they differ where the machine is shared)."""
    elapsed, processor, result = np.inf, np.inf, None
    for _ in range(repeats):
        start, start_cpu = time.perf_counter(), time.process_time()
        result = function()
        elapsed, processor = min(elapsed, time.perf_counter() - start), min(processor, time.process_time() - start_cpu)
    return result, elapsed, processor


def compared(claims: ClaimSet, *, with_peer: bool) -> dict[str, object]:
    """One row: times, pieces, validity and the largest disagreement in area."""
    faces, ours, ours_cpu = timed(lambda: partition(claims))
    row: dict[str, object] = {
        "case": claims.id,
        "claims": faces.report.n_claims,
        "vertices": faces.report.n_vertices,
        "patches": faces.report.n_patches,
        "faces": len(faces),
        "ours_s": round(ours, 3),
        "ours_cpu_s": round(ours_cpu, 3),
        "ours_valid": bool(shapely.coverage_is_valid(faces.frame.geometry.to_numpy())),
        "chain_s": np.nan,
        "chain_cpu_s": np.nan,
        "chain_pieces": pd.NA,
        "chain_valid": pd.NA,
        "largest_difference_km2": np.nan,
        "total_km2": round(faces.area_km2),
    }
    if with_peer:
        with warnings.catch_warnings():
            # The peer warns that it drops lines and points; here that is part of what is measured.
            warnings.simplefilter("ignore", UserWarning)
            pieces, theirs, theirs_cpu = timed(lambda: chain(claims), repeats=1)
        ids = [claim.claim_id for claim in claims.claims]
        flags = pieces[ids].eq(True).to_numpy()
        shapes = pieces.geometry.to_numpy()
        members = [tuple(np.array(ids)[flag]) for flag in flags]
        mine = by_members(list(faces.frame["claim_ids"]), faces.frame["area_km2"].to_numpy())
        other = by_members(members, area_km2(shapes))
        row |= {
            "chain_s": round(theirs, 2),
            "chain_cpu_s": round(theirs_cpu, 2),
            "chain_pieces": len(shapely.get_parts(shapes)),
            "chain_valid": bool(shapely.coverage_is_valid(shapes)),
            "largest_difference_km2": max(abs(mine.get(key, 0.0) - other.get(key, 0.0)) for key in mine.keys() | other.keys()),
        }
    return row


def cases():
    """Claim sets to run, each with a word on whether the chain is run too (it takes minutes on the largest)."""
    yield synthetic(35, 140_000, name="crowded"), True
    yield synthetic(285, 570_000, name="loose", spread=1.75), False
    yield synthetic(285, 570_000, name="crowded"), False
    path = SHARED / "claims" / "eez_v12_clip.geojson"
    real = read_claims(path) if path.is_file() else None
    if real is not None:
        yield real, True
    try:
        # The base scenario alone, so that the chain is given the same claims.
        compiled = apply(read_claims("arf"))
    except ArfMarineError:
        return
    yield compiled, True
    if real is not None:
        yield ClaimSet(f"{real.id} and {compiled.id}", "Both", claims=(*real.claims, *compiled.claims), base=compiled.base), True


def run() -> pd.DataFrame:
    """Run all cases; one row each."""
    return pd.DataFrame([compared(claims, with_peer=peer) for claims, peer in cases()])


def markdown(table: pd.DataFrame) -> str:
    def cell(value: object) -> str:
        if value is pd.NA or (isinstance(value, float) and np.isnan(value)):
            return "not run"
        return f"{value:.2g}" if isinstance(value, float) and abs(value) < 1e-3 else f"{value}"

    rows = [list(table.columns), ["---"] * len(table.columns), *([cell(value) for value in row] for row in table.itertuples(index=False))]
    body = "\n".join("| " + " | ".join(row) + " |" for row in rows)
    return (
        "# Partition: node once, against a chain of geopandas.overlay\n\n"
        f"Best of {REPEATS} runs (the chain: one run); shapely {shapely.__version__}, GEOS {'.'.join(map(str, shapely.geos_version))}, "
        f"geopandas {gpd.__version__}. `*_s`: elapsed, `*_cpu_s`: processor time, both on one core. "
        "`*_valid`: shapely.coverage_is_valid. `largest_difference_km2`: over all sets of claims, "
        "area of the pieces with exactly these claims, ours against the chain.\n\n"
        f"{body}\n"
    )


def main() -> None:
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    table = run()
    table.to_csv(RESULT.with_suffix(".csv"), index=False, lineterminator="\n")
    RESULT.write_text(markdown(table), "utf-8")


if __name__ == "__main__":
    main()
