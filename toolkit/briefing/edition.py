"""An edition: everything a pack is written from, before it is drawn. It is read back from a pack, released to a lower tier, and written.

The pack of a lower tier is made from the data of the tier above and from nothing else, so that it does not matter whether it is made
together with the fuller pack, from it, or from the tier between.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from toolkit.briefing.atomic import held_target
from toolkit.briefing.drawing import KNOWN, DrawnMap, with_known
from toolkit.briefing.drawn import draw_edition
from toolkit.briefing.family import FamilyTable
from toolkit.briefing.gather import read_table
from toolkit.briefing.leaks import Leak, Secrets, scan_pack, secrets_between
from toolkit.briefing.logo import Logo, read_logo
from toolkit.briefing.manifest import Input, read_manifest
from toolkit.briefing.release import AT_SOURCE, RECORD, Tables, key_note, release_tables
from toolkit.briefing.sites import SITE_COLUMNS, sites_for
from toolkit.briefing.systems import UNIT_COLUMNS
from toolkit.briefing.tiers import HIGHEST, read_key, rules, tier_named
from toolkit.briefing.verify import verify_pack
from toolkit.briefing.workers import Workers
from toolkit.catalog.regions import Region
from toolkit.catalog.regions import region as find_region
from toolkit.errors import PackError
from toolkit.overlay.table import COLUMNS, IndicatorTable
from toolkit.progress import Steps

if TYPE_CHECKING:
    from toolkit.cartography.sheet import MapFigure
    from toolkit.claims.faces import Faces
    from toolkit.indicators.model import Indicator

__all__ = [
    "GROUND",
    "STANDARD",
    "Edition",
    "read_edition",
    "release_edition",
    "release_pack",
    "scan_against",
    "write_edition",
]

#: What every map is drawn on, whatever is mapped; and where thresholds and the words of a pack come from.
GROUND: Final = ("base-land", "base-bathymetry", "names", "briefing-rules", "briefing-options", "fonts-noto-sans")

#: Indicators that every pack speaks of, so that their names are no secret.
STANDARD: Final = frozenset(
    {"hard_coral_cover", "reef_cells", "maximum_monthly_mean", "share_sustainable", "tuna_catch_density", "longline_effort_density"}
)

#: What stands in the parameters of a pack in place of a file that its readers may not know of.
KEPT_FILE: Final = "kept to a narrower audience"

#: Choices that tell of the user's own file.
_OF_FILE: Final = {
    "claims": (),
    "grid": ("variable", "within", "time", "classes", "grid_units"),
    "points": ("value", "units", "columns", "survey_years"),
}


@dataclass(frozen=True)
class Edition:
    """What a pack is written from.

    Attributes
    ----------
    where : Region
        What it is about.
    faces : Faces
        The faces in the base, with the claims.
    tables : Tables
        Values, scenarios, units, and the record of what was withheld.
    axes, complete, n_possible
        Of the family of scenarios.
    inputs : tuple of Input
        Datasets used.
    parameters : mapping
        The choices that were made.
    notes : tuple of (str, str)
        What was repaired, dropped or reprojected, each with its tier.
    own : mapping of str to str
        The user's own datasets -> widest audience.
    roles : mapping of str to str
        'claims', 'grid', 'points' -> the user's own dataset.
    grid : mapping of str to str
        Identifier, title, units and quantity of the variable of the user's grid; empty without one.
    sites : DataFrame or None
        Survey sites as the tier may see them.
    audience, profile, language : str
        Tier, printed names, fixed words.
    secrets : Secrets or None
        What the outputs are scanned for; None in the highest tier.
    """

    where: Region
    faces: Faces
    tables: Tables
    axes: tuple[str, ...]
    complete: bool
    n_possible: int
    inputs: tuple[Input, ...]
    parameters: Mapping[str, Any]
    notes: tuple[tuple[str, str], ...]
    own: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    grid: Mapping[str, str] = field(default_factory=dict)
    sites: pd.DataFrame | None = None
    audience: str = HIGHEST
    profile: str = "un"
    language: str = "en"
    secrets: Secrets | None = None

    @property
    def family(self) -> FamilyTable:
        """The family of scenarios."""
        return FamilyTable(self.tables.scenarios, self.axes, self.complete, self.n_possible)

    def table(self) -> IndicatorTable:
        """Return the indicator table, with the count of what is known."""
        return with_known(IndicatorTable(self.tables.faces))

    def own_indicator(self) -> Indicator | None:
        """Return the record of the user's grid: its classes are cut from the values that this audience may see."""
        from toolkit.indicators.own import own_indicator
        from toolkit.indicators.records import indicators

        if not self.grid:
            return None
        known = indicators().get(self.grid["identifier"])
        if known is not None and known.class_edges:
            return known
        values = self.tables.faces.loc[self.tables.faces["indicator"] == self.grid["identifier"], "value"]
        quantity: Any = self.grid["quantity"]
        edges = [float(edge) for edge in self.grid.get("edges", "").split()]
        return own_indicator(
            self.grid["identifier"], title=self.grid["title"], units=self.grid["units"], quantity=quantity, values=values, edges=edges
        )  # fmt: skip

    def described(self) -> dict[str, Any]:
        """Return what the manifest keeps, so that the edition can be read back from the pack."""
        return {
            "audience": self.audience,
            "axes": list(self.axes),
            "complete": self.complete,
            "n_possible": self.n_possible,
            "own": dict(self.own),
            "roles": dict(self.roles),
            "grid": dict(self.grid),
            "notes": [list(item) for item in self.notes],
            "rules_ran": list(self.tables.ran),
            "rules_sha256": rules().digest,
        }


def release_edition(edition: Edition, audience: str, *, p: float | None = None, previous: Edition | None = None) -> Edition:
    """Return an edition as an audience may read it.

    Parameters
    ----------
    edition : Edition
        Of the same tier or a fuller one.
    audience : str
        Tier.
    p : float, optional
        Of the p% rule, from the key holder's file.
    previous : Edition, optional
        The previous edition, of the highest tier.

    Raises
    ------
    PackError
        The claims are kept to a narrower audience, the edition is less full than what is asked, or the previous edition gives away what
        is withheld.
    """
    known = rules()
    if audience == edition.audience:
        return edition
    closed = {role: name for role, name in edition.roles.items() if not known.may_read(audience, known.of_dataset(name, edition.own))}
    if "claims" in closed:
        raise PackError(
            f"The claims ({closed['claims']}) are for '{edition.own.get(closed['claims'], HIGHEST)}' alone, and a pack is nothing without "
            f"them. If '{audience}' may see them, say so when the fuller pack is made: --claims-tier {audience}."
        )
    if previous is not None and previous.tables.units is None and edition.tables.units is not None:
        raise PackError(
            "The previous edition holds no units behind its values, so that what changed since cannot be told. "
            f"Give the previous pack for '{HIGHEST}'."
        )
    tables = release_tables(
        edition.tables, audience, own=edition.own, standard=STANDARD, p=p, previous=previous.tables if previous else None,
        previous_own=previous.own if previous else None, source=edition.audience,
    )  # fmt: skip
    parameters = dict(edition.parameters)
    for role in closed:
        parameters[role] = KEPT_FILE
        parameters.update(dict.fromkeys(_OF_FILE[role], ""))
    sites = edition.sites
    if sites is not None:
        for tier in known.order[known.rank(edition.audience) + 1 : known.rank(audience) + 1]:
            sites = sites_for(sites, tier)
        sites = None if "points" in closed else sites
    used = {name for ids in tables.faces["dataset_ids"] for name in str(ids).split()} | set(edition.faces.claims.dataset_ids) | set(GROUND)
    lower = replace(
        edition,
        tables=tables,
        inputs=tuple(
            item for item in edition.inputs if item.id in used and known.may_read(audience, known.of_dataset(item.id, edition.own))
        ),
        parameters=parameters,
        notes=tuple((text, tier) for text, tier in edition.notes if known.may_read(audience, tier)),
        own={name: tier for name, tier in edition.own.items() if name not in closed.values()},
        roles={role: name for role, name in edition.roles.items() if role not in closed},
        grid={} if "grid" in closed else edition.grid,
        sites=sites,
        audience=audience,
    )
    return replace(lower, secrets=secrets_between(edition, lower))


def read_edition(pack: str | Path) -> Edition:
    """Read the edition back from its pack.

    Parameters
    ----------
    pack : path
        Written by ``arf-marine briefing`` or ``arf-marine release``.

    Raises
    ------
    PackError
        The folder is no pack, is damaged, or was written by ``write_pack`` without its edition.
    """
    from toolkit.claims.partition import partition
    from toolkit.claims.read import read_claims

    pack = Path(pack)
    manifest = read_manifest(pack)
    about = manifest.get("edition")
    if not about:
        raise PackError(
            f"{pack} does not say of which tier its rows are, so that it cannot be released. Make it with: arf-marine briefing."
        )
    parameters = {key: value for key, value in manifest["parameters"].items() if key not in ("region", "profile", "language", "tier")}
    rows = read_table(pack, "indicator_table")
    faces_rows = rows[rows["indicator"] != KNOWN.identifier][list(COLUMNS)].reset_index(drop=True)
    scenarios = read_table(pack, "scenarios").drop(columns="tier", errors="ignore")
    told = read_table(pack, "withheld")
    withheld = told.loc[told["rule"] != AT_SOURCE, list(RECORD)].astype(object).reset_index(drop=True)
    kept = {"units": UNIT_COLUMNS, "sites": SITE_COLUMNS}
    units, sites = (
        read_table(pack, name)[list(columns)] if (pack / "data" / f"{name}.parquet").is_file() else None for name, columns in kept.items()
    )
    claims = read_claims(pack / "data" / "claim_set.parquet")
    return Edition(
        where=find_region(manifest["parameters"]["region"]),
        faces=partition(claims),
        tables=Tables(IndicatorTable(faces_rows).frame, scenarios, units, withheld, tuple(about["rules_ran"])),
        axes=tuple(about["axes"]),
        complete=bool(about["complete"]),
        n_possible=int(about["n_possible"]),
        inputs=tuple(Input(**item) for item in manifest["inputs"]),
        parameters=parameters,
        notes=tuple((str(text), str(tier)) for text, tier in about["notes"]),
        own=about["own"],
        roles=about["roles"],
        grid=about["grid"],
        sites=sites,
        audience=str(about["audience"]),
        profile=manifest["parameters"]["profile"],
        language=manifest["parameters"]["language"],
    )


def write_edition(
    edition: Edition,
    figures: Mapping[str, MapFigure | DrawnMap],
    slides: Mapping[str, MapFigure | DrawnMap],
    out: str | Path,
    *,
    logo: Logo | None = None,
    replace: bool = False,
    workers: Workers | None = None,
    tell: Callable[[str], None] | None = None,
) -> Path:
    """Write the pack of an edition.

    Parameters
    ----------
    edition : Edition
        Released to its audience.
    figures, slides : mapping of str to DrawnMap
        From :func:`draw_edition`.
    out : path
        Folder to write.
    logo : Logo, optional
        Mark of whoever sends the pack.
    replace : bool
        Whether a pack that stands there may be replaced.
    workers : Workers, optional
        Who shares the work.
    tell : callable, optional
        Takes a line of progress.
    """
    from toolkit.briefing.pack import write_pack

    return write_pack(
        out,
        figures=figures,
        slides=slides,
        table=edition.table(),
        faces=edition.faces,
        region=edition.where,
        inputs=edition.inputs,
        parameters=edition.parameters,
        notes=[text for text, _ in edition.notes],
        profile=edition.profile,
        language=edition.language,
        family=edition.family,
        edition=edition,
        logo=logo,
        replace=replace,
        workers=workers,
        tell=tell,
    )


def release_pack(
    pack: str | Path,
    audience: str,
    out: str | Path,
    *,
    key: str | Path | None = None,
    previous: str | Path | None = None,
    logo: str | Path | None = None,
    logo_alt: str = "",
    replace: bool = False,
    workers: int | str | None = None,
    tell: Callable[[str], None] | None = None,
) -> Path:
    """Make the pack of a lower tier from that of a higher one.

    Parameters
    ----------
    pack : path
        Pack for the highest tier, or for one between.
    audience : str
        Tier of the new pack.
    out : path
        Folder to write; it appears whole or not at all.
    key : path, optional
        The key holder's file with the p of the p% rule; it never enters a pack.
    previous : path, optional
        The previous edition for the highest tier.
    logo, logo_alt : path and str, optional
        PNG with the mark of the secretariat, and what it shows in words: a pack holds it inside its documents alone, so that it is
        given again.
    replace : bool
        Whether a pack that stands there already may be replaced.
    workers : int, optional
        How many processes share the work, as in :func:`toolkit.make_briefing`.
    tell : callable, optional
        Takes one line for each step.

    Returns
    -------
    pathlib.Path
        The folder of the new pack: the same bytes as if it had been made together with the fuller one.

    Raises
    ------
    UnknownNameError
        There is no such tier.
    SchemaError, UnreadableFileError
        The key holder's file is needed, or cannot be used.
    PackError
        The pack is damaged or less full than what is asked, the folder cannot be written, a withheld value can be worked out, or
        something withheld stands in what was written.
    """
    tier_named(audience)
    p = read_key(key) if key is not None else None
    mark = read_logo(logo, logo_alt) if logo is not None else None
    steps = Steps(4, tell)
    with held_target(out, replace=replace), Workers(workers) as pool:
        with steps.step("Read the fuller pack") as found:
            if changed := verify_pack(pack):
                raise PackError(f"{pack} is not as it was made ({changed[0]}). Release from an unchanged pack.")
            full = read_edition(pack)
            before = read_edition(previous) if previous is not None else None
            found(f"for {full.audience}, {len(full.tables.faces)} rows")
        with steps.step("Withhold what these readers may not see") as found:
            if tell and (note := key_note(full.tables, p)):
                tell(f"      {note}")
            edition = _with_logo(release_edition(full, audience, p=p, previous=before), logo)
            found(f"{len(edition.tables.withheld)} values withheld")
        with steps.step("Draw maps") as found:
            figures, slides = draw_edition(edition, pool)
            found(f"{len(figures)} maps")
        with steps.step("Write the pack and look for leaks") as found:
            done = write_edition(edition, figures, slides, out, logo=mark, replace=replace, workers=pool)
            found(f"{len(edition.secrets) if edition.secrets is not None else 0} secrets sought, none found")
    return done


def _with_logo(edition: Edition, logo: str | Path | None) -> Edition:
    """Return an edition that names the logo it is given, and none that the fuller pack had."""
    return replace(edition, parameters={**edition.parameters, "logo": Path(logo).name if logo is not None else "embedded"})


def scan_against(pack: str | Path, fuller: str | Path) -> tuple[Secrets, list[Leak]]:
    """Look in every file of a pack for what the fuller pack holds and its readers may not see.

    Parameters
    ----------
    pack, fuller : path
        The pack, and that of the highest tier that it was made from.
    """
    secrets = secrets_between(read_edition(fuller), read_edition(pack))
    return secrets, scan_pack(pack, secrets)
