"""Names: how codes and features are printed (`data/names.toml`). A profile changes labels only.

No name is written in code. Parties are ISO 3166-1 alpha-3 codes, and ``not-stated`` where a source does not say; each profile
has a printed name for every code, and a source. Features have all names in use, in English alphabetical order, because the
second place in a list must not be a ranking.
"""

from __future__ import annotations

import csv
import functools
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.catalog.registry import dataset_file
from toolkit.errors import SchemaError, UnreadableFileError, unknown_name

__all__ = [
    "NOT_STATED", "Feature", "SeaName", "add_names", "code_of", "features", "filled", "known_codes", "order_by_name", "own_names",
    "party_name", "profiles", "sea_names",
]  # fmt: skip

#: The code of a claimant that the source does not carry.
NOT_STATED = "not-stated"

_OWN_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,31}")

#: Code -> name of claimants that a user added (:func:`add_names`), for as long as the program runs.
_own: dict[str, str] = {}


@dataclass(frozen=True)
class Feature:
    """A feature or group of features whose name or status is disputed.

    Attributes
    ----------
    id : str
        Identifier.
    names : tuple of str
        All names in use, in English alphabetical order.
    lon, lat : float, degrees
        Where a label goes.
    position_source, note : str
        Where the position comes from; what a reader must know.
    name_sources : mapping of str to str
        Name -> where it was read.
    """

    id: str
    names: tuple[str, ...]
    lon: float
    lat: float
    position_source: str
    name_sources: Mapping[str, str]
    note: str = ""

    @property
    def name(self) -> str:
        """All names, with slashes between them."""
        return " / ".join(self.names)


@dataclass(frozen=True)
class SeaName:
    """A name of a sea that somebody uses.

    Attributes
    ----------
    sea : str
        Id of the sea.
    name : str
        As it is used; several forms of one user have slashes between them, by the English alphabet.
    used_by : tuple of str
        Codes, or words for another.
    part, source : str
        For which part of the sea; where that was read.
    """

    sea: str
    name: str
    used_by: tuple[str, ...]
    part: str
    source: str


@dataclass(frozen=True)
class _Names:
    profiles: Mapping[str, Mapping[str, Any]]
    parties: Mapping[str, Mapping[str, Any]]
    aliases: Mapping[str, str]
    features: Mapping[str, Feature]
    sea_names: tuple[SeaName, ...]


def _alphabet(text: str) -> str:
    """Return a key for English alphabetical order: without accents, case, apostrophes."""
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return plain.casefold().replace("'", "")


def _folded(text: str) -> str:
    return " ".join(_alphabet(text).replace(".", " ").replace(",", " ").split())


@functools.cache
def _read(path: Path) -> _Names:
    try:
        entries = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UnreadableFileError(f"The list of names {path} cannot be read: {error}. Restore it (git checkout data).") from error
    known = entries.get("profiles", {})
    parties = entries.get("parties", {})
    aliases: dict[str, str] = {}
    for code, fields in parties.items():
        missing = [profile for profile in known if not fields.get(profile)]
        if missing:
            raise SchemaError(f"{path.name}, party '{code}': no name for profile {', '.join(missing)}. Give one, with its source.")
        for alias in (code, *(fields[profile] for profile in known), *fields.get("aliases", ())):
            other = aliases.setdefault(_folded(alias), code)
            if other != code:
                raise SchemaError(f"{path.name}: '{alias}' stands for both {other} and {code}. A name may stand for one party only.")
    features = {}
    for key, fields in entries.get("features", {}).items():
        sources = dict(fields["names"])
        names = tuple(sorted(sources, key=_alphabet))
        if not names or not -180 <= fields["lon"] <= 180 or not -90 <= fields["lat"] <= 90:
            raise SchemaError(
                f"{path.name}, feature '{key}': names {names}, position {fields['lon']}, {fields['lat']}. Give names and degrees."
            )
        features[key] = Feature(key, names, fields["lon"], fields["lat"], fields["position_source"], sources, fields.get("note", ""))
    of_seas = []
    for number, fields in enumerate(entries.get("sea_names", ()), start=1):
        empty = [name for name in SeaName.__annotations__ if not fields.get(name)]
        if empty:
            raise SchemaError(
                f"{path.name}, name of a sea {number}: {', '.join(empty)} missing. Give the name, its users, part and source."
            )
        of_seas.append(SeaName(**{**fields, "used_by": tuple(fields["used_by"])}))
    return _Names(known, parties, aliases, features, tuple(sorted(of_seas, key=lambda item: (_alphabet(item.name), item.sea))))


def _names() -> _Names:
    return _read(dataset_file("names"))


def profiles() -> dict[str, str]:
    """Return the profiles and where their names come from."""
    return {name: str(fields["source"]) for name, fields in _names().profiles.items()}


def known_codes() -> frozenset[str]:
    """Return all codes that a claimant may have."""
    return _codes(_names_path()) | _own.keys()


def own_names() -> dict[str, str]:
    """Return code -> name of the claimants that were added (:func:`add_names`)."""
    return dict(_own)


def add_names(given: Mapping[str, str] | str | Path) -> dict[str, str]:
    """Add claimants that the toolkit's own list does not have, such as a province, a council or a made-up party.

    Parameters
    ----------
    given : mapping of str to str, or path
        Code -> printed name; or a CSV file with the columns ``code`` and ``name``.

    Returns
    -------
    dict of str to str
        What was added. The names hold until the program ends, in every profile; a file of
        :func:`toolkit.claims.write.write_claims` keeps those that it uses.

    Raises
    ------
    SchemaError
        A code or a name is empty or of the wrong form, or already stands for somebody else. Nothing is added then.
    UnreadableFileError
        The file cannot be read.

    Notes
    -----
    A listed party cannot be renamed this way: how it is printed is the business of the profile. Own claimants take their place
    in the English alphabet like all others.

    Examples
    --------
    >>> add_names({"north-council": "Northern Fisheries Council"})
    {'north-council': 'Northern Fisheries Council'}
    >>> party_name("north-council"), code_of("Northern Fisheries Council")
    ('Northern Fisheries Council', 'north-council')
    """
    pairs = _pairs(Path(given)) if isinstance(given, str | Path) else {str(key): str(value).strip() for key, value in given.items()}
    where = Path(given).name if isinstance(given, str | Path) else "claimants"
    listed = _names()
    taken = {**listed.aliases, **{_folded(text): code for code, name in _own.items() for text in (code, name)}}
    for code, name in pairs.items():
        if not _OWN_CODE.fullmatch(code) or not name:
            raise SchemaError(
                f"{where}, code '{code}', name '{name}': allowed are a code of 1 to 32 letters, digits, '-', '_' or '.', and a name that "
                "is not empty."
            )
        for text in (code, name):
            other = taken.setdefault(_folded(text), code)
            if other != code or code in listed.parties:
                raise SchemaError(
                    f"{where}, code '{code}', name '{name}': '{text}' already stands for '{other}' "
                    f"({pairs.get(other) or party_name(other)}). Use that code, or give your claimant a code and a name of its own."
                )
        if _own.get(code, name) != name:
            raise SchemaError(f"{where}, code '{code}': named '{name}' here and '{_own[code]}' before. Keep one name for one code.")
    _own.update(pairs)
    return pairs


def _pairs(path: Path) -> dict[str, str]:
    """Read code -> name from a CSV file."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            found = list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UnreadableFileError(f"The names of claimants in {path} cannot be read: {error}. Give a CSV file: code,name.") from error
    columns = reader.fieldnames or ()
    if not {"code", "name"} <= set(columns):
        raise SchemaError(f"{path.name} has the columns {', '.join(columns) or '(none)'}; required: code, name.")
    out: dict[str, str] = {}
    for number, row in enumerate(found, start=2):
        code, name = (row["code"] or "").strip(), (row["name"] or "").strip()
        if code in out:
            raise SchemaError(f"{path.name}, line {number}: code '{code}' comes twice. Give every claimant one line.")
        out[code] = name
    return out


def _names_path() -> Path:
    return dataset_file("names")


@functools.cache
def _codes(path: Path) -> frozenset[str]:
    return frozenset(_read(path).parties)


def party_name(code: str, profile: str = "un") -> str:
    """Return the printed name of a party.

    Parameters
    ----------
    code : str
        ISO 3166-1 alpha-3 code, or ``not-stated``.
    profile : str
        Whose list of names: see :func:`profiles`.

    Returns
    -------
    str
        The name as that list prints it.

    Raises
    ------
    UnknownNameError
        The code or the profile is not in `data/names.toml`.

    Examples
    --------
    >>> party_name("VNM"), party_name("VNM", profile="source")
    ('Viet Nam', 'Vietnam')
    """
    names = _names()
    if profile not in names.profiles:
        raise unknown_name("profile of names", profile, names.profiles)
    if code in _own:
        return _own[code]
    if code not in names.parties:
        raise unknown_name(
            "party", code, names.parties, next_step="Codes and names: data/names.toml; your own: read_claims(..., claimants={code: name})."
        )
    return str(names.parties[code][profile])


def order_by_name(codes: Iterable[str], profile: str = "un") -> tuple[str, ...]:
    """Return codes in the English alphabetical order of their names (``not-stated`` last).

    Examples
    --------
    >>> order_by_name(["VNM", "KOR", "PHL", "not-stated"])
    ('PHL', 'KOR', 'VNM', 'not-stated')
    """
    return tuple(sorted(codes, key=lambda code: (code == NOT_STATED, _alphabet(party_name(code, profile)), code)))


def code_of(name: str) -> str | None:
    """Return the code for a code or a printed name in any profile or listed spelling; None if there is none.

    Examples
    --------
    >>> code_of("South Korea"), code_of("vietnam"), code_of("MYS"), code_of("Atlantis")
    ('KOR', 'VNM', 'MYS', None)
    """
    folded = _folded(name)
    own = next((code for code, printed in _own.items() if folded in (_folded(code), _folded(printed))), None)
    return own or _names().aliases.get(folded)


def features() -> dict[str, Feature]:
    """Return features with disputed names or status, by id."""
    return dict(_names().features)


def sea_names(waters: Iterable[str]) -> tuple[SeaName, ...]:
    """Return the names of seas that are in use, in the English alphabetical order of the names.

    Parameters
    ----------
    waters : iterable of str
        Ids of seas.

    Examples
    --------
    >>> [item.name for item in sea_names(["east-sea-sea-of-japan"])]
    ['East Sea', 'East Sea of Korea', 'Japan Sea', 'Sea of Japan']
    """
    wanted = set(waters)
    return tuple(item for item in _names().sea_names if item.sea in wanted)


def filled(text: str, profile: str = "un") -> str:
    """Put printed names in place of codes in braces, so that a text of the ledger follows the profile.

    Examples
    --------
    >>> filled("China and {VNM} state it")
    'China and Viet Nam state it'
    """
    return re.sub(r"\{([A-Z]{3})\}", lambda match: party_name(match.group(1), profile), text)
