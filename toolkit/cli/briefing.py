"""Commands that make and check packs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from toolkit.cli.hints import for_commands
from toolkit.cli.shared import own_files

__all__ = ["briefing", "leaks", "release", "trace", "verify"]


_WORKERS = "Processes that draw the maps; default: the cores of this machine, at most 4. The pack is the same."
_KEY = "The key holder's file with the p of the p% rule, for amounts of known holdings (vessels, flags); it never enters a pack."


def _read_config(ctx: click.Context, _parameter: click.Parameter, path: Path | None) -> Path | None:
    """Take the parameters of a file as defaults; what is typed goes before them."""
    if path is not None:
        from toolkit.briefing.config import read_config

        ctx.default_map = {**(ctx.default_map or {}), **read_config(path)}
    return path


@click.command()
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    is_eager=True,
    expose_value=False,
    callback=_read_config,
    help="Take these options from a TOML file; options typed here go before it.",
)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder to write; it appears whole or not at all.")
@click.option("--replace", is_flag=True, help="Replace a pack that stands there already.")
@click.option("--keep", is_flag=True, help="With --region all: leave packs that stand there as they are, and make those that are missing.")
@own_files("Region to brief about, or all.")
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Let a dask cluster read and overlay your grid: tcp://HOST:PORT of its scheduler. Its workers must see the file.",
)
@click.option("--logo", type=click.Path(path_type=Path), help="PNG with the mark of the secretariat, for the covers.")
@click.option("--logo-alt", default="", help="What the logo shows, in words.")
@click.option("--language", default="en", show_default=True, help="Language of the fixed words.")
@click.option("--audience", default="track2", show_default=True, help="Who may read the pack: track2 (the fullest), participants, public.")
@click.option("--key", type=click.Path(path_type=Path), help=_KEY)
@click.option("--previous", type=click.Path(path_type=Path), help="The previous track2 pack: what its editions print counts as known.")
@click.option("--claims-tier", default="track2", show_default=True, help="Widest audience of your claims, with all columns of their file.")
@click.option("--grid-tier", default="track2", show_default=True, help="Widest audience of your grid.")
@click.option("--points-tier", default="track2", show_default=True, help="Widest audience of your survey table.")
@click.option("--exact-positions", is_flag=True, help="Those who surveyed consent to exact positions of sites in the track2 pack.")
@click.option("--workers", metavar="N", help=_WORKERS)
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
def briefing(region: str, out: Path, keep: bool, quiet: bool, scheduler: str | None, **choices: Any) -> None:
    """Make a briefing pack: claims, faces, indicators, maps, tables, documents and manifest.

    With --region all: one pack for each region, each in a folder of its own, and a page that leads to them.
    """
    from toolkit.briefing.collection import make_collection
    from toolkit.briefing.job import make_briefing
    from toolkit.catalog.regions import regions
    from toolkit.overlay.cluster import on_cluster

    tell = None if quiet else lambda line: click.echo(for_commands(line), err=True)
    if keep and region != "all":
        raise click.UsageError("--keep belongs to --region all. For one region, choose another folder, or add --replace.")
    with on_cluster(scheduler):
        if region != "all":
            pack = make_briefing(region, out=out, tell=tell, **choices)
            if not quiet:
                click.echo(f"The pack is in {pack}. Open {pack / 'index.html'}.")
            return
        done = make_collection(regions(), out, keep=keep, tell=tell, **choices)
    for name, why in done.failed.items():
        click.echo(f"{name}: {why}", err=True)
    if not quiet:
        kept = f", {len(done.kept)} kept as they stood" if done.kept else ""
        click.echo(f"{len(done.made)} packs made{kept} in {done.folder}. Open {done.folder / 'index.html'}.")
    if done.failed:
        click.echo(f"{len(done.failed)} regions have no pack; see above.", err=True)
        sys.exit(1)


@click.command()
@click.argument("pack", type=click.Path(path_type=Path))
@click.option("--rebuild", is_flag=True, help="Make the pack anew from registered inputs, and name the first thing that differs.")
def verify(pack: Path, rebuild: bool) -> None:
    """Tell whether a PACK, one file of it, or a folder of packs is as its manifest says; exit code 1 if it is not.

    The digest covers every file: it is what to compare with the sender, by another way than the one the pack came by.
    """
    from toolkit.briefing.collection import is_collection, verify_collection
    from toolkit.briefing.manifest import read_manifest
    from toolkit.briefing.verify import rebuild_pack, verify_pack

    found: list[str] = []
    packs = [pack]
    if is_collection(pack):
        names, found = verify_collection(pack)
        packs = [pack / name for name in names]
    for one in packs:
        name = f"{one.name}/" if one != pack else ""
        different: list[object] = list(verify_pack(one))
        if rebuild and not different:
            different += rebuild_pack(one, tell=lambda line: click.echo(line, err=True))
        found += [f"{name}{difference}" for difference in different]
    for line in found:
        click.echo(line)
    if found:
        click.echo(f"{len(found)} differences from the manifest.", err=True)
        sys.exit(1)
    click.echo("Each file is there and unchanged.")
    for one in packs:
        if one.is_dir():
            click.echo(f"digest {read_manifest(one)['digest']}  {one.name}")


@click.command()
@click.argument("number")
@click.argument("pack", type=click.Path(path_type=Path))
def trace(number: str, pack: Path) -> None:
    """Tell where a printed NUMBER of a PACK comes from, down to the input files; exit code 1 if its cell was changed."""
    from toolkit.briefing.trace import trace as find

    origins = find(number, pack)
    for origin in origins:
        click.echo("\n".join(origin.lines()))
    if any(origin.changed for origin in origins):
        sys.exit(1)


@click.command()
@click.argument("pack", type=click.Path(path_type=Path))
@click.option("--audience", required=True, help="Who may read the new pack: participants or public.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder to write; it appears whole or not at all.")
@click.option("--key", type=click.Path(path_type=Path), help=_KEY)
@click.option("--previous", type=click.Path(path_type=Path), help="The previous track2 pack: what its editions print counts as known.")
@click.option("--logo", type=click.Path(path_type=Path), help="PNG with the mark of the secretariat, for the covers of the new pack.")
@click.option("--logo-alt", default="", help="What the logo shows, in words.")
@click.option("--replace", is_flag=True, help="Replace a pack that stands there already.")
@click.option("--workers", metavar="N", help=_WORKERS)
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
def release(pack: Path, audience: str, out: Path, quiet: bool, **choices: Any) -> None:
    """Make from a fuller PACK the one that an audience may read: withheld, coarsened, and scanned for leaks."""
    from toolkit.briefing.edition import release_pack

    tell = None if quiet else lambda line: click.echo(line, err=True)
    done = release_pack(pack, audience, out, tell=tell, **choices)
    if not quiet:
        click.echo(f"The pack for '{audience}' is in {done}. What is withheld and why: {done / 'data' / 'withheld.csv'}.")


@click.command()
@click.argument("pack", type=click.Path(path_type=Path))
@click.option("--fuller", type=click.Path(path_type=Path), required=True, help="The track2 pack that it was made from.")
def leaks(pack: Path, fuller: Path) -> None:
    """Look in every file of a PACK for what its readers may not see; exit code 1 if anything stands there."""
    from toolkit.briefing.edition import scan_against

    secrets, found = scan_against(pack, fuller)
    for leak in found:
        click.echo(str(leak))
    if found:
        click.echo(f"{len(found)} places hold something withheld.", err=True)
        sys.exit(1)
    click.echo(f"{len(secrets)} secrets sought in every file; none found.")
