"""Readers of publishers' files, one module for each family. :func:`read` recognises the layout; nothing is guessed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from toolkit.catalog.checks import Layout
from toolkit.catalog.layout import columns_of, container
from toolkit.catalog.readers import benthos, crw, effort, fao, grids, layers, reefcheck, stocks, twap, wcpfc
from toolkit.errors import SchemaError, unknown_name

__all__ = ["Layout", "layouts", "read", "recognise"]

_LAYOUTS: dict[str, Layout] = {
    item.name: item for module in (reefcheck, benthos, crw, grids, layers, fao, stocks, wcpfc, effort, twap) for item in module.LAYOUTS
}


def layouts() -> list[Layout]:
    """Return all layouts that can be read, in the order of their names."""
    return [_LAYOUTS[name] for name in sorted(_LAYOUTS)]


def recognise(path: str | Path) -> Layout:
    """Say which publisher's layout a file has.

    Parameters
    ----------
    path : path
        The file.

    Returns
    -------
    Layout
        The layout whose columns are all there; where several fit, the one that asks for most.

    Raises
    ------
    SchemaError
        No layout fits; the message lists the columns found and those known.
    UnreadableFileError
        The file is damaged, empty or of no known kind.
    """
    path = Path(path)
    kind = container(path)
    found = columns_of(path)
    fitting = [item for item in _LAYOUTS.values() if item.fits(kind, found)]
    if fitting:
        return max(fitting, key=lambda item: (len(item.columns), len(item.one_of)))
    shared = {item.name: len(set(item.columns) & set(found)) / max(len(item.columns), 1) for item in layouts() if kind in item.containers}
    near = sorted((name for name, part in shared.items() if part), key=lambda name: -shared[name])[:3]
    known = (
        "; ".join(f"{name} ({', '.join(_LAYOUTS[name].columns)})" for name in near) or f"none; layouts are {', '.join(sorted(_LAYOUTS))}"
    )
    listed = ", ".join(name[:40] for name in found[:40]) or "none"
    raise SchemaError(
        f"{path.name} ({kind}) has no known layout. Columns found: {listed}. Nearest layouts and the columns known there: {known}. "
        "Rename the columns back to the publisher's names, name the layout, or read your own surveys with read_points."
    )


def read(path: str | Path, layout: str | None = None) -> Any:
    """Read a publisher's file.

    Parameters
    ----------
    path : path
        The file as published.
    layout : str, optional
        Name of the layout (see :func:`layouts`); by default it is recognised by the columns.

    Returns
    -------
    pandas.DataFrame, geopandas.GeoDataFrame or xarray.Dataset
        As the reader of the layout says. ``attrs`` always hold ``dataset_id``.

    Raises
    ------
    UnknownNameError
        No layout has that name.
    SchemaError, UnreadableFileError
        The file does not have the layout, holds impossible values, or is damaged.
    """
    if layout is None:
        return recognise(path).reader(Path(path))
    if layout not in _LAYOUTS:
        raise unknown_name("layout", layout, _LAYOUTS)
    return _LAYOUTS[layout].reader(Path(path))
