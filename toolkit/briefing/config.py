"""The parameters of a briefing in one small TOML file, so that a briefing can be made again."""

from __future__ import annotations

import inspect
import tomllib
from pathlib import Path
from typing import Any

from toolkit.errors import SchemaError, UnreadableFileError

__all__ = ["read_config"]

#: Parameters that name files: they are read from the folder of the parameter file.
_PATHS = {"out", "claims", "grid", "points", "key", "previous", "logo"}

#: Parameters that are true or false.
_SWITCHES = {"replace", "exact_positions", "synthetic"}


def read_config(path: str | Path) -> dict[str, Any]:
    """Read the parameters of a briefing.

    Parameters
    ----------
    path : path
        TOML file with parameters of :func:`toolkit.make_briefing`, such as ``region = "gulf-of-thailand"``; hyphens may stand for
        underscores.

    Returns
    -------
    dict
        Parameter -> value; files are paths from the folder of the parameter file.

    Raises
    ------
    UnreadableFileError
        The file cannot be read, or is no TOML.
    SchemaError
        A parameter is not known, or has a value of another kind than text, or than true and false.
    """
    from toolkit.briefing.job import make_briefing

    path = Path(path)
    try:
        given = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise UnreadableFileError(
            f'{path} cannot be read as TOML: {error}. Write one parameter on a line, such as: page = "a4".'
        ) from error
    allowed = sorted(set(inspect.signature(make_briefing).parameters) - {"tell"})
    out: dict[str, Any] = {}
    for key, value in given.items():
        name = key.replace("-", "_")
        if name not in allowed:
            raise SchemaError(f"{path}: the parameter '{key}' is not known. Allowed: {', '.join(allowed)}.")
        kind = bool if name in _SWITCHES else str
        if not isinstance(value, kind):
            asked = "true or false" if kind is bool else "text in quotation marks"
            raise SchemaError(f"{path}: '{key}' is {value!r}. Allowed: {asked}.")
        out[name] = str(path.parent / str(value)) if name in _PATHS else value
    return out
