"""Styles for a GIS hold the page's colours and dashes; axes of cartopy are in the region's projection and fetch nothing."""

from __future__ import annotations

import re
import sqlite3
import xml.etree.ElementTree as ET

import cartopy.crs as ccrs
import numpy as np
import pandas as pd
import pyogrio
import pytest
from made_up_sea import REGION, faces, table
from toolkit.briefing.tables import face_values, write_geopackage
from toolkit.cartography.frame import region_extent
from toolkit.cartography.geo_axes import map_axes
from toolkit.cartography.gis_styles import COLUMNS, gis_styles
from toolkit.cartography.style import COLOURS, LINES, PALETTES
from toolkit.claims.kinds import ATTRIBUTED, LINE_WORDS, PLACE_COMPUTED


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
        options = {o.get("name"): o.get("value") for o in next(symbol.iter("layer")).iter("Option")}  # above it a white middle may lie
        assert float(options["line_width"]) == pytest.approx(style.width * 25.4 / 72, abs=1e-4)
        assert options["use_custom_dash"] == str(int(bool(style.pattern)))
        if style.pattern:
            assert options["customdash"] == ";".join(f"{mm:g}" for mm in style.pattern)


def test_an_agreed_line_whose_place_is_computed_has_a_rule_of_its_own(package):
    styles = gis_styles(faces())
    row = styles[styles["f_table_name"] == "lines"].iloc[0]
    rules = {rule.get("label"): rule for rule in ET.fromstring(row["styleQML"]).iter("rule")}
    assert list(rules) == [
        LINE_WORDS["agreed"],
        LINE_WORDS["provisional"],
        LINE_WORDS["unilateral"],
        ATTRIBUTED,
        PLACE_COMPUTED,
        *list(LINE_WORDS.values())[3:],
    ]
    symbols = {found.get("name"): found for found in ET.fromstring(row["styleQML"]).iter("symbol")}
    layers = list(symbols[rules[PLACE_COMPUTED].get("symbol")].iter("layer"))
    said = [{o.get("name"): o.get("value") for o in layer.iter("Option")} for layer in layers]
    # hollow dashes: white in the pattern of the dashes below it, so that the gaps stay open
    assert [one["line_color"] for one in said] == ["43,43,43,255", "255,255,255,255"]
    assert len({one["customdash"] for one in said}) == 1
    assert float(said[1]["line_width"]) < float(said[0]["line_width"])
    # each line of the package falls under one rule; what QGIS and SQL write alike is asked of the file itself
    found = {}
    for label, rule in rules.items():
        where = rule.get("filter").replace('to_string("agreed_not_encoded")', '"agreed_not_encoded"')
        found[label] = set(pyogrio.read_dataframe(package, layer="lines", where=where)["line_id"])
    assert found[PLACE_COMPUTED] == {"d"}
    assert sorted(name for names in found.values() for name in names) == ["a", "b", "c", "d", "e"]
    assert row["styleSLD"].count("agreed_not_encoded") == 6


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


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    """Write the faces with two indicators, the lines and all styles, as a pack does."""
    made = faces()
    rows = pd.concat([table(made), table(made, time="2010/2014"), table(made, indicator="share_sustainable", time="2021")])
    path = tmp_path_factory.mktemp("gis") / "faces.gpkg"
    layers = [("faces", face_values(made.frame, rows)), ("lines", made.claims.lines_frame())]
    write_geopackage(layers, path, date="2026-11-01", styles=gis_styles(made, rows, date="2026-11-01"))
    return path


def test_a_package_opens_styled_in_the_way_qgis_asks(package):
    # the filter of QgsOgrProviderMetadata::loadStyle
    asked = (
        "SELECT styleName, styleQML FROM layer_styles WHERE f_table_schema='' AND f_table_name=? AND f_geometry_column=? "
        "ORDER BY CASE WHEN useAsDefault THEN 1 ELSE 2 END, update_time DESC LIMIT 1"
    )
    with sqlite3.connect(package) as database:
        geometry = dict(database.execute("SELECT table_name, column_name FROM gpkg_geometry_columns"))
        found = {layer: database.execute(asked, (layer, geometry[layer])).fetchone() for layer in ("faces", "lines")}
    database.close()
    assert {layer: name for layer, (name, _) in found.items()} == {"faces": "Number of claimants", "lines": "Lines by what they rest on"}
    assert all(ET.fromstring(qml).tag == "qgis" for _, qml in found.values())


def test_each_indicator_has_a_style_at_its_latest_period_over_columns_that_are_there(package):
    styles = pyogrio.read_dataframe(package, layer="layer_styles")
    on_faces = styles[styles["f_table_name"] == "faces"]
    assert list(on_faces["styleName"]) == [
        "Number of claimants",
        "Hard-coral cover, 2015 to 2019",
        "Stocks fished sustainably, 2021",
    ]
    assert list(on_faces["useAsDefault"]) == [True, False, False]
    columns = set(pyogrio.read_info(package, layer="faces")["fields"])
    for text in on_faces["styleQML"]:
        asked = {name for rule in ET.fromstring(text).iter("rule") for name in re.findall(r'"([^"]+)"', rule.get("filter", ""))}
        assert asked <= columns


def test_a_package_is_valid_and_the_same_bytes_twice(package, tmp_path):
    with sqlite3.connect(package) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("PRAGMA application_id").fetchone() == (0x47504B47,)  # 'GPKG'
        kinds = dict(database.execute("SELECT table_name, data_type FROM gpkg_contents"))
        times = {row[0] for row in database.execute("SELECT last_change FROM gpkg_contents")}
    database.close()
    assert kinds == {"faces": "features", "lines": "features", "layer_styles": "attributes"}
    assert times == {"2026-11-01T00:00:00Z"}
    made = faces()
    rows = pd.concat([table(made), table(made, time="2010/2014"), table(made, indicator="share_sustainable", time="2021")])
    layers = [("faces", face_values(made.frame, rows)), ("lines", made.claims.lines_frame())]
    write_geopackage(layers, tmp_path / "b.gpkg", date="2026-11-01", styles=gis_styles(made, rows, date="2026-11-01"))
    assert (tmp_path / "b.gpkg").read_bytes() == package.read_bytes()
