"""Coral and fish-stock indicators on overlapping maritime claims, and the briefing maps drawn from them."""

__version__ = "0.1.0"
