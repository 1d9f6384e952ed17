"""A record for a variable of the user's own, so that it can be mapped like any other."""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise

from toolkit.errors import SchemaError
from toolkit.indicators.model import Indicator, Quantity, Worked

__all__ = ["OWN_FILE", "own_indicator", "round_edges"]

#: What the record of a variable of the user's own rests on.
OWN_FILE = "the user's own file"


def round_edges(values: Iterable[float], at_most: int = 4) -> tuple[float, ...]:
    """Return round numbers that cut the range of the values into classes.

    Parameters
    ----------
    values : iterable of float
        Values; those that are not finite are left out.
    at_most : int
        Largest number of edges.

    Returns
    -------
    tuple of float
        Multiples of 1, 2, 2.5 or 5 times a power of ten inside the range, rising; one edge where all values are equal or there is
        no value.

    Examples
    --------
    >>> round_edges([0.3, 9.8])
    (2.0, 4.0, 6.0, 8.0)
    """
    finite = [float(value) for value in values if math.isfinite(value)]
    if not finite:
        return (0.0,)
    low, high = min(finite), max(finite)
    if high - low <= 1e-9 * max(abs(low), abs(high)):
        return (low,)
    least = math.floor(math.log10((high - low) / (at_most + 1)))
    for power in range(least, least + 3):
        for factor in (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5)):
            step = factor.scaleb(power)
            first, last = math.floor(low / float(step)) + 1, math.ceil(high / float(step))
            edges = tuple(float(n * step) for n in range(first, last))
            if 1 <= len(edges) <= at_most:
                return edges
    return ((low + high) / 2,)


def own_indicator(
    name: str, *, title: str, units: str, quantity: Quantity, values: Iterable[float], edges: Iterable[float] = ()
) -> Indicator:
    """Describe a variable of the user's own.

    Parameters
    ----------
    name : str
        Identifier in the indicator table.
    title : str
        Name as printed.
    units : str
        Units of the values.
    quantity : {'intensive', 'extensive'}
        What the values are.
    values : iterable of float
        The values per face, from which round class edges are chosen.
    edges : iterable of float
        Edges of the classes in place of those, rising: the same for maps that are to be compared.

    Returns
    -------
    Indicator
        A record with edges of this one map, or with those given; its texts say that the toolkit knows nothing of the variable but its
        values.

    Raises
    ------
    SchemaError
        The edges do not rise.
    """
    given = tuple(float(edge) for edge in edges)
    if any(not math.isfinite(edge) for edge in given) or any(low >= high for low, high in pairwise(given)):
        raise SchemaError(f"The edges of classes {', '.join(f'{edge:g}' for edge in given)} do not rise. Write them so: 0.2, 0.3, 0.4.")
    return Indicator(
        identifier=name,
        title=title,
        short_title=title,
        units=units,
        quantity=quantity,
        basis="grid",
        cell_methods="not stated",
        inputs=(),
        formula="the variable as the file holds it",
        reference=OWN_FILE,
        what_it_is_not="A known indicator: the toolkit knows nothing of this variable but its values.",
        function="",
        worked=Worked("", "", ""),
        class_edges=given or round_edges(values),
        class_source="as given" if given else "round numbers, chosen from the values of this map",
        palette="pressure",
    )
