"""Areas: values that are stated for whole polygons (FAO areas, stock areas) brought to faces."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from toolkit.errors import CRSError, MissingCRSError, NoOverlapError, OverlayError, SchemaError, UnitsError
from toolkit.geodesy import area_km2
from toolkit.indicators.reasons import BELOW, NO_VALUE, WITHHELD
from toolkit.overlay.faces import face_frame
from toolkit.overlay.table import IndicatorTable
from toolkit.units import normalise, same

__all__ = ["areas_table", "cut_faces", "overlaps_km2"]

Quantity = Literal["intensive", "extensive"]

#: Share of a face below which a common area is rounding along a common edge.
_EDGE = 1e-9


def overlaps_km2(polygons: npt.NDArray[Any], shapes: npt.NDArray[Any]) -> pd.DataFrame:
    """Return the area shared by polygons and faces.

    Parameters
    ----------
    polygons, shapes : array of shapely polygons, EPSG:4326
        Areas and faces.

    Returns
    -------
    pandas.DataFrame
        Columns ``area``, ``face`` (positions) and ``km2``; one row for each pair that overlaps.
    """
    area, face = shapely.STRtree(shapes).query(polygons, predicate="intersects")
    inside = shapely.intersection(polygons[area], shapes[face])
    found = pd.DataFrame({"area": area, "face": face, "km2": area_km2(inside)})
    return found[found["km2"] > 0].sort_values(["face", "area"], ignore_index=True)


def areas_table(
    polygons: gpd.GeoDataFrame,
    faces: Any,
    *,
    indicator: Any,
    value: str = "value",
    quantity: Quantity | None = None,
    time: str | None = None,
    units: str | None = None,
    min_valid_fraction: float | None = None,
    withheld: str | None = None,
    dataset_ids: Sequence[str] = (),
) -> IndicatorTable:
    """Bring values of polygons to faces by shared area.

    Parameters
    ----------
    polygons : geopandas.GeoDataFrame, EPSG:4326
        Areas that do not overlap each other (for one time), with a column of values. ``attrs`` may hold ``units`` and ``dataset_id``.
    faces : Faces or geopandas.GeoDataFrame
        Polygons in EPSG:4326, indexed by face id.
    indicator : Indicator or str
        What the values are; a record also gives units, quantity and minimum.
    value : str
        Column of the value; missing values are not zero.
    quantity : {'intensive', 'extensive'}, optional
        By default that of the indicator; one of the two must be given.
    time : str, optional
        Column of the time (text or year).
    units : str, optional
        Units of the value, where neither ``polygons.attrs`` nor the indicator says.
    min_valid_fraction : float, optional
        No value where areas with values cover less of the face; by default the minimum of the indicator.
    withheld : str, optional
        Column that marks suppressed values (True): where a face has no other value, the reason is "withheld at source".
    dataset_ids : sequence of str
        Datasets behind the values, besides that of the polygons.

    Returns
    -------
    IndicatorTable
        Statistic ``mean`` (intensive: weighted by shared area) or ``sum`` (extensive: shared out by area, which is an assumption; bounds:
        areas wholly inside the face with none, or with all, of the areas it cuts). ``n_cells`` is the number of areas with values.

    Raises
    ------
    SchemaError
        A column is missing.
    MissingCRSError, CRSError
        The polygons have no CRS, or not EPSG:4326.
    OverlayError
        The quantity is not stated, the areas overlap each other, or none touches a face.
    """
    frame = face_frame(faces)
    kind = quantity or getattr(indicator, "quantity", None)
    if kind not in ("intensive", "extensive"):
        raise OverlayError(
            f"The quantity of '{indicator}' is not stated ({kind}). "
            "Give quantity='intensive' (a value of the place) or 'extensive' (an amount)."
        )
    for column in filter(None, (value, time, withheld)):
        if column not in polygons.columns:
            raise SchemaError(
                f"The areas have no column '{column}'. Columns found: {', '.join(map(str, polygons.columns))}. Name one of them."
            )
    _check_crs(polygons)
    unit = _unit(polygons, value, indicator, units)
    least = min_valid_fraction if min_valid_fraction is not None else dict(getattr(indicator, "minimum", None) or {}).get("valid_fraction")
    shapes, areas = (np.asarray(x.geometry.to_numpy(), dtype=object) for x in (frame, polygons))
    face_km2, whole_km2 = area_km2(shapes), area_km2(areas)
    shared = overlaps_km2(areas, shapes)
    shared = shared[shared["km2"] > _EDGE * face_km2[shared["face"]]].reset_index(drop=True)
    if shared.empty:
        raise NoOverlapError("No area touches a face. Check the coordinates of both, or take areas that cover the faces.")
    times = [""] * len(polygons) if time is None else [str(x) for x in polygons[time]]
    numbers = pd.to_numeric(polygons[value], errors="coerce").to_numpy(np.float64)
    hidden = np.zeros(len(polygons), bool) if withheld is None else polygons[withheld].to_numpy(bool)
    shared = shared.assign(
        time=np.asarray(times, dtype=object)[shared["area"]],
        value=np.where(hidden, np.nan, numbers)[shared["area"]],
        hidden=hidden[shared["area"]],
        share=np.minimum(shared["km2"] / whole_km2[shared["area"]], 1.0),
    )
    _refuse_overlap(shared, face_km2, frame)
    named = " ".join(dict.fromkeys((*str(polygons.attrs.get("dataset_id", "")).split(), *dataset_ids)))
    groups = dict(list(shared.groupby(["time", "face"], sort=False)))
    nothing = str(getattr(indicator, "no_data", "") or NO_VALUE)
    rows = []
    for moment in dict.fromkeys(times):
        for number, face in enumerate(map(str, frame.index)):
            found = _summary(groups.get((moment, number)), float(face_km2[number]), str(kind), least, nothing)
            fixed = {"face_id": face, "indicator": str(getattr(indicator, "identifier", indicator)), "time": moment, "units": unit}
            rows.append({**fixed, "statistic": "mean" if kind == "intensive" else "sum", "dataset_ids": named, **found})
    return IndicatorTable(pd.DataFrame(rows))


def cut_faces(faces: Any, polygons: gpd.GeoDataFrame, *, by: str) -> Any:
    """Cut faces at the limits of areas, so that a value stated for an area can be drawn on the area itself.

    A mean over the areas in a face makes two patches of one water differ by nothing but how far they reach into another area. The
    pieces have the value of their area: one water has one value, whoever claims it.

    Parameters
    ----------
    faces : Faces or geopandas.GeoDataFrame
        Polygons in EPSG:4326, indexed by face id.
    polygons : geopandas.GeoDataFrame, EPSG:4326
        Areas that do not overlap each other; rows of one name are one area.
    by : str
        Column of the name of an area, such as ``F_CODE``.

    Returns
    -------
    Faces or geopandas.GeoDataFrame
        As given, with a row for each face and area: the id is ``<face>@<area>``, the column ``area`` names the area (empty where no area
        reaches, as for the id ``<face>@``), ``area_km2`` is that of the piece, and what else is known of the face stays.

    Raises
    ------
    SchemaError
        The areas have no such column.
    MissingCRSError, CRSError
        The areas have no CRS, or not EPSG:4326.

    Examples
    --------
    >>> face = gpd.GeoDataFrame({"face_id": ["a"]}, geometry=[shapely.box(0, 0, 2, 1)], crs="EPSG:4326").set_index("face_id")
    >>> halves = [shapely.box(-9, -9, 1, 9), shapely.box(1, -9, 9, 9)]
    >>> cut_faces(face, gpd.GeoDataFrame({"code": ["57", "71"]}, geometry=halves, crs="EPSG:4326"), by="code").index.tolist()
    ['a@57', 'a@71']
    """
    frame = face_frame(faces)
    if by not in polygons.columns:
        raise SchemaError(f"The areas have no column '{by}'. Columns found: {', '.join(map(str, polygons.columns))}. Name one of them.")
    _check_crs(polygons)
    shapes, areas = (np.asarray(x.geometry.to_numpy(), dtype=object) for x in (frame, polygons))
    names = np.asarray([str(name) for name in polygons[by]], dtype=object)
    area, face = shapely.STRtree(shapes).query(areas, predicate="intersects")
    least = _EDGE * area_km2(shapes)
    ids, rows, codes, pieces = [], [], [], []
    for number, shape in enumerate(shapes):
        mine = area[face == number]
        inside = {code: _polygonal(shape, shapely.union_all(areas[mine[names[mine] == code]])) for code in sorted(set(names[mine]))}
        rest = shapely.difference(shape, shapely.union_all(areas[mine])) if len(mine) else shape
        for code, piece in (*inside.items(), ("", _polygonal(rest, rest))):
            if not shapely.is_empty(piece) and area_km2(np.asarray([piece], dtype=object))[0] > least[number]:
                ids.append(f"{frame.index[number]}@{code}")
                rows.append(number)
                codes.append(code)
                pieces.append(piece)
    cut = frame.iloc[rows].assign(area=codes)
    cut = cut.set_geometry(np.asarray(pieces, dtype=object)).set_crs("EPSG:4326", allow_override=True)
    cut.index = pd.Index(ids, name=frame.index.name)
    if "area_km2" in cut:
        cut["area_km2"] = area_km2(np.asarray(pieces, dtype=object))
    return type(faces)(cut, faces.claims, faces.scenario, faces.report) if hasattr(faces, "claims") else cut


def _polygonal(shape: Any, other: Any) -> Any:
    """Return the polygons of an intersection, without the lines and points where the two only touch."""
    parts = shapely.get_parts(shapely.intersection(shape, other))
    kept = parts[np.isin(shapely.get_type_id(parts), (3, 6))]
    return kept[0] if len(kept) == 1 else shapely.multipolygons(shapely.get_parts(kept))


def _summary(group: pd.DataFrame | None, face_km2: float, kind: str, least: float | None, nothing: str) -> dict[str, Any]:
    """Return value, bounds, count and reason for one face and time."""
    basis = "areas, weighted by shared area (an assumption)" if kind == "intensive" else "areas, shared out by area (an assumption)"
    valid = group[group["value"].notna()] if group is not None else None
    if group is None or valid is None or valid.empty:
        reason = WITHHELD if group is not None and group["hidden"].any() else nothing
        return {"value": np.nan, "valid_fraction": 0.0, "n_cells": 0, "basis": basis, "reason": reason}
    km2, numbers = valid["km2"].to_numpy(), valid["value"].to_numpy()
    covered = min(float(km2.sum()) / face_km2, 1.0)
    out: dict[str, Any] = {"valid_fraction": covered, "n_cells": len(valid), "basis": basis, "reason": ""}
    if least is not None and covered < least:
        return {**out, "value": np.nan, "reason": f"{BELOW}valid_fraction {covered:.3g} < {least:g}"}
    if kind == "intensive":
        # A mean over areas is arithmetic: what is known is that the value lies between those of the areas.
        low, high = float(numbers.min()), float(numbers.max())
        return {**out, "value": float(np.clip(numbers @ km2 / km2.sum(), low, high)), "lower": low, "upper": high}
    share = valid["share"].to_numpy()
    inside = share >= 1 - 1e-9
    low = numbers[inside].sum() + np.minimum(numbers[~inside], 0.0).sum()
    high = numbers[inside].sum() + np.maximum(numbers[~inside], 0.0).sum()
    return {**out, "value": float(numbers @ share), "lower": float(low), "upper": float(high)}


def _refuse_overlap(shared: pd.DataFrame, face_km2: npt.NDArray[np.float64], frame: gpd.GeoDataFrame) -> None:
    total = shared.groupby(["time", "face"])["km2"].sum()
    over = total / face_km2[total.index.get_level_values("face")] > 1 + 1e-6
    if over.any():
        _, face = total.index[int(np.flatnonzero(over.to_numpy())[0])]
        raise OverlayError(
            f"The areas overlap each other in face '{frame.index[face]}': {total[over].iloc[0]:.1f} km2 in {face_km2[face]:.1f} km2. "
            "Give areas that do not overlap (one stock or layer at a time), and name the column of times if there are several."
        )


def _check_crs(polygons: gpd.GeoDataFrame) -> None:
    if polygons.crs is None:
        raise MissingCRSError("The areas have no CRS. If they are longitude and latitude, say so: areas.set_crs('EPSG:4326').")
    if not polygons.crs.equals("EPSG:4326", ignore_axis_order=True):
        raise CRSError(f"The areas are in {polygons.crs.name}; allowed is EPSG:4326. Reproject them first: areas.to_crs('EPSG:4326').")


def _unit(polygons: gpd.GeoDataFrame, value: str, indicator: Any, units: str | None) -> str:
    stated = units if units is not None else polygons.attrs.get("units")
    wanted = getattr(indicator, "units", None)
    if stated is None:
        raise UnitsError(f"No units are given for column '{value}'. Give them, such as units='{wanted or 'percent'}'.")
    if wanted is not None and not same(stated, wanted):
        raise UnitsError(
            f"Column '{value}' is in '{stated}', the indicator in '{wanted}'. Convert the column first (toolkit.units.convert)."
        )
    return str(wanted) if wanted is not None else normalise(stated, of=f"column '{value}'")
