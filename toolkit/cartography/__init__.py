"""Cartography: style, page layout, figures, labels, neutrality lint; the only room that draws."""
