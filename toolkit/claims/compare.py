"""Where two claim sets differ: both partitioned together, area for each pair of faces."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from toolkit.claims.faces import Faces
from toolkit.claims.model import Claim, ClaimSet
from toolkit.claims.names import order_by_name, party_name
from toolkit.claims.partition import partition
from toolkit.claims.scenarios import Scenario, apply
from toolkit.errors import GeometryError
from toolkit.show import block

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from toolkit.catalog.regions import Region

__all__ = ["Comparison", "compare"]

_A, _B = "a:", "b:"


@dataclass(frozen=True)
class Comparison:
    """What two claim sets say of the same water.

    Attributes
    ----------
    frame : geopandas.GeoDataFrame
        One row for each patch of both sets together, index ``patch``: ``claimants_a``, ``claimants_b`` (tuples, empty where a set
        says nothing), ``claim_ids_a``, ``claim_ids_b``, ``same`` (equal claimants), ``area_km2``, geometry (EPSG:4326).
    a, b : str
        Titles of the two sets.
    """

    frame: gpd.GeoDataFrame
    a: str
    b: str

    def __repr__(self) -> str:
        head = f"Comparison: the same claimants on {self.same_km2:,.0f} km2, others on {self.differing_km2:,.0f} km2"
        return block(head, [("a", self.a), ("b", self.b)])

    def _repr_html_(self) -> str:
        from toolkit.claims.render import comparison_html

        return comparison_html(self)

    def table(self) -> pd.DataFrame:
        """Return km2 for each pair of claimant sets, the largest difference first.

        Columns: ``claimants_a``, ``claimants_b``, ``same``, ``n_patches``, ``area_km2``.
        """
        import pandas as pd

        groups = self.frame.groupby(["claimants_a", "claimants_b", "same"], sort=True)["area_km2"].agg(["size", "sum"]).reset_index()
        groups.columns = pd.Index(["claimants_a", "claimants_b", "same", "n_patches", "area_km2"])
        ordered: pd.DataFrame = groups.sort_values(["same", "area_km2"], ascending=[True, False], kind="stable")
        return ordered.reset_index(drop=True)

    @property
    def differing_km2(self) -> float:
        """Area where the claimants are not the same, water that only one of the sets covers included."""
        return float(self.frame.loc[~self.frame["same"], "area_km2"].sum())

    @property
    def same_km2(self) -> float:
        """Area where the claimants are the same."""
        return float(self.frame.loc[self.frame["same"], "area_km2"].sum())

    def sentences(self, at_least_km2: float = 1000.0, *, a: str = "", b: str = "", profile: str = "un") -> tuple[str, ...]:
        """Return the differences of at least so many km2 in words, names in alphabetical order; ``a``, ``b`` shorten the titles."""
        table = self.table()
        return tuple(
            f"{area:,.0f} km2: {_names(mine, profile)} in {a or self.a}; {_names(theirs, profile)} in {b or self.b}."
            for mine, theirs, same, area in zip(*(table[name] for name in ("claimants_a", "claimants_b", "same", "area_km2")), strict=True)
            if not same and area >= at_least_km2
        )


def _names(codes: tuple[str, ...], profile: str) -> str:
    return ", ".join(party_name(code, profile) for code in order_by_name(codes, profile)) if codes else "no claim"


def compare(
    a: ClaimSet | Faces,
    b: ClaimSet | Faces,
    *,
    within: tuple[float, float, float, float] | Region | None = None,
    scenario_a: Scenario | None = None,
    scenario_b: Scenario | None = None,
    tolerance_km: float = 0.0,
) -> Comparison:
    """Tell where two claim sets differ: area for each pair of faces.

    Parameters
    ----------
    a, b : ClaimSet or Faces
        The two sets; of faces, their claims are taken.
    within : tuple of float (degrees) or Region, optional
        Compare inside this frame, or in the seas of this region, only; for example where both sets are complete.
    scenario_a, scenario_b : Scenario, optional
        Choices for each set.
    tolerance_km : float
        As in :func:`toolkit.claims.partition.partition`: joins outlines that differ by less.

    Returns
    -------
    Comparison
        Patches with what each set says of them; a table; sentences.

    Raises
    ------
    GeometryError
        Neither set has a claim inside the frame.

    Examples
    --------
    >>> import shapely
    >>> def one(name, code, west):
    ...     claim = Claim("x", (code,), name, "EEZ", "dataset", "claim", (), shapely.box(west, 0, west + 2, 1))
    ...     return ClaimSet(name, name, claims=(claim,))
    >>> both = compare(one("first", "PHL", 110), one("second", "VNM", 111))
    >>> [(row.claimants_a, row.claimants_b, round(row.area_km2)) for row in both.table().itertuples()]
    [((), ('VNM',), 12308), (('PHL',), (), 12308), (('PHL',), ('VNM',), 12308)]
    """
    first = apply(a.claims if isinstance(a, Faces) else a, scenario_a)
    second = apply(b.claims if isinstance(b, Faces) else b, scenario_b)
    if not len(first) and not len(second):
        raise GeometryError(f"Neither '{first.id}' nor '{second.id}' has a claim. Give at least one set with claims.")
    joint = ClaimSet("comparison", "Comparison", claims=(*_prefixed(first, _A), *_prefixed(second, _B)))
    faces = partition(joint, within=within, tolerance_km=tolerance_km, join_parts_km2=0.0)
    by_id = {claim.claim_id: claim.claimants for claim in joint.claims}
    frame = faces.frame[["area_km2", "geometry"]].reset_index(drop=True)
    for column, prefix in (("a", _A), ("b", _B)):
        ids = [tuple(name for name in names if name.startswith(prefix)) for names in faces.frame["claim_ids"]]
        frame[f"claimants_{column}"] = [tuple(sorted({code for name in names for code in by_id[name]})) for names in ids]
        frame[f"claim_ids_{column}"] = [tuple(name.removeprefix(prefix) for name in names) for names in ids]
    frame["same"] = [mine == theirs for mine, theirs in zip(frame["claimants_a"], frame["claimants_b"], strict=True)]
    frame.index.name = "patch"
    order = ["claimants_a", "claimants_b", "claim_ids_a", "claim_ids_b", "same", "area_km2", "geometry"]
    titles = [f"{item.title}, {made.name}" if made else item.title for item, made in ((first, scenario_a), (second, scenario_b))]
    return Comparison(frame[order], *titles)


def _prefixed(claims: ClaimSet, prefix: str) -> tuple[Claim, ...]:
    """Return the claims with ids that tell the set, and without conditions (they have been applied)."""
    return tuple(replace(claim, claim_id=prefix + claim.claim_id, when={}) for claim in claims.claims)
