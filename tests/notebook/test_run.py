"""Notebooks run with parameters; a mistake names the cell or the parameter; the machine is looked at."""

import contextlib

import nbformat
import pytest
from click.testing import CliRunner
from toolkit.cli import main
from toolkit.errors import NotebookError, UnknownNameError
from toolkit.notebook import doctor
from toolkit.notebook.pairs import from_text
from toolkit.notebook.run import _file_name, find_notebook, list_notebooks, run_notebook

TEXT = """# Twice

```python tags=["parameters"]
number = 1
```

```python
2 * number
```
"""


@pytest.fixture
def twice(tmp_path):
    path = tmp_path / "twice.ipynb"
    path.write_text(from_text(TEXT), "utf-8")
    return path


def outputs(path):
    cells = nbformat.read(path, 4).cells
    return [item["data"]["text/plain"] for cell in cells if cell.cell_type == "code" for item in cell.outputs if "data" in item]


def test_a_notebook_runs_with_the_parameter_given(twice, tmp_path):
    made = run_notebook(twice, {"number": 21}, out=tmp_path / "made.ipynb")
    assert outputs(made) == ["42"]
    assert nbformat.read(twice, 4).cells[1].source == "number = 1"


def test_the_command_names_the_new_notebook_by_its_parameters(twice, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["notebook", "run", str(twice), "-p", "number=4"])
    assert done.exit_code == 0, done.output
    assert outputs(tmp_path / "twice-4.ipynb") == ["8"]


def test_a_number_is_a_text_where_the_notebook_has_a_text(tmp_path):
    path = tmp_path / "text.ipynb"
    path.write_text(from_text('```python tags=["parameters"]\nlabel = ""\n```\n\n```python\n2 * label\n```\n'), "utf-8")
    assert outputs(run_notebook(path, {"label": 3}, out=tmp_path / "made.ipynb")) == ["'33'"]


def test_the_name_of_a_new_notebook_stays_readable():
    given = {
        "grid_path": "/somewhere/very/far/" + "x" * 60 + ".nc",
        "polygons_path": "zones/eez_v12.gpkg",
        "region": "yellow-sea",
        "n": "2015/2019",
    }
    assert _file_name("14_your_own_files", given) == f"14_your_own_files-{'x' * 24}-eez_v12.gpkg-yellow-sea-2015-2019.ipynb"
    assert len(_file_name("14_your_own_files", {str(n): "y" * 30 for n in range(9)})) <= 86
    assert _file_name("00_start_here", {}) == "00_start_here-run.ipynb"


def test_an_unknown_parameter_is_refused_before_anything_runs(twice, tmp_path):
    with pytest.raises(UnknownNameError, match="nunber"):
        run_notebook(twice, {"nunber": 2}, out=tmp_path / "made.ipynb")
    assert not (tmp_path / "made.ipynb").exists()


def test_a_parameter_without_a_value_is_refused(twice):
    done = CliRunner().invoke(main, ["notebook", "run", str(twice), "-p", "number"])
    assert done.exit_code == 2
    assert "NAME=VALUE" in done.output


def test_a_cell_that_fails_is_told_and_the_notebook_is_kept(twice, tmp_path):
    made = tmp_path / "made.ipynb"
    with pytest.raises(NotebookError, match=r"stopped: TypeError"):
        run_notebook(twice, {"number": None}, out=made)
    assert made.is_file()


def test_the_source_is_never_written_over(twice):
    before = twice.read_bytes()
    with pytest.raises(NotebookError, match="itself"):
        run_notebook(twice, {"number": 2}, out=twice)
    assert twice.read_bytes() == before


def test_a_notebook_is_found_by_the_beginning_of_its_name():
    assert find_notebook("00").stem == "00_start_here"
    with pytest.raises(UnknownNameError):
        find_notebook("0")


def test_every_notebook_has_a_title():
    assert all(len(title) > 10 for title in list_notebooks().values())


def test_the_doctor_finds_this_machine_well_and_says_what_it_looked_at():
    found = doctor.examine()
    assert [check.name for check in found] == [name for name, _ in doctor._ALL]
    # data/ may be under construction, and a lab is not needed for the rest
    assert all(check.ok for check in found if check.name not in ("Embedded data", "JupyterLab")), "\n".join(map(str, found))


def test_the_doctor_tells_what_is_wrong_and_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setenv("ARF_MARINE_CACHE", "/proc/no/such/folder")
    monkeypatch.setattr(doctor, "LEAST_FREE_GB", 1e9)
    wrong = {check.name: str(check) for check in doctor.examine() if not check.ok}
    assert "ARF_MARINE_CACHE" in wrong["Cache"]
    assert "make room" in wrong["Disk"]
    done = CliRunner().invoke(main, ["doctor"])
    assert done.exit_code == 1


def test_one_broken_check_does_not_hide_the_others(monkeypatch):
    def broken():
        raise OSError("gone")

    monkeypatch.setattr(doctor, "_ALL", (("Fonts", broken), ("Disk", doctor._disk)))
    assert [(check.name, check.ok) for check in doctor.examine()] == [("Fonts", False), ("Disk", True)]


def test_the_lab_opens_on_the_start_page_or_in_the_folder_that_is_named(monkeypatch):
    asked = []

    class Server(contextlib.AbstractContextManager):
        def __init__(self, command):
            asked.append(command)
            self.waits = iter([KeyboardInterrupt, 0])

        def wait(self):
            """Be pressed Ctrl-C upon once, as a person does; JupyterLab asks and goes on."""
            now = next(self.waits)
            if now is KeyboardInterrupt:
                raise now
            return now

        def __exit__(self, *error):
            return None

    monkeypatch.setattr("toolkit.notebook.run.subprocess.Popen", Server)
    done = CliRunner().invoke(main, ["lab", "--no-browser"])
    assert done.exit_code == 0, done.output
    assert asked[0][-2:] == [str(find_notebook("00_start_here")), "--no-browser"]
    assert any(item.startswith("--ServerApp.root_dir=") for item in asked[0])
    CliRunner().invoke(main, ["lab", "--ServerApp.root_dir=/elsewhere"])
    assert asked[1][1:] == ["-m", "jupyterlab", "--ServerApp.root_dir=/elsewhere"]
