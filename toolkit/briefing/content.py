"""What a pack says, chapter by chapter: one content model with bound sentences, from which every document is rendered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from toolkit.briefing.annexes import annexes
from toolkit.briefing.bound import Cells, Free, Text, text_of
from toolkit.briefing.chapters import chapters
from toolkit.briefing.desk import Desk
from toolkit.briefing.drawing import plain_stem
from toolkit.briefing.figure_text import bind_figure
from toolkit.briefing.front import front
from toolkit.briefing.manifest import Input
from toolkit.briefing.messages import long_date, messages
from toolkit.briefing.model import Content, Figure
from toolkit.briefing.pairs import relevant_notes
from toolkit.briefing.sentences import Statements, quoted
from toolkit.briefing.statements import Statement
from toolkit.briefing.stocks import published_year
from toolkit.briefing.tiers import HIGHEST, rules
from toolkit.catalog.regions import Region
from toolkit.claims.model import AXES
from toolkit.indicators.model import Indicator
from toolkit.indicators.records import indicators

if TYPE_CHECKING:
    from toolkit.briefing.edition import Edition
    from toolkit.claims.faces import Faces

__all__ = ["build_content", "build_desk", "mapped_rows"]


def mapped_rows(info: Mapping[str, Any], cells: Cells) -> tuple[str, str, str]:
    """Return which rows of the indicator table a map shows: indicator, statistic, time; empty for maps of claims."""
    name = str(info["kind"]).removesuffix("-evidence").replace("-", "_")
    frame = cells.frames["indicator_table"]
    rows = frame[frame["indicator"] == name]
    if not len(rows):
        return "", "", ""
    statistics = sorted(set(rows["statistic"]))
    statistic = "mean" if "mean" in statistics else statistics[0]
    times = sorted(set(rows.loc[rows["statistic"] == statistic, "time"].astype(str)))
    return name, statistic, times[-1]


def build_desk(
    where: Region,
    *,
    cells: Cells,
    faces: Faces,
    statements: Iterable[Statement],
    complete: bool,
    figures: Mapping[str, Mapping[str, Any]],
    date: str,
    profile: str,
    language: str,
    banded: bool = False,
    own: Indicator | None = None,
) -> Desk:
    """Gather what a pack is written from, the words of the maps bound.

    Parameters
    ----------
    where : Region
        What the pack is about.
    cells : Cells
        Every table of the pack, the sensitivity table included.
    faces : Faces
        The faces in the base.
    statements : iterable of Statement
        What can be said under the family of scenarios.
    complete : bool
        Whether the family holds all scenarios there are.
    figures : mapping of str to mapping
        Stem of a map's files -> what cartography knows of it.
    date : str
        The pack's one date, ISO.
    profile, language : str
        Of printed names, and of fixed words.
    banded : bool
        Whether numbers of survey sites are the least of their band.
    own : Indicator, optional
        Record of the user's grid.

    Raises
    ------
    PackError
        A numeral of a map is bound to no cell.
    """
    say = messages(language)
    known = indicators()
    made: dict[str, Figure] = {}
    mapped: dict[str, tuple[str, str, str]] = {}
    for number, (name, info) in enumerate(figures.items(), start=1):
        rows = mapped_rows(info, cells)
        record = own if own is not None and own.identifier == rows[0] else known.get(rows[0])
        words = bind_figure(name, info, cells, record, rows, faces.claims.date)
        mapped[plain_stem(name)] = rows
        made[plain_stem(name)] = Figure(
            name=name,
            number=text_of(Free(str(number), "figure")),
            title=words.title,
            subtitle=words.subtitle,
            alt_short=words.alt_short,
            alt_long=words.alt_long,
            map_id=quoted(str(info["map_id"]), "name"),
            files=quoted(", ".join(f"maps/{name}.{kind}" for kind in ("png", "svg", "pdf")), "name"),
        )
    told = Statements(tuple(statements), cells, say, complete, banded, published_year() if len(cells.frames["fao_areas"]) else "", own)
    return Desk(
        where=where, cells=cells, faces=faces, statements=told, say=say, profile=profile, figures=made, mapped=mapped, date=date, own=own,
        features=tuple(
            (str(item["letter"]), tuple(str(name) for name in item["names"]))
            for name, info in figures.items() if plain_stem(name) == "claims" for item in info.get("feature_key", ())
        ),
    )  # fmt: skip


def build_content(desk: Desk, inputs: Iterable[Input], notes: Iterable[str], *, edition: Edition | None = None) -> Content:
    """Put a pack into words.

    Parameters
    ----------
    desk : Desk
        What it is written from.
    inputs : iterable of Input
        Datasets used.
    notes : iterable of str
        What was repaired, dropped or reprojected.
    edition : Edition, optional
        Who may read it, and what is withheld from them; without it the pack is for the highest tier.

    Returns
    -------
    Content
        Sections with bound sentences.

    Raises
    ------
    PackError
        A numeral is bound to no cell.
    """
    used, say, claims = list(inputs), desk.say, desk.faces.claims
    audience = edition.audience if edition is not None else HIGHEST
    # The widest edition is no working material of a study group any more.
    kind = "-public" if audience == rules().order[-1] else ""
    choices = desk.cells.frames["choices"]
    axes = [axis for axis in AXES if choices[axis].nunique() > 1]
    synthetic = any("synthetic" in item.kind for item in used)
    given = any(item.kind.startswith("user") for item in used)
    return Content(
        title=say("doc.title", region=quoted(desk.where.title, "name")),
        subtitle=_subtitle(desk, say.word(f"tier.{audience}")),
        edition=say(f"doc.edition-{audience}"),
        running=say(f"doc.short{kind}"),
        data_kind=say("doc.synthetic" if synthetic else "doc.given" if given else "doc.real"),
        disclaimer=say(f"doc.disclaimer{kind}"),
        closing=quoted(" ".join(f"{note.rstrip('.')}." for note in relevant_notes(claims, notes, axes)), "instrument"),
        synthetic=synthetic,
        date=desk.date,
        language=say.language,
        sections=(*front(desk), *chapters(desk), *annexes(desk, used, edition)),
    )


def _subtitle(desk: Desk, tier: str) -> Text:
    """Return of which claims and dates the pack is; what has no date is not given one twice."""
    say, claims = desk.say, desk.faces.claims
    title = quoted(claims.title, "instrument")
    if not claims.date and not desk.date:
        return say("doc.subtitle-undated", claims=title, tier=tier)
    return say("doc.subtitle", claims=title, date=long_date(claims.date, say), pack_date=long_date(desk.date, say), tier=tier)
