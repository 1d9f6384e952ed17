"""JupyterLab as a person uses it: run the start page, see the map; use the explorer with the keyboard, export a pack from it."""

import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from toolkit.briefing.verify import verify_pack
from toolkit.catalog.regions import region
from toolkit.notebook.pairs import from_text

pytestmark = [pytest.mark.slow, pytest.mark.localserver, pytest.mark.allow_hosts(["127.0.0.1"])]

QUIET = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

#: The folder of notebooks that the lab of these tests serves, for what is written there.
SERVED = []

EXPLORE = """# Explore

```python
import toolkit as tk

explorer = tk.explore("gulf-of-thailand")
explorer
```

```python
print("ready", explorer.state.region)
```
"""


@pytest.fixture(scope="module")
def lab(chromium, project, tmp_path_factory):
    """A JupyterLab on a port of its own, with a copy of the notebooks; its address."""
    pytest.importorskip("jupyterlab")
    root = tmp_path_factory.mktemp("lab")
    SERVED[:] = [root]
    for path in (project / "notebooks").glob("*.ipynb"):
        shutil.copy(path, root)
    (root / "explore.ipynb").write_text(from_text(EXPLORE), "utf-8")
    environment = {**os.environ, "ARF_MARINE_QUIET": "1"}
    for name in ("CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR"):
        environment[f"JUPYTER_{name}"] = str(tmp_path_factory.mktemp(name.lower()))
    environment["PYTHONPATH"] = os.pathsep.join([str(project), environment.get("PYTHONPATH", "")])
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        "--no-browser",
        "--allow-root",
        "--ip=127.0.0.1",
        "--port=0",
        "--IdentityProvider.token=",
    ]
    command += [f"--ServerApp.root_dir={root}", "--LabApp.news_url=", "--ServerApp.disable_check_xsrf=True"]
    log = root / "server.log"
    with log.open("wb") as stream:
        server = subprocess.Popen(command, cwd=root, env=environment, stdout=stream, stderr=subprocess.STDOUT)
    try:
        yield _address(server, log)
    finally:
        server.terminate()
        server.wait(20)


def _address(server, log):
    """The address that the server wrote into its log, once it answers."""
    for _ in range(240):
        found = re.search(r"http://127\.0\.0\.1:\d+", log.read_text("utf-8", errors="replace"))
        if found:
            try:
                with urllib.request.urlopen(f"{found[0]}/api", timeout=5):
                    return found[0]
            except OSError:
                pass
        if server.poll() is not None:
            break
        time.sleep(0.25)
    raise AssertionError(f"JupyterLab did not start:\n{log.read_text('utf-8', errors='replace')}")


@pytest.fixture
def page(chromium, lab, socket_enabled):
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET, chromium_sandbox=False)
        opened = browser.new_page(viewport={"width": 1300, "height": 1000})
        opened.set_default_timeout(60_000)
        yield opened
        browser.close()


def open_and_run_all(page, lab, name):
    page.goto(f"{lab}/lab/tree/{name}?reset")
    page.wait_for_selector(".jp-Notebook .jp-CodeCell .jp-InputPrompt")
    page.get_by_text("| Idle").wait_for()  # the status line; the notebook's own mark is idle before the kernel is there
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()


def keep_picture(page, name):
    """Keep a screenshot where somebody asks for it, to look at."""
    folder = os.environ.get("ARF_MARINE_SCREENSHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png")


def test_the_start_page_runs_and_shows_the_map(page, lab):
    open_and_run_all(page, lab, "00_start_here.ipynb")
    page.wait_for_function(
        """() => {
            const prompts = [...document.querySelectorAll('.jp-Notebook .jp-CodeCell .jp-InputArea-prompt')].map(item => item.textContent);
            const failed = document.querySelector('.jp-OutputArea [data-mime-type="application/vnd.jupyter.stderr"]');
            return failed || (prompts.length >= 10 && prompts.every(text => /\\[\\d+\\]/.test(text)));
        }""",
        timeout=420_000,
    )
    assert page.locator('.jp-OutputArea [data-mime-type="application/vnd.jupyter.stderr"]').all_inner_texts() == []
    picture = page.locator(".jp-OutputArea img").last
    picture.scroll_into_view_if_needed()
    keep_picture(page, "start-map")
    assert picture.evaluate("item => item.naturalWidth") > 500
    assert len(picture.get_attribute("alt") or "") > 40
    page.locator(".jp-OutputArea details").first.scroll_into_view_if_needed()
    keep_picture(page, "start-claims")


def test_the_explorer_follows_the_keyboard(page, lab):
    open_and_run_all(page, lab, "explore.ipynb")
    picture = page.locator(".jp-OutputArea img")
    picture.first.wait_for(timeout=120_000)
    keep_picture(page, "explorer")
    before = picture.first.get_attribute("alt")
    menu = page.get_by_label("Region", exact=True)
    menu.focus()
    assert menu.evaluate("item => item === document.activeElement")
    page.keyboard.press("t")  # a native menu: a letter chooses the next entry that begins with it
    page.wait_for_function("old => document.querySelector('.jp-OutputArea img')?.alt !== old", arg=before, timeout=120_000)
    assert "Timor and Arafura" in picture.first.get_attribute("alt")
    page.keyboard.press("ArrowDown")  # JupyterLab would move to another cell
    page.wait_for_function("() => document.querySelector('.jp-OutputArea img')?.alt.includes('East China Sea')", timeout=120_000)
    page.keyboard.press("ArrowUp")
    page.wait_for_function("() => document.querySelector('.jp-OutputArea img')?.alt.includes('Timor and Arafura')", timeout=120_000)
    page.keyboard.press("d")
    page.keyboard.press("d")  # JupyterLab would delete the cell
    assert page.locator(".jp-Notebook .jp-CodeCell").count() == 2
    assert menu.evaluate("item => item === document.activeElement")
    page.keyboard.press("Tab")
    assert page.get_by_label("Claims", exact=True).evaluate("item => item === document.activeElement")
    assert "timor-arafura-seas" in page.get_by_label("As code", exact=True).input_value()
    keep_picture(page, "explorer-by-keyboard")


def test_the_explorer_exports_the_pack_of_the_region_that_is_chosen(page, lab):
    open_and_run_all(page, lab, "explore.ipynb")
    picture = page.locator(".jp-OutputArea img")
    picture.first.wait_for(timeout=120_000)
    before = picture.first.get_attribute("alt")
    page.get_by_label("Region", exact=True).select_option(label=region("yellow-sea").title)
    page.wait_for_function("old => document.querySelector('.jp-OutputArea img')?.alt !== old", arg=before, timeout=120_000)
    assert "Yellow Sea" in picture.first.get_attribute("alt")
    folder = page.get_by_label("Folder of the pack", exact=True)
    assert folder.input_value() == "maps/yellow-sea"
    folder.fill("from-the-browser")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Export the pack").click()
    page.get_by_text("Open index.html there.").wait_for(timeout=280_000)
    keep_picture(page, "explorer-export")
    pack = SERVED[0] / "from-the-browser"
    assert verify_pack(pack) == []
    written = (pack / "index.html").read_text("utf-8")
    pictures = re.findall(r"<img [^>]*>", written)
    assert pictures
    assert all(re.search(r'alt="[^"]{40,}', item) for item in pictures if "maps/" in item or "base64" in item)
    assert "Yellow Sea" in written
