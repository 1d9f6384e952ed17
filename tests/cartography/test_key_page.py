"""The key of lines on pages of its own."""

from __future__ import annotations

import itertools

import pytest
import shapely
from made_up_sea import CODES, REGION, box, claim_set, faces, line, world
from toolkit.cartography.atlas_pages import atlas
from toolkit.cartography.export import figure_info
from toolkit.cartography.figures import map_claims, map_line_key
from toolkit.cartography.frame import Frame
from toolkit.cartography.known import joined
from toolkit.cartography.legal import key_rows, lines_on
from toolkit.cartography.lint import lint
from toolkit.cartography.pages import page_of
from toolkit.cartography.style import LINES
from toolkit.claims.model import ClaimSet, Instrument, LegalLine
from toolkit.claims.partition import partition
from toolkit.errors import FigureError


def cells(figure, number):
    return " ".join(t.get_text() for t in figure.axes[1].texts if str(t.get_gid()).startswith(f"key:cell:{number}:"))


@pytest.mark.parametrize("page", ["a4-portrait", "a3-landscape"])
def test_every_line_of_the_map_has_a_row_with_the_same_number(page):
    (figure,) = map_line_key(faces(), REGION, page=page)
    key = figure_info(map_claims(faces(), REGION, page=page))["line_key"]
    assert [row["number"] for row in figure_info(figure)["line_key"]] == [row["number"] for row in key]
    for row in key:
        assert row["title"] in cells(figure, row["number"])
        assert "China, Viet Nam" in cells(figure, row["number"])
    assert [str(f) for f in lint(figure) if f.severity == "error"] == []


def test_a_long_key_goes_on_to_a_second_page():
    many = tuple(
        line(f"l{k}", "agreed", [(109 + 0.1 * k, 12), (109 + 0.1 * k, 10)], title=f"Line {k} " + "of many words " * 12) for k in range(40)
    )
    pages = map_line_key(partition(claim_set(world(CODES), many)), REGION, page="a4-landscape")
    assert len(pages) > 1
    rows = [row["line_id"] for figure in pages for row in figure_info(figure)["line_key"]]
    assert sorted(rows) == sorted(item.line_id for item in many)
    assert len({figure_info(figure)["map_id"] for figure in pages}) == len(pages)
    # the last page may hold the lists alone: it is a page of the same key
    assert {figure.info.title for figure in pages} == {
        f"Key of the lines on the map of claims, page {n} of {len(pages)}" for n in range(1, len(pages) + 1)
    }


def test_no_line_no_page_and_no_key_on_a_slide():
    assert map_line_key(partition(claim_set([box("CHN", (109, 7, 117, 13))], ())), REGION) == ()
    (page,) = map_line_key(partition(claim_set(world(CODES), ())), REGION)  # no line; who is counted where two are
    assert [t.get_text() for t in page.axes[1].texts if t.get_gid() == "key:head"] == ["Who is counted where two or more are"]
    with pytest.raises(FigureError, match="not drawn on a slide"):
        map_line_key(faces(), REGION, page="slide")


def test_a_line_known_in_part_says_so():
    half = Instrument("HALF", "A law on a line", ("VNM",), completeness="points 1 to 15 of 101")
    full = Instrument("FULL", "An agreement", ("CHN", "VNM"), completeness="complete (21)")
    lines = tuple(
        LegalLine(name, "unilateral", f"Line {name}", ("VNM",), (name,), shapely.LineString(points))
        for name, points in (("HALF", [(110, 7), (112, 9)]), ("FULL", [(113, 9), (115, 10)]))
    )
    claims = ClaimSet("set", "A set", "2026-11-01", tuple(world()), lines, instruments={"HALF": half, "FULL": full}, dataset_ids=())
    frame = Frame.of(REGION, page_of("a4-landscape").map_rect)
    rows = {row.line_id: row for row in key_rows(lines_on(lines, frame), claims, frame, profile="un")}
    assert rows["HALF"].partial() == "drawn in part: points 1 to 15 of 101"
    assert rows["HALF"].partial() in rows["HALF"].short()
    assert rows["FULL"].partial() == ""
    # a set that lists what it lacks, and not this one, holds all of it: how its points run is told, and no part is missing
    listed = claims.replace(gaps=("OTHER: partial (2 of 3).",))
    rows = {row.line_id: row for row in key_rows(lines_on(lines, frame), listed, frame, profile="un")}
    assert rows["HALF"].partial() == "points 1 to 15 of 101"
    listed = claims.replace(gaps=("HALF: partial (points 1 to 15 of 101).",))
    rows = {row.line_id: row for row in key_rows(lines_on(lines, frame), listed, frame, profile="un")}
    assert rows["HALF"].partial() == "drawn in part: points 1 to 15 of 101"


def test_a_page_that_makes_a_party_of_another_is_refused():
    (figure,) = map_line_key(faces(), REGION, page="a4-landscape")
    row = next(row for row in figure_info(figure)["line_key"] if row["kind"] == "unilateral")
    assert row["by"] == "stated as the title says; concerns China, Viet Nam"
    printed = [t for t in figure.axes[1].texts if str(t.get_gid()) == f"key:cell:{row['number']}:3"]
    assert " ".join(t.get_text() for t in printed) == row["by"]
    for found in printed:
        found.set_text("China, Viet Nam" if found is printed[0] else "")
    assert [f.rule for f in lint(figure) if f.severity == "error"] == ["LIN-08"]


def test_the_sample_of_a_kind_shows_its_whole_pattern():
    (figure,) = map_line_key(faces(), REGION, page="a4-landscape")
    for artist in figure.axes[1].collections:
        kind = str(artist.get_gid()).removeprefix("legend:line:")
        if kind in LINES and kind != "symbol":
            (path,) = artist.get_paths()
            assert path.get_extents().width > 1.4 * sum(LINES[kind].pattern)


def test_a_key_of_made_up_claims_is_stamped():
    for figure in map_line_key(faces(), REGION, page="a4-landscape", synthetic=True):
        assert figure.info.title.startswith("Synthetic data. ")
        assert "stamp:SYNTHETIC" in {artist.get_gid() for artist in figure.axes[0].patches}
        assert [str(f) for f in lint(figure) if f.severity == "error"] == []
    with_keys = atlas([REGION], claims=claim_set(world(CODES)), page="a4-landscape", synthetic=True)
    assert {figure.info.kind for figure in with_keys} == {"claims", "key"}
    assert all(figure.info.title.startswith("Synthetic data. ") for figure in with_keys)


def test_a_page_without_a_line_is_called_no_key_of_lines():
    (page,) = map_line_key(partition(claim_set(world(CODES), ())), REGION)
    assert page.info.title == "Beside the map of claims: who is counted"
    assert "numbers run" not in page.info.subtitle
    assert "no row of the table" in page.info.alt_long
    assert "claimants that are counted together" in page.info.alt_long
    assert "left out" not in page.info.alt_short + page.info.alt_long
    assert [str(f) for f in lint(page) if f.severity == "error"] == []


def test_lists_come_closer_before_they_fill_a_page_of_two_lines_and_what_is_told_is_what_stands_there(monkeypatch):
    pairs = itertools.combinations("ABCDEFGHIJKLMNOPQRS", 2)
    names = [f"Coast {a} and Coast {b}, a sea whose name takes some room on the line of a list that is read" for a, b in pairs]

    def pages(n):
        told = [f"{name}: no agreement of number {k} was found." for k, name in enumerate(names[:n])]
        monkeypatch.setattr("toolkit.cartography.key_page.known_gaps", lambda claims, profile: tuple(told))
        return map_line_key(faces(), REGION, page="a4-landscape")

    n = next(n for n in range(10, len(names)) if len(pages(n)) > 1)
    first, last = pages(n)
    # what fits on one page at the closest stands there: the second has an entry for which there was no room
    assert len(pages(n - 1)) == 1
    below = max(t.get_position()[1] for t in first.axes[1].texts if t.get_gid() == "key:known")
    assert below > 0.9 * (first.page.foot.y - 2.0)
    assert last.info.title == "Key of the lines on the map of claims, page 2 of 2: known gaps"
    assert "who is counted" not in last.info.alt_short
    assert "counted together" not in last.info.alt_long
    assert "known gaps" in last.info.alt_long
    assert [str(f) for f in lint(last) if f.severity == "error"] == []


def test_what_is_the_same_of_several_is_said_once():
    assert joined(["A: x.", "B: y.", "C: x.", "whole."]) == ("X: A; C.", "B: y.", "whole.")
