"""The map by its command."""

import io
import subprocess
import sys
from pathlib import Path

import pytest

from reports.floor_plan.svg import render_svg_map
from scenarios.library import open_place
from tui.commands.library import map_
from tui.terminal.console import CommandError


@pytest.mark.slow
def test_the_same_campus_gives_the_same_bytes_in_another_process() -> None:
    code = "import sys; from tui.commands.library import map_; sys.exit(map_('rural-k12', svg=__import__('pathlib').Path('-')))"
    command, made = [sys.executable, "-c", code], []
    for seed in ("1", "2"):
        asked = subprocess.run(command, capture_output=True, check=True, env={"PYTHONHASHSEED": seed})
        made.append(asked.stdout)
    assert made[0] == made[1]
    assert made[0].startswith(b"<?xml")


def test_the_command_keeps_to_what_the_terminal_can_write(monkeypatch: pytest.MonkeyPatch) -> None:
    bytes_written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(bytes_written, encoding="ascii", write_through=True))
    assert map_("rural-k12") == 0
    assert b"+----" in bytes_written.getvalue()


def test_the_command_writes_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "map.svg"
    assert map_("rural-k12", svg=path) == 0
    assert path.read_text("utf-8") == render_svg_map(open_place("rural-k12"))
    assert str(path) in capsys.readouterr().out


def test_the_command_says_why_a_file_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"--svg .*no-such-folder"):
        map_("rural-k12", svg=tmp_path / "no-such-folder" / "map.svg")
