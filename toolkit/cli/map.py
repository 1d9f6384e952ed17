"""The command that draws one map."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from toolkit.cli.hints import for_commands
from toolkit.cli.shared import own_files

__all__ = ["one_map"]


@click.command("map")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="File to write: .png, .svg or .pdf.")
@own_files("Region to map.")
@click.option("--indicator", help="An indicator of the embedded data, such as hard_coral_cover; --time is then one of its times.")
@click.option("--title", default="", help="Title instead of the one made from the values.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
def one_map(region: str, out: Path, quiet: bool, **choices: Any) -> None:
    """Draw one map: of the claims, of an indicator, of your grid or of your surveys.

    The numbers are those of the pack that `arf-marine briefing` makes of the same files.
    """
    from toolkit.briefing.single import make_map

    made = make_map(region, out=out, tell=None if quiet else lambda line: click.echo(for_commands(line), err=True), **choices)
    if not quiet:
        click.echo(f"The map is in {made}.")
