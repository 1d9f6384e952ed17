"""Files: clean as written, each planted defect found; the command tells and exits."""

from __future__ import annotations

import io
import re

import pytest
from click.testing import CliRunner
from made_up_sea import REGION, faces, table
from PIL import Image, PngImagePlugin
from toolkit.cartography.export import save_figure
from toolkit.cartography.figures import map_claims, map_indicator, map_web
from toolkit.cartography.lint import lint
from toolkit.cli import main
from toolkit.errors import FigureError


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("maps")
    files = {path.suffix: path for path in save_figure(map_claims(faces(), REGION), folder, "claims", dpi=150)}
    files[".html"] = map_web(faces(), table(faces()), "hard_coral_cover", REGION).save(folder / "map.html")
    return files


def test_files_as_written_are_clean(written, tmp_path):
    for path in written.values():
        assert [str(found) for found in lint(path)] == []
    made_up = map_indicator(faces(), table(faces()), "hard_coral_cover", REGION, page="slide", synthetic=True)
    for path in save_figure(made_up, tmp_path, "cover", dpi=150):
        assert [str(found) for found in lint(path)] == []


TEXT_DEFECTS = [
    ("ALT-01", ".svg", lambda t: t.replace('role="img"', "")),
    ("ALT-01", ".svg", lambda t: re.sub(r"<desc.*?</desc>", "", t, count=1, flags=re.DOTALL)),
    ("COL-01", ".svg", lambda t: t.replace("#ebd7eb", "#ee1c25")),
    ("DET-01", ".svg", lambda t: t.replace("</svg>", "<metadata><x xmlns:dc='d'><dc:date>2026</dc:date></x></metadata></svg>")),
    ("DIS-01", ".svg", lambda t: t.replace("Working map for a study group", "Map")),
    ("DIS-02", ".svg", lambda t: re.sub(r"Map test-sea-claims-[0-9a-f]{8}", "Map", t)),
    ("NEU-04", ".svg", lambda t: re.sub(r'(<title id="alt-title">)', r"\1The so-called claim. ", t)),
    ("WEB-03", ".svg", lambda t: t.replace("</svg>", "<script>1</script></svg>")),
    ("WEB-03", ".svg", lambda t: t.replace("</svg>", '<image href="https://example.org/flag.png"/></svg>')),
    ("WEB-03", ".html", lambda t: t.replace("default-src", "img-src https://example.org; default-src")),
    ("WEB-03", ".html", lambda t: t.replace('"use strict";', '"use strict"; fetch("x");')),
    ("WEB-03", ".html", lambda t: t.replace("<h1>", '<h1 onclick="x()">')),
    ("WEB-01", ".html", lambda t: t.replace('data-layer="seas"', 'data-layer="overlap"')),
    ("DIS-01", ".html", lambda t: t.replace("takes no position", "takes a position")),
    ("DIS-02", ".html", lambda t: re.sub(r"Map test-sea-web-[0-9a-f]{8}", "Map", t)),
    ("DIS-03", ".html", lambda t: re.sub(r"(Map test-sea-web-[0-9a-f]{8}</span> ·)", r"\1 synthetic,", t)),
    ("ALT-01", ".html", lambda t: t.replace('id="table"', "")),
]


@pytest.mark.parametrize(("rule", "suffix", "plant"), TEXT_DEFECTS, ids=[f"{r}{s}-{n}" for n, (r, s, _) in enumerate(TEXT_DEFECTS)])
def test_a_planted_defect_in_a_text_file_is_found(written, tmp_path, rule, suffix, plant):
    before = written[suffix].read_text("utf-8")
    after = plant(before)
    assert after != before
    path = tmp_path / f"map{suffix}"
    path.write_text(after, "utf-8")
    assert rule in {found.rule for found in lint(path)}


@pytest.mark.parametrize(
    ("rule", "change", "dpi"),
    [
        ("DIS-01", {"Disclaimer": "For information."}, 150),
        ("DIS-02", {"MapId": ""}, 150),
        ("ALT-01", {"Alt": ""}, 150),
        ("DET-01", {"Software": "a version"}, 150),
        ("DIS-03", {"DataKind": "synthetic"}, 150),
        ("NEU-04", {"Title": "An alleged claim"}, 150),
        ("HAT-01", {}, 72),
    ],
)
def test_a_planted_defect_in_a_picture_is_found(written, tmp_path, rule, change, dpi):
    image = Image.open(written[".png"])
    said = {**{k: v for k, v in image.info.items() if isinstance(v, str)}, **change}
    chunks = PngImagePlugin.PngInfo()
    for key, value in said.items():
        chunks.add_itxt(key, value)
    path = tmp_path / "map.png"
    image.resize((40, 40)).save(path, pnginfo=chunks, dpi=(dpi, dpi))
    assert rule in {found.rule for found in lint(path)}


@pytest.mark.parametrize(("rule", "old", "new"), [("ALT-01", b"/Title", b"/Tytle"), ("DIS-02", b"/Keywords", b"/Keywards")])
def test_a_planted_defect_in_a_document_is_found(written, tmp_path, rule, old, new):
    path = tmp_path / "map.pdf"
    path.write_bytes(written[".pdf"].read_bytes().replace(old, new))
    assert rule in {found.rule for found in lint(path)}


def test_other_and_broken_files_are_told(tmp_path):
    for name, data in (("a.gif", b""), ("a.png", b"no"), ("a.svg", b"<svg"), ("a.pdf", b"no")):
        path = tmp_path / name
        path.write_bytes(data)
        with pytest.raises(FigureError, match=r"map files end with|not a"):
            lint(path)
    with pytest.raises(FigureError, match="cannot be read"):
        lint(tmp_path / "missing.svg")


def test_the_command_tells_and_exits(written, tmp_path):
    clean = CliRunner().invoke(main, ["lint", str(written[".png"]), str(written[".svg"])])
    assert clean.exit_code == 0
    assert clean.output.count("no finding") == 2
    empty = io.BytesIO()
    Image.new("RGB", (4, 4)).save(empty, "PNG")
    path = tmp_path / "other.png"
    path.write_bytes(empty.getvalue())
    broken = CliRunner().invoke(main, ["lint", str(path)])
    assert broken.exit_code == 1
    assert "DIS-01" in broken.output
