"""The command that draws one map."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from toolkit.cli.complete import regions as complete_regions
from toolkit.cli.hints import for_commands

__all__ = ["one_map"]


@click.command("map")
@click.option("--region", default="south-china-sea", show_default=True, shell_complete=complete_regions, help="Region to map.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="File to write: .png, .svg or .pdf.")
@click.option(
    "--claims", type=click.Path(path_type=Path), help="Your claim polygons (Marine Regions, or GeoPackage, GeoParquet, GeoJSON, shapefile)."
)
@click.option("--claimant-column", help="Column of your claim polygons that names the claimants, where it is not found by itself.")
@click.option("--claimants", type=click.Path(path_type=Path), help="Names of your own claimants: a CSV file with the columns code, name.")
@click.option(
    "--land", type=click.Choice(["remove", "keep"]), default="remove", show_default=True, help="What your claim polygons have on land."
)
@click.option("--indicator", help="An indicator of the embedded data, such as hard_coral_cover.")
@click.option("--grid", type=click.Path(path_type=Path), help="Your grid: any CF netCDF file or Zarr store.")
@click.option("--variable", help="Variable of the grid.")
@click.option(
    "--within",
    type=click.Choice(["reefs", "sea"]),
    help="What of each patch of sea your grid is averaged over: its reef-bearing water (default for heat and corals), or all of it "
    "(default for any other variable).",
)
@click.option("--classes", help="Edges between the classes of your grid, such as '0.2, 0.3, 0.4', to compare maps.")
@click.option("--points", type=click.Path(path_type=Path), help="Your survey table (CSV, Parquet, Excel) with coordinates and a value.")
@click.option("--value", help="Column of the survey table that holds the value.")
@click.option("--units", help="Units of the grid where the file states none, or of that column.")
@click.option(
    "--columns", help='Columns of the survey table (lon, lat, site, time) not found by their names, such as "lon=E_deg, time=Survey year".'
)
@click.option("--time", help="Which time: 2021-06, 2021 (of a grid: the mean of its months), 2019/2021; by default the last.")
@click.option("--survey-years", type=click.Choice(["5", "1"]), default="5", show_default=True, help="Years in a period of your surveys.")
@click.option("--page", default="a4", show_default=True, help="Page of the map, as of `arf-marine briefing`.")
@click.option("--profile", default="un", show_default=True, help="Profile of printed names (data/names.toml).")
@click.option("--title", default="", help="Title instead of the one made from the values.")
@click.option("--synthetic", is_flag=True, help="The values are made up: stamp the map.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
def one_map(region: str, out: Path, quiet: bool, **choices: Any) -> None:
    """Draw one map: of the claims, of an indicator, of your grid or of your surveys.

    The numbers are those of the pack that `arf-marine briefing` makes of the same files.
    """
    from toolkit.briefing.single import make_map

    made = make_map(region, out=out, tell=None if quiet else lambda line: click.echo(for_commands(line), err=True), **choices)
    if not quiet:
        click.echo(f"The map is in {made}.")
