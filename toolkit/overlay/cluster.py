"""A cluster for one run: dask's own client, made, waited for, and closed again."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from toolkit.errors import ClusterError

__all__ = ["on_cluster"]


@contextlib.contextmanager
def on_cluster(address: str | None, *, wait_seconds: float = 10.0) -> Iterator[Any]:
    """Let the workers of a cluster compute lazy grids for the time of a block.

    Parameters
    ----------
    address : str or None
        Address of a dask scheduler, such as ``tcp://10.0.0.5:8786``; with None the threads of this process are used as always.
    wait_seconds : float
        How long to wait for an answer, and then for a worker.

    Yields
    ------
    distributed.Client or None
        The client, which is dask's default inside the block.

    Raises
    ------
    ClusterError
        The address is not one, nothing answers there, or no worker is there.

    Notes
    -----
    Workers open the grid themselves: they must see the file under the same path, and have the toolkit installed.
    """
    if address is None:
        yield None
        return
    import distributed as _distributed

    # distributed is only partly typed.
    distributed: Any = _distributed
    scheme, sign, place = address.partition("://")
    if not sign or scheme not in ("tcp", "tls", "ucx") or not place.rpartition(":")[2].isdigit():
        raise ClusterError(
            f"'{address}' is not the address of a dask scheduler. Allowed: tcp://<host>:<port>, such as tcp://127.0.0.1:8786."
        )
    try:
        client = distributed.Client(address, timeout=wait_seconds, set_as_default=True)
    except (OSError, ValueError, RuntimeError) as error:
        raise ClusterError(
            f"No dask scheduler answers at {address} within {wait_seconds:g} seconds. "
            "Start one (dask scheduler --port 8786) and its workers (dask worker tcp://<host>:8786), or leave the address out."
        ) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=wait_seconds)
        except TimeoutError as error:
            raise ClusterError(
                f"The scheduler at {address} has no worker after {wait_seconds:g} seconds. Start one: dask worker {address}."
            ) from error
        yield client
