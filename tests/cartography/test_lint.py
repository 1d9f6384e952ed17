"""Planted defects: each rule finds its own; clean maps have none."""

from __future__ import annotations

import pickle
from dataclasses import replace

import numpy as np
import pytest
from made_up_sea import REGION, faces, table
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex
from matplotlib.patches import Circle, Rectangle
from toolkit.cartography.figures import map_claims, map_evidence, map_indicator, map_multiples, map_patches
from toolkit.cartography.lint import RULES, lint
from toolkit.cartography.measure import contrast
from toolkit.cartography.style import PALETTES
from toolkit.errors import FigureError
from toolkit.overlay.standard import stock_areas


def indicator_map(**more):
    return map_indicator(faces(), table(faces()), "hard_coral_cover", REGION, **more)


def indicator_map_thin():
    return map_indicator(faces(), table(faces(), valid_fraction=[0.2, 0.9, 0.9]), "hard_coral_cover", REGION)


@pytest.fixture(scope="module")
def frozen():
    """Return maps as bytes: a fresh copy for each defect."""
    figures = {
        "claims": map_claims(faces(), REGION, page="a4-landscape"),
        "values": indicator_map(page="a4-landscape", synthetic=True),
        "slide": indicator_map(page="slide"),
        "heat": map_indicator(
            faces(),
            table(faces(), indicator="degree_heating_week", units="degC_week", values=[2.0, 5.0, 9.0]),
            "degree_heating_week",
            REGION,
        ),
        "thin": indicator_map_thin(),
        "areas": map_indicator(*stock_areas(faces()), "share_sustainable", REGION),
        "patches": map_patches(faces(), REGION),
        "reefs": map_indicator(faces(), table(faces(), dataset_ids=["reef-cells"]), "hard_coral_cover", REGION),
        "scenarios": map_multiples(dict.fromkeys("ab", faces()), dict.fromkeys("ab", table(faces())), "hard_coral_cover", REGION, base="a"),
    }
    return {name: pickle.dumps(figure) for name, figure in figures.items()}


def ground(figure):
    return figure.axes[0]


def page(figure):
    return figure.axes[1]


def text(figure, gid):
    return next(t for t in page(figure).texts if str(t.get_gid()).startswith(gid))


def digit_on_land(figure):
    place = figure.base.land.representative_point()
    text(figure, "label:digit:").set_position((place.x, place.y))


def patch(figure, gid):
    return next(p for axes in figure.axes for p in axes.patches if str(p.get_gid()).startswith(gid))


def line(figure, gid):
    return next(c for axes in figure.axes for c in axes.collections if str(c.get_gid()).startswith(gid))


def remove(figure, gid, *, every=False):
    for axes in figure.axes:
        for artist in [a for a in axes.get_children() if str(a.get_gid() or "").startswith(gid)]:
            artist.remove()
            if not every:
                return


def solid_line(figure):
    line(figure, "line:placed").set_linestyle("solid")


def dashes_in_points(figure):
    line(figure, "line:unilateral").set_linestyle([(0.0, (3.0, 1.2))])


def flag(figure):
    ground(figure).add_patch(Circle((100, 100), 3, facecolor="#ee1c25", edgecolor="none"))


def stranger(figure):
    solid = LineCollection([np.array([(50, 50), (90, 90)])], colors=["#2b2b2b"])
    ground(figure).add_collection(solid)


def picture(figure):
    ground(figure).imshow(np.zeros((2, 2)), extent=(50, 60, 60, 50))


def party_colour(figure):
    # two of those with one claimant in two blues
    patch(figure, "face:").set_facecolor("#ebd7eb" if patch(figure, "face:").get_facecolor()[0] < 0.9 else "#dfa9c8")


def larger_name(figure):
    text(figure, "badge number:L2").set_fontsize(8.5)


def swapped_claimants(figure):
    found = text(figure, "legend:claimants")
    names = found.get_text().split(", ")
    found.set_text(", ".join([names[1], names[0], *names[2:]]))


def swapped_parties(figure):
    figure.info.line_key[0]["parties"] = ("Viet Nam", "China")


def label_under_badge(figure):
    badge = text(figure, "badge number:")
    text(figure, "label:sea:0").set_position(badge.get_position())


def moved_out(figure):
    found = text(figure, "label:sea:0")
    found.set_position((15.0, found.get_position()[1]))


def long_legend(figure):
    found = text(figure, "legend:text")
    found.set_text(found.get_text() + " and a very long explanation that nobody has measured before")


def wrong_bar(figure):
    found = text(figure, "scale:text")
    for item in page(figure).texts:
        if item.get_gid() == "scale:text" and item.get_text().endswith(" km"):
            found = item
    found.set_text(found.get_text().replace("00 km", "50 km"))


def wrong_digit(figure):
    text(figure, "label:digit:").set_text("7")


def dark_on_dark(figure):
    for artist in ground(figure).collections:
        if str(artist.get_gid()).startswith("texture:overlap 4"):
            artist.set_color("#2b2b2b")


def heavy_hatch(figure):
    line(figure, "texture:overlap").set_linewidth(1.0)


def missing_as_lowest(figure):
    face_id = next(name for name, kind in figure.reasons.items() if kind == "no data")
    patch(figure, f"face:{face_id}").set_facecolor("#fae0a3")
    patch(figure, f"face:{face_id}").set_edgecolor("#fae0a3")


def missing_without_texture(figure):
    for face_id in figure.reasons:
        remove(figure, f"texture:no data:{face_id}")


def withheld_as_zero(figure):
    face_id = next(name for name, kind in figure.reasons.items() if kind == "withheld")
    remove(figure, f"texture:withheld:{face_id}")


def record(**fields):
    def change(figure):
        for name, value in fields.items():
            setattr(figure.info, name, value)

    return change


def seven_classes(figure):
    colours = (*PALETTES["heat"], PALETTES["evidence"][-1])
    boxes = [p for p in page(figure).patches if p.get_gid() == "legend:box"]
    for box, colour in zip(boxes, colours, strict=False):
        box.set_facecolor(colour)


def count_of(gid, said):
    """Change the count that stands beside the first row of a kind in the legend."""

    def plant(figure):
        texts = page(figure).texts
        at = next(k for k, item in enumerate(texts) if str(item.get_gid()).startswith(gid))
        next(item for item in texts[at:] if item.get_gid() == "legend:value").set_text(said)

    return plant


def diverging(figure):
    """Fill the classes in colours whose lightest is the middle one."""
    old, new = PALETTES["cover"], ("#852206", "#bd6431", "#efe3bd", "#a0c5d8", "#619ebd")
    for axes in figure.axes:
        for item in axes.patches:
            if str(item.get_gid()).startswith(("face:", "legend:box")) and to_hex(item.get_facecolor()) in old:
                item.set_facecolor(new[old.index(to_hex(item.get_facecolor()))])


def tiny(gid):
    return lambda figure: text(figure, gid).set_fontsize(5.5)


def without(gid, *, every=False):
    return lambda figure: remove(figure, gid, every=every)


def says(gid, words):
    return lambda figure: text(figure, gid).set_text(words)


def repainted(old, new):
    """Fill every face and box of the legend that has one colour with another."""

    def change(figure):
        for axes in figure.axes:
            for found in axes.patches:
                if str(found.get_gid()).startswith(("face:", "legend:box")) and to_hex(found.get_facecolor()) == old:
                    found.set_facecolor(new)
                    if found.get_linewidth():
                        found.set_edgecolor(new)

    return change


def veil_over_one_side(figure):
    rect = figure.page.map_rect
    veil = Rectangle((rect.x, rect.y), rect.w / 2, rect.h, facecolor="#ffffff", edgecolor="none", alpha=0.5, zorder=15)
    veil.set_gid("outside")
    ground(figure).add_patch(veil)


def one_patch_a_shade_darker(figure):
    largest = max(
        (p for p in ground(figure).patches if str(p.get_gid()).startswith("face:")), key=lambda p: p.get_path().get_extents().width
    )
    largest.set_facecolor("#e3cae3")
    largest.set_edgecolor("#e3cae3")


def drawn_twice(figure):
    found = line(figure, "line:unilateral")
    copy = LineCollection(found.get_segments(), colors=["#2b2b2b"], linewidths=[1.0], linestyles=found.get_linestyle())
    copy.set_gid(found.get_gid())
    ground(figure).add_collection(copy)


def less_known(figure, km):
    base = figure.base
    base.lines = [replace(item, line=replace(item.line, uncertainty_km=km)) for item in base.lines]


def vague_line(figure):
    less_known(figure, 3.0)  # about 0.5 mm: told in the key


def vague_line_without_band(figure):
    less_known(figure, 60.0)


def digit_astray(figure):
    """Move the number of a patch to a place far outside it, with no leader."""
    found = next(t for t in page(figure).texts if str(t.get_gid()).startswith("label:digit:"))
    face_id = found.get_gid().rsplit(":", 1)[1]
    remove(figure, f"leader:{face_id}")
    shape = next(item.shape for item in figure.base.shapes if item.face_id == face_id)
    rect = figure.page.map_rect
    found.set_position((rect.x + 4 if shape.centroid.x > rect.centre[0] else rect.right - 4, rect.y + 4))


def never_agreed(figure):
    """Let the dashes of a computed line be hollow where it stands in for no agreement."""
    figure.base.lines = [replace(item, line=replace(item.line, agreed_not_encoded=False)) for item in figure.base.lines]


def line_goes_on(figure):
    """Let a line drawn with a plain end go on by its text."""
    base = figure.base
    item = next(item for item in base.lines if item.line.line_id == "c")
    at = item.line.geometry.coords[0]
    base.lines = [replace(other, line=replace(other.line, open_ends=(at,))) if other is item else other for other in base.lines]


DEFECTS = [
    ("DIS-01", "claims", without("disclaimer:0")),
    ("DIS-01", "slide", says("disclaimer:0", "For information only.")),
    ("DIS-01", "claims", lambda f: text(f, "disclaimer:1").set_color("#bbbbbb")),
    ("DIS-02", "claims", without("sources:0")),
    ("DIS-02", "claims", without("map id")),
    ("DIS-02", "claims", says("map id", "Map another-id")),
    ("DIS-03", "values", without("stamp:")),
    ("DIS-03", "values", says("title:0", "Hard-coral cover: 5 to 45 per cent")),
    ("TYP-01", "claims", tiny("sources:0")),
    ("TYP-01", "slide", lambda f: text(f, "legend:text").set_fontsize(11)),
    ("TYP-02", "claims", lambda f: text(f, "legend:head").set_color("#bbbbbb")),
    ("TYP-02", "claims", lambda f: text(f, "label:sea").set_color("#f4f8fb")),
    ("TYP-03", "claims", says("label:sea:0", "Sea \U0001e900")),
    ("TYP-04", "claims", larger_name),
    ("TYP-05", "claims", record(title="A title " * 15)),
    ("TYP-06", "claims", says("title:0", "Viet Nam claims 1,000 km²")),
    ("NEU-01", "claims", party_colour),
    ("NEU-03", "claims", swapped_claimants),
    ("NEU-03", "claims", swapped_parties),
    ("NEU-04", "claims", says("legend:text", "the EEZ of a claimant")),
    ("NEU-04", "claims", record(alt_long="An alleged claim. " * 40)),
    ("NEU-05", "claims", without("texture:overlap 2", every=True)),
    ("NEU-05", "values", wrong_digit),
    ("NEU-05", "slide", without("label:digit")),
    ("NEU-05", "claims", digit_astray),
    ("NEU-05", "values", digit_astray),
    ("LIN-01", "claims", solid_line),
    ("LIN-01", "claims", stranger),
    ("LIN-02", "claims", dashes_in_points),
    ("LIN-02", "claims", lambda f: line(f, "line:agreed").set_linewidth(1.4)),
    ("LIN-02", "claims", lambda f: line(f, "line:provisional").set_color("#b00020")),
    ("LIN-02", "claims", lambda f: line(f, "line:provisional").set_capstyle("round")),
    ("LIN-04", "claims", lambda f: patch(f, "face:").set_edgecolor("#2b2b2b")),
    ("LIN-04", "values", lambda f: patch(f, "face:").set_linewidth(0.8)),
    ("LIN-01", "claims", never_agreed),
    ("LIN-06", "claims", lambda f: line(f, "line:placed").set_linestyle([(0.0, (2.6, 0.8))])),
    ("LIN-06", "claims", lambda f: line(f, "line:unilateral").set_segments([[(50.0, 50.0), (53.0, 50.0)]])),
    ("LIN-07", "claims", line_goes_on),
    ("LIN-08", "claims", lambda f: next(row for row in f.info.line_key if row["kind"] == "unilateral").update(by="China, Viet Nam")),
    ("LEG-01", "claims", without("legend:open end", every=True)),
    ("COL-01", "claims", flag),
    ("COL-05", "heat", says("legend:text", "Alert level 1")),
    ("COL-05", "heat", record(alt_long="Bleaching warning over most of the sea. " * 20)),
    ("COL-02", "claims", repainted("#dfa9c8", "#e6c5dd")),
    ("COL-02", "values", repainted("#5e770d", "#9a8a0d")),
    ("COL-03", "claims", repainted("#ebd7eb", "#f1f1fa")),
    ("COL-03", "claims", repainted("#ebd7eb", "#d8ccc8")),
    ("COL-06", "claims", veil_over_one_side),
    ("NEU-06", "claims", veil_over_one_side),
    ("NEU-06", "claims", one_patch_a_shade_darker),
    ("SLD-03", "values", repainted("#fae0a3", "#a9a9a9")),
    ("SLD-03", "slide", repainted("#29552e", "#fae0a3")),
    ("COL-04", "values", lambda f: patch(f, "face:").set_alpha(0.5)),
    ("COL-07", "values", lambda f: patch(f, "face:").set_facecolor("#67342a")),
    ("HAT-01", "claims", heavy_hatch),
    ("HAT-02", "claims", dark_on_dark),
    ("NOD-01", "values", missing_as_lowest),
    ("NOD-01", "values", missing_without_texture),
    ("NOD-01", "values", withheld_as_zero),
    ("NOD-01", "values", without("legend:texture:withheld")),
    ("LEG-01", "claims", without("legend:line:placed")),
    ("LEG-01", "claims", without("line:symbol")),
    ("LEG-01", "claims", without("legend:feature")),
    ("LEG-01", "claims", without("legend:texture:joint", every=True)),
    ("LEG-03", "values", seven_classes),
    ("SCL-02", "claims", wrong_bar),
    ("SCL-02", "claims", without("scale:km", every=True)),
    ("SCL-03", "claims", without("graticule", every=True)),
    ("LAY-01", "claims", moved_out),
    ("LAY-01", "claims", long_legend),
    ("LAY-03", "claims", lambda f: patch(f, "frame").set_linewidth(2.0)),
    ("LAY-06", "claims", picture),
    ("LAB-01", "claims", label_under_badge),
    ("LAB-02", "claims", record(dropped=("digit f123",))),
    ("LAB-06", "claims", digit_on_land),
    ("LAB-05", "claims", record(dropped=("name Old Gulf",))),
    ("LAY-02", "claims", lambda f: setattr(f, "page", replace(f.page, title=replace(f.page.title, h=40.0)))),
    ("LAY-04", "claims", lambda f: setattr(f.base, "frame", replace(f.base.frame, left=f.base.frame.left + 2e5))),
    ("LAY-04", "values", lambda f: remove(f, "disclaimer:", every=True)),
    ("SCL-01", "claims", lambda f: setattr(f.base, "frame", replace(f.base.frame, projection="EPSG:3857"))),
    ("SCL-05", "claims", lambda f: page(f).text(20, 60, "Line 3", fontsize=7).set_gid("locator:claim")),
    ("SCN-01", "claims", lambda f: setattr(f.base, "claims", replace(f.base.claims, base={"features": "12"}))),
    ("LIN-03", "claims", drawn_twice),
    ("LIN-05", "claims", vague_line),
    ("LIN-05", "claims", vague_line_without_band),
    ("UNC-01", "values", lambda f: f.shares.update(dict.fromkeys(f.shares, 0.1))),
    ("UNC-03", "values", says("subtitle:0", "Test Sea: tuna catch, shared out by area")),
    ("LEG-02", "values", says("legend:text", "middling")),
    ("LEG-05", "claims", lambda f: text(f, "legend:claimants").set_color("#b00020")),
    ("SLD-02", "slide", lambda f: text(f, "legend:text").set_fontsize(13)),
    ("ALT-01", "claims", record(alt_short="")),
    ("ALT-01", "claims", record(alt_long="Too short.")),
    ("ALT-04", "claims", lambda f: setattr(f.info, "alt_short", f.info.title)),
    ("LEG-06", "values", record(title="Hard-coral cover: 5 to 45 per cent in 4 of 22 patches")),
    ("LEG-06", "values", count_of("legend:text:class", "7")),
    ("LEG-06", "values", count_of("legend:text:missing", "9")),
    ("LEG-06", "thin", count_of("legend:text:thin", "1")),
    ("LEG-06", "thin", lambda f: setattr(f.info, "title", f.info.title.split(";")[0].split(", thin")[0])),
    ("COL-08", "values", diverging),
    ("ARE-01", "areas", lambda f: patch(f, "face:").set_facecolor(PALETTES["status"][-1])),
    ("ARE-01", "areas", record(subtitle="Test Sea: stocks fished sustainably, %; areas, weighted by shared area (an assumption).")),
    ("PAT-01", "patches", lambda f: patch(f, "plate:patch:").set_visible(False)),
    ("PAT-01", "patches", lambda f: text(f, "label:patch:").set_visible(False)),
    ("DAS-01", "reefs", lambda f: [p.set_facecolor("#29552e") for p in ground(f).patches if str(p.get_gid()).startswith("rest:")]),
    ("DAS-01", "reefs", lambda f: remove(f, "legend:text:far", every=True)),
    ("SCN-02", "scenarios", lambda f: text(f, "panel:head:1").set_text("a  one choice")),
    ("SLD-01", "slide", lambda f: [page(f).text(60 + k, 60, "x", fontsize=16).set_gid(f"label:sea:{20 + k}") for k in range(10)]),
    ("LAY-05", "claims", lambda f: setattr(f, "page", type(f.page)(**{**f.page.__dict__, "graticule_strip": 60.0}))),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "kind", "plant"), DEFECTS, ids=[f"{rule}-{n}" for n, (rule, _, _) in enumerate(DEFECTS)])
def test_a_planted_defect_is_found(frozen, rule, kind, plant):
    figure = pickle.loads(frozen[kind])
    plant(figure)
    found = {finding.rule for finding in lint(figure)}
    assert rule in found


def test_every_rule_has_a_planted_defect():
    assert {rule for rule, _, _ in DEFECTS} == set(RULES)


def test_the_maps_without_defects_are_clean(frozen):
    for data in frozen.values():
        assert [str(f) for f in lint(pickle.loads(data)) if f.severity == "error"] == []


@pytest.mark.parametrize("page_id", ["a4-portrait", "a4-landscape", "a3-portrait", "a3-landscape", "slide"])
def test_clean_maps_of_every_kind_and_page_have_no_false_alarm(page_id):
    missing = table(faces(), values=["no survey in the data used", "not applicable", "withheld"])
    figures = [
        map_claims(faces(), REGION, page=page_id),
        map_indicator(faces(), missing, "hard_coral_cover", REGION, page=page_id),
        map_evidence(faces(), table(faces()), "hard_coral_cover", REGION, page=page_id),
        map_indicator(
            faces(), table(faces(), indicator="tuna_catch", units="t", values=[50.0, 5e3, 5e5]), "tuna_catch", REGION, page=page_id
        ),
    ]
    for figure in figures:
        assert [str(f) for f in lint(figure) if f.severity == "error"] == []


def test_each_rule_says_why():
    assert all(item.reason and item.severity in ("error", "warning") for item in RULES.values())


def test_contrast_is_that_of_the_guidelines():
    # the relative luminance of #777777 is 0.1845: (1 + 0.05) / (0.1845 + 0.05) = 4.48
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


def test_a_figure_of_another_make_cannot_be_measured():
    from matplotlib.figure import Figure

    with pytest.raises(FigureError, match="was not drawn by map_claims"):
        lint(Figure())
