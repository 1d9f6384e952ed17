"""Small worlds whose answers can be worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from overlay_worlds import make_faces, make_grid


@pytest.fixture
def grid():
    return make_grid


@pytest.fixture
def faces():
    return make_faces


@pytest.fixture
def nine():
    """The 3 x 3 picture: 1 2 3 in the north, 7 8 9 in the south, cells of one degree."""
    return make_grid(np.arange(1.0, 10.0).reshape(3, 3), [2.5, 1.5, 0.5], [0.5, 1.5, 2.5])


@pytest.fixture
def inset():
    """A square inset half a cell: shares 1/4 in the corners, 1/2 on the sides, 1 in the middle."""
    return make_faces({"inset": shapely.box(0.5, 0.5, 2.5, 2.5)})
