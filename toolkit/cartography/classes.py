"""Classes of values: edges and labels from the indicator's record, colours from its palette role."""

from __future__ import annotations

import itertools
import math
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from toolkit.cartography.style import PALETTES, palette
from toolkit.errors import FigureError

__all__ = ["Classes", "classes_of", "refuse_counts", "round_edges"]


@dataclass(frozen=True)
class Classes:
    """Classes of a map.

    Attributes
    ----------
    edges : tuple of float
        Inner edges; a value on an edge belongs to the class above.
    labels, colours : tuple of str
        One more than edges, low to high.
    source : str
        Where the edges are from.
    """

    edges: tuple[float, ...]
    labels: tuple[str, ...]
    colours: tuple[str, ...]
    source: str

    def index(self, value: float) -> int:
        """Return the number of the class of a value, 0 the lowest."""
        return bisect_right(self.edges, value)

    def colour(self, value: float) -> str:
        """Return the colour of a value."""
        return self.colours[self.index(value)]


def _text(value: float) -> str:
    return f"{value:,.10g}"


def labels_of(edges: tuple[float, ...]) -> tuple[str, ...]:
    """Return the labels of the classes below, between and above edges.

    Examples
    --------
    >>> labels_of((4.0, 8.0))
    ('under 4', '4 to <8', '8 and more')
    """
    between = [f"{_text(low)} to <{_text(high)}" for low, high in itertools.pairwise(edges)]
    return (f"under {_text(edges[0])}", *between, f"{_text(edges[-1])} and more")


def round_edges(values: Iterable[float], n: int = 5) -> tuple[float, ...]:
    """Return round inner edges that spread values over at most ``n`` classes.

    Steps are 1, 2 or 5 times a power of ten; where the largest value is more than 100 times the median, each edge is ten times
    the one below.

    Examples
    --------
    >>> round_edges([0.0, 12.0, 47.0])
    (10.0, 20.0, 30.0, 40.0)
    """
    finite = sorted(value for value in values if math.isfinite(value))
    if not finite:
        return (1.0,)
    low, high = finite[0], finite[-1]
    middle = finite[len(finite) // 2]
    if low >= 0 and middle > 0 and high > 100 * middle:
        top = math.floor(math.log10(high))
        return tuple(10.0**e for e in range(top - n + 2, top + 1))
    rough = (high - low) / n
    if rough < 1e-9 * max(abs(low), abs(high), 1e-9):  # all alike, to rounding
        return (high,) if high else (1.0,)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(m * power for m in (1, 2, 5, 10) if m * power >= rough * 0.999)
    first = math.floor(low / step) * step + step
    edges = sorted({float(f"{first + i * step:.12g}") for i in range(n - 1)})
    return tuple(edge for edge in edges if edge < high) or (edges[0],)


def classes_of(record: Any, values: Iterable[float]) -> Classes:
    """Return the classes of an indicator.

    Parameters
    ----------
    record : Indicator
        Its ``class_edges``, ``class_labels``, ``class_source`` and ``palette``.
    values : iterable of float
        Values on the map, used only where the record has no edges.

    Raises
    ------
    FigureError
        The palette role is not known, or has too few colours.
    """
    edges = tuple(float(edge) for edge in record.class_edges)
    labels = tuple(record.class_labels)
    source = str(getattr(record, "class_source", ""))
    role = record.palette or "pressure"
    if role not in PALETTES:
        raise FigureError(f"Indicator '{record.identifier}': palette '{role}' is not known. Known: {', '.join(PALETTES)}.")
    if not edges:
        edges, labels, source = round_edges(values), (), "round numbers, chosen from the values on this map"
    if not labels:
        labels = labels_of(edges)
    if len(labels) != len(edges) + 1 or len(labels) > len(PALETTES[role]):
        raise FigureError(
            f"Indicator '{record.identifier}' has {len(edges)} class edges and {len(labels)} labels; palette '{role}' has "
            f"{len(PALETTES[role])} colours. Give n edges, n + 1 labels, and no more classes than colours."
        )
    return Classes(edges, labels, palette(role, len(labels)), source)


def refuse_counts(record: Any) -> None:
    """Refuse to fill patches by an amount that has no classes of its own.

    Raises
    ------
    FigureError
        The indicator is an amount without class edges, such as a count of cells.
    """
    if record.quantity == "extensive" and not record.class_edges:
        raise FigureError(
            f"'{record.identifier}' is an amount of patches of unequal size: as fills, a large patch is dark because it is large. "
            "Draw the amount for each area of sea (for reef_cells: toolkit.density_table, indicator 'reef_cell_density')."
        )
