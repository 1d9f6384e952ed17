"""The review page lists the same questions for every participant, and leaves no statement out that depends on lines."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pandas as pd
import pytest
from toolkit.briefing.review import review_lines


@pytest.fixture(scope="module")
def page(pack) -> str:
    return (pack / "documents" / "review.txt").read_text("utf-8")


def test_every_participant_is_listed_once_in_alphabetical_order(page):
    assert re.findall(r"^(All participants|Cambodia|Thailand)$", page, re.MULTILINE) == ["All participants", "Cambodia", "Thailand"]


def test_participants_alike_are_listed_alike(page):
    of = re.split(r"^(?:Cambodia|Thailand)$", page, flags=re.MULTILINE)[1:]
    assert of[0].strip() == of[1].strip()
    assert of[0].strip().startswith("- ")


def test_every_statement_that_depends_on_lines_or_holds_nowhere_is_listed(pack, page):
    rows = pd.read_parquet(pack / "data" / "sensitivity.parquet")
    asked = rows[
        ((rows["kind"] == "depends") & (rows["movers"] != "") & ~rows["statement"].str.endswith("-change")) | (rows["kind"] == "nothing")
    ]
    everyone = page.split("All participants")[1].split("\n\n")[0]
    assert everyone.count("\n- ") >= len(asked)


def test_a_claim_read_in_a_copy_is_listed_for_each_of_its_parties():
    from toolkit.briefing.messages import messages
    from toolkit.claims.read import read_claims

    claims = read_claims("gulf-of-thailand")
    doubtful = {
        name for name, item in claims.instruments.items() if item.verification.startswith(("conflicting", "secondary", "not verified"))
    }
    asked = {(claim.title, code) for claim in claims.claims if doubtful & set(claim.instrument_ids) for code in claim.claimants}
    desk = SimpleNamespace(
        say=messages("en"), faces=SimpleNamespace(claims=claims), profile="un", statements=SimpleNamespace(items=()), name=lambda code: code
    )
    lines = [str(line) for line in review_lines(desk, [])]
    for title, code in asked:
        mine = lines[lines.index(code) + 1 :]
        mine = mine[: mine.index("")] if "" in mine else mine
        assert any(title in line for line in mine), (title, code)
    assert asked
