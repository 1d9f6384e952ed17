"""The structure of a figure: what is drawn on it, in counts and words, so that two figures can be compared without their pixels."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from matplotlib.figure import Figure

from toolkit.cartography.info import info_of

__all__ = ["figure_structure"]

#: A number as it is printed: 301,000 or 4.5; a thousands comma has three digits behind it.
_NUMBER = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?")


def figure_structure(figure: Figure) -> dict[str, Any]:
    """Return what is drawn on a figure, read off the figure itself, as plain values.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Made by a ``map_*`` function.

    Returns
    -------
    dict
        ``kind``, ``region``, ``page``, ``size_mm``, ``data_kind`` and ``datasets`` of the figure; ``title`` and ``subtitle`` as drawn;
        ``axes``, their names; ``faces``, how many are drawn; ``textures``, ``lines`` and ``digits``, kind -> how many are drawn;
        ``legend``, its entries as (text, value) from top to bottom; ``alt_numbers``, the numbers of the long alternative text;
        ``dropped``, labels left out. No colour and no position is in it.

    Raises
    ------
    FigureError
        The figure was not made here.

    Examples
    --------
    >>> import toolkit as tk
    >>> faces = tk.partition(tk.read_claims("gulf-of-thailand"))
    >>> found = figure_structure(tk.map_claims(faces, "gulf-of-thailand"))
    >>> found["kind"], found["faces"] == len(faces)
    ('claims', True)
    """
    info = info_of(figure)
    drawn = list(_drawn(figure))
    words = [(gid, text) for gid, text in drawn if text]
    return {
        "kind": info.kind,
        "region": info.region,
        "page": info.page,
        "size_mm": [round(25.4 * float(side), 1) for side in figure.get_size_inches()],
        "data_kind": info.data_kind,
        "datasets": sorted(info.dataset_ids),
        "title": _joined(words, "title"),
        "subtitle": _joined(words, "subtitle"),
        "axes": [str(axes.get_label()) for axes in figure.axes],
        "faces": len({gid for gid, _ in drawn if gid.startswith("face:")}),
        "textures": _kinds(drawn, "texture"),
        "lines": _kinds(drawn, "line"),
        "digits": dict(sorted(Counter(text for gid, text in words if gid.startswith("label:digit:")).items())),
        "legend": _legend(words),
        "alt_numbers": [item.replace(",", "") for item in _NUMBER.findall(info.alt_long)],
        "dropped": list(info.dropped),
    }


def _drawn(figure: Figure) -> Iterator[tuple[str, str]]:
    """Yield the id and the text (empty for shapes and lines) of everything that has an id, in the order of drawing."""
    for axes in figure.axes:
        for artist in (*axes.patches, *axes.collections, *axes.lines):
            if artist.get_gid() and artist.get_visible():
                yield str(artist.get_gid()), ""
        for text in axes.texts:
            if text.get_gid() and text.get_visible():
                yield str(text.get_gid()), str(text.get_text())


def _joined(words: list[tuple[str, str]], role: str) -> str:
    return " ".join(text for gid, text in words if gid.split(":")[0] == role)


def _kinds(drawn: list[tuple[str, str]], role: str) -> dict[str, int]:
    """Count by the second part of an id such as ``line:agreed:4``; what is drawn in several pieces counts once."""
    found = {gid for gid, _ in drawn if gid.startswith(f"{role}:")}
    return dict(sorted(Counter(gid.split(":")[1] for gid in found).items()))


def _legend(words: list[tuple[str, str]]) -> list[list[str]]:
    """Return the entries: heads and texts with the value that stands beside them; a text of two lines is two entries."""
    out: list[list[str]] = []
    for gid, text in words:
        if gid == "legend:value" and out:
            out[-1][1] = text
        elif gid.startswith(("legend:head", "legend:unit", "legend:text")):
            out.append([text, ""])
    return out
