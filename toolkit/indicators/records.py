"""All indicators: find one by name, list them, search them.

The records are written in the files ``entries_*.py``, a file for each part of the field.
"""

from __future__ import annotations

import functools
from types import MappingProxyType

from toolkit.errors import SchemaError, unknown_name
from toolkit.indicators.model import Indicator, Input, Threshold, Worked
from toolkit.show import Listing

__all__ = ["Indicator", "Input", "Threshold", "Worked", "indicator", "indicators", "search"]


@functools.cache
def _all() -> MappingProxyType[str, Indicator]:
    from toolkit.indicators import entries_catch, entries_coral, entries_events, entries_heat, entries_pressure, entries_stocks

    out: dict[str, Indicator] = {}
    for entries in (entries_heat, entries_events, entries_coral, entries_stocks, entries_catch, entries_pressure):
        for record in entries.RECORDS:
            if record.identifier in out:
                raise SchemaError(f"Two indicators are called '{record.identifier}'. Rename one of them.")
            out[record.identifier] = record
    return MappingProxyType(out)


def indicators() -> dict[str, Indicator]:
    """Return all indicators by identifier, in the order of the page of indicators.

    Returns
    -------
    dict of str to Indicator
        The records.

    Examples
    --------
    >>> indicators()["degree_heating_week"].units
    'degC_week'
    """
    return Listing(_all(), "indicators", ("units", "quantity", "title"), lambda item: (item.units, item.quantity, item.title))


def indicator(name: str) -> Indicator:
    """Return the record of an indicator.

    Parameters
    ----------
    name : str
        Identifier, such as ``"degree_heating_week"``.

    Returns
    -------
    Indicator
        The record.

    Raises
    ------
    UnknownNameError
        There is no indicator of this name; the message names the nearest one.

    Examples
    --------
    >>> indicator("hard_coral_cover").quantity
    'intensive'
    """
    if name not in _all():
        raise unknown_name("indicator", name, _all())
    return _all()[name]


def search(text: str) -> tuple[Indicator, ...]:
    """Return the indicators whose record holds all words of a text, in any order and case.

    Parameters
    ----------
    text : str
        Words to look for in identifier, titles, formula, inputs, reference and warnings.

    Returns
    -------
    tuple of Indicator
        Those found; those with a word in identifier or title come first.

    Examples
    --------
    >>> [record.identifier for record in search("kobe")]
    ['kobe_quadrant']
    """
    words = text.lower().split()
    named: list[Indicator] = []
    others: list[Indicator] = []
    for record in _all().values():
        head = " ".join([record.identifier, record.identifier.replace("_", " "), record.title, record.short_title]).lower()
        rest = " ".join(
            [record.formula, record.reference, record.what_it_is_not, *record.traps, record.basis, *(i.what for i in record.inputs)]
        )
        body = head + " " + rest.lower()
        if words and all(word in body for word in words):
            (named if any(word in head for word in words) else others).append(record)
    return (*named, *others)
