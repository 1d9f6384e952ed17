"""The leak scan: nothing of a lower tier's pack may hold a value, a name or a position that was withheld.

What is looked for, and what cannot be told apart:

- a withheld value as it is stored and rounded to six, four, three and two decimals, wherever a form of at least four figures stands that
  no released value has too; in drawing code, which is full of numbers, at least seven figures;
- a withheld value of any length in a row of a table that stands for the same cell (face or waters, indicator, time);
- the eight bytes of a withheld value or coordinate, unless they are those of a round number;
- a name of at least four letters or figures, as a word of its own, unless the released texts use it anyway;
- a position: longitude and latitude near each other, both at four, three or two decimals.

Not looked at are the colours of pixels; that a withheld face looks like its neighbours is a matter of drawing (DSC-03).
"""

from __future__ import annotations

import hashlib
import json
import math
import re
import struct
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from toolkit.briefing.leak_readers import Piece, pieces_of
from toolkit.briefing.messages import messages
from toolkit.errors import PackError
from toolkit.indicators.records import indicators
from toolkit.overlay.table import COLUMNS

if TYPE_CHECKING:
    from toolkit.briefing.edition import Edition

__all__ = ["Leak", "Secrets", "Value", "scan_pack", "secrets_between", "stop_leaks"]

_NUMBER = re.compile(r"(?<![\d.,])[-\u2212]?\d+(?:,\d{3})*(?:\.\d+)?(?:[eE][+-]?\d+)?")
_FIGURES, _FIGURES_DRAWN = 4, 7
_DECIMALS = (6, 4, 3, 2)
_NEAR = 40
_LARGE = 10_000


@dataclass(frozen=True)
class Value:
    """A withheld value with the cell that it belongs to."""

    value: float
    place: str = ""
    indicator: str = ""
    time: str = ""

    def describe(self) -> str:
        """Return what it is the value of; the value itself is not repeated."""
        return f"a withheld value of {' '.join(item for item in (self.indicator, self.place, self.time) if item) or 'a single unit'}"


@dataclass(frozen=True)
class Secrets:
    """What must not stand in a pack.

    Attributes
    ----------
    cells : tuple of Value
        Withheld values.
    names : tuple of str
        Of sites, files, columns and datasets that the audience may not know of.
    places : tuple of (lon, lat)
        Positions.
    released : frozenset of float
        Values that the audience may see: their forms are no sign of a leak.
    vocabulary : str
        Texts that the audience may see.
    """

    cells: tuple[Value, ...] = ()
    names: tuple[str, ...] = ()
    places: tuple[tuple[float, float], ...] = ()
    released: frozenset[float] = frozenset()
    vocabulary: str = ""

    def __len__(self) -> int:
        return len(self.cells) + len(self.names) + len(self.places)


@dataclass(frozen=True)
class Leak:
    """A secret that was found: file and part, and what it is."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def _plain(text: str) -> str:
    """Return a number without sign, separators and final zeros; '' for none, or one beyond all measure."""
    try:
        number = Decimal(text.replace(",", "").replace("\u2212", "-"))
        if not number.is_finite() or abs(number.adjusted()) > 20:
            return ""
    except ArithmeticError:
        return ""
    return format(abs(number).normalize(), "f") if number else "0"


def _figures(plain: str) -> int:
    return len(plain.replace(".", "").strip("0"))


def _forms(value: float) -> set[str]:
    """Return a value as stored, and rounded."""
    out = {_plain(repr(float(value)))}
    exact = Decimal(repr(float(value)))
    out |= {_plain(str(round(exact, decimals))) for decimals in _DECIMALS}
    return out


def _byte_forms(value: float) -> list[bytes]:
    """Return a double in both orders of bytes; nothing for a round number, whose bytes stand in every file."""
    packed = struct.pack(">d", value)
    return [] if packed[5:] == b"\x00\x00\x00" else [packed, packed[::-1]]


class _Finder:
    """Secrets, ready to be looked for."""

    def __init__(self, secrets: Secrets) -> None:
        allowed: set[str] = set()
        for value in secrets.released:
            if math.isfinite(value):
                allowed |= _forms(value)
        self.forms: dict[str, str] = {}
        self.cells: dict[tuple[str, str], list[Value]] = {}
        self.bytes: list[tuple[bytes, str]] = []
        for item in secrets.cells:
            for form in _forms(item.value) - allowed:
                if _figures(form) >= _FIGURES:
                    self.forms.setdefault(form, item.describe())
            if item.value not in secrets.released:
                self.bytes += [(needle, f"{item.describe()}, as bytes") for needle in _byte_forms(item.value)]
            if item.place:
                self.cells.setdefault((item.place, item.indicator), []).append(item)
        vocabulary = secrets.vocabulary.lower()
        words = sorted({name.strip() for name in secrets.names if len(re.sub(r"\W", "", name)) >= _FIGURES}, key=len, reverse=True)
        self.names = [name for name in words if not _as_word(name.lower()).search(vocabulary)]
        self.name = re.compile("|".join(_as_word(name.lower()).pattern for name in self.names)) if self.names else None
        self.bytes += [
            (name.encode(code), "a withheld name, as bytes") for name in self.names for code in ("utf-8", "utf-16-le", "utf-16-be")
        ]
        self.places: dict[str, set[str]] = {}
        for lon, lat in secrets.places:
            for decimals in (4, 3, 2):
                x, y = (_plain(str(round(Decimal(repr(float(part))), decimals))) for part in (lon, lat))
                if _decimals(x) >= 2 and _decimals(y) >= 2:
                    self.places.setdefault(x, set()).add(y)
            # Half a position in its exact bytes is as good as the whole.
            self.bytes += [(needle, "a withheld position, as bytes") for part in (lon, lat) for needle in _byte_forms(part)]

    def look(self, piece: Piece) -> Iterator[Leak]:
        if piece.kind == "bytes":
            for needle, what in self.bytes:
                if needle in piece.data:
                    yield Leak(piece.where, what)
        elif piece.kind == "row":
            yield from self._look_row(piece)
        else:
            yield from self._look_text(piece)

    def _look_text(self, piece: Piece) -> Iterator[Leak]:
        if self.name is not None and piece.kind == "words" and self.name.search(piece.text.lower()):
            yield Leak(piece.where, "a withheld name")
        # Most texts hold none of the numbers sought: that is told at once.
        seen = {_plain(token) for token in set(_NUMBER.findall(piece.text)) if len(token) > 2}
        if seen.isdisjoint(self.forms) and not any(x in seen and not seen.isdisjoint(ys) for x, ys in self.places.items()):
            return
        least = _FIGURES if piece.kind == "words" else _FIGURES_DRAWN
        before: list[tuple[int, str]] = []
        for match in _NUMBER.finditer(piece.text):
            token = match.group(0)
            if len(token) < 3:
                continue
            plain = _plain(token)
            what = self.forms.get(plain)
            if what is not None and _figures(plain) >= least and _alone(piece.text, match, plain):
                yield Leak(piece.where, what)
            if self.places:
                before = [item for item in before if match.start() - item[0] <= _NEAR]
                if any(plain in self.places.get(other, ()) or other in self.places.get(plain, ()) for _, other in before):
                    yield Leak(piece.where, "a withheld position")
                if _decimals(plain) >= 2:
                    before.append((match.end(), plain))

    def _look_row(self, piece: Piece) -> Iterator[Leak]:
        texts = {str(value) for value in piece.row.values() if isinstance(value, str)}
        joined = " ".join(
            f"{value!r}" if isinstance(value, float) else str(value) for value in piece.row.values() if not isinstance(value, bytes)
        )
        yield from self._look_text(Piece(piece.where, "words", text=joined))
        place = next((name for name in texts if any(name == key[0] for key in self.cells)), "")
        if not place and piece.row.get("scenario"):
            place = f"{piece.row['scenario']} {piece.row.get('waters', '')}"
        for (where, indicator), items in self.cells.items():
            if where != place:
                continue
            for item in items:
                for column, value in piece.row.items():
                    own = (
                        indicator in texts and column in ("value", "lower", "upper") and str(piece.row.get("time", item.time)) == item.time
                    )
                    wide = str(column).startswith(f"{indicator}__") and re.sub(r"\W", "_", item.time) in str(column)
                    if (own or wide) and _same(value, item.value):
                        yield Leak(piece.where, item.describe())


def _same(value: object, secret: float) -> bool:
    try:
        number = float(str(value))
    except ValueError:
        return False
    return math.isfinite(number) and any(number == round(secret, digits) for digits in (15, *_DECIMALS, 1, 0))


def _decimals(plain: str) -> int:
    return len(plain.partition(".")[2])


def _alone(text: str, match: re.Match[str], plain: str) -> bool:
    """Tell whether a whole number stands alone, not inside a word such as a checksum."""
    if "." in plain:
        return True
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    return not (before.isalnum() or before in ("_", "-") or after.isalnum() or after in ("_", "-"))


def _as_word(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_]){re.escape(name)}(?![^\W_])")


def scan_pack(pack: str | Path, secrets: Secrets) -> list[Leak]:
    """Look for secrets in every file of a pack, and in the names of files.

    Parameters
    ----------
    pack : path
        Folder of a pack, or of any files.
    secrets : Secrets
        What must not stand there.

    Returns
    -------
    list of Leak
        Each finding once, files in alphabetical order.
    """
    folder = Path(pack)
    finder = _Finder(secrets)
    out: dict[Leak, None] = {}
    known: set[bytes] = set()
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        out.update(dict.fromkeys(finder.look(Piece(f"file name {name}", "words", text=path.name))))
        if path.is_file():
            for piece in pieces_of(name, path.read_bytes()):
                # The same picture or font stands in many documents: it is looked through once.
                if piece.kind == "bytes" and len(piece.data) > _LARGE:
                    digest = hashlib.sha256(piece.data).digest()
                    if digest in known:
                        continue
                    known.add(digest)
                out.update(dict.fromkeys(finder.look(piece)))
    return list(out)


def stop_leaks(pack: str | Path, secrets: Secrets) -> None:
    """Refuse a pack in which a secret stands.

    Raises
    ------
    PackError
        With the file and the kind of each finding (DSC-02).
    """
    found = scan_pack(pack, secrets)
    if found:
        more = f"\n  and {len(found) - 8} more" if len(found) > 8 else ""
        told = "\n  ".join(str(item) for item in found[:8])
        raise PackError(f"DSC-02: the pack is not written, because something withheld stands in it.\n  {told}{more}")


def _missing_below(full: pd.DataFrame, lower: pd.DataFrame, names: list[str]) -> Iterator[Value]:
    """Yield the values of a table that the lower one does not hold."""
    shown = lower[lower["value"].notna()]
    keys = set(shown[names].astype(str).itertuples(index=False, name=None))
    for row in full.to_dict("records"):
        if tuple(str(row[name]) for name in names) in keys:
            continue
        place = str(row["face_id"]) if "face_id" in row else f"{row['scenario']} {row['waters']}"
        for column in ("value", "lower", "upper"):
            if column in row and pd.notna(row[column]):
                yield Value(float(row[column]), place, str(row["indicator"]), str(row["time"]))


def _released(tables: Iterable[pd.DataFrame]) -> frozenset[float]:
    out: set[float] = set()
    for frame in tables:
        for column in frame.select_dtypes("number").columns:
            out |= {float(value) for value in frame[column].dropna()}
    return frozenset(out)


def secrets_between(full: Edition, lower: Edition) -> Secrets:
    """Return what the fuller of two editions holds and the other does not.

    Parameters
    ----------
    full, lower : Edition
        Before and after :func:`toolkit.briefing.edition.release_edition`.
    """
    key = ["indicator", "statistic", "time", "basis"]
    values = [
        *_missing_below(full.tables.faces, lower.tables.faces, ["face_id", *key]),
        *_missing_below(full.tables.scenarios, lower.tables.scenarios, ["scenario", "waters", "accounting", *key]),
    ]
    if full.tables.units is not None and lower.tables.units is None:
        values += [Value(float(value)) for value in full.tables.units["value"].dropna().unique()]
    closed = set(full.roles.values()) - set(lower.roles.values())
    names = {name for item in full.inputs if item.id in closed for path in item.files for name in (path, Path(path).name, Path(path).stem)}
    names |= closed
    names |= {str(full.parameters[key]) for key in full.parameters if full.parameters[key] != lower.parameters.get(key)}
    names |= set(full.grid.values()) - set(lower.grid.values())
    places: list[tuple[float, float]] = []
    if full.sites is not None and not (lower.sites is not None and (lower.sites["degrees"] == 0).any()):
        exact = full.sites[full.sites["degrees"] == 0]
        names |= set(exact["site"].astype(str))
        places = list(zip(exact["lon"].astype(float), exact["lat"].astype(float), strict=True))
    faces = lower.faces.frame.drop(columns="geometry")
    released = _released(
        [lower.tables.faces, lower.tables.scenarios, pd.DataFrame(faces), *([lower.sites] if lower.sites is not None else [])]
    )
    names.discard("")
    return Secrets(tuple(values), tuple(sorted(names)), tuple(places), released, _vocabulary(lower))


def _vocabulary(lower: Edition) -> str:
    """Return the texts that a pack of the edition is written from."""
    claims = lower.faces.claims
    told: list[Any] = [
        list(messages(lower.language).strings.values()),
        [str(record) for record in indicators().values()],
        [asdict(item) for item in lower.inputs],
        [[claim.title, claim.claim_id, claim.zone_kind, claim.basis] for claim in claims.claims],
        [str(line.title) for line in claims.lines],
        [asdict(item) for item in claims.instruments.values()],
        [claims.id, claims.title, *claims.gaps, *claims.notes, lower.where.title, lower.where.id, *COLUMNS],
        [text for text, _ in lower.notes],
        dict(lower.parameters),
        sorted({str(value) for name in ("indicator", "reason", "basis", "units") for value in lower.tables.faces[name].unique()}),
    ]
    return json.dumps(told, ensure_ascii=False, default=str)
