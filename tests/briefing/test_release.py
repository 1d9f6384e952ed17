"""What is withheld from whom: small tables worked out by hand, random worlds, swapped participants, editions side by side."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toolkit.briefing.attack import exposures
from toolkit.briefing.release import CONCENTRATED, KEPT, PROTECTS, Tables, few, key_note, release, release_tables, row_tiers
from toolkit.briefing.systems import UNIT_COLUMNS, build_system, too_concentrated
from toolkit.briefing.tiers import HIGHEST, read_key, rules
from toolkit.errors import PackError, SchemaError, UnknownNameError, UnreadableFileError
from toolkit.overlay.table import IndicatorTable

TIME = "2015/2019"
COVER = "hard_coral_cover"


def units_from(sites: dict[str, list[float]], overlapping: tuple[str, ...] = (), indicator: str = COVER) -> pd.DataFrame:
    """Units of faces; every face lies in the waters with a claimant, some in those with several."""
    rows = []
    for face, values in sites.items():
        waters = "S1 claimed; S1 overlapping" if face in overlapping else "S1 claimed"
        rows += [(indicator, TIME, f"{face}{number}", face, waters, value, 1) for number, value in enumerate(values)]
    return pd.DataFrame(rows, columns=list(UNIT_COLUMNS))


def tables_from(sites: dict[str, list[float]], overlapping: tuple[str, ...] = (), *, statistic: str = "mean", **more) -> Tables:
    """The two tables of a pack that these units give."""
    indicator, unit, dataset = more.get("indicator", COVER), more.get("units", "percent"), more.get("dataset", "coral-cover")
    units = units_from(sites, overlapping, indicator)
    total = {"mean": np.mean, "sum": np.sum}[statistic]

    def row(values: list[float]) -> dict:
        return {
            "indicator": indicator,
            "statistic": statistic,
            "time": TIME,
            "value": float(total(values)) if values else math.nan,
            "units": unit,
            "n_sites": len(values),
            "basis": "surveyed sites",
            "reason": "" if values else "no survey in the data used",
            "dataset_ids": dataset,
        }

    faces = IndicatorTable(pd.DataFrame([{"face_id": face, **row(values)} for face, values in sites.items()])).frame
    waters = {"claimed": [v for values in sites.values() for v in values]}
    if overlapping:
        waters["overlapping"] = [v for face in overlapping for v in sites[face]]
    frames = IndicatorTable(pd.DataFrame([{"face_id": name, **row(values)} for name, values in waters.items()])).frame
    scenarios = frames.rename(columns={"face_id": "waters"}).assign(scenario="S1", accounting="one way of counting")
    return Tables(faces, scenarios.drop(columns=["lower", "upper"]), units)


def reasons(tables: Tables) -> dict[str, str]:
    seen = {str(row.face_id): str(row.reason) for row in tables.faces.itertuples()}
    return {**seen, **{f"S1 {row.waters}": str(row.reason) for row in tables.scenarios.itertuples()}}


def test_a_face_of_two_sites_is_withheld_and_so_is_one_that_would_give_it_away():
    made = release_tables(tables_from({"a": [10.0, 20.0], "b": [30.0] * 5, "c": [40.0] * 9}), "participants")
    # all = (30 + 150 + 360) / 16: with b and c printed, a would be what is left. b has fewer sites than c.
    assert reasons(made) == {"a": few(3), "b": PROTECTS, "c": "", "S1 claimed": ""}
    assert made.units is None
    assert made.withheld[["place", "rule"]].to_numpy().tolist() == [["a", "minimum frequency"], ["b", "complementary suppression"]]


def test_nothing_is_withheld_where_every_face_has_enough():
    whole = tables_from({"a": [10.0, 20.0, 30.0], "b": [30.0] * 5})
    made = release_tables(whole, "participants")
    pd.testing.assert_frame_equal(made.faces, whole.faces)
    assert not len(made.withheld)


def test_sites_shared_out_by_reef_are_not_units():
    whole = tables_from({"a": [], "b": [30.0] * 5})
    basis = "reef-bearing cells in surveyed squares of one degree, sites by share of the reef"
    reason = "below minimum: n_sites 2 < 3, sites shared out by reef"
    empty = whole.faces["face_id"] == "a"
    thin = whole.faces.assign(basis=basis, n_sites=whole.faces["n_sites"].mask(empty, 2), reason=whole.faces["reason"].mask(empty, reason))
    made = release_tables(Tables(thin, whole.scenarios, whole.units), "public")
    assert reasons(made)["a"] == reason


def test_a_face_without_sites_keeps_its_reason():
    made = release_tables(tables_from({"a": [], "b": [30.0] * 5}), "public")
    assert reasons(made)["a"] == "no survey in the data used"


def test_the_public_sees_the_least_of_a_band():
    made = release_tables(tables_from({"a": [1.0] * 19, "b": [30.0] * 7}), "public")
    assert made.faces["n_sites"].tolist() == [10, 5]
    assert release_tables(tables_from({"a": [1.0] * 19, "b": [30.0] * 7}), "participants").faces["n_sites"].tolist() == [19, 7]


def test_what_the_publisher_withheld_stays_withheld_and_says_so():
    table = IndicatorTable(
        pd.DataFrame(
            [
                {
                    "face_id": "a", "indicator": "tuna_catch_density", "statistic": "mean", "value": math.nan, "units": "t/km2",
                    "reason": "withheld at source: fewer than 3 vessels", "dataset_ids": "wcpfc-5deg",
                }
            ]
        )
    )  # fmt: skip
    for tier in rules().order:
        assert release(table, tier)[0].frame["reason"].item() == "withheld at source: fewer than 3 vessels"


def test_data_that_are_not_registered_stay_with_the_highest_tier():
    whole = tables_from({"a": [10.0] * 4, "b": [20.0] * 5}, dataset="my_surveys")
    kept = release_tables(whole, "participants", standard=frozenset({COVER}))
    assert set(kept.faces["reason"]) == {KEPT}
    assert kept.faces["time"].tolist() == ["", ""]
    assert kept.faces["n_sites"].isna().all()
    assert not len(release_tables(whole, "participants").faces)
    shared = release_tables(whole, "participants", own={"my_surveys": "participants"})
    assert shared.faces["value"].notna().all()
    assert set(release_tables(whole, "public", own={"my_surveys": "participants"}, standard=frozenset({COVER})).faces["reason"]) == {KEPT}


def test_a_value_of_no_dataset_stays_with_the_highest_tier():
    whole = tables_from({"a": [10.0] * 4, "b": []}, dataset="")
    assert row_tiers(whole.faces, {}) == [HIGHEST, "public"]
    assert release_tables(whole, "participants", standard=frozenset({COVER})).faces["reason"].tolist() == [
        KEPT,
        "no survey in the data used",
    ]


def test_the_public_edition_does_not_depend_on_the_way_it_is_reached():
    whole = tables_from({"a": [10.0, 20.0], "b": [30.0] * 5, "c": [40.0] * 9, "d": [5.0] * 3}, ("a", "b"))
    straight = release_tables(whole, "public")
    by_steps = release_tables(release_tables(whole, "participants"), "public", source="participants")
    pd.testing.assert_frame_equal(straight.faces, by_steps.faces)
    pd.testing.assert_frame_equal(straight.scenarios, by_steps.scenarios)
    pd.testing.assert_frame_equal(straight.withheld, by_steps.withheld)
    assert straight.ran == by_steps.ran


def test_a_fuller_edition_cannot_be_made_from_a_lower_one():
    with pytest.raises(PackError, match="holds less"):
        release_tables(tables_from({"a": [1.0] * 4}), HIGHEST, source="public")
    with pytest.raises(UnknownNameError, match="audience"):
        release_tables(tables_from({"a": [1.0] * 4}), "press")


def test_swapping_two_participants_changes_nothing_but_names():
    sites = {"a": [10.0, 20.0], "b": [30.0] * 5, "c": [40.0] * 5, "d": [5.0] * 3}
    swapped = {{"b": "c", "c": "b"}.get(face, face): values for face, values in sites.items()}
    before, after = (reasons(release_tables(tables_from(given, ("a",)), "public")) for given in (sites, swapped))
    assert {{"b": "c", "c": "b"}.get(name, name): reason for name, reason in before.items()} == after


@pytest.mark.parametrize(("amounts", "withheld"), [([90.0, 8.0, 2.0], True), ([40.0, 30.0, 30.0], False), ([50.0, 50.0], True)])
def test_the_p_rule_by_hand(amounts, withheld):
    # X - x1 - x2 < 10 % of x1: 2 < 9; 30 is not < 4; 0 < 5.
    assert too_concentrated({str(n): value for n, value in enumerate(amounts)}, 10.0)[0] is withheld


def test_a_concentrated_amount_is_withheld_and_its_interval_reaches_far_enough():
    sites = {"a": [900.0, 80.0, 20.0], "b": [300.0, 300.0, 300.0], "c": [400.0, 500.0, 450.0, 410.0]}
    amounts = {"statistic": "sum", "indicator": "tuna_catch", "units": "t", "dataset": "wcpfc-5deg"}
    made = release_tables(tables_from(sites, **amounts), "participants", p=10.0)
    assert reasons(made)["a"] == CONCENTRATED
    assert PROTECTS in reasons(made).values()
    assert not any("10" in str(value) for value in made.withheld.to_numpy().ravel() if str(value) != TIME)


def test_amounts_of_known_holdings_are_not_released_without_the_key():
    amounts = {"statistic": "sum", "indicator": "tuna_catch", "units": "t", "dataset": "wcpfc-5deg"}
    with pytest.raises(SchemaError, match="--key"):
        release_tables(tables_from({"a": [900.0, 80.0, 20.0]}, **amounts), "participants")


def test_the_key_is_one_number_and_is_not_repeated_in_messages(tmp_path):
    (tmp_path / "key.toml").write_text("p = 12.5\n")
    assert read_key(tmp_path / "key.toml") == 12.5
    for text in ("p = 777.5", "p = true", 'p = "12.5"', "q = 12.5", "p = 12.5\nq = 1"):
        (tmp_path / "key.toml").write_text(text)
        with pytest.raises(SchemaError) as caught:
            read_key(tmp_path / "key.toml")
        assert "7.5" not in str(caught.value)
        assert "12.5" not in str(caught.value)
    with pytest.raises(UnreadableFileError):
        read_key(tmp_path / "none.toml")


def test_one_new_site_since_the_previous_edition_is_not_given_away():
    old = {"a": [10.0, 20.0, 30.0], "b": [30.0] * 5, "c": [40.0] * 9}
    new = {**old, "a": [10.0, 20.0, 30.0, 77.0]}
    # Both means of a would give 4 x 34.25 - 3 x 20 = 77, and those of all waters the same: both are withheld.
    made = release_tables(tables_from(new), "participants", previous=tables_from(old))
    assert reasons(made)["a"] == PROTECTS
    assert reasons(made)["S1 claimed"] == PROTECTS
    assert "previous edition" in made.ran
    assert set(reasons(release_tables(tables_from(new), "participants")).values()) == {""}


def test_the_previous_edition_is_known_though_its_file_had_another_name():
    old = tables_from({"a": [10.0, 20.0, 30.0], "b": [30.0] * 5, "c": [40.0] * 9}, dataset="surveys_of_last_year")
    new = tables_from({"a": [10.0, 20.0, 30.0, 77.0], "b": [30.0] * 5, "c": [40.0] * 9}, dataset="surveys_of_this_year")
    shared = {"own": {"surveys_of_this_year": "participants"}, "standard": frozenset({COVER})}
    made = release_tables(new, "participants", previous=old, previous_own={"surveys_of_last_year": "participants"}, **shared)
    assert reasons(made)["a"] == PROTECTS
    # What the readers of the previous edition never saw gives nothing away.
    kept = release_tables(new, "participants", previous=old, previous_own={"surveys_of_last_year": "track2"}, **shared)
    assert set(reasons(kept).values()) == {""}


def test_the_same_data_again_are_released_again():
    sites = {"a": [10.0, 20.0], "b": [30.0] * 5, "c": [40.0] * 9}
    first = release_tables(tables_from(sites), "participants")
    again = release_tables(tables_from(sites), "participants", previous=tables_from(sites))
    assert reasons(first) == reasons(again)


def test_many_new_sites_are_released():
    old = {"a": [10.0, 20.0, 30.0], "b": [30.0] * 5}
    made = release_tables(tables_from({**old, "a": [10.0, 20.0, 30.0, 41.0, 52.0, 63.0]}), "participants", previous=tables_from(old))
    assert set(reasons(made).values()) == {""}


def test_what_was_handed_out_cannot_be_withheld():
    old = {"a": [10.0, 20.0, 30.0], "b": [30.0] * 5, "c": [40.0] * 9}
    with pytest.raises(PackError, match=r"DSC-01.*previous edition prints"):
        release_tables(tables_from({**old, "a": [10.0, 20.0]}), "participants", previous=tables_from(old))


def audited(whole: Tables, made: Tables, previous: tuple[Tables, Tables] | None = None) -> list:
    """What a reader finds out from a release, asked anew."""
    rows, earlier = {}, {}
    for frame, kind in ((made.faces, "face"), (made.scenarios, "waters")):
        for row in frame.to_dict("records"):
            rows[(kind, row["face_id"] if kind == "face" else f"S1 {row['waters']}")] = bool(np.isfinite(row["value"]))
    if previous is not None:
        for frame, kind in ((previous[1].faces, "face"), (previous[1].scenarios, "waters")):
            for row in frame.to_dict("records"):
                earlier[(kind, row["face_id"] if kind == "face" else f"S1 {row['waters']}")] = bool(np.isfinite(row["value"]))
    more = {"before": previous[0].units, "before_rows": earlier} if previous is not None else {}
    system = build_system(COVER, "mean", "percent", rows, whole.units, rules(), **more)
    hidden = [("now", row) for row, printed in rows.items() if not printed]
    return exposures(system.cells, system.relations, hidden)


values = st.lists(st.integers(0, 100).map(float), min_size=0, max_size=5)


@settings(max_examples=20, deadline=None)
@given(st.lists(values, min_size=2, max_size=4), st.sets(st.integers(0, 3), max_size=3), st.data())
def test_no_reader_of_this_edition_and_the_previous_one_finds_a_withheld_value(sites, over, data):
    world = {f"f{number}": found for number, found in enumerate(sites)}
    overlapping = tuple(
        f"f{number}" for number in sorted(over) if number < len(sites) and any(world[f"f{n}"] for n in over if n < len(sites))
    )
    old = tables_from(world, overlapping)
    first = release_tables(old, "participants")
    assert audited(old, first) == []
    grown = {face: [*found, *data.draw(st.lists(st.integers(0, 100).map(float), max_size=4))] for face, found in world.items()}
    new = tables_from(grown, overlapping)
    try:
        second = release_tables(new, "participants", previous=old)
    except PackError:
        # Nothing is written where a site of the previous edition could be told from the new one whatever is withheld.
        return
    assert audited(new, second, (old, first)) == []


def test_every_dataset_of_a_pack_of_embedded_data_has_a_tier():
    from toolkit.briefing.edition import GROUND
    from toolkit.catalog.registry import datasets

    for name in ("arf-claims", "claims-ledger", "coral-cover", "reef-cells", "sst-climatology", "fao-areas", "wcpfc-5deg", *GROUND):
        if name in datasets():
            assert rules().of_dataset(name) == "public", name
    assert rules().of_dataset("anything else") == HIGHEST


def test_a_key_that_judges_nothing_is_said_and_no_rule_is_said_to_have_run():
    of_cover = tables_from({"a": [30.0, 40.0, 50.0]})
    of_catch = tables_from({"a": [900.0, 800.0, 700.0]}, statistic="sum", indicator="tuna_catch", units="t", dataset="wcpfc-5deg")
    assert "the p% rule judges nothing here" in key_note(of_cover, 12.5)
    assert "12.5" not in key_note(of_cover, 12.5)
    assert (key_note(of_cover, None), key_note(of_catch, 12.5)) == ("", "")
    assert "p% rule" not in release_tables(of_cover, "participants", p=12.5).ran
    assert "p% rule" in release_tables(of_catch, "participants", p=12.5).ran
