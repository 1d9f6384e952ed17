"""The list of rules in the documentation is that of the code: what it calls measured is measured, what it calls tested is tested."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from made_up_sea import REGION, faces
from toolkit.cartography import file_lint
from toolkit.cartography.figures import map_claims
from toolkit.cartography.lint import RULES, lint

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def listed():
    text = (HERE.parents[1] / "docs" / "map_rules.md").read_text("utf-8")
    rows = re.findall(r"^\| ([A-Z]{3}-\d\d) \| `?([a-z_0-9 ]+)`? \| (.*) \|$", text, re.MULTILINE)
    assert len({name for name, _, _ in rows}) == len(rows)
    return {name: (kept, words) for name, kept, words in rows}


def test_each_rule_of_the_lint_is_listed_and_each_listed_one_is_there(listed):
    lint(map_claims(faces(), REGION))  # registers all rules
    measured = {*RULES, *file_lint._WHY}
    assert {name for name, (kept, _) in listed.items() if kept == "lint"} - {"NOD-02"} == measured
    assert listed["NOD-02"][1].startswith("part of NOD-01")


def test_each_test_that_is_named_exists(listed):
    there = {name for path in HERE.glob("test_*.py") for name in re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.MULTILINE)}
    named = {word for kept, words in listed.values() for word in re.findall(r"test_\w+", f"{kept} {words}")}
    assert named <= there


def test_each_row_says_how_the_rule_is_kept(listed):
    assert all(kept in ("lint", "pack", "construction", "not kept") or kept.startswith("test_") for kept, _ in listed.values())
    assert all(len(words) > 20 for kept, words in listed.values() if kept in ("not kept", "construction", "pack"))
