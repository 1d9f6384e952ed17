"""Fonts: the bundled Noto Sans by its file, DejaVu Sans as the last resort, other scripts as installed.

The bundled files are registered under a family name of their own, so that a copy installed on the machine, of whatever
version, never takes their place: the same bytes come out everywhere.
"""

from __future__ import annotations

import dataclasses
import functools
import unicodedata
from pathlib import Path

from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

from toolkit.catalog.registry import dataset_file, datasets
from toolkit.errors import FigureError

__all__ = ["BUNDLED", "families", "font_note", "missing_characters", "refuse_missing"]

#: Family name of the bundled fonts.
BUNDLED = "ARF Marine Sans"
_FILES = ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf", "NotoSans-Italic.ttf", "NotoSans-BoldItalic.ttf")
#: First word of a character's Unicode name -> families that can print it, and the Debian package that has them.
_SCRIPTS = {
    "CJK": (("Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans SC"), "fonts-noto-cjk"),
    "HIRAGANA": (("Noto Sans CJK JP", "Noto Sans JP"), "fonts-noto-cjk"),
    "KATAKANA": (("Noto Sans CJK JP", "Noto Sans JP"), "fonts-noto-cjk"),
    "HANGUL": (("Noto Sans CJK KR", "Noto Sans KR"), "fonts-noto-cjk"),
    **{
        script.upper(): ((f"Noto Sans {script}",), "fonts-noto-core")
        for script in ("Thai", "Lao", "Khmer", "Myanmar", "Devanagari", "Bengali", "Sinhala", "Tamil", "Arabic")
    },
    "TIBETAN": (("Noto Serif Tibetan", "Noto Sans Tibetan"), "fonts-noto-core"),
}


def _bundled_files() -> list[Path]:
    """Return the registered font files that are there."""
    out = []
    for entry in datasets().values():
        out += [dataset_file(entry.id, name) for name in _FILES if any(Path(item).name == name for item in entry.files)]
    return out


@functools.cache
def _register() -> bool:
    """Register the bundled fonts once; say whether the regular face is there."""
    files = _bundled_files()
    for path in files:
        font_manager.fontManager.addfont(path)
        entry = font_manager.ttfFontProperty(FT2Font(str(path)))
        font_manager.fontManager.ttflist.append(dataclasses.replace(entry, name=BUNDLED))
    return any(path.name == _FILES[0] for path in files)


@functools.cache
def _installed() -> frozenset[str]:
    return frozenset(entry.name for entry in font_manager.fontManager.ttflist)


@functools.cache
def families() -> tuple[str, ...]:
    """Return the chain of font families: bundled first, then those of other scripts that are installed, DejaVu Sans last."""
    chain = [BUNDLED] if _register() else []
    for names, _ in _SCRIPTS.values():
        chain += [name for name in names[:1] + names[1:] if name in _installed() and name not in chain][:1]
    return (*chain, "DejaVu Sans")


def font_note() -> str:
    """Return a note where the bundled fonts are not there; else an empty text."""
    return "" if _register() else "Noto Sans is not in data/fonts: drawn with DejaVu Sans."


@functools.cache
def _covered() -> frozenset[int]:
    """Return every code point that some font of the chain can print."""
    codes: set[int] = set()
    for family in families():
        path = font_manager.findfont(font_manager.FontProperties(family=[family]), fallback_to_default=False)
        codes.update(FT2Font(str(path)).get_charmap())
    return frozenset(codes)


@functools.cache
def _look_again() -> bool:
    """Look once for fonts that were installed after matplotlib wrote its list of fonts; say whether any was found.

    The list is kept between runs and not renewed by itself: without this, who installs the font that a message names and starts
    again would get the same message.
    """
    from toolkit.cartography import sheet

    wanted = tuple({"".join(name.replace("Noto Sans CJK SC", "Noto Sans CJK").split()) for names, _ in _SCRIPTS.values() for name in names})
    known = {entry.fname for entry in font_manager.fontManager.ttflist}
    new = [path for path in sorted(font_manager.findSystemFonts()) if path not in known and Path(path).name.startswith(wanted)]
    for path in new:
        font_manager.fontManager.addfont(path)
    for kept in (_installed, families, _covered, sheet.font, sheet.text_width):
        kept.cache_clear()
    return bool(new)


def missing_characters(text: str) -> str:
    """Return the characters of a text that no font of the chain can print, each once."""
    missing = _missing(text)
    return _missing(text) if missing and _look_again() else missing


def _missing(text: str) -> str:
    covered = _covered()
    return "".join(sorted({c for c in text if ord(c) not in covered and not unicodedata.category(c).startswith("C") and not c.isspace()}))


@functools.lru_cache(maxsize=4096)
def refuse_missing(text: str) -> None:
    """Raise if a text cannot be printed, naming the font package that helps.

    Raises
    ------
    FigureError
        A character has no glyph in any font of the chain.
    """
    missing = missing_characters(text)
    if not missing:
        return
    words = [unicodedata.name(c, "UNNAMED").split()[0] for c in missing]
    package = next((_SCRIPTS[word][1] for word in words if word in _SCRIPTS), "fonts-noto-core")
    raise FigureError(
        f"The text '{text[:60]}' holds characters that no font here can print: {missing[:12]} ({', '.join(sorted(set(words)))}). "
        f"Install a font that has them (on Debian: apt install {package}) and start again, or print the name in Latin letters."
    )
