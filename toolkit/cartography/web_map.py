"""The interactive map: one HTML file that opens from disk, asks nothing of any network, and works by keyboard."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

from toolkit.cartography.described import described
from toolkit.cartography.export import write_files
from toolkit.cartography.info import data_kind, drawn_on, map_id, source_line, version
from toolkit.cartography.web_drawing import WIDTH, WebDocument, document_of
from toolkit.cartography.web_parts import source_hash
from toolkit.cartography.words import COMPUTED, COUNTED, DISCLAIMER, DISCLAIMER_SHORT, loaded_words, scenario_words
from toolkit.catalog.regions import Region
from toolkit.errors import FigureError, LintError

__all__ = ["WebMap", "map_web"]


@dataclass(frozen=True)
class WebMap:
    """An interactive map.

    Attributes
    ----------
    html : str
        The whole document.
    title, map_id : str
        As printed in it.
    """

    html: str
    title: str
    map_id: str

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the document.

        Raises
        ------
        FigureError
            The name does not end with .html, or the folder cannot be written.
        """
        target = Path(path)
        if target.suffix != ".html":
            raise FigureError(f"File '{target.name}' given; the name of an interactive map ends with .html.")
        return write_files(target.parent, {target.name: self.html.encode("utf-8")})[0]

    def _repr_html_(self) -> str:
        """Show the map in a notebook, in a frame of its own that may run its script and nothing else."""
        return (
            f'<iframe srcdoc="{escape(self.html, quote=True)}" sandbox="allow-scripts" title="{escape(self.title, quote=True)}" '
            'width="100%" height="820" frameborder="0"></iframe>'
        )

    def __repr__(self) -> str:
        return f"<WebMap '{self.title}', {len(self.html):,} characters; write it with .save('map.html')>"


@described
def map_web(
    faces: Any,
    table: Any = None,
    indicator: Any = None,
    region: str | Region = "south-china-sea",
    *,
    statistic: str | None = None,
    time: str | None = None,
    basis: str | None = None,
    profile: str = "un",
    synthetic: bool = False,
) -> WebMap:
    """Make an interactive map of the claims, or of an indicator, as one HTML document.

    Parameters
    ----------
    {faces}
    table : IndicatorTable or pandas.DataFrame, optional
        The long table; without it the map shows the number of claimants.
    indicator : str or Indicator, optional
        Identifier, or a record for a variable of the user's own; together with ``table``.
    {region}
    {statistic, time, basis}
    {profile, synthetic}

    Returns
    -------
    WebMap
        ``.save(path)`` writes it; in a notebook it shows itself.

    Raises
    ------
    FigureError
        Only one of table and indicator is given, or no face lies in the region.
    LintError
        A text takes a side.

    Notes
    -----
    The document holds its style and script, named by their hashes in its content security policy; nothing else may run and nothing
    is fetched. Overlap is drawn by digit and diagonals that no switch hides. Zoom ends where one millimetre on the screen
    is 2.5 km, a choice of this project for a coast generalised for 1:10 million.
    """
    made = document_of(faces, table, indicator, region, statistic=statistic, time=time, basis=basis, profile=profile, synthetic=synthetic)
    return _page(made)


def _page(made: WebDocument) -> WebMap:
    """Return the document."""
    claims = made.faces.claims
    ids = [*claims.dataset_ids, *(made.chosen.dataset_ids if made.chosen else ()), "base-land"]
    kinds = data_kind(ids, made.synthetic)
    title, subtitle = made.title()
    if kinds.startswith("synthetic"):
        title = f"Synthetic data. {title}"
    parts = [made.faces.fingerprint, made.profile, title, *(f"{item.face_id}:{made.value_text(item)}" for item in made.shapes)]
    ident = map_id("web", made.region.sign, parts)
    date = f", compiled {claims.date}" if claims.date else ""
    drawn = drawn_on(claims.date)
    due = any(item.line.kind == "computed" for item in made.lines) or any(c.basis in ("distance", "equidistance") for c in claims.claims)
    computed = "".join(f" {words}" for words in (COMPUTED if due else "", scenario_words(claims.base), COUNTED) if words)
    lon, lat = made.region.centre
    centre = f"{abs(lat):g}°{'N' if lat >= 0 else 'S'} {abs(lon):g}°{'E' if lon >= 0 else 'W'}"
    sources = (
        f"Claims: {claims.title}{date}. {source_line(list(dict.fromkeys(ids)))}. Lambert azimuthal equal-area projection, centre "
        f"{centre}; WGS 84. {f'Drawn {drawn} with' if drawn else 'Drawn with'} arf-marine {version()}."
    )
    # The id ties a printout to its inputs; read aloud, it is noise.
    quiet_id = f'<span aria-hidden="true">Map {escape(ident)}</span>'
    for text in (title, subtitle):
        for word, instead in loaded_words(text):
            raise LintError(f"The words of the interactive map hold '{word}'; say instead: {instead}.")
    folder = files("toolkit.cartography") / "web"
    style = (folder / "explore.css").read_text("utf-8") + made.classes_css()
    script = (folder / "explore.js").read_text("utf-8")
    hashes = f"style-src {source_hash(style)}; script-src {source_hash(script)}"
    policy = f"default-src 'none'; {hashes}; base-uri 'none'; form-action 'none'; img-src 'none'"
    facts = json.dumps(
        {
            "width": WIDTH,
            "height": round(made.frame.rect.h, 3),
            "most": made.most(),
            "faces": [made.card(item) for item in made.shapes],
        },
        ensure_ascii=False,
    ).replace("<", "\\u003c")
    stamp = '<p class="stamp">SYNTHETIC DATA</p>' if kinds.startswith("synthetic") else ""
    html = f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{escape(policy, quote=True)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<style>{style}</style>
</head>
<body>
<a class="skip" href="#table">Skip the map: to the table of all patches</a>
<header>{stamp}<h1>{escape(title)}</h1><p class="lead">{escape(subtitle)}</p>
<p class="quiet">{escape(" ".join(part for part in (DISCLAIMER_SHORT, scenario_words(claims.base)) if part))}</p></header>
<main>
<div class="desk"><div>
<div class="bar"><button type="button" id="closer">Closer</button><button type="button" id="wider">Wider</button>
<button type="button" id="all">Whole region</button>
<label><input type="checkbox" data-layer="lines" checked> Lines of instruments and computations</label>
<label><input type="checkbox" data-layer="seas" checked> Names of seas</label>
<label><input type="checkbox" data-layer="patches"> Numbers of patches, in boxes</label></div>
{made.svg(title, scale=True)}
<p class="quiet" id="said" role="status"></p>
<p class="quiet help">Map: arrow keys pan, + and − zoom, 0 shows all, N and P go from patch to patch, Enter keeps a patch open,
Esc closes it; two fingers move and zoom it, one finger scrolls the page. Every value stands in the table below as well.</p>
</div><div class="side">
<section class="card" id="card" aria-live="polite"><h2>No patch chosen</h2><dl></dl></section>
{made.legend(digits=True)}
{made.features_list()}
</div></div>
<h2>All patches</h2>
{made.table()}
{made.lines_list()}
</main>
<footer><p>{escape(DISCLAIMER + computed)}</p><p class="quiet">{escape(sources)} {quiet_id} · {escape(kinds)}.</p></footer>
<script type="application/json" id="facts">{facts}</script>
<script>{script}</script>
</body>
</html>
"""
    return WebMap(html, title, ident)
