"""Styles for a GIS: the same colours, textures and dashes as on the pages, as rows of a GeoPackage's table of layer styles."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pandas as pd

from toolkit.cartography.classes import classes_of
from toolkit.cartography.indicator_words import short_title
from toolkit.cartography.rows import Selection, select_rows
from toolkit.cartography.style import FIXED, LINES, PALETTES, TEXTURES, lightness
from toolkit.cartography.words import legend_unit, period
from toolkit.claims.kinds import ATTRIBUTED_STATUS

__all__ = ["COLUMNS", "gis_styles", "value_column"]

#: Columns of ``layer_styles`` that QGIS reads, in its order.
COLUMNS = (
    "f_table_catalog",
    "f_table_schema",
    "f_table_name",
    "f_geometry_column",
    "styleName",
    "styleQML",
    "styleSLD",
    "useAsDefault",
    "description",
    "owner",
    "ui",
    "update_time",
)
_MM_PT = 25.4 / 72.0
#: Side of a pixel of an SLD, millimetres (OGC Symbology Encoding 1.1).
_SLD_PX = 0.28


@dataclass(frozen=True)
class _Rule:
    """One rule: filter in the words of QGIS and of SLD, label, and what is drawn."""

    expression: str
    filter: str
    label: str
    fill: str = ""
    texture: str = ""
    ink: str = ""
    line: str = ""


def value_column(indicator: str, statistic: str, time: str) -> str:
    """Return the column of a value in the wide table of faces.

    Examples
    --------
    >>> value_column("hard_coral_cover", "mean", "2015/2019")
    'hard_coral_cover__mean__2015_2019'
    """
    return re.sub(r"[^a-z0-9_]+", "_", f"{indicator}__{statistic}__{time}".lower()).strip("_")


def gis_styles(
    faces: Any,
    table: Any = None,
    indicator: Any = None,
    *,
    statistic: str | None = None,
    time: str | None = None,
    basis: str | None = None,
    faces_layer: str = "faces",
    lines_layer: str = "lines",
    geometry: str = "geom",
    date: str = "",
) -> pd.DataFrame:
    """Return styles of the layers of faces and of lines, for the table ``layer_styles`` of a GeoPackage.

    Parameters
    ----------
    faces : Faces
        Their claim set gives the date and says whether there are lines.
    table, indicator, statistic, time, basis
        As for :func:`map_indicator`, for a style by class that is the default. A table without an indicator gives a style for each
        of its indicators at the latest time with a value, beside the default by number of claimants; without a table there is that alone.
    faces_layer, lines_layer, geometry : str
        Names of the layers and of their geometry column. The faces have the columns ``n_claimants`` and, for an indicator, that of
        :func:`value_column`; the lines have ``kind`` and ``agreed_not_encoded``.
    date : str
        ISO date of the rows; by default that of the claim set.

    Returns
    -------
    pandas.DataFrame
        One row for each style, columns :data:`COLUMNS`; one default for each layer. Fills have no outline, and overlapping claims
        have their diagonals in every style.

    Notes
    -----
    Rule-based styles in QML (QGIS 3) and in SLD 1.1. An SLD knows no distance between diagonals: it has a slash of the same ink.
    """
    when = f"{date or str(getattr(faces.claims, 'date', '')) or '1970-01-01'}T00:00:00Z"
    styles = [(faces_layer, "Number of claimants", _claim_rules(), indicator is None)]
    if indicator is not None:
        chosen = select_rows(table, indicator, statistic=statistic, time=time, basis=basis)
        styles.insert(0, (faces_layer, _style_name(chosen), _value_rules(faces, chosen), True))
    elif table is not None:
        styles += [(faces_layer, _style_name(chosen), _value_rules(faces, chosen), False) for chosen in _every(table)]
    if len(getattr(faces.claims, "lines", ())):
        styles.append((lines_layer, "Lines by what they rest on", _line_rules(), True))
    rows = []
    for layer, name, rules, default in styles:
        rows.append(
            dict(
                zip(
                    COLUMNS,
                    ("", "", layer, geometry, name, _qml(rules), _sld(layer, name, rules), int(default), _DESCRIPTION, "", "", when),
                    strict=True,
                )
            )
        )
    return pd.DataFrame(rows, columns=list(COLUMNS))


_DESCRIPTION = "Shows claims and computations as sourced; takes no position on them. Not for navigation."


def _style_name(chosen: Selection) -> str:
    return short_title(chosen.indicator) + (f", {period(chosen.time)}" if chosen.time else "")


def _every(table: Any) -> list[Selection]:
    """Return one selection for each indicator with a record: its mean or first statistic, at its latest time with a value."""
    from toolkit.indicators.records import indicators

    frame: pd.DataFrame = table.frame if hasattr(table, "frame") else table
    out = []
    for name in frame["indicator"].drop_duplicates():
        rows = frame[(frame["indicator"] == name) & (frame["statistic"] != "n")]
        if name not in indicators() or not len(rows):
            continue
        found = [str(word) for word in rows["statistic"].drop_duplicates()]
        statistic = "mean" if "mean" in found else found[0]
        rows = rows[rows["statistic"] == statistic]
        known = rows[rows["value"].notna()]
        time = max((known if len(known) else rows)["time"].astype(str))
        rows = rows[rows["time"].astype(str) == time]
        basis = None if not rows["face_id"].duplicated().any() else str(rows["basis"].iloc[0])
        out.append(select_rows(frame, str(name), statistic=statistic, time=time, basis=basis))
    return out


def _line_rules() -> list[_Rule]:
    """Return the style of lines: each kind its pattern, and dashes of their own where no text was read or an agreement is elsewhere."""
    out = []
    # Files keep a flag as text, as a number or as a truth value: all three are asked for.
    flags = ("True", "true", "1")
    stands_in = f'to_string("agreed_not_encoded") IN ({", ".join(repr(flag) for flag in flags)})'
    condition = f"<ogc:Or>{''.join(_equal('agreed_not_encoded', flag) for flag in flags)}</ogc:Or>"
    one_side = "unilateral"
    told = f"coalesce(\"status\", '') LIKE '%{ATTRIBUTED_STATUS}%'"
    telling = (
        '<ogc:PropertyIsLike wildCard="*" singleChar="?" escapeChar="!"><ogc:PropertyName>status</ogc:PropertyName>'
        f"<ogc:Literal>*{ATTRIBUTED_STATUS}*</ogc:Literal></ogc:PropertyIsLike>"
    )
    for kind, style in LINES.items():
        said, asked = f"\"kind\" = '{kind}'", _equal("kind", kind)
        if kind == "placed":
            said, asked = stands_in, condition
        elif kind == "attributed":
            said, asked = f"\"kind\" = '{one_side}' AND {told}", f"<ogc:And>{_equal('kind', one_side)}{telling}</ogc:And>"
        elif kind == one_side:
            said, asked = f"{said} AND NOT {told}", f"<ogc:And>{asked}<ogc:Not>{telling}</ogc:Not></ogc:And>"
        elif kind == "computed":
            said = f"{said} AND NOT {stands_in}"
            asked = f"<ogc:And>{asked}<ogc:Not>{condition}</ogc:Not></ogc:And>"
        out.append(_Rule(said, asked, style.label, line=kind))
    return out


def _overlap_rules(dark: str = "", dark_filter: str = "") -> list[_Rule]:
    """Return rules that lay diagonals over overlapping claims: white where the fill is dark."""
    out = []
    for n in (2, 3, 4, 5):
        last = n == 5
        expression = f'"n_claimants" {">=" if last else "="} {n}'
        condition = _compare("n_claimants", "GreaterThanOrEqualTo" if last else "EqualTo", n)
        words = f"overlapping claims, {n}{' or more' if last else ''} claimants"
        texture = f"overlap {n}"
        if not dark:
            out.append(_Rule(expression, condition, words, texture=texture, ink=FIXED["white"] if last else FIXED["claim ink"]))
            continue
        # A value that is missing makes the comparison unknown, not false: it is asked for by name.
        plain = f"{expression} AND NOT coalesce({dark}, false)"
        out.append(
            _Rule(plain, f"<ogc:And>{condition}<ogc:Not>{dark_filter}</ogc:Not></ogc:And>", words, texture=texture, ink=FIXED["claim ink"])
        )
        both = f"<ogc:And>{condition}{dark_filter}</ogc:And>"
        out.append(_Rule(f"{expression} AND {dark}", both, f"{words} (on dark)", texture=texture, ink=FIXED["white"]))
    return out


def _claim_rules() -> list[_Rule]:
    """Return the style by number of claimants."""
    out = []
    for n, colour in enumerate(PALETTES["overlap"], 1):
        last = n == 5
        expression = f'"n_claimants" {">=" if last else "="} {n}'
        condition = _compare("n_claimants", "GreaterThanOrEqualTo" if last else "EqualTo", n)
        out.append(_Rule(expression, condition, "1 claimant" if n == 1 else f"{n} claimants{' or more' if last else ''}", fill=colour))
    return [*out, *_overlap_rules()]


def _value_rules(faces: Any, chosen: Any) -> list[_Rule]:
    """Return the style by class of an indicator, with what is missing and what overlaps."""
    column = value_column(chosen.indicator.identifier, chosen.statistic, chosen.time)
    known = [v for name in faces.frame.index if math.isfinite(v := chosen.of(str(name)).value)]
    classes = classes_of(chosen.indicator, known)
    unit = legend_unit(chosen.units)
    edges = [-math.inf, *classes.edges, math.inf]
    out, dark, dark_filters = [], [], []
    for low, high, label, colour in zip(edges[:-1], edges[1:], classes.labels, classes.colours, strict=True):
        parts, filters = [], []
        if math.isfinite(low):
            parts.append(f'"{column}" >= {low:.12g}')
            filters.append(_compare(column, "GreaterThanOrEqualTo", low))
        if math.isfinite(high):
            parts.append(f'"{column}" < {high:.12g}')
            filters.append(_compare(column, "LessThan", high))
        expression, condition = " AND ".join(parts), f"<ogc:And>{''.join(filters)}</ogc:And>" if len(filters) > 1 else "".join(filters)
        out.append(_Rule(expression, condition, f"{label} {unit}".strip(), fill=colour))
        if lightness(colour) < 55:
            dark.append(f"({expression})")
            dark_filters.append(condition)
    missing = f"<ogc:PropertyIsNull><ogc:PropertyName>{column}</ogc:PropertyName></ogc:PropertyIsNull>"
    words = "no value (see the column of reasons in the indicator table)"
    out.append(_Rule(f'"{column}" IS NULL', missing, words, fill=FIXED["no data"]))
    out.append(_Rule(f'"{column}" IS NULL', missing, words, texture="no data", ink=FIXED["no data ink"]))
    joined = f"<ogc:Or>{''.join(dark_filters)}</ogc:Or>" if len(dark_filters) > 1 else "".join(dark_filters)
    return [*out, *_overlap_rules(f"({' OR '.join(dark)})" if dark else "", joined)]


def _compare(column: str, how: str, value: float) -> str:
    literal = f"<ogc:PropertyName>{escape(column)}</ogc:PropertyName><ogc:Literal>{value:.12g}</ogc:Literal>"
    return f"<ogc:PropertyIs{how}>{literal}</ogc:PropertyIs{how}>"


def _equal(column: str, text: str) -> str:
    return (
        f"<ogc:PropertyIsEqualTo><ogc:PropertyName>{column}</ogc:PropertyName><ogc:Literal>{escape(text)}</ogc:Literal>"
        "</ogc:PropertyIsEqualTo>"
    )


def _rgba(colour: str) -> str:
    return ",".join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5)) + ",255"


def _layer(kind: str, options: dict[str, str], inner: str = "") -> str:
    said = "".join(f'<Option name="{name}" type="QString" value="{value}"/>' for name, value in options.items())
    return f'<layer class="{kind}" enabled="1" locked="0" pass="0"><Option type="Map">{said}</Option>{inner}</layer>'


def _simple_line(colour: str, width_pt: float, pattern: tuple[float, ...]) -> str:
    """Return a line of a colour, a width in points and a pattern in millimetres, as a layer of a QML symbol."""
    options = {
        "capstyle": "flat",
        "joinstyle": "round",
        "line_color": _rgba(colour),
        "line_style": "solid",
        "line_width": f"{width_pt * _MM_PT:.4f}",
        "line_width_unit": "MM",
        "use_custom_dash": str(int(bool(pattern))),
        "customdash": ";".join(f"{mm:g}" for mm in pattern) or "5;2",
        "customdash_unit": "MM",
    }
    return _layer("SimpleLine", options)


def _symbol(rule: _Rule, name: int) -> str:
    """Return the symbol of a rule."""
    kind = "line" if rule.line else "fill"
    if rule.line:
        style = LINES[rule.line]
        body = _simple_line(FIXED["claim ink"], style.width, style.pattern)
        body += _simple_line(FIXED["white"], style.core, style.pattern) if style.core else ""
    elif rule.fill:
        body = _layer("SimpleFill", {"color": _rgba(rule.fill), "outline_style": "no", "style": "solid"})
    else:
        texture = TEXTURES[rule.texture]
        options = {"angle": f"{texture.angle:g}", "distance": f"{texture.spacing:g}", "distance_unit": "MM", "color": _rgba(rule.ink)}
        line = _simple_line(rule.ink, texture.width, ())
        inner = f'<symbol type="line" name="@{name}@0" alpha="1" clip_to_extent="1" force_rhr="0">{line}</symbol>'
        body = _layer("LinePatternFill", options, inner)
    return f'<symbol type="{kind}" name="{name}" alpha="1" clip_to_extent="1" force_rhr="0">{body}</symbol>'


def _qml(rules: list[_Rule]) -> str:
    said = "".join(
        f'<rule key="rule-{k}" symbol="{k}" filter={quoteattr(rule.expression)} label={quoteattr(rule.label)}/>'
        for k, rule in enumerate(rules)
    )
    symbols = "".join(_symbol(rule, k) for k, rule in enumerate(rules))
    return (
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
        '<qgis version="3.28" styleCategories="Symbology">'
        '<renderer-v2 type="RuleRenderer" symbollevels="0" enableorderby="0" forceraster="0">'
        f'<rules key="rules">{said}</rules><symbols>{symbols}</symbols></renderer-v2></qgis>'
    )


def _sld(layer: str, name: str, rules: list[_Rule]) -> str:
    said = "".join(
        f"<se:Rule><se:Name>{escape(rule.label)}</se:Name><ogc:Filter>{rule.filter}</ogc:Filter>{_symbolizer(rule)}</se:Rule>"
        for rule in rules
    )
    spaces = (
        'xmlns="http://www.opengis.net/sld" xmlns:se="http://www.opengis.net/se" xmlns:ogc="http://www.opengis.net/ogc" version="1.1.0"'
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<StyledLayerDescriptor {spaces}><NamedLayer><se:Name>{escape(layer)}</se:Name><UserStyle>'
        f"<se:Name>{escape(name)}</se:Name><se:FeatureTypeStyle>{said}</se:FeatureTypeStyle></UserStyle></NamedLayer></StyledLayerDescriptor>"
    )


def _parameters(**values: str) -> str:
    return "".join(f'<se:SvgParameter name="{name.replace("_", "-")}">{value}</se:SvgParameter>' for name, value in values.items())


def _symbolizer(rule: _Rule) -> str:
    if rule.line:
        style = LINES[rule.line]
        stroke = {"stroke": FIXED["claim ink"], "stroke_width": f"{style.width * _MM_PT / _SLD_PX:.3f}", "stroke_linecap": "butt"}
        if style.pattern:
            stroke["stroke_dasharray"] = " ".join(f"{mm / _SLD_PX:.3f}" for mm in style.pattern)
        strokes = [stroke]
        if style.core:
            strokes.append({**stroke, "stroke": FIXED["white"], "stroke_width": f"{style.core * _MM_PT / _SLD_PX:.3f}"})
        return "".join(f"<se:LineSymbolizer><se:Stroke>{_parameters(**found)}</se:Stroke></se:LineSymbolizer>" for found in strokes)
    if rule.fill:
        return f"<se:PolygonSymbolizer><se:Fill>{_parameters(fill=rule.fill)}</se:Fill></se:PolygonSymbolizer>"
    texture = TEXTURES[rule.texture]
    mark = "slash" if texture.angle > 0 else "backslash"
    stroke = {"stroke": rule.ink, "stroke_width": f"{texture.width * _MM_PT / _SLD_PX:.3f}"}
    return (
        f"<se:PolygonSymbolizer><se:Fill><se:GraphicFill><se:Graphic><se:Mark><se:WellKnownName>{mark}</se:WellKnownName>"
        f"<se:Stroke>{_parameters(**stroke)}</se:Stroke></se:Mark></se:Graphic></se:GraphicFill></se:Fill></se:PolygonSymbolizer>"
    )
