"""Files: the same bytes twice, the words in every format, nothing half-written."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
from pathlib import Path

import matplotlib as mpl
import pytest
from made_up_sea import REGION, faces
from matplotlib.figure import Figure
from PIL import Image
from pypdf import PdfReader
from toolkit.cartography.export import figure_info, save_figure
from toolkit.cartography.figures import map_claims
from toolkit.errors import FigureError, LintError

HERE = Path(__file__).parent


def digests(paths):
    return [hashlib.sha256(Path(path).read_bytes()).hexdigest() for path in paths]


@pytest.fixture(scope="module")
def figure():
    return map_claims(faces(), REGION, page="a4-landscape")


@pytest.fixture(scope="module")
def files(figure, tmp_path_factory):
    return save_figure(figure, tmp_path_factory.mktemp("maps"), "claims", dpi=60)


def test_the_same_figure_gives_the_same_bytes_under_other_settings(files, tmp_path):
    with mpl.rc_context({"font.size": 30, "lines.linewidth": 9, "svg.fonttype": "none", "text.hinting": "force_autohint"}):
        again = save_figure(map_claims(faces(), REGION, page="a4-landscape"), tmp_path, "claims", dpi=60)
    assert digests(again) == digests(files)


def test_another_process_gives_the_same_bytes(files, tmp_path):
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from made_up_sea import REGION, faces\n"
        "from toolkit.cartography.export import save_figure\n"
        "from toolkit.cartography.figures import map_claims\n"
        "save_figure(map_claims(faces(), REGION, page='a4-landscape'), sys.argv[2], 'claims', dpi=60)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(HERE), str(tmp_path)], check=False, capture_output=True, text=True,
        env={**os.environ, "PYTHONHASHSEED": "7"}, cwd=HERE.parents[1],
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert digests(tmp_path / path.name for path in files) == digests(files)


def test_a_png_carries_its_words(figure, files):
    info = figure_info(figure)
    with Image.open(files[0]) as image:
        assert image.info["Alt"] == info["alt_short"]
        assert image.info["MapId"] == info["map_id"]
        assert image.info["Disclaimer"] == info["disclaimer"]
        assert "Software" not in image.info
        assert image.size == (int(297 / 25.4 * 60), int(210 / 25.4 * 60))


def test_an_svg_carries_its_words_and_no_date(figure, files):
    text = files[1].read_text("utf-8")
    assert 'role="img"' in text
    assert f'<title id="alt-title">{figure_info(figure)["alt_short"]}</title>' in text
    assert '<desc id="alt-desc">' in text
    assert "dc:date" not in text
    assert "matplotlib.org" not in text


def test_a_pdf_yields_its_words(figure, files):
    reader = PdfReader(io.BytesIO(files[2].read_bytes()))
    text = " ".join(reader.pages[0].extract_text().split()).replace("\u00a0", " ")
    assert figure_info(figure)["title"].replace("\u00a0", " ") in text
    for name in ("New Gulf", "Spratly Islands", "Working map for a study group"):
        assert text.count(name) == 1
    assert reader.metadata["/Title"] == figure_info(figure)["title"]
    assert "/CreationDate" not in reader.metadata


def test_the_date_comes_from_the_environment_and_never_from_the_clock(monkeypatch, tmp_path):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    figure = map_claims(faces(), REGION)
    assert "Drawn 1970-01-02" in " ".join(figure_info(figure)["sources"])
    (path,) = save_figure(figure, tmp_path, "dated", ("pdf",))
    assert "19700102" in str(PdfReader(io.BytesIO(path.read_bytes())).metadata["/CreationDate"])


def test_what_cannot_be_written_is_refused_and_leaves_nothing(figure, tmp_path):
    with pytest.raises(FigureError, match="small letters"):
        save_figure(figure, tmp_path, "Über Map")
    with pytest.raises(FigureError, match="allowed: png, svg, pdf"):
        save_figure(figure, tmp_path, "map", ("gif",))
    with pytest.raises(FigureError, match="was not drawn by map_claims"):
        save_figure(Figure(), tmp_path, "map")
    blocked = tmp_path / "a-file"
    blocked.write_text("not a folder")
    with pytest.raises(FigureError, match="Choose a folder that can be written"):
        save_figure(figure, blocked / "maps", "map", ("png",), dpi=40)
    assert [path.name for path in tmp_path.iterdir()] == ["a-file"]


def test_a_broken_rule_refuses_the_file_unless_waived_with_a_reason(tmp_path):
    figure = map_claims(faces(), REGION)
    next(text for text in figure.axes[1].texts if text.get_gid() == "disclaimer:0").set_visible(False)
    with pytest.raises(LintError, match="DIS-01"):
        save_figure(figure, tmp_path, "map", ("png",), dpi=40)
    assert list(tmp_path.iterdir()) == []
    save_figure(figure, tmp_path, "map", ("png",), dpi=40, waive={"DIS-01": "a drawing for the test"})
    assert figure_info(figure)["waivers"] == {"DIS-01": "a drawing for the test"}
    assert [path.name for path in tmp_path.iterdir()] == ["map.png"]


def test_synthetic_stands_in_the_name_of_the_file(tmp_path):
    (path,) = save_figure(map_claims(faces(), REGION, synthetic=True), tmp_path, "claims", ("png",), dpi=40)
    assert path.name == "claims-synthetic.png"


def test_a_folder_that_cannot_be_written_is_told(figure, tmp_path):
    (tmp_path / "taken").write_text("a file where a folder is wanted")
    with pytest.raises(FigureError, match="Choose a folder that can be written"):
        save_figure(figure, tmp_path / "taken", "claims", ("svg",))
