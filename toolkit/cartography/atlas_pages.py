"""The atlas: one page for each region, numbered, with the same foot, in one call; and all pages in one PDF."""

from __future__ import annotations

import datetime
import io
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.backends.backend_pdf import PdfPages

from toolkit.cartography.claims_map import map_claims
from toolkit.cartography.export import refuse_broken, stem_of, write_files
from toolkit.cartography.indicator_map import map_indicator
from toolkit.cartography.info import drawn_on
from toolkit.cartography.key_page import map_line_key
from toolkit.cartography.pages import Page
from toolkit.cartography.patches_map import map_patches
from toolkit.cartography.sheet import RC, MapFigure
from toolkit.catalog.regions import Region
from toolkit.catalog.regions import region as find_region
from toolkit.catalog.regions import regions as all_regions
from toolkit.errors import FigureError

__all__ = ["atlas", "save_atlas"]


def atlas(
    regions: Iterable[str | Region] | None = None,
    *,
    claims: Any = "arf",
    indicator: Any = None,
    time: str | None = None,
    page: str | Page = "a4",
    profile: str = "un",
    synthetic: bool = False,
    index: bool = False,
) -> tuple[MapFigure, ...]:
    """Draw one page for each region; behind each map of claims the key of its lines and, where wanted, the index of patches.

    Parameters
    ----------
    regions : iterable of str or Region, optional
        Which, in the order of the pages; by default all regions in the order of their file.
    claims : ClaimSet or str
        A claim set, or what :func:`toolkit.read_claims` reads; the embedded compiled set by default.
    indicator : str or Indicator, optional
        Draw this indicator of the embedded data instead of the claims.
    time : str, optional
        Period of the indicator; by default the latest.
    page, profile, synthetic
        As for :func:`map_claims`.
    index : bool
        Whether the index of patches (:func:`map_patches`) follows the map of each region.

    Returns
    -------
    tuple of MapFigure
        Each says 'Page k of n' before its map id; :func:`save_atlas` writes them as one PDF.

    Raises
    ------
    FigureError
        No region is given, or a region holds no claim.
    """
    from toolkit.claims.partition import partition
    from toolkit.claims.read import read_claims
    from toolkit.overlay.standard import standard_table

    chosen = [find_region(item) for item in (all_regions() if regions is None else regions)]
    if not chosen:
        raise FigureError("An atlas of no region given; name one or more, or leave regions out for all.")
    whole = read_claims(claims) if isinstance(claims, (str, Path)) else claims
    drawn = [(where, partition(whole.within(where))) for where in chosen]
    if indicator is None:
        # The numbers on a map mean nothing without their key: it follows each map.
        keys = [map_line_key(faces, where, page=page, profile=profile, synthetic=synthetic) for where, faces in drawn]
        n = sum(1 + len(part) + index for part in keys)
        out: list[MapFigure] = []
        for where, faces in drawn:
            leaf = f"Page {len(out) + 1} of {n}"
            out.append(map_claims(faces, where, page=page, profile=profile, synthetic=synthetic, leaf=leaf))
            leaves = [f"Page {k} of {n}" for k in range(len(out) + 1, n + 1)]
            out += map_line_key(faces, where, page=page, profile=profile, synthetic=synthetic, leaves=leaves)
            if index:
                out.append(map_patches(faces, where, page=page, profile=profile, synthetic=synthetic, leaf=f"Page {len(out) + 1} of {n}"))
        return tuple(out)
    out = []
    n = len(drawn) * (1 + index)
    for where, faces in drawn:
        leaf = f"Page {len(out) + 1} of {n}"
        table, _ = standard_table(faces)
        out.append(map_indicator(faces, table, indicator, where, time=time, page=page, profile=profile, synthetic=synthetic, leaf=leaf))
        if index:
            out.append(map_patches(faces, where, page=page, profile=profile, synthetic=synthetic, leaf=f"Page {len(out) + 1} of {n}"))
    return tuple(out)


def save_atlas(
    figures: Iterable[MapFigure], folder: str | os.PathLike[str], stem: str = "atlas", *, waive: Mapping[str, str] | None = None
) -> Path:
    """Write the pages of an atlas as one PDF; the same pages give the same bytes.

    Parameters
    ----------
    figures : iterable of MapFigure
        From :func:`atlas`, or any pages drawn here.
    folder, stem, waive
        As for :func:`save_figure`.

    Raises
    ------
    LintError
        A page breaks a rule that was not waived; nothing is written.
    FigureError
        There is no page, or the folder cannot be written.
    """
    pages = list(figures)
    if not pages:
        raise FigureError("An atlas without pages given. Draw some with toolkit.atlas().")
    for figure in pages:
        refuse_broken(figure, waive)
    made_up = any(figure.info.data_kind.startswith("synthetic") for figure in pages)
    stem = stem_of(stem, synthetic=made_up)
    date = drawn_on("")
    titles = "; ".join(figure.info.title for figure in pages)
    words: dict[str, Any] = {
        "Title": f"{'Synthetic data. ' if made_up else ''}Atlas: {len(pages)} maps",
        "Subject": titles,
        "Keywords": "; ".join(figure.info.map_id for figure in pages),
        "Creator": None,
        "Producer": None,
        "CreationDate": datetime.datetime.fromisoformat(date).replace(tzinfo=datetime.UTC) if date else None,
        "ModDate": None,
    }
    stream = io.BytesIO()
    with mpl.rc_context(RC), PdfPages(stream, metadata=words) as book:  # type: ignore[arg-type]
        for figure in pages:
            book.savefig(figure, facecolor="white", edgecolor="none")
    return write_files(Path(folder), {f"{stem}.pdf": stream.getvalue()})[0]
