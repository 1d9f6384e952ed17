"""What the README says, runs."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from toolkit.cli import main

README = (Path(__file__).resolve().parents[1] / "README.md").read_text("utf-8")


def test_the_tour_runs_as_printed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lat, lon = np.arange(-0.75, 24.5, 0.5), np.arange(101.25, 123.0, 0.5)
    xr.DataArray(
        np.full((lat.size, lon.size), 5.0),
        dims=("lat", "lon"),
        coords={"lat": ("lat", lat, {"units": "degrees_north"}), "lon": ("lon", lon, {"units": "degrees_east"})},
        name="degree_heating_week",
        attrs={"units": "degree_Celsius_weeks"},
    ).to_netcdf("crw-dhw.nc")
    tour = re.search(r"```python\n(import toolkit as tk.*?)```", README, re.DOTALL)[1]
    names: dict[str, object] = {}
    exec(compile(tour, "README.md", "exec"), names)
    values = names["table"].frame["value"].dropna()
    assert len(values) > 10
    assert np.allclose(values, 5.0)
    assert (tmp_path / "maps" / "my-briefing" / "manifest.json").is_file()


@pytest.mark.parametrize("line", re.findall(r"^\.venv/bin/arf-marine (.+?)(?:\s+#.*)?$", README, re.MULTILINE))
def test_each_command_is_spelled_as_it_is(line):
    words = shlex.split(line.rstrip("\\"))
    command = main
    while words and hasattr(command, "commands"):
        assert words[0] in command.commands, line
        command = command.commands[words.pop(0)]
    known = {name for item in command.params for name in item.opts}
    assert {word for word in words if word.startswith("--")} <= known


def test_each_file_it_names_is_there():
    project = Path(__file__).resolve().parents[1]
    for name in re.findall(r"`((?:docs|notebooks|data|tests|toolkit|benchmarks)/[\w./-]*)`|\]\(([\w./-]+)\)", README):
        path = next(filter(None, name))
        assert (project / path).exists(), path


def test_make_knows_the_targets_it_names():
    makefile = (Path(__file__).resolve().parents[1] / "Makefile").read_text("utf-8")
    for target in set(re.findall(r"\bmake ([a-z-]+)\b", README)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
