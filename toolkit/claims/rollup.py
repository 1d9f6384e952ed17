"""Sums by claimant. Every sum names its basis, and there is no default: the same water gives different sums."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from toolkit.claims.names import order_by_name, party_name
from toolkit.errors import OverlayError, unknown_name

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.claims.faces import Faces

__all__ = ["BASES", "Basis", "rollup", "rollup_total"]

Basis = Literal["exclusive", "shared", "as_claimed"]

#: What each basis counts for a claimant.
BASES = {
    "exclusive": "faces that nobody else claims",
    "shared": "faces with several claimants, by their number",
    "as_claimed": "all faces that the claimant claims, shared or not; the same water is counted once for each claimant",
}


def rollup(faces: Faces, basis: Basis) -> pd.DataFrame:
    """Sum the area of faces by claimant, on a named basis.

    Parameters
    ----------
    faces : Faces
        A partition.
    basis : {'exclusive', 'shared', 'as_claimed'}
        What is counted for each claimant (:data:`BASES`). There is no default.

    Returns
    -------
    pandas.DataFrame
        Claimants in the English alphabetical order of their names; columns ``claimant`` (code), ``name``, ``basis``,
        ``n_claimants`` (for 'shared': with how many in all; otherwise missing), ``n_faces``, ``area_km2``.

    Raises
    ------
    UnknownNameError
        The basis is not one of the three.

    Notes
    -----
    A face whose claimants a source does not state is nobody's exclusive water; it is listed under 'not stated'.

    Examples
    --------
    >>> import shapely
    >>> from toolkit.claims.model import Claim, ClaimSet
    >>> from toolkit.claims.partition import partition
    >>> def claim(name, code, west):
    ...     return Claim(name, (code,), name, "EEZ", "dataset", "claim", (), shapely.box(west, 0, west + 2, 1))
    >>> faces = partition(ClaimSet("two", "Two", claims=(claim("a", "PHL", 110), claim("b", "VNM", 111))))
    >>> [(row.name, round(row.area_km2)) for row in rollup(faces, "as_claimed").itertuples(index=False)]
    [('Philippines', 24617), ('Viet Nam', 24617)]
    """
    import pandas as pd

    if basis not in BASES:
        raise unknown_name("basis of a roll-up", basis, BASES, next_step="Name one; there is no default.")
    sums: dict[tuple[str, int], list[float]] = {}
    for row in faces.frame.itertuples():
        alone = row.n_claimants == 1
        if (basis == "exclusive" and not alone) or (basis == "shared" and alone):
            continue
        for code in row.claimants:
            sums.setdefault((code, row.n_claimants if basis == "shared" else 0), []).append(row.area_km2)
    rows = []
    for code in order_by_name({code for code, _ in sums}):
        for number in sorted(n for other, n in sums if other == code):
            areas = sums[(code, number)]
            rows.append((code, party_name(code), basis, number or pd.NA, len(areas), float(sum(areas))))
    table = pd.DataFrame(rows, columns=["claimant", "name", "basis", "n_claimants", "n_faces", "area_km2"])
    return table.astype({"n_claimants": "Int64", "n_faces": "int64", "area_km2": "float64"})


def rollup_total(table: pd.DataFrame) -> float:
    """Return the grand total of a roll-up in km2, where it means something.

    Parameters
    ----------
    table : pandas.DataFrame
        Of :func:`rollup`.

    Returns
    -------
    float
        For 'exclusive' the area that one party alone claims.

    Raises
    ------
    OverlayError
        The basis is 'as_claimed' or 'shared': the rows count the same water several times. ``Faces.by_count()`` has each once.
    """
    bases = sorted(set(table["basis"]))
    if bases and bases != ["exclusive"]:
        raise OverlayError(
            f"A grand total of the basis {', '.join(bases)} counts shared water once for each claimant and is refused. "
            "Allowed: 'exclusive'. Use Faces.by_count() for km2 by number of claimants, each patch once."
        )
    return float(table["area_km2"].sum())
