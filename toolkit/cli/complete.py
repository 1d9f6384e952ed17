"""Tab completion on names."""

from __future__ import annotations

import click

__all__ = ["datasets", "regions"]


def regions(_ctx: click.Context, _parameter: click.Parameter, typed: str) -> list[str]:
    """Complete the id of a region."""
    from toolkit.catalog.regions import regions as known

    return [name for name in known() if name.startswith(typed)]


def datasets(_ctx: click.Context, _parameter: click.Parameter, typed: str) -> list[str]:
    """Complete the id of a dataset."""
    from toolkit.catalog.registry import datasets as known

    return [name for name in known() if name.startswith(typed)]
