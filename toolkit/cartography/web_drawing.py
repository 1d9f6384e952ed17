"""The drawing of an interactive map: shapes, textures, lines, legend and table, as parts of a page."""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape
from typing import Any

import shapely

from toolkit.cartography.areas import on_areas
from toolkit.cartography.claims_map import depth_colour
from toolkit.cartography.classes import Classes, classes_of, refuse_counts
from toolkit.cartography.compose import FaceShape, n_scenarios, units_of
from toolkit.cartography.frame import Frame, region_aspect
from toolkit.cartography.furniture import bar_lengths
from toolkit.cartography.ground import faces_end_at_region, land_on
from toolkit.cartography.indicator_legend import TEXTURE_OF
from toolkit.cartography.indicator_words import basis_words, decimals_of, facts, is_thin, short_title, thin_limit, titles_of
from toolkit.cartography.info import data_kind
from toolkit.cartography.legal import DrawnLine, LineKeyRow, key_rows, lines_on
from toolkit.cartography.pages import Rect
from toolkit.cartography.paint import area_mm2
from toolkit.cartography.reef_waters import painted_near_reefs
from toolkit.cartography.rows import Selection, reason_kind, select_rows
from toolkit.cartography.style import FIXED, LINES, PALETTES, lightness
from toolkit.cartography.web_parts import PX, box_of, digits_of, number_cell, path_data, patterns, plates_of, shapes_in, table_of
from toolkit.cartography.words import (
    count,
    counted_on,
    legend_unit,
    number,
    period,
    quantity,
    spread,
)
from toolkit.catalog.regions import Region
from toolkit.catalog.regions import region as find_region
from toolkit.errors import FigureError

__all__ = ["WIDTH", "WebDocument", "document_of"]

#: Width of a map in its own units, which are millimetres before it is zoomed.
WIDTH = 200.0
#: One millimetre on the screen is never less than this many kilometres: the coast is generalised for 1:10 million.
_NEAREST_KM_PER_MM = 2.5
#: A line this close to a patch bounds it, millimetres of the map.
_AT_EDGE = 0.6
#: A line this short, in millimetres of the map, can be shorter than two of its dashes on a narrow screen.
_SHORT = 30.0
#: Sea smaller than this on the map needs no line of the legend, square millimetres.
_SEEN = 20.0
_KINDS = {"single": "one claimant", "overlapping": "overlapping claims", "joint": "joint or provisional regime"}


def document_of(
    faces: Any,
    table: Any = None,
    indicator: Any = None,
    region: str | Region = "south-china-sea",
    *,
    statistic: str | None = None,
    time: str | None = None,
    basis: str | None = None,
    profile: str = "un",
    synthetic: bool = False,
) -> WebDocument:
    """Gather what goes into an interactive map; parameters and errors as for :func:`toolkit.map_web`."""
    if table is not None and indicator is not None:
        faces, table = on_areas(faces, table, indicator)
    if (table is None) != (indicator is None):
        raise FigureError("Give table and indicator both, or neither for a map of the claims.")
    where = find_region(region)
    height = WIDTH / region_aspect(where)
    frame = Frame.of(where, Rect(0.0, 0.0, WIDTH, height))
    chosen = None if table is None else select_rows(table, indicator, statistic=statistic, time=time, basis=basis)
    shapes = shapes_in(faces, frame)
    if not shapes:
        raise FigureError(f"None of the {len(faces.frame)} faces lies in region '{where.id}'. Choose a region that holds them.")
    classes = None
    if chosen is not None:
        refuse_counts(chosen.indicator)
        shapes = painted_near_reefs(shapes, frame, chosen)
        classes = classes_of(chosen.indicator, [v for item in shapes if math.isfinite(v := chosen.of(item.face_id).value)])
    return WebDocument(faces, where, frame, shapes, chosen, classes, lines_on(faces.claims.lines_in_force(), frame), profile, synthetic)


def line_path(look: str, data: str, length: float = math.inf) -> str:
    """Return the path of a line, with the white middle of hollow strokes; of a short one the script keeps a gap in sight."""
    short = f' data-mm="{length:.2f}"' if LINES[look].pattern and length < _SHORT else ""
    over = f'<path class="line {look} core"{short} d="{data}"/>' if LINES[look].core else ""
    return f'<path class="line {look}"{short} d="{data}"/>{over}'


def _rows_of(names: list[str], x: float) -> str:
    """Return names as lines of a text, one below the other about its place."""
    first = f"{0.575 * (1 - len(names)):.3f}em"
    return "".join(f'<tspan x="{x:.2f}" dy="{first if k == 0 else "1.15em"}">{escape(name)}</tspan>' for k, name in enumerate(names))


@dataclass(frozen=True)
class WebDocument:
    """Everything that goes into the document."""

    faces: Any
    region: Region
    frame: Frame
    shapes: list[FaceShape]
    chosen: Selection | None
    classes: Classes | None
    lines: list[DrawnLine]
    profile: str
    synthetic: bool

    def made_up(self) -> bool:
        """Say whether any of the data are made up: the map is stamped."""
        ids = [*self.faces.claims.dataset_ids, *(self.chosen.dataset_ids if self.chosen else ())]
        return data_kind(ids, self.synthetic).startswith("synthetic")

    def most(self) -> float:
        """Return the largest zoom, for a map that is about 210 mm wide on the screen."""
        return round(max(1.0, 1.0 / self.frame.mm_per_km / _NEAREST_KM_PER_MM), 2)

    def title(self) -> tuple[str, str]:
        """Return title and subtitle, from the same numbers as the map."""
        n = len(self.shapes)
        date = self.faces.claims.date
        when = f", claims compiled {date}" if date else ""
        if self.chosen is None:
            overlap = math.fsum(item.area_km2 for item in self.shapes if item.n_claimants >= 2)
            head = counted_on(overlap)
            k = n_scenarios(self.faces.claims)
            which = f"; base scenario, 1 of {k}" if k > 1 else ""
            return head, f"{self.region.title}: number of claimants in each of {count(n, 'patch', 'patches')} of sea{when}{which}."
        basis = f"; {basis_words(self.chosen)}" if self.chosen.basis else ""
        time = f", {period(self.chosen.time)}" if self.chosen.time else ""
        heads = titles_of(self.chosen, self.facts())
        return heads[0], f"{self.region.title}: {self.chosen.indicator.title}{time}{basis}{when}."

    def facts(self) -> dict[str, Any]:
        """Return the numbers of a map of values, as on paper."""
        assert self.chosen is not None
        assert self.classes is not None
        limit = thin_limit(self.chosen.indicator)
        thin = {item.face_id for item in self.shapes if is_thin(self.chosen.of(item.face_id), limit)}
        return facts(self, self.chosen, self.classes, thin)

    def _fill(self, item: FaceShape) -> tuple[str, str]:
        """Return the class of a face's fill and its colour."""
        if self.chosen is None or self.classes is None:
            return f"c{min(max(item.n_claimants, 1), 5) - 1}", depth_colour(item)
        value = self.chosen.of(item.face_id)
        if math.isfinite(value.value):
            k = self.classes.index(value.value)
            return f"c{k}", self.classes.colours[k]
        return ("none", FIXED["white"]) if reason_kind(value.reason) == "not applicable" else ("grey-fill", FIXED["no data"])

    def classes_css(self) -> str:
        """Return the classes of fills and lines."""
        colours = self.classes.colours if self.classes else PALETTES["overlap"]
        out = [f".c{k} {{ fill: {colour}; }}" for k, colour in enumerate(colours)]
        out += [
            f".grey-fill {{ fill: {FIXED['no data']}; }}",
            f".none {{ fill: {FIXED['white']}; }}",
            f".far {{ fill: {FIXED['no reef']}; }}",
        ]
        for kind, style in LINES.items():
            dashes = f" stroke-dasharray: {' '.join(f'{mm * PX:.2f}' for mm in style.pattern)};" if style.pattern else ""
            # Pixels are coarser than print: a hollow stroke has at least this much white, and ink on both sides of it.
            core = max(style.core * 96 / 72, 1.4) if style.core else 0.0
            out.append(f".{kind} {{ stroke-width: {max(style.width * 96 / 72, core + 1.6 if core else 0.0):.2f}px;{dashes} }}")
            if core:
                out.append(f".core.{kind} {{ stroke: {FIXED['white']}; stroke-width: {core:.2f}px; }}")
        return "\n".join(out) + "\n"

    def textures(self, item: FaceShape) -> list[str]:
        """Return the names of the patterns over a face."""
        _, colour = self._fill(item)
        out = []
        if self.chosen is not None:
            value = self.chosen.of(item.face_id)
            if not math.isfinite(value.value):
                kind = reason_kind(value.reason)
                out.append(TEXTURE_OF[kind].replace(" ", "-"))
            elif is_thin(value, thin_limit(self.chosen.indicator)):
                out.append("thin-evidence")
        if item.n_claimants >= 2:
            out.append(f"overlap-{min(item.n_claimants, 5)}{'-white' if lightness(colour) < 55 else ''}")
        if item.joint_zone and self.chosen is None:
            out.append("joint")
        return out

    def _far(self, item: FaceShape) -> str:
        """Return the water of a patch far from the reef that its value is of, with the diagonals of overlap in dark ink."""
        if item.painted is None:
            return ""
        data = path_data(item.rest)
        over = f'<path class="texture" fill="url(#overlap-{min(item.n_claimants, 5)})" d="{data}"/>' if item.n_claimants >= 2 else ""
        out = ""
        if item.unreached is not None:
            beyond = path_data(item.unreached)
            out = f'<path class="grey-fill" fill-rule="evenodd" d="{beyond}"/><path class="texture" fill="url(#beyond-data)" d="{beyond}"/>'
        return f'<path class="far" fill-rule="evenodd" d="{data}"/>{over}{out}'

    def _outside(self) -> str:
        """Return what lies outside the region, grey and dotted as on paper; empty where faces go on there."""
        if not self.veiled():
            return ""
        data = path_data(shapely.difference(self.frame.box, self.frame.region_outline))
        return f'<path class="outside" fill-rule="evenodd" d="{data}"/><path class="texture" fill="url(#outside)" d="{data}"/>'

    def veiled(self) -> bool:
        """Say whether faces end at the region, so that there is an outside."""
        return faces_end_at_region(self.frame, self.faces.frame.geometry.to_numpy())

    def _stamp(self) -> str:
        """Return the stamp across a map of made-up data; the script keeps it across what is shown."""
        if not self.made_up():
            return ""
        x, y = WIDTH / 2, self.frame.rect.h / 2
        size = f'font-size="{0.14 * self.frame.rect.h:.2f}" transform="rotate(-25 {x:g} {y:.2f})"'
        return f'<text class="made-up" aria-hidden="true" x="{x:g}" y="{y:.2f}" {size}>SYNTHETIC</text>'

    def scale(self) -> str:
        """Return a scale bar in the units of the map, true at its centre; the script keeps it in the corner of what is shown."""
        km, mm, _, _ = bar_lengths(self.frame)
        x, y = 4.0, self.frame.rect.h - 4.0
        words = "km at the centre of the map"
        return (
            f'<g class="scale" id="scale" data-km="{1.0 / self.frame.mm_per_km:.6g}" data-words="{words}">'
            f'<path class="bar-edge" d="M{x:g},{y:.2f}h{mm:.2f}"/><path class="bar-ink" d="M{x:g},{y:.2f}h{mm:.2f}"/>'
            f'<text class="sea place" x="{x:g}" y="{y - 3.2:.2f}">{km:,g} {words}</text></g>'
        )

    def svg(self, title: str, *, scale: bool = False) -> str:
        """Return the drawing, with a scale bar where it stands alone."""
        h = self.frame.rect.h
        groups = []
        for item in self.shapes:
            data = path_data(item.filled)
            name, _ = self._fill(item)
            over = "".join(f'<path class="texture" fill="url(#{t})" d="{data}"/>' for t in self.textures(item))
            far = self._far(item)
            what = f"{short_title(self.chosen.indicator)} " if self.chosen is not None else ""
            label = f"Patch {item.label}: {what}{self.value_text(item)}; {count(item.n_claimants, 'claimant')}: {self._parties(item)}"
            groups.append(
                f'<g class="face" tabindex="-1" role="button" aria-label="{escape(label, quote=True)}">'
                f'{far}<path class="{name}" fill-rule="evenodd" d="{data}"/>{over}</g>'
            )
        words = {row.number: f"{row.sign}. {row.short()}" for row in self.keyed_lines()}

        def drawn(item: DrawnLine) -> str:
            return "".join(line_path(item.look, path_data(run, closed=False), run.length) for run in item.runs)

        lines = "".join(
            f"<g><title>{escape(words[item.number])}</title>{drawn(item)}</g>"
            for item in sorted(self.lines, key=lambda item: (LINES[item.look].rank, item.number))
            if item.runs
        )
        land = land_on(self.frame)
        seas, boxes = [], []
        for sea in self.region.seas:
            x, y = self.frame.points([sea["lon"]], [sea["lat"]])[0]
            names = [str(name) for name in sea.get("names", ())] or [str(sea["name"])]
            side = " start" if x < 0.15 * WIDTH else " end" if x > 0.85 * WIDTH else ""
            x = {" start": max(x - 12.0, 2.0), " end": min(x + 12.0, WIDTH - 2.0)}.get(side, x)
            if 0 <= y <= h and -15.0 < x < WIDTH + 15.0:
                seas.append(f'<text class="sea{side}" x="{x:.2f}" y="{y:.2f}">{_rows_of(names, x)}</text>')
                boxes.append(box_of(names, x, y, side.strip()))
        digits = "".join(digits_of(self.shapes, boxes))
        return (
            f'<svg class="map" id="map" viewBox="0 0 {WIDTH:g} {h:.3f}" tabindex="0" role="group" '
            f'aria-label="Map. {escape(title, quote=True)}">'
            f'<defs>{patterns()}</defs><rect class="water" width="{WIDTH:g}" height="{h:.3f}"/>'
            f"{''.join(groups)}{self._outside()}"
            f'<path class="land" fill-rule="evenodd" d="{path_data(land)}"/><path class="coast" d="{path_data(land)}"/>'
            f'<g id="lines">{lines}</g><g id="seas">{"".join(seas)}</g>{self._features()}{digits}{plates_of(self.shapes)}'
            f"{self._stamp()}{self.scale() if scale else ''}</svg>"
        )

    def listed(self) -> list[tuple[str, float, float, Any]]:
        """Return the listed features on the map, north to south: mark, place and record."""
        from toolkit.claims.names import features

        out: list[tuple[str, float, float, Any]] = []
        for item in sorted(features().values(), key=lambda feature: (-feature.lat, feature.lon)):
            x, y = self.frame.points([item.lon], [item.lat])[0]
            if 1.0 < x < WIDTH - 1.0 and 1.0 < y < self.frame.rect.h - 1.0:
                out.append((f"F{len(out) + 1}", float(x), float(y), item))
        return out

    def _features(self) -> str:
        """Return the listed features in the frame, each an open circle with a mark that the list beside the map keys to all its names.

        Names written out would lie on each other: each feature has several, and features stand close together.
        """
        out = []
        for mark, x, y, item in self.listed():
            side = " end" if x > 0.7 * WIDTH else ""
            out.append(
                f'<g><title>{escape(" / ".join(item.names))}</title><circle class="feature" cx="{x:.2f}" cy="{y:.2f}" r="0.7"/>'
                f'<text class="sea place feature-mark{side}" x="{x + (-1.6 if side else 1.6):.2f}" y="{y:.2f}">{mark}</text></g>'
            )
        return "".join(out)

    def features_list(self) -> str:
        """Return the listed features on the map with all their names, by their marks."""
        rows = "".join(f"<li>{mark}: {escape(' / '.join(item.names))}</li>" for mark, _, _, item in self.listed())
        return f"<h2>Features with several names, from north to south</h2><ul>{rows}</ul>" if rows else ""

    def keyed_lines(self) -> tuple[LineKeyRow, ...]:
        """Return the key of the lines on the map."""
        return key_rows(self.lines, self.faces.claims, self.frame, profile=self.profile)

    def lines_list(self) -> str:
        """Return the lines as a list: number, kind, title, year, who agreed or stated it, status."""
        rows = "".join(f"<li><b>{escape(row.sign)}</b> {escape(row.words)}: {escape(row.short())}</li>" for row in self.keyed_lines())
        return f"<h2>Lines on the map, numbered from north to south</h2><ul>{rows}</ul>" if rows else ""

    def value_text(self, item: FaceShape) -> str:
        """Return the value of a face, or why it has none."""
        if self.chosen is None:
            return quantity(item.area_km2, "km2")
        value = self.chosen.of(item.face_id)
        decimals = decimals_of(self.chosen)
        return quantity(value.value, self.chosen.units, decimals=decimals) if math.isfinite(value.value) else f"no value, {value.reason}"

    def _parties(self, item: FaceShape) -> str:
        from toolkit.claims.names import order_by_name, party_name

        codes = self.faces.frame.loc[item.face_id, "claimants"]
        return ", ".join(party_name(code, self.profile) for code in order_by_name(codes, self.profile))

    def _instruments(self, item: FaceShape) -> str:
        """Return the instruments whose area lies over a face or whose line bounds it, each once.

        A computed zone carries every instrument that cuts it anywhere; of these only those whose lines are seen at the face count.
        """
        claims = self.faces.claims
        by_id = {claim.claim_id: claim for claim in claims.claims}
        near = {key for line in self.lines if shapely.dwithin(line.visible, item.shape, _AT_EDGE) for key in line.line.instrument_ids}
        found: set[str] = set()
        for name in self.faces.frame.loc[item.face_id, "claim_ids"]:
            claim = by_id.get(name)
            if claim is not None:
                found |= {key for key in claim.instrument_ids if key in near or claim.basis not in ("distance", "equidistance")}
        found |= near
        return "; ".join(sorted(self._cited(key) for key in found)) or "none whose area or line is at this patch"

    def _cited(self, key: str) -> str:
        """Return an instrument as title, dates and how far it was checked; where the text was read stands in the list of instruments."""
        instruments = self.faces.claims.instruments
        if key not in instruments:
            return key
        one = instruments[key]
        dates = [f"{word} {value}" for word, value in (("made", one.date_made), ("superseded", one.superseded)) if value]
        return ", ".join(part for part in (one.title, *dates, one.verification) if part)

    def card(self, item: FaceShape) -> list[tuple[str, str]]:
        """Return the rows of a face's card."""
        by_id = {claim.claim_id: claim for claim in self.faces.claims.claims}
        claimed = sorted({by_id[name].basis for name in self.faces.frame.loc[item.face_id, "claim_ids"] if name in by_id})
        rows = [("Patch", item.label)]
        if self.chosen is not None:
            value = self.chosen.of(item.face_id)
            known = math.isfinite(value.value)
            said = quantity(value.value, self.chosen.units, decimals=decimals_of(self.chosen)) if known else "no value"
            thin = ", on thin evidence" if is_thin(value, thin_limit(self.chosen.indicator)) else ""
            rows.append((short_title(self.chosen.indicator), f"{said}{thin}"))
            if item.area_code:
                rows.append(("Stated for", f"FAO area {item.area_code}, whoever claims the water"))
            if not known:
                rows.append(("Why grey", value.reason))
            if math.isfinite(value.lower) and math.isfinite(value.upper):
                rows.append(("Bounds", spread(value.lower, value.upper, self.chosen.units)))
            rows.append(("n", f"{value.n:,} {self.chosen.counted}"))
            if math.isfinite(value.valid_fraction):
                rows.append(("Share with data", quantity(100 * value.valid_fraction, "percent")))
            rows.append(("Basis of value", f"{self.chosen.statistic} over {value.basis}" if value.basis else self.chosen.statistic))
            rows.append(("Period", period(self.chosen.time) if self.chosen.time else "not dated"))
        rows += [
            ("Claimants", self._parties(item)),
            ("Regime", _KINDS.get(item.regime, item.regime)),
            ("Basis of claims", ", ".join(claimed)),
            ("Instruments", self._instruments(item)),
            ("Area", f"{quantity(item.area_km2, 'km2')}, computed"),
        ]
        return rows

    def legend(self, *, digits: bool = False) -> str:
        """Return the legend as a list, with the digits of overlap in its samples where the map stands alone."""
        from toolkit.cartography.web_legend import legend_of

        return legend_of(self, digits=digits)

    def units(self) -> list[FaceShape]:
        """Return what is counted: patches, or the FAO areas that a status is stated for."""
        return units_of(self.shapes)

    def uncounted(self) -> bool:
        """Say whether sea is seen on the map where no zone is counted."""
        here = shapely.intersection(self.frame.box, self.frame.region_outline) if self.veiled() else self.frame.box
        taken = shapely.union_all([land_on(self.frame), *(item.shape for item in self.shapes)])
        return area_mm2(shapely.difference(here, taken)) > _SEEN

    def table(self) -> str:
        """Return the text twin: a sortable table, in the order of place."""
        heads = [("Patch", "num"), ("Number of claimants", "num"), ("Claimants", ""), ("Regime", ""), ("Area, km²", "num")]
        if self.chosen is not None:
            unit = legend_unit(self.chosen.units)
            heads += [(f"Value{f', {unit}' if unit else ''}", "num"), ("n", "num"), ("Share with data, %", "num"), ("Why no value", "")]
        cut = any(item.area_code for item in self.shapes)
        heads[1:1] = [("FAO area", "")] if cut else []
        rows = []
        for k, item in enumerate(self.shapes):
            cells = [
                f'<td class="num" data-v="{k + 1}"><button type="button" data-k="{k}">{escape(item.label)}</button></td>',
                number_cell(item.n_claimants, f"{item.n_claimants}"),
                f"<td>{escape(self._parties(item))}</td>",
                f"<td>{escape(_KINDS.get(item.regime, item.regime))}</td>",
                number_cell(item.area_km2, number(item.area_km2, "km2")),
            ]
            cells[1:1] = [f"<td>{escape(item.area_code)}</td>"] if cut else []
            if self.chosen is not None:
                value = self.chosen.of(item.face_id)
                known = math.isfinite(value.value)
                share = 100 * value.valid_fraction
                cells += [
                    number_cell(
                        value.value, number(value.value, self.chosen.units, decimals=decimals_of(self.chosen)) if known else "no value"
                    ),
                    number_cell(value.n, f"{value.n:,}"),
                    number_cell(share, number(share, "percent") if math.isfinite(share) else ""),
                    f"<td>{escape('' if known else value.reason)}</td>",
                ]
            rows.append(f"<tr>{''.join(cells)}</tr>")
        return table_of(heads, rows)
