"""Maps inside documents: the drawing itself on paper; on page and slide a picture in 256 colours, small enough to send.

A drawing stays sharp however far it is enlarged, and takes less room than its picture. Of a slide, documents take the middle: they print
title and foot as text.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from toolkit.briefing.workers import Workers

__all__ = ["MIDDLE", "on_paper", "prepared", "slide_middle"]

#: The part of a slide between title and foot, as shares of its height: the document prints title and foot as text.
MIDDLE: Final = (31.5 / 190.5, 171.0 / 190.5)

#: Pixels to a millimetre on paper: 200 to an inch.
_DENSITY: Final = 200 / 25.4


def _packed(picture: object) -> bytes:
    """Return a picture as PNG in 256 colours; maps have few, so that none is lost to the eye."""
    from PIL import Image

    assert isinstance(picture, Image.Image)
    stream = io.BytesIO()
    # The search for the smallest file takes six times as long, for three parts in a hundred.
    picture.quantize(256, dither=Image.Dither.NONE).save(stream, format="png", compress_level=6)
    return stream.getvalue()


def on_paper(path: Path, width: int = 0) -> bytes:
    """Return a map for a page of paper, or of some other width in pixels.

    Parameters
    ----------
    path : path
        PNG of 300 pixels to an inch.
    width : int
        Pixels; 0 for 200 to an inch of the same paper.
    """
    from PIL import Image

    with Image.open(path) as given:
        width = width or round(given.width * _DENSITY / (300 / 25.4))
        height = round(given.height * width / given.width)
        # Hamming: sharper filters ring beside lines, which is noise to the eye and makes a file larger by a fifth.
        return _packed(given.convert("RGB").resize((width, height), Image.Resampling.HAMMING))


def slide_middle(path: Path) -> bytes:
    """Return the map and legend of a slide, without its title and foot.

    Parameters
    ----------
    path : path
        PNG of the whole slide.
    """
    from PIL import Image

    with Image.open(path) as given:
        top, bottom = (round(share * given.height) for share in MIDDLE)
        return _packed(given.convert("RGB").crop((0, top, given.width, bottom)))


def prepared(names: Iterable[str], folder: Path, place: Path, workers: Workers | None = None) -> dict[str, str]:
    """Write the pictures of documents into a folder inside a pack that is being made.

    Parameters
    ----------
    names : iterable of str
        Stems of the maps.
    folder : path
        The pack, with its maps.
    place : path
        A folder inside it.
    workers : Workers, optional
        Who shares the work; by default this process alone.

    Returns
    -------
    dict of str to str
        Paths from the root of the pack: ``stem/drawing`` -> the map as it is drawn for paper; ``stem/slide`` -> the middle of the slide
        where there is one, else ``stem`` -> a picture of the map for paper. ``stem/wide`` -> 'yes' where it is wider than high.
    """
    from PIL import Image

    place.mkdir()
    stems = list(dict.fromkeys(names))
    out: dict[str, str] = {}
    made = (workers or Workers(1)).each(_picture, [(folder / "maps", name) for name in stems])
    for name, (key, data) in zip(stems, made, strict=True):
        out[f"{name}/drawing"] = f"/maps/{name}.svg"
        with Image.open(folder / "maps" / f"{name}.png") as picture:
            out[f"{name}/wide"] = "yes" if picture.width > picture.height else "no"
        path = place / f"{key.replace('/', '-')}.png"
        path.write_bytes(data)
        out[key] = f"/{path.relative_to(folder).as_posix()}"
    return out


def _picture(maps: Path, name: str) -> tuple[str, bytes]:
    """Return the picture of a map for documents, and what it is."""
    slide = maps / f"{name}-slide.png"
    if slide.exists():
        return f"{name}/slide", slide_middle(slide)
    return name, on_paper(maps / f"{name}.png")
