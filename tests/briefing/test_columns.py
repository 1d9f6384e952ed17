"""Columns of tables on paper: no word runs over its neighbour, no number is broken, and long texts get the room."""

from __future__ import annotations

import pytest
from toolkit.briefing import columns

READ = ("a long sentence of many words, again and again " * 8,) * 3


def test_no_column_of_a_table_is_narrower_than_its_longest_word():
    """'provisional arrangement' ran over 'South China Sea' beside it; a word of a head counts as well."""
    told = [("provisional arrangement",) * 3, READ, ("2002",) * 3, ("1,000",) * 3]
    shares = columns.shares(["Kind", "What", "Year", "km²"], told, (False, False, False, True))
    assert shares[2:] == [0, 0]
    # Letters of Noto Sans at 7.2 points, measured: 'arrangement' is 15.8 mm wide.
    assert shares[0] >= 15.8 + columns.INSET_MM
    assert shares[1] > 3 * shares[0]
    assert sum(shares) < columns.WIDTH_MM
    head = columns.shares(["Verification", "What"], [("a word or two or three",), READ], (False, False))
    assert head[0] >= 13.5 + columns.INSET_MM


def test_a_word_may_end_a_line_at_a_hyphen_and_an_address_may_be_broken():
    short = columns.shares(["Place", "What"], [("Argentine-Uruguayan zone",), READ], (False, False))
    whole = columns.shares(["Place", "What"], [("ArgentineUruguayan zone",), READ], (False, False))
    assert short[0] < whole[0]
    address = columns.shares(["Source", "What"], [("example.org" * 20,), ("seldom more than this",)], (False, False))
    assert address[1] > columns.word_mm("seldom")


def test_no_number_is_broken_between_two_lines_of_a_cell():
    """'2,760,000' stood as '2,760,00' and '0' in a column as wide as its mean."""
    heads = ["Statement", "Base", "Least", "Most", "Moved most by"]
    cells = [["the computed area of sea, waters with a claimant"], ["2,760,000"], ["45"], ["3,150,000"], ["the way of counting"]]
    found = columns.widths(heads, cells, total=170.0, em=2.82, inset=4.0)
    assert sum(found) == pytest.approx(170.0, abs=0.3)
    assert min(found[1], found[3]) >= 9 * 0.57 * 2.82 - 2 * 0.3 * 2.82 + 4.0
    crowded = columns.widths(heads, cells, total=60.0, em=2.82, inset=4.0)
    assert sum(crowded) == pytest.approx(60.0, abs=0.3)
