"""Maps of made-up data are stamped and their files say so; maps of other data in the same pack are not."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest
from toolkit.briefing.drawing import arranged, map_jobs
from toolkit.indicators.own import own_indicator


@pytest.fixture
def drawn(monkeypatch):
    """Figures that hold nothing but their kind."""

    def figure(*_args, synthetic=False, **options):
        return SimpleNamespace(info=SimpleNamespace(data_kind="synthetic, user's own file" if synthetic else "derived"), options=options)

    for name in ("map_claims", "map_evidence", "map_indicator", "map_patches"):
        monkeypatch.setattr(f"toolkit.cartography.figures.{name}", figure)
    monkeypatch.setattr("toolkit.cartography.figures.map_line_key", lambda *args, **options: [figure(*args, **options)])


def rows(name: str, dataset: str) -> pd.DataFrame:
    shares = [1.0, 0.5]
    return pd.DataFrame(
        {
            "face_id": ["f1", "f2"], "indicator": name, "statistic": "mean", "time": "2021", "value": [1.0, 2.0], "units": "mg m-3",
            "valid_fraction": shares, "n_cells": [4, 2], "n_sites": pd.NA, "basis": "all cells", "reason": "", "lower": None, "upper": None,
            "dataset_ids": dataset,
        }
    )  # fmt: skip


def stems(monkeypatch, made_up: frozenset[str], within: str = "sea"):
    monkeypatch.setattr("toolkit.cartography.evidence_map.alike", lambda *_: True)
    table = SimpleNamespace(frame=pd.concat([rows("chl", "mine"), rows("maximum_monthly_mean", "theirs")], ignore_index=True))
    faces = SimpleNamespace(claims=SimpleNamespace(dataset_ids=("zones",)), frame=pd.DataFrame(index=["f1", "f2"]))
    own = own_indicator("chl", title="Chlorophyll", units="mg m-3", quantity="intensive", values=[1.0, 2.0])
    monkeypatch.setattr("toolkit.cartography.rows.select_rows", lambda *_: None)
    jobs = map_jobs(faces, table, own, None, page="a4", profile="un", within=within, made_up=made_up)
    return arranged({name: draw() for name, draw in jobs.items()})


def test_only_what_is_made_of_made_up_data_is_named_so(monkeypatch, drawn):
    figures, slides = stems(monkeypatch, frozenset({"mine"}))
    assert set(slides) == {"claims", "patches", "reef-water-temperature", "own-chl-synthetic"}
    assert set(figures) == {*slides, "line-key-1"}


def test_made_up_claims_are_on_every_map(monkeypatch, drawn):
    assert all(name.endswith("-synthetic") for name in stems(monkeypatch, frozenset({"zones"}))[0])


def test_reefs_are_marked_where_they_are_the_water_of_the_grid(monkeypatch, drawn):
    assert "reefs" not in stems(monkeypatch, frozenset())[0]["own-chl"].options
    assert "reefs" in stems(monkeypatch, frozenset(), within="reefs")[0]["own-chl"].options
