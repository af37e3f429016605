"""`allcall leverage`: the file it writes. What the numbers are is tested where they are made."""

import json
from pathlib import Path

import pytest

from tui.cli import main

Capture = pytest.CaptureFixture[str]
LINE = ("leverage", "cardiac-arrest-20", "--emergencies", "2", "--workers", "1")


@pytest.mark.slow
def test_the_json_is_the_same_in_a_file_and_on_standard_output(tmp_path: Path, capsys: Capture) -> None:
    """By the name of the exercise and by that of its scenario."""
    path = tmp_path / "leverage.json"
    assert main([*LINE, "--json", str(path)]) == 0
    assert "D1" in capsys.readouterr().out
    assert main(["leverage", "cardiac-arrest", *LINE[2:], "--json", "-"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record == json.loads(path.read_text())
    assert [question["id"] for question in record["questions"]] == ["D1", "D2", "D3", "D4", "D5"]
    assert record["emergencies"] == 2
