"""The review page: what each participant could object to, from the lint, the sensitivity of the statements and the ledger of lines.

It belongs to the edition of the study group alone, has the same build for every participant, and lists them in alphabetical order.
"""

from __future__ import annotations

from collections.abc import Iterable

from toolkit.briefing.bound import Query, Text, text_of
from toolkit.briefing.desk import Desk
from toolkit.briefing.pairs import gaps_frame
from toolkit.briefing.sentences import quoted
from toolkit.briefing.wording import Finding
from toolkit.claims.kinds import behind, is_attributed, said_by
from toolkit.claims.known import cited_instruments, gap_parties, gap_words, instruments_behind
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
        elif item.finding.kind == "nothing":
            out.append(text_of("- ", desk.statements.sentence(item)))
    for found in findings:
        out.append(text_of("- ", say("review.words", place=found.place, words=quoted(found.words, "definition"))))
    out += _overlaps(desk)
    listed_gaps = gaps_frame(claims)
    here = listed_gaps.loc[listed_gaps["here"] == "yes", "gap"].astype(str)
    for code in order_by_name(claims.claimants, desk.profile):
        mine = [*_of_lines(desk, code), *_of_claims(desk, code)]
        gaps = [gap for gap in here if code in gap_parties(gap, claims)]
        mine += [say("review.gap", gap=quoted(gap_words(gap, claims, desk.profile), "instrument")) for gap in gaps]
        listed = dict.fromkeys(str(line) for line in mine)
        kept = [next(line for line in mine if str(line) == words) for words in listed]
        out += [Text(), text_of(desk.name(code)), *(text_of("- ", line) for line in kept or [say("review.nothing")])]
    return out


def _overlaps(desk: Desk) -> list[Text]:
    """Return the sea that each set of claimants is counted in together, the sets by alphabet: nobody's sum, and one list for all."""
    frame = getattr(desk.faces, "frame", None)
    if frame is None:
        return []
    sets = {tuple(codes) for codes, n in zip(frame["claimants"], frame["n_claimants"], strict=True) if n > 1}
    out = []
    for codes in sorted(sets, key=desk.names):
        where = (("claimants", "is", "; ".join(codes)),)
        area = desk.cells.bind(Query("faces", "area_km2", "sum", where), "km2")
        n = desk.cells.count(Query("faces", "face_id", "count", where), "patch", "patches")
        out.append(text_of("- ", desk.say("review.overlap", who=desk.names(codes), area=area, n=n)))
    return out


def _copy(desk: Desk, title: str, instrument_ids: Iterable[str], *, computed: bool = False) -> list[Text]:
    """Return the remark on what was not read in its original, if anything was not: of the instruments of these waters alone."""
    known = {item.id: item for item in cited_instruments(desk.faces.claims)}
    checks = {known[name].verification for name in instrument_ids if name in known}
    doubts = sorted(check for check in checks if check.startswith(_DOUBT))
    if not doubts:
        return []
    check = quoted(", ".join(doubts), "instrument")
    if not computed:
        return [desk.say("review.copy", title=quoted(title, "instrument"), check=check)]
    behind = [known[name].title for name in instrument_ids if name in known and known[name].verification.startswith(_DOUBT)]
    return [desk.say("review.copy-behind", title=quoted(title, "instrument"), check=check, behind=quoted("; ".join(behind), "instrument"))]


def _of_lines(desk: Desk, code: str) -> list[Text]:
    """Return remarks on the lines of a party."""
    out: list[Text] = []
    for line in desk.faces.claims.lines_in_force():
        found = behind(line, desk.faces.claims.instruments)
        if code not in (*found.by, *found.concerns):
            continue
        if line.agreed_not_encoded:
            out.append(desk.say("review.computed", title=quoted(line.title, "instrument")))
        else:
            # An act of another is told as such: nobody is asked to answer for it.
            said = quoted(said_by(line, desk.faces.claims.instruments, desk.profile), "instrument")
            title = line.title if code in found.by else str(desk.say("review.concerned", title=quoted(line.title, "instrument"), by=said))
            unread = [desk.say("review.no-text", title=quoted(title, "instrument"))]
            out += unread if is_attributed(line) else _copy(desk, title, line.instrument_ids)
    return out


def _of_claims(desk: Desk, code: str) -> list[Text]:
    """Return remarks on the instruments behind the claims of a party."""
    out: list[Text] = []
    behind = instruments_behind(desk.faces.claims)
    for claim in desk.faces.claims.claims:
        if code in claim.claimants:
            out += _copy(desk, claim.title, behind[claim.claim_id], computed=claim.basis in ("distance", "equidistance"))
    return out
