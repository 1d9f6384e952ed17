"""The review page: what each participant could object to, from the lint, the sensitivity of the statements and the ledger of lines.

It belongs to the edition of the study group alone, has the same build for every participant, and lists them in alphabetical order.
"""

from __future__ import annotations

from collections.abc import Iterable

from toolkit.briefing.annexes import named_gap
from toolkit.briefing.bound import Text, text_of
from toolkit.briefing.desk import Desk
from toolkit.briefing.statements import quoted
from toolkit.briefing.wording import Finding
from toolkit.claims.names import order_by_name

__all__ = ["review_lines"]

_DOUBT = ("conflicting", "secondary", "not verified")


def review_lines(desk: Desk, findings: Iterable[Finding]) -> list[Text]:
    """Return the review page as lines; an empty text is an empty line.

    Parameters
    ----------
    desk : Desk
        What the pack was written from.
    findings : iterable of Finding
        Of the wording lint.
    """
    say, claims = desk.say, desk.faces.claims
    out = [say("review.title"), Text(), say("review.intro"), Text(), say("review.everyone")]
    for item in desk.statements.items:
        if item.finding.kind == "depends" and item.finding.movers and not item.id.endswith("-change"):
            about = text_of(desk.statements.title(item), ", ", say.word(f"waters.{item.waters}"), desk.when(item.time.split(" to ")[-1]))
            out.append(
                text_of("- ", say("review.depends", about=about, range=desk.statements.spread(item), mover=desk.statements.mover(item)))
            )
    for found in findings:
        out.append(
            text_of("- ", say("review.words", rule=quoted(found.rule, "name"), place=found.place, words=quoted(found.words, "definition")))
        )
    for code in order_by_name(claims.claimants, desk.profile):
        out += [Text(), text_of(desk.name(code))]
        mine = [line for line in claims.lines_in_force() if code in line.parties]
        for line in mine:
            checks = [claims.instruments[name].verification for name in line.instrument_ids if name in claims.instruments]
            doubts = sorted({check for check in checks if check.startswith(_DOUBT)})
            if line.agreed_not_encoded:
                out.append(text_of("- ", say("review.computed", title=quoted(line.title, "instrument"))))
            elif doubts:
                out.append(
                    text_of("- ", say("review.copy", title=quoted(line.title, "instrument"), check=quoted(", ".join(doubts), "instrument")))
                )
        gaps = [gap for gap in claims.gaps if code in gap]
        out += [text_of("- ", say("review.gap", gap=quoted(named_gap(gap, desk.profile), "instrument"))) for gap in gaps]
        if not gaps and not mine:
            out.append(text_of("- ", say("review.nothing")))
    return out
