"""Choosing the rows of a map."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from made_up_sea import faces, table
from toolkit.cartography.rows import NO_ROW, reason_kind, select_rows
from toolkit.errors import FigureError, UnknownNameError


def choose(frame, name="hard_coral_cover", **more):
    return select_rows(frame, name, **{"statistic": None, "time": None, "basis": None, **more})


def test_the_latest_time_and_the_mean_are_the_default():
    of = faces()
    frame = pd.concat([table(of, time="2010/2014", values=[1.0]), table(of, time="2015/2019", values=[2.0])])
    chosen = choose(frame)
    assert (chosen.time, chosen.statistic, chosen.basis) == ("2015/2019", "mean", "reef-bearing cells")
    assert {chosen.of(face_id).value for face_id in of.frame.index} == {2.0}
    assert choose(frame, time="2010/2014").of(of.frame.index[0]).value == 1.0


def test_a_face_without_row_has_a_reason():
    missing = choose(table(faces())).of("no such face")
    assert math.isnan(missing.value)
    assert missing.reason == NO_ROW


def test_reasons_have_kinds():
    assert reason_kind("below minimum: 1 of 3 sites") == "below minimum"
    assert reason_kind("not applicable: no reef") == "not applicable"
    assert reason_kind("no survey in the data used") == "no data"


def test_ids_of_datasets_are_read_from_texts_and_tuples():
    frame = table(faces())
    frame["dataset_ids"] = "coral-cover reef-cells"
    assert choose(frame).dataset_ids == ("coral-cover", "reef-cells")
    frame["dataset_ids"] = [("a", "b")] * len(frame)
    assert choose(frame).dataset_ids == ("a", "b")


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        (lambda f: f.iloc[:0], FigureError, "empty"),
        (lambda f: f.drop(columns="value"), FigureError, "lacks the columns value"),
        (lambda f: f.assign(indicator="other"), UnknownNameError, "Unknown indicator in the table"),
        (
            lambda f: pd.concat([f, f.assign(statistic="sum")]).assign(statistic=lambda g: g["statistic"].replace("mean", "median")),
            FigureError,
            "several statistics",
        ),
        (lambda f: pd.concat([f, f.assign(basis="all cells")]), FigureError, "several rows of 'hard_coral_cover' for one face"),
        (lambda f: f.assign(units=["1", "percent"] * (len(f) // 2)), FigureError, "several units"),
        (lambda f: f.assign(units="1"), FigureError, "in 1, the record in percent"),
    ],
)
def test_what_is_ambiguous_or_wrong_is_refused(change, error, words):
    with pytest.raises(error, match=words):
        choose(change(table(faces())))


def test_unknown_choices_name_the_known_ones():
    with pytest.raises(UnknownNameError, match=r"Known: 2015/2019"):
        choose(table(faces()), time="1066")
    with pytest.raises(UnknownNameError, match="Did you mean 'hard_coral_cover'"):
        choose(table(faces()), "hard_coral_cove")


def test_a_patch_without_a_site_has_none_on_the_map_as_in_the_table():
    of = faces()
    frame = table(of, values=[12.0, "below minimum: n_sites 0 < 3", 14.0], n_sites=[5, 0, 7], n_cells=[4, 4, 4])
    chosen = choose(frame)
    assert chosen.counted == "survey sites"
    assert [chosen.of(name).n for name in of.frame.index[:3]] == [5, 0, 7]
    # Where nothing is counted in sites, cells are what is counted.
    cells = choose(table(of, n_cells=[4]))
    assert {cells.of(name).n for name in of.frame.index} == {4}
