"""What a pack says and keeps of its tier: the tier of every row, sentence and file, and the annex on what is withheld and why."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from toolkit.briefing.bound import Cells, Free, Query, Text, text_of
from toolkit.briefing.drawing import KNOWN
from toolkit.briefing.gather import numbered
from toolkit.briefing.model import Block, Bullets, Paragraph, Section
from toolkit.briefing.register import Entry
from toolkit.briefing.release import AT_SOURCE, RECORD, row_tiers
from toolkit.briefing.tables import write_table
from toolkit.briefing.tiers import HIGHEST, rules
from toolkit.claims.write import write_claims

if TYPE_CHECKING:
    from toolkit.briefing.desk import Desk
    from toolkit.briefing.edition import Edition
    from toolkit.claims.model import ClaimSet

__all__ = ["check_tiers", "disclosure_frames", "disclosure_section", "entry_tier", "write_for_release"]


def disclosure_frames(frames: dict[str, pd.DataFrame], edition: Edition | None) -> dict[str, pd.DataFrame]:
    """Return the tables of a pack with the tier of each row of data, the record of what was withheld, and the rules.

    Parameters
    ----------
    frames : dict
        From :func:`toolkit.briefing.gather.gather_cells`.
    edition : Edition or None
        Without one everything belongs to the highest tier.
    """
    out = dict(frames)
    for name in ("indicator_table", "scenarios"):
        frame = frames[name]
        out[name] = frame.assign(tier=row_tiers(frame, edition.own) if edition is not None else HIGHEST)
    table = out["indicator_table"]
    # How much is known of a face is made from all other rows.
    counted = table["indicator"] == KNOWN.identifier
    table.loc[counted, "tier"] = rules().narrowest(table.loc[~counted & table["value"].notna(), "tier"])
    struck = edition.tables.withheld if edition is not None else pd.DataFrame(columns=list(RECORD), dtype=object)
    every = pd.concat([_at_source(out["indicator_table"], out["scenarios"]), struck], ignore_index=True)
    out["withheld"] = numbered(every, frames["faces"], column="place")
    known = rules()
    told: list[tuple[str, float]] = [
        ("withheld.minimum.units", known.minimum),
        ("withheld.minimum.sensitive_units", known.sensitive_minimum),
    ]
    told += [
        (f"sites.{tier}.{what}", size)
        for tier, sizes in known.sites.items()
        for what, size in zip(("degrees", "years"), sizes, strict=True)
    ]
    more = pd.DataFrame(told, columns=["rule", "value"]).astype({"value": "float64"})
    out["rules"] = pd.concat([frames["rules"], more], ignore_index=True)
    return out


def _at_source(table: pd.DataFrame, scenarios: pd.DataFrame) -> pd.DataFrame:
    """Return the record of what publishers withhold: values that nobody here ever knew."""
    parts = []
    for name, frame in (("indicator_table", table), ("scenarios", scenarios)):
        rows = frame[frame["reason"].astype(str).str.startswith(AT_SOURCE)]
        place = rows["face_id"] if name == "indicator_table" else rows["scenario"].astype(str) + " " + rows["waters"].astype(str)
        parts.append(rows.assign(table=name, place=place, rule=AT_SOURCE)[list(RECORD)])
    return pd.concat(parts, ignore_index=True).astype(object).drop_duplicates(list(RECORD[:-2])).reset_index(drop=True)


def write_for_release(edition: Edition | None, claims: ClaimSet, folder: Path) -> None:
    """Write what a lower tier is made from, beside the tables: the claim set, and for the highest tier the units behind values.

    Parameters
    ----------
    edition : Edition or None
        With its units and sites.
    claims : ClaimSet
        As it was partitioned.
    folder : Path
        The folder of data.
    """
    write_claims(claims, folder / "claim_set.parquet")
    if edition is None:
        return
    units = edition.tables.units if edition.audience == HIGHEST else None
    faces = pd.DataFrame(edition.faces.frame.drop(columns="geometry")).reset_index()
    tables = {"units": None if units is None else numbered(units, faces, column="face_id"), "sites": edition.sites}
    for name, frame in tables.items():
        if frame is not None:
            write_table(frame, folder / name)


def entry_tier(bounds: Iterable[Any], cells: Cells) -> str:
    """Return the tier of a sentence: the fullest of the rows that its numbers are read from."""
    known = rules()
    tiers: set[str] = set()
    for bound in bounds:
        frame = cells.frames[bound.query.source]
        if "tier" in frame:
            taken = frame.iloc[cells.rows(bound.query)]
            tiers |= set(taken.loc[taken["value"].notna(), "tier"])
    return known.narrowest(tiers)


def check_tiers(entries: Iterable[Entry], cells: Cells, audience: str) -> list[str]:
    """Return the numbers that an audience may not read (none, unless a table was not released before it was printed)."""
    known = rules()
    out = []
    for entry in entries:
        tier = entry_tier([entry.bound], cells)
        if not known.may_read(audience, tier):
            out.append(f"DSC-01 error, {entry.place}: the number {entry.id} is for '{tier}', the pack for '{audience}'.")
    return out


def disclosure_section(desk: Desk, edition: Edition | None) -> Section:
    """Return the annex on what is withheld from these readers, and why."""
    say, cells = desk.say, desk.cells
    audience = edition.audience if edition is not None else HIGHEST
    source = Query("withheld", "rule", "count", (("rule", "is", AT_SOURCE), ("table", "is", "indicator_table")))
    blocks: list[Block] = [Paragraph(say("withheld.intro"))]
    sums = Query("withheld", "rule", "count", (("rule", "is", AT_SOURCE), ("table", "is", "scenarios")))
    both = {"n": cells.bind(source, "count", "figure"), "m": cells.bind(sums, "count", "figure")}
    items = [say("withheld.source", **both) if any(cells.read(query) for query in (source, sums)) else say("withheld.source-none")]
    counted = cells.frames["withheld"]
    struck = sorted(set(counted["rule"]) - {AT_SOURCE})
    for rule in struck:
        n = cells.bind(Query("withheld", "rule", "count", (("rule", "is", rule),)), "count", "figure")
        least = cells.bind(Query("rules", "value", "value", (("rule", "is", "withheld.minimum.units"),)), "count", "figure")
        key = f"withheld.{rule}"
        items.append(say(key, n=n, least=least) if "{least}" in say.strings[key] else say(key, n=n))
    if not struck:
        items.append(say("withheld.fullest" if audience == HIGHEST else "withheld.nothing"))
    blocks.append(Bullets(tuple(items)))
    ran = edition.tables.ran if edition is not None else ()
    if ran and audience == rules().order[-1]:
        blocks.append(Paragraph(say("withheld.plain")))
    if ran:
        blocks.append(Paragraph(say("withheld.ran", rules=say.listed([say.word(f"rule.{name}") for name in ran]))))
    if edition is not None and edition.sites is not None:
        blocks.append(Paragraph(_sites(desk, audience)))
    if audience in rules().banded:
        blocks.append(Paragraph(say("withheld.bands")))
    blocks.append(Paragraph(say("withheld.list")))
    return Section("withheld", say("section.withheld"), tuple(blocks))


def _sites(desk: Desk, audience: str) -> Text:
    say = desk.say
    if audience not in rules().sites:
        return say("withheld.sites-exact")
    where = {what: Query("rules", "value", "value", (("rule", "is", f"sites.{audience}.{what}"),)) for what in ("degrees", "years")}
    degrees = Free(f"{desk.cells.read(where['degrees']):g}", "definition")
    return text_of(say("withheld.sites", degrees=degrees, years=desk.cells.bind(where["years"], "count", "figure")))
