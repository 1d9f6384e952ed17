"""Units: declared, checked, converted; never guessed.

The words of the field come in many spellings (``degree_Celsius_weeks``, ``Celsius weeks``, ``degC-weeks``). Each has one
spelling here, and pint does the arithmetic of conversion.
"""

from __future__ import annotations

import functools
import re
from typing import Any

from toolkit.errors import UnitsError

__all__ = ["convert", "example", "normalise", "same", "spelled"]

#: One spelling for each unit that the field writes in many ways: lower-case spelling without blanks -> ours.
_SPELLINGS = {
    "": "1",
    "1": "1",
    "dimensionless": "1",
    "ratio": "1",
    "fraction": "1",
    "share": "1",
    "%": "percent",
    "percent": "percent",
    "pct": "percent",
    "degc": "degC",
    "deg_c": "degC",
    "degreec": "degC",
    "degree_c": "degC",
    "degreesc": "degC",
    "degrees_c": "degC",
    "celsius": "degC",
    "degree_celsius": "degC",
    "degrees_celsius": "degC",
    "degcelsius": "degC",
    "c": "degC",
    "°c": "degC",
    "k": "K",
    "kelvin": "K",
    "degk": "K",
    "degree_kelvin": "K",
    "degc_week": "degC_week",
    "degc-week": "degC_week",
    "degc-weeks": "degC_week",
    "degcweek": "degC_week",
    "degcweeks": "degC_week",
    "degree_celsius_weeks": "degC_week",
    "degree_celsius_week": "degC_week",
    "celsiusweeks": "degC_week",
    "celsius_weeks": "degC_week",
    "°c-weeks": "degC_week",
    "km2": "km2",
    "km^2": "km2",
    "km**2": "km2",
    "km²": "km2",
    "m2": "m2",
    "m^2": "m2",
    "t": "t",
    "tonne": "t",
    "tonnes": "t",
    "metricton": "t",
    "mt": "t",
    "kg": "kg",
    "t/km2": "t/km2",
    "tkm-2": "t/km2",
    "h": "h",
    "hour": "h",
    "hours": "h",
    "day": "day",
    "days": "day",
    "d": "day",
    "count": "count",
    "number": "count",
    "cells": "count",
    "hundredhooks": "hundred_hooks",
    "hundred_hooks": "hundred_hooks",
    "m": "m",
    "km": "km",
    "gm-2": "g/m2",
    "g/m2": "g/m2",
    "degc/decade": "degC/decade",
    "percent/year": "percent/year",
    "t/year": "t/year",
    "usd": "USD",
    "code": "code",
    "date": "date",
    "year": "year",
    "years": "year",
    "1/decade": "1/decade",
    "t/hundred_hooks": "t/hundred_hooks",
    "hundred_hooks/km2": "hundred_hooks/km2",
    "count/1000_km2": "count/1000_km2",
}

_PINT_NAMES = {
    "1": "dimensionless",
    "km2": "km**2",
    "m2": "m**2",
    "t": "metric_ton",
    "t/km2": "metric_ton/km**2",
    "g/m2": "gram/m**2",
    "t/year": "metric_ton/year",
}


@functools.cache
def _registry() -> Any:
    """Return pint's registry, made on first use."""
    import pint

    registry: Any = pint.UnitRegistry(autoconvert_offset_to_baseunit=True)
    registry.define("degC_week = delta_degree_Celsius * week")
    registry.define("hundred_hooks = 100 * count")
    return registry


def normalise(units: str | None, *, of: str = "the data") -> str:
    """Return the toolkit's spelling of a unit.

    Parameters
    ----------
    units : str or None
        Units as written in a file.
    of : str
        What carries the units, for the message.

    Returns
    -------
    str
        The toolkit's spelling, such as ``"degC_week"``.

    Raises
    ------
    UnitsError
        The units are missing, or the spelling is not known.

    Examples
    --------
    >>> normalise("degree_Celsius_weeks")
    'degC_week'
    """
    if units is None:
        raise UnitsError(f"No units are given for {of}. Set them, for example data.attrs['units'] = 'degC', and try again.")
    key = re.sub(r"\s+", "", str(units)).lower()
    if key in _SPELLINGS:
        return _SPELLINGS[key]
    raise UnitsError(
        f"Units '{units}' of {of} are not known. Known: {', '.join(sorted(set(_SPELLINGS.values())))}. "
        "Convert the data to one of these and set the units attribute."
    )


#: Words of a variable's name -> units that such data usually come in, for the examples of messages.
_USUAL = (
    (r"chl|phyto", "mg m-3"),
    (r"dhw|heating", "degC_week"),
    (r"temp|sst|thetao|hotspot|mmm|degc", "degC"),
    (r"prim|npp|prod", "mg m-2 d-1"),
    (r"cover|percent|share|bleach", "percent"),
    (r"oxygen|nitrat|phosph|silic", "mmol m-3"),
    (r"kd|turb|attenu", "m-1"),
    (r"wind|current|speed|veloc|uo$|vo$", "m s-1"),
    (r"depth|wave|height|ssh", "m"),
    (r"catch|landing", "t"),
    (r"hour|effort", "h"),
)


def example(name: str) -> str:
    """Return units that fit the name of a variable, for the example of a message.

    Examples
    --------
    >>> example("CHL"), example("analysed_sst"), example("x")
    ('mg m-3', 'degC', 'degC')
    """
    return next((units for pattern, units in _USUAL if re.search(pattern, name, re.IGNORECASE)), "degC")


def spelled(units: str) -> str:
    """Return the toolkit's spelling of a unit where it has one, else the unit as written (of a variable it knows nothing about).

    Examples
    --------
    >>> spelled("Celsius weeks"), spelled("mg m-3")
    ('degC_week', 'mg m-3')
    """
    try:
        return normalise(units)
    except UnitsError:
        return units.strip()


def same(first: str | None, second: str | None) -> bool:
    """Tell whether two spellings mean the same unit (unknown spellings are the same only if equal)."""
    try:
        return normalise(first) == normalise(second)
    except UnitsError:
        return first is not None and first == second


def convert(values: Any, units: str | None, to: str, *, of: str = "the data") -> Any:
    """Convert values from one unit to another.

    Parameters
    ----------
    values : float, numpy.ndarray or xarray.DataArray
        Values in ``units``.
    units, to : str
        Units as written, and as wanted.
    of : str
        What carries the units, for the message.

    Returns
    -------
    same type as ``values``
        Values in ``to``. The attribute ``units`` of a DataArray is set.

    Raises
    ------
    UnitsError
        The units are missing, unknown, or of another dimension.

    Examples
    --------
    >>> round(convert(300.0, "kelvin", "degC"), 2)
    26.85
    """
    import pint

    source, target = normalise(units, of=of), normalise(to, of="the wanted result")
    if source == target:
        factor, offset = 1.0, 0.0
    else:
        registry = _registry()
        try:
            zero = registry.Quantity(0.0, _PINT_NAMES.get(source, source)).to(_PINT_NAMES.get(target, target)).magnitude
            one = registry.Quantity(1.0, _PINT_NAMES.get(source, source)).to(_PINT_NAMES.get(target, target)).magnitude
        except (pint.DimensionalityError, pint.UndefinedUnitError) as error:
            raise UnitsError(
                f"{of} is in '{units}', which cannot be converted to '{to}'. Give data in '{to}' or in units of the same kind."
            ) from error
        factor, offset = one - zero, zero
    result = values * factor + offset if (factor, offset) != (1.0, 0.0) else values
    if hasattr(result, "assign_attrs"):
        result = result.assign_attrs(units=target)
    return result
