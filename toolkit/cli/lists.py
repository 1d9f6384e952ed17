"""Commands that list regions and indicators."""

from __future__ import annotations

import click

__all__ = ["indicators", "regions"]


@click.command()
def regions() -> None:
    """List the regions."""
    from toolkit.catalog.regions import regions as known

    for item in known().values():
        west, south, east, north = item.bounds
        click.echo(f"{item.id:<28} {item.title} ({west:g}..{east:g}, {south:g}..{north:g})")


@click.group()
def indicators() -> None:
    """List the indicators, or show the record of one."""


@indicators.command("list")
def list_indicators() -> None:
    """List the indicators with their units."""
    from toolkit.indicators.records import indicators as known

    for record in known().values():
        click.echo(f"{record.identifier:<34} {record.title} [{record.units}]")


@indicators.command("show")
@click.argument("name")
def show_indicator(name: str) -> None:
    """Show what an indicator is: units, formula, thresholds, source."""
    from toolkit.indicators.records import indicator

    click.echo(str(indicator(name)))
