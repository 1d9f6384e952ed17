"""What each rule of the packs is kept by stands in one table; tables name units, periods and waters; parties are not compared."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pandas as pd
import pytest
from toolkit.briefing.bound import Cells, Free, Query, Text, text_of
from toolkit.briefing.model import Content, Paragraph, Section, Table
from toolkit.briefing.pairs import labelled
from toolkit.briefing.structure import _heads, _named
from toolkit.briefing.wording import lint_content
from toolkit.claims.model import Instrument

HERE = Path(__file__)
PROJECT = HERE.parents[2]

CELLS = Cells(
    {
        "faces": pd.DataFrame({"face_id": ["a", "b"], "area_km2": [100.0, 300.0], "n": [1.0, 2.0]}),
        "sensitivity": pd.DataFrame({"statement": ["hard_coral_cover-claimed-2015-2019", "area-claimed"], "base": [44.0, 400.0]}),
    }
)


def table(head: str, *, units: str = "km2", first: tuple[str, str] = ("north", "south")) -> Table:
    values = [CELLS.bind(Query("faces", "area_km2", "value", (("face_id", "is", name),)), units, "cell") for name in ("a", "b")]
    rows = tuple((text_of(name), text_of(value)) for name, value in zip(first, values, strict=True))
    return Table("t", text_of("Taken."), text_of("Caption"), (text_of("Place"), text_of(head)), (False, True), rows, text_of("Key."))


def content(*sections: Section) -> Content:
    empty = Text()
    given = {field.name: empty for field in dataclasses.fields(Content) if field.default is dataclasses.MISSING}
    return Content(**{**given, "synthetic": False, "date": "", "language": "en", "sections": sections})


def section(*blocks, name="coral", title="Coral") -> Section:
    return Section(name, text_of(title), tuple(blocks))


def rules(found) -> list[str]:
    return [item.rule for item in found]


@pytest.mark.parametrize(("head", "wanted"), [("Area", ["NUM-03", "NUM-03"]), ("Area, km²", [])])
def test_a_number_of_a_table_has_its_unit_beside_it(head, wanted):
    assert rules(_named(content(section(table(head))))) == wanted


def test_counts_need_no_unit():
    assert _named(content(section(table("Patches", units="count")))) == []


def said(words: str, statement: str, *date: Free) -> Paragraph:
    value = CELLS.bind(Query("sensitivity", "base", "value", (("statement", "is", statement),)), "percent")
    return Paragraph(text_of(words, value, *(part for one in date for part in (" in ", one))))


@pytest.mark.parametrize(
    ("paragraph", "wanted"),
    [
        (said("Cover in waters with a claimant was ", "hard_coral_cover-claimed-2015-2019", Free("2015 to 2019", "date")), []),
        (said("Cover in waters with a claimant was ", "hard_coral_cover-claimed-2015-2019"), ["NUM-03"]),
        (said("Cover was ", "hard_coral_cover-claimed-2015-2019", Free("2015 to 2019", "date")), ["NUM-03"]),
        (said("The area of waters with a claimant was ", "area-claimed"), []),
    ],
    ids=["whole", "no period", "no place", "without a period of its own"],
)
def test_a_sentence_of_a_statement_names_its_waters_and_its_period(paragraph, wanted):
    assert rules(_named(content(section(paragraph)))) == wanted


def test_no_two_heads_are_alike():
    twice = content(section(title="What is not known"), section(name="fish", title="What is not known"))
    assert rules(_heads(twice)) == ["STR-02"]


def test_quantities_of_parties_are_not_set_side_by_side():
    parties = ("Cambodia", "Thailand")
    beside = lint_content(content(section(table("Area, km²", first=parties))), parties, "x")
    counted = lint_content(content(section(table("Claims used", units="count", first=parties))), parties, "x")
    places = lint_content(content(section(table("Area, km²"))), parties, "x")
    assert [rules(found) for found in (beside, counted, places)] == [["TAB-02"], [], []]


def test_a_title_read_in_a_copy_is_labelled_where_it_is_named():
    told = [
        labelled(Instrument("a", "Agreement", verification=words)) for words in ("official text", "secondary copy", "conflicting copies")
    ]
    assert told == ["Agreement", "Agreement [secondary copy]", "Agreement [conflicting copies]"]


def test_the_table_of_rules_names_lints_and_tests_that_there_are():
    listed = dict(
        re.findall(r"^\| ([A-Z]{3}-\d{2}) \| ([^|]+) \|", (PROJECT / "docs" / "briefing_rules.md").read_text("utf-8"), re.MULTILINE)
    )
    code = "".join((PROJECT / "toolkit" / "briefing" / name).read_text("utf-8") for name in ("structure.py", "wording.py"))
    words = (PROJECT / "data" / "briefing" / "words.toml").read_text("utf-8")
    by_lint = {rule for rule, kept in listed.items() if kept in ("structure", "words")}
    assert by_lint == set(re.findall(r"[A-Z]{3}-\d{2}", code + words)) & set(listed)
    tests = {name.strip() for kept in listed.values() for name in kept.split(",") if name.strip().startswith("test_")}
    assert all(list((PROJECT / "tests").rglob(f"{name}.py")) for name in tests)
    assert set(listed.values()) - tests <= {"structure", "words", "build", "construction", "not kept"}
