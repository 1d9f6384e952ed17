"""No network in processes that tests start (notebook kernels, command lines): only this machine's own addresses can be reached.

The root conftest puts this folder on PYTHONPATH; Python imports `sitecustomize` by itself at start.
"""

import socket

_connect = socket.socket.connect


def _only_here(self: socket.socket, address: object) -> None:
    host = address[0] if isinstance(address, tuple) else ""
    if self.family in (socket.AF_INET, socket.AF_INET6) and host not in ("127.0.0.1", "::1", "localhost"):
        raise OSError(f"network is blocked in tests: {host}")
    _connect(self, address)


socket.socket.connect = _only_here
