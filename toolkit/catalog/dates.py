"""Dates of surveys, written in many ways, turned into ISO text. A date that can be read two ways is refused."""

from __future__ import annotations

import re

import pandas as pd

from toolkit.errors import SchemaError

__all__ = ["iso_dates"]

_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[T ].*)?)?)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_NAMED = re.compile(r"(\d{1,2})[- ]([A-Za-z]{3,9})[- ,]+(\d{4})")
_SLASHED = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_BLANK = {"", "na", "nan", "nat", "nd", "none", "null"}


def _three_parts(text: str, day_first: bool | None) -> pd.Timestamp | None:
    """Read a full date; None where it is none."""
    for pattern, order in ((_COMPACT, "%Y %m %d"), (_ISO, "%Y %m %d")):
        match = pattern.fullmatch(text)
        if match and match[3]:
            stamp = pd.to_datetime(" ".join(match.groups()[:3]), format=order, errors="coerce")
            return None if pd.isna(stamp) else stamp
    match = _NAMED.fullmatch(text)
    if match:
        stamp = pd.to_datetime(f"{match[1]} {match[2][:3].title()} {match[3]}", format="%d %b %Y", errors="coerce")
        return None if pd.isna(stamp) else stamp
    match = _SLASHED.fullmatch(text)
    if match:
        stamp = pd.to_datetime(" ".join(match.groups()), format="%d %m %Y" if day_first else "%m %d %Y", errors="coerce")
        return None if pd.isna(stamp) else stamp
    return None


def iso_dates(cells: pd.Series, *, file: str, column: str, day_first: bool | None = None) -> tuple[pd.Series, pd.Series]:
    """Turn a column of dates into ISO text.

    Parameters
    ----------
    cells : pandas.Series
        Dates, numbers (years) or text.
    file, column : str
        For the message.
    day_first : bool, optional
        How to read ``3/4/2015``. By default the column itself must tell: one part above 12 somewhere.

    Returns
    -------
    iso : pandas.Series of str
        ``2015-04-03``, ``2015-04`` or ``2015``, as finely as it was written; empty where there is no date.
    bad : pandas.Series of bool
        Where the text is not a date.

    Raises
    ------
    SchemaError
        Dates such as ``3/4/2015`` that the column does not settle.
    """
    if pd.api.types.is_datetime64_any_dtype(cells.dtype):
        iso = cells.dt.strftime("%Y-%m-%d").fillna("").astype("object")
        return iso, pd.Series(False, index=cells.index)
    text = cells.astype("str").str.strip().str.replace(r"\.0$", "", regex=True)
    text = text.mask(cells.isna() | text.str.lower().isin(_BLANK), "").astype("object")
    slashed = [match for value in text if (match := _SLASHED.fullmatch(value))]
    if slashed and day_first is None:
        first_big = any(int(match[1]) > 12 for match in slashed)
        second_big = any(int(match[2]) > 12 for match in slashed)
        if first_big == second_big:
            raise SchemaError(
                f"{file}, column '{column}': dates such as '{slashed[0][0]}' can be read day first or month first"
                f"{' and the column holds both' if first_big else ''}. Say which with day_first=True or False, or write 2015-04-03."
            )
        day_first = first_big
    out, bad = [], []
    for value in text:
        partial = _ISO.fullmatch(value)
        if value == "":
            out.append("")
            bad.append(False)
        elif partial and not partial[3] and (partial[2] is None or 1 <= int(partial[2]) <= 12):
            out.append(partial[1] if partial[2] is None else f"{partial[1]}-{int(partial[2]):02d}")
            bad.append(False)
        else:
            stamp = _three_parts(value, day_first)
            out.append("" if stamp is None else stamp.strftime("%Y-%m-%d"))
            bad.append(stamp is None)
    return pd.Series(out, index=cells.index, dtype="object"), pd.Series(bad, index=cells.index, dtype=bool)
