"""The register: what an entry must say, and that bytes are checked before they are read."""

from __future__ import annotations

import hashlib

import pytest
from toolkit.catalog.registry import data_folder, dataset, dataset_file, datasets, file_sha256, read_registry
from toolkit.errors import ChecksumError, SchemaError, UnknownNameError, UnreadableFileError

ENTRY = """
[depths]
title = "Depths"
kind = "{kind}"
licence = "public domain"
citation = "A. Sounder (2020)"
source = "made for this test"
version = "1"
redistribution = "{redistribution}"
caveats = "none"
files = {{ "depths.csv" = "{sha256}", "notes.txt" = "{notes}" }}
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A data folder with one dataset of two files."""
    (tmp_path / "depths.csv").write_bytes(b"abc")
    (tmp_path / "notes.txt").write_bytes(b"")
    text = ENTRY.format(
        kind="observed", redistribution="ok", sha256=hashlib.sha256(b"abc").hexdigest(), notes=hashlib.sha256(b"").hexdigest()
    )
    (tmp_path / "registry.toml").write_text(text, "utf-8")
    monkeypatch.setenv("ARF_MARINE_DATA", str(tmp_path))
    return tmp_path


def test_checksum_is_sha256(tmp_path):
    path = tmp_path / "abc"
    path.write_bytes(b"abc")
    # FIPS 180-2, appendix B.1
    assert file_sha256(path) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_files_are_found_by_their_ending(folder):
    assert data_folder() == folder
    assert dataset_file("depths", ".csv").read_bytes() == b"abc"
    assert dataset_file("depths", "notes.txt").read_bytes() == b""
    assert list(datasets()) == ["depths"]
    assert dataset("depths").citation == "A. Sounder (2020)"


def test_an_ending_that_fits_no_file_or_two_is_refused(folder):
    with pytest.raises(UnknownNameError, match=r"depths\.csv, notes\.txt"):
        dataset_file("depths", ".nc")
    with pytest.raises(UnknownNameError, match=r"depths\.csv, notes\.txt"):
        dataset_file("depths")


def test_an_unknown_dataset_is_refused_with_the_nearest_name(folder):
    with pytest.raises(UnknownNameError, match="Did you mean 'depths'"):
        dataset("depth")


def test_a_missing_file_says_how_to_restore_it(folder):
    (folder / "depths.csv").unlink()
    with pytest.raises(UnreadableFileError, match=r"registered but not there.*git checkout data"):
        dataset_file("depths", ".csv")


def test_a_changed_file_is_refused_even_after_it_was_read_once(folder):
    assert dataset_file("depths", ".csv").is_file()
    (folder / "depths.csv").write_bytes(b"abd")
    with pytest.raises(ChecksumError, match="registered is ba7816bf8f01"):
        dataset_file("depths", ".csv")
    (folder / "depths.csv").write_bytes(b"abc")
    assert dataset_file("depths", ".csv").read_bytes() == b"abc"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('licence = "public domain"\n', "", r"missing \['licence'\]"),
        ("caveats", "remarks", r"missing \['caveats'\], unknown \['remarks'\]"),
        ('kind = "observed"', 'kind = "true"', "field 'kind': 'true' given; allowed: derived, facts, model, observed, synthetic"),
        ('redistribution = "ok"', 'redistribution = "yes"', "field 'redistribution': 'yes' given"),
    ],
)
def test_an_incomplete_entry_is_refused_by_name_and_field(folder, old, new, message):
    path = folder / "registry.toml"
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    with pytest.raises(SchemaError, match=message) as caught:
        read_registry(path)
    assert "entry 'depths'" in str(caught.value)


def test_a_register_that_is_no_toml_or_not_there_is_refused(tmp_path):
    path = tmp_path / "registry.toml"
    with pytest.raises(UnreadableFileError, match="cannot be read"):
        read_registry(path)
    path.write_text("[depths\n", "utf-8")
    with pytest.raises(UnreadableFileError, match="cannot be read"):
        read_registry(path)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(UnreadableFileError, match="cannot be read"):
        read_registry(path)
