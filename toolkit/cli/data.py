"""Commands on the register of datasets."""

from __future__ import annotations

import json
import sys

import click

from toolkit.cli.complete import datasets as complete_datasets

__all__ = ["data"]


@click.group()
def data() -> None:
    """List, show, verify and cite the registered datasets."""


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
