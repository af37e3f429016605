"""`allcall leverage`: the file it writes, and how it ends. What the numbers are is tested where they are made."""

import json
from pathlib import Path

import pytest

from sim.exercise import leverage as leverage_module
from sim.experiment.execution import StoppedError
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


@pytest.mark.parametrize(
    "line",
    ["leverage nowhere", "leverage active-assailant-lunch", "leverage cardiac-arrest-20 --json {folder}/none/out.json"],
)
def test_mistakes_end_with_status_2_before_anything_is_played(
    line: str, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leverage_module, "measure_leverage", None)
    assert main(line.format(folder=tmp_path).split()) == 2
    assert capsys.readouterr().err.startswith("allcall: ")


def test_stopped_before_the_first_emergency_is_status_130(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **_named: bool) -> None:
        raise StoppedError("stopped before the first emergency was complete")

    monkeypatch.setattr(leverage_module, "measure_leverage", stop)
    assert main([*LINE]) == 130
    assert capsys.readouterr().err == "allcall: stopped before the first emergency was complete\n"
