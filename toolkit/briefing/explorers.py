"""Maps to explore on the page: the drawing of cartography, every number beside it bound, and a table that says the same.

The card of a patch is filled from its row of the table, so that what is pointed at and what is read are one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from toolkit.briefing.bound import Query, Text, text_of
from toolkit.briefing.desk import Desk
from toolkit.briefing.drawing import KNOWN, ON_AREAS, plain_stem
from toolkit.briefing.figure_text import bind_text, candidates_for, printed_dates, rules_in_reasons
from toolkit.briefing.model import Block, Content, Explorer, Figure, Table
from toolkit.briefing.sentences import quoted
from toolkit.claims.known import instruments_at, instruments_behind
from toolkit.indicators.own import own_indicator
from toolkit.indicators.reasons import NO_VALUE
from toolkit.indicators.records import indicators
from toolkit.rounding import classed, legend_unit, unit

if TYPE_CHECKING:
    from toolkit.cartography.web_embed import WebParts
    from toolkit.overlay.table import IndicatorTable

__all__ = ["with_explorers"]


def with_explorers(content: Content, desk: Desk, table: IndicatorTable) -> Content:
    """Return the content with a map to explore behind each map of claims and of values.

    Parameters
    ----------
    content : Content
        The pack in words.
    desk : Desk
        What it was written from.
    table : IndicatorTable
        What the maps are drawn from.

    Raises
    ------
    PackError
        A numeral of a map is bound to no cell.
    """
    from toolkit.cartography.web_embed import shared

    parts = {name: _parts(desk, table, name) for name in _explored(content, desk)}
    shapes, drawn = shared(parts.values())
    made = {name: _explorer(desk, name, item) for name, item in zip(parts, drawn, strict=True)}

    def block(given: Block) -> Block:
        return replace(given, web=made[given.name]) if isinstance(given, Figure) and given.name in made else given

    sections = tuple(replace(section, blocks=tuple(block(item) for item in section.blocks)) for section in content.sections)
    return replace(content, sections=sections, shapes=shapes)


def _explored(content: Content, desk: Desk) -> Iterator[str]:
    """Yield the names of the maps that can be explored.

    Not the evidence beside a map, and not the key of lines. Nor what is mapped on FAO areas: the tables of a pack give a value for each
    patch, so that screen and paper would differ.
    """
    for section in content.sections:
        for figure in section.figures():
            stem = plain_stem(figure.name)
            indicator = desk.mapped[stem][0]
            if stem == "claims" or (indicator not in ("", ON_AREAS) and not stem.endswith("-evidence")):
                yield figure.name


def _parts(desk: Desk, table: IndicatorTable, name: str) -> WebParts:
    from toolkit.cartography.web_embed import web_parts

    indicator, statistic, time = desk.mapped[plain_stem(name)]
    prefix = f"{name}-"
    # The stem of the files says whether the map is made of made-up data; its drawing on the page says so too.
    shown: dict[str, Any] = {"profile": desk.profile, "synthetic": name != plain_stem(name)}
    if not indicator:
        return web_parts(desk.faces, desk.where, prefix, **shown)
    record: Any = desk.record(indicator)
    if record is None or not record.class_edges:
        rows = table.frame[table.frame["indicator"] == indicator]
        title = indicator.replace("_", " ").capitalize()
        record = own_indicator(indicator, title=title, units=str(rows["units"].iloc[0]), quantity="intensive", values=rows["value"])
    return web_parts(desk.faces, desk.where, prefix, table=table, indicator=record, statistic=statistic, time=time, **shown)


def _explorer(desk: Desk, name: str, parts: WebParts) -> Explorer:
    """Bind every number of a map."""
    say, cells, figure = desk.say, desk.cells, desk.figures[plain_stem(name)]
    rows = desk.mapped[plain_stem(name)]
    record = desk.record(rows[0])
    frame = cells.frames["indicator_table"]
    own = frame.loc[frame["indicator"] == rows[0], "units"]
    units = classed(record.units, record.class_edges) if record is not None else str(own.iloc[0]) if len(own) else ""
    labels = [*(record.class_labels if record is not None else ())]
    phrases = [*labels, *(word for word in parts.words if word.endswith(" counted"))]
    if rows[0] and rows[0] not in indicators():
        phrases += [word.rsplit(" (", 1)[0] for word in parts.words]
    phrases += [unit(units), legend_unit(units)]
    phrases += rules_in_reasons(cells, rows[0])
    times = printed_dates([rows[2]])
    candidates = candidates_for(cells, name, rows, units)
    where = f"Map '{name}' to explore"
    words = tuple(bind_text(word, cells, candidates, phrases=phrases, dates=times, where=where) for word in parts.words)
    several = [face for face in parts.face_ids if desk.faces.frame.loc[face, "n_claimants"] > 1]
    digits = tuple(text_of(_cell(desk, "faces", "n_claimants", face, "count")) for face in several)
    names = tuple(_name(desk, face, rows, units) for face in parts.face_ids)
    numbers = tuple(desk.label(face) for face in parts.face_ids)
    return Explorer(
        prefix=parts.prefix,
        svg=parts.svg,
        legend=parts.legend,
        css=parts.css,
        width=parts.width,
        height=parts.height,
        most=parts.most,
        words=(
            *words,
            *digits,
            *(quoted(said, "instrument") for said in (*parts.titles, *parts.marks)),
            *numbers,
            figure.subtitle,
            figure.alt_short,
        ),
        names=names,
        table=_twin(desk, name, parts.face_ids, rows, units),
        patch=say("head.face"),
        none=say("web.none"),
    )


def _cell(desk: Desk, source: str, column: str, face: str, units: str, form: str = "cell", *more: tuple[str, str, Any]) -> Any:
    return desk.cells.bind(Query(source, column, "value", (("face_id", "is", face), *more)), units, form)


def _of_row(rows: tuple[str, str, str]) -> tuple[tuple[str, str, Any], ...]:
    return tuple((column, "is", wanted) for column, wanted in zip(("indicator", "statistic", "time"), rows, strict=True))


def _reason(desk: Desk, face: str, rows: tuple[str, str, str]) -> str:
    frame = desk.cells.frames["indicator_table"]
    found = frame[
        (frame["face_id"] == face) & (frame["indicator"] == rows[0]) & (frame["statistic"] == rows[1]) & (frame["time"] == rows[2])
    ]
    return str(found["reason"].iloc[0]) if len(found) else NO_VALUE


def _name(desk: Desk, face: str, rows: tuple[str, str, str], units: str) -> Text:
    """Return what a screen reader says of a patch."""
    claimants = _cell(desk, "faces", "n_claimants", face, "count", "figure")
    if not rows[0]:
        value: Any = _cell(desk, "faces", "area_km2", face, "km2", "say")
    elif _reason(desk, face, rows):
        value = desk.say("web.no-value")
    else:
        value = _cell(desk, "indicator_table", "value", face, units, "say", *_of_row(rows))
    word = desk.say.word("web.claimant" if claimants.value == 1 else "web.claimants")
    if rows[0] == KNOWN.identifier and not _reason(desk, face, rows):
        value = desk.say("web.indicator" if value.value == 1 else "web.indicators", value=value)
    names = text_of(desk.names(desk.faces.frame.loc[face, "claimants"]).replace("; ", ", "))
    return desk.say("web.patch", label=desk.label(face), value=value, n=claimants, claimants=word, names=names)


def _twin(desk: Desk, name: str, faces: tuple[str, ...], rows: tuple[str, str, str], units: str) -> Table:
    """Return the table that says what a map shows, one row for each patch."""
    say, region = desk.say, quoted(desk.where.title, "name")
    heads = desk.head("face", "n_claimants", "claimants", "regime", "area")
    numeric = [True, True, False, False, True]
    if rows[0]:
        head = legend_unit(units)
        record = desk.record(rows[0])
        short = quoted(record.short_title, "definition") if record is not None else quoted(rows[0], "name")
        heads += [text_of(short, *((" (", quoted(head, "definition"), ")") if head else ())), *desk.head("behind", "with-data", "known")]
        numeric += [True, True, True, False]
    else:
        heads += desk.head("instruments")
        numeric += [False]
    out = []
    for face in faces:
        row: list[Text] = [
            desk.label(face),
            text_of(_cell(desk, "faces", "n_claimants", face, "count")),
            text_of(desk.names(desk.faces.frame.loc[face, "claimants"])),
            text_of(str(desk.faces.frame.loc[face, "regime"])),
            text_of(_cell(desk, "faces", "area_km2", face, "km2")),
        ]
        row += _values(desk, face, rows, units) if rows[0] else [_instruments(desk, face)]
        out.append(row)
    return Table(
        name=f"{name}-table",
        takeaway=say("web.takeaway"),
        caption=say("web.table", number=desk.figures[plain_stem(name)].number, region=region),
        heads=tuple(heads),
        numeric=tuple(numeric),
        rows=tuple(tuple(row) for row in out),
        key=say("faces.key"),
    )


def _values(desk: Desk, face: str, rows: tuple[str, str, str], units: str) -> list[Text]:
    """Return value, what stands behind it, and why there is none."""
    reason, of = _reason(desk, face, rows), _of_row(rows)
    value = desk.cells.bind(Query("indicator_table", "value", "value", (("face_id", "is", face), *of)), units, "cell", reason=reason)
    return [
        text_of(value),
        text_of(_cell(desk, "indicator_table", "n_behind", face, "count", "cell", *of)),
        text_of(_cell(desk, "indicator_table", "percent_with_data", face, "percent", "cell", *of)),
        desk.say("web.unknown", reason=quoted(reason, "definition")) if reason else desk.say("web.known"),
    ]


def _instruments(desk: Desk, face: str) -> Text:
    """Return the instruments behind the claims on a patch, each once: of those that its claims rest on in these waters."""
    claims, row = desk.faces.claims, desk.faces.frame.loc[face]
    keys = instruments_at(claims, instruments_behind(claims), row["claim_ids"], row["geometry"])
    found = {claims.instruments[key].title if key in claims.instruments else key for key in keys}
    return quoted("; ".join(sorted(found)), "instrument") if found else desk.say("web.computed")
