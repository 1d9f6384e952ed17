"""The maps, by name."""

from __future__ import annotations

from toolkit.cartography.claims_map import map_claims
from toolkit.cartography.indicator_map import map_evidence, map_indicator

__all__ = ["map_claims", "map_evidence", "map_indicator"]
