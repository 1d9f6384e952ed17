"""Charts on a page of their own: series over time and bars, for faces or regimes, never for parties."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from toolkit.cartography.compose import MapBase, pieces_of
from toolkit.cartography.frame import Frame
from toolkit.cartography.labels import Placer
from toolkit.cartography.pages import Page, Rect, page_of
from toolkit.cartography.paint import strokes
from toolkit.cartography.sheet import Sheet, text_width
from toolkit.cartography.style import FIXED, PT_MM
from toolkit.catalog.regions import Region
from toolkit.errors import FigureError

__all__ = ["Scale", "chart_page", "face_records", "nice_scale", "rule_line"]

#: Regimes in the order in which they are listed, with their words.
REGIME_WORDS = {"single": "one claimant", "overlapping": "overlapping claims", "joint": "joint regime"}


@dataclass(frozen=True)
class Scale:
    """A scale of values: its ends and its steps.

    Examples
    --------
    >>> scale = nice_scale(0.0, 57.0)
    >>> scale.ticks
    (0.0, 20.0, 40.0, 60.0)
    >>> scale.share(30.0)
    0.5
    """

    low: float
    high: float
    step: float

    @property
    def ticks(self) -> tuple[float, ...]:
        """Values at which there is a tick."""
        n = round((self.high - self.low) / self.step)
        return tuple(float(f"{self.low + k * self.step:.12g}") for k in range(n + 1))

    def share(self, value: float) -> float:
        """Return where a value lies: 0 at the low end, 1 at the high end."""
        return (value - self.low) / (self.high - self.low)


def nice_scale(low: float, high: float, steps: int = 5) -> Scale:
    """Return a scale in steps of 1, 2 or 5 times a power of ten that holds two values.

    Parameters
    ----------
    low, high : float
        Least and greatest value to be shown.
    steps : int
        About how many steps.
    """
    if high <= low:
        low, high = min(low, 0.0), max(high, low + 1.0)
    rough = (high - low) / steps
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(m * power for m in (1, 2, 5, 10) if m * power >= rough * 0.999)
    return Scale(math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step, step)


@dataclass(frozen=True)
class FaceRecord:
    """What a chart needs of a face."""

    face_id: str
    label: str
    regime: str
    n_claimants: int
    area_km2: float
    area_code: str = ""


def face_records(faces: Any, frame: Frame) -> list[FaceRecord]:
    """Return the faces that lie in the frame of a region, in the order of their labels (by place).

    Raises
    ------
    FigureError
        None does.
    """
    rows = faces.frame
    seen = shapely.intersects(frame.project(rows.geometry.to_numpy()), frame.box)
    out = [
        FaceRecord(str(face_id), str(row.label), str(row.regime), int(row.n_claimants), float(row.area_km2), code)
        for face_id, row, inside, (_, code) in zip(rows.index, rows.itertuples(), seen, pieces_of(rows), strict=True)
        if inside
    ]
    if not out:
        raise FigureError(f"None of the {len(rows)} faces lies in the region. Choose a region that holds them.")
    return sorted(out, key=lambda item: [int(part) if part.isdigit() else part for part in item.label.split(".")])


def chart_page(faces: Any, region: Region, page: str | Page, profile: str) -> tuple[MapBase, Rect]:
    """Return an empty page and the rectangle between its title and its foot."""
    grid = page_of({"a4": "a4-landscape", "a3": "a3-landscape"}.get(page, page) if isinstance(page, str) else page)
    sheet = Sheet.new(grid)
    frame = Frame.of(region, grid.map_rect)
    base = MapBase(
        region, grid, sheet, frame, shapely.Polygon(), [], [], Placer(grid.map_rect), faces.claims, str(faces.fingerprint), profile
    )
    top = grid.title.bottom + 4.0
    return base, Rect(grid.inner.x, top, grid.inner.w, grid.foot.y - 4.0 - top)


def rule_line(
    sheet: Sheet, ends: Sequence[tuple[float, float]], *, gid: str, width: float = 0.25, dashes: Any = "solid", colour: str = ""
) -> None:
    """Draw an axis, a tick, a threshold or a series: a line of the chart."""
    factor = sheet.page.factor
    strokes(sheet.surface, [np.array(ends)], colour or FIXED["frame"], width * factor, gid=f"chart:{gid}", zorder=12, dashes=dashes)


def middle_of(style_size: float) -> float:
    """Return how far the base line lies below the middle of digits, millimetres."""
    return 0.36 * style_size * PT_MM


def spread_apart(places: Iterable[float], gap: float, low: float, high: float) -> list[float]:
    """Return places moved apart so that neighbours are ``gap`` from each other, kept between two ends, in the given order.

    Examples
    --------
    >>> spread_apart([5.0, 5.0], 2.0, 0.0, 10.0)
    [4.0, 6.0]
    >>> spread_apart([0.0, 96.0, 100.0], 5.0, 0.0, 100.0)
    [0.0, 95.0, 100.0]
    """
    given = list(places)
    order = sorted(range(len(given)), key=lambda k: (given[k], k))
    out = [given[k] for k in order]
    for _ in range(100):
        for k in range(len(out) - 1):
            if out[k + 1] - out[k] < gap - 1e-9:
                middle = (out[k] + out[k + 1]) / 2
                out[k], out[k + 1] = middle - gap / 2, middle + gap / 2
    # Each keeps room for those before and behind it; where there is too little, the lower end holds.
    out = [max(min(value, high - (len(out) - 1 - k) * gap), low + k * gap) for k, value in enumerate(out)]
    back = [0.0] * len(given)
    for k, value in zip(order, out, strict=True):
        back[k] = value
    return back


def widest(words: Iterable[str], style: Any) -> float:
    """Return the width of the longest of some texts, millimetres."""
    return max((text_width(word, style) for word in words), default=0.0)
