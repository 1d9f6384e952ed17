"""Bound numbers: the only way a numeral enters a text of the pack.

A :class:`Query` says which cells of which table of the pack a number is read from, and how. :meth:`Cells.bind` reads it, rounds it
once and gives a :class:`Bound`. A :class:`Text` is made of words without numerals, bound numbers, and the few numerals that need
no cell (:data:`FREE`), each of which says what it is.
"""

from __future__ import annotations

import math
import re
import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
import pandas as pd

from toolkit.errors import PackError, unknown_name
from toolkit.indicators.records import indicators
from toolkit.rounding import cell, classed, edges_of, finer, quantity, rounding

__all__ = ["FREE", "Bound", "Cells", "Free", "Part", "Query", "Text", "fill", "numerals", "printed", "text_of"]

#: What a numeral without a cell may be, and nothing else.
FREE: Final = {
    "date": "a date or period",
    "figure": "the number of a map, page, section or line",
    "face": "the number of a face on the maps",
    "place": "degrees of a place in a patch, at its reef where it has any",
    "name": "an identifier, a file name or a checksum",
    "instrument": "words of an instrument or of the claim set",
    "definition": "words of an indicator's record or of a rule",
    "source": "words of a dataset's register entry",
}

#: Columns of tables that hold values of an indicator in its units.
_VALUES: Final = frozenset({"value", "lower", "upper", "low", "high", "base"})

#: Columns of a statement that are printed with the same digits.
_OF_STATEMENT: Final = frozenset({"low", "high", "base", "change"})

#: Figures, with the signs and separators that belong to them.
_NUMERAL = re.compile(r"(?:[<>]\s?)?[\u2212-]?\d+(?:,\d{3})*(?:\.\d+)?")
_DIGIT = re.compile(r"\d")

_CHOICES: Final[dict[str, Callable[[np.ndarray[Any, Any], Any], np.ndarray[Any, Any]]]] = {
    "is": lambda column, wanted: column == wanted,
    "is not": lambda column, wanted: column != wanted,
    "over": lambda column, wanted: column.astype(float) > wanted,
    "known": lambda column, _: ~pd.isna(column),
    "missing": lambda column, _: pd.isna(column),
    "holds": lambda column, wanted: np.array([wanted in str(value).split("; ") for value in column], dtype=bool),
    "begins": lambda column, wanted: np.array([str(value).startswith(wanted) for value in column], dtype=bool),
}


def numerals(text: str) -> list[str]:
    """Return the numerals of a text as they are printed.

    Examples
    --------
    >>> numerals("From 1,100,000 km² to <1 per cent, 12.4 °C-weeks.")
    ['1,100,000', '<1', '12.4']
    """
    return _NUMERAL.findall(text)


@dataclass(frozen=True)
class Query:
    """Which cells a number is read from, and how.

    Attributes
    ----------
    source : str
        Table of the pack: 'faces', 'indicator_table', 'scenarios', 'statements', ...
    column : str
        Column that is read.
    how : {'value', 'sum', 'min', 'max', 'count'}
        'value' asks for exactly one cell; 'count' counts rows.
    where : tuple of (column, choice, value)
        Rows that are taken: choice is 'is', 'is not', 'over', 'known', 'missing', 'holds' (one word of a list) or 'begins'.
    share_of : Query or None
        If given, the number is its share of this other one in per cent.
    """

    source: str
    column: str
    how: str = "value"
    where: tuple[tuple[str, str, Any], ...] = ()
    share_of: Query | None = None

    def describe(self) -> str:
        """Return the query in words."""
        rows = ", ".join(f"{column} {choice}{'' if value is None else f' {value}'}" for column, choice, value in self.where)
        words = {"value": self.column, "count": "number of rows"}.get(self.how, f"{self.how} of {self.column}")
        out = f"{words} in {self.source}{f' where {rows}' if rows else ''}"
        return f"100 x ({out}) / ({self.share_of.describe()})" if self.share_of else out

    def to_dict(self) -> dict[str, Any]:
        """Return the query as plain values."""
        out: dict[str, Any] = {"source": self.source, "column": self.column, "how": self.how, "where": [list(item) for item in self.where]}
        if self.share_of is not None:
            out["share_of"] = self.share_of.to_dict()
        return out

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> Query:
        """Return the query that :meth:`to_dict` wrote."""
        other = given.get("share_of")
        where = tuple((str(column), str(choice), value) for column, choice, value in given["where"])
        return cls(given["source"], given["column"], given["how"], where, cls.from_dict(other) if other else None)


@dataclass(frozen=True)
class Bound:
    """A number with the cells it comes from.

    Attributes
    ----------
    query : Query
        Where it is read.
    value : float
        As stored; NaN where there is none.
    units : str
        Units in the toolkit's spelling.
    form : {'say', 'cell', 'figure'}
        With the unit as in a sentence, without it as in a table, or without it in a sentence.
    text : str
        As printed.
    """

    query: Query
    value: float
    units: str
    form: str
    text: str

    @property
    def rounding(self) -> str:
        """The rule of rounding in words."""
        return rounding(self.units)


@dataclass(frozen=True)
class Free:
    """A numeral that needs no cell, with its kind (:data:`FREE`)."""

    text: str
    kind: str

    def __post_init__(self) -> None:
        if self.kind not in FREE:
            raise unknown_name("kind of numeral without a cell", self.kind, FREE)


Part = str | Bound | Free


@dataclass(frozen=True)
class Text:
    """Words with their bound numbers.

    Attributes
    ----------
    parts : tuple of str, Bound or Free
        In reading order; a plain string holds no numeral.

    Raises
    ------
    PackError
        A plain string holds a numeral: bind it, or say what it is.
    """

    parts: tuple[Part, ...] = ()

    def __post_init__(self) -> None:
        for part in self.parts:
            if isinstance(part, str) and _DIGIT.search(part):
                raise PackError(
                    f"The numeral '{(numerals(part) or _DIGIT.findall(part))[0]}' in '{part.strip()[:80]}' is bound to no cell. "
                    f"Bind it (Cells.bind), or say what it is: Free(text, kind) with one of {', '.join(FREE)}."
                )

    def __str__(self) -> str:
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)

    def __add__(self, other: Text) -> Text:
        return Text(self.parts + other.parts)

    @property
    def bounds(self) -> tuple[Bound, ...]:
        """The bound numbers, in reading order."""
        return tuple(part for part in self.parts if isinstance(part, Bound))


def text_of(*parts: Part | Text) -> Text:
    """Put words and numbers together.

    Examples
    --------
    >>> str(text_of("Face ", Free("7", "face")))
    'Face 7'
    """
    out: list[Part] = []
    for part in parts:
        out.extend(part.parts if isinstance(part, Text) else (part,))
    return Text(tuple(part for part in out if part != ""))


def fill(template: str, **fields: Part | Text) -> Text:
    """Fill a template of the catalogue; its own words hold no numeral.

    Parameters
    ----------
    template : str
        With fields in braces.
    **fields : str, Bound, Free or Text
        One for each field.

    Raises
    ------
    PackError
        The template has a numeral, or a field that is not given.
    """
    parts: list[Part | Text] = []
    for literal, name, _spec, _conversion in string.Formatter().parse(template):
        parts.append(literal)
        if name is None:
            continue
        if name not in fields:
            raise PackError(f"The template '{template[:60]}' asks for '{name}'. Allowed: {', '.join(sorted(fields)) or 'no field'}.")
        parts.append(fields[name])
    return text_of(*parts)


@dataclass
class Cells:
    """The tables of a pack, ready to be asked.

    Parameters
    ----------
    frames : mapping of str to pandas.DataFrame
        Name of a table -> its rows.
    own_edges : mapping of str to tuple of float
        Edges of the classes of an indicator of the user's own.
    """

    frames: Mapping[str, pd.DataFrame]
    own_edges: dict[str, tuple[float, ...]] = field(default_factory=dict)
    _columns: dict[tuple[str, str], np.ndarray[Any, Any]] = field(default_factory=dict, repr=False)
    _masks: dict[tuple[str, str, str, Any], np.ndarray[Any, Any]] = field(default_factory=dict, repr=False)

    def _column(self, source: str, column: str) -> np.ndarray[Any, Any]:
        key = (source, column)
        if key not in self._columns:
            if source not in self.frames:
                raise unknown_name("table of the pack", source, self.frames)
            frame = self.frames[source]
            if column not in frame.columns:
                raise unknown_name(f"column of table '{source}'", column, [str(name) for name in frame.columns])
            series = frame[column]
            numeric = pd.api.types.is_numeric_dtype(series.dtype)
            self._columns[key] = series.to_numpy(dtype=np.float64, na_value=np.nan) if numeric else series.to_numpy(dtype=object)
        return self._columns[key]

    def rows(self, query: Query) -> np.ndarray[Any, Any]:
        """Return the positions of the rows that a query takes."""
        mask = np.ones(len(self.frames[query.source]) if query.source in self.frames else 0, dtype=bool)
        for column, choice, wanted in query.where:
            key = (query.source, column, choice, wanted)
            if key not in self._masks:
                if choice not in _CHOICES:
                    raise unknown_name("choice of rows", choice, _CHOICES)
                self._masks[key] = np.asarray(_CHOICES[choice](self._column(query.source, column), wanted), dtype=bool)
            mask &= self._masks[key]
        return np.flatnonzero(mask)

    def read(self, query: Query) -> float:
        """Return the number that a query asks for.

        Raises
        ------
        PackError
            The cell is not there, or not alone.
        UnknownNameError
            There is no such table, column or choice.
        """
        if query.source not in self.frames:
            raise unknown_name("table of the pack", query.source, self.frames)
        rows = self.rows(query)
        if query.how == "count":
            out = float(len(rows))
        else:
            values = np.asarray(self._column(query.source, query.column)[rows], dtype=np.float64)
            if query.how == "value":
                if len(values) != 1:
                    raise PackError(f"{len(values)} cells answer to: {query.describe()}. Allowed: exactly one. Name the row fully.")
                out = float(values[0])
            else:
                known = values[~np.isnan(values)]
                if query.how == "sum":
                    out = math.fsum(known)
                elif query.how in ("min", "max"):
                    out = float(getattr(known, query.how)()) if len(known) else math.nan
                else:
                    raise unknown_name("way to read a number", query.how, ("value", "sum", "min", "max", "count"))
        if query.share_of is not None:
            whole = self.read(query.share_of)
            out = 100.0 * out / whole if whole else math.nan
        return out

    def units(self, query: Query, units: str) -> str:
        """Return the units that a number is printed in: values of an indicator with the edges of its classes, as on its map.

        A value of one class then never prints as a figure of another. Base, least, most and change of one statement have as many digits as
        its range asks for.
        """
        frame = self.frames.get(query.source)
        ranged = query.source == "sensitivity" and frame is not None and {"low", "high"} <= set(frame.columns)
        if ranged and query.column in _OF_STATEMENT and query.share_of is None:
            ends = (self.read(replace(query, column=column)) for column in ("low", "high"))
            return finer(self._classed(query, units, frame), *ends)
        return self._classed(query, units, frame)

    def _classed(self, query: Query, units: str, frame: pd.DataFrame | None) -> str:
        if edges_of(units) or query.share_of is not None or query.how not in ("value", "min", "max") or query.column not in _VALUES:
            return units
        if frame is None or "indicator" not in frame.columns:
            return units
        rows = self.rows(query)
        names = {str(name) for name in self._column(query.source, "indicator")[rows]}
        record = indicators().get(next(iter(names))) if len(names) == 1 else None
        edges = self.own_edges.get(next(iter(names)), ()) if len(names) == 1 else ()
        if record is not None and units == record.units:
            edges = record.class_edges
        return classed(units, edges)

    def bind(self, query: Query, units: str, form: str = "say", *, reason: str = "") -> Bound:
        """Read a number and print it, once.

        Parameters
        ----------
        query : Query
            Where it is.
        units : str
            Units in the toolkit's spelling.
        form : {'say', 'cell', 'figure'}
            As in :class:`Bound`.
        reason : str
            With 'cell': why there is no value.
        """
        value, units = self.read(query), self.units(query, units)
        return Bound(query, value, units, form, printed(value, units, form, reason))

    def count(self, query: Query, one: str, many: str) -> Text:
        """Return a bound count with its noun."""
        bound = self.bind(query, "count", "figure")
        return text_of(bound, f" {one if bound.value == 1 else many}")

    def spread(self, low: Query, high: Query, units: str) -> Text:
        """Return ``low to high unit``, or one figure where both print alike."""
        first, last = self.bind(low, units, "figure"), self.bind(high, units)
        return text_of(last) if printed(last.value, last.units, "figure", "") == first.text else text_of(first, " to ", last)


def printed(value: float, units: str, form: str, reason: str = "") -> str:
    """Return a value as a form prints it.

    Parameters
    ----------
    value : float
        As stored.
    units : str
        Units in the toolkit's spelling.
    form : {'say', 'cell', 'figure'}
        As in :class:`Bound`.
    reason : str
        Why there is no value.
    """
    if form == "say":
        return quantity(value, units)
    if form in ("cell", "figure"):
        return cell(value, units, reason)
    raise unknown_name("form of a number", form, ("say", "cell", "figure"))
