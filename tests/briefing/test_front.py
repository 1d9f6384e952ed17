"""The one page keeps itself short: what goes first is stated, and a pack is never refused for its own prose."""

from __future__ import annotations

import pytest
from toolkit.briefing import front
from toolkit.briefing.bound import text_of
from toolkit.briefing.model import Bullets, Section


def page_of(words: int) -> tuple[Section, ...]:
    """Return a page of so many words, none of them in its headings."""
    return (Section("known", text_of(), (Bullets((text_of("word " * words),)),), level=3),)


@pytest.mark.parametrize(("whole", "left_out"), [(220, 0), (221, 1), (230, 1), (231, 2), (265, 5)])
def test_the_page_leaves_out_as_little_as_it_must_in_the_stated_order(monkeypatch, whole, left_out):
    tried = []

    def page(desk, without):
        tried.append(without)
        return page_of(whole - 10 * len(without))

    monkeypatch.setattr(front, "_page", page)
    assert front.page_words(front._one_page(None)) <= front.MOST_WORDS or left_out == len(front.SHORTENED)
    assert tried == [front.SHORTENED[:n] for n in range(left_out + 1)]


def test_words_are_counted_on_the_one_page_only_with_its_headings():
    elsewhere = Section("coral", text_of("not", " here"), ())
    assert front.page_words([Section("known", text_of("two words"), ()), elsewhere]) == 2
