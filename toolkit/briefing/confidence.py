"""How sure: confidence computed from fields, with thresholds kept as data (``data/briefing/confidence.toml``)."""

from __future__ import annotations

import functools
import math
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from toolkit.catalog.registry import dataset_file
from toolkit.indicators.records import Indicator

__all__ = ["Evidence", "agreement_of", "confidence_of", "evidence_of", "rules_table", "thresholds"]

_ORDER: Final = ("low", "medium", "high")


@dataclass(frozen=True)
class Evidence:
    """What a value rests on.

    Attributes
    ----------
    sites : float
        Number of sites; NaN where the indicator has none (a grid).
    valid_fraction : float
        Share of the waters with data.
    latest : int or None
        Last year of the data; None where the data do not say.
    """

    sites: float
    valid_fraction: float
    latest: int | None


@functools.lru_cache
def thresholds() -> dict[str, Any]:
    """Return the thresholds and the table of confidence words."""
    return tomllib.loads(dataset_file("briefing-rules", "confidence.toml").read_text("utf-8"))


def evidence_of(evidence: Evidence, year: int | None) -> str:
    """Return 'robust', 'medium' or 'limited'.

    Parameters
    ----------
    evidence : Evidence
        What the value rests on; data of unknown age are limited.
    year : int or None
        Year of the pack; where it is not known, the age of the data is not known.

    Examples
    --------
    >>> evidence_of(Evidence(25, 0.9, 2023), 2026), evidence_of(Evidence(25, 0.9, 2018), 2026), evidence_of(Evidence(25, 0.9, None), 2026)
    ('robust', 'medium', 'limited')
    """
    for name in ("robust", "medium"):
        asked = thresholds()["evidence"][name]
        enough = math.isnan(evidence.sites) or evidence.sites >= asked["sites"]
        covered = evidence.valid_fraction >= asked["valid_fraction"]
        recent = year is not None and evidence.latest is not None and year - evidence.latest <= asked["years"]
        if enough and covered and recent:
            return name
    return "limited"


def agreement_of(values: Sequence[float], record: Indicator | None, n_datasets: int = 1) -> str:
    """Return 'high', 'medium' or 'low': the share of scenarios in the class that most of them are in.

    Parameters
    ----------
    values : sequence of float
        One for each scenario; a missing one is a class of its own.
    record : Indicator or None
        Whose classes are used; without classes, values agree if they are equal.
    n_datasets : int
        Number of independent datasets.
    """
    rules = thresholds()["agreement"]

    def class_of(value: float) -> object:
        if math.isnan(value):
            return "missing"
        return record.classify(value) if record is not None and record.class_edges else value

    classes = Counter(class_of(value) for value in values)
    share = 100.0 * max(classes.values()) / len(values)
    found = "high" if share >= rules["high"] else "medium" if share >= rules["medium"] else "low"
    return min(found, rules["single_dataset"], key=_ORDER.index) if n_datasets < 2 else found


def confidence_of(evidence: str, agreement: str) -> str:
    """Return 'high', 'medium' or 'low', or 'none' where no statement is made.

    Examples
    --------
    >>> confidence_of("robust", "medium"), confidence_of("limited", "low")
    ('medium', 'none')
    """
    return str(thresholds()["confidence"][evidence][agreement])


def rules_table() -> pd.DataFrame:
    """Return every threshold as a row: rule, value, units."""
    rules = thresholds()
    rows = [(f"evidence.{name}.{key}", value) for name, asked in rules["evidence"].items() for key, value in asked.items()]
    rows += [(f"agreement.{key}", value) for key, value in rules["agreement"].items() if not isinstance(value, str)]
    frame = pd.DataFrame(rows, columns=["rule", "value"]).astype({"value": "float64"})
    shares = frame["rule"].str.endswith("valid_fraction")
    frame.loc[shares, "value"] *= 100.0
    return frame
