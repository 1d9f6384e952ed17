"""The edition of a lower tier: what is withheld, from whom and why. Pure functions of the tables of the tier above, and of the rules.

The first step down (to the participants) withholds: cells from fewer units than the minimum, cells that the p% rule catches, and the
cells that would give them back. Every further step only coarsens what is left, so that it needs to know nothing of single units.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
import pandas as pd

from toolkit.briefing.attack import protect
from toolkit.briefing.systems import RowKey, build_system
from toolkit.briefing.tiers import HIGHEST, Rules, rules
from toolkit.errors import PackError, SchemaError
from toolkit.overlay.table import IndicatorTable

__all__ = [
    "AT_SOURCE",
    "CONCENTRATED",
    "KEPT",
    "PROTECTS",
    "RECORD",
    "Tables",
    "few",
    "holds_amounts",
    "key_note",
    "release",
    "release_tables",
    "row_tiers",
]

#: Reasons for a withheld value, as the tables give them. That for few units is :func:`few`.
PROTECTS: Final = "withheld: protects another cell"
CONCENTRATED: Final = "withheld: protects single units"
KEPT: Final = "withheld: kept to a narrower audience"

#: Beginning of the reason that a publisher's own withholding has, and its rule in the record.
AT_SOURCE: Final = "withheld at source"

#: Columns of the record of what was withheld.
RECORD: Final = ("table", "place", "indicator", "statistic", "time", "reason", "rule")

#: Names of the rules in the record.
_FREQUENCY, _CONCENTRATION, _COMPLEMENT, _TIER = "minimum frequency", "p% rule", "complementary suppression", "tier of the data"

#: Statistics that are the value of one unit.
_OF_ONE = ("min", "max")


def few(n: int) -> str:
    """Return the reason of a cell from fewer than so many units.

    Examples
    --------
    >>> few(3)
    'withheld: fewer than 3 units'
    """
    return f"withheld: fewer than {n} units"


@dataclass(frozen=True)
class Tables:
    """The tables of an edition that hold values of data.

    Attributes
    ----------
    faces : pandas.DataFrame
        Columns of the indicator table.
    scenarios : pandas.DataFrame
        Waters under every scenario; may be empty.
    units : pandas.DataFrame or None
        Units behind values (:data:`toolkit.briefing.systems.UNIT_COLUMNS`); only the highest tier holds them.
    withheld : pandas.DataFrame
        What was withheld on the way down, with the reason and rule: columns :data:`RECORD`.
    ran : tuple of str
        Rules that ran.
    """

    faces: pd.DataFrame
    scenarios: pd.DataFrame
    units: pd.DataFrame | None = None
    withheld: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(RECORD), dtype=object))
    ran: tuple[str, ...] = ()


def row_tiers(frame: pd.DataFrame, own: Mapping[str, str], known: Rules | None = None) -> list[str]:
    """Return the widest audience that the rules allow each row: that of its datasets, or the highest where units are few.

    Parameters
    ----------
    frame : pandas.DataFrame
        Rows of the indicator table or of the scenarios.
    own : mapping of str to str
        The user's own datasets -> tier.
    known : Rules, optional
        By default those of the toolkit.
    """
    known = known or rules()
    of_datasets = _tiers_of_datasets(frame, own, known)
    thin = _few_by_count(frame, known)
    return [HIGHEST if is_thin else tier for is_thin, tier in zip(thin, of_datasets, strict=True)]


def _tiers_of_datasets(frame: pd.DataFrame, own: Mapping[str, str], known: Rules) -> list[str]:
    """Return the widest audience of the datasets of each row; a value of no dataset is for the highest tier, no value is for all."""
    named = {str(ids): known.narrowest([known.of_dataset(name, own) for name in str(ids).split()]) for ids in frame["dataset_ids"].unique()}
    return [
        HIGHEST if not str(ids).strip() and has_value else named[str(ids)]
        for ids, has_value in zip(frame["dataset_ids"], frame["value"].notna(), strict=True)
    ]


def _few_by_count(frame: pd.DataFrame, known: Rules) -> list[bool]:
    """Tell for each row whether it comes from fewer units than the minimum, by its number of sites."""
    sites = frame["n_sites"].astype("Float64").fillna(0).to_numpy(np.float64)
    # Sites of a square that are shared out by reef are arithmetic on published means, not units that anyone could single out.
    units = ~frame["basis"].str.contains("sites by share of the reef", regex=False).to_numpy(bool)
    rows = zip(sites, units, frame["indicator"], strict=True)
    return [bool(counted and 0 < n < known.least_units(str(name))) for n, counted, name in rows]


def _place(kind: str, row: Any) -> str:
    return str(row["face_id"]) if kind == "face" else f"{row['scenario']} {row['waters']}"


class _Editor:
    """Two tables under the pen: values are struck with reason and rule, and the record is kept."""

    def __init__(self, tables: Tables) -> None:
        self.frames = {"face": tables.faces.reset_index(drop=True).copy(), "waters": tables.scenarios.reset_index(drop=True).copy()}
        self.record: list[tuple[str, ...]] = []

    def strike(self, kind: str, rows: Iterable[int], reason: str, rule: str) -> None:
        frame = self.frames[kind]
        listed = sorted(rows)
        for number in listed:
            row = frame.loc[number]
            told = (_place(kind, row), row["indicator"], row["statistic"], row["time"])
            name = "indicator_table" if kind == "face" else "scenarios"
            self.record.append((name, *(str(item) for item in told), reason, rule))
        frame.loc[listed, "value"] = np.nan
        frame.loc[listed, "reason"] = reason
        for column in ("valid_fraction", "lower", "upper"):
            if column in frame:
                frame.loc[listed, column] = np.nan
        for column in ("n_sites", "n_cells"):
            frame.loc[listed, column] = pd.NA

    def done(self, tables: Tables, ran: tuple[str, ...]) -> Tables:
        told = pd.DataFrame(self.record, columns=list(RECORD), dtype=object)
        withheld = pd.concat([tables.withheld, told], ignore_index=True).drop_duplicates(list(RECORD[:-2]), keep="last")
        ran_all = tuple(dict.fromkeys((*tables.ran, *ran)))
        return Tables(self.frames["face"], self.frames["waters"], None, withheld.reset_index(drop=True), ran_all)


def _keep_tiers(editor: _Editor, audience: str, own: Mapping[str, str], standard: frozenset[str], known: Rules) -> tuple[str, ...]:
    """Strike rows of data that the audience may not read; rows of indicators of the user's own go with their names."""
    kept: set[str] = set()
    for kind, frame in editor.frames.items():
        if not len(frame):
            continue
        closed = [not known.may_read(audience, tier) for tier in _tiers_of_datasets(frame, own, known)]
        if not any(closed):
            continue
        kept.add(_TIER)
        mask = np.asarray(closed)
        rows = frame[mask & frame["indicator"].isin(standard).to_numpy()]
        # One row in place of all times: how many there are, and when, belongs to the data.
        names = ["face_id"] if kind == "face" else ["scenario", "waters", "accounting"]
        rows = rows.drop_duplicates([*names, "indicator"]).assign(time="", dataset_ids="")
        rows = rows.assign(basis="kept to a narrower audience")
        frame = pd.concat([frame[~mask], rows]).sort_index(kind="stable").reset_index(drop=True)
        editor.frames[kind] = frame
        editor.strike(kind, np.flatnonzero(frame["basis"] == "kept to a narrower audience"), KEPT, _TIER)
    return tuple(kept)


def _strike_few(editor: _Editor, known: Rules) -> None:
    """Strike cells from fewer units than the minimum, and values that are those of one unit."""
    for kind, frame in editor.frames.items():
        if not len(frame):
            continue
        thin = np.asarray(_few_by_count(frame, known), dtype=bool)
        alone = (frame["statistic"].isin(_OF_ONE) & (frame["n_sites"].astype("Float64").fillna(0) > 0)).to_numpy(bool)
        for name in frame.loc[thin | alone, "indicator"].unique():
            rows = np.flatnonzero((thin | alone) & (frame["indicator"] == name).to_numpy())
            editor.strike(kind, rows, few(known.least_units(str(name))), _FREQUENCY)


def _rows_of(editor: _Editor, indicator: str, statistic: str, time: str) -> dict[RowKey, tuple[str, int]]:
    """Return the printed rows of a group of cells with where they stand."""
    out: dict[RowKey, tuple[str, int]] = {}
    for kind, frame in editor.frames.items():
        if not len(frame):
            continue
        mask = (frame["indicator"] == indicator) & (frame["statistic"] == statistic) & (frame["time"].astype(str) == time)
        for number in np.flatnonzero(mask.to_numpy()):
            out[(kind, _place(kind, frame.loc[number]))] = (kind, int(number))
    return out


def _has_value(editor: _Editor, rows: Mapping[RowKey, tuple[str, int]]) -> dict[RowKey, bool]:
    return {row: bool(editor.frames[kind]["value"].notna()[number]) for row, (kind, number) in rows.items()}


def _suppress(tables: Tables, editor: _Editor, known: Rules, p: float | None, previous: tuple[Tables, Tables] | None) -> None:
    """Withhold what the units call for, and what would give it back."""
    units = tables.units
    if units is None or not len(units):
        return
    before_units = previous[0].units if previous is not None else None
    before = _Editor(previous[1]) if previous is not None else None
    left: list[str] = []
    for (indicator, time), group in units.groupby(["indicator", "time"], sort=True):
        statistics = {str(name) for frame in editor.frames.values() if len(frame) for name in _statistics(frame, str(indicator), str(time))}
        for statistic in sorted(statistics & {"mean", "sum", "n"}):
            rows = _rows_of(editor, str(indicator), statistic, str(time))
            earlier: dict[str, Any] = {}
            if before is not None and before_units is not None:
                theirs = before_units[(before_units["indicator"] == indicator) & (before_units["time"] == time)]
                earlier = {"before": theirs, "before_rows": _has_value(before, _rows_of(before, str(indicator), statistic, str(time)))}
            printed_units = next(str(editor.frames[kind].loc[number, "units"]) for kind, number in rows.values())
            system = build_system(
                str(indicator), statistic, printed_units, _has_value(editor, rows), group, known, p=p, **earlier
            )  # fmt: skip
            for found, reason, rule in (
                (system.few, few(known.least_units(str(indicator))), _FREQUENCY),
                (system.concentrated, CONCENTRATED, _CONCENTRATION),
            ):
                for row in sorted(found):
                    kind, number = rows[row]
                    if editor.frames[kind].loc[number, "reason"] != reason:
                        editor.strike(kind, [number], reason, rule)
            primary = [("now", row) for row in (*system.few, *system.concentrated)]
            more, exposed = protect(system.cells, system.relations, primary)
            for _, row in (key for key in more if isinstance(key, tuple)):
                kind, number = rows[row]
                editor.strike(kind, [number], PROTECTS, _COMPLEMENT)
            left += [f"{indicator}, {statistic}, {time}: {_named(found.cell)}" for found in exposed]
    if left:
        raise PackError(
            "DSC-01: values that the rules withhold can be worked out from the previous edition whatever is withheld now: "
            f"{'; '.join(left[:5])}{f'; and {len(left) - 5} more' if len(left) > 5 else ''}. "
            "Leave these cells as they were in the previous edition, or wait for more units."
        )


def _named(cell: object) -> str:
    kind, where = cell if isinstance(cell, tuple) else ("", cell)
    return f"{kind} {' '.join(str(item) for item in where) if isinstance(where, tuple) else where}"


def _statistics(frame: pd.DataFrame, indicator: str, time: str) -> Iterable[str]:
    return frame.loc[(frame["indicator"] == indicator) & (frame["time"].astype(str) == time), "statistic"].unique()


def _band(editor: _Editor, known: Rules, everywhere: bool) -> None:
    """Count units in bands: everywhere, or where counts beside a withheld cell would tell how many units it has."""
    struck = {(item[2], item[4]) for item in editor.record if item[6] in (_FREQUENCY, _CONCENTRATION, _COMPLEMENT)}
    for frame in editor.frames.values():
        if not len(frame):
            continue
        keys = list(zip(frame["indicator"].astype(str), frame["time"].astype(str), strict=True))
        mask = frame["n_sites"].notna().to_numpy() & np.asarray([everywhere or key in struck for key in keys])
        frame.loc[mask, "n_sites"] = [known.band(int(n)) for n in frame.loc[mask, "n_sites"]]


def _refuse_given_before(editor: _Editor, before: Tables) -> None:
    """Raise if a value that is withheld for few units stood in the previous edition."""
    earlier = _Editor(before)
    shown = []
    for name, place, indicator, statistic, time, reason, rule in editor.record:
        if rule != _FREQUENCY:
            continue
        kind = "face" if name == "indicator_table" else "waters"
        where = _rows_of(earlier, indicator, statistic, time).get((kind, place))
        if where is not None and earlier.frames[where[0]]["value"].notna()[where[1]]:
            shown.append(f"{indicator}, {statistic}, {time}, {place} ({reason})")
    if shown:
        raise PackError(
            f"DSC-01: the previous edition prints what is withheld now: {'; '.join(shown[:5])}. "
            "What was handed out cannot be withheld any more; check that it is the right edition."
        )


def release_tables(
    tables: Tables,
    audience: str,
    *,
    own: Mapping[str, str] | None = None,
    standard: frozenset[str] = frozenset(),
    p: float | None = None,
    previous: Tables | None = None,
    previous_own: Mapping[str, str] | None = None,
    source: str = HIGHEST,
    known: Rules | None = None,
) -> Tables:
    """Return the tables as an audience may read them.

    Parameters
    ----------
    tables : Tables
        Of the tier ``source``.
    audience : str
        Tier to go down to; one step after the other.
    own : mapping of str to str
        The user's own datasets -> widest audience.
    standard : frozenset of str
        Indicators whose names are no secret: their rows stay, without values, where the data are kept to a narrower audience.
    p : float, optional
        Of the p% rule.
    previous : Tables, optional
        Tables of the previous edition, of the highest tier: its release is what every reader has at hand.
    previous_own : mapping of str to str, optional
        The user's own datasets of the previous edition -> widest audience, which may have had other names; by default ``own``.
    source : str
        Tier of the tables given.
    known : Rules, optional
        By default those of the toolkit.

    Returns
    -------
    Tables
        Without units below the highest tier.

    Raises
    ------
    SchemaError
        There are amounts of known holdings and no p.
    PackError
        A withheld value can be worked out from the previous edition whatever is withheld (DSC-01).
    UnknownNameError
        There is no such tier.
    """
    known = known or rules()
    if known.rank(audience) < known.rank(source):
        raise PackError(f"An edition for '{audience}' cannot be made from one for '{source}', which holds less. Give the fuller pack.")
    out = tables
    for tier in known.order[known.rank(source) + 1 : known.rank(audience) + 1]:
        out = _step(out, tier, own or {}, standard, p, previous, own or {} if previous_own is None else previous_own, known)
    return out


def holds_amounts(tables: Tables, known: Rules | None = None) -> bool:
    """Tell whether amounts of known holdings (vessels, flags) are in the tables, to which the p% rule applies."""
    return tables.units is not None and bool(tables.units["indicator"].isin((known or rules()).concentration).any())


def key_note(tables: Tables, p: float | None) -> str:
    """Return what whoever gives a key has to know where it judges nothing; '' where it does, or where none is given."""
    if p is None or holds_amounts(tables):
        return ""
    return (
        "Key: the p% rule judges nothing here, and no page says that it ran. It is for amounts of known vessels or flags; embedded catch "
        "and effort are totals of squares, of which the publisher leaves out rows of fewer than three vessels."
    )


def _step(
    tables: Tables,
    tier: str,
    own: Mapping[str, str],
    standard: frozenset[str],
    p: float | None,
    previous: Tables | None,
    previous_own: Mapping[str, str],
    known: Rules,
) -> Tables:
    """Go down one tier."""
    editor = _Editor(tables)
    ran = list(_keep_tiers(editor, tier, own, standard, known))
    if known.rank(tier) == 1:
        if tables.units is not None:
            closed = {row[2] for row in editor.record}
            tables = replace(tables, units=tables.units[~tables.units["indicator"].isin(closed)])
        watched = holds_amounts(tables, known)
        if watched and p is None:
            raise SchemaError(
                "The pack holds amounts of known holdings, to which the p% rule applies, and no p is given. "
                "Name the key holder's file with --key FILE (one line: p = NUMBER)."
            )
        _strike_few(editor, known)
        given = None
        if previous is not None:
            given = release_tables(previous, tier, own=previous_own, standard=standard, p=p, known=known)
            _refuse_given_before(editor, given)
        _suppress(tables, editor, known, p, (previous, given) if previous is not None and given is not None else None)
        ran += [_FREQUENCY, *([_CONCENTRATION] if watched else []), _COMPLEMENT]
        ran += ["previous edition"] if previous is not None else []
    _band(editor, known, tier in known.banded)
    return editor.done(tables, tuple(ran))


def release(
    table: IndicatorTable,
    tier: str,
    rules: Rules | None = None,
    *,
    units: pd.DataFrame | None = None,
    own: Mapping[str, str] | None = None,
    p: float | None = None,
) -> tuple[IndicatorTable, pd.DataFrame]:
    """Return an indicator table as an audience may read it, and the record of what was withheld and why.

    Parameters
    ----------
    table : IndicatorTable
        Of the highest tier.
    tier : str
        Audience: 'track2', 'participants' or 'public'.
    rules : Rules, optional
        By default those of ``data/briefing/tiers.toml``.
    units : pandas.DataFrame, optional
        Units behind the values; columns indicator, time, holding, face_id, waters, value, n_surveys. Without them cells are judged by
        their number of sites, and nothing is known that could give them back.
    own : mapping of str to str
        Datasets that are not registered -> widest audience; those not named are for the highest tier.
    p : float, optional
        Of the p% rule, in per cent.

    Returns
    -------
    table : IndicatorTable
        The same rows; withheld values are missing with their reason.
    record : pandas.DataFrame
        One row for each withheld value: table, place, indicator, statistic, time, reason, rule.

    Examples
    --------
    >>> import pandas as pd
    >>> row = {"face_id": "a", "indicator": "hard_coral_cover", "statistic": "mean", "value": 20.0, "units": "percent", "n_sites": 2}
    >>> table = IndicatorTable(pd.DataFrame([{**row, "dataset_ids": "coral-cover"}]))
    >>> open_table, record = release(table, "public")
    >>> open_table.frame["reason"].item(), record["rule"].item()
    ('withheld: fewer than 3 units', 'minimum frequency')
    """
    names = frozenset(table.frame["indicator"])
    tables = Tables(table.frame, table.frame.iloc[:0].assign(scenario="", waters="", accounting=""), units)
    out = release_tables(tables, tier, own=own, standard=names, p=p, known=rules)
    return IndicatorTable(out.faces, notes=table.notes), out.withheld
