"""Options that `map` and `briefing` share: what region, whose files, and how they are read. Each is written once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from toolkit.cli.complete import regions as complete_regions

__all__ = ["SHARED", "own_files"]

Command = TypeVar("Command", bound=Callable[..., Any])

_FILE: Final = click.Path(path_type=Path)

#: In the order of the help.
SHARED: Final[tuple[Callable[[Any], Any], ...]] = (
    click.option("--claims", type=_FILE, help="Your claim polygons (Marine Regions, or GeoPackage, GeoParquet, GeoJSON, shapefile)."),
    click.option("--claimant-column", help="Column of your claim polygons that names the claimants, where it is not found by itself."),
    click.option("--claimants", type=_FILE, help="Names of your own claimants: a CSV file with the columns code, name."),
    click.option(
        "--land", type=click.Choice(["remove", "keep"]), default="remove", show_default=True, help="What your claim polygons have on land."
    ),
    click.option("--grid", type=_FILE, help="Your grid: any CF netCDF file or Zarr store."),
    click.option("--variable", help="Variable of the grid."),
    click.option(
        "--within",
        type=click.Choice(["reefs", "sea"]),
        help="What of each patch of sea your grid is averaged over: its reef-bearing water (default for heat and corals), or all of it "
        "(default for any other variable).",
    ),
    click.option("--grid-units", help="Units of the variable of your grid, where the file does not state them, such as 'mg m-3'."),
    click.option("--time", help="Time of your grid: 2021-06, 2021 (mean of its months), 2019/2021. Default: all; maps show the last."),
    click.option("--classes", help="Edges between the classes of the map of your grid, such as '0.2, 0.3, 0.4', to compare maps."),
    click.option("--points", type=_FILE, help="Your survey table (CSV, Parquet, Excel) with longitude, latitude and a value."),
    click.option("--value", help="Column of the survey table that holds the value."),
    click.option("--units", help="Units of that column, where its name does not tell them; without --points, of your grid."),
    click.option("--columns", help='Columns of the survey table (lon, lat, site, time), where not found: "lon=E_deg, time=Survey year".'),
    click.option(
        "--survey-years", type=click.Choice(["5", "1"]), default="5", show_default=True, help="Years in a period of your surveys."
    ),
    click.option("--synthetic", is_flag=True, help="Your files are made up: stamp every map made from them."),
    click.option(
        "--page",
        default="a4",
        show_default=True,
        help="Page of the maps: a4 or a3 (turned as fits the region), a4-landscape, a4-portrait, a3-landscape, a3-portrait, slide.",
    ),
    click.option("--profile", default="un", show_default=True, help="Profile of printed names (data/names.toml)."),
)


def own_files(what: str) -> Callable[[Command], Command]:
    """Give a command the options that are shared, the region first.

    Parameters
    ----------
    what : str
        What the region is for, in the words of the help.

    Returns
    -------
    callable
        A decorator.
    """

    def decorated(command: Command) -> Command:
        for option in reversed(SHARED):
            command = option(command)
        region = click.option("--region", default="south-china-sea", show_default=True, shell_complete=complete_regions, help=what)
        return region(command)

    return decorated
