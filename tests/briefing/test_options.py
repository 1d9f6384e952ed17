"""Options in use elsewhere are data with place, instrument, year and source."""

from __future__ import annotations

import csv

import pytest
from toolkit.briefing import options as module
from toolkit.briefing.options import KINDS, listed_options
from toolkit.catalog.registry import dataset_file
from toolkit.claims.arrangements import arrangements, read_arrangements
from toolkit.claims.ledger import read_ledger
from toolkit.errors import SchemaError


def test_every_kind_is_there_and_one_lies_outside_the_region():
    found = listed_options()
    assert {item.kind for item in found} == set(KINDS)
    assert any(item.outside for item in found)
    assert all(item.place and item.instrument and item.year and item.source for item in found)


def test_parties_stand_in_alphabetical_order_and_nothing_is_recommended():
    for item in listed_options():
        assert list(item.parties) == sorted(item.parties)
        assert not {"should", "must", "recommend"} & set(item.what.lower().split())


def test_an_entry_without_a_source_is_refused(monkeypatch, tmp_path):
    path = tmp_path / "options.toml"
    path.write_text(
        '[[option]]\nkind = "joint survey"\nwhat = "x"\nplace = "y"\noutside = true\nparties = ["A"]\ninstrument = "i"\nyear = "1"\n'
    )
    monkeypatch.setattr(module, "dataset_file", lambda *_: path)
    listed_options.cache_clear()
    with pytest.raises(SchemaError, match=r"entry 1: source, verification is missing"):
        listed_options()
    listed_options.cache_clear()


def test_arrangements_of_all_seas_are_listed_drawn_or_not_with_dates_that_can_be():
    found = {item.id: item for item in arrangements()}
    assert {"MY_TH_1979_JDA", "MY_VN_1992_DEFINED_AREA", "KH_VN_1982_HISTORIC", "CN_VN_2000_FISH", "CN_JP_1997_FISH"} <= set(found)
    assert {item.drawn.split(":")[0].split(",")[0] for item in found.values()} >= {"no", "area", "line"}
    ledger = read_ledger()
    for item in found.values():
        assert item.source
        assert not [name for name in item.instrument_ids if name not in ledger.instruments]
        assert all(ledger.instrument(name).instrument.parties == item.parties for name in item.instrument_ids)
    ended = found["AU_TL_2002_JPDA"]
    assert (ended.in_force, ended.ended, ledger.instrument("AU_TL_2002_JPDA").instrument.superseded) == ("2003", "2019-08-30", "2019-08-30")


@pytest.mark.parametrize(
    ("column", "value"), [("ended", "1900"), ("drawn", ""), ("parties", "XXX"), ("date_made", ""), ("arrangement_id", "MY_TH_1979_JDA")]
)
def test_a_broken_arrangement_is_named_by_file_row_and_field(tmp_path, column, value):
    path = tmp_path / "arrangements.csv"
    rows = list(csv.DictReader(dataset_file("claims-ledger", "arrangements.csv").read_text("utf-8").splitlines()))
    rows[0][column] = value
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    with pytest.raises(SchemaError, match=rf"arrangements.csv, row \d+, field '{column}'"):
        read_arrangements(path)
