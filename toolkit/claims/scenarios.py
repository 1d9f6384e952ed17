"""Scenarios: named, serialisable sets of choices, applied to a claim set before it is partitioned.

A scenario is a computation, not a view. Nothing here decides which one is right: there is a base (what the set stands for when
nothing is named) and a family of others, so that a later step can say what holds under every one of them.
"""

from __future__ import annotations

import itertools
import json
import random
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from toolkit.claims.checks import full_date, valid_on
from toolkit.claims.model import AXES, Claim, ClaimSet, LegalLine
from toolkit.errors import SchemaError, unknown_name
from toolkit.show import block

__all__ = ["Family", "Scenario", "apply", "carried", "family"]


@dataclass(frozen=True)
class Scenario:
    """A named set of choices. ``None`` means: as the claim set's own base has it.

    Attributes
    ----------
    name : str
        As printed.
    features : {'0', '12', '200'}, optional
        Nautical miles of zone that disputed features generate for each claimant.
    undelimited : {'overlap', 'equidistance'}, optional
        Whether zones of undelimited pairs overlap, or are cut at the equidistance line.
    stated : {'not counted', 'counted'}, optional
        Whether an area that an instrument states by coordinates, and not by a distance from a coast, is counted.
    symbol : {'not counted', 'counted'}, optional
        Whether a line that is only a map symbol is turned into an area.
    unratified : {'not applied', 'applied'}, optional
        Whether treaties that are not in force are applied.
    include : tuple of str, optional
        Only these claims; ``None`` is all.
    exclude : tuple of str
        Not these claims.
    as_of : str
        ISO date: only what was valid on that day; '' is the date of the claim set.
    """

    name: str
    features: str | None = None
    undelimited: str | None = None
    stated: str | None = None
    symbol: str | None = None
    unratified: str | None = None
    include: tuple[str, ...] | None = None
    exclude: tuple[str, ...] = ()
    as_of: str = ""

    def __post_init__(self) -> None:
        if not self.name:
            raise SchemaError("A scenario has no name. Give the name that is printed.")
        for axis, allowed in AXES.items():
            value = getattr(self, axis)
            if value is not None and value not in allowed:
                raise SchemaError(
                    f"Scenario '{self.name}', choice '{axis}': {value!r} given; allowed: {', '.join(repr(word) for word in allowed)}, "
                    "or nothing for the base of the claim set."
                )
        for name in ("include", "exclude"):
            value = getattr(self, name)
            if isinstance(value, str):
                raise SchemaError(f"Scenario '{self.name}', field '{name}': {value!r} given; allowed: a list of claim ids.")
            if value is not None:
                object.__setattr__(self, name, tuple(sorted(set(value))))
        if self.as_of and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", self.as_of):
            raise SchemaError(f"Scenario '{self.name}', field 'as_of': {self.as_of!r} given; allowed: an ISO date such as '1999-01-01'.")

    def __repr__(self) -> str:
        """Show the choices that were made, as they can be typed in again."""
        return f"Scenario({', '.join(f'{key}={value!r}' for key, value in self.to_dict().items())})"

    def to_dict(self) -> dict[str, Any]:
        """Return the choices that were made, without those left to the base."""
        out: dict[str, Any] = {}
        for item in fields(self):
            value = getattr(self, item.name)
            if value not in (None, (), "") or (item.name == "include" and value == ()):
                out[item.name] = list(value) if isinstance(value, tuple) else value
        return out

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> Scenario:
        """Return a scenario from a mapping such as a TOML table.

        Raises
        ------
        SchemaError
            A field is unknown or its value is not allowed.
        """
        known = [item.name for item in fields(cls)]
        unknown = sorted(set(given) - set(known))
        if unknown or "name" not in given:
            raise SchemaError(f"A scenario with unknown {unknown or 'nothing'} was given. Required: name. Allowed: {', '.join(known)}.")
        values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in given.items()}
        return cls(**values)

    def to_json(self) -> str:
        """Return the scenario as JSON text."""
        return json.dumps(self.to_dict(), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Scenario:
        """Return a scenario from JSON text."""
        return cls.from_dict(_parsed(json.loads, text, "JSON"))

    def to_toml(self) -> str:
        """Return the scenario as TOML text.

        Examples
        --------
        >>> print(Scenario("Islets 12 NM", features="12", exclude=("b", "a")).to_toml(), end="")
        name = "Islets 12 NM"
        features = "12"
        exclude = ["a", "b"]
        """
        # The values are texts and lists of texts, for which JSON and TOML agree.
        return "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in self.to_dict().items())

    @classmethod
    def from_toml(cls, text: str) -> Scenario:
        """Return a scenario from TOML text."""
        import tomllib

        return cls.from_dict(_parsed(tomllib.loads, text, "TOML"))


def _parsed(parse: Any, text: str, kind: str) -> Mapping[str, Any]:
    try:
        given = parse(text)
    except ValueError as error:
        raise SchemaError(f"A scenario cannot be read as {kind}: {error}. Write it with Scenario.to_{kind.lower()}.") from error
    if not isinstance(given, Mapping):
        raise SchemaError(f"A scenario was given as {type(given).__name__}; allowed: a table of fields, at least 'name'.")
    return given


def carried(claims: ClaimSet) -> dict[str, tuple[str, ...]]:
    """Return, for each axis of :data:`toolkit.claims.model.AXES`, the choices that a claim set carries."""
    out = {}
    for axis, allowed in AXES.items():
        records: tuple[Claim | LegalLine, ...] = (*claims.claims, *claims.lines)
        found = {value for record in records for value in record.when.get(axis, ())}
        if axis in claims.base:
            found.add(claims.base[axis])
        out[axis] = tuple(value for value in allowed if value in found)
    return out


def _chosen(claims: ClaimSet, scenario: Scenario | None) -> dict[str, str]:
    """Return axis -> choice, or raise where the set does not carry what is asked for."""
    have = carried(claims)
    out = {}
    for axis in AXES:
        asked = getattr(scenario, axis) if scenario else None
        if asked is None:
            if axis in claims.base:
                out[axis] = claims.base[axis]
            elif have[axis]:
                raise SchemaError(
                    f"Claim set '{claims.id}' carries several variants of '{axis}' ({', '.join(have[axis])}) and no base. "
                    f"Name one: Scenario(..., {axis}=...)."
                )
        elif asked not in have[axis]:
            raise SchemaError(
                f"Scenario '{scenario.name if scenario else ''}' asks for {axis} = '{asked}', which claim set '{claims.id}' does not "
                f"carry. Carried: {', '.join(have[axis]) or 'none'}. Use another set (read_claims('arf')), or leave it out."
            )
        else:
            out[axis] = asked
    return out


def apply(claims: ClaimSet, scenario: Scenario | None = None) -> ClaimSet:
    """Return the claims and lines of a set that a scenario leaves.

    Parameters
    ----------
    claims : ClaimSet
        A set, perhaps with variants (``Claim.when``).
    scenario : Scenario, optional
        The choices; by default the set's own base.

    Returns
    -------
    ClaimSet
        The same set with fewer claims and lines, a note that says which scenario was applied, and as its date the day asked for.

    Raises
    ------
    SchemaError
        The scenario asks for a variant that the set does not carry; it is never ignored.
    UnknownNameError
        It includes or excludes a claim that is not in the set.

    Notes
    -----
    What was valid is decided for ``as_of``, else for the date of the set; in a set without a date, what has ended is left out.
    """
    day = full_date((scenario.as_of if scenario else "") or claims.date)
    choices = _chosen(claims, scenario)
    include = None if scenario is None else scenario.include
    exclude = () if scenario is None else scenario.exclude
    ids = {claim.claim_id for claim in claims.claims}
    for name in (*(include or ()), *exclude):
        if name not in ids:
            raise unknown_name(f"claim in set '{claims.id}':", name, ids)

    def stays(record: Claim | LegalLine) -> bool:
        if not valid_on(record.valid_from, record.valid_to, day) or any(
            choices.get(axis) not in values for axis, values in record.when.items()
        ):
            return False
        if isinstance(record, Claim):
            return record.claim_id not in exclude and (include is None or record.claim_id in include)
        return True

    kept = tuple(claim for claim in claims.claims if stays(claim))
    lines = tuple(line for line in claims.lines if stays(line))
    if scenario is None and len(kept) == len(claims.claims) and len(lines) == len(claims.lines):
        return claims
    name = scenario.name if scenario else "base"
    words = ", ".join([*(f"{axis} {value}" for axis, value in choices.items()), *([f"as of {day}"] if day else [])])
    note = f"Scenario '{name}'{f' ({words})' if words else ''}: {len(kept)} of {len(claims.claims)} claims."
    return replace(claims, claims=kept, lines=lines, base=choices, date=day, notes=(*claims.notes, note))


@dataclass(frozen=True)
class Family:
    """Scenarios to be looked at together.

    Attributes
    ----------
    scenarios : tuple of Scenario
        The members.
    complete : bool
        True if these are all there are; False for a sample, which must be called one.
    n_possible : int
        How many there are in all.
    seed : int or None
        Seed of the sample; None where complete.
    """

    scenarios: tuple[Scenario, ...]
    complete: bool
    n_possible: int
    seed: int | None = None

    def __iter__(self) -> Iterator[Scenario]:
        return iter(self.scenarios)

    def __len__(self) -> int:
        return len(self.scenarios)

    def __repr__(self) -> str:
        shown = [(f"{number}", item.name) for number, item in enumerate(self.scenarios[:8], start=1)]
        more = [("more", f"{len(self) - 8} not shown")] if len(self) > 8 else []
        return block(f"Family: {self.describe()}", [*shown, *more])

    def describe(self) -> str:
        """Return in words how many scenarios these are, and of how many."""
        if self.complete:
            return f"all {self.n_possible} scenarios"
        return f"a sample of {len(self)} of {self.n_possible} scenarios (seed {self.seed})"


def family(
    claims: ClaimSet,
    *,
    base: Scenario | None = None,
    axes: Iterable[str] = (),
    subsets: bool = True,
    at_most: int = 200,
    seed: int = 20260101,
) -> Family:
    """Enumerate scenarios: subsets of the claims, crossed with the variants of some axes.

    Parameters
    ----------
    claims : ClaimSet
        The set.
    base : Scenario, optional
        What is common to all.
    axes : iterable of str
        Axes (:data:`toolkit.claims.model.AXES`) of which every variant that the set carries is taken.
    subsets : bool
        Whether to take every non-empty subset of the claims (for at most 10 claims), or a sample of them.
    at_most : int
        Size of the sample where there are more than 10 claims.
    seed : int
        Seed of that sample.

    Returns
    -------
    Family
        The scenarios, and whether they are all there are.

    Raises
    ------
    UnknownNameError
        An axis is not known.
    SchemaError
        ``at_most`` is below 1, or an axis has no variant in the set.
    """
    start = base or Scenario("base")
    if at_most < 1:
        raise SchemaError(f"A sample of {at_most} scenarios was asked for; allowed: 1 or more.")
    have = carried(claims)
    options: list[list[dict[str, Any]]] = []
    for axis in axes:
        if axis not in AXES:
            raise unknown_name("axis of scenarios", axis, AXES)
        if not have[axis]:
            raise SchemaError(f"Claim set '{claims.id}' has no variants of '{axis}'. Leave that axis out, or use another set.")
        options.append([{axis: value} for value in have[axis]])
    variants = []
    for combination in itertools.product(*options):
        changes = {axis: value for choice in combination for axis, value in choice.items()}
        variants.append(replace(start, **changes))
    pairs: list[tuple[Scenario, tuple[str, ...] | None]] = []
    possible, complete = 0, True
    draw = random.Random(seed)  # noqa: S311  (a reproducible sample, not a secret)
    for variant in variants:
        ids = [claim.claim_id for claim in apply(claims, variant).claims]
        if not subsets:
            possible += 1
            pairs.append((variant, variant.include))
            continue
        number = 2 ** len(ids) - 1
        possible += number
        if len(ids) <= 10:
            chosen: Iterable[tuple[str, ...]] = (c for size in range(1, len(ids) + 1) for c in itertools.combinations(ids, size))
        else:
            complete = False
            chosen = sorted(_sample(ids, min(at_most, number), draw), key=lambda subset: (len(subset), subset))
        pairs += [(variant, subset) for subset in chosen]
    made = []
    for number, (variant, subset) in enumerate(pairs, start=1):
        words = [start.name, *(f"{axis} {getattr(variant, axis)}" for axis in AXES if getattr(variant, axis) != getattr(start, axis))]
        if subsets:
            words.append(f"subset {number}")
        made.append(replace(variant, name=", ".join(words), include=subset))
    return Family(tuple(made), complete, possible, None if complete else seed)


def _sample(ids: list[str], size: int, draw: random.Random) -> set[tuple[str, ...]]:
    """Draw different non-empty subsets, each member in or out with equal chance; the full set is always among them."""
    found = {tuple(ids)}
    while len(found) < size:
        subset = tuple(name for name in ids if draw.random() < 0.5)
        if subset:
            found.add(subset)
    return found
