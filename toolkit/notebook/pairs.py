"""Each notebook and its text: the text (Markdown) is what is written and reviewed, the notebook is made from it, without outputs.

Ids of cells are made from the cells themselves, so that the same text always gives the same file and a change of one cell changes
one cell.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from toolkit.errors import SchemaError, UnreadableFileError

__all__ = ["from_notebook", "from_text", "pair", "text_of"]

_FORMAT = {"extension": ".md", "format_name": "markdown"}
_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
#: Kept of the metadata of a cell; the rest belongs to whoever opened the notebook last.
_KEPT = ("tags", "nbmake")


def from_text(text: str) -> str:
    """Return the notebook (JSON) of a text.

    Parameters
    ----------
    text : str
        Markdown; code stands in blocks fenced as ``python``.

    Returns
    -------
    str
        The notebook, without outputs; the same text gives the same bytes.
    """
    import jupytext

    return _written(jupytext.reads(text, _FORMAT))


def from_notebook(notebook: str) -> str:
    """Return the text of a notebook (JSON); outputs are left out."""
    import jupytext
    import nbformat

    book: Any = nbformat.reads(notebook, 4)  # type: ignore[no-untyped-call]
    for cell in book.cells:
        cell.metadata = {key: cell.metadata[key] for key in _KEPT if key in cell.metadata}
    book.metadata = {"kernelspec": _METADATA["kernelspec"], "jupytext": {"notebook_metadata_filter": "-all"}}
    return str(jupytext.writes(book, _FORMAT)).rstrip("\n") + "\n"


def _written(book: Any) -> str:
    import nbformat

    seen: dict[str, int] = {}
    for cell in book.cells:
        name = hashlib.sha256(f"{cell.cell_type}\n{cell.source}".encode()).hexdigest()[:8]
        seen[name] = seen.get(name, 0) + 1
        cell.id = name if seen[name] == 1 else f"{name}-{seen[name]}"
        cell.metadata = {key: cell.metadata[key] for key in _KEPT if key in cell.metadata}
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    book.metadata, book.nbformat, book.nbformat_minor = _METADATA, 4, 5
    nbformat.validate(book)
    written: Any = nbformat.writes(book, 4)  # type: ignore[no-untyped-call]
    return f"{written}\n"


def text_of(notebook: Path) -> Path:
    """Return where the text of a notebook stands: ``text/<name>.md`` beside it."""
    return notebook.parent / "text" / f"{notebook.stem}.md"


def pair(folder: str | Path, *, from_notebooks: bool = False) -> list[Path]:
    """Bring notebooks and texts in step.

    Parameters
    ----------
    folder : path
        The folder of notebooks, with a folder ``text``.
    from_notebooks : bool
        Write the texts from the notebooks first: what was changed in JupyterLab is kept.

    Returns
    -------
    list of pathlib.Path
        The files that changed.

    Raises
    ------
    UnreadableFileError
        There are no texts.
    SchemaError
        A file is not a notebook.
    """
    folder = Path(folder)
    changed = []
    if from_notebooks:
        for notebook in sorted(folder.glob("*.ipynb")):
            try:
                text = from_notebook(notebook.read_text("utf-8"))
            except Exception as error:  # nbformat raises many kinds for what is no notebook
                raise SchemaError(f"{notebook.name} is not a notebook: {error}. Restore it, or delete it.") from error
            changed += _put(text_of(notebook), text)
    texts = sorted((folder / "text").glob("*.md"))
    if not texts:
        raise UnreadableFileError(f"There is no text of a notebook in {folder / 'text'}. Give the folder 'notebooks' of the project.")
    for path in texts:
        changed += _put(folder / f"{path.stem}.ipynb", from_text(path.read_text("utf-8")))
    return changed


def _put(path: Path, content: str) -> list[Path]:
    if path.is_file() and path.read_text("utf-8") == content:
        return []
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, "utf-8")
    return [path]
