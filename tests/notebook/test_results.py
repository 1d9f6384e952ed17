"""Results of notebooks are compared by data and figures by structure; a change is told with the notebook and the cell."""

import importlib.util
import json

import pandas as pd
import pytest
import toolkit as tk


@pytest.fixture(scope="module")
def results(project):
    spec = importlib.util.spec_from_file_location("notebook_results_here", project / "tests" / "offline" / "notebook_results.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def faces():
    return tk.partition(tk.read_claims("gulf-of-thailand"))


@pytest.fixture
def figure(faces):
    return tk.map_claims(faces, "gulf-of-thailand")


def test_a_table_is_plain_and_an_empty_number_is_null(results):
    frame = pd.DataFrame({"value": [1.5, float("nan")]}, index=pd.Index(["a", "b"], name="face"))
    assert results.plain(frame) == {"columns": ["face", "value"], "rows": [["a", 1.5], ["b", None]]}


def test_differences_are_told_with_their_place_and_rounding_is_not(results):
    expected, found = {"rows": [[1.0, "x"], [2.0, "y"]]}, {"rows": [[1.0 + 1e-9, "x"], [2.1, "y"]]}
    assert results.differences(expected, found, "cell") == ["cell.rows[1][0]: expected 2.0, found 2.1"]
    assert results.differences([1, 2], [1], "cell") == ["cell: expected 2 items, found 1"]
    assert results.differences({"a": 1}, {"b": 1}, "cell") == ["cell: a is missing", "cell: b is new"]


def test_a_figure_is_compared_by_what_is_drawn(results, figure):
    before = json.loads(json.dumps(results.plain(figure)))
    assert before["rules_broken"] == []
    next(item for item in figure.axes[0].patches if str(item.get_gid()).startswith("face:")).set_visible(False)
    told = results.differences(before, results.plain(figure), "map")
    assert told[0] == f"map.faces: expected {before['faces']}, found {before['faces'] - 1}"
    assert all(line.startswith("map.rules_broken") for line in told[1:])  # the lint misses the face too


def test_another_wording_of_a_figure_is_no_other_result_and_another_number_is(results, figure):
    before = json.loads(json.dumps(results.plain(figure)))
    words = next(item for item in figure.axes[1].texts if str(item.get_gid()).startswith(("title", "legend:text")))
    words.set_text("Other words")
    assert results.differences(before, results.plain(figure), "map") == []
    counts = next(item for item in figure.axes[1].texts if item.get_gid() == "legend:value")
    counts.set_text("9 km² · 1")
    told = results.differences(before, results.plain(figure), "map")
    assert told
    assert all(line.startswith("map.legend_numbers[0]") for line in told)


def test_the_sentence_is_found_in_the_message_of_the_runner(results):
    sentence = "notebook 02_claims, cell 'by_count' gives another result:\nby_count.rows[0][1]: expected 1, found 2"
    wrapped = f"Post cell execution failed:\nimport notebook_results\n\n{ {'content': {'ename': 'AssertionError', 'evalue': sentence}} }"
    assert results.told(wrapped) == sentence
    assert results.told("another error") == ""
