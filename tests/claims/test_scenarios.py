"""Scenarios choose, say what they chose, and refuse what a set does not carry."""

from __future__ import annotations

import dataclasses
import itertools

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from toolkit.claims.model import AXES, Claim, ClaimSet, LegalLine
from toolkit.claims.partition import partition
from toolkit.claims.read import read_claims
from toolkit.claims.scenarios import Scenario, apply, carried, family
from toolkit.errors import SchemaError, UnknownNameError


def claim(name, west=0.0, **fields):
    given = {"claimants": ("PHL",), "zone_kind": "EEZ", "basis": "distance", "regime": "claim", "instrument_ids": ()} | fields
    return Claim(name, title=name, geometry=shapely.box(west, 0, west + 1, 1), **given)


@pytest.fixture
def variants():
    """A set as the compiled one is: a base, and alternatives that a scenario must ask for."""
    return ClaimSet(
        "v",
        "Variants",
        "2026-01-01",
        claims=(
            claim("always"),
            claim("cut", 2, when={"undelimited": ("equidistance",)}),
            claim("islet-12", 4, when={"features": ("12", "200")}),
            claim("islet-200", 6, when={"features": ("200",)}),
            claim("old", 8, valid_to="2004-06-30"),
            claim("uncut", 2, when={"undelimited": ("overlap",)}),
            claim("young", 10, valid_from="2004-06-30"),
        ),
        lines=(LegalLine("treaty", "agreed", "A line", ("CHN", "VNM"), (), shapely.LineString([(0, 0), (1, 1)]), valid_from="2004-06-30"),),
        base={"features": "0", "undelimited": "overlap"},
    )


def ids(claims):
    return [item.claim_id for item in claims.claims]


def test_the_base_is_what_the_set_says_on_its_own_date(variants):
    assert carried(variants) == {
        "features": ("0", "12", "200"), "undelimited": ("overlap", "equidistance"), "stated": (), "symbol": (), "unratified": (),
    }  # fmt: skip
    base = apply(variants)
    assert ids(base) == ["always", "uncut", "young"]
    assert base.notes == ("Scenario 'base' (features 0, undelimited overlap, as of 2026-01-01): 3 of 7 claims.",)
    assert apply(base).claims == base.claims


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        ({"features": "12"}, ["always", "islet-12", "uncut", "young"]),
        ({"features": "200", "undelimited": "equidistance"}, ["always", "cut", "islet-12", "islet-200", "young"]),
        ({"exclude": ("young",)}, ["always", "uncut"]),
        ({"include": ("young", "uncut")}, ["uncut", "young"]),
        ({"as_of": "1999-01-01"}, ["always", "old", "uncut"]),
    ],
)
def test_a_scenario_takes_what_it_names(variants, choices, expected):
    assert ids(apply(variants, Scenario("s", **choices))) == expected


def test_two_dates_differ_exactly_by_what_began_or_ended_between_them(variants):
    before, after = apply(variants, Scenario("1999", as_of="1999-01-01")), apply(variants, Scenario("now", as_of="2025-01-01"))
    assert set(ids(before)) ^ set(ids(after)) == {"old", "young"}
    assert (len(before.lines), len(after.lines)) == (0, 1)
    assert before.date == "1999-01-01"
    # The day itself belongs to what begins on it.
    assert "young" in ids(apply(variants, Scenario("day", as_of="2004-06-30")))
    assert ids(apply(before)) == ids(before)


def test_a_variant_that_the_set_does_not_carry_is_refused(variants):
    with pytest.raises(SchemaError, match=r"symbol = 'counted'.*does not carry.*Carried: none"):
        apply(variants, Scenario("s", symbol="counted"))
    plain = ClaimSet("p", "Plain", claims=(claim("a"),))
    with pytest.raises(SchemaError, match=r"features = '0'.*does not carry"):
        partition(plain, scenario=Scenario("s", features="0"))


def test_variants_without_a_base_must_be_chosen(variants):
    with pytest.raises(SchemaError, match=r"no base\. Name one"):
        apply(variants.replace(base={}))


def test_unknown_claims_are_refused(variants):
    for choice in ("include", "exclude"):
        with pytest.raises(UnknownNameError, match="Did you mean 'young'"):
            apply(variants, Scenario("s", **{choice: ("youngg",)}))


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"name": ""}, "no name"),
        ({"features": "24"}, "allowed: '0', '12', '200'"),
        ({"as_of": "1999"}, "ISO date"),
        ({"include": "abc"}, "list of claim ids"),
    ],
)
def test_a_wrong_scenario_is_refused(fields, says):
    with pytest.raises(SchemaError, match=says):
        Scenario(**({"name": "s"} | fields))


names = st.lists(st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=5), max_size=3).map(tuple)
scenarios = st.builds(
    Scenario,
    name=st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8),
    include=st.one_of(st.none(), names),
    exclude=names,
    as_of=st.sampled_from(["", "1999-01-01"]),
    **{axis: st.one_of(st.none(), st.sampled_from(allowed)) for axis, allowed in AXES.items()},
)


@given(scenario=scenarios)
@settings(max_examples=50, deadline=None)
def test_a_scenario_survives_toml_and_json(scenario):
    assert Scenario.from_toml(scenario.to_toml()) == scenario
    assert Scenario.from_json(scenario.to_json()) == scenario


@pytest.mark.parametrize(
    ("read", "text", "says"),
    [
        (Scenario.from_toml, "name = ", "as TOML"),
        (Scenario.from_json, "{", "as JSON"),
        (Scenario.from_json, "[1]", "given as list"),
        (Scenario.from_json, '{"features": "0"}', "Required: name"),
        (Scenario.from_toml, 'name = "s"\nweather = "fine"', r"unknown \['weather'\]"),
    ],
)
def test_text_that_is_no_scenario_is_refused(read, text, says):
    with pytest.raises(SchemaError, match=says):
        read(text)


# ---- families ----


def test_a_small_set_gives_every_subset_once():
    claims = ClaimSet("s", "Set", claims=tuple(claim(f"c{i}", i) for i in range(4)))
    made = family(claims)
    assert (len(made), made.complete, made.n_possible, made.seed) == (15, True, 15, None)
    expected = {c for size in range(1, 5) for c in itertools.combinations([f"c{i}" for i in range(4)], size)}
    assert {item.include for item in made} == expected
    assert len({item.name for item in made}) == 15
    assert made.describe() == "all 15 scenarios"
    assert [len(apply(claims, item)) for item in made] == [len(item.include) for item in made]


def test_a_large_set_is_sampled_with_a_seed_and_called_a_sample():
    claims = ClaimSet("s", "Set", claims=tuple(claim(f"c{i:02d}", i) for i in range(12)))
    made = family(claims, at_most=30, seed=7)
    assert (len(made), made.complete, made.n_possible) == (30, False, 4095)
    assert made.describe() == "a sample of 30 of 4095 scenarios (seed 7)"
    assert made == family(claims, at_most=30, seed=7)
    assert made != family(claims, at_most=30, seed=8)
    assert len({item.include for item in made}) == 30
    assert tuple(f"c{i:02d}" for i in range(12)) in {item.include for item in made}


def test_axes_are_crossed(variants):
    made = family(variants, axes=("features", "undelimited"), subsets=False)
    assert [(item.features, item.undelimited) for item in made] == list(itertools.product(("0", "12", "200"), ("overlap", "equidistance")))
    assert made.scenarios[-1].name == "base, features 200, undelimited equidistance"
    assert (made.complete, made.n_possible) == (True, 6)


def test_axes_that_are_unknown_or_not_carried_are_refused(variants):
    with pytest.raises(UnknownNameError, match="axis of scenarios 'feature'"):
        family(variants, axes=("feature",))
    with pytest.raises(SchemaError, match="no variants of 'symbol'"):
        family(variants, axes=("symbol",))
    with pytest.raises(SchemaError, match="1 or more"):
        family(variants, at_most=0)


def test_what_is_claimed_under_every_scenario_of_a_family(variants):
    # 'always' is in every member that includes it; its face keeps one id through all of them.
    made = [item for item in family(variants, axes=("features",)) if "always" in item.include]
    found = {name for item in made for name, row in partition(variants, scenario=item).frame.iterrows() if row["claim_ids"] == ("always",)}
    assert len(found) == 1


# ---- the embedded set ----


@pytest.fixture(scope="module")
def compiled():
    return read_claims("arf")


def test_two_dates_of_the_embedded_set_differ_exactly_by_the_instruments_in_between(compiled):
    early, late = "1999-01-01", "2025-01-01"
    before, after = (apply(compiled, Scenario(day, as_of=day)) for day in (early, late))
    base = apply(compiled.replace(claims=tuple(dataclasses.replace(item, valid_from="", valid_to="") for item in compiled.claims)))

    def full(date):
        return (date + "-01-01")[: max(10, len(date))][:10] if date else ""

    between = {
        item.claim_id
        for item in compiled.claims
        if item.claim_id in ids(base)
        and (early < full(item.valid_from) <= late or early < full(item.valid_to) <= late)
        and not (early < full(item.valid_from) and full(item.valid_to) and full(item.valid_to) <= late)
    }
    assert set(ids(before)) ^ set(ids(after)) == between
    assert between


def test_every_variant_of_the_embedded_set_can_be_partitioned(compiled):
    totals = {item.name: partition(compiled, scenario=item).by_count()["area_km2"].sum() for item in variants_of(compiled)}
    assert len(totals) >= 4
    assert all(total > 1e6 for total in totals.values())


def variants_of(claims):
    return [Scenario(f"{axis} {value}", **{axis: value}) for axis, values in carried(claims).items() for value in values]
