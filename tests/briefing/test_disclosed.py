"""What is withheld is listed whole: by publishers and from these readers; the p% rule on catches by flag."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from toolkit.briefing.disclosed import disclosure_frames
from toolkit.briefing.release import AT_SOURCE, CONCENTRATED, PROTECTS, Tables, few, release, release_tables
from toolkit.catalog.readers.wcpfc import read_wcpfc_longline
from toolkit.overlay.table import IndicatorTable

CATCH = {"indicator": "tuna_catch", "statistic": "sum", "units": "t", "dataset_ids": "wcpfc-5deg"}


def test_what_a_publisher_withholds_is_listed_with_the_patch_and_the_rule():
    reason = "withheld at source: fewer than 3 vessels"
    rows = [("f2", "", "1990", reason), ("f1", "", "1990", ""), ("f1", "", "1995", reason), ("f1", "", "2000", "no catch reported")]
    table = pd.DataFrame(rows, columns=["face_id", "dataset_ids", "time", "reason"]).assign(
        indicator="tuna_catch", statistic="sum", value=[math.nan, 3.0, math.nan, math.nan]
    )
    scenarios = table.iloc[:1].drop(columns="face_id").assign(scenario="S2", waters="overlapping")
    faces = pd.DataFrame({"face_id": ["f1", "f2"], "label": ["7", "8"]})
    rules = pd.DataFrame({"rule": ["any"], "value": [1.0]})
    # Each way of counting has a row of its own: the value is withheld once.
    twice = pd.concat([scenarios, scenarios], ignore_index=True)
    told = disclosure_frames({"indicator_table": table, "scenarios": twice, "faces": faces, "rules": rules}, None)["withheld"]
    assert told[["table", "place", "label", "time", "rule"]].to_numpy().tolist() == [
        ["indicator_table", "f2", "8", "1990", AT_SOURCE],
        ["indicator_table", "f1", "7", "1995", AT_SOURCE],
        ["scenarios", "S2 overlapping", "", "1990", AT_SOURCE],
    ]
    assert set(told["reason"]) == {reason}


def catches(flags: dict[str, list[float]]) -> tuple[IndicatorTable, pd.DataFrame]:
    """Squares with the catch of each flag: the table that prints their sums, and the units behind it."""
    rows = [{"face_id": name, **CATCH, "value": math.fsum(of), "n_sites": len(of)} for name, of in flags.items()]
    units = [
        ("tuna_catch", "", f"flag {number}", name, "S1 claimed", amount, 1)
        for name, of in flags.items()
        for number, amount in enumerate(of)
    ]
    names = ["indicator", "time", "holding", "face_id", "waters", "value", "n_surveys"]
    return IndicatorTable(pd.DataFrame(rows)), pd.DataFrame(units, columns=names)


def test_the_rules_on_five_squares_by_hand():
    table, units = catches(
        {
            "two": [50.0, 60.0],  # fewer than three flags
            "close": [1000.0, 300.0, 40.0],  # 40 < 10 % of 1000: the second could find the first
            "even": [400.0, 300.0, 200.0],  # 200 is not < 40
            "many": [100.0] * 9,
            "edge": [1000.0, 300.0, 100.0],  # 100 is not < 100
        }
    )
    made, record = release(table, "participants", units=units, p=10.0)
    reasons = dict(zip(made.frame["face_id"], made.frame["reason"], strict=True))
    assert reasons == {"two": few(3), "close": CONCENTRATED, "even": "", "many": "", "edge": ""}
    assert record["rule"].tolist() == ["minimum frequency", "p% rule"]
    assert made.frame.set_index("face_id").loc[["two", "close"], ["value", "n_sites"]].isna().all().all()


@pytest.fixture
def real(shared_data) -> dict[str, list[float]]:
    """Longline catch by flag on squares of the south-western Pacific in 2015, t; rows that the publisher blanked are left out."""
    frame = read_wcpfc_longline(shared_data / "fish" / "wcpfc" / "WCPFC_L_PUBLIC_BY_FLAG_YR.CSV")
    frame = frame[(frame["year"] == 2015) & ~frame["suppressed"] & frame["west"].between(150, 175) & frame["south"].between(-20, -5)]
    amounts = frame[[name for name in frame if name.endswith("_c")]].sum(axis=1)
    squares: dict[str, list[float]] = {}
    for west, south, amount in zip(frame["west"], frame["south"], amounts, strict=True):
        if amount > 0:
            squares.setdefault(f"{west:.0f}E {-south:.0f}S", []).append(float(amount))
    return squares


def test_real_catches_by_flag_keep_the_share_of_the_largest(real):
    """Where the second largest flag could estimate the largest, the sum is withheld, and it cannot be got back from the total."""
    p = 10.0

    def short(of: list[float]) -> float:
        """How far the interval of a sum must reach beyond it: what is left of p per cent of the largest without the third and the rest."""
        first, _, *rest = sorted(of, reverse=True)
        return p / 100.0 * first - sum(rest)

    thin = {name for name, of in real.items() if len(of) < 3}
    dominated = {name for name, of in real.items() if len(of) >= 3 and short(of) > 0}
    assert thin
    assert len(dominated) == 5
    table, units = catches(real)
    total = math.fsum(amount for of in real.values() for amount in of)
    waters = table.frame.iloc[:1].drop(columns="face_id").assign(
        value=total, n_sites=sum(len(of) for of in real.values()), scenario="S1", waters="claimed", accounting="one way of counting"
    )  # fmt: skip
    made = release_tables(Tables(table.frame, waters, units), "participants", p=p)
    reasons = made.faces.set_index("face_id")["reason"]
    assert set(reasons.index[reasons == few(3)]) == thin
    assert set(reasons.index[reasons == CONCENTRATED]) == dominated
    assert set(reasons[[name for name in reasons.index if name not in thin | dominated]]) <= {"", PROTECTS}
    shown = made.faces.set_index("face_id")["value"].dropna()
    assert all(value == math.fsum(real[str(name)]) for name, value in shown.items())
    if made.scenarios["value"].notna().all():
        hidden = total - math.fsum(shown)
        assert all(hidden - math.fsum(real[name]) >= short(real[name]) for name in dominated)
    # What the release prints of it, and what it does not: no p, no amount.
    rows = made.withheld[made.withheld["rule"] == "p% rule"]
    assert set(rows["place"]) == dominated
    assert set(rows["reason"]) == {"withheld: protects single units"}
    assert made.ran == ("minimum frequency", "p% rule", "complementary suppression")
    assert "10" not in " ".join(made.withheld["reason"]) + " ".join(made.withheld["rule"])
    # With a p near nothing they are printed: it is this rule that withholds them.
    loose = release_tables(Tables(table.frame, waters, units), "participants", p=1e-6).faces
    assert dominated & set(loose.loc[loose["value"].notna(), "face_id"])
