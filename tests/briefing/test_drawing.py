"""A map without a value is left out of a pack; evidence that informs stays."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from toolkit.briefing.bound import Cells
from toolkit.briefing.drawing import _informs
from toolkit.briefing.figure_text import bind_text, rules_in_reasons
from toolkit.errors import PackError
from toolkit.overlay.table import IndicatorTable

WITHHELD = "withheld at source: fewer than 3 vessels"


def table(*rows):
    frame = pd.DataFrame(rows, columns=["face_id", "time", "value", "valid_fraction", "n_sites", "reason"])
    return IndicatorTable(frame.assign(indicator="hard_coral_cover", statistic="mean", units="percent", basis="x", dataset_ids="d"))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("a", "2010", 5.0, 0.4, 3, "")], (True, True)),
        ([("a", "2010", math.nan, 0.0, 0, "no survey in the data used")], (False, False)),
        ([("a", "2010", math.nan, 0.1, 2, "below minimum: 2 of 3 sites")], (False, True)),
        ([("a", "2010", math.nan, 0.1, 2, WITHHELD)], (False, False)),
        ([("a", "2005", 5.0, 0.4, 3, ""), ("a", "2010", math.nan, 0.0, 0, "no survey in the data used")], (False, False)),
    ],
    ids=["a value", "nothing", "too little", "withheld", "a value in an earlier period alone"],
)
@pytest.mark.parametrize("measure", ["valid_fraction", "n"])
def test_a_map_asks_for_a_value_and_its_evidence_for_evidence(rows, expected, measure):
    assert _informs(table(*rows), "hard_coral_cover", measure) == expected


def test_the_rule_in_a_reason_is_a_quotation_and_another_numeral_is_not():
    cells = Cells({"indicator_table": table(("a", "2010", math.nan, 0.0, 0, WITHHELD)).frame})
    phrases = rules_in_reasons(cells, "hard_coral_cover")
    told = bind_text(f"one patch, {WITHHELD}", cells, [], phrases=phrases, dates=set(), where="Map 'x'")
    assert [part.text for part in told.parts if not isinstance(part, str)] == [WITHHELD]
    with pytest.raises(PackError, match="the numeral '3'"):
        bind_text("3 patches", cells, [], phrases=phrases, dates=set(), where="Map 'x'")
