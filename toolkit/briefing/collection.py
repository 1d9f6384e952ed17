"""One folder with the packs of several regions: each in a folder of its own, and a page and a list that lead to them.

Each pack appears whole or not at all; page and list are made anew after each, so that they never name what is not there.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from toolkit.briefing.atomic import check_target, locked
from toolkit.briefing.manifest import manifest_digest, read_manifest, write_json, written_alike
from toolkit.catalog.regions import region as find_region
from toolkit.catalog.registry import file_sha256
from toolkit.errors import ArfMarineError, PackError

__all__ = ["Collection", "collected", "is_collection", "make_collection", "verify_collection"]

_PAGE: Final = "index.html"
_LIST: Final = "packs.json"
_TEMPLATES: Final = Path(__file__).with_name("templates")

#: Files of a pack that the page leads to, with the key of their name in the catalogue.
_FILES: Final = (
    ("index.html", "page"),
    ("documents/briefing-a4.pdf", "a4"),
    ("documents/briefing-letter.pdf", "letter"),
    ("documents/slides.pptx", "slides"),
    ("documents/summary.docx", "summary"),
    ("README.txt", "readme"),
)


@dataclass
class Collection:
    """What became of each region.

    Attributes
    ----------
    folder : Path
        The folder of all packs.
    made, kept : list of str
        Regions whose pack was made now, and those whose pack was left as it stood.
    failed : dict of str to str
        Region -> why it has no pack.
    """

    folder: Path
    made: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)


def make_collection(
    regions: Iterable[str],
    out: str | Path,
    *,
    replace: bool = False,
    keep: bool = False,
    language: str = "en",
    tell: Callable[[str], None] | None = None,
    **choices: Any,
) -> Collection:
    """Make the packs of several regions in one folder.

    Parameters
    ----------
    regions : iterable of str
        Their ids.
    out : path
        Folder of all packs; each gets a folder in it that is named like its region.
    replace : bool
        Whether packs that stand there may be replaced.
    keep : bool
        Whether packs that stand there are left as they are: what is missing is made.
    language : str
        Language of the fixed words.
    tell : callable, optional
        Takes one line for each step.
    **choices
        As for :func:`toolkit.make_briefing`.

    Returns
    -------
    Collection
        A region that cannot be made does not stop the others.

    Raises
    ------
    PackError
        A folder cannot be written, a pack stands there that may not be replaced, or another run is writing to the folder.
    """
    from toolkit.briefing.job import make_briefing

    folder = Path(out).absolute()
    names = [find_region(name).id for name in regions]
    say = tell or (lambda _: None)
    if (folder / "manifest.json").is_file():
        raise PackError(f"{folder} is the pack of one region. Choose another folder for the packs of all, with --out.")
    done = Collection(folder)
    with locked(folder):
        for name in names:
            if not (keep and (folder / name / "manifest.json").is_file()):
                _free(folder / name, replace)
        for number, name in enumerate(names, start=1):
            title = find_region(name).title
            if keep and (folder / name / "manifest.json").is_file():
                say(f"{title} ({number} of {len(names)}): kept as it stands")
                done.kept.append(name)
                continue
            say(f"{title} ({number} of {len(names)})")
            try:
                make_briefing(
                    name, out=folder / name, replace=replace, language=language, tell=lambda line: say(f"  {line}"), **choices
                )  # fmt: skip
            except ArfMarineError as error:
                done.failed[name] = str(error)
                say(f"  not made: {error}")
                continue
            done.made.append(name)
            _lead(folder, language)
        if done.kept:
            _lead(folder, language)
    return done


def _free(target: Path, replace: bool) -> None:
    """Raise before hours of work if a pack could not be written in the end."""
    try:
        check_target(target, replace=replace)
    except PackError as error:
        if (target / "manifest.json").is_file() and not replace:
            raise PackError(
                f"{target} already holds a pack. Add --replace to make every pack anew, or --keep to make those that are missing."
            ) from error
        raise


def collected(folder: str | Path) -> dict[str, dict[str, Any]]:
    """Return the manifests of the packs in a folder: name of their folder -> manifest, by the alphabet of their titles."""
    found = {path.parent.name: read_manifest(path.parent) for path in sorted(Path(folder).glob("*/manifest.json"))}
    return dict(sorted(found.items(), key=lambda item: (str(item[1]["title"]).casefold(), item[0])))


def is_collection(folder: str | Path) -> bool:
    """Tell whether a folder holds the packs of several regions."""
    return not (Path(folder) / "manifest.json").is_file() and (Path(folder) / _LIST).is_file()


def _lead(folder: Path, language: str) -> None:
    """Write the page and the list that lead to the packs, each whole or not at all."""
    packs = collected(folder)
    page = _page(folder, packs, language)
    with _written(folder / _PAGE) as fresh:
        fresh.write_text(page, "utf-8")
    content: dict[str, Any] = {
        "packs": {name: manifest["digest"] for name, manifest in packs.items()},
        "page_sha256": file_sha256(folder / _PAGE),
    }
    with _written(folder / _LIST) as fresh:
        write_json({**content, "digest": manifest_digest(content)}, fresh)


@contextlib.contextmanager
def _written(path: Path) -> Iterator[Path]:
    """Give a fresh file to write; it takes the place of the old one only if the block ends without an error."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        os.close(handle)
        fresh = Path(name)
        try:
            yield fresh
            fresh.chmod(0o644)
            fresh.replace(path)
        finally:
            fresh.unlink(missing_ok=True)
    except OSError as error:
        raise PackError(f"{path} cannot be written: {error.strerror or error}. The packs beside it are whole.") from error


def _page(folder: Path, packs: dict[str, dict[str, Any]], language: str) -> str:
    """Return the page that leads to the packs; it measures nothing, and asks nothing of the network."""
    import jinja2
    from markupsafe import Markup

    from toolkit.briefing.messages import long_date, messages

    say = messages(language)
    css = (_TEMPLATES / "index.css").read_text("utf-8")
    hashed = "sha256-" + base64.b64encode(hashlib.sha256(css.encode("utf-8")).digest()).decode("ascii")
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined, keep_trailing_newline=True
    )
    rows = []
    for name, manifest in packs.items():
        files = [(f"{name}/{path}", str(say(f"all.{key}"))) for path, key in _FILES if (folder / name / path).is_file()]
        rows.append(
            {
                "id": name,
                "title": manifest["title"],
                "date": str(long_date(str(manifest["date"]), say)),
                "edition": str(say(f"doc.edition-{manifest['parameters']['tier']}")),
                "files": files,
                "digest": manifest["digest"],
            }
        )
    return environment.get_template("all.html.j2").render(say=say, language=language, packs=rows, css=Markup(css), css_hash=hashed)  # noqa: S704


def verify_collection(folder: str | Path) -> tuple[list[str], list[str]]:
    """Compare the list of packs with what stands in their folder, without looking inside the packs.

    Parameters
    ----------
    folder : path
        Written by ``arf-marine briefing --region all``.

    Returns
    -------
    tuple of list of str
        The folders of the packs, and what differs: the page, the list, a pack that is missing, too many, or another one.

    Raises
    ------
    PackError
        The list is damaged, or the manifest of a pack.
    """
    folder = Path(folder)
    try:
        listed = json.loads((folder / _LIST).read_text("utf-8"))
        wanted, page = dict(listed["packs"]), str(listed["page_sha256"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PackError(f"{folder / _LIST} is damaged ({error}). Make it again with: arf-marine briefing --region all --keep.") from error
    sound = listed.get("digest") == manifest_digest(listed) and written_alike(listed, folder / _LIST)
    out = [] if sound else [f"{_LIST}: changed"]
    if not (folder / _PAGE).is_file():
        out.append(f"{_PAGE}: missing")
    elif file_sha256(folder / _PAGE) != page:
        out.append(f"{_PAGE}: changed")
    found = sorted(path.parent.name for path in folder.glob("*/manifest.json"))
    out += [f"{name}: missing" for name in sorted(set(wanted) - set(found))]
    out += [f"{name}: not in {_LIST}" for name in sorted(set(found) - set(wanted))]
    out += [
        f"{name}: another pack than listed" for name in found if name in wanted and read_manifest(folder / name)["digest"] != wanted[name]
    ]
    return found, out
