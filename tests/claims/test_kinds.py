"""One set of words for kinds of lines, wherever a reader meets them."""

from __future__ import annotations

import re
from typing import get_args

import pytest
from toolkit.claims.kinds import LINE_WORDS, PLACE_COMPUTED, behind, said_by
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
    assert len({*LINE_WORDS.values(), PLACE_COMPUTED}) == len(LINE_WORDS) + 1


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
        "stated by United Nations Command; concerns Democratic People's Republic of Korea, Republic of Korea"
    )
    assert said_by(by_id["DPRK_1999_MDL"], claims.instruments).startswith("stated by Democratic People's Republic of Korea; concerns")
    for line in claims.lines:
        said = said_by(line, claims.instruments)
        assert said.startswith("stated ") == (line.kind == "unilateral"), line.line_id
        assert line.kind != "unilateral" or len(behind(line, claims.instruments).by) < 2
