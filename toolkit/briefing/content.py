"""What the page of a pack says: facts, gaps, tables and sources, all read from the faces and the indicator table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.briefing.manifest import Input
from toolkit.briefing.numbers import NO_DATA, NOT_APPLICABLE, WITHHELD, cell, say
from toolkit.briefing.page import data_uri
from toolkit.catalog.regions import Region
from toolkit.claims.names import known_codes, order_by_name, party_name
from toolkit.indicators.records import indicators

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.claims.faces import Faces
    from toolkit.overlay.table import IndicatorTable

__all__ = ["DISCLAIMER", "page_context"]

#: Long form of the disclaimer (design language, section 14).
DISCLAIMER = (
    "Working map for a study group. It shows what has been claimed, agreed or computed according to the sources named. "
    "Showing a line, an area or a name takes no position on sovereignty, on rights at sea or on where a boundary runs, and "
    "prejudices no claim or negotiation. Areas are computed, not official. Not for navigation."
)

#: Columns of the table of faces, in this order where the table has them: indicator and statistic.
_COLUMNS = (
    ("reef_cells", "sum"),
    ("hard_coral_cover", "mean"),
    ("maximum_monthly_mean", "mean"),
    ("share_sustainable", "mean"),
    ("tuna_catch_density", "mean"),
)

_KEY = (
    f"Signs: {NO_DATA} no data; {WITHHELD} withheld; {NOT_APPLICABLE} not applicable; < 1 is more than zero. "
    "Numbers may not add up because of rounding. Areas are computed, not official."
)


def _latest(rows: pd.DataFrame) -> str:
    """Return the last time of an indicator at which any face has a value, else the last time at all."""
    known = rows[rows["value"].notna()]
    return str(max((known if len(known) else rows)["time"].astype(str), default=""))


def _rows(table: pd.DataFrame, name: str, statistic: str) -> pd.DataFrame:
    rows = table[(table["indicator"] == name) & (table["statistic"] == statistic)]
    return rows[rows["time"].astype(str) == _latest(rows)] if len(rows) else rows


def _count(n: int, one: str, many: str) -> str:
    return f"{n:,} {one if n == 1 else many}"


def _facts(faces: Faces, table: pd.DataFrame) -> list[dict[str, str]]:
    """Return three figures that open the page, each with its sentence."""
    frame = faces.frame
    total = float(frame["area_km2"].sum())
    shared = float(frame.loc[frame["n_claimants"] > 1, "area_km2"].sum())
    deepest = int(frame["n_claimants"].max())
    facts = [
        {
            "figure": say(shared, "km2"),
            "text": f" of sea in the frame have more than one claimant, of {say(total, 'km2')} that have any. "
            f"The largest number of claimants of one face is {deepest}. Which lines are used matters; see the claims map.",
        }
    ]
    reefs = _rows(table, "reef_cells", "sum").set_index("face_id")["value"]
    if reefs.sum() > 0:
        over = frame.index[frame["n_claimants"] > 1]
        facts.append(
            {
                "figure": say(float(reefs.sum()), "count"),
                "text": " reef-bearing cells (0.05 degrees) lie in faces with a claimant; "
                f"{say(float(reefs.reindex(over).sum()), 'count')} of them lie where more than one claims. "
                "A cell shows that reef is present, not how much.",
            }
        )
    cover = _rows(table, "hard_coral_cover", "mean")
    known = cover[cover["value"].notna()]
    if len(known):
        facts.append(
            {
                "figure": f"{cell(float(known['value'].min()), 'percent')} to {say(float(known['value'].max()), 'percent')}",
                "text": f" is the range of mean hard-coral cover over the {_count(len(known), 'face', 'faces')} "
                f"with surveys in {_period(_latest(cover))}. Surveyed sites are chosen by divers; they do not stand for all reefs.",
            }
        )
    return facts


def _period(text: str) -> str:
    return text.replace("/", " to ")


def _why(reasons: Iterable[str]) -> str:
    """Sum up reasons for missing values in words, each kind once."""
    kinds = {"too little data" if reason.startswith("below minimum") else reason or "no data" for reason in reasons}
    return "; ".join(sorted(kinds))


def _gaps(faces: Faces, table: pd.DataFrame) -> list[str]:
    """Say what is not known, as sentences."""
    out = []
    for name, record in indicators().items():
        rows = table[(table["indicator"] == name) & (table["statistic"] != "sum")]
        if not len(rows):
            continue
        period = _latest(rows)
        last = rows[rows["time"].astype(str) == period].drop_duplicates("face_id")
        missing = last[last["value"].isna()]
        if not len(missing):
            continue
        area = float(faces.frame.loc[missing["face_id"], "area_km2"].sum())
        when = f" in {_period(period)}" if period else ""
        out.append(
            f"{record.title}{when}: {len(missing)} of {len(faces)} faces ({say(area, 'km2')}) have no value ({_why(missing['reason'])}). "
            "This says nothing about their condition."
        )
    return out or ["Each face has a value of each indicator used."]


def _claim_gaps(faces: Faces, profile: str) -> list[str]:
    """Return the known gaps of the claim set, with names in place of codes."""

    def named(match: re.Match[str]) -> str:
        codes = match.group(0).split("-")
        known = known_codes()
        return " and ".join(party_name(code, profile) for code in codes) if all(code in known for code in codes) else match.group(0)

    return [re.sub(r"\b[A-Z]{3}-[A-Z]{3}\b", named, gap) for gap in faces.claims.gaps]


def _faces_table(faces: Faces, table: pd.DataFrame, profile: str) -> dict[str, Any]:
    """Return heads and rows of the table of faces, in order of place."""
    known = indicators()
    columns = [(name, stat, _rows(table, name, stat)) for name, stat in _COLUMNS]
    columns = [(name, stat, rows) for name, stat, rows in columns if len(rows)]
    heads = [
        {"text": "Face", "number": False},
        {"text": "Claimants", "number": False},
        {"text": "Regime", "number": False},
        {"text": "km²", "number": True},
    ]
    values = []
    for name, _stat, rows in columns:
        record = known[name]
        period = _latest(rows)
        heads.append({"text": f"{record.short_title} ({record.units}{', ' + _period(period) if period else ''})", "number": True})
        values.append(rows.drop_duplicates("face_id").set_index("face_id"))
    out = []
    for face_id, face in faces.frame.iterrows():
        row = [
            face["label"],
            "; ".join(party_name(code, profile) for code in order_by_name(face["claimants"], profile)),
            face["regime"],
            cell(float(face["area_km2"]), "km2"),
        ]
        for (name, _stat, _), column in zip(columns, values, strict=True):
            if face_id in column.index:
                entry = column.loc[face_id]
                row.append(cell(float(entry["value"]), known[name].units, str(entry["reason"])))
            else:
                row.append(NO_DATA)
        out.append(row)
    return {"heads": heads, "rows": out, "key": _KEY}


def _lines(faces: Faces, figures: Mapping[str, Mapping[str, Any]], profile: str) -> list[dict[str, str]]:
    """Return the key of lines: the numbers of the claims map, with each line's instrument."""
    by_id = {line.line_id: line for line in faces.claims.lines}
    out = []
    for info in figures.values():
        for entry in info.get("line_key", ()):
            line = by_id[entry["line_id"]]
            sources = [faces.claims.instruments[name] for name in line.instrument_ids if name in faces.claims.instruments]
            out.append(
                {
                    "number": str(entry["number"]),
                    "kind": "agreed, position computed" if line.agreed_not_encoded else line.kind,
                    "title": line.title,
                    "parties": "; ".join(party_name(code, profile) for code in order_by_name(line.parties, profile)),
                    "year": line.year or NO_DATA,
                    "source": "; ".join(dict.fromkeys(item.text_read or item.title for item in sources)) or "computed by the toolkit",
                    "verification": "; ".join(dict.fromkeys(item.verification for item in sources if item.verification)) or NOT_APPLICABLE,
                }
            )
    return out


def _definitions(table: pd.DataFrame) -> list[dict[str, str]]:
    known = indicators()
    out = []
    for name in dict.fromkeys(table["indicator"]):
        record = known.get(name)
        if record is None:
            units = str(table.loc[table["indicator"] == name, "units"].iloc[0])
            out.append(
                {
                    "title": name,
                    "units": units,
                    "text": "A variable of the user's own grid.",
                    "reference": "not stated by the user.",
                    "is_not": "",
                }
            )
            continue
        out.append(
            {
                "title": record.title,
                "units": record.units,
                "text": record.formula,
                "reference": record.reference,
                "is_not": record.what_it_is_not,
            }
        )
    return out


def _pictures(figures: Mapping[str, Mapping[str, Any]], images: Path) -> list[dict[str, Any]]:
    from PIL import Image

    out = []
    for number, (name, info) in enumerate(figures.items(), start=1):
        path = images / f"{name}.png"
        with Image.open(path) as picture:
            width, height = picture.size
        out.append(
            {
                **{key: info[key] for key in ("title", "subtitle", "alt_short", "alt_long", "map_id")},
                "name": name,
                "number": number,
                "image": data_uri(path),
                "width": width,
                "height": height,
                "links": [{"href": f"maps/{name}.{kind}", "text": kind.upper()} for kind in ("png", "svg", "pdf")],
            }
        )
    return out


def page_context(
    where: Region,
    *,
    faces: Faces,
    table: IndicatorTable,
    figures: Mapping[str, Mapping[str, Any]],
    images: Path,
    inputs: Iterable[Input],
    date: str,
    profile: str,
    notes: Iterable[str],
) -> dict[str, Any]:
    """Gather everything that the page says.

    Parameters
    ----------
    where : Region
        What the pack is about.
    faces : Faces
        The faces.
    table : IndicatorTable
        Every value.
    figures : mapping of str to mapping
        Stem of the map's files -> title, subtitle, alternative texts, map id and, for the claims map, the key of lines.
    images : path
        Folder of the maps.
    inputs : iterable of Input
        Datasets used.
    date : str
        The pack's one date, ISO.
    profile : str
        Profile of printed names.
    notes : iterable of str
        What was repaired, dropped or reprojected.

    Returns
    -------
    dict
        The names that the template asks for.
    """
    frame = table.frame
    used = list(inputs)
    synthetic = any(item.kind == "synthetic" for item in used)
    n = len(faces)
    overlapping = int((faces.frame["n_claimants"] > 1).sum())
    area = float(faces.frame["area_km2"].sum())
    return {
        "title": f"Marine environment briefing: {where.title}",
        "subtitle": f"Claim set: {faces.claims.title}, as of {faces.claims.date or 'a date not stated'}. "
        f"Pack dated {date or 'as its inputs'}.",
        "data_kind": "contains synthetic data" if synthetic else "real data",
        "synthetic": synthetic,
        "disclaimer": DISCLAIMER,
        "facts": _facts(faces, frame),
        "gaps": _gaps(faces, frame),
        "claim_gaps": _claim_gaps(faces, profile),
        "figures": _pictures(figures, images),
        "faces_sentence": f"The sea with a claimant in the frame is {_count(n, 'face', 'faces')}, {say(area, 'km2')} in all; "
        f"{overlapping:,} of them have more than one claimant.",
        "faces_table": _faces_table(faces, frame, profile),
        "region_title": where.title,
        "lines": _lines(faces, figures, profile),
        "indicators": _definitions(frame),
        "sources": [
            {
                "title": item.title,
                "citation": item.citation,
                "id": item.id,
                "version": item.version,
                "kind": item.kind,
                "licence": item.licence,
                "caveats": item.caveats,
                "digests": [digest[:12] for digest in item.files.values()],
            }
            for item in used
        ],
        "closing": " ".join(notes),
    }
