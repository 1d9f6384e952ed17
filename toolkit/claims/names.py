"""Names: how codes and features are printed (`data/names.toml`). A profile changes labels only.

No name is written in code. Parties are ISO 3166-1 alpha-3 codes, and ``not-stated`` where a source does not say; each profile
has a printed name for every code, and a source. Features have all names in use, in English alphabetical order, because the
second place in a list must not be a ranking.
"""

from __future__ import annotations

import functools
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.catalog.registry import dataset_file
from toolkit.errors import SchemaError, UnreadableFileError, unknown_name

__all__ = ["NOT_STATED", "Feature", "code_of", "features", "known_codes", "order_by_name", "party_name", "profiles"]

#: The code of a claimant that the source does not carry.
NOT_STATED = "not-stated"


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
class _Names:
    profiles: Mapping[str, Mapping[str, Any]]
    parties: Mapping[str, Mapping[str, Any]]
    aliases: Mapping[str, str]
    features: Mapping[str, Feature]


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
    return _Names(known, parties, aliases, features)


def _names() -> _Names:
    return _read(dataset_file("names"))


def profiles() -> dict[str, str]:
    """Return the profiles and where their names come from."""
    return {name: str(fields["source"]) for name, fields in _names().profiles.items()}


def known_codes() -> frozenset[str]:
    """Return all codes that a claimant may have."""
    return _codes(_names_path())


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
    if code not in names.parties:
        raise unknown_name("party", code, names.parties, next_step="Codes and names: data/names.toml.")
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
    return _names().aliases.get(_folded(name))


def features() -> dict[str, Feature]:
    """Return features with disputed names or status, by id."""
    return dict(_names().features)
