"""A pack in words: tables, statements and content, made before any picture is written, so that what cannot stand is told early."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toolkit.briefing.confidence import rules_table
from toolkit.briefing.content import build_content, build_desk
from toolkit.briefing.disclosed import check_tiers, disclosure_frames
from toolkit.briefing.documents import stop_if
from toolkit.briefing.explorers import with_explorers
from toolkit.briefing.family import FamilyTable, area_only
from toolkit.briefing.figure_text import drawn_values
from toolkit.briefing.gather import gather_cells, latest_time, ready
from toolkit.briefing.manifest import Input, pack_date
from toolkit.briefing.register import entries_of
from toolkit.briefing.statements import make_statements, sensitivity_table
from toolkit.briefing.structure import lint_structure
from toolkit.briefing.tiers import HIGHEST, rules
from toolkit.briefing.wording import lint_content

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.briefing.bound import Cells
    from toolkit.briefing.desk import Desk
    from toolkit.briefing.edition import Edition
    from toolkit.briefing.model import Content
    from toolkit.briefing.register import Entry
    from toolkit.briefing.wording import Finding
    from toolkit.catalog.regions import Region
    from toolkit.claims.faces import Faces
    from toolkit.overlay.table import IndicatorTable

__all__ = ["Worded", "check_words", "put_into_words"]


@dataclass(frozen=True)
class Worded:
    """What a pack says.

    Attributes
    ----------
    frames, cells : mapping of str to DataFrame, Cells
        Its tables, and the same ready to be asked.
    desk : Desk
        What it is written from.
    content : Content
        Sections with bound sentences.
    findings : list of Finding
        Of the lint of wording; none is an error.
    entries : list of Entry
        Every bound number.
    """

    frames: Mapping[str, pd.DataFrame]
    cells: Cells
    desk: Desk
    content: Content
    findings: list[Finding]
    entries: list[Entry]


def put_into_words(
    where: Region,
    *,
    faces: Faces,
    table: IndicatorTable,
    infos: Mapping[str, Mapping[str, Any]],
    used: Iterable[Input],
    remarks: Iterable[str],
    profile: str,
    language: str,
    family: FamilyTable | None,
    edition: Edition | None,
) -> Worded:
    """Put a pack into words and check them.

    Parameters
    ----------
    where : Region
        What the pack is about.
    faces, table : Faces, IndicatorTable
        What it is made from.
    infos : mapping of str to mapping
        Stem of a map's files -> what cartography knows of it; empty before maps are drawn.
    used : iterable of Input
        Datasets.
    remarks : iterable of str
        What was repaired, dropped or reprojected.
    profile, language : str
        Of printed names, and of fixed words.
    family : FamilyTable or None
        All scenarios.
    edition : Edition or None
        Who may read it.

    Returns
    -------
    Worded
        Tables, sentences and numbers.

    Raises
    ------
    PackError
        A numeral is bound to no cell, a word or the structure breaks a rule, or a number is not for these readers.
    """
    date, used = pack_date(faces.claims.date), list(used)
    audience = edition.audience if edition is not None else HIGHEST
    rows = table.frame
    year = int(date[:4]) if date[:4].isdigit() else None
    told = family if family is not None else area_only(faces)
    latest = {str(name): latest_time(rows, str(name), str(stat)) for name, stat in zip(rows["indicator"], rows["statistic"], strict=True)}
    statements = make_statements(told, latest, year)
    keyed = [item for info in infos.values() if info["kind"] != "key" for item in info.get("line_key", ())]
    frames = gather_cells(faces, table, told, drawn_values(infos), rules_table(), keyed, profile)
    frames["sensitivity"] = sensitivity_table(statements)
    frames = disclosure_frames(frames, edition)
    cells = ready(frames)
    own = edition.own_indicator() if edition is not None else None
    if own is not None:
        cells.own_edges[own.identifier] = tuple(own.class_edges)
    desk = build_desk(
        where, cells=cells, faces=faces, statements=statements, complete=told.complete, figures=infos, date=date, profile=profile,
        language=language, banded=audience in rules().banded, own=own,
    )  # fmt: skip
    content = build_content(desk, used, remarks, edition=edition)
    content = with_explorers(content, desk, table) if infos else content
    findings = lint_content(content, [desk.name(code) for code in faces.claims.claimants], where.title)
    stop_if([str(item) for item in findings if item.severity == "error"], "its words break a rule of neutrality")
    stop_if([str(item) for item in lint_structure(content, [item.id for item in used])], "its structure breaks a rule")
    entries = entries_of(content)
    stop_if(check_tiers(entries, cells, audience), "a number is not for these readers")
    return Worded(frames, cells, desk, content, findings, entries)


def check_words(edition: Edition) -> None:
    """Put an edition into words before its maps are drawn: what cannot stand is told in seconds, not after minutes.

    Parameters
    ----------
    edition : Edition
        Released to its audience.

    Raises
    ------
    PackError
        As :func:`put_into_words`.
    """
    put_into_words(
        edition.where,
        faces=edition.faces,
        table=edition.table(),
        infos={},
        used=edition.inputs,
        remarks=[text for text, _ in edition.notes],
        profile=edition.profile,
        language=edition.language,
        family=edition.family,
        edition=edition,
    )
