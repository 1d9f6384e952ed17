"""Why there is no value: said of the whole with the reasons of its patches, once, and not where it does not apply."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from toolkit.briefing.bound import Cells
from toolkit.briefing.consensus import Finding
from toolkit.briefing.desk import Desk
from toolkit.briefing.messages import messages
from toolkit.briefing.sensitivity import sensitivity_of
from toolkit.briefing.sentences import Statements
from toolkit.briefing.statements import Statement, sensitivity_table

SAY = messages("en")
NAN = math.nan


def nothing(waters: str, *reasons: str, indicator: str = "tuna_catch_density") -> Statement:
    found = Finding("no data", "t/km2", NAN, NAN, (), (), (), 0.0, 2, 1, 2, reasons)
    return Statement(
        f"{indicator}-{waters}", indicator, "mean", waters, "2015/2019", "t/km2", found, NAN, "limited", "low", "none", NAN, 0.0
    )  # fmt: skip


def desk_of(*items: Statement, patches: tuple[tuple[int, str], ...]) -> Desk:
    """Return a desk of patches, each with its number of claimants and its reason."""
    rows = {"n_claimants": [n for n, _ in patches], "reason": [reason for _, reason in patches]}
    told = {"indicator": items[0].indicator, "statistic": "mean", "time": "2015/2019", "value": NAN}
    table = pd.DataFrame(rows).assign(**told, face_id=[str(n) for n in range(len(patches))], area_km2=5.0, reason_kind="")
    cells = Cells({"indicator_table": table, "sensitivity": sensitivity_table(list(items))})
    blank = dict.fromkeys(("where", "faces", "figures", "mapped"))
    return Desk(**blank, statements=Statements(items, cells, SAY), cells=cells, say=SAY, profile="un", date="2026-01-01")


def test_the_reasons_of_the_whole_hold_those_of_its_patches():
    item = nothing("claimed", "below minimum: 1 of 4 squares")
    desk = desk_of(item, patches=((1, "no catch reported in the squares used"), (2, "withheld at source: fewer than 3 vessels")))
    said = str(desk.statements.sentence(item))
    assert "Reasons: too little data; no report in the squares used; withheld at source." in said
    assert said.count("What would settle it") == 1


def test_waters_with_several_claimants_are_given_the_reasons_of_their_own_patches_alone():
    item = nothing("overlapping", "withheld at source: fewer than 3 vessels")
    desk = desk_of(item, patches=((1, "no catch reported in the squares used"), (2, "withheld at source: fewer than 3 vessels")))
    assert "Reasons: withheld at source." in str(desk.statements.sentence(item))


def test_what_does_not_apply_is_said_without_a_way_to_settle_it():
    item = nothing("claimed", "not applicable: no reef known", indicator="maximum_monthly_mean")
    said = str(desk_of(item, patches=((1, "not applicable: no reef known"),)).statements.sentence(item))
    assert said.endswith("in waters with a claimant in 2015 to 2019: not applicable, as no reef is known there.")


def test_no_choice_is_said_to_move_what_no_scenario_has():
    item = nothing("claimed", "no catch reported in the squares used")
    table = sensitivity_of(desk_of(item, patches=((1, "no catch reported in the squares used"),)), "lines-fish")
    assert table is not None
    assert [str(value) for value in table.rows[0][1:]] == [".."] * 5


@pytest.mark.parametrize(("known", "wanted"), [((1e6, 1e6 - 1.0), "1.00"), ((1e6, 5e5), None), ((1e6, 1e6), None)])
def test_the_sea_without_a_value_is_never_printed_like_all_of_it(known, wanted):
    """Of 1,000,000 km2 all but 1 has no value: to 3 digits that is all of it."""
    every, missing = known
    areas = [missing, every - missing] if every > missing else [missing]
    values = [NAN, 0.2][: len(areas)]
    table = pd.DataFrame({"indicator": "tuna_catch_density", "value": values, "area_km2": areas, "reason_kind": ""})
    desk = desk_of(nothing("claimed", "no data"), patches=((1, "no data"),))
    desk = Desk(**{**vars(desk), "cells": Cells({"indicator_table": table})})
    rest = desk.all_but((("indicator", "is", "tuna_catch_density"), ("value", "missing", None)))
    assert (None if rest is None else rest.text.split("\u00a0")[0]) == wanted


def test_only_patches_that_the_map_of_reefs_does_not_reach_are_counted_as_such():
    rows = {"indicator": "reef_cells", "reason_kind": ["", "no data"], "area_km2": [5.0, 7.0], "face_id": ["a", "b"]}
    faces = pd.DataFrame({"face_id": ["a", "b"], "n_claimants": [1, 1]})
    desk = desk_of(nothing("claimed", "no data"), patches=((1, "no data"),))
    desk = Desk(**{**vars(desk), "cells": Cells({"indicator_table": pd.DataFrame(rows), "faces": faces})})
    assert "does not reach 1 of 2 patches (7.00" in str(desk.beyond_reefs())
    whole = pd.DataFrame(rows).assign(reason_kind="")
    assert Desk(**{**vars(desk), "cells": Cells({"indicator_table": whole, "faces": faces})}).beyond_reefs() is None
