"""Sentences say what their finding says, with the confidence of their fields; titles of maps are bound to the tables."""

from __future__ import annotations

import math
import random
import re

import pandas as pd
import pytest
from toolkit.briefing.bound import Cells, Query, numerals
from toolkit.briefing.confidence import Evidence, agreement_of, confidence_of, evidence_of, rules_table
from toolkit.briefing.family import ACCOUNTING, FamilyTable
from toolkit.briefing.figure_text import Candidate, bind_text
from toolkit.briefing.messages import messages
from toolkit.briefing.sentences import Statements
from toolkit.briefing.statements import make_statements, sensitivity_table
from toolkit.errors import PackError
from toolkit.indicators.records import indicator
from toolkit.rounding import classed, finer, more_of, number

#: Units of cover: no figure prints as one of another class.
COVER = classed("percent", indicator("hard_coral_cover").class_edges)
NBSP = "\u00a0"


def row(
    scenario,
    features,
    value,
    *,
    indicator="hard_coral_cover",
    units="percent",
    time="2015/2019",
    sites=30,
    share=0.9,
    accounting="one way of counting",
):
    return {
        "scenario": scenario, "features": features, "undelimited": "overlap", "stated": "not counted", "symbol": "not counted",
        "unratified": "not applied",
        "waters": "claimed", "indicator": indicator, "statistic": "mean", "time": time, "value": value, "units": units,
        "valid_fraction": share, "n_cells": 4, "n_sites": sites, "basis": "reef-bearing cells",
        "reason": "" if value == value else "no survey in the data used", "dataset_ids": "x", "accounting": accounting,
    }  # fmt: skip


def sentence(rows, year=2020, complete=True):
    frame = pd.DataFrame(rows).astype({"n_sites": "Int64"})
    family = FamilyTable(frame, ("features",), complete, 2)
    latest = dict.fromkeys(frame["indicator"], "2015/2019")
    made = make_statements(family, latest, year)
    cells = Cells({"scenarios": frame, "sensitivity": sensitivity_table(made)})
    told = Statements(tuple(made), cells, messages("en"), complete)
    return [told.change(item) if item.id.endswith("-change") else told.sentence(item) for item in made], made


def test_what_prints_alike_everywhere_is_said_once_with_the_family_and_the_confidence():
    (text,), _ = sentence([row("S1", "0", 43.6), row("S2", "200", 44.2)])
    assert str(text) == (
        f"Mean cover of hard coral in waters with a claimant was 44{NBSP}per cent in 2015 to 2019. "
        "This is the same to the printed digit under both scenarios. It is the mean of reef-bearing cells. All scenarios fall in the class "
        "40 and more per cent. Medium confidence: robust evidence "
        f"and medium agreement (one dataset only; 30 survey sites, data for 90{NBSP}per cent of the reef-bearing cells and "
        "last period 2015 to 2019)."
    )


def test_what_differs_is_said_with_its_range_and_the_choice_that_moves_it():
    (text,), _ = sentence([row("S1", "0", 20.0), row("S2", "12", 30.0), row("S3", "200", 50.0)])
    assert f"was 20 to 50{NBSP}per cent in 2015 to 2019, under all 3 scenarios." in str(text)
    assert f"In the base it was 20{NBSP}per cent." in str(text)
    assert f"comes from the zone given to features that several parties claim (up to 30{NBSP}percentage points)" in str(text)
    assert "The scenarios fall in the classes 20 to <30 to 40 and more per cent." in str(text)


def test_of_two_scenarios_the_other_has_a_value_and_no_range_is_made_of_them():
    (text,), _ = sentence([row("S1", "0", 50.0), row("S2", "200", 20.0)])
    assert f"was 50{NBSP}per cent in 2015 to 2019 in the base, and 20{NBSP}per cent in the other scenario." in str(text)
    assert "They differ in the zone given to features that several parties claim." in str(text)
    assert " to 50" not in str(text)


def area(scenario, features, value):
    return {
        **row(scenario, features, value, indicator="area", units="km2"),
        "statistic": "sum",
        "n_sites": pd.NA,
        "basis": "faces",
    }


def test_waters_that_some_scenarios_do_not_have_are_said_to_be_of_those_alone():
    areas = [area("S1", "0", 90.0), area("S2", "12", 0.0), area("S3", "200", 0.0)]
    (_, text), _ = sentence([*areas, row("S1", "0", 44.0)])
    assert "Only the base has such waters." in str(text)
    assert "scenarios" not in str(text)
    (_, text), _ = sentence([*areas, row("S2", "12", 44.0), row("S3", "200", 44.0)])
    assert "This is the same to the printed digit under the 2 of 3 scenarios that have such waters." in str(text)


def test_a_figure_of_waters_that_never_change_is_not_called_a_finding_on_lines():
    areas = [area("S1", "0", 90.0), area("S2", "200", 90.0)]
    (_, text), _ = sentence([*areas, row("S1", "0", 44.0), row("S2", "200", 44.0)])
    assert "This is the same to the printed digit under both scenarios; so is the area of these waters." in str(text)


def test_sites_and_shares_that_differ_between_scenarios_are_ranges():
    (text,), _ = sentence([row("S1", "0", 44.0, sites=30), row("S2", "200", 44.0, sites=35, share=0.8)])
    assert "30 to 35 survey sites, data for at least 80" in str(text)


def test_a_climatology_is_said_as_on_its_map_and_has_no_age_held_against_it():
    heat = {"indicator": "maximum_monthly_mean", "units": "degC", "time": "1946/1989", "sites": pd.NA}
    rows = [{**row(name, f, value, **heat), "basis": "reef-bearing cells, of a climatology in cells of two degrees"}
            for name, f, value in (("S1", "0", 29.6), ("S2", "200", 29.9))]  # fmt: skip
    frame = pd.DataFrame(rows).astype({"n_sites": "Int64"})
    (made,) = make_statements(FamilyTable(frame, ("features",), True, 2), {"maximum_monthly_mean": "1946/1989"}, 2026)
    cells = Cells({"scenarios": frame, "sensitivity": sensitivity_table([made])})
    text = str(Statements((made,), cells, messages("en")).sentence(made))
    assert f"was 29.6{NBSP}°C in 1946 to 1989 in the base, and 29.9{NBSP}°C in the other scenario." in text
    assert "It is historical" in text
    assert "confidence" not in text


def test_base_least_most_and_change_have_the_digits_that_the_range_asks_for():
    """29.3 to 29.6 print as 29 and 30 in whole numbers: a range of one, of which seven tenths are rounding."""
    (text,), (made,) = sentence([row("S1", "0", 55.3), row("S2", "12", 55.4), row("S3", "200", 55.6)])
    assert f"was 55.3 to 55.6{NBSP}per cent in 2015 to 2019, under all 3 scenarios. In the base it was 55.3{NBSP}per cent." in str(text)
    assert f"(up to 0.3{NBSP}percentage points)" in str(text)
    assert more_of(made.units) == 1


def test_reasons_of_the_whole_hold_those_of_its_part():
    none = math.nan
    whole = [{**row(name, f, none), "reason": "withheld at source"} for name, f in (("S1", "0"), ("S2", "200"))]
    part = [{**row(name, f, none), "waters": "overlapping"} for name, f in (("S1", "0"), ("S2", "200"))]
    _, made = sentence([*whole, *part])
    reasons = {item.waters: item.finding.reasons for item in made}
    assert reasons["overlapping"] == ("no survey in the data used",)
    assert reasons["claimed"] == ("no survey in the data used", "withheld at source")


def test_where_scenarios_differ_medium_agreement_is_not_put_on_the_dataset():
    (alike,), _ = sentence([row("S1", "0", 43.6), row("S2", "200", 44.2)])
    (apart,), made = sentence([row(f"S{n}", str(n), 44.0 if n < 5 else 20.0) for n in range(1, 6)])
    assert made[0].agreement == "medium"
    assert "(one dataset only;" in str(alike)
    assert "one dataset only" not in str(apart)


def random_family(draw):
    """Rows of areas and values of one to four scenarios; some have no such waters, some no value, and many values are close together."""
    n = draw.randint(1, 4)
    choices = ("0", "12", "200", "x")[:n]
    has = [True, *(draw.random() < 0.8 for _ in range(n - 1))] if draw.random() < 0.8 else [False, *([True] * (n - 1))]
    areas = [draw.choice([90.0, 90.0, 120.0]) if here else 0.0 for here in has]
    start = draw.uniform(5.0, 60.0)
    values = [draw.choice([start, start, start + draw.uniform(0.0, 0.6), draw.uniform(5.0, 60.0), math.nan]) for _ in range(n)]
    sites = [draw.choice([3, 25, 25, 40]) for _ in range(n)]
    names = [f"S{number}" for number in range(1, n + 1)]
    rows = [area(name, choice, size) for name, choice, size in zip(names, choices, areas, strict=True)]
    rows += [row(*told, sites=k) for *told, k, here in zip(names, choices, values, sites, has, strict=True) if here]
    return rows, [value for value, here in zip(values, has, strict=True) if here], has, values[0] if has[0] else math.nan


def test_no_sentence_is_false_in_random_families():
    draw, seen = random.Random(11), set()
    for _ in range(160):
        rows, values, has, base = random_family(draw)
        if not values:
            continue
        texts, made = sentence(rows)
        text, item = str(texts[-1]), made[-1]
        known = [value for value in values if not math.isnan(value)]
        units = finer(COVER, min(known), max(known)) if known else COVER
        prints = {number(value, units) for value in known}
        alike = len(prints) == 1 and len(known) == len(values)
        seen.add(item.finding.kind)
        if "no statement is made" in text:
            assert item.evidence == "limited"
            continue
        if "This is the same to the printed digit under" in text:
            assert alike
            assert len(values) > 1
            seen.add("same")
        if "so is the area of these waters" in text:
            assert len({entry["value"] for entry in rows if entry["indicator"] == "area"}) == 1
            seen.add("same area")
        if "Only the base has such waters" in text:
            assert has == [True, *([False] * (len(has) - 1))]
            assert len(has) > 1
            seen.add("base alone")
        if "Only one scenario, not the base" in text:
            assert sum(has) == 1
            assert not has[0]
        if found := re.search(r"the (\d) of (\d) scenarios that have such waters", text):
            assert (int(found[1]), int(found[2])) == (sum(has), len(has))
            assert sum(has) < len(has)
            seen.add("some")
        if found := re.search(r"under all (\d) scenarios|under (both) scenarios", text):
            assert int(found[1] or 2) == sum(has) == len(has)
        if found := re.search(rf"was (\S+){NBSP}per cent in 2015 to 2019 in the base, and (\S+){NBSP}per cent in the other", text):
            assert len(values) == 2
            assert {found[1], found[2]} == prints
            assert found[1] == number(base, units)
            seen.add("two")
        if found := re.search(rf"was (\S+) to (\S+){NBSP}per cent in 2015 to 2019, under", text):
            assert (found[1], found[2]) == (number(min(known), units), number(max(known), units))
            assert len(values) > 2 or math.isnan(base)
            seen.add("range")
        if found := re.search(rf"In the base it was (\S+){NBSP}per cent", text):
            assert found[1] == number(base, units)
        if found := re.search(r"(\d) of (\d) have no value", text):
            assert (int(found[1]), int(found[2])) == (len(values) - len(known), len(values))
        if "no value under any scenario" in text:
            assert not known
        if found := re.search(r"\((\d+) to (\d+) survey sites", text):
            counts = [entry["n_sites"] for entry in rows if entry["indicator"] != "area"]
            assert (int(found[1]), int(found[2])) == (min(counts), max(counts))
    assert seen >= {"robust", "depends", "nothing", "no data", "same", "same area", "base alone", "some", "two", "range"}


def test_a_value_never_prints_as_a_figure_of_another_class():
    (near,), _ = sentence([row("S1", "0", 39.6), row("S2", "200", 39.6)])
    assert f"was 39.6{NBSP}per cent" in str(near)
    assert "fall in the class 30 to <40 per cent." in str(near)
    (clear,), _ = sentence([row("S1", "0", 37.6), row("S2", "200", 37.7)])
    assert f"was 38{NBSP}per cent" in str(clear)


def test_a_sampled_family_is_called_one():
    (text,), _ = sentence([row("S1", "0", 20.0), row("S2", "12", 30.0), row("S3", "200", 50.0)], complete=False)
    assert "all 3 sampled scenarios" in str(text)


def test_a_missing_value_in_one_scenario_stops_the_statement():
    (text,), _ = sentence([row("S1", "0", 20.0), row("S2", "200", math.nan)])
    assert str(text).startswith(
        "Mean cover of hard coral in waters with a claimant in 2015 to 2019: no statement holds under every scenario. 1 of 2"
    )
    assert str(text).endswith("What would settle it: a survey there, made known to the data used.")


def test_no_value_at_all_is_said_so():
    (text,), _ = sentence([row("S1", "0", math.nan), row("S2", "200", math.nan)])
    assert "no value under any scenario. Reasons: no survey in the data used." in str(text)


def test_thin_evidence_and_little_agreement_make_no_statement():
    rows = [row(f"S{n}", f, value, sites=3) for n, f, value in ((1, "0", 5.0), (2, "12", 25.0), (3, "200", 45.0))]
    (text,), (made,) = sentence(rows)
    assert (made.evidence, made.agreement, made.confidence) == ("limited", "low", "none")
    assert "no statement is made. The evidence is limited" in str(text)
    assert numerals(str(text)) == ["2015", "2019"]


def test_a_direction_is_told_only_where_it_is_the_same_in_all_scenarios():
    same = [row("S1", "0", 40.0), row("S2", "200", 42.0), row("S1", "0", 30.0, time="1995/1999"), row("S2", "200", 35.0, time="1995/1999")]
    texts, _ = sentence(same)
    assert "was higher in 2015 to 2019 than in 1995 to 1999 under both scenarios, by 7 to 10" in str(texts[1])
    assert f"At both times at least 90{NBSP}per cent" in str(texts[1])
    mixed = [row("S1", "0", 40.0), row("S2", "200", 30.0), row("S1", "0", 30.0, time="1995/1999"), row("S2", "200", 35.0, time="1995/1999")]
    texts, _ = sentence(mixed)
    assert str(texts[1]) == "Whether it was higher or lower in 2015 to 2019 than in 1995 to 1999 differs between the scenarios."


def test_no_change_is_told_of_few_sites_or_little_reef_or_of_a_series_that_goes_up_and_down():
    def told(first_sites, middle, share=0.8):
        rows = [row("S1", "0", 30.0, time="1995/1999", sites=first_sites, share=share), row("S1", "0", 40.0)]
        rows += [row("S1", "0", middle, time="2005/2009")] if middle else []
        return [item.id for item in sentence(rows)[1]]

    assert told(20, 0.0)[1:] == ["hard_coral_cover-claimed-change"]
    assert told(20, 35.0)[1:] == ["hard_coral_cover-claimed-change"]
    assert told(19, 0.0)[1:] == []
    assert told(20, 0.0, share=0.79)[1:] == []
    assert told(20, 45.0)[1:] == []


def test_the_values_of_all_periods_are_told_with_their_sites():
    rows = [row("S1", "0", 30.0, time="1995/1999", sites=26), row("S1", "0", math.nan, time="2000/2004"), row("S1", "0", 46.0, sites=4)]
    frame = pd.DataFrame(rows).astype({"n_sites": "Int64"})
    made = make_statements(FamilyTable(frame, ("features",), True, 1), {"hard_coral_cover": "2015/2019"}, 2020)
    cells = Cells({"scenarios": frame, "sensitivity": sensitivity_table(made)})
    text = str(Statements(tuple(made), cells, messages("en")).series(made[0]))
    assert f"1995 to 1999: 30{NBSP}per cent (26 sites)." in text
    assert f"2015 to 2019: 46{NBSP}per cent (4 sites)." in text
    assert "2000" not in text
    assert "no trend can be read" in text


def test_ways_of_counting_are_counted_apart_from_scenarios():
    rows = [
        row(name, f, value, indicator="reef_cells", units="count", accounting=way)
        for name, f in (("S1", "0"), ("S2", "200"))
        for way, value in zip(ACCOUNTING.values(), (10.0, 7.0, 14.0), strict=True)
    ]
    (text,), _ = sentence(rows)
    assert "was 7 to 14 in 2015 to 2019, under both scenarios and 3 ways of counting." in str(text)
    assert "In the base it was 10." in str(text)
    assert "The largest change comes from the way of counting cells at the edges (up to 7)" in str(text)
    assert "lines" not in str(text)


def test_evidence_asks_for_sites_share_and_age_together():
    assert evidence_of(Evidence(20, 0.8, 2015), 2020) == "robust"
    assert evidence_of(Evidence(19, 0.8, 2015), 2020) == "medium"
    assert evidence_of(Evidence(20, 0.79, 2015), 2020) == "medium"
    assert evidence_of(Evidence(20, 0.8, 2014), 2020) == "medium"
    assert evidence_of(Evidence(20, 0.8, 2009), 2020) == "limited"
    assert evidence_of(Evidence(math.nan, 0.8, 2015), 2020) == "robust"
    assert evidence_of(Evidence(20, 0.8, 2015), None) == "limited"


def test_agreement_counts_classes_of_the_record():
    record = indicator("hard_coral_cover")
    assert agreement_of([21.0, 22.0, 29.0], record, n_datasets=2) == "high"
    assert agreement_of([21.0, 22.0, 35.0], record, n_datasets=2) == "medium"
    assert agreement_of([5.0, 22.0, 35.0], record, n_datasets=2) == "low"
    assert agreement_of([21.0, 22.0, 29.0], record) == "medium"


def test_a_sentence_that_is_robust_to_lines_is_not_surer_for_it():
    assert confidence_of("limited", "high") == "low"


def test_the_thresholds_are_printed_from_the_same_data():
    rules = rules_table().set_index("rule")["value"]
    assert rules["evidence.robust.sites"] == 20
    assert rules["evidence.medium.valid_fraction"] == 50


def map_cells():
    return Cells({"faces": pd.DataFrame({"face_id": ["a", "b"], "n_claimants": [1, 2], "area_km2": [100.0, 300.0]})})


def test_a_numeral_of_a_map_is_bound_to_the_cell_whose_hint_stands_nearest():
    two = Candidate(Query("faces", "face_id", "count"), "count", "faces")
    most = Candidate(Query("faces", "n_claimants", "max"), "count", "claimants")
    text = bind_text("2 claimants on 2 faces", map_cells(), [two, most], phrases=(), dates=set(), where="Map")
    assert [bound.query for bound in text.bounds] == [most.query, two.query]


def test_a_numeral_of_a_map_that_no_cell_holds_stops_the_build():
    with pytest.raises(PackError, match=r"Map 'x', title: the numeral '401' .* is in no cell"):
        bind_text(
            "401 km²", map_cells(), [Candidate(Query("faces", "area_km2", "sum"), "km2")], phrases=(), dates=set(), where="Map 'x', title"
        )


def test_dates_and_labels_of_classes_on_a_map_are_free():
    text = bind_text("under 10: as of 2026-11-21", map_cells(), [], phrases=["under 10"], dates={"2026-11-21"}, where="Map")
    assert text.bounds == ()
