"""Instruments and claims, zones built from them, the exact partition into faces, and scenarios."""
