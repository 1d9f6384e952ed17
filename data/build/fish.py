"""Build data/fish/wcpfc_5deg.csv and data/fish/fao_stock_status.csv: aggregates over flags and years, and counts of stocks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from common import Sources, main, number, write_csv

LONGLINE = ("fish/wcpfc/WCPFC_L_PUBLIC_BY_FLAG_YR.CSV", "b1ac40cd484ebe7b040049b272b2ca51ca04d7baa9a7ca38d78b8b329f9619b2")
PURSE_SEINE = ("fish/wcpfc/WCPFC_S_PUBLIC_BY_FLAG_YEAR.CSV", "3c54263a36bfc8249a7abde74bfc9122a859b1bdb87a18ed528b01f47f10bbee")
ASSESSMENTS = ("fish/sosi2025/stock_assessments.xlsx", "b1d6419a12dfc278b27d7b4a00501ee5168b007911b9e02d81b9598d30e775ac")
LANDINGS = ("fish/sosi2025/stock_landings.xlsx", "bdf57be99fe9dbc65e34590cb188aad8ce92e8e59137cab46502f0d026b60037")

#: Species groups of the table and the codes of the publisher that they add up.
GROUPS = {
    "albacore_t": ("alb",),
    "bigeye_t": ("bet",),
    "skipjack_t": ("skj",),
    "yellowfin_t": ("yft",),
    "billfish_t": ("blm", "bum", "mls", "swo"),
    "other_t": ("oth",),
}


def corner(text: pd.Series) -> pd.Series:
    """Return degrees from texts such as 05S or 130E; longitudes west of Greenwich are negative."""
    sign = text.str[-1].map({"N": 1, "S": -1, "E": 1, "W": -1})
    return text.str[:-1].astype(int) * sign


def aggregate(path: Path, gear: str, effort: str) -> list[tuple[object, ...]]:
    """Sum catch and effort over flags and five years for each square.

    A row with a blank flag stands for fewer than three vessels; the publisher has set its catch and effort to zero. Such rows are
    counted and add nothing: a square whose rows are all of that kind has no value.
    """
    table = pd.read_csv(path, keep_default_na=False, dtype={"flag_id": str})
    shown = table["flag_id"].str.strip() != ""
    first = table["yy"] // 5 * 5
    columns = {name: [c for c in table.columns if c[:3] in codes and c[3:5] == "_c"] for name, codes in GROUPS.items()}
    # a group that a gear's file does not list stays empty: it is part of "other" there, not zero
    sums = {name: table[found].sum(axis=1) if found else np.nan for name, found in columns.items()}
    work = pd.DataFrame({"effort": table[effort], **sums}, index=table.index).astype(float)
    work = work.where(shown)  # suppressed is not zero
    work["period"] = first.astype(str) + "/" + (first + 4).astype(str)
    work["lat"], work["lon"] = corner(table["lat_short"]) + 2.5, corner(table["lon_short"]) + 2.5
    work["rows"], work["withheld"] = 1, ~shown
    keys = ["period", "lat", "lon"]
    groups = work.groupby(keys, sort=True)
    counts = groups[["rows", "withheld"]].sum()
    values = groups[["effort", *GROUPS]].sum(min_count=1)
    out = []
    for (key, count), (_, value) in zip(counts.iterrows(), values.iterrows(), strict=True):
        period, lat, lon = key
        numbers = [number(float(x), 3) for x in value]
        out.append((gear, period, number(lat, 1), number(lon, 1), int(count["rows"]), int(count["withheld"]), *numbers))
    return out


def stock_status(assessments: Path, landings: Path) -> list[tuple[object, ...]]:
    """Count stocks and 2021 landings by status for each analysis group, and for all groups together.

    Key of a stock: scientific name and location, both as text (some locations are numbers). A stock shared by several areas has one
    row of status and one row of landings for each area: its landings are summed first, so that it counts once.
    """
    key = ["ASFIS Scientific Name", "Location"]
    stocks = pd.read_excel(assessments, dtype=str, keep_default_na=False)
    landed = pd.read_excel(landings, dtype=dict.fromkeys(key, str), keep_default_na=False)
    landed = landed.groupby(key)["Stock Landings 2021"].sum().rename("t").reset_index()
    stocks = stocks.merge(landed, on=key, how="left", validate="one_to_one")
    if stocks["t"].isna().any() or len(landed) != len(stocks):
        raise SystemExit("Stocks and landings do not match: has an edition changed?")
    rows = []
    for group in [*sorted(stocks["Analysis Group"].unique()), "All groups"]:
        part = stocks if group == "All groups" else stocks[stocks["Analysis Group"] == group]
        area = group.removeprefix("Area ") if group.startswith("Area ") and group.removeprefix("Area ").isdigit() else ""
        by_status = part.groupby("Status")["t"]
        n, t = by_status.size(), by_status.sum()
        tiers = part["Tier"].value_counts()
        rows.append(
            (
                group,
                area,
                *(int(n.get(status, 0)) for status in "UMO"),
                *(number(float(t.get(status, 0.0)), 0) for status in "UMO"),
                *(int(tiers.get(tier, 0)) for tier in "123"),
            )
        )
    return rows


def build(sources: Sources, out: Path) -> list[Path]:
    """Write both files; return their paths."""
    longline = aggregate(sources.file(LONGLINE[0], sha256=LONGLINE[1]), "longline", "hhooks")
    seine = aggregate(sources.file(PURSE_SEINE[0], sha256=PURSE_SEINE[1]), "purse-seine", "days")
    status = stock_status(sources.file(ASSESSMENTS[0], sha256=ASSESSMENTS[1]), sources.file(LANDINGS[0], sha256=LANDINGS[1]))
    header = ("gear", "period", "lat", "lon", "n_rows", "n_suppressed", "effort", *GROUPS)
    counted = ("group", "area", "n_u", "n_m", "n_o", "landings_u_t", "landings_m_t", "landings_o_t", "n_tier_1", "n_tier_2", "n_tier_3")
    return [
        write_csv(out / "fish" / "wcpfc_5deg.csv", header, [*longline, *seine]),
        write_csv(out / "fish" / "fao_stock_status.csv", counted, status),
    ]


if __name__ == "__main__":
    main(build, __doc__)
