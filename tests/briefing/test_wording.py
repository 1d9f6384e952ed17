"""Words that take a side are found, with rule and place; quotations are left alone."""

from __future__ import annotations

import pytest
from toolkit.briefing.bound import Free, Text, text_of
from toolkit.briefing.messages import languages, messages
from toolkit.briefing.model import Content, Paragraph, Section
from toolkit.briefing.wording import lint_content, lint_words
from toolkit.errors import PackError


def content(*sections: Section) -> Content:
    empty = Text()
    return Content(empty, empty, empty, empty, empty, synthetic=False, date="", language="en", sections=sections)


def section(text: Text, title: str = "Coral") -> Section:
    return Section("coral", text_of(title), (Paragraph(text),))


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("the owner of the feature", "WRD-01"),
        ("waters disputed by two parties", "WRD-01"),
        ("Cambodia's waters", "WRD-01"),
        ("a so-called line", "WRD-01"),
        ("the EEZ of Cambodia", "WRD-01"),
        ("a healthy reef", "WRD-01"),
        ("illegal fishing", "WRD-01"),
        ("parties should survey", "WRD-01"),
        ("a rival map", "WRD-01"),
        ("a dramatic loss", "WRD-04"),
        ("our waters", "WRD-05"),
        ("it will likely rise", "UNC-11"),
    ],
)
def test_each_planted_word_is_found_with_its_rule_and_place(words, rule):
    found = lint_content(content(section(text_of(words))), [], "")
    assert rule in {item.rule for item in found}
    assert {item.place for item in found} == {"coral"}


@pytest.mark.parametrize("words", ["Overlapping claims in shallow water.", "A surveyed site.", "The trust fund.", "Mustard.", "Weather."])
def test_plain_words_pass(words):
    assert lint_words(words) == []


def test_a_title_of_an_instrument_may_hold_any_word():
    quoted = text_of("Named in ", Free("Act on the illegal owner of 1978", "instrument"), ".")
    assert lint_content(content(section(quoted)), [], "") == []


def test_a_claimant_in_a_headline_is_found_and_the_region_is_not():
    found = lint_content(content(section(text_of("Words."), "Reefs of Thailand in the Gulf of Thailand")), ["Thailand"], "Gulf of Thailand")
    assert [(item.rule, item.words) for item in found] == [("WRD-02", "Thailand")]
    assert lint_content(content(section(text_of("Words."), "Reefs in the Gulf of Thailand")), ["Thailand"], "Gulf of Thailand") == []


def test_a_sentence_of_more_than_thirty_words_is_a_warning():
    found = lint_content(content(section(text_of("word " * 31 + "end."))), [], "")
    assert {item.rule for item in found} == {"WRD-06"}
    assert all(item.severity == "warning" for item in found)


@pytest.mark.parametrize("language", languages())
def test_the_catalogue_itself_is_neutral(language):
    for key, template in messages(language).strings.items():
        assert [item for item in lint_words(template, key) if item.severity == "error"] == []


def test_a_word_that_takes_a_side_stops_the_build_and_writes_nothing(folder, make, monkeypatch):
    import toolkit.briefing.content as module

    say = messages("en")
    changed = type(say)("en", {**say.strings, "situation.claimants": "The owner is known."})
    monkeypatch.setattr(module, "messages", lambda _language: changed)
    monkeypatch.setattr("toolkit.briefing.job.draw_edition", lambda *_: pytest.fail("maps were drawn"))
    with pytest.raises(PackError, match="WRD-01 error, situation: 'owner'"):
        make(folder, "biased")
    assert not (folder / "biased").exists()


def test_the_review_page_lists_every_claimant_in_alphabetical_order(pack):
    lines = (pack / "documents" / "review.txt").read_text().splitlines()
    assert lines.index("All participants") < lines.index("Cambodia") < lines.index("Thailand")
