"""The house keeps its shape: layers, imports, sizes, and nothing heavy at the front door."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]
TOOLKIT = PROJECT / "toolkit"
FILES = sorted(TOOLKIT.rglob("*.py"))

#: A room may import only from rooms of a lower number.
LAYERS = {
    "errors": 0,
    "unit_text": 0,
    "units": 1,
    "rounding": 1,
    "geodesy": 1,
    "progress": 1,
    "show": 1,
    "catalog": 2,
    "claims": 3,
    "indicators": 3,
    "overlay": 4,
    "cartography": 5,
    "briefing": 6,
    "notebook": 7,
    "cli": 8,
    "__main__": 9,
}


def room_of(path: Path) -> str:
    part = path.relative_to(TOOLKIT).parts[0]
    return part.removesuffix(".py")


def imported(path: Path) -> set[str]:
    """All modules that a file names in import statements, at any depth."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
            names.add(str(node.module))
    return names


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(TOOLKIT).as_posix())
def test_a_room_imports_only_from_rooms_below_it(path):
    room = room_of(path)
    if room == "__init__":
        return
    for name in imported(path):
        if not name.startswith("toolkit."):
            assert name != "toolkit" or room in {"cli", "__main__"}, f"{path.name} imports the front door"
            continue
        other = name.split(".")[1]
        if other == "__version__":
            continue
        assert other == room or LAYERS[other] < LAYERS[room], f"{room} may not import {other} ({path})"


@pytest.mark.parametrize(
    ("library", "rooms"),
    [
        ("matplotlib", {"cartography"}),
        ("cartopy", {"cartography"}),
        ("geopandas", {"catalog", "claims", "overlay", "cartography", "briefing"}),
        ("shapely", {"geodesy", "catalog", "claims", "overlay", "cartography", "briefing"}),
        ("xarray", {"catalog", "indicators", "overlay", "cartography", "briefing", "notebook"}),
        ("ipywidgets", {"notebook"}),
        ("IPython", {"notebook"}),
    ],
)
def test_a_library_is_used_only_where_it_belongs(library, rooms):
    for path in FILES:
        if any(name == library or name.startswith(library + ".") for name in imported(path)):
            assert room_of(path) in rooms, f"{path} imports {library}"


def test_only_geodesy_measures_area_in_code():
    for path in FILES:
        if room_of(path) == "geodesy":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr == "area":
                pytest.fail(f"{path}:{node.lineno}: .area on coordinates; use toolkit.geodesy.area_km2")


def test_files_are_of_readable_size():
    long = {path.name: n for path in FILES if (n := path.read_text("utf-8").count("\n")) > 450}
    assert not long, f"split these: {long}"


def test_import_is_light_and_quick():
    code = (
        "import sys, time; t = time.perf_counter(); import toolkit; dt = time.perf_counter() - t; "
        "heavy = {'numpy', 'pandas', 'xarray', 'shapely', 'geopandas', 'matplotlib', 'cartopy', 'dask', 'pyproj'} & set(sys.modules); "
        "print(sorted(heavy)); assert not heavy"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=PROJECT)
    assert done.returncode == 0, done.stdout + done.stderr
