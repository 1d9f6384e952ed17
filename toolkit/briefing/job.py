"""The main job, end to end: claims, faces, grids, surveys and stock figures, overlay, one table, maps, pack."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.briefing.atomic import check_target
from toolkit.briefing.drawing import draw_maps, with_known
from toolkit.briefing.manifest import Input, registered_inputs, user_input, with_own_files
from toolkit.briefing.pack import write_pack
from toolkit.catalog.regions import Region
from toolkit.catalog.regions import region as find_region
from toolkit.errors import GeometryError, SchemaError, unknown_name
from toolkit.progress import Steps

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr


__all__ = ["make_briefing"]

#: What every map is drawn on, whatever is mapped.
_GROUND = ("base-land", "base-bathymetry", "names")

#: Where thresholds of confidence and the words of a pack come from.
_RULES = ("briefing-rules", "briefing-options", "fonts-noto-sans")


def make_briefing(
    region: str | Region = "south-china-sea",
    *,
    out: str | Path,
    claims: str | Path | None = None,
    claimant_column: str | None = None,
    claimants: Mapping[str, str] | str | Path | None = None,
    land: str = "remove",
    grid: str | Path | None = None,
    variable: str | None = None,
    within: str = "reefs",
    points: str | Path | None = None,
    value: str | None = None,
    units: str | None = None,
    columns: str | Mapping[str, str] | None = None,
    page: str = "a4",
    profile: str = "un",
    language: str = "en",
    replace: bool = False,
    tell: Callable[[str], None] | None = None,
) -> Path:
    """Make a briefing pack from embedded data, with the user's own files in place of it where they are given.

    Parameters
    ----------
    region : str or Region
        What the pack is about; see ``toolkit.regions()``.
    out : path
        Folder to write; it appears whole or not at all.
    claims : path, optional
        The user's claim polygons; by default the embedded compiled set.
    claimant_column : str, optional
        Their column that names the claimants, where it is not found by itself.
    claimants : mapping of str to str, or path, optional
        Claimants of the user's own: code -> name, or a CSV file with the columns ``code`` and ``name``.
    land : {'remove', 'keep'}
        Whether what the user's claims have on land is taken away, so that areas are of sea.
    grid, variable : path and str, optional
        The user's grid (CF netCDF or Zarr) and the variable to overlay; it is mapped beside the embedded indicators.
    within : {'reefs', 'sea'}
        What of each face the user's grid is averaged over: its reef-bearing water, or all cells; the tables tell which.
    points, value : path and str, optional
        The user's survey table and the column of the value, by default hard-coral cover in percent. It replaces the embedded
        aggregate of surveys.
    units : str, optional
        Units of that column, where its name does not tell them.
    columns : str or mapping of str to str, optional
        Columns of the survey table that are not found by their names, such as ``"lon=E_deg, lat=N_deg"``; also ``site`` and ``time``.
    page : str
        Page of the maps.
    profile : str
        Profile of printed names; it changes labels only.
    language : str
        Language of the fixed words; see ``toolkit/briefing/messages``.
    replace : bool
        Whether a pack that stands there already may be replaced.
    tell : callable, optional
        Takes one line for each step.

    Returns
    -------
    pathlib.Path
        The folder of the pack.

    Raises
    ------
    UnknownNameError
        The region, page, profile or variable is not known.
    UnreadableFileError, SchemaError, MissingCRSError, CRSError, GeometryError, GridError
        A file of the user cannot be used; the message names the next step.
    OverlayError
        The grid or the surveys do not touch the claims.
    PackError
        The folder cannot be written.
    LintError
        A map breaks a rule of neutrality or legibility.
    """
    from toolkit.briefing.family import family_table
    from toolkit.briefing.messages import messages
    from toolkit.cartography.pages import page_of
    from toolkit.catalog.grids import open_grid
    from toolkit.catalog.points import column_roles, read_points
    from toolkit.claims.names import profiles
    from toolkit.claims.partition import partition
    from toolkit.claims.read import read_claims
    from toolkit.overlay.standard import WITHIN, standard_table

    where = find_region(region)
    page_of(page)
    if profile not in profiles():
        raise unknown_name("profile of names", profile, profiles())
    messages(language)
    check_target(out, replace=replace)
    if variable is not None and grid is None:
        raise SchemaError(f"A variable ('{variable}') is given without a grid. Name the file too, with --grid FILE.")
    if within not in WITHIN:
        raise unknown_name("water to average over", within, WITHIN)
    if value is not None and points is None:
        raise SchemaError(f"A column of values ('{value}') is given without a survey table. Name the file too, with --points FILE.")
    named: dict[str, Any] = column_roles(columns)
    steps = Steps(6, tell)
    own: list[Input] = []

    with steps.step("Read claims") as found:
        claim_set = read_claims(claims if claims is not None else where.id, claimant_column=claimant_column, claimants=claimants, land=land)
        if claims is not None:
            own.append(user_input(next(iter(claim_set.dataset_ids)), claims, "claims"))
        found(f"{len(claim_set)} claims of {len(claim_set.claimants)} claimants")
    with steps.step("Partition into faces") as found:
        inside = claim_set.within(where.bounds)
        if not len(inside):
            raise GeometryError(
                f"No claim lies inside {where.title} {where.bounds}. "
                "Choose the region that fits the file (arf-marine regions), or check its coordinates."
            )
        faces = partition(inside)
        overlapping = int((faces.frame["n_claimants"] > 1).sum())
        found(f"{len(faces)} faces, {overlapping} with more than one claimant")
    with steps.step("Overlay grids, surveys and stock figures") as found:
        surveys: pd.DataFrame | None = None
        data: xr.DataArray | None = None
        if points is not None:
            surveys = read_points(points, value=value, units=units, **named)
            surveys.attrs["dataset_id"] = _one_word(surveys.attrs["dataset_id"])
            own.append(user_input(surveys.attrs["dataset_id"], points, "surveys"))
        if grid is not None:
            data = open_grid(grid, variable)
            data.attrs["dataset_id"] = _one_word(data.attrs["dataset_id"])
            own.append(user_input(data.attrs["dataset_id"], grid, "grid"))
        table, own_indicator = standard_table(faces, surveys=surveys, grid=data, within=within)
        table = with_known(table)
        found(f"{len(table.frame)} rows")
    with steps.step("Test under every scenario") as found:
        family = family_table(inside, surveys=surveys, grid=data, within=within)
        n = len(family.scenarios())
        found(f"{n} scenario{'' if n == 1 else 's'}")
    with steps.step("Draw maps") as found:
        figures, slides = draw_maps(faces, table, own_indicator, where, page=page, profile=profile)
        found(f"{len(figures)} maps, {len(slides)} of them for slides as well")
    with steps.step("Write the pack") as found:
        registered = registered_inputs({*table.dataset_ids, *claim_set.dataset_ids, *_GROUND, *_RULES})
        pack = write_pack(
            out,
            figures=figures,
            slides=slides,
            table=table,
            faces=faces,
            region=where,
            inputs=with_own_files(registered, own),
            parameters={
                "claims": Path(claims).name if claims else "embedded",
                "grid": Path(grid).name if grid else "embedded",
                "variable": variable or "",
                "within": within if grid else "",
                "points": Path(points).name if points else "embedded",
                "value": value or "",
                "units": units or "",
                "columns": ", ".join(f"{role}={name}" for role, name in sorted(named.items())),
                "page": page,
            },
            notes=[*claim_set.notes, *table.notes, *_remarks(surveys, data)],
            profile=profile,
            language=language,
            family=family,
            replace=replace,
        )
        found(f"{sum(1 for path in pack.rglob('*') if path.is_file())} files")
    return pack


def _one_word(dataset_id: str) -> str:
    """Return an id without blanks: the indicator table lists ids with a blank between them."""
    return "_".join(dataset_id.split())


def _remarks(surveys: pd.DataFrame | None, data: xr.DataArray | None) -> list[str]:
    """Say what the readers dropped or changed in the user's files."""
    out: list[str] = []
    if surveys is not None:
        dropped = surveys.attrs.get("rows_dropped", [])
        reasons: dict[str, int] = {}
        for _, reason in dropped:
            reasons[reason] = reasons.get(reason, 0) + 1
        out += [f"Surveys: {n} rows dropped: {reason}." for reason, n in sorted(reasons.items())]
        out += [f"Surveys: {note}." for note in surveys.attrs.get("notes", ())]
    if data is not None:
        told = data.attrs.get("notes", ())
        out += [f"Grid: {note}." for note in (told.split("; ") if isinstance(told, str) else told) if note]
    return out
