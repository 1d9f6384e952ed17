"""The lint of structure: the one page, maps mentioned before they appear, sections that end with what is not known, sources cited.

Where the lint of wording looks at words, this looks at what stands where. Findings that are errors stop a build.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from typing import Final

from toolkit.briefing.bound import Bound, Free, Text
from toolkit.briefing.model import Bullets, Content, Figure, Headed, Section, Table
from toolkit.briefing.one_page import FOOT, GAPS, MOST_FACTS, MOST_SOURCES, MOST_WORDS, ONE_PAGE
from toolkit.briefing.wording import Finding
from toolkit.rounding import legend_unit, unit

__all__ = ["CHAPTERS", "lint_structure"]

#: Chapters on the region, each followed by a section of what is not known.
CHAPTERS: Final = ("situation", "claims", "coral", "fish", "pressures", "gaps", "options")

_YEAR = re.compile(r"-\d{4}(?:-|$)")
_SHORT_FORMS = re.compile(r"(?<![\w-])(?:[A-Z]{2,}s?|e\.g\.|i\.e\.|etc\.|approx\.|no\.)(?![\w-])")
#: The parts of a sentence without which it is not made: what the confidence rests on.
_BEHIND: Final = ("confidence:", "data for ")


def _error(rule: str, place: str, words: str, say: str) -> Finding:
    return Finding(rule, "error", place, words, say)


def _words(texts: Iterable[Text]) -> int:
    return sum(len(str(text).split()) for text in texts)


def _led(fact: Text) -> bool:
    """Tell whether a number of the pack stands in the first sentence."""
    before = itertools.takewhile(lambda part: not isinstance(part, Bound), fact.parts)
    return bool(fact.bounds) and not any(". " in str(part if isinstance(part, str) else part.text) for part in before)


def _one_page(content: Content) -> list[Finding]:
    """STR-01: it exists, fits, has three findings at most, no short forms, a third on gaps, and names its sources."""
    found: list[Finding] = []
    by_name = {section.name: section for section in content.sections}
    missing = [name for name in ONE_PAGE if name not in by_name]
    if missing:
        return [_error("STR-01", "one-page", f"without {', '.join(missing)}", "the one page with all its parts")]
    said: dict[str, list[Text]] = {}
    for name in ONE_PAGE:
        blocks = [block for block in by_name[name].blocks if not isinstance(block, Figure)]
        said[name] = [text for block in blocks for text in block.texts()]
    every = [text for texts in said.values() for text in texts]
    total, gaps = _words(every), sum(_words(said[name]) for name in GAPS)
    if total > MOST_WORDS:
        found.append(_error("STR-01", "one-page", f"{total} words", f"it in {MOST_WORDS} words or fewer"))
    if 3 * gaps < total:
        found.append(_error("STR-01", "one-page", f"{gaps} of {total} words on what is not known", "a third of the page on gaps"))
    facts = [item for block in by_name["known"].blocks if isinstance(block, Bullets) for item in block.items]
    if len(facts) > MOST_FACTS or any(not _led(item) for item in facts):
        found.append(_error("STR-01", "known", f"{len(facts)} findings", f"at most {MOST_FACTS}, each with its number at its head"))
    found += [_error("STR-01", name, "a head without an answer", "an answer") for name in ONE_PAGE[1:] if not _words(said[name])]
    foot = [text for block in by_name[FOOT].blocks for text in block.texts()] if FOOT in by_name else []
    if not 0 < _words(foot) <= MOST_SOURCES:
        found.append(_error("STR-01", FOOT, f"{_words(foot)} words", f"the sources of the page, in {MOST_SOURCES} words or fewer"))
    for text in (*every, *(by_name[name].title for name in ONE_PAGE)):
        own = "".join(part if isinstance(part, str) else "" for part in text.parts)
        found += [_error("STR-01", "one-page", short, "it in full") for short in _SHORT_FORMS.findall(own)]
    return found


def _mentioned(content: Content) -> list[Finding]:
    """STR-02: a map is mentioned before it appears; a chapter ends with what is not known."""
    found: list[Finding] = []
    seen: set[str] = set()
    for section in content.sections:
        for block in section.blocks:
            if isinstance(block, Figure):
                place = f"{section.name}/{block.name}"
                if str(block.number) not in seen and section.name not in (*ONE_PAGE, FOOT):
                    found.append(_error("STR-02", place, f"map {block.number}", "its number in the text before it"))
            else:
                seen |= {part.text for text in block.texts() for part in text.parts if isinstance(part, Free) and part.kind == "figure"}
    names = [section.name for section in content.sections]
    for name in CHAPTERS:
        if name in names and f"{name}-unknown" not in names[names.index(name) :][:2]:
            found.append(_error("STR-02", name, "an end without gaps", "what is not known at the end of the chapter"))
    return found


def _dated(content: Content) -> list[Finding]:
    """STR-03: every chapter names its claim set and its date first."""
    found = []
    for section in content.sections:
        if section.name in CHAPTERS:
            first = next((text for block in section.blocks[:1] for text in block.texts()), Text())
            kinds = {part.kind for part in first.parts if isinstance(part, Free)}
            if not {"instrument", "name"} <= kinds:
                found.append(_error("STR-03", section.name, str(first)[:60], "claim set, date and family of scenarios first"))
    return found


def _beside(section: Section) -> list[Finding]:
    """MSG-02, MSG-04: a leading sentence has its evidence, and its row in the table of what the lines change in the same chapter."""
    found = []
    rows = [str(row[0]) for block in section.blocks if isinstance(block, Table) and block.name.startswith("lines-") for row in block.rows]
    for block in section.blocks:
        if getattr(block, "style", "") != "lead":
            continue
        for text in block.texts():
            words = str(text)
            if not any(words.startswith(row.split(", waters")[0]) for row in rows):
                found.append(_error("MSG-04", section.name, words[:60], "its row of the sensitivity table beside it"))
            if "confidence:" in words and not all(part in words for part in _BEHIND):
                found.append(_error("MSG-02", section.name, words[:60], "sites, share of the waters and last year, or no sentence"))
    return found


def _tables(content: Content) -> list[Finding]:
    """TAB-01: no empty cell, a sentence above and a key below each table."""
    found = []
    for section in content.sections:
        for block in section.blocks:
            if isinstance(block, Table):
                place = f"{section.name}/{block.name}"
                if any(not str(value).strip() for row in block.rows for value in row):
                    found.append(_error("TAB-01", place, "an empty cell", "the sign for why there is no value"))
                if not str(block.takeaway) or not str(block.key):
                    found.append(_error("TAB-01", place, "no sentence above or no key below", "both"))
    return found


def _named(content: Content) -> list[Finding]:
    """NUM-03: a number of a table has its unit in its head, its row's head or the caption; a sentence on waters names them and its period.

    A change in percentage points counts as named where the row says per cent.
    """
    found = []
    for section in content.sections:
        for block in section.blocks:
            if isinstance(block, Table):
                found += [_error("NUM-03", f"{section.name}/{block.name}", text, "its unit in the head") for text in _without_unit(block)]
            elif section.name.removesuffix("-unknown") in CHAPTERS and not isinstance(block, Figure):
                for text in block.texts():
                    about = {_statement(bound) for bound in text.bounds if _measured(bound)}
                    dated = any(isinstance(part, Free) and part.kind == "date" for part in text.parts)
                    if any(_YEAR.search(name) for name in about) and not dated:
                        found.append(_error("NUM-03", section.name, str(text)[:60], "its period"))
                    if about and "waters" not in str(text) and not any(name.endswith("-change") for name in about):
                        found.append(_error("NUM-03", section.name, str(text)[:60], "which waters it is of"))
    return found


def _statement(bound: Bound) -> str:
    """Return the statement that a number is of, '' for none."""
    return next((str(value) for column, _, value in bound.query.where if column == "statement"), "")


def _measured(bound: Bound) -> bool:
    return bound.query.source == "sensitivity" and bound.query.column in ("base", "low", "high")


def _without_unit(table: Table) -> list[str]:
    """Return the numbers of a table whose unit stands nowhere beside them."""
    out = []
    for row in table.rows:
        for head, value in zip(table.heads[1:], row[1:], strict=True):
            for bound in value.bounds:
                units = {"percent_points": "percent"}.get(bound.units, bound.units)
                words = {unit(units), legend_unit(units)} - {""}
                beside = f"{head} {row[0]} {table.caption}"
                if units not in ("count", "1") and words and not any(word in beside for word in words):
                    out.append(f"{bound.text} {bound.units}")
    return out


def _heads(content: Content) -> list[Finding]:
    """STR-02: no two heads of sections are alike, so that each is found from a list of heads."""
    seen: set[str] = set()
    found = []
    for section in content.sections:
        words = str(section.title)
        if words in seen:
            found.append(_error("STR-02", section.name, words, "a head that no other section has"))
        seen.add(words)
    return found


def _cited(content: Content, inputs: Iterable[str]) -> list[Finding]:
    """SRC-01: each dataset used stands among the sources, and nothing else does."""
    listed: set[str] = set()
    for section in content.sections:
        if section.name == "sources":
            for block in section.blocks:
                if isinstance(block, Headed):
                    for entry in block.entries:
                        listed |= {part.text for text in entry.paragraphs for part in text.parts if isinstance(part, Free)}
    used = set(inputs)
    return [_error("SRC-01", "sources", name, "it among the sources") for name in sorted(used - listed)]


def lint_structure(content: Content, inputs: Iterable[str]) -> list[Finding]:
    """Check what stands where in a pack.

    Parameters
    ----------
    content : Content
        The pack.
    inputs : iterable of str
        Ids of the datasets used.

    Returns
    -------
    list of Finding
        By rule.
    """
    out = [*_one_page(content), *_mentioned(content), *_dated(content), *_tables(content), *_cited(content, inputs)]
    out += [*_named(content), *_heads(content)]
    for section in content.sections:
        out += _beside(section)
    return out
