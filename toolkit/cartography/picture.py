"""The figure as drawn: its pixels, and what colour each face and each class is seen in.

The lint looks at the rendered page and not only at the colours that were asked for: whatever lies over a face counts.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from functools import cached_property

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
import shapely
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from toolkit.cartography.paint import area_mm2, polygons_of
from toolkit.cartography.sheet import RC, MapFigure

__all__ = ["Picture"]

#: Dots per inch of the rendering that is measured: a pixel is a quarter of a millimetre.
DPI = 100.0
#: About so many pixels of a face are looked at.
_SAMPLES = 700
#: Faces smaller than this on the page hold too few pixels, square millimetres.
_SMALLEST = 6.0
#: Water near reefs smaller than this on the page, likewise.
_NARROW = 30.0
#: Steps of a sequence that fills a square and never repeats: the inverse of the root of x**3 = x + 1, and its square.
_TURNS = np.array([0.7548776662466927, 0.5698402909980532])
#: A colour that fewer of the pixels of a face have is not taken for its fill.
_SHARE = 0.25


@dataclass(frozen=True)
class Picture:
    """A rendered figure.

    Attributes
    ----------
    figure : MapFigure
        What is rendered.
    """

    figure: MapFigure

    @cached_property
    def pixels(self) -> npt.NDArray[np.uint8]:
        """Red, green and blue, rows from the top."""
        stream = io.BytesIO()
        with mpl.rc_context(RC), warnings.catch_warnings():  # type: ignore[arg-type]
            warnings.filterwarnings("ignore", message="Glyph .* missing from font")  # a rule of its own tells of these
            self.figure.savefig(stream, format="rgba", dpi=DPI, facecolor="white", edgecolor="none")
        width = int(self.figure.get_figwidth() * DPI)
        raw = np.frombuffer(stream.getvalue(), dtype=np.uint8)
        return raw.reshape(-1, width, 4)[:, :, :3]

    @property
    def per_mm(self) -> float:
        """Pixels in a millimetre."""
        return DPI / 25.4

    @cached_property
    def _covered(self) -> BaseGeometry:
        """Land, names, digits, badges and insets: not the fill of a face."""
        base = self.figure.base
        boxes = [shapely.box(*rect.edges) for rect, _ in base.placer.taken]
        covered = shapely.union_all([base.land, *boxes])
        shapely.prepare(covered)
        return covered

    def _inside(self, shape: BaseGeometry) -> npt.NDArray[np.float64]:
        """Return points of a shape, in millimetres, away from its edge and from what covers it."""
        core = shapely.buffer(shape, -0.4)
        if core.is_empty:
            return np.empty((0, 2))
        x0, y0, x1, y1 = core.bounds
        step = max(1.0 / self.per_mm, float(np.sqrt((x1 - x0) * (y1 - y0) / _SAMPLES)))
        xs, ys = (axis.ravel() for axis in np.meshgrid(np.arange(x0, x1, step), np.arange(y0, y1, step)))
        # Each point is moved within its square: an even grid could fall on line after line of a texture and miss the fill.
        turns = np.arange(len(xs))[:, None] * _TURNS % 1.0
        xs, ys = xs + step * turns[:, 0], ys + step * turns[:, 1]
        shapely.prepare(core)
        keep = shapely.contains_xy(core, xs, ys)
        keep[keep] = ~shapely.contains_xy(self._covered, xs[keep], ys[keep])
        points = np.column_stack([xs[keep], ys[keep]])
        for places, size in self.figure.base.marks:  # symbols
            near = cKDTree(places).query(points, distance_upper_bound=0.8 * size + 0.2)[0] if len(places) else np.full(len(points), np.inf)
            points = points[~np.isfinite(near)]
        return points

    def _at(self, points: npt.NDArray[np.float64]) -> npt.NDArray[np.uint8]:
        rows, columns = self.pixels.shape[:2]
        x = np.clip((points[:, 0] * self.per_mm).astype(int), 0, columns - 1)
        y = np.clip((points[:, 1] * self.per_mm).astype(int), 0, rows - 1)
        colours: npt.NDArray[np.uint8] = self.pixels[y, x]
        return colours

    @cached_property
    def seen(self) -> dict[str, str]:
        """Face id -> the colour that most of its pixels have, for faces that are large enough to tell."""
        out = {}
        for item in self.figure.base.shapes:
            # Of narrow water near reefs, and of a small patch without a value, a texture covers as much as the fill does.
            textured = item.painted is not None or item.face_id in self.figure.reasons
            if colour := self._most(item.filled, _NARROW if textured else _SMALLEST):
                out[item.face_id] = colour
        return out

    @cached_property
    def beyond(self) -> dict[str, str]:
        """Face id -> the colour that most pixels of its water without a value have, for those that are large enough to tell."""
        found = ((item.face_id, self._most(item.rest, _NARROW)) for item in self.figure.base.shapes if item.painted is not None)
        return {name: colour for name, colour in found if colour}

    def _most(self, shape: BaseGeometry, least: float = _SMALLEST) -> str:
        """Return the colour that most pixels of a shape have; empty where too few tell."""
        if area_mm2(shape) < least:
            return ""
        points = self._inside(shape)
        if len(points) < 12:
            return ""
        colours, counts = np.unique(self._at(points), axis=0, return_counts=True)
        most = int(np.argmax(counts))
        return "#" + "".join(f"{int(part):02x}" for part in colours[most]) if counts[most] >= _SHARE * counts.sum() else ""

    @cached_property
    def _blurred(self) -> npt.NDArray[np.float64]:
        """Lightness (CIE L*) of the page blurred as by an eye that squints: a Gaussian that fades within 3 mm."""
        from scipy.ndimage import gaussian_filter

        coded = self.pixels / 255.0
        linear = np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)
        grey = gaussian_filter(linear @ np.array([0.2126, 0.7152, 0.0722]), sigma=1.5 * self.per_mm)
        light: npt.NDArray[np.float64] = 116.0 * np.cbrt(grey) - 16.0
        return light

    def squinted(self, face_ids: set[str]) -> float | None:
        """Return the mean lightness of some faces, blurred, each at its widest place; None where none is wide enough."""
        found = []
        for item in self.figure.base.shapes:
            if item.face_id not in face_ids:
                continue
            for part in sorted(polygons_of(item.filled), key=lambda part: -area_mm2(part))[:1]:
                circle = shapely.maximum_inscribed_circle(part, tolerance=0.2)
                if circle.length >= 3.0:
                    x, y = circle.coords[0]
                    found.append(float(self._blurred[min(int(y * self.per_mm), len(self._blurred) - 1), int(x * self.per_mm)]))
        return float(np.mean(found)) if found else None
