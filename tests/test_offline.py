"""Tests cannot reach the network, nor can the processes that they start."""

import socket
import subprocess
import sys

import pytest
import pytest_socket


def test_no_socket_in_a_test():
    with pytest.warns(UserWarning, match="tried to use socket"), pytest.raises(pytest_socket.SocketBlockedError):
        socket.socket(socket.AF_INET, socket.SOCK_STREAM)


def test_no_connection_from_a_process_that_a_test_starts():
    code = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=1)"  # an address reserved for documentation (RFC 5737)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "network is blocked in tests" in done.stderr
