"""The lint: rules of neutrality and legibility, measured on the figure itself.

Each rule has an id (that of the design language), a reason, and a function that looks at what is drawn: artists, their sizes,
colours and places. Nothing is taken on trust from the code that drew them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from matplotlib.figure import Figure

from toolkit.cartography.measure import Measured

__all__ = ["RULES", "Finding", "Rule", "lint", "rule"]

Severity = Literal["error", "warning"]
Check = Callable[[Measured], Iterable[str]]


@dataclass(frozen=True)
class Finding:
    """A rule that a figure breaks.

    Attributes
    ----------
    rule : str
        Id of the rule.
    severity : {'error', 'warning'}
        An error refuses the export unless it is waived with a reason.
    message : str
        What was measured.
    reason : str
        Why the rule is there.
    """

    rule: str
    severity: Severity
    message: str
    reason: str

    def __str__(self) -> str:
        return f"{self.rule} ({self.severity}): {self.message} Why: {self.reason}"


@dataclass(frozen=True)
class Rule:
    """A rule: id, severity, reason, what measures it, and whether it is about maps only."""

    id: str
    severity: Severity
    reason: str
    check: Check
    maps_only: bool = False


#: All rules by id, in the order of their files.
RULES: dict[str, Rule] = {}


def rule(name: str, severity: Severity, reason: str, *, maps_only: bool = False) -> Callable[[Check], Check]:
    """Register a function as the check of a rule, of all pages or only of those with a map."""

    def register(check: Check) -> Check:
        RULES[name] = Rule(name, severity, reason, check, maps_only)
        return check

    return register


def lint(figure: Figure | str | os.PathLike[str]) -> list[Finding]:
    """Measure a figure, or a file written from one, against the rules.

    Parameters
    ----------
    figure : matplotlib.figure.Figure or path
        Made by a ``map_*`` function; changes made to it since count. Or a PNG, SVG, PDF or HTML file that :func:`save_figure` or
        :func:`map_web` wrote: of a file less can be measured than of a figure.

    Returns
    -------
    list of Finding
        Empty where no rule is broken.

    Raises
    ------
    FigureError
        The figure was not made by this room, or the file cannot be read or is of another kind.
    """
    if isinstance(figure, (str, os.PathLike)):
        from toolkit.cartography.file_lint import lint_file

        return lint_file(Path(figure))
    return list(_findings(Measured.of(figure)))


def _findings(seen: Measured) -> Iterator[Finding]:
    from toolkit.cartography import rules_colour, rules_map, rules_page, rules_text, rules_values

    del rules_colour, rules_map, rules_page, rules_text, rules_values  # they are imported for the rules that they register
    for item in RULES.values():
        if item.maps_only and not seen.figure.has_map:
            continue
        for message in item.check(seen):
            yield Finding(item.id, item.severity, message, item.reason)
