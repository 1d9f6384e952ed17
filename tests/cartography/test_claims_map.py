"""The map of claims shows what the faces say, and refuses what it cannot show."""

from __future__ import annotations

import dataclasses
import math
import re

import pytest
import shapely
from made_up_sea import CODES, LINES, REGION, box, claim_set, faces, line, world
from toolkit.cartography.export import figure_info
from toolkit.cartography.figures import map_claims, map_line_key, map_web
from toolkit.cartography.lint import lint
from toolkit.cartography.style import FIXED, PALETTES, TEXTURES, lightness
from toolkit.catalog.regions import Region, regions
from toolkit.claims.kinds import LINE_WORDS, PLACE_COMPUTED
from toolkit.claims.known import known_gaps
from toolkit.claims.partition import partition
from toolkit.errors import FigureError, UnknownNameError


@pytest.fixture(scope="module")
def figure():
    return map_claims(faces(), REGION, page="a4-landscape")


def gids(figure):
    return [str(artist.get_gid() or "") for axes in figure.axes for artist in axes.get_children()]


def texts(figure, prefix):
    return [t.get_text() for t in figure.axes[1].texts if str(t.get_gid()).startswith(prefix)]


def test_every_face_is_filled_by_its_number_of_claimants(figure):
    frame = faces().frame
    fills = {p.get_gid().split(":")[1]: p.get_facecolor() for p in figure.axes[0].patches if str(p.get_gid()).startswith("face:")}
    assert set(fills) == set(frame.index)
    for face_id, n in frame["n_claimants"].items():
        wanted = PALETTES["overlap"][n - 1]
        assert [round(c * 255) for c in fills[face_id][:3]] == [int(wanted[i : i + 2], 16) for i in (1, 3, 5)]


def test_digits_and_diagonals_stand_on_every_overlap(figure):
    for face_id, n in faces().frame["n_claimants"].items():
        assert texts(figure, f"label:digit:{face_id}") == ([str(n)] if n > 1 else [])
        assert (f"texture:overlap {n}:{face_id}" in gids(figure)) == (n > 1)


def test_joint_regimes_have_bars(figure):
    frame = faces().frame
    for face_id, regime in frame["regime"].items():
        assert (f"texture:joint:{face_id}" in gids(figure)) == (regime == "joint")
    assert (frame["regime"] == "joint").any()


def test_numbers_in_title_and_record_are_those_of_the_faces(figure):
    frame, info = faces().frame, figure_info(figure)
    overlap = frame.loc[frame["n_claimants"] > 1, "area_km2"].sum()
    assert info["values"]["overlap_km2"] == pytest.approx(overlap)
    assert info["values"]["km2"] == pytest.approx(frame["area_km2"].sum())
    rounded = f"{round(overlap, -math.floor(math.log10(overlap)) + 2):,.0f}"
    assert rounded in info["title"]
    assert rounded in info["alt_short"]
    assert sum(info["values"]["km2_by_claimants"].values()) == pytest.approx(info["values"]["km2"])


def test_the_key_holds_every_line_with_its_parties_by_name(figure):
    key = figure_info(figure)["line_key"]
    assert [row["number"] for row in key] == [1, 2, 3, 4, 5]
    assert {row["line_id"] for row in key} == {item.line_id for item in LINES}
    assert all((row["parties"] or row["concerns"]) == ("China", "Viet Nam") for row in key)
    # two names behind an act of one side: neither is made its party
    assert {row["kind"] for row in key if not row["parties"]} == {"unilateral"}
    assert texts(figure, "legend:key") != []
    assert any("Line a" in text for text in texts(figure, "legend:key"))


def test_claimants_are_listed_by_the_alphabet(figure):
    (said,) = {" ".join(texts(figure, "legend:claimants"))}
    names = said.split(", ")
    assert len(names) == 7
    assert names == sorted(names)


def test_a_profile_changes_names_only():
    one = map_claims(faces(), REGION, page="a4-landscape", profile="un")
    two = map_claims(faces(), REGION, page="a4-landscape", profile="source")
    assert texts(one, "legend:claimants") != texts(two, "legend:claimants")
    assert sorted(gids(one)) == sorted(gids(two)) or len(gids(one)) - len(gids(two)) in range(-4, 5)
    with pytest.raises(UnknownNameError, match="profile of names"):
        map_claims(faces(), REGION, profile="mine")


@pytest.mark.parametrize("page", ["a4-portrait", "a3", "slide"])
def test_every_page_has_a_clean_map(page):
    assert [str(f) for f in lint(map_claims(faces(), REGION, page=page)) if f.severity == "error"] == []


def test_one_face_and_no_line():
    figure = map_claims(partition(claim_set([box("CHN", (109, 7, 117, 13))], ())), REGION)
    assert figure_info(figure)["title"].startswith("More than one claimant is counted on no water; claimed waters shown: ")
    assert [str(f) for f in lint(figure) if f.severity == "error"] == []


def test_many_faces():
    claims = [
        box("CHN", (108.2 + 0.4 * i, 6.2 + 0.4 * j, 108.2 + 0.4 * i + 0.6, 6.2 + 0.4 * j + 0.6)) for i in range(15) for j in range(13)
    ]
    many = partition(claim_set([*claims, box("VNM", (108, 6, 118, 9))], ()))
    assert len(many) > 500, len(many)
    figure = map_claims(many, REGION)
    assert [str(f) for f in lint(figure) if f.severity == "error" and f.rule != "LAB-02"] == []


def test_an_enormous_title_or_an_unknown_page_is_an_error_with_a_next_step():
    with pytest.raises(FigureError, match="Shorten them"):
        map_claims(faces(), REGION, title="Long words " * 60)
    with pytest.raises(UnknownNameError, match="Unknown page"):
        map_claims(faces(), REGION, page="poster")
    with pytest.raises(UnknownNameError, match="Unknown region"):
        map_claims(faces(), "atlantis")


def test_an_enormous_feature_name_gets_a_letter_in_the_key():
    from toolkit.claims.names import Feature

    feature = Feature("rock", ("An exceedingly long name " * 6,), 113.0, 9.8, "made up", {})
    figure = map_claims(faces(), REGION, features=[feature])
    assert [row["letter"] for row in figure_info(figure)["feature_key"]] == ["F1"]
    assert [str(f) for f in lint(figure) if f.severity == "error"] == []


def test_every_feature_is_marked_in_one_way_and_all_its_names_stand_in_the_key():
    from toolkit.claims.names import Feature

    short = Feature("reef", ("Reef A", "Reef B"), 111.0, 9.8, "made up", {})
    long = Feature("rock", ("An exceedingly long name " * 6,), 113.0, 9.8, "made up", {})
    for given in ([short], [short, long]):
        figure = map_claims(faces(), REGION, features=given)
        assert texts(figure, "label:feature:") == [f"F{k}" for k in range(1, len(given) + 1)]
        assert [row["names"] for row in figure_info(figure)["feature_key"]] == [item.names for item in given]
        assert "Reef A / Reef B" in texts(figure, "legend:key")


def test_counts_lines_and_features_have_signs_of_their_own(figure):
    counts, lines = set(texts(figure, "label:digit:")), set(texts(figure, "badge number:"))
    assert all(sign.isdigit() for sign in counts)
    assert lines == {"L1", "L2", "L3a", "L4", "L5"}
    assert counts & lines == set()
    assert set(texts(figure, "legend:number")) >= lines


def test_a_claimant_is_counted_and_others_are_not_excluded(figure):
    said = " ".join(texts(figure, "legend:"))
    assert "1 counted" in said
    assert "others may claim it too" in said
    assert "others may claim the same water" in figure_info(figure)["alt_long"]


def test_known_gaps_are_counted_on_the_map_and_listed_with_the_key():
    gaps = ("BRN-CHN, South China Sea: an agreement exists, its line is not encoded.", "BRN-VNM, Celebes Sea: source not found.")
    known = partition(dataclasses.replace(claim_set(world()), gaps=gaps))
    figure = map_claims(known, REGION, page="a4-landscape")
    # of the two, the second is of another sea
    told = "Brunei Darussalam and China, South China Sea: an agreement exists; its line is not in the sources used."
    assert figure_info(figure)["known_gaps"] == known_gaps(known.claims) == (told,)
    assert "Known gaps of the sources: 1" in " ".join(texts(figure, "legend:note"))
    (key,) = map_line_key(known, REGION, page="a4-landscape")
    assert "Brunei Darussalam and China, South China Sea" in " ".join(texts(key, "key:known"))
    assert figure_info(key)["known_gaps"] == (told,)
    assert [str(f) for f in lint(key) if f.severity == "error"] == []


def test_who_is_counted_where_stands_with_the_key(figure):
    (key,) = map_line_key(faces(), REGION, page="a4-landscape")
    listed = texts(key, "key:known")
    frame = faces().frame
    sets = {claimants for claimants, n in zip(frame["claimants"], frame["n_claimants"], strict=True) if n > 1}
    assert sum(" patch" in text for text in listed) == len(sets)
    names = [text.split(":")[0] for text in listed if " patch" in text]
    assert names == sorted(names)
    both = frame[[set(codes) == {"CHN", "VNM"} for codes in frame["claimants"]]]
    for text in listed:
        if text.startswith("China, Viet Nam:") and len(both):
            assert f"{both['area_km2'].sum():,.0f}"[:2] in text


def test_a_line_in_place_of_an_agreed_one_has_a_look_and_a_legend_line_of_its_own(figure):
    assert {"line:placed:3", "core:placed:3", "legend:core:placed"} <= set(gids(figure))
    assert PLACE_COMPUTED in texts(figure, "legend:text")
    # the made-up sea has no other computed line: none is in the legend
    assert LINE_WORDS["computed"] not in texts(figure, "legend:text")


def test_a_title_says_what_is_counted_in_the_same_words_on_every_page_and_screen():
    # not that zones overlap: two claimants can be counted through one and the same zone
    computed = [dataclasses.replace(item, basis="distance") for item in world()]
    wanted = "More than one claimant is counted on "
    for made in (world(), computed):
        sea = partition(claim_set(made))
        for page in ("a4-portrait", "a4-landscape", "a3-portrait", "slide"):
            info = figure_info(map_claims(sea, REGION, page=page))
            assert info["title"].startswith(wanted)
            assert wanted.lower() in info["alt_short"]
        assert map_web(sea, region=REGION).title.startswith(wanted)


def test_a_range_over_two_scenarios_says_how_many_they_are():
    overlap = float(faces().frame.loc[faces().frame["n_claimants"] > 1, "area_km2"].sum())
    assert figure_info(map_claims(faces(), REGION, span=(0.0, overlap, 2)))["title"].endswith("over 2 scenarios")


def test_ids_that_are_printed_name_no_sea():
    coded = dataclasses.replace(REGION, code="r99")
    assert figure_info(map_claims(faces(), coded))["map_id"].startswith("r99-claims-")
    assert figure_info(map_claims(faces(), REGION))["map_id"].startswith("test-sea-claims-")
    codes = [item.code for item in regions().values()]
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"r\d+", code) for code in codes)


def test_all_names_of_a_feature_are_printed_alike(figure):
    from toolkit.claims.names import features

    (row,) = [t for t in figure.axes[1].texts if "Spratly Islands" in t.get_text()]
    assert row.get_text() == " / ".join(features()["spratly-islands"].names)


def test_no_face_in_the_region_is_an_error():
    far = Region("far", "Far", (-60.0, -40.0, -50.0, -30.0))
    with pytest.raises(FigureError, match="None of the 22 faces lies in region 'far'"):
        map_claims(faces(), far)


def test_a_symbol_line_is_never_joined_and_a_band_marks_a_vague_line():
    vague = line("v", "computed", [(110, 12), (116, 12)], uncertainty_km=60.0)
    strokes = line("s", "symbol", [(110, 8), (110, 9)])
    object.__setattr__(strokes, "geometry", shapely.MultiLineString([[(110, 8), (110, 9)], [(110, 10), (110, 11)]]))
    figure = map_claims(partition(claim_set(world(CODES), (vague, strokes))), REGION)
    assert any(gid.startswith("band:computed") for gid in gids(figure))
    (artist,) = [c for c in figure.axes[0].collections if str(c.get_gid()).startswith("line:symbol")]
    assert len(artist.get_paths()) == 2


def test_the_figure_shows_itself_with_its_alternative_text(figure):
    data, more = figure._repr_mimebundle_()
    assert data["image/png"].startswith(b"\x89PNG")
    assert more["image/png"]["alt"] == figure_info(figure)["alt_short"]
    assert len(figure_info(figure)["alt_short"]) <= 250


def test_a_range_over_scenarios_stands_beside_the_overlap():
    overlap = float(faces().frame.loc[faces().frame["n_claimants"] > 1, "area_km2"].sum())
    figure = map_claims(faces(), REGION, page="a4-landscape", span=(1000.0, overlap, 4))
    info = figure_info(figure)
    assert "1,000 to " in info["title"]
    assert "over 4 scenarios" in info["title"]
    assert "base scenario" in info["title"]
    assert "base scenario, 1 of 4" in info["subtitle"]
    assert (info["values"]["span_low_km2"], info["values"]["scenarios"]) == (1000.0, 4)
    slide = figure_info(map_claims(faces(), REGION, page="slide", span=(1000.0, overlap, 4)))
    assert "1,000 to " in slide["subtitle"]
    assert "scenario" not in figure_info(map_claims(faces(), REGION))["title"]


def test_a_range_that_does_not_hold_the_overlap_is_refused():
    with pytest.raises(FigureError, match="span of 1 to 2 km2"):
        map_claims(faces(), REGION, span=(1.0, 2.0, 3))


def test_a_share_says_of_what_it_is(figure):
    assert figure.info.title.endswith("per cent of the claimed waters shown")


def test_bars_of_a_joint_zone_hold_where_a_third_party_claims_too():
    zone = box(("CHN", "VNM"), (110, 8, 114, 12), regime="joint", kind="joint regime")
    third = box("PHL", (112, 8, 114, 12))
    found = partition(claim_set([zone, third], ()))
    made = map_claims(found, REGION)
    barred = {gid.rsplit(":", 1)[1] for gid in gids(made) if gid.startswith("texture:joint:")}
    assert barred == set(found.frame.index)
    assert set(found.frame["regime"]) == {"joint", "overlapping"}
    assert made.info.values["joint_km2"] == pytest.approx(float(found.frame["area_km2"].sum()))


def test_how_names_are_counted_is_said_where_claimants_are_counted(figure):
    said = "Each name is counted as its source names it"
    assert said in figure.info.disclaimer
    alone = map_claims(partition(claim_set([box("CHN", (109, 7, 117, 13))], ())), REGION)
    assert said not in alone.info.disclaimer


def test_outside_is_no_ground_of_the_sea():
    small = Region("small-sea", "Small Sea", (109.0, 7.0, 117.0, 13.0))
    made = map_claims(partition(claim_set([box("CHN", (109.0, 7.0, 117.0, 13.0))], ())), small)
    assert {"outside", "outside dots", "legend:texture:outside"} <= set(gids(made))
    assert lightness(FIXED["sea"]) - lightness(FIXED["outside"]) > 2.0
    assert TEXTURES["outside"].kind == "dots"
