"""The first pages: the one page, and how to read."""

from __future__ import annotations

from toolkit.briefing.bound import Query, Text
from toolkit.briefing.desk import Desk
from toolkit.briefing.model import Bullets, Section
from toolkit.briefing.one_page import one_page
from toolkit.briefing.sentences import quoted

__all__ = ["front"]


def front(desk: Desk) -> tuple[Section, ...]:
    """Return the one page and the page that says how to read."""
    return (*one_page(desk), _how_to_read(desk))


def _how_to_read(desk: Desk) -> Section:
    say = desk.say
    fixed = [say(f"read.{name}") for name in ("one", "two", "three", "four")]
    items = [*fixed, *_counted(desk), say("read.base", choices=desk.base_choices()), say("read.five"), say("read.words"), say("read.names")]
    return Section("how-to-read", say("section.how-to-read"), (Bullets((*items, _worked(desk))),))


def _counted(desk: Desk) -> list[Text]:
    """Return what the base counts and what not, of what this claim set holds."""
    say, claims = desk.say, desk.faces.claims
    out = []
    if any("territorial sea" in claim.method for claim in claims.claims):
        out.append(say("read.strip", nm=quoted("12 NM", "definition")))
    stated = [claim for claim in claims.claims if claim.basis == "coordinates" and claim.regime == "claim"]
    computed = [claim for claim in claims.claims if claim.basis in ("distance", "equidistance")]
    left_out = desk.not_counted()
    if computed and left_out and not stated:
        out.append(say("read.left-out", others=left_out))
    elif computed and left_out:
        n = desk.cells.count(
            Query("claims", "claim_id", "count", (("basis", "is", "coordinates"), ("regime", "is", "claim"))), "area", "areas"
        )
        out.append(say("read.unequal", n=n, others=left_out))
    if desk.cells.read(Query("faces", "face_id", "count", (("n_claimants", "over", 1), ("one_makes_all", "is", "yes")))) > 0:
        out.append(say("read.every"))
    if computed and any(claim.instrument_ids for claim in computed):
        out.append(say("read.baselines"))
    return out


def _worked(desk: Desk) -> Text:
    """Return the worked example: the largest patch in which zones of different claimants meet; else the largest."""
    frame = desk.faces.frame
    rows = desk.cells.frames["faces"].set_index("face_id").loc[frame.index]
    apart = frame[((rows["n_claimants"] > 1) & (rows["one_makes_all"] == "no")).to_numpy()]
    example = str((apart if len(apart) else frame).sort_values("area_km2", ascending=False).index[0])
    area = Query("faces", "area_km2", "value", (("face_id", "is", example),))
    who = desk.names(frame.loc[example, "claimants"])
    return desk.say("read.six", label=desk.label(example), area=desk.cells.bind(area, "km2"), who=who)
