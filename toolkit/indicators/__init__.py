"""Indicators: pure functions on arrays, and the records that describe them. No indicator can see who claims the water."""

from toolkit.indicators.records import Indicator, indicator, indicators, search

__all__ = ["Indicator", "indicator", "indicators", "search"]
