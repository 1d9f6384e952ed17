"""The maps, by name."""

from __future__ import annotations

from toolkit.cartography.atlas_pages import atlas, save_atlas
from toolkit.cartography.bar_chart import plot_bars
from toolkit.cartography.both_map import map_both
from toolkit.cartography.claims_map import map_claims
from toolkit.cartography.compare_map import map_compare
from toolkit.cartography.evidence_map import map_evidence
from toolkit.cartography.geo_axes import map_axes
from toolkit.cartography.gis_styles import gis_styles
from toolkit.cartography.grid_export import save_grid
from toolkit.cartography.indicator_map import map_indicator
from toolkit.cartography.key_page import map_line_key
from toolkit.cartography.multiples_map import map_multiples
from toolkit.cartography.patches_map import map_patches
from toolkit.cartography.series_chart import plot_series
from toolkit.cartography.uncertainty_map import map_uncertainty
from toolkit.cartography.web_map import map_web

__all__ = [
    "atlas",
    "gis_styles",
    "map_axes",
    "map_both",
    "map_claims",
    "map_compare",
    "map_evidence",
    "map_indicator",
    "map_line_key",
    "map_multiples",
    "map_patches",
    "map_uncertainty",
    "map_web",
    "plot_bars",
    "plot_series",
    "save_atlas",
    "save_grid",
]
