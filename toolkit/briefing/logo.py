"""The mark of the secretariat that sends a pack: checked before it is used, the same in every document."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from toolkit.errors import SchemaError, UnreadableFileError

__all__ = ["Logo", "read_logo"]

#: Largest file in bytes, least and most pixels of a side, and the height in which it is printed, in millimetres.
_MOST_BYTES: Final = 1_000_000
_SIDE: Final = (32, 4000)
HEIGHT_MM: Final = 16.0


@dataclass(frozen=True)
class Logo:
    """A picture with its alternative text.

    Attributes
    ----------
    data : bytes
        PNG, written anew: without the metadata of the file it came from.
    alt : str
        What a screen reader says.
    width, height : int
        In pixels.
    """

    data: bytes
    alt: str
    width: int
    height: int


def read_logo(path: str | Path, alt: str) -> Logo:
    """Read and check a logo.

    Parameters
    ----------
    path : path
        A PNG: the one kind of picture that all documents of a pack take.
    alt : str
        Alternative text, such as the name of the secretariat.

    Raises
    ------
    UnreadableFileError
        The file cannot be read, or is no PNG.
    SchemaError
        It is too large or too small, or has no alternative text.
    """
    from PIL import Image

    path = Path(path)
    if not alt.strip():
        raise SchemaError(f"The logo {path.name} has no alternative text. Say what it is, with --logo-alt 'Name of the secretariat'.")
    try:
        data = path.read_bytes()
        with Image.open(io.BytesIO(data), formats=("PNG",)) as given:
            given.load()
            picture = given.convert("RGBA")
    except (OSError, ValueError, SyntaxError) as error:
        raise UnreadableFileError(f"The logo {path} cannot be read as a PNG ({error}). Save it as PNG, and give that file.") from error
    if len(data) > _MOST_BYTES or not all(_SIDE[0] <= side <= _SIDE[1] for side in picture.size):
        raise SchemaError(
            f"The logo {path.name} has {picture.width} x {picture.height} pixels and {len(data):,} bytes. "
            f"Allowed: sides of {_SIDE[0]} to {_SIDE[1]} pixels, at most {_MOST_BYTES:,} bytes. Save it in such a size."
        )
    ground = Image.new("RGBA", picture.size, "white")
    ground.alpha_composite(picture)
    stream = io.BytesIO()
    ground.convert("RGB").save(stream, format="png", optimize=True)
    return Logo(stream.getvalue(), alt.strip(), picture.width, picture.height)
