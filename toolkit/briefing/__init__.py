"""The briefing: words, provenance and the pack."""
