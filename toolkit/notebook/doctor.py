"""What is right and wrong with this machine, before a map comes out wrong: libraries, fonts, GDAL and PROJ data, cache, disk."""

from __future__ import annotations

import importlib.metadata
import platform
import re
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from toolkit.errors import ArfMarineError

__all__ = ["Check", "examine"]

#: Less free space than this is told; a pack with its maps takes some 50 MB, a year of daily global grids some 10 GB.
LEAST_FREE_GB = 1.0
_DRIVERS = {"GeoJSON": "r", "GPKG": "rw", "ESRI Shapefile": "r"}


@dataclass(frozen=True)
class Check:
    """One thing looked at.

    Attributes
    ----------
    name : str
        What was looked at.
    ok : bool
        Whether it is as it should be.
    said : str
        What was found.
    next_step : str
        What to do where it is not.
    """

    name: str
    ok: bool
    said: str
    next_step: str = ""

    def __str__(self) -> str:
        mark = "ok  " if self.ok else "LOOK"
        return f"{mark}  {self.name}: {self.said}" + ("" if self.ok or not self.next_step else f"\n      {self.next_step}")


def _python() -> Check:
    fits = sys.version_info >= (3, 11)
    return Check("Python", fits, f"{platform.python_version()}, {sys.executable}", "Python 3.11 or newer is needed.")


def _libraries() -> Check:
    """Compare what is installed with what the toolkit asks for."""
    wrong, seen = [], 0
    for asked in importlib.metadata.requires("arf-marine-toolkit") or []:
        found = re.match(r"([\w.-]+)(?:\[[\w,]+\])?\s*(?:>=\s*([\d.]+))?", asked)
        if not found or "extra ==" in asked:
            continue
        name, least = found[1], found[2] or "0"
        seen += 1
        try:
            have = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            wrong.append(f"{name} is missing")
            continue
        if _numbers(have) < _numbers(least):
            wrong.append(f"{name} is {have}, {least} or newer is needed")
    said = "; ".join(wrong) or f"{seen} packages, all there and new enough"
    return Check("Libraries", not wrong, said, "Run `make setup`, or update the conda environment from environment.yml.")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version.split("+")[0])[:3])


def _fonts() -> Check:
    from toolkit.cartography.fonts import families, font_note

    note = font_note()
    return Check("Fonts", not note, note or f"maps are set in {families()[0]}", "Restore data/fonts (git checkout data/fonts).")


def _vector_formats() -> Check:
    import pyogrio

    have = pyogrio.list_drivers()
    missing = [name for name, mode in _DRIVERS.items() if not set(mode) <= set(have.get(name, ""))]
    said = f"GDAL {'.'.join(map(str, pyogrio.__gdal_version__))}" + (f" without {', '.join(missing)}" if missing else "")
    return Check("GDAL", not missing, said, "Install pyogrio again, from one channel with GDAL.")


def _projections() -> Check:
    """Compute a known point: the pole of a polar projection is its origin."""
    import pyproj

    data = Path(pyproj.datadir.get_data_dir())
    if not (data / "proj.db").is_file():
        return Check("PROJ data", False, f"no proj.db in {data}", "Unset PROJ_DATA and PROJ_LIB, or install pyproj again.")
    x, y = pyproj.Transformer.from_crs("EPSG:4326", "+proj=laea +lat_0=90 +lon_0=0 +datum=WGS84", always_xy=True).transform(0.0, 90.0)
    fits = abs(x) < 1e-6 and abs(y) < 1e-6
    return Check(
        "PROJ data", fits, f"PROJ {pyproj.proj_version_str}, data in {data}", "Another PROJ is in the way: unset PROJ_DATA and PROJ_LIB."
    )


def _grids() -> Check:
    """Write and read a small netCDF file."""
    import numpy as np
    import xarray as xr

    grid = xr.DataArray(np.arange(4.0), dims="x", name="a")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.nc"
        grid.to_netcdf(path, engine="netcdf4")
        with xr.open_dataarray(path, engine="netcdf4") as read:
            same = bool((read == grid).all())
    return Check("netCDF", same, "a file was written and read again", "Install netcdf4 again.")


def _data() -> Check:
    from toolkit.catalog.registry import data_folder, datasets, file_sha256

    bad = []
    folder = data_folder()
    files = {name: digest for entry in datasets().values() for name, digest in entry.files.items()}
    for name, digest in files.items():
        path = folder / name
        if not path.is_file():
            bad.append(f"{name} is missing")
        elif file_sha256(path) != digest:
            bad.append(f"{name} was changed")
    said = "; ".join(bad) or f"{len(files)} files in {folder}, each as registered"
    return Check("Embedded data", not bad, said, "Restore it: git checkout data.")


def _cache() -> Check:
    from toolkit.catalog.fetch import cache_folder

    folder = cache_folder()
    near = next(path for path in (folder, *folder.parents) if path.is_dir())
    try:
        with tempfile.TemporaryFile(dir=near):
            fits = True
    except OSError:
        fits = False
    said = str(folder) + ("" if folder.is_dir() else " (made when something is downloaded)")
    return Check("Cache", fits, said if fits else f"{near} cannot be written", "Name another folder: ARF_MARINE_CACHE=/path.")


def _disk() -> Check:
    free = shutil.disk_usage(Path.cwd()).free / 1e9
    return Check(
        "Disk", free >= LEAST_FREE_GB, f"{free:.1f} GB free here", f"Less than {LEAST_FREE_GB:g} GB: make room before large grids."
    )


def _lab() -> Check:
    """Look for JupyterLab and a kernel named python3."""
    try:
        version = importlib.metadata.version("jupyterlab")
        from jupyter_client.kernelspec import KernelSpecManager  # type: ignore[import-not-found,unused-ignore]

        kernels = sorted(KernelSpecManager().find_kernel_specs())
    except (ImportError, importlib.metadata.PackageNotFoundError):
        return Check("JupyterLab", False, "not installed", "Run `make setup`, or `conda env create -f environment.yml`.")
    said = f"{version}, kernels: {', '.join(kernels) or 'none'}"
    return Check("JupyterLab", "python3" in kernels, said, "Run: python -m ipykernel install --sys-prefix --name python3")


_ALL: tuple[tuple[str, Callable[[], Check]], ...] = (
    ("Python", _python),
    ("Libraries", _libraries),
    ("Fonts", _fonts),
    ("GDAL", _vector_formats),
    ("PROJ data", _projections),
    ("netCDF", _grids),
    ("Embedded data", _data),
    ("Cache", _cache),
    ("Disk", _disk),
    ("JupyterLab", _lab),
)


def examine() -> list[Check]:
    """Look at everything; one thing that breaks does not hide the others.

    Returns
    -------
    list of Check
        In a fixed order.
    """
    found = []
    for name, look in _ALL:
        try:
            found.append(look())
        except (ArfMarineError, ImportError, OSError, RuntimeError, ValueError) as error:
            found.append(Check(name, False, f"{type(error).__name__}: {error}", "Install it again."))
    return found
