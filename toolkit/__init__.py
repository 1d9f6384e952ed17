"""Coral and fish-stock indicators on overlapping maritime claims, and the briefing maps drawn from them.

Data flows one way: registered data becomes claims, claims become faces (each patch of sea exactly once, with every claimant),
indicators are overlaid on faces, the result is one table, and maps and briefings are drawn from that table alone.

>>> import toolkit as tk
>>> tk.partition  # doctest: +ELLIPSIS
<function partition at ...>

Every name below is loaded on first use, so that importing the toolkit costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

#: Public verb -> the module it lives in.
_DOOR = {
    # claims
    "read_claims": "toolkit.claims.read",
    "write_claims": "toolkit.claims.write",
    "compare": "toolkit.claims.compare",
    "partition": "toolkit.claims.partition",
    "Scenario": "toolkit.claims.scenarios",
    # data
    "datasets": "toolkit.catalog.registry",
    "fetch": "toolkit.catalog.fetch",
    "regions": "toolkit.catalog.regions",
    "open_grid": "toolkit.catalog.grids",
    "read_points": "toolkit.catalog.points",
    "read_reef_grid": "toolkit.catalog.embedded",
    # indicators
    "indicators": "toolkit.indicators.records",
    "indicator": "toolkit.indicators.records",
    "search": "toolkit.indicators.records",
    # overlay
    "coverage": "toolkit.overlay.coverage",
    "zonal": "toolkit.overlay.zonal",
    "zonal_table": "toolkit.overlay.tabulate",
    "points_table": "toolkit.overlay.points",
    "areas_table": "toolkit.overlay.areas",
    "cut_faces": "toolkit.overlay.areas",
    "density_table": "toolkit.overlay.density",
    "span_of_scenarios": "toolkit.overlay.span",
    "standard_table": "toolkit.overlay.standard",
    "stock_areas": "toolkit.overlay.standard",
    # maps
    "atlas": "toolkit.cartography.figures",
    "gis_styles": "toolkit.cartography.figures",
    "lint": "toolkit.cartography.lint",
    "map_axes": "toolkit.cartography.figures",
    "map_both": "toolkit.cartography.figures",
    "map_claims": "toolkit.cartography.figures",
    "map_compare": "toolkit.cartography.figures",
    "map_evidence": "toolkit.cartography.figures",
    "map_indicator": "toolkit.cartography.figures",
    "map_multiples": "toolkit.cartography.figures",
    "map_patches": "toolkit.cartography.figures",
    "map_uncertainty": "toolkit.cartography.figures",
    "map_web": "toolkit.cartography.figures",
    "plot_bars": "toolkit.cartography.figures",
    "plot_series": "toolkit.cartography.figures",
    "save_atlas": "toolkit.cartography.figures",
    "save_figure": "toolkit.cartography.export",
    "save_grid": "toolkit.cartography.figures",
    # briefing
    "write_pack": "toolkit.briefing.pack",
    "make_briefing": "toolkit.briefing.job",
    "make_map": "toolkit.briefing.single",
    "release": "toolkit.briefing.release",
    "release_pack": "toolkit.briefing.edition",
    "verify_pack": "toolkit.briefing.verify",
    # notebooks
    "explore": "toolkit.notebook.explorer",
}

#: Verbs after which xarray objects have the accessor ``.arf``.
_BESIDE_GRIDS = ("coverage", "open_grid", "partition", "read_reef_grid", "standard_table", "zonal", "zonal_table")

__all__ = [
    "Scenario",
    "__version__",
    "areas_table",
    "atlas",
    "compare",
    "coverage",
    "cut_faces",
    "datasets",
    "density_table",
    "explore",
    "fetch",
    "gis_styles",
    "indicator",
    "indicators",
    "lint",
    "make_briefing",
    "make_map",
    "map_axes",
    "map_both",
    "map_claims",
    "map_compare",
    "map_evidence",
    "map_indicator",
    "map_multiples",
    "map_patches",
    "map_uncertainty",
    "map_web",
    "open_grid",
    "partition",
    "plot_bars",
    "plot_series",
    "points_table",
    "read_claims",
    "read_points",
    "read_reef_grid",
    "regions",
    "release",
    "release_pack",
    "save_atlas",
    "save_figure",
    "save_grid",
    "search",
    "span_of_scenarios",
    "standard_table",
    "stock_areas",
    "verify_pack",
    "write_claims",
    "write_pack",
    "zonal",
    "zonal_table",
]

if TYPE_CHECKING:
    from toolkit.briefing.edition import release_pack
    from toolkit.briefing.job import make_briefing
    from toolkit.briefing.pack import write_pack
    from toolkit.briefing.release import release
    from toolkit.briefing.single import make_map
    from toolkit.briefing.verify import verify_pack
    from toolkit.cartography.export import save_figure
    from toolkit.cartography.figures import (
        atlas,
        gis_styles,
        map_axes,
        map_both,
        map_claims,
        map_compare,
        map_evidence,
        map_indicator,
        map_multiples,
        map_patches,
        map_uncertainty,
        map_web,
        plot_bars,
        plot_series,
        save_atlas,
        save_grid,
    )
    from toolkit.cartography.lint import lint
    from toolkit.catalog.embedded import read_reef_grid
    from toolkit.catalog.fetch import fetch
    from toolkit.catalog.grids import open_grid
    from toolkit.catalog.points import read_points
    from toolkit.catalog.regions import regions
    from toolkit.catalog.registry import datasets
    from toolkit.claims.compare import compare
    from toolkit.claims.partition import partition
    from toolkit.claims.read import read_claims
    from toolkit.claims.scenarios import Scenario
    from toolkit.claims.write import write_claims
    from toolkit.indicators.records import indicator, indicators, search
    from toolkit.notebook.explorer import explore
    from toolkit.overlay.areas import areas_table, cut_faces
    from toolkit.overlay.coverage import coverage
    from toolkit.overlay.density import density_table
    from toolkit.overlay.points import points_table
    from toolkit.overlay.span import span_of_scenarios
    from toolkit.overlay.standard import standard_table, stock_areas
    from toolkit.overlay.tabulate import zonal_table
    from toolkit.overlay.zonal import zonal


def __getattr__(name: str) -> Any:
    """Load a public verb on first use (PEP 562)."""
    if name not in _DOOR:
        raise AttributeError(f"module 'toolkit' has no attribute '{name}'; it has {', '.join(sorted(_DOOR))}")
    value = getattr(importlib.import_module(_DOOR[name]), name)
    if name in _BESIDE_GRIDS:
        importlib.import_module("toolkit.notebook.accessor")  # data.arf is there as soon as there are faces or grids, in scripts too
    return globals().setdefault(name, value)  # the room `indicators` has the name of a verb; it is there by now, and can be called


def __dir__() -> list[str]:
    """List the public verbs, for tab completion."""
    return sorted({*globals(), *_DOOR})
