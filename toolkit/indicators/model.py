"""The record of an indicator: what is computed, from what, with which limits, and what it is not."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from itertools import pairwise
from math import isnan
from types import MappingProxyType
from typing import Any, Literal

from toolkit.errors import SchemaError
from toolkit.indicators.reasons import NO_ASSESSMENT, NO_SURVEY, NO_VALUE, REASONS
from toolkit.show import block

__all__ = ["OURS", "PALETTES", "Indicator", "Input", "Threshold", "Worked"]

Quantity = Literal["intensive", "extensive"]
Basis = Literal["grid", "points", "stock", "area"]

#: Roles of colour on the maps; which colours they are is the business of cartography.
PALETTES = ("", "heat", "temperature", "cover", "status", "fao", "pressure", "evidence", "change")
#: Why there is no value where the data hold nothing, by basis; records of catch and effort say their own words.
_NO_DATA = {"grid": NO_VALUE, "points": NO_SURVEY, "stock": NO_ASSESSMENT, "area": NO_ASSESSMENT}
#: Said where class edges or a limit are not from the literature.
OURS = "a choice of this project: round numbers, the same on all maps"


@dataclass(frozen=True)
class Input:
    """What goes in: name of the argument, its units, and what it is."""

    name: str
    units: str
    what: str


@dataclass(frozen=True)
class Threshold:
    """A number that changes the meaning of a value, and where the number is from."""

    value: float
    meaning: str
    source: str


@dataclass(frozen=True)
class Worked:
    """One value that can be checked by hand.

    Attributes
    ----------
    arithmetic : str
        The sum, written out.
    call : str
        The same as a call of the record's function; ``np``, ``pd``, ``xr`` and the names of this room are known.
    result : float or str
        What the call gives (to 1e-9).
    """

    arithmetic: str
    call: str
    result: float | str


def _number(value: float) -> str:
    return f"{value:,.10g}"


def _labels(edges: tuple[float, ...]) -> tuple[str, ...]:
    """Label the classes below, between and above the edges; a value on an edge belongs to the class above."""
    if not edges:
        return ()
    between = [f"{_number(low)} to <{_number(high)}" for low, high in pairwise(edges)]
    return (f"under {_number(edges[0])}", *between, f"{_number(edges[-1])} and more")


@dataclass(frozen=True)
class Indicator:
    """What an indicator is: everything a map, a table or a briefing prints about it.

    Attributes
    ----------
    identifier : str
        Name in tables and in code.
    title, short_title : str
        Name in sentences, and the short form for legends.
    units : str
        Units of the value, in the spelling of `toolkit.units`.
    quantity : {'intensive', 'extensive'}
        An intensive value is never summed over places, an extensive one never averaged.
    basis : {'grid', 'points', 'stock', 'area'}
        What the value is tied to.
    cell_methods : str
        How the value stands for its cell and period, in the words of the CF conventions.
    inputs : tuple of Input
        Arguments of the function, with units.
    formula, reference : str
        The definition, and where it is from.
    thresholds : tuple of Threshold
        Numbers that change the meaning of a value, each with its source.
    class_edges : tuple of float
        Breaks between map classes; n edges make n + 1 classes, of which the first and the last are open. A value on an edge belongs to the
        class above it. Empty: not mapped in classes.
    class_labels : tuple of str
        One for each class; made from the edges where not given.
    class_source : str
        Where the edges are from.
    pair_edges : tuple of float
        Two of the class edges: the three classes in which the indicator is drawn together with another one, the same on every page.
    palette : str
        Role of the colours: one of `PALETTES`.
    minimum : mapping of str to float
        Least data for a value, such as ``{"n_sites": 3}`` or ``{"valid_fraction": 0.5}``; below it the value is NaN with a reason.
    no_data : str
        The reason where the data hold nothing for a place, in the words of :mod:`toolkit.indicators.reasons`; by default by basis.
    what_it_is_not : str
        The reading to guard against.
    traps : tuple of str
        What goes wrong with such data.
    function : str
        Module and name of the pure function, such as ``"heat.hotspot"``.
    worked : Worked
        A value that can be checked by hand.
    datasets : tuple of str
        Registered datasets that can feed it (`data/registry.toml`); empty where there is none yet.
    real_input : str
        The same in words, with what was seen of it.
    digits : str
        How the value is printed: ``"0"``, ``"1"``, ``"2"`` decimals, ``"3s"`` significant digits, ``"code"`` or ``"date"``.
    patterns : mapping of str to str
        Sentences by situation for the briefing, where they differ from the common ones.
    """

    identifier: str
    title: str
    short_title: str
    units: str
    quantity: Quantity
    basis: Basis
    cell_methods: str
    inputs: tuple[Input, ...]
    formula: str
    reference: str
    what_it_is_not: str
    function: str
    worked: Worked
    thresholds: tuple[Threshold, ...] = ()
    class_edges: tuple[float, ...] = ()
    class_labels: tuple[str, ...] = ()
    class_source: str = OURS
    pair_edges: tuple[float, ...] = ()
    palette: str = ""
    minimum: Mapping[str, float] = field(default_factory=dict, hash=False)
    no_data: str = ""
    traps: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()
    real_input: str = ""
    digits: str = "1"
    patterns: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        """Fill the labels, freeze the mappings, and refuse a record that contradicts itself."""
        object.__setattr__(self, "class_labels", self.class_labels or _labels(self.class_edges))
        object.__setattr__(self, "minimum", MappingProxyType(dict(self.minimum)))
        object.__setattr__(self, "patterns", MappingProxyType(dict(self.patterns)))
        object.__setattr__(self, "no_data", self.no_data or _NO_DATA.get(self.basis, NO_VALUE))
        wrong = []
        if self.quantity not in ("intensive", "extensive"):
            wrong.append(f"quantity '{self.quantity}' (allowed: intensive, extensive)")
        if self.basis not in ("grid", "points", "stock", "area"):
            wrong.append(f"basis '{self.basis}' (allowed: grid, points, stock, area)")
        if self.palette not in PALETTES:
            wrong.append(f"palette '{self.palette}' (allowed: {', '.join(PALETTES[1:])})")
        if any(low >= high for low, high in pairwise(self.class_edges)):
            wrong.append(f"class_edges {self.class_edges} (allowed: increasing numbers)")
        if len(self.class_labels) != (len(self.class_edges) + 1 if self.class_edges else 0):
            wrong.append(f"{len(self.class_labels)} class labels for {len(self.class_edges)} edges (allowed: one more than edges)")
        if bool(self.class_edges) != bool(self.palette):
            wrong.append("class_edges and palette (allowed: both or neither)")
        if self.pair_edges and not (len(self.pair_edges) == 2 and set(self.pair_edges) <= set(self.class_edges)):
            wrong.append(f"pair_edges {self.pair_edges} (allowed: two of the class edges {self.class_edges})")
        if not self.no_data.startswith(REASONS):
            wrong.append(f"no_data '{self.no_data}' (allowed: {', '.join(REASONS)})")
        if wrong:
            raise SchemaError(f"Indicator '{self.identifier}': {'; '.join(wrong)}. Correct the record.")

    def classify(self, value: float) -> int | None:
        """Return the number of the class of a value, 0 the lowest; None for NaN or where there are no classes.

        Parameters
        ----------
        value : float
            Unrounded value, in the units of the record.

        Returns
        -------
        int or None
            Position in `class_labels`.
        """
        if not self.class_edges or isnan(value):
            return None
        return bisect_right(self.class_edges, value)

    def compute(self) -> Callable[..., Any]:
        """Return the function that computes the indicator."""
        module, name = self.function.split(".")
        found: Callable[..., Any] = getattr(import_module(f"toolkit.indicators.{module}"), name)
        return found

    def __repr__(self) -> str:
        """Return a few lines for a log; ``print`` shows the whole record."""
        return block(
            f"Indicator '{self.identifier}': {self.title}, {self.units}",
            [
                ("quantity", f"{self.quantity}; basis {self.basis}; {self.cell_methods}"),
                ("classes", " | ".join(self.class_labels)),
                ("minimum", ", ".join(f"{name} {value:g}" for name, value in self.minimum.items() if value)),
                ("it is not", self.what_it_is_not),
            ],
        )

    def __str__(self) -> str:
        """Return the record as plain text."""
        from toolkit.indicators.render import text

        return text(self)

    def _repr_html_(self) -> str:
        from toolkit.indicators.render import html

        return html(self)
