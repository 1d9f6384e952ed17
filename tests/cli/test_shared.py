"""What `map` and `briefing` share is written once: the same options, the same words, the same parameters behind them."""

from __future__ import annotations

import inspect

import click
import pytest
from click.testing import CliRunner
from toolkit.briefing.job import make_briefing
from toolkit.briefing.single import make_map
from toolkit.cli import main
from toolkit.cli.briefing import briefing
from toolkit.cli.map import one_map
from toolkit.cli.shared import SHARED

#: What only one of the two has, and why.
OF_MAP_ALONE = {"indicator", "title", "out", "quiet"}


def options(command: click.Command) -> dict[str, click.Option]:
    return {str(item.name): item for item in command.params if isinstance(item, click.Option)}


def test_both_commands_have_each_shared_option_in_the_same_words():
    of_map, of_briefing = options(one_map), options(briefing)
    shared = set(of_map) & set(of_briefing) - {"out", "quiet", "region"}
    assert len(shared) == len(SHARED)
    for name in shared:
        one, other = of_map[name].to_info_dict(), of_briefing[name].to_info_dict()
        assert one == other
    assert set(of_map) - set(of_briefing) == OF_MAP_ALONE - {"out", "quiet"}


@pytest.mark.parametrize(("command", "job"), [(one_map, make_map), (briefing, make_briefing)])
def test_each_shared_option_is_a_parameter_of_the_job_with_the_same_default(command, job):
    parameters = inspect.signature(job).parameters
    for name, option in options(command).items():
        if name not in OF_MAP_ALONE | {"config", "keep", "scheduler"}:
            assert name in parameters
            assert str(parameters[name].default or "") == str(option.to_info_dict()["default"] or "")


def test_units_of_a_grid_have_the_same_name_in_both(tmp_path):
    told = []
    for command in ("map", "briefing"):
        out = str(tmp_path / "map.png") if command == "map" else str(tmp_path / "pack")
        done = CliRunner().invoke(main, [command, "--out", out, "--grid", str(tmp_path / "none.nc"), "--grid-units", "mg m-3"])
        assert done.exit_code == 2
        told.append(done.output.splitlines()[-1])
    assert "No such option" not in "".join(told)
    assert "none.nc" in told[0]
    assert told[0] == told[1]


def test_units_without_their_grid_are_refused(tmp_path):
    done = CliRunner().invoke(main, ["map", "--out", str(tmp_path / "map.png"), "--grid-units", "mg m-3"])
    assert done.exit_code == 2
    assert "is given without the file that it belongs to" in done.output


@pytest.mark.parametrize("number", ["0", "some"])
def test_a_number_of_workers_that_is_none_is_told_in_the_words_of_the_command(tmp_path, number):
    done = CliRunner().invoke(main, ["briefing", "--out", str(tmp_path / "pack"), "--workers", number])
    assert done.exit_code == 2
    assert f"--workers {number} given; allowed: a whole number of at least 1" in done.output
    assert list(tmp_path.iterdir()) == []
