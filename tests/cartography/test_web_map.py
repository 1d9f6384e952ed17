"""The interactive map: no request, no inline code, keyboard path, the same words and numbers in every way in."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace

import pytest
import shapely
from made_up_sea import REGION, faces, table
from toolkit.cartography.compose import FaceShape
from toolkit.cartography.web_map import map_web
from toolkit.cartography.web_parts import box_of, digits_of
from toolkit.errors import FigureError

ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync"]  # fmt: skip


def values(**more):
    return map_web(faces(), table(faces()), "hard_coral_cover", REGION, **more)


@pytest.fixture(scope="module")
def made():
    return values()


def sha(text):
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def test_the_policy_names_the_only_style_and_script(made):
    style = re.search(r"<style>(.*?)</style>", made.html, re.DOTALL).group(1)
    script = re.findall(r"<script>(.*?)</script>", made.html, re.DOTALL)
    policy = re.search(r'Content-Security-Policy" content="(.*?)"', made.html).group(1).replace("&#x27;", "'")
    assert policy.startswith("default-src 'none';")
    assert f"style-src '{sha(style)}'" in policy
    assert len(script) == 1
    assert f"script-src '{sha(script[0])}'" in policy
    assert "unsafe" not in policy


def test_nothing_is_inline_and_nothing_points_outside(made):
    body = re.sub(r"<(style|script)[^>]*>.*?</\1>", "", made.html, flags=re.DOTALL)
    assert not re.search(r"\sstyle=|\son[a-z]+=", body)
    assert "http" not in made.html.replace("http-equiv", "")
    assert not re.search(r"<(img|link|iframe|base|form)\b", body)
    assert re.findall(r"<a [^>]*>", body) == ['<a class="skip" href="#table">']


def test_the_table_holds_every_face_in_the_order_of_place(made):
    rows = re.findall(r'data-k="(\d+)">([^<]+)</button>', made.html)
    assert [int(k) for k, _ in rows] == list(range(len(faces().frame)))
    assert {label for _, label in rows} == set(faces().frame["label"])


def test_the_card_says_why_a_face_is_grey_and_lists_claimants_by_alphabet(made):
    cards = json.loads(re.search(r'id="facts">(.*?)</script>', made.html, re.DOTALL).group(1))["faces"]
    for card in map(dict, cards):
        assert ("Why grey" in card) == (card["Hard-coral cover"] == "no value")
        names = card["Claimants"].split(", ")
        assert names == sorted(names)
        assert {"n", "Basis of value", "Period", "Regime", "Instruments"} <= set(card)


def test_a_screen_reader_hears_who_claims_a_patch_and_no_code(made):
    names = {row.label: row.claimants for row in faces().frame.itertuples()}
    heard = re.findall(r'aria-label="Patch ([\d.]+): ([^"]+)"', made.html)
    assert len(heard) == len(names)
    for label, text in heard:
        count, _, said = text.rpartition("; ")[2].partition(": ")
        assert count.split(" ")[0] == str(len(names[label]))
        assert said.split(", ") == sorted(said.split(", "))
        assert len(said.split(", ")) == len(names[label])
    spoken = re.sub(r'<span aria-hidden="true">.*?</span>', "", made.html)
    assert made.map_id in made.html
    assert made.map_id not in spoken


def test_a_number_keeps_off_the_name_of_its_sea_where_there_is_room():
    shape = shapely.box(0, 0, 60, 40)
    patch = FaceShape("f", "1", 3, "overlapping", 1.0, shape)
    name = box_of(["Middle Sea"], 30.0, 20.0, "")
    assert name.centroid.coords[0] == (30.0, 20.0)
    (digit,) = digits_of([patch, replace(patch, face_id="g", n_claimants=1)], [name])
    x, y = (float(value) for value in re.findall(r'[xy]="([\d.]+)"', digit))
    assert not shapely.dwithin(shapely.Point(x, y), name, 2.0)
    # a patch below the name has no room beside it: the number stands in its middle
    (digit,) = digits_of([replace(patch, shape=shapely.box(28, 18, 32, 22))], [name])
    assert [round(float(value)) for value in re.findall(r'[xy]="([\d.]+)"', digit)] == [30, 20]


def test_no_switch_hides_an_overlap(made):
    layers = set(re.findall(r'data-layer="([a-z]+)"', made.html))
    assert layers == {"lines", "seas", "patches"}
    assert 'class="digit"' not in re.search(r'<g id="lines">.*?</g>', made.html, re.DOTALL).group(0)


def test_the_same_input_gives_the_same_bytes(made):
    assert values().html == made.html


def test_synthetic_data_are_named(made):
    assert "SYNTHETIC DATA" not in made.html
    assert "SYNTHETIC DATA" in values(synthetic=True).html
    assert ">SYNTHETIC</text>" in values(synthetic=True).html
    assert 'class="made-up"' not in made.html


def test_a_text_from_the_data_cannot_become_markup():
    sharp = table(faces(), values=["no survey in the data used: <script>alert(1)</script>"])
    assert "<script>alert" not in map_web(faces(), sharp, "hard_coral_cover", REGION).html


def test_bad_calls_are_told(tmp_path, made):
    with pytest.raises(FigureError, match="both, or neither"):
        map_web(faces(), table(faces()), None, REGION)
    with pytest.raises(FigureError, match=r"ends with \.html"):
        made.save(tmp_path / "map.txt")
    with pytest.raises(FigureError, match="lies in region"):
        map_web(faces(), None, None, "yellow-sea")


def test_in_a_notebook_it_stands_in_a_frame_of_its_own(made):
    shown = made._repr_html_()
    assert shown.startswith("<iframe srcdoc=")
    assert 'sandbox="allow-scripts"' in shown
    assert "<script" not in shown


@pytest.fixture(scope="module")
def browser(chromium):
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=ARGS)
        yield opened
        opened.close()


def test_in_a_browser_without_a_network(browser, made, tmp_path):
    path = made.save(tmp_path / "map.html")
    page = browser.new_context(offline=True, viewport={"width": 1200, "height": 900}).new_page()
    said, asked = [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").startswith("Skip the map")
    for _ in range(7):  # closer, wider, whole region, three layers, then the map
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "map"
    page.keyboard.press("n")
    assert page.inner_text("#card h2") == "Patch 1"
    page.keyboard.press("n")
    assert page.inner_text("#card h2") == "Patch 2"
    before = page.get_attribute("#map", "viewBox")
    page.keyboard.press("+")
    assert page.get_attribute("#map", "viewBox") != before
    for _ in range(20):
        page.keyboard.press("+")
    width = float(page.get_attribute("#map", "viewBox").split()[2])
    most = json.loads(page.inner_text("#facts") or page.evaluate("document.getElementById('facts').textContent"))["most"]
    assert width == pytest.approx(200 / most, rel=1e-3)
    page.keyboard.press("0")
    page.keyboard.press("Escape")
    assert page.inner_text("#card h2") == "No patch chosen"

    third = page.locator(".face").nth(2)
    third.dispatch_event("mouseenter")
    by_mouse = page.inner_text("#card")
    third.focus()
    assert page.inner_text("#card") == by_mouse

    page.locator("th button").nth(5).click()  # by value, lowest first; what is not known stands last
    shown = page.locator("tbody tr td:nth-child(6)").all_inner_texts()
    known = [float(text) for text in shown if text != "no value"]
    assert known == sorted(known)
    assert shown[: len(known)] == [text for text in shown if text != "no value"]
    page.locator("input[data-layer=lines]").uncheck()
    assert page.evaluate("getComputedStyle(document.getElementById('lines')).display") == "none"
    # numbers of patches come when they are asked for, each in its box
    assert not page.locator(".plate").first.is_visible()
    page.locator("input[data-layer=patches]").check()
    assert page.locator(".plate").first.is_visible()
    assert page.locator(".plate text").all_text_contents() == page.locator("td button").evaluate_all(
        "rows => rows.sort((a, b) => a.dataset.k - b.dataset.k).map(row => row.textContent)"
    )
    assert said == []
    assert asked == [path.as_uri()]


def test_on_a_phone_one_finger_scrolls_past_the_map_and_the_page_is_no_wider_than_the_screen(browser, made, tmp_path):
    path = made.save(tmp_path / "map.html")
    page = browser.new_context(offline=True, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True).new_page()
    page.goto(path.as_uri())
    assert page.evaluate("getComputedStyle(document.getElementById('map')).touchAction") == "pan-y"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.locator(".face").first.dispatch_event("click")
    assert page.inner_text("#card h2") == "Patch 1"
    # names of features stand in the list alone, at any zoom
    assert set(page.locator(".feature-mark").all_text_contents()) <= {f"F{n}" for n in range(1, 30)}


def test_numbers_are_dark_at_any_size_and_never_lie_on_each_other(browser, made, tmp_path):
    path = made.save(tmp_path / "map.html")
    page = browser.new_context(offline=True, viewport={"width": 360, "height": 740}).new_page()
    page.goto(path.as_uri())
    assert page.evaluate("Array.from(document.querySelectorAll('.digit')).map(e => getComputedStyle(e).fill)") == (
        ["rgb(26, 26, 26)"] * page.locator(".digit").count()
    )
    # two patches of one number on one place: the larger bears it until the map comes closer
    page.evaluate(
        "() => { const d = document.querySelectorAll('.digit'); window.two = [d[0], d[0].cloneNode(true)]; d[0].after(two[1]);"
        " two[1].setAttribute('x', Number(d[0].getAttribute('x')) + 4); window.dispatchEvent(new Event('resize')); }"
    )
    hidden = "two.map(e => e.classList.contains('crowded'))"
    assert page.evaluate(hidden) == [False, True]
    page.focus("#map")
    for _ in range(6):
        page.keyboard.press("+")
    assert page.evaluate(hidden) == [False, False]
    # another number is never hidden
    page.keyboard.press("0")
    page.evaluate("() => { two[1].textContent = '9'; window.dispatchEvent(new Event('resize')); }")
    assert page.evaluate(hidden) == [False, False]


def test_the_scale_bar_stays_in_the_corner_and_is_true_at_any_zoom(browser, made, tmp_path):
    path = made.save(tmp_path / "map.html")
    page = browser.new_context(offline=True, viewport={"width": 1200, "height": 900}).new_page()
    page.goto(path.as_uri())
    page.focus("#map")
    for _ in range(3):
        box, bar = page.locator("#map").bounding_box(), page.locator("#scale .bar-ink").bounding_box()
        view = float(page.get_attribute("#map", "viewBox").split()[2])
        said = float(page.inner_html("#scale text").split(" ")[0].replace(",", ""))
        per_unit = float(page.get_attribute("#scale", "data-km"))
        # units of the drawing in a pixel: as the drawing fits into its box
        unit = max(view / box["width"], float(page.get_attribute("#map", "viewBox").split()[3]) / box["height"])
        drawn = float(re.search(r"h([\d.]+)", page.get_attribute("#scale .bar-ink", "d"))[1])
        assert drawn * per_unit == pytest.approx(said, rel=1e-6)
        assert bar["x"] > box["x"]
        assert bar["x"] + said / per_unit / unit < box["x"] + box["width"]
        page.keyboard.press("+")
        page.keyboard.press("ArrowRight")


def test_the_ring_of_a_chosen_patch_has_white_below_it(browser, made, tmp_path):
    page = browser.new_context(offline=True).new_page()
    page.goto(made.save(tmp_path / "map.html").as_uri())
    page.focus("#map")
    page.keyboard.press("n")
    assert page.evaluate("Array.from(document.querySelectorAll('.ring')).map(e => getComputedStyle(e).strokeWidth)") == ["7px", "3px"]
    page.keyboard.press("Escape")
    assert page.locator(".ring").count() == 0


def test_in_the_frame_of_a_notebook_it_works_as_on_a_page_of_its_own(browser, made, tmp_path):
    """JupyterLab puts the HTML of an output into its page; here a bare page stands for it."""
    path = tmp_path / "notebook.html"
    path.write_text(f"<!DOCTYPE html><title>Notebook</title><body>{made._repr_html_()}</body>", "utf-8")
    page = browser.new_context(offline=True, viewport={"width": 1200, "height": 1000}).new_page()
    said, asked = [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    frame = page.frame_locator("iframe")
    frame.locator("#map").focus()
    page.keyboard.press("n")
    assert frame.locator("#card h2").inner_text() == "Patch 1"
    card = frame.locator("#card").inner_text()
    assert all(word in card for word in ("Hard-coral cover", "Basis of value", "Basis of claims", "Claimants", "Instruments"))
    page.keyboard.press("Escape")
    frame.locator(".face").nth(3).dispatch_event("mouseenter")
    assert frame.locator("#card h2").inner_text() == "Patch 4"
    # a frame without the origin of the page reaches neither the page nor its storage
    assert (
        page.frames[1].evaluate("(() => { try { return parent.document.title } catch (error) { return error.name } })()") == "SecurityError"
    )
    assert said == []
    assert [url for url in asked if not url.startswith(("file:", "about:"))] == []
