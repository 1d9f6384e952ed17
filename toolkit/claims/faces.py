"""Faces: patches of sea, each once, with everyone who claims it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import shapely

from toolkit.errors import SchemaError, unknown_name

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from toolkit.claims.model import ClaimSet
    from toolkit.claims.scenarios import Scenario

__all__ = ["COLUMNS", "Faces", "PartitionReport"]

#: Columns of the frame of faces, in order; the index is ``face_id``.
COLUMNS = ("label", "claim_ids", "claimants", "n_claimants", "regime", "zone_kinds", "area_km2", "geometry")


@dataclass(frozen=True)
class PartitionReport:
    """What was done to get from claims to faces; nothing is dropped in silence.

    Attributes
    ----------
    n_claims, n_vertices, n_patches, n_faces : int
        Claims used, their vertices, patches of the cut, faces after joining.
    union_km2 : float
        Area of all faces, each once.
    tolerance_km, grid_km : float
        Tolerance asked for, and the grid within it to which vertices were rounded; 0 for none.
    moved_km2 : dict of str to float
        Where a tolerance was used: claim id -> change of its area.
    lost_claims : tuple of str
        Claims thinner than the tolerance that vanished.
    n_slivers, slivers_km2 : int, float
        Patches narrower than :attr:`sliver_km` on average, kept as they are, and their area.
    sliver_km : float
        Twice area over perimeter below which a patch counts as a sliver.
    n_left_out, left_out_km2 : int, float
        Patches that are the rounding of an edge which two claims share, and their area: in no face.
    n_joined, joined_km2 : int, float
        Small patches that became parts of a face of exactly the same claims, and their area.
    join_parts_km2 : float
        Below this a patch is small.
    n_across_antimeridian : int
        Patches joined to their other half across 180 degrees.
    notes : tuple of str
        What the reader and the scenario did.
    """

    n_claims: int
    n_vertices: int
    n_patches: int
    n_faces: int
    union_km2: float
    tolerance_km: float
    grid_km: float
    moved_km2: dict[str, float]
    lost_claims: tuple[str, ...]
    n_slivers: int
    slivers_km2: float
    sliver_km: float
    n_left_out: int
    left_out_km2: float
    n_joined: int
    joined_km2: float
    join_parts_km2: float
    n_across_antimeridian: int
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return "\n".join(["<PartitionReport", *(f"  {line}" for line in self.lines())]) + ">"

    def lines(self) -> tuple[str, ...]:
        """Return the report as sentences."""
        out = [
            f"{self.n_claims} claims with {self.n_vertices} vertices gave {self.n_patches} patches and {self.n_faces} faces, "
            f"{self.union_km2:,.0f} km2 in all."
        ]
        if self.tolerance_km:
            largest = max((abs(value) for value in self.moved_km2.values()), default=0.0)
            out.append(
                f"Vertices were rounded to a grid of {self.grid_km:.2g} km (tolerance {self.tolerance_km:g} km); "
                f"no claim's area changed by more than {largest:.3g} km2."
            )
        if self.lost_claims:
            out.append(f"Thinner than that grid and lost: {', '.join(self.lost_claims)}.")
        if self.n_slivers:
            out.append(
                f"{self.n_slivers} patches are narrower than {self.sliver_km:g} km ({self.slivers_km2:.3g} km2 in all); they are kept."
            )
        if self.n_left_out:
            what = "patch that is" if self.n_left_out == 1 else "patches that are"
            out.append(f"{self.n_left_out} {what} the rounding of shared edges ({self.left_out_km2:.2g} km2), left out.")
        if self.n_joined:
            out.append(
                f"{self.n_joined} patches below {self.join_parts_km2:g} km2 ({self.joined_km2:.3g} km2 in all) "
                "are parts of the nearest face of the same claims."
            )
        if self.n_across_antimeridian:
            out.append(f"{self.n_across_antimeridian} patches are one face with their other half across the antimeridian.")
        return (*out, *self.notes)

    def __str__(self) -> str:
        return "\n".join(self.lines())


class Faces:
    """A partition of the sea: each patch once, with all its claimants.

    Attributes
    ----------
    frame : geopandas.GeoDataFrame
        Index ``face_id``; columns :data:`COLUMNS`; EPSG:4326; in order of ``label``. ``claimants`` are codes, sorted;
        ``n_claimants`` is their number, or at least 2 where a source calls the water overlapping without naming them.
    claims : ClaimSet
        The claims that were partitioned (after scenario and frame).
    scenario : Scenario or None
        The choices made, if any were named.
    report : PartitionReport
        What was done.
    """

    def __init__(self, frame: gpd.GeoDataFrame, claims: ClaimSet, scenario: Scenario | None, report: PartitionReport) -> None:
        missing = [name for name in COLUMNS if name not in frame.columns]
        if missing or frame.index.name != "face_id" or not frame.index.is_unique:
            raise SchemaError(
                f"A table of faces lacks {missing or 'nothing'} and has the index '{frame.index.name}'. "
                f"Required: a unique index 'face_id' and the columns {', '.join(COLUMNS)}."
            )
        self.frame = frame
        self.claims = claims
        self.scenario = scenario
        self.report = report

    def __len__(self) -> int:
        return len(self.frame)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over ids, claims and geometries: equal if and only if the partition is the same."""
        digest = hashlib.sha256()
        for face_id, claim_ids, geometry in zip(self.frame.index, self.frame["claim_ids"], self.frame.geometry, strict=True):
            digest.update("|".join([str(face_id), *claim_ids]).encode())
            digest.update(shapely.to_wkb(shapely.normalize(geometry), byte_order=1))
        return digest.hexdigest()

    @property
    def area_km2(self) -> float:
        """Area of all faces, each once."""
        return float(self.frame["area_km2"].sum())

    def face(self, face_id: str) -> Any:
        """Return one face by id.

        Raises
        ------
        UnknownNameError
            There is no face of that id.
        """
        if face_id not in self.frame.index:
            raise unknown_name("face", face_id, self.frame.index)
        return self.frame.loc[face_id]

    def by_count(self) -> pd.DataFrame:
        """Return faces and km2 by number of claimants (index ``n_claimants``; columns ``n_faces``, ``area_km2``)."""
        counts: pd.DataFrame = self.frame.groupby("n_claimants").agg(n_faces=("label", "size"), area_km2=("area_km2", "sum"))
        return counts

    def __repr__(self) -> str:
        counts = ", ".join(f"{n} with {count}" for count, n in self.by_count()["n_faces"].items())
        return f"<Faces of '{self.claims.id}': {len(self)} faces, {self.area_km2:,.0f} km2; by number of claimants: {counts}>"

    def _repr_html_(self) -> str:
        from toolkit.claims.render import faces_html

        return faces_html(self)
