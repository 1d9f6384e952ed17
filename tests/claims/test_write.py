"""A claim set written and read back loses nothing."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from toolkit.claims.model import AXES, Claim, ClaimSet, Instrument, LegalLine
from toolkit.claims.names import known_codes
from toolkit.claims.read import read_claims
from toolkit.claims.write import claims_from_parquet, is_claim_file, write_claims
from toolkit.errors import SchemaError, UnreadableFileError

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=8)
VALUES = st.one_of(st.none(), st.booleans(), st.integers(-(2**40), 2**40), st.floats(allow_nan=False), WORDS)
CODES = st.sets(st.sampled_from(sorted(known_codes() - {"not-stated"})), min_size=1, max_size=4).map(tuple)
WHEN = st.dictionaries(st.sampled_from(sorted(AXES)), st.just(None), max_size=2).map(lambda axes: {axis: AXES[axis][:1] for axis in axes})


@st.composite
def sets(draw):
    claims = tuple(
        Claim(
            claim_id=f"c{i}",
            claimants=draw(CODES),
            title=f"T{draw(WORDS)}",
            zone_kind="EEZ",
            basis="distance",
            regime="claim",
            instrument_ids=("i",),
            geometry=shapely.box(i, 0, i + draw(st.floats(0.5, 2)), 1),
            uncertainty_km=draw(st.one_of(st.just(float("nan")), st.floats(0, 100))),
            valid_from=draw(st.sampled_from(["", "1999", "1999-12-31"])),
            status=draw(WORDS),
            source=draw(st.dictionaries(WORDS, VALUES, max_size=3)),
            when=draw(WHEN),
        )
        for i in range(draw(st.integers(0, 3)))
    )
    lines = (
        LegalLine(
            "l", "symbol", "A line", ("CHN",), ("i",), shapely.LineString([(0, 0), (1, 2)]), agreed_not_encoded=draw(st.booleans()),
            open_ends=draw(st.sampled_from([(), ((1.0, 2.0),)])),
        ),
    )  # fmt: skip
    made = Instrument("i", "Instrument", draw(CODES), note=draw(WORDS))
    return ClaimSet("s", draw(WORDS), "2026-01-01", claims, lines, {"i": made}, ("d",), ("gap",), (draw(WORDS),), {"features": "0"})


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("claims")


@given(claims=sets())
@settings(max_examples=25, deadline=None)
def test_reading_back_gives_the_same_set(folder, claims):
    path = write_claims(claims, folder / "set.parquet")
    again = read_claims(path)
    assert again == claims
    assert again.instruments == claims.instruments
    assert again.base == claims.base
    assert [item.open_ends for item in again.lines] == [item.open_ends for item in claims.lines]
    assert [item.source for item in again.claims] == [item.source for item in claims.claims]


def one(**changes):
    fields = {"claim_id": "a", "claimants": ("PHL",), "title": "A", "zone_kind": "EEZ", "basis": "dataset", "regime": "claim"}
    return Claim(**(fields | {"instrument_ids": (), "geometry": shapely.box(0, 0, 1, 1)} | changes))


def test_the_same_set_gives_the_same_bytes_and_any_reader_opens_it(tmp_path):
    claims = ClaimSet("s", "Set", claims=(one(source={"n": np.int64(3), "x": np.float32(0.5)}),))
    first = write_claims(claims, tmp_path / "one.parquet").read_bytes()
    assert write_claims(claims, tmp_path / "two.parquet").read_bytes() == first
    frame = gpd.read_parquet(tmp_path / "one.parquet")
    assert frame.crs.to_epsg() == 4326
    assert frame.geometry[0].equals(shapely.box(0, 0, 1, 1))
    assert is_claim_file(tmp_path / "one.parquet")
    assert claims_from_parquet(tmp_path / "one.parquet").claims[0].source == {"n": 3, "x": 0.5}


def test_nothing_half_written_is_left(tmp_path):
    with pytest.raises(SchemaError, match="source column"):
        write_claims(ClaimSet("s", "Set", claims=(one(source={"x": object()}),)), tmp_path / "a.parquet")
    with pytest.raises(SchemaError, match=r"ends in \.parquet"):
        write_claims(ClaimSet("s", "Set"), tmp_path / "a.gpkg")
    with pytest.raises(UnreadableFileError, match="cannot be written"):
        write_claims(ClaimSet("s", "Set"), tmp_path / "missing" / "a.parquet")
    assert list(tmp_path.iterdir()) == []


def test_a_later_layout_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("toolkit.claims.write._VERSION", 2)
    path = write_claims(ClaimSet("s", "Set", claims=(one(),)), tmp_path / "later.parquet")
    monkeypatch.undo()
    with pytest.raises(UnreadableFileError, match="Update the toolkit"):
        claims_from_parquet(path)


def test_a_parquet_file_that_is_none_is_refused(tmp_path):
    path = tmp_path / "text.parquet"
    path.write_text("not parquet")
    with pytest.raises(UnreadableFileError, match="what its name says"):
        is_claim_file(path)
