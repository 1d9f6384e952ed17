"""One list of dependencies: pyproject.toml, environment.yml and the lock agree, and the lock names no host."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import toolkit

PROJECT = Path(__file__).resolve().parents[1]

#: Names that conda-forge spells differently.
CONDA = {"cf_xarray": "cf-xarray", "dask-core": "dask", "matplotlib-base": "matplotlib", "typst-py": "typst"}
#: In pyproject.toml only: needed to install the checkout itself.
BUILD = {"editables", "hatchling"}


def declared() -> dict[str, str]:
    """Distribution name -> lowest version, from pyproject.toml."""
    content = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
    rows = list(content["project"]["dependencies"])
    for group in content["dependency-groups"].values():
        rows += [row for row in group if isinstance(row, str)]
    return {m["name"].lower(): m["low"] for row in rows if (m := re.match(r"(?P<name>[\w-]+)(\[.*\])?>=(?P<low>[\d.]+)$", row))}


def locked() -> dict[str, str]:
    text = (PROJECT / "requirements.lock").read_text("utf-8")
    return {m[1]: m[2] for m in re.finditer(r"^([\w.-]+)==([\w.]+)", text, re.MULTILINE)}


def numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))


def test_each_dependency_is_locked_at_an_allowed_version():
    for name, low in declared().items():
        assert numbers(locked()[name]) >= numbers(low), name


def test_each_locked_version_has_hashes_and_no_host_is_named():
    text = (PROJECT / "requirements.lock").read_text("utf-8")
    for entry in re.split(r"\n(?=\S)", text.strip()):
        assert "--hash=sha256:" in entry, entry.splitlines()[0]
    assert "://" not in text


def test_environment_lists_what_pyproject_lists():
    text = (PROJECT / "environment.yml").read_text("utf-8")
    rows = dict(re.findall(r"^  - ([\w-]+) >=([\d.]+)$", text, re.MULTILINE))
    rows.pop("python")
    conda = {CONDA.get(name, name): low for name, low in rows.items()}
    assert conda == {name: low for name, low in declared().items() if name not in BUILD}


def test_every_public_verb_loads_and_is_documented():
    assert sorted(toolkit.__all__) == sorted(["__version__", *toolkit._DOOR])
    for name in toolkit._DOOR:
        assert getattr(toolkit, name).__doc__, name


def test_every_verb_can_be_called_also_when_a_room_has_its_name():
    import toolkit.indicators.records  # sets the room on the package

    assert all(callable(getattr(toolkit, name)) for name in toolkit._DOOR)
    assert toolkit.indicators() == toolkit.indicators.records.indicators()


def test_the_verbs_of_indicators_do_not_depend_on_what_was_imported_first():
    code = "import toolkit as tk; {} list(tk.indicators()); tk.indicators.indicator('hotspot'); tk.indicator('hotspot')"
    for first in ("", "import toolkit.indicators;", "tk.indicator;", "from toolkit.indicators import render;"):
        done = subprocess.run([sys.executable, "-c", code.format(first)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


def test_a_script_has_the_accessor_as_soon_as_it_has_faces():
    code = "import toolkit as tk, xarray as xr; tk.partition; assert hasattr(xr.DataArray([1]), 'arf')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_an_unknown_verb_names_the_known_ones():
    with pytest.raises(AttributeError, match="make_briefing"):
        toolkit.make_breifing  # noqa: B018


def test_the_version_is_written_once():
    version = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert toolkit.__version__ == version
    assert f"version: {version}" in (PROJECT / "CITATION.cff").read_text("utf-8")
