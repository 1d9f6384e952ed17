"""Units as they are printed: powers raised, whatever spelling the file has; no word of a unit changed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from toolkit.rounding import legend_unit, quantity, unit
from toolkit.unit_text import typeset


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("mg m-3", "mg m⁻³"),
        ("mg m^-3", "mg m⁻³"),
        ("mg m**-3", "mg m⁻³"),
        ("mg.m-3", "mg m⁻³"),
        ("mg/m3", "mg/m³"),
        ("m2", "m²"),
        ("W m-2", "W m⁻²"),
        ("mg C m-2 d-1", "mg C m⁻² d⁻¹"),
        ("mmol O2 m-2", "mmol O₂ m⁻²"),
        ("umol CO2 kg-1", "umol CO₂ kg⁻¹"),
        ("1e-3", "10⁻³"),
        ("1.e-3 g", "10⁻³ g"),
        ("10-6 m", "10⁻⁶ m"),
        ("10^6 m3 s-1", "10⁶ m³ s⁻¹"),
        ("kg m+2", "kg m²"),
        ("1000 km2", "1000 km²"),
        ("0.001", "0.001"),
        ("ug/L", "ug/L"),
    ],
)
def test_powers_are_raised_and_other_numbers_stay(written, printed):
    assert typeset(written) == printed


@given(st.sampled_from(["m", "kg", "s", "mol", "Pa", "degree"]), st.integers(-9, 9).filter(lambda n: n not in (0, 1)))
def test_one_power_has_one_print_in_every_spelling(name, power):
    printed = {typeset(f"{name}{sign}{power}") for sign in ("", "^", "**")}
    assert len(printed) == 1
    assert not any(sign in "0123456789" for sign in printed.pop())


def test_sentences_and_legends_print_units_alike():
    assert unit("mg m-3") == legend_unit("mg m-3") == "mg m⁻³"
    assert quantity(0.33, "mg m-3") == "0.330\u00a0mg m⁻³"
