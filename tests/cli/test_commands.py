"""Thin commands: what they print, and how they end."""

from __future__ import annotations

import subprocess
import sys

import pytest
from click.testing import CliRunner
from toolkit.catalog.regions import regions
from toolkit.catalog.registry import datasets
from toolkit.cli import main
from toolkit.indicators.records import indicators


def run(*arguments, code=0, given=None):
    done = CliRunner().invoke(main, list(arguments), input=given)
    assert done.exit_code == code, f"{done.exit_code}: {done.output}\n{done.exception!r}"
    return done.output


def test_each_region_dataset_and_indicator_is_listed():
    assert [line.split()[0] for line in run("regions").splitlines()] == list(regions())
    assert [line.split()[0] for line in run("data", "list").splitlines()] == list(datasets())
    assert [line.split()[0] for line in run("indicators", "list").splitlines()] == list(indicators())


def test_an_indicator_shows_its_formula_and_reference():
    shown = run("indicators", "show", "degree_heating_week")
    assert "Skirving" in shown
    assert "degC_week" in shown


def test_a_dataset_shows_licence_and_citation():
    shown = run("data", "show", "base-land")
    assert "licence:" in shown
    assert "citation:" in shown


def test_all_registered_files_are_as_registered():
    assert "unchanged" in run("data", "verify")


def test_citations_of_named_datasets():
    assert run("data", "cite", "base-land").startswith("base-land: ")
    assert len(run("data", "cite").splitlines()) >= len(datasets())


def test_a_name_that_is_not_known_is_one_message():
    assert "Did you mean 'base-land'" in run("data", "show", "base-lnd", code=2)
    assert "Did you mean 'degree_heating_week'" in run("indicators", "show", "degree_heating_weeks", code=2)


def test_the_ledger_is_listed_shown_checked_and_its_gaps_told():
    assert "PH_1978_PD1596" in run("claims", "list", "--instruments")
    shown = run("claims", "show", "PH_1978_PD1596")
    assert "Presidential Decree No. 1596" in shown
    assert len([line for line in shown.splitlines() if line[:4].strip().isdigit()]) == 6
    assert "each record is in order" in run("claims", "check")
    assert "source not found" in run("claims", "gaps")


def test_a_claim_is_shown_with_its_claimants_and_method():
    first = run("claims", "list", "--region", "gulf-of-thailand").split()[0]
    shown = run("claims", "show", first)
    assert "claimants:" in shown
    assert "method:" in shown
    assert "owner" not in shown


def test_a_ledger_that_is_not_there_is_one_message(tmp_path):
    assert str(tmp_path.name) in run("claims", "check", str(tmp_path), code=2)


def test_a_download_without_network_says_what_to_place_where(tmp_path):
    from toolkit.catalog.fetch import downloadable

    name = next(name for name, item in downloadable().items() if item.extra["access"] == "download")
    shown = run("data", "fetch", name, "--offline", "--cache", str(tmp_path), code=2)
    assert "arf-marine:" in shown
    assert list(tmp_path.iterdir()) == []


def test_a_parameter_without_a_value_is_told():
    assert "NAME=VALUE" in run("data", "fetch", "crw-5km", "-p", "date", code=2)


@pytest.mark.parametrize("arguments", [["--help"], ["briefing", "--help"], ["claims", "--help"], ["--version"]])
def test_help_is_there(arguments):
    assert run(*arguments)


def test_help_loads_no_heavy_library():
    heavy = {"numpy", "pandas", "matplotlib", "geopandas"}
    code = f"import sys; from toolkit.cli import main; found = {heavy} & set(sys.modules); assert not found, found"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_scheduler_is_used_for_the_run_and_what_the_grid_is_averaged_over_is_handed_on(monkeypatch, tmp_path):
    import contextlib

    used = []

    @contextlib.contextmanager
    def cluster(address):
        used.append(address)
        yield
        used.append("closed")

    def brief(name, *, out, within, **_):
        used.append(within)
        return out

    monkeypatch.setattr("toolkit.overlay.cluster.on_cluster", cluster)
    monkeypatch.setattr("toolkit.briefing.job.make_briefing", brief)
    run("briefing", "--out", str(tmp_path / "p"), "--scheduler", "tcp://127.0.0.1:8786", "--within", "sea")
    assert used == ["tcp://127.0.0.1:8786", "sea", "closed"]
    monkeypatch.undo()
    assert "not the address of a dask scheduler" in run("briefing", "--out", str(tmp_path / "p"), "--scheduler", "here", code=2)
