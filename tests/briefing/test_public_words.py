"""An edition that is passed on does not ask its readers whom to ask before passing it on."""

from __future__ import annotations

import pytest
from toolkit.briefing.annexes import _ASK, _may_be_passed_on
from toolkit.briefing.messages import messages
from toolkit.catalog.registry import datasets

SAY = messages("en")


@pytest.mark.parametrize(
    ("value", "passed_on", "wanted"),
    [
        ("ok", False, "yes"),
        ("ok", True, "yes"),
        ("ask", False, "ask the publisher first"),
        ("unstated", False, "not stated; ask the publisher first"),
        ("ask", True, "this edition holds values made from it, not the data; for the data, ask the publisher"),
    ],
)
def test_whether_data_may_be_passed_on_is_said_for_those_who_read_it(value, passed_on, wanted):
    assert str(_may_be_passed_on(SAY, value, passed_on=passed_on)) == wanted


def test_every_word_of_the_register_on_passing_on_has_its_words():
    for item in datasets().values():
        assert f"sources.may-{item.redistribution}" in SAY.strings


def test_no_caveat_asks_before_passing_on_in_an_edition_that_does_so():
    caveats = {name: item.caveats for name, item in datasets().items() if "before passing" in item.caveats}
    assert caveats, "none is left to test with"
    for words in caveats.values():
        assert "before passing" not in _ASK.sub("", words)
        assert len(_ASK.sub("", words)) > 20
