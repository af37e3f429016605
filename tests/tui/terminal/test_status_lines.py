"""Without a terminal, a long command says what it is doing: on a clock of the test, whose timer is a signal sent by hand."""

import signal
import sys
from pathlib import Path
from unittest.mock import Mock

import pytest

from sim.experiment.executor import Progress
from tui.cli import LONG_COMMANDS, main
from tui.terminal.console import show_progress
from tui.terminal.status_lines import show_status_lines

Timer = list[tuple[float, float]]


@pytest.fixture
def timer(monkeypatch: pytest.MonkeyPatch) -> Timer:
    """Seconds to the first signal, and from each to the next, as the timer was set. The clock shows 0, 1, 11 s and so on."""
    seconds: Timer = []
    monkeypatch.setattr(signal, "setitimer", lambda _, first, every=0.0: seconds.append((first, every)))
    clock = iter([0.0, 1.0, 11.2, 21.0, 31.0])
    monkeypatch.setattr("tui.terminal.status_lines.monotonic", lambda: next(clock))
    return seconds


def tick(*_: object) -> int:
    signal.raise_signal(signal.SIGALRM)
    return 0


def test_a_line_says_what_the_command_does_and_how_far_it_is(timer: Timer, capfd: pytest.CaptureFixture[str]) -> None:
    before = signal.getsignal(signal.SIGALRM)
    with show_status_lines("compare", "comparing strategies"):
        tick()
        with show_progress() as told:
            told("pairs", Progress(200, 2_000, 1.0, 12.3))
            tick()
            told("pairs", Progress(2_000, 2_000, 1.0, 0.0))
            tick()
        tick()
    assert timer == [(1.0, 10.0), (0, 0.0)]
    assert signal.getsignal(signal.SIGALRM) == before
    assert capfd.readouterr() == (
        "",
        "allcall compare: comparing strategies, 1 s so far\n"
        "allcall compare: simulating: 200 of 2,000, 12 s left, 11 s so far\n"
        "allcall compare: simulating: 2,000 of 2,000, 21 s so far\n"
        "allcall compare: comparing strategies, 31 s so far\n",
    )


def test_no_line_breaks_one_that_is_written(timer: Timer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "errors"
    with path.open("w", buffering=1, encoding="utf-8") as errors:  # as standard error is
        monkeypatch.setattr(sys, "stderr", errors)
        with show_status_lines("kit", "writing handouts"):
            errors.write("written: ")
            tick()
            errors.write("a.docx\n")
    assert path.read_text(encoding="utf-8") == "allcall kit: writing handouts, 1 s so far\nwritten: a.docx\n"


def test_a_terminal_gets_no_line(timer: Timer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", Mock(isatty=lambda: True))
    with show_status_lines("compare", ""):
        pass
    assert timer == []


def test_the_long_commands_of_a_process_say_so_and_the_others_do_not(
    timer: Timer, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tui.cli.run", tick)
    for command in LONG_COMMANDS:
        monkeypatch.setattr("tui.terminal.status_lines.monotonic", lambda: 0.0)
        monkeypatch.setattr(sys, "argv", ["allcall", command, "x"])
        assert main() == 0
    said = "".join(f"allcall {name}: {doing}, 0 s so far\n" for name, doing in LONG_COMMANDS.items())
    assert capfd.readouterr() == ("", said)
    monkeypatch.setattr("tui.cli.run", lambda _: 0)
    del timer[:]
    for command in ("list", "serve", "room", "resume", ""):
        monkeypatch.setattr(sys, "argv", ["allcall", command])
        assert main() == 0
    assert timer == []
