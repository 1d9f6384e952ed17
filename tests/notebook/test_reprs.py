"""What a notebook shows of the nouns: complete, neutral, with an equivalent in plain text."""

import re

import pytest
import toolkit as tk
from toolkit.claims.names import party_name
from toolkit.claims.render import thumbnail
from toolkit.claims.scenarios import Scenario, family


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


@pytest.fixture(scope="module")
def nouns(claims, faces):
    reefs = tk.read_reef_grid()["n_cells"]
    weights = tk.coverage(reefs, faces)
    both = family(claims, axes=["undelimited"], subsets=False)
    return {
        "ClaimSet": claims,
        "Faces": faces,
        "Weights": weights,
        "IndicatorTable": tk.zonal_table(reefs, weights, indicator=tk.indicator("reef_cells")),
        "Indicator": tk.indicator("hard_coral_cover"),
        "Region": tk.regions()["gulf-of-thailand"],
        "Dataset": tk.datasets()["reef-cells"],
        "Claim": claims.claims[0],
        "LegalLine": claims.lines[0],
        "Instrument": next(iter(claims.instruments.values())),
        "Comparison": tk.compare(claims, claims, within=tk.regions()["gulf-of-thailand"], scenario_b=both.scenarios[1]),
        "Family": both,
    }


def test_every_noun_is_a_few_short_lines_in_a_log(nouns):
    for name, noun in nouns.items():
        lines = repr(noun).splitlines()
        assert len(lines) <= 9, name
        assert all(len(line) <= 180 for line in lines), name
        assert lines[0].startswith(f"<{name}"), name


def test_every_noun_is_a_table_in_a_notebook_and_says_at_least_what_the_log_says(nouns):
    for name, noun in nouns.items():
        if name != "Family":
            page = noun._repr_html_()
            assert "<table" in page, name
            assert "<POLYGON" not in page + repr(noun), name
    words = re.findall(r"[\w-]{4,}", repr(nouns["Instrument"]).replace("dates:", ""))
    assert all(word in nouns["Instrument"]._repr_html_() for word in words if word != "Instrument")


def test_a_claim_and_a_line_name_their_parties_from_a_to_z(claims):
    line = next(line for line in claims.lines if len(line.parties) > 1)
    names = [party_name(code) for code in line.parties]
    assert f"parties, A to Z: {', '.join(sorted(names))}" in repr(line)
    assert f'<td style="text-align:left;vertical-align:top">{", ".join(sorted(names))}</td>' in line._repr_html_()


def test_what_is_listed_by_id_shows_ids_and_titles_and_not_everything_it_holds():
    for listing in (tk.regions(), tk.datasets(), tk.indicators()):
        lines = repr(listing).splitlines()
        assert len(lines) == 1 + len(listing)
        assert [line.split()[0] for line in lines[1:]] == list(listing)
        assert all(len(line) <= 161 for line in lines)
        assert listing._repr_html_().count("<tr>") == 1 + len(listing)
        assert dict(listing) == listing


def test_a_scenario_shows_what_was_chosen_as_it_can_be_typed_in_again():
    chosen = Scenario("mine", undelimited="equidistance", exclude=("b", "a"))
    assert repr(chosen) == "Scenario(name='mine', undelimited='equidistance', exclude=['a', 'b'])"
    assert eval(repr(chosen)) == chosen


def test_the_whole_record_of_an_indicator_is_one_print_away():
    record = tk.indicator("hard_coral_cover")
    assert len(str(record).splitlines()) > 15
    assert record.what_it_is_not in repr(record)
