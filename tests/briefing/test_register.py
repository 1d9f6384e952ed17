"""Every number of a pack is traced; every mutation of a number or a cell is named."""

from __future__ import annotations

import dataclasses
import json
import random
import re

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from toolkit.briefing.bound import numerals
from toolkit.briefing.gather import read_cells
from toolkit.briefing.page import page_text
from toolkit.briefing.register import check_cells, read_register, scan
from toolkit.briefing.trace import trace
from toolkit.cli import main
from toolkit.errors import PackError


@pytest.fixture(scope="module")
def register(pack):
    return read_register(pack)


def test_every_number_agrees_with_its_cell_in_the_files(pack, register):
    assert len(register) > 100
    assert check_cells(register, read_cells(pack)) == []


def test_a_changed_cell_is_named_with_its_number(pack, register):
    draw = random.Random(3)
    single = [entry for entry in register if entry.bound.query.how == "value" and entry.bound.value == entry.bound.value]
    for entry in draw.sample(single, 25):
        cells = read_cells(pack)
        query = entry.bound.query
        frame = cells.frames[query.source].copy()
        position = cells.rows(query)[0]
        frame[query.column] = frame[query.column].astype(float)
        frame.iloc[position, frame.columns.get_loc(query.column)] = entry.bound.value * 1.5 + 1.0
        changed = dataclasses.replace(cells, frames={**cells.frames, query.source: frame}, _columns={}, _masks={})
        found = check_cells([entry], changed)
        assert len(found) == 1
        assert entry.bound.text in found[0]
        assert query.describe() in found[0]


def test_any_changed_numeral_of_the_page_is_named_with_its_cell(pack, register):
    html = (pack / "index.html").read_text()
    text = page_text(html)
    assert scan("index.html", text, [text], register) == []
    spots = [match for match in re.finditer(r"<data[^>]*>([^<]+)</data>", html) if re.search(r"\d", match.group(1))]
    for match in random.Random(5).sample(spots, 25):
        digit = next(i for i in range(match.start(1), match.end(1)) if html[i].isdigit())
        mutated = html[:digit] + str((int(html[digit]) + 1) % 10) + html[digit + 1 :]
        found = scan("index.html", page_text(mutated), [text], register)
        assert any("bound to no cell" in line for line in found)
        assert any("is missing" in line and "its cell: " in line and "none, it is" not in line for line in found)


def test_a_number_typed_into_the_page_is_named(pack, register):
    text = page_text((pack / "index.html").read_text())
    assert scan("index.html", text + " Some 8,642 vessels were seen.", [text], register) == [
        "index.html: the numeral '8,642' stands 1 times too often and is bound to no cell."
    ]


def test_a_number_is_traced_to_the_files_it_comes_from(pack, folder, register):
    entry = next(
        item for item in register if item.bound.query.source == "indicator_table" and "hard_coral_cover" in str(item.bound.query.where)
    )
    figure = entry.bound.text.split("\u00a0")[0]
    origins = trace(figure, pack)
    assert any(origin.entry.bound.query == entry.bound.query for origin in origins)
    done = CliRunner().invoke(main, ["trace", figure, str(pack)])
    assert done.exit_code == 0, done.output
    assert "surveys.csv sha256" in done.output
    assert "data/indicator_table.parquet" in done.output


def test_a_trace_says_that_a_cell_was_changed(pack, tmp_path):
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(pack, copy)
    path = copy / "data" / "faces.parquet"
    frame = pd.read_parquet(path)
    frame["area_km2"] = frame["area_km2"] * np.float64(1.25)
    frame.to_parquet(path)
    entry = next(item for item in read_register(copy) if item.bound.query.column == "area_km2")
    done = CliRunner().invoke(main, ["trace", entry.id, str(copy)])
    assert done.exit_code == 1
    assert "CHANGED" in done.output


def test_a_number_that_is_not_there_is_said_so(pack):
    with pytest.raises(PackError, match=r"No bound number .* prints as '987,654'"):
        trace("987,654", pack)


def test_the_datasets_of_what_was_measured_stand_before_those_of_the_claims(pack, register):
    claims = json.loads((pack / "manifest.json").read_text())["claims_dataset_ids"]
    both = []
    for entry in register[::7]:
        (origin,) = trace(entry.id, pack)
        named = [item["id"] for item in origin.inputs]
        of_claims = [name for name in named if name in claims]
        assert named[len(named) - len(of_claims) :] == of_claims
        both += [origin] if 0 < len(of_claims) < len(named) else []
    assert both
    told = "\n".join(line for origin in both for line in origin.lines())
    assert "not in this pack: a file of those who made it" in told
    assert "cite:     " in told


def test_a_figure_of_fish_stocks_is_traced_to_its_publisher_first(pack, register):
    entry = next(item for item in register if item.bound.query.source == "fao_areas")
    (origin,) = trace(entry.id, pack)
    assert [item["id"] for item in origin.inputs][:2] == ["fao-stock-status", "fao-areas"]


def test_a_number_is_found_with_and_without_its_commas(pack, register):
    entry = next(item for item in register if re.search(r"\d,\d{3}", item.bound.text))
    with_commas = re.search(r"[\d,.]+", entry.bound.text).group(0)
    found = [[origin.entry.id for origin in trace(text, pack)] for text in (with_commas, with_commas.replace(",", ""))]
    assert found[0] == found[1] != []


def test_a_numeral_that_is_not_measured_is_said_to_be_so(pack):
    rows = pd.read_csv(pack / "data" / "numerals.csv", dtype=str)
    assert {"date", "figure", "name", "source"} <= set(rows["kind"])
    assert not rows.duplicated(["text", "kind", "place"]).any()
    done = CliRunner().invoke(main, ["trace", "2019", str(pack)])
    assert done.exit_code == 0, done.output
    assert "'2019': a date or period. It is not measured" in done.output


def test_every_numeral_of_the_page_stands_in_one_of_the_two_lists(pack, register):
    listed = {token for entry in register for token in numerals(entry.bound.text)}
    listed |= {token for text in pd.read_parquet(pack / "data" / "numerals.parquet")["text"] for token in numerals(text)}
    assert set(numerals(page_text((pack / "index.html").read_text()).replace("\u00a0", " "))) <= listed


def test_each_column_that_a_number_is_read_from_stands_in_the_csv(pack):
    rows = json.loads((pack / "data" / "numbers.json").read_text())
    heads = {name: set(pd.read_csv(pack / "data" / f"{name}.csv", nrows=0).columns) for name in {row["query"]["source"] for row in rows}}
    for row in rows:
        query = row["query"]
        while query:
            assert {query["column"], *(item[0] for item in query["where"])} <= heads[query["source"]], row["cell"]
            query = query.get("share_of")


def test_a_number_is_worked_out_by_hand_from_the_csv_alone(pack):
    """A reader with a spreadsheet: filter by the columns that the cell names, read or count."""
    rows = json.loads((pack / "data" / "numbers.json").read_text())
    tables, tried = {}, 0
    for row in rows:
        query = row["query"]
        if query["source"] != "indicator_table" or query["how"] not in ("value", "count") or query.get("share_of"):
            continue
        frame = tables.setdefault(query["source"], pd.read_csv(pack / "data" / "indicator_table.csv", dtype=str, keep_default_na=False))
        for column, choice, wanted in query["where"]:
            cells = frame[column]
            keep = {
                "is": lambda cells=cells, wanted=wanted: cells == str(wanted),
                "is not": lambda cells=cells, wanted=wanted: cells != str(wanted),
                "known": lambda cells=cells: cells != "",
                "missing": lambda cells=cells: cells == "",
                "begins": lambda cells=cells, wanted=wanted: cells.str.startswith(str(wanted)),
            }.get(choice)
            if keep is None:
                break
            frame = frame[keep()]
        else:
            found = float(len(frame)) if query["how"] == "count" else float(frame[query["column"]].item() or "nan")
            assert found == row["value"] or (found != found and row["value"] is None), row["cell"]
            tried += 1
    assert tried > 50


def test_the_number_of_a_patch_stands_beside_its_id_in_every_table(pack):
    faces = pd.read_csv(pack / "data" / "faces.csv", dtype=str).set_index("face_id")["label"]
    held = 0
    for path in sorted((pack / "data").glob("*.csv")):
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
        if "face_id" in frame:
            held += 1
            assert (frame["label"] == frame["face_id"].map(faces).fillna("")).all(), path.name
    assert held >= 3


def test_the_register_lists_place_cell_and_rounding(pack):
    rows = pd.read_csv(pack / "data" / "numbers.csv")
    assert rows[["id", "place", "text", "units", "rounding", "cell"]].notna().all().all()
    assert len(rows) == len(json.loads((pack / "data" / "numbers.json").read_text()))
