"""Statistics by name: what each one is, what it may be taken of, and how it is finished from partial sums."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from toolkit.errors import OverlayError, UnknownNameError
from toolkit.units import normalise

__all__ = ["Plan", "Statistic", "finish_one", "merge", "parse", "plan"]

Floats = npt.NDArray[np.float64]

_PLAIN = ("mean", "std", "min", "max", "median", "sum", "lower", "upper", "majority", "class_fraction")
_WITH_NUMBER = ("quantile", "area_above", "area_below", "fraction_above", "fraction_below")
_OF_EXTENSIVE = ("sum", "lower", "upper")
_NUMBER = re.compile(r"^(?P<kind>[a-z_]+)_(?P<number>-?\d+(?:\.\d+)?)$")


@dataclass(frozen=True)
class Statistic:
    """One statistic.

    Attributes
    ----------
    name : str
        As asked for, and as printed in the column ``statistic``.
    kind : str
        Such as ``"mean"`` or ``"area_above"``.
    number : float
        Threshold or quantile, NaN where there is none.
    """

    name: str
    kind: str
    number: float = float("nan")

    def units(self, of_data: str) -> str:
        """Return the units of the statistic of data in some units."""
        if self.kind in ("area_above", "area_below"):
            return "km2"
        if self.kind in ("fraction_above", "fraction_below", "class_fraction"):
            return normalise("fraction")
        return of_data


def parse(stats: str | Sequence[str], quantity: str) -> tuple[Statistic, ...]:
    """Return the statistics for names, after checking that the quantity allows them.

    Parameters
    ----------
    stats : str or sequence of str
        ``mean``, ``std``, ``min``, ``max``, ``median``, ``quantile_0.9``, ``area_above_4``, ``area_below_4``, ``fraction_above_4``,
        ``fraction_below_4`` (above: at or above; below: less than), ``majority``, ``class_fraction`` of an intensive quantity;
        ``sum``, ``lower``, ``upper`` of an extensive one.
    quantity : {'intensive', 'extensive'}
        What the values are.

    Returns
    -------
    tuple of Statistic
        In the order given.

    Raises
    ------
    UnknownNameError
        There is no such statistic.
    OverlayError
        The statistic is not allowed for the quantity, or none is named.

    Examples
    --------
    >>> parse(["mean", "area_above_4"], "intensive")[1]
    Statistic(name='area_above_4', kind='area_above', number=4.0)
    """
    names = [stats] if isinstance(stats, str) else list(stats)
    if quantity not in ("intensive", "extensive"):
        raise OverlayError(
            f"quantity='{quantity}' is not known. Allowed: 'intensive' (a value of the place) or 'extensive' (a count or an amount)."
        )
    if not names:
        raise OverlayError("No statistic is named. Name at least one, such as stats=('mean',).")
    out = tuple(_one(name) for name in names)
    for item in out:
        if (item.kind in _OF_EXTENSIVE) != (quantity == "extensive"):
            allowed = ", ".join(
                _OF_EXTENSIVE if quantity == "extensive" else [k for k in (*_PLAIN, *_WITH_NUMBER) if k not in _OF_EXTENSIVE]
            )
            raise OverlayError(
                f"Statistic '{item.name}' is not allowed for an {quantity} quantity: "
                "an intensive one (temperature, cover) is never summed, "
                f"an extensive one (catch, count) never averaged. Allowed: {allowed}. "
                "If the data is the other kind, say so with `quantity`."
            )
    if len({item.name for item in out}) < len(out):
        raise OverlayError(f"A statistic is named twice in {names}. Name each once.")
    return out


def _one(name: str) -> Statistic:
    if name in _PLAIN:
        return Statistic(name, name, 0.5 if name == "median" else float("nan"))
    found = _NUMBER.match(name)
    if found and found["kind"] in _WITH_NUMBER:
        number = float(found["number"])
        if found["kind"] == "quantile" and not 0 <= number <= 1:
            raise OverlayError(f"'{name}' asks for a quantile of {number:g}; allowed is 0 to 1, such as quantile_0.9.")
        return Statistic(name, found["kind"], number)
    known = ", ".join((*_PLAIN, *(f"{kind}_<number>" for kind in _WITH_NUMBER)))
    raise UnknownNameError(f"Unknown statistic '{name}'. Known: {known}.")


@dataclass(frozen=True)
class Plan:
    """What has to be gathered from the cells for a set of statistics.

    Attributes
    ----------
    statistics : tuple of Statistic
        What is wanted.
    columns : tuple of str
        Partial results, in order: ``km2``, ``count``, then as needed ``total``, ``m2``, ``min``, ``max``, ``sum``, ``inside``, ``rise``,
        ``fall``, ``at_least:<x>``, ``class:<x>``.
    classes : tuple of float
        Classes of categorical data.
    """

    statistics: tuple[Statistic, ...]
    columns: tuple[str, ...]
    classes: tuple[float, ...] = ()

    @property
    def partial(self) -> tuple[Statistic, ...]:
        """Statistics that can be finished from partial results."""
        return tuple(item for item in self.statistics if item.kind not in ("median", "quantile"))

    @property
    def ordered(self) -> tuple[Statistic, ...]:
        """Statistics that need all values of a face at once."""
        return tuple(item for item in self.statistics if item.kind in ("median", "quantile"))


def plan(statistics: tuple[Statistic, ...], classes: tuple[float, ...] = ()) -> Plan:
    """Return what has to be gathered for the statistics."""
    columns = ["km2", "count"]
    for item in statistics:
        if item.kind in ("area_above", "area_below", "fraction_above", "fraction_below"):
            columns.append(f"at_least:{item.number!r}")
        elif item.kind in ("majority", "class_fraction"):
            columns.extend(f"class:{float(value)!r}" for value in classes)
        else:
            columns.extend(_COLUMNS.get(item.kind, ()))
    return Plan(statistics, tuple(dict.fromkeys(columns)), classes)


_COLUMNS = {
    "mean": ("total",),
    "std": ("total", "m2"),
    "min": ("min",),
    "max": ("max",),
    "sum": ("sum",),
    "lower": ("inside", "fall"),
    "upper": ("inside", "rise"),
}


def merge(first: Floats, second: Floats, columns: tuple[str, ...]) -> Floats:
    """Merge partial results of two sets of cells, shape (..., faces, columns)."""
    out = first + second
    place = {name: number for number, name in enumerate(columns)}
    if "min" in place:
        out[..., place["min"]] = np.fmin(first[..., place["min"]], second[..., place["min"]])
    if "max" in place:
        out[..., place["max"]] = np.fmax(first[..., place["max"]], second[..., place["max"]])
    if "m2" in place:
        # Chan, Golub and LeVeque (1983): squared deviations about the common mean.
        w1, w2 = first[..., place["km2"]], second[..., place["km2"]]
        with np.errstate(invalid="ignore", divide="ignore"):
            step = first[..., place["total"]] / w1 - second[..., place["total"]] / w2
            between = np.where((w1 > 0) & (w2 > 0), step**2 * w1 * w2 / (w1 + w2), 0.0)
        out[..., place["m2"]] += between
    return out


def finish_one(partial: Floats, recipe: Plan, name: str) -> Floats:
    """Return one statistic from partial results (..., faces, columns): (..., faces), for ``class_fraction`` (..., faces, classes)."""
    item = next(item for item in recipe.partial if item.name == name)

    def column(of: str) -> Floats:
        return np.asarray(partial[..., recipe.columns.index(of)])

    km2 = column("km2")
    some = column("count") > 0
    safe = np.where(some, km2, 1.0)
    if item.kind in ("majority", "class_fraction"):
        shares = np.stack([column(f"class:{value!r}") for value in recipe.classes], axis=-1) / safe[..., None]
        if item.kind == "class_fraction":
            return np.where(some[..., None], shares, np.nan)
        value = np.asarray(recipe.classes)[np.argmax(shares, axis=-1)]
    elif item.kind == "mean":
        value = column("total") / safe
    elif item.kind == "std":
        value = np.sqrt(np.maximum(column("m2"), 0.0) / safe)
    elif item.kind == "lower":
        value = column("inside") + column("fall")
    elif item.kind == "upper":
        value = column("inside") + column("rise")
    elif item.kind in ("min", "max", "sum"):
        value = column(item.kind)
    else:
        above = column(f"at_least:{item.number!r}")
        value = above if item.kind.endswith("above") else km2 - above
        value = value / safe if item.kind.startswith("fraction") else value
    return np.where(some, value, np.nan)
