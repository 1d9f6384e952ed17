"""Commands on claims: the ledger of instruments and the embedded claim set."""

from __future__ import annotations

from pathlib import Path

import click

from toolkit.cli.complete import regions as complete_regions

__all__ = ["claims"]


@click.group()
def claims() -> None:
    """List, show and check claims and the instruments behind them; list what is missing."""


@claims.command("list")
@click.option("--instruments", is_flag=True, help="List the instruments of the ledger instead of the claims.")
@click.option("--region", default="arf", show_default=True, shell_complete=complete_regions, help="Region, or arf for all of them.")
def list_claims(instruments: bool, region: str) -> None:
    """List the embedded claims of a region, or the instruments of the ledger."""
    from toolkit.claims.names import order_by_name, party_name

    def names(codes: tuple[str, ...]) -> str:
        return ", ".join(party_name(code) for code in order_by_name(codes))

    if instruments:
        from toolkit.claims.ledger import read_ledger

        for name, entry in read_ledger().instruments.items():
            click.echo(f"{name:<34} {entry.instrument.kind:<26} {names(entry.instrument.parties)}: {entry.instrument.title}")
        return
    from toolkit.claims.read import read_claims

    for claim in read_claims(region).claims:
        click.echo(f"{claim.claim_id:<34} {claim.zone_kind:<18} {names(claim.claimants)}: {claim.title}")


@claims.command("show")
@click.argument("name")
def show_claim(name: str) -> None:
    """Show an instrument of the ledger, or a claim of the embedded set, with its citation."""
    from toolkit.claims.ledger import read_ledger
    from toolkit.claims.names import order_by_name, party_name
    from toolkit.claims.read import read_claims
    from toolkit.errors import unknown_name
    from toolkit.geodesy import area_km2

    ledger = read_ledger()
    if name in ledger.instruments:
        entry = ledger.instrument(name)
        click.echo(entry.instrument.citation())
        for label, value in (
            ("subject", entry.subject),
            ("kind", f"{entry.instrument.kind} (in the source: {entry.kind_in_source})"),
            ("completeness", f"{entry.state}: {entry.instrument.completeness}"),
            ("datum", entry.datum),
            ("joined by", entry.joined_by),
            ("uncertainty", f"{entry.uncertainty_km:g} km"),
            ("note", entry.instrument.note),
        ):
            if value:
                click.echo(f"{label}: {value}")
        for point in entry.points:
            click.echo(f"{point.seq:>4} {point.label:<8} {point.lat_text:<18} {point.lon_text:<18} {point.lat:.6f} {point.lon:.6f}")
        return
    known = {claim.claim_id: claim for claim in read_claims("arf").claims}
    if name not in known:
        raise unknown_name("claim or instrument", name, [*ledger.instruments, *known])
    claim = known[name]
    click.echo(claim.title)
    for label, value in (
        ("claimants", "; ".join(party_name(code) for code in order_by_name(claim.claimants))),
        ("kind", claim.zone_kind),
        ("basis", claim.basis),
        ("regime", claim.regime),
        ("area", f"{area_km2(claim.geometry):,.0f} km2 (computed, not official)"),
        ("uncertainty", f"{claim.uncertainty_km:g} km"),
        ("valid", f"{claim.valid_from or 'open'} to {claim.valid_to or 'open'}"),
        ("status", claim.status),
        ("method", claim.method),
    ):
        if value:
            click.echo(f"{label}: {value}")
    for instrument in claim.instrument_ids:
        click.echo(f"instrument {instrument}: {ledger.citation(instrument)}")


@claims.command("check")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
def check_claims(folder: Path | None) -> None:
    """Check a ledger (by default the embedded one): schema, rings, legs, dates; the first broken record is named."""
    from toolkit.claims.ledger import read_ledger

    ledger = read_ledger(folder)
    points = sum(len(entry.points) for entry in ledger.instruments.values())
    click.echo(
        f"{len(ledger.instruments)} instruments with {points} points, {len(ledger.delimitations)} delimitations: each record is in order."
    )


@claims.command("gaps")
@click.option("--region", default="", shell_complete=complete_regions, help="Only what matters in this region.")
def list_gaps(region: str) -> None:
    """List what is known to be missing: of the embedded claim set, or of the part of it that lies in a region."""
    from toolkit.claims.read import read_claims

    for gap in read_claims(region or "arf").gaps:
        click.echo(gap)
