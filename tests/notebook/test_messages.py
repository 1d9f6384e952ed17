"""An error of the toolkit is a message in a cell; any other error keeps its trace."""

import pytest
import toolkit as tk
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell
from toolkit.notebook import load_ipython_extension, unload_ipython_extension
from toolkit.notebook.complete import names_for


@pytest.fixture
def shell():
    made = InteractiveShell()
    load_ipython_extension(made)
    yield made
    unload_ipython_extension(made)
    made.history_manager.end_session()


def test_a_mistake_of_the_user_gives_a_short_message(shell, capsys):
    result = shell.run_cell("import toolkit as tk\ntk.read_claims('south-chna-sea')")
    said = capsys.readouterr().out
    assert not result.success
    assert "Did you mean" in said
    assert "Traceback" not in said
    assert len(said.splitlines()) <= 12


def test_the_trace_is_there_when_asked_for(shell, capsys):
    shell.run_cell("import toolkit as tk\ntk.read_claims('south-chna-sea')")
    capsys.readouterr()
    shell.run_line_magic("tb", "")
    assert "Traceback" in capsys.readouterr().out


def test_another_error_keeps_its_trace(shell, capsys):
    shell.run_cell("1 / 0")
    assert "Traceback" in capsys.readouterr().out


def test_unloading_brings_the_trace_back(shell, capsys):
    unload_ipython_extension(shell)
    shell.run_cell("import toolkit as tk\ntk.read_claims('south-chna-sea')")
    assert "Traceback" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ('tk.read_claims("yell', "yellow-sea"),
        ("tk.regions()['gulf", "gulf-of-thailand"),
        ('tk.indicator("degree', "degree_heating_week"),
        ('tk.indicators()["degree', "degree_heating_week"),
        ('tk.map_indicator(faces, table, "hard', "hard_coral_cover"),
        ('tk.map_indicator(faces, table, "hard_coral_cover", "sulu', "sulu-celebes-sea"),
        ('tk.map_evidence(faces, table, "hard', "hard_coral_cover"),
        ('tk.map_both(faces, table, "hard_coral_cover", "reef', "reef_cells"),
        ('tk.plot_series(faces, tk.standard_table(faces)[0], "hard', "hard_coral_cover"),
        ('tk.map_claims(faces, "timor', "timor-arafura-seas"),
        ('tk.map_compare(a, b, "timor', "timor-arafura-seas"),
        ('tk.atlas(["timor', "timor-arafura-seas"),
        ('tk.atlas(regions=["yellow-sea", "timor', "timor-arafura-seas"),
        ('data.arf.table(faces, indicator="reef', "reef_cells"),
        ('data.arf.map(faces, "timor', "timor-arafura-seas"),
        ('tk.map_claims(\n    tk.partition(tk.read_claims("yellow-sea")),  # a comment, (with brackets\n    "timor', "timor-arafura-seas"),
        ('tk.datasets()["arf', "arf-claims"),
        ('tk.fetch("crw', "crw-5km"),
        ('tk.explore("yell', "yellow-sea"),
        ('say = "it\\"s"\ntk.explore("yell', "yellow-sea"),
    ],
)
def test_names_are_completed_where_they_belong(line, name):
    assert name in names_for(line)


@pytest.mark.parametrize(
    "line",
    [
        'open("yell',
        "tk.read_claims(yell",
        'x = "gulf',
        'tk.map_claims("timor',
        'print(tk.read_claims("yellow-sea"), "gulf',
        'tk.read_claims({"gulf',
        '"closed" "gulf',
        'tk.read_claims("never closed\n"gulf',
    ],
)
def test_other_text_is_left_alone(line):
    assert names_for(line) == []


def test_faces_and_claims_of_the_objects_at_hand_are_completed():
    claims = tk.read_claims("gulf-of-thailand")
    faces = tk.partition(claims)
    assert names_for('faces.face("f', {"faces": faces}) == sorted(faces.frame.index)
    assert names_for('claims.claim("KHM', {"claims": claims}) == [
        item.claim_id for item in claims.claims if item.claim_id.startswith("KHM")
    ]
    assert names_for('other.face("f', {"other": 1, "faces": faces}) == []


def completed(shell, cell):
    with provisionalcompleter():
        return [item.text for item in shell.Completer.completions(cell, len(cell))]


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ('tk.read_claims("gulf', ["gulf-of-thailand"]),
        ('faces = 1\ntk.map_claims(\n    faces, "gulf', ["gulf-of-thailand"]),
        ('tk.indicator("degree', ["degree_heating_week"]),
        ('tk.datasets()["coral-', ["coral-bleaching", "coral-cover"]),
        ('known["yel', ["yellow-sea"]),  # IPython's own completion of keys
    ],
)
def test_the_shell_completes_names_on_tab(shell, cell, names):
    shell.run_cell("import toolkit as tk\nknown = tk.regions()")
    assert completed(shell, cell) == names


def test_the_shell_offers_all_regions_where_nothing_was_typed_yet(shell):
    assert completed(shell, 'tk.read_claims("') == sorted(tk.regions())


def test_a_file_is_completed_beside_the_regions(shell, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "east.gpkg").touch()
    assert set(completed(shell, 'tk.read_claims("east')) == {"east-china-sea", "east-sea-sea-of-japan", "east.gpkg"}


def test_verbs_are_completed_and_an_unloaded_extension_is_silent(shell):
    shell.run_cell("import toolkit as tk")
    assert "read_claims" in completed(shell, "tk.read_")
    unload_ipython_extension(shell)
    assert completed(shell, 'tk.read_claims("gulf') == []
