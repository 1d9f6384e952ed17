"""How an instrument, a claim and a line show themselves: a few lines of text for logs, the whole record in a notebook."""

from __future__ import annotations

from typing import Any

from toolkit.claims.names import order_by_name, party_name
from toolkit.show import block, record_html

__all__ = ["Shown"]


class Shown:
    """Gives a record of this room its plain text and its HTML, both from its own fields, with claimants from A to Z."""

    def __repr__(self) -> str:
        head, rows = _said(self)
        return block(head, [row for row in rows if row[0] not in ("id", "source columns", "note", "method", "text read", "deposited")])

    def _repr_html_(self) -> str:
        from toolkit.claims.render import beside_sketch

        _, rows = _said(self)
        record: Any = self
        return beside_sketch(record, record_html(record.title, rows))


def _said(record: Any) -> tuple[str, list[tuple[str, str]]]:
    """Return the head and the rows of a record, told apart by the field that holds its id."""
    if hasattr(record, "claim_id"):
        head, rows = f"Claim '{record.claim_id}': {record.title}", _of_claim(record)
    elif hasattr(record, "line_id"):
        head, rows = f"LegalLine '{record.line_id}': {record.title}", _of_line(record)
    else:
        head, rows = f"Instrument '{record.id}': {record.title}", _of_instrument(record)
    return head, rows


def _of_claim(claim: Any) -> list[tuple[str, str]]:
    return [
        ("id", claim.claim_id),
        ("claimants, A to Z", _names(claim.claimants)),
        ("kind", f"{claim.zone_kind}; basis: {claim.basis}; {'joint regime' if claim.regime == 'joint' else 'claim'}"),
        ("status", claim.status),
        ("method", claim.method),
        *_common(claim),
        ("dataset", claim.dataset_id),
        ("source columns", ", ".join(f"{name} = {value}" for name, value in claim.source.items())),
    ]


def _of_line(line: Any) -> list[tuple[str, str]]:
    return [
        ("id", line.line_id),
        ("parties, A to Z", _names(line.parties)),
        ("kind", line.kind + ("; an agreement exists whose line is not encoded" if line.agreed_not_encoded else "")),
        ("year", line.year),
        ("status", line.status),
        *_common(line),
        ("note", line.note),
    ]


def _of_instrument(item: Any) -> list[tuple[str, str]]:
    return [
        ("id", item.id),
        ("parties, A to Z", _names(item.parties)),
        ("kind", item.kind),
        ("dates", ", ".join(f"{word} {value}" for word, value in (("made", item.date_made), ("in force", item.in_force)) if value)),
        ("superseded", item.superseded),
        ("deposited", item.deposited),
        ("text read", item.text_read),
        ("verification", item.verification),
        ("completeness", item.completeness),
        ("note", item.note),
    ]


def _common(record: Any) -> list[tuple[str, str]]:
    """Return what claims and lines both have."""
    known = record.uncertainty_km == record.uncertainty_km
    valid = " to ".join(filter(None, (record.valid_from, record.valid_to))) or ""
    return [
        ("position", f"within {record.uncertainty_km:g} km" if known else "uncertainty not stated"),
        ("valid", valid if record.valid_to else f"from {valid}" if valid else ""),
        ("only where", "; ".join(f"{axis} is {' or '.join(values)}" for axis, values in record.when.items())),
        ("instruments", ", ".join(record.instrument_ids)),
    ]


def _names(codes: tuple[str, ...]) -> str:
    return ", ".join(party_name(code) for code in order_by_name(codes))
