"""What a notebook shows of the nouns: complete, neutral, with an equivalent in plain text."""

import re

import pytest
import toolkit as tk
from toolkit.claims.names import party_name
from toolkit.claims.render import thumbnail


@pytest.fixture(scope="module")
def claims():
    return tk.read_claims("gulf-of-thailand")


@pytest.fixture(scope="module")
def faces(claims):
    return tk.partition(claims, within=tk.regions()["gulf-of-thailand"].bounds)


def test_a_claim_set_names_claimants_in_order_and_counts_its_gaps(claims):
    page = claims._repr_html_()
    names = [party_name(code) for code in claims.claimants]
    assert ", ".join(names) in page
    assert names == sorted(names)
    assert f"{len(claims.gaps)} known gaps" in page


def test_faces_say_how_much_sea_has_how_many_claimants(faces):
    page = faces._repr_html_()
    for n, row in faces.by_count().iterrows():
        assert f"{n} claimant{'s' if n > 1 else ''}" in page
        assert f"{row.n_faces:.0f} faces, {row.area_km2:,.0f} km²" in page


def test_a_sketch_has_no_line_and_one_tint(claims, faces):
    for page in (claims._repr_html_(), faces._repr_html_()):
        sketch = re.search(r"<svg.*</svg>", page, re.DOTALL)[0]
        assert "stroke" not in sketch
        assert len(set(re.findall(r'fill="(#\w+)"', sketch))) == 3  # sea, land, and one tint for every party
        assert "<title>" in sketch


def test_a_sketch_of_nothing_is_nothing():
    assert thumbnail([], [], "nothing") == ""


def test_a_table_shows_basis_and_coverage(faces):
    reefs = tk.read_reef_grid()["n_cells"]
    table = tk.zonal_table(reefs, tk.coverage(reefs, faces), indicator=tk.indicator("reef_cells"))
    summary = table.summary()
    assert summary["with value"].item() + summary["without value"].item() == len(faces)
    assert summary["basis"].item() in table._repr_html_()


def test_every_noun_has_a_line_of_plain_text(claims, faces):
    assert "claimants" in repr(claims)
    assert "km2" in repr(faces)
