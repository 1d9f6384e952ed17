"""Columns of tables on paper: no word runs over its neighbour, no number is broken."""

from __future__ import annotations

import pytest
from toolkit.briefing import columns


def test_no_column_of_a_table_is_narrower_than_its_longest_word():
    """'provisional arrangement' ran over 'South China Sea' beside it; a word of a head counts as well."""
    letter, inset = columns.LETTER_MM, columns.INSET_MM
    read = ("a long sentence of many words, again and again " * 8,) * 3
    told = [("provisional arrangement",) * 3, read, ("2002",) * 3, ("1,000",) * 3]
    shares = columns.shares(["Kind", "What", "Year", "km²"], told, (False, False, False, True))
    assert shares[2:] == [0, 0]
    assert shares[0] >= len("arrangement") * letter
    assert shares[1] > 2 * shares[0]
    assert sum(shares) + (len("2002") + len("1,000")) * letter + 2 * inset == pytest.approx(columns.WIDTH_MM, abs=0.2)
    head = columns.shares(["Verification", "What"], [("a word or two or three",), read], (False, False))
    assert head[0] >= len("Verification") * letter


def test_no_number_is_broken_between_two_lines_of_a_cell():
    """'2,760,000' stood as '2,760,00' and '0' in a column as wide as its mean."""
    heads = ["Statement", "Base", "Least", "Most", "Moved most by"]
    cells = [["the computed area of sea, waters with a claimant"], ["2,760,000"], ["45"], ["3,150,000"], ["the way of counting"]]
    found = columns.widths(heads, cells, total=170.0, letter=1.7, inset=4.0)
    assert sum(found) == pytest.approx(170.0, abs=0.3)
    assert min(found[1], found[3]) >= 9 * 1.7 + 4.0
    crowded = columns.widths(heads, cells, total=60.0, letter=1.7, inset=4.0)
    assert sum(crowded) == pytest.approx(60.0, abs=0.3)
