"""Notebooks and their texts are in step; notebooks are stored without outputs, short, and named as the texts say."""

import json
import re

import nbformat
import pytest
from toolkit.errors import SchemaError, UnreadableFileError
from toolkit.notebook.pairs import from_notebook, from_text, pair, text_of

TEXT = """# A question

Words.

```python tags=["parameters"]
region = "yellow-sea"
```

```python
region


1
```
"""


@pytest.fixture(scope="session")
def notebooks(project):
    found = sorted((project / "notebooks").glob("*.ipynb"))
    assert len(found) >= 7
    return found


def test_a_text_survives_the_way_to_a_notebook_and_back():
    assert from_notebook(from_text(TEXT)) == TEXT


def test_the_same_text_gives_the_same_bytes_and_a_changed_cell_changes_one_id():
    def ids(text):
        return [cell.id for cell in nbformat.reads(from_text(text), 4).cells]

    assert from_text(TEXT) == from_text(TEXT)
    before, after = ids(TEXT), ids(TEXT.replace("yellow-sea", "gulf-of-thailand"))
    assert [one == other for one, other in zip(before, after, strict=True)] == [True, False, True]


def test_equal_cells_have_ids_of_their_own():
    cells = nbformat.reads(from_text("```python\n1\n```\n\n```python\n1\n```\n"), 4).cells
    assert len({cell.id for cell in cells}) == 2


def test_pairing_writes_what_changed_and_then_nothing(tmp_path):
    (tmp_path / "text").mkdir()
    (tmp_path / "text" / "a.md").write_text(TEXT, "utf-8")
    assert [path.name for path in pair(tmp_path)] == ["a.ipynb"]
    assert pair(tmp_path) == []


def test_what_was_changed_in_a_notebook_can_be_kept(tmp_path):
    (tmp_path / "text").mkdir()
    (tmp_path / "text" / "a.md").write_text(TEXT, "utf-8")
    (tmp_path / "a.ipynb").write_text(from_text(TEXT.replace("Words", "Other words")), "utf-8")
    pair(tmp_path, from_notebooks=True)
    assert "Other words." in (tmp_path / "text" / "a.md").read_text("utf-8")


def test_a_folder_without_texts_is_refused(tmp_path):
    with pytest.raises(UnreadableFileError):
        pair(tmp_path)


def test_a_file_that_is_no_notebook_is_refused_by_name(tmp_path):
    (tmp_path / "broken.ipynb").write_text("{", "utf-8")
    with pytest.raises(SchemaError, match=r"broken\.ipynb"):
        pair(tmp_path, from_notebooks=True)


def test_each_notebook_is_what_its_text_says(notebooks):
    different = [path.name for path in notebooks if path.read_text("utf-8") != from_text(text_of(path).read_text("utf-8"))]
    assert not different, f"run `arf-marine notebook pair`: {different}"


def test_each_text_has_its_notebook(project, notebooks):
    assert {path.stem for path in (project / "notebooks" / "text").glob("*.md")} == {path.stem for path in notebooks}


def test_each_notebook_is_short_stripped_and_built_alike(notebooks):
    for path in notebooks:
        book = nbformat.read(path, 4)
        code = [cell for cell in book.cells if cell.cell_type == "code"]
        words = "\n".join(cell.source for cell in book.cells if cell.cell_type == "markdown")
        assert all(not cell.outputs and cell.execution_count is None for cell in code), path.name
        assert len(code) <= 16, f"{path.name}: {len(code)} code cells"
        assert book.metadata.kernelspec.name == "python3"
        for section in ("# ", "## Overview", "## Prerequisites", "**Time to learn:**", "## Summary", "### What next", "## References"):
            assert section in words, f"{path.name} has no '{section}'"


def test_each_expected_result_belongs_to_a_cell(project, notebooks):
    asked = set()
    for path in notebooks:
        asked |= set(re.findall(r"r\.check\('([\w/]+)'\)", path.read_text("utf-8")))
    known = set()
    for path in (project / "tests" / "notebook" / "expected").glob("*.json"):
        known |= {f"{path.stem}/{name}" for name in json.loads(path.read_text("utf-8"))}
    assert asked == known
