"""The explorer shows what the verbs give, says mistakes in one line, and can be copied out as code."""

import asyncio

import pytest
import toolkit as tk
from toolkit.errors import UnknownNameError
from toolkit.notebook.explorer import Explorer, _folder
from toolkit.notebook.state import State


@pytest.fixture
def explorer():
    return tk.explore("gulf-of-thailand")


def test_it_opens_with_the_map_of_claims_and_its_alternative_text(explorer):
    assert explorer.figure.info.alt_short[:40] in explorer.map.value
    assert "<img" in explorer.map.value
    assert "Thailand" in explorer.values.value


def test_choosing_an_indicator_draws_it_and_offers_its_times(explorer):
    explorer.indicator.value = "hard_coral_cover"
    assert explorer.figure.info.kind == "hard-coral-cover"
    assert ("2015/2019", "2015/2019") in explorer.time.options
    explorer.time.value = "2010/2014"
    assert explorer.state.time == "2010/2014"
    assert "reason" in explorer.values.value


def test_choosing_a_scenario_changes_the_faces_and_closes_the_export(explorer):
    before = explorer.faces.fingerprint
    explorer.axes["undelimited"].value = "equidistance"
    assert explorer.faces.fingerprint != before
    assert explorer.export.disabled
    explorer.axes["undelimited"].value = ""
    assert explorer.faces.fingerprint == before
    assert not explorer.export.disabled


def test_choosing_a_region_sets_scenario_and_folder_back(explorer):
    explorer.axes["undelimited"].value = "equidistance"
    explorer.region.value = "yellow-sea"
    assert explorer.state == State("yellow-sea")
    assert explorer.folder.value.endswith("maps/yellow-sea")


def test_the_code_makes_the_same_map(explorer):
    explorer.indicator.value = "hard_coral_cover"
    explorer.axes["undelimited"].value = "equidistance"
    *first, last = explorer.code.value.splitlines()
    names = {"tk": tk}
    exec("\n".join(first), names)
    assert eval(last, names).info.map_id == explorer.figure.info.map_id


def test_the_code_is_three_lines_also_with_a_scenario_and_claims_of_ones_own(explorer):
    explorer.axes["undelimited"].value = "equidistance"
    assert len(explorer.code.value.splitlines()) == 3
    assert len(State("yellow-sea", "zones.gpkg", {"features": "12"}, "reef_cells", "", "who").code().splitlines()) == 3


def test_claims_of_ones_own_whose_column_has_to_be_named(explorer, tmp_path):
    path = tmp_path / "zones.geojson"
    box = "[[[101, 9], [102, 9], [102, 10], [101, 10], [101, 9]]]"
    path.write_text(
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"held": "Viet Nam"}, "geometry":'
        f' {{"type": "Polygon", "coordinates": {box}}}}}]}}',
        encoding="utf-8",
    )
    explorer.claims.value = str(path)
    assert "held" in explorer.status.value
    assert explorer.figure is None
    explorer.column.value = "held"
    assert len(explorer.faces) == 1
    assert "Viet Nam" in explorer.values.value
    *first, last = explorer.code.value.splitlines()
    names = {"tk": tk}
    exec("\n".join(first), names)
    assert eval(last, names).info.map_id == explorer.figure.info.map_id


def test_a_wrong_path_is_said_in_the_status_line_and_can_be_mended(explorer):
    explorer.claims.value = "nowhere.gpkg"
    assert 'role="alert"' in explorer.status.value
    assert "nowhere.gpkg" in explorer.status.value
    assert explorer.map.value == ""
    explorer.claims.value = ""
    assert "<img" in explorer.map.value


def test_export_asks_for_the_pack_of_the_command(explorer, monkeypatch, tmp_path):
    asked = {}
    monkeypatch.setattr("toolkit.briefing.job.make_briefing", lambda region, **given: asked.update(given, region=region) or given["out"])
    explorer.folder.value = str(tmp_path / "pack")
    explorer.export.click()
    assert (asked["region"], asked["out"], asked["claims"]) == ("gulf-of-thailand", str(tmp_path / "pack"), None)
    assert "The pack is in" in explorer.status.value


def test_an_export_can_be_stopped_and_started_again(explorer, monkeypatch, tmp_path):
    def stopped(region, **given):
        raise KeyboardInterrupt

    monkeypatch.setattr("toolkit.briefing.job.make_briefing", stopped)
    explorer.folder.value = str(tmp_path / "pack")
    assert explorer.write() is None
    assert "Stopped" in explorer.status.value
    assert not explorer.export.disabled
    monkeypatch.setattr("toolkit.briefing.job.make_briefing", lambda region, **given: given["out"])
    assert explorer.write() == str(tmp_path / "pack")


def test_a_folder_that_is_taken_is_told(explorer, tmp_path):
    explorer.folder.value = str(tmp_path)
    (tmp_path / "something").touch()
    assert explorer.write() is None
    assert 'role="alert"' in explorer.status.value


def test_an_unknown_region_is_refused_at_once():
    with pytest.raises(UnknownNameError):
        Explorer(State("atlantis"))


def test_packs_go_to_the_maps_of_the_checkout_also_from_the_folder_of_notebooks(project, monkeypatch, tmp_path):
    monkeypatch.chdir(project / "notebooks")
    assert _folder("yellow-sea") == "../maps/yellow-sea"
    monkeypatch.chdir(tmp_path)
    assert _folder("yellow-sea") == "maps/yellow-sea"


def test_in_a_kernel_only_the_last_of_quick_choices_is_computed(explorer, monkeypatch):
    shown = []
    monkeypatch.setattr(explorer, "_show", shown.append)
    monkeypatch.setattr("toolkit.notebook.explorer._MOMENT", 0.05)

    async def arrow_keys():
        for name in ("sulu-celebes-sea", "timor-arafura-seas", "east-china-sea"):
            explorer.region.value = name
        await asyncio.sleep(0.2)

    asyncio.run(arrow_keys())
    assert [state.region for state in shown] == ["east-china-sea"]
