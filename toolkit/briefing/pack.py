"""The pack: maps, tables, page and manifest in one folder that appears whole or not at all."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.briefing.atomic import folder_written_whole
from toolkit.briefing.crate import crate_metadata
from toolkit.briefing.disclosed import entry_tier, write_for_release
from toolkit.briefing.documents import stop_if, write_documents
from toolkit.briefing.drawing import DrawnMap
from toolkit.briefing.family import FamilyTable
from toolkit.briefing.leaks import stop_leaks
from toolkit.briefing.logo import Logo
from toolkit.briefing.manifest import Input, build_manifest, manifest_digest, pack_date, registered_inputs, write_json
from toolkit.briefing.page import expected_texts, page_text, render_page
from toolkit.briefing.readme import readme, write_sums
from toolkit.briefing.register import check_cells, other_numerals, scan, write_register
from toolkit.briefing.review import review_lines
from toolkit.briefing.tables import face_values, shown, write_geopackage, write_table
from toolkit.briefing.tiers import HIGHEST
from toolkit.briefing.worded import put_into_words
from toolkit.briefing.workers import Workers
from toolkit.cartography.export import FORMATS, figure_info, save_figure, write_files
from toolkit.cartography.gis_styles import gis_styles
from toolkit.catalog.regions import Region
from toolkit.catalog.regions import region as find_region
from toolkit.errors import PackError

if TYPE_CHECKING:
    from toolkit.briefing.edition import Edition
    from toolkit.cartography.sheet import MapFigure
    from toolkit.claims.faces import Faces
    from toolkit.overlay.table import IndicatorTable

__all__ = ["write_pack"]

_STEM = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")

_FRAME_NOTE = "Areas and counts are of the seas of the region, inside its frame."


def _named(figures: Mapping[str, MapFigure | DrawnMap] | Iterable[MapFigure | DrawnMap]) -> dict[str, MapFigure | DrawnMap]:
    """Give each figure the stem of its files."""
    named = dict(figures) if isinstance(figures, Mapping) else {f"map-{n}": figure for n, figure in enumerate(figures, start=1)}
    for name in named:
        if not _STEM.fullmatch(name):
            raise PackError(
                f"'{name}' cannot name a file of a pack. Use small letters, digits and hyphens, at most 80, such as 'coral-cover'."
            )
    return named


def _known_of(figure: MapFigure | DrawnMap) -> dict[str, Any]:
    """Return what cartography knows of a map, as plain values."""
    return dataclasses.asdict(figure.info) if isinstance(figure, DrawnMap) else figure_info(figure)


def _keep(figure: MapFigure | DrawnMap, folder: Path, name: str, formats: tuple[str, ...] = FORMATS, dpi: float = 300) -> None:
    """Write the files of a map."""
    if isinstance(figure, DrawnMap):
        write_files(folder, {f"{name}.{form}": data for form, data in figure.files.items()})
    else:
        save_figure(figure, folder, name, formats=formats, dpi=dpi)


def write_pack(
    out: str | Path,
    *,
    figures: Mapping[str, MapFigure | DrawnMap] | Iterable[MapFigure | DrawnMap],
    table: IndicatorTable,
    faces: Faces,
    region: str | Region,
    inputs: Iterable[Input] | None = None,
    parameters: Mapping[str, Any] | None = None,
    notes: Iterable[str] = (),
    profile: str = "un",
    language: str = "en",
    family: FamilyTable | None = None,
    slides: Mapping[str, MapFigure | DrawnMap] | None = None,
    edition: Edition | None = None,
    logo: Logo | None = None,
    replace: bool = False,
    workers: Workers | None = None,
    tell: Callable[[str], None] | None = None,
) -> Path:
    """Write a briefing pack.

    Parameters
    ----------
    out : path
        Folder to write; it appears whole or not at all.
    figures : mapping of str to MapFigure, or iterable of MapFigure
        Maps in their order, also those that were rendered before; names become file names.
    table : IndicatorTable
        Every value that is drawn or printed.
    faces : Faces
        The faces of the table.
    region : str or Region
        What the pack is about.
    inputs : iterable of Input, optional
        Datasets used; by default the registered ones that the table and the claims name.
    parameters : mapping, optional
        The choices that were made, for the manifest.
    notes : iterable of str
        What was repaired, dropped or reprojected on the way.
    profile : str
        Profile of printed names.
    language : str
        Language of the fixed words; see ``toolkit/briefing/messages``.
    family : FamilyTable, optional
        All scenarios; without it only areas are spoken of, in the faces given.
    slides : mapping of str to MapFigure, optional
        The same maps drawn for slides, under the same names; without one a document shows the map for paper.
    edition : Edition, optional
        Audience, what was withheld from it and what the files are scanned for; without it the pack is for the highest tier, and no lower
        one can be made from it.
    logo : Logo, optional
        Mark of whoever sends the pack; see :func:`toolkit.briefing.logo.read_logo`.
    replace : bool
        Whether a pack that stands there may be replaced.
    workers : Workers, optional
        Who shares the work; by default this process alone.
    tell : callable, optional
        Takes a line of progress.

    Returns
    -------
    pathlib.Path
        The folder.

    Raises
    ------
    PackError
        The folder exists and may not be replaced, cannot be written, or a name cannot name a file.
    LintError
        A map breaks a rule of neutrality or legibility.
    """
    where = find_region(region)
    named = _named(figures)
    date = pack_date(faces.claims.date)
    used = list(inputs) if inputs is not None else registered_inputs({*table.dataset_ids, *faces.claims.dataset_ids})
    remarks = [*notes, _FRAME_NOTE]
    audience = edition.audience if edition is not None else HIGHEST
    with folder_written_whole(out, replace=replace) as folder:
        (folder / "maps").mkdir()
        (folder / "data").mkdir()
        # Words first: what cannot stand is told before pictures are written.
        infos = {name: _known_of(figure) for name, figure in named.items()}
        told = put_into_words(
            where, faces=faces, table=table, infos=infos, used=used, remarks=remarks, profile=profile, language=language, family=family,
            edition=edition,
        )  # fmt: skip
        cells, desk, findings, entries = told.cells, told.desk, told.findings, told.entries
        content = dataclasses.replace(told.content, logo=logo)
        for name, figure in named.items():
            _keep(figure, folder / "maps", name)
            if tell:
                tell(f"      {name}: png, svg, pdf")
        for name, figure in (slides or {}).items():
            _keep(figure, folder / "maps", f"{name}-slide", formats=("png",), dpi=150)
        shown_on_slides = {f"{name}-slide": _known_of(figure) for name, figure in (slides or {}).items()}
        for stem, frame in told.frames.items():
            write_table(frame, folder / "data" / stem)
        write_for_release(edition, faces.claims, folder / "data")
        rows = table.frame
        layers = [("faces", face_values(faces.frame, rows))]
        if in_force := faces.claims.lines_in_force():
            layers.append(("lines", faces.claims.replace(lines=in_force).lines_frame()))
        write_geopackage(layers, folder / "data" / "faces.gpkg", date=date, styles=gis_styles(faces, rows, date=date))
        write_table(other_numerals(content), folder / "data" / "numerals")
        write_register(entries, folder / "data", {entry.id: entry_tier([entry.bound], cells) for entry in entries})
        page = render_page(content, folder / "maps", workers)
        stop_if(check_cells(entries, cells), "a number does not agree with its cell")
        stop_if(scan("index.html", page_text(page), expected_texts(content), entries), "a numeral is bound to no cell")
        (folder / "index.html").write_text(page, "utf-8")
        write_documents(content, entries, folder, workers)
        if audience == HIGHEST:
            review = "\n".join(shown(str(text)) for text in review_lines(desk, findings))
            (folder / "documents" / "review.txt").write_text(review + "\n", "utf-8")
        if tell:
            tell("      documents: html, pdf (a4, letter), pptx, docx")
        words = {name: shown(str(getattr(content, name))) for name in ("title", "subtitle", "disclaimer")}
        (folder / "README.txt").write_text(readme(folder, words, audience=audience, language=language), "utf-8")
        described: dict[str, Any] = {
            "title": str(content.title),
            "date": date,
            "parameters": {"region": where.id, "profile": profile, "language": language, "tier": audience, **dict(parameters or {})},
            "inputs": used,
            "figures": {**infos, **shown_on_slides},
            "claims_dataset_ids": faces.claims.dataset_ids,
            "notes": remarks,
            "edition": edition.described() if edition is not None else None,
        }
        write_json(crate_metadata(build_manifest(folder, **described), str(content.subtitle)), folder / "ro-crate-metadata.json")
        write_sums(folder)
        manifest = build_manifest(folder, **described)
        write_json({**manifest, "digest": manifest_digest(manifest)}, folder / "manifest.json")
        if edition is not None and edition.secrets is not None:
            stop_leaks(folder, edition.secrets)
    return Path(out)
