"""Exercises in minutes, in hours and in days, played in a terminal from the library to the report by keys alone, and their journals played
again. The screens of every exercise are walked without a terminal in `tests/tui/test_every_answer.py`.
"""

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.tui.application import SIZES, sized
from tests.tui.terminal_session import Player, of_this_checkout
from tui.commands.exercise import replay

KEYS = {"Ctrl+Q": "C-q"}

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="there is no tmux on the path")


class Terminal:
    """A window of a tmux server of our own."""

    def __init__(self, home: Path, size: tuple[int, int]) -> None:
        self.socket = f"allcall-{uuid4().hex}"
        places = of_this_checkout(home) | {"LC_ALL": "C.UTF-8"}
        wanted = [f"{name}={value}" for name, value in places.items()]
        command = shlex.join(["env", "-u", "COLUMNS", "-u", "LINES", *wanted, sys.executable, "-P", "-m", "tui"])
        width, height = map(str, size)
        self.tmux("new-session", "-d", "-x", width, "-y", height, "-c", str(home), "cat")
        self.tmux("set-option", "-g", "remain-on-exit", "on")
        self.tmux("set-option", "-g", "status", "off")
        self.tmux("resize-window", "-x", width, "-y", height)
        self.tmux("respawn-pane", "-k", "-c", str(home), command)

    def tmux(self, *arguments: str) -> str:
        command = ["tmux", "-u", "-L", self.socket, "-f", os.devnull, *arguments]
        return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout

    def text(self) -> str:
        return self.tmux("capture-pane", "-p")

    def press(self, key: str) -> None:
        self.tmux("send-keys", KEYS.get(key, key))

    def asked(self, what: str) -> str:
        """A fact about the window, by tmux's name for it."""
        return self.tmux("display-message", "-p", f"#{{{what}}}").strip()


@pytest.fixture
def terminal(tmp_path: Path, size: tuple[int, int]) -> Iterator[Terminal]:
    made = Terminal(tmp_path, size)
    yield made
    made.tmux("kill-server")


@pytest.mark.parametrize(
    ("exercise", "size"),
    [
        pytest.param("at-the-counter-20", SIZES[0], marks=pytest.mark.full(step="browsers")),
        pytest.param("reunification-45", SIZES[0], marks=pytest.mark.full(step="browsers")),
        pytest.param("report-on-monday-40", SIZES[0], marks=pytest.mark.slow),
        pytest.param("cardiac-arrest-20", SIZES[1], marks=pytest.mark.slow),
    ],
    ids=sized,
)
def test_an_exercise_is_played_by_keys_and_its_journal_replays(
    exercise: str, size: tuple[int, int], terminal: Terminal, tmp_path: Path
) -> None:
    player = Player(terminal)
    player.chooses(exercise)
    assert (terminal.asked("pane_width"), terminal.asked("pane_height")) == tuple(map(str, size))
    player.briefs()
    player.turns_to_the_desk()
    player.plays()
    player.looks_back()
    player.exercise = False
    terminal.press("Ctrl+Q")
    player.until(lambda _: terminal.asked("pane_dead_status") == "0", "end without an error")

    [journal] = (tmp_path / "sessions").glob("*.journal")
    trace = tmp_path / "trace.jsonl"
    assert replay(journal, trace=trace) == 0
    arms = {json.loads(line)["arm"] for line in trace.read_text(encoding="utf-8").splitlines()}
    assert arms == {"room", "autopilot", "twin"}
