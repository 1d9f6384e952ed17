"""The embedded data: in step with its register, small, lawful, and rebuilt from its sources byte for byte."""

from __future__ import annotations

import hashlib
import importlib
import os
import re
import sys
import tomllib
from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parents[1] / "data"
ENTRIES = tomllib.loads((DATA / "registry.toml").read_text("utf-8"))
FILES = {path: (name, sha256) for name, entry in ENTRIES.items() for path, sha256 in entry.get("files", {}).items()}

#: Files of data/ that are the register, its pages and hand-written lists: they may be registered, but need not be.
UNREGISTERED = {"README.md", "registry.toml", "regions.toml", "names.toml"}


def tracked() -> set[str]:
    """Files of the data folder that should be registered."""
    found = {path.relative_to(DATA).as_posix() for path in DATA.rglob("*") if path.is_file()}
    return {name for name in found if not name.startswith("build/") and name not in UNREGISTERED and not Path(name).name.startswith(".")}


@pytest.fixture
def script(monkeypatch):
    """Import a script of data/build as it imports its neighbours, and forget it afterwards."""
    known = set(sys.modules)
    monkeypatch.syspath_prepend(str(DATA / "build"))
    yield importlib.import_module
    for name in set(sys.modules) - known:
        if str(DATA / "build") in str(getattr(sys.modules[name], "__file__", "")):
            del sys.modules[name]


def test_every_file_is_registered():
    assert not tracked() - set(FILES)


@pytest.mark.parametrize("path", sorted(FILES))
def test_every_registered_file_is_there_with_its_bytes(path):
    assert hashlib.sha256((DATA / path).read_bytes()).hexdigest() == FILES[path][1]


def test_no_file_is_registered_twice():
    paths = [path for entry in ENTRIES.values() for path in entry.get("files", {})]
    assert len(paths) == len(set(paths))


@pytest.mark.parametrize("name", sorted(ENTRIES))
def test_entries_say_what_they_must(name, project):
    entry = ENTRIES[name]
    for field in ("title", "licence", "citation", "source", "version", "caveats"):
        assert entry[field].strip(), field
    if entry.get("built_by"):
        assert (project / entry["built_by"]).is_file()
        assert entry["built_from"]
    if entry["kind"] == "derived" and entry.get("files"):
        assert entry.get("built_by"), "a derived file without the script that made it"


def test_the_data_stays_small():
    sizes = {name: (DATA / name).stat().st_size for name in tracked()}
    assert sum(sizes.values()) < 12e6
    assert max(sizes.values()) < 3e6, max(sizes, key=lambda name: sizes[name])


def test_the_table_in_the_readme_is_in_step(script):
    register = script("register")
    readme = (DATA / "README.md").read_text("utf-8")
    assert register.with_table(readme, register.table((DATA / "registry.toml").read_text("utf-8"), DATA)) == readme


def test_the_register_script_finds_what_is_out_of_step(script, tmp_path):
    register = script("register")
    (tmp_path / "coral").mkdir()
    (tmp_path / "coral" / "here.csv").write_bytes(b"abc")
    (tmp_path / "README.md").write_text("not data", "utf-8")
    old = "0" * 64
    text = f'# kept\n[a]\nfiles = {{ "coral/gone.csv" = "{old}", "coral/here.csv" = "" }}\n'
    new = register.refreshed(text, tmp_path)
    assert new == text.replace('here.csv" = ""', f'here.csv" = "{hashlib.sha256(b"abc").hexdigest()}"')
    assert register.problems(new, tmp_path) == ["registered, not there: coral/gone.csv"]
    (tmp_path / "coral" / "new.csv").write_bytes(b"")
    assert register.problems(new, tmp_path) == ["registered, not there: coral/gone.csv", "there, not registered: coral/new.csv"]


def test_no_file_of_a_third_party_is_copied(shared_data):
    theirs = {hashlib.sha256(path.read_bytes()).hexdigest() for path in shared_data.rglob("*") if path.is_file()}
    assert not [path for path, (_, sha256) in FILES.items() if sha256 in theirs]


def test_build_scripts_name_no_machine_and_no_registry():
    hosts = ["pypi" + ".org", "pythonhosted" + ".org", "registry" + ".npmjs", "deb" + ".debian"]
    pattern = re.compile("|".join([*map(re.escape, hosts), r"(?<![\w.])/(?:home|root|tmp|work)/"]))
    for path in sorted((DATA / "build").glob("*")):
        if path.is_file():
            assert not pattern.search(path.read_text("utf-8")), path.name


def rebuilt(script, name, folders, out):
    """Run one build script into a folder and return the paths that it wrote, below that folder."""
    sources = script("common").Sources(folders)
    return [path.relative_to(out).as_posix() for path in script(name).build(sources, out)]


def assert_same_bytes(paths, out):
    assert paths
    for path in paths:
        assert (out / path).read_bytes() == (DATA / path).read_bytes(), path
        assert path in FILES


def test_fishing_areas_are_rebuilt_from_the_embedded_land(script, tmp_path):
    assert_same_bytes(rebuilt(script, "fao_areas", [], tmp_path), tmp_path)


@pytest.mark.shared
@pytest.mark.parametrize("name", ["coral", "fish"])
def test_aggregates_are_rebuilt_from_the_shared_tables(script, name, shared_data, tmp_path):
    assert_same_bytes(rebuilt(script, name, [shared_data], tmp_path), tmp_path)


@pytest.mark.parametrize("name", ["base", "bathymetry", "heat", "fonts"])
def test_files_from_public_packages_are_rebuilt(script, name, tmp_path):
    folders = os.environ.get("ARF_MARINE_SOURCES")
    if not folders:
        pytest.skip("the unpacked public packages are not on this machine (set ARF_MARINE_SOURCES to their folders)")
    assert_same_bytes(rebuilt(script, name, [Path(folder) for folder in folders.split(os.pathsep)], tmp_path), tmp_path)


def test_a_source_that_is_missing_or_another_edition_is_refused(script, tmp_path):
    sources = script("common").Sources([tmp_path])
    with pytest.raises(SystemExit, match=r"No folder of --sources holds coral/table\.csv"):
        sources.file("coral/table.csv")
    (tmp_path / "coral").mkdir()
    (tmp_path / "coral" / "table.csv").write_bytes(b"abc")
    assert sources.file("coral/table.csv") == tmp_path / "coral" / "table.csv"
    with pytest.raises(SystemExit, match="was written for"):
        sources.file("coral/table.csv", sha256="0" * 64)


def test_numbers_are_written_without_noise(script):
    number = script("common").number
    assert [number(x, 3) for x in (1.0, 0.1 + 0.2, -0.0001, float("nan"), 1234567.0, 2.5004)] == ["1", "0.3", "0", "", "1234567", "2.5"]


@pytest.mark.parametrize("style", ["Regular", "Bold", "Italic", "BoldItalic"])
def test_fonts_have_the_letters_of_the_region(style):
    ttlib = pytest.importorskip("fontTools.ttLib")
    font = ttlib.TTFont(DATA / "fonts" / f"NotoSans-{style}.ttf")
    letters = "Biển Đông Trường Sa Hoàng Sa Nánshā Qúndǎo Señor ŌōŪ Ω µσΔ Курильские Б²³₂ −×±≤≥≈≠°′″–—…“”‘’·→■□▲◆●½"
    missing = {letter for letter in letters if ord(letter) not in font.getBestCmap()}
    assert not missing
    assert "Open Font License" in (DATA / "fonts" / "OFL.txt").read_text("utf-8")
    assert "SIL Open Font License" in font["name"].getDebugName(13)
