"""Every error the toolkit raises, on one page.

Each class is also one of Python's own errors, so that code which knows nothing of the toolkit still catches it. A message
says three things: what was given, what is allowed, and what to do next. The command line turns any of them into one
message and exit code 2.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches


class ArfMarineError(Exception):
    """Base of all errors of the toolkit: catch this one to catch them all."""

    def __str__(self) -> str:
        """Return the message as written (a KeyError would add quotation marks)."""
        return str(self.args[0]) if self.args else ""


class MissingCRSError(ArfMarineError, ValueError):
    """A layer without a coordinate reference system: it is never guessed."""


class CRSError(ArfMarineError, ValueError):
    """A coordinate reference system that cannot be used, or two that differ."""


class GeometryError(ArfMarineError, ValueError):
    """A geometry that is invalid, empty, of the wrong kind or in the wrong place."""


class SchemaError(ArfMarineError, ValueError):
    """A table or a file whose columns, fields or values are not as they must be."""


class UnitsError(ArfMarineError, ValueError):
    """Units that are missing or do not fit."""


class GridError(ArfMarineError, ValueError):
    """A grid whose axes, shape or values cannot be used."""


class OverlayError(ArfMarineError, ValueError):
    """Weights, faces and data that do not belong together, or a statistic that is not allowed for a quantity."""


class NoOverlapError(OverlayError):
    """Data that does not touch the faces at all."""


class UnreadableFileError(ArfMarineError, ValueError):
    """A file that is truncated, empty or not what its name says."""


class ChecksumError(ArfMarineError, ValueError):
    """A file whose checksum is not the registered one."""


class DownloadError(ArfMarineError, OSError):
    """A download that failed; nothing half-written is left behind."""


class ClusterError(ArfMarineError, OSError):
    """No cluster answers at an address, or it has no worker."""


class UnknownNameError(ArfMarineError, KeyError):
    """A name (of a dataset, region, indicator, claimant, ...) that is not known."""


class FigureError(ArfMarineError, ValueError):
    """A figure that cannot be drawn correctly from what was given."""


class LintError(ArfMarineError, ValueError):
    """A figure or a text that breaks a rule of neutrality or legibility."""


class PackError(ArfMarineError, OSError):
    """A pack that cannot be written, or that is not what its manifest says."""


class NotebookError(ArfMarineError, RuntimeError):
    """A notebook that cannot be run, or that stopped at a cell."""


def unknown_name(kind: str, given: object, known: Iterable[str], *, next_step: str = "") -> UnknownNameError:
    """Build the error for an unknown name, with the nearest known ones first.

    Parameters
    ----------
    kind : str
        What the name stands for, such as ``"region"``.
    given : object
        The name as given.
    known : iterable of str
        All names that are known.
    next_step : str, optional
        What to do next; by default, to choose one of the known names.

    Returns
    -------
    UnknownNameError
        The error, to be raised by the caller.

    Examples
    --------
    >>> print(unknown_name("region", "south-chna-sea", ["south-china-sea", "yellow-sea"]))
    Unknown region 'south-chna-sea'. Did you mean 'south-china-sea'? Known: south-china-sea, yellow-sea.
    """
    names = sorted(known)
    near = _named_in_part(str(given), names) or get_close_matches(str(given), names, n=1)
    hint = f" Did you mean '{near[0]}'?" if near else ""
    allowed = ", ".join(names) if names else "none"
    step = f" {next_step}" if next_step else ""
    return UnknownNameError(f"Unknown {kind} '{given}'.{hint} Known: {allowed}.{step}")


def _named_in_part(given: str, names: list[str]) -> list[str]:
    """Return the one name that holds what was given as whole words, in any case and with any sign between them."""
    words = re.findall(r"[a-z0-9]+", given.lower())
    held = [name for name in names if set(words) <= set(re.findall(r"[a-z0-9]+", name.lower()))]
    return held if words and len(held) == 1 else []
