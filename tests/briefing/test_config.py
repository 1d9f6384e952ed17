"""Parameters of a briefing from a file."""

import pytest
from click.testing import CliRunner
from toolkit.briefing.config import read_config
from toolkit.cli import main
from toolkit.errors import SchemaError, UnreadableFileError


def written(folder, text):
    path = folder / "briefing.toml"
    path.write_text(text)
    return path


def test_files_are_read_from_the_folder_of_the_parameters(tmp_path):
    path = written(tmp_path, 'region = "gulf-of-thailand"\nclaims = "mine.gpkg"\nclaimant-column = "who"\nreplace = true\n')
    assert read_config(path) == {
        "region": "gulf-of-thailand",
        "claims": str(tmp_path / "mine.gpkg"),
        "claimant_column": "who",
        "replace": True,
    }


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("regoin = 'x'", SchemaError, "'regoin' is not known. Allowed: .*region"),
        ("region = 7", SchemaError, "text in quotation marks"),
        ("replace = 'yes'", SchemaError, "true or false"),
        ("region", UnreadableFileError, "TOML"),
    ],
)
def test_a_mistake_is_named(tmp_path, text, error, message):
    with pytest.raises(error, match=message):
        read_config(written(tmp_path, text))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(UnreadableFileError, match=r"none\.toml"):
        read_config(tmp_path / "none.toml")


def test_the_command_takes_a_file_and_what_is_typed_goes_before_it(tmp_path, monkeypatch):
    seen = []

    def remembered(region, *, out, tell, **choices):
        seen.append((region, str(out), choices["page"]))
        return out

    monkeypatch.setattr("toolkit.briefing.job.make_briefing", remembered)
    monkeypatch.setattr("toolkit.briefing.config.inspect.signature", lambda _job: _Parameters)
    path = written(tmp_path, 'region = "gulf-of-thailand"\nout = "pack"\npage = "a3"\n')
    done = CliRunner().invoke(main, ["briefing", "--config", str(path), "--page", "slide", "--quiet"])
    assert done.exit_code == 0, done.output
    assert seen == [("gulf-of-thailand", str(tmp_path / "pack"), "slide")]


class _Parameters:
    """Stands for the signature of the job, which the test has replaced."""

    parameters = dict.fromkeys(["region", "out", "page", "tell"])


def test_all_regions_are_made_beside_each_other(tmp_path, monkeypatch):
    seen = []
    monkeypatch.setattr("toolkit.briefing.job.make_briefing", lambda name, *, out, **_choices: seen.append((name, out.name)) or out)
    done = CliRunner().invoke(main, ["briefing", "--region", "all", "--out", str(tmp_path), "--quiet"])
    assert done.exit_code == 0, done.output
    assert len(seen) > 3
    assert all(name == folder for name, folder in seen)
