"""Titles that fit a slide, and titles of maps on which nothing has a value: what is said is counted, and nothing is left out."""

from __future__ import annotations

import pandas as pd
import pytest
from made_up_sea import REGION, faces
from toolkit.cartography.bar_chart import _titles
from toolkit.cartography.evidence_map import evidence_titles
from toolkit.cartography.figures import map_uncertainty, plot_bars
from toolkit.cartography.rows import select_rows
from toolkit.errors import FigureError


def evidence(total, never):
    values = {"noun": ("patch", "patches"), "faces": total, "with_value": 0, "reasons": {"not applicable": never} if never else {}}
    return evidence_titles("Cover", "Number of sites", values, "count", "n")


def test_where_nothing_is_known_what_does_not_apply_is_counted_apart():
    assert evidence(14, 0)[0] == "Cover: no data in any of the 14 patches"
    assert evidence(14, 10)[0] == "Cover: no data in 4 patches, not applicable in the other 10"
    assert evidence(14, 13)[0] == "Cover: no data in 1 patch, not applicable in the other 13"
    assert evidence(14, 14)[0] == "Cover: not applicable in any of the 14 patches"


@pytest.mark.parametrize(("thin", "weak", "said"), [(", all on thin evidence", 3, "thin"), ("; 3 more on thin evidence", 3, "3 more thin")])
def test_no_version_of_a_title_of_bars_leaves_thin_evidence_out(thin, weak, said):
    versions = _titles("Usual temperature of the warmest month: about 29 to 30 °C", "in 8 of 11 patches", thin, weak)
    assert all("thin" in version for version in versions)
    assert said in versions[-1]
    assert [len(version) for version in versions] == sorted((len(version) for version in versions), reverse=True)


def rows(n_sites):
    ids = list(faces().frame.index)
    return pd.DataFrame({"face_id": ids}).assign(
        indicator="hard_coral_cover", statistic="mean", time="2015/2019", value=float("nan"), units="percent", valid_fraction=0.0,
        n_cells=4, n_sites=n_sites, basis="reef-bearing cells in surveyed squares of one degree, sites by share of the reef",
        lower=float("nan"), upper=float("nan"), reason="no survey in the data used", dataset_ids="coral-cover reef-cells",
    )  # fmt: skip


def test_surveys_are_counted_in_sites_also_where_there_is_none():
    chosen = select_rows(rows(0), "hard_coral_cover")
    assert chosen.counted == "survey sites"
    assert {chosen.of(name).n for name in faces().frame.index} == {0}


def test_without_any_value_there_is_nothing_to_set_evidence_beside():
    with pytest.raises(FigureError, match="map_indicator draws why there is none"):
        map_uncertainty(faces(), rows(0), "hard_coral_cover", REGION)
    with pytest.raises(FigureError, match="there is nothing to draw"):
        plot_bars(faces(), rows(0), "hard_coral_cover", REGION)
