"""How far apart colours are for readers with normal and with deficient colour vision, and in grey.

Distances are Euclidean in CAM02-UCS, in which equal steps look about equally large. Deficient vision is simulated at full severity.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from itertools import combinations
from types import MappingProxyType
from typing import Final

import numpy as np
import numpy.typing as npt

from toolkit.cartography.style import lightness

__all__ = ["VISIONS", "distance", "nearest_pair", "ucs"]

Floats = npt.NDArray[np.float64]

#: Vision -> matrix on linear sRGB: normal, and the three kinds of dichromacy.
VISIONS: Final = MappingProxyType(
    {
        "normal": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
        "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
        "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
        "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
    }
)

_RGB_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
_CAT02 = np.array([[0.7328, 0.4296, -0.1624], [-0.7036, 1.6975, 0.0061], [0.0030, 0.0136, 0.9834]])
_HPE = np.array([[0.38971, 0.68898, -0.07868], [-0.22981, 1.18340, 0.04641], [0.0, 0.0, 1.0]])
_WHITE = np.array([95.047, 100.0, 108.883])
#: Viewing conditions of sRGB: adapting luminance, relative background luminance, average surround.
_ADAPTING, _BACKGROUND = 64.0 / np.pi / 5.0, 20.0
_F, _C, _NC = 1.0, 0.69, 1.0


def _linear(colour: str) -> Floats:
    """Return linear sRGB of ``#rrggbb``."""
    coded = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255.0
    return np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)


def _responses(xyz: Floats, adapting: float) -> Floats:
    """Return the compressed responses of the cones to a stimulus, adapted to the white of sRGB."""
    white = _CAT02 @ _WHITE
    degree = _F * (1.0 - np.exp((-_ADAPTING - 42.0) / 92.0) / 3.6)
    adapted = (100.0 * degree / white + 1.0 - degree) * (_CAT02 @ xyz)
    cones = _HPE @ np.linalg.inv(_CAT02) @ adapted
    raised = (adapting * np.abs(cones) / 100.0) ** 0.42
    return np.asarray(np.sign(cones) * 400.0 * raised / (raised + 27.13) + 0.1)


@functools.lru_cache(maxsize=4096)
def ucs(colour: str, vision: str = "normal") -> tuple[float, float, float]:
    """Return the place of a colour in CAM02-UCS as one kind of vision sees it.

    Parameters
    ----------
    colour : str
        ``#rrggbb``.
    vision : str
        One of :data:`VISIONS`.

    Returns
    -------
    tuple of float
        J', a', b'.

    References
    ----------
    CIE 159:2004, A colour appearance model for colour management systems: CIECAM02. M. R. Luo, G. Cui and C. Li (2006), Uniform colour
    spaces based on CIECAM02 colour appearance model, Color Research and Application 31, 320-330. G. M. Machado, M. M. Oliveira and
    L. A. F. Fernandes (2009), A physiologically-based model for simulation of color vision deficiency, IEEE Transactions on
    Visualization and Computer Graphics 15, 1291-1298 (matrices of severity 1.0 from its supplement).

    Examples
    --------
    >>> [round(value, 1) for value in ucs("#ffffff")]
    [100.0, -1.9, -1.1]
    """
    seen = np.array(VISIONS[vision]) @ _linear(colour)
    k = 1.0 / (5.0 * _ADAPTING + 1.0)
    adapting = 0.2 * k**4 * 5.0 * _ADAPTING + 0.1 * (1.0 - k**4) ** 2 * (5.0 * _ADAPTING) ** (1.0 / 3.0)
    n = _BACKGROUND / 100.0
    induction = 0.725 * n**-0.2
    r, g, b = _responses(100.0 * _RGB_XYZ @ seen, adapting)
    rw, gw, bw = _responses(_WHITE, adapting)
    red_green, yellow_blue = r - 12.0 * g / 11.0 + b / 11.0, (r + g - 2.0 * b) / 9.0
    hue = np.arctan2(yellow_blue, red_green)
    white = (2.0 * rw + gw + bw / 20.0 - 0.305) * induction
    achromatic = max((2.0 * r + g + b / 20.0 - 0.305) * induction, 0.0)
    light = 100.0 * (achromatic / white) ** (_C * (1.48 + np.sqrt(n)))
    eccentricity = (np.cos(hue + 2.0) + 3.8) / 4.0
    chroma = 50000.0 / 13.0 * _NC * induction * eccentricity * np.hypot(red_green, yellow_blue) / (r + g + 21.0 * b / 20.0)
    colourful = chroma**0.9 * np.sqrt(light / 100.0) * (1.64 - 0.29**n) ** 0.73 * adapting**0.25
    radius = np.log1p(0.0228 * colourful) / 0.0228
    return float(1.7 * light / (1.0 + 0.007 * light)), float(radius * np.cos(hue)), float(radius * np.sin(hue))


def distance(one: str, other: str, vision: str = "normal") -> float:
    """Return how far two colours are apart for one kind of vision.

    Examples
    --------
    >>> distance("#ffffff", "#ffffff")
    0.0
    """
    return float(np.linalg.norm(np.subtract(ucs(one, vision), ucs(other, vision))))


def nearest_pair(colours: Iterable[str]) -> tuple[float, str, tuple[str, str], float, tuple[str, str]]:
    """Return the least distance of any two colours under any vision, with vision and pair, and the least step of lightness, with its pair.

    Raises
    ------
    ValueError
        Fewer than two colours are given.

    Examples
    --------
    >>> least, vision, pair, step, _ = nearest_pair(["#9f390a", "#efe3bd", "#71a8c4"])
    >>> round(least, 1), round(step)
    (32.3, 24)
    """
    pairs = list(combinations(dict.fromkeys(colours), 2))
    if not pairs:
        raise ValueError("One colour given; a distance needs two.")
    least, vision, pair = min((distance(*pair, vision=vision), vision, pair) for pair in pairs for vision in VISIONS)
    step, close = min((abs(lightness(one) - lightness(other)), (one, other)) for one, other in pairs)
    return least, vision, pair, step, close
