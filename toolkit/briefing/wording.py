"""The wording lint: words that take a side, claimants in headlines, long sentences. Findings name rule, place and words.

The list of words is data (``data/briefing/words.toml``). Words of instruments, records and registers are quotations and exempt.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from toolkit.briefing.bound import Free, Text
from toolkit.briefing.model import Content, Figure, Table
from toolkit.catalog.registry import dataset_file

__all__ = ["Finding", "lint_content", "lint_words"]

#: Kinds of quotation that the lint leaves alone.
_QUOTED: Final = {"instrument", "definition", "source", "name"}

#: Words in a sentence: the longest that is let pass, and the longest mean of a section.
_LONGEST, _MEAN = 30, 22

#: Rules whose findings stop a build.
_ERRORS: Final = {"WRD-01", "WRD-02", "WRD-05", "UNC-11"}


@dataclass(frozen=True)
class Finding:
    """One thing that the lint found.

    Attributes
    ----------
    rule : str
        Id of the rule.
    severity : {'error', 'warning'}
        Whether it stops a build.
    place : str
        Section, and table or map.
    words : str
        What stands there.
    say : str
        What to say instead.
    """

    rule: str
    severity: Literal["error", "warning"]
    place: str
    words: str
    say: str

    def __str__(self) -> str:
        return f"{self.rule} {self.severity}, {self.place}: '{self.words}'. Say: {self.say}."


@functools.lru_cache
def _rules() -> tuple[tuple[str, re.Pattern[str], str], ...]:
    listed = tomllib.loads(dataset_file("briefing-rules", "words.toml").read_text("utf-8"))["word"]
    return tuple((item["rule"], re.compile(rf"\b(?:{item['pattern']})(?!\w)"), item["say"]) for item in listed)


def _severity(rule: str) -> Literal["error", "warning"]:
    return "error" if rule in _ERRORS else "warning"


def lint_words(text: str, place: str = "") -> list[Finding]:
    """Return the words of a text that take a side.

    Parameters
    ----------
    text : str
        Without quotations.
    place : str
        Where it stands.

    Examples
    --------
    >>> [str(found) for found in lint_words("The owner of the feature", "coral")]
    ["WRD-01 error, coral: 'owner'. Say: claimant, party to an instrument."]
    """
    lower = text.lower()
    return [
        Finding(rule, _severity(rule), place, match.group(0), instead)
        for rule, pattern, instead in _rules()
        for match in pattern.finditer(lower)
    ]


def _own_words(text: Text) -> str:
    """Return a text without its quotations."""
    return "".join(
        "" if isinstance(part, Free) and part.kind in _QUOTED else part if isinstance(part, str) else part.text for part in text.parts
    )


def _headlines(content: Content) -> Iterable[tuple[str, Text]]:
    """Yield titles: of the pack, its sections, maps and tables."""
    yield "title", content.title
    for section in content.sections:
        yield section.name, section.title
        for block in section.blocks:
            if isinstance(block, Figure):
                yield f"{section.name}/{block.name}", block.title
            elif isinstance(block, Table):
                yield f"{section.name}/{block.name}", block.caption


def _long(place: str, texts: Sequence[str]) -> list[Finding]:
    """Return sentences that are too long, and sections whose sentences are too long on average."""
    out, lengths = [], []
    for text in texts:
        for sentence in re.split(r"(?<=[.!?])\s+", text):
            n = len(sentence.split())
            if n > 1:
                lengths.append(n)
            if n > _LONGEST:
                out.append(Finding("WRD-06", "warning", place, sentence, f"it in sentences of at most {_LONGEST} words"))
    if lengths and sum(lengths) / len(lengths) > _MEAN:
        out.append(
            Finding("WRD-06", "warning", place, f"{sum(lengths) / len(lengths):.0f} words a sentence", f"{_MEAN} or fewer on average")
        )
    return out


def lint_content(content: Content, claimants: Iterable[str], region: str) -> list[Finding]:
    """Check all words of a pack.

    Parameters
    ----------
    content : Content
        The pack.
    claimants : iterable of str
        Printed names of the claimants.
    region : str
        Title of the region, which may hold the name of a party.

    Returns
    -------
    list of Finding
        In reading order.
    """
    claimants = list(claimants)
    out: list[Finding] = []
    by_place: dict[str, list[str]] = {}
    for place, text in content.placed():
        words = _own_words(text)
        out += lint_words(words, place)
        if "/" not in place:
            by_place.setdefault(place, []).append(words)
    for place, headline in _headlines(content):
        plain = str(headline).replace(region, "")
        for name in claimants:
            if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", plain):
                out.append(Finding("WRD-02", "error", place, name, "the finding without a claimant"))
    out += _compared(content, claimants)
    for place, texts in by_place.items():
        out += _long(place, texts)
    return out


def _compared(content: Content, claimants: Iterable[str]) -> list[Finding]:
    """TAB-02: no table sets a quantity of one party beside that of another; counts of claims used are no quantity of sea."""
    names, out = set(claimants), []
    for section in content.sections:
        for block in section.blocks:
            if isinstance(block, Table) and sum(str(row[0]) in names for row in block.rows) > 1:
                amounts = [bound for row in block.rows for value in row[1:] for bound in value.bounds if bound.units != "count"]
                place = f"{section.name}/{block.name}"
                out += [
                    Finding("TAB-02", "error", place, f"{amount.text} {amount.units}", "it by patch or place") for amount in amounts[:1]
                ]
    return out
