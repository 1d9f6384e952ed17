"""Several interactive maps on one page: ids of their own, long shapes stored once."""

from __future__ import annotations

import re

from made_up_sea import REGION, faces, table
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
    stored = re.findall(r'<path id="(shape-\d+)" d="([^"]+)"/>', store)
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
