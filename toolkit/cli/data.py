"""Commands on the register of datasets."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from toolkit.cli.complete import datasets as complete_datasets

__all__ = ["data"]


@click.group()
def data() -> None:
    """List, show, fetch, verify and cite the registered datasets."""


@data.command("list")
def list_data() -> None:
    """List all registered datasets."""
    from toolkit.catalog.registry import datasets

    for item in datasets().values():
        click.echo(f"{item.id:<28} {item.kind:<10} {item.title}")


@data.command("show")
@click.argument("name", shell_complete=complete_datasets)
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
@click.argument("names", nargs=-1, shell_complete=complete_datasets)
def cite_data(names: tuple[str, ...]) -> None:
    """Print the citations of datasets (of all, where none is named)."""
    from toolkit.catalog.registry import dataset, datasets

    for name in names or tuple(datasets()):
        click.echo(f"{name}: {dataset(name).citation}")


@data.command("fetch")
@click.argument("name", shell_complete=complete_datasets)
@click.option("-p", "--parameter", "parameters", multiple=True, metavar="NAME=VALUE", help="What to get, such as date=2024-06-20.")
@click.option("--cache", type=click.Path(path_type=Path), help="Folder of downloads.")
@click.option("--accept-licence", is_flag=True, help="Accept the licence without being asked.")
@click.option("--offline", is_flag=True, help="Use the cache only.")
@click.option("--refresh", is_flag=True, help="Download again what is in the cache.")
def fetch_data(name: str, parameters: tuple[str, ...], cache: Path | None, accept_licence: bool, offline: bool, refresh: bool) -> None:
    """Download a registered dataset from its publisher, after showing its licence."""
    from toolkit.catalog.fetch import downloadable, fetch, licence_notice

    wanted: dict[str, Any] = {}
    for given in parameters:
        key, sign, value = given.partition("=")
        if not sign:
            raise click.BadParameter(f"'{given}' is not of the form NAME=VALUE, such as date=2024-06-20.", param_hint="-p")
        wanted[key] = tuple(float(part) for part in value.split(",")) if key == "bounds" else value
    if name in downloadable() and not (accept_licence or offline):
        click.echo(licence_notice(name), err=True)
        accept_licence = click.confirm("Do you accept these terms?", err=True)
    click.echo(fetch(name, cache=cache, accept_licence=accept_licence, offline=offline, refresh=refresh, **wanted))
