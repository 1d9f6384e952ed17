"""The fisheries goal of the Ocean Health Index: status and trend from B/Bmsy and catch, in two editions of its formula.

It is here as a check of the toolkit against a published calculation, on the demo layers of that index; its regions are not in the ARF seas.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from toolkit.errors import SchemaError
from toolkit.indicators.arrays import plain, plain_numbers
from toolkit.indicators.catch import known_rows

__all__ = ["EDITIONS", "Edition", "fisheries", "ohi_score", "ohi_status"]

#: What is left of the regional score for catch that is reported by group, by first digit of the taxon key (6 is a species).
PENALTY: Mapping[int, float] = {1: 0.1, 2: 0.25, 3: 0.5, 4: 0.8, 5: 0.9, 6: 1.0}


@dataclass(frozen=True)
class Edition:
    """An edition of the formula.

    Attributes
    ----------
    penalty_for_underfishing : bool
        B/Bmsy above 1.05 lowers the score (slope 0.5, not under 0.25).
    gap : {'mean', 'median'}
        Which regional score fills gaps.
    set_to_one : tuple of str
        Stocks whose B/Bmsy is set to 1.
    source : str
        Where the formula was read.
    """

    penalty_for_underfishing: bool
    gap: Literal["mean", "median"]
    set_to_one: tuple[str, ...]
    source: str


EDITIONS: Mapping[str, Edition] = {
    "2021": Edition(False, "mean", (), "OHI-Science/ohi-global, eez/conf/functions.R at 0260db97"),
    "2016": Edition(
        True,
        "median",
        ("Katsuwonus_pelamis-71", "Clupea_harengus-27", "Trachurus_capensis-47", "Sardinella_aurita-34", "Scomberomorus_cavalla-31"),
        "OHI-Science/ohicore, pkgdown/demo/conf/functions.R at 8e78db9b",
    ),
}


def ohi_score(b_bmsy: Any, *, edition: str = "2021") -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return the score of each stock.

    Parameters
    ----------
    b_bmsy : array_like, dimensionless
        B/Bmsy of each stock.
    edition : {'2021', '2016'}
        Edition of the formula.

    Returns
    -------
    numpy.ndarray
        B/Bmsy below 0.95, 1 from there; in 2016 above 1.05 it falls by 0.5 for each unit, not under 0.25.

    Raises
    ------
    SchemaError
        A ratio is negative, or the edition is not known.

    Examples
    --------
    >>> ohi_score([0.5, 0.97, 3.0]).tolist(), ohi_score([0.5, 0.97, 3.0], edition="2016").tolist()
    ([0.5, 1.0, 1.0], [0.5, 1.0, 0.25])
    """
    rule = _edition(edition)
    values = plain(b_bmsy, "1", of="b_bmsy")
    known_rows(values, of="b_bmsy")
    score = np.where(values < 0.95, values, np.where(np.isnan(values), np.nan, 1.0))
    if rule.penalty_for_underfishing:
        score = np.where(values > 1.05, np.maximum(1.0 - 0.5 * (values - 1.05), 0.25), score)
    return score


def _edition(name: str) -> Edition:
    if name not in EDITIONS:
        raise SchemaError(f"Unknown edition '{name}' of the Ocean Health Index formula. Known: {', '.join(EDITIONS)}.")
    return EDITIONS[name]


def ohi_status(b_bmsy: Any, catch: Any, *, edition: str = "2021") -> float:
    """Return the status of a region in which all stocks have a B/Bmsy.

    Parameters
    ----------
    b_bmsy : array_like, dimensionless
        B/Bmsy of each stock.
    catch : xarray.DataArray or pandas.Series, units t
        Catch of each stock.
    edition : {'2021', '2016'}
        Edition of the formula.

    Returns
    -------
    float, percent
        100 * product of score ^ share of catch.

    Raises
    ------
    UnitsError
        The catch has no units, or none of mass.
    SchemaError
        A value is missing or negative, or there is no catch.
    """
    score = ohi_score(b_bmsy, edition=edition)
    weight = plain_numbers(plain(catch, "t", of="catch"), len(score), of="catch")
    known_rows(weight, of="catch")
    if np.isnan(score).any() or np.isnan(weight).any() or weight.sum() <= 0:
        raise SchemaError("A B/Bmsy or a catch is missing, or there is no catch. Fill gaps with the whole table: use fisheries.")
    return float(100.0 * np.prod(score ** (weight / weight.sum())))


def fisheries(b_bmsy: pd.DataFrame, catch: pd.DataFrame, *, edition: str = "2021", year: int | None = None) -> pd.DataFrame:
    """Return status and trend of each region from the two layers of the fisheries goal.

    Parameters
    ----------
    b_bmsy : pandas.DataFrame
        Columns ``rgn_id``, ``stock_id``, ``year``, ``bbmsy``.
    catch : pandas.DataFrame
        Columns ``rgn_id``, ``stock_id_taxonkey``, ``year``, ``mean_catch`` (t). The taxon key follows the last underscore.
    edition : {'2021', '2016'}
        Edition of the formula.
    year : int, optional
        Year of the status, last of the five of the trend; by default the last year of the catch.

    Returns
    -------
    pandas.DataFrame
        Index ``rgn_id``; columns ``status`` (percent) and ``trend`` (relative change over five years, -1..1).

    Raises
    ------
    SchemaError
        A column is missing, a row stands twice, or the edition is not known.

    Notes
    -----
    Taxa without B/Bmsy get the mean (2016: median) score of their region and year, or of all regions where the region has none, times the
    penalty of their taxon key. Trend: slope of the last five yearly status values over the first of them, times 5.
    """
    rule = _edition(edition)
    for table, columns, name in (
        (b_bmsy, ("rgn_id", "stock_id", "year", "bbmsy"), "b_bmsy"),
        (catch, ("rgn_id", "stock_id_taxonkey", "year", "mean_catch"), "catch"),
    ):
        lacking = [column for column in columns if column not in table]
        if lacking:
            raise SchemaError(f"Table {name} lacks {', '.join(lacking)}; it has {', '.join(map(str, table.columns))}. Rename its columns.")
        if table.duplicated(list(columns[:3])).any():
            raise SchemaError(f"Table {name} has rows that repeat {', '.join(columns[:3])}. Give one row for each.")
    ratios = b_bmsy.assign(bbmsy=b_bmsy["bbmsy"].where(~b_bmsy["stock_id"].isin(rule.set_to_one), 1.0))
    ratios = ratios.assign(score=ohi_score(ratios["bbmsy"], edition=edition))[["rgn_id", "stock_id", "year", "score"]]
    names = catch["stock_id_taxonkey"].astype(str).str.rsplit("_", n=1, expand=True)
    data = catch.assign(stock_id=names[0], penalty=names[1].str[0].astype(int).map(PENALTY)).merge(
        ratios, on=["rgn_id", "stock_id", "year"], how="left"
    )
    place = ["rgn_id", "year"]
    gap = data.groupby(place)["score"].transform(rule.gap).fillna(data.groupby("year")["score"].transform(rule.gap)) * data["penalty"]
    share = data["mean_catch"] / data.groupby(place)["mean_catch"].transform("sum")
    with np.errstate(divide="ignore"):
        data = data.assign(part=share * np.log(data["score"].fillna(gap)))
    # A region and year that has a gap left stays without status.
    status = data.pivot_table(index="rgn_id", columns="year", values="part", aggfunc=lambda part: part.sum(skipna=False)).map(np.exp)
    last = int(status.columns.max()) if year is None else year
    years = [value for value in range(last - 4, last + 1) if value in status.columns]
    x = np.asarray(years, dtype=float) - np.mean(years)
    line = (status[years] * x).sum(axis=1) / (x @ x)
    return pd.DataFrame({"status": 100.0 * status[last], "trend": (5.0 * line / status[years[0]]).clip(-1.0, 1.0)})
