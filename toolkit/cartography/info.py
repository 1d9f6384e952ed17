"""What is known about a figure: inputs, sources, data kind, map id, alternative text."""

from __future__ import annotations

import datetime
import hashlib
import importlib
import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from matplotlib.figure import Figure

from toolkit.catalog.registry import datasets
from toolkit.errors import FigureError

__all__ = [
    "FigureInfo", "coast_source", "data_kind", "drawn_on", "figure_info", "info_of", "makers", "map_id", "short_source", "source_line",
]  # fmt: skip

#: The base map of every figure.
GROUND = ("base-land",)


@dataclass
class FigureInfo:
    """Everything a page about a figure needs, from the same numbers as the figure.

    Attributes
    ----------
    kind, region, page : str
        Kind of map ('claims', 'indicator', 'evidence', 'key'), region id, page id.
    title, subtitle : str
        As printed.
    alt_short, alt_long : str
        Alternative text: at most 250 characters, and 80 to 200 words.
    sources : tuple of str
        Source lines as printed.
    dataset_ids : tuple of str
        Registered datasets behind it.
    data_kind : str
        Kinds of the datasets; holds 'synthetic' where any of them is.
    map_id : str
        Ties the printed page to its inputs.
    disclaimer : str
        As printed.
    line_key : tuple of mapping
        Number, line id, kind, title, year, parties, status, instruments of every line on the page.
    feature_key : tuple of mapping
        Letter and names of features whose names are not on the map.
    dropped : tuple of str
        Labels left out, each with its reason.
    known_gaps : tuple of str
        What is known to be missing in the sources of the claims of these waters, in words.
    profile : str
        Whose names are printed.
    values : mapping
        Numbers in title and alternative text, by name.
    notes : tuple of str
        What the drawing had to do.
    waivers : mapping of str to str
        Rules of the lint that were waived, each with the reason.
    """

    kind: str
    region: str
    page: str
    title: str
    subtitle: str
    alt_short: str = ""
    alt_long: str = ""
    sources: tuple[str, ...] = ()
    dataset_ids: tuple[str, ...] = ()
    data_kind: str = ""
    map_id: str = ""
    disclaimer: str = ""
    line_key: tuple[Mapping[str, Any], ...] = ()
    feature_key: tuple[Mapping[str, Any], ...] = ()
    dropped: tuple[str, ...] = ()
    known_gaps: tuple[str, ...] = ()
    profile: str = "un"
    values: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    waivers: dict[str, str] = field(default_factory=dict)


def info_of(figure: Figure) -> FigureInfo:
    """Return the record of a figure of this room.

    Raises
    ------
    FigureError
        The figure was not made here.
    """
    info = getattr(figure, "info", None)
    if not isinstance(info, FigureInfo):
        raise FigureError("This figure was not drawn by map_claims, map_indicator or another map_* function. Draw it with one of them.")
    return info


def figure_info(figure: Figure) -> dict[str, Any]:
    """Return what is known about a figure as plain values.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Made by a ``map_*`` function.

    Returns
    -------
    dict
        ``kind``, ``region``, ``page``, ``title``, ``subtitle``, ``alt_short``, ``alt_long``, ``sources``, ``dataset_ids``, ``data_kind``,
        ``map_id``, ``disclaimer``, ``line_key``, ``feature_key``, ``dropped``, ``known_gaps``, ``profile``, ``values``, ``notes``,
        ``waivers``.

    Raises
    ------
    FigureError
        The figure was not made here.
    """
    return asdict(info_of(figure))


def drawn_on(fallback: str) -> str:
    """Return the date printed as 'drawn': ``SOURCE_DATE_EPOCH``, else the date of the claim set; never the clock."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit():
        return datetime.datetime.fromtimestamp(int(epoch), tz=datetime.UTC).date().isoformat()
    return fallback


def version() -> str:
    """Return the version of the toolkit."""
    return str(importlib.import_module("toolkit").__version__)


def map_id(kind: str, region: str, parts: Iterable[object]) -> str:
    """Return an identifier of a map: the same inputs give the same id.

    Parameters
    ----------
    kind, region : str
        What is drawn, and where.
    parts : iterable
        Everything that the map depends on.
    """
    digest = hashlib.sha256(json.dumps([kind, region, [str(part) for part in parts]], sort_keys=True).encode()).hexdigest()
    return f"{region}-{kind}-{digest[:8]}"


def data_kind(dataset_ids: Iterable[str], synthetic: bool) -> str:
    """Return the kinds of the datasets, ``synthetic`` first where any is; unregistered ones are the user's own.

    Examples
    --------
    >>> data_kind([], synthetic=True)
    'synthetic'
    """
    known = datasets()
    kinds = {known[name].kind if name in known else "user's own file" for name in dataset_ids}
    if synthetic:
        kinds.add("synthetic")
    return ", ".join(sorted(kinds, key=lambda kind: (kind != "synthetic", kind)))


def short_source(name: str) -> str:
    """Return who made a dataset, and when, as short as a reader can still find it.

    Examples
    --------
    >>> short_source("fao-stock-status"), short_source("a-file")
    ('FAO 2025', "a-file (user's own file)")
    """
    entry = datasets().get(name)
    if entry is None:
        return f"{name} (user's own file)"
    head = re.split(r" as published| as printed| \(|[,;:]| - |\. (?=[A-Z][a-z])", entry.citation)[0]
    others = " and others" if re.search(r" [A-Z][.]([A-Z][.])*$| [A-Z]$", head) else ""
    year = re.search(r"\((\d{4})\)", entry.citation) or re.search(r"\b((?:19|20)\d\d)\b", entry.version)
    return f"{re.sub(r' ([A-Z][.]?)+$', '', head) if others else head}{others}{f' {year.group(1)}' if year else ''}"


def coast_source() -> str:
    """Return who made the coast that is drawn, with its scale and version.

    Examples
    --------
    >>> coast_source()
    'Natural Earth, 1:10m land (world-atlas 2.0.2)'
    """
    entry = datasets()[GROUND[0]]
    return f"{entry.citation.removeprefix('Made with ').split(', as packaged')[0]} ({entry.version})"


def makers(dataset_ids: Iterable[str]) -> str:
    """Return who made some datasets, each once with its years: for the foot of a slide, where nothing longer fits.

    Examples
    --------
    >>> makers(["coral-cover", "reef-cells", "fao-areas", "fao-stock-status"])
    'Reef Check Foundation 2022; Andrello et al. 2022; FAO 2025, 2026'
    """
    years: dict[str, set[str]] = {}
    for name in dict.fromkeys(dataset_ids):
        who, _, year = short_source(name).rpartition(" ")
        who, year = (who, year) if year.isdigit() else (f"{who} {year}".strip(), "")
        years.setdefault(re.split(r" (?:surveys|descriptions)\b", who)[0].replace(" and others", " et al."), set()).add(year)
    return "; ".join(f"{who} {', '.join(sorted(filter(None, found)))}".strip() for who, found in years.items())


def source_line(dataset_ids: Iterable[str], *, versions: bool = True) -> str:
    """Return titles, and versions where wanted, of datasets as they are printed."""
    known = datasets()
    out = []
    for name in dict.fromkeys(dataset_ids):
        entry = known.get(name)
        if entry is None:
            out.append(f"{name} (user's own file)")
        else:
            out.append(f"{entry.title} ({entry.version})" if versions and entry.version else entry.title)
    return "; ".join(out)
