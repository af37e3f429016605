"""The command that serves, in a process of its own."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tui.terminal_session import of_this_checkout

PATIENCE = 60.0  # seconds until a test gives up


def find_free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def start(port: int, home: Path) -> subprocess.Popen[str]:
    """A server, with sessions in a folder of the test."""
    command = [sys.executable, "-P", "-m", "tui", "serve", "--port", str(port)]
    environment = {**os.environ, **of_this_checkout(home)}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=home, env=environment)


def read_address(server: subprocess.Popen[str], port: int) -> str:
    assert server.stdout is not None
    line = server.stdout.readline()
    assert line.startswith(f"http://localhost:{port}/?token=")
    return line.split()[0]


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """The printed address, which opens one browser."""
    server = start(port := find_free_port(), tmp_path)
    yield read_address(server, port)
    server.send_signal(signal.SIGINT)
    server.communicate(timeout=PATIENCE)
    assert server.returncode == 0
