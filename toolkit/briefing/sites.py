"""Survey sites as each tier may see them, and the units behind values of surveys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from toolkit.briefing.systems import UNIT_COLUMNS
from toolkit.briefing.tiers import Rules, rules

if TYPE_CHECKING:
    from toolkit.claims.faces import Faces

__all__ = ["SITE_COLUMNS", "exact_sites", "sites_for", "survey_units"]

#: Columns of the table of sites. A square of 0 degrees is an exact position; its site is named, that of a square is not.
SITE_COLUMNS: Final = ("site", "lon", "lat", "degrees", "period", "n_sites")


def _periods(surveys: pd.DataFrame, years: int) -> pd.Series:
    """Return the period of each survey, '' where any is without a date (as the overlay does)."""
    text = surveys["time"].astype(str) if "time" in surveys else pd.Series("", index=surveys.index)
    if not len(text) or not text.str.fullmatch(r"\d{4}.*").all():
        return pd.Series("", index=surveys.index)
    start = text.str[:4].astype(int) // years * years
    return pd.Series([str(first) if years == 1 else f"{first}/{first + years - 1}" for first in start], index=surveys.index)


def exact_sites(surveys: pd.DataFrame, years: int = 5) -> pd.DataFrame:
    """Return every site at its own place, for the highest tier and by consent.

    Parameters
    ----------
    surveys : pandas.DataFrame
        From :func:`toolkit.read_points`.
    years : int
        Length of the periods of the table.

    Returns
    -------
    pandas.DataFrame
        Columns :data:`SITE_COLUMNS`.
    """
    frame = pd.DataFrame(
        {
            "site": surveys["site"].astype(str).to_numpy(),
            "lon": surveys["lon"].to_numpy(np.float64),
            "lat": surveys["lat"].to_numpy(np.float64),
            "degrees": 0.0,
            "period": _periods(surveys, years).to_numpy(),
            "n_sites": 1,
        }
    )
    return frame.drop_duplicates(["site", "lon", "lat", "period"]).sort_values(["lat", "lon", "period", "site"]).reset_index(drop=True)


def sites_for(sites: pd.DataFrame, tier: str, known: Rules | None = None) -> pd.DataFrame:
    """Return sites as a tier may see them: how many lie in each square in each period.

    Parameters
    ----------
    sites : pandas.DataFrame
        Of a tier above; squares of one tier lie in those of the next, so that it does not matter of which.
    tier : str
        The audience.
    known : Rules, optional
        By default those of the toolkit.

    Examples
    --------
    >>> one = pd.DataFrame([("reef x", 102.2134, 9.8021, 0.0, "2015/2019", 1)], columns=SITE_COLUMNS)
    >>> sites_for(one, "public").to_dict("records")
    [{'site': '', 'lon': 102.5, 'lat': 9.5, 'degrees': 1.0, 'period': '2015/2019', 'n_sites': 1}]
    """
    known = known or rules()
    if tier not in known.sites:
        return sites
    degrees, years = known.sites[tier]
    starts = [f"{text}/{text}"[:4] for text in sites["period"].astype(str)]
    period = [f"{int(text) // years * years}/{int(text) // years * years + years - 1}" if text.isdigit() else "" for text in starts]
    squares = pd.DataFrame(
        {
            "lon": np.floor(sites["lon"].to_numpy(np.float64) / degrees) * degrees + degrees / 2,
            "lat": np.floor(sites["lat"].to_numpy(np.float64) / degrees) * degrees + degrees / 2,
            "period": period,
            "n_sites": sites["n_sites"].to_numpy(),
        }
    )
    out = pd.DataFrame(squares.groupby(["lat", "lon", "period"], as_index=False, sort=True)["n_sites"].sum())
    if tier in known.banded:
        out["n_sites"] = [known.band(int(n)) for n in out["n_sites"]]
    out = out.assign(site="", degrees=degrees)
    return out[list(SITE_COLUMNS)]


def survey_units(
    surveys: pd.DataFrame, faces: Faces, waters: Mapping[str, Any], *, indicator: str = "hard_coral_cover", years: int = 5
) -> pd.DataFrame:
    """Return the sites behind values of surveys, each with the face and the waters it lies in.

    Parameters
    ----------
    surveys : pandas.DataFrame
        From :func:`toolkit.read_points`.
    faces : Faces
        The faces in the base.
    waters : mapping of str to geopandas.GeoDataFrame
        Scenario and waters, such as 'S1 claimed' -> their one polygon.
    indicator : str
        What was surveyed.
    years : int
        Length of the periods of the table.

    Returns
    -------
    pandas.DataFrame
        Columns :data:`toolkit.briefing.systems.UNIT_COLUMNS`, one row for each site, period and place. Sites are numbered, not named.
        A site whose visits lie in several faces stands in each with the visits made there.
    """
    from toolkit.overlay.points import assign_points

    frame = pd.DataFrame({"site": surveys["site"].astype(str).to_numpy(), "value": surveys["value"].to_numpy(np.float64)})
    frame["time"] = _periods(surveys, years).to_numpy()
    frame["face_id"] = assign_points(surveys["lon"], surveys["lat"], faces)
    inside = {name: assign_points(surveys["lon"], surveys["lat"], shape) != "" for name, shape in waters.items()}
    frame["waters"] = ["; ".join(name for name, mask in inside.items() if mask[number]) for number in range(len(frame))]
    frame = frame[frame["value"].notna() & ((frame["face_id"] != "") | (frame["waters"] != ""))]
    numbers = {name: f"unit {number}" for number, name in enumerate(sorted(frame["site"].unique()), start=1)}
    grouped = frame.groupby(["time", "face_id", "waters", "site"], as_index=False, sort=True).agg(
        value=("value", "mean"), n_surveys=("value", "size")
    )
    grouped["holding"] = grouped["site"].map(numbers)
    return grouped.assign(indicator=indicator)[list(UNIT_COLUMNS)].reset_index(drop=True)
