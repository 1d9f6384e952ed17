"""One set of words for kinds of lines, wherever a reader meets them."""

from __future__ import annotations

import re
from typing import get_args

import pytest
from toolkit.claims.kinds import ATTRIBUTED, LINE_WORDS, NO_TEXT, PLACE_COMPUTED, behind, line_words, said_by
from toolkit.claims.model import LineKind
from toolkit.claims.read import read_claims

#: Other words for the same kinds that have been in print, and words of the code that a reader does not know.
_OTHERS = re.compile(
    r"stated by one\b(?! side)|published by one|position computed|computed position|strokes as drawn|stated by no party"
    r"|agreed between (its|their) parties|\bundelimited means|\bundelimited pairs?\b|\bunilateral\b"
)
#: Where words for readers stand: the catalog of sentences, the documents, the notebooks and the words of the pages.
_READ = ("README.md", "docs/*.md", "notebooks/text/*.md", "toolkit/briefing/messages/*.toml", "toolkit/briefing/templates/*.txt",
         "toolkit/briefing/templates/*.html",
         "toolkit/cartography/*.py", "toolkit/notebook/*.py", "toolkit/briefing/*.py")  # fmt: skip
#: What a reader of a module does not see, and words of the code in a document.
_CODE = re.compile(r'"""(?:[^"]|"(?!""))*"""|#[^\n]*|`[^`\n]*`|```.*?```|[="(\[]unilateral[\]",)]|"unilateral"', re.DOTALL)


def found_in(text):
    return [match[0] for match in _OTHERS.finditer(_CODE.sub(" ", text).lower())]


def test_every_kind_has_words_and_no_two_are_alike():
    assert set(LINE_WORDS) == set(get_args(LineKind))
    assert len({*LINE_WORDS.values(), PLACE_COMPUTED, ATTRIBUTED}) == len(LINE_WORDS) + 2


def test_no_other_words_for_a_kind_of_line_are_printed(project):
    files = sorted(path for pattern in _READ for path in project.glob(pattern) if path.is_file())
    assert len(files) > 60
    assert {str(path.relative_to(project)): found for path in files if (found := found_in(path.read_text("utf-8")))} == {}


@pytest.mark.parametrize(
    "text",
    ["computed, published by one party, provisional", 'Entry("stated by one", line=kind)', "agreed; position computed", "strokes as drawn",
     "Undelimited pairs", "kind: unilateral"],
)  # fmt: skip
def test_other_words_are_found(text):
    assert found_in(text)


def test_an_order_or_an_announcement_of_one_side_has_no_other_party():
    claims = read_claims("arf")
    by_id = {line.line_id: line for line in claims.lines}
    order = by_id["UNC_1953_NLL"]
    assert behind(order, claims.instruments).by == ()
    assert said_by(order, claims.instruments) == (
        "attributed to United Nations Command; concerns Democratic People's Republic of Korea, Republic of Korea; no text read"
    )
    assert said_by(by_id["DPRK_1999_MDL"], claims.instruments).startswith("attributed to Democratic People's Republic of Korea; concerns")
    for line in claims.lines:
        said = said_by(line, claims.instruments)
        assert said.startswith(("stated ", "attributed ")) == (line.kind == "unilateral"), line.line_id
        assert line.kind != "unilateral" or len(behind(line, claims.instruments).by) < 2


def test_nobody_states_a_line_of_which_no_text_was_read_and_it_is_a_known_gap():
    """An encyclopedia, a report or a list of coordinates is no act of the party that it names."""
    claims = read_claims("arf")
    unread = {name for name, item in claims.instruments.items() if item.verification == NO_TEXT}
    assert {"BN_EEZ_EAST", "BN_EEZ_WEST"} <= unread
    for line in claims.lines:
        told = line_words(line) == ATTRIBUTED
        assert told == bool(unread & set(line.instrument_ids)), line.line_id
        assert told == said_by(line, claims.instruments).startswith("attributed to "), line.line_id
    assert {gap.split(":")[0] for gap in claims.gaps if gap.endswith(": no text of an act was read.")} == unread
    only_an_encyclopedia = {name for name, item in claims.instruments.items() if item.text_read.endswith("(copy of an encyclopedia)")}
    assert only_an_encyclopedia <= unread
    south = read_claims("south-china-sea")
    by_id = {line.line_id: line for line in south.lines_in_force()}
    assert said_by(by_id["BN_EEZ_EAST"], south.instruments) == "attributed to Brunei Darussalam; no text read"


def test_a_line_in_place_of_an_agreed_one_cites_nothing_that_has_ended():
    claims = read_claims("arf")
    cited = {name for line in claims.lines if line.agreed_not_encoded for name in line.instrument_ids}
    assert cited
    assert not [name for name in cited if claims.instruments[name].superseded]
    assert not [line.line_id for line in claims.lines if "Intelligence" in line.note]
