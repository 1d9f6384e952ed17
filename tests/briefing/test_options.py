"""Options in use elsewhere are data with place, instrument, year and source."""

from __future__ import annotations

import pytest
from toolkit.briefing import options as module
from toolkit.briefing.options import KINDS, listed_options
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
