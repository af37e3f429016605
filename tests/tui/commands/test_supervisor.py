"""The supervisor: after a kill the terminal is restored, and the message says how to resume."""

import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios
from collections.abc import Iterator
from pathlib import Path

import pytest

from tui.terminal.process import RESTORE_SEQUENCE, describe_death, restore_terminal

Capture = pytest.CaptureFixture[str]

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 60.0  # seconds until a test gives up; none of them waits for it
ROWS, COLUMNS = 24, 80


class Terminal:
    """A pseudo-terminal and its output."""

    def __init__(self) -> None:
        self.master, self.slave = pty.openpty()
        termios.tcsetwinsize(self.slave, (ROWS, COLUMNS))
        self.drawn = b""

    @property
    def modes(self) -> list[object]:
        return termios.tcgetattr(self.slave)

    def echoes(self) -> bool:
        """Whether typed keys are echoed, as in a shell."""
        flags = self.modes[3]
        assert isinstance(flags, int)
        return bool(flags & termios.ECHO)

    def draws(self, text: bytes) -> None:
        while text not in self.drawn:
            ready, _, _ = select.select([self.master], [], [], PATIENCE)
            assert ready, f"never drawn: {text!r}"
            self.drawn += os.read(self.master, 65536)
        self.drawn = self.drawn.partition(text)[2]

    def types(self, keys: bytes) -> None:
        os.write(self.master, keys)

    def close(self) -> None:
        os.close(self.master)
        os.close(self.slave)


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    made = Terminal()
    yield made
    made.close()


def started(terminal: Terminal, home: Path, *arguments: str) -> "subprocess.Popen[bytes]":
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "tui", *arguments],
        stdin=terminal.slave,
        stdout=terminal.slave,
        stderr=terminal.slave,
        cwd=home,
        env={**os.environ, "ALLCALL_HOME": str(home), "PYTHONPATH": path, "TERM": "xterm-256color"},
        start_new_session=True,
    )


def child_of(parent: int) -> int:
    found = subprocess.run(["pgrep", "-P", str(parent)], check=True, capture_output=True, text=True)
    (child,) = found.stdout.split()
    return int(child)


@pytest.mark.slow
def test_a_killed_program_leaves_the_terminal_as_it_was_and_can_be_resumed(terminal: Terminal, tmp_path: Path) -> None:
    before = terminal.modes
    assert terminal.echoes()
    parent = started(terminal, tmp_path, "drill", "cardiac-arrest")
    terminal.draws(b"Prepare")
    assert not terminal.echoes()
    terminal.types(b"\r")
    terminal.draws(b"Who is here")
    os.kill(child_of(parent.pid), signal.SIGKILL)
    assert parent.wait(PATIENCE) == 128 + signal.SIGKILL
    assert terminal.modes == before
    terminal.draws(RESTORE_SEQUENCE.encode())
    terminal.draws(b"killed (SIGKILL)")
    terminal.draws(b"allcall resume ")
    terminal.draws(b"\r\n")
    (journal,) = (tmp_path / "sessions").glob("*.journal")
    assert journal.stem.startswith("cardiac-arrest-20-")


@pytest.mark.slow
def test_a_broken_configuration_ends_with_2_and_nothing_is_drawn(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("asci = true\n")
    parent = started(terminal, tmp_path)
    assert parent.wait(PATIENCE) == 2
    terminal.draws(b'unknown key "asci"')
    assert b"\x1b[?1049h" not in terminal.drawn


def test_what_is_restored_are_all_the_modes_that_the_driver_sets() -> None:
    from textual.drivers import linux_driver

    text = Path(linux_driver.__file__).read_text()
    switched_on = {*re.findall(r"\[\?(\d+)h", text)} - {"1007", "7", "25"}  # set again, not off
    assert switched_on
    assert {mode for mode in switched_on if f"?{mode}l" not in RESTORE_SEQUENCE} == set()
    assert "?25h" in RESTORE_SEQUENCE


def test_with_no_session_there_is_nothing_to_go_on_with() -> None:
    assert describe_death(15, "") == "allcall was killed (SIGTERM).\n"
    assert "allcall resume somebody" in describe_death(9, "somebody")


def test_restore_puts_back_what_was(terminal: Terminal, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    before = terminal.modes
    changed = termios.tcgetattr(terminal.slave)
    changed[3] &= ~(termios.ECHO | termios.ICANON)
    termios.tcsetattr(terminal.slave, termios.TCSANOW, changed)
    assert not terminal.echoes()
    with os.fdopen(os.dup(terminal.slave)) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        restore_terminal(before)
    assert terminal.modes == before
    assert capsys.readouterr().err == RESTORE_SEQUENCE


@pytest.mark.slow
def test_a_program_whose_parent_is_killed_leaves_and_says_how_to_go_on(terminal: Terminal, tmp_path: Path) -> None:
    before = terminal.modes
    parent = started(terminal, tmp_path, "drill", "cardiac-arrest")
    terminal.draws(b"Prepare")
    terminal.types(b"\r")
    terminal.draws(b"Who is here")
    child = os.pidfd_open(child_of(parent.pid))
    parent.kill()
    parent.wait(PATIENCE)
    terminal.draws(b"\x1b[?1049l")
    terminal.draws(b"saved; to resume: allcall resume cardiac-arrest-20-")
    ready, _, _ = select.select([child], [], [], PATIENCE)
    assert ready, "the child is still there"
    os.close(child)
    assert terminal.modes == before
