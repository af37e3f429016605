"""`allcall year`: the page, the JSON, and what is refused."""

import json
from pathlib import Path

import pytest

from reports.comparison.year import format_yearly
from sim.experiment import year
from tests.sim.experiment.test_year import build_comparison
from tui.cli import main

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(year, "compare", build_comparison)


def test_the_page_has_a_block_for_each_emergency_in_at_most_30_lines(capsys: Capture) -> None:
    assert main(["year", "large-high-school"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    lines = out.splitlines()
    assert len(lines) <= 30
    assert max(map(len, lines)) <= 80
    assert "Sudden cardiac arrest, during class: 0.014 a year (0.003 to 0.03), measured" in lines
    (shock,) = [line.split() for line in lines if line.startswith("Collapse to shock")]
    assert shock[-5:] == ["1:00", "0.014", "(0.003", "to", "0.03)"]
    (lost,) = [line.split() for line in lines if line.startswith("Person-minutes lost")]
    assert lost[-5:] == ["−200", "−60", "(−600", "to", "−10)"]
    assert any("Rates are assumed" in line and "--rate" in line for line in lines)
    assert any("Minutes of different hazards are not added" in line for line in lines)


def test_json_goes_to_a_file_beside_the_page_or_alone_to_standard_output(
    tmp_path: Path, capsys: Capture
) -> None:
    path = tmp_path / "year.json"
    assert main(["year", "large-high-school", "--json", str(path), "--rate", "false-alarm=2"]) == 0
    capsys.readouterr()
    assert main(["year", "large-high-school", "--json", "-", "--rate", "false-alarm=2"]) == 0
    out, _ = capsys.readouterr()
    assert out == path.read_text(encoding="utf-8")
    rate = json.loads(out)["emergencies"][-1]["rate"]
    assert (rate["per_year"], rate["low"], rate["basis"]) == (2.0, None, "given")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--rate", "false-alarm"], "as in cardiac-arrest=0.02"),
        (["--rate", "false-alarm=often"], '"often" is not a number'),
        (["--rate", "false-alarm=1", "--rate", "false-alarm=2"], "has a rate already"),
        (["--rate", "false-alarm=2000"], "at most 1000 in a year"),
        (["--rate", "false-alarn=1"], 'nearest is "false-alarm"'),
        (["--strategies", "app"], "name two"),
        (["--strategies", "app,aap"], 'nearest is "app"'),
        (["--json", "/nowhere/year.json"], "--json /nowhere/year.json"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_one_line(
    arguments: list[str], message: str, capsys: Capture
) -> None:
    assert main(["year", "large-high-school", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert message in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("amount", "text"),
    [(0.0, "0"), (0.00002, "0.00002"), (0.0996, "0.1"), (1.5, "1.5"), (-79.8, "−80"), (1234.0, "1,200")],
)
def test_an_amount_in_a_year_has_two_digits_and_no_exponent(amount: float, text: str) -> None:
    assert format_yearly(amount) == text
