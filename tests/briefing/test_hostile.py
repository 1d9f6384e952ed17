"""Strings of a dataset that hold HTML, Typst or formula syntax are inert in every output; nothing is asked of the network."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from pypdf import PdfReader
from toolkit.briefing.typeset import pdf_text
from toolkit.cartography.web_embed import explorer_script


@pytest.fixture
def hostile(pack) -> Path:
    """The room's pack: a claim of its data and the name of its survey file are full of syntax."""
    return pack


def test_the_name_of_the_file_is_printed_as_text(hostile):
    text = pdf_text((hostile / "documents" / "briefing-a4.pdf").read_bytes())
    assert "#eval(1)" in re.sub(r"\s+", "", text)
    html = (hostile / "index.html").read_text()
    assert "&lt;script&gt;#eval(1)" in html


def test_the_only_script_of_the_page_is_the_one_whose_hash_its_policy_names(hostile):
    html = (hostile / "index.html").read_text()
    scripts = re.findall(r"<script([^>]*)>(.*?)</script>", html, re.DOTALL)
    assert len(scripts) == html.lower().count("<script")
    run = [body for attributes, body in scripts if "application/json" not in attributes]
    assert run == [explorer_script()]
    digest = base64.b64encode(hashlib.sha256(run[0].encode()).digest()).decode()
    assert f"default-src 'none'; img-src data:; script-src 'sha256-{digest}'; style-src 'sha256-" in html
    for attributes, body in scripts:
        if "application/json" in attributes:
            assert set(json.loads(body)) == {"width", "height", "most"}
    outside = re.sub(r"<script[^>]*>.*?</script>", "", html, flags=re.DOTALL)
    assert not re.search(r"\son\w+\s*=", re.sub(r'"[^"]*"', '""', outside))


def test_no_cell_of_a_csv_begins_a_formula(hostile):
    for path in (hostile / "data").glob("*.csv"):
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
        for name in frame.columns:
            column = frame[name]
            numeric = pd.to_numeric(column.replace("", "0"), errors="coerce").notna().all()
            assert numeric or not column.str.match(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]").any(), (path.name, name)


def test_no_office_file_has_a_field_a_macro_or_an_outside_link(hostile):
    for name in ("slides.pptx", "summary.docx"):
        with zipfile.ZipFile(io.BytesIO((hostile / "documents" / name).read_bytes())) as archive:
            for member in archive.namelist():
                assert "vba" not in member.lower()
                content = archive.read(member).decode("utf-8", "replace") if member.endswith((".xml", ".rels")) else ""
                assert 'TargetMode="External"' not in content, member
                # The number of the page is the one field.
                fields = re.findall(r"<w:instrText[^>]*>(.*?)</w:instrText>", content)
                assert fields in ([], ["PAGE"]), member
                assert "w:fldSimple" not in content, member


def test_the_pdf_runs_and_opens_nothing(hostile):
    reader = PdfReader(io.BytesIO((hostile / "documents" / "briefing-a4.pdf").read_bytes()))
    root = reader.trailer["/Root"]
    assert "/OpenAction" not in root
    assert "/JavaScript" not in root.get("/Names", {})
    for page in reader.pages:
        for item in page.get("/Annots", []):
            action = item.get_object().get("/A", {})
            assert action.get("/S", "/GoTo") == "/GoTo"


def test_names_of_files_are_plain(hostile):
    for path in hostile.rglob("*"):
        assert re.fullmatch(r"[A-Za-z0-9_.-]{1,80}", path.name), path.name


def test_no_bidirectional_override_reaches_a_text(hostile):
    for path in hostile.rglob("*"):
        if path.suffix in {".html", ".csv", ".txt", ".svg"}:
            assert "\u202e" not in path.read_text("utf-8"), path.name


def test_the_page_opens_in_a_browser_without_a_request_or_an_error(hostile, tmp_path):
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium on this machine")
    log = tmp_path / "net.json"
    done = subprocess.run(
        [
            chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--disable-extensions", "--host-resolver-rules=MAP * ~NOTFOUND",
            "--enable-logging=stderr", "--v=0", f"--log-net-log={log}", f"--user-data-dir={tmp_path / 'profile'}",
            "--virtual-time-budget=2000", "--dump-dom", f"file://{hostile / 'index.html'}",
        ],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert "<h1>" in done.stdout, done.stderr[-2000:]
    console = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
    assert console == []
    asked = set(re.findall(r'"url":"(https?://[^"]+)"', log.read_text("utf-8", "replace")))
    ours = {url for url in asked if "evil.example" in url or json.loads(f'"{url}"').endswith((".js", ".css", ".png", ".woff2"))}
    assert ours == set()
