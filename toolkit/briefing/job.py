"""The main job, end to end: claims, faces, grids, surveys and stock figures, overlay, one table, maps, pack."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.briefing.atomic import held_target
from toolkit.briefing.drawn import draw_edition
from toolkit.briefing.edition import GROUND, Edition, read_edition, release_edition, write_edition
from toolkit.briefing.logo import read_logo
from toolkit.briefing.manifest import Input, registered_inputs, user_input, with_own_files
from toolkit.briefing.own_files import (
    claims_say_synthetic,
    class_edges,
    for_page,
    outside_note,
    own_grid,
    own_surveys,
    remarks,
    survey_length,
    survey_years_note,
)
from toolkit.briefing.release import Tables, key_note
from toolkit.briefing.sites import exact_sites, sites_for, survey_units
from toolkit.briefing.tiers import HIGHEST, read_key, rules, tier_named
from toolkit.briefing.worded import check_words
from toolkit.briefing.workers import Workers
from toolkit.catalog.regions import Region
from toolkit.catalog.regions import region as find_region
from toolkit.errors import GeometryError, SchemaError, unknown_name
from toolkit.progress import Steps

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from toolkit.briefing.messages import Messages
    from toolkit.claims.model import ClaimSet
    from toolkit.indicators.model import Indicator


__all__ = ["make_briefing"]


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
    within: str | None = None,
    grid_units: str | None = None,
    time: str | None = None,
    classes: str | None = None,
    points: str | Path | None = None,
    value: str | None = None,
    units: str | None = None,
    columns: str | Mapping[str, str] | None = None,
    survey_years: int | str = 5,
    synthetic: bool = False,
    page: str = "a4",
    profile: str = "un",
    language: str = "en",
    logo: str | Path | None = None,
    logo_alt: str = "",
    audience: str = HIGHEST,
    key: str | Path | None = None,
    previous: str | Path | None = None,
    claims_tier: str = HIGHEST,
    grid_tier: str = HIGHEST,
    points_tier: str = HIGHEST,
    exact_positions: bool = False,
    replace: bool = False,
    workers: int | str | None = None,
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
    within : {'reefs', 'sea'}, optional
        What of each face the user's grid is averaged over: its reef-bearing water, or all cells; the tables tell which. By default the
        water of reefs for indicators of heat and corals, and all of it for any other variable.
    grid_units : str, optional
        Units of the variable of the grid, where the file does not state them.
    time : str, optional
        Which time of the grid: ``2021-06``, ``2021`` (the mean of its months, or the sum of amounts), ``2019/2021``; by default all, of
        which maps show the last. Of a grid without times it states the period.
    classes : str, optional
        Edges between the classes of the map of the grid, such as ``"0.2, 0.3, 0.4"``, so that maps can be compared; by default round
        numbers chosen from the values.
    points, value : path and str, optional
        The user's survey table and the column of the value, by default hard-coral cover in percent. It replaces the embedded
        aggregate of surveys.
    units : str, optional
        Units of that column, where its name does not tell them; without surveys, of the grid.
    columns : str or mapping of str to str, optional
        Columns of the survey table that are not found by their names, such as ``"lon=E_deg, lat=N_deg"``; also ``site`` and ``time``.
    survey_years : {5, 1}
        Length of the periods of the user's surveys: five years, as of the embedded ones, or each year.
    synthetic : bool
        Whether the user's files are made up: every map made from them is stamped. A file that says so itself is believed.
    page : str
        Page of the maps.
    profile : str
        Profile of printed names; it changes labels only.
    language : str
        Language of the fixed words; see ``toolkit/briefing/messages``.
    logo, logo_alt : path and str, optional
        PNG with the mark of the secretariat, and what it shows in words; it stands on the cover of each document.
    audience : {'track2', 'participants', 'public'}
        Who may read it; see ``data/briefing/tiers.toml`` for what is withheld from whom.
    key : path, optional
        The key holder's file with the p of the p% rule, for amounts of known holdings; it never enters a pack.
    previous : path, optional
        The previous edition for the highest tier: what its lower editions print counts as known to every reader.
    claims_tier, grid_tier, points_tier : str
        Widest audience of the user's own files; by default they stay with the highest tier.
    exact_positions : bool
        Whether those who surveyed consent to exact positions of their sites in the edition of the highest tier.
    replace : bool
        Whether a pack that stands there already may be replaced.
    workers : int, optional
        How many processes share the drawing of maps; by default the cores of this machine, at most four. The pack is the same.
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
        The folder cannot be written, another run is writing it, or something withheld stands in the pack.
    LintError
        A map breaks a rule of neutrality or legibility.
    """
    from toolkit.briefing.family import family_table
    from toolkit.briefing.messages import messages
    from toolkit.briefing.templates_check import check_templates
    from toolkit.cartography.pages import page_of
    from toolkit.catalog.points import column_roles
    from toolkit.claims.names import profiles
    from toolkit.claims.partition import partition
    from toolkit.claims.read import read_claims
    from toolkit.overlay.standard import WITHIN, standard_table

    where = find_region(region)
    page_of(page)
    if profile not in profiles():
        raise unknown_name("profile of names", profile, profiles())
    say = messages(language)
    check_templates(language)
    mark = read_logo(logo, logo_alt) if logo is not None else None
    for tier in (audience, claims_tier, grid_tier, points_tier):
        tier_named(tier)
    if variable is not None and grid is None:
        raise SchemaError(f"A variable ('{variable}') is given without a grid. Name the file too, with --grid FILE.")
    if within is not None and within not in WITHIN:
        raise unknown_name("water to average over", within, WITHIN)
    if value is not None and points is None:
        raise SchemaError(f"A column of values ('{value}') is given without a survey table. Name the file too, with --points FILE.")
    if claims is not None and not rules().may_read(audience, claims_tier):
        raise SchemaError(
            f"The pack is for '{audience}' and the claims are for '{claims_tier}'. "
            f"If these readers may see them, add --claims-tier {audience}."
        )
    p = read_key(key) if key is not None else None
    before = read_edition(previous) if previous is not None else None
    named: dict[str, Any] = column_roles(columns)
    edges, years = class_edges(classes), survey_length(survey_years)
    if grid is not None and points is None and grid_units is None:
        grid_units = units
    tell_line = tell or (lambda line: None)
    steps = Steps(8, tell)
    own: list[Input] = []
    roles: dict[str, str] = {}

    water = within or "reefs"
    told_of: dict[str, tuple[str, ...]] = {}

    def brought(role: str, dataset_id: str, path: str | Path, *, made_up: object) -> None:
        own.append(user_input(dataset_id, path, {"points": "surveys"}.get(role, role), synthetic=synthetic or bool(made_up)))
        roles[role] = dataset_id

    with held_target(out, replace=replace), Workers(workers) as pool:
        with steps.step("Read claims") as found:
            claim_set = read_claims(
                claims if claims is not None else where.id, claimant_column=claimant_column, claimants=claimants, land=land
            )
            claim_set = _named_in_one_word(claim_set)
            if claims is not None:
                brought("claims", next(iter(claim_set.dataset_ids)), claims, made_up=claims_say_synthetic(claim_set))
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
                surveys, told_of["points"] = own_surveys(points, value=value, units=units, columns=columns)
                surveys.attrs["dataset_id"] = _one_word(surveys.attrs["dataset_id"])
                told_of["points"] += tuple(note for note in (survey_years_note(surveys, years),) if note)
                brought("points", surveys.attrs["dataset_id"], points, made_up=surveys.attrs.get("synthetic"))
            if grid is not None:
                data, water, told_of["grid"] = own_grid(grid, variable, units=grid_units, time=time, within=within)
                data.attrs["dataset_id"] = _one_word(data.attrs["dataset_id"])
                brought("grid", data.attrs["dataset_id"], grid, made_up=data.attrs.get("synthetic"))
            for line in (line for lines in told_of.values() for line in lines):
                tell_line(f"      {line}")
            # On the page the table says how many surveys are in no value.
            if surveys is not None and (outside := outside_note(surveys, faces)):
                tell_line(f"      {outside}.")
            table, own_indicator = standard_table(faces, surveys=surveys, grid=data, within=water, survey_years=years)
            found(f"{len(table.frame)} rows")
        with steps.step("Test under every scenario") as found:
            family = family_table(inside, surveys=surveys, grid=data, within=water, survey_years=years)
            n = len(family.scenarios())
            found(f"{n} scenario{'' if n == 1 else 's'}")
        tiers = {"claims": claims_tier, "grid": grid_tier, "points": points_tier}
        own_tiers = {name: rules().narrowest([tiers[role] for role, other in roles.items() if other == name]) for name in roles.values()}
        of_data = rules().narrowest([tiers[role] for role in ("grid", "points") if role in roles])
        registered = registered_inputs({*table.dataset_ids, *claim_set.dataset_ids, *GROUND})
        edition = Edition(
            where=where,
            faces=faces,
            tables=Tables(
                table.frame,
                family.frame,
                None if surveys is None else survey_units(surveys, faces, family.shapes, years=years),
            ),
            axes=family.axes,
            complete=family.complete,
            n_possible=family.n_possible,
            inputs=tuple(sorted(with_own_files(registered, own), key=lambda item: item.id)),
            parameters={
                "claims": Path(claims).name if claims else "embedded",
                "grid": Path(grid).name if grid else "embedded",
                "variable": variable or "",
                "within": water if grid else "",
                "time": time or "",
                "classes": classes or "",
                "grid_units": grid_units or "",
                "points": Path(points).name if points else "embedded",
                "value": value or "",
                "units": units or "",
                "columns": ", ".join(f"{role}={name}" for role, name in sorted(named.items())),
                "survey_years": str(years) if points else "",
                "synthetic": "yes" if synthetic else "",
                "page": page,
                "logo": Path(logo).name if logo else "embedded",
            },
            notes=(
                *((text, rules().order[-1]) for text in _translated(say)),
                *((text, tiers["claims"] if "claims" in roles else rules().order[-1]) for text in for_page(claim_set.notes)),
                *((text, of_data) for text in table.notes),
                *((text, points_tier if text.startswith("Surveys") else grid_tier) for text in remarks(surveys, data, told_of)),
            ),
            own=own_tiers,
            roles=roles,
            grid=_grid_words(own_indicator, edges),
            sites=_sites(surveys, exact_positions, years),
            profile=profile,
            language=language,
        )
        with steps.step("Withhold what these readers may not see") as found:
            if note := key_note(edition.tables, p):
                tell_line(f"      {note}")
            edition = release_edition(edition, audience, p=p, previous=before)
            found(f"{len(edition.tables.withheld)} values withheld")
        with steps.step("Put it into words") as found:
            check_words(edition)
            found("checked before anything is drawn")
        with steps.step("Draw maps") as found:
            figures, slides = draw_edition(edition, pool)
            found(f"{len(figures)} maps, {len(slides)} of them for slides as well")
        with steps.step("Write the pack") as found:
            pack = write_edition(edition, figures, slides, out, logo=mark, replace=replace, workers=pool)
            found(f"{sum(1 for path in pack.rglob('*') if path.is_file())} files")
    return pack


def _translated(say: Messages) -> list[str]:
    """Say how much of the fixed words stands in English because their catalogue lacks it."""
    n = len(say.missing)
    return [f"Fixed words: {n} of {len(say.strings)} are not translated into '{say.language}' and stand in English."] if n else []


def _grid_words(own: Indicator | None, edges: tuple[float, ...]) -> dict[str, str]:
    """Return what of the record of the user's grid is needed to make it again."""
    if own is None:
        return {}
    words = {"identifier": own.identifier, "title": own.title, "units": own.units, "quantity": own.quantity}
    return {**words, "edges": " ".join(repr(edge) for edge in edges)} if edges else words


def _sites(surveys: pd.DataFrame | None, exact: bool, years: int) -> pd.DataFrame | None:
    """Return the survey sites: at their places by consent, else as the tier below may see them."""
    if surveys is None:
        return None
    sites = exact_sites(surveys, years)
    return sites if exact else sites_for(sites, rules().order[1])


def _one_word(dataset_id: str) -> str:
    """Return an id without blanks: the indicator table lists ids with a blank between them."""
    return "_".join(dataset_id.split())


def _named_in_one_word(claim_set: ClaimSet) -> ClaimSet:
    """Return a claim set with ids of datasets without blanks, as :func:`_one_word`: its rows could not be told to be for anyone else."""
    if not any(" " in name for name in claim_set.dataset_ids):
        return claim_set
    claims = tuple(dataclasses.replace(claim, dataset_id=_one_word(claim.dataset_id)) for claim in claim_set.claims)
    return claim_set.replace(claims=claims, dataset_ids=tuple(_one_word(name) for name in claim_set.dataset_ids))
