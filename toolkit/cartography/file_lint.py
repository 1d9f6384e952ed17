"""The lint of files: what can be told from a PNG, SVG, PDF or HTML file that was written here, without the figure."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree

from toolkit.cartography.lint import Finding, Severity
from toolkit.cartography.style import COLOURS
from toolkit.cartography.words import DISCLAIMER, DISCLAIMER_SHORT, loaded_words
from toolkit.errors import FigureError

__all__ = ["lint_file"]

_SVG = "{http://www.w3.org/2000/svg}"
#: Rule -> why it is there, for rules about files.
_WHY = {
    "ALT-01": "A reader who cannot see the map gets its finding in words.",
    "COL-01": "Colours outside the palettes have not been tested for colour vision, grey and equal weight.",
    "DET-01": "The same map is the same file: a clock or a version inside breaks the proof.",
    "DIS-01": "A map without its disclaimer can be read as a position; the text is the same for all regions.",
    "DIS-02": "A page torn from its pack must still tell source, date, projection and where its numbers come from.",
    "DIS-03": "Made-up values must never pass for real ones, in any crop.",
    "HAT-01": "Strokes of textures stay visible, and do not hide the fill.",
    "NEU-04": "A loaded word takes a side.",
    "WEB-01": "No switch may make an overlap look single.",
    "WEB-03": "A map that fetches anything tells others who reads it, and breaks without a network.",
}
_Told = Iterator[tuple[str, Severity, str]]


def lint_file(path: Path) -> list[Finding]:
    """Measure a file against the rules that a file can show.

    Parameters
    ----------
    path : pathlib.Path
        PNG, SVG, PDF or HTML.

    Raises
    ------
    FigureError
        The file cannot be read, or is of another kind.
    """
    kinds: dict[str, Callable[[Path, bytes], _Told]] = {".png": _png, ".svg": _svg, ".pdf": _pdf, ".html": _html}
    check = kinds.get(path.suffix.lower())
    if check is None:
        raise FigureError(f"File '{path.name}' given; map files end with {', '.join(kinds)}.")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise FigureError(f"The map file {path} cannot be read: {error.strerror or error}. Give the path of a file that exists.") from error
    return [Finding(name, severity, message, _WHY[name]) for name, severity, message in check(path, data)]


def _words(text: str, where: str) -> _Told:
    """Look for loaded words."""
    for word, instead in loaded_words(text):
        yield "NEU-04", "error", f"'{word}' is said in {where}; say instead: {instead}."


def _made_up(path: Path, kind: str, title: str) -> _Told:
    """Look for the word where data are synthetic."""
    if "synthetic" not in kind:
        return
    for where, text in (("file name", path.stem), ("title", title.lower())):
        if "synthetic" not in text:
            yield "DIS-03", "error", f"The data are synthetic and the {where} does not say so."


def _png(path: Path, data: bytes) -> _Told:
    import io

    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data), formats=["PNG"]) as image:
            image.load()
            said = {str(key): str(value) for key, value in image.info.items() if isinstance(value, str)}
            dpi = float(image.info.get("dpi", (0.0, 0.0))[0])
    except (UnidentifiedImageError, OSError, SyntaxError) as error:
        raise FigureError(f"'{path.name}' is not a PNG that can be read: {error}. Write it again with save_figure.") from error
    for name, rule in (("Title", "ALT-01"), ("Alt", "ALT-01"), ("Description", "ALT-01"), ("Source", "DIS-02"), ("MapId", "DIS-02")):
        if not said.get(name):
            yield rule, "error", f"The text chunk '{name}' is missing."
    if not said.get("Disclaimer", "").startswith((DISCLAIMER, DISCLAIMER_SHORT)):
        yield "DIS-01", "error", "The text chunk 'Disclaimer' is missing or changed."
    if said.keys() & {"Software", "date:create", "Creation Time"}:
        yield "DET-01", "error", "A text chunk names a software version or a time."
    if dpi < 149.0:
        yield "HAT-01", "warning", f"The picture has {dpi:.0f} dpi; thin strokes drop out below 150, and 300 are for print."
    yield from _made_up(path, said.get("DataKind", ""), said.get("Title", ""))
    yield from _words(" ".join(said.get(name, "") for name in ("Title", "Alt", "Description")), "the text chunks")


def _svg(path: Path, data: bytes) -> _Told:
    try:
        text = data.decode("utf-8")
        if "<!ENTITY" in text:
            raise FigureError(f"'{path.name}' declares entities, which no map written here does. It is not read.")
        root = ElementTree.fromstring(text)  # noqa: S314 - entities, the danger of this parser, are refused above
    except (UnicodeDecodeError, ElementTree.ParseError) as error:
        raise FigureError(f"'{path.name}' is not an SVG that can be read: {error}. Write it again with save_figure.") from error
    title, desc = (root.findtext(f"{_SVG}{name}") or "" for name in ("title", "desc"))
    if root.get("role") != "img" or not title or not desc:
        yield "ALT-01", "error", "Role 'img', title or description is missing."
    if root.find(f".//{_SVG}script") is not None or re.search(r"\son[a-z]+\s*=", text):
        yield "WEB-03", "error", "The drawing holds a script."
    if re.search(r'(?:href|src)\s*=\s*"(?!#|data:)[^"]+"|url\(\s*[\'"]?(?!#)[a-z]+:', text):
        yield "WEB-03", "error", "The drawing points to something outside of itself."
    if "dc:date" in text:
        yield "DET-01", "error", "The drawing names the time of its making."
    drawn = " ".join(" ".join(html.unescape(part).split()) for part in re.findall(r"<!--(.*?)-->", text, re.DOTALL))
    if not any(_without_blanks(words) in _without_blanks(drawn) for words in (DISCLAIMER, DISCLAIMER_SHORT)):
        yield "DIS-01", "error", "The disclaimer is missing or changed."
    if not re.search(r"Map [a-z0-9-]+-[0-9a-f]{8}", drawn):
        yield "DIS-02", "error", "The map id is not printed."
    for colour in sorted(set(re.findall(r"(?:fill|stroke)\s*[:=]\s*\"?(#[0-9a-fA-F]{6})", text))):
        if colour.lower() not in COLOURS | {"#000000"}:
            yield "COL-01", "error", f"The colour {colour} is in no palette."
    yield from _made_up(path, "synthetic" if re.search(r"Map [a-z0-9-]+ · synthetic", drawn) else "", drawn)
    yield from _words(f"{title} {desc}", "title or description")


def _without_blanks(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _pdf(path: Path, data: bytes) -> _Told:
    if not data.startswith(b"%PDF-"):
        raise FigureError(f"'{path.name}' is not a PDF. Write it again with save_figure.")
    for name, rule in ((b"/Title", "ALT-01"), (b"/Subject", "ALT-01"), (b"/Keywords", "DIS-02")):
        if not re.search(name + rb"\s*(\([^)]|<[0-9a-fA-F]{6})", data):
            yield rule, "error", f"The entry '{name.decode()[1:]}' of the document is missing."
    if re.search(rb"/(Creator|Producer)\s*[(<]", data):
        yield "DET-01", "error", "The document names a software version."
    kind, title = (_entry(data, name) for name in (b"/Keywords", b"/Title"))
    yield from _made_up(path, kind, title)
    yield from _words(f"{title} {_entry(data, b'/Subject')}", "the title or subject")


def _entry(data: bytes, name: bytes) -> str:
    """Return an entry of a PDF's information, without the zeros of letters in two bytes."""
    found = re.search(name + rb"\s*\((.*?)(?<!\\)\)", data, re.DOTALL)
    return found.group(1).replace(b"\x00", b"").decode("latin-1") if found else ""


def _html(path: Path, data: bytes) -> _Told:
    text = data.decode("utf-8", "replace")
    policy = html.unescape("".join(re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)))
    if not policy.startswith("default-src 'none'") or "unsafe" in policy or "http" in policy:
        yield "WEB-03", "error", "The content security policy is missing or lets something in."
    for name in ("style", "script"):
        for body in re.findall(rf"<{name}>(.*?)</{name}>", text, re.DOTALL):
            digest = base64.b64encode(hashlib.sha256(body.encode("utf-8")).digest()).decode("ascii")
            if f"'sha256-{digest}'" not in policy:
                yield "WEB-03", "error", f"A {name} is not the one that the policy names."
    outside = re.sub(r"<(style|script)[^>]*>.*?</\1>", "", text, flags=re.DOTALL)
    if re.search(r"\sstyle\s*=|\son[a-z]+\s*=|<(img|link|iframe|form|object|embed|base)\b|(?:src|href)\s*=\s*\"(?!#)", outside):
        yield "WEB-03", "error", "An attribute or element runs code, sets style or points outside."
    if _without_blanks(DISCLAIMER) not in _without_blanks(html.unescape(outside)):
        yield "DIS-01", "error", "The disclaimer is missing or changed."
    if not re.search(r"Map [a-z0-9-]+-[0-9a-f]{8}", outside):
        yield "DIS-02", "error", "The map id is not printed."
    if set(re.findall(r'data-layer="([^"]*)"', outside)) - {"lines", "seas", "patches"}:
        yield "WEB-01", "error", "A switch hides something other than lines, names of seas and numbers of patches."
    if ' id="table"' not in outside:
        yield "ALT-01", "error", "The table of all patches is missing."
    title = "".join(re.findall(r"<title>(.*?)</title>", text, re.DOTALL))
    yield from _made_up(path, "synthetic" if "· synthetic" in outside else "", title)
    yield from _words(title, "the title")
