"""A pack for the public: the same bytes whichever way it is made, without what was withheld, and with that said."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from toolkit.briefing.edition import read_edition, release_edition, release_pack, scan_against
from toolkit.briefing.leaks import scan_pack
from toolkit.briefing.release import KEPT
from toolkit.briefing.typeset import pdf_text
from toolkit.briefing.verify import verify_pack
from toolkit.cli import main
from toolkit.errors import PackError, SchemaError


@pytest.fixture(scope="module")
def public(pack, folder) -> Path:
    mark = ["--logo", str(folder / "logo.png"), "--logo-alt", "Mark of the secretariat"]
    done = CliRunner().invoke(main, ["release", str(pack), "--audience", "public", "--out", str(folder / "public"), "--quiet", *mark])
    assert done.exit_code == 0, done.output
    return folder / "public"


def files_of(pack: Path) -> dict[str, bytes]:
    return {path.relative_to(pack).as_posix(): path.read_bytes() for path in pack.rglob("*") if path.is_file()}


def test_made_directly_or_from_the_fuller_pack_it_is_the_same_bytes(public, folder, make, choices):
    direct = make(folder, "direct", audience="public", logo=folder / "logo.png", logo_alt="Mark of the secretariat", **choices)
    assert 'alt="Mark of the secretariat"' in (public / "index.html").read_text()
    one, other = files_of(public), files_of(direct)
    assert one.keys() == other.keys()
    assert [name for name in one if one[name] != other[name]] == []
    shutil.rmtree(direct)


def test_it_verifies_and_every_file_carries_its_tier(public, pack):
    assert verify_pack(public) == []
    for folder, tier in ((public, "public"), (pack, "track2")):
        manifest = json.loads((folder / "manifest.json").read_text())
        assert {entry["tier"] for entry in manifest["files"].values()} == {tier}
        assert manifest["parameters"]["tier"] == tier


def test_every_row_carries_the_widest_audience_that_the_rules_allow(pack):
    table = pd.read_parquet(pack / "data" / "indicator_table.parquet")
    tiers = table.groupby("indicator")["tier"].agg(set).to_dict()
    assert tiers["hard_coral_cover"] == {"participants"}
    assert tiers["degree_heating_week"] == {"public"}
    assert tiers["reef_cells"] == {"public"}
    assert tiers["indicators_with_value"] == {"participants"}


def test_areas_of_claims_that_the_public_may_see_are_for_the_public(public, pack):
    """The name of the file has a blank: its rows were taken for those of datasets that nobody knows."""
    for folder in (pack, public):
        frame = pd.read_parquet(folder / "data" / "scenarios.parquet")
        area = frame[frame["indicator"] == "area"]
        assert set(area["tier"]) == {"public"}
        assert area["value"].notna().all()
    assert json.loads((pack / "manifest.json").read_text())["claims_dataset_ids"] == ["my_claims.gpkg"]


def test_what_is_kept_from_the_public_is_gone_and_said(public):
    table = pd.read_parquet(public / "data" / "indicator_table.parquet")
    assert set(table.loc[table["indicator"] == "hard_coral_cover", "reason"]) == {KEPT}
    assert table.loc[table["indicator"] == "degree_heating_week", "value"].notna().any()
    text = pdf_text((public / "documents" / "briefing-a4.pdf").read_bytes()).replace("\n", " ")
    assert "Withheld: kept to a narrower audience" in text
    assert "Edition for: the public" in text
    told = pd.read_csv(public / "data" / "withheld.csv")
    assert set(told["reason"]) == {KEPT}
    assert "data/units.parquet" not in files_of(public)
    assert "documents/review.txt" not in files_of(public)
    assert "data/sites.csv" not in files_of(public)


def test_nothing_of_the_surveys_is_left_in_any_file(public, pack):
    secrets, found = scan_against(public, pack)
    assert found == []
    assert len(secrets) > 10
    assert "surveys.csv" in " ".join(secrets.names)
    for name, data in files_of(public).items():
        assert b"surveys.csv" not in data, name


def test_what_its_readers_hold_themselves_is_no_leak_in_a_pack(pack):
    done = CliRunner().invoke(main, ["leaks", str(pack), "--fuller", str(pack)])
    assert done.exit_code == 0, done.output


def test_the_scan_finds_in_the_fuller_pack_what_it_looks_for(pack):
    secrets = release_edition(read_edition(pack), "public").secrets
    assert secrets is not None
    found = {leak.where.split(",")[0] for leak in scan_pack(pack, secrets)}
    assert {"manifest.json", "data/indicator_table.csv", "index.html"} <= found


def test_a_leak_stops_the_release_and_leaves_nothing(pack, tmp_path, monkeypatch):
    import toolkit.briefing.pack as packing

    # The maps are not needed here; the words of the file that is kept back are put into the page.
    monkeypatch.setattr(packing, "write_documents", lambda *_arguments, **_choices: None)
    honest = packing.page_text
    monkeypatch.setattr(packing, "crate_metadata", lambda *_arguments: {"stray": "from =cmd <script>#eval(1) $x$ surveys.csv"})
    monkeypatch.setattr(packing, "page_text", honest)
    (tmp_path / "out").mkdir()
    with pytest.raises(PackError, match=r"DSC-02.*\n.*ro-crate-metadata.json: a withheld name"):
        release_pack(pack, "public", tmp_path / "out" / "public")
    assert list((tmp_path / "out").iterdir()) == []


def test_claims_of_a_narrower_tier_stop_the_job_before_it_begins(folder, make):
    with pytest.raises(SchemaError, match="--claims-tier public"):
        make(folder, "never", audience="public")


def test_a_changed_pack_is_not_released(pack, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(pack, copy)
    (copy / "data" / "withheld.csv").write_text("nothing")
    with pytest.raises(PackError, match=r"not as it was made \(data/withheld.csv"):
        release_pack(copy, "public", tmp_path / "public")
