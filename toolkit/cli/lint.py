"""The command that measures map files against the rules."""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["lint"]


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def lint(files: tuple[Path, ...]) -> None:
    """Measure map FILES (PNG, SVG, PDF, HTML) against the rules of neutrality; exit code 1 where one is broken."""
    from toolkit.cartography.lint import lint as measure

    broken = 0
    for path in files:
        findings = measure(path)
        broken += sum(item.severity == "error" for item in findings)
        click.echo(f"{path}: {len(findings) or 'no'} finding{'' if len(findings) == 1 else 's'}")
        for item in findings:
            click.echo(f"  {item}")
    if broken:
        raise SystemExit(1)
