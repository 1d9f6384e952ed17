"""What a line rests on, and who stands behind it, in one set of words for maps, keys, tables, annexes and styles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from toolkit.claims.names import known_codes, order_by_name, party_name

if TYPE_CHECKING:
    from toolkit.claims.model import Instrument, LegalLine

__all__ = [
    "ATTRIBUTED",
    "ATTRIBUTED_STATUS",
    "LINE_WORDS",
    "NO_TEXT",
    "PLACE_COMPUTED",
    "Behind",
    "behind",
    "is_attributed",
    "line_words",
    "said_by",
]

#: An agreement exists whose line is not in the sources used: the place of the line drawn is computed.
PLACE_COMPUTED: Final = "not the agreed place"

#: How an instrument was checked of which no text was read: only others tell of it.
NO_TEXT: Final = "no text read"
#: Part of the status of a line that rests on such an instrument, and the words that are printed for its kind.
ATTRIBUTED_STATUS: Final = "attributed"
ATTRIBUTED: Final = "attributed; no text read"

#: Kind of a line -> the words that are printed for it, the same everywhere.
LINE_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "agreed": "agreed or adjudicated",
        "provisional": "provisional or joint",
        "unilateral": "stated by one side",
        "computed": "computed by the toolkit",
        "symbol": "strokes drawn on a map",
    }
)


def line_words(line: Any) -> str:
    """Return the words for what a line rests on.

    Parameters
    ----------
    line : LegalLine
        Or a row with its ``kind`` and ``agreed_not_encoded``.

    Examples
    --------
    >>> from types import SimpleNamespace as Row
    >>> line_words(Row(kind="unilateral", agreed_not_encoded=False)), line_words(Row(kind="computed", agreed_not_encoded=True))
    ('stated by one side', 'not the agreed place')
    """
    if line.kind == "unilateral" and is_attributed(line):
        return ATTRIBUTED
    return PLACE_COMPUTED if line.agreed_not_encoded else LINE_WORDS[line.kind]


def is_attributed(line: Any) -> bool:
    """Say whether only others tell of a line: no text of the act behind it was read."""
    return ATTRIBUTED_STATUS in str(getattr(line, "status", "")).split("; ")


@dataclass(frozen=True)
class Behind:
    """Who agreed, stated or ordered a line, and whom it concerns besides.

    Attributes
    ----------
    by : tuple of str
        Codes of those who agreed or stated it; empty for a computation, and for an order of somebody who is no claimant.
    others : str
        In words: somebody who stated or ordered it and is no party.
    concerns : tuple of str
        Codes of those whom it concerns and who neither agreed nor stated it.
    """

    by: tuple[str, ...] = ()
    others: str = ""
    concerns: tuple[str, ...] = ()


def behind(line: LegalLine, instruments: Mapping[str, Instrument]) -> Behind:
    """Return who stands behind a line: nobody is made a party to the act of another, to an order, or to a computation.

    Parameters
    ----------
    line : LegalLine
        The line.
    instruments : mapping of str to Instrument
        Those of its claim set: their parties that did not state a line are those whom it concerns.
    """
    named = {code for name in line.instrument_ids if name in instruments for code in instruments[name].parties}
    if line.agreed_not_encoded or line.kind in ("agreed", "provisional", "symbol"):
        return Behind(by=line.parties)
    if line.kind == "computed":
        return Behind(concerns=line.parties)
    acted = {who for name in line.instrument_ids if name in instruments for who in instruments[name].stated_by}
    by = tuple(sorted(acted & known_codes()))
    others = ", ".join(sorted(acted - known_codes()))
    if not acted and len(line.parties) == 1:
        by = line.parties
    # An act of one side has one side: where two are named and neither stated it, it is said whom it touches.
    return Behind(by, others, tuple(sorted({*line.parties, *named} - set(by))))


def said_by(line: LegalLine, instruments: Mapping[str, Instrument], profile: str = "un") -> str:
    """Return who stands behind a line as it is printed.

    Parameters
    ----------
    line, instruments
        As for :func:`behind`.
    profile : str
        Whose names of parties are printed.

    Returns
    -------
    str
        'China, Viet Nam' of an agreement, 'stated by Japan; concerns China', 'stated by the United Nations Command; concerns ...',
        'between Australia, Indonesia' of a computation, 'stated as the title says; concerns ...' where nobody is named.

    Examples
    --------
    >>> import shapely
    >>> from toolkit.claims.model import Instrument, LegalLine
    >>> shape = shapely.LineString([(124, 37), (125, 37)])
    >>> acts = {"ORDER": Instrument("ORDER", "An order", ("KOR", "PRK"), stated_by=("a military command",)),
    ...         "LAW": Instrument("LAW", "A law", ("CHN", "JPN"), stated_by=("JPN",))}
    >>> said_by(LegalLine("L", "unilateral", "A line", (), ("ORDER",), shape), acts)
    "stated by a military command; concerns Democratic People's Republic of Korea, Republic of Korea"
    >>> said_by(LegalLine("M", "unilateral", "A limit", ("JPN",), ("LAW",), shape), acts)
    'stated by Japan; concerns China'
    """

    def names(codes: tuple[str, ...]) -> str:
        return ", ".join(party_name(code, profile) for code in order_by_name(codes, profile))

    found = behind(line, instruments)
    if line.kind == "computed" and not line.agreed_not_encoded:
        return f"between {names(found.concerns)}" if len(found.concerns) > 1 else names(found.concerns)
    if line.kind != "unilateral":
        return names(found.by)
    who = ", ".join(part for part in (names(found.by), found.others) if part)
    verb = "attributed to" if is_attributed(line) else "stated by"
    stated = f"{verb} {who}" if who else "stated as the title says"
    touched = f"; concerns {names(found.concerns)}" if found.concerns else ""
    return f"{stated}{touched}; {NO_TEXT}" if is_attributed(line) else f"{stated}{touched}"
