"""Several interactive maps on one page: ids of their own, long shapes stored once."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import numpy as np
import pytest
from made_up_sea import REGION, faces, table
from PIL import Image
from toolkit.cartography.web_embed import explorer_style, shared, web_parts


def two():
    return [
        web_parts(faces(), REGION, "claims-"),
        web_parts(faces(), REGION, "cover-", table=table(faces()), indicator="hard_coral_cover"),
    ]


def test_ids_begin_with_the_prefix_and_references_follow():
    for parts in two():
        fragment = parts.svg + parts.legend
        ids = set(re.findall(r' id="([^"]+)"', fragment))
        assert ids
        assert all(name.startswith(parts.prefix) for name in ids)
        assert set(re.findall(r'(?:url\(|href=")#([^")]+)', fragment)) <= ids


def test_names_of_faces_are_left_to_the_page_which_binds_their_numbers():
    claims, _ = two()
    assert re.findall(r'class="face"[^>]* aria-label="([^"]*)"', claims.svg) == [""] * len(claims.face_ids)
    assert sorted(claims.face_ids) == sorted(faces().frame.index)


def test_no_number_is_drawn_in_the_samples_of_a_legend_on_a_page():
    for parts in two():
        assert not re.findall(r"<text[^>]*>(.*?)</text>", parts.legend)


def test_a_shape_that_two_maps_draw_is_stored_once():
    plain = two()
    store, used = shared(plain)
    stored = re.findall(r'<path id="(shape-\d+)" vector-effect="non-scaling-stroke" d="([^"]+)"/>', store)
    assert len({data for _, data in stored}) == len(stored) > 0
    for before, after in zip(plain, used, strict=True):
        back = re.sub(
            r'<use((?: [a-z-]+="[^"]*")*?) href="#(shape-\d+)"/>',
            lambda m: f'<path{m.group(1)} d="{dict(stored)[m.group(2)]}"/>',
            after.svg,
        )
        assert back == before.svg
    assert sum(len(item.svg) for item in used) + len(store) < sum(len(item.svg) for item in plain)


def test_the_style_of_each_map_is_its_own():
    style = explorer_style([parts.css for parts in two()])
    assert "#claims-root .c0" in style
    assert "#cover-root .c0" in style
    assert not re.search(r"^(?:body|table|h1|\.lead)\b", style, re.MULTILINE)


def test_a_map_of_made_up_data_bears_the_stamp_on_a_page_of_a_pack():
    plain, stamped = (web_parts(faces(), REGION, "claims-", synthetic=synthetic) for synthetic in (False, True))
    (mark,) = re.findall(r'<text class="made-up"[^>]*>([^<]*)</text>', stamped.svg)
    assert mark == "SYNTHETIC"
    assert "made-up" not in plain.svg
    assert ".made-up {" in explorer_style([stamped.css])
    # it lies over land, lines and digits, and no word of it is a number to bind
    assert stamped.svg.index('class="made-up"') > stamped.svg.index('<g id="claims-seas">')
    assert stamped.digits == plain.digits


def test_lines_drawn_from_the_store_are_as_wide_as_those_drawn_in_place(chromium, tmp_path):
    """Ink of one straight stroke of 2 px: once from the store, once in place, in a drawing that is shown five times as large."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    points = " ".join(f"{10 + 0.5 * k:g},10" for k in range(40))
    drawing = f'<svg viewBox="0 0 40 20" width="200" height="100"><path class="line" d="M{points}"/></svg>'
    stored, (used,) = shared([replace(two()[0], svg=drawing)])
    assert "<use" in used.svg
    style = ".line { fill: none; stroke: #000; stroke-width: 2px; vector-effect: non-scaling-stroke; } body { margin: 0; }"
    rows = []
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for name, body in (("stored", stored + used.svg), ("plain", drawing)):
            path = tmp_path / f"{name}.html"
            path.write_text(f"<!DOCTYPE html><style>{style}</style>{body}", "utf-8")
            page = browser.new_page(viewport={"width": 240, "height": 140})
            page.goto(path.as_uri())
            ink = np.asarray(Image.open(io.BytesIO(page.locator("svg").last.screenshot())).convert("L"))
            rows.append(int((ink[:, 100] < 128).sum()))
        browser.close()
    assert rows == [2, 2]
