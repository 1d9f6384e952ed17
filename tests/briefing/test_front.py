"""The one page keeps itself short: what goes first is stated, and a pack is never refused for its own prose."""

from __future__ import annotations

import pytest
from toolkit.briefing import front
from toolkit.briefing.bound import text_of
from toolkit.briefing.model import Bullets, Section


def page_of(words: int) -> tuple[Section, ...]:
    """Return a page of so many words, none of them in its headings, half of them on what is not known."""
    parts = {"known": words - words // 2, "not-known": words // 2}
    return tuple(Section(name, text_of(), (Bullets((text_of("word " * n),)),), level=3) for name, n in parts.items())


@pytest.mark.parametrize(("whole", "left_out"), [(220, 0), (221, 1), (230, 1), (231, 2), (265, 5)])
def test_the_page_leaves_out_as_little_as_it_must_in_the_stated_order(monkeypatch, whole, left_out):
    tried = []

    def page(desk, without, gaps):
        assert gaps == 1
        tried.append(without)
        return page_of(whole - 10 * len(without))

    monkeypatch.setattr(front, "_page", page)
    assert front.page_words(front._one_page(None)) <= front.MOST_WORDS or left_out == len(front.SHORTENED)
    assert tried == [front.SHORTENED[:n] for n in range(left_out + 1)]


@pytest.mark.parametrize(("known", "gaps"), [(100, 1), (117, 2), (120, 2), (140, 3)])
def test_a_page_with_little_on_gaps_names_more_of_them(monkeypatch, known, gaps):
    """58 of 175 words were one too few, and no reader could have mended that."""

    def page(desk, without, n):
        parts = {"known": known, "not-known": 48 + 10 * n}
        return tuple(Section(name, text_of(), (Bullets((text_of("word " * words),)),), level=3) for name, words in parts.items())

    monkeypatch.setattr(front, "_page", page)
    made = front._one_page(None)
    told = front.page_words(made[1:])
    assert told == 48 + 10 * gaps
    assert 3 * told >= front.page_words(made)


def test_words_are_counted_on_the_one_page_only_with_its_headings():
    elsewhere = Section("coral", text_of("not", " here"), ())
    assert front.page_words([Section("known", text_of("two words"), ()), elsewhere]) == 2
