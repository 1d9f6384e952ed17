"""The legend of an interactive map: the classes with their counts, what is missing and why, textures, ground and lines."""

from __future__ import annotations

import math
from html import escape
from typing import Any

from toolkit.cartography.indicator_legend import missing_entries
from toolkit.cartography.indicator_words import short_title
from toolkit.cartography.reef_waters import far_entries, unreached_entries
from toolkit.cartography.style import LINES
from toolkit.cartography.web_drawing import line_path
from toolkit.cartography.words import UNCOUNTED, count, legend_unit

__all__ = ["legend_of"]

_BOX = '<rect class="{}" width="34" height="20"/>'
_OVER = '<rect width="34" height="20" fill="url(#{}-key)"/>'


def _sample(content: str) -> str:
    return f'<svg viewBox="0 0 34 20" aria-hidden="true">{content}</svg>'


def legend_of(made: Any, *, digits: bool = False) -> str:
    """Return the legend of a web document as a list.

    Parameters
    ----------
    made : WebDocument
        The map.
    digits : bool
        Whether the samples of overlap bear their digits. On the page of a pack every numeral is bound to a cell, and the words beside a
        sample hold the same one.
    """
    head, out = _claims(made, digits=digits) if made.classes is None else _values(made)
    if any(item.n_claimants >= 2 for item in made.shapes):
        out.append((_sample(_BOX.format("none") + _OVER.format("overlap-2")), "dark diagonals and a digit: overlapping claims"))
    if made.classes is None and any(item.joint_zone for item in made.shapes):
        out.append((_sample(_BOX.format("none") + _OVER.format("joint")), "joint or provisional regime"))
    if made.uncounted():
        out.append((_sample(_BOX.format("uncounted")), UNCOUNTED))
    if made.veiled():
        out.append((_sample(_BOX.format("outside") + _OVER.format("outside")), "outside the region drawn"))
    looks = {item.look for item in made.lines if item.runs}
    for look, style in LINES.items():
        if look in looks:
            apart = style.core and not style.pattern  # strokes aslant, as they stand on a map
            out.append((_sample(line_path(look, "M3,17L12,3M18,17L27,3" if apart else "M0,10L34,10")), style.label))
    rows = "".join(f"<li>{picture}<span>{escape(words)}</span></li>" for picture, words in out)
    return f'<section><h2>{escape(head)}</h2><ul class="legend">{rows}</ul></section>'


def _claims(made: Any, *, digits: bool) -> tuple[str, list[tuple[str, str]]]:
    """Return head and lines of a map of claims."""
    out = []
    deepest = max(min(item.n_claimants, 5) for item in made.shapes)
    for n in range(1, deepest + 1):
        over = _OVER.format(f"overlap-{n}{'-white' if n == 5 else ''}") if n > 1 else ""
        words = f"{n} counted" if n < 5 else "5 or more counted"
        said = f'<text class="key-digit{" pale" if n == 5 else ""}" x="17" y="10">{n}</text>' if digits and n > 1 else ""
        out.append((_sample(_BOX.format(f"c{n - 1}") + over + said), words))
    return "Claimants counted by patch; others may claim it too", out


def _values(made: Any) -> tuple[str, list[tuple[str, str]]]:
    """Return head and lines of a map of values, counted as on paper."""
    values, chosen = made.facts(), made.chosen
    unit = legend_unit(chosen.units)
    out = []
    rows = list(zip(made.classes.labels, values["firm_by_class"], values["thin_by_class"], strict=True))
    for k, (label, firm, thin) in reversed(list(enumerate(rows))):
        said = count(firm, *values["noun"]) + (f" + {thin:,} on thin evidence" if thin else "")
        out.append((_sample(_BOX.format(f"c{k}")), f"{label} ({said})"))
    for entry in far_entries(made.shapes):
        out.append((_sample(_BOX.format("far")), entry.text))
    missing = missing_entries(chosen, [chosen.of(item.face_id) for item in made.units()])
    for entry in unreached_entries(made.shapes, missing):
        out.append((_sample(_BOX.format("grey-fill") + _OVER.format("beyond-data")), entry.text))
    for entry in missing:
        name = entry.textures[0].replace(" ", "-") if entry.textures else "not-applicable"
        fill = "none" if name == "not-applicable" else "grey-fill"
        n = int(entry.value.replace(",", ""))
        out.append((_sample(_BOX.format(fill) + _OVER.format(name)), f"{entry.text} ({count(n, *values['noun'])})"))
    if values["thin"]:
        thin = [chosen.of(item.face_id).value for item in made.shapes if "thin-evidence" in made.textures(item)]
        k = max((made.classes.index(value) for value in thin if math.isfinite(value)), default=0)
        words = f"value on thin evidence ({count(values['thin'], *values['noun'])})"
        out.append((_sample(_BOX.format(f"c{k}") + _OVER.format("thin-evidence")), words))
    return f"{short_title(chosen.indicator)}{f', {unit}' if unit else ''}", out
