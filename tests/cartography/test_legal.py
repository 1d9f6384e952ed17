"""Legal lines: numbered by place, each edge drawn once, each with a badge."""

from __future__ import annotations

from dataclasses import replace

import pytest
import shapely
from made_up_sea import LINES, REGION, line
from toolkit.cartography.frame import Frame
from toolkit.cartography.labels import Placer
from toolkit.cartography.legal import draw_badges, draw_open_ends, key_rows, lines_on, open_ends_on
from toolkit.cartography.pages import PAGES
from toolkit.cartography.sheet import Sheet
from toolkit.claims.model import ClaimSet, Instrument

FRAME = Frame.of(REGION, PAGES["a4-portrait"].map_rect)


def test_numbers_go_from_north_to_south_and_then_from_west_to_east():
    given = [
        line("south", "agreed", [(110, 7), (111, 6.5)]),
        line("east", "agreed", [(115, 12), (115, 11)]),
        line("west", "computed", [(110, 12), (110, 11)]),
        line("north", "unilateral", [(112, 13), (112, 9)]),
    ]
    for order in (given, given[::-1]):
        assert [item.line.line_id for item in lines_on(order, FRAME)] == ["north", "west", "east", "south"]


def test_where_two_lie_on_the_same_edge_the_more_settled_is_drawn():
    shared = [(110, 12), (110, 8)]
    drawn = {item.line.kind: item for item in lines_on([line("c", "computed", [*shared, (112, 8)]), line("a", "agreed", shared)], FRAME)}
    assert len(drawn["agreed"].runs) == 1
    (rest,) = drawn["computed"].runs
    whole = drawn["computed"].visible
    # of 4 degrees south and 2 degrees east only the eastward leg is left
    assert abs(rest.length - (whole.length - drawn["agreed"].visible.length)) < 0.5


def test_lines_that_cross_are_both_drawn_whole():
    crossing = [line("a", "agreed", [(110, 10), (114, 10)]), line("c", "computed", [(112, 12), (112, 8)])]
    for item in lines_on(crossing, FRAME):
        assert abs(sum(run.length for run in item.runs) - item.visible.length) < 1e-6


def test_pieces_are_joined_and_begin_at_their_northern_end():
    pieces = line("p", "unilateral", [(110, 8), (110, 9)])
    object.__setattr__(pieces, "geometry", shapely.MultiLineString([[(110, 8), (110, 9)], [(110, 12), (110, 9)]]))
    (item,) = lines_on([pieces], FRAME)
    (run,) = item.runs
    # y runs down the page: the northern end has the smaller y
    assert run.coords[0][1] < run.coords[-1][1]


def test_every_line_has_a_badge_and_long_ones_more():
    sheet = Sheet.new(PAGES["a4-portrait"])
    assert draw_badges(sheet, lines_on(LINES, FRAME), Placer(FRAME.rect)) == []
    numbers = [t.get_text() for t in sheet.surface.texts]
    assert {"L1", "L2", "L4", "L5"} <= set(numbers)
    assert "L3a" in numbers
    long = lines_on([line("long", "agreed", [(108, 10), (118, 10)])], FRAME)
    sheet = Sheet.new(PAGES["a4-portrait"])
    draw_badges(sheet, long, Placer(FRAME.rect))
    assert len(sheet.surface.texts) == round(long[0].visible.length / 60)


def test_an_open_end_has_its_sign_unless_the_boundary_goes_on_in_another_line():
    cut = line("cut", "agreed", [(109, 12), (112, 12)], open_ends=((112, 12),))
    (item,) = lines_on([cut], FRAME)
    ((x, y, along),) = open_ends_on(item, FRAME, [item])
    assert (round(x, 2), round(y, 2)) == tuple(round(v, 2) for v in item.visible.geoms[0].coords[-1])
    assert along[0] > 0.99  # eastward, to where the points are not known
    sheet, placer = Sheet.new(PAGES["a4-portrait"]), Placer(FRAME.rect)
    assert draw_open_ends(sheet, FRAME, [item], placer)
    assert [c.get_gid() for c in sheet.ground.collections] == ["open end edge:1", "open end:1"]
    assert [name for _, name in placer.taken] == ["open end"]
    # the same boundary, drawn on from another source
    both = lines_on([cut, line("rest", "agreed", [(112, 12), (114, 11)])], FRAME)
    assert all(open_ends_on(one, FRAME, both) == [] for one in both)
    # another pair's line through the same point says nothing about this one
    other = lines_on([cut, line("rest", "agreed", [(112, 12), (114, 11)], parties=("MYS", "PHL"))], FRAME)
    assert sum(len(open_ends_on(one, FRAME, other)) for one in other) == 1


def test_an_end_cut_by_the_frame_is_not_open():
    far = line("far", "agreed", [(100, 10), (112, 10)], open_ends=((100, 10),))
    (item,) = lines_on([far], FRAME)
    assert open_ends_on(item, FRAME, [item]) == []


def test_a_line_outside_the_frame_is_not_numbered():
    assert lines_on([line("far", "agreed", [(60, -40), (61, -41)])], FRAME) == []
    assert lines_on([], FRAME) == []


@pytest.mark.parametrize(
    ("kind", "given", "stated_by", "said", "parties", "concerns"),
    [
        ("agreed", {}, (), "China, Viet Nam", ("China", "Viet Nam"), ()),
        ("computed", {}, (), "between China, Viet Nam", (), ("China", "Viet Nam")),
        ("computed", {"agreed_not_encoded": True}, (), "China, Viet Nam", ("China", "Viet Nam"), ()),
        ("unilateral", {"parties": ("VNM",)}, ("VNM",), "stated by Viet Nam; concerns China", ("Viet Nam",), ("China",)),
        ("unilateral", {"parties": ("VNM",)}, (), "stated by Viet Nam; concerns China", ("Viet Nam",), ("China",)),
        ("unilateral", {"parties": ()}, ("A Command",), "stated by A Command; concerns China, Viet Nam", (), ("China", "Viet Nam")),
        ("unilateral", {}, (), "stated as the title says; concerns China, Viet Nam", (), ("China", "Viet Nam")),
        ("symbol", {"parties": ("CHN",)}, (), "China", ("China",), ()),
    ],
)
def test_nobody_is_a_party_to_the_act_of_another(kind, given, stated_by, said, parties, concerns):
    made = replace(line("l", kind, [(109, 12), (112, 12)], **given), instrument_ids=("ACT",))
    act = Instrument("ACT", "An act", ("CHN", "VNM"), stated_by=stated_by)
    claims = ClaimSet("set", "A set", "2026", (), (made,), instruments={"ACT": act})
    (row,) = key_rows(lines_on(claims.lines, FRAME), claims, FRAME, profile="un")
    assert (row.by, row.parties, row.concerns) == (said, parties, concerns)
    assert said in row.short()
