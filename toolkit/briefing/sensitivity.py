"""What the choice of lines changes, as a table: beside the sentences of a chapter, and whole in an annex."""

from __future__ import annotations

from collections.abc import Iterable

from toolkit.briefing.bound import Free, Query, Text, text_of
from toolkit.briefing.desk import Desk
from toolkit.briefing.messages import period
from toolkit.briefing.model import Table
from toolkit.briefing.statements import DIFFERENCE, Statement
from toolkit.rounding import NO_DATA, legend_unit

__all__ = ["sensitivity_of"]


def _row(desk: Desk, item: Statement) -> tuple[Text, ...]:
    say, cells = desk.say, desk.cells

    def of(column: str, units: str) -> Text:
        return text_of(cells.bind(Query("sensitivity", column, "value", (("statement", "is", item.id),)), units, "cell"))

    times = item.time.split(" to ")
    when = say.listed([period(time, say) for time in times]) if item.time else Text()
    unit = legend_unit(item.units)
    about = text_of(desk.statements.title(item), ", ", say.word(f"waters.{item.waters}"), *((", ", when) if item.time else ()))
    movers = [say(f"axis.{axis}") for axis in item.finding.movers]
    # What prints alike is moved by nothing that a reader could see.
    alike = str(of("low", item.units)) == str(of("high", item.units))
    below = bool(movers) and (alike or not desk.statements.moves(item))
    if item.finding.kind == "no data":
        # Nothing moves what no scenario has.
        return (
            text_of(about, *((" (", Free(unit, "definition"), ")") if unit else ())),
            *(of(column, item.units) for column in ("base", "low", "high")),
            text_of(NO_DATA),
            text_of(NO_DATA),
        )
    return (
        text_of(about, *((" (", Free(unit, "definition"), ")") if unit else ())),
        of("base", item.units),
        of("low", item.units),
        of("high", item.units),
        say("sensitivity.below") if below else say.listed(movers) if movers else say("sensitivity.none"),
        say("sensitivity.below") if below else of("change", DIFFERENCE.get(item.units, item.units)),
    )


def sensitivity_of(desk: Desk, name: str, indicators: Iterable[str] | None = None) -> Table | None:
    """Return the rows of some indicators, or of all, as a table; None where no statement was made.

    Parameters
    ----------
    desk : Desk
        What the pack is written from.
    name : str
        Identifier of the table; for a part 'lines-' and the name of its chapter.
    indicators : iterable of str, optional
        Whose rows are wanted.
    """
    wanted = None if indicators is None else set(indicators)
    rows = [_row(desk, item) for item in desk.statements.items if wanted is None or item.indicator in wanted]
    if not rows:
        return None
    heads = desk.head("statement", "base", "least", "most", "mover", "change")
    numeric = (False, True, True, True, False, True)
    if wanted is None:
        return desk.table(name, "sensitivity.table", heads, numeric, rows)
    chapter = desk.say(f"section.{name.removeprefix('lines-')}")
    return desk.table(name, "sensitivity.part", heads, numeric, rows, chapter=chapter)
