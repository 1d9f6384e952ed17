"""Maps inside documents: the drawing itself on paper; on page and slide a picture in 256 colours, small enough to send.

A drawing stays sharp however far it is enlarged, and takes less room than its picture. Of a slide, documents take the middle: they print
title and foot as text.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

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


def prepared(names: Iterable[str], folder: Path, place: Path) -> dict[str, str]:
    """Write the pictures of documents into a folder inside a pack that is being made.

    Parameters
    ----------
    names : iterable of str
        Stems of the maps.
    folder : path
        The pack, with its maps.
    place : path
        A folder inside it.

    Returns
    -------
    dict of str to str
        Paths from the root of the pack: ``stem/drawing`` -> the map as it is drawn for paper; ``stem/slide`` -> the middle of the slide
        where there is one, else ``stem`` -> a picture of the map for paper. ``stem/wide`` -> 'yes' where it is wider than high.
    """
    from PIL import Image

    place.mkdir()

    def keep(name: str, data: bytes) -> str:
        (place / name).write_bytes(data)
        return f"/{(place / name).relative_to(folder).as_posix()}"

    def one(name: str) -> dict[str, str]:
        made = {f"{name}/drawing": f"/maps/{name}.svg"}
        with Image.open(folder / "maps" / f"{name}.png") as picture:
            made[f"{name}/wide"] = "yes" if picture.width > picture.height else "no"
        slide = folder / "maps" / f"{name}-slide.png"
        if slide.exists():
            made[f"{name}/slide"] = keep(f"{name}-slide.png", slide_middle(slide))
        else:
            made[name] = keep(f"{name}.png", on_paper(folder / "maps" / f"{name}.png"))
        return made

    with ThreadPoolExecutor(max_workers=2) as pool:
        return {key: value for made in pool.map(one, dict.fromkeys(names)) for key, value in made.items()}
