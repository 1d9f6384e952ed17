"""A small made-up sea with up to seven claimants, and tables over it."""

from __future__ import annotations

import functools
import math

import pandas as pd
import shapely
from toolkit.catalog.regions import Region
from toolkit.claims.model import Claim, ClaimSet, LegalLine
from toolkit.claims.partition import partition

REGION = Region(
    "test-sea",
    "Test Sea",
    (108.0, 6.0, 118.0, 14.0),
    ({"name": "Test Sea", "lon": 113.0, "lat": 12.9}, {"name": "Old Gulf", "lon": 109.4, "lat": 7.1, "names": ["New Gulf", "Old Gulf"]}),
)
CODES = ("BRN", "CHN", "IDN", "MYS", "PHL", "THA", "VNM")


def box(code, bounds, *, regime="claim", kind="EEZ"):
    codes = (code,) if isinstance(code, str) else tuple(code)
    name = f"C-{'-'.join(map(str, bounds))}".replace(".", "_")
    return Claim(name, codes, "an area", kind, "coordinates", regime, (), shapely.box(*bounds), dataset_id="made-up")


def line(name, kind, points, **more):
    parties = more.pop("parties", ("CHN", "VNM"))
    return LegalLine(name, kind, more.pop("title", f"Line {name}"), parties, (), shapely.LineString(points), **more)


LINES = (
    line("a", "agreed", [(109.0, 13.0), (109.0, 10.0)], year="2000", status="in force"),
    line("b", "provisional", [(112.0, 12.5), (115.0, 12.5)], year="2005", open_ends=((115.0, 12.5),)),
    line("c", "unilateral", [(110.5, 9.5), (110.5, 6.5)], year="1977"),
    line("d", "computed", [(116.0, 11.5), (117.5, 9.0)], uncertainty_km=1.0, agreed_not_encoded=True),
    line("e", "symbol", [(113.0, 7.0), (114.5, 6.6)]),
)


def claim_set(claims, lines=LINES):
    return ClaimSet("test-set", "A made-up set of claims", "2026-11-01", tuple(claims), tuple(lines), dataset_ids=())


def world(names=CODES):
    """Return overlapping boxes of seven claimants; ``names[k]`` claims the k-th extent."""
    bounds = [
        (108.2, 6.2, 112, 12),
        (110, 6.2, 114, 10),
        (111, 8, 117.8, 11),
        (113, 6.2, 117.8, 9),
        (109, 11, 116, 13.8),
        (112.5, 8.5, 114.5, 13),
        (108.2, 12.5, 111, 13.8),
    ]
    claims = [box(name, b) for name, b in zip(names, bounds, strict=True)]
    return [*claims, box(sorted((names[0], names[1])), (108.5, 6.5, 109.8, 8.5), regime="joint", kind="joint regime")]


@functools.cache
def faces(names=CODES, lines=LINES):
    return partition(claim_set(world(names), lines))


def table(of, *, indicator="hard_coral_cover", units="percent", time="2015/2019", values=None, **columns):
    """Return a table in which face k has ``values[k]`` (a number, or a text: the reason why there is none)."""
    given = (
        values
        if values is not None
        else [
            5.0,
            15.0,
            25.0,
            35.0,
            45.0,
            "no survey in the data used",
            "withheld at source",
            "not applicable",
            "below minimum: 1 of 3 sites",
        ]
    )
    rows = []
    for k, face_id in enumerate(of.frame.index):
        value = given[k % len(given)]
        reason = value if isinstance(value, str) else ""
        rows.append(
            {
                "face_id": face_id,
                "indicator": indicator,
                "statistic": "mean",
                "time": time,
                "value": math.nan if reason else float(value),
                "units": units,
                "valid_fraction": 0.9,
                "n_cells": 4,
                "n_sites": 0,
                "basis": "reef-bearing cells",
                "lower": math.nan,
                "upper": math.nan,
                "reason": reason,
                "dataset_ids": "",
                **{name: column[k % len(column)] for name, column in columns.items()},
            }
        )
    return pd.DataFrame(rows)
