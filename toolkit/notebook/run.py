"""Run a notebook with parameters and keep the result as a new notebook; open JupyterLab on the start page."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from toolkit.errors import NotebookError, UnreadableFileError, unknown_name

__all__ = ["find_notebook", "list_notebooks", "notebooks_folder", "open_lab", "parsed", "run_notebook"]


def notebooks_folder() -> Path:
    """Return the folder of notebooks of the checkout.

    Raises
    ------
    UnreadableFileError
        The toolkit was installed without its checkout.
    """
    folder = Path(__file__).resolve().parents[2] / "notebooks"
    if not folder.is_dir():
        raise UnreadableFileError(
            f"There are no notebooks in {folder}. They come with a clone of the project; give the path of a notebook."
        )
    return folder


def list_notebooks() -> dict[str, str]:
    """Return the notebooks of the project: name -> title."""
    out = {}
    for path in sorted(notebooks_folder().glob("*.ipynb")):
        cells = json.loads(path.read_text("utf-8"))["cells"]
        head = "".join(cells[0]["source"]).splitlines()[0] if cells else ""
        out[path.stem] = head.lstrip("# ")
    return out


def find_notebook(name: str | Path) -> Path:
    """Return the path of a notebook, given by path or by the name (or the beginning of the name) of one of the project's.

    Raises
    ------
    UnknownNameError
        No notebook has that name, or several begin so.
    """
    path = Path(name)
    if path.suffix == ".ipynb" and path.is_file():
        return path
    known = list_notebooks()
    wanted = path.name.removesuffix(".ipynb")
    found = [wanted] if wanted in known else [item for item in known if item.startswith(wanted)]
    if len(found) != 1:
        raise unknown_name("notebook", name, known)
    return notebooks_folder() / f"{found[0]}.ipynb"


def parsed(text: str) -> Any:
    """Return the value of a parameter given as text: a number, true, false, a list, else the text itself.

    Examples
    --------
    >>> parsed("10"), parsed("0.25"), parsed("yellow-sea"), parsed("2015/2019"), parsed("true")
    (10, 0.25, 'yellow-sea', '2015/2019', True)
    """
    try:
        return json.loads(text)
    except ValueError:
        return text


def run_notebook(
    name: str | Path,
    parameters: Mapping[str, Any] | None = None,
    *,
    out: str | Path | None = None,
    tell: Callable[[str], None] | None = None,
) -> Path:
    """Run a notebook with other parameters and write it, with its results, as a new notebook.

    Parameters
    ----------
    name : str or path
        A notebook of the project by name (``00_start_here``, or ``00``), or the path of any.
    parameters : mapping, optional
        Values for names of the cell that is tagged ``parameters``.
    out : path, optional
        Notebook to write; by default in this folder, named by the notebook and the parameters.
    tell : callable, optional
        Takes a line of text for each cell with code.

    Returns
    -------
    pathlib.Path
        The notebook that was written, also where a cell failed.

    Raises
    ------
    UnknownNameError
        There is no such notebook or parameter.
    NotebookError
        A cell failed; the message says which, and why.
    """
    import nbclient
    import nbformat
    from papermill.inspection import inspect_notebook
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    source = find_notebook(name)
    given = dict(parameters or {})
    known = inspect_notebook(source)
    for key, value in given.items():
        if key not in known:
            raise unknown_name(f"parameter of {source.stem}:", key, known)
        if str(known[key]["default"])[:1] in ("'", '"') and not isinstance(value, str):
            given[key] = str(value)  # where the notebook has a text, 3 is the text "3", such as the label of a face
    target = Path(out) if out is not None else Path(_file_name(source.stem, given))
    if target.resolve() == source.resolve():
        raise NotebookError(f"{target} is the notebook itself. Give another name: --out FILE.ipynb.")
    if not target.parent.is_dir():
        raise NotebookError(f"The folder {target.parent} does not exist. Make it first, or give another: --out FILE.ipynb.")
    book: Any = load_notebook_node(str(source))
    book = parameterize_notebook(book, given, report_mode=False)
    code = [index for index, cell in enumerate(book.cells) if cell.cell_type == "code"]
    say = tell or (lambda line: None)

    def begun(cell: Any, cell_index: int) -> None:
        if cell_index in code:
            first = next((line for line in cell.source.splitlines() if line.strip()), "")
            say(f"[{code.index(cell_index) + 1}/{len(code)}] {first[:90]}")

    client = nbclient.NotebookClient(
        book, timeout=None, kernel_name=book.metadata.get("kernelspec", {}).get("name", "python3"), on_cell_start=begun
    )
    manager: Any = client.create_kernel_manager()
    if sys.platform != "win32":
        manager.transport = "ipc"  # no port is opened
    try:
        client.execute()
    except nbclient.exceptions.CellExecutionError as error:
        raise NotebookError(f"{source.stem} stopped: {error.ename}: {error.evalue} The notebook up to there is in {target}.") from error
    finally:
        for cell in book.cells:
            cell.metadata.pop("nbmake", None)
        target.write_text(str(nbformat.writes(book, 4)) + "\n", "utf-8")  # type: ignore[no-untyped-call]
    return target


def _file_name(stem: str, given: Mapping[str, Any]) -> str:
    """Return a name of readable length: the notebook, and of each parameter its value, of a path its last part."""
    values = [re.split(r"[/\\](?=.*\.)", str(value))[-1] for value in given.values()]
    words = [stem, *(re.sub(r"[^\w.-]+", "-", value).strip("-")[:24] for value in values)]
    return "-".join(word for word in words if word)[:80].rstrip("-.") + ("" if given else "-run") + ".ipynb"


def open_lab(options: Sequence[str] = ()) -> int:
    """Open JupyterLab on the start page and wait until it ends.

    Parameters
    ----------
    options : sequence of str
        Passed on to JupyterLab, such as ``--no-browser``; with a folder of one's own (``--ServerApp.root_dir``) it opens there.

    Returns
    -------
    int
        Its exit code.

    Raises
    ------
    NotebookError
        JupyterLab is not installed.
    """
    if importlib.util.find_spec("jupyterlab") is None:
        raise NotebookError("JupyterLab is not installed here. Use `make setup`, or `conda env create -f environment.yml`.")
    start = notebooks_folder() / "00_start_here.ipynb"
    elsewhere = any(option.startswith(("--ServerApp.root_dir", "--notebook-dir")) for option in options)
    where = [] if elsewhere else [f"--ServerApp.root_dir={notebooks_folder().parent}", str(start)]
    with subprocess.Popen([sys.executable, "-m", "jupyterlab", *where, *options]) as lab:  # noqa: S603
        # Whoever ends this command ends the server too; Ctrl-C is JupyterLab's, which asks before it stops.
        before = signal.signal(signal.SIGTERM, lambda *_: lab.terminate())
        try:
            while True:
                with contextlib.suppress(KeyboardInterrupt):
                    return lab.wait()
        finally:
            signal.signal(signal.SIGTERM, before)
