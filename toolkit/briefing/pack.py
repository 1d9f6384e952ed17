"""The pack: maps, tables, page and manifest in one folder that appears whole or not at all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.briefing.atomic import folder_written_whole
from toolkit.briefing.content import page_context
from toolkit.briefing.manifest import Input, build_manifest, pack_date, registered_inputs, write_json
from toolkit.briefing.page import render_page
from toolkit.briefing.tables import face_values, write_csv, write_geopackage, write_parquet
from toolkit.cartography.export import figure_info, save_figure
from toolkit.catalog.regions import Region
from toolkit.catalog.regions import region as find_region
from toolkit.errors import PackError

if TYPE_CHECKING:
    from toolkit.cartography.sheet import MapFigure
    from toolkit.claims.faces import Faces
    from toolkit.overlay.table import IndicatorTable

__all__ = ["write_pack"]

_STEM = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")

_README = """\
Files of this briefing pack
===========================

index.html                   the briefing; opens from disk, asks nothing of the network
maps/*.png, *.svg, *.pdf     the maps, for the screen and for print
data/indicator_table.csv     every value on the maps: one row for each face, indicator, statistic and time.
                             A text cell that a spreadsheet could run as a formula begins with an apostrophe.
data/indicator_table.parquet the same with the exact strings
data/faces.gpkg              the faces with their values, and the lines, for a GIS (EPSG:4326)
manifest.json                every file and every input with its checksum, licence and citation

Check the pack with: arf-marine verify FOLDER

{disclaimer}
"""

_FRAME_NOTE = "Areas and counts are of the part inside the frame of the region."


def _named(figures: Mapping[str, MapFigure] | Iterable[MapFigure]) -> dict[str, MapFigure]:
    """Give each figure the stem of its files."""
    named = dict(figures) if isinstance(figures, Mapping) else {f"map-{n}": figure for n, figure in enumerate(figures, start=1)}
    for name in named:
        if not _STEM.fullmatch(name):
            raise PackError(
                f"'{name}' cannot name a file of a pack. Use small letters, digits and hyphens, at most 80, such as 'coral-cover'."
            )
    return named


def write_pack(
    out: str | Path,
    *,
    figures: Mapping[str, MapFigure] | Iterable[MapFigure],
    table: IndicatorTable,
    faces: Faces,
    region: str | Region,
    inputs: Iterable[Input] | None = None,
    parameters: Mapping[str, Any] | None = None,
    notes: Iterable[str] = (),
    profile: str = "un",
    replace: bool = False,
    tell: Callable[[str], None] | None = None,
) -> Path:
    """Write a briefing pack.

    Parameters
    ----------
    out : path
        Folder to write; it appears whole or not at all.
    figures : mapping of str to MapFigure, or iterable of MapFigure
        Maps in their order; names become file names.
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
    replace : bool
        Whether a pack that stands there may be replaced.
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
    with folder_written_whole(out, replace=replace) as folder:
        (folder / "maps").mkdir()
        (folder / "data").mkdir()
        infos: dict[str, dict[str, Any]] = {}
        for name, figure in named.items():
            save_figure(figure, folder / "maps", name, formats=("png", "svg", "pdf"))
            infos[name] = figure_info(figure)
            if tell:
                tell(f"      {name}: png, svg, pdf")
        rows = table.frame
        write_csv(rows, folder / "data" / "indicator_table.csv")
        write_parquet(rows, folder / "data" / "indicator_table.parquet")
        layers = [("faces", face_values(faces.frame, rows))]
        if len(faces.claims.lines):
            layers.append(("lines", faces.claims.lines_frame()))
        write_geopackage(layers, folder / "data" / "faces.gpkg", date=date)
        context = page_context(
            where, faces=faces, table=table, figures=infos, images=folder / "maps", inputs=used, date=date, profile=profile, notes=remarks
        )
        (folder / "index.html").write_text(render_page(context), "utf-8")
        (folder / "README.txt").write_text(_README.format(disclaimer=context["disclaimer"]), "utf-8")
        manifest = build_manifest(
            folder,
            title=context["title"],
            date=date,
            parameters={"region": where.id, "profile": profile, **dict(parameters or {})},
            inputs=used,
            figures=infos,
            notes=remarks,
        )
        write_json(manifest, folder / "manifest.json")
    return Path(out)
