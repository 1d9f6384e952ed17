"""An error of the toolkit is a message in a cell; any other error keeps its trace."""

import pytest
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
        ('tk.map_indicator(faces, table, "hard', "hard_coral_cover"),
        ('tk.map_indicator(faces, table, "hard_coral_cover", "sulu', "sulu-celebes-sea"),
        ('tk.map_claims(faces, "timor', "timor-arafura-seas"),
        ('data.arf.table(faces, indicator="reef', "reef_cells"),
        ('tk.datasets()["arf', "arf-claims"),
    ],
)
def test_names_are_completed_where_they_belong(line, name):
    assert name in names_for(line)


@pytest.mark.parametrize("line", ['open("yell', "tk.read_claims(yell", 'x = "gulf'])
def test_other_text_is_left_alone(line):
    assert names_for(line) == []


def test_the_shell_completes_a_region(shell):
    line = 'tk.read_claims("gulf'
    with provisionalcompleter():
        found = [item.text for item in shell.Completer.completions(line, len(line))]
    assert found == ["gulf-of-thailand"]
