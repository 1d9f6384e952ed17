"""The one page answers six questions, and keeps itself short: what goes first is stated, and no pack is refused for its own prose."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace

import pandas as pd
import pytest
import shapely
from toolkit.briefing import one_page
from toolkit.briefing.bound import Cells, text_of
from toolkit.briefing.desk import Desk
from toolkit.briefing.messages import messages
from toolkit.briefing.model import Bullets, Section
from toolkit.briefing.release import AT_SOURCE
from toolkit.briefing.sentences import Statements
from toolkit.briefing.statements import make_statements, sensitivity_table

SAY = messages("en")
AXES = ("features", "undelimited", "stated", "symbol", "unratified")


def page_of(words: int) -> tuple[Section, ...]:
    """Return a page of so many words, half of them on what is not known."""
    parts = {"known": words - words // 2, "not-known": words // 2}
    return tuple(Section(name, text_of(), (Bullets((text_of("word " * n),)),), level=3) for name, n in parts.items())


@pytest.mark.parametrize(("whole", "left_out"), [(220, 0), (221, 1), (230, 1), (231, 2), (265, 5)])
def test_the_page_leaves_out_as_little_as_it_must_in_the_stated_order(monkeypatch, whole, left_out):
    tried = []

    def page(desk, without, gaps):
        assert gaps == 1
        tried.append(without)
        return page_of(whole - 10 * len(without))

    monkeypatch.setattr(one_page, "_page", page)
    assert one_page.page_words(one_page.one_page(None)) <= one_page.MOST_WORDS or left_out == len(one_page.SHORTENED)
    assert tried == [one_page.SHORTENED[:n] for n in range(left_out + 1)]


@pytest.mark.parametrize(("known", "gaps"), [(100, 1), (117, 2), (120, 2), (140, 3)])
def test_a_page_with_little_on_gaps_names_more_of_them(monkeypatch, known, gaps):
    """58 of 175 words were one too few, and no reader could have mended that."""

    def page(desk, without, n):
        parts = {"known": known, "not-known": 48 + 10 * n}
        return tuple(Section(name, text_of(), (Bullets((text_of("word " * words),)),), level=3) for name, words in parts.items())

    monkeypatch.setattr(one_page, "_page", page)
    made = one_page.one_page(None)
    told = one_page.page_words(made[1:])
    assert told == 48 + 10 * gaps
    assert 3 * told >= one_page.page_words(made)


def test_prose_is_counted_on_the_one_page_only_without_heads_and_foot():
    words = (Bullets((text_of("two words"),)),)
    sections = [Section(name, text_of("a head"), words, level=3) for name in ("known", "next", one_page.FOOT, "coral")]
    assert one_page.page_words(sections) == 4


def scenarios(*rows: tuple[tuple[str, ...], float]) -> dict[str, pd.DataFrame]:
    """Return the tables of a family: choices on the five axes, and the overlap of each."""
    names = [f"S{n}" for n in range(1, len(rows) + 1)]
    choices = pd.DataFrame([choice for choice, _ in rows], columns=list(AXES)).assign(scenario=names)
    told = {
        "waters": "overlapping",
        "indicator": "area",
        "statistic": "sum",
        "time": "",
        "units": "km2",
        "accounting": "one way of counting",
    }
    blank = {"reason": "", "n_sites": pd.NA, "n_cells": pd.NA, "valid_fraction": 1.0, "basis": "", "dataset_ids": ""}
    values = pd.DataFrame({"scenario": names, "value": [value for _, value in rows]}).assign(**told, **blank)
    return {"choices": choices, "scenarios": values.merge(choices, on="scenario")}


def desk_with(faces: object = None, **frames: pd.DataFrame) -> Desk:
    """Return a desk of tables, with what can be said of the area where there is a family."""
    cells = Cells(dict(frames))
    items = ()
    if "scenarios" in frames:
        axes = tuple(axis for axis in AXES if len(set(frames["choices"][axis])) > 1)
        family = SimpleNamespace(frame=frames["scenarios"], axes=axes, complete=True)
        items = tuple(make_statements(family, {"area": ""}, 2026))
        cells = Cells({**frames, "sensitivity": sensitivity_table(list(items))})
    blank = dict.fromkeys(("where", "figures", "mapped"))
    return Desk(**blank, faces=faces, statements=Statements(items, cells, SAY), cells=cells, say=SAY, profile="un", date="2026-01-01")


BASE = ("0", "overlap", "not counted", "not counted", "not applied")
EQUAL = ("0", "equidistance", "not counted", "not counted", "not applied")
WIDE = ("200", "overlap", "not counted", "counted", "not applied")
WIDE_STATED = ("200", "overlap", "counted", "counted", "not applied")
COMPUTED = SimpleNamespace(claims=SimpleNamespace(claims=(SimpleNamespace(basis="distance"),)))


def test_the_ends_of_the_range_are_named_by_the_choices_that_differ_from_the_base():
    """Two scenarios print alike at the upper end: the one that is nearer to the base is named."""
    desk = desk_with(**scenarios((BASE, 600_000.0), (EQUAL, 76_200.0), (WIDE_STATED, 1_920_001.0), (WIDE, 1_920_000.0)))
    assert str(one_page._ends(desk)).replace("\u00a0", " ") == (
        "Least, 76,200 km²: zones that end at equal distance. "
        "Most, 1,920,000 km²: features with zones of 200 nautical miles and strokes drawn on a map counted."
    )


def test_an_end_that_is_the_base_says_so_and_no_range_is_made_up():
    assert "Most, 600 km²: the base." in str(one_page._ends(desk_with(**scenarios((BASE, 600.0), (EQUAL, 70.0))))).replace("\u00a0", " ")
    assert str(one_page._ends(desk_with(**scenarios((BASE, 600.0), (EQUAL, 600.0))))) == "Other choices of lines give the same area."
    assert str(one_page._ends(desk_with(**scenarios((BASE, 600.0))))) == ""


def test_the_base_is_told_in_plain_words_and_only_of_choices_that_there_are():
    several = scenarios((BASE, 1.0), (EQUAL, 1.0), (WIDE_STATED, 1.0))
    assert str(one_page._base(desk_with(COMPUTED, **several))) == (
        "Base: computed zones overlap where no line is agreed for sea-bed and water; "
        "features, stated areas and strokes drawn on a map stay out."
    )
    assert str(one_page._base(desk_with(COMPUTED, **scenarios((BASE, 1.0))))) == "Base: computed zones."
    given = SimpleNamespace(claims=SimpleNamespace(claims=(SimpleNamespace(basis="dataset"),)))
    assert str(one_page._base(desk_with(given, **scenarios((BASE, 1.0))))) == "Lines and zones are those that the claim set gives."


@pytest.mark.parametrize(
    ("rules", "wanted"),
    [
        ((), "Nothing is withheld."),
        (
            (AT_SOURCE, AT_SOURCE),
            "Withheld by the publisher: catch in 2015 to 2019 in 1 of 2 patches; since 1955, 2 values.",
        ),
        (
            (AT_SOURCE, "minimum frequency"),
            "Withheld by the publisher: catch in 2015 to 2019 in 1 of 2 patches; since 1955, 1 value. From these readers besides: 1 value.",
        ),
        (("minimum frequency",) * 3, "Withheld from these readers: 3 values."),
    ],
)
def test_the_page_says_what_is_withheld_and_by_whom(rules, wanted):
    """Rows of sums under scenarios are counted in the annex, not here."""
    record = pd.DataFrame(
        {"rule": list(rules), "table": "indicator_table", "indicator": "tuna_catch_density", "time": "1955/1959"}, dtype=object
    )
    sums = pd.DataFrame({"rule": [AT_SOURCE], "table": ["scenarios"], "indicator": ["tuna_catch_density"], "time": ["1950/1954"]})
    table = pd.DataFrame(
        {
            "indicator": "tuna_catch_density",
            "statistic": "mean",
            "face_id": ["a", "b", "a"],
            "time": ["2015/2019", "2015/2019", "1955/1959"],
            "reason_kind": ["withheld", "", "withheld"],
        }
    )
    desk = desk_with(withheld=pd.concat([record, sums] if rules else [record]), indicator_table=table)
    assert str(one_page._held_back(desk)) == wanted


def reef_desk(*, cells: float = 10.0) -> Desk:
    rows = pd.DataFrame(
        {
            "face_id": ["a", "a"],
            "indicator": ["reef_cells", "hard_coral_cover"],
            "statistic": ["sum", "mean"],
            "time": ["", "2015/2019"],
            "value": [cells, float("nan")],
        }
    )
    frame = pd.DataFrame({"label": ["7"], "area_km2": [5.0], "geometry": [shapely.box(106, 1, 108, 3)]}, index=["a"])
    return dataclasses.replace(desk_with(indicator_table=rows), faces=SimpleNamespace(frame=frame))


def test_where_to_look_next_has_a_number_and_a_place_and_in_need_the_number_alone():
    assert str(one_page._next(reef_desk(), ())) == "Patch 7 (near 2.9°N 106.1°E): reef without a survey value."
    assert str(one_page._next(reef_desk(), ("next",))) == "Patch 7: reef without a survey value."


def test_where_nothing_is_missing_nobody_is_sent_anywhere():
    assert "annex" in str(one_page._next(reef_desk(cells=0.0), ()))
