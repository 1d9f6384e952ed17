"""Build data/base/land.parquet and data/base/coast_states.parquet from Natural Earth 1:10m (npm package world-atlas 2.0.2).

The package holds TopoJSON without a coordinate reference system: quantised arcs, each shared by its neighbours
(https://github.com/topojson/topojson-specification). Natural Earth is in longitude and latitude on WGS 84, so EPSG:4326 is set
here, on the ground of the Natural Earth documentation, not of the file. Rings are repaired with ``make_valid`` and cut to
60..180 E, 60 S..65 N, and to the strip 180..150 W, so that an area that crosses the antimeridian has land on both sides.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from common import BOX, GRID, STRIP, Sources, main, single_polygons, write_geoparquet

INPUTS = {
    "land-10m.json": "9b9f584709c119d63fbadf484ce425260497697b7166be7a2fe360e8c0b171a8",
    "countries-10m.json": "3bc6f1d367a9bcec479841bae0e76092f512838411d0cef124e92eec4db45f79",
}


def arcs(topology: dict[str, Any]) -> list[np.ndarray]:
    """Decode the quantised, delta-encoded arcs of a TopoJSON topology into arrays of longitude and latitude."""
    scale, translate = (np.array(topology["transform"][key]) for key in ("scale", "translate"))
    return [np.cumsum(np.array(arc), axis=0) * scale + translate for arc in topology["arcs"]]


def ring(indices: Sequence[int], decoded: list[np.ndarray]) -> np.ndarray:
    """Join arcs into one ring: a negative index ~i means arc i backwards; arcs share their end points."""
    parts = [decoded[i] if i >= 0 else decoded[~i][::-1] for i in indices]
    return np.vstack([parts[0], *(part[1:] for part in parts[1:])])


def unwrapped(coordinates: np.ndarray) -> np.ndarray:
    """Undo the wrap of a ring that crosses the antimeridian: its longitudes then run on beyond 180 degrees.

    The package is stitched there: a ring may step from 180 to -180 between two vertices.
    """
    steps = np.diff(coordinates[:, 0])
    turns = np.concatenate([[0.0], np.cumsum(np.where(steps > 180, -360.0, np.where(steps < -180, 360.0, 0.0)))])
    return np.column_stack([coordinates[:, 0] + turns, coordinates[:, 1]])


def polygons(geometry: dict[str, Any], decoded: list[np.ndarray]) -> Iterator[shapely.Geometry]:
    """Yield the polygons of a TopoJSON geometry, repaired.

    The outline is the ring of the widest extent, wherever it stands: in the merged layer of land it is not always the first.
    """
    groups = {"Polygon": lambda g: [g["arcs"]], "MultiPolygon": lambda g: g["arcs"]}[geometry["type"]](geometry)
    for indices in groups:
        rings = [unwrapped(ring(one, decoded)) for one in indices]
        # quantisation has shrunk some of the smallest islands to a line or a point; a ring that does not close runs around a pole
        rings = [one for one in rings if len(one) >= 4 and np.array_equal(one[0], one[-1])]
        rings.sort(key=lambda one: -float(np.prod(np.ptp(one, axis=0))))
        if rings:
            yield shapely.make_valid(shapely.Polygon(rings[0], rings[1:]))


def cut(geometry: shapely.Geometry) -> list[shapely.Geometry]:
    """Cut to the box and the strip; return single polygons on the coordinate grid."""
    out: list[shapely.Geometry] = []
    for turn in (-360.0, 0.0, 360.0):
        turned = shapely.transform(geometry, lambda xy, by=turn: xy + np.array([by, 0.0]))
        for frame in (BOX, STRIP):
            if not shapely.intersects(shapely.box(*turned.bounds), shapely.box(*frame)):
                continue
            piece = turned
            if not shapely.box(*frame).contains(shapely.box(*turned.bounds)):
                piece = shapely.intersection(turned, shapely.box(*frame))
            piece = shapely.set_precision(piece, GRID)
            out.extend(single_polygons(piece))
    return [shapely.normalize(part) for part in out]


def frame_of(rows: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    """Order polygons from west to east, then south to north, and give them their reference system."""
    rows.sort(key=lambda row: (*row["geometry"].bounds, row.get("name", "")))
    return gpd.GeoDataFrame(rows, crs="EPSG:4326")


def build(sources: Sources, out: Path) -> list[Path]:
    """Write both files; return their paths."""
    topologies = {
        name: json.loads(sources.file(name, package="world-atlas", sha256=sha).read_text("utf-8")) for name, sha in INPUTS.items()
    }
    topology = topologies["land-10m.json"]
    decoded = arcs(topology)
    land = [
        {"geometry": part}
        for geometry in topology["objects"]["land"]["geometries"]
        for polygon in polygons(geometry, decoded)
        for part in cut(polygon)
    ]
    topology = topologies["countries-10m.json"]
    decoded = arcs(topology)
    states = [
        {"iso_n3": geometry.get("id", ""), "name": geometry["properties"]["name"], "geometry": part}
        for geometry in topology["objects"]["countries"]["geometries"]
        for polygon in polygons(geometry, decoded)
        for part in cut(polygon)
    ]
    # the layer of land lacks a few of the smallest islands that the layer of countries has
    tree = shapely.STRtree([row["geometry"] for row in land])
    known = set(tree.query([row["geometry"] for row in states], predicate="intersects")[0].tolist())
    land += [{"geometry": row["geometry"]} for i, row in enumerate(states) if i not in known]
    return [
        write_geoparquet(frame_of(land), out / "base" / "land.parquet"),
        write_geoparquet(frame_of(states), out / "base" / "coast_states.parquet"),
    ]


if __name__ == "__main__":
    main(build, __doc__)
