"""The page as it is seen: the places at which the colour of a patch is looked for."""

from __future__ import annotations

import numpy as np
import shapely
from made_up_sea import REGION, faces
from toolkit.cartography.figures import map_claims
from toolkit.cartography.picture import Picture


def test_places_do_not_fall_on_line_after_line_of_a_texture():
    figure = map_claims(faces(), REGION)
    frame = figure.base.frame.rect
    # Without the half millimetre at the edge a square of 79.4 mm is looked at every 3 mm: twice the 1.5 mm between upright lines.
    side = 0.8 + 3.0 * np.sqrt(700)
    square = shapely.box(frame.x, frame.y, frame.x + side, frame.y + side)
    points = Picture(figure)._inside(square)
    assert len(points) > 100
    phase = points % 1.5
    for axis in (0, 1):
        share, _ = np.histogram(phase[:, axis], bins=5, range=(0.0, 1.5))
        assert (share / len(points) > 0.1).all()
    assert shapely.contains_xy(square, points[:, 0], points[:, 1]).all()
