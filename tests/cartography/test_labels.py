"""Labels find free places in a fixed order, and tell when they do not."""

from __future__ import annotations

import shapely
from toolkit.cartography.labels import Placer, draw_digits, text_rect
from toolkit.cartography.pages import PAGES, Rect
from toolkit.cartography.sheet import Sheet
from toolkit.cartography.style import TYPE

NOTHING = shapely.MultiLineString()


def test_a_taken_place_is_not_given_twice_and_the_frame_is_not_crossed():
    placer = Placer(Rect(0, 0, 100, 100))
    assert placer.take(Rect(10, 10, 5, 5), "first")
    assert not placer.take(Rect(12, 12, 5, 5), "second")
    assert not placer.take(Rect(15.2, 10, 5, 5), "closer than half a millimetre")
    assert placer.take(Rect(16.2, 10, 5, 5), "third")
    assert not placer.take(Rect(98, 50, 5, 5), "across the frame")
    assert not placer.take(Rect(50, 50, 5, 5), "on what is to be avoided", avoid=shapely.Point(52, 52))


def digits(shapes, lines=NOTHING):
    sheet = Sheet.new(PAGES["a4-portrait"])
    out = draw_digits(sheet, shapes, lines, Placer(PAGES["a4-portrait"].map_rect))
    texts = {t.get_gid(): t for t in sheet.surface.texts if not t.get_gid().startswith("halo:")}
    return out, texts, sheet


def test_a_digit_stands_in_the_middle_of_its_face_and_off_the_lines():
    face = shapely.box(60, 60, 80, 80)
    _, texts, _ = digits([("f", "3", face, "#d17ca1")])
    x, y = texts["label:digit:f"].get_position()
    assert abs(x - 70) < 1
    assert abs(y - 70) < 2
    _, texts, _ = digits([("f", "3", face, "#d17ca1")], shapely.LineString([(60, 70), (80, 70)]))
    assert abs(texts["label:digit:f"].get_position()[1] - 70) > 1


def test_a_narrow_face_gets_its_digit_with_a_leader_and_a_dot_of_sea_is_told():
    (dropped, small), texts, sheet = digits(
        [("thin", "2", shapely.box(60, 60, 60.9, 80), "#dfa9c8"), ("dot", "2", shapely.box(90, 90, 90.5, 90.5), "#dfa9c8")]
    )
    assert dropped == []
    assert small == ["dot"]
    assert "label:digit:thin" in texts
    assert [c.get_gid() for c in sheet.surface.collections] == ["leader:edge:thin", "leader:thin"]


def test_a_digit_never_stands_on_land():
    strip, land = shapely.box(80, 60, 80.9, 90), shapely.box(81, 40, 130, 120)
    sheet = Sheet.new(PAGES["a4-portrait"])
    dropped, small = draw_digits(sheet, [("strip", "2", strip, "#dfa9c8")], NOTHING, Placer(PAGES["a4-portrait"].map_rect), land=land)
    assert (dropped, small) == ([], [])
    x, _ = next(t for t in sheet.surface.texts if t.get_gid() == "label:digit:strip").get_position()
    assert x < 80
    # Without water anywhere near, it is told that the digit has no place.
    around = shapely.difference(shapely.box(40, 20, 130, 140), strip)
    sheet = Sheet.new(PAGES["a4-portrait"])
    placer = Placer(PAGES["a4-portrait"].map_rect)
    assert draw_digits(sheet, [("strip", "2", strip, "#dfa9c8")], NOTHING, placer, land=around)[0] == ["strip"]


def test_white_digits_stand_on_dark_fills():
    _, texts, _ = digits([("dark", "4", shapely.box(60, 60, 80, 80), "#554f7c"), ("pale", "2", shapely.box(100, 60, 120, 80), "#dfa9c8")])
    assert texts["label:digit:dark"].get_color() == "#ffffff"
    assert texts["label:digit:pale"].get_color() == "#1a1a1a"


def test_the_box_of_a_text_holds_all_its_lines():
    style = TYPE["A4"]["feature"]
    one, two = text_rect(50, 50, ["name"], style), text_rect(50, 50, ["name", "another name"], style)
    assert two.contains(one)
    assert two.h > 1.8 * one.h
