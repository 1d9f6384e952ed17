"""Commands for notebooks and the machine they run on."""

from __future__ import annotations

import sys
from pathlib import Path

import click

__all__ = ["doctor", "lab", "notebook"]


@click.group()
def notebook() -> None:
    """List notebooks, run one with other parameters, keep them in step with their texts."""


@notebook.command("list")
def list_all() -> None:
    """List the notebooks of the project."""
    from toolkit.notebook.run import list_notebooks

    for name, title in list_notebooks().items():
        click.echo(f"{name:<26} {title}")


@notebook.command("run")
@click.argument("name")
@click.option("-p", "--parameter", "parameters", multiple=True, metavar="NAME=VALUE", help="A parameter of the notebook; can be repeated.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Notebook to write; by default named by the parameters.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
def run(name: str, parameters: tuple[str, ...], out: Path | None, quiet: bool) -> None:
    """Run the notebook NAME with other parameters and write it as a new notebook."""
    from toolkit.notebook.run import parsed, run_notebook

    for item in parameters:
        if "=" not in item:
            raise click.BadParameter(f"'{item}' given; allowed: NAME=VALUE, such as region=gulf-of-thailand.", param_hint="-p")
    given = {key.strip(): parsed(value) for key, _, value in (item.partition("=") for item in parameters)}
    path = run_notebook(name, given, out=out, tell=None if quiet else lambda line: click.echo(line, err=True))
    if not quiet:
        click.echo(f"The notebook is in {path}.")


@notebook.command("pair")
@click.option("--from-notebooks", is_flag=True, help="Write the texts from the notebooks first: keep what was changed in JupyterLab.")
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), help="By default the notebooks of the project.")
def pair(folder: Path | None, from_notebooks: bool) -> None:
    """Bring notebooks and their texts (notebooks/text) in step; outputs are left out."""
    from toolkit.notebook.pairs import pair as bring_in_step
    from toolkit.notebook.run import notebooks_folder

    changed = bring_in_step(folder or notebooks_folder(), from_notebooks=from_notebooks)
    click.echo("\n".join(str(path) for path in changed) or "All notebooks and texts are in step.")


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def lab(options: tuple[str, ...]) -> None:
    """Open JupyterLab on the start page; OPTIONS go to JupyterLab (such as --no-browser)."""
    from toolkit.notebook.run import open_lab

    sys.exit(open_lab(options))


@click.command()
def doctor() -> None:
    """Check this machine: libraries, fonts, GDAL and PROJ data, data, cache, disk, JupyterLab; exit code 1 if something is wrong."""
    from toolkit.notebook.doctor import examine

    found = examine()
    for check in found:
        click.echo(str(check))
    sys.exit(0 if all(check.ok for check in found) else 1)
