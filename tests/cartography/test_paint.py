"""Brushes: textures with exact spacing, sizes on the page."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from toolkit.cartography.pages import PAGES
from toolkit.cartography.paint import area_mm2, path_of, texture
from toolkit.cartography.sheet import Sheet, fitted, text_width, wrapped
from toolkit.cartography.style import TEXTURES, TYPE


def segments(artist):
    return [np.asarray(path.vertices) for path in artist.get_paths()]


@pytest.mark.parametrize("name", ["overlap 2", "overlap 3", "overlap 4", "overlap 5"])
def test_diagonals_rise_to_the_right_at_their_spacing(name):
    sheet = Sheet.new(PAGES["a4-portrait"])
    texture(sheet.ground, shapely.box(50, 50, 90, 90), TEXTURES[name], gid="t", zorder=1)
    lines = segments(sheet.ground.collections[0])
    along = np.array([line[-1] - line[0] for line in lines])
    # millimetres run down the page: up to the right is +x, -y
    assert np.allclose(along[:, 0], -along[:, 1])
    offsets = np.sort([(line[0][0] + line[0][1]) / np.sqrt(2) for line in lines])
    assert np.allclose(np.diff(offsets), TEXTURES[name].spacing)


def test_textures_go_on_from_one_shape_to_the_next():
    sheet = Sheet.new(PAGES["a4-portrait"])
    for k, shape in enumerate((shapely.box(50, 50, 61.3, 90), shapely.box(61.3, 50, 90, 90))):
        texture(sheet.ground, shape, TEXTURES["overlap 2"], gid=f"t{k}", zorder=1)
    left, right = ({round((s[0][0] + s[0][1]) / 3 / np.sqrt(2), 6) % 1 for s in segments(c)} for c in sheet.ground.collections)
    assert left <= {0.0, 1.0}
    assert right <= {0.0, 1.0}


def test_sizes_of_shapes_on_the_page_leave_out_holes():
    ring = shapely.box(0, 0, 10, 10).difference(shapely.box(2, 2, 4, 4))
    assert area_mm2(ring) == pytest.approx(96)
    assert area_mm2(shapely.LineString([(0, 0), (1, 1)])) == 0
    path = path_of(ring)
    assert path is not None
    outer, hole = (np.asarray(part) for part in path.to_polygons(closed_only=True))
    turns = [np.sum(r[:-1, 0] * r[1:, 1] - r[1:, 0] * r[:-1, 1]) for r in (outer, hole)]
    assert turns[0] * turns[1] < 0  # a hole winds the other way, so that the renderer leaves it open
    assert path_of(shapely.Point(0, 0)) is None


def test_text_is_broken_at_blanks_and_long_words_between_letters():
    style = TYPE["A4"]["legend text"]
    rows = wrapped("a claim and another claim", style, text_width("a claim and", style) + 0.1)
    assert rows == ["a claim and", "another", "claim"] or rows[0] == "a claim and"
    assert all(text_width(row, style) <= 12 for row in wrapped("W" * 60, style, 12))
    assert "".join(wrapped("W" * 60, style, 12)) == "W" * 60
    assert fitted("short", style, 100) == "short"
    assert fitted("a much longer text", style, 12).endswith("…")
