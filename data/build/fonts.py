"""Build data/fonts: Noto Sans cut to the letters that maps of the region need (Debian package fonts-noto-core 20201225-1).

Kept: Latin with its extensions (Vietnamese among them), Greek, Cyrillic, combining marks, punctuation, superscripts and subscripts
and letter-like signs. Arrows, mathematical signs and shapes that Noto Sans lacks are lent by its sister fonts, in one weight. The
licence (SIL Open Font License 1.1, no reserved font name) goes with the files.
"""

from __future__ import annotations

from pathlib import Path

from common import Sources, main
from fontTools import subset
from fontTools.pens.filterPen import DecomposingFilterPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

STYLES = {
    "NotoSans-Regular.ttf": "89c3c497f618fdaa0b2d1e98fef93582f28c71debd2c4a8cdf41f190ced2909d",
    "NotoSans-Bold.ttf": "e83493c945848ecd4a9ad0f6d19164541a0d3e23a9c952304a00a46e00272ac5",
    "NotoSans-Italic.ttf": "5d7618dda819443fd07301c84adcee9fe8960c873ea5e5e1f0f59db384b78082",
    "NotoSans-BoldItalic.ttf": "4315b26e5afb62f70f5ffe0edaa3363e57765ff2af2beda12b6fef197e3e5f5a",
}
#: Fonts of the same package (same units, same licence, one weight) that lend the signs which Noto Sans lacks, and those signs.
SIGNS = {
    "NotoSansMath-Regular.ttf": ("8242bd1e55368b27e32455260754cf9aa58f3ad7ea80664b66c21f1b09910d6c", "−≤≥≠≈∼∞∂∆∑√←↑→↓↔"),
    "NotoSansSymbols2-Regular.ttf": ("876598db5f1e3bef2bc77c4d94c5b0d5d2c1620be4878a06f18fb5434e331688", "■□▲△▼◆◇○●"),
}
RANGES = (
    (0x0020, 0x007E),  # Basic Latin
    (0x00A0, 0x024F),  # Latin-1, Latin Extended-A and -B
    (0x0250, 0x02FF),  # IPA and modifier letters used in names
    (0x0300, 0x036F),  # combining marks
    (0x0370, 0x03FF),  # Greek
    (0x0400, 0x045F),  # Cyrillic
    (0x1E00, 0x1EFF),  # Latin Extended Additional: Vietnamese
    (0x2000, 0x206F),  # punctuation
    (0x2070, 0x209F),  # superscripts and subscripts
    (0x20A0, 0x20BF),  # currency
    (0x2100, 0x218F),  # letter-like signs, number forms
    (0x2190, 0x22FF),  # arrows, mathematical operators
    (0x25A0, 0x25FF),  # geometric shapes
)
LICENCE_HEAD = """\
{copyright}

This Font Software is licensed under the SIL Open Font License, Version 1.1. The files beside this text are subsets of
Noto Sans, with signs of Noto Sans Math and Noto Sans Symbols 2, as packaged in Debian fonts-noto-core 20201225-1
(Modified Versions in the sense of the licence).

-----------------------------------------------------------
SIL OPEN FONT LICENSE Version 1.1 - 26 February 2007
-----------------------------------------------------------

"""


def lend(font: TTFont, source: TTFont, signs: str) -> None:
    """Copy the outlines of signs from another font with the same units."""
    assert font["head"].unitsPerEm == source["head"].unitsPerEm
    names = source.getBestCmap()
    glyphs = source.getGlyphSet()
    for sign in signs:
        pen = TTGlyphPen(None)
        glyphs[names[ord(sign)]].draw(DecomposingFilterPen(pen, glyphs))
        name = f"uni{ord(sign):04X}"
        glyph = pen.glyph()
        font["glyf"][name] = glyph
        glyph.recalcBounds(font["glyf"])
        font["hmtx"][name] = source["hmtx"][names[ord(sign)]]
        for table in font["cmap"].tables:
            if table.isUnicode():
                table.cmap[ord(sign)] = name


def cut(path: Path, lenders: list[tuple[Path, str]], target: Path) -> str:
    """Write the subset of one font with the signs lent by others; return its copyright line."""
    options = subset.Options()
    options.layout_features = ["ccmp", "locl", "kern", "mark", "mkmk", "liga", "lnum", "tnum", "pnum", "sups", "subs", "frac"]
    options.name_IDs = [*range(7), 13, 14]
    options.hinting = False
    options.notdef_outline = True
    options.recalc_timestamp = False
    options.drop_tables += ["DSIG"]
    font = subset.load_font(str(path), options)
    for lender, signs in lenders:
        with TTFont(lender) as source:
            lend(font, source, signs)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[code for first, last in RANGES for code in range(first, last + 1)])
    cutter.subset(font)
    subset.save_font(font, str(target), options)
    font.close()
    with TTFont(path) as whole:
        return str(whole["name"].getDebugName(0))


def licence(path: Path) -> str:
    """Return the text of the licence from the package's copyright file (unwrapped from its machine-readable form)."""
    lines = path.read_text("utf-8").split("License: OFL-1.1\n")[-1].splitlines()
    kept = []
    for line in lines:
        if not line.startswith(" "):
            break
        kept.append("" if line.strip() == "." else line.strip())
    return "\n".join(kept) + "\n"


def build(sources: Sources, out: Path) -> list[Path]:
    """Write the four fonts and the licence; return their paths."""
    folder = out / "fonts"
    folder.mkdir(parents=True, exist_ok=True)
    copyrights = []
    lenders = [(sources.file(name, package="fonts-noto-core", sha256=sha256), signs) for name, (sha256, signs) in SIGNS.items()]
    for name, sha256 in STYLES.items():
        copyrights.append(cut(sources.file(name, package="fonts-noto-core", sha256=sha256), lenders, folder / name))
    text = licence(sources.file("fonts-noto-core/copyright", package="fonts-noto-core"))
    (folder / "OFL.txt").write_text(LICENCE_HEAD.format(copyright="\n".join(dict.fromkeys(copyrights))) + text, "utf-8")
    return [*(folder / name for name in STYLES), folder / "OFL.txt"]


if __name__ == "__main__":
    main(build, __doc__)
