"""Partition: from any number of overlapping claims to faces that cover the same water, each patch once.

No function here, or anywhere in the toolkit, gives shared water to one claimant.
"""

from __future__ import annotations

import hashlib
import math
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import shapely

from toolkit.claims.cutting import polygons_of
from toolkit.claims.faces import COLUMNS, Faces, PartitionReport
from toolkit.claims.model import STATED_OVERLAP, ClaimSet
from toolkit.claims.names import NOT_STATED
from toolkit.claims.patches import Patches, cut_into_patches, descriptors, nearest_large, seam_groups
from toolkit.claims.scenarios import Scenario, apply
from toolkit.errors import GeometryError
from toolkit.geodesy import area_km2

if TYPE_CHECKING:
    import geopandas as gpd

    from toolkit.catalog.regions import Region

__all__ = ["partition"]

#: Kilometres in a degree of latitude, rounded up so that a tolerance is never exceeded (WGS84: 110.57 at the equator, 111.69
#: at the poles).
_KM_PER_DEGREE = 111.7

#: A patch with less than this share of the whole is the rounding of an edge (the sums hold to 1e-9).
_DUST = 1e-12

#: So has a small patch narrower than this on average: edges of two claims that follow the same line between other vertices leave threads
#: of a metre or two, where instruments print their points to a tenth of a second (3 m).
_THREAD_KM, _THREAD_KM2 = 0.005, 1.0

#: Columns of a face that follow from its claims alone.
_FROM_CLAIMS = ("claim_ids", "claimants", "n_claimants", "regime", "zone_kinds")

#: A patch narrower than this on average is reported as a sliver (width of the coarsest coastline error in common use is larger).
_SLIVER_KM = 0.05


def partition(
    claims: ClaimSet,
    *,
    within: tuple[float, float, float, float] | Region | None = None,
    scenario: Scenario | None = None,
    tolerance_km: float = 0.0,
    join_parts_km2: float = 25.0,
) -> Faces:
    """Partition the water of a claim set into faces: each patch exactly once, with all its claimants.

    Parameters
    ----------
    claims : ClaimSet
        Any number of claims, overlapping or not.
    within : tuple of float (degrees) or Region, optional
        (west, south, east, north), or a region: cut the claims to this frame, or to the seas of the region, first.
    scenario : Scenario, optional
        Choices to apply first; by default the set's own base.
    tolerance_km : float
        0 for full precision. Otherwise vertices are rounded to a grid of at most this size (a power of two of a degree; finer in
        longitude), and the report says by how much each claim's area changed.
    join_parts_km2 : float
        A patch smaller than this becomes a part of the nearest larger patch of exactly the same claims, so that a table has
        one row for a bay and its coves. No area changes. 0 turns it off.

    Returns
    -------
    Faces
        Faces in reading order (north to south, then west to east).

    Raises
    ------
    GeometryError
        There is no claim, or none inside the frame; or the tolerance is negative.
    SchemaError
        The scenario asks for a variant that the set does not carry.

    Notes
    -----
    All boundaries are noded in one operation, polygonized, and each patch is labelled by a point inside it. The areas of the
    faces sum to the area of the union of the claims, and the area of each claim is the sum of its faces, to rounding (1e-9).

    A face id is a hash of the claims on the patch and of its bounds, centroid and area. It changes only if the patch does:
    adding a claim elsewhere, or renaming claimants, leaves it as it is.

    Examples
    --------
    >>> import shapely
    >>> from toolkit.claims.model import Claim, ClaimSet
    >>> def claim(name, code, west):
    ...     return Claim(name, (code,), name, "EEZ", "dataset", "claim", (), shapely.box(west, 10, west + 2, 12))
    >>> faces = partition(ClaimSet("two", "Two squares", claims=(claim("a", "PHL", 110), claim("b", "VNM", 111))))
    >>> [(face.label, face.claimants, face.regime) for face in faces.frame.itertuples()]
    [('1', ('PHL',), 'single'), ('2', ('PHL', 'VNM'), 'overlapping'), ('3', ('VNM',), 'single')]
    """
    if tolerance_km < 0 or join_parts_km2 < 0:
        raise GeometryError(f"Tolerance {tolerance_km} km and join_parts_km2 {join_parts_km2} given; allowed: 0 (off) or more.")
    chosen = apply(claims, scenario)
    if within is not None:
        chosen = chosen.within(within)
    if not chosen.claims:
        place = "" if within is None else f" inside the frame {getattr(within, 'bounds', within)}"
        raise GeometryError(
            f"Claim set '{claims.id}' has {len(claims)} claims, none of them left{place}. "
            "Give a set with claims, a frame that they reach into, or another scenario."
        )
    polygons = np.array([claim.geometry for claim in chosen.claims], dtype=object)
    n_vertices = int(shapely.get_num_coordinates(polygons).sum())
    lost: tuple[str, ...] = ()
    # A power of two: rounded coordinates are then exact numbers, and noding on the grid leaves nothing uncrossed.
    grid = 2.0 ** math.floor(math.log2(tolerance_km / _KM_PER_DEGREE)) if tolerance_km else 0.0
    if grid:
        polygons, lost = _rounded(chosen, polygons, grid)
    patches = cut_into_patches(polygons, grid)
    areas = np.asarray(area_km2(patches.geometry), dtype=np.float64)
    kept = _worth_keeping(patches, areas)
    left_out = areas[~kept]
    if len(left_out):
        members = tuple(item for item, keep in zip(patches.members, kept, strict=True) if keep)
        patches, areas = Patches(patches.geometry[kept], members, patches.centres[kept]), areas[kept]
    frame, counts = _faces(chosen, patches, areas, join_parts_km2)
    narrow = _narrow(patches.geometry, areas, _SLIVER_KM)
    report = PartitionReport(
        n_claims=len(chosen),
        n_vertices=n_vertices,
        n_patches=len(areas),
        n_faces=len(frame),
        union_km2=float(areas.sum()),
        tolerance_km=tolerance_km,
        grid_km=grid * _KM_PER_DEGREE,
        moved_km2=_moved(chosen, patches, areas) if grid else {},
        lost_claims=lost,
        n_slivers=int(narrow.sum()),
        slivers_km2=float(areas[narrow].sum()),
        sliver_km=_SLIVER_KM,
        n_left_out=len(left_out),
        left_out_km2=float(left_out.sum()),
        join_parts_km2=join_parts_km2,
        notes=chosen.notes,
        **counts,
    )
    return Faces(frame, chosen, scenario, report)


def _worth_keeping(patches: Patches, areas: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Tell which patches are more than the rounding of an edge that two claims share."""
    thread = (areas < _THREAD_KM2) & _narrow(patches.geometry, areas, _THREAD_KM)
    kept: npt.NDArray[np.bool_] = (areas > _DUST * areas.sum()) & ~thread
    return kept


def _rounded(claims: ClaimSet, polygons: npt.NDArray[Any], grid: float) -> tuple[npt.NDArray[Any], tuple[str, ...]]:
    """Round vertices to the grid; return the polygons and the ids of claims that vanished."""
    rounded = np.array([polygons_of(geometry) for geometry in shapely.set_precision(polygons, grid)], dtype=object)
    gone = tuple(claim.claim_id for claim, empty in zip(claims.claims, shapely.is_empty(rounded), strict=True) if empty)
    return rounded, gone


def _moved(claims: ClaimSet, patches: Patches, areas: npt.NDArray[np.float64]) -> dict[str, float]:
    """Return claim id -> km2 that its patches have more than the claim as given."""
    total = np.zeros(len(claims))
    for members, area in zip(patches.members, areas, strict=True):
        total[list(members)] += area
    change = total - area_km2(np.array([claim.geometry for claim in claims.claims], dtype=object))
    return {claim.claim_id: float(value) for claim, value in zip(claims.claims, change, strict=True)}


def _narrow(patches: npt.NDArray[Any], areas: npt.NDArray[np.float64], width_km: float) -> npt.NDArray[np.bool_]:
    """Tell which patches are narrower than this: twice area over perimeter (a long strip's width)."""
    bounds = shapely.bounds(patches)
    shrink = np.cos(np.radians((bounds[:, 1] + bounds[:, 3]) / 2))
    # Perimeter from below (all of it along a parallel), so that the width is an upper estimate: what is called narrow, is.
    perimeter_km = shapely.length(patches) * _KM_PER_DEGREE * shrink
    return np.asarray(2 * areas < width_km * perimeter_km)


class _Words:
    """What the claims of a set say of a patch that some of them cover; the records are asked once, not for every patch."""

    def __init__(self, claims: ClaimSet) -> None:
        self.ids = [claim.claim_id for claim in claims.claims]
        self.claimants = [claim.claimants for claim in claims.claims]
        self.kinds = [claim.zone_kind for claim in claims.claims]
        self.joint = frozenset(k for k, claim in enumerate(claims.claims) if claim.regime == "joint")
        self.stated = frozenset(k for k, claim in enumerate(claims.claims) if claim.status == STATED_OVERLAP)

    def of(self, key: tuple[int, ...]) -> tuple[Any, ...]:
        """Return the columns of a face that follow from its claims alone: claim_ids, claimants, n_claimants, regime, zone_kinds."""
        claimants = tuple(sorted({code for k in key for code in self.claimants[k]}))
        stated = self.stated.intersection(key)
        # At least two claim water that a source calls overlapping without naming them.
        unnamed = any(NOT_STATED in self.claimants[k] for k in stated)
        return (
            tuple([self.ids[k] for k in key]),
            claimants,
            max(2, len(claimants) - 1) if unnamed else len(claimants),
            self.regime(key, claimants, bool(stated)),
            tuple(sorted({self.kinds[k] for k in key})),
        )

    def regime(self, key: tuple[int, ...], claimants: tuple[str, ...], stated: bool) -> str:
        """Return the regime of a patch.

        'joint' only where nobody but the parties of a joint regime claims it; 'overlapping' where there are several claimants, or
        where a source calls the water overlapping without naming them.
        """
        parties = {code for k in self.joint.intersection(key) for code in self.claimants[k]}
        if parties and parties >= set(claimants):
            return "joint"
        return "overlapping" if len(claimants) > 1 or stated else "single"


def _faces(
    claims: ClaimSet, cut: Patches, areas: npt.NDArray[np.float64], join_parts_km2: float
) -> tuple[gpd.GeoDataFrame, dict[str, Any]]:
    """Join patches into faces and describe each of them."""
    import geopandas as gpd
    import pandas as pd

    patches, members = cut.geometry, list(cut.members)
    seam = seam_groups(patches, members)
    # The area that decides whether a patch is small is that of all its halves.
    whole = np.asarray(np.bincount(seam, weights=areas, minlength=len(areas))[seam], dtype=np.float64)
    target = nearest_large(patches, members, whole, join_parts_km2) if join_parts_km2 else np.arange(len(patches))
    face_of = seam[target]
    described = descriptors(cut, areas)
    groups = _grouped(face_of)
    first = np.fromiter(groups, dtype=np.intp, count=len(groups))
    # A patch's own shape, and that of its other half across the antimeridian, make its id; joined coves do not.
    cores = {int(i): [int(j) for j in groups[i] if seam[j] == i] for i in groups if len(groups[i]) > 1}
    words = _Words(claims)
    said: dict[tuple[int, ...], tuple[Any, ...]] = {}
    ids, rows = [], []
    for i in first.tolist():
        key = members[i]
        on = said.get(key)
        if on is None:
            on = said[key] = words.of(key)
        shape = sorted(described[j] for j in cores[i]) if i in cores else [described[i]]
        ids.append("f" + hashlib.sha256("\n".join((*on[0], *shape)).encode()).hexdigest()[:10])
        rows.append(on)
    geometry = patches[first]
    for at, i in enumerate(first.tolist()):
        if len(groups[i]) > 1:
            geometry[at] = _shape(patches[groups[i]])
    table = {name: pd.Series(list(column), dtype=object) for name, column in zip(_FROM_CLAIMS, zip(*rows, strict=True), strict=True)}
    table["label"] = pd.Series([str(number) for number in range(1, len(first) + 1)], dtype=object)
    table["area_km2"] = pd.Series(np.bincount(face_of, weights=areas, minlength=len(patches))[first])
    frame = gpd.GeoDataFrame(pd.DataFrame(table), geometry=gpd.array.from_shapely(geometry, crs="EPSG:4326"))
    frame["n_claimants"] = frame["n_claimants"].astype("int64")
    frame = frame.set_index(pd.Index(_told_apart(ids), dtype=object, name="face_id"))[list(COLUMNS)]
    joined = target != np.arange(len(patches))
    counts = {
        "n_joined": int(joined.sum()),
        "joined_km2": float(areas[joined].sum()),
        "n_across_antimeridian": int((seam != np.arange(len(patches))).sum()),
    }
    return frame, counts


def _shape(parts: npt.NDArray[Any]) -> Any:
    """Return the one shape of the patches of a face.

    Patches of the same claims share an edge only where one is a sliver of rounding; a multipolygon may not hold both, so they are
    dissolved.
    """
    if len(parts) == 1:
        return parts[0]
    whole = shapely.multipolygons(parts)
    return whole if shapely.is_valid(whole) else polygons_of(shapely.union_all(parts))


def _grouped(face_of: npt.NDArray[np.intp]) -> dict[int, list[int]]:
    """Return face -> its patches, in the order of the patches."""
    out: dict[int, list[int]] = {}
    for patch, face in enumerate(face_of):
        out.setdefault(int(face), []).append(patch)
    return dict(sorted(out.items()))


def _told_apart(ids: list[str]) -> list[str]:
    """Give faces of equal description (patches of the same claims, bounds, centroid and area) ids of their own."""
    seen: dict[str, int] = {}
    out = []
    for name in ids:
        seen[name] = seen.get(name, 0) + 1
        out.append(name if seen[name] == 1 else f"{name}-{seen[name]}")
    return out
