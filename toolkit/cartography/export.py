"""Export: the same bytes every time, with the alternative text in every format, and nothing half-written."""

from __future__ import annotations

import contextlib
import datetime
import io
import os
import re
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import matplotlib as mpl
from matplotlib.figure import Figure

from toolkit.cartography.info import FigureInfo, drawn_on, figure_info, info_of
from toolkit.cartography.sheet import RC
from toolkit.errors import FigureError, LintError

__all__ = ["FORMATS", "figure_info", "png_bytes", "rendered", "save_figure"]

#: Formats that can be written.
FORMATS = ("png", "svg", "pdf")
_STEM = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")


def _chunks(info: FigureInfo) -> dict[str, str | None]:
    """Return the text chunks of a PNG; no software version, no clock."""
    return {
        "Title": info.title,
        "Description": info.alt_long or info.alt_short,
        "Alt": info.alt_short,
        "Source": " ".join(info.sources),
        "Disclaimer": info.disclaimer,
        "MapId": info.map_id,
        "DataKind": info.data_kind,
        "Software": None,
    }


def png_bytes(figure: Figure, dpi: float = 300.0) -> bytes:
    """Return a figure as PNG.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Made by a ``map_*`` function.
    dpi : float
        Dots per inch.
    """
    return _render(figure, "png", dpi)


def _render(figure: Figure, form: str, dpi: float) -> bytes:
    info = info_of(figure)
    stream = io.BytesIO()
    date = drawn_on("")
    when = datetime.datetime.fromisoformat(date).replace(tzinfo=datetime.UTC) if date else None
    metadata: Mapping[str, Any]
    if form == "png":
        metadata = _chunks(info)
    elif form == "svg":
        metadata = {"Date": None, "Creator": None}
    else:
        metadata = {
            "Title": info.title,
            "Subject": info.alt_short,
            "Keywords": f"{info.map_id}; {info.data_kind}",
            "Creator": None,
            "Producer": None,
            "CreationDate": when,
            "ModDate": None,
        }
    with mpl.rc_context(RC):  # type: ignore[arg-type]
        figure.savefig(stream, format=form, dpi=dpi, metadata=dict(metadata), facecolor="white", edgecolor="none")
    return _described(stream.getvalue(), info) if form == "svg" else stream.getvalue()


def _described(svg: bytes, info: FigureInfo) -> bytes:
    """Put role, title and description into an SVG."""
    text = svg.decode("utf-8")
    head = re.search(r"<svg\b[^>]*>", text)
    if head is None:
        raise FigureError("The SVG writer gave no <svg> element; matplotlib may have changed. Report this with your version of matplotlib.")
    opened = head.group(0)[:-1] + ' role="img" aria-labelledby="alt-title alt-desc">'
    words = f'\n <title id="alt-title">{escape(info.alt_short or info.title)}</title>\n <desc id="alt-desc">{escape(info.alt_long)}</desc>'
    return (text[: head.start()] + opened + words + text[head.end() :]).encode("utf-8")


def save_figure(
    figure: Figure,
    folder: str | os.PathLike[str],
    stem: str,
    formats: Iterable[str] = ("png", "svg", "pdf"),
    dpi: float = 300.0,
    *,
    waive: Mapping[str, str] | None = None,
) -> tuple[Path, ...]:
    """Write a figure; the same figure gives the same bytes.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Made by a ``map_*`` function.
    folder : path
        Where to; it is made if it is not there.
    stem : str
        Name of the files without ending: small letters, digits and hyphens, at most 80.
    formats : iterable of str
        Any of 'png', 'svg', 'pdf'.
    dpi : float
        Resolution of the PNG.
    waive : mapping of str to str, optional
        Rules of the lint to leave aside: rule id -> reason. They are kept in ``figure_info(figure)["waivers"]``.

    Returns
    -------
    tuple of pathlib.Path
        The files, in the order of ``formats``.

    Raises
    ------
    LintError
        The figure breaks a rule that is an error and was not waived; nothing is written.
    FigureError
        The stem or a format is not allowed, the folder cannot be written, or the figure was not made here.
    """
    stem = stem_of(stem, synthetic="synthetic" in info_of(figure).data_kind)
    return write_files(Path(folder), {f"{stem}.{form}": data for form, data in rendered(figure, formats, dpi, waive=waive).items()})


def rendered(
    figure: Figure, formats: Iterable[str] = FORMATS, dpi: float = 300.0, *, waive: Mapping[str, str] | None = None
) -> dict[str, bytes]:
    """Return a figure in some formats, measured before; the same figure gives the same bytes.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Made by a ``map_*`` function.
    formats, dpi, waive
        As of :func:`save_figure`.

    Returns
    -------
    dict of str to bytes
        Format -> content of the file.

    Raises
    ------
    LintError
        The figure breaks a rule that is an error and was not waived.
    FigureError
        A format is not allowed, or the figure was not made here.
    """
    info_of(figure)
    wanted = tuple(formats)
    unknown = [form for form in wanted if form not in FORMATS]
    if unknown or not wanted:
        raise FigureError(f"Formats {unknown or 'none'} given; allowed: {', '.join(FORMATS)}. Name one or more of them.")
    refuse_broken(figure, waive)
    return {form: _render(figure, form, dpi) for form in wanted}


def stem_of(stem: str, *, synthetic: bool) -> str:
    """Return the name of files, with the word where the data are made up.

    Raises
    ------
    FigureError
        The name has letters that are not allowed.
    """
    if not _STEM.fullmatch(stem):
        raise FigureError(f"The file name '{stem}' is not allowed: small letters, digits and hyphens, at most 80 characters.")
    return f"{stem}-synthetic" if synthetic and "synthetic" not in stem else stem


def refuse_broken(figure: Figure, waive: Mapping[str, str] | None) -> None:
    """Measure a figure, keep the waivers in its record, and refuse it where it breaks a rule that is not waived.

    Raises
    ------
    LintError
        It does.
    """
    from toolkit.cartography.lint import lint

    info = info_of(figure)
    info.waivers = dict(waive or {})
    broken = [finding for finding in lint(figure) if finding.severity == "error" and finding.rule not in info.waivers]
    if broken:
        rows = "\n".join(f"  {finding}" for finding in broken[:12])
        raise LintError(
            f"Map '{info.title}' breaks {len(broken)} rule(s):\n{rows}\n"
            "Mend the figure, or waive a rule with its reason: save_figure(..., waive={'RULE-ID': 'why'})."
        )


def write_files(folder: Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write files into a folder, each whole or not at all.

    Raises
    ------
    FigureError
        The folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            _write(folder / name, data)
    except OSError as error:
        raise FigureError(
            f"The map cannot be written to {folder}: {error.strerror or error}. Choose a folder that can be written, with free space."
        ) from error
    return tuple(folder / name for name in files)


def _write(path: Path, data: bytes) -> None:
    """Write a file beside its place and move it there, so that it is whole or not there."""
    handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
