"""Styles for a GIS hold the page's colours and dashes; axes of cartopy are in the region's projection and fetch nothing."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import cartopy.crs as ccrs
import numpy as np
import pytest
from made_up_sea import REGION, faces, table
from toolkit.cartography.frame import region_extent
from toolkit.cartography.geo_axes import map_axes
from toolkit.cartography.gis_styles import COLUMNS, gis_styles
from toolkit.cartography.style import COLOURS, LINES, PALETTES


@pytest.fixture(scope="module")
def styles():
    return gis_styles(faces(), table(faces()), "hard_coral_cover")


def test_each_layer_has_one_default_and_pinned_fields(styles):
    assert list(styles.columns) == list(COLUMNS)
    assert styles.groupby("f_table_name")["useAsDefault"].sum().to_dict() == {"faces": 1, "lines": 1}
    assert set(styles["owner"]) == {""}
    assert set(styles["update_time"]) == {"2026-11-01T00:00:00Z"}


def test_styles_are_well_formed_and_hold_only_colours_of_the_pages(styles):
    for text in [*styles["styleQML"], *styles["styleSLD"]]:
        ET.fromstring(text)
        assert set(re.findall(r"#[0-9a-f]{6}", text)) <= COLOURS
        for triple in re.findall(r'"(\d+),(\d+),(\d+),255"', text):
            assert "#" + "".join(f"{int(part):02x}" for part in triple) in COLOURS


def test_no_fill_has_an_outline(styles):
    for text in styles["styleQML"]:
        for layer in ET.fromstring(text).iter("layer"):
            if layer.get("class") == "SimpleFill":
                assert {o.get("name"): o.get("value") for o in layer.iter("Option")}["outline_style"] == "no"


def test_dashes_are_those_of_the_page_in_millimetres(styles):
    lines = ET.fromstring(styles[styles["f_table_name"] == "lines"]["styleQML"].item())
    labels = {rule.get("label"): rule.get("symbol") for rule in lines.iter("rule")}
    for style in LINES.values():
        symbol = next(s for s in lines.iter("symbol") if s.get("name") == labels[style.label])
        options = {o.get("name"): o.get("value") for o in symbol.iter("Option")}
        assert float(options["line_width"]) == pytest.approx(style.width * 25.4 / 72, abs=1e-4)
        assert options["use_custom_dash"] == str(int(bool(style.pattern)))
        if style.pattern:
            assert options["customdash"] == ";".join(f"{mm:g}" for mm in style.pattern)


def test_every_style_of_faces_marks_overlap(styles):
    for text in styles[styles["f_table_name"] == "faces"]["styleQML"]:
        root = ET.fromstring(text)
        named = [rule for rule in root.iter("rule") if "overlapping" in rule.get("label")]
        patterned = {s.get("name") for s in root.iter("symbol") if any(la.get("class") == "LinePatternFill" for la in s.iter("layer"))}
        assert len(named) >= 4
        assert {rule.get("symbol") for rule in named} <= patterned


def test_without_an_indicator_the_default_is_the_number_of_claimants():
    only = gis_styles(faces())
    assert only["styleName"].tolist() == ["Number of claimants", "Lines by what they rest on"]
    assert all(colour in only["styleSLD"].iloc[0] for colour in PALETTES["overlap"])


def test_axes_of_cartopy_show_the_region_and_take_fields():
    figure, axes = map_axes(REGION)
    assert (*axes.get_xlim(), *axes.get_ylim()) == pytest.approx(tuple(region_extent(REGION)[k] for k in (0, 2, 1, 3)))
    lon, lat = np.meshgrid(np.linspace(109, 117, 9), np.linspace(7, 13, 7))
    axes.pcolormesh(lon, lat, lon + lat, transform=ccrs.PlateCarree())
    figure.canvas.draw()
    assert axes.projection.proj4_params["proj"] == "laea"
    assert figure.get_size_inches()[0] == pytest.approx(160 / 25.4)
    assert map_axes("timor-arafura-seas", page="slide", labels=False)[0].get_size_inches()[0] == pytest.approx(338.67 / 25.4)
