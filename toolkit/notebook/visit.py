"""One sheet for one face: who claims the water, which lines and instruments are near, how much reef, which surveys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolkit.catalog.regions import Region
from toolkit.catalog.regions import region as find_region
from toolkit.claims.known import instruments_at, instruments_behind
from toolkit.claims.names import order_by_name, party_name

if TYPE_CHECKING:
    from toolkit.claims.faces import Faces
    from toolkit.overlay.table import IndicatorTable

__all__ = ["SiteSheet", "site_sheet"]

#: A line within this many degrees of a face is on its sheet.
NEAR_DEGREES = 0.1


@dataclass(frozen=True)
class SiteSheet:
    """A sheet to print, as Markdown.

    Attributes
    ----------
    title : str
        Heading.
    facts : tuple of (str, str)
        What is known of the face, as rows.
    surveys, lines, instruments : tuple of str
        Lists.
    """

    title: str
    facts: tuple[tuple[str, str], ...]
    surveys: tuple[str, ...]
    lines: tuple[str, ...]
    instruments: tuple[str, ...]

    def __str__(self) -> str:
        rows = "\n".join(f"| {name} | {value} |" for name, value in self.facts)
        lists = "\n\n".join(
            f"**{head}**\n\n" + ("\n".join(f"- {item}" for item in items) or "- none known to the claim set and the data")
            for head, items in (
                ("Hard-coral cover by period", self.surveys),
                (f"Lines within {NEAR_DEGREES:g} degrees", self.lines),
                ("Instruments behind these claims and lines", self.instruments),
            )
        )
        closing = "*Positions are of low precision. Not for navigation. This sheet gives no permission to enter any water.*"
        return f"### {self.title}\n\n| | |\n|---|---|\n{rows}\n\n{lists}\n\n{closing}\n"

    def _repr_markdown_(self) -> str:
        return str(self)


def site_sheet(faces: Faces, table: IndicatorTable, face_id: str, region: str | Region) -> SiteSheet:
    """Bring together what is known of one face, for the preparation of a field visit.

    Parameters
    ----------
    faces : Faces
        From :func:`toolkit.partition`; its claims carry the lines and the instruments.
    table : IndicatorTable
        With ``reef_cells`` and ``hard_coral_cover``, such as the standard table.
    face_id : str
        The face.
    region : str or Region
        Whose title is printed.

    Returns
    -------
    SiteSheet
        Claimants in English alphabetical order; every period of surveys with its number of sites or the reason for no value.

    Raises
    ------
    UnknownNameError
        There is no such face or region.
    """
    face = faces.face(face_id)
    here = face["geometry"]
    spot = here.representative_point()
    reach = here.buffer(NEAR_DEGREES)
    lines = [line for line in faces.claims.lines_in_force() if line.geometry.intersects(reach)]
    named = set(instruments_at(faces.claims, instruments_behind(faces.claims), face["claim_ids"], here))
    named |= {name for line in lines for name in line.instrument_ids}
    reef = table.select(indicator="reef_cells", statistic="sum", face_id=face_id).frame["value"]
    cover = table.select(indicator="hard_coral_cover", statistic="mean", face_id=face_id).frame.sort_values("time")
    names = ", ".join(party_name(code) for code in order_by_name(face["claimants"]))
    return SiteSheet(
        title=f"Face {face['label']} of {find_region(region).title}",
        facts=(
            ("Claimants, A to Z", names),
            ("Regime", str(face["regime"])),
            ("Area", f"{face['area_km2']:,.0f} km²"),
            ("A point inside", f"{_degrees(spot.y, 'N', 'S')}, {_degrees(spot.x, 'E', 'W')}"),
            ("Reef-bearing cells of 0.05 degrees", f"{reef.sum():.1f}" if reef.notna().any() else "not known"),
        ),
        surveys=tuple(f"{row.time}: {_value(row)}" for row in cover.itertuples()),
        lines=tuple(dict.fromkeys(f"{line.kind}: {line.title} ({line.year or 'no year stated'})" for line in lines)),
        instruments=tuple(faces.claims.instruments[name].citation() for name in sorted(named) if name in faces.claims.instruments),
    )


def _degrees(value: float, positive: str, negative: str) -> str:
    return f"{abs(value):.1f}° {positive if value >= 0 else negative}"


def _value(row: object) -> str:
    reason, n = getattr(row, "reason", ""), getattr(row, "n_sites", 0)
    said = reason or f"{getattr(row, 'value', float('nan')):.1f} percent"
    return f"{said}; sites of its squares, by share of the reef: {n}"
