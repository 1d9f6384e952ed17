"""Roll-ups: rows of faces brought together by what the faces have in common. No shared water is assigned to anybody."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import pandas as pd

from toolkit.errors import OverlayError, unknown_name
from toolkit.indicators.reasons import NO_VALUE
from toolkit.overlay.faces import face_frame
from toolkit.overlay.table import IndicatorTable

__all__ = ["roll_up"]

_ADDED = ("sum", "lower", "upper", "n", "area_above", "area_below")
_AVERAGED = ("mean", "fraction_above", "fraction_below", "class_fraction")


def roll_up(
    table: IndicatorTable,
    faces: Any,
    *,
    by: Literal["regime", "n_claimants", "claimant"],
    claim_basis: Literal["exclusive", "as_claimed"] | None = None,
    weights_km2: pd.Series | None = None,
) -> IndicatorTable:
    """Bring the rows of faces together.

    Parameters
    ----------
    table : IndicatorTable
        Rows of faces.
    faces : Faces
        The faces, with ``regime``, ``n_claimants``, ``claimants`` and ``area_km2``.
    by : {'regime', 'n_claimants', 'claimant'}
        What the faces of a group have in common.
    claim_basis : {'exclusive', 'as_claimed'}, optional
        With ``by='claimant'``, and then required: water of that claimant alone, or all water that the claimant claims. The second
        counts overlapping claims once for each claimant, so that its groups must not be added.
    weights_km2 : pandas.Series, optional
        Index face id: km2 that weigh the means, such as the area of reef-bearing cells (``Weights.face_km2``); by default the area
        of the face.

    Returns
    -------
    IndicatorTable
        ``face_id`` holds the group, such as ``regime=overlapping``; the basis says how the rows were brought together. Means and fractions
        are weighed by the area that has values, sums and areas are added, min and max are the least and largest; ``valid_fraction`` is
        weighed by area. Rows without value lower it.

    Raises
    ------
    OverlayError
        A statistic cannot be brought together (median, sd, ...), no claim basis is given, or the table holds other faces (such as groups:
        there is no grand total).
    UnknownNameError
        ``by`` is not known.
    """
    if by not in ("regime", "n_claimants", "claimant"):
        raise unknown_name("way to roll up", by, ("regime", "n_claimants", "claimant"))
    if (by == "claimant") != (claim_basis is not None) or claim_basis not in (None, "exclusive", "as_claimed"):
        raise OverlayError(
            f"by='{by}' with claim_basis={claim_basis!r}: "
            "a roll-up by claimant must say claim_basis='exclusive' or 'as_claimed', any other must not."
        )
    frame = face_frame(faces)
    ids = frame.index.astype(str)
    strangers = sorted(set(table.frame["face_id"]) - set(ids))
    if strangers:
        raise OverlayError(
            f"The table holds '{strangers[0]}', which is no face. Roll up the table of faces; groups are not added to a grand total."
        )
    groups = _groups(frame, ids, by, claim_basis)
    area = pd.Series(frame["area_km2"].to_numpy(np.float64), index=ids) if weights_km2 is None else weights_km2.reindex(ids).fillna(0.0)
    rows = table.frame.merge(groups, on="face_id")
    how = "face area" if weights_km2 is None else "given area"
    text = f"{by}{', ' + claim_basis if claim_basis else ''}, by {how}"
    keys = ["indicator", "statistic", "time", "basis", "units", "group"]
    out = [_bring_together(dict(zip(keys, key, strict=True)), part, area, text) for key, part in rows.groupby(keys, sort=False)]
    return IndicatorTable(pd.DataFrame(out), notes=table.notes) if out else IndicatorTable(table.frame.iloc[:0])


def _groups(frame: Any, ids: pd.Index, by: str, claim_basis: str | None) -> pd.DataFrame:
    """Return the groups of each face, one row for each."""
    if by != "claimant":
        return pd.DataFrame({"face_id": ids, "group": [f"{by}={value}" for value in frame[by]]})
    pairs = [
        (face, f"claimant={code}")
        for face, codes, regime in zip(ids, frame["claimants"], frame["regime"], strict=True)
        for code in codes
        if claim_basis == "as_claimed" or (len(codes) == 1 and regime == "single")
    ]
    return pd.DataFrame(pairs, columns=["face_id", "group"])


def _bring_together(key: dict[str, Any], part: pd.DataFrame, area: pd.Series, text: str) -> dict[str, Any]:
    """Return one row for the rows of a group."""
    kind = key["statistic"].rstrip("-.0123456789").rstrip("_")
    if kind not in (*_ADDED, *_AVERAGED, "min", "max"):
        raise OverlayError(
            f"Statistic '{key['statistic']}' of groups does not follow from that of faces. "
            f"Allowed: {', '.join((*_ADDED, *_AVERAGED))}, min, max."
        )
    km2 = area.loc[part["face_id"]].to_numpy(np.float64)
    share = part["valid_fraction"].fillna(1.0).to_numpy()
    has = part["value"].notna().to_numpy()
    row: dict[str, Any] = {
        **{name: key[name] for name in ("indicator", "statistic", "time", "units")},
        "face_id": key["group"],
        "basis": f"{key['basis']}; {text}",
        "valid_fraction": float((km2 * share * has).sum() / km2.sum()) if km2.sum() > 0 else np.nan,
        "dataset_ids": " ".join(dict.fromkeys(" ".join(part["dataset_ids"]).split())),
        "reason": "",
    }
    for name in ("n_cells", "n_sites"):
        row[name] = part[name].sum() if part[name].notna().any() else pd.NA
    values, weight = part["value"].to_numpy()[has], (km2 * share)[has]
    if not has.any() or (kind in _AVERAGED and weight.sum() == 0):
        reasons = set(part.loc[~has, "reason"])
        return {**row, "value": np.nan, "reason": next(iter(reasons)) if len(reasons) == 1 else NO_VALUE}
    if kind in _AVERAGED:
        return {**row, "value": float(values @ weight / weight.sum())}
    if kind in ("min", "max"):
        return {**row, "value": float(getattr(np, kind)(values))}
    bounds = {name: float(part[name].sum()) if part[name].notna().any() else np.nan for name in ("lower", "upper")}
    return {**row, "value": float(values.sum()), **bounds}
