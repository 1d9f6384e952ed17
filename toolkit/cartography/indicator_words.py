"""What a map of an indicator says: numbers from the table, title, subtitle, and the words for missing values."""

from __future__ import annotations

import functools
import math
from typing import Any

from toolkit.cartography.areas import area_values
from toolkit.cartography.classes import Classes
from toolkit.cartography.compose import MapBase
from toolkit.cartography.reef_waters import REEF_KM
from toolkit.cartography.rows import Selection, Value, reason_kind
from toolkit.cartography.words import APPORTIONED, count, legend_unit, listed, number, period, quantity, spread, unit
from toolkit.indicators.own import OWN_FILE
from toolkit.indicators.reasons import OUTSIDE
from toolkit.rounding import coarse

__all__ = ["facts", "is_thin", "reason_words", "short_title", "subtitles_of", "thin_limit", "titles_of"]

#: Said where there are data, but less than the record asks for.
_TOO_LITTLE = "too little in the data used"
#: Said of patches that lie beyond the data, and of those that do so in part and have nothing in the rest.
_OUTSIDE = f"{OUTSIDE}, all or in part"
#: Beginning of a reason for withholding other than the publisher's -> words of the legend. All are drawn alike.
_WITHHELD = {
    "withheld: fewer than": "withheld: too few units",
    "withheld: protects another": "withheld: protects another cell",
    "withheld: protects single": "withheld: protects single units",
    "withheld: kept": "withheld: kept to a narrower audience",
}


def thin_limit(record: Any) -> float:
    """Return the share with data below which a value is marked as standing on thin evidence: half, or the record's own minimum."""
    return max(0.5, float(record.minimum.get("valid_fraction", 0.0)))


def is_thin(value: Value, limit: float) -> bool:
    """Say whether a value stands on thin evidence."""
    return math.isfinite(value.value) and value.valid_fraction < limit


def short_title(record: Any) -> str:
    """Return the short title of an indicator as printed."""
    return str(record.short_title).replace("km2", "km²")


def lower_title(record: Any) -> str:
    """Return the short title of an indicator inside a sentence."""
    name = short_title(record)
    return name[0].lower() + name[1:] if name[1:2].islower() else name


def decimals_of(chosen: Selection) -> int | None:
    """Return to how many decimals the data bear a figure; None for the rule of its unit."""
    return 1 if chosen.units == "degC" and any(coarse(value.basis) for value in chosen.values.values()) else None


def reason_words(chosen: Selection, reason: str) -> str:
    """Return the words of a legend for a reason: those of the table, without the numbers of one face."""
    kind = reason_kind(reason)
    if kind == "withheld":
        return next((words for begin, words in _WITHHELD.items() if reason.startswith(begin)), reason)
    if kind == "below minimum":
        return _TOO_LITTLE
    if reason.startswith(OUTSIDE):
        return _OUTSIDE
    return "not applicable" if kind == "not applicable" else str(chosen.indicator.no_data)


def facts(base: Any, chosen: Selection, classes: Classes, thin: set[str]) -> dict[str, Any]:
    """Return the numbers of the map, from the table.

    A value on thin evidence is in a class, and is counted there apart from the others, in title, legend and alternative text alike.
    """
    pairs = [(item, chosen.of(item.face_id)) for item in base.units()]
    known = [(item, value) for item, value in pairs if math.isfinite(value.value)]
    firm = [0] * len(classes.labels)
    weak = [0] * len(classes.labels)
    for item, value in known:
        (weak if item.face_id in thin else firm)[classes.index(value.value)] += 1
    reasons: dict[str, int] = {}
    for _, value in pairs:
        if not math.isfinite(value.value):
            words = reason_words(chosen, value.reason)
            reasons[words] = reasons.get(words, 0) + 1
    overlap = {item.patch for item in base.shapes if item.n_claimants >= 2}
    # Extremes are those of values on sound evidence, where there are any.
    sound = [value.value for item, value in known if item.face_id not in thin]
    spoken = sound or [value.value for _, value in known]
    low, high = min(spoken, default=math.nan), max(spoken, default=math.nan)
    word, decimals = unit(chosen.units), decimals_of(chosen)
    units = chosen.units
    areas = area_values(base, chosen)
    one, many = ("FAO area", "FAO areas") if areas else ("patch", "patches")
    values: dict[str, Any] = {
        "name": lower_title(chosen.indicator),
        "when": f", {period(chosen.time)}" if chosen.time else "",
        "faces": len(pairs),
        "with_value": len(known),
        "without": len(pairs) - len(known),
        "low": low,
        "high": high,
        "lowest": quantity(low, units, decimals=decimals) if known else "",
        "highest": quantity(high, units, decimals=decimals) if known else "",
        "range": spread(low, high, units, decimals=decimals) if known else "",
        "finding": "",
        "firm": sum(firm),
        "classes": list(zip(classes.labels, (a + b for a, b in zip(firm, weak, strict=True)), strict=True)),
        "firm_by_class": firm,
        "thin_by_class": weak,
        "reasons": reasons,
        "thin": sum(weak),
        "overlap_faces": len(overlap),
        "overlap_km2": math.fsum(item.area_km2 for item in base.shapes if item.n_claimants >= 2),
        "areas": [(area.code, area.value, area.n) for area in areas],
        "area_codes": [int(area.code) for area in areas if area.code.isdigit()],
        "noun": (one, many),
        "quantity": functools.partial(quantity, units=units, decimals=decimals),
        "unit_words": f" {word}" if word else "",
        "basis_words": basis_words(chosen),
        "coarse": decimals is not None,
        **({"reef_km": REEF_KM} if any(item.painted is not None for item in base.shapes) else {}),
        "unreached": any(item.unreached is not None for item in base.shapes),
    }
    values["finding"] = found_words(values)
    return values


def found_words(values: dict[str, Any]) -> str:
    """Return the range of values with the number of patches it holds for."""
    one, many = values["noun"]
    if not values["with_value"]:
        return f"no {one} has a value"
    about = "about " if values["coarse"] else ""
    head, total, firm, thin = f"{about}{values['range']}", values["faces"], values["firm"], values["thin"]
    nouns = many if total != 1 else one
    if not thin or not firm:
        return f"{head} in {values['with_value']:,} of {total:,} {nouns}" + (", all on thin evidence" if thin else "")
    return f"{head} in {firm:,} of {total:,} {nouns}, and {thin:,} more on thin evidence"


def basis_words(chosen: Selection) -> str:
    """Return over what the value was taken."""
    basis = chosen.basis or "basis as in the table, which differs between patches"
    if basis.startswith("FAO areas, each"):
        return "each FAO area with its own figure, whoever claims the water"
    return f"{chosen.statistic} over {basis}" if (chosen.statistic and basis.endswith(("cells", "sites"))) or "cells" in basis else basis


def titles_of(chosen: Selection, values: dict[str, Any]) -> tuple[str, ...]:
    """Return the finding as a title, longest version first."""
    name, (one, many), total = short_title(chosen.indicator), values["noun"], values["faces"]
    if not values["with_value"]:
        return (
            f"{name}: no value for any of the {count(total, one, many)} of claimed sea",
            f"{name}: no value for any {one}",
            f"{name}: no value",
        )
    if values["areas"]:
        return _area_titles(name, values, chosen.units)
    head = f"{name}: {'about ' if values['coarse'] else ''}{values['range']}"
    if whole := _whole_class(values):
        return (f"{name}: {whole}", f"{name}: {whole.rpartition(' in ')[0]}")
    firm, thin = values["firm"], values["thin"]
    nouns = many if total != 1 else one
    used = [n for n in (a + b for a, b in zip(values["firm_by_class"], values["thin_by_class"], strict=True)) if n]
    alike = ", all in one class" if len(used) == 1 and values["with_value"] > 1 else ""
    if not thin:
        return (
            *(
                (f"{head} in {firm:,} of {total:,} {nouns}{alike}",)
                if alike
                else (f"{head} in {firm:,} of {total:,} {nouns} of claimed sea",)
            ),
            f"{head} in {firm:,} of {total:,} {nouns}",
            head,
        )
    if not firm:
        every = "all on thin evidence" if thin > 1 else "on thin evidence"
        return (
            f"{head} in {thin:,} of {total:,} {nouns}, {every}",
            f"{head} in {thin:,} of {total:,}; {every}",
            f"{head} in {thin:,} of {total:,}; all thin",
        )
    # No version leaves the thin ones out: title and legend count alike.
    found = f"{head} in {firm:,} of {total:,} {nouns}"
    return (
        f"{found}; {thin:,} more on thin evidence",
        f"{found}, thin in {thin:,} more",
        f"{head} in {firm:,} of {total:,}; {thin:,} more thin",
    )


def _whole_class(values: dict[str, Any]) -> str:
    """Return the class that all patches are in, where the data are too coarse for more: ``29 to <30 °C in all 8 patches``."""
    used = [label for label, n in values["classes"] if n]
    if not values["coarse"] or len(used) != 1 or " to <" not in used[0] or values["thin"] or values["with_value"] < 2:
        return ""
    n, total = values["with_value"], values["faces"]
    where = f"all {total:,} {values['noun'][1]}" if n == total else f"{n:,} of {total:,} {values['noun'][1]}"
    return f"{used[0]}{values['unit_words']} in {where}"


def _area_titles(name: str, values: dict[str, Any], units: str) -> tuple[str, ...]:
    """Return titles that name each FAO area with its figure; one figure for a whole sea is said to be one."""
    known = [(code, value) for code, value, _ in values["areas"] if math.isfinite(value)]
    said = [quantity(value, units) for _, value in known]
    if len(set(said)) == 1:
        codes = f"FAO area {known[0][0]}" if len(known) == 1 else f"FAO areas {listed(code for code, _ in known)}"
        whole = "one figure for the whole sea" if len(known) == len(values["areas"]) else "one figure"
        return (f"{name}: {said[0]}, {whole} ({codes})", f"{name}: {said[0]}, one figure for {codes}", f"{name}: {said[0]} ({codes})")
    first, *rest = ((code, value) for code, value in known)
    others = [f"{number(value, units)} in {code}" for code, value in rest]
    each = f"{quantity(first[1], units)} in FAO area {first[0]}, {listed(others)}"
    return (f"{name}: {each}", f"{name}: {values['range']} in {len(known)} FAO areas")


def subtitles_of(base: MapBase, chosen: Selection) -> tuple[str, ...]:
    """Return quantity, unit, period and basis, longest version first."""
    record = chosen.indicator
    undated = "no period stated" if str(record.reference) == OWN_FILE else ""
    when = period(chosen.time) if chosen.time else undated
    basis = basis_words(chosen)
    assumed = f"; {APPORTIONED}" if "shared out" in basis and "assumption" not in basis else ""
    out = []
    for parts in ((record.title, legend_unit(chosen.units), when), (short_title(record), legend_unit(chosen.units), when), (when,)):
        said = ", ".join(part for part in parts if part)
        out.append(f"{base.region.title}: {said}{'; ' if said else ''}{basis}{assumed}.")
    least = ", ".join(part for part in (short_title(record), legend_unit(chosen.units), when) if part)
    if len(out[0]) > 140:  # two lines are read, three are not
        out[0] = out[1] if len(out[1]) <= 140 else out[0]
    # The quantity is dropped last of all: a page torn from its pack must say what it shows.
    return (*out[:2], f"{base.region.title}: {least}{assumed}.", f"{least}{assumed}.", out[2], f"{base.region.title}: {when}{assumed}.")
