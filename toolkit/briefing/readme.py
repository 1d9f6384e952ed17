"""What a reader finds who has the folder of a pack alone: what is in it, how a number is looked up, how a change is found."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from toolkit.briefing.gather import TABLES
from toolkit.briefing.tiers import HIGHEST
from toolkit.catalog.registry import file_sha256

__all__ = ["FIELDS", "SUMS", "readme", "template_of", "write_sums"]

#: The list of checksums in the form that the tools of every system read.
SUMS: Final = "SHA256SUMS.txt"

#: What its template may ask for, in braces.
FIELDS: Final = ("title", "subtitle", "disclaimer", "tables", "review", "audience", "version")

_TEMPLATES: Final = Path(__file__).with_name("templates")

_REVIEW: Final = "documents/review.txt             what each participant could object to; for the study group alone\n"

#: Tier -> what the reader of a pack is told of it.
_AUDIENCE: Final = {
    HIGHEST: "This edition is for the study group and is the fullest. Do not pass it on: arf-marine release makes the others from it.",
    "participants": "This edition is for participants. data/withheld.csv lists what is withheld and why.",
    "public": "This edition is for the public. data/withheld.csv lists what is withheld and why.",
}

#: Tables that only some packs hold.
_MORE: Final = {
    "numerals": "one row for each numeral that is no measured value, with its kind and place",
    "units": "one row for each survey site, period and patch behind the values; for the study group alone",
    "sites": "one row for each survey site, or square of sites, and period",
}


def template_of(language: str) -> Path:
    """Return the template in a language, or the English one where there is none."""
    own = _TEMPLATES / f"readme.{language}.txt"
    return own if own.is_file() else _TEMPLATES / "readme.en.txt"


def readme(folder: str | Path, words: Mapping[str, str], *, audience: str, language: str = "en") -> str:
    """Return the text of ``README.txt``.

    Parameters
    ----------
    folder : path
        The pack, with its data.
    words : mapping of str to str
        ``title``, ``subtitle`` and ``disclaimer`` of the pack.
    audience : str
        Tier of the pack.
    language : str
        Its template is ``templates/readme.<language>.txt``; without one, the English.
    """
    held = {**TABLES, **{name: what for name, what in _MORE.items() if (Path(folder) / "data" / f"{name}.csv").is_file()}}
    text = template_of(language).read_text("utf-8")
    return text.format(
        tables="\n".join(f"  {f'{stem}.csv, .parquet':<31}{what}" for stem, what in held.items()),
        review=_REVIEW if audience == HIGHEST else "",
        audience=_AUDIENCE[audience],
        version=importlib.metadata.version("arf-marine-toolkit"),
        **words,
    )


def write_sums(folder: str | Path) -> None:
    """Write the checksum of every file that stands in a pack now, as ``sha256sum`` writes and reads it.

    Parameters
    ----------
    folder : path
        The pack, complete but for this list and its manifest.
    """
    folder = Path(folder)
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    lines = [f"{file_sha256(path)}  {path.relative_to(folder).as_posix()}\n" for path in paths]
    (folder / SUMS).write_text("".join(lines), "utf-8", newline="\n")
