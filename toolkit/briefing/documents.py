"""All documents of a pack from its content, each read back before it is kept."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from toolkit.briefing.bound import numerals
from toolkit.briefing.messages import messages
from toolkit.briefing.model import Content
from toolkit.briefing.pictures import prepared
from toolkit.briefing.register import Entry, scan
from toolkit.briefing.slides import slide_texts, slides, slides_text
from toolkit.briefing.summary import summary, summary_text, summary_texts
from toolkit.briefing.typeset import PAPERS, pdf_text, typeset
from toolkit.briefing.workers import Workers
from toolkit.errors import PackError

__all__ = ["stop_if", "write_documents"]

#: A run of figures and their separators with the end of a line in it.
_BROKEN: Final = re.compile(r"[\d.,]*[\d.,]\n(?=\d)[\d.,]+")


def stop_if(findings: Sequence[str], what: str) -> None:
    """Stop the build on findings, the first ones named.

    Raises
    ------
    PackError
        There is a finding.
    """
    if findings:
        more = f"\n  and {len(findings) - 8} more" if len(findings) > 8 else ""
        raise PackError(f"The pack is not written: {what}.\n  " + "\n  ".join(findings[:8]) + more)


def _strangers(name: str, text: str, content: Content) -> list[str]:
    """Return numerals of a paged document that the content did not put there.

    Heads of tables are repeated on each page and pages are numbered, so that numerals are compared as a set.
    """
    say = messages(content.language)
    plain = text.replace("\u00a0", " ")
    pages = plain.count(f" {say.word('doc.of')} ")
    allowed = {token for item in content.texts() for token in numerals(str(item).replace("\u00a0", " "))}
    allowed |= {str(page) for page in range(1, pages + 2)}
    strange = sorted(set(numerals(_rejoined(plain, allowed))) - allowed)
    return [f"{name}: the numeral '{token}' stands there and is bound to no cell." for token in strange]


def _rejoined(text: str, allowed: AbstractSet[str]) -> str:
    """Return a text with the numerals whole again that a line was broken in: an identifier such as 10.14284 breaks after its point.

    They are joined only where that makes numerals that the content has; two numerals that merely follow each other stay apart.
    """

    def whole(match: re.Match[str]) -> str:
        joined = match.group(0).replace("\n", "")
        return joined if set(numerals(joined)) <= allowed else match.group(0)

    return _BROKEN.sub(whole, text)


def write_documents(content: Content, entries: Sequence[Entry], folder: str | Path, workers: Workers | None = None) -> None:
    """Write the PDFs, the slides and the summary into the folder ``documents`` of a pack.

    Parameters
    ----------
    content : Content
        Everything that the pack says.
    entries : sequence of Entry
        The register of numbers.
    folder : path
        The pack, with its maps.
    workers : Workers, optional
        Who shares the work; by default this process alone.

    Raises
    ------
    PackError
        A document holds a numeral that is bound to no cell, or cannot be made.
    """
    folder, workers = Path(folder), workers or Workers(1)
    target = folder / "documents"
    target.mkdir()
    names = [figure.name for section in content.sections for figure in section.figures()]
    place = target / "pictures"
    pictures = prepared(names, folder, place, workers)
    if content.logo is not None:
        (place / "logo.png").write_bytes(content.logo.data)
        pictures["/logo"] = f"/{(place / 'logo.png').relative_to(folder).as_posix()}"
    # The typesetter does not hold up other threads: both papers are set at once.
    with ThreadPoolExecutor(max_workers=len(PAPERS)) as pool:
        made = list(pool.map(lambda paper: typeset(content, folder, pictures, paper=paper), PAPERS))
    texts = workers.each(pdf_text, [(pdf,) for pdf in made])
    for paper, pdf, text in zip(PAPERS, made, texts, strict=True):
        name = f"briefing-{paper}.pdf"
        stop_if(_strangers(name, text, content), "a numeral is bound to no cell")
        (target / name).write_bytes(pdf)
    deck = slides(content, folder, pictures)
    stop_if(scan("slides.pptx", slides_text(deck), slide_texts(content), entries), "a numeral is bound to no cell")
    (target / "slides.pptx").write_bytes(deck)
    paper_summary = summary(content, folder, pictures)
    stop_if(scan("summary.docx", summary_text(paper_summary), summary_texts(content), entries), "a numeral is bound to no cell")
    (target / "summary.docx").write_bytes(paper_summary)
    shutil.rmtree(place)
