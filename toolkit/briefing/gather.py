"""The tables of a pack as they are asked: gathered while it is made, read back from its files when it is checked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from toolkit.briefing.bound import Cells
from toolkit.briefing.pairs import gaps_frame
from toolkit.briefing.statements import whole_percent
from toolkit.briefing.stocks import reporting_areas
from toolkit.briefing.tables import plain_table
from toolkit.claims.known import instruments_behind
from toolkit.errors import PackError
from toolkit.indicators.records import indicators

if TYPE_CHECKING:
    from toolkit.briefing.family import FamilyTable
    from toolkit.claims.faces import Faces
    from toolkit.overlay.table import IndicatorTable

__all__ = ["BESIDE", "TABLES", "gather_cells", "latest_time", "numbered", "read_cells", "read_table", "ready", "reason_kind"]

#: Tables of a pack that numbers are read from, with what each row is.
TABLES = {
    "indicator_table": "one row for each face, indicator, statistic and time",
    "faces": "one row for each face of the partition",
    "scenarios": "one row for each scenario, waters, indicator, statistic, time and way of counting",
    "choices": "one row for each scenario, with its choices",
    "sensitivity": "one row for each statement: its range over the scenarios, and what moves it",
    "lines": "one row for each line drawn on the claims map",
    "claims": "one row for each claim that was used",
    "claims_by_party": "one row for each claim and party that makes it",
    "gaps": "one row for each known gap of the claim set, and whether it is one of these waters",
    "rules": "one row for each threshold of confidence",
    "figures": "one row for each sum that a map records",
    "fao_areas": "one row for each reporting area of fish stocks that the waters reach into, with the stocks assessed in all of it",
    "withheld": "one row for each value that is withheld, at its source or from these readers, with the reason and the rule",
}

#: Columns beside those of an indicator table, so that every cell that a number is read from stands in the file: the number of the patch
#: and what else is asked of it, its reef-bearing cells, the valid fraction in per cent, sites or else cells behind the value, its class,
#: the kind of the reason.
BESIDE = ("label", "n_claimants", "regime", "area_km2", "reef_cells", "percent_with_data", "n_behind", "class_label", "reason_kind")

#: Beginning of a reason -> its kind.
_REASONS = {
    "withheld: fewer than": "withheld few",
    "withheld: protects another": "withheld protects",
    "withheld: protects single": "withheld single",
    "withheld: kept": "withheld kept",
    "withheld": "withheld",
    "not applicable": "not applicable",
    "below minimum": "below minimum",
    "no survey": "no survey",
    "no catch": "no report",
    "no effort": "no report",
    "no assessment": "no assessment",
}


def reason_kind(reason: str) -> str:
    """Return the kind of a reason, '' where there is a value.

    Examples
    --------
    >>> reason_kind("below minimum: 2 of 3 sites"), reason_kind("")
    ('below minimum', '')
    """
    return next((kind for begin, kind in _REASONS.items() if reason.startswith(begin)), reason and "no data")


def latest_time(frame: pd.DataFrame, indicator: str, statistic: str) -> str:
    """Return the last time of an indicator at which any row has a value, else the last time at all."""
    rows = frame[(frame["indicator"] == indicator) & (frame["statistic"] == statistic)]
    known = rows[rows["value"].notna()]
    return str(max((known if len(known) else rows)["time"].astype(str), default=""))


def _label(name: str, value: float) -> str:
    record = indicators().get(name)
    number = record.classify(value) if record is not None else None
    return record.class_labels[number] if record is not None and number is not None else ""


def judged(table: pd.DataFrame, faces: pd.DataFrame) -> pd.DataFrame:
    """Return the indicator table with the columns :data:`BESIDE` in each row; the number of the patch follows its id."""
    out = table.drop(columns=[name for name in BESIDE if name in table])
    out["reason_kind"] = [reason_kind(str(reason)) for reason in out["reason"]]
    out["percent_with_data"] = [whole_percent(float(share)) for share in out["valid_fraction"]]
    out["n_behind"] = out["n_sites"].astype("Int64").fillna(out["n_cells"].astype("Int64"))
    out["class_label"] = [_label(str(name), float(value)) for name, value in zip(out["indicator"], out["value"], strict=True)]
    out = out.merge(faces[["face_id", "label", "n_claimants", "regime", "area_km2"]], on="face_id", how="left")
    reef = table[table["indicator"] == "reef_cells"].set_index("face_id")["value"]
    out["reef_cells"] = out["face_id"].map(reef[~reef.index.duplicated()]).astype("float64")
    return numbered(out, faces, column="face_id")


def numbered(frame: pd.DataFrame, faces: pd.DataFrame, *, column: str) -> pd.DataFrame:
    """Return a table with the number of the patch on the maps beside its id, '' where a row is of no patch.

    Parameters
    ----------
    frame : pandas.DataFrame
        Any table of a pack.
    faces : pandas.DataFrame
        With ``face_id`` and ``label``.
    column : str
        Column of ``frame`` that holds the id.
    """
    labels = dict(zip(faces["face_id"].astype(str), faces["label"].astype(str), strict=True))
    out = frame.drop(columns="label", errors="ignore")
    beside = pd.Series([labels.get(str(name), "") for name in out[column]], out.index, object)
    out.insert(list(out.columns).index(column) + 1, "label", beside)
    return out


def gather_cells(
    faces: Faces,
    table: IndicatorTable,
    family: FamilyTable,
    figures: pd.DataFrame,
    rules: pd.DataFrame,
    lines: list[Mapping[str, Any]],
    profile: str = "un",
) -> dict[str, pd.DataFrame]:
    """Return the tables of a pack, plain enough to be written and read back without a change.

    Parameters
    ----------
    faces, table, family : Faces, IndicatorTable, FamilyTable
        What the pack is made from.
    figures : pandas.DataFrame
        From :func:`toolkit.briefing.figure_text.drawn_values`.
    rules : pandas.DataFrame
        Thresholds of confidence.
    lines : list of mapping
        The key of lines of the claims map.
    profile : str
        Whose names of parties are printed.
    """
    frame = plain_table(pd.DataFrame(faces.frame.drop(columns="geometry")).reset_index())
    # Where one claimant makes every zone of a patch, no two claimants' zones meet there, however many make one of them alike.
    # A joint zone is the work of all its parties.
    of = {claim.claim_id: set() if claim.regime == "joint" else set(claim.claimants) for claim in faces.claims.claims}
    frame["one_makes_all"] = ["yes" if set.intersection(*(of[name] for name in names)) else "no" for names in faces.frame["claim_ids"]]
    behind = instruments_behind(faces.claims)
    claims = pd.DataFrame(
        {
            "claim_id": [claim.claim_id for claim in faces.claims.claims],
            "claimants": ["; ".join(claim.claimants) for claim in faces.claims.claims],
            "title": [claim.title for claim in faces.claims.claims],
            "zone_kind": [claim.zone_kind for claim in faces.claims.claims],
            "basis": [claim.basis for claim in faces.claims.claims],
            "regime": [claim.regime for claim in faces.claims.claims],
            "instrument_ids": ["; ".join(behind[claim.claim_id]) for claim in faces.claims.claims],
        }
    )
    parties = [(code, claim.claim_id) for claim in faces.claims.claims for code in claim.claimants]
    keyed = pd.DataFrame(
        [tuple(item[name] for name in ("number", "line_id", "words", "title", "by")) for item in lines],
        columns=["number", "line_id", "kind", "title", "by"],
    )
    return {
        "indicator_table": judged(table.frame, frame),
        "faces": frame,
        "scenarios": family.frame,
        "choices": family.scenarios(),
        "lines": keyed,
        "claims": claims,
        "claims_by_party": pd.DataFrame(parties, columns=["party", "claim_id"]),
        "gaps": gaps_frame(faces.claims, profile),
        "rules": rules,
        "figures": figures,
        "fao_areas": reporting_areas(faces, table.frame),
    }


def ready(frames: Mapping[str, pd.DataFrame]) -> Cells:
    """Return the tables ready to be asked; an indicator table from elsewhere gets the columns that a pack has."""
    table = frames["indicator_table"]
    whole = set(BESIDE) <= set(table.columns)
    return Cells({**frames, "indicator_table": table if whole else judged(table, frames["faces"])})


def read_cells(pack: str | Path) -> Cells:
    """Read the tables of a pack from its files.

    Raises
    ------
    PackError
        A table is missing or damaged.
    """
    return ready({name: read_table(pack, name) for name in TABLES})


def read_table(pack: str | Path, name: str) -> pd.DataFrame:
    """Read one table of a pack, its columns of the kinds that they had when it was made.

    Raises
    ------
    PackError
        It is missing or damaged.
    """
    path = Path(pack) / "data" / f"{name}.parquet"
    try:
        frame = pd.read_parquet(path)
    except (OSError, ValueError) as error:
        raise PackError(f"{path} cannot be read ({error}). Make the pack again with: arf-marine briefing.") from error
    counts = [column for column in ("n_cells", "n_sites", "n_behind") if column in frame and name in ("indicator_table", "scenarios")]
    return frame.astype(dict.fromkeys(counts, "Int64"))
