"""At home in JupyterLab: an accessor on xarray objects, errors in one message, an explorer, notebooks with parameters.

``%load_ext toolkit.notebook`` in a notebook gives all of it; ``import toolkit.notebook`` gives the accessor ``.arf`` alone.
"""

from __future__ import annotations

from typing import Any

from toolkit.notebook import accessor

__all__ = ["accessor", "load_ipython_extension", "unload_ipython_extension"]


def load_ipython_extension(shell: Any) -> None:
    """Show errors of the toolkit as one message and complete names of regions, datasets and indicators."""
    from toolkit.notebook.complete import complete_names
    from toolkit.notebook.messages import short_errors

    short_errors(shell)
    complete_names(shell)


def unload_ipython_extension(shell: Any) -> None:
    """Show errors with their trace again."""
    from toolkit.notebook.complete import forget_names
    from toolkit.notebook.messages import long_errors

    long_errors(shell)
    forget_names(shell)
