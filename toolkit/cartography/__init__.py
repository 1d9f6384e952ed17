"""Cartography: figures drawn from faces and the indicator table alone, neutral by construction."""
