"""Another user of the machine: no file of a played exercise can be read or written, and no page of `serve` comes without the token."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tui.commands.server_process import PATIENCE, find_free_port, read_address, start
from tui.cli import main

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")]

OTHER_USER = """
import encodings.idna, http.client, json, os, sys
port, *paths = sys.argv[1:]
os.setgroups([])
os.setgid(65534)
os.setuid(65534)

def is_possible(attempt):
    try:
        attempt()
    except PermissionError:
        return False
    return True

def get(page):
    connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=60)
    connection.request("GET", page, headers={"Host": f"localhost:{port}", "Origin": f"http://localhost:{port}"})
    return connection.getresponse().status

def read_processes():
    for process in filter(str.isdigit, os.listdir("/proc")):
        for name in ("cmdline", "environ"):
            try:
                with open(f"/proc/{process}/{name}", "rb") as file:
                    yield file.read().decode(errors="replace")
            except OSError:
                pass

print(json.dumps({
    "read": [path for path in paths if is_possible(lambda: os.close(os.open(path, os.O_RDONLY)))],
    "written": [path for path in paths if not os.path.isdir(path) and is_possible(lambda: os.close(os.open(path, os.O_WRONLY)))],
    "seen": [path for path in paths if is_possible(lambda: os.stat(path))],
    "pages": [get(page) for page in ("/", "/?token=", "/?token=guess", "/static/js/textual.js", "/download/x", "/ws")],
    "processes": "".join(read_processes()),
}))
"""  # fmt: skip


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that everybody may enter and read, with a data folder in it that does not exist yet, and no umask."""
    made = Path(tempfile.mkdtemp())
    made.chmod(0o755)
    before = os.umask(0)
    yield made
    os.umask(before)
    shutil.rmtree(made)


def test_another_user_reads_nothing_and_is_served_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home, port = folder / "allcall", find_free_port()
    monkeypatch.setenv("ALLCALL_HOME", str(home))
    assert main(["sessions"]) == 0
    journal = home / "sessions" / "own.journal"
    script = ("--script", "cardiac-arrest", "--journal", str(journal), "--no-others")
    assert main(["drill", "cardiac-arrest", *script]) == 0
    drill = ["--kind", "fire", "--date", "2026-08-20", "--time", "09:40", "--occupants", "90", "--took"]
    assert main(["records", "add", "Ours", *drill, "3 min"]) == 0
    journal.with_suffix(".plays").touch(0o600)
    server = start(port, home)
    try:
        token = read_address(server, port).partition("token=")[2]
        kept = [home, *home.rglob("*")]
        control = folder / "control"
        control.touch()
        command = [sys.executable, "-c", OTHER_USER, str(port), *map(str, [control, *kept])]
        possible = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    finally:
        server.send_signal(signal.SIGINT)
        server.communicate(timeout=PATIENCE)
    assert len(kept) >= 7
    assert possible["read"] == possible["written"] == [str(control)]
    assert possible["seen"] == [str(control), str(home)]
    assert set(possible["pages"]) == {403}
    assert "tui" in possible["processes"]
    assert token not in possible["processes"]
