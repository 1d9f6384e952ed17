"""Tiers of readers and the rules of what each may see, as data (``data/briefing/tiers.toml``)."""

from __future__ import annotations

import functools
import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from toolkit.catalog.registry import dataset_file
from toolkit.errors import SchemaError, UnreadableFileError, unknown_name

__all__ = ["HIGHEST", "Rules", "read_key", "rules", "tier_named"]

#: The fullest tier: what anything belongs to if nothing is said.
HIGHEST: Final = "track2"


@dataclass(frozen=True)
class Rules:
    """What is withheld from whom.

    Attributes
    ----------
    order : tuple of str
        Tiers, the fullest first.
    minimum, sensitive_minimum : int
        A cell from fewer units is withheld.
    sensitive : frozenset of str
        Indicators with the higher minimum.
    concentration : frozenset of str
        Indicators with the p% rule.
    least_width : float
        Least width of the interval of a withheld value, as a share of the range of the values.
    bands : tuple of int
        Least numbers of the bands that units are counted in.
    banded : frozenset of str
        Tiers that see bands in place of numbers of units.
    sites : mapping of str to (float, int)
        Tier -> size of the squares in degrees, length of the periods in years; the highest tier has none.
    datasets, files : mapping of str to str
        Dataset, or file of a pack -> widest audience.
    digest : str
        SHA-256 of the rule file.
    """

    order: tuple[str, ...] = (HIGHEST, "participants", "public")
    minimum: int = 3
    sensitive_minimum: int = 5
    sensitive: frozenset[str] = frozenset()
    concentration: frozenset[str] = frozenset()
    least_width: float = 0.05
    bands: tuple[int, ...] = (1, 3, 5, 10, 20, 50, 100, 200, 500, 1000)
    banded: frozenset[str] = frozenset({"public"})
    sites: Mapping[str, tuple[float, int]] = field(default_factory=dict, hash=False)
    datasets: Mapping[str, str] = field(default_factory=dict, hash=False)
    files: Mapping[str, str] = field(default_factory=dict, hash=False)
    digest: str = ""

    def rank(self, tier: str) -> int:
        """Return the place of a tier, 0 for the fullest."""
        return self.order.index(tier_named(tier, self))

    def may_read(self, audience: str, tier: str) -> bool:
        """Tell whether an audience may read what belongs to a tier.

        Examples
        --------
        >>> rules().may_read("participants", "public"), rules().may_read("public", "track2")
        (True, False)
        """
        return self.rank(audience) <= self.rank(tier)

    def narrowest(self, tiers: Iterable[str]) -> str:
        """Return the fullest of several tiers: who may read something made from all of them."""
        return self.order[min((self.rank(tier) for tier in tiers), default=len(self.order) - 1)]

    def of_dataset(self, dataset_id: str, own: Mapping[str, str] | None = None) -> str:
        """Return the widest audience of a dataset; ``own`` names the user's."""
        return (own or {}).get(dataset_id) or self.datasets.get(dataset_id, HIGHEST)

    def below(self, tier: str) -> tuple[str, ...]:
        """Return the tiers below one, in order."""
        return self.order[self.rank(tier) + 1 :]

    def least_units(self, indicator: str) -> int:
        """Return the least number of units of an indicator's cells."""
        return self.sensitive_minimum if indicator in self.sensitive else self.minimum

    def band(self, n: int) -> int:
        """Return the least number of the band that a number of units lies in; 0 stays 0.

        Examples
        --------
        >>> [rules().band(n) for n in (0, 2, 3, 19, 5000)]
        [0, 1, 3, 10, 1000]
        """
        return max((edge for edge in self.bands if edge <= n), default=0)


def _parsed(text: str, name: str) -> Rules:
    given = tomllib.loads(text)
    try:
        order = tuple(given["order"])
        if order[0] != HIGHEST:
            raise SchemaError(f"{name}: the order of tiers begins with '{order[0]}'. It must begin with '{HIGHEST}', the fullest.")

        def by_name(table: Mapping[str, list[str]]) -> dict[str, str]:
            return {item: tier for tier, items in table.items() for item in items}

        out = Rules(
            order=order,
            minimum=int(given["minimum"]["units"]),
            sensitive_minimum=int(given["minimum"]["sensitive_units"]),
            sensitive=frozenset(given["minimum"]["sensitive"]),
            concentration=frozenset(given["concentration"]["indicators"]),
            least_width=float(given["interval"]["least_width"]),
            bands=tuple(sorted(int(edge) for edge in given["bands"]["edges"])),
            banded=frozenset(given["bands"]["tiers"]),
            sites={tier: (float(item["degrees"]), int(item["years"])) for tier, item in given["sites"].items()},
            datasets=by_name(given["datasets"]),
            files=by_name(given["files"]),
            digest=hashlib.sha256(text.encode()).hexdigest(),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise SchemaError(f"{name} is no file of rules ({error}). Compare it with data/briefing/tiers.toml.") from error
    for tier in (*out.banded, *out.sites, *out.datasets.values(), *out.files.values()):
        tier_named(tier, out)
    return out


@functools.lru_cache
def rules() -> Rules:
    """Return the rules that come with the toolkit."""
    return _parsed(dataset_file("briefing-rules", "tiers.toml").read_text("utf-8"), "tiers.toml")


def tier_named(name: str, known: Rules | None = None) -> str:
    """Return the name of a tier, or raise.

    Raises
    ------
    UnknownNameError
        There is no such tier.
    """
    order = (known or rules()).order
    if name not in order:
        raise unknown_name("audience", name, order)
    return name


def read_key(path: str | Path) -> float:
    """Read the p of the p% rule from the key holder's file.

    Parameters
    ----------
    path : path
        TOML file with one line, such as ``p = 10``, in per cent. It is never copied into a pack.

    Raises
    ------
    UnreadableFileError
        The file cannot be read.
    SchemaError
        It holds no p, or one that is not between 0 and 100.
    """
    path = Path(path)
    try:
        given: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise UnreadableFileError(
            f"The key holder's file {path.name} cannot be read as TOML. Give a file with one line: p = NUMBER."
        ) from error
    value = given.get("p")
    if set(given) != {"p"} or isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 100:
        raise SchemaError(
            f"The key holder's file {path.name} must hold one line, p = NUMBER, between 0 and 100 per cent, and nothing else."
        )
    return float(value)
