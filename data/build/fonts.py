"""Build data/fonts: Noto Sans cut to the letters that maps of the region need (Debian package fonts-noto-core 20201225-1).

Kept: Latin with its extensions (Vietnamese among them), Greek, Cyrillic, combining marks, punctuation, superscripts and subscripts,
letter-like signs, arrows, mathematical operators and geometric shapes, as far as the font has them. The licence (SIL Open Font
License 1.1, no reserved font name) goes with the files.
"""

from __future__ import annotations

from pathlib import Path

from common import Sources, main
from fontTools import subset
from fontTools.ttLib import TTFont

STYLES = {
    "NotoSans-Regular.ttf": "89c3c497f618fdaa0b2d1e98fef93582f28c71debd2c4a8cdf41f190ced2909d",
    "NotoSans-Bold.ttf": "e83493c945848ecd4a9ad0f6d19164541a0d3e23a9c952304a00a46e00272ac5",
    "NotoSans-Italic.ttf": "5d7618dda819443fd07301c84adcee9fe8960c873ea5e5e1f0f59db384b78082",
    "NotoSans-BoldItalic.ttf": "4315b26e5afb62f70f5ffe0edaa3363e57765ff2af2beda12b6fef197e3e5f5a",
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
Noto Sans as packaged in Debian fonts-noto-core 20201225-1 (Modified Versions in the sense of the licence).

-----------------------------------------------------------
SIL OPEN FONT LICENSE Version 1.1 - 26 February 2007
-----------------------------------------------------------

"""


def cut(path: Path, target: Path) -> str:
    """Write the subset of one font; return its copyright line."""
    options = subset.Options()
    options.layout_features = ["ccmp", "locl", "kern", "mark", "mkmk", "liga", "lnum", "tnum", "pnum", "sups", "subs", "frac"]
    options.name_IDs = [*range(7), 13, 14]
    options.hinting = False
    options.notdef_outline = True
    options.recalc_timestamp = False
    options.drop_tables += ["DSIG"]
    font = subset.load_font(str(path), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[code for first, last in RANGES for code in range(first, last + 1)])
    cutter.subset(font)
    subset.save_font(font, str(target), options)
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
    for name, sha256 in STYLES.items():
        copyrights.append(cut(sources.file(name, package="fonts-noto-core", sha256=sha256), folder / name))
    text = licence(sources.file("fonts-noto-core/copyright", package="fonts-noto-core"))
    (folder / "OFL.txt").write_text(LICENCE_HEAD.format(copyright="\n".join(dict.fromkeys(copyrights))) + text, "utf-8")
    return [*(folder / name for name in STYLES), folder / "OFL.txt"]


if __name__ == "__main__":
    main(build, __doc__)
