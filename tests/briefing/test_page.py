"""The page of a pack: a policy that fits, maps to explore whose cards say what their tables say, and a path for the keyboard."""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
import re
from html import unescape

import pytest

ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync"]  # fmt: skip


@pytest.fixture(scope="module")
def html(pack):
    return (pack / "index.html").read_text("utf-8")


def sha(text):
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def test_the_policy_names_the_one_style_and_the_one_script(html):
    policy = unescape(re.search(r'Content-Security-Policy" content="(.*?)"', html).group(1))
    (style,) = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    (script,) = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    assert policy.startswith("default-src 'none';")
    assert f"style-src '{sha(style)}'" in policy
    assert f"script-src '{sha(script)}'" in policy
    assert "unsafe" not in policy


def test_nothing_is_inline_and_no_id_stands_twice(html):
    body = re.sub(r"<(style|script)[^>]*>.*?</\1>", "", html, flags=re.DOTALL)
    assert not re.search(r"<[^>]*\s(?:style|on[a-z]+)=", body)
    ids = re.findall(r'\sid="([^"]+)"', body)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'(?:url\(|href=")#([^")]+)', body)) <= set(ids)


def test_each_map_of_values_can_be_explored_and_has_its_table(html, pack):
    figures = json.loads((pack / "manifest.json").read_text())["figures"]
    wanted = {name for name in figures if not name.endswith(("-slide", "-evidence")) and not name.startswith("line-key")}
    # On paper stock status stands on FAO areas, and the tables have it by patch: there is no second map that says otherwise.
    # The index of patches is a picture: every map to explore names its patches itself.
    wanted -= {"stock-status", "patches"}
    assert set(re.findall(r'class="explorer" id="([a-z0-9-]+)-root"', html)) == wanted
    assert set(re.findall(r'<table id="([a-z0-9-]+)-table"', html)) == wanted


def test_headings_skip_no_level(html):
    levels = [int(level) for level in re.findall(r"<h([1-6])", html)]
    assert levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in itertools.pairwise(levels))


@pytest.fixture(scope="module")
def browser(chromium):
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=ARGS)
        yield opened
        opened.close()


def opened(browser, pack, width=1200):
    page = browser.new_context(offline=True, viewport={"width": width, "height": 900}).new_page()
    said, asked = [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto((pack / "index.html").as_uri())
    return page, said, [url for url in asked if not url.startswith("data:")]


def test_it_opens_from_disk_without_a_request_or_a_complaint(browser, pack):
    page, said, asked = opened(browser, pack)
    assert said == []
    assert asked == [(pack / "index.html").as_uri()]
    page.close()


def test_the_card_says_what_the_row_says_by_keyboard_alone(browser, pack):
    page, said, _ = opened(browser, pack)
    page.focus("#coral-cover-map")
    page.keyboard.press("n")
    cells = page.evaluate("Array.from(document.querySelector('#coral-cover-table tbody tr').cells).map(c => c.textContent.trim())")
    assert page.inner_text("#coral-cover-card .head") == f"Patch {cells[0]}"
    assert page.locator("#coral-cover-card dd").all_inner_texts() == cells[1:]
    assert page.inner_text("#claims-card .head") == "No patch chosen"
    page.keyboard.press("Escape")
    assert page.inner_text("#coral-cover-card .head") == "No patch chosen"
    assert said == []
    page.close()


def test_a_table_is_sorted_by_its_exact_numbers(browser, pack):
    page, _, _ = opened(browser, pack)
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    page.locator("#claims-table thead button").nth(4).click()
    exact = page.evaluate("Array.from(document.querySelectorAll('#claims-table tbody tr')).map(r => Number(r.cells[4].dataset.v))")
    assert exact == sorted(exact)
    page.close()


@pytest.mark.parametrize("width", [320, 640])
def test_it_needs_no_sideways_scrolling_when_it_is_narrow_or_enlarged(browser, pack, width):
    page, _, _ = opened(browser, pack, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_each_control_has_a_name_and_shows_its_focus(browser, pack):
    page, _, _ = opened(browser, pack)
    nameless = page.evaluate(
        "Array.from(document.querySelectorAll('button, input, [role=button], [role=region], svg.map, summary, a'))"
        ".filter(e => !(e.textContent.trim() || e.getAttribute('aria-label') || e.getAttribute('aria-labelledby')"
        " || (e.labels && e.labels.length))).length"
    )
    assert nameless == 0
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "2px"
    page.close()
