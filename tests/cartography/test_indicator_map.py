"""Maps of an indicator: classes, missing values, evidence, reefs."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import xarray as xr
from made_up_sea import REGION, faces, table
from toolkit.cartography.classes import classes_of
from toolkit.cartography.export import figure_info
from toolkit.cartography.figures import map_evidence, map_indicator
from toolkit.cartography.indicator_words import facts, titles_of
from toolkit.cartography.lint import lint
from toolkit.cartography.rows import select_rows
from toolkit.cartography.style import FIXED, PALETTES
from toolkit.errors import FigureError
from toolkit.indicators.records import indicator


def draw(frame=None, name="hard_coral_cover", **more):
    return map_indicator(faces(), table(faces()) if frame is None else frame, name, REGION, **more)


def fills(figure):
    out = {}
    for patch in figure.axes[0].patches:
        if str(patch.get_gid()).startswith("face:"):
            out[patch.get_gid().split(":")[1]] = "#" + "".join(f"{round(c * 255):02x}" for c in patch.get_facecolor()[:3])
    return out


def gids(figure):
    return {str(artist.get_gid() or "") for axes in figure.axes for artist in axes.get_children()}


def texts(figure, prefix):
    return [t.get_text() for t in figure.axes[1].texts if str(t.get_gid()).startswith(prefix)]


def errors(figure):
    return [str(f) for f in lint(figure) if f.severity == "error"]


@pytest.fixture(scope="module")
def figure():
    return draw()


def test_each_face_has_the_colour_of_its_class(figure):
    cover = PALETTES["cover"]
    # values of the table repeat: 5, 15, 25, 35, 45, no survey, withheld, not applicable, below minimum
    wanted = [*cover, FIXED["no data"], FIXED["no data"], FIXED["white"], FIXED["no data"]]
    for k, face_id in enumerate(faces().frame.index):
        assert fills(figure)[face_id] == wanted[k % 9]


def test_each_reason_has_its_own_texture(figure):
    names = {5: "no data", 6: "withheld", 7: "not applicable", 8: "too little"}
    for k, face_id in enumerate(faces().frame.index):
        found = {gid.split(":")[1] for gid in gids(figure) if gid.endswith(face_id) and gid.startswith("texture:") and "overlap" not in gid}
        assert found == ({names[k % 9]} if k % 9 in names else set())


def test_the_legend_counts_patches_and_keeps_empty_classes():
    frame = table(faces(), values=[12.0, 12.0, "no survey in the data used"])
    shown = draw(frame)
    n = len(faces())
    known = sum(1 for k in range(n) if k % 3 < 2)
    assert figure_info(shown)["values"]["classes"] == [
        ("under 10", 0),
        ("10 to <20", known),
        ("20 to <30", 0),
        ("30 to <40", 0),
        ("40 and more", 0),
    ]
    assert texts(shown, "legend:value")[:5] == ["0", "0", "0", str(known), "0"]
    assert errors(shown) == []


def test_a_true_zero_is_the_lowest_class_and_not_missing():
    frame = table(faces(), indicator="reef_cell_density", units="count/1000_km2", values=[0.0, 0.1, 30.0])
    shown = draw(frame, "reef_cell_density")
    assert set(fills(shown).values()) == {PALETTES["cover"][0], PALETTES["cover"][1], PALETTES["cover"][-1]}


def test_a_count_is_not_drawn_as_fills():
    frame = table(faces(), indicator="reef_cells", units="count", values=[0.0, 300.0])
    with pytest.raises(FigureError, match="dark because it is large"):
        draw(frame, "reef_cells")


def test_the_legend_says_why_there_is_no_value_in_words_of_the_data():
    reasons = ["no catch reported in the data used", "withheld at source: fewer than 3 vessels", 0.05]
    shown = draw(table(faces(), indicator="tuna_catch_density", units="t/km2", values=reasons), "tuna_catch_density")
    said = " ".join(texts(shown, "legend:text"))
    assert "no catch reported in the data used" in said
    assert "withheld at source: fewer than 3 vessels" in said
    assert "survey" not in said


def test_thin_evidence_has_a_white_veil_and_a_legend_line():
    frame = table(faces(), indicator="maximum_monthly_mean", units="degC", values=[28.5], valid_fraction=[0.2, 0.9])
    shown = draw(frame, "maximum_monthly_mean", lines=False)
    veiled = {gid.split(":")[2] for gid in gids(shown) if gid.startswith("texture:thin evidence")}
    assert veiled == set(list(faces().frame.index)[::2])
    assert "value on thin evidence" in texts(shown, "legend:text")
    assert not any(gid.startswith("line:") for gid in gids(shown))


def test_all_missing_is_said_in_the_title():
    shown = draw(table(faces(), values=["no survey in the data used"]))
    assert figure_info(shown)["title"] == "Hard-coral cover: no value for any of the 22 patches of claimed sea"
    assert errors(shown) == []


def test_title_and_texts_hold_the_range_of_the_table(figure):
    info = figure_info(figure)
    assert "5 to 45\u00a0per cent" in info["title"]
    assert "2015 to 2019" in info["subtitle"]
    assert "reef-bearing cells" in info["subtitle"]
    assert info["values"]["without"] == sum(1 for k in range(len(faces())) if k % 9 >= 5)
    assert errors(figure) == []


def test_shared_out_values_say_that_it_is_an_assumption():
    frame = table(faces(), indicator="tuna_catch", units="t", values=[500.0], basis=["all cells, shared out by area (an assumption)"])
    assert "assumption" in figure_info(draw(frame, "tuna_catch"))["subtitle"]


def test_reefs_of_the_region_are_marked():
    lat, lon = np.arange(5.125, 15, 0.25), np.arange(107.125, 119, 0.25)
    cells = np.zeros((len(lat), len(lon)))
    cells[10:12, 10:13] = 3  # six cells inside, and one outside the region
    cells[0, 0] = 5
    reefs = xr.Dataset({"n_cells": (("lat", "lon"), cells)}, {"lat": lat, "lon": lon}, attrs={"dataset_id": "reef-cells"})
    shown = draw(reefs=reefs)
    (marks,) = [c for c in shown.axes[0].collections if c.get_gid() == "symbol:reef"]
    assert len(marks.get_offsets()) == 6
    assert "reef-cells" in figure_info(shown)["dataset_ids"]
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy([112.0], [9.0]), crs="EPSG:4326")
    (marks,) = [c for c in draw(reefs=points).axes[0].collections if c.get_gid() == "symbol:reef"]
    assert len(marks.get_offsets()) == 1
    with pytest.raises(FigureError, match="Reefs as list cannot be drawn"):
        draw(reefs=[1])


def test_a_record_of_the_users_own_is_drawn_in_round_classes():
    record = replace(
        indicator("hard_coral_cover"), identifier="own", short_title="Own value", class_edges=(), class_labels=(), pair_edges=(), palette=""
    )
    shown = draw(table(faces(), indicator="own", values=[0.0, 23.0, 47.0]), record)
    assert [label for label, _ in figure_info(shown)["values"]["classes"]] == [
        "under 10",
        "10 to <20",
        "20 to <30",
        "30 to <40",
        "40 and more",
    ]
    assert set(fills(shown).values()) <= set(PALETTES["pressure"])


def test_the_evidence_twin_has_the_same_frame_and_the_evidence_palette(figure):
    twin = map_evidence(faces(), table(faces()), "hard_coral_cover", REGION)
    assert twin.axes[0].get_xlim() == figure.axes[0].get_xlim()
    assert set(fills(twin).values()) <= {*PALETTES["evidence"], FIXED["no data"], FIXED["white"]}
    assert errors(twin) == []
    with pytest.raises(FigureError, match="Measure 'luck' given"):
        map_evidence(faces(), table(faces()), "hard_coral_cover", REGION, measure="luck")
    counted = map_evidence(faces(), table(faces()), "hard_coral_cover", REGION, measure="n")
    assert [label for label, _ in figure_info(counted)["values"]["classes"]] == ["under 5", "5 to <20", "20 to <100", "100 and more"]


def test_synthetic_values_are_stamped_and_named():
    shown = draw(synthetic=True, page="slide")
    assert "stamp:SYNTHETIC" in gids(shown)
    assert figure_info(shown)["title"].startswith("Synthetic data.")
    assert figure_info(shown)["data_kind"].startswith("synthetic")
    assert errors(shown) == []


def test_the_same_inputs_have_the_same_id_and_others_another():
    one, two = draw(), draw(table(faces(), values=[1.0]))
    assert figure_info(one)["map_id"] == figure_info(draw())["map_id"]
    assert figure_info(one)["map_id"] != figure_info(two)["map_id"]


@pytest.mark.parametrize("page", ["a4", "slide"])
@pytest.mark.parametrize("shares", [[0.2, 0.9, 0.9], [0.2]])
def test_title_and_legend_count_alike(page, shares):
    """Each version of the title that a page can hold, with and without values on sound evidence, adds up with the legend."""
    figure = draw(table(faces(), valid_fraction=shares), page=page)
    info = figure_info(figure)
    base, classes = figure.base, dict(info["values"]["classes"])
    values = {**facts(base, select_rows(table(faces(), valid_fraction=shares), "hard_coral_cover"), _cover(), _thin(shares))}
    firm, thin = info["values"]["firm"], info["values"]["thin"]
    assert sum(classes.values()) == firm + thin == info["values"]["with_value"]
    assert (values["firm"], values["thin"]) == (firm, thin)
    for title in titles_of(select_rows(table(faces()), "hard_coral_cover"), values):
        figure.info.title = title
        assert [str(f) for f in lint(figure) if f.rule == "LEG-06"] == [], title


def _cover():
    return classes_of(indicator("hard_coral_cover"), [])


def _thin(shares):
    return {name for k, name in enumerate(faces().frame.index) if shares[k % len(shares)] < 0.5}


def test_a_patch_has_one_reason_on_the_map_and_on_its_evidence():
    of = faces()
    frame = table(
        of, values=[12.0, "below minimum: n_sites 0 < 3", "no survey in the data used"], n_sites=[5, 0, 0], valid_fraction=[0.9, 0.0, 0.0]
    )
    said = figure_info(map_indicator(of, frame, "hard_coral_cover", REGION))["values"]["reasons"]
    for measure in ("n", "valid_fraction"):
        assert figure_info(map_evidence(of, frame, "hard_coral_cover", REGION, measure=measure))["values"]["reasons"] == said


def test_patches_beyond_the_data_are_not_said_to_lack_a_survey():
    values = [12.0, "outside the data used", "outside the data used in part, not applicable in the rest"]
    said = figure_info(draw(table(faces(), values=values)))["values"]["reasons"]
    assert set(said) == {"outside the data used, all or in part"}


def test_beyond_the_data_does_not_look_like_no_survey():
    values = [12.0, "outside the data used", "no survey in the data used"]
    shown = draw(table(faces(), values=values))
    found = gids(shown)
    for k, face_id in enumerate(faces().frame.index):
        assert (f"texture:beyond data:{face_id}" in found) == (k % 3 == 1)
        assert (f"texture:no data:{face_id}" in found) == (k % 3 == 2)
    assert {"legend:texture:beyond data", "legend:texture:no data"} <= found
    assert errors(shown) == []
    for line in shown.axes[0].collections:
        if str(line.get_gid()).startswith("texture:beyond data"):
            line.set_gid(line.get_gid().replace("beyond data", "no data"))
    assert "NOD-01" in {word.split(" ")[0] for word in errors(shown)}


def test_digits_of_claimants_are_left_out_beside_small_counts():
    from toolkit.briefing.drawing import KNOWN

    frame = table(faces(), indicator=KNOWN.identifier, units="count", values=[2.0, 3.0, 4.0])
    shown = map_indicator(faces(), frame, KNOWN, REGION)
    assert not [name for name in gids(shown) if name.startswith("label:digit")]
    assert [name for name in gids(shown) if name.startswith("texture:overlap")]
    assert errors(shown) == []


def test_a_figure_never_prints_as_one_of_another_class():
    # 39.81 would print as 40 and is in the class 30 to <40; 35.2 prints as 35.
    told = [figure_info(draw(table(faces(), values=[value]))) for value in (39.81, 35.2)]
    assert ["39.8\u00a0per cent" in info["title"] for info in told] == [True, False]
    assert ["35\u00a0per cent" in info["title"] for info in told] == [False, True]
    assert all("40\u00a0per cent" not in info["alt_long"].replace("30 to <40", "") for info in told)


def test_the_words_of_a_map_of_evidence_name_what_fills_a_patch():
    counted = map_evidence(faces(), table(faces(), n_sites=[5]), "hard_coral_cover", REGION, measure="n")
    assert "Each patch is filled by the number of survey sites." in figure_info(counted)["alt_long"]
