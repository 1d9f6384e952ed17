"""Build data/fish/fao_areas.parquet: FAO major fishing areas 57, 61, 71, 77 and 81 inside the box of the embedded data.

The limits at sea are meridians and parallels, published as text and typed here as facts:

- 57: Eastern Indian Ocean, FAO text as given by CCAMLR (https://www.ccamlr.org/es/node/77576): 77 E to the equator, 80 E to 55 S,
  150 E to 37 31.5 S and by rhumb line to Cape Howe; 129 E from Australia to 8 S, west to Java; Strait of Malacca at 2 30 N.
- 61: Northwest Pacific (https://www.fao.org/fishery/area/Area61/en): 175 W to 20 N, 115 E to 15 N, west to the mainland of Asia.
- 77: Eastern Central Pacific (https://www.fao.org/fishery/area/Area77/en): 175 W from 40 N to 25 S.
- 71 and 81 have these limits from the other side; between them 28 09 S to 155 E, then 25 S (read off FAO's polygons, which agree with
  the texts above on every other limit).

Where a text says "along the coast", the outline here runs over land instead, so the sea is divided as published and land is not cut
out: draw land above. Between Sumatra and Java, where the text names no line, the outline joins the southernmost point of Sumatra to
the westernmost point of Java in data/base/land.parquet. Every stretch that is not a published limit is checked to lie on land.
"""

from __future__ import annotations

import itertools
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from common import BOX, STRIP, Sources, main, single_polygons, write_geoparquet

Line = list[tuple[float, float]]

#: Over land, from the Strait of Malacca along the Malay Peninsula and Indochina to Asia's inside, and back to the south of India.
MALAY: Line = [(101.9, 2.5), (102.5, 3.2), (102.0, 4.5), (101.2, 6.0), (99.9, 7.8), (99.4, 8.8), (99.0, 9.2), (99.0, 10.0), (98.9, 10.6)]
INDOCHINA: Line = [(98.9, 10.6), (99.5, 12.0), (98.7, 15.0)]
INDIA: Line = [(98.7, 15.0), (98.0, 20.0), (98.0, 26.0), (77.0, 26.0), (77.0, 8.4)]
VIET_NAM: Line = [(98.7, 15.0), (108.8, 15.0)]
SUMATRA: Line = [(100.2, 2.5), (100.2, 2.0), (101.0, 0.0), (103.0, -3.0), (104.2, -4.8), (104.5, -5.6), (104.68, -5.9)]
JAVA: Line = [
    (105.3, -6.8),
    (105.43, -6.82),
    (105.48, -6.835),
    (105.6, -6.83),
    (105.9, -6.75),
    (107.0, -7.0),
    (110.0, -7.3),
    (113.0, -8.0),
    (114.2, -8.0),
]
AUSTRALIA_NORTH: Line = [(129.0, -15.0), (129.0, -25.0), (148.0, -28.15)]
AUSTRALIA_EAST: Line = [(148.0, -28.15), (153.4, -28.15)]
AUSTRALIA_SOUTH: Line = [(148.0, -28.15), (148.0, -35.0), (149.8, -37.4)]

#: Names as FAO prints them.
NAMES = {
    "57": "Indian Ocean, Eastern",
    "61": "Pacific, Northwest",
    "71": "Pacific, Western Central",
    "77": "Pacific, Eastern Central",
    "81": "Pacific, Southwest",
}


def joined(*lines: Line) -> Line:
    """Join lines end to end."""
    return list(itertools.chain.from_iterable(lines))


def areas(land: np.ndarray) -> dict[str, shapely.Polygon]:
    """Return the outlines by code, longitudes 0..360."""
    sumatra, java = (next(g for g in land if shapely.contains_xy(g, *inside)) for inside in ((102.0, 0.0), (110.0, -7.3)))
    south = min(shapely.get_coordinates(sumatra).tolist(), key=lambda xy: xy[1])
    west = min(shapely.get_coordinates(java).tolist(), key=lambda xy: xy[0])
    islands: Line = [*SUMATRA, (south[0], south[1]), (west[0], west[1]), *JAVA]
    cape_howe = max(
        (xy for g in land if shapely.contains_xy(g, 148.0, -35.0) for xy in shapely.get_coordinates(g).tolist() if -37.6 < xy[1] < -37.4),
        key=lambda xy: xy[0],
    )
    howe: Line = [*AUSTRALIA_SOUTH, (cape_howe[0], cape_howe[1]), (150.0, -37.525)]
    inner = joined(MALAY, INDOCHINA)
    return {
        "57": shapely.Polygon(
            joined(
                [(77.0, 8.4), (77.0, 0.0), (80.0, 0.0), (80.0, -55.0), (150.0, -55.0)],
                howe[::-1],
                AUSTRALIA_NORTH[::-1],
                [(129.0, -8.0)],
                islands[::-1],
                inner,
                INDIA,
            )
        ),
        "61": shapely.Polygon(joined(VIET_NAM, [(115.0, 15.0), (115.0, 20.0), (185.0, 20.0), (185.0, 67.0), (98.7, 67.0)])),
        "71": shapely.Polygon(
            joined(
                islands,
                [(129.0, -8.0)],
                AUSTRALIA_NORTH,
                AUSTRALIA_EAST,
                [(155.0, -28.15), (155.0, -25.0), (185.0, -25.0), (185.0, 20.0), (115.0, 20.0), (115.0, 15.0)],
                VIET_NAM[::-1],
                inner[::-1],
            )
        ),
        "77": shapely.box(185.0, -25.0, 240.0, 40.0),
        "81": shapely.Polygon(
            joined(AUSTRALIA_EAST, [(155.0, -28.15), (155.0, -25.0), (240.0, -25.0), (240.0, -60.0), (150.0, -60.0)], howe[::-1])
        ),
    }


def check_over_land(land: np.ndarray) -> None:
    """Stop if a stretch that is no published limit leaves land."""
    lines = (MALAY, INDOCHINA, INDIA, VIET_NAM, SUMATRA, JAVA, AUSTRALIA_NORTH, AUSTRALIA_EAST, AUSTRALIA_SOUTH)
    everything = shapely.union_all(land)
    for line in lines:
        if not shapely.covers(everything, shapely.LineString(line)):
            raise SystemExit(f"The stretch {line} is not on land.")


def build(sources: Sources, out: Path) -> list[Path]:
    """Write the file from data/base/land.parquet; return its path."""
    land = gpd.read_parquet(sources.file("base/land.parquet", default=True)).geometry.to_numpy()
    check_over_land(land)
    rows = []
    frames = ((shapely.box(*BOX), 0.0), (shapely.box(STRIP[0] + 360, STRIP[1], STRIP[2] + 360, STRIP[3]), -360.0))
    for code, outline in areas(land).items():
        for frame, shift in frames:
            for part in single_polygons(shapely.intersection(outline, frame)):
                turned = shapely.transform(shapely.normalize(part), lambda xy, by=shift: xy + np.array([by, 0.0]))
                rows.append({"F_CODE": code, "name": NAMES[code], "geometry": turned})
    frame = gpd.GeoDataFrame(rows, crs="EPSG:4326")
    return [write_geoparquet(frame, out / "fish" / "fao_areas.parquet")]


if __name__ == "__main__":
    main(build, __doc__)
