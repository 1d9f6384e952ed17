"""Indicators: pure functions on arrays, and the records that describe them. No indicator can see who claims the water."""
