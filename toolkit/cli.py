"""The command line: thin commands over the public verbs.

A mistake of the user ends with one message and exit code 2; Ctrl-C ends with exit code 130 and leaves nothing half-made. Heavy
libraries are loaded inside the commands that need them, so that ``--help`` is instant.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from toolkit import __version__
from toolkit.errors import ArfMarineError

__all__ = ["main"]


class _Group(click.Group):
    """A group whose commands turn the toolkit's errors into one message."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ArfMarineError as error:
            click.echo(f"arf-marine: {error}", err=True)
            ctx.exit(2)
        except KeyboardInterrupt:
            click.echo("\narf-marine: stopped; nothing half-made is left behind.", err=True)
            ctx.exit(130)


def _complete_regions(_ctx: click.Context, _parameter: click.Parameter, typed: str) -> list[str]:
    from toolkit.catalog.regions import regions

    return [name for name in regions() if name.startswith(typed)]


def _complete_datasets(_ctx: click.Context, _parameter: click.Parameter, typed: str) -> list[str]:
    from toolkit.catalog.registry import datasets

    return [name for name in datasets() if name.startswith(typed)]


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="arf-marine")
def main() -> None:
    """Coral and fish-stock indicators on overlapping maritime claims, and briefing maps drawn from them.

    The toolkit takes no position on any claim.
    """


@main.command()
@click.option("--region", default="south-china-sea", show_default=True, shell_complete=_complete_regions, help="Region to brief about.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder to write; it appears whole or not at all.")
@click.option("--replace", is_flag=True, help="Replace a pack that stands there already.")
@click.option(
    "--claims", type=click.Path(path_type=Path), help="Your claim polygons (Marine Regions, or GeoPackage, GeoParquet, GeoJSON, shapefile)."
)
@click.option("--claimant-column", help="Column of your claim polygons that names the claimants, where it is not found by itself.")
@click.option("--grid", type=click.Path(path_type=Path), help="Your grid: any CF netCDF file or Zarr store.")
@click.option("--variable", help="Variable of the grid.")
@click.option("--points", type=click.Path(path_type=Path), help="Your survey table (CSV) with longitude, latitude and a value.")
@click.option("--value", help="Column of the survey table that holds the value.")
@click.option(
    "--page",
    default="a4",
    show_default=True,
    help="Page of the maps: a4 or a3 (turned as fits the region), a4-landscape, a4-portrait, a3-landscape, a3-portrait, slide.",
)
@click.option("--profile", default="un", show_default=True, help="Profile of printed names (data/names.toml).")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
def briefing(out: Path, quiet: bool, **choices: Any) -> None:
    """Make a briefing pack: claims, faces, indicators, maps, tables, page and manifest."""
    from toolkit.briefing.job import make_briefing

    pack = make_briefing(out=out, tell=None if quiet else lambda line: click.echo(line, err=True), **choices)
    if not quiet:
        click.echo(f"The pack is in {pack}. Open {pack / 'index.html'}.")


@main.command()
@click.argument("pack", type=click.Path(path_type=Path))
def verify(pack: Path) -> None:
    """Tell whether a pack is as its manifest says; exit code 1 if it is not."""
    from toolkit.briefing.verify import verify_pack

    differences = verify_pack(pack)
    for difference in differences:
        click.echo(str(difference))
    if differences:
        click.echo(f"{len(differences)} files differ from the manifest.", err=True)
        sys.exit(1)
    click.echo("Each file is there and unchanged.")


@main.command("regions")
def list_regions() -> None:
    """List the regions."""
    from toolkit.catalog.regions import regions

    for item in regions().values():
        west, south, east, north = item.bounds
        click.echo(f"{item.id:<28} {item.title} ({west:g}..{east:g}, {south:g}..{north:g})")


@main.group("indicators")
def indicators_group() -> None:
    """List the indicators, or show the record of one."""


@indicators_group.command("list")
def list_indicators() -> None:
    """List the indicators with their units."""
    from toolkit.indicators.records import indicators

    for record in indicators().values():
        click.echo(f"{record.identifier:<34} {record.title} [{record.units}]")


@indicators_group.command("show")
@click.argument("name")
def show_indicator(name: str) -> None:
    """Show what an indicator is: units, formula, thresholds, source."""
    from toolkit.indicators.records import indicator

    click.echo(str(indicator(name)))


@main.group()
def data() -> None:
    """List, show, verify and cite the registered datasets."""


@data.command("list")
def list_data() -> None:
    """List all registered datasets."""
    from toolkit.catalog.registry import datasets

    for item in datasets().values():
        click.echo(f"{item.id:<28} {item.kind:<10} {item.title}")


@data.command("show")
@click.argument("name", shell_complete=_complete_datasets)
def show_data(name: str) -> None:
    """Show the entry of one dataset."""
    from dataclasses import asdict

    from toolkit.catalog.registry import dataset

    for key, value in asdict(dataset(name)).items():
        if value not in ("", (), {}):
            click.echo(f"{key}: {json.dumps(value, ensure_ascii=False, default=list) if isinstance(value, dict) else value}")


@data.command("verify")
def verify_data() -> None:
    """Compare every file of data/ with its registered checksum; exit code 1 if one differs."""
    from toolkit.catalog.registry import data_folder, datasets, file_sha256

    wrong = 0
    for item in datasets().values():
        for name, expected in item.files.items():
            path = data_folder() / name
            state = "missing" if not path.is_file() else "" if file_sha256(path) == expected else "changed"
            if state:
                wrong += 1
                click.echo(f"{item.id}: {name} is {state}")
    if wrong:
        click.echo("Restore the files with: git checkout data.", err=True)
        sys.exit(1)
    click.echo("Each registered file is there and unchanged.")


@data.command("cite")
@click.argument("names", nargs=-1, shell_complete=_complete_datasets)
def cite_data(names: tuple[str, ...]) -> None:
    """Print the citations of datasets (of all, where none is named)."""
    from toolkit.catalog.registry import dataset, datasets

    for name in names or tuple(datasets()):
        click.echo(f"{name}: {dataset(name).citation}")
