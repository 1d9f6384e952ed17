"""The lint of structure finds what stands in the wrong place, and lets a good pack pass."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from toolkit.briefing.bound import Cells, Free, Query, Text, text_of
from toolkit.briefing.model import Bullets, Content, Entry, Figure, Headed, Paragraph, Section, Table
from toolkit.briefing.structure import lint_structure

CELLS = Cells({"faces": pd.DataFrame({"face_id": ["a", "b"], "n_claimants": [1, 2], "area_km2": [100.0, 300.0]})})
SET = text_of("Claim set: ", Free("compiled", "instrument"), ", family ", Free("x-1", "name"))


def number():
    return CELLS.bind(Query("faces", "area_km2", "sum"), "km2")


def figure(name, n="1"):
    words = text_of("a map")
    return Figure(name, text_of(Free(n, "figure")), words, words, words, words, words, words)


def section(name, *blocks, level=2):
    return Section(name, text_of(name.replace("-", " ")), blocks, level)


def chapter(name, *blocks):
    return section(name, Paragraph(SET, "small"), *blocks), section(f"{name}-unknown", Bullets((text_of("Much."),)), level=3)


def good(**instead):
    """A pack of the least size: 6 words of facts, 4 of gaps, one chapter with a map."""
    parts = {
        "known": section("known", Bullets((text_of(number(), " of sea have claimants."),), "facts"), level=3),
        "not-known": section("not-known", Bullets((text_of("Nobody has looked at most of it."),)), level=3),
        "from-where": section("from-where", Paragraph(text_of("A publisher."), "small"), level=3),
        "coral": chapter("coral", Paragraph(text_of("Map ", Free("1", "figure"), " shows it.")), figure("cover")),
        "sources": section("sources", Headed((Entry(text_of("Data"), (text_of("Identifier ", Free("d-1", "source")),)),))),
        **instead,
    }
    sections = []
    first = ("one-page", "known", "not-known", "how-sure", "which-lines", "held-back", "next", "from-where")
    said = {name: section(name, Bullets((text_of("All."),)), level=3) for name in first[3:7]}
    for part in (section("one-page"), *({**said, **parts}[name] for name in first[1:]), parts["coral"], parts["sources"]):
        sections += part if isinstance(part, tuple) else [part]
    empty = Text()
    return Content(empty, empty, empty, empty, empty, False, "2026-01-01", "en", tuple(sections))


def rules(content, inputs=("d-1",)):
    return sorted({found.rule for found in lint_structure(content, inputs)})


def test_a_good_pack_passes():
    assert rules(good()) == []


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("known", Bullets(tuple(text_of(number(), " of sea.") for _ in range(4)), "facts")),
        ("known", Bullets((text_of("Most of the sea."),), "facts")),
        ("known", Bullets((text_of(number(), " of the EEZ."),), "facts")),
        ("known", Bullets((text_of(number(), " of sea", " and more of it" * 60, "."),), "facts")),
        ("not-known", Bullets((text_of("M"),))),
        ("from-where", Paragraph(text_of("Many sources " * 41), "small")),
        ("from-where", Bullets(())),
        ("held-back", Bullets(())),
    ],
    ids=[
        "four numbers",
        "no number first",
        "a short form",
        "too long",
        "little on gaps",
        "a long foot",
        "no sources",
        "a head without an answer",
    ],
)
def test_the_one_page_is_held_to_its_limits(part, words):
    assert rules(good(**{part: section(part, words, level=3)})) == ["STR-01"]


def test_the_one_page_has_to_be_there():
    content = good()
    assert rules(replace(content, sections=content.sections[1:])) == ["STR-01"]


def test_a_map_is_mentioned_before_it_appears():
    late = chapter("coral", figure("cover"), Paragraph(text_of("Map ", Free("1", "figure"), " showed it.")))
    assert rules(good(coral=late)) == ["STR-02"]


def test_a_chapter_ends_with_what_is_not_known():
    assert rules(good(coral=(chapter("coral")[0],))) == ["STR-02"]


def test_a_chapter_names_its_claims_and_family_first():
    assert rules(good(coral=(section("coral", Paragraph(text_of("Corals."))), chapter("coral")[1]))) == ["STR-03"]


def beside(name, lead, row):
    words = text_of("x")
    table = Table(f"lines-{name}", words, words, (words,), (False,), ((text_of(row),),), words)
    return chapter(name, Paragraph(text_of(lead), "lead"), table)


def test_a_leading_sentence_has_its_row_beside_it():
    assert rules(good(coral=beside("coral", "Cover in waters was low.", "Cover, waters with a claimant"))) == []
    assert rules(good(coral=beside("coral", "Cover in waters was low.", "Heat, waters with a claimant"))) == ["MSG-04"]


def test_a_confidence_without_what_it_rests_on_is_found():
    assert rules(good(coral=beside("coral", "Cover was low. Low confidence: so it seems.", "Cover, waters"))) == ["MSG-02"]


def test_an_empty_cell_is_found():
    assert rules(good(coral=beside("coral", "Cover was low.", "Cover, waters")[:0] + chapter("coral", _hollow()))) == ["TAB-01"]


def _hollow():
    words = text_of("x")
    return Table("values", words, words, (words,), (False,), ((Text(),),), words)


def test_a_dataset_that_is_not_cited_is_found():
    assert rules(good(), inputs=("d-1", "d-2")) == ["SRC-01"]
